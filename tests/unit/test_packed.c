/* test_packed.c -- chains of labels with packed tables: trained, written, read, the best of all
 * paths; and tables of rows by half a hash. */
#include "table.h"

#include "../../tools/crf_packed.h"
#include "base/arena.h"
#include "base/str.h"
#include "bytes/bytes.h"

#include <stdio.h>
#include <unistd.h>

enum {
    MEMORY = 16 << 20,
    LABELS = 3,
    TOKENS = 6,
    FEATURES = 3,
    WORDS = 30,
    ROUNDS = 300,
    VERSION = 2
};

#define KIND "TEST"

static const char *const names[LABELS] = { "O", "B-X", "I-X" };
static dli_arena arena;
static uint32_t state;

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

static uint32_t random_below(uint32_t end)
{
    state = state * 1664525 + 1013904223;
    return (state >> 8) % end;
}

/* Words of which a third begin a name and a third go on with one, where one has begun. */
static uint32_t make_sentence(uint32_t *features, uint32_t *counts, uint8_t *labels)
{
    uint32_t tokens = 1 + random_below(TOKENS);

    for (uint32_t t = 0; t < tokens; t++) {
        uint32_t word = 1 + random_below(WORDS);
        labels[t] = (uint8_t)(word % LABELS);
        if (labels[t] == 2 && (t == 0 || labels[t - 1] == 0))
            labels[t] = 0;
        features[t * FEATURES] = word * 2654435761u;
        features[t * FEATURES + 1] = 1;
        features[t * FEATURES + 2] = (word % 5 + 100) * 2246822519u;
        counts[t] = FEATURES;
    }
    return tokens;
}

static void train(crf *c, uint32_t most)
{
    uint32_t features[TOKENS * FEATURES], counts[TOKENS];
    uint8_t labels[TOKENS];

    state = 1;
    crf_begin(c, LABELS);
    for (uint32_t i = 0; i < ROUNDS; i++) {
        uint32_t tokens = make_sentence(features, counts, labels);
        crf_add(c, features, counts, labels, tokens);
    }
    crf_train_packed(c, 20, 0.3, 0.1, 2, most);
}

static dl_str trained(void)
{
    const uint32_t hashes[] = { 5, 0x10005, 0xFFFFFFFFu };
    const int8_t rows[] = { 1, 2, 3 };
    char path[] = "/tmp/packed.XXXXXX";
    dl_str bytes, words = crf_pack(hashes, rows, 3, 1);
    int fd = mkstemp(path);
    crf c;

    assert_true(fd >= 0);
    (void)close(fd);
    train(&c, 0);
    crf_write_packed(&c, KIND, VERSION, names, path, words);
    crf_end(&c);
    free((void *)(uintptr_t)words.ptr);
    assert_int_equal(dli_file_read(&arena, path, MEMORY, &bytes, NULL), DL_OK);
    (void)unlink(path);
    return bytes;
}

static dl_status read_all(dl_str bytes, bool own, dli_tagger *tagger, dli_packed *words,
                          dl_error *err)
{
    dli_model model;
    dl_status status = (own ? dli_model_open_own : dli_model_open)(bytes, DL_STR("made"), KIND,
                                                                   VERSION, &model, err);

    if (status == DL_OK)
        status = dli_tagger_read(&arena, &model, tagger, err);
    return status == DL_OK ? dli_packed_read(&arena, &model, "WORD", 1, words, err) : status;
}

/* What a sequence of labels weighs, by its definition. */
static int32_t weigh_path(const dli_tagger *tagger, const dli_sequence *s,
                          const uint8_t *labels)
{
    int32_t sum = 0;

    for (uint32_t t = 0; t < s->tokens; t++) {
        sum += tagger->steps[(t == 0 ? 0 : labels[t - 1] + 1u) * tagger->stride + labels[t]];
        for (uint32_t i = s->first[t]; i < s->first[t + 1] && labels[t] > 0; i++) {
            const int8_t *w = dli_packed_find(&tagger->packed, s->features[i]);
            sum += w == NULL ? 0 : w[labels[t] - 1];
        }
    }
    return sum;
}

