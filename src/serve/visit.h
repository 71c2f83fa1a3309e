/* visit.h -- one request on its way to a page. */
#ifndef DLI_VISIT_H
#define DLI_VISIT_H

#include "serve/gate.h"
#include "serve/html.h"
#include "store/store.h"

typedef struct dli_visit {
    dli_store *store;
    dli_arena *arena; /* of this visit       */
    dli_request request;
    dli_buf out;      /* the page being written         */
    dl_str body;      /* what is sent, if it is not `out` */
    unsigned status;  /* 200 unless set                 */
    const char *type; /* NULL: a page                   */
    bool download;    /* never shown in place           */
    dl_str name;      /* of the download                */
} dli_visit;

/* A parameter of the query, decoded; empty if it is not there or no valid UTF-8. */
dl_str dli_visit_get(const dli_visit *visit, const char *name);

/* Segment `number` of the path, from 0; empty if there is none. */
dl_str dli_visit_segment(const dli_visit *visit, size_t number);

/* The rows of the parameter `page`, which counts from 1. */
dli_page_of dli_visit_page(const dli_visit *visit);

/* Links to the pages before and after, with the other parameters kept. */
void dli_visit_pager(dli_visit *visit, bool more);

/* ---- Routes -------------------------------------------------------------- */

/* Write the answer to visit->out. A failure becomes the page of an error. */
typedef dl_status dli_handler(dli_visit *visit, dl_error *err);

typedef struct dli_route {
    const char *path; /* a '*' stands for one segment */
    dli_handler *handle;
} dli_route;

/* All there are. GET and HEAD; none changes anything. */
extern const dli_route dli_routes[];
extern const size_t dli_route_count;

/* Answer a request that has passed the gate: a page, a file or an error, in visit->out. */
void dli_answer(dli_visit *visit);

dli_handler dli_page_items, dli_page_search, dli_page_item, dli_page_who, dli_page_incidents,
    dli_page_capture;

/* ---- Pieces that several pages share -------------------------------------- */

/* Entries of a list of items. */
void dli_write_items(dli_visit *visit, const dli_stored_items *items, bool by_day);

/* What an item is called by: its headline, else its first words. */
void dli_write_headline(dli_buf *out, dl_str headline, dl_str opening);

/* "/item/0123456789abcdef/2" for an item's id, or "/" if it is none of ours. */
void dli_write_item_path(dli_buf *out, dl_str id);

/* The id, in the page of its item, of the card of a fact: kind "s-" or "i-". */
dl_str dli_anchor_of(const char *kind, dl_str id, dli_arena *arena);

/* An <option>, chosen if `value` is `chosen`. */
void dli_write_option(dli_buf *out, dl_str value, dl_str chosen);

#endif
