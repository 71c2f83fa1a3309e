/* moon.c -- feasts that go by the moon, or by the sun among the stars.
 *
 * In:   a feast of when.txt: a day of the Islamic, the Hebrew, an Indian or the Chinese year
 * Out:  its day in a civil year
 *
 *   Hebrew    by the molad and its postponements, exact. The day itself; it begins on the eve
 *   Islamic   a month begins on the day behind a new moon that is before sunset in Mecca:
 *             the rule of Umm al-Qura, near enough. Who waits to see the moon may be a day later
 *   Indian    months that end with the new moon, named by the sign that the sun is in; a day is
 *             named by the tithi (twelve degrees of the moon from the sun) at an hour of it
 *   Chinese   the new year: the second new moon behind the winter solstice
 *
 * Sun and moon by the largest terms of Meeus, Astronomical Algorithms, chapters 25 and 47, good to
 * some minutes, in whole numbers: microdegrees and seconds. The sidereal year by Lahiri.
 */
#include "text/moon.h"

enum {
    DAY = 86400,
    HOUR = 3600,
    DEGREE = 1000000,
    CIRCLE = 360 * DEGREE,
    MONTH_MOST = 30 * DAY,
    TITHI = 12 * DEGREE,
    TITHI_SECONDS = 85039,
    SUN_A_DAY = 985647, /* microdegrees */
    MOON_A_DAY = 12190749,
    INDIA = 5 * HOUR + 1800,
    MECCA = 3 * HOUR,
    CHINA = 8 * HOUR,
    SUNSET = 18 * HOUR,
    ROUNDS = 4, /* until an angle is met */
    HEBREW_EPOCH = -2092590,
    FIRST_YEAR = 1800,
    LAST_YEAR = 2200
};

/* 2000-01-01 12:00 */
#define J2000 ((int64_t)10957 * DAY + 43200)

static const int32_t sines[] = {
    0,         17452406,  34899497,   52335956,  69756474,  87155743,  104528463, 121869343,
    139173101, 156434465, 173648178,  190808995, 207911691, 224951054, 241921896, 258819045,
    275637356, 292371705, 309016994,  325568154, 342020143, 358367950, 374606593, 390731128,
    406736643, 422618262, 438371147,  453990500, 469471563, 484809620, 500000000, 515038075,
    529919264, 544639035, 559192903,  573576436, 587785252, 601815023, 615661475, 629320391,
    642787610, 656059029, 669130606,  681998360, 694658370, 707106781, 719339800, 731353702,
    743144825, 754709580, 766044443,  777145961, 788010754, 798635510, 809016994, 819152044,
    829037573, 838670568, 848048096,  857167301, 866025404, 874619707, 882947593, 891006524,
    898794046, 906307787, 913545458,  920504853, 927183855, 933580426, 939692621, 945518576,
    951056516, 956304756, 961261696,  965925826, 970295726, 974370065, 978147601, 981627183,
    984807753, 987688341, 990268069,  992546152, 994521895, 996194698, 997564050, 998629535,
    999390827, 999847695, 1000000000, 999847695,
};

/* Of microdegrees, in thousand millionths. */
static int64_t sine(int64_t angle)
{
    int64_t sign = 1;

    angle %= CIRCLE;
    angle += angle < 0 ? CIRCLE : 0;
    if (angle >= CIRCLE / 2) {
        angle -= CIRCLE / 2;
        sign = -1;
    }
    if (angle > CIRCLE / 4)
        angle = CIRCLE / 2 - angle;
    int64_t i = angle / DEGREE, rest = angle % DEGREE;
    return sign * (sines[i] + (int64_t)(sines[i + 1] - sines[i]) * rest / DEGREE);
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a >= 0 ? a / b : -((-a + b - 1) / b);
}

/* An angle that was `start` microdegrees in 2000 and grows by so many nanodegrees a day. */
static int64_t angle_at(int64_t start, int64_t rate, int64_t t)
{
    int64_t days = floor_div(t - J2000, DAY), rest = t - J2000 - days * DAY;

    return start + (rate * days + rate * rest / DAY) / 1000;
}

static int64_t turn_of(int64_t angle)
{
    return angle - floor_div(angle, CIRCLE) * CIRCLE;
}

static int64_t center_of_sun(int64_t anomaly)
{
    return (1914602 * sine(anomaly) + 19993 * sine(2 * anomaly)) / 1000000000;
}

