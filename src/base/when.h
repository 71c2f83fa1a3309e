/* when.h -- partial times: a year, a month, a day, a minute, a second, as known.
 *
 * Civil dates are proleptic Gregorian. A time is kept as it was written, with its
 * offset; seconds UTC are derived. No locale, no time zone data base.
 */
#ifndef DLI_WHEN_H
#define DLI_WHEN_H

#include "buf.h"

typedef enum dli_precision {
    DLI_WHEN_NONE, /* no time at all; zeroed storage means this */
    DLI_WHEN_YEAR,
    DLI_WHEN_MONTH,
    DLI_WHEN_DAY,
    DLI_WHEN_HOUR,
    DLI_WHEN_MINUTE,
    DLI_WHEN_SECOND,
} dli_precision;

typedef struct dli_when {
    int16_t year;  /* 0: not known; then precision is MONTH or DAY ("--02-11") */
    uint8_t month; /* from 1 */
    uint8_t day;   /* from 1 */
    uint8_t hour;
    uint8_t minute;
    uint8_t second;
    uint8_t precision; /* dli_precision */
    int16_t offset;    /* minutes east of UTC */
    bool zoned;        /* the offset is known */
} dli_when;

/* Days since 1970-01-01 of a civil date, and back; DLI_WHEN_NONE for days outside the
 * years 1 to 9999. */
int64_t dli_days_from_civil(int64_t year, unsigned month, unsigned day);
dli_when dli_civil_from_days(int64_t days);

/* 0 Monday … 6 Sunday */
unsigned dli_weekday(int64_t days);

/* A date that exists, with year 1 to 9999 or not known. */
bool dli_when_valid(dli_when when);

/* Seconds since 1970 UTC of the first instant meant; an offset that is not known
 * counts as UTC, a year that is not known as 1970. */
int64_t dli_when_seconds(dli_when when);

/* The time `seconds` since 1970 UTC, to the second, offset 0; DLI_WHEN_NONE outside the
 * years 1 to 9999 (milliseconds taken for seconds, say). */
dli_when dli_when_from_seconds(int64_t seconds);

/* Cut to at most `precision`. */
dli_when dli_when_cut(dli_when when, dli_precision precision);

/* Written as 2024-03-05T17:40:00+00:00, 2024-03-05T17:40, 2024-03-05, 2024-03, 2024
 * or --02-11; UTC is +00:00. Nothing for DLI_WHEN_NONE. */
void dli_when_print(dli_buf *out, dli_when when);

/* Read ISO 8601 / RFC 3339 as pages write it: 2024-03-05[T17:40[:00[.123]][Z|+01:00]],
 * 20240305, 20240305T174000Z, 2024-03, 2024, --02-11; a space may stand for the T.
 * All of `s` must be the time. */
bool dli_when_parse(dl_str s, dli_when *when);

#endif
