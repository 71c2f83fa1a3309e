/* test_tagger.c -- chains of labels: trained, written, read, and the best of all paths. */
#include "table.h"

#include "../../tools/crf.h"
#include "base/arena.h"
#include "base/str.h"
#include "bytes/bytes.h"
#include "text/models.h"

#include <stdio.h>
#include <unistd.h>

enum {
    MEMORY = 16 << 20,
    LABELS = 4,
    TOKENS = 5,
    FEATURES = 3,
    WORDS = 12,
    ROUNDS = 200,
    VERSION = 3
};

#define KIND "TEST"

static const char *const names[LABELS] = { "O", "B-X", "I-X", "B-Y" };
static dli_arena arena;
static uint32_t state;

static uint32_t random_below(uint32_t end)
{
    state = state * 1664525 + 1013904223;
    return (state >> 8) % end;
}

/* Words 1 to WORDS; a word's label is its number mod 4, but that I-X stands only behind B-X. */
static size_t make_sentence(uint32_t *features, uint32_t *counts, uint8_t *labels)
{
    size_t tokens = 1 + random_below(TOKENS);

    for (size_t t = 0; t < tokens; t++) {
        uint32_t word = 1 + random_below(WORDS);
        uint8_t label = (uint8_t)(word % LABELS);
        if (label == 2 && (t == 0 || labels[t - 1] != 1))
            label = 0;
        features[t * FEATURES] = word * 7919;
        features[t * FEATURES + 1] = 1;
        features[t * FEATURES + 2] = word % 2 == 0 ? 104729 : 0;
        counts[t] = FEATURES;
        labels[t] = label;
    }
    return tokens;
}

static void train(const char *path)
{
    uint32_t features[TOKENS * FEATURES], counts[TOKENS];
    uint8_t labels[TOKENS];
    crf c;

    state = 1;
    crf_begin(&c, LABELS);
    for (size_t i = 0; i < ROUNDS; i++) {
        size_t tokens = make_sentence(features, counts, labels);
        crf_add(&c, features, counts, labels, tokens);
    }
    crf_train(&c, 20, 0.3, 1e-6, 2);
    crf_write(&c, KIND, VERSION, names, path);
    crf_end(&c);
}

static dl_str trained(void)
{
    char path[] = "/tmp/tagger.XXXXXX";
    dl_str bytes;
    int fd = mkstemp(path);

    assert_true(fd >= 0);
    (void)close(fd);
    train(path);
    assert_int_equal(dli_file_read(&arena, path, MEMORY, &bytes, NULL), DL_OK);
    (void)unlink(path);
    return bytes;
}

static dl_status read_tagger(dl_str bytes, dli_tagger *out, dl_error *err)
{
    dli_model model;
    dl_status status = dli_model_open(bytes, DL_STR("made"), KIND, VERSION, &model, err);

    return status == DL_OK ? dli_tagger_read(&arena, &model, out, err) : status;
}

static int open_arena(void **unused)
{
    (void)unused;
    dli_arena_init(&arena, MEMORY);
    return 0;
}

static int close_arena(void **unused)
{
    (void)unused;
    dli_arena_done(&arena);
    return 0;
}

/* What a sequence of labels weighs, by its definition. */
static int32_t weigh_path(const dli_tagger *tagger, const dli_sequence *s,
                          const uint8_t *labels)
{
    int32_t sum = 0;

    for (uint32_t t = 0; t < s->tokens; t++) {
        sum += tagger->steps[(t == 0 ? 0 : labels[t - 1] + 1u) * tagger->stride + labels[t]];
        for (uint32_t i = s->first[t]; i < s->first[t + 1]; i++) {
            const int8_t *w = dli_weights_find(&tagger->features, s->features[i]);
            sum += w == NULL ? 0 : w[labels[t]];
        }
    }
    return sum;
}

