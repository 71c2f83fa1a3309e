/* db.c -- statements, rows and errors of SQLite. */
#include "store/db.h"

#include "base/error.h"
#include "base/limits.h"
#include "base/str.h"

#include <errno.h>
#include <time.h>

static const char *const kept_sql[] = {
#define SQL(name, text) text,
#include "store/sql.def"
#undef SQL
};

/* ---- Errors --------------------------------------------------------------- */

static dl_status disk_failed(dli_store *store, int code, dl_error *err)
{
    int number = sqlite3_system_errno(store->db);
    char why[80];

    if (number == ENOSPC || number == EDQUOT || code == SQLITE_FULL)
        return dli_fail(err, DL_ERR_STORE, 0,
                        "make room and run the same again; what was added before is kept",
                        "the disk is full");
    /* The GNU strerror_r: may return its own string, never fails. */
    const char *text = number == 0 ? "input/output error" : strerror_r(number, why, sizeof why);
    return dli_fail(err, DL_ERR_STORE, 0, "check the disk, then run the same again",
                    "the disk said no: %s", text);
}

dl_status dli_db_fail(dli_store *store, dl_error *err)
{
    int code = sqlite3_extended_errcode(store->db);
    dl_error own;

    if (err == NULL)
        err = &own;
    switch (code & 0xFF) {
    case SQLITE_NOMEM:
        (void)dli_no_memory(err);
        break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        (void)dli_fail(err, DL_ERR_STORE, 0, "wait until it has finished, then run this again",
                       "another program is writing to the store");
        break;
    case SQLITE_INTERRUPT:
        (void)dli_fail(err, DL_ERR_LIMIT, 0, "ask for less: rarer words, a shorter time",
                       "the question took longer than the limit of %u.%u s",
                       store->patience / 1000, store->patience / 100 % 10);
        break;
    case SQLITE_FULL:
    case SQLITE_IOERR:
        (void)disk_failed(store, code & 0xFF, err);
        break;
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        (void)dli_fail(err, DL_ERR_STORE, 0, "check the rights on the file and its folder",
                       "the store or its folder may not be written here");
        break;
    case SQLITE_TOOBIG:
        (void)dli_fail(err, DL_ERR_LIMIT, 0, "leave this page out", "a value is too large");
        break;
    case SQLITE_CONSTRAINT:
        (void)dli_fail(err, DL_ERR_FORMAT, 0, "give each item its own id",
                       "the record contradicts itself or what the store holds");
        break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    default:
        (void)dli_fail(err, DL_ERR_STORE, 0, "restore a copy, or ingest into a new store",
                       "the store is damaged (code %d)", code);
        break;
    }
    dli_error_where(err, "%s", store->path);
    return err->status;
}

/* ---- Statements ----------------------------------------------------------- */

dl_status dli_db_exec(dli_store *store, const char *sql, dl_error *err)
{
    if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) != SQLITE_OK)
        return dli_db_fail(store, err);
    return DL_OK;
}

dl_status dli_db_prepare(dli_store *store, dl_str sql, sqlite3_stmt **out, dl_error *err)
{
    *out = NULL;
    if (sqlite3_prepare_v3(store->db, sql.ptr, (int)sql.len, 0, out, NULL) != SQLITE_OK)
        return dli_db_fail(store, err);
    return DL_OK;
}

dl_status dli_db_kept(dli_store *store, dli_sql which, sqlite3_stmt **out, dl_error *err)
{
    sqlite3_stmt **kept = &store->kept[which];

    *out = NULL;
    if (*kept == NULL && sqlite3_prepare_v3(store->db, kept_sql[which], -1,
                                            SQLITE_PREPARE_PERSISTENT, kept, NULL) != SQLITE_OK)
        return dli_db_fail(store, err);
    (void)sqlite3_reset(*kept);
    (void)sqlite3_clear_bindings(*kept);
    *out = *kept;
    return DL_OK;
}

