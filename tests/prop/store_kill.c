/* store_kill.c -- an ingest that is killed at random, and begun again.
 *
 * A child puts batches of BATCH made-up pages and tells of each one it was promised; it
 * is killed with SIGKILL at a random moment. Whatever the moment: the store is whole, holds
 * every batch that was promised, at most one more, and none in part. After AGAIN rounds a new
 * store is begun, so that looking at all of it stays cheap.
 *
 * And a migration that is killed: the store is of the old schema or of the new one, and opens.
 *
 *     store_kill [ROUNDS [SEED]]
 */
#include "bytes/bytes.h"
#include "made.h"
#include "store/store.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum {
    BATCH = 20,
    AGAIN = 100
};

static dl_status put_page(dli_store *store, dli_arena *arena, uint64_t number, dl_error *err)
{
    static const char *const words[] = {
        "harbour", "storm", "ferry", "council", "pier", "swell"
    };
    char url[80], headline[80], body[400];
    made_page page = {
        .url = url, .headline = headline, .language = "en", .paragraphs = { body }
    };
    dli_put how;

    (void)snprintf(url, sizeof url, "https://harbourwire.example/%llu",
                   (unsigned long long)number);
    (void)snprintf(headline, sizeof headline, "Report %llu", (unsigned long long)number);
    body[0] = 0;
    for (uint64_t i = 0, x = number; i < 40; i++, x = x * 31 + 7)
        (void)snprintf(body + strlen(body), sizeof body - strlen(body), "%s ", words[x % 6]);
    dli_store_page in = { made_source(arena, &page), made_record(arena, &page), made_str(url) };
    return dli_store_put(store, &in, &how, err);
}

/* Put batches from `number` on until killed; a byte on `promised` for each. */
static void child(const char *path, uint64_t number, int promised)
{
    dli_store *store;
    dli_arena arena;

    dli_arena_init(&arena, (size_t)16 << 20);
    if (dli_store_open(path, DLI_STORE_WRITE, &store, NULL) != DL_OK)
        _exit(1);
    for (;;) {
        if (dli_store_begin(store, NULL) != DL_OK)
            _exit(2);
        for (int i = 0; i < BATCH; i++, dli_arena_reset(&arena))
            if (put_page(store, &arena, number++, NULL) != DL_OK)
                _exit(3);
        if (dli_store_commit(store, NULL) != DL_OK || write(promised, "", 1) != 1)
            _exit(4);
    }
}

static uint64_t stored(const char *path)
{
    dli_store *store;
    dli_digest digest;
    dli_arena arena;
    dl_error err = { .status = DL_OK };

    dli_arena_init(&arena, (size_t)16 << 20);
    if (dli_store_open(path, DLI_STORE_WRITE, &store, &err) != DL_OK)
        fail_msg("%s: %s", err.where, err.what);
    dli_store_patience(store, 0);
    assert_int_equal(dli_store_check(store, &err), DL_OK);
    assert_int_equal(dli_store_digest(store, &arena, &digest, &err), DL_OK);
    assert_int_equal(digest.captures, digest.items);
    dli_store_close(store);
    dli_arena_done(&arena);
    return digest.captures;
}

/* Run a child for `micros` from when it began; how many batches it was promised. */
static uint64_t run_and_kill(const char *path, uint64_t number, uint64_t micros)
{
    struct timespec wait = { (time_t)(micros / 1000000), (long)(micros % 1000000) * 1000 };
    int ends[2], status;
    char byte;
    uint64_t batches = 0;

    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        child(path, number, ends[1]);
    (void)close(ends[1]);
    (void)nanosleep(&wait, NULL);
    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status)); /* it did not end by itself */
    while (read(ends[0], &byte, 1) == 1)
        batches++;
    (void)close(ends[0]);
    return batches;
}

static void remove_store(const char *path)
{
    static const char *const endings[] = { "", "-wal", "-shm", "-journal", ".new" };
    char file[80];

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        (void)snprintf(file, sizeof file, "%s%s", path, endings[i]);
        (void)unlink(file);
    }
}

