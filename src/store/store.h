/* store.h -- one SQLite file that remembers every page and what it says.
 *
 *   capture, record ──▶ put ──▶ captures, pages, items, statements, … ──▶ search,
 *                               one transaction a batch                    list, who, …
 *
 * The tables are documented in docs/formats/store.md. A store belongs to one thread
 * at a time; any number of readers and one writer at once may have the file open.
 * Failures are DL_ERR_STORE (locked, damaged, foreign, newer, disk full or failing),
 * DL_ERR_NOMEM, and what a function names besides.
 */
#ifndef DLI_STORE_H
#define DLI_STORE_H

#include "base/arena.h"
#include "view/view.h"

typedef struct dli_store dli_store;

typedef enum dli_store_mode {
    DLI_STORE_READ,  /* the file must exist; nothing is changed        */
    DLI_STORE_WRITE, /* made if it does not exist; older ones migrated */
} dli_store_mode;

/* Open a store. `out` is NULL on failure; give it back with dli_store_close().
 * Nothing stored in a file is trusted: one that was not made by dateline, by a newer
 * dateline, or whose tables are not exactly ours is refused before it is used. */
dl_status dli_store_open(const char *path, dli_store_mode mode, dli_store **out, dl_error *err);

/* Close; an open batch is rolled back. NULL is allowed. */
void dli_store_close(dli_store *store);

/* Read the whole file and compare all that can be compared. Slow. */
dl_status dli_store_check(dli_store *store, dl_error *err);

/* ---- Putting in ---------------------------------------------------------- */

/* What came of a page. */
typedef enum dli_put {
    DLI_PUT_ADDED,     /* the store did not know it                                   */
    DLI_PUT_SAME,      /* the same bytes at the same address: nothing has changed     */
    DLI_PUT_AGAIN,     /* the same bytes at another address: the address was added    */
    DLI_PUT_REREAD,    /* known bytes, read by a newer record format: facts replaced  */
    DLI_PUT_FORGOTTEN, /* the bytes or the address were forgotten: nothing is put     */
} dli_put;

typedef struct dli_store_page {
    dl_str capture; /* the bytes as saved                  */
    dl_str record;  /* its record; must be of this capture */
    dl_str url;     /* as given with the capture, or empty */
} dli_store_page;

/* Begin a batch: what is put is kept all or not at all. Waits for another writer,
 * for DLI_STORE_WAIT_MS at most. */
dl_status dli_store_begin(dli_store *store, dl_error *err);

/* True if these bytes at this address (empty: none given) were put and read by this
 * record format. Some microseconds: ask before parsing. In or outside a batch. */
dl_status dli_store_has(dli_store *store, const uint8_t sha256[32], dl_str url, bool *has,
                        dl_error *err);

/* Put one page in. Inside a batch only (else DL_ERR_USAGE). Fails with DL_ERR_FORMAT if
 * the record is none; the batch is as before then. After any other failure roll back. */
dl_status dli_store_put(dli_store *store, const dli_store_page *page, dli_put *how,
                        dl_error *err);

/* What is costly about a capture, worked out beforehand, on any thread. */
typedef struct dli_store_prepared {
    uint8_t sha256[32];
    dl_str packed; /* as the store keeps it */
} dli_store_prepared;

/* In `arena`; `sha256` is that of the capture if it is known, else NULL. */
dl_status dli_store_prepare(dli_arena *arena, dl_str capture, const uint8_t *sha256,
                            dli_store_prepared *out, dl_error *err);

/* dli_store_put() of a page whose capture was prepared. */
dl_status dli_store_put_prepared(dli_store *store, const dli_store_page *page,
                                 const dli_store_prepared *prepared, dli_put *how,
                                 dl_error *err);

/* The same of a page found under another file name or at another time than its record says. */
dl_status dli_store_put_found(dli_store *store, const dli_store_page *page, dl_str file,
                              dl_str captured, dli_put *how, dl_error *err);

/* From now on captures are put into this collection, too; empty: into none. Letters of ASCII in
 * either case are the same. Fails with DL_ERR_USAGE if it is no name. */
dl_status dli_store_collection(dli_store *store, dl_str name, dl_error *err);

/* Put a capture that is there into that collection, inside a batch; *added: it was not in it.
 * After a failure roll back. */
dl_status dli_store_collect(dli_store *store, const uint8_t sha256[32], bool *added,
                            dl_error *err);

