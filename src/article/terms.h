/* terms.h -- what an outlet allows: reprint sentences and their numbers. */
#ifndef DLI_TERMS_H
#define DLI_TERMS_H

#include "article/article.h"

/* Read a line on reprinting ("© Wire 2024. Quote no more than 500 characters, with a link. About
 * us"): the sentences that speak of it become terms->text. */
void dli_terms_read(dli_arena *arena, const dli_lang *lang, dl_text line, dli_terms *terms);

#endif
