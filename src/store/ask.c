/* ask.c -- items: by filter, by words, by id; captures by digest. */
#include "store/ask.h"

#include "base/buf.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/str.h"
#include "bytes/bytes.h"
#include "view/view.h"

/* ---- What all questions share ----------------------------------------------- */

uint32_t dli_ask_limit(dli_page_of page)
{
    if (page.limit == 0)
        return DLI_STORE_ROWS;
    return page.limit > DLI_STORE_MAX_ROWS ? DLI_STORE_MAX_ROWS : page.limit;
}

void dli_ask_page(sqlite3_stmt *statement, dli_page_of page)
{
    dli_bind_number(statement, 8, (int64_t)dli_ask_limit(page) + 1);
    dli_bind_number(statement, 9, page.offset);
}

dl_status dli_ask_open(dli_store *store, dl_str sql, sqlite3_stmt **out, dl_error *err)
{
    dli_db_hurry(store);
    return dli_db_prepare(store, sql, out, err);
}

dl_status dli_ask_close(dli_store *store, sqlite3_stmt *statement, dl_status status)
{
    (void)sqlite3_finalize(statement);
    dli_db_calm(store);
    return status;
}

enum {
    WORDS_AT = 10
}; /* the first parameter of dli_ask_words() */

dl_status dli_ask_words(dli_store *store, dli_arena *arena, const char *column, dl_str name,
                        dli_buf *sql, dli_index_word_list *words, dl_error *err)
{
    DLI_TRY(dli_index_words_of(store, name, -1, DLI_CUT_QUERY, arena, words, err));
    if (words->count > DLI_MAX_QUERY_WORDS)
        words->count = DLI_MAX_QUERY_WORDS;
    for (size_t i = 0; i < words->count; i++)
        dli_buf_print(sql, " AND instr(%s, ' ' || ?%zu || ' ') > 0", column, WORDS_AT + i);
    return DL_OK;
}

void dli_ask_bind_words(sqlite3_stmt *statement, const dli_index_word_list *words)
{
    for (size_t i = 0; i < words->count; i++)
        dli_bind(statement, (int)(WORDS_AT + i), words->ptr[i].folded);
}

bool dli_ask_late(dl_status *status, size_t found, dl_error *err)
{
    if (*status != DL_ERR_LIMIT || found == 0)
        return false;
    if (err != NULL)
        *err = (dl_error){ .status = DL_OK };
    *status = DL_OK;
    return true;
}

dl_status dli_ask_query(dli_store *store, dli_arena *arena, dl_str text, dli_buf *sql,
                        dl_str *fts, dl_error *err)
{
    dli_query query;

    *fts = (dl_str){ "", 0 };
    if (text.len == 0)
        return DL_OK;
    DLI_TRY(dli_query_read(store, text, arena, &query, err));
    *fts = query.fts;
    dli_buf_add(sql,
                DL_STR(" AND i.id IN (SELECT rowid FROM items_fts WHERE items_fts MATCH ?7)"));
    return DL_OK;
}

dl_status dli_ask_record(dli_store *store, sqlite3_stmt *statement, int at, dli_arena *arena,
                         dl_str *record, dl_error *err)
{
    return dli_ask_unpack(store, dli_column(statement, at, arena), arena, record, err);
}

dl_status dli_ask_begin(dli_store *store, dl_str packed, size_t wanted, dli_arena *arena,
                        dl_str *record, bool *whole, dl_error *err)
{
    *record = (dl_str){ "", 0 };
    *whole = true;
    if (store->unzstd == NULL)
        store->unzstd = dli_unzstd_open(&store->arena);
    if (store->unzstd == NULL)
        return dli_no_memory(err);
    dl_status status = dli_unzstd_begin(store->unzstd, arena, packed, wanted,
                                        DLI_MAX_RECORD_BYTES, record, whole, err);
    if (status == DL_OK || status == DL_ERR_NOMEM)
        return status;
    (void)dli_fail(err, DL_ERR_STORE, 0, "restore a copy, or ingest into a new store",
                   "the store is damaged: a record cannot be unpacked");
    dli_error_where(err, "%s", store->path);
    return DL_ERR_STORE;
}

dl_status dli_ask_unpack(dli_store *store, dl_str packed, dli_arena *arena, dl_str *record,
                         dl_error *err)
{
    bool whole;

    return dli_ask_begin(store, packed, SIZE_MAX, arena, record, &whole, err);
}

/* ---- Items ------------------------------------------------------------------- */

