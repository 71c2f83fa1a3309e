/* when_clock.c -- actions of the grammar of times: hours, and two times in one.
 *
 * Each is what a rule of when_rules.def makes of its parts (chart.h).
 */
#include "base/str.h"
#include "text/chart.h"

/* ---- Hours --------------------------------------------------------------- */

static bool set_hour(dli_time_piece *out, int64_t hour, int64_t minute)
{
    if (hour > 24 || minute > 59)
        return false;
    dli_moment m = { .has = DLI_HAS_HOUR, .hour = (uint8_t)hour };
    if (minute >= 0) {
        m.has |= DLI_HAS_MINUTE;
        m.minute = (uint8_t)minute;
    }
    if (hour <= 12 && hour > 0)
        m.has |= DLI_HAS_HALF;
    dli_time_set(out, m);
    return true;
}

bool dli_when_hour(const dli_time_chart *c, dli_time_parts p, size_t count, dli_time_piece *out)
{
    const dli_time_piece *n = dli_part(p, count, BIT(nhour)),
                         *o = dli_part(p, count, BIT(oclock));

    (void)c;
    if (o != &dli_no_time_piece && n->digits == 0 && n->from + 1 == o->from && o->value == 1)
        out->cost = 0;
    if (o != &dli_no_time_piece && o->value == 9) /* h, as good as a length */
        out->cost = (uint8_t)(out->cost + 2);
    return set_hour(out, n->value, -1);
}

static bool apply_half(dli_time_piece *out, dli_moment m, int64_t half)
{
    if (m.hour > 12 || (m.has & DLI_HAS_HOUR) == 0)
        return false;
    m.hour = (uint8_t)(m.hour % 12 + 12 * half);
    m.has &= ~(uint32_t)DLI_HAS_HALF;
    dli_time_set(out, m);
    return true;
}

bool dli_when_hour_half(const dli_time_chart *c, dli_time_parts p, size_t count,
                        dli_time_piece *out)
{
    (void)c;
    return set_hour(out, p[0]->value, -1) && apply_half(out, out->t.from, p[count - 1]->value);
}

bool dli_when_with_half(const dli_time_chart *c, dli_time_parts p, size_t count,
                        dli_time_piece *out)
{
    (void)c;
    bool fits = dli_is_at(p[0]) && apply_half(out, p[0]->t.from, p[count - 1]->value);
    if (out->cost >= DLI_VAGUE && out->cost <= DLI_VAGUE + 3)
        out->cost = 1;
    return fits;
}

bool dli_when_hour_min(const dli_time_chart *c, dli_time_parts p, size_t count,
                       dli_time_piece *out)
{
    const dli_time_piece *h = dli_part(p, count, BIT(nhour)),
                         *m = dli_last_part(p, count, BIT(nmin));
    const dli_time_piece *half = dli_part(p, count, BIT(half));
    bool colon = dli_parts_have(p, count, BIT(colon)) || dli_parts_have(p, count, BIT(dot));

    if (h == m || (dli_parts_have(p, count, BIT(dash)) && h->digits != 0) ||
        (colon && (m->digits != 2 || h->digits == 0 || h->digits > 2)) ||
        (!colon && h->digits != 0 && m->digits == 1) || (h->digits == 0) != (m->digits == 0))
        return false;
    if (!set_hour(out, h->value, m->value))
        return false;
    if (colon && dli_is_dmy(c) && c->parsed->lang != NULL && !dli_parts_have(p, count, BIT(at)))
        out->t.from.has &= ~(uint32_t)DLI_HAS_HALF;
    return half == &dli_no_time_piece || apply_half(out, out->t.from, half->value);
}

bool dli_when_hour_zero(const dli_time_chart *c, dli_time_parts p, size_t count,
                        dli_time_piece *out)
{
    (void)c;
    return p[count - 1]->value < 10 && set_hour(out, p[0]->value, p[count - 1]->value);
}

bool dli_when_hour_sec(const dli_time_chart *c, dli_time_parts p, size_t count,
                       dli_time_piece *out)
{
    (void)c;
    (void)count;
    if (!set_hour(out, p[0]->value, p[2]->value))
        return false;
    out->t.from.has |= DLI_HAS_SECOND;
    out->t.from.second = (uint8_t)p[4]->value;
    return true;
}

