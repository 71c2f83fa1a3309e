/* test_incident.c -- numbers, days and figures; what happened where stands in
 * lang/<code>/cases.txt. */
#include "table.h"

#include "facts.h"
#include "incident/spot.h"

/* ---- Numbers --------------------------------------------------------------*/

static const struct {
    const char *language, *text;
    uint64_t value; /* 0: none is read */
    bool least;
} numbers[] = {
    { "en", "12", 12, false },
    { "en", "1,200", 1200, false },
    { "en", "1,234,567", 1234567, false },
    { "en", "2.5", 0, false },
    { "en", "2.5 million", 2500000, false },
    { "en", "1,5", 0, false },
    { "en", "twenty-three", 23, false },
    { "en", "twenty three", 23, false },
    { "en", "two hundred and fifty", 250, false },
    { "en", "three thousand four hundred", 3400, false },
    { "en", "two dozen", 24, false },
    { "en", "dozens", 24, true },
    { "en", "tens of thousands", 20000, true },
    { "en", "a hundred", 100, false },
    { "en", "24th", 0, false },
    { "en", "99999999999999999999999", 0, false },
    { "fr", "1 200", 1200, false },
    { "fr",
      "1\xC2\xA0"
      "200",
      1200, false },
    { "fr", "vingt et un", 21, false },
    { "fr", "quatre-vingt-dix-sept", 97, false },
    { "fr", "deux cent cinquante", 250, false },
    { "fr", "une centaine", 100, false },
    { "de", "1.200", 1200, false },
    { "de", "dreiundzwanzig", 23, false },
    { "de", "zweihundertfünfzig", 250, false },
    { "de", "zwei Millionen", 2000000, false },
    { "es", "1.200", 1200, false },
    { "es", "treinta y dos", 32, false },
    { "es", "veintitrés", 23, false },
    { "es", "doscientos cincuenta", 250, false },
    { "ru", "1 200", 1200, false },
    { "ru", "двадцать три", 23, false },
    { "ru", "двадцати трёх", 23, false },
    { "ru", "двое", 2, false },
    { "ru", "пять тысяч", 5000, false },
    { "ru", "2,5 млн", 2500000, false },
    { "uk", "двадцять три", 23, false },
    { "uk", "п’ятдесят", 50, false },
    { "uk", "дев'ятнадцять", 19, false },
    { "uk", "троє", 3, false },
    { "xx", "12", 12, false },
};

static void numbers_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(numbers); i++) {
        facts f;
        dli_number n;
        HOLDS(begin_facts(&f, numbers[i].text, numbers[i].language, "") && read_facts(&f),
              numbers[i].text);
        bool read = dli_read_number(&f.parsed, 0, (uint32_t)f.parsed.words.count, &n);
        HOLDS(read == (numbers[i].value != 0), numbers[i].text);
        if (read) {
            HOLDS(n.value == numbers[i].value, numbers[i].text);
            HOLDS(n.least == numbers[i].least, numbers[i].text);
            HOLDS(n.to == f.parsed.words.count, numbers[i].text);
        }
        end_facts(&f);
    }
}

/* ---- Days -----------------------------------------------------------------*/

