/* page_check.h -- what holds of every tree, for the property test, the fuzz target and
 * the program over hostile pages. Says what does not hold, or NULL.
 */
#ifndef PAGE_CHECK_H
#define PAGE_CHECK_H

#include "base/limits.h"
#include "base/str.h"
#include "page/page.h"

#define PAGE_MUST(condition)                                                                   \
    do {                                                                                       \
        if (!(condition))                                                                      \
            return #condition;                                                                 \
    } while (0)

static inline bool page_holds_span(const dli_page *page, uint32_t start, uint32_t end)
{
    return start <= end && end <= page->source.len;
}

/* Parent, children and siblings know each other. */
static inline const char *page_check_links(const dli_page *page, dli_node node)
{
    const dli_node_data *nodes = page->nodes, *n = &nodes[node];

    PAGE_MUST(node == DLI_DOCUMENT_NODE || (n->parent != 0 && n->parent < page->count));
    if (n->first != 0) {
        PAGE_MUST(nodes[n->first].parent == node);
        PAGE_MUST(nodes[nodes[n->first].prev].next == 0);
        PAGE_MUST(nodes[nodes[n->first].prev].parent == node);
    }
    if (n->next != 0) {
        PAGE_MUST(nodes[n->next].prev == node);
        PAGE_MUST(nodes[n->next].parent == n->parent);
    }
    return NULL;
}

/* A run as long as its origin says the same, white space aside. */
static inline const char *page_check_runs(const dli_page *page, const dl_text *text)
{
    for (size_t i = 0; i < text->count; i++) {
        const dl_run *run = &text->runs[i];
        size_t end = i + 1 < text->count ? text->runs[i + 1].at : text->bytes.len;
        PAGE_MUST(i == 0 ? run->at == 0 : run->at > text->runs[i - 1].at);
        PAGE_MUST(run->at < end && end <= text->bytes.len);
        PAGE_MUST(page_holds_span(page, run->from.start, run->from.end));
        dl_str made = dli_slice(text->bytes, run->at, end);
        dl_str from = dli_cut(page->source, run->from);
        PAGE_MUST(made.len != from.len || dli_eq(made, from) ||
                  (made.len == 1 && dli_is_space(made.ptr[0]) && dli_is_space(from.ptr[0])));
    }
    return NULL;
}

static inline const char *page_check_attributes(const dli_page *page, dli_node node,
                                                dli_arena *arena)
{
    const dli_node_data *n = &page->nodes[node];

    PAGE_MUST(n->attr_count <= DLI_MAX_ATTRIBUTES);
    for (uint32_t i = n->link; i < n->link + n->attr_count; i++) {
        const dli_attr *attr = &page->attrs[i];
        PAGE_MUST(attr->name.start < attr->name.end);
        PAGE_MUST(page_holds_span(page, attr->name.start, attr->name.end));
        PAGE_MUST(page_holds_span(page, attr->value.start, attr->value.end));
        PAGE_MUST(attr->name.end <= attr->value.start);
        dl_text text = dli_attr_text(page, attr, arena);
        const char *wrong = page_check_runs(page, &text);
        if (wrong != NULL)
            return wrong;
        PAGE_MUST(attr->escaped || dli_eq(text.bytes, dli_cut(page->source, attr->value)));
        PAGE_MUST(attr->escaped || (dli_find_byte(text.bytes, 0, 0) == DLI_NONE &&
                                    dli_find_byte(text.bytes, '&', 0) == DLI_NONE));
        PAGE_MUST(dli_attr_name_of(page, node, attr).len > 0 || page->arena->dry);
    }
    return NULL;
}

static inline const char *page_check_element(const dli_page *page, dli_node node,
                                             dli_arena *arena)
{
    const dli_node_data *n = &page->nodes[node];

    PAGE_MUST(n->end <= n->close && n->close <= page->source.len);
    PAGE_MUST(dli_tag_name(page, node).len > 0 || page->arena->dry);
    if (n->start < n->end) {
        PAGE_MUST(page->source.ptr[n->start] == '<');
        PAGE_MUST(page->source.ptr[n->end - 1] == '>');
    }
    return page_check_attributes(page, node, arena);
}

static inline const char *page_check_text(const dli_page *page, dli_node node, dli_arena *arena)
{
    dli_piece piece = { 0 };
    uint32_t at = 0;
    size_t said = 0;

    while (dli_next_piece(page, node, &piece)) {
        PAGE_MUST(page_holds_span(page, piece.from.start, piece.from.end));
        PAGE_MUST(piece.from.start >= at && piece.from.start < piece.from.end);
        PAGE_MUST(piece.bytes.len > 0 && piece.kind != DLI_PIECE_MIXED);
        if (piece.kind == DLI_PIECE_PLAIN) {
            PAGE_MUST(dli_eq(piece.bytes, dli_cut(page->source, piece.from)));
            PAGE_MUST(dli_find_byte(piece.bytes, 0, 0) == DLI_NONE);
        }
        if (piece.kind == DLI_PIECE_REFERENCE)
            PAGE_MUST(page->source.ptr[piece.from.start] == '&');
        at = piece.from.end;
        said += piece.bytes.len;
    }
    dl_text text = dli_node_text(page, node, arena);
    PAGE_MUST(arena->dry || (text.bytes.len > 0 && text.bytes.len <= said));
    PAGE_MUST(dli_find_byte(text.bytes, '\r', 0) == DLI_NONE ||
              dli_find(page->source, DL_STR("&#"), 0) != DLI_NONE);
    return page_check_runs(page, &text);
}

static inline const char *page_check_node(const dli_page *page, dli_node node, dli_arena *arena)
{
    const dli_node_data *n = &page->nodes[node];
    const char *wrong = page_check_links(page, node);

    if (wrong != NULL)
        return wrong;
    PAGE_MUST(page_holds_span(page, n->start, n->end));
    if (n->kind == DLI_NODE_ELEMENT)
        return page_check_element(page, node, arena);
    if (n->kind == DLI_NODE_TEXT)
        return page_check_text(page, node, arena);
    PAGE_MUST(n->kind != DLI_NODE_NONE);
    PAGE_MUST(node == DLI_DOCUMENT_NODE || n->kind != DLI_NODE_DOCUMENT);
    if (n->kind == DLI_NODE_COMMENT || n->kind == DLI_NODE_DOCTYPE)
        PAGE_MUST(page->source.ptr[n->start] == '<' && n->first == 0);
    return NULL;
}

/* `scratch` is reset from node to node. */
static inline const char *page_check(const dli_page *page, dli_arena *scratch)
{
    size_t seen = 0, depth = 0;
    dli_node node = DLI_DOCUMENT_NODE;

    PAGE_MUST(page->count > DLI_DOCUMENT_NODE);
    while (node != 0) {
        const char *wrong = page_check_node(page, node, scratch);
        if (wrong != NULL)
            return wrong;
        dli_arena_reset(scratch);
        PAGE_MUST(++seen < page->count);
        PAGE_MUST(depth <= DL_MAX_TREE_DEPTH + 1);
        if (page->nodes[node].first != 0) {
            node = page->nodes[node].first;
            depth++;
            continue;
        }
        while (node != 0 && page->nodes[node].next == 0) {
            node = page->nodes[node].parent;
            depth--;
        }
        if (node != 0)
            node = page->nodes[node].next;
    }
    return NULL;
}

#endif
