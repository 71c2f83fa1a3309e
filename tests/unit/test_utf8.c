/* test_utf8.c -- code points in and out of UTF-8, against the tables of the standard. */
#include "table.h"

#include "base/error.h"
#include "base/str.h"
#include "base/utf8.h"

#include <stdlib.h>

/* Table 3-7 of the Unicode standard, a line for a line. */
static const struct {
    unsigned char low[4], high[4];
    size_t len;
} forms[] = {
    { { 0x00 }, { 0x7F }, 1 },
    { { 0xC2, 0x80 }, { 0xDF, 0xBF }, 2 },
    { { 0xE0, 0xA0, 0x80 }, { 0xE0, 0xBF, 0xBF }, 3 },
    { { 0xE1, 0x80, 0x80 }, { 0xEC, 0xBF, 0xBF }, 3 },
    { { 0xED, 0x80, 0x80 }, { 0xED, 0x9F, 0xBF }, 3 },
    { { 0xEE, 0x80, 0x80 }, { 0xEF, 0xBF, 0xBF }, 3 },
    { { 0xF0, 0x90, 0x80, 0x80 }, { 0xF0, 0xBF, 0xBF, 0xBF }, 4 },
    { { 0xF1, 0x80, 0x80, 0x80 }, { 0xF3, 0xBF, 0xBF, 0xBF }, 4 },
    { { 0xF4, 0x80, 0x80, 0x80 }, { 0xF4, 0x8F, 0xBF, 0xBF }, 4 },
};

/* Bytes of `s` that begin the form `i`. */
static size_t bytes_of_form(const unsigned char *s, size_t len, size_t i)
{
    size_t n = 0;

    while (n < len && n < forms[i].len && s[n] >= forms[i].low[n] && s[n] <= forms[i].high[n])
        n++;
    return n;
}

/* The slow twin: the whole character at `s`, or 0; *bad gets the maximal part of one. */
static size_t slow_character(const unsigned char *s, size_t len, size_t *bad)
{
    *bad = 1;
    for (size_t i = 0; i < COUNT(forms); i++) {
        size_t n = bytes_of_form(s, len, i);
        if (n == forms[i].len)
            return n;
        if (n > *bad)
            *bad = n;
    }
    return 0;
}

static size_t slow_valid(const unsigned char *s, size_t len)
{
    size_t at = 0, bad, n;

    while (at < len && (n = slow_character(s + at, len - at, &bad)) > 0)
        at += n;
    return at;
}

static void agree(const unsigned char *s, size_t len)
{
    dl_str str = { (const char *)s, len };
    size_t valid = slow_valid(s, len), bad;

    assert_int_equal(dli_utf8_valid(str), valid);
    if (valid < len) {
        (void)slow_character(s + valid, len - valid, &bad);
        assert_int_equal(dli_utf8_bad(dli_from(str, valid)), bad);
    }
}

/* Every sequence of bytes that stand at the borders of the table, up to five long. */
static void all_borders_are_those_of_the_table(void **state)
{
    static const unsigned char borders[] = { 0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F,
                                             0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0,
                                             0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1,
                                             0xF3, 0xF4, 0xF5, 0xFF };
    unsigned char s[5];
    size_t n = COUNT(borders);

    (void)state;
    for (size_t i = 0; i < n * n * n * n; i++) {
        s[0] = borders[i % n];
        s[1] = borders[i / n % n];
        s[2] = borders[i / n / n % n];
        s[3] = borders[i / n / n / n];
        s[4] = (unsigned char)('a' + i % 7);
        for (size_t len = 1; len <= sizeof s; len++)
            agree(s, len);
    }
}

/* Faults at every place of blocks, words and ends: random texts with a random byte. */
static void faults_are_found_wherever_they_stand(void **state)
{
    uint32_t seed = 20240305;
    unsigned char s[300];

    (void)state;
    for (int round = 0; round < 200000; round++) {
        size_t len = 0, want;
        seed = seed * 1664525u + 1013904223u;
        want = seed >> 24;
        bool ascii = seed >> 8 & 1;
        while (len < want) {
            seed = seed * 1664525u + 1013904223u;
            uint32_t cp = seed >> 11;
            cp = ascii && seed >> 28 ? cp % 128 : cp % (seed >> 30 ? 0x800 : 0x110000);
            len += dli_utf8_put((char *)s + len, cp);
        }
        agree(s, len);
        seed = seed * 1664525u + 1013904223u;
        if (len > 0)
            s[(seed >> 8) % len] = (unsigned char)(seed >> 24);
        agree(s, len);
    }
}

