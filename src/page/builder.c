/* builder.c -- nodes, and where they go (WHATWG HTML, 13.2.6.1).
 *
 *   parent ─first─▶ a ─next─▶ b ─next─▶ c
 *                   a ◀─prev─ b ◀─prev─ c
 *                   └──────prev─────────▶      of a first child, the last one
 */
#include "page/builder.h"

#include "base/str.h"

/* ---- Making nodes ------------------------------------------------------------ */

/* Room for one more: by an eighth, as a large array grows where it is, and hardly
 * beyond the ceiling. */
static bool grow_nodes(dli_builder *b)
{
    size_t more = 256 + b->nodes.count / 8, most = b->limit / sizeof *b->nodes.ptr;
    size_t left = b->nodes.count < most ? most - b->nodes.count : 0;

    return dli_vec_reserve_exactly(b->arena, &b->nodes, sizeof *b->nodes.ptr,
                                   more < left + 256 ? more : left + 256);
}

/* Node 0 if the arena is dry: it takes what is done to it and is nowhere in the tree. */
dli_node dli_new_node(dli_builder *b, dli_node_kind kind, dl_span span)
{
    if (b->nodes.count == b->nodes.cap && !grow_nodes(b)) {
        b->failed = true;
        return 0;
    }
    b->nodes.ptr[b->nodes.count] =
        (dli_node_data){ .start = span.start, .end = span.end, .kind = (uint8_t)kind };
    return (dli_node)b->nodes.count++;
}

static dli_node new_element(dli_builder *b, uint32_t tag, dli_namespace ns, dl_span span)
{
    dli_node node = dli_new_node(b, DLI_NODE_ELEMENT, span);
    dli_node_data *n = &b->nodes.ptr[node];

    n->tag = (uint16_t)tag;
    n->ns = (uint8_t)ns;
    n->close = span.end;
    return node;
}

/* "Create an element for a token". */
static dli_node element_of_token(dli_builder *b, dli_namespace ns)
{
    dli_node node = new_element(b, b->token.tag, ns, b->token.span);
    dli_node_data *n = &b->nodes.ptr[node];

    n->link = b->token.attr_first;
    n->attr_count = b->token.attr_count;
    b->attrs_used = true;
    return node;
}

dli_node dli_clone(dli_builder *b, dli_node like)
{
    uint32_t at = b->token.span.start;
    dli_node node = dli_new_node(b, DLI_NODE_ELEMENT, (dl_span){ at, at });
    dli_node_data *n = &b->nodes.ptr[node];
    const dli_node_data *from = &b->nodes.ptr[like];

    n->tag = from->tag;
    n->ns = from->ns;
    n->link = from->link;
    n->attr_count = from->attr_count;
    n->close = at;
    return node;
}

/* ---- Linking them ------------------------------------------------------------ */

void dli_put_node(dli_builder *b, dli_place place, dli_node node)
{
    dli_node_data *nodes = b->nodes.ptr, *n = &nodes[node];
    dli_node_data *parent = &nodes[place.parent];
    dli_node last = parent->first == 0 ? 0 : nodes[parent->first].prev;

    n->parent = place.parent;
    n->next = place.before;
    if (parent->first == 0) {
        parent->first = node;
        n->prev = node;
    } else if (place.before == 0) {
        nodes[last].next = node;
        n->prev = last;
        nodes[parent->first].prev = node;
    } else {
        n->prev = nodes[place.before].prev;
        nodes[place.before].prev = node;
        if (parent->first == place.before)
            parent->first = node;
        else
            nodes[n->prev].next = node;
    }
}

void dli_take_out_node(dli_builder *b, dli_node node)
{
    dli_node_data *nodes = b->nodes.ptr, *n = &nodes[node];
    dli_node_data *parent = &nodes[n->parent];

    if (n->parent == 0)
        return;
    if (n->next != 0)
        nodes[n->next].prev = n->prev;
    else if (parent->first != node)
        nodes[parent->first].prev = n->prev;
    if (parent->first == node)
        parent->first = n->next;
    else
        nodes[n->prev].next = n->next;
    n->parent = n->next = 0;
    n->prev = node;
}

void dli_move_children(dli_builder *b, dli_node from, dli_node to)
{
    dli_node_data *nodes = b->nodes.ptr;
    dli_node first = nodes[from].first;

    for (dli_node child = first; child != 0; child = nodes[child].next)
        nodes[child].parent = to;
    nodes[to].first = first; /* which has no children yet */
    nodes[from].first = 0;
}

/* ---- Places ------------------------------------------------------------------ */

/* Before the last open table, or in what it is in (13.2.6.1, foster parenting). */
static dli_place foster_place(const dli_builder *b)
{
    uint32_t table = b->top_of[0][DLI_TAG_TABLE], template = b->top_of[0][DLI_TAG_TEMPLATE];
    const dli_node_data *nodes = b->nodes.ptr;

    if (template > table)
        return (dli_place){ nodes[b->stack[template - 1].node].first, 0 };
    if (table == 0)
        return (dli_place){ b->stack[0].node, 0 };
    dli_node node = b->stack[table - 1].node;
    if (nodes[node].parent != 0)
        return (dli_place){ nodes[node].parent, node };
    return (dli_place){ b->stack[table - 2].node, 0 };
}

