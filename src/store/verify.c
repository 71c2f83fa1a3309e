/* verify.c -- is every fact of the store where it says it is?
 *
 *   capture   unpacks, has its length and its SHA-256
 *   record    parses, is of this capture; its rows are in the tables
 *   spans     `at` lies in the source, `in` in the text; where `text` has one `in`, the text has
 *             these very words there; where it is as long as its `at`, the source has them
 *
 * Each thing that is wrong is told once, with the capture, and the rest goes on.
 */
#include "base/digest.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/str.h"
#include "bytes/bytes.h"
#include "store/ask.h"

enum {
    PAGE_MEMORY = 1 << 30
};

typedef struct verifying {
    dli_store *store;
    const dli_verify *options;
    dli_verified *out;
    dli_arena page;
    char sha256[65];
    dl_str capture, record;
    dli_json json;
    dli_source source;
    dl_error *err;
} verifying;

static void wrong(verifying *v, const char *what, const char *fix)
{
    dl_error error = { .status = DL_OK };

    v->out->wrong++;
    (void)dli_fail(&error, DL_ERR_STORE, 0, fix, "%s", what);
    dli_error_where(&error, "capture %s", v->sha256);
    if (v->options->wrong != NULL)
        v->options->wrong(v->options->self, &error);
}

static const char restore[] = "restore a copy, or ingest it into a new store";

/* ---- Captures and records --------------------------------------------------------- */

static bool verify_capture(verifying *v, dl_str packed, int64_t bytes)
{
    uint8_t digest[32];
    char hex[65];

    if (dli_zstd_unpack(&v->page, packed, DL_MAX_SOURCE_BYTES, &v->capture, NULL) != DL_OK) {
        wrong(v, "the capture cannot be unpacked", restore);
        return false;
    }
    dli_sha256(v->capture, digest);
    dli_hex(digest, sizeof digest, hex);
    if (strcmp(hex, v->sha256) != 0) {
        wrong(v, "the capture has another SHA-256", restore);
        return false;
    }
    if (v->capture.len != (uint64_t)bytes)
        wrong(v, "the capture has another length than the table says", restore);
    return true;
}

static bool verify_record(verifying *v, dl_str packed)
{
    if (dli_zstd_unpack(&v->page, packed, DLI_MAX_RECORD_BYTES, &v->record, NULL) != DL_OK ||
        dli_record_read(&v->page, v->record, &v->json, NULL) != DL_OK) {
        wrong(v, "the record cannot be read", restore);
        return false;
    }
    if (!dli_eq(dli_json_get_str(&v->json, 1, "sha256", &v->page), dli_str(v->sha256))) {
        wrong(v, "the record is of another capture", restore);
        return false;
    }
    return true;
}

/* As many rows as the record has members. */
static dl_status verify_rows(verifying *v, int64_t page_id)
{
    sqlite3_stmt *s;
    uint64_t items = 0, statements = 0, incidents = 0;
    bool row;

    for (uint32_t i = dli_record_list(&v->json, 1, "items"); i != 0;
         i = dli_json_at(&v->json, i)->next) {
        items++;
        for (uint32_t k = dli_record_list(&v->json, i, "statements"); k != 0;
             k = dli_json_at(&v->json, k)->next)
            statements++;
        for (uint32_t k = dli_record_list(&v->json, i, "incidents"); k != 0;
             k = dli_json_at(&v->json, k)->next)
            incidents++;
    }
    v->out->items += items;
    DLI_TRY(dli_db_kept(v->store, DLI_SQL_COUNT_ROWS, &s, v->err));
    dli_bind_number(s, 1, page_id);
    DLI_TRY(dli_db_row(v->store, s, &row, v->err));
    if (!row || (uint64_t)sqlite3_column_int64(s, 0) != items ||
        (uint64_t)sqlite3_column_int64(s, 1) != statements ||
        (uint64_t)sqlite3_column_int64(s, 2) != incidents)
        wrong(v, "the tables have other items, statements or incidents than the record",
              restore);
    (void)sqlite3_reset(s);
    return DL_OK;
}

/* ---- Spans --------------------------------------------------------------------------- */

/* Equal but for white space. */
static bool same_words(dl_str a, dl_str b)
{
    dl_str x, y;

    for (;;) {
        bool more = dli_next_word(&a, &x), other = dli_next_word(&b, &y);
        if (more != other || (more && !dli_eq(x, y)))
            return false;
        if (!more)
            return true;
    }
}

