/* saved_text.c -- a page saved as text: its markup is gone, its furniture is not.
 *
 * In:   lines
 * Out:  items
 *
 *   lines ──▶ what each is by itself (roles.h) ──▶ where items begin ──▶ items
 *
 * An item begins at a headline: a short line without a full stop, with prose to
 * come. Inside an item a subhead looks the same, so a line begins another item
 * only where the page says so: furniture or a rule stands before it, or a byline
 * or a date or the headline once more behind it. When unsure, one item.
 */
#include "article/saved_text.h"
#include "article/asides.h"

#include "article/body.h"
#include "article/choose.h"
#include "article/openers.h"
#include "article/people.h"
#include "article/roles.h"
#include "article/terms.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/utf8.h"

#include <unicode/uchar.h>

enum {
    TAIL_WORDS = 12,   /* of a paragraph behind the last item that is none of its own */
    APPEAL_WORDS = 25, /* of all that stands behind an item's end                     */
    NOTICE_WORDS = 25, /* of a line of an advertisement or of "read also", at most       */
    LEAD_WORDS = 45,   /* of a standfirst, at most                                       */
    SURE_BYTES = 300,  /* of text whose language can be told                             */
    SMALL_WORDS = 4,   /* of a line between headline and text that belongs to neither    */
};

typedef dli_saved_line text_line;
typedef dli_saved_text reader;

/* ---- Lines --------------------------------------------------------------- */

/* The line as text with its white space folded. */
static dl_text fold_line(dli_arena *arena, dl_str source, size_t start, size_t end)
{
    dli_text_out out;
    size_t at = start;

    dli_text_init(&out, arena);
    while (at < end) {
        size_t from = at;
        while (at < end && !dli_is_space(source.ptr[at]) &&
               !dli_starts(dli_slice(source, at, end), DL_STR("\xC2\xA0")))
            at++;
        if (at > from)
            dli_text_raw(&out, source, (dl_span){ (uint32_t)from, (uint32_t)at });
        from = at;
        while (at < end && (dli_is_space(source.ptr[at]) ||
                            dli_starts(dli_slice(source, at, end), DL_STR("\xC2\xA0"))))
            at += dli_is_space(source.ptr[at]) ? 1 : 2;
        if (at < end && at == from + 1)
            dli_text_same(&out, DL_STR(" "), (uint32_t)from);
        else if (at < end && out.bytes.len > 0)
            dli_text_made(&out, DL_STR(" "), (dl_span){ (uint32_t)from, (uint32_t)at });
    }
    return dli_text_done(&out);
}

static bool ends_with_stop(dl_str s)
{
    static const dl_str stops[] = { { ".", 1 },
                                    { "!", 1 },
                                    { "?", 1 },
                                    { "\xE2\x80\xA6", 3 },
                                    { ".\"", 2 },
                                    { ".)", 2 },
                                    { ".\xE2\x80\x9D", 4 },
                                    { ".\xC2\xBB", 3 },
                                    { "\xC2\xBB.", 3 },
                                    { ";", 1 },
                                    { ":", 1 },
                                    { "!\xC2\xBB", 3 },
                                    { "?\xC2\xBB", 3 } };

    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
        if (dli_ends(s, stops[i]))
            return true;
    return false;
}

/* Bytes of a list mark and its space that the line begins with, or 0. */
static size_t bullet_len(dl_str s)
{
    static const dl_str marks[] = { { "- ", 2 },
                                    { "* ", 2 },
                                    { "\xE2\x80\xA2 ", 4 },
                                    { "\xE2\x80\x93 ", 4 },
                                    { "\xE2\x80\x94 ", 4 },
                                    { "\xC2\xB7 ", 3 },
                                    { "\xE2\x96\xAA ", 4 },
                                    { "\xE2\x97\x8F ", 4 },
                                    { "\xE2\x80\xA2", 3 } };

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (dli_starts(s, marks[i]))
            return marks[i].len;
    return 0;
}

static bool is_rule(dl_str s)
{
    size_t len;

    for (size_t at = 0; at < s.len; at += len)
        if (u_isalnum((UChar32)dli_utf8_get(s, at, &len)))
            return false;
    return s.len > 0;
}

/* "Home > Bulletins > No. 412", "EN | FR | RU", "Share · Print": short pieces between
 * marks. */
static bool is_menu(dl_str s, uint32_t words)
{
    size_t marks = 0, loose = 0;

    for (size_t at = 0; at + 2 < s.len; at++) {
        if (s.ptr[at] != ' ')
            continue;
        bool dot = dli_starts(dli_from(s, at), DL_STR(" \xC2\xB7 "));
        marks += s.ptr[at + 2] == ' ' && (s.ptr[at + 1] == '>' || s.ptr[at + 1] == '|');
        loose +=
            dot || (s.ptr[at + 2] == ' ' && (s.ptr[at + 1] == '/' || s.ptr[at + 1] == '-'));
    }
    if (marks >= 2 && words <= marks * 6 + 6)
        return true;
    return loose >= 2 && words <= loose * 3 + 2 && !ends_with_stop(s);
}

