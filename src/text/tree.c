/* tree.c -- which word of a sentence hangs on which.
 *
 * In:   tagged words; the parser of the language (models/parse)
 * Out:  dli_parsed.arcs
 *
 * Steps of arcs.h, each the best that a network with one hidden layer knows of (Chen and Manning, 2014). What a word gives
 * the hidden layer at each place is computed when it is first looked at there, and kept for the sentence: a
 * step then costs sums of some thirty short vectors. Whole numbers throughout, so all machines agree.
 */
#include "base/error.h"
#include "base/limits.h"
#include "base/str.h"
#include "text/arcs.h"
#include "text/text.h"

#include <string.h>

static const char *const names[] = {
#define RELATION(name, what) #name,
#include "text/relations.def"
    ""
};

const char *dli_relation_name(dli_relation relation)
{
    return names[relation < DLI_RELATION_COUNT ? relation : DLI_RELATION_COUNT];
}

/* ---- The weight file -----------------------------------------------------*/

dl_status dli_parser_read(dli_arena *arena, const dli_model *model, dli_parser *out,
                          dl_error *err)
{
    dl_str bytes;

    *out = (dli_parser){ 0 };
    DLI_TRY(dli_weights_read(arena, model, "VECT", DLI_VECTOR_WIDTH, &out->vectors, err));
    DLI_TRY(dli_model_chunk(model, "DENS", &bytes, err));
    if (bytes.len != DLI_PARSER_DENSE)
        return dli_model_damaged(model, "DENS", err);
    int16_t *dense = dli_arena_take(arena, DLI_PARSER_DENSE * sizeof *dense);
    if (dense == NULL)
        return dli_no_memory(err);
    for (size_t i = 0; i < DLI_PARSER_DENSE; i++)
        dense[i] = (int16_t)(((unsigned char)bytes.ptr[i] ^ 0x80) - 0x80); /* an i8 */
    out->words = dense;
    out->tags = out->words + DLI_PARSER_WORDS;
    out->labels = out->tags + DLI_PARSER_TAGS;
    out->numbers = out->labels + DLI_PARSER_LABELS;
    out->bias = out->numbers + DLI_PARSER_NUMBERS;
    out->steps = out->bias + DLI_HIDDEN;
    out->step_bias = out->steps + DLI_PARSER_STEPS;
    return DL_OK;
}

/* ---- Weighing ------------------------------------------------------------*/

/* What the words of a sentence give to the hidden layer. */
typedef struct parts {
    int16_t (*vectors)[DLI_VECTOR_WIDTH];         /* units of 1/32 */
    int16_t (*sums)[DLI_PLACE_WORDS][DLI_HIDDEN]; /* units of 1/32 */
    bool (*made)[DLI_PLACE_WORDS];
} parts;

static void add_vectors(const dli_parser *parser, const dli_token *token, int16_t *out)
{
    uint32_t features[DLI_VECTOR_FEATURES];

    dli_vector_features(token, features);
    memset(out, 0, DLI_VECTOR_WIDTH * sizeof *out);
    for (size_t f = 0; f < DLI_VECTOR_FEATURES; f++) {
        const int8_t *row = dli_weights_find(&parser->vectors, features[f]);
        for (size_t d = 0; d < DLI_VECTOR_WIDTH && row != NULL; d++)
            out[d] = (int16_t)(out[d] + row[d]);
    }
}

static bool take_parts(dli_arena *scratch, uint32_t words, parts *out)
{
    out->vectors = dli_arena_take(scratch, words * sizeof *out->vectors);
    out->sums = dli_arena_take(scratch, words * sizeof *out->sums);
    out->made = dli_arena_take(scratch, words * sizeof *out->made);
    return out->vectors != NULL && out->sums != NULL && out->made != NULL;
}

/* The sum of products of two short vectors. */
static inline int32_t product(const int16_t *x, const int16_t *y, size_t count)
{
    int32_t sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += x[i] * y[i];
    return sum;
}

static const int16_t *part_of(const dli_parser *parser, const parts *p, int32_t word,
                              size_t place)
{
    int16_t *out = p->sums[word][place];
    const int16_t *weights = parser->words + place * DLI_HIDDEN * DLI_VECTOR_WIDTH;

    if (p->made[word][place])
        return out;
    p->made[word][place] = true;
    for (size_t h = 0; h < DLI_HIDDEN; h++) {
        int32_t sum =
            product(p->vectors[word], weights + h * DLI_VECTOR_WIDTH, DLI_VECTOR_WIDTH);
        sum = (sum + 32) >> 6; /* of 1/32 times 1/64 */
        out[h] = (int16_t)(sum > 1000 ? 1000 : sum < -1000 ? -1000 : sum);
    }
    return out;
}

