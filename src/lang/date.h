/* date.h -- dates as people write them, in any language with a list of months. */
#ifndef DLI_DATE_H
#define DLI_DATE_H

#include "base/when.h"
#include "lang/lang.h"

/* Which of two numbers is the day, where both could be: 03/05/2024. */
typedef enum dli_date_order {
    DLI_ORDER_DAY_FIRST,
    DLI_ORDER_MONTH_FIRST
} dli_date_order;

typedef struct dli_date_style {
    const dli_lang *lang; /* its months are tried first; may be NULL */
    dli_date_order order;
    dli_when before; /* a day without a year is the last such day up to this one; may be NONE */
} dli_date_style;

typedef struct dli_date_hit {
    dli_when when; /* year 0 if none is written and style->before does not say */
    dl_span at;    /* bytes of the text, time of day included */
    bool numeric;  /* 03/05/2024: day and month may have been confused */
} dli_date_hit;

/* The first date at or behind byte `from`:
 *
 *   2024-03-05, 2024/3/5, 2024年3月5日; 5.3.2024, 03/05/24; 5 March 2024, 5. März,
 *   5 de marzo de 2024, le 1er mars; March 5th, 2024; March 2024
 *
 * and a time of day behind it: 17:40, 5.40 pm, 17h40, 17.40 Uhr, with a zone.
 * False if there is none. Linear. */
bool dli_date_find(const dli_date_style *style, dl_str text, size_t from, dli_date_hit *hit);

/* The month that a folded word names in `lang`, else in any language all of which
 * agree; 0 if none. */
unsigned dli_month_of(const dli_lang *lang, dl_str folded);

#endif
