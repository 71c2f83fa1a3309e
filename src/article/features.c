/* features.c -- what the content model sees of a page's blocks.
 *
 * In:   blocks, boxes, what the rules said, what the page says of itself
 * Out:  a row of numbers for each block (features.def)
 *
 * The trainer reads the rows that this file makes, so the two cannot disagree.
 * Counts are compressed by log2 so that a tree finds its thresholds quickly; shares
 * lie in [0, 1]; "none" is -1.
 */
#include "article/features.h"

#include "article/choose.h"
#include "article/roles.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/utf8.h"

#include <unicode/uchar.h>

enum {
    FAR = 99,          /* distance to prose where there is none     */
    SHINGLE = 24,      /* bytes of a block looked for in JSON bodies */
};

/* Weights of some words: how many are known, their sum, the least and the most. */
typedef struct tally {
    uint32_t count;
    int32_t sum;
    int8_t least, most;
} tally;

typedef struct seer {
    dli_reader *r;
    const dli_blocks *b;
    float *row;           /* of the block being looked at */
    uint32_t *linked_before; /* [i]: linked code points of blocks before i */
    const dli_lexicon *lexicon; /* may be NULL */
    tally *own, *parent, *above; /* [box]: weights of its words, by group; of all above it */
    uint32_t *headings;   /* [block]: the heading above it, or UINT32_MAX */
    uint32_t *alike;      /* [box]: boxes of the page with its tag and first class */
    uint32_t *siblings;   /* [box]: … under the same parent */
    uint8_t *depth;       /* [box] */
    uint32_t headline;    /* block of the headline, or count */
    float page_type;
    dl_str json_body;
} seer;

/* log2(1 + n), in steps that are exact on every machine: a table of whole powers and
 * linear between them. */
static float compress(uint32_t n)
{
    uint32_t power = 0;

    n += 1;
    while (power < 31 && n >> (power + 1) != 0)
        power++;
    return (float)power + (float)(n - ((uint32_t)1 << power)) / (float)((uint32_t)1 << power);
}

static float share(uint32_t part, uint32_t whole)
{
    return whole == 0 ? 0.0f : (float)part / (float)whole;
}

static void set(seer *s, dli_feature feature, float value)
{
    s->row[feature] = value;
}

/* ---- Text ---------------------------------------------------------------- */

static void see_text(seer *s, const dli_raw_block *b)
{
    dl_str t = b->text.bytes;
    uint32_t commas = 0, digits = 0, capitals = 0, marks = 0, bars = 0;

    for (size_t i = 0; i < t.len; i++) {
        char c = t.ptr[i];
        commas += c == ',';
        digits += dli_is_digit(c);
        capitals += dli_is_upper(c);
        marks += c == '!' || c == '?' || c == '&' || c == '/' || c == '#' || c == '@';
        bars += c == '|' || c == '>' || (c == '\xC2' && i + 1 < t.len && t.ptr[i + 1] == '\xB7');
    }
    set(s, DLI_FEATURE_words, compress(b->words));
    set(s, DLI_FEATURE_chars, compress(b->chars));
    set(s, DLI_FEATURE_linked, share(b->linked, b->chars));
    set(s, DLI_FEATURE_word_length, share(b->chars, b->words));
    set(s, DLI_FEATURE_stop, b->stop);
    set(s, DLI_FEATURE_commas, share(commas, b->words));
    set(s, DLI_FEATURE_digits, share(digits, b->chars));
    set(s, DLI_FEATURE_capitals, share(capitals, b->chars));
    set(s, DLI_FEATURE_marks, share(marks, b->words));
    set(s, DLI_FEATURE_bars, share(bars, b->words));
    set(s, DLI_FEATURE_colon, dli_ends(t, DL_STR(":")));
    set(s, DLI_FEATURE_begins_small, t.len > 0 && t.ptr[0] >= 'a' && t.ptr[0] <= 'z');
    set(s, DLI_FEATURE_known, dli_known_share(t));
    set(s, DLI_FEATURE_role,
        b->words <= 40 ? (float)dli_line_role_of(s->r->lang, t, b->linked * 2 > b->chars) : -1.0f);
}