static void classify(const reader *r, text_line *line)
{
    dl_str s = line->text.bytes;

    line->words = dli_count_words(s);
    line->role = DLI_LINE_BODY;
    if (s.len == 0) {
        line->shape = DLI_SHAPE_BLANK;
    } else if (is_rule(s)) {
        line->shape = DLI_SHAPE_RULE;
    } else if (dli_marker_len(s) > 0) {
        line->shape = DLI_SHAPE_FOOTNOTE;
    } else {
        line->role =
            (uint8_t)(is_menu(s, line->words) ? DLI_LINE_FURNITURE
                                              : dli_line_role_of(r->arena, r->lang, s, false));
        if (bullet_len(s) > 0 && line->words > 3)
            line->shape = DLI_SHAPE_BULLET;
        else
            line->shape = line->words >= 40 || (line->words >= 5 && ends_with_stop(s))
                              ? DLI_SHAPE_PROSE
                              : DLI_SHAPE_SHORT;
    }
}

/* Lines broken at a width rather than at paragraphs: most of the long ones go on in the
 * next, in small letters. */
static bool is_wrapped(dl_str source)
{
    size_t longs = 0, go_on = 0, start = 0;

    for (size_t at = 0; at < source.len; at++) {
        if (source.ptr[at] != '\n')
            continue;
        if (at - start >= 55 && at - start <= 100) {
            size_t len;
            uint32_t next = dli_utf8_get(source, at + 1, &len);
            longs++;
            go_on += u_islower((UChar32)next) != 0;
        } else if (at - start > 100) {
            return false;
        }
        start = at + 1;
    }
    return longs >= 4 && go_on * 2 > longs;
}

static bool cut_lines(reader *r)
{
    dl_str source = r->input->source;
    bool wrapped = is_wrapped(source);
    size_t start = dli_starts(source, DL_STR("\xEF\xBB\xBF")) ? 3 : 0;

    while (start < source.len) {
        size_t end = dli_find_byte(source, '\n', start);
        if (end == DLI_NONE)
            end = source.len;
        while (wrapped && end + 1 < source.len && source.ptr[end + 1] != '\n' &&
               source.ptr[end + 1] != '\r' && end > start && end - start > 40) {
            size_t next = dli_find_byte(source, '\n', end + 1);
            bool last = next == DLI_NONE || next - end < 40;
            end = next == DLI_NONE ? source.len : next;
            if (last)
                break;
        }
        text_line line = { .text = fold_line(r->arena, source, start, end) };
        classify(r, &line);
        if (!DLI_PUSH(r->scratch, &r->lines, line))
            return false;
        start = end + 1;
    }
    return true;
}

/* A short line among lines of furniture, no blank line between, is furniture too. */
static void spread_furniture(reader *r)
{
    size_t first = 0;

    for (size_t i = 0; i <= r->lines.count; i++) {
        size_t furniture = 0;
        if (i < r->lines.count && r->lines.ptr[i].shape != DLI_SHAPE_BLANK)
            continue;
        for (size_t k = first; k < i; k++)
            furniture += r->lines.ptr[k].role == DLI_LINE_FURNITURE;
        bool below = first < i && r->lines.ptr[first].role == DLI_LINE_FURNITURE &&
                     (dli_line_is(r->lang, r->lines.ptr[first].text.bytes, "related") ||
                      dli_line_is(r->lang, r->lines.ptr[first].text.bytes, "ads"));
        for (size_t k = first; k < i && furniture > 0; k++) {
            r->lines.ptr[k].aside = below;
            if ((r->lines.ptr[k].shape == DLI_SHAPE_SHORT ||
                 (below && r->lines.ptr[k].words <= NOTICE_WORDS)) &&
                r->lines.ptr[k].role == DLI_LINE_BODY)
                r->lines.ptr[k].role = DLI_LINE_FURNITURE;
        }
        first = i + 1;
    }
}

/* ---- Where items begin --------------------------------------------------- */

static bool is_headline_like(const text_line *line)
{
    size_t len;
    uint32_t first = dli_utf8_get(line->text.bytes, 0, &len);

    return line->role == DLI_LINE_BODY && line->words >= 2 && line->words <= 30 &&
           line->opener == DLI_OPENS_NOTHING &&
           dli_find(line->text.bytes, DL_STR(" / "), 0) == DLI_NONE &&
           dli_find(line->text.bytes, DL_STR(" > "), 0) == DLI_NONE &&
           dli_find(line->text.bytes, DL_STR(" | "), 0) == DLI_NONE &&
           (line->shape == DLI_SHAPE_SHORT ||
            (line->shape == DLI_SHAPE_PROSE && line->words <= 22)) &&
           !u_islower((UChar32)first);
}

