/* bulletin.c -- cut an item whose paragraphs begin with days or times into entries.
 *
 * In:   one item, its blocks
 * Out:  the item, shortened, and its entries
 *
 *   lead ── 3 May: … ── 4 May: … ── …      a day and its text in one paragraph
 *   lead ── <h3>Monday</h3> … ── …         or a day, a weekday, a time above its text
 *
 * The blocks are judged as lines of a page saved as text are (saved_openers.c).
 */
#include "article/article.h"

#include "article/openers.h"
#include "article/roles.h"
#include "article/saved_text.h"
#include "base/error.h"
#include "base/limits.h"

enum {
    LEAST_BLOCKS = 4,
    PROSE_WORDS = 5, /* of a block that is running text */
};

typedef struct cutter {
    dli_saved_text lines; /* one a block */
    dli_item item;        /* as it was */
    bool digest;          /* it calls itself one, or says from day to day */
    dli_article *out;
} cutter;

/* A heading opens an entry if it is nothing but a time, a weekday, or in a digest a
 * day: a diary has such headings too. */
static void read_heading(const cutter *c, dli_saved_line *line)
{
    const dli_saved_text *r = &c->lines;
    dl_str s = line->text.bytes;

    line->shape = DLI_SHAPE_SHORT;
    if (c->digest && dli_day_alone(&r->style, s, &line->when))
        line->opener = DLI_OPENS_DATE;
    else if (dli_weekday_read(r->lang, s, &line->when))
        line->opener = DLI_OPENS_WEEKDAY;
    else if (dli_clock_read(&r->style, s, &line->when, &line->rest))
        line->opener = DLI_OPENS_CLOCK;
}

static bool read_lines(cutter *c)
{
    dli_saved_text *r = &c->lines;

    for (size_t i = 0; i < c->item.blocks.count; i++) {
        const dli_block *b = &c->item.blocks.ptr[i];
        dli_saved_line line = { .text = dli_text_part(r->arena, &c->item.body, b->in),
                                .role = DLI_LINE_BODY };
        line.words = dli_count_words(line.text.bytes);
        line.shape = line.words >= PROSE_WORDS ? DLI_SHAPE_PROSE : DLI_SHAPE_SHORT;
        if (b->kind == DLI_BLOCK_H) {
            read_heading(c, &line);
        } else if (b->kind == DLI_BLOCK_EDITOR_NOTE || b->kind == DLI_BLOCK_TABLE ||
                   b->kind == DLI_BLOCK_PRE) {
            line.role = DLI_LINE_NOTE;
        } else {
            dli_opener_read(r, &line);
            if (line.opener == DLI_OPENS_POINT) /* a list may be part of any article */
                line.opener = DLI_OPENS_NOTHING;
        }
        if (!DLI_PUSH(r->scratch, &r->lines, line))
            return false;
    }
    return true;
}

/* Give an item the blocks [first, end) of the whole, from byte `from` of the first. */
static bool take_blocks(cutter *c, size_t first, size_t end, uint32_t from, dli_item *item)
{
    dli_arena *arena = c->lines.arena;

    item->blocks.ptr = NULL;
    item->blocks.count = item->blocks.cap = 0;
    item->body = (dl_text){ 0 };
    if (first >= end)
        return true;
    dl_span in = { c->item.blocks.ptr[first].in.start + from,
                   c->item.blocks.ptr[end - 1].in.end };
    item->body = dli_text_part(arena, &c->item.body, in);
    for (size_t i = first; i < end; i++) {
        dli_block b = c->item.blocks.ptr[i];
        b.in.start -= i == first ? b.in.start : in.start;
        b.in.end -= in.start;
        if (!DLI_PUSH(arena, &item->blocks, b))
            return false;
    }
    return true;
}

