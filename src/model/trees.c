/* trees.c -- gradient-boosted decision trees.
 *
 * Rows go through one tree after another, so that a tree stays in the nearest cache, and
 * four at a time, so that the processor need not wait for each comparison.
 */
#include "base/error.h"
#include "base/little.h"
#include "model/model.h"

#include <string.h>

enum { HEAD = 16, SPLIT = 8, LANES = 4 };

/* A tree's nodes [root, end): each split leads on, within the tree, to known columns. */
static bool is_sound(const dli_branch *tree, uint32_t count, uint32_t columns)
{
    for (uint32_t i = 0; i < count; i++) {
        const dli_branch *s = &tree[i];
        if (s->column == DLI_LEAF) {
            if (s->at.leaf > DLI_MAX_LEAF || s->at.leaf < -DLI_MAX_LEAF)
                return false;
        } else if (s->column >= columns || s->left <= i || (uint32_t)s->left + 1 >= count ||
                   !(s->at.least - s->at.least == 0.0f)) {
            return false;
        }
    }
    return count > 0;
}

static void read_splits(const char *from, uint32_t count, dli_branch *splits)
{
    for (uint32_t i = 0; i < count; i++, from += SPLIT) {
        uint32_t bits = dli_get_u32(from), pair = dli_get_u32(from + 4);
        memcpy(&splits[i].at, &bits, sizeof bits);
        splits[i].column = (uint16_t)(pair & 0xFFFF);
        splits[i].left = (uint16_t)(pair >> 16);
    }
}

static uint32_t *read_u32s(dli_arena *arena, const char *from, uint32_t count)
{
    uint32_t *out = dli_arena_take(arena, (count + 1) * sizeof *out);

    for (uint32_t i = 0; i < count && out != NULL; i++)
        out[i] = dli_get_u32(from + (size_t)i * 4);
    return out;
}

dl_status dli_trees_read(dli_arena *arena, const dli_model *model, const char *chunk,
                         uint32_t columns, uint32_t classes, dli_trees *out, dl_error *err)
{
    dl_str bytes;

    DLI_TRY(dli_model_chunk(model, chunk, &bytes, err));
    if (bytes.len < HEAD || dli_get_u32(bytes.ptr) != columns ||
        dli_get_u32(bytes.ptr + 4) != classes)
        return dli_model_damaged(model, chunk, err);
    uint32_t trees = dli_get_u32(bytes.ptr + 8), count = dli_get_u32(bytes.ptr + 12);
    uint64_t length = HEAD + (uint64_t)trees * 4 + (uint64_t)count * SPLIT;
    if (classes == 0 || trees > DLI_MAX_TREES || trees % classes != 0 || bytes.len != length)
        return dli_model_damaged(model, chunk, err);

    const char *at = bytes.ptr + HEAD;
    uint32_t *roots = read_u32s(arena, at, trees);
    dli_branch *splits = dli_arena_take(arena, (count + 1) * sizeof *splits);
    if (roots == NULL || splits == NULL)
        return dli_no_memory(err);
    read_splits(at + (size_t)trees * 4, count, splits);
    *out = (dli_trees){ splits, roots, trees, classes };
    for (uint32_t i = 0; i < trees; i++) {
        uint32_t end = i + 1 < trees ? roots[i + 1] : count;
        if (roots[i] >= end || end > count || !is_sound(splits + roots[i], end - roots[i], columns))
            return dli_model_damaged(model, chunk, err);
    }
    return DL_OK;
}

static int32_t leaf_of(const dli_branch *tree, const float *row)
{
    uint32_t at = 0;

    while (tree[at].column != DLI_LEAF)
        at = tree[at].left + (uint32_t)!(row[tree[at].column] <= tree[at].at.least);
    return tree[at].at.leaf;
}

/* Four rows go down at once; one that has come to its leaf waits there. */
static void four_leaves(const dli_branch *tree, const float *rows, size_t stride, int32_t leaves[LANES])
{
    uint32_t at[LANES] = { 0 };
    bool going = true;

    while (going) {
        going = false;
        for (size_t k = 0; k < LANES; k++) {
            const dli_branch *s = &tree[at[k]];
            if (s->column == DLI_LEAF)
                continue;
            at[k] = s->left + (uint32_t)!(rows[k * stride + s->column] <= s->at.least);
            going = true;
        }
    }
    for (size_t k = 0; k < LANES; k++)
        leaves[k] = tree[at[k]].at.leaf;
}

void dli_trees_score(const dli_trees *trees, const float *rows, size_t count, size_t stride,
                     int32_t *scores)
{
    size_t classes = trees->classes;

    for (size_t i = 0; i < count * classes; i++)
        scores[i] = 0;
    for (uint32_t t = 0; t < trees->trees; t++) {
        const dli_branch *tree = trees->splits + trees->roots[t];
        int32_t *sums = scores + t % classes;
        size_t i = 0;
        for (; i + LANES <= count; i += LANES) {
            int32_t leaves[LANES];
            four_leaves(tree, rows + i * stride, stride, leaves);
            for (size_t k = 0; k < LANES; k++)
                sums[(i + k) * classes] += leaves[k];
        }
        for (; i < count; i++)
            sums[i * classes] += leaf_of(tree, rows + i * stride);
    }
}

/* sigmoid(k / 16) for k = 0 … 160, in units of 1/65536; symmetric below. */
uint32_t dli_probability(int32_t score)
{
    static const uint16_t table[] = {
#include "model/sigmoid.def"
    };
    enum { STEPS = (int)(sizeof table / sizeof *table) - 1, UNIT = DLI_SCORE_ONE / 16 };
    uint32_t away = (uint32_t)(score < 0 ? -(int64_t)score : score);
    uint32_t step = away / UNIT, p = table[STEPS];

    if (step < STEPS)
        p = table[step] + (table[step + 1] - table[step]) * (away % UNIT) / UNIT;
    return score < 0 ? DLI_SCORE_ONE - p : p;
}
