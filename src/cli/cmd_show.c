/* cmd_show.c -- one item, with everything known of it. */
#include "cli/commands.h"
#include "cli/rows.h"

#include "base/str.h"
#include "bytes/bytes.h"

#include <unistd.h>

enum {
    MEMORY = 512 << 20
};

/* The source that the record's positions count in: the capture, decoded again. */
static dl_str source_of(dli_store *store, dli_arena *memory, dl_str sha256)
{
    dl_str bytes, charset;
    dli_source source;

    if (dli_store_capture(store, memory, sha256, &bytes, &charset, NULL) != DL_OK ||
        dli_bytes_read(memory, bytes, charset, &source, NULL) != DL_OK)
        return DL_STR("");
    return source.text;
}

static int show_one(dli_store *store, dli_view *view, cli_out *out, dl_str id)
{
    dli_arena memory;
    dli_stored_page page;
    dl_error err = { 0 };
    dl_str record;
    dli_buf text;
    int status = CLI_DONE;

    dli_arena_init(&memory, MEMORY);
    dli_buf_init(&text, &memory);
    if (dli_store_show(store, &memory, id, &page, &err) != DL_OK ||
        dli_view_only(&memory, page.record, page.id, &record, &err) != DL_OK ||
        dli_view_print(view, &text, &memory, record, source_of(store, &memory, page.sha256),
                       &err) != DL_OK) {
        cli_complain(&err);
        status = cli_status_of(&err);
    } else {
        cli_out_write(out, dli_buf_str(&text));
    }
    dli_arena_done(&memory);
    return status;
}

static void write_edge(cli_out *out, dli_view *view, void (*edge)(dli_view *, dli_buf *))
{
    dli_arena memory;
    dli_buf text;

    dli_arena_init(&memory, 1 << 20);
    dli_buf_init(&text, &memory);
    edge(view, &text);
    cli_out_write(out, dli_buf_str(&text));
    dli_arena_done(&memory);
}

int cmd_show(const cli_args *args)
{
    dli_view view = { .format = DLI_FORMAT_jsonl };
    cli_out out;
    int status = CLI_DONE;

    if (args->count == 0) {
        cli_complain_usage("no id was given (search lists them)");
        return CLI_USAGE;
    }
    dli_store *store = cli_store_open(args, &status);
    if (store == NULL)
        return status;
    if (!cli_out_open(args, &out)) {
        dli_store_close(store);
        return CLI_OUTPUT;
    }
    view.styled = cli_is_terminal(out.fd);
    view.width = cli_columns(out.fd);
    if (view.styled)
        view.format = DLI_FORMAT_text;
    if (!cli_format(args, &view.format)) {
        status = CLI_USAGE;
    } else {
        write_edge(&out, &view, dli_view_begin);
        for (size_t i = 0; i < args->count; i++) {
            int one = show_one(store, &view, &out, dli_str(args->operands[i]));
            status = one != CLI_DONE ? one : status;
        }
        write_edge(&out, &view, dli_view_end);
    }
    dli_store_close(store);
    return cli_out_close(&out, status);
}
