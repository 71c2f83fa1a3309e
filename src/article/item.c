/* item.c -- one item out of a range of blocks.
 *
 * In:   blocks [first, end), the furniture lists of the language
 * Out:  the item's body, and what its lines say of names, dates, notes, corrections
 */
#include "article/reader.h"

#include "article/asides.h"
#include "article/body.h"
#include "article/choose.h"
#include "article/openers.h"
#include "article/people.h"
#include "article/roles.h"
#include "base/error.h"

enum {
    TABLE_CELLS = 4,
    TAIL_BLOCKS = 4, /* behind the content, among which its source may be named */
    HEAD_ZONE = 30,  /* blocks between headline and content at most */
    SURE = 90,       /* per cent, of a language */
    MAX_CORRECTIONS = 20,
    HEAD_LINES = 5, /* behind the headline of a member of a run, that may tell of it */
    NAMES_MOST = 5, /* words of names alone between headline and text */
    LEAD_LEAST = 5, /* words of a standfirst */
    LEAD_MOST = 45,
};

/* ---- Tables -------------------------------------------------------------- */

/* The nearest element of a kind that a block stands in, 0 if there is none. */
static dli_node inside(const dli_reader *r, const dli_raw_block *b, dli_tag tag, dli_tag other)
{
    dli_node node = b->node;

    for (int up = 0; node != 0 && up < 4; up++) {
        if (dli_is_tag(r->page, node, tag) || dli_is_tag(r->page, node, other))
            return node;
        node = dli_node_at(r->page, node)->parent;
    }
    return 0;
}

/* Cells in a row stand in one <tr>. */
static dli_node row_of(const dli_reader *r, const dli_raw_block *b)
{
    return inside(r, b, DLI_TAG_TR, DLI_TAG_TR);
}

/* Cells that are short and several are a table; a few long ones are a layout. */
static bool is_table(const dli_reader *r, uint32_t i)
{
    uint64_t chars = 0;
    uint32_t count = 0, from = i, cells = 0;
    dli_node cell = 0;

    while (from > 0 && r->blocks.list.ptr[from - 1].kind == DLI_RAW_CELL && i - from < 64)
        from--;
    for (; from < r->blocks.list.count && count < 128; from++, count++) {
        if (r->blocks.list.ptr[from].kind != DLI_RAW_CELL)
            break;
        const dli_raw_block *b = &r->blocks.list.ptr[from];
        dli_node own = inside(r, b, DLI_TAG_TD, DLI_TAG_TH);
        cells += own == 0 || own != cell;
        cell = own;
        chars += b->chars;
    }
    return cells >= TABLE_CELLS && chars < (uint64_t)cells * 120;
}

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

/* Marked as a standfirst, or bold as a whole and longer than a heading. */
static bool is_lead(const dli_reader *r, uint32_t i)
{
    const dli_raw_block *b = &r->blocks.list.ptr[i];
    bool bold = b->bold && (i + 1 == r->blocks.list.count || !b[1].bold); /* not all text is */

    if (b->kind == DLI_RAW_LI || (b->kind == DLI_RAW_CELL && !b->bold))
        return false;
    return ((b->marks & DLI_LOOKS_LEAD) && b->words >= 4 && b->linked * 2 < b->chars) ||
           (bold && b->words >= 8 && b->linked == 0 && b->kind != DLI_RAW_H);
}

static void add_line(dli_reader *r, dli_lines *lines, uint32_t i)
{
    const dli_raw_block *b = &r->blocks.list.ptr[i];
    dli_line line = {
        .text = b->text, .kind = block_kind(b), .level = b->level, .lead = is_lead(r, i)
    };

    if (b->kind == DLI_RAW_CELL && is_table(r, i)) {
        line.kind = DLI_BLOCK_TABLE;
        line.same_row =
            i > 0 && row_of(r, b) != 0 && row_of(r, b) == row_of(r, &r->blocks.list.ptr[i - 1]);
    }
    (void)DLI_PUSH(r->scratch, lines, line);
}

/* ---- Lines in their roles ------------------------------------------------ */

static bool is_known(const dli_people *people, dl_str name)
{
    for (size_t i = 0; i < people->count; i++)
        if (dli_same_words(people->ptr[i].name.bytes, name))
            return true;
    return false;
}

