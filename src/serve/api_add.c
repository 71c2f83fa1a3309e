/* api_add.c -- one saved page into the store, and what was read in it; or an archive, or what
 * lies at a path, which is read while its sender asks how far that is (intake.h).
 *
 * The only route that changes something. The gate lets it through for whoever sits at the
 * machine, and only from our own page; one visit at a time comes here.
 */
#include "archive/archive.h"
#include "base/error.h"
#include "base/json_write.h"
#include "base/when.h"
#include "desk/desk.h"
#include "serve/visit.h"
#include "view/view.h"

#include <time.h>

enum {
    ITEMS_TOLD = 50 /* of those that a reading added */
};

static const char *word_of(dli_put how)
{
    switch (how) {
    case DLI_PUT_ADDED:
        return "added";
    case DLI_PUT_AGAIN:
        return "address added";
    case DLI_PUT_REREAD:
        return "read again";
    case DLI_PUT_FORGOTTEN:
        return "forgotten";
    case DLI_PUT_SAME:
    default:
        return "known";
    }
}

static dl_status put(dli_visit *visit, const dli_store_page *page, dli_put *how, dl_error *err)
{
    dli_store *store;
    dl_status status;

    DLI_TRY(dli_store_open(visit->adder->store, DLI_STORE_WRITE, &store, err));
    status = dli_store_begin(store, err);
    if (status == DL_OK)
        status = dli_store_put(store, page, how, err);
    if (status == DL_OK)
        status = dli_store_commit(store, err);
    dli_store_close(store);
    return status;
}

static dl_status write_answer(dli_visit *visit, dl_str record, dli_put how, dl_error *err)
{
    dli_buf *out = &visit->out;
    dli_json json;

    DLI_TRY(dli_record_read(visit->arena, record, &json, err));
    dli_json_open(out, '{');
    dli_json_member(out, "page", dli_str(word_of(how)));
    dli_json_member(out, "sha256", dli_record_get_words(&json, 1, "sha256", visit->arena));
    dli_json_member(out, "kind", dli_record_get_words(&json, 1, "pageKind", visit->arena));
    dli_json_key(out, "items");
    dli_json_open(out, '[');
    for (uint32_t i = dli_record_list(&json, 1, "items"); i != 0;
         i = dli_json_at(&json, i)->next) {
        dli_json_open(out, '{');
        dli_json_member(out, "id", dli_record_get_words(&json, i, "id", visit->arena));
        dli_json_member(out, "headline",
                        dli_record_get_words(&json, i, "headline", visit->arena));
        dli_json_close(out, '}');
    }
    dli_json_close(out, ']');
    dli_json_close(out, '}');
    dli_buf_byte(out, '\n');
    visit->type = dli_type_of_format(DL_STR("json"));
    return DL_OK;
}

static dl_status read_and_put(dli_visit *visit, dli_desk *desk, dl_error *err)
{
    dl_doc_options options = { .file = dli_visit_get(visit, "file"),
                               .url = dli_visit_get(visit, "url") };
    dli_reading reading;
    dli_put how;
    dli_buf now;

    if (options.url.len > 0 && !dli_is_web_url(options.url))
        return dli_fail(err, DL_ERR_USAGE, 0, "give the address the page was saved from",
                        "'%.*s' is no address of the web", DLI_ARG(options.url));
    dli_buf_init(&now, visit->arena);
    dli_when_print(&now, dli_when_from_seconds((int64_t)time(NULL)));
    options.captured = dli_buf_str(&now);
    DLI_TRY(dli_desk_read(desk, visit->upload, &options, &reading, err));
    dli_store_page page = { reading.capture, reading.record, options.url };
    DLI_TRY(put(visit, &page, &how, err));
    return write_answer(visit, reading.record, how, err);
}

/* ---- Archives and paths --------------------------------------------------------- */

static void write_counts(dli_buf *out, const dli_ingest_counts *c)
{
    const struct {
        const char *name;
        uint64_t count;
    } all[] = { { "read", c->found },
                { "added", c->added },
                { "known", c->same },
                { "failed", c->failed },
                { "items_added", c->items },
                { "bytes", c->bytes },
                { "passed_over", c->binary + c->empty + c->other + c->feeds + c->statuses +
                                     c->types + c->orphans } };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        dli_json_key(out, all[i].name);
        dli_json_u64(out, all[i].count);
    }
}

static void write_problem(dli_buf *out, const dl_error *problem)
{
    dli_json_open(out, '{');
    dli_json_member(out, "where", dli_str(problem->where));
    dli_json_member(out, "detail", dli_str(problem->what));
    dli_json_member(out, "fix", dli_str(problem->fix));
    dli_json_close(out, '}');
}

