/* test_tags.c -- parts of speech, by the models that ship. */
#define LEARNED_MEMORY (8 << 20)
#include "table.h"

#include "base/arena.h"
#include "base/str.h"
#include "learned.h"
#include "text/text.h"
#include "text/token.h"

#include <string.h>

typedef struct sentence {
    const char *language, *text, *tags;
} sentence;

static const sentence sentences[] = {
    { "en", "The minister said that the old bridge was closed in March.",
      "DET NOUN VERB SCONJ DET ADJ NOUN AUX VERB ADP PROPN PUNCT" },
    { "en", "She closed Orlik Bridge, and two boats left.",
      "PRON VERB PROPN PROPN PUNCT CCONJ NUM NOUN VERB PUNCT" },
    { "fr", "La ministre a dit que le vieux pont attire les visiteurs.",
      "DET NOUN AUX VERB SCONJ DET ADJ NOUN VERB DET NOUN PUNCT" },
    { "de", "Die Ministerin sagte, dass die Stadt die alte Brücke verkauft.",
      "DET NOUN VERB PUNCT SCONJ DET NOUN DET ADJ NOUN VERB PUNCT" },
    { "es", "La ministra dijo que el viejo puente está cerrado.",
      "DET NOUN VERB SCONJ DET ADJ NOUN AUX ADJ PUNCT" },
    { "ru", "Министр сказал, что старый мост закрыт.",
      "NOUN VERB PUNCT SCONJ ADJ NOUN VERB PUNCT" },
    { "uk", "Міністр сказав, що старий міст закрили.",
      "NOUN VERB PUNCT SCONJ ADJ NOUN VERB PUNCT" },
};

static void plain_sentences_are_tagged(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < COUNT(sentences); i++) {
        char tags[256] = "";
        dli_parsed parsed = learned_parse(dli_str(sentences[i].text), sentences[i].language);
        assert_int_equal(dli_text_tag(&arena, &scratch, &parsed, NULL), DL_OK);
        for (uint32_t w = 0; w < parsed.words.count; w++) {
            strcat(tags, w == 0 ? "" : " ");
            strcat(tags, dli_pos_name(dli_word_pos(&parsed, w)));
        }
        assert_string_equal(tags, sentences[i].tags);
        assert_int_equal(dli_word_pos(&parsed, (uint32_t)parsed.words.count), DLI_POS_COUNT);
    }
}

static void no_model_means_no_tags(void **unused)
{
    (void)unused;
    dli_parsed parsed = learned_parse(DL_STR("Silta on suljettu."), "fi");
    assert_int_equal(dli_text_tag(&arena, &scratch, &parsed, NULL), DL_OK);
    assert_null(parsed.tags);
    assert_int_equal(dli_word_pos(&parsed, 0), DLI_POS_COUNT);
    assert_string_equal(dli_pos_name(DLI_POS_COUNT), "");
    assert_string_equal(dli_pos_name(DLI_POS_NOUN), "NOUN");
}

/* Words one by one are tagged as those of a text are. */
static void forms_and_texts_agree(void **unused)
{
    uint8_t tags[32];
    dl_str forms[32];

    (void)unused;
    for (size_t i = 0; i < COUNT(sentences); i++) {
        dli_parsed parsed = learned_parse(dli_str(sentences[i].text), sentences[i].language);
        uint32_t count = (uint32_t)parsed.words.count;
        assert_int_equal(dli_text_tag(&arena, &scratch, &parsed, NULL), DL_OK);
        for (uint32_t w = 0; w < count; w++)
            forms[w] = dli_cut(parsed.body, parsed.words.ptr[w].in);
        assert_int_equal(
            dli_tag_forms(&scratch, &models, parsed.lang, forms, count, tags, NULL), DL_OK);
        assert_memory_equal(tags, parsed.tags, count);
    }
}

static void every_budget_is_refused_or_enough(void **unused)
{
    size_t refused = 0;

    (void)unused;
    for (size_t budget = 0;; budget = budget * 5 / 4 + 16) {
        dli_arena small;
        dli_parsed parsed = learned_parse(dli_str(sentences[0].text), "en");
        dli_arena_init(&small, budget);
        dl_status status = dli_text_tag(&small, &small, &parsed, NULL);
        bool tagged = parsed.tags != NULL;
        dli_arena_done(&small);
        assert_int_equal(tagged, status == DL_OK);
        if (status == DL_OK)
            break;
        assert_int_equal(status, DL_ERR_NOMEM);
        refused++;
    }
    assert_true(refused > 5);
}

