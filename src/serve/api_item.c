/* api_item.c -- one item: its record, its annotations, the source that they point into; and
 * the page as it was saved. */
#include "base/error.h"
#include "base/json_write.h"
#include "bytes/bytes.h"
#include "serve/visit.h"
#include "view/view.h"

/* The item's id from the path. */
static dl_str id_of(const dli_visit *visit)
{
    dl_str hex = dli_visit_segment(visit, 2), number;
    uint64_t position;
    dli_buf id;

    if (hex.len < 18 || hex.ptr[16] != '.')
        return (dl_str){ "", 0 };
    number = dli_from(hex, 17);
    if (!dli_parse_u64(number, &position))
        return (dl_str){ "", 0 };
    dli_buf_init(&id, visit->arena);
    dli_buf_print(&id, "sha256:%.16s#%llu", hex.ptr, (unsigned long long)position);
    return dli_buf_str(&id);
}

dl_status dli_visit_item(dli_visit *visit, dli_stored_page *page, dl_error *err)
{
    dl_str id = id_of(visit);
    dl_status status =
        id.len == 0 ? DL_ERR_USAGE : dli_store_show(visit->store, visit->arena, id, page, err);

    if (status == DL_ERR_USAGE || (status == DL_OK && !dli_eq(id, page->id))) {
        visit->status = 404;
        return dli_fail(err, DL_ERR_USAGE, 0, "look it up with /v1/search?q=…",
                        "there is no item '%.*s'", DLI_ARG(visit->request.path));
    }
    return status;
}

/* The capture of a page, decoded as it was when it was read: what `at` counts in. */
static dl_status source_of(dli_visit *visit, const dli_stored_page *page, dl_str *source,
                           dl_error *err)
{
    dl_str bytes = { "", 0 }, known, charset;
    dli_source read;
    dli_json json;

    *source = (dl_str){ "", 0 };
    DLI_TRY(dli_record_read(visit->arena, page->record, &json, err));
    charset = dli_record_words(&json, dli_record_path(&json, 1, DL_STR("charset.name")),
                               visit->arena);
    DLI_TRY(dli_store_capture(visit->store, visit->arena, page->sha256, &bytes, &known, err));
    DLI_TRY(dli_bytes_read(visit->arena, bytes, charset, &read, err));
    *source = read.text;
    return DL_OK;
}

static dl_status write_item(dli_visit *visit, dl_str format, dl_error *err)
{
    dli_view view = { .format = DLI_FORMAT_jsonl };
    dl_str record = { "", 0 }, source = { "", 0 };
    dli_stored_page page = { .id = { "", 0 } };

    DLI_TRY(dli_visit_item(visit, &page, err));
    DLI_TRY(dli_view_only(visit->arena, page.record, page.id, &record, err));
    /* One record is no list: json is the object itself. */
    if (!dli_eq(format, DL_STR("json")))
        (void)dli_format_find(format, &view.format);
    if (view.format == DLI_FORMAT_text)
        DLI_TRY(source_of(visit, &page, &source, err));
    dli_view_begin(&view, &visit->out);
    DLI_TRY(dli_view_print(&view, &visit->out, visit->arena, record, source, err));
    dli_view_end(&view, &visit->out);
    visit->type = dli_type_of_format(format);
    visit->download = dli_eq(format, DL_STR("csv"));
    visit->name = DL_STR("item");
    return DL_OK;
}

dl_status dli_api_item(dli_visit *visit, dl_error *err)
{
    static const char *const names[] = { "format" };
    dl_str format;

    DLI_TRY(dli_visit_only(visit, names, 1, err));
    DLI_TRY(dli_visit_format(visit, &format, err));
    return write_item(visit, format, err);
}

dl_status dli_api_annotations(dli_visit *visit, dl_error *err)
{
    DLI_TRY(dli_visit_only(visit, NULL, 0, err));
    return write_item(visit, DL_STR("annotations"), err);
}

