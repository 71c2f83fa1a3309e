/* test_sentences.c -- words, sentences and quotations of a body. */
#include "table.h"

#include "facts.h"
#include "text/inside.h"

#include <unicode/utext.h>

/* ---- Sentences ------------------------------------------------------------*/

static const struct {
    const char *name, *language, *text, *sentences;
} splits[] = {
    { "a full stop ends a sentence", "en", "One. Two.", "One.|Two." },
    { "a title does not", "en", "Gen. Costa came. He left.", "Gen. Costa came.|He left." },
    { "an initial does not", "en", "J. Smith and A. B. Kern came. He left.",
      "J. Smith and A. B. Kern came.|He left." },
    { "joined initials do not", "en", "G.K. Butter came. He left.",
      "G.K. Butter came.|He left." },
    { "an initial that is also a word does not", "ru", "Приехал В. И. Корж. Он ушёл.",
      "Приехал В. И. Корж.|Он ушёл." },
    { "a picture belongs to the sentence before", "en", "Well done! 👍👏 Costa left. 😊 He waved.",
      "Well done! 👍👏|Costa left. 😊|He waved." },
    { "a heading that lost its line end", "en", "A new chronology The minister drew one.",
      "A new chronology|The minister drew one." },
    { "a name that begins so is none", "en", "He came to The Hague and read The Harbour News.",
      "He came to The Hague and read The Harbour News." },
    { "nor is what stands behind a small word", "es", "Una casa de Los pájaros ardió.",
      "Una casa de Los pájaros ardió." },
    { "nor who is spoken to politely", "de", "Hier melden Sie sich an.",
      "Hier melden Sie sich an." },
    { "an abbreviation may end one", "en", "They live in the U.S. The rest left.",
      "They live in the U.S.|The rest left." },
    { "or not", "en", "The U.S. Army left.", "The U.S. Army left." },
    { "a number goes on behind No.", "en", "See No. 5 there.", "See No. 5 there." },
    { "a small letter goes on behind a question", "en", "“Why?” he asked. He left.",
      "“Why?” he asked.|He left." },
    { "a capital does not", "en", "“Why?” Costa asked.", "“Why?”|Costa asked." },
    { "closing guillemets stay with their sentence", "fr",
      "« Oui ! » Il partit. « Non », dit-il.", "« Oui ! »|Il partit.|« Non », dit-il." },
    { "a German ordinal goes on", "de", "Am 5. März kam er. Er ging.",
      "Am 5. März kam er.|Er ging." },
    { "an abbreviation of several letters", "de", "Er kam z. B. nach Norda. Er ging.",
      "Er kam z. B. nach Norda.|Er ging." },
    { "a dash behind a full stop begins one", "ru", "Ситуация ясна, — сказал он. — Мы едем.",
      "Ситуация ясна, — сказал он.|— Мы едем." },
    { "Russian abbreviations", "ru", "В 2024 г. в г. Норда жили 5 тыс. человек. Все ушли.",
      "В 2024 г. в г. Норда жили 5 тыс. человек.|Все ушли." },
    { "a unit ends one before a capital", "uk",
      "Міст коштував 6 млн. грн. Засновником є Коста. Ще 5 тис. людей чекали.",
      "Міст коштував 6 млн. грн.|Засновником є Коста.|Ще 5 тис. людей чекали." },
    { "square metres do, and a town does not", "uk",
      "Дім має 500 кв. м. Тобто він великий. Школа у м. Норда мала.",
      "Дім має 500 кв. м.|Тобто він великий.|Школа у м. Норда мала." },
    { "Spanish titles", "es", "El Sr. Pardo vive en EE. UU. desde mayo.",
      "El Sr. Pardo vive en EE. UU. desde mayo." },
    { "a block ends a sentence", "en", "No stop here\n\nnor here", "No stop here|nor here" },
    { "a line that was cut off does", "es",
      "La diputada, que vive desde hace años en la capital, dijo que la obra...\nLa casa "
      "ardió.",
      "La diputada, que vive desde hace años en la capital, dijo que la obra...|La casa "
      "ardió." },
    { "a short line does", "en", "Roses are red\nViolets are blue",
      "Roses are red|Violets are blue" },
    { "a wrapped line does not", "en",
      "The governor of Harju said on Tuesday that the bridge\nover the river was closed.",
      "The governor of Harju said on Tuesday that the bridge\nover the river was closed." },
    { "a language without lists", "xx", "Uno. Due. Tre", "Uno.|Due.|Tre" },
    { "nothing", "en", "", "" },
    { "white space", "en", " \n\n \t ", "" },
};

