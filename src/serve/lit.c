/* lit.c -- overlapping stretches as elements that do not overlap.
 *
 *   text     We waited for the swell to drop, said Ana Costa
 *   marks    [--------------------- s1 ---------------------]
 *                                               [-- p --]
 *   written  <a class="fact"><span class="m s">…said </span><span class="m s p">Ana Costa</span></a>
 *
 * A sweep from left to right keeps the marks that are open; wherever one opens or closes
 * a new span begins. Neighbours that lead to the same fact share one link.
 */
#include "serve/lit.h"

#include "base/str.h"
#include "serve/html.h"

#include <stdlib.h>

enum {
    DEPTH = 24
};

static int by_place(const void *a, const void *b)
{
    const dli_lit *x = a, *y = b;

    if (x->at.start != y->at.start)
        return x->at.start < y->at.start ? -1 : 1;
    if (x->at.end != y->at.end)
        return x->at.end > y->at.end ? -1 : 1;
    return (x->kind > y->kind) - (x->kind < y->kind);
}

void dli_lit_sort(dli_lit *marks, size_t count)
{
    if (count > 1)
        qsort(marks, count, sizeof *marks, by_place);
}

typedef struct sweep {
    dli_buf *out;
    dl_str text;
    const dli_lit *open[DEPTH];
    size_t depth;
    dl_str link; /* anchor of the fact whose link is open, or empty */
} sweep;

/* Where the next open mark closes, at most `end`. */
static uint32_t next_close(const sweep *now, uint32_t end)
{
    for (size_t i = 0; i < now->depth; i++)
        if (now->open[i]->at.end < end)
            end = now->open[i]->at.end;
    return end;
}

static void close_until(sweep *now, uint32_t at)
{
    size_t kept = 0;

    for (size_t i = 0; i < now->depth; i++)
        if (now->open[i]->at.end > at)
            now->open[kept++] = now->open[i];
    now->depth = kept;
}

/* Make the link to `anchor` the open one; empty: none. */
static void switch_link(sweep *now, dl_str anchor)
{
    if (dli_eq(now->link, anchor))
        return;
    if (now->link.len > 0)
        dli_html(now->out, "</a>");
    if (anchor.len > 0) {
        dli_html(now->out, "<a class=\"fact\" href=\"#");
        dli_html_part(now->out, anchor);
        dli_html(now->out, "\">");
    }
    now->link = anchor;
}

static void print_label(sweep *now, const dli_lit *mark)
{
    if (!mark->first || mark->label.len == 0)
        return;
    switch_link(now, (dl_str){ "", 0 });
    dli_html_wrap(now->out, "<sup id=\"m-", mark->anchor, "\"><a class=\"no\" href=\"#");
    dli_html_part(now->out, mark->anchor);
    dli_html_wrap(now->out, "\">", mark->label, "</a></sup>");
}

/* The innermost fact: of the open marks that lead somewhere, the shortest. */
static dl_str innermost(const sweep *now)
{
    const dli_lit *best = NULL;

    for (size_t i = 0; i < now->depth; i++) {
        const dli_lit *mark = now->open[i];
        if (mark->anchor.len > 0 &&
            (best == NULL || mark->at.end - mark->at.start < best->at.end - best->at.start))
            best = mark;
    }
    return best == NULL ? (dl_str){ "", 0 } : best->anchor;
}

static void print_classes(const sweep *now)
{
    static const char letters[] = "sifpcqldx";
    bool given[sizeof letters] = { false };

    dli_html(now->out, " class=\"m");
    for (size_t i = 0; i < now->depth; i++)
        given[now->open[i]->kind] = true;
    for (size_t kind = 0; letters[kind] != 0; kind++)
        if (given[kind]) {
            dli_buf_byte(now->out, ' ');
            dli_buf_byte(now->out, letters[kind]);
        }
    dli_html(now->out, "\"");
}

static void print_piece(sweep *now, dl_span at)
{
    if (at.start == at.end)
        return;
    switch_link(now, innermost(now));
    if (now->depth == 0) {
        dli_html_text(now->out, dli_cut(now->text, at));
        return;
    }
    dli_html(now->out, "<span");
    print_classes(now);
    dli_html_wrap(now->out, ">", dli_cut(now->text, at), "</span>");
}

void dli_lit_print(dli_buf *out, dl_str text, dl_span window, const dli_lit *marks,
                   size_t count)
{
    sweep now = { .out = out, .text = text, .link = { "", 0 } };
    uint32_t at = window.start;
    size_t next = 0;

    while (at < window.end) {
        for (; next < count && marks[next].at.start <= at; next++) {
            if (marks[next].at.end <= at)
                continue;
            if (marks[next].at.start == at)
                print_label(&now, &marks[next]);
            if (now.depth < DEPTH)
                now.open[now.depth++] = &marks[next];
        }
        uint32_t end = next_close(&now, window.end);
        if (next < count && marks[next].at.start < end)
            end = marks[next].at.start;
        print_piece(&now, (dl_span){ at, end });
        at = end;
        close_until(&now, at);
    }
    switch_link(&now, (dl_str){ "", 0 });
}
