/* out.c -- write archives: records copied, pages saved elsewhere, and a WACZ around them.
 *
 *   record, page ──▶ member by member ──▶ .warc, .warc.gz, .warc.zst
 *                                    └──▶ archive/data.warc.gz of a WACZ; when it is closed, what
 *                                         was written is read again for index, pages, digests
 *
 * Every record is a gzip member or a zstd frame of its own. A record that cannot be read to its
 * end, or that the disk has no room for, is cut off again: what stands is always whole. No clock
 * and no chance: the same records give the same file.
 */
#include "inside.h"
#include "zip_out.h"

#include "base/error.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "base/str.h"
#include "base/when.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#define ZLIB_CONST
#include <zlib.h>
#include <zstd.h>

enum {
    PIECE = 256 << 10,
    ZSTD_LEVEL = 9,
    OUT_MEMORY = 64 << 20,
};

typedef enum out_kind {
    OUT_WARC,
    OUT_GZIP,
    OUT_ZSTD,
    OUT_WACZ,
} out_kind;

static const struct {
    dl_str ending;
    out_kind kind;
} endings[] = {
    { { ".warc", 5 }, OUT_WARC },
    { { ".warc.gz", 8 }, OUT_GZIP },
    { { ".warc.zst", 9 }, OUT_ZSTD },
    { { ".wacz", 5 }, OUT_WACZ },
};

struct dli_archive_out {
    dli_arena own;
    const char *path;
    out_kind kind;
    dli_zip_out zip; /* its file and place are those of all kinds */
    uint64_t began;  /* where the open record did */
    uint64_t records;
    z_stream z;
    bool z_begun;
    ZSTD_CCtx *zstd;
    char *piece;
    dli_arena scratch;
};

/* ---- Opening -------------------------------------------------------------------- */

static bool kind_of(dl_str path, out_kind *kind)
{
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (dli_ends(path, endings[i].ending)) {
            *kind = endings[i].kind;
            return true;
        }
    return false;
}

bool dli_archive_out_named(dl_str path)
{
    out_kind kind;

    return kind_of(path, &kind);
}

static void free_out(dli_archive_out *out)
{
    if (out->z_begun)
        (void)deflateEnd(&out->z);
    (void)ZSTD_freeCCtx(out->zstd);
    if (out->zip.file >= 0)
        (void)close(out->zip.file);
    dli_arena_done(&out->scratch);
    dli_arena own = out->own; /* the handle lies in it */
    dli_arena_done(&own);
}