/* The lines between two stretches of prose (or the page's start and its first prose). */
typedef struct region {
    size_t from, to;
} region;

static bool is_all_capitals(dl_str s)
{
    size_t len;

    for (size_t at = 0; at < s.len; at += len)
        if (u_islower((UChar32)dli_utf8_get(s, at, &len)))
            return false;
    return true;
}

/* An item has ended here: share buttons, a rule, footnotes, terms. "Read also" and
 * captions stand inside items too. */
static bool is_end_of_item(const reader *r, const text_line *line)
{
    if (line->shape == DLI_SHAPE_RULE || line->shape == DLI_SHAPE_FOOTNOTE ||
        line->role == DLI_LINE_CREDIT || line->role == DLI_LINE_TERMS)
        return true;
    return line->role == DLI_LINE_FURNITURE && !line->aside &&
           !dli_line_is(r->lang, line->text.bytes, "related") &&
           !dli_line_is(r->lang, line->text.bytes, "ads");
}

/* How much line `i` of a region looks like the headline of the item to come. *sure: the
 * page says so by a byline, a date, or the headline once more. */
static int score_headline(const reader *r, const region *g, size_t i, bool *sure)
{
    const text_line *line = &r->lines.ptr[i];
    int score = 1 + (line->words >= 4), furniture = 0;
    unsigned between = 0; /* lines that may be headlines themselves; terms */

    *sure = false;
    for (size_t k = i + 1; k < g->to; k++) {
        const text_line *other = &r->lines.ptr[k];
        if (other->shape == DLI_SHAPE_BLANK)
            continue;
        if (dli_same_words(other->text.bytes, line->text.bytes)) {
            score += *sure ? 0 : 5 + (line->words < 4);
            *sure = true;
        } else if ((other->role == DLI_LINE_BYLINE || other->role == DLI_LINE_DATE ||
                    dli_is_names(other->text.bytes)) &&
                   between < 2) {
            score += *sure ? 0 : furniture > 0 ? 2 : 3;
            *sure = true;
        } else if (other->role == DLI_LINE_TERMS) {
            between += 2;
        } else if (other->role == DLI_LINE_FURNITURE) {
            furniture++;
        } else {
            between += is_headline_like(other);
        }
    }
    score -= furniture > 12 ? 4 : furniture / 3;
    score -= is_all_capitals(line->text.bytes);
    score -= ends_with_stop(line->text.bytes);
    return score;
}

/* Mark the line of the region at which an item begins, if one does. */
static void find_start(reader *r, const region *g)
{
    bool ended = g->from == 0, first_line = g->from == 0, any_sure = false;
    size_t best = g->to;
    int best_score = 0;

    for (size_t i = g->from; i < g->to; i++) {
        const text_line *line = &r->lines.ptr[i];
        bool sure;
        ended = ended || is_end_of_item(r, line);
        if (line->shape == DLI_SHAPE_BLANK)
            continue;
        if (is_headline_like(line)) {
            int score = score_headline(r, g, i, &sure) - (first_line ? 3 : 0);
            any_sure = any_sure || sure;
            if (score > best_score) {
                best_score = score;
                best = i;
            }
        }
        first_line = false;
    }
    if (best < g->to && (ended || any_sure))
        r->lines.ptr[best].starts = true;
}

static void find_starts(reader *r)
{
    region g = { 0, 0 };

    for (size_t i = 0; i < r->lines.count; i++) {
        const text_line *line = &r->lines.ptr[i];
        if (!dli_saved_is_prose(line) && line->opener == DLI_OPENS_NOTHING)
            continue;
        bool inside = r->opener != DLI_OPENS_NOTHING && i > r->first_entry;
        g.to = i;
        if (g.to > g.from && !inside)
            find_start(r, &g);
        g.from = i + 1;
    }
}

/* ---- Items --------------------------------------------------------------- */

static void add_people(reader *r, dli_item *item, dl_text line)
{
    dli_named_list named = { 0 };

    dli_byline_read(r->arena, r->lang, line, DLI_BYLINE_NONE, DLI_HOW_BYLINE, &named);
    for (size_t k = 0; k < named.count; k++) {
        dli_people *lists[] = {
            NULL, &item->author, &item->editor, &item->translator, &item->contributor,
            NULL, NULL
        };
        if (lists[named.ptr[k].role] != NULL)
            dli_see_person(r->arena, lists[named.ptr[k].role], named.ptr[k].person);
    }
}