static void sentences_end_where_they_should(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(splits); i++) {
        facts f;
        dli_buf found;
        HOLDS(begin_facts(&f, splits[i].text, splits[i].language, "") && read_facts(&f),
              splits[i].name);
        dli_buf_init(&found, &f.arena);
        for (size_t k = 0; k < f.parsed.sentences.count; k++) {
            if (k > 0)
                dli_buf_byte(&found, '|');
            dli_buf_add(&found, words_at(&f, f.parsed.sentences.ptr[k].in));
        }
        if (!dli_eq(dli_buf_str(&found), dli_str(splits[i].sentences)))
            fail_msg("%s: %.*s", splits[i].name, (int)found.len, found.ptr);
        end_facts(&f);
    }
}

/* ---- Quotations -----------------------------------------------------------*/

/* Outer spans with "|" between them; "+" before one inside the one before, "?" before one
 * never closed. */
static const struct {
    const char *name, *text, *quotes;
} pairs[] = {
    { "English double", "He said “yes” and “no”.", "“yes”|“no”" },
    { "straight", "He said \"yes\" and \"no\".", "\"yes\"|\"no\"" },
    { "German", "Er sagte „ja“ und „nein“.", "„ja“|„nein“" },
    { "Polish and Romanian", "Rzekł „tak” i „nie”.", "„tak”|„nie”" },
    { "guillemets with spaces", "Il dit « oui » et « non ».", "« oui »|« non »" },
    { "reversed guillemets", "Er sagte »ja« und »nein«.", "»ja«|»nein«" },
    { "nested", "“He said ‘go,’ so I went.”", "“He said ‘go,’ so I went.”|+‘go,’" },
    { "nested in German", "„Er sagte ‚geh‘, also ging ich.“",
      "„Er sagte ‚geh‘, also ging ich.“|+‚geh‘" },
    { "nested in Russian", "«Он сказал „иди“, и я пошёл».",
      "«Он сказал „иди“, и я пошёл»|+„иди“" },
    { "a name in a name with one mark for both", "Фірма «БК «Сосна» була. Фірма «Клен» є.",
      "«БК «Сосна»|+«Сосна»|«Клен»" },
    { "and with two", "Фірма «БК «Сосна»» була «тут».", "«БК «Сосна»»|+«Сосна»|«тут»" },
    { "speech ends with its own mark", "«Ми в «Сосні» жили», — каже він.",
      "«Ми в «Сосні» жили»|+«Сосні»" },
    { "apostrophes are none", "The workers’ rights aren’t Costa’s.", "" },
    { "single ones are quotations too", "‘We stay,’ he said.", "‘We stay,’" },
    { "straight single ones", "'We stay,' he said.", "'We stay,'" },
    { "two single marks", "He said ''yes'' twice.", "''yes''" },
    { "never closed", "He said “yes and left.", "?“yes and left." },
    { "a speech over two blocks", "“One.\n\n“Two,” he said.", "“One.\n\n“Two,”" },
    { "with closing guillemets at the front", "« Un.\n\n» Deux », dit-il.",
      "« Un.\n\n» Deux »" },
    { "not over a block without a mark", "“One.\n\nTwo,” he said.", "?“One." },
    { "inches are none", "A pipe of 5\" and one of 6\".", "" },
    { "nothing inside", "He said “” twice.", "" },
    { "corner brackets", "彼は「はい」と言った。", "「はい」" },
};

