/* model.h -- weight files: checked as a whole before any of it is used.
 *
 *   offset  bytes  field           little-endian throughout
 *   0       4      magic           "DLM1"
 *   4       4      kind            "BLOK", "LANG"
 *   8       4      features        version of the feature code; must equal the reader's
 *   12      4      chunks          how many follow
 *   16      32     SHA-256         of everything from byte 48
 *   48      16·n   chunk table     name, offset, length, 0; then the chunks
 *
 * Chunks are read into arrays of the machine's own byte order, once, when an engine is
 * opened; after that nothing changes, and threads share them.
 */
#ifndef DLI_MODEL_H
#define DLI_MODEL_H

#include "base/arena.h"

#include <stdbool.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

typedef struct dli_model {
    dl_str bytes; /* borrowed */
    dl_str name;  /* for errors: the file */
    uint32_t chunks;
    bool own; /* part of the program: used where it lies, and not checked at each start */
} dli_model;

/* Check a weight file: magic, kind, version, digest, and that each chunk lies in the file.
 *
 *   name  of the file, for errors; borrowed, as `bytes` are
 *   kind  four letters
 *
 * Fails with DL_ERR_MODEL. O(size). */
dl_status dli_model_open(dl_str bytes, dl_str name, const char *kind, uint32_t features,
                         dli_model *out, dl_error *err);

/* The same for a file that the program carries in itself, which it trusts: no digest is taken, and
 * what is read of it may stay where it lies. O(chunks). */
dl_status dli_model_open_own(dl_str bytes, dl_str name, const char *kind, uint32_t features,
                             dli_model *out, dl_error *err);

/* A chunk by its four letters. Fails with DL_ERR_MODEL if there is none. */
dl_status dli_model_chunk(const dli_model *model, const char *chunk, dl_str *out,
                          dl_error *err);

bool dli_model_has(const dli_model *model, const char *chunk);

/* Whether numbers may be read where they lie: aligned for 4 bytes, and of this machine's order. */
bool dli_is_usable(const char *at);

/* Say that a chunk is not what it should be; DL_ERR_MODEL. */
dl_status dli_model_damaged(const dli_model *model, const char *chunk, dl_error *err);

/* ---- Decision trees ------------------------------------------------------ */

enum {
    DLI_LEAF = 0xFFFF,       /* the column of a leaf in a file                    */
    DLI_SCORE_ONE = 1 << 16, /* scores are fixed-point numbers in units of 1/65536 */
    DLI_MAX_TREES = 2048,
    DLI_MAX_LEAF = 1 << 19, /* so that no sum of DLI_MAX_TREES leaves overflows */
};

/* A node: rows with column <= least go to node `left` of the tree, others to the next. A leaf
 * leads to itself. */
typedef struct dli_branch {
    float least;
    uint16_t column;
    uint16_t left; /* from the root of its tree */
} dli_branch;

/* A tree: where it begins, and how many steps lead to its furthest leaf. */
typedef struct dli_tree {
    uint32_t root;
    uint32_t depth;
} dli_tree;

/* Gradient-boosted trees (Friedman, 2001), summed; with several classes tree i speaks for
 * class i % classes. */
typedef struct dli_trees {
    const dli_branch *splits;
    const int32_t *leaves; /* [split]: score of a leaf, else 0 */
    const dli_tree *list;
    uint32_t trees;
    uint32_t classes;
} dli_trees;

/* Chunk: columns, classes, trees, splits (u32 each); roots (u32 each
 * tree); splits (8 bytes each: f32 or i32, u16, u16). Every place is checked. Fails with
 * DL_ERR_MODEL, DL_ERR_NOMEM. */
dl_status dli_trees_read(dli_arena *arena, const dli_model *model, const char *chunk,
                         uint32_t columns, uint32_t classes, dli_trees *out, dl_error *err);

/* Score `count` rows of `stride` floats; scores[row * classes + class]. Exact on every
 * machine: comparisons of floats and sums of whole numbers. */
void dli_trees_score(const dli_trees *trees, const float *rows, size_t count, size_t stride,
                     int32_t *scores);

/* 1 / (1 + exp(-score)) in units of 1/65536, from a table of 1/16 steps. */
uint32_t dli_probability(int32_t score);

/* ---- Weighed words ------------------------------------------------------- */

/* Weights of words by their hash: open addressing, hash 0 is a free slot. */
typedef struct dli_weights {
    const uint32_t *hashes;
    const int8_t *weights; /* width of them for each slot */
    uint32_t mask;         /* slots - 1 */
    uint32_t width;
} dli_weights;

/* Chunk: slots (a power of two), width (u32 each); hashes (u32 each slot); weights (i8).
 * At least one slot must be free. Fails with DL_ERR_MODEL, DL_ERR_NOMEM. */
dl_status dli_weights_read(dli_arena *arena, const dli_model *model, const char *chunk,
                           uint32_t width, dli_weights *out, dl_error *err);

