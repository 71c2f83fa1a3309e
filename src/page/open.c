/* open.c -- the stack of open elements (WHATWG HTML, 13.2.4.2).
 *
 * Every entry knows the nearest barrier of each kind at or below it, and the next
 * entry of its tag; top_of[] knows the topmost entry of every tag. So no question
 * about scopes walks the stack, and none gets slower on a page made to be deep.
 */
#include "page/builder.h"

#include "base/str.h"

/* Special elements that are not HTML; all of them end scopes, too. */
static bool is_foreign_barrier(const dli_open *e)
{
    switch (e->tag) {
    case DLI_TAG_MI:
    case DLI_TAG_MO:
    case DLI_TAG_MN:
    case DLI_TAG_MS:
    case DLI_TAG_MTEXT:
    case DLI_TAG_ANNOTATION_XML:
        return e->ns == DLI_NS_MATHML;
    case DLI_TAG_FOREIGNOBJECT:
    case DLI_TAG_DESC:
    case DLI_TAG_TITLE:
        return e->ns == DLI_NS_SVG;
    default:
        return false;
    }
}

/* Give stack[at] its links; those below it have theirs. */
static void link_one(dli_builder *b, uint32_t at)
{
    dli_open *e = &b->stack[at];
    uint16_t *top = &b->top_of[e->ns != DLI_NS_HTML][dli_tag_index(e->tag)];
    unsigned traits = DLI_SPECIAL | DLI_SCOPE;

    b->nodes.ptr[e->node].close = at;
    e->below = *top;
    *top = (uint16_t)(at + 1);
    if (at > 0)
        memcpy(e->barrier, e[-1].barrier, sizeof e->barrier);
    if (e->ns == DLI_NS_HTML) {
        traits = dli_tag_traits[e->tag < DLI_TAG_COUNT ? e->tag : DLI_TAG_COUNT];
        e->barrier[DLI_ABOVE_HTML] = (uint16_t)at;
    } else if (!is_foreign_barrier(e)) {
        return;
    }
    if ((traits & (DLI_SPECIAL | DLI_SCOPE)) == 0)
        return;
    if (traits & DLI_SPECIAL) {
        e->barrier[DLI_ABOVE_SPECIAL] = (uint16_t)at;
        if (e->tag != DLI_TAG_ADDRESS && e->tag != DLI_TAG_DIV && e->tag != DLI_TAG_P)
            e->barrier[DLI_ABOVE_ITEM] = (uint16_t)at;
    }
    if (traits & (DLI_SCOPE | DLI_LIST_SCOPE))
        e->barrier[DLI_IN_LIST_SCOPE] = (uint16_t)at;
    if (traits & (DLI_SCOPE | DLI_BUTTON_SCOPE))
        e->barrier[DLI_IN_BUTTON_SCOPE] = (uint16_t)at;
    if (traits & DLI_SCOPE)
        e->barrier[DLI_IN_SCOPE] = (uint16_t)at;
    if (traits & DLI_TABLE_SCOPE)
        e->barrier[DLI_IN_TABLE_SCOPE] = (uint16_t)at;
}

static void unlink_one(dli_builder *b, uint32_t at)
{
    dli_open *e = &b->stack[at];

    b->top_of[e->ns != DLI_NS_HTML][dli_tag_index(e->tag)] = e->below;
}

void dli_unlink_open(dli_builder *b, uint32_t at)
{
    for (uint32_t i = b->open; i-- > at;)
        unlink_one(b, i);
}

void dli_link_open(dli_builder *b, uint32_t at)
{
    for (uint32_t i = at; i < b->open; i++)
        link_one(b, i);
}

void dli_push(dli_builder *b, dli_node node, uint8_t point)
{
    const dli_node_data *n = &b->nodes.ptr[node];

    if (b->open == DL_MAX_TREE_DEPTH) /* DLI_MAX_OPEN leaves room, but for a mistake */
        dli_pop(b);
    b->stack[b->open] = (dli_open){
        .node = node, .tag = n->tag, .ns = n->ns, .point = point, .hash = b->tag_hash
    };
    link_one(b, b->open++);
    if (n->tag == DLI_TAG_TEMPLATE && n->ns == DLI_NS_HTML)
        b->templates++;
}

/* The start tags that were skipped are closed with the elements they stood in. */
static void forget_skipped(dli_builder *b)
{
    memset(b->skipped_of, 0, sizeof b->skipped_of);
    b->skipped = 0;
}

void dli_pop(dli_builder *b)
{
    dli_open *top = dli_current(b);

    if (b->open == 1) /* <html> stays */
        return;
    unlink_one(b, b->open - 1);
    b->nodes.ptr[top->node].close = b->token.span.start;
    if (top->tag == DLI_TAG_TEMPLATE && top->ns == DLI_NS_HTML)
        b->templates--;
    if (b->skipped > 0)
        forget_skipped(b);
    b->open--;
}

