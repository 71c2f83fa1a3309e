/* find.c -- the front door of statement/. */
#include "base/error.h"
#include "statement/statement.h"

dl_status dli_statement_find(dli_arena *arena, dli_arena *scratch, const dli_item *item,
                             const dli_parsed *parsed, dli_statements *out, dl_error *err)
{
    (void)arena, (void)scratch, (void)item, (void)parsed, (void)err;
    *out = (dli_statements){ 0 };
    return DL_OK;
}
