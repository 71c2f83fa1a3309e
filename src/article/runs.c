/* runs.c -- find the items of a page that holds several.
 *
 * In:   boxes and blocks
 * Out:  boxes side by side that are alike and hold most of the page's prose
 *
 * Boxes are alike that have one parent, one tag and one first class. What they are
 * is told by what stands in them: headings, times, how much prose. An article must
 * never be cut in two: sections of one article have headings too, but no times and
 * no names of their own, so headings alone are no items.
 */
#include "article/reader.h"

#include "article/roles.h"
#include "base/error.h"
#include "base/hash.h"

enum {
    LEAST = 2,         /* boxes that make a run                                   */
    SHARE = 55,        /* per cent of the content's prose that the run must hold  */
    TEASER_WORDS = 45, /* words of prose that a teaser has at most, on average    */
    WHOLE_WORDS = 80,  /* words of prose that make a whole article, on average             */
    HEAD_BLOCKS = 4,   /* blocks of a box among which its heading and time stand  */
    BARE_SIGNATURE = 6 /* bytes of that of a box without a class                  */
};

typedef struct group {
    uint32_t parent;
    uint32_t count;
    uint32_t prose;    /* code points                                          */
    uint32_t words;    /* of prose                                             */
    uint32_t headed;   /* boxes that begin with a heading                      */
    uint32_t linked;   /* … which is a link                                    */
    uint32_t plain;    /* … and by its markup no heading                       */
    uint32_t timed;    /* boxes with a time or a date of their own             */
    uint32_t clocked;  /* boxes that begin with a time of day                  */
    uint32_t typed;    /* boxes that say they are articles                     */
    uint32_t articles; /* boxes that are <article>                            */
    uint32_t signed_;  /* boxes that end in a sign: (dpa), (kw)                */
} group;

typedef struct finder {
    dli_reader *r;
    DLI_VEC(group) groups;
    uint32_t *group_of; /* of each box, + 1 */
    bool anywhere;      /* boxes called <article> are alike whatever their parent */
} finder;

/* Prose outside furniture, code points. */
static uint32_t prose_of(const dli_reader *r, const dli_box *box)
{
    return r->content.before[box->end] - r->content.before[box->first];
}

/* Parent, tag and first class of a box, digits left out ("post-8141"). */
static dl_str signature(const dli_reader *r, const dli_box *box, uint32_t parent, char out[96])
{
    dl_str classes = dli_attr_value(r->page, box->node, DLI_ATTR_CLASS, r->scratch), word;
    size_t len = 0;
    uint16_t tag = dli_node_at(r->page, box->node)->tag;

    memcpy(out, &parent, sizeof parent);
    memcpy(out + 4, &tag, sizeof tag);
    len = BARE_SIGNATURE;
    if (dli_next_word(&classes, &word))
        for (size_t i = 0; i < word.len && len < 90; i++)
            if (!dli_is_digit(word.ptr[i]))
                out[len++] = word.ptr[i];
    return (dl_str){ out, len };
}

/* "18:20", "14:20 —": a time of day and little else. */
static bool is_clock(dl_str s)
{
    size_t digits = 0;

    while (digits < s.len && digits < 2 && dli_is_digit(s.ptr[digits]))
        digits++;
    return digits > 0 && s.len >= digits + 3 && s.len <= digits + 9 &&
           (s.ptr[digits] == ':' || s.ptr[digits] == '.' || s.ptr[digits] == 'h') &&
           dli_is_digit(s.ptr[digits + 1]) && dli_is_digit(s.ptr[digits + 2]);
}

static bool begins_with_clock(dl_str s)
{
    size_t space = dli_find_byte(s, ' ', 0);

    return is_clock(space == DLI_NONE ? s : dli_slice(s, 0, space));
}

static bool has_time(const dli_reader *r, dli_node root)
{
    for (dli_node n = root; n != 0; n = dli_walk(r->page, n, root, false))
        if (dli_is_tag(r->page, n, DLI_TAG_TIME))
            return true;
    return false;
}

/* The first block that is a heading, among the first of the box; UINT32_MAX if none. */
static uint32_t heading_of(const dli_reader *r, const dli_box *box)
{
    for (uint32_t i = box->first; i < box->end && i < box->first + HEAD_BLOCKS; i++) {
        const dli_raw_block *b = &r->blocks.list.ptr[i];
        if (b->kind == DLI_RAW_H || (b->bold && !b->stop && b->words <= 15) ||
            (b->linked * 10 >= b->chars * 9 && b->words >= 3 && b->words <= 25))
            return i;
        if (dli_is_prose(b))
            break;
    }
    return UINT32_MAX;
}

