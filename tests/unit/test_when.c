/* test_when.c -- partial times: reading, writing, arithmetic. */
#include "table.h"

#include "base/str.h"
#include "base/when.h"

static bool slow_leap(int year)
{
    if (year % 400 == 0)
        return true;
    if (year % 100 == 0)
        return false;
    return year % 4 == 0;
}

static unsigned slow_length(int year, unsigned month)
{
    if (month == 2)
        return slow_leap(year) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/* Day by day from 1600 to 2400, counted on the fingers. */
static void days_agree_with_a_calendar(void **state)
{
    int64_t days = -135140; /* 1600-01-01: 370 years before 1970, 90 of them leap */
    unsigned weekday = 5;   /* a Saturday */

    (void)state;
    for (int year = 1600; year <= 2400; year++)
        for (unsigned month = 1; month <= 12; month++)
            for (unsigned day = 1; day <= slow_length(year, month); day++) {
                dli_when when = dli_civil_from_days(days);
                assert_int_equal(dli_days_from_civil(year, month, day), days);
                assert_true(when.year == year && when.month == month && when.day == day);
                assert_true(when.precision == DLI_WHEN_DAY && dli_when_valid(when));
                assert_int_equal(dli_weekday(days), weekday);
                when.day = (uint8_t)(slow_length(year, month) + 1);
                assert_false(dli_when_valid(when));
                days++;
                weekday = (weekday + 1) % 7;
            }
    assert_int_equal(dli_days_from_civil(1970, 1, 1), 0);
    assert_int_equal(dli_weekday(0), 3);
}

static void days_beyond_the_years_are_none(void **state)
{
    static const int64_t outside[] = { -719163, 2932897, INT64_MIN, INT64_MAX, 55000 * 365 };

    (void)state;
    for (size_t i = 0; i < COUNT(outside); i++)
        assert_int_equal(dli_civil_from_days(outside[i]).precision, DLI_WHEN_NONE);
    assert_int_equal(dli_civil_from_days(-719162).year, 1);
    assert_int_equal(dli_civil_from_days(2932896).year, 9999);
    assert_int_equal(dli_when_from_seconds(INT64_C(1709660400000)).precision, DLI_WHEN_NONE);
    assert_int_equal(dli_when_from_seconds(INT64_MIN).precision, DLI_WHEN_NONE);
    assert_int_equal(dli_when_from_seconds(INT64_MAX).precision, DLI_WHEN_NONE);
}

static void seconds_go_there_and_back(void **state)
{
    static const struct {
        const char *text;
        int64_t seconds;
    } cases[] = {
        { "1970-01-01T00:00:00+00:00", 0 },
        { "1969-12-31T23:59:59+00:00", -1 },
        { "2001-09-09T01:46:40+00:00", 1000000000 },
        { "2024-02-29T12:00:00+00:00", 1709208000 },
        { "2038-01-19T03:14:08+00:00", INT64_C(2147483648) },
        { "0001-01-01T00:00:00+00:00", INT64_C(-62135596800) },
        { "9999-12-31T23:59:59+00:00", INT64_C(253402300799) },
    };
    static const struct {
        const char *text;
        int64_t seconds;
    } others[] = {
        { "2024-03-05T17:40+01:00", 1709656800 },
        { "2024-03-05T17:40-05:30", 1709680200 },
        { "2024-03-05T17:40", 1709660400 }, /* no offset counts as UTC */
        { "2024-03-05", 1709596800 },
        { "2024-03", 1709251200 },
        { "2024", 1704067200 },
        { "--02-11", 41 * 86400 },
        { "2016-12-31T23:59:60Z", 1483228800 }, /* a leap second */
    };
    dli_when when;

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        dli_arena arena;
        dli_buf buf;
        dli_arena_init(&arena, 1 << 16);
        dli_buf_init(&buf, &arena);
        dli_when_print(&buf, dli_when_from_seconds(cases[i].seconds));
        HOLDS(dli_eq(dli_buf_str(&buf), dli_str(cases[i].text)), cases[i].text);
        HOLDS(dli_when_parse(dli_str(cases[i].text), &when), cases[i].text);
        HOLDS(dli_when_seconds(when) == cases[i].seconds, cases[i].text);
        dli_arena_done(&arena);
    }
    for (size_t i = 0; i < COUNT(others); i++) {
        HOLDS(dli_when_parse(dli_str(others[i].text), &when), others[i].text);
        HOLDS(dli_when_seconds(when) == others[i].seconds, others[i].text);
    }
}