/* A line of nothing but names before the text: its authors. */
static void add_names(reader *r, dli_item *item, dl_text line)
{
    dli_named_list named = { 0 };

    dli_names_split(r->arena, r->lang, line, DLI_BYLINE_AUTHOR, DLI_HOW_BYLINE, &named);
    for (size_t k = 0; k < named.count; k++)
        dli_see_person(r->arena, &item->author, named.ptr[k].person);
}

/* The dates of a line, each as what the words before it say it is. */
static void add_date(reader *r, dli_item *item, dl_text line)
{
    dli_date_hit hit;

    for (size_t at = 0; dli_date_find(&r->style, line.bytes, at, &hit); at = hit.at.end) {
        bool modified = dli_says_modified(dli_slice(line.bytes, at, hit.at.start));
        dli_date *date = modified ? &item->modified : &item->published;
        dl_span in = hit.at;
        dli_when clock;
        uint32_t rest;
        if (hit.when.precision == DLI_WHEN_DAY && at == 0 && /* "17:20, 11 March" */
            dli_clock_read(&r->style, dli_slice(line.bytes, 0, in.start), &clock, &rest) &&
            rest == in.start) {
            hit.when.hour = clock.hour;
            hit.when.minute = clock.minute;
            hit.when.precision = DLI_WHEN_MINUTE;
            in.start = 0;
        }
        if (date->when.precision == DLI_WHEN_NONE && hit.when.precision >= DLI_WHEN_DAY)
            *date =
                (dli_date){ hit.when, dli_text_part(r->arena, &line, in), DLI_HOW_BYLINE, 60 };
    }
}

static void add_correction(reader *r, dli_item *item, dl_text line)
{
    if (item->corrections.count < 20)
        (void)DLI_PUSH(r->arena, &item->corrections, (dli_correction){ .text = line });
}

/* A line of an item goes where its role says. */
static void place_line(reader *r, dli_item *item, dli_lines *lines, const text_line *line,
                       bool prose)
{
    switch ((dli_line_role)line->role) {
    case DLI_LINE_BYLINE:
        add_people(r, item, line->text);
        add_date(r, item, line->text);
        return;
    case DLI_LINE_DATE:
        add_date(r, item, line->text);
        return;
    case DLI_LINE_NOTE:
        (void)DLI_PUSH(r->scratch, lines,
                       (dli_line){ .text = line->text, .kind = DLI_BLOCK_EDITOR_NOTE });
        return;
    case DLI_LINE_CORRECTION:
        add_correction(r, item, line->text);
        return;
    case DLI_LINE_CREDIT:
        dli_set_credit(r->arena, &line->text, item);
        return;
    case DLI_LINE_CAPTION:
        dli_add_picture(r->arena, r->lang, &line->text, (dl_text){ 0 }, item);
        return;
    case DLI_LINE_TERMS:
        dli_terms_read(r->arena, r->lang, line->text, &r->out->terms);
        return;
    case DLI_LINE_FURNITURE:
        return;
    case DLI_LINE_BODY:
        break;
    }
    if (!prose && line->shape == DLI_SHAPE_SHORT && dli_is_names(line->text.bytes)) {
        add_names(r, item, line->text);
        return;
    }
    if (line->shape == DLI_SHAPE_FOOTNOTE && prose) {
        (void)dli_add_reference(r->arena, &line->text, item);
        return;
    }
    if (line->shape == DLI_SHAPE_BLANK || line->shape == DLI_SHAPE_RULE ||
        (!prose && dli_same_words(line->text.bytes, item->headline.text.bytes)) ||
        (!prose && !line->lead && line->shape == DLI_SHAPE_SHORT &&
         line->words <= SMALL_WORDS && item->headline.text.bytes.len > 0 &&
         line->opener == DLI_OPENS_NOTHING))
        return;
    uint8_t kind =
        line->shape == DLI_SHAPE_BULLET ? DLI_BLOCK_LI
        : line->shape == DLI_SHAPE_SHORT && !(prose && dli_ends(line->text.bytes, DL_STR(".")))
            ? DLI_BLOCK_H
            : DLI_BLOCK_P;
    dl_text text = line->text;
    size_t bullet = line->shape == DLI_SHAPE_BULLET ? bullet_len(text.bytes) : 0;
    if (bullet > 0)
        text = dli_text_part(r->arena, &text,
                             (dl_span){ (uint32_t)bullet, (uint32_t)text.bytes.len });
    if (kind == DLI_BLOCK_H && line->opener == DLI_OPENS_DAY)
        kind = DLI_BLOCK_P;
    (void)DLI_PUSH(r->scratch, lines,
                   (dli_line){ .text = text,
                               .kind = kind,
                               .level = kind == DLI_BLOCK_H ? 3 : 0,
                               .lead = line->lead });
}

