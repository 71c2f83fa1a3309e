/* when.c -- the grammar of times: a bottom-up chart over the words of a sentence.
 *
 *   in the first week of next March at 5 pm        tokens: finer than words (5│pm, 17│h│30)
 *      └─────────────┬─────────────┘ └──┬─┘
 *             nth_of(1, week, turn_time(1, March))   pieces: a stretch of tokens and what it is
 *
 * Only runs of words that can belong to a time are looked at. A piece is made of pieces by the
 * rules of when_rules.def; each new piece is tried as the last one of every rule, so all that
 * ends before it is there already. What reads the most words at the least cost is the time.
 */
#include "base/str.h"
#include "text/text.h"

enum {
    DAY = 86400,
    HOUR = 3600,
    MOST_TOKENS = 40, /* of a run; what is behind them is another run */
    MOST_PIECES = 400,
    MOST_PARTS = 6, /* of a rule */
    VAGUE = 9
};

typedef enum symbol {
#define SYMBOL(name, what) IS_##name,
#include "text/when.def"
#undef SYMBOL
    SYMBOLS
} symbol;
_Static_assert(SYMBOLS <= 64, "they are bits of a uint64_t");

static const char *const symbol_names[] = {
#define SYMBOL(name, what) #name,
#include "text/when.def"
#undef SYMBOL
};

#define BIT(name) ((uint64_t)1 << IS_##name)

typedef struct token {
    uint32_t start, end, word, form;
    bool digits, mark;
} token;

typedef struct piece {
    uint16_t from, to, core; /* tokens [from, to); those before `core` only lead to it */
    uint16_t below;          /* index + 1 of the piece before it that ends there too */
    uint64_t is;
    uint8_t cost;
    uint8_t digits; /* of a number in figures */
    bool timed;     /* `t` is a time */
    int64_t value, milli;
    int64_t months, seconds; /* of a length */
    dli_time t;
} piece;

typedef struct chart {
    const dli_parsed *parsed;
    const dli_calendar *calendar;
    const token *tokens;
    uint16_t count;
    uint16_t ends[MOST_TOKENS + 1]; /* index + 1 of the last piece that ends there */
    uint16_t piece_count;
    piece pieces[MOST_PIECES];
} chart;

typedef const piece *const *parts;
typedef bool action(const chart *c, parts p, size_t count, piece *out);

/* ---- Making moments ------------------------------------------------------ */

static int64_t today_of(const chart *c)
{
    int64_t now = c->calendar->now;

    return now >= 0 ? now / DAY : -((-now + DAY - 1) / DAY);
}

static void set_time(piece *out, dli_moment m)
{
    out->timed = true;
    out->t.kind = DLI_TIME_AT;
    out->t.from = m;
}

static dli_moment of_day(int64_t day)
{
    dli_when w = dli_civil_from_days(day);

    return (dli_moment){ .has = DLI_HAS_YEAR | DLI_HAS_MONTH | DLI_HAS_DAY | DLI_HAS_RELATIVE,
                         .year = w.year,
                         .month = w.month,
                         .day = w.day };
}

static dli_moment of_range(int64_t from, int64_t to, dli_grain grain)
{
    return (dli_moment){ .has = DLI_HAS_RANGE | DLI_HAS_RELATIVE,
                         .from = from,
                         .to = to,
                         .grain = (uint8_t)grain };
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
           : unit == DLI_GRAIN_HOUR   ? HOUR
           : unit == DLI_GRAIN_DAY    ? DAY
           : unit == DLI_GRAIN_WEEK   ? 7 * DAY
                                      : 0;
}

/* A civil time so many months and seconds on; false outside the years 1 to 9998. */
static bool move(int64_t at, int64_t months, int64_t seconds, int64_t *out)
{
    int64_t day = at >= 0 ? at / DAY : -((-at + DAY - 1) / DAY);
    dli_when w = dli_civil_from_days(day);
    int64_t all = (int64_t)w.year * 12 + w.month - 1 + months;

    if (w.precision == DLI_WHEN_NONE || all < 12 || all >= 9998 * 12 || seconds > (int64_t)1 << 36 ||
        seconds < -((int64_t)1 << 36))
        return false;
    int64_t first = dli_days_from_civil(all / 12, (unsigned)(all % 12 + 1), 1);
    int64_t next = dli_days_from_civil((all + 1) / 12, (unsigned)((all + 1) % 12 + 1), 1);
    int64_t last = next - first < w.day ? next - first : w.day;
    *out = (first + last - 1) * DAY + (at - day * DAY) + seconds;
    return true;
}

/* The start of the unit that holds `now`. */
static int64_t unit_start(const chart *c, dli_grain unit)
{
    int64_t today = today_of(c), now = c->calendar->now;
    dli_when w = dli_civil_from_days(today);
    int months = months_of(unit);

    if (unit == DLI_GRAIN_WEEK)
        return (today - dli_weekday(today)) * DAY;
    if (months == 0)
        return now - (now % seconds_of(unit) + seconds_of(unit)) % seconds_of(unit);
    int64_t all = (int64_t)w.year * 12 + w.month - 1;
    all -= all % months;
    return dli_days_from_civil(all / 12, (unsigned)(all % 12 + 1), 1) * DAY;
}

/* The unit `n` of them from now. */
static bool unit_at(const chart *c, dli_grain unit, int64_t n, dli_moment *out)
{
    int64_t from, to, months = months_of(unit), seconds = seconds_of(unit);

    if (!c->calendar->known || (months == 0 && seconds == 0) || n > 5000 || n < -5000)
        return false;
    int64_t start = unit_start(c, unit);
    if (!move(start, months * n, seconds * n, &from) ||
        !move(start, months * (n + 1), seconds * (n + 1), &to))
        return false;
    *out = of_day(from / DAY - (from % DAY < 0));
    if (unit == DLI_GRAIN_MONTH)
        out->has &= ~(uint32_t)DLI_HAS_DAY;
    else if (unit == DLI_GRAIN_YEAR)
        out->has &= ~(uint32_t)(DLI_HAS_DAY | DLI_HAS_MONTH);
    else if (unit == DLI_GRAIN_WEEK)
        *out = (dli_moment){ .has = DLI_HAS_WEEK | DLI_HAS_RELATIVE,
                             .base = (int32_t)(from / DAY - (from % DAY < 0)) };
    else if (unit == DLI_GRAIN_QUARTER)
        *out = (dli_moment){ .has = DLI_HAS_YEAR | DLI_HAS_QUARTER | DLI_HAS_RELATIVE,
                             .year = out->year,
                             .quarter = (uint8_t)((out->month + 2) / 3) };
    else if (unit >= DLI_GRAIN_DECADE)
        *out = (dli_moment){ .has = DLI_HAS_DECADE | DLI_HAS_RELATIVE,
                             .year = out->year,
                             .years = (int16_t)(months / 12) };
    else if (unit != DLI_GRAIN_DAY)
        *out = of_range(from, to, unit);
    return true;
}

#define DATE_FIELDS                                                                            \
    (DLI_HAS_YEAR | DLI_HAS_MONTH | DLI_HAS_DAY | DLI_HAS_WEEKDAY | DLI_HAS_SEASON |           \
     DLI_HAS_QUARTER | DLI_HAS_WEEK | DLI_HAS_WEEKEND | DLI_HAS_DECADE | DLI_HAS_FEAST)
#define CLOCK_FIELDS (DLI_HAS_HOUR | DLI_HAS_MINUTE | DLI_HAS_SECOND | DLI_HAS_PART)

static const piece nothing;

static bool has(parts p, size_t count, uint64_t is)
{
    for (size_t i = 0; i < count; i++)
        if ((p[i]->is & is) != 0)
            return true;
    return false;
}

/* The first and last part that is something; one that is nothing if there is none. */
static const piece *find(parts p, size_t count, uint64_t is)
{
    for (size_t i = 0; i < count; i++)
        if ((p[i]->is & is) != 0)
            return p[i];
    return &nothing;
}

static const piece *find_last(parts p, size_t count, uint64_t is)
{
    for (size_t i = count; i-- > 0;)
        if ((p[i]->is & is) != 0)
            return p[i];
    return &nothing;
}

/* What is vague alone is not in this company. */
static void cure(piece *out)
{
    if (out->cost >= VAGUE)
        out->cost = (uint8_t)(out->cost - VAGUE);
}

/* A number that may be an hour is one beside a day. */
static void together(piece *out, const piece *a, const piece *b)
{
    uint8_t least = a->cost < b->cost ? a->cost : b->cost;
    uint8_t most = a->cost > b->cost ? a->cost : b->cost;

    if (least < VAGUE && most >= VAGUE && most <= VAGUE + 1)
        out->cost = (uint8_t)(least + 2);
}

static bool only(const piece *p, uint32_t fields)
{
    return p->timed && p->t.kind == DLI_TIME_AT && (p->t.from.has & ~fields) == 0;
}

static bool is_at(const piece *p)
{
    return p->timed && p->t.kind == DLI_TIME_AT;
}

/* ---- Actions ------------------------------------------------------------- */

static bool wrapped(const chart *c, parts p, size_t count, piece *out)
{
    const piece *inner = find(p, count, BIT(time) | BIT(span) | BIT(len));
    uint64_t lead = inner == p[0] ? 0 : p[0]->is;
    uint32_t has = inner->t.from.has;

    (void)c;
    bool clock = (has & DLI_HAS_HOUR) != 0 && (has & DATE_FIELDS) == 0;
    if ((lead & (BIT(at) | BIT(on) | BIT(about) | BIT(the) | BIT(in) | BIT(of))) == BIT(at) &&
        inner->timed && !clock && (has & (DLI_HAS_PART | DLI_HAS_FEAST | DLI_HAS_WEEKEND |
                                          DLI_HAS_EDGE | DLI_HAS_RANGE)) == 0)
        return false;
    uint8_t cost = out->cost;
    uint16_t from = out->from, to = out->to, core = inner->core;
    *out = *inner;
    out->cost = cost;
    out->from = from;
    out->to = to;
    out->core = core;
    if ((lead & BIT(at)) != 0 && clock && cost > VAGUE)
        out->cost = VAGUE;
    return true;
}

static bool wrapped_in(const chart *c, parts p, size_t count, piece *out)
{
    if (!wrapped(c, p, count, out))
        return false;
    if (only(out, DLI_HAS_MONTH | DLI_HAS_SEASON))
        cure(out); /* in May */
    else if (only(out, DLI_HAS_MONTH | DLI_HAS_YEAR))
        out->cost = 0;
    return true;
}