/* How far an archive was read into the store, and into the collection. */
typedef struct dli_reading_of {
    uint64_t upto; /* byte where the last record lies whose capture is in the store */
    bool whole;    /* all of it was read */
} dli_reading_of;

/* `archive` is what the file is known by again. Nothing is known: all zero. */
dl_status dli_store_reading(dli_store *store, dl_str archive, dli_reading_of *out,
                            dl_error *err);

/* Remember it, with the batch. What was read further before stays. */
dl_status dli_store_set_reading(dli_store *store, dl_str archive, dl_str file,
                                dli_reading_of reading, dl_error *err);

/* Keep the batch. On failure it is rolled back. */
dl_status dli_store_commit(dli_store *store, dl_error *err);
void dli_store_rollback(dli_store *store);

/* ---- Asking -------------------------------------------------------------- */
/* Results lie in the caller's arena. Lists hold at most `limit` rows from `offset` on
 * (limit 0: DLI_STORE_ROWS); `more` says that others follow. A question may take
 * DLI_STORE_SECONDS: `late` says that time ran out and the list is what was found by then.
 * What has nothing to show by then fails with DL_ERR_LIMIT. */

/* Milliseconds that questions may take from now on; 0: as long as they need. */
void dli_store_patience(dli_store *store, uint32_t milliseconds);

typedef struct dli_page_of {
    uint32_t offset;
    uint32_t limit;
} dli_page_of;

/* An item, as lists show it. Strings are empty where the record says nothing. */
typedef struct dli_stored_item {
    dl_str id; /* sha256:…#n */
    uint32_t position;
    dl_str kind;
    dl_str headline;
    dl_str opening; /* the first words of the body, where there is no headline */
    dl_str outlet;
    dl_str publisher; /* the outlet's name as printed */
    dl_str published; /* partial time */
    dl_str day;       /* of publication, or else of capture: 2024-03-05 */
    dl_str language;
    dl_str authors; /* ", " between */
    dl_str url;
    dl_str file;
    uint32_t statements, incidents; /* how many */
    dl_str snippet;                 /* search only: words around the hits */
    const dl_span *hits;            /* in the snippet, ascending          */
    size_t hit_count;
    dl_str why; /* where asked for: JSON, [{"query","words","headline","body","weight"},…] */
    int64_t score;
} dli_stored_item;

typedef struct dli_stored_items {
    dli_stored_item *ptr;
    size_t count;
    bool more;
    bool late;
    bool bounded;     /* more match than were weighed: the newest, and those with hits in the
                        headline, were */
    uint64_t weighed; /* items */
} dli_stored_items;

/* Which items; empty fields do not choose. */
typedef struct dli_item_filter {
    dl_str outlet;
    dl_str language; /* en also finds en-GB */
    dl_str day;      /* 2024-03-05: of publication, or else of capture */
} dli_item_filter;

/* Newest first, by days and within them; those without a day last. */
dl_status dli_store_items(dli_store *store, dli_arena *arena, const dli_item_filter *filter,
                          dli_page_of page, dli_stored_items *out, dl_error *err);

typedef enum dli_order {
    DLI_ORDER_BEST,   /* by words alone                                              */
    DLI_ORDER_RECENT, /* by words, half as good for each thirty days before the newest */
    DLI_ORDER_NEWEST, /* by time alone                                               */
} dli_order;

typedef struct dli_search {
    dl_str query;
    dli_order order;
    dli_page_of page;
    bool explain; /* say why each item matches */
    bool bare;    /* no snippets               */
} dli_search;

/* Items by words (docs/formats/query.md). Fails with DL_ERR_USAGE, offset and reason, if the
 * query is wrong. */
dl_status dli_store_search(dli_store *store, dli_arena *arena, const dli_search *search,
                           dli_stored_items *out, dl_error *err);

/* Everything of one item. */
typedef struct dli_stored_page {
    dl_str id;     /* of the item, in full                            */
    dl_str record; /* of its page (dli_view_only() gives the item's)  */
    dl_str sha256; /* of the capture, hexadecimal                     */
    dl_str outlet;
    dl_str url; /* as given first                                  */
    dl_str file;
    dl_str captured;
} dli_stored_page;

/* The item `id`, or the only one whose id begins with it; "sha256:" may be left out. Fails
 * with DL_ERR_USAGE if there is none or several. */
