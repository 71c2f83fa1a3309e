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
#include "text/chart.h"

enum {
    MOST_PARTS = 6 /* of a rule */
};

static const dl_str symbol_names[] = {
#define SYMBOL(name, what) { #name, sizeof #name - 1 },
#include "text/when.def"
#undef SYMBOL
};

/* ---- Rules --------------------------------------------------------------- */

typedef bool action(const dli_time_chart *c, dli_time_parts p, size_t count,
                    dli_time_piece *out);

typedef struct rule {
    action *act;
    uint8_t cost, count;
    uint8_t parts[MOST_PARTS]; /* symbols */
} rule;

#define P1(a)                          DLI_IS_##a
#define P2(a, ...)                     DLI_IS_##a, P1(__VA_ARGS__)
#define P3(a, ...)                     DLI_IS_##a, P2(__VA_ARGS__)
#define P4(a, ...)                     DLI_IS_##a, P3(__VA_ARGS__)
#define P5(a, ...)                     DLI_IS_##a, P4(__VA_ARGS__)
#define P6(a, ...)                     DLI_IS_##a, P5(__VA_ARGS__)
#define PICK(a, b, c, d, e, f, n, ...) n
#define COUNT_OF(...)                  PICK(__VA_ARGS__, 6, 5, 4, 3, 2, 1, 0)
#define GLUE(a, b)                     a##b
#define PARTS(n)                       GLUE(P, n)
static const rule rules[] = {
#define RULE(act, cost, ...)                                                                   \
    { dli_when_##act,                                                                          \
      cost,                                                                                    \
      COUNT_OF(__VA_ARGS__),                                                                   \
      { PARTS(COUNT_OF(__VA_ARGS__))(__VA_ARGS__) } },
#include "text/when_rules.def"
#undef RULE
};

/* ---- Pieces -------------------------------------------------------------- */

/* What a piece is by what it says. */
static uint64_t nature(const dli_time_piece *p)
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
           a->part == b->part && a->turn == b->turn && a->from == b->from &&
           a->base == b->base && a->edge == b->edge;
}

static bool same_piece(const dli_time_piece *a, const dli_time_piece *b)
{
    return a->from == b->from && a->to == b->to && a->timed == b->timed && a->is == b->is &&
           a->value == b->value && a->t.kind == b->t.kind && a->t.unit == b->t.unit &&
           a->t.count == b->t.count && same_moment(&a->t.from, &b->t.from) &&
           same_moment(&a->t.to, &b->t.to);
}

/* Add a piece; false if there is no room, or it is there already and as cheap. */
static bool add_piece(dli_time_chart *c, dli_time_piece *p)
{
    p->is = nature(p);
    for (uint16_t i = c->ends[p->to]; i != 0; i = c->pieces[i - 1].below)
        if (same_piece(&c->pieces[i - 1], p)) {
            if (p->cost < c->pieces[i - 1].cost) {
                c->pieces[i - 1].cost = p->cost;
                c->again = i - 1 < c->again ? (uint16_t)(i - 1) : c->again;
            }
            return false;
        }
    if (c->piece_count == DLI_MOST_PIECES)
        return false;
    p->below = c->ends[p->to];
    c->pieces[c->piece_count++] = *p;
    c->ends[p->to] = c->piece_count;
    return true;
}

static void fire(dli_time_chart *c, const rule *r, dli_time_parts p)
{
    dli_time_piece out = { .from = p[0]->from, .to = p[r->count - 1]->to, .cost = r->cost };

    out.core = p[0]->core;
    for (size_t i = 0; i < r->count; i++)
        out.cost = (uint8_t)(out.cost + p[i]->cost > 99 ? 99 : out.cost + p[i]->cost);
    if ((p[0]->is & (BIT(the) | BIT(on) | BIT(in) | BIT(at))) != 0 && !p[0]->timed &&
        r->count > 1)
        out.core = p[1]->core;
    if (r->act(c, p, r->count, &out))
        (void)add_piece(c, &out);
}

/* Try piece `last` as the last part of a rule, with all that stands before it. */
static void try_rule(dli_time_chart *c, const rule *r, uint16_t last)
{
    const dli_time_piece *p[MOST_PARTS];
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
    dli_time_chart *c;
    dli_time_piece list[DLI_MOST_TOKENS * 6];
    size_t count;
} leaves;

