/* export.c -- the store, or what a query finds in it, for others.
 *
 *   chosen items ──▶ captures by their digest ──▶ purpose ──▶ records in a format, or
 *                                                             captures in a web archive
 *
 * The order is that of the captures' SHA-256, so that equal stores give equal exports however
 * they were filled. Everything is read in one transaction: what is ingested meanwhile is not
 * in it. What a purpose leaves out is counted, and by which word of the page.
 */
#include "archive/archive.h"
#include "base/error.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "base/str.h"
#include "bytes/bytes.h"
#include "store/ask.h"

enum {
    PAGE_MEMORY = 1 << 30
};

const char *const dli_left_out_names[DLI_LEFT_OUT_COUNT] = {
    [DLI_LEFT_OUT_RESERVED] = "text and data mining is reserved",
    [DLI_LEFT_OUT_ROBOTS] = "the page's robots terms say no",
    [DLI_LEFT_OUT_TERMS] = "its terms let no text be published",
    [DLI_LEFT_OUT_ADDRESS] = "address or time is not known",
};

const char *const dli_purpose_names[DLI_PURPOSES] = {
    [DLI_PURPOSE_OWN] = "own",
    [DLI_PURPOSE_RESEARCH] = "research",
    [DLI_PURPOSE_TRAINING] = "training",
    [DLI_PURPOSE_PUBLICATION] = "publication",
};

typedef struct exporting {
    dli_store *store;
    const dli_export *options;
    dli_export_counts *counts;
    dli_view view;
    dli_archive_out *archive;
    sqlite3_stmt *items;
    sqlite3_stmt *addresses;
    dli_arena page; /* of one capture */
    dl_error *err;
} exporting;

static dl_status give(exporting *x, dl_str bytes)
{
    return bytes.len == 0 ? DL_OK : x->options->write(x->options->self, bytes, x->err);
}

/* ---- Purposes ---------------------------------------------------------------------- */

/* One of the words of a robots line, "noai, noimageai". */
static bool says(dl_str robots, const dl_str *words, size_t count)
{
    while (robots.len > 0) {
        size_t end = 0;
        while (end < robots.len && !dli_is_any(robots.ptr[end], DL_STR(",; \t\n")))
            end++;
        for (size_t i = 0; i < count; i++)
            if (dli_eq_nocase(dli_slice(robots, 0, end), words[i]))
                return true;
        robots = dli_from(robots, end < robots.len ? end + 1 : end);
    }
    return false;
}

/* What a machine may not learn from: TDMRep, and words in use for robots. */
static bool training_left_out(exporting *x, const dli_json *json, uint32_t terms)
{
    static const dl_str words[] = {
        { "noai", 4 }, { "noml", 4 }, { "notrain", 7 }, { "notraining", 10 }, { "none", 4 }
    };
    dl_str robots = dli_json_get_str(json, terms, "robots", &x->page);
    dl_str reserved = dli_json_get_str(json, terms, "tdmReservation", &x->page);

    if (dli_eq(reserved, DL_STR("1")) || dli_eq_nocase(reserved, DL_STR("true")))
        x->counts->left_out[DLI_LEFT_OUT_RESERVED]++;
    else if (says(robots, words, sizeof words / sizeof *words))
        x->counts->left_out[DLI_LEFT_OUT_ROBOTS]++;
    else
        return false;
    return true;
}

/* A page of which no copy may be shown. */
static bool no_copy(exporting *x, const dli_json *json, uint32_t terms)
{
    static const dl_str words[] = { { "noarchive", 9 }, { "nocache", 7 }, { "none", 4 } };
    dl_str robots = dli_json_get_str(json, terms, "robots", &x->page);

    if (!says(robots, words, sizeof words / sizeof *words))
        return false;
    x->counts->left_out[DLI_LEFT_OUT_ROBOTS]++;
    return true;
}

static bool no_snippet(exporting *x, const dli_json *json)
{
    static const dl_str words[] = { { "nosnippet", 9 }, { "none", 4 } };
    uint32_t terms = dli_json_get(json, 1, "terms");

    return says(dli_json_get_str(json, terms, "robots", &x->page), words,
                sizeof words / sizeof *words);
}