/* ---- Element and boxes --------------------------------------------------- */

static void see_element(seer *s, const dli_raw_block *b)
{
    static const struct {
        dli_feature feature;
        uint32_t marks;
    } looks[] = {
        { DLI_FEATURE_looks_nav, DLI_LOOKS_NAV },
        { DLI_FEATURE_looks_bad, DLI_LOOKS_SHARE | DLI_LOOKS_AD | DLI_LOOKS_COOKIE },
        { DLI_FEATURE_looks_related, DLI_LOOKS_RELATED },
        { DLI_FEATURE_looks_comment, DLI_LOOKS_COMMENT },
        { DLI_FEATURE_looks_side, DLI_LOOKS_SIDE },
        { DLI_FEATURE_looks_foot, DLI_LOOKS_FOOT },
        { DLI_FEATURE_looks_head, DLI_LOOKS_HEAD },
        { DLI_FEATURE_looks_form, DLI_LOOKS_FORM },
        { DLI_FEATURE_looks_hidden, DLI_LOOKS_HIDDEN },
        { DLI_FEATURE_looks_meta, DLI_LOOKS_META },
        { DLI_FEATURE_looks_caption, DLI_LOOKS_CAPTION },
        { DLI_FEATURE_looks_teaser, DLI_LOOKS_TEASER },
        { DLI_FEATURE_looks_content, DLI_LOOKS_CONTENT },
        { DLI_FEATURE_looks_article, DLI_LOOKS_ARTICLE },
        { DLI_FEATURE_looks_main, DLI_LOOKS_MAIN },
        { DLI_FEATURE_looks_author, DLI_LOOKS_AUTHOR_BOX },
        { DLI_FEATURE_looks_noscript, DLI_LOOKS_NOSCRIPT },
    };

    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++)
        set(s, looks[i].feature, (b->marks & looks[i].marks) != 0);
    set(s, DLI_FEATURE_kind, (float)b->kind);
    set(s, DLI_FEATURE_level, (float)b->level);
    set(s, DLI_FEATURE_paragraph, b->paragraph);
    set(s, DLI_FEATURE_depth, (float)s->depth[b->box]);
    set(s, DLI_FEATURE_alike_siblings, compress(s->siblings[b->box]));
    set(s, DLI_FEATURE_alike_page, compress(s->alike[b->box]));
}

static void set_tally(seer *s, dli_feature mean, const tally *t)
{
    set(s, mean, t->count == 0 ? 0.0f : (float)t->sum / (float)t->count / 16.0f);
    set(s, mean + 1, (float)t->least / 16.0f);
    set(s, mean + 2, (float)t->most / 16.0f);
}

static void add_weight(tally *t, int8_t weight)
{
    if (weight == 0)
        return;
    t->least = t->count == 0 || weight < t->least ? weight : t->least;
    t->most = t->count == 0 || weight > t->most ? weight : t->most;
    t->sum += weight;
    t->count++;
}

static int8_t weight_of(const dli_lexicon *lexicon, dli_word_group group, uint32_t hash)
{
    if (lexicon == NULL || lexicon->slots[group] == 0)
        return 0;
    uint32_t mask = lexicon->slots[group] - 1;
    for (uint32_t at = hash & mask; lexicon->hashes[group][at] != 0; at = (at + 1) & mask)
        if (lexicon->hashes[group][at] == hash)
            return lexicon->weights[group][at];
    return 0;
}

static tally weigh_text(const seer *s, dli_word_group group, dl_str text)
{
    uint32_t hashes[DLI_TEXT_WORDS];
    size_t count = dli_text_words(text, hashes);
    tally t = { 0 };

    for (size_t i = 0; i < count; i++)
        add_weight(&t, weight_of(s->lexicon, group, hashes[i]));
    return t;
}

