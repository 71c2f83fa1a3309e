/* forget.c -- captures taken out of the store for good, and what is said of it.
 *
 *   url      every capture that was found at the address, with all that was read in it
 *   person   every capture with an item that the name wrote, spoke or is named in
 *   capture  the capture with this SHA-256
 *
 * The line that is left says when, what kind of thing was asked for and the SHA-256 of it, never
 * the thing itself; and one for each capture, so that the same bytes are not put in again. The
 * bytes are overwritten, the words leave the index, and the file is written anew, so that
 * nothing of it stays in pages that SQLite would use again some day.
 */
#include "base/digest.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/str.h"
#include "store/ask.h"
#include "store/put.h"

static const char *const kinds[] = { "url", "person", "capture" };

typedef struct forgetting {
    dli_store *store;
    const dli_forget *what;
    dli_forgotten *out;
    dl_error *err;
} forgetting;

/* SHA-256 of what was asked for: "url:…", "person: ana costa ", "capture:…". */
static dl_status digest_of(forgetting *f, char hex[65])
{
    dli_arena *scratch = &f->store->scratch;
    dl_str name = f->what->name;
    uint8_t digest[32];
    dli_buf text;

    if (f->what->kind == DLI_FORGET_CAPTURE) {
        (void)snprintf(hex, 65, "%.*s", DLI_ARG(name));
        return DL_OK;
    }
    if (f->what->kind == DLI_FORGET_PERSON)
        DLI_TRY(dli_index_words_folded(f->store, name, scratch, &name, f->err));
    dli_buf_init(&text, scratch);
    dli_buf_print(&text, "%s:", kinds[f->what->kind]);
    dli_buf_add(&text, name);
    dli_sha256(dli_buf_str(&text), digest);
    dli_hex(digest, sizeof digest, hex);
    return text.failed ? dli_no_memory(f->err) : DL_OK;
}

/* ---- Which captures ------------------------------------------------------------------- */

/* Items of everybody whose name has these words, in this order, as a query has it. */
static dl_status choose_person(forgetting *f)
{
    dli_arena *scratch = &f->store->scratch;
    sqlite3_stmt *s;
    dli_query query;
    dl_str folded;
    dli_buf text;

    DLI_TRY(dli_index_words_folded(f->store, f->what->name, scratch, &folded, f->err));
    if (folded.len == 0)
        return dli_fail(f->err, DL_ERR_USAGE, 0, "give a name", "there is no name in '%.*s'",
                        DLI_ARG(f->what->name));
    dli_buf_init(&text, scratch);
    for (size_t pass = 0; pass < 2; pass++) { /* named, or mentioned in passing */
        dli_buf_add(&text, pass == 0 ? DL_STR("person:\"") : DL_STR(" OR \""));
        for (size_t i = 0; i < f->what->name.len; i++)
            dli_buf_byte(&text, f->what->name.ptr[i] == '"' ? ' ' : f->what->name.ptr[i]);
        dli_buf_byte(&text, '"');
    }
    DLI_TRY(dli_query_read(f->store, dli_buf_str(&text), scratch, &query, f->err));
    DLI_TRY(dli_db_prepare(f->store,
                           DL_STR("INSERT INTO temp.gone SELECT DISTINCT p.capture FROM items i"
                                  " JOIN pages p ON p.id = i.page WHERE i.id IN (SELECT rowid"
                                  " FROM items_fts WHERE items_fts MATCH ?1)"),
                           &s, f->err));
    dli_bind(s, 1, query.fts);
    dl_status status = dli_db_run(f->store, s, f->err);
    (void)sqlite3_finalize(s);
    return status;
}

static dl_status choose_by(forgetting *f, dl_str sql)
{
    sqlite3_stmt *s;

    DLI_TRY(dli_db_prepare(f->store, sql, &s, f->err));
    dli_bind(s, 1, f->what->name);
    dl_status status = dli_db_run(f->store, s, f->err);
    (void)sqlite3_finalize(s);
    return status;
}

static dl_status choose(forgetting *f)
{
    DLI_TRY(dli_db_exec(f->store,
                        "CREATE TEMP TABLE IF NOT EXISTS gone (capture INTEGER PRIMARY KEY);"
                        "DELETE FROM temp.gone",
                        f->err));
    switch (f->what->kind) {
    case DLI_FORGET_PERSON:
        return choose_person(f);
    case DLI_FORGET_CAPTURE:
        return choose_by(f, DL_STR("INSERT INTO temp.gone SELECT id FROM captures"
                                   " WHERE sha256 = ?1"));
    case DLI_FORGET_URL:
        break;
    }
    return choose_by(f, DL_STR("INSERT OR IGNORE INTO temp.gone SELECT capture FROM addresses"
                               " WHERE url = ?1 UNION SELECT capture FROM pages"
                               " WHERE url = ?1 OR canonical_url = ?1"));
}

/* ---- Taking out ------------------------------------------------------------------------- */

static dl_status add_line(forgetting *f, const char *what, dl_str digest, uint64_t captures,
                          uint64_t items)
{
    sqlite3_stmt *s;

    DLI_TRY(dli_db_kept(f->store, DLI_SQL_ADD_FORGOTTEN, &s, f->err));
    dli_bind(s, 1, f->what->time);
    dli_bind(s, 2, dli_str(what));
    dli_bind(s, 3, digest);
    dli_bind_number(s, 4, (int64_t)captures);
    dli_bind_number(s, 5, (int64_t)items);
    dli_bind(s, 6, f->what->reason);
    return dli_db_run(f->store, s, f->err);
}

