/* model.c -- the language model: sums what the grams of a text weigh for each language.
 *
 * In:   a weight file (docs/formats/model.md, LANG) and text
 * Out:  a score for each language, in units of 1/16; whole numbers, the same everywhere
 *
 * Multinomial logistic regression, trained by models/language/train.py. Cells of a gram:
 * the low 16 bits of its hash, how many languages, and for each its class and weight.
 */
#include "model/model.h"
#include "base/error.h"
#include "base/little.h"
#include "lang/grams.h"
#include "lang/lang.h"

#include <string.h>

enum {
    BUCKET_BITS = 15,
    BUCKETS = 1 << BUCKET_BITS,
    CODE = 8,   /* bytes of a code, filled up with 0   */
    CLASS = 12, /* bytes of a class: code, writing     */
    CELL = 2,
    HEAD = 3, /* bytes before the cells of a gram */

    /* In memory the buckets are parted further, by the first bits of the tags, so that a
     * gram is found, or not, at the first or second look. */
    SHELF_BITS = 2,
    SHELVES = 1 << SHELF_BITS,
    TAG_BITS = 16 - SHELF_BITS,
};

static dl_status read_classes(dli_arena *arena, const dli_model *model, dli_lang_model *out,
                              dl_error *err)
{
    dl_str bytes;

    DLI_TRY(dli_model_chunk(model, "LANG", &bytes, err));
    uint32_t count = bytes.len < 4 ? 0 : dli_get_u32(bytes.ptr);
    if (count == 0 || count > DLI_MAX_LANG_CLASSES || bytes.len != 4 + (size_t)count * CLASS)
        return dli_model_damaged(model, "LANG", err);
    dli_lang_class *classes = dli_arena_take(arena, count * sizeof *classes);
    char *codes = dli_arena_take(arena, (size_t)count * CODE);
    if (classes == NULL || codes == NULL)
        return dli_no_memory(err);
    for (uint32_t i = 0; i < count; i++) {
        const char *at = bytes.ptr + 4 + (size_t)i * CLASS;
        uint32_t writing = dli_get_u32(at + CODE);
        size_t len = strnlen(at, CODE);
        if (len < 2 || len == CODE || writing >= DLI_WRITINGS)
            return dli_model_damaged(model, "LANG", err);
        memcpy(codes + (size_t)i * CODE, at, CODE);
        classes[i] = (dli_lang_class){ { codes + (size_t)i * CODE, len }, (uint8_t)writing };
    }
    out->classes = classes;
    out->count = count;
    return DL_OK;
}

static uint32_t tag_of(const unsigned char *gram)
{
    return (uint32_t)gram[0] | (uint32_t)gram[1] << 8;
}

/* Index the grams of a bucket, cells [at, end), by shelves; false where they do not lie in
 * it or do not rise. A class that there is not counts for nothing: that each has one is not
 * looked into, as it would take longer than a short text does. */
static bool shelve(const unsigned char *cells, uint32_t at, uint32_t end, uint32_t *begin)
{
    uint32_t shelf = 0, last = 0;

    while (at < end) {
        if (end - at < HEAD || end - at - HEAD < cells[at + 2] * (uint32_t)CELL)
            return false;
        uint32_t tag = tag_of(cells + at);
        if (tag < last)
            return false;
        for (last = tag; shelf <= tag >> TAG_BITS; shelf++)
            begin[shelf] = at;
        at += HEAD + cells[at + 2] * (uint32_t)CELL;
    }
    for (; shelf < SHELVES; shelf++)
        begin[shelf] = end;
    return true;
}

static dl_status read_grams(dli_arena *arena, const dli_model *model, dli_lang_model *out,
                            dl_error *err)
{
    dl_str bytes;
    const size_t index = (size_t)(BUCKETS + 1) * 4;

    DLI_TRY(dli_model_chunk(model, "GRAM", &bytes, err));
    if (bytes.len < index)
        return dli_model_damaged(model, "GRAM", err);
    size_t size = bytes.len - index;
    uint32_t *begin = dli_arena_take(arena, ((size_t)BUCKETS * SHELVES + 1) * sizeof *begin);
    const unsigned char *cells = (const unsigned char *)bytes.ptr + index;
    if (begin == NULL)
        return dli_no_memory(err);
    for (size_t i = 0; i < BUCKETS; i++) {
        uint32_t from = dli_get_u32(bytes.ptr + i * 4), to = dli_get_u32(bytes.ptr + i * 4 + 4);
        if (from > to || to > size || !shelve(cells, from, to, begin + i * SHELVES))
            return dli_model_damaged(model, "GRAM", err);
    }
    begin[(size_t)BUCKETS * SHELVES] = dli_get_u32(bytes.ptr + index - 4);
    out->begin = begin;
    out->cells = cells;
    return DL_OK;
}

dl_status dli_lang_model_read(dli_arena *arena, dl_str bytes, dl_str name, dli_lang_model *out,
                              dl_error *err)
{
    dli_model model;

    *out = (dli_lang_model){ 0 };
    DLI_TRY(dli_model_open(bytes, name, "LANG", DLI_GRAM_VERSION, &model, err));
    DLI_TRY(read_classes(arena, &model, out, err));
    return read_grams(arena, &model, out, err);
}

/* Add what a gram weighs; false if it is not known. */
static bool add_gram(const dli_lang_model *model, uint32_t hash, int32_t *score)
{
    uint32_t shelf = hash >> (1 + TAG_BITS), tag = hash >> 1 & 0xFFFF;

    for (uint32_t at = model->begin[shelf], end = model->begin[shelf + 1]; at < end;) {
        const unsigned char *gram = model->cells + at, *cell = gram + HEAD;
        uint32_t size = gram[2] * (uint32_t)CELL;
        if (tag_of(gram) == tag) {
            for (uint32_t i = 0; i < size; i += CELL)
                score[cell[i]] += (int8_t)cell[i + 1];
            return true;
        }
        at += HEAD + size;
    }
    return false;
}

void dli_lang_score(const dli_lang_model *model, dl_str text, dli_lang_scores *out)
{
    dli_letters word;
    uint32_t hashes[DLI_GRAMS_OF_WORD];

    *out = (dli_lang_scores){ .all = 0 };
    for (size_t at = 0; dli_letters_next(text, &at, &word);) {
        out->letters[word.writing] += word.count;
        out->words[word.writing]++;
        out->all += word.count;
        if (model == NULL || word.writing == DLI_WRITING_NONE ||
            word.writing > DLI_WRITING_DEVANAGARI)
            continue;
        size_t grams = dli_grams(&word, hashes);
        out->grams[word.writing] += (uint32_t)grams;
        for (size_t i = 0; i < grams; i++)
            out->known[word.writing] += add_gram(model, hashes[i], out->score);
    }
}
