/* body.h -- an item's body out of its lines. */
#ifndef DLI_BODY_H
#define DLI_BODY_H

#include "article/article.h"

/* A line that goes into a body: a block of a page, or a line of a page saved as text. */
typedef struct dli_line {
    dl_text text;
    uint8_t kind;  /* dli_block_kind */
    uint8_t level; /* of a heading */
    bool same_row; /* a cell that goes on the row of the line before */
} dli_line;

typedef DLI_VEC(dli_line) dli_lines;

/* Set item->body and item->blocks. Cells of one table become one block. False if the
 * arena is dry. */
bool dli_body_build(dli_arena *arena, const dli_lines *lines, dli_item *item);

#endif