static void quotations_are_paired(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(pairs); i++) {
        facts f;
        dli_buf found;
        HOLDS(begin_facts(&f, pairs[i].text, "en", "") && read_facts(&f), pairs[i].name);
        dli_buf_init(&found, &f.arena);
        for (size_t k = 0; k < f.parsed.quotes.count; k++) {
            const dli_quote *q = &f.parsed.quotes.ptr[k];
            if (k > 0)
                dli_buf_byte(&found, '|');
            if (q->parent != 0)
                dli_buf_byte(&found, '+');
            if (q->open)
                dli_buf_byte(&found, '?');
            dli_buf_add(&found, words_at(&f, q->outer));
        }
        if (!dli_eq(dli_buf_str(&found), dli_str(pairs[i].quotes)))
            fail_msg("%s: %.*s", pairs[i].name, (int)found.len, found.ptr);
        end_facts(&f);
    }
}

/* ---- Words ----------------------------------------------------------------*/

static const struct {
    const char *name, *language, *text, *words;
} cuts[] = {
    { "marks are words", "en", "Yes, no.", "Yes|,|no|." },
    { "a mark repeated is one", "en", "No... no!!", "No|...|no|!!" },
    { "a clitic is a word where the language says so", "en", "Costa's dog isn't here.",
      "Costa|'s|dog|isn't|here|." },
    { "and not elsewhere", "xx", "Costa's dog.", "Costa's|dog|." },
    { "an elided word is one", "fr", "L'agence d'Orlivka qu'il a, aujourd'hui.",
      "L'|agence|d'|Orlivka|qu'|il|a|,|aujourd'hui|." },
    { "a typographic apostrophe", "fr", "l’agence", "l’|agence" },
    { "a Ukrainian apostrophe parts nothing", "uk", "п'ять п’ять", "п'ять|п’ять" },
    { "numbers keep their marks", "en", "1,200 and 3.5", "1,200|and|3.5" },
};

static void words_are_cut(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cuts); i++) {
        facts f;
        dli_buf found;
        HOLDS(begin_facts(&f, cuts[i].text, cuts[i].language, "") && read_facts(&f),
              cuts[i].name);
        dli_buf_init(&found, &f.arena);
        for (size_t k = 0; k < f.parsed.words.count; k++) {
            if (k > 0)
                dli_buf_byte(&found, '|');
            dli_buf_add(&found, words_at(&f, f.parsed.words.ptr[k].in));
        }
        if (!dli_eq(dli_buf_str(&found), dli_str(cuts[i].words)))
            fail_msg("%s: %.*s", cuts[i].name, (int)found.len, found.ptr);
        end_facts(&f);
    }
}

static void words_find_their_entries(void **state)
{
    facts f;
    uint32_t count;

    (void)state;
    assert_true(begin_facts(&f, "According to Reuters, the prime minister said so.", "en", ""));
    assert_true(read_facts(&f));
    dl_str accord = dli_word_meaning(&f.parsed, 0, 4, DLI_LIST_said, &count);
    assert_true(dli_eq(accord, DL_STR("accord, neutral after")) && count == 2);
    assert_null(dli_word_meaning(&f.parsed, 0, 1, DLI_LIST_said, &count).ptr);
    dl_str role = dli_word_meaning(&f.parsed, 5, 10, DLI_LIST_roles, &count);
    assert_true(dli_starts(role, DL_STR("office person")) && count == 2);
    assert_true((dli_word_grammar(&f.parsed, 4) & DLI_GRAMMAR_det) != 0);
    assert_int_equal(dli_word_grammar(&f.parsed, 9999), 0);
    end_facts(&f);
}

