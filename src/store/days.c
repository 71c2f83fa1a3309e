/* days.c -- the days that a partial time may mean.
 *
 *   2024-03-05T17:40+00:00   2024-03-05 … 2024-03-05
 *   2024-02                  2024-02-01 … 2024-02-29
 *   2024-03-01/2024-03-05    2024-03-01 … 2024-03-05
 *   --02-11                  unknown
 */
#include "base/str.h"
#include "base/when.h"
#include "store/db.h"

#include <stdio.h>

static void print_day(int64_t days, char out[11])
{
    dli_when day = dli_civil_from_days(days);

    (void)snprintf(out, 11, "%04u-%02u-%02u", (unsigned)day.year % 10000u,
                   (unsigned)day.month % 100u, (unsigned)day.day % 100u);
}

/* Day numbers of one partial time. */
static bool days_of_one(dl_str time, int64_t *first, int64_t *last)
{
    dli_when when;

    if (!dli_when_parse(time, &when) || when.year <= 0)
        return false;
    switch (when.precision) {
    case DLI_WHEN_YEAR:
        *first = dli_days_from_civil(when.year, 1, 1);
        *last = dli_days_from_civil(when.year, 12, 31);
        return true;
    case DLI_WHEN_MONTH:
        *first = dli_days_from_civil(when.year, when.month, 1);
        *last = when.month == 12 ? dli_days_from_civil(when.year, 12, 31)
                                 : dli_days_from_civil(when.year, when.month + 1u, 1) - 1;
        return true;
    default:
        *first = *last = dli_days_from_civil(when.year, when.month, when.day);
        return true;
    }
}

bool dli_days_of(dl_str time, char first[11], char last[11])
{
    size_t slash = dli_find_byte(time, '/', 0);
    int64_t from, to, other;

    if (slash == DLI_NONE) {
        if (!days_of_one(time, &from, &to))
            return false;
    } else if (!days_of_one(dli_slice(time, 0, slash), &from, &other) ||
               !days_of_one(dli_from(time, slash + 1), &other, &to)) {
        return false;
    }
    if (to < from)
        return false;
    print_day(from, first);
    print_day(to, last);
    return true;
}
