/* incidents.c -- incidents over all items, with their figures. */
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "store/ask.h"

enum {
    ID_COLUMN = 15
};

static dli_stored_incident read_incident(sqlite3_stmt *s, dli_arena *arena)
{
    return (dli_stored_incident){
        .item = dli_column(s, 0, arena),
        .headline = dli_column(s, 1, arena),
        .outlet = dli_column(s, 2, arena),
        .published = dli_column(s, 3, arena),
        .language = dli_column(s, 4, arena),
        .id = dli_column(s, 5, arena),
        .type = dli_column(s, 6, arena),
        .status = dli_column(s, 7, arena),
        .date = dli_column(s, 8, arena),
        .precision = dli_column(s, 9, arena),
        .basis = dli_column(s, 10, arena),
        .place = dli_column(s, 11, arena),
        .actors = dli_column(s, 12, arena),
        .target = dli_column(s, 13, arena),
        .source = dli_column(s, 14, arena),
        .opening = dli_column(s, 16, arena),
    };
}

static bool number(sqlite3_stmt *s, int at, uint64_t *value)
{
    int64_t stored = sqlite3_column_int64(s, at);

    if (sqlite3_column_type(s, at) != SQLITE_INTEGER || stored < 0)
        return false;
    *value = (uint64_t)stored;
    return true;
}

static dli_stored_figure read_figure(sqlite3_stmt *s, dli_arena *arena)
{
    dli_stored_figure out = { .figure = { .what = dli_column(s, 0, arena),
                                          .bound = dli_column(s, 4, arena),
                                          .of = dli_column(s, 5, arena),
                                          .scope = dli_column(s, 6, arena),
                                          .text = dli_column(s, 7, arena) },
                              .part_of = dli_column(s, 8, arena) };

    out.figure.has_value = number(s, 1, &out.figure.value);
    out.figure.has_min = number(s, 2, &out.figure.min);
    out.figure.has_max = number(s, 3, &out.figure.max);
    return out;
}

static dl_status read_figures(dli_store *store, sqlite3_stmt *s, int64_t incident,
                              dli_arena *arena, dli_stored_incident *out, dl_error *err)
{
    DLI_VEC(dli_stored_figure) found = { 0 };
    bool row = true;

    (void)sqlite3_reset(s);
    dli_bind_number(s, 1, incident);
    while (row) {
        DLI_TRY(dli_db_row(store, s, &row, err));
        if (row && !DLI_PUSH(arena, &found, read_figure(s, arena)))
            return dli_no_memory(err);
    }
    out->figures = found.ptr;
    out->figure_count = found.count;
    return DL_OK;
}

static dl_status read_incidents(dli_store *store, sqlite3_stmt *s, sqlite3_stmt *figures,
                                dli_arena *arena, uint32_t limit, dli_stored_incidents *out,
                                dl_error *err)
{
    DLI_VEC(dli_stored_incident) found = { 0 };
    bool row = false;

    for (;;) {
        dl_status status = dli_db_row(store, s, &row, err);
        out->late = dli_ask_late(&status, found.count, err);
        DLI_TRY(status);
        if (!row || found.count == limit)
            break;
        dli_stored_incident incident = read_incident(s, arena);
        DLI_TRY(read_figures(store, figures, sqlite3_column_int64(s, ID_COLUMN), arena,
                             &incident, err));
        if (!DLI_PUSH(arena, &found, incident))
            return dli_no_memory(err);
    }
    if (arena->dry)
        return dli_no_memory(err);
    out->ptr = found.ptr;
    out->count = found.count;
    out->more = row || out->late;
    return DL_OK;
}

/* The days that a limit of the filter means; false, with the reason, if it is no date. */
static dl_status days(dl_str time, char first[11], char last[11], dl_error *err)
{
    first[0] = last[0] = 0;
    if (time.len == 0 || dli_days_of(time, first, last))
        return DL_OK;
    return dli_fail(err, DL_ERR_USAGE, 0, "write it as 2024-03-05, 2024-03 or 2024",
                    "'%.*s' is no date", DLI_ARG(time));
}

static dl_status incidents_sql(dli_store *store, dli_arena *arena,
                               const dli_incident_filter *filter, dli_buf *sql,
                               dli_index_word_list *words, dl_str *fts, dl_error *err)
{
    dli_buf_add(sql,
                DL_STR("SELECT i.name, i.headline, o.name, i.published, i.language, n.name,"
                       " n.type, n.status, n.date, n.precision, n.basis, n.place, n.actors,"
                       " n.target, n.source, n.id, i.opening FROM incidents n"
                       " JOIN items i ON i.id = n.item"
                       " LEFT JOIN outlets o ON o.id = i.outlet WHERE 1"));
    if (filter->type.len > 0)
        dli_buf_add(sql, DL_STR(" AND n.type = ?1"));
    if (filter->from.len > 0)
        dli_buf_add(sql, DL_STR(" AND n.last_day >= ?2"));
    if (filter->to.len > 0)
        dli_buf_add(sql, DL_STR(" AND n.first_day <= ?3"));
    DLI_TRY(dli_ask_words(store, arena, "n.place_folded", filter->place, sql, words, err));
    DLI_TRY(dli_ask_query(store, arena, filter->query, sql, fts, err));
    dli_buf_add(sql, DL_STR(" ORDER BY n.last_day IS NULL, n.last_day DESC, i.seconds DESC,"
                            " n.id LIMIT ?8 OFFSET ?9"));
    return sql->failed ? dli_no_memory(err) : DL_OK;
}

dl_status dli_store_incidents(dli_store *store, dli_arena *arena,
                              const dli_incident_filter *filter, dli_page_of page,
                              dli_stored_incidents *out, dl_error *err)
{
    char from[11], to[11], other[11];
    sqlite3_stmt *s = NULL, *figures = NULL;
    dli_index_word_list words;
    dl_str fts;
    dli_buf sql;

    *out = (dli_stored_incidents){ .ptr = NULL };
    DLI_TRY(days(filter->from, from, other, err));
    DLI_TRY(days(filter->to, other, to, err));
    dli_buf_init(&sql, arena);
    DLI_TRY(incidents_sql(store, arena, filter, &sql, &words, &fts, err));
    dl_status status = dli_ask_open(store, dli_buf_str(&sql), &s, err);
    if (status == DL_OK)
        status = dli_db_prepare(store,
                                DL_STR("SELECT f.what, f.value, f.min, f.max, f.bound, f.of,"
                                       " f.scope, f.text, whole.text FROM figures f"
                                       " LEFT JOIN figures whole ON whole.incident = f.incident"
                                       " AND whole.position = f.parent"
                                       " WHERE f.incident = ?1 ORDER BY f.position"),
                                &figures, err);
    if (status == DL_OK) {
        dli_bind(s, 1, filter->type);
        dli_bind(s, 2, dli_str(from));
        dli_bind(s, 3, dli_str(to));
        dli_ask_bind_words(s, &words);
        dli_bind(s, 7, fts);
        dli_ask_page(s, page);
        status = read_incidents(store, s, figures, arena, dli_ask_limit(page), out, err);
    }
    (void)sqlite3_finalize(figures);
    return dli_ask_close(store, s, status);
}