static void see_words(seer *s, const dli_raw_block *b, uint32_t i)
{
    uint32_t parent = s->b->boxes.ptr[b->box].parent, heading = s->headings[i];
    tally text = weigh_text(s, DLI_WORDS_TEXT, b->text.bytes);
    tally above = { 0 };

    if (heading != UINT32_MAX)
        above = weigh_text(s, DLI_WORDS_HEADING, s->b->list.ptr[heading].text.bytes);
    set_tally(s, DLI_FEATURE_own_mean, &s->own[b->box]);
    set_tally(s, DLI_FEATURE_parent_mean, &s->parent[parent]);
    set_tally(s, DLI_FEATURE_above_mean, &s->above[parent]);
    set_tally(s, DLI_FEATURE_text_mean, &text);
    set_tally(s, DLI_FEATURE_heading_mean, &above);
    set(s, DLI_FEATURE_from_heading,
        heading == UINT32_MAX ? -1.0f : compress(i - heading));
    set(s, DLI_FEATURE_heading_level,
        heading == UINT32_MAX ? 0.0f : (float)s->b->list.ptr[heading].level);
}

static void see_box(seer *s, uint32_t box, dli_feature prose, dli_feature linked,
                    dli_feature blocks, dli_feature chars)
{
    const dli_box *x = &s->b->boxes.ptr[box];
    uint32_t all = dli_box_chars(s->b, box);

    if (prose != DLI_FEATURE_COUNT)
        set(s, prose, share(dli_box_prose(s->b, box), all));
    set(s, linked, share(s->linked_before[x->end] - s->linked_before[x->first], all));
    if (blocks != DLI_FEATURE_COUNT)
        set(s, blocks, compress(x->end - x->first));
    set(s, chars, compress(all));
}

static void see_boxes(seer *s, const dli_raw_block *b)
{
    uint32_t box = b->box;

    see_box(s, box, DLI_FEATURE_box1_prose, DLI_FEATURE_box1_linked, DLI_FEATURE_box1_blocks,
            DLI_FEATURE_box1_chars);
    box = s->b->boxes.ptr[box].parent;
    see_box(s, box, DLI_FEATURE_box2_prose, DLI_FEATURE_box2_linked, DLI_FEATURE_box2_blocks,
            DLI_FEATURE_box2_chars);
    box = s->b->boxes.ptr[box].parent;
    see_box(s, box, DLI_FEATURE_box3_prose, DLI_FEATURE_box3_linked, DLI_FEATURE_box3_blocks,
            DLI_FEATURE_box3_chars);
    box = s->b->boxes.ptr[s->b->boxes.ptr[box].parent].parent;
    see_box(s, box, DLI_FEATURE_COUNT, DLI_FEATURE_box4_linked, DLI_FEATURE_COUNT,
            DLI_FEATURE_box4_chars);
}

/* ---- Place and neighbours ------------------------------------------------ */

static void see_neighbour(seer *s, int64_t at, dli_feature words, dli_feature linked,
                          dli_feature kind, dli_feature stop)
{
    bool there = at >= 0 && at < (int64_t)s->b->list.count;
    const dli_raw_block *b = there ? &s->b->list.ptr[at] : NULL;

    set(s, words, there ? compress(b->words) : -1.0f);
    if (linked != DLI_FEATURE_COUNT)
        set(s, linked, there ? share(b->linked, b->chars) : -1.0f);
    if (kind != DLI_FEATURE_COUNT) {
        set(s, kind, there ? (float)b->kind : -1.0f);
        set(s, stop, there && b->stop);
    }
}

static void see_neighbours(seer *s, uint32_t i)
{
    const dli_feature none = DLI_FEATURE_COUNT;
    int64_t at = i;

    see_neighbour(s, at - 1, DLI_FEATURE_before1_words, DLI_FEATURE_before1_linked,
                  DLI_FEATURE_before1_kind, DLI_FEATURE_before1_stop);
    see_neighbour(s, at - 2, DLI_FEATURE_before2_words, DLI_FEATURE_before2_linked, none, none);
    see_neighbour(s, at - 3, DLI_FEATURE_before3_words, none, none, none);
    see_neighbour(s, at + 1, DLI_FEATURE_behind1_words, DLI_FEATURE_behind1_linked,
                  DLI_FEATURE_behind1_kind, DLI_FEATURE_behind1_stop);
    see_neighbour(s, at + 2, DLI_FEATURE_behind2_words, DLI_FEATURE_behind2_linked, none, none);
    see_neighbour(s, at + 3, DLI_FEATURE_behind3_words, none, none, none);
}

