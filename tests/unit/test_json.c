/* test_json.c -- writing JSON, and reading it strictly and leniently. */
#include "json_again.h"
#include "table.h"

#include "base/buf.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "base/str.h"
#include "base/text.h"
#include "base/utf8.h"

#include <stdio.h>
#include <time.h>

static const size_t PLENTY = (size_t)64 << 20;

/* ---- Writing ------------------------------------------------------------------- */

static void strings_are_escaped(void **state)
{
    static const struct {
        const char *name;
        dl_str text;
        const char *json;
    } cases[] = {
        { "nothing", BYTES(""), "\"\"" },
        { "plain text", BYTES("The ferry"), "\"The ferry\"" },
        { "a null pointer", { NULL, 0 }, "\"\"" },
        { "marks", BYTES("\"\\/"), "\"\\\"\\\\/\"" },
        { "white space", BYTES("a\nb\tc\r"), "\"a\\nb\\tc\\r\"" },
        { "controls", BYTES("\0\x01\b\f\x1F\x7F"), "\"\\u0000\\u0001\\b\\f\\u001f\\u007f\"" },
        { "beyond ASCII", BYTES("é日💩"), "\"é日💩\"" },
        { "marks between", BYTES("é\"日\n"), "\"é\\\"日\\n\"" },
        { "ill-formed bytes", BYTES("a\xFFz\xE2\x82"), "\"a\xEF\xBF\xBDz\xEF\xBF\xBD\"" },
        { "a surrogate in UTF-8", BYTES("\xED\xA0\x80"),
          "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        dli_arena arena;
        dli_buf out;
        dli_arena_init(&arena, PLENTY);
        dli_buf_init(&out, &arena);
        dli_json_string(&out, cases[i].text);
        HOLDS(dli_eq(dli_buf_str(&out), dli_str(cases[i].json)), cases[i].name);
        dli_arena_done(&arena);
    }
}

static void commas_stand_where_they_belong(void **state)
{
    dli_arena arena;
    dli_buf out;

    (void)state;
    dli_arena_init(&arena, PLENTY);
    dli_buf_init(&out, &arena);
    dli_json_open(&out, '{');
    dli_json_member(&out, "empty", DL_STR(""));
    dli_json_member(&out, "a", DL_STR("["));
    dli_json_key(&out, "list");
    dli_json_open(&out, '[');
    dli_json_u64(&out, 0);
    dli_json_u64(&out, UINT64_MAX);
    dli_json_i64(&out, INT64_MIN);
    dli_json_true(&out);
    dli_json_span(&out, (dl_span){ 3, 7 });
    dli_json_open(&out, '{');
    dli_json_close(&out, '}');
    dli_json_raw(&out, DL_STR("{\"x\":1}"));
    dli_json_close(&out, ']');
    dli_json_key(&out, "z");
    dli_json_true(&out);
    dli_json_close(&out, '}');
    dli_buf_byte(&out, '\n');
    dli_json_open(&out, '[');
    dli_json_close(&out, ']');
    assert_true(
        dli_eq(dli_buf_str(&out),
               DL_STR("{\"a\":\"[\",\"list\":[0,18446744073709551615,"
                      "-9223372036854775808,true,[3,7],{},{\"x\":1}],\"z\":true}\n[]")));
    dli_arena_done(&arena);
}

static void decimals_are_as_short_as_they_can(void **state)
{
    static const struct {
        int64_t value;
        unsigned digits;
        const char *text;
    } cases[] = {
        { 93, 2, "0.93" },
        { 90, 2, "0.9" },
        { 100, 2, "1" },
        { 0, 2, "0" },
        { -5, 1, "-0.5" },
        { 5, 3, "0.005" },
        { 12345, 0, "12345" },
        { 120, 1, "12" },
        { -12345, 2, "-123.45" },
        { 1000001, 6, "1.000001" },
        { INT64_MIN, 4, "-922337203685477.5808" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        dli_arena arena;
        dli_buf out;
        dli_arena_init(&arena, PLENTY);
        dli_buf_init(&out, &arena);
        dli_json_decimal(&out, cases[i].value, cases[i].digits);
        HOLDS(dli_eq(dli_buf_str(&out), dli_str(cases[i].text)), cases[i].text);
        dli_arena_done(&arena);
    }
}

/* Found while reading: the time was quadratic in text beyond ASCII. */
static void long_strings_take_linear_time(void **state)
{
    dli_arena arena;
    dli_buf text, out;

    (void)state;
    dli_arena_init(&arena, PLENTY);
    dli_buf_init(&text, &arena);
    dli_buf_init(&out, &arena);
    for (int i = 0; i < 400000; i++)
        dli_buf_add(&text, DL_STR("паром\n"));
    clock_t start = clock();
    dli_json_string(&out, dli_buf_str(&text));
    assert_false(out.failed);
    assert_true(clock() - start < 10 * CLOCKS_PER_SEC); /* was an hour */
    dli_arena_done(&arena);
}

/* ---- Reading --------------------------------------------------------------------- */

typedef struct reading {
    const char *name;
    dl_str text;
    const char *strict;  /* what it reads as; "" where it is refused */
    const char *lenient; /* NULL: the same, without a mend */
} reading;

static const reading readings[] = {
    { "an object", BYTES(" {\"a\" : [1, -0.5e+3, true,false , null, \"x\"]}\n"),
      "{\"a\":[1,-0.5e+3,true,false,null,\"x\"]}", NULL },
    { "nothing in brackets", BYTES("[[],{},[ ],{ }]"), "[[],{},[],{}]", NULL },
    { "escapes", BYTES("[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\\u20AC\"]"),
      "[\"\\\"\\\\/\\b\\f\\n\\r\\tAé€\"]", NULL },
    { "a pair of surrogates", BYTES("[\"\\uD83D\\udca9\"]"), "[\"💩\"]", NULL },
    { "surrogates alone or in a wrong order",
      BYTES("[\"\\uD83D\",\"\\uDCA9\\uD83D\",\"\\uD83Dx\",\"\\uD83D\\u0041\"]"),
      "[\"\xEF\xBF\xBD\",\"\xEF\xBF\xBD\xEF\xBF\xBD\",\"\xEF\xBF\xBDx\",\"\xEF\xBF\xBD"
      "A\"]",
      NULL },
    { "a surrogate before what only looks like an escape", BYTES("[\"\\uD83DxuDCA9\"]"),
      "[\"\xEF\xBF\xBDxuDCA9\"]", NULL },
    { "a zero byte by an escape", BYTES("[\"\\u0000\"]"), "[\"\\u0000\"]", NULL },
    { "the same key twice", BYTES("{\"a\":1,\"a\":2}"), "{\"a\":1,\"a\":2}", NULL },
    { "a number alone", BYTES("7"), "7", "" },
    { "a word alone", BYTES("true"), "true", "" },
    { "nothing", BYTES(""), "", "" },
    { "white space", BYTES(" \n\t\r"), "", "" },
    { "ill-formed UTF-8", BYTES("[\"\xFF\"]"), "", "" },
    { "a mark of order", BYTES("\xEF\xBB\xBF[1]"), "", "[1]" },
    { "a comma before a bracket", BYTES("[1,]"), "", "[1]" },
    { "a comma before a brace", BYTES("{\"a\":1,}"), "", "{\"a\":1}" },
    { "commas in a row", BYTES("[1,,2]"), "", "[1,2]" },
    { "a comma at the start", BYTES("[,1]"), "", "[1]" },
    { "no comma", BYTES("[1 2]"), "", "[1,2]" },
    { "no comma between members", BYTES("{\"a\":1 \"b\":2}"), "", "{\"a\":1,\"b\":2}" },
    { "no colon", BYTES("{\"a\" 1}"), "", "{\"a\":1}" },
    { "no value", BYTES("{\"a\":}"), "", "{\"a\":null}" },
    { "a key without marks", BYTES("{a:1}"), "", "{\"a\":1}" },
    { "a key without marks, with a backslash", BYTES("{a\\nb:1}"), "", "{\"a\\\\nb\":1}" },
    { "a line end in a string", BYTES("[\"a\nb\"]"), "", "[\"a\\nb\"]" },
    { "a backslash before nothing special", BYTES("[\"a\\xb\\'c\"]"), "", "[\"axb'c\"]" },
    { "an escape cut short", BYTES("[\"\\u12\"]"), "", "[\"u12\"]" },
    { "a bracket never closed", BYTES("[1,[2"), "", "[1,[2]]" },
    { "a brace never closed", BYTES("{\"a\":{\"b\":1"), "", "{\"a\":{\"b\":1}}" },
    { "cut behind a key", BYTES("{\"a\""), "", "{\"a\":null}" },
    { "cut behind a colon", BYTES("{\"a\":"), "", "{\"a\":null}" },
    { "a string never closed", BYTES("[\"abc"), "", "[\"abc\"]" },
    { "brackets of the wrong kind", BYTES("{\"a\":[1}]"), "", "{\"a\":[1]}" },
    { "text behind the value", BYTES("{\"a\":1};"), "", "{\"a\":1}" },
    { "an assignment", BYTES("var x = {\"a\":1};"), "", "{\"a\":1}" },
    { "comments", BYTES("// x\n[1, /* two */ 2 // three\n]"), "", "[1,2]" },
    { "a comment never closed", BYTES("[1 /* two"), "", "[1]" },
    { "HTML comments", BYTES("<!--\n{\"a\":1}\n-->"), "", "{\"a\":1}" },
    { "CDATA", BYTES("//<![CDATA[\n{\"a\":1}\n//]]>"), "", "{\"a\":1}" },
    { "a space that is none", BYTES("[\xC2\xA0\x31]"), "", "[1]" },
    { "a number with a zero before it", BYTES("[01]"), "", "[0,1]" },
    { "a number that ends with a point", BYTES("[1.]"), "", "[null]" },
    { "a number that begins with one", BYTES("[.5]"), "", "[null]" },
    { "a plus sign", BYTES("[+1]"), "", "[null]" },
    { "half an exponent", BYTES("[1e]"), "", "[null]" },
    { "a minus alone", BYTES("[-]"), "", "[null]" },
    { "a word of another language", BYTES("[NaN,undefined]"), "", "[null,null]" },
    { "a word in capitals", BYTES("[True]"), "", "[null]" },
    { "a word that goes on", BYTES("[truex]"), "", "[true,null]" },
    { "single quotation marks", BYTES("['a']"), "", "[null]" },
    { "a colon in a list", BYTES("[1:2]"), "", "[1,2]" },
    { "a bracket for a key", BYTES("{]:1}"), "", "{\"]\":1}" },
    { "a closing bracket alone", BYTES("]"), "", "" },
    { "a byte of zero", BYTES("[1\0]"), "", "[1,null]" },
};

static void is_read_as(const reading *r, dli_json_mode mode, const char *expected)
{
    dli_arena arena;
    dli_buf out;
    dli_json json;
    dl_error err = { .status = DL_OK };

    dli_arena_init(&arena, PLENTY);
    dli_buf_init(&out, &arena);
    dl_status status = dli_json_parse(&arena, r->text, mode, &json, &err);
    if (expected[0] == 0) {
        HOLDS(status == DL_ERR_FORMAT, r->name);
        HOLDS(err.what[0] != 0 && err.offset <= r->text.len, r->name);
        HOLDS(json.count == 0 && dli_json_get(&json, 0, "a") == 0, r->name);
        HOLDS(dli_json_str(&json, 0, &arena).len == 0, r->name);
    } else {
        HOLDS(status == DL_OK, r->name);
        json_again(&json, &arena, &out);
        if (!dli_eq(dli_buf_str(&out), dli_str(expected)))
            fail_msg("%s: read as %.*s", r->name, (int)out.len, out.ptr);
        HOLDS((json.mends > 0) == (r->lenient != NULL && mode == DLI_JSON_LENIENT), r->name);
    }
    dli_arena_done(&arena);
}

static void json_is_read_strictly(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(readings); i++)
        is_read_as(&readings[i], DLI_JSON_STRICT, readings[i].strict);
}

static void json_is_read_leniently(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(readings); i++) {
        const reading *r = &readings[i];
        is_read_as(r, DLI_JSON_LENIENT, r->lenient == NULL ? r->strict : r->lenient);
    }
}

