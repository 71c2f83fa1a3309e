/* test_times.c -- times in running text: what is meant by them, and what is none. */
#include "item_of_text.h"
#include "table.h"

#include "base/error.h"
#include "text/text.h"

#include <stdio.h>
#include <string.h>

typedef struct found {
    dli_arena arena;
    dli_text_tools *tools;
    dli_parsed parsed;
    dli_times times;
    dli_calendar calendar;
} found;

/* Wednesday, 6 March 2024, half past nine in the morning. */
static bool begin(found *f, const char *language, const char *text, bool ahead, bool whole)
{
    *f = (found){ 0 };
    dli_arena_init(&f->arena, SIZE_MAX);
    f->calendar = (dli_calendar){
        .known = true,
        .ahead = ahead,
        .month_first = strcmp(language, "en") == 0,
        .now = dli_days_from_civil(2024, 3, 6) * 86400 + 9 * 3600 + 30 * 60,
    };
    dli_item item = item_of_text(&f->arena, dli_str(text), language, "");
    return dli_text_tools_open(NULL, &f->tools, NULL) == DL_OK &&
           dli_text_parse(&f->arena, f->tools, &item, &f->parsed, NULL) == DL_OK &&
           dli_times_find(&f->arena, &f->parsed, 0, (uint32_t)f->parsed.words.count,
                          &f->calendar, whole, &f->times);
}

static void end(found *f)
{
    dli_text_tools_close(f->tools);
    dli_arena_done(&f->arena);
}

/* "2024-03-06T10:00", or the day alone at midnight. */
static void print(char *out, size_t room, int64_t seconds)
{
    dli_when w = dli_when_from_seconds(seconds);
    size_t used = (size_t)snprintf(out, room, "%04d-%02u-%02u", w.year, w.month, w.day);

    if (w.hour + w.minute + w.second != 0)
        (void)snprintf(out + used, room - used, "T%02u:%02u", w.hour, w.minute);
}

/* The stretches of all times found, "FROM/TO" each, with a space between. */
static void list(found *f, char *out, size_t room)
{
    size_t used = 0;

    *out = 0;
    for (size_t i = 0; i < f->times.count; i++) {
        dli_stretch at;
        char from[32], to[32];
        if (!dli_time_stretch(&f->times.ptr[i], &f->calendar, &at))
            continue;
        print(from, sizeof from, at.from);
        print(to, sizeof to, at.to);
        used +=
            (size_t)snprintf(out + used, room - used, "%s%s/%s", used > 0 ? " " : "", from, to);
    }
}

typedef struct sentence {
    const char *language, *text, *meant;
} sentence;

