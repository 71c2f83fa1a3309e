/* features.h -- what the content model sees of a page's blocks. */
#ifndef DLI_FEATURES_H
#define DLI_FEATURES_H

#include "article/reader.h"

typedef enum dli_feature {
#define FEATURE(name) DLI_FEATURE_##name,
#include "article/features.def"
#undef FEATURE
    DLI_FEATURE_COUNT
} dli_feature;

/* Which words a lexicon weighs, each group apart. */
typedef enum dli_word_group {
    DLI_WORDS_OWN,     /* class and id of the block's box           */
    DLI_WORDS_PARENT,  /* … of the box around that                  */
    DLI_WORDS_ABOVE,   /* … of all boxes above the block's own      */
    DLI_WORDS_TEXT,    /* the block's text, if it has few words     */
    DLI_WORDS_HEADING, /* the text of the heading above the block   */
    DLI_WORD_GROUPS
} dli_word_group;

enum { DLI_TEXT_WORDS = 20 }; /* words of a text that are weighed; more, and none are */

/* Weights of words, a table for each group: open addressing, 0 is a free slot. */
typedef struct dli_lexicon {
    const uint32_t *hashes[DLI_WORD_GROUPS];
    const int8_t *weights[DLI_WORD_GROUPS]; /* in units of 1/16 */
    uint32_t slots[DLI_WORD_GROUPS];        /* powers of two, or 0 for no table */
} dli_lexicon;

/* Hashes of the words of a text as they are weighed: none if it has more than
 * DLI_TEXT_WORDS. Returns their count. */
size_t dli_text_words(dl_str text, uint32_t hashes[DLI_TEXT_WORDS]);

typedef struct dli_features {
    float *rows; /* one row of DLI_FEATURE_COUNT a block */
    size_t count;
} dli_features;

/* The heading above each block: its index, or UINT32_MAX; in r->scratch, NULL if dry. */
uint32_t *dli_headings_above(const dli_reader *r);

/* Look at all blocks. Memory from r->scratch. Linear. Fails with DL_ERR_NOMEM. */
dl_status dli_features_read(dli_reader *r, const dli_lexicon *lexicon, dli_features *out);

/* Name of a column. */
const char *dli_feature_name(dli_feature feature);

#endif
