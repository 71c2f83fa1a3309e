/* codings.c -- undo content-codings, a piece at a time, under two ceilings.
 *
 *   capture ──gzip──▶ ──br──▶ body        at most DLI_MAX_CODINGS
 *
 * Every piece of output is counted before the next is made, so that a bomb costs
 * DLI_CODING_FREE bytes or DLI_MAX_CODING_RATIO times what was read of it, and
 * never more than DL_MAX_SOURCE_BYTES. A declared size is never believed.
 *
 * gzip and zstd are known by their first bytes. A zlib header is only two bytes
 * and text may begin like one, so it must also inflate; brotli and bare deflate
 * have no header at all: they are tried where the bytes are neither text nor any
 * known format, and must come out whole.
 */
#include "codings.h"

#include "charset.h"

#include "base/error.h"
#include "base/limits.h"
#include "base/str.h"

#include <brotli/decode.h>
#define ZLIB_CONST
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

enum {
    FIRST_PIECE = 64 * 1024,
    PIECE = 256 * 1024,
    FEED = 1 << 30,        /* bytes handed to zlib at once, which counts in 32 bits */
    BROTLI_ROOM = 2 << 20, /* tables of its decoder, at most */
    BROTLI_SLACK = 4096,   /* bytes it asks for beyond its window */
    SURE = 1024,           /* output after which damaged zlib is called by its name */
};

static const char *const names[] = {
    [DLI_CODING_NONE] = "",           [DLI_CODING_GZIP] = "gzip", [DLI_CODING_ZLIB] = "deflate",
    [DLI_CODING_DEFLATE] = "deflate", [DLI_CODING_BROTLI] = "br", [DLI_CODING_ZSTD] = "zstd",
};

typedef struct undoing {
    dli_coding coding;
    dl_str in;
    size_t at; /* bytes of `in` taken */
    const dli_ceiling *ceiling;
    dli_buf *out;
    dl_error *err;
} undoing;

/* ---- What can go wrong ----------------------------------------------------- */

static dl_status cut(const undoing *job)
{
    return dli_fail(job->err, DL_ERR_FORMAT, job->in.len, "save the page again",
                    "the %s data stops before its end, after %zu bytes", names[job->coding],
                    job->in.len);
}

static dl_status damaged(const undoing *job, const char *why)
{
    return dli_fail(job->err, DL_ERR_FORMAT, job->at, "save the page again",
                    "the %s data is damaged: %s", names[job->coding], why);
}

static dl_status too_dense(const undoing *job)
{
    return dli_fail(job->err, DL_ERR_LIMIT, job->at, "leave it out",
                    "the %s data grows beyond the limit of %u times its size",
                    names[job->coding], (unsigned)DLI_MAX_CODING_RATIO);
}

/* Bytes that may come out when `read` bytes have gone in. */
static size_t allowed(const undoing *job, size_t read)
{
    const dli_ceiling *ceiling = job->ceiling;
    uint64_t paid = read < ceiling->base ? read : ceiling->base;
    uint64_t most = paid * DLI_MAX_CODING_RATIO;

    if (most < DLI_CODING_FREE)
        most = DLI_CODING_FREE;
    return ceiling->base == 0 || most > ceiling->max ? ceiling->max : (size_t)most;
}

static dl_status check_ceiling(const undoing *job)
{
    size_t max = job->ceiling->max;

    if (job->out->len > max)
        return dli_fail(job->err, DL_ERR_LIMIT, job->at, "leave it out",
                        "the %s data grows beyond the limit of %zu bytes", names[job->coding],
                        max);
    return job->out->len > allowed(job, job->at) ? too_dense(job) : DL_OK;
}

/* Room for the next piece of output, unless a ceiling is met. */
static dl_status next_piece(undoing *job, char **room, size_t *len)
{
    dli_buf *out = job->out;
    size_t piece = out->len == 0 ? FIRST_PIECE : PIECE, left;

    DLI_TRY(check_ceiling(job));
    left = job->ceiling->max - out->len + 1; /* one byte more than may be, to tell */
    *len = piece < left ? piece : left;
    *room = dli_buf_room(out, *len);
    return *room != NULL ? DL_OK : dli_no_memory(job->err);
}

