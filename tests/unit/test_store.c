/* test_store.c -- pages into a store, and out again. */
#include "made_pages.h"
#include "store/db.h"
#include "store/store.h"
#include "stored.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static dli_put put(stored *s, const made_page *page)
{
    dli_store_page in = { made_source(&s->arena, page), made_record(&s->arena, page),
                          made_str(page->url) };
    dli_put how;

    assert_ok(s, dli_store_put(s->store, &in, &how, &s->err));
    return how;
}

static void put_all(stored *s)
{
    assert_ok(s, dli_store_begin(s->store, &s->err));
    for (size_t i = 0; i < MADE_PAGES; i++)
        assert_int_equal(put(s, &made_pages[i]), DLI_PUT_ADDED);
    assert_ok(s, dli_store_commit(s->store, &s->err));
}

static int setup_full(void **ptr)
{
    if (stored_setup(ptr) != 0)
        return -1;
    put_all(*ptr);
    return 0;
}

static void assert_str(dl_str actual, const char *expected)
{
    if (!dli_eq(actual, made_str(expected)))
        fail_msg("'%.*s' is not '%s'", (int)actual.len, actual.ptr, expected);
}

static dli_stored_items search(stored *s, const char *query)
{
    dli_stored_items items;

    assert_ok(s, dli_store_search(s->store, &s->arena,
                                  &(dli_search){ .query = made_str(query) }, &items, &s->err));
    return items;
}

/* ---- Opening ---------------------------------------------------------------- */

static void a_new_store_is_ours(void **ptr)
{
    stored *s = *ptr;
    struct stat info;
    dli_digest digest;
    dli_store *reader;

    assert_int_equal(stat(s->path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_ok(s, dli_store_check(s->store, &s->err));
    assert_ok(s, dli_store_digest(s->store, &s->arena, &digest, &s->err));
    assert_int_equal(digest.items, 0);
    assert_true(digest.file_bytes > 0);
    assert_ok(s, dli_store_open(s->path, DLI_STORE_READ, &reader, &s->err));
    assert_int_equal(dli_store_begin(reader, &s->err), DL_ERR_USAGE);
    dli_store_close(reader);
}

static void write_file(const char *path, const void *bytes, size_t len)
{
    FILE *out = fopen(path, "wb");

    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, len, out), len);
    assert_int_equal(fclose(out), 0);
}

static dl_str read_file(stored *s, const char *path)
{
    FILE *in = fopen(path, "rb");
    char *bytes = dli_arena_take(&s->arena, (size_t)8 << 20);

    assert_non_null(in);
    size_t len = fread(bytes, 1, (size_t)8 << 20, in);
    (void)fclose(in);
    return (dl_str){ bytes, len };
}

/* Both ways of opening `path` must fail and say `what`; the file must stay as it is. */
static void assert_refused(stored *s, const char *path, const char *what)
{
    for (int mode = DLI_STORE_READ; mode <= DLI_STORE_WRITE; mode++) {
        dli_store *store;
        dl_error err = { .status = DL_OK };
        assert_int_equal(dli_store_open(path, (dli_store_mode)mode, &store, &err),
                         DL_ERR_STORE);
        assert_null(store);
        if (strstr(err.what, what) == NULL)
            fail_msg("'%s' does not say '%s'", err.what, what);
        assert_string_equal(err.where, path);
        assert_true(err.fix[0] != 0);
    }
    (void)s;
}

static void what_is_no_store_is_refused(void **ptr)
{
    stored *s = *ptr;
    unsigned char head[4096] = "SQLite format 3";
    char path[96];

    (void)snprintf(path, sizeof path, "%s/x", s->folder);
    dli_store *store;
    assert_int_equal(dli_store_open(path, DLI_STORE_READ, &store, &s->err), DL_ERR_STORE);
    assert_string_equal(s->err.what, "there is no such store");
    assert_refused(s, s->folder, "is a file");
    write_file(path, "", 0);
    assert_refused(s, path, "empty");
    write_file(path, "<html>", 6);
    assert_refused(s, path, "not a store");
    write_file(path, head, 40);
    assert_refused(s, path, "cut short");
    write_file(path, head, sizeof head);
    assert_refused(s, path, "another program");
    memcpy(head + 68, "DLNE", 4);
    head[63] = 99;
    write_file(path, head, sizeof head);
    assert_refused(s, path, "newer dateline");
    assert_int_equal(unlink(path), 0);
    (void)snprintf(path, sizeof path, "%s/none/x", s->folder);
    assert_int_equal(dli_store_open(path, DLI_STORE_WRITE, &store, &s->err), DL_ERR_STORE);
    assert_non_null(strstr(s->err.what, "cannot be made"));
}

