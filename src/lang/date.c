/* date.c -- dates as people write them, in any language with a list of months.
 *
 * In:   a text, which order of day and month its language prefers
 * Out:  the first date in it, with the bytes it stands in
 *
 * Hand-written and linear: a date begins at a digit or at the name of a month,
 * each of which is tried once. A number longer than four digits is no part of a
 * date, so that identifiers are left alone.
 */
#include "lang/date.h"

#include "base/cursor.h"
#include "base/utf8.h"

#include <unicode/uchar.h>

enum {
    MAX_NAME = 40
}; /* bytes of the longest name of a month that is looked up */

/* ---- Names --------------------------------------------------------------- */

static unsigned month_in(const dli_lang *lang, dl_str folded)
{
    const dli_entry *entry = dli_lang_get(lang, DLI_LIST_months, folded);
    uint64_t month = 0;

    if (entry == NULL || !dli_parse_u64(entry->meaning, &month) || month > 12)
        return 0;
    return (unsigned)month;
}

unsigned dli_month_of(const dli_lang *lang, dl_str folded)
{
    unsigned month = month_in(lang, folded), all = 0;

    if (month != 0)
        return month;
    for (size_t i = 0; i < dli_lang_count; i++) {
        month = month_in(&dli_langs[i], folded);
        if (month == 0)
            continue;
        if (all != 0 && all != month)
            return 0; /* listopad is October in one language, November in another */
        all = month;
    }
    return all;
}

static bool is_letter(uint32_t cp)
{
    return cp < 0x80 ? dli_is_alpha((char)cp) : u_isalpha((UChar32)cp) != 0;
}

/* The word here, folded into `out`, which is passed; its length, 0 if there is none
 * or it is too long to be a month. */
static size_t take_word(dli_cursor *in, char out[MAX_NAME + 4])
{
    size_t len = 0, width;

    for (;;) {
        uint32_t cp = dli_utf8_get(in->bytes, in->at, &width);
        if (width == 0 || !is_letter(cp))
            break;
        in->at += width;
        if (len < MAX_NAME)
            len += dli_utf8_put(out + len, dli_fold_point(cp));
        else
            len = MAX_NAME + 1;
    }
    return len <= MAX_NAME ? len : 0;
}

/* ---- Pieces of a date ---------------------------------------------------- */

/* Digits here, passed; their count, value in *value. More than `most` are none. */
static size_t take_digits(dli_cursor *in, size_t most, unsigned *value)
{
    size_t from = in->at;

    *value = 0;
    while (!dli_at_end(in) && dli_is_digit(in->bytes.ptr[in->at])) {
        if (in->at - from < 6)
            *value = *value * 10 + (unsigned)(in->bytes.ptr[in->at] - '0');
        in->at++;
    }
    return in->at - from <= most ? in->at - from : 0;
}

static bool pass(dli_cursor *in, dl_str literal)
{
    if (!dli_starts(dli_from(in->bytes, in->at), literal))
        return false;
    in->at += literal.len;
    return true;
}

/* Spaces of all kinds. */
static void pass_blank(dli_cursor *in)
{
    while (pass(in, DL_STR(" ")) || pass(in, DL_STR("\n")) || pass(in, DL_STR("\t")) ||
           pass(in, DL_STR("\xC2\xA0")) || pass(in, DL_STR("\xE2\x80\xAF")))
        continue;
}

/* A word that is one of `words`, ended by no letter. */
static bool pass_one_of(dli_cursor *in, const dl_str *words, size_t count)
{
    size_t width;

    for (size_t i = 0; i < count; i++) {
        dli_cursor trial = *in;
        if (!dli_pass_nocase(&trial, words[i]))
            continue;
        if (is_letter(dli_utf8_get(trial.bytes, trial.at, &width)))
            continue;
        *in = trial;
        return true;
    }
    return false;
}

