/* test_ingest.c -- files, folders and manifests into a store. */
#include "base/limits.h"
#include "ingest/ingest.h"
#include "ingest/inputs.h"
#include "made_pages.h"
#include "store/store.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct state {
    dli_arena arena;
    char folder[64];
    char store[96];
    dl_engine *engine;
    dl_error said[16]; /* of inputs that failed */
    size_t said_count;
    dli_ingest_counts counts;
} state;

static int setup(void **ptr)
{
    static state s; /* one test at a time */

    s = (state){ .said_count = 0 };
    dli_arena_init(&s.arena, (size_t)64 << 20);
    (void)snprintf(s.folder, sizeof s.folder, "/tmp/dateline-ingest-XXXXXX");
    if (mkdtemp(s.folder) == NULL || dl_engine_open(NULL, &s.engine, NULL) != DL_OK)
        return -1;
    (void)snprintf(s.store, sizeof s.store, "%s/.news.dateline", s.folder);
    *ptr = &s;
    return 0;
}

static int unlink_one(const char *path, const struct stat *info, int kind, struct FTW *place)
{
    (void)info;
    (void)kind;
    (void)place;
    return remove(path);
}

static int teardown(void **ptr)
{
    state *s = *ptr;

    dl_engine_close(s->engine);
    dli_arena_done(&s->arena);
    return nftw(s->folder, unlink_one, 8, FTW_DEPTH | FTW_PHYS);
}

static const char *path_of(state *s, const char *name)
{
    dli_buf out;

    dli_buf_init(&out, &s->arena);
    dli_buf_print(&out, "%s/%s", s->folder, name);
    dli_buf_byte(&out, 0);
    return out.ptr;
}

static void put_file(state *s, const char *name, dl_str bytes)
{
    char path[200];
    FILE *out;

    (void)snprintf(path, sizeof path, "%s/%s", s->folder, name);
    for (char *slash = path + strlen(s->folder) + 1; (slash = strchr(slash, '/')) != NULL;
         slash++) {
        *slash = 0;
        (void)mkdir(path, 0700);
        *slash = '/';
    }
    out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, out), bytes.len);
    assert_int_equal(fclose(out), 0);
}

static void put_page(state *s, const char *name, size_t page)
{
    put_file(s, name, made_source(&s->arena, &made_pages[page]));
}

static void failed(void *self, const dl_error *error)
{
    state *s = self;

    if (s->said_count < 16)
        s->said[s->said_count++] = *error;
}

/* Ingest up to three inputs, named below the test's folder. */
static dl_status ingest(state *s, const char *a, const char *b, unsigned jobs, dl_error *err)
{
    const char *paths[2] = { path_of(s, a), b == NULL ? NULL : path_of(s, b) };
    dli_ingest_options options = { .store = s->store,
                                   .paths = paths,
                                   .path_count = b == NULL ? 1 : 2,
                                   .jobs = jobs,
                                   .self = s,
                                   .failed = failed };

    s->said_count = 0;
    return dli_ingest(s->engine, &options, &s->counts, err);
}

static dli_digest digest(state *s)
{
    dli_store *store;
    dli_digest out;

    assert_int_equal(dli_store_open(s->store, DLI_STORE_READ, &store, NULL), DL_OK);
    assert_int_equal(dli_store_check(store, NULL), DL_OK);
    assert_int_equal(dli_store_digest(store, &s->arena, &out, NULL), DL_OK);
    dli_store_close(store);
    return out;
}

