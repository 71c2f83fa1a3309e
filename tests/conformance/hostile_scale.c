/* hostile_scale.c -- twice the page must take twice the time, not four times.
 *
 *   hostile_scale ONE TWO FOUR
 *
 * The folders hold the same hostile pages, made at scale 1, 2 and 4. For each page of
 * some length, doubling it may multiply the time of parsing by 2.3 at most.
 */
#define _XOPEN_SOURCE 700
#include "suite.h"

#include "page/page.h"

#include <ftw.h>
#include <malloc.h>

enum {
    ROUNDS = 7
};

static suite all;
static const char *folders[3];
static double worst;

/* The least of some rounds, in processor time, and the bytes. */
static double parse_time(const char *path, double *bytes)
{
    dli_arena source, arena;
    dli_page page;
    double best = 1e9;

    dli_arena_init(&source, SIZE_MAX / 2);
    dl_str text = suite_read(&source, path);
    *bytes = (double)text.len;
    dli_arena_init(&arena, SIZE_MAX / 2);
    for (int i = 0; i < ROUNDS; i++) {
        struct timespec from, to;
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
        if (dli_page_parse(&arena, text, &page, NULL) != DL_OK)
            return 1e9;
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
        double took = (double)(to.tv_sec - from.tv_sec) +
                      (double)(to.tv_nsec - from.tv_nsec) / 1e9;
        best = took < best ? took : best;
        dli_arena_done(&arena);
    }
    dli_arena_done(&source);
    return best;
}

static int visit(const char *path, const struct stat *about, int kind, struct FTW *where)
{
    const char *name = path + strlen(folders[0]);
    double took[3], bytes[3];
    char other[SUITE_PATH];
    struct stat there;

    (void)about;
    (void)where;
    if (kind != FTW_F)
        return 0;
    for (int i = 0; i < 3; i++) {
        snprintf(other, sizeof other, "%s%s", folders[i], name);
        if (stat(other, &there) != 0 || there.st_size == 0)
            return 0;
        took[i] = parse_time(other, &bytes[i]);
    }
    for (int i = 1; i < 3; i++) {
        /* 100 µs for what is not in the page; a page may not have been doubled. */
        double growth = took[i] / (took[i - 1] + 1e-4) * 2 * bytes[i - 1] / bytes[i];
        /* A nanosecond a byte is no more than reading memory beyond the caches. */
        bool fine = growth <= 2.3 || took[i] * 1e9 < bytes[i];
        suite_check(&all, fine, "%s, %d to %d", name, i, i * 2);
        printf("# %.2f times in %.2f ms, %.1f ns a byte\n", growth, took[i] * 1e3,
               took[i] * 1e9 / bytes[i]);
        worst = growth > worst && !(took[i] * 1e9 < bytes[i]) ? growth : worst;
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        printf("1..0 # SKIP no folders of pages at three scales\n");
        return 0;
    }
    /* Every round gets fresh memory from the system: else large pages pay for it and
     * small ones do not. */
    mallopt(M_MMAP_THRESHOLD, 1 << 17);
    mallopt(M_TRIM_THRESHOLD, 0);
    for (int i = 0; i < 3; i++)
        folders[i] = argv[i + 1];
    nftw(folders[0], visit, 16, FTW_PHYS);
    printf("# at most %.2f times\n", worst);
    return suite_end(&all);
}