static dl_status finish_item(reader *r, dli_item *item, dli_lines *lines, dl_error *err)
{
    dli_seen none = { 0 };

    item->position = (uint32_t)r->out->items.count + 1;
    if (!dli_item_finish(r->arena, &r->style, NULL, lines, item, NULL))
        return dli_no_memory(err);
    dli_choose_language(r->input->languages, &none, item->body.bytes, item);
    if (r->lang != NULL && (item->language.len == 0 || item->body.bytes.len < SURE_BYTES))
        item->language = r->lang->code; /* a few words may be of many languages */
    if (r->out->items.count < DLI_MAX_ITEMS && !DLI_PUSH(r->arena, &r->out->items, *item))
        return dli_no_memory(err);
    return DL_OK;
}

/* Between headline and text: names, a date, buttons, the headline once more. */
static bool is_head_matter(const reader *r, const text_line *line, size_t headline)
{
    return line->role == DLI_LINE_BYLINE || line->role == DLI_LINE_DATE ||
           line->role == DLI_LINE_FURNITURE || dli_is_names(line->text.bytes) ||
           dli_same_words(line->text.bytes, r->lines.ptr[headline].text.bytes);
}

/* The line below a headline is its standfirst if names, a date or buttons part it from the
 * text. */
static void mark_lead(reader *r, size_t headline, size_t end)
{
    size_t lead = headline + 1;

    for (; lead < end; lead++) {
        const text_line *line = &r->lines.ptr[lead];
        if (line->opener != DLI_OPENS_NOTHING)
            return;
        if (line->role == DLI_LINE_BODY && !is_head_matter(r, line, headline) &&
            (line->words > SMALL_WORDS || dli_saved_is_prose(line)))
            break;
    }
    if (lead >= end || r->lines.ptr[lead].words > LEAD_WORDS ||
        r->lines.ptr[lead].shape == DLI_SHAPE_BULLET)
        return;
    bool parted = false;
    for (size_t i = lead + 1; i < end; i++) {
        const text_line *line = &r->lines.ptr[i];
        if (dli_saved_is_prose(line) || line->opener != DLI_OPENS_NOTHING) {
            r->lines.ptr[lead].lead = parted;
            return;
        }
        parted = parted || (line->shape != DLI_SHAPE_BLANK && !line->aside &&
                            is_head_matter(r, line, headline));
    }
    r->lines.ptr[lead].lead =
        parted && end < r->lines.count && r->lines.ptr[end].opener != DLI_OPENS_NOTHING;
}

/* Where the text of an item ends: at its footnotes or comments, or before prose behind its
 * share buttons if that is one paragraph (an appeal or a notice of the page). */
static size_t item_end(const reader *r, size_t first, size_t end)
{
    size_t tail = end, behind = 0, behind_words = 0, before = 0, most = 1;

    for (size_t i = first; i < end; i++) {
        const text_line *line = &r->lines.ptr[i];
        bool note = line->shape == DLI_SHAPE_FOOTNOTE;
        if (dli_saved_is_prose(line)) {
            if (tail < end) {
                behind++;
                behind_words += line->words;
            } else {
                before += !line->lead;
            }
        } else if (before > 0 && line->role == DLI_LINE_FURNITURE &&
                   dli_line_is(r->lang, line->text.bytes, "comments")) {
            return i;
        } else if (before > 0 && behind == 0 &&
                   (note || (line->role == DLI_LINE_FURNITURE && !line->aside))) {
            tail = tail < end ? tail : i;
            most = note ? 3 : most;
        }
        if (behind > most && behind_words > APPEAL_WORDS) { /* no end: the article goes on */
            before += behind;
            behind = behind_words = 0;
            tail = end;
            most = 1;
        }
    }
    return tail < end && before > 0 ? tail : end;
}

/* Lines [first, end) in their places; *prose: there was running text. */
static void place_lines(reader *r, dli_item *item, dli_lines *lines, size_t first, size_t end,
                        bool *prose)
{
    size_t body_end = item_end(r, first, end);
    bool corrections = false; /* below a heading that says so */

    for (size_t i = first; i < end; i++) {
        const text_line *line = &r->lines.ptr[i];
        if (i >= body_end && (line->role == DLI_LINE_BODY || line->role == DLI_LINE_NOTE) &&
            line->shape != DLI_SHAPE_FOOTNOTE)
            continue;
        if (line->role == DLI_LINE_CORRECTION && line->words <= 3) {
            corrections = true;
            continue;
        }
        if (corrections && dli_saved_is_prose(line)) {
            add_correction(r, item, line->text);
            continue;
        }
        place_line(r, item, lines, line, *prose);
        *prose = *prose || (dli_saved_is_prose(line) && !line->lead);
    }
}

/* ---- Entries -------------------------------------------------------------- */

/* Where the entry that line `at` opens ends: before the next, the last where another would
 * if it had as many paragraphs as the longest. */
