/* builder.h -- tokens to a tree (WHATWG HTML standard, section 13.2.6).
 *
 *   page.c          the entry, the loop over tokens           13.2.6
 *   builder.c       nodes and where they go                   13.2.6.1
 *   open.c          the stack of open elements                13.2.4.2
 *   formatting.c    the list of active formatting elements    13.2.4.3, 13.2.6.4.7
 *   mode_….c        the insertion modes                       13.2.6.4.1 and on
 *   foreign.c       SVG and MathML                            13.2.6.5
 */
#ifndef DLI_BUILDER_H
#define DLI_BUILDER_H

#include "base/hash.h"
#include "base/limits.h"
#include "page/tokenizer.h"

/* Insertion modes, 13.2.4.1. There is no "in select" any more. */
typedef enum dli_mode {
    DLI_MODE_INITIAL,
    DLI_MODE_BEFORE_HTML,
    DLI_MODE_BEFORE_HEAD,
    DLI_MODE_IN_HEAD,
    DLI_MODE_IN_HEAD_NOSCRIPT,
    DLI_MODE_AFTER_HEAD,
    DLI_MODE_IN_BODY,
    DLI_MODE_TEXT,
    DLI_MODE_IN_TABLE,
    DLI_MODE_IN_TABLE_TEXT,
    DLI_MODE_IN_CAPTION,
    DLI_MODE_IN_COLUMN_GROUP,
    DLI_MODE_IN_TABLE_BODY,
    DLI_MODE_IN_ROW,
    DLI_MODE_IN_CELL,
    DLI_MODE_IN_TEMPLATE,
    DLI_MODE_AFTER_BODY,
    DLI_MODE_IN_FRAMESET,
    DLI_MODE_AFTER_FRAMESET,
    DLI_MODE_AFTER_AFTER_BODY,
    DLI_MODE_AFTER_AFTER_FRAMESET,
} dli_mode;

/* What a tag means to the algorithms; bits of dli_tag_traits[]. */
enum {
    DLI_SPECIAL = 1 << 0,
    DLI_SCOPE = 1 << 1, /* ends every scope but a table's */
    DLI_LIST_SCOPE = 1 << 2,
    DLI_BUTTON_SCOPE = 1 << 3,
    DLI_TABLE_SCOPE = 1 << 4,
    DLI_IMPLIED_END = 1 << 5, /* 13.2.6.3                               */
    DLI_IMPLIED_THOROUGHLY = 1 << 6,
    DLI_FORMATTING = 1 << 7,
    DLI_VOID = 1 << 8,
    DLI_TABLE_PART = 1 << 9, /* table, tbody, tfoot, thead, tr: text in them is fostered */
    DLI_HEADING = 1 << 10,
    DLI_RAW = 1 << 11,      /* its text is no markup */
    DLI_BREAKOUT = 1 << 12, /* leaves SVG and MathML */
};

/* Kinds of scope: for each an open element knows the nearest one, at or below itself
 * in the stack, that ends the scope. Then "is there a p in button scope" is one
 * comparison, however deep the page. */
typedef enum dli_scope {
    DLI_IN_SCOPE,
    DLI_IN_LIST_SCOPE,
    DLI_IN_BUTTON_SCOPE,
    DLI_IN_TABLE_SCOPE,
    DLI_ABOVE_SPECIAL, /* the nearest special element              */
    DLI_ABOVE_ITEM,    /* the same, <address>, <div> and <p> aside */
    DLI_ABOVE_HTML,    /* the nearest HTML element                 */
    DLI_SCOPES
} dli_scope;

/* An open element. While it is open, `close` of its node is its index in the stack. */
typedef struct dli_open {
    dli_node node;
    uint16_t tag;
    uint16_t below; /* index + 1 of the next one of the same tag, or 0 */
    uint16_t barrier[DLI_SCOPES];
    uint8_t ns;
    uint8_t mode;  /* of a template: its insertion mode       */
    uint8_t point; /* of a foreign element: DLI_TEXT_POINT, … */
    uint32_t hash; /* of DLI_TAG_OTHER: of its name           */
} dli_open;

/* 13.2.6: what the children of a foreign element may be. */
enum {
    DLI_TEXT_POINT = 1,
    DLI_HTML_POINT = 2
};

/* An active formatting element; node 0 is a marker. */
typedef struct dli_active {
    dli_node node;
    uint32_t tag;
    uint64_t hash; /* of its attributes; 0: not made yet */
} dli_active;

enum {
    /* Open elements at which start tags open no more. Below DL_MAX_TREE_DEPTH, as one
     * tag may open three (tbody, tr, td), and raw text one more. */
    DLI_MAX_OPEN = (int)DL_MAX_TREE_DEPTH - 4,
    /* Names of a page that get a number. */
    DLI_MAX_OWN_TAGS = 1024,
    DLI_LONGEST_OWN_TAG = 64,
    /* Tags as an index: known ones, own ones, all others. */
    DLI_OTHER_INDEX = DLI_TAG_COUNT + DLI_MAX_OWN_TAGS,
    DLI_TAG_INDEXES
};