/* The date of the one incident of a sentence, published on Tuesday, 5 March 2024. */
static const struct {
    const char *language, *text, *date;
    dli_date_basis basis;
} days[] = {
    { "en", "Shells hit Norda on Monday.", "2024-03-04", DLI_BASIS_RELATIVE },
    { "en", "Shells hit Norda on Tuesday.", "2024-03-05", DLI_BASIS_RELATIVE },
    { "en", "Shells hit Norda last Tuesday.", "2024-02-27", DLI_BASIS_RELATIVE },
    { "en", "Shells hit Norda yesterday.", "2024-03-04", DLI_BASIS_RELATIVE },
    { "en", "Shells hit Norda three days ago.", "2024-03-02", DLI_BASIS_RELATIVE },
    { "en", "Shells hit Norda last week.", "2024-02-26/2024-03-03", DLI_BASIS_RELATIVE },
    { "en", "Shells hit Norda last month.", "2024-02", DLI_BASIS_RELATIVE },
    { "en", "Shells hit Norda last year.", "2023", DLI_BASIS_RELATIVE },
    { "en", "Shells hit Norda on 2 March.", "2024-03-02", DLI_BASIS_EXPLICIT },
    { "en", "Shells hit Norda on March 2, 2023.", "2023-03-02", DLI_BASIS_EXPLICIT },
    { "en", "Shells hit Norda on December 30.", "2023-12-30", DLI_BASIS_EXPLICIT },
    { "en", "Shells hit Norda from 1 to 3 March.", "2024-03-01/2024-03-03",
      DLI_BASIS_EXPLICIT },
    { "en", "Shells hit Norda on March 1-3.", "2024-03-01/2024-03-03", DLI_BASIS_EXPLICIT },
    { "en", "Shells hit Norda in March 2022.", "2022-03", DLI_BASIS_EXPLICIT },
    { "en", "Shells hit Norda in 2022.", "2022", DLI_BASIS_EXPLICIT },
    { "en", "Shells hit Norda on 2024-03-01.", "2024-03-01", DLI_BASIS_EXPLICIT },
    { "en", "Shells hit Norda over the past 24 hours.", "2024-03-04/2024-03-05",
      DLI_BASIS_RELATIVE },
    { "en", "Shells hit Norda.", "2024-03-05", DLI_BASIS_PUBLISHED },
    { "en", "Shells hit Norda, as May said.", "2024-03-05", DLI_BASIS_PUBLISHED },
    { "fr", "Un bombardement a visé Norda le 10 mars.", "2024-03-10", DLI_BASIS_EXPLICIT },
    { "fr", "Un bombardement a visé Norda le 1er mars.", "2024-03-01", DLI_BASIS_EXPLICIT },
    { "fr", "Un bombardement a visé Norda il y a trois jours.", "2024-03-02",
      DLI_BASIS_RELATIVE },
    { "fr", "Un bombardement a visé Norda hier.", "2024-03-04", DLI_BASIS_RELATIVE },
    { "de", "Der Beschuss von Norda begann am 2. März.", "2024-03-02", DLI_BASIS_EXPLICIT },
    { "de", "Der Beschuss von Norda begann am 02.03.2024.", "2024-03-02", DLI_BASIS_EXPLICIT },
    { "de", "Der Beschuss von Norda begann vor drei Tagen.", "2024-03-02", DLI_BASIS_RELATIVE },
    { "es", "El bombardeo de Norda empezó el 2 de marzo de 2024.", "2024-03-02",
      DLI_BASIS_EXPLICIT },
    { "es", "El bombardeo de Norda empezó hace dos semanas.", "2024-02-19/2024-02-25",
      DLI_BASIS_RELATIVE },
    { "ru", "В ночь на 2 марта начался обстрел Норды.", "2024-03-02", DLI_BASIS_EXPLICIT },
    { "ru", "Обстрел Норды начался с 1 по 3 марта.", "2024-03-01/2024-03-03",
      DLI_BASIS_EXPLICIT },
    { "ru", "Обстрел Норды начался 02.03.2024.", "2024-03-02", DLI_BASIS_EXPLICIT },
    { "uk", "В ніч на 2 березня почався обстріл Норди.", "2024-03-02", DLI_BASIS_EXPLICIT },
    { "uk", "Обстріл Норди почався три дні тому.", "2024-03-02", DLI_BASIS_RELATIVE },
    { "uk", "Обстріл Норди почався у понеділок.", "2024-03-04", DLI_BASIS_RELATIVE },
};

static dl_str printed(facts *f, const dli_incident *n)
{
    dli_buf out;

    dli_buf_init(&out, &f->arena);
    dli_when_print(&out, n->date.from);
    if (n->date.to.precision != DLI_WHEN_NONE) {
        dli_buf_byte(&out, '/');
        dli_when_print(&out, n->date.to);
    }
    return dli_buf_str(&out);
}

static void days_are_counted(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(days); i++) {
        facts f;
        HOLDS(begin_facts(&f, days[i].text, days[i].language, "2024-03-05T09:00Z") &&
                  read_facts(&f),
              days[i].text);
        HOLDS(f.happened.list.count == 1, days[i].text);
        dl_str date = printed(&f, &f.happened.list.ptr[0]);
        if (!dli_eq(date, dli_str(days[i].date)))
            fail_msg("%s: %.*s", days[i].text, (int)date.len, date.ptr);
        HOLDS(f.happened.list.ptr[0].date.basis == days[i].basis, days[i].text);
        end_facts(&f);
    }
}

