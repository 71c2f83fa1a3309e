/* hostile_bytes.c -- bodies made to break readers: bombs, cuts, lies, fuzzers' finds.
 *
 *   hostile_bytes FOLDER     FOLDER/gen/{encoding,bomb}, FOLDER/compress/…
 *
 * Each file is read in a process of its own, so that a crash, a hang and the memory
 * are seen from outside. Ceilings: 5 ms and 200 ns a byte of the file (release build
 * only); 8 MB and 24 bytes for each of the file and of what may come out of it.
 */
#include "suite.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "bytes/codings.h"
#include "timing.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define LIST "tests/conformance/hostile_bytes.expected-failures.txt"

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

/* What a child says by its exit status. */
enum {
    FINE = 100,
    SLOW,
    LARGE,
    NOT_UTF8,
    SILENT,
    WRONG
};

static const char *const verdicts[] = {
    "",
    "takes too long",
    "takes too much memory",
    "gives invalid UTF-8",
    "gives no clear error",
    "gives the wrong result",
};

static size_t resident(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return (size_t)usage.ru_maxrss * 1024;
}

/* Bytes that may come out of a capture of `size` bytes. */
static size_t may_come_out(size_t size)
{
    uint64_t out = size * DLI_MAX_CODING_RATIO;

    if (out < DLI_CODING_FREE)
        out = DLI_CODING_FREE;
    return out > DL_MAX_SOURCE_BYTES ? DL_MAX_SOURCE_BYTES : (size_t)out;
}

static int read_once(dl_str capture, int expected)
{
    dli_arena arena;
    dli_source source;
    dl_error err = { .status = DL_OK };
    size_t before = resident();
    double start = processor_seconds();

    dli_arena_init(&arena, 0);
    int status = (int)dli_bytes_read(&arena, capture, DL_STR(""), &source, &err);
    double took = processor_seconds() - start;
    size_t most = DLI_BUDGET_BASE + 24 * capture.len + 2 * may_come_out(capture.len);
    if (!SANITIZED && resident() - before > most)
        return LARGE;
    if (TIMED && took > seconds_allowed(capture.len))
        return SLOW;
    if (status == DL_OK && dli_utf8_valid(source.text) != source.text.len)
        return NOT_UTF8;
    if (status != DL_OK && (err.what[0] == 0 || err.fix[0] == 0 || err.offset > capture.len))
        return SILENT;
    return expected >= 0 && status != expected ? WRONG : FINE;
}

/* A child that hangs ends by a signal. What is slow is tried again: a busy machine has
 * its hiccups. */
static int in_a_child(dl_str capture, int expected)
{
    int status, code = SLOW;

    fflush(stdout);
    for (int tries = 0; tries < 3 && code == SLOW; tries++) {
        pid_t child = fork();
        if (child == 0) {
            alarm(30);
            _exit(read_once(capture, expected));
        }
        if (child < 0 || waitpid(child, &status, 0) < 0)
            return WRONG;
        code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    }
    return code;
}

static void judge(suite *s, dl_str capture, int expected, const char *name)
{
    int code = in_a_child(capture, expected);

    suite_check(s, code == FINE, "%s", name);
    if (code >= FINE && code <= WRONG && code != FINE)
        printf("# %s %s\n", name, verdicts[code - FINE]);
    else if (code != FINE)
        printf("# %s ends the program\n", name);
}

/* ---- Files that were made for us, and what must come of them -------------------- */

static const struct {
    const char *name;
    int status;
} bombs[] = {
    { "bad-crc.gz", DL_ERR_FORMAT },
    { "bad-isize.gz", DL_ERR_FORMAT },
    { "content-size-huge.zst", DL_ERR_LIMIT },
    { "div-256m.html.gz", DL_ERR_LIMIT },
    { "fextra-64k.gz", DL_OK },
    { "fname-1m.gz", DL_OK },
    { "html-1g.html.gz", DL_ERR_LIMIT },
    { "members-1byte-100000.gz", DL_OK },
    { "members-200000.gz", DL_OK },
    { "nested-30.gz", DL_ERR_LIMIT },
    { "skippable-100000.zst", DL_OK },
    { "trailing-garbage.gz", DL_OK },
    { "traversal-name.gz", DL_OK },
    { "truncated-10.gz", DL_ERR_FORMAT },
    { "truncated-164.gz", DL_ERR_FORMAT },
    { "truncated-169.gz", DL_ERR_FORMAT },
    { "truncated-17.gz", DL_ERR_FORMAT },
    { "truncated-172.gz", DL_ERR_FORMAT },
    { "truncated-5.gz", DL_ERR_FORMAT },
    { "truncated-86.gz", DL_ERR_FORMAT },
    { "window-2g.zst", DL_ERR_LIMIT },
    { "zeros-1g-twice.gz.gz", DL_ERR_LIMIT },
    { "zeros-1g.br", DL_ERR_LIMIT },
    { "zeros-1g.deflate", DL_ERR_LIMIT },
    { "zeros-1g.gz", DL_ERR_LIMIT },
    { "zeros-1g.zlib", DL_ERR_LIMIT },
    { "zeros-1g.zst", DL_ERR_LIMIT },
};

