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
                        dli_buf *sql, dli_index_words *words, dl_error *err);

void dli_ask_bind_words(sqlite3_stmt *statement, const dli_index_words *words);

/* ---- snippet.c ----------------------------------------------------------- */

/* The words of `body` around the best place where `query` hits, into *item. */
dl_status dli_snippet(dli_store *store, dli_arena *arena, dl_str body, const dli_query *query,
                      dli_stored_item *item, dl_error *err);

/* The record of the page that column `at` of a row holds packed. */
dl_status dli_ask_record(dli_store *store, sqlite3_stmt *statement, int at, dli_arena *arena,
                         dl_str *record, dl_error *err);

#endif