/* ---- gzip, zlib, deflate ---------------------------------------------------- */

static dl_status inflate_failed(const undoing *job, const z_stream *z, int code)
{
    if (code == Z_MEM_ERROR)
        return dli_no_memory(job->err);
    if (code == Z_NEED_DICT)
        return damaged(job, "it asks for a dictionary");
    return damaged(job, z->msg != NULL ? z->msg : "it makes no sense");
}

static bool gzip_begins(dl_str s)
{
    return s.len >= 2 && s.ptr[0] == '\x1F' && s.ptr[1] == '\x8B';
}

static dl_status inflate_all(undoing *job, z_stream *z)
{
    for (;;) {
        char *room;
        size_t len, left = job->in.len - job->at, feed = left < FEED ? left : FEED;
        DLI_TRY(next_piece(job, &room, &len));
        z->next_in = (const Bytef *)job->in.ptr + job->at;
        z->avail_in = (uInt)feed;
        z->next_out = (Bytef *)room;
        z->avail_out = (uInt)len;
        int code = inflate(z, Z_NO_FLUSH);
        job->at += feed - z->avail_in;
        job->out->len += len - z->avail_out;
        if (code == Z_STREAM_END) {
            if (job->coding != DLI_CODING_GZIP || !gzip_begins(dli_from(job->in, job->at)))
                return DL_OK;
            code = inflateReset(z);
        } else if (z->avail_out > 0 && job->at == job->in.len &&
                   (code == Z_OK || code == Z_BUF_ERROR)) {
            return cut(job);
        }
        if (code != Z_OK && code != Z_BUF_ERROR)
            return inflate_failed(job, z, code);
    }
}

static dl_status undo_deflate(undoing *job)
{
    z_stream z = { 0 };
    int bits = job->coding == DLI_CODING_GZIP   ? MAX_WBITS + 16
               : job->coding == DLI_CODING_ZLIB ? MAX_WBITS
                                                : -MAX_WBITS;

    if (inflateInit2(&z, bits) != Z_OK)
        return dli_no_memory(job->err);
    dl_status status = inflate_all(job, &z);
    (void)inflateEnd(&z);
    return status;
}

/* ---- brotli ----------------------------------------------------------------- */

/* The decoder asks for its whole window, up to 16 MB, and fills it before it hands
 * out the first byte: a window beyond what may come out is refused. */
typedef struct brotli_memory {
    dli_pool pool;
    size_t largest;
    bool refused;
} brotli_memory;

static void *brotli_take(void *memory, size_t size)
{
    brotli_memory *m = memory;

    m->refused |= size > m->largest;
    return m->refused ? NULL : dli_pool_take(&m->pool, size);
}

static void brotli_give(void *memory, void *piece)
{
    brotli_memory *m = memory;

    dli_pool_give(&m->pool, piece);
}

static dl_status unbrotli_failed(const undoing *job, const BrotliDecoderState *state,
                                 const brotli_memory *memory)
{
    BrotliDecoderErrorCode code = BrotliDecoderGetErrorCode(state);

    if (memory->refused)
        return too_dense(job);
    if (memory->pool.dry)
        return dli_no_memory(job->err);
    return damaged(job, BrotliDecoderErrorString(code));
}

static dl_status unbrotli_all(undoing *job, BrotliDecoderState *state,
                              const brotli_memory *memory)
{
    for (;;) {
        char *room;
        size_t len, left = job->in.len - job->at;
        const uint8_t *next_in = (const uint8_t *)job->in.ptr + job->at;
        DLI_TRY(next_piece(job, &room, &len));
        uint8_t *next_out = (uint8_t *)room;
        size_t free_out = len;
        BrotliDecoderResult result =
            BrotliDecoderDecompressStream(state, &left, &next_in, &free_out, &next_out, NULL);
        job->at = job->in.len - left;
        job->out->len += len - free_out;
        if (result == BROTLI_DECODER_RESULT_SUCCESS)
            return DL_OK;
        if (result == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT)
            return cut(job);
        if (result == BROTLI_DECODER_RESULT_ERROR)
            return unbrotli_failed(job, state, memory);
    }
}