/* The items that a reading has added by now, the newest day first. */
static dl_status write_added(dli_visit *visit, uint64_t behind, dl_error *err)
{
    const dli_list *items = dli_list_named("items");
    dl_str values[DLI_LIST_MAX_FILTERS];
    dli_list_rows rows;

    for (size_t i = 0; i < DLI_LIST_MAX_FILTERS; i++)
        values[i] = (dl_str){ "", 0 };
    dli_list_page page = { .behind = behind, .limit = ITEMS_TOLD };
    DLI_TRY(dli_store_list(visit->store, visit->arena, items, values, page, &rows, err));
    size_t columns = dli_list_columns(items);
    for (size_t i = 0; i < rows.count; i++) {
        dli_json_open(&visit->out, '{');
        for (size_t k = 0; k < columns; k++)
            if (strcmp(items->columns[k].name, "id") == 0 ||
                strcmp(items->columns[k].name, "headline") == 0)
                dli_json_member(&visit->out, items->columns[k].name,
                                rows.cells[i * columns + k]);
        dli_json_close(&visit->out, '}');
    }
    return DL_OK;
}

static dl_status write_progress(dli_visit *visit, dl_error *err)
{
    dli_progress *now = dli_arena_take(visit->arena, sizeof *now);
    dli_buf *out = &visit->out;

    if (now == NULL)
        return dli_no_memory(err);
    dli_intake_look(&visit->adder->intake, now);
    visit->type = dli_type_of_format(DL_STR("json"));
    dli_json_open(out, '{');
    dli_json_key(out, "reading");
    dli_json_u64(out, now->number);
    if (now->running) {
        dli_json_key(out, "running");
        dli_json_true(out);
    }
    write_counts(out, &now->counts);
    dli_json_key(out, "problems");
    dli_json_open(out, '[');
    for (uint32_t i = 0; i < now->problem_count; i++)
        write_problem(out, &now->problems[i]);
    if (!now->running && now->status != DL_OK)
        write_problem(out, &now->error);
    dli_json_close(out, ']');
    dli_json_key(out, "items");
    dli_json_open(out, '[');
    if (now->number > 0 && now->counts.added > 0)
        DLI_TRY(write_added(visit, now->behind, err));
    dli_json_close(out, ']');
    dli_json_close(out, '}');
    dli_buf_byte(out, '\n');
    return DL_OK;
}

dl_status dli_api_added(dli_visit *visit, dl_error *err)
{
    DLI_TRY(dli_visit_only(visit, NULL, 0, err));
    return write_progress(visit, err);
}

static dl_status begin_reading(dli_visit *visit, dl_str path, dl_error *err)
{
    uint64_t newest;

    DLI_TRY(dli_store_newest(visit->store, &newest, err));
    dl_status status = dli_intake_begin(&visit->adder->intake, visit->adder->engine,
                                        visit->adder->store, path, visit->upload, newest, err);
    if (status == DL_ERR_LIMIT)
        visit->status = 503;
    DLI_TRY(status);
    visit->status = 202;
    return write_progress(visit, err);
}

/* Whether the bytes are those of a web archive. */
static bool is_archive(dl_str bytes, dl_str name, dli_arena *arena)
{
    dli_archive *archive;
    char *copy = dli_arena_take(arena, name.len + 1);

    if (copy == NULL)
        return false;
    memcpy(copy, name.ptr, name.len);
    copy[name.len] = '\0';
    dl_status status = dli_archive_of(bytes, DLI_ARCHIVE_AUTO, copy, &archive, NULL);
    bool is =
        archive != NULL || status == DL_ERR_FORMAT; /* a damaged one is reported as such */
    dli_archive_close(archive);
    return is;
}

static dl_status add_path(dli_visit *visit, dl_str path, dl_error *err)
{
    if (visit->upload.len > 0)
        return dli_fail(err, DL_ERR_USAGE, 0, "send one of them",
                        "there are both bytes and a path");
    if (path.ptr[0] != '/')
        return dli_fail(err, DL_ERR_USAGE, 0,
                        "give the whole path, as /srv/pages/saved.warc.gz",
                        "'%.*s' is no whole path", DLI_ARG(path));
    return begin_reading(visit, path, err);
}

static dl_status add_page(dli_visit *visit, dl_error *err)
{
    dli_desk *desk;

    DLI_TRY(dli_desk_open(visit->adder->engine, &desk, err));
    dl_status status = read_and_put(visit, desk, err);
    dli_desk_close(desk);
    return status;
}

dl_status dli_api_add(dli_visit *visit, dl_error *err)
{
    static const char *const names[] = { "file", "url", "path" };
    dl_str path = dli_visit_get(visit, "path"), file = dli_visit_get(visit, "file");
    dl_status status;

    DLI_TRY(dli_visit_only(visit, names, 3, err));
    if (visit->adder->engine == NULL)
        DLI_TRY(dl_engine_open(NULL, &visit->adder->engine, err));
    if (path.len > 0)
        status = add_path(visit, path, err);
    else if (is_archive(visit->upload, file, visit->arena))
        status = begin_reading(visit, file.len > 0 ? file : DL_STR("the archive"), err);
    else
        status = add_page(visit, err);
    if (status == DL_ERR_FORMAT)
        visit->status = 422;
    if (status == DL_ERR_STORE)
        visit->status = 503;
    return status;
}
