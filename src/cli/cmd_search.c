/* cmd_search.c -- items by their words. */
#include "cli/commands.h"
#include "cli/rows.h"

#include "base/str.h"

enum {
    SHOWN = 20
};

static const char *const columns[] = { "id",         "headline", "outlet", "datePublished",
                                       "inLanguage", "author",   "url",    "snippet" };

static void print_item(cli_rows *rows, const dli_stored_item *item)
{
    dl_str values[] = { item->id,       item->headline, item->outlet, item->published,
                        item->language, item->authors,  item->url,    item->snippet };
    dl_str facts[] = { item->outlet, item->published, item->language, item->authors };

    if (rows->format != DLI_FORMAT_text) {
        cli_rows_add(rows, values);
        return;
    }
    cli_rows_line(rows, 0, item->headline.len > 0 ? item->headline : DL_STR("(no headline)"));
    cli_rows_facts(rows, 2, facts, sizeof facts / sizeof *facts);
    if (item->snippet.len > 0)
        cli_rows_line(rows, 2, item->snippet);
    cli_rows_line(rows, 2, item->id);
    cli_rows_line(rows, 0, DL_STR(""));
}

/* An error of a query gets a caret under the place. */
static int complain_query(const dl_error *err, dl_str query)
{
    cli_complain(err);
    if (err->status != DL_ERR_USAGE)
        return cli_status_of(err);
    cli_complain_usage("  %.*s", (int)(query.len > 200 ? 200 : query.len), query.ptr);
    if (err->offset < 200)
        cli_complain_usage("  %*s^", (int)err->offset, "");
    return CLI_QUERY;
}

int cmd_search(const cli_args *args)
{
    dli_stored_items items;
    cli_query q;
    dl_error err = { 0 };

    if (args->count == 0) {
        cli_complain_usage("no words to look for were given");
        return CLI_USAGE;
    }
    if (!cli_query_open(args, columns, sizeof columns / sizeof *columns, SHOWN, &q))
        return q.status;
    dl_str query = cli_operands(args, &q.memory);
    if (dli_store_search(q.store, &q.memory, query, q.page, &items, &err) != DL_OK) {
        q.status = complain_query(&err, query);
    } else {
        for (size_t i = 0; i < items.count; i++)
            print_item(&q.rows, &items.ptr[i]);
        cli_query_found(args, &q, items.count);
        if (items.more && q.rows.format == DLI_FORMAT_text)
            cli_complain_usage("there are more results (see them with --count)");
    }
    return cli_query_close(&q);
}
