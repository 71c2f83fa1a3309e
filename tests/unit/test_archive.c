/* test_archive.c -- web archives: every form, every cut, every lie; and those written here. */
#include "table.h"

#include "base/error.h"
#include "base/limits.h"
#include "made_archive.h"

#include <sys/stat.h>
#include <unistd.h>

static const size_t PLENTY = (size_t)256 << 20;

/* What reading an archive gave: "type url length; " for each record, "! what; " for damage. */
typedef struct told {
    dli_buf text;
    size_t records, damaged;
    unsigned odd;
    bool over; /* it came to an end */
} told;

static told tell_named(dli_arena *arena, dl_str bytes, const char *name)
{
    dli_archive *archive;
    dl_error err = { 0 };
    told t = { .records = 0 };
    /* Every call gets further: none takes less than a byte, packed ones make some thousands. */
    size_t calls = 4096 + 64 * bytes.len;

    dli_buf_init(&t.text, arena);
    if (dli_archive_of(bytes, DLI_ARCHIVE_ALWAYS, name, &archive, &err) != DL_OK) {
        t.damaged++;
        t.over = true;
        dli_buf_print(&t.text, "! %s; ", err.what);
        return t;
    }
    while (calls-- > 0) {
        dli_record record;
        dl_str piece = { "", 0 };
        bool more;
        dl_status status = dli_archive_next(archive, &record, &more, &err);
        if (status == DL_OK && !more) {
            t.over = true;
            break;
        }
        do {
            if (status == DL_OK)
                status = dli_archive_read(archive, &record, 7, &piece, &err);
        } while (status == DL_OK && piece.len > 0 && calls-- > 0);
        if (status == DL_OK) {
            t.records++;
            t.odd |= record.odd;
            dli_buf_print(&t.text, "%s %.*s %llu; ", dli_record_type_name(record.type),
                          DLI_ARG(record.uri), (unsigned long long)record.length);
        } else {
            t.damaged++;
            assert_true(err.what[0] != 0 && err.fix[0] != 0 && err.where[0] != 0);
            assert_true(err.offset <= bytes.len);
            dli_buf_print(&t.text, "! %s; ", err.what);
            if (!dli_archive_goes_on(status))
                break;
        }
    }
    dli_archive_close(archive);
    return t;
}

static told tell(dli_arena *arena, dl_str bytes)
{
    return tell_named(arena, bytes, "made.warc");
}

#define THREE                                                                                  \
    "warcinfo  16; response https://harbourwire.example/ferry 86; "                            \
    "response https://harbourwire.example/pier 84; "
#define ARC_THREE                                                                              \
    "warcinfo filedesc://harbour.arc 77; response https://harbourwire.example/ferry 53; "      \
    "response https://harbourwire.example/a%20pier 52; "

static void every_form_gives_the_same_records(void **state)
{
    (void)state;
    for (made_form form = 0; form < MADE_FORMS; form++) {
        dli_arena arena;
        dli_arena_init(&arena, PLENTY);
        told t = tell(&arena, made_archive(&arena, form, made_three, 3, NULL));
        assert_int_equal(t.text.len, strlen(THREE));
        HOLDS(dli_eq(dli_buf_str(&t.text), DL_STR(THREE)), made_form_name(form));
        HOLDS(t.over && t.damaged == 0, made_form_name(form));
        bool shared =
            form == MADE_GZIP_WHOLE || form == MADE_GZIP_SPLIT || form == MADE_ZSTD_WHOLE;
        HOLDS(t.odd == ((form == MADE_LF ? (unsigned)DLI_ODD_LINES : 0u) |
                        (shared ? (unsigned)DLI_ODD_SHARED : 0u)),
              made_form_name(form));
        dli_arena_done(&arena);
    }
}

static void arc_gives_records_too(void **state)
{
    size_t borders[4];

    (void)state;
    for (int gzip = 0; gzip < 2; gzip++) {
        dli_arena arena;
        dli_arena_init(&arena, PLENTY);
        told t = tell(&arena, made_arc(&arena, gzip != 0, borders));
        dli_buf_byte(&t.text, 0);
        assert_string_equal(t.text.ptr, ARC_THREE);
        assert_int_equal(t.odd, DLI_ODD_URI);
        dli_arena_done(&arena);
    }
}

/* An archive cut at every byte: reading ends, and says so unless the cut is a border. */
static void check_cuts(dl_str whole, const size_t *borders, size_t count, const char *name)
{
    for (size_t cut = 0; cut < whole.len; cut++) {
        dli_arena arena;
        bool border = cut == 0;
        for (size_t i = 0; i <= count; i++)
            border = border || borders[i] == cut;
        dli_arena_init(&arena, PLENTY);
        /* Bytes of its own, so that a look beyond the cut is seen by sanitizers. */
        char *own = malloc(cut + 1);
        memcpy(own, whole.ptr, cut);
        told t = tell(&arena, (dl_str){ own, cut });
        if (!t.over || (t.damaged == 0) != border)
            fail_msg("%s, cut at %zu of %zu: %.*s", name, cut, whole.len, (int)t.text.len,
                     t.text.ptr);
        free(own);
        dli_arena_done(&arena);
    }
}

static void every_cut_is_said(void **state)
{
    (void)state;
    for (made_form form = 0; form < MADE_FORMS; form++) {
        size_t borders[4];
        dli_arena arena;
        dli_arena_init(&arena, PLENTY);
        dl_str whole = made_archive(&arena, form, made_three, 3, borders);
        if (form == MADE_ZSTD_DICT || form == MADE_ZSTD_DICT_PACKED)
            borders[0] = 8 + (size_t)(unsigned char)whole.ptr[4] +
                         ((size_t)(unsigned char)whole.ptr[5] << 8); /* behind the dictionary */
        if (form != MADE_GZIP_SPLIT) /* whose members begin in the middle of records */
            check_cuts(whole, borders, 3, made_form_name(form));
        dli_arena_done(&arena);
    }
}

