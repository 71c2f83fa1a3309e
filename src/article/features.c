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
#include "base/error.h"
#include "base/hash.h"
#include "base/utf8.h"

#include <unicode/uchar.h>

enum {
    FAR = 99,  /* distance to prose where there is none   */
    HEAD = 24, /* bytes of a block looked for in JSON-LD  */
    MAX_JSON_BODY = 200000,
};

/* A row that is being filled. */
typedef struct seer {
    const dli_features *f;
    float *row;
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
        bars +=
            c == '|' || c == '>' || (c == '\xC2' && i + 1 < t.len && t.ptr[i + 1] == '\xB7');
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
        { DLI_FEATURE_looks_content, DLI_LOOKS_CONTENT },
        { DLI_FEATURE_looks_article, DLI_LOOKS_ARTICLE },
        { DLI_FEATURE_looks_main, DLI_LOOKS_MAIN },
        { DLI_FEATURE_looks_author, DLI_LOOKS_AUTHOR_BOX },
        { DLI_FEATURE_looks_lead, DLI_LOOKS_LEAD },
    };

    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++)
        set(s, looks[i].feature, (b->marks & looks[i].marks) != 0);
    set(s, DLI_FEATURE_kind, (float)b->kind);
    set(s, DLI_FEATURE_level, (float)b->level);
    set(s, DLI_FEATURE_paragraph, b->paragraph);
    set(s, DLI_FEATURE_bold, b->bold);
    set(s, DLI_FEATURE_depth, (float)s->f->depth[b->box]);
    set(s, DLI_FEATURE_alike_siblings, compress(s->f->siblings[b->box]));
    set(s, DLI_FEATURE_alike_page, compress(s->f->alike[b->box]));
}

static void set_tally(seer *s, dli_feature mean, const dli_tally *t)
{
    set(s, mean, t->count == 0 ? 0.0f : (float)t->sum / (float)t->count / 16.0f);
    set(s, mean + 1, (float)t->least / 16.0f);
    set(s, mean + 2, (float)t->most / 16.0f);
}

static void add_weight(dli_tally *t, int8_t weight)
{
    if (weight == 0)
        return;
    t->least = t->count == 0 || weight < t->least ? weight : t->least;
    t->most = t->count == 0 || weight > t->most ? weight : t->most;
    t->sum += weight;
    t->count++;
}

static void add_word(dli_tally *t, const dli_features *f, dli_word_group group, uint32_t hash)
{
    const int8_t *weight = f->words == NULL ? NULL : dli_weights_find(&f->words[group], hash);

    if (weight != NULL)
        add_weight(t, *weight);
}

static dli_tally weigh_text(const seer *s, dli_word_group group, dl_str text)
{
    uint32_t hashes[DLI_TEXT_WORDS];
    size_t count = dli_text_words(text, hashes);
    dli_tally t = { 0 };

    for (size_t i = 0; i < count; i++)
        add_word(&t, s->f, group, hashes[i]);
    return t;
}

static void see_words(seer *s, const dli_raw_block *b, uint32_t i)
{
    uint32_t parent = s->f->b->boxes.ptr[b->box].parent, heading = s->f->headings[i];
    dli_tally text = weigh_text(s, DLI_WORDS_TEXT, b->text.bytes);
    dli_tally above = { 0 };

    if (heading != UINT32_MAX)
        above = weigh_text(s, DLI_WORDS_HEADING, s->f->b->list.ptr[heading].text.bytes);
    set_tally(s, DLI_FEATURE_own_mean, &s->f->own[b->box]);
    set_tally(s, DLI_FEATURE_parent_mean, &s->f->parent[parent]);
    set_tally(s, DLI_FEATURE_above_mean, &s->f->above[parent]);
    set_tally(s, DLI_FEATURE_text_mean, &text);
    set_tally(s, DLI_FEATURE_heading_mean, &above);
    set(s, DLI_FEATURE_from_heading, heading == UINT32_MAX ? -1.0f : compress(i - heading));
    set(s, DLI_FEATURE_heading_level,
        heading == UINT32_MAX ? 0.0f : (float)s->f->b->list.ptr[heading].level);
}