static inline void add_to(int16_t *sum, const int16_t *x)
{
    for (size_t h = 0; h < DLI_HIDDEN; h++)
        sum[h] = (int16_t)(sum[h] + x[h]);
}

/* The hidden layer: ten parts within 1000 and 23 rows within 127 each fit an int16. */
static void look(const dli_parser *parser, const parts *made, const dli_arcs *a,
                 const uint8_t *tags, int16_t *hidden)
{
    dli_outlook o;

    dli_arcs_look(a, &o);
    memcpy(hidden, parser->bias, DLI_HIDDEN * sizeof *hidden);
    for (size_t p = 0; p < DLI_PLACES; p++) {
        int32_t word = o.places[p];
        if (p < DLI_PLACE_WORDS && word >= 0 && word < a->count)
            add_to(hidden, part_of(parser, made, word, p));
        add_to(hidden,
               parser->tags + (p * DLI_PLACE_TAGS + dli_place_tag(a, tags, word)) * DLI_HIDDEN);
    }
    for (size_t p = 0; p < DLI_PLACE_LABELS; p++)
        add_to(hidden,
               parser->labels + (p * (DLI_RELATION_COUNT + 1) + o.labels[p]) * DLI_HIDDEN);
    for (size_t p = 0; p < DLI_PLACE_NUMBERS; p++)
        add_to(hidden, parser->numbers + (p * DLI_NUMBER_VALUES + o.numbers[p]) * DLI_HIDDEN);
    for (size_t h = 0; h < DLI_HIDDEN; h++)
        hidden[h] = hidden[h] > 0 ? hidden[h] : 0;
}

static int32_t score(const dli_parser *parser, const int16_t *hidden, size_t row)
{
    return product(hidden, parser->steps + row * DLI_HIDDEN, DLI_HIDDEN) +
           parser->step_bias[row] * 32;
}

static int best_step(const dli_parser *parser, const dli_arcs *a, const int16_t *hidden)
{
    int best = -1;
    int32_t most = 0;

    for (int step = 0; step < DLI_STEP_COUNT; step++) {
        if (!dli_step_allowed(a, step))
            continue;
        int32_t this = score(parser, hidden, (size_t)step);
        if (best < 0 || this > most) {
            best = step;
            most = this;
        }
    }
    return best;
}

/* Only what hangs on the root is one. */
static uint8_t best_relation(const dli_parser *parser, const dli_arcs *a, int step,
                             const int16_t *hidden)
{
    size_t rows = DLI_STEP_COUNT + (step == DLI_STEP_LEFT ? 0 : DLI_RELATION_COUNT);
    uint8_t best = DLI_RELATION_root;
    int32_t most = 0;

    if (step == DLI_STEP_LEFT && a->next == a->count)
        return DLI_RELATION_root;
    for (size_t i = DLI_RELATION_root + 1; i < DLI_RELATION_COUNT; i++) {
        int32_t this = score(parser, hidden, rows + i);
        if (best == DLI_RELATION_root || this > most) {
            best = (uint8_t)i;
            most = this;
        }
    }
    return best;
}

/* ---- Sentences -----------------------------------------------------------*/

/* For the longest sentence at hand. */
typedef struct room {
    parts parts;
    dli_token *tokens;
    dli_knot *knots;
    int32_t *stack;
} room;

static bool take_room(dli_arena *scratch, uint32_t words, room *out)
{
    out->tokens = dli_arena_take(scratch, words * sizeof *out->tokens);
    out->knots = dli_arena_take(scratch, words * sizeof *out->knots);
    out->stack = dli_arena_take(scratch, words * sizeof *out->stack);
    return out->tokens != NULL && out->knots != NULL && out->stack != NULL &&
           take_parts(scratch, words, &out->parts);
}

