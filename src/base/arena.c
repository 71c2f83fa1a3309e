/* arena.c -- memory that is freed in one stroke.
 *
 *   chunks ──▶ ┌────────┬───────────────┬──────┐     ┌────────┬─────────────┐
 *              │ header │ taken         │ free │ ──▶ │ header │ taken       │ ──▶ …
 *              └────────┴───────────────┴──────┘     └────────┴─────────────┘
 *                                       at     end
 *
 * Small requests are cut from the newest chunk. A request of DEDICATED bytes or
 * more gets a chunk of its own, behind the newest, so that it can grow by
 * realloc(), which moves pages instead of copying them.
 */
#include "arena.h"

#include "limits.h"

#include <stdlib.h>
#include <string.h>

enum {
    FIRST_CHUNK = 16 * 1024,
    LAST_CHUNK = 1024 * 1024,
    DEDICATED = 64 * 1024,
    ALIGN = 16,
};

struct dli_chunk {
    dli_chunk *next;
    dli_chunk *prev;
    size_t size; /* bytes behind the header              */
    bool alone;  /* one piece, which may grow by realloc */
};

#define HEADER ((sizeof(dli_chunk) + ALIGN - 1) & ~(size_t)(ALIGN - 1))

static char *body_of(dli_chunk *chunk)
{
    return (char *)chunk + HEADER;
}