/* ---- Records ------------------------------------------------------------------------ */

/* Of the item as its outlet lets it be published: what it is, and words of it within the terms;
 * all of it under a free licence. */
static dl_status add_published(exporting *x, const dli_json *json, uint32_t item, dl_str id,
                               dli_buf *out)
{
    static const char *const kept[] = { "id",
                                        "position",
                                        "kind",
                                        "parent",
                                        "headline",
                                        "author",
                                        "credit",
                                        "datePublished",
                                        "dateModified",
                                        "inLanguage",
                                        "articleSection",
                                        "keywords",
                                        "sourceOrganization" };
    dli_excerpt excerpt;
    dl_error own = { .status = DL_OK };
    dl_status status =
        dli_store_excerpt(x->store, &x->page, id, (dli_excerpt_range){ 0, 0 }, &excerpt, &own);

    if (status == DL_OK && excerpt.rule == DLI_EXCERPT_OF_LICENCE) {
        dli_json_raw(out, dli_cut(json->text, dli_json_at(json, item)->at));
        return DL_OK;
    }
    if (status != DL_OK && status != DL_ERR_TERMS && status != DL_ERR_FORMAT) {
        if (x->err != NULL)
            *x->err = own;
        return status;
    }
    dli_json_open(out, '{');
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        uint32_t member = dli_json_get(json, item, kept[i]);
        if (member == 0)
            continue;
        if (dli_json_is(json, member, DLI_JSON_STRING)) {
            dli_json_member(out, kept[i], dli_json_str(json, member, &x->page));
            continue;
        }
        dli_json_key(out, kept[i]);
        dli_json_raw(out, dli_cut(json->text, dli_json_at(json, member)->at));
    }
    if (status == DL_OK && !no_snippet(x, json)) {
        dli_json_member(out, "abstract", excerpt.citation.excerpt);
        dli_json_member(out, "excerptRule", excerpt.citation.note);
    } else {
        x->counts->left_out[DLI_LEFT_OUT_TERMS]++;
    }
    dli_json_close(out, '}');
    return DL_OK;
}

static dl_status add_item(exporting *x, const dli_json *json, dl_str id, dli_buf *out)
{
    uint32_t item = dli_record_list(json, 1, "items");

    while (item != 0 && !dli_eq(dli_json_get_str(json, item, "id", &x->page), id))
        item = dli_json_at(json, item)->next;
    if (item == 0)
        return DL_OK; /* the record has no ids of its own */
    x->counts->items++;
    if (x->options->purpose == DLI_PURPOSE_PUBLICATION)
        return add_published(x, json, item, id, out);
    dli_json_raw(out, dli_cut(json->text, dli_json_at(json, item)->at));
    return DL_OK;
}

/* The record with the chosen items only. */
static dl_status only_chosen(exporting *x, const dli_json *json, int64_t page_id,
                             dl_str *record)
{
    dli_buf out;
    bool row = true;
    uint32_t list = dli_json_get(json, 1, "items");

    dli_buf_init(&out, &x->page);
    if (list == 0) {
        *record = json->text;
        return DL_OK;
    }
    dl_span at = dli_json_at(json, list)->at;
    dli_buf_add(&out, dli_slice(json->text, 0, at.start + 1));
    (void)sqlite3_reset(x->items);
    dli_bind_number(x->items, 1, page_id);
    while (row) {
        DLI_TRY(dli_db_row(x->store, x->items, &row, x->err));
        if (row)
            DLI_TRY(add_item(x, json, dli_column(x->items, 0, &x->page), &out));
    }
    dli_buf_add(&out, dli_from(json->text, at.end - 1));
    *record = dli_buf_str(&out);
    return out.failed ? dli_no_memory(x->err) : DL_OK;
}

static dl_status export_record(exporting *x, const dli_json *json, int64_t page_id)
{
    dl_str record;
    dli_buf out;

    DLI_TRY(only_chosen(x, json, page_id, &record));
    dli_buf_init(&out, &x->page);
    x->counts->captures++;
    DLI_TRY(dli_view_print(&x->view, &out, &x->page, record, DL_STR(""), x->err));
    return give(x, dli_buf_str(&out));
}

