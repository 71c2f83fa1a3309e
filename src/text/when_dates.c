/* when_dates.c -- actions of the grammar of times: lengths, days, months, years.
 *
 * Each is what a rule of when_rules.def makes of its parts (chart.h).
 */
#include "base/str.h"
#include "text/chart.h"

const dli_time_piece dli_no_time_piece;

/* ---- Making moments ------------------------------------------------------ */

dli_moment dli_moment_of_day(int64_t day)
{
    dli_when w = dli_civil_from_days(day);

    return (dli_moment){ .has = DLI_HAS_YEAR | DLI_HAS_MONTH | DLI_HAS_DAY | DLI_HAS_RELATIVE,
                         .year = w.year,
                         .month = w.month,
                         .day = w.day };
}

dli_moment dli_moment_of_range(int64_t from, int64_t to, dli_grain grain)
{
    return (dli_moment){
        .has = DLI_HAS_RANGE | DLI_HAS_RELATIVE, .from = from, .to = to, .grain = (uint8_t)grain
    };
}

static int months_of(dli_grain unit)
{
    return unit == DLI_GRAIN_MONTH     ? 1
           : unit == DLI_GRAIN_QUARTER ? 3
           : unit == DLI_GRAIN_YEAR    ? 12
           : unit == DLI_GRAIN_DECADE  ? 120
           : unit == DLI_GRAIN_CENTURY ? 1200
                                       : 0;
}

static int64_t seconds_of(dli_grain unit)
{
    return unit == DLI_GRAIN_SECOND   ? 1
           : unit == DLI_GRAIN_MINUTE ? 60
           : unit == DLI_GRAIN_HOUR   ? DLI_HOUR
           : unit == DLI_GRAIN_DAY    ? DLI_DAY
           : unit == DLI_GRAIN_WEEK   ? 7 * (int64_t)DLI_DAY
                                      : 0;
}

/* A civil time so many months and seconds on; false outside the years 1 to 9998. */
static bool move(int64_t at, int64_t months, int64_t seconds, int64_t *out)
{
    int64_t day = at >= 0 ? at / DLI_DAY : -((-at + DLI_DAY - 1) / DLI_DAY);
    dli_when w = dli_civil_from_days(day);
    int64_t all = (int64_t)w.year * 12 + w.month - 1 + months;

    if (w.precision == DLI_WHEN_NONE || all < 12 || all >= (int64_t)9998 * 12 ||
        seconds > (int64_t)1 << 36 || seconds < -((int64_t)1 << 36))
        return false;
    int64_t first = dli_days_from_civil(all / 12, (unsigned)(all % 12 + 1), 1);
    int64_t next = dli_days_from_civil((all + 1) / 12, (unsigned)((all + 1) % 12 + 1), 1);
    int64_t last = next - first < w.day ? next - first : w.day;
    *out = (first + last - 1) * DLI_DAY + (at - day * DLI_DAY) + seconds;
    return true;
}

/* The start of the unit that holds `now`. */
static int64_t unit_start(const dli_time_chart *c, dli_grain unit)
{
    int64_t today = dli_today(c), now = c->calendar->now;
    dli_when w = dli_civil_from_days(today);
    int months = months_of(unit);

    if (unit == DLI_GRAIN_WEEK)
        return (today - dli_weekday(today)) * DLI_DAY;
    int64_t seconds = seconds_of(unit);
    if (months == 0)
        return seconds == 0 ? now : now - (now % seconds + seconds) % seconds;
    int64_t all = (int64_t)w.year * 12 + w.month - 1;
    all -= all % months;
    return dli_days_from_civil(all / 12, (unsigned)(all % 12 + 1), 1) * DLI_DAY;
}

/* The unit `n` of them from now. */
bool dli_unit_at(const dli_time_chart *c, dli_grain unit, int64_t n, dli_moment *out)
{
    int64_t from, to, months = months_of(unit), seconds = seconds_of(unit);

    if (!c->calendar->known || (months == 0 && seconds == 0) || n > 5000 || n < -5000)
        return false;
    int64_t start = unit_start(c, unit);
    if (!move(start, months * n, seconds * n, &from) ||
        !move(start, months * (n + 1), seconds * (n + 1), &to))
        return false;
    *out = dli_moment_of_day(from / DLI_DAY - (from % DLI_DAY < 0));
    if (unit == DLI_GRAIN_MONTH)
        out->has &= ~(uint32_t)DLI_HAS_DAY;
    else if (unit == DLI_GRAIN_YEAR)
        out->has &= ~(uint32_t)(DLI_HAS_DAY | DLI_HAS_MONTH);
    else if (unit == DLI_GRAIN_WEEK)
        *out = (dli_moment){ .has = DLI_HAS_WEEK | DLI_HAS_RELATIVE,
                             .base = (int32_t)(from / DLI_DAY - (from % DLI_DAY < 0)) };
    else if (unit == DLI_GRAIN_QUARTER)
        *out = (dli_moment){ .has = DLI_HAS_YEAR | DLI_HAS_QUARTER | DLI_HAS_RELATIVE,
                             .year = out->year,
                             .quarter = (uint8_t)((out->month + 2) / 3) };
    else if (unit >= DLI_GRAIN_DECADE)
        *out = (dli_moment){ .has = DLI_HAS_DECADE | DLI_HAS_RELATIVE,
                             .year = out->year,
                             .years = (int16_t)(months / 12) };
    else if (unit != DLI_GRAIN_DAY)
        *out = dli_moment_of_range(from, to, unit);
    return true;
}

