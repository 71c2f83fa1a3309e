/* when.c -- partial times: a year, a month, a day, a minute, a second, as known.
 *
 * Day arithmetic after Howard Hinnant, "chrono-Compatible Low-Level Date
 * Algorithms": the year begins in March, so that the leap day comes last.
 */
#include "when.h"

#include "str.h"

int64_t dli_days_from_civil(int64_t year, unsigned month, unsigned day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * ((int64_t)month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * 146097 + day_of_era - 719468;
}

enum {
    FIRST_DAY = -719162,
    LAST_DAY = 2932896
}; /* 0001-01-01, 9999-12-31 */

dli_when dli_civil_from_days(int64_t days)
{
    if (days < FIRST_DAY || days > LAST_DAY)
        return (dli_when){ 0 };
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    int64_t month = mp < 10 ? mp + 3 : mp - 9;

    return (dli_when){ .year = (int16_t)(yoe + era * 400 + (month <= 2)),
                       .month = (uint8_t)month,
                       .day = (uint8_t)(doy - (153 * mp + 2) / 5 + 1),
                       .precision = DLI_WHEN_DAY };
}

unsigned dli_weekday(int64_t days)
{
    int64_t d = (days + 3) % 7; /* 1970-01-01 was a Thursday */

    return (unsigned)(d < 0 ? d + 7 : d);
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static unsigned month_days(int year, unsigned month)
{
    static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    return days[month - 1] + (month == 2 && (year == 0 || is_leap(year)) ? 1u : 0u);
}

bool dli_when_valid(dli_when w)
{
    if (w.precision == DLI_WHEN_NONE || w.year < 0 || w.year > 9999)
        return false;
    if (w.year == 0 && (w.precision < DLI_WHEN_MONTH || w.precision > DLI_WHEN_DAY))
        return false;
    if (w.precision >= DLI_WHEN_MONTH && (w.month < 1 || w.month > 12))
        return false;
    if (w.precision >= DLI_WHEN_DAY && (w.day < 1 || w.day > month_days(w.year, w.month)))
        return false;
    return w.hour < 24 && w.minute < 60 && w.second < 61 && w.offset > -24 * 60 &&
           w.offset < 24 * 60;
}

int64_t dli_when_seconds(dli_when w)
{
    int64_t days = dli_days_from_civil(w.year == 0 ? 1970 : w.year, w.month == 0 ? 1 : w.month,
                                       w.day == 0 ? 1 : w.day);

    return days * 86400 + (int64_t)w.hour * 3600 + (int64_t)w.minute * 60 + w.second -
           (w.zoned ? (int64_t)w.offset * 60 : 0);
}

dli_when dli_when_from_seconds(int64_t seconds)
{
    int64_t days = seconds / 86400, rest = seconds % 86400;

    if (rest < 0) {
        rest += 86400;
        days--;
    }
    dli_when w = dli_civil_from_days(days);
    if (w.precision == DLI_WHEN_NONE)
        return w;
    w.hour = (uint8_t)(rest / 3600);
    w.minute = (uint8_t)(rest / 60 % 60);
    w.second = (uint8_t)(rest % 60);
    w.precision = DLI_WHEN_SECOND;
    w.zoned = true;
    return w;
}

dli_when dli_when_cut(dli_when w, dli_precision precision)
{
    if (w.precision <= precision)
        return w;
    w.precision = (uint8_t)precision;
    if (precision < DLI_WHEN_SECOND)
        w.second = 0;
    if (precision < DLI_WHEN_MINUTE)
        w.minute = 0;
    if (precision < DLI_WHEN_HOUR) {
        w.hour = 0;
        w.zoned = false;
        w.offset = 0;
    }
    if (precision < DLI_WHEN_DAY)
        w.day = 0;
    if (precision < DLI_WHEN_MONTH)
        w.month = 0;
    return w;
}

void dli_when_print(dli_buf *out, dli_when w)
{
    if (w.precision == DLI_WHEN_NONE)
        return;
    if (w.year == 0)
        dli_buf_add(out, DL_STR("-"));
    else
        dli_buf_print(out, "%04d", w.year);
    if (w.precision >= DLI_WHEN_MONTH)
        dli_buf_print(out, "-%02u", w.month);
    if (w.precision >= DLI_WHEN_DAY)
        dli_buf_print(out, "-%02u", w.day);
    if (w.precision < DLI_WHEN_HOUR)
        return;
    dli_buf_print(out, "T%02u", w.hour);
    if (w.precision >= DLI_WHEN_MINUTE)
        dli_buf_print(out, ":%02u", w.minute);
    if (w.precision >= DLI_WHEN_SECOND)
        dli_buf_print(out, ":%02u", w.second);
    if (w.zoned)
        dli_buf_print(out, "%c%02d:%02d", w.offset < 0 ? '-' : '+',
                      (w.offset < 0 ? -w.offset : w.offset) / 60,
                      (w.offset < 0 ? -w.offset : w.offset) % 60);
}

/* Exactly `count` digits, or one to `count` of them where `loose`. */
static bool take_number(dl_str *s, size_t count, bool loose, unsigned *value)
{
    size_t n = 0;

    *value = 0;
    while (n < count && n < s->len && dli_is_digit(s->ptr[n]))
        *value = *value * 10 + (unsigned)(s->ptr[n++] - '0');
    if (n == 0 || (n < count && !loose))
        return false;
    *s = dli_from(*s, n);
    return true;
}

static bool take_byte(dl_str *s, char c)
{
    if (s->len == 0 || s->ptr[0] != c)
        return false;
    *s = dli_from(*s, 1);
    return true;
}

/* Z, +01:00, +0100, +01, "UTC", "GMT" or nothing. */
static bool take_offset(dl_str *s, dli_when *w)
{
    unsigned hours, minutes = 0;

    while (take_byte(s, ' '))
        continue;
    if (s->len == 0)
        return true;
    w->zoned = true;
    if (dli_eq_nocase(*s, DL_STR("Z")) || dli_eq_nocase(*s, DL_STR("UTC")) ||
        dli_eq_nocase(*s, DL_STR("GMT"))) {
        *s = dli_from(*s, s->len);
        return true;
    }
    if (dli_starts_nocase(*s, DL_STR("UTC")) || dli_starts_nocase(*s, DL_STR("GMT")))
        *s = dli_from(*s, 3);
    bool west = s->len > 0 && s->ptr[0] == '-';
    if (!take_byte(s, '+') && !take_byte(s, '-'))
        return false;
    if (!take_number(s, 2, true, &hours))
        return false;
    bool colon = take_byte(s, ':');
    if ((colon || s->len > 0) && !take_number(s, 2, false, &minutes))
        return false;
    w->offset = (int16_t)((west ? -1 : 1) * (int)(hours * 60 + minutes));
    return hours < 24 && minutes < 60;
}

/* Behind the date: the time of day, if any. */
static bool take_clock(dl_str *s, dli_when *w)
{
    unsigned hour, minute = 0, second = 0;

    if (s->len == 0)
        return true;
    if (!take_byte(s, 'T') && !take_byte(s, 't') && !take_byte(s, ' '))
        /* a date with a zone, "2024-03-05Z", "2024-03-05+01:00", not "2024-03-05-06" */
        return (s->len == 1 || (s->len == 6 && s->ptr[3] == ':')) && take_offset(s, w);
    while (take_byte(s, ' '))
        continue;
    if (!take_number(s, 2, true, &hour))
        return false;
    w->hour = (uint8_t)hour;
    w->precision = DLI_WHEN_HOUR;
    bool colon = take_byte(s, ':');
    if (colon || (s->len > 0 && dli_is_digit(s->ptr[0]))) {
        if (!take_number(s, 2, colon, &minute))
            return false;
        w->minute = (uint8_t)minute;
        w->precision = DLI_WHEN_MINUTE;
        colon = take_byte(s, ':');
        if (colon || (s->len > 0 && dli_is_digit(s->ptr[0]))) {
            if (!take_number(s, 2, colon, &second))
                return false;
            w->second = (uint8_t)second;
            w->precision = DLI_WHEN_SECOND;
            if (take_byte(s, '.') || take_byte(s, ','))
                while (s->len > 0 && dli_is_digit(s->ptr[0]))
                    *s = dli_from(*s, 1);
        }
    }
    return take_offset(s, w);
}

bool dli_when_parse(dl_str s, dli_when *when)
{
    dli_when w = { 0 };
    unsigned year = 0, month = 0, day = 0;
    bool yearless = dli_starts(s, DL_STR("--"));

    if (yearless)
        s = dli_from(s, 1);
    else if (!take_number(&s, 4, false, &year) || year == 0)
        return false;
    w.year = (int16_t)year;
    w.precision = DLI_WHEN_YEAR;
    bool dash = take_byte(&s, '-');
    if (dash || (s.len > 0 && dli_is_digit(s.ptr[0]))) {
        if (!take_number(&s, 2, dash, &month))
            return false;
        w.month = (uint8_t)month;
        w.precision = DLI_WHEN_MONTH;
        bool again = take_byte(&s, '-');
        if (again || (!dash && s.len > 0 && dli_is_digit(s.ptr[0]))) {
            if (!take_number(&s, 2, dash, &day))
                return false;
            w.day = (uint8_t)day;
            w.precision = DLI_WHEN_DAY;
            if (!take_clock(&s, &w))
                return false;
        }
    }
    if (w.precision < DLI_WHEN_HOUR)
        w.zoned = false, w.offset = 0;
    if (s.len > 0 || !dli_when_valid(w) || (!dash && w.precision == DLI_WHEN_MONTH))
        return false;
    *when = w;
    return true;
}