/* The first block says that it is stored as it is (RFC 7932, 9.1 and 9.2), with more
 * bytes than there are: what is no brotli often says so. */
static bool brotli_promises_more(dl_str s)
{
    uint64_t bits = 0;

    for (size_t i = 0; i < 8 && i < s.len; i++)
        bits |= (uint64_t)(unsigned char)s.ptr[i] << 8 * i;
    bits >>= (bits & 1) == 0 ? 1 : (bits & 0xE) != 0 ? 4 : 7; /* window */
    unsigned nibbles = (unsigned)(bits >> 1 & 3) + 4;         /* behind "is last" */
    if ((bits & 1) != 0 || nibbles == 7)
        return false;
    bits >>= 3;
    return (bits >> 4 * nibbles & 1) != 0 && (bits & ((1u << 4 * nibbles) - 1)) >= s.len;
}

static dl_status undo_brotli(undoing *job)
{
    size_t most = allowed(job, job->in.len);
    brotli_memory memory = { .pool = { .budget = most + BROTLI_ROOM },
                             .largest = most + BROTLI_SLACK };

    if (brotli_promises_more(job->in))
        return cut(job);
    BrotliDecoderState *state = BrotliDecoderCreateInstance(brotli_take, brotli_give, &memory);
    if (state == NULL)
        return dli_no_memory(job->err);
    dl_status status = unbrotli_all(job, state, &memory);
    BrotliDecoderDestroyInstance(state);
    return status;
}

/* ---- zstd ------------------------------------------------------------------- */

/* A frame, or one of those that are skipped. */
static bool zstd_begins(dl_str s)
{
    return dli_starts(s, DL_STR("\x28\xB5\x2F\xFD")) ||
           (s.len >= 4 && (s.ptr[0] & 0xF0) == 0x50 &&
            memcmp(s.ptr + 1, "\x2A\x4D\x18", 3) == 0);
}

static dl_status unzstd_failed(const undoing *job, size_t code)
{
    ZSTD_ErrorCode kind = ZSTD_getErrorCode(code);

    if (kind == ZSTD_error_memory_allocation)
        return dli_no_memory(job->err);
    if (kind == ZSTD_error_frameParameter_windowTooLarge)
        return dli_fail(job->err, DL_ERR_LIMIT, job->at, "pack it with a smaller window",
                        "the zstd data asks for a window over the limit of %zu bytes",
                        (size_t)1 << DLI_MAX_ZSTD_WINDOW_LOG);
    return damaged(job, ZSTD_getErrorName(code));
}

static dl_status unzstd_all(undoing *job, ZSTD_DCtx *context)
{
    for (;;) {
        char *room;
        size_t len;
        DLI_TRY(next_piece(job, &room, &len));
        ZSTD_inBuffer in = { job->in.ptr, job->in.len, job->at };
        ZSTD_outBuffer out = { room, len, 0 };
        size_t code = ZSTD_decompressStream(context, &out, &in);
        job->at = in.pos;
        job->out->len += out.pos;
        if (ZSTD_isError(code))
            return unzstd_failed(job, code);
        if (code == 0 && !zstd_begins(dli_from(job->in, job->at)))
            return DL_OK;
        if (code != 0 && job->at == job->in.len && out.pos < len)
            return cut(job);
    }
}

static dl_status undo_zstd(undoing *job)
{
    ZSTD_DCtx *context = ZSTD_createDCtx();

    if (context == NULL)
        return dli_no_memory(job->err);
    (void)ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, DLI_MAX_ZSTD_WINDOW_LOG);
    dl_status status = unzstd_all(job, context);
    (void)ZSTD_freeDCtx(context);
    return status;
}

dl_status dli_coding_undo(dli_coding coding, dl_str in, const dli_ceiling *ceiling,
                          dli_buf *out, size_t *read, dl_error *err)
{
    undoing job = { coding, in, 0, ceiling, out, err };
    dl_status status = coding == DLI_CODING_BROTLI ? undo_brotli(&job)
                       : coding == DLI_CODING_ZSTD ? undo_zstd(&job)
                                                   : undo_deflate(&job);

    *read = job.at;
    return status == DL_OK ? check_ceiling(&job) : status;
}

