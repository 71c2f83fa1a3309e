/* test_trees.c -- trees of sentences: whole whatever the words, and right where they are plain. */
#define LEARNED_MEMORY (32 << 20)
#include "table.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/str.h"
#include "learned.h"
#include "text/arcs.h"
#include "text/text.h"

#include <stdio.h>
#include <string.h>

enum {
    ROUNDS = 300,
    WORDS = 12
};

static uint32_t state = 1;

static uint32_t random_below(uint32_t end)
{
    state = state * 1664525 + 1013904223;
    return (state >> 8) % end;
}

/* ---- Plain sentences -------------------------------------------------------*/

/* Words with their heads, counted from 1, and relations. */
typedef struct sentence {
    const char *language, *text, *tree;
} sentence;

static const sentence sentences[] = {
    { "en", "The minister said that the old bridge was closed.",
      "2det 3nsubj 0root 9mark 7det 7amod 9nsubj 9aux 3ccomp 3punct" },
    { "fr", "La ministre a dit que le pont attire les visiteurs.",
      "2det 4nsubj 4aux 0root 8mark 7det 8nsubj 4ccomp 10det 8obj 4punct" },
    { "de", "Die Ministerin eröffnete die neue Brücke.",
      "2det 3nsubj 0root 6det 6amod 3obj 3punct" },
    { "es", "La ministra dijo que el puente fue destruido.",
      "2det 3nsubj 0root 8mark 6det 8nsubj 8aux 3ccomp 3punct" },
    { "ru", "Министр открыл новый мост.", "2nsubj 0root 4amod 2obj 2punct" },
    { "uk", "Міністр відкрив новий міст.", "2nsubj 0root 4amod 2obj 2punct" },
};

static void plain_sentences_are_understood(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < COUNT(sentences); i++) {
        char tree[512] = "";
        dli_parsed parsed = learned_parse(dli_str(sentences[i].text), sentences[i].language);
        assert_int_equal(dli_text_trees(&arena, &scratch, &parsed, NULL), DL_OK);
        assert_non_null(parsed.arcs);
        for (uint32_t w = 0; w < parsed.words.count; w++) {
            const dli_arc *a = &parsed.arcs[w];
            size_t len = strlen(tree);
            (void)snprintf(tree + len, sizeof tree - len, "%s%u%s", w == 0 ? "" : " ",
                           a->head == w ? 0 : a->head + 1,
                           dli_relation_name((dli_relation)a->relation));
        }
        assert_string_equal(tree, sentences[i].tree);
    }
}

/* ---- Any text ----------------------------------------------------------------*/

/* Every word leads to the one root of its sentence. */
static void check_trees(const dli_parsed *p)
{
    for (size_t i = 0; i < p->sentences.count; i++) {
        const dli_sentence *s = &p->sentences.ptr[i];
        uint32_t roots = 0;
        for (uint32_t w = s->word; w < s->word + s->count; w++) {
            uint32_t at = w, steps = 0;
            roots += p->arcs[w].head == w;
            assert_int_equal(p->arcs[w].head == w, p->arcs[w].relation == DLI_RELATION_root);
            assert_true(p->arcs[w].relation < DLI_RELATION_COUNT);
            for (; p->arcs[at].head != at && steps <= s->count; steps++) {
                at = p->arcs[at].head;
                assert_true(at >= s->word && at < s->word + s->count);
            }
            assert_true(steps < s->count);
        }
        assert_int_equal(roots, 1);
    }
}

static void any_text_makes_trees(void **unused)
{
    static const char *const pieces[] = { "the ", "Kern ", ", ",    "что ", "сказала ",
                                          ". ",   "и ",    "“",     "”",    "12 ",
                                          "A ",   "dass ", "—",     "\n\n", "говорить ",
                                          "été ", "l'",    "$",     "? ",   "\xF0\x9F\x98\x80",
                                          "x-y ", "said ", "міст ", "it ",  "(" };
    static char text[60000];
    static const char *const languages[] = { "en", "fr", "uk", "ru", "de", "es" };

    (void)unused;
    for (size_t round = 0; round < 12; round++) {
        size_t len = 0, kinds = round < 6 ? COUNT(pieces) : 1 + random_below(4);
        while (len + 16 < sizeof text) {
            const char *piece = pieces[random_below((uint32_t)kinds)];
            memcpy(text + len, piece, strlen(piece));
            len += strlen(piece);
        }
        dli_parsed parsed = learned_parse((dl_str){ text, len }, languages[round % 6]);
        assert_int_equal(dli_text_trees(&arena, &scratch, &parsed, NULL), DL_OK);
        assert_non_null(parsed.arcs);
        check_trees(&parsed);
    }
}

static void every_budget_is_refused_or_enough(void **unused)
{
    size_t refused = 0;

    (void)unused;
    for (size_t budget = 0;; budget = budget * 5 / 4 + 64) {
        dli_arena small;
        dli_parsed parsed = learned_parse(dli_str(sentences[0].text), "en");
        dli_arena_init(&small, budget);
        dl_status status = dli_text_trees(&small, &small, &parsed, NULL);
        bool found = parsed.arcs != NULL;
        dli_arena_done(&small);
        assert_int_equal(found, status == DL_OK);
        if (status == DL_OK)
            break;
        assert_int_equal(status, DL_ERR_NOMEM);
        refused++;
    }
    assert_true(refused > 5);
}

