/* sums.c -- the whole store in figures.
 *
 * They are kept in a table (schema/0004.sql) by whoever puts and takes out, so that a newsroom's first
 * page costs the same however large the store is. A reader remembers them until another connection has
 * changed the file, which SQLite tells (PRAGMA data_version); a writer is not told of its own changes.
 */
#include "base/error.h"
#include "base/str.h"
#include "store/ask.h"

static dl_status read_numbers(dli_store *store, sqlite3_stmt *s, dli_digest *out, dl_error *err)
{
    uint64_t *const fields[] = { &out->captures,   &out->pages,     &out->items,
                                 &out->statements, &out->incidents, &out->capture_bytes,
                                 &out->file_bytes, &out->schema,    &out->forgotten };
    bool row;

    DLI_TRY(dli_db_row(store, s, &row, err));
    for (size_t i = 0; row && i < sizeof fields / sizeof *fields; i++)
        *fields[i] = (uint64_t)sqlite3_column_int64(s, (int)i);
    return DL_OK;
}

static dl_status read_tallies(dli_store *store, sqlite3_stmt *s, dli_arena *arena,
                              dli_tallies *out, dl_error *err)
{
    DLI_VEC(dli_tally) found = { 0 };
    bool row = true;

    while (row) {
        DLI_TRY(dli_db_row(store, s, &row, err));
        if (row && !DLI_PUSH(arena, &found,
                             (dli_tally){ dli_column(s, 0, arena), dli_column(s, 1, arena),
                                          (uint64_t)sqlite3_column_int64(s, 2) }))
            return dli_no_memory(err);
    }
    *out = (dli_tallies){ found.ptr, found.count };
    return DL_OK;
}

static dl_status tally(dli_store *store, dl_str sql, dli_arena *arena, dli_tallies *out,
                       dl_error *err)
{
    sqlite3_stmt *s = NULL;
    dl_status status = dli_ask_open(store, sql, &s, err);

    if (status == DL_OK)
        status = read_tallies(store, s, arena, out, err);
    return dli_ask_close(store, s, status);
}

static dl_status count(dli_store *store, dli_arena *arena, dli_digest *out, dl_error *err)
{
    sqlite3_stmt *s = NULL;

    *out = (dli_digest){ .captures = 0 };
    dl_status status = dli_ask_open(
        store,
        DL_STR("SELECT sum(count) FILTER (WHERE what = 'captures'),"
               " sum(count) FILTER (WHERE what = 'pages'),"
               " sum(count) FILTER (WHERE what = 'items'),"
               " sum(count) FILTER (WHERE what = 'statements'),"
               " sum(count) FILTER (WHERE what = 'incidents'),"
               " sum(count) FILTER (WHERE what = 'bytes'),"
               " (SELECT page_count * page_size FROM pragma_page_count, pragma_page_size),"
               " (SELECT user_version FROM pragma_user_version),"
               " (SELECT count(*) FROM forgotten WHERE what = 'capture') FROM sums"
               " WHERE what IN ('captures', 'pages', 'items', 'statements', 'incidents',"
               " 'bytes')"),
        &s, err);
    if (status == DL_OK)
        status = read_numbers(store, s, out, err);
    DLI_TRY(dli_ask_close(store, s, status));
    DLI_TRY(tally(store,
                  DL_STR("SELECT o.name, o.publisher, s.count FROM sums s JOIN outlets o"
                         " ON o.id = s.of WHERE s.what = 'outlet' AND s.count > 0"
                         " ORDER BY 3 DESC, o.name"),
                  arena, &out->outlets, err));
    DLI_TRY(tally(store,
                  DL_STR("SELECT of, NULL, count FROM sums WHERE what = 'language'"
                         " AND count > 0 ORDER BY 3 DESC, of"),
                  arena, &out->languages, err));
    DLI_TRY(tally(store,
                  DL_STR("SELECT of, NULL, count FROM sums WHERE what = 'day'"
                         " AND count > 0 ORDER BY of DESC LIMIT 60"),
                  arena, &out->days, err));
    /* Names are looked up of those only who may be among the thirty. */
    DLI_TRY(tally(store,
                  DL_STR("SELECT p.name, NULL, s.count FROM sums s CROSS JOIN people p"
                         " ON p.id = s.of WHERE s.what = 'speaker' AND s.count >="
                         " coalesce((SELECT count FROM sums WHERE what = 'speaker'"
                         "  ORDER BY count DESC LIMIT 1 OFFSET 29), 1) AND s.count > 0"
                         " ORDER BY 3 DESC, p.name LIMIT 30"),
                  arena, &out->speakers, err));
    DLI_TRY(tally(store,
                  DL_STR("SELECT of, NULL, count FROM sums WHERE what = 'type'"
                         " AND count > 0 ORDER BY 3 DESC, of"),
                  arena, &out->types, err));
    DLI_TRY(tally(store,
                  DL_STR("SELECT n.name, NULL, count(*) FROM collected c JOIN collections n"
                         " ON n.id = c.collection GROUP BY n.id ORDER BY 3 DESC, n.name"),
                  arena, &out->collections, err));
    return arena->dry ? dli_no_memory(err) : DL_OK;
}

/* ---- Kept until the store changes --------------------------------------------------- */

static void copy(dli_tallies *tallies, dli_arena *arena)
{
    const dli_tally *from = tallies->ptr;
    dli_tally *to = dli_arena_take(arena, tallies->count * sizeof *to);

    tallies->ptr = to;
    for (size_t i = 0; to != NULL && i < tallies->count; i++)
        to[i] = (dli_tally){ dli_arena_copy(arena, from[i].name),
                             dli_arena_copy(arena, from[i].label), from[i].count };
}

dl_status dli_store_state(dli_store *store, int64_t *state, dl_error *err)
{
    sqlite3_stmt *s;
    bool row;

    *state = 0;
    DLI_TRY(dli_db_kept(store, DLI_SQL_DATA_VERSION, &s, err));
    DLI_TRY(dli_db_row(store, s, &row, err));
    *state = row ? sqlite3_column_int64(s, 0) : 0;
    (void)sqlite3_reset(s);
    return DL_OK;
}

/* What is kept, counted anew if it is not of `version`. */
static dl_status count_once(dli_store *store, int64_t version, dl_error *err)
{
    dli_counted *kept = &store->counted;

    if (kept->known && kept->version == version)
        return DL_OK;
    kept->known = false;
    dli_arena_reset(&kept->arena);
    DLI_TRY(count(store, &kept->arena, &kept->digest, err));
    kept->version = version;
    kept->known = true;
    return DL_OK;
}

static dl_status digest(dli_store *store, dli_arena *arena, dli_digest *out, dl_error *err)
{
    int64_t version;

    if (store->writable)
        return count(store, arena, out, err);
    DLI_TRY(dli_store_state(store, &version, err));
    DLI_TRY(count_once(store, version, err));
    *out = store->counted.digest;
    copy(&out->outlets, arena);
    copy(&out->languages, arena);
    copy(&out->days, arena);
    copy(&out->speakers, arena);
    copy(&out->types, arena);
    copy(&out->collections, arena);
    return arena->dry ? dli_no_memory(err) : DL_OK;
}

dl_status dli_store_digest(dli_store *store, dli_arena *arena, dli_digest *out, dl_error *err)
{
    bool held;

    *out = (dli_digest){ .captures = 0 };
    DLI_TRY(dli_db_hold(store, &held, err));
    dl_status status = digest(store, arena, out, err);
    dli_db_let_go(store, held);
    return status;
}