static bool turn_unit(const chart *c, parts p, size_t count, piece *out)
{
    const piece *turn = find(p, count, BIT(turn)), *unit = find(p, count, BIT(unit));
    int64_t way = turn->value == 3 ? 1 : turn->value;
    dli_moment m;

    if (way <= 2 && unit_at(c, (dli_grain)unit->t.unit, way, &m)) {
        set_time(out, m);
        return true;
    }
    return false;
}

/* Thousandths of a unit as months and seconds. */
static void set_length(piece *out, int64_t milli, dli_grain unit)
{
    int64_t months = months_of(unit), seconds = seconds_of(unit);

    out->t.kind = DLI_TIME_LENGTH;
    out->timed = true;
    out->t.count = milli;
    out->t.unit = (uint8_t)unit;
    out->months = months * milli / 1000;
    out->seconds = months != 0 ? 0 : seconds * milli / 1000;
}

static bool set_units(const chart *c, piece *out, int64_t n, int64_t turn, dli_grain unit)
{
    int64_t months = months_of(unit), seconds = seconds_of(unit), from, to;

    if (!c->calendar->known || turn == 0 || n < 1 || n > 10000 || months + seconds == 0)
        return false;
    int64_t start = unit_start(c, unit), ahead = turn > 0;
    if (!move(start, months * (ahead ? 1 : -n), seconds * (ahead ? 1 : -n), &from) ||
        !move(from, months * n, seconds * n, &to))
        return false;
    set_time(out, of_range(from, to, unit));
    out->t.from.turn = (int8_t)(ahead ? 1 : -1);
    out->t.count = n * 1000;
    out->t.unit = (uint8_t)unit;
    return true;
}

/* "the month" */
static bool the_unit(const chart *c, parts p, size_t count, piece *out)
{
    const piece *unit = p[count - 1];
    dli_moment m;

    if (unit->t.unit < DLI_GRAIN_DAY || !unit_at(c, (dli_grain)unit->t.unit, 0, &m))
        return false;
    set_time(out, m);
    return true;
}

static bool turn_units(const chart *c, parts p, size_t count, piece *out)
{
    const piece *n = find(p, count, BIT(n) | BIT(few));

    return set_units(c, out, n->value, find(p, count, BIT(turn))->value,
                     (dli_grain)find(p, count, BIT(unit))->t.unit);
}

static bool turn_time(const chart *c, parts p, size_t count, piece *out)
{
    const piece *turn = find(p, count, BIT(turn)), *time = find(p, count, BIT(time));
    dli_moment m = time->t.from;
    bool after = has(p, count, BIT(after));
    int64_t way = turn->value == 3 && m.has != DLI_HAS_WEEKDAY ? 1 : turn->value;

    if (after)
        way = turn->value > 0 ? 2 : way;

    if (!is_at(time) || (m.has & (DLI_HAS_TURN | DLI_HAS_RELATIVE | DLI_HAS_YEAR)) != 0 ||
        (way > 3 && m.has != DLI_HAS_WEEKDAY) || (m.has & DLI_HAS_WEEK) != 0)
        return false;
    if (m.has == DLI_HAS_PART) {
        if (!c->calendar->known)
            return false;
        dli_moment day = of_day(today_of(c) + way);
        day.has |= DLI_HAS_PART;
        day.part = m.part;
        set_time(out, day);
        return true;
    }
    if ((m.has & DATE_FIELDS) == 0)
        return false;
    m.has |= DLI_HAS_TURN | DLI_HAS_RELATIVE;
    m.turn = (int8_t)way;
    set_time(out, m);
    cure(out);
    return true;
}

static bool units(const chart *c, parts p, size_t count, piece *out)
{
    const piece *n = p[0], *unit = p[count - 1];

    (void)c;
    if (n->value > 100000 || n->value < 0)
        return false;
    set_length(out, n->value * 1000 + n->milli, (dli_grain)unit->t.unit);
    return true;
}

static bool unit_half(const chart *c, parts p, size_t count, piece *out)
{
    (void)c;
    set_length(out, 500, (dli_grain)p[count - 1]->t.unit);
    return true;
}

static bool units_half(const chart *c, parts p, size_t count, piece *out)
{
    (void)c;
    if (p[0]->value > 100000)
        return false;
    set_length(out, p[0]->value * 1000 + 500, (dli_grain)find(p, count, BIT(unit))->t.unit);
    return true;
}

static bool unit_fourth(const chart *c, parts p, size_t count, piece *out)
{
    (void)c;
    set_length(out, p[0]->value * 250, (dli_grain)p[count - 1]->t.unit);
    return p[0]->value < 4;
}