static dl_status count_items(dli_putting *in, int64_t page, uint64_t *items)
{
    sqlite3_stmt *s;
    bool row;

    DLI_TRY(dli_db_kept(in->store, DLI_SQL_COUNT_ITEMS, &s, in->err));
    dli_bind_number(s, 1, page);
    DLI_TRY(dli_db_row(in->store, s, &row, in->err));
    *items += row ? (uint64_t)sqlite3_column_int64(s, 0) : 0;
    (void)sqlite3_reset(s);
    return DL_OK;
}

static dl_status drop_capture(forgetting *f, int64_t capture, int64_t page, dl_str sha256)
{
    dli_putting in = { .store = f->store, .scratch = &f->store->scratch, .err = f->err };
    static const dli_sql drops[] = { DLI_SQL_DROP_ADDRESSES, DLI_SQL_DROP_COLLECTED,
                                     DLI_SQL_DROP_CAPTURE };
    uint64_t items = 0;

    if (page != 0) {
        DLI_TRY(count_items(&in, page, &items));
        DLI_TRY(dli_put_drop_page(&in, page));
    }
    DLI_TRY(dli_put_sum_capture(&in, capture, -1));
    for (size_t i = 0; i < sizeof drops / sizeof *drops; i++) {
        sqlite3_stmt *s;
        DLI_TRY(dli_db_kept(f->store, drops[i], &s, f->err));
        dli_bind_number(s, 1, capture);
        DLI_TRY(dli_db_run(f->store, s, f->err));
    }
    f->out->captures++;
    f->out->items += items;
    return f->what->kind == DLI_FORGET_CAPTURE ? DL_OK
                                               : add_line(f, "capture", sha256, 1, items);
}

/* The next chosen capture, taken off the list; *more is false when there is none. */
static dl_status drop_next(forgetting *f, sqlite3_stmt *next, sqlite3_stmt *done, bool *more)
{
    char sha256[65];

    dli_arena_reset(&f->store->scratch);
    DLI_TRY(dli_db_row(f->store, next, more, f->err));
    if (!*more)
        return DL_OK;
    int64_t capture = sqlite3_column_int64(next, 0), page = sqlite3_column_int64(next, 1);
    dl_str digest = dli_column(next, 2, &f->store->scratch);
    (void)snprintf(sha256, sizeof sha256, "%.*s", DLI_ARG(digest));
    (void)sqlite3_reset(next);
    dli_bind_number(done, 1, capture);
    DLI_TRY(dli_db_run(f->store, done, f->err));
    return drop_capture(f, capture, page, dli_str(sha256));
}

static dl_status drop_chosen(forgetting *f)
{
    sqlite3_stmt *next, *done = NULL;
    bool more = true;

    DLI_TRY(dli_db_prepare(f->store,
                           DL_STR("SELECT c.id, coalesce(p.id, 0), c.sha256 FROM temp.gone g"
                                  " JOIN captures c ON c.id = g.capture LEFT JOIN pages p"
                                  " ON p.capture = c.id ORDER BY g.capture LIMIT 1"),
                           &next, f->err));
    dl_status status = dli_db_prepare(
        f->store, DL_STR("DELETE FROM temp.gone WHERE capture = ?1"), &done, f->err);
    while (status == DL_OK && more)
        status = drop_next(f, next, done, &more);
    (void)sqlite3_finalize(next);
    (void)sqlite3_finalize(done);
    return status;
}

/* Names that nobody refers to any more. */
static dl_status drop_orphans(forgetting *f)
{
    return dli_db_exec(
        f->store,
        "DELETE FROM people WHERE id NOT IN (SELECT person FROM authors) AND id NOT IN"
        " (SELECT person FROM via) AND id NOT IN (SELECT speaker FROM statements"
        "  WHERE speaker IS NOT NULL);"
        "DELETE FROM outlets WHERE id NOT IN (SELECT outlet FROM pages WHERE outlet IS NOT "
        "NULL)"
        " AND id NOT IN (SELECT outlet FROM items WHERE outlet IS NOT NULL);"
        "DELETE FROM collections WHERE id NOT IN (SELECT collection FROM collected);"
        "DELETE FROM sums WHERE count = 0 AND of <> ''",
        f->err);
}

static dl_status forget(forgetting *f)
{
    char digest[65];

    dli_arena_reset(&f->store->scratch);
    DLI_TRY(digest_of(f, digest));
    DLI_TRY(choose(f));
    DLI_TRY(drop_chosen(f));
    if (f->out->captures == 0)
        return DL_OK;
    DLI_TRY(drop_orphans(f));
    return add_line(f, kinds[f->what->kind], dli_str(digest), f->out->captures, f->out->items);
}

dl_status dli_store_forget(dli_store *store, const dli_forget *what, dli_forgotten *out,
                           dl_error *err)
{
    forgetting f = { store, what, out, err };

    *out = (dli_forgotten){ .captures = 0 };
    DLI_TRY(dli_db_exec(store, "PRAGMA secure_delete = ON", err));
    DLI_TRY(dli_store_begin(store, err));
    dl_status status = forget(&f);
    if (status == DL_OK && !what->rehearse && out->captures > 0) {
        DLI_TRY(dli_store_commit(store, err));
        return dli_store_compact(store, err);
    }
    dli_store_rollback(store);
    return status;
}
