/* text.c -- text that remembers where in the source each byte was read.
 *
 *   source   <p>Caf&eacute;   closed</p>
 *               │  │       │  │
 *   text     C a f é ␣ c l o s e d
 *   runs     0:[3,6) 3:[6,14) 5:[14,17) 6:[17,23)
 *
 * A run as long as its origin is a copy; any other stands for the whole of it.
 */
#include "text.h"

#include "str.h"
#include "utf8.h"

void dli_text_init(dli_text_out *out, dli_arena *arena)
{
    *out = (dli_text_out){ 0 };
    dli_buf_init(&out->bytes, arena);
}

static void add_run(dli_text_out *out, dl_str bytes, dl_span from)
{
    if (bytes.len == 0)
        return;
    if (!DLI_PUSH(out->bytes.arena, &out->runs,
                  (dl_run){ .at = (uint32_t)(out->bytes.len - out->start), .from = from }))
        out->bytes.failed = true;
    dli_buf_add(&out->bytes, bytes);
}

void dli_text_same(dli_text_out *out, dl_str bytes, uint32_t start)
{
    uint32_t end = start + (uint32_t)bytes.len;

    if (bytes.len == 0) /* makes no run: the last one must not go on from here */
        return;
    if (out->runs.count > out->first_run && out->flow == start && start > 0) {
        out->runs.ptr[out->runs.count - 1].from.end = end;
        dli_buf_add(&out->bytes, bytes);
    } else {
        add_run(out, bytes, (dl_span){ start, end });
    }
    out->flow = end;
}

void dli_text_raw(dli_text_out *out, dl_str source, dl_span span)
{
    dli_text_same(out, dli_cut(source, span), span.start);
}

void dli_text_made(dli_text_out *out, dl_str bytes, dl_span from)
{
    add_run(out, bytes, from);
    out->flow = 0;
}

void dli_text_gap(dli_text_out *out, dl_str bytes, uint32_t at)
{
    add_run(out, bytes, (dl_span){ at, at });
    out->flow = 0;
}

dl_text dli_text_done(dli_text_out *out)
{
    return dli_text_view(out, out->start, out->bytes.len - out->start, out->first_run,
                         out->runs.count - out->first_run);
}

void dli_text_begin(dli_text_out *out)
{
    out->start = out->bytes.len;
    out->first_run = out->runs.count;
    out->flow = 0;
}

dl_text dli_text_view(const dli_text_out *out, size_t start, size_t len, size_t run,
                      size_t runs)
{
    if (out->bytes.failed || len == 0)
        return (dl_text){ .bytes = { "", 0 } };
    return (dl_text){ { out->bytes.ptr + start, len }, out->runs.ptr + run, runs };
}

dl_text dli_text_of(dli_arena *arena, dl_str source, dl_span span)
{
    dl_run *run = dli_arena_take(arena, sizeof *run);

    if (run == NULL || span.start == span.end)
        return (dl_text){ .bytes = { "", 0 } };
    *run = (dl_run){ 0, span };
    return (dl_text){ dli_cut(source, span), run, 1 };
}

/* The run that holds byte `at`, which is inside the text. */
static size_t run_at(const dl_text *text, uint32_t at)
{
    size_t low = 0, high = text->count;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (text->runs[middle].at <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static uint32_t run_end(const dl_text *text, size_t i)
{
    return i + 1 < text->count ? text->runs[i + 1].at : (uint32_t)text->bytes.len;
}

/* What [start, end) of the text, inside run `i`, was read from. */
static dl_span origin_in_run(const dl_text *text, size_t i, uint32_t start, uint32_t end)
{
    const dl_run *run = &text->runs[i];

    if (run_end(text, i) - run->at != run->from.end - run->from.start)
        return run->from;
    return (dl_span){ run->from.start + (start - run->at), run->from.start + (end - run->at) };
}

void dli_text_append(dli_text_out *out, const dl_text *text)
{
    for (size_t i = 0; i < text->count; i++) {
        const dl_run *run = &text->runs[i];
        dl_str bytes = dli_slice(text->bytes, run->at, run_end(text, i));
        if (bytes.len == run->from.end - run->from.start)
            dli_text_same(out, bytes, run->from.start);
        else
            dli_text_made(out, bytes, run->from);
    }
}

bool dli_next_origin(const dl_text *text, dl_span *rest, dl_span *piece)
{
    bool found = false;

    if (text->count == 0)
        return false;
    for (size_t i = rest->start < rest->end ? run_at(text, rest->start) : text->count;
         i < text->count && rest->start < rest->end; i++) {
        uint32_t end = run_end(text, i) < rest->end ? run_end(text, i) : rest->end;
        dl_span from = origin_in_run(text, i, rest->start, end);
        if (from.start < from.end) {
            if (found && from.start != piece->end)
                return true;
            if (!found)
                *piece = from;
            piece->end = from.end;
            found = true;
        }
        rest->start = end;
    }
    return found;
}

dl_span dl_text_origin(const dl_text *text, dl_span span)
{
    dl_span all = { 0, 0 }, piece;
    bool any = false;

    if (span.end > text->bytes.len)
        span.end = (uint32_t)text->bytes.len;
    while (dli_next_origin(text, &span, &piece)) {
        if (!any || piece.start < all.start)
            all.start = piece.start;
        if (!any || piece.end > all.end)
            all.end = piece.end;
        any = true;
    }
    return all;
}

dl_text dli_text_part(dli_arena *arena, const dl_text *text, dl_span span)
{
    dl_text part = { dli_cut(text->bytes, span), NULL, 0 };
    dl_run *runs;

    if (span.start >= span.end || text->count == 0)
        return part;
    size_t first = run_at(text, span.start), last = run_at(text, span.end - 1);
    runs = dli_arena_take(arena, (last - first + 1) * sizeof *runs);
    if (runs == NULL)
        return (dl_text){ .bytes = { "", 0 } };
    for (size_t i = first; i <= last; i++) {
        uint32_t start = text->runs[i].at > span.start ? text->runs[i].at : span.start;
        uint32_t end = run_end(text, i) < span.end ? run_end(text, i) : span.end;
        runs[i - first] = (dl_run){ start - span.start, origin_in_run(text, i, start, end) };
    }
    part.runs = runs;
    part.count = last - first + 1;
    return part;
}

enum {
    SAMPLE = 128
};

bool dli_points_init(dli_points *points, dli_arena *arena, dl_str bytes)
{
    uint32_t *samples = dli_arena_take(arena, (bytes.len / SAMPLE + 1) * sizeof *samples);
    uint32_t count = 0;

    *points = (dli_points){ bytes, samples };
    if (samples == NULL)
        return false;
    for (size_t at = 0; at < bytes.len; at += SAMPLE) {
        size_t end = at + SAMPLE < bytes.len ? at + SAMPLE : bytes.len;
        samples[at / SAMPLE] = count;
        count += (uint32_t)dli_utf8_count(dli_slice(bytes, at, end));
    }
    if (bytes.len % SAMPLE == 0)
        samples[bytes.len / SAMPLE] = count;
    return true;
}

uint32_t dli_points_at(const dli_points *points, uint32_t at)
{
    size_t from = (size_t)at / SAMPLE * SAMPLE;

    return points->samples[at / SAMPLE] +
           (uint32_t)dli_utf8_count(dli_slice(points->bytes, from, at));
}
