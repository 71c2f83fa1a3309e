/* cmd_who.c -- statements by a person, body or office. */
#include "cli/commands.h"
#include "cli/items.h"

#include "base/str.h"

enum {
    MEMORY = 256 << 20,
    SHOWN = 50
};

static const char *const columns[] = { "item",          "statement",  "speaker", "source",
                                       "sourceType",    "role",       "kind",    "stance",
                                       "cue",           "via",        "content", "outlet",
                                       "datePublished", "inLanguage", "headline" };

static void print_statement(cli_rows *rows, const dli_stored_statement *s)
{
    dl_str values[] = { s->item,    s->id,     s->speaker,   s->source,   s->source_type,
                        s->role,    s->kind,   s->stance,    s->cue,      s->via,
                        s->content, s->outlet, s->published, s->language, s->headline };
    dl_str facts[] = { s->kind, s->stance, s->outlet, s->published, s->item };
    dli_arena arena;
    dli_buf who;

    if (rows->format != DLI_FORMAT_text) {
        cli_rows_add(rows, values);
        return;
    }
    dli_arena_init(&arena, MEMORY);
    dli_buf_init(&who, &arena);
    dli_buf_add(&who, s->speaker.len > 0 ? s->speaker : s->source);
    if (s->role.len > 0) {
        dli_buf_add(&who, DL_STR(", "));
        dli_buf_add(&who, s->role);
    }
    if (s->via.len > 0) {
        dli_buf_add(&who, DL_STR("  (through "));
        dli_buf_add(&who, s->via);
        dli_buf_byte(&who, ')');
    }
    cli_rows_line(rows, 0, dli_buf_str(&who));
    cli_rows_line(rows, 2, s->content);
    cli_rows_facts(rows, 2, facts, sizeof facts / sizeof *facts);
    cli_rows_line(rows, 0, DL_STR(""));
    dli_arena_done(&arena);
}

int cmd_who(const cli_args *args)
{
    dli_stored_statements found;
    cli_query q;
    dl_error err = { 0 };

    if (args->count == 0) {
        cli_complain_usage("no name was given");
        return CLI_USAGE;
    }
    if (!cli_query_open(args, columns, sizeof columns / sizeof *columns, SHOWN, &q))
        return q.status;
    dl_str name = cli_operands(args, &q.memory), query = cli_value(args, OPT_QUERY);
    if (dli_store_who(q.store, &q.memory, name, query, q.page, &found, &err) != DL_OK) {
        q.status = query.len > 0 ? cli_complain_query(&err, query) : cli_status_of(&err);
        if (query.len == 0)
            cli_complain(&err);
    } else {
        for (size_t i = 0; i < found.count; i++)
            print_statement(&q.rows, &found.ptr[i]);
        cli_query_found(args, &q, found.count);
        if (found.late)
            cli_say_late(args);
    }
    return cli_query_close(&q);
}
