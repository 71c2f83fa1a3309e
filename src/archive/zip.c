/* zip.c -- the members of a zip file, by its central directory (APPNOTE 6.3.10, 4.3).
 *
 *   local header, bytes … central directory, [zip64 end, locator], end (with a comment)
 *
 * Members are found by number and never written to the disk, so their names can do no harm.
 */
#include "zip.h"

#include "base/error.h"
#include "base/limits.h"
#include "base/little.h"
#include "base/str.h"

enum {
    END_BYTES = 22, /* of the end of the central directory, without its comment */
    END_SEARCH = 66 << 10,
    LOCATOR_BYTES = 20,
    END64_BYTES = 56,
    ENTRY_BYTES = 46,
    LOCAL_BYTES = 30,
};

static uint64_t get_u16(const char *at)
{
    return (uint64_t)(unsigned char)at[0] | (uint64_t)(unsigned char)at[1] << 8;
}

static uint64_t get_u64(const char *at)
{
    return (uint64_t)dli_get_u32(at) | (uint64_t)dli_get_u32(at + 4) << 32;
}

static dl_status damaged(dl_error *err, uint64_t at, const char *what)
{
    return dli_fail(err, DL_ERR_FORMAT, at, "copy the archive again", "%s", what);
}

/* `len` bytes at `at`, in the feed's buffer. */
static dl_status look(dli_feed *feed, dli_arena *arena, uint64_t at, size_t len, dl_str *out,
                      dl_error *err)
{
    DLI_TRY(dli_feed_seek(feed, arena, at, len, false, err));
    DLI_TRY(dli_feed_fill(feed, len, err));
    *out = dli_feed_bytes(feed);
    return out->len == len ? DL_OK : damaged(err, at, "the zip file is cut short");
}

typedef struct directory {
    uint64_t at, len, count;
} directory;

static dl_status find_directory(dli_feed *feed, dli_arena *arena, directory *dir, dl_error *err)
{
    uint64_t size = dli_feed_size(feed);
    size_t tail = size < END_SEARCH ? (size_t)size : END_SEARCH;
    dl_str bytes;
    size_t at = DLI_NONE;

    if (feed->file >= 0 && !feed->seekable)
        return dli_feed_seek(feed, arena, 0, 0, false, err); /* which says why not */
    DLI_TRY(look(feed, arena, size - tail, tail, &bytes, err));
    for (size_t i = bytes.len < END_BYTES ? 0 : bytes.len - END_BYTES + 1; i > 0; i--)
        if (memcmp(bytes.ptr + i - 1, "PK\5\6", 4) == 0) {
            at = i - 1;
            break;
        }
    if (at == DLI_NONE)
        return damaged(err, size, "the zip file has no directory at its end: it is cut short");
    const char *end = bytes.ptr + at;
    *dir = (directory){ dli_get_u32(end + 16), dli_get_u32(end + 12), get_u16(end + 10) };
    if (dir->at != UINT32_MAX && dir->len != UINT32_MAX && dir->count != UINT16_MAX)
        return DL_OK;
    if (at < LOCATOR_BYTES || memcmp(end - LOCATOR_BYTES, "PK\6\7", 4) != 0)
        return DL_OK; /* the numbers themselves are meant */
    DLI_TRY(look(feed, arena, get_u64(end - LOCATOR_BYTES + 8), END64_BYTES, &bytes, err));
    if (!dli_starts(bytes, DL_STR("PK\6\6")))
        return damaged(err, size, "the directory of the zip file is damaged");
    *dir = (directory){ get_u64(bytes.ptr + 48), get_u64(bytes.ptr + 40),
                        get_u64(bytes.ptr + 32) };
    return DL_OK;
}

/* Sizes beyond 32 bits stand in an extra field (4.5.3), in this order. */
static void read_zip64(dl_str extra, dli_zip_member *m)
{
    while (extra.len >= 4) {
        uint64_t id = get_u16(extra.ptr);
        size_t len = (size_t)get_u16(extra.ptr + 2), at = 4;
        uint64_t *const wanted[] = { &m->plain, &m->packed, &m->at };
        if (len > extra.len - 4)
            return;
        for (size_t i = 0; id == 1 && i < 3; i++)
            if (*wanted[i] == UINT32_MAX && at + 8 <= len + 4) {
                *wanted[i] = get_u64(extra.ptr + at);
                at += 8;
            }
        extra = dli_from(extra, len + 4);
    }
}

