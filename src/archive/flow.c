/* flow.c -- an archive with its packing undone: a window that moves over its bytes.
 *
 * In:   a feed
 * Out:  what its members hold, one behind the other
 *
 * gzip (RFC 1952) is tried by libdeflate first, a whole member at once into an empty window;
 * what is too large for that, or damaged, is left to zlib, which gives what there is and says
 * where it ends. zstd (RFC 8878) likewise: a frame at once, else as a stream. A dictionary is
 * read as in "WARC files compressed with Zstandard" (IIPC), section "dictionary".
 */
#include "flow.h"

#include "base/error.h"
#include "base/limits.h"
#include "base/little.h"
#include "base/str.h"

#include <libdeflate.h>
#define ZLIB_CONST
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

enum {
    FIRST_WINDOW = 1 << 20,
    LAST_WINDOW = 16 << 20,
    PIECE = 256 << 10,
    TASTE_OF = 64 << 10, /* packed bytes that a taste may cost */
    TASTE = 16,
};

typedef struct dli_flow_tools {
    struct libdeflate_decompressor *deflate;
    z_stream z;
    z_stream taste;
    bool z_begun, taste_begun;
    ZSTD_DCtx *zstd;
} dli_flow_tools;

void dli_flow_init(dli_flow *flow, dli_arena *arena, dli_feed *feed)
{
    *flow = (dli_flow){ .feed = feed, .arena = arena, .seam = DLI_NONE };
}

void dli_flow_done(dli_flow *flow)
{
    dli_flow_tools *t = flow->tools;

    if (t == NULL)
        return;
    libdeflate_free_decompressor(t->deflate);
    if (t->z_begun)
        (void)inflateEnd(&t->z);
    if (t->taste_begun)
        (void)inflateEnd(&t->taste);
    (void)ZSTD_freeDCtx(t->zstd);
    flow->tools = NULL;
}

void dli_flow_restart(dli_flow *flow)
{
    flow->ptr = flow->window;
    flow->at = flow->len = 0;
    flow->seam = DLI_NONE;
    flow->open = flow->any = false;
}

dli_packing dli_flow_packing(dl_str head)
{
    if (dli_starts(head, DL_STR("\x1F\x8B")))
        return DLI_PACKING_GZIP;
    if (dli_starts(head, DL_STR("\x28\xB5\x2F\xFD")) ||
        (head.len >= 4 && (head.ptr[0] & 0xF0) == 0x50 &&
         memcmp(head.ptr + 1, "\x2A\x4D\x18", 3) == 0))
        return DLI_PACKING_ZSTD;
    return DLI_PACKING_NONE;
}

static dli_flow_tools *tools_of(dli_flow *flow)
{
    if (flow->tools == NULL)
        flow->tools = dli_arena_take(flow->arena, sizeof *flow->tools);
    return flow->tools;
}

/* ---- The window ------------------------------------------------------------- */

/* A file that is not packed is its own window. */
static void look_into_feed(dli_flow *flow)
{
    flow->ptr = flow->feed->bytes;
    flow->at = flow->feed->start;
    flow->len = flow->feed->end;
}

void dli_flow_take(dli_flow *flow, size_t len)
{
    flow->at += len;
    if (flow->packing == DLI_PACKING_NONE)
        flow->feed->start = flow->at;
}

void dli_flow_back(dli_flow *flow, size_t len)
{
    flow->at -= len;
    if (flow->packing == DLI_PACKING_NONE)
        flow->feed->start = flow->at;
}

/* A window of `cap` bytes at least. What is in it stays. */
static bool grow_window(dli_flow *flow, size_t cap)
{
    if (flow->cap >= cap)
        return true;
    char *window = dli_arena_grow(flow->arena, flow->window, flow->cap, cap);
    if (window == NULL)
        return false;
    flow->window = window;
    flow->ptr = window;
    flow->cap = cap;
    return true;
}

/* Room for a piece at the end of the window; older history goes. */
static bool make_room(dli_flow *flow, size_t *len)
{
    if (flow->at > DLI_FEED_HISTORY && flow->cap - flow->len < PIECE) {
        size_t gone = flow->at - DLI_FEED_HISTORY;
        memmove(flow->window, flow->window + gone, flow->len - gone);
        flow->at -= gone;
        flow->len -= gone;
        if (flow->seam != DLI_NONE)
            flow->seam = flow->seam > gone ? flow->seam - gone : 0;
    }
    if (!grow_window(flow, flow->len + PIECE > FIRST_WINDOW ? flow->len + PIECE : FIRST_WINDOW))
        return false;
    *len = flow->cap - flow->len < PIECE ? flow->cap - flow->len : PIECE;
    return true;
}

