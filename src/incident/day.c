/* day.c -- days named in a sentence, absolute, partial and counted from the item's day.
 *
 * The grammar of times is the text room's (text/when.h). Here: from which day they are
 * counted, to which side they lie in news, and what is left of hours, seasons and the
 * like when a day is asked for.
 *
 * The anchor is the day the item was published, else that of its dateline, else the day
 * the page was captured, from which no "yesterday" is counted. A day without a year is
 * taken in the year that brings it nearest to the anchor; without an anchor the year
 * stays unknown.
 */
#include "base/str.h"
#include "incident/spot.h"

enum {
    DAY_SECONDS = 86400,
    REWRITTEN_DAYS = 7
};

/* A story that was written anew some days after it came out counts from the day it was filed. */
static dli_when later_dateline(const dli_item *item, dli_when published)
{
    dli_when filed = item->dateline.date;

    if (filed.precision < DLI_WHEN_DAY)
        return published;
    filed.year = filed.year != 0 ? filed.year : published.year;
    int64_t late = dli_days_from_civil(filed.year, filed.month, filed.day) -
                   dli_days_from_civil(published.year, published.month, published.day);
    return late > 0 && late <= REWRITTEN_DAYS ? filed : published;
}

dli_calendar dli_calendar_of(const dli_item *item)
{
    dli_when w = item->published.when;

    if (w.precision < DLI_WHEN_DAY || w.year == 0)
        w = item->dateline.date;
    else
        w = later_dateline(item, w);
    if (w.precision < DLI_WHEN_DAY || w.year == 0)
        w = item->captured;
    if (w.precision < DLI_WHEN_DAY || w.year == 0)
        return (dli_calendar){ 0 };
    return (dli_calendar){ .known = true,
                           .now = dli_when_seconds(w) + (int64_t)w.offset * 60,
                           .zone = w.offset };
}

static int64_t day_of(int64_t seconds)
{
    return seconds >= 0 ? seconds / DAY_SECONDS : -((-seconds + DAY_SECONDS - 1) / DAY_SECONDS);
}

/* The days of a stretch, as one time or as an interval. */
static void set_days(dli_day *out, dli_stretch at)
{
    dli_when first = dli_civil_from_days(day_of(at.from));
    dli_when last = dli_civil_from_days(day_of(at.to - 1));

    out->from = first;
    out->precision = DLI_WHEN_DAY;
    if (at.grain == DLI_GRAIN_MONTH || at.grain == DLI_GRAIN_YEAR) {
        out->precision = at.grain == DLI_GRAIN_YEAR ? DLI_WHEN_YEAR : DLI_WHEN_MONTH;
        out->from = dli_when_cut(first, (dli_precision)out->precision);
        last = dli_when_cut(last, (dli_precision)out->precision);
    }
    bool same = first.year == last.year &&
                (out->precision == DLI_WHEN_YEAR ||
                 (first.month == last.month &&
                  (out->precision == DLI_WHEN_MONTH || first.day == last.day)));
    if (!same)
        out->to = last;
    if (at.grain == DLI_GRAIN_WEEK)
        out->precision = DLI_PRECISION_WEEK;
}

/* What is so far from the anchor: to the precision of its unit. */
static void set_moved(dli_day *out, const dli_time *t, dli_stretch at)
{
    int64_t day = day_of(at.from);
    dli_when w = dli_civil_from_days(day);
    int64_t monday = day - dli_weekday(day);

    out->precision = DLI_WHEN_DAY;
    if (t->unit == DLI_GRAIN_WEEK) {
        out->from = dli_civil_from_days(monday);
        out->to = dli_civil_from_days(monday + 6);
        out->precision = DLI_PRECISION_WEEK;
        return;
    }
    if (t->unit == DLI_GRAIN_MONTH || t->unit == DLI_GRAIN_QUARTER)
        out->precision = DLI_WHEN_MONTH;
    if (t->unit >= DLI_GRAIN_YEAR)
        out->precision = DLI_WHEN_YEAR;
    out->from = dli_when_cut(w, (dli_precision)out->precision);
}

/* Without an anchor: a day of a year that is not known. */
static bool set_bare(dli_day *out, const dli_time *t)
{
    const dli_moment *a = &t->from, *b = t->kind == DLI_TIME_SPAN ? &t->to : &t->from;

    if ((a->has & DLI_HAS_MONTH) == 0 || (a->has & DLI_HAS_DAY) == 0)
        return false;
    out->from = (dli_when){ .month = a->month, .day = a->day, .precision = DLI_WHEN_DAY };
    if (t->kind == DLI_TIME_SPAN && (b->has & DLI_HAS_DAY) != 0 && (b->has & DLI_HAS_YEAR) == 0)
        out->to = (dli_when){ .month = b->month, .day = b->day, .precision = DLI_WHEN_DAY };
    out->precision = DLI_WHEN_DAY;
    return dli_when_valid(out->from);
}

