/* choose.h -- out of everything a page says about itself, what to believe. */
#ifndef DLI_CHOOSE_H
#define DLI_CHOOSE_H

#include "article/seen.h"

/* Headline: a heading of the page that agrees with what the page says elsewhere, else
 * the most trusted of that, without the site's name. `headings` are those in and
 * before the content, in page order; `heading_levels` their levels. */
typedef struct dli_heading {
    dl_text text;
    uint8_t level; /* 7: no heading by its markup, but short enough to be one */
    bool linked;
} dli_heading;

typedef DLI_VEC(dli_heading) dli_headings;

void dli_choose_headline(dli_arena *arena, const dli_seen *seen, const dli_headings *headings,
                         dl_str host, dli_item *item);

/* Publication and modification; nothing later than a day behind `captured`. The other
 * dates seen stand in item->other_dates. */
void dli_choose_dates(dli_arena *arena, const dli_seen *seen, dli_when captured,
                      dli_item *item);

/* The name is the site's own, as it calls itself or as its title begins or ends. */
bool dli_is_house(const dli_seen *seen, dl_str name);

/* People by role, each list from its most trusted source alone. */
void dli_choose_people(dli_arena *arena, const dli_seen *seen, dli_item *item);

/* The language of `text`, by the text itself and by what is declared. */
void dli_choose_language(const dli_lang_model *model, const dli_seen *seen, dl_str text,
                         dli_item *item);

/* The same words, marks, case and white space aside. */
bool dli_same_words(dl_str a, dl_str b);

/* A value of the list has the same words. O(values), each compared to its first difference. */
bool dli_is_among(const dli_values *list, dl_str text);

#endif
