/* refused.h -- the n-th request for memory is refused: once, or from there on.
 *
 * Of everybody in the process: our arenas, SQLite, ICU, Snowball, zstd, OpenSSL. One file of a
 * program includes this. Not where a sanitizer has the memory (SANITIZED), and not of C++: uchardet
 * ends the process where it gets none, and nothing in C can keep it from that (docs/limits.md).
 */
#ifndef REFUSED_H
#define REFUSED_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED
#endif
#endif

/* Of everybody in the process, shared libraries too. */
#define INSTEAD __attribute__((visibility("default")))

static struct {
    bool armed, on, hit;
    long at, calls;
} memory;

#ifndef SANITIZED
void *__libc_malloc(size_t size);           /* NOLINT: names of the C library */
void *__libc_calloc(size_t n, size_t size); /* NOLINT */
void *__libc_realloc(void *p, size_t size); /* NOLINT */

static bool refused(void)
{
    if (!memory.armed)
        return false;
    memory.calls++;
    bool now = memory.on ? memory.calls >= memory.at : memory.calls == memory.at;
    memory.hit = memory.hit || now;
    if (now)
        errno = ENOMEM;
    return now;
}

INSTEAD void *malloc(size_t size)
{
    return refused() ? NULL : __libc_malloc(size);
}

INSTEAD void *calloc(size_t n, size_t size)
{
    return refused() ? NULL : __libc_calloc(n, size);
}

INSTEAD void *realloc(void *p, size_t size)
{
    return refused() ? NULL : __libc_realloc(p, size);
}

void *_Znwm(size_t size); /* NOLINT: operator new */

INSTEAD void *_Znwm(size_t size) /* NOLINT */
{
    return __libc_malloc(size);
}
#endif

/* From now on, until memory.armed is false again. */
static inline void refuse(long at, bool on)
{
    memory.at = at;
    memory.on = on;
    memory.calls = 0;
    memory.hit = false;
    memory.armed = true;
}

#endif