/* ---- Actions ------------------------------------------------------------- */

bool dli_when_wrapped(const dli_time_chart *c, dli_time_parts p, size_t count,
                      dli_time_piece *out)
{
    const dli_time_piece *inner = dli_part(p, count, BIT(time) | BIT(span) | BIT(len));
    uint64_t lead = inner == p[0] ? 0 : p[0]->is;
    uint32_t has = inner->t.from.has;

    (void)c;
    bool clock = (has & DLI_HAS_HOUR) != 0 && (has & DATE_FIELDS) == 0;
    if ((lead & (BIT(at) | BIT(on) | BIT(about) | BIT(the) | BIT(in) | BIT(of))) == BIT(at) &&
        inner->timed && !clock &&
        (has &
         (DLI_HAS_PART | DLI_HAS_FEAST | DLI_HAS_WEEKEND | DLI_HAS_EDGE | DLI_HAS_RANGE)) == 0)
        return false;
    uint8_t cost = out->cost;
    uint16_t from = out->from, to = out->to, core = inner->core;
    *out = *inner;
    out->cost = cost;
    out->from = from;
    out->to = to;
    out->core = core;
    if ((lead & BIT(at)) != 0 && clock && cost > DLI_VAGUE)
        out->cost = DLI_VAGUE;
    return true;
}

bool dli_when_wrapped_in(const dli_time_chart *c, dli_time_parts p, size_t count,
                         dli_time_piece *out)
{
    if (!dli_when_wrapped(c, p, count, out))
        return false;
    if (dli_time_only(out, DLI_HAS_MONTH | DLI_HAS_SEASON))
        dli_time_cure(out); /* in May */
    else if (dli_time_only(out, DLI_HAS_MONTH | DLI_HAS_YEAR))
        out->cost = 0;
    return true;
}

bool dli_when_turn_unit(const dli_time_chart *c, dli_time_parts p, size_t count,
                        dli_time_piece *out)
{
    const dli_time_piece *turn = dli_part(p, count, BIT(turn)),
                         *unit = dli_part(p, count, BIT(unit));
    int64_t way = turn->value == 3 ? 1 : turn->value;
    dli_moment m;

    if (way <= 2 && dli_unit_at(c, (dli_grain)unit->t.unit, way, &m)) {
        dli_time_set(out, m);
        return true;
    }
    return false;
}

/* Thousandths of a unit as months and seconds. */
static void set_length(dli_time_piece *out, int64_t milli, dli_grain unit)
{
    int64_t months = months_of(unit), seconds = seconds_of(unit);

    out->t.kind = DLI_TIME_LENGTH;
    out->timed = true;
    out->t.count = milli;
    out->t.unit = (uint8_t)unit;
    out->months = months * milli / 1000;
    out->seconds = months != 0 ? 0 : seconds * milli / 1000;
}

static bool set_units(const dli_time_chart *c, dli_time_piece *out, int64_t n, int64_t turn,
                      dli_grain unit)
{
    int64_t months = months_of(unit), seconds = seconds_of(unit), from, to;

    if (!c->calendar->known || turn == 0 || n < 1 || n > 10000 || months + seconds == 0)
        return false;
    int64_t start = unit_start(c, unit), ahead = turn > 0;
    if (!move(start, months * (ahead ? 1 : -n), seconds * (ahead ? 1 : -n), &from) ||
        !move(from, months * n, seconds * n, &to))
        return false;
    dli_time_set(out, dli_moment_of_range(from, to, unit));
    out->t.from.turn = (int8_t)(ahead ? 1 : -1);
    out->t.count = n * 1000;
    out->t.unit = (uint8_t)unit;
    return true;
}

/* "the month" */
bool dli_when_the_unit(const dli_time_chart *c, dli_time_parts p, size_t count,
                       dli_time_piece *out)
{
    const dli_time_piece *unit = p[count - 1];
    dli_moment m;

    if (unit->t.unit < DLI_GRAIN_DAY || !dli_unit_at(c, (dli_grain)unit->t.unit, 0, &m))
        return false;
    dli_time_set(out, m);
    return true;
}

bool dli_when_turn_units(const dli_time_chart *c, dli_time_parts p, size_t count,
                         dli_time_piece *out)
{
    const dli_time_piece *n = dli_part(p, count, BIT(n) | BIT(few));

    return set_units(c, out, n->value, dli_part(p, count, BIT(turn))->value,
                     (dli_grain)dli_part(p, count, BIT(unit))->t.unit);
}

