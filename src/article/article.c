/* article.c -- what a page of HTML holds: its kind, its items, each part in its role.
 *
 * In:   a tree (page/)
 * Out:  a dli_article
 *
 *   tree ──▶ blocks ──▶ content ──▶ lines ──▶ items
 *     └────▶ seen (JSON-LD, meta, <time>, bylines) ──▶ choose ──┘
 */
#include "article/article.h"

#include "article/choose.h"
#include "article/learned.h"
#include "article/people.h"
#include "article/reader.h"
#include "article/roles.h"
#include "article/terms.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/utf8.h"

enum {
    MAX_HEADINGS = 200,
};

typedef dli_reader reader;

/* Day before month, but where English is written the American way. */
static dli_date_order order_of(dl_str tag, dl_str host)
{
    static const dl_str day_first[] = {
        { ".uk", 3 }, { ".au", 3 }, { ".nz", 3 }, { ".ie", 3 },
        { ".in", 3 }, { ".za", 3 }, { ".eu", 3 }, { ".sg", 3 }
    };

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
    dl_str tag =
        r->page->html == 0
            ? DL_STR("")
            : dli_trim(dli_attr_value(r->page, r->page->html, DLI_ATTR_LANG, r->arena));

    r->lang = dli_lang_find(tag);
    r->host = dli_host_of(r->input->url);
    r->style = (dli_date_style){ r->lang, order_of(tag, r->host), r->input->captured };
}

/* ---- Fields -------------------------------------------------------------- */

