/* test_model.c -- weight files are refused unless whole; trees score as a plain walk does. */
#include "table.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/str.h"
#include "model/model.h"

#include <stdio.h>

enum {
    MEMORY = 16 << 20,
    ROOM = 8192,
    COLUMNS = 3,
    CLASSES = 2,
    TREES = 4,
    VERSION = 7
};

/* ---- A small model, made byte by byte ------------------------------------- */

typedef struct made {
    char bytes[ROOM];
    size_t len;
} made;

static void put(made *m, const void *bytes, size_t len)
{
    assert_true(m->len + len <= ROOM);
    memcpy(m->bytes + m->len, bytes, len);
    m->len += len;
}

static void put_u32(made *m, uint32_t v)
{
    char bytes[4] = { (char)v, (char)(v >> 8), (char)(v >> 16), (char)(v >> 24) };

    put(m, bytes, 4);
}

static void put_branch(made *m, float least, uint32_t column, uint32_t left)
{
    uint32_t bits;

    memcpy(&bits, &least, 4);
    put_u32(m, bits);
    put_u32(m, column | left << 16);
}

static void put_leaf(made *m, int32_t leaf)
{
    put_u32(m, (uint32_t)leaf);
    put_u32(m, DLI_LEAF);
}

static void make_trees(made *m)
{
    put_u32(m, COLUMNS);
    put_u32(m, CLASSES);
    put_u32(m, TREES);
    put_u32(m, 3 + 1 + 5 + 3);
    for (size_t i = 0; i < TREES; i++)
        put_u32(m, (uint32_t[]){ 0, 3, 4, 9 }[i]);
    put_branch(m, 0.5f, 0, 1);
    put_leaf(m, 100);
    put_leaf(m, -100);
    put_leaf(m, 7);
    put_branch(m, -1.0f, 1, 1);
    put_leaf(m, 1000);
    put_branch(m, 2.0f, 2, 3);
    put_leaf(m, 2000);
    put_leaf(m, 3000);
    put_branch(m, 0.0f, 2, 1);
    put_leaf(m, -5);
    put_leaf(m, 5);
}

static void make_words(made *m)
{
    put_u32(m, 4);
    put_u32(m, 2);
    for (size_t i = 0; i < 4; i++)
        put_u32(m, (uint32_t[]){ 8, 0, 2, 6 }[i]);
    put(m, "\x01\x02\x00\x00\x03\xFC\x05\x06", 8);
}

static void seal(made *m)
{
    dli_sha256((dl_str){ m->bytes + 48, m->len - 48 }, (uint8_t *)m->bytes + 16);
}

static made make(void)
{
    made m = { .len = 0 }, trees = { .len = 0 }, words = { .len = 0 };
    char digest[32] = { 0 };

    make_trees(&trees);
    make_words(&words);
    put(&m, "DLM1TEST", 8);
    put_u32(&m, VERSION);
    put_u32(&m, 2);
    put(&m, digest, 32);
    put(&m, "TREE", 4);
    put_u32(&m, 80);
    put_u32(&m, (uint32_t)trees.len);
    put_u32(&m, 0);
    put(&m, "WORD", 4);
    put_u32(&m, 80 + (uint32_t)trees.len);
    put_u32(&m, (uint32_t)words.len);
    put_u32(&m, 0);
    put(&m, trees.bytes, trees.len);
    put(&m, words.bytes, words.len);
    seal(&m);
    return m;
}

static void add(int64_t *sum, int32_t value)
{
    *sum = (int64_t)((uint64_t)*sum * 31 + (uint64_t)(int64_t)value);
}

/* Open it and read all there is; the status, and something that depends on every weight. */
static dl_status read_all(const made *m, size_t len, int64_t *sum)
{
    static const float rows[] = { 0.5f, -2.0f, 1.0f,  0.6f,  0.0f, 2.0f, 0.0f, 0.0f,
                                  3.0f, 9.0f,  -1.0f, -1.0f, 0.0f, 5.0f, 2.5f };
    enum {
        ROWS = sizeof rows / sizeof *rows / COLUMNS
    };
    dli_arena arena;
    dli_model model;
    dli_trees trees;
    dli_weights words;
    int32_t scores[ROWS * CLASSES];
    dl_error err = { 0 };

    dli_arena_init(&arena, MEMORY);
    *sum = 0;
    dl_status status = dli_model_open((dl_str){ m->bytes, len }, DL_STR("made"), "TEST",
                                      VERSION, &model, &err);
    if (status == DL_OK)
        status = dli_trees_read(&arena, &model, "TREE", COLUMNS, CLASSES, &trees, &err);
    if (status == DL_OK)
        status = dli_weights_read(&arena, &model, "WORD", 2, &words, &err);
    if (status == DL_OK) {
        dli_trees_score(&trees, rows, ROWS, COLUMNS, scores);
        for (size_t i = 0; i < ROWS * CLASSES; i++)
            add(sum, scores[i]);
        for (uint32_t hash = 1; hash < 12; hash++) {
            const int8_t *w = dli_weights_find(&words, hash);
            add(sum, w == NULL ? 0 : w[0] * 256 + w[1]);
        }
    } else {
        assert_int_equal(status, DL_ERR_MODEL);
        assert_string_not_equal(err.what, "");
        assert_string_not_equal(err.fix, "");
        assert_string_equal(err.where, "made");
    }
    dli_arena_done(&arena);
    return status;
}