/* In news: the nearest, and hardly ever ahead. */
static const sentence in_news[] = {
    { "en", "The bridge fell on 5 March.", "2024-03-05/2024-03-06" },
    { "en", "The bridge fell on March 5, 2021.", "2021-03-05/2021-03-06" },
    { "en", "It began in May 2019.", "2019-05-01/2019-06-01" },
    { "en", "It began in 2019.", "2019-01-01/2020-01-01" },
    { "en", "Some 2019 people came.", "" },
    { "en", "The march in May drew 300 people.", "2024-05-01/2024-06-01" },
    { "en", "Troops march 5 miles a day.", "" },
    { "en", "She may 5 times refuse.", "" },
    { "en", "It burnt from 3 to 5 May.", "2024-05-03/2024-05-06" },
    { "en", "It burnt on May 3-5.", "2024-05-03/2024-05-06" },
    { "en", "They met between 3 and 5 May.", "2024-05-03/2024-05-06" },
    { "en", "He was seen on Monday.", "2024-03-04/2024-03-05" },
    { "en", "He was seen last Friday.", "2024-03-01/2024-03-02" },
    { "en", "He was seen yesterday evening.", "2024-03-05T18:00/2024-03-06" },
    { "en", "He was seen two days ago.", "2024-03-04T09:30/2024-03-05T09:30" },
    { "en", "She left a week ago.", "2024-02-28/2024-02-29" },
    { "en", "She left three months ago.", "2023-12-06T09:30/2023-12-07T09:30" },
    { "en", "Over the past 24 hours it rained.", "2024-03-05T09:00/2024-03-06T09:00" },
    { "en", "It was shelled at 5 pm on Tuesday.", "2024-03-05T17:00/2024-03-05T18:00" },
    { "en", "It was shelled on the night of 2 March.", "2024-03-02T18:00/2024-03-03" },
    { "en", "It was shelled on Sunday at 17:30.", "2024-03-03T17:30/2024-03-03T17:31" },
    { "en", "Sales rose in the first quarter of 2023.", "2023-01-01/2023-04-01" },
    { "en", "It happened on the first Monday of last month.", "2024-02-05/2024-02-06" },
    { "en", "It happened in early February.", "2024-02-01/2024-02-11" },
    { "en", "It happened on Christmas Day 2022.", "2022-12-25/2022-12-26" },
    { "en", "They have waited since January.", "2024-01-01/2024-02-01" },
    { "en", "The score was 3-2 after 90 minutes.", "" },
    { "en", "It costs 5.30 dollars for 12 people.", "" },
    { "en", "Read chapter 5, page 12.", "" },
    { "en", "In the 1990s it was new.", "1990-01-01/2000-01-01" },
    { "fr", "Le pont est tombé le 10 mars.", "2024-03-10/2024-03-11" },
    { "fr", "Le pont est tombé le 1er mars 2021.", "2021-03-01/2021-03-02" },
    { "fr", "Il est parti hier soir.", "2024-03-05T18:00/2024-03-06" },
    { "fr", "Il est parti le mois dernier.", "2024-02-01/2024-03-01" },
    { "fr", "Il est parti il y a trois jours.", "2024-03-03T09:30/2024-03-04T09:30" },
    { "fr", "Du 3 au 5 mars, tout a brûlé.", "2024-03-03/2024-03-06" },
    { "fr", "Dans la nuit du 2 au 3 mars, tout a brûlé.", "2024-03-02/2024-03-04" },
    { "fr", "Le 2 mars à 17h30, tout a brûlé.", "2024-03-02T17:30/2024-03-02T17:31" },
    { "fr", "Fin février, tout a brûlé.", "2024-02-21/2024-03-01" },
    { "fr", "Trois hommes ont été tués en 2015.", "2015-01-01/2016-01-01" },
    { "de", "Die Brücke fiel am 5. März.", "2024-03-05/2024-03-06" },
    { "de", "Die Brücke fiel am 05.03.2021.", "2021-03-05/2021-03-06" },
    { "de", "Er kam gestern Abend.", "2024-03-05T18:00/2024-03-06" },
    { "de", "Er kam vorgestern.", "2024-03-04/2024-03-05" },
    { "de", "Er kam vor zwei Jahren.", "2022-03-06T09:30/2022-03-07T09:30" },
    { "de", "Er kam am vergangenen Freitag.", "2024-03-01/2024-03-02" },
    { "de", "Zwischen dem 3. und dem 5. März brannte es.", "2024-03-03/2024-03-06" },
    { "de", "Anfang Februar brannte es.", "2024-02-01/2024-02-11" },
    { "de", "Um 17.30 Uhr am Dienstag brannte es.", "2024-03-05T17:30/2024-03-05T17:31" },
    { "de", "In der Nacht zu Sonntag brannte es.", "2024-03-03T18:00/2024-03-04" },
    { "de", "Der Morgen war kalt.", "2024-03-06T04:00/2024-03-06T12:00" },
    { "es", "El puente cayó el 10 de marzo de 2021.", "2021-03-10/2021-03-11" },
    { "es", "El puente cayó ayer por la noche.", "2024-03-05T18:00/2024-03-06" },
    { "es", "El puente cayó hace tres semanas.", "2024-02-14T09:30/2024-02-15T09:30" },
    { "es", "El puente cayó el mes pasado.", "2024-02-01/2024-03-01" },
    { "es", "Del 3 al 5 de marzo llovió.", "2024-03-03/2024-03-06" },
    { "es", "El lunes a las cinco de la tarde llovió.", "2024-03-04T17:00/2024-03-04T18:00" },
    { "ru", "Мост упал 5 марта.", "2024-03-05/2024-03-06" },
    { "ru", "Мост упал 5 марта 2021 года.", "2021-03-05/2021-03-06" },
    { "ru", "Мост упал в прошлую среду.", "2024-02-28/2024-02-29" },
    { "ru", "Мост упал два дня назад.", "2024-03-04T09:30/2024-03-05T09:30" },
    { "ru", "В ночь на 2 марта упал мост.", "2024-03-02T18:00/2024-03-03" },
    { "ru", "С 3 по 5 марта шёл дождь.", "2024-03-03/2024-03-06" },
    { "ru", "В прошлом месяце шёл дождь.", "2024-02-01/2024-03-01" },
    { "ru", "В 17:30 в понедельник упал мост.", "2024-03-04T17:30/2024-03-04T17:31" },
    { "uk", "Міст упав 5 березня.", "2024-03-05/2024-03-06" },
    { "uk", "Між 3 і 5 березня йшов дощ.", "2024-03-03/2024-03-06" },
    { "uk", "В ніч на 11 лютого йшов дощ.", "2024-02-11T18:00/2024-02-12" },
    { "uk", "Минулого тижня йшов дощ.", "2024-02-26/2024-03-04" },
    { "uk", "Три дні тому йшов дощ.", "2024-03-03T09:30/2024-03-04T09:30" },
};