/* ---- Which ------------------------------------------------------------------ */

static bool zlib_begins(dl_str s)
{
    unsigned a = s.len >= 2 ? (unsigned char)s.ptr[0] : 0,
             b = s.len >= 2 ? (unsigned char)s.ptr[1] : 0;

    return (a & 0x0F) == 8 && a >> 4 <= 7 && (a << 8 | b) % 31 == 0 && (b & 0x20) == 0;
}

/* A try at a coding without a sure mark. Undone: *done. That it is none is no
 * failure; a bomb, or zlib data that stops or breaks, is. */
static dl_status try_coding(dli_coding coding, dl_str in, const dli_ceiling *ceiling,
                            dli_buf *out, size_t *read, bool *done, dl_error *err)
{
    out->len = 0;
    dl_status status = dli_coding_undo(coding, in, ceiling, out, read, err);
    *done = status == DL_OK && (*read == in.len || coding == DLI_CODING_ZLIB);
    if (status != DL_ERR_FORMAT)
        return status;
    return coding == DLI_CODING_ZLIB && out->len >= SURE && dli_bytes_binary(in) ? DL_ERR_FORMAT
                                                                                 : DL_OK;
}

/* Undo the outermost coding of `in`, if there is one. */
static dl_status undo_one(dl_str in, const dli_ceiling *ceiling, dli_buf *out,
                          dli_coding *coding, size_t *read, dl_error *err)
{
    static const dli_coding tried[] = { DLI_CODING_BROTLI, DLI_CODING_DEFLATE };
    bool done = false;

    *coding = gzip_begins(in)   ? DLI_CODING_GZIP
              : zstd_begins(in) ? DLI_CODING_ZSTD
                                : DLI_CODING_NONE;
    if (*coding != DLI_CODING_NONE)
        return dli_coding_undo(*coding, in, ceiling, out, read, err);
    if (zlib_begins(in)) {
        DLI_TRY(try_coding(DLI_CODING_ZLIB, in, ceiling, out, read, &done, err));
        *coding = done ? DLI_CODING_ZLIB : DLI_CODING_NONE;
    }
    if (done || !dli_bytes_binary(in) || dli_known_binary(in))
        return DL_OK;
    for (size_t i = 0; i < 2 && !done; i++) {
        DLI_TRY(try_coding(tried[i], in, ceiling, out, read, &done, err));
        *coding = done ? tried[i] : DLI_CODING_NONE;
    }
    return DL_OK;
}

dl_status dli_codings_undo(dli_arena *arena, dl_str capture, dli_body *out, dl_error *err)
{
    dli_ceiling ceiling = { DL_MAX_SOURCE_BYTES, capture.len };
    dli_buf bufs[2], list;

    *out = (dli_body){ .bytes = capture, .codings = "" };
    dli_buf_init(&bufs[0], arena);
    dli_buf_init(&bufs[1], arena);
    dli_buf_init(&list, arena);
    for (size_t count = 0; out->bytes.len > 0; count++) {
        dli_buf *into = &bufs[count % 2];
        dli_coding coding;
        size_t read;
        if (count == DLI_MAX_CODINGS) {
            if (gzip_begins(out->bytes) || zstd_begins(out->bytes))
                return dli_fail(err, DL_ERR_LIMIT, 0, "undo some of them first",
                                "more than the limit of %d content-codings lie around it",
                                DLI_MAX_CODINGS);
            break;
        }
        into->len = 0;
        DLI_TRY(undo_one(out->bytes, &ceiling, into, &coding, &read, err));
        if (coding == DLI_CODING_NONE)
            break;
        out->rest += out->bytes.len - read;
        out->bytes = dli_buf_str(into);
        dli_buf_print(&list, count > 0 ? ", %s" : "%s", names[coding]);
        out->codings = dli_buf_str(&list).ptr;
    }
    if (list.failed)
        return dli_no_memory(err);
    if (out->bytes.len > DL_MAX_SOURCE_BYTES)
        return dli_fail(
            err, DL_ERR_LIMIT, DL_MAX_SOURCE_BYTES, "split the page, or leave it out",
            "the page has %zu bytes; the limit is %zu", out->bytes.len, DL_MAX_SOURCE_BYTES);
    return DL_OK;
}

