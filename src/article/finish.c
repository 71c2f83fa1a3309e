/* finish.c -- do with an item's lines what a careful reader would.
 *
 * In:   the lines of one item, in order, furniture left out
 * Out:  standfirst, dateline and body in their places, each said once
 */
#include "article/body.h"

#include "article/asides.h"
#include "article/choose.h"
#include "article/people.h"
#include "article/roles.h"
#include "article/seen.h"
#include "base/utf8.h"

#include <unicode/uchar.h>

enum {
    HEAD_LINES = 4,   /* lines among which a standfirst may stand      */
    BACK_LINES = 6,   /* lines back that a repeated line is looked for */
    MAX_LEAD = 700,   /* bytes of a standfirst                         */
    LEAD_WORDS = 8,   /* words that make a standfirst of a heading     */
    MAX_PLACE = 60,   /* bytes of the place in a dateline              */
    MAX_AGENCY = 40,  /* bytes of the agency in it                     */
    LEAST_STORY = 20, /* bytes that must stand behind a dateline       */
};

static void remove_line(dli_lines *lines, size_t i)
{
    memmove(&lines->ptr[i], &lines->ptr[i + 1], (lines->count - i - 1) * sizeof *lines->ptr);
    lines->count--;
}

/* ---- Standfirst ---------------------------------------------------------- */

static bool has_stop(dl_str s)
{
    return dli_ends(s, DL_STR(".")) || dli_ends(s, DL_STR(":")) || dli_ends(s, DL_STR("!")) ||
           dli_ends(s, DL_STR("?")) || dli_ends(s, DL_STR("\xE2\x80\xA6")) ||
           dli_ends(s, DL_STR(".\xE2\x80\x9D")) || dli_ends(s, DL_STR(".\xC2\xBB")) ||
           dli_ends(s, DL_STR("\xC2\xBB."));
}

/* The standfirst is marked as one, or is what the page declares as its summary, or stands
 * first without a full stop and is no heading of what follows. */
static void take_abstract(const dli_values *abstracts, dli_lines *lines, dli_item *item)
{
    for (size_t i = 0; i < lines->count && i < HEAD_LINES; i++) {
        const dli_line *line = &lines->ptr[i];
        bool declared = abstracts != NULL && dli_is_among(abstracts, line->text.bytes);
        if (line->text.bytes.len > MAX_LEAD || lines->count < 2)
            continue;
        if (line->lead || declared) {
            item->abstract = (dli_value){ line->text, DLI_HOW_TEXT, declared ? 95 : 85 };
            remove_line(lines, i);
            return;
        }
        if (i == 0 && line->kind == DLI_BLOCK_H &&
            dli_count_words(line->text.bytes) >= LEAD_WORDS &&
            lines->ptr[1].kind == DLI_BLOCK_P) {
            item->abstract = (dli_value){ line->text, DLI_HOW_TEXT, 60 };
            remove_line(lines, 0);
            return;
        }
        if (line->kind == DLI_BLOCK_P && has_stop(line->text.bytes))
            return; /* the story has begun */
    }
}

/* ---- Dateline ------------------------------------------------------------ */

static bool in_place(uint32_t cp)
{
    return u_isalpha((UChar32)cp) || cp == '-' || cp == '\'' || cp == 0x2019 || cp == '.' ||
           u_charType((UChar32)cp) == U_NON_SPACING_MARK;
}

/* The words of a place from `at`: capitalised, five at most. Returns where they end;
 * *capitals: all their letters are. */
static size_t place_end(dl_str s, size_t at, bool *capitals)
{
    size_t end = at, words = 0, letters = 0, len;

    *capitals = true;
    while (words < 5) {
        size_t from = at;
        uint32_t first = dli_utf8_get(s, at, &len);
        if (!u_isupper((UChar32)first))
            break;
        while (at < s.len && in_place(dli_utf8_get(s, at, &len))) {
            uint32_t cp = dli_utf8_get(s, at, &len);
            letters += u_isalpha((UChar32)cp) != 0;
            *capitals = *capitals && !u_islower((UChar32)cp);
            at += len;
        }
        if (at == from)
            break;
        end = at;
        words++;
        if (at < s.len && s.ptr[at] == ' ')
            at++;
        else
            break;
    }
    *capitals = *capitals && letters >= 3;
    return end;
}

static size_t skip_spaces(dl_str s, size_t at)
{
    while (at < s.len && s.ptr[at] == ' ')
        at++;
    return at;
}

/* Bytes of the dash between dateline and story at `at`, or 0. */
static size_t dash_at(dl_str s, size_t at)
{
    static const dl_str dashes[] = {
        { "\xE2\x80\x94", 3 }, { "\xE2\x80\x93", 3 }, { "--", 2 }, { "- ", 2 }
    };

    for (size_t i = 0; i < sizeof dashes / sizeof *dashes; i++)
        if (dli_starts(dli_from(s, at), dashes[i]))
            return dashes[i].len;
    return 0;
}

