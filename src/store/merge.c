/* merge.c -- what one store has into another, nothing twice.
 *
 * Captures are told apart by their SHA-256, addresses by capture and URL. What was forgotten in
 * either is not in the result: the lines of both are kept, and the bytes they name stay out.
 */
#include "base/digest.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/str.h"
#include "bytes/bytes.h"
#include "store/ask.h"
#include "store/put.h"

enum {
    PAGE_MEMORY = 1 << 30
};

typedef struct merging {
    dli_store *to, *from;
    dli_arena page;
    uint64_t pages, bytes; /* of the open batch */
    dli_merged *out;
    dl_error *err;
} merging;

typedef DLI_VEC(dl_str) names;

static dl_status next_batch(merging *m)
{
    if (m->pages < DLI_BATCH_PAGES && m->bytes < DLI_BATCH_BYTES)
        return DL_OK;
    m->pages = m->bytes = 0;
    DLI_TRY(dli_store_commit(m->to, m->err));
    return dli_store_begin(m->to, m->err);
}

static void count(dli_merged *out, dli_put how)
{
    switch (how) {
    case DLI_PUT_ADDED:
    case DLI_PUT_REREAD:
        out->added++;
        break;
    case DLI_PUT_AGAIN:
        out->addresses++;
        break;
    case DLI_PUT_SAME:
        out->same++;
        break;
    case DLI_PUT_FORGOTTEN:
        out->forgotten++;
        break;
    }
}

/* The collections of a capture: into the first it is put, others come behind. */
static dl_status collections_of(merging *m, int64_t capture, names *out)
{
    sqlite3_stmt *s;
    bool row = true;

    DLI_TRY(dli_db_kept(m->from, DLI_SQL_COLLECTED, &s, m->err));
    dli_bind_number(s, 1, capture);
    while (row) {
        DLI_TRY(dli_db_row(m->from, s, &row, m->err));
        if (row && !DLI_PUSH(&m->page, out, dli_column(s, 0, &m->page)))
            return dli_no_memory(m->err);
    }
    return dli_store_collection(m->to, out->count > 0 ? out->ptr[0] : DL_STR(""), m->err);
}

static dl_status collect_further(merging *m, dl_str capture, const names *in)
{
    uint8_t digest[32];
    bool added;

    if (in->count < 2)
        return DL_OK;
    dli_sha256(capture, digest);
    for (size_t i = 1; i < in->count; i++) {
        DLI_TRY(dli_store_collection(m->to, in->ptr[i], m->err));
        DLI_TRY(dli_store_collect(m->to, digest, &added, m->err));
    }
    return DL_OK;
}

static dl_status merge_one(merging *m, sqlite3_stmt *s, sqlite3_stmt *addresses)
{
    dli_store_page page = { .capture = { "", 0 } };
    bool row = true, there = false;
    names collections = { .count = 0 };
    dli_put how;

    dli_arena_reset(&m->page);
    DLI_TRY(dli_ask_record(m->from, s, 1, &m->page, &page.record, m->err));
    dl_status status = dli_zstd_unpack(&m->page, dli_column(s, 2, &m->page),
                                       DL_MAX_SOURCE_BYTES, &page.capture, m->err);
    if (status != DL_OK)
        return dli_fail(m->err, DL_ERR_STORE, 0, "restore a copy of it",
                        "the store is damaged: a capture cannot be unpacked");
    DLI_TRY(collections_of(m, sqlite3_column_int64(s, 0), &collections));
    (void)sqlite3_reset(addresses);
    dli_bind_number(addresses, 1, sqlite3_column_int64(s, 0));
    while (row) {
        DLI_TRY(dli_db_row(m->from, addresses, &row, m->err));
        if (!row)
            break;
        page.url = dli_column(addresses, 0, &m->page);
        DLI_TRY(dli_store_put_found(m->to, &page, dli_column(addresses, 1, &m->page),
                                    dli_column(addresses, 2, &m->page), &how, m->err));
        count(m->out, how);
        there = there || how != DLI_PUT_FORGOTTEN;
    }
    if (there)
        DLI_TRY(collect_further(m, page.capture, &collections));
    m->pages++;
    m->bytes += page.capture.len;
    return next_batch(m);
}

/* The lines on what was forgotten there, first: they say what must not come in. */
static dl_status merge_forgotten(merging *m)
{
    sqlite3_stmt *s, *to;
    bool row = true;

    DLI_TRY(dli_db_prepare(m->from,
                           DL_STR("SELECT time, what, digest, captures, items, reason"
                                  " FROM forgotten ORDER BY id"),
                           &s, m->err));
    dl_status status = DL_OK;
    while (status == DL_OK && row) {
        dli_arena_reset(&m->page);
        status = dli_db_row(m->from, s, &row, m->err);
        if (status != DL_OK || !row)
            break;
        status = dli_db_kept(m->to, DLI_SQL_COPY_FORGOTTEN, &to, m->err);
        if (status != DL_OK)
            break;
        for (int i = 0; i < 6; i++) {
            if (i == 3 || i == 4)
                dli_bind_number(to, i + 1, sqlite3_column_int64(s, i));
            else
                dli_bind(to, i + 1, dli_column(s, i, &m->page));
        }
        status = dli_db_run(m->to, to, m->err);
    }
    (void)sqlite3_finalize(s);
    return status;
}

static dl_status merge_all(merging *m)
{
    sqlite3_stmt *s = NULL, *addresses = NULL;
    bool row = true;

    DLI_TRY(merge_forgotten(m));
    dl_status status =
        dli_db_prepare(m->from,
                       DL_STR("SELECT c.id, p.record, c.data FROM captures c JOIN pages p"
                              " ON p.capture = c.id ORDER BY c.id"),
                       &s, m->err);
    if (status == DL_OK)
        status = dli_db_prepare(m->from,
                                DL_STR("SELECT url, file, captured FROM addresses"
                                       " WHERE capture = ?1 ORDER BY url"),
                                &addresses, m->err);
    while (status == DL_OK && row) {
        status = dli_db_row(m->from, s, &row, m->err);
        if (status == DL_OK && row)
            status = merge_one(m, s, addresses);
    }
    (void)sqlite3_finalize(s);
    (void)sqlite3_finalize(addresses);
    return status;
}

dl_status dli_store_merge(dli_store *store, dli_store *from, dli_merged *out, dl_error *err)
{
    merging m = { .to = store, .from = from, .out = out, .err = err };

    *out = (dli_merged){ .added = 0 };
    dli_arena_init(&m.page, PAGE_MEMORY);
    dl_status status = dli_store_begin(store, err);
    if (status == DL_OK)
        status = merge_all(&m);
    if (status == DL_OK)
        status = dli_store_commit(store, err);
    else
        dli_store_rollback(store);
    if (status == DL_OK)
        status = dli_store_collection(store, DL_STR(""), err);
    dli_arena_done(&m.page);
    return status;
}
