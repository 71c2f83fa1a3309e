/* format.h -- what a format is made of, inside view/. */
#ifndef DLI_FORMAT_H
#define DLI_FORMAT_H

#include "base/str.h"
#include "view/view.h"

/* A record being written. */
typedef struct dli_view_job {
    dli_view *view;
    dli_buf *out;
    dli_arena *scratch;
    dl_str record;
    dl_str source; /* may be empty */
    dli_json json; /* the record, parsed */
} dli_view_job;

/* Each format_<name>.c has one: dli_format_<name>. `begin` and `end` may be NULL. */
typedef struct dli_format_code {
    void (*begin)(dli_view *view, dli_buf *out);
    void (*page)(dli_view_job *job);
    void (*end)(dli_view *view, dli_buf *out);
} dli_format_code;

#define FORMAT(name, ending, what) extern const dli_format_code dli_format_##name;
#include "view/formats.def"
#undef FORMAT

/* Append the record as the view's profile has it: a flat object, or itself. */
void dli_profile_write(dli_view_job *job);

/* ---- Facts --------------------------------------------------------------- */

typedef enum dli_fact_kind {
    DLI_FACT_VALUE, /* a headline, an author, a date: what a key of the record says */
    DLI_FACT_ENTITY,
    DLI_FACT_STATEMENT,
    DLI_FACT_INCIDENT,
    DLI_FACT_FIGURE,
    DLI_FACT_CORRECTION,
    DLI_FACT_NOTE,
} dli_fact_kind;

/* One thing that a record says, with where it stands. */
typedef struct dli_fact {
    dli_fact_kind kind;
    const char *name;  /* "statement", "figure", or the key: "headline"    */
    dl_str id;         /* unique within the item: "s1", "headline", "author/2" */
    uint32_t item;     /* its item, or 0: of the page                      */
    uint32_t value;    /* the value itself                                 */
    uint32_t evidence; /* the object with its `at`: itself, or that of its key, or 0 */
    uint32_t owner;    /* of a figure: its incident                        */
} dli_fact;

typedef struct dli_fact_list {
    dli_fact *ptr;
    size_t count;
} dli_fact_list;

/* All facts of a record, page first, then item by item, in the order of their keys. */
dli_fact_list dli_fact_list_of(const dli_json *json, dli_arena *arena);

/* The words of a fact: its own, or those of the body that its `in` covers, stretches
 * parted by " … ". `body` is that of its item. */
dl_str dli_fact_words(const dli_json *json, const dli_fact *fact, const dli_record_body *body,
                      dli_arena *arena);

/* ---- Words --------------------------------------------------------------- */

/* The reason of a bad line in one sentence: "what (where); fix". Empty if the record is
 * that of a page. */
dl_str dli_error_words(const dli_json *json, dli_arena *arena);

/* "by Ana Costa, Li Wei; edited by …", or empty. */
dl_str dli_credits(const dli_json *json, uint32_t item, dli_arena *arena);

/* Append `text` as the words of one line of Markdown: white space and controls become single
 * spaces, and what could begin markup is escaped. */
void dli_markdown_add(dli_buf *out, dl_str text);

/* ---- citation.c ------------------------------------------------------------ */

/* The items of the record as references in csl, bibtex or ris. */
void dli_citations_add(dli_view_job *job, dli_format format);

#endif