static void measure_box(const dli_reader *r, group *g, const dli_box *box)
{
    uint32_t heading = heading_of(r, box);
    bool timed = has_time(r, box->node);
    dl_str type = dli_attr_value(r->page, box->node, DLI_ATTR_ITEMTYPE, r->scratch);

    g->count++;
    if (heading != UINT32_MAX) {
        const dli_raw_block *b = &r->blocks.list.ptr[heading];
        g->headed++;
        g->linked += b->linked * 2 > b->chars;
        g->plain +=
            b->linked * 2 > b->chars && !b->bold && (b->kind != DLI_RAW_H || b->by_role);
    }
    for (uint32_t i = box->first; i < box->end; i++) {
        const dli_raw_block *b = &r->blocks.list.ptr[i];
        if (dli_is_prose(b) && !(b->marks & (DLI_LOOKS_COMMENT | DLI_LOOKS_NAV))) {
            g->prose += b->chars - b->linked;
            g->words += b->words;
        } else if (!timed && i < box->first + HEAD_BLOCKS && b->kind != DLI_RAW_H) {
            timed = dli_role_of_block(r, i, false) == DLI_LINE_DATE || is_clock(b->text.bytes);
        }
    }
    g->timed += timed;
    g->clocked += begins_with_clock(r->blocks.list.ptr[box->first].text.bytes);
    g->articles += dli_is_tag(r->page, box->node, DLI_TAG_ARTICLE);
    g->typed += dli_ends(type, DL_STR("Article"));
    g->signed_ += dli_is_signed(r->blocks.list.ptr[box->end - 1].text.bytes);
}

/* Whether a box above is in a group. */
static bool is_inside(const finder *f, uint32_t box)
{
    for (; box != 0; box = f->r->blocks.boxes.ptr[box].parent)
        if (f->group_of[box] != 0)
            return true;
    return false;
}

/* Furniture by the marks of its first block. */
static bool is_aside(const dli_reader *r, const dli_box *box)
{
    return (r->blocks.list.ptr[box->first].marks &
            (DLI_LOOKS_COMMENT | DLI_LOOKS_NAV | DLI_LOOKS_FOOT | DLI_LOOKS_RELATED |
             DLI_LOOKS_SIDE | DLI_LOOKS_AD | DLI_LOOKS_FORM | DLI_LOOKS_HIDDEN)) != 0;
}

/* Put boxes that hold blocks and are alike into groups. */
static bool make_groups(finder *f)
{
    dli_reader *r = f->r;
    dli_map map;

    f->groups.count = 0;
    dli_map_init(&map, r->scratch);
    f->group_of = dli_arena_take(r->scratch, r->blocks.boxes.count * sizeof *f->group_of);
    if (f->group_of == NULL)
        return false;
    for (uint32_t i = 1; i < r->blocks.boxes.count; i++) {
        const dli_box *box = &r->blocks.boxes.ptr[i];
        char space[96];
        bool added;
        if (box->first == box->end || dli_box_prose(&r->blocks, i) == 0)
            continue;
        if (f->anywhere && (!dli_is_tag(r->page, box->node, DLI_TAG_ARTICLE) ||
                            is_aside(r, box) || is_inside(f, box->parent)))
            continue;
        dl_str key = signature(r, box, f->anywhere ? 0 : box->parent, space);
        dli_map_slot *slot = dli_map_put_copy(&map, key, &added);
        if (slot == NULL)
            return false;
        if (added) {
            slot->value = (uint32_t)f->groups.count;
            if (!DLI_PUSH(r->scratch, &f->groups, (group){ .parent = box->parent }))
                return false;
        }
        f->group_of[i] = slot->value + 1;
        /* a slot that is not new has its group */
        f->groups.ptr[slot->value].count++; /* NOLINT(clang-analyzer-core.NullDereference) */
    }
    return true;
}

static bool says_type(const dli_reader *r, const char *word)
{
    for (size_t i = 0; i < r->seen.types.count; i++)
        if (dli_find_nocase(r->seen.types.ptr[i].text.bytes, dli_str(word), 0) != DLI_NONE)
            return true;
    return false;
}

/* The boxes are items by what stands in them. A link that is no heading makes only teasers. */
static bool makes_run(const group *g, bool live)
{
    bool named = g->headed * 10 >= g->count * 8, timed = g->timed * 10 >= g->count * 8;

    if (g->clocked * 10 >= g->count * 9 && g->count > 2)
        return true;
    if (live && g->count > 2 && (named || timed))
        return true;
    if (!named || (g->plain > 0 && (!timed || g->words >= g->count * TEASER_WORDS)))
        return false;
    return timed || g->typed * 10 >= g->count * 8 || g->signed_ * 10 >= g->count * 7 ||
           (g->linked * 10 >= g->count * 8 && g->count > 2);
}

/* The work of measuring is linear only for groups that do not nest, so only those that
 * hold most of the prose are measured: they form a chain no deeper than the tree, and
 * the deepest are looked at first. */
