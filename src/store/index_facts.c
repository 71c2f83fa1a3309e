/* index_facts.c -- days and kinds as terms of the index.
 *
 * A span of days is covered from its first day on by the longest piece that begins there and
 * ends within: a century, a decade, a year, a month, a day.
 */
#include "store/index_facts.h"

#include "base/str.h"
#include "base/when.h"

dl_str dli_facet(dli_arena *arena, const char *facet, dl_str value)
{
    char *term = dli_arena_take(arena, value.len + 3);

    if (term == NULL)
        return (dl_str){ "", 0 };
    term[0] = DLI_MARK_FACET[0];
    term[1] = facet[0];
    for (size_t i = 0; i < value.len; i++)
        term[2 + i] = (unsigned char)value.ptr[i] < ' ' ? ' ' : dli_lower(value.ptr[i]);
    return (dl_str){ term, value.len + 2 };
}

static bool add(dli_facets *facets, const char *facet, const char *day, size_t len)
{
    return DLI_PUSH(facets->arena, &facets->terms,
                    dli_facet(facets->arena, facet, (dl_str){ day, len })) &&
           !facets->arena->dry;
}

/* From a century down to a day: how much of 2024-03-05 it is, how many years or months. */
static const struct {
    const char *facet;
    size_t len;
    int years, months;
} pieces[] = {
    { "c", 2, 100, 0 }, { "x", 3, 10, 0 }, { "y", 4, 1, 0 }, { "m", 7, 0, 1 }, { "d", 10, 0, 0 }
};

enum {
    PIECES = sizeof pieces / sizeof *pieces
};

static bool read_day(const char *text, int64_t *day)
{
    dli_when when;

    if (!dli_when_parse(dli_str(text), &when) || when.precision != DLI_WHEN_DAY ||
        when.year <= 0)
        return false;
    *day = dli_days_from_civil(when.year, when.month, when.day);
    return true;
}

/* The day behind the piece that begins on `day`; `day` itself if none of the kind does. */
static int64_t end_of(size_t piece, int64_t day)
{
    dli_when at = dli_civil_from_days(day);

    if (pieces[piece].years > 0)
        return at.month == 1 && at.day == 1 && at.year % pieces[piece].years == 0
                   ? dli_days_from_civil(at.year + pieces[piece].years, 1, 1)
                   : day;
    if (pieces[piece].months > 0)
        return at.day != 1      ? day
               : at.month == 12 ? dli_days_from_civil(at.year + 1, 1, 1)
                                : dli_days_from_civil(at.year, at.month + 1u, 1);
    return day + 1;
}

bool dli_facets_of_days(dli_facets *facets, const char *from, const char *to)
{
    int64_t day, last;
    char text[16];

    if (!read_day(from, &day) || !read_day(to, &last))
        return true;
    while (day <= last) {
        size_t piece = 0;
        while (end_of(piece, day) == day || end_of(piece, day) > last + 1)
            piece++;
        dli_when at = dli_civil_from_days(day);
        (void)snprintf(text, sizeof text, "%04u-%02u-%02u", (unsigned)at.year % 10000u,
                       (unsigned)at.month % 100u, (unsigned)at.day % 100u);
        if (!add(facets, pieces[piece].facet, text, pieces[piece].len))
            return false;
        day = end_of(piece, day);
    }
    return true;
}

bool dli_facets_of_day(dli_facets *facets, const char *day)
{
    int64_t number;

    if (!read_day(day, &number))
        return true;
    for (size_t i = 0; i < PIECES; i++)
        if (!add(facets, pieces[i].facet, day, pieces[i].len))
            return false;
    return true;
}
