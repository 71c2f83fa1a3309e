/* moment.c -- which stretch of the calendar a moment means.
 *
 *   the date     by the fields that are there, the nearest that fits on the side that the
 *                calendar looks to
 *   its edge     the beginning, middle or end of that
 *   the clock    a part of the day, or an hour of it
 */
#include "base/str.h"
#include "text/moon.h"

enum {
    AHEAD_DAYS = 60, /* a day without a year lies at most so far ahead, in news */
    SEARCH_YEARS = 30
};

/* Seconds; of 64 bits, as sums of them are. */
#define DAY  ((int64_t)86400)
#define HOUR ((int64_t)3600)

static int64_t floor_days(int64_t seconds)
{
    return seconds >= 0 ? seconds / DAY : -((-seconds + DAY - 1) / DAY);
}

static int64_t month_start(int64_t year, int64_t month)
{
    int64_t months = year * 12 + month - 1;

    return dli_days_from_civil(months / 12, (unsigned)(months % 12 + 1), 1);
}

static unsigned month_days(int64_t year, unsigned month)
{
    return (unsigned)(month_start(year, month + 1) - month_start(year, month));
}

/* Easter Sunday, by Gauss (Julian: of the Orthodox calendar), as days since 1970. */
static int64_t easter(int64_t y, bool orthodox)
{
    if (orthodox) {
        int64_t d = (19 * (y % 19) + 15) % 30, e = (2 * (y % 4) + 4 * (y % 7) - d + 34) % 7;
        int64_t month = (d + e + 114) / 31, day = (d + e + 114) % 31 + 1;
        return dli_days_from_civil(y, (unsigned)month, (unsigned)day) + y / 100 - y / 400 - 2;
    }
    int64_t a = y % 19, b = y / 100, c = y % 100, d = b / 4, e = b % 4;
    int64_t g = (8 * b + 13) / 25, h = (19 * a + b - d - g + 15) % 30, i = c / 4, k = c % 4;
    int64_t l = (32 + 2 * e + 2 * i - h - k) % 7, m = (a + 11 * h + 22 * l) / 451;
    int64_t month = (h + l - 7 * m + 114) / 31, day = (h + l - 7 * m + 114) % 31 + 1;
    return dli_days_from_civil(y, (unsigned)month, (unsigned)day);
}

static bool feast_day(const dli_feast *f, int64_t year, int64_t *out)
{
    int64_t first = month_start(year, f->month), last = month_start(year, f->month + 1) - 1;

    if (f->by == DLI_FEAST_EASTER || f->by == DLI_FEAST_ORTHODOX)
        *out = easter(year, f->by == DLI_FEAST_ORTHODOX) + f->day;
    else if (f->by != DLI_FEAST_CIVIL)
        return dli_moon_feast(f, year, out);
    else if (f->weekday == 0)
        *out = dli_days_from_civil(year, f->month, (unsigned)f->day) + f->shift;
    else if (f->day < 0)
        *out = last - (dli_weekday(last) + 8 - f->weekday) % 7 + f->shift;
    else
        *out = first + (f->weekday + 6 - dli_weekday(first)) % 7 + (int64_t)(f->day - 1) * 7 +
               f->shift;
    return true;
}

