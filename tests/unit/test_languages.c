/* test_languages.c -- which language a text is in, and the model that tells it. */
#include "table.h"

#include "base/arena.h"
#include "base/digest.h"
#include "base/embedded.h"
#include "base/error.h"
#include "base/str.h"
#include "lang/grams.h"

#include <stdio.h>
#include <stdlib.h>

#define MODEL    "models/language/language.dlm"
#define EXAMPLES "models/language/examples.txt"
#define PARITY   "models/language/parity.txt"

enum {
    MEMORY = 16 << 20,
    STEP = 9973
};

static dli_arena arena;
static dli_lang_model model;

static int read_model(void **state)
{
    dl_error err = { 0 };

    (void)state;
    dli_arena_init(&arena, MEMORY);
    assert_int_equal(
        dli_lang_model_read(&arena, dli_embedded_find(MODEL), DL_STR(MODEL), &model, &err),
        DL_OK);
    return 0;
}

static int drop_model(void **state)
{
    (void)state;
    dli_arena_done(&arena);
    return 0;
}

/* ---- What is told --------------------------------------------------------- */

static void examples_are_told(void **state)
{
    static char line[4096];
    FILE *in = fopen(EXAMPLES, "r");
    size_t wrong = 0, all = 0;

    (void)state;
    assert_non_null(in);
    while (fgets(line, sizeof line, in) != NULL) {
        if (line[0] == '#')
            continue;
        char *text = strchr(line, ' ');
        assert_non_null(text);
        *text++ = 0;
        dli_lang_guess guess = dli_lang_identify(&model, dli_str(text), DL_STR(""));
        if (!dli_eq(guess.code, dli_str(line))) {
            print_message("# %s is told as %.*s: %s", line, DLI_ARG(guess.code), text);
            wrong++;
        }
        all++;
    }
    assert_int_equal(fclose(in), 0);
    assert_true(all > 50);
    assert_int_equal(wrong, 0);
}

