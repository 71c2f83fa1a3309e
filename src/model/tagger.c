/* tagger.c -- label the tokens of a sequence (linear chain, Viterbi). */
#include "base/error.h"
#include "base/little.h"
#include "base/str.h"
#include "model/model.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum {
    LANES = 4
}; /* rows of steps are padded to so many: compilers take them at once */

static dl_status read_labels(dli_arena *arena, const dli_model *model, dli_tagger *out,
                             dl_error *err)
{
    dl_str rest, line;

    DLI_TRY(dli_model_chunk(model, "LABL", &rest, err));
    dl_str *names = dli_arena_take(arena, DLI_MAX_LABELS * sizeof *names);
    char *text = dli_arena_take(arena, rest.len + 1);
    if (names == NULL || text == NULL)
        return dli_no_memory(err);
    memcpy(text, rest.ptr, rest.len);
    rest.ptr = text;
    while (rest.len > 0 && dli_split(&rest, '\n', &line)) {
        if (out->labels == DLI_MAX_LABELS || line.len == 0)
            return dli_model_damaged(model, "LABL", err);
        names[out->labels++] = line;
    }
    out->names = names;
    return out->labels == 0 ? dli_model_damaged(model, "LABL", err) : DL_OK;
}

static dl_status read_steps(dli_arena *arena, const dli_model *model, dli_tagger *out,
                            dl_error *err)
{
    dl_str bytes;
    size_t rows = out->labels + 1;

    DLI_TRY(dli_model_chunk(model, "STEP", &bytes, err));
    if (bytes.len != rows * out->labels * 2)
        return dli_model_damaged(model, "STEP", err);
    out->stride = (out->labels + LANES - 1) & ~(uint32_t)(LANES - 1);
    int32_t *steps = dli_arena_take(arena, rows * out->stride * sizeof *steps);
    if (steps == NULL)
        return dli_no_memory(err);
    for (size_t i = 0; i < rows * out->labels; i++)
        steps[i / out->labels * out->stride + i % out->labels] =
            (int16_t)((unsigned char)bytes.ptr[2 * i] |
                      (unsigned)(unsigned char)bytes.ptr[2 * i + 1] << 8);
    out->steps = steps;
    return DL_OK;
}

dl_status dli_tagger_read(dli_arena *arena, const dli_model *model, dli_tagger *out,
                          dl_error *err)
{
    *out = (dli_tagger){ 0 };
    DLI_TRY(read_labels(arena, model, out, err));
    DLI_TRY(read_steps(arena, model, out, err));
    if (!dli_model_has(model, "PACK"))
        return dli_weights_read(arena, model, "FEAT", out->labels, &out->features, err);
    return dli_packed_read(arena, model, "PACK", out->labels - 1, &out->packed, err);
}

/* ---- What features weigh -------------------------------------------------------- */

/* The rows of a token's features, and how many have one. */
static uint32_t find_rows(const dli_tagger *tagger, const dli_sequence *s, uint32_t t,
                          const int8_t **rows)
{
    const uint32_t *at = s->features + s->first[t], *end = s->features + s->first[t + 1];
    uint32_t count = 0;

    if (end - at > DLI_MAX_FEATURES)
        end = at + DLI_MAX_FEATURES;
    if (tagger->packed.slots != 0)
        for (; at < end; at++) {
            rows[count] = dli_packed_find(&tagger->packed, *at);
            count += rows[count] != NULL;
        }
    else
        for (; at < end; at++) {
            rows[count] = dli_weights_find(&tagger->features, *at);
            count += rows[count] != NULL;
        }
    return count;
}

/* Sums of at most DLI_MAX_FEATURES bytes, which an i16 holds. */
static void add_rows_bytewise(const int8_t *const *rows, uint32_t count, uint32_t width,
                              int16_t *sums)
{
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t y = 0; y < width; y++)
            sums[y] = (int16_t)(sums[y] + rows[i][y]);
}

#ifdef __SSE2__

static inline __m128i widened(__m128i eight)
{
    return _mm_srai_epi16(_mm_unpacklo_epi8(eight, eight), 8);
}

/* Eight columns of all rows at once; the last eight overlap those before where there is no
 * multiple of them. */
static void add_rows(const int8_t *const *rows, uint32_t count, uint32_t width, int16_t *sums)
{
    for (uint32_t y = 0; y < width; y += 8) {
        uint32_t at = y + 8 <= width ? y : width - 8;
        __m128i sum = _mm_setzero_si128();
        for (uint32_t i = 0; i < count; i++)
            sum = _mm_add_epi16(
                sum, widened(_mm_loadl_epi64((const __m128i *)(const void *)(rows[i] + at))));
        _mm_storeu_si128((__m128i *)(void *)(sums + at), sum);
    }
}