static void add_leaf(leaves *l, uint16_t from, uint16_t to, dli_time_piece p)
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
    static const char *const names[] = {
        "", "morning", "afternoon", "evening", "night", "noon"
    };

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

/* The numbers that follow, at most `max` of them; a word that is none ends them. */
static size_t read_ints(dl_str *rest, int64_t *out, size_t max)
{
    size_t n = 0;
    dl_str word, after = *rest;

    while (n < max && dli_next_word(&after, &word) && read_int(word, &out[n])) {
        *rest = after;
        n++;
    }
    return n;
}

/* "12 25", "11 4 4" (the fourth Thursday of November; "11 4 4 1": the day behind it), "easter -2",
 * "islamic 10 1", "indian 7 30 18" (month, tithi, hour), "chinese 0", "sun 270". */
static bool read_feast(dl_str *rest, dli_feast *out)
{
    static const struct {
        const char *name;
        uint8_t least, most; /* numbers */
    } kinds[] = {
        [DLI_FEAST_CIVIL] = { "civil", 2, 4 },       [DLI_FEAST_EASTER] = { "easter", 1, 1 },
        [DLI_FEAST_ORTHODOX] = { "orthodox", 1, 1 }, [DLI_FEAST_HEBREW] = { "hebrew", 2, 2 },
        [DLI_FEAST_ISLAMIC] = { "islamic", 2, 2 },   [DLI_FEAST_CHINESE] = { "chinese", 1, 1 },
        [DLI_FEAST_INDIAN] = { "indian", 3, 4 },     [DLI_FEAST_SUN] = { "sun", 1, 2 }
    };
    dl_str word, after = *rest;
    int64_t n[4] = { 0 };
    size_t by = DLI_FEAST_CIVIL;

    *out = (dli_feast){ 0 };
    if (!dli_next_word(&after, &word))
        return false;
    while (by + 1 < sizeof kinds / sizeof *kinds && !dli_eq(word, dli_str(kinds[by].name)))
        by++;
    if (dli_eq(word, dli_str(kinds[by].name)))
        *rest = after;
    else
        by = DLI_FEAST_CIVIL;
    size_t count = read_ints(rest, n, kinds[by].most);
    for (size_t i = 0; i < count; i++)
        if (n[i] < -100 || n[i] > 360)
            return false;
    out->by = (uint8_t)by;
    if (count < kinds[by].least)
        return false;
    if (by == DLI_FEAST_CHINESE) {
        out->shift = (int8_t)n[0];
    } else if (by == DLI_FEAST_EASTER || by == DLI_FEAST_ORTHODOX || by == DLI_FEAST_SUN) {
        out->day = (int16_t)n[0];
        out->shift = (int8_t)n[1];
    } else {
        if (n[0] < 1 || n[0] > 12)
            return false;
        out->month = (uint8_t)n[0];
        out->day = (int16_t)n[1];
    }
    if (by == DLI_FEAST_INDIAN) {
        out->hour = (uint8_t)n[2];
        out->shift = (int8_t)n[3];
    }
    if (by == DLI_FEAST_CIVIL && count > 2) {
        if (n[1] < 1 || n[1] > 7 || n[2] == 0)
            return false;
        out->weekday = (uint8_t)n[1];
        out->day = (int16_t)n[2];
        out->shift = (int8_t)n[3];
    }
    return by != DLI_FEAST_CIVIL || count > 2 || (n[1] >= 1 && n[1] <= 31);
}

