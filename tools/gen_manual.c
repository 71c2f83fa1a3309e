/* gen_manual.c -- the manual page and the completion, from what the program is made from.
 *
 *   gen_manual docs/dateline.1.in src/cli/cli.h FILE…    the manual; FILEs have the limits
 *   gen_manual -c                                        completion for bash
 *
 * Of the template, a line that is @COMMANDS@, @OPTIONS@, @FORMATS@, @STATUSES@ or @LIMITS@
 * becomes that list; @VERSION@ is replaced anywhere. Commands, options and formats come from
 * the .def files; statuses are read out of the enum of cli.h, limits out of the lines
 * "#define NAME value" with the comment before them.
 */
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct command {
    const char *name, *operands, *line, *text;
    uint64_t options;
    const char *examples;
} commands[] = {
#define COMMAND(name, operands, line, text, options, examples)                                 \
    { #name, operands, line, text, options, examples },
#include "cli/commands.def"
#undef COMMAND
};

static const cli_option_info options[] = {
#define OPTION(id, name, letter, argument, what) { name, letter, argument, what },
#include "cli/options.def"
#undef OPTION
};

static const struct format {
    const char *name, *ending, *what;
} formats[] = {
#define FORMAT(name, ending, what) { #name, ending, what },
#include "view/formats.def"
#undef FORMAT
};

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* ---- The manual ------------------------------------------------------------------ */

/* `len` bytes of text for roff: nothing in it is a request or an escape. */
static void roff_part(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        bool line_start = i == 0 || text[i - 1] == '\n';
        if (line_start && (text[i] == '.' || text[i] == '\''))
            printf("\\&");
        if (text[i] == '\\')
            printf("\\e");
        else if (text[i] == '-')
            printf("\\-");
        else
            putchar(text[i]);
    }
}

static void roff(const char *text)
{
    roff_part(text, strlen(text));
}

static void option_head(const cli_option_info *o)
{
    if (o->letter != 0)
        printf("\\fB\\-%c\\fR, ", o->letter);
    printf("\\fB\\-\\-");
    roff(o->name);
    printf("\\fR");
    if (o->argument != NULL)
        printf(" \\fI%s\\fR", o->argument);
}

static void print_commands(void)
{
    for (size_t i = 0; i < COUNT(commands); i++) {
        const struct command *c = &commands[i];
        printf(".SS dateline %s\n.B dateline %s\n[\\fIOPTION\\fR]...", c->name, c->name);
        printf(c->operands[0] != 0 ? " \\fI%s\\fR\n.PP\n" : "\n.PP\n", c->operands);
        roff(c->text[0] != 0 ? c->text : c->line);
        printf("\n.PP\nOptions: ");
        for (size_t o = 0, shown = 0; o < COUNT(options); o++)
            if (c->options >> o & 1)
                printf("%s\\fB\\-\\-%s\\fR", shown++ > 0 ? ", " : "", options[o].name);
        printf(".\n.PP\n.nf\n");
        roff(c->examples);
        printf("\n.fi\n");
    }
}

static void print_options(void)
{
    for (size_t i = 0; i < COUNT(options); i++) {
        printf(".TP\n");
        option_head(&options[i]);
        printf("\n");
        roff(options[i].what);
        printf(".\n");
    }
}

static void print_formats(void)
{
    for (size_t i = 0; i < COUNT(formats); i++) {
        printf(".TP\n.B %s\n", formats[i].name);
        roff(formats[i].what);
        printf(" (\\fI.%s\\fR).\n", formats[i].ending);
    }
}

/* The lines "CLI_NAME = N, / * what * /" of a header. */
static void print_statuses(const char *header)
{
    for (const char *at = header; (at = strstr(at, "    CLI_")) != NULL; at++) {
        const char *equals = strstr(at, " = "), *open = strstr(at, "/*"),
                   *end = strchr(at, '\n');
        if (end == NULL || equals == NULL || equals > end)
            continue;
        printf(".TP\n.B %ld\n", strtol(equals + 3, NULL, 10));
        if (open == NULL || open > end) {
            printf("Done.\n");
            continue;
        }
        const char *close = strstr(open, "*/");
        while (close > open && close[-1] == ' ')
            close--;
        roff_part(open + 3, (size_t)(close - open - 3));
        printf("\n");
    }
}

/* "((size_t)64 << 20)" as 64 MiB, "512" as it is. */
static void print_value(const char *value, size_t len)
{
    char text[80];
    unsigned long long number = 0, shift = 0;

    snprintf(text, sizeof text, "%.*s", (int)len, value);
    const char *digits = strpbrk(text, "0123456789");
    for (const char *type = strstr(text, "t)"); type != NULL; type = NULL)
        digits = type + 2; /* behind a cast: the digits of uint64_t are none */
    const char *shifted = strstr(text, "<< ");
    if (digits != NULL)
        number = strtoull(digits, NULL, 10);
    if (shifted != NULL)
        shift = strtoull(shifted + 3, NULL, 10);
    if (shift >= 20)
        printf("%llu MiB", number << (shift - 20));
    else if (shift >= 10)
        printf("%llu KiB", number << (shift - 10));
    else
        printf("%llu", number << shift);
}

