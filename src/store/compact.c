/* compact.c -- the file written anew, its index made again. */
#include "base/error.h"
#include "store/ask.h"
#include "store/put.h"

/* The index from the records, as this program's tokenizer cuts them. */
static dl_status index_again(dli_store *store, dl_error *err)
{
    DLI_TRY(dli_store_begin(store, err));
    dl_status status =
        dli_db_exec(store, "INSERT INTO items_fts (items_fts) VALUES ('delete-all')", err);
    if (status == DL_OK)
        status = dli_put_index(store, err);
    if (status == DL_OK)
        status =
            dli_db_exec(store, "INSERT INTO items_fts (items_fts) VALUES ('optimize')", err);
    if (status == DL_OK)
        return dli_store_commit(store, err);
    dli_store_rollback(store);
    return status;
}

enum {
    TIDY_PAGES = 256, /* of the index that are written at a time   */
    TIDY_MOST = 4096, /* and in all, with one more for each page put */
};

/* Pages of the index. */
static dl_status index_pages(dli_store *store, int64_t *pages, dl_error *err)
{
    sqlite3_stmt *s;
    bool row;

    DLI_TRY(dli_db_kept(store, DLI_SQL_INDEX_PAGES, &s, err));
    DLI_TRY(dli_db_row(store, s, &row, err));
    *pages = row ? sqlite3_column_int64(s, 0) : 0;
    (void)sqlite3_reset(s);
    return DL_OK;
}

/* A piece more of merging: every word is looked for in every piece of the index, so few are fast. What
 * a large ingest has written is brought together whole, for a small share of its time; behind a small
 * one as much as it wrote and a little. */
dl_status dli_store_tidy(dli_store *store, dl_error *err)
{
    int64_t budget = TIDY_MOST + (int64_t)store->put_count, pages;
    int before = -1;

    DLI_TRY(index_pages(store, &pages, err));
    bool whole = pages <= budget;
    for (int64_t done = 0; done < budget; done += TIDY_PAGES) {
        before = sqlite3_total_changes(store->db);
        /* Until a call changes next to nothing (FTS5, 6.9); below 0: all pieces into one. */
        DLI_TRY(
            dli_db_exec(store,
                        whole ? "INSERT INTO items_fts (items_fts, rank) VALUES ('merge', -256)"
                              : "INSERT INTO items_fts (items_fts, rank) VALUES ('merge', 256)",
                        err));
        whole = false;
        if (sqlite3_total_changes(store->db) - before < 2)
            break;
    }
    store->put_count = 0;
    return dli_db_exec(store, "PRAGMA incremental_vacuum", err);
}

dl_status dli_store_compact(dli_store *store, dl_error *err)
{
    if (!store->writable || store->in_batch)
        return dli_fail(err, DL_ERR_USAGE, 0, "open the store for writing, outside of a batch",
                        "the store cannot be compacted here");
    DLI_TRY(index_again(store, err));
    dli_db_forget_kept(store);
    /* VACUUM makes its copy as a database attached for a moment. */
    (void)sqlite3_limit(store->db, SQLITE_LIMIT_ATTACHED, 1);
    dl_status status = dli_db_exec(
        store, "PRAGMA auto_vacuum = INCREMENTAL; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)",
        err);
    (void)sqlite3_limit(store->db, SQLITE_LIMIT_ATTACHED, 0);
    return status;
}
