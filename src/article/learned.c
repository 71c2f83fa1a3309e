/* learned.c -- the content model: its weight file, and its two looks at a page (learned.h). */
#include "article/learned.h"

#include "base/error.h"

enum {
    VERSION = 1, /* of features.def, second.def and kinds.c; the weight file carries it */
    ROWS = 64,   /* looked at together */
    KEPT = DLI_SECOND_p, /* columns of the first look that the second sees again */
    HOPELESS = 128,      /* a block less probable than one in this is not looked at again */
    MANY_BLOCKS = 1000,  /* a page with more than this and one in BLOCK_BYTES is no page that */
    BLOCK_BYTES = 48,    /* people read: real ones have 100 bytes a block at least            */
};

dl_status dli_content_model_read(dli_arena *arena, dl_str bytes, dl_str name,
                                 dli_content_model *out, dl_error *err)
{
    static const char *const words[DLI_WORD_GROUPS] = { "WOWN", "WPAR", "WABO", "WTXT",
                                                        "WHEA" };
    dli_model model;

    *out = (dli_content_model){ 0 };
    DLI_TRY(dli_model_open(bytes, name, "BLOK", VERSION, &model, err));
    for (size_t i = 0; i < DLI_WORD_GROUPS; i++)
        DLI_TRY(dli_weights_read(arena, &model, words[i], 1, &out->words[i], err));
    DLI_TRY(dli_weights_read(arena, &model, "KURL", DLI_LEARNED_KINDS, &out->kind_url, err));
    DLI_TRY(dli_weights_read(arena, &model, "KTXT", DLI_LEARNED_KINDS, &out->kind_text, err));
    DLI_TRY(dli_trees_read(arena, &model, "ONCE", DLI_FEATURE_COUNT, 1, &out->first, err));
    DLI_TRY(dli_trees_read(arena, &model, "KIND", DLI_KIND_COLUMNS, DLI_LEARNED_KINDS,
                           &out->kinds, err));
    return dli_trees_read(arena, &model, "TWIC", DLI_SECOND_COUNT, 1, &out->second, err);
}

/* ---- First look ---------------------------------------------------------- */

void dli_keep_columns(const float *first, float *kept)
{
#define SAME(name) kept[DLI_SECOND_##name] = first[DLI_FEATURE_##name];
#define SECOND(name)
#include "article/second.def"
#undef SECOND
}

static void look_once(dli_looked *out, const dli_trees *trees, float *kept)
{
    const dli_features *f = out->features;
    uint32_t count = (uint32_t)f->b->list.count;
    float rows[ROWS][DLI_FEATURE_COUNT];
    int32_t scores[ROWS];

    for (uint32_t at = 0; at < count; at += ROWS) {
        uint32_t n = count - at < ROWS ? count - at : ROWS;
        for (uint32_t i = 0; i < n; i++) {
            dli_features_row(f, at + i, rows[i]);
            dli_keep_columns(rows[i], kept + (size_t)(at + i) * KEPT);
        }
        dli_trees_score(trees, rows[0], n, DLI_FEATURE_COUNT, scores);
        for (uint32_t i = 0; i < n; i++) {
            out->p[at + i] = dli_probability(scores[i]);
            dli_kind_add(&out->kind_sums, rows[i], out->p[at + i]);
        }
    }
}

/* ---- Second look --------------------------------------------------------- */

bool dli_best_set(dli_arena *arena, const dli_blocks *blocks, const uint32_t *p, dl_focus focus,
                  uint32_t *order, uint32_t *best)
{
    enum {
        BUCKETS = 4096,
        SHIFT = 4
    }; /* counting sort by p; blocks of one p in page order */
    uint32_t count = (uint32_t)blocks->list.count;
    uint32_t *starts = dli_arena_take(arena, (BUCKETS + 2) * sizeof *starts);
    uint64_t all = 0, hit = 0, taken = 0;

    if (starts == NULL)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        starts[BUCKETS - (p[i] >> SHIFT) + 1]++;
        all += (uint64_t)p[i] * blocks->list.ptr[i].words;
    }
    for (uint32_t i = 1; i <= BUCKETS + 1; i++)
        starts[i] += starts[i - 1];
    for (uint32_t i = 0; i < count; i++)
        order[starts[BUCKETS - (p[i] >> SHIFT)]++] = i;
    double beta2 = focus == DL_FOCUS_PRECISION ? 0.25
                   : focus == DL_FOCUS_RECALL  ? 4
                                               : 1,
           most = -1;
    *best = 0;
    for (uint32_t k = 0; k < count; k++) {
        uint32_t words = blocks->list.ptr[order[k]].words;
        hit += (uint64_t)p[order[k]] * words;
        taken += (uint64_t)words << 16;
        double f1 = taken + all == 0
                        ? 0
                        : (1 + beta2) * (double)hit / ((double)taken + beta2 * (double)all);
        if (f1 > most) {
            most = f1;
            *best = k + 1;
        }
    }
    return true;
}