static bool lengths(const chart *c, parts p, size_t count, piece *out)
{
    const piece *a = p[0], *b = p[count - 1];

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
static bool set_moved(piece *out, int64_t at, int64_t way, const piece *len)
{
    int64_t to;
    uint8_t unit = len->t.unit;

    if (!move(at, way * len->months, way * len->seconds, &to))
        return false;
    int64_t count = len->t.count;
    set_time(out, of_range(to, to + (unit >= DLI_GRAIN_DAY ? DAY : 1),
                           unit >= DLI_GRAIN_DAY ? DLI_GRAIN_DAY : DLI_GRAIN_SECOND));
    out->t.count = way * count;
    out->t.unit = unit;
    return true;
}

static bool back_length(const chart *c, parts p, size_t count, piece *out)
{
    return c->calendar->known &&
           set_moved(out, c->calendar->now, -1, find(p, count, BIT(len)));
}

static bool on_length(const chart *c, parts p, size_t count, piece *out)
{
    return c->calendar->known && set_moved(out, c->calendar->now, 1, find(p, count, BIT(len)));
}

static bool on_unit(const chart *c, parts p, size_t count, piece *out)
{
    piece one = { 0 };

    set_length(&one, 1000, (dli_grain)find(p, count, BIT(unit))->t.unit);
    return c->calendar->known && set_moved(out, c->calendar->now, 1, &one);
}

static bool back_unit(const chart *c, parts p, size_t count, piece *out)
{
    piece one = { 0 };

    set_length(&one, 1000, (dli_grain)find(p, count, BIT(unit))->t.unit);
    return c->calendar->known && set_moved(out, c->calendar->now, -1, &one);
}

static bool within(const chart *c, parts p, size_t count, piece *out)
{
    const piece *len = p[count - 1];
    int64_t now = c->calendar->now, to;

    if (!c->calendar->known || !move(now, len->months, len->seconds, &to))
        return false;
    if (len->t.unit > DLI_GRAIN_DAY)
        to -= (to % DAY + DAY) % DAY;
    set_time(out, of_range(now, to, DLI_GRAIN_SECOND));
    out->t.count = len->t.count;
    out->t.unit = len->t.unit;
    return true;
}

static bool moved(const chart *c, parts p, size_t count, piece *out)
{
    dli_stretch at;
    int64_t way = (p[1]->is & BIT(before)) != 0 && (p[1]->is & BIT(after)) == 0 ? -1 : 1;

    return is_at(p[count - 1]) && p[count - 1]->cost < VAGUE &&
           dli_moment_stretch(&p[count - 1]->t.from, c->calendar, &at) &&
           set_moved(out, at.from, way, p[0]);
}

static bool moved_time(const chart *c, parts p, size_t count, piece *out)
{
    const piece *len = find(p, count, BIT(len));
    dli_moment m = p[0]->t.from;
    int64_t now = c->calendar->now, to;
    int64_t way = has(p, count, BIT(ago)) ? -1 : 1;
    dli_stretch at;

    if (!is_at(p[0]) || len->t.unit < DLI_GRAIN_DAY || !c->calendar->known ||
        (m.has & (DLI_HAS_YEAR | DLI_HAS_RELATIVE)) != 0 || (m.has & DATE_FIELDS) == 0 ||
        !move(now, way * len->months, way * len->seconds, &to))
        return false;
    if (m.has == DLI_HAS_WEEKDAY) { /* Wednesday in two weeks */
        if (len->t.unit != DLI_GRAIN_WEEK)
            return false;
        int64_t day = to / DAY, monday = day - dli_weekday(day);
        set_time(out, of_day(monday + m.weekday - 1));
        return true;
    }
    dli_calendar from = *c->calendar;
    from.now = now;
    m.year = dli_civil_from_days(to / DAY).year;
    if ((m.has & DLI_HAS_FEAST) != 0 && dli_moment_stretch(&m, &from, &at) &&
        move(at.from, way * (len->months / 12 * 12), 0, &to))
        m.year = dli_civil_from_days(to / DAY).year;
    m.has |= DLI_HAS_YEAR | DLI_HAS_RELATIVE;
    set_time(out, m);
    return true;
}

/* "three Fridays from now". */
static bool nth_from(const chart *c, parts p, size_t count, piece *out)
{
    int64_t today = today_of(c), n = p[0]->value;
    int64_t first = (p[1]->t.from.weekday + 6 - dli_weekday(today)) % 7;

    if (!c->calendar->known || n < 1 || n > 1000)
        return false;
    first = first == 0 ? 7 : first;
    bool back = (p[count - 1]->is & BIT(ago)) != 0;
    int64_t day = back ? today - (7 - first) % 7 - 7 * (n - (first == 7 ? 0 : 1))
                       : today + first + 7 * (n - 1);
    set_time(out, of_day(day));
    return true;
}

static bool during(const chart *c, parts p, size_t count, piece *out)
{
    const piece *time = find(p, count, BIT(time)), *len = find(p, count, BIT(len));
    dli_stretch at;
    int64_t to;

    if (!is_at(time) || !dli_moment_stretch(&time->t.from, c->calendar, &at) ||
        at.to - at.from > DAY || !move(at.from, len->months, len->seconds, &to))
        return false;
    if (len->t.unit < (time->t.from.has & DLI_HAS_MINUTE ? DLI_GRAIN_MINUTE : DLI_GRAIN_HOUR))
        at.to = at.from + 60;
    set_time(out, of_range(at.from, to + (at.to - at.from), at.grain));
    out->t.kind = DLI_TIME_AT;
    out->t.count = len->t.count;
    out->t.unit = len->t.unit;
    return true;
}

/* "lundi en 8": where the language says it so, a week or two behind the coming one */
static bool weekday_in(const chart *c, parts p, size_t count, piece *out)
{
    int64_t n = p[count - 1]->value;
    dli_moment m = p[0]->t.from;

    if ((n != 8 && n != 15) ||
        dli_phrase_word(c->parsed->phrases, DLI_LIST_ago, DL_STR("weeks")).ptr == NULL)
        return false;
    m.has |= DLI_HAS_TURN | DLI_HAS_RELATIVE;
    m.turn = (int8_t)n;
    set_time(out, m);
    return true;
}

static bool set_month_day(piece *out, dli_moment m, int64_t day)
{
    static const uint8_t lengths_of[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    if (day < 1 || day > lengths_of[(m.month + 11) % 12])
        return false;
    m.has |= DLI_HAS_DAY;
    m.day = (uint8_t)day;
    set_time(out, m);
    out->cost = 0;
    return true;
}

static bool day_month(const chart *c, parts p, size_t count, piece *out)
{
    (void)c;
    return set_month_day(out, p[count - 1]->t.from, p[0]->value);
}

static bool month_day(const chart *c, parts p, size_t count, piece *out)
{
    uint8_t cost = out->cost;

    (void)c;
    if (!set_month_day(out, p[0]->t.from, p[count - 1]->value))
        return false;
    if (p[count - 1]->digits == 0 && (p[count - 1]->is & BIT(nord)) == 0)
        out->cost = cost < VAGUE ? VAGUE : cost;
    return true;
}

static bool the_day(const chart *c, parts p, size_t count, piece *out)
{
    const piece *n = find(p, count, BIT(nday) | BIT(nord)), *of = find(p, count, BIT(number));

    (void)c;
    if (n->value < 1 || n->value > 31 || of->value == 10)
        return false;
    set_time(out, (dli_moment){ .has = DLI_HAS_DAY, .day = (uint8_t)n->value });
    if (n->digits == 0 && of == &nothing && out->cost < VAGUE + 4)
        out->cost = VAGUE + 4; /* "the first at noon" is the first of anything */
    return true;
}

static bool weekday_day(const chart *c, parts p, size_t count, piece *out)
{
    dli_moment m = p[0]->t.from;

    (void)c;
    if (p[count - 1]->value < 1 || p[count - 1]->value > 31)
        return false;
    m.has |= DLI_HAS_DAY;
    m.day = (uint8_t)p[count - 1]->value;
    set_time(out, m);
    return true;
}

/* "the 20th of next month" */
static bool day_of(const chart *c, parts p, size_t count, piece *out)
{
    const piece *unit = find(p, count, BIT(unit));
    dli_moment m = p[count - 1]->t.from;

    (void)c;
    if (!is_at(p[count - 1]) || (unit != &nothing && unit->t.unit != DLI_GRAIN_DAY) ||
        (m.has & ~(uint32_t)DLI_HAS_RELATIVE) != (DLI_HAS_YEAR | DLI_HAS_MONTH))
        return false;
    uint8_t cost = out->cost;
    bool set = set_month_day(out, m, p[0]->value);
    out->cost = cost;
    return set;
}

static bool with_year(const chart *c, parts p, size_t count, piece *out)
{
    dli_moment m = p[0]->t.from;
    int64_t year = p[count - 1]->value;

    (void)c;
    if (!is_at(p[0]) || (m.has & (DLI_HAS_YEAR | DLI_HAS_RELATIVE)) != 0 ||
        (m.has & (DLI_HAS_MONTH | DLI_HAS_SEASON | DLI_HAS_QUARTER | DLI_HAS_FEAST)) == 0 ||
        (has(p, count, BIT(in)) && (m.has & DLI_HAS_SEASON) != 0))
        return false;
    if ((p[count - 1]->is & BIT(nyear)) == 0) {
        if (p[count - 1]->digits != 2)
            return false;
        year += year < 70 ? 2000 : 1900;
    }
    m.has |= DLI_HAS_YEAR;
    m.year = (int16_t)year;
    set_time(out, m);
    if ((p[count - 1]->is & BIT(nyear)) != 0 && p[0]->cost <= 2 * VAGUE &&
        (m.has & DLI_HAS_WEEKDAY) == 0)
        out->cost = 0;
    return true;
}

/* "Sept." before more of it */
static bool shortened(const chart *c, parts p, size_t count, piece *out)
{
    (void)count;
    const token *t = &c->tokens[p[0]->from];
    if (p[0]->to != p[0]->from + 1 || t->end - t->start > 8 || p[1]->to >= c->count)
        return false;
    uint8_t cost = out->cost;
    set_time(out, p[0]->t.from);
    out->cost = cost;
    return true;
}

static bool year_month(const chart *c, parts p, size_t count, piece *out)
{
    dli_moment m = p[count - 1]->t.from;

    (void)c;
    m.has |= DLI_HAS_YEAR;
    m.year = (int16_t)p[0]->value;
    set_time(out, m);
    cure(out);
    return true;
}

static bool a_year(const chart *c, parts p, size_t count, piece *out)
{
    const piece *n = find(p, count, BIT(nyear));

    (void)c;
    set_time(out, (dli_moment){ .has = DLI_HAS_YEAR, .year = (int16_t)n->value });
    out->core = n->from;
    if (n->digits != 4 && out->cost < VAGUE)
        out->cost = VAGUE;
    return true;
}

/* "week 31": of this year, by ISO 8601 */
static bool a_week(const chart *c, parts p, size_t count, piece *out)
{
    int64_t n = p[count - 1]->value;

    if (p[0]->t.unit != DLI_GRAIN_WEEK || n < 1 || n > 53 || !c->calendar->known ||
        p[count - 1]->digits == 0)
        return false;
    int64_t year = dli_civil_from_days(today_of(c)).year;
    int64_t fourth = dli_days_from_civil(year, 1, 4);
    set_time(out, (dli_moment){ .has = DLI_HAS_WEEK,
                                .base = (int32_t)(fourth - dli_weekday(fourth) + (n - 1) * 7) });
    return true;
}

static bool nth_unit(const chart *c, parts p, size_t count, piece *out)
{
    int64_t n = p[0]->value;
    uint8_t unit = p[count - 1]->t.unit;

    (void)c;
    if (unit == DLI_GRAIN_CENTURY && n > 0 && n <= 30) {
        set_time(out, (dli_moment){ .has = DLI_HAS_DECADE,
                                    .year = (int16_t)(n * 100 - 100),
                                    .years = 100 });
        return n > 1;
    }
    if (unit != DLI_GRAIN_QUARTER || n < 1 || n > 4)
        return false;
    set_time(out, (dli_moment){ .has = DLI_HAS_QUARTER, .quarter = (uint8_t)n });
    return true;
}

/* The nth day, week, weekday, month of a stretch; from its end for n below 0. */
static bool set_nth(const chart *c, piece *out, int64_t n, const piece *what, dli_stretch in)
{
    int64_t first = in.from / DAY, behind = in.to / DAY, day;
    const dli_moment *m = &what->t.from;

    if (n == 0 || n < -60 || n > 400 || in.grain < DLI_GRAIN_WEEK)
        return false;
    if (what->timed && m->has == DLI_HAS_WEEKDAY) {
        day = n > 0 ? first + (m->weekday + 6 - dli_weekday(first)) % 7 + (n - 1) * 7
                    : behind - 1 - (dli_weekday(behind - 1) + 8 - m->weekday) % 7 + (n + 1) * 7;
        set_time(out, of_day(day));
        return day >= first && day < behind;
    }
    if (what->timed && (m->has & DLI_HAS_WEEKEND) != 0) {
        day = n > 0 ? first + (12 - dli_weekday(first)) % 7 + (n - 1) * 7
                    : behind - 1 - (dli_weekday(behind - 1) + 2) % 7 + (n + 1) * 7;
        set_time(out, (dli_moment){ .has = DLI_HAS_WEEKEND, .base = (int32_t)day });
        return true;
    }
    if (what->timed)
        return false;
    dli_grain unit = (dli_grain)what->t.unit;
    if (unit == DLI_GRAIN_DAY) {
        set_time(out, of_day(n > 0 ? first + n - 1 : behind + n));
        return true;
    }
    if (unit == DLI_GRAIN_WEEK) { /* the first that begins there, the last that ends there */
        day = n > 0 ? first + (7 - dli_weekday(first)) % 7 + (n - 1) * 7
                    : behind - dli_weekday(behind) + n * 7;
        if (n > 0 && dli_weekday(first) > 0 && dli_weekday(first) < 4 && !c->calendar->ahead)
            day -= 7;
        set_time(out, (dli_moment){ .has = DLI_HAS_WEEK, .base = (int32_t)day });
        return true;
    }
    int64_t months = months_of(unit), from, to;
    if (months == 0 || in.grain <= (uint8_t)unit ||
        !move(n > 0 ? in.from : in.to, months * (n > 0 ? n - 1 : n), 0, &from) ||
        !move(from, months, 0, &to))
        return false;
    set_time(out, of_range(from, to, unit));
    return true;
}

static bool nth_of(const chart *c, parts p, size_t count, piece *out)
{
    const piece *in = p[count - 1], *what = p[1];
    bool turn = (p[0]->is & BIT(turn)) != 0;
    dli_stretch at;

    if (!is_at(in) || in->cost > VAGUE || (turn && p[0]->value != -1) ||
        !dli_moment_stretch(&in->t.from, c->calendar, &at))
        return false;
    cure(out);
    dli_grain unit = (dli_grain)what->t.unit;
    if (!what->timed && (unit == DLI_GRAIN_QUARTER || unit == DLI_GRAIN_MONTH) &&
        at.grain == DLI_GRAIN_YEAR && !turn) {
        dli_moment m = in->t.from;
        int64_t n = p[0]->value;
        m.has |= unit == DLI_GRAIN_QUARTER ? DLI_HAS_QUARTER : DLI_HAS_MONTH;
        m.quarter = m.month = (uint8_t)n;
        set_time(out, m);
        return n >= 1 && n <= (unit == DLI_GRAIN_QUARTER ? 4 : 12);
    }
    return set_nth(c, out, turn ? -1 : p[0]->value, what, at);
}

static bool nth_last(const chart *c, parts p, size_t count, piece *out)
{
    dli_stretch at;

    return p[1]->value == -1 && is_at(p[count - 1]) &&
           dli_moment_stretch(&p[count - 1]->t.from, c->calendar, &at) &&
           set_nth(c, out, -p[0]->value, p[2], at);
}

static bool nth_after(const chart *c, parts p, size_t count, piece *out)
{
    dli_stretch at;

    if (!is_at(p[count - 1]) ||
        !dli_moment_stretch(&p[count - 1]->t.from, c->calendar, &at))
        return false;
    int64_t day = at.to / DAY, n = p[0]->value;
    day += (p[1]->t.from.weekday + 6 - dli_weekday(day)) % 7 + (n - 1) * 7;
    set_time(out, of_day(day));
    return true;
}

static bool week_of(const chart *c, parts p, size_t count, piece *out)
{
    dli_stretch at;

    if (p[0]->t.unit != DLI_GRAIN_WEEK || !is_at(p[count - 1]) ||
        !dli_moment_stretch(&p[count - 1]->t.from, c->calendar, &at) ||
        at.grain != DLI_GRAIN_DAY)
        return false;
    int64_t day = at.from / DAY;
    if (c->calendar->ahead && dli_weekday(day) == 6)
        day++; /* a week of which a Sunday is named begins there */
    set_time(out, (dli_moment){ .has = DLI_HAS_WEEK,
                                .base = (int32_t)(day - dli_weekday(day)) });
    cure(out);
    return true;
}

static bool edged(const chart *c, parts p, size_t count, piece *out)
{
    const piece *time = find(p, count, BIT(time)), *edge = find(p, count, BIT(edge));
    dli_moment m = time->t.from;

    (void)c;
    if (!is_at(time) || (m.has & (DLI_HAS_EDGE | DLI_HAS_HOUR | DLI_HAS_NOW)) != 0)
        return false;
    m.has |= DLI_HAS_EDGE;
    m.edge = (uint8_t)edge->value;
    set_time(out, m);
    cure(out);
    return true;
}

static bool edged_unit(const chart *c, parts p, size_t count, piece *out)
{
    const piece *unit = find(p, count, BIT(unit));
    dli_moment m;

    if (unit->t.unit < DLI_GRAIN_DAY || !unit_at(c, (dli_grain)unit->t.unit, 0, &m))
        return false;
    m.has |= DLI_HAS_EDGE;
    m.edge = (uint8_t)find(p, count, BIT(edge))->value;
    set_time(out, m);
    return true;
}

/* "1990s", "90s" */
static bool decade(const chart *c, parts p, size_t count, piece *out)
{
    const piece *n = find(p, count, BIT(n));
    int64_t year = n->digits == 2 && n->value >= 20 ? n->value + 1900 : n->value;

    (void)c;
    if (p[count - 1]->value != 10 || n->value % 10 != 0 || year < 1000 || year > 2100)
        return false;
    set_time(out, (dli_moment){ .has = DLI_HAS_DECADE, .year = (int16_t)year, .years = 10 });
    return true;
}

/* ---- In figures ---------------------------------------------------------- */

static bool is_dmy(const chart *c)
{
    return dli_phrase_word(c->parsed->phrases, DLI_LIST_ago, DL_STR("numeric")).ptr != NULL;
}

static bool set_figures(const chart *c, piece *out, int64_t a, int64_t b, int64_t year)
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
    if (!is_dmy(c) && day <= 12)
        out->cost = VAGUE;
    return true;
}

static bool figures3(const chart *c, parts p, size_t count, piece *out)
{
    const piece *a = p[0], *b = p[count / 2], *d = p[count - 1];
    bool bare = count == 3;

    if (a->digits == 0 || b->digits == 0 || d->digits == 0 || a->milli + b->milli + d->milli != 0 ||
        b->digits > 2)
        return false;
    uint8_t cost = out->cost;
    if (a->digits == 4 && d->digits <= 2 && !bare) {
        dli_moment m = { .has = DLI_HAS_YEAR | DLI_HAS_MONTH,
                         .year = (int16_t)a->value,
                         .month = (uint8_t)b->value };
        return b->value >= 1 && b->value <= 12 && a->value > 0 && set_month_day(out, m, d->value);
    }
    if (a->digits > 2 || (d->digits != 4 && d->digits != 2) || d->value > 2199 ||
        !set_figures(c, out, a->value, b->value, d->value))
        return false;
    if (bare || (p[1]->is & BIT(dash)) != 0)
        out->cost = out->cost > cost ? out->cost : cost;
    return true;
}

static bool figures2(const chart *c, parts p, size_t count, piece *out)
{
    const piece *a = p[0], *b = find_last(p, count, BIT(n));
    uint8_t cost = out->cost;

    if (a->digits == 0 || b->digits == 0 || a->milli != 0)
        return false;
    bool year_last = b->digits == 4 && a->digits <= 2, year_first = a->digits == 4;
    if (count == 3 && (year_last || year_first)) {
        int64_t month = year_last ? a->value : b->value, year = year_last ? b->value : a->value;
        set_time(out, (dli_moment){ .has = DLI_HAS_YEAR | DLI_HAS_MONTH,
                                    .year = (int16_t)year,
                                    .month = (uint8_t)month });
        return month >= 1 && month <= 12 && year >= 1900 && year <= 2100 && b->digits != 1;
    }
    if (a->digits > 2 || b->digits > 2 || (count == 4 && !is_dmy(c)) ||
        !set_figures(c, out, a->value, b->value, -1))
        return false;
    out->cost = cost;
    return true;
}

/* "15." is an ordinal where the language says so. */
static bool figures_dot(const chart *c, parts p, size_t count, piece *out)
{
    (void)count;
    if (p[0]->digits == 0 || p[0]->digits > 2 || p[0]->milli != 0 || p[0]->value > 31 ||
        dli_phrase_word(c->parsed->phrases, DLI_LIST_abbrev, DL_STR("1.")).ptr == NULL)
        return false;
    out->value = p[0]->value;
    out->digits = p[0]->digits;
    out->is = BIT(nord);
    out->cost = 0;
    return true;
}

static bool figures_mon(const chart *c, parts p, size_t count, piece *out)
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
static bool figures_one(const chart *c, parts p, size_t count, piece *out)
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
    out->cost = VAGUE;
    return true;
}

