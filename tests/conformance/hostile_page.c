/* hostile_page.c -- pages made to break parsers, and fuzzers' finds.
 *
 *   hostile_page FOLDER     all below FOLDER/gen/html, FOLDER/html/{gofuzz,lexbor,libxml2}
 *
 * Each file is parsed as it is, UTF-8 or not, within the budget of a page, and its tree
 * is checked. Ceilings: 5 ms and 200 ns a byte (release build only); 3 MB and 14 bytes
 * for each of the file.
 */
#define _XOPEN_SOURCE 700
#include "suite.h"

#include "page/page.h"
#include "page_check.h"
#include "timing.h"

#include <ftw.h>
#include <unistd.h>

static suite all;
static size_t files, bad, most_memory;
static double most_time;

/* Sanitizers and builds for debugging have their own time. */
#ifdef NDEBUG
#define TIMED true
#else
#define TIMED false
#endif

static const char *judge(dl_str source)
{
    dli_arena arena, scratch;
    dli_page page;
    dl_status status;
    const char *wrong;

    dli_arena_init(&scratch, SIZE_MAX / 2);
    dli_arena_init(&arena, dli_page_budget(source.len));
    double start = processor_seconds();
    status = dli_page_parse(&arena, source, &page, NULL);
    double took = processor_seconds() - start;
    double share = took / seconds_allowed(source.len);
    size_t memory = arena.used * 100 / (((size_t)3 << 20) + 14 * source.len);
    most_time = share > most_time ? share : most_time;
    most_memory = memory > most_memory ? memory : most_memory;
    if (status != DL_OK)
        wrong = "out of memory";
    else if (TIMED && share > 1)
        wrong = "too slow";
    else
        wrong = memory > 100 ? "too much memory" : page_check(&page, &scratch);
    dli_arena_done(&arena);
    dli_arena_done(&scratch);
    return wrong;
}

static int visit(const char *path, const struct stat *about, int kind, struct FTW *where)
{
    dli_arena arena;

    (void)about;
    (void)where;
    if (kind != FTW_F)
        return 0;
    alarm(60); /* a hang ends the program */
    dli_arena_init(&arena, SIZE_MAX / 2);
    const char *wrong = judge(suite_read(&arena, path));
    files++;
    if (wrong != NULL) {
        bad++;
        printf("# %s: %s\n", path, wrong);
    }
    dli_arena_done(&arena);
    return 0;
}

int main(int argc, char **argv)
{
    static const char *const folders[] = { "gen/html", "html/gofuzz", "html/lexbor",
                                           "html/libxml2" };
    char path[2 * SUITE_PATH];

    suite_begin(&all, argc, argv, "gen/html", NULL);
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        files = bad = 0;
        snprintf(path, sizeof path, "%s/%s", all.root, folders[i]);
        nftw(path, visit, 16, FTW_PHYS);
        suite_check(&all, files > 0 && bad == 0, "%s: %zu files, %zu bad", folders[i], files,
                    bad);
    }
    printf("# at most %.0f %% of the time and %zu %% of the memory allowed\n", most_time * 100,
           most_memory);
    return suite_end(&all);
}
