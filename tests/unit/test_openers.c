/* test_openers.c -- the day or time that an entry begins with; which lines make a bulletin. */
#include "table.h"

#include "article/openers.h"
#include "base/str.h"

static dli_date_style style_of(const char *lang)
{
    dli_when before;

    assert_true(dli_when_parse(DL_STR("2024-06-10"), &before));
    return (dli_date_style){ dli_lang_find(dli_str(lang)), DLI_ORDER_DAY_FIRST, before };
}

static void days_open_lines(void **state)
{
    static const struct {
        const char *why, *lang, *line;
        unsigned month, day; /* 0: opens nothing */
    } rows[] = {
        { "a colon behind the day", "en", "June 3: two men were wounded.", 6, 3 },
        { "a dash", "uk", "3 червня — обстріл", 6, 3 },
        { "a full stop, then a sentence", "es", "8 de mayo. Sin avisos.", 5, 8 },
        { "an article before it", "fr", "Le 10 mai : rien.", 5, 10 },
        { "in figures", "de", "1.9. Keine Meldungen.", 9, 1 },
        { "a list mark before it", "es", "\xE2\x80\x93 1 de marzo: cuatro muertos.", 3, 1 },
        { "the text goes on in the same sentence", "en", "June 3 was a quiet day.", 0, 0 },
        { "a day far into the line", "en", "The talks are to go on until June 3: noon.", 0, 0 },
        { "a number", "de", "1.900 Läufer kamen.", 0, 0 },
        { "a month that is none", "de", "1.13. Keine Meldungen.", 0, 0 },
        { "a version", "en", "1.2. Keep going", 2, 1 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        dli_date_style style = style_of(rows[i].lang);
        dli_when when = { 0 };
        bool found = dli_day_read(&style, dli_str(rows[i].line), &when);
        if (found != (rows[i].day > 0) ||
            (found && (when.month != rows[i].month || when.day != rows[i].day)))
            fail_msg("%s: %s", rows[i].why, rows[i].line);
    }
}

static void times_open_lines(void **state)
{
    static const struct {
        const char *why, *line;
        int hour, minute; /* -1: opens nothing */
        const char *rest;
    } rows[] = {
        { "alone", "14:20", 14, 20, "" },
        { "with a zone", "17.22 GMT", 17, 22, "" },
        { "with a title", "18:40 | Back home", 18, 40, "Back home" },
        { "the French way", "01h30 - C'est fini", 1, 30, "C'est fini" },
        { "between signs", "+++ 8:35 Uhr: Kabel durchtrennt +++", 8, 35,
          "Kabel durchtrennt +++" },
        { "afternoon", "4:48 pm", 16, 48, "" },
        { "midnight", "12.05 a.m. The lights are on", 0, 5, "The lights are on" },
        { "a date with its time", "17:20, 11 April 2023", -1, 0, "" },
        { "a date in figures", "10.05.2020", -1, 0, "" },
        { "a score", "3:1", -1, 0, "" },
        { "no time of day", "25:10", -1, 0, "" },
        { "a price", "9.50 euros", 9, 50, "euros" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        dli_date_style style = style_of("en");
        dli_when when = { 0 };
        uint32_t rest = 0;
        dl_str line = dli_str(rows[i].line);
        bool found = dli_clock_read(&style, line, &when, &rest);
        if (found != (rows[i].hour >= 0) ||
            (found && (when.hour != rows[i].hour || when.minute != rows[i].minute ||
                       !dli_eq(dli_from(line, rest), dli_str(rows[i].rest)))))
            fail_msg("%s: %s", rows[i].why, rows[i].line);
    }
}

static void weekdays_and_days_stand_alone(void **state)
{
    dli_date_style style = style_of("fr");
    dli_when when;

    (void)state;
    assert_true(dli_weekday_read(style.lang, DL_STR("Mardi"), &when) && when.day == 2);
    assert_true(dli_weekday_read(style.lang, DL_STR("dimanche :"), &when) == false);
    assert_true(dli_weekday_read(style.lang, DL_STR("Dimanche:"), &when) && when.day == 7);
    assert_false(dli_weekday_read(style.lang, DL_STR("Mardi gras"), &when));
    assert_false(dli_weekday_read(NULL, DL_STR("Mardi"), &when));
    assert_true(dli_day_alone(&style, DL_STR("Lundi 3 juin"), &when) && when.day == 3);
    assert_false(dli_day_alone(&style, DL_STR("Le 3 juin il a plu sur la ville"), &when));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_open_lines),
        cmocka_unit_test(times_open_lines),
        cmocka_unit_test(weekdays_and_days_stand_alone),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
