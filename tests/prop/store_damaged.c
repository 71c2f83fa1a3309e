/* store_damaged.c -- a store of ours with bytes changed by chance, or by somebody.
 *
 * Its head stays ours, so that SQLite and everything behind it gets to see it. Whatever the
 * bytes: each call ends, with an answer or with an error in words; nothing crashes (the sanitizers look
 * on), and nothing runs longer than some seconds.
 *
 *     store_damaged [ROUNDS [SEED]]
 */
#include "made_pages.h"
#include "store/store.h"
#include "stored.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum {
    HEAD = 100,
    PAGE = 4096
};

typedef struct state {
    char folder[64], path[96];
    dli_arena arena;
    char *whole;
    size_t len;
    uint64_t rounds, seed, refused, answered, failed;
} state;

static uint64_t chance(state *s)
{
    s->seed = s->seed * 6364136223846793005u + 1442695040888963407u;
    return s->seed >> 33;
}

static void make(state *s)
{
    dli_store *store;
    dli_put how;

    assert_int_equal(dli_store_open(s->path, DLI_STORE_WRITE, &store, NULL), DL_OK);
    assert_int_equal(dli_store_begin(store, NULL), DL_OK);
    for (size_t i = 0; i < MADE_PAGES; i++) {
        dli_store_page in = { made_source(&s->arena, &made_pages[i]),
                              made_record(&s->arena, &made_pages[i]),
                              made_str(made_pages[i].url) };
        assert_int_equal(dli_store_put(store, &in, &how, NULL), DL_OK);
    }
    assert_int_equal(dli_store_commit(store, NULL), DL_OK);
    assert_int_equal(dli_store_compact(store, NULL), DL_OK);
    dli_store_close(store);
    FILE *in = fopen(s->path, "rb");
    s->whole = malloc((size_t)4 << 20);
    assert_non_null(in);
    s->len = fread(s->whole, 1, (size_t)4 << 20, in);
    (void)fclose(in);
    dli_arena_reset(&s->arena);
}

/* The bytes with some changed: single ones, runs, pages exchanged, the end cut off. */
static void damage(state *s, char *bytes, size_t *len)
{
    memcpy(bytes, s->whole, s->len);
    *len = s->len;
    for (uint64_t n = 1 + chance(s) % 8; n > 0; n--) {
        size_t at = HEAD + chance(s) % (s->len - HEAD - 64), other;
        switch (chance(s) % 6) {
        case 0:
            bytes[at] = (char)chance(s);
            break;
        case 1:
            bytes[at] = (char)(bytes[at] ^ (1 << chance(s) % 8));
            break;
        case 2:
            memset(bytes + at, chance(s) % 2 ? 0xFF : 0, chance(s) % 64);
            break;
        case 3: /* heads of pages and of cells are where it hurts */
            bytes[at / PAGE * PAGE + HEAD + chance(s) % 32] = (char)chance(s);
            break;
        case 4:
            other = PAGE + chance(s) % (s->len / PAGE - 1) * PAGE;
            memmove(bytes + PAGE + at % (s->len / PAGE - 1) * PAGE, bytes + other, PAGE);
            break;
        default:
            if (chance(s) % 4 == 0)
                *len = at;
            break;
        }
        if (*len < s->len)
            break;
    }
}

static void note(state *s, dl_status status, const dl_error *err)
{
    s->answered += status == DL_OK;
    s->failed += status != DL_OK;
    if (status != DL_OK && err->what[0] == 0)
        fail_msg("an error without words");
}

static dl_status sink(void *self, dl_str bytes, dl_error *err)
{
    (void)self;
    (void)bytes;
    (void)err;
    return DL_OK;
}

