/* sections.c -- find the items of a page whose markup has no box for each of them.
 *
 * In:   blocks, the content among them
 * Out:  stretches of blocks that begin alike and are reports of their own
 *
 *   <h2> names, date, prose   <h2> names, date, prose      articles below each other
 *   <b>title</b> PLACE — …    <b>title</b> PLACE — …       news in brief
 *   <li>prose                 <li>prose                    a digest, where the page says so
 *
 * Sections of one article begin alike too. They are items only where each has names or a
 * date, a place or a sign of its own, or where the page calls itself a digest.
 */
#include "article/reader.h"

#include "article/body.h"
#include "article/openers.h"
#include "article/roles.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/utf8.h"

#include <unicode/uchar.h>

enum {
    TITLE_MOST = 20,   /* words of a headline                                     */
    BOLD_MOST = 15,    /* words of a bold line that is one                        */
    LED_MOST = 8,      /* words of a bold beginning that is one                   */
    HEAD_BLOCKS = 4,   /* blocks behind a headline that may tell of the item      */
    NEAR = 8,          /* blocks before the first item in which a digest is named */
    NAME_MOST = 14,    /* words of a line that names it                           */
    LEAST_DIGEST = 4,  /* items that make a digest                                */
    TRIED = 8,         /* kinds of beginnings that are looked into                */
    PLACE_MOST = 40,   /* bytes of the place in "Hardin. Two men …"               */
    HEADED_WORDS = 20, /* words of prose of an item with names or a date, on average */
    WHOLE_WORDS = 40,  /* … at least, of one outside the content                  */
    SHARE_DAYS = 50,   /* the same, of items with days                            */
    SHARE = 70,        /* per cent of the content's prose that the items hold     */
};

static const uint32_t aside = DLI_LOOKS_COMMENT | DLI_LOOKS_NAV | DLI_LOOKS_FOOT |
                              DLI_LOOKS_RELATED | DLI_LOOKS_SIDE | DLI_LOOKS_FORM |
                              DLI_LOOKS_HIDDEN | DLI_LOOKS_SHARE | DLI_LOOKS_COOKIE;

/* What the blocks of a group begin items with. */
typedef enum opening {
    NO_OPENING,
    HEADING,
    DAY, /* alone, of a list of terms or a table */
    BOLD_LINE,
    BOLD_WORDS, /* with which a paragraph begins              */
    TITLE,      /* a short block in a box of its own, by name */
    PARAGRAPH,  /* a long one, in a list or by its class      */
} opening;

typedef struct group {
    uint32_t count, first, last;
    uint8_t opening;
} group;

typedef struct finder {
    dli_reader *r;
    uint32_t first, end; /* the blocks looked at */
    bool whole;          /* all of the page, for articles below each other */
    DLI_VEC(group) groups;
    uint32_t *group_of; /* of each block, + 1 */
    dli_member *members;
    uint32_t count;
} finder;

/* What is known of the items that a group would make. */
typedef struct evidence {
    uint32_t dated;   /* items with a date below their headline */
    uint32_t headed;  /* … with a date or names                 */
    uint32_t ruled;   /* … with a rule before them              */
    uint32_t placed;  /* … that begin with a place                      */
    uint32_t signed_; /* … that end in a sign                           */
    uint32_t linked;  /* … whose headline is a link                     */
    uint32_t words;   /* of prose                                       */
    uint32_t least;   /* … of the item with the fewest                  */
    uint32_t thin;    /* items of less than two paragraphs              */
    uint32_t prose;   /* code points                                    */
} evidence;

bool dli_is_digest(const dli_reader *r, uint32_t i)
{
    for (size_t k = 0; k < r->seen.headlines.count; k++)
        if (dli_line_has(r->lang, r->seen.headlines.ptr[k].text.bytes, "digest"))
            return true;
    if (r->out->kind == DLI_KIND_ARTICLE)
        return false; /* "The essentials in brief" may stand above any article */
    for (uint32_t k = i > NEAR ? i - NEAR : 0; k < i; k++) {
        if (k > r->content.first && r->content.before[k] > r->content.before[r->content.first])
            break; /* the text has begun */
        const dli_raw_block *b = &r->blocks.list.ptr[k];
        bool apart =
            (b->kind == DLI_RAW_H && b->level <= 2) || b->bold || b->linked * 2 > b->chars;
        if (apart && b->words <= NAME_MOST && !(b->marks & (DLI_LOOKS_NAV | DLI_LOOKS_SHARE)) &&
            dli_line_has(r->lang, b->text.bytes, "digest"))
            return true;
    }
    return false;
}

