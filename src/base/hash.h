/* hash.h -- the same number for the same bytes on every machine and run, and a
 * table from strings to numbers. */
#ifndef DLI_HASH_H
#define DLI_HASH_H

#include "arena.h"

/* XXH3, 64 bits. */
uint64_t dli_hash(dl_str s);

/* A table in an arena: open addressing, at most half full. Keys are borrowed. */
typedef struct dli_map {
    dli_arena *arena;
    struct dli_map_slot *slots;
    size_t cap; /* a power of two, or 0 */
    size_t count;
} dli_map;

typedef struct dli_map_slot {
    dl_str key; /* ptr NULL: free */
    uint64_t hash;
    uint32_t value;
} dli_map_slot;

void dli_map_init(dli_map *map, dli_arena *arena);

/* The slot of `key`, made with value 0 if there is none (*added says so), or NULL
 * if the arena is dry. Good until the next call. */
dli_map_slot *dli_map_put(dli_map *map, dl_str key, bool *added);

/* The same for a key in passing storage: a new one is copied into the map's arena. */
dli_map_slot *dli_map_put_copy(dli_map *map, dl_str key, bool *added);

/* NULL if there is none. */
const dli_map_slot *dli_map_get(const dli_map *map, dl_str key);

#endif