dl_status dli_api_source(dli_visit *visit, dl_error *err)
{
    dli_stored_page page = { .id = { "", 0 } };

    DLI_TRY(dli_visit_only(visit, NULL, 0, err));
    DLI_TRY(dli_visit_item(visit, &page, err));
    DLI_TRY(source_of(visit, &page, &visit->body, err));
    visit->type = "text/plain; charset=utf-8";
    visit->download = true;
    visit->name = dli_slice(page.sha256, 0, 16);
    return DL_OK;
}

/* ---- Captures ------------------------------------------------------------------- */

static bool is_digest(dl_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!dli_is_digit(s.ptr[i]) && (s.ptr[i] < 'a' || s.ptr[i] > 'f'))
            return false;
    return s.len == 64;
}

/* A type of ours for the charset of the record, if it is a plain word. */
static const char *type_of(dl_str charset, dli_arena *arena)
{
    dli_buf type;

    for (size_t i = 0; i < charset.len; i++)
        if (!dli_is_alnum(charset.ptr[i]) && charset.ptr[i] != '-')
            charset.len = 0;
    dli_buf_init(&type, arena);
    dli_buf_add(&type, DL_STR("text/plain; charset="));
    dli_buf_add(&type, charset.len > 0 && charset.len < 40 ? charset : DL_STR("utf-8"));
    dli_buf_byte(&type, 0);
    return type.failed ? "text/plain" : type.ptr;
}

dl_status dli_api_capture(dli_visit *visit, dl_error *err)
{
    dl_str sha256 = dli_visit_segment(visit, 2), charset;

    DLI_TRY(dli_visit_only(visit, NULL, 0, err));
    visit->status = 404;
    if (!is_digest(sha256))
        return dli_fail(err, DL_ERR_USAGE, 0, "take it from an item of the store",
                        "'%.*s' is no SHA-256 digest", DLI_ARG(sha256));
    dl_status status =
        dli_store_capture(visit->store, visit->arena, sha256, &visit->body, &charset, err);
    visit->status = status == DL_OK ? 200 : status == DL_ERR_USAGE ? 404 : 500;
    visit->type = type_of(charset, visit->arena);
    visit->download = true;
    visit->name = dli_slice(sha256, 0, 16);
    return status;
}

/* ---- The store as a whole --------------------------------------------------------- */

static void write_tallies(dli_buf *out, const char *key, const dli_tallies *tallies)
{
    dli_json_key(out, key);
    dli_json_open(out, '[');
    for (size_t i = 0; i < tallies->count; i++) {
        dli_json_open(out, '{');
        dli_json_member(out, "name", tallies->ptr[i].name);
        dli_json_member(out, "label", tallies->ptr[i].label);
        dli_json_key(out, "count");
        dli_json_u64(out, tallies->ptr[i].count);
        dli_json_close(out, '}');
    }
    dli_json_close(out, ']');
}

dl_status dli_api_digest(dli_visit *visit, dl_error *err)
{
    dli_buf *out = &visit->out;
    dli_digest digest;

    DLI_TRY(dli_visit_only(visit, NULL, 0, err));
    DLI_TRY(dli_store_digest(visit->store, visit->arena, &digest, err));
    const struct {
        const char *key;
        uint64_t value;
    } sums[] = { { "captures", digest.captures },    { "pages", digest.pages },
                 { "items", digest.items },          { "statements", digest.statements },
                 { "incidents", digest.incidents },  { "capture_bytes", digest.capture_bytes },
                 { "file_bytes", digest.file_bytes } };
    dli_json_open(out, '{');
    dli_json_member(out, "version", DL_STR(DL_VERSION));
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++) {
        dli_json_key(out, sums[i].key);
        dli_json_u64(out, sums[i].value);
    }
    write_tallies(out, "outlets", &digest.outlets);
    write_tallies(out, "languages", &digest.languages);
    write_tallies(out, "days", &digest.days);
    write_tallies(out, "speakers", &digest.speakers);
    write_tallies(out, "types", &digest.types);
    write_tallies(out, "collections", &digest.collections);
    dli_json_close(out, '}');
    dli_buf_byte(out, '\n');
    visit->type = dli_type_of_format(DL_STR("json"));
    return DL_OK;
}