/* A folder that may not be written, as another user sees it. */
static void a_store_that_lies_still_can_be_read(void **ptr)
{
    stored *s = *ptr;
    dli_stored_items items;
    dli_store *reader;

    if (getuid() != 0)
        skip(); /* only root can become somebody else */
    dli_store_close(s->store);
    s->store = NULL;
    assert_int_equal(chmod(s->path, 0644) | chmod(s->folder, 0755), 0);
    pid_t pid = fork();
    if (pid == 0) {
        if (setgid(65534) != 0 || setuid(65534) != 0)
            _exit(9);
        if (dli_store_open(s->path, DLI_STORE_READ, &reader, &s->err) != DL_OK)
            _exit(1);
        dl_status status = dli_store_search(
            reader, &s->arena, &(dli_search){ .query = { "ferry", 5 } }, &items, &s->err);
        _exit(status == DL_OK && items.count == 1 ? 0 : 2);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_int_not_equal(access(s->path, F_OK), -1);
}

/* Several programs find no store and make it, all at once: it is made once. */
static void a_store_is_made_once(void **ptr)
{
    enum {
        ROUNDS = 40,
        MAKERS = 6
    };
    stored *s = *ptr;
    char path[128];
    int status, failed = 0;

    (void)snprintf(path, sizeof path, "%s/made.dateline", s->folder);
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < MAKERS; i++) {
            dli_store *store;
            pid_t pid = fork();
            assert_true(pid >= 0);
            if (pid == 0)
                _exit(dli_store_open(path, DLI_STORE_WRITE, &store, NULL) == DL_OK &&
                              dli_store_check(store, NULL) == DL_OK
                          ? 0
                          : 1);
        }
        for (int i = 0; i < MAKERS; i++) {
            assert_true(wait(&status) > 0);
            failed += !WIFEXITED(status) || WEXITSTATUS(status) != 0;
        }
        stored_remove(path);
    }
    assert_int_equal(failed, 0);
}

/* Whoever adds to the schema of a store gets it refused. */
static void a_schema_with_more_in_it_is_refused(void **ptr)
{
    stored *s = *ptr;
    static const char *const evil[] = {
        "CREATE TRIGGER t AFTER INSERT ON items BEGIN DELETE FROM captures; END",
        "CREATE VIEW v AS SELECT 1",
        "CREATE TABLE more (a DEFAULT (zeroblob(1000000000)))",
        "CREATE INDEX i ON items (headline)",
        "ALTER TABLE items ADD COLUMN x TEXT",
        "DROP INDEX items_by_page",
        "CREATE VIRTUAL TABLE f USING fts5 (a)",
    };

    dli_store_close(s->store);
    s->store = NULL;
    dl_str clean = read_file(s, s->path);
    for (size_t i = 0; i < sizeof evil / sizeof *evil; i++) {
        sqlite3 *db;
        char wal[112];
        assert_int_equal(sqlite3_open(s->path, &db), SQLITE_OK);
        assert_int_equal(sqlite3_exec(db, evil[i], NULL, NULL, NULL), SQLITE_OK);
        (void)sqlite3_close(db);
        assert_refused(s, s->path, "not as dateline made them");
        write_file(s->path, clean.ptr, clean.len);
        (void)snprintf(wal, sizeof wal, "%s-wal", s->path);
        (void)unlink(wal);
    }
    assert_ok(s, dli_store_open(s->path, DLI_STORE_READ, &s->store, &s->err));
}

/* ---- Putting in --------------------------------------------------------------- */

static void a_page_comes_back_as_it_went_in(void **ptr)
{
    stored *s = *ptr;

    for (size_t i = 0; i < MADE_PAGES; i++) {
        dl_str record = made_record(&s->arena, &made_pages[i]);
        dl_str source = made_source(&s->arena, &made_pages[i]), bytes, charset;
        size_t id = dli_find(record, DL_STR("\"id\":\"sha256:"), 0) + 6;
        dli_stored_page page;
        assert_ok(s, dli_store_show(s->store, &s->arena, dli_slice(record, id, id + 25), &page,
                                    &s->err));
        assert_true(dli_eq(page.record, record));
        assert_true(dli_eq(page.url, made_str(made_pages[i].url)));
        assert_true(dli_eq(page.file, made_str(made_pages[i].file)));
        assert_ok(
            s, dli_store_capture(s->store, &s->arena, page.sha256, &bytes, &charset, &s->err));
        assert_true(dli_eq(bytes, source));
        assert_str(charset, "utf-8");
    }
    assert_ok(s, dli_store_check(s->store, &s->err));
}

static void the_same_page_twice_is_one(void **ptr)
{
    stored *s = *ptr;
    made_page moved = made_pages[0];
    uint8_t digest[32];
    bool has;
    dli_digest before, after;
    dl_str source = made_source(&s->arena, &made_pages[0]);

    SHA256((const unsigned char *)source.ptr, source.len, digest);
    assert_ok(s, dli_store_digest(s->store, &s->arena, &before, &s->err));
    assert_ok(s, dli_store_has(s->store, digest, made_str(moved.url), &has, &s->err));
    assert_true(has);
    moved.url = "https://mirror.example/ferry";
    assert_ok(s, dli_store_has(s->store, digest, made_str(moved.url), &has, &s->err));
    assert_false(has);
    assert_ok(s, dli_store_begin(s->store, &s->err));
    assert_int_equal(put(s, &made_pages[0]), DLI_PUT_SAME);
    assert_int_equal(put(s, &moved), DLI_PUT_AGAIN);
    assert_int_equal(put(s, &moved), DLI_PUT_SAME);
    assert_ok(s, dli_store_commit(s->store, &s->err));
    assert_ok(s, dli_store_has(s->store, digest, made_str(moved.url), &has, &s->err));
    assert_true(has);
    assert_ok(s, dli_store_digest(s->store, &s->arena, &after, &s->err));
    assert_int_equal(after.captures, before.captures);
    assert_int_equal(after.items, before.items);
    assert_int_equal(after.statements, before.statements);
}

static void what_is_rolled_back_was_never_there(void **ptr)
{
    stored *s = *ptr;
    dli_digest digest;

    assert_ok(s, dli_store_begin(s->store, &s->err));
    assert_int_equal(put(s, &made_pages[0]), DLI_PUT_ADDED);
    dli_store_rollback(s->store);
    assert_ok(s, dli_store_digest(s->store, &s->arena, &digest, &s->err));
    assert_int_equal(digest.captures, 0);
    assert_int_equal(search(s, "ferry").count, 0);
    assert_ok(s, dli_store_check(s->store, &s->err));
}