static void learns_and_finds_the_best_path(void **unused)
{
    uint32_t features[TOKENS * FEATURES], counts[TOKENS], first[TOKENS + 1] = { 0 };
    uint8_t gold[TOKENS], labels[TOKENS], path[TOKENS];
    dli_tagger tagger;
    size_t right = 0, all = 0;

    (void)unused;
    assert_int_equal(read_tagger(trained(), &tagger, NULL), DL_OK);
    assert_int_equal(tagger.labels, LABELS);
    assert_true(dli_eq(tagger.names[3], DL_STR("B-Y")));
    for (size_t round = 0; round < ROUNDS; round++) {
        uint32_t tokens = (uint32_t)make_sentence(features, counts, gold), paths = 1;
        for (uint32_t t = 0; t < tokens; t++, paths *= LABELS)
            first[t + 1] = first[t] + counts[t];
        dli_sequence s = { .features = features, .first = first, .tokens = tokens };
        assert_true(dli_tagger_tag(&tagger, &arena, &s, labels));
        int32_t best = weigh_path(&tagger, &s, labels);
        for (uint32_t i = 0; i < paths; i++) {
            uint32_t rest = i;
            for (uint32_t t = 0; t < tokens; t++, rest /= LABELS)
                path[t] = (uint8_t)(rest % LABELS);
            assert_true(weigh_path(&tagger, &s, path) <= best);
        }
        for (uint32_t t = 0; t < tokens; t++)
            right += labels[t] == gold[t];
        all += tokens;
    }
    assert_true(right * 100 >= all * 99);
}

static void the_same_file_for_the_same_data(void **unused)
{
    (void)unused;
    assert_true(dli_eq(trained(), trained()));
}

static void damage_is_refused(void **unused)
{
    dl_str good = trained();
    char *bytes = malloc(good.len);

    (void)unused;
    assert_non_null(bytes);
    for (size_t at = 0; at < good.len; at++) {
        dli_tagger tagger;
        dl_error err = { 0 };
        memcpy(bytes, good.ptr, good.len);
        bytes[at] = (char)(bytes[at] ^ 1 << at % 8);
        assert_int_equal(read_tagger((dl_str){ bytes, good.len }, &tagger, &err), DL_ERR_MODEL);
        assert_true(err.what[0] != 0 && err.fix[0] != 0);
        assert_int_equal(read_tagger(dli_slice(good, 0, at), &tagger, &err), DL_ERR_MODEL);
    }
    free(bytes);
}

/* What the program carries is not checked for damage, but it is for being ours. */
static void own_models_lie_where_they_are(void **unused)
{
    dl_str bytes = trained();
    dli_tagger tagger;
    dli_model model;

    (void)unused;
    assert_int_equal(dli_model_open_own(bytes, DL_STR("made"), KIND, VERSION, &model, NULL),
                     DL_OK);
    assert_int_equal(dli_tagger_read(&arena, &model, &tagger, NULL), DL_OK);
    assert_true((const char *)tagger.features.weights > bytes.ptr &&
                (const char *)tagger.features.weights < bytes.ptr + bytes.len);
    assert_int_equal(dli_model_open_own(bytes, DL_STR("made"), KIND, VERSION + 1, &model, NULL),
                     DL_ERR_MODEL);
}

/* All that ships can be read. */
static void shipped_models_are_whole(void **unused)
{
    dli_arena file;
    dli_text_models *models = dli_arena_take(&arena, sizeof *models);

    (void)unused;
    dli_arena_init(&file, MEMORY);
    assert_non_null(models);
    assert_int_equal(dli_text_models_read(&arena, &file, NULL, models, NULL), DL_OK);
    assert_int_equal(dli_text_models_read(&arena, &file, "/nowhere", models, NULL), DL_OK);
    assert_null(dli_text_tagger(models, DLI_MODEL_tags, dli_lang_find(DL_STR("en"))));
    dli_arena_done(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(learns_and_finds_the_best_path, open_arena,
                                        close_arena),
        cmocka_unit_test_setup_teardown(the_same_file_for_the_same_data, open_arena,
                                        close_arena),
        cmocka_unit_test_setup_teardown(damage_is_refused, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(own_models_lie_where_they_are, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(shipped_models_are_whole, open_arena, close_arena),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
