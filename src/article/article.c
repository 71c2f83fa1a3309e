/* article.c -- what a page of HTML holds: its kind, its items, each part in its role.
 *
 * In:   a tree (page/)
 * Out:  a dli_article
 *
 *   tree ──▶ blocks ──▶ content ──▶ lines ──▶ items
 *     └────▶ seen (JSON-LD, meta, <time>, bylines) ──▶ choose ──┘
 */
#include "article/article.h"

#include "article/blocks.h"
#include "article/body.h"
#include "article/choose.h"
#include "article/content.h"
#include "article/people.h"
#include "article/roles.h"
#include "article/terms.h"
#include "base/error.h"

enum {
    MAX_HEADINGS = 200,
    HEAD_ZONE = 12, /* blocks around the first of the content in which a byline may stand */
    TABLE_CELLS = 4,
};

typedef struct reader {
    dli_arena *arena;
    dli_arena *scratch;
    const dli_page *page;
    const dli_article_input *input;
    dli_article *out;
    dli_blocks blocks;
    dli_content content;
    dli_seen seen;
    dli_date_style style;
    const dli_lang *lang;
    dl_error *err;
} reader;

static dl_str host_of(dl_str url)
{
    size_t at = dli_find(url, DL_STR("://"), 0);

    if (at == DLI_NONE)
        return DL_STR("");
    dl_str host = dli_from(url, at + 3);
    for (size_t i = 0; i < host.len; i++)
        if (host.ptr[i] == '/' || host.ptr[i] == ':' || host.ptr[i] == '?')
            host = dli_slice(host, 0, i);
    return host;
}

/* Day before month, but where English is written the American way. */
static dli_date_order order_of(dl_str tag, dl_str host)
{
    static const dl_str day_first[] = { { ".uk", 3 }, { ".au", 3 }, { ".nz", 3 }, { ".ie", 3 },
                                        { ".in", 3 }, { ".za", 3 }, { ".eu", 3 }, { ".sg", 3 } };

    if (tag.len > 0 && !dli_starts_nocase(tag, DL_STR("en")))
        return DLI_ORDER_DAY_FIRST;
    if (tag.len > 3 && !dli_eq_nocase(dli_from(tag, 3), DL_STR("US")))
        return DLI_ORDER_DAY_FIRST;
    for (size_t i = 0; i < sizeof day_first / sizeof *day_first; i++)
        if (dli_ends(host, day_first[i]))
            return DLI_ORDER_DAY_FIRST;
    return tag.len > 0 ? DLI_ORDER_MONTH_FIRST : DLI_ORDER_DAY_FIRST;
}

static void set_style(reader *r)
{
    dl_str tag = r->page->html == 0
                     ? DL_STR("")
                     : dli_trim(dli_attr_value(r->page, r->page->html, DLI_ATTR_LANG, r->arena));

    r->lang = dli_lang_find(tag);
    r->style = (dli_date_style){ r->lang, order_of(tag, host_of(r->input->url)) };
}

/* ---- Fields -------------------------------------------------------------- */

static void collect_headings(reader *r, dli_headings *headings)
{
    for (size_t i = 0; i < r->blocks.list.count && headings->count < MAX_HEADINGS; i++) {
        const dli_raw_block *b = &r->blocks.list.ptr[i];
        if (b->kind != DLI_RAW_H || b->text.bytes.len > 400 ||
            (b->marks & (DLI_LOOKS_COOKIE | DLI_LOOKS_NAV | DLI_LOOKS_FOOT | DLI_LOOKS_RELATED)))
            continue;
        (void)DLI_PUSH(r->scratch, headings,
                       (dli_heading){ b->text, b->level, b->linked * 2 > b->chars });
    }
}

static uint32_t first_content(const reader *r)
{
    for (uint32_t i = r->content.first; i < r->content.end; i++)
        if (r->content.verdicts[i] == DLI_IN)
            return i;
    return r->content.first;
}

