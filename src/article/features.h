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

/* Groups of boxes whose class words a lexicon weighs apart: the block's own box, the one
 * around it, all above. */
enum { DLI_LEXICON_GROUPS = 3 };

/* Weights of class words; NULL functions and tables mean all are 0. */
typedef struct dli_lexicon {
    const uint32_t *hashes; /* ascending */
    const int8_t *weights;  /* [group][i], in units of 1/32 */
    size_t count;
} dli_lexicon;

typedef struct dli_features {
    float *rows; /* one row of DLI_FEATURE_COUNT a block */
    size_t count;
} dli_features;

/* Look at all blocks. Memory from r->scratch. Linear. Fails with DL_ERR_NOMEM. */
dl_status dli_features_read(dli_reader *r, const dli_lexicon *lexicon, dli_features *out);

/* Name of a column. */
const char *dli_feature_name(dli_feature feature);

#endif