/* A sentence of a thousand words is taken as several. */
static void a_long_sentence_is_parted(void **state)
{
    static char text[6000];
    facts f;

    (void)state;
    for (size_t i = 0; i + 5 < sizeof text; i += 5)
        memcpy(text + i, "word ", 6);
    assert_true(begin_facts(&f, text, "en", "") && read_facts(&f));
    assert_true(f.parsed.sentences.count == 3);
    end_facts(&f);
}

/* ---- breaks.c against ICU ----------------------------------------------- */

/* Whether both find the same boundaries of words or of sentences in `text`. */
static bool breaks_agree(const dli_text_tools *tools, UBreakIterator *icu, dl_str text,
                         bool words)
{
    UErrorCode error = U_ZERO_ERROR;
    UText chars = UTEXT_INITIALIZER;
    uint32_t at = 0;
    bool same = true, word = false;

    utext_openUTF8(&chars, text.ptr, (int64_t)text.len, &error);
    ubrk_setUText(icu, &chars, &error);
    assert_true(U_SUCCESS(error));
    for (int32_t stop; same && (stop = ubrk_next(icu)) != UBRK_DONE;) {
        at = words ? dli_word_break(&tools->breaks, text, at, &word)
                   : dli_sentence_break(&tools->breaks, text, at);
        same = at == (uint32_t)stop &&
               (!words || word == (ubrk_getRuleStatus(icu) >= UBRK_WORD_NONE_LIMIT));
    }
    utext_close(&chars);
    return same && at == text.len;
}

/* Made-up text of pieces that the rules tell apart, but for "_", which ICU calls a word or not
 * by what stands behind it. */
static void breaks_are_those_of_icu(void **state)
{
    static const char *const pieces[] = { "a",
                                          "B",
                                          "bc",
                                          "É",
                                          "ж",
                                          "Щ",
                                          "7",
                                          "42",
                                          ".",
                                          ",",
                                          ":",
                                          ";",
                                          "'",
                                          "’",
                                          "-",
                                          "–",
                                          "—",
                                          "?",
                                          "!",
                                          "…",
                                          "(",
                                          ")",
                                          "\"",
                                          "«",
                                          "»",
                                          "“",
                                          "”",
                                          " ",
                                          " ",
                                          " ",
                                          "\n",
                                          "\r\n",
                                          "·",
                                          "\xC2\xA0",
                                          "\xC2\xAD",
                                          "\xCC\x81",
                                          "€",
                                          "№",
                                          "/",
                                          "%",
                                          "\xE2\x80\xA8",
                                          "α",
                                          "Ա",
                                          "؟" };
    const size_t count = sizeof pieces / sizeof *pieces - 1; /* the last is not known */
    dli_text_tools *tools;
    uint64_t seed = 1;
    char text[64];

    (void)state;
    assert_true(dli_text_tools_open(NULL, &tools, NULL) == DL_OK);
    assert_false(dli_breaks_know(dli_str(pieces[count])));
    for (int round = 0; round < 200000; round++) {
        size_t len = 0;
        for (int i = 0; i < 12; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            const char *piece = pieces[(seed >> 33) % count];
            memcpy(text + len, piece, strlen(piece));
            len += strlen(piece);
        }
        dl_str made = { text, len };
        assert_true(dli_breaks_know(made));
        if (!breaks_agree(tools, tools->words, made, true) ||
            !breaks_agree(tools, tools->sentences, made, false)) {
            print_message("# words %d sentences %d: \"%.*s\"\n",
                          breaks_agree(tools, tools->words, made, true),
                          breaks_agree(tools, tools->sentences, made, false), (int)len, text);
            fail();
        }
    }
    dli_text_tools_close(tools);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sentences_end_where_they_should),
        cmocka_unit_test(quotations_are_paired),
        cmocka_unit_test(words_are_cut),
        cmocka_unit_test(words_find_their_entries),
        cmocka_unit_test(a_long_sentence_is_parted),
        cmocka_unit_test(breaks_are_those_of_icu),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
