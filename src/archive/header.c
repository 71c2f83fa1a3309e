/* header.c -- lines "name: value", of WARC records and of HTTP alike. */
#include "inside.h"

#include "base/str.h"

bool dli_field_parse(dl_str line, dli_field *field)
{
    size_t colon = dli_find_byte(line, ':', 0);

    if (colon == DLI_NONE || colon == 0)
        return false;
    *field =
        (dli_field){ dli_trim(dli_slice(line, 0, colon)), dli_trim(dli_from(line, colon + 1)) };
    return field->name.len > 0;
}

bool dli_head_end(dl_str bytes, size_t from, size_t *end, size_t *blank)
{
    for (size_t at = from; (at = dli_find_byte(bytes, '\n', at)) != DLI_NONE; at++) {
        size_t next = at + 1;
        while (next < bytes.len && bytes.ptr[next] == '\r') /* some write two */
            next++;
        if (next < bytes.len && bytes.ptr[next] == '\n') {
            *end = at + 1;
            *blank = next - at;
            return true;
        }
    }
    return false;
}

void dli_media_type(dl_str value, dl_str *type, dl_str *charset)
{
    dl_str piece;

    *type = *charset = (dl_str){ "", 0 };
    if (!dli_split(&value, ';', &piece))
        return;
    *type = dli_trim(piece);
    while (dli_split(&value, ';', &piece)) {
        dl_str pair = dli_trim(piece);
        if (charset->len > 0 || !dli_starts_nocase(pair, DL_STR("charset=")))
            continue;
        pair = dli_trim(dli_from(pair, 8));
        if (pair.len > 1 && (pair.ptr[0] == '"' || pair.ptr[0] == '\'') &&
            pair.ptr[pair.len - 1] == pair.ptr[0])
            pair = dli_slice(pair, 1, pair.len - 1);
        *charset = pair;
    }
}
