/* view.c -- formats by name, and a stream of records in one of them. */
#include "base/error.h"
#include "view/format.h"

enum {
    LEAST_WIDTH = 30
}; /* of text, whatever the terminal says */

static const dli_format_info infos[] = {
#define FORMAT(name, ending, what) { #name, ending, what },
#include "view/formats.def"
#undef FORMAT
};

static const dli_format_code *const codes[] = {
#define FORMAT(name, ending, what) &dli_format_##name,
#include "view/formats.def"
#undef FORMAT
};

const dli_format_info *dli_format_of(dli_format format)
{
    return &infos[format];
}

bool dli_format_find(dl_str name, dli_format *format)
{
    for (int i = 0; i < DLI_FORMAT_COUNT; i++)
        if (dli_eq(name, dli_str(infos[i].name))) {
            *format = (dli_format)i;
            return true;
        }
    return false;
}

void dli_view_begin(dli_view *view, dli_buf *out)
{
    view->count = 0;
    if (view->width == 0)
        view->width = 80;
    if (view->width < LEAST_WIDTH)
        view->width = LEAST_WIDTH;
    if (codes[view->format]->begin != NULL)
        codes[view->format]->begin(view, out);
}

dl_status dli_view_print(dli_view *view, dli_buf *out, dli_arena *scratch, dl_str record,
                         dl_str source, dl_error *err)
{
    dli_view_job job = { view, out, scratch, record, source, { .count = 0 } };

    bool verbatim = view->own && view->profile == DLI_PROFILE_dateline &&
                    (view->format == DLI_FORMAT_jsonl || view->format == DLI_FORMAT_json);
    if (!verbatim)
        DLI_TRY(dli_record_read(scratch, record, &job.json, err));
    codes[view->format]->page(&job);
    return out->failed || scratch->dry ? dli_no_memory(err) : DL_OK;
}

void dli_view_end(dli_view *view, dli_buf *out)
{
    if (codes[view->format]->end != NULL)
        codes[view->format]->end(view, out);
}

dl_status dli_view_only(dli_arena *arena, dl_str record, dl_str id, dl_str *out, dl_error *err)
{
    dli_json json;
    dli_buf made;
    uint32_t list, item;

    *out = (dl_str){ "", 0 };
    DLI_TRY(dli_record_read(arena, record, &json, err));
    list = dli_json_get(&json, 1, "items");
    item = dli_record_list(&json, 1, "items");
    while (item != 0 && (!dli_json_is(&json, item, DLI_JSON_OBJECT) ||
                         !dli_eq(dli_json_get_str(&json, item, "id", arena), id)))
        item = dli_json_at(&json, item)->next;
    if (item == 0)
        return dli_fail(err, DL_ERR_FORMAT, 0, "ask for an item of this page",
                        "the record has no item '%.*s'", DLI_ARG(id));
    /* The span of a list lies on its brackets. */
    dl_span at = dli_json_at(&json, list)->at;
    dli_buf_init(&made, arena);
    dli_buf_add(&made, dli_slice(record, 0, at.start + 1));
    dli_buf_add(&made, dli_cut(record, dli_json_at(&json, item)->at));
    dli_buf_add(&made, dli_from(record, at.end - 1));
    if (made.failed || arena->dry)
        return dli_no_memory(err);
    *out = dli_buf_str(&made);
    return DL_OK;
}
