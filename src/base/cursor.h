/* cursor.h -- read bytes from front to back, never past the end. */
#ifndef DLI_CURSOR_H
#define DLI_CURSOR_H

#include "str.h"

typedef struct dli_cursor {
    dl_str bytes;
    size_t at; /* never beyond bytes.len */
} dli_cursor;

static inline bool dli_at_end(const dli_cursor *in)
{
    return in->at >= in->bytes.len;
}

/* The byte here, or -1 at the end. */
static inline int dli_peek(const dli_cursor *in)
{
    return dli_at_end(in) ? -1 : (unsigned char)in->bytes.ptr[in->at];
}

/* The byte here, which is passed; -1 at the end. */
static inline int dli_next(dli_cursor *in)
{
    return dli_at_end(in) ? -1 : (unsigned char)in->bytes.ptr[in->at++];
}

/* Pass `literal` if it stands here; ASCII case does not count. */
static inline bool dli_pass_nocase(dli_cursor *in, dl_str literal)
{
    if (!dli_starts_nocase(dli_from(in->bytes, in->at), literal))
        return false;
    in->at += literal.len;
    return true;
}

/* Pass white space. */
static inline void dli_pass_space(dli_cursor *in)
{
    while (!dli_at_end(in) && dli_is_space(in->bytes.ptr[in->at]))
        in->at++;
}

/* Pass everything up to the next `c`, and it; false, at the end, if there is none. */
static inline bool dli_pass_through(dli_cursor *in, char c)
{
    size_t hit = dli_find_byte(in->bytes, c, in->at);

    in->at = hit == DLI_NONE ? in->bytes.len : hit + 1;
    return hit != DLI_NONE;
}

/* The line here without its end (LF or CR LF), which is passed; false at the end. */
static inline bool dli_take_line(dli_cursor *in, dl_str *line)
{
    size_t from = in->at;

    if (dli_at_end(in))
        return false;
    bool ended = dli_pass_through(in, '\n');
    *line = dli_slice(in->bytes, from, in->at - (ended ? 1 : 0));
    if (ended && line->len > 0 && line->ptr[line->len - 1] == '\r')
        line->len--;
    return true;
}

#endif
