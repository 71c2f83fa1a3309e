/* unzstd.c -- many small pieces of zstd, one after the other.
 *
 * To make a context costs as much as to unpack some kilobytes, so it is kept. And who wants the
 * beginning only gets the blocks that it stands in: zstd unpacks a block at a time, and
 * dli_zstd_pack_parts() ends one where it is told to. What is not plain (no size in its head, a
 * large one, damage) goes the way of dli_zstd_unpack(), which says what is wrong.
 */
#include "bytes/bytes.h"

#include "base/buf.h"
#include "base/error.h"

#include <zstd.h>

enum {
    PLAIN = 4 << 20 /* bytes; more is not taken on the word of its head */
};

struct dli_unzstd {
    ZSTD_DCtx *context;
};

dli_unzstd *dli_unzstd_open(dli_arena *arena)
{
    dli_unzstd *unzstd = dli_arena_take(arena, sizeof *unzstd);

    if (unzstd == NULL)
        return NULL;
    unzstd->context = ZSTD_createDCtx();
    return unzstd->context == NULL ? NULL : unzstd;
}

void dli_unzstd_close(dli_unzstd *unzstd)
{
    if (unzstd == NULL)
        return;
    (void)ZSTD_freeDCtx(unzstd->context);
    unzstd->context = NULL;
}

/* Blocks into `out`, a whole one each time, until there are `wanted` bytes; how many there are. All of
 * the input at once would be unpacked at once. */
static size_t begin(dli_unzstd *unzstd, dl_str packed, ZSTD_outBuffer *out, size_t wanted)
{
    ZSTD_inBuffer in = { packed.ptr, 0, 0 };
    size_t hint = 1;

    (void)ZSTD_DCtx_reset(unzstd->context, ZSTD_reset_session_only);
    while (out->pos < wanted && hint > 0 && in.size < packed.len) {
        in.size += hint < packed.len - in.size ? hint : packed.len - in.size;
        hint = ZSTD_decompressStream(unzstd->context, out, &in);
        if (ZSTD_isError(hint) || in.pos < in.size)
            return 0;
    }
    return out->pos;
}

dl_status dli_unzstd_begin(dli_unzstd *unzstd, dli_arena *arena, dl_str packed, size_t wanted,
                           size_t max, dl_str *out, bool *whole, dl_error *err)
{
    unsigned long long size = ZSTD_getFrameContentSize(packed.ptr, packed.len);
    dli_buf buf;

    *whole = true;
    if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR || size > PLAIN ||
        size > max)
        return dli_zstd_unpack(arena, packed, max, out, err);
    dli_buf_init(&buf, arena);
    char *room = dli_buf_room(&buf, (size_t)size + 1);
    if (room == NULL)
        return dli_no_memory(err);
    ZSTD_outBuffer beginning = { room, (size_t)size, 0 };
    size_t len = wanted < size ? begin(unzstd, packed, &beginning, wanted) : 0;
    if (len > 0 && len < size) {
        *out = (dl_str){ room, len };
        *whole = false;
        return DL_OK;
    }
    len = ZSTD_decompressDCtx(unzstd->context, room, (size_t)size, packed.ptr, packed.len);
    if (ZSTD_isError(len))
        return dli_zstd_unpack(arena, packed, max, out, err);
    *out = (dl_str){ room, len };
    return DL_OK;
}
