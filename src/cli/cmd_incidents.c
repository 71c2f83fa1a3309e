/* cmd_incidents.c -- what happened where, with whose figures. */
#include "cli/commands.h"
#include "cli/items.h"

#include "base/str.h"

enum {
    SHOWN = 100
};

/* One row a figure; an incident without figures has one row. */
static const char *const columns[] = {
    "item",   "incident", "type", "status", "date",   "precision",     "basis",   "place",
    "actors", "target",   "what", "value",  "min",    "max",           "bound",   "of",
    "scope",  "partOf",   "text", "source", "outlet", "datePublished", "headline"
};

static dl_str number(dli_arena *arena, bool has, uint64_t value)
{
    dli_buf out;

    dli_buf_init(&out, arena);
    if (has)
        dli_buf_print(&out, "%llu", (unsigned long long)value);
    return dli_buf_str(&out);
}

static void add_rows(cli_rows *rows, dli_arena *arena, const dli_stored_incident *i)
{
    for (size_t k = 0; k < i->figure_count || k == 0; k++) {
        static const dli_stored_figure none = { 0 };
        const dli_stored_figure *f = k < i->figure_count ? &i->figures[k] : &none;
        dl_str values[] = { i->item,
                            i->id,
                            i->type,
                            i->status,
                            i->date,
                            i->precision,
                            i->basis,
                            i->place,
                            i->actors,
                            i->target,
                            f->figure.what,
                            number(arena, f->figure.has_value, f->figure.value),
                            number(arena, f->figure.has_min, f->figure.min),
                            number(arena, f->figure.has_max, f->figure.max),
                            f->figure.bound,
                            f->figure.of,
                            f->figure.scope,
                            f->part_of,
                            f->figure.text,
                            i->source,
                            i->outlet,
                            i->published,
                            i->headline };
        cli_rows_add(rows, values);
    }
}

static void print_incident(cli_rows *rows, dli_arena *arena, const dli_stored_incident *i)
{
    dli_buf line;
    dl_str head[] = { i->date, i->place, i->type,
                      dli_eq(i->status, DL_STR("reported")) ? DL_STR("") : i->status };
    dl_str facts[] = { i->source, i->outlet, i->published, i->item };

    cli_rows_facts(rows, 0, head, sizeof head / sizeof *head);
    for (size_t k = 0; k < i->figure_count; k++) {
        dli_buf_init(&line, arena);
        dli_term_add(&line, i->figures[k].figure.what);
        dli_buf_add(&line, DL_STR(": "));
        dli_figure_add(&line, &i->figures[k].figure);
        if (i->figures[k].part_of.len > 0) {
            dli_buf_add(&line, DL_STR(", part of "));
            dli_buf_add(&line, i->figures[k].part_of);
        }
        cli_rows_line(rows, 2, dli_buf_str(&line));
    }
    cli_rows_facts(rows, 2, facts, sizeof facts / sizeof *facts);
    cli_rows_line(rows, 0, DL_STR(""));
}

int cmd_incidents(const cli_args *args)
{
    dli_stored_incidents found;
    cli_query q;
    dl_error err = { 0 };
    dli_incident_filter filter = { cli_value(args, OPT_TYPE),
                                   cli_value(args, OPT_PLACE),
                                   cli_value(args, OPT_FROM),
                                   cli_value(args, OPT_TO),
                                   { "", 0 } };

    if (!cli_query_open(args, columns, sizeof columns / sizeof *columns, SHOWN, &q))
        return q.status;
    filter.query = cli_operands(args, &q.memory);
    if (dli_store_incidents(q.store, &q.memory, &filter, q.page, &found, &err) != DL_OK) {
        if (filter.query.len > 0)
            q.status = cli_complain_query(&err, filter.query);
        else
            cli_query_failed(&q, &err);
    } else {
        for (size_t i = 0; i < found.count; i++)
            if (q.rows.format == DLI_FORMAT_text)
                print_incident(&q.rows, &q.memory, &found.ptr[i]);
            else
                add_rows(&q.rows, &q.memory, &found.ptr[i]);
        cli_query_found(args, &q, found.count);
        if (found.late)
            cli_say_late(args);
    }
    return cli_query_close(&q);
}
