/* hostile_archive.c -- archives made to break readers, samples of many tools, bombs, fuzzers' finds.
 *
 *   hostile_archive FOLDER     FOLDER/warc/…, FOLDER/gen/{warc,bomb}, FOLDER/compress/…
 *
 * Each file is read in a process of its own, so that a crash, a hang and the memory are seen from
 * outside. Ceilings: 96 MB; 5 ms and 2 µs a byte of the file (release build only), as each byte may
 * unpack to DLI_MAX_ARCHIVE_RATIO.
 */
#include "suite.h"

#include "archive/archive.h"
#include "base/limits.h"
#include "timing.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* Sanitizers have their own memory, and builds for debugging their own time. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED true
#endif
#endif
#ifndef SANITIZED
#define SANITIZED false
#endif
#ifdef NDEBUG
#define TIMED !SANITIZED
#else
#define TIMED false
#endif

enum {
    MEMORY = 96 << 20
};

/* What reading a file gave; shared with the process that read it. */
typedef struct outcome {
    uint64_t records, captures, damaged;
    bool ended, silent, large, slow;
} outcome;

static size_t resident(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return (size_t)usage.ru_maxrss * 1024;
}

static void read_captures(dli_archive *archive, outcome *out)
{
    dli_captures *captures = dli_captures_open(archive);
    dli_capture capture;
    dl_error err = { 0 };
    dli_arena arena;
    bool more = true;

    dli_arena_init(&arena, DL_MAX_SOURCE_BYTES * 3);
    while (more) {
        dl_status status = dli_captures_next(captures, &arena, &capture, &more, &err);
        if (status == DL_OK)
            continue;
        out->damaged++;
        out->silent |= err.what[0] == 0 || err.fix[0] == 0 || err.where[0] == 0;
        more = dli_archive_goes_on(status);
    }
    out->records = dli_captures_passed(captures)->records;
    out->captures = dli_captures_passed(captures)->captures;
    out->ended = true;
    dli_captures_close(captures);
    dli_arena_done(&arena);
}

static outcome read_once(const char *path, size_t len)
{
    outcome out = { .records = 0 };
    dli_archive *archive;
    dl_error err = { 0 };
    dl_str rest;
    dli_arena none;
    size_t before = resident();
    double start = processor_seconds();

    dli_arena_init(&none, 0);
    dl_status status =
        dli_archive_open(path, DLI_ARCHIVE_ALWAYS, &none, 0, &archive, &rest, &err);
    if (status == DL_OK) {
        read_captures(archive, &out);
        dli_archive_close(archive);
    } else {
        out.damaged = 1;
        out.ended = true;
        out.silent = err.what[0] == 0 || err.fix[0] == 0;
    }
    double took = processor_seconds() - start;
    out.large = !SANITIZED && resident() - before > MEMORY;
    out.slow = TIMED && took > seconds_allowed(10 * len);
    return out;
}

/* A child that crashes or hangs leaves `ended` false. What is slow is tried again. */
static outcome in_a_child(const char *path, size_t len)
{
    outcome out = { .slow = true };

    fflush(stdout);
    for (int tries = 0; tries < 3 && out.slow; tries++) {
        int ends[2], status;
        out = (outcome){ .records = 0 };
        if (pipe(ends) != 0)
            return out;
        pid_t child = fork();
        if (child == 0) {
            alarm(60);
            out = read_once(path, len);
            _exit(write(ends[1], &out, sizeof out) == sizeof out ? 0 : 1);
        }
        (void)close(ends[1]);
        if (child < 0 || read(ends[0], &out, sizeof out) != sizeof out)
            out = (outcome){ .records = 0 };
        (void)close(ends[0]);
        if (child < 0 || waitpid(child, &status, 0) < 0 || status != 0)
            out.ended = false;
    }
    return out;
}

static bool fine(const outcome *out, const char *name)
{
    const char *what = !out->ended   ? "ends the program, or does not end"
                       : out->large  ? "takes too much memory"
                       : out->slow   ? "takes too long"
                       : out->silent ? "gives no clear error"
                                     : NULL;

    if (what != NULL)
        printf("# %s %s\n", name, what);
    return what == NULL;
}

static size_t size_of(const char *path)
{
    struct stat about;

    return stat(path, &about) == 0 ? (size_t)about.st_size : 0;
}

/* ---- Three records, of which the second is hostile ------------------------------- */

static bool has(const char *name, const char *part)
{
    return strstr(name, part) != NULL;
}

/* Files in which damage must be said. */
static bool is_damaged(const char *name)
{
    static const char *const damaged[] = {
        "clen-short",      "clen-long",    "clen-negative",  "clen-missing", "clen-2e6",
        "clen-hex",        "header-1m",    "headers-100000", "version-none", "http-no-",
        "http-status-bad", "garbage-",     "random-",        "cut-at-",      "-bad-",
        "-trunc.arc",      "arc-negative", "clen-zero",
    };

    for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++)
        if (has(name, damaged[i]) && !has(name, "uri-bad") && !has(name, "date-bad"))
            return true;
    return false;
}

