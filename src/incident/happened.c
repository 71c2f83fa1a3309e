/* happened.c -- the front door of incident/. */
#include "base/error.h"
#include "incident/incident.h"

dl_status dli_incident_find(dli_arena *arena, dli_arena *scratch, const dli_item *item,
                            const dli_parsed *parsed, const dli_statements *statements,
                            dli_incidents *out, dl_error *err)
{
    (void)arena, (void)scratch, (void)item, (void)parsed, (void)statements, (void)err;
    *out = (dli_incidents){ 0 };
    return DL_OK;
}