/* ---- Hours --------------------------------------------------------------- */

static bool set_hour(piece *out, int64_t hour, int64_t minute)
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
    set_time(out, m);
    return true;
}

static bool hour(const chart *c, parts p, size_t count, piece *out)
{
    const piece *n = find(p, count, BIT(nhour)), *o = find(p, count, BIT(oclock));

    (void)c;
    if (o != &nothing && n->digits == 0 && n->from + 1 == o->from && o->value == 1)
        out->cost = 0;
    if (o != &nothing && o->value == 9) /* h, as good as a length */
        out->cost = (uint8_t)(out->cost + 2);
    return set_hour(out, n->value, -1);
}

static bool apply_half(piece *out, dli_moment m, int64_t half)
{
    if (m.hour > 12 || (m.has & DLI_HAS_HOUR) == 0)
        return false;
    m.hour = (uint8_t)(m.hour % 12 + 12 * half);
    m.has &= ~(uint32_t)DLI_HAS_HALF;
    set_time(out, m);
    return true;
}

static bool hour_half(const chart *c, parts p, size_t count, piece *out)
{
    (void)c;
    return set_hour(out, p[0]->value, -1) &&
           apply_half(out, out->t.from, p[count - 1]->value);
}

static bool with_half(const chart *c, parts p, size_t count, piece *out)
{
    (void)c;
    bool fits = is_at(p[0]) && apply_half(out, p[0]->t.from, p[count - 1]->value);
    if (out->cost >= VAGUE && out->cost <= VAGUE + 3)
        out->cost = 1;
    return fits;
}

static bool hour_min(const chart *c, parts p, size_t count, piece *out)
{
    const piece *h = find(p, count, BIT(nhour)), *m = find_last(p, count, BIT(nmin));
    const piece *half = find(p, count, BIT(half));
    bool colon = has(p, count, BIT(colon)) || has(p, count, BIT(dot));

    if (h == m || (has(p, count, BIT(dash)) && h->digits != 0) || (colon && (m->digits != 2 || h->digits == 0 || h->digits > 2)) ||
        (!colon && h->digits != 0 && m->digits == 1) || (h->digits == 0) != (m->digits == 0))
        return false;
    if (!set_hour(out, h->value, m->value))
        return false;
    if (colon && is_dmy(c) && c->parsed->lang != NULL &&
        !has(p, count, BIT(at)))
        out->t.from.has &= ~(uint32_t)DLI_HAS_HALF;
    return half == &nothing || apply_half(out, out->t.from, half->value);
}

static bool hour_zero(const chart *c, parts p, size_t count, piece *out)
{
    (void)c;
    return p[count - 1]->value < 10 && set_hour(out, p[0]->value, p[count - 1]->value);
}

static bool hour_sec(const chart *c, parts p, size_t count, piece *out)
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
static bool hundreds(const chart *c, parts p, size_t count, piece *out)
{
    const piece *n = find(p, count, BIT(n)), *half = find(p, count, BIT(half));

    (void)c;
    if (n->digits < 3 || n->digits > 4 || !set_hour(out, n->value / 100, n->value % 100))
        return false;
    return half == &nothing || apply_half(out, out->t.from, half->value);
}

static bool shift_minutes(piece *out, const piece *time, int64_t by)
{
    dli_moment m = time->t.from;

    if (!is_at(time) || (m.has & DLI_HAS_HOUR) == 0 || (m.has & DLI_HAS_MINUTE) != 0)
        return false;
    int64_t at = m.hour * 60 + by;
    at = at < 0 ? at + 1440 : at;
    m.hour = (uint8_t)(at / 60);
    m.minute = (uint8_t)(at % 60);
    m.has |= DLI_HAS_MINUTE;
    set_time(out, m);
    return true;
}

static int64_t minutes_of(parts p, size_t count)
{
    const piece *n = find(p, count, BIT(n) | BIT(nmin));

    if (has(p, count, BIT(fifteen)))
        return n->value >= 1 && n->value <= 3 ? 15 * n->value : 15;
    if (has(p, count, BIT(thirty)))
        return 30;
    return n == &nothing ? -1 : n->value;
}

static bool past(const chart *c, parts p, size_t count, piece *out)
{
    const piece *unit = find(p, count, BIT(unit));
    int64_t by = minutes_of(p, count);

    (void)c;
    if (has(p, count, BIT(past)) && out->cost <= 3 * VAGUE)
        out->cost = 2;
    return (unit == &nothing || unit->t.unit == DLI_GRAIN_MINUTE) && by >= 0 && by < 60 &&
           shift_minutes(out, find(p, count, BIT(time)), by);
}

static bool to_hour(const chart *c, parts p, size_t count, piece *out)
{
    const piece *unit = find(p, count, BIT(unit));
    int64_t by = minutes_of(p, count);

    (void)c;
    if (out->cost >= VAGUE && out->cost <= 3 * VAGUE)
        out->cost = 2;
    if (has(p, count, BIT(to)) && !has(p, count, BIT(unit) | BIT(fifteen)) &&
        (find(p, count, BIT(time))->t.from.has & DLI_HAS_HALF) == 0)
        out->cost = VAGUE + 2; /* 5 to 6 pm is a span */
    return (unit == &nothing || unit->t.unit == DLI_GRAIN_MINUTE) && by > 0 && by < 60 &&
           shift_minutes(out, find(p, count, BIT(time)), -by);
}

