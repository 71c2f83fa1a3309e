/* test_bytes.c -- captures: their codings, their encoding, and what is read from them. */
#include "table.h"

#include "base/digest.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/str.h"
#include "base/utf8.h"
#include "bytes/charset.h"
#include "bytes/codings.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#define ZLIB_CONST
#include <zlib.h>

static const size_t PLENTY = (size_t)64 << 20;

#define PAGE                                                                                   \
    "<!doctype html><title>The ferry is back</title><p>The ferry to Skerry Island sailed "     \
    "again at noon.</p><p>The harbour master said that the swell had dropped.</p>"

/* PAGE by brotli, quality 11. */
static const dl_str BROTLI_PAGE =
    BYTES("\x1B\x9F\x00\x00\x8C\x94\xAB\x3B\xE3\x96\xCE\x2D\xD5\x87\xA4\x2D\x68\x28\x6C\xE0"
          "\x60\x3A\x60\x62\x31\x78\x74\x72\xE0\xF0\x5F\x92\x84\xA2\x30\x6F\x2D\x4A\x39\xBD"
          "\xE1\xBD\x7B\x8D\x94\x43\x28\x87\x8D\x48\xFE\xA7\x0A\x96\xDC\xFB\x61\x05\xDB\x71"
          "\x46\x70\x53\xCF\x17\x18\x9B\xB1\xF7\xAA\x45\x76\x84\xF1\x8F\x70\xF3\x08\x6F\x3D"
          "\x5D\x35\xE9\x30\xBC\x63\x95\x6A\x55\xE3\x42\x89\x91\x77\x00");

/* ---- Which encoding ------------------------------------------------------------- */

#define META(label) "<meta charset=" label ">"
#define HEAD_OF_1100_BYTES                                                                     \
    "<style>................................................................................"  \
    "................................................................................"         \
    "................................................................................"         \
    "................................................................................"         \
    "................................................................................"         \
    "................................................................................"         \
    "................................................................................"         \
    "................................................................................"         \
    "................................................................................"         \
    "................................................................................"         \
    "................................................................................"         \
    "................................................................................"         \
    "................................................................................"         \
    "................................................................................</style>"