static void add_named(dli_reader *r, dli_item *item, const dl_text *line)
{
    dli_named_list named = { 0 };

    dli_byline_read(r->arena, r->lang, *line, DLI_BYLINE_NONE, DLI_HOW_BYLINE, &named);
    dli_names_beside(r->arena, r->lang, line, DLI_HOW_BYLINE, &named);
    if (named.count == 0 && dli_is_names(line->bytes))
        dli_names_split(r->arena, r->lang, *line, DLI_BYLINE_AUTHOR, DLI_HOW_BYLINE, &named);
    for (size_t k = 0; k < named.count; k++) {
        dli_people *lists[] = {
            NULL, &item->author, &item->editor, &item->translator, &item->contributor,
            NULL, NULL
        };
        if (lists[named.ptr[k].role] != NULL &&
            !is_known(lists[named.ptr[k].role], named.ptr[k].person.name.bytes))
            dli_see_person(r->arena, lists[named.ptr[k].role], named.ptr[k].person);
    }
}

/* The people of a line, before and behind its date: "Ana Costa May 21, 2023". */
static void add_people(dli_reader *r, dli_item *item, const dl_text *line)
{
    dli_date_hit hit;
    dl_str s = line->bytes;
    dli_when clock;
    uint32_t rest;

    if (dli_clock_read(&r->style, s, &clock, &rest)) {
        dl_text behind = dli_text_trim(
            r->arena, dli_text_part(r->arena, line, (dl_span){ rest, (uint32_t)s.len }));
        if (behind.bytes.len > 0)
            add_named(r, item, &behind);
        return;
    }
    if (!dli_date_find(&r->style, s, 0, &hit)) {
        add_named(r, item, line);
        return;
    }
    dl_span parts[] = { { 0, hit.at.start }, { hit.at.end, (uint32_t)s.len } };
    for (size_t i = 0; i < 2; i++) {
        dl_text part = dli_text_trim(r->arena, dli_text_part(r->arena, line, parts[i]));
        if (part.bytes.len > 0)
            add_named(r, item, &part);
    }
}

static void add_correction(dli_reader *r, dli_item *item, const dl_text *line)
{
    dli_correction c = { .text = *line };
    dli_date_hit hit;

    if (item->corrections.count >= MAX_CORRECTIONS)
        return;
    if (dli_date_find(&r->style, line->bytes, 0, &hit))
        c.date.when = hit.when;
    (void)DLI_PUSH(r->arena, &item->corrections, c);
}

/* Keep what a line that is no text of the body says; true if it is text. */
static bool place_line(dli_reader *r, dli_item *item, dli_lines *lines, uint32_t i, bool whole)
{
    const dli_raw_block *b = &r->blocks.list.ptr[i];

    if (lines->count > 1 && dli_marker_len(b->text.bytes) > 0 &&
        dli_add_reference(r->arena, &b->text, item))
        return false;
    if (b->marks & DLI_LOOKS_CORRECTION) {
        add_correction(r, item, &b->text);
        return false;
    }
    switch (b->kind == DLI_RAW_PRE ? DLI_LINE_BODY : dli_own_role(r, i)) {
    case DLI_LINE_CORRECTION:
        add_correction(r, item, &b->text);
        return false;
    case DLI_LINE_NOTE:
        (void)DLI_PUSH(r->scratch, lines,
                       (dli_line){ .text = b->text, .kind = DLI_BLOCK_EDITOR_NOTE });
        return false;
    case DLI_LINE_CREDIT:
        dli_set_credit(r->arena, &b->text, item);
        return false;
    case DLI_LINE_CAPTION:
        dli_add_picture(r->arena, r->lang, &b->text,
                        dli_picture_url(r->arena, r->page, b->node), item);
        return false;
    case DLI_LINE_BYLINE:
    case DLI_LINE_DATE:
        if (whole && b->kind == DLI_RAW_H && b->level > 1 && lines->count > 0)
            return true; /* the subhead of a chronicle */
        if (whole && b->paragraph && b->stop && lines->count > 2 &&
            !dli_says_modified(b->text.bytes))
            return true; /* "The verdict is due on 5 July." */
        if (!whole)
            add_people(r, item, &b->text);
        return false;
    case DLI_LINE_FURNITURE:
        return false;
    case DLI_LINE_TERMS:
    case DLI_LINE_BODY:
        break;
    }
    return true;
}

static bool is_wanted(const dli_reader *r, uint32_t i, bool whole, size_t lines)
{
    const dli_raw_block *b = &r->blocks.list.ptr[i];

    if (b->kind == DLI_RAW_LI && (b->marks & DLI_LOOKS_LEAD))
        return false; /* the story in points, above it */
    if (whole)
        return (r->content.verdicts[i] == DLI_IN &&
                (!(b->marks & DLI_LOOKS_COMMENT) || dli_is_forum(r) || lines == 0)) ||
               (is_lead(r, i) &&
                !(b->marks & (DLI_LOOKS_NAV | DLI_LOOKS_RELATED | DLI_LOOKS_SIDE |
                              DLI_LOOKS_FOOT | DLI_LOOKS_FORM | DLI_LOOKS_COMMENT)));
    return !(b->marks &
             (DLI_LOOKS_SHARE | DLI_LOOKS_RELATED | DLI_LOOKS_FORM | DLI_LOOKS_META |
              DLI_LOOKS_AD | DLI_LOOKS_COMMENT | DLI_LOOKS_NAV | DLI_LOOKS_HIDDEN)) &&
           (b->linked * 2 <= b->chars || b->kind == DLI_RAW_H) && (b->words > 2 || b->stop);
}

