/* trees.c -- gradient-boosted decision trees.
 *
 * Rows go through one tree after another, so that a tree stays in the nearest cache, and
 * eight at a time, so that the processor need not wait for each comparison.
 */
#include "base/error.h"
#include "base/little.h"
#include "model/model.h"

#include <math.h>
#include <string.h>

enum {
    HEAD = 16,
    SPLIT = 8,
    LANES = 8
};

/* Read a tree's nodes: each split leads on, within the tree, to known columns. False if not.
 * Sets how deep it goes; `deep` has room for its nodes. */
static bool read_tree(const char *from, uint32_t count, uint32_t columns, dli_branch *tree,
                      int32_t *leaves, uint32_t *deep, uint32_t *depth)
{
    *depth = 0;
    memset(deep, 0, count * sizeof *deep);
    for (uint32_t i = 0; i < count; i++, from += SPLIT) {
        uint32_t bits = dli_get_u32(from), pair = dli_get_u32(from + 4);
        uint32_t column = pair & 0xFFFF, left = pair >> 16;
        if (column == DLI_LEAF) {
            leaves[i] = (int32_t)bits;
            tree[i] = (dli_branch){ INFINITY, 0, (uint16_t)i };
            if (leaves[i] > DLI_MAX_LEAF || leaves[i] < -DLI_MAX_LEAF || i > UINT16_MAX)
                return false;
            continue;
        }
        leaves[i] = 0;
        tree[i] = (dli_branch){ 0, (uint16_t)column, (uint16_t)left };
        memcpy(&tree[i].least, &bits, sizeof bits);
        if (column >= columns || left <= i || left + 1 >= count || !isfinite(tree[i].least))
            return false;
        for (uint32_t k = left; k <= left + 1; k++)
            if (deep[k] <= deep[i]) {
                deep[k] = deep[i] + 1;
                *depth = deep[k] > *depth ? deep[k] : *depth;
            }
    }
    return count > 0;
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

    const char *roots = bytes.ptr + HEAD, *splits = roots + (size_t)trees * 4;
    dli_tree *list = dli_arena_take(arena, (trees + 1) * sizeof *list);
    dli_branch *nodes = dli_arena_take(arena, (count + 1) * sizeof *nodes);
    int32_t *leaves = dli_arena_take(arena, (count + 1) * sizeof *leaves);
    uint32_t *deep = dli_arena_take(arena, (count + 1) * sizeof *deep);
    if (list == NULL || nodes == NULL || leaves == NULL || deep == NULL)
        return dli_no_memory(err);
    *out = (dli_trees){ nodes, leaves, list, trees, classes };
    for (uint32_t i = 0; i < trees; i++) {
        uint32_t root = dli_get_u32(roots + (size_t)i * 4);
        uint32_t end = i + 1 < trees ? dli_get_u32(roots + (size_t)(i + 1) * 4) : count;
        list[i].root = root;
        if (root >= end || end > count ||
            !read_tree(splits + (size_t)root * SPLIT, end - root, columns, nodes + root,
                       leaves + root, deep, &list[i].depth))
            return dli_model_damaged(model, chunk, err);
    }
    return DL_OK;
}

static inline uint32_t step(const dli_branch *tree, uint32_t at, const float *row)
{
    const dli_branch *s = &tree[at];

    return s->left + (uint32_t) !(row[s->column] <= s->least);
}

/* Some rows go down at once, so that none waits for the other's comparison; one that has
 * come to its leaf stays there. */
static void go_down(const dli_branch *tree, const int32_t *leaves, uint32_t depth,
                    const float *rows, size_t stride, int32_t *sums, size_t classes)
{
    uint32_t at[LANES] = { 0 };

    for (uint32_t i = 0; i < depth; i++)
#pragma GCC unroll 8
        for (size_t k = 0; k < LANES; k++)
            at[k] = step(tree, at[k], rows + k * stride);
    for (size_t k = 0; k < LANES; k++)
        sums[k * classes] += leaves[at[k]];
}

void dli_trees_score(const dli_trees *trees, const float *rows, size_t count, size_t stride,
                     int32_t *scores)
{
    size_t classes = trees->classes;

    for (size_t i = 0; i < count * classes; i++)
        scores[i] = 0;
    for (uint32_t t = 0; t < trees->trees; t++) {
        const dli_tree *tree = &trees->list[t];
        const dli_branch *splits = trees->splits + tree->root;
        const int32_t *leaves = trees->leaves + tree->root;
        int32_t *sums = scores + t % classes;
        size_t i = 0;
        for (; i + LANES <= count; i += LANES)
            go_down(splits, leaves, tree->depth, rows + i * stride, stride, sums + i * classes,
                    classes);
        for (; i < count; i++) {
            uint32_t at = 0;
            for (uint32_t k = 0; k < tree->depth; k++)
                at = step(splits, at, rows + i * stride);
            sums[i * classes] += leaves[at];
        }
    }
}

/* sigmoid(k / 16) for k = 0 … 160, in units of 1/65536; symmetric below. */
uint32_t dli_probability(int32_t score)
{
    static const uint16_t table[] = {
#include "model/sigmoid.def"
    };
    enum {
        STEPS = (int)(sizeof table / sizeof *table) - 1,
        UNIT = DLI_SCORE_ONE / 16
    };
    uint32_t away = (uint32_t)(score < 0 ? -(int64_t)score : score);
    uint32_t step = away / UNIT, p = table[STEPS];

    if (step < STEPS)
        p = table[step] + (table[step + 1] - table[step]) * (away % UNIT) / UNIT;
    return score < 0 ? DLI_SCORE_ONE - p : p;
}