static void the_encoding_is_decided_as_browsers_do(void **state)
{
    static const struct {
        const char *name;
        dl_str body;
        dl_str charset; /* from the transport */
        const char *expected;
        dli_charset_how how;
        const char *text; /* the last character read */
    } cases[] = {
        { "a byte order mark beats everything", BYTES("\xEF\xBB\xBF" META("koi8-r") "\xC3\xA9"),
          BYTES("windows-1251"), "UTF-8", DLI_CHARSET_BOM, "é" },
        { "UTF-16, big end first", BYTES("\xFE\xFF\x04\x16"), BYTES(""), "UTF-16BE",
          DLI_CHARSET_BOM, "Ж" },
        { "UTF-16, little end first", BYTES("\xFF\xFE\x16\x04"), BYTES(""), "UTF-16LE",
          DLI_CHARSET_BOM, "Ж" },
        { "the transport beats the page", BYTES(META("koi8-r") "\xC6"), BYTES("windows-1251"),
          "windows-1251", DLI_CHARSET_HTTP, "Ж" },
        { "the transport may use quotation marks", BYTES("\xC6"), BYTES(" \"CP1251\" "),
          "windows-1251", DLI_CHARSET_HTTP, "Ж" },
        { "a transport's word that means nothing is passed over", BYTES(META("koi8-r") "\xF6"),
          BYTES("klingon"), "KOI8-R", DLI_CHARSET_META, "Ж" },
        { "latin1 means windows-1252", BYTES(META("latin1") "\x80"), BYTES(""), "windows-1252",
          DLI_CHARSET_META, "€" },
        { "a page that calls itself UTF-16 in ASCII is in UTF-8", BYTES(META("utf-16") "é"),
          BYTES(""), "UTF-8", DLI_CHARSET_META, "é" },
        { "x-user-defined in <meta> means windows-1252", BYTES(META("x-user-defined") "\x80"),
          BYTES(""), "windows-1252", DLI_CHARSET_META, "€" },
        { "http-equiv",
          BYTES("<meta http-equiv=Content-Type content='text/html; charset=koi8-r'>\xF6"),
          BYTES(""), "KOI8-R", DLI_CHARSET_META, "Ж" },
        { "content before http-equiv",
          BYTES("<meta content='text/html; charset=koi8-r' http-equiv=Content-Type>\xF6"),
          BYTES(""), "KOI8-R", DLI_CHARSET_META, "Ж" },
        { "content without http-equiv says nothing",
          BYTES("<meta content='text/html; charset=koi8-r'>e"), BYTES(""), "UTF-8",
          DLI_CHARSET_DETECTED, "e" },
        { "of two attributes of one name the first counts",
          BYTES("<meta charset=koi8-r charset=windows-1251>\xF6"), BYTES(""), "KOI8-R",
          DLI_CHARSET_META, "Ж" },
        { "a <meta> in a comment is not one", BYTES("<!-- " META("koi8-r") " -->e"), BYTES(""),
          "UTF-8", DLI_CHARSET_DETECTED, "e" },
        { "the shortest comment ends at once", BYTES("<!-->" META("koi8-r") "\xF6"), BYTES(""),
          "KOI8-R", DLI_CHARSET_META, "Ж" },
        { "a <meta> in an attribute is not one", BYTES("<a title='" META("koi8-r") "'>e"),
          BYTES(""), "UTF-8", DLI_CHARSET_DETECTED, "e" },
        { "a <meta> that is cut says nothing", BYTES("e<meta charset=koi8-r"), BYTES(""),
          "UTF-8", DLI_CHARSET_DETECTED, "r" },
        { "an XML declaration", BYTES("<?xml version='1.0' encoding = \"koi8-r\" ?>\xF6"),
          BYTES(""), "KOI8-R", DLI_CHARSET_XML, "Ж" },
        { "a <meta> beats an XML declaration",
          BYTES("<?xml version='1.0' encoding='koi8-r'?>" META("windows-1251") "\xC6"),
          BYTES(""), "windows-1251", DLI_CHARSET_META, "Ж" },
        { "an XML declaration that ends before its encoding says nothing",
          BYTES("<?xml version='1.0'?> encoding='koi8-r'"), BYTES(""), "UTF-8",
          DLI_CHARSET_DETECTED, "'" },
        { "a late <meta> counts while <head> goes on",
          BYTES(HEAD_OF_1100_BYTES META("koi8-r") "\xF6"), BYTES(""), "KOI8-R",
          DLI_CHARSET_META, "Ж" },
        { "a late <meta> in <body> does not count",
          BYTES(HEAD_OF_1100_BYTES "<body>" META("koi8-r") "e"), BYTES(""), "UTF-8",
          DLI_CHARSET_DETECTED, "e" },
        { "valid UTF-8 needs no declaration", BYTES("caf\xC3\xA9"), BYTES(""), "UTF-8",
          DLI_CHARSET_DETECTED, "é" },
        { "UTF-8 cut in its last character is UTF-8", BYTES("d\xC3\xA9j\xC3\xA0 vu \xE2\x80"),
          BYTES(""), "UTF-8", DLI_CHARSET_DETECTED, "\xEF\xBF\xBD" },
        { "UTF-16 by its zero bytes", BYTES("<\0p\0>\0W\0o\0r\0d\0"), BYTES(""), "UTF-16LE",
          DLI_CHARSET_DETECTED, "d" },
        { "UTF-16 of an XML declaration", BYTES("\0<\0?\0x\0m\0l\0?\0>\4\x16"), BYTES(""),
          "UTF-16BE", DLI_CHARSET_XML, "Ж" },
        { "a lone quotation mark is windows-1252", BYTES("the day\x92"), BYTES(""),
          "windows-1252", DLI_CHARSET_DEFAULT, "’" },
        { "an attack by an encoding that nobody reads", BYTES(META("hz-gb-2312") "~{<script>"),
          BYTES(""), "replacement", DLI_CHARSET_META, "\xEF\xBF\xBD" },
        { "Russian by its bytes",
          BYTES("\xCF\xE0\xF0\xEE\xEC \xED\xE0 \xEE\xF1\xF2\xF0\xEE\xE2 \xF1\xED\xEE\xE2\xE0 "
                "\xF5\xEE\xE4\xE8\xF2 \xEA\xE0\xE6\xE4\xFB\xE9 \xE4\xE5\xED\xFC, "
                "\xF1\xEA\xE0\xE7\xE0\xEB \xED\xE0\xF7\xE0\xEB\xFC\xED\xE8\xEA "
                "\xEF\xEE\xF0\xF2\xE0"),
          BYTES(""), "windows-1251", DLI_CHARSET_DETECTED, "а" },
        { "an empty body", BYTES(""), BYTES(""), "UTF-8", DLI_CHARSET_DETECTED, "" },
        { "nothing at all", { NULL, 0 }, { NULL, 0 }, "UTF-8", DLI_CHARSET_DETECTED, "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        dli_arena arena;
        dli_source source;
        dli_arena_init(&arena, 0);
        HOLDS(dli_bytes_read(&arena, cases[i].body, cases[i].charset, &source, NULL) == DL_OK,
              cases[i].name);
        HOLDS(dli_eq(source.charset, dli_str(cases[i].expected)), cases[i].name);
        HOLDS(source.how == cases[i].how, cases[i].name);
        HOLDS(dli_ends(source.text, dli_str(cases[i].text)), cases[i].name);
        HOLDS(dli_utf8_valid(source.text) == source.text.len, cases[i].name);
        dli_arena_done(&arena);
    }
}

static void each_way_to_decide_has_a_name(void **state)
{
    static const char *const names[] = { "bom", "http", "meta", "xml", "detected", "default" };

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++)
        assert_string_equal(dli_charset_how_name((dli_charset_how)i), names[i]);
}