typedef struct found_dateline {
    dl_span text;
    dl_span place;
    dl_span agency; /* empty: none */
    dli_when date;
    size_t story; /* where it begins */
} found_dateline;

/* PORT HAVEN, Avelia, March 5 (Meridian) —, or with a colon, if there is more than the place */
static bool find_dateline(const dli_date_style *style, dl_str s, found_dateline *out)
{
    bool capitals, region_capitals;
    dli_date_hit hit;

    *out = (found_dateline){ 0 };
    size_t at = place_end(s, 0, &capitals);
    if (at == 0 || at > MAX_PLACE)
        return false;
    out->place.end = (uint32_t)at;
    for (int i = 0; i < 2 && dli_starts(dli_from(s, at), DL_STR(", ")); i++) {
        dl_str rest = dli_slice(s, at + 2, at + 42 < s.len ? at + 42 : s.len);
        if (dli_date_find(style, rest, 0, &hit) && hit.at.start <= 2 &&
            hit.when.precision == DLI_WHEN_DAY) {
            out->date = hit.when;
            at += 2 + hit.at.end;
            break;
        }
        size_t region = place_end(s, at + 2, &region_capitals);
        if (region == at + 2)
            break;
        at = region;
    }
    size_t open = skip_spaces(s, at);
    if (open < s.len && s.ptr[open] == '(') {
        size_t close = dli_find_byte(s, ')', open);
        if (close == DLI_NONE || close - open > MAX_AGENCY || close == open + 1)
            return false;
        out->agency = (dl_span){ (uint32_t)open + 1, (uint32_t)close };
        at = close + 1;
    }
    out->text.end = (uint32_t)at;
    at = skip_spaces(s, at);
    size_t dash = dash_at(s, at), len;
    if (dash == 0 && at == out->text.end && dli_starts(dli_from(s, at), DL_STR(": ")) &&
        (out->agency.end > 0 || out->date.precision != DLI_WHEN_NONE))
        dash = 1;
    if (dash == 0)
        return false;
    out->story = skip_spaces(s, at + dash);
    /* "Hardin – The …": one word, a dash between spaces, and a sentence begins */
    bool plain = dash == 3 && at > out->text.end && out->story > at + dash &&
                 dli_find_byte(dli_cut(s, out->place), ' ', 0) == DLI_NONE &&
                 out->text.end == out->place.end && out->story < s.len &&
                 u_isupper((UChar32)dli_utf8_get(s, out->story, &len));
    if (!plain && out->agency.end == 0 && !capitals && out->date.precision == DLI_WHEN_NONE)
        return false;
    return s.len - out->story >= LEAST_STORY;
}

bool dli_has_dateline(const dli_date_style *style, dl_str s)
{
    found_dateline found;

    return find_dateline(style, s, &found);
}

static void take_dateline(dli_arena *arena, const dli_date_style *style, dli_lines *lines,
                          dli_item *item)
{
    found_dateline found;
    size_t i = 0;

    while (i < lines->count && lines->ptr[i].kind == DLI_BLOCK_H)
        i++;
    if (i == lines->count || lines->ptr[i].kind != DLI_BLOCK_P ||
        !find_dateline(style, lines->ptr[i].text.bytes, &found))
        return;
    dl_text text = lines->ptr[i].text;
    item->dateline.text = dli_text_part(arena, &text, found.text);
    item->dateline.place = dli_text_part(arena, &text, found.place);
    item->dateline.date = found.date;
    if (found.agency.end > 0 && item->source_organization.text.bytes.len == 0)
        item->source_organization =
            (dli_value){ dli_text_part(arena, &text, found.agency), DLI_HOW_TEXT, 85 };
    lines->ptr[i].text = dli_text_part(
        arena, &text, (dl_span){ (uint32_t)found.story, (uint32_t)text.bytes.len });
}

/* ---- Ends ---------------------------------------------------------------- */

/* A last paragraph that begins with an author's or editor's name tells of him. */
static void drop_biography(dli_lines *lines, const dli_item *item)
{
    const dli_people *lists[] = { &item->author, &item->editor, &item->translator };

    while (lines->count > 2) {
        dl_str last = lines->ptr[lines->count - 1].text.bytes;
        bool about = false;
        for (size_t k = 0; k < 3; k++)
            for (size_t i = 0; i < lists[k]->count && !about; i++)
                about = !lists[k]->ptr[i].organization &&
                        dli_starts(last, lists[k]->ptr[i].name.bytes) && last.len < 600;
        if (!about)
            return;
        lines->count--;
    }
}

/* Headings at the end have nothing below them. */
static void drop_last_headings(dli_lines *lines)
{
    while (lines->count > 1 && lines->ptr[lines->count - 1].kind == DLI_BLOCK_H)
        lines->count--;
}

/* "Write to news@wire.example, we answer everybody." as the last paragraph, and the heading over
 * it. */