bool dli_is_head_line(const dli_reader *r, uint32_t i, uint32_t first, uint32_t end)
{
    const dli_raw_block *b = &r->blocks.list.ptr[i];

    if (b->kind == DLI_RAW_H || b->words > 24 ||
        (b->marks & (DLI_LOOKS_NAV | DLI_LOOKS_RELATED | DLI_LOOKS_FORM | DLI_LOOKS_HIDDEN |
                     DLI_LOOKS_COMMENT | DLI_LOOKS_SHARE)))
        return false;
    dli_line_role role = dli_role_of_block(r, i, false);
    if (role == DLI_LINE_BYLINE || role == DLI_LINE_DATE)
        return true;
    if (role != DLI_LINE_BODY ||
        (!dli_is_names(b->text.bytes) &&
         (b->words > NAMES_MOST || !dli_is_organization(b->text.bytes))))
        return false;
    if (i == first && i + 1 < end && !b->stop && b->linked == 0 && b->words <= NAMES_MOST &&
        dli_is_prose(&r->blocks.list.ptr[i + 1]))
        return true; /* between headline and text */
    if (i > first && i + 1 == end && b->linked == 0 && dli_is_prose(&r->blocks.list.ptr[i - 1]))
        return true; /* at the end */
    for (uint32_t k = i > first ? i - 1 : i + 1; k < end && k <= i + 1; k += 2)
        if (dli_role_of_block(r, k, false) == DLI_LINE_DATE)
            return true;
    return false;
}

/* The first line of names or dates behind the headline of a member of a run, with text behind
 * it: what stands before it is a standfirst. `first` if there is none. */
static uint32_t head_line(const dli_reader *r, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end && i < first + HEAD_LINES; i++)
        if (dli_is_head_line(r, i, first, end)) {
            for (uint32_t k = i + 1; k < end; k++)
                if (dli_is_prose(&r->blocks.list.ptr[k]))
                    return i;
            break;
        }
    return first;
}

/* Behind names or a date, in one box, and the text in another: a standfirst. */
static bool stands_apart(const dli_reader *r, uint32_t i, uint32_t first, uint32_t end)
{
    const dli_blocks *b = &r->blocks;
    uint32_t texts = 0;

    if (i == first || i + 2 >= end || !dli_is_head_line(r, i - 1, first, end))
        return false;
    uint32_t above = b->boxes.ptr[b->list.ptr[i + 1].box].parent;
    if (b->boxes.ptr[above].first != i + 1)
        return false; /* the text's box begins behind it */
    for (uint32_t k = i + 1; k < end && k < b->boxes.ptr[above].end; k++)
        texts += dli_is_prose(&b->list.ptr[k]);
    return texts > 1;
}

/* An entry says its time of day and not the day: that of the page. What the page says of
 * its last change is not said of the entry. */
static void set_entry_time(dli_reader *r, uint32_t first, uint32_t end, dli_item *item)
{
    dli_when clock;
    uint32_t rest;

    if (item->kind != DLI_ITEM_ENTRY && item->kind != DLI_ITEM_TEASER)
        return;
    item->modified = (dli_date){ 0 };
    if (item->kind != DLI_ITEM_ENTRY || item->published.when.precision < DLI_WHEN_DAY ||
        item->published.how == DLI_HOW_TIME)
        return;
    for (uint32_t i = first; i < end && i < first + 2; i++) {
        const dl_text *text = &r->blocks.list.ptr[i].text;
        if (!dli_clock_read(&r->style, text->bytes, &clock, &rest))
            continue;
        dli_when when = dli_when_cut(item->published.when, DLI_WHEN_DAY);
        when.hour = clock.hour;
        when.minute = clock.minute;
        when.precision = DLI_WHEN_MINUTE;
        item->published = (dli_date){ when, dli_text_part(r->arena, text, (dl_span){ 0, rest }),
                                      DLI_HOW_TEXT, 70 };
        return;
    }
}

/* Behind the headline, where that stands in the range and not behind its text, or not far
 * before it. */