static void faults_have_a_place(void **state)
{
    static const struct {
        const char *text;
        uint64_t offset;
        const char *what;
    } cases[] = {
        { "{\"a\":1,}", 7, "a comma stands before a closing bracket" },
        { "[1 2]", 3, "a comma or a closing bracket was expected here" },
        { "{\"a\" 1}", 5, "a colon was expected behind the member's name" },
        { "[\"a\\x\"]", 3, "a backslash in a string begins no escape" },
        { "[\"a\nb\"]", 3, "a control character stands unescaped in a string" },
        { "[\"abc", 1, "a string has no closing quotation mark" },
        { "[1,", 3, "the text ends inside a bracket" },
        { "[1]x", 3, "something stands behind the value" },
        { "[x]", 1, "a value was expected here" },
        { "{1:2}", 1, "a member's name in quotation marks was expected here" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        dli_arena arena;
        dli_json json;
        dl_error err;
        dli_arena_init(&arena, PLENTY);
        HOLDS(dli_json_parse(&arena, dli_str(cases[i].text), DLI_JSON_STRICT, &json, &err) ==
                  DL_ERR_FORMAT,
              cases[i].text);
        HOLDS(err.offset == cases[i].offset, cases[i].text);
        HOLDS(strcmp(err.what, cases[i].what) == 0, cases[i].text);
        dli_arena_done(&arena);
    }
}

static void depth_has_a_limit(void **state)
{
    char text[2 * DLI_MAX_JSON_DEPTH + 2];
    dli_arena arena;
    dli_json json;
    dl_error err;

    (void)state;
    for (size_t depth = DLI_MAX_JSON_DEPTH; depth <= DLI_MAX_JSON_DEPTH + 1; depth++) {
        memset(text, '[', depth);
        memset(text + depth, ']', depth);
        dl_status expected = depth == DLI_MAX_JSON_DEPTH ? DL_OK : DL_ERR_LIMIT;
        for (int mode = DLI_JSON_STRICT; mode <= DLI_JSON_LENIENT; mode++) {
            dli_arena_init(&arena, PLENTY);
            assert_int_equal(dli_json_parse(&arena, (dl_str){ text, 2 * depth },
                                            (dli_json_mode)mode, &json, &err),
                             expected);
            dli_arena_done(&arena);
        }
    }
    assert_int_equal(err.offset, DLI_MAX_JSON_DEPTH);
}

/* Each value points at its bytes. */
static void values_have_a_place(void **state)
{
    dl_str text = DL_STR(" {\"name\": \"The \\u0041rgus\", \"list\": [ 12, null ]} ");
    dli_arena arena;
    dli_json json;

    (void)state;
    dli_arena_init(&arena, PLENTY);
    assert_int_equal(dli_json_parse(&arena, text, DLI_JSON_STRICT, &json, NULL), DL_OK);
    assert_true(dli_eq(dli_cut(text, dli_json_at(&json, 1)->at), dli_trim(text)));
    uint32_t name = dli_json_get(&json, 1, "name"), list = dli_json_get(&json, 1, "list");
    assert_true(dli_eq(dli_cut(text, dli_json_at(&json, name)->at), DL_STR("The \\u0041rgus")));
    assert_true(dli_json_at(&json, name)->escaped);
    assert_true(dli_eq(dli_cut(text, dli_json_at(&json, list)->at), DL_STR("[ 12, null ]")));
    uint32_t first = dli_json_at(&json, list)->first;
    assert_true(dli_eq(dli_cut(text, dli_json_at(&json, first)->at), DL_STR("12")));
    assert_true(dli_json_is(&json, dli_json_at(&json, first)->next, DLI_JSON_NULL));
    assert_int_equal(dli_json_at(&json, dli_json_at(&json, first)->next)->next, 0);
    dli_arena_done(&arena);
}

static void members_are_found(void **state)
{
    dl_str text = DL_STR("{\"a\":1,\"b\":\"x\",\"a\":\"last\",\"\\u0040id\":\"escaped\","
                         "\"n\":18446744073709551615,\"m\":-1,\"f\":1.0,\"\":\"empty\"}");
    dli_arena arena;
    dli_json json;
    uint64_t number = 42;

    (void)state;
    dli_arena_init(&arena, PLENTY);
    assert_int_equal(dli_json_parse(&arena, text, DLI_JSON_STRICT, &json, NULL), DL_OK);
    assert_true(dli_eq(dli_json_get_str(&json, 1, "a", &arena), DL_STR("last")));
    assert_true(dli_eq(dli_json_get_str(&json, 1, "@id", &arena), DL_STR("escaped")));
    assert_int_equal(dli_json_get(&json, 1, "@i"), 0);
    assert_int_equal(dli_json_get(&json, 1, "@idx"), 0);
    assert_true(dli_eq(dli_json_get_str(&json, 1, "", &arena), DL_STR("empty")));
    assert_true(dli_eq(dli_json_get_str(&json, 1, "m", &arena), DL_STR("-1")));
    assert_int_equal(dli_json_get(&json, 1, "x"), 0);
    assert_int_equal(dli_json_get_str(&json, 1, "x", &arena).len, 0);
    assert_int_equal(dli_json_get(&json, dli_json_get(&json, 1, "b"), "a"), 0);
    assert_false(dli_json_get_u64(&json, 1, "m", &number));
    assert_false(dli_json_get_u64(&json, 1, "f", &number));
    assert_false(dli_json_get_u64(&json, 1, "b", &number));
    assert_int_equal(number, 42);
    assert_true(dli_json_get_u64(&json, 1, "n", &number));
    assert_true(number == UINT64_MAX);
    dl_str plain = dli_json_get_str(&json, 1, "b", &arena);
    assert_true(plain.ptr > text.ptr && plain.ptr < text.ptr + text.len); /* borrowed */
    dli_arena_done(&arena);
}

/* Found by the fuzzer: as a text a bare word lost the backslashes that it has as a string. */
static void bare_words_are_not_decoded(void **state)
{
    dli_arena arena;
    dli_json json;

    (void)state;
    dli_arena_init(&arena, PLENTY);
    assert_int_equal(dli_json_parse(&arena, DL_STR("{a\\b:1}"), DLI_JSON_LENIENT, &json, NULL),
                     DL_OK);
    uint32_t key = dli_json_at(&json, 1)->first;
    assert_true(dli_eq(dli_json_text(&json, key, 0, &arena).bytes, DL_STR("a\\b")));
    assert_true(dli_eq(dli_json_str(&json, key, &arena), DL_STR("a\\b")));
    dli_arena_done(&arena);
}

/* A string as a text points at its escapes in a source that holds the JSON further on. */
static void strings_become_texts_with_runs(void **state)
{
    static const char source[] = "<script>[\"a\\n\\u00e9z\\uD83D\\uDCA9\\uD83D\"]</script>";
    static const dl_run expected[] = {
        { 0, { 10, 11 } }, /* a */
        { 1, { 11, 13 } }, /* \n */
        { 2, { 13, 19 } }, /* \u00e9 */
        { 4, { 19, 20 } }, /* z */
        { 5, { 20, 32 } }, /* \uD83D\uDCA9 */
        { 9, { 32, 38 } }, /* \uD83D */
    };
    dl_str script = { source + 8, sizeof source - 1 - 8 - 9 };
    dli_arena arena;
    dli_json json;

    (void)state;
    dli_arena_init(&arena, PLENTY);
    assert_int_equal(dli_json_parse(&arena, script, DLI_JSON_STRICT, &json, NULL), DL_OK);
    dl_text text = dli_json_text(&json, dli_json_at(&json, 1)->first, 8, &arena);
    assert_true(dli_eq(text.bytes, DL_STR("a\néz💩\xEF\xBF\xBD")));
    assert_int_equal(text.count, COUNT(expected));
    for (size_t i = 0; i < COUNT(expected); i++) {
        assert_int_equal(text.runs[i].at, expected[i].at);
        assert_int_equal(text.runs[i].from.start, expected[i].from.start);
        assert_int_equal(text.runs[i].from.end, expected[i].from.end);
    }
    assert_int_equal(dli_json_text(&json, 1, 8, &arena).bytes.len, 0);
    assert_int_equal(dli_json_text(&json, 0, 8, &arena).bytes.len, 0);
    dli_arena_done(&arena);
}

static void memory_that_runs_out_is_an_error(void **state)
{
    dli_arena plenty;
    dli_buf text;
    dl_status status = DL_ERR_NOMEM;

    (void)state;
    dli_arena_init(&plenty, PLENTY);
    dli_buf_init(&text, &plenty);
    dli_json_open(&text, '[');
    for (uint64_t i = 0; i < 5000; i++)
        dli_json_u64(&text, i);
    dli_json_close(&text, ']');
    for (size_t budget = 0; status != DL_OK; budget += 1024) {
        dli_arena arena;
        dli_json json;
        dl_error err;
        dli_arena_init(&arena, budget);
        status = dli_json_parse(&arena, dli_buf_str(&text), DLI_JSON_STRICT, &json, &err);
        assert_true(status == DL_OK || (status == DL_ERR_NOMEM && json.count == 0));
        dli_arena_done(&arena);
    }
    dli_arena_done(&plenty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strings_are_escaped),
        cmocka_unit_test(commas_stand_where_they_belong),
        cmocka_unit_test(decimals_are_as_short_as_they_can),
        cmocka_unit_test(long_strings_take_linear_time),
        cmocka_unit_test(json_is_read_strictly),
        cmocka_unit_test(json_is_read_leniently),
        cmocka_unit_test(faults_have_a_place),
        cmocka_unit_test(depth_has_a_limit),
        cmocka_unit_test(values_have_a_place),
        cmocka_unit_test(members_are_found),
        cmocka_unit_test(strings_become_texts_with_runs),
        cmocka_unit_test(bare_words_are_not_decoded),
        cmocka_unit_test(memory_that_runs_out_is_an_error),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
