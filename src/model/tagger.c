/* tagger.c -- label the tokens of a sequence (linear chain, Viterbi). */
#include "base/error.h"
#include "base/little.h"
#include "base/str.h"
#include "model/model.h"

#include <string.h>

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
    size_t count = (size_t)(out->labels + 1) * out->labels;

    DLI_TRY(dli_model_chunk(model, "STEP", &bytes, err));
    if (bytes.len != count * 2)
        return dli_model_damaged(model, "STEP", err);
    int16_t *steps = dli_arena_take(arena, count * sizeof *steps);
    if (steps == NULL)
        return dli_no_memory(err);
    for (size_t i = 0; i < count; i++)
        steps[i] = (int16_t)((unsigned char)bytes.ptr[2 * i] |
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

/* The same as weigh() below. */
static void weigh_packed(const dli_tagger *tagger, const dli_sequence *s, uint32_t t,
                         uint32_t end, int32_t *sums)
{
    const uint32_t width = tagger->labels - 1;
    int16_t narrow[DLI_MAX_LABELS] = { 0 };

    for (uint32_t i = s->first[t]; i < end; i++) {
        const int8_t *weights = dli_packed_find(&tagger->packed, s->features[i]);
        for (uint32_t y = 0; weights != NULL && y < width; y++)
            narrow[y] = (int16_t)(narrow[y] + weights[y]);
    }
    sums[0] = 0;
    for (uint32_t y = 0; y < width; y++)
        sums[y + 1] = narrow[y];
}

/* What the features of token `t` say for each label. */
static void weigh(const dli_tagger *tagger, const dli_sequence *s, uint32_t t, int32_t *sums)
{
    int16_t narrow[DLI_MAX_LABELS] = { 0 };
    uint32_t end = s->first[t + 1];

    if (end - s->first[t] > DLI_MAX_FEATURES)
        end = s->first[t] + DLI_MAX_FEATURES;
    if (tagger->packed.slots != 0) {
        weigh_packed(tagger, s, t, end, sums);
        return;
    }
    for (uint32_t i = s->first[t]; i < end; i++) {
        const int8_t *weights = dli_weights_find(&tagger->features, s->features[i]);
        if (weights == NULL)
            continue;
        for (uint32_t y = 0; y < tagger->labels; y++)
            narrow[y] = (int16_t)(narrow[y] + weights[y]);
    }
    for (uint32_t y = 0; y < tagger->labels; y++)
        sums[y] = narrow[y];
}

bool dli_tagger_tag(const dli_tagger *tagger, dli_arena *scratch, const dli_sequence *s,
                    uint8_t *labels)
{
    return dli_tagger_tag_held(tagger, scratch, s, NULL, NULL, labels);
}

bool dli_tagger_tag_held(const dli_tagger *tagger, dli_arena *scratch, const dli_sequence *s,
                         const uint8_t *held, const int32_t *hold, uint8_t *labels)
{
    const uint32_t count = tagger->labels;
    int32_t best[2][DLI_MAX_LABELS], sums[DLI_MAX_LABELS];
    uint8_t *from = dli_arena_take(scratch, (size_t)s->tokens * count + 1);

    if (from == NULL)
        return false;
    if (s->tokens == 0)
        return true;
    for (uint32_t t = 0; t < s->tokens; t++) {
        int32_t *now = best[t & 1], *before = best[(t & 1) ^ 1];
        weigh(tagger, s, t, sums);
        if (held != NULL && held[t] < count)
            sums[held[t]] += hold[held[t]];
        for (uint32_t y = 0; y < count; y++)
            now[y] = t == 0 ? tagger->steps[y] : before[0] + tagger->steps[count + y];
        memset(from + (size_t)t * count, 0, count);
        for (uint32_t x = 1; x < count && t > 0; x++)
            for (uint32_t y = 0; y < count; y++) {
                int32_t score = before[x] + tagger->steps[(x + 1) * count + y];
                if (score > now[y]) {
                    now[y] = score;
                    from[(size_t)t * count + y] = (uint8_t)x;
                }
            }
        for (uint32_t y = 0; y < count; y++)
            now[y] += sums[y];
    }
    const int32_t *last = best[(s->tokens - 1) & 1];
    uint8_t label = 0;
    for (uint32_t y = 1; y < count; y++)
        if (last[y] > last[label])
            label = (uint8_t)y;
    for (uint32_t t = s->tokens; t-- > 0; label = from[(size_t)t * count + label])
        labels[t] = label;
    return true;
}
