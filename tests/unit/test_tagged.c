/* test_tagged.c -- the learned tagger of statements, joined with the rules.
 *
 * The sentences are made up; what is asked of them holds with the weights that the program
 * carries, and is meant to hold with any that are trained as models/said/CARD.md says.
 */
#include "table.h"

#include "base/limits.h"
#include "facts.h"
#include "statement/clues.h"

#include <stdio.h>

static dli_text_models models;
static dli_arena own;

static void begin(facts *f, const char *text, const char *language)
{
    dli_arena_init(&f->arena, SIZE_MAX);
    f->item = item_of_text(&f->arena, dli_str(text), language, "2024-03-05");
    assert_true(dli_text_tools_open(&models, &f->tools, NULL) == DL_OK && read_facts(f));
}

/* Statements of a text, and the words of the one that counts, parted by " / ". */
static const struct {
    const char *text, *source, *cue, *content;
    const char *language; /* NULL: English */
} found[] = {
    { "The mayor of Port Haven, Ana Costa, said that the bridge was closed.",
      "The mayor of Port Haven, Ana Costa", "said", "that the bridge was closed", NULL },
    { "“We will stay until the water goes down,” Costa told reporters on Monday.", "Costa",
      "told", "“We will stay until the water goes down,”", NULL },
    { "The road was closed at noon, according to a spokesman for the police.",
      "a spokesman for the police", "according to", "The road was closed at noon", NULL },
    /* words of saying that no list of the language has */
    { "Costa lamented that the council had never asked the people of the harbour.", "Costa",
      "lamented", "that the council had never asked the people of the harbour", NULL },
    { "“You have many places to link,” minister of mines and energy Jack Nelson said.",
      "minister of mines and energy Jack Nelson", "said", "“You have many places to link,”",
      NULL },
    { "“The only school of this town must never be taken away,” Brian Nelson, a "
      "32-year-old member of the council said of his father’s plan in an interview.",
      "Brian Nelson, a 32-year-old member of the council", "said",
      "“The only school of this town must never be taken away,”", NULL },
    { "„Wir bleiben, bis das Wasser sinkt“, sagte Bürgermeisterin Ana Costa am Montag.",
      "Bürgermeisterin Ana Costa", "sagte", "„Wir bleiben, bis das Wasser sinkt“", "de" },
    { "Ein Sprecher der Polizei erklärte, die Straße sei seit Mittag gesperrt.",
      "Ein Sprecher der Polizei", "erklärte", "die Straße sei seit Mittag gesperrt", "de" },
};

static void a_statement_has_its_three_parts(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(found); i++) {
        facts f;
        begin(&f, found[i].text, found[i].language == NULL ? "en" : found[i].language);
        HOLDS(f.said.list.count == 1, found[i].text);
        const dli_statement *s = &f.said.list.ptr[0];
        HOLDS(dli_eq(words_of_part(&f, s->source.part), dli_str(found[i].source)),
              found[i].text);
        HOLDS(dli_eq(words_of_part(&f, s->cue), dli_str(found[i].cue)), found[i].text);
        HOLDS(dli_eq(words_of_part(&f, s->content), dli_str(found[i].content)), found[i].text);
        HOLDS(s->lemma.len > 0, found[i].text);
        end_facts(&f);
    }
}

/* Whom the last statement of a text is by. */
static void he_is_who_was_named_last(void **state)
{
    static const struct {
        const char *text, *name; /* NULL: nobody is sure */
    } texts[] = {
        { "Ana Costa said the road was closed. John Miller, 44, disagreed. “The road is open "
          "to "
          "all of us,” he told a reporter.",
          "John Miller" },
        { "John Miller said the road was closed. “The road is closed to all of us,” he added.",
          "John Miller" },
        { "John Miller said the road was closed. The plan was drawn by Peter Nelson and Paul "
          "Carter. “The road is closed to all of us,” he added.",
          NULL },
        { "Peter Nelson came back. He opened the door. “The road is closed,” she said.", NULL },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        facts f;
        begin(&f, texts[i].text, "en");
        HOLDS(f.said.list.count > 0, texts[i].text);
        uint32_t who = f.said.list.ptr[f.said.list.count - 1].source.resolved;
        HOLDS((who == 0) == (texts[i].name == NULL), texts[i].text);
        if (who != 0)
            HOLDS(dli_eq(f.said.entities.ptr[who - 1].name, dli_str(texts[i].name)),
                  texts[i].text);
        end_facts(&f);
    }
}