static void without_an_anchor_the_year_stays_unknown(void **state)
{
    facts f;

    (void)state;
    assert_true(begin_facts(&f, "Shells hit Norda on 11 February.", "en", "") &&
                read_facts(&f));
    assert_true(dli_eq(printed(&f, &f.happened.list.ptr[0]), DL_STR("--02-11")));
    end_facts(&f);
    assert_true(begin_facts(&f, "Shells hit Norda on Monday.", "en", "") && read_facts(&f));
    assert_true(f.happened.list.ptr[0].date.from.precision == DLI_WHEN_NONE);
    end_facts(&f);
}

static void the_anchor_may_be_a_dateline_or_an_entry(void **state)
{
    facts f;

    (void)state;
    assert_true(
        begin_facts(&f, "Shells hit Norda yesterday. A bus crashed in Orlivka.", "en", ""));
    assert_true(dli_when_parse(DL_STR("2024-03-05"), &f.item.dateline.date) && read_facts(&f));
    assert_true(f.happened.list.count == 2);
    assert_true(dli_eq(printed(&f, &f.happened.list.ptr[0]), DL_STR("2024-03-04")));
    assert_true(f.happened.list.ptr[1].date.basis == DLI_BASIS_DATELINE);
    end_facts(&f);
    assert_true(begin_facts(&f, "Shells hit Norda.", "en", "2024-03-05"));
    f.item.kind = DLI_ITEM_ENTRY;
    assert_true(read_facts(&f) && f.happened.list.ptr[0].date.basis == DLI_BASIS_ENTRY);
    end_facts(&f);
}

/* ---- What goes together ----------------------------------------------------*/

static void sentences_join_into_one_incident(void **state)
{
    facts f;

    (void)state;
    assert_true(
        begin_facts(&f,
                    "Shells hit Norda on Monday. Three people were killed.\n\nTwelve were "
                    "wounded. A missile attack hit Orlivka on Tuesday, killing two.",
                    "en", "2024-03-05") &&
        read_facts(&f));
    assert_true(f.happened.list.count == 2);
    assert_true(f.happened.list.ptr[0].figure_count == 2);
    assert_true(f.happened.list.ptr[0].figures[0].what == DLI_FIGURE_KILLED);
    assert_true(f.happened.list.ptr[0].figures[1].what == DLI_FIGURE_WOUNDED);
    assert_true(f.happened.list.ptr[1].type == DLI_INCIDENT_SHELLING);
    end_facts(&f);
}

static void an_account_has_its_statement_and_source(void **state)
{
    facts f;

    (void)state;
    assert_true(begin_facts(&f, "It rained. Shells hit Norda on Monday, police said.", "en",
                            "2024-03-05") &&
                read_facts(&f));
    assert_true(f.happened.list.count == 1 && f.happened.list.ptr[0].statement == 1);
    assert_true(dli_eq(words_at(&f, f.happened.list.ptr[0].source), DL_STR("police")));
    end_facts(&f);
    assert_true(begin_facts(&f, "The army denied that Norda had been shelled.", "en", "") &&
                read_facts(&f));
    assert_true(f.happened.list.count == 1);
    assert_true(f.happened.list.ptr[0].status == DLI_STATUS_DENIED);
    end_facts(&f);
}

static void sport_is_kept_out_of_an_item(void **state)
{
    facts f;

    (void)state;
    assert_true(
        begin_facts(&f,
                    "The striker scored twice in the league match. Kern opened fire from "
                    "twenty metres. The coach praised the season. Norda attacked Orlivka "
                    "from the first minute. The goal came late. It was the final.",
                    "en", "2024-03-05") &&
        read_facts(&f));
    assert_true(f.happened.list.count == 0);
    end_facts(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read),
        cmocka_unit_test(days_are_counted),
        cmocka_unit_test(without_an_anchor_the_year_stays_unknown),
        cmocka_unit_test(the_anchor_may_be_a_dateline_or_an_entry),
        cmocka_unit_test(sentences_join_into_one_incident),
        cmocka_unit_test(an_account_has_its_statement_and_source),
        cmocka_unit_test(sport_is_kept_out_of_an_item),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