static void check_made(suite *s, const char *path, const char *name, void *data)
{
    outcome out = in_a_child(path, size_of(path));
    /* The first and the third; less where the file is cut, or has fewer. */
    uint64_t pages = has(name, "arc-") || has(name, ".arc") ? 0 : has(name, "cut-at-3") ? 1 : 2;

    (void)data;
    bool good = fine(&out, name);
    if (out.captures < pages)
        printf("# %s gives %llu pages\n", name, (unsigned long long)out.captures);
    if (is_damaged(name) && out.damaged == 0)
        printf("# %s is damaged, and nothing is said\n", name);
    if (has(name, "good.") && out.damaged + (out.captures != 3) > 0)
        good = false;
    suite_check(s, good && out.captures >= pages && (!is_damaged(name) || out.damaged > 0),
                "gen/warc/%s", name);
}

/* ---- Samples of many tools -------------------------------------------------------- */

/* What is in them, as the tools that they come with count. */
static const struct {
    const char *name;
    uint64_t records;
    bool damaged;
} samples[] = {
    { "cc.warc.gz", 1, false },
    { "gzip_extra_sl.warc.gz", 1, false },
    { "valid_example_1.wacz", 4, false },
    { "bad.arc", 1, true },
    { "dupes.warc.gz", 25, false },
    { "example.arc.gz", 2, false },
    { "example.arc", 2, false },
    { "example2.warc.gz", 3, false },
    { "iana.warc.gz", 343, false },
    { "missing-status-text.warc", 1, false },
    { "clipped.warc.gz", 1, true },
    { "example-trunc.warc", 4, true },
    { "example-iana.org-chunked.warc", 3, false },
    { "example-space-in-url.arc", 1, true },
    { "post-test.warc.gz", 6, false },
    { "block-sized-records.warc.gz", 3, false },
    { "block-sized-records.warc", 3, false },
    { "warcfile.warc.gz", 50, false },
    { "warcfile.warc", 50, false },
    { "clueweb-quirk.warc.gz", 30, false },
};

static void check_sample(suite *s, const char *path, const char *name, void *data)
{
    outcome out;

    (void)data;
    if (has(path, "/UPSTREAM") || has(path, "README") || has(path, ".txt") || has(path, ".lz4"))
        return;
    out = in_a_child(path, size_of(path));
    bool good = fine(&out, name);
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        if (strcmp(name, samples[i].name) != 0)
            continue;
        if (out.records != samples[i].records || (out.damaged > 0) != samples[i].damaged) {
            printf("# %s gives %llu records, %llu damaged\n", name,
                   (unsigned long long)out.records, (unsigned long long)out.damaged);
            good = false;
        }
    }
    suite_check(s, good, "%s", strstr(path, "warc/"));
}

/* ---- Others: no harm, and an end ---------------------------------------------------- */

static void check_bomb(suite *s, const char *path, const char *name, void *data)
{
    outcome out = in_a_child(path, size_of(path));

    (void)data;
    suite_check(s, fine(&out, name) && out.captures == 0, "gen/bomb/%s", name);
}

typedef struct finds {
    size_t count, bad;
} finds;

static void check_find(suite *s, const char *path, const char *name, void *data)
{
    finds *f = data;
    outcome out = in_a_child(path, size_of(path));

    (void)s;
    f->count++;
    f->bad += !fine(&out, name);
}

static void check_finds(suite *s, const char *sub)
{
    finds f = { 0, 0 };

    (void)suite_each(s, sub, check_find, &f);
    suite_check(s, f.count > 0 && f.bad == 0, "%s, %zu files", sub, f.count);
}

int main(int argc, char **argv)
{
    static const char *const folders[] = {
        "warc/jwarc/test-resources/org/netpreserve/jwarc",
        "warc/pywb/sample_archive/waczs",
        "warc/pywb/sample_archive/warcs",
        "warc/resiliparse/tests/data",
        "warc/ukwa/small-arcs-and-warcs",
        "warc/warcio/test/data",
    };
    suite s;

    suite_begin(&s, argc, argv, "gen/warc", NULL);
    (void)suite_each(&s, "gen/warc", check_made, NULL);
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        (void)suite_each(&s, folders[i], check_sample, NULL);
    (void)suite_each(&s, "gen/bomb", check_bomb, NULL);
    check_finds(&s, "compress/gofuzz/gzip/corpus");
    check_finds(&s, "compress/gofuzz/zip/corpus");
    check_finds(&s, "compress/zstd/tests/golden-decompression");
    check_finds(&s, "compress/zstd/tests/golden-decompression-errors");
    return suite_end(&s);
}