/* ---- zstd for the store ------------------------------------------------------ */

dl_status dli_zstd_pack_page(dli_arena *arena, dl_str bytes, dl_str *out, dl_error *err)
{
    static const struct {
        ZSTD_cParameter what;
        int value;
    } how[] = { { ZSTD_c_compressionLevel, 6 },
                { ZSTD_c_strategy, ZSTD_lazy },
                { ZSTD_c_searchLog, 4 },
                { ZSTD_c_minMatch, 5 },
                { ZSTD_c_targetLength, 32 } };
    size_t room = ZSTD_compressBound(bytes.len), len = 0;
    char *packed = ZSTD_isError(room) ? NULL : dli_arena_grow(arena, NULL, 0, room);
    ZSTD_CCtx *context = packed == NULL ? NULL : ZSTD_createCCtx();

    *out = (dl_str){ "", 0 };
    if (context == NULL)
        return dli_no_memory(err);
    for (size_t i = 0; i < sizeof how / sizeof *how && !ZSTD_isError(len); i++)
        len = ZSTD_CCtx_setParameter(context, how[i].what, how[i].value);
    if (!ZSTD_isError(len))
        len = ZSTD_compress2(context, packed, room, bytes.ptr, bytes.len);
    (void)ZSTD_freeCCtx(context);
    if (ZSTD_isError(len))
        return dli_no_memory(err); /* with enough room there is no other reason */
    *out = (dl_str){ packed, len };
    return DL_OK;
}

dl_status dli_zstd_pack(dli_arena *arena, dl_str bytes, int level, dl_str *out, dl_error *err)
{
    return dli_zstd_pack_parts(arena, bytes, level, NULL, 0, out, err);
}

/* Everything up to byte `end`. */
static bool pack_part(ZSTD_CCtx *context, ZSTD_inBuffer *in, size_t end, ZSTD_outBuffer *out,
                      ZSTD_EndDirective how)
{
    size_t left;

    in->size = end;
    do {
        left = ZSTD_compressStream2(context, out, in, how);
    } while (left != 0 && !ZSTD_isError(left) && out->pos < out->size);
    return left == 0;
}

dl_status dli_zstd_pack_parts(dli_arena *arena, dl_str bytes, int level, const size_t *ends,
                              size_t count, dl_str *out, dl_error *err)
{
    size_t room = ZSTD_compressBound(bytes.len) + count * 64;
    char *packed = ZSTD_isError(room) ? NULL : dli_arena_grow(arena, NULL, 0, room);
    ZSTD_CCtx *context = packed == NULL ? NULL : ZSTD_createCCtx();

    *out = (dl_str){ "", 0 };
    if (context == NULL)
        return dli_no_memory(err);
    (void)ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level);
    (void)ZSTD_CCtx_setPledgedSrcSize(context, bytes.len);
    ZSTD_inBuffer in = { bytes.ptr, 0, 0 };
    ZSTD_outBuffer to = { packed, room, 0 };
    bool done = true;
    for (size_t i = 0; i < count && done; i++)
        if (ends[i] > in.size && ends[i] < bytes.len)
            done = pack_part(context, &in, ends[i], &to, ZSTD_e_flush);
    done = done && pack_part(context, &in, bytes.len, &to, ZSTD_e_end);
    (void)ZSTD_freeCCtx(context);
    if (!done)
        return dli_no_memory(err); /* with enough room there is no other reason */
    *out = (dl_str){ packed, to.pos };
    return DL_OK;
}

dl_status dli_zstd_unpack(dli_arena *arena, dl_str packed, size_t max, dl_str *out,
                          dl_error *err)
{
    dli_ceiling ceiling = { .max = max };
    dli_buf buf;
    size_t read;

    *out = (dl_str){ "", 0 };
    dli_buf_init(&buf, arena);
    DLI_TRY(dli_coding_undo(DLI_CODING_ZSTD, packed, &ceiling, &buf, &read, err));
    *out = dli_buf_str(&buf);
    return DL_OK;
}
