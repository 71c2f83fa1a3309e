/* json_suite.c -- outside suites on JSON: JSONTestSuite, fuzzers' finds, hostile files.
 *
 *   json_suite FOLDER     FOLDER/json/…, FOLDER/gen/json
 *
 * Strict reading must read every y_ file and refuse every n_ file of JSONTestSuite;
 * i_ files may go either way. Lenient reading must come to an end on all of them, and
 * whatever was read must be written as JSON that reads the same.
 */
#include "suite.h"

#include "base/utf8.h"
#include "json_again.h"
#include "timing.h"

/* What is read is written, read strictly and written again without a change. */
static bool reads_the_same_again(const dli_json *json, dli_arena *arena)
{
    dli_buf first, second;
    dli_json again;

    dli_buf_init(&first, arena);
    dli_buf_init(&second, arena);
    json_again(json, arena, &first);
    if (dli_json_parse(arena, dli_buf_str(&first), DLI_JSON_STRICT, &again, NULL) != DL_OK)
        return false;
    json_again(&again, arena, &second);
    return !first.failed && !second.failed && dli_eq(dli_buf_str(&first), dli_buf_str(&second));
}

/* Values lie in the text and inside of what holds them. */
static bool places_hold(const dli_json *json)
{
    for (uint32_t v = 1; v < json->count; v++) {
        dl_span at = dli_json_at(json, v)->at;
        if (at.start > at.end || at.end > json->text.len)
            return false;
        for (uint32_t c = dli_json_at(json, v)->first; c != 0; c = dli_json_at(json, c)->next)
            if (dli_json_at(json, c)->at.start < at.start ||
                dli_json_at(json, c)->at.end > at.end)
                return false;
    }
    return true;
}

static bool read_well(dl_str text, dli_json_mode mode, dl_status *status)
{
    dli_arena arena;
    dli_json json;
    dl_error err;

    dli_arena_init(&arena, (size_t)1 << 30);
    *status = dli_json_parse(&arena, text, mode, &json, &err);
    bool well = *status == DL_OK ? places_hold(&json) && reads_the_same_again(&json, &arena)
                                 : err.what[0] != 0 && err.offset <= text.len;
    dli_arena_done(&arena);
    return well;
}

static void check_case(suite *s, const char *path, const char *name, void *data)
{
    dli_arena arena;
    dl_status strict, lenient;

    (void)data;
    dli_arena_init(&arena, (size_t)1 << 28);
    dl_str text = suite_read(&arena, path);
    bool well = read_well(text, DLI_JSON_STRICT, &strict);
    well = read_well(text, DLI_JSON_LENIENT, &lenient) && well;
    if (strncmp(name, "y_", 2) == 0)
        well = well && strict == DL_OK;
    if (strncmp(name, "n_", 2) == 0)
        well = well && strict != DL_OK;
    suite_check(s, well, "%s", name);
    dli_arena_done(&arena);
}

typedef struct finds {
    size_t count;
    size_t bad;
} finds;

static void check_find(suite *s, const char *path, const char *name, void *data)
{
    finds *f = data;
    dli_arena arena;
    dl_status status;

    (void)s;
    dli_arena_init(&arena, (size_t)1 << 28);
    dl_str text = suite_read(&arena, path);
    bool well = read_well(text, DLI_JSON_STRICT, &status);
    well = read_well(text, DLI_JSON_LENIENT, &status) && well;
    f->count++;
    if (!well) {
        f->bad++;
        printf("# %s\n", name);
    }
    dli_arena_done(&arena);
}

/* Within the budget of a page of this size, and 5 ms and 200 ns a byte. */
static void check_hostile(suite *s, const char *path, const char *name, void *data)
{
    dli_arena file;

    (void)data;
    dli_arena_init(&file, (size_t)1 << 28);
    dl_str text = suite_read(&file, path);
    for (int mode = DLI_JSON_STRICT; mode <= DLI_JSON_LENIENT; mode++) {
        dli_arena arena;
        dli_json json;
        dl_error err;
        dli_arena_init(&arena, dli_page_budget(text.len));
        double start = processor_seconds();
        dl_status status = dli_json_parse(&arena, text, (dli_json_mode)mode, &json, &err);
        double took = processor_seconds() - start;
        bool well = status != DL_ERR_NOMEM;
#ifdef NDEBUG
        well = well && took < seconds_allowed(text.len);
#endif
        suite_check(s, well, "gen/json/%s, %s", name,
                    mode == DLI_JSON_STRICT ? "strict" : "lenient");
        if (!well)
            printf("# %.1f ms, status %d\n", took * 1000, (int)status);
        dli_arena_done(&arena);
    }
    dli_arena_done(&file);
}

int main(int argc, char **argv)
{
    finds f = { 0, 0 };
    suite s;

    suite_begin(&s, argc, argv, "json/JSONTestSuite", NULL);
    (void)suite_each(&s, "json/JSONTestSuite/test_parsing", check_case, NULL);
    (void)suite_each(&s, "json/JSONTestSuite/test_transform", check_case, NULL);
    (void)suite_each(&s, "json/gofuzz/json/corpus", check_find, &f);
    suite_check(&s, f.count > 0 && f.bad == 0, "json/gofuzz, %zu files", f.count);
    (void)suite_each(&s, "gen/json", check_hostile, NULL);
    return suite_end(&s);
}