bool dli_looked_begin(dli_looked *looked)
{
    const dli_blocks *b = looked->features->b;
    dli_arena *arena = looked->features->r->scratch;
    size_t count = b->list.count;

    looked->order = dli_arena_take(arena, (count + 1) * sizeof(uint32_t));
    looked->rank = dli_arena_take(arena, (count + 1) * sizeof(uint32_t));
    looked->words_before = dli_arena_take(arena, (count + 1) * sizeof(uint64_t));
    looked->expected_before = dli_arena_take(arena, (count + 1) * sizeof(uint64_t));
    looked->most = dli_arena_take(arena, b->boxes.count * sizeof(uint32_t));
    if (arena->dry ||
        !dli_best_set(arena, b, looked->p, DL_FOCUS_BALANCED, looked->order, &looked->best))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        const dli_raw_block *block = &b->list.ptr[i];
        looked->rank[looked->order[i]] = i;
        looked->words_before[i + 1] = looked->words_before[i] + block->words;
        looked->expected_before[i + 1] =
            looked->expected_before[i] + (uint64_t)looked->p[i] * block->words;
        if (looked->p[i] > looked->most[block->box])
            looked->most[block->box] = looked->p[i];
    }
    for (size_t i = b->boxes.count; i-- > 1;) {
        uint32_t parent = b->boxes.ptr[i].parent;
        if (looked->most[i] > looked->most[parent])
            looked->most[parent] = looked->most[i];
    }
    return true;
}

static float ratio(uint64_t part, uint64_t whole)
{
    return whole == 0 ? 0.0f : (float)((double)part / (double)whole);
}

static float to_float(uint32_t p)
{
    return (float)p / (float)DLI_SCORE_ONE;
}

/* Mean of p over the words of the blocks [first, end). */
static float mean(const dli_looked *looked, uint32_t first, uint32_t end)
{
    return ratio(looked->expected_before[end] - looked->expected_before[first],
                 (looked->words_before[end] - looked->words_before[first]) << 16);
}

static float neighbour(const dli_looked *looked, int64_t at)
{
    return at < 0 || at >= (int64_t)looked->features->b->list.count ? -1.0f
                                                                    : to_float(looked->p[at]);
}

static float window(const dli_looked *looked, uint32_t i, uint32_t reach)
{
    uint32_t count = (uint32_t)looked->features->b->list.count;

    return mean(looked, i > reach ? i - reach : 0,
                i + reach + 1 < count ? i + reach + 1 : count);
}

static void second_boxes(const dli_looked *looked, uint32_t box, float *row)
{
    static const uint8_t columns[4][3] = {
        { DLI_SECOND_box1_p, DLI_SECOND_box1_part, DLI_SECOND_box1_most },
        { DLI_SECOND_box2_p, DLI_SECOND_box2_part, DLI_SECOND_box2_most },
        { DLI_SECOND_box3_p, DLI_SECOND_box3_part, DLI_SECOND_COUNT },
        { DLI_SECOND_box4_p, DLI_SECOND_box4_part, DLI_SECOND_COUNT },
    };
    const dli_blocks *b = looked->features->b;

    for (size_t k = 0; k < 4; k++) {
        const dli_box *x = &b->boxes.ptr[box];
        row[columns[k][0]] = mean(looked, x->first, x->end);
        row[columns[k][1]] =
            ratio(looked->expected_before[x->end] - looked->expected_before[x->first],
                  looked->expected_before[b->list.count]);
        if (columns[k][2] != DLI_SECOND_COUNT)
            row[columns[k][2]] = to_float(looked->most[box]);
        box = x->parent;
    }
}

/* log2(1 + n) to the next quarter. */
static float quarters(uint64_t n)
{
    uint32_t power = 0;

    n += 1;
    while (n >> (power + 1) != 0)
        power++;
    return (float)power + (float)(((n - ((uint64_t)1 << power)) << 2) >> power) / 4.0f;
}

