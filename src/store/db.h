/* db.h -- SQLite as the other files of store/ use it: a handle, statements, errors.
 *
 * No message of SQLite's ever leaves: it would quote SQL. dli_db_fail() turns its codes
 * into our three parts.
 */
#ifndef DLI_DB_H
#define DLI_DB_H

#include "base/limits.h"
#include "bytes/bytes.h"
#include "store/index_words.h"
#include "store/store.h"

#include <sqlite3.h>

/* "DLNE", at byte 68 of the file. */
#define DLI_STORE_APPLICATION 0x444C4E45

/* The statements of put.c, prepared once: the writer runs them millions of times. */
typedef enum dli_sql {
#define SQL(name, text) DLI_SQL_##name,
#include "store/sql.def"
#undef SQL
    DLI_SQL_COUNT
} dli_sql;

/* ---- query.c ------------------------------------------------------------- */

/* What stands in a row for one operand of a query. */
typedef struct dli_phrase {
    const dl_str *terms; /* of all positions, those of one side by side  */
    const size_t *ends;  /* where the terms of each position end         */
    size_t length;       /* positions                                    */
    bool prefix;         /* the last one is a beginning                  */
    bool headline;       /* must stand there                             */
    bool facts;          /* terms of the index's own: not to be lit      */
    bool dark;           /* behind NOT: likewise                         */
    bool near;           /* one of several with NEAR between             */
    const dl_str *forms; /* of a beginning: the words that have it, if   */
    size_t form_count;   /* they are known and not too many              */
    size_t part, parts;  /* which phrases of FTS5 it is: below           */
    dl_span at;          /* bytes of the query                           */
    int64_t weight;      /* of a hit, once it was asked for (fts.c)      */
    uint64_t found;      /* rows that have it, as far as they were counted */
} dli_phrase;

/* A word that stands for several terms, or a beginning of which the words are known, is several phrases of FTS5 with OR between, because it walks
 * the rows of a lone term several times faster than those of synonyms. Only in a phrase of more
 * words, and with NEAR, are they synonyms. */
typedef struct dli_query {
    dl_str text;
    dl_str fts;          /* an expression of FTS5             */
    dli_phrase *phrases; /* in the order in which fts has them */
    size_t phrase_count;
} dli_query;

/* Read a query as dli_store_search() takes it. */
dl_status dli_query_read(dli_store *store, dl_str text, dli_arena *arena, dli_query *out,
                         dl_error *err);

/* The same for whoever looks at the newest rows only: of beginnings the words are looked up, so that the
 * others need not be put together. */
dl_status dli_query_read_newest(dli_store *store, dl_str text, dli_arena *arena, dli_query *out,
                                dl_error *err);

/* Only items of this outlet, this language and these days, too; empty ones do not choose. */
dl_status dli_query_narrow(dli_store *store, dli_arena *arena, dli_query *query, dl_str outlet,
                           dl_str language, dl_str from, dl_str to, dl_error *err);

/* ---- The handle ------------------------------------------------------------ */

/* What is ranked now. */
typedef struct dli_ranking {
    dli_query *query; /* NULL: nothing */
    size_t first;     /* phrase of FTS5 where the query begins */
    int64_t mean;     /* words of a body */
    bool ready;
    bool full;       /* the next row is only asked for to see whether there is one */
    uint64_t headed; /* rows so far that have a hit in the headline */
    int64_t *best;   /* the best scores so far, a heap with the least on top; NULL: all count */
    size_t best_count, best_most;
} dli_ranking;

/* The figures of the store, and of which state of the file they are. */
typedef struct dli_counted {
    dli_arena arena;
    dli_digest digest;
    int64_t version;
    bool known;
} dli_counted;

struct dli_store {
    dli_arena arena;   /* of the handle itself         */
    dli_arena scratch; /* of one call; reset by each   */
    sqlite3 *db;
    sqlite3_stmt *kept[DLI_SQL_COUNT];
    sqlite3_stmt *item; /* of dli_store_search(), kept likewise */
    sqlite3_stmt *row;  /* of the list by rank (there is one), likewise */
    dli_index_words *words;
    dli_unzstd *unzstd; /* of records; NULL: none was unpacked yet */
    int language;       /* of the text that goes into the index */
    dli_ranking ranking;
    dli_counted counted; /* of a reader */
    const char *path;
    int64_t deadline;   /* nanoseconds of the monotonic clock, or 0 */
    uint32_t patience;  /* milliseconds of a question; 0: no end    */
    uint64_t put_count; /* pages put since the index was tidied */
    bool writable;
    bool in_batch;
    char collection[DLI_MAX_COLLECTION + 1]; /* into which captures are put; or "" */
};