static void a_folder_is_read_once(void **ptr)
{
    state *s = *ptr;

    put_page(s, "in/a.html", 0);
    put_page(s, "in/deep/er/b.html", 1);
    put_page(s, "in/c", 2);
    for (unsigned jobs = 1; jobs <= 3; jobs++) {
        assert_int_equal(ingest(s, "in", NULL, jobs, NULL), DL_OK);
        assert_int_equal(s->counts.found, 3);
        assert_int_equal(s->counts.added, jobs == 1 ? 3 : 0);
        assert_int_equal(s->counts.same, jobs == 1 ? 0 : 3);
        assert_int_equal(s->counts.failed, 0);
    }
    assert_int_equal(digest(s).captures, 3);
    put_page(s, "in/d.html", 3);
    put_page(s, "in/copy.html", 3); /* the same bytes under another name */
    assert_int_equal(ingest(s, "in", NULL, 2, NULL), DL_OK);
    assert_int_equal(s->counts.added, 1);
    assert_int_equal(s->counts.same, 4);
}

static void what_is_no_page_is_passed_over(void **ptr)
{
    state *s = *ptr;

    put_page(s, "in/a.html", 0);
    put_file(s, "in/.hidden/x.html", DL_STR("<p>x"));
    put_file(s, "in/.x.html", DL_STR("<p>x"));
    put_file(s, "in/a_files/style.css", DL_STR("p { }"));
    put_file(s, "in/a_files/run.JS", DL_STR("x()"));
    put_file(s, "in/a_files/empty.html", DL_STR(""));
    put_file(s, "in/a_files/picture", DL_STR("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"));
    assert_int_equal(symlink("a.html", path_of(s, "in/link.html")), 0);
    assert_int_equal(symlink("..", path_of(s, "in/up")), 0);
    assert_int_equal(ingest(s, "in", NULL, 1, NULL), DL_OK);
    assert_int_equal(s->counts.added, 1);
    assert_int_equal(s->counts.failed, 0);
    assert_int_equal(s->counts.empty, 1);
    assert_int_equal(s->counts.binary, 1);
    assert_int_equal(s->counts.other, 6);
}

/* An archive of two made-up pages, a feed, a revisit and a hole. */
static void archives_are_read_page_by_page(void **ptr)
{
    state *s = *ptr;
    dli_buf archive;

    dli_buf_init(&archive, &s->arena);
    for (size_t i = 0; i < 5; i++) {
        dl_str page = i == 2   ? DL_STR("<rss version=\"2.0\"/>")
                      : i == 4 ? DL_STR("")
                               : made_source(&s->arena, &made_pages[i == 3 ? 1 : i]);
        if (i == 3)
            dli_buf_add(&archive, DL_STR("what does not belong here\r\n"));
        dli_buf_print(
            &archive,
            "WARC/1.1\r\nWARC-Type: %s\r\nWARC-Record-ID: <urn:uuid:%zu>\r\n"
            "WARC-Target-URI: https://a.example/%zu\r\nWARC-Refers-To: <urn:uuid:0>\r\n"
            "WARC-Date: 2024-03-06T09:00:00Z\r\nContent-Type: text/html\r\n"
            "Content-Length: %zu\r\n\r\n",
            i == 4 ? "revisit" : "resource", i, i, page.len);
        dli_buf_add(&archive, page);
        dli_buf_add(&archive, DL_STR("\r\n\r\n"));
    }
    put_file(s, "in/crawl.warc", dli_buf_str(&archive));
    put_page(s, "in/d.html", 3);
    for (unsigned jobs = 1; jobs <= 3; jobs++) {
        assert_int_equal(ingest(s, "in", NULL, jobs, NULL), DL_OK);
        assert_int_equal(s->counts.found, 6);
        assert_int_equal(s->counts.added, jobs == 1 ? 3 : 0);
        assert_int_equal(s->counts.same,
                         jobs == 1 ? 2 : 5); /* other addresses of known bytes */
        assert_int_equal(s->counts.failed, 1);
        assert_int_equal(s->counts.feeds, 1);
        assert_int_equal(s->counts.orphans, 0);
        assert_non_null(strstr(s->said[0].where, "in/crawl.warc, byte "));
    }
    assert_int_equal(digest(s).captures, 3);
}

/* ---- Archives that were broken off ---------------------------------------------- */

enum {
    LONG = 450,
    BROKEN_OFF = 300
};

