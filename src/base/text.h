/* text.h -- text that remembers where in the source each byte was read. */
#ifndef DLI_TEXT_H
#define DLI_TEXT_H

#include "arena.h"
#include "buf.h"

/* ---- Making a text -------------------------------------------------------
 *
 * Appends never fail one by one: `failed` stays true and dli_text_done() gives
 * an empty text. */
typedef struct dli_text_out {
    dli_buf bytes;
    DLI_VEC(dl_run) runs;
    size_t start;     /* the text being made begins at this byte … */
    size_t first_run; /* … and this run */
    uint32_t flow;    /* where in the source the last run would go on; 0: nowhere */
} dli_text_out;

void dli_text_init(dli_text_out *out, dli_arena *arena);

/* The bytes of `source` at `span`, as they are. */
void dli_text_raw(dli_text_out *out, dl_str source, dl_span span);

/* `bytes` that equal the source from `start` on byte for byte, white space aside. */
void dli_text_same(dli_text_out *out, dl_str bytes, uint32_t start);

/* `bytes` made from `from` (an entity, folded white space). Must not be as long as
 * `from` unless it equals it, white space aside. */
void dli_text_made(dli_text_out *out, dl_str bytes, dl_span from);

/* `bytes` that stand nowhere in the source, put in at source byte `at`. */
void dli_text_gap(dli_text_out *out, dl_str bytes, uint32_t at);

/* Another text, with its runs. */
void dli_text_append(dli_text_out *out, const dl_text *text);

/* The text, in the arena. Borrowing `out` ends here. */
dl_text dli_text_done(dli_text_out *out);

/* Begin another text behind those made so far: many texts in one piece of memory,
 * which moves while it grows. Note `start`, `first_run` and the sizes of each, and
 * ask dli_text_view() for it when the last is made. */
void dli_text_begin(dli_text_out *out);
dl_text dli_text_view(const dli_text_out *out, size_t start, size_t len, size_t run,
                      size_t runs);

/* ---- Asking a text -------------------------------------------------------*/

/* The source bytes at `span` as a text of one run. */
dl_text dli_text_of(dli_arena *arena, dl_str source, dl_span span);

/* The part of `text` at `span`, as a text of its own. */
dl_text dli_text_part(dli_arena *arena, const dl_text *text, dl_span span);

/* The next stretch of source that *rest of the text was made from, stretches that
 * touch joined; *rest moves on. False when there is none left.
 *
 *     dl_span rest = span, piece;
 *     while (dli_next_origin(&text, &rest, &piece))
 *         …
 */
bool dli_next_origin(const dl_text *text, dl_span *rest, dl_span *piece);

/* ---- Code points ---------------------------------------------------------
 *
 * The record counts code points, we count bytes. A sample every so many bytes
 * makes the change constant time. */
typedef struct dli_points {
    dl_str bytes;
    const uint32_t *samples;
} dli_points;

/* False if the arena is dry. */
bool dli_points_init(dli_points *points, dli_arena *arena, dl_str bytes);

/* Code points before byte `at`. */
uint32_t dli_points_at(const dli_points *points, uint32_t at);

#endif
