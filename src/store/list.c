/* list.c -- from a list of lists.c and what was asked for to its rows. */
#include "base/error.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "base/str.h"
#include "base/utf8.h"
#include "store/ask.h"

/* One question: its SQL so far, and what will be bound to it. */
typedef struct question {
    dli_store *store;
    dli_arena *arena;
    const dli_list *list;
    dli_buf sql;
    DLI_VEC(dl_str) values; /* of ?4, ?5, … */
    dli_query query;        /* of a filter that is one */
    dl_str narrow[4];       /* of a list by rank: what becomes part of the query */
} question;

enum {
    NARROW_OUTLET,
    NARROW_LANGUAGE,
    NARROW_FROM,
    NARROW_TO
};

typedef DLI_VEC(dl_str) cell_list;

enum {
    UPTO = 1,
    LIMIT,
    OFFSET,
    VALUES
};

/* ---- Filters ------------------------------------------------------------------- */

/* " AND instr(column, ' word ') > 0" for every word from `first` on. */
static void add_words(question *ask, dl_str column, size_t first)
{
    for (size_t i = first; i < ask->values.count; i++)
        dli_buf_print(&ask->sql, " AND instr(%.*s, ' ' || ?%zu || ' ') > 0", DLI_ARG(column),
                      VALUES + i);
}

/* Copy the filter's SQL; `first` is its first value. */
static void add_sql(question *ask, dl_str sql, size_t first)
{
    for (size_t at = 0; at < sql.len; at++) {
        if (sql.ptr[at] == '{') {
            size_t end = dli_find_byte(sql, '}', at);
            add_words(ask, dli_slice(sql, at + 1, end), first);
            at = end;
        } else if (sql.ptr[at] == '$') {
            dli_buf_print(&ask->sql, "?%zu", VALUES + first);
        } else {
            dli_buf_byte(&ask->sql, sql.ptr[at]);
        }
    }
}

static bool keep(question *ask, dl_str value)
{
    return DLI_PUSH(ask->arena, &ask->values, value);
}

static dl_status keep_words(question *ask, dl_str name, dl_error *err)
{
    dli_index_word_list words;

    DLI_TRY(dli_index_words_of(ask->store, name, -1, DLI_CUT_QUERY, ask->arena, &words, err));
    if (words.count == 0)
        return dli_fail(err, DL_ERR_USAGE, 0, "give a name, or a part of one",
                        "there is no name to look for in '%.*s'", DLI_ARG(name));
    for (size_t i = 0; i < words.count && i < DLI_MAX_QUERY_WORDS; i++)
        if (!keep(ask, words.ptr[i].folded))
            return dli_no_memory(err);
    return DL_OK;
}

static dl_status keep_day(question *ask, dl_str time, bool last, dl_error *err)
{
    char days[2][11];

    if (!dli_days_of(time, days[0], days[1]))
        return dli_fail(err, DL_ERR_USAGE, 0, "write it as 2024-03-05, 2024-03 or 2024",
                        "'%.*s' is no date", DLI_ARG(time));
    return keep(ask, dli_arena_copy(ask->arena, dli_str(days[last]))) ? DL_OK
                                                                      : dli_no_memory(err);
}

static dl_str last_word(dl_str name)
{
    dl_str word, last = name;

    while (dli_next_word(&name, &word))
        last = word;
    return last;
}

static dl_status keep_query(question *ask, dl_str text, dl_error *err)
{
    DLI_TRY(dli_query_read(ask->store, text, ask->arena, &ask->query, err));
    return keep(ask, ask->query.fts) ? DL_OK : dli_no_memory(err);
}

/* A filter of a list by rank: what is no query itself narrows it. */
static dl_status add_narrow(question *ask, const dli_list_filter *filter, dl_str value,
                            dl_error *err)
{
    dl_status status = DL_OK;

    if (filter->kind == DLI_FILTER_QUERY)
        status = dli_query_read_newest(ask->store, value, ask->arena, &ask->query, err);
    else if (filter->kind == DLI_FILTER_FROM)
        ask->narrow[NARROW_FROM] = value;
    else if (filter->kind == DLI_FILTER_TO)
        ask->narrow[NARROW_TO] = value;
    else
        ask->narrow[dli_eq(dli_str(filter->name), DL_STR("outlet")) ? NARROW_OUTLET
                                                                    : NARROW_LANGUAGE] = value;
    if (status != DL_OK)
        dli_error_where(err, "the parameter %s", filter->name);
    return status;
}