/* Names and dates in the lines around the start and behind the end of the content. */
static void see_lines(reader *r)
{
    uint32_t first = first_content(r), count = (uint32_t)r->blocks.list.count;
    uint32_t from = first > HEAD_ZONE ? first - HEAD_ZONE : 0;
    uint32_t to = first + HEAD_ZONE < count ? first + HEAD_ZONE : count;

    for (uint32_t i = from; i < count; i++) {
        if (i == to && r->content.end > to)
            i = r->content.end;
        if (i >= r->content.end + HEAD_ZONE || i >= count)
            break;
        const dli_raw_block *b = &r->blocks.list.ptr[i];
        if (b->words > 40 || b->kind == DLI_RAW_H)
            continue;
        dli_line_role role = dli_line_role_of(r->lang, b->text.bytes, b->linked * 2 > b->chars);
        bool byline = role == DLI_LINE_BYLINE;
        dli_named_list named = { 0 };
        if (byline && i < to)
            dli_byline_read(r->arena, r->lang, b->text, DLI_BYLINE_NONE, DLI_HOW_BYLINE, &named);
        for (size_t k = 0; k < named.count; k++) {
            dli_people *lists[] = { NULL, &r->seen.authors, &r->seen.editors,
                                    &r->seen.translators, &r->seen.contributors, NULL, NULL };
            if (lists[named.ptr[k].role] != NULL)
                dli_see_person(r->arena, lists[named.ptr[k].role], named.ptr[k].person);
        }
        if ((byline || role == DLI_LINE_DATE) && !(b->marks & DLI_LOOKS_FOOT))
            dli_see_date(r->arena, &r->seen, &r->style, b->text, DLI_HOW_BYLINE,
                         DLI_ROLE_UNKNOWN, i < to ? 60 : 35);
    }
}

/* ---- The body ------------------------------------------------------------ */

static uint8_t block_kind(const dli_raw_block *b)
{
    switch (b->kind) {
    case DLI_RAW_H:
        return DLI_BLOCK_H;
    case DLI_RAW_LI:
        return DLI_BLOCK_LI;
    case DLI_RAW_QUOTE:
        return DLI_BLOCK_QUOTE;
    case DLI_RAW_PRE:
        return DLI_BLOCK_PRE;
    default:
        return DLI_BLOCK_P;
    }
}

/* Cells in a row stand in one <tr>. */
static dli_node row_of(const reader *r, const dli_raw_block *b)
{
    dli_node node = b->node;

    for (int up = 0; node != 0 && up < 4; up++) {
        if (dli_is_tag(r->page, node, DLI_TAG_TR))
            return node;
        node = dli_node_at(r->page, node)->parent;
    }
    return 0;
}

/* Cells that are short and several are a table; a few long ones are a layout. */
static bool is_table(const reader *r, uint32_t i)
{
    uint64_t chars = 0;
    uint32_t count = 0;

    while (i > 0 && r->blocks.list.ptr[i - 1].kind == DLI_RAW_CELL && count < 64) {
        i--;
        count++;
    }
    for (count = 0; i < r->blocks.list.count && count < 64; i++, count++) {
        if (r->blocks.list.ptr[i].kind != DLI_RAW_CELL)
            break;
        chars += r->blocks.list.ptr[i].chars;
    }
    return count >= TABLE_CELLS && chars < (uint64_t)count * 120;
}

static void add_line(reader *r, dli_lines *lines, uint32_t i)
{
    const dli_raw_block *b = &r->blocks.list.ptr[i];
    dli_line line = { .text = b->text, .kind = block_kind(b), .level = b->level };

    if (b->kind == DLI_RAW_CELL && is_table(r, i)) {
        line.kind = DLI_BLOCK_TABLE;
        line.same_row = i > 0 && row_of(r, b) != 0 &&
                        row_of(r, b) == row_of(r, &r->blocks.list.ptr[i - 1]);
    }
    (void)DLI_PUSH(r->scratch, lines, line);
}

/* The blocks of the content that are the item's text; the others in their roles. */
static void collect_lines(reader *r, dli_item *item, dli_lines *lines)
{
    bool prose = false; /* running text has begun */

    for (uint32_t i = r->content.first; i < r->content.end; i++) {
        const dli_raw_block *b = &r->blocks.list.ptr[i];
        if (b->kind == DLI_RAW_CAPTION || (b->marks & DLI_LOOKS_CAPTION)) {
            if (item->images.count < 100 && !(b->marks & (DLI_LOOKS_NAV | DLI_LOOKS_FOOT)))
                (void)DLI_PUSH(r->arena, &item->images, (dli_image){ .caption = b->text });
            continue;
        }
        if (r->content.verdicts[i] != DLI_IN)
            continue;
        bool linked = b->linked * 2 > b->chars;
        dli_line_role role = b->kind == DLI_RAW_PRE
                                 ? DLI_LINE_BODY
                                 : dli_line_role_of(r->lang, b->text.bytes, linked);
        if (role == DLI_LINE_CORRECTION && item->corrections.count < 20) {
            dli_correction c = { .text = b->text };
            dli_date_hit hit;
            if (dli_date_find(&r->style, b->text.bytes, 0, &hit))
                c.date.when = hit.when;
            (void)DLI_PUSH(r->arena, &item->corrections, c);
            continue;
        }
        if (role == DLI_LINE_NOTE) {
            (void)DLI_PUSH(r->scratch, lines, (dli_line){ b->text, DLI_BLOCK_EDITOR_NOTE, 0, false });
            continue;
        }
        if (role == DLI_LINE_CREDIT && item->credit.text.bytes.len == 0)
            item->credit = (dli_value){ b->text, DLI_HOW_TEXT, 0 };
        if (role != DLI_LINE_BODY && role != DLI_LINE_TERMS)
            continue;
        if (!prose && b->kind == DLI_RAW_H &&
            dli_same_words(b->text.bytes, item->headline.text.bytes))
            continue; /* said once, as the headline */
        prose = prose || dli_is_prose(b);
        add_line(r, lines, i);
    }
}

