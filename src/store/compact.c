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
    TIDY_PAGES = 64,  /* of the index that are written at a time */
    TIDY_MOST = 4096, /* and in all */
};

dl_status dli_store_tidy(dli_store *store, dl_error *err)
{
    int before = -1;

    /* A piece more of merging until a call changes next to nothing (FTS5, 6.9). */
    for (int done = 0; done < TIDY_MOST; done += TIDY_PAGES) {
        before = sqlite3_total_changes(store->db);
        DLI_TRY(dli_db_exec(
            store, "INSERT INTO items_fts (items_fts, rank) VALUES ('merge', 64)", err));
        if (sqlite3_total_changes(store->db) - before < 2)
            break;
    }
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
