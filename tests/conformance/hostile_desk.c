/* hostile_desk.c -- inputs made to break programs, through the whole of this one.
 *
 *   hostile_desk FOLDER [ONE TWO FOUR]
 *
 * Every file below FOLDER/gen/{html,encoding,json,bomb,text} is read as a capture of which
 * nothing is known: it must give a record (valid UTF-8, strict JSON) or say what is wrong
 * and how to mend it, in at most 5 ms and 200 ns a byte (release build only) and 8 MB and
 * 24 bytes a byte of memory, a byte being one of the file or of the source it unpacks to,
 * whichever is more. Then, where the same pages were made at scale 1, 2 and 4: twice the
 * page takes 2.3 times the time at most, taken from the smallest to the largest, and times
 * what memory beyond the caches itself costs more.
 */
#define _XOPEN_SOURCE 700
#include "suite.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "desk/desk.h"
#include "timing.h"
#include "view/view.h"

#include <ftw.h>
#include <malloc.h>
#include <math.h>

/* Sanitizers and builds for debugging have their own time. */
#ifdef NDEBUG
#define TIMED true
#else
#define TIMED false
#endif

enum {
    ROUNDS = 3,
    TRIES = 4
};

#define GROWTH 2.3 /* times the time for twice the page */

static suite all;
static dli_desk *desk;
static const char *root;       /* what names are shown without */
static const char *folders[3]; /* of pages at scale 1, 2, 4    */
static double most_time, most_memory, most_growth;

/* The least of some rounds; *reading and *err are of the last. */
static double read_time(dl_str capture, dl_status *status, dli_reading *reading, dl_error *err)
{
    dl_doc_options options = { .main_text = 1 };
    double best = 1e9;

    for (int round = 0; round < ROUNDS; round++) {
        double start = processor_seconds();
        *err = (dl_error){ 0 };
        *status = dli_desk_read(desk, capture, &options, reading, err);
        double took = processor_seconds() - start;
        best = took < best ? took : best;
    }
    return best;
}

/* What is wrong with a record, or NULL. */
static const char *judge_record(const char *name, const dli_reading *reading)
{
    dli_arena arena;
    dli_json json;
    const char *wrong = NULL;

    dli_arena_init(&arena, (size_t)2 << 30);
    if (dli_utf8_valid(reading->record) != reading->record.len)
        wrong = "the record is no UTF-8";
    else if (dli_json_parse(&arena, reading->record, DLI_JSON_STRICT, &json, NULL) != DL_OK)
        wrong = "the record is no JSON";
    else if (strstr(name, "-marker.html") != NULL &&
             dli_find(reading->record, DL_STR("MARKERSTART The council"), 0) == DLI_NONE)
        wrong = "the text at the bottom was lost";
    dli_arena_done(&arena);
    return wrong;
}

static void judge(const char *name, dl_str capture)
{
    dli_reading reading;
    dl_error err;
    dl_status status = DL_OK;
    const char *wrong = NULL;
    double limit = 0, took = 1e9;

    for (int tries = 0; tries < TRIES && took > limit; tries++) {
        took = read_time(capture, &status, &reading, &err);
        limit = seconds_allowed(capture.len);
        if (!TIMED)
            break;
    }
    size_t size =
        status == DL_OK && reading.source.len > capture.len ? reading.source.len : capture.len;
    double room = (double)DLI_BUDGET_BASE + 24 * (double)size;
    double share = status == DL_OK ? (double)reading.memory / room : 0;
    if (status == DL_OK)
        wrong = judge_record(name, &reading);
    else if (err.what[0] == 0 || err.fix[0] == 0 || status == DL_ERR_NOMEM)
        wrong = "fails without a word on what to do";
    if (wrong == NULL && TIMED && took > limit)
        wrong = "takes too long";
    if (wrong == NULL && share > 1)
        wrong = "takes too much memory";
    most_time = took / limit > most_time ? took / limit : most_time;
    most_memory = share > most_memory ? share : most_memory;
    suite_check(&all, wrong == NULL, "%s", name);
    if (wrong != NULL)
        printf("#   %s: %zu bytes, %.1f ms of %.1f, memory %.0f%%; %s\n", wrong, capture.len,
               took * 1e3, limit * 1e3, share * 100, status == DL_OK ? "read" : err.what);
}