#define ITEM_COLUMNS                                                                           \
    "i.name, i.position, i.kind, i.headline, o.name, o.publisher, i.published, i.language,"    \
    " (SELECT group_concat(name, ', ') FROM (SELECT people.name AS name FROM authors"          \
    "  JOIN people ON people.id = authors.person WHERE authors.item = i.id"                    \
    "  AND authors.role = 'author' ORDER BY authors.position)),"                               \
    " p.url, p.file, (SELECT count(*) FROM statements WHERE item = i.id),"                     \
    " (SELECT count(*) FROM incidents WHERE item = i.id), i.day, i.opening"
#define ITEM_TABLES                                                                            \
    " FROM items i JOIN pages p ON p.id = i.page LEFT JOIN outlets o ON o.id = i.outlet"

enum {
    RECORD_COLUMN = 15
}; /* behind ITEM_COLUMNS */

static dli_stored_item read_item(sqlite3_stmt *s, dli_arena *arena)
{
    return (dli_stored_item){
        .id = dli_column(s, 0, arena),
        .position = (uint32_t)sqlite3_column_int64(s, 1),
        .kind = dli_column(s, 2, arena),
        .headline = dli_column(s, 3, arena),
        .outlet = dli_column(s, 4, arena),
        .publisher = dli_column(s, 5, arena),
        .published = dli_column(s, 6, arena),
        .language = dli_column(s, 7, arena),
        .authors = dli_column(s, 8, arena),
        .url = dli_column(s, 9, arena),
        .file = dli_column(s, 10, arena),
        .statements = (uint32_t)sqlite3_column_int64(s, 11),
        .incidents = (uint32_t)sqlite3_column_int64(s, 12),
        .day = dli_column(s, 13, arena),
        .opening = dli_column(s, 14, arena),
    };
}

/* The head of item `id` of a record, as the index has it. */
static dl_str head_of(dl_str record, dl_str id, dli_arena *arena)
{
    static const char *const keys[] = { "headline", "alternativeHeadline", "abstract" };
    dli_json json;
    dli_buf out;

    dli_buf_init(&out, arena);
    if (dli_record_read(arena, record, &json, NULL) != DL_OK)
        return (dl_str){ "", 0 };
    for (uint32_t item = dli_record_list(&json, 1, "items"); item != 0;
         item = dli_json_at(&json, item)->next)
        if (dli_eq(dli_json_get_str(&json, item, "id", arena), id))
            for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
                dli_buf_add(&out, dli_json_get_str(&json, item, keys[i], arena));
                dli_buf_byte(&out, '\n');
            }
    return dli_buf_str(&out);
}

/* All rows of a question on items. */
static dl_status read_items(dli_store *store, sqlite3_stmt *s, dli_arena *arena, uint32_t limit,
                            dli_stored_items *out, dl_error *err)
{
    DLI_VEC(dli_stored_item) found = { 0 };
    bool row = false;

    for (;;) {
        dl_status status = dli_db_row(store, s, &row, err);
        if (dli_ask_late(&status, found.count, err))
            out->late = true;
        DLI_TRY(status);
        if (!row || found.count == limit)
            break;
        if (!DLI_PUSH(arena, &found, read_item(s, arena)))
            return dli_no_memory(err);
    }
    if (arena->dry)
        return dli_no_memory(err);
    out->ptr = found.ptr;
    out->count = found.count;
    out->more = row || out->late;
    return DL_OK;
}

dl_status dli_store_items(dli_store *store, dli_arena *arena, const dli_item_filter *filter,
                          dli_page_of page, dli_stored_items *out, dl_error *err)
{
    sqlite3_stmt *s = NULL;
    dli_buf sql;

    *out = (dli_stored_items){ .ptr = NULL };
    dli_buf_init(&sql, arena);
    dli_buf_add(&sql, DL_STR("SELECT " ITEM_COLUMNS ITEM_TABLES " WHERE 1"));
    if (filter->outlet.len > 0)
        dli_buf_add(&sql, DL_STR(" AND i.outlet = (SELECT id FROM outlets WHERE name = ?1)"));
    if (filter->language.len > 0)
        dli_buf_add(&sql, DL_STR(" AND (i.language = ?2 OR"
                                 " (i.language > ?2 || '-' AND i.language < ?2 || '.'))"));
    if (filter->day.len > 0)
        dli_buf_add(&sql, DL_STR(" AND i.day = ?3"));
    dli_buf_add(&sql,
                DL_STR(" ORDER BY i.day DESC, i.seconds DESC, i.id DESC LIMIT ?8 OFFSET ?9"));
    if (sql.failed)
        return dli_no_memory(err);
    dl_status status = dli_ask_open(store, dli_buf_str(&sql), &s, err);
    if (status == DL_OK) {
        dli_bind(s, 1, filter->outlet);
        dli_bind(s, 2, filter->language);
        dli_bind(s, 3, filter->day);
        dli_ask_page(s, page);
        status = read_items(store, s, arena, dli_ask_limit(page), out, err);
    }
    return dli_ask_close(store, s, status);
}

