/* cli.h -- what the commands of the program share. */
#ifndef DLI_CLI_H
#define DLI_CLI_H

#include "base/arena.h"
#include "base/buf.h"
#include "desk/desk.h"
#include "view/view.h"

/* Exit statuses, documented in the manual. */
enum {
    CLI_DONE = 0,
    CLI_NO = 1,      /* -e: there is no result                          */
    CLI_USAGE = 2,   /* wrong options or operands                       */
    CLI_QUERY = 3,   /* the query cannot be understood                  */
    CLI_NOTHING = 4, /* nothing could be read                           */
    CLI_PARTLY = 5,  /* some inputs failed                              */
    CLI_TERMS = 6,   /* the outlet's terms, or an opt-out, say no       */
    CLI_STORE = 7,   /* the store is locked, damaged, foreign or newer  */
    CLI_OUTPUT = 9,  /* the output could not be written                 */
};

typedef enum cli_option {
#define OPTION(id, name, letter, argument, what) OPT_##id,
#include "cli/options.def"
#undef OPTION
    OPT_COUNT
} cli_option;

typedef struct cli_option_info {
    const char *name;
    char letter;
    const char *argument; /* NULL: a switch */
    const char *what;
} cli_option_info;

typedef struct cli_args {
    const char *value[OPT_COUNT]; /* NULL: not given; a switch that is given: "" */
    char **operands;
    size_t count;
} cli_args;

typedef struct cli_command {
    const char *name;
    const char *operands;
    const char *line;
    const char *text;
    uint64_t options;
    const char *examples;
    int (*run)(const cli_args *args);
} cli_command;

extern const cli_option_info cli_options[OPT_COUNT];
extern const cli_command cli_commands[];
extern const size_t cli_command_count;

/* Parse the words behind the command's name; operands and options mix, "--" ends the
 * options. CLI_DONE, or CLI_USAGE with the line already said. `args->operands` lies in
 * `argv`, which is reordered. */
int cli_parse(const cli_command *command, int argc, char **argv, cli_args *args);

void cli_print_help(const cli_command *command);

/* One line on standard error: dateline: where: what (fix). Nothing in it acts on a
 * terminal. */
void cli_complain(const dl_error *error);
void cli_complain_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The exit status that fits an error. */
int cli_status_of(const dl_error *error);

/* Value of a number option, or `otherwise` if it was not given. False, with the line
 * said, if it is no number from `low` to `high`. */
bool cli_number(const cli_args *args, cli_option option, uint64_t low, uint64_t high,
                uint64_t otherwise, uint64_t *value);

/* The value of --input: how pages are read, and which files are archives. False, with the line
 * said, if it is none. */
bool cli_input(const cli_args *args, dl_input *input, dli_archives *archives);

static inline bool cli_has(const cli_args *args, cli_option option)
{
    return args->value[option] != NULL;
}

/* The value of --format, if it is given, into *format. False, with the line said, if there is
 * no such format. */
bool cli_format(const cli_args *args, dli_format *format);

/* Value of an option as a string; "" if it was not given. */
dl_str cli_value(const cli_args *args, cli_option option);

/* ---- Output ---------------------------------------------------------------
 *
 * Standard output or the file of --output. A failed write is said once, in one line,
 * and remembered. */
typedef struct cli_out {
    int fd;
    const char *name;
    bool failed;
} cli_out;

/* False, with the line said, if the file cannot be made. */
bool cli_out_open(const cli_args *args, cli_out *out);
void cli_out_write(cli_out *out, dl_str bytes);

/* CLI_OUTPUT if anything failed to be written, else `status`. */
int cli_out_close(cli_out *out, int status);

/* Standard output (or error) goes to a terminal. */
bool cli_is_terminal(int fd);
unsigned cli_columns(int fd);

#endif