static size_t entry_end(const reader *r, size_t at, size_t end)
{
    size_t prose = 0;

    for (size_t i = at + 1; i < end; i++)
        if (r->lines.ptr[i].opener != DLI_OPENS_NOTHING ||
            (r->opener == DLI_OPENS_TEASER && r->lines.ptr[i].shape == DLI_SHAPE_BLANK))
            return i;
    if (r->opener == DLI_OPENS_TEASER)
        return end;
    for (size_t i = at; i < end; i++) {
        const text_line *line = &r->lines.ptr[i];
        if (prose > 0 && line->role == DLI_LINE_FURNITURE)
            return i;
        prose += dli_saved_is_prose(line);
        if (prose == r->longest)
            return i + 1;
    }
    return end;
}

/* The text behind a time of day on its line, without the marks at its end. */
static dl_text behind_opener(reader *r, const text_line *line)
{
    dl_str s = line->text.bytes;
    size_t end = s.len;

    while (end > line->rest && (s.ptr[end - 1] == '+' || s.ptr[end - 1] == ' '))
        end--;
    return dli_text_part(r->arena, &line->text, (dl_span){ line->rest, (uint32_t)end });
}

/* Headline, text, names and date of a teaser, in any order but that the headline is the first
 * line of text. */
static dl_status make_teaser(reader *r, size_t at, size_t end, dl_error *err)
{
    dli_item item = { .kind = r->reports ? DLI_ITEM_ARTICLE : DLI_ITEM_TEASER };
    dli_lines lines = { 0 };

    for (size_t i = at; i < end; i++) {
        const text_line *line = &r->lines.ptr[i];
        bool text = line->role == DLI_LINE_BODY && !dli_is_names(line->text.bytes);
        if (text && item.headline.text.bytes.len == 0)
            item.headline = (dli_value){ line->text, DLI_HOW_TEXT, 80 };
        else if (text)
            (void)DLI_PUSH(r->scratch, &lines,
                           (dli_line){ .text = line->text, .kind = DLI_BLOCK_P });
        else
            place_line(r, &item, &lines, line, false);
    }
    return finish_item(r, &item, &lines, err);
}

static dl_status make_entry(reader *r, const dli_item *lead, size_t at, size_t end,
                            dl_error *err)
{
    text_line line = r->lines.ptr[at];
    dli_item entry = { .kind = DLI_ITEM_ENTRY, .parent = lead->position };
    dli_lines lines = { 0 };
    bool prose = false;

    dli_opener_date(r, lead, at, &entry.published);
    end = entry_end(r, at, end);
    if (line.opener == DLI_OPENS_CLOCK || line.opener == DLI_OPENS_WEEKDAY) {
        dl_text rest =
            line.opener == DLI_OPENS_CLOCK ? behind_opener(r, &line) : (dl_text){ 0 };
        size_t next = at + 1;
        while (next < end && r->lines.ptr[next].shape == DLI_SHAPE_BLANK)
            next++;
        if (rest.bytes.len > 0 && next < end && dli_saved_is_prose(&r->lines.ptr[next]))
            entry.headline = (dli_value){ rest, DLI_HOW_TEXT, 70 };
        else if (rest.bytes.len > 0)
            (void)DLI_PUSH(r->scratch, &lines, (dli_line){ .text = rest, .kind = DLI_BLOCK_P });
        else if (next + 1 < end && r->lines.ptr[next].shape == DLI_SHAPE_SHORT &&
                 r->lines.ptr[next].role == DLI_LINE_BODY)
            entry.headline = (dli_value){ r->lines.ptr[next++].text, DLI_HOW_TEXT, 70 };
        place_lines(r, &entry, &lines, next, end, &prose);
    } else {
        if (line.opener == DLI_OPENS_POINT && line.rest > 0)
            line.text = behind_opener(r, &line);
        place_line(r, &entry, &lines, &line, true);
        if (lines.count > 0)
            lines.ptr[0].kind = DLI_BLOCK_P;
        prose = true;
        place_lines(r, &entry, &lines, at + 1, end, &prose);
    }
    return lines.count == 0 ? DL_OK : finish_item(r, &entry, &lines, err);
}

/* A page that no line dates may say its day in a title: "Reports of 12.01.2016". */
static void find_day(reader *r, dli_item *lead)
{
    dli_date_hit hit;

    if (lead->published.when.precision != DLI_WHEN_NONE ||
        lead->modified.when.precision != DLI_WHEN_NONE || r->opener != DLI_OPENS_CLOCK)
        return;
    for (size_t i = 0; i < r->first_entry; i++) {
        const text_line *line = &r->lines.ptr[i];
        if (line->shape == DLI_SHAPE_SHORT &&
            dli_date_find(&r->style, line->text.bytes, 0, &hit) && hit.when.year != 0 &&
            hit.when.precision == DLI_WHEN_DAY) {
            lead->published =
                (dli_date){ hit.when, dli_text_part(r->arena, &line->text, hit.at),
                            DLI_HOW_TEXT, 50 };
            return;
        }
    }
}