/* Prose, links, blocks, size and part of the page of a box; DLI_FEATURE_COUNT for what the
 * list has not. */
static void see_box(seer *s, uint32_t box, const dli_feature columns[5])
{
    const dli_box *x = &s->f->b->boxes.ptr[box];
    uint32_t all = dli_box_chars(s->f->b, box);
    float values[5] = {
        share(dli_box_prose(s->f->b, box), all),
        share(s->f->linked_before[x->end] - s->f->linked_before[x->first], all),
        compress(x->end - x->first),
        compress(all),
        share(all, s->f->b->chars_before[s->f->b->list.count]),
    };

    for (size_t i = 0; i < 5; i++)
        if (columns[i] != DLI_FEATURE_COUNT)
            set(s, columns[i], values[i]);
}

/* Pictures on the page up to the end of a block; before the first there are none. */
static uint32_t pictures_to(const seer *s, int64_t block)
{
    const dli_blocks *b = s->f->b;

    return block < 0                         ? 0
           : block >= (int64_t)b->list.count ? b->pictures
                                             : b->list.ptr[block].pictures;
}

static void see_pictures(seer *s, uint32_t i)
{
    static const dli_feature columns[] = { DLI_FEATURE_box1_pictures, DLI_FEATURE_box2_pictures,
                                           DLI_FEATURE_box3_pictures };
    const dli_box *boxes = s->f->b->boxes.ptr;
    uint32_t box = s->f->b->list.ptr[i].box;
    int64_t at = i;

    set(s, DLI_FEATURE_pictures_before, compress(pictures_to(s, at) - pictures_to(s, at - 1)));
    set(s, DLI_FEATURE_pictures_behind, compress(pictures_to(s, at + 1) - pictures_to(s, at)));
    for (size_t k = 0; k < sizeof columns / sizeof *columns; k++) {
        int64_t first = boxes[box].first, end = boxes[box].end;
        set(s, columns[k], compress(pictures_to(s, end - 1) - pictures_to(s, first - 1)));
        box = boxes[box].parent;
    }
}

static void see_boxes(seer *s, const dli_raw_block *b)
{
    const dli_feature none = DLI_FEATURE_COUNT;
    const dli_box *boxes = s->f->b->boxes.ptr;
    uint32_t box = b->box, most = s->f->most[box];

    see_box(s, box,
            (const dli_feature[]){ DLI_FEATURE_box1_prose, DLI_FEATURE_box1_linked, none,
                                   DLI_FEATURE_box1_chars, DLI_FEATURE_box1_share });
    box = boxes[box].parent;
    see_box(s, box,
            (const dli_feature[]){ DLI_FEATURE_box2_prose, DLI_FEATURE_box2_linked,
                                   DLI_FEATURE_box2_blocks, DLI_FEATURE_box2_chars,
                                   DLI_FEATURE_box2_share });
    box = boxes[box].parent;
    see_box(s, box,
            (const dli_feature[]){ DLI_FEATURE_box3_prose, DLI_FEATURE_box3_linked,
                                   DLI_FEATURE_box3_blocks, DLI_FEATURE_box3_chars,
                                   DLI_FEATURE_box3_share });
    box = boxes[boxes[box].parent].parent;
    see_box(s, box,
            (const dli_feature[]){ none, DLI_FEATURE_box4_linked, none, DLI_FEATURE_box4_chars,
                                   DLI_FEATURE_box4_share });
    set(s, DLI_FEATURE_alike_above, compress(s->f->siblings[most]));
    set(s, DLI_FEATURE_alike_above_chars, compress(dli_box_chars(s->f->b, most)));
    set(s, DLI_FEATURE_alike_above_prose,
        share(dli_box_prose(s->f->b, most), dli_box_chars(s->f->b, most)));
}

/* ---- Place and neighbours ------------------------------------------------ */

