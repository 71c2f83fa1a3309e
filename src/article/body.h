/* body.h -- an item's body out of its lines. */
#ifndef DLI_BODY_H
#define DLI_BODY_H

#include "article/article.h"
#include "lang/lang.h"

/* A line that goes into a body: a block of a page, or a line of a page saved as text. */
typedef struct dli_line {
    dl_text text;
    uint8_t kind;  /* dli_block_kind */
    uint8_t level; /* of a heading */
    bool same_row; /* a cell that goes on the row of the line before */
    bool lead;     /* marked as a standfirst */
} dli_line;

typedef DLI_VEC(dli_line) dli_lines;

/* Do with an item's lines what a careful reader would: say headline and standfirst once
 * (into item->headline they came already; item->abstract is set here), take the
 * dateline off the first paragraph, leave out what is said of the author at the end;
 * then build the body.
 *
 *   style      of the page's language
 *   abstracts  what the page declares as its summary; may be NULL
 *   whole      if not NULL, gets the text with standfirst and dateline left in
 *
 * False if the arena is dry. */
bool dli_item_finish(dli_arena *arena, const dli_date_style *style, const dli_values *abstracts,
                     dli_lines *lines, dli_item *item, dl_text *whole);

/* The paragraph begins with a dateline: "PORT HAVEN, March 5 (Meridian) — …". */
bool dli_has_dateline(const dli_date_style *style, dl_str s);

/* Set item->body and item->blocks. Cells of one table become one block. False if the
 * arena is dry. */
bool dli_body_build(dli_arena *arena, const dli_lines *lines, dli_item *item);

#endif