static void every_cut_of_arc_is_said(void **state)
{
    size_t borders[4];

    (void)state;
    for (int gzip = 0; gzip < 2; gzip++) {
        dli_arena arena;
        dli_arena_init(&arena, PLENTY);
        dl_str whole = made_arc(&arena, gzip != 0, borders);
        check_cuts(whole, borders, 3, gzip != 0 ? "arc.gz" : "arc");
        dli_arena_done(&arena);
    }
}

static void every_flipped_byte_ends_well(void **state)
{
    (void)state;
    for (made_form form = 0; form < MADE_FORMS; form++) {
        dli_arena arena;
        dli_arena_init(&arena, PLENTY);
        dl_str whole = made_archive(&arena, form, made_three, 3, NULL);
        char *bytes = (char *)(uintptr_t)whole.ptr;
        for (size_t at = 0; at < whole.len; at++) {
            dli_arena own;
            dli_arena_init(&own, PLENTY);
            bytes[at] ^= 0x55;
            told t = tell_named(&own, whole,
                                form == MADE_GZIP   ? "made.warc.gz"
                                : form == MADE_ZSTD ? "made.warc.zst"
                                                    : "made.warc");
            bytes[at] ^= 0x55;
            HOLDS(t.over, made_form_name(form));
            HOLDS(t.records <= 3, made_form_name(form));
            /* Where each record is packed by itself, the others are not lost. */
            if ((form == MADE_GZIP || form == MADE_ZSTD) && t.records < 2)
                fail_msg("%s, byte %zu: %.*s", made_form_name(form), at, (int)t.text.len,
                         t.text.ptr);
            dli_arena_done(&own);
        }
        dli_arena_done(&arena);
    }
}

/* ---- Lies ------------------------------------------------------------------------- */

#define HEAD(type, uri) "WARC/1.0\r\nWARC-Type: " type "\r\nWARC-Target-URI: " uri "\r\n"
#define GOOD(uri)       HEAD("resource", uri) "Content-Length: 2\r\n\r\nok\r\n\r\n"