/* ---- Captures ------------------------------------------------------------------------ */

static dl_status unpack_capture(exporting *x, dl_str packed, dl_str *bytes)
{
    dl_status status = dli_zstd_unpack(&x->page, packed, DL_MAX_SOURCE_BYTES, bytes, x->err);

    if (status != DL_ERR_FORMAT && status != DL_ERR_LIMIT)
        return status;
    return dli_fail(x->err, DL_ERR_STORE, 0, "restore a copy, or ingest into a new store",
                    "the store is damaged: a capture cannot be unpacked");
}

static dl_status export_capture(exporting *x, const dli_json *json, int64_t capture_id,
                                dl_str packed)
{
    uint32_t charset = dli_json_get(json, 1, "charset");
    dli_capture capture = { .bytes = { "", 0 } };
    bool row = true, any = false;

    if (dli_eq(dli_json_get_str(json, charset, "how", &x->page), DL_STR("http")))
        capture.charset = dli_json_get_str(json, charset, "name", &x->page);
    DLI_TRY(unpack_capture(x, packed, &capture.bytes));
    (void)sqlite3_reset(x->addresses);
    dli_bind_number(x->addresses, 1, capture_id);
    while (row) {
        DLI_TRY(dli_db_row(x->store, x->addresses, &row, x->err));
        if (!row)
            break;
        capture.url = dli_column(x->addresses, 0, &x->page);
        capture.captured = dli_column(x->addresses, 1, &x->page);
        if (capture.url.len == 0 || capture.captured.len == 0) {
            x->counts->left_out[DLI_LEFT_OUT_ADDRESS]++;
            continue;
        }
        DLI_TRY(dli_archive_out_page(x->archive, &capture, x->err));
        any = true;
    }
    x->counts->captures += any;
    return DL_OK;
}

/* ---- One after another ----------------------------------------------------------------- */

static bool left_out(exporting *x, const dli_json *json)
{
    uint32_t terms = dli_json_get(json, 1, "terms");

    switch (x->options->purpose) {
    case DLI_PURPOSE_TRAINING:
        return training_left_out(x, json, terms);
    case DLI_PURPOSE_PUBLICATION:
        return no_copy(x, json, terms);
    case DLI_PURPOSE_OWN:
    case DLI_PURPOSE_RESEARCH: /* whom no reservation binds: 2019/790, article 3 */
    case DLI_PURPOSES:
        break;
    }
    return false;
}

/* A capture whole may be published only under a free licence. */
static bool may_copy(exporting *x, const dli_json *json)
{
    dl_str licence =
        dli_json_get_str(json, dli_json_get(json, 1, "terms"), "licence", &x->page);

    if (x->options->purpose != DLI_PURPOSE_PUBLICATION || dli_licence_is_free(licence))
        return true;
    x->counts->left_out[DLI_LEFT_OUT_TERMS]++;
    return false;
}

static dl_status export_one(exporting *x, sqlite3_stmt *s)
{
    dl_str record;
    dli_json json;

    dli_arena_reset(&x->page);
    DLI_TRY(dli_ask_record(x->store, s, 2, &x->page, &record, x->err));
    DLI_TRY(dli_record_read(&x->page, record, &json, x->err));
    if (left_out(x, &json))
        return DL_OK;
    if (x->archive == NULL)
        return export_record(x, &json, sqlite3_column_int64(s, 1));
    return may_copy(x, &json) ? export_capture(x, &json, sqlite3_column_int64(s, 0),
                                               dli_column(s, 3, &x->page))
                              : DL_OK;
}

static dl_status export_all(exporting *x, sqlite3_stmt *s)
{
    bool row = true;

    while (row) {
        DLI_TRY(dli_db_row(x->store, s, &row, x->err));
        if (row)
            DLI_TRY(export_one(x, s));
    }
    return DL_OK;
}

