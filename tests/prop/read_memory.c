/* read_memory.c -- forty inputs, read while the n-th request for memory is refused.
 *
 * Pages and texts of many languages and encodings, feeds, sitemaps, web archives packed in every
 * way. For every n, once and from there on: the input gives the records it gives with all
 * memory, or an error in words; and the same desk reads it rightly the next time.
 */
#include "archive/archive.h"
#include "base/str.h"
#include "bytes/bytes.h"
#include "desk/desk.h"
#include "made_archive.h"
#include "refused.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum {
    MEMORY = 64 << 20,
    MOST = 64
};

typedef struct input {
    const char *name;
    dl_str bytes;
} input;

static struct {
    dl_engine *engine;
    dli_desk *desk;
    dli_arena arena;
    input list[MOST];
    size_t count;
} all;

/* ---- The inputs -------------------------------------------------------------------- */

static const char *const cases[] = {
    "byline-de/page.html",
    "byline-es/page.html",
    "byline-fr/page.html",
    "byline-ru/page.html",
    "byline-uk/page.html",
    "said-en/page.html",
    "said-nested/page.html",
    "said-via-agency/page.html",
    "incident-range/page.html",
    "incident-shelling/page.html",
    "live-blog/page.html",
    "two-articles/page.html",
    "front-page/page.html",
    "broken-utf8/page.html",
    "encoding-1251-meta/page.html",
    "encoding-utf16-bom/page.html",
    "encoding-undeclared/page.html",
    "date-json-ld/page.html",
    "deep-nesting/page.html",
    "unclosed-markup/page.html",
    "text-bulletin/page.txt",
    "text-two-items/page.txt",
    "text-furniture/page.txt",
    "gzip/page.html.gz",
    "said-ru/page.html",
    "said-de/page.html",
    "interview/page.html",
    "footnotes/page.html",
    "list-and-table/page.html",
    "correction/page.html",
};

static void add(const char *name, dl_str bytes)
{
    assert_true(all.count < MOST && bytes.len > 0);
    all.list[all.count++] = (input){ name, bytes };
}

static void add_cases(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char path[120];
        dl_str bytes;
        (void)snprintf(path, sizeof path, "tests/cases/%s", cases[i]);
        if (dli_file_read(&all.arena, path, MEMORY, &bytes, NULL) != DL_OK)
            fail_msg("%s is not there: run this from the root of the project", path);
        add(cases[i], bytes);
    }
}

/* A crawl as crawlers leave it: the page in chunks, packed, once more as a revisit, a feed, a
 * sitemap, a redirect. */
static dl_str crawl(void)
{
    dli_buf packed, page;

    dli_buf_init(&packed, &all.arena);
    dli_buf_init(&page, &all.arena);
    made_gzip(&packed, all.list[0].bytes);
    dli_buf_print(&page,
                  "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n"
                  "Transfer-Encoding: chunked\r\n\r\n%zx\r\n",
                  packed.len);
    dli_buf_add(&page, dli_buf_str(&packed));
    dli_buf_add(&page, DL_STR("\r\n0\r\n\r\n"));
    const made_record records[] = {
        { MADE_RESPONSE("a") "WARC-Record-ID: <urn:uuid:a>\r\n", dli_buf_str(&page) },
        { "WARC-Type: revisit\r\nWARC-Target-URI: https://harbourwire.example/b\r\n"
          "WARC-Refers-To: <urn:uuid:a>\r\nWARC-Date: 2024-03-06T17:40:00Z\r\n"
          "WARC-Refers-To-Target-URI: https://harbourwire.example/a\r\n",
          { "HTTP/1.1 200 OK\r\n\r\n", 19 } },
        { MADE_RESPONSE("feed"),
          DL_STR("HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n<rss/>") },
        { MADE_RESPONSE("map"),
          DL_STR("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<urlset></urlset>") },
        { MADE_RESPONSE("c"), DL_STR("HTTP/1.1 301 Moved\r\nLocation: /a\r\n\r\n") },
    };
    return made_archive(&all.arena, MADE_GZIP, records, sizeof records / sizeof *records, NULL);
}

static void add_archives(void)
{
    size_t borders[4];

    for (int form = 0; form < MADE_FORMS; form++)
        add(made_form_name((made_form)form),
            made_archive(&all.arena, (made_form)form, made_three, 3, NULL));
    add("ARC", made_arc(&all.arena, false, borders));
    add("ARC, gzip", made_arc(&all.arena, true, borders));
    add("a crawl", crawl());
}

static void add_others(void)
{
    add("a feed", DL_STR("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Harbour "
                         "Wire</title><item><title>Ferry sails</title><link>https://"
                         "harbourwire.example/1</link></item></channel></rss>"));
    add("a sitemap", DL_STR("<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/"
                            "schemas/sitemap/0.9\"><url><loc>https://harbourwire.example/1"
                            "</loc></url></urlset>"));
    add("Japanese", DL_STR("<p>嵐が去り、フェリーは正午に出航した。港湾局が発表した。"));
    add("Arabic", DL_STR("<p>أبحرت العبارة ظهر الثلاثاء، وقال مكتب الميناء إن أحداً لم يصب."));
}

/* ---- Reading --------------------------------------------------------------------------- */

static uint64_t mix(uint64_t sum, dl_str bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        sum = sum * 31 + (unsigned char)bytes.ptr[i];
    return sum * 31 + bytes.len;
}

