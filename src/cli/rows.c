/* rows.c -- lists of results as text, JSON lines or CSV. */
#include "cli/rows.h"

#include "base/json_write.h"
#include "base/limits.h"
#include "base/str.h"

#include <unistd.h>

enum {
    ROW_MEMORY = 64 << 20,
    QUERY_MEMORY = 256 << 20,
    WIDTH = 80
};

bool cli_rows_open(const cli_args *args, const char *const *columns, size_t count,
                   cli_rows *rows)
{
    *rows = (cli_rows){ .columns = columns, .count = count };
    dli_arena_init(&rows->memory, ROW_MEMORY);
    rows->out = (cli_out){ .fd = STDOUT_FILENO, .name = "standard output" };
    rows->format = cli_is_terminal(STDOUT_FILENO) ? DLI_FORMAT_text : DLI_FORMAT_jsonl;
    if (cli_has(args, OPT_FORMAT) &&
        (!dli_format_find(cli_value(args, OPT_FORMAT), &rows->format) ||
         (rows->format != DLI_FORMAT_text && rows->format != DLI_FORMAT_jsonl &&
          rows->format != DLI_FORMAT_csv))) {
        cli_complain_usage("--format is '%s', not text, jsonl or csv", args->value[OPT_FORMAT]);
        return false;
    }
    return true;
}

static void write_csv(dli_buf *out, const cli_rows *rows, const dl_str *values)
{
    for (size_t i = 0; i < rows->count; i++) {
        if (i > 0)
            dli_buf_byte(out, ',');
        dli_csv_cell(out, values[i], false);
    }
    dli_buf_add(out, DL_STR("\r\n"));
}

void cli_rows_add(cli_rows *rows, const dl_str *values)
{
    dli_buf out;

    dli_arena_reset(&rows->memory);
    dli_buf_init(&out, &rows->memory);
    if (rows->format == DLI_FORMAT_csv) {
        if (!rows->begun) {
            dl_str *names = dli_arena_take(&rows->memory, rows->count * sizeof *names);
            for (size_t i = 0; names != NULL && i < rows->count; i++)
                names[i] = dli_str(rows->columns[i]);
            if (names != NULL)
                write_csv(&out, rows, names);
        }
        write_csv(&out, rows, values);
    } else {
        dli_json_open(&out, '{');
        for (size_t i = 0; i < rows->count; i++)
            dli_json_member(&out, rows->columns[i], values[i]);
        dli_json_close(&out, '}');
        dli_buf_byte(&out, '\n');
    }
    rows->begun = true;
    cli_out_write(&rows->out, dli_buf_str(&out));
}

void cli_rows_line(cli_rows *rows, unsigned indent, dl_str line)
{
    dli_buf out;
    dl_str word;
    size_t column = 0;

    dli_arena_reset(&rows->memory);
    dli_buf_init(&out, &rows->memory);
    while (dli_next_word(&line, &word)) {
        size_t width = dli_terminal_width(word);
        if (column > 0 && indent + column + 1 + width > WIDTH) {
            dli_buf_byte(&out, '\n');
            column = 0;
        }
        if (column > 0)
            dli_buf_byte(&out, ' ');
        for (unsigned i = 0; column == 0 && i < indent; i++)
            dli_buf_byte(&out, ' ');
        dli_terminal_add(&out, word);
        column += width + 1;
    }
    dli_buf_byte(&out, '\n');
    cli_out_write(&rows->out, dli_buf_str(&out));
}

void cli_rows_facts(cli_rows *rows, unsigned indent, const dl_str *parts, size_t count)
{
    dli_arena arena;
    dli_buf line;

    dli_arena_init(&arena, ROW_MEMORY);
    dli_buf_init(&line, &arena);
    for (size_t i = 0; i < count; i++) {
        if (parts[i].len == 0)
            continue;
        if (line.len > 0)
            dli_buf_add(&line, DL_STR(" \xC2\xB7 "));
        dli_buf_add(&line, parts[i]);
    }
    if (line.len > 0)
        cli_rows_line(rows, indent, dli_buf_str(&line));
    dli_arena_done(&arena);
}

int cli_rows_close(cli_rows *rows, int status)
{
    dli_arena_done(&rows->memory);
    return cli_out_close(&rows->out, status);
}

dli_store *cli_store_open(const cli_args *args, int *status)
{
    dli_store *store;
    dl_error err = { 0 };

    if (!cli_has(args, OPT_STORE)) {
        cli_complain_usage("no store was named (give one with -s FILE)");
        *status = CLI_USAGE;
        return NULL;
    }
    if (dli_store_open(args->value[OPT_STORE], DLI_STORE_READ, &store, &err) != DL_OK) {
        cli_complain(&err);
        *status = CLI_STORE;
        return NULL;
    }
    return store;
}

bool cli_query_open(const cli_args *args, const char *const *columns, size_t count,
                    uint64_t shown, cli_query *q)
{
    uint64_t limit, seconds;

    q->status = CLI_USAGE;
    if (!cli_number(args, OPT_LIMIT, 0, 1000000, shown, &limit) ||
        !cli_number(args, OPT_SECONDS, 0, 86400, DLI_STORE_SECONDS, &seconds) ||
        !cli_rows_open(args, columns, count, &q->rows))
        return false;
    q->page = (dli_page_of){ 0, limit == 0 ? UINT32_MAX : (uint32_t)limit };
    q->store = cli_store_open(args, &q->status);
    if (q->store == NULL) {
        q->status = cli_rows_close(&q->rows, q->status);
        return false;
    }
    dli_store_patience(q->store, (uint32_t)seconds * 1000);
    q->status = CLI_DONE;
    dli_arena_init(&q->memory, QUERY_MEMORY);
    return true;
}

void cli_query_found(const cli_args *args, cli_query *q, size_t found)
{
    if (found == 0 && cli_has(args, OPT_EXIT))
        q->status = CLI_NO;
}

void cli_query_failed(cli_query *q, const dl_error *err)
{
    cli_complain(err);
    q->status = cli_status_of(err);
}

int cli_query_close(cli_query *q)
{
    dli_store_close(q->store);
    dli_arena_done(&q->memory);
    return cli_rows_close(&q->rows, q->status);
}

dl_str cli_operands(const cli_args *args, dli_arena *arena)
{
    dli_buf out;

    dli_buf_init(&out, arena);
    for (size_t i = 0; i < args->count; i++) {
        if (i > 0)
            dli_buf_byte(&out, ' ');
        dli_buf_add(&out, dli_str(args->operands[i]));
    }
    return dli_buf_str(&out);
}
