/* page_text.c -- what the texts and attributes of a page say.
 *
 * The tree holds spans of the source; here they are decoded, when somebody asks:
 * references, CR and CR LF (13.2.3.5), U+0000 as U+FFFD.
 */
#include "base/str.h"
#include "base/utf8.h"
#include "page/name_key.h"
#include "page/tokenizer.h"

#define REPLACEMENT DL_STR("\xEF\xBF\xBD")

/* ---- Pieces ------------------------------------------------------------------ */

/* The next part of the mixed piece that is left over: one U+0000, or all before it. */
static void next_part(const dli_page *page, dli_piece *piece)
{
    const char *p = page->source.ptr;
    uint32_t at = piece->at;

    if (p[at] == 0) {
        piece->kind = DLI_PIECE_REPLACEMENT;
        piece->bytes = REPLACEMENT;
        piece->at++;
    } else {
        while (piece->at < piece->end && p[piece->at] != 0)
            piece->at++;
        piece->kind = DLI_PIECE_PLAIN;
        piece->bytes = dli_slice(page->source, at, piece->at);
    }
    piece->from = (dl_span){ at, piece->at };
}

static void read_piece(const dli_page *page, dli_piece *piece, dl_span from, uint32_t kind)
{
    piece->from = from;
    piece->kind = (dli_piece_kind)kind;
    piece->at = piece->end = from.end;
    if (kind == DLI_PIECE_MIXED) {
        piece->at = from.start;
        next_part(page, piece);
    } else if (kind == DLI_PIECE_REFERENCE) {
        uint8_t len = 0;
        dli_reference_read(page->source, from.start, from.end, false, piece->made, &len);
        piece->bytes = (dl_str){ piece->made, len };
    } else {
        piece->bytes = dli_cut(page->source, from);
    }
}

bool dli_next_piece(const dli_page *page, dli_node text, dli_piece *piece)
{
    const dli_node_data *node = &page->nodes[text];

    if (node->kind != DLI_NODE_TEXT)
        return false;
    if (!piece->begun) {
        piece->begun = true;
        piece->next = node->link;
        read_piece(page, piece, (dl_span){ node->start, node->end }, node->how);
        return true;
    }
    if (piece->at < piece->end) {
        next_part(page, piece);
        return true;
    }
    if (piece->next == 0)
        return false;
    const dli_piece_data *data = &page->pieces[piece->next];
    piece->next = data->next;
    read_piece(page, piece, data->from, data->kind);
    return true;
}

/* ---- Texts ------------------------------------------------------------------- */

void dli_text_add_plain(dli_text_out *out, dl_str source, dl_span span)
{
    while (span.start < span.end) {
        size_t cr = dli_find_byte(dli_slice(source, 0, span.end), '\r', span.start);
        uint32_t stop = cr == DLI_NONE ? span.end : (uint32_t)cr;
        if (stop > span.start)
            dli_text_raw(out, source, (dl_span){ span.start, stop });
        if (stop == span.end)
            return;
        span.start = stop + 1;
        if (span.start < span.end && source.ptr[span.start] == '\n')
            span.start++;
        dli_text_made(out, DL_STR("\n"), (dl_span){ stop, span.start });
    }
}

/* What a reference stands for. Three of them (&nGg; is one) are as long as the UTF-8
 * they stand for, which would make their run look like a copy: they get two. */
static void add_made(dli_text_out *out, dl_str made, dl_span from)
{
    if (made.len != from.end - from.start) {
        dli_text_made(out, made, from);
        return;
    }
    size_t first = dli_utf8_cut(made.ptr, made.len - 1);
    uint32_t middle = from.start + (uint32_t)first + 1;
    dli_text_made(out, dli_slice(made, 0, first), (dl_span){ from.start, middle });
    dli_text_made(out, dli_from(made, first), (dl_span){ middle, from.end });
}

void dli_text_add_node(dli_text_out *out, const dli_page *page, dli_node text)
{
    dli_piece piece = { 0 };

    while (dli_next_piece(page, text, &piece))
        if (piece.kind == DLI_PIECE_PLAIN)
            dli_text_add_plain(out, page->source, piece.from);
        else
            add_made(out, piece.bytes, piece.from);
}

