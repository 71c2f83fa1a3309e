/* terminal.c -- text that was read somewhere, made harmless for a terminal.
 *
 * A headline may hold ESC ] 52 to write the clipboard, CSI sequences in their C1 form,
 * or a right-to-left override that makes a line read as another. Everything that a
 * terminal or a reader's eye would act on becomes visible: <1B>, <U+202E>.
 */
#include "base/str.h"
#include "base/utf8.h"
#include "view/view.h"

#include <unicode/uchar.h>

/* Control, format and separator characters, and what Unicode leaves without a look. */
static bool must_show(uint32_t cp)
{
    if (cp < 0x20 || cp == 0x7F)
        return true;
    if (cp < 0x80)
        return false;
    switch (u_charType((UChar32)cp)) {
    case U_CONTROL_CHAR:
    case U_FORMAT_CHAR: /* bidi controls, zero width, tags, U+FEFF */
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR:
    case U_PRIVATE_USE_CHAR:
    case U_UNASSIGNED:
        return true;
    default:
        return u_hasBinaryProperty((UChar32)cp, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) &&
               !(cp >= 0xFE00 && cp <= 0xFE0F); /* variation selectors belong to emoji */
    }
}

/* A soft hyphen only says where a word may be parted: it is left out. */
static size_t put_shown(uint32_t cp, char room[16])
{
    if (cp == 0xAD)
        return 0;
    return (size_t)snprintf(room, 16, cp < 0x100 ? "<%02X>" : "<U+%04X>", (unsigned)cp);
}

void dli_terminal_add(dli_buf *out, dl_str s)
{
    size_t at = 0, from = 0, len;

    while (at < s.len) {
        uint32_t cp = dli_utf8_get(s, at, &len);
        bool bad = cp == 0xFFFD && len == 1;
        if (bad || must_show(cp)) {
            char room[16];
            dli_buf_add(out, dli_slice(s, from, at));
            if (bad)
                dli_buf_add(out, DL_STR("\xEF\xBF\xBD"));
            else
                dli_buf_add(out, (dl_str){ room, put_shown(cp, room) });
            from = at + len;
        }
        at += len;
    }
    dli_buf_add(out, dli_slice(s, from, at));
}

static size_t columns(uint32_t cp)
{
    if (must_show(cp)) {
        char room[16];
        return put_shown(cp, room);
    }
    if (cp < 0x300)
        return 1;
    switch (u_charType((UChar32)cp)) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
        return 0;
    default:
        break;
    }
    int wide = u_getIntPropertyValue((UChar32)cp, UCHAR_EAST_ASIAN_WIDTH);
    return wide == U_EA_FULLWIDTH || wide == U_EA_WIDE ? 2 : 1;
}

size_t dli_terminal_width(dl_str s)
{
    size_t at = 0, len, width = 0;

    while (at < s.len) {
        width += columns(dli_utf8_get(s, at, &len));
        at += len;
    }
    return width;
}
