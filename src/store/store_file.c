/* store_file.c -- make, open, migrate and check a store file.
 *
 * A file is looked at before SQLite sees it:
 *
 *   offset  bytes  of the file's first page
 *   0       16     "SQLite format 3\0"
 *   60      4      user_version: number of our schema, big-endian
 *   68      4      application_id: "DLNE"
 *
 * Then SQLite opens it with everything off that a schema could run (triggers, views,
 * functions, extensions), and every object in it is compared with what our own
 * migrations make in memory. A single one more or less, and the file is refused.
 *
 * A new store is written to its folder complete, under another name, and linked into
 * place: whoever opens it sees all of it or nothing.
 */
#include "base/buf.h"
#include "base/embedded.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/str.h"
#include "store/put.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* The statements of each version, and what fills its tables from those before; NULL: nothing. */
static const struct {
    const char *file;
    dl_status (*fill)(dli_store *store, dl_error *err);
} schemas[] = { { "src/store/schema/0001.sql", NULL },
                { "src/store/schema/0002.sql", dli_put_refill },
                { "src/store/schema/0003.sql", NULL },
                { "src/store/schema/0004.sql", NULL } };

int dli_store_version(void)
{
    return (int)(sizeof schemas / sizeof *schemas);
}

/* ---- The file before SQLite sees it --------------------------------------- */