static void learns_and_finds_the_best_path(void **unused)
{
    uint32_t features[TOKENS * FEATURES], counts[TOKENS], first[TOKENS + 1] = { 0 };
    uint8_t gold[TOKENS], labels[TOKENS], path[TOKENS];
    dli_tagger tagger;
    dli_packed words;
    uint32_t right = 0, all = 0;

    (void)unused;
    assert_int_equal(read_all(trained(), false, &tagger, &words, NULL), DL_OK);
    assert_int_equal(tagger.labels, LABELS);
    for (uint32_t round = 0; round < ROUNDS; round++) {
        uint32_t tokens = make_sentence(features, counts, gold), paths = 1;
        for (uint32_t t = 0; t < tokens; t++, paths *= LABELS)
            first[t + 1] = first[t] + counts[t];
        dli_sequence s = { features, first, tokens };
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

static void finds_rows_where_they_lie_and_copied(void **unused)
{
    dl_str bytes = trained();

    (void)unused;
    for (int own = 0; own < 2; own++) {
        dli_tagger tagger;
        dli_packed words;
        assert_int_equal(read_all(bytes, own != 0, &tagger, &words, NULL), DL_OK);
        bool lies = (const char *)words.rows > bytes.ptr &&
                    (const char *)words.rows < bytes.ptr + bytes.len;
        assert_true(lies == (own != 0));
        const int8_t *first = dli_packed_find(&words, 5);
        const int8_t *last = dli_packed_find(&words, 0xFFFFFFFFu);
        assert_true(first != NULL && *first == 1 && last != NULL && *last == 3);
        assert_null(dli_packed_find(&words, 0x80007777u));
    }
}

static void keeps_as_many_features_as_it_is_told(void **unused)
{
    crf c;

    (void)unused;
    train(&c, 20);
    assert_true(c.row_count > 10 && c.row_count <= 20);
    for (size_t i = 0; i < c.feature_count; i++)
        assert_true(c.features[i] == UINT32_MAX || c.features[i] < c.row_count);
    crf_end(&c);
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
        dli_packed words;
        dl_error err = { 0 };
        memcpy(bytes, good.ptr, good.len);
        bytes[at] = (char)(bytes[at] ^ 1 << at % 8);
        assert_int_equal(read_all((dl_str){ bytes, good.len }, false, &tagger, &words, &err),
                         DL_ERR_MODEL);
        assert_true(err.what[0] != 0 && err.fix[0] != 0);
    }
    free(bytes);
}

/* ---- Slow twins ----------------------------------------------------------------- */

enum {
    MOST_SLOTS = 64,
    TWINS = 20000
};

static const int8_t *packed_slot_by_slot(const dli_packed *table, uint32_t hash)
{
    uint32_t at = dli_packed_slot(hash, table->slots);

    for (; table->prints[at] != 0; at = (at + 1) % table->slots)
        if (table->prints[at] == dli_print_of(hash))
            return table->rows + (size_t)at * table->width;
    return NULL;
}

static const int8_t *weights_slot_by_slot(const dli_weights *table, uint32_t hash)
{
    uint32_t at = hash & table->mask;

    for (; table->hashes[at] != 0; at = (at + 1) & table->mask)
        if (table->hashes[at] == hash)
            return table->weights + (size_t)at * table->width;
    return NULL;
}

/* Tables of all sizes, nearly full, whose rows lie around their ends: hash 0 is in none. */
static void slots_are_found_as_one_by_one(void **unused)
{
    static int8_t rows[MOST_SLOTS];
    uint16_t prints[MOST_SLOTS];
    uint32_t hashes[MOST_SLOTS], found = 0;

    (void)unused;
    for (uint32_t round = 0; round < TWINS; round++) {
        uint32_t slots = 1 + random_below(MOST_SLOTS), bits = random_below(7);
        dli_packed packed = { prints, rows, slots, 1 };
        dli_weights weights = { hashes, rows, (1u << bits) - 1, 1 };
        for (uint32_t i = 0; i < MOST_SLOTS; i++) {
            prints[i] = (uint16_t)(random_below(8) == 0 ? 0 : 1 + random_below(40));
            hashes[i] = random_below(8) == 0 ? 0 : 1 + random_below(40);
        }
        prints[random_below(slots)] = 0;
        hashes[random_below(1u << bits)] = 0;
        for (uint32_t i = 0; i < 20; i++) {
            uint32_t hash = random_below(50) << 16 << random_below(9) | random_below(50);
            const int8_t *row = dli_packed_find(&packed, hash);
            assert_ptr_equal(row, packed_slot_by_slot(&packed, hash));
            found += row != NULL;
            hash = random_below(50);
            row = dli_weights_find(&weights, hash);
            assert_ptr_equal(row, weights_slot_by_slot(&weights, hash));
            found += row != NULL;
        }
    }
    assert_true(found > TWINS);
}

/* The label whose rows weigh most, for every number of labels. */
static void rows_of_any_width_are_added_up(void **unused)
{
    static int8_t rows[MOST_SLOTS * DLI_MAX_LABELS];
    static const int32_t steps[(DLI_MAX_LABELS + 1) * DLI_MAX_LABELS];
    uint16_t prints[MOST_SLOTS] = { 0 };
    uint32_t hashes[MOST_SLOTS] = { 0 }, features[DLI_MAX_FEATURES];

    (void)unused;
    for (uint32_t i = 1; i < MOST_SLOTS; i++) {
        prints[i] = (uint16_t)i;
        hashes[i] = i;
    }
    for (uint32_t labels = 2; labels <= DLI_MAX_LABELS; labels++)
        for (uint32_t packed = 0; packed < 2; packed++) {
            uint32_t width = labels - packed, count = 1 + random_below(DLI_MAX_FEATURES);
            uint32_t first[2] = { 0, count };
            int32_t sums[DLI_MAX_LABELS] = { 0 };
            dli_tagger tagger = { .steps = steps,
                                  .labels = labels,
                                  .stride = (labels + 3) & ~3u };
            if (packed)
                tagger.packed = (dli_packed){ prints, rows, MOST_SLOTS, width };
            else
                tagger.features = (dli_weights){ hashes, rows, MOST_SLOTS - 1, width };
            for (size_t i = 0; i < sizeof rows; i++)
                rows[i] = (int8_t)(random_below(256) - 128);
            for (uint32_t i = 0; i < count; i++) {
                uint32_t slot = 1 + random_below(MOST_SLOTS - 1);
                features[i] = packed ? slot << 26 | slot : slot;
                for (uint32_t y = 0; y < width; y++)
                    sums[y + packed] += rows[slot * width + y];
            }
            uint8_t label, best = 0;
            for (uint8_t y = 1; y < labels; y++)
                best = sums[y] > sums[best] ? y : best;
            dli_sequence s = { .features = features, .first = first, .tokens = 1 };
            assert_true(dli_tagger_tag(&tagger, &arena, &s, &label));
            assert_int_equal(label, best);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(learns_and_finds_the_best_path, open_arena,
                                        close_arena),
        cmocka_unit_test_setup_teardown(finds_rows_where_they_lie_and_copied, open_arena,
                                        close_arena),
        cmocka_unit_test_setup_teardown(keeps_as_many_features_as_it_is_told, open_arena,
                                        close_arena),
        cmocka_unit_test_setup_teardown(the_same_file_for_the_same_data, open_arena,
                                        close_arena),
        cmocka_unit_test_setup_teardown(damage_is_refused, open_arena, close_arena),
        cmocka_unit_test(slots_are_found_as_one_by_one),
        cmocka_unit_test_setup_teardown(rows_of_any_width_are_added_up, open_arena,
                                        close_arena),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