/* Of LONG small pages and a revisit of the first of them. */
static void put_long_archive(state *s, const char *name)
{
    dli_buf archive;

    dli_buf_init(&archive, &s->arena);
    for (int i = 0; i <= LONG; i++) {
        char page[120] = "";
        if (i < LONG)
            (void)snprintf(page, sizeof page, "<h1>Report %d</h1><p>Pier %d was closed.", i, i);
        dli_buf_print(
            &archive,
            "WARC/1.1\r\nWARC-Type: %s\r\nWARC-Record-ID: <urn:uuid:%d>\r\n"
            "WARC-Target-URI: https://a.example/%d\r\nWARC-Refers-To: <urn:uuid:0>\r\n"
            "WARC-Date: 2024-03-06T09:00:00Z\r\nContent-Type: text/html\r\n"
            "Content-Length: %zu\r\n\r\n%s\r\n\r\n",
            i == LONG ? "revisit" : "resource", i, i, strlen(page), page);
    }
    put_file(s, name, dli_buf_str(&archive));
}

/* It is done here, at most so many captures. */
typedef struct run {
    state *s;
    uint64_t most;
} run;

static bool enough(void *self)
{
    run *r = self;

    return r->most > 0 && r->s->counts.found >= r->most;
}

static void read_archive(state *s, const char *name, const char *collection, bool resume,
                         unsigned jobs, uint64_t most)
{
    const char *paths[1] = { path_of(s, name) };
    run r = { .s = s, .most = most };
    dl_error err = { .status = DL_OK };
    const dli_ingest_options options = { .store = s->store,
                                         .paths = paths,
                                         .path_count = 1,
                                         .jobs = jobs,
                                         .collection = collection,
                                         .resume = resume,
                                         .self = &r,
                                         .stopped = enough };

    if (dli_ingest(s->engine, &options, &s->counts, &err) != DL_OK)
        fail_msg("%s: %s", err.where, err.what);
}

static void what_was_broken_off_is_read_on(void **ptr)
{
    state *s = *ptr;

    put_long_archive(s, "in/long.warc");
    for (unsigned jobs = 1; jobs <= 2; jobs++) {
        const char *collection = jobs == 1 ? NULL : "pier";
        read_archive(s, "in/long.warc", collection, true, jobs, BROKEN_OFF);
        assert_int_equal(s->counts.found, BROKEN_OFF);
        assert_int_equal(s->counts.resumed, 0);
        assert_true(s->counts.size > 0 && s->counts.at > 0 && s->counts.at < s->counts.size);
        read_archive(s, "in/long.warc", collection, true, jobs, 0);
        if (jobs ==
            1) { /* what was known already is not acknowledged anew, and is read again */
            assert_int_equal(s->counts.found, LONG - BROKEN_OFF + 2); /* and the revisit */
            assert_int_equal(s->counts.added, LONG - BROKEN_OFF);
            assert_int_equal(s->counts.same, 2);
            assert_int_equal(s->counts.resumed, 1);
        } else {
            assert_int_equal(s->counts.collected, LONG - BROKEN_OFF);
        }
        assert_int_equal(s->counts.orphans, 0);
        assert_int_equal(s->counts.before, 0);
        assert_int_equal(s->counts.at, s->counts.size);
        read_archive(s, "in/long.warc", collection, true, jobs, 0);
        assert_int_equal(s->counts.found, 0);
        assert_int_equal(s->counts.before, 1);
        read_archive(s, "in/long.warc", collection, false, jobs, 0);
        assert_int_equal(s->counts.found, LONG + 1);
        assert_int_equal(s->counts.same, LONG + 1);
    }
    assert_int_equal(digest(s).captures, LONG);
    put_long_archive(s, "in/more.warc"); /* known by its bytes, not by its name */
    read_archive(s, "in/more.warc", "pier", true, 1, 0);
    assert_int_equal(s->counts.before, 1);
}