/* What is read is written as the second column; "" is refused. */
static void times_are_read_as_pages_write_them(void **state)
{
    static const struct {
        const char *text;
        const char *written;
    } cases[] = {
        { "2024-03-05T17:40:00+00:00", "2024-03-05T17:40:00+00:00" },
        { "2024-03-05T17:40:00Z", "2024-03-05T17:40:00+00:00" },
        { "2024-03-05t17:40:00z", "2024-03-05T17:40:00+00:00" },
        { "2024-03-05T17:40:00.123Z", "2024-03-05T17:40:00+00:00" },
        { "2024-03-05T17:40:00,5", "2024-03-05T17:40:00" },
        { "2024-03-05 17:40", "2024-03-05T17:40" },
        { "2024-03-05  17:40 UTC", "2024-03-05T17:40+00:00" },
        { "2024-03-05 17:40 GMT+2", "2024-03-05T17:40+02:00" },
        { "2024-03-05T17:40+0530", "2024-03-05T17:40+05:30" },
        { "2024-03-05T17:40-03", "2024-03-05T17:40-03:00" },
        { "2024-03-05T17:40-00:00", "2024-03-05T17:40+00:00" },
        { "2024-03-05T17", "2024-03-05T17" },
        { "2024-03-05T17Z", "2024-03-05T17+00:00" },
        { "2024-03-05T7:05", "2024-03-05T07:05" },
        { "2024-3-5", "2024-03-05" },
        { "2024-03-05", "2024-03-05" },
        { "2024-03-05Z", "2024-03-05" },
        { "2024-03-05+01:00", "2024-03-05" },
        { "2024-03", "2024-03" },
        { "2024", "2024" },
        { "--02-11", "--02-11" },
        { "--02-29", "--02-29" },
        { "--02", "--02" },
        { "20240305", "2024-03-05" },
        { "20240305T174000Z", "2024-03-05T17:40:00+00:00" },
        { "20240305T1740", "2024-03-05T17:40" },
        { "2024-02-29", "2024-02-29" },
        { "0001-01-01", "0001-01-01" },
        { "9999-12-31", "9999-12-31" },
        { "2016-12-31T23:59:60Z", "2016-12-31T23:59:60+00:00" },
        { "", "" },
        { "-", "" },
        { "--", "" },
        { "---", "" },
        { "0000-01-01", "" },
        { "202403", "" }, /* a number as likely as a month */
        { "2024-", "" },
        { "2024-03-", "" },
        { "2024-13", "" },
        { "2024-00-05", "" },
        { "2024-03-00", "" },
        { "2023-02-29", "" },
        { "1900-02-29", "" },
        { "--02-30", "" },
        { "--02-11T10:00", "" },
        { "2024-03-05T", "" },
        { "2024-03-05T24:00", "" },
        { "2024-03-05T17:60", "" },
        { "2024-03-05T17:40:61", "" },
        { "2024-03-05T17:", "" },
        { "2024-03-05T17:40:", "" },
        { "2024-03-05T17:40+", "" },
        { "2024-03-05T17:40+24:00", "" },
        { "2024-03-05T17:40+01:60", "" },
        { "2024-03-05T17:40+01:", "" },
        { "2024-03-05T17:40 CET", "" },
        { "2024-03-05x", "" },
        { "2024-03-05-06", "" },
        { "2024-0305", "" },
        { "202403051", "" },
        { " 2024-03-05", "" },
        { "24-03-05", "" },
        { "12024-03-05", "" },
        { "2024/03/05", "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        dli_arena arena;
        dli_buf buf;
        dli_when when = { 0 }, again;
        dli_arena_init(&arena, 1 << 16);
        dli_buf_init(&buf, &arena);
        bool read = dli_when_parse(dli_str(cases[i].text), &when);
        HOLDS(read == (cases[i].written[0] != 0), cases[i].text);
        dli_when_print(&buf, when);
        HOLDS(dli_eq(dli_buf_str(&buf), dli_str(cases[i].written)), cases[i].text);
        HOLDS(!read || dli_when_valid(when), cases[i].text);
        HOLDS(!read || (dli_when_parse(dli_buf_str(&buf), &again) &&
                        memcmp(&again, &when, sizeof when) == 0),
              cases[i].text);
        dli_arena_done(&arena);
    }
}

static void what_is_cut_is_forgotten(void **state)
{
    static const struct {
        const char *text;
        dli_precision precision;
        const char *written;
    } cases[] = {
        { "2024-03-05T17:40:30+01:00", DLI_WHEN_SECOND, "2024-03-05T17:40:30+01:00" },
        { "2024-03-05T17:40:30+01:00", DLI_WHEN_MINUTE, "2024-03-05T17:40+01:00" },
        { "2024-03-05T17:40:30+01:00", DLI_WHEN_HOUR, "2024-03-05T17+01:00" },
        { "2024-03-05T17:40:30+01:00", DLI_WHEN_DAY, "2024-03-05" },
        { "2024-03-05T17:40:30+01:00", DLI_WHEN_MONTH, "2024-03" },
        { "2024-03-05T17:40:30+01:00", DLI_WHEN_YEAR, "2024" },
        { "2024-03", DLI_WHEN_SECOND, "2024-03" },
        { "--02-11", DLI_WHEN_MONTH, "--02" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        dli_arena arena;
        dli_buf buf;
        dli_when when, expected;
        dli_arena_init(&arena, 1 << 16);
        dli_buf_init(&buf, &arena);
        HOLDS(dli_when_parse(dli_str(cases[i].text), &when), cases[i].text);
        HOLDS(dli_when_parse(dli_str(cases[i].written), &expected), cases[i].text);
        when = dli_when_cut(when, cases[i].precision);
        dli_when_print(&buf, when);
        HOLDS(dli_eq(dli_buf_str(&buf), dli_str(cases[i].written)), cases[i].written);
        HOLDS(memcmp(&when, &expected, sizeof when) == 0, cases[i].written);
        dli_arena_done(&arena);
    }
}

/* Random bytes over the letters of times: what is read is valid and reads back. */
static void whatever_is_read_is_valid(void **state)
{
    static const char letters[] = "0123456789012345678901239-:-:TZ+ .UTCG";
    uint32_t seed = 11;
    char s[32];
    size_t read = 0;

    (void)state;
    for (int round = 0; round < 2000000; round++) {
        dli_when when;
        size_t len = (seed = seed * 1664525u + 1013904223u) >> 27;
        for (size_t i = 0; i < len; i++) {
            seed = seed * 1664525u + 1013904223u;
            s[i] = letters[(seed >> 8) % (sizeof letters - 1)];
            if (round % 2 == 0 && i < 10 && (seed & 7) != 0)
                s[i] = "2024-03-05"[i];
        }
        if (dli_when_parse((dl_str){ s, len }, &when)) {
            assert_true(dli_when_valid(when));
            read++;
        }
    }
    assert_true(read > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_agree_with_a_calendar),
        cmocka_unit_test(days_beyond_the_years_are_none),
        cmocka_unit_test(seconds_go_there_and_back),
        cmocka_unit_test(times_are_read_as_pages_write_them),
        cmocka_unit_test(what_is_cut_is_forgotten),
        cmocka_unit_test(whatever_is_read_is_valid),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