/* Entries that bear datelines are reports of an agency, each an item of its own. */
static void free_reports(reader *r, size_t lead)
{
    dli_article *out = r->out;
    size_t entries = out->items.count - lead - 1, datelines = 0;

    for (size_t i = lead + 1; i < out->items.count; i++)
        datelines += out->items.ptr[i].dateline.text.bytes.len > 0;
    if (r->opener != DLI_OPENS_CLOCK || datelines < 2 || datelines * 4 < entries * 3)
        return;
    memmove(&out->items.ptr[lead], &out->items.ptr[lead + 1], entries * sizeof *out->items.ptr);
    out->items.count--;
    for (size_t i = lead; i < out->items.count; i++) {
        out->items.ptr[i].position = (uint32_t)i + 1;
        out->items.ptr[i].parent = 0;
        out->items.ptr[i].kind = DLI_ITEM_ARTICLE;
    }
}

static dl_status make_teasers(reader *r, dl_error *err)
{
    for (size_t i = r->first_entry; i <= r->last_entry; i++)
        if (r->lines.ptr[i].opener == DLI_OPENS_TEASER)
            DLI_TRY(make_teaser(r, i, entry_end(r, i, r->lines.count), err));
    return DL_OK;
}

/* A bulletin or live blog: what stands before its entries, then each of them. */
static dl_status make_bulletin(reader *r, size_t first, size_t end, dl_error *err)
{
    dli_item lead = { .kind =
                          r->opener == DLI_OPENS_CLOCK ? DLI_ITEM_ARTICLE : DLI_ITEM_BULLETIN };
    dli_lines lines = { 0 };
    bool prose = false;

    if (r->lines.ptr[first].starts) {
        mark_lead(r, first, r->first_entry);
        lead.headline = (dli_value){ r->lines.ptr[first++].text, DLI_HOW_TEXT, 70 };
    }
    for (size_t i = first; i < r->first_entry; i++) {
        place_line(r, &lead, &lines, &r->lines.ptr[i], prose);
        prose = prose || (dli_saved_is_prose(&r->lines.ptr[i]) && !r->lines.ptr[i].lead);
    }
    size_t last = entry_end(r, r->last_entry, end);
    dli_lines behind = { 0 }; /* the entries: only corrections and terms count */
    place_lines(r, &lead, &behind, last, end, &prose);
    find_day(r, &lead);
    DLI_TRY(finish_item(r, &lead, &lines, err));
    for (size_t i = r->first_entry; i < last; i++)
        if (r->lines.ptr[i].opener != DLI_OPENS_NOTHING)
            DLI_TRY(make_entry(r, &lead, i, last, err));
    free_reports(r, lead.position - 1);
    return DL_OK;
}

/* Behind the last item of a page stand an appeal, a comment: one paragraph of few words. */
static bool is_tail(const reader *r, size_t first, size_t end)
{
    size_t prose = 0, words = 0;

    for (size_t i = first; i < end; i++)
        if (dli_saved_is_prose(&r->lines.ptr[i])) {
            prose++;
            words += r->lines.ptr[i].words;
        }
    return prose == 1 && words <= TAIL_WORDS;
}

static dl_status make_item(reader *r, size_t first, size_t end, dl_error *err)
{
    dli_item item = { 0 };
    dli_lines lines = { 0 };
    bool prose = false;

    if (r->opener != DLI_OPENS_NOTHING && first <= r->first_entry && end > r->last_entry)
        return make_bulletin(r, first, end, err);
    if (first < end && r->lines.ptr[first].starts) {
        mark_lead(r, first, end);
        item.headline = (dli_value){ r->lines.ptr[first++].text, DLI_HOW_TEXT, 70 };
    }
    place_lines(r, &item, &lines, first, end, &prose);
    if (end == r->lines.count && r->out->items.count > 0 && is_tail(r, first, end))
        return DL_OK;
    return lines.count == 0 || !prose ? DL_OK : finish_item(r, &item, &lines, err);
}

static void set_kind(const reader *r, dli_article *out)
{
    size_t wholes = 0, bulletins = 0;

    for (size_t i = 0; i < out->items.count; i++) {
        wholes += out->items.ptr[i].parent == 0;
        bulletins += out->items.ptr[i].kind == DLI_ITEM_BULLETIN;
    }
    if (r->opener == DLI_OPENS_TEASER && !r->reports)
        out->kind = DLI_KIND_LISTING;
    else if (wholes > 1)
        out->kind = DLI_KIND_ITEMS;
    else if (wholes == 1 && out->items.count > 1 && r->opener == DLI_OPENS_CLOCK)
        out->kind = DLI_KIND_LIVEBLOG;
    else if (wholes == 1)
        out->kind = bulletins == 1 ? DLI_KIND_BULLETIN : DLI_KIND_ARTICLE;
}