dli_place dli_place_in(const dli_builder *b, const dli_open *target)
{
    bool html = target->ns == DLI_NS_HTML;

    if (b->foster && html && dli_has_trait(target->tag, DLI_TABLE_PART))
        return foster_place(b);
    if (html && target->tag == DLI_TAG_TEMPLATE)
        return (dli_place){ b->nodes.ptr[target->node].first, 0 };
    return (dli_place){ target->node, 0 };
}

dli_place dli_place_here(const dli_builder *b)
{
    if (b->open == 0)
        return (dli_place){ DLI_DOCUMENT_NODE, 0 };
    return dli_place_in(b, &b->stack[b->open - 1]);
}

/* ---- Elements ---------------------------------------------------------------- */

dli_node dli_insert_closed(dli_builder *b, dli_namespace ns)
{
    dli_node node = element_of_token(b, ns);

    dli_put_node(b, dli_place_here(b), node);
    return node;
}

dli_node dli_insert_void(dli_builder *b)
{
    return dli_insert_closed(b, DLI_NS_HTML);
}

dli_node dli_insert(dli_builder *b)
{
    dli_node node = dli_insert_void(b);

    dli_push(b, node, 0);
    return node;
}

dli_node dli_insert_implied(dli_builder *b, dli_tag tag)
{
    uint32_t at = b->token.span.start;
    dli_node node = new_element(b, tag, DLI_NS_HTML, (dl_span){ at, at });

    dli_put_node(b, dli_place_here(b), node);
    dli_push(b, node, 0);
    return node;
}

uint8_t dli_integration_point(const dli_builder *b, uint32_t tag, dli_namespace ns)
{
    const dli_attr *encoding;

    switch (tag) {
    case DLI_TAG_MI:
    case DLI_TAG_MO:
    case DLI_TAG_MN:
    case DLI_TAG_MS:
    case DLI_TAG_MTEXT:
        return ns == DLI_NS_MATHML ? DLI_TEXT_POINT : 0;
    case DLI_TAG_ANNOTATION_XML:
        encoding = dli_token_attr(b, DLI_ATTR_ENCODING);
        return ns == DLI_NS_MATHML && (dli_value_is(b, encoding, "text/html") ||
                                       dli_value_is(b, encoding, "application/xhtml+xml"))
                   ? DLI_HTML_POINT
                   : 0;
    case DLI_TAG_FOREIGNOBJECT:
    case DLI_TAG_DESC:
    case DLI_TAG_TITLE:
        return ns == DLI_NS_SVG ? DLI_HTML_POINT : 0;
    default:
        return 0;
    }
}

void dli_insert_foreign(dli_builder *b, dli_namespace ns)
{
    dli_node node = dli_insert_closed(b, ns);

    if (!b->token.self_closing)
        dli_push(b, node, dli_integration_point(b, b->token.tag, ns));
}

void dli_insert_comment(dli_builder *b, dli_place place)
{
    if (dli_is_full(b)) /* <!> is as short as a tag */
        b->trimmed_nodes = true;
    else
        dli_put_node(b, place, dli_new_node(b, DLI_NODE_COMMENT, b->token.span));
}

/* ---- Attributes -------------------------------------------------------------- */

const dli_attr *dli_token_attr(const dli_builder *b, dli_attr_name name)
{
    for (uint32_t i = 0; i < b->token.attr_count; i++) {
        const dli_attr *attr = &b->in.attrs.ptr[b->token.attr_first + i];
        if (attr->id == (uint32_t)name)
            return attr;
    }
    return NULL;
}

bool dli_value_is(const dli_builder *b, const dli_attr *attr, const char *lower)
{
    return attr != NULL && dli_eq_nocase(dli_cut(b->source, attr->value), dli_str(lower));
}

/* Has the element the attribute, so that it is not to be merged? */
static bool has_attribute(const dli_builder *b, const dli_node_data *n, const dli_attr *attr)
{
    for (uint32_t i = n->link; i < n->link + n->attr_count; i++) {
        const dli_attr *other = &b->in.attrs.ptr[i];
        if (other->id == attr->id &&
            (attr->id < DLI_ATTR_COUNT ||
             dli_eq_nocase(dli_cut(b->source, other->name), dli_cut(b->source, attr->name))))
            return true;
    }
    return false;
}

/* The element's attributes must stand together: where there are new ones, the old ones
 * are copied behind them. Each time there is at least one more, so it ends at
 * DLI_MAX_ATTRIBUTES. */
