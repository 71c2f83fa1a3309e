/* chart.h -- what the files of the grammar of times share (when.c).
 *
 *   token    a word, or the digits, letters and marks of one that has digits: 5│pm
 *   piece    a stretch of tokens and what it is
 *   action   what a rule makes of the pieces that it matches; false if it does not apply
 */
#ifndef DLI_TEXT_CHART_H
#define DLI_TEXT_CHART_H

#include "text/text.h"

enum {
    DLI_DAY = 86400,
    DLI_HOUR = 3600,
    DLI_MOST_TOKENS = 40, /* of a run; what is behind them is another run */
    DLI_MOST_PIECES = 400,
    DLI_MOST_SPENT = 200, /* pieces in one search; what is behind them is not read */
    DLI_VAGUE = 9         /* a cost: no time but where a time is known to stand */
};

typedef enum dli_symbol {
#define SYMBOL(name, what) DLI_IS_##name,
#include "text/when.def"
#undef SYMBOL
    DLI_SYMBOLS
} dli_symbol;
_Static_assert(DLI_SYMBOLS <= 64, "they are bits of a uint64_t");

#define BIT(name) ((uint64_t)1 << DLI_IS_##name)

typedef struct dli_time_token {
    uint32_t start, end, word, form;
    bool digits, mark;
} dli_time_token;

typedef struct dli_time_piece {
    uint16_t from, to, core; /* tokens [from, to); those before `core` only lead to it */
    uint16_t below;          /* index + 1 of the piece before it that ends there too */
    uint64_t is;
    uint8_t cost;
    uint8_t digits; /* of a number in figures */
    bool timed;     /* `t` is a time */
    int64_t value, milli;
    int64_t months, seconds; /* of a length */
    dli_time t;
} dli_time_piece;

typedef struct dli_time_chart {
    const dli_parsed *parsed;
    const dli_calendar *calendar;
    const dli_time_token *tokens;
    uint16_t count;
    uint16_t ends[DLI_MOST_TOKENS + 1]; /* index + 1 of the last piece that ends there */
    uint16_t piece_count;
    uint16_t again; /* the first piece that became cheaper after it was used */
    dli_time_piece pieces[DLI_MOST_PIECES];
} dli_time_chart;

typedef const dli_time_piece *const *dli_time_parts;

/* The actions of the rules. */
#define RULE(act, cost, ...)                                                                   \
    bool dli_when_##act(const dli_time_chart *c, dli_time_parts p, size_t count,               \
                        dli_time_piece *out);
#include "text/when_rules.def"
#undef RULE

/* A piece that is nothing. */
extern const dli_time_piece dli_no_time_piece;

static inline void dli_time_set(dli_time_piece *out, dli_moment m)
{
    out->timed = true;
    out->t.kind = DLI_TIME_AT;
    out->t.from = m;
}

static inline bool dli_parts_have(dli_time_parts p, size_t count, uint64_t is)
{
    for (size_t i = 0; i < count; i++)
        if ((p[i]->is & is) != 0)
            return true;
    return false;
}

/* The first and last part that is something; one that is nothing if there is none. */
static inline const dli_time_piece *dli_part(dli_time_parts p, size_t count, uint64_t is)
{
    for (size_t i = 0; i < count; i++)
        if ((p[i]->is & is) != 0)
            return p[i];
    return &dli_no_time_piece;
}

static inline const dli_time_piece *dli_last_part(dli_time_parts p, size_t count, uint64_t is)
{
    for (size_t i = count; i-- > 0;)
        if ((p[i]->is & is) != 0)
            return p[i];
    return &dli_no_time_piece;
}

/* What is vague alone is not in this company. */
static inline void dli_time_cure(dli_time_piece *out)
{
    if (out->cost >= DLI_VAGUE)
        out->cost = (uint8_t)(out->cost - DLI_VAGUE);
}

/* A number that may be an hour is one beside a day. */
static inline void dli_time_beside(dli_time_piece *out, const dli_time_piece *a,
                                   const dli_time_piece *b)
{
    uint8_t least = a->cost < b->cost ? a->cost : b->cost;
    uint8_t most = a->cost > b->cost ? a->cost : b->cost;

    if (least < DLI_VAGUE && most >= DLI_VAGUE && most <= DLI_VAGUE + 1)
        out->cost = (uint8_t)(least + 2);
}

static inline bool dli_time_only(const dli_time_piece *p, uint32_t fields)
{
    return p->timed && p->t.kind == DLI_TIME_AT && (p->t.from.has & ~fields) == 0;
}

static inline bool dli_is_at(const dli_time_piece *p)
{
    return p->timed && p->t.kind == DLI_TIME_AT;
}

static inline int64_t dli_today(const dli_time_chart *c)
{
    int64_t now = c->calendar->now;

    return now >= 0 ? now / DLI_DAY : -((-now + DLI_DAY - 1) / DLI_DAY);
}

#define DATE_FIELDS                                                                            \
    (DLI_HAS_YEAR | DLI_HAS_MONTH | DLI_HAS_DAY | DLI_HAS_WEEKDAY | DLI_HAS_SEASON |           \
     DLI_HAS_QUARTER | DLI_HAS_WEEK | DLI_HAS_WEEKEND | DLI_HAS_DECADE | DLI_HAS_FEAST)
#define CLOCK_FIELDS (DLI_HAS_HOUR | DLI_HAS_MINUTE | DLI_HAS_SECOND | DLI_HAS_PART)

/* ---- when_dates.c -------------------------------------------------------- */

/* Day `day` since 1970. */
dli_moment dli_moment_of_day(int64_t day);

/* A stretch worked out. */
dli_moment dli_moment_of_range(int64_t from, int64_t to, dli_grain grain);

/* The unit `n` of them from now. */
bool dli_unit_at(const dli_time_chart *c, dli_grain unit, int64_t n, dli_moment *out);

/* 3/5 is the third of May. */
bool dli_is_dmy(const dli_time_chart *c);

/* ---- when_clock.c -------------------------------------------------------- */

/* What both say, in one; false if they do not go together. */
bool dli_merge_moments(const dli_moment *a, const dli_moment *b, dli_moment *out);

#endif