static bool take_entry(cutter *c, size_t at, size_t end)
{
    dli_saved_text *r = &c->lines;
    const dli_saved_line *line = &r->lines.ptr[at];
    dli_item entry = { .kind = DLI_ITEM_ENTRY,
                       .parent = 1,
                       .position = (uint32_t)c->out->items.count + 1,
                       .language = c->item.language,
                       .language_how = c->item.language_how,
                       .language_confidence = c->item.language_confidence };
    uint32_t from = 0, len = (uint32_t)line->text.bytes.len;
    size_t first = at;

    dli_opener_date(r, &c->item, at, &entry.published);
    if (line->opener != DLI_OPENS_DAY) {
        bool rest = line->opener == DLI_OPENS_CLOCK && line->rest < len;
        bool title = rest && at + 1 < end && dli_saved_is_prose(&r->lines.ptr[at + 1]) &&
                     c->item.blocks.ptr[at].kind == DLI_BLOCK_H;
        if (title)
            entry.headline =
                (dli_value){ dli_text_part(r->arena, &line->text, (dl_span){ line->rest, len }),
                             DLI_HOW_HEADING, 80 };
        if (rest && !title)
            from = line->rest;
        else
            first++;
        if (first == at + 1 && !title && first + 1 < end &&
            c->item.blocks.ptr[first].kind == DLI_BLOCK_H)
            entry.headline = (dli_value){ r->lines.ptr[first++].text, DLI_HOW_HEADING, 80 };
    }
    while (end > first + 1 && c->item.blocks.ptr[end - 1].kind == DLI_BLOCK_H)
        end--; /* a heading at the end has nothing below it */
    return take_blocks(c, first, end, from, &entry) &&
           (entry.body.bytes.len == 0 || DLI_PUSH(r->arena, &c->out->items, entry));
}

static bool cut(cutter *c)
{
    dli_saved_text *r = &c->lines;
    dli_item *lead = &c->out->items.ptr[0];

    if (!take_blocks(c, 0, r->first_entry, 0, lead))
        return false;
    for (size_t i = 0; i < lead->references.count; i++)
        if (lead->references.ptr[i].in.end > lead->body.bytes.len)
            lead->references.ptr[i].in = (dl_span){ 0, 0 };
    c->out->kind = r->opener == DLI_OPENS_CLOCK ? DLI_KIND_LIVEBLOG : DLI_KIND_BULLETIN;
    lead->kind = r->opener == DLI_OPENS_CLOCK ? lead->kind : (uint8_t)DLI_ITEM_BULLETIN;
    for (size_t i = r->first_entry, end; i < r->lines.count; i = end) {
        for (end = i + 1; end < r->lines.count; end++)
            if (r->lines.ptr[end].opener != DLI_OPENS_NOTHING)
                break;
        if (c->out->items.count < DLI_MAX_ITEMS && !take_entry(c, i, end))
            return false;
    }
    return true;
}

/* Days that lie years apart tell a history, not what is new. */
static bool is_history(const dli_saved_text *r)
{
    int32_t least = INT32_MAX, most = INT32_MIN;

    for (size_t i = 0; i < r->lines.count; i++) {
        const dli_saved_line *line = &r->lines.ptr[i];
        if (line->opener != DLI_OPENS_DAY || line->when.year == 0)
            continue;
        least = line->when.year < least ? line->when.year : least;
        most = line->when.year > most ? line->when.year : most;
    }
    return most > least && most - least > 1;
}

dl_status dli_bulletin_cut(dli_arena *arena, dli_arena *scratch, dli_when captured,
                           dli_article *article, dl_error *err)
{
    cutter c = { .out = article };
    dli_saved_text *r = &c.lines;

    if (article->items.count != 1 || article->items.ptr[0].kind != DLI_ITEM_ARTICLE ||
        article->items.ptr[0].blocks.count < LEAST_BLOCKS)
        return DL_OK;
    c.item = article->items.ptr[0];
    r->arena = arena;
    r->scratch = scratch;
    r->lang = dli_lang_find(c.item.language);
    c.digest = dli_line_has(r->lang, c.item.headline.text.bytes, "digest") ||
               dli_has_range(c.item.headline.text.bytes);
    r->style = (dli_date_style){ r->lang, DLI_ORDER_DAY_FIRST,
                                 c.item.published.when.precision >= DLI_WHEN_DAY
                                     ? c.item.published.when
                                     : captured };
    if (!read_lines(&c))
        return dli_no_memory(err);
    dli_openers_settle(r);
    if (r->opener != DLI_OPENS_NOTHING && !is_history(r) && !cut(&c))
        return dli_no_memory(err);
    return arena->dry || scratch->dry ? dli_no_memory(err) : DL_OK;
}
