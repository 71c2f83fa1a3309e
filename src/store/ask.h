/* ask.h -- what the questions of store/ share. */
#ifndef DLI_ASK_H
#define DLI_ASK_H

#include "base/buf.h"
#include "store/db.h"

/* `limit` within its bounds; one more row is asked for, to learn whether there are more. */
uint32_t dli_ask_limit(dli_page_of page);

/* Bind limit + 1 and offset as ?8 and ?9. */
void dli_ask_page(sqlite3_stmt *statement, dli_page_of page);

/* Open a question: prepare `sql` and start its clock. */
dl_status dli_ask_open(dli_store *store, dl_str sql, sqlite3_stmt **out, dl_error *err);

/* End it, whatever came of it; returns `status`. */
dl_status dli_ask_close(dli_store *store, sqlite3_stmt *statement, dl_status status);

/* Append to `sql` that `column` (of people.folded's kind) must have every word of `name`.
 * The words are parameters: give them to dli_ask_bind_words(). */
dl_status dli_ask_words(dli_store *store, dli_arena *arena, const char *column, dl_str name,
                        dli_buf *sql, dli_index_word_list *words, dl_error *err);

void dli_ask_bind_words(sqlite3_stmt *statement, const dli_index_word_list *words);

/* After a step that failed: true if only time ran out and something was found, so that what
 * there is can be shown; the error is taken back. */
bool dli_ask_late(dl_status *status, size_t found, dl_error *err);

/* Append " AND i.id IN (…)" for items that the query `text` finds, if it is not empty; its expression is
 * to be bound as ?7. */
dl_status dli_ask_query(dli_store *store, dli_arena *arena, dl_str text, dli_buf *sql,
                        dl_str *fts, dl_error *err);

/* A phrase as FTS5 reads it. */
void dli_query_write(dli_buf *out, const dli_phrase *phrase);

/* ---- beginnings.c -------------------------------------------------------- */

/* The terms of the index that begin with `prefix`, ascending; none if there are more than `most`,
 * or too many to look at. */
dl_status dli_terms_with(dli_store *store, dli_arena *arena, dl_str prefix, size_t most,
                         const dl_str **terms, size_t *count, dl_error *err);

/* ---- search.c ------------------------------------------------------------ */

typedef struct dli_hit {
    int64_t item;
    int64_t score;
    int64_t seconds;
} dli_hit;

typedef struct dli_hits {
    dli_hit *ptr;
    size_t count;
    bool late, bounded;
} dli_hits;

/* The items that `query` finds among those numbered at most `upto`, in `order`, enough of them
 * for rows up to `rows`. */
dl_status dli_hits_of(dli_store *store, dli_arena *arena, dli_query *query, dli_order order,
                      uint64_t upto, uint64_t rows, dli_hits *out, dl_error *err);

/* ---- snippet.c ----------------------------------------------------------- */

/* Why an item matches: JSON, as dli_stored_item has it. */
dl_status dli_why(dli_store *store, dli_arena *arena, dl_str headline, dl_str body,
                  dl_str language, const dli_query *query, int64_t matched, dl_str *why,
                  dl_error *err);

/* Which phrases of `query` the item has, as bits, as far as there are bits. */
dl_status dli_matched(dli_store *store, dli_query *query, int64_t item, int64_t *matched,
                      dl_error *err);

/* The words of the body around the best place where `query` hits, into *item, whose id and
 * language are known. `packed` is the record of its page. */
dl_status dli_snippet(dli_store *store, dli_arena *arena, dl_str packed, const dli_query *query,
                      dli_stored_item *item, dl_error *err);

/* ---- stored_body.c ------------------------------------------------------- */

/* The body of item `id` of a packed record, or its first `wanted` bytes and some more (*all is
 * false); empty if there is none. */
dl_status dli_ask_body(dli_store *store, dl_str packed, dl_str id, size_t wanted,
                       dli_arena *arena, dl_str *body, bool *all, dl_error *err);

/* ---- Records ------------------------------------------------------------- */

/* The record of the page that column `at` of a row holds packed. */
dl_status dli_ask_record(dli_store *store, sqlite3_stmt *statement, int at, dli_arena *arena,
                         dl_str *record, dl_error *err);

dl_status dli_ask_unpack(dli_store *store, dl_str packed, dli_arena *arena, dl_str *record,
                         dl_error *err);

/* Its first `wanted` bytes at least; *whole if there are no others. */
dl_status dli_ask_begin(dli_store *store, dl_str packed, size_t wanted, dli_arena *arena,
                        dl_str *record, bool *whole, dl_error *err);

#endif