static void ask(state *s, dli_store *store)
{
    static const char *const queries[] = { "ferry", "port*", "NOT lang:en", "person:costa" };
    dli_item_filter any = { .outlet = { "", 0 } };
    dli_incident_filter all = { .type = { "", 0 } };
    dli_stored_incidents incidents;
    dli_stored_statements statements;
    dli_stored_items items;
    dli_export_counts counts;
    dli_excerpt excerpt;
    dli_digest digest;
    dl_error err = { .status = DL_OK };
    const dli_verify verify = { .self = NULL };
    dli_verified verified;
    dli_export export = { .format = DLI_FORMAT_csv, .write = sink };

    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        dli_search search = { .query = made_str(queries[i]), .explain = true };
        note(s, dli_store_search(store, &s->arena, &search, &items, &err), &err);
    }
    dl_status status =
        dli_store_items(store, &s->arena, &any, (dli_page_of){ 0, 0 }, &items, &err);
    note(s, status, &err);
    for (size_t i = 0; status == DL_OK && i < items.count; i++)
        note(s,
             dli_store_excerpt(store, &s->arena, items.ptr[i].id, (dli_excerpt_range){ 0, 0 },
                               &excerpt, &err),
             &err);
    note(s,
         dli_store_who(store, &s->arena, DL_STR("costa"), DL_STR(""), (dli_page_of){ 0, 0 },
                       &statements, &err),
         &err);
    note(s,
         dli_store_incidents(store, &s->arena, &all, (dli_page_of){ 0, 0 }, &incidents, &err),
         &err);
    note(s, dli_store_digest(store, &s->arena, &digest, &err), &err);
    note(s, dli_store_export(store, &export, &counts, &err), &err);
    note(s, dli_store_verify(store, &verify, &verified, &err), &err);
}

static void change(state *s, dli_store *store)
{
    dl_error err = { .status = DL_OK };
    dli_forgotten counts;
    dli_put how;
    const dli_forget forget = { .kind = DLI_FORGET_PERSON,
                                .name = { "Costa", 5 },
                                .time = { "2024-03-06T09:00:00Z", 20 } };
    made_page page = { .url = "https://new.example/1",
                       .language = "en",
                       .headline = "New",
                       .paragraphs = { "A new page." } };

    dl_status status = dli_store_begin(store, &err);
    dli_store_page in = { made_source(&s->arena, &page), made_record(&s->arena, &page),
                          made_str(page.url) };
    if (status == DL_OK)
        status = dli_store_put(store, &in, &how, &err);
    if (status == DL_OK)
        status = dli_store_commit(store, &err);
    note(s, status, &err);
    dli_store_rollback(store);
    note(s, dli_store_forget(store, &forget, &counts, &err), &err);
    note(s, dli_store_compact(store, &err), &err);
}

static void nothing_crashes(void **ptr)
{
    state *s = *ptr;
    char *bytes = malloc((size_t)4 << 20);
    size_t len;

    print_message("# seed %llu\n", (unsigned long long)s->seed);
    make(s);
    for (uint64_t round = 0; round < s->rounds; round++) {
        time_t began = time(NULL);
        damage(s, bytes, &len);
        for (int mode = DLI_STORE_READ; mode <= DLI_STORE_WRITE; mode++) {
            dli_store *store;
            dl_error err = { .status = DL_OK };
            stored_remove(s->path);
            FILE *out = fopen(s->path, "wb");
            assert_non_null(out);
            assert_int_equal(fwrite(bytes, 1, len, out), len);
            assert_int_equal(fclose(out), 0);
            if (dli_store_open(s->path, (dli_store_mode)mode, &store, &err) != DL_OK) {
                assert_true(err.what[0] != 0);
                s->refused++;
                continue;
            }
            ask(s, store);
            if (mode == DLI_STORE_WRITE)
                change(s, store);
            dli_store_close(store);
            dli_arena_reset(&s->arena);
        }
        if (time(NULL) - began > 60)
            fail_msg("round %llu took %d s", (unsigned long long)round,
                     (int)(time(NULL) - began));
    }
    print_message("# %llu refused; %llu questions answered, %llu not\n",
                  (unsigned long long)s->refused, (unsigned long long)s->answered,
                  (unsigned long long)s->failed);
    free(bytes);
    free(s->whole);
    stored_remove(s->path);
}

int main(int argc, char **argv)
{
    static state s = { .rounds = 60 };
    const struct CMUnitTest tests[] = { cmocka_unit_test_prestate(nothing_crashes, &s) };
    uint64_t *given[] = { &s.rounds, &s.seed };

    s.seed = (uint64_t)time(NULL);
    for (int i = 1; i < argc && i < 3; i++)
        (void)dli_parse_u64(dli_str(argv[i]), given[i - 1]);
    dli_arena_init(&s.arena, (size_t)64 << 20);
    (void)snprintf(s.folder, sizeof s.folder, "/tmp/dateline-damage-XXXXXX");
    if (mkdtemp(s.folder) == NULL)
        return 2;
    (void)snprintf(s.path, sizeof s.path, "%s/news.dateline", s.folder);
    cmocka_set_message_output(CM_OUTPUT_TAP);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    stored_remove(s.path);
    (void)rmdir(s.folder);
    return failed;
}
