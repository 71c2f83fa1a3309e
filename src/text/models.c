/* models.c -- find and read the taggers of each language. */
#include "text/models.h"

#include "base/embedded.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/str.h"
#include "bytes/bytes.h"
#include "text/token.h"

#include <stdio.h>

enum {
    PATH_BYTES = 512
};

typedef struct source {
    const char *name, *kind;
    uint32_t features;
} source;

static const source sources[] = {
#define MODEL(name, kind, features) { #name, kind, features },
#include "text/models.def"
};

/* Where the tagger of a language goes, and its table of words if it has one. */
typedef struct place {
    dli_tagger *tagger;
    dli_weights *lexicon; /* or NULL */
} place;

static dl_status read_tagger(dli_arena *arena, const dli_model *model, place to, dl_error *err)
{
    DLI_TRY(dli_tagger_read(arena, model, to.tagger, err));
    return to.lexicon == NULL
               ? DL_OK
               : dli_weights_read(arena, model, "LEXI", DLI_LEXICON_WIDTH, to.lexicon, err);
}

static dl_status read_own(dli_arena *arena, const source *s, dl_str lang, place out,
                          dl_error *err)
{
    char path[PATH_BYTES];
    dli_model model;

    (void)snprintf(path, sizeof path, "models/%s/%s-%.*s.dlm", s->name, s->name, DLI_ARG(lang));
    dl_str bytes = dli_embedded_find(path);
    if (bytes.len == 0)
        return DL_OK;
    DLI_TRY(dli_model_open_own(bytes, dli_str(path), s->kind, s->features, &model, err));
    return read_tagger(arena, &model, out, err);
}

static dl_status read_file(dli_arena *arena, dli_arena *file, const char *folder,
                           const source *s, dl_str lang, place out, dl_error *err)
{
    char path[PATH_BYTES];
    dl_str bytes;
    dli_model model;

    int len = snprintf(path, sizeof path, "%s/%s-%.*s.dlm", folder, s->name, DLI_ARG(lang));
    if (len < 0 || (size_t)len >= sizeof path)
        return dli_fail(err, DL_ERR_IO, 0, "give a shorter path",
                        "the path of the models is too long");
    if (!dli_file_is_there(path))
        return DL_OK;
    dli_arena_reset(file);
    dl_status status = dli_file_read(file, path, DLI_MAX_MODEL_BYTES, &bytes, err);
    dli_error_where(err, "%s", path);
    if (status != DL_OK)
        return status;
    DLI_TRY(dli_model_open(bytes, dli_str(path), s->kind, s->features, &model, err));
    return read_tagger(arena, &model, out, err);
}

dl_status dli_text_models_read(dli_arena *arena, dli_arena *file, const char *folder,
                               dli_text_models *out, dl_error *err)
{
    *out = (dli_text_models){ 0 };
    for (size_t i = 0; i < DLI_TEXT_MODEL_COUNT; i++)
        for (size_t lang = 0; lang < dli_lang_count && lang < DLI_MAX_TEXT_LANGS; lang++) {
            place to = { &out->list[i][lang],
                         i == DLI_MODEL_tags ? &out->lexicon[lang] : NULL };
            dl_str code = dli_langs[lang].code;
            DLI_TRY(folder == NULL
                        ? read_own(arena, &sources[i], code, to, err)
                        : read_file(arena, file, folder, &sources[i], code, to, err));
        }
    return DL_OK;
}
