/* items.c -- items that a query finds, as rows. */
#include "cli/items.h"

#include "base/str.h"
#include "base/utf8.h"

enum {
    SHOWN = 20,
    LINE = 200 /* bytes of a wrong query that are repeated */
};

/* The last two with --explain only. */
static const char *const columns[] = { "id",         "headline", "outlet", "datePublished",
                                       "inLanguage", "author",   "url",    "snippet",
                                       "score",      "why" };

enum {
    COLUMNS = sizeof columns / sizeof *columns,
    EXPLAINED = 2
};

static void print_why(cli_rows *rows, dli_arena *memory, dl_str why)
{
    dli_json json;

    if (why.len == 0 || dli_json_parse(memory, why, DLI_JSON_STRICT, &json, NULL) != DL_OK)
        return;
    for (uint32_t one = dli_json_at(&json, 1)->first; one != 0;
         one = dli_json_at(&json, one)->next) {
        uint64_t head = 0, body = 0;
        dli_buf line;
        dli_buf_init(&line, memory);
        (void)dli_json_get_u64(&json, one, "headline", &head);
        (void)dli_json_get_u64(&json, one, "body", &body);
        dli_buf_add(&line, dli_json_get_str(&json, one, "query", memory));
        if (head + body > 0)
            dli_buf_print(&line, ": %llu in the headline, %llu in the text: ",
                          (unsigned long long)head, (unsigned long long)body);
        dli_buf_add(&line, dli_record_get_words(&json, one, "words", memory));
        cli_rows_line(rows, 4, dli_buf_str(&line));
    }
}

static void print_item(cli_rows *rows, dli_arena *memory, const dli_stored_item *item)
{
    dli_buf score;

    dli_buf_init(&score, memory);
    dli_buf_print(&score, "%lld", (long long)item->score);
    dl_str values[COLUMNS] = { item->id,        item->headline, item->outlet,
                               item->published, item->language, item->authors,
                               item->url,       item->snippet,  dli_buf_str(&score),
                               item->why };
    dl_str facts[] = { item->outlet, item->published, item->language, item->authors };
    if (rows->format != DLI_FORMAT_text) {
        cli_rows_add(rows, values);
        return;
    }
    cli_rows_line(rows, 0,
                  item->headline.len > 0  ? item->headline
                  : item->opening.len > 0 ? item->opening
                                          : DL_STR("(no headline)"));
    cli_rows_facts(rows, 2, facts, sizeof facts / sizeof *facts);
    if (item->snippet.len > 0)
        cli_rows_line(rows, 2, item->snippet);
    print_why(rows, memory, item->why);
    cli_rows_line(rows, 2, item->id);
    cli_rows_line(rows, 0, DL_STR(""));
}

int cli_complain_query(const dl_error *err, dl_str query)
{
    cli_complain(err);
    if (err->status != DL_ERR_USAGE)
        return cli_status_of(err);
    size_t shown = query.len > LINE ? dli_utf8_cut(query.ptr, LINE) : query.len;
    cli_complain_usage("  %.*s", (int)shown, query.ptr);
    if (err->offset <= shown)
        cli_complain_usage(
            "  %*s^", (int)dli_terminal_width(dli_slice(query, 0, (size_t)err->offset)), "");
    return CLI_QUERY;
}

void cli_say_late(const cli_args *args)
{
    cli_complain_usage("time ran out after %s s: this is what was found by then (give it more "
                       "with --seconds)",
                       cli_has(args, OPT_SECONDS) ? args->value[OPT_SECONDS] : "2");
}

static void say_limits(const cli_args *args, const dli_stored_items *items, const cli_query *q,
                       dli_order order)
{
    if (items->late)
        cli_say_late(args);
    else if (items->bounded && !cli_has(args, OPT_QUIET))
        cli_complain_usage("more items match: those added last%s were %s (all with --count 0)",
                           order == DLI_ORDER_NEWEST ? ""
                                                     : ", and those with hits in the headline,",
                           order == DLI_ORDER_NEWEST ? "put in order" : "weighed");
    if (items->more && !items->late && q->rows.format == DLI_FORMAT_text)
        cli_complain_usage("there are more results (see them with --count)");
}

static dl_status ask(cli_query *q, const dli_search *search, dli_stored_items *items,
                     dl_error *err)
{
    static const dli_item_filter all = { .outlet = { "", 0 } };

    if (search->query.len == 0)
        return dli_store_items(q->store, &q->memory, &all, search->page, items, err);
    return dli_store_search(q->store, &q->memory, search, items, err);
}

static bool read_order(const cli_args *args, dli_order *order)
{
    static const char *const names[] = { "best", "recent", "newest" };

    if (!cli_has(args, OPT_SORT))
        return true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (dli_eq(cli_value(args, OPT_SORT), dli_str(names[i]))) {
            *order = (dli_order)i;
            return true;
        }
    cli_complain_usage("--sort is '%s', not best, recent or newest", args->value[OPT_SORT]);
    return false;
}

int cli_items(const cli_args *args, dli_order order, bool bare)
{
    dli_stored_items items;
    cli_query q;
    dl_error err = { 0 };
    bool explain = cli_has(args, OPT_EXPLAIN);

    if (!read_order(args, &order))
        return CLI_USAGE;
    if (!cli_query_open(args, columns, explain ? COLUMNS : COLUMNS - EXPLAINED, SHOWN, &q))
        return q.status;
    dli_search search = { .query = cli_operands(args, &q.memory),
                          .order = order,
                          .page = q.page,
                          .explain = explain,
                          .bare = bare };
    if (ask(&q, &search, &items, &err) != DL_OK) {
        q.status = cli_complain_query(&err, search.query);
    } else {
        for (size_t i = 0; i < items.count; i++)
            print_item(&q.rows, &q.memory, &items.ptr[i]);
        cli_query_found(args, &q, items.count);
        say_limits(args, &items, &q, order);
    }
    return cli_query_close(&q);
}