bool dli_when_turn_time(const dli_time_chart *c, dli_time_parts p, size_t count,
                        dli_time_piece *out)
{
    const dli_time_piece *turn = dli_part(p, count, BIT(turn)),
                         *time = dli_part(p, count, BIT(time));
    dli_moment m = time->t.from;
    bool after = dli_parts_have(p, count, BIT(after));
    int64_t way = turn->value == 3 && m.has != DLI_HAS_WEEKDAY ? 1 : turn->value;

    if (after)
        way = turn->value > 0 ? 2 : way;

    if (!dli_is_at(time) || (m.has & (DLI_HAS_TURN | DLI_HAS_RELATIVE | DLI_HAS_YEAR)) != 0 ||
        (way > 3 && m.has != DLI_HAS_WEEKDAY) || (m.has & DLI_HAS_WEEK) != 0)
        return false;
    if (m.has == DLI_HAS_PART) {
        if (!c->calendar->known)
            return false;
        dli_moment day = dli_moment_of_day(dli_today(c) + way);
        day.has |= DLI_HAS_PART;
        day.part = m.part;
        dli_time_set(out, day);
        return true;
    }
    if ((m.has & DATE_FIELDS) == 0)
        return false;
    m.has |= DLI_HAS_TURN | DLI_HAS_RELATIVE;
    m.turn = (int8_t)way;
    dli_time_set(out, m);
    dli_time_cure(out);
    return true;
}

bool dli_when_units(const dli_time_chart *c, dli_time_parts p, size_t count,
                    dli_time_piece *out)
{
    const dli_time_piece *n = p[0], *unit = p[count - 1];

    (void)c;
    if (n->value > 100000 || n->value < 0)
        return false;
    set_length(out, n->value * 1000 + n->milli, (dli_grain)unit->t.unit);
    return true;
}

bool dli_when_unit_half(const dli_time_chart *c, dli_time_parts p, size_t count,
                        dli_time_piece *out)
{
    (void)c;
    set_length(out, 500, (dli_grain)p[count - 1]->t.unit);
    return true;
}

bool dli_when_units_half(const dli_time_chart *c, dli_time_parts p, size_t count,
                         dli_time_piece *out)
{
    (void)c;
    if (p[0]->value > 100000)
        return false;
    set_length(out, p[0]->value * 1000 + 500, (dli_grain)dli_part(p, count, BIT(unit))->t.unit);
    return true;
}

bool dli_when_unit_fourth(const dli_time_chart *c, dli_time_parts p, size_t count,
                          dli_time_piece *out)
{
    (void)c;
    set_length(out, p[0]->value * 250, (dli_grain)p[count - 1]->t.unit);
    return p[0]->value < 4;
}

/* "3/4 of an hour", without its "of an". */
bool dli_when_unit_ratio(const dli_time_chart *c, dli_time_parts p, size_t count,
                         dli_time_piece *out)
{
    int64_t n = p[0]->value, m = p[2]->value;

    (void)c;
    if (n < 1 || m < 2 || m > 12 || n >= m)
        return false;
    set_length(out, n * 1000 / m, (dli_grain)p[count - 1]->t.unit);
    return true;
}

bool dli_when_lengths(const dli_time_chart *c, dli_time_parts p, size_t count,
                      dli_time_piece *out)
{
    const dli_time_piece *a = p[0], *b = p[count - 1];

    (void)c;
    if (a->t.unit <= b->t.unit)
        return false;
    set_length(out, b->t.count, (dli_grain)b->t.unit);
    out->months = a->months + b->months;
    out->seconds = a->seconds + b->seconds;
    out->t.count = 0;
    return true;
}

/* So far on from `at`. */
static bool set_moved(dli_time_piece *out, int64_t at, int64_t way, const dli_time_piece *len)
{
    int64_t to;
    uint8_t unit = len->t.unit;

    if (!move(at, way * len->months, way * len->seconds, &to))
        return false;
    int64_t count = len->t.count;
    dli_time_set(out,
                 dli_moment_of_range(to, to + (unit >= DLI_GRAIN_DAY ? DLI_DAY : 1),
                                     unit >= DLI_GRAIN_DAY ? DLI_GRAIN_DAY : DLI_GRAIN_SECOND));
    out->t.count = way * count;
    out->t.unit = unit;
    return true;
}

bool dli_when_back_length(const dli_time_chart *c, dli_time_parts p, size_t count,
                          dli_time_piece *out)
{
    return c->calendar->known &&
           set_moved(out, c->calendar->now, -1, dli_part(p, count, BIT(len)));
}

bool dli_when_on_length(const dli_time_chart *c, dli_time_parts p, size_t count,
                        dli_time_piece *out)
{
    return c->calendar->known &&
           set_moved(out, c->calendar->now, 1, dli_part(p, count, BIT(len)));
}

bool dli_when_on_unit(const dli_time_chart *c, dli_time_parts p, size_t count,
                      dli_time_piece *out)
{
    dli_time_piece one = { 0 };

    set_length(&one, 1000, (dli_grain)dli_part(p, count, BIT(unit))->t.unit);
    return c->calendar->known && set_moved(out, c->calendar->now, 1, &one);
}

bool dli_when_back_unit(const dli_time_chart *c, dli_time_parts p, size_t count,
                        dli_time_piece *out)
{
    dli_time_piece one = { 0 };

    set_length(&one, 1000, (dli_grain)dli_part(p, count, BIT(unit))->t.unit);
    return c->calendar->known && set_moved(out, c->calendar->now, -1, &one);
}