static dl_status add_filter(question *ask, const dli_list_filter *filter, dl_str value,
                            dl_error *err)
{
    size_t first = ask->values.count;
    dl_status status = DL_OK;

    switch (filter->kind) {
    case DLI_FILTER_NAME:
        status = keep_words(ask, value, err);
        break;
    case DLI_FILTER_FROM:
    case DLI_FILTER_TO:
        status = keep_day(ask, value, filter->kind == DLI_FILTER_TO, err);
        break;
    case DLI_FILTER_QUERY:
        status = keep_query(ask, value, err);
        break;
    case DLI_FILTER_MENTIONS:
        value = last_word(value);
        status = keep(ask, value) ? DL_OK : dli_no_memory(err);
        break;
    case DLI_FILTER_TEXT:
    default:
        status = keep(ask, value) ? DL_OK : dli_no_memory(err);
        break;
    }
    if (status == DL_OK)
        add_sql(ask, dli_str(filter->sql), first);
    else
        dli_error_where(err, "the parameter %s", filter->name);
    return status;
}

static dl_status add_filters(question *ask, const dl_str *values, dl_error *err)
{
    for (size_t i = 0; i < dli_list_filters(ask->list); i++)
        if (values[i].len > 0)
            DLI_TRY((ask->list->ranked ? add_narrow : add_filter)(ask, &ask->list->filters[i],
                                                                  values[i], err));
    if (ask->list->ranked && ask->query.fts.len == 0)
        return dli_fail(err, DL_ERR_USAGE, 0, "give words to look for, as ?q=ferry",
                        "there is nothing to search for");
    return DL_OK;
}

/* ---- Rows ---------------------------------------------------------------------- */

dl_status dli_store_newest(dli_store *store, uint64_t *upto, dl_error *err)
{
    sqlite3_stmt *s = NULL;
    bool row = false;
    dl_status status =
        dli_ask_open(store, DL_STR("SELECT coalesce(max(id), 0) FROM items"), &s, err);

    if (status == DL_OK)
        status = dli_db_row(store, s, &row, err);
    *upto = row ? (uint64_t)sqlite3_column_int64(s, 0) : 0;
    return dli_ask_close(store, s, status);
}

/* JSON of a store that anybody may have written: it parses, or it is not there. */
static dl_str sound_json(question *ask, dl_str text)
{
    dli_json json;

    dli_arena_reset(&ask->store->scratch);
    if (text.len == 0 ||
        dli_json_parse(&ask->store->scratch, text, DLI_JSON_STRICT, &json, NULL) != DL_OK)
        return (dl_str){ "", 0 };
    return text;
}

/* The hits of a snippet, counted in code points. */
static dl_str hits_json(question *ask, const dli_stored_item *item)
{
    dli_buf out;

    if (item->hit_count == 0)
        return (dl_str){ "", 0 };
    dli_buf_init(&out, ask->arena);
    dli_json_open(&out, '[');
    for (size_t i = 0; i < item->hit_count; i++) {
        uint32_t from =
            (uint32_t)dli_utf8_count(dli_slice(item->snippet, 0, item->hits[i].start));
        uint32_t len = (uint32_t)dli_utf8_count(dli_cut(item->snippet, item->hits[i]));
        dli_json_span(&out, (dl_span){ from, from + len });
    }
    dli_json_close(&out, ']');
    return dli_buf_str(&out);
}

static size_t column_named(const dli_list *list, dl_str name)
{
    size_t i = 0;

    while (i < dli_list_columns(list) && !dli_eq(dli_str(list->columns[i].name), name))
        i++;
    return i;
}

/* The last two cells of a row, made of its record and its id. */
static dl_status add_snippet(question *ask, sqlite3_stmt *s, dl_str *cells, dl_error *err)
{
    size_t at = dli_list_columns(ask->list) - 2;
    dli_stored_item item = { .id = cells[0],
                             .language = cells[column_named(ask->list, DL_STR("language"))] };

    dli_arena_reset(&ask->store->scratch);
    dl_str packed = dli_column(s, (int)at, &ask->store->scratch);
    DLI_TRY(dli_snippet(ask->store, ask->arena, packed, &ask->query, &item, err));
    cells[at] = item.snippet;
    cells[at + 1] = hits_json(ask, &item);
    return DL_OK;
}

static dl_status read_row(question *ask, sqlite3_stmt *s, dl_str *cells, dl_error *err)
{
    size_t count = dli_list_columns(ask->list), made = ask->list->ranked ? 2 : 0;

    for (size_t i = 0; i < count - made; i++) {
        cells[i] = dli_column(s, (int)i, ask->arena);
        if (ask->list->columns[i].cell == DLI_CELL_JSON)
            cells[i] = sound_json(ask, cells[i]);
    }
    return made > 0 ? add_snippet(ask, s, cells, err) : DL_OK;
}

static dl_status keep_row(question *ask, sqlite3_stmt *s, cell_list *kept, dl_error *err)
{
    dl_str row[DLI_LIST_MAX_COLUMNS] = { { "", 0 } };

    DLI_TRY(read_row(ask, s, row, err));
    for (size_t i = 0; i < dli_list_columns(ask->list); i++)
        if (!DLI_PUSH(ask->arena, kept, row[i]))
            return dli_no_memory(err);
    return DL_OK;
}