static void a_bad_record_leaves_its_batch_alone(void **ptr)
{
    stored *s = *ptr;
    dl_str source = made_source(&s->arena, &made_pages[1]);
    dl_str record = made_record(&s->arena, &made_pages[1]);
    dl_str twice = DL_STR(
        "{\"sha256\":\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\","
        "\"items\":[{\"id\":\"a#1\",\"headline\":\"lost\"},{\"id\":\"a#1\"}]}");
    const dli_store_page bad[] = {
        { source, DL_STR("{"), DL_STR("") },
        { source, DL_STR("[]"), DL_STR("") },
        { DL_STR("other bytes"), record, DL_STR("") },
        { DL_STR("abc"), twice, DL_STR("") },
    };
    dli_put how;
    dli_digest digest;

    assert_int_equal(dli_store_put(s->store, &bad[0], &how, &s->err), DL_ERR_USAGE);
    assert_ok(s, dli_store_begin(s->store, &s->err));
    assert_int_equal(put(s, &made_pages[0]), DLI_PUT_ADDED);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(dli_store_put(s->store, &bad[i], &how, &s->err), DL_ERR_FORMAT);
    assert_int_equal(put(s, &made_pages[2]), DLI_PUT_ADDED);
    assert_ok(s, dli_store_commit(s->store, &s->err));
    assert_ok(s, dli_store_digest(s->store, &s->arena, &digest, &s->err));
    assert_int_equal(digest.captures, 2);
    assert_int_equal(search(s, "lost").count, 0);
    assert_ok(s, dli_store_check(s->store, &s->err));
}

static void a_page_read_by_a_newer_format_replaces_its_facts(void **ptr)
{
    stored *s = *ptr;
    dli_digest before, after;

    assert_ok(s, dli_store_digest(s->store, &s->arena, &before, &s->err));
    assert_ok(s, dli_db_exec(s->store, "UPDATE pages SET version = 0", &s->err));
    assert_ok(s, dli_store_begin(s->store, &s->err));
    assert_int_equal(put(s, &made_pages[0]), DLI_PUT_REREAD);
    assert_int_equal(put(s, &made_pages[0]), DLI_PUT_SAME);
    assert_ok(s, dli_store_commit(s->store, &s->err));
    assert_ok(s, dli_store_digest(s->store, &s->arena, &after, &s->err));
    assert_int_equal(after.captures, before.captures);
    assert_int_equal(after.items, before.items);
    assert_int_equal(after.statements, before.statements);
    assert_int_equal(search(s, "ferry").count, 1);
    assert_ok(s, dli_store_check(s->store, &s->err));
}

static void odd_records_are_taken(void **ptr)
{
    stored *s = *ptr;
    static const char *const odd[] = {
        "\"items\":7,\"notes\":\"x\",\"publisher\":[],\"file\":{},\"evidence\":[1]",
        "\"items\":[7,null,\"x\",[],{}],\"notes\":[1,{}]",
        "\"items\":[{\"statements\":[1,null,{\"source\":3,\"via\":{},\"at\":[1],\"in\":[[9,4]]}"
        "],"
        "\"evidence\":{\"a\":1},\"author\":[1,null,{},{\"name\":\"\"},{\"name\":\"A\"}],"
        "\"incidents\":[1,{\"date\":\"x\",\"place\":{\"lat\":\"x\",\"lon\":1e999,\"geonameid\":"
        "-1}"
        ",\"figures\":[{},7,{\"value\":18446744073709551615}]}],\"datePublished\":\"soon\"}]",
    };
    uint8_t digest[32];
    char hex[65];

    assert_ok(s, dli_store_begin(s->store, &s->err));
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        dli_store_page page = { .capture = made_str(odd[i]) };
        dli_buf record;
        dli_put how;
        SHA256((const unsigned char *)odd[i], strlen(odd[i]), digest);
        for (size_t k = 0; k < 32; k++)
            (void)snprintf(hex + 2 * k, 3, "%02x", digest[k]);
        dli_buf_init(&record, &s->arena);
        dli_buf_print(&record, "{\"sha256\":\"%s\",%s}", hex, odd[i]);
        page.record = dli_buf_str(&record);
        assert_ok(s, dli_store_put(s->store, &page, &how, &s->err));
    }
    assert_ok(s, dli_store_commit(s->store, &s->err));
    assert_ok(s, dli_store_check(s->store, &s->err));
}

static void two_writers_wait_for_each_other(void **ptr)
{
    stored *s = *ptr;
    dli_store *other;

    assert_ok(s, dli_store_open(s->path, DLI_STORE_WRITE, &other, &s->err));
    (void)sqlite3_busy_timeout(other->db, 20);
    assert_ok(s, dli_store_begin(s->store, &s->err));
    assert_int_equal(dli_store_begin(other, &s->err), DL_ERR_STORE);
    assert_string_equal(s->err.what, "another program is writing to the store");
    assert_int_equal(put(s, &made_pages[0]), DLI_PUT_ADDED);
    assert_ok(s, dli_store_commit(s->store, &s->err));
    assert_ok(s, dli_store_begin(other, &s->err));
    dli_store_close(other); /* rolls back */
    assert_ok(s, dli_store_begin(s->store, &s->err));
}

