/* page.h -- a page of HTML as a tree whose every part knows its source bytes.
 *
 * The tree is the one that the WHATWG HTML standard describes (scripting off),
 * within the ceilings of base/limits.h. Nodes are numbers into one array, so a
 * tree of n nodes is n × 40 bytes, is walked without recursion and may be cut off
 * by a budget.
 *
 *   1 document
 *   └─ 2 <html>        start, end: the start tag       close: its end tag or
 *      ├─ 3 <head>                                     where it was ended
 *      └─ 4 <body>
 *         └─ 5 <p>
 *            └─ 6 text  start, end: its first piece of source
 *
 * A text node is one or more pieces of source: a run of plain bytes, or a
 * character reference. Nothing is decoded until somebody asks.
 */
#ifndef DLI_PAGE_H
#define DLI_PAGE_H

#include "base/arena.h"
#include "base/str.h"
#include "base/text.h"
#include "page/names.h"

/* Index of a node; 0 is "none". */
typedef uint32_t dli_node;

enum {
    DLI_NO_NODE = 0,
    DLI_DOCUMENT_NODE = 1
};

/* An element whose name is not in names.h and was met when own_tags was full. */
enum {
    DLI_TAG_OTHER = 0xFFFF
};

typedef enum dli_node_kind {
    DLI_NODE_NONE,
    DLI_NODE_DOCUMENT,
    DLI_NODE_ELEMENT,
    DLI_NODE_TEXT,
    DLI_NODE_COMMENT,
    DLI_NODE_DOCTYPE,
    DLI_NODE_CONTENT, /* the contents of a <template>: its only child */
} dli_node_kind;

typedef enum dli_namespace {
    DLI_NS_HTML,
    DLI_NS_SVG,
    DLI_NS_MATHML
} dli_namespace;

typedef struct dli_node_data {
    dli_node parent;
    dli_node first; /* first child                                                 */
    dli_node next;  /* next sibling                                                */
    dli_node prev;  /* previous sibling; of a first child, the last one            */
    uint32_t start; /* source bytes: an element's start tag (empty if implied), a  */
    uint32_t end;   /* text's first piece, a comment with its marks, a doctype     */
    uint32_t close; /* element: where its content ends in the source               */
    uint32_t link;  /* element: its first attribute; text: its second piece        */
    uint16_t tag;   /* dli_tag, DLI_TAG_COUNT + number of a name of this page, or  */
                    /* DLI_TAG_OTHER: its name is in its start tag                 */
    uint16_t attr_count;
    uint8_t kind;
    uint8_t ns;
    uint8_t how; /* text: dli_piece_kind of the first piece                     */
    uint8_t spare;
} dli_node_data;

typedef enum dli_piece_kind {
    DLI_PIECE_PLAIN,       /* source bytes; CR and CR LF mean LF             */
    DLI_PIECE_REFERENCE,   /* &amp; &#228; …                                 */
    DLI_PIECE_REPLACEMENT, /* U+0000, read as U+FFFD                         */
    DLI_PIECE_MIXED,       /* plain, some of it U+0000; only in the arrays,  */
                           /* dli_next_piece() gives the parts one by one    */
} dli_piece_kind;

typedef struct dli_piece_data {
    dl_span from;
    uint32_t next; /* 0: the last */
    uint32_t kind;
} dli_piece_data;

typedef struct dli_attr {
    dl_span name;  /* as written, in the source                                   */
    dl_span value; /* as written, without quotation marks                         */
    uint32_t id;   /* dli_attr_name, or DLI_ATTR_COUNT + a hash of any other name  */
    bool escaped;  /* the value holds & or U+0000 or CR and must be decoded       */
} dli_attr;

typedef struct dli_page {
    dl_str source; /* UTF-8 (bytes/), borrowed */
    dli_arena *arena;
    const dli_node_data *nodes;
    uint32_t count;
    const dli_attr *attrs; /* attrs[0] is not used */
    const dli_piece_data *pieces;
    const dl_str *own_tags;    /* names that are not in names.h, lower case */
    dli_node html, head, body; /* 0 where the page has none */
    bool quirks;
    /* What was trimmed; each becomes a note of the record. */
    bool trimmed_depth, trimmed_nodes, trimmed_attrs, trimmed_formatting;
} dli_page;