/* "at 1030", "730 pm" */
bool dli_when_hundreds(const dli_time_chart *c, dli_time_parts p, size_t count,
                       dli_time_piece *out)
{
    const dli_time_piece *n = dli_part(p, count, BIT(n)), *half = dli_part(p, count, BIT(half));

    (void)c;
    if (n->digits < 3 || n->digits > 4 || !set_hour(out, n->value / 100, n->value % 100))
        return false;
    return half == &dli_no_time_piece || apply_half(out, out->t.from, half->value);
}

static bool shift_minutes(dli_time_piece *out, const dli_time_piece *time, int64_t by)
{
    dli_moment m = time->t.from;

    if (!dli_is_at(time) || (m.has & DLI_HAS_HOUR) == 0 || (m.has & DLI_HAS_MINUTE) != 0)
        return false;
    int64_t at = (int64_t)m.hour * 60 + by;
    at = at < 0 ? at + 1440 : at;
    m.hour = (uint8_t)(at / 60);
    m.minute = (uint8_t)(at % 60);
    m.has |= DLI_HAS_MINUTE;
    dli_time_set(out, m);
    return true;
}

static int64_t minutes_of(dli_time_parts p, size_t count)
{
    const dli_time_piece *n = dli_part(p, count, BIT(n) | BIT(nmin));

    if (dli_parts_have(p, count, BIT(fifteen)))
        return n->value >= 1 && n->value <= 3 ? 15 * n->value : 15;
    if (dli_parts_have(p, count, BIT(thirty)))
        return 30;
    return n == &dli_no_time_piece ? -1 : n->value;
}

bool dli_when_past(const dli_time_chart *c, dli_time_parts p, size_t count, dli_time_piece *out)
{
    const dli_time_piece *unit = dli_part(p, count, BIT(unit));
    int64_t by = minutes_of(p, count);

    (void)c;
    if (dli_parts_have(p, count, BIT(past)) && out->cost <= 3 * DLI_VAGUE)
        out->cost = 2;
    return (unit == &dli_no_time_piece || unit->t.unit == DLI_GRAIN_MINUTE) && by >= 0 &&
           by < 60 && shift_minutes(out, dli_part(p, count, BIT(time)), by);
}

bool dli_when_to_hour(const dli_time_chart *c, dli_time_parts p, size_t count,
                      dli_time_piece *out)
{
    const dli_time_piece *unit = dli_part(p, count, BIT(unit));
    int64_t by = minutes_of(p, count);

    (void)c;
    if (out->cost >= DLI_VAGUE && out->cost <= 3 * DLI_VAGUE)
        out->cost = 2;
    if (dli_parts_have(p, count, BIT(to)) &&
        !dli_parts_have(p, count, BIT(unit) | BIT(fifteen)) &&
        (dli_part(p, count, BIT(time))->t.from.has & DLI_HAS_HALF) == 0)
        out->cost = DLI_VAGUE + 2; /* 5 to 6 pm is a span */
    return (unit == &dli_no_time_piece || unit->t.unit == DLI_GRAIN_MINUTE) && by > 0 &&
           by < 60 && shift_minutes(out, dli_part(p, count, BIT(time)), -by);
}

/* "halb vier" */
bool dli_when_half_to(const dli_time_chart *c, dli_time_parts p, size_t count,
                      dli_time_piece *out)
{
    int64_t at = p[count - 1]->value;

    (void)c;
    return at >= 1 && at <= 12 && set_hour(out, at == 1 ? 12 : at - 1, 30);
}

bool dli_when_zoned(const dli_time_chart *c, dli_time_parts p, size_t count,
                    dli_time_piece *out)
{
    dli_moment m = p[0]->t.from;

    (void)c;
    if (!dli_is_at(p[0]))
        return false;
    m.has |= DLI_HAS_ZONE;
    m.zone = (int16_t)p[count - 1]->value;
    dli_time_set(out, m);
    if (out->cost >= DLI_VAGUE && out->cost <= DLI_VAGUE + 3)
        out->cost = 1;
    return true;
}

bool dli_when_hour_part(const dli_time_chart *c, dli_time_parts p, size_t count,
                        dli_time_piece *out)
{
    const dli_time_piece *n = dli_part(p, count, BIT(nhour)),
                         *part = dli_part(p, count, BIT(part));

    (void)c;
    if (!dli_is_at(part) || (part->t.from.has & (DLI_HAS_HOUR | DLI_HAS_EDGE)) != 0 ||
        n->value > 12)
        return false;
    dli_moment m = part->t.from;
    m.has |= DLI_HAS_HOUR | DLI_HAS_HALF;
    m.hour = (uint8_t)n->value;
    dli_time_set(out, m);
    out->cost = n == p[0] ? out->cost : (uint8_t)(out->cost + DLI_VAGUE);
    return true;
}