static void see_neighbour(seer *s, int64_t at, dli_feature words, dli_feature linked,
                          dli_feature kind, dli_feature stop)
{
    bool there = at >= 0 && at < (int64_t)s->f->b->list.count;
    const dli_raw_block *b = there ? &s->f->b->list.ptr[at] : NULL;

    if (words != DLI_FEATURE_COUNT)
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
    see_neighbour(s, at - 2, none, DLI_FEATURE_before2_linked, none, none);
    see_neighbour(s, at + 1, DLI_FEATURE_behind1_words, DLI_FEATURE_behind1_linked,
                  DLI_FEATURE_behind1_kind, DLI_FEATURE_behind1_stop);
    see_neighbour(s, at + 2, DLI_FEATURE_behind2_words, none, none, none);
}

static void see_place(seer *s, uint32_t i)
{
    const dli_raw_block *b = &s->f->b->list.ptr[i];
    uint32_t count = (uint32_t)s->f->b->list.count;
    uint32_t at = b->text.count > 0 ? b->text.runs[0].from.start : 0;

    set(s, DLI_FEATURE_place, share(i, count));
    set(s, DLI_FEATURE_place_source, share(at, (uint32_t)s->f->r->page->source.len));
    set(s, DLI_FEATURE_repeated, compress(s->f->repeats[i] - 1));
    set(s, DLI_FEATURE_to_prose_before, (float)s->f->to_prose[0][i]);
    set(s, DLI_FEATURE_to_prose_behind, (float)s->f->to_prose[1][i]);
    set(s, DLI_FEATURE_prose_before,
        share(s->f->b->prose_before[i], s->f->b->prose_before[count]));
    int64_t distance = (int64_t)i - s->f->headline;
    set(s, DLI_FEATURE_from_headline,
        s->f->headline == count             ? -FAR
        : distance > FAR || distance < -FAR ? (distance > 0 ? FAR : -FAR)
                                            : (float)distance);
}

/* ---- Page ---------------------------------------------------------------- */

static float from_box(const dli_content *content, uint32_t i)
{
    return i < content->first  ? -compress(content->first - i)
           : i >= content->end ? compress(i + 1 - content->end)
                               : 0.0f;
}

/* What the page declares as its summary. */
static bool is_abstract(const dli_reader *r, const dli_raw_block *b)
{
    enum {
        MOST = 120 /* words */,
        TRIED = 8
    };

    for (size_t i = 0; i < r->seen.abstracts.count && i < TRIED && b->words <= MOST; i++)
        if (dli_same_words(r->seen.abstracts.ptr[i].text.bytes, b->text.bytes))
            return true;
    return false;
}

/* Whether the block's first bytes stand at the beginning of a word in the JSON-LD body. */
static float in_json_body(const dli_features *f, dl_str text)
{
    if (f->json_mask == 0 || text.len < HEAD)
        return -1.0f;
    uint32_t hash = (uint32_t)dli_hash(dli_slice(text, 0, HEAD)) | 1;
    for (uint32_t at = hash & f->json_mask; f->json_heads[at] != 0;
         at = (at + 1) & f->json_mask)
        if (f->json_heads[at] == hash)
            return 1.0f;
    return 0.0f;
}

static void see_page(seer *s, uint32_t i)
{
    const dli_features *f = s->f;
    const dli_reader *r = f->r;
    uint32_t count = (uint32_t)f->b->list.count, all = f->b->chars_before[count];

    set(s, DLI_FEATURE_rule, r->content.verdicts[i] == DLI_IN);
    set(s, DLI_FEATURE_in_box, i >= r->content.first && i < r->content.end);
    set(s, DLI_FEATURE_box_share, share(dli_box_chars(f->b, r->content.box), all));
    set(s, DLI_FEATURE_from_box, from_box(&r->content, i));
    set(s, DLI_FEATURE_in_json_body, in_json_body(f, f->b->list.ptr[i].text.bytes));
    set(s, DLI_FEATURE_is_title, i == f->headline);
    set(s, DLI_FEATURE_is_abstract, is_abstract(r, &f->b->list.ptr[i]));
    set(s, DLI_FEATURE_page_blocks, compress(count));
    set(s, DLI_FEATURE_page_prose, compress(f->b->prose_before[count]));
    set(s, DLI_FEATURE_page_linked, share(f->linked_before[count], all));
    set(s, DLI_FEATURE_page_type, f->page_type);
    set(s, DLI_FEATURE_page_alike, compress(f->most_siblings));
    set(s, DLI_FEATURE_page_articles, compress(f->articles));
}

