/* arcs.h -- the steps by which a tree is made, and what is looked at before each.
 *
 * In:   the number of words of a sentence
 * Out:  dli_arcs, changed by steps until the tree is whole
 *
 * Arc-hybrid (Kuhlmann, Gómez-Rodríguez and Satta, 2011): a stack, and the words still to come, behind which the root
 * stands. The program (tree.c) and the trainer (tools/train_trees.c) share this.
 */
#ifndef DLI_TEXT_ARCS_H
#define DLI_TEXT_ARCS_H

#include "text/token.h"
#include "text/tree.h"

#include <string.h>

enum {
    DLI_STEP_SHIFT, /* the next word goes onto the stack                     */
    DLI_STEP_LEFT,  /* the top of the stack hangs on the next word, and goes */
    DLI_STEP_RIGHT, /* the top hangs on the one below, and goes              */
    DLI_STEP_COUNT,
    DLI_TREE_VERSION = 1, /* of what is looked at */

    DLI_PLACE_WORDS = 10, /* places whose word is looked at */
    DLI_PLACES = 14,      /* places whose tag is */
    DLI_PLACE_LABELS = 5, /* places whose relation is: children of places */
    DLI_PLACE_NUMBERS = 3,
    DLI_NUMBER_VALUES = 16,
    DLI_PLACE_TAGS = DLI_POS_COUNT + 2, /* no word; the root */

    DLI_VECTOR_WIDTH = 32, /* numbers for a word */
    DLI_HIDDEN = 96,
    DLI_VECTOR_FEATURES = 9,
    DLI_STEP_ROWS = DLI_STEP_COUNT + 2 * DLI_RELATION_COUNT
};

typedef struct dli_knot {
    int32_t head, first, last;        /* first and last child so far, or -1 */
    uint8_t relation, before, behind; /* number of children on each side, 3 at most */
} dli_knot;

typedef struct dli_arcs {
    dli_knot *knots;
    int32_t *stack;
    int32_t depth, next, count; /* next == count: the root */
} dli_arcs;

/* `knots` and `stack` have room for `count`. */
static inline void
dli_arcs_begin(dli_arcs *a, dli_knot *knots,
               int32_t *stack, /* NOLINT(readability-non-const-parameter): kept */
               int32_t count)
{
    *a = (dli_arcs){ knots, stack, 0, 0, count };
    for (int32_t i = 0; i < count; i++)
        knots[i] = (dli_knot){ -1, -1, -1, DLI_RELATION_COUNT, 0, 0 };
}

static inline bool dli_arcs_done(const dli_arcs *a)
{
    return a->next == a->count && a->depth == 0;
}

/* One word hangs on the root. */
static inline bool dli_step_allowed(const dli_arcs *a, int step)
{
    if (step == DLI_STEP_SHIFT)
        return a->next < a->count;
    if (step == DLI_STEP_LEFT)
        return a->depth > 0 && (a->next < a->count || a->depth == 1);
    return a->depth > 1;
}

/* Take an allowed step; `relation` is that of the word that goes. */
static inline void dli_step_take(dli_arcs *a, int step, uint8_t relation)
{
    if (step == DLI_STEP_SHIFT) {
        a->stack[a->depth++] = a->next++;
        return;
    }
    int32_t child = a->stack[--a->depth];
    int32_t head = step == DLI_STEP_LEFT ? a->next : a->stack[a->depth - 1];
    a->knots[child].head = head;
    a->knots[child].relation = relation;
    if (head == a->count)
        return;
    dli_knot *h = &a->knots[head];
    h->first = h->first < 0 || child < h->first ? child : h->first;
    h->last = h->last < 0 || child > h->last ? child : h->last;
    h->before = (uint8_t)(h->before + (child < head && h->before < 3));
    h->behind = (uint8_t)(h->behind + (child > head && h->behind < 3));
}

static inline uint8_t dli_arcs_distance(int32_t from, int32_t to)
{
    int32_t d = from < 0 ? 0 : to - from;

    return (uint8_t)(d < 5 ? d : d < 8 ? 5 : d < 15 ? 6 : 7);
}

/* What is looked at. */
typedef struct dli_outlook {
    int32_t places[DLI_PLACES];       /* words; -1: none; count: the root */
    uint8_t labels[DLI_PLACE_LABELS]; /* DLI_RELATION_COUNT: none */
    uint8_t numbers[DLI_PLACE_NUMBERS];
} dli_outlook;