/* The one item of a page is an interview if a line says so and people ask and answer. */
static void find_interview(reader *r)
{
    if (r->out->items.count != 1 || r->out->items.ptr[0].kind != DLI_ITEM_ARTICLE ||
        !dli_asks_and_answers(&r->out->items.ptr[0]))
        return;
    for (size_t i = 0; i < r->lines.count; i++)
        if (dli_is_interview_line(r->lang, r->lines.ptr[i].text.bytes))
            r->out->items.ptr[0].kind = DLI_ITEM_INTERVIEW;
}

/* All bodies, one behind another. */
static void join_bodies(reader *r)
{
    dli_text_out out;

    dli_text_init(&out, r->arena);
    for (size_t i = 0; i < r->out->items.count; i++) {
        if (i > 0)
            dli_text_gap(&out, DL_STR("\n\n"), 0);
        dli_text_append(&out, &r->out->items.ptr[i].body);
    }
    r->out->main_text = dli_text_done(&out);
}

/* What was thought of each line. */
static dl_status explain_lines(reader *r, dl_error *err)
{
    dli_explanation *x = dli_arena_take(r->arena, sizeof *x);

    if (x == NULL)
        return dli_no_memory(err);
    r->out->explanation = x;
    for (size_t i = 0; i < r->lines.count; i++) {
        const text_line *line = &r->lines.ptr[i];
        const char *role = dli_line_reason(line->role);
        dl_str reason = dli_str(line->starts                        ? "an item begins here"
                                : line->opener != DLI_OPENS_NOTHING ? "an entry begins here"
                                : role != NULL                      ? role
                                                                    : "");
        if (line->text.bytes.len > 0 &&
            !DLI_PUSH(r->arena, &x->blocks,
                      ((dli_explained){ .text = line->text,
                                        .content = dli_saved_is_prose(line),
                                        .reason = reason })))
            return dli_no_memory(err);
    }
    return DL_OK;
}

dl_status dli_article_read_text(dli_arena *arena, dli_arena *scratch,
                                const dli_article_input *input, dli_article *out, dl_error *err)
{
    reader r = { .arena = arena, .scratch = scratch, .input = input, .out = out };
    size_t first = 0;

    *out = (dli_article){ 0 };
    dli_lang_guess guess = dli_lang_identify(input->languages, input->source, DL_STR(""));
    r.lang = dli_lang_find(guess.code);
    r.style = (dli_date_style){ r.lang, DLI_ORDER_DAY_FIRST, input->captured };
    if (!cut_lines(&r))
        return dli_no_memory(err);
    spread_furniture(&r);
    for (size_t i = 0; i < r.lines.count; i++)
        dli_opener_read(&r, &r.lines.ptr[i]);
    dli_openers_settle(&r);
    find_starts(&r);
    if (r.opener == DLI_OPENS_TEASER)
        DLI_TRY(make_teasers(&r, err));
    for (size_t i = 1; i <= r.lines.count && r.opener != DLI_OPENS_TEASER; i++)
        if (i == r.lines.count || r.lines.ptr[i].starts) {
            if (out->items.count < DLI_MAX_ITEMS)
                DLI_TRY(make_item(&r, first, i, err));
            first = i;
        }
    set_kind(&r, out);
    find_interview(&r);
    if (input->main_text)
        join_bodies(&r);
    if (input->explain)
        DLI_TRY(explain_lines(&r, err));
    return arena->dry || scratch->dry ? dli_no_memory(err) : DL_OK;
}

dl_status dli_article_take_text(dli_arena *arena, const dli_article_input *input,
                                dli_article *out, dl_error *err)
{
    dli_item item = { .position = 1 };
    dli_lines lines = { 0 };
    dli_seen none = { 0 };
    dl_str source = input->source;

    *out = (dli_article){ .kind = DLI_KIND_ARTICLE };
    for (size_t start = 0, end; start < source.len; start = end + 1) {
        end = dli_find_byte(source, '\n', start);
        if (end == DLI_NONE)
            end = source.len;
        dl_text text = fold_line(arena, source, start, end);
        if (text.bytes.len > 0)
            (void)DLI_PUSH(arena, &lines, (dli_line){ .text = text });
    }
    if (!dli_body_build(arena, &lines, &item))
        return dli_no_memory(err);
    dli_choose_language(input->languages, &none, item.body.bytes, &item);
    out->main_text = input->main_text ? item.body : (dl_text){ 0 };
    return DLI_PUSH(arena, &out->items, item) ? DL_OK : dli_no_memory(err);
}