/* Bytes of a body, as JSON has it, that can be had without unpacking the rest of the record. */
#define DLI_BODY_BEGIN ((size_t)1875)

/* Number of the newest schema. */
int dli_store_version(void);

/* What the last call on `store->db` said, as an error of ours. */
dl_status dli_db_fail(dli_store *store, dl_error *err);

/* Run constant SQL that gives no rows. */
dl_status dli_db_exec(dli_store *store, const char *sql, dl_error *err);

/* Prepare a statement for one use; give it to sqlite3_finalize(), NULL included. */
dl_status dli_db_prepare(dli_store *store, dl_str sql, sqlite3_stmt **out, dl_error *err);

/* A statement of sql.def, ready to be bound. */
dl_status dli_db_kept(dli_store *store, dli_sql which, sqlite3_stmt **out, dl_error *err);

/* Forget all statements of sql.def. */
void dli_db_forget_kept(dli_store *store);

/* Step a statement to its end; it is reset. */
dl_status dli_db_run(dli_store *store, sqlite3_stmt *statement, dl_error *err);

/* Step to the next row: *row says whether there is one. At the end and on failure the
 * statement is reset. */
dl_status dli_db_row(dli_store *store, sqlite3_stmt *statement, bool *row, dl_error *err);

/* One state of the file for all statements until dli_db_let_go(): none of them takes locks of
 * its own. *held is false inside of another such, or of a batch. */
dl_status dli_db_hold(dli_store *store, bool *held, dl_error *err);
void dli_db_let_go(dli_store *store, bool held);

/* Bind; the string must live until the statement is reset. Empty ones are NULL. */
void dli_bind(sqlite3_stmt *statement, int at, dl_str text);
void dli_bind_number(sqlite3_stmt *statement, int at, int64_t number);
void dli_bind_bytes(sqlite3_stmt *statement, int at, dl_str bytes);

/* A column, copied into `arena`; empty for NULL. */
dl_str dli_column(sqlite3_stmt *statement, int at, dli_arena *arena);

/* From now on a question may take as long as the handle has patience; until dli_db_calm(). */
void dli_db_hurry(dli_store *store);
void dli_db_calm(dli_store *store);

/* That time is over. */
bool dli_db_late(const dli_store *store);

/* ---- fts.c ---------------------------------------------------------------- */

/* Register tokenizer and rank; before anything is asked of items_fts. */
dl_status dli_fts_open(dli_store *store, dl_error *err);
void dli_fts_close(dli_store *store);

/* The words of `text`. */
dl_status dli_index_words_of(dli_store *store, dl_str text, int language, dli_cut_as as,
                             dli_arena *arena, dli_index_word_list *out, dl_error *err);

/* The same, of which only some are wanted (dli_index_words_some()). */
typedef struct dli_index_words_wanted {
    int language;
    dli_cut_as as;
    uint64_t firsts;
} dli_index_words_wanted;

dl_status dli_index_words_list_of(dli_store *store, dl_str text, dli_index_words_wanted wanted,
                                  dli_arena *arena, dli_index_word_list *out, dl_error *err);

/* " ana costa ": the folded words with single spaces between and around them; empty if
 * there are none. */
dl_status dli_index_words_folded(dli_store *store, dl_str text, dli_arena *arena, dl_str *out,
                                 dl_error *err);

/* ---- outlet.c ------------------------------------------------------------ */

/* The outlet of a page: the registrable domain of the first address that has a host, else
 * that host, else the last folder of `file`, else empty. In `arena`. */
dl_str dli_outlet_of(const dl_str *urls, size_t count, dl_str file, dli_arena *arena);

/* ---- days.c -------------------------------------------------------------- */

/* The first and last day that a partial time or an interval A/B may mean, as
 * 2024-03-05; false if it is neither or its year is not known. */
bool dli_days_of(dl_str time, char first[11], char last[11]);

#endif
