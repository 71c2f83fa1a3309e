/* commands.h -- the commands, one file each: src/cli/cmd_<name>.c. */
#ifndef DLI_CLI_COMMANDS_H
#define DLI_CLI_COMMANDS_H

#include "cli/cli.h"

#define COMMAND(name, operands, line, text, options, examples)                                 \
    int cmd_##name(const cli_args *args);
#include "cli/commands.def"
#undef COMMAND

#endif