void dli_second_row(const dli_looked *looked, uint32_t block, const float *kept,
                    float row[DLI_SECOND_COUNT])
{
    const dli_blocks *b = looked->features->b;
    uint32_t count = (uint32_t)b->list.count;
    uint64_t all = looked->expected_before[count];
    int64_t at = block;

    for (size_t i = 0; i < KEPT; i++)
        row[i] = kept[i];
    row[DLI_SECOND_p] = to_float(looked->p[block]);
    for (int k = 1; k <= 4; k++) {
        row[DLI_SECOND_p_before1 + k - 1] = neighbour(looked, at - k);
        row[DLI_SECOND_p_behind1 + k - 1] = neighbour(looked, at + k);
    }
    row[DLI_SECOND_near5] = window(looked, block, 5);
    row[DLI_SECOND_near15] = window(looked, block, 15);
    second_boxes(looked, b->list.ptr[block].box, row);
    row[DLI_SECOND_page_p] = mean(looked, 0, count);
    row[DLI_SECOND_page_expected] = quarters(all >> 16);
    row[DLI_SECOND_page_most] = to_float(looked->most[0]);
    row[DLI_SECOND_rank] = ratio(looked->rank[block], count);
    row[DLI_SECOND_in_best] = looked->rank[block] < looked->best;
    row[DLI_SECOND_expected_before] = ratio(looked->expected_before[block], all);
    for (size_t k = 0; k < DLI_LEARNED_KINDS; k++)
        row[DLI_SECOND_kind_article + k] = looked->kinds[k];
}

static void look_twice(const dli_looked *looked, const dli_trees *trees, const float *kept,
                       uint32_t *p)
{
    uint32_t count = (uint32_t)looked->features->b->list.count, n = 0;
    float rows[ROWS][DLI_SECOND_COUNT];
    uint32_t blocks[ROWS];
    int32_t scores[ROWS];

    for (uint32_t at = 0; at < count; at++) {
        if (looked->p[at] >= DLI_SCORE_ONE / HOPELESS) {
            dli_second_row(looked, at, kept + (size_t)at * KEPT, rows[n]);
            blocks[n++] = at;
        } else {
            p[at] = looked->p[at];
        }
        if (n < ROWS && at + 1 < count)
            continue;
        dli_trees_score(trees, rows[0], n, DLI_SECOND_COUNT, scores);
        for (uint32_t i = 0; i < n; i++)
            p[blocks[i]] = (dli_probability(scores[i]) + looked->p[blocks[i]]) / 2;
        n = 0;
    }
}

/* Probabilities from scores, each class against the others: p / sum of p. */
static void set_kinds(dli_looked *looked, const int32_t *scores)
{
    uint64_t sum = 0;
    int32_t top = scores[0];

    for (size_t k = 1; k < DLI_LEARNED_KINDS; k++)
        top = scores[k] > top ? scores[k] : top;
    /* softmax; exp(-d) = p / (1 - p) of the logistic function at -d */
    uint64_t weights[DLI_LEARNED_KINDS];
    for (size_t k = 0; k < DLI_LEARNED_KINDS; k++) {
        uint64_t p = dli_probability(scores[k] - top);
        weights[k] = (p << 16) / (DLI_SCORE_ONE - p);
        sum += weights[k];
    }
    for (size_t k = 0; k < DLI_LEARNED_KINDS; k++)
        looked->kinds[k] = ratio(weights[k], sum);
}

dl_status dli_learned_read(const dli_reader *r, const dli_content_model *model, dli_looked *out)
{
    size_t count = r->blocks.list.count;
    dli_features *features = dli_arena_take(r->scratch, sizeof *features);
    float *kept = dli_arena_take(r->scratch, (count + 1) * KEPT * sizeof *kept);
    uint32_t *p = dli_arena_take(r->scratch, (count + 1) * sizeof *p);
    float row[DLI_KIND_COLUMNS];
    int32_t scores[DLI_LEARNED_KINDS];

    *out = (dli_looked){ .features = features };
    out->p = dli_arena_take(r->scratch, (count + 1) * sizeof *p);
    if (r->scratch->dry)
        return dli_no_memory(r->err);
    DLI_TRY(dli_features_begin(r, model->words, features));
    look_once(out, &model->first, kept);
    if (!dli_looked_begin(out) || !dli_kind_row(out, model, row))
        return dli_no_memory(r->err);
    dli_trees_score(&model->kinds, row, 1, DLI_KIND_COLUMNS, scores);
    set_kinds(out, scores);
    look_twice(out, &model->second, kept, p);
    out->once = out->p;
    out->p = p;
    return dli_best_set(r->scratch, &r->blocks, p, r->input->focus, out->order, &out->best)
               ? DL_OK
               : dli_no_memory(r->err);
}

