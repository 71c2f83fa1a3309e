/* models.h -- the taggers of each language, read once and shared by all threads.
 *
 * In:   weight files, of a folder or those that the program carries
 * Out:  a dli_text_models; where a file is not there its tagger has no labels, and the
 *       rules go on without it. models/NAME-nc holds what was trained on corpora not for commerce
 */
#ifndef DLI_TEXT_MODELS_H
#define DLI_TEXT_MODELS_H

#include "atlas/atlas.h"
#include "lang/lang.h"
#include "model/model.h"

enum {
    DLI_MAX_TEXT_LANGS = 64 /* of lang/; what is beyond has no models */
};

typedef enum dli_text_model {
#define MODEL(name, kind, features) DLI_MODEL_##name,
#include "text/models.def"
    DLI_TEXT_MODEL_COUNT
} dli_text_model;

typedef struct dli_parser dli_parser; /* arcs.h */

typedef struct dli_text_models {
    dli_tagger list[DLI_TEXT_MODEL_COUNT][DLI_MAX_TEXT_LANGS]; /* by index into dli_langs */
    dli_weights
        lexicon[DLI_MAX_TEXT_LANGS]; /* of the tags' files: words and their marks (token.h) */
    const dli_parser *parsers[DLI_MAX_TEXT_LANGS]; /* or NULL */
    dli_packed known[DLI_MAX_TEXT_LANGS]; /* words of a dictionary and what they can be */
    const dli_gazetteer *gazetteer;       /* for marks of names; or NULL */
} dli_text_models;

/* Read all of them: folder/NAME-LANG.dlm, or the program's own where `folder` is NULL. `file` is
 * scratch space for one file. Fails with DL_ERR_MODEL, DL_ERR_NOMEM, DL_ERR_IO. */
dl_status dli_text_models_read(dli_arena *arena, dli_arena *file, const char *folder,
                               dli_text_models *out, dl_error *err);

/* The tagger for a language, or NULL. `models` and `lang` may be NULL. */
static inline const dli_tagger *dli_text_tagger(const dli_text_models *models,
                                                dli_text_model which, const dli_lang *lang)
{
    if (models == NULL || lang == NULL || lang - dli_langs >= DLI_MAX_TEXT_LANGS)
        return NULL;
    const dli_tagger *tagger = &models->list[which][lang - dli_langs];

    return tagger->labels == 0 ? NULL : tagger;
}

/* The words of a dictionary that came with the names of a language, or NULL. */
static inline const dli_packed *dli_known_words(const dli_text_models *models,
                                                const dli_lang *lang)
{
    if (models == NULL || lang == NULL || lang - dli_langs >= DLI_MAX_TEXT_LANGS)
        return NULL;
    const dli_packed *known = &models->known[lang - dli_langs];

    return known->slots == 0 ? NULL : known;
}

#endif
