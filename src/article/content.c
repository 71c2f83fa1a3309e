/* content.c -- which blocks of a page are its content.
 *
 * In:   blocks with the marks of their boxes
 * Out:  a verdict for each
 *
 * First the box: the smallest that holds most of the page's prose outside
 * furniture. Then its blocks: prose is in, what stands between prose is judged by
 * its kind, its links and its neighbours. Plain rules: the floor that a learned
 * model has to beat.
 */
#include "article/content.h"

#include "base/error.h"

enum {
    BAD = DLI_LOOKS_NAV | DLI_LOOKS_SHARE | DLI_LOOKS_RELATED | DLI_LOOKS_COMMENT |
          DLI_LOOKS_AD | DLI_LOOKS_FORM | DLI_LOOKS_COOKIE | DLI_LOOKS_FOOT | DLI_LOOKS_HEAD |
          DLI_LOOKS_SIDE | DLI_LOOKS_HIDDEN | DLI_LOOKS_AUTHOR_BOX | DLI_LOOKS_NOSCRIPT,
    GOOD = DLI_LOOKS_ARTICLE | DLI_LOOKS_CONTENT,
    LEAST = 200,     /* code points of prose below which marks are not believed */
    MOST_SHARE = 70, /* per cent of the prose that the box must hold */
    ENOUGH = 600,    /* code points of a body that is called one */
    NEAR = 4,        /* blocks that a short one may stand from prose */
};

typedef struct chooser {
    const dli_blocks *b;
    uint32_t *before; /* out->before */
    uint32_t bad;     /* marks that count as furniture */
    bool article;
    dli_content *out;
} chooser;

static uint32_t mass(const chooser *c, uint32_t box)
{
    return c->before[c->b->boxes.ptr[box].end] - c->before[c->b->boxes.ptr[box].first];
}

static void weigh(chooser *c)
{
    for (size_t i = 0; i < c->b->list.count; i++) {
        const dli_raw_block *block = &c->b->list.ptr[i];
        bool counts = !(block->marks & c->bad) && dli_is_prose(block);
        c->before[i + 1] = c->before[i] + (counts ? block->chars - block->linked : 0);
    }
}

/* The deepest box that holds MOST_SHARE of the prose; boxes that do form a chain,
 * so the last in document order is it. An <article> or a box named as a body is
 * taken with less, if no other such holds nearly as much. */
static void choose_box(chooser *c)
{
    uint32_t all = mass(c, 0), best = 0, named = 0, second = 0;

    for (uint32_t i = 1; i < c->b->boxes.count; i++) {
        uint32_t m = mass(c, i);
        if ((uint64_t)m * 100 >= (uint64_t)all * MOST_SHARE)
            best = i;
        if (!(c->b->boxes.ptr[i].marks & GOOD))
            continue;
        bool inside = named != 0 && i < c->b->boxes.count &&
                      c->b->boxes.ptr[i].first >= c->b->boxes.ptr[named].first &&
                      c->b->boxes.ptr[i].end <= c->b->boxes.ptr[named].end;
        if (named == 0 || (inside && (uint64_t)m * 100 >= (uint64_t)mass(c, named) * 85)) {
            named = i;
        } else if (!inside) {
            if (m > mass(c, named)) {
                second = mass(c, named);
                named = i;
            } else if (m > second) {
                second = m;
            }
        }
    }
    bool much = (uint64_t)mass(c, named) * 100 >= (uint64_t)all * 40 ||
                (c->article && mass(c, named) >= ENOUGH);
    if (named != 0 && much && mass(c, named) > 3 * second)
        best = named;
    c->out->box = best;
    c->out->first = c->b->boxes.ptr[best].first;
    c->out->end = c->b->boxes.ptr[best].end;
}

/* End of the group of blocks of one kind that begins at `i`: a list, a table. */
static uint32_t group_end(const chooser *c, uint32_t i)
{
    uint8_t kind = c->b->list.ptr[i].kind;
    uint32_t end = i + 1;

    while (end < c->out->end && c->b->list.ptr[end].kind == kind)
        end++;
    return end;
}

