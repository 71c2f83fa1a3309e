/* saved_openers.c -- which lines of a page saved as text open entries.
 *
 * In:   lines, their shapes and roles
 * Out:  the lines that begin with a day, a time of day, a weekday or a list mark, if they
 *       make the page a bulletin or a live blog
 *
 * An article may hold a chronology or a list. It is a bulletin only where such lines are
 * most of what the page says.
 */
#include "article/roles.h"
#include "article/saved_text.h"
#include "base/utf8.h"

#include <unicode/uchar.h>

enum {
    HEAD = 60,        /* bytes of a line in which its day stands                  */
    BEFORE_DAY = 12,  /* of them before it: "Le ", "\xE2\x80\x93 "                  */
    TITLE_WORDS = 18, /* behind a time of day at most, if that has text below     */
    POINT_WORDS = 8,  /* that a point of a bulletin has at least                  */
    FOLLOW = 3,       /* paragraphs below a time of day at most, on average       */
};

bool dli_saved_is_prose(const dli_saved_line *line)
{
    return line->role == DLI_LINE_BODY &&
           (line->shape == DLI_SHAPE_PROSE || line->shape == DLI_SHAPE_BULLET);
}

static bool begins_great(dl_str s)
{
    size_t len;
    uint32_t first = dli_utf8_get(s, 0, &len);

    return s.len > 0 && !u_islower((UChar32)first) &&
           (u_isalnum((UChar32)first) || first == 0xAB || first == 0x201C || first == 0x201E ||
            first == '"');
}

/* "February 11: …", "11 лютого – …", "Le 10 mars, …", "11 de marzo. …", "11.3. …" */
static bool read_day(const dli_saved_text *r, dl_str s, dli_when *when)
{
    dl_str head = s.len > HEAD ? dli_slice(s, 0, dli_utf8_cut(s.ptr, HEAD)) : s;
    dli_date_hit hit;

    if (!dli_date_find(&r->style, head, 0, &hit) || hit.at.start > BEFORE_DAY)
        return false;
    bool stop = s.ptr[hit.at.end - 1] == '.';
    dl_str behind = dli_trim(dli_from(s, hit.at.end));
    if (hit.at.start == 0 && dli_starts(behind, DL_STR(".")))
        stop = true, behind = dli_trim(dli_from(behind, 1));
    if (!(stop && hit.at.start == 0 && begins_great(behind)) &&
        !dli_starts(behind, DL_STR(":")) && !dli_starts(behind, DL_STR("\xE2\x80\x93")) &&
        !dli_starts(behind, DL_STR("\xE2\x80\x94")) && !dli_starts(behind, DL_STR("- ")))
        return false;
    *when = hit.when;
    return hit.when.precision == DLI_WHEN_DAY;
}

/* Behind "Uhr", "GMT", "h" and the marks that part a time from what follows. */
static size_t behind_clock(dl_str s, size_t at)
{
    static const dl_str units[] = { { " Uhr", 4 }, { " GMT", 4 }, { " UTC", 4 }, { " CET", 4 },
                                    { " ET", 3 },  { " BST", 4 }, { " h", 2 },   { "h", 1 } };
    size_t len;

    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (dli_starts(dli_from(s, at), units[i]) &&
            (at + units[i].len == s.len || !dli_is_alnum(s.ptr[at + units[i].len]))) {
            at += units[i].len;
            break;
        }
    while (at < s.len) {
        uint32_t cp = dli_utf8_get(s, at, &len);
        if (cp != ' ' && cp != '|' && cp != ':' && cp != '-' && cp != '+' && cp != ',' &&
            cp != 0x2013 && cp != 0x2014 && cp != 0xB7)
            break;
        at += len;
    }
    return at;
}