static void collect_headings(reader *r, dli_headings *headings)
{
    for (size_t i = 0; i < r->blocks.list.count && headings->count < MAX_HEADINGS; i++) {
        const dli_raw_block *b = &r->blocks.list.ptr[i];
        bool heading = b->kind == DLI_RAW_H && !b->by_role;
        if (b->text.bytes.len > 400 || (!heading && (b->words < 3 || b->words > 30)) ||
            (b->marks &
             (DLI_LOOKS_COOKIE | DLI_LOOKS_NAV | DLI_LOOKS_FOOT | DLI_LOOKS_RELATED)))
            continue;
        (void)DLI_PUSH(
            r->scratch, headings,
            (dli_heading){ b->text, heading ? b->level : 7, b->linked * 2 > b->chars });
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

/* Opinion and interview, where the page says so in its type or section. */
static uint8_t item_kind(const reader *r, const dli_item *item)
{
    const dli_values *lists[] = { &r->seen.types, &r->seen.sections };
    const uint32_t elsewhere =
        DLI_LOOKS_NAV | DLI_LOOKS_RELATED | DLI_LOOKS_SIDE | DLI_LOOKS_FOOT | DLI_LOOKS_COMMENT;

    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < lists[k]->count; i++) {
            dl_str text = dli_fold(r->scratch, lists[k]->ptr[i].text.bytes);
            size_t at;
            if (k == 0 && dli_find(text, DL_STR("opinion"), 0) != DLI_NONE)
                return DLI_ITEM_OPINION;
            const dli_entry *hit = dli_lang_search(r->lang, DLI_LIST_furniture, text, &at);
            if (k == 1 && hit != NULL && dli_eq(hit->meaning, DL_STR("opinion")))
                return DLI_ITEM_OPINION;
            if (k == 1 && hit != NULL && dli_eq(hit->meaning, DL_STR("interview")))
                return DLI_ITEM_INTERVIEW;
        }
    for (size_t i = 0; i < r->blocks.list.count && dli_asks_and_answers(item); i++)
        if (!(r->blocks.list.ptr[i].marks & elsewhere) &&
            dli_is_interview_line(r->lang, r->blocks.list.ptr[i].text.bytes))
            return DLI_ITEM_INTERVIEW;
    return item->kind;
}

/* Reprint terms may stand anywhere: under the head, in the foot. */
static void find_terms(reader *r)
{
    for (size_t i = 0; i < r->blocks.list.count; i++) {
        const dli_raw_block *b = &r->blocks.list.ptr[i];
        bool foot = (b->marks & DLI_LOOKS_FOOT) != 0;
        bool outside = foot || r->content.verdicts[i] != DLI_IN;
        if (b->words > 3 && b->words < 80 && (foot || dli_has_rights(b->text.bytes)) &&
            (outside ? dli_line_has(r->lang, b->text.bytes, "reprint")
                     : dli_role_of_block(r, (uint32_t)i, false) == DLI_LINE_TERMS))
            dli_terms_read(r->arena, r->lang, b->text, &r->out->terms);
    }
}

dl_status dli_whole_item(reader *r, uint32_t first, uint32_t end, bool whole, dli_item *item)
{
    dli_headings headings = { 0 };

    item->position = (uint32_t)r->out->items.count + 1;
    collect_headings(r, &headings);
    dli_choose_headline(r->arena, &r->seen, &headings, r->host, item);
    dli_choose_people(r->arena, &r->seen, item);
    dli_choose_dates(r->arena, &r->seen, r->input->captured, item);
    DLI_TRY(dli_item_read(r, first, end, whole, item, NULL));
    if (r->seen.sections.count > 0)
        item->section = r->seen.sections.ptr[0];
    item->keywords = r->seen.keywords;
    item->kind = item_kind(r, item);
    if (r->seen.alternatives.count > 0)
        item->alternative_headline = r->seen.alternatives.ptr[0];
    return DLI_PUSH(r->arena, &r->out->items, *item) ? DL_OK : dli_no_memory(r->err);
}

/* A page that says nothing of its kind is an article if it reads like one: a headline, a
 * day or a name, and prose. */
static void settle_kind(reader *r)
{
    const dli_item *item = &r->out->items.ptr[0];

    if (r->out->kind == DLI_KIND_OTHER && r->looked != NULL)
        r->out->kind = dli_learned_page_kind(r->looked);
    if (r->out->kind == DLI_KIND_OTHER && item->headline.text.bytes.len > 0 &&
        item->body.bytes.len > 600 &&
        (item->published.when.precision != DLI_WHEN_NONE || item->author.count > 0))
        r->out->kind = DLI_KIND_ARTICLE;
}

/* The language that the page is written in, by its longest blocks: what it declares may be
 * wrong or missing. */
static void settle_language(reader *r)
{
    enum {
        SAMPLE = 800 /* bytes */,
        OF_BLOCK = 300
    };
    dli_buf sample;
    dl_str tag = r->lang != NULL ? r->lang->code : DL_STR("");

    dli_buf_init(&sample, r->scratch);
    for (size_t i = 0; i < r->blocks.list.count && sample.len < SAMPLE; i++) {
        const dli_raw_block *b = &r->blocks.list.ptr[i];
        if (!dli_is_prose(b) || (i < r->content.first || i >= r->content.end))
            continue;
        dli_buf_add(&sample,
                    b->text.bytes.len > OF_BLOCK
                        ? dli_slice(b->text.bytes, 0, dli_utf8_cut(b->text.bytes.ptr, OF_BLOCK))
                        : b->text.bytes);
        dli_buf_byte(&sample, ' ');
    }
    dli_lang_guess guess = dli_lang_identify(r->input->languages, dli_buf_str(&sample), tag);
    if (guess.code.len > 0)
        r->lang = dli_lang_find(guess.code);
    r->guess = guess;
    r->style.lang = r->lang;
}

dli_line_role dli_role_of_block(const dli_reader *r, uint32_t i, bool linked)
{
    uint8_t *kept = &r->roles[2 * (size_t)i + linked];

    if (*kept == 0)
        *kept = (uint8_t)(1 + dli_line_role_of(r->arena, r->lang,
                                               r->blocks.list.ptr[i].text.bytes, linked));
    return (dli_line_role)(*kept - 1);
}

dl_status dli_reader_begin(dli_reader *r)
{
    set_style(r);
    DLI_TRY(dli_blocks_read(r->arena, r->page, &r->blocks, r->err));
    DLI_TRY(dli_seen_json_ld(r->arena, r->page, &r->style, &r->seen, r->err));
    DLI_TRY(dli_seen_markup(r->arena, r->page, &r->style, &r->seen, r->err));
    r->out->kind = kind_of(r);
    DLI_TRY(dli_content_find(r->scratch, &r->blocks, r->out->kind == DLI_KIND_ARTICLE,
                             &r->content, r->err));
    settle_language(r);
    r->roles = dli_arena_take(r->scratch, 2 * r->blocks.list.count + 2);
    return r->roles == NULL ? dli_no_memory(r->err) : DL_OK;
}

/* The block that a place in the source is in or before; the number of blocks behind the last. */
static size_t block_at(const reader *r, uint32_t at)
{
    size_t low = 0, high = r->blocks.list.count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const dl_text *text = &r->blocks.list.ptr[middle].text;
        if (text->count > 0 && text->runs[text->count - 1].from.end <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* What readers wrote below an article does not date it. */
static void forget_comments(reader *r)
{
    size_t kept = 0;

    for (size_t i = 0; i < r->seen.dates.count && !dli_is_forum(r); i++) {
        const dli_date *d = &r->seen.dates.ptr[i].date;
        size_t block = d->text.count > 0 && d->how >= DLI_HOW_TIME
                           ? block_at(r, d->text.runs[0].from.start)
                           : r->blocks.list.count;
        if (block == r->blocks.list.count ||
            !(r->blocks.list.ptr[block].marks & DLI_LOOKS_COMMENT))
            r->seen.dates.ptr[kept++] = r->seen.dates.ptr[i];
    }
    if (!dli_is_forum(r))
        r->seen.dates.count = kept;
}

/* The holder of the copyright, as the foot names it: titles end in the same name. */
static void see_rights(reader *r)
{
    enum {
        TRIED = 8,
        MOST = 40
    };

    for (size_t i = r->blocks.list.count, n = 0; i-- > 0 && n < TRIED; n++) {
        const dl_text *text = &r->blocks.list.ptr[i].text;
        size_t at = dli_find(text->bytes, DL_STR("\xC2\xA9"), 0), end;
        if (at == DLI_NONE)
            continue;
        for (at += 2; at < text->bytes.len &&
                      (text->bytes.ptr[at] == ' ' || dli_is_digit(text->bytes.ptr[at]));
             at++)
            ;
        for (end = at; end < text->bytes.len && end < at + MOST &&
                       memchr(".,;|(0123456789", text->bytes.ptr[end], 15) == NULL;
             end++)
            ;
        if (end > at && end < at + MOST)
            dli_see(r->arena, &r->seen.site_names,
                    dli_text_part(r->arena, text, (dl_span){ (uint32_t)at, (uint32_t)end }),
                    DLI_HOW_TEXT, 20);
    }
}

/* The content of the whole page, whatever its items. */
static dl_status read_main_text(dli_reader *r)
{
    dli_item all = { 0 };

    if (r->looked != NULL)
        return dli_main_text(r, &r->out->main_text);
    return dli_item_read(r, r->content.first, r->content.end, true, &all, &r->out->main_text);
}

dl_status dli_article_read(dli_arena *arena, dli_arena *scratch, const dli_page *page,
                           const dli_article_input *input, dli_article *out, dl_error *err)
{
    reader r = {
        .arena = arena, .scratch = scratch, .page = page, .input = input, .out = out, .err = err
    };

    *out = (dli_article){ 0 };
    DLI_TRY(dli_reader_begin(&r));
    if (input->content != NULL)
        DLI_TRY(dli_learned_judge(&r, input->content));
    dli_shown_read(&r);
    forget_comments(&r);
    set_page(&r);
    see_rights(&r);
    find_terms(&r);
    dli_run run;
    DLI_TRY(dli_runs_find(&r, &run));
    if (run.kind == DLI_KIND_OTHER)
        DLI_TRY(dli_sections_find(&r, &run));
    dli_page_kind kind = out->kind;
    if (run.kind != DLI_KIND_OTHER &&
        (run.named || !dli_is_forum(&r))) { /* posts are no items */
        out->kind = (dli_page_kind)run.kind;
        DLI_TRY(dli_run_items(&r, &run));
    }
    if (out->items.count == 0) {
        dli_item item = { 0 };
        out->kind = kind;
        DLI_TRY(dli_whole_item(&r, r.content.first, r.content.end, true, &item));
        settle_kind(&r);
        DLI_TRY(dli_bulletin_cut(arena, scratch, input->captured, out, err));
    }
    if (input->main_text)
        DLI_TRY(read_main_text(&r));
    if (input->explain)
        DLI_TRY(dli_explain(&r));
    return arena->dry || scratch->dry ? dli_no_memory(err) : DL_OK;
}