/* ---- Making ready -------------------------------------------------------- */

/* Weights of the class words of each box, and of all above it. */
static void weigh_boxes(dli_features *f)
{
    for (uint32_t i = 0; i < f->b->boxes.count; i++) {
        const dli_box *box = &f->b->boxes.ptr[i];
        if (i > 0) {
            f->above[i] = f->above[box->parent];
            f->depth[i] =
                (uint8_t)(f->depth[box->parent] < 250 ? f->depth[box->parent] + 1 : 250);
        }
        for (uint32_t k = box->words; k < box->words + box->word_count; k++) {
            uint32_t hash = f->b->words.ptr[k];
            add_word(&f->own[i], f, DLI_WORDS_OWN, hash);
            add_word(&f->parent[i], f, DLI_WORDS_PARENT, hash);
            add_word(&f->above[i], f, DLI_WORDS_ABOVE, hash);
        }
        f->articles += dli_is_tag(f->r->page, box->node, DLI_TAG_ARTICLE);
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
    uint32_t *above = dli_arena_take(r->scratch, (count + 1) * sizeof *above),
             last = UINT32_MAX;

    for (uint32_t i = 0; i < count && above != NULL; i++) {
        above[i] = last;
        if (r->blocks.list.ptr[i].kind == DLI_RAW_H)
            last = i;
    }
    return above;
}

/* Boxes of one tag and first class word, on the page and under one parent. */
static bool count_alike(dli_features *f)
{
    dli_map page, siblings;
    bool added;
    uint64_t *keys = dli_arena_take(f->r->scratch, f->b->boxes.count * 2 * sizeof *keys);

    if (keys == NULL)
        return false;
    dli_map_init(&page, f->r->scratch);
    dli_map_init(&siblings, f->r->scratch);
    for (uint32_t i = 0; i < f->b->boxes.count; i++) {
        const dli_box *box = &f->b->boxes.ptr[i];
        uint32_t word = box->word_count > 0 ? f->b->words.ptr[box->words] : 0;
        keys[(size_t)i * 2] = (uint64_t)dli_node_at(f->r->page, box->node)->tag << 32 | word;
        keys[(size_t)i * 2 + 1] = box->parent;
        dli_map_slot *p =
            dli_map_put(&page, (dl_str){ (const char *)&keys[(size_t)i * 2], 8 }, &added);
        if (p == NULL)
            return false;
        p->value++;
        dli_map_slot *q =
            dli_map_put(&siblings, (dl_str){ (const char *)&keys[(size_t)i * 2], 16 }, &added);
        if (q == NULL)
            return false;
        q->value++;
    }
    for (uint32_t i = 0; i < f->b->boxes.count; i++) {
        uint32_t above = f->most[f->b->boxes.ptr[i].parent];
        f->alike[i] =
            dli_map_get(&page, (dl_str){ (const char *)&keys[(size_t)i * 2], 8 })->value;
        f->siblings[i] =
            dli_map_get(&siblings, (dl_str){ (const char *)&keys[(size_t)i * 2], 16 })->value;
        f->most[i] = i > 0 && f->siblings[i] < f->siblings[above] ? above : i;
        if (f->siblings[i] > f->most_siblings)
            f->most_siblings = f->siblings[i];
    }
    return true;
}

/* How often each block's text stands on the page. */
static bool count_repeats(dli_features *f)
{
    const dli_blocks *b = f->b;
    dli_map texts;
    bool added;

    dli_map_init(&texts, f->r->scratch);
    for (uint32_t i = 0; i < b->list.count; i++) {
        dli_map_slot *slot = dli_map_put(&texts, b->list.ptr[i].text.bytes, &added);
        if (slot == NULL)
            return false;
        slot->value++;
    }
    for (uint32_t i = 0; i < b->list.count; i++)
        f->repeats[i] = dli_map_get(&texts, b->list.ptr[i].text.bytes)->value;
    return true;
}

/* Distances to the prose before and behind. */
static void see_distances(dli_features *f)
{
    uint32_t count = (uint32_t)f->b->list.count;
    uint8_t away = FAR;

    for (uint32_t i = 0; i < count; i++) {
        f->to_prose[0][i] = away;
        away = dli_is_prose(&f->b->list.ptr[i]) ? 1 : (uint8_t)(away < FAR ? away + 1 : FAR);
    }
    away = FAR;
    for (uint32_t i = count; i-- > 0;) {
        f->to_prose[1][i] = away;
        away = dli_is_prose(&f->b->list.ptr[i]) ? 1 : (uint8_t)(away < FAR ? away + 1 : FAR);
    }
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

/* Hashes of the HEAD bytes at each word of the longest body that JSON-LD gives. */
static bool read_json_body(dli_features *f)
{
    const dli_values *bodies = &f->r->seen.bodies;
    dl_str body = DL_STR("");
    uint32_t slots = 64;

    for (size_t i = 0; i < bodies->count; i++)
        if (bodies->ptr[i].text.bytes.len > body.len)
            body = bodies->ptr[i].text.bytes;
    if (body.len < HEAD || body.len > MAX_JSON_BODY)
        return true;
    while (slots < body.len)
        slots *= 2;
    f->json_heads = dli_arena_take(f->r->scratch, slots * sizeof *f->json_heads);
    if (f->json_heads == NULL)
        return false;
    f->json_mask = slots - 1;
    for (size_t i = 0; i + HEAD <= body.len; i++) {
        if (i > 0 && !dli_is_space(body.ptr[i - 1]) && body.ptr[i - 1] != '>')
            continue;
        uint32_t hash = (uint32_t)dli_hash(dli_slice(body, i, i + HEAD)) | 1;
        uint32_t at = hash & f->json_mask;
        while (f->json_heads[at] != 0)
            at = (at + 1) & f->json_mask;
        f->json_heads[at] = hash;
    }
    return true;
}

dl_status dli_features_begin(const dli_reader *r, const dli_weights *words, dli_features *out)
{
    dli_arena *arena = r->scratch;
    size_t boxes = r->blocks.boxes.count, blocks = r->blocks.list.count;

    *out = (dli_features){ .r = r, .b = &r->blocks, .words = words };
    out->linked_before = dli_arena_take(arena, (blocks + 1) * sizeof(uint32_t));
    out->headings = dli_headings_above(r);
    out->repeats = dli_arena_take(arena, (blocks + 1) * sizeof(uint32_t));
    out->to_prose[0] = dli_arena_take(arena, blocks + 1);
    out->to_prose[1] = dli_arena_take(arena, blocks + 1);
    out->own = dli_arena_take(arena, boxes * sizeof(dli_tally));
    out->parent = dli_arena_take(arena, boxes * sizeof(dli_tally));
    out->above = dli_arena_take(arena, boxes * sizeof(dli_tally));
    out->alike = dli_arena_take(arena, boxes * sizeof(uint32_t));
    out->siblings = dli_arena_take(arena, boxes * sizeof(uint32_t));
    out->most = dli_arena_take(arena, boxes * sizeof(uint32_t));
    out->depth = dli_arena_take(arena, boxes);
    if (arena->dry)
        return dli_no_memory(r->err);
    for (size_t i = 0; i < blocks; i++)
        out->linked_before[i + 1] = out->linked_before[i] + r->blocks.list.ptr[i].linked;
    weigh_boxes(out);
    see_distances(out);
    out->headline = find_headline(r);
    out->page_type = type_of(r);
    if (!count_alike(out) || !count_repeats(out) || !read_json_body(out))
        return dli_no_memory(r->err);
    return DL_OK;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): written through the struct */
void dli_features_row(const dli_features *f, uint32_t block, float row[DLI_FEATURE_COUNT])
{
    const dli_raw_block *b = &f->b->list.ptr[block];
    seer s = { f, row };

    see_text(&s, b);
    see_element(&s, b);
    see_words(&s, b, block);
    see_boxes(&s, b);
    see_pictures(&s, block);
    see_neighbours(&s, block);
    see_place(&s, block);
    see_page(&s, block);
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