static void what_is_wrong_is_said_and_passed(void **state)
{
    static const struct {
        const char *name;
        dl_str bytes;
        const char *told;
        unsigned odd;
    } cases[] = {
        { "two good records", BYTES(GOOD("a:1") GOOD("a:2")),
          "resource a:1 2; resource a:2 2; ", 0 },
        { "a length that is too short",
          BYTES(HEAD("resource", "a:1") "Content-Length: 1\r\n\r\nok\r\n\r\n" GOOD("a:2")),
          "! a record's length, 1, is not that of its block: it is too small; resource a:2 2; ",
          0 },
        { "a length that reaches into the next record",
          BYTES(HEAD("resource", "a:1") "Content-Length: 20\r\n\r\nok\r\n\r\n" GOOD("a:2")),
          "! a record's length, 20, is not that of its block: it is too large; resource a:2 "
          "2; ",
          0 },
        { "a length beyond the file",
          BYTES(HEAD("resource", "a:1") "Content-Length: 9999\r\n\r\nok\r\n\r\n" GOOD("a:2")),
          "! a record ends after 86 of 9999 bytes; resource a:2 2; ", 0 },
        { "no length", BYTES(HEAD("resource", "a:1") "\r\nok\r\n\r\n" GOOD("a:2")),
          "! a record has no Content-Length; resource a:2 2; ", 0 },
        { "a length that is no number",
          BYTES(HEAD("resource", "a:1") "Content-Length: two\r\n\r\nok\r\n\r\n" GOOD("a:2")),
          "! a record's Content-Length is 'two', not a number; resource a:2 2; ", 0 },
        { "two lengths",
          BYTES(HEAD(
              "resource",
              "a:1") "Content-Length: 2\r\nContent-Length: 3\r\n\r\nok\r\n\r\n" GOOD("a:2")),
          "! a record gives two lengths, 2 and 3; resource a:2 2; ", 0 },
        { "one length, twice",
          BYTES(HEAD(
              "resource",
              "a:1") "Content-Length: 2\r\ncontent-length: 2\r\n\r\nok\r\n\r\n" GOOD("a:2")),
          "resource a:1 2; resource a:2 2; ", 0 },
        { "no line ends behind the block",
          BYTES(HEAD("resource", "a:1") "Content-Length: 2\r\n\r\nok" GOOD("a:2")),
          "resource a:1 2; resource a:2 2; ", DLI_ODD_END },
        { "garbage between records", BYTES(GOOD("a:1") "garbage\r\nand more" GOOD("a:2")),
          "resource a:1 2; ! no record begins where one should; resource a:2 2; ", 0 },
        { "only garbage", BYTES("garbage without an end"),
          "! no record begins where one should; ", 0 },
        { "blank lines before a record", BYTES("\r\n\n\r\n" GOOD("a:1")), "resource a:1 2; ",
          DLI_ODD_BEFORE },
        { "an unknown version", BYTES("WARC/9.9\r\nContent-Length: 0\r\n\r\n\r\n\r\n"), "  0; ",
          DLI_ODD_VERSION | DLI_ODD_TYPE | DLI_ODD_DATE },
        { "a line without a colon",
          BYTES(HEAD("resource", "a:1") "no colon\r\nContent-Length: 0\r\n\r\n\r\n\r\n"),
          "resource a:1 0; ", DLI_ODD_FIELD },
        { "an address on two lines, in brackets",
          BYTES(HEAD("resource", "<a:1\r\n 2>") "Content-Length: 0\r\n\r\n\r\n\r\n"),
          "resource a:1%20%20%202 0; ", DLI_ODD_URI },
        { "a head that is not ended", BYTES(GOOD("a:1") HEAD("resource", "a:2")),
          "resource a:1 2; ! a record ends within its header; ", 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        dli_arena arena;
        dli_arena_init(&arena, PLENTY);
        told t = tell(&arena, cases[i].bytes);
        if (!dli_eq(dli_buf_str(&t.text), dli_str(cases[i].told)))
            fail_msg("%s: %.*s", cases[i].name, (int)t.text.len, t.text.ptr);
        HOLDS((t.odd | DLI_ODD_DATE) == (cases[i].odd | DLI_ODD_DATE), cases[i].name);
        HOLDS(t.over, cases[i].name);
        dli_arena_done(&arena);
    }
}

static void heads_have_their_limits(void **state)
{
    dli_arena arena;
    dli_buf many, wide;

    (void)state;
    dli_arena_init(&arena, PLENTY);
    dli_buf_init(&many, &arena);
    dli_buf_add(&many, DL_STR(HEAD("resource", "a:1")));
    for (int i = 0; i < 2000; i++)
        dli_buf_add(&many, DL_STR("X: y\r\n"));
    dli_buf_add(&many, DL_STR("Content-Length: 0\r\n\r\n\r\n\r\n" GOOD("a:2")));
    told t = tell(&arena, dli_buf_str(&many));
    assert_int_equal(t.records, 1);
    assert_int_equal(t.damaged, 1);
    dli_buf_init(&wide, &arena);
    dli_buf_add(&wide, DL_STR(HEAD("resource", "a:1") "X: "));
    for (int i = 0; i < 100000; i++)
        dli_buf_byte(&wide, 'y');
    dli_buf_add(&wide, DL_STR("\r\nContent-Length: 0\r\n\r\n\r\n\r\n" GOOD("a:2")));
    t = tell(&arena, dli_buf_str(&wide));
    assert_int_equal(t.records, 1);
    assert_int_equal(t.damaged, 1);
    dli_arena_done(&arena);
}

/* Letters that do not pack well. */
static void fill(char *block, size_t size)
{
    uint32_t x = 1;

    for (size_t i = 0; i < size; i++, x = x * 1664525 + 1013904223)
        block[i] = (char)('a' + (x >> 28));
}

/* A record larger than any window is read piece by piece. */
static void large_records_are_streamed(void **state)
{
    enum {
        SIZE = 24 << 20
    };
    static const made_form forms[] = { MADE_PLAIN, MADE_GZIP, MADE_ZSTD };
    dli_arena arena;

    (void)state;
    dli_arena_init(&arena, PLENTY * 4);
    char *block = dli_arena_take(&arena, SIZE);
    fill(block, SIZE);
    made_record records[] = { { MADE_RESPONSE("ferry"), { block, SIZE } }, made_three[2] };
    for (size_t i = 0; i < COUNT(forms); i++) {
        dli_archive *archive;
        dli_record record;
        dl_str piece;
        bool more;
        size_t read = 0;
        dl_str bytes = made_archive(&arena, forms[i], records, 2, NULL);
        assert_int_equal(dli_archive_of(bytes, DLI_ARCHIVE_ALWAYS, "x", &archive, NULL), DL_OK);
        assert_int_equal(dli_archive_next(archive, &record, &more, NULL), DL_OK);
        do {
            assert_int_equal(dli_archive_read(archive, &record, SIZE_MAX, &piece, NULL), DL_OK);
            assert_memory_equal(piece.ptr, block + read, piece.len);
            read += piece.len;
        } while (piece.len > 0);
        assert_int_equal(read, SIZE);
        assert_true(record.packed > 0);
        assert_int_equal(dli_archive_next(archive, &record, &more, NULL), DL_OK);
        assert_true(more);
        dli_archive_close(archive);
    }
    dli_arena_done(&arena);
}

/* ---- HTTP -------------------------------------------------------------------------- */

static void heads_of_responses_are_read(void **state)
{
    static const struct {
        const char *name;
        dl_str block;
        unsigned status;
        const char *type, *charset, *body;
    } cases[] = {
        { "a plain one",
          BYTES("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=koi8-r\r\n\r\nx"), 200,
          "text/html", "koi8-r", "x" },
        { "lines that end by LF", BYTES("HTTP/1.0 404\nContent-type:text/html\n\nx"), 404,
          "text/html", "", "x" },
        { "a charset in quotation marks, other words around it",
          BYTES("HTTP/1.1 200 OK\r\nContent-Type: text/html; q=1; Charset=\"UTF-8\"\r\n\r\n"),
          200, "text/html", "UTF-8", "" },
        { "lines that end by CR CR LF", BYTES("HTTP/1.1 302 \r\r\nA: b\r\r\n\r\r\nx"), 302, "",
          "", "x" },
        { "no end of the head", BYTES("HTTP/1.1 200 OK\r\nContent-Type: text/html"), 200,
          "text/html", "", "" },
        { "a status that is none", BYTES("HTTP/1.1 abc\r\n\r\nx"), 0, "", "", "x" },
        { "HTTP/2 as browsers' tools write it", BYTES("HTTP/2 200\r\n\r\nx"), 200, "", "",
          "x" },
    };
    dli_http http;

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        HOLDS(dli_http_parse(cases[i].block, &http), cases[i].name);
        HOLDS(http.status == cases[i].status, cases[i].name);
        HOLDS(dli_eq(http.type, dli_str(cases[i].type)), cases[i].name);
        HOLDS(dli_eq(http.charset, dli_str(cases[i].charset)), cases[i].name);
        HOLDS(dli_eq(dli_from(cases[i].block, http.body), dli_str(cases[i].body)),
              cases[i].name);
    }
    assert_false(dli_http_parse(DL_STR("<html>"), &http));
}