/* A list or a table is in if it is not mostly links. */
static void judge_group(chooser *c, uint32_t first, uint32_t end)
{
    uint64_t chars = 0, linked = 0;
    uint32_t stops = 0;

    for (uint32_t i = first; i < end; i++) {
        chars += c->b->list.ptr[i].chars;
        linked += c->b->list.ptr[i].linked;
        stops += c->b->list.ptr[i].stop;
    }
    bool in =
        linked * 100 < chars * 40 || (stops * 2 > end - first && linked * 100 < chars * 60);
    for (uint32_t i = first; i < end; i++) {
        const dli_raw_block *block = &c->b->list.ptr[i];
        if (in && !(block->marks & c->bad) && block->linked * 10 < block->chars * 9)
            c->out->verdicts[i] = DLI_IN;
    }
}

static void judge_blocks(chooser *c)
{
    for (uint32_t i = c->out->first; i < c->out->end;) {
        const dli_raw_block *block = &c->b->list.ptr[i];
        uint32_t end = i + 1;
        if (block->kind == DLI_RAW_LI || block->kind == DLI_RAW_CELL ||
            block->kind == DLI_RAW_TERM) {
            end = group_end(c, i);
            judge_group(c, i, end);
        } else if (!(block->marks & c->bad) &&
                   (dli_is_prose(block) || block->kind == DLI_RAW_QUOTE ||
                    block->kind == DLI_RAW_PRE)) {
            c->out->verdicts[i] = DLI_IN;
        }
        i = end;
    }
}

static bool in_prose(const chooser *c, uint32_t i)
{
    return c->out->verdicts[i] == DLI_IN && dli_is_prose(&c->b->list.ptr[i]);
}

/* Short blocks between prose: in if they are no links and no captions. */
static void fill_gaps(chooser *c)
{
    uint32_t last = UINT32_MAX; /* the last block of prose */

    for (uint32_t i = c->out->first; i < c->out->end; i++) {
        const dli_raw_block *block = &c->b->list.ptr[i];
        if (in_prose(c, i)) {
            last = i;
            continue;
        }
        if (c->out->verdicts[i] == DLI_IN || block->kind == DLI_RAW_H ||
            block->kind == DLI_RAW_CAPTION ||
            (block->marks & (c->bad | DLI_LOOKS_META | DLI_LOOKS_CAPTION)) ||
            block->linked * 2 > block->chars)
            continue;
        bool near_before = last != UINT32_MAX && i - last <= NEAR, near_after = false;
        for (uint32_t k = i + 1; k < c->out->end && k - i <= NEAR; k++)
            near_after = near_after || in_prose(c, k);
        if ((near_before && near_after) ||
            ((near_before || near_after) && block->stop && block->words >= 4))
            c->out->verdicts[i] = DLI_IN;
    }
}

/* A heading is in if something of its section is. */
static void judge_headings(chooser *c)
{
    for (uint32_t i = c->out->end; i-- > c->out->first;) {
        const dli_raw_block *block = &c->b->list.ptr[i];
        if (block->kind != DLI_RAW_H || (block->marks & c->bad) ||
            block->linked * 2 > block->chars)
            continue;
        /* The section ends with the box around the heading: one above a form that is out
         * does not head what comes behind the form. */
        uint32_t around = c->b->boxes.ptr[c->b->boxes.ptr[block->box].parent].end;
        uint32_t until = around < c->out->end ? around : c->out->end;
        for (uint32_t k = i + 1; k < until && k <= i + 12; k++) {
            const dli_raw_block *next = &c->b->list.ptr[k];
            if (next->kind == DLI_RAW_H && next->level <= block->level)
                break;
            if (c->out->verdicts[k] == DLI_IN) {
                c->out->verdicts[i] = DLI_IN;
                break;
            }
        }
    }
}

dl_status dli_content_find(dli_arena *arena, const dli_blocks *blocks, bool article,
                           dli_content *out, dl_error *err)
{
    chooser c = { .b = blocks, .bad = BAD, .article = article, .out = out };

    *out = (dli_content){ 0 };
    out->verdicts = dli_arena_take(arena, blocks->list.count + 1);
    c.before = dli_arena_take(arena, (blocks->list.count + 1) * sizeof(uint32_t));
    if (out->verdicts == NULL || c.before == NULL)
        return dli_no_memory(err);
    out->before = c.before;
    weigh(&c);
    if (mass(&c, 0) < LEAST) { /* everything is marked: believe the text alone */
        c.bad = DLI_LOOKS_NAV | DLI_LOOKS_COOKIE | DLI_LOOKS_AD;
        weigh(&c);
    }
    choose_box(&c);
    judge_blocks(&c);
    fill_gaps(&c);
    judge_headings(&c);
    return DL_OK;
}