/* The weights of a word, or NULL. Four slots at once, but for the last ones of the table. */
static inline const int8_t *dli_weights_find(const dli_weights *w, uint32_t hash)
{
    uint32_t at = hash & w->mask;

#ifdef __SSE2__
    const __m128i wanted = _mm_set1_epi32((int)hash);
    for (; at + 4 <= w->mask; at += 4) {
        __m128i four = _mm_loadu_si128((const __m128i *)(const void *)(w->hashes + at));
        int free = _mm_movemask_epi8(_mm_cmpeq_epi32(four, _mm_setzero_si128()));
        int ends = free | _mm_movemask_epi8(_mm_cmpeq_epi32(four, wanted));
        if (ends != 0) {
            uint32_t bit = (uint32_t)__builtin_ctz((unsigned)ends);
            return free >> bit & 1 ? NULL : w->weights + (size_t)(at + bit / 4) * w->width;
        }
    }
#endif
    for (; w->hashes[at] != 0; at = (at + 1) & w->mask)
        if (w->hashes[at] == hash)
            return w->weights + (size_t)at * w->width;
    return NULL;
}

/* ---- Packed tables --------------------------------------------------------- */

/* Rows of bytes by hash, of which 16 bits are kept: of any size, and smaller than weighed words; of
 * some thousand hashes that it does not have, one is taken for another. */
typedef struct dli_packed {
    const uint16_t *prints; /* of each slot; 0: free */
    const int8_t *rows;     /* width of them for each slot */
    uint32_t slots;         /* 0: there is no table */
    uint32_t width;
} dli_packed;

/* What is kept of a hash, and where it is looked for first. */
static inline uint16_t dli_print_of(uint32_t hash)
{
    return (uint16_t)((hash & 0xFFFF) == 0 ? 1 : hash & 0xFFFF);
}

static inline uint32_t dli_packed_slot(uint32_t hash, uint32_t slots)
{
    return (uint32_t)((uint64_t)hash * slots >> 32);
}

/* Chunk: slots and width (u32 each); a print (u16) each slot; rows (i8). At least one slot must be
 * free. Fails with DL_ERR_MODEL, DL_ERR_NOMEM. */
dl_status dli_packed_read(dli_arena *arena, const dli_model *model, const char *chunk,
                          uint32_t width, dli_packed *out, dl_error *err);

/* The row of a hash, or NULL. `table` has slots. Eight slots at once, but for the last ones. */
static inline const int8_t *dli_packed_find(const dli_packed *table, uint32_t hash)
{
    uint16_t print = dli_print_of(hash);
    uint32_t at = dli_packed_slot(hash, table->slots);

#ifdef __SSE2__
    const __m128i wanted = _mm_set1_epi16((short)print);
    for (; at + 8 <= table->slots; at += 8) {
        __m128i eight = _mm_loadu_si128((const __m128i *)(const void *)(table->prints + at));
        int free = _mm_movemask_epi8(_mm_cmpeq_epi16(eight, _mm_setzero_si128()));
        int ends = free | _mm_movemask_epi8(_mm_cmpeq_epi16(eight, wanted));
        if (ends != 0) {
            uint32_t bit = (uint32_t)__builtin_ctz((unsigned)ends);
            return free >> bit & 1 ? NULL : table->rows + (size_t)(at + bit / 2) * table->width;
        }
    }
    if (at == table->slots)
        at = 0;
#endif
    while (table->prints[at] != print && table->prints[at] != 0)
        at = at + 1 == table->slots ? 0 : at + 1;
    return table->prints[at] == 0 ? NULL : table->rows + (size_t)at * table->width;
}

/* ---- Chains of labels ---------------------------------------------------- */

enum {
    DLI_MAX_LABELS = 64,
    DLI_MAX_FEATURES = 128 /* of a token: so many i8 weights fit the sum of an i16 */
};

/* A linear-chain tagger (conditional random field; Lafferty, McCallum and Pereira, 2001): the
 * labels of a sequence whose weights sum up highest, of each token's features for its label and of each
 * step from a label to the next. */
typedef struct dli_tagger {
    dli_weights features; /* width: labels; or, where it has slots: */
    dli_packed packed;    /* width: labels - 1, the first weighs 0 */
    const int32_t *steps; /* [(before + 1) * stride + label]; before -1: the start */
    const dl_str *names;  /* of the labels */
    uint32_t labels;      /* 0: there is no model */
    uint32_t stride;      /* labels, and what pads them */
} dli_tagger;

/* Chunks LABL (names, one a line), STEP ((labels + 1) * labels i16), and FEAT (weighed words) or
 * PACK (a packed table). Fails with DL_ERR_MODEL, DL_ERR_NOMEM. */
dl_status dli_tagger_read(dli_arena *arena, const dli_model *model, dli_tagger *out,
                          dl_error *err);

/* A sequence of tokens and their features. */
typedef struct dli_sequence {
    const uint32_t *features; /* hashes */
    const uint32_t *first;    /* [tokens + 1]: token t has features [first[t], first[t + 1]) */
    uint32_t tokens;
} dli_sequence;

/* The best labels (Viterbi) into `labels`. Memory is taken from `scratch`, a byte for each
 * token and label. Features beyond DLI_MAX_FEATURES of a token are not looked at. False if memory ran out.
 * O(tokens * (features + labels) * labels). */
bool dli_tagger_tag(const dli_tagger *tagger, dli_arena *scratch, const dli_sequence *sequence,
                    uint8_t *labels);

/* The same, where each token has a label that others must outdo: held[token], by hold[label]. */
bool dli_tagger_tag_held(const dli_tagger *tagger, dli_arena *scratch,
                         const dli_sequence *sequence, const uint8_t *held, const int32_t *hold,
                         uint8_t *labels);

#endif