bool dli_when_hour_of_day(const dli_time_chart *c, dli_time_parts p, size_t count,
                          dli_time_piece *out)
{
    dli_moment m = p[count - 1]->t.from;

    (void)c;
    if (!dli_is_at(p[count - 1]) || (m.has & (CLOCK_FIELDS | DLI_HAS_EDGE)) != 0)
        return false;
    m.has |= DLI_HAS_HOUR | DLI_HAS_HALF;
    m.hour = (uint8_t)p[0]->value;
    dli_time_set(out, m);
    return true;
}

/* ---- Two times ----------------------------------------------------------- */

/* What both say, in one; false if they do not go together. */
bool dli_merge_moments(const dli_moment *a, const dli_moment *b, dli_moment *out)
{
    static const uint32_t no = DLI_HAS_RANGE | DLI_HAS_NOW | DLI_HAS_DECADE;
    uint32_t soft = DLI_HAS_RELATIVE | DLI_HAS_HALF | DLI_HAS_TURN | DLI_HAS_ZONE;
    uint32_t ad = a->has & DATE_FIELDS, bd = b->has & DATE_FIELDS,
             whole = DLI_HAS_YEAR | DLI_HAS_MONTH | DLI_HAS_DAY;

    if (((a->has | b->has) & no) != 0 || (a->has & b->has & ~soft) != 0 ||
        ((a->has & DLI_HAS_EDGE) != 0 && (a->has & DLI_HAS_PART) == 0) ||
        ((b->has & DLI_HAS_EDGE) != 0 && (b->has & DLI_HAS_PART) == 0))
        return false;
    bool clocks = (a->has & CLOCK_FIELDS) != 0 && (b->has & CLOCK_FIELDS) != 0;
    if (clocks && (a->has & DLI_HAS_PART) == 0 && (b->has & DLI_HAS_PART) == 0)
        return false;
    /* a year or a month alone is no day to have an hour on */
    uint32_t all = ad | bd,
             day = DLI_HAS_DAY | DLI_HAS_WEEKDAY | DLI_HAS_FEAST | DLI_HAS_WEEKEND;
    if (((a->has | b->has) & CLOCK_FIELDS) != 0 && all != 0 && (all & day) == 0)
        return false;
    if (ad == whole && bd != 0 && bd != DLI_HAS_WEEKDAY)
        return false;
    if (bd == whole && ad != 0 && ad != DLI_HAS_WEEKDAY)
        return false;
    *out = *a;
    out->has |= b->has;
#define TAKE(bit, field)                                                                       \
    if ((b->has & (bit)) != 0)                                                                 \
    out->field = b->field
    TAKE(DLI_HAS_YEAR, year);
    TAKE(DLI_HAS_MONTH, month);
    TAKE(DLI_HAS_DAY, day);
    TAKE(DLI_HAS_WEEKDAY, weekday);
    TAKE(DLI_HAS_HOUR, hour);
    TAKE(DLI_HAS_MINUTE, minute);
    TAKE(DLI_HAS_SECOND, second);
    TAKE(DLI_HAS_PART, part);
    TAKE(DLI_HAS_SEASON, season);
    TAKE(DLI_HAS_QUARTER, quarter);
    TAKE(DLI_HAS_WEEK | DLI_HAS_WEEKEND, base);
    TAKE(DLI_HAS_FEAST, feast);
    TAKE(DLI_HAS_EDGE, edge);
    TAKE(DLI_HAS_TURN, turn);
    TAKE(DLI_HAS_ZONE, zone);
#undef TAKE
    if ((b->has & DLI_HAS_HOUR) != 0 && (b->has & DLI_HAS_HALF) == 0)
        out->has &= ~(uint32_t)DLI_HAS_HALF;
    return true;
}