/* ---- Whole members ---------------------------------------------------------- */

/* A gzip member at once; false if it takes another way. */
static bool whole_gzip(dli_flow *flow, dli_flow_tools *t)
{
    dl_str in = dli_feed_bytes(flow->feed);

    if (t->deflate == NULL)
        t->deflate = libdeflate_alloc_decompressor();
    if (t->deflate == NULL)
        return false;
    for (size_t cap = FIRST_WINDOW; cap <= LAST_WINDOW; cap *= 4) {
        size_t read, made;
        if (cap < flow->cap && cap < LAST_WINDOW)
            continue;
        if (!grow_window(flow, cap))
            return false;
        enum libdeflate_result result = libdeflate_gzip_decompress_ex(
            t->deflate, in.ptr, in.len, flow->window, flow->cap, &read, &made);
        if (result == LIBDEFLATE_SUCCESS) {
            flow->feed->start += read;
            flow->len = made;
            return true;
        }
        if (result != LIBDEFLATE_INSUFFICIENT_SPACE)
            return false;
    }
    return false;
}

static bool whole_zstd(dli_flow *flow, dli_flow_tools *t)
{
    dl_str in = dli_feed_bytes(flow->feed);
    unsigned long long promised = ZSTD_getFrameContentSize(in.ptr, in.len);
    size_t packed = ZSTD_findFrameCompressedSize(in.ptr, in.len);

    if (promised == ZSTD_CONTENTSIZE_ERROR || ZSTD_isError(packed) ||
        (promised != ZSTD_CONTENTSIZE_UNKNOWN && promised > LAST_WINDOW))
        return false;
    size_t cap = promised == ZSTD_CONTENTSIZE_UNKNOWN || promised < FIRST_WINDOW
                     ? FIRST_WINDOW
                     : (size_t)promised;
    for (; cap <= LAST_WINDOW; cap *= 4) {
        if (!grow_window(flow, cap))
            return false;
        size_t made = ZSTD_decompressDCtx(t->zstd, flow->window, flow->cap, in.ptr, packed);
        if (!ZSTD_isError(made)) {
            flow->feed->start += packed;
            flow->len = made;
            return true;
        }
        if (ZSTD_getErrorCode(made) != ZSTD_error_dstSize_tooSmall)
            return false;
    }
    return false;
}

/* ---- Members piece by piece -------------------------------------------------- */

static dl_status cut(const dli_flow *flow, dl_error *err)
{
    return dli_fail(err, DL_ERR_FORMAT, flow->member, "copy the archive again",
                    "the file ends within the packed bytes that begin here");
}

static dl_status damaged(const dli_flow *flow, const char *why, dl_error *err)
{
    return dli_fail(err, DL_ERR_FORMAT, flow->member, "copy the archive again",
                    "the packed bytes that begin here are damaged: %s", why);
}

static dl_status check_ratio(const dli_flow *flow, dl_error *err)
{
    uint64_t in = dli_feed_at(flow->feed) - flow->member;

    if (flow->out <= DLI_ARCHIVE_FREE || flow->out / DLI_MAX_ARCHIVE_RATIO <= in)
        return DL_OK;
    return dli_fail(err, DL_ERR_LIMIT, flow->member, "leave it out",
                    "the packed bytes grow beyond the limit of %u times their size",
                    (unsigned)DLI_MAX_ARCHIVE_RATIO);
}

/* At most `len` bytes more at the end of the window; *made says how many. */
static dl_status more_gzip(dli_flow *flow, size_t len, size_t *made, dl_error *err)
{
    z_stream *z = &flow->tools->z;
    dl_str in = dli_feed_bytes(flow->feed);
    uInt feed = in.len > 1 << 30 ? 1 << 30 : (uInt)in.len;

    z->next_in = (const Bytef *)in.ptr;
    z->avail_in = feed;
    z->next_out = (Bytef *)flow->window + flow->len;
    z->avail_out = (uInt)len;
    int code = inflate(z, Z_NO_FLUSH);
    flow->feed->start += feed - z->avail_in;
    *made = len - z->avail_out;
    flow->open = code != Z_STREAM_END;
    if (code == Z_OK || code == Z_STREAM_END)
        return DL_OK;
    if (code == Z_BUF_ERROR)
        return *made > 0 ? DL_OK : cut(flow, err);
    return code == Z_MEM_ERROR ? dli_no_memory(err)
                               : damaged(flow, z->msg != NULL ? z->msg : "nonsense", err);
}

