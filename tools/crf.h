/* crf.h -- train a linear-chain tagger (model/model.h) and write its weight file.
 *
 *   crf c;
 *   crf_begin(&c, label_count);
 *   crf_add(&c, features, counts, labels, tokens);       each sequence, in order
 *   crf_train(&c, passes, rate, decay, least);
 *   crf_write(&c, "NAME", version, names, "names-en.dlm");
 *   crf_end(&c);
 *
 * Conditional random field (Lafferty, McCallum and Pereira, 2001), its likelihood climbed by
 * AdaGrad (Duchi, Hazan and Singer, 2011), one sequence a step, in an order shuffled by a
 * generator of its own; weights decay in proportion (L2). One thread, no time, no address: the same
 * file for the same data. A tool of the build's: it ends with a message where memory or the
 * disk ends.
 */
#ifndef CRF_H
#define CRF_H

#include "base/digest.h"
#include "model/model.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct crf_row {
    uint32_t hash, times;
} crf_row;

typedef struct crf {
    uint32_t labels;
    /* rows: weighed features, found by their hash */
    uint32_t *slots; /* row + 1, or 0 */
    uint32_t slot_count, row_count, row_room;
    crf_row *rows;
    float *weights, *squares; /* [row * labels + label] */
    float steps[(DLI_MAX_LABELS + 1) * DLI_MAX_LABELS];
    float step_squares[(DLI_MAX_LABELS + 1) * DLI_MAX_LABELS];
    /* sequences */
    uint32_t drop;      /* of 65536 features seen in training, so many are left out at random */
    uint64_t state;     /* of the generator that says which */
    uint32_t *features; /* rows, after crf_train() has looked them up */
    size_t feature_count, feature_room;
    size_t *token_first; /* [token]: into features; one more at the end */
    uint8_t *gold;
    size_t token_count, token_room;
    size_t *sequence_first; /* [sequence]: into tokens; one more at the end */
    size_t sequence_count, sequence_room;
} crf;

static inline void *crf_grow(void *at, size_t *room, size_t needed, size_t each)
{
    if (needed <= *room)
        return at;
    size_t more = *room * 2 > needed ? *room * 2 : needed + 1024;
    void *grown = realloc(at, more * each);
    if (grown == NULL) {
        fprintf(stderr, "crf: out of memory\n");
        exit(1);
    }
    *room = more;
    return grown;
}

static inline void *crf_take(size_t count, size_t each)
{
    void *out = calloc(count + 1, each);

    if (out == NULL) {
        fprintf(stderr, "crf: out of memory\n");
        exit(1);
    }
    return out;
}

static inline void crf_begin(crf *c, uint32_t labels)
{
    memset(c, 0, sizeof *c);
    c->labels = labels;
    c->state = 88172645463325252u;
}

static inline void crf_end(crf *c)
{
    free(c->slots);
    free(c->rows);
    free(c->weights);
    free(c->squares);
    free(c->features);
    free(c->token_first);
    free(c->gold);
    free(c->sequence_first);
}

/* features: the hashes of all tokens, counts[t] of them for token t. */
static inline void crf_add(crf *c, const uint32_t *features, const uint32_t *counts,
                           const uint8_t *labels, size_t tokens)
{
    size_t room = c->token_room;

    c->sequence_first = crf_grow(c->sequence_first, &c->sequence_room, c->sequence_count + 2,
                                 sizeof *c->sequence_first);
    c->token_first =
        crf_grow(c->token_first, &room, c->token_count + tokens + 1, sizeof *c->token_first);
    c->gold = crf_grow(c->gold, &c->token_room, c->token_count + tokens + 1, 1);
    c->token_room = room < c->token_room ? room : c->token_room;
    c->sequence_first[c->sequence_count++] = c->token_count;
    for (size_t t = 0; t < tokens; t++) {
        uint32_t count = counts[t] < DLI_MAX_FEATURES ? counts[t] : DLI_MAX_FEATURES;
        c->features = crf_grow(c->features, &c->feature_room, c->feature_count + count,
                               sizeof *c->features);
        memcpy(c->features + c->feature_count, features, count * sizeof *features);
        features += counts[t];
        c->token_first[c->token_count] = c->feature_count;
        c->gold[c->token_count++] = labels[t];
        c->feature_count += count;
    }
    c->token_first[c->token_count] = c->feature_count;
    c->sequence_first[c->sequence_count] = c->token_count;
}

