/* engine.c -- open the models that all documents share. */
#include "desk/engine.h"

#include "base/embedded.h"
#include "base/error.h"
#include "base/limits.h"
#include "bytes/bytes.h"

#include <stdio.h>

/* The weights of a model: a file of `folder`, or what the program carries. */
static dl_status find_weights(dli_arena *file, const char *folder, const char *name,
                              char path[512], dl_str *out, dl_error *err)
{
    *out = (dl_str){ NULL, 0 };
    if (folder == NULL) {
        (void)snprintf(path, 512, "models/%s/%s.dlm", name, name);
        *out = dli_embedded_find(path);
        return DL_OK;
    }
    if (snprintf(path, 512, "%s/%s.dlm", folder, name) >= 512)
        return dli_fail(err, DL_ERR_IO, 0, "give a shorter path",
                        "the path of the models is too long");
    dl_status status = dli_file_read(file, path, DLI_MAX_MODEL_BYTES, out, err);
    dli_error_where(err, "%s", path);
    return status;
}

/* The gazetteer and the trees that ask it, where both are there. */
static dl_status read_places(dl_engine *engine, const char *folder, dli_arena *file,
                             dl_error *err)
{
    dl_str bytes;
    char path[512];

    for (int i = 0; i < 2 && folder != NULL; i++) {
        (void)snprintf(path, sizeof path, "%s/%s.dlm", folder, i == 0 ? "places" : "toponyms");
        if (!dli_file_is_there(path))
            return DL_OK;
    }
    DLI_TRY(find_weights(&engine->own, folder, "places", path, &bytes, err));
    if (bytes.len == 0)
        return DL_OK;
    DLI_TRY(dli_gazetteer_open(bytes, dli_str(path), folder == NULL, &engine->gazetteer, err));
    dli_arena_reset(file);
    DLI_TRY(find_weights(file, folder, "toponyms", path, &bytes, err));
    if (bytes.len == 0)
        return DL_OK;
    engine->has_places = true;
    return dli_toponym_model_read(&engine->own, bytes, dli_str(path), &engine->toponyms, err);
}

static dl_status read_models(dl_engine *engine, const char *folder, dli_arena *file,
                             dl_error *err)
{
    dl_str bytes;
    char path[512];

    DLI_TRY(find_weights(file, folder, "content", path, &bytes, err));
    engine->has_content = bytes.len > 0 || folder != NULL;
    if (engine->has_content)
        DLI_TRY(
            dli_content_model_read(&engine->own, bytes, dli_str(path), &engine->content, err));
    dli_arena_reset(file);
    DLI_TRY(find_weights(&engine->own, folder, "language", path, &bytes, err));
    engine->has_languages = bytes.len > 0 || folder != NULL;
    if (engine->has_languages)
        DLI_TRY(
            dli_lang_model_read(&engine->own, bytes, dli_str(path), &engine->languages, err));
    DLI_TRY(read_places(engine, folder, file, err));
    dli_arena_reset(file);
    DLI_TRY(dli_text_models_read(&engine->own, file, folder, &engine->text, err));
    engine->text.gazetteer = engine->gazetteer.name_count > 0 ? &engine->gazetteer : NULL;
    return DL_OK;
}

dl_status dl_engine_open(const char *models, dl_engine **out, dl_error *err)
{
    dli_arena own, file;

    *out = NULL;
    dli_arena_init(&own, 4 * DLI_MAX_MODEL_BYTES);
    dl_engine *engine = dli_arena_take(&own, sizeof *engine);
    if (engine == NULL)
        return dli_no_memory(err);
    engine->own = own;
    dli_arena_init(&file, DLI_MAX_MODEL_BYTES + 65536);
    dl_status status = read_models(engine, models, &file, err);
    dli_arena_done(&file);
    if (status != DL_OK) {
        dl_engine_close(engine);
        return status;
    }
    *out = engine;
    return DL_OK;
}

void dl_engine_close(dl_engine *engine)
{
    if (engine == NULL)
        return;
    dli_arena own = engine->own;
    dli_arena_done(&own);
}
