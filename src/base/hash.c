/* hash.c -- the same number for the same bytes on every machine and run. */
#include "hash.h"

#include "str.h"

#include <xxhash.h>

uint64_t dli_hash(dl_str s)
{
    return XXH3_64bits(s.len > 0 ? s.ptr : "", s.len);
}

void dli_map_init(dli_map *map, dli_arena *arena)
{
    *map = (dli_map){ .arena = arena };
}

/* The slot that holds `key`, or the free one where it would go. cap is not 0. */
static dli_map_slot *probe(const dli_map *map, dl_str key, uint64_t hash)
{
    size_t mask = map->cap - 1;

    for (size_t i = (size_t)hash & mask;; i = (i + 1) & mask) {
        dli_map_slot *slot = &map->slots[i];
        if (slot->key.ptr == NULL || (slot->hash == hash && dli_eq(slot->key, key)))
            return slot;
    }
}

static bool widen(dli_map *map)
{
    dli_map old = *map;
    size_t cap = old.cap == 0 ? 64 : old.cap * 2;

    map->slots = dli_arena_take(map->arena, cap * sizeof *map->slots);
    if (map->slots == NULL) {
        *map = old;
        return false;
    }
    map->cap = cap;
    for (size_t i = 0; i < old.cap; i++)
        if (old.slots[i].key.ptr != NULL)
            *probe(map, old.slots[i].key, old.slots[i].hash) = old.slots[i];
    return true;
}

dli_map_slot *dli_map_put(dli_map *map, dl_str key, bool *added)
{
    uint64_t hash = dli_hash(key);

    *added = false;
    if (map->count >= map->cap / 2 && !widen(map))
        return NULL;
    dli_map_slot *slot = probe(map, key, hash);
    if (slot->key.ptr == NULL) {
        *slot = (dli_map_slot){ .key = { key.len > 0 ? key.ptr : "", key.len }, .hash = hash };
        map->count++;
        *added = true;
    }
    return slot;
}

const dli_map_slot *dli_map_get(const dli_map *map, dl_str key)
{
    if (map->cap == 0)
        return NULL;
    const dli_map_slot *slot = probe(map, key, dli_hash(key));
    return slot->key.ptr == NULL ? NULL : slot;
}

dli_map_slot *dli_map_put_copy(dli_map *map, dl_str key, bool *added)
{
    bool known = dli_map_get(map, key) != NULL;

    return dli_map_put(map, known ? key : dli_arena_copy(map->arena, key), added);
}
