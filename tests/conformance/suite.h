/* suite.h -- what the programs over outside test suites share.
 *
 * Each takes the folder of the unpacked suites as its argument and prints TAP; without
 * the folder it prints one line that says so and counts as skipped. A list of expected
 * failures has one case a line, "name  # reason". A case on it that passes is a failure,
 * so that the list can only shrink.
 */
#ifndef SUITE_H
#define SUITE_H

#include "base/arena.h"
#include "base/str.h"
#include "bytes/bytes.h"

#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum {
    SUITE_PATH = 1024
};

typedef struct suite {
    const char *root;
    dl_str expected; /* the list of expected failures */
    dli_arena lists;
    int count;
    int failed;
} suite;

/* Begin, or say why not and leave the program. `list` may be NULL or not there. */
static inline void suite_begin(suite *s, int argc, char **argv, const char *folder,
                               const char *list)
{
    char path[SUITE_PATH];
    struct stat about;

    *s = (suite){ .root = argc > 1 ? argv[1] : "" };
    snprintf(path, sizeof path, "%s/%s", s->root, folder);
    if (argc < 2 || stat(path, &about) != 0) {
        printf("1..0 # SKIP no folder %s of outside test suites\n", path);
        exit(0);
    }
    dli_arena_init(&s->lists, (size_t)1 << 20);
    if (list != NULL)
        (void)!dli_file_read(&s->lists, list, (size_t)1 << 19, &s->expected, NULL);
}

/* The reason why `name` is expected to fail, or an empty string. */
static inline dl_str suite_reason(const suite *s, const char *name)
{
    dl_str rest = s->expected, line;

    while (dli_split(&rest, '\n', &line)) {
        size_t mark = dli_find(line, DL_STR("  # "), 0);
        if (mark != DLI_NONE && dli_eq(dli_slice(line, 0, mark), dli_str(name)))
            return dli_from(line, mark + 4);
    }
    return (dl_str){ "", 0 };
}

__attribute__((format(printf, 3, 4))) static inline void suite_check(suite *s, bool ok,
                                                                     const char *format, ...)
{
    char name[SUITE_PATH];
    va_list args;

    va_start(args, format);
    vsnprintf(name, sizeof name, format, args);
    va_end(args);
    for (char *c = name; *c != 0; c++)
        if (*c == '#' || *c == '\n')
            *c = '_';
    dl_str reason = suite_reason(s, name);
    bool counts = ok == (reason.len == 0);
    s->count++;
    s->failed += !counts;
    printf("%s %d - %s", ok && counts ? "ok" : "not ok", s->count, name);
    if (reason.len > 0 && !ok)
        printf(" # TODO %.*s", (int)reason.len, reason.ptr);
    else if (reason.len > 0)
        printf(": passes; take it off the list of expected failures");
    printf("\n");
}

static inline int suite_end(suite *s)
{
    printf("1..%d\n", s->count);
    dli_arena_done(&s->lists);
    return s->failed > 0;
}

/* Call `visit` for every file in root/folder, by name; false if there is none. */
typedef void suite_visit(suite *s, const char *path, const char *name, void *data);

static inline bool suite_each(suite *s, const char *folder, suite_visit *visit, void *data)
{
    char path[2 * SUITE_PATH], file[3 * SUITE_PATH];
    struct dirent **entries;
    struct stat about;
    bool any = false;

    snprintf(path, sizeof path, "%s/%s", s->root, folder);
    int count = scandir(path, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        snprintf(file, sizeof file, "%s/%s", path, entries[i]->d_name);
        if (stat(file, &about) == 0 && S_ISREG(about.st_mode)) {
            visit(s, file, entries[i]->d_name, data);
            any = true;
        }
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    return any;
}

/* A whole file; empty if it cannot be read. */
static inline dl_str suite_read(dli_arena *arena, const char *path)
{
    dl_str bytes;
    dl_error err;

    if (dli_file_read(arena, path, (size_t)1 << 30, &bytes, &err) != DL_OK)
        fprintf(stderr, "%s: %s\n", err.where, err.what);
    return bytes;
}

/* Whether a page made at scale 1, 2 and 4 is in all three folders. */
static inline bool suite_at_all_scales(const char *const folders[3], const char *name)
{
    char path[SUITE_PATH];
    struct stat about;

    for (int i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s%s", folders[i], name);
        if (stat(path, &about) != 0 || about.st_size == 0)
            return false;
    }
    return true;
}

#endif
