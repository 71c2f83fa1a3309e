/* cmd_items.c -- items, newest first. */
#include "cli/commands.h"
#include "cli/items.h"

int cmd_items(const cli_args *args)
{
    return cli_items(args, DLI_ORDER_NEWEST, true);
}