/* "halb vier" */
static bool half_to(const chart *c, parts p, size_t count, piece *out)
{
    int64_t at = p[count - 1]->value;

    (void)c;
    return at >= 1 && at <= 12 && set_hour(out, at == 1 ? 12 : at - 1, 30);
}

static bool zoned(const chart *c, parts p, size_t count, piece *out)
{
    dli_moment m = p[0]->t.from;

    (void)c;
    if (!is_at(p[0]))
        return false;
    m.has |= DLI_HAS_ZONE;
    m.zone = (int16_t)p[count - 1]->value;
    set_time(out, m);
    if (out->cost >= VAGUE && out->cost <= VAGUE + 3)
        out->cost = 1;
    return true;
}

static bool hour_part(const chart *c, parts p, size_t count, piece *out)
{
    const piece *n = find(p, count, BIT(nhour)), *part = find(p, count, BIT(part));

    (void)c;
    if (!is_at(part) || (part->t.from.has & (DLI_HAS_HOUR | DLI_HAS_EDGE)) != 0 || n->value > 12)
        return false;
    dli_moment m = part->t.from;
    m.has |= DLI_HAS_HOUR | DLI_HAS_HALF;
    m.hour = (uint8_t)n->value;
    set_time(out, m);
    out->cost = n == p[0] ? out->cost : (uint8_t)(out->cost + VAGUE);
    return true;
}

static bool hour_of_day(const chart *c, parts p, size_t count, piece *out)
{
    dli_moment m = p[count - 1]->t.from;

    (void)c;
    if (!is_at(p[count - 1]) || (m.has & (CLOCK_FIELDS | DLI_HAS_EDGE)) != 0)
        return false;
    m.has |= DLI_HAS_HOUR | DLI_HAS_HALF;
    m.hour = (uint8_t)p[0]->value;
    set_time(out, m);
    return true;
}

/* ---- Two times ----------------------------------------------------------- */

