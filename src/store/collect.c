/* collect.c -- sets of captures by name, and how far archives were read into the store.
 *
 * A collection is a term of the index like the outlet of an item (index_facts.h), so that a query
 * can join it with anything. The index is told words and forgets them only when it is told
 * them again: to put a capture that is there into another collection, its words go out and come
 * in.
 */
#include "base/digest.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/str.h"
#include "base/utf8.h"
#include "store/put.h"

dl_status dli_store_collection(dli_store *store, dl_str name, dl_error *err)
{
    bool good = dli_utf8_valid(name) == name.len;

    name = dli_trim(name);
    for (size_t i = 0; i < name.len; i++)
        good = good && (unsigned char)name.ptr[i] >= ' ' && name.ptr[i] != '"' &&
               name.ptr[i] != 0x7F;
    if (!good)
        return dli_fail(err, DL_ERR_USAGE, 0, "use letters, digits and spaces",
                        "the name of a collection is no plain text");
    if (name.len > DLI_MAX_COLLECTION)
        return dli_fail(err, DL_ERR_USAGE, 0, "give it a shorter one",
                        "the name of a collection is over the limit of %zu bytes",
                        DLI_MAX_COLLECTION);
    (void)snprintf(store->collection, sizeof store->collection, "%.*s", DLI_ARG(name));
    return DL_OK;
}

/* The row of the collection that is open, made if need be. */
static dl_status find_collection(dli_putting *in, int64_t *id)
{
    sqlite3_stmt *s;
    bool row;

    DLI_TRY(dli_db_kept(in->store, DLI_SQL_COLLECTION, &s, in->err));
    dli_bind(s, 1, dli_str(in->store->collection));
    DLI_TRY(dli_db_row(in->store, s, &row, in->err));
    if (row) {
        *id = sqlite3_column_int64(s, 0);
        (void)sqlite3_reset(s);
        return DL_OK;
    }
    DLI_TRY(dli_db_kept(in->store, DLI_SQL_ADD_COLLECTION, &s, in->err));
    dli_bind(s, 1, dli_str(in->store->collection));
    DLI_TRY(dli_db_run(in->store, s, in->err));
    *id = sqlite3_last_insert_rowid(in->store->db);
    return DL_OK;
}

dl_status dli_put_collected(dli_putting *in)
{
    sqlite3_stmt *s;
    int64_t id;

    if (in->store->collection[0] == 0)
        return DL_OK;
    DLI_TRY(find_collection(in, &id));
    DLI_TRY(dli_db_kept(in->store, DLI_SQL_COLLECT, &s, in->err));
    dli_bind_number(s, 1, in->capture);
    dli_bind_number(s, 2, id);
    return dli_db_run(in->store, s, in->err);
}

static dl_status is_collected(dli_putting *in, bool *is)
{
    sqlite3_stmt *s;

    DLI_TRY(dli_db_kept(in->store, DLI_SQL_IS_COLLECTED, &s, in->err));
    dli_bind_number(s, 1, in->capture);
    dli_bind(s, 2, dli_str(in->store->collection));
    DLI_TRY(dli_db_row(in->store, s, is, in->err));
    (void)sqlite3_reset(s);
    return DL_OK;
}

dl_status dli_put_collect_known(dli_putting *in, int64_t page_id, bool *added)
{
    bool is = true;

    *added = false;
    if (in->store->collection[0] != 0)
        DLI_TRY(is_collected(in, &is));
    if (is)
        return DL_OK;
    *added = true;
    DLI_TRY(dli_put_each_item(in, page_id, dli_put_drop_words));
    DLI_TRY(dli_put_collected(in));
    return dli_put_each_item(in, page_id, dli_put_add_words);
}

static dl_status collect(dli_putting *in, const uint8_t sha256[32], bool *added)
{
    sqlite3_stmt *s;
    bool row;

    dli_hex(sha256, 32, in->sha256);
    DLI_TRY(dli_db_kept(in->store, DLI_SQL_CAPTURE, &s, in->err));
    dli_bind(s, 1, dli_str(in->sha256));
    DLI_TRY(dli_db_row(in->store, s, &row, in->err));
    if (!row)
        return dli_fail(in->err, DL_ERR_USAGE, 0, "put it in first",
                        "there is no such capture");
    in->capture = sqlite3_column_int64(s, 0);
    int64_t page = sqlite3_column_int64(s, 1);
    (void)sqlite3_reset(s);
    return dli_put_collect_known(in, page, added);
}

dl_status dli_store_collect(dli_store *store, const uint8_t sha256[32], bool *added,
                            dl_error *err)
{
    dli_putting in = { .store = store, .scratch = &store->scratch, .err = err };

    *added = false;
    if (!store->in_batch)
        return dli_fail(err, DL_ERR_USAGE, 0, "begin a batch first", "no batch is open");
    dli_arena_reset(&store->scratch);
    dl_status status = collect(&in, sha256, added);
    return status == DL_OK && store->scratch.dry ? dli_no_memory(err) : status;
}

/* ---- Archives ---------------------------------------------------------------------- */

dl_status dli_store_reading(dli_store *store, dl_str archive, dli_reading_of *out,
                            dl_error *err)
{
    sqlite3_stmt *s;
    bool row;

    *out = (dli_reading_of){ .upto = 0 };
    DLI_TRY(dli_db_kept(store, DLI_SQL_READING, &s, err));
    dli_bind(s, 1, archive);
    dli_bind_number(s, 2, DL_RECORD_VERSION);
    (void)sqlite3_bind_text(s, 3, store->collection, -1, SQLITE_STATIC);
    DLI_TRY(dli_db_row(store, s, &row, err));
    if (row) {
        out->upto = (uint64_t)sqlite3_column_int64(s, 0);
        out->whole = sqlite3_column_int64(s, 1) != 0;
        (void)sqlite3_reset(s);
    }
    return DL_OK;
}

dl_status dli_store_set_reading(dli_store *store, dl_str archive, dl_str file,
                                dli_reading_of reading, dl_error *err)
{
    sqlite3_stmt *s;

    if (!store->in_batch)
        return dli_fail(err, DL_ERR_USAGE, 0, "begin a batch first", "no batch is open");
    DLI_TRY(dli_db_kept(store, DLI_SQL_ADD_READING, &s, err));
    dli_bind(s, 1, archive);
    dli_bind_number(s, 2, DL_RECORD_VERSION);
    (void)sqlite3_bind_text(s, 3, store->collection, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text64(s, 4, file.ptr, file.len, SQLITE_STATIC, SQLITE_UTF8);
    dli_bind_number(s, 5, (int64_t)reading.upto);
    dli_bind_number(s, 6, reading.whole);
    return dli_db_run(store, s, err);
}