/* Parse `source` into a tree in `arena`.
 *
 *   source  valid UTF-8, at most DL_MAX_SOURCE_BYTES, borrowed by the page.
 *   out     the page; valid as long as arena and source.
 *
 * Every input yields a tree. Fails with DL_ERR_NOMEM only. Linear time. */
dl_status dli_page_parse(dli_arena *arena, dl_str source, dli_page *out, dl_error *err);

/* The HTML fragment parsing algorithm, with a context element such as "td" or
 * "svg path" (namespace, space, name). The children of node 1 are the result. */
dl_status dli_page_parse_fragment(dli_arena *arena, dl_str source, dl_str context,
                                  dli_page *out, dl_error *err);

/* ---- Walking ----------------------------------------------------------------- */

static inline const dli_node_data *dli_node_at(const dli_page *page, dli_node node)
{
    return &page->nodes[node];
}

static inline bool dli_is_element(const dli_page *page, dli_node node)
{
    return page->nodes[node].kind == DLI_NODE_ELEMENT;
}

/* An HTML element with this tag. */
static inline bool dli_is_tag(const dli_page *page, dli_node node, dli_tag tag)
{
    const dli_node_data *n = &page->nodes[node];

    return n->tag == tag && n->kind == DLI_NODE_ELEMENT && n->ns == DLI_NS_HTML;
}

/* The node behind `node` in document order inside `root`, or 0. With `skip`, its
 * children are passed over. */
static inline dli_node dli_walk(const dli_page *page, dli_node node, dli_node root, bool skip)
{
    if (!skip && page->nodes[node].first != 0)
        return page->nodes[node].first;
    while (node != root) {
        if (page->nodes[node].next != 0)
            return page->nodes[node].next;
        node = page->nodes[node].parent;
        if (node == 0)
            return 0;
    }
    return 0;
}

static inline dli_node dli_last_child(const dli_page *page, dli_node node)
{
    dli_node first = page->nodes[node].first;

    return first == 0 ? 0 : page->nodes[first].prev;
}

/* The previous sibling, or 0. */
static inline dli_node dli_before(const dli_page *page, dli_node node)
{
    dli_node parent = page->nodes[node].parent;

    return parent != 0 && page->nodes[parent].first == node ? 0 : page->nodes[node].prev;
}

/* The name of an element, lower case (SVG names as the standard spells them). */
dl_str dli_tag_name(const dli_page *page, dli_node node);

/* ---- Attributes -------------------------------------------------------------- */

/* The attribute with this name, or NULL. */
static inline const dli_attr *dli_attr_find(const dli_page *page, dli_node node,
                                            dli_attr_name name)
{
    const dli_node_data *n = &page->nodes[node];

    if (n->kind == DLI_NODE_ELEMENT)
        for (uint32_t i = n->link; i < n->link + n->attr_count; i++)
            if (page->attrs[i].id == (uint32_t)name)
                return &page->attrs[i];
    return NULL;
}

/* The value with references decoded; borrowed from the source where nothing had to
 * be, else from `arena`. "" if there is none or the arena is dry. */
dl_str dli_attr_value(const dli_page *page, dli_node node, dli_attr_name name,
                      dli_arena *arena);

/* The same as a text with its runs. */
dl_text dli_attr_text(const dli_page *page, const dli_attr *attr, dli_arena *arena);

/* The name of an attribute, lower case (as the standard adjusts it in SVG). */
dl_str dli_attr_name_of(const dli_page *page, dli_node node, const dli_attr *attr);

/* ---- Text -------------------------------------------------------------------- */

typedef struct dli_piece {
    dl_span from;
    dl_str bytes; /* what it says: the source itself, or `made` */
    dli_piece_kind kind;
    uint32_t next;
    uint32_t at; /* where a mixed piece goes on, until `end` */
    uint32_t end;
    bool begun;
    char made[8];
} dli_piece;

/* Step through the pieces of a text node; false behind the last.
 *
 *     dli_piece piece = { 0 };
 *     while (dli_next_piece(page, node, &piece))
 *         … piece.bytes was made from piece.from
 */
bool dli_next_piece(const dli_page *page, dli_node text, dli_piece *piece);

/* Append a text node, as the DOM has it (CR LF read as LF), to `out`. */
void dli_text_add_node(dli_text_out *out, const dli_page *page, dli_node text);

/* All text below `node`, in document order, as the DOM has it. */
dl_text dli_node_text(const dli_page *page, dli_node node, dli_arena *arena);

#endif