static void a_collection_takes_what_is_there(void **ptr)
{
    state *s = *ptr;

    put_page(s, "in/a.html", 0);
    put_page(s, "in/b.html", 1);
    read_archive(s, "in", NULL, false, 1, 0);
    assert_int_equal(s->counts.added, 2);
    put_page(s, "in/c.html", 2);
    for (int again = 0; again < 2; again++) {
        read_archive(s, "in", "storms", false, 2, 0);
        assert_int_equal(s->counts.added, again ? 0 : 1);
        assert_int_equal(s->counts.same, again ? 3 : 2);
        assert_int_equal(s->counts.collected, again ? 0 : 2);
        assert_int_equal(s->counts.size, 0); /* of a folder */
        dli_digest d = digest(s);
        assert_int_equal(d.collections.count, 1);
        assert_int_equal(d.collections.ptr[0].count, 3);
    }
}

static void what_is_too_large_is_refused(void **ptr)
{
    state *s = *ptr;
    dl_error err = { .status = DL_OK };
    FILE *out = fopen(path_of(s, "big.html"), "wb");

    assert_non_null(out);
    assert_int_equal(ftruncate(fileno(out), (off_t)DL_MAX_SOURCE_BYTES + 1), 0);
    assert_int_equal(fclose(out), 0);
    put_page(s, "a.html", 0);
    assert_int_equal(ingest(s, "big.html", "a.html", 1, &err), DL_OK);
    assert_int_equal(s->counts.failed, 1);
    assert_int_equal(s->counts.refused, 1);
    assert_int_equal(s->counts.added, 1);
    assert_int_equal(s->counts.trimmed, 0);
    dli_buf deep;
    dli_buf_init(&deep, &s->arena);
    for (int i = 0; i < 600; i++)
        dli_buf_add(&deep, DL_STR("<div>"));
    dli_buf_add(&deep, DL_STR("The pier was closed on Tuesday evening, the port said."));
    put_file(s, "deep.html", dli_buf_str(&deep));
    assert_int_equal(ingest(s, "deep.html", NULL, 1, &err), DL_OK);
    assert_int_equal(s->counts.added, 1);
    assert_int_equal(s->counts.trimmed, 1);
}

static void what_was_named_is_never_passed_over(void **ptr)
{
    state *s = *ptr;
    static const struct {
        const char *name, *what;
    } cases[] = {
        { "none.html", "no such file" },
        { "empty.html", "empty" },
        { "picture.html", "no page but a picture" },
        { "folder", "there is no page in the folder" },
        { "cut.html.gz", "" },
    };

    put_file(s, "empty.html", DL_STR(""));
    put_file(s, "picture.html", DL_STR("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"));
    put_file(s, "folder/style.css", DL_STR("p { }"));
    put_file(s, "cut.html.gz", DL_STR("\x1f\x8b\x08\0\0\0\0\0\0\x03"));
    put_page(s, "good.html", 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(ingest(s, cases[i].name, "good.html", 1, NULL), DL_OK);
        assert_int_equal(s->counts.failed, 1);
        assert_int_equal(s->counts.added + s->counts.same, 1);
        assert_int_equal(s->said_count, 1);
        if (strstr(s->said[0].what, cases[i].what) == NULL ||
            strstr(s->said[0].where, cases[i].name) == NULL || s->said[0].fix[0] == 0)
            fail_msg("%s: %s: %s; %s", cases[i].name, s->said[0].where, s->said[0].what,
                     s->said[0].fix);
    }
}