/* ---- Beginnings ----------------------------------------------------------- */

/* A date stands not far below the heading. */
static bool is_dated(const dli_reader *r, uint32_t i)
{
    uint32_t end = (uint32_t)r->blocks.list.count;

    for (uint32_t k = i + 1; k < end && k <= i + HEAD_BLOCKS; k++) {
        const dli_raw_block *b = &r->blocks.list.ptr[k];
        if (b->kind == DLI_RAW_H || (dli_is_prose(b) && b->stop))
            return false;
        if (dli_role_of_block(r, k, false) == DLI_LINE_DATE)
            return true;
    }
    return false;
}

/* A day alone, in a <dt> or in the first cell of its row. */
static bool is_day(const dli_reader *r, uint32_t i)
{
    const dli_raw_block *b = &r->blocks.list.ptr[i];
    dli_when day;

    return (dli_is_tag(r->page, b->node, DLI_TAG_DT) || b->kind == DLI_RAW_CELL) &&
           dli_day_alone(&r->style, b->text.bytes, &day);
}

static opening opening_of(const finder *f, uint32_t i)
{
    const dli_reader *r = f->r;
    const dli_raw_block *b = &r->blocks.list.ptr[i];
    const dli_box *box = &r->blocks.boxes.ptr[b->box];
    bool alone = box->end - box->first == 1 && box->word_count > 0 && !b->paragraph;

    if (b->marks & aside)
        return NO_OPENING;
    if (f->whole)
        return b->kind == DLI_RAW_H && b->linked == 0 && is_dated(r, i) ? HEADING : NO_OPENING;
    if (b->kind == DLI_RAW_H)
        return HEADING;
    if (is_day(r, i))
        return DAY;
    if (b->bold && !b->stop && b->words <= BOLD_MOST)
        return BOLD_LINE;
    if (b->lead > 0 && dli_is_prose(b) && b->lead < b->text.bytes.len / 2)
        return BOLD_WORDS;
    if (alone && !b->stop && b->words >= 2 && b->words <= TITLE_MOST)
        return TITLE;
    return dli_is_prose(b) && (b->kind == DLI_RAW_LI || alone) ? PARAGRAPH : NO_OPENING;
}

/* What blocks that begin alike have in common. */
static dl_str key_of(const finder *f, uint32_t i, opening o, char out[96])
{
    const dli_reader *r = f->r;
    const dli_raw_block *b = &r->blocks.list.ptr[i];
    const dli_box *box = &r->blocks.boxes.ptr[b->box];
    size_t len = 0;

    out[len++] = (char)o;
    if (o == HEADING && !f->whole)
        out[len++] = (char)b->level;
    if (o == TITLE || o == PARAGRAPH) {
        dl_str classes = dli_attr_value(r->page, box->node, DLI_ATTR_CLASS, r->scratch), word;
        uint16_t tag = dli_node_at(r->page, box->node)->tag;
        memcpy(out + len, &tag, sizeof tag);
        len += sizeof tag;
        if (o == PARAGRAPH) {
            memcpy(out + len, &box->parent, sizeof box->parent);
            len += sizeof box->parent;
        }
        if (dli_next_word(&classes, &word))
            for (size_t k = 0; k < word.len && len < 90; k++)
                if (!dli_is_digit(word.ptr[k]))
                    out[len++] = word.ptr[k];
    }
    return (dl_str){ out, len };
}

static bool make_groups(finder *f)
{
    dli_reader *r = f->r;
    opening before = NO_OPENING;
    dli_map map;

    dli_map_init(&map, r->scratch);
    f->group_of = dli_arena_take(r->scratch, (r->blocks.list.count + 1) * sizeof(uint32_t));
    if (f->group_of == NULL)
        return false;
    for (uint32_t i = f->first; i < f->end; i++) {
        opening o = opening_of(f, i);
        char space[96];
        bool added, follows = o == BOLD_LINE && before == BOLD_LINE; /* the names below it */
        before = follows ? NO_OPENING : o;
        if (o == NO_OPENING || follows)
            continue;
        dl_str key = key_of(f, i, o, space);
        dli_map_slot *slot = dli_map_put_copy(&map, key, &added);
        if (slot == NULL)
            return false;
        if (added) {
            slot->value = (uint32_t)f->groups.count;
            if (!DLI_PUSH(r->scratch, &f->groups, (group){ .first = i, .opening = (uint8_t)o }))
                return false;
        }
        if (slot->value >= f->groups.count)
            return false;
        group *g = &f->groups.ptr[slot->value];
        g->count++;
        g->last = i;
        f->group_of[i] = slot->value + 1;
    }
    return true;
}