/* 5th, 1er, 5., 5º */
static void pass_ordinal(dli_cursor *in)
{
    static const dl_str endings[] = { { "st", 2 },        { "nd", 2 },
                                      { "rd", 2 },        { "th", 2 },
                                      { "er", 2 },        { "\xC2\xBA", 2 },
                                      { "-\xD0\xB5", 3 }, { "-\xD0\xB3\xD0\xBE", 5 } };

    if (!pass_one_of(in, endings, sizeof endings / sizeof *endings))
        (void)pass(in, DL_STR("."));
}

/* "of", "de", "del" between the parts. */
static void pass_of(dli_cursor *in)
{
    static const dl_str words[] = { { "of", 2 }, { "de", 2 }, { "del", 3 }, { "d'", 2 } };

    pass_blank(in);
    if (pass_one_of(in, words, sizeof words / sizeof *words))
        pass_blank(in);
}

static bool is_year(size_t digits, unsigned year)
{
    return digits == 4 && year >= 1000 && year < 3000;
}

/* ---- Time of day --------------------------------------------------------- */

static void take_zone(dli_cursor *in, dli_when *when)
{
    static const struct {
        dl_str name;
        int16_t offset;
    } zones[] = { { { "UTC", 3 }, 0 },    { { "GMT", 3 }, 0 },    { { "CEST", 4 }, 120 },
                  { { "MESZ", 4 }, 120 }, { { "CET", 3 }, 60 },   { { "MEZ", 3 }, 60 },
                  { { "BST", 3 }, 60 },   { { "EEST", 4 }, 180 }, { { "EET", 3 }, 120 },
                  { { "MSK", 3 }, 180 },  { { "EST", 3 }, -300 }, { { "EDT", 3 }, -240 },
                  { { "CST", 3 }, -360 }, { { "CDT", 3 }, -300 }, { { "MST", 3 }, -420 },
                  { { "MDT", 3 }, -360 }, { { "PST", 3 }, -480 }, { { "PDT", 3 }, -420 },
                  { { "ET", 2 }, -300 },  { { "JST", 3 }, 540 },  { { "Z", 1 }, 0 } };
    dli_cursor trial = *in;
    unsigned hours, minutes = 0;

    pass_blank(&trial);
    (void)pass(&trial, DL_STR("("));
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
        if (pass_one_of(&trial, &zones[i].name, 1)) {
            when->zoned = true;
            when->offset = zones[i].offset;
            *in = trial;
            break;
        }
    trial = *in;
    if (dli_peek(&trial) != '+' && dli_peek(&trial) != '-')
        return;
    bool west = dli_next(&trial) == '-';
    size_t digits = take_digits(&trial, 4, &hours);
    if (digits == 4) {
        minutes = hours % 100;
        hours /= 100;
    } else if (digits == 2 && pass(&trial, DL_STR(":"))) {
        digits = take_digits(&trial, 2, &minutes);
    }
    if (digits < 2 || hours > 14 || minutes > 59)
        return;
    when->zoned = true;
    when->offset = (int16_t)((west ? -1 : 1) * (int)(hours * 60 + minutes));
    *in = trial;
}

/* am, p.m. */
static int take_half(dli_cursor *in)
{
    static const dl_str am[] = { { "am", 2 }, { "a.m.", 4 }, { "a.m", 3 } };
    static const dl_str pm[] = { { "pm", 2 }, { "p.m.", 4 }, { "p.m", 3 } };

    if (pass_one_of(in, am, 3))
        return 1;
    return pass_one_of(in, pm, 3) ? 2 : 0;
}

/* The " h " of "17 h 40". */
static bool pass_spaced_h(dli_cursor *in)
{
    dli_cursor t = *in;

    pass_blank(&t);
    if (!pass(&t, DL_STR("h")))
        return false;
    pass_blank(&t);
    if (dli_at_end(&t) || !dli_is_digit(t.bytes.ptr[t.at]))
        return false;
    *in = t;
    return true;
}

