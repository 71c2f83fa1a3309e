/* api_share.c -- what one hands on: words of an item within its outlet's terms, and exports. */
#include "base/error.h"
#include "base/str.h"
#include "serve/visit.h"
#include "view/view.h"

enum {
    EXPORT_BYTES = 32 << 20 /* of one answer */
};

/* ---- An excerpt ------------------------------------------------------------------- */

static dl_status read_number(const dli_visit *visit, const char *name, uint64_t *out,
                             dl_error *err)
{
    dl_str text = dli_visit_get(visit, name);

    *out = 0;
    if (text.len == 0 || dli_parse_u64(text, out))
        return DL_OK;
    return dli_fail(err, DL_ERR_USAGE, 0,
                    "give a count of characters, as the record's `in` has",
                    "%s is '%.*s', not a number", name, DLI_ARG(text));
}

dl_status dli_api_excerpt(dli_visit *visit, dl_error *err)
{
    static const char *const names[] = { "format", "start", "end" };
    dli_format as = DLI_FORMAT_jsonl; /* one line is one object */
    dli_stored_page page = { .id = { "", 0 } };
    dl_str format;
    dli_excerpt_range range;
    dli_excerpt excerpt;

    DLI_TRY(dli_visit_only(visit, names, 3, err));
    DLI_TRY(dli_visit_format(visit, &format, err));
    DLI_TRY(read_number(visit, "start", &range.start, err));
    DLI_TRY(read_number(visit, "end", &range.end, err));
    if (!dli_eq(format, DL_STR("json")))
        (void)dli_format_find(format, &as);
    DLI_TRY(dli_visit_item(visit, &page, err));
    DLI_TRY(dli_store_excerpt(visit->store, visit->arena, page.id, range, &excerpt, err));
    (void)dli_excerpt_add(&visit->out, as, &excerpt);
    visit->type = dli_type_of_format(format);
    visit->download = as == DLI_FORMAT_csl || as == DLI_FORMAT_bibtex || as == DLI_FORMAT_ris;
    visit->name = DL_STR("reference");
    return DL_OK;
}

/* ---- An export ---------------------------------------------------------------------- */

static dl_status keep(void *self, dl_str bytes, dl_error *err)
{
    dli_visit *visit = self;

    if (visit->out.len + bytes.len > EXPORT_BYTES)
        return dli_fail(err, DL_ERR_LIMIT, 0,
                        "ask for less with q, or run dateline export -s STORE",
                        "the export has more than %d MB", EXPORT_BYTES >> 20);
    dli_buf_add(&visit->out, bytes);
    return visit->out.failed ? dli_no_memory(err) : DL_OK;
}

static dl_status read_purpose(const dli_visit *visit, dli_purpose *purpose, dl_error *err)
{
    dl_str text = dli_visit_get(visit, "purpose");

    *purpose = DLI_PURPOSE_OWN;
    if (text.len == 0)
        return DL_OK;
    for (size_t i = 0; i < DLI_PURPOSES; i++)
        if (dli_eq(text, dli_str(dli_purpose_names[i]))) {
            *purpose = (dli_purpose)i;
            return DL_OK;
        }
    return dli_fail(err, DL_ERR_USAGE, 0, "ask for research, training or publication",
                    "there is no purpose '%.*s'", DLI_ARG(text));
}

dl_status dli_api_export(dli_visit *visit, dl_error *err)
{
    static const char *const names[] = { "format", "q", "purpose" };
    dli_export export = { .self = visit, .write = keep };
    dli_export_counts counts;
    dl_str format;

    DLI_TRY(dli_visit_only(visit, names, 3, err));
    DLI_TRY(dli_visit_format(visit, &format, err));
    DLI_TRY(read_purpose(visit, &export.purpose, err));
    export.query = dli_visit_get(visit, "q");
    (void)dli_format_find(format, &export.format);
    dl_status status = dli_store_export(visit->store, &export, &counts, err);
    if (status == DL_ERR_LIMIT)
        visit->status = 413;
    DLI_TRY(status);
    visit->type = dli_type_of_format(format);
    visit->download = true;
    visit->name = DL_STR("export");
    return DL_OK;
}