/* One class of an entry of when.txt, with its value. False: it is none. */
static bool read_class(dl_str word, dl_str *rest, dli_time_piece *out)
{
    dl_str value, after = *rest;
    int64_t n = 0;
    dli_moment m = { 0 };

    *out = (dli_time_piece){ 0 };
    bool more = dli_next_word(&after, &value);
    if (dli_eq(word, DL_STR("feast"))) {
        m.has = DLI_HAS_FEAST;
        bool read = read_feast(rest, &m.feast);
        dli_time_set(out, m);
        return read;
    }
    if (dli_eq(word, DL_STR("now")) || dli_eq(word, DL_STR("weekend"))) {
        m.has = word.ptr[0] == 'n' ? DLI_HAS_NOW : DLI_HAS_WEEKEND;
        dli_time_set(out, m);
        return true;
    }
    if (more && dli_eq(word, DL_STR("part"))) {
        m.has = DLI_HAS_PART;
        m.part = (uint8_t)part_of(value);
        dli_time_set(out, m);
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
        out->cost = DLI_VAGUE; /* spring, fall, été */
    } else if (counted && dli_eq(word, DL_STR("clock"))) {
        m.has = DLI_HAS_HOUR;
        m.hour = (uint8_t)n;
    } else if (counted && (dli_eq(word, DL_STR("weekday")) || dli_eq(word, DL_STR("month")))) {
        m.has = word.ptr[0] == 'w' ? DLI_HAS_WEEKDAY : DLI_HAS_MONTH;
        m.weekday = m.month = (uint8_t)n;
        out->cost = DLI_VAGUE; /* a short form that may be another word */
    }
    if (m.has != 0) {
        dli_time_set(out, m);
        return true;
    }
    for (size_t i = 0; i < DLI_IS_n; i++)
        if (dli_eq(word, symbol_names[i])) {
            out->is = (uint64_t)1 << i;
            out->value = counted ? n : 0;
            return true;
        }
    return dli_eq(word, DL_STR("ordinal"));
}

bool dli_read_when(dl_str meaning)
{
    dl_str word;
    dli_time_piece p;

    if (meaning.len == 0)
        return false;
    while (dli_next_word(&meaning, &word))
        if (!read_class(word, &meaning, &p))
            return false;
    return true;
}

/* Where nouns have capitals: a word that is one, inside a sentence. */
static bool is_noun(const dli_time_chart *c, uint16_t at)
{
    return c->parsed->phrases->caps && c->tokens[at].word > 0 &&
           c->parsed->words.ptr[c->tokens[at].word].capital &&
           c->parsed->words.ptr[c->tokens[at].word - 1].mark != DLI_MARK_STOP;
}

