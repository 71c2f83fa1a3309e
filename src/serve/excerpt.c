/* excerpt.c -- the source of a page around some bytes, with those very bytes lit.
 *
 *   source   …<p>“<b>We waited</b> for the swell to drop,” said…
 *   at            [                                ]
 *   written  … CONTEXT bytes │ every byte of `at` in <a class="m x"> │ CONTEXT bytes …
 *
 * Nothing is decoded or left out between: what is lit is what was read.
 */
#include "base/str.h"
#include "base/utf8.h"
#include "serve/item.h"

enum {
    CONTEXT = 100,  /* bytes shown on either side                     */
    NEAR = 20,      /* of them in which a gap is looked for           */
    LONGEST = 3000, /* bytes of one window; the rest is said in words */
};

void dli_write_positions(dli_buf *out, dli_record_spans at)
{
    for (size_t i = 0; i < at.count; i++)
        dli_buf_print(out, "%s%u\xE2\x80\x93%u", i == 0 ? "bytes " : ", ", at.ptr[i].start,
                      at.ptr[i].end);
}

/* `at` with its surroundings, cut between words where there is a gap near by. */
static dl_span widen(dl_str source, dl_span at)
{
    size_t start = at.start > CONTEXT ? at.start - CONTEXT : 0;
    size_t end = at.end + CONTEXT < source.len ? at.end + CONTEXT : source.len;

    for (size_t i = 0; start > 0 && i < NEAR; i++)
        if (dli_is_space(source.ptr[start - 1 + i])) {
            start += i;
            break;
        }
    for (size_t i = 0; end < source.len && i < NEAR; i++)
        if (dli_is_space(source.ptr[end - i])) {
            end -= i;
            break;
        }
    return (dl_span){ (uint32_t)dli_utf8_cut(source.ptr, start),
                      (uint32_t)dli_utf8_cut(source.ptr, end) };
}

static void write_window(dli_item_view *view, dl_span window, const dli_lit_list *marks)
{
    uint32_t end = window.end;

    if (window.end - window.start > LONGEST)
        end = (uint32_t)dli_utf8_cut(view->source.ptr, window.start + LONGEST);
    if (window.start > 0)
        dli_html(view->out, "<i>\xE2\x80\xA6</i>");
    dli_lit_print(view->out, view->source, (dl_span){ window.start, end }, marks->ptr,
                  marks->count);
    if (end < window.end)
        dli_buf_print(view->out, "<i>\xE2\x80\xA6 %u more bytes</i>", window.end - end);
    else if (end < view->source.len)
        dli_html(view->out, "<i>\xE2\x80\xA6</i>");
}

void dli_write_excerpt(dli_item_view *view, dli_record_spans at, dli_lit_list *marks)
{
    dl_span window = { 0, 0 };

    dli_lit_sort(marks->ptr, marks->count);
    dli_html(view->out, "<pre class=\"bytes\" tabindex=\"0\">");
    for (size_t i = 0; i < at.count; i++) {
        if (at.ptr[i].end > view->source.len || at.ptr[i].start >= at.ptr[i].end)
            continue;
        dl_span next = widen(view->source, at.ptr[i]);
        if (window.end > 0 && next.start <= window.end && next.start >= window.start) {
            window.end = next.end > window.end ? next.end : window.end;
            continue;
        }
        if (window.end > 0)
            write_window(view, window, marks);
        window = next;
    }
    if (window.end > 0)
        write_window(view, window, marks);
    else
        dli_html(view->out, "<i>the saved bytes cannot be shown</i>");
    dli_html(view->out, "</pre>\n");
}