static void texts_are_told(void **state)
{
    static const struct {
        const char *name, *text, *hint, *code;
    } cases[] = {
        { "no text says nothing", "", "", "" },
        { "figures say nothing", "12 345 — 6,7 %", "", "" },
        { "figures say nothing, whatever is declared", "12 345", "de", "" },
        { "letters that nobody strings together", "xqzvk jqxxz wvqkj zzqxw", "", "" },
        { "two letters are too few", "ІZ:~", "", "" },
        { "two words of English", "takes place", "", "en" },
        { "two words of Ukrainian", "великих сучасної", "", "uk" },
        { "Greek by its letters", "Το πλοίο", "", "el" },
        { "Thai by its letters", "เรือข้ามฟาก", "", "th" },
        { "Japanese by its kana", "港の船が出る", "", "ja" },
        { "Chinese by its signs", "渡轮将再次启航", "", "zh" },
        { "Korean by its letters", "여객선이 다시", "", "ko" },
        { "a declared language that the writing contradicts", "Паром снова выйдет в море", "en",
          "ru" },
        { "a declared language that the text contradicts",
          "Die Fähre wird nach dem Sturm wieder fahren, sagte der Hafenmeister.", "en-US",
          "de" },
        { "what is declared settles what is close", "Trajekt do Splita", "hr-HR", "hr" },
        { "and the other way round", "Trajekt do Splita", "bs", "bs" },
        { "a declared no is the Norwegian that it is",
          "Ferja skal gå att etter stormen, sa hamnesjefen, men ikkje før i morgon.", "no",
          "nn" },
        { "three letters of a code are known", "Trajekt do Splita", "hrv", "hr" },
        { "an old code is known", "Kapal feri akan berlayar lagi setelah badai", "in", "id" },
        { "a declared language that the model does not know stands", "Ka rere anō te waka",
          "mi", "" },
        { "a tag that is none does not count", "The ferry will sail again", "x-default", "en" },
        { "names of another writing within do not count",
          "Об этом пишет New York Times со ссылкой на начальника порта", "", "ru" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        dli_lang_guess guess =
            dli_lang_identify(&model, dli_str(cases[i].text), dli_str(cases[i].hint));
        if (!dli_eq(guess.code, dli_str(cases[i].code)))
            fail_msg("%s: told as '%.*s', not '%s'", cases[i].name, DLI_ARG(guess.code),
                     cases[i].code);
    }
}

static void without_a_model_writings_are_told(void **state)
{
    (void)state;
    assert_true(
        dli_eq(dli_lang_identify(NULL, DL_STR("Το πλοίο"), DL_STR("")).code, DL_STR("el")));
    assert_int_equal(dli_lang_identify(NULL, DL_STR("The ferry"), DL_STR("en")).code.len, 0);
}

static void norwegian_has_one_folder(void **state)
{
    (void)state;
    assert_ptr_equal(dli_lang_find(DL_STR("nb")), dli_lang_find(DL_STR("no")));
    assert_ptr_equal(dli_lang_find(DL_STR("nn-NO")), dli_lang_find(DL_STR("no")));
    assert_non_null(dli_lang_find(DL_STR("nb-NO")));
}

/* ---- Words and grams ------------------------------------------------------ */

static void words_are_cut_where_they_should(void **state)
{
    static const struct {
        const char *name, *text;
        uint32_t words[6]; /* letters of each */
    } cases[] = {
        { "spaces and figures part words", "a bc4def", { 1, 2, 3 } },
        { "an apostrophe between letters belongs to the word",
          "п’ять l'eau 'ab' o'",
          { 5, 5, 2, 1 } },
        { "a change of writing parts them", "abвг", { 2, 2 } },
        { "marks belong to the letter before", "e\xCC\x81t a", { 3, 1 } },
        { "a mark alone is no word", "\xCC\x81 ab", { 2 } },
        { "ordinal signs are no letters", "1\xC2\xBA a\xC2\xAA", { 1 } },
        { "broken UTF-8 parts words",
          "ab\xFF\xC3"
          "cd\xD0",
          { 2, 2 } },
        { "a long word is cut", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", { 32, 4 } },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        dli_letters word;
        size_t at = 0, count = 0;
        while (dli_letters_next(dli_str(cases[i].text), &at, &word)) {
            if (count >= 6 || cases[i].words[count] != word.count)
                fail_msg("%s: word %zu has %u letters", cases[i].name, count, word.count);
            count++;
        }
        if (count < 6 && cases[i].words[count] != 0)
            fail_msg("%s: only %zu words", cases[i].name, count);
    }
}

static void grams_are_runs_of_letters(void **state)
{
    dli_letters word, other;
    uint32_t hashes[DLI_GRAMS_OF_WORD], more[DLI_GRAMS_OF_WORD];
    size_t at = 0;

    (void)state;
    assert_true(
        dli_letters_next(DL_STR("Ab"), &at, &word)); /* " ab ": _a _ab _ab_ a ab ab_ b b_ */
    assert_int_equal(dli_grams(&word, hashes), 8);
    at = 0;
    assert_true(dli_letters_next(DL_STR("aB!"), &at, &other));
    assert_int_equal(dli_grams(&other, more), 8);
    assert_memory_equal(hashes, more, 8 * sizeof *hashes);
    for (size_t i = 0; i < 8; i++)
        for (size_t k = 0; k < i; k++)
            assert_int_not_equal(hashes[i], hashes[k]);
    at = 0;
    assert_true(dli_letters_next(DL_STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), &at, &word));
    assert_true(dli_grams(&word, hashes) <= DLI_GRAMS_OF_WORD);
}

/* ---- The file --------------------------------------------------------------- */

/* A line: the text, a tab, code=score of every class that has one, in the model's order. */
static void check_line(char *line)
{
    dli_lang_scores s;
    char *rest = strchr(line, '\t');
    uint32_t at = 0;

    assert_non_null(rest);
    *rest++ = 0;
    dli_lang_score(&model, dli_str(line), &s);
    for (char *word; (word = strtok_r(rest, " \n", &rest)) != NULL; at++) {
        char *score = strchr(word, '=');
        assert_non_null(score);
        *score++ = 0;
        while (at < model.count && s.score[at] == 0)
            at++;
        assert_true(at < model.count);
        if (!dli_eq(model.classes[at].code, dli_str(word)) || s.score[at] != atol(score))
            fail_msg("%.*s has %d, not %s=%s: %s", DLI_ARG(model.classes[at].code), s.score[at],
                     word, score, line);
    }
    for (; at < model.count; at++)
        assert_int_equal(s.score[at], 0);
}

static void scores_are_the_trainers(void **state)
{
    static char line[16384];
    FILE *in = fopen(PARITY, "r");
    size_t lines = 0;

    (void)state;
    assert_non_null(in);
    while (fgets(line, sizeof line, in) != NULL)
        if (line[0] != '#') {
            check_line(line);
            lines++;
        }
    assert_int_equal(fclose(in), 0);
    assert_true(lines > 50);
}

static dl_status read_copy(char *bytes, size_t len)
{
    dli_arena own;
    dli_lang_model damaged;
    dl_error err = { 0 };

    dli_arena_init(&own, MEMORY);
    dl_status status =
        dli_lang_model_read(&own, (dl_str){ bytes, len }, DL_STR("copy.dlm"), &damaged, &err);
    if (status != DL_OK) {
        assert_string_equal(err.where, "copy.dlm");
        assert_true(err.what[0] != 0 && strchr(err.what, '\n') == NULL);
    } else {
        dli_lang_scores s; /* what is accepted can be used */
        dli_lang_score(&damaged, DL_STR("The ferry will sail again; паром снова; العبارة"), &s);
    }
    dli_arena_done(&own);
    return status;
}

static void damage_is_refused(void **state)
{
    dl_str whole = dli_embedded_find(MODEL);
    char *bytes = malloc(whole.len);

    (void)state;
    assert_non_null(bytes);
    memcpy(bytes, whole.ptr, whole.len);
    assert_int_equal(read_copy(bytes, whole.len), DL_OK);
    for (size_t len = 0; len < whole.len; len += len < 200 ? 1 : whole.len / 7)
        assert_int_equal(read_copy(bytes, len), DL_ERR_MODEL);
    for (size_t at = 0; at < whole.len; at += at < 100 ? 1 : whole.len / 23) {
        bytes[at] = (char)(bytes[at] ^ 1 << at % 8);
        assert_int_equal(read_copy(bytes, whole.len), DL_ERR_MODEL);
        bytes[at] = (char)(bytes[at] ^ 1 << at % 8);
    }
    free(bytes);
}

/* With its digest made right again a changed byte is refused too, or does no harm. */
static void forgery_does_no_harm(void **state)
{
    dl_str whole = dli_embedded_find(MODEL);
    char *bytes = malloc(whole.len);
    size_t refused = 0;

    (void)state;
    assert_non_null(bytes);
    memcpy(bytes, whole.ptr, whole.len);
    for (size_t at = 48; at < whole.len; at += at < 1000 ? 13 : whole.len / 61) {
        bytes[at] = (char)(bytes[at] ^ 0x80);
        dli_sha256((dl_str){ bytes + 48, whole.len - 48 }, (uint8_t *)bytes + 16);
        refused += read_copy(bytes, whole.len) != DL_OK;
        bytes[at] = (char)(bytes[at] ^ 0x80);
    }
    assert_true(refused > 10);
    free(bytes);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples_are_told),
        cmocka_unit_test(texts_are_told),
        cmocka_unit_test(without_a_model_writings_are_told),
        cmocka_unit_test(norwegian_has_one_folder),
        cmocka_unit_test(words_are_cut_where_they_should),
        cmocka_unit_test(grams_are_runs_of_letters),
        cmocka_unit_test(scores_are_the_trainers),
        cmocka_unit_test(damage_is_refused),
        cmocka_unit_test(forgery_does_no_harm),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, read_model, drop_model);
}
