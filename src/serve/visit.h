/* visit.h -- one request on its way to a page. */
#ifndef DLI_VISIT_H
#define DLI_VISIT_H

#include "serve/gate.h"
#include "serve/html.h"
#include "serve/intake.h"
#include "store/store.h"

typedef struct dli_route dli_route;
typedef struct dli_kept dli_kept;

/* What it takes to add a page; the engine is opened when it is first needed. One visit at
 * a time has it. */
typedef struct dli_adder {
    const char *store;
    dl_engine *engine;
    dli_intake intake; /* of archives, files and folders */
} dli_adder;

typedef struct dli_visit {
    dli_store *store;
    dli_arena *arena; /* of this visit       */
    dli_request request;
    const dli_route *route;
    dl_str base;   /* "http://127.0.0.1:8080": this server, as others reach it */
    dl_str known;  /* If-None-Match, or empty        */
    dl_str upload; /* body of a POST                 */
    dli_adder *adder;
    dli_kept *kept;   /* answers of before, or NULL     */
    bool partial;     /* time cut the answer short      */
    dli_buf out;      /* the page being written         */
    dl_str body;      /* what is sent, if it is not `out` */
    unsigned status;  /* 200 unless set                 */
    const char *type; /* NULL: a page of ours           */
    bool download;    /* never shown in place           */
    dl_str name;      /* of the download                */
    dl_str next;      /* address of the rows behind these, or empty */
    dl_str limited;   /* why there may be other rows than these, or empty */
    char etag[20];    /* of the body, with its quotation marks      */
} dli_visit;

/* The item that the path names, 0123456789abcdef.1 being sha256:0123456789abcdef#1. Fails with
 * DL_ERR_USAGE, and the status 404, if there is none. */
dl_status dli_visit_item(dli_visit *visit, dli_stored_page *page, dl_error *err);

/* A parameter of the query, decoded; empty if it is not there or no valid UTF-8. */
dl_str dli_visit_get(const dli_visit *visit, const char *name);

/* Segment `number` of the path, from 0; empty if there is none. */
dl_str dli_visit_segment(const dli_visit *visit, size_t number);

/* ---- Routes -------------------------------------------------------------- */

/* Write the answer to visit->out. A failure becomes the page of an error, or for routes
 * of the API its problem details (RFC 9457). */
typedef dl_status dli_handler(dli_visit *visit, dl_error *err);

/* Who may ask. */
typedef enum dli_access {
    DLI_ACCESS_READER, /* whoever may reach the server                 */
    DLI_ACCESS_OWNER,  /* whoever sits at the machine: loopback alone  */
} dli_access;

/* What another site could make a browser do with it. */
typedef enum dli_csrf {
    DLI_CSRF_SAFE, /* nothing: it changes nothing                              */
    DLI_CSRF_OWN,  /* harm: taken from our own page or from no browser at all  */
} dli_csrf;

struct dli_route {
    const char *method; /* GET stands for HEAD, too     */
    const char *path;   /* a '*' stands for one segment */
    dli_access access;
    dli_csrf csrf;
    dli_handler *handle;
    const char *list;    /* of the store, for dli_api_list */
    const char *formats; /* of its answer, the first unless another is asked for */
    const char *what;    /* for people, one line; NULL: not of the API */
};

/* All there are; whatever walks routes walks this. */
extern const dli_route dli_routes[];
extern const size_t dli_route_count;

/* The route of a request; NULL, with *status 404 or 405, if there is none. */
const dli_route *dli_route_of(const dli_request *request, unsigned *status);

/* Answer a request that has passed the gate: a page, a file or an error, in visit->out. */
void dli_answer(dli_visit *visit);

/* Make the answer that of an error. */
void dli_answer_error(dli_visit *visit, unsigned status, const dl_error *err);

/* ---- The API ---------------------------------------------------------------- */

dli_handler dli_api_list, dli_api_item, dli_api_annotations, dli_api_source, dli_api_capture,
    dli_api_digest, dli_api_openapi, dli_api_add, dli_api_added, dli_api_excerpt,
    dli_api_export;

/* The format that is asked for, one of the words of the route's. Fails with
 * DL_ERR_USAGE. */
dl_status dli_visit_format(const dli_visit *visit, dl_str *format, dl_error *err);

/* The first parameter that is none of `names`, as an error. */
dl_status dli_visit_only(const dli_visit *visit, const char *const *names, size_t count,
                         dl_error *err);

/* The media type of a format, "text/csv; charset=utf-8". */
const char *dli_type_of_format(dl_str format);

/* What a list becomes. */
typedef struct dli_table {
    dli_visit *visit;
    const dli_list *list;
    dli_list_rows rows;
    bool chosen[DLI_LIST_MAX_COLUMNS]; /* by `fields` */
    dl_str query;                      /* what was asked, for a title */
} dli_table;

/* Cell `column` of row `row`. */
dl_str dli_cell_of(const dli_table *table, size_t row, size_t column);

/* The chosen columns of a row as an object. */
void dli_row_json(const dli_table *table, size_t row, dli_buf *out);

/* Atom (RFC 4287) and JSON Feed 1.1. */
void dli_table_atom(const dli_table *table);
void dli_table_jsonfeed(const dli_table *table);

/* {"type","title","status","detail","where","fix","instance"} */
void dli_problem(dli_buf *out, unsigned status, const dl_error *err, dl_str path);

#endif