typedef struct dli_builder {
    dli_tokenizer in;
    dli_token token;
    dli_arena *arena;
    dl_str source;

    DLI_VEC(dli_node_data) nodes;
    DLI_VEC(dli_piece_data) pieces;
    DLI_VEC(dl_str) own_tags;
    dli_map own_numbers;
    size_t limit;      /* bytes that nodes, attributes and pieces may have together */
    size_t work;       /* steps left to the adoption agency                         */
    uint32_t tag_hash; /* of the tag at hand, where it is DLI_TAG_OTHER             */
    bool attrs_used;   /* the attributes at hand belong to an element               */
    bool failed;       /* the arena is dry                                          */

    dli_open stack[DL_MAX_TREE_DEPTH];
    uint32_t open;      /* elements in the stack; stack[0] is <html>              */
    uint32_t templates; /* HTML templates among them, whose contents add a level  */
    /* Index + 1 of the topmost open element of a tag, HTML and foreign, or 0. */
    uint16_t top_of[2][DLI_TAG_INDEXES];
    uint32_t skipped; /* start tags at DLI_MAX_OPEN whose elements are not open */
    uint32_t skipped_of[DLI_TAG_COUNT + 1];

    dli_active formats[DLI_MAX_FORMATTING];
    uint32_t format_count;

    dli_mode mode;
    dli_mode original_mode; /* to go back to from "text" and "in table text"     */
    dli_open context;       /* a fragment's context element                      */
    bool is_fragment;
    dli_node html, head, body, form;
    uint32_t body_close; /* where </body> stands, while it counts */
    bool frameset_ok;
    bool foster;  /* what goes into a table goes before it */
    bool skip_lf; /* behind <pre>, <textarea>              */
    bool quirks;
    dl_span table_text;     /* "in table text": where it stands               */
    bool table_text_counts; /* it is more than white space                    */
    bool trimmed_depth, trimmed_nodes, trimmed_formatting;
} dli_builder;

extern const uint16_t dli_tag_traits[DLI_TAG_COUNT + 1];

static inline bool dli_has_trait(uint32_t tag, unsigned trait)
{
    return (dli_tag_traits[tag < DLI_TAG_COUNT ? tag : DLI_TAG_COUNT] & trait) != 0;
}

static inline uint32_t dli_tag_index(uint32_t tag)
{
    return tag == DLI_TAG_OTHER ? DLI_OTHER_INDEX : tag;
}

/* ---- builder.c: nodes -------------------------------------------------------- */

/* Are the nodes, attributes and pieces as many as the source may have? */
static inline bool dli_is_full(const dli_builder *b)
{
    return b->nodes.count * sizeof *b->nodes.ptr + b->in.attrs.count * sizeof(dli_attr) +
               b->pieces.count * sizeof(dli_piece_data) >=
           b->limit;
}

/* Where a node goes: before `before`, or at the end of `parent`. */
typedef struct dli_place {
    dli_node parent;
    dli_node before;
} dli_place;

dli_node dli_new_node(dli_builder *b, dli_node_kind kind, dl_span span);
void dli_put_node(dli_builder *b, dli_place place, dli_node node);
void dli_take_out_node(dli_builder *b, dli_node node);
void dli_move_children(dli_builder *b, dli_node from, dli_node to);

/* 13.2.6.1: where what belongs into `target` goes: into it, into a template's
 * contents, or before a table. */
dli_place dli_place_in(const dli_builder *b, const dli_open *target);
dli_place dli_place_here(const dli_builder *b);

/* Insert an HTML element for the start tag at hand and open it. */
dli_node dli_insert(dli_builder *b);
/* The same without opening it. */
dli_node dli_insert_void(dli_builder *b);
dli_node dli_insert_closed(dli_builder *b, dli_namespace ns);
/* An HTML element without attributes that no tag of the source asks for. */
dli_node dli_insert_implied(dli_builder *b, dli_tag tag);
/* A foreign element for the tag at hand, open unless it closes itself. */
void dli_insert_foreign(dli_builder *b, dli_namespace ns);
/* A second element like `like`, not put anywhere. */
dli_node dli_clone(dli_builder *b, dli_node like);

/* Text of the token at hand (or of `span`, plain) at the current place. */
void dli_insert_text(dli_builder *b);
void dli_insert_plain(dli_builder *b, dl_span span);
void dli_insert_comment(dli_builder *b, dli_place place);
/* Attributes of the tag at hand that `node` has not. */
void dli_merge_attributes(dli_builder *b, dli_node node);

/* 13.2.6: DLI_TEXT_POINT, DLI_HTML_POINT or 0 for an element with the attributes of the
 * tag at hand. */
uint8_t dli_integration_point(const dli_builder *b, uint32_t tag, dli_namespace ns);

/* Attribute `name` of the tag at hand, or NULL. */
const dli_attr *dli_token_attr(const dli_builder *b, dli_attr_name name);
bool dli_value_is(const dli_builder *b, const dli_attr *attr, const char *lower);

/* How many bytes of white space the text token at hand begins with. */
uint32_t dli_leading_space(const dli_builder *b);

