/* page_search.c -- items by words. */
#include "base/error.h"
#include "serve/visit.h"

static void write_help(dli_buf *out)
{
    dli_html(
        out,
        "<section class=\"help\">\n<h2>How to search</h2>\n<dl>\n"
        "<dt><kbd>ferry storm</kbd></dt><dd>items with both words; case and accents do not "
        "count</dd>\n"
        "<dt><kbd>\"harbour master\"</kbd></dt><dd>these words side by side</dd>\n"
        "<dt><kbd>harb*</kbd></dt><dd>words that begin so</dd>\n"
        "<dt><kbd>ferry OR lighthouse</kbd></dt><dd>one of them, or both</dd>\n"
        "<dt><kbd>storm NOT ferry</kbd></dt><dd>the first without the second</dd>\n"
        "<dt><kbd>(ferry OR boat) NOT storm</kbd></dt><dd>brackets group</dd>\n"
        "</dl>\n</section>\n");
}

/* The query itself is wrong: say so above the help, so that it can be mended in place. */
static void write_wrong(dli_buf *out, const dl_error *err)
{
    dli_html_wrap(out, "<p class=\"wrong\" role=\"alert\"><b>", dli_str(err->what), "</b>");
    dli_html_wrap(out, " (", dli_str(err->where), ")");
    dli_html_wrap(out, "; ", dli_str(err->fix), "");
    dli_html(out, ".</p>\n");
}

dl_status dli_page_search(dli_visit *visit, dl_error *err)
{
    dl_str query = dli_visit_get(visit, "q");
    dli_stored_items items = { .ptr = NULL };
    dl_status status = DL_OK;
    dli_buf *out = &visit->out;

    if (query.len > 0)
        status = dli_store_search(visit->store, visit->arena, query, dli_visit_page(visit),
                                  &items, err);
    if (status != DL_OK && status != DL_ERR_USAGE)
        return status;
    dli_html_begin(out, query.len > 0 ? query : DL_STR("Search"), DLI_TAB_SEARCH, query);
    dli_html(out, "<h1>Search</h1>\n");
    if (status != DL_OK) {
        visit->status = 400;
        write_wrong(out, err);
    } else if (query.len > 0 && items.count == 0) {
        dli_html_wrap(out, "<p class=\"none\">No item has ", query, ".</p>\n");
    } else if (query.len > 0) {
        dli_html(out, "<p class=\"sum\">Best first.</p>\n");
    }
    dli_write_items(visit, &items, false);
    if (items.count > 0)
        dli_visit_pager(visit, items.more);
    else
        write_help(out);
    dli_html_end(out);
    return DL_OK;
}