static void forms_and_texts_agree(void **unused)
{
    dl_str forms[32];
    dli_arc arcs[32];

    (void)unused;
    for (size_t i = 0; i < COUNT(sentences); i++) {
        dli_parsed parsed = learned_parse(dli_str(sentences[i].text), sentences[i].language);
        uint32_t count = (uint32_t)parsed.words.count;
        assert_int_equal(dli_text_trees(&arena, &scratch, &parsed, NULL), DL_OK);
        for (uint32_t w = 0; w < count; w++)
            forms[w] = dli_cut(parsed.body, parsed.words.ptr[w].in);
        assert_true(
            dli_tree_of_forms(&scratch, &models, parsed.lang, forms, parsed.tags, count, arcs));
        for (uint32_t w = 0; w < count; w++)
            assert_true(arcs[w].head == parsed.arcs[w].head &&
                        arcs[w].relation == parsed.arcs[w].relation);
    }
}

static void no_model_means_no_trees(void **unused)
{
    dl_str form = DL_STR("Silta");
    uint8_t tag = DLI_POS_NOUN;
    dli_arc arc;

    (void)unused;
    dli_parsed parsed = learned_parse(DL_STR("Silta on suljettu."), "fi");
    assert_int_equal(dli_text_trees(&arena, &scratch, &parsed, NULL), DL_OK);
    assert_null(parsed.arcs);
    assert_false(dli_tree_of_forms(&scratch, &models, parsed.lang, &form, &tag, 1, &arc));
    assert_false(dli_tree_of_forms(&scratch, &models, dli_lang_find(DL_STR("en")), &form, &tag,
                                   DLI_MAX_SENTENCE_WORDS + 1, &arc));
    assert_string_equal(dli_relation_name(DLI_RELATION_COUNT), "");
}

/* ---- Steps ---------------------------------------------------------------------*/

/* A random tree without crossing arcs over words [from, to), under `head`. */
static void grow(int32_t *heads, int32_t from, int32_t to, int32_t head)
{
    int32_t ranges[WORDS * 2][3], count = 0; /* no recursion: a list of what is left */

    ranges[count][0] = from, ranges[count][1] = to, ranges[count++][2] = head;
    while (count > 0) {
        int32_t a = ranges[--count][0], b = ranges[count][1], h = ranges[count][2];
        if (a >= b)
            continue;
        int32_t end = h == WORDS ? b : a + 1 + (int32_t)random_below((uint32_t)(b - a));
        int32_t top = a + (int32_t)random_below((uint32_t)(end - a));
        heads[top] = h;
        ranges[count][0] = a, ranges[count][1] = top, ranges[count++][2] = top;
        ranges[count][0] = top + 1, ranges[count][1] = end, ranges[count++][2] = top;
        ranges[count][0] = end, ranges[count][1] = b, ranges[count++][2] = h;
    }
}

static bool has_child_ahead(const int32_t *heads, int32_t word, int32_t next)
{
    for (int32_t i = next; i < WORDS; i++)
        if (heads[i] == word)
            return true;
    return false;
}

/* Whatever tree has no crossing arcs can be made, and what was seen on the way is so. */
static void steps_make_every_tree(void **unused)
{
    (void)unused;
    for (size_t round = 0; round < ROUNDS; round++) {
        int32_t heads[WORDS], stack[WORDS];
        dli_knot knots[WORDS];
        dli_arcs a;
        dli_outlook o;
        grow(heads, 0, WORDS, WORDS);
        dli_arcs_begin(&a, knots, stack, WORDS);
        for (size_t steps = 0; !dli_arcs_done(&a); steps++) {
            int32_t top = a.depth > 0 ? a.stack[a.depth - 1] : -1;
            bool whole = top >= 0 && !has_child_ahead(heads, top, a.next);
            int step = whole && heads[top] == a.next ? DLI_STEP_LEFT
                       : whole && a.depth > 1 && heads[top] == a.stack[a.depth - 2]
                           ? DLI_STEP_RIGHT
                           : DLI_STEP_SHIFT;
            assert_true(steps < 2 * WORDS && dli_step_allowed(&a, step));
            dli_arcs_look(&a, &o);
            for (size_t p = 0; p < DLI_PLACES; p++)
                assert_true(o.places[p] >= -1 && o.places[p] <= WORDS);
            for (size_t p = 0; p < DLI_PLACE_NUMBERS; p++)
                assert_true(o.numbers[p] < DLI_NUMBER_VALUES);
            dli_step_take(&a, step, DLI_RELATION_dep);
        }
        for (int32_t i = 0; i < WORDS; i++)
            assert_int_equal(knots[i].head, heads[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_sentences_are_understood),
        cmocka_unit_test(any_text_makes_trees),
        cmocka_unit_test(every_budget_is_refused_or_enough),
        cmocka_unit_test(forms_and_texts_agree),
        cmocka_unit_test(no_model_means_no_trees),
        cmocka_unit_test(steps_make_every_tree),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, learned_setup, learned_teardown);
}