/* The same of rows of 4 to 7, each made of its first four bytes and its last four. */
static void add_short_rows(const int8_t *const *rows, uint32_t count, uint32_t width,
                           int16_t *sums)
{
    __m128i sum = _mm_setzero_si128();

    for (uint32_t i = 0; i < count; i++) {
        int32_t first, last;
        memcpy(&first, rows[i], 4);
        memcpy(&last, rows[i] + width - 4, 4);
        sum = _mm_add_epi16(sum, widened(_mm_unpacklo_epi32(_mm_cvtsi32_si128(first),
                                                            _mm_cvtsi32_si128(last))));
    }
    int16_t eight[8];
    _mm_storeu_si128((__m128i *)(void *)eight, sum);
    memcpy(sums, eight, 4 * sizeof *sums);
    memcpy(sums + width - 4, eight + 4, 4 * sizeof *sums);
}

#endif

/* What the features of token `t` say for each label. */
static void weigh(const dli_tagger *tagger, const dli_sequence *s, uint32_t t, int32_t *sums)
{
    const int8_t *rows[DLI_MAX_FEATURES];
    int16_t narrow[DLI_MAX_LABELS] = { 0 };
    uint32_t count = find_rows(tagger, s, t, rows), width = tagger->labels;

    sums[0] = 0; /* for the first label a packed table has no column */
    if (tagger->packed.slots != 0) {
        sums++;
        width--;
    }
#ifdef __SSE2__
    if (width >= 8)
        add_rows(rows, count, width, narrow);
    else if (width >= 4)
        add_short_rows(rows, count, width, narrow);
    else
#endif
        add_rows_bytewise(rows, count, width, narrow);
    for (uint32_t y = 0; y < width; y++)
        sums[y] = narrow[y];
}

/* ---- The best path ---------------------------------------------------------------- */

/* From the best that ends in each label `before` to the best that ends in each label now; `from`
 * says through which. */
static void step(const dli_tagger *tagger, const int32_t *before, int32_t *restrict now,
                 uint8_t *from)
{
    const uint32_t count = tagger->labels, stride = tagger->stride;
    const int32_t *steps = tagger->steps + stride;
    int32_t through[DLI_MAX_LABELS];

    for (uint32_t y = 0; y < stride; y++) {
        now[y] = before[0] + steps[y];
        through[y] = 0;
    }
    for (uint32_t x = 1; x < count; x++) {
        const int32_t base = before[x];
        steps += stride;
        for (uint32_t y = 0; y < stride; y++) {
            int32_t score = base + steps[y];
            through[y] = score > now[y] ? (int32_t)x : through[y];
            now[y] = score > now[y] ? score : now[y];
        }
    }
    for (uint32_t y = 0; y < stride; y++)
        from[y] = (uint8_t)through[y];
}

bool dli_tagger_tag(const dli_tagger *tagger, dli_arena *scratch, const dli_sequence *s,
                    uint8_t *labels)
{
    return dli_tagger_tag_held(tagger, scratch, s, NULL, NULL, labels);
}

bool dli_tagger_tag_held(const dli_tagger *tagger, dli_arena *scratch, const dli_sequence *s,
                         const uint8_t *held, const int32_t *hold, uint8_t *labels)
{
    const uint32_t count = tagger->labels, stride = tagger->stride;
    int32_t best[2][DLI_MAX_LABELS] = { { 0 } }, sums[DLI_MAX_LABELS];
    uint8_t *from = dli_arena_take(scratch, (size_t)s->tokens * stride + 1);

    if (from == NULL)
        return false;
    if (s->tokens == 0)
        return true;
    for (uint32_t t = 0; t < s->tokens; t++) {
        int32_t *now = best[t & 1];
        weigh(tagger, s, t, sums);
        if (held != NULL && held[t] < count)
            sums[held[t]] += hold[held[t]];
        if (t == 0)
            memcpy(now, tagger->steps, count * sizeof *now);
        else
            step(tagger, best[(t & 1) ^ 1], now, from + (size_t)t * stride);
        for (uint32_t y = 0; y < count; y++)
            now[y] += sums[y];
    }
    const int32_t *last = best[(s->tokens - 1) & 1];
    uint8_t label = 0;
    for (uint32_t y = 1; y < count; y++)
        if (last[y] > last[label])
            label = (uint8_t)y;
    for (uint32_t t = s->tokens; t-- > 0; label = from[(size_t)t * stride + label])
        labels[t] = label;
    return true;
}