static void a_full_disk_is_said_and_loses_nothing(void **ptr)
{
    stored *s = *ptr;
    dli_digest digest;
    dl_error err;
    dli_put how;

    assert_ok(s, dli_db_exec(s->store, "PRAGMA max_page_count = 60", &s->err));
    assert_ok(s, dli_store_begin(s->store, &s->err));
    dl_status status = DL_OK;
    for (int i = 0; status == DL_OK && i < 1000; i++) {
        made_page page = made_pages[i % 5];
        char headline[40];
        (void)snprintf(headline, sizeof headline, "Headline %d", i * 7919);
        page.headline = headline;
        dli_store_page in = { made_source(&s->arena, &page), made_record(&s->arena, &page),
                              made_str(page.url) };
        status = dli_store_put(s->store, &in, &how, &err);
    }
    assert_int_equal(status, DL_ERR_STORE);
    assert_string_equal(err.what, "the disk is full");
    assert_non_null(strstr(err.fix, "is kept"));
    dli_store_rollback(s->store);
    assert_ok(s, dli_store_digest(s->store, &s->arena, &digest, &s->err));
    assert_int_equal(digest.captures, 5);
    assert_ok(s, dli_store_check(s->store, &s->err));
}

/* ---- Searching ------------------------------------------------------------------ */

static void search_finds_words(void **ptr)
{
    stored *s = *ptr;
    static const struct {
        const char *query;
        size_t count;
    } cases[] = {
        { "ferry", 1 },
        { "FERRY", 1 },
        { "storm ferry", 1 },
        { "ferry lighthouse", 0 },
        { "ferry OR lighthouse", 2 },
        { "Port Haven", 2 },
        { "\"Port Haven\"", 2 },
        { "\"Haven Port\"", 0 },
        { "Port NOT ferry", 2 },
        { "(ferry OR lighthouse) NOT council", 1 },
        { "greve", 1 },
        { "GRÈVE", 1 },
        { "manif*", 1 },
        { "\"devant la capit\"*", 1 },
        { "manif", 0 },
        { "міст", 1 },
        { "МІСТ", 1 },
        { "ferry - storm", 1 },
        { "and", 2 },
        { "harbour-master", 1 },
        { "title:ferry", 1 },
        { "timetable", 1 },
        { "x'; DROP TABLE items; --", 0 },
        { "zzz", 0 },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dli_stored_items items = search(s, cases[i].query);
        if (items.count != cases[i].count)
            fail_msg("%s: %zu", cases[i].query, items.count);
        assert_false(items.more);
    }
}

static void wrong_queries_are_explained(void **ptr)
{
    stored *s = *ptr;
    char *deep = dli_arena_take(&s->arena, 100), *wordy = dli_arena_take(&s->arena, 1000);
    char *huge = dli_arena_take(&s->arena, 3000);

    memset(deep, '(', 50);
    memset(huge, 'x', 2000);
    for (size_t i = 0; i < 300; i += 3)
        memcpy(wordy + i, "ab ", 3);
    const struct {
        const char *query, *what;
        size_t at;
    } cases[] = {
        { "", "there is nothing to search for", 0 },
        { "   ", "there is nothing to search for", 0 },
        { "*", "there is nothing to search for", 0 },
        { "% _ \\", "there is nothing to search for", 0 },
        { "\"\"", "there is nothing to search for", 0 },
        { "\"", "a quotation mark is never closed", 0 },
        { "ferry \"storm", "a quotation mark is never closed", 6 },
        { "a AND", "AND has nothing behind it", 2 },
        { "NOT", "NOT has nothing behind it", 0 },
        { "a NOT NOT b", "NOT has nothing before it", 6 },
        { "NEAR ferry", "NEAR has nothing before it", 0 },
        { "a NEAR", "NEAR has nothing behind it", 2 },
        { "a NEAR(b)", "NEAR stands between words of the text only", 2 },
        { "(a) NEAR b", "NEAR stands between words of the text only", 4 },
        { "a NEAR lang:en", "NEAR stands between words of the text only", 2 },
        { "colour:red", "there is no such field", 0 },
        { "a person:", "a field has nothing behind its colon", 2 },
        { "lang:", "a field has nothing behind its colon", 0 },
        { "a from:yesterday", "that is no date", 2 },
        { "a OR OR b", "OR has nothing before it", 5 },
        { "a OR %", "OR has nothing behind it", 2 },
        { "()", "there is nothing between two brackets", 1 },
        { "(a OR)", "OR has nothing behind it", 3 },
        { "(a", "a bracket is never closed", 2 },
        { "a)", "a bracket is closed that was never opened", 1 },
        { deep, "brackets nest too deep", 20 },
        { huge, "the query is longer than the limit of 1024 bytes", 1024 },
        { wordy, "the query has more words than the limit of 64", 192 },
        { "a\xff", "the query is not valid UTF-8", 1 },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dli_stored_items items;
        dl_error err = { .status = DL_OK };
        dl_status status =
            dli_store_search(s->store, &s->arena,
                             &(dli_search){ .query = made_str(cases[i].query) }, &items, &err);
        if (status != DL_ERR_USAGE || strcmp(err.what, cases[i].what) != 0 ||
            err.offset != cases[i].at)
            fail_msg("%.30s: %d '%s' at %zu", cases[i].query, status, err.what,
                     (size_t)err.offset);
        assert_true(err.fix[0] != 0);
    }
}

