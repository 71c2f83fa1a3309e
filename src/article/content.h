/* content.h -- which blocks of a page are its content. */
#ifndef DLI_CONTENT_H
#define DLI_CONTENT_H

#include "article/blocks.h"

typedef enum dli_verdict {
    DLI_OUT,      /* furniture */
    DLI_IN,       /* content   */
} dli_verdict;

typedef struct dli_content {
    uint8_t *verdicts; /* dli_verdict of each block */
    uint32_t box;      /* the box that holds the content */
    uint32_t first, end; /* its blocks */
    uint32_t *before;    /* [i]: prose outside furniture, code points, of the blocks before i */
} dli_content;

/* Choose the content among `blocks`. With `liberal` short pieces count too (a page
 * of products or teasers), else it is looked for as an article's. */
dl_status dli_content_find(dli_arena *arena, const dli_blocks *blocks, bool liberal,
                           dli_content *out, dl_error *err);

#endif
