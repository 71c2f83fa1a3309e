/* rows.h -- lists of results as text, JSON lines or CSV. */
#ifndef DLI_CLI_ROWS_H
#define DLI_CLI_ROWS_H

#include "cli/cli.h"
#include "store/store.h"
#include "view/view.h"

typedef struct cli_rows {
    cli_out out;
    dli_format format; /* text, jsonl or csv */
    dli_arena memory;  /* of one row         */
    const char *const *columns;
    size_t count; /* columns */
    bool begun;
} cli_rows;

/* False, with the line said, if --format names another format. */
bool cli_rows_open(const cli_args *args, const char *const *columns, size_t count,
                   cli_rows *rows);

/* A row for jsonl (empty values left out) or csv; `values` has one for each column. */
void cli_rows_add(cli_rows *rows, const dl_str *values);

/* A line of text, escaped for terminals, indented by `indent` and wrapped. */
void cli_rows_line(cli_rows *rows, unsigned indent, dl_str line);

/* Parts that are not empty, " · " between them, as one line. */
void cli_rows_facts(cli_rows *rows, unsigned indent, const dl_str *parts, size_t count);

int cli_rows_close(cli_rows *rows, int status);

/* Open the store of --store for reading; says what is wrong. */
dli_store *cli_store_open(const cli_args *args, int *status);

/* A question to the store of --store, and where its results go. */
typedef struct cli_query {
    cli_rows rows;
    dli_store *store;
    dli_arena memory; /* of the results */
    dli_page_of page; /* as --count says */
    int status;       /* what the program ends with */
} cli_query;

/* False, with the line said, where nothing can be asked: end with q->status. `shown`: results
 * unless --count says otherwise. */
bool cli_query_open(const cli_args *args, const char *const *columns, size_t count,
                    uint64_t shown, cli_query *q);

/* Of a question that was answered with `found` results. */
void cli_query_found(const cli_args *args, cli_query *q, size_t found);

/* Of one that was not: says what is wrong. */
void cli_query_failed(cli_query *q, const dl_error *err);

/* Returns the status to end with. */
int cli_query_close(cli_query *q);

/* The operands as one string with spaces between, in `arena`. */
dl_str cli_operands(const cli_args *args, dli_arena *arena);

#endif