static void check_made(suite *s, const char *path, const char *name, void *data)
{
    const char *folder = data;
    char title[SUITE_PATH];
    int expected = strcmp(folder, "gen/encoding") == 0 ? DL_OK : -1;
    dli_arena arena;

    for (size_t i = 0; i < sizeof bombs / sizeof *bombs; i++)
        if (strcmp(bombs[i].name, name) == 0)
            expected = bombs[i].status;
    dli_arena_init(&arena, (size_t)1 << 28);
    snprintf(title, sizeof title, "%s/%s", folder, name);
    judge(s, suite_read(&arena, path), expected, title);
    dli_arena_done(&arena);
}

/* ---- Fuzzers' finds: one line for a folder ---------------------------------------- */

typedef struct finds {
    size_t count;
    size_t bad;
} finds;

static void check_find(suite *s, const char *path, const char *name, void *data)
{
    finds *f = data;
    dli_arena arena;

    (void)s;
    dli_arena_init(&arena, (size_t)1 << 28);
    int code = in_a_child(suite_read(&arena, path), -1);
    f->count++;
    if (code != FINE) {
        f->bad++;
        printf("# %s: %d\n", name, code);
    }
    dli_arena_done(&arena);
}

static void check_finds(suite *s, const char *folder)
{
    finds f = { 0, 0 };

    (void)suite_each(s, folder, check_find, &f);
    suite_check(s, f.count > 0 && f.bad == 0, "%s, %zu files", folder, f.count);
}

/* ---- Vectors ------------------------------------------------------------------------ */

/* X.compressed, X.compressed.07 and so on unpack to X. */
static void check_brotli(suite *s, const char *path, const char *name, void *data)
{
    char plain[SUITE_PATH];
    dli_ceiling ceiling = { .max = (size_t)64 << 20 };
    dli_arena arena;
    dli_buf out;
    size_t read, end = dli_find(dli_str(path), DL_STR(".compressed"), 0);
    dl_error err;

    (void)data;
    if (end == DLI_NONE)
        return;
    dli_arena_init(&arena, (size_t)1 << 28);
    dli_buf_init(&out, &arena);
    dl_str packed = suite_read(&arena, path);
    snprintf(plain, sizeof plain, "%.*s", (int)end, path);
    dl_str expected = suite_read(&arena, plain);
    dl_status status = dli_coding_undo(DLI_CODING_BROTLI, packed, &ceiling, &out, &read, &err);
    suite_check(s, status == DL_OK && dli_eq(dli_buf_str(&out), expected), "brotli %s", name);
    dli_arena_done(&arena);
}

/* Frames that must be unpacked, and frames that must not. */
static void check_zstd(suite *s, const char *path, const char *name, void *data)
{
    const dl_status *expected = data;
    dli_arena arena;
    dl_str out;
    dl_error err;

    dli_arena_init(&arena, (size_t)1 << 28);
    dl_status status =
        dli_zstd_unpack(&arena, suite_read(&arena, path), (size_t)64 << 20, &out, &err);
    suite_check(s, status == *expected, "zstd %s", name);
    dli_arena_done(&arena);
}

/* What is loaded once for the whole program (ICU's tables, the linker's work) is not
 * what a page costs. */
static void warm_up(void)
{
    static const char *const labels[] = { "big5",      "gb18030", "euc-kr", "euc-jp",
                                          "shift_jis", "koi8-u",  "" };

    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        dli_arena arena;
        dli_source source;
        dli_arena_init(&arena, 0);
        (void)!dli_bytes_read(&arena, DL_STR("\xC0\xC1\xC2\xC3 \xC4\xC5"), dli_str(labels[i]),
                              &source, NULL);
        dli_arena_done(&arena);
    }
}

int main(int argc, char **argv)
{
    static char encoding[] = "gen/encoding", bomb[] = "gen/bomb";
    dl_status good = DL_OK, bad = DL_ERR_FORMAT;
    suite s;

    suite_begin(&s, argc, argv, "gen/bomb", LIST);
    warm_up();
    (void)suite_each(&s, encoding, check_made, encoding);
    (void)suite_each(&s, bomb, check_made, bomb);
    check_finds(&s, "compress/gofuzz/gzip/corpus");
    check_finds(&s, "compress/gofuzz/zlib/corpus");
    check_finds(&s, "compress/gofuzz/flate/corpus");
    check_finds(&s, "compress/gofuzz/bzip2/corpus");
    check_finds(&s, "compress/gofuzz/zip/corpus");
    (void)suite_each(&s, "compress/brotli/tests/testdata", check_brotli, NULL);
    (void)suite_each(&s, "compress/zstd/tests/golden-decompression", check_zstd, &good);
    (void)suite_each(&s, "compress/zstd/tests/golden-decompression-errors", check_zstd, &bad);
    return suite_end(&s);
}