/* Every code point, and what is none, there and back. */
static void code_points_come_back(void **state)
{
    char s[8];

    (void)state;
    for (uint32_t cp = 0; cp < 0x120000; cp++) {
        bool real = cp < 0x110000 && (cp < 0xD800 || cp > 0xDFFF);
        size_t len, put = dli_utf8_put(s, cp);
        assert_int_equal(dli_utf8_get((dl_str){ s, put }, 0, &len), real ? cp : 0xFFFD);
        assert_int_equal(len, put);
        assert_int_equal(dli_utf8_before((dl_str){ s, put }, put, &len), real ? cp : 0xFFFD);
        assert_int_equal(len, put);
        assert_int_equal(dli_utf8_valid((dl_str){ s, put }), put);
        assert_int_equal(put, cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp >= 0x10000 && real ? 4 : 3);
    }
}

static void the_ends_of_a_text_have_no_character(void **state)
{
    size_t len = 9;

    (void)state;
    assert_int_equal(dli_utf8_get(DL_STR("a"), 1, &len), 0);
    assert_int_equal(len, 0);
    assert_int_equal(dli_utf8_before(DL_STR("a"), 0, &len), 0);
    assert_int_equal(len, 0);
    assert_int_equal(dli_utf8_get(DL_STR("\x80"), 0, &len), 0xFFFD);
    assert_int_equal(len, 1);
    assert_int_equal(dli_utf8_before(DL_STR("a\x80"), 2, &len), 0xFFFD);
    assert_int_equal(len, 1);
    assert_int_equal(dli_utf8_before(DL_STR("\x80\x80\x80\x80\x80"), 5, &len), 0xFFFD);
    assert_int_equal(len, 1);
    assert_int_equal(dli_utf8_valid((dl_str){ NULL, 0 }), 0);
    assert_int_equal(dli_utf8_count(DL_STR("aé日💩")), 4);
    assert_int_equal(dli_utf8_count(DL_STR("")), 0);
}

/* Walking forwards and backwards sees the same characters. */
static void walks_agree(void **state)
{
    dl_str s = DL_STR("aé\xF0\x90日\xFF💩\xE2\x82z");
    uint32_t seen[32];
    size_t count = 0, at = 0, len;

    (void)state;
    while (at < s.len) {
        seen[count++] = dli_utf8_get(s, at, &len);
        at += len;
    }
    while (at > 0) {
        assert_int_equal(dli_utf8_before(s, at, &len), seen[--count]);
        at -= len;
    }
    assert_int_equal(count, 0);
}

static void cuts_leave_characters_whole(void **state)
{
    dl_str s = DL_STR("aé日💩z");
    static const size_t cuts[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11 };

    (void)state;
    for (size_t len = 0; len < COUNT(cuts); len++)
        assert_int_equal(dli_utf8_cut(s.ptr, len), cuts[len]);
    assert_int_equal(dli_utf8_cut("\x80\x80\x80\x80\x80\x80", 6), 6);
}

static void mending_makes_it_valid(void **state)
{
    char s[] = "a\xFF\xE2\x82z\xC3\xA9\xC3";

    (void)state;
    dli_utf8_mend(s, sizeof s - 1);
    assert_string_equal(s, "a???z\xC3\xA9?");
}

/* Messages quote what they are about, which may be anything. */
static void messages_are_one_plain_line(void **state)
{
    dl_error err;
    char longest[300];

    (void)state;
    assert_int_equal(dli_fail(&err, DL_ERR_FORMAT, 7, "fix", "'%s' is bad", "a\x1B[2J\nb\x7F"),
                     DL_ERR_FORMAT);
    assert_string_equal(err.what, "'a?[2J?b?' is bad");
    assert_int_equal(err.offset, 7);
    assert_string_equal(err.fix, "fix");
    (void)dli_fail(&err, DL_ERR_IO, 0, "", "%s",
                   "\xC2\x9B"
                   "31m\xC3\xA9\xFF");
    assert_string_equal(err.what, "??31m\xC3\xA9?");
    memset(longest, 'x', sizeof longest);
    memcpy(longest + 126, "\xC3\xA9", 2); /* the field ends inside of it */
    longest[299] = 0;
    (void)dli_fail(&err, DL_ERR_IO, 0, "", "%s", longest);
    assert_int_equal(strlen(err.what), 126);
    dli_error_where(&err, "%s", "a.html");
    dli_error_where(&err, "%s", "b.html");
    assert_string_equal(err.where, "a.html");
    dli_error_where(NULL, "x");
    assert_int_equal(dli_fail(NULL, DL_ERR_LIMIT, 0, "", "x"), DL_ERR_LIMIT);
    assert_int_equal(dli_no_memory(&err), DL_ERR_NOMEM);
    assert_true(err.what[0] != 0 && err.fix[0] != 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_borders_are_those_of_the_table),
        cmocka_unit_test(faults_are_found_wherever_they_stand),
        cmocka_unit_test(code_points_come_back),
        cmocka_unit_test(the_ends_of_a_text_have_no_character),
        cmocka_unit_test(walks_agree),
        cmocka_unit_test(cuts_leave_characters_whole),
        cmocka_unit_test(mending_makes_it_valid),
        cmocka_unit_test(messages_are_one_plain_line),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
