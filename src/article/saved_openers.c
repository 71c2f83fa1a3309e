/* saved_openers.c -- which lines of a page saved as text open entries.
 *
 * In:   lines, their shapes and roles
 * Out:  the lines that begin with a day, a time of day, a weekday or a list mark, if they
 *       make the page a bulletin or a live blog
 *
 * An article may hold a chronology or a list. It is a bulletin only where such lines are
 * most of what the page says.
 */
#include "article/openers.h"
#include "article/people.h"
#include "article/roles.h"
#include "article/saved_text.h"

enum {
    POINT_WORDS = 8, /* that a point of a bulletin has at least                  */
    LEAST_TEASERS = 4,
    TEASER_LINES = 5,  /* of a teaser, at most                                     */
    TEASER_WORDS = 80, /* the same                                                 */
    FOLLOW = 3,        /* paragraphs below a time of day at most, on average       */
};

bool dli_saved_is_prose(const dli_saved_line *line)
{
    return line->role == DLI_LINE_BODY &&
           (line->shape == DLI_SHAPE_PROSE || line->shape == DLI_SHAPE_BULLET);
}

/* Bytes of "12. " or "12) " that the line begins with, or 0. */
static uint32_t number_len(dl_str s)
{
    size_t at = 0;

    while (at < s.len && at < 2 && dli_is_digit(s.ptr[at]))
        at++;
    return at > 0 && at + 1 < s.len && (s.ptr[at] == '.' || s.ptr[at] == ')') &&
                   s.ptr[at + 1] == ' '
               ? (uint32_t)at + 2
               : 0;
}

void dli_opener_read(const dli_saved_text *r, dli_saved_line *line)
{
    dl_str s = line->text.bytes;

    line->opener = DLI_OPENS_NOTHING;
    line->rest = 0;
    if (line->shape == DLI_SHAPE_BLANK || line->shape == DLI_SHAPE_RULE ||
        (line->role != DLI_LINE_BODY && line->role != DLI_LINE_DATE))
        return;
    if (dli_day_read(&r->style, s, &line->when) &&
        (line->role == DLI_LINE_BODY || dli_ends(s, DL_STR(".")))) {
        line->opener = DLI_OPENS_DAY;
    } else if (dli_clock_read(&r->style, s, &line->when, &line->rest)) {
        line->opener = DLI_OPENS_CLOCK;
    } else if (dli_weekday_read(r->lang, s, &line->when)) {
        line->opener = DLI_OPENS_WEEKDAY;
    } else if (line->role == DLI_LINE_BODY && line->words >= POINT_WORDS) {
        line->rest = number_len(s);
        if (line->shape == DLI_SHAPE_BULLET ||
            (line->rest > 0 && line->shape == DLI_SHAPE_PROSE))
            line->opener = DLI_OPENS_POINT;
    }
}

static int minute_of(const dli_saved_line *line)
{
    return line->when.hour * 60 + line->when.minute;
}

/* What is known of the lines of one kind. */
typedef struct tally {
    size_t count, first, last;
    size_t before, between, behind; /* paragraphs that open nothing */
    size_t up, down;                /* times of day later, earlier than the one before */
} tally;

static tally count_openers(const dli_saved_text *r, uint8_t opener)
{
    tally t = { 0 };
    int before = -1;

    for (size_t i = 0; i < r->lines.count; i++) {
        const dli_saved_line *line = &r->lines.ptr[i];
        if (line->opener == opener) {
            int minute = minute_of(line);
            t.up += before >= 0 && minute > before;
            t.down += before >= 0 && minute < before;
            before = minute;
            t.first = t.count++ == 0 ? i : t.first;
            t.last = i;
            t.between += t.behind;
            t.behind = 0;
        } else if (dli_saved_is_prose(line)) {
            t.before += t.count == 0;
            t.behind += t.count > 0;
        }
    }
    return t;
}

static bool makes_bulletin(uint8_t opener, const tally *t)
{
    switch (opener) {
    case DLI_OPENS_DAY:
        return t->count >= 3 && t->between * 2 <= t->count && t->before + t->behind <= t->count;
    case DLI_OPENS_CLOCK:
        return t->count >= 3 && t->between <= t->count * FOLLOW &&
               (t->up <= 1 + t->count / 8 || t->down <= 1 + t->count / 8);
    case DLI_OPENS_DATE:
        return t->count >= 3 && t->between + 1 >= t->count && t->between <= t->count * FOLLOW &&
               t->before <= FOLLOW && t->behind <= FOLLOW;
    case DLI_OPENS_WEEKDAY:
        return t->count >= 4 && t->between + 1 >= t->count && t->between <= t->count * FOLLOW;
    case DLI_OPENS_POINT:
        return t->count >= 4 && t->between * 2 <= t->count &&
               t->before + t->behind < t->count && t->before <= 3;
    default:
        return false;
    }
}

/* Lines [first, end) without a gap between are a teaser: one date, a headline, text. Returns
 * how many lines of text there are besides the headline; 0 if it is none. */
static size_t teaser_texts(const dli_saved_text *r, size_t first, size_t end)
{
    size_t dates = 0, texts = 0, words = 0;

    if (end - first < 3 || end - first > TEASER_LINES)
        return 0;
    for (size_t i = first; i < end; i++) {
        const dli_saved_line *line = &r->lines.ptr[i];
        dates += line->role == DLI_LINE_DATE;
        words += line->words;
        if (line->role == DLI_LINE_BODY && !dli_is_names(line->text.bytes)) {
            if (texts == 0 && (line->words < 2 || line->words > 25))
                return 0;
            texts++;
        }
        if (line->role != DLI_LINE_BODY && line->role != DLI_LINE_DATE &&
            line->role != DLI_LINE_BYLINE)
            return 0;
    }
    return dates == 1 && texts >= 2 && words <= TEASER_WORDS ? texts - 1 : 0;
}