/* The days that the fields mean in one year; false: none. */
static bool in_year(const dli_moment *m, int64_t year, int64_t *first, int64_t *behind,
                    uint8_t *grain)
{
    *grain = DLI_GRAIN_DAY;
    if (year < 1 || year > 9998)
        return false;
    if ((m->has & DLI_HAS_FEAST) != 0) {
        if (!feast_day(&m->feast, year, first))
            return false;
        *behind = *first + 1;
    } else if ((m->has & DLI_HAS_MONTH) != 0 && (m->has & DLI_HAS_DAY) != 0) {
        if (m->day > month_days(year, m->month))
            return false;
        *first = dli_days_from_civil(year, m->month, m->day);
        *behind = *first + 1;
    } else if ((m->has & DLI_HAS_MONTH) != 0) {
        *first = month_start(year, m->month);
        *behind = month_start(year, m->month + 1);
        *grain = DLI_GRAIN_MONTH;
    } else if ((m->has & DLI_HAS_SEASON) != 0) {
        static const uint8_t starts[] = { 3, 6, 9, 12 }, days[] = { 20, 21, 23, 21 };
        unsigned s = (m->season - 1u) % 4, next = (s + 1) % 4;
        bool months = m->season > 4; /* by the calendar: December is winter */
        *first = dli_days_from_civil(year, starts[s], months ? 1 : days[s]);
        *behind =
            dli_days_from_civil(year + (s == 3), starts[next], months ? 1 : days[next] + 1u);
        *grain = DLI_GRAIN_SEASON;
    } else if ((m->has & DLI_HAS_QUARTER) != 0) {
        *first = month_start(year, m->quarter * 3 - 2);
        *behind = month_start(year, m->quarter * 3 + 1);
        *grain = DLI_GRAIN_QUARTER;
    } else {
        *first = month_start(year, 1);
        *behind = month_start(year + 1, 1);
        *grain = DLI_GRAIN_YEAR;
    }
    return true;
}

static bool fits_weekday(const dli_moment *m, int64_t day)
{
    return (m->has & DLI_HAS_WEEKDAY) == 0 || dli_weekday(day) + 1 == m->weekday;
}

/* Without a year: the one that the calendar looks to. */
static bool some_year(const dli_moment *m, const dli_calendar *c, dli_stretch *out)
{
    int64_t today = floor_days(c->now), first, behind;
    int64_t year = dli_civil_from_days(today).year;
    int turn = (m->has & DLI_HAS_TURN) != 0 ? m->turn : 0;
    bool day = (m->has & (DLI_HAS_DAY | DLI_HAS_FEAST)) != 0, ahead = c->ahead || turn > 0;
    int skip = turn > 1;

    if (!ahead && turn == 0) { /* news: the nearest, but not far ahead */
        for (int64_t y = year + 1; y >= year - 1; y--) {
            int64_t reach = day ? AHEAD_DAYS : 92;
            if (in_year(m, y, &first, &behind, &out->grain) && first - today <= reach) {
                *out = (dli_stretch){ first * DAY, behind * DAY, out->grain };
                return true;
            }
        }
        return false;
    }
    if (turn == 0 && (m->has & DLI_HAS_WEEKDAY) != 0 && day) { /* Sunday, 10 February */
        for (int64_t y = year - 1; y <= year + 2; y++)
            if (in_year(m, y, &first, &behind, &out->grain) && first >= today - 31 &&
                fits_weekday(m, first)) {
                *out = (dli_stretch){ first * DAY, behind * DAY, out->grain };
                return true;
            }
    }
    for (int64_t i = 0; i < SEARCH_YEARS; i++) {
        int64_t y = ahead ? year - 1 + i : year + 1 - i;
        if (!in_year(m, y, &first, &behind, &out->grain))
            continue;
        bool fits = turn < 0 ? behind <= today : turn > 0 ? first > today : behind > today;
        if (!fits || skip-- > 0)
            continue;
        *out = (dli_stretch){ first * DAY, behind * DAY, out->grain };
        return true;
    }
    return false;
}

/* "the 15th": in the month that the calendar looks to. */
static bool some_month(const dli_moment *m, const dli_calendar *c, dli_stretch *out)
{
    int64_t today = floor_days(c->now);
    dli_when now = dli_civil_from_days(today);
    int64_t best = INT64_MAX;

    for (int64_t i = -13; i <= SEARCH_YEARS; i++) {
        int64_t start = month_start(now.year, now.month + i), day = start + m->day - 1;
        if (day >= month_start(now.year, now.month + i + 1) || !fits_weekday(m, day))
            continue;
        int64_t far = day < today ? today - day : day - today;
        if (c->ahead ? day < today : far >= best)
            continue;
        best = far;
        *out = (dli_stretch){ day * DAY, (day + 1) * DAY, DLI_GRAIN_DAY };
        if (c->ahead)
            return true;
    }
    return best != INT64_MAX;
}

