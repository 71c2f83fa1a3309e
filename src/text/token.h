/* token.h -- a word as what has been learned sees it: hashes of its form and its parts.
 *
 * In:   the form of a word; the marks of words (chunk LEXI of a weight file)
 * Out:  a dli_token; features of a token in its sentence (tag.c, parse.c)
 *
 * Trainers (tools/train_syntax.c) and the program make features with the same code.
 */
#ifndef DLI_TEXT_TOKEN_H
#define DLI_TEXT_TOKEN_H

#include "model/model.h"

enum {
    DLI_TOKEN_ENDS = 4,     /* prefixes and suffixes of 1 to 4 characters */
    DLI_LEXICON_WIDTH = 5,  /* cluster, its high byte, coarse, kind, shade */
    DLI_LEXICON_NARROW = 2, /* kind and shade, where there are no clusters */
    DLI_TAG_FEATURES = 48   /* of a token, at most */
};

typedef struct dli_token {
    uint32_t exact; /* hash of the form */
    uint32_t lower; /* of the form in small letters, digits as 0 */
    uint32_t prefix[DLI_TOKEN_ENDS], suffix[DLI_TOKEN_ENDS];
    uint32_t shape;
    uint32_t cluster, coarse; /* words like it in what stands around them; 0: not known */
    uint32_t kind, shade;     /* what dictionaries say of it; 0: not known */
    bool capital;
} dli_token;

/* Mix a number into a hash. */
static inline uint32_t dli_mix(uint32_t hash, uint32_t value)
{
    hash = (hash ^ value) * 0x9E3779B1u;
    return hash ^ hash >> 15;
}

/* The key of a form in LEXI. */
uint32_t dli_token_key(dl_str form);

/* The table of words of a weight file of tags; either width. Fails with DL_ERR_MODEL, DL_ERR_NOMEM. */
dl_status dli_lexicon_read(dli_arena *arena, const dli_model *model, dli_weights *out,
                           dl_error *err);

/* lexicon: one of the widths, or 0: there is none. Forms beyond 64 characters are read so far. */
void dli_token_read(const dli_weights *lexicon, dl_str form, dli_token *out);

/* The features of token `at` for its part of speech into `out` (DLI_TAG_FEATURES); how many. */
uint32_t dli_tag_features(const dli_token *tokens, uint32_t count, uint32_t at, uint32_t *out);

#endif
