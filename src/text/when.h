/* when.h -- times named in running text: part of text.h.
 *
 * In:   a sentence; the moment from which "yesterday" is counted
 * Out:  times as they are written (dli_time), and the stretch of the calendar that is meant
 *
 * A small grammar over words: lang/<code>/{months,weekdays,ago,when,numbers}.txt say what a word
 * can be, when_rules.def how such words make a time; the rules are one table for all
 * languages (docs/formats/lang.md).
 */
#ifndef DLI_TEXT_WHEN_H
#define DLI_TEXT_WHEN_H

#include "text/text.h"

/* What a moment says, as bits of `has`. */
typedef enum dli_moment_field {
    DLI_HAS_YEAR = 1 << 0,
    DLI_HAS_MONTH = 1 << 1,
    DLI_HAS_DAY = 1 << 2,
    DLI_HAS_WEEKDAY = 1 << 3,
    DLI_HAS_HOUR = 1 << 4,
    DLI_HAS_MINUTE = 1 << 5,
    DLI_HAS_SECOND = 1 << 6,
    DLI_HAS_PART = 1 << 7,     /* of a day: morning … */
    DLI_HAS_SEASON = 1 << 8,   /* 1 spring … 4 winter */
    DLI_HAS_QUARTER = 1 << 9,  /* of a year */
    DLI_HAS_WEEK = 1 << 10,    /* that begins on day `base` */
    DLI_HAS_WEEKEND = 1 << 11, /* Saturday is day `base`; 0: not known which */
    DLI_HAS_DECADE = 1 << 12,  /* from `year`, over `years` */
    DLI_HAS_FEAST = 1 << 13,   /* by rule `feast` */
    DLI_HAS_EDGE = 1 << 14,    /* 1 the beginning, 2 the middle, 3 the end of the rest */
    DLI_HAS_RANGE = 1 << 15,   /* [from, to), worked out */
    DLI_HAS_NOW = 1 << 16,
    DLI_HAS_TURN = 1 << 17,     /* this, next, last: `turn` */
    DLI_HAS_RELATIVE = 1 << 18, /* counted from the anchor */
    DLI_HAS_HALF = 1 << 19,     /* `hour` may be of either half of the day */
    DLI_HAS_ZONE = 1 << 20,
} dli_moment_field;

typedef enum dli_day_part {
    DLI_PART_NONE,
    DLI_PART_MORNING,
    DLI_PART_AFTERNOON,
    DLI_PART_EVENING,
    DLI_PART_NIGHT,
    DLI_PART_NOON,
    DLI_PART_COUNT
} dli_day_part;

typedef enum dli_feast_by {
    DLI_FEAST_CIVIL,
    DLI_FEAST_EASTER,
    DLI_FEAST_ORTHODOX,
    DLI_FEAST_HEBREW,
    DLI_FEAST_ISLAMIC,
    DLI_FEAST_CHINESE,
    DLI_FEAST_INDIAN,
    DLI_FEAST_SUN, /* where the sun is among the stars */
} dli_feast_by;

/* A day of every year: of a month, or counted from Easter, or the nth weekday of a month, or
 * by another calendar (moon.c). */
typedef struct dli_feast {
    uint8_t by; /* dli_feast_by */
    uint8_t month;
    int16_t day;     /* of the month; days from Easter; with `weekday`, which one, -1 the last;
                    a tithi; a degree of the sun's way */
    uint8_t weekday; /* 1 Monday … 7, or 0 */
    uint8_t hour;    /* at which the tithi is the day's */
    int8_t shift;    /* days behind it */
} dli_feast;

/* Beside years and civil days: weeks begin on Monday, seconds are civil since 1970. */
typedef struct dli_moment {
    uint32_t has;
    int16_t year, years;
    uint8_t month, day, weekday, hour, minute, second;
    uint8_t part, season, quarter, edge;
    int8_t turn;
    uint8_t grain; /* of RANGE: dli_grain */
    int16_t zone;  /* minutes east of UTC */
    dli_feast feast;
    int32_t base;
    int64_t from, to;
} dli_moment;

typedef enum dli_grain {
    DLI_GRAIN_SECOND,
    DLI_GRAIN_MINUTE,
    DLI_GRAIN_HOUR,
    DLI_GRAIN_PART, /* of a day */
    DLI_GRAIN_DAY,
    DLI_GRAIN_WEEKEND,
    DLI_GRAIN_WEEK,
    DLI_GRAIN_MONTH,
    DLI_GRAIN_QUARTER,
    DLI_GRAIN_SEASON,
    DLI_GRAIN_YEAR,
    DLI_GRAIN_DECADE,
    DLI_GRAIN_CENTURY,
} dli_grain;

typedef enum dli_time_kind {
    DLI_TIME_AT,     /* `from` alone */
    DLI_TIME_SPAN,   /* `from` up to and with `to` */
    DLI_TIME_AFTER,  /* since, after `from` */
    DLI_TIME_BEFORE, /* until, before `from` */
    DLI_TIME_LENGTH, /* `count` of `unit` */
    DLI_TIME_EVERY,  /* each `from`, or every `count` of `unit` */
} dli_time_kind;

typedef struct dli_time {
    uint32_t word, end; /* words [word, end) */
    dl_span in;         /* the bytes: a word may hold more than a time */
    uint8_t kind;       /* dli_time_kind */
    bool sure;          /* a time wherever it stands; else only if it is known to be one */
    dli_moment from, to;
    int64_t count; /* thousandths of `unit`, of RANGE too; 0: not said */
    uint8_t unit;  /* dli_grain */
} dli_time;

typedef DLI_VEC(dli_time) dli_times;

/* From where times are counted, and to which side those go that do not say it. */
typedef struct dli_calendar {
    bool known;
    bool ahead;       /* "Friday" is the next one: plans. Else the last one: news */
    bool month_first; /* 3/5 is the fifth of March */
    int64_t now;      /* civil seconds since 1970 where the anchor is */
    int16_t zone;     /* minutes east of UTC there */
} dli_calendar;

/* Find the times of words [from, to), none of which overlap; `whole`: the words are known to
 * be one. False if memory ran out. Linear, with a bound on what it
 * costs: behind some hundred time words no more times are looked for. */
bool dli_times_find(dli_arena *arena, const dli_parsed *parsed, uint32_t from, uint32_t to,
                    const dli_calendar *calendar, bool whole, dli_times *out);

/* [from, to), and the finest thing said. */
typedef struct dli_stretch {
    int64_t from, to;
    uint8_t grain; /* dli_grain */
} dli_stretch;

/* Which stretch of the calendar a moment means; false if that cannot be known. */
bool dli_moment_stretch(const dli_moment *moment, const dli_calendar *calendar,
                        dli_stretch *out);

/* The same for a time; of AFTER and BEFORE their moment. */
bool dli_time_stretch(const dli_time *time, const dli_calendar *calendar, dli_stretch *out);

/* Whether the meaning of an entry of when.txt means something. */
bool dli_read_when(dl_str meaning);

#endif