dl_status dli_store_show(dli_store *store, dli_arena *arena, dl_str id, dli_stored_page *out,
                         dl_error *err);

/* The bytes of a capture by its SHA-256 in hexadecimal (all 64 digits), and the charset its
 * record names. Fails with DL_ERR_USAGE if there is none. */
dl_status dli_store_capture(dli_store *store, dli_arena *arena, dl_str sha256, dl_str *bytes,
                            dl_str *charset, dl_error *err);

/* ---- Quoting ---------------------------------------------------------------- */

/* Whose rule says how much may be quoted. */
typedef enum dli_excerpt_rule {
    DLI_EXCERPT_OF_PAGE,    /* the page's own terms                   */
    DLI_EXCERPT_OF_OUTLET,  /* those of another page of its outlet    */
    DLI_EXCERPT_OF_LICENCE, /* a licence for everybody                */
    DLI_EXCERPT_OF_NONE,    /* nothing is stated: 150 characters      */
} dli_excerpt_rule;

typedef struct dli_excerpt {
    dli_citation citation; /* with `excerpt`, and the rule in words as `note` */
    dli_excerpt_rule rule;
    uint64_t limit;
    bool in_words; /* else code points */
    bool link_required;
    dl_str terms;        /* as printed */
    uint64_t start, end; /* code points of the item's text */
} dli_excerpt;

/* Code points of the item's text; `end` 0: as many sentences as may be quoted. */
typedef struct dli_excerpt_range {
    uint64_t start, end;
} dli_excerpt_range;

/* Words of an item (dli_store_show() finds it) as far as its outlet's terms go. Fails with
 * DL_ERR_TERMS if they do not go so far, DL_ERR_USAGE if there is no such item or range,
 * DL_ERR_FORMAT if it has no text. */
dl_status dli_store_excerpt(dli_store *store, dli_arena *arena, dl_str id,
                            dli_excerpt_range range, dli_excerpt *out, dl_error *err);

/* Append it as jsonl, or as dli_citation_add() has it; false, with nothing appended, for other
 * formats. */
bool dli_excerpt_add(dli_buf *out, dli_format format, const dli_excerpt *e);

/* A statement, as lists show it. */
typedef struct dli_stored_statement {
    dl_str item, id; /* of the item; of the statement within its record */
    dl_str headline, opening, outlet, published, language;
    dl_str kind, stance, cue;
    dl_str source, source_type, role; /* words on the page           */
    dl_str speaker;                   /* whom they stand for         */
    dl_str via;                       /* nearest the reader first, " ← " between */
    dl_str content;
} dli_stored_statement;

typedef struct dli_stored_statements {
    dli_stored_statement *ptr;
    size_t count;
    bool more;
    bool late;
} dli_stored_statements;

/* What somebody said or passed on, newest first: statements whose source, or one of those it
 * came through, has every word of `name`, case and accents aside; of items that `query`
 * finds, if it is not empty. */
dl_status dli_store_who(dli_store *store, dli_arena *arena, dl_str name, dl_str query,
                        dli_page_of page, dli_stored_statements *out, dl_error *err);

typedef struct dli_stored_figure {
    dli_record_figure figure;
    dl_str part_of; /* the words of the figure it is a part of, or empty */
} dli_stored_figure;

typedef struct dli_stored_incident {
    dl_str item, id;
    dl_str headline, opening, outlet, published, language;
    dl_str type, status;
    dl_str date, precision, basis; /* partial time or interval A/B */
    dl_str place;
    dl_str actors, target;
    dl_str source; /* whose account it is */
    const dli_stored_figure *figures;
    size_t figure_count;
} dli_stored_incident;

typedef struct dli_stored_incidents {
    dli_stored_incident *ptr;
    size_t count;
    bool more;
    bool late;
} dli_stored_incidents;

typedef struct dli_incident_filter {
    dl_str type;
    dl_str place;    /* every word of it, case and accents aside               */
    dl_str from, to; /* 2024-03-05, 2024-03 or 2024: that may lie in these days */
    dl_str query;    /* of items that it finds                                */
} dli_incident_filter;

/* Latest first, those without a date last. Fails with DL_ERR_USAGE if a date is none. */
dl_status dli_store_incidents(dli_store *store, dli_arena *arena,
                              const dli_incident_filter *filter, dli_page_of page,
                              dli_stored_incidents *out, dl_error *err);

