/* day.c -- days named in a sentence, absolute, partial and counted from the item's day.
 *
 *   5 March (2024), March 5, 5. März, le 10 mars, 10 de marzo, на 11 лютого
 *   3-5 March, from 3 to 5 March            an interval
 *   05.03.2024, 11.02.                      day first, where ago.txt has "numeric = dmy"
 *   March 2024                              a month
 *   on Monday                               the last one before the item's day, or that day
 *   yesterday, three days ago, il y a trois jours, vor drei Tagen
 *   over the past 24 hours                  an interval that ends on the item's day
 *
 * The anchor is the day the item was published, else that of its dateline. A day
 * without a year is taken in the year that brings it nearest to the anchor; without
 * an anchor the year stays unknown.
 *
 * Meanings of ago.txt: "-1 day", "0 day", "-n day" (a number stands before it),
 * "before" (a number and a unit stand behind it), "past" (the same, an interval up to
 * the anchor), "unit day", "next" and "last" (of the weekday behind it).
 */
#include "base/str.h"
#include "incident/spot.h"

/* Days a date without a year may lie behind the anchor. */
enum {
    MAX_AHEAD = 60
};

typedef struct anchor {
    bool known;
    int64_t day; /* since 1970-01-01 */
    int year;
} anchor;

static anchor anchor_of(const dli_item *item)
{
    dli_when w = item->published.when;

    if (w.precision < DLI_WHEN_DAY || w.year == 0)
        w = item->dateline.date;
    if (w.precision < DLI_WHEN_DAY || w.year == 0)
        return (anchor){ 0 };
    return (anchor){ true, dli_days_from_civil(w.year, w.month, w.day), w.year };
}

/* ---- Units ---------------------------------------------------------------*/

typedef enum unit {
    UNIT_NONE,
    MINUTE,
    HOUR,
    DAY,
    WEEK,
    MONTH,
    YEAR
} unit;

static unit unit_of(dl_str name)
{
    static const char *const names[] = { "", "minute", "hour", "day", "week", "month", "year" };

    for (size_t i = 1; i < sizeof names / sizeof *names; i++)
        if (dli_eq(name, dli_str(names[i])))
            return (unit)i;
    return UNIT_NONE;
}

/* The span of one unit that lies `back` of them before the anchor. */
static bool count_back(const anchor *a, int64_t back, unit u, dli_day *out)
{
    if (!a->known || back > 36500 || back < -3650)
        return false;
    switch (u) {
    case MINUTE:
    case HOUR:
    case DAY:
        if (u != DAY)
            back = u == HOUR ? back / 24 : 0;
        out->from = dli_civil_from_days(a->day - back);
        out->precision = DLI_WHEN_DAY;
        return true;
    case WEEK: {
        int64_t monday = a->day - back * 7 - dli_weekday(a->day - back * 7);
        out->from = dli_civil_from_days(monday);
        out->to = dli_civil_from_days(monday + 6);
        out->precision = DLI_PRECISION_WEEK;
        return true;
    }
    case MONTH:
    case YEAR: {
        dli_when w = dli_civil_from_days(a->day);
        int64_t months = (int64_t)w.year * 12 + w.month - 1 - back * (u == YEAR ? 12 : 1);
        if (months < 12)
            return false;
        w.year = (int16_t)(months / 12);
        w.month = (uint8_t)(months % 12 + 1);
        w.day = 1;
        out->from = dli_when_cut(w, u == YEAR ? DLI_WHEN_YEAR : DLI_WHEN_MONTH);
        out->precision = out->from.precision;
        return true;
    }
    case UNIT_NONE:
        break;
    }
    return false;
}

