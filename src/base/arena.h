/* arena.h -- memory that is freed in one stroke.
 *
 * One arena belongs to one document (or one stage, or one handle). Nothing
 * inside is freed alone. An arena has a budget in bytes; a refusal is normal,
 * is remembered (`dry`), and is what tests use to fail every allocation in
 * turn. Not shared between threads.
 */
#ifndef DLI_ARENA_H
#define DLI_ARENA_H

#include "dateline.h"

#include <stdbool.h>

typedef struct dli_chunk dli_chunk;

typedef struct dli_arena {
    dli_chunk *chunks; /* newest first                               */
    char *at;          /* free bytes of the newest chunk: [at, end)  */
    char *end;
    size_t budget; /* bytes all chunks may have together         */
    size_t used;   /* bytes they have                            */
    size_t next;   /* size of the chunk to come                  */
    bool dry;      /* a request was refused                      */
    bool starved;  /* … by the machine, not by the budget        */
} dli_arena;

/* An empty arena. Allocates nothing. */
void dli_arena_init(dli_arena *arena, size_t budget);

/* `size` zeroed bytes aligned for any type, or NULL once the budget is spent.
 * Lives until dli_arena_done(); `arena->dry` stays true after a refusal. */
void *dli_arena_take(dli_arena *arena, size_t size);

/* `new_size` bytes that begin with the `old_size` bytes at `old` (NULL and 0 for
 * none), or NULL, with `old` untouched. The bytes beyond old_size are not
 * zeroed. `old` must come from this arena and must not be used afterwards.
 * Amortised cheap: the newest piece and large pieces grow where they are. */
void *dli_arena_grow(dli_arena *arena, void *old, size_t old_size, size_t new_size);

/* A copy of `s` with a zero byte behind it, which `len` does not count. An empty
 * string (ptr not NULL) if the arena is dry. */
dl_str dli_arena_copy(dli_arena *arena, dl_str s);

/* Forget everything taken but keep one chunk for the next use. `dry` and `starved` are cleared. */
void dli_arena_reset(dli_arena *arena);

/* Free everything. The arena is then as after dli_arena_init(). */
void dli_arena_done(dli_arena *arena);

/* The budget of a page of `size` bytes (limits.h). */
size_t dli_page_budget(size_t size);

/* ---- Libraries -----------------------------------------------------------
 *
 * Memory for a library that must free piece by piece, counted all the same. The
 * functions have the form that such libraries ask for; `pool` is a dli_pool. */
typedef struct dli_pool {
    size_t budget; /* bytes all pieces may have together */
    size_t used;
    bool dry; /* a request was refused */
} dli_pool;

void *dli_pool_take(void *pool, size_t size);
void dli_pool_give(void *pool, void *piece); /* NULL is allowed */

/* ---- Vectors -------------------------------------------------------------
 *
 *     DLI_VEC(dl_span) spans = { 0 };
 *     if (!DLI_PUSH(arena, &spans, span))
 *         return out of memory;
 */
#define DLI_VEC(type)                                                                          \
    struct {                                                                                   \
        type *ptr;                                                                             \
        size_t count;                                                                          \
        size_t cap;                                                                            \
    }

/* Make room for `more` further elements of `size` bytes in a DLI_VEC. */
bool dli_vec_reserve(dli_arena *arena, void *vec, size_t size, size_t more);

/* The same, but for no more than that: for vectors so large that growing by half would
 * be a waste. Large arrays grow where they are, so steps may be small. */
bool dli_vec_reserve_exactly(dli_arena *arena, void *vec, size_t size, size_t more);

/* Append; false if the arena is dry. */
#define DLI_PUSH(arena, vec, ...)                                                              \
    (((vec)->count < (vec)->cap || dli_vec_reserve((arena), (vec), sizeof *(vec)->ptr, 1))     \
         ? ((vec)->ptr[(vec)->count++] = (__VA_ARGS__), true)                                  \
         : false)

#endif