static uint32_t behind_headline(const dli_reader *r, uint32_t first, uint32_t end, bool whole,
                                const dli_item *item)
{
    uint32_t from = whole && first > HEAD_ZONE ? first - HEAD_ZONE : whole ? 0 : first;
    unsigned prose = 0;

    if (item->headline.text.bytes.len == 0)
        return first;
    for (uint32_t i = from; i < end && prose < 2; i++) {
        const dli_raw_block *b = &r->blocks.list.ptr[i];
        if (b->text.runs == item->headline.text.runs ||
            (b->words <= 40 && dli_same_words(b->text.bytes, item->headline.text.bytes)))
            return i + 1;
        prose += i >= first && dli_is_prose(b) && b->stop;
    }
    return first;
}

/* Strip "(kw)" off the last line of a short report. */
static void drop_sign(dli_reader *r, dli_lines *lines)
{
    dl_text *last = lines->count > 0 ? &lines->ptr[lines->count - 1].text : NULL;

    if (last == NULL || !dli_is_signed(last->bytes))
        return;
    size_t end = last->bytes.len;
    while (last->bytes.ptr[end - 1] != '(')
        end--;
    dl_str kept = dli_trim(dli_slice(last->bytes, 0, end - 1));
    *last = dli_text_part(r->arena, last, (dl_span){ 0, (uint32_t)kept.len });
}

/* Between headline and content: the standfirst and a notice of correction count. */
static bool is_wanted_above(const dli_reader *r, uint32_t i)
{
    const dli_raw_block *b = &r->blocks.list.ptr[i];

    if (b->marks & (DLI_LOOKS_NAV | DLI_LOOKS_RELATED | DLI_LOOKS_SIDE | DLI_LOOKS_FORM))
        return false;
    return (b->marks & DLI_LOOKS_CORRECTION) || is_lead(r, i) ||
           dli_is_among(&r->seen.abstracts, b->text.bytes);
}

dl_status dli_item_read(dli_reader *r, uint32_t first, uint32_t end, bool whole, dli_item *item,
                        dl_text *main_text)
{
    dli_lines lines = { 0 };
    uint32_t from = behind_headline(r, first, end, whole, item);
    uint32_t head = whole ? from : head_line(r, from, end);

    if (!whole)
        set_entry_time(r, first, end, item);
    for (uint32_t i = first; i < from && !whole; i++)
        if (dli_is_head_line(r, i, first, from) &&
            r->blocks.list.ptr[i].text.runs != item->headline.text.runs)
            add_people(r, item, &r->blocks.list.ptr[i].text);
    for (uint32_t i = from; i < end; i++) {
        const dli_raw_block *b = &r->blocks.list.ptr[i];
        if (!whole && dli_is_head_line(r, i, from, end)) {
            add_people(r, item, &b->text);
            continue;
        }
        if (b->kind == DLI_RAW_CAPTION || (b->marks & DLI_LOOKS_CAPTION)) {
            if (!(b->marks & (DLI_LOOKS_NAV | DLI_LOOKS_FOOT)))
                dli_add_picture(r->arena, r->lang, &b->text,
                                dli_picture_url(r->arena, r->page, b->node), item);
            continue;
        }
        if ((i < first
                 ? is_wanted_above(r, i)
                 : is_wanted(r, i, whole, lines.count) || (b->marks & DLI_LOOKS_CORRECTION)) &&
            place_line(r, item, &lines, i, whole)) {
            size_t before = lines.count;
            add_line(r, &lines, i);
            if (lines.count > before && b->words >= LEAD_LEAST && b->words <= LEAD_MOST &&
                (i < head || (!whole && before == 0 && stands_apart(r, i, from, end))))
                lines.ptr[before].lead = true;
        }
    }
    for (uint32_t i = end; whole && i < end + TAIL_BLOCKS && i < r->blocks.list.count; i++)
        if (!(r->blocks.list.ptr[i].marks & DLI_LOOKS_COMMENT) &&
            dli_own_role(r, i) == DLI_LINE_CREDIT)
            dli_set_credit(r->arena, &r->blocks.list.ptr[i].text, item);
    if (!whole)
        drop_sign(r, &lines);
    if (!dli_item_finish(r->arena, &r->style, &r->seen.abstracts, &lines, item, main_text))
        return dli_no_memory(r->err);
    if (whole && r->guess.code.len > 0 && r->guess.confidence >= SURE) {
        item->language = r->guess.code;
        item->language_how = DLI_HOW_TEXT;
        item->language_confidence = r->guess.confidence;
    } else {
        dli_choose_language(r->input->languages, &r->seen, item->body.bytes, item);
    }
    return DL_OK;
}
