/* tree.h -- which word of a sentence hangs on which, and as what. Part of the front door text.h.
 *
 * In:   a dli_parsed whose tools had models
 * Out:  its arcs, a dli_arc for each word; those of a sentence make a tree
 */
#ifndef DLI_TEXT_TREE_H
#define DLI_TEXT_TREE_H

#include "text/tag.h"

typedef enum dli_relation {
#define RELATION(name, what) DLI_RELATION_##name,
#include "text/relations.def"
    DLI_RELATION_COUNT,
} dli_relation;

typedef struct dli_arc {
    uint32_t head;    /* a word of the same sentence; the root of a sentence has itself */
    uint8_t relation; /* dli_relation */
} dli_arc;

/* Find the trees of all sentences (parsed->arcs), and their tags before that, unless that was done before, or
 * there is no model for the language: then they stay NULL. The arcs live in `arena`; `scratch` may be reset after: it
 * needs 2 kB a word of the longest sentence. Fails with DL_ERR_NOMEM only. Linear time. */
dl_status dli_text_trees(dli_arena *arena, dli_arena *scratch, dli_parsed *parsed,
                         dl_error *err);

/* The same for one sentence whose words and their tags are given; heads count from 0. False: no model, or memory
 * ran out (`scratch` is dry then). `count` is DLI_MAX_SENTENCE_WORDS at most. */
bool dli_tree_of_forms(dli_arena *scratch, const dli_text_models *models, const dli_lang *lang,
                       const dl_str *forms, const uint8_t *tags, uint32_t count, dli_arc *out);

/* "nsubj"; "" for DLI_RELATION_COUNT. */
const char *dli_relation_name(dli_relation relation);

#endif
