/* fold.c -- text without case, for looking things up.
 *
 * Unicode default (full folding is left out: one code point stays one), with the
 * apostrophes and spaces of typography read as their plain forms, and ё as е. The same
 * folding is done by tools/gen_lists.h on the entries of the lists.
 */
#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"
#include "lang/lang.h"

#include <unicode/uchar.h>

uint32_t dli_fold_other(uint32_t cp)
{
    if (cp == 0x2019 || cp == 0x02BC)
        return '\'';
    if (cp == 0xA0 || cp == 0x202F)
        return ' ';
    uint32_t folded = (uint32_t)u_foldCase((UChar32)cp, U_FOLD_CASE_DEFAULT);
    return folded == 0x451 ? 0x435 : folded; /* ё, written е more often than not */
}

size_t dli_fold_to(char *out, size_t room, dl_str s)
{
    size_t made = 0, len;

    for (size_t at = 0; at < s.len && made + 4 <= room; at += len)
        made += dli_utf8_put(out + made, dli_fold_point(dli_utf8_get(s, at, &len)));
    return made;
}

void dli_fold_add(dli_buf *out, dl_str s)
{
    size_t at = 0;

    while (at < s.len) {
        size_t plain = at, len;
        while (plain < s.len && (unsigned char)s.ptr[plain] < 0x80 &&
               !dli_is_upper(s.ptr[plain]))
            plain++;
        dli_buf_add(out, dli_slice(s, at, plain));
        at = plain;
        if (at == s.len)
            return;
        char *room = dli_buf_room(out, 4);
        uint32_t cp = dli_utf8_get(s, at, &len);
        if (room == NULL)
            return;
        out->len += dli_utf8_put(room, dli_fold_point(cp));
        at += len;
    }
}

dl_str dli_fold(dli_arena *arena, dl_str s)
{
    size_t plain = 0;
    dli_buf out;

    while (plain < s.len && (unsigned char)s.ptr[plain] < 0x80 && !dli_is_upper(s.ptr[plain]))
        plain++;
    if (plain == s.len)
        return s;
    dli_buf_init(&out, arena);
    dli_fold_add(&out, s);
    return dli_buf_str(&out);
}
