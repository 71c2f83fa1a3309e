/* store_memory.c -- the n-th request for memory is refused, for n = 1, 2, 3, …; clocks step.
 *
 * Of everybody: our arenas, SQLite, ICU, Snowball, zstd, OpenSSL; once, and from there on. Whatever n
 * is, a question ends with its right answer or with an error in words, what was put in batches is
 * whole, and the next question, with memory again, is answered.
 *
 *     store_memory [STRIDE]
 */
#include "desk/desk.h"
#include "made_pages.h"
#include "refused.h"
#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- Time ----------------------------------------------------------------------------- */

#ifndef SANITIZED
/* The calendar leaps about; the monotonic clock is left alone, as by whoever sets a clock. */
static struct {
    bool armed;
    size_t calls;
} calendar;

static time_t leap(void)
{
    static const time_t steps[] = {
        0,          1700000000, 1700000000 - 7200, 2147483648, -62135596800, 1700000000 + 86400,
        4102444800, 1
    };

    return steps[calendar.calls++ % (sizeof steps / sizeof *steps)];
}

INSTEAD time_t time(time_t *out)
{
    struct timespec now;

    (void)syscall(SYS_clock_gettime, CLOCK_REALTIME, &now);
    time_t seconds = calendar.armed ? leap() : now.tv_sec;
    if (out != NULL)
        *out = seconds;
    return seconds;
}

INSTEAD int gettimeofday(struct timeval *restrict out, void *restrict zone)
{
    struct timespec now;

    (void)zone;
    (void)syscall(SYS_clock_gettime, CLOCK_REALTIME, &now);
    *out = (struct timeval){ calendar.armed ? leap() : now.tv_sec, now.tv_nsec / 1000 };
    return 0;
}

INSTEAD int clock_gettime(clockid_t clock, struct timespec *out)
{
    int code = (int)syscall(SYS_clock_gettime, clock, out);

    if (calendar.armed && clock == CLOCK_REALTIME)
        out->tv_sec = leap();
    return code;
}
#endif

/* ---- The work ------------------------------------------------------------------------- */

typedef struct state {
    dl_engine *engine;
    char folder[64], path[96];
    dl_str id;
    dli_arena arena;
    long stride;
} state;

/* What a step answers, as a number to compare; an error in words gives false. */
typedef bool step(state *s, uint64_t *answer, dl_error *err);

static dl_status sink(void *self, dl_str bytes, dl_error *err)
{
    uint64_t *sum = self;

    (void)err;
    for (size_t i = 0; i < bytes.len; i++)
        *sum = *sum * 31 + (unsigned char)bytes.ptr[i];
    return DL_OK;
}

static bool search_step(state *s, uint64_t *answer, dl_error *err)
{
    const dli_search search = { .query = { "(ferry* OR storm NEAR pier) lang:en from:2024",
                                           45 },
                                .order = DLI_ORDER_RECENT,
                                .explain = true };
    dli_stored_items items = { .count = 0 };
    dli_store *store;
    dli_arena arena;

    dli_arena_init(&arena, (size_t)16 << 20);
    if (dli_store_open(s->path, DLI_STORE_READ, &store, err) != DL_OK)
        return false;
    dl_status status = dli_store_search(store, &arena, &search, &items, err);
    *answer = items.count;
    for (size_t i = 0; status == DL_OK && i < items.count; i++)
        *answer = *answer * 31 + (uint64_t)items.ptr[i].score + items.ptr[i].why.len;
    dli_store_close(store);
    dli_arena_done(&arena);
    return status == DL_OK;
}

static bool lists_step(state *s, uint64_t *answer, dl_error *err)
{
    dli_stored_statements who = { .count = 0 };
    dli_stored_incidents incidents = { .count = 0 };
    dli_incident_filter all = { .type = { "", 0 } };
    dli_store *store;
    dli_arena arena;

    dli_arena_init(&arena, (size_t)16 << 20);
    if (dli_store_open(s->path, DLI_STORE_READ, &store, err) != DL_OK)
        return false;
    dl_status status = dli_store_who(store, &arena, DL_STR("Costa"), DL_STR("lang:en"),
                                     (dli_page_of){ 0, 0 }, &who, err);
    if (status == DL_OK)
        status =
            dli_store_incidents(store, &arena, &all, (dli_page_of){ 0, 0 }, &incidents, err);
    *answer = who.count * 100 + incidents.count;
    dli_store_close(store);
    dli_arena_done(&arena);
    return status == DL_OK;
}

