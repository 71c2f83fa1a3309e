/* feed.h -- the bytes of an archive as they lie on the disk, a buffer at a time.
 *
 *   file, pipe or memory ──▶ [history | bytes to come]
 *
 * A feed may cover a part of a file (a member of a WACZ), and undo its deflate. */
#ifndef DLI_FEED_H
#define DLI_FEED_H

#include "base/arena.h"

enum {
    DLI_FEED_BYTES = 2 << 20,         /* of the buffer                                    */
    DLI_FEED_AHEAD = 1 << 20,         /* that can be asked for at once                    */
    DLI_FEED_HISTORY = 64 << 10,      /* kept behind where reading stands, if it was read */
    DLI_FEED_PACKED_BYTES = 64 << 10, /* of the buffer in front of the deflate            */
};

typedef struct dli_feed {
    int file;                         /* -1: memory */
    bool owned;                       /* to be closed */
    bool seekable;                    /* pread() works */
    uint64_t next;                    /* where the next read() begins           */
    uint64_t left;                    /* bytes that may still be read           */
    uint64_t base;                    /* position of bytes[0] in the file */
    const char *bytes;                /* what was read                                       */
    char *buf;                        /* the same, where it is a buffer to be filled         */
    size_t start, end, cap;           /* bytes to come: [start, end)     */
    bool over;                        /* there is nothing behind `end`   */
    struct dli_feed_deflate *deflate; /* NULL: bytes are as they are */
} dli_feed;

/* Memory as a feed; borrowed. */
void dli_feed_memory(dli_feed *feed, dl_str bytes);

/* A file, or standard input for "-". */
dl_status dli_feed_open(dli_feed *feed, dli_arena *arena, const char *path, dl_error *err);
void dli_feed_close(dli_feed *feed);

/* Go on at byte `at` of the file, for `len` bytes. Seekable feeds and memory only. Positions
 * are the file's. `deflated`: undo it; positions then count what comes out. */
dl_status dli_feed_seek(dli_feed *feed, dli_arena *arena, uint64_t at, uint64_t len,
                        bool deflated, dl_error *err);

/* Have at least `want` bytes to come (at most DLI_FEED_AHEAD), or all there are. Fails with
 * DL_ERR_IO; DL_ERR_FORMAT where a deflate is damaged. */
dl_status dli_feed_fill(dli_feed *feed, size_t want, dl_error *err);

/* Pass `len` bytes, which may lie beyond the buffer; fewer at the end. */
dl_status dli_feed_skip(dli_feed *feed, uint64_t len, dl_error *err);

/* Bytes of the whole file; 0 where that is not known. */
uint64_t dli_feed_size(const dli_feed *feed);

static inline dl_str dli_feed_bytes(const dli_feed *feed)
{
    return (dl_str){ feed->bytes == NULL ? "" : feed->bytes + feed->start,
                     feed->end - feed->start };
}

static inline uint64_t dli_feed_at(const dli_feed *feed)
{
    return feed->base + feed->start;
}

#endif