/* The last `n` units up to the anchor. */
static bool past_units(const anchor *a, uint64_t n, unit u, dli_day *out)
{
    int64_t days;

    if (!a->known || n > 10000)
        return false;
    switch (u) {
    case MINUTE:
    case HOUR:
        days = ((int64_t)n * (u == HOUR ? 60 : 1) + 1439) / 1440;
        break;
    case WEEK:
        days = (int64_t)n * 7;
        break;
    case MONTH:
        days = (int64_t)n * 30;
        break;
    case YEAR:
        days = (int64_t)n * 365;
        break;
    case DAY:
    case UNIT_NONE:
    default:
        days = (int64_t)n;
        break;
    }
    out->from = dli_civil_from_days(a->day - days);
    out->to = dli_civil_from_days(a->day);
    out->precision = DLI_WHEN_DAY;
    out->period = true;
    return true;
}

/* ---- Relative days -------------------------------------------------------*/

static const dli_number *number_at(const dli_scene *s, uint32_t at, bool ends)
{
    size_t low = 0, high = s->numbers.count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        uint32_t key = ends ? s->numbers.ptr[middle].to : s->numbers.ptr[middle].from;
        if (key < at)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == s->numbers.count)
        return NULL;
    const dli_number *n = &s->numbers.ptr[low];
    return (ends ? n->to : n->from) == at ? n : NULL;
}

/* "before" and "past": a number and a unit stand behind the entry. */
static bool counted_behind(const dli_scene *s, const anchor *a, bool past, dli_day *out)
{
    const dli_number *n = number_at(s, out->end, false);
    uint32_t at = n != NULL ? n->to : out->end, count;

    dl_str meaning = dli_meaning_at(s, at, DLI_LIST_ago, &count);
    if (meaning.ptr == NULL || !dli_starts(meaning, DL_STR("unit ")) || (n == NULL && !past))
        return false;
    unit u = unit_of(dli_from(meaning, 5));
    uint64_t many = n != NULL ? n->value : 1;
    out->end = at + count;
    return past ? past_units(a, many, u, out) : count_back(a, (int64_t)many, u, out);
}

/* An entry of ago.txt at word `at`. */
static bool ago_at(const dli_scene *s, const anchor *a, uint32_t at, dli_day *out)
{
    uint32_t count;
    uint64_t n;

    dl_str meaning = dli_meaning_at(s, at, DLI_LIST_ago, &count);
    if (meaning.ptr == NULL)
        return false;
    *out = (dli_day){ .basis = DLI_BASIS_RELATIVE, .word = at, .end = at + count };
    dl_str rest = meaning, step, name;
    if (dli_eq(rest, DL_STR("before")) || dli_eq(rest, DL_STR("past")))
        return counted_behind(s, a, dli_eq(rest, DL_STR("past")), out);
    if (!dli_next_word(&rest, &step) || !dli_next_word(&rest, &name))
        return false;
    if (dli_eq(step, DL_STR("unit")))
        return false;
    unit u = unit_of(name);
    if (dli_eq(step, DL_STR("-n"))) {
        const dli_number *before = number_at(s, at, true);
        if (before == NULL)
            return false;
        out->word = before->from;
        return count_back(a, (int64_t)before->value, u, out);
    }
    bool ahead = step.len > 1 && step.ptr[0] == '+';
    bool back = step.len > 1 && step.ptr[0] == '-';
    if (!dli_parse_u64(dli_from(step, ahead || back ? 1 : 0), &n) || n > 1000)
        return false;
    return count_back(a, ahead ? -(int64_t)n : (int64_t)n, u, out);
}

