/* features.h -- what the content model sees of a page's blocks. */
#ifndef DLI_FEATURES_H
#define DLI_FEATURES_H

#include "article/reader.h"
#include "model/model.h"

typedef enum dli_feature {
#define FEATURE(name) DLI_FEATURE_##name,
#include "article/features.def"
#undef FEATURE
    DLI_FEATURE_COUNT
} dli_feature;

enum {
    DLI_TEXT_WORDS = 20
}; /* words of a text that are weighed; more, and none are */

/* Hashes of the words of a text as they are weighed: none if it has more than
 * DLI_TEXT_WORDS. Returns their count. */
size_t dli_text_words(dl_str text, uint32_t hashes[DLI_TEXT_WORDS]);

/* Weights of some words: how many are known, their sum, the least and the most. */
typedef struct dli_tally {
    uint32_t count;
    int32_t sum;
    int8_t least, most;
} dli_tally;

/* What is true of the page or of its boxes, made ready once. */
typedef struct dli_features {
    const dli_reader *r;
    const dli_blocks *b;
    const dli_weights *words;        /* a table for each dli_word_group; NULL: none           */
    uint32_t *linked_before;         /* [i]: linked code points of blocks before i            */
    uint32_t *headings;              /* [block]: the heading above it, or UINT32_MAX          */
    uint32_t *repeats;               /* [block]: how often its text stands on the page        */
    uint8_t *to_prose[2];            /* [block]: blocks to the prose before, behind           */
    dli_tally *own, *parent, *above; /* [box]: weights of its words, by group; of all above   */
    uint32_t *alike;                 /* [box]: boxes of the page with its tag and first class */
    uint32_t *siblings; /* [box]: … under the same parent                        */
    uint32_t *most;     /* [box]: it or the box above it with most siblings      */
    uint8_t *depth;     /* [box]                                                 */
    uint32_t most_siblings, articles; /* of the page */
    uint32_t headline;                /* block of the headline, or count */
    float page_type;
    uint32_t *json_heads; /* hashes of what stands at each word of a body in JSON-LD */
    uint32_t json_mask;   /* slots - 1, or 0: there is no such body                  */
} dli_features;

/* The heading above each block: its index, or UINT32_MAX; in r->scratch, NULL if dry. */
uint32_t *dli_headings_above(const dli_reader *r);

/* Make ready. Memory from r->scratch. Linear. Fails with DL_ERR_NOMEM. */
dl_status dli_features_begin(const dli_reader *r, const dli_weights *words, dli_features *out);

/* The row of one block. Constant time, but for its text. */
void dli_features_row(const dli_features *f, uint32_t block, float row[DLI_FEATURE_COUNT]);

/* Name of a column. */
const char *dli_feature_name(dli_feature feature);

#endif
