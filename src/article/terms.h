/* terms.h -- what an outlet allows: reprint sentences and their numbers. */
#ifndef DLI_TERMS_H
#define DLI_TERMS_H

#include "article/article.h"

/* Read a sentence on reprinting ("Quote no more than 500 characters, with a link"). */
void dli_terms_read(const dli_lang *lang, dl_text line, dli_terms *terms);

#endif
