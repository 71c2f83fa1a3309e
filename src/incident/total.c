/* total.c -- one figure for those whom one word tells of.
 *
 *   eight children and a police officer were injured      9 wounded: 8 of them children, 1 an officer
 *   killed his wife and two guards. … In all, ten died    10 killed, 3 of them told of before
 *   five were shot, two of them died                      2 killed; 5 hit
 *
 * Only a list is added up, and what stands in it are its parts: what is counted in two places may be the
 * same people.
 */
#include "base/limits.h"
#include "incident/spot.h"

/* Whether a figure may stand in a list. */
static bool is_listed(const dli_figure *f)
{
    bool beings = f->what == DLI_FIGURE_KILLED || f->what == DLI_FIGURE_WOUNDED ||
                  f->what == DLI_FIGURE_MISSING || f->what == DLI_FIGURE_DETAINED;

    return beings && f->bound == DLI_BOUND_EXACT && f->has_value && f->parent == 0 && !f->sum &&
           !f->part && !f->named;
}

/* Nothing between two figures but a comma, an "and". */
static bool is_joined(const dli_parsed *p, const dli_figure *a, const dli_figure *b)
{
    uint32_t at = dli_word_from(p, a->in.end), from = at;

    if (b->in.start < a->in.end || a->what != b->what || a->scope != b->scope)
        return false;
    for (; at < p->words.count && p->words.ptr[at].in.start < b->in.start; at++)
        if (p->words.ptr[at].mark != (uint8_t)DLI_MARK_COMMA &&
            (dli_word_grammar(p, at) & DLI_GRAMMAR_and) == 0)
            return false;
    return at > from && at < from + 3;
}

/* "killed two. He then drove to the church and killed │ two more": those of a figure shortly before come to these. */
static bool is_added(const dli_parsed *p, const dli_figure *a, const dli_figure *b)
{
    enum {
        REACH = 2 /* sentences */
    };
    if (!b->extra || b->in.start < a->in.end || a->what != b->what || a->scope != b->scope)
        return false;
    size_t first = dli_sentence_at(p, dli_word_from(p, a->in.start)),
           last = dli_sentence_at(p, dli_word_from(p, b->in.start));
    return last <= first + REACH &&
           p->sentences.ptr[first].block == p->sentences.ptr[last].block;
}

/* Put the sum of the `count` figures whose indices are in `parts` before the first of them. */
static bool put_total(dli_arena *arena, dli_figures *all, const size_t *parts, size_t count)
{
    size_t from = parts[0];
    dli_figure total = all->ptr[from];

    total.value = 0;
    total.of = (dl_span){ 0, 0 };
    total.in.end = all->ptr[parts[count - 1]].in.end;
    for (size_t i = 0; i < count; i++)
        total.value += all->ptr[parts[i]].value;
    if (!DLI_PUSH(arena, all, total))
        return false;
    for (size_t i = all->count - 1; i > from; i--)
        all->ptr[i] = all->ptr[i - 1];
    all->ptr[from] = total;
    for (size_t i = 0; i < all->count; i++)
        if (all->ptr[i].parent > from)
            all->ptr[i].parent++;
    for (size_t i = 0; i < count; i++)
        all->ptr[parts[i] + 1].parent = (uint32_t)from + 1;
    return true;
}

/* "In all, ten died": those told of before are some of them. */
static void part_before(dli_figures *all, size_t at)
{
    const dli_figure *sum = &all->ptr[at];
    uint64_t told = 0;

    for (size_t i = 0; i < at; i++)
        if (is_listed(&all->ptr[i]) && all->ptr[i].what == sum->what &&
            all->ptr[i].scope == sum->scope)
            told += all->ptr[i].value;
    for (size_t i = 0; i < at && told <= sum->value; i++)
        if (is_listed(&all->ptr[i]) && all->ptr[i].what == sum->what &&
            all->ptr[i].scope == sum->scope)
            all->ptr[i].parent = (uint32_t)at + 1;
}

/* "Five were shot, two of them died": how many were hit, and two killed; the five are not all wounded, and the dead
 * are no part of the wounded. */
static void part_kinds(dli_figures *all)
{
    for (size_t i = 0; i < all->count; i++) {
        dli_figure *f = &all->ptr[i];
        dli_figure *whole = f->parent != 0 ? &all->ptr[f->parent - 1] : NULL;
        if (whole != NULL && whole->blow && f->what == DLI_FIGURE_KILLED)
            whole->what = DLI_FIGURE_OTHER;
    }
    for (size_t i = 0; i < all->count; i++) {
        dli_figure *f = &all->ptr[i];
        if (f->parent != 0 && f->what != all->ptr[f->parent - 1].what &&
            (f->what == DLI_FIGURE_KILLED || f->what == DLI_FIGURE_WOUNDED))
            f->parent = 0;
    }
}

bool dli_total_figures(dli_arena *arena, const dli_parsed *p, dli_figures *all)
{
    part_kinds(all);
    for (size_t i = 0; i + 1 < all->count && all->count < DLI_MAX_FIGURES; i++) {
        size_t parts[DLI_MAX_FIGURES] = { i }, count = 1;
        if (!is_listed(&all->ptr[i]))
            continue;
        for (size_t k = i + 1; k < all->count; k++) {
            const dli_figure *f = &all->ptr[k];
            if (is_listed(f) &&
                (is_joined(p, &all->ptr[parts[count - 1]], f) || is_added(p, &all->ptr[i], f)))
                parts[count++] = k;
        }
        if (count > 1 && !put_total(arena, all, parts, count))
            return false;
    }
    for (size_t i = 1; i < all->count; i++)
        if (all->ptr[i].sum && !all->ptr[i].part && all->ptr[i].parent == 0 &&
            all->ptr[i].has_value)
            part_before(all, i);
    return true;
}
