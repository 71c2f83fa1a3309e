/* page.c -- how fast pages become trees.
 *
 *   page FOLDER     every file of a folder of pages, read before the clock starts
 *
 * Prints "page.tree <MB/s> MB/s", MB being 10^6 bytes and a second one of processor
 * time, the best of some rounds on one thread; to standard error, what the trees were.
 */
#include "page/page.h"
#include "bytes/bytes.h"

#include <dirent.h>
#include <stdio.h>
#include <time.h>

enum {
    MOST_PAGES = 20000,
    ROUNDS = 5
};

typedef struct pages {
    dl_str source[MOST_PAGES];
    size_t count;
    size_t bytes;
} pages;

typedef struct sums {
    size_t nodes;
    size_t memory;  /* of all trees together */
    size_t densest; /* memory a tree took, per cent of its source and 1 MiB */
    size_t trimmed;
} sums;

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
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
        all->source[all->count++] = page;
        all->bytes += page.len;
    }
    if (dir != NULL)
        (void)closedir(dir);
}

static bool parse_all(const pages *all, sums *s)
{
    dli_arena arena;
    dli_page page;
    dl_error err;

    *s = (sums){ 0 };
    dli_arena_init(&arena, SIZE_MAX / 2);
    for (size_t i = 0; i < all->count; i++) {
        size_t before = arena.used;
        if (dli_page_parse(&arena, all->source[i], &page, &err) != DL_OK) {
            (void)fprintf(stderr, "page %zu: %s\n", i, err.what);
            return false;
        }
        size_t memory = arena.used - before;
        size_t share = memory * 100 / (all->source[i].len + ((size_t)1 << 20));
        s->nodes += page.count;
        s->memory += memory;
        s->densest = share > s->densest ? share : s->densest;
        s->trimmed += page.trimmed_depth || page.trimmed_nodes || page.trimmed_formatting;
        dli_arena_reset(&arena);
    }
    dli_arena_done(&arena);
    return true;
}

int main(int argc, char **argv)
{
    static pages all;
    dli_arena arena;
    double best = 0;
    sums s;

    if (argc != 2) {
        (void)fprintf(stderr, "usage: page FOLDER\n");
        return 2;
    }
    dli_arena_init(&arena, SIZE_MAX / 2);
    load(&all, &arena, argv[1]);
    for (int round = 0; round < ROUNDS; round++) {
        double start = seconds();
        if (!parse_all(&all, &s))
            return 1;
        double rate = (double)all.bytes / 1e6 / (seconds() - start);
        best = rate > best ? rate : best;
    }
    printf("page.tree %.0f MB/s\n", best);
    (void)fprintf(stderr,
                  "%zu pages, %.1f MB, %zu nodes, %.1f MB of trees, %zu %% at most, %zu "
                  "trimmed\n",
                  all.count, (double)all.bytes / 1e6, s.nodes, (double)s.memory / 1e6,
                  s.densest, s.trimmed);
    dli_arena_done(&arena);
    return 0;
}
