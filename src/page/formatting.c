/* formatting.c -- the list of active formatting elements (WHATWG HTML, 13.2.4.3) and the
 * adoption agency (13.2.6.4.7).
 *
 * Both can take far more time than the source is long. The list has DLI_MAX_FORMATTING
 * entries, what it reopens counts as nodes, and the adoption agency has a budget of
 * steps; beyond them formatting is lost, never text.
 */
#include "page/builder.h"

#include "base/str.h"

/* ---- The list ---------------------------------------------------------------- */

static void remove_at(dli_builder *b, uint32_t at)
{
    b->format_count--;
    memmove(&b->formats[at], &b->formats[at + 1], (b->format_count - at) * sizeof *b->formats);
}

static void insert_at(dli_builder *b, uint32_t at, dli_active format)
{
    memmove(&b->formats[at + 1], &b->formats[at], (b->format_count - at) * sizeof *b->formats);
    b->formats[at] = format;
    b->format_count++;
}

static void append(dli_builder *b, dli_active format)
{
    if (b->format_count == DLI_MAX_FORMATTING) { /* the oldest is forgotten */
        b->trimmed_formatting |= b->formats[0].node != 0;
        remove_at(b, 0);
    }
    b->formats[b->format_count++] = format;
}

void dli_active_marker(dli_builder *b)
{
    append(b, (dli_active){ .node = 0 });
}

void dli_active_clear(dli_builder *b)
{
    while (b->format_count > 0 && b->formats[--b->format_count].node != 0)
        ;
}

static uint32_t index_of(const dli_builder *b, dli_node node)
{
    for (uint32_t i = b->format_count; i-- > 0;)
        if (b->formats[i].node == node)
            return i;
    return UINT32_MAX;
}

void dli_active_remove(dli_builder *b, dli_node node)
{
    uint32_t at = index_of(b, node);

    if (at != UINT32_MAX)
        remove_at(b, at);
}

static uint32_t find_tag(const dli_builder *b, uint32_t tag)
{
    for (uint32_t i = b->format_count; i-- > 0 && b->formats[i].node != 0;)
        if (b->formats[i].tag == tag)
            return i;
    return UINT32_MAX;
}

dli_node dli_active_find(const dli_builder *b, dli_tag tag)
{
    uint32_t at = find_tag(b, tag);

    return at == UINT32_MAX ? 0 : b->formats[at].node;
}

/* ---- At most three that are alike -------------------------------------------- */

static uint64_t mix(uint64_t hash, dl_str bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        hash = (hash ^ (unsigned char)bytes.ptr[i]) * 0x100000001B3U;
    return hash;
}

/* Of the value as it reads, not as it is written. */
static uint64_t hash_value(const dli_builder *b, const dli_attr *attr)
{
    const char *p = b->source.ptr;
    uint64_t hash = 0xCBF29CE484222325U + attr->id;
    uint32_t at = attr->value.start, end = attr->value.end;

    while (at < end) {
        char made[8] = { p[at] };
        uint8_t len = 1;
        size_t taken =
            p[at] != '&' ? 0 : dli_reference_read(b->source, at, end, true, made, &len);
        if (p[at] == '\r') {
            made[0] = '\n';
            taken = at + 1 < end && p[at + 1] == '\n' ? 2 : 1;
        }
        hash = mix(hash, (dl_str){ made, len });
        at += taken == 0 ? 1 : (uint32_t)taken;
    }
    return hash;
}

/* Of all attributes of an entry, in any order; never 0. */
static uint64_t hash_of(const dli_builder *b, dli_active *format)
{
    const dli_node_data *n = &b->nodes.ptr[format->node];

    if (format->hash != 0)
        return format->hash;
    for (uint32_t i = n->link; i < n->link + n->attr_count; i++)
        format->hash += hash_value(b, &b->in.attrs.ptr[i]);
    format->hash |= 1;
    return format->hash;
}

/* The Noah's Ark clause. */
static void remove_fourth(dli_builder *b, dli_active *format)
{
    uint32_t alike[DLI_MAX_FORMATTING], count = 0;
    const dli_node_data *n = &b->nodes.ptr[format->node];

    for (uint32_t i = b->format_count; i-- > 0 && b->formats[i].node != 0;)
        if (b->formats[i].tag == format->tag &&
            b->nodes.ptr[b->formats[i].node].attr_count == n->attr_count)
            alike[count++] = i;
    if (count < 3)
        return;
    uint32_t same = 0;
    for (uint32_t k = 0; k < count; k++)
        if (hash_of(b, &b->formats[alike[k]]) == hash_of(b, format) && ++same == 3) {
            remove_at(b, alike[k]);
            return;
        }
}

void dli_active_push(dli_builder *b, dli_node node)
{
    dli_active format = { .node = node, .tag = b->nodes.ptr[node].tag };

    if (node == 0) /* the arena is dry */
        return;
    remove_fourth(b, &format);
    append(b, format);
}

/* ---- Opening again ----------------------------------------------------------- */

static bool is_settled(const dli_builder *b, uint32_t at)
{
    return b->formats[at].node == 0 || dli_open_index(b, b->formats[at].node) != UINT32_MAX;
}

