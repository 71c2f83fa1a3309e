/* openers.h -- the day or time that an entry of a bulletin or live blog begins with. */
#ifndef DLI_OPENERS_H
#define DLI_OPENERS_H

#include "lang/lang.h"

/* "February 11: …", "11 лютого – …", "11 de marzo. …", "11.3. …": a day, and text behind it. */
bool dli_day_read(const dli_date_style *style, dl_str line, dli_when *day);

/* "3 June", "Monday, 3 June 2024": a day and little else. */
bool dli_day_alone(const dli_date_style *style, dl_str line, dli_when *day);

/* "14:20", "17.22 GMT", "18:40 | …", "+++ 8:35 Uhr: … +++": a time of day, and no date. Only
 * hour and minute of *when are set; *rest is where what follows begins. */
bool dli_clock_read(const dli_date_style *style, dl_str line, dli_when *when, uint32_t *rest);

/* The last such weekday (1 to 7) on or before a day whose year is known. */
dli_when dli_weekday_before(dli_when day, unsigned weekday);

/* "Monday", "Lundi:": a weekday and nothing else; when->day is 1 (Monday) to 7. */
bool dli_weekday_read(const dli_lang *lang, dl_str line, dli_when *when);

#endif