/* ---- Searching ---------------------------------------------------------------- */

/* One item that was found, with what was asked to be said of it. */
static dl_status read_hit(dli_store *store, sqlite3_stmt *s, const dli_search *search,
                          dli_query *query, int64_t number, dli_arena *arena,
                          dli_stored_item *item, dl_error *err)
{
    bool row;
    int64_t matched;
    dl_str packed, record, body;
    bool all;

    (void)sqlite3_reset(s);
    dli_bind_number(s, 1, number);
    DLI_TRY(dli_db_row(store, s, &row, err));
    if (!row)
        return DL_OK; /* taken out meanwhile */
    *item = read_item(s, arena);
    if (search->bare && !search->explain)
        return DL_OK;
    dli_arena_reset(&store->scratch);
    packed = dli_column(s, RECORD_COLUMN, &store->scratch);
    if (!search->bare)
        DLI_TRY(dli_snippet(store, arena, packed, query, item, err));
    if (!search->explain)
        return DL_OK;
    DLI_TRY(dli_matched(store, query, number, &matched, err));
    DLI_TRY(dli_ask_unpack(store, packed, &store->scratch, &record, err));
    DLI_TRY(dli_ask_body(store, packed, item->id, SIZE_MAX, &store->scratch, &body, &all, err));
    return dli_why(store, arena, head_of(record, item->id, &store->scratch), body,
                   item->language, query, matched, &item->why, err);
}

static dl_status read_hits(dli_store *store, sqlite3_stmt *s, dli_arena *arena,
                           const dli_search *search, dli_query *query, const dli_hits *hits,
                           dli_stored_items *out, dl_error *err)
{
    DLI_VEC(dli_stored_item) found = { 0 };
    uint64_t end = (uint64_t)search->page.offset + dli_ask_limit(search->page);

    for (size_t i = search->page.offset; i < hits->count && i < end; i++) {
        dli_stored_item item = { .score = hits->ptr[i].score };
        dl_status status =
            read_hit(store, s, search, query, hits->ptr[i].item, arena, &item, err);
        item.score = hits->ptr[i].score;
        if (status == DL_OK && dli_db_late(store))
            status = DL_ERR_LIMIT; /* the time went elsewhere than into SQLite */
        if (dli_ask_late(&status, found.count, err)) {
            out->late = true;
            break;
        }
        DLI_TRY(status);
        if (item.id.len > 0 && !DLI_PUSH(arena, &found, item))
            return dli_no_memory(err);
    }
    out->ptr = found.ptr;
    out->count = found.count;
    out->more = hits->count > end || out->late;
    return arena->dry ? dli_no_memory(err) : DL_OK;
}

static dl_status search_held(dli_store *store, dli_arena *arena, const dli_search *search,
                             dli_stored_items *out, dl_error *err)
{
    dli_query query;
    dli_hits hits;

    DLI_TRY(dli_query_read_newest(store, search->query, arena, &query, err));
    DLI_TRY(dli_hits_of(store, arena, &query, search->order, INT64_MAX,
                        (uint64_t)search->page.offset + dli_ask_limit(search->page), &hits,
                        err));
    if (store->item == NULL)
        DLI_TRY(dli_db_prepare(
            store, DL_STR("SELECT " ITEM_COLUMNS ", p.record" ITEM_TABLES " WHERE i.id = ?1"),
            &store->item, err));
    out->late = hits.late;
    out->bounded = hits.bounded;
    out->weighed = hits.count;
    dl_status status = read_hits(store, store->item, arena, search, &query, &hits, out, err);
    (void)sqlite3_reset(store->item);
    return status;
}

dl_status dli_store_search(dli_store *store, dli_arena *arena, const dli_search *search,
                           dli_stored_items *out, dl_error *err)
{
    bool held;

    *out = (dli_stored_items){ .ptr = NULL };
    DLI_TRY(dli_db_hold(store, &held, err));
    dli_db_hurry(store);
    dl_status status = search_held(store, arena, search, out, err);
    dli_db_calm(store);
    dli_db_let_go(store, held);
    return status;
}

/* ---- One item ----------------------------------------------------------------- */