static int visit_file(const char *path, const struct stat *about, int kind, struct FTW *where)
{
    dli_arena arena;

    (void)about;
    (void)where;
    if (kind != FTW_F)
        return 0;
    dli_arena_init(&arena, (size_t)1 << 30);
    fflush(stdout);
    fprintf(stderr, "%s\n", path + strlen(root)); /* the last one named ended us */
    judge(path + strlen(root) + 1, suite_read(&arena, path));
    dli_arena_done(&arena);
    return 0;
}

/* ---- Twice the page -------------------------------------------------------------- */

static double scale_time(int scale, const char *name, double *bytes, size_t *memory)
{
    char path[SUITE_PATH];
    dli_arena arena;
    dli_reading reading;
    dl_status status;
    dl_error err;

    snprintf(path, sizeof path, "%s%s", folders[scale], name);
    dli_arena_init(&arena, (size_t)1 << 30);
    dl_str capture = suite_read(&arena, path);
    double took = read_time(capture, &status, &reading, &err);
    *bytes = (double)capture.len;
    *memory = status == DL_OK ? reading.memory : 0;
    dli_arena_done(&arena);
    return took;
}

static int visit_scaled(const char *path, const struct stat *about, int kind, struct FTW *where)
{
    const char *name = path + strlen(folders[0]);

    (void)about;
    (void)where;
    if (kind != FTW_F || !dli_ends(dli_str(name), DL_STR(".html")) ||
        !suite_at_all_scales(folders, name))
        return 0;
    double growth = 1e9;
    for (int tries = 0; tries < TRIES && growth > GROWTH; tries++) {
        double bytes[2], took[2];
        size_t memory[2];
        for (int k = 0; k < 2; k++)
            took[k] = scale_time(2 * k, name, &bytes[k], &memory[k]);
        /* What takes a few milliseconds says nothing; a page may not have grown fourfold. */
        double now = sqrt(took[1] / (took[0] + 0.002) * 4 * bytes[0] / bytes[1]);
        if (now > GROWTH && memory[0] > 0)
            now /= sqrt(memory_dearer(memory[0], memory[1]));
        growth = now < growth ? now : growth;
    }
    most_growth = growth > most_growth ? growth : most_growth;
    suite_check(&all, growth <= GROWTH, "scale 1 to 4%s", name);
    if (growth > GROWTH)
        printf("#   %.2f times the time for twice the page\n", growth);
    return 0;
}

int main(int argc, char **argv)
{
    static const char *const parts[] = { "html", "encoding", "json", "bomb", "text" };
    char path[2 * SUITE_PATH], gen[SUITE_PATH];
    dl_engine *engine;
    dl_error err;

    /* Every round gets fresh memory from the system: else large pages pay for it and
     * small ones do not. */
    mallopt(M_MMAP_THRESHOLD, 1 << 17);
    mallopt(M_TRIM_THRESHOLD, 0);
    suite_begin(&all, argc, argv, "gen/html", NULL);
    if (dl_engine_open(NULL, &engine, &err) != DL_OK ||
        dli_desk_open(engine, &desk, &err) != DL_OK)
        return 1;
    snprintf(gen, sizeof gen, "%s/gen", argv[1]);
    root = gen;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        snprintf(path, sizeof path, "%s/%s", gen, parts[i]);
        (void)nftw(path, visit_file, 16, FTW_PHYS);
    }
    for (int i = 0; i < 3 && argc > 4; i++)
        folders[i] = argv[2 + i];
    if (argc > 4 && TIMED)
        (void)nftw(folders[0], visit_scaled, 16, FTW_PHYS);
    printf(
        "# at most %.0f%% of the time, %.0f%% of the memory, %.2f times for twice the page\n",
        most_time * 100, most_memory * 100, most_growth);
    dli_desk_close(desk);
    dl_engine_close(engine);
    return suite_end(&all);
}