/* The text of a comment, " * " at the start of its lines left out. */
static void print_comment(const char *comment, size_t len)
{
    printf("\n");
    for (size_t i = 0; i < len; i++)
        if (comment[i] == '\n') {
            putchar(' ');
            while (i + 1 < len && strchr(" *", comment[i + 1]) != NULL)
                i++;
        } else {
            roff_part(&comment[i], 1);
        }
    printf("\n");
}

/* Each "#define NAME value", those that share the comment before them together. */
static void print_limits(const char *header)
{
    const char *comment = NULL;
    size_t comment_len = 0;
    unsigned shown = 0; /* of this comment */

    for (const char *at = header, *end; (end = strchr(at, '\n')) != NULL; at = end + 1) {
        if (strncmp(at, "/* ", 3) == 0) {
            const char *close = strstr(at, "*/");
            if (shown > 0)
                print_comment(comment, comment_len);
            shown = 0;
            comment = at + 3;
            comment_len = close == NULL ? 0 : (size_t)(close - comment);
        }
        bool limit =
            strncmp(at, "#define DL_MAX_", 15) == 0 || strncmp(at, "#define DLI_", 12) == 0;
        size_t name = limit ? strcspn(at + 8, " \n") : 0;
        const char *value = at + 8 + name;
        if (!limit || *value != ' ' || comment_len == 0 || strpbrk(value, "0123456789") > end)
            continue;
        printf(shown++ > 0 ? ", \\fB%.*s\\fR " : ".TP\n\\fB%.*s\\fR ", (int)name, at + 8);
        print_value(value, (size_t)(end - value));
    }
    if (shown > 0)
        print_comment(comment, comment_len);
}

/* ---- Completion -------------------------------------------------------------------- */

static void print_completion(void)
{
    printf("# bash completion for dateline, made by tools/gen_manual.c\n"
           "_dateline()\n{\n"
           "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
           "    COMPREPLY=()\n"
           "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
           "        COMPREPLY=($(compgen -W '");
    for (size_t i = 0; i < COUNT(commands); i++)
        printf("%s%s", i > 0 ? " " : "", commands[i].name);
    printf("' -- \"$word\"))\n        return\n    fi\n    case $before in\n    -f|--format)\n"
           "        COMPREPLY=($(compgen -W '");
    for (size_t i = 0; i < COUNT(formats); i++)
        printf("%s%s", i > 0 ? " " : "", formats[i].name);
    printf("' -- \"$word\"))\n        return ;;\n    -i|--input)\n"
           "        COMPREPLY=($(compgen -W 'auto html page-text text' -- \"$word\"))\n"
           "        return ;;\n    esac\n"
           "    if [[ $word == -* ]]; then\n        case ${COMP_WORDS[1]} in\n");
    for (size_t i = 0; i < COUNT(commands); i++) {
        printf("        %s) COMPREPLY=($(compgen -W '", commands[i].name);
        for (size_t o = 0, shown = 0; o < COUNT(options); o++)
            if (commands[i].options >> o & 1)
                printf("%s--%s", shown++ > 0 ? " " : "", options[o].name);
        printf("' -- \"$word\")) ;;\n");
    }
    printf("        esac\n        return\n    fi\n"
           "    COMPREPLY=($(compgen -f -- \"$word\"))\n}\n"
           "complete -o filenames -F _dateline dateline\n");
}

/* ---- Files --------------------------------------------------------------------------- */

/* The whole file with a zero behind it; never freed, the program is short. */
static const char *read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *text = malloc(1 << 20);
    size_t len = file == NULL || text == NULL ? 0 : fread(text, 1, (1 << 20) - 1, file);

    if (len == 0) {
        fprintf(stderr, "gen_manual: %s: cannot be read\n", path);
        exit(1);
    }
    fclose(file);
    text[len] = 0;
    return text;
}

static bool is_line(const char *line, size_t len, const char *word)
{
    return strlen(word) == len && strncmp(line, word, len) == 0;
}

/* A line of the template, with @VERSION@ replaced. */
static void print_line(const char *line, size_t len)
{
    const char *mark = strstr(line, "@VERSION@");

    if (mark == NULL || mark >= line + len) {
        printf("%.*s\n", (int)len, line);
        return;
    }
    printf("%.*s" DL_VERSION "%.*s\n", (int)(mark - line), line, (int)(line + len - mark - 9),
           mark + 9);
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "-c") == 0) {
        print_completion();
        return 0;
    }
    if (argc < 4) {
        fprintf(stderr, "usage: gen_manual TEMPLATE CLI_H FILE…  |  gen_manual -c\n");
        return 2;
    }
    const char *template = read_file(argv[1]);
    for (const char *line = template; *line != 0;) {
        size_t len = strcspn(line, "\n");
        if (is_line(line, len, "@COMMANDS@"))
            print_commands();
        else if (is_line(line, len, "@OPTIONS@"))
            print_options();
        else if (is_line(line, len, "@FORMATS@"))
            print_formats();
        else if (is_line(line, len, "@STATUSES@"))
            print_statuses(read_file(argv[2]));
        else if (is_line(line, len, "@LIMITS@"))
            for (int i = 3; i < argc; i++)
                print_limits(read_file(argv[i]));
        else
            print_line(line, len);
        line += len + (line[len] == '\n');
    }
    return 0;
}