static dl_status more_zstd(dli_flow *flow, size_t len, size_t *made, dl_error *err)
{
    dl_str bytes = dli_feed_bytes(flow->feed);
    ZSTD_inBuffer in = { bytes.ptr, bytes.len, 0 };
    ZSTD_outBuffer out = { flow->window + flow->len, len, 0 };
    size_t code = ZSTD_decompressStream(flow->tools->zstd, &out, &in);

    flow->feed->start += in.pos;
    *made = out.pos;
    if (ZSTD_isError(code)) {
        if (ZSTD_getErrorCode(code) == ZSTD_error_frameParameter_windowTooLarge)
            return dli_fail(err, DL_ERR_LIMIT, flow->member, "pack it with a smaller window",
                            "a zstd frame asks for a window over the limit of %zu bytes",
                            (size_t)1 << DLI_MAX_ZSTD_WINDOW_LOG);
        return damaged(flow, ZSTD_getErrorName(code), err);
    }
    flow->open = code != 0;
    return code != 0 && in.pos == 0 && out.pos == 0 ? cut(flow, err) : DL_OK;
}

dl_status dli_flow_more(dli_flow *flow, dl_error *err)
{
    size_t len, made = 0;

    if (!flow->open)
        return DL_OK;
    if (flow->packing == DLI_PACKING_NONE) {
        size_t before = flow->len - flow->at;
        DLI_TRY(dli_feed_fill(flow->feed, before + 1, err));
        look_into_feed(flow);
        flow->open = flow->len - flow->at > before;
        return DL_OK;
    }
    if (!make_room(flow, &len))
        return dli_no_memory(err);
    DLI_TRY(dli_feed_fill(flow->feed, 1, err));
    dl_status status = flow->packing == DLI_PACKING_GZIP ? more_gzip(flow, len, &made, err)
                                                         : more_zstd(flow, len, &made, err);
    flow->len += made;
    flow->out += made;
    if (status == DL_OK)
        status = check_ratio(flow, err);
    if (status != DL_OK)
        flow->open = false;
    return status;
}

/* ---- Beginning one ------------------------------------------------------------ */

static dl_status begin_zstd_tools(dli_flow_tools *t, dl_error *err)
{
    if (t->zstd != NULL)
        return DL_OK;
    t->zstd = ZSTD_createDCtx();
    if (t->zstd == NULL)
        return dli_no_memory(err);
    (void)ZSTD_DCtx_setParameter(t->zstd, ZSTD_d_windowLogMax, DLI_MAX_ZSTD_WINDOW_LOG);
    return DL_OK;
}

static dl_status begin_gzip(dli_flow *flow, dl_error *err)
{
    dli_flow_tools *t = flow->tools;

    if (flow->at == flow->len) {
        flow->at = flow->len = flow->seam = 0;
        if (whole_gzip(flow, t)) {
            flow->open = false;
            return DL_OK;
        }
        flow->len = 0;
    }
    int code =
        t->z_begun ? inflateReset2(&t->z, MAX_WBITS + 16) : inflateInit2(&t->z, MAX_WBITS + 16);
    t->z_begun = t->z_begun || code == Z_OK;
    return code == Z_OK ? DL_OK : dli_no_memory(err);
}

static dl_status begin_zstd(dli_flow *flow, dl_error *err)
{
    dli_flow_tools *t = flow->tools;

    DLI_TRY(begin_zstd_tools(t, err));
    (void)ZSTD_DCtx_reset(t->zstd, ZSTD_reset_session_only);
    if (flow->at == flow->len) {
        flow->at = flow->len = flow->seam = 0;
        if (whole_zstd(flow, t)) {
            flow->open = false;
            return DL_OK;
        }
        flow->len = 0;
        (void)ZSTD_DCtx_reset(t->zstd, ZSTD_reset_session_only);
    }
    return DL_OK;
}

/* Pass frames of zstd that hold no data. */
static dl_status pass_skippable(dli_flow *flow, dl_error *err)
{
    for (;;) {
        DLI_TRY(dli_feed_fill(flow->feed, 8, err));
        dl_str in = dli_feed_bytes(flow->feed);
        if (in.len < 4 || (in.ptr[0] & 0xF0) != 0x50 || in.ptr[1] != 0x2A)
            return DL_OK;
        flow->member = dli_feed_at(flow->feed);
        uint64_t len = in.len < 8 ? 8 : 8 + (uint64_t)dli_get_u32(in.ptr + 4);
        DLI_TRY(dli_feed_skip(flow->feed, len, err));
        if (dli_feed_at(flow->feed) - flow->member != len)
            return cut(flow, err);
    }
}

