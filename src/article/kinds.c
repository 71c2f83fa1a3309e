/* kinds.c -- what the model sees of a page to tell its kind: sums over its blocks, the words
 * of its address, and the words of its short blocks ("Add to cart", "Reply"). */
#include "article/learned.h"

#include "base/utf8.h"

#include <string.h>

enum {
    URL_WORDS = 12,
    SHORT_WORDS = 6, /* of a block whose words count */
    RAW_KINDS = 8,
    SURE = DLI_SCORE_ONE / 2,
    LIKELY = DLI_SCORE_ONE * 4 / 10,
    MOST_WEIGHT = 20 * 160, /* of one group of words, in units of 1/160 */
};

typedef struct filler {
    const dli_looked *looked;
    float *row;
    size_t at; /* columns filled */
} filler;

static void put(filler *s, double value)
{
    s->row[s->at++] = (float)value;
}

static double part(double sum, double whole)
{
    return whole <= 0 ? 0 : sum / whole;
}

size_t dli_url_words(dl_str url, uint32_t *hashes, size_t room)
{
    size_t count = 0, at = dli_find(url, DL_STR("://"), 0);

    at = at == DLI_NONE ? DLI_NONE : dli_find_byte(url, '/', at + 3);
    while (at < url.len && count < room && url.ptr[at] != '?' && url.ptr[at] != '#') {
        uint32_t hash = 0x811C9DC5u, letters = 0;
        for (; at < url.len && dli_is_alpha(url.ptr[at]); at++, letters++)
            hash = (hash ^ (uint32_t)(unsigned char)dli_lower(url.ptr[at])) * 0x01000193u;
        if (letters > 1)
            hashes[count++] = hash == 0 ? 1 : hash;
        if (letters == 0)
            at++;
    }
    return count;
}

/* What is the same for all blocks of the page, and the sums of the others. */
static void put_page(filler *s)
{
    static const dli_feature columns[] = {
        DLI_FEATURE_page_blocks, DLI_FEATURE_page_prose, DLI_FEATURE_page_linked,
        DLI_FEATURE_page_type,   DLI_FEATURE_page_alike, DLI_FEATURE_page_articles,
        DLI_FEATURE_box_share,
    };

    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        put(s, (double)s->looked->kind_sums.page[columns[i]]);
}

/* How the page's words and blocks are spread over kinds of block. */
static void put_kinds(filler *s)
{
    const dli_blocks *b = s->looked->features->b;
    double words[RAW_KINDS] = { 0 }, blocks[RAW_KINDS] = { 0 };

    for (size_t i = 0; i < b->list.count; i++) {
        words[b->list.ptr[i].kind] += b->list.ptr[i].words;
        blocks[b->list.ptr[i].kind]++;
    }
    for (size_t k = 0; k < RAW_KINDS; k++)
        put(s, part(words[k], (double)s->looked->words_before[b->list.count]));
    for (size_t k = 0; k < RAW_KINDS; k++)
        put(s, part(blocks[k], (double)b->list.count));
}

/* How sure the first look was. */
static void put_sureness(filler *s)
{
    const dli_looked *l = s->looked;
    size_t count = l->features->b->list.count;
    double all = 0, sure = 0, words = 0;

    for (size_t i = 0; i < count; i++) {
        all += l->p[i];
        sure += l->p[i] > SURE;
        words += l->p[i] > SURE ? l->features->b->list.ptr[i].words : 0;
    }
    put(s, part((double)l->expected_before[count] / DLI_SCORE_ONE,
                (double)l->words_before[count]));
    put(s, part(all / DLI_SCORE_ONE, (double)count));
    put(s, (double)l->most[0] / DLI_SCORE_ONE);
    put(s, part(sure, (double)count));
    put(s, words);
}

