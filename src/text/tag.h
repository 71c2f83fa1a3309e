/* tag.h -- the part of speech of each word. Part of the front door text.h.
 *
 * In:   a dli_parsed whose tools had models
 * Out:  its tags, a dli_pos for each word
 */
#ifndef DLI_TEXT_TAG_H
#define DLI_TEXT_TAG_H

#include "text/models.h"

typedef enum dli_pos {
#define POS(name, what) DLI_POS_##name,
#include "text/pos.def"
    DLI_POS_COUNT, /* a word that was not tagged: no model */
} dli_pos;

enum {
    DLI_TAG_VERSION = 1 /* of the features, as in models.def */
};

typedef struct dli_parsed dli_parsed; /* text.h */

/* Tag the words of `parsed` (parsed->tags), unless that was done before, or there is no model for
 * its language: then they stay NULL. Whoever needs them calls this first; nobody else pays.
 * The tags live in `arena`; `scratch` may be reset after. Some 17 bytes of scratch a word, 300 a word of
 * the longest sentence.
 * Fails with DL_ERR_NOMEM only. Linear time. */
dl_status dli_text_tag(dli_arena *arena, dli_arena *scratch, dli_parsed *parsed, dl_error *err);

/* The same for a sentence whose words are given: `out` has room for `count`, DLI_POS_COUNT where
 * there is no model. */
dl_status dli_tag_forms(dli_arena *scratch, const dli_text_models *models, const dli_lang *lang,
                        const dl_str *forms, uint32_t count, uint8_t *out, dl_error *err);

/* "NOUN"; "" for DLI_POS_COUNT. */
const char *dli_pos_name(dli_pos tag);

#endif