/* The row of a hash (0 becomes 1: it marks a free slot of the file), made if there is none. */
static inline uint32_t crf_row_of(crf *c, uint32_t hash)
{
    uint32_t mask = c->slot_count - 1, at = (hash * 2654435761u) & mask;

    while (c->slots[at] != 0 && c->rows[c->slots[at] - 1].hash != hash)
        at = (at + 1) & mask;
    if (c->slots[at] == 0) {
        c->rows[c->row_count] = (crf_row){ hash, 0 };
        c->slots[at] = ++c->row_count;
    }
    return c->slots[at] - 1;
}

/* Number the features that occur `least` times or more; the others become UINT32_MAX. */
static inline void crf_index(crf *c, uint32_t least)
{
    c->slot_count = 1024;
    while (c->slot_count < c->feature_count * 2 && c->slot_count < (1u << 27))
        c->slot_count *= 2;
    c->slots = crf_take(c->slot_count, sizeof *c->slots);
    c->row_room = c->slot_count / 2;
    c->rows = crf_take(c->row_room, sizeof *c->rows);
    for (size_t i = 0; i < c->feature_count; i++) {
        c->features[i] = crf_row_of(c, c->features[i] == 0 ? 1 : c->features[i]);
        c->rows[c->features[i]].times++;
    }
    uint32_t *number = crf_take(c->row_count, sizeof *number), kept = 0;
    for (uint32_t i = 0; i < c->row_count; i++)
        number[i] = c->rows[i].times >= least ? kept++ : UINT32_MAX;
    for (uint32_t i = 0; i < c->row_count; i++)
        if (number[i] != UINT32_MAX)
            c->rows[number[i]] = c->rows[i];
    for (size_t i = 0; i < c->feature_count; i++)
        c->features[i] = number[c->features[i]];
    free(number);
    c->row_count = kept;
    c->weights = crf_take((size_t)kept * c->labels, sizeof *c->weights);
    c->squares = crf_take((size_t)kept * c->labels, sizeof *c->squares);
}

typedef struct crf_room {
    double *node, *forward, *backward,
        *edge;      /* [token * labels + label]; [before * labels + label] */
    uint32_t *seen; /* the features of the sequence, those left out are UINT32_MAX */
    size_t tokens;
} crf_room;

static inline double crf_sum_exp(const double *at, uint32_t count)
{
    double most = at[0], sum = 0;

    for (uint32_t i = 1; i < count; i++)
        most = at[i] > most ? at[i] : most;
    for (uint32_t i = 0; i < count; i++)
        sum += exp(at[i] - most);
    return most + log(sum);
}

static inline void crf_climb(float *weight, float *square, double gradient, double rate,
                             double decay)
{
    double g = gradient - decay * (double)*weight;

    *square += (float)(g * g);
    *weight += (float)(rate * g / sqrt((double)*square + 1e-8));
}

/* The next number of a generator (xorshift64). */
static inline uint64_t crf_random(uint64_t *state)
{
    *state ^= *state << 13, *state ^= *state >> 7, *state ^= *state << 17;
    return *state;
}

/* Choose the features of a sequence that this step sees. */
static inline void crf_choose(crf *c, size_t first, size_t tokens, uint32_t *seen)
{
    size_t at = c->token_first[first], end = c->token_first[first + tokens];

    for (size_t i = at; i < end; i++) {
        bool out = c->drop != 0 && (crf_random(&c->state) >> 20 & 0xFFFF) < c->drop;
        seen[i - at] = out ? UINT32_MAX : c->features[i];
    }
}

/* The sums of the features' weights of each token and label. */
static inline void crf_nodes(const crf *c, size_t first, size_t tokens, const uint32_t *seen,
                             double *node)
{
    const uint32_t L = c->labels;
    size_t from = c->token_first[first];

    for (size_t t = 0; t < tokens; t++) {
        double *sums = node + t * L;
        memset(sums, 0, L * sizeof *sums);
        for (size_t i = c->token_first[first + t]; i < c->token_first[first + t + 1]; i++)
            if (seen[i - from] != UINT32_MAX)
                for (uint32_t y = 0; y < L; y++)
                    sums[y] += (double)c->weights[(size_t)seen[i - from] * L + y];
    }
}

