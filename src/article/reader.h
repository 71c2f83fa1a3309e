/* reader.h -- what the files that read a page of HTML into items share. */
#ifndef DLI_ARTICLE_READER_H
#define DLI_ARTICLE_READER_H

#include "article/blocks.h"
#include "article/content.h"
#include "article/roles.h"
#include "article/seen.h"

typedef struct dli_looked dli_looked; /* learned.h */

typedef struct dli_reader {
    dli_arena *arena;
    dli_arena *scratch;
    const dli_page *page;
    const dli_article_input *input;
    dli_article *out;
    dli_blocks blocks;
    dli_content content;
    const dli_looked *looked; /* what the model said; NULL without one */
    dli_seen seen;
    dli_date_style style;
    const dli_lang *lang;
    dli_lang_guess guess; /* of the content as a whole */
    uint8_t
        *roles; /* [2 * block + linked]: of lines, + 1, as far as asked (dli_role_of_block) */
    dl_str host;
    dl_error *err;
} dli_reader;

/* ---- article.c ----------------------------------------------------------- */

/* Blocks, what the page says of itself, and the content by the rules. `arena`,
 * `scratch`, `page`, `input`, `out` and `err` are set by the caller. */
dl_status dli_reader_begin(dli_reader *r);

/* The role that the text of block `i` has as a line; `linked`: most of it is taken for a link. Known
 * once r->lang is settled, and asked of each block by several steps: kept. */
dli_line_role dli_role_of_block(const dli_reader *r, uint32_t i, bool linked);

/* The same, with what the block is. */
static inline dli_line_role dli_own_role(const dli_reader *r, uint32_t i)
{
    const dli_raw_block *b = &r->blocks.list.ptr[i];

    return dli_role_of_block(r, i, b->linked * 2 > b->chars);
}

/* ---- learned.c ----------------------------------------------------------- */

/* The page holds posts of a forum: it says so, or the model is sure. */
bool dli_is_forum(const dli_reader *r);

/* ---- explain.c ----------------------------------------------------------- */

/* Set out->explanation: what was thought of each block, and what was seen. */
dl_status dli_explain(dli_reader *r);

/* The page's one item, or what stands above a run of them, of blocks [first, end); it is added to
 * out->items. `whole` as in dli_item_read(). */
dl_status dli_whole_item(dli_reader *r, uint32_t first, uint32_t end, bool whole,
                         dli_item *item);

/* ---- item.c -------------------------------------------------------------- */

/* The item that the blocks [first, end) tell: body, captions, notes, corrections,
 * names and dates in its lines. With `whole` only blocks judged to be content count,
 * else every block that is no furniture (a member of a run of items). `main_text`, if
 * not NULL, gets the body with standfirst and dateline left in. */
dl_status dli_item_read(dli_reader *r, uint32_t first, uint32_t end, bool whole, dli_item *item,
                        dl_text *main_text);

/* In [first, end), names or a date, linked or not; names alone only beside a date, or
 * as block `first` with prose behind it. */
bool dli_is_head_line(const dli_reader *r, uint32_t i, uint32_t first, uint32_t end);

/* ---- shown.c ------------------------------------------------------------- */

/* Add the names of bylines and the dates that the page shows to r->seen. */
void dli_shown_read(dli_reader *r);

/* ---- authors.c ----------------------------------------------------------- */

/* Add the names in an element called after authors. */
void dli_author_element(dli_reader *r, dli_node node);

/* Where nobody is named: the names of links to authors' pages near the headline, or the
 * content where there is none; both are positions in the source, 0 for none. */
void dli_author_links(dli_reader *r, uint32_t headline, uint32_t first);

/* … on the page of a forum: whoever wrote the first post behind `headline`. */
void dli_author_of_thread(dli_reader *r, uint32_t headline);

/* ---- runs.c, sections.c -------------------------------------------------- */

/* One of several items of a page: blocks [first, end). */
typedef struct dli_member {
    uint32_t first, end;
    dli_node node; /* the box that is all of it; 0 if there is none */
} dli_member;

/* Items of one kind behind one another: takes of a digest, entries of a live blog, teasers. */
typedef struct dli_run {
    const dli_member *members;
    uint32_t count;
    uint8_t kind; /* dli_page_kind: ITEMS, BULLETIN, LIVEBLOG, LISTING; OTHER: there is none */
    bool named;   /* the page calls itself a digest */
    bool titled;  /* each begins with a block that is its headline */
    bool led;     /* each begins with bold words that are its headline */
} dli_run;

/* Boxes of one kind side by side that hold most of the page's content, if there are any. */
dl_status dli_runs_find(dli_reader *r, dli_run *out);

/* Stretches of the content that begin alike, each a report of its own, if there are any. */
dl_status dli_sections_find(dli_reader *r, dli_run *out);

/* ---- members.c ----------------------------------------------------------- */

/* Add an item for each member of a run, and before entries the one they belong to. */
dl_status dli_run_items(dli_reader *r, const dli_run *run);

/* ---- sections.c ---------------------------------------------------------- */

/* The page calls itself news in brief or a digest, in its title or just before block `i`. */
bool dli_is_digest(const dli_reader *r, uint32_t i);

#endif