dl_status dli_flow_begin(dli_flow *flow, bool *more, dl_error *err)
{
    *more = false;
    if (flow->packing == DLI_PACKING_NONE) {
        if (flow->any)
            return DL_OK;
        flow->any = flow->open = true;
        flow->member = dli_feed_at(flow->feed);
        DLI_TRY(dli_flow_more(flow, err));
        *more = flow->len > flow->at;
        return DL_OK;
    }
    if (tools_of(flow) == NULL)
        return dli_no_memory(err);
    uint64_t before = flow->member;
    if (flow->packing == DLI_PACKING_ZSTD)
        DLI_TRY(pass_skippable(flow, err));
    DLI_TRY(dli_feed_fill(flow->feed, DLI_FEED_AHEAD, err));
    dl_str in = dli_feed_bytes(flow->feed);
    if (in.len == 0)
        return DL_OK;
    flow->before = before;
    flow->member = dli_feed_at(flow->feed);
    flow->any = true;
    if (in.len < 4 && in.ptr[0] == (flow->packing == DLI_PACKING_GZIP ? '\x1F' : '\x28'))
        return cut(flow, err);
    if (dli_flow_packing(in) != flow->packing)
        return dli_fail(err, DL_ERR_FORMAT, flow->member, "copy the archive again",
                        "what stands here is not packed as the bytes before it are");
    flow->open = true;
    flow->out = 0;
    flow->seam = flow->len;
    *more = true;
    return flow->packing == DLI_PACKING_GZIP ? begin_gzip(flow, err) : begin_zstd(flow, err);
}

/* ---- After damage --------------------------------------------------------------- */

size_t dli_flow_taste(dli_flow *flow, dli_packing packing, dl_str packed, char *out, size_t len)
{
    dli_flow_tools *t = tools_of(flow);

    if (packed.len > TASTE_OF)
        packed.len = TASTE_OF;
    if (t == NULL || packing == DLI_PACKING_NONE)
        return 0;
    if (packing == DLI_PACKING_ZSTD) {
        ZSTD_inBuffer from = { packed.ptr, packed.len, 0 };
        ZSTD_outBuffer to = { out, len, 0 };
        if (begin_zstd_tools(t, NULL) != DL_OK)
            return 0;
        (void)ZSTD_DCtx_reset(t->zstd, ZSTD_reset_session_only);
        while (to.pos < len && from.pos < from.size)
            if (ZSTD_isError(ZSTD_decompressStream(t->zstd, &to, &from)))
                break;
        return to.pos;
    }
    z_stream *z = &t->taste;
    int code =
        t->taste_begun ? inflateReset2(z, MAX_WBITS + 16) : inflateInit2(z, MAX_WBITS + 16);
    t->taste_begun = t->taste_begun || code == Z_OK;
    if (code != Z_OK)
        return 0;
    z->next_in = (const Bytef *)packed.ptr;
    z->avail_in = (uInt)packed.len;
    z->next_out = (Bytef *)out;
    z->avail_out = (uInt)len;
    (void)inflate(z, Z_NO_FLUSH);
    return len - z->avail_out;
}

/* The head of a WARC record, or what may be one of ARC: an address. */
static bool may_be_record(dl_str head)
{
    return dli_starts(head, DL_STR("WARC/")) ||
           (dli_find_byte(head, ':', 0) != DLI_NONE && dli_is_alpha(head.ptr[0]));
}