/* One step up; returns the loss before it. */
static inline double crf_step(crf *c, size_t sequence, crf_room *r, double rate, double decay)
{
    const uint32_t L = c->labels;
    size_t first = c->sequence_first[sequence];
    size_t tokens = c->sequence_first[sequence + 1] - first;
    const uint8_t *gold = c->gold + first;
    size_t from = c->token_first[first];
    double scores[DLI_MAX_LABELS];

    if (tokens == 0)
        return 0;
    crf_choose(c, first, tokens, r->seen);
    crf_nodes(c, first, tokens, r->seen, r->node);
    for (uint32_t y = 0; y < L; y++)
        r->forward[y] = r->node[y] + (double)c->steps[y];
    for (size_t t = 1; t < tokens; t++)
        for (uint32_t y = 0; y < L; y++) {
            for (uint32_t x = 0; x < L; x++)
                scores[x] = r->forward[(t - 1) * L + x] + (double)c->steps[(x + 1) * L + y];
            r->forward[t * L + y] = r->node[t * L + y] + crf_sum_exp(scores, L);
        }
    double all = crf_sum_exp(r->forward + (tokens - 1) * L, L), path = 0;
    memset(r->backward + (tokens - 1) * L, 0, L * sizeof *r->backward);
    for (size_t t = tokens - 1; t-- > 0;)
        for (uint32_t x = 0; x < L; x++) {
            for (uint32_t y = 0; y < L; y++)
                scores[y] = r->backward[(t + 1) * L + y] + r->node[(t + 1) * L + y] +
                            (double)c->steps[(x + 1) * L + y];
            r->backward[t * L + x] = crf_sum_exp(scores, L);
        }
    memset(r->edge, 0, (size_t)(L + 1) * L * sizeof *r->edge);
    for (size_t t = 0; t < tokens; t++) {
        path += r->node[t * L + gold[t]] +
                (double)c->steps[(t == 0 ? 0 : gold[t - 1] + 1u) * L + gold[t]];
        r->edge[(t == 0 ? 0 : gold[t - 1] + 1u) * L + gold[t]] += 1;
        for (uint32_t x = 0; x < L && t > 0; x++)
            for (uint32_t y = 0; y < L; y++)
                r->edge[(x + 1) * L + y] -=
                    exp(r->forward[(t - 1) * L + x] + (double)c->steps[(x + 1) * L + y] +
                        r->node[t * L + y] + r->backward[t * L + y] - all);
    }
    for (uint32_t y = 0; y < L; y++)
        r->edge[y] -= exp(r->forward[y] + r->backward[y] - all);
    for (size_t t = 0; t < tokens; t++) {
        for (uint32_t y = 0; y < L; y++)
            scores[y] =
                (y == gold[t]) - exp(r->forward[t * L + y] + r->backward[t * L + y] - all);
        for (size_t i = c->token_first[first + t]; i < c->token_first[first + t + 1]; i++)
            for (uint32_t y = 0; y < L && r->seen[i - from] != UINT32_MAX; y++)
                crf_climb(&c->weights[(size_t)r->seen[i - from] * L + y],
                          &c->squares[(size_t)r->seen[i - from] * L + y], scores[y], rate,
                          decay);
    }
    for (size_t i = 0; i < (size_t)(L + 1) * L; i++)
        if (r->edge[i] != 0)
            crf_climb(&c->steps[i], &c->step_squares[i], r->edge[i], rate, decay);
    return all - path;
}

/* All sequences in their order, and the tokens of the longest. */
static inline size_t *crf_order(const crf *c, size_t *most)
{
    size_t *order = crf_take(c->sequence_count, sizeof *order);

    for (size_t i = 0; i < c->sequence_count; i++) {
        size_t tokens = c->sequence_first[i + 1] - c->sequence_first[i];
        *most = tokens > *most ? tokens : *most;
        order[i] = i;
    }
    return order;
}

static inline void crf_shuffle(size_t *order, size_t count, uint64_t *state)
{
    for (size_t i = count; i-- > 1;) {
        size_t j = (size_t)(crf_random(state) % (i + 1)), kept = order[i];
        order[i] = order[j];
        order[j] = kept;
    }
}

