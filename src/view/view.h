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
#include "base/hash.h"
#include "base/json_read.h"
#include "view/escape.h"

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

/* Whose keys records have (profile.def); jsonl and json only. */
typedef enum dli_profile {
    DLI_PROFILE_dateline, /* the record as it is */
    DLI_PROFILE_trafilatura,
    DLI_PROFILE_newspaper,
} dli_profile;

/* False, with *profile untouched, if there is no such profile. */
bool dli_profile_find(dl_str name, dli_profile *profile);

/* A stream of records being written. Zero but for `format` is a good start; the
 * caller's own storage. */
typedef struct dli_view {
    dli_format format;
    dli_profile profile;
    unsigned width; /* columns of text; 0: 80                                    */
    bool styled;    /* text: bold and dim by terminal sequences                  */
    bool own;       /* records come from this program, not a file: none is checked to be JSON */
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
dl_status dli_view_only(dli_arena *arena, dl_str record, dl_str id, dl_str *out, dl_error *err);

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

/* The value at a path of keys, "publisher.name", or 0. */
uint32_t dli_record_path(const dli_json *json, uint32_t value, dl_str path);

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
 * `text`, `name`, `value` or `caption`; of a list those of its elements, parted by ", ". */
dl_str dli_record_words(const dli_json *json, uint32_t value, dli_arena *arena);

/* dli_record_words() of member `key`. */
dl_str dli_record_get_words(const dli_json *json, uint32_t value, const char *key,
                            dli_arena *arena);

/* The entities of an item by their ids; map->arena is its memory. */
void dli_record_entities(const dli_json *json, uint32_t item, dli_map *entities);

/* Whom a source ("he", "the commentator") stands for: the name of the entity that is
 * its `resolved`, or else its `entity`, or else its words. */
dl_str dli_record_speaker(const dli_json *json, const dli_map *entities, uint32_t source,
                          dli_arena *arena);

/* The body of an item, to be cut by `in`, which counts code points. */
typedef struct dli_record_body {
    dl_str text;
    const uint32_t *samples; /* byte of every 64th code point */
    size_t points;           /* code points of the text       */
} dli_record_body;

dli_record_body dli_record_body_of(const dli_json *json, uint32_t item, dli_arena *arena);

/* The byte of code point `point`, or the end. Constant time. */
uint32_t dli_record_byte(const dli_record_body *body, uint32_t point);

/* The bytes of a span of code points; never beyond the end. */
dl_span dli_record_bytes(const dli_record_body *body, dl_span points);

/* A block of the body, as its `blocks` say; paragraphs where the record has none. */
typedef struct dli_record_block {
    dl_str kind;    /* p, h, li, quote, pre, table, editorNote */
    uint64_t level; /* of a heading, else 0                    */
    dl_span at;     /* bytes of the body                       */
} dli_record_block;

typedef struct dli_record_blocks {
    dli_record_block *ptr;
    size_t count;
} dli_record_blocks;

dli_record_blocks dli_record_blocks_of(const dli_json *json, uint32_t item,
                                       const dli_record_body *body, dli_arena *arena);

/* A figure of an incident. */
typedef struct dli_record_figure {
    dl_str what, bound, scope, of, text;
    bool has_value, has_min, has_max;
    uint64_t value, min, max;
} dli_record_figure;

dli_record_figure dli_record_figure_of(const dli_json *json, uint32_t figure, dli_arena *arena);

/* ---- References ----------------------------------------------------------- */

/* An item as others refer to it. Empty strings: nothing is said of it. */
typedef struct dli_citation {
    dl_str id, title;
    const dl_str *authors; /* as printed */
    size_t author_count;
    dl_str container;           /* the outlet */
    dl_str url;                 /* http or https */
    dl_str published, accessed; /* partial times */
    dl_str language, licence;
    dl_str excerpt; /* words of it, paragraphs parted by line ends */
    dl_str note;    /* by which right they are given */
} dli_citation;

/* Of an item of a record: its abstract is the excerpt. */
dli_citation dli_citation_of(const dli_json *json, uint32_t item, dli_arena *arena);

/* Append it as csl (one object), bibtex, ris, text, markdown or html; false, with nothing
 * appended, for other formats. out->arena is scratch, too. */
bool dli_citation_add(dli_buf *out, dli_format format, const dli_citation *citation);

/* ---- For people ---------------------------------------------------------- */

/* Append "at least 3", "200 to 250 vehicles", "about 40"; the words of the figure where
 * it has no number. */
void dli_figure_add(dli_buf *out, const dli_record_figure *figure);

/* Append a partial time with its parts set apart: 2024-03-05 17:40 +00:00. */
void dli_time_add(dli_buf *out, dl_str time);

/* Append a name of the record's vocabulary as words: "atLeast" as "at least". */
void dli_term_add(dli_buf *out, dl_str term);

/* Append one cell of RFC 4180, in quotation marks where needed. Unless `raw`, a cell that
 * a spreadsheet would compute gets an apostrophe in front (docs/formats/csv.md). */
void dli_csv_cell(dli_buf *out, dl_str cell, bool raw);

/* A link that may be followed: http or https, a host, and no space, control
 * character or quotation mark in it. */
bool dli_is_web_url(dl_str url);

#endif