static void see_place(seer *s, uint32_t i)
{
    const dli_raw_block *b = &s->b->list.ptr[i];
    uint32_t count = (uint32_t)s->b->list.count;
    uint32_t at = b->text.count > 0 ? b->text.runs[0].from.start : 0;

    set(s, DLI_FEATURE_place, share(i, count));
    set(s, DLI_FEATURE_place_source, share(at, (uint32_t)s->r->page->source.len));
    set(s, DLI_FEATURE_prose_before, share(s->b->prose_before[i], s->b->prose_before[count]));
    int64_t distance = (int64_t)i - s->headline;
    set(s, DLI_FEATURE_from_headline,
        s->headline == count                ? -FAR
        : distance > FAR || distance < -FAR ? (distance > 0 ? FAR : -FAR)
                                            : (float)distance);
}

/* ---- Page ---------------------------------------------------------------- */

static void see_page(seer *s, uint32_t i)
{
    const dli_reader *r = s->r;
    const dli_raw_block *b = &s->b->list.ptr[i];
    uint32_t count = (uint32_t)s->b->list.count, all = s->b->chars_before[count];
    dl_str head = b->text.bytes.len > SHINGLE ? dli_slice(b->text.bytes, 0, SHINGLE) : b->text.bytes;

    set(s, DLI_FEATURE_rule, r->content.verdicts[i] == DLI_IN);
    set(s, DLI_FEATURE_in_box, i >= r->content.first && i < r->content.end);
    set(s, DLI_FEATURE_box_share, share(dli_box_chars(s->b, r->content.box), all));
    set(s, DLI_FEATURE_in_json_body,
        s->json_body.len == 0 || head.len < SHINGLE
            ? -1.0f
            : (dli_find(s->json_body, head, 0) != DLI_NONE ? 1.0f : 0.0f));
    set(s, DLI_FEATURE_is_title, i == s->headline);
    set(s, DLI_FEATURE_page_blocks, compress(count));
    set(s, DLI_FEATURE_page_prose, compress(s->b->prose_before[count]));
    set(s, DLI_FEATURE_page_linked, share(s->linked_before[count], all));
    set(s, DLI_FEATURE_page_type, s->page_type);
}

/* Distances to the prose before and behind, for all blocks, in two passes. */
static void see_distances(seer *s, dli_features *out)
{
    uint32_t count = (uint32_t)s->b->list.count, away = FAR;

    for (uint32_t i = 0; i < count; i++) {
        out->rows[i * DLI_FEATURE_COUNT + DLI_FEATURE_to_prose_before] = (float)away;
        away = dli_is_prose(&s->b->list.ptr[i]) ? 1 : away < FAR ? away + 1 : FAR;
    }
    away = FAR;
    for (uint32_t i = count; i-- > 0;) {
        out->rows[i * DLI_FEATURE_COUNT + DLI_FEATURE_to_prose_behind] = (float)away;
        away = dli_is_prose(&s->b->list.ptr[i]) ? 1 : away < FAR ? away + 1 : FAR;
    }
}

/* ---- Making ready -------------------------------------------------------- */

/* Weights of the class words of each box, and of all above it. */
static void weigh_boxes(seer *s)
{
    for (uint32_t i = 0; i < s->b->boxes.count; i++) {
        const dli_box *box = &s->b->boxes.ptr[i];
        if (i > 0) {
            s->above[i] = s->above[box->parent];
            s->depth[i] = (uint8_t)(s->depth[box->parent] < 250 ? s->depth[box->parent] + 1 : 250);
        }
        for (uint32_t k = box->words; k < box->words + box->word_count; k++) {
            uint32_t hash = s->b->words.ptr[k];
            add_weight(&s->own[i], weight_of(s->lexicon, DLI_WORDS_OWN, hash));
            add_weight(&s->parent[i], weight_of(s->lexicon, DLI_WORDS_PARENT, hash));
            add_weight(&s->above[i], weight_of(s->lexicon, DLI_WORDS_ABOVE, hash));
        }
    }
}