/* What both say, in one; false if they do not go together. */
static bool merge(const dli_moment *a, const dli_moment *b, dli_moment *out)
{
    static const uint32_t no = DLI_HAS_RANGE | DLI_HAS_NOW | DLI_HAS_DECADE;
    uint32_t soft = DLI_HAS_RELATIVE | DLI_HAS_HALF | DLI_HAS_TURN | DLI_HAS_ZONE;
    uint32_t ad = a->has & DATE_FIELDS, bd = b->has & DATE_FIELDS, whole = DLI_HAS_YEAR |
                                                                           DLI_HAS_MONTH |
                                                                           DLI_HAS_DAY;

    if (((a->has | b->has) & no) != 0 || (a->has & b->has & ~soft) != 0 ||
        ((a->has & DLI_HAS_EDGE) != 0 && (a->has & DLI_HAS_PART) == 0) ||
        ((b->has & DLI_HAS_EDGE) != 0 && (b->has & DLI_HAS_PART) == 0))
        return false;
    bool clocks = (a->has & CLOCK_FIELDS) != 0 && (b->has & CLOCK_FIELDS) != 0;
    if (clocks && (a->has & DLI_HAS_PART) == 0 && (b->has & DLI_HAS_PART) == 0)
        return false;
    /* a year or a month alone is no day to have an hour on */
    uint32_t all = ad | bd, day = DLI_HAS_DAY | DLI_HAS_WEEKDAY | DLI_HAS_FEAST | DLI_HAS_WEEKEND;
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

static bool meet(const chart *c, parts p, size_t count, piece *out)
{
    const piece *a = p[0], *b = p[count - 1];
    dli_moment m;

    (void)c;
    if (!is_at(a) || !is_at(b) || !merge(&a->t.from, &b->t.from, &m) ||
        (has(p, count, BIT(for)) && b->cost >= VAGUE))
        return false;
    bool day = ((a->t.from.has | b->t.from.has) &
                (DLI_HAS_DAY | DLI_HAS_WEEKDAY | DLI_HAS_FEAST | DLI_HAS_PART)) != 0;
    bool clock = ((a->t.from.has | b->t.from.has) & CLOCK_FIELDS) != 0;
    if (clock && !day)
        return false;
    uint32_t years = DLI_HAS_YEAR | DLI_HAS_MONTH;
    bool bare_year = a->t.from.has == DLI_HAS_YEAR || b->t.from.has == DLI_HAS_YEAR;
    if (bare_year && (m.has & years) != years && (m.has & (DLI_HAS_SEASON | DLI_HAS_QUARTER |
                                                           DLI_HAS_FEAST)) == 0)
        return false;
    set_time(out, m);
    const piece *vague = a->cost > b->cost ? a : b;
    if (clock && ((vague->t.from.has & DATE_FIELDS) == 0 || only(vague, DLI_HAS_DAY)))
        together(out, a, b);
    return true;
}

static bool set_span(piece *out, const dli_moment *from, const dli_moment *to)
{
    out->timed = true;
    out->t.kind = DLI_TIME_SPAN;
    out->t.from = *from;
    out->t.to = *to;
    dli_moment *a = &out->t.from, *b = &out->t.to;
    uint32_t ac = a->has & CLOCK_FIELDS, bc = b->has & CLOCK_FIELDS;
    uint32_t ad = a->has & DATE_FIELDS, bd = b->has & DATE_FIELDS;
    if (((a->has | b->has) & DLI_HAS_NOW) == 0 && (ac != 0) != (bc != 0) && (ad == 0 || bd == 0))
        return false; /* le 16 à 18 h */
    if (ad == 0 && bd != 0 && bc != 0) { /* 3 to 5 pm on Friday */
        dli_moment day = *b;
        day.has &= ~(uint32_t)(CLOCK_FIELDS | DLI_HAS_HALF | DLI_HAS_ZONE);
        dli_moment first;
        if (!merge(&day, a, &first))
            return false;
        *a = first;
    }
    if (bd == 0 && ad != 0 && ac != 0 && bc != 0) { /* 3 pm on Friday to 5 */
        dli_moment day = *a, last;
        day.has &= ~(uint32_t)(CLOCK_FIELDS | DLI_HAS_HALF | DLI_HAS_ZONE);
        if (!merge(&day, b, &last))
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
        (b->has & DLI_HAS_HOUR) != 0 && b->hour > 12 && a->hour < 12 && a->hour + 12 <= b->hour) {
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

static bool span(const chart *c, parts p, size_t count, piece *out)
{
    const piece *a = find(p, count, BIT(time)), *b = find_last(p, count, BIT(time));

    (void)c;
    if (a == b || !is_at(a) || !is_at(b) || ((a->t.from.has | b->t.from.has) & DLI_HAS_EDGE) != 0)
        return false;
    together(out, a, b);
    bool opened = (p[0]->is & (BIT(from) | BIT(between))) != 0;
    if (opened && only(a, DLI_HAS_YEAR) && only(b, DLI_HAS_YEAR))
        out->cost = 2;
    if (opened && only(a, DLI_HAS_MONTH) && only(b, DLI_HAS_MONTH))
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

static bool span_to(const chart *c, parts p, size_t count, piece *out)
{
    const piece *n = find(p, count, BIT(nday) | BIT(nord)), *time = p[count - 1];
    dli_moment first, last = time->t.from;

    (void)c;
    if (!is_at(time) || n == time || !set_other(last, n->value, &first) ||
        !set_span(out, &first, &last))
        return false;
    out->cost = time->cost;
    if (!has(p, count, BIT(from) | BIT(between)) && (find(p, count, BIT(to))->is & BIT(at)) != 0)
        out->cost = (uint8_t)(out->cost + 12); /* le 16 à 18h */
    return (first.has & DLI_HAS_HOUR) != 0 || first.day < last.day || count > 3;
}

static bool span_on(const chart *c, parts p, size_t count, piece *out)
{
    const piece *n = p[count - 1], *time = find(p, count, BIT(time));
    dli_moment first = time->t.from, last;

    (void)c;
    if (!is_at(time) || !set_other(first, n->value, &last))
        return false;
    if ((last.has & DLI_HAS_HOUR) == 0 && last.day < first.day) {
        if ((last.has & DLI_HAS_MONTH) == 0)
            return false;
        last.month = (uint8_t)(last.month % 12 + 1);
    }
    out->cost = time->cost;
    return set_span(out, &first, &last);
}

static bool hours_span(const chart *c, parts p, size_t count, piece *out)
{
    const piece *a = find(p, count, BIT(nhour)), *b = p[count - 1];
    piece x = { 0 }, y = { 0 };

    (void)c;
    return a != b && set_hour(&x, a->value, -1) && set_hour(&y, b->value, -1) &&
           set_span(out, &x.t.from, &y.t.from);
}

static bool days_span(const chart *c, parts p, size_t count, piece *out)
{
    const piece *a = find(p, count, BIT(nord)), *b = p[count - 1];
    dli_moment first = { .has = DLI_HAS_DAY, .day = (uint8_t)a->value };
    dli_moment last = { .has = DLI_HAS_DAY, .day = (uint8_t)b->value };

    (void)c;
    return a->value < b->value && a->value > 0 && b->value <= 31 && set_span(out, &first, &last);
}

static bool spread(const chart *c, parts p, size_t count, piece *out)
{
    bool first = (p[0]->is & BIT(span)) != 0;
    const piece *over = first ? p[0] : p[count - 1], *time = first ? p[count - 1] : p[0];
    dli_moment a, b;

    (void)c;
    if (!is_at(time) || over->t.kind != DLI_TIME_SPAN)
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
        !merge(&time->t.from, &over->t.from, &a) || !merge(&time->t.from, &over->t.to, &b))
        return false;
    together(out, time, over);
    return set_span(out, &a, &b);
}

static bool from_on(const chart *c, parts p, size_t count, piece *out)
{
    (void)c;
    if (!is_at(p[count - 1]))
        return false;
    set_time(out, p[count - 1]->t.from);
    if (only(out, DLI_HAS_YEAR) && (p[0]->is & (BIT(since) | BIT(after))) != 0)
        out->cost = 1;
    if (only(out, DLI_HAS_MONTH | DLI_HAS_SEASON))
        cure(out);
    out->t.kind = DLI_TIME_AFTER;
    return true;
}

static bool up_to(const chart *c, parts p, size_t count, piece *out)
{
    (void)c;
    if (!is_at(p[count - 1]))
        return false;
    set_time(out, p[count - 1]->t.from);
    if (only(out, DLI_HAS_YEAR) && (p[0]->is & (BIT(until) | BIT(before))) != 0)
        out->cost = 1;
    if (only(out, DLI_HAS_MONTH | DLI_HAS_SEASON))
        cure(out);
    out->t.kind = DLI_TIME_BEFORE;
    return true;
}

/* "Thursday after 9:30" */
static bool spread_open(const chart *c, parts p, size_t count, piece *out)
{
    bool first = (p[0]->is & BIT(open)) != 0;
    const piece *open = first ? p[0] : p[count - 1], *time = first ? p[count - 1] : p[0];
    dli_moment m;

    (void)c;
    if (!is_at(time) || (open->t.from.has & DATE_FIELDS) != 0 ||
        (time->t.from.has & CLOCK_FIELDS & ~(uint32_t)DLI_HAS_PART) != 0 ||
        !merge(&time->t.from, &open->t.from, &m))
        return false;
    set_time(out, m);
    out->t.kind = open->t.kind;
    together(out, time, open);
    return true;
}

static bool every(const chart *c, parts p, size_t count, piece *out)
{
    const piece *what = p[count - 1];

    (void)c;
    if ((what->is & BIT(unit)) != 0) {
        const piece *n = find(p + 1, count - 1, BIT(n));
        out->t.unit = what->t.unit;
        out->t.count = n != &nothing ? n->value * 1000 : 1000;
    } else if ((what->is & BIT(len)) != 0) {
        out->t.unit = what->t.unit;
        out->t.count = what->t.count;
    } else if (is_at(what)) {
        out->t.from = what->t.from;
    } else {
        return false;
    }
    out->timed = true;
    out->t.kind = DLI_TIME_EVERY;
    return true;
}

/* ---- Rules --------------------------------------------------------------- */

typedef struct rule {
    action *act;
    uint8_t cost, count;
    uint8_t parts[MOST_PARTS]; /* symbols */
} rule;

#define P1(a) IS_##a
#define P2(a, ...) IS_##a, P1(__VA_ARGS__)
#define P3(a, ...) IS_##a, P2(__VA_ARGS__)
#define P4(a, ...) IS_##a, P3(__VA_ARGS__)
#define P5(a, ...) IS_##a, P4(__VA_ARGS__)
#define P6(a, ...) IS_##a, P5(__VA_ARGS__)
#define PICK(a, b, c, d, e, f, n, ...) n
#define COUNT_OF(...) PICK(__VA_ARGS__, 6, 5, 4, 3, 2, 1, 0)
#define GLUE(a, b) a##b
#define PARTS(n) GLUE(P, n)
static const rule rules[] = {
#define RULE(act, cost, ...)                                                                   \
    { act, cost, COUNT_OF(__VA_ARGS__), { PARTS(COUNT_OF(__VA_ARGS__))(__VA_ARGS__) } },
#include "text/when_rules.def"
#undef RULE
};

/* ---- Pieces -------------------------------------------------------------- */

/* What a piece is by what it says. */
static uint64_t nature(const piece *p)
{
    uint64_t is = p->is;
    const dli_moment *m = &p->t.from;

    if (!p->timed)
        return is;
    is &= ~(BIT(time) | BIT(month) | BIT(date) | BIT(weekday) | BIT(clock) | BIT(part));
    if (p->t.kind == DLI_TIME_LENGTH)
        return is | BIT(len);
    if (p->t.kind == DLI_TIME_SPAN)
        return is | BIT(span);
    if (p->t.kind == DLI_TIME_AFTER || p->t.kind == DLI_TIME_BEFORE)
        return is | BIT(open);
    if (p->t.kind != DLI_TIME_AT)
        return is;
    is |= BIT(time);
    if (m->has == DLI_HAS_MONTH)
        is |= BIT(month);
    if ((m->has & DLI_HAS_DAY) != 0 && (m->has & (DLI_HAS_MONTH | DLI_HAS_RELATIVE)) != 0)
        is |= BIT(date);
    if (m->has == DLI_HAS_WEEKDAY)
        is |= BIT(weekday);
    if ((m->has & DLI_HAS_HOUR) != 0)
        is |= BIT(clock);
    if ((m->has & DLI_HAS_PART) != 0)
        is |= BIT(part);
    return is;
}

static bool same_moment(const dli_moment *a, const dli_moment *b)
{
    return a->has == b->has && a->year == b->year && a->month == b->month && a->day == b->day &&
           a->weekday == b->weekday && a->hour == b->hour && a->minute == b->minute &&
           a->part == b->part && a->turn == b->turn && a->from == b->from && a->base == b->base &&
           a->edge == b->edge;
}

static bool same_piece(const piece *a, const piece *b)
{
    return a->from == b->from && a->to == b->to && a->timed == b->timed && a->is == b->is &&
           a->value == b->value && a->t.kind == b->t.kind && a->t.unit == b->t.unit &&
           a->t.count == b->t.count && same_moment(&a->t.from, &b->t.from) &&
           same_moment(&a->t.to, &b->t.to);
}

/* Add a piece; false if there is no room, or it is there already and as cheap. */
static bool add_piece(chart *c, piece *p)
{
    p->is = nature(p);
    for (uint16_t i = c->ends[p->to]; i != 0; i = c->pieces[i - 1].below)
        if (same_piece(&c->pieces[i - 1], p)) {
            if (p->cost < c->pieces[i - 1].cost)
                c->pieces[i - 1].cost = p->cost;
            return false;
        }
    if (c->piece_count == MOST_PIECES)
        return false;
    p->below = c->ends[p->to];
    c->pieces[c->piece_count++] = *p;
    c->ends[p->to] = c->piece_count;
    return true;
}

static void fire(chart *c, const rule *r, parts p)
{
    piece out = { .from = p[0]->from, .to = p[r->count - 1]->to, .cost = r->cost };

    out.core = p[0]->core;
    for (size_t i = 0; i < r->count; i++)
        out.cost = (uint8_t)(out.cost + p[i]->cost > 99 ? 99 : out.cost + p[i]->cost);
    if ((p[0]->is & (BIT(the) | BIT(on) | BIT(in) | BIT(at))) != 0 && !p[0]->timed && r->count > 1)
        out.core = p[1]->core;
    if (r->act(c, p, r->count, &out))
        (void)add_piece(c, &out);
}

/* Try piece `last` as the last part of a rule, with all that stands before it. */
static void try_rule(chart *c, const rule *r, uint16_t last)
{
    const piece *p[MOST_PARTS];
    uint16_t at[MOST_PARTS];
    size_t i = r->count - 1u;

    at[i] = last;
    p[i] = &c->pieces[last];
    if (i == 0) {
        fire(c, r, p);
        return;
    }
    at[--i] = c->ends[c->pieces[last].from];
    for (;;) {
        while (at[i] != 0 && (c->pieces[at[i] - 1].is >> r->parts[i] & 1) == 0)
            at[i] = c->pieces[at[i] - 1].below;
        if (at[i] == 0) {
            if (++i == r->count - 1u)
                return;
            at[i] = c->pieces[at[i] - 1].below;
            continue;
        }
        p[i] = &c->pieces[at[i] - 1];
        if (i == 0) {
            fire(c, r, p);
            at[0] = p[0]->below;
        } else {
            at[i - 1] = c->ends[p[i]->from];
            i--;
        }
    }
}

/* ---- Words --------------------------------------------------------------- */

typedef struct leaves {
    chart *c;
    piece list[MOST_TOKENS * 6];
    size_t count;
} leaves;

static void add_leaf(leaves *l, uint16_t from, uint16_t to, piece p)
{
    if (l->count == sizeof l->list / sizeof *l->list)
        return;
    p.from = p.core = from;
    p.to = to;
    l->list[l->count++] = p;
}

static bool unit_of(dl_str name, uint8_t *out)
{
    static const struct {
        const char *name;
        dli_grain grain;
    } names[] = { { "second", DLI_GRAIN_SECOND },   { "minute", DLI_GRAIN_MINUTE },
                  { "hour", DLI_GRAIN_HOUR },       { "day", DLI_GRAIN_DAY },
                  { "week", DLI_GRAIN_WEEK },       { "month", DLI_GRAIN_MONTH },
                  { "quarter", DLI_GRAIN_QUARTER }, { "year", DLI_GRAIN_YEAR },
                  { "decade", DLI_GRAIN_DECADE },   { "century", DLI_GRAIN_CENTURY } };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (dli_eq(name, dli_str(names[i].name))) {
            *out = (uint8_t)names[i].grain;
            return true;
        }
    return false;
}

static dli_day_part part_of(dl_str name)
{
    static const char *const names[] = { "", "morning", "afternoon", "evening", "night", "noon" };

    for (size_t i = 1; i < sizeof names / sizeof *names; i++)
        if (dli_eq(name, dli_str(names[i])))
            return (dli_day_part)i;
    return DLI_PART_NONE;
}

static bool read_int(dl_str word, int64_t *out)
{
    uint64_t n;
    bool minus = word.len > 1 && word.ptr[0] == '-';
    bool sign = minus || (word.len > 1 && word.ptr[0] == '+');

    if (word.len == 0 || !dli_parse_u64(dli_from(word, sign ? 1 : 0), &n) || n > 100000)
        return false;
    *out = minus ? -(int64_t)n : (int64_t)n;
    return true;
}

/* "12-25", "easter -2", "orthodox 1", "11 thursday-number 4" as "11 4 4" */
static bool read_feast(dl_str *rest, dli_feast *out)
{
    dl_str word;
    int64_t a, b, n;

    *out = (dli_feast){ 0 };
    if (!dli_next_word(rest, &word))
        return false;
    bool orthodox = dli_eq(word, DL_STR("orthodox"));
    if (orthodox || dli_eq(word, DL_STR("easter"))) {
        out->orthodox = orthodox;
        if (!dli_next_word(rest, &word) || !read_int(word, &a))
            return false;
        out->day = (int16_t)a;
        return true;
    }
    dl_str day, nth;
    if (!read_int(word, &a) || !dli_next_word(rest, &day) || !read_int(day, &b) || a < 1 ||
        a > 12)
        return false;
    out->month = (uint8_t)a;
    out->day = (int16_t)b;
    if (!dli_next_word(rest, &nth))
        return b >= 1 && b <= 31;
    if (!read_int(nth, &n) || b < 1 || b > 7)
        return false;
    out->weekday = (uint8_t)b;
    out->day = (int16_t)n;
    return n != 0;
}

/* One class of an entry of when.txt, with its value. False: it is none. */
static bool read_class(dl_str word, dl_str *rest, piece *out)
{
    dl_str value, after = *rest;
    int64_t n = 0;
    dli_moment m = { 0 };

    *out = (piece){ 0 };
    bool more = dli_next_word(&after, &value);
    if (dli_eq(word, DL_STR("feast"))) {
        m.has = DLI_HAS_FEAST;
        bool read = read_feast(rest, &m.feast);
        set_time(out, m);
        return read;
    }
    if (dli_eq(word, DL_STR("now")) || dli_eq(word, DL_STR("weekend"))) {
        m.has = word.ptr[0] == 'n' ? DLI_HAS_NOW : DLI_HAS_WEEKEND;
        set_time(out, m);
        return true;
    }
    if (more && dli_eq(word, DL_STR("part"))) {
        m.has = DLI_HAS_PART;
        m.part = (uint8_t)part_of(value);
        set_time(out, m);
        *rest = after;
        return m.part != DLI_PART_NONE;
    }
    if (more && dli_eq(word, DL_STR("unit"))) {
        out->is = BIT(unit);
        *rest = after;
        return unit_of(value, &out->t.unit);
    }
    bool counted = more && read_int(value, &n);
    if (counted)
        *rest = after;
    if (counted && dli_eq(word, DL_STR("nth"))) {
        out->is = BIT(nord);
        out->value = n;
        return n >= 1 && n <= 31;
    }
    if (counted && dli_eq(word, DL_STR("season"))) {
        m.has = DLI_HAS_SEASON;
        m.season = (uint8_t)n;
        out->cost = VAGUE; /* spring, fall, été */
    } else if (counted && dli_eq(word, DL_STR("clock"))) {
        m.has = DLI_HAS_HOUR;
        m.hour = (uint8_t)n;
    } else if (counted && (dli_eq(word, DL_STR("weekday")) || dli_eq(word, DL_STR("month")))) {
        m.has = word.ptr[0] == 'w' ? DLI_HAS_WEEKDAY : DLI_HAS_MONTH;
        m.weekday = m.month = (uint8_t)n;
        out->cost = VAGUE; /* a short form that may be another word */
    }
    if (m.has != 0) {
        set_time(out, m);
        return true;
    }
    for (size_t i = 0; i < IS_n; i++)
        if (dli_eq(word, dli_str(symbol_names[i]))) {
            out->is = (uint64_t)1 << i;
            out->value = counted ? n : 0;
            return true;
        }
    return dli_eq(word, DL_STR("ordinal"));
}

bool dli_read_when(dl_str meaning)
{
    dl_str word;
    piece p;

    if (meaning.len == 0)
        return false;
    while (dli_next_word(&meaning, &word))
        if (!read_class(word, &meaning, &p))
            return false;
    return true;
}

/* Where nouns have capitals: a word that is one, inside a sentence. */
static bool is_noun(const chart *c, uint16_t at)
{
    return c->parsed->phrases->caps && c->tokens[at].word > 0 &&
           c->parsed->words.ptr[c->tokens[at].word].capital &&
           c->parsed->words.ptr[c->tokens[at].word - 1].mark != DLI_MARK_STOP;
}

/* An entry of when.txt: one piece for its plain classes, one for each with a value. */
static void add_when(leaves *l, uint16_t from, uint16_t to, dl_str meaning)
{
    dl_str word;
    piece p, plain = { 0 };

    while (dli_next_word(&meaning, &word)) {
        if (!read_class(word, &meaning, &p))
            return;
        if (p.timed && p.t.from.has == DLI_HAS_PART && to == from + 1) /* rather a day */
            p.cost = l->c->parsed->phrases->caps && !is_noun(l->c, from) ? 2 : 1;
        if (p.timed || p.value != 0 || (p.is & (BIT(unit) | BIT(nord) | BIT(turn) | BIT(half) |
                                                BIT(zone))) != 0)
            add_leaf(l, from, to, p);
        else
            plain.is |= p.is;
    }
    if (plain.is != 0)
        add_leaf(l, from, to, plain);
}

/* An entry of ago.txt. */
static void add_ago(leaves *l, uint16_t from, uint16_t to, dl_str meaning)
{
    dl_str rest = meaning, step, name, part;
    piece p = { 0 };
    int64_t n;

    if (!dli_next_word(&rest, &step))
        return;
    if (!dli_next_word(&rest, &name)) {
        bool back = dli_eq(step, DL_STR("past")) || dli_eq(step, DL_STR("last"));
        if (dli_eq(step, DL_STR("before")))
            p.is = BIT(back);
        else if (back || dli_eq(step, DL_STR("next")))
            p = (piece){ .is = BIT(turn), .value = back ? -1 : 1 };
        if (p.is != 0)
            add_leaf(l, from, to, p);
        return;
    }
    if (!unit_of(name, &p.t.unit))
        return;
    if (dli_eq(step, DL_STR("unit"))) {
        p.is = BIT(unit);
        add_leaf(l, from, to, p);
        return;
    }
    dli_moment m;
    if (!read_int(step, &n) || !unit_at(l->c, (dli_grain)p.t.unit, n, &m))
        return;
    if (dli_next_word(&rest, &part)) {
        m.has |= DLI_HAS_PART;
        m.part = (uint8_t)part_of(part);
        piece alone = { .cost = 1 }; /* of another day, if one is named: in the night to Sunday */
        set_time(&alone, (dli_moment){ .has = DLI_HAS_PART, .part = m.part });
        if (n == 0)
            add_leaf(l, from, to, alone);
    }
    p.t.unit = 0;
    set_time(&p, m);
    if (to == from + 1 && is_noun(l->c, from))
        p.cost = 3; /* Morgen is the morning, morgen tomorrow */
    add_leaf(l, from, to, p);
}

/* In small letters it is another word: may, march. */
static bool is_other_word(const dli_parsed *p, uint32_t at)
{
    const dli_word *word = &p->words.ptr[at];

    return !word->capital &&
           (dli_word_grammar(p, at) != 0 || p->phrases->caps ||
            dli_form_begins(p->phrases, word->form, DLI_LIST_incident) ||
            dli_form_begins(p->phrases, word->form, DLI_LIST_roles));
}

static void add_entries(leaves *l, uint16_t at)
{
    const chart *c = l->c;
    const dli_phrases *in = c->parsed->phrases;
    uint32_t node = 0;
    uint64_t n;

    for (uint16_t i = at; i < c->count && c->tokens[i].form != 0; i++) {
        node = dli_phrase_next(in, node, c->tokens[i].form);
        if (node == 0)
            return;
        uint16_t to = (uint16_t)(i + 1);
        dl_str month = dli_phrase_meaning(in, node, DLI_LIST_months);
        if (month.ptr != NULL && dli_parse_u64(month, &n)) {
            piece p = { .cost = VAGUE }; /* alone it is hardly ever a time */
            set_time(&p, (dli_moment){ .has = DLI_HAS_MONTH, .month = (uint8_t)n });
            if (is_other_word(c->parsed, c->tokens[at].word))
                p.cost = 2 * VAGUE;
            add_leaf(l, at, to, p);
        }
        dl_str day = dli_phrase_meaning(in, node, DLI_LIST_weekdays);
        if (day.ptr != NULL && dli_parse_u64(day, &n)) {
            piece p = { 0 };
            set_time(&p, (dli_moment){ .has = DLI_HAS_WEEKDAY, .weekday = (uint8_t)n });
            add_leaf(l, at, to, p);
        }
        dl_str ago = dli_phrase_meaning(in, node, DLI_LIST_ago);
        if (ago.ptr != NULL)
            add_ago(l, at, to, ago);
        dl_str when = dli_phrase_meaning(in, node, DLI_LIST_when);
        if (when.ptr != NULL)
            add_when(l, at, to, when);
    }
}

static uint64_t number_is(int64_t n, size_t digits)
{
    uint64_t is = BIT(n);

    if (n >= 1 && n <= 31)
        is |= BIT(nday);
    if (n >= 0 && n <= 24)
        is |= BIT(nhour);
    if (n >= 0 && n <= 59)
        is |= BIT(nmin);
    if (n >= 1000 && n <= 2199 && (digits == 4 || digits == 0))
        is |= BIT(nyear);
    return is;
}

static bool touches(const chart *c, uint16_t a, uint16_t b)
{
    return b < c->count && c->tokens[a].end == c->tokens[b].start;
}

static dl_str text_of(const chart *c, uint16_t at)
{
    return dli_cut(c->parsed->body, (dl_span){ c->tokens[at].start, c->tokens[at].end });
}

/* The word behind a number makes an ordinal of it: 5th, 5-го. */
static uint16_t behind_ordinal(const chart *c, uint16_t at)
{
    uint16_t i = (uint16_t)(at + 1);

    if (touches(c, at, i) && c->tokens[i].mark && (text_of(c, i).ptr[0] == '-'))
        i = touches(c, i, (uint16_t)(i + 1)) ? (uint16_t)(i + 1) : i;
    else if (!touches(c, at, i))
        return 0;
    dl_str meaning = c->tokens[i].form == 0
                         ? (dl_str){ NULL, 0 }
                         : dli_phrase_meaning(c->parsed->phrases,
                                              dli_phrase_next(c->parsed->phrases, 0,
                                                              c->tokens[i].form),
                                              DLI_LIST_when);
    dl_str word;
    while (meaning.ptr != NULL && dli_next_word(&meaning, &word))
        if (dli_eq(word, DL_STR("ordinal")))
            return (uint16_t)(i + 1);
    return 0;
}

static void add_numbers(leaves *l, uint16_t at)
{
    const chart *c = l->c;
    const token *t = &c->tokens[at];
    dli_number read;

    if (t->digits) {
        uint64_t n;
        dl_str text = text_of(c, at);
        if (text.len > 9 || !dli_parse_u64(text, &n))
            return;
        piece p = { .value = (int64_t)n, .digits = (uint8_t)text.len };
        p.is = number_is(p.value, text.len);
        add_leaf(l, at, (uint16_t)(at + 1), p);
        uint16_t behind = behind_ordinal(c, at);
        if (behind != 0 && n >= 1 && n <= 31) {
            p.is = BIT(nord);
            add_leaf(l, at, behind, p);
        }
        uint16_t two = (uint16_t)(at + 2);
        if (touches(c, at, (uint16_t)(at + 1)) && touches(c, (uint16_t)(at + 1), two) &&
            (text_of(c, (uint16_t)(at + 1)).ptr[0] == '.' ||
             text_of(c, (uint16_t)(at + 1)).ptr[0] == ',') &&
            c->tokens[two].digits && text_of(c, two).len <= 2) {
            uint64_t part = 0;
            bool one = text_of(c, two).len == 1;
            (void)dli_parse_u64(text_of(c, two), &part);
            p.is = BIT(n);
            p.milli = (int64_t)part * (one ? 100 : 10);
            add_leaf(l, at, (uint16_t)(at + 3), p);
        }
        return;
    }
    if (t->mark || !dli_read_number(c->parsed, t->word, c->tokens[c->count - 1].word + 1, &read) ||
        read.value > 100000)
        return;
    uint16_t to = at;
    while (to < c->count && c->tokens[to].word < read.to)
        to++;
    piece p = { .value = (int64_t)read.value };
    p.is = read.article ? BIT(n) : number_is(p.value, 0);
    if (read.value >= 1000)
        p.is |= number_is(p.value, 4) & BIT(nyear);
    if (!read.least)
        add_leaf(l, at, to, p);
    if (read.value == 1 && !read.article && dli_word_grammar(c->parsed, t->word) != 0)
        l->list[l->count - 1].is = BIT(n); /* un, eine */
}

static void add_mark(leaves *l, uint16_t at)
{
    dl_str mark = text_of(l->c, at);
    piece p = { 0 };

    switch (mark.ptr[0]) {
    case ',':
        p.is = BIT(comma);
        break;
    case '/':
        p.is = BIT(slash);
        break;
    case ':':
        p.is = BIT(colon);
        break;
    case '.':
        p.is = BIT(dot);
        break;
    case '-':
    case '~':
        p.is = BIT(dash);
        break;
    default:
        if (dli_eq(mark, DL_STR("–")) || dli_eq(mark, DL_STR("—")))
            p.is = BIT(dash);
        break;
    }
    if (p.is != 0)
        add_leaf(l, at, (uint16_t)(at + 1), p);
}

/* ---- Runs ---------------------------------------------------------------- */

static bool better(const piece *a, const piece *b)
{
    uint16_t la = (uint16_t)(a->to - a->from), lb = (uint16_t)(b->to - b->from);

    if (la != lb)
        return la > lb;
    return a->cost < b->cost;
}

/* A year without a word that says so: "1999 dreitausend", and in German at large, where a
 * counted noun would have a capital. */
static bool is_bare_year(const chart *c, const piece *p)
{
    uint32_t next = c->tokens[p->to - 1].word + 1;
    dli_number number;

    if (p->t.kind != DLI_TIME_AT || p->t.from.has != DLI_HAS_YEAR || p->cost != VAGUE ||
        p->to != p->from + 1 || next >= c->parsed->words.count)
        return false;
    const dli_word *word = &c->parsed->words.ptr[next];
    if (word->kind == DLI_WORD_LETTERS && dli_read_number(c->parsed, next, next + 1, &number) &&
        !number.article)
        return true;
    return c->parsed->phrases->caps && p->t.from.year >= 1900 && p->t.from.year < 2100 &&
           word->kind == DLI_WORD_LETTERS && !word->capital;
}

static bool is_time(const chart *c, const piece *p, bool whole)
{
    if (!whole && is_bare_year(c, p))
        return true;
    return p->timed && (whole || p->cost < VAGUE);
}

static bool take(dli_arena *arena, const chart *c, const piece *p, dli_times *out)
{
    dli_time t = p->t;

    t.sure = p->cost < VAGUE || is_bare_year(c, p);
    t.in = (dl_span){ c->tokens[p->core].start, c->tokens[p->to - 1].end };
    t.word = c->tokens[p->core].word;
    t.end = c->tokens[p->to - 1].word + 1;
    return DLI_PUSH(arena, out, t);
}

/* The times of a run: the longest first, then what is beside them; in order. */
static bool choose(dli_arena *arena, const chart *c, bool whole, dli_times *out)
{
    bool taken[MOST_TOKENS] = { false };
    const piece *starts[MOST_TOKENS] = { NULL };

    for (;;) {
        const piece *best = NULL;
        for (uint16_t i = 0; i < c->piece_count; i++) {
            const piece *p = &c->pieces[i];
            bool open = is_time(c, p, whole) && (best == NULL || better(p, best));
            for (uint16_t k = p->from; k < p->to && open; k++)
                open = !taken[k];
            if (open)
                best = p;
        }
        if (best == NULL)
            break;
        for (uint16_t k = best->from; k < best->to; k++)
            taken[k] = true;
        starts[best->from] = best;
    }
    for (uint16_t i = 0; i < c->count; i++)
        if (starts[i] != NULL && !take(arena, c, starts[i], out))
            return false;
    return true;
}

static bool read_run(dli_arena *arena, const dli_parsed *parsed, const dli_calendar *calendar,
                     const token *tokens, uint16_t count, bool whole, dli_times *out)
{
    chart c = { .parsed = parsed, .calendar = calendar, .tokens = tokens, .count = count };
    leaves l;

    l.c = &c;
    l.count = 0;
    for (uint16_t i = 0; i < count; i++) {
        add_numbers(&l, i);
        if (tokens[i].mark)
            add_mark(&l, i);
        add_entries(&l, i);
    }
    for (uint16_t end = 1; end <= count; end++) {
        uint16_t first = c.piece_count;
        for (size_t i = 0; i < l.count; i++)
            if (l.list[i].to == end)
                (void)add_piece(&c, &l.list[i]);
        for (uint16_t at = first; at < c.piece_count; at++)
            for (size_t r = 0; r < sizeof rules / sizeof *rules; r++)
                if ((c.pieces[at].is >> rules[r].parts[rules[r].count - 1] & 1) != 0)
                    try_rule(&c, &rules[r], at);
    }
    return choose(arena, &c, whole, out);
}

/* The lists that make a word part of a run. */
static bool is_time_word(const dli_phrases *in, uint32_t form)
{
    static const uint32_t lists = 1u << DLI_LIST_months | 1u << DLI_LIST_weekdays |
                                  1u << DLI_LIST_ago | 1u << DLI_LIST_when |
                                  1u << DLI_LIST_numbers;

    return form != 0 && (in->forms[form - 1].lists & lists) != 0;
}

/* A run without such a word or a number in figures is not looked at. */
static bool is_seed(const dli_parsed *parsed, uint32_t at)
{
    static const uint32_t lists = 1u << DLI_LIST_months | 1u << DLI_LIST_weekdays |
                                  1u << DLI_LIST_ago | 1u << DLI_LIST_when;
    const dli_word *word = &parsed->words.ptr[at];

    if (word->kind == DLI_WORD_NUMBER)
        return true;
    return word->kind == DLI_WORD_LETTERS && word->form != 0 &&
           (parsed->phrases->forms[word->form - 1].lists & lists) != 0 &&
           (dli_word_grammar(parsed, at) & (DLI_GRAMMAR_prep | DLI_GRAMMAR_of | DLI_GRAMMAR_det |
                                            DLI_GRAMMAR_and)) == 0;
}

/* Cut a word that has a digit into its digits, letters and marks. */
static uint16_t cut_word(const dli_parsed *parsed, uint32_t at, token *out, uint16_t room)
{
    dl_span in = parsed->words.ptr[at].in;
    uint16_t count = 0;

    for (uint32_t i = in.start; i < in.end && count < room;) {
        uint32_t end = i;
        bool digits = dli_is_digit(parsed->body.ptr[i]);
        bool mark = !digits && (unsigned char)parsed->body.ptr[i] < 0x80 &&
                    !((parsed->body.ptr[i] | 32) >= 'a' && (parsed->body.ptr[i] | 32) <= 'z');
        while (end < in.end && (digits ? dli_is_digit(parsed->body.ptr[end])
                                : mark ? end == i
                                       : !dli_is_digit(parsed->body.ptr[end]) &&
                                             parsed->body.ptr[end] != '.' &&
                                             parsed->body.ptr[end] != ','))
            end++;
        char folded[64];
        size_t len = dli_fold_to(folded, sizeof folded, dli_cut(parsed->body, (dl_span){ i, end }));
        out[count++] = (token){ i, end, at,
                                digits ? 0
                                       : dli_phrase_form(parsed->phrases, (dl_str){ folded, len }),
                                digits, mark };
        i = end;
    }
    return count;
}

/* The end of the longest entry that begins at word `at`: its inner words go with it. */
static uint32_t behind_entry(const dli_parsed *parsed, uint32_t at, uint32_t to)
{
    static const dli_list lists[] = { DLI_LIST_ago, DLI_LIST_when, DLI_LIST_numbers };
    uint32_t end = at, count;

    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (dli_word_meaning(parsed, at, to, lists[i], &count).ptr != NULL && at + count > end)
            end = at + count;
    return end;
}

static bool is_joint(const dli_word *word)
{
    switch ((dli_mark)word->mark) {
    case DLI_MARK_COMMA:
    case DLI_MARK_STOP:
    case DLI_MARK_COLON:
    case DLI_MARK_DASH:
    case DLI_MARK_HYPHEN:
    case DLI_MARK_OTHER:
        return true;
    case DLI_MARK_NONE:
    case DLI_MARK_SEMICOLON:
    case DLI_MARK_ASK:
    case DLI_MARK_EXCLAIM:
    case DLI_MARK_ELLIPSIS:
    case DLI_MARK_OPEN:
    case DLI_MARK_CLOSE:
    case DLI_MARK_QUOTE:
        break;
    }
    return false;
}

bool dli_times_find(dli_arena *arena, const dli_parsed *parsed, uint32_t from, uint32_t to,
                    const dli_calendar *calendar, bool whole, dli_times *out)
{
    token tokens[MOST_TOKENS];
    uint32_t covered = from;
    uint16_t count = 0;
    bool seed = whole;

    if (parsed->phrases == NULL)
        return true;
    for (uint32_t i = from; i <= to; i++) {
        const dli_word *word = i < to ? &parsed->words.ptr[i] : NULL;
        if (word != NULL && is_time_word(parsed->phrases, word->form)) {
            uint32_t end = behind_entry(parsed, i, to);
            covered = end > covered ? end : covered;
        }
        bool goes_on = word != NULL && count < MOST_TOKENS &&
                       (i < covered || word->kind == DLI_WORD_NUMBER || (word->mark != 0 && is_joint(word)) ||
                        is_time_word(parsed->phrases, word->form));
        if (!goes_on) {
            if (seed && count > 0 && !read_run(arena, parsed, calendar, tokens, count, whole, out))
                return false;
            if (count == MOST_TOKENS && word != NULL)
                i--; /* it begins the next run */
            count = 0;
            seed = whole;
            continue;
        }
        seed = seed || is_seed(parsed, i);
        if (word->kind == DLI_WORD_NUMBER)
            count = (uint16_t)(count +
                               cut_word(parsed, i, tokens + count, (uint16_t)(MOST_TOKENS - count)));
        else
            tokens[count++] = (token){ word->in.start, word->in.end, i, word->form, false,
                                       word->mark != 0 };
    }
    return true;
}