/* A name and how many. */
typedef struct dli_tally {
    dl_str name;
    dl_str label; /* of an outlet, its name as printed; else empty */
    uint64_t count;
} dli_tally;

typedef struct dli_tallies {
    dli_tally *ptr;
    size_t count;
} dli_tallies;

/* The whole store in figures, for a digest and for choosing. */
typedef struct dli_digest {
    uint64_t captures, pages, items, statements, incidents;
    uint64_t capture_bytes;         /* as saved */
    uint64_t file_bytes;            /* of the store */
    uint64_t schema;                /* its version  */
    uint64_t forgotten;             /* captures     */
    dli_tallies outlets, languages; /* items, most first                 */
    dli_tallies days;               /* items, latest first, at most 60   */
    dli_tallies speakers;           /* statements, most first, at most 30 */
    dli_tallies types;              /* incidents, most first             */
    dli_tallies collections;        /* captures, most first              */
} dli_digest;

dl_status dli_store_digest(dli_store *store, dli_arena *arena, dli_digest *out, dl_error *err);

/* A number that is another once a different connection has changed the store. */
dl_status dli_store_state(dli_store *store, int64_t *state, dl_error *err);

/* ---- Handing on ----------------------------------------------------------------- */

/* What the export is for: what the page's own words, as far as they are recorded, let be in it. */
typedef enum dli_purpose {
    DLI_PURPOSE_OWN,      /* everything                                                  */
    DLI_PURPOSE_RESEARCH, /* everything: a reservation does not bind research (2019/790, 3) */
    DLI_PURPOSE_TRAINING, /* not what is reserved (TDMRep), nor noai, noml, notrain         */
    DLI_PURPOSE_PUBLICATION, /* excerpts within the terms; whole under a free licence only     */
    DLI_PURPOSES
} dli_purpose;

/* "own", "research", … */
extern const char *const dli_purpose_names[DLI_PURPOSES];

typedef enum dli_left_out {
    DLI_LEFT_OUT_RESERVED,
    DLI_LEFT_OUT_ROBOTS,
    DLI_LEFT_OUT_TERMS,
    DLI_LEFT_OUT_ADDRESS, /* of a web archive */
    DLI_LEFT_OUT_COUNT
} dli_left_out;

/* In words. */
extern const char *const dli_left_out_names[DLI_LEFT_OUT_COUNT];

typedef struct dli_export {
    dl_str query; /* as dli_store_search() has it; empty: everything */
    dli_purpose purpose;
    dli_format format; /* of records                                                */
    bool raw;          /* csv: cells that a spreadsheet would compute stay as they are */
    const char
        *archive; /* path of a web archive of the captures in place of records; or NULL */
    void *self;
    dl_status (*write)(void *self, dl_str bytes, dl_error *err); /* records come here */
} dli_export;

typedef struct dli_export_counts {
    uint64_t captures, items;
    uint64_t left_out[DLI_LEFT_OUT_COUNT]; /* captures; items by TERMS; addresses by ADDRESS */
} dli_export_counts;

/* Records or captures in the order of their SHA-256, so that equal stores give equal bytes.
 * Fails as its parts do, and as `write` does. */
dl_status dli_store_export(dli_store *store, const dli_export *options,
                           dli_export_counts *counts, dl_error *err);

/* A licence that lets anybody pass a text on whole: Creative Commons. */
bool dli_licence_is_free(dl_str licence);

/* ---- Looking after it ------------------------------------------------------------- */

typedef struct dli_verify {
    void *self;
    void (*wrong)(void *self, const dl_error *error); /* may be NULL */
    bool (*again)(void *self, dl_str capture,
                  dl_str record); /* read again, gives it; or NULL */
} dli_verify;

typedef struct dli_verified {
    uint64_t captures, items, facts, wrong;
} dli_verified;

/* Compare captures with their digests, records with captures, facts with the words where they
 * stand, tables with records. What is wrong is told and counted. */
dl_status dli_store_verify(dli_store *store, const dli_verify *options, dli_verified *out,
                           dl_error *err);

/* Bring the pieces of the index together, a little, and give pages back that are free: worth
 * while behind many batches. */
dl_status dli_store_tidy(dli_store *store, dl_error *err);

/* Make the index again and write the file anew, without what was taken out of it. */
dl_status dli_store_compact(dli_store *store, dl_error *err);

typedef struct dli_merged {
    uint64_t added;     /* captures that were not there  */
    uint64_t addresses; /* further ones of captures that were */
    uint64_t same, forgotten;
} dli_merged;