dl_status dli_flow_find(dli_flow *flow, bool *more, dl_error *err)
{
    char mark = flow->packing == DLI_PACKING_GZIP ? '\x1F' : '\x28';
    char taste[TASTE];
    dli_feed *feed = flow->feed;

    *more = false;
    flow->at = flow->len = 0;
    flow->seam = DLI_NONE;
    flow->open = false;
    if (feed->base <= flow->member + 1 && flow->member + 1 < dli_feed_at(feed))
        feed->start = (size_t)(flow->member + 1 - feed->base);
    else if (feed->base > flow->member)
        feed->start = 0;
    else if (dli_feed_at(feed) == flow->member)
        DLI_TRY(dli_feed_skip(feed, 1, err));
    for (;;) {
        DLI_TRY(dli_feed_fill(feed, TASTE_OF, err));
        dl_str in = dli_feed_bytes(feed);
        if (in.len == 0)
            return DL_OK;
        size_t hit = dli_find_byte(in, mark, 0);
        feed->start += hit == DLI_NONE ? in.len : hit;
        if (hit == DLI_NONE)
            continue;
        DLI_TRY(dli_feed_fill(feed, TASTE_OF, err));
        in = dli_feed_bytes(feed);
        if (dli_flow_packing(in) == flow->packing) {
            size_t got = dli_flow_taste(flow, flow->packing, in, taste, TASTE);
            if (may_be_record((dl_str){ taste, got }))
                return dli_flow_begin(flow, more, err);
        }
        feed->start++;
    }
}

/* ---- Dictionary ------------------------------------------------------------------- */

/* `len` bytes of the feed into the arena. */
static dl_status take_bytes(dli_flow *flow, size_t len, dl_str *out, dl_error *err)
{
    char *ptr = NULL;
    size_t have = 0;

    while (have < len) {
        DLI_TRY(dli_feed_fill(flow->feed, 1, err));
        dl_str in = dli_feed_bytes(flow->feed);
        size_t step = in.len < len - have ? in.len : len - have;
        if (step == 0)
            return cut(flow, err);
        char *grown = dli_arena_grow(flow->arena, ptr, have, have + step);
        if (grown == NULL)
            return dli_no_memory(err);
        ptr = grown;
        memcpy(ptr + have, in.ptr, step);
        have += step;
        flow->feed->start += step;
    }
    *out = (dl_str){ ptr == NULL ? "" : ptr, have };
    return DL_OK;
}

static dl_status bad_dictionary(const dli_flow *flow, dl_error *err)
{
    return dli_fail(err, DL_ERR_FORMAT, flow->member, "copy the archive again",
                    "the zstd dictionary that the archive begins with is damaged");
}

static dl_status read_dictionary(dli_flow *flow, dl_error *err)
{
    dl_str head, dict = { "", 0 };

    DLI_TRY(dli_feed_fill(flow->feed, 8, err));
    head = dli_feed_bytes(flow->feed);
    if (head.len < 8 || !dli_starts(head, DL_STR("\x5D\x2A\x4D\x18")))
        return DL_OK;
    flow->member = dli_feed_at(flow->feed);
    size_t len = dli_get_u32(head.ptr + 4);
    if (len > DLI_MAX_ZSTD_DICTIONARY)
        return dli_fail(err, DL_ERR_LIMIT, flow->member, "pack it again",
                        "the dictionary has %zu bytes; the limit is %zu", len,
                        DLI_MAX_ZSTD_DICTIONARY);
    dli_flow_tools *t = tools_of(flow);
    if (t == NULL)
        return dli_no_memory(err);
    DLI_TRY(begin_zstd_tools(t, err));
    flow->feed->start += 8;
    DLI_TRY(take_bytes(flow, len, &dict, err));
    if (dli_starts(dict, DL_STR("\x28\xB5\x2F\xFD"))) { /* packed itself */
        unsigned long long plain = ZSTD_getFrameContentSize(dict.ptr, dict.len);
        if (plain > DLI_MAX_ZSTD_DICTIONARY) /* the two values for "not known" are */
            plain = DLI_MAX_ZSTD_DICTIONARY;
        char *out = dli_arena_take(flow->arena, (size_t)plain + 1);
        if (out == NULL)
            return dli_no_memory(err);
        size_t made = ZSTD_decompressDCtx(t->zstd, out, (size_t)plain, dict.ptr, dict.len);
        if (ZSTD_isError(made))
            return bad_dictionary(flow, err);
        dict = (dl_str){ out, made };
    }
    if (ZSTD_isError(ZSTD_DCtx_loadDictionary(t->zstd, dict.ptr, dict.len)))
        return bad_dictionary(flow, err);
    return DL_OK;
}

dl_status dli_flow_use(dli_flow *flow, dli_packing packing, dl_error *err)
{
    flow->packing = packing;
    dli_flow_restart(flow);
    if (packing != DLI_PACKING_ZSTD)
        return DL_OK;
    if (flow->tools != NULL && flow->tools->zstd != NULL)
        (void)ZSTD_DCtx_loadDictionary(flow->tools->zstd, NULL, 0);
    return read_dictionary(flow, err);
}