static void nobody_said_what_nobody_said(void **state)
{
    static const char *const texts[] = {
        "",
        " ",
        "“”",
        "She ran home.",
        "The ferry left at noon and came back at six.",
        "The ministry did not say whether the bridge would be closed.",
        "Costa could have said that the bridge was closed.",
        "Bottom line: “Simply pour and wait.”",
        "Guards watching the gate had failed to recognise he was their neighbour.",
        "If you think about the river, you think about the road.",
        "The deputy head was promoted to head of the council last week.",
        "The captains of the ferry are posting the keys to the harbour office.",
        "Costa wanted to build a house by the river.",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        facts f;
        begin(&f, texts[i], "en");
        HOLDS(f.said.list.count == 0, texts[i]);
        end_facts(&f);
    }
}

/* What the rules know and the tagger does not: who passed it on, whom it was said to. */
static void what_the_rules_know_stays(void **state)
{
    facts f;

    (void)state;
    begin(&f, "“We stay,” Ana Costa told Reuters on Monday. “We do.”", "en");
    assert_true(f.said.list.count == 1);
    const dli_statement *s = &f.said.list.ptr[0];
    assert_true(s->kind == DLI_SAID_DIRECT && s->source.type == DLI_SOURCE_NAMED);
    assert_true(dli_eq(words_of_part(&f, s->addressee), DL_STR("Reuters")));
    assert_true(s->source.entity != 0);
    end_facts(&f);
}

static void other_languages_keep_the_rules(void **state)
{
    static const char *const texts[][2] = {
        { "fr", "« Nous restons », a déclaré la maire Ana Costa." },
        { "es", "«Nos quedamos», dijo la alcaldesa Ana Costa." },
        { "uk", "«Ми лишаємося», — сказала мер Анна Коста." },
        { "ru", "«Мы остаёмся», — сказала мэр Анна Коста." },
        { "nl", "“Wij blijven hier tot het water zakt.”" }, /* the last of all languages */
    };

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        facts f;
        begin(&f, texts[i][1], texts[i][0]);
        HOLDS(f.said.list.count == 1, texts[i][1]);
        HOLDS(f.said.list.ptr[0].kind == DLI_SAID_DIRECT, texts[i][1]);
        end_facts(&f);
    }
}

/* Every word is in one window, in order, with no more features than there is room for. */
static void windows_cover_the_text(void **state)
{
    static char text[60000];
    size_t len = 0;
    dli_finder finder;
    dli_clues clues;
    dli_sequence s;
    uint32_t next = 0;
    facts f;

    (void)state;
    for (int i = 0; i < 300; i++) /* one block of more words than a window has */
        len += (size_t)sprintf(text + len,
                               "On day %d Costa said: “The water is %d feet high.” ", i, i);
    begin(&f, text, "en");
    assert_true(dli_clues_of_item(&f.arena, &f.item, &f.parsed, &finder, &clues, NULL) ==
                DL_OK);
    while (dli_clues_next(&clues, &s)) {
        assert_true(clues.word == next && clues.count == s.tokens);
        assert_true(clues.count <= DLI_WINDOW_WORDS && s.first[0] == 0);
        for (uint32_t t = 0; t < s.tokens; t++) {
            assert_true(s.first[t + 1] - s.first[t] <= DLI_WORD_CLUES);
            for (uint32_t i = s.first[t]; i < s.first[t + 1]; i++)
                assert_true(s.features[i] != 0); /* marks a free slot */
        }
        next = clues.word + clues.count;
    }
    assert_true(next == f.parsed.words.count);
    assert_true(f.said.list.count > 290);
    end_facts(&f);
}

static void memory_may_end_anywhere(void **state)
{
    facts f;
    dl_status status = DL_ERR_NOMEM;

    (void)state;
    begin(&f, found[1].text, "en");
    for (size_t budget = 0; status != DL_OK; budget += 512) {
        dli_arena arena;
        dli_statements said;
        dli_arena_init(&arena, budget);
        status = dli_statement_find(&arena, &arena, &f.item, &f.parsed, &said, NULL);
        assert_true(status == DL_OK || status == DL_ERR_NOMEM);
        assert_true(budget < (1 << 22));
        dli_arena_done(&arena);
    }
    end_facts(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_statement_has_its_three_parts),
        cmocka_unit_test(he_is_who_was_named_last),
        cmocka_unit_test(nobody_said_what_nobody_said),
        cmocka_unit_test(what_the_rules_know_stays),
        cmocka_unit_test(other_languages_keep_the_rules),
        cmocka_unit_test(windows_cover_the_text),
        cmocka_unit_test(memory_may_end_anywhere),
    };
    dli_arena file;

    dli_arena_init(&own, 1 << 28);
    dli_arena_init(&file, 1 << 26);
    if (dli_text_models_read(&own, &file, NULL, &models, NULL) != DL_OK)
        return 1;
    cmocka_set_message_output(CM_OUTPUT_TAP);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    dli_arena_done(&file);
    dli_arena_done(&own);
    return failed;
}