static bool some_weekday(const dli_moment *m, const dli_calendar *c, dli_stretch *out)
{
    int64_t today = floor_days(c->now), monday = today - dli_weekday(today);
    int64_t ahead = (m->weekday + 6 - dli_weekday(today)) % 7, day;
    int turn = (m->has & DLI_HAS_TURN) != 0 ? m->turn : 0;

    if (turn == 2)
        day = monday + 7 + m->weekday - 1 +
              (ahead < 7 - dli_weekday(today) && ahead != 0 ? 0 : 7);
    else if (turn == 3 || (turn == 0 && c->ahead)) /* the coming one */
        day = today + (ahead == 0 ? 7 : ahead);
    else if (turn > 3) /* en huit, en quinze */
        day = today + ahead + turn - 1;
    else if (turn == 1)
        day = monday + 7 + m->weekday - 1;
    else if (turn < 0)
        day = today + ahead - 7 - (turn < -1 ? 7 : 0);
    else
        day = today - (7 - ahead) % 7;
    *out = (dli_stretch){ day * DAY, (day + 1) * DAY, DLI_GRAIN_DAY };
    return true;
}

static bool some_weekend(const dli_moment *m, const dli_calendar *c, dli_stretch *out)
{
    int64_t today = floor_days(c->now), saturday = today - dli_weekday(today) + 5;
    int turn = (m->has & DLI_HAS_TURN) != 0 ? m->turn : 0;

    if (m->base != 0)
        saturday = m->base;
    else if (turn != 0)
        saturday += (int64_t)turn * 7;
    else if (!c->ahead && (m->has & DLI_HAS_TURN) == 0 && saturday > today)
        saturday -= 7;
    *out = (dli_stretch){ (saturday - 1) * DAY + 18 * HOUR, (saturday + 2) * DAY,
                          DLI_GRAIN_WEEKEND };
    return true;
}

#define DATE_FIELDS                                                                            \
    (DLI_HAS_YEAR | DLI_HAS_MONTH | DLI_HAS_DAY | DLI_HAS_WEEKDAY | DLI_HAS_SEASON |           \
     DLI_HAS_QUARTER | DLI_HAS_WEEK | DLI_HAS_WEEKEND | DLI_HAS_DECADE | DLI_HAS_FEAST)

/* The days meant; *dated: that the fields say any. */
static bool date_of(const dli_moment *m, const dli_calendar *c, dli_stretch *out, bool *dated)
{
    int64_t first, behind;
    uint32_t has = m->has;

    *dated = true;
    if ((has & DLI_HAS_WEEK) != 0) {
        int64_t day = m->base;
        *out = (dli_stretch){ day * DAY, (day + 7) * DAY, DLI_GRAIN_WEEK };
        if ((has & DLI_HAS_WEEKDAY) != 0) {
            day += m->weekday - 1;
            *out = (dli_stretch){ day * DAY, (day + 1) * DAY, DLI_GRAIN_DAY };
        }
        return true;
    }
    if ((has & DLI_HAS_DECADE) != 0) {
        *out = (dli_stretch){ month_start(m->year, 1) * DAY,
                              month_start(m->year + m->years, 1) * DAY,
                              m->years == 100 ? DLI_GRAIN_CENTURY : DLI_GRAIN_DECADE };
        return m->year > 0;
    }
    if ((has & DLI_HAS_YEAR) != 0) {
        if (!in_year(m, m->year, &first, &behind, &out->grain))
            return false;
        *out = (dli_stretch){ first * DAY, behind * DAY, out->grain };
        return true;
    }
    if (!c->known)
        return false;
    if ((has & DLI_HAS_WEEKEND) != 0)
        return some_weekend(m, c, out);
    if ((has & (DLI_HAS_MONTH | DLI_HAS_SEASON | DLI_HAS_QUARTER | DLI_HAS_FEAST)) != 0)
        return some_year(m, c, out);
    if ((has & DLI_HAS_DAY) != 0)
        return some_month(m, c, out);
    if ((has & DLI_HAS_WEEKDAY) != 0)
        return some_weekday(m, c, out);
    *dated = false;
    int64_t today = floor_days(c->now);
    *out = (dli_stretch){ today * DAY, (today + 1) * DAY, DLI_GRAIN_DAY };
    return true;
}