/* A weekday at word `at`, with "last" or "next" before it. */
static bool weekday_at(const dli_scene *s, const anchor *a, uint32_t at, dli_day *out)
{
    uint32_t count, from = at;
    uint64_t day;

    dl_str turn = dli_meaning_at(s, at, DLI_LIST_ago, &count);
    bool next = turn.ptr != NULL && dli_eq(turn, DL_STR("next"));
    bool last = turn.ptr != NULL && dli_eq(turn, DL_STR("last"));
    if (next || last)
        at += count;
    dl_str meaning = dli_meaning_at(s, at, DLI_LIST_weekdays, &count);
    if (meaning.ptr == NULL || !dli_parse_u64(meaning, &day) || !a->known || day > 7)
        return false;
    at += count;
    /* "in the night from Saturday │ to Sunday": the day it ended on */
    bool joint = at + 1 < s->to && dli_word_at(s, at)->mark == DLI_MARK_NONE &&
                 !dli_word_at(s, at)->capital;
    uint64_t second;
    if (joint) {
        meaning = dli_meaning_at(s, at + 1, DLI_LIST_weekdays, &count);
        if (meaning.ptr != NULL && dli_parse_u64(meaning, &second) && second == day % 7 + 1) {
            day = second;
            at += 1 + count;
        }
    }
    int64_t back = (int64_t)((dli_weekday(a->day) + 7 - (day - 1)) % 7);
    if (next)
        back = back == 0 ? -7 : back - 7;
    else if (last && back == 0)
        back = 7;
    *out = (dli_day){ .weekday = !next && back != 0,
                      .basis = DLI_BASIS_RELATIVE,
                      .word = from,
                      .end = at,
                      .precision = DLI_WHEN_DAY,
                      .from = dli_civil_from_days(a->day - back) };
    return true;
}

/* ---- Days of a month -----------------------------------------------------*/

static bool month_at(const dli_scene *s, uint32_t at, unsigned *month, uint32_t *behind)
{
    uint32_t count;
    uint64_t n;

    dl_str meaning = dli_meaning_at(s, at, DLI_LIST_months, &count);
    if (meaning.ptr == NULL || !dli_parse_u64(meaning, &n) || n < 1 || n > 12)
        return false;
    *month = (unsigned)n;
    *behind = at + count;
    if (dli_mark_at(s, *behind, DLI_MARK_STOP) && *behind + 1 < s->to)
        ++*behind; /* "5 Sept. 2024" */
    return true;
}

/* 1 to 31, with what makes it the day of a month: "5", "5th", "5.", "1er". */
static bool monthday_at(const dli_scene *s, uint32_t at, unsigned *day, uint32_t *behind)
{
    dl_str word;
    size_t i = 0;

    if (at >= s->to || dli_word_at(s, at)->kind != DLI_WORD_NUMBER)
        return false;
    word = dli_cut(s->parsed->body, dli_word_at(s, at)->in);
    *day = 0;
    while (i < word.len && i < 2 && dli_is_digit(word.ptr[i]))
        *day = *day * 10 + (unsigned)(word.ptr[i++] - '0');
    dl_str tail = dli_from(word, i);
    bool fine = tail.len == 0 || dli_eq(tail, DL_STR("th")) || dli_eq(tail, DL_STR("st")) ||
                dli_eq(tail, DL_STR("nd")) || dli_eq(tail, DL_STR("rd")) ||
                dli_eq(tail, DL_STR("er"));
    *behind = at + 1;
    if (dli_mark_at(s, *behind, DLI_MARK_STOP) && *behind + 1 < s->to)
        ++*behind; /* "5. März" */
    return fine && *day >= 1 && *day <= 31;
}

static bool year_at(const dli_scene *s, uint32_t at, unsigned *year, uint32_t *behind)
{
    uint64_t n;

    if (at >= s->to || dli_word_at(s, at)->kind != DLI_WORD_NUMBER)
        return false;
    dl_str word = dli_cut(s->parsed->body, dli_word_at(s, at)->in);
    if (word.len != 4 || !dli_parse_u64(word, &n) || n < 1000 || n > 2199)
        return false;
    *year = (unsigned)n;
    *behind = at + 1;
    return true;
}

/* The year of a day without one. */
static unsigned nearest_year(const anchor *a, unsigned month, unsigned day)
{
    if (!a->known)
        return 0;
    int64_t at = dli_days_from_civil(a->year, month, day);
    if (at - a->day > MAX_AHEAD)
        return (unsigned)a->year - 1;
    if (a->day - at > 365 - MAX_AHEAD)
        return (unsigned)a->year + 1;
    return (unsigned)a->year;
}

static dli_when day_of(unsigned year, unsigned month, unsigned day)
{
    return (dli_when){ .year = (int16_t)year,
                       .month = (uint8_t)month,
                       .day = (uint8_t)day,
                       .precision = day != 0     ? DLI_WHEN_DAY
                                    : month != 0 ? DLI_WHEN_MONTH
                                                 : DLI_WHEN_YEAR };
}