static bool export_step(state *s, uint64_t *answer, dl_error *err)
{
    dli_export export = { .purpose = DLI_PURPOSE_PUBLICATION,
                          .format = DLI_FORMAT_csv,
                          .self = answer,
                          .write = sink };
    dli_export_counts counts;
    dli_store *store;

    if (dli_store_open(s->path, DLI_STORE_READ, &store, err) != DL_OK)
        return false;
    dl_status status = dli_store_export(store, &export, &counts, err);
    dli_store_close(store);
    return status == DL_OK;
}

static bool excerpt_step(state *s, uint64_t *answer, dl_error *err)
{
    dli_excerpt excerpt;
    dli_store *store;
    dli_arena arena;

    dli_arena_init(&arena, (size_t)64 << 20);
    if (dli_store_open(s->path, DLI_STORE_READ, &store, err) != DL_OK)
        return false;
    dl_status status =
        dli_store_excerpt(store, &arena, s->id, (dli_excerpt_range){ 0, 0 }, &excerpt, err);
    *answer = excerpt.end;
    dli_store_close(store);
    dli_arena_done(&arena);
    return status == DL_OK;
}

/* Put the pages in; those that are there stay as they are. */
static bool put_step(state *s, uint64_t *answer, dl_error *err)
{
    dli_store *store;
    dli_arena arena;
    dl_status status;

    dli_arena_init(&arena, (size_t)16 << 20);
    if (dli_store_open(s->path, DLI_STORE_WRITE, &store, err) != DL_OK)
        return false;
    status = dli_store_begin(store, err);
    for (size_t i = 0; i < MADE_PAGES && status == DL_OK; i++) {
        dl_str source = made_source(&arena, &made_pages[i]);
        dl_str record = made_record(&arena, &made_pages[i]);
        dli_put how;
        if (arena.dry || record.len == 0) /* the test's own memory */
            status = DL_ERR_NOMEM;
        else
            status = dli_store_put(
                store, &(dli_store_page){ source, record, made_str(made_pages[i].url) }, &how,
                err);
    }
    if (status == DL_OK)
        status = dli_store_commit(store, err);
    if (status == DL_ERR_NOMEM && err->what[0] == 0)
        (void)snprintf(err->what, sizeof err->what, "memory");
    *answer = 1;
    dli_store_close(store);
    dli_arena_done(&arena);
    return status == DL_OK;
}

/* Pages through all rooms, with a desk of their own. */
static bool read_step(state *s, uint64_t *answer, dl_error *err)
{
    dli_arena arena;
    dli_desk *desk;
    dl_status status = DL_OK;

    dli_arena_init(&arena, (size_t)16 << 20);
    if (dli_desk_open(s->engine, &desk, err) != DL_OK)
        return false;
    for (size_t i = 0; i < MADE_PAGES && status == DL_OK; i++) {
        dl_doc_options options = { .url = made_str(made_pages[i].url) };
        dli_reading reading;
        dl_str source = made_source(&arena, &made_pages[i]);
        if (arena.dry || source.len == 0) {
            (void)snprintf(err->what, sizeof err->what, "memory");
            status = DL_ERR_NOMEM;
        } else {
            status = dli_desk_read(desk, source, &options, &reading, err);
        }
        if (status == DL_OK)
            (void)sink(answer, reading.record, NULL);
    }
    dli_desk_close(desk);
    dli_arena_done(&arena);
    return status == DL_OK;
}

/* ---- Every n ---------------------------------------------------------------------------- */

static uint64_t answer_of(state *s, step *what)
{
    uint64_t answer = 0;
    dl_error err = { .status = DL_OK };

    if (!what(s, &answer, &err))
        fail_msg("with all memory: %s: %s", err.where, err.what);
    return answer;
}

static void assert_whole(state *s, uint64_t least)
{
    dli_store *store;
    dli_digest digest;
    dl_error err = { .status = DL_OK };

    assert_int_equal(dli_store_open(s->path, DLI_STORE_READ, &store, &err), DL_OK);
    assert_int_equal(dli_store_check(store, &err), DL_OK);
    assert_int_equal(dli_store_digest(store, &s->arena, &digest, &err), DL_OK);
    assert_true(digest.captures == 0 || digest.captures == MADE_PAGES);
    assert_true(digest.captures >= least);
    dli_store_close(store);
    dli_arena_reset(&s->arena);
}

/* A new, empty store in place of the one that is there. */
static void empty(state *s)
{
    static const char *const endings[] = { "", "-wal", "-shm" };
    char file[128];
    dli_store *store;

    for (size_t i = 0; i < 3; i++) {
        (void)snprintf(file, sizeof file, "%s%s", s->path, endings[i]);
        (void)unlink(file);
    }
    assert_int_equal(dli_store_open(s->path, DLI_STORE_WRITE, &store, NULL), DL_OK);
    dli_store_close(store);
}

