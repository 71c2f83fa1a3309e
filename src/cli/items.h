/* items.h -- items that a query finds, for the commands that list them. */
#ifndef DLI_CLI_ITEMS_H
#define DLI_CLI_ITEMS_H

#include "cli/rows.h"

/* List what `search` finds in the store of --store; with an empty query all items, newest first.
 * Returns the status to end with. */
int cli_items(const cli_args *args, dli_order order, bool bare);

/* Say an error of a query, with a caret under the place; the status that fits. */
int cli_complain_query(const dl_error *err, dl_str query);

/* Say that time ran out. */
void cli_say_late(const cli_args *args);

#endif