/* An entry of when.txt: one piece for its plain classes, one for each with a value. */
static void add_when(leaves *l, uint16_t from, uint16_t to, dl_str meaning)
{
    dl_str word;
    dli_time_piece p, plain = { 0 };

    while (dli_next_word(&meaning, &word)) {
        if (!read_class(word, &meaning, &p))
            return;
        if (p.timed && p.t.from.has == DLI_HAS_PART && to == from + 1) /* rather a day */
            p.cost = l->c->parsed->phrases->caps && !is_noun(l->c, from) ? 2 : 1;
        if (p.timed || p.value != 0 ||
            (p.is & (BIT(unit) | BIT(nord) | BIT(turn) | BIT(half) | BIT(zone))) != 0)
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
    dli_time_piece p = { 0 };
    int64_t n;

    if (!dli_next_word(&rest, &step))
        return;
    if (!dli_next_word(&rest, &name)) {
        bool back = dli_eq(step, DL_STR("past")) || dli_eq(step, DL_STR("last"));
        if (dli_eq(step, DL_STR("before")))
            p.is = BIT(back);
        else if (back || dli_eq(step, DL_STR("next")))
            p = (dli_time_piece){ .is = BIT(turn), .value = back ? -1 : 1 };
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
    if (!read_int(step, &n) || !dli_unit_at(l->c, (dli_grain)p.t.unit, n, &m))
        return;
    if (dli_next_word(&rest, &part)) {
        m.has |= DLI_HAS_PART;
        m.part = (uint8_t)part_of(part);
        dli_time_piece alone = {
            .cost = 1
        }; /* of another day, if one is named: in the night to Sunday */
        dli_time_set(&alone, (dli_moment){ .has = DLI_HAS_PART, .part = m.part });
        if (n == 0)
            add_leaf(l, from, to, alone);
    }
    p.t.unit = 0;
    dli_time_set(&p, m);
    if (to == from + 1 && is_noun(l->c, from))
        p.cost = 3; /* Morgen is the morning, morgen tomorrow */
    add_leaf(l, from, to, p);
}

/* In small letters it is another word: may, march. */
static bool is_other_word(const dli_parsed *p, uint32_t at)
{
    const dli_word *word = &p->words.ptr[at];

    return !word->capital && (dli_word_grammar(p, at) != 0 || p->phrases->caps ||
                              dli_form_begins(p->phrases, word->form, DLI_LIST_incident) ||
                              dli_form_begins(p->phrases, word->form, DLI_LIST_roles));
}

/* "2", or "2 evening" of a word that names both: Dienstagabend. */
static void add_weekday(leaves *l, uint16_t at, uint16_t to, dl_str meaning)
{
    dl_str day, part;
    uint64_t n;
    dli_time_piece p = { 0 };
    dli_moment m = { .has = DLI_HAS_WEEKDAY };

    if (!dli_next_word(&meaning, &day) || !dli_parse_u64(day, &n))
        return;
    m.weekday = (uint8_t)n;
    if (dli_next_word(&meaning, &part)) {
        m.part = (uint8_t)part_of(part);
        m.has |= m.part != DLI_PART_NONE ? DLI_HAS_PART : 0;
    }
    dli_time_set(&p, m);
    add_leaf(l, at, to, p);
}

static void add_entries(leaves *l, uint16_t at)
{
    const dli_time_chart *c = l->c;
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
            dli_time_piece p = { .cost = DLI_VAGUE }; /* alone it is hardly ever a time */
            dli_time_set(&p, (dli_moment){ .has = DLI_HAS_MONTH, .month = (uint8_t)n });
            if (is_other_word(c->parsed, c->tokens[at].word))
                p.cost = 2 * DLI_VAGUE;
            add_leaf(l, at, to, p);
        }
        dl_str day = dli_phrase_meaning(in, node, DLI_LIST_weekdays);
        if (day.ptr != NULL)
            add_weekday(l, at, to, day);
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

static bool touches(const dli_time_chart *c, uint16_t a, uint16_t b)
{
    return b < c->count && c->tokens[a].end == c->tokens[b].start;
}

static dl_str text_of(const dli_time_chart *c, uint16_t at)
{
    return dli_cut(c->parsed->body, (dl_span){ c->tokens[at].start, c->tokens[at].end });
}

/* The word behind a number makes an ordinal of it: 5th, 5-го. */
static uint16_t behind_ordinal(const dli_time_chart *c, uint16_t at)
{
    uint16_t i = (uint16_t)(at + 1);

    if (touches(c, at, i) && c->tokens[i].mark && (text_of(c, i).ptr[0] == '-'))
        i = touches(c, i, (uint16_t)(i + 1)) ? (uint16_t)(i + 1) : i;
    else if (!touches(c, at, i))
        return 0;
    dl_str meaning =
        c->tokens[i].form == 0
            ? (dl_str){ NULL, 0 }
            : dli_phrase_meaning(c->parsed->phrases,
                                 dli_phrase_next(c->parsed->phrases, 0, c->tokens[i].form),
                                 DLI_LIST_when);
    dl_str word;
    while (meaning.ptr != NULL && dli_next_word(&meaning, &word))
        if (dli_eq(word, DL_STR("ordinal")))
            return (uint16_t)(i + 1);
    return 0;
}

static void add_numbers(leaves *l, uint16_t at)
{
    const dli_time_chart *c = l->c;
    const dli_time_token *t = &c->tokens[at];
    dli_number read;

    if (t->digits) {
        uint64_t n;
        dl_str text = text_of(c, at);
        if (text.len > 9 || !dli_parse_u64(text, &n))
            return;
        dli_time_piece p = { .value = (int64_t)n, .digits = (uint8_t)text.len };
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
    if (t->mark ||
        !dli_read_number(c->parsed, t->word, c->tokens[c->count - 1].word + 1, &read) ||
        read.value > 100000)
        return;
    uint16_t to = at;
    while (to < c->count && c->tokens[to].word < read.to)
        to++;
    dli_time_piece p = { .value = (int64_t)read.value };
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
    dli_time_piece p = { 0 };

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

static bool better(const dli_time_piece *a, const dli_time_piece *b)
{
    uint16_t la = (uint16_t)(a->to - a->from), lb = (uint16_t)(b->to - b->from);

    if (la != lb)
        return la > lb;
    return a->cost < b->cost;
}

/* A year without a word that says so: "1999 dreitausend", and in German at large, where a
 * counted noun would have a capital. */
static bool is_bare_year(const dli_time_chart *c, const dli_time_piece *p)
{
    uint32_t next = c->tokens[p->to - 1].word + 1;
    dli_number number;

    if (p->t.kind != DLI_TIME_AT || p->t.from.has != DLI_HAS_YEAR || p->cost != DLI_VAGUE ||
        p->to != p->from + 1 || next >= c->parsed->words.count)
        return false;
    const dli_word *word = &c->parsed->words.ptr[next];
    if (word->kind == DLI_WORD_LETTERS && dli_read_number(c->parsed, next, next + 1, &number) &&
        !number.article)
        return true;
    return c->parsed->phrases->caps && p->t.from.year >= 1900 && p->t.from.year < 2100 &&
           word->kind == DLI_WORD_LETTERS && !word->capital;
}

static bool is_time(const dli_time_chart *c, const dli_time_piece *p, bool whole)
{
    if (!whole && is_bare_year(c, p))
        return true;
    return p->timed && (whole || p->cost < DLI_VAGUE);
}

static bool take(dli_arena *arena, const dli_time_chart *c, const dli_time_piece *p,
                 dli_times *out)
{
    dli_time t = p->t;

    t.sure = p->cost < DLI_VAGUE || is_bare_year(c, p);
    t.in = (dl_span){ c->tokens[p->core].start, c->tokens[p->to - 1].end };
    t.word = c->tokens[p->core].word;
    t.end = c->tokens[p->to - 1].word + 1;
    return DLI_PUSH(arena, out, t);
}

/* The times of a run: the longest first, then what is beside them; in order. */
static bool choose(dli_arena *arena, const dli_time_chart *c, bool whole, dli_times *out)
{
    bool taken[DLI_MOST_TOKENS] = { false };
    const dli_time_piece *starts[DLI_MOST_TOKENS] = { NULL };

    for (;;) {
        const dli_time_piece *best = NULL;
        for (uint16_t i = 0; i < c->piece_count; i++) {
            const dli_time_piece *p = &c->pieces[i];
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

/* The rules by the symbol they end with: those of symbol `s` are order[start[s]] and on. */
typedef struct rule_index {
    bool made;
    uint16_t start[DLI_SYMBOLS + 1];
    uint16_t order[sizeof rules / sizeof *rules];
} rule_index;

static uint8_t last_of(const rule *r)
{
    return r->parts[r->count - 1];
}

static void make_index(rule_index *out)
{
    uint16_t next[DLI_SYMBOLS];

    memset(out->start, 0, sizeof out->start);
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        out->start[last_of(&rules[i]) + 1]++;
    for (size_t i = 0; i < DLI_SYMBOLS; i++) {
        out->start[i + 1] = (uint16_t)(out->start[i + 1] + out->start[i]);
        next[i] = out->start[i];
    }
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        out->order[next[last_of(&rules[i])]++] = (uint16_t)i;
    out->made = true;
}

static void try_rules(dli_time_chart *c, const rule_index *index, uint16_t at)
{
    for (uint64_t is = c->pieces[at].is; is != 0; is &= is - 1) {
        unsigned symbol = (unsigned)__builtin_ctzll(is);
        for (uint16_t i = index->start[symbol]; i < index->start[symbol + 1]; i++)
            try_rule(c, &rules[index->order[i]], at);
    }
}

static bool read_run(dli_arena *arena, const dli_parsed *parsed, const dli_calendar *calendar,
                     const dli_time_token *tokens, uint16_t count, bool whole,
                     rule_index *index, uint32_t *spent, dli_times *out)
{
    dli_time_chart c; /* large: only what is used is set */
    leaves l;

    c.parsed = parsed;
    c.calendar = calendar;
    c.tokens = tokens;
    c.count = count;
    c.piece_count = 0;
    memset(c.ends, 0, sizeof c.ends);
    if (!index->made)
        make_index(index);
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
        uint16_t turns = DLI_MOST_PIECES;
        c.again = DLI_MOST_PIECES;
        for (uint16_t at = first; at < c.piece_count; at++) {
            try_rules(&c, index, at);
            if (c.again <= at && c.again >= first && turns-- > 0)
                at =
                    (uint16_t)(c.again - 1); /* it has become cheaper, and what is made of it */
            c.again = DLI_MOST_PIECES;
        }
    }
    *spent += c.piece_count;
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

/* A number in figures that may be a time without a word that says so: 17h30, 5.3., 10:15, 2024. */
static bool is_number_seed(const dli_parsed *parsed, uint32_t at, uint32_t to)
{
    dl_str text = dli_cut(parsed->body, parsed->words.ptr[at].in);

    for (size_t i = 0; i < text.len; i++)
        if (!dli_is_digit(text.ptr[i]) && text.ptr[i] != ',')
            return true;
    if (text.len == 4 && (text.ptr[0] == '1' || text.ptr[0] == '2'))
        return true;
    if (text.len > 2 || at + 2 >= to || parsed->words.ptr[at + 2].kind != DLI_WORD_NUMBER)
        return false;
    const dli_word *mark = &parsed->words.ptr[at + 1];
    return mark->mark == DLI_MARK_COLON || mark->mark == DLI_MARK_HYPHEN ||
           mark->mark == DLI_MARK_STOP || mark->mark == DLI_MARK_OTHER;
}

/* A run without such a word or number is not looked at. */
static bool is_seed(const dli_parsed *parsed, uint32_t at, uint32_t to)
{
    static const uint32_t lists = 1u << DLI_LIST_months | 1u << DLI_LIST_weekdays |
                                  1u << DLI_LIST_ago | 1u << DLI_LIST_when;
    const dli_word *word = &parsed->words.ptr[at];

    if (word->kind == DLI_WORD_NUMBER)
        return is_number_seed(parsed, at, to);
    return word->kind == DLI_WORD_LETTERS && word->form != 0 &&
           (parsed->phrases->forms[word->form - 1].lists & lists) != 0 &&
           (dli_word_grammar(parsed, at) &
            (DLI_GRAMMAR_prep | DLI_GRAMMAR_of | DLI_GRAMMAR_det | DLI_GRAMMAR_and)) == 0;
}

/* Cut a word that has a digit into its digits, letters and marks. */
static uint16_t cut_word(const dli_parsed *parsed, uint32_t at, dli_time_token *out,
                         uint16_t room)
{
    dl_span in = parsed->words.ptr[at].in;
    uint16_t count = 0;

    for (uint32_t i = in.start; i < in.end && count < room;) {
        uint32_t end = i;
        bool digits = dli_is_digit(parsed->body.ptr[i]);
        bool mark = !digits && (unsigned char)parsed->body.ptr[i] < 0x80 &&
                    !((parsed->body.ptr[i] | 32) >= 'a' && (parsed->body.ptr[i] | 32) <= 'z');
        while (end < in.end &&
               (digits ? dli_is_digit(parsed->body.ptr[end])
                : mark ? end == i
                       : !dli_is_digit(parsed->body.ptr[end]) && parsed->body.ptr[end] != '.' &&
                             parsed->body.ptr[end] != ','))
            end++;
        char folded[64];
        size_t len =
            dli_fold_to(folded, sizeof folded, dli_cut(parsed->body, (dl_span){ i, end }));
        out[count++] = (dli_time_token){
            i,      end,
            at,     digits ? 0 : dli_phrase_form(parsed->phrases, (dl_str){ folded, len }),
            digits, mark
        };
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
    dli_time_token tokens[DLI_MOST_TOKENS];
    rule_index index;
    uint32_t covered = from, spent = 0;
    uint16_t count = 0;
    bool seed = whole;

    if (parsed->phrases == NULL)
        return true;
    index.made = false;
    for (uint32_t i = from; i <= to; i++) {
        const dli_word *word = i < to ? &parsed->words.ptr[i] : NULL;
        if (word != NULL && is_time_word(parsed->phrases, word->form)) {
            uint32_t end = behind_entry(parsed, i, to);
            covered = end > covered ? end : covered;
        }
        bool goes_on =
            word != NULL && count < DLI_MOST_TOKENS &&
            (i < covered || word->kind == DLI_WORD_NUMBER ||
             (word->mark != 0 && is_joint(word)) || is_time_word(parsed->phrases, word->form));
        if (!goes_on) {
            if (seed && count > 0 && spent < DLI_MOST_SPENT &&
                !read_run(arena, parsed, calendar, tokens, count, whole, &index, &spent, out))
                return false;
            if (count == DLI_MOST_TOKENS && word != NULL)
                i--; /* it begins the next run */
            count = 0;
            seed = whole;
            continue;
        }
        seed = seed || is_seed(parsed, i, to);
        if (word->kind == DLI_WORD_NUMBER)
            count = (uint16_t)(count + cut_word(parsed, i, tokens + count,
                                                (uint16_t)(DLI_MOST_TOKENS - count)));
        else
            tokens[count++] = (dli_time_token){ word->in.start, word->in.end, i,
                                                word->form,     false,        word->mark != 0 };
    }
    return true;
}