static dl_status read_rows(question *ask, sqlite3_stmt *s, uint32_t limit, dli_list_rows *out,
                           dl_error *err)
{
    cell_list kept = { 0 };

    for (;;) {
        dl_status status = dli_db_row(ask->store, s, &out->more, err);
        if (dli_ask_late(&status, out->count, err)) {
            out->late = out->more = true;
            break;
        }
        DLI_TRY(status);
        if (!out->more || out->count == limit)
            break;
        DLI_TRY(keep_row(ask, s, &kept, err));
        out->count++;
    }
    out->cells = kept.ptr;
    return ask->arena->dry ? dli_no_memory(err) : DL_OK;
}

static dl_status list_rows(question *ask, dli_list_page page, dli_list_rows *out, dl_error *err)
{
    dli_page_of rows = { page.offset, page.limit };
    sqlite3_stmt *s = NULL;

    dl_status status = dli_ask_open(ask->store, dli_buf_str(&ask->sql), &s, err);
    if (status == DL_OK) {
        dli_bind_number(s, UPTO, (int64_t)out->upto);
        dli_bind_number(s, LIMIT, (int64_t)dli_ask_limit(rows) + 1);
        dli_bind_number(s, OFFSET, page.offset);
        for (size_t i = 0; i < ask->values.count; i++)
            dli_bind(s, (int)(VALUES + i), ask->values.ptr[i]);
        status = read_rows(ask, s, dli_ask_limit(rows), out, err);
    }
    return dli_ask_close(ask->store, s, status);
}

/* ---- Rows by rank ---------------------------------------------------------------- */

static dl_status read_ranked(question *ask, sqlite3_stmt *s, const dli_hits *hits,
                             dli_list_page page, dli_list_rows *out, dl_error *err)
{
    uint64_t end = (uint64_t)page.offset + dli_ask_limit((dli_page_of){ 0, page.limit });
    cell_list kept = { 0 };
    bool row;

    for (size_t i = page.offset; i < hits->count && i < end; i++) {
        (void)sqlite3_reset(s);
        dli_bind_number(s, UPTO, hits->ptr[i].item);
        dl_status status = dli_db_row(ask->store, s, &row, err);
        if (dli_ask_late(&status, out->count, err)) {
            out->late = true;
            break;
        }
        DLI_TRY(status);
        if (!row)
            continue; /* taken out meanwhile */
        DLI_TRY(keep_row(ask, s, &kept, err));
        out->count++;
    }
    out->cells = kept.ptr;
    out->more = hits->count > end || out->late;
    return ask->arena->dry ? dli_no_memory(err) : DL_OK;
}

static dl_status list_ranked(question *ask, dli_list_page page, dli_list_rows *out,
                             dl_error *err)
{
    uint64_t rows = (uint64_t)page.offset + dli_ask_limit((dli_page_of){ 0, page.limit });
    dli_store *store = ask->store;
    dli_hits hits;

    dli_db_hurry(store);
    dl_status status = dli_query_narrow(
        store, ask->arena, &ask->query, ask->narrow[NARROW_OUTLET],
        ask->narrow[NARROW_LANGUAGE], ask->narrow[NARROW_FROM], ask->narrow[NARROW_TO], err);
    if (status == DL_OK)
        status = dli_hits_of(store, ask->arena, &ask->query, DLI_ORDER_BEST, out->upto, rows,
                             &hits, err);
    if (status == DL_OK && store->row == NULL)
        status = dli_db_prepare(store, dli_str(ask->list->select), &store->row, err);
    if (status == DL_OK) {
        out->late = hits.late;
        out->bounded = hits.bounded;
        status = read_ranked(ask, store->row, &hits, page, out, err);
        (void)sqlite3_reset(store->row);
    }
    dli_db_calm(store);
    return status;
}

static dl_status rows_of(question *ask, const dl_str *values, dli_list_page page,
                         dli_list_rows *out, dl_error *err)
{
    if (out->upto == 0)
        DLI_TRY(dli_store_newest(ask->store, &out->upto, err));
    dli_buf_init(&ask->sql, ask->arena);
    dli_buf_add(&ask->sql, dli_str(ask->list->select));
    DLI_TRY(add_filters(ask, values, err));
    if (page.behind > 0)
        dli_buf_print(&ask->sql, " AND i.id > %llu", (unsigned long long)page.behind);
    dli_buf_add(&ask->sql, dli_str(ask->list->behind));
    if (ask->sql.failed)
        return dli_no_memory(err);
    return ask->list->ranked ? list_ranked(ask, page, out, err)
                             : list_rows(ask, page, out, err);
}

dl_status dli_store_list(dli_store *store, dli_arena *arena, const dli_list *list,
                         const dl_str *values, dli_list_page page, dli_list_rows *out,
                         dl_error *err)
{
    question ask = { .store = store, .arena = arena, .list = list };
    bool held;

    *out = (dli_list_rows){ .upto = page.upto };
    DLI_TRY(dli_db_hold(store, &held, err));
    dl_status status = rows_of(&ask, values, page, out, err);
    dli_db_let_go(store, held);
    return status;
}