static const group *choose(finder *f, uint32_t *which)
{
    dli_reader *r = f->r;
    uint32_t all = prose_of(r, &r->blocks.boxes.ptr[0]);
    uint32_t *prose = dli_arena_take(r->scratch, (f->groups.count + 1) * sizeof *prose);
    unsigned tried = 0;

    if (prose == NULL)
        return NULL;
    for (uint32_t i = 1; i < r->blocks.boxes.count; i++)
        if (f->group_of[i] != 0)
            prose[f->group_of[i] - 1] += prose_of(r, &r->blocks.boxes.ptr[i]);
    for (size_t k = f->groups.count; k-- > 0 && tried < 4;) {
        group *g = &f->groups.ptr[k];
        if (g->count < LEAST || (uint64_t)prose[k] * 100 < (uint64_t)all * SHARE)
            continue;
        tried++;
        *g = (group){ .parent = g->parent };
        for (uint32_t i = 1; i < r->blocks.boxes.count; i++)
            if (f->group_of[i] == k + 1)
                measure_box(r, g, &r->blocks.boxes.ptr[i]);
        if (makes_run(g, says_type(r, "LiveBlog"))) {
            *which = (uint32_t)k;
            return g;
        }
    }
    return NULL;
}

/* What the group makes of the page; OTHER: it is one article all the same. A page that
 * says it is an article is one, unless its boxes say the same or bear times of day. */
static uint8_t kind_of(const dli_reader *r, const group *g)
{
    if (says_type(r, "LiveBlog") || g->clocked * 10 >= g->count * 9)
        return DLI_KIND_LIVEBLOG;
    bool wholes = g->linked == 0 && g->timed == g->count && g->words >= g->count * WHOLE_WORDS;
    if (says_type(r, "article") && g->typed * 10 < g->count * 8 && !wholes)
        return DLI_KIND_OTHER;
    if (g->linked * 10 >= g->count * 8 && g->words < g->count * TEASER_WORDS)
        return g->timed * 2 >= g->count || g->articles == g->count ? DLI_KIND_LISTING
                                                                   : DLI_KIND_OTHER;
    return DLI_KIND_ITEMS;
}

static bool mostly(uint32_t count, const group *g)
{
    return count * 10 >= g->count * 8;
}

/* Whether a box that stands elsewhere, or has no text, is an item like those of the group: the
 * lead of a front page and the pinned entry of a live blog stand in boxes of their own, and a
 * film has only a title. */
static bool is_cousin(const finder *f, const group *g, bool live, const dli_box *box,
                      dl_str key)
{
    const dli_reader *r = f->r;
    char space[96];
    group own = { 0 };

    if (box->first == box->end || is_aside(r, box) || key.len <= BARE_SIGNATURE)
        return false;
    dl_str other = signature(r, box, g->parent, space);
    if (!dli_eq(key, other))
        return false;
    measure_box(r, &own, box);
    return own.headed == 1 && (own.timed == 1 || !mostly(g->timed, g) || live) &&
           (own.linked == 1 || live);
}

/* Whether a box of the group is an item: not what stands before the first entry of a live blog, nor
 * an offer between teasers. */
static bool is_member(const dli_reader *r, const group *g, const dli_box *box,
                      const dli_run *run)
{
    group own = { 0 };

    if (run->kind == DLI_KIND_LISTING && mostly(g->timed, g) && mostly(g->linked, g)) {
        measure_box(r, &own, box);
        return own.timed + own.linked > 0;
    }
    return g->clocked * 10 < g->count * 9 || run->count > 0 ||
           begins_with_clock(r->blocks.list.ptr[box->first].text.bytes);
}

static bool add_members(const finder *f, const group *g, uint32_t which, dli_run *out)
{
    const dli_reader *r = f->r;
    const dli_boxes *boxes = &r->blocks.boxes;
    dli_member *members = dli_arena_take(r->scratch, boxes->count * sizeof *members);
    char space[96];
    dl_str key = { "", 0 };
    uint32_t behind = 0;
    bool live = out->kind == DLI_KIND_LIVEBLOG;

    for (uint32_t i = 1; i < boxes->count && key.len == 0; i++)
        if (f->group_of[i] == which + 1)
            key = signature(r, &boxes->ptr[i], g->parent, space);
    for (uint32_t i = 1; i < boxes->count && members != NULL; i++) {
        const dli_box *box = &boxes->ptr[i];
        if (f->group_of[i] == which + 1
                ? !is_member(r, g, box, out)
                : (out->kind != DLI_KIND_LISTING && !live) || box->first < behind ||
                      !is_cousin(f, g, live, box, key))
            continue;
        members[out->count++] = (dli_member){ box->first, box->end, box->node };
        behind = box->end;
    }
    out->members = members;
    return members != NULL;
}

dl_status dli_runs_find(dli_reader *r, dli_run *out)
{
    finder f = { .r = r };
    uint32_t which = 0;

    *out = (dli_run){ 0 };
    if (!make_groups(&f))
        return dli_no_memory(r->err);
    const group *g = choose(&f, &which);
    if (g == NULL && !r->scratch->dry) {
        f.anywhere = true;
        if (!make_groups(&f))
            return dli_no_memory(r->err);
        g = choose(&f, &which);
    }
    if (g == NULL)
        return r->scratch->dry ? dli_no_memory(r->err) : DL_OK;
    out->kind = kind_of(r, g);
    return add_members(&f, g, which, out) ? DL_OK : dli_no_memory(r->err);
}