/* The beginning, middle or end of a stretch. */
static void cut_edge(uint8_t edge, dli_stretch *out)
{
    int64_t first = floor_days(out->from), behind = floor_days(out->to);
    dli_when w = dli_civil_from_days(first);

    switch ((dli_grain)out->grain) {
    case DLI_GRAIN_MONTH:
        out->from = (edge == 1 ? first : edge == 2 ? first + 10 : first + 20) * DAY;
        out->to = (edge == 1 ? first + 10 : edge == 2 ? first + 20 : behind) * DAY;
        break;
    case DLI_GRAIN_YEAR:
        out->from = month_start(w.year, edge == 1 ? 1 : edge == 2 ? 5 : 9) * DAY;
        out->to = month_start(w.year, edge == 1 ? 4 : edge == 2 ? 9 : 13) * DAY;
        break;
    case DLI_GRAIN_WEEK:
        out->from = (edge == 1 ? first : edge == 2 ? first + 2 : first + 4) * DAY;
        out->to = (edge == 1 ? first + 3 : edge == 2 ? first + 4 : behind) * DAY;
        break;
    case DLI_GRAIN_DAY:
        out->from += (edge == 1 ? 6 : edge == 2 ? 11 : 17) * HOUR;
        out->to = out->from + (edge == 2 ? 5 : 4) * HOUR;
        break;
    case DLI_GRAIN_PART: {
        bool short_part = out->to - out->from <= 6 * HOUR; /* evening: two halves */
        int64_t third = short_part ? 3 * HOUR : (out->to - out->from + HOUR) / 3 / HOUR * HOUR;
        int64_t middle = short_part ? 0 : third + HOUR;
        int64_t start = out->from;
        out->from = edge == 1 ? start : edge == 2 ? start + third : start + third + middle;
        out->to = edge == 1 ? start + third : edge == 2 ? start + third + middle : out->to;
        break;
    }
    case DLI_GRAIN_SECOND:
    case DLI_GRAIN_MINUTE:
    case DLI_GRAIN_HOUR:
    case DLI_GRAIN_WEEKEND:
    case DLI_GRAIN_QUARTER:
    case DLI_GRAIN_SEASON:
    case DLI_GRAIN_DECADE:
    case DLI_GRAIN_CENTURY:
    default: {
        int64_t third = (behind - first) / 3;
        out->from = (first + (edge - 1) * third) * DAY;
        out->to = edge == 3 ? behind * DAY : (first + edge * third) * DAY;
        break;
    }
    }
}

static int64_t hour_of(const dli_moment *m)
{
    int64_t hour = m->hour;

    if ((m->has & DLI_HAS_PART) == 0 || (m->has & DLI_HAS_HALF) == 0)
        return hour;
    if (m->part == DLI_PART_MORNING || (m->part == DLI_PART_NIGHT && hour < 6))
        return hour == 12 ? 0 : hour;
    if (m->part == DLI_PART_NIGHT || m->part == DLI_PART_EVENING)
        return hour == 12 ? 24 : hour + 12;
    return hour < 11 ? hour + 12 : hour;
}