/* 17:40, 5.40 pm, 17h40, 17 Uhr; nothing is passed if there is no time. */
static void take_clock(dli_cursor *in, dli_when *when)
{
    static const dl_str before[] = { { "at", 2 },    { "um", 2 },        { "\xC3\xA0", 2 },
                                     { "kl", 2 },    { "kl.", 3 },       { "alle", 4 },
                                     { "ore", 3 },   { "\xD0\xB2", 2 },  { "\xD0\xBE", 2 },
                                     { "om", 2 },    { "\xC3\xA0s", 3 }, { "as", 2 },
                                     { "a las", 5 }, { "a la", 4 },      { "o", 1 },
                                     { "T", 1 } };
    static const dl_str hours_word[] = { { "uhr", 3 }, { "h", 1 }, { "hrs", 3 }, { "Uhr", 3 } };
    dli_cursor t = *in;
    unsigned hour, minute = 0, second = 0;
    bool word;

    pass_blank(&t);
    while (pass(&t, DL_STR(",")) || pass(&t, DL_STR("-")) || pass(&t, DL_STR("|")) ||
           pass(&t, DL_STR("\xE2\x80\x93")) || pass(&t, DL_STR("\xE2\x80\x94")) ||
           pass(&t, DL_STR("\xC2\xB7")) || pass(&t, DL_STR("\xE2\x80\xA2")) ||
           pass(&t, DL_STR("/")) || pass(&t, DL_STR(".")))
        pass_blank(&t);
    (void)pass_one_of(&t, before, sizeof before / sizeof *before);
    pass_blank(&t);
    size_t digits = take_digits(&t, 2, &hour);
    if (digits == 0 || hour > 24)
        return;
    bool minutes = pass(&t, DL_STR(":")) || pass(&t, DL_STR("h")) || pass(&t, DL_STR(".")) ||
                   pass_spaced_h(&t);
    if (minutes && take_digits(&t, 2, &minute) != 2)
        return;
    dli_cursor seconds = t;
    if (minutes && pass(&seconds, DL_STR(":")) && take_digits(&seconds, 2, &second) == 2 &&
        second < 60)
        t = seconds;
    else
        second = 0;
    dli_cursor behind = t;
    pass_blank(&behind);
    int half = take_half(&behind);
    word = half != 0 || pass_one_of(&behind, hours_word, 4);
    if (!minutes && !word)
        return;
    if (word)
        t = behind;
    if (half == 1 && hour == 12)
        hour = 0;
    if (half == 2 && hour < 12)
        hour += 12;
    if (hour > 23 || minute > 59)
        return;
    when->hour = (uint8_t)hour;
    when->minute = (uint8_t)minute;
    when->second = (uint8_t)second;
    when->precision = t.at == seconds.at && second > 0 ? DLI_WHEN_SECOND : DLI_WHEN_MINUTE;
    take_zone(&t, when);
    *in = t;
}

/* ---- Dates --------------------------------------------------------------- */

static bool finish(dli_cursor *in, size_t start, dli_when when, bool numeric, dli_date_hit *hit)
{
    if (!dli_when_valid(when))
        return false;
    if (when.precision == DLI_WHEN_DAY)
        take_clock(in, &when);
    *hit = (dli_date_hit){ when, { (uint32_t)start, (uint32_t)in->at }, numeric };
    return true;
}

/* 2024-03-05, 2024/3/5, 2024.03.05, 2024年3月5日 */
static bool year_first(dli_cursor *in, size_t start, unsigned year, dli_date_hit *hit)
{
    static const dl_str seps[] = {
        { "-", 1 }, { "/", 1 }, { ".", 1 }, { "\xE5\xB9\xB4", 3 }, { "\xEB\x85\x84 ", 4 }
    };
    static const dl_str next[] = {
        { "-", 1 }, { "/", 1 }, { ".", 1 }, { "\xE6\x9C\x88", 3 }, { "\xEC\x9B\x94 ", 4 }
    };
    unsigned month, day;

    for (size_t i = 0; i < sizeof seps / sizeof *seps; i++) {
        dli_cursor t = *in;
        if (!pass(&t, seps[i]))
            continue;
        pass_blank(&t);
        if (take_digits(&t, 2, &month) == 0 || !pass(&t, next[i]))
            continue;
        pass_blank(&t);
        if (take_digits(&t, 2, &day) == 0)
            continue;
        dli_when when = { .year = (int16_t)year,
                          .month = (uint8_t)month,
                          .day = (uint8_t)day,
                          .precision = DLI_WHEN_DAY };
        (void)pass(&t, DL_STR("\xE6\x97\xA5"));
        (void)pass(&t, DL_STR("\xEC\x9D\xBC"));
        if (finish(&t, start, when, false, hit))
            return true;
    }
    return false;
}