size_t dli_text_words(dl_str text, uint32_t hashes[DLI_TEXT_WORDS])
{
    size_t count = 0, at = 0, len;

    while (at < text.len) {
        uint32_t hash = 0x811C9DC5u, letters = 0;
        while (at < text.len) {
            uint32_t cp = dli_utf8_get(text, at, &len);
            at += len;
            if (cp < 0x80 ? !dli_is_alnum((char)cp) : !u_isalnum((UChar32)cp))
                break;
            hash = (hash ^ dli_fold_point(cp)) * 0x01000193u;
            letters++;
        }
        if (letters == 0)
            continue;
        if (count == DLI_TEXT_WORDS)
            return 0;
        hashes[count++] = hash == 0 ? 1 : hash;
    }
    return count;
}

uint32_t *dli_headings_above(const dli_reader *r)
{
    size_t count = r->blocks.list.count;
    uint32_t *above = dli_arena_take(r->scratch, (count + 1) * sizeof *above), last = UINT32_MAX;

    for (uint32_t i = 0; i < count && above != NULL; i++) {
        above[i] = last;
        if (r->blocks.list.ptr[i].kind == DLI_RAW_H)
            last = i;
    }
    return above;
}

/* Boxes of one tag and first class word, on the page and under one parent. */
static bool count_alike(seer *s)
{
    dli_map page, siblings;
    bool added;
    uint64_t *keys = dli_arena_take(s->r->scratch, s->b->boxes.count * 2 * sizeof *keys);

    if (keys == NULL)
        return false;
    dli_map_init(&page, s->r->scratch);
    dli_map_init(&siblings, s->r->scratch);
    for (uint32_t i = 0; i < s->b->boxes.count; i++) {
        const dli_box *box = &s->b->boxes.ptr[i];
        uint32_t word = box->word_count > 0 ? s->b->words.ptr[box->words] : 0;
        keys[(size_t)i * 2] = (uint64_t)dli_node_at(s->r->page, box->node)->tag << 32 | word;
        keys[i * 2 + 1] = box->parent;
        dli_map_slot *p = dli_map_put(&page, (dl_str){ (const char *)&keys[(size_t)i * 2], 8 }, &added);
        if (p == NULL)
            return false;
        p->value++;
        dli_map_slot *q = dli_map_put(&siblings, (dl_str){ (const char *)&keys[(size_t)i * 2], 16 }, &added);
        if (q == NULL)
            return false;
        q->value++;
    }
    for (uint32_t i = 0; i < s->b->boxes.count; i++) {
        s->alike[i] = dli_map_get(&page, (dl_str){ (const char *)&keys[(size_t)i * 2], 8 })->value;
        s->siblings[i] = dli_map_get(&siblings, (dl_str){ (const char *)&keys[(size_t)i * 2], 16 })->value;
    }
    return true;
}

/* How often each block's text stands on the page. */
static bool count_repeats(seer *s, dli_features *out)
{
    dli_map texts;
    bool added;

    dli_map_init(&texts, s->r->scratch);
    for (uint32_t i = 0; i < s->b->list.count; i++) {
        dli_map_slot *slot = dli_map_put(&texts, s->b->list.ptr[i].text.bytes, &added);
        if (slot == NULL)
            return false;
        slot->value++;
    }
    for (uint32_t i = 0; i < s->b->list.count; i++)
        out->rows[i * DLI_FEATURE_COUNT + DLI_FEATURE_repeated] =
            compress(dli_map_get(&texts, s->b->list.ptr[i].text.bytes)->value - 1);
    return true;
}

