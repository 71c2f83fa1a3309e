/* buf.c -- bytes that grow at the end, in an arena, up to its budget. */
#include "buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void dli_buf_init(dli_buf *buf, dli_arena *arena)
{
    *buf = (dli_buf){ .arena = arena };
}

char *dli_buf_room(dli_buf *buf, size_t more)
{
    if (buf->failed)
        return NULL;
    if (buf->ptr == NULL || buf->cap - buf->len < more) {
        size_t cap = buf->cap + buf->cap / 2 + 256;
        char *grown = NULL;
        if (more <= SIZE_MAX / 4 && buf->len <= SIZE_MAX / 4) {
            if (cap < buf->len + more)
                cap = buf->len + more;
            grown = dli_arena_grow(buf->arena, buf->ptr, buf->cap, cap);
        }
        if (grown == NULL) {
            buf->failed = true;
            return NULL;
        }
        buf->ptr = grown;
        buf->cap = cap;
    }
    return buf->ptr + buf->len;
}

void dli_buf_add(dli_buf *buf, dl_str s)
{
    char *room = s.len == 0 ? NULL : dli_buf_room(buf, s.len);

    if (room == NULL)
        return;
    memcpy(room, s.ptr, s.len);
    buf->len += s.len;
}

void dli_buf_byte(dli_buf *buf, char c)
{
    char *room = dli_buf_room(buf, 1);

    if (room == NULL)
        return;
    *room = c;
    buf->len++;
}

void dli_buf_print(dli_buf *buf, const char *format, ...)
{
    va_list args, again;

    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    char *room = len < 0 ? NULL : dli_buf_room(buf, (size_t)len + 1);
    if (room != NULL) {
        (void)vsnprintf(room, (size_t)len + 1, format, again);
        buf->len += (size_t)len;
    } else {
        buf->failed = true;
    }
    va_end(again);
    va_end(args);
}