void dli_db_forget_kept(dli_store *store)
{
    for (size_t i = 0; i < DLI_SQL_COUNT; i++) {
        (void)sqlite3_finalize(store->kept[i]);
        store->kept[i] = NULL;
    }
    (void)sqlite3_finalize(store->item);
    (void)sqlite3_finalize(store->row);
    store->item = store->row = NULL;
}

dl_status dli_db_row(dli_store *store, sqlite3_stmt *statement, bool *row, dl_error *err)
{
    int code = sqlite3_step(statement);

    *row = code == SQLITE_ROW;
    if (code == SQLITE_ROW)
        return DL_OK;
    if (code == SQLITE_DONE) {
        (void)sqlite3_reset(statement);
        return DL_OK;
    }
    dl_status status = dli_db_fail(store, err); /* while the code is that of the step */
    (void)sqlite3_reset(statement);
    return status;
}

dl_status dli_db_run(dli_store *store, sqlite3_stmt *statement, dl_error *err)
{
    bool row = true;

    while (row)
        DLI_TRY(dli_db_row(store, statement, &row, err));
    return DL_OK;
}

dl_status dli_db_hold(dli_store *store, bool *held, dl_error *err)
{
    sqlite3_stmt *s;

    *held = false;
    if (sqlite3_get_autocommit(store->db) == 0)
        return DL_OK;
    DLI_TRY(dli_db_kept(store, DLI_SQL_VIEW, &s, err));
    DLI_TRY(dli_db_run(store, s, err));
    *held = true;
    return DL_OK;
}

void dli_db_let_go(dli_store *store, bool held)
{
    sqlite3_stmt *s;

    /* Nothing was written, so there is nothing to lose. */
    if (held && dli_db_kept(store, DLI_SQL_COMMIT, &s, NULL) == DL_OK &&
        dli_db_run(store, s, NULL) == DL_OK)
        return;
    if (held)
        (void)sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
}

/* ---- Values --------------------------------------------------------------- */

void dli_bind(sqlite3_stmt *statement, int at, dl_str text)
{
    if (text.len == 0)
        (void)sqlite3_bind_null(statement, at);
    else
        (void)sqlite3_bind_text64(statement, at, text.ptr, text.len, SQLITE_STATIC,
                                  SQLITE_UTF8);
}

void dli_bind_number(sqlite3_stmt *statement, int at, int64_t number)
{
    (void)sqlite3_bind_int64(statement, at, number);
}

void dli_bind_bytes(sqlite3_stmt *statement, int at, dl_str bytes)
{
    (void)sqlite3_bind_blob64(statement, at, bytes.len > 0 ? bytes.ptr : "", bytes.len,
                              SQLITE_STATIC);
}

dl_str dli_column(sqlite3_stmt *statement, int at, dli_arena *arena)
{
    const void *ptr = sqlite3_column_blob(statement, at);
    int len = sqlite3_column_bytes(statement, at);

    if (ptr == NULL || len <= 0)
        return (dl_str){ "", 0 };
    return dli_arena_copy(arena, (dl_str){ ptr, (size_t)len });
}

/* ---- Deadlines ------------------------------------------------------------ */

enum {
    STEPS = 2000
}; /* of SQLite's machine between two looks at the clock */

static int64_t now(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

bool dli_db_late(const dli_store *store)
{
    return store->deadline != 0 && now() > store->deadline;
}

static int is_late(void *self)
{
    return dli_db_late(self);
}

void dli_db_hurry(dli_store *store)
{
    if (store->patience == 0)
        return;
    store->deadline = now() + (int64_t)store->patience * 1000000;
    sqlite3_progress_handler(store->db, STEPS, is_late, store);
}

void dli_db_calm(dli_store *store)
{
    store->deadline = 0;
    sqlite3_progress_handler(store->db, 0, NULL, NULL);
}

void dli_store_patience(dli_store *store, uint32_t milliseconds)
{
    store->patience = milliseconds;
}