/* Of one who plans: the next. */
static const sentence ahead[] = {
    { "en", "Meet on Friday at 9 am.", "2024-03-08T09:00/2024-03-08T10:00" },
    { "en", "Meet next week.", "2024-03-11/2024-03-18" },
    { "en", "Meet tomorrow at 5 pm.", "2024-03-07T17:00/2024-03-07T18:00" },
    { "en", "Meet in two weeks.", "2024-03-20T09:30/2024-03-21T09:30" },
    { "en", "Meet on 5 March.", "2025-03-05/2025-03-06" },
    { "en", "Meet at a quarter past seven on Monday.", "2024-03-11T07:15/2024-03-11T07:16" },
    { "en", "Meet between 9:30 and 11:00 on Thursday.", "2024-03-07T09:30/2024-03-07T11:01" },
    { "en", "Meet this summer.", "2024-06-21/2024-09-24" },
    { "en", "Meet at Easter.", "2024-03-31/2024-04-01" },
    { "en", "Meet on Thanksgiving.", "2024-11-28/2024-11-29" },
    { "en", "Meet next weekend.", "2024-03-15T18:00/2024-03-18" },
    { "fr", "À lundi prochain.", "2024-03-11/2024-03-12" },
    { "fr", "À jeudi à midi et quart.", "2024-03-07T12:15/2024-03-07T12:16" },
    { "fr", "Rendez-vous dans deux heures.", "2024-03-06T11:30/2024-03-06T11:30" },
    { "de", "Wir treffen uns übermorgen.", "2024-03-08/2024-03-09" },
    { "de", "Wir treffen uns am Montag um halb acht.", "2024-03-11T07:30/2024-03-11T07:31" },
    { "de", "Wir treffen uns nächsten Freitag um viertel nach 3.",
      "2024-03-15T03:15/2024-03-15T03:16" },
    { "de", "Am 14./15.10. ist Markt.", "2024-10-14/2024-10-16" },
    { "de", "Wir treffen uns am Karfreitag.", "2024-03-29/2024-03-30" },
    { "es", "Nos vemos mañana por la noche.", "2024-03-07T18:00/2024-03-08" },
    { "es", "Nos vemos el viernes a las tres y media de la tarde.",
      "2024-03-08T15:30/2024-03-08T15:31" },
    { "ru", "Встреча послезавтра в 8 вечера.", "2024-03-08T20:00/2024-03-08T21:00" },
    { "ru", "Встреча в следующий вторник.", "2024-03-12/2024-03-13" },
    { "uk", "Зустріч наступного тижня.", "2024-03-11/2024-03-18" },
    { "uk", "Зустріч у п'ятницю о 15 годині.", "2024-03-08T15:00/2024-03-08T16:00" },
};

/* Other calendars, against their printed ones. */
static const sentence feasts[] = {
    { "en", "It began on Yom Kippur 1973.", "1973-10-06/1973-10-07" },
    { "en", "They met at Passover 2024.", "2024-04-23/2024-04-24" },
    { "en", "They met on Purim 2024.", "2024-03-24/2024-03-25" },
    { "en", "They met on Purim 2023.", "2023-03-07/2023-03-08" },
    { "en", "They met at Hanukkah 2023.", "2023-12-08/2023-12-09" },
    { "en", "They met on Rosh Hashanah 2020.", "2020-09-19/2020-09-20" },
    { "en", "They met on Eid al-Fitr 2024.", "2024-04-10/2024-04-11" },
    { "en", "They met on Eid al-Adha 2023.", "2023-06-28/2023-06-29" },
    { "en", "They met on Eid al-Adha 1980.", "1980-10-19/1980-10-20" },
    { "en", "They met at Chinese New Year 2023.", "2023-01-22/2023-01-23" },
    { "en", "They met at Diwali 2022.", "2022-10-24/2022-10-25" },
    { "en", "They met at Diwali 2016.", "2016-10-30/2016-10-31" },
    { "en", "They met on Makar Sankranti 2019.", "2019-01-15/2019-01-16" },
    { "en", "They met at Diwali 1790.", "" }, /* before what is reckoned */
    { "de", "Das Zuckerfest 2024 kam.", "2024-04-10/2024-04-11" },
    { "fr", "Le Nouvel An chinois 2024 approche.", "2024-02-10/2024-02-11" },
    { "es", "El Año Nuevo chino 2024 llega.", "2024-02-10/2024-02-11" },
    { "ru", "Китайский новый год 2024 начался.", "2024-02-10/2024-02-11" },
    { "uk", "Курбан-байрам 2023 минув.", "2023-06-28/2023-06-29" },
};

