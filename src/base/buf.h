/* buf.h -- bytes that grow at the end, in an arena, up to a maximum. */
#ifndef DLI_BUF_H
#define DLI_BUF_H

#include "arena.h"

/* Once a request is refused `failed` stays true and every later call does
 * nothing, so that a run of appends needs one check at the end. */
typedef struct dli_buf {
    dli_arena *arena;
    char *ptr;
    size_t len;
    size_t cap;
    bool failed;
} dli_buf;

void dli_buf_init(dli_buf *buf, dli_arena *arena);
void dli_buf_add(dli_buf *buf, dl_str s);
void dli_buf_byte(dli_buf *buf, char c);
void dli_buf_print(dli_buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Room for `more` bytes at the end, to be written by the caller, who then adds to
 * `len`; NULL if refused. */
char *dli_buf_room(dli_buf *buf, size_t more);

static inline dl_str dli_buf_str(const dli_buf *buf)
{
    return (dl_str){ buf->ptr == NULL ? "" : buf->ptr, buf->len };
}

#endif