static int64_t sun_anomaly(int64_t t)
{
    return angle_at(357529109, 985600283, t);
}

/* The longitude of the sun; `stars`: among the stars. */
static int64_t sun_at(int64_t t, bool stars)
{
    int64_t precession = 23857000 + floor_div(t - J2000, DAY) * 1397000 / 36525;

    return turn_of(angle_at(280466460, 985647366, t) + center_of_sun(sun_anomaly(t)) -
                   (stars ? precession : 0));
}

/* How far the moon is ahead of the sun. */
static int64_t moon_ahead(int64_t t)
{
    static const struct {
        int8_t d, m, p, f;
        int32_t by;
    } terms[] = {
        { 0, 0, 1, 0, 6288774 }, { 2, 0, -1, 0, 1274027 }, { 2, 0, 0, 0, 658314 },
        { 0, 0, 2, 0, 213618 },  { 0, 1, 0, 0, -185116 },  { 0, 0, 0, 2, -114332 },
        { 2, 0, -2, 0, 58793 },  { 2, -1, -1, 0, 57066 },  { 2, 0, 1, 0, 53322 },
        { 2, -1, 0, 0, 45758 },  { 0, 1, -1, 0, -40923 },  { 1, 0, 0, 0, -34720 },
        { 0, 1, 1, 0, -30383 },  { 2, 0, 0, -2, 15327 },
    };
    int64_t d = angle_at(297850192, 12190749117, t), m = sun_anomaly(t),
            p = angle_at(134963396, 13064992953, t), f = angle_at(93272095, 13229350240, t);
    int64_t sum = 0;

    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++)
        sum += terms[i].by *
               sine(terms[i].d * d + terms[i].m * m + terms[i].p * p + terms[i].f * f) /
               1000000000;
    return turn_of(d + sum - center_of_sun(m));
}

/* To -180 … 180 degrees. */
static int64_t nearest(int64_t angle)
{
    return angle > CIRCLE / 2 ? angle - CIRCLE : angle;
}

/* The last new moon at `t` or before. */
static int64_t new_moon(int64_t t)
{
    int64_t at = t;

    for (int back = 0; back < 2; back++) {
        at -= moon_ahead(at) * DAY / MOON_A_DAY;
        for (int i = 0; i < ROUNDS; i++)
            at -= nearest(moon_ahead(at)) * DAY / MOON_A_DAY;
        if (at <= t)
            break;
        at -= (int64_t)10 * DAY;
    }
    return at;
}

/* When the sun stands at so many degrees, first in the year. */
static int64_t sun_reaches(int64_t year, int64_t degrees, bool stars)
{
    int64_t t = dli_days_from_civil(year, 1, 1) * DAY, goal = degrees * DEGREE;

    t += turn_of(goal - sun_at(t, stars)) * DAY / SUN_A_DAY;
    for (int i = 0; i < ROUNDS; i++)
        t += nearest(turn_of(goal - sun_at(t, stars))) * DAY / SUN_A_DAY;
    return t;
}

/* ---- Calendars -------------------------------------------------------------- */

/* The first day in the month that begins at `moon` whose tithi, at that hour, is `tithi`; where
 * none is, the day before the next. */
static int64_t tithi_day(int64_t moon, int64_t tithi, int64_t hour)
{
    int64_t day = floor_div(moon + INDIA + (tithi - 1) * TITHI_SECONDS, DAY) - 1;

    for (int i = 0; i < 5; i++, day++) {
        int64_t t = day * DAY + hour * HOUR - INDIA, age = t - moon, ahead = moon_ahead(t);
        if (age > (int64_t)20 * DAY && ahead < CIRCLE / 2)
            ahead += CIRCLE;
        if (age < (int64_t)10 * DAY && ahead > CIRCLE / 2)
            ahead -= CIRCLE;
        int64_t now = floor_div(ahead, TITHI) + 1;
        if (now >= tithi)
            return now > tithi ? day - 1 : day;
    }
    return day;
}

/* In leap years two new moons find the sun in one sign; the feast is in the second month. */
static bool indian_day(const dli_feast *f, int64_t year, int64_t *day)
{
    for (int64_t y = year - 1; y <= year; y++) {
        int64_t moon = new_moon(sun_reaches(y, (int64_t)(f->month - 1) * 30 % 360, true));
        *day = tithi_day(moon, f->day, f->hour) + f->shift;
        if (dli_civil_from_days(*day).year == year)
            return true;
    }
    return false;
}