void dli_pop_to(dli_builder *b, uint32_t open)
{
    while (b->open > open && b->open > 1)
        dli_pop(b);
}

void dli_pop_through(dli_builder *b, dli_tag tag)
{
    uint32_t top = b->top_of[0][tag];

    if (top != 0)
        dli_pop_to(b, top - 1);
}

void dli_clear_to(dli_builder *b, const dli_tag *tags)
{
    for (; b->open > 1; dli_pop(b))
        for (const dli_tag *tag = tags; *tag != DLI_TAG_COUNT; tag++)
            if (dli_current_is(b, *tag))
                return;
}

void dli_remove_open(dli_builder *b, dli_node node)
{
    uint32_t at = dli_open_index(b, node);

    if (at == UINT32_MAX)
        return;
    if (at == b->open - 1) {
        dli_pop(b);
        return;
    }
    dli_unlink_open(b, at);
    b->nodes.ptr[node].close = b->token.span.start;
    b->open--;
    memmove(&b->stack[at], &b->stack[at + 1], (b->open - at) * sizeof *b->stack);
    dli_link_open(b, at);
}

static bool has_name_of_token(const dli_builder *b, const dli_open *e)
{
    return e->hash == b->tag_hash &&
           dli_eq_nocase(dli_written_tag(b->source, b->nodes.ptr[e->node].start),
                         dli_cut(b->source, b->token.name));
}

uint32_t dli_top_of_token(const dli_builder *b, bool foreign)
{
    uint32_t top = b->top_of[foreign][dli_tag_index(b->token.tag)];

    if (b->token.tag == DLI_TAG_OTHER)
        while (top != 0 && !has_name_of_token(b, &b->stack[top - 1]))
            top = b->stack[top - 1].below;
    return top;
}

uint32_t dli_open_index(const dli_builder *b, dli_node node)
{
    uint32_t at = b->nodes.ptr[node].close;

    return at < b->open && b->stack[at].node == node ? at : UINT32_MAX;
}

void dli_imply_end_tags(dli_builder *b, dli_tag except)
{
    for (dli_open *top = dli_current(b); top->ns == DLI_NS_HTML && top->tag != except &&
                                         dli_has_trait(top->tag, DLI_IMPLIED_END);
         top = dli_current(b))
        dli_pop(b);
}

void dli_imply_thoroughly(dli_builder *b)
{
    for (dli_open *top = dli_current(b);
         top->ns == DLI_NS_HTML && dli_has_trait(top->tag, DLI_IMPLIED_THOROUGHLY);
         top = dli_current(b))
        dli_pop(b);
}

void dli_close_p(dli_builder *b)
{
    if (dli_in_scope(b, DLI_IN_BUTTON_SCOPE, DLI_TAG_P))
        dli_pop_through(b, DLI_TAG_P);
}

/* 13.2.4.1 "reset the insertion mode appropriately" */
void dli_reset_mode(dli_builder *b)
{
    static const struct {
        dli_tag tag;
        dli_mode mode;
        bool context; /* also where it is a fragment's context element */
    } modes[] = {
        { DLI_TAG_TD, DLI_MODE_IN_CELL, false },
        { DLI_TAG_TH, DLI_MODE_IN_CELL, false },
        { DLI_TAG_TR, DLI_MODE_IN_ROW, true },
        { DLI_TAG_TBODY, DLI_MODE_IN_TABLE_BODY, true },
        { DLI_TAG_THEAD, DLI_MODE_IN_TABLE_BODY, true },
        { DLI_TAG_TFOOT, DLI_MODE_IN_TABLE_BODY, true },
        { DLI_TAG_CAPTION, DLI_MODE_IN_CAPTION, true },
        { DLI_TAG_COLGROUP, DLI_MODE_IN_COLUMN_GROUP, true },
        { DLI_TAG_TABLE, DLI_MODE_IN_TABLE, true },
        { DLI_TAG_HEAD, DLI_MODE_IN_HEAD, false },
        { DLI_TAG_BODY, DLI_MODE_IN_BODY, true },
        { DLI_TAG_FRAMESET, DLI_MODE_IN_FRAMESET, true },
    };

    for (uint32_t i = b->open; i-- > 0;) {
        bool context = i == 0 && b->is_fragment;
        const dli_open *e = context ? &b->context : &b->stack[i];
        if (e->ns != DLI_NS_HTML)
            continue;
        if (e->tag == DLI_TAG_TEMPLATE) {
            b->mode = (dli_mode)e->mode;
            return;
        }
        if (e->tag == DLI_TAG_HTML) {
            b->mode = b->head == 0 ? DLI_MODE_BEFORE_HEAD : DLI_MODE_AFTER_HEAD;
            return;
        }
        for (size_t k = 0; k < sizeof modes / sizeof *modes; k++)
            if (modes[k].tag == e->tag && (modes[k].context || !context)) {
                b->mode = modes[k].mode;
                return;
            }
    }
    b->mode = DLI_MODE_IN_BODY;
}