static void snippets_light_the_words_found(void **ptr)
{
    stored *s = *ptr;
    dli_stored_items items = search(s, "swell OR waited NOT zzz");

    assert_int_equal(items.count, 1);
    assert_str(items.ptr[0].headline, "Ferry service resumes after storm");
    assert_str(items.ptr[0].outlet, "harbourwire.example");
    assert_str(items.ptr[0].publisher, "Harbour Wire");
    assert_str(items.ptr[0].authors, "Lena Marsh");
    assert_int_equal(items.ptr[0].statements, 3);
    assert_int_equal(items.ptr[0].incidents, 1);
    assert_int_equal(items.ptr[0].hit_count, 2);
    assert_str(dli_cut(items.ptr[0].snippet, items.ptr[0].hits[0]), "waited");
    assert_str(dli_cut(items.ptr[0].snippet, items.ptr[0].hits[1]), "swell");
    items = search(s, "GREVE port"); /* in the headline and the body */
    assert_int_equal(items.ptr[0].hit_count, 1);
    assert_str(dli_cut(items.ptr[0].snippet, items.ptr[0].hits[0]), "Port");
    items = search(s, "відкр*");
    assert_str(dli_cut(items.ptr[0].snippet, items.ptr[0].hits[0]), "відкрили");
}

/* ---- Listing --------------------------------------------------------------------- */

static dli_stored_items list(stored *s, dli_item_filter filter, dli_page_of page)
{
    dli_stored_items items;

    assert_ok(s, dli_store_items(s->store, &s->arena, &filter, page, &items, &s->err));
    return items;
}

static void items_are_listed_newest_first(void **ptr)
{
    stored *s = *ptr;
    dli_stored_items all =
        list(s, (dli_item_filter){ .outlet = { "", 0 } }, (dli_page_of){ 0, 0 });
    dli_stored_items two =
        list(s, (dli_item_filter){ .outlet = { "", 0 } }, (dli_page_of){ 1, 2 });

    assert_int_equal(all.count, MADE_PAGES);
    assert_false(all.more);
    assert_str(all.ptr[0].language, "uk");
    assert_str(all.ptr[1].headline, made_pages[1].headline);
    assert_str(all.ptr[4].headline, "Pier repairs to take until summer");
    assert_str(all.ptr[4].outlet, "saltmere-gazette");
    assert_int_equal(two.count, 2);
    assert_true(two.more);
    assert_str(two.ptr[0].headline, made_pages[1].headline);
}

static void items_are_chosen(void **ptr)
{
    stored *s = *ptr;
    static const struct {
        dli_item_filter filter;
        size_t count;
    } cases[] = {
        { { .outlet = { "harbourwire.example", 19 } }, 2 },
        { { .outlet = { "nobody.example", 14 } }, 0 },
        { { .language = { "en", 2 } }, 3 },
        { { .language = { "e", 1 } }, 0 },
        { { .day = { "2024-03-06", 10 } }, 2 },
        { { .outlet = { "harbourwire.example", 19 }, .day = { "2024-03-06", 10 } }, 1 },
        { { .outlet = { "harbourwire.example", 19 }, .language = { "fr", 2 } }, 0 },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(list(s, cases[i].filter, (dli_page_of){ 0, 0 }).count, cases[i].count);
}

static void an_id_may_be_cut(void **ptr)
{
    stored *s = *ptr;
    dli_stored_items all =
        list(s, (dli_item_filter){ .outlet = { "", 0 } }, (dli_page_of){ 0, 0 });
    dl_str id = all.ptr[0].id;
    const dl_str good[] = { id, dli_slice(id, 0, 23), dli_slice(id, 0, 15),
                            dli_slice(id, 7, 15) };
    static const char *const bad[] = {
        "",  "sha256:", "sha256:zz", "0000000000000000#1",
        "%", "g",       "'",         "sha256:0123456789abcdef0"
    };
    dli_stored_page page;

    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_ok(s, dli_store_show(s->store, &s->arena, good[i], &page, &s->err));
        assert_true(dli_eq(page.id, id));
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(dli_store_show(s->store, &s->arena, made_str(bad[i]), &page, &s->err),
                         DL_ERR_USAGE);
        assert_non_null(strstr(s->err.what, "there is no item"));
    }
}

static void an_id_that_means_several_is_refused(void **ptr)
{
    stored *s = *ptr;
    dl_str capture = DL_STR("abc");
    dl_str record = DL_STR(
        "{\"sha256\":\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\","
        "\"items\":[{\"id\":\"sha256:ba7816bf8f01cfea#1\"},{\"id\":\"sha256:ba7816bf8f01cfea#"
        "10\"}]"
        "}");
    dli_store_page in = { capture, record, { "", 0 } };
    dli_stored_page page;
    dli_put how;

    assert_ok(s, dli_store_begin(s->store, &s->err));
    assert_ok(s, dli_store_put(s->store, &in, &how, &s->err));
    assert_ok(s, dli_store_commit(s->store, &s->err));
    assert_int_equal(dli_store_show(s->store, &s->arena, DL_STR("ba78"), &page, &s->err),
                     DL_ERR_USAGE);
    assert_non_null(strstr(s->err.what, "several items begin with 'ba78'"));
    assert_ok(
        s, dli_store_show(s->store, &s->arena, DL_STR("ba7816bf8f01cfea#1"), &page, &s->err));
    assert_str(page.id, "sha256:ba7816bf8f01cfea#1");
}

/* ---- Who and what ------------------------------------------------------------------ */