/* ---- The page ------------------------------------------------------------ */

static dli_page_kind kind_of(const reader *r)
{
    for (size_t i = 0; i < r->seen.types.count; i++) {
        dl_str type = r->seen.types.ptr[i].text.bytes;
        if (dli_find_nocase(type, DL_STR("forum"), 0) != DLI_NONE ||
            dli_find_nocase(type, DL_STR("QAPage"), 0) != DLI_NONE)
            return DLI_KIND_FORUM;
        if (dli_find_nocase(type, DL_STR("article"), 0) != DLI_NONE ||
            dli_find_nocase(type, DL_STR("BlogPosting"), 0) != DLI_NONE)
            return DLI_KIND_ARTICLE;
        if (dli_find_nocase(type, DL_STR("product"), 0) != DLI_NONE)
            return DLI_KIND_PRODUCT;
    }
    return DLI_KIND_OTHER;
}

static void set_page(reader *r)
{
    dli_article *a = r->out;
    const dli_seen *seen = &r->seen;

    a->canonical_url = seen->canonical;
    a->publisher_url = seen->publisher_url;
    for (size_t i = 0; i < seen->site_names.count; i++)
        if (a->publisher_name.text.bytes.len == 0 ||
            seen->site_names.ptr[i].confidence > a->publisher_name.confidence)
            a->publisher_name = seen->site_names.ptr[i];
    a->terms.robots = seen->robots;
    a->terms.tdm_reservation = seen->tdm_reservation;
    a->terms.licence = seen->licence;
}

static dl_status make_item(reader *r)
{
    dli_item item = { .position = 1 };
    dli_headings headings = { 0 };
    dli_lines lines = { 0 };

    collect_headings(r, &headings);
    dli_choose_headline(r->arena, &r->seen, &headings, host_of(r->input->url), &item);
    dli_choose_people(r->arena, &r->seen, &item);
    dli_choose_dates(r->arena, &r->seen, r->input->captured, &item);
    collect_lines(r, &item, &lines);
    if (!dli_body_build(r->arena, &lines, &item))
        return dli_no_memory(r->err);
    dli_choose_language(&r->seen, item.body.bytes, &item);
    if (r->seen.sections.count > 0)
        item.section = r->seen.sections.ptr[0];
    item.keywords = r->seen.keywords;
    if (r->seen.alternatives.count > 0)
        item.alternative_headline = r->seen.alternatives.ptr[0];
    if (!DLI_PUSH(r->arena, &r->out->items, item))
        return dli_no_memory(r->err);
    if (r->input->main_text)
        r->out->main_text = item.body;
    return DL_OK;
}

dl_status dli_article_read(dli_arena *arena, dli_arena *scratch, const dli_page *page,
                           const dli_article_input *input, dli_article *out, dl_error *err)
{
    reader r = { .arena = arena, .scratch = scratch, .page = page, .input = input, .out = out,
                 .err = err };

    *out = (dli_article){ 0 };
    set_style(&r);
    DLI_TRY(dli_blocks_read(arena, page, &r.blocks, err));
    DLI_TRY(dli_seen_json_ld(arena, page, &r.style, &r.seen, err));
    DLI_TRY(dli_seen_markup(arena, page, &r.style, &r.seen, err));
    out->kind = kind_of(&r);
    DLI_TRY(dli_content_find(scratch, &r.blocks, false, &r.content, err));
    see_lines(&r);
    set_page(&r);
    DLI_TRY(make_item(&r));
    return arena->dry || scratch->dry ? dli_no_memory(err) : DL_OK;
}
