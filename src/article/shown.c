/* shown.c -- the dates that a page shows its readers.
 *
 * In:   elements whose class or id speaks of dates, lines of text, the title, the
 *       address
 * Out:  candidates in a dli_seen, trusted by where they stand
 *
 *   headline ── byline ── text … end ── footer          other places
 *      └── 62 ──────┘      40    45       30                 20
 *
 * A copyright year is no date, nor is a date in a teaser of something else.
 */
#include "article/reader.h"

#include "article/people.h"
#include "article/roles.h"
#include "base/hash.h"
#include "base/utf8.h"

enum {
    MAX_TEXT = 120,  /* bytes of an element or line that is all about a date      */
    AROUND = 4000,   /* bytes of source before and behind the content that count  */
    BLOCKS = 8,      /* … or so many blocks                                       */
    HEAD_BYTES = 70, /* of a line in which a date may stand that opens it         */
    DATE_BYTES = 60, /* that a date may have                                      */
    MOST_WORDS = 25, /* of a byline or a date line                                */
    MAX_TRIED = 400, /* elements whose text is read                               */
};

/* Source positions that tell one place from another. Distance is short in bytes or, where
 * markup is heavy, in blocks. */
typedef struct places {
    const dli_blocks *blocks;
    uint32_t headline; /* 0: none */
    uint32_t first;    /* of the content */
    uint32_t end;
} places;

static uint32_t start_of(const dl_text *text)
{
    return text->count > 0 ? text->runs[0].from.start : 0;
}

static places find_places(const dli_reader *r)
{
    places p = { .blocks = &r->blocks };

    for (uint32_t i = r->content.first; i < r->content.end; i++) {
        if (r->content.verdicts[i] != DLI_IN)
            continue;
        uint32_t at = start_of(&r->blocks.list.ptr[i].text);
        if (p.first == 0 && at > 0)
            p.first = at;
        p.end = at;
    }
    for (size_t i = 0; i < r->blocks.list.count; i++) {
        const dli_raw_block *b = &r->blocks.list.ptr[i];
        uint32_t at = start_of(&b->text);
        if (b->kind == DLI_RAW_H && b->level <= 2 && at <= p.first && at > 0)
            p.headline = b->level == 1 || p.headline == 0 ? at : p.headline;
    }
    return p;
}