static void a_manifest_gives_addresses_and_goes_on_after_a_bad_line(void **ptr)
{
    state *s = *ptr;
    static const char lines[] =
        "{\"file\":\"a.html\",\"url\":\"https://www.harbourwire.example/a\","
        "\"captured\":\"2024-03-06T09:00Z\"}\n"
        "\n"
        "nonsense\n"
        "{\"file\":\"gone.html\"}\n"
        "{\"text\":\"<p>Pier repairs will take until summer, the port said.\",\"url\":"
        "\"https://saltmere.example/b\"}\n"
        "{\"file\":\"c.html\",\"text\":\"what somebody made of it\"}";

    put_page(s, "in/a.html", 0);
    put_page(s, "in/c.html", 1);
    put_page(s, "in/not-listed.html", 2);
    put_file(s, "in/manifest.jsonl", dli_str(lines));
    for (int by_folder = 0; by_folder <= 1; by_folder++) {
        assert_int_equal(ingest(s, by_folder ? "in" : "in/manifest.jsonl", NULL, 2, NULL),
                         DL_OK);
        assert_int_equal(s->counts.found, 5);
        assert_int_equal(s->counts.added, by_folder ? 0 : 3);
        assert_int_equal(s->counts.same, by_folder ? 3 : 0);
        assert_int_equal(s->counts.failed, 2);
        assert_non_null(strstr(s->said[0].where, "line 3"));
        assert_non_null(strstr(s->said[1].where, "gone.html"));
    }
    dli_digest d = digest(s);
    assert_int_equal(d.captures, 3);
    uint64_t bytes = made_source(&s->arena, &made_pages[0]).len +
                     made_source(&s->arena, &made_pages[1]).len +
                     strlen("<p>Pier repairs will take until summer, the port said.");
    assert_int_equal(d.capture_bytes, bytes); /* the file, not the text beside it */
    assert_true(dli_eq(d.outlets.ptr[0].name, DL_STR("harbourwire.example")) ||
                dli_eq(d.outlets.ptr[1].name, DL_STR("harbourwire.example")) ||
                dli_eq(d.outlets.ptr[2].name, DL_STR("harbourwire.example")));
}

static void a_store_that_cannot_be_had_ends_it(void **ptr)
{
    state *s = *ptr;
    dl_error err = { .status = DL_OK };

    put_page(s, "a.html", 0);
    put_file(s, ".news.dateline", DL_STR("something else"));
    assert_int_equal(ingest(s, "a.html", NULL, 1, &err), DL_ERR_STORE);
    assert_string_equal(err.what, "the file is not a store");
    assert_int_equal(s->counts.found, 0);
}

/* Inputs come in the order of their names on every machine. */
static void folders_are_walked_in_order(void **ptr)
{
    state *s = *ptr;
    static const char *const names[] = { "in/a.html", "in/b/a.html", "in/b/z.html", "in/c.html",
                                         "in/ä.html" };
    const char *path = path_of(s, "in");
    dli_arena arena;
    dli_job job;

    for (size_t i = 5; i-- > 0;)
        put_page(s, names[i], 0);
    dli_inputs *inputs = dli_inputs_open(&path, 1, DL_INPUT_AUTO, DLI_ARCHIVES_AUTO, NULL);
    assert_non_null(inputs);
    dli_arena_init(&arena, (size_t)1 << 20);
    for (size_t i = 0; i < 5; i++) {
        dli_arena_reset(&arena);
        assert_true(dli_inputs_next(inputs, &arena, &job));
        assert_false(job.given);
        assert_true(dli_ends(job.options.file, dli_str(names[i])));
    }
    assert_false(dli_inputs_next(inputs, &arena, &job));
    dli_inputs_close(inputs);
    dli_arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_folder_is_read_once, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_no_page_is_passed_over, setup, teardown),
        cmocka_unit_test_setup_teardown(archives_are_read_page_by_page, setup, teardown),
        cmocka_unit_test_setup_teardown(what_was_broken_off_is_read_on, setup, teardown),
        cmocka_unit_test_setup_teardown(a_collection_takes_what_is_there, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_too_large_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(what_was_named_is_never_passed_over, setup, teardown),
        cmocka_unit_test_setup_teardown(a_manifest_gives_addresses_and_goes_on_after_a_bad_line,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(a_store_that_cannot_be_had_ends_it, setup, teardown),
        cmocka_unit_test_setup_teardown(folders_are_walked_in_order, setup, teardown),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