static inline void dli_arcs_look(const dli_arcs *a, dli_outlook *o)
{
    static const dli_knot none = { -1, -1, -1, DLI_RELATION_COUNT, 0, 0 };
    int32_t s0 = a->depth > 0 ? a->stack[a->depth - 1] : -1;
    int32_t s1 = a->depth > 1 ? a->stack[a->depth - 2] : -1;
    const dli_knot *n0 = s0 >= 0 ? &a->knots[s0] : &none;
    const dli_knot *n1 = s1 >= 0 ? &a->knots[s1] : &none;
    const dli_knot *nb = a->next < a->count ? &a->knots[a->next] : &none;
    int32_t *p = o->places, at = 0;

    p[at++] = s0;
    p[at++] = s1;
    p[at++] = a->depth > 2 ? a->stack[a->depth - 3] : -1;
    p[at++] = a->next;
    for (int32_t i = 1; i < 3; i++)
        p[at++] = a->next + i <= a->count ? a->next + i : -1;
    p[at++] = n0->first < s0 ? n0->first : -1;
    p[at++] = n0->last > s0 ? n0->last : -1;
    p[at++] = nb->first;
    p[at++] = n1->first < s1 ? n1->first : -1;
    p[at++] = n1->last > s1 ? n1->last : -1; /* from here on tags only */
    p[at++] = a->next - 1;
    p[at++] = s0 >= 0 && s0 + 1 < a->count ? s0 + 1 : -1;
    p[at++] = a->next + 3 <= a->count ? a->next + 3 : -1;
    for (int32_t i = 0; i < DLI_PLACE_LABELS; i++)
        o->labels[i] = p[6 + i] < 0 ? DLI_RELATION_COUNT : a->knots[p[6 + i]].relation;
    o->numbers[0] = dli_arcs_distance(s0, a->next);
    o->numbers[1] = dli_arcs_distance(s1, s0);
    o->numbers[2] = (uint8_t)(n0->before * 4 + n0->behind);
}

/* The tag at a place. */
static inline uint32_t dli_place_tag(const dli_arcs *a, const uint8_t *tags, int32_t place)
{
    return place < 0 ? DLI_POS_COUNT : place == a->count ? DLI_POS_COUNT + 1 : tags[place];
}

/* The rows of a word's vector, by their hash. */
static inline void dli_vector_features(const dli_token *t, uint32_t out[DLI_VECTOR_FEATURES])
{
    const uint32_t values[DLI_VECTOR_FEATURES] = { t->lower,   t->suffix[1], t->suffix[2],
                                                   t->cluster, t->coarse,    t->kind,
                                                   t->shade,   t->shape,     t->prefix[2] };

    for (uint32_t i = 0; i < DLI_VECTOR_FEATURES; i++) {
        uint32_t hash = dli_mix(dli_mix(0x51ED27u, i + 1), values[i]);
        out[i] = hash == 0 ? 1 : hash;
    }
}

/* ---- Weights -------------------------------------------------------------*/

/* What tree.c weighs with, in units of 1/32 but for the words. */
struct dli_parser {
    dli_weights vectors;      /* DLI_VECTOR_WIDTH numbers each */
    const int16_t *words;     /* [place][hidden][number of the vector], units of 1/64 */
    const int16_t *tags;      /* [place][tag][hidden]                    */
    const int16_t *labels;    /* [place][relation or none][hidden]      */
    const int16_t *numbers;   /* [number][value][hidden]               */
    const int16_t *bias;      /* [hidden]                                 */
    const int16_t *steps;     /* [row][hidden]; rows: steps, relations of LEFT, of RIGHT */
    const int16_t *step_bias; /* [row] */
};

enum { /* numbers of each table, in the order of the chunk DENS */
    DLI_PARSER_WORDS = DLI_PLACE_WORDS * DLI_HIDDEN * DLI_VECTOR_WIDTH,
    DLI_PARSER_TAGS = DLI_PLACES * DLI_PLACE_TAGS * DLI_HIDDEN,
    DLI_PARSER_LABELS = DLI_PLACE_LABELS * (DLI_RELATION_COUNT + 1) * DLI_HIDDEN,
    DLI_PARSER_NUMBERS = DLI_PLACE_NUMBERS * DLI_NUMBER_VALUES * DLI_HIDDEN,
    DLI_PARSER_STEPS = DLI_STEP_ROWS * DLI_HIDDEN,
    DLI_PARSER_DENSE = DLI_PARSER_WORDS + DLI_PARSER_TAGS + DLI_PARSER_LABELS +
                       DLI_PARSER_NUMBERS + DLI_HIDDEN + DLI_PARSER_STEPS + DLI_STEP_ROWS
};

/* Chunks VECT (weighed words of DLI_VECTOR_WIDTH) and DENS (i8 each). Fails with DL_ERR_MODEL, DL_ERR_NOMEM. */
dl_status dli_parser_read(dli_arena *arena, const dli_model *model, dli_parser *out,
                          dl_error *err);

#endif