/* Passes over all sequences, whose features are numbered. */
static inline void crf_passes(crf *c, int passes, double rate, double decay)
{
    crf_room r = { 0 };
    uint64_t state = 88172645463325252u;
    size_t *order = crf_order(c, &r.tokens), most = 0;

    for (size_t i = 0; i < c->sequence_count; i++) {
        size_t features =
            c->token_first[c->sequence_first[i + 1]] - c->token_first[c->sequence_first[i]];
        most = features > most ? features : most;
    }
    r.seen = crf_take(most, sizeof *r.seen);
    r.node = crf_take(r.tokens * c->labels, sizeof *r.node);
    r.forward = crf_take(r.tokens * c->labels, sizeof *r.forward);
    r.backward = crf_take(r.tokens * c->labels, sizeof *r.backward);
    r.edge = crf_take((size_t)(c->labels + 1) * c->labels, sizeof *r.edge);
    for (int pass = 0; pass < passes; pass++) {
        double loss = 0;
        crf_shuffle(order, c->sequence_count, &state);
        for (size_t i = 0; i < c->sequence_count; i++)
            loss += crf_step(c, order[i], &r, rate, decay);
        fprintf(stderr, "pass %d: %u features, loss %.4f a token\n", pass + 1, c->row_count,
                loss / (double)c->token_count);
    }
    free(r.seen);
    free(r.node);
    free(r.forward);
    free(r.backward);
    free(r.edge);
    free(order);
}

/* passes over all sequences; rate: of AdaGrad (0.1 to 0.3 do well); decay: L2 a step (1e-6 to
 * 1e-4); least: features that occur fewer times are left out. */
static inline void crf_train(crf *c, int passes, double rate, double decay, uint32_t least)
{
    crf_index(c, least);
    crf_passes(c, passes, rate, decay);
}

static inline int crf_by_size(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;

    return (x < y) - (x > y);
}

/* Drop all but the `most` features of the greatest `sizes` [row], as far as these differ; what was
 * learned of those stays. */
static inline void crf_keep_largest(crf *c, const float *sizes, uint32_t most)
{
    const uint32_t L = c->labels;
    float *sorted = crf_take(c->row_count, sizeof *sorted);
    uint32_t *number = crf_take(c->row_count, sizeof *number), kept = 0;

    memcpy(sorted, sizes, c->row_count * sizeof *sorted);
    qsort(sorted, c->row_count, sizeof *sorted, crf_by_size);
    for (uint32_t i = 0; i < c->row_count; i++) {
        number[i] = sizes[i] > sorted[most] ? kept++ : UINT32_MAX;
        if (number[i] == UINT32_MAX)
            continue;
        c->rows[number[i]] = c->rows[i];
        memmove(c->weights + (size_t)number[i] * L, c->weights + (size_t)i * L,
                L * sizeof *c->weights);
        memmove(c->squares + (size_t)number[i] * L, c->squares + (size_t)i * L,
                L * sizeof *c->squares);
    }
    for (size_t i = 0; i < c->feature_count; i++)
        if (c->features[i] != UINT32_MAX)
            c->features[i] = number[c->features[i]];
    c->row_count = kept;
    free(sorted);
    free(number);
}

/* Keep the `most` features that weigh most (squares, and how often they occur); crf_passes() goes
 * on from there. */
static inline void crf_prune(crf *c, uint32_t most)
{
    if (c->row_count <= most)
        return;
    float *sizes = crf_take(c->row_count, sizeof *sizes);
    for (uint32_t i = 0; i < c->row_count; i++) {
        for (uint32_t y = 0; y < c->labels; y++) {
            float w = c->weights[(size_t)i * c->labels + y];
            sizes[i] += w * w;
        }
        sizes[i] *= sqrtf((float)c->rows[i].times);
    }
    crf_keep_largest(c, sizes, most);
    free(sizes);
}

/* ---- Writing ----------------------------------------------------------------*/

static inline void crf_put_u32(char *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (char)(value >> 8 * i);
}

static inline void crf_save(const char *path, const char *bytes, size_t len)
{
    FILE *f = fopen(path, "wb");

    if (f == NULL || fwrite(bytes, 1, len, f) != len || fclose(f) != 0) {
        fprintf(stderr, "crf: cannot write %s\n", path);
        exit(1);
    }
}

/* A weight file of some chunks (model/model.h), each begun at a multiple of four. */
static inline void crf_write_chunks(const char *path, const char *kind, uint32_t version,
                                    const char *const *names, const dl_str *chunks,
                                    uint32_t count)
{
    size_t size = 48 + (size_t)count * 16;

    for (uint32_t i = 0; i < count; i++)
        size += (chunks[i].len + 3) / 4 * 4;
    char *file = crf_take(size, 1);
    memcpy(file, "DLM1", 4);
    memcpy(file + 4, kind, 4);
    crf_put_u32(file + 8, version);
    crf_put_u32(file + 12, count);
    size_t at = 48 + (size_t)count * 16;
    for (uint32_t i = 0; i < count; i++) {
        char *entry = file + 48 + (size_t)i * 16;
        memcpy(entry, names[i], 4);
        crf_put_u32(entry + 4, (uint32_t)at);
        crf_put_u32(entry + 8, (uint32_t)chunks[i].len);
        memcpy(file + at, chunks[i].ptr, chunks[i].len);
        at += (chunks[i].len + 3) / 4 * 4;
    }
    dli_sha256((dl_str){ file + 48, size - 48 }, (uint8_t *)file + 16);
    crf_save(path, file, size);
    fprintf(stderr, "%s: %zu bytes\n", path, size);
    free(file);
}

