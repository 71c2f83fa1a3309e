/* content.h -- which blocks of a page are its content. */
#ifndef DLI_CONTENT_H
#define DLI_CONTENT_H

#include "article/blocks.h"

typedef enum dli_verdict {
    DLI_OUT, /* furniture */
    DLI_IN,  /* content   */
} dli_verdict;

typedef struct dli_content {
    uint8_t *verdicts;   /* dli_verdict of each block */
    uint32_t box;        /* the box that holds the content */
    uint32_t first, end; /* its blocks */
    uint32_t *before;    /* [i]: prose outside furniture, code points, of the blocks before i */
} dli_content;

/* Choose the content among `blocks`. `article`: the page says that it is one; then a
 * box named as an article's body is believed even where more is written elsewhere. */
dl_status dli_content_find(dli_arena *arena, const dli_blocks *blocks, bool article,
                           dli_content *out, dl_error *err);

#endif