static void who_finds_speakers_and_those_between(void **ptr)
{
    stored *s = *ptr;
    static const struct {
        const char *name;
        size_t count;
    } cases[] = {
        { "Ana Costa", 2 }, { "costa", 2 },          { "COSTA, Ana", 2 }, { "Ana Costas", 0 },
        { "fishermen", 1 }, { "Radio Saltmere", 1 }, { "Lenoir", 1 },     { "Олег Білан", 1 },
        { "БІЛАН", 1 },     { "meridian", 1 },       { "Lena Marsh", 0 }, { "os", 0 },
    };
    dli_stored_statements found;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_ok(s, dli_store_who(s->store, &s->arena, made_str(cases[i].name), DL_STR(""),
                                   (dli_page_of){ 0, 0 }, &found, &s->err));
        if (found.count != cases[i].count)
            fail_msg("%s: %zu", cases[i].name, found.count);
    }
    assert_ok(s, dli_store_who(s->store, &s->arena, DL_STR("fishermen"), DL_STR(""),
                               (dli_page_of){ 0, 0 }, &found, &s->err));
    assert_str(found.ptr[0].via, "a commentator of Radio Saltmere ← Radio Saltmere");
    assert_str(found.ptr[0].stance, "claim");
    assert_str(found.ptr[0].content, "Up to 40 boats were damaged");
    assert_ok(s, dli_store_who(s->store, &s->arena, DL_STR("Costa"), DL_STR(""),
                               (dli_page_of){ 1, 1 }, &found, &s->err));
    assert_str(found.ptr[0].source, "She");
    assert_str(found.ptr[0].speaker, "Ana Costa");
    assert_int_equal(dli_store_who(s->store, &s->arena, DL_STR(" .,"), DL_STR(""),
                                   (dli_page_of){ 0, 0 }, &found, &s->err),
                     DL_ERR_USAGE);
}

static void incidents_are_chosen(void **ptr)
{
    stored *s = *ptr;
    static const struct {
        const char *type, *place, *from, *to;
        size_t count;
    } cases[] = {
        { "", "", "", "", 2 },
        { "accident", "", "", "", 1 },
        { "airstrike", "", "", "", 0 },
        { "", "SALTMERE", "", "", 1 },
        { "", "port clair", "", "", 1 },
        { "", "", "2024-03-04", "", 1 },
        { "", "", "", "2024-03-03", 1 },
        { "", "", "2024-03", "2024", 2 },
        { "", "", "2024-04", "", 0 },
        { "protest", "Port-Clair", "2024-03-05", "2024-03-05", 1 },
    };
    dli_stored_incidents found;
    dli_incident_filter none = { .type = { "", 0 } };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dli_incident_filter filter = { made_str(cases[i].type),
                                       made_str(cases[i].place),
                                       made_str(cases[i].from),
                                       made_str(cases[i].to),
                                       { "", 0 } };
        assert_ok(s, dli_store_incidents(s->store, &s->arena, &filter, (dli_page_of){ 0, 0 },
                                         &found, &s->err));
        if (found.count != cases[i].count)
            fail_msg("case %zu: %zu", i, found.count);
    }
    assert_ok(s, dli_store_incidents(s->store, &s->arena, &none, (dli_page_of){ 0, 0 }, &found,
                                     &s->err));
    assert_str(found.ptr[0].place, "Port-Clair"); /* the latest */
    assert_int_equal(found.ptr[1].figure_count, 2);
    assert_str(found.ptr[1].figures[0].figure.what, "wounded");
    assert_int_equal(found.ptr[1].figures[0].figure.value, 3);
    assert_true(found.ptr[1].figures[0].figure.has_value);
    assert_false(found.ptr[1].figures[0].figure.has_min);
    none.from = DL_STR("yesterday");
    assert_int_equal(
        dli_store_incidents(s->store, &s->arena, &none, (dli_page_of){ 0, 0 }, &found, &s->err),
        DL_ERR_USAGE);
    assert_string_equal(s->err.what, "'yesterday' is no date");
}

static void days_of_partial_times(void **ptr)
{
    static const struct {
        const char *time, *first, *last;
    } cases[] = {
        { "2024-03-05T17:40+00:00", "2024-03-05", "2024-03-05" },
        { "2024-03-05", "2024-03-05", "2024-03-05" },
        { "2024-02", "2024-02-01", "2024-02-29" },
        { "2023-12", "2023-12-01", "2023-12-31" },
        { "2024", "2024-01-01", "2024-12-31" },
        { "2024-03-01/2024-03-05", "2024-03-01", "2024-03-05" },
        { "2024-01/2024-02", "2024-01-01", "2024-02-29" },
        { "2024-03-05/2024-03-01", NULL, NULL },
        { "--02-11", NULL, NULL },
        { "soon", NULL, NULL },
        { "", NULL, NULL },
        { "/", NULL, NULL },
    };
    char first[11], last[11];

    (void)ptr;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(dli_days_of(made_str(cases[i].time), first, last),
                         cases[i].first != NULL);
        if (cases[i].first == NULL)
            continue;
        assert_string_equal(first, cases[i].first);
        assert_string_equal(last, cases[i].last);
    }
}