/* What the page says it is: 0 nothing, 1 article, 2 product, 3 forum, 4 other. */
static float type_of(const dli_reader *r)
{
    float type = 0;

    for (size_t i = 0; i < r->seen.types.count; i++) {
        dl_str t = r->seen.types.ptr[i].text.bytes;
        if (dli_find_nocase(t, DL_STR("forum"), 0) != DLI_NONE || dli_ends(t, DL_STR("QAPage")))
            return 3;
        if (dli_find_nocase(t, DL_STR("product"), 0) != DLI_NONE)
            return 2;
        if (dli_find_nocase(t, DL_STR("article"), 0) != DLI_NONE ||
            dli_find_nocase(t, DL_STR("posting"), 0) != DLI_NONE)
            type = 1;
        else if (type == 0)
            type = 4;
    }
    return type;
}

static uint32_t find_headline(const dli_reader *r)
{
    uint32_t first = (uint32_t)r->blocks.list.count;

    for (uint32_t i = 0; i < r->blocks.list.count; i++) {
        const dli_raw_block *b = &r->blocks.list.ptr[i];
        if (b->kind != DLI_RAW_H || b->level > 2)
            continue;
        for (size_t k = 0; k < r->seen.headlines.count && k < 8; k++)
            if (dli_same_words(b->text.bytes, r->seen.headlines.ptr[k].text.bytes))
                return i;
        if (b->level == 1 && first == r->blocks.list.count)
            first = i;
    }
    return first;
}

static bool make_ready(seer *s, const dli_lexicon *lexicon)
{
    dli_arena *arena = s->r->scratch;
    size_t boxes = s->b->boxes.count, blocks = s->b->list.count;

    s->linked_before = dli_arena_take(arena, (blocks + 1) * sizeof(uint32_t));
    s->lexicon = lexicon;
    s->own = dli_arena_take(arena, boxes * sizeof(tally));
    s->parent = dli_arena_take(arena, boxes * sizeof(tally));
    s->above = dli_arena_take(arena, boxes * sizeof(tally));
    s->headings = dli_headings_above(s->r);
    s->alike = dli_arena_take(arena, boxes * sizeof(uint32_t));
    s->siblings = dli_arena_take(arena, boxes * sizeof(uint32_t));
    s->depth = dli_arena_take(arena, boxes);
    if (arena->dry)
        return false;
    for (size_t i = 0; i < blocks; i++)
        s->linked_before[i + 1] = s->linked_before[i] + s->b->list.ptr[i].linked;
    weigh_boxes(s);
    s->headline = find_headline(s->r);
    s->page_type = type_of(s->r);
    for (size_t i = 0; i < s->r->seen.bodies.count; i++)
        if (s->r->seen.bodies.ptr[i].text.bytes.len > s->json_body.len)
            s->json_body = s->r->seen.bodies.ptr[i].text.bytes;
    if (s->json_body.len > 200000)
        s->json_body = DL_STR("");
    return count_alike(s);
}

dl_status dli_features_read(dli_reader *r, const dli_lexicon *lexicon, dli_features *out)
{
    seer s = { .r = r, .b = &r->blocks };
    size_t count = r->blocks.list.count;
    uint32_t most = 0;

    *out = (dli_features){ .count = count };
    out->rows = dli_arena_take(r->scratch, (count + 1) * DLI_FEATURE_COUNT * sizeof(float));
    if (out->rows == NULL || !make_ready(&s, lexicon) || !count_repeats(&s, out))
        return dli_no_memory(r->err);
    for (uint32_t i = 0; i < r->blocks.boxes.count; i++)
        most = s.siblings[i] > most ? s.siblings[i] : most;
    for (uint32_t i = 0; i < count; i++) {
        const dli_raw_block *b = &r->blocks.list.ptr[i];
        s.row = out->rows + (size_t)i * DLI_FEATURE_COUNT;
        see_text(&s, b);
        see_element(&s, b);
        see_words(&s, b, i);
        see_boxes(&s, b);
        see_neighbours(&s, i);
        see_place(&s, i);
        see_page(&s, i);
        set(&s, DLI_FEATURE_page_alike, compress(most));
    }
    see_distances(&s, out);
    return DL_OK;
}

const char *dli_feature_name(dli_feature feature)
{
    static const char *const names[] = {
#define FEATURE(name) #name,
#include "article/features.def"
#undef FEATURE
    };

    return feature < DLI_FEATURE_COUNT ? names[feature] : "";
}