static void verify_spans(verifying *v, uint32_t value, const dli_record_body *body)
{
    dli_record_spans at = dli_record_span(&v->json, value, "at", &v->page);
    dli_record_spans in = dli_record_span(&v->json, value, "in", &v->page);
    dl_str text = dli_json_get_str(&v->json, value, "text", &v->page);

    v->out->facts += at.count > 0;
    for (size_t i = 0; i < at.count; i++)
        if (at.ptr[i].end > v->source.text.len) {
            wrong(v, "a fact lies behind the end of its source", restore);
            return;
        }
    for (size_t i = 0; i < in.count; i++)
        if (body != NULL && in.ptr[i].end > body->points) {
            wrong(v, "a fact lies behind the end of its text", restore);
            return;
        }
    if (text.len == 0 || dli_json_get(&v->json, value, "marker") != 0)
        return; /* `in` of a reference is where it is cited */
    if (body != NULL && in.count == 1 &&
        !same_words(dli_cut(body->text, dli_record_bytes(body, in.ptr[0])), text))
        wrong(v, "the text has other words where a fact says it stands", restore);
    if (at.count == 1 && at.ptr[0].end - at.ptr[0].start == text.len &&
        !same_words(dli_cut(v->source.text, at.ptr[0]), text))
        wrong(v, "the source has other words where a fact says it stands", restore);
}

/* Every object of the record; values stand in the order of the text, an item's behind it. */
static void verify_facts(verifying *v)
{
    uint32_t item = dli_record_list(&v->json, 1, "items");
    dli_record_body body = { .text = { "", 0 } };
    bool inside = false;

    for (uint32_t i = 1; i < v->json.count; i++) {
        if (item != 0 && i == item) {
            body = dli_record_body_of(&v->json, item, &v->page);
            inside = true;
            item = dli_json_at(&v->json, item)->next;
        }
        if (inside && item == 0 &&
            dli_json_at(&v->json, i)->at.start >
                dli_json_at(&v->json, dli_json_get(&v->json, 1, "items"))->at.end)
            inside = false;
        if (dli_json_is(&v->json, i, DLI_JSON_OBJECT))
            verify_spans(v, i, inside ? &body : NULL);
    }
}

/* ---- One after another --------------------------------------------------------------------- */

static dl_status verify_one(verifying *v, sqlite3_stmt *s)
{
    dl_str charset;

    dli_arena_reset(&v->page);
    (void)snprintf(v->sha256, sizeof v->sha256, "%.*s", DLI_ARG(dli_column(s, 1, &v->page)));
    v->out->captures++;
    charset = dli_column(s, 5, &v->page);
    if (!verify_capture(v, dli_column(s, 3, &v->page), sqlite3_column_int64(s, 2)))
        return DL_OK;
    if (sqlite3_column_type(s, 0) == SQLITE_NULL) {
        wrong(v, "the capture has no record", restore);
        return DL_OK;
    }
    if (!verify_record(v, dli_column(s, 4, &v->page)))
        return DL_OK;
    DLI_TRY(verify_rows(v, sqlite3_column_int64(s, 0)));
    if (dli_bytes_read(&v->page, v->capture, charset, &v->source, NULL) != DL_OK) {
        wrong(v, "the capture cannot be decoded", restore);
        return DL_OK;
    }
    verify_facts(v);
    if (v->page.dry)
        return dli_no_memory(v->err);
    if (v->options->again != NULL &&
        !v->options->again(v->options->self, v->capture, v->record))
        wrong(v, "the page reads otherwise now",
              "ingest it again, or use the version that read it");
    return DL_OK;
}

static dl_status verify_all(verifying *v)
{
    sqlite3_stmt *s;
    bool row = true;

    DLI_TRY(dli_db_prepare(v->store,
                           DL_STR("SELECT p.id, c.sha256, c.bytes, c.data, p.record, p.charset"
                                  " FROM captures c LEFT JOIN pages p ON p.capture = c.id"
                                  " ORDER BY c.sha256"),
                           &s, v->err));
    dl_status status = DL_OK;
    while (status == DL_OK && row) {
        status = dli_db_row(v->store, s, &row, v->err);
        if (status == DL_OK && row)
            status = verify_one(v, s);
    }
    (void)sqlite3_finalize(s);
    return status;
}

dl_status dli_store_verify(dli_store *store, const dli_verify *options, dli_verified *out,
                           dl_error *err)
{
    verifying v = { .store = store, .options = options, .out = out, .err = err };

    *out = (dli_verified){ .captures = 0 };
    dli_arena_init(&v.page, PAGE_MEMORY);
    dl_status status = dli_store_check(store, err);
    if (status == DL_OK)
        status = verify_all(&v);
    dli_arena_done(&v.page);
    return status;
}
