/* tag.c -- the part of speech of each word.
 *
 * In:   words and sentences; the tagger of the language (models/tags), its table of words
 * Out:  dli_parsed.tags
 *
 * A linear chain over each sentence (model/tagger.c) on features of token.c. Its labels stand in
 * the order of pos.def; a file with others is not used.
 */
#include "base/error.h"
#include "base/str.h"
#include "text/text.h"
#include "text/token.h"

#include <string.h>

static const char *const names[] = {
#define POS(name, what) #name,
#include "text/pos.def"
    ""
};

const char *dli_pos_name(dli_pos tag)
{
    return names[tag < DLI_POS_COUNT ? tag : DLI_POS_COUNT];
}

/* For the longest sentence at hand. */
typedef struct room {
    dli_token *tokens;
    uint32_t *features, *first;
} room;

static bool take_room(dli_arena *scratch, uint32_t words, room *out)
{
    out->tokens = dli_arena_take(scratch, words * sizeof *out->tokens);
    out->features =
        dli_arena_take(scratch, (size_t)words * DLI_TAG_FEATURES * sizeof *out->features);
    out->first = dli_arena_take(scratch, (words + 1) * sizeof *out->first);
    return out->tokens != NULL && out->features != NULL && out->first != NULL;
}

static bool is_ours(const dli_tagger *tagger)
{
    if (tagger->labels != DLI_POS_COUNT)
        return false;
    for (size_t i = 0; i < DLI_POS_COUNT; i++)
        if (!dli_eq(tagger->names[i], dli_str(names[i])))
            return false;
    return true;
}

static bool tag_tokens(const dli_tagger *tagger, dli_arena *scratch, const room *r,
                       uint32_t count, uint8_t *out)
{
    uint32_t at = 0;

    for (uint32_t i = 0; i < count; i++) {
        r->first[i] = at;
        at += dli_tag_features(r->tokens, count, i, r->features + at);
    }
    r->first[count] = at;
    return dli_tagger_tag(tagger, scratch, &(dli_sequence){ r->features, r->first, count },
                          out);
}

dl_status dli_tag_forms(dli_arena *scratch, const dli_text_models *models, const dli_lang *lang,
                        const dl_str *forms, uint32_t count, uint8_t *out, dl_error *err)
{
    const dli_tagger *tagger = dli_text_tagger(models, DLI_MODEL_tags, lang);

    memset(out, DLI_POS_COUNT, count);
    if (tagger == NULL || !is_ours(tagger) || count == 0)
        return DL_OK;
    room r;
    if (!take_room(scratch, count, &r))
        return dli_no_memory(err);
    for (uint32_t i = 0; i < count; i++)
        dli_token_read(&models->lexicon[lang - dli_langs], forms[i], &r.tokens[i]);
    return tag_tokens(tagger, scratch, &r, count, out) ? DL_OK : dli_no_memory(err);
}

dl_status dli_text_tag(dli_arena *arena, dli_arena *scratch, dli_parsed *parsed, dl_error *err)
{
    const dli_tagger *tagger = dli_text_tagger(parsed->models, DLI_MODEL_tags, parsed->lang);

    if (parsed->tags != NULL || tagger == NULL || !is_ours(tagger))
        return DL_OK;
    const dli_weights *lexicon = &parsed->models->lexicon[parsed->lang - dli_langs];
    uint8_t *tags = dli_arena_take(arena, parsed->words.count + 1);
    uint32_t most = 1;
    room r;
    for (size_t i = 0; i < parsed->sentences.count; i++)
        if (parsed->sentences.ptr[i].count > most)
            most = parsed->sentences.ptr[i].count;
    if (tags == NULL || !take_room(scratch, most, &r))
        return dli_no_memory(err);
    memset(tags, DLI_POS_COUNT, parsed->words.count);
    for (size_t i = 0; i < parsed->sentences.count; i++) {
        const dli_sentence *s = &parsed->sentences.ptr[i];
        for (uint32_t w = 0; w < s->count; w++)
            dli_token_read(lexicon, dli_cut(parsed->body, parsed->words.ptr[s->word + w].in),
                           &r.tokens[w]);
        if (!tag_tokens(tagger, scratch, &r, s->count, tags + s->word))
            return dli_no_memory(err);
    }
    parsed->tags = tags;
    return DL_OK;
}
