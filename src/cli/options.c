/* options.c -- parse the words of a command line by options.def. */
#include "cli/cli.h"

#include "base/str.h"

const cli_option_info cli_options[OPT_COUNT] = {
#define OPTION(id, name, letter, argument, what) [OPT_##id] = { name, letter, argument, what },
#include "cli/options.def"
#undef OPTION
};

static bool takes(const cli_command *command, size_t option)
{
    return (command->options >> option & 1) != 0;
}

/* The option called `name`, of any command; OPT_COUNT if there is none. */
static size_t find_long(dl_str name)
{
    for (size_t i = 0; i < OPT_COUNT; i++)
        if (dli_eq(dli_str(cli_options[i].name), name))
            return i;
    return OPT_COUNT;
}

static size_t find_letter(char letter)
{
    for (size_t i = 0; i < OPT_COUNT; i++)
        if (cli_options[i].letter == letter)
            return i;
    return OPT_COUNT;
}

/* Store an option's value; *next is the word behind it, taken if the value is there. */
static int set(const cli_command *command, cli_args *args, size_t option, const char *shown,
               const char *attached, char **next, bool *took)
{
    *took = false;
    if (option == OPT_COUNT || !takes(command, option)) {
        cli_complain_usage("'%s' is no option of %s (see 'dateline %s --help')", shown,
                           command->name, command->name);
        return CLI_USAGE;
    }
    if (cli_options[option].argument == NULL) {
        if (attached != NULL) {
            cli_complain_usage("--%s takes no value", cli_options[option].name);
            return CLI_USAGE;
        }
        args->value[option] = "";
        return CLI_DONE;
    }
    if (attached == NULL && (next == NULL || *next == NULL)) {
        cli_complain_usage("--%s needs a value, %s", cli_options[option].name,
                           cli_options[option].argument);
        return CLI_USAGE;
    }
    *took = attached == NULL;
    args->value[option] = attached != NULL ? attached : *next;
    return CLI_DONE;
}

static int parse_long(const cli_command *command, cli_args *args, const char *word, char **next,
                      bool *took)
{
    dl_str name = dli_str(word + 2);
    size_t equals = dli_find_byte(name, '=', 0);
    const char *attached = NULL;

    if (equals != DLI_NONE) {
        attached = name.ptr + equals + 1;
        name = dli_slice(name, 0, equals);
    }
    return set(command, args, find_long(name), word, attached, next, took);
}

/* -abc, -sFILE, -s FILE */
static int parse_letters(const cli_command *command, cli_args *args, const char *word,
                         char **next, bool *took)
{
    *took = false;
    for (const char *at = word + 1; *at != 0; at++) {
        size_t option = find_letter(*at);
        bool value = option != OPT_COUNT && cli_options[option].argument != NULL;
        int status =
            set(command, args, option, word, value && at[1] != 0 ? at + 1 : NULL, next, took);
        if (status != CLI_DONE || value)
            return status;
    }
    return CLI_DONE;
}

int cli_parse(const cli_command *command, int argc, char **argv, cli_args *args)
{
    bool options = true;

    *args = (cli_args){ .operands = argv };
    for (int i = 0; i < argc; i++) {
        char *word = argv[i];
        bool took = false;
        int status = CLI_DONE;
        if (options && dli_eq(dli_str(word), DL_STR("--")))
            options = false;
        else if (options && word[0] == '-' && word[1] == '-')
            status = parse_long(command, args, word, i + 1 < argc ? &argv[i + 1] : NULL, &took);
        else if (options && word[0] == '-' && word[1] != 0)
            status =
                parse_letters(command, args, word, i + 1 < argc ? &argv[i + 1] : NULL, &took);
        else
            argv[args->count++] = word;
        if (status != CLI_DONE)
            return status;
        i += took;
    }
    return CLI_DONE;
}

dl_str cli_value(const cli_args *args, cli_option option)
{
    return args->value[option] == NULL ? DL_STR("") : dli_str(args->value[option]);
}

bool cli_number(const cli_args *args, cli_option option, uint64_t low, uint64_t high,
                uint64_t otherwise, uint64_t *value)
{
    *value = otherwise;
    if (!cli_has(args, option))
        return true;
    if (dli_parse_u64(cli_value(args, option), value) && *value >= low && *value <= high)
        return true;
    cli_complain_usage("--%s is '%s', not a number from %llu to %llu", cli_options[option].name,
                       args->value[option], (unsigned long long)low, (unsigned long long)high);
    return false;
}

bool cli_input(const cli_args *args, dl_input *input, dli_archives *archives)
{
    static const struct {
        dl_str name;
        dl_input input;
        dli_archives archives;
    } kinds[] = { { { "auto", 4 }, DL_INPUT_AUTO, DLI_ARCHIVES_AUTO },
                  { { "html", 4 }, DL_INPUT_HTML, DLI_ARCHIVES_NEVER },
                  { { "page-text", 9 }, DL_INPUT_PAGE_TEXT, DLI_ARCHIVES_NEVER },
                  { { "text", 4 }, DL_INPUT_TEXT, DLI_ARCHIVES_NEVER },
                  { { "warc", 4 }, DL_INPUT_AUTO, DLI_ARCHIVES_ALWAYS } };

    *input = DL_INPUT_AUTO;
    *archives = DLI_ARCHIVES_AUTO;
    if (!cli_has(args, OPT_INPUT))
        return true;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (dli_eq(cli_value(args, OPT_INPUT), kinds[i].name)) {
            *input = kinds[i].input;
            *archives = kinds[i].archives;
            return true;
        }
    cli_complain_usage("--input is '%s', not auto, html, page-text, text or warc",
                       args->value[OPT_INPUT]);
    return false;
}