void dli_merge_attributes(dli_builder *b, dli_node node)
{
    dli_node_data *n = &b->nodes.ptr[node];
    uint32_t first = b->token.attr_first, kept = first;
    dli_attr *attrs = b->in.attrs.ptr;

    if (n->kind != DLI_NODE_ELEMENT)
        return;
    for (uint32_t i = first; i < first + b->token.attr_count; i++)
        if (!has_attribute(b, n, &attrs[i]) &&
            kept - first + n->attr_count < DLI_MAX_ATTRIBUTES)
            attrs[kept++] = attrs[i];
    if (kept == first)
        return;
    b->in.attrs.count = kept;
    for (uint32_t i = n->link; i < n->link + n->attr_count; i++)
        if (!DLI_PUSH_TIGHT(b->arena, &b->in.attrs, b->in.attrs.ptr[i])) {
            b->failed = true;
            return;
        }
    n->link = first;
    n->attr_count = (uint16_t)(b->in.attrs.count - first);
    b->attrs_used = true;
}

/* ---- Text -------------------------------------------------------------------- */

uint32_t dli_leading_space(const dli_builder *b)
{
    const dli_token *token = &b->token;
    uint32_t at = token->span.start;

    if (token->kind == DLI_TOKEN_REFERENCE)
        return dli_is_space(token->made[0]) ? token->span.end - at : 0;
    if (token->kind != DLI_TOKEN_TEXT)
        return 0;
    while (at < token->span.end && dli_is_space(b->source.ptr[at]))
        at++;
    return at - token->span.start;
}

static bool is_plain(uint32_t kind)
{
    return kind == DLI_PIECE_PLAIN || kind == DLI_PIECE_MIXED;
}

/* Plain source that goes on where the piece ends makes it longer. */
static bool extend(uint32_t *end, uint32_t tail_kind, dl_span span, uint32_t kind)
{
    if (*end != span.start || !is_plain(kind) || !is_plain(tail_kind))
        return false;
    *end = span.end;
    return true;
}

/* 0 if the arena is dry. */
static uint32_t new_piece(dli_builder *b, dl_span span, uint32_t kind)
{
    const dli_piece_data none = { .next = 0 }, piece = { span, 0, kind };

    if ((b->pieces.count == 0 && !DLI_PUSH_TIGHT(b->arena, &b->pieces, none)) ||
        !DLI_PUSH_TIGHT(b->arena, &b->pieces, piece)) {
        b->failed = true;
        return 0;
    }
    return (uint32_t)b->pieces.count - 1;
}

/* Add to a text node, whose `close` is its last piece while the tree grows. */
static void add_piece(dli_builder *b, dli_node_data *n, dl_span span, uint32_t kind)
{
    if (n->close == 0) {
        if (extend(&n->end, n->how, span, kind))
            n->how = kind == DLI_PIECE_MIXED ? DLI_PIECE_MIXED : n->how;
        else
            n->link = n->close = new_piece(b, span, kind);
        return;
    }
    dli_piece_data *tail = &b->pieces.ptr[n->close];
    if (extend(&tail->from.end, tail->kind, span, kind)) {
        tail->kind = kind == DLI_PIECE_MIXED ? kind : tail->kind;
        return;
    }
    uint32_t piece = new_piece(b, span, kind);
    b->pieces.ptr[n->close].next = piece;
    n->close = piece;
}

/* 13.2.6.1 "insert a character". */
static void insert_text(dli_builder *b, dl_span span, uint32_t kind)
{
    dli_place place = dli_place_here(b);
    const dli_node_data *nodes = b->nodes.ptr;
    dli_node first = nodes[place.parent].first, before = 0;

    if (nodes[place.parent].kind == DLI_NODE_DOCUMENT && !b->is_fragment)
        return;
    if (place.before == 0)
        before = first == 0 ? 0 : nodes[first].prev;
    else if (place.before != first)
        before = nodes[place.before].prev;
    if (before != 0 && nodes[before].kind == DLI_NODE_TEXT) {
        add_piece(b, &b->nodes.ptr[before], span, kind);
        return;
    }
    dli_node node = dli_new_node(b, DLI_NODE_TEXT, span);
    b->nodes.ptr[node].how = (uint8_t)kind;
    dli_put_node(b, place, node);
}

void dli_insert_plain(dli_builder *b, dl_span span)
{
    insert_text(b, span, DLI_PIECE_PLAIN);
}

void dli_insert_text(dli_builder *b)
{
    if (b->token.kind == DLI_TOKEN_REFERENCE)
        insert_text(b, b->token.span, DLI_PIECE_REFERENCE);
    else if (b->token.kind == DLI_TOKEN_NULS || b->token.nuls)
        insert_text(b, b->token.span, DLI_PIECE_MIXED);
    else
        insert_text(b, b->token.span, DLI_PIECE_PLAIN);
}

bool dli_take_space(dli_builder *b, bool insert)
{
    uint32_t len = dli_leading_space(b);
    dl_span *span = &b->token.span;

    if (len == 0)
        return false;
    if (insert && b->token.kind == DLI_TOKEN_REFERENCE)
        dli_insert_text(b);
    else if (insert)
        dli_insert_plain(b, (dl_span){ span->start, span->start + len });
    span->start += len;
    return span->start == span->end;
}
