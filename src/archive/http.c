/* http.c -- the head of a response and its chunks (RFC 9112), as browsers read them.
 *
 * In:   the block of a record
 * Out:  what decides how its body is read
 *
 * Archives keep what servers sent, wrong or not, and some keep the head of a chunked body
 * that was put together again: what is plainly not so is not believed.
 */
#include "inside.h"

#include "base/cursor.h"
#include "base/limits.h"

/* "HTTP/1.1 200 OK": the number, or 0. */
static unsigned status_of(dl_str line)
{
    size_t space = dli_find_byte(line, ' ', 0);
    dl_str rest = space == DLI_NONE ? DL_STR("") : dli_trim(dli_from(line, space));
    uint64_t status;

    if (rest.len < 3 || (rest.len > 3 && dli_is_digit(rest.ptr[3])) ||
        !dli_parse_u64(dli_slice(rest, 0, 3), &status))
        return 0;
    return (unsigned)status;
}

static void take_field(dli_http *out, const dli_field *f)
{
    if (dli_eq_nocase(f->name, DL_STR("content-type")) && out->type.len == 0)
        dli_media_type(f->value, &out->type, &out->charset);
    else if (dli_eq_nocase(f->name, DL_STR("content-encoding")))
        out->codings = f->value;
    else if (dli_eq_nocase(f->name, DL_STR("transfer-encoding")))
        out->chunked = dli_find_nocase(f->value, DL_STR("chunked"), 0) != DLI_NONE;
    else if (dli_eq_nocase(f->name, DL_STR("content-length")))
        out->has_length = dli_parse_u64(f->value, &out->length);
}

bool dli_http_parse(dl_str block, dli_http *out)
{
    size_t end = block.len, blank = 0, lines = 0;
    dl_str line;
    dli_field field;

    *out = (dli_http){ .type = { "", 0 }, .charset = { "", 0 }, .codings = { "", 0 } };
    if (!dli_starts_nocase(block, DL_STR("HTTP/")))
        return false;
    out->ended = dli_head_end(block, 0, &end, &blank);
    if (end > DLI_MAX_RECORD_HEAD)
        return false;
    out->head = dli_slice(block, 0, end);
    out->body = end + blank;
    dli_cursor in = { out->head, 0 };
    while (dli_take_line(&in, &line)) {
        if (lines++ == 0)
            out->status = status_of(line);
        else if (lines > DLI_MAX_RECORD_LINES)
            return false;
        else if (dli_field_parse(line, &field))
            take_field(out, &field);
    }
    return true;
}

/* The size line of a chunk: hexadecimal, perhaps with an extension behind it. */
static bool chunk_size(dl_str line, uint64_t *size)
{
    size_t i = 0;

    *size = 0;
    line = dli_trim(line);
    for (; i < line.len; i++) {
        char c = dli_lower(line.ptr[i]);
        bool letter = c >= 'a' && c <= 'f';
        if ((!letter && !dli_is_digit(c)) || *size >> 59 != 0)
            break;
        *size = *size << 4 | (uint64_t)(letter ? c - 'a' + 10 : c - '0');
    }
    return i > 0 && (i == line.len || line.ptr[i] == ';' || dli_is_space(line.ptr[i]));
}

dl_str dli_http_dechunk(dli_arena *arena, dl_str body, bool *cut)
{
    dli_cursor in = { body, 0 };
    dl_str line;
    uint64_t size;
    dli_buf out;

    *cut = false;
    dli_buf_init(&out, arena);
    for (bool first = true;; first = false) {
        bool any = dli_take_line(&in, &line) && chunk_size(line, &size);
        if (!any && first)
            return body; /* not chunked at all */
        if (any && size == 0)
            break; /* what follows are trailers */
        size_t left = body.len - in.at;
        *cut = !any || size > left;
        size_t step = !any ? 0 : size > left ? left : (size_t)size;
        dli_buf_add(&out, dli_slice(body, in.at, in.at + step));
        in.at += step;
        if (*cut)
            break;
        if (dli_peek(&in) == '\r')
            in.at++;
        if (dli_peek(&in) == '\n')
            in.at++;
    }
    return out.failed ? (dl_str){ "", 0 } : dli_buf_str(&out);
}
