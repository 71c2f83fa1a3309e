/* weights.c -- tables of words and what they weigh. */
#include "base/error.h"
#include "base/little.h"
#include "model/model.h"

#include <string.h>

enum {
    HEAD = 8,
    MAX_SLOTS = 1 << 24,
    MAX_WIDTH = 256
};

dl_status dli_weights_read(dli_arena *arena, const dli_model *model, const char *chunk,
                           uint32_t width, dli_weights *out, dl_error *err)
{
    dl_str bytes;

    DLI_TRY(dli_model_chunk(model, chunk, &bytes, err));
    uint32_t slots = bytes.len < HEAD ? 0 : dli_get_u32(bytes.ptr);
    if (slots == 0 || slots > MAX_SLOTS || (slots & (slots - 1)) != 0 || width > MAX_WIDTH ||
        dli_get_u32(bytes.ptr + 4) != width || bytes.len != HEAD + (size_t)slots * (4 + width))
        return dli_model_damaged(model, chunk, err);
    if (model->own && dli_is_usable(bytes.ptr)) {
        const void *at = bytes.ptr + HEAD;
        *out = (dli_weights){ at, (const int8_t *)(bytes.ptr + HEAD + (size_t)slots * 4),
                              slots - 1, width };
        return DL_OK;
    }
    uint32_t *hashes = dli_arena_take(arena, slots * sizeof *hashes);
    int8_t *weights = dli_arena_take(arena, (size_t)slots * width);
    if (hashes == NULL || weights == NULL)
        return dli_no_memory(err);
    bool free_slot = false;
    for (uint32_t i = 0; i < slots; i++) {
        hashes[i] = dli_get_u32(bytes.ptr + HEAD + (size_t)i * 4);
        free_slot = free_slot || hashes[i] == 0;
    }
    if (!free_slot)
        return dli_model_damaged(model, chunk, err);
    memcpy(weights, bytes.ptr + HEAD + (size_t)slots * 4, (size_t)slots * width);
    *out = (dli_weights){ hashes, weights, slots - 1, width };
    return DL_OK;
}
