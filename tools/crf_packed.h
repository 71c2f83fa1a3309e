/* crf_packed.h -- the same chains (crf.h), trained for packed tables (model/model.h).
 *
 *   crf_train_packed(&c, passes, rate, decay, least, most);
 *   crf_write_packed(&c, "NAME", version, names, "names-en.dlm", words);
 *
 * Three things differ. Sums over paths are taken of numbers scaled to 1 a token rather than of
 * logarithms, which is ten times as fast. L2 is shared out among the times that a feature
 * occurs, so that a rare one is held as much as a frequent one. Half way the `most` features of
 * the greatest weights are kept, and no weight may grow beyond what a byte can hold.
 */
#ifndef CRF_PACKED_H
#define CRF_PACKED_H

#include "crf.h"

#define CRF_PACKED_SCALE 32
#define CRF_MOST_PACKED  (63.0f / CRF_PACKED_SCALE) /* two of them fit a byte */

typedef struct crf_scaled_room {
    /* [token * labels + label], each token's numbers scaled to a sum of 1 */
    double *node, *forward, *backward;
    double *sums;        /* what node was before it was made an exponential */
    double *move, *edge; /* [before * labels + label] */
    double *scale;       /* [token]: what its forward numbers were divided by */
    size_t tokens;
} crf_scaled_room;

static inline void crf_scaled_climb(float *weights, float *squares, const float *gradients,
                                    uint32_t count, float rate, float decay, float most)
{
    for (uint32_t i = 0; i < count; i++) {
        float g = gradients[i] - decay * weights[i];
        squares[i] += g * g;
        float w = weights[i] + rate * g / sqrtf(squares[i] + 1e-8f);
        weights[i] = w > most ? most : w < -most ? -most : w;
    }
}

/* The sums of the features' weights of each token and label; their exponentials, the greatest
 * of a token 1. */
static inline double crf_scaled_nodes(const crf *c, size_t first, size_t tokens,
                                      crf_scaled_room *r)
{
    const uint32_t L = c->labels;
    double all = 0;

    for (size_t t = 0; t < tokens; t++) {
        float sums[DLI_MAX_LABELS] = { 0 };
        double most = -1e300;
        for (size_t i = c->token_first[first + t]; i < c->token_first[first + t + 1]; i++)
            if (c->features[i] != UINT32_MAX)
                for (uint32_t y = 0; y < L; y++)
                    sums[y] += c->weights[(size_t)c->features[i] * L + y];
        for (uint32_t y = 0; y < L; y++)
            most = (double)sums[y] > most ? (double)sums[y] : most;
        for (uint32_t y = 0; y < L; y++) {
            r->sums[t * L + y] = (double)sums[y];
            r->node[t * L + y] = exp((double)sums[y] - most);
        }
        all += most;
    }
    return all;
}

/* Forward and backward; returns the logarithm of the sum over all paths. */
static inline double crf_scaled_paths(const crf *c, size_t tokens, crf_scaled_room *r,
                                      double all)
{
    const uint32_t L = c->labels;

    for (size_t i = 0; i < (size_t)L * L; i++)
        r->move[i] = exp((double)c->steps[L + i]);
    for (size_t t = 0; t < tokens; t++) {
        double *now = r->forward + t * L, sum = 0;
        const double *before = t == 0 ? now : now - L;
        for (uint32_t y = 0; y < L; y++)
            now[y] = t == 0 ? exp((double)c->steps[y]) : 0;
        for (uint32_t x = 0; x < L && t > 0; x++)
            for (uint32_t y = 0; y < L; y++)
                now[y] += before[x] * r->move[x * L + y];
        for (uint32_t y = 0; y < L; y++)
            sum += now[y] *= r->node[t * L + y];
        for (uint32_t y = 0; y < L; y++)
            now[y] /= sum;
        r->scale[t] = sum;
        all += log(sum);
    }
    for (uint32_t y = 0; y < L; y++)
        r->backward[(tokens - 1) * L + y] = 1;
    for (size_t t = tokens - 1; t-- > 0;)
        for (uint32_t x = 0; x < L; x++) {
            double sum = 0;
            for (uint32_t y = 0; y < L; y++)
                sum += r->move[x * L + y] * r->node[(t + 1) * L + y] *
                       r->backward[(t + 1) * L + y];
            r->backward[t * L + x] = sum / r->scale[t + 1];
        }
    return all;
}