static size_t round_up(size_t size)
{
    return (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
}

void dli_arena_init(dli_arena *arena, size_t budget)
{
    *arena = (dli_arena){ .budget = budget, .next = FIRST_CHUNK };
}

static dli_chunk *refuse(dli_arena *arena)
{
    arena->dry = true;
    return NULL;
}

/* A chunk of `size` bytes, not yet in the list. */
static dli_chunk *new_chunk(dli_arena *arena, size_t size)
{
    dli_chunk *chunk;

    if (arena->used > arena->budget || size > arena->budget - arena->used)
        return refuse(arena);
    if (size > SIZE_MAX - HEADER)
        return refuse(arena);
    chunk = malloc(HEADER + size);
    if (chunk == NULL) {
        arena->starved = true;
        return refuse(arena);
    }
    *chunk = (dli_chunk){ .size = size };
    arena->used += size;
    return chunk;
}

/* Put `chunk` at the head, or behind it where the head still serves small pieces. */
static void link_chunk(dli_arena *arena, dli_chunk *chunk, bool behind)
{
    dli_chunk *head = arena->chunks;

    if (behind && head != NULL) {
        chunk->prev = head;
        chunk->next = head->next;
        head->next = chunk;
    } else {
        chunk->next = head;
        if (head != NULL)
            head->prev = chunk;
        arena->chunks = chunk;
    }
    if (chunk->next != NULL)
        chunk->next->prev = chunk;
}

static void *take_alone(dli_arena *arena, size_t size)
{
    dli_chunk *chunk = new_chunk(arena, size);

    if (chunk == NULL)
        return NULL;
    chunk->alone = true;
    link_chunk(arena, chunk, true);
    return body_of(chunk);
}

/* `size` (a multiple of ALIGN) bytes, not zeroed. Pieces of DEDICATED bytes or
 * more, and only they, have a chunk to themselves: growing relies on it. */
static void *take_raw(dli_arena *arena, size_t size)
{
    dli_chunk *chunk;
    void *piece;

    if (size >= DEDICATED)
        return take_alone(arena, size);
    if (size <= (size_t)(arena->end - arena->at)) {
        piece = arena->at;
        arena->at += size;
        return piece;
    }
    size_t want = arena->next;
    size_t left = arena->budget > arena->used ? arena->budget - arena->used : 0;
    if (want > left)
        want = left & ~(size_t)(ALIGN - 1);
    if (want < size)
        want = size;
    chunk = new_chunk(arena, want);
    if (chunk == NULL)
        return NULL;
    if (arena->next < LAST_CHUNK)
        arena->next *= 2;
    link_chunk(arena, chunk, false);
    piece = body_of(chunk);
    arena->at = body_of(chunk) + size;
    arena->end = body_of(chunk) + want;
    return piece;
}

void *dli_arena_take(dli_arena *arena, size_t size)
{
    void *piece;

    if (size > SIZE_MAX / 2)
        return refuse(arena);
    size = round_up(size + (size == 0));
    piece = take_raw(arena, size);
    if (piece != NULL)
        memset(piece, 0, size);
    return piece;
}

/* Grow a piece that has its chunk to itself. */
static void *grow_alone(dli_arena *arena, dli_chunk *chunk, size_t new_size)
{
    size_t more = new_size > chunk->size ? new_size - chunk->size : 0;
    dli_chunk *moved;

    if (arena->used > arena->budget || more > arena->budget - arena->used ||
        new_size > SIZE_MAX - HEADER)
        return refuse(arena);
    moved = realloc(chunk, HEADER + new_size);
    if (moved == NULL) {
        arena->starved = true;
        return refuse(arena);
    }
    arena->used = arena->used - moved->size + new_size;
    moved->size = new_size;
    if (moved->prev != NULL)
        moved->prev->next = moved;
    else
        arena->chunks = moved;
    if (moved->next != NULL)
        moved->next->prev = moved;
    return body_of(moved);
}

void *dli_arena_grow(dli_arena *arena, void *old, size_t old_size, size_t new_size)
{
    void *piece;
    char *from = old;

    if (new_size > SIZE_MAX / 2)
        return refuse(arena);
    old_size = old == NULL ? 0 : round_up(old_size);
    new_size = round_up(new_size + (new_size == 0));
    if (new_size <= old_size)
        return old;
    if (old_size >= DEDICATED) /* taken alone: only pieces of this size are */
        return grow_alone(arena, (dli_chunk *)(void *)(from - HEADER), new_size);
    if (from != NULL && from + old_size == arena->at && new_size < DEDICATED &&
        new_size - old_size <= (size_t)(arena->end - arena->at)) {
        arena->at += new_size - old_size;
        return old;
    }
    piece = take_raw(arena, new_size);
    if (piece != NULL && old_size > 0)
        memcpy(piece, old, old_size);
    return piece;
}

dl_str dli_arena_copy(dli_arena *arena, dl_str s)
{
    char *copy = s.len < SIZE_MAX / 2 ? dli_arena_take(arena, s.len + 1) : NULL;

    if (copy == NULL)
        return (dl_str){ "", 0 };
    if (s.len > 0)
        memcpy(copy, s.ptr, s.len);
    return (dl_str){ copy, s.len };
}

void dli_arena_reset(dli_arena *arena)
{
    dli_chunk *keep = NULL;

    for (dli_chunk *chunk = arena->chunks, *next; chunk != NULL; chunk = next) {
        next = chunk->next;
        if (keep == NULL && !chunk->alone && chunk->size <= LAST_CHUNK)
            keep = chunk;
        else
            free(chunk);
    }
    arena->chunks = keep;
    arena->used = 0;
    arena->at = arena->end = NULL;
    arena->dry = arena->starved = false;
    if (keep != NULL) {
        keep->next = keep->prev = NULL;
        arena->used = keep->size;
        arena->at = body_of(keep);
        arena->end = body_of(keep) + keep->size;
    }
}

void dli_arena_done(dli_arena *arena)
{
    for (dli_chunk *chunk = arena->chunks, *next; chunk != NULL; chunk = next) {
        next = chunk->next;
        free(chunk);
    }
    dli_arena_init(arena, arena->budget);
}

/* Each piece of a pool has its size before it. */
void *dli_pool_take(void *pool, size_t size)
{
    dli_pool *p = pool;
    char *piece = NULL;

    if (p->used <= p->budget && size <= p->budget - p->used && size < SIZE_MAX - ALIGN)
        piece = malloc(ALIGN + size);
    if (piece == NULL) {
        p->dry = true;
        return NULL;
    }
    memcpy(piece, &size, sizeof size);
    p->used += size;
    return piece + ALIGN;
}

void dli_pool_give(void *pool, void *piece)
{
    dli_pool *p = pool;
    size_t size;

    if (piece == NULL)
        return;
    memcpy(&size, (char *)piece - ALIGN, sizeof size);
    p->used -= size;
    free((char *)piece - ALIGN);
}

size_t dli_page_budget(size_t size)
{
    if (size > (DLI_BUDGET_MAX - DLI_BUDGET_BASE) / DLI_BUDGET_PER_BYTE)
        return DLI_BUDGET_MAX;
    return DLI_BUDGET_BASE + DLI_BUDGET_PER_BYTE * size;
}

/* What every DLI_VEC looks like; its pointer is moved in and out by memcpy(),
 * which is defined for any type of pointer to an object. */
typedef DLI_VEC(void) any_vec;

bool dli_vec_reserve_exactly(dli_arena *arena, void *vec, size_t size, size_t more)
{
    any_vec v;
    void *grown;

    memcpy(&v, vec, sizeof v);
    if (v.cap - v.count >= more)
        return true;
    if (more > SIZE_MAX / 4 || v.count + more > SIZE_MAX / 4 / size) {
        arena->dry = true;
        return false;
    }
    grown = dli_arena_grow(arena, v.ptr, v.cap * size, (v.count + more) * size);
    if (grown == NULL)
        return false;
    v.ptr = grown;
    v.cap = v.count + more;
    memcpy(vec, &v, sizeof v);
    return true;
}

bool dli_vec_reserve(dli_arena *arena, void *vec, size_t size, size_t more)
{
    any_vec v;

    memcpy(&v, vec, sizeof v);
    if (v.cap - v.count >= more)
        return true;
    size_t half = v.cap - v.count + v.cap / 2 + 8;
    return dli_vec_reserve_exactly(arena, vec, size, more > half ? more : half);
}