/* The chosen items, as a table of this connection's own. */
static dl_status choose(exporting *x)
{
    sqlite3_stmt *s;
    dli_query query;

    DLI_TRY(dli_db_exec(x->store,
                        "CREATE TEMP TABLE IF NOT EXISTS chosen (item INTEGER PRIMARY KEY);"
                        "DELETE FROM temp.chosen",
                        x->err));
    if (x->options->query.len == 0)
        return dli_db_exec(x->store, "INSERT INTO temp.chosen SELECT id FROM items", x->err);
    DLI_TRY(dli_query_read(x->store, x->options->query, &x->page, &query, x->err));
    DLI_TRY(dli_db_prepare(x->store,
                           DL_STR("INSERT INTO temp.chosen SELECT rowid FROM items_fts"
                                  " WHERE items_fts MATCH ?1"),
                           &s, x->err));
    dli_bind(s, 1, query.fts);
    dl_status status = dli_db_run(x->store, s, x->err);
    (void)sqlite3_finalize(s);
    return status;
}

static dl_status export_edge(exporting *x, void (*edge)(dli_view *, dli_buf *))
{
    dli_buf out;

    dli_arena_reset(&x->page);
    dli_buf_init(&out, &x->page);
    edge(&x->view, &out);
    return out.failed ? dli_no_memory(x->err) : give(x, dli_buf_str(&out));
}

static dl_status run(exporting *x)
{
    const bool archive = x->archive != NULL;
    sqlite3_stmt *s = NULL;
    dli_buf sql;

    if (!archive)
        DLI_TRY(export_edge(x, dli_view_begin));
    dli_arena_reset(&x->page);
    dli_buf_init(&sql, &x->page);
    dli_buf_print(
        &sql,
        "SELECT c.id, p.id, p.record%s FROM captures c JOIN pages p ON p.capture = c.id"
        "%s ORDER BY c.sha256",
        archive ? ", c.data" : "",
        x->options->query.len == 0
            ? ""
            : " WHERE EXISTS (SELECT 1 FROM items i JOIN temp.chosen ON item = i.id"
              " WHERE i.page = p.id)");
    dl_status status = sql.failed ? dli_no_memory(x->err)
                                  : dli_db_prepare(x->store, dli_buf_str(&sql), &s, x->err);
    if (status == DL_OK)
        status = export_all(x, s);
    (void)sqlite3_finalize(s);
    return status == DL_OK && !archive ? export_edge(x, dli_view_end) : status;
}

static dl_status prepare(exporting *x)
{
    DLI_TRY(dli_db_prepare(x->store,
                           DL_STR("SELECT i.name FROM items i JOIN temp.chosen ON item = i.id"
                                  " WHERE i.page = ?1 ORDER BY i.position, i.id"),
                           &x->items, x->err));
    return dli_db_prepare(
        x->store, DL_STR("SELECT url, captured FROM addresses WHERE capture = ?1 ORDER BY url"),
        &x->addresses, x->err);
}

dl_status dli_store_export(dli_store *store, const dli_export *options,
                           dli_export_counts *counts, dl_error *err)
{
    exporting x = { .store = store, .options = options, .counts = counts, .err = err };

    *counts = (dli_export_counts){ .captures = 0 };
    x.view = (dli_view){ .format = options->format, .raw = options->raw, .own = true };
    dli_arena_init(&x.page, PAGE_MEMORY);
    dl_status status = dli_db_exec(store, "BEGIN", err);
    if (status == DL_OK && options->archive != NULL)
        status = dli_archive_out_open(options->archive, &x.archive, err);
    if (status == DL_OK)
        status = choose(&x); /* prepare() needs the table */
    if (status == DL_OK)
        status = prepare(&x);
    if (status == DL_OK)
        status = run(&x);
    (void)sqlite3_finalize(x.items);
    (void)sqlite3_finalize(x.addresses);
    if (x.archive != NULL) {
        dl_status closed =
            dli_archive_out_close(x.archive, status == DL_OK, status == DL_OK ? err : NULL);
        status = status == DL_OK ? closed : status;
    }
    (void)sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    dli_arena_done(&x.page);
    return status;
}