static int64_t islamic_day(int64_t year, int64_t month, int64_t day)
{
    int64_t months = (year - 1) * 12 + month - 1; /* of 29.530588861 days */
    int64_t mean = (227014 - 719163 + months * 29530588861 / 1000000000) * DAY;
    int64_t moon = new_moon(mean + (int64_t)10 * DAY) + MECCA;
    int64_t first = floor_div(moon, DAY);

    return first + (moon - first * DAY < SUNSET ? 1 : 2) + day - 1;
}

static int64_t hebrew_elapsed(int64_t year)
{
    int64_t months = floor_div(235 * year - 234, 19), parts = 12084 + 13753 * months;
    int64_t day = 29 * months + floor_div(parts, 25920);

    return day + (3 * (day + 1) % 7 < 3);
}

/* The day the year begins: 1 Tishri. */
static int64_t hebrew_new_year(int64_t year)
{
    int64_t before = hebrew_elapsed(year - 1), day = hebrew_elapsed(year),
            behind = hebrew_elapsed(year + 1);
    int64_t delay = behind - day == 356 ? 2 : day - before == 382 ? 1 : 0;

    return HEBREW_EPOCH + day + delay;
}

/* Months from Nisan, 1, to the last Adar, 12. */
static int64_t hebrew_day(int64_t year, int64_t month, int64_t day)
{
    int64_t start = hebrew_new_year(year), next = hebrew_new_year(year + 1);

    if (month < 7) /* Nisan to Elul have 30 and 29 days in turn, 177 in all */
        return next - 177 + (month - 1) / 2 * 59 + (month - 1) % 2 * 30 + day - 1;
    int64_t length = next - start, at = start;
    for (int64_t m = 7; m < month; m++) {
        bool full = m % 2 != 0;
        at += full ? 30 : 29;
        at += m == 8 && length % 10 == 5 ? 1 : 0; /* a long Heshvan  */
        at -= m == 9 && length % 10 == 3 ? 1 : 0; /* a short Kislev  */
        at += m == 11 && length > 360 ? 30 : 0;   /* the first Adar  */
    }
    return at + day - 1;
}

static int64_t chinese_new_year(int64_t year)
{
    int64_t solstice = floor_div(sun_reaches(year - 1, 270, false) + CHINA, DAY);
    int64_t moon = new_moon((solstice + 1) * DAY - CHINA - 1);

    for (int i = 0; i < 2; i++)
        moon = new_moon(moon + MONTH_MOST + DAY);
    return floor_div(moon + CHINA, DAY);
}

bool dli_moon_feast(const dli_feast *f, int64_t year, int64_t *day)
{
    if (year < FIRST_YEAR || year > LAST_YEAR)
        return false;
    switch ((dli_feast_by)f->by) {
    case DLI_FEAST_CHINESE:
        *day = chinese_new_year(year) + f->shift;
        return true;
    case DLI_FEAST_INDIAN:
        return indian_day(f, year, day);
    case DLI_FEAST_SUN: {
        int64_t t = sun_reaches(year, f->day, true) + INDIA;
        *day = floor_div(t, DAY) + (t - floor_div(t, DAY) * DAY >= SUNSET ? 1 : 0) + f->shift;
        return true;
    }
    case DLI_FEAST_HEBREW:
        *day = hebrew_day(year + 3760 + (f->month >= 7 && f->month < 10), f->month, f->day);
        if (dli_civil_from_days(*day).year != year)
            *day = hebrew_day(year + 3761, f->month, f->day);
        return dli_civil_from_days(*day).year == year;
    case DLI_FEAST_ISLAMIC: {
        int64_t guess = (year - 622) * 33 / 32; /* the last that may end in it, or the next */
        for (int64_t y = guess - 1; y <= guess + 2; y++) {
            *day = islamic_day(y, f->month, f->day);
            if (dli_civil_from_days(*day).year == year)
                return true;
        }
        return false;
    }
    case DLI_FEAST_CIVIL:
    case DLI_FEAST_EASTER:
    case DLI_FEAST_ORTHODOX:
        break;
    }
    return false;
}
