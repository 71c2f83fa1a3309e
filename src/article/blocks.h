/* blocks.h -- a page as its blocks of text in reading order, and the boxes they
 * stand in.
 *
 *   boxes   body ─┬─ header ── nav
 *                 └─ main ──┬─ article ──┬─ …
 *   blocks  0 1 2 3 4 5 6 7 8 9 …          each box holds a range of blocks
 *
 * A block is text with no block-level border inside (a paragraph, a heading, a
 * list item, a table cell). A box is a block-level element; since it holds a
 * contiguous range of blocks, sums over boxes are differences of prefix sums.
 */
#ifndef DLI_BLOCKS_H
#define DLI_BLOCKS_H

#include "article/article.h"

/* What an element is likely to be, by its tag, role, class and id (marks.def). */
typedef enum dli_looks {
    DLI_LOOKS_NAV = 1 << 0,
    DLI_LOOKS_SHARE = 1 << 1,
    DLI_LOOKS_RELATED = 1 << 2,
    DLI_LOOKS_COMMENT = 1 << 3,
    DLI_LOOKS_AD = 1 << 4,
    DLI_LOOKS_FORM = 1 << 5,
    DLI_LOOKS_META = 1 << 6,
    DLI_LOOKS_CAPTION = 1 << 7,
    DLI_LOOKS_COOKIE = 1 << 8,
    DLI_LOOKS_FOOT = 1 << 9,
    DLI_LOOKS_HEAD = 1 << 10,
    DLI_LOOKS_SIDE = 1 << 11,
    DLI_LOOKS_HIDDEN = 1 << 12,
    DLI_LOOKS_AUTHOR_BOX = 1 << 13,
    DLI_LOOKS_TEASER = 1 << 14,
    DLI_LOOKS_CONTENT = 1 << 15, /* named as the body of an article */
    DLI_LOOKS_ARTICLE = 1 << 16, /* <article>, itemprop=articleBody  */
    DLI_LOOKS_MAIN = 1 << 17,    /* <main>, role=main                */
    DLI_LOOKS_LEAD = 1 << 18,    /* standfirst                       */
    DLI_LOOKS_CORRECTION = 1 << 19,
    DLI_LOOKS_NOSCRIPT = 1 << 20, /* shown only where scripts do not run */
} dli_looks;

typedef enum dli_raw_kind {
    DLI_RAW_P, /* <p>, or text straight in a box */
    DLI_RAW_H,
    DLI_RAW_LI,
    DLI_RAW_QUOTE,
    DLI_RAW_PRE,
    DLI_RAW_CELL,
    DLI_RAW_CAPTION,
    DLI_RAW_TERM, /* <dt>, <dd>, <summary> */
} dli_raw_kind;

typedef struct dli_raw_block {
    dl_text text;    /* white space folded, entities decoded           */
    dli_node node;   /* the block-level element around it              */
    uint32_t box;    /* the innermost box                              */
    uint32_t chars;  /* code points                                    */
    uint32_t linked; /* of them inside <a href>                        */
    uint32_t words;
    uint32_t pictures; /* <img>, <video>, <iframe> on the page up to its end */
    uint32_t marks;    /* of its boxes, see dli_blocks_settle()          */
    uint8_t kind;      /* dli_raw_kind                                   */
    uint8_t level;     /* of a heading or of list nesting                */
    bool stop;         /* ends like a sentence                           */
    bool paragraph;    /* its element is a <p>                           */
    bool bold;         /* all of it stands in <b>, <strong> or <font>    */
    bool by_role;      /* a heading by its role alone                    */
    bool ruled;        /* a rule (<hr>) stands before it                 */
    uint32_t lead;     /* bytes in <b> or <strong> that it begins with, where more follows */
} dli_raw_block;

typedef struct dli_box {
    dli_node node;
    uint32_t parent; /* box 0 is its own */
    uint32_t first;  /* blocks [first, end) */
    uint32_t end;
    uint32_t marks; /* its own */
    uint32_t words; /* first of its class words in `words` below */
    uint32_t word_count;
} dli_box;

typedef DLI_VEC(dli_box) dli_boxes;

typedef struct dli_blocks {
    const dli_page *page;
    DLI_VEC(dli_raw_block) list;
    dli_boxes boxes;         /* in document order: a box comes before those in it */
    DLI_VEC(uint32_t) words; /* hashes of the class words of all boxes */
    uint32_t *chars_before;  /* [i]: code points of blocks before i; count + 1 of them */
    uint32_t pictures;       /* on the page */
    uint32_t *prose_before;  /* the same for prose only: see dli_is_prose() */
    bool trimmed;            /* there were more blocks than the limit: the last is long */
} dli_blocks;

/* Cut the page into blocks. All in `arena`. Fails with DL_ERR_NOMEM. Linear. */
dl_status dli_blocks_read(dli_arena *arena, const dli_page *page, dli_blocks *out,
                          dl_error *err);

enum {
    DLI_MARK_SLOTS = 1024,
    DLI_ELEMENT_WORDS = 24, /* words and pairs of one element that count */
};

typedef struct dli_mark_table {
    uint32_t hash[DLI_MARK_SLOTS]; /* 0: free */
    uint32_t mark[DLI_MARK_SLOTS];
} dli_mark_table;

/* Hashes of the words of an element's class and id, and of neighbouring pairs. */
typedef struct dli_element_words {
    uint32_t hash[DLI_ELEMENT_WORDS];
    uint32_t count;
} dli_element_words;

/* Make ready the table that marks are read by. False if marks.def has outgrown it. */
bool dli_marks_init(dli_mark_table *marks);

/* Marks of an element by its tag, role, class and id; *words gets the hashes. */
uint32_t dli_marks_of(const dli_mark_table *table_of, const dli_page *page, dli_node node,
                      dli_element_words *words);

/* Append the hashes of the words of a class or id attribute. */
void dli_words_of(dl_str names, dli_element_words *out);

/* A block that reads like running text: long enough, few links. */
bool dli_is_prose(const dli_raw_block *block);

static inline uint32_t dli_box_chars(const dli_blocks *b, uint32_t box)
{
    return b->chars_before[b->boxes.ptr[box].end] - b->chars_before[b->boxes.ptr[box].first];
}

static inline uint32_t dli_box_prose(const dli_blocks *b, uint32_t box)
{
    return b->prose_before[b->boxes.ptr[box].end] - b->prose_before[b->boxes.ptr[box].first];
}

#endif
