/* cmd_version.c -- versions of the program, the record and the store. */
#include "cli/cli.h"
#include "cli/commands.h"

int cmd_version(const cli_args *args)
{
    (void)args;
    printf("dateline %s\nrecord %d\n", DL_VERSION, DL_RECORD_VERSION);
    return CLI_DONE;
}