/* ---- Items ---------------------------------------------------------------- */

/* The last item ends with the box that holds all of them, or at a rule. */
static uint32_t end_of_run(const finder *f, const group *g)
{
    const dli_blocks *b = &f->r->blocks;
    uint32_t box = b->list.ptr[g->last].box, end;

    while (box != 0 && b->boxes.ptr[box].first > g->first)
        box = b->boxes.ptr[box].parent;
    end = b->boxes.ptr[box].end < f->end ? b->boxes.ptr[box].end : f->end;
    for (uint32_t i = g->last + 1; i < end; i++)
        if (b->list.ptr[i].ruled || (b->list.ptr[i].marks & (DLI_LOOKS_FOOT | DLI_LOOKS_SIDE)))
            return i;
    return end;
}

static bool has_prose(const dli_reader *r, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end; i++)
        if (dli_is_prose(&r->blocks.list.ptr[i]) && !(r->blocks.list.ptr[i].marks & aside))
            return true;
    return false;
}

/* An item goes no further than the box that holds it alone, or if there is none, the one that
 * it shares with the item before or behind it. */
static uint32_t end_of_member(const finder *f, uint32_t i, uint32_t before, uint32_t next)
{
    const dli_blocks *b = &f->r->blocks;
    uint32_t box = b->list.ptr[i].box, own = UINT32_MAX;

    for (; box != 0; box = b->boxes.ptr[box].parent) {
        const dli_box *x = &b->boxes.ptr[box];
        if ((before != UINT32_MAX && x->first <= before) || x->end > next)
            break;
        if (x->end - x->first > 1)
            own = x->end;
    }
    uint32_t end = own != UINT32_MAX ? own : b->boxes.ptr[box].end;
    return end < next ? end : next;
}

/* The items of a group; those without prose are none, and what stands in them is left out. */
static void make_members(finder *f, const group *g)
{
    uint32_t index = (uint32_t)(g - f->groups.ptr) + 1, end = end_of_run(f, g);

    f->count = 0;
    for (uint32_t i = g->first, next, before = UINT32_MAX; i < end; before = i, i = next) {
        for (next = i + 1; next < end && f->group_of[next] != index;)
            next++;
        uint32_t last = end_of_member(f, i, before, next);
        if (has_prose(f->r, i, last))
            f->members[f->count++] = (dli_member){ .first = i, .end = last };
    }
}

/* "Hardin. Two men …": a first sentence of no more than three words, all of them great. */
static bool has_place(dl_str s)
{
    size_t stop = dli_find_byte(s, '.', 0), words = 0, len;
    dl_str place, word;

    if (stop == DLI_NONE || stop > PLACE_MOST || stop + 2 >= s.len || s.ptr[stop + 1] != ' ')
        return false;
    place = dli_slice(s, 0, stop);
    while (dli_next_word(&place, &word)) {
        if (!u_isupper((UChar32)dli_utf8_get(word, 0, &len)))
            return false;
        words++;
    }
    return words >= 1 && words <= 3;
}

static void weigh(finder *f, const dli_member *m, evidence *e)
{
    dli_reader *r = f->r;
    const dli_raw_block *opener = &r->blocks.list.ptr[m->first];
    bool begun = false, placed = false, headed = false, dated = false;
    dl_str last = { "", 0 };
    uint32_t before = e->words, paragraphs = 0;

    for (uint32_t i = m->first; i < m->end; i++) {
        const dli_raw_block *b = &r->blocks.list.ptr[i];
        if (!begun && i > m->first && i <= m->first + HEAD_BLOCKS &&
            dli_is_head_line(r, i, m->first + 1, m->end)) {
            headed = true;
            dated = dated || dli_role_of_block(r, i, false) == DLI_LINE_DATE;
        }
        if (!dli_is_prose(b) || (b->marks & aside))
            continue;
        if (!begun)
            placed = dli_has_dateline(&r->style, b->text.bytes) || has_place(b->text.bytes);
        begun = true;
        e->words += b->words;
        paragraphs += b->paragraph && b->stop;
        e->prose += b->chars - b->linked;
        last = b->text.bytes;
    }
    e->least = e->words - before < e->least ? e->words - before : e->least;
    e->thin += paragraphs < 2;
    e->headed += headed;
    e->dated += dated;
    e->placed += placed;
    e->ruled += opener->ruled;
    e->linked += opener->linked * 2 > opener->chars;
    e->signed_ += dli_is_signed(last);
}

static bool most(const finder *f, uint32_t n, uint32_t of_ten)
{
    return n * 10 >= f->count * of_ten;
}