static void refuse_each(state *s, step *what, bool fresh)
{
    if (fresh)
        empty(s);
    uint64_t right = answer_of(s, what);

    for (int on = 0; on < 2; on++) {
        bool hit = true;
        for (long at = 1; hit; at += at < 40 ? 1 : s->stride) {
            uint64_t answer = 0;
            dl_error err = { .status = DL_OK };
            if (fresh)
                empty(s);
            refuse(at, on == 1);
            bool ended = what(s, &answer, &err);
            memory.armed = false;
            hit = memory.hit;
            if (ended && answer != right)
                fail_msg("request %ld: another answer", at);
            if (!ended && err.what[0] == 0)
                fail_msg("request %ld: an error without words", at);
            if (fresh)
                assert_whole(s, ended ? MADE_PAGES : 0);
        }
    }
    assert_true(answer_of(s, what) == right);
}

static void put_is_whole_or_not_at_all(void **ptr)
{
    refuse_each(*ptr, put_step, true);
}

static void questions_are_answered_or_refused(void **ptr)
{
    static step *const steps[] = { search_step, lists_step, export_step, excerpt_step };
    state *s = *ptr;
    dli_store *store;
    dli_stored_items items;
    dli_item_filter english = { .outlet = { "harbourwire.example", 19 } };

    (void)answer_of(s, put_step);
    assert_int_equal(dli_store_open(s->path, DLI_STORE_READ, &store, NULL), DL_OK);
    assert_int_equal(
        dli_store_items(store, &s->arena, &english, (dli_page_of){ 0, 1 }, &items, NULL),
        DL_OK);
    static char id[64];
    (void)snprintf(id, sizeof id, "%.*s", (int)items.ptr[0].id.len, items.ptr[0].id.ptr);
    s->id = made_str(id);
    dli_store_close(store);
    dli_arena_reset(&s->arena);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        refuse_each(s, steps[i], false);
}

static void pages_are_read_or_refused(void **ptr)
{
    state *s = *ptr;

    assert_int_equal(dl_engine_open(NULL, &s->engine, NULL), DL_OK);
    refuse_each(s, read_step, false);
    dl_engine_close(s->engine);
}

/* The same answers, at once, whatever the calendar says. */
static void clocks_may_step(void **ptr)
{
#ifndef SANITIZED
    static step *const steps[] = { search_step, lists_step, export_step, excerpt_step };
    state *s = *ptr;
    struct timespec began, ended;
    uint64_t right[4];

    for (size_t i = 0; i < 4; i++)
        right[i] = answer_of(s, steps[i]);
    (void)clock_gettime(CLOCK_MONOTONIC, &began);
    calendar.armed = true;
    assert_int_equal(time(NULL), 0); /* it leaps */
    for (int round = 0; round < 10; round++) {
        for (size_t i = 0; i < 4; i++)
            assert_true(answer_of(s, steps[i]) == right[i]);
        empty(s);
        (void)answer_of(s, put_step);
    }
    calendar.armed = false;
    (void)clock_gettime(CLOCK_MONOTONIC, &ended);
    assert_true(ended.tv_sec - began.tv_sec < 60);
    assert_whole(s, MADE_PAGES);
#else
    (void)ptr;
#endif
}

int main(int argc, char **argv)
{
    static state s = { .stride = 37 };
    static const char *const endings[] = { "", "-wal", "-shm" };
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(put_is_whole_or_not_at_all, &s),
        cmocka_unit_test_prestate(questions_are_answered_or_refused, &s),
        cmocka_unit_test_prestate(pages_are_read_or_refused, &s),
        cmocka_unit_test_prestate(clocks_may_step, &s),
    };
    uint64_t stride;
    char file[128];

    cmocka_set_message_output(CM_OUTPUT_TAP);
#ifdef SANITIZED
    printf("1..0 # SKIP the sanitizer has the memory\n");
    return 0;
#endif
    if (argc > 1 && dli_parse_u64(dli_str(argv[1]), &stride))
        s.stride = (long)stride;
    dli_arena_init(&s.arena, (size_t)64 << 20);
    (void)snprintf(s.folder, sizeof s.folder, "/tmp/dateline-memory-XXXXXX");
    if (mkdtemp(s.folder) == NULL)
        return 2;
    (void)snprintf(s.path, sizeof s.path, "%s/news.dateline", s.folder);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    for (size_t i = 0; i < 3; i++) {
        (void)snprintf(file, sizeof file, "%s%s", s.path, endings[i]);
        (void)unlink(file);
    }
    (void)rmdir(s.folder);
    return failed;
}