dl_text dli_node_text(const dli_page *page, dli_node node, dli_arena *arena)
{
    dli_text_out out;

    dli_text_init(&out, arena);
    for (dli_node at = node; at != 0; at = dli_walk(page, at, node, false))
        dli_text_add_node(&out, page, at);
    return dli_text_done(&out);
}

/* ---- Attributes -------------------------------------------------------------- */

void dli_text_add_value(dli_text_out *out, dl_str source, dl_span span)
{
    uint32_t from = span.start, at = from;

    while (at < span.end) {
        char made[8];
        uint8_t made_len = 0;
        size_t taken = 0;
        if (source.ptr[at] == 0)
            taken = 1;
        else if (source.ptr[at] == '&')
            taken = dli_reference_read(source, at, span.end, true, made, &made_len);
        if (taken == 0) {
            at++;
            continue;
        }
        dli_text_add_plain(out, source, (dl_span){ from, at });
        from = at + (uint32_t)taken;
        add_made(out, source.ptr[at] == 0 ? REPLACEMENT : (dl_str){ made, made_len },
                 (dl_span){ at, from });
        at = from;
    }
    dli_text_add_plain(out, source, (dl_span){ from, span.end });
}

dl_text dli_attr_text(const dli_page *page, const dli_attr *attr, dli_arena *arena)
{
    dli_text_out out;

    if (attr == NULL)
        return (dl_text){ .bytes = { "", 0 } };
    if (!attr->escaped)
        return dli_text_of(arena, page->source, attr->value);
    dli_text_init(&out, arena);
    dli_text_add_value(&out, page->source, attr->value);
    return dli_text_done(&out);
}

dl_str dli_attr_value(const dli_page *page, dli_node node, dli_attr_name name, dli_arena *arena)
{
    const dli_attr *attr = dli_attr_find(page, node, name);

    if (attr == NULL)
        return (dl_str){ "", 0 };
    if (!attr->escaped)
        return dli_cut(page->source, attr->value);
    return dli_attr_text(page, attr, arena).bytes;
}

/* ---- Names ------------------------------------------------------------------- */

dl_str dli_name_from(dli_arena *arena, dl_str written)
{
    dli_buf out;
    bool changes = false;

    for (size_t i = 0; i < written.len; i++)
        changes |= dli_is_upper(written.ptr[i]) || written.ptr[i] == 0;
    if (!changes)
        return written;
    dli_buf_init(&out, arena);
    for (size_t i = 0; i < written.len; i++)
        if (written.ptr[i] == 0)
            dli_buf_add(&out, REPLACEMENT);
        else
            dli_buf_byte(&out, dli_lower(written.ptr[i]));
    return out.failed ? (dl_str){ "", 0 } : dli_buf_str(&out);
}

dl_str dli_attr_name_of(const dli_page *page, dli_node node, const dli_attr *attr)
{
    const dli_node_data *n = &page->nodes[node];

    if (attr->id >= DLI_ATTR_COUNT)
        return dli_name_from(page->arena, dli_cut(page->source, attr->name));
    if (n->ns == DLI_NS_SVG)
        return dli_attr_spelling((dli_attr_name)attr->id, attr->id != DLI_ATTR_DEFINITIONURL);
    return dli_attr_spelling((dli_attr_name)attr->id,
                             n->ns == DLI_NS_MATHML && attr->id == DLI_ATTR_DEFINITIONURL);
}

dl_str dli_tag_name(const dli_page *page, dli_node node)
{
    const dli_node_data *n = &page->nodes[node];

    if (n->kind != DLI_NODE_ELEMENT)
        return (dl_str){ "", 0 };
    if (n->tag < DLI_TAG_COUNT)
        return dli_tag_spelling((dli_tag)n->tag, n->ns == DLI_NS_SVG);
    if (n->tag != DLI_TAG_OTHER)
        return page->own_tags[n->tag - DLI_TAG_COUNT];
    return dli_name_from(page->arena, dli_written_tag(page->source, n->start));
}