static void check(const sentence *rows, size_t count, bool plans)
{
    for (size_t i = 0; i < count; i++) {
        found f;
        char got[512];
        HOLDS(begin(&f, rows[i].language, rows[i].text, plans, false), rows[i].text);
        list(&f, got, sizeof got);
        if (strcmp(got, rows[i].meant) != 0)
            fail_msg("%s: %s, not %s", rows[i].text, got, rows[i].meant);
        end(&f);
    }
}

static void news_looks_back(void **state)
{
    (void)state;
    check(in_news, COUNT(in_news), false);
}

static void feasts_go_by_the_moon(void **state)
{
    (void)state;
    check(feasts, COUNT(feasts), false);
}

static void plans_look_ahead(void **state)
{
    (void)state;
    check(ahead, COUNT(ahead), true);
}

static void words_known_to_be_a_time_are_read_as_one(void **state)
{
    static const sentence rows[] = {
        { "en", "10", "2024-03-06T10:00/2024-03-06T11:00" },
        { "en", "ten thirty", "2024-03-06T10:30/2024-03-06T10:31" },
        { "en", "May", "2024-05-01/2024-06-01" },
        { "fr", "le 16", "2024-03-16/2024-03-17" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        found f;
        char got[512];
        HOLDS(begin(&f, rows[i].language, rows[i].text, true, true), rows[i].text);
        list(&f, got, sizeof got);
        if (strcmp(got, rows[i].meant) != 0)
            fail_msg("%s: %s, not %s", rows[i].text, got, rows[i].meant);
        end(&f);
    }
}

static void lengths_and_sets_are_told_from_times(void **state)
{
    static const struct {
        const char *language, *text;
        dli_time_kind kind;
        int64_t count;
        dli_grain unit;
    } rows[] = {
        { "en", "for three weeks", DLI_TIME_LENGTH, 3000, DLI_GRAIN_WEEK },
        { "en", "two and a half hours", DLI_TIME_LENGTH, 2500, DLI_GRAIN_HOUR },
        { "en", "every two days", DLI_TIME_EVERY, 2000, DLI_GRAIN_DAY },
        { "de", "eine halbe Stunde", DLI_TIME_LENGTH, 500, DLI_GRAIN_HOUR },
        { "fr", "chaque semaine", DLI_TIME_EVERY, 1000, DLI_GRAIN_WEEK },
        { "ru", "пять лет", DLI_TIME_LENGTH, 5000, DLI_GRAIN_YEAR },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        found f;
        HOLDS(begin(&f, rows[i].language, rows[i].text, false, false), rows[i].text);
        HOLDS(f.times.count == 1 && f.times.ptr[0].kind == (uint8_t)rows[i].kind, rows[i].text);
        HOLDS(f.times.ptr[0].count == rows[i].count && f.times.ptr[0].unit == rows[i].unit,
              rows[i].text);
        end(&f);
    }
}

/* A run of nothing but time words costs no more than its length. */
static void long_runs_end(void **state)
{
    found f;
    char text[8192];
    size_t used = 0;

    (void)state;
    for (int i = 0; i < 300; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "next 5 March at 3 to ");
    assert_true(begin(&f, "en", text, false, true));
    end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(news_looks_back),
        cmocka_unit_test(feasts_go_by_the_moon),
        cmocka_unit_test(plans_look_ahead),
        cmocka_unit_test(words_known_to_be_a_time_are_read_as_one),
        cmocka_unit_test(lengths_and_sets_are_told_from_times),
        cmocka_unit_test(long_runs_end),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("tests", tests, NULL, NULL);
}
