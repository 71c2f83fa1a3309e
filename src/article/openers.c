/* openers.c -- the day or time that an entry of a bulletin or live blog begins with. */
#include "article/openers.h"

#include "base/str.h"
#include "base/utf8.h"

#include <unicode/uchar.h>

enum {
    HEAD = 60,       /* bytes of a line in which its day stands     */
    BEFORE_DAY = 12, /* of them before it: a dash, an article       */
};

static bool begins_great(dl_str s)
{
    size_t len;
    uint32_t first = dli_utf8_get(s, 0, &len);

    return s.len > 0 && !u_islower((UChar32)first) &&
           (u_isalnum((UChar32)first) || first == 0xAB || first == 0x201C || first == 0x201E ||
            first == '"');
}

/* "February 11: …", "11 лютого – …", "Le 10 mars, …", "11 de marzo. …", "11.3. …" */
/* "1.9. ": a day and a month in figures, of the year that the style says. The bytes of it,
 * or 0. */
static size_t figures_len(const dli_date_style *style, dl_str s, dli_when *when)
{
    unsigned numbers[2] = { 0, 0 };
    size_t at = 0;

    for (size_t i = 0; i < 2; i++) {
        size_t from = at;
        while (at < s.len && at < from + 2 && dli_is_digit(s.ptr[at]))
            numbers[i] = numbers[i] * 10 + (unsigned)(s.ptr[at++] - '0');
        if (at == from || at >= s.len || s.ptr[at++] != '.')
            return 0;
    }
    *when = (dli_when){ .year = style->before.year,
                        .month = (uint8_t)numbers[1],
                        .day = (uint8_t)numbers[0],
                        .precision = DLI_WHEN_DAY };
    if (at >= s.len || s.ptr[at] != ' ' || !dli_when_valid(*when))
        return 0;
    if (style->before.precision >= DLI_WHEN_DAY && when->year > 1 &&
        dli_when_seconds(*when) > dli_when_seconds(style->before))
        when->year--;
    return at;
}

bool dli_day_read(const dli_date_style *style, dl_str s, dli_when *when)
{
    dl_str head = s.len > HEAD ? dli_slice(s, 0, dli_utf8_cut(s.ptr, HEAD)) : s;
    dli_date_hit hit;

    size_t figures = figures_len(style, s, when);
    if (figures > 0)
        return begins_great(dli_trim(dli_from(s, figures)));
    if (!dli_date_find(style, head, 0, &hit) || hit.at.start > BEFORE_DAY)
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

/* " pm", "p.m." at `at`: 12, " am": 0; *len its bytes. -1 if neither. */
static int half_day(dl_str s, size_t at, size_t *len)
{
    static const struct {
        dl_str text;
        int hours;
    } halves[] = {
        { { "pm", 2 }, 12 }, { { "p.m.", 4 }, 12 }, { { "am", 2 }, 0 }, { { "a.m.", 4 }, 0 }
    };
    size_t space = at < s.len && s.ptr[at] == ' ';

    for (size_t i = 0; i < sizeof halves / sizeof *halves; i++) {
        *len = space + halves[i].text.len;
        if (dli_starts_nocase(dli_from(s, at + space), halves[i].text) &&
            (at + *len == s.len || !dli_is_alnum(s.ptr[at + *len])))
            return halves[i].hours;
    }
    *len = 0;
    return -1;
}

/* "14:20", "17.22 GMT", "18:40 | …", "01h30 - …", "+++ 8:35 Uhr: … +++" */
bool dli_clock_read(const dli_date_style *style, dl_str s, dli_when *when, uint32_t *rest)
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
    if (dli_date_find(style, head, 0, &hit) && hit.when.precision >= DLI_WHEN_DAY &&
        hit.at.start <= at + 4)
        return false; /* a date with its time */
    size_t half_len;
    int half = half_day(s, at, &half_len);
    if (half >= 0 && hour <= 12)
        hour = hour % 12 + (unsigned)half;
    at += half_len;
    *rest = (uint32_t)behind_clock(s, at);
    *when = (dli_when){ .hour = (uint8_t)hour, .minute = (uint8_t)minute };
    return true;
}

bool dli_weekday_read(const dli_lang *lang, dl_str s, dli_when *when)
{
    char space[64];

    if (s.len > 40)
        return false;
    if (dli_ends(s, DL_STR(":")) || dli_ends(s, DL_STR(".")))
        s.len--;
    dl_str folded = { space, dli_fold_to(space, sizeof space, s) };
    dl_str day = dli_phrase_word(dli_phrases_of(lang), DLI_LIST_weekdays, folded);
    if (day.ptr == NULL || (day.len > 1 && day.ptr[1] != ' '))
        return false;
    *when = (dli_when){ .day = (uint8_t)(day.ptr[0] - '0') };
    return true;
}

dli_when dli_weekday_before(dli_when day, unsigned weekday)
{
    int64_t days = dli_days_from_civil(day.year, day.month, day.day);

    return dli_civil_from_days(days - (dli_weekday(days) + 8 - weekday) % 7);
}

bool dli_day_alone(const dli_date_style *style, dl_str line, dli_when *day)
{
    dli_date_hit hit;
    dl_str word;
    unsigned others = 0;

    if (line.len > HEAD || !dli_date_find(style, line, 0, &hit) ||
        hit.when.precision != DLI_WHEN_DAY)
        return false;
    dl_str before = dli_slice(line, 0, hit.at.start), behind = dli_from(line, hit.at.end);
    while (dli_next_word(&before, &word) || dli_next_word(&behind, &word))
        others++; /* the weekday, mostly */
    *day = hit.when;
    return others <= 2;
}