static bool read_page(dl_str bytes, const dl_doc_options *options, uint64_t *sum, dl_error *err)
{
    dli_reading reading;
    dl_status status = dli_desk_read(all.desk, bytes, options, &reading, err);

    if (status == DL_OK)
        *sum = mix(*sum, reading.record);
    return status == DL_OK;
}

static bool read_captures(dli_archive *archive, dli_captures *captures, uint64_t *sum,
                          dl_error *err)
{
    dli_capture found;
    dli_arena arena;
    bool more = true, good = true;

    (void)archive;
    dli_arena_init(&arena, MEMORY);
    while (good && more) {
        good = dli_captures_next(captures, &arena, &found, &more, err) == DL_OK;
        const dl_doc_options options = { .url = found.url,
                                         .captured = found.captured,
                                         .charset = found.charset,
                                         .warc = &found.warc };
        if (good && more)
            good = read_page(found.bytes, &options, sum, err);
    }
    const dli_captures_counts *c = dli_captures_passed(captures);
    *sum = *sum * 31 + c->feeds * 1000 + c->statuses * 100 + c->types * 10 + c->orphans;
    dli_arena_done(&arena);
    return good;
}

/* An archive or a page, as ingest takes it; false if it ended with an error. */
static bool read_here(dl_str bytes, uint64_t *sum, dl_error *err)
{
    const dl_doc_options options = { .url = DL_STR("https://harbourwire.example/x") };
    dli_archive *archive;
    bool good;

    *sum = 0;
    if (dli_archive_of(bytes, DLI_ARCHIVE_AUTO, "it", &archive, err) != DL_OK)
        return false;
    if (archive == NULL)
        return read_page(bytes, &options, sum, err);
    dli_captures *captures = dli_captures_open(archive);
    if (captures == NULL)
        (void)snprintf(err->what, sizeof err->what, "memory");
    good = captures != NULL && read_captures(archive, captures, sum, err);
    dli_captures_close(captures);
    dli_archive_close(archive);
    return good;
}

/* At the desk that is there, or at one that is opened for it. */
static bool read_input(dl_str bytes, bool fresh, uint64_t *sum, dl_error *err)
{
    dli_desk *kept = all.desk;

    *sum = 0;
    if (fresh && dli_desk_open(all.engine, &all.desk, err) != DL_OK) {
        all.desk = kept;
        return false;
    }
    bool good = read_here(bytes, sum, err);
    if (fresh)
        dli_desk_close(all.desk);
    all.desk = kept;
    return good;
}

static uint64_t refuse_each(const input *in, bool fresh)
{
    dl_error err = { .status = DL_OK };
    uint64_t right, sum, refusals = 0;

    if (!read_input(in->bytes, fresh, &right, &err))
        fail_msg("%s, with all memory: %s", in->name, err.what);
    for (int on = 0; on < 2; on++) {
        bool hit = true;
        for (long at = 1; hit; at++) {
            err = (dl_error){ .status = DL_OK };
            refuse(at, on == 1);
            bool good = read_input(in->bytes, fresh, &sum, &err);
            memory.armed = false;
            hit = memory.hit;
            refusals += hit;
            if (good && sum != right)
                fail_msg("%s, request %ld%s: another record", in->name, at,
                         on ? " and all behind it" : "");
            if (!good && err.what[0] == 0)
                fail_msg("%s, request %ld: an error without words", in->name, at);
            if (!good && !hit)
                fail_msg("%s: %s, and nothing was refused", in->name, err.what);
        }
    }
    if (!read_input(in->bytes, fresh, &sum, &err) || sum != right)
        fail_msg("%s: another record behind a refusal", in->name);
    return refusals;
}

static void inputs_are_read_or_refused(void **unused)
{
    uint64_t refusals = 0;

    (void)unused;
    assert_true(all.count >= 40);
    for (size_t i = 0; i < all.count; i++)
        refusals += refuse_each(&all.list[i], false) + refuse_each(&all.list[i], true);
    print_message("# %zu inputs, %llu requests refused\n", all.count,
                  (unsigned long long)refusals);
    assert_true(refusals > all.count * 10);
}

/* A desk, too, is there or is not. */
static void desks_are_opened_or_refused(void **unused)
{
    bool hit = true;

    (void)unused;
    for (long at = 1; hit; at++) {
        dl_error err = { .status = DL_OK };
        dli_desk *desk;
        refuse(at, false);
        dl_status status = dli_desk_open(all.engine, &desk, &err);
        memory.armed = false;
        hit = memory.hit;
        assert_true(status == DL_OK ? desk != NULL : desk == NULL && err.what[0] != 0);
        dli_desk_close(desk);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(inputs_are_read_or_refused),
        cmocka_unit_test(desks_are_opened_or_refused),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
#ifdef SANITIZED
    printf("1..0 # SKIP the sanitizer has the memory\n");
    return 0;
#endif
    dli_arena_init(&all.arena, MEMORY);
    if (dl_engine_open(NULL, &all.engine, NULL) != DL_OK ||
        dli_desk_open(all.engine, &all.desk, NULL) != DL_OK)
        return 2;
    add_cases();
    add_archives();
    add_others();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    dli_desk_close(all.desk);
    dl_engine_close(all.engine);
    dli_arena_done(&all.arena);
    return failed;
}
