/* token.c -- hashes of a word and its parts, and what stands in the table of words. */
#include "text/token.h"

#include "base/error.h"
#include "base/little.h"
#include "base/str.h"
#include "base/utf8.h"

#include <unicode/uchar.h>

enum {
    MAX_POINTS = 64,
    SEED = 0x1C9DC5
};

static uint32_t lower_of(uint32_t cp)
{
    if (cp < 0x80)
        return cp - 'A' < 26 ? cp | 0x20 : cp - '0' < 10 ? '0' : cp;
    if (cp >= 0x430 && cp < 0x450)
        return cp;
    if (cp >= 0x410 && cp < 0x430)
        return cp + 0x20;
    if (cp == 0x2019 || cp == 0x02BC)
        return '\'';
    return (uint32_t)u_tolower((UChar32)cp);
}

static uint32_t class_of(uint32_t cp, uint32_t lower)
{
    if (cp < 0x80)
        return cp - 'A' < 26 ? 'X' : cp - 'a' < 26 ? 'x' : cp - '0' < 10 ? '0' : cp;
    if (cp != lower)
        return 'X';
    return u_isalpha((UChar32)cp) ? 'x' : cp;
}

uint32_t dli_token_key(dl_str form)
{
    uint32_t hash = SEED;
    size_t len;

    for (size_t at = 0, n = 0; at < form.len && n < MAX_POINTS; at += len, n++) {
        uint32_t cp = dli_utf8_get(form, at, &len);
        hash = dli_mix(hash, cp == 0x2019 || cp == 0x02BC ? '\'' : cp);
    }
    return hash == 0 ? 1 : hash;
}

dl_status dli_lexicon_read(dli_arena *arena, const dli_model *model, dli_weights *out,
                           dl_error *err)
{
    dl_str bytes;

    DLI_TRY(dli_model_chunk(model, "LEXI", &bytes, err));
    bool narrow = bytes.len >= 8 && dli_get_u32(bytes.ptr + 4) == DLI_LEXICON_NARROW;
    return dli_weights_read(arena, model, "LEXI",
                            narrow ? DLI_LEXICON_NARROW : DLI_LEXICON_WIDTH, out, err);
}

static void look_up(const dli_weights *lexicon, dli_token *out)
{
    const int8_t *row = NULL;

    if (lexicon->width != 0) {
        row = dli_weights_find(lexicon, out->exact);
        if (row == NULL && out->capital)
            row = dli_weights_find(lexicon, out->lower);
    }
    if (row == NULL)
        return;
    out->kind = (uint8_t)row[lexicon->width - 2];
    out->shade = (uint8_t)row[lexicon->width - 1];
    if (lexicon->width != DLI_LEXICON_WIDTH)
        return;
    out->cluster = (uint8_t)row[0] | (uint32_t)(uint8_t)row[1] << 8;
    out->coarse = (uint8_t)row[2];
}

void dli_token_read(const dli_weights *lexicon, dl_str form, dli_token *out)
{
    uint32_t points[MAX_POINTS], count = 0, run = 0, before = 0;
    size_t len;

    *out = (dli_token){ .exact = SEED, .lower = SEED, .shape = SEED };
    for (size_t at = 0; at < form.len && count < MAX_POINTS; at += len) {
        uint32_t cp = dli_utf8_get(form, at, &len), lower = lower_of(cp);
        uint32_t class = class_of(cp, lower);
        out->exact = dli_mix(out->exact, cp == 0x2019 || cp == 0x02BC ? '\'' : cp);
        out->lower = dli_mix(out->lower, lower);
        run = class == before ? run + 1 : 0;
        if (run < 2)
            out->shape = dli_mix(out->shape, class);
        if (count == 0)
            out->capital = class == 'X';
        before = class;
        points[count++] = lower;
    }
    out->exact += out->exact == 0;
    out->lower += out->lower == 0;
    uint32_t head = SEED, tail = SEED;
    for (uint32_t i = 0; i < DLI_TOKEN_ENDS; i++) {
        head = dli_mix(head, i < count ? points[i] : 0);
        tail = dli_mix(tail, i < count ? points[count - 1 - i] : 0);
        out->prefix[i] = head;
        out->suffix[i] = tail;
    }
    look_up(lexicon, out);
}

/* ---- Parts of speech -----------------------------------------------------*/

typedef struct adding {
    uint32_t *out;
    uint32_t count;
} adding;

static inline void add(adding *a, uint32_t template, uint32_t x, uint32_t y)
{
    uint32_t hash = dli_mix(dli_mix(template * 0x85EBCA6Bu, x), y);

    a->out[a->count++] = hash == 0 ? 1 : hash;
}

uint32_t
dli_tag_features(const dli_token *tokens, uint32_t count, uint32_t at,
                 uint32_t *out) /* NOLINT(readability-non-const-parameter): written by add() */
{
    static const dli_token none = { .exact = 1, .lower = 1, .shape = 1 };
    const dli_token *t = &tokens[at];
    const dli_token *b = at > 0 ? t - 1 : &none, *bb = at > 1 ? t - 2 : &none;
    const dli_token *n = at + 1 < count ? t + 1 : &none, *nn = at + 2 < count ? t + 2 : &none;
    adding a = { out, 0 };
    uint32_t begins = at == 0 || (b->shape == b->lower && at == 1);

    add(&a, 1, t->lower, 0);
    add(&a, 2, t->lower, t->capital);
    add(&a, 3, b->lower, 0);
    add(&a, 4, n->lower, 0);
    add(&a, 5, bb->lower, 0);
    add(&a, 6, nn->lower, 0);
    add(&a, 7, b->lower, t->lower);
    add(&a, 8, t->lower, n->lower);
    add(&a, 9, b->lower, n->lower);
    for (uint32_t i = 0; i < DLI_TOKEN_ENDS; i++) {
        add(&a, 10 + i, t->suffix[i], 0);
        if (i > 0)
            add(&a, 15 + i, t->prefix[i], 0);
    }
    add(&a, 20, t->shape, begins);
    add(&a, 21, t->suffix[1], t->shape);
    add(&a, 22, b->shape, t->shape);
    add(&a, 23, n->shape, t->shape);
    add(&a, 24, b->suffix[1], t->suffix[1]);
    add(&a, 25, n->suffix[1], t->suffix[1]);
    add(&a, 26, b->suffix[2], 0);
    add(&a, 27, n->suffix[2], 0);
    add(&a, 28, t->cluster, t->capital);
    add(&a, 29, t->coarse, t->suffix[1]);
    add(&a, 30, b->cluster, t->suffix[1]);
    add(&a, 31, n->cluster, t->suffix[1]);
    add(&a, 32, b->cluster, t->cluster);
    add(&a, 33, t->cluster, n->cluster);
    add(&a, 34, t->kind, t->shade);
    add(&a, 35, t->kind, t->capital + 2 * begins);
    add(&a, 36, b->kind, t->kind);
    add(&a, 37, t->kind, n->kind);
    add(&a, 38, b->coarse, n->coarse);
    add(&a, 39, b->lower, t->kind);
    add(&a, 40, n->lower, t->kind);
    add(&a, 41, bb->kind, b->kind);
    add(&a, 42, n->kind, nn->kind);
    add(&a, 43, b->lower, t->suffix[2]);
    add(&a, 44, n->lower, t->suffix[2]);
    add(&a, 45, t->shade, t->capital);
    return a.count;
}
