/* who.c -- what somebody said or passed on. */
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "store/ask.h"

static dli_stored_statement read_statement(sqlite3_stmt *s, dli_arena *arena)
{
    return (dli_stored_statement){
        .item = dli_column(s, 0, arena),
        .headline = dli_column(s, 1, arena),
        .outlet = dli_column(s, 2, arena),
        .published = dli_column(s, 3, arena),
        .language = dli_column(s, 4, arena),
        .id = dli_column(s, 5, arena),
        .kind = dli_column(s, 6, arena),
        .stance = dli_column(s, 7, arena),
        .cue = dli_column(s, 8, arena),
        .source = dli_column(s, 9, arena),
        .source_type = dli_column(s, 10, arena),
        .role = dli_column(s, 11, arena),
        .speaker = dli_column(s, 12, arena),
        .content = dli_column(s, 13, arena),
        .via = dli_column(s, 14, arena),
        .opening = dli_column(s, 15, arena),
    };
}

static dl_status read_statements(dli_store *store, sqlite3_stmt *s, dli_arena *arena,
                                 uint32_t limit, dli_stored_statements *out, dl_error *err)
{
    DLI_VEC(dli_stored_statement) found = { 0 };
    bool row = false;

    for (;;) {
        dl_status status = dli_db_row(store, s, &row, err);
        out->late = dli_ask_late(&status, found.count, err);
        DLI_TRY(status);
        if (!row || found.count == limit)
            break;
        if (!DLI_PUSH(arena, &found, read_statement(s, arena)))
            return dli_no_memory(err);
    }
    if (arena->dry)
        return dli_no_memory(err);
    out->ptr = found.ptr;
    out->count = found.count;
    out->more = row || out->late;
    return DL_OK;
}

dl_status dli_store_who(dli_store *store, dli_arena *arena, dl_str name, dl_str query,
                        dli_page_of page, dli_stored_statements *out, dl_error *err)
{
    sqlite3_stmt *s = NULL;
    dli_index_word_list words;
    dl_str fts;
    dli_buf sql;

    *out = (dli_stored_statements){ .ptr = NULL };
    dli_buf_init(&sql, arena);
    dli_buf_add(&sql, DL_STR("WITH named AS (SELECT id FROM people WHERE 1"));
    DLI_TRY(dli_ask_words(store, arena, "folded", name, &sql, &words, err));
    if (words.count == 0)
        return dli_fail(err, DL_ERR_USAGE, 0, "give a name, or a part of one",
                        "there is no name to look for in '%.*s'", DLI_ARG(name));
    dli_buf_add(&sql,
                DL_STR(") SELECT i.name, i.headline, o.name, i.published, i.language, s.name,"
                       " s.kind, s.stance, s.cue, s.source, s.source_type, s.role, people.name,"
                       " s.content, (SELECT group_concat(source, ' \xE2\x86\x90 ') FROM (SELECT"
                       "  source FROM via WHERE statement = s.id ORDER BY position)), i.opening"
                       " FROM (SELECT id AS hit FROM statements WHERE speaker IN named"
                       "  UNION SELECT statement FROM via WHERE person IN named)"
                       " JOIN statements s ON s.id = hit JOIN items i ON i.id = s.item"
                       " LEFT JOIN people ON people.id = s.speaker"
                       " LEFT JOIN outlets o ON o.id = i.outlet WHERE 1"));
    DLI_TRY(dli_ask_query(store, arena, query, &sql, &fts, err));
    dli_buf_add(&sql, DL_STR(" ORDER BY i.seconds DESC, s.id LIMIT ?8 OFFSET ?9"));
    dl_status status =
        sql.failed ? dli_no_memory(err) : dli_ask_open(store, dli_buf_str(&sql), &s, err);
    if (status == DL_OK) {
        dli_ask_bind_words(s, &words);
        dli_bind(s, 7, fts);
        dli_ask_page(s, page);
        status = read_statements(store, s, arena, dli_ask_limit(page), out, err);
    }
    return dli_ask_close(store, s, status);
}