/* The last units up to the anchor, that day with them: counted over. */
static bool set_period(dli_day *out, const dli_time *t, const dli_calendar *c)
{
    static const uint16_t days_of[] = { 0, 0, 0, 0, 1, 2, 7, 30, 91, 91, 365, 3650, 36500 };
    int64_t n = t->count / 1000, today = day_of(c->now);
    int64_t days = t->unit >= DLI_GRAIN_DAY
                       ? n * days_of[t->unit]
                       : (n * (t->unit == DLI_GRAIN_HOUR ? 60 : 1) + 1439) / 1440;

    out->period = true;
    out->precision = DLI_WHEN_DAY;
    out->from = dli_civil_from_days(t->from.turn > 0 ? today : today - days);
    out->to = dli_civil_from_days(t->from.turn > 0 ? today + days : today);
    return out->from.precision != DLI_WHEN_NONE && out->to.precision != DLI_WHEN_NONE;
}

static bool read_day(const dli_time *t, const dli_calendar *c, dli_day *out)
{
    static const uint32_t dated = DLI_HAS_YEAR | DLI_HAS_MONTH | DLI_HAS_DAY | DLI_HAS_WEEKDAY |
                                  DLI_HAS_SEASON | DLI_HAS_QUARTER | DLI_HAS_WEEK |
                                  DLI_HAS_WEEKEND | DLI_HAS_FEAST;
    const dli_moment *m = &t->from;
    dli_time copy = *t;
    dli_stretch at;

    *out = (dli_day){ .word = t->word, .end = t->end, .basis = DLI_BASIS_EXPLICIT };
    if (!t->sure || t->kind == DLI_TIME_LENGTH || t->kind == DLI_TIME_EVERY ||
        (m->has & (dated | DLI_HAS_RANGE)) == 0)
        return false;
    bool weekday = (m->has & DLI_HAS_WEEKDAY) != 0 && (m->has & DLI_HAS_DAY) == 0;
    if ((m->has & (DLI_HAS_RELATIVE | DLI_HAS_TURN)) != 0 || weekday)
        out->basis = DLI_BASIS_RELATIVE;
    if (!c->known && (m->has & (DLI_HAS_YEAR | DLI_HAS_RELATIVE)) == 0)
        return set_bare(out, t);
    if ((m->has & DLI_HAS_RANGE) != 0 && m->turn != 0)
        return t->count <= 10000000 && set_period(out, t, c);
    copy.from.has &= ~(uint32_t)DLI_HAS_EDGE; /* "early March" is March */
    if (!dli_time_stretch(&copy, c, &at))
        return false;
    if ((m->has & DLI_HAS_RANGE) != 0 && t->count != 0) {
        set_moved(out, t, at);
    } else {
        bool night = t->kind == DLI_TIME_SPAN && weekday &&
                     (t->to.has & DLI_HAS_WEEKDAY) != 0 &&
                     ((m->has | t->to.has) & DLI_HAS_HOUR) == 0 &&
                     at.to - at.from <= 2 * (int64_t)DAY_SECONDS;
        if (night || at.grain == DLI_GRAIN_WEEKEND)
            at.from = night ? at.to - DAY_SECONDS    /* from Saturday to Sunday: its end */
                            : at.from + DAY_SECONDS; /* begins on Friday evening */
        else if (at.grain < DLI_GRAIN_DAY && t->kind != DLI_TIME_SPAN)
            at.to = at.from + 1; /* an evening ends with its day */
        set_days(out, at);
    }
    int64_t today = day_of(c->now);
    out->weekday = weekday && (m->has & DLI_HAS_TURN) == 0 && day_of(at.from) != today;
    return out->from.precision != DLI_WHEN_NONE;
}

/* In the future of the item, or long before: another number that looks like a year. */
static bool is_absurd(const dli_time *t, const dli_calendar *c)
{
    bool bare = t->kind != DLI_TIME_SPAN && t->from.has == DLI_HAS_YEAR;
    int now = c->known ? dli_civil_from_days(day_of(c->now)).year : 2100;

    return bare && t->from.year > now + 5;
}

/* The item itself says when it is from. */
static bool is_dated(const dli_item *item)
{
    return (item->published.when.precision >= DLI_WHEN_DAY && item->published.when.year != 0) ||
           (item->dateline.date.precision >= DLI_WHEN_DAY && item->dateline.date.year != 0);
}

bool dli_spot_days(dli_scene *s)
{
    dli_calendar calendar = dli_calendar_of(s->item);
    bool dated = is_dated(s->item);
    dli_day day;

    s->days.count = 0;
    s->times.count = 0;
    if (!dli_times_find(s->arena, s->parsed, s->from, s->to, &calendar, false, &s->times))
        return false;
    for (size_t i = 0; i < s->times.count; i++)
        if (read_day(&s->times.ptr[i], &calendar, &day) &&
            !is_absurd(&s->times.ptr[i], &calendar) &&
            (dated || day.basis != DLI_BASIS_RELATIVE) && !DLI_PUSH(s->arena, &s->days, day))
            return false;
    return true;
}