static void chunks_are_undone(void **state)
{
    static const struct {
        const char *name, *body, *expected;
        bool cut;
    } cases[] = {
        { "two chunks", "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", "abcde", false },
        { "extensions, capitals, spaces", "A ;x=y\r\n0123456789\r\n0\r\n\r\n", "0123456789",
          false },
        { "trailers", "1\r\na\r\n0\r\nX: y\r\n\r\n", "a", false },
        { "no end", "3\r\nabc\r\n", "abc", true },
        { "a chunk that is cut", "9\r\nabc", "abc", true },
        { "a size that is too large for any machine", "ffffffffffffffffff\r\nabc",
          "ffffffffffffffffff\r\nabc", false },
        { "not chunked at all", "<p>text", "<p>text", false },
        { "a negative size", "-3\r\nabc", "-3\r\nabc", false },
        { "nonsense behind a chunk", "3\r\nabc\r\nzz\r\nde", "abc", true },
        { "nothing", "", "", false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        dli_arena arena;
        bool cut;
        dli_arena_init(&arena, PLENTY);
        dl_str got = dli_http_dechunk(&arena, dli_str(cases[i].body), &cut);
        HOLDS(dli_eq(got, dli_str(cases[i].expected)), cases[i].name);
        HOLDS(cut == cases[i].cut, cases[i].name);
        dli_arena_done(&arena);
    }
}

/* ---- Captures ---------------------------------------------------------------------- */

#define RESOURCE(uri, type)                                                                    \
    "WARC-Type: resource\r\nWARC-Date: 2024-03-05T17:40:00Z\r\nWARC-Target-URI: " uri          \
    "\r\nContent-Type: " type "\r\n"
#define ANSWER(type, body) BYTES("HTTP/1.1 200 OK\r\nContent-Type: " type "\r\n\r\n" body)

/* A folder for files of a test, and a file in it. */
static char folder[64];

static const char *write_file(const char *name, dl_str bytes)
{
    static char path[160]; /* one at a time */
    FILE *file;

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, file), bytes.len);
    assert_int_equal(fclose(file), 0);
    return path;
}

/* "url captured charset bytes truncated; " for each capture of a file, "! what; " for damage. */
static dl_str captures_of(dli_arena *arena, const char *path, dli_captures_counts *counts)
{
    dli_archive *archive;
    dli_capture c;
    dl_error err = { 0 };
    dli_buf out;
    dl_str rest;
    dli_arena own;
    bool more = true;

    dli_buf_init(&out, arena);
    dli_arena_init(&own, PLENTY);
    assert_int_equal(dli_archive_open(path, DLI_ARCHIVE_AUTO, &own, 0, &archive, &rest, &err),
                     DL_OK);
    assert_non_null(archive);
    dli_captures *captures = dli_captures_open(archive);
    while (more) {
        dl_status status = dli_captures_next(captures, &own, &c, &more, &err);
        if (status != DL_OK) {
            assert_true(dli_archive_goes_on(status));
            dli_buf_print(&out, "! %s; ", err.what);
        } else if (more) {
            dli_buf_print(&out, "%.*s %.*s [%.*s] %.*s%s%.*s; ", DLI_ARG(c.url),
                          DLI_ARG(c.captured), DLI_ARG(c.charset), DLI_ARG(c.bytes),
                          c.warc.truncated.len > 0 ? " cut: " : "", DLI_ARG(c.warc.truncated));
        }
    }
    *counts = *dli_captures_passed(captures);
    dli_captures_close(captures);
    dli_archive_close(archive);
    dli_arena_done(&own);
    return dli_buf_str(&out);
}