static dl_status begin_packing(dli_archive_out *out, dl_error *err)
{
    bool gzip = out->kind == OUT_GZIP || out->kind == OUT_WACZ;

    out->piece = dli_arena_take(&out->own, PIECE);
    if (gzip)
        out->z_begun =
            deflateInit2(&out->z, 6, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK;
    if (out->kind == OUT_ZSTD)
        out->zstd = ZSTD_createCCtx();
    if (out->piece == NULL || (gzip && !out->z_begun) ||
        (out->kind == OUT_ZSTD && out->zstd == NULL))
        return dli_no_memory(err);
    if (out->zstd != NULL)
        (void)ZSTD_CCtx_setParameter(out->zstd, ZSTD_c_compressionLevel, ZSTD_LEVEL);
    if (out->zstd != NULL)
        (void)ZSTD_CCtx_setParameter(out->zstd, ZSTD_c_checksumFlag, 1);
    return out->kind == OUT_WACZ
               ? dli_zip_out_begin(&out->zip, DL_STR("archive/data.warc.gz"), err)
               : DL_OK;
}

dl_status dli_archive_out_open(const char *path, dli_archive_out **result, dl_error *err)
{
    dli_arena own;
    out_kind kind;

    *result = NULL;
    if (!kind_of(dli_str(path), &kind))
        return dli_fail(err, DL_ERR_USAGE, 0, "end it with .warc.gz, .warc.zst, .warc or .wacz",
                        "the name '%s' does not say what to write", path);
    dli_arena_init(&own, OUT_MEMORY);
    dli_archive_out *out = dli_arena_take(&own, sizeof *out);
    if (out == NULL)
        return dli_no_memory(err);
    *out = (dli_archive_out){ .own = own, .path = path, .kind = kind };
    dli_arena_init(&out->scratch, DLI_MAX_INDEX_BYTES);
    out->zip.file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    dl_status status;
    if (out->zip.file < 0)
        status = dli_fail(err, DL_ERR_IO, 0,
                          errno == EEXIST ? "name another, or remove it"
                                          : "check the folder and the rights on it",
                          "cannot be made: %s", strerrordesc_np(errno));
    else
        status = begin_packing(out, err);
    dli_error_where(err, "%s", path);
    if (status == DL_OK) {
        *result = out;
        return DL_OK;
    }
    free_out(out);
    return status;
}

/* ---- Bytes ----------------------------------------------------------------------- */

static dl_status put(dli_archive_out *out, dl_str bytes, dl_error *err)
{
    dl_status status = dli_write_at(out->zip.file, out->zip.at, bytes, err);

    out->zip.at += status == DL_OK ? bytes.len : 0;
    return status;
}

static dl_status put_gzip(dli_archive_out *out, dl_str bytes, bool last, dl_error *err)
{
    z_stream *z = &out->z;
    int code;

    z->next_in = (const Bytef *)bytes.ptr;
    z->avail_in = (uInt)bytes.len;
    do {
        z->next_out = (Bytef *)out->piece;
        z->avail_out = PIECE;
        code = deflate(z, last ? Z_FINISH : Z_NO_FLUSH);
        DLI_TRY(put(out, (dl_str){ out->piece, PIECE - z->avail_out }, err));
    } while (z->avail_out == 0 || (last && code == Z_OK));
    return DL_OK;
}

static dl_status put_zstd(dli_archive_out *out, dl_str bytes, bool last, dl_error *err)
{
    ZSTD_inBuffer in = { bytes.ptr, bytes.len, 0 };
    size_t left;

    do {
        ZSTD_outBuffer to = { out->piece, PIECE, 0 };
        left = ZSTD_compressStream2(out->zstd, &to, &in, last ? ZSTD_e_end : ZSTD_e_continue);
        if (ZSTD_isError(left))
            return dli_no_memory(err);
        DLI_TRY(put(out, (dl_str){ out->piece, to.pos }, err));
    } while (in.pos < in.size || (last && left > 0));
    return DL_OK;
}

/* Bytes of the open record; in pieces that fit 32 bits. */
static dl_status add(dli_archive_out *out, dl_str bytes, bool last, dl_error *err)
{
    switch (out->kind) {
    case OUT_GZIP:
    case OUT_WACZ:
        return put_gzip(out, bytes, last, err);
    case OUT_ZSTD:
        return put_zstd(out, bytes, last, err);
    case OUT_WARC:
        break;
    }
    return put(out, bytes, err);
}

/* `length`: of the whole record, as it is known beforehand. */
static void begin_record(dli_archive_out *out, uint64_t length)
{
    out->began = out->zip.at;
    if (out->z_begun)
        (void)deflateReset(&out->z);
    if (out->zstd != NULL) {
        (void)ZSTD_CCtx_reset(out->zstd, ZSTD_reset_session_only);
        (void)ZSTD_CCtx_setPledgedSrcSize(out->zstd, length);
    }
}

/* The end of a record, or, after a failure, no trace of it. */
static dl_status end_record(dli_archive_out *out, dl_status status, dl_error *err)
{
    if (status == DL_OK)
        status = add(out, DL_STR("\r\n\r\n"), true, err);
    if (status == DL_OK) {
        out->records++;
        return DL_OK;
    }
    out->zip.at = out->began;
    if (ftruncate(out->zip.file, (off_t)out->began) != 0)
        return DL_ERR_IO;
    dli_error_where(err, "%s", out->path);
    return status;
}

/* ---- Records ------------------------------------------------------------------------ */

/* An id made from what it names: the first 16 bytes of a SHA-256 as a UUID (RFC 9562, 5.8). */
static void add_id(dli_buf *head, dl_str what)
{
    uint8_t digest[32];
    char hex[65];

    dli_sha256(what, digest);
    digest[6] = (uint8_t)((digest[6] & 0x0F) | 0x80);
    digest[8] = (uint8_t)((digest[8] & 0x3F) | 0x80);
    dli_hex(digest, 32, hex);
    dli_buf_print(head, "WARC-Record-ID: <urn:uuid:%.8s-%.4s-%.4s-%.4s-%.12s>\r\n", hex,
                  hex + 8, hex + 12, hex + 16, hex + 20);
}

/* A value on its line: without what would end it. */
static void add_line(dli_buf *head, const char *name, dl_str value)
{
    if (value.len == 0)
        return;
    dli_buf_print(head, "%s: ", name);
    for (size_t i = 0; i < value.len; i++)
        dli_buf_byte(head, (unsigned char)value.ptr[i] < ' ' ? ' ' : value.ptr[i]);
    dli_buf_add(head, DL_STR("\r\n"));
}

/* The line of an ARC record as the header of a WARC one. */
static void arc_head(dli_buf *head, const dli_record *record)
{
    bool info = record->type == DLI_RECORD_WARCINFO;

    dli_buf_print(head, "WARC/1.1\r\nWARC-Type: %s\r\n", dli_record_type_name(record->type));
    add_id(head, record->head);
    add_line(head, "WARC-Date", record->date);
    if (!info)
        add_line(head, "WARC-Target-URI", record->uri);
    add_line(head, "Content-Type",
             info                                  ? DL_STR("text/plain")
             : record->type == DLI_RECORD_RESPONSE ? DL_STR("application/http;msgtype=response")
                                                   : record->content_type);
    dli_buf_print(head, "Content-Length: %llu\r\n", (unsigned long long)record->length);
}

dl_status dli_archive_out_copy(dli_archive_out *out, dli_archive *from, dli_record *record,
                               dl_error *err)
{
    dl_str piece;
    dli_buf head;

    dli_arena_reset(&out->scratch);
    dli_buf_init(&head, &out->scratch);
    if (record->arc)
        arc_head(&head, record);
    else
        dli_buf_add(&head, record->head);
    dli_buf_add(&head, DL_STR("\r\n"));
    if (head.failed)
        return dli_no_memory(err);
    begin_record(out, head.len + record->length + 4);
    dl_status status = add(out, dli_buf_str(&head), false, err);
    while (status == DL_OK) {
        status = dli_archive_read(from, record, PIECE, &piece, err);
        if (status != DL_OK || piece.len == 0)
            break;
        status = add(out, piece, false, err);
    }
    return end_record(out, status, err);
}

/* To the second and in UTC, as the standard has it. */
static bool add_date(dli_buf *head, dl_str date)
{
    dli_when when;

    if (!dli_when_parse(date, &when) || when.year == 0)
        return false;
    when = dli_when_from_seconds(dli_when_seconds(when));
    dli_buf_print(head, "%04d-%02u-%02uT%02u:%02u:%02uZ", when.year, when.month, when.day,
                  when.hour, when.minute, when.second);
    return true;
}

static dl_status put_record(dli_archive_out *out, dli_buf *head, dl_str block, dl_error *err)
{
    dli_buf_print(head, "Content-Length: %zu\r\n\r\n", block.len);
    if (head->failed)
        return dli_no_memory(err);
    begin_record(out, head->len + block.len + 4);
    dl_status status = add(out, dli_buf_str(head), false, err);
    if (status == DL_OK)
        status = add(out, block, false, err);
    return end_record(out, status, err);
}

/* What a file of pages begins with. */
static dl_status put_info(dli_archive_out *out, dl_str date, dl_error *err)
{
    static const dl_str info = { "software: dateline/" DL_VERSION "\r\n"
                                 "format: WARC File Format 1.1\r\n",
                                 sizeof "software: dateline/" DL_VERSION "\r\n"
                                        "format: WARC File Format 1.1\r\n" -
                                     1 };
    dli_buf head;

    dli_buf_init(&head, &out->scratch);
    dli_buf_add(&head, DL_STR("WARC/1.1\r\nWARC-Type: warcinfo\r\n"));
    add_id(&head, info);
    dli_buf_print(&head, "WARC-Date: %.*s\r\nContent-Type: application/warc-fields\r\n",
                  (int)date.len, date.ptr);
    return put_record(out, &head, info, err);
}

static void add_sha1(dli_buf *head, const char *name, dl_str bytes)
{
    uint8_t digest[20] = { 0 };
    char text[40];
    dli_hasher *hasher = dli_hasher_new(DLI_DIGEST_SHA1);

    dli_hasher_add(hasher, bytes);
    dli_hasher_end(hasher, digest);
    dli_base32(digest, sizeof digest, text);
    dli_buf_print(head, "%s: sha1:%s\r\n", name, text);
}

dl_status dli_archive_out_page(dli_archive_out *out, const dli_capture *page, dl_error *err)
{
    dli_buf head, date, what;

    dli_arena_reset(&out->scratch);
    dli_buf_init(&head, &out->scratch);
    dli_buf_init(&date, &out->scratch);
    dli_buf_init(&what, &out->scratch);
    if (page->url.len == 0)
        return dli_fail(err, DL_ERR_FORMAT, 0, "give it with --url, or in a manifest",
                        "the address of the page is not known");
    if (!add_date(&date, page->captured))
        return dli_fail(err, DL_ERR_FORMAT, 0, "give it with --captured, or in a manifest",
                        "when the page was fetched is not known");
    if (out->records == 0)
        DLI_TRY(put_info(out, dli_buf_str(&date), err));
    dli_buf_add(&what, page->url);
    dli_buf_add(&what, dli_buf_str(&date));
    dli_buf_add(&what, page->bytes);
    dli_buf_add(&head, DL_STR("WARC/1.1\r\nWARC-Type: resource\r\n"));
    add_id(&head, dli_buf_str(&what));
    dli_buf_print(&head, "WARC-Date: %.*s\r\n", (int)date.len, date.ptr);
    add_line(&head, "WARC-Target-URI", page->url);
    add_sha1(&head, "WARC-Payload-Digest", page->bytes);
    add_sha1(&head, "WARC-Block-Digest", page->bytes);
    dli_buf_add(&what, DL_STR("\ntext/html; charset="));
    dli_buf_add(&what, page->charset);
    add_line(&head, "Content-Type",
             page->charset.len == 0
                 ? DL_STR("text/html")
                 : dli_from(dli_buf_str(&what), what.len - page->charset.len - 19));
    return put_record(out, &head, page->bytes, err);
}

/* ---- The WACZ around them -------------------------------------------------------------- */

typedef struct package {
    dli_buf index, pages, json;
    dl_str newest; /* time of a record */
} package;

/* The page that a record is, as ReplayWeb.page lists them. */
static void add_page(package *p, const dli_record *record, dl_str line)
{
    dli_cdxj parsed;
    dli_arena arena;
    uint8_t digest[32];
    char id[65];

    dli_arena_init(&arena, 1 << 20);
    dl_str text = line.len > 0 ? dli_slice(line, 0, line.len - 1) : line;
    bool is = dli_cdxj_parse(&arena, text, &parsed) &&
              dli_eq(parsed.mime, DL_STR("text/html")) &&
              (parsed.status.len == 0 || dli_eq(parsed.status, DL_STR("200"))) &&
              dli_starts_nocase(parsed.url, DL_STR("http"));
    if (is) {
        dli_sha256(text, digest);
        dli_hex(digest, 32, id);
        dli_json_open(&p->pages, '{');
        dli_json_member(&p->pages, "id", (dl_str){ id, 20 });
        dli_json_member(&p->pages, "url", parsed.url);
        dli_json_member(&p->pages, "ts", record->date);
        dli_json_close(&p->pages, '}');
        dli_buf_byte(&p->pages, '\n');
    }
    dli_arena_done(&arena);
}

/* Read again what was written. */
static dl_status read_again(dli_archive_out *out, package *p, dl_error *err)
{
    const dli_zip_out_member *data = &out->zip.members[0];
    dli_archive *archive;
    dli_record record;
    bool more;

    DLI_TRY(dli_archive_of_range(out->zip.file, out->zip.at - data->bytes, data->bytes,
                                 "archive/data.warc.gz", &archive, err));
    dl_status status;
    while ((status = dli_archive_next(archive, &record, &more, err)) == DL_OK && more) {
        size_t from = p->index.len;
        status = dli_cdxj_add(&p->index, archive, &record, err);
        if (status != DL_OK)
            break;
        add_page(p, &record, dli_from(dli_buf_str(&p->index), from));
        if (dli_compare(record.date, p->newest) > 0)
            p->newest = dli_arena_copy(&out->scratch, record.date);
    }
    dli_archive_close(archive);
    return status;
}

static void add_resource(dli_buf *json, const dli_zip_out_member *m)
{
    dl_str name = m->name;
    size_t slash = dli_find_byte(name, '/', 0);
    char hash[80];

    (void)snprintf(hash, sizeof hash, "sha256:%s", m->sha256);
    dli_json_open(json, '{');
    dli_json_member(json, "name", slash == DLI_NONE ? name : dli_from(name, slash + 1));
    dli_json_member(json, "path", name);
    dli_json_member(json, "hash", dli_str(hash));
    dli_json_key(json, "bytes");
    dli_json_u64(json, m->bytes);
    dli_json_close(json, '}');
}

static void write_package(dli_buf *json, const dli_archive_out *out, dl_str newest)
{
    dli_json_open(json, '{');
    dli_json_member(json, "profile", DL_STR("data-package"));
    dli_json_member(json, "wacz_version", DL_STR("1.1.1"));
    dli_json_member(json, "software", DL_STR("dateline " DL_VERSION));
    dli_json_member(json, "created", newest);
    dli_json_key(json, "resources");
    dli_json_open(json, '[');
    for (size_t i = 0; i < out->zip.count; i++)
        add_resource(json, &out->zip.members[i]);
    dli_json_close(json, ']');
    dli_json_close(json, '}');
}

static dl_status finish_wacz(dli_archive_out *out, dl_error *err)
{
    package p = { .newest = { "", 0 } };
    char digest[160];

    dli_arena_reset(&out->scratch);
    dli_buf_init(&p.index, &out->scratch);
    dli_buf_init(&p.pages, &out->scratch);
    dli_buf_init(&p.json, &out->scratch);
    dli_buf_add(&p.pages, DL_STR("{\"format\": \"json-pages-1.0\", \"id\": \"pages\", "
                                 "\"title\": \"All Pages\", \"hasText\": false}\n"));
    DLI_TRY(dli_zip_out_end(&out->zip, err));
    DLI_TRY(read_again(out, &p, err));
    dl_str lines = dli_buf_str(&p.index);
    if (!dli_lines_sort(&out->scratch, &lines) || p.pages.failed)
        return dli_no_memory(err);
    DLI_TRY(dli_zip_out_add(&out->zip, DL_STR("indexes/index.cdx"), lines, err));
    DLI_TRY(
        dli_zip_out_add(&out->zip, DL_STR("pages/pages.jsonl"), dli_buf_str(&p.pages), err));
    write_package(&p.json, out, p.newest);
    if (p.json.failed)
        return dli_no_memory(err);
    DLI_TRY(dli_zip_out_add(&out->zip, DL_STR("datapackage.json"), dli_buf_str(&p.json), err));
    int len = snprintf(digest, sizeof digest,
                       "{\"path\": \"datapackage.json\", \"hash\": \"sha256:%s\"}",
                       out->zip.members[out->zip.count - 1].sha256);
    DLI_TRY(dli_zip_out_add(&out->zip, DL_STR("datapackage-digest.json"),
                            (dl_str){ digest, (size_t)len }, err));
    return dli_zip_out_finish(&out->zip, err);
}

dl_status dli_archive_out_close(dli_archive_out *out, bool keep, dl_error *err)
{
    dl_status status = DL_OK;

    if (out == NULL)
        return DL_OK;
    if (keep && out->kind == OUT_WACZ)
        status = finish_wacz(out, err);
    if (keep && status == DL_OK && fsync(out->zip.file) != 0 && errno != EINVAL)
        status = dli_fail(err, DL_ERR_IO, 0, "make room, then run it again",
                          "cannot be written: %s", strerrordesc_np(errno));
    dli_error_where(err, "%s", out->path);
    if (!keep || status != DL_OK)
        (void)unlink(out->path);
    free_out(out);
    return status;
}
