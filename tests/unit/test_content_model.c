/* test_content_model.c -- the model that ships: it scores as its trainer says, and any damage
 * to it is refused in one line. */
#include "table.h"

#include "article/article.h"
#include "base/arena.h"
#include "base/embedded.h"
#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>

#define MODEL  "models/content/content.dlm"
#define PARITY "models/content/parity.txt"

enum {
    MEMORY = 32 << 20,
    COLUMNS = 256,
    CLASSES = 16,
    STEP = 9973
};

static dli_arena arena;

static int open_arena(void **state)
{
    (void)state;
    dli_arena_init(&arena, MEMORY);
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    dli_arena_done(&arena);
    return 0;
}

static const dli_trees *trees_of(const dli_content_model *model, const char *name)
{
    return strcmp(name, "ONCE") == 0   ? &model->first
           : strcmp(name, "TWIC") == 0 ? &model->second
                                       : &model->kinds;
}

/* A line: the part of the model, a row in hexadecimal floats, scores. */
static void check_line(const dli_content_model *model, char *line)
{
    float row[COLUMNS] = { 0 };
    int32_t scores[CLASSES] = { 0 };
    char *rest = line, *words[COLUMNS + CLASSES + 1];
    size_t count = 0;

    for (char *word;
         (word = strtok_r(rest, " \n", &rest)) != NULL && count < COLUMNS + CLASSES;)
        words[count++] = word;
    assert_true(count > 2);
    const dli_trees *trees = trees_of(model, words[0]);
    size_t columns = count - 1 - trees->classes;
    for (size_t i = 0; i < columns; i++)
        row[i] = strtof(words[1 + i], NULL);
    dli_trees_score(trees, row, 1, COLUMNS, scores);
    for (size_t i = 0; i < trees->classes; i++)
        assert_int_equal(scores[i], atol(words[1 + columns + i]));
}

static void scores_are_the_trainers(void **state)
{
    static char line[65536];
    dli_content_model model;
    dl_error err = { 0 };
    size_t lines = 0;

    (void)state;
    assert_int_equal(
        dli_content_model_read(&arena, dli_embedded_find(MODEL), DL_STR(MODEL), &model, &err),
        DL_OK);
    FILE *f = fopen(PARITY, "r");
    assert_non_null(f);
    for (; fgets(line, sizeof line, f) != NULL; lines++)
        check_line(&model, line);
    (void)fclose(f);
    assert_true(lines >= 40);
}

static void refuses(dl_str bytes)
{
    dli_content_model model;
    dl_error err = { 0 };

    assert_int_equal(dli_content_model_read(&arena, bytes, DL_STR(MODEL), &model, &err),
                     DL_ERR_MODEL);
    assert_true(err.what[0] != 0 && err.fix[0] != 0);
    assert_null(strchr(err.what, '\n'));
    dli_arena_reset(&arena);
}

static void damage_is_refused(void **state)
{
    dl_str good = dli_embedded_find(MODEL);
    char *bytes = malloc(good.len);

    (void)state;
    assert_non_null(bytes);
    for (size_t at = 0; at < good.len; at += STEP) {
        memcpy(bytes, good.ptr, good.len);
        bytes[at] = (char)(bytes[at] ^ 1 << at % 8);
        refuses((dl_str){ bytes, good.len });
        refuses((dl_str){ good.ptr, at });
    }
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(scores_are_the_trainers, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(damage_is_refused, open_arena, close_arena),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