/* ---- What follows from it ------------------------------------------------ */

/* Marked as something that readers do not take for the story. */
static bool is_marked_out(const dli_raw_block *b)
{
    return (b->marks & (DLI_LOOKS_HIDDEN | DLI_LOOKS_FORM | DLI_LOOKS_COOKIE | DLI_LOOKS_AD |
                        DLI_LOOKS_SHARE | DLI_LOOKS_NOSCRIPT)) != 0;
}

/* The markup outvotes the model where it marks the smaller part of what that takes for
 * content; a page that is marked so as a whole is shown by its script. */
static bool markup_counts(const dli_reader *r, uint32_t least)
{
    uint64_t marked = 0, all = 0;

    for (size_t i = 0; i < r->blocks.list.count; i++) {
        const dli_raw_block *b = &r->blocks.list.ptr[i];
        if (r->looked->p[i] < least)
            continue;
        all += b->words;
        marked += is_marked_out(b) ? b->words : 0;
    }
    return marked * 2 < all;
}

dl_status dli_learned_judge(dli_reader *r, const dli_content_model *model)
{
    enum {
        LEAST = DLI_SCORE_ONE / 2
    };
    dli_looked *looked = dli_arena_take(r->scratch, sizeof *looked);
    uint32_t count = (uint32_t)r->blocks.list.count, first = count, end = 0;

    if (count > MANY_BLOCKS + r->page->source.len / BLOCK_BYTES)
        return DL_OK;
    if (looked == NULL)
        return dli_no_memory(r->err);
    DLI_TRY(dli_learned_read(r, model, looked));
    r->looked = looked;
    bool markup = markup_counts(r, LEAST);
    for (uint32_t i = 0; i < count; i++) {
        bool in = looked->p[i] >= LEAST && !(markup && is_marked_out(&r->blocks.list.ptr[i]));
        r->content.verdicts[i] = in ? DLI_IN : DLI_OUT;
        if (in && first == count)
            first = i;
        if (in)
            end = i + 1;
    }
    if (first < end) {
        r->content.first = first;
        r->content.end = end;
    }
    return DL_OK;
}

dl_status dli_main_text(const dli_reader *r, dl_text *out)
{
    const dli_looked *looked = r->looked;
    uint32_t count = (uint32_t)r->blocks.list.count;
    dli_text_out text;

    for (uint32_t k = 0; k < count; k++) /* `rank` is of the first look: not needed any more */
        looked->rank[looked->order[k]] = k;
    dli_text_init(&text, r->arena);
    for (uint32_t i = 0; i < count; i++) {
        const dl_text *block = &r->blocks.list.ptr[i].text;
        if (looked->rank[i] >= looked->best || block->bytes.len == 0)
            continue;
        if (text.bytes.len > 0)
            dli_text_gap(&text, DL_STR("\n\n"),
                         block->count > 0 ? block->runs[0].from.start : 0);
        dli_text_append(&text, block);
    }
    *out = dli_text_done(&text);
    return r->arena->dry ? dli_no_memory(r->err) : DL_OK;
}

dli_page_kind dli_learned_page_kind(const dli_looked *looked)
{
    static const uint8_t kinds[DLI_LEARNED_KINDS] = {
        [DLI_LEARNED_ARTICLE] = DLI_KIND_ARTICLE,
        [DLI_LEARNED_FORUM] = DLI_KIND_FORUM,
        [DLI_LEARNED_PRODUCT] = DLI_KIND_PRODUCT,
        [DLI_LEARNED_COLLECTION] = DLI_KIND_LISTING,
        [DLI_LEARNED_LISTING] = DLI_KIND_LISTING,
        [DLI_LEARNED_DOCUMENTATION] = DLI_KIND_DOCUMENTATION,
        [DLI_LEARNED_SERVICE] = DLI_KIND_SERVICE,
    };

    for (size_t k = 0; k < DLI_LEARNED_KINDS; k++)
        if (looked->kinds[k] >= 0.7f)
            return (dli_page_kind)kinds[k];
    return DLI_KIND_OTHER;
}

bool dli_is_forum(const dli_reader *r)
{
    return r->out->kind == DLI_KIND_FORUM ||
           (r->looked != NULL && dli_learned_page_kind(r->looked) == DLI_KIND_FORUM);
}