/* Put what `from` holds into `store`, nothing twice. In batches: each is kept whole. */
dl_status dli_store_merge(dli_store *store, dli_store *from, dli_merged *out, dl_error *err);

typedef enum dli_forget_kind {
    DLI_FORGET_URL,
    DLI_FORGET_PERSON,
    DLI_FORGET_CAPTURE, /* SHA-256 in hexadecimal */
} dli_forget_kind;

typedef struct dli_forget {
    dli_forget_kind kind;
    dl_str name;
    dl_str time;   /* now, RFC 3339 */
    dl_str reason; /* or empty      */
    bool rehearse; /* count only    */
} dli_forget;

typedef struct dli_forgotten {
    uint64_t captures, items;
} dli_forgotten;

/* Take captures out for good, with all that was read in them; only digests of what was asked for
 * and of the captures stay, and keep them out. */
dl_status dli_store_forget(dli_store *store, const dli_forget *what, dli_forgotten *out,
                           dl_error *err);

/* ---- Lists ---------------------------------------------------------------- */
/* The same questions as rows of named columns, for whoever hands them on: the columns
 * and the filters of each list are tables (lists.c), which its readers walk. */

typedef enum dli_cell {
    DLI_CELL_TEXT,
    DLI_CELL_NUMBER,
    DLI_CELL_JSON, /* an array or object; never anything that does not parse */
} dli_cell;

typedef struct dli_list_column {
    const char *name;
    dli_cell cell;
    const char *what; /* for people, one line */
} dli_list_column;

typedef enum dli_filter_kind {
    DLI_FILTER_TEXT,     /* is this                                            */
    DLI_FILTER_NAME,     /* has every word of it, case and accents aside       */
    DLI_FILTER_FROM,     /* 2024-03-05, 2024-03, 2024: not before its first day */
    DLI_FILTER_TO,       /* not after its last day                             */
    DLI_FILTER_QUERY,    /* as dli_store_search() has it                       */
    DLI_FILTER_MENTIONS, /* has the last word of it                            */
} dli_filter_kind;

typedef struct dli_list_filter {
    const char *name;
    dli_filter_kind kind;
    const char *what;
    const char *sql; /* the store's own */
} dli_list_filter;

enum {
    DLI_LIST_MAX_FILTERS = 12,
    DLI_LIST_MAX_COLUMNS = 32
};

/* What only the store reads in it stands in `select` and `behind`. */
typedef struct dli_list {
    const char *name;                              /* "items" */
    const char *what;                              /* for people, one line */
    dli_list_column columns[DLI_LIST_MAX_COLUMNS]; /* until one without a name */
    dli_list_filter filters[DLI_LIST_MAX_FILTERS]; /* likewise                 */
    const char *select, *behind;
    bool ranked; /* one row an item, best first; its last column but one is a record, of which
                    snippet and hits are made; `select` asks for item ?1 */
} dli_list;

extern const dli_list dli_lists[];
extern const size_t dli_list_count;

/* The list of this name; NULL if there is none, or no name. */
const dli_list *dli_list_named(const char *name);

size_t dli_list_columns(const dli_list *list);
size_t dli_list_filters(const dli_list *list);

/* The number of the newest item; 0: there is none. */
dl_status dli_store_newest(dli_store *store, uint64_t *upto, dl_error *err);

/* Which rows: those of items numbered at most `upto` (0: all there are now), so that what
 * is added meanwhile moves nothing; of the list of items, those numbered above `behind`. */
typedef struct dli_list_page {
    uint64_t upto, behind;
    uint32_t offset, limit;
} dli_list_page;

typedef struct dli_list_rows {
    const dl_str *cells; /* row by row; empty: there is nothing to say */
    size_t count;        /* of rows */
    bool more;
    bool late;     /* time ran out: these were found by then */
    bool bounded;  /* as dli_stored_items has it             */
    uint64_t upto; /* to be asked with for the rows behind */
} dli_list_rows;

/* Rows of a list.
 *
 *   values  one a filter of the list, in their order; empty: it does not choose.
 *
 * Fails with DL_ERR_USAGE (a date that is none, a query that is wrong) and as the others. */
dl_status dli_store_list(dli_store *store, dli_arena *arena, const dli_list *list,
                         const dl_str *values, dli_list_page page, dli_list_rows *out,
                         dl_error *err);

#endif
