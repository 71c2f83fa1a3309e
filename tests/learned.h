/* learned.h -- texts read with the models that ship, for tests with cmocka.
 *
 * LEARNED_MEMORY, defined before: bytes that reading a text may take.
 */
#ifndef LEARNED_H
#define LEARNED_H

#include "base/arena.h"
#include "item_of_text.h"
#include "text/models.h"
#include "text/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

enum {
    LEARNED_MODELS = 64 << 20
};

static dli_text_models models;
static dli_text_tools *tools;
static dli_arena own, arena, scratch;

static inline int learned_setup(void **unused)
{
    (void)unused;
    dli_arena_init(&own, LEARNED_MODELS);
    dli_arena_init(&arena, LEARNED_MEMORY);
    dli_arena_init(&scratch, LEARNED_MEMORY);
    return dli_text_models_read(&own, &scratch, NULL, &models, NULL) != DL_OK ||
           dli_text_tools_open(&models, &tools, NULL) != DL_OK;
}

static inline int learned_teardown(void **unused)
{
    (void)unused;
    dli_text_tools_close(tools);
    dli_arena_done(&own);
    dli_arena_done(&arena);
    dli_arena_done(&scratch);
    return 0;
}

static inline dli_parsed learned_parse(dl_str text, const char *language)
{
    dli_parsed parsed;

    dli_arena_reset(&arena);
    dli_arena_reset(&scratch);
    dli_item item = item_of_text(&arena, text, language, "");
    assert_int_equal(dli_text_parse(&arena, tools, &item, &parsed, NULL), DL_OK);
    return parsed;
}

#endif