/* Between the articles of the group stand no headings like theirs without a date. */
static bool alike(const finder *f, const group *g)
{
    const dli_raw_block *blocks = f->r->blocks.list.ptr;

    for (uint32_t i = g->first; i < g->last; i++)
        if (blocks[i].kind == DLI_RAW_H && blocks[i].level <= blocks[g->last].level &&
            f->group_of[i] == 0 && !(blocks[i].marks & aside) && has_prose(f->r, i + 1, i + 2))
            return false;
    return true;
}

/* What the group makes of the page; OTHER: nothing. */
static uint8_t judge(finder *f, const group *g)
{
    dli_reader *r = f->r;
    const uint32_t *before = r->content.before;
    evidence e = { .least = UINT32_MAX };
    bool article = r->out->kind == DLI_KIND_ARTICLE;

    make_members(f, g);
    if (f->count < 2 || f->count * 10 < g->count * 7)
        return DLI_KIND_OTHER;
    for (uint32_t i = 0; i < f->count; i++)
        weigh(f, &f->members[i], &e);
    uint32_t lead = before[g->first] - before[f->first];
    uint32_t all = before[f->end] - before[f->first];
    uint32_t share = g->opening == DAY ? SHARE_DAYS : SHARE;
    if ((uint64_t)e.prose * 100 < (uint64_t)all * share || lead > e.prose / 2)
        return DLI_KIND_OTHER;
    if (f->whole)
        return alike(f, g) && g->opening == HEADING && e.dated == f->count && e.linked == 0 &&
                       e.thin == 0 && e.least >= WHOLE_WORDS
                   ? DLI_KIND_ITEMS
                   : DLI_KIND_OTHER;
    if (g->opening == HEADING || g->opening == BOLD_LINE) {
        bool begins = (uint64_t)lead * 10 < e.prose;
        bool own = e.dated == f->count ||
                   (!article && e.headed == f->count && e.ruled + 1 >= f->count);
        if (begins && own && e.linked == 0 && e.words >= f->count * HEADED_WORDS)
            return DLI_KIND_ITEMS;
        if (begins && !article && f->count > 2 &&
            (most(f, e.placed, 8) || most(f, e.signed_, 8)))
            return DLI_KIND_ITEMS;
    }
    if (g->opening == DAY && f->count > 2)
        return DLI_KIND_BULLETIN;
    if (f->count >= LEAST_DIGEST && dli_is_digest(r, g->first))
        return lead > 0 || article ? DLI_KIND_BULLETIN : DLI_KIND_ITEMS;
    return DLI_KIND_OTHER;
}

/* Look into the kinds of beginnings, in page order. */
static dl_status look(finder *f, dli_run *out)
{
    dli_reader *r = f->r;
    unsigned tried = 0;

    f->groups.count = 0;
    if (!make_groups(f))
        return dli_no_memory(r->err);
    f->members = dli_arena_take(r->scratch, (f->end - f->first + 1) * sizeof *f->members);
    if (f->members == NULL)
        return dli_no_memory(r->err);
    for (size_t k = 0; k < f->groups.count && tried < TRIED; k++) {
        const group *g = &f->groups.ptr[k];
        if (g->count < 2)
            continue;
        tried++;
        out->kind = judge(f, g);
        if (out->kind == DLI_KIND_OTHER)
            continue;
        out->members = f->members;
        out->count = f->count;
        out->named = dli_is_digest(r, g->first);
        out->titled = g->opening != PARAGRAPH && g->opening != BOLD_WORDS;
        out->led = g->opening == BOLD_WORDS;
        break;
    }
    return DL_OK;
}

/* Prose just before the content, which a list may have outweighed. */
static uint32_t lead_before(const dli_reader *r)
{
    uint32_t first = r->content.first;

    while (first > 0 && dli_is_prose(&r->blocks.list.ptr[first - 1]) &&
           !(r->blocks.list.ptr[first - 1].marks & aside))
        first--;
    return first;
}

dl_status dli_sections_find(dli_reader *r, dli_run *out)
{
    finder f = { .r = r, .first = lead_before(r), .end = r->content.end };

    *out = (dli_run){ 0 };
    DLI_TRY(look(&f, out));
    if (out->kind == DLI_KIND_BULLETIN)
        while (r->content.first > f.first)
            r->content.verdicts[--r->content.first] = DLI_IN;
    if (out->kind == DLI_KIND_OTHER) {
        f.first = 0;
        f.end = (uint32_t)r->blocks.list.count;
        f.whole = true;
        DLI_TRY(look(&f, out));
    }
    return r->scratch->dry ? dli_no_memory(r->err) : DL_OK;
}