/* A page whose text is teasers, each in lines of its own. */
static bool find_teasers(dli_saved_text *r)
{
    size_t first = 0, teasers = 0, texts = 0, others = 0;

    for (size_t i = 0; i <= r->lines.count; i++) {
        if (i < r->lines.count && r->lines.ptr[i].shape != DLI_SHAPE_BLANK)
            continue;
        size_t found = teaser_texts(r, first, i);
        if (found > 0) {
            r->lines.ptr[first].opener = DLI_OPENS_TEASER;
            r->first_entry = teasers++ == 0 ? first : r->first_entry;
            r->last_entry = first;
            texts += found;
        } else {
            for (size_t k = first; k < i; k++)
                others += dli_saved_is_prose(&r->lines.ptr[k]);
        }
        first = i + 1;
    }
    r->reports = texts * 10 > teasers * 12;
    return teasers >= LEAST_TEASERS && others * 2 <= teasers;
}

/* The times of a live blog have no day: that of the page counts for the oldest of them, and
 * a time earlier than the one before it is the next day's. */
static void count_days(dli_saved_text *r)
{
    tally t = count_openers(r, r->opener);
    size_t n = r->last_entry - r->first_entry + 1;
    uint16_t days = 0;
    int before = -1;

    for (size_t i = 0; i < n; i++) {
        dli_saved_line *line =
            &r->lines.ptr[t.down > t.up ? r->last_entry - i : r->first_entry + i];
        if (line->opener == DLI_OPENS_NOTHING)
            continue;
        days =
            (uint16_t)(days + (before >= 0 && minute_of(line) < before && days < UINT16_MAX));
        before = minute_of(line);
        line->days = days;
    }
}

static void find_longest(dli_saved_text *r)
{
    size_t prose = 0;

    r->longest = 0;
    for (size_t i = r->first_entry; i < r->last_entry; i++) {
        const dli_saved_line *line = &r->lines.ptr[i];
        prose = line->opener != DLI_OPENS_NOTHING ? 0 : prose;
        prose += dli_saved_is_prose(line);
        r->longest = prose > r->longest ? prose : r->longest;
    }
}

void dli_openers_settle(dli_saved_text *r)
{
    tally t = { 0 };

    r->opener = DLI_OPENS_NOTHING;
    if (find_teasers(r))
        r->opener = DLI_OPENS_TEASER;
    for (unsigned opener = DLI_OPENS_DAY;
         opener < DLI_OPENS_TEASER && r->opener == DLI_OPENS_NOTHING; opener++) {
        t = count_openers(r, (uint8_t)opener);
        if (makes_bulletin((uint8_t)opener, &t)) {
            r->opener = (uint8_t)opener;
            r->first_entry = t.first;
            r->last_entry = t.last;
        }
    }
    for (size_t i = 0; i < r->lines.count; i++) {
        dli_saved_line *line = &r->lines.ptr[i];
        if (line->opener != r->opener)
            line->opener = DLI_OPENS_NOTHING;
        else if (r->opener == DLI_OPENS_DAY)
            line->role = DLI_LINE_BODY; /* "7 March: nothing." is no date line */
    }
    if (r->opener == DLI_OPENS_CLOCK)
        count_days(r);
    if (r->opener != DLI_OPENS_NOTHING)
        find_longest(r);
}

/* ---- Dates ---------------------------------------------------------------- */

void dli_opener_date(dli_saved_text *r, const dli_item *lead, size_t at, dli_date *out)
{
    const dli_saved_line *line = &r->lines.ptr[at];
    dli_when day =
        dli_when_cut(lead->published.when.precision != DLI_WHEN_NONE ? lead->published.when
                                                                     : lead->modified.when,
                     DLI_WHEN_DAY);
    dl_span in = { 0, (uint32_t)line->text.bytes.len };
    dli_date_hit hit;

    if (line->opener == DLI_OPENS_DAY || line->opener == DLI_OPENS_DATE) {
        bool words = dli_date_find(&r->style, line->text.bytes, 0, &hit) &&
                     hit.when.month == line->when.month && hit.when.day == line->when.day;
        *out = (dli_date){ line->when,
                           dli_text_part(r->arena, &line->text,
                                         words ? hit.at : (dl_span){ 0, 1 }),
                           DLI_HOW_TEXT, 80 };
        return;
    }
    if (day.precision != DLI_WHEN_DAY || day.year == 0 || line->opener == DLI_OPENS_POINT)
        return;
    int64_t days = dli_days_from_civil(day.year, day.month, day.day);
    if (line->opener == DLI_OPENS_WEEKDAY) {
        day = dli_weekday_before(day, line->when.day);
    } else {
        day = dli_civil_from_days(days + line->days);
        day.hour = line->when.hour;
        day.minute = line->when.minute;
        day.precision = DLI_WHEN_MINUTE;
        day.offset = lead->published.when.offset;
        day.zoned = lead->published.when.zoned;
        in.end = line->rest;
    }
    *out = (dli_date){ day, dli_text_part(r->arena, &line->text, in), DLI_HOW_TEXT, 70 };
}