static void labels_are_found_whatever_their_case(void **state)
{
    static const struct {
        const char *label;
        const char *name;
    } cases[] = {
        { "utf8", "UTF-8" },
        { "UTF-8", "UTF-8" },
        { "\t\r\n iso-8859-1\f ", "windows-1252" },
        { "ASCII", "windows-1252" },
        { "us-ascii", "windows-1252" },
        { "866", "IBM866" },
        { "x-x-big5", "Big5" },
        { "gb2312", "GBK" },
        { "GB18030", "gb18030" },
        { "windows-949", "EUC-KR" },
        { "windows-31j", "Shift_JIS" },
        { "cseucpkdfmtjapanese", "EUC-JP" },
        { "iso-2022-kr", "replacement" },
        { "unicode", "UTF-16LE" },
        { "utf-16", "UTF-16LE" },
        { "iso-8859-8-e", "ISO-8859-8" },
        { "logical", "ISO-8859-8-I" },
        { "tis-620", "windows-874" },
        { "x-user-defined", "x-user-defined" },
        { "", "" },
        { " ", "" },
        { "utf-7", "" },
        { "utf-32", "" },
        { "utf-8x", "" },
        { "\xC2\xA0utf-8", "" },
        { "a label that is longer than any other", "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        dl_str name = dli_encoding_name(dli_encoding_find(dli_str(cases[i].label)));
        HOLDS(dli_eq(name, dli_str(cases[i].name)), cases[i].label);
    }
}

/* ---- Decoding --------------------------------------------------------------------- */

static void sequences_mean_what_the_standard_says(void **state)
{
    static const struct {
        const char *name;
        const char *label;
        dl_str bytes;
        const char *text;
        size_t replaced;
    } cases[] = {
        { "UTF-8 is taken over", "utf-8", BYTES("a\xC3\xA9"), "aé", 0 },
        { "one mark for each maximal piece", "utf-8", BYTES("a\xF0\x90\x80z\xE2\x80\xC3\xA9"),
          "a\xEF\xBF\xBDz\xEF\xBF\xBDé", 2 },
        { "a surrogate in UTF-8 is three bad bytes", "utf-8", BYTES("\xED\xA0\x80"),
          "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", 3 },
        { "the mark of order stays in UTF-8", "utf-8", BYTES("\xEF\xBB\xBFx\xFF"),
          "\xEF\xBB\xBFx\xEF\xBF\xBD", 1 },
        { "windows-1252 has a meaning for every byte", "windows-1252",
          BYTES("\x80\x81\x9F\xFF"), "€\xC2\x81Ÿÿ", 0 },
        { "windows-1253 has none for AA", "windows-1253", BYTES("\xAA\xE1"), "\xEF\xBF\xBDα",
          1 },
        { "windows-1255 has one for CA", "windows-1255", BYTES("\xCA"), "\xD6\xBA", 0 },
        { "KOI8-U has the Belarusian letters", "koi8-u", BYTES("\xAE\xBE"), "ўЎ", 0 },
        { "IBM866 leaves controls alone", "ibm866", BYTES("\x1A\x1C\x7F\x80"), "\x1A\x1C\x7FА",
          0 },
        { "windows-874 has no private letters", "windows-874", BYTES("\xDB\xA1"),
          "\xEF\xBF\xBDก", 1 },
        { "ISO-8859-16, which ICU has not", "iso-8859-16", BYTES("\xA4\xAA\xBA\xE9"), "€Șșé",
          0 },
        { "Shift_JIS of one and two bytes", "shift_jis", BYTES("\x93\xFA\xB1\x5C\x7E\x80"),
          "日ｱ\\~\xC2\x80", 0 },
        { "Shift_JIS has the letters that users made", "shift_jis", BYTES("\xF0\x40"),
          "\xEE\x80\x80", 0 },
        { "a bad trail byte of ASCII is read again", "shift_jis", BYTES("\x81<\xFA\xFF<"),
          "\xEF\xBF\xBD<\xEF\xBF\xBD<", 2 },
        { "EUC-JP of two and three bytes", "euc-jp", BYTES("\xC6\xFC\x8E\xB1\x8F\xB0\xA1"),
          "日ｱ丂", 0 },
        { "EUC-JP keeps ICU's own row out", "euc-jp", BYTES("\x8F\xF3\xA1|"), "\xEF\xBF\xBD|",
          1 },
        { "EUC-JP does not swallow a tag", "euc-jp", BYTES("\x8F\xA1<b>\xB0<"),
          "\xEF\xBF\xBD<b>\xEF\xBF\xBD<", 2 },
        { "GBK of two bytes, the euro alone", "gbk", BYTES("\xC4\xFA\x80\xA2\xE3"), "您€€", 0 },
        { "gb18030 of four bytes", "gb18030", BYTES("\x94\x39\xDA\x33\x81\x30\x81\x30"),
          "💩\xC2\x80", 0 },
        { "gb18030 as it is since 2022", "gb18030", BYTES("\xA6\xD9\xFE\x59"), "︐龴", 0 },
        { "a bad fourth byte gives three back", "gb18030", BYTES("\x81\x30\x81<"),
          "\xEF\xBF\xBD\x30\xEF\xBF\xBD<", 2 },
        { "gb18030 cut by the end is one mark", "gb18030", BYTES("z\x81\x30\x81"),
          "z\xEF\xBF\xBD", 1 },
        { "Big5 with the letters of Hong Kong", "big5", BYTES("\xA4\xA4\x88\x62\x87\xA4"),
          "中Ê̄龗", 0 },
        { "Big5 keeps private letters out and ASCII in", "big5", BYTES("\x81\x40\x81\xFE"),
          "\xEF\xBF\xBD@\xEF\xBF\xBD", 2 },
        { "EUC-KR with the letters of windows-949", "euc-kr", BYTES("\xC7\xD1\x81\x41"), "한갂",
          0 },
        { "EUC-KR keeps private letters out", "euc-kr", BYTES("\xC9\xA1\x80"),
          "\xEF\xBF\xBD\xEF\xBF\xBD", 2 },
        { "ISO-2022-JP", "iso-2022-jp", BYTES("a\x1B$BF|\x1B(J\\~\x1B(I1\x1B(Bz"), "a日¥‾ｱz",
          0 },
        { "two switches in a row are an error", "iso-2022-jp", BYTES("\x1B(J\x1B(Bz"),
          "\xEF\xBF\xBDz", 1 },
        { "a switch that is none", "iso-2022-jp", BYTES("\x1B(Xz"), "\xEF\xBF\xBD(Xz", 1 },
        { "an odd byte at the end", "utf-16le", BYTES("a\0b"), "a\xEF\xBF\xBD", 1 },
        { "half a pair", "utf-16be", BYTES("\xD8\x3D\0a\xD8\x3D\xDC\xA9"),
          "\xEF\xBF\xBD"
          "a💩",
          1 },
        { "half a pair at the end with half a unit", "utf-16be", BYTES("\xD8\x3D\xDC"),
          "\xEF\xBF\xBD", 1 },
        { "bytes for scripts", "x-user-defined", BYTES("a\x80\xFF"),
          "a\xEF\x9E\x80\xEF\x9F\xBF", 0 },
        { "an encoding that is not decoded", "replacement", BYTES("<script>"), "\xEF\xBF\xBD",
          1 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        dli_arena arena;
        dl_str text;
        size_t replaced;
        dli_arena_init(&arena, PLENTY);
        HOLDS(dli_decode(&arena, cases[i].bytes, dli_encoding_find(dli_str(cases[i].label)),
                         &text, &replaced, NULL) == DL_OK,
              cases[i].name);
        HOLDS(dli_eq(text, dli_str(cases[i].text)), cases[i].name);
        HOLDS(replaced == cases[i].replaced, cases[i].name);
        dli_arena_done(&arena);
    }
}

/* A character across the border of two pieces is read like any other. */
static void long_texts_are_decoded_in_pieces(void **state)
{
    static const struct {
        const char *label;
        dl_str bytes;
        const char *text;
    } cases[] = {
        { "gb18030", BYTES("\x94\x39\xDA\x33"), "💩" },
        { "euc-jp", BYTES("\x8F\xB0\xA1"), "丂" },
        { "shift_jis", BYTES("\x93\xFA"), "日" },
        { "utf-16be", BYTES("\xD8\x3D\xDC\xA9"), "💩" },
        { "koi8-r", BYTES("\xC1"), "а" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        dli_arena arena;
        dli_buf bytes, expected;
        dl_str text;
        size_t replaced;
        dli_arena_init(&arena, PLENTY);
        dli_buf_init(&bytes, &arena);
        dli_buf_init(&expected, &arena);
        if (cases[i].bytes.ptr[0] != '\xD8') { /* off the even places */
            dli_buf_byte(&bytes, 'x');
            dli_buf_byte(&expected, 'x');
        }
        for (size_t n = 0; n < 20000; n++) {
            dli_buf_add(&bytes, cases[i].bytes);
            dli_buf_add(&expected, dli_str(cases[i].text));
        }
        HOLDS(dli_decode(&arena, dli_buf_str(&bytes),
                         dli_encoding_find(dli_str(cases[i].label)), &text, &replaced,
                         NULL) == DL_OK &&
                  dli_eq(text, dli_buf_str(&expected)) && replaced == 0,
              cases[i].label);
        dli_arena_done(&arena);
    }
}

static void valid_utf8_is_borrowed(void **state)
{
    dli_arena arena;
    dli_source source;
    dl_str page = DL_STR("\xEF\xBB\xBF<meta charset=utf-8>d\xC3\xA9j\xC3\xA0");

    (void)state;
    dli_arena_init(&arena, 0);
    assert_int_equal(dli_bytes_read(&arena, page, DL_STR(""), &source, NULL), DL_OK);
    assert_ptr_equal(source.text.ptr, page.ptr);
    assert_int_equal(source.text.len, page.len);
    assert_int_equal(source.raw_bytes, page.len);
    assert_string_equal(source.codings, "");
    assert_int_equal(arena.used, 0);
    dli_arena_done(&arena);
}

static void text_that_grows_beyond_the_limit_is_refused(void **state)
{
    dli_arena arena;
    dli_source source;
    dl_error err;
    size_t len = DL_MAX_SOURCE_BYTES / 2 + 1;
    char *body = malloc(len);

    (void)state;
    assert_non_null(body);
    memset(body, 0xE9, len); /* two bytes each in UTF-8 */
    dli_arena_init(&arena, 0);
    assert_int_equal(
        dli_bytes_read(&arena, (dl_str){ body, len }, DL_STR("latin1"), &source, &err),
        DL_ERR_LIMIT);
    assert_non_null(strstr(err.what, "67108864"));
    assert_int_equal(source.text.len, 0);
    free(body);
    dli_arena_done(&arena);
}

static void a_page_over_the_limit_is_refused(void **state)
{
    dli_arena arena;
    dli_source source;
    dl_error err;
    size_t len = DL_MAX_SOURCE_BYTES + 1;
    char *body = calloc(1, len);

    (void)state;
    assert_non_null(body);
    memset(body, 'a', 5000);
    dli_arena_init(&arena, 0);
    assert_int_equal(dli_bytes_read(&arena, (dl_str){ body, len }, DL_STR(""), &source, &err),
                     DL_ERR_LIMIT);
    free(body);
    dli_arena_done(&arena);
}

/* ---- Content-codings ---------------------------------------------------------------- */

/* Pack by zlib: bits 31 gzip, 15 zlib, -15 bare. */
static dl_str pack(dli_arena *arena, dl_str bytes, int bits)
{
    z_stream z = { 0 };
    size_t room = bytes.len + 1000;
    char *out = dli_arena_take(arena, room);

    assert_non_null(out);
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (const Bytef *)bytes.ptr;
    z.avail_in = (uInt)bytes.len;
    z.next_out = (Bytef *)out;
    z.avail_out = (uInt)room;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    room -= z.avail_out;
    deflateEnd(&z);
    return (dl_str){ out, room };
}

static dl_str join(dli_arena *arena, dl_str a, dl_str b)
{
    dli_buf buf;

    dli_buf_init(&buf, arena);
    dli_buf_add(&buf, a);
    dli_buf_add(&buf, b);
    return dli_buf_str(&buf);
}

/* A text of 20 kB that packs to a fraction. */
static dl_str long_text(dli_arena *arena)
{
    dli_buf buf;

    dli_buf_init(&buf, arena);
    for (unsigned i = 0; i < 400; i++)
        dli_buf_print(&buf, "Line %u of the log of the ferry: %u boxes on board.\n", i,
                      i * i * 7919);
    return dli_buf_str(&buf);
}

static dl_str zstd_of(dli_arena *arena, dl_str bytes)
{
    dl_str packed;

    assert_int_equal(dli_zstd_pack(arena, bytes, 3, &packed, NULL), DL_OK);
    return packed;
}

typedef enum packing {
    GZIP = 31,
    ZLIB = 15,
    BARE = -15,
    ZSTD = 1,
    BROTLI = 2
} packing;

static dl_str packed_as(dli_arena *arena, dl_str text, packing how)
{
    if (how == ZSTD)
        return zstd_of(arena, text);
    return how == BROTLI ? BROTLI_PAGE : pack(arena, text, (int)how);
}

static void codings_are_undone(void **state)
{
    static const struct {
        const char *name;
        packing inner, outer; /* outer 0: one coding */
        const char *codings;
    } cases[] = {
        { "gzip", GZIP, 0, "gzip" },
        { "zlib, which HTTP calls deflate", ZLIB, 0, "deflate" },
        { "bare deflate, which servers call so", BARE, 0, "deflate" },
        { "zstd", ZSTD, 0, "zstd" },
        { "brotli", BROTLI, 0, "br" },
        { "brotli in gzip", BROTLI, GZIP, "gzip, br" },
        { "gzip in zstd", GZIP, ZSTD, "zstd, gzip" },
        { "gzip twice", GZIP, GZIP, "gzip, gzip" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        dli_arena arena, own;
        dli_source source;
        dli_arena_init(&arena, PLENTY);
        dli_arena_init(&own, 0);
        dl_str text = cases[i].inner == BROTLI ? DL_STR(PAGE) : long_text(&arena);
        dl_str capture = packed_as(&arena, text, cases[i].inner);
        if (cases[i].outer != 0)
            capture = packed_as(&arena, capture, cases[i].outer);
        HOLDS(dli_bytes_read(&own, capture, DL_STR(""), &source, NULL) == DL_OK, cases[i].name);
        HOLDS(strcmp(source.codings, cases[i].codings) == 0, cases[i].name);
        HOLDS(dli_eq(source.text, text), cases[i].name);
        HOLDS(source.raw_bytes == capture.len && source.rest == 0, cases[i].name);
        HOLDS(own.budget >= own.used + dli_page_budget(text.len) / 2, cases[i].name);
        dli_arena_done(&own);
        dli_arena_done(&arena);
    }
}

static void members_and_frames_follow_each_other(void **state)
{
    dli_arena arena;
    dli_source source;

    (void)state;
    dli_arena_init(&arena, PLENTY);
    dl_str a = pack(&arena, DL_STR("The ferry "), GZIP),
           b = pack(&arena, DL_STR("sails"), GZIP);
    assert_int_equal(dli_bytes_read(&arena, join(&arena, a, b), DL_STR(""), &source, NULL),
                     DL_OK);
    assert_true(dli_eq(source.text, DL_STR("The ferry sails")));
    a = zstd_of(&arena, DL_STR("The ferry "));
    b = join(&arena, DL_STR("\x52\x2A\x4D\x18\3\0\0\0abc"), zstd_of(&arena, DL_STR("waits")));
    assert_int_equal(dli_bytes_read(&arena, join(&arena, a, b), DL_STR(""), &source, NULL),
                     DL_OK);
    assert_true(dli_eq(source.text, DL_STR("The ferry waits")));
    dli_arena_done(&arena);
}

static void what_stands_behind_a_coding_is_counted(void **state)
{
    static const packing kinds[] = { GZIP, ZLIB, ZSTD };
    dli_arena arena;
    dli_source source;

    (void)state;
    dli_arena_init(&arena, PLENTY);
    for (size_t i = 0; i < COUNT(kinds); i++) {
        dl_str capture =
            join(&arena, packed_as(&arena, DL_STR(PAGE), kinds[i]), DL_STR("rest!"));
        assert_int_equal(dli_bytes_read(&arena, capture, DL_STR(""), &source, NULL), DL_OK);
        assert_true(dli_eq(source.text, DL_STR(PAGE)));
        assert_int_equal(source.rest, 5);
    }
    dli_arena_done(&arena);
}

static void text_that_begins_like_zlib_is_text(void **state)
{
    static const dl_str texts[] = { BYTES("x^2 + y^2 = z^2, he said"), BYTES("H, he said"),
                                    BYTES("8O") };

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        dli_arena arena;
        dli_source source;
        dli_arena_init(&arena, 0);
        HOLDS(dli_bytes_read(&arena, texts[i], DL_STR(""), &source, NULL) == DL_OK,
              texts[i].ptr);
        HOLDS(dli_eq(source.text, texts[i]) && source.codings[0] == 0, texts[i].ptr);
        dli_arena_done(&arena);
    }
}

/* Cut anywhere, a capture is refused, or read as what nobody can tell from a coding; it is
 * never read as a shorter page. */
static void every_cut_is_noticed(void **state)
{
    static const struct {
        const char *name;
        packing how;
        size_t sure; /* from this length on it must be refused */
    } cases[] = {
        { "gzip", GZIP, 2 },
        { "zstd", ZSTD, 4 },
        { "zlib", ZLIB, SIZE_MAX },
        { "bare deflate", BARE, SIZE_MAX },
        { "brotli", BROTLI, SIZE_MAX },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        dli_arena arena;
        dli_arena_init(&arena, PLENTY);
        dl_str whole = packed_as(&arena, DL_STR(PAGE), cases[i].how);
        for (size_t len = 0; len < whole.len; len++) {
            dli_arena own;
            dli_source source;
            dl_error err;
            dli_arena_init(&own, 0);
            dl_str part = { whole.ptr, len };
            dl_status status = dli_bytes_read(&own, part, DL_STR(""), &source, &err);
            if (status != DL_OK) {
                HOLDS(status == DL_ERR_FORMAT && err.offset == len, cases[i].name);
                HOLDS(strstr(err.what, "stops before its end") != NULL, cases[i].name);
                HOLDS(err.fix[0] != 0, cases[i].name);
            } else {
                HOLDS(len < cases[i].sure, cases[i].name);
                HOLDS(source.codings[0] == 0, cases[i].name);
            }
            dli_arena_done(&own);
        }
        dli_arena_done(&arena);
    }
}

/* Long zlib data that is cut is called by its name. */
static void long_zlib_that_stops_is_refused(void **state)
{
    dli_arena arena;
    dli_source source;
    dl_error err;

    (void)state;
    dli_arena_init(&arena, PLENTY);
    dl_str packed = pack(&arena, long_text(&arena), ZLIB);
    packed.len -= 100;
    assert_int_equal(dli_bytes_read(&arena, packed, DL_STR(""), &source, &err), DL_ERR_FORMAT);
    assert_int_equal(err.offset, packed.len);
    dli_arena_done(&arena);
}

/* Any bit turned: an error, or the page all the same (times and names of a header). */
static void damage_is_noticed(void **state)
{
    static const packing kinds[] = { GZIP, ZLIB };

    (void)state;
    for (size_t i = 0; i < COUNT(kinds); i++) {
        dli_arena arena;
        dli_arena_init(&arena, PLENTY);
        dl_str text = long_text(&arena), whole = packed_as(&arena, text, kinds[i]);
        dl_str copy = dli_arena_copy(&arena, whole);
        char *bytes = dli_arena_take(&arena, whole.len);
        assert_non_null(bytes);
        memcpy(bytes, copy.ptr, copy.len);
        for (size_t bit = 0; bit < whole.len * 8; bit += 3) {
            dli_arena own;
            dli_source source;
            dli_arena_init(&own, 0);
            bytes[bit / 8] = (char)(copy.ptr[bit / 8] ^ (1 << bit % 8));
            dl_status status =
                dli_bytes_read(&own, (dl_str){ bytes, whole.len }, DL_STR(""), &source, NULL);
            assert_true(status != DL_OK || dli_eq(source.text, text) || source.binary);
            bytes[bit / 8] = copy.ptr[bit / 8];
            dli_arena_done(&own);
        }
        dli_arena_done(&arena);
    }
}

static void bombs_are_refused_early(void **state)
{
    static const packing kinds[] = { GZIP, ZLIB, BARE };
    size_t len = (size_t)8 << 20;
    char *zeros = calloc(1, len);

    (void)state;
    assert_non_null(zeros);
    for (size_t i = 0; i < COUNT(kinds); i++) {
        dli_arena arena, own;
        dli_source source;
        dl_error err;
        dli_arena_init(&arena, PLENTY);
        dli_arena_init(&own, 0);
        dl_str bomb = pack(&arena, (dl_str){ zeros, len }, kinds[i]);
        assert_int_equal(dli_bytes_read(&own, bomb, DL_STR(""), &source, &err), DL_ERR_LIMIT);
        assert_non_null(strstr(err.what, "200 times"));
        assert_true(own.used < (size_t)2 << 20);
        dli_arena_done(&own);
        dli_arena_done(&arena);
    }
    free(zeros);
}

static void codings_around_codings_have_a_limit(void **state)
{
    dli_arena arena;
    dli_source source;
    dl_error err;

    (void)state;
    dli_arena_init(&arena, PLENTY);
    dl_str capture = DL_STR(PAGE);
    for (int i = 0; i < DLI_MAX_CODINGS + 1; i++)
        capture = pack(&arena, capture, GZIP);
    assert_int_equal(dli_bytes_read(&arena, capture, DL_STR(""), &source, &err), DL_ERR_LIMIT);
    dli_arena_done(&arena);
}

static void a_window_too_large_is_refused(void **state)
{
    dli_arena arena;
    dli_source source;
    dl_error err;

    (void)state;
    dli_arena_init(&arena, PLENTY);
    /* no content size, a window of 2 GiB, one empty block */
    dl_str frame = DL_STR("\x28\xB5\x2F\xFD\0\xA8\1\0\0");
    assert_int_equal(dli_bytes_read(&arena, frame, DL_STR(""), &source, &err), DL_ERR_LIMIT);
    assert_non_null(strstr(err.what, "8388608"));
    dli_arena_done(&arena);
}

/* Memory that runs out at every size: an error each time, then success. */
static void memory_that_runs_out_is_an_error(void **state)
{
    static const packing kinds[] = { GZIP, ZSTD, BROTLI };
    dli_arena arena;

    (void)state;
    dli_arena_init(&arena, PLENTY);
    for (size_t i = 0; i < COUNT(kinds); i++) {
        dl_str packed = packed_as(&arena, DL_STR(PAGE), kinds[i]), text;
        dl_status status = DL_ERR_NOMEM;
        for (size_t budget = 0; status != DL_OK; budget += 8192) {
            dli_arena own;
            dli_body body;
            dl_error err = { .status = DL_OK };
            size_t replaced;
            dli_arena_init(&own, budget);
            status = dli_codings_undo(&own, packed, &body, &err);
            if (status == DL_OK)
                status =
                    dli_decode(&own, body.bytes, DLI_ENCODING_KOI8_R, &text, &replaced, &err);
            assert_true(status == DL_OK ||
                        (status == DL_ERR_NOMEM && err.status == DL_ERR_NOMEM));
            dli_arena_done(&own);
        }
    }
    dli_arena_done(&arena);
}

static void packed_bytes_come_back(void **state)
{
    dli_arena arena;
    dl_str packed, text, page;
    dl_error err;

    (void)state;
    dli_arena_init(&arena, PLENTY);
    page = long_text(&arena);
    for (int level = 1; level < 20; level += 6) {
        assert_int_equal(dli_zstd_pack(&arena, page, level, &packed, &err), DL_OK);
        assert_true(packed.len < page.len / 2);
        assert_int_equal(dli_zstd_unpack(&arena, packed, page.len, &text, &err), DL_OK);
        assert_true(dli_eq(text, page));
        assert_int_equal(dli_zstd_unpack(&arena, packed, page.len - 1, &text, &err),
                         DL_ERR_LIMIT);
        assert_int_equal(text.len, 0);
    }
    assert_int_equal(dli_zstd_pack(&arena, DL_STR(""), 3, &packed, &err), DL_OK);
    assert_int_equal(dli_zstd_unpack(&arena, packed, 0, &text, &err), DL_OK);
    assert_int_equal(text.len, 0);
    assert_int_equal(dli_zstd_unpack(&arena, DL_STR("no zstd"), 10, &text, &err),
                     DL_ERR_FORMAT);
    /* A page of zeros is dense beyond the ratio for captures, which does not hold here. */
    dl_str zeros = { dli_arena_take(&arena, 4 << 20), 4 << 20 };
    assert_int_equal(dli_zstd_pack(&arena, zeros, 3, &packed, &err), DL_OK);
    assert_int_equal(dli_zstd_unpack(&arena, packed, 4 << 20, &text, &err), DL_OK);
    assert_true(dli_eq(text, zeros));
    dli_arena_done(&arena);
}

/* ---- The rest ------------------------------------------------------------------------ */

static void digests_are_those_of_the_standard(void **state)
{
    static const struct {
        dl_str bytes;
        const char *hex;
    } cases[] = {
        { BYTES(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
        { BYTES("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
        { BYTES("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint8_t digest[32];
        char hex[65];
        dli_sha256(cases[i].bytes, digest);
        dli_hex(digest, sizeof digest, hex);
        assert_string_equal(hex, cases[i].hex);
    }
}

static void binaries_are_told_from_text(void **state)
{
    static const struct {
        const char *name;
        dl_str body;
        bool binary;
    } cases[] = {
        { "nothing", BYTES(""), false },
        { "text", BYTES("The ferry sails at noon.\r\n\tBring a coat.\f"), false },
        { "a page with zero bytes", BYTES("<!doctype html><p>\0\0\0\0\0\0\0\0"), false },
        { "an XML file", BYTES("\n <?xml\0\0\0\0"), false },
        { "UTF-16 without a mark", BYTES("T\0h\0e\0 \0f\0e\0r\0r\0y\0"), false },
        { "UTF-16 of Russian", BYTES("\4\x1F\4\x30\4\x40\4\x3E\4\x3C\0 \4\x3D\4\x30\0 \4\x3E"),
          false },
        { "UTF-16 with a mark", BYTES("\xFF\xFE\0\0\0\0"), false },
        { "Russian in KOI8-R", BYTES("\xF0\xC1\xD2\xCF\xCD"), false },
        { "Japanese in ISO-2022-JP", BYTES("\x1B$BF|\x1B(B"), false },
        { "a JPEG picture", BYTES("\xFF\xD8\xFF\xE0\0\x10JFIF"), true },
        { "a PNG picture", BYTES("\x89PNG\r\n\x1A\n"), true },
        { "a GIF picture", BYTES("GIF89a"), true },
        { "a WebP picture", BYTES("RIFF\0\0\0\0WEBPVP8 "), true },
        { "text that only looks like one", BYTES("The riffWEBP"), false },
        { "a PDF", BYTES("%PDF-1.7\n"), true },
        { "a ZIP, and so a Word file", BYTES("PK\3\4\x14"), true },
        { "a program",
          BYTES("\x7F"
                "ELF\2"),
          true },
        { "a film",
          BYTES("\0\0\0\x18"
                "ftypmp42"),
          true },
        { "text about film", BYTES("The ftyp box"), false },
        { "a database", BYTES("SQLite format 3\0"), true },
        { "a font", BYTES("wOF2"), true },
        { "bzip2", BYTES("BZh91AY&SY"), true },
        { "a text about bzip2", BYTES("BZh is how it begins"), false },
        { "compressed bytes", BYTES("\x8C\x01\x94\xAB\x3B\x02\xE3\x96\x03\xCE"), true },
        { "one control character too many does not matter",
          BYTES("The ferry sails at noon, the harbour master said.\1"), false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        HOLDS(dli_bytes_binary(cases[i].body) == cases[i].binary, cases[i].name);
}

/* Noise is no coding: 1.7 per cent of it once began like a brotli bomb. */
static void binary_captures_are_marked(void **state)
{
    uint32_t seed = 1;
    char noise[3000];

    (void)state;
    for (size_t round = 0; round < 500; round++) {
        dli_arena arena;
        dli_source source;
        for (size_t i = 0; i < sizeof noise; i++)
            noise[i] = (char)((seed = seed * 1664525u + 1013904223u) >> 24);
        dli_arena_init(&arena, 0);
        assert_int_equal(
            dli_bytes_read(&arena, (dl_str){ noise, sizeof noise }, DL_STR(""), &source, NULL),
            DL_OK);
        assert_true(source.binary);
        assert_int_equal(dli_utf8_valid(source.text), source.text.len);
        dli_arena_done(&arena);
    }
}

/* ---- Files ----------------------------------------------------------------------------- */

static void write_file(const char *path, dl_str bytes)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, file), bytes.len);
    assert_int_equal(fclose(file), 0);
}

static void files_are_read_whole_or_refused_in_words(void **state)
{
    char folder[] = "/tmp/dateline-test-XXXXXX", path[64], link[64];
    dli_arena arena;
    dl_str bytes;
    dl_error err;

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/page.html", folder);
    snprintf(link, sizeof link, "%s/loop", folder);
    dli_arena_init(&arena, PLENTY);
    write_file(path, DL_STR(PAGE));
    assert_int_equal(dli_file_read(&arena, path, 1000, &bytes, &err), DL_OK);
    assert_true(dli_eq(bytes, DL_STR(PAGE)));
    assert_int_equal(dli_file_read(&arena, path, sizeof(PAGE) - 1, &bytes, &err), DL_OK);
    assert_int_equal(dli_file_read(&arena, path, sizeof(PAGE) - 2, &bytes, &err), DL_ERR_LIMIT);
    assert_string_equal(err.where, path);
    assert_non_null(strstr(err.what, "the limit is"));
    assert_int_equal(bytes.len, 0);
    assert_int_equal(dli_file_read(&arena, folder, 1000, &bytes, &err), DL_ERR_IO);
    assert_string_equal(err.what, "it is a folder, not a file");
    assert_int_equal(symlink(link, link), 0);
    assert_int_equal(dli_file_read(&arena, link, 1000, &bytes, &err), DL_ERR_IO);
    assert_non_null(strstr(err.what, "it cannot be read: "));
    write_file(path, DL_STR(""));
    assert_int_equal(dli_file_read(&arena, path, 1000, &bytes, &err), DL_OK);
    assert_int_equal(bytes.len, 0);
    if (geteuid() != 0) { /* root may read everything */
        assert_int_equal(chmod(path, 0), 0);
        assert_int_equal(dli_file_read(&arena, path, 1000, &bytes, &err), DL_ERR_IO);
        assert_string_equal(err.what, "it may not be read");
    }
    assert_int_equal(unlink(link), 0);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(dli_file_read(&arena, path, 1000, &bytes, &err), DL_ERR_IO);
    assert_string_equal(err.where, path);
    assert_string_equal(err.what, "there is no such file");
    assert_int_equal(rmdir(folder), 0);
    dli_arena_done(&arena);
}

static void endless_files_stop_at_the_limit(void **state)
{
    dli_arena arena;
    dl_str bytes;
    dl_error err;

    (void)state;
    dli_arena_init(&arena, PLENTY);
    assert_int_equal(dli_file_read(&arena, "/dev/zero", 100000, &bytes, &err), DL_ERR_LIMIT);
    assert_int_equal(dli_file_read(&arena, "/dev/null", 100000, &bytes, &err), DL_OK);
    assert_int_equal(bytes.len, 0);
    dli_arena_done(&arena);
}

static void standard_input_is_a_file_too(void **state)
{
    int ends[2], old = dup(STDIN_FILENO);
    dli_arena arena;
    dl_str bytes;
    dl_error err;

    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], PAGE, sizeof(PAGE) - 1), sizeof(PAGE) - 1);
    close(ends[1]);
    assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    close(ends[0]);
    dli_arena_init(&arena, PLENTY);
    assert_int_equal(dli_file_read(&arena, "-", 1000, &bytes, &err), DL_OK);
    assert_true(dli_eq(bytes, DL_STR(PAGE)));
    if (old >= 0) {
        dup2(old, STDIN_FILENO);
        close(old);
    }
    dli_arena_done(&arena);
}

static void a_file_that_does_not_fit_the_arena_is_refused(void **state)
{
    dli_arena arena;
    dl_str bytes;
    dl_error err;

    (void)state;
    dli_arena_init(&arena, 1000);
    assert_int_equal(dli_file_read(&arena, "/dev/zero", 100000, &bytes, &err), DL_ERR_NOMEM);
    assert_string_equal(err.where, "/dev/zero");
    dli_arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_encoding_is_decided_as_browsers_do),
        cmocka_unit_test(each_way_to_decide_has_a_name),
        cmocka_unit_test(labels_are_found_whatever_their_case),
        cmocka_unit_test(sequences_mean_what_the_standard_says),
        cmocka_unit_test(long_texts_are_decoded_in_pieces),
        cmocka_unit_test(valid_utf8_is_borrowed),
        cmocka_unit_test(text_that_grows_beyond_the_limit_is_refused),
        cmocka_unit_test(a_page_over_the_limit_is_refused),
        cmocka_unit_test(codings_are_undone),
        cmocka_unit_test(members_and_frames_follow_each_other),
        cmocka_unit_test(what_stands_behind_a_coding_is_counted),
        cmocka_unit_test(text_that_begins_like_zlib_is_text),
        cmocka_unit_test(every_cut_is_noticed),
        cmocka_unit_test(long_zlib_that_stops_is_refused),
        cmocka_unit_test(damage_is_noticed),
        cmocka_unit_test(bombs_are_refused_early),
        cmocka_unit_test(codings_around_codings_have_a_limit),
        cmocka_unit_test(a_window_too_large_is_refused),
        cmocka_unit_test(memory_that_runs_out_is_an_error),
        cmocka_unit_test(packed_bytes_come_back),
        cmocka_unit_test(digests_are_those_of_the_standard),
        cmocka_unit_test(binaries_are_told_from_text),
        cmocka_unit_test(binary_captures_are_marked),
        cmocka_unit_test(files_are_read_whole_or_refused_in_words),
        cmocka_unit_test(endless_files_stop_at_the_limit),
        cmocka_unit_test(standard_input_is_a_file_too),
        cmocka_unit_test(a_file_that_does_not_fit_the_arena_is_refused),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