bool dli_when_within(const dli_time_chart *c, dli_time_parts p, size_t count,
                     dli_time_piece *out)
{
    const dli_time_piece *len = p[count - 1];
    int64_t now = c->calendar->now, to;

    if (!c->calendar->known || !move(now, len->months, len->seconds, &to))
        return false;
    if (len->t.unit > DLI_GRAIN_DAY)
        to -= (to % DLI_DAY + DLI_DAY) % DLI_DAY;
    dli_time_set(out, dli_moment_of_range(now, to, DLI_GRAIN_SECOND));
    out->t.count = len->t.count;
    out->t.unit = len->t.unit;
    return true;
}

bool dli_when_moved(const dli_time_chart *c, dli_time_parts p, size_t count,
                    dli_time_piece *out)
{
    dli_stretch at;
    int64_t way = (p[1]->is & BIT(before)) != 0 && (p[1]->is & BIT(after)) == 0 ? -1 : 1;

    return dli_is_at(p[count - 1]) && p[count - 1]->cost < DLI_VAGUE &&
           dli_moment_stretch(&p[count - 1]->t.from, c->calendar, &at) &&
           set_moved(out, at.from, way, p[0]);
}

bool dli_when_moved_time(const dli_time_chart *c, dli_time_parts p, size_t count,
                         dli_time_piece *out)
{
    const dli_time_piece *len = dli_part(p, count, BIT(len));
    dli_moment m = p[0]->t.from;
    int64_t now = c->calendar->now, to;
    int64_t way = dli_parts_have(p, count, BIT(ago)) ? -1 : 1;
    dli_stretch at;

    if (!dli_is_at(p[0]) || len->t.unit < DLI_GRAIN_DAY || !c->calendar->known ||
        (m.has & (DLI_HAS_YEAR | DLI_HAS_RELATIVE)) != 0 || (m.has & DATE_FIELDS) == 0 ||
        !move(now, way * len->months, way * len->seconds, &to))
        return false;
    if (m.has == DLI_HAS_WEEKDAY) { /* Wednesday in two weeks */
        if (len->t.unit != DLI_GRAIN_WEEK)
            return false;
        int64_t day = to / DLI_DAY, monday = day - dli_weekday(day);
        dli_time_set(out, dli_moment_of_day(monday + m.weekday - 1));
        return true;
    }
    dli_calendar from = *c->calendar;
    from.now = now;
    m.year = dli_civil_from_days(to / DLI_DAY).year;
    if ((m.has & DLI_HAS_FEAST) != 0 && dli_moment_stretch(&m, &from, &at) &&
        move(at.from, way * (len->months / 12 * 12), 0, &to))
        m.year = dli_civil_from_days(to / DLI_DAY).year;
    m.has |= DLI_HAS_YEAR | DLI_HAS_RELATIVE;
    dli_time_set(out, m);
    return true;
}

/* "three Fridays from now". */
bool dli_when_nth_from(const dli_time_chart *c, dli_time_parts p, size_t count,
                       dli_time_piece *out)
{
    int64_t today = dli_today(c), n = p[0]->value;
    int64_t first = (p[1]->t.from.weekday + 6 - dli_weekday(today)) % 7;

    if (!c->calendar->known || n < 1 || n > 1000)
        return false;
    first = first == 0 ? 7 : first;
    bool back = (p[count - 1]->is & BIT(ago)) != 0;
    int64_t day = back ? today - (7 - first) % 7 - 7 * (n - (first == 7 ? 0 : 1))
                       : today + first + 7 * (n - 1);
    dli_time_set(out, dli_moment_of_day(day));
    return true;
}

bool dli_when_during(const dli_time_chart *c, dli_time_parts p, size_t count,
                     dli_time_piece *out)
{
    const dli_time_piece *time = dli_part(p, count, BIT(time)),
                         *len = dli_part(p, count, BIT(len));
    dli_stretch at;
    int64_t to;

    if (!dli_is_at(time) || !dli_moment_stretch(&time->t.from, c->calendar, &at) ||
        at.to - at.from > DLI_DAY || !move(at.from, len->months, len->seconds, &to))
        return false;
    if (len->t.unit < (time->t.from.has & DLI_HAS_MINUTE ? DLI_GRAIN_MINUTE : DLI_GRAIN_HOUR))
        at.to = at.from + 60;
    dli_time_set(out, dli_moment_of_range(at.from, to + (at.to - at.from), at.grain));
    out->t.kind = DLI_TIME_AT;
    out->t.count = len->t.count;
    out->t.unit = len->t.unit;
    return true;
}

/* "lundi en 8": where the language says it so, a week or two behind the coming one */
bool dli_when_weekday_in(const dli_time_chart *c, dli_time_parts p, size_t count,
                         dli_time_piece *out)
{
    int64_t n = p[count - 1]->value;
    dli_moment m = p[0]->t.from;

    if ((n != 8 && n != 15) ||
        dli_phrase_word(c->parsed->phrases, DLI_LIST_ago, DL_STR("weeks")).ptr == NULL)
        return false;
    m.has |= DLI_HAS_TURN | DLI_HAS_RELATIVE;
    m.turn = (int8_t)n;
    dli_time_set(out, m);
    return true;
}