/* The first block that begins at `at` or behind it. */
static uint32_t block_at(const places *p, uint32_t at)
{
    uint32_t low = 0, high = (uint32_t)p->blocks->list.count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (start_of(&p->blocks->list.ptr[middle].text) < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* `at` stands before `place`, not further than some bytes or blocks. */
static bool is_shortly_before(const places *p, uint32_t at, uint32_t place)
{
    return at + AROUND / 2 >= place || block_at(p, at) + BLOCKS >= block_at(p, place);
}

/* How far a date at `at` is trusted to be the item's. */
static uint8_t trust_at(const places *p, uint32_t at)
{
    uint32_t head = p->headline != 0 && p->headline < p->first ? p->headline : p->first;

    if (at <= p->first && is_shortly_before(p, at, head))
        return 62;
    if (at > p->first && at < p->end)
        return at < p->first + AROUND / 4 ? 55 : 40;
    if (at >= p->end && at < p->end + AROUND)
        return 45;
    return 20;
}

/* ---- Elements ------------------------------------------------------------ */

static bool speaks_of_dates(dl_str names)
{
    static const dl_str words[] = { { "date", 4 },      { "datum", 5 },   { "publi", 5 },
                                    { "posted", 6 },    { "created", 7 }, { "time", 4 },
                                    { "submitted", 9 }, { "veroeff", 7 }, { "fecha", 5 },
                                    { "updated", 7 } };

    return dli_has_any_nocase(names, words, sizeof words / sizeof *words);
}

static bool speaks_of_authors(dl_str names)
{
    static const dl_str words[] = { { "author", 6 }, { "byline", 6 }, { "autor", 5 },
                                    { "auteur", 6 }, { "writer", 6 }, { "redakteur", 9 } };

    return dli_has_any_nocase(names, words, sizeof words / sizeof *words);
}

/* What names speak of, kept: the same few classes come over and over. */
typedef struct known_names {
    uint64_t hash;
    bool dates, authors;
} known_names;

enum {
    KNOWN_NAMES = 256
};

static const known_names *look_up(known_names known[KNOWN_NAMES], dl_str names)
{
    uint64_t hash = dli_hash(names);
    known_names *slot = &known[hash % KNOWN_NAMES];

    if (slot->hash != hash)
        *slot = (known_names){ hash, speaks_of_dates(names), speaks_of_authors(names) };
    return slot;
}

/* Bytes of source that an element covers, start tag and all. */
static uint32_t width_of(const dli_page *page, dli_node node)
{
    const dli_node_data *n = dli_node_at(page, node);

    return n->close > n->start ? n->close - n->start : 0;
}

static dli_date_role role_of(dl_str names, dl_str text)
{
    bool modified = dli_find_nocase(names, DL_STR("updat"), 0) != DLI_NONE ||
                    dli_find_nocase(names, DL_STR("modif"), 0) != DLI_NONE;

    return modified || dli_says_modified(text) ? DLI_ROLE_MODIFIED : DLI_ROLE_UNKNOWN;
}

/* The dates of a line, each as what the words before it say it is: "Published …, updated …". `names`:
 * of the element. */
static void see_dates(dli_reader *r, dl_str names, const dl_text *line, dli_how how,
                      uint8_t trust)
{
    dli_date_hit hit;
    size_t at = 0, end;

    if (!dli_date_find(&r->style, line->bytes, 0, &hit))
        return;
    for (bool more = true; more && at < line->bytes.len; at = end) {
        end = hit.at.end;
        more = dli_date_find(&r->style, line->bytes, end, &hit);
        dl_span part = { (uint32_t)at, (uint32_t)(more ? end : line->bytes.len) };
        end = part.end;
        dli_see_date(r->arena, &r->seen, &r->style, dli_text_part(r->arena, line, part), how,
                     role_of(names, dli_cut(line->bytes, part)), trust);
    }
}

static void see_element(dli_reader *r, const places *p, dli_node node, dl_str names)
{
    const dli_attr *title = dli_is_tag(r->page, node, DLI_TAG_ABBR)
                                ? dli_attr_find(r->page, node, DLI_ATTR_TITLE)
                                : NULL;
    dl_text text = title != NULL ? dli_attr_text(r->page, title, r->arena)
                                 : dli_node_text(r->page, node, r->arena);

    if (text.bytes.len / 3 > MAX_TEXT)
        return;
    see_dates(r, names, &text, DLI_HOW_TEXT, trust_at(p, dli_node_at(r->page, node)->start));
}

static void see_elements(dli_reader *r, const places *p)
{
    unsigned tried = 0;
    known_names known[KNOWN_NAMES] = { { 0 } };

    for (dli_node node = 1; node < r->page->count && tried < MAX_TRIED; node++) {
        const dli_node_data *n = dli_node_at(r->page, node);
        if (n->kind != DLI_NODE_ELEMENT || n->attr_count == 0 || n->tag == DLI_TAG_TIME ||
            n->tag == DLI_TAG_META || n->tag == DLI_TAG_INPUT || n->tag == DLI_TAG_SCRIPT)
            continue;
        const dli_attr *class = dli_attr_find(r->page, node, DLI_ATTR_CLASS);
        const dli_attr *id = dli_attr_find(r->page, node, DLI_ATTR_ID);
        dl_str names = class != NULL ? dli_cut(r->page->source, class->value)
                       : id != NULL  ? dli_cut(r->page->source, id->value)
                                     : DL_STR("");
        if (names.len == 0 || names.len > 200 || width_of(r->page, node) > 1000)
            continue;
        const known_names *what = look_up(known, names);
        bool dates = what->dates, authors = what->authors;
        tried += dates || authors;
        if (authors && trust_at(p, n->start) >= 55)
            dli_author_element(r, node);
        if (dates)
            see_element(r, p, node, names);
    }
}

/* ---- Lines --------------------------------------------------------------- */

/* "Ana Costa 21 May 2023, 11:00" */
static void names_before_date(dli_reader *r, const dl_text *line, dli_named_list *named)
{
    dli_date_hit hit;

    if (!dli_date_find(&r->style, line->bytes, 0, &hit))
        return;
    dl_text before =
        dli_text_trim(r->arena, dli_text_part(r->arena, line, (dl_span){ 0, hit.at.start }));
    if (dli_is_names(before.bytes))
        dli_names_split(r->arena, r->lang, before, DLI_BYLINE_AUTHOR, DLI_HOW_BYLINE, named);
}

/* The names and the date of a line that is a byline or a date line; else the date that
 * opens a line near the head of the content. */
static void see_line(dli_reader *r, const places *p, uint32_t i)
{
    const dli_raw_block *b = &r->blocks.list.ptr[i];
    dli_line_role role = b->words > MOST_WORDS ? DLI_LINE_BODY : dli_own_role(r, i);
    uint8_t trust = trust_at(p, start_of(&b->text));
    dli_named_list named = { 0 };

    if ((role == DLI_LINE_BYLINE || role == DLI_LINE_DATE) && trust > 45)
        dli_byline_read(r->arena, r->lang, b->text, DLI_BYLINE_NONE, DLI_HOW_BYLINE, &named);
    if (role == DLI_LINE_DATE && trust > 55) {
        dli_names_beside(r->arena, r->lang, &b->text, DLI_HOW_BYLINE, &named);
        if (named.count == 0)
            names_before_date(r, &b->text, &named);
    }
    for (size_t k = 0; k < named.count; k++) {
        dli_people *lists[] = { NULL,
                                &r->seen.authors,
                                &r->seen.editors,
                                &r->seen.translators,
                                &r->seen.contributors,
                                NULL,
                                NULL };
        if (lists[named.ptr[k].role] != NULL)
            dli_see_person(r->arena, lists[named.ptr[k].role], named.ptr[k].person);
    }
    if (role == DLI_LINE_BYLINE || role == DLI_LINE_DATE) {
        see_dates(r, DL_STR(""), &b->text, DLI_HOW_BYLINE, trust);
    } else if (trust > 20 && role != DLI_LINE_TERMS) {
        dl_str head = b->text.bytes;
        dli_date_hit hit;
        if (head.len > HEAD_BYTES + DATE_BYTES)
            head.len = dli_utf8_cut(head.ptr, HEAD_BYTES + DATE_BYTES);
        if (dli_date_find(&r->style, head, 0, &hit) && hit.at.start < HEAD_BYTES &&
            hit.when.year != 0 && hit.when.precision >= DLI_WHEN_DAY)
            dli_see_date(r->arena, &r->seen, &r->style,
                         dli_text_part(r->arena, &b->text, hit.at), DLI_HOW_TEXT,
                         DLI_ROLE_UNKNOWN, (uint8_t)(trust / 2 + (b->words < 20 ? 8 : 0)));
    }
}

static void see_lines(dli_reader *r, const places *p)
{
    unsigned tried = 0;

    for (uint32_t i = 0; i < r->blocks.list.count && tried < MAX_TRIED; i++) {
        const dli_raw_block *b = &r->blocks.list.ptr[i];
        uint32_t at = start_of(&b->text);
        bool foot = (b->marks & DLI_LOOKS_FOOT) != 0 || i + 8 > r->blocks.list.count;
        if ((at + AROUND < p->first &&
             !is_shortly_before(
                 p, at, p->headline != 0 && p->headline < p->first ? p->headline : p->first)) ||
            (at > p->end + AROUND && !foot) || (b->kind == DLI_RAW_H && b->level == 1))
            continue;
        tried++;
        see_line(r, p, i);
    }
}

/* ---- Title and address --------------------------------------------------- */

static void see_title(dli_reader *r)
{
    for (size_t i = 0; i < r->seen.headlines.count; i++) {
        const dli_value *v = &r->seen.headlines.ptr[i];
        dli_date_hit hit;
        if (v->how == DLI_HOW_PAGE && dli_date_find(&r->style, v->text.bytes, 0, &hit) &&
            hit.when.year != 0 && hit.when.precision >= DLI_WHEN_DAY)
            dli_see_date(r->arena, &r->seen, &r->style,
                         dli_text_part(r->arena, &v->text, hit.at), DLI_HOW_TEXT,
                         DLI_ROLE_UNKNOWN, 44);
    }
}

/* ---- Last resorts -------------------------------------------------------- */

/* /2024/03/05/ or 2024-03-05 in an address: of the canonical link, whose bytes can be shown,
 * or the one that the page was saved from, which stands in the record. */
static void see_address(dli_reader *r)
{
    const dl_text links[] = { r->seen.canonical.text, { .bytes = r->input->url } };

    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        dli_date_hit hit;
        if (links[i].bytes.len == 0 || !dli_date_find(&r->style, links[i].bytes, 0, &hit) ||
            hit.when.year < 1995 || hit.when.precision != DLI_WHEN_DAY)
            continue;
        dli_see_date(r->arena, &r->seen, &r->style, dli_text_part(r->arena, &links[i], hit.at),
                     DLI_HOW_URL, DLI_ROLE_PUBLISHED, 70);
        return;
    }
}

/* "publishedAt":"2024-03-05T…" in what a page hands to its scripts, where nothing else says a
 * day: the first such value. */
static void see_scripts(dli_reader *r)
{
    static const dl_str keys[] = { { "datePublished", 13 }, { "publishedAt", 11 },
                                   { "published_at", 12 },  { "publishDate", 11 },
                                   { "createdAt", 9 },      { "created_at", 10 } };
    enum {
        BETWEEN = 16 /* bytes: quotation marks, escapes, a colon */,
        DAY = 10
    };
    dl_str source = r->page->source;

    for (size_t k = 0; k < sizeof keys / sizeof *keys && r->seen.dates.count == 0; k++) {
        size_t at = dli_find(source, keys[k], 0);
        if (at == DLI_NONE)
            continue;
        at += keys[k].len;
        size_t end = at + BETWEEN;
        while (at < source.len && at < end && !dli_is_digit(source.ptr[at]))
            at++;
        if (at + DAY > source.len)
            continue;
        dl_run run = { 0, { (uint32_t)at, (uint32_t)(at + DAY) } };
        dl_run *kept = dli_arena_take(r->arena, sizeof *kept);
        if (kept == NULL)
            return;
        *kept = run;
        dli_see_date(
            r->arena, &r->seen, &r->style,
            (dl_text){ .bytes = dli_slice(source, at, at + DAY), .runs = kept, .count = 1 },
            DLI_HOW_TEXT, DLI_ROLE_PUBLISHED, 35);
    }
}

void dli_shown_read(dli_reader *r)
{
    places p = find_places(r);

    see_elements(r, &p);
    see_lines(r, &p);
    dli_author_links(r, p.headline, p.first);
    if (dli_is_forum(r))
        dli_author_of_thread(r, p.headline);
    see_title(r);
    see_address(r);
    see_scripts(r);
}