/* One entry of the directory; how long it is, or 0 if it is none. */
static size_t read_entry(dl_str bytes, dli_zip_member *m)
{
    if (bytes.len < ENTRY_BYTES || !dli_starts(bytes, DL_STR("PK\1\2")))
        return 0;
    const char *e = bytes.ptr;
    uint64_t flags = get_u16(e + 8), method = get_u16(e + 10);
    size_t name = (size_t)get_u16(e + 28), extra = (size_t)get_u16(e + 30);
    size_t whole = ENTRY_BYTES + name + extra + (size_t)get_u16(e + 32);
    if (whole > bytes.len)
        return 0;
    *m = (dli_zip_member){ .name = dli_slice(bytes, ENTRY_BYTES, ENTRY_BYTES + name),
                           .packed = dli_get_u32(e + 20),
                           .plain = dli_get_u32(e + 24),
                           .at = dli_get_u32(e + 42),
                           .deflated = method == 8,
                           .readable = (method == 0 || method == 8) && (flags & 1) == 0 };
    read_zip64(dli_slice(bytes, ENTRY_BYTES + name, ENTRY_BYTES + name + extra), m);
    return whole;
}

dl_status dli_zip_open(dli_feed *feed, dli_arena *arena, dli_zip *out, dl_error *err)
{
    directory dir = { 0, 0, 0 };
    char *bytes;
    size_t have = 0;

    *out = (dli_zip){ NULL, 0 };
    DLI_TRY(find_directory(feed, arena, &dir, err));
    if (dir.len > DLI_MAX_ZIP_BYTES || dir.count > DLI_MAX_ZIP_MEMBERS)
        return dli_fail(err, DL_ERR_LIMIT, dir.at, "take the archives out of it",
                        "the zip file has %llu members; the limit is %zu",
                        (unsigned long long)dir.count, DLI_MAX_ZIP_MEMBERS);
    uint64_t size = dli_feed_size(feed);
    if (dir.at > size || dir.len > size - dir.at || dir.count > dir.len / ENTRY_BYTES)
        return damaged(err, dir.at, "the directory of the zip file is cut short");
    DLI_TRY(dli_feed_seek(feed, arena, dir.at, dir.len, false, err));
    bytes = dli_arena_take(arena, (size_t)dir.len + 1);
    out->members = dli_arena_take(arena, ((size_t)dir.count + 1) * sizeof *out->members);
    if (bytes == NULL || out->members == NULL)
        return dli_no_memory(err);
    while (have < dir.len) {
        DLI_TRY(dli_feed_fill(feed, 1, err));
        dl_str in = dli_feed_bytes(feed);
        if (in.len == 0)
            return damaged(err, dir.at, "the directory of the zip file is cut short");
        size_t step = in.len < dir.len - have ? in.len : (size_t)dir.len - have;
        memcpy(bytes + have, in.ptr, step);
        have += step;
        feed->start += step;
    }
    dl_str rest = { bytes, have };
    while (out->count < dir.count) {
        size_t len = read_entry(rest, &out->members[out->count]);
        if (len == 0)
            return damaged(err, dir.at, "the directory of the zip file is damaged");
        rest = dli_from(rest, len);
        out->count++;
    }
    return DL_OK;
}

dl_status dli_zip_enter(dli_feed *feed, dli_arena *arena, const dli_zip_member *member,
                        dl_error *err)
{
    dl_str head;

    DLI_TRY(look(feed, arena, member->at, LOCAL_BYTES, &head, err));
    if (!dli_starts(head, DL_STR("PK\3\4")))
        return damaged(err, member->at, "a member of the zip file is not where it should be");
    if (!member->readable)
        return damaged(err, member->at,
                       "a member of the zip file is encrypted or packed in an "
                       "unknown way");
    uint64_t at = member->at + LOCAL_BYTES + get_u16(head.ptr + 26) + get_u16(head.ptr + 28);
    return dli_feed_seek(feed, arena, at, member->packed, member->deflated, err);
}
