/* named.h -- people, bodies, places and other names in a text, by a learned tagger.
 *
 * In:   the sentences and words of a body, the tagger of its language (models/names), a gazetteer
 * Out:  names in the order of the body, none overlapping another, none crossing a sentence
 *
 * What a word is like is worked out once for each word, by the same code for the trainer
 * (tools/train_names.c) and for the program. Part of the front door text/text.h.
 */
#ifndef DLI_NAMED_H
#define DLI_NAMED_H

#include "base/arena.h"
#include "model/model.h"

struct dli_parsed;

typedef enum dli_named_kind {
#define NAMED(kind, what) DLI_NAMED_##kind,
#include "text/named.def"
    DLI_NAMED_KINDS
} dli_named_kind;

typedef struct dli_named {
    dl_span in;
    uint32_t word, end; /* words [word, end) */
    uint8_t kind;       /* dli_named_kind */
} dli_named;

enum {
    DLI_NAME_FEATURES = 80 /* of a word, at most */
};

/* A sentence as the tagger sees it. */
typedef struct dli_name_rows {
    uint32_t *features; /* [count * DLI_NAME_FEATURES at most] */
    uint32_t *first;    /* [count + 1] */
    uint32_t count;     /* words */
} dli_name_rows;

/* The features of the words of sentence `sentence`; memory from `scratch`. `models` of `parsed`
 * may have no tagger yet. False if memory ran out. Linear. */
bool dli_name_rows_of(dli_arena *scratch, const struct dli_parsed *parsed, size_t sentence,
                      dli_name_rows *out);

/* The hash of a word of a dictionary (chunk WORD of the tagger's file): of its stem in Cyrillic,
 * else of its folded letters. Not 0. */
uint32_t dli_known_hash(dl_str word);

#endif