/* Columns whose mean is taken over all blocks, and over those that are likely content. */
static const dli_feature mean_of_all[DLI_KIND_ALL] = {
    DLI_FEATURE_digits,     DLI_FEATURE_capitals,      DLI_FEATURE_marks,
    DLI_FEATURE_commas,     DLI_FEATURE_repeated,      DLI_FEATURE_alike_siblings,
    DLI_FEATURE_alike_page, DLI_FEATURE_looks_comment, DLI_FEATURE_looks_article,
    DLI_FEATURE_looks_form, DLI_FEATURE_linked,        DLI_FEATURE_stop,
};
static const dli_feature mean_of_likely[DLI_KIND_LIKELY] = {
    DLI_FEATURE_words, DLI_FEATURE_digits, DLI_FEATURE_alike_siblings, DLI_FEATURE_linked,
    DLI_FEATURE_level, DLI_FEATURE_stop,   DLI_FEATURE_from_heading,   DLI_FEATURE_capitals,
};

void dli_kind_add(dli_kind_sums *sums, const float *row, uint32_t p)
{
    if (sums->count++ == 0)
        memcpy(sums->page, row, sizeof sums->page);
    for (size_t k = 0; k < DLI_KIND_ALL; k++)
        sums->all[k] += (double)row[mean_of_all[k]];
    if (p <= LIKELY)
        return;
    sums->likely_count++;
    for (size_t k = 0; k < DLI_KIND_LIKELY; k++)
        sums->likely[k] += (double)row[mean_of_likely[k]];
}

static void put_means(filler *s)
{
    const dli_kind_sums *sums = &s->looked->kind_sums;

    for (size_t k = 0; k < DLI_KIND_ALL; k++)
        put(s, part(sums->all[k], sums->count));
    for (size_t k = 0; k < DLI_KIND_LIKELY; k++)
        put(s, sums->likely_count > 0 ? sums->likely[k] / sums->likely_count : -1);
}

/* ---- Words --------------------------------------------------------------- */

static void put_weights(filler *s, const int32_t *weights)
{
    for (size_t k = 0; k < DLI_LEARNED_KINDS; k++) {
        int32_t w = weights[k] > MOST_WEIGHT    ? MOST_WEIGHT
                    : weights[k] < -MOST_WEIGHT ? -MOST_WEIGHT
                                                : weights[k];
        put(s, (double)w / 160);
    }
}

static void add_weights(int32_t *sum, const int8_t *weights)
{
    for (size_t k = 0; weights != NULL && k < DLI_LEARNED_KINDS; k++)
        sum[k] += weights[k];
}

static void put_url(filler *s, const dli_weights *words)
{
    uint32_t hashes[URL_WORDS];
    size_t count = dli_url_words(s->looked->features->r->input->url, hashes, URL_WORDS);
    int32_t sum[DLI_LEARNED_KINDS] = { 0 };

    for (size_t i = 0; i < count; i++)
        add_weights(sum, dli_weights_find(words, hashes[i]));
    put_weights(s, sum);
}

/* Each word counts once a page. */
static bool put_text(filler *s, const dli_weights *words)
{
    const dli_blocks *b = s->looked->features->b;
    uint8_t *seen = dli_arena_take(s->looked->features->r->scratch, words->mask + 1);
    int32_t sum[DLI_LEARNED_KINDS] = { 0 };
    uint32_t hashes[DLI_TEXT_WORDS];

    if (seen == NULL)
        return false;
    for (size_t i = 0; i < b->list.count; i++) {
        size_t count = b->list.ptr[i].words > SHORT_WORDS
                           ? 0
                           : dli_text_words(b->list.ptr[i].text.bytes, hashes);
        for (size_t k = 0; k < count; k++) {
            const int8_t *weights = dli_weights_find(words, hashes[k]);
            size_t slot =
                weights == NULL ? 0 : (size_t)(weights - words->weights) / words->width;
            if (weights != NULL && !seen[slot])
                add_weights(sum, weights);
            if (weights != NULL)
                seen[slot] = 1;
        }
    }
    put_weights(s, sum);
    return true;
}

bool dli_kind_row(
    const dli_looked *looked, const dli_content_model *model,
    float row[DLI_KIND_COLUMNS]) /* NOLINT(readability-non-const-parameter): s writes */
{
    filler s = { .looked = looked, .row = row };

    put_page(&s);
    put_kinds(&s);
    put_sureness(&s);
    put_means(&s);
    if (model == NULL)
        return true;
    put_url(&s, &model->kind_url);
    return put_text(&s, &model->kind_text);
}