/* 13.2.4.3 "reconstruct the active formatting elements" */
void dli_reopen_formatting(dli_builder *b)
{
    uint32_t at = b->format_count;

    while (at > 0 && !is_settled(b, at - 1))
        at--;
    for (; at < b->format_count; at++) {
        if (dli_levels(b) >= DLI_MAX_OPEN || dli_is_full(b)) {
            b->trimmed_formatting = true;
            return;
        }
        dli_node node = dli_clone(b, b->formats[at].node);
        dli_put_node(b, dli_place_here(b), node);
        dli_push(b, node, 0);
        b->formats[at].node = node;
    }
}

/* ---- The adoption agency ----------------------------------------------------- */

/* Steps of one run of the agency's outer loop, in names of 13.2.6.4.7. */
typedef struct adoption {
    uint32_t formatting; /* index of the formatting element in the stack      */
    uint32_t furthest;   /* index of the furthest block                       */
    dli_active format;   /* the formatting element's entry of the list        */
    uint32_t bookmark;   /* where in the list its successor goes              */
    dli_open kept[3];    /* what stands between them afterwards, topmost first */
    uint32_t kept_count;
    dli_node last;
} adoption;

/* 13.2.6.4.7, step 4.13: the elements between the two, from the furthest block up. */
static void adopt_between(dli_builder *b, adoption *a)
{
    uint32_t counter = 0;

    for (uint32_t i = a->furthest; --i > a->formatting;) {
        dli_open *e = &b->stack[i];
        uint32_t entry = e->ns == DLI_NS_HTML && dli_has_trait(e->tag, DLI_FORMATTING)
                             ? index_of(b, e->node)
                             : UINT32_MAX;
        if (++counter > 3 && entry != UINT32_MAX) {
            remove_at(b, entry);
            a->bookmark -= entry < a->bookmark;
            entry = UINT32_MAX;
        }
        if (entry == UINT32_MAX) { /* it leaves the stack, not the tree */
            b->nodes.ptr[e->node].close = b->token.span.start;
            continue;
        }
        dli_node clone = dli_clone(b, e->node);
        b->nodes.ptr[e->node].close = b->token.span.start;
        e->node = b->formats[entry].node = clone;
        if (a->last == b->stack[a->furthest].node)
            a->bookmark = entry + 1;
        dli_take_out_node(b, a->last);
        dli_put_node(b, (dli_place){ clone, 0 }, a->last);
        a->last = clone;
        a->kept[a->kept_count++] = *e;
    }
}

/* Steps 4.14 to 4.19: put what was made in its place, in the tree, the list and the
 * stack. */
static void adopt_end(dli_builder *b, adoption *a)
{
    dli_open block = b->stack[a->furthest];
    dli_node clone = dli_clone(b, a->format.node);

    dli_take_out_node(b, a->last);
    dli_put_node(b, dli_place_in(b, &b->stack[a->formatting - 1]), a->last);
    dli_move_children(b, block.node, clone);
    dli_put_node(b, (dli_place){ block.node, 0 }, clone);

    uint32_t entry = index_of(b, a->format.node);
    remove_at(b, entry);
    a->bookmark -= entry < a->bookmark;
    insert_at(b, a->bookmark, (dli_active){ clone, a->format.tag, a->format.hash });

    b->nodes.ptr[a->format.node].close = b->token.span.start;
    uint32_t at = a->formatting, above = b->open - a->furthest - 1;
    while (a->kept_count > 0)
        b->stack[at++] = a->kept[--a->kept_count];
    b->stack[at++] = block;
    b->stack[at] = (dli_open){ .node = clone, .tag = (uint16_t)a->format.tag };
    memmove(&b->stack[at + 1], &b->stack[a->furthest + 1], above * sizeof *b->stack);
    b->open = at + 1 + above;
}

/* One run of the outer loop behind the choice of the formatting element. */
static void adopt_once(dli_builder *b, uint32_t entry, uint32_t at, uint32_t furthest)
{
    adoption a = { .formatting = at,
                   .furthest = furthest,
                   .format = b->formats[entry],
                   .bookmark = entry,
                   .last = b->stack[furthest].node };

    b->work -= b->work < b->open - at ? b->work : b->open - at;
    dli_unlink_open(b, at);
    adopt_between(b, &a);
    adopt_end(b, &a);
    dli_link_open(b, at);
}

/* The furthest block: the first special element above `at`, or UINT32_MAX. */
static uint32_t furthest_block(const dli_builder *b, uint32_t at)
{
    for (uint32_t i = at + 1; i < b->open; i++)
        if (b->stack[i].barrier[DLI_ABOVE_SPECIAL] == i)
            return i;
    return UINT32_MAX;
}

bool dli_adopt(dli_builder *b, dli_tag tag)
{
    if (dli_current_is(b, tag) && index_of(b, dli_current(b)->node) == UINT32_MAX) {
        dli_pop(b);
        return true;
    }
    for (int outer = 0; outer < 8 && !b->failed; outer++) {
        uint32_t entry = find_tag(b, tag);
        if (entry == UINT32_MAX)
            return false;
        uint32_t at = dli_open_index(b, b->formats[entry].node);
        if (at == UINT32_MAX) {
            remove_at(b, entry);
            return true;
        }
        if (dli_current(b)->barrier[DLI_IN_SCOPE] > at)
            return true;
        uint32_t furthest = furthest_block(b, at);
        bool spent = furthest != UINT32_MAX && (b->work == 0 || dli_is_full(b));
        if (furthest == UINT32_MAX || spent) {
            b->trimmed_formatting |= spent;
            dli_pop_to(b, at);
            remove_at(b, entry);
            return true;
        }
        adopt_once(b, entry, at, furthest);
    }
    return true;
}
