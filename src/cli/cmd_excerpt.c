/* cmd_excerpt.c -- words to quote, within the outlet's terms. */
#include "cli/commands.h"
#include "cli/rows.h"

#include "base/str.h"

#include <unistd.h>

enum {
    MEMORY = 512 << 20
};

/* ID, ID:START, ID:START-END; "sha256:" in front has a colon of its own. False if the part
 * behind the id is no range. */
static bool read_operand(dl_str operand, dl_str *id, dli_excerpt_range *range)
{
    size_t from = dli_starts(operand, DL_STR("sha256:")) ? 7 : 0;
    size_t colon = dli_find_byte(operand, ':', from);

    *id = operand;
    *range = (dli_excerpt_range){ 0, 0 };
    if (colon == DLI_NONE)
        return true;
    *id = dli_slice(operand, 0, colon);
    dl_str numbers = dli_from(operand, colon + 1);
    size_t dash = dli_find_byte(numbers, '-', 0);
    if (dash == DLI_NONE)
        return dli_parse_u64(numbers, &range->start);
    return dli_parse_u64(dli_slice(numbers, 0, dash), &range->start) &&
           dli_parse_u64(dli_from(numbers, dash + 1), &range->end) && range->start < range->end;
}

static int give(const cli_args *args, dli_store *store, dli_format format, cli_out *out,
                const char *operand, bool first)
{
    dli_excerpt_range range;
    dli_excerpt found;
    dli_arena memory;
    dl_error err = { 0 };
    dli_buf text;
    dl_str id;
    int status = CLI_DONE;

    if (!read_operand(dli_str(operand), &id, &range)) {
        cli_complain_usage("'%s' is no item and range (write ID:START-END)", operand);
        return CLI_USAGE;
    }
    dli_arena_init(&memory, MEMORY);
    dli_buf_init(&text, &memory);
    if (dli_store_excerpt(store, &memory, id, range, &found, &err) != DL_OK) {
        cli_complain(&err);
        status = cli_status_of(&err);
    } else {
        if (!first && format != DLI_FORMAT_jsonl)
            dli_buf_add(&text, format == DLI_FORMAT_csl ? DL_STR(",\n") : DL_STR("\n"));
        (void)dli_excerpt_add(&text, format, &found);
        cli_out_write(out, dli_buf_str(&text));
        if (!cli_has(args, OPT_QUIET))
            cli_complain_usage("%.*s: %.*s", (int)found.citation.id.len, found.citation.id.ptr,
                               (int)found.citation.note.len, found.citation.note.ptr);
    }
    dli_arena_done(&memory);
    return status;
}

/* text, markdown, html, csl, bibtex, ris or jsonl. */
static bool read_format(const cli_args *args, dli_format *format)
{
    static const dli_format fit[] = { DLI_FORMAT_text, DLI_FORMAT_markdown, DLI_FORMAT_html,
                                      DLI_FORMAT_csl,  DLI_FORMAT_bibtex,   DLI_FORMAT_ris,
                                      DLI_FORMAT_jsonl };

    *format = DLI_FORMAT_text;
    if (!cli_format(args, format))
        return false;
    for (size_t i = 0; i < sizeof fit / sizeof *fit; i++)
        if (*format == fit[i])
            return true;
    cli_complain_usage(
        "--format is '%s': an excerpt is text, markdown, html, csl, bibtex, ris or "
        "jsonl",
        args->value[OPT_FORMAT]);
    return false;
}

int cmd_excerpt(const cli_args *args)
{
    dli_format format;
    cli_out out;
    int status = CLI_DONE;

    if (args->count == 0) {
        cli_complain_usage("no id was given (search lists them)");
        return CLI_USAGE;
    }
    if (!read_format(args, &format))
        return CLI_USAGE;
    dli_store *store = cli_store_open(args, &status);
    if (store == NULL)
        return status;
    if (!cli_out_open(args, &out)) {
        dli_store_close(store);
        return CLI_OUTPUT;
    }
    if (format == DLI_FORMAT_csl)
        cli_out_write(&out, DL_STR("[\n"));
    for (size_t i = 0, given = 0; i < args->count; i++) {
        int one = give(args, store, format, &out, args->operands[i], given == 0);
        given += one == CLI_DONE;
        status = one != CLI_DONE ? one : status;
    }
    if (format == DLI_FORMAT_csl)
        cli_out_write(&out, DL_STR("\n]\n"));
    dli_store_close(store);
    return cli_out_close(&out, status);
}