static void set_clock(const dli_moment *m, const dli_calendar *c, bool dated, dli_stretch *out)
{
    static const uint8_t starts[DLI_PART_COUNT] = { 0, 4, 12, 18, 18, 12 };
    static const uint8_t ends[DLI_PART_COUNT] = { 24, 12, 19, 24, 24, 14 };
    int64_t day = floor_days(out->from) * DAY;

    if ((m->has & DLI_HAS_HOUR) == 0) {
        *out = (dli_stretch){ day + starts[m->part] * HOUR, day + ends[m->part] * HOUR,
                              DLI_GRAIN_PART };
        return;
    }
    int64_t at = day + hour_of(m) * HOUR + (int64_t)m->minute * 60 + m->second;
    bool half = (m->has & DLI_HAS_HALF) != 0 && (m->has & DLI_HAS_PART) == 0;
    if (!dated && c->known && c->ahead) {
        if (half && at < c->now)
            at += m->hour == 12 ? 0 : 12 * HOUR;
        if (at < c->now && (m->has & DLI_HAS_TURN) == 0)
            at += DAY;
    }
    if ((m->has & DLI_HAS_ZONE) != 0)
        at += (int64_t)(c->zone - m->zone) * 60;
    out->grain = (m->has & DLI_HAS_SECOND) != 0   ? DLI_GRAIN_SECOND
                 : (m->has & DLI_HAS_MINUTE) != 0 ? DLI_GRAIN_MINUTE
                                                  : DLI_GRAIN_HOUR;
    static const int64_t lengths[] = { 1, 60, HOUR };
    out->from = at;
    out->to = at + lengths[out->grain];
}

bool dli_moment_stretch(const dli_moment *m, const dli_calendar *c, dli_stretch *out)
{
    bool dated;

    *out = (dli_stretch){ 0 };
    if ((m->has & DLI_HAS_RANGE) != 0) {
        *out = (dli_stretch){ m->from, m->to, m->grain };
    } else if ((m->has & DLI_HAS_NOW) != 0) {
        *out = (dli_stretch){ c->now, c->now + 1, DLI_GRAIN_SECOND };
        return c->known;
    } else {
        bool clock = (m->has & (DLI_HAS_HOUR | DLI_HAS_PART)) != 0;
        if (!date_of(m, c, out, &dated) || (!dated && !clock))
            return false;
        if (clock)
            set_clock(m, c, dated, out);
    }
    if ((m->has & DLI_HAS_EDGE) != 0)
        cut_edge(m->edge, out);
    return true;
}

bool dli_time_stretch(const dli_time *t, const dli_calendar *c, dli_stretch *out)
{
    dli_stretch last;

    if (t->kind == DLI_TIME_LENGTH || t->kind == DLI_TIME_EVERY ||
        !dli_moment_stretch(&t->from, c, out))
        return false;
    if (t->kind != DLI_TIME_SPAN)
        return true;
    if (!dli_moment_stretch(&t->to, c, &last))
        return false;
    if (last.from < out->from && (t->to.has & DATE_FIELDS) == 0) { /* 11:30 to 1:30 */
        bool half = (t->to.has & DLI_HAS_HALF) != 0 && out->from - last.from < 12 * HOUR;
        int64_t by = half ? 12 * HOUR : DAY;
        last.from += by;
        last.to += by;
    } else if (last.from < out->from && (t->to.has & DLI_HAS_YEAR) == 0) {
        dli_calendar from = { true, true, false, out->from, c->zone };
        if (!dli_moment_stretch(&t->to, &from, &last))
            return false;
    }
    out->to = last.to;
    out->grain = out->grain < last.grain ? out->grain : last.grain;
    if (out->grain == DLI_GRAIN_MINUTE && last.grain == DLI_GRAIN_HOUR)
        out->to = last.from + 60; /* 3:30 to 6 */
    return last.to > out->from;
}