/* 5.3.2024, 03/05/24 */
static bool all_numbers(dli_cursor *in, size_t start, unsigned first, dli_date_order order,
                        dli_date_hit *hit)
{
    static const char seps[] = "./-";
    unsigned second, year;

    for (size_t i = 0; i < 3; i++) {
        dli_cursor t = *in;
        dl_str sep = { seps + i, 1 };
        if (!pass(&t, sep))
            continue;
        if (sep.ptr[0] == '.')
            pass_blank(&t);
        if (take_digits(&t, 2, &second) == 0 || !pass(&t, sep))
            return false;
        if (sep.ptr[0] == '.')
            pass_blank(&t);
        size_t digits = take_digits(&t, 4, &year);
        if (digits == 2)
            year += year < 70 ? 2000 : 1900;
        else if (!is_year(digits, year))
            return false;
        bool month_first = order == DLI_ORDER_MONTH_FIRST && sep.ptr[0] != '.';
        unsigned day = month_first ? second : first, month = month_first ? first : second;
        if (month > 12) {
            unsigned swap = day;
            day = month;
            month = swap;
        }
        dli_when when = { .year = (int16_t)year,
                          .month = (uint8_t)month,
                          .day = (uint8_t)day,
                          .precision = DLI_WHEN_DAY };
        return finish(&t, start, when, day <= 12, hit);
    }
    return false;
}

/* The year behind day and month, if there is one. */
static unsigned take_year(dli_cursor *in)
{
    dli_cursor t = *in;
    unsigned year;

    (void)pass(&t, DL_STR("."));
    (void)pass(&t, DL_STR(","));
    (void)pass(&t, DL_STR("-"));
    pass_of(&t);
    (void)pass(&t, DL_STR("'"));
    size_t digits = take_digits(&t, 4, &year);
    if (!is_year(digits, year))
        return 0;
    *in = t;
    return year;
}

/* 5 March 2024, 5. März, 5 de marzo de 2024, 05-Mar-2024 */
static bool day_then_name(dli_cursor *in, size_t start, unsigned day, const dli_lang *lang,
                          dli_date_hit *hit)
{
    char name[MAX_NAME + 4];
    dli_cursor t = *in;

    pass_ordinal(&t);
    (void)(pass(&t, DL_STR("-")) || pass(&t, DL_STR("/")));
    pass_of(&t);
    unsigned month = dli_month_of(lang, (dl_str){ name, take_word(&t, name) });
    if (month == 0)
        return false;
    dli_when when = { .month = (uint8_t)month, .day = (uint8_t)day, .precision = DLI_WHEN_DAY };
    dli_cursor behind = t;
    when.year = (int16_t)take_year(&behind);
    if (when.year != 0)
        t = behind;
    return finish(&t, start, when, false, hit);
}

/* March 5th, 2024; March 2024 */
static bool name_then_day(dli_cursor *in, size_t start, unsigned month, dli_date_hit *hit)
{
    dli_cursor t = *in;
    unsigned day;

    (void)pass(&t, DL_STR("."));
    (void)pass(&t, DL_STR(","));
    pass_of(&t);
    dli_cursor behind = t;
    size_t digits = take_digits(&behind, 4, &day);
    if (is_year(digits, day))
        return finish(&behind, start,
                      (dli_when){ .year = (int16_t)day,
                                  .month = (uint8_t)month,
                                  .precision = DLI_WHEN_MONTH },
                      false, hit);
    if (digits == 0 || digits > 2)
        return false;
    pass_ordinal(&behind);
    dli_when when = { .month = (uint8_t)month, .day = (uint8_t)day, .precision = DLI_WHEN_DAY };
    dli_cursor after = behind;
    when.year = (int16_t)take_year(&after);
    if (when.year != 0)
        behind = after;
    return finish(&behind, start, when, false, hit);
}