/* Pass over that white space, or insert it; true if nothing is left of the token. */
bool dli_take_space(dli_builder *b, bool insert);

/* ---- open.c: the stack of open elements -------------------------------------- */

static inline dli_open *dli_current(dli_builder *b)
{
    return &b->stack[b->open - 1];
}

static inline bool dli_current_is(const dli_builder *b, dli_tag tag)
{
    const dli_open *top = &b->stack[b->open - 1];

    return top->tag == tag && top->ns == DLI_NS_HTML;
}

/* 13.2.4.2 "adjusted current node" */
static inline const dli_open *dli_adjusted(const dli_builder *b)
{
    return b->is_fragment && b->open == 1 ? &b->context : &b->stack[b->open - 1];
}

/* 13.2.4.2 "has an element in ... scope", for an HTML element. Constant time. */
static inline bool dli_in_scope(const dli_builder *b, dli_scope scope, dli_tag tag)
{
    uint32_t top = b->top_of[0][tag];

    return top != 0 && b->stack[b->open - 1].barrier[scope] < top;
}

/* Open elements and templates' contents. The tree is not deeper than that at any open
 * element: what is fostered goes up, and where the adoption agency puts an element
 * between two others, it takes one out below them. */
static inline uint32_t dli_levels(const dli_builder *b)
{
    return b->open + b->templates;
}

void dli_push(dli_builder *b, dli_node node, uint8_t point);
void dli_pop(dli_builder *b);
void dli_pop_to(dli_builder *b, uint32_t open);         /* until so many are left  */
void dli_pop_through(dli_builder *b, dli_tag tag);      /* until `tag` is popped   */
void dli_clear_to(dli_builder *b, const dli_tag *tags); /* ends with DLI_TAG_COUNT */

/* Entries from `at` on are about to change; they have changed. */
void dli_unlink_open(dli_builder *b, uint32_t at);
void dli_link_open(dli_builder *b, uint32_t at);

/* Take an element out of the stack, if it is open, wherever it stands. */
void dli_remove_open(dli_builder *b, dli_node node);

/* Index + 1 in the stack of the topmost element, HTML or foreign, with the name of the
 * tag at hand, or 0. */
uint32_t dli_top_of_token(const dli_builder *b, bool foreign);

/* Index of an open element, or UINT32_MAX. */
uint32_t dli_open_index(const dli_builder *b, dli_node node);

/* 13.2.6.3, DLI_TAG_COUNT for no exception. */
void dli_imply_end_tags(dli_builder *b, dli_tag except);
void dli_imply_thoroughly(dli_builder *b);

void dli_close_p(dli_builder *b);    /* if there is one in button scope */
void dli_reset_mode(dli_builder *b); /* 13.2.4.1 */

/* ---- formatting.c ------------------------------------------------------------ */

void dli_active_push(dli_builder *b, dli_node node);
void dli_active_marker(dli_builder *b);
void dli_active_clear(dli_builder *b); /* up to the last marker */
void dli_active_remove(dli_builder *b, dli_node node);
void dli_reopen_formatting(dli_builder *b); /* "reconstruct" */
/* The last one of this tag behind the last marker, or 0. */
dli_node dli_active_find(const dli_builder *b, dli_tag tag);
/* 13.2.6.4.7, the adoption agency. False: act as for any other end tag. */
bool dli_adopt(dli_builder *b, dli_tag tag);

/* ---- Insertion modes ---------------------------------------------------------
 *
 * Each takes the token at hand; false means "reprocess it", in the mode that is now set. */

bool dli_mode_initial(dli_builder *b);
bool dli_mode_before_html(dli_builder *b);
bool dli_mode_before_head(dli_builder *b);
bool dli_mode_in_head(dli_builder *b);
bool dli_mode_in_head_noscript(dli_builder *b);
bool dli_mode_after_head(dli_builder *b);
bool dli_mode_in_body(dli_builder *b);
bool dli_mode_text(dli_builder *b);
bool dli_mode_in_table(dli_builder *b);
bool dli_mode_in_table_text(dli_builder *b);
bool dli_mode_in_caption(dli_builder *b);
bool dli_mode_in_column_group(dli_builder *b);
bool dli_mode_in_table_body(dli_builder *b);
bool dli_mode_in_row(dli_builder *b);
bool dli_mode_in_cell(dli_builder *b);
bool dli_mode_in_template(dli_builder *b);
bool dli_mode_after_body(dli_builder *b);
bool dli_mode_in_frameset(dli_builder *b);
bool dli_mode_after_frameset(dli_builder *b);
bool dli_mode_after_after_body(dli_builder *b);
bool dli_mode_after_after_frameset(dli_builder *b);
bool dli_foreign_content(dli_builder *b);
bool dli_process_as_html(dli_builder *b); /* by the mode that is set */

bool dli_is_quirky(const dli_builder *b); /* the doctype at hand */

bool dli_any_other_end_tag(dli_builder *b);
void dli_raw_text(dli_builder *b, dli_content content); /* 13.2.6.2 */
bool dli_stop(dli_builder *b);                          /* 13.2.7   */

#endif