bool dli_when_meet(const dli_time_chart *c, dli_time_parts p, size_t count, dli_time_piece *out)
{
    const dli_time_piece *a = p[0], *b = p[count - 1];
    dli_moment m;

    (void)c;
    if (!dli_is_at(a) || !dli_is_at(b) || !dli_merge_moments(&a->t.from, &b->t.from, &m) ||
        (dli_parts_have(p, count, BIT(for)) && b->cost >= DLI_VAGUE))
        return false;
    bool day = ((a->t.from.has | b->t.from.has) &
                (DLI_HAS_DAY | DLI_HAS_WEEKDAY | DLI_HAS_FEAST | DLI_HAS_PART)) != 0;
    bool clock = ((a->t.from.has | b->t.from.has) & CLOCK_FIELDS) != 0;
    if (clock && !day)
        return false;
    uint32_t years = DLI_HAS_YEAR | DLI_HAS_MONTH;
    bool bare_year = a->t.from.has == DLI_HAS_YEAR || b->t.from.has == DLI_HAS_YEAR;
    if (bare_year && (m.has & years) != years &&
        (m.has & (DLI_HAS_SEASON | DLI_HAS_QUARTER | DLI_HAS_FEAST)) == 0)
        return false;
    dli_time_set(out, m);
    const dli_time_piece *vague = a->cost > b->cost ? a : b;
    if (clock && ((vague->t.from.has & DATE_FIELDS) == 0 || dli_time_only(vague, DLI_HAS_DAY)))
        dli_time_beside(out, a, b);
    return true;
}

static bool set_span(dli_time_piece *out, const dli_moment *from, const dli_moment *to)
{
    out->timed = true;
    out->t.kind = DLI_TIME_SPAN;
    out->t.from = *from;
    out->t.to = *to;
    dli_moment *a = &out->t.from, *b = &out->t.to;
    uint32_t ac = a->has & CLOCK_FIELDS, bc = b->has & CLOCK_FIELDS;
    uint32_t ad = a->has & DATE_FIELDS, bd = b->has & DATE_FIELDS;
    if (((a->has | b->has) & DLI_HAS_NOW) == 0 && (ac != 0) != (bc != 0) &&
        (ad == 0 || bd == 0))
        return false;                    /* le 16 à 18 h */
    if (ad == 0 && bd != 0 && bc != 0) { /* 3 to 5 pm on Friday */
        dli_moment day = *b;
        day.has &= ~(uint32_t)(CLOCK_FIELDS | DLI_HAS_HALF | DLI_HAS_ZONE);
        dli_moment first;
        if (!dli_merge_moments(&day, a, &first))
            return false;
        *a = first;
    }
    if (bd == 0 && ad != 0 && ac != 0 && bc != 0) { /* 3 pm on Friday to 5 */
        dli_moment day = *a, last;
        day.has &= ~(uint32_t)(CLOCK_FIELDS | DLI_HAS_HALF | DLI_HAS_ZONE);
        if (!dli_merge_moments(&day, b, &last))
            return false;
        *b = last;
    }
    if ((ad & DLI_HAS_MONTH) != 0 && (bd & DLI_HAS_MONTH) != 0 && (ad & DLI_HAS_YEAR) == 0 &&
        (bd & DLI_HAS_YEAR) != 0) {
        a->has |= DLI_HAS_YEAR;
        a->year = (int16_t)(b->year - (a->month > b->month));
    }
    bool same = ad == 0 || bd == 0 || ((ad ^ bd) & (DLI_HAS_DAY | DLI_HAS_WEEKDAY)) == 0 ||
                (ad & (DLI_HAS_RELATIVE | DLI_HAS_DAY)) != 0;
    /* 3:30 to 6 pm: before noon only if it cannot be behind it */
    if (ac != 0 && bc != 0 && (a->has & DLI_HAS_HALF) != 0 && (b->has & DLI_HAS_HALF) == 0 &&
        (b->has & DLI_HAS_HOUR) != 0 && b->hour > 12 && a->hour < 12 &&
        a->hour + 12 <= b->hour) {
        a->hour = (uint8_t)(a->hour + 12);
        a->has &= ~(uint32_t)DLI_HAS_HALF;
    } else if (ac != 0 && bc != 0 && (b->has & DLI_HAS_HALF) != 0 &&
               (a->has & DLI_HAS_HALF) == 0 && (a->has & DLI_HAS_HOUR) != 0 && b->hour < 12 &&
               b->hour < a->hour) {
        b->hour = (uint8_t)(b->hour + 12);
        b->has &= ~(uint32_t)DLI_HAS_HALF;
    } else if (ac != 0 && bc != 0 && (a->has & DLI_HAS_PART) == 0 &&
               (b->has & DLI_HAS_PART) != 0 && (b->has & DLI_HAS_HOUR) != 0) {
        a->has |= DLI_HAS_PART;
        a->part = b->part;
    }
    return same;
}