/* One step up; returns the loss before it. */
static inline double crf_scaled_step(crf *c, size_t sequence, crf_scaled_room *r, double rate,
                                     double decay)
{
    const uint32_t L = c->labels;
    size_t first = c->sequence_first[sequence];
    size_t tokens = c->sequence_first[sequence + 1] - first;
    const uint8_t *gold = c->gold + first;
    float gradients[(DLI_MAX_LABELS + 1) * DLI_MAX_LABELS];

    if (tokens == 0)
        return 0;
    double all = crf_scaled_paths(c, tokens, r, crf_scaled_nodes(c, first, tokens, r)),
           path = 0;
    memset(r->edge, 0, (size_t)(L + 1) * L * sizeof *r->edge);
    for (size_t t = 0; t < tokens; t++) {
        size_t step = (t == 0 ? 0 : gold[t - 1] + 1u) * L + gold[t];
        path += r->sums[t * L + gold[t]] + (double)c->steps[step];
        r->edge[step] += 1;
        for (uint32_t x = 0; x < L && t > 0; x++) {
            double before = r->forward[(t - 1) * L + x] / r->scale[t];
            for (uint32_t y = 0; y < L; y++)
                r->edge[(x + 1) * L + y] -=
                    before * r->move[x * L + y] * r->node[t * L + y] * r->backward[t * L + y];
        }
    }
    for (uint32_t y = 0; y < L; y++)
        r->edge[y] -= r->forward[y] * r->backward[y];
    for (size_t t = 0; t < tokens; t++) {
        for (uint32_t y = 0; y < L; y++)
            gradients[y] =
                (float)((y == gold[t]) - r->forward[t * L + y] * r->backward[t * L + y]);
        for (size_t i = c->token_first[first + t]; i < c->token_first[first + t + 1]; i++)
            if (c->features[i] != UINT32_MAX)
                crf_scaled_climb(&c->weights[(size_t)c->features[i] * L],
                                 &c->squares[(size_t)c->features[i] * L], gradients, L,
                                 (float)rate, (float)(decay / c->rows[c->features[i]].times),
                                 CRF_MOST_PACKED);
    }
    for (size_t i = 0; i < (size_t)(L + 1) * L; i++)
        gradients[i] = (float)r->edge[i];
    crf_scaled_climb(c->steps, c->step_squares, gradients, (L + 1) * L, (float)rate, 0, 100);
    return all - path;
}

/* Keep the `most` features of the greatest weights, summed up. */
static inline void crf_keep_greatest(crf *c, uint32_t most)
{
    if (most == 0 || c->row_count <= most)
        return;
    float *sizes = crf_take(c->row_count, sizeof *sizes);
    for (uint32_t i = 0; i < c->row_count; i++)
        for (uint32_t y = 0; y < c->labels; y++)
            sizes[i] += fabsf(c->weights[(size_t)i * c->labels + y]);
    crf_keep_largest(c, sizes, most);
    free(sizes);
}

/* passes over all sequences; rate: of AdaGrad (0.1 to 0.3 do well); decay: L2 a pass (0.3 to 3);
 * least: features that occur fewer times are left out; most: how many are kept, 0: all. */
