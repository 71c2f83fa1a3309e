/* model.c -- weight files: the checks that come before any use (model.h has the format). */
#include "model/model.h"

#include "base/digest.h"
#include "base/error.h"
#include "base/little.h"

#include <stdio.h>
#include <string.h>

enum {
    HEAD = 48,
    ENTRY = 16,
    MAX_CHUNKS = 64
};

static dl_status refuse(const dli_model *model, dl_error *err, uint64_t at, const char *what)
{
    dl_status status =
        dli_fail(err, DL_ERR_MODEL, at, "take the file of this release", "%s", what);

    dli_error_where(err, "%.*s", DLI_ARG(model->name));
    return status;
}

dl_status dli_model_damaged(const dli_model *model, const char *chunk, dl_error *err)
{
    char what[64];

    (void)snprintf(what, sizeof what, "part %.4s of the model is not as it should be", chunk);
    return refuse(model, err, 0, what);
}

/* All checks but that of the digest. */
static dl_status open_head(dl_str bytes, dl_str name, const char *kind, uint32_t features,
                           dli_model *out, dl_error *err)
{
    *out = (dli_model){ .bytes = bytes, .name = name };
    if (bytes.len < HEAD || memcmp(bytes.ptr, "DLM1", 4) != 0)
        return refuse(out, err, 0, "this is no model file");
    if (memcmp(bytes.ptr + 4, kind, 4) != 0)
        return refuse(out, err, 4, "this is a model for something else");
    if (dli_get_u32(bytes.ptr + 8) != features)
        return refuse(out, err, 8, "this model was made for another version of dateline");
    out->chunks = dli_get_u32(bytes.ptr + 12);
    if (out->chunks > MAX_CHUNKS || bytes.len < HEAD + (size_t)out->chunks * ENTRY)
        return refuse(out, err, 12, "the model file is cut");
    for (uint32_t i = 0; i < out->chunks; i++) {
        const char *entry = bytes.ptr + HEAD + (size_t)i * ENTRY;
        uint64_t offset = dli_get_u32(entry + 4), length = dli_get_u32(entry + 8);
        if (offset < HEAD + (uint64_t)out->chunks * ENTRY || offset + length > bytes.len)
            return dli_model_damaged(out, entry, err);
    }
    return DL_OK;
}

dl_status dli_model_open(dl_str bytes, dl_str name, const char *kind, uint32_t features,
                         dli_model *out, dl_error *err)
{
    uint8_t digest[32];

    DLI_TRY(open_head(bytes, name, kind, features, out, err));
    dli_sha256(dli_from(bytes, HEAD), digest);
    if (memcmp(digest, bytes.ptr + 16, 32) != 0)
        return refuse(out, err, 16, "the model file is damaged: its digest differs");
    return DL_OK;
}

dl_status dli_model_open_own(dl_str bytes, dl_str name, const char *kind, uint32_t features,
                             dli_model *out, dl_error *err)
{
    dl_status status = open_head(bytes, name, kind, features, out, err);

    out->own = true;
    return status;
}

dl_status dli_model_chunk(const dli_model *model, const char *chunk, dl_str *out, dl_error *err)
{
    for (uint32_t i = 0; i < model->chunks; i++) {
        const char *entry = model->bytes.ptr + HEAD + (size_t)i * ENTRY;
        if (memcmp(entry, chunk, 4) == 0) {
            size_t offset = dli_get_u32(entry + 4);
            *out = dli_slice(model->bytes, offset, offset + dli_get_u32(entry + 8));
            return DL_OK;
        }
    }
    return dli_model_damaged(model, chunk, err);
}

bool dli_model_has(const dli_model *model, const char *chunk)
{
    for (uint32_t i = 0; i < model->chunks; i++)
        if (memcmp(model->bytes.ptr + HEAD + (size_t)i * ENTRY, chunk, 4) == 0)
            return true;
    return false;
}

bool dli_is_usable(const char *at)
{
    const uint32_t one = 1;

    return (uintptr_t)at % 4 == 0 && *(const char *)&one == 1;
}