/* `id` in full length begins so; false if no id can. "sha256:" may be left out. */
static bool id_prefix(dl_str id, char prefix[64])
{
    size_t hex = 0;

    id = dli_trim(id);
    if (dli_starts(id, DL_STR("sha256:")))
        id = dli_from(id, 7);
    while (hex < id.len &&
           (dli_is_digit(id.ptr[hex]) || (id.ptr[hex] >= 'a' && id.ptr[hex] <= 'f')))
        hex++;
    size_t end = hex;
    if (hex == 16 && end < id.len && id.ptr[end] == '#')
        for (end++; end < id.len && dli_is_digit(id.ptr[end]);)
            end++;
    if (hex == 0 || hex > 16 || end != id.len || end > 40)
        return false;
    (void)snprintf(prefix, 64, "sha256:%.*s", (int)id.len, id.ptr);
    return true;
}

static dl_status no_such_item(dl_str id, dl_error *err)
{
    return dli_fail(err, DL_ERR_USAGE, 0, "look it up with 'dateline search'",
                    "there is no item '%.*s'", DLI_ARG(id));
}

/* One row, or the reason why not; an exact name wins over longer ones. */
static dl_status one_row(dli_store *store, sqlite3_stmt *s, dl_str id, dl_str prefix,
                         dli_arena *arena, dli_stored_page *out, dl_error *err)
{
    bool row, exact;

    DLI_TRY(dli_db_row(store, s, &row, err));
    if (!row)
        return no_such_item(id, err);
    out->id = dli_column(s, 0, arena);
    exact = dli_eq(out->id, prefix);
    out->sha256 = dli_column(s, 1, arena);
    out->outlet = dli_column(s, 2, arena);
    out->url = dli_column(s, 3, arena);
    out->file = dli_column(s, 4, arena);
    out->captured = dli_column(s, 5, arena);
    DLI_TRY(dli_ask_record(store, s, 6, arena, &out->record, err));
    if (exact)
        return DL_OK;
    DLI_TRY(dli_db_row(store, s, &row, err));
    if (!row)
        return DL_OK;
    dl_str second = dli_column(s, 0, arena);
    return dli_fail(err, DL_ERR_USAGE, 0, "give more of the id",
                    "several items begin with '%.*s': %.*s, %.*s", DLI_ARG(id),
                    DLI_ARG(out->id), DLI_ARG(second));
}

dl_status dli_store_show(dli_store *store, dli_arena *arena, dl_str id, dli_stored_page *out,
                         dl_error *err)
{
    sqlite3_stmt *s = NULL;
    char prefix[64], behind[68];

    *out = (dli_stored_page){ .id = { "", 0 } };
    if (!id_prefix(id, prefix))
        return no_such_item(id, err);
    (void)snprintf(behind, sizeof behind, "%sg", prefix);
    dl_status status = dli_ask_open(
        store,
        DL_STR("SELECT i.name, c.sha256, o.name, p.url, p.file,"
               " (SELECT min(captured) FROM addresses WHERE capture = c.id), p.record"
               " FROM items i JOIN pages p ON p.id = i.page JOIN captures c ON c.id = p.capture"
               " LEFT JOIN outlets o ON o.id = i.outlet"
               " WHERE i.name >= ?1 AND i.name < ?2 ORDER BY i.name LIMIT 2"),
        &s, err);
    if (status == DL_OK) {
        dli_bind(s, 1, dli_str(prefix));
        dli_bind(s, 2, dli_str(behind));
        status = one_row(store, s, id, dli_str(prefix), arena, out, err);
    }
    if (status == DL_OK && arena->dry)
        status = dli_no_memory(err);
    return dli_ask_close(store, s, status);
}

dl_status dli_store_capture(dli_store *store, dli_arena *arena, dl_str sha256, dl_str *bytes,
                            dl_str *charset, dl_error *err)
{
    sqlite3_stmt *s = NULL;
    bool row = false;

    *bytes = *charset = (dl_str){ "", 0 };
    dl_status status = dli_ask_open(
        store,
        DL_STR("SELECT c.data, p.charset FROM captures c LEFT JOIN pages p ON p.capture = c.id"
               " WHERE c.sha256 = ?1"),
        &s, err);
    if (status == DL_OK) {
        dli_bind(s, 1, sha256);
        status = dli_db_row(store, s, &row, err);
    }
    if (status == DL_OK && !row)
        status = dli_fail(err, DL_ERR_USAGE, 0, "take the digest from an item of the store",
                          "there is no capture '%.*s'", DLI_ARG(sha256));
    if (status == DL_OK) {
        *charset = dli_column(s, 1, arena);
        dl_str packed = dli_column(s, 0, arena);
        status = dli_zstd_unpack(arena, packed, DL_MAX_SOURCE_BYTES, bytes, err);
        if (status == DL_ERR_FORMAT || status == DL_ERR_LIMIT)
            status =
                dli_fail(err, DL_ERR_STORE, 0, "restore a copy, or ingest into a new store",
                         "the store is damaged: a capture cannot be unpacked");
    }
    return dli_ask_close(store, s, status);
}
