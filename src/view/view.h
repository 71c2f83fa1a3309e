/* view.h -- a record in the shape somebody asked for.
 *
 * In:   records as JSON (docs/formats/record.md), one a page
 * Out:  bytes of an output format, to be written as they are
 *
 * A format is one file, format_<name>.c, and one line of formats.def. Whatever
 * stands downstream of the record (formats, store, server) reads the JSON and
 * never sees the structs of the rooms that made it; what they all need for that
 * stands at the end.
 */
#ifndef DLI_VIEW_H
#define DLI_VIEW_H

#include "base/buf.h"
#include "base/json_read.h"

/* ---- Formats ------------------------------------------------------------- */

typedef enum dli_format {
#define FORMAT(name, ending, what) DLI_FORMAT_##name,
#include "view/formats.def"
#undef FORMAT
    DLI_FORMAT_COUNT
} dli_format;

typedef struct dli_format_info {
    const char *name;   /* as after --format         */
    const char *ending; /* of a file, without a dot  */
    const char *what;   /* for people, one line      */
} dli_format_info;

/* `format` below DLI_FORMAT_COUNT. */
const dli_format_info *dli_format_of(dli_format format);

/* False, with *format untouched, if there is no such format. */
bool dli_format_find(dl_str name, dli_format *format);

/* A stream of records being written. Zero but for `format` is a good start; the
 * caller's own storage. */
typedef struct dli_view {
    dli_format format;
    unsigned width; /* columns of text; 0: 80                                    */
    bool styled;    /* text: bold and dim by terminal sequences                  */
    bool raw;       /* csv: cells that a spreadsheet would compute stay as they are */
    size_t count;   /* parts (records, annotations) written; kept by the room    */
} dli_view;

/* What stands before the first record: "[", a row of column names, … */
void dli_view_begin(dli_view *view, dli_buf *out);

/* Append one record.
 *
 *   scratch  memory for the call; the caller resets it.
 *   record   one JSON object, or that of a bad line: {"id","file","error"}.
 *   source   what `at` counts in, or empty where it is not at hand; text then
 *            shows positions without the words that stand there.
 *
 * Fails with DL_ERR_FORMAT (no record) or DL_ERR_NOMEM; what was appended by then
 * must be thrown away. Linear time. */
dl_status dli_view_print(dli_view *view, dli_buf *out, dli_arena *scratch, dl_str record,
                         dl_str source, dl_error *err);

/* What stands behind the last record. */
void dli_view_end(dli_view *view, dli_buf *out);

/* The record with none but the item `id` in it, in `arena`: what to print where one
 * item was asked for. Fails with DL_ERR_FORMAT (no record, no such item) or
 * DL_ERR_NOMEM. */
dl_status dli_view_only(dli_arena *arena, dl_str record, dl_str id, dl_str *out,
                        dl_error *err);

/* ---- For terminals ------------------------------------------------------- */

/* Append `s` so that no terminal acts on it: C0, DEL, C1, line separators, bidi
 * controls and invisible characters are written as <1B> or <U+202E>, ill-formed
 * bytes as U+FFFD. The one way in which anything that was read reaches a terminal.
 * Line ends are escaped too: one line stays one. */
void dli_terminal_add(dli_buf *out, dl_str s);

/* The columns that dli_terminal_add() of `s` fills. */
size_t dli_terminal_width(dl_str s);

/* ---- Reading records ----------------------------------------------------- */

/* Parse a record. Fails with DL_ERR_FORMAT if it is not one JSON object. */
dl_status dli_record_read(dli_arena *arena, dl_str record, dli_json *json, dl_error *err);

/* The first element of the list that is member `key`, or 0; go on by `next`. */
uint32_t dli_record_list(const dli_json *json, uint32_t value, const char *key);

/* The stretches of member `key` ("at", "in"), which is [s,e] or [[s,e],…], in their
 * order; what is neither is left out. */
typedef struct dli_record_spans {
    const dl_span *ptr;
    size_t count;
} dli_record_spans;

dli_record_spans dli_record_span(const dli_json *json, uint32_t value, const char *key,
                                 dli_arena *arena);

/* From the first start to the last end; empty for no stretches. */
dl_span dli_record_cover(dli_record_spans spans);

/* The words of a value, for people: a string or number as it is; of an object its
 * `text`, `name` or `value`; of a list those of its elements, parted by ", ". */
dl_str dli_record_words(const dli_json *json, uint32_t value, dli_arena *arena);

/* dli_record_words() of member `key`. */
dl_str dli_record_get_words(const dli_json *json, uint32_t value, const char *key,
                            dli_arena *arena);

/* Whom a source ("he", "the commentator") stands for: the name of the entity that is
 * its `resolved`, or else its `entity`, or else its words. */
dl_str dli_record_speaker(const dli_json *json, uint32_t item, uint32_t source,
                          dli_arena *arena);

#endif