bool dli_when_span(const dli_time_chart *c, dli_time_parts p, size_t count, dli_time_piece *out)
{
    const dli_time_piece *a = dli_part(p, count, BIT(time)),
                         *b = dli_last_part(p, count, BIT(time));

    (void)c;
    if (a == b || !dli_is_at(a) || !dli_is_at(b) ||
        ((a->t.from.has | b->t.from.has) & DLI_HAS_EDGE) != 0)
        return false;
    if (dli_time_only(a, DLI_HAS_DAY) && (b->t.from.has & DLI_HAS_MONTH) != 0)
        return false; /* 14./15.10.: the 14th of that month */
    dli_time_beside(out, a, b);
    bool opened = (p[0]->is & (BIT(from) | BIT(between))) != 0;
    if (opened && dli_time_only(a, DLI_HAS_YEAR) && dli_time_only(b, DLI_HAS_YEAR))
        out->cost = 2;
    if (opened && dli_time_only(a, DLI_HAS_MONTH) && dli_time_only(b, DLI_HAS_MONTH))
        out->cost = 2;
    return set_span(out, &a->t.from, &b->t.from);
}

/* The other end is only a number: of the same month, or of the same half of the day. */
static bool set_other(dli_moment m, int64_t n, dli_moment *out)
{
    *out = m;
    if ((m.has & DLI_HAS_HOUR) != 0) {
        if (n > 24)
            return false;
        out->hour = (uint8_t)n;
        out->minute = 0;
        out->has &= ~(uint32_t)(DLI_HAS_MINUTE | DLI_HAS_SECOND);
        if (n <= 12 && n > 0)
            out->has |= DLI_HAS_HALF;
        return true;
    }
    if (n < 1 || n > 31 || (m.has & DLI_HAS_DAY) == 0 || (m.has & CLOCK_FIELDS) != 0)
        return false;
    out->has &= ~(uint32_t)DLI_HAS_WEEKDAY;
    out->day = (uint8_t)n;
    return true;
}

bool dli_when_span_to(const dli_time_chart *c, dli_time_parts p, size_t count,
                      dli_time_piece *out)
{
    const dli_time_piece *n = dli_part(p, count, BIT(nday) | BIT(nord)), *time = p[count - 1];
    dli_moment first, last = time->t.from;

    (void)c;
    if (!dli_is_at(time) || n == time || !set_other(last, n->value, &first) ||
        !set_span(out, &first, &last))
        return false;
    out->cost = time->cost;
    if (!dli_parts_have(p, count, BIT(from) | BIT(between)) &&
        (dli_part(p, count, BIT(to))->is & BIT(at)) != 0)
        out->cost = (uint8_t)(out->cost + 12); /* le 16 à 18h */
    return (first.has & DLI_HAS_HOUR) != 0 || first.day < last.day || count > 3;
}

bool dli_when_span_on(const dli_time_chart *c, dli_time_parts p, size_t count,
                      dli_time_piece *out)
{
    const dli_time_piece *n = p[count - 1], *time = dli_part(p, count, BIT(time));
    dli_moment first = time->t.from, last;

    (void)c;
    if (!dli_is_at(time) || !set_other(first, n->value, &last))
        return false;
    if ((last.has & DLI_HAS_HOUR) == 0 && last.day < first.day) {
        if ((last.has & DLI_HAS_MONTH) == 0)
            return false;
        last.month = (uint8_t)(last.month % 12 + 1);
    }
    out->cost = time->cost;
    return set_span(out, &first, &last);
}

bool dli_when_hours_span(const dli_time_chart *c, dli_time_parts p, size_t count,
                         dli_time_piece *out)
{
    const dli_time_piece *a = dli_part(p, count, BIT(nhour)), *b = p[count - 1];
    dli_time_piece x = { 0 }, y = { 0 };

    (void)c;
    return a != b && set_hour(&x, a->value, -1) && set_hour(&y, b->value, -1) &&
           set_span(out, &x.t.from, &y.t.from);
}

bool dli_when_days_span(const dli_time_chart *c, dli_time_parts p, size_t count,
                        dli_time_piece *out)
{
    const dli_time_piece *a = dli_part(p, count, BIT(nord)), *b = p[count - 1];
    dli_moment first = { .has = DLI_HAS_DAY, .day = (uint8_t)a->value };
    dli_moment last = { .has = DLI_HAS_DAY, .day = (uint8_t)b->value };

    (void)c;
    return a->value < b->value && a->value > 0 && b->value <= 31 &&
           set_span(out, &first, &last);
}