static uint32_t big_endian(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static dl_status check_head(const unsigned char head[100], size_t len, dl_error *err)
{
    static const char other[] = "name another file: this one was not made by dateline";

    if (len == 0)
        return dli_fail(err, DL_ERR_STORE, 0, "remove it, or name another file",
                        "the file is empty: no store");
    if (len < 16 || memcmp(head, "SQLite format 3", 16) != 0)
        return dli_fail(err, DL_ERR_STORE, 0, other, "the file is not a store");
    if (len < 100)
        return dli_fail(err, DL_ERR_STORE, len, "restore a copy, or ingest into a new store",
                        "the store is cut short: %zu bytes", len);
    if (big_endian(head + 68) != DLI_STORE_APPLICATION)
        return dli_fail(err, DL_ERR_STORE, 68, other,
                        "the file is an SQLite database of another program");
    if (big_endian(head + 60) > (uint32_t)dli_store_version())
        return dli_fail(err, DL_ERR_STORE, 60, "use that newer dateline",
                        "the store was made by a newer dateline: version %u, known is %d",
                        big_endian(head + 60), dli_store_version());
    return DL_OK;
}

static dl_status cannot_open(int number, dl_error *err)
{
    char why[80];

    if (number == ENOENT)
        return dli_fail(err, DL_ERR_STORE, 0,
                        "check the name, or make it with 'dateline ingest'",
                        "there is no such store");
    return dli_fail(err, DL_ERR_STORE, 0, "check the rights on the file",
                    "the store cannot be opened: %s", strerror_r(number, why, sizeof why));
}

static dl_status look(const char *path, dl_error *err)
{
    unsigned char head[100];
    struct stat info;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t len;

    if (fd < 0)
        return cannot_open(errno, err);
    bool regular = fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
    len = regular ? pread(fd, head, sizeof head, 0) : 0;
    int number = errno;
    (void)close(fd);
    if (!regular)
        return dli_fail(err, DL_ERR_STORE, 0, "name a file",
                        "a store is a file, and this is none");
    if (len < 0)
        return cannot_open(number, err);
    return check_head(head, (size_t)len, err);
}

/* ---- Schema ---------------------------------------------------------------- */

/* Run the statements of schema number `to`. */
static dl_status step(dli_store *store, int to, dl_error *err)
{
    dli_buf sql;

    dli_arena_reset(&store->scratch);
    dli_buf_init(&sql, &store->scratch);
    dli_buf_add(&sql, dli_embedded_find(schemas[to - 1].file));
    dli_buf_print(&sql, "\nPRAGMA application_id = %d; PRAGMA user_version = %d;",
                  DLI_STORE_APPLICATION, to);
    dli_buf_byte(&sql, 0);
    if (sql.failed)
        return dli_no_memory(err);
    return dli_db_exec(store, sql.ptr, err);
}

/* Bring `db` from schema `from` to `to`, in one transaction. What is new is filled once all
 * tables are there: whoever fills knows those of the newest schema. */
static dl_status migrate(dli_store *store, int from, int to, dl_error *err)
{
    DLI_TRY(dli_db_exec(store, "BEGIN IMMEDIATE", err));
    dl_status status = DL_OK;
    for (int i = from + 1; i <= to && status == DL_OK; i++)
        status = step(store, i, err);
    dli_db_forget_kept(store); /* of tables that have changed */
    for (int i = from + 1; i <= to && status == DL_OK; i++)
        if (schemas[i - 1].fill != NULL)
            status = schemas[i - 1].fill(store, err);
    dli_db_forget_kept(store);
    if (status == DL_OK)
        status = dli_db_exec(store, "COMMIT", err);
    if (status != DL_OK)
        (void)sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    return status;
}

static void close_model(dli_store *model)
{
    dli_db_forget_kept(model);
    dli_fts_close(model);
    (void)sqlite3_close(model->db);
    dli_arena_done(&model->scratch);
    dli_arena_done(&model->arena);
}

/* Schema number `version` in memory: what a store must look like. Give it to close_model(),
 * failed or not. */
static dl_status open_model(dli_store *model, int version, dl_error *err)
{
    *model = (dli_store){ .path = "" };
    dli_arena_init(&model->arena, (size_t)1 << 20);
    dli_arena_init(&model->scratch, (size_t)4 << 20);
    if (sqlite3_open_v2(":memory:", &model->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
                        NULL) != SQLITE_OK)
        return dli_no_memory(err);
    /* So that pages which become free can be given back (dli_store_tidy()). */
    DLI_TRY(dli_db_exec(model, "PRAGMA auto_vacuum = INCREMENTAL", err));
    DLI_TRY(dli_fts_open(model, err));
    return migrate(model, 0, version, err);
}

static dl_status foreign_schema(dl_error *err)
{
    return dli_fail(err, DL_ERR_STORE, 0, "restore a copy, or ingest into a new store",
                    "the store's tables are not as dateline made them");
}

/* What SQLite keeps for itself, and the tables behind the full-text index, whose text
 * depends on SQLite's version, are compared by name. */
static bool same_object(sqlite3_stmt *a, sqlite3_stmt *b, dli_arena *arena)
{
    for (int column = 0; column < 3; column++)
        if (!dli_eq(dli_column(a, column, arena), dli_column(b, column, arena)))
            return false;
    if (dli_starts(dli_column(b, 1, arena), DL_STR("items_fts_")))
        return true;
    return dli_eq(dli_column(a, 3, arena), dli_column(b, 3, arena));
}

static dl_status compare_schemas(dli_store *store, dli_store *model, dl_error *err)
{
    const dl_str objects =
        DL_STR("SELECT type, name, tbl_name, sql FROM sqlite_schema"
               " WHERE name NOT IN ('sqlite_stat1', 'sqlite_stat4') ORDER BY name, type");
    sqlite3_stmt *ours = NULL, *theirs = NULL;
    bool more = true, other;

    dl_status status = dli_db_prepare(model, objects, &ours, err);
    if (status == DL_OK)
        status = dli_db_prepare(store, objects, &theirs, err);
    while (status == DL_OK && more) {
        status = dli_db_row(model, ours, &more, err);
        if (status == DL_OK)
            status = dli_db_row(store, theirs, &other, err);
        if (status == DL_OK &&
            (more != other || (more && !same_object(theirs, ours, &store->scratch))))
            status = foreign_schema(err);
    }
    (void)sqlite3_finalize(ours);
    (void)sqlite3_finalize(theirs);
    return status;
}

static dl_status check_schema(dli_store *store, int version, dl_error *err)
{
    dli_store model;
    dl_status status = open_model(&model, version, err);

    if (status == DL_OK)
        status = compare_schemas(store, &model, err);
    close_model(&model);
    dli_arena_reset(&store->scratch);
    return status;
}

/* ---- A new file ------------------------------------------------------------ */

static bool write_all(int fd, const unsigned char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t done = write(fd, bytes, len);
        if (done <= 0)
            return false;
        bytes += done;
        len -= (size_t)done;
    }
    return fsync(fd) == 0;
}