static void a_whole_file_is_read(void **state)
{
    made m = make();
    int64_t sum;

    (void)state;
    assert_int_equal(read_all(&m, m.len, &sum), DL_OK);
    assert_true(sum != 0);
}

static void a_cut_file_is_refused(void **state)
{
    made m = make();
    int64_t sum;

    (void)state;
    for (size_t len = 0; len < m.len; len++)
        assert_int_equal(read_all(&m, len, &sum), DL_ERR_MODEL);
}

static void a_flipped_bit_is_refused(void **state)
{
    made m = make();
    int64_t sum;

    (void)state;
    for (size_t bit = 0; bit < m.len * 8; bit++) {
        m.bytes[bit / 8] = (char)(m.bytes[bit / 8] ^ 1 << bit % 8);
        assert_int_equal(read_all(&m, m.len, &sum), DL_ERR_MODEL);
        m.bytes[bit / 8] = (char)(m.bytes[bit / 8] ^ 1 << bit % 8);
    }
}

/* With the digest made right again, what a bit changes is either seen or harmless. */
static void a_forged_file_does_no_harm(void **state)
{
    int64_t sum;
    size_t refused = 0;
    made m = make();

    (void)state;
    for (size_t bit = 48 * 8; bit < m.len * 8; bit++) {
        m.bytes[bit / 8] = (char)(m.bytes[bit / 8] ^ 1 << bit % 8);
        seal(&m);
        refused += read_all(&m, m.len, &sum) != DL_OK;
        m.bytes[bit / 8] = (char)(m.bytes[bit / 8] ^ 1 << bit % 8);
    }
    assert_true(refused > 400);
}

static void another_kind_or_version_is_refused(void **state)
{
    made m = make();
    dli_model model;
    dl_error err;
    dl_str bytes = { m.bytes, m.len };

    (void)state;
    assert_int_equal(dli_model_open(bytes, DL_STR("x"), "LANG", VERSION, &model, &err),
                     DL_ERR_MODEL);
    assert_int_equal(dli_model_open(bytes, DL_STR("x"), "TEST", VERSION + 1, &model, &err),
                     DL_ERR_MODEL);
    assert_int_equal(dli_model_open(bytes, DL_STR("x"), "TEST", VERSION, &model, &err), DL_OK);
    assert_int_equal(dli_model_chunk(&model, "NONE", &bytes, &err), DL_ERR_MODEL);
}

static void trees_score_as_written(void **state)
{
    static const struct {
        const char *name;
        float row[COLUMNS];
        int32_t scores[CLASSES]; /* trees 0 and 2; trees 1 and 3 */
    } cases[] = {
        { "left, and left at once", { 0.5f, -1.0f, 0.0f }, { 1100, 2 } },
        { "just above a threshold is right", { 0.50001f, -1.0f, 0.00001f }, { 900, 12 } },
        { "two steps right", { 0.0f, 0.0f, 2.0f }, { 2100, 12 } },
        { "three steps right", { 0.0f, 0.0f, 2.5f }, { 3100, 12 } },
        { "the same again, in the second four", { 0.0f, 0.0f, 2.5f }, { 3100, 12 } },
    };
    made m = make();
    dli_arena arena;
    dli_model model;
    dli_trees trees;
    float rows[COUNT(cases)][COLUMNS];
    int32_t scores[COUNT(cases)][CLASSES];

    (void)state;
    dli_arena_init(&arena, MEMORY);
    assert_int_equal(
        dli_model_open((dl_str){ m.bytes, m.len }, DL_STR("x"), "TEST", VERSION, &model, NULL),
        DL_OK);
    assert_int_equal(dli_trees_read(&arena, &model, "TREE", COLUMNS, CLASSES, &trees, NULL),
                     DL_OK);
    for (size_t i = 0; i < COUNT(cases); i++)
        memcpy(rows[i], cases[i].row, sizeof rows[i]);
    dli_trees_score(&trees, rows[0], COUNT(cases), COLUMNS, scores[0]);
    for (size_t i = 0; i < COUNT(cases); i++)
        for (size_t k = 0; k < CLASSES; k++)
            if (scores[i][k] != cases[i].scores[k])
                fail_msg("%s: class %zu has %d, not %d", cases[i].name, k, scores[i][k],
                         cases[i].scores[k]);
    dli_arena_done(&arena);
}

static void probabilities_rise_and_mirror(void **state)
{
    uint32_t last = 0;

    (void)state;
    for (int32_t score = -800000; score <= 800000; score += 777) {
        uint32_t p = dli_probability(score);
        assert_true(p >= last && p <= DLI_SCORE_ONE);
        assert_int_equal(p + dli_probability(-score), DLI_SCORE_ONE);
        last = p;
    }
    assert_int_equal(dli_probability(0), DLI_SCORE_ONE / 2);
    assert_int_equal(dli_probability(DLI_SCORE_ONE), 47911);
    assert_true(dli_probability(INT32_MIN) >= 1 && dli_probability(INT32_MAX) < DLI_SCORE_ONE);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_file_is_read),
        cmocka_unit_test(a_cut_file_is_refused),
        cmocka_unit_test(a_flipped_bit_is_refused),
        cmocka_unit_test(a_forged_file_does_no_harm),
        cmocka_unit_test(another_kind_or_version_is_refused),
        cmocka_unit_test(trees_score_as_written),
        cmocka_unit_test(probabilities_rise_and_mirror),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