static bool at_digits(dli_cursor *in, const dli_date_style *style, dli_date_hit *hit)
{
    size_t start = in->at;
    unsigned number;
    size_t digits = take_digits(in, 4, &number);
    dli_cursor t = *in;

    if (digits == 4)
        return is_year(digits, number) && year_first(&t, start, number, hit);
    if (digits == 0 || digits > 2)
        return false;
    return all_numbers(&t, start, number, style->order, hit) ||
           (number >= 1 && number <= 31 && day_then_name(&t, start, number, style->lang, hit));
}

static bool at_word(dli_cursor *in, const dli_date_style *style, dli_date_hit *hit)
{
    char name[MAX_NAME + 4];
    size_t start = in->at;
    size_t len = take_word(in, name);
    dli_cursor t = *in;

    /* Only a word before a number is worth looking up. */
    (void)pass(&t, DL_STR("."));
    (void)pass(&t, DL_STR(","));
    pass_of(&t);
    if (len == 0 || dli_at_end(&t) || !dli_is_digit(t.bytes.ptr[t.at]))
        return false;
    unsigned month = dli_month_of(style->lang, (dl_str){ name, len });
    t = *in;
    return month != 0 && name_then_day(&t, start, month, hit);
}

/* The last such day up to a day or two behind `before`, which may be in another zone. */
static void add_year(const dli_date_style *style, dli_date_hit *hit)
{
    if (hit->when.year != 0 || style->before.precision < DLI_WHEN_DAY)
        return;
    hit->when.year = style->before.year;
    if (dli_when_seconds(hit->when) > dli_when_seconds(style->before) + (int64_t)2 * 86400)
        hit->when.year--;
}

/* "17:40, 5 March 2024": a time of day before the day, with nothing but a comma between. */
static void add_clock_before(dl_str text, size_t from, dli_date_hit *hit)
{
    size_t at = hit->at.start;

    if (hit->when.precision != DLI_WHEN_DAY)
        return;
    while (at > from && (text.ptr[at - 1] == ' ' || text.ptr[at - 1] == ','))
        at--;
    if (at == hit->at.start || at < from + 4 || !dli_is_digit(text.ptr[at - 1]) ||
        !dli_is_digit(text.ptr[at - 2]) || text.ptr[at - 3] != ':' ||
        !dli_is_digit(text.ptr[at - 4]))
        return;
    size_t start = at - 4;
    start -= start > from && dli_is_digit(text.ptr[start - 1]);
    unsigned hour = 0;
    for (size_t i = start; i < at - 3; i++)
        hour = hour * 10 + (unsigned)(text.ptr[i] - '0');
    unsigned minute =
        (unsigned)(text.ptr[at - 2] - '0') * 10 + (unsigned)(text.ptr[at - 1] - '0');
    if (hour > 23 || minute > 59 ||
        (start > from && (dli_is_alnum(text.ptr[start - 1]) || text.ptr[start - 1] == ':')))
        return;
    hit->when.hour = (uint8_t)hour;
    hit->when.minute = (uint8_t)minute;
    hit->when.precision = DLI_WHEN_MINUTE;
    hit->at.start = (uint32_t)start;
}

bool dli_date_find(const dli_date_style *style, dl_str text, size_t from, dli_date_hit *hit)
{
    dli_cursor in = { text, from };
    size_t width, digits = text.len; /* behind the last of them: no date begins there */

    while (digits > from && !dli_is_digit(text.ptr[digits - 1]))
        digits--;
    while (in.at < digits) {
        uint32_t cp = dli_utf8_get(text, in.at, &width);
        if (cp < 0x80 && dli_is_digit((char)cp)) {
            if (at_digits(&in, style, hit)) {
                add_year(style, hit);
                add_clock_before(text, from, hit);
                return true;
            }
        } else if (is_letter(cp)) {
            if (at_word(&in, style, hit)) {
                add_year(style, hit);
                add_clock_before(text, from, hit);
                return true;
            }
        } else {
            in.at += width;
        }
    }
    return false;
}
