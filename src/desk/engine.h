/* engine.h -- what all documents share: models, read once (dl_engine of dateline.h). */
#ifndef DLI_ENGINE_H
#define DLI_ENGINE_H

#include "article/article.h"
#include "place/place.h"
#include "text/text.h"

struct dl_engine {
    dli_arena own; /* it lies in it itself */
    dli_content_model content;
    dli_lang_model languages;
    dli_text_models text;
    dli_gazetteer gazetteer;
    dli_toponym_model toponyms;
    bool has_places;                 /* both are there; else no place is looked for */
    bool has_content, has_languages; /* false: a build without the file, by the rules alone */
};

#endif