static void pages_of_an_archive_are_captures(void **state)
{
    static const struct {
        const char *name;
        made_record records[3];
        const char *captures;
        dli_captures_counts counts;
    } cases[] = {
        { "a response, its charset",
          { { MADE_RESPONSE("a"), ANSWER("text/html; charset=koi8-r", "<p>a") } },
          "https://harbourwire.example/a 2024-03-05T17:40:00Z [koi8-r] <p>a; ",
          { .captures = 1 } },
        { "a chunked one",
          { { MADE_RESPONSE("a"),
              BYTES("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
                    "Transfer-Encoding: chunked\r\n\r\n4\r\n<p>a\r\n0\r\n\r\n") } },
          "https://harbourwire.example/a 2024-03-05T17:40:00Z [] <p>a; ",
          { .captures = 1 } },
        { "one that its server cut",
          { { MADE_RESPONSE("a"), BYTES("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<p>a") } },
          "https://harbourwire.example/a 2024-03-05T17:40:00Z [] <p>a cut: unspecified; ",
          { .captures = 1 } },
        { "one that its crawler cut",
          { { MADE_RESPONSE("a") "WARC-Truncated: length\r\n", ANSWER("text/html", "<p>a") } },
          "https://harbourwire.example/a 2024-03-05T17:40:00Z [] <p>a cut: length; ",
          { .captures = 1 } },
        { "a feed and a sitemap, by their types and by their roots",
          { { MADE_RESPONSE("f"), ANSWER("application/rss+xml", "<rss>") },
            { MADE_RESPONSE("g"),
              ANSWER("text/html", "<?xml version=\"1.0\"?>\n<!-- x --><feed x") },
            { MADE_RESPONSE("h"), ANSWER("text/xml", "<urlset>") } },
          "",
          { .feeds = 3 } },
        { "a redirect, a picture, robots.txt",
          { { MADE_RESPONSE("a"), BYTES("HTTP/1.1 302 Found\r\nLocation: /b\r\n\r\n") },
            { MADE_RESPONSE("b"), ANSWER("image/png", "\x89PNG") },
            { MADE_RESPONSE("robots.txt"), ANSWER("text/plain", "User-agent: *") } },
          "",
          { .statuses = 1, .types = 2 } },
        { "resources: a page, a text, what is no address of the web",
          { { RESOURCE("http://a.example/a", "text/html; charset=utf-8"), BYTES("<p>a") },
            { RESOURCE("http://a.example/b", "text/plain"), BYTES("text") },
            { RESOURCE("urn:text:a", "text/plain"), BYTES("text") } },
          "http://a.example/a 2024-03-05T17:40:00Z [utf-8] <p>a; "
          "http://a.example/b 2024-03-05T17:40:00Z [] text; ",
          { .captures = 2, .types = 1 } },
        { "requests, metadata and what nobody knows",
          { { "WARC-Type: request\r\nWARC-Target-URI: http://a.example/\r\n",
              BYTES("GET / HTTP/1.1\r\n\r\n") },
            { "WARC-Type: metadata\r\nWARC-Target-URI: http://a.example/\r\n",
              BYTES("a: b\r\n") },
            { "WARC-Type: new\r\nWARC-Target-URI: http://a.example/\r\n", BYTES("?") } },
          "",
          { .captures = 0 } },
        { "a response without a head",
          { { MADE_RESPONSE("a"), BYTES("<p>a") },
            { MADE_RESPONSE("b"), ANSWER("text/html", "<p>b") } },
          "! no head of an HTTP response can be made out; "
          "https://harbourwire.example/b 2024-03-05T17:40:00Z [] <p>b; ",
          { .captures = 1 } },
        { "a revisit by id",
          { { MADE_RESPONSE("a") "WARC-Record-ID: <urn:uuid:1>\r\n",
              ANSWER("text/html", "<p>a") },
            { "WARC-Type: revisit\r\nWARC-Target-URI: https://harbourwire.example/again\r\n"
              "WARC-Date: 2024-03-06T09:00:00Z\r\nWARC-Refers-To: <urn:uuid:1>\r\n",
              BYTES("HTTP/1.1 304 Not Modified\r\n\r\n") } },
          "https://harbourwire.example/a 2024-03-05T17:40:00Z [] <p>a; "
          "https://harbourwire.example/again 2024-03-06T09:00:00Z [] <p>a; ",
          { .captures = 2 } },
        { "a revisit by digest, and one of what is elsewhere",
          { { MADE_RESPONSE("a") "WARC-Payload-Digest: sha1:A\r\n",
              ANSWER("text/html", "<p>a") },
            { "WARC-Type: revisit\r\nWARC-Target-URI: https://harbourwire.example/a\r\n"
              "WARC-Date: 2024-03-06T09:00:00Z\r\nWARC-Payload-Digest: sha1:A\r\n",
              BYTES("") },
            { "WARC-Type: revisit\r\nWARC-Target-URI: https://harbourwire.example/a\r\n"
              "WARC-Date: 2024-03-06T09:00:00Z\r\nWARC-Payload-Digest: sha1:B\r\n",
              BYTES("") } },
          "https://harbourwire.example/a 2024-03-05T17:40:00Z [] <p>a; "
          "https://harbourwire.example/a 2024-03-06T09:00:00Z [] <p>a; ",
          { .captures = 2, .orphans = 1 } },
        { "a revisit of itself",
          { { "WARC-Type: revisit\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Refers-To: "
              "<urn:uuid:1>\r\n"
              "WARC-Target-URI: https://harbourwire.example/a\r\n",
              BYTES("") } },
          "",
          { .orphans = 1 } },
        { "two segments",
          { { MADE_RESPONSE("a") "WARC-Record-ID: <urn:uuid:1>\r\nWARC-Segment-Number: 1\r\n",
              BYTES("HTTP/1.1 200 OK\r\n\r\n<p>on") },
            { "WARC-Type: continuation\r\nWARC-Segment-Number: 2\r\n"
              "WARC-Segment-Origin-ID: <urn:uuid:1>\r\nWARC-Segment-Total-Length: 28\r\n",
              BYTES("e<p>") } },
          "https://harbourwire.example/a 2024-03-05T17:40:00Z [] <p>one<p>; ",
          { .captures = 1 } },
        { "a segment without the others",
          { { MADE_RESPONSE("a") "WARC-Record-ID: <urn:uuid:1>\r\nWARC-Segment-Number: 1\r\n",
              BYTES("HTTP/1.1 200 OK\r\n\r\n<p>on") },
            { MADE_RESPONSE("b"), ANSWER("text/html", "<p>b") } },
          "https://harbourwire.example/b 2024-03-05T17:40:00Z [] <p>b; "
          "! a record in several segments has only 1 of them here; ",
          { .captures = 1 } },
        { "the others without the first",
          { { "WARC-Type: continuation\r\nWARC-Segment-Number: 2\r\n"
              "WARC-Segment-Origin-ID: <urn:uuid:1>\r\n",
              BYTES("e<p>") } },
          "",
          { .orphans = 1 } },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        for (made_form form = MADE_PLAIN; form <= MADE_GZIP; form += MADE_GZIP) {
            dli_arena arena;
            dli_captures_counts counts;
            size_t count = 0;
            while (count < 3 && cases[i].records[count].fields != NULL)
                count++;
            dli_arena_init(&arena, PLENTY);
            const char *path =
                write_file("c.warc", made_archive(&arena, form, cases[i].records, count, NULL));
            dl_str got = captures_of(&arena, path, &counts);
            if (!dli_eq(got, dli_str(cases[i].captures)))
                fail_msg("%s: %.*s", cases[i].name, (int)got.len, got.ptr);
            HOLDS(counts.records == count, cases[i].name);
            HOLDS(counts.captures == cases[i].counts.captures, cases[i].name);
            HOLDS(counts.feeds == cases[i].counts.feeds, cases[i].name);
            HOLDS(counts.types == cases[i].counts.types, cases[i].name);
            HOLDS(counts.statuses == cases[i].counts.statuses, cases[i].name);
            HOLDS(counts.orphans == cases[i].counts.orphans, cases[i].name);
            dli_arena_done(&arena);
        }
}

static void what_is_no_archive_is_left_alone(void **state)
{
    static const struct {
        const char *name, *file;
        dl_str bytes;
        bool archive;
    } cases[] = {
        { "a page", "a.html", BYTES("<html><p>WARC/1.0"), false },
        { "nothing", "a.html", BYTES(""), false },
        { "a text that speaks of it", "a.txt", BYTES("WARC/ is a format"), false },
        { "a zip file of something else", "a.zip",
          BYTES("PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), false },
        { "a WARC by any name", "a.html", BYTES(GOOD("a:1")), true },
        { "a name, where the bytes are too damaged", "a.warc.gz", BYTES("\x1F\x8B\x08"), true },
    };
    dli_arena arena;

    (void)state;
    dli_arena_init(&arena, PLENTY);
    for (size_t i = 0; i < COUNT(cases); i++) {
        dli_archive *archive;
        dl_str rest;
        const char *path = write_file(cases[i].file, cases[i].bytes);
        HOLDS(dli_archive_open(path, DLI_ARCHIVE_AUTO, &arena, 0, &archive, &rest, NULL) ==
                  DL_OK,
              cases[i].name);
        HOLDS((archive != NULL) == cases[i].archive, cases[i].name);
        HOLDS(rest.ptr == NULL, cases[i].name);
        dli_archive_close(archive);
    }
    dli_arena_done(&arena);
}

/* ---- Digests ------------------------------------------------------------------------- */

static void digests_are_compared(void **state)
{
    static const struct {
        const char *name;
        made_record record;
        dli_digest_result block, payload;
    } cases[] = {
        { "none", { MADE_RESPONSE("a"), BYTES("x") }, DLI_DIGEST_NONE, DLI_DIGEST_NONE },
        { "sha1 in base 32, of the block and of the body",
          { MADE_RESPONSE("a") "WARC-Payload-Digest: sha1:CFOGPAY55CXZY3KEUHG3V5BKMHMZCX7R\r\n"
                               "WARC-Block-Digest: sha1:TWCDHGKT5YRXYLPY6UPFFNED7TGUKMUQ\r\n",
            BYTES("HTTP/1.1 200 OK\r\n\r\n<p>a") },
          DLI_DIGEST_RIGHT,
          DLI_DIGEST_RIGHT },
        { "wrong ones",
          { MADE_RESPONSE("a") "WARC-Payload-Digest: sha1:CFOGPAY55CXZY3KEUHG3V5BKMHMZCX7R\r\n"
                               "WARC-Block-Digest: sha1:TWCDHGKT5YRXYLPY6UPFFNED7TGUKMUQ\r\n",
            BYTES("HTTP/1.1 200 OK\r\n\r\n<p>b") },
          DLI_DIGEST_WRONG,
          DLI_DIGEST_WRONG },
        { "of the body, its chunks undone",
          { MADE_RESPONSE("a") "WARC-Payload-Digest: sha1:CFOGPAY55CXZY3KEUHG3V5BKMHMZCX7R\r\n",
            BYTES("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                  "1\r\n<\r\n3;x\r\np>a\r\n0\r\n\r\n") },
          DLI_DIGEST_NONE,
          DLI_DIGEST_RIGHT },
        { "sha256 in hexadecimal",
          { MADE_RESPONSE(
                "a") "WARC-Block-Digest: sha256:"
                     "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881\r\n",
            BYTES("x") },
          DLI_DIGEST_RIGHT,
          DLI_DIGEST_NONE },
        { "of a kind nobody knows",
          { MADE_RESPONSE("a") "WARC-Block-Digest: blake3:00\r\n", BYTES("x") },
          DLI_DIGEST_UNKNOWN,
          DLI_DIGEST_NONE },
        { "of something else, in a revisit",
          { "WARC-Type: revisit\r\nWARC-Payload-Digest: "
            "sha1:CFOGPAY55CXZY3KEUHG3V5BKMHMZCX7R\r\n",
            BYTES("") },
          DLI_DIGEST_NONE,
          DLI_DIGEST_NONE },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        dli_arena arena;
        dli_archive *archive;
        dli_record record;
        dli_record_check check;
        bool more;
        dli_arena_init(&arena, PLENTY);
        dl_str bytes = made_archive(&arena, MADE_GZIP, &cases[i].record, 1, NULL);
        assert_int_equal(dli_archive_of(bytes, DLI_ARCHIVE_ALWAYS, "x", &archive, NULL), DL_OK);
        assert_int_equal(dli_archive_next(archive, &record, &more, NULL), DL_OK);
        assert_int_equal(dli_record_verify(archive, &record, &check, NULL), DL_OK);
        if (check.block != cases[i].block || check.payload != cases[i].payload)
            fail_msg("%s: %d %s, %d %s", cases[i].name, (int)check.block, check.block_is,
                     (int)check.payload, check.payload_is);
        dli_archive_close(archive);
        dli_arena_done(&arena);
    }
}

/* ---- Indexes --------------------------------------------------------------------------- */

static void keys_are_those_of_other_tools(void **state)
{
    /* As the Internet Archive's own "surt" writes them. */
    static const struct {
        const char *url, *surt;
    } cases[] = {
        { "http://www.example.com/", "com,example)/" },
        { "http://example.com", "com,example)/" },
        { "https://Example.COM:443/Path/To/?b=2&a=1", "com,example)/path/to?a=1&b=2" },
        { "http://www2.example.com/a?", "com,example)/a" },
        { "http://example.com:8080/a/b/", "com,example:8080)/a/b" },
        { "http://user:pw@example.com/x", "com,example)/x" },
        { "http://192.168.1.1/a", "1,1,168,192)/a" },
        { "http://example.com/a?PHPSESSID=0123456789abcdef0123456789abcdef&z=1",
          "com,example)/a?z=1" },
        { "http://example.com/a#frag", "com,example)/a" },
        { "http://example.com/a//b/../c", "com,example)/a/c" },
        { "http://example.com/%7Euser", "com,example)/~user" },
        { "http://example.com/a%20b?q=%C3%A9", "com,example)/a%20b?q=%c3%a9" },
        { "http://www.com/", "com)/" },
        { "urn:text:Foo", "urn:text:foo" },
        { "http://example.com?x=1", "com,example)/?x=1" },
    };
    dli_arena arena;

    (void)state;
    dli_arena_init(&arena, PLENTY);
    for (size_t i = 0; i < COUNT(cases); i++) {
        dli_buf out;
        dli_buf_init(&out, &arena);
        dli_surt(&out, dli_str(cases[i].url));
        if (!dli_eq(dli_buf_str(&out), dli_str(cases[i].surt)))
            fail_msg("%s: %.*s", cases[i].url, (int)out.len, out.ptr);
    }
    dli_arena_done(&arena);
}

static void lines_of_an_index_are_written_and_read(void **state)
{
    dli_arena arena;
    dli_archive *archive;
    dli_record record;
    dli_cdxj line;
    dli_buf out;
    bool more = true;

    (void)state;
    dli_arena_init(&arena, PLENTY);
    dli_buf_init(&out, &arena);
    dl_str bytes = made_archive(&arena, MADE_GZIP, made_three, 3, NULL);
    assert_int_equal(
        dli_archive_of(bytes, DLI_ARCHIVE_ALWAYS, "f/made.warc.gz", &archive, NULL), DL_OK);
    while (dli_archive_next(archive, &record, &more, NULL) == DL_OK && more)
        assert_int_equal(dli_cdxj_add(&out, archive, &record, NULL), DL_OK);
    dl_str lines = dli_buf_str(&out), first, second = { "", 0 };
    assert_true(dli_lines_sort(&arena, &lines));
    assert_true(dli_split(&lines, '\n', &first) && dli_split(&lines, '\n', &second));
    assert_true(dli_compare(first, second) < 0);
    assert_true(dli_cdxj_parse(&arena, second, &line));
    assert_true(dli_eq(line.surt, DL_STR("example,harbourwire)/pier")));
    assert_true(dli_eq(line.timestamp, DL_STR("20240305174000")));
    assert_true(dli_eq(line.url, DL_STR("https://harbourwire.example/pier")));
    assert_true(dli_eq(line.mime, DL_STR("text/html")));
    assert_true(dli_eq(line.status, DL_STR("200")));
    assert_true(dli_eq(line.filename, DL_STR("made.warc.gz")));
    assert_true(line.has_offset && line.offset + line.length == bytes.len);
    assert_int_equal(dli_archive_seek(archive, DL_STR(""), line.offset, NULL), DL_OK);
    assert_int_equal(dli_archive_next(archive, &record, &more, NULL), DL_OK);
    assert_true(more && dli_eq(record.uri, line.url));
    assert_false(dli_cdxj_parse(&arena, DL_STR("com,example)/ 2024 {}"), &line));
    assert_false(dli_cdxj_parse(&arena, DL_STR("com,example)/ 20240305174000 [1]"), &line));
    dli_archive_close(archive);
    dli_arena_done(&arena);
}

/* ---- Writing ------------------------------------------------------------------------------ */

static const char *const out_names[] = { "o.warc", "o.warc.gz", "o.warc.zst", "o.wacz" };

static void path_in_folder(char path[160], const char *name)
{
    (void)snprintf(path, 160, "%s/%s", folder, name);
    (void)unlink(path);
}

static dl_str read_file(dli_arena *arena, const char *path)
{
    static char bytes[1 << 16];
    FILE *file = fopen(path, "rb");

    assert_non_null(file);
    size_t len = fread(bytes, 1, sizeof bytes, file);
    assert_int_equal(fclose(file), 0);
    return dli_arena_copy(arena, (dl_str){ bytes, len });
}

static void copies_are_what_was_copied(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(out_names); i++) {
        char path[160];
        dli_arena arena;
        dli_archive *from;
        dli_archive_out *out;
        dli_record record;
        bool more = true;
        dl_error err;
        dli_arena_init(&arena, PLENTY);
        path_in_folder(path, out_names[i]);
        dl_str bytes = made_archive(&arena, MADE_GZIP_WHOLE, made_three, 3, NULL);
        assert_int_equal(dli_archive_of(bytes, DLI_ARCHIVE_ALWAYS, "x", &from, NULL), DL_OK);
        assert_int_equal(dli_archive_out_open(path, &out, &err), DL_OK);
        while (dli_archive_next(from, &record, &more, NULL) == DL_OK && more)
            HOLDS(dli_archive_out_copy(out, from, &record, &err) == DL_OK, out_names[i]);
        HOLDS(dli_archive_out_close(out, true, &err) == DL_OK, out_names[i]);
        dli_archive_close(from);
        told t = tell(&arena, read_file(&arena, path));
        HOLDS(dli_eq(dli_buf_str(&t.text), DL_STR(THREE)), out_names[i]);
        HOLDS(t.odd == 0, out_names[i]);
        HOLDS(dli_archive_out_open(path, &out, &err) == DL_ERR_IO, "a file that is there");
        dli_arena_done(&arena);
    }
}

static void count_wrong(void *self, const dl_error *error)
{
    size_t *count = self;

    (void)error;
    ++*count;
}

static void a_wacz_knows_its_members(void **state)
{
    static const dli_capture page = { .bytes = BYTES("<p>The ferry sails at noon."),
                                      .url = BYTES("https://harbourwire.example/ferry"),
                                      .captured = BYTES("2024-03-05T18:40:00+01:00"),
                                      .charset = BYTES("utf-8") };
    dl_str made[2];
    char path[160];
    dli_arena arena;
    dl_error err;

    (void)state;
    dli_arena_init(&arena, PLENTY);
    for (size_t round = 0; round < 2; round++) {
        dli_archive_out *out;
        path_in_folder(path, "o.wacz");
        assert_int_equal(dli_archive_out_open(path, &out, &err), DL_OK);
        assert_int_equal(dli_archive_out_page(out, &page, &err), DL_OK);
        assert_int_equal(dli_archive_out_close(out, true, &err), DL_OK);
        made[round] = read_file(&arena, path);
    }
    assert_true(dli_eq(made[0], made[1])); /* no clock, no chance */
    told t = tell(&arena, made[0]);
    dli_buf_byte(&t.text, 0);
    assert_string_equal(t.text.ptr,
                        "warcinfo  56; resource https://harbourwire.example/ferry 27; ");
    for (size_t at = 60; at < made[0].len; at += made[0].len) { /* a byte of the data */
        dli_archive *archive;
        uint64_t members;
        size_t wrong = 0;
        assert_int_equal(dli_archive_of(made[0], DLI_ARCHIVE_ALWAYS, "x.wacz", &archive, NULL),
                         DL_OK);
        assert_int_equal(dli_wacz_verify(archive, &wrong, count_wrong, &members, &err), DL_OK);
        assert_int_equal(members, 4);
        assert_int_equal(wrong, 0);
        dli_archive_close(archive);
        ((char *)(uintptr_t)made[0].ptr)[at + 40] ^= 1;
        assert_int_equal(dli_archive_of(made[0], DLI_ARCHIVE_ALWAYS, "x.wacz", &archive, NULL),
                         DL_OK);
        assert_int_equal(dli_wacz_verify(archive, &wrong, count_wrong, &members, &err), DL_OK);
        assert_int_equal(wrong, 1);
        dli_archive_close(archive);
    }
    dli_arena_done(&arena);
}

static void a_record_that_breaks_leaves_no_trace(void **state)
{
    dli_arena arena;
    dli_archive *from;
    dli_archive_out *out;
    dli_record record;
    char path[160];
    dl_error err;
    bool more;
    size_t borders[4];
    made_record records[3] = { made_three[0],
                               { MADE_RESPONSE("ferry"), { "", 0 } },
                               made_three[2] };

    (void)state;
    dli_arena_init(&arena, PLENTY);
    path_in_folder(path, "o.warc.gz");
    char *block = dli_arena_take(&arena, 2 << 20); /* more than is undone before it is seen */
    fill(block, 2 << 20);
    records[1].block = (dl_str){ block, 2 << 20 };
    dl_str bytes = made_archive(&arena, MADE_GZIP, records, 3, borders);
    ((char *)(uintptr_t)bytes.ptr)[borders[2] - 6] ^= 1; /* the checksum of the second */
    assert_int_equal(dli_archive_of(bytes, DLI_ARCHIVE_ALWAYS, "x", &from, NULL), DL_OK);
    assert_int_equal(dli_archive_out_open(path, &out, &err), DL_OK);
    assert_int_equal(dli_archive_next(from, &record, &more, &err), DL_OK);
    assert_int_equal(dli_archive_out_copy(out, from, &record, &err), DL_OK);
    assert_int_equal(dli_archive_next(from, &record, &more, &err), DL_OK);
    assert_int_equal(dli_archive_out_copy(out, from, &record, &err), DL_ERR_FORMAT);
    assert_int_equal(dli_archive_next(from, &record, &more, &err), DL_OK);
    assert_int_equal(dli_archive_out_copy(out, from, &record, &err), DL_OK);
    assert_int_equal(dli_archive_out_close(out, true, &err), DL_OK);
    dli_archive_close(from);
    told t = tell(&arena, read_file(&arena, path));
    dli_buf_byte(&t.text, 0);
    assert_string_equal(t.text.ptr,
                        "warcinfo  16; response https://harbourwire.example/pier 84; ");
    dli_arena_done(&arena);
}

static void pages_need_an_address_and_a_time(void **state)
{
    dli_archive_out *out;
    char path[160];
    dl_error err;
    dli_capture page = { .bytes = BYTES("<p>x"), .captured = BYTES("2024-03-05") };

    (void)state;
    path_in_folder(path, "o.warc");
    assert_int_equal(dli_archive_out_open(path, &out, &err), DL_OK);
    assert_int_equal(dli_archive_out_page(out, &page, &err), DL_ERR_FORMAT);
    page.url = DL_STR("http://a.example/");
    page.captured = DL_STR("yesterday");
    assert_int_equal(dli_archive_out_page(out, &page, &err), DL_ERR_FORMAT);
    assert_int_equal(dli_archive_out_close(out, false, &err), DL_OK);
    assert_int_not_equal(access(path, F_OK), 0);
    assert_int_equal(dli_archive_out_open("o.txt", &out, &err), DL_ERR_USAGE);
}

static int setup(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof folder, "/tmp/dateline-archive-XXXXXX");
    return mkdtemp(folder) == NULL ? -1 : 0;
}

static int teardown(void **state)
{
    static const char *const names[] = { "c.warc", "a.html",    "a.txt",
                                         "a.zip",  "a.warc.gz", "o.warc",
                                         "o.wacz", "o.warc.gz", "o.warc.zst" };

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        char path[160];
        path_in_folder(path, names[i]);
    }
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_gives_the_same_records),
        cmocka_unit_test(arc_gives_records_too),
        cmocka_unit_test(every_cut_is_said),
        cmocka_unit_test(every_cut_of_arc_is_said),
        cmocka_unit_test(every_flipped_byte_ends_well),
        cmocka_unit_test(what_is_wrong_is_said_and_passed),
        cmocka_unit_test(heads_have_their_limits),
        cmocka_unit_test(large_records_are_streamed),
        cmocka_unit_test(heads_of_responses_are_read),
        cmocka_unit_test(chunks_are_undone),
        cmocka_unit_test(pages_of_an_archive_are_captures),
        cmocka_unit_test(what_is_no_archive_is_left_alone),
        cmocka_unit_test(digests_are_compared),
        cmocka_unit_test(keys_are_those_of_other_tools),
        cmocka_unit_test(lines_of_an_index_are_written_and_read),
        cmocka_unit_test(copies_are_what_was_copied),
        cmocka_unit_test(a_wacz_knows_its_members),
        cmocka_unit_test(a_record_that_breaks_leaves_no_trace),
        cmocka_unit_test(pages_need_an_address_and_a_time),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, setup, teardown);
}
