/* cmd_search.c -- items by their words. */
#include "cli/commands.h"
#include "cli/rows.h"

#include "base/str.h"

enum {
    MEMORY = 256 << 20,
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
    dli_arena memory;
    dli_stored_items items;
    cli_rows rows;
    uint64_t limit;
    dl_error err = { 0 };
    int status = CLI_DONE;

    if (args->count == 0) {
        cli_complain_usage("no words to look for were given");
        return CLI_USAGE;
    }
    if (!cli_number(args, OPT_LIMIT, 0, 1000000, SHOWN, &limit) ||
        !cli_rows_open(args, columns, sizeof columns / sizeof *columns, &rows))
        return CLI_USAGE;
    dli_store *store = cli_store_open(args, &status);
    if (store == NULL)
        return cli_rows_close(&rows, status);
    dli_arena_init(&memory, MEMORY);
    dl_str query = cli_operands(args, &memory);
    dli_page_of page = { 0, limit == 0 ? UINT32_MAX : (uint32_t)limit };
    if (dli_store_search(store, &memory, query, page, &items, &err) != DL_OK) {
        status = complain_query(&err, query);
    } else {
        for (size_t i = 0; i < items.count; i++)
            print_item(&rows, &items.ptr[i]);
        if (items.count == 0 && cli_has(args, OPT_EXIT))
            status = CLI_NO;
        if (items.more && rows.format == DLI_FORMAT_text)
            cli_complain_usage("there are more results (see them with --count)");
    }
    dli_store_close(store);
    dli_arena_done(&memory);
    return cli_rows_close(&rows, status);
}