/* Between two days of one month: "3-5", "3 to 5", "с 3 по 5". */
static uint32_t behind_joint(const dli_scene *s, uint32_t at)
{
    uint32_t count;
    dl_str meaning = dli_meaning_at(s, at, DLI_LIST_figures, &count);

    if (dli_mark_at(s, at, DLI_MARK_HYPHEN) || dli_mark_at(s, at, DLI_MARK_DASH))
        return at + 1;
    if (meaning.ptr != NULL && dli_eq(meaning, DL_STR("upto")))
        return at + count;
    return (dli_word_grammar(s->parsed, at) & DLI_GRAMMAR_and) != 0 ? at + 1 : at;
}

/* What joins day and month ("10 de marzo", "the 5th of March") and month and year. */
static uint32_t behind_of(const dli_scene *s, uint32_t at)
{
    if (dli_mark_at(s, at, DLI_MARK_COMMA) ||
        (dli_word_grammar(s->parsed, at) & DLI_GRAMMAR_of) != 0)
        return at + 1;
    return at;
}

static bool finish(const anchor *a, unsigned year, unsigned month, unsigned first, unsigned day,
                   dli_day *out)
{
    if (year == 0)
        year = nearest_year(a, month, day == 0 ? 1 : day);
    out->basis = DLI_BASIS_EXPLICIT;
    out->from = day_of(year, month, day);
    if (first != 0 && first < day) {
        out->from = day_of(year, month, first);
        out->to = day_of(year, month, day);
    }
    out->precision = out->from.precision;
    return dli_when_valid(out->from) &&
           (out->to.precision == DLI_WHEN_NONE || dli_when_valid(out->to));
}

/* "5 March 2024", "3 to 5 March", "le 10 mars". */
static bool day_first(const dli_scene *s, const anchor *a, uint32_t at, dli_day *out)
{
    unsigned day, month, year = 0, first = 0;
    uint32_t behind, i;

    if (!monthday_at(s, at, &day, &i))
        return false;
    *out = (dli_day){ .word = at };
    uint32_t joint = behind_joint(s, i);
    if (joint > i && monthday_at(s, joint, &month, &behind)) {
        first = day;
        day = month;
        i = behind;
    }
    uint32_t count;
    dl_str meant = dli_meaning_at(s, i, DLI_LIST_figures, &count);
    if (meant.ptr != NULL && dli_eq(meant, DL_STR("unit")) &&
        dli_word_at(s, i)->mark != DLI_MARK_NONE)
        return false;
    if ((dli_word_grammar(s->parsed, i) & DLI_GRAMMAR_of) != 0)
        i++;
    if (!month_at(s, i, &month, &behind))
        return false;
    i = behind_of(s, behind);
    out->end = behind;
    if (year_at(s, i, &year, &i))
        out->end = i;
    return finish(a, year, month, first, day, out);
}

/* In small letters it is another word: may, march. */
static bool is_other(const dli_scene *s, uint32_t at)
{
    uint32_t form = dli_word_at(s, at)->form;

    return dli_word_grammar(s->parsed, at) != 0 || s->parsed->phrases->caps ||
           dli_form_begins(s->parsed->phrases, form, DLI_LIST_incident) ||
           dli_form_begins(s->parsed->phrases, form, DLI_LIST_roles);
}

