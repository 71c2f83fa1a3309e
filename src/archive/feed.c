/* feed.c -- the bytes of an archive as they lie on the disk, a buffer at a time. */
#include "feed.h"

#include "base/error.h"
#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#define ZLIB_CONST
#include <zlib.h>

/* A member of a zip file that is deflated. */
typedef struct dli_feed_deflate {
    z_stream z;
    bool begun;
    bool over; /* of the packed bytes */
    char in[DLI_FEED_PACKED_BYTES];
} dli_feed_deflate;

void dli_feed_memory(dli_feed *feed, dl_str bytes)
{
    *feed = (dli_feed){
        .file = -1, .bytes = bytes.ptr, .end = bytes.len, .cap = bytes.len, .over = true
    };
}

dl_status dli_feed_open(dli_feed *feed, dli_arena *arena, const char *path, dl_error *err)
{
    bool standard = strcmp(path, "-") == 0;
    struct stat about;

    *feed = (dli_feed){ .file = -1, .left = UINT64_MAX };
    int file = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (file < 0)
        return dli_fail(err, DL_ERR_IO, 0, "check the name, and the rights on it",
                        errno == ENOENT || errno == ENOTDIR ? "there is no such file"
                                                            : "it may not be read");
    feed->file = file;
    feed->owned = !standard;
    feed->bytes = feed->buf = dli_arena_take(arena, DLI_FEED_BYTES);
    feed->cap = DLI_FEED_BYTES;
    if (feed->buf == NULL)
        return dli_no_memory(err);
    if (fstat(file, &about) == 0 && S_ISDIR(about.st_mode))
        return dli_fail(err, DL_ERR_IO, 0, "name a file in it", "it is a folder, not a file");
    off_t at = lseek(file, 0, SEEK_CUR);
    feed->seekable = at >= 0;
    feed->next = at >= 0 ? (uint64_t)at : 0;
    feed->base = feed->next;
    return DL_OK;
}

static void end_deflate(dli_feed *feed)
{
    if (feed->deflate != NULL && feed->deflate->begun)
        (void)inflateEnd(&feed->deflate->z);
    if (feed->deflate != NULL)
        feed->deflate->begun = false;
}

void dli_feed_close(dli_feed *feed)
{
    end_deflate(feed);
    if (feed->owned && feed->file >= 0)
        (void)close(feed->file);
    feed->file = -1;
    feed->owned = false;
}

uint64_t dli_feed_size(const dli_feed *feed)
{
    struct stat about;

    if (feed->file < 0)
        return feed->cap;
    return fstat(feed->file, &about) == 0 && S_ISREG(about.st_mode) && about.st_size > 0
               ? (uint64_t)about.st_size
               : 0;
}

static dl_status begin_deflate(dli_feed *feed, dli_arena *arena, dl_error *err)
{
    if (feed->deflate == NULL)
        feed->deflate = dli_arena_take(arena, sizeof *feed->deflate);
    if (feed->deflate == NULL)
        return dli_no_memory(err);
    feed->deflate->z = (z_stream){ 0 };
    if (inflateInit2(&feed->deflate->z, -MAX_WBITS) != Z_OK)
        return dli_no_memory(err);
    feed->deflate->begun = true;
    feed->deflate->over = false;
    return DL_OK;
}

dl_status dli_feed_seek(dli_feed *feed, dli_arena *arena, uint64_t at, uint64_t len,
                        bool deflated, dl_error *err)
{
    end_deflate(feed);
    if (feed->file < 0) {
        feed->start = at < feed->cap ? (size_t)at : feed->cap;
        feed->end = len < feed->cap - feed->start ? feed->start + (size_t)len : feed->cap;
        return DL_OK;
    }
    if (!feed->seekable)
        return dli_fail(err, DL_ERR_IO, at, "save it to a file first",
                        "it comes through a pipe, in which nobody can go back");
    feed->next = at;
    feed->left = len;
    feed->base = deflated ? 0 : at;
    feed->start = feed->end = 0;
    feed->over = false;
    return deflated ? begin_deflate(feed, arena, err) : DL_OK;
}

/* Read some bytes to `room`; *got is 0 at the end. */
static dl_status read_some(dli_feed *feed, char *room, size_t len, size_t *got, dl_error *err)
{
    *got = 0;
    if (len > feed->left)
        len = (size_t)feed->left;
    while (len > 0) {
        ssize_t n = feed->seekable ? pread(feed->file, room, len, (off_t)feed->next)
                                   : read(feed->file, room, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return dli_fail(err, DL_ERR_IO, feed->next,
                            "see to the disk or the network it is on", "it cannot be read: %s",
                            strerrordesc_np(errno));
        feed->next += (uint64_t)n;
        feed->left -= (uint64_t)n;
        *got = (size_t)n;
        return DL_OK;
    }
    return DL_OK;
}

static dl_status inflate_some(dli_feed *feed, char *room, size_t len, size_t *got,
                              dl_error *err)
{
    dli_feed_deflate *d = feed->deflate;

    *got = 0;
    for (;;) {
        if (d->z.avail_in == 0 && !d->over) {
            size_t n;
            DLI_TRY(read_some(feed, d->in, sizeof d->in, &n, err));
            d->z.next_in = (const Bytef *)d->in;
            d->z.avail_in = (uInt)n;
            d->over = n == 0;
        }
        d->z.next_out = (Bytef *)room;
        d->z.avail_out = (uInt)len;
        int code = inflate(&d->z, Z_NO_FLUSH);
        *got = len - d->z.avail_out;
        if (*got > 0 || code == Z_STREAM_END)
            return DL_OK;
        if (code != Z_OK && (code != Z_BUF_ERROR || d->over))
            return dli_fail(err, DL_ERR_FORMAT, feed->base + feed->end,
                            "copy the archive again",
                            "a deflated member of the zip file is damaged");
    }
}

dl_status dli_feed_fill(dli_feed *feed, size_t want, dl_error *err)
{
    if (feed->end - feed->start >= want || feed->over)
        return DL_OK;
    if (feed->start > DLI_FEED_HISTORY) {
        size_t gone = feed->start - DLI_FEED_HISTORY;
        memmove(feed->buf, feed->buf + gone, feed->end - gone);
        feed->start -= gone;
        feed->end -= gone;
        feed->base += gone;
    }
    while (feed->end - feed->start < want && !feed->over) {
        size_t got, room = feed->cap - feed->end;
        bool deflated = feed->deflate != NULL && feed->deflate->begun;
        dl_status status =
            (deflated ? inflate_some : read_some)(feed, feed->buf + feed->end, room, &got, err);
        feed->end += got;
        feed->over = got == 0; /* after a failure too: it would only fail again */
        DLI_TRY(status);
    }
    return DL_OK;
}

dl_status dli_feed_skip(dli_feed *feed, uint64_t len, dl_error *err)
{
    while (len > 0) {
        DLI_TRY(dli_feed_fill(feed, 1, err));
        size_t here = feed->end - feed->start;
        if (here == 0)
            return DL_OK;
        size_t step = len < here ? (size_t)len : here;
        feed->start += step;
        len -= step;
    }
    return DL_OK;
}