static void nothing_is_lost_or_doubled(void **ptr)
{
    const uint64_t *given = *ptr;
    uint64_t seed = given[1], number = 0, pages = 0, window = 30000;
    char folder[] = "/tmp/dateline-kill-XXXXXX", path[64];

    print_message("# seed %llu\n", (unsigned long long)seed);
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/news.dateline", folder);
    for (uint64_t round = 0; round < given[0]; round++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        if (round % AGAIN == 0) {
            pages += number;
            number = 0;
            remove_store(path);
        }
        uint64_t promised = run_and_kill(path, number, (seed >> 33) % window);
        uint64_t now = stored(path);
        if (now % BATCH != 0 || now < number + promised * BATCH ||
            now > number + (promised + 1) * BATCH)
            fail_msg("round %llu: %llu pages, %llu before, %llu batches promised",
                     (unsigned long long)round, (unsigned long long)now,
                     (unsigned long long)number, (unsigned long long)promised);
        number = now;
        if (promised == 0) /* a slow machine, or a build that is */
            window += window / 8;
        else if (promised > 8)
            window -= window / 8;
    }
    pages += number;
    assert_true(pages > 0);
    print_message("# killed %llu times, %llu pages\n", (unsigned long long)given[0],
                  (unsigned long long)pages);
    remove_store(path);
    assert_int_equal(rmdir(folder), 0);
}

/* ---- Migration ------------------------------------------------------------------- */

static dl_str old_store(dli_arena *arena, int version)
{
    char name[64];

    (void)snprintf(name, sizeof name, "tests/stores/%d.dateline.zst", version);
    FILE *in = fopen(name, "rb");
    char *bytes = dli_arena_take(arena, (size_t)1 << 20);
    dl_str whole;

    if (in == NULL)
        fail_msg("run this from the root of the project");
    size_t len = fread(bytes, 1, (size_t)1 << 20, in);
    (void)fclose(in);
    assert_int_equal(
        dli_zstd_unpack(arena, (dl_str){ bytes, len }, (size_t)16 << 20, &whole, NULL), DL_OK);
    return whole;
}

/* Open the store for writing, which migrates it; killed after `micros`. */
static void migrate_and_kill(const char *path, uint64_t micros)
{
    struct timespec wait = { 0, (long)micros * 1000 };
    dli_store *store;
    int status;
    pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0)
        _exit(dli_store_open(path, DLI_STORE_WRITE, &store, NULL) == DL_OK ? 0 : 1);
    (void)nanosleep(&wait, NULL);
    (void)kill(pid, SIGKILL);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
}

static void a_migration_is_whole_or_not_at_all(void **ptr)
{
    const uint64_t *given = *ptr;
    uint64_t seed = given[1];
    char folder[] = "/tmp/dateline-kill-XXXXXX", path[64];
    const dli_search storm = { .query = { "storms", 6 } };
    dli_stored_items items;
    dli_arena arena;

    dli_arena_init(&arena, (size_t)64 << 20);
    const dl_str stores[] = { old_store(&arena, 1), old_store(&arena, 2),
                              old_store(&arena, 3) };
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/news.dateline", folder);
    for (uint64_t round = 0; round < given[0]; round++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        const dl_str whole = stores[round % 3];
        FILE *out = fopen(path, "wb");
        assert_non_null(out);
        assert_int_equal(fwrite(whole.ptr, 1, whole.len, out), whole.len);
        assert_int_equal(fclose(out), 0);
        migrate_and_kill(path, (seed >> 33) % 60000);
        dli_store *store;
        dl_error err = { .status = DL_OK };
        if (dli_store_open(path, DLI_STORE_WRITE, &store, &err) != DL_OK)
            fail_msg("%s: %s", err.where, err.what);
        assert_int_equal(dli_store_check(store, &err), DL_OK);
        assert_int_equal(dli_store_search(store, &arena, &storm, &items, &err), DL_OK);
        assert_true(items.count >= 3);
        dli_store_close(store);
        remove_store(path);
    }
    assert_int_equal(rmdir(folder), 0);
    dli_arena_done(&arena);
}

int main(int argc, char **argv)
{
    uint64_t given[2] = { 50, (uint64_t)time(NULL) };
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(nothing_is_lost_or_doubled, given),
        cmocka_unit_test_prestate(a_migration_is_whole_or_not_at_all, given),
    };

    for (int i = 1; i < argc && i < 3; i++)
        (void)dli_parse_u64(dli_str(argv[i]), &given[i - 1]);
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