/* "14:20", "17.22 GMT", "18:40 | …", "01h30 - …", "+++ 8:35 Uhr: … +++" */
static bool read_clock(const dli_saved_text *r, dl_str s, dli_when *when, uint32_t *rest)
{
    size_t at = 0, from;
    unsigned hour = 0, minute = 0;
    dli_date_hit hit;

    while (at < s.len && (s.ptr[at] == '+' || s.ptr[at] == ' ' || s.ptr[at] == '['))
        at++;
    for (from = at; at < s.len && at < from + 2 && dli_is_digit(s.ptr[at]); at++)
        hour = hour * 10 + (unsigned)(s.ptr[at] - '0');
    if (at == from || at + 3 > s.len ||
        (s.ptr[at] != ':' && s.ptr[at] != '.' && s.ptr[at] != 'h'))
        return false;
    for (from = ++at; at < s.len && dli_is_digit(s.ptr[at]); at++)
        minute = minute * 10 + (unsigned)(s.ptr[at] - '0');
    if (at != from + 2 || hour > 23 || minute > 59 ||
        (at + 1 < s.len && s.ptr[at] == '.' && dli_is_digit(s.ptr[at + 1])))
        return false;
    dl_str head = s.len > HEAD ? dli_slice(s, 0, dli_utf8_cut(s.ptr, HEAD)) : s;
    if (dli_date_find(&r->style, head, 0, &hit) && hit.when.precision >= DLI_WHEN_DAY &&
        hit.at.start <= at + 4)
        return false; /* a date with its time */
    *rest = (uint32_t)behind_clock(s, at);
    *when = (dli_when){ .hour = (uint8_t)hour, .minute = (uint8_t)minute };
    return true;
}

static bool read_weekday(const dli_saved_text *r, dl_str s, dli_when *when)
{
    char space[64];

    if (s.len > 40)
        return false;
    if (dli_ends(s, DL_STR(":")) || dli_ends(s, DL_STR(".")))
        s.len--;
    dl_str folded = { space, dli_fold_to(space, sizeof space, s) };
    const dli_entry *entry = dli_lang_get(r->lang, DLI_LIST_weekdays, folded);
    if (entry == NULL || entry->meaning.len != 1)
        return false;
    *when = (dli_when){ .day = (uint8_t)(entry->meaning.ptr[0] - '0') };
    return true;
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
    if (read_day(r, s, &line->when) &&
        (line->role == DLI_LINE_BODY || dli_ends(s, DL_STR(".")))) {
        line->opener = DLI_OPENS_DAY;
    } else if (read_clock(r, s, &line->when, &line->rest)) {
        line->opener = DLI_OPENS_CLOCK;
    } else if (read_weekday(r, s, &line->when)) {
        line->opener = DLI_OPENS_WEEKDAY;
    } else if (line->role == DLI_LINE_BODY && line->words >= POINT_WORDS) {
        line->rest = number_len(s);
        if (line->shape == DLI_SHAPE_BULLET ||
            (line->rest > 0 && line->shape == DLI_SHAPE_PROSE))
            line->opener = DLI_OPENS_POINT;
    }
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
            int minute = line->when.hour * 60 + line->when.minute;
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
    case DLI_OPENS_WEEKDAY:
        return t->count >= 4 && t->between + 1 >= t->count && t->between <= t->count * FOLLOW;
    case DLI_OPENS_POINT:
        return t->count >= 4 && t->between * 2 <= t->count &&
               t->before + t->behind < t->count && t->before <= 3;
    default:
        return false;
    }
}

void dli_openers_settle(dli_saved_text *r)
{
    tally t = { 0 };

    r->opener = DLI_OPENS_NOTHING;
    for (uint8_t opener = DLI_OPENS_DAY; opener < DLI_OPENERS; opener++) {
        t = count_openers(r, opener);
        if (makes_bulletin(opener, &t)) {
            r->opener = opener;
            r->first_entry = t.first;
            r->last_entry = t.last;
            break;
        }
    }
    for (size_t i = 0; i < r->lines.count; i++) {
        dli_saved_line *line = &r->lines.ptr[i];
        if (line->opener != r->opener)
            line->opener = DLI_OPENS_NOTHING;
        else if (r->opener == DLI_OPENS_DAY)
            line->role = DLI_LINE_BODY; /* "7 March: nothing." is no date line */
    }
}