static inline void crf_train_packed(crf *c, int passes, double rate, double decay,
                                    uint32_t least, uint32_t most)
{
    crf_scaled_room r = { 0 };
    uint64_t state = 88172645463325252u;
    size_t *order = crf_order(c, &r.tokens);

    crf_index(c, least);
    r.node = crf_take(r.tokens * c->labels, sizeof *r.node);
    r.sums = crf_take(r.tokens * c->labels, sizeof *r.sums);
    r.forward = crf_take(r.tokens * c->labels, sizeof *r.forward);
    r.backward = crf_take(r.tokens * c->labels, sizeof *r.backward);
    r.scale = crf_take(r.tokens, sizeof *r.scale);
    r.move = crf_take((size_t)c->labels * c->labels, sizeof *r.move);
    r.edge = crf_take((size_t)(c->labels + 1) * c->labels, sizeof *r.edge);
    for (int pass = 0; pass < passes; pass++) {
        double loss = 0;
        crf_shuffle(order, c->sequence_count, &state);
        for (size_t i = 0; i < c->sequence_count; i++)
            loss += crf_scaled_step(c, order[i], &r, rate, decay);
        fprintf(stderr, "pass %d: %u features, loss %.4f a token\n", pass + 1, c->row_count,
                loss / (double)c->token_count);
        if (pass + 1 == passes / 2)
            crf_keep_greatest(c, most);
    }
    free(r.node);
    free(r.sums);
    free(r.forward);
    free(r.backward);
    free(r.scale);
    free(r.move);
    free(r.edge);
    free(order);
}

/* A packed table (model/model.h) of `count` rows, one in seven of its slots free. */
static inline dl_str crf_pack(const uint32_t *hashes, const int8_t *rows, uint32_t count,
                              uint32_t width)
{
    uint32_t slots = count + count / 6 + 16;
    size_t len = 8 + (size_t)slots * (2 + width);
    char *out = crf_take(len, 1);
    char *prints = out + 8, *to = prints + (size_t)slots * 2;

    crf_put_u32(out, slots);
    crf_put_u32(out + 4, width);
    for (uint32_t row = 0; row < count; row++) {
        uint32_t print = dli_print_of(hashes[row]), at = dli_packed_slot(hashes[row], slots);
        while (prints[2 * (size_t)at] != 0 || prints[2 * (size_t)at + 1] != 0)
            at = at + 1 == slots ? 0 : at + 1;
        prints[2 * (size_t)at] = (char)(print & 0xFF);
        prints[2 * (size_t)at + 1] = (char)(print >> 8);
        memcpy(to + (size_t)at * width, rows + (size_t)row * width, width);
    }
    fprintf(stderr, "%u rows kept, %u slots\n", count, slots);
    return (dl_str){ out, len };
}

/* The weights against that of the first label; rows with nothing left are dropped. */
static inline dl_str crf_packed_chunk(const crf *c, double scale)
{
    const uint32_t L = c->labels, width = L - 1;
    uint32_t kept = 0;
    int8_t *small = crf_take((size_t)c->row_count * width, 1);
    uint32_t *hashes = crf_take(c->row_count, sizeof *hashes);

    for (uint32_t row = 0; row < c->row_count; row++) {
        const float *w = c->weights + (size_t)row * L;
        bool used = false;
        for (uint32_t y = 0; y < width; y++) {
            long n = lround((double)(w[y + 1] - w[0]) * scale);
            small[(size_t)kept * width + y] = (int8_t)(n > 127 ? 127 : n < -127 ? -127 : n);
            used |= n != 0;
        }
        hashes[kept] = c->rows[row].hash;
        kept += used;
    }
    dl_str out = crf_pack(hashes, small, kept, width);
    free(small);
    free(hashes);
    return out;
}

/* Write the file; words: bytes of a chunk WORD. */
static inline void crf_write_packed(const crf *c, const char *kind, uint32_t version,
                                    const char *const *names, const char *path, dl_str words)
{
    static const char *const parts[] = { "LABL", "STEP", "PACK", "WORD" };
    dl_str chunks[] = { crf_label_chunk(c, names), crf_step_chunk(c, CRF_PACKED_SCALE),
                        crf_packed_chunk(c, CRF_PACKED_SCALE), words };

    crf_write_chunks(path, kind, version, parts, chunks, 4);
    for (int i = 0; i < 3; i++)
        free((void *)(uintptr_t)chunks[i].ptr);
}

#endif
