/* bytes.c -- how fast captures become sources.
 *
 *   bytes FOLDER     every file of a folder of pages, read before the clock starts
 *
 * Prints "bytes.utf8 <MB/s>" (validating and borrowing a page in UTF-8),
 * "bytes.sha256", "bytes.gunzip" (MB of page that come out) and "bytes.read" (all of
 * it together on the pages as they are), MB being 10^6 bytes.
 */
#include "bytes/bytes.h"
#include "base/digest.h"
#include "base/str.h"
#include "base/utf8.h"
#include "bytes/codings.h"

#include <dirent.h>
#include <stdio.h>
#include <time.h>
#define ZLIB_CONST
#include <zlib.h>

enum {
    MOST_PAGES = 20000,
    ROUNDS = 3
};

typedef struct pages {
    dl_str plain[MOST_PAGES];
    dl_str packed[MOST_PAGES];
    size_t count;
    size_t bytes;
} pages;

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static dl_str gzip(dli_arena *arena, dl_str page)
{
    z_stream z = { 0 };
    size_t room = page.len + page.len / 100 + 100;
    char *out = dli_arena_take(arena, room);

    if (out == NULL || deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return (dl_str){ "", 0 };
    z.next_in = (const Bytef *)page.ptr;
    z.avail_in = (uInt)page.len;
    z.next_out = (Bytef *)out;
    z.avail_out = (uInt)room;
    int code = deflate(&z, Z_FINISH);
    (void)deflateEnd(&z);
    return code == Z_STREAM_END ? (dl_str){ out, room - z.avail_out } : (dl_str){ "", 0 };
}

static void load(pages *all, dli_arena *arena, const char *folder)
{
    char path[4096];
    DIR *dir = opendir(folder);

    for (struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;) {
        dl_str page;
        (void)snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        if (e->d_name[0] == '.' || all->count == MOST_PAGES ||
            dli_file_read(arena, path, DL_MAX_SOURCE_BYTES, &page, NULL) != DL_OK)
            continue;
        all->packed[all->count] = gzip(arena, page);
        all->plain[all->count++] = page;
        all->bytes += page.len;
    }
    if (dir != NULL)
        (void)closedir(dir);
}

static size_t validate(dl_str page, dl_str packed)
{
    (void)packed;
    return dli_utf8_valid(page);
}

static size_t hash(dl_str page, dl_str packed)
{
    uint8_t digest[32];

    (void)packed;
    dli_sha256(page, digest);
    return digest[0];
}

static size_t gunzip(dl_str page, dl_str packed)
{
    dli_arena arena;
    dli_ceiling ceiling = { .max = DL_MAX_SOURCE_BYTES };
    dli_buf out;
    size_t read;

    (void)page;
    dli_arena_init(&arena, DL_MAX_SOURCE_BYTES * 2);
    dli_buf_init(&out, &arena);
    (void)!dli_coding_undo(DLI_CODING_GZIP, packed, &ceiling, &out, &read, NULL);
    size_t len = out.len;
    dli_arena_done(&arena);
    return len;
}

static size_t read_page(dl_str page, dl_str packed)
{
    dli_arena arena;
    dli_source source;

    (void)packed;
    dli_arena_init(&arena, 0);
    (void)!dli_bytes_read(&arena, page, DL_STR(""), &source, NULL);
    size_t len = source.text.len;
    dli_arena_done(&arena);
    return len;
}

/* The best of some rounds, in MB of page a second. */
static void measure(const pages *all, const char *name, size_t (*work)(dl_str, dl_str))
{
    double best = 0;
    volatile size_t sum = 0;

    for (int round = 0; round < ROUNDS; round++) {
        double start = seconds();
        for (size_t i = 0; i < all->count; i++)
            sum += work(all->plain[i], all->packed[i]);
        double speed = (double)all->bytes / 1e6 / (seconds() - start);
        best = speed > best ? speed : best;
    }
    printf("bytes.%s %.0f MB/s\n", name, best);
}

int main(int argc, char **argv)
{
    static pages all;
    dli_arena arena;

    if (argc != 2) {
        (void)fprintf(stderr, "usage: bytes FOLDER\n");
        return 2;
    }
    dli_arena_init(&arena, (size_t)4 << 30);
    load(&all, &arena, argv[1]);
    if (all.bytes == 0) {
        (void)fprintf(stderr, "%s: no pages in this folder\n", argv[1]);
        return 4;
    }
    measure(&all, "utf8", validate);
    measure(&all, "sha256", hash);
    measure(&all, "gunzip", gunzip);
    measure(&all, "read", read_page);
    dli_arena_done(&arena);
    return 0;
}
