/* packed.c -- tables of rows by 16 bits of a hash. */
#include "base/error.h"
#include "base/little.h"
#include "model/model.h"

#include <string.h>

enum {
    HEAD = 8,
    MAX_SLOTS = 1 << 22,
    MAX_WIDTH = 256
};

static bool has_free_slot(const uint16_t *prints, uint32_t slots)
{
    for (uint32_t i = 0; i < slots; i++)
        if (prints[i] == 0)
            return true;
    return false;
}

dl_status dli_packed_read(dli_arena *arena, const dli_model *model, const char *chunk,
                          uint32_t width, dli_packed *out, dl_error *err)
{
    dl_str bytes;

    *out = (dli_packed){ 0 };
    DLI_TRY(dli_model_chunk(model, chunk, &bytes, err));
    uint32_t slots = bytes.len < HEAD ? 0 : dli_get_u32(bytes.ptr);
    if (slots == 0 || slots > MAX_SLOTS || width > MAX_WIDTH ||
        dli_get_u32(bytes.ptr + 4) != width || bytes.len != HEAD + (size_t)slots * (2 + width))
        return dli_model_damaged(model, chunk, err);
    const char *prints = bytes.ptr + HEAD, *rows = prints + (size_t)slots * 2;
    if (model->own && dli_is_usable(prints)) {
        *out = (dli_packed){ (const void *)prints, (const int8_t *)rows, slots, width };
        return DL_OK;
    }
    uint16_t *copy = dli_arena_take(arena, slots * sizeof *copy);
    int8_t *rest = dli_arena_take(arena, (size_t)slots * width + 1);
    if (copy == NULL || rest == NULL)
        return dli_no_memory(err);
    for (uint32_t i = 0; i < slots; i++)
        copy[i] = (uint16_t)((unsigned char)prints[2 * (size_t)i] |
                             (unsigned)(unsigned char)prints[2 * (size_t)i + 1] << 8);
    if (!has_free_slot(copy, slots))
        return dli_model_damaged(model, chunk, err);
    memcpy(rest, rows, (size_t)slots * width);
    *out = (dli_packed){ copy, rest, slots, width };
    return DL_OK;
}
