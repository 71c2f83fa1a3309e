/* seen.h -- everything a page says about itself, before anything is believed.
 *
 * Each source of metadata (JSON-LD, microdata, meta, <time>, text) adds what it
 * finds; article.c chooses. Nothing is dropped early, so that the record can
 * show what was also seen.
 */
#ifndef DLI_SEEN_H
#define DLI_SEEN_H

#include "article/article.h"
#include "lang/lang.h"

/* Read the JSON-LD blocks (schema.org) of a page. */
dl_status dli_seen_json_ld(dli_arena *arena, const dli_page *page, const dli_date_style *style,
                           dli_seen *seen, dl_error *err);

/* Read <title>, <meta>, <link>, <html lang>, <time> and microdata. */
dl_status dli_seen_markup(dli_arena *arena, const dli_page *page, const dli_date_style *style,
                          dli_seen *seen, dl_error *err);

/* Add a value unless it is empty or stands there already with the same `how`.
 * White space at its ends is left out. */
void dli_see(dli_arena *arena, dli_values *list, dl_text text, dli_how how, uint8_t confidence);

/* Add a person unless the name is empty or no name ("admin", an address). */
void dli_see_person(dli_arena *arena, dli_people *list, dli_person person);

/* Add the time that `text` writes, if it is one. ISO 8601, or words. */
void dli_see_date(dli_arena *arena, dli_seen *seen, const dli_date_style *style, dl_text text,
                  dli_how how, dli_date_role role, uint8_t confidence);

/* `text` without white space at its ends. */
dl_text dli_text_trim(dli_arena *arena, dl_text text);

#endif
