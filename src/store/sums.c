/* sums.c -- the whole store in figures. */
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

dl_status dli_store_digest(dli_store *store, dli_arena *arena, dli_digest *out, dl_error *err)
{
    sqlite3_stmt *s = NULL;

    *out = (dli_digest){ .captures = 0 };
    dl_status status = dli_ask_open(
        store,
        DL_STR("SELECT (SELECT count(*) FROM captures), (SELECT count(*) FROM pages),"
               " (SELECT count(*) FROM items), (SELECT count(*) FROM statements),"
               " (SELECT count(*) FROM incidents), (SELECT sum(bytes) FROM captures),"
               " (SELECT page_count * page_size FROM pragma_page_count, pragma_page_size),"
               " (SELECT user_version FROM pragma_user_version),"
               " (SELECT count(*) FROM forgotten WHERE what = 'capture')"),
        &s, err);
    if (status == DL_OK)
        status = read_numbers(store, s, out, err);
    DLI_TRY(dli_ask_close(store, s, status));
    DLI_TRY(tally(store,
                  DL_STR("SELECT o.name, o.publisher, count(*) FROM items i JOIN outlets o"
                         " ON o.id = i.outlet GROUP BY o.id ORDER BY 3 DESC, o.name"),
                  arena, &out->outlets, err));
    DLI_TRY(tally(store,
                  DL_STR("SELECT language, NULL, count(*) FROM items WHERE language IS NOT NULL"
                         " GROUP BY language ORDER BY 3 DESC, language"),
                  arena, &out->languages, err));
    DLI_TRY(tally(store,
                  DL_STR("SELECT day, NULL, count(*) FROM items WHERE day IS NOT NULL"
                         " GROUP BY day ORDER BY day DESC LIMIT 60"),
                  arena, &out->days, err));
    DLI_TRY(tally(
        store,
        DL_STR(
            "SELECT p.name, NULL, count(*) FROM statements s JOIN people p"
            " ON p.id = s.speaker"
            " WHERE s.source_type <> 'unnamed' GROUP BY p.id ORDER BY 3 DESC, p.name LIMIT 30"),
        arena, &out->speakers, err));
    DLI_TRY(tally(store,
                  DL_STR("SELECT type, NULL, count(*) FROM incidents WHERE type IS NOT NULL"
                         " GROUP BY type ORDER BY 3 DESC, type"),
                  arena, &out->types, err));
    return arena->dry ? dli_no_memory(err) : DL_OK;
}
