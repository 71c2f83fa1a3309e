/* models.c -- find and read the taggers of each language. */
#include "text/models.h"

#include "base/embedded.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/str.h"
#include "bytes/bytes.h"
#include "text/arcs.h"

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

/* Find a file of a language and open it; out->bytes is empty if there is none. */
static dl_status open_own(const source *s, dl_str lang, dli_model *out, dl_error *err)
{
    char path[PATH_BYTES];
    dl_str bytes = { "", 0 };

    /* What was trained on corpora not for commerce has a folder of its own, which a build may
     * leave out. */
    for (int nc = 1; nc >= 0 && bytes.len == 0; nc--) {
        (void)snprintf(path, sizeof path, "models/%s%s/%s-%.*s.dlm", s->name, nc ? "-nc" : "",
                       s->name, DLI_ARG(lang));
        bytes = dli_embedded_find(path);
    }
    if (bytes.len == 0)
        return DL_OK;
    return dli_model_open_own(bytes, dli_str(s->name), s->kind, s->features, out, err);
}

static dl_status open_file(dli_arena *file, const char *folder, const source *s, dl_str lang,
                           dli_model *out, dl_error *err)
{
    char path[PATH_BYTES];
    dl_str bytes;

    int len = snprintf(path, sizeof path, "%s/%s-%.*s.dlm", folder, s->name, DLI_ARG(lang));
    if (len < 0 || (size_t)len >= sizeof path)
        return dli_fail(err, DL_ERR_IO, 0, "give a shorter path",
                        "the path of the models is too long");
    if (!dli_file_is_there(path))
        return DL_OK;
    dli_arena_reset(file);
    dl_status status = dli_file_read(file, path, DLI_MAX_MODEL_BYTES, &bytes, err);
    if (status == DL_OK)
        status = dli_model_open(bytes, dli_str(s->name), s->kind, s->features, out, err);
    dli_error_where(err, "%s", path);
    return status;
}

static dl_status open_model(dli_arena *file, const char *folder, const source *s, dl_str lang,
                            dli_model *out, dl_error *err)
{
    *out = (dli_model){ 0 };
    return folder == NULL ? open_own(s, lang, out, err)
                          : open_file(file, folder, s, lang, out, err);
}

static dl_status read_parser(dli_arena *arena, const dli_model *model, const dli_parser **out,
                             dl_error *err)
{
    dli_parser *parser = dli_arena_take(arena, sizeof *parser);

    if (parser == NULL)
        return dli_no_memory(err);
    DLI_TRY(dli_parser_read(arena, model, parser, err));
    *out = parser;
    return DL_OK;
}

/* All files of a language. */
static dl_status read_language(dli_arena *arena, dli_arena *file, const char *folder,
                               size_t lang, dli_text_models *out, dl_error *err)
{
    static const source trees = { "parse", "TREE", DLI_TREE_VERSION };
    dl_str code = dli_langs[lang].code;
    dli_model model;

    for (size_t i = 0; i < DLI_TEXT_MODEL_COUNT; i++) {
        DLI_TRY(open_model(file, folder, &sources[i], code, &model, err));
        if (model.bytes.len == 0)
            continue;
        DLI_TRY(dli_tagger_read(arena, &model, &out->list[i][lang], err));
        if (i == DLI_MODEL_tags)
            DLI_TRY(dli_lexicon_read(arena, &model, &out->lexicon[lang], err));
        if (i == DLI_MODEL_names)
            DLI_TRY(dli_packed_read(arena, &model, "WORD", 1, &out->known[lang], err));
    }
    DLI_TRY(open_model(file, folder, &trees, code, &model, err));
    return model.bytes.len == 0 ? DL_OK : read_parser(arena, &model, &out->parsers[lang], err);
}

dl_status dli_text_models_read(dli_arena *arena, dli_arena *file, const char *folder,
                               dli_text_models *out, dl_error *err)
{
    *out = (dli_text_models){ 0 };
    for (size_t lang = 0; lang < dli_lang_count && lang < DLI_MAX_TEXT_LANGS; lang++)
        DLI_TRY(read_language(arena, file, folder, lang, out, err));
    return DL_OK;
}