static bool set_month_day(dli_time_piece *out, dli_moment m, int64_t day)
{
    static const uint8_t lengths_of[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    if (day < 1 || day > lengths_of[(m.month + 11) % 12])
        return false;
    m.has |= DLI_HAS_DAY;
    m.day = (uint8_t)day;
    dli_time_set(out, m);
    out->cost = 0;
    return true;
}

bool dli_when_day_month(const dli_time_chart *c, dli_time_parts p, size_t count,
                        dli_time_piece *out)
{
    bool other = p[count - 1]->cost > DLI_VAGUE; /* "5 may", "2 march" in small letters */

    (void)c;
    if (!set_month_day(out, p[count - 1]->t.from, p[0]->value))
        return false;
    out->cost = other ? DLI_VAGUE : 0;
    return true;
}

bool dli_when_month_day(const dli_time_chart *c, dli_time_parts p, size_t count,
                        dli_time_piece *out)
{
    uint8_t cost = out->cost;

    (void)c;
    if (!set_month_day(out, p[0]->t.from, p[count - 1]->value))
        return false;
    if (p[0]->cost > DLI_VAGUE ||
        (p[count - 1]->digits == 0 && (p[count - 1]->is & BIT(nord)) == 0))
        out->cost = cost < DLI_VAGUE ? DLI_VAGUE : cost;
    return true;
}

bool dli_when_the_day(const dli_time_chart *c, dli_time_parts p, size_t count,
                      dli_time_piece *out)
{
    const dli_time_piece *n = dli_part(p, count, BIT(nday) | BIT(nord)),
                         *of = dli_part(p, count, BIT(number));

    (void)c;
    if (n->value < 1 || n->value > 31 || of->value == 10)
        return false;
    dli_time_set(out, (dli_moment){ .has = DLI_HAS_DAY, .day = (uint8_t)n->value });
    if (n->digits == 0 && of == &dli_no_time_piece && out->cost < DLI_VAGUE + 4)
        out->cost = DLI_VAGUE + 4; /* "the first at noon" is the first of anything */
    return true;
}

bool dli_when_weekday_day(const dli_time_chart *c, dli_time_parts p, size_t count,
                          dli_time_piece *out)
{
    dli_moment m = p[0]->t.from;

    (void)c;
    if (p[count - 1]->value < 1 || p[count - 1]->value > 31)
        return false;
    m.has |= DLI_HAS_DAY;
    m.day = (uint8_t)p[count - 1]->value;
    dli_time_set(out, m);
    return true;
}

/* "the 20th of next month" */
bool dli_when_day_of(const dli_time_chart *c, dli_time_parts p, size_t count,
                     dli_time_piece *out)
{
    const dli_time_piece *unit = dli_part(p, count, BIT(unit));
    dli_moment m = p[count - 1]->t.from;

    (void)c;
    if (!dli_is_at(p[count - 1]) ||
        (unit != &dli_no_time_piece && unit->t.unit != DLI_GRAIN_DAY) ||
        (m.has & ~(uint32_t)DLI_HAS_RELATIVE) != (DLI_HAS_YEAR | DLI_HAS_MONTH))
        return false;
    uint8_t cost = out->cost;
    bool set = set_month_day(out, m, p[0]->value);
    out->cost = cost;
    return set;
}

bool dli_when_with_year(const dli_time_chart *c, dli_time_parts p, size_t count,
                        dli_time_piece *out)
{
    dli_moment m = p[0]->t.from;
    int64_t year = p[count - 1]->value;

    (void)c;
    if (!dli_is_at(p[0]) || (m.has & (DLI_HAS_YEAR | DLI_HAS_RELATIVE)) != 0 ||
        (m.has & (DLI_HAS_MONTH | DLI_HAS_SEASON | DLI_HAS_QUARTER | DLI_HAS_FEAST)) == 0 ||
        (dli_parts_have(p, count, BIT(in)) && (m.has & DLI_HAS_SEASON) != 0))
        return false;
    if ((p[count - 1]->is & BIT(nyear)) == 0) {
        if (p[count - 1]->digits != 2)
            return false;
        year += year < 70 ? 2000 : 1900;
    }
    m.has |= DLI_HAS_YEAR;
    m.year = (int16_t)year;
    dli_time_set(out, m);
    if ((p[count - 1]->is & BIT(nyear)) != 0 && p[0]->cost <= 2 * DLI_VAGUE &&
        (m.has & DLI_HAS_WEEKDAY) == 0)
        out->cost = 0;
    return true;
}

/* "Sept." before more of it */
bool dli_when_shortened(const dli_time_chart *c, dli_time_parts p, size_t count,
                        dli_time_piece *out)
{
    (void)count;
    const dli_time_token *t = &c->tokens[p[0]->from];
    if (p[0]->to != p[0]->from + 1 || t->end - t->start > 8 || p[1]->to >= c->count)
        return false;
    uint8_t cost = out->cost;
    dli_time_set(out, p[0]->t.from);
    out->cost = cost;
    return true;
}

bool dli_when_year_month(const dli_time_chart *c, dli_time_parts p, size_t count,
                         dli_time_piece *out)
{
    dli_moment m = p[count - 1]->t.from;

    (void)c;
    m.has |= DLI_HAS_YEAR;
    m.year = (int16_t)p[0]->value;
    dli_time_set(out, m);
    dli_time_cure(out);
    return true;
}

bool dli_when_a_year(const dli_time_chart *c, dli_time_parts p, size_t count,
                     dli_time_piece *out)
{
    const dli_time_piece *n = dli_part(p, count, BIT(nyear));

    (void)c;
    dli_time_set(out, (dli_moment){ .has = DLI_HAS_YEAR, .year = (int16_t)n->value });
    out->core = n->from;
    if (n->digits != 4 && out->cost < DLI_VAGUE)
        out->cost = DLI_VAGUE;
    return true;
}

/* "week 31": of this year, by ISO 8601 */
bool dli_when_a_week(const dli_time_chart *c, dli_time_parts p, size_t count,
                     dli_time_piece *out)
{
    int64_t n = p[count - 1]->value;

    if (p[0]->t.unit != DLI_GRAIN_WEEK || n < 1 || n > 53 || !c->calendar->known ||
        p[count - 1]->digits == 0)
        return false;
    int64_t year = dli_civil_from_days(dli_today(c)).year;
    int64_t fourth = dli_days_from_civil(year, 1, 4);
    dli_time_set(out,
                 (dli_moment){ .has = DLI_HAS_WEEK,
                               .base = (int32_t)(fourth - dli_weekday(fourth) + (n - 1) * 7) });
    return true;
}

bool dli_when_nth_unit(const dli_time_chart *c, dli_time_parts p, size_t count,
                       dli_time_piece *out)
{
    int64_t n = p[0]->value;
    uint8_t unit = p[count - 1]->t.unit;

    (void)c;
    if (unit == DLI_GRAIN_CENTURY && n > 0 && n <= 30) {
        dli_time_set(out, (dli_moment){ .has = DLI_HAS_DECADE,
                                        .year = (int16_t)(n * 100 - 100),
                                        .years = 100 });
        return n > 1;
    }
    if (unit != DLI_GRAIN_QUARTER || n < 1 || n > 4)
        return false;
    dli_time_set(out, (dli_moment){ .has = DLI_HAS_QUARTER, .quarter = (uint8_t)n });
    return true;
}

/* The nth day, week, weekday, month of a stretch; from its end for n below 0. */
static bool set_nth(const dli_time_chart *c, dli_time_piece *out, int64_t n,
                    const dli_time_piece *what, dli_stretch in)
{
    int64_t first = in.from / DLI_DAY, behind = in.to / DLI_DAY, day;
    const dli_moment *m = &what->t.from;

    if (n == 0 || n < -60 || n > 400 || in.grain < DLI_GRAIN_WEEK)
        return false;
    if (what->timed && m->has == DLI_HAS_WEEKDAY) {
        day = n > 0 ? first + (m->weekday + 6 - dli_weekday(first)) % 7 + (n - 1) * 7
                    : behind - 1 - (dli_weekday(behind - 1) + 8 - m->weekday) % 7 + (n + 1) * 7;
        dli_time_set(out, dli_moment_of_day(day));
        return day >= first && day < behind;
    }
    if (what->timed && (m->has & DLI_HAS_WEEKEND) != 0) {
        day = n > 0 ? first + (12 - dli_weekday(first)) % 7 + (n - 1) * 7
                    : behind - 1 - (dli_weekday(behind - 1) + 2) % 7 + (n + 1) * 7;
        dli_time_set(out, (dli_moment){ .has = DLI_HAS_WEEKEND, .base = (int32_t)day });
        return true;
    }
    if (what->timed)
        return false;
    dli_grain unit = (dli_grain)what->t.unit;
    if (unit == DLI_GRAIN_DAY) {
        dli_time_set(out, dli_moment_of_day(n > 0 ? first + n - 1 : behind + n));
        return true;
    }
    if (unit == DLI_GRAIN_WEEK) { /* the first that begins there, the last that ends there */
        day = n > 0 ? first + (7 - dli_weekday(first)) % 7 + (n - 1) * 7
                    : behind - dli_weekday(behind) + n * 7;
        if (n > 0 && dli_weekday(first) > 0 && dli_weekday(first) < 4 && !c->calendar->ahead)
            day -= 7;
        dli_time_set(out, (dli_moment){ .has = DLI_HAS_WEEK, .base = (int32_t)day });
        return true;
    }
    int64_t months = months_of(unit), from, to;
    if (months == 0 || in.grain <= (uint8_t)unit ||
        !move(n > 0 ? in.from : in.to, months * (n > 0 ? n - 1 : n), 0, &from) ||
        !move(from, months, 0, &to))
        return false;
    dli_time_set(out, dli_moment_of_range(from, to, unit));
    return true;
}

bool dli_when_nth_of(const dli_time_chart *c, dli_time_parts p, size_t count,
                     dli_time_piece *out)
{
    const dli_time_piece *in = p[count - 1], *what = p[1];
    bool turn = (p[0]->is & BIT(turn)) != 0;
    dli_stretch at;

    if (!dli_is_at(in) || in->cost > DLI_VAGUE || (turn && p[0]->value != -1) ||
        !dli_moment_stretch(&in->t.from, c->calendar, &at))
        return false;
    dli_time_cure(out);
    dli_grain unit = (dli_grain)what->t.unit;
    if (!what->timed && (unit == DLI_GRAIN_QUARTER || unit == DLI_GRAIN_MONTH) &&
        at.grain == DLI_GRAIN_YEAR && !turn) {
        dli_moment m = in->t.from;
        int64_t n = p[0]->value;
        m.has |= unit == DLI_GRAIN_QUARTER ? DLI_HAS_QUARTER : DLI_HAS_MONTH;
        m.quarter = m.month = (uint8_t)n;
        dli_time_set(out, m);
        return n >= 1 && n <= (unit == DLI_GRAIN_QUARTER ? 4 : 12);
    }
    return set_nth(c, out, turn ? -1 : p[0]->value, what, at);
}

bool dli_when_nth_last(const dli_time_chart *c, dli_time_parts p, size_t count,
                       dli_time_piece *out)
{
    dli_stretch at;

    return p[1]->value == -1 && dli_is_at(p[count - 1]) &&
           dli_moment_stretch(&p[count - 1]->t.from, c->calendar, &at) &&
           set_nth(c, out, -p[0]->value, p[2], at);
}

bool dli_when_nth_after(const dli_time_chart *c, dli_time_parts p, size_t count,
                        dli_time_piece *out)
{
    dli_stretch at;

    if (!dli_is_at(p[count - 1]) ||
        !dli_moment_stretch(&p[count - 1]->t.from, c->calendar, &at))
        return false;
    int64_t day = at.to / DLI_DAY, n = p[0]->value;
    day += (p[1]->t.from.weekday + 6 - dli_weekday(day)) % 7 + (n - 1) * 7;
    dli_time_set(out, dli_moment_of_day(day));
    return true;
}

bool dli_when_week_of(const dli_time_chart *c, dli_time_parts p, size_t count,
                      dli_time_piece *out)
{
    dli_stretch at;

    if (p[0]->t.unit != DLI_GRAIN_WEEK || !dli_is_at(p[count - 1]) ||
        !dli_moment_stretch(&p[count - 1]->t.from, c->calendar, &at) ||
        at.grain != DLI_GRAIN_DAY)
        return false;
    int64_t day = at.from / DLI_DAY;
    if (c->calendar->ahead && dli_weekday(day) == 6)
        day++; /* a week of which a Sunday is named begins there */
    dli_time_set(
        out, (dli_moment){ .has = DLI_HAS_WEEK, .base = (int32_t)(day - dli_weekday(day)) });
    dli_time_cure(out);
    return true;
}

bool dli_when_edged(const dli_time_chart *c, dli_time_parts p, size_t count,
                    dli_time_piece *out)
{
    const dli_time_piece *time = dli_part(p, count, BIT(time)),
                         *edge = dli_part(p, count, BIT(edge));
    dli_moment m = time->t.from;

    (void)c;
    if (!dli_is_at(time) || (m.has & (DLI_HAS_EDGE | DLI_HAS_HOUR | DLI_HAS_NOW)) != 0)
        return false;
    m.has |= DLI_HAS_EDGE;
    m.edge = (uint8_t)edge->value;
    dli_time_set(out, m);
    dli_time_cure(out);
    return true;
}

bool dli_when_edged_unit(const dli_time_chart *c, dli_time_parts p, size_t count,
                         dli_time_piece *out)
{
    const dli_time_piece *unit = dli_part(p, count, BIT(unit));
    dli_moment m;

    if (unit->t.unit < DLI_GRAIN_DAY || !dli_unit_at(c, (dli_grain)unit->t.unit, 0, &m))
        return false;
    m.has |= DLI_HAS_EDGE;
    m.edge = (uint8_t)dli_part(p, count, BIT(edge))->value;
    dli_time_set(out, m);
    return true;
}

/* "1990s", "90s" */
bool dli_when_decade(const dli_time_chart *c, dli_time_parts p, size_t count,
                     dli_time_piece *out)
{
    const dli_time_piece *n = dli_part(p, count, BIT(n));
    int64_t year = n->digits == 2 && n->value >= 20 ? n->value + 1900 : n->value;

    (void)c;
    if (p[count - 1]->value != 10 || n->value % 10 != 0 || year < 1000 || year > 2100)
        return false;
    dli_time_set(out,
                 (dli_moment){ .has = DLI_HAS_DECADE, .year = (int16_t)year, .years = 10 });
    return true;
}

/* ---- In figures ---------------------------------------------------------- */

bool dli_is_dmy(const dli_time_chart *c)
{
    return dli_phrase_word(c->parsed->phrases, DLI_LIST_ago, DL_STR("numeric")).ptr != NULL;
}

static bool set_figures(const dli_time_chart *c, dli_time_piece *out, int64_t a, int64_t b,
                        int64_t year)
{
    bool swap = (c->calendar->month_first && a <= 12) || (b > 12 && a <= 12);
    int64_t month = swap ? a : b, day = swap ? b : a;

    if (month < 1 || month > 12 ||
        !set_month_day(out, (dli_moment){ .has = DLI_HAS_MONTH, .month = (uint8_t)month }, day))
        return false;
    if (year >= 0) {
        year += year >= 100 ? 0 : year < 70 ? 2000 : 1900;
        out->t.from.has |= DLI_HAS_YEAR;
        out->t.from.year = (int16_t)year;
    }
    if (!dli_is_dmy(c) && day <= 12)
        out->cost = DLI_VAGUE;
    return true;
}

bool dli_when_figures3(const dli_time_chart *c, dli_time_parts p, size_t count,
                       dli_time_piece *out)
{
    const dli_time_piece *a = p[0], *b = p[count / 2], *d = p[count - 1];
    bool bare = count == 3;

    if (a->digits == 0 || b->digits == 0 || d->digits == 0 ||
        a->milli + b->milli + d->milli != 0 || b->digits > 2)
        return false;
    uint8_t cost = out->cost;
    if (a->digits == 4 && d->digits <= 2 && !bare) {
        dli_moment m = { .has = DLI_HAS_YEAR | DLI_HAS_MONTH,
                         .year = (int16_t)a->value,
                         .month = (uint8_t)b->value };
        return b->value >= 1 && b->value <= 12 && a->value > 0 &&
               set_month_day(out, m, d->value);
    }
    if (a->digits > 2 || (d->digits != 4 && d->digits != 2) || d->value > 2199 ||
        !set_figures(c, out, a->value, b->value, d->value))
        return false;
    if (bare || (p[1]->is & BIT(dash)) != 0)
        out->cost = out->cost > cost ? out->cost : cost;
    return true;
}

bool dli_when_figures2(const dli_time_chart *c, dli_time_parts p, size_t count,
                       dli_time_piece *out)
{
    const dli_time_piece *a = p[0], *b = dli_last_part(p, count, BIT(n));
    uint8_t cost = out->cost;

    if (a->digits == 0 || b->digits == 0 || a->milli != 0)
        return false;
    bool year_last = b->digits == 4 && a->digits <= 2, year_first = a->digits == 4;
    if (count == 3 && (year_last || year_first)) {
        int64_t month = year_last ? a->value : b->value, year = year_last ? b->value : a->value;
        dli_time_set(out, (dli_moment){ .has = DLI_HAS_YEAR | DLI_HAS_MONTH,
                                        .year = (int16_t)year,
                                        .month = (uint8_t)month });
        return month >= 1 && month <= 12 && year >= 1900 && year <= 2100 && b->digits != 1;
    }
    if (a->digits > 2 || b->digits > 2 || (count == 4 && !dli_is_dmy(c)) ||
        !set_figures(c, out, a->value, b->value, -1))
        return false;
    out->cost = cost;
    return true;
}

/* The language writes an ordinal with a full stop: abbrev.txt has "1.". */
static bool has_dotted(const dli_phrases *in)
{
    uint32_t one = dli_phrase_form(in, DL_STR("1")), dot = dli_phrase_form(in, DL_STR("."));
    uint32_t node = one == 0 ? 0 : dli_phrase_next(in, 0, one);

    node = node == 0 || dot == 0 ? 0 : dli_phrase_next(in, node, dot);
    return node != 0 && dli_phrase_meaning(in, node, DLI_LIST_abbrev).ptr != NULL;
}

/* "15." is an ordinal where the language says so. */
bool dli_when_figures_dot(const dli_time_chart *c, dli_time_parts p, size_t count,
                          dli_time_piece *out)
{
    (void)count;
    if (p[0]->digits == 0 || p[0]->digits > 2 || p[0]->milli != 0 || p[0]->value > 31 ||
        !has_dotted(c->parsed->phrases))
        return false;
    out->value = p[0]->value;
    out->digits = p[0]->digits;
    out->is = BIT(nord);
    out->cost = 0;
    return true;
}

bool dli_when_figures_mon(const dli_time_chart *c, dli_time_parts p, size_t count,
                          dli_time_piece *out)
{
    int64_t year = count == 5 ? p[4]->value : -1;

    (void)c;
    if (p[0]->digits == 0 || (count == 5 && p[4]->digits != 4 && p[4]->digits != 2) ||
        !set_month_day(out, p[2]->t.from, p[0]->value))
        return false;
    if (year >= 0) {
        out->t.from.has |= DLI_HAS_YEAR;
        out->t.from.year = (int16_t)(year + (year >= 100 ? 0 : year < 70 ? 2000 : 1900));
    }
    return true;
}

/* 20170302 */
bool dli_when_figures_one(const dli_time_chart *c, dli_time_parts p, size_t count,
                          dli_time_piece *out)
{
    int64_t n = p[0]->value;
    dli_moment m = { .has = DLI_HAS_YEAR | DLI_HAS_MONTH,
                     .year = (int16_t)(n / 10000),
                     .month = (uint8_t)(n / 100 % 100) };

    (void)c;
    (void)count;
    if (p[0]->digits != 8 || n < 19000101 || n > 21991231 || m.month < 1 || m.month > 12 ||
        !set_month_day(out, m, n % 100))
        return false;
    out->cost = DLI_VAGUE;
    return true;
}
