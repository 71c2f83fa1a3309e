/* test_statement.c -- what lang/<code>/cases.txt does not ask of statements. */
#include "table.h"

#include "base/limits.h"
#include "facts.h"

#include <stdlib.h>

static void begin(facts *f, const char *text, const char *language)
{
    assert_true(begin_facts(f, text, language, "2024-03-05") && read_facts(f));
}

/* Equal, or the test says what it is instead. */
static void is(facts *f, dl_str have, const char *want)
{
    if (!dli_eq(have, dli_str(want)))
        fail_msg("'%.*s', not '%s'", (int)have.len, have.ptr, want);
    (void)f;
}

static void nothing_is_said_in_nothing(void **state)
{
    static const char *const texts[] = { "", " ", "\n\n", "Said.", "“”", "She ran home." };
    facts f;

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        begin(&f, texts[i], "en");
        HOLDS(f.said.list.count == 0 && f.said.entities.count == 0 && !f.said.trimmed,
              texts[i]);
        end_facts(&f);
    }
}

static void a_language_without_lists_has_quotations_only(void **state)
{
    facts f;

    (void)state;
    begin(&f, "Ana Costa said that it rained.\n\n“Nobody came to the bridge that night.”",
          "xx");
    assert_true(f.said.list.count == 1);
    assert_true(f.said.list.ptr[0].kind == DLI_SAID_DIRECT);
    assert_true(f.said.list.ptr[0].source.part.count == 0 && f.said.list.ptr[0].cue.count == 0);
    end_facts(&f);
    begin(&f, "Ana Costa: “Nobody came to the bridge that night.” Brian Kern: “Nobody.”", "xx");
    assert_true(f.said.list.count > 0 && f.said.list.ptr[0].cue.count == 1);
    end_facts(&f);
}

static void a_statement_covers_its_parts(void **state)
{
    facts f;

    (void)state;
    begin(&f, "So: “We stay,” Ana Costa told Reuters on Monday. “We do.”", "en");
    assert_true(f.said.list.count == 1);
    const dli_statement *s = &f.said.list.ptr[0];
    is(&f, words_at(&f, s->in), "“We stay,” Ana Costa told Reuters on Monday. “We do.”");
    is(&f, words_of_part(&f, s->content), "“We stay,”|“We do.”");
    is(&f, words_of_part(&f, s->addressee), "Reuters");
    is(&f, s->lemma, "tell");
    end_facts(&f);
}

/* A speech over blocks is one stretch a block: the gap is nobody's words. */
static void contents_end_at_blocks(void **state)
{
    facts f;

    (void)state;
    begin(&f, "“One thing.\n\n“Another thing,” Costa said.", "en");
    assert_true(f.said.list.count == 1);
    is(&f, words_of_part(&f, f.said.list.ptr[0].content), "“One thing.|“Another thing,”");
    end_facts(&f);
}

static void a_block_of_quotation_is_speech_once_announced(void **state)
{
    facts f;

    (void)state;
    begin(&f, "Costa wrote:\n\n> The river has no master. Nobody can tame it.\n\nIt rained.",
          "en");
    assert_true(f.said.list.count == 1 && f.said.list.ptr[0].kind == DLI_SAID_DIRECT);
    is(&f, words_of_part(&f, f.said.list.ptr[0].content),
       "The river has no master. Nobody can tame it");
    end_facts(&f);
    begin(&f, "Costa said:\n\nIt rained all day.", "en");
    assert_true(f.said.list.count == 0);
    end_facts(&f);
}

static void who_passed_it_on_stands_nearest_first(void **state)
{
    facts f;

    (void)state;
    begin(&f, "The dam broke, Reuters said, citing the Interior Ministry, quoting a witness.",
          "en");
    assert_true(f.said.list.count == 1);
    const dli_statement *s = &f.said.list.ptr[0];
    assert_true(s->via_count >= 1);
    is(&f, words_of_part(&f, s->via[0].part), "Reuters");
    end_facts(&f);
}

static void names_are_joined(void **state)
{
    facts f;

    (void)state;
    begin(&f,
          "Costa said it rained. Ana Costa, the governor, said it snowed. A. Costa said it "
          "hailed. Maria Costa said it was dry. The mayor met Costa's dog and Denis Kern.",
          "en");
    assert_true(f.said.entities.count == 2);
    is(&f, f.said.entities.ptr[0].name, "Ana Costa");
    is(&f, words_of_part(&f, f.said.entities.ptr[0].mentions), "Costa|Ana Costa|A. Costa");
    is(&f, words_of_part(&f, f.said.entities.ptr[1].mentions), "Maria Costa|Costa");
    is(&f, words_at(&f, f.said.entities.ptr[0].role), "the governor");
    is(&f, f.said.entities.ptr[1].name, "Maria Costa");
    assert_true(f.said.entities.ptr[0].type == DLI_PER);
    assert_int_equal(f.said.list.ptr[2].source.entity, 1);
    end_facts(&f);
}