/* The tree of the room's tokens; heads count from `first`. */
static void hang(const dli_parser *parser, const room *r, const uint8_t *tags, uint32_t count,
                 uint32_t first, dli_arc *out)
{
    int16_t hidden[DLI_HIDDEN];
    dli_arcs a;

    memset(r->parts.made, 0, count * sizeof *r->parts.made);
    for (uint32_t i = 0; i < count; i++)
        add_vectors(parser, &r->tokens[i], r->parts.vectors[i]);
    dli_arcs_begin(&a, r->knots, r->stack, (int32_t)count);
    while (!dli_arcs_done(&a)) {
        uint8_t relation = DLI_RELATION_COUNT;
        look(parser, &r->parts, &a, tags, hidden);
        int step = best_step(parser, &a, hidden);
        if (step != DLI_STEP_SHIFT)
            relation = best_relation(parser, &a, step, hidden);
        dli_step_take(&a, step, relation);
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t head = (uint32_t)r->knots[i].head;
        out[i] = (dli_arc){ first + (head == count ? i : head), r->knots[i].relation };
    }
}

static const dli_parser *parser_of(const dli_text_models *models, const dli_lang *lang)
{
    return models == NULL || lang == NULL || lang - dli_langs >= DLI_MAX_TEXT_LANGS
               ? NULL
               : models->parsers[lang - dli_langs];
}

bool dli_tree_of_forms(dli_arena *scratch, const dli_text_models *models, const dli_lang *lang,
                       const dl_str *forms, const uint8_t *tags, uint32_t count, dli_arc *out)
{
    const dli_parser *parser = parser_of(models, lang);
    room r;

    if (parser == NULL || count > DLI_MAX_SENTENCE_WORDS || !take_room(scratch, count, &r))
        return false;
    for (uint32_t i = 0; i < count; i++)
        dli_token_read(&models->lexicon[lang - dli_langs], forms[i], &r.tokens[i]);
    hang(parser, &r, tags, count, 0, out);
    return true;
}

bool dli_sentence_tree(dli_parse *tree, const dli_parsed *parsed, const dli_sentence *sentence)
{
    dl_str forms[DLI_PARSE_WORDS] = { { NULL, 0 } };
    dl_error err = { .status = DL_OK };
    const uint32_t count = sentence->count;

    if (tree->sentence == sentence)
        return tree->known;
    tree->sentence = sentence;
    tree->known = false;
    if (parsed->models == NULL || count == 0 || count > DLI_PARSE_WORDS)
        return false;
    for (uint32_t i = 0; i < count; i++)
        forms[i] = dli_cut(parsed->body, parsed->words.ptr[sentence->word + i].in);
    dli_arena_reset(&tree->work);
    if (parsed->tags != NULL)
        memcpy(tree->tags, parsed->tags + sentence->word, count);
    tree->known =
        (parsed->tags != NULL || dli_tag_forms(&tree->work, parsed->models, parsed->lang, forms,
                                               count, tree->tags, &err) == DL_OK) &&
        dli_tree_of_forms(&tree->work, parsed->models, parsed->lang, forms, tree->tags, count,
                          tree->arcs);
    return tree->known;
}

dl_status dli_text_trees(dli_arena *arena, dli_arena *scratch, dli_parsed *parsed,
                         dl_error *err)
{
    const dli_parser *parser = parser_of(parsed->models, parsed->lang);
    uint32_t most = 1;
    room r;

    DLI_TRY(dli_text_tag(arena, scratch, parsed, err));
    if (parsed->arcs != NULL || parsed->tags == NULL || parser == NULL)
        return DL_OK;
    const dli_weights *lexicon = &parsed->models->lexicon[parsed->lang - dli_langs];
    for (size_t i = 0; i < parsed->sentences.count; i++)
        if (parsed->sentences.ptr[i].count > most)
            most = parsed->sentences.ptr[i].count;
    dli_arc *arcs = dli_arena_take(arena, (parsed->words.count + 1) * sizeof *arcs);
    if (arcs == NULL || !take_room(scratch, most, &r))
        return dli_no_memory(err);
    for (uint32_t i = 0; i < parsed->words.count; i++) /* of no sentence */
        arcs[i] = (dli_arc){ i, DLI_RELATION_root };
    for (size_t i = 0; i < parsed->sentences.count; i++) {
        const dli_sentence *s = &parsed->sentences.ptr[i];
        for (uint32_t w = 0; w < s->count; w++)
            dli_token_read(lexicon, dli_cut(parsed->body, parsed->words.ptr[s->word + w].in),
                           &r.tokens[w]);
        hang(parser, &r, parsed->tags + s->word, s->count, s->word, arcs + s->word);
    }
    parsed->arcs = arcs;
    return DL_OK;
}
