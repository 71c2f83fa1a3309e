/* api_add.c -- one saved page into the store, and what was read in it.
 *
 * The only route that changes something. The gate lets it through for whoever sits at the
 * machine, and only from our own page; one visit at a time comes here.
 */
#include "base/error.h"
#include "base/json_write.h"
#include "base/when.h"
#include "desk/desk.h"
#include "serve/visit.h"
#include "view/view.h"

#include <time.h>

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

dl_status dli_api_add(dli_visit *visit, dl_error *err)
{
    static const char *const names[] = { "file", "url" };
    dli_desk *desk;

    DLI_TRY(dli_visit_only(visit, names, 2, err));
    if (visit->adder->engine == NULL)
        DLI_TRY(dl_engine_open(NULL, &visit->adder->engine, err));
    DLI_TRY(dli_desk_open(visit->adder->engine, &desk, err));
    dl_status status = read_and_put(visit, desk, err);
    dli_desk_close(desk);
    if (status == DL_ERR_FORMAT)
        visit->status = 422;
    if (status == DL_ERR_STORE)
        visit->status = 503;
    return status;
}