static void names_are_joined_over_cases(void **state)
{
    facts f;

    (void)state;
    begin(&f,
          "Иван Петренко сказал, что идёт дождь. По словам Петренко, дождь кончился. "
          "Журналисты спросили Ивана Петренко о снеге. Мэр Дмитрий Иванов заявил, что снега "
          "не будет. Это слова Иванова.",
          "ru");
    assert_true(f.said.entities.count == 2);
    is(&f, words_of_part(&f, f.said.entities.ptr[0].mentions),
       "Иван Петренко|Петренко|Ивана Петренко");
    is(&f, words_of_part(&f, f.said.entities.ptr[1].mentions), "Дмитрий Иванов|Иванова");
    end_facts(&f);
}

static const struct {
    const char *name, *text;
    bool resolved; /* the last source */
} pronouns[] = {
    { "the last one who spoke", "Denis Kern said it rained. He said it snowed.", true },
    { "two blocks on", "Denis Kern said it rained.\n\nIt did.\n\nHe said it snowed.", true },
    { "not four blocks on",
      "Denis Kern said it rained.\n\nIt did.\n\nAnd so.\n\nOn it went.\n\nHe said it snowed.",
      false },
    { "not against a title", "Mrs. Kern said it rained. He said it snowed.", false },
    { "not against what he was before",
      "Kern said it rained. She said it hailed. He said it snowed.", false },
    { "not inside another's words",
      "Denis Kern said it rained. “But then he said it snowed all day.”", false },
    { "not where nobody spoke", "Kern ran home. He said it snowed.", false },
};

static void pronouns_are_resolved_where_that_is_safe(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(pronouns); i++) {
        facts f;
        begin(&f, pronouns[i].text, "en");
        HOLDS(f.said.list.count > 0, pronouns[i].name);
        const dli_statement *s = &f.said.list.ptr[f.said.list.count - 1];
        HOLDS((s->source.resolved != 0) == pronouns[i].resolved, pronouns[i].name);
        end_facts(&f);
    }
}

static void sources_have_types(void **state)
{
    static const struct {
        const char *text;
        dli_source_type type;
    } types[] = {
        { "Ana Costa said it rained.", DLI_SOURCE_NAMED },
        { "Mr. Kern said it rained.", DLI_SOURCE_NAMED },
        { "The mayor said it rained.", DLI_SOURCE_OFFICE },
        { "The ministry said it rained.", DLI_SOURCE_OFFICE },
        { "Moscow said it rained.", DLI_SOURCE_OFFICE },
        { "A diplomat said it rained.", DLI_SOURCE_UNNAMED },
        { "A senior police officer said it rained.", DLI_SOURCE_UNNAMED },
        { "The singer said it rained.", DLI_SOURCE_UNNAMED },
        { "Residents said it rained.", DLI_SOURCE_GROUP },
        { "The report said it rained.", DLI_SOURCE_DOCUMENT },
        { "Reuters said it rained.", DLI_SOURCE_MEDIA },
        { "The newspaper said it rained.", DLI_SOURCE_MEDIA },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(types); i++) {
        facts f;
        begin(&f, types[i].text, "en");
        HOLDS(f.said.list.count == 1, types[i].text);
        HOLDS(f.said.list.ptr[0].source.type == types[i].type, types[i].text);
        end_facts(&f);
    }
}

static void more_than_the_limit_is_trimmed(void **state)
{
    static const char unit[] = "Ana Costa said that nobody came to town. ";
    size_t len = sizeof unit - 1, count = DLI_MAX_STATEMENTS + 10;
    char *text = malloc(len * count + 1);
    facts f;

    (void)state;
    assert_non_null(text);
    for (size_t i = 0; i < count; i++)
        memcpy(text + i * len, unit, len);
    text[len * count] = 0;
    begin(&f, text, "en");
    assert_true(f.said.list.count == DLI_MAX_STATEMENTS && f.said.trimmed);
    end_facts(&f);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_said_in_nothing),
        cmocka_unit_test(a_language_without_lists_has_quotations_only),
        cmocka_unit_test(a_statement_covers_its_parts),
        cmocka_unit_test(contents_end_at_blocks),
        cmocka_unit_test(a_block_of_quotation_is_speech_once_announced),
        cmocka_unit_test(who_passed_it_on_stands_nearest_first),
        cmocka_unit_test(names_are_joined),
        cmocka_unit_test(names_are_joined_over_cases),
        cmocka_unit_test(pronouns_are_resolved_where_that_is_safe),
        cmocka_unit_test(sources_have_types),
        cmocka_unit_test(more_than_the_limit_is_trimmed),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