bool dli_when_spread(const dli_time_chart *c, dli_time_parts p, size_t count,
                     dli_time_piece *out)
{
    bool first = (p[0]->is & BIT(span)) != 0;
    const dli_time_piece *over = first ? p[0] : p[count - 1],
                         *time = first ? p[count - 1] : p[0];
    dli_moment a, b;

    (void)c;
    if (!dli_is_at(time) || over->t.kind != DLI_TIME_SPAN)
        return false;
    uint32_t has = time->t.from.has;
    if (has == DLI_HAS_PART && (over->t.from.has & over->t.to.has & CLOCK_FIELDS) == 0) {
        uint16_t from = out->from, to = out->to;
        *out = *over; /* in the night from Friday to Saturday */
        out->from = from;
        out->to = to;
        out->cost = (uint8_t)(over->cost + 2);
        return true;
    }
    bool clocks = ((over->t.from.has & over->t.to.has) & DLI_HAS_HOUR) != 0;
    bool years = has == DLI_HAS_YEAR && (over->t.from.has & DATE_FIELDS) != 0 &&
                 (over->t.to.has & DLI_HAS_YEAR) == 0;
    if ((!clocks && !years && has != (DLI_HAS_YEAR | DLI_HAS_MONTH | DLI_HAS_RELATIVE)) ||
        !dli_merge_moments(&time->t.from, &over->t.from, &a) ||
        !dli_merge_moments(&time->t.from, &over->t.to, &b))
        return false;
    dli_time_beside(out, time, over);
    return set_span(out, &a, &b);
}

bool dli_when_from_on(const dli_time_chart *c, dli_time_parts p, size_t count,
                      dli_time_piece *out)
{
    (void)c;
    if (!dli_is_at(p[count - 1]))
        return false;
    dli_time_set(out, p[count - 1]->t.from);
    if (dli_time_only(out, DLI_HAS_YEAR) && (p[0]->is & (BIT(since) | BIT(after))) != 0)
        out->cost = 1;
    if (dli_time_only(out, DLI_HAS_MONTH | DLI_HAS_SEASON))
        dli_time_cure(out);
    out->t.kind = DLI_TIME_AFTER;
    return true;
}

bool dli_when_up_to(const dli_time_chart *c, dli_time_parts p, size_t count,
                    dli_time_piece *out)
{
    (void)c;
    if (!dli_is_at(p[count - 1]))
        return false;
    dli_time_set(out, p[count - 1]->t.from);
    if (dli_time_only(out, DLI_HAS_YEAR) && (p[0]->is & (BIT(until) | BIT(before))) != 0)
        out->cost = 1;
    if (dli_time_only(out, DLI_HAS_MONTH | DLI_HAS_SEASON))
        dli_time_cure(out);
    out->t.kind = DLI_TIME_BEFORE;
    return true;
}

/* "Thursday after 9:30" */
bool dli_when_spread_open(const dli_time_chart *c, dli_time_parts p, size_t count,
                          dli_time_piece *out)
{
    bool first = (p[0]->is & BIT(open)) != 0;
    const dli_time_piece *open = first ? p[0] : p[count - 1],
                         *time = first ? p[count - 1] : p[0];
    dli_moment m;

    (void)c;
    if (!dli_is_at(time) || (open->t.from.has & DATE_FIELDS) != 0 ||
        (time->t.from.has & CLOCK_FIELDS & ~(uint32_t)DLI_HAS_PART) != 0 ||
        !dli_merge_moments(&time->t.from, &open->t.from, &m))
        return false;
    dli_time_set(out, m);
    out->t.kind = open->t.kind;
    dli_time_beside(out, time, open);
    return true;
}

bool dli_when_every(const dli_time_chart *c, dli_time_parts p, size_t count,
                    dli_time_piece *out)
{
    const dli_time_piece *what = p[count - 1];

    (void)c;
    if ((what->is & BIT(unit)) != 0) {
        const dli_time_piece *n = dli_part(p + 1, count - 1, BIT(n));
        out->t.unit = what->t.unit;
        out->t.count = n != &dli_no_time_piece ? n->value * 1000 : 1000;
    } else if ((what->is & BIT(len)) != 0) {
        out->t.unit = what->t.unit;
        out->t.count = what->t.count;
    } else if (dli_is_at(what)) {
        out->t.from = what->t.from;
    } else {
        return false;
    }
    out->timed = true;
    out->t.kind = DLI_TIME_EVERY;
    return true;
}