static void outlets_come_from_addresses_and_folders(void **ptr)
{
    stored *s = *ptr;
    static const struct {
        const char *url, *canonical, *file, *outlet;
    } cases[] = {
        { "https://www.harbourwire.example/a", "", "x/y.html", "harbourwire.example" },
        { "https://news.site.co.uk/", "", "", "site.co.uk" },
        { "https://WWW.Harbourwire.EXAMPLE:8443/", "", "", "harbourwire.example" },
        { "", "https://lavigie.example/", "x/y.html", "lavigie.example" },
        { "", "/relative", "x/y.html", "x" },
        { "http://192.0.2.7/x", "", "", "192.0.2.7" },
        { "http://[2001:db8::1]/x", "", "", "[2001:db8::1]" },
        { "http://localhost/x", "", "", "localhost" },
        { "javascript:alert(1)", "", "a/b/c.html", "b" },
        { "", "", "c.html", "" },
        { "", "", "./c.html", "" },
        { "", "", "/c.html", "" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_str urls[] = { made_str(cases[i].url), made_str(cases[i].canonical) };
        assert_str(dli_outlet_of(urls, 2, made_str(cases[i].file), &s->arena), cases[i].outlet);
    }
}

static void the_digest_counts(void **ptr)
{
    stored *s = *ptr;
    dli_digest digest;

    assert_ok(s, dli_store_digest(s->store, &s->arena, &digest, &s->err));
    assert_int_equal(digest.captures, 5);
    assert_int_equal(digest.items, 5);
    assert_int_equal(digest.statements, 6);
    assert_int_equal(digest.incidents, 2);
    assert_int_equal(digest.outlets.count, 4);
    assert_str(digest.outlets.ptr[0].name, "harbourwire.example");
    assert_str(digest.outlets.ptr[0].label, "Harbour Wire");
    assert_int_equal(digest.outlets.ptr[0].count, 2);
    assert_str(digest.languages.ptr[0].name, "en");
    assert_str(digest.days.ptr[0].name, "2024-03-07");
    assert_str(digest.speakers.ptr[0].name, "Ana Costa");
    assert_int_equal(digest.speakers.ptr[0].count, 2);
    assert_int_equal(digest.types.count, 2);
}

/* A reader keeps its figures, and gives those of the file as it is all the same. */
static void a_reader_counts_again_when_the_store_has_changed(void **ptr)
{
    stored *s = *ptr;
    dli_digest first, second;
    dli_store *reader;

    put_all(s);
    assert_ok(s, dli_store_open(s->path, DLI_STORE_READ, &reader, &s->err));
    assert_ok(s, dli_store_digest(reader, &s->arena, &first, &s->err));
    assert_int_equal(first.captures, MADE_PAGES);
    /* Not counted again: what is kept is told, even where it is wrong. */
    assert_true(reader->counted.known);
    reader->counted.digest.captures = 99;
    assert_ok(s, dli_store_digest(reader, &s->arena, &second, &s->err));
    assert_int_equal(second.captures, 99);
    assert_str(second.speakers.ptr[0].name, "Ana Costa");
    assert_ptr_not_equal(second.speakers.ptr, reader->counted.digest.speakers.ptr);

    const dli_forget forget = { .kind = DLI_FORGET_PERSON,
                                .name = DL_STR("Ana Costa"),
                                .time = DL_STR("2024-04-01T00:00:00Z") };
    dli_forgotten gone;
    assert_ok(s, dli_store_forget(s->store, &forget, &gone, &s->err));
    assert_true(gone.captures > 0);
    assert_ok(s, dli_store_digest(reader, &s->arena, &second, &s->err));
    assert_int_equal(second.captures, MADE_PAGES - gone.captures);
    for (size_t i = 0; i < second.speakers.count; i++)
        assert_false(dli_eq(second.speakers.ptr[i].name, DL_STR("Ana Costa")));

    /* A batch counts from its end on. */
    assert_ok(s, dli_store_begin(s->store, &s->err));
    made_page page = made_pages[0];
    page.headline = "Another ferry";
    page.statements[0] = (made_statement){ 0 };
    assert_int_equal(put(s, &page), DLI_PUT_ADDED);
    assert_ok(s, dli_store_digest(reader, &s->arena, &second, &s->err));
    assert_int_equal(second.captures, MADE_PAGES - gone.captures);
    assert_ok(s, dli_store_commit(s->store, &s->err));
    assert_ok(s, dli_store_digest(reader, &s->arena, &second, &s->err));
    assert_int_equal(second.captures, MADE_PAGES - gone.captures + 1);
    dli_store_close(reader);
}

/* ---- Damage ------------------------------------------------------------------------- */

/* Ask everything; what comes is right or refused, and never a crash. */
static void ask_all(dli_store *store, dli_arena *arena)
{
    dli_item_filter all = { .outlet = { "", 0 } };
    dli_incident_filter any = { .type = { "", 0 } };
    dli_page_of page = { 0, 0 };
    dli_stored_items items;
    dli_stored_statements statements;
    dli_stored_incidents incidents;
    dli_stored_page shown;
    dli_digest digest;
    dl_str bytes, charset;

    (void)dli_store_check(store, NULL);
    (void)dli_store_digest(store, arena, &digest, NULL);
    (void)dli_store_search(store, arena,
                           &(dli_search){ .query = { "ferry OR port*", 14 }, .page = page },
                           &items, NULL);
    (void)dli_store_who(store, arena, DL_STR("costa"), DL_STR(""), page, &statements, NULL);
    (void)dli_store_incidents(store, arena, &any, page, &incidents, NULL);
    if (dli_store_items(store, arena, &all, page, &items, NULL) != DL_OK)
        return;
    for (size_t i = 0; i < items.count; i++)
        if (dli_store_show(store, arena, items.ptr[i].id, &shown, NULL) == DL_OK)
            (void)dli_store_capture(store, arena, shown.sha256, &bytes, &charset, NULL);
}

static void damaged_files_are_refused_or_read(void **ptr)
{
    stored *s = *ptr;
    char path[96];
    uint64_t seed = 20240305; /* the same damage on every run */

    dli_store_close(s->store);
    s->store = NULL;
    dl_str clean = read_file(s, s->path);
    (void)snprintf(path, sizeof path, "%s/x", s->folder);
    for (size_t round = 0; round < 400; round++) {
        char *bytes = dli_arena_take(&s->arena, clean.len);
        size_t len = clean.len;
        memcpy(bytes, clean.ptr, len);
        for (size_t flips = 0; flips < 1 + round % 16; flips++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            bytes[(seed >> 33) % (round % 3 == 0 ? 4096 : len)] = (char)(seed >> 21);
        }
        if (round % 8 == 7)
            len = (size_t)((seed >> 20) % len);
        write_file(path, bytes, len);
        dli_store *store;
        dli_arena arena;
        dli_arena_init(&arena, (size_t)64 << 20);
        dl_error err = { .status = DL_OK };
        dl_status status = dli_store_open(path, DLI_STORE_READ, &store, &err);
        if (status == DL_OK)
            ask_all(store, &arena);
        else
            assert_true(status == DL_ERR_STORE && err.what[0] != 0 && err.fix[0] != 0);
        dli_store_close(store);
        dli_arena_done(&arena);
        if (round % 16 == 15)
            dli_arena_reset(&s->arena), clean = read_file(s, s->path);
    }
    (void)unlink(path);
    (void)snprintf(path, sizeof path, "%s/x-shm", s->folder);
    (void)unlink(path);
    (void)snprintf(path, sizeof path, "%s/x-wal", s->folder);
    (void)unlink(path);
}

static void memory_that_runs_out_is_said(void **ptr)
{
    stored *s = *ptr;
    dli_item_filter all = { .outlet = { "", 0 } };
    bool done = false;

    for (size_t budget = 0; !done; budget += 700) {
        dli_arena arena;
        dli_stored_items items;
        dli_stored_statements statements;
        dli_digest digest;
        dl_status status[3];
        dli_arena_init(&arena, budget);
        status[0] =
            dli_store_items(s->store, &arena, &all, (dli_page_of){ 0, 0 }, &items, NULL);
        status[1] = dli_store_who(s->store, &arena, DL_STR("costa"), DL_STR(""),
                                  (dli_page_of){ 0, 0 }, &statements, NULL);
        status[2] = dli_store_digest(s->store, &arena, &digest, NULL);
        done = true;
        for (size_t i = 0; i < 3; i++) {
            assert_true(status[i] == DL_OK || status[i] == DL_ERR_NOMEM);
            done = done && status[i] == DL_OK;
        }
        dli_arena_done(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_new_store_is_ours, stored_setup, stored_teardown),
        cmocka_unit_test_setup_teardown(what_is_no_store_is_refused, stored_setup,
                                        stored_teardown),
        cmocka_unit_test_setup_teardown(a_store_that_lies_still_can_be_read, setup_full,
                                        stored_teardown),
        cmocka_unit_test_setup_teardown(a_store_is_made_once, stored_setup, stored_teardown),
        cmocka_unit_test_setup_teardown(a_schema_with_more_in_it_is_refused, setup_full,
                                        stored_teardown),
        cmocka_unit_test_setup_teardown(a_page_comes_back_as_it_went_in, setup_full,
                                        stored_teardown),
        cmocka_unit_test_setup_teardown(the_same_page_twice_is_one, setup_full,
                                        stored_teardown),
        cmocka_unit_test_setup_teardown(what_is_rolled_back_was_never_there, stored_setup,
                                        stored_teardown),
        cmocka_unit_test_setup_teardown(a_bad_record_leaves_its_batch_alone, stored_setup,
                                        stored_teardown),
        cmocka_unit_test_setup_teardown(a_page_read_by_a_newer_format_replaces_its_facts,
                                        setup_full, stored_teardown),
        cmocka_unit_test_setup_teardown(odd_records_are_taken, stored_setup, stored_teardown),
        cmocka_unit_test_setup_teardown(two_writers_wait_for_each_other, stored_setup,
                                        stored_teardown),
        cmocka_unit_test_setup_teardown(a_full_disk_is_said_and_loses_nothing, setup_full,
                                        stored_teardown),
        cmocka_unit_test_setup_teardown(search_finds_words, setup_full, stored_teardown),
        cmocka_unit_test_setup_teardown(wrong_queries_are_explained, setup_full,
                                        stored_teardown),
        cmocka_unit_test_setup_teardown(snippets_light_the_words_found, setup_full,
                                        stored_teardown),
        cmocka_unit_test_setup_teardown(items_are_listed_newest_first, setup_full,
                                        stored_teardown),
        cmocka_unit_test_setup_teardown(items_are_chosen, setup_full, stored_teardown),
        cmocka_unit_test_setup_teardown(an_id_may_be_cut, setup_full, stored_teardown),
        cmocka_unit_test_setup_teardown(an_id_that_means_several_is_refused, setup_full,
                                        stored_teardown),
        cmocka_unit_test_setup_teardown(who_finds_speakers_and_those_between, setup_full,
                                        stored_teardown),
        cmocka_unit_test_setup_teardown(incidents_are_chosen, setup_full, stored_teardown),
        cmocka_unit_test(days_of_partial_times),
        cmocka_unit_test_setup_teardown(outlets_come_from_addresses_and_folders, stored_setup,
                                        stored_teardown),
        cmocka_unit_test_setup_teardown(the_digest_counts, setup_full, stored_teardown),
        cmocka_unit_test_setup_teardown(a_reader_counts_again_when_the_store_has_changed,
                                        stored_setup, stored_teardown),
        cmocka_unit_test_setup_teardown(damaged_files_are_refused_or_read, setup_full,
                                        stored_teardown),
        cmocka_unit_test_setup_teardown(memory_that_runs_out_is_said, setup_full,
                                        stored_teardown),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
