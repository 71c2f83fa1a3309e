/* archive.c -- speed of reading web archives alone: packing undone, records found.
 *
 *   archive FOLDER     archives of its pages, written for it to a file that is then removed
 *   archive FILE...    archives that are there
 *
 * Prints "archive.<kind> <MB/s>", MB being 10^6 bytes of records that come out, the best of some
 * rounds, and "archive.write.<kind>" of what it wrote.
 */
#include "archive/archive.h"
#include "base/limits.h"
#include "base/str.h"
#include "bytes/bytes.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    ROUNDS = 3,
    MOST_BYTES = 1000 * 1000 * 1000
};

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Bytes of all blocks; 0 if something is wrong. */
static size_t read_file(const char *path)
{
    dli_archive *archive;
    dli_record record;
    dl_error err = { 0 };
    dl_str rest, piece;
    dli_arena none;
    size_t bytes = 0;
    bool more = true;

    dli_arena_init(&none, 0);
    if (dli_archive_open(path, DLI_ARCHIVE_ALWAYS, &none, 0, &archive, &rest, &err) != DL_OK)
        return 0;
    while (more) {
        dl_status status = dli_archive_next(archive, &record, &more, &err);
        bytes += status == DL_OK && more ? record.head.len : 0;
        do {
            if (status == DL_OK && more)
                status = dli_archive_read(archive, &record, SIZE_MAX, &piece, &err);
            else
                piece.len = 0;
            bytes += piece.len;
        } while (piece.len > 0);
        if (status != DL_OK) {
            (void)fprintf(stderr, "%s: %s\n", err.where, err.what);
            bytes = 0;
            break;
        }
    }
    dli_archive_close(archive);
    return bytes;
}

static bool measure(const char *path, const char *kind)
{
    double best = 0;

    for (int round = 0; round < ROUNDS; round++) {
        double start = seconds();
        size_t bytes = read_file(path);
        double speed = (double)bytes / 1e6 / (seconds() - start);
        best = speed > best ? speed : best;
    }
    printf("archive.%s %.0f MB/s\n", kind, best);
    return best > 0;
}

/* The pages of a folder, once, as an archive. */
static size_t write_file(const char *folder, const char *path)
{
    dli_archive_out *out;
    dl_error err;
    dli_arena arena;
    size_t bytes = 0;
    DIR *dir = opendir(folder);

    if (dir == NULL || dli_archive_out_open(path, &out, &err) != DL_OK)
        return 0;
    dli_arena_init(&arena, DL_MAX_SOURCE_BYTES * 2);
    for (struct dirent *e; (e = readdir(dir)) != NULL && bytes < MOST_BYTES;) {
        char name[4096], url[4096];
        dli_capture page = { .captured = DL_STR("2024-03-05T17:40:00Z") };
        (void)snprintf(name, sizeof name, "%s/%s", folder, e->d_name);
        (void)snprintf(url, sizeof url, "https://pages.example/%s", e->d_name);
        page.url = dli_str(url);
        dli_arena_reset(&arena);
        if (e->d_name[0] != '.' &&
            dli_file_read(&arena, name, DL_MAX_SOURCE_BYTES, &page.bytes, &err) == DL_OK &&
            dli_archive_out_page(out, &page, &err) == DL_OK)
            bytes += page.bytes.len;
    }
    (void)closedir(dir);
    dli_arena_done(&arena);
    return dli_archive_out_close(out, true, &err) == DL_OK ? bytes : 0;
}

static int of_folder(const char *folder)
{
    static const char *const kinds[] = { "warc", "warc.gz", "warc.zst" };
    char path[64];
    int failed = 0;

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        (void)snprintf(path, sizeof path, "/tmp/dateline-bench-%d.%s", (int)getpid(), kinds[i]);
        double start = seconds();
        size_t bytes = write_file(folder, path);
        printf("archive.write.%s %.0f MB/s\n", kinds[i],
               (double)bytes / 1e6 / (seconds() - start));
        failed |= bytes == 0 || !measure(path, kinds[i]);
        (void)unlink(path);
    }
    return failed;
}

int main(int argc, char **argv)
{
    struct stat about;
    int failed = argc < 2;

    for (int i = 1; i < argc; i++)
        failed |= stat(argv[i], &about) == 0 && S_ISDIR(about.st_mode)
                      ? of_folder(argv[i])
                      : !measure(argv[i], argv[i]);
    if (failed)
        (void)fprintf(stderr, "usage: archive FOLDER|FILE...\n");
    return failed ? 2 : 0;
}