/* Whole numbers in place of the weights, `scale` for one; rows with nothing left are dropped. */
static inline dl_str crf_feature_chunk(const crf *c, double scale)
{
    const uint32_t L = c->labels;
    uint32_t kept = 0, slots = 16;
    int8_t *small = crf_take((size_t)c->row_count * L, 1);
    uint8_t *used = crf_take(c->row_count, 1);

    for (uint32_t row = 0; row < c->row_count; row++) {
        for (uint32_t y = 0; y < L; y++) {
            long w = lround((double)c->weights[(size_t)row * L + y] * scale);
            small[(size_t)row * L + y] = (int8_t)(w > 127 ? 127 : w < -127 ? -127 : w);
            used[row] |= small[(size_t)row * L + y] != 0;
        }
        kept += used[row];
    }
    while (slots * 4ull < kept * 5ull + 4)
        slots *= 2;
    size_t len = 8 + (size_t)slots * (4 + L);
    char *out = crf_take(len, 1);
    char *weights = out + 8 + (size_t)slots * 4;
    crf_put_u32(out, slots);
    crf_put_u32(out + 4, L);
    uint8_t *taken = crf_take(slots, 1);
    for (uint32_t row = 0; row < c->row_count; row++) {
        if (!used[row])
            continue;
        uint32_t at = c->rows[row].hash & (slots - 1);
        while (taken[at])
            at = (at + 1) & (slots - 1);
        taken[at] = 1;
        crf_put_u32(out + 8 + (size_t)at * 4, c->rows[row].hash);
        memcpy(weights + (size_t)at * L, small + (size_t)row * L, L);
    }
    free(small);
    free(used);
    free(taken);
    fprintf(stderr, "%u of %u features kept, %u slots\n", kept, c->row_count, slots);
    return (dl_str){ out, len };
}

/* The names of the labels, one a line. */
static inline dl_str crf_label_chunk(const crf *c, const char *const *names)
{
    char *text = crf_take(DLI_MAX_LABELS * 64, 1);
    size_t len = 0;

    for (uint32_t y = 0; y < c->labels; y++)
        len += (size_t)sprintf(text + len, "%.60s%s", names[y], y + 1 < c->labels ? "\n" : "");
    return (dl_str){ text, len };
}

static inline dl_str crf_step_chunk(const crf *c, double scale)
{
    size_t count = (size_t)(c->labels + 1) * c->labels;
    char *steps = crf_take(count, 2);

    for (size_t i = 0; i < count; i++) {
        long w = lround((double)c->steps[i] * scale);
        w = w > 32767 ? 32767 : w < -32767 ? -32767 : w;
        steps[2 * i] = (char)(w & 0xFF);
        steps[2 * i + 1] = (char)((unsigned long)w >> 8 & 0xFF);
    }
    return (dl_str){ steps, count * 2 };
}

/* Write the file: kind of four letters, version of the feature code, a name for each label;
 * `more`: a further chunk (its four letters, bytes), or NULL. */
static inline void crf_write_more(const crf *c, const char *kind, uint32_t version,
                                  const char *const *names, const char *more, dl_str bytes,
                                  const char *path)
{
    const char *parts[] = { "LABL", "STEP", "FEAT", more };
    const double scale = 16; /* as all weighed words */
    dl_str chunks[4] = { crf_label_chunk(c, names), crf_step_chunk(c, scale),
                         crf_feature_chunk(c, scale), bytes };

    crf_write_chunks(path, kind, version, parts, chunks, more == NULL ? 3 : 4);
    for (uint32_t i = 0; i < 3; i++)
        free((void *)(uintptr_t)chunks[i].ptr);
}

static inline void crf_write(const crf *c, const char *kind, uint32_t version,
                             const char *const *names, const char *path)
{
    crf_write_more(c, kind, version, names, NULL, (dl_str){ NULL, 0 }, path);
}

#endif