/* The longest sentence, of the longest words, of bytes that mean nothing. */
static void odd_words_are_tagged(void **unused)
{
    static char text[200000];
    uint32_t state = 7;

    (void)unused;
    for (size_t round = 0; round < 8; round++) {
        size_t len = 0;
        while (len + 8 < sizeof text) {
            state = state * 1664525 + 1013904223;
            uint32_t r = state >> 8;
            text[len++] = (char)(r % 7 == 0 ? ' ' : round < 4 ? 'a' + r % 26 : 1 + r % 127);
            if (r % 97 == 0) {
                memcpy(text + len, "\xD0\x87\xE2\x80\x94", 5);
                len += 5;
            }
        }
        text[len] = 0;
        dli_parsed parsed = learned_parse(dli_str(text), round % 2 == 0 ? "en" : "uk");
        assert_int_equal(dli_text_tag(&arena, &scratch, &parsed, NULL), DL_OK);
        for (size_t s = 0; s < parsed.sentences.count; s++)
            for (uint32_t w = 0; w < parsed.sentences.ptr[s].count; w++)
                assert_true(parsed.tags[parsed.sentences.ptr[s].word + w] < DLI_POS_COUNT);
    }
}

/* Features never outgrow their room, and differ from word to word. */
static void features_fit(void **unused)
{
    static const dli_weights none;
    dli_token tokens[3];
    uint32_t features[DLI_TAG_FEATURES + 1], others[DLI_TAG_FEATURES];

    (void)unused;
    dli_token_read(&none, DL_STR("Brücke"), &tokens[0]);
    dli_token_read(&none, DL_STR(""), &tokens[1]);
    dli_token_read(&none, DL_STR("Kern’s"), &tokens[2]);
    for (uint32_t at = 0; at < 3; at++) {
        features[DLI_TAG_FEATURES] = 12345;
        uint32_t count = dli_tag_features(tokens, 3, at, features);
        assert_true(count <= DLI_TAG_FEATURES && features[DLI_TAG_FEATURES] == 12345);
        for (uint32_t i = 0; i < count; i++)
            assert_true(features[i] != 0);
        assert_int_equal(dli_tag_features(tokens, 3, (at + 1) % 3, others), count);
        assert_memory_not_equal(features, others, count * sizeof *features);
    }
    assert_true(tokens[0].capital && !tokens[1].capital);
    assert_int_equal(dli_token_key(DL_STR("Kern’s")), dli_token_key(DL_STR("Kern's")));
}

/* A table of either width; small letters where the form is not there. */
static void words_are_looked_up(void **unused)
{
    static const int8_t wide[DLI_LEXICON_WIDTH] = { 1, 1, 9, -1, 7 };
    static const int8_t narrow[DLI_LEXICON_NARROW] = { 5, 6 };
    uint32_t key = dli_token_key(DL_STR("norda")), hashes[2] = { 0 };
    int8_t rows[2 * DLI_LEXICON_WIDTH] = { 0 };
    dli_weights table = { hashes, rows, 1, DLI_LEXICON_WIDTH };
    dli_token token;

    (void)unused;
    hashes[key & 1] = key;
    memcpy(rows + (key & 1) * DLI_LEXICON_WIDTH, wide, DLI_LEXICON_WIDTH);
    dli_token_read(&table, DL_STR("Norda"), &token);
    assert_true(token.cluster == 257 && token.coarse == 9 && token.kind == 255 &&
                token.shade == 7);
    memcpy(rows + (key & 1) * DLI_LEXICON_NARROW, narrow, DLI_LEXICON_NARROW);
    table.width = DLI_LEXICON_NARROW;
    dli_token_read(&table, DL_STR("norda"), &token);
    assert_true(token.cluster == 0 && token.kind == 5 && token.shade == 6);
    dli_token_read(&table, DL_STR("nordas"), &token);
    assert_true(token.kind == 0 && token.shade == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_sentences_are_tagged),
        cmocka_unit_test(no_model_means_no_tags),
        cmocka_unit_test(forms_and_texts_agree),
        cmocka_unit_test(every_budget_is_refused_or_enough),
        cmocka_unit_test(odd_words_are_tagged),
        cmocka_unit_test(features_fit),
        cmocka_unit_test(words_are_looked_up),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, learned_setup, learned_teardown);
}