static void drop_contact(dli_lines *lines)
{
    enum {
        MOST = 30
    }; /* words */

    while (lines->count > 3) {
        dl_str last = lines->ptr[lines->count - 1].text.bytes;
        size_t at = dli_find_byte(last, '@', 1);
        if (at == DLI_NONE || dli_find_byte(last, '.', at) == DLI_NONE ||
            last.ptr[at - 1] == ' ' || dli_count_words(last) > MOST)
            return;
        lines->count--;
        drop_last_headings(lines);
    }
}

/* A line that stands again within a few lines is said once. */
static void drop_repeats(dli_lines *lines, const dli_item *item)
{
    size_t kept = 0;

    for (size_t i = 0; i < lines->count; i++) {
        dl_str line = lines->ptr[i].text.bytes;
        bool again = i < HEAD_LINES && dli_same_words(line, item->headline.text.bytes);
        again = again || (i / 2 < HEAD_LINES && item->abstract.text.bytes.len > 0 &&
                          dli_same_words(line, item->abstract.text.bytes));
        for (size_t k = kept > BACK_LINES ? kept - BACK_LINES : 0;
             k < kept && !again && lines->ptr[i].kind != DLI_BLOCK_TABLE && line.len > 20; k++)
            again = dli_eq(lines->ptr[k].text.bytes, line);
        if (!again)
            lines->ptr[kept++] = lines->ptr[i];
    }
    lines->count = kept;
}

/* The name of the agency as the first line: it signs alone. */
static void drop_agency(dli_lines *lines, const dli_item *item)
{
    if (lines->count > 1 && item->source_organization.text.bytes.len > 0 &&
        dli_same_words(lines->ptr[0].text.bytes, item->source_organization.text.bytes))
        remove_line(lines, 0);
}

/* The words of a quotation without the marks around them. */
static dl_str bare(dl_str s)
{
    static const dl_str marks[] = {
        { "\"", 1 },           { "\xC2\xAB", 2 },     { "\xC2\xBB", 2 }, { "\xE2\x80\x9C", 3 },
        { "\xE2\x80\x9D", 3 }, { "\xE2\x80\x9E", 3 }, { ".", 1 },        { ",", 1 }
    };

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (dli_starts(s, marks[i]))
            s = dli_from(s, marks[i].len);
        if (dli_ends(s, marks[i]))
            s.len -= marks[i].len;
    }
    return dli_trim(s);
}

/* A quotation shown a second time in large letters, its words in another paragraph. */
static void drop_pull_quotes(dli_lines *lines)
{
    enum {
        LEAST = 20, /* bytes */
        MOST = 400,
        TRIED = 20
    };
    unsigned tried = 0;

    for (size_t i = lines->count; i-- > 0 && tried < TRIED;) {
        dl_str quote = bare(lines->ptr[i].text.bytes);
        bool again = false;
        if (lines->ptr[i].kind != DLI_BLOCK_QUOTE || quote.len < LEAST || quote.len > MOST)
            continue;
        tried++;
        for (size_t k = 0; k < lines->count && !again; k++)
            again = lines->ptr[k].kind == DLI_BLOCK_P &&
                    dli_find(lines->ptr[k].text.bytes, quote, 0) != DLI_NONE;
        if (again)
            remove_line(lines, i);
    }
}

/* "O. B.", a line of its own at the end: who wrote it. */
static void drop_initials(dli_lines *lines)
{
    dl_str rest = lines->count > 1 ? lines->ptr[lines->count - 1].text.bytes : DL_STR(""), word;
    size_t words = 0, len;

    while (dli_next_word(&rest, &word)) {
        uint32_t first = dli_utf8_get(word, 0, &len);
        if (!u_isupper((UChar32)first) || word.len != len + 1 || word.ptr[len] != '.')
            return;
        words++;
    }
    if (words >= 2 && words <= 3)
        lines->count--;
}

/* Appeals for money come last; from the first of them on, if little follows. */
static void drop_appeals(const dli_lang *lang, dli_lines *lines)
{
    for (size_t i = lines->count > 4 ? lines->count - 4 : 1; i < lines->count; i++)
        if (dli_line_has(lang, lines->ptr[i].text.bytes, "appeal")) {
            lines->count = i;
            return;
        }
}

bool dli_item_finish(dli_arena *arena, const dli_date_style *style, const dli_values *abstracts,
                     dli_lines *lines, dli_item *item, dl_text *whole)
{
    drop_repeats(lines, item);
    if (whole != NULL) {
        dli_item all = { 0 };
        if (!dli_body_build(arena, lines, &all))
            return false;
        *whole = all.body;
    }
    take_abstract(abstracts, lines, item);
    drop_repeats(lines, item);
    take_dateline(arena, style, lines, item);
    drop_agency(lines, item);
    drop_pull_quotes(lines);
    drop_last_headings(lines);
    drop_contact(lines);
    drop_appeals(style->lang, lines);
    drop_last_headings(lines);
    drop_initials(lines);
    drop_biography(lines, item);
    drop_last_headings(lines);
    if (!dli_body_build(arena, lines, item))
        return false;
    dli_cite_references(item);
    return true;
}