/* "March 5", "March 5-7, 2024", "March 2024", "in March". */
static bool month_first(const dli_scene *s, const anchor *a, uint32_t at, dli_day *out)
{
    unsigned day = 0, month, year = 0, first = 0, second;
    uint32_t i, behind;

    if (!month_at(s, at, &month, &i) || (!dli_word_at(s, at)->capital && is_other(s, at)))
        return false;
    *out = (dli_day){ .word = at, .end = i };
    if (year_at(s, behind_of(s, i), &year, &behind)) {
        out->end = behind;
        return finish(a, year, month, 0, 0, out);
    }
    if (!monthday_at(s, i, &day, &behind)) {
        bool in = at > s->from && (dli_word_grammar(s->parsed, at - 1) & DLI_GRAMMAR_prep) != 0;
        return in && finish(a, 0, month, 0, 0, out);
    }
    out->end = i + 1;
    uint32_t joint = behind_joint(s, i + 1);
    if (joint > i + 1 && monthday_at(s, joint, &second, &behind) && second > day) {
        first = day;
        day = second;
        out->end = joint + 1;
    }
    if (year_at(s, behind_of(s, out->end), &year, &behind))
        out->end = behind;
    return finish(a, year, month, first, day, out);
}

/* "05.03.2024", "5/3/2024", "11.02", each one word for ICU; "2024-03-05". */
static bool numeric(const dli_scene *s, const anchor *a, uint32_t at, dli_day *out)
{
    unsigned part[3] = { 0, 0, 0 }, count = 0;
    size_t digits = 0;
    char sep = 0;

    if (dli_word_at(s, at)->kind != DLI_WORD_NUMBER)
        return false;
    uint32_t end = at + 1;
    while (end + 1 < s->to && end < at + 5 &&
           dli_word_at(s, end)->in.start == dli_word_at(s, end - 1)->in.end &&
           dli_word_at(s, end + 1)->in.start == dli_word_at(s, end)->in.end &&
           dli_word_at(s, end + 1)->kind == DLI_WORD_NUMBER)
        end += 2;
    dl_str word = dli_cut(s->parsed->body, dli_words_span(s->parsed, at, end));
    for (size_t i = 0; i < word.len; i++) {
        char c = word.ptr[i];
        if (dli_is_digit(c)) {
            if (++digits > 4)
                return false;
            part[count] = part[count] * 10 + (unsigned)(c - '0');
        } else if ((c == '.' || c == '/' || c == '-') && (sep == 0 || sep == c) && count < 2) {
            sep = c;
            count++;
            digits = 0;
        } else {
            return false;
        }
    }
    *out = (dli_day){ .word = at, .end = end };
    if (count == 2 && sep == '-' && part[0] >= 1000)
        return finish(a, part[0], part[1], 0, part[2], out);
    dl_str order = dli_phrase_word(s->parsed->phrases, DLI_LIST_ago, DL_STR("numeric"));
    if (order.ptr == NULL || sep == '-' || part[1] < 1 || part[1] > 12 || part[0] < 1)
        return false;
    if (count == 1 && !dli_mark_at(s, end, DLI_MARK_STOP))
        return false; /* "11.02." only: "11.02" may be anything */
    if (count == 2 && digits == 2)
        part[2] += 2000;
    return finish(a, part[2], part[1], 0, part[0], out);
}

/* "in 1945". */
static bool bare_year(const dli_scene *s, const anchor *a, uint32_t at, dli_day *out)
{
    unsigned year;
    uint32_t behind;

    if (at == s->from || !year_at(s, at, &year, &behind))
        return false;
    if ((dli_word_grammar(s->parsed, at - 1) & DLI_GRAMMAR_prep) == 0 &&
        number_at(s, at + 1, false) == NULL)
        return false;
    if (year > (a->known ? (unsigned)a->year + 5 : 2100u))
        return false;
    *out = (dli_day){ .word = at, .end = behind };
    return finish(a, year, 0, 0, 0, out);
}

bool dli_spot_days(dli_scene *s)
{
    anchor a = anchor_of(s->item);
    dli_day day;

    s->days.count = 0;
    for (uint32_t i = s->from; i < s->to;) {
        bool found = day_first(s, &a, i, &day) || month_first(s, &a, i, &day) ||
                     numeric(s, &a, i, &day) || weekday_at(s, &a, i, &day) ||
                     ago_at(s, &a, i, &day) || bare_year(s, &a, i, &day);
        if (!found) {
            i++;
            continue;
        }
        if (!DLI_PUSH(s->arena, &s->days, day))
            return false;
        i = day.end > i ? day.end : i + 1;
    }
    return true;
}
