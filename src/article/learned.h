/* learned.h -- which blocks of a page are its content, and of what kind the page is, by the
 * learned model.
 *
 *   rows of features ──trees──▶ first look ─┬─▶ page kind ─┐
 *          └────────────────────────────────┴──────────────┴─trees─▶ second look
 */
#ifndef DLI_LEARNED_H
#define DLI_LEARNED_H

#include "article/features.h"

typedef enum dli_second_column {
#define SECOND(name) DLI_SECOND_##name,
#include "article/second.def"
#undef SECOND
    DLI_SECOND_COUNT
} dli_second_column;

enum {
    DLI_KIND_ALL = 12,
    DLI_KIND_LIKELY = 8,
    DLI_KIND_COLUMNS = 62
};

/* Sums over the rows of a page's blocks. */
typedef struct dli_kind_sums {
    float page[DLI_FEATURE_COUNT]; /* the first row: what it says of the page counts */
    double all[DLI_KIND_ALL], likely[DLI_KIND_LIKELY];
    uint32_t count, likely_count;
} dli_kind_sums;

/* A page and what the first look said of its blocks. */
struct dli_looked {
    const dli_features *features;
    uint32_t *p;               /* [block]: in units of 1 / DLI_SCORE_ONE */
    uint32_t *once;            /* [block]: p of the first look            */
    uint32_t *order;           /* blocks from most to least probable     */
    uint32_t *rank;            /* [block]: its place in `order`          */
    uint32_t best;             /* how many of `order` the best set has   */
    uint64_t *words_before;    /* [i]: words of blocks before i      */
    uint64_t *expected_before; /* [i]: the same, times p             */
    uint32_t *most;            /* [box]: greatest p in it            */
    dli_kind_sums kind_sums;
    float kinds[DLI_LEARNED_KINDS]; /* probabilities */
};

/* The set of blocks whose F measure over words may be expected to be greatest if each is
 * content with its probability: the `best` first of `order`. `focus` weighs precision or
 * recall fourfold (beta of 1/2 or 2). Memory from `arena`; O(blocks). After Lewis (1995), Ye et al. (2012): the optimum is a threshold, another on each page. */
bool dli_best_set(dli_arena *arena, const dli_blocks *blocks, const uint32_t *p, dl_focus focus,
                  uint32_t *order, uint32_t *best);

/* Make ready for the second look: `p` is filled. False if r->scratch is dry. */
bool dli_looked_begin(dli_looked *looked);

/* Add a block's row of features, of which the first look said `p`. */
void dli_kind_add(dli_kind_sums *sums, const float *row, uint32_t p);

/* A row for the page's kind, but for the last 2 × DLI_LEARNED_KINDS columns if `model` is
 * NULL. False if r->scratch is dry. */
bool dli_kind_row(const dli_looked *looked, const dli_content_model *model,
                  float row[DLI_KIND_COLUMNS]);

/* Hashes of the words of an address's path; at most `room`. Returns their count. */
size_t dli_url_words(dl_str url, uint32_t *hashes, size_t room);

/* A row for the second look; `kept`: the columns of features.def that
 * second.def begins with. */
void dli_second_row(const dli_looked *looked, uint32_t block, const float *kept,
                    float row[DLI_SECOND_COUNT]);

/* Columns of features.def that second.def begins with: DLI_SECOND_p of them. */
void dli_keep_columns(const float *first, float *kept);

/* What the model says of a page: p of the second look and kinds. All in r->scratch. Fails with
 * DL_ERR_NOMEM. O(blocks). */
dl_status dli_learned_read(const dli_reader *r, const dli_content_model *model,
                           dli_looked *out);

/* Let the model judge r's blocks: r->content and r->looked. In r->scratch. A page of nothing
 * but tiny blocks, which is made to cost time, stays with the rules: r->looked is NULL. */
dl_status dli_learned_judge(dli_reader *r, const dli_content_model *model);

/* The page's main text: the blocks of the best set, one blank line between. */
dl_status dli_main_text(const dli_reader *r, dl_text *out);

/* The page's kind if the model is sure of it, else DLI_KIND_OTHER. */
dli_page_kind dli_learned_page_kind(const dli_looked *looked);

#endif
