/* cmd_search.c -- items by their words. */
#include "cli/commands.h"
#include "cli/items.h"

int cmd_search(const cli_args *args)
{
    if (args->count == 0) {
        cli_complain_usage("no words to look for were given");
        return CLI_USAGE;
    }
    return cli_items(args, DLI_ORDER_BEST, false);
}
