/* main.c -- the program: one command and its options.
 *
 * Exit statuses stand in cli.h and in the manual.
 */
#include "cli/cli.h"
#include "cli/commands.h"

#include "base/str.h"

#include <signal.h>
#include <unistd.h>

const cli_command cli_commands[] = {
#define COMMAND(name, operands, line, text, options, examples)                                 \
    { #name, operands, line, text, options, examples, cmd_##name },
#include "cli/commands.def"
#undef COMMAND
};

const size_t cli_command_count = sizeof cli_commands / sizeof *cli_commands;

/* Print `text` in lines of at most 78 columns, further lines indented. */
static void print_wrapped(const char *text, unsigned indent)
{
    dl_str rest = dli_str(text), word;
    size_t column = indent;

    while (dli_next_word(&rest, &word)) {
        if (column + word.len + 1 > 78 && column > indent) {
            printf("\n%*s", (int)indent, "");
            column = indent;
        } else if (column > indent) {
            putchar(' ');
            column++;
        }
        printf("%.*s", (int)word.len, word.ptr);
        column += word.len;
    }
    putchar('\n');
}

void cli_print_help(const cli_command *command)
{
    printf("usage: dateline %s [OPTION]... %s\n\n%s\n", command->name, command->operands,
           command->line);
    if (command->text[0] != 0) {
        putchar('\n');
        print_wrapped(command->text, 0);
    }
    printf("\noptions:\n");
    for (size_t i = 0; i < OPT_COUNT; i++) {
        const cli_option_info *o = &cli_options[i];
        char head[40];
        if ((command->options >> i & 1) == 0)
            continue;
        (void)snprintf(head, sizeof head, "%c%c%s --%s%s%s", o->letter ? '-' : ' ',
                       o->letter ? o->letter : ' ', o->letter ? "," : " ", o->name,
                       o->argument ? " " : "", o->argument ? o->argument : "");
        printf("  %-24s ", head);
        print_wrapped(o->what, 27);
    }
    printf("\nexamples:\n");
    dl_str rest = dli_str(command->examples), line;
    while (dli_split(&rest, '\n', &line))
        printf("  %.*s\n", (int)line.len, line.ptr);
}

static void print_commands(void)
{
    printf("usage: dateline COMMAND [OPTION]... [OPERAND]...\n\n"
           "Reads news pages: their items, who said what through whom, what happened where,\n"
           "and the bytes behind each of them.\n\ncommands:\n");
    for (size_t i = 0; i < cli_command_count; i++)
        printf("  %-10s %s\n", cli_commands[i].name, cli_commands[i].line);
    printf("\n'dateline COMMAND --help' says more of one. The manual: man dateline\n");
}

int main(int argc, char **argv)
{
    dl_str name = argc > 1 ? dli_str(argv[1]) : DL_STR("");
    cli_args args;

    (void)signal(SIGXFSZ, SIG_IGN); /* a file as large as it may be is a failed write */
    if (argc < 2 || dli_eq(name, DL_STR("--help")) || dli_eq(name, DL_STR("-h")) ||
        dli_eq(name, DL_STR("help"))) {
        print_commands();
        return argc < 2 ? CLI_USAGE : CLI_DONE;
    }
    if (dli_eq(name, DL_STR("--version")))
        name = DL_STR("version");
    for (size_t i = 0; i < cli_command_count; i++) {
        const cli_command *command = &cli_commands[i];
        if (!dli_eq(dli_str(command->name), name))
            continue;
        int status = cli_parse(command, argc - 2, argv + 2, &args);
        if (status != CLI_DONE)
            return status;
        if (cli_has(&args, OPT_HELP)) {
            cli_print_help(command);
            return CLI_DONE;
        }
        return command->run(&args);
    }
    cli_complain_usage("'%s' is no command (see 'dateline --help')", argv[1]);
    return CLI_USAGE;
}
