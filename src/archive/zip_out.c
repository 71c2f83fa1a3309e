/* zip_out.c -- write a zip file, members stored as they are (APPNOTE 6.3.10, 4.3).
 *
 * Sizes and checksums are put into a member's local header once it is written. Room for 64-bit
 * sizes is kept in each as an extra field, which means nothing where they are not needed.
 */
#include "zip_out.h"

#include "base/digest.h"
#include "base/error.h"
#include "base/str.h"

#include <errno.h>
#include <unistd.h>
#include <zlib.h>

enum {
    LOCAL_BYTES = 30,
    EXTRA_BYTES = 4 + 16, /* of the local header */
    PIECE = 64 << 10,
    UNUSED_EXTRA = 0xD11E, /* an id that nobody has */
    VERSION = 45,          /* needed: of 64-bit sizes */
    DATE = 0x0021,         /* 1980-01-01: no clock is looked at */
};

dl_status dli_write_at(int file, uint64_t at, dl_str bytes, dl_error *err)
{
    while (bytes.len > 0) {
        ssize_t n = pwrite(file, bytes.ptr, bytes.len, (off_t)at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return dli_fail(err, DL_ERR_IO, at, "make room, then run it again",
                            "cannot be written: %s", strerrordesc_np(n < 0 ? errno : ENOSPC));
        bytes = dli_from(bytes, (size_t)n);
        at += (uint64_t)n;
    }
    return DL_OK;
}

/* A row of numbers, least byte first. */
typedef struct row {
    char bytes[128];
    size_t len;
} row;

static void put(row *r, unsigned count, uint64_t value)
{
    for (unsigned i = 0; i < count; i++)
        r->bytes[r->len++] = (char)(unsigned char)(value >> 8 * i);
}

static dl_status write_row(dli_zip_out *zip, const row *r, dl_error *err)
{
    DLI_TRY(dli_write_at(zip->file, zip->at, (dl_str){ r->bytes, r->len }, err));
    zip->at += r->len;
    return DL_OK;
}

static dl_status write_str(dli_zip_out *zip, dl_str bytes, dl_error *err)
{
    DLI_TRY(dli_write_at(zip->file, zip->at, bytes, err));
    zip->at += bytes.len;
    return DL_OK;
}

static bool is_large(uint64_t value)
{
    return value >= UINT32_MAX;
}

static uint64_t small(uint64_t value)
{
    return is_large(value) ? UINT32_MAX : value;
}

static row local_header(const dli_zip_out_member *m)
{
    row r = { .len = 0 };

    put(&r, 4, 0x04034B50);
    put(&r, 2, VERSION);
    put(&r, 2, 1 << 11); /* names are UTF-8 */
    put(&r, 2, 0);       /* stored */
    put(&r, 2, 0);
    put(&r, 2, DATE);
    put(&r, 4, m->crc);
    put(&r, 4, small(m->bytes));
    put(&r, 4, small(m->bytes));
    put(&r, 2, m->name.len);
    put(&r, 2, EXTRA_BYTES);
    return r;
}

static row local_extra(const dli_zip_out_member *m)
{
    bool large = is_large(m->bytes);
    row r = { .len = 0 };

    put(&r, 2, large ? 1 : UNUSED_EXTRA);
    put(&r, 2, EXTRA_BYTES - 4);
    put(&r, 8, large ? m->bytes : 0);
    put(&r, 8, large ? m->bytes : 0);
    return r;
}

dl_status dli_zip_out_begin(dli_zip_out *zip, dl_str name, dl_error *err)
{
    dli_zip_out_member *m = &zip->members[zip->count];

    if (zip->count == DLI_ZIP_OUT_MEMBERS)
        return dli_fail(err, DL_ERR_USAGE, 0, "write fewer", "the zip file has members enough");
    *m = (dli_zip_out_member){ .name = name, .at = zip->at };
    row head = local_header(m), extra = local_extra(m);
    DLI_TRY(write_row(zip, &head, err));
    DLI_TRY(write_str(zip, name, err));
    return write_row(zip, &extra, err);
}

dl_status dli_zip_out_end(dli_zip_out *zip, dl_error *err)
{
    dli_zip_out_member *m = &zip->members[zip->count];
    uint64_t start = m->at + LOCAL_BYTES + m->name.len + EXTRA_BYTES;
    dli_hasher *hasher = dli_hasher_new(DLI_DIGEST_SHA256);
    uint8_t digest[32] = { 0 };
    char piece[PIECE];
    uLong crc = crc32(0, NULL, 0);

    for (uint64_t at = start; at < zip->at;) {
        ssize_t n = pread(zip->file, piece, sizeof piece, (off_t)at);
        if (n <= 0) {
            dli_hasher_end(hasher, digest);
            return dli_fail(err, DL_ERR_IO, at, "see to the disk",
                            "what was written cannot be read again");
        }
        if ((uint64_t)n > zip->at - at)
            n = (ssize_t)(zip->at - at);
        crc = crc32(crc, (const Bytef *)piece, (uInt)n);
        dli_hasher_add(hasher, (dl_str){ piece, (size_t)n });
        at += (uint64_t)n;
    }
    dli_hasher_end(hasher, digest);
    dli_hex(digest, 32, m->sha256);
    m->bytes = zip->at - start;
    m->crc = (uint32_t)crc;
    row head = local_header(m), extra = local_extra(m);
    DLI_TRY(dli_write_at(zip->file, m->at, (dl_str){ head.bytes, head.len }, err));
    DLI_TRY(
        dli_write_at(zip->file, start - EXTRA_BYTES, (dl_str){ extra.bytes, extra.len }, err));
    zip->count++;
    return DL_OK;
}

dl_status dli_zip_out_add(dli_zip_out *zip, dl_str name, dl_str bytes, dl_error *err)
{
    DLI_TRY(dli_zip_out_begin(zip, name, err));
    DLI_TRY(write_str(zip, bytes, err));
    return dli_zip_out_end(zip, err);
}

static dl_status write_entry(dli_zip_out *zip, const dli_zip_out_member *m, dl_error *err)
{
    bool size = is_large(m->bytes), place = is_large(m->at);
    row r = { .len = 0 }, extra = { .len = 0 };

    if (size || place) {
        put(&extra, 2, 1);
        put(&extra, 2, (size ? 16u : 0u) + (place ? 8u : 0u));
        put(&extra, size ? 8 : 0, m->bytes);
        put(&extra, size ? 8 : 0, m->bytes);
        put(&extra, place ? 8 : 0, m->at);
    }
    put(&r, 4, 0x02014B50);
    put(&r, 2, VERSION);
    put(&r, 2, VERSION);
    put(&r, 2, 1 << 11);
    put(&r, 4, 0); /* stored; no time */
    put(&r, 2, DATE);
    put(&r, 4, m->crc);
    put(&r, 4, small(m->bytes));
    put(&r, 4, small(m->bytes));
    put(&r, 2, m->name.len);
    put(&r, 2, extra.len);
    put(&r, 8, 0); /* comment, disk, attributes */
    put(&r, 2, 0);
    put(&r, 4, small(m->at));
    DLI_TRY(write_row(zip, &r, err));
    DLI_TRY(write_str(zip, m->name, err));
    return write_row(zip, &extra, err);
}

dl_status dli_zip_out_finish(dli_zip_out *zip, dl_error *err)
{
    uint64_t start = zip->at;
    row r = { .len = 0 };

    for (size_t i = 0; i < zip->count; i++)
        DLI_TRY(write_entry(zip, &zip->members[i], err));
    uint64_t end = zip->at, len = end - start;
    if (is_large(start)) {
        put(&r, 4, 0x06064B50);
        put(&r, 8, 44);
        put(&r, 2, VERSION);
        put(&r, 2, VERSION);
        put(&r, 8, 0);
        put(&r, 8, zip->count);
        put(&r, 8, zip->count);
        put(&r, 8, len);
        put(&r, 8, start);
        put(&r, 4, 0x07064B50);
        put(&r, 4, 0);
        put(&r, 8, end);
        put(&r, 4, 1);
    }
    put(&r, 4, 0x06054B50);
    put(&r, 4, 0);
    put(&r, 2, zip->count);
    put(&r, 2, zip->count);
    put(&r, 4, len);
    put(&r, 4, small(start));
    put(&r, 2, 0);
    return write_row(zip, &r, err);
}