static dl_status cannot_make(int number, dl_error *err)
{
    char why[80];

    if (number == ENOSPC || number == EDQUOT)
        return dli_fail(err, DL_ERR_STORE, 0, "make room and run the same again",
                        "the disk is full");
    return dli_fail(err, DL_ERR_STORE, 0, "check the folder and the rights on it",
                    "the store cannot be made: %s", strerror_r(number, why, sizeof why));
}

/* Write the model's pages beside `path` and link them there. Somebody else may make the
 * same store at the same time: one after another they have the draft, and whoever finds the store there
 * leaves it alone, since the draft that was opened may by then be that very file. */
static dl_status write_model(const char *path, const char *draft, const unsigned char *bytes,
                             size_t len, dl_error *err)
{
    int fd = open(draft, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    int number = 0;

    if (fd < 0)
        return cannot_make(errno, err);
    while (flock(fd, LOCK_EX) != 0 && errno == EINTR) {
    } /* where a file system has no locks, as well as it goes */
    if (access(path, F_OK) == 0) {
        (void)unlink(draft);
        (void)close(fd);
        return DL_OK;
    }
    if (ftruncate(fd, 0) != 0 || !write_all(fd, bytes, len))
        number = errno;
    if (number == 0 && link(draft, path) != 0 && errno != EEXIST)
        number = errno == ENOENT && access(path, F_OK) == 0 ? 0 : errno;
    (void)unlink(draft);
    (void)close(fd); /* and its lock */
    return number == 0 ? DL_OK : cannot_make(number, err);
}

static dl_status make(dli_store *store, dl_error *err)
{
    dli_store model;
    sqlite3_int64 size = 0;
    dli_buf draft;
    dl_status status = open_model(&model, dli_store_version(), err);
    unsigned char *bytes =
        status == DL_OK ? sqlite3_serialize(model.db, "main", &size, 0) : NULL;

    if (status == DL_OK && bytes == NULL)
        status = dli_no_memory(err);
    if (bytes != NULL &&
        size > 20) /* in WAL mode from the start: to change it, nobody may read */
        bytes[18] = bytes[19] = 2;
    dli_buf_init(&draft, &store->scratch);
    dli_buf_print(&draft, "%s.new", store->path);
    dli_buf_byte(&draft, 0);
    if (status == DL_OK && draft.failed)
        status = dli_no_memory(err);
    if (status == DL_OK)
        status = write_model(store->path, draft.ptr, bytes, (size_t)size, err);
    sqlite3_free(bytes);
    close_model(&model);
    dli_arena_reset(&store->scratch);
    return status;
}

/* ---- Opening ---------------------------------------------------------------- */

static void distrust(sqlite3 *db)
{
    static const int off[] = {
        SQLITE_DBCONFIG_TRUSTED_SCHEMA,  SQLITE_DBCONFIG_ENABLE_TRIGGER,
        SQLITE_DBCONFIG_ENABLE_VIEW,     SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION,
        SQLITE_DBCONFIG_DQS_DDL,         SQLITE_DBCONFIG_DQS_DML,
        SQLITE_DBCONFIG_WRITABLE_SCHEMA,
    };

    for (size_t i = 0; i < sizeof off / sizeof *off; i++)
        (void)sqlite3_db_config(db, off[i], 0, NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_limit(db, SQLITE_LIMIT_LENGTH, (int)(2 * DL_MAX_SOURCE_BYTES));
    (void)sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
    (void)sqlite3_busy_timeout(db, DLI_STORE_WAIT_MS);
}

/* The one number that a pragma answers. */
static dl_status pragma(dli_store *store, dl_str sql, int64_t *number, dl_error *err)
{
    sqlite3_stmt *ask;
    bool row;

    *number = 0;
    DLI_TRY(dli_db_prepare(store, sql, &ask, err));
    dl_status status = dli_db_row(store, ask, &row, err);
    if (status == DL_OK && row)
        *number = sqlite3_column_int64(ask, 0);
    (void)sqlite3_finalize(ask);
    return status;
}

/* Numbers again, as SQLite sees them: the log behind the file may hold newer ones. */
static dl_status check_numbers(dli_store *store, dl_error *err)
{
    int64_t application, version;

    DLI_TRY(pragma(store, DL_STR("PRAGMA application_id"), &application, err));
    DLI_TRY(pragma(store, DL_STR("PRAGMA user_version"), &version, err));
    if (application != DLI_STORE_APPLICATION || version < 1)
        return foreign_schema(err);
    if (version > dli_store_version())
        return dli_fail(err, DL_ERR_STORE, 60, "use that newer dateline",
                        "the store was made by a newer dateline: version %d, known is %d",
                        (int)version, dli_store_version());
    if (version == dli_store_version())
        return DL_OK;
    if (!store->writable)
        return dli_fail(err, DL_ERR_STORE, 60,
                        "run 'dateline store compact' on it, or ingest into it",
                        "the store is of version %d and must be brought to %d", (int)version,
                        dli_store_version());
    DLI_TRY(check_schema(store, (int)version, err));
    return migrate(store, (int)version, dli_store_version(), err);
}

/* "file:" and the path as an address, with everything that means something there encoded. */
static dl_str immutable_name(dli_store *store)
{
    dli_buf name;

    dli_buf_init(&name, &store->scratch);
    dli_buf_add(&name, DL_STR("file:"));
    for (size_t i = 0; store->path[i] != 0; i++) {
        char c = store->path[i];
        if (dli_is_alnum(c) || strchr("/._-", c) != NULL)
            dli_buf_byte(&name, c);
        else
            dli_buf_print(&name, "%%%02X", (unsigned)(unsigned char)c);
    }
    dli_buf_add(&name, DL_STR("?immutable=1"));
    dli_buf_byte(&name, 0);
    return name.failed ? (dl_str){ "", 0 } : dli_buf_str(&name);
}

static dl_status open_db(dli_store *store, const char *name, int flags, dl_error *err)
{
    flags |= SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (sqlite3_open_v2(name, &store->db, flags, NULL) != SQLITE_OK)
        return store->db == NULL ? dli_no_memory(err) : dli_db_fail(store, err);
    distrust(store->db);
    DLI_TRY(dli_fts_open(store, err));
    return dli_db_exec(store, "PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY", err);
}

/* A reader needs FILE-shm, which cannot be made in a folder that may not be written. Where
 * there is no log beside the file either, nobody is writing to it: it can be read as it
 * lies. */
static bool lies_still(dli_store *store)
{
    char wal[4096];
    int code = sqlite3_errcode(store->db) & 0xFF, len;

    len = snprintf(wal, sizeof wal, "%s-wal", store->path);
    return (code == SQLITE_CANTOPEN || code == SQLITE_READONLY) && len > 0 &&
           (size_t)len < sizeof wal && access(wal, F_OK) != 0 && errno == ENOENT;
}

static dl_status open_for_reading(dli_store *store, dl_error *err)
{
    DLI_TRY(open_db(store, store->path, SQLITE_OPEN_READONLY, err));
    dl_status status = check_numbers(store, err);
    if (status == DL_OK || !lies_still(store))
        return status;
    dli_db_forget_kept(store);
    dli_fts_close(store);
    (void)sqlite3_close(store->db);
    store->db = NULL;
    if (err != NULL)
        *err = (dl_error){ .status = DL_OK };
    dl_str name = immutable_name(store);
    DLI_TRY(open_db(store, name.ptr, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, err));
    return check_numbers(store, err);
}

static dl_status open_checked(dli_store *store, dl_error *err)
{
    if (!store->writable) {
        DLI_TRY(open_for_reading(store, err));
        DLI_TRY(dli_db_exec(store, "PRAGMA cache_size = -32768", err));
        return check_schema(store, dli_store_version(), err);
    }
    DLI_TRY(open_db(store, store->path, SQLITE_OPEN_READWRITE, err));
    DLI_TRY(check_numbers(store, err));
    DLI_TRY(check_schema(store, dli_store_version(), err));
    return dli_db_exec(store,
                       "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
                       " PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -32768",
                       err);
}

dl_status dli_store_open(const char *path, dli_store_mode mode, dli_store **out, dl_error *err)
{
    dli_arena arena;
    dli_store *store;
    dl_status status = DL_OK;

    *out = NULL;
    dli_arena_init(&arena, (size_t)1 << 20);
    store = dli_arena_take(&arena, sizeof *store);
    dl_str kept = dli_arena_copy(&arena, dli_str(path));
    if (store == NULL || arena.dry) {
        dli_arena_done(&arena);
        return dli_no_memory(err);
    }
    store->path = kept.ptr;
    store->arena = arena;
    store->writable = mode == DLI_STORE_WRITE;
    store->patience = DLI_STORE_SECONDS * 1000;
    dli_arena_init(&store->scratch, DLI_STORE_BUDGET);
    dli_arena_init(&store->counted.arena, DLI_STORE_BUDGET);
    if (store->writable && access(path, F_OK) != 0)
        status = make(store, err);
    if (status == DL_OK)
        status = look(path, err);
    if (status == DL_OK)
        status = open_checked(store, err);
    if (status != DL_OK) {
        dli_error_where(err, "%s", path);
        dli_store_close(store);
        return status;
    }
    *out = store;
    return DL_OK;
}

void dli_store_close(dli_store *store)
{
    dli_arena arena;

    if (store == NULL)
        return;
    dli_store_rollback(store);
    dli_db_forget_kept(store);
    dli_fts_close(store);
    dli_unzstd_close(store->unzstd);
    (void)sqlite3_close(store->db);
    dli_arena_done(&store->scratch);
    dli_arena_done(&store->counted.arena);
    arena = store->arena; /* the handle lies in it */
    dli_arena_done(&arena);
}

/* ---- Checking ---------------------------------------------------------------- */

static dl_status expect_ok(dli_store *store, dl_str sql, const char *expected, dl_error *err)
{
    sqlite3_stmt *ask;
    bool row;

    DLI_TRY(dli_db_prepare(store, sql, &ask, err));
    dl_status status = dli_db_row(store, ask, &row, err);
    if (status == DL_OK &&
        (expected == NULL
             ? row
             : !row || !dli_eq(dli_column(ask, 0, &store->scratch), dli_str(expected))))
        status = dli_fail(err, DL_ERR_STORE, 0, "restore a copy, or ingest into a new store",
                          "the store is damaged");
    (void)sqlite3_finalize(ask);
    dli_error_where(err, "%s", store->path);
    return status;
}

/* What `sums` must say. */
#define COUNTED                                                                                \
    "SELECT * FROM (SELECT 'captures', '', count(*) AS n FROM captures"                        \
    " UNION ALL SELECT 'bytes', '', sum(bytes) FROM captures"                                  \
    " UNION ALL SELECT 'pages', '', count(*) FROM pages"                                       \
    " UNION ALL SELECT 'items', '', count(*) FROM items"                                       \
    " UNION ALL SELECT 'outlet', outlet, count(*) FROM items GROUP BY outlet"                  \
    " HAVING outlet IS NOT NULL"                                                               \
    " UNION ALL SELECT 'language', language, count(*) FROM items GROUP BY language"            \
    " HAVING language IS NOT NULL"                                                             \
    " UNION ALL SELECT 'day', day, count(*) FROM items GROUP BY day HAVING day IS NOT NULL"    \
    " UNION ALL SELECT 'statements', '', count(*) FROM statements"                             \
    " UNION ALL SELECT 'speaker', speaker, count(*) FROM statements"                           \
    " WHERE source_type <> 'unnamed' GROUP BY speaker HAVING speaker IS NOT NULL"              \
    " UNION ALL SELECT 'incidents', '', count(*) FROM incidents"                               \
    " UNION ALL SELECT 'type', type, count(*) FROM incidents GROUP BY type"                    \
    " HAVING type IS NOT NULL) WHERE n <> 0"

dl_status dli_store_check(dli_store *store, dl_error *err)
{
    dli_arena_reset(&store->scratch);
    DLI_TRY(expect_ok(store, DL_STR("PRAGMA integrity_check(1)"), "ok", err));
    DLI_TRY(expect_ok(store, DL_STR("PRAGMA foreign_key_check"), NULL, err));
    /* Each item has its words, and nothing else does. */
    DLI_TRY(expect_ok(store,
                      DL_STR("SELECT 1 WHERE (SELECT count(*) FROM items) <>"
                             " (SELECT count(*) FROM items_fts)"),
                      NULL, err));
    DLI_TRY(expect_ok(store, DL_STR(COUNTED " EXCEPT SELECT * FROM sums"), NULL, err));
    return expect_ok(
        store, DL_STR("SELECT * FROM sums WHERE count <> 0 EXCEPT SELECT * FROM (" COUNTED ")"),
        NULL, err);
}
