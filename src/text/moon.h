/* moon.h -- the day of a feast that goes by the moon (moon.c). */
#ifndef DLI_MOON_H
#define DLI_MOON_H

#include "text/text.h"

/* The day of `f` in a civil year, as days since 1970; of two the first. False: there is none, or
 * the year is not of 1800 to 2200. */
bool dli_moon_feast(const dli_feast *f, int64_t year, int64_t *day);

#endif
