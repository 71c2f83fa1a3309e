/* identify.c -- the language of a text: by its writing, then by the language model.
 *
 * In:   a text, and what the page declares (may be wrong or missing)
 * Out:  a BCP 47 code and a confidence
 *
 * A writing that one language of the news uses settles it. Between languages that share
 * one, the model says how much likelier one is than the next (model.c); what is declared
 * wins where it is close, since related languages differ in few words.
 */
#include "base/str.h"
#include "base/utf8.h"
#include "lang/grams.h"
#include "lang/lang.h"
#include "model/model.h"

#include <unicode/uloc.h>

enum {
    SAMPLE = 400, /* bytes that are read: fifty words say as much as a thousand */
    GLANCE = 150, /* … of which so many do where they agree with what is declared */
    SURE = 95,    /* per cent, of a writing */
    AGREED = 90,  /* per cent, of a glance */
    LEAST = 3,    /* letters that the model is asked about */

    /* Scores are in units of 1/16 of a natural logarithm of odds. Of the sentences that the
     * model gets wrong, 19 of 20 are lost by less than 1/12 for each gram. */
    UNIT = 16,
    NEAR = 3 * UNIT,         /* what a declaration is worth, whatever the length */
    NEAR_GRAMS = 100,        /* … and for each so many grams …                   */
    NEAR_EACH = 8 * UNIT,    /* … so much more                                   */
    FOREIGN_EACH = 20 * UNIT /* … where the model does not know what is declared */
};

/* The language that a writing alone settles, or "". */
static dl_str by_writing(const dli_lang_scores *s)
{
    uint32_t kana = s->letters[DLI_WRITING_KANA], han = s->letters[DLI_WRITING_HAN];

    if ((kana + han) * 3 > s->all && kana * 20 > han)
        return DL_STR("ja");
    if (han * 3 > s->all)
        return DL_STR("zh");
    if (s->letters[DLI_WRITING_HANGUL] * 3 > s->all)
        return DL_STR("ko");
    for (unsigned i = DLI_WRITING_OTHERS; i < DLI_WRITINGS; i++)
        if (s->letters[i] * 2 > s->all)
            return dli_writing_language(i);
    return DL_STR("");
}

/* The writing that most words are of, of those the model tells languages of. */
static unsigned main_writing(const dli_lang_scores *s)
{
    unsigned best = DLI_WRITING_LATIN;

    for (unsigned i = DLI_WRITING_LATIN; i <= DLI_WRITING_DEVANAGARI; i++)
        if (s->words[i] > s->words[best])
            best = i;
    return best;
}

/* The tag's language as BCP 47 writes it, in lower case ("eng-US": "en"), or "". */
static dl_str primary(dl_str tag, char out[ULOC_LANG_CAPACITY])
{
    UErrorCode status = U_ZERO_ERROR;
    char given[4] = "";
    size_t len = 0;

    while (len < tag.len && dli_is_alpha(tag.ptr[len]))
        len++;
    if (len < 2 || len > 3)
        return (dl_str){ "", 0 };
    for (size_t i = 0; i < len; i++)
        given[i] = dli_lower(tag.ptr[i]);
    int32_t made = uloc_getLanguage(given, out, ULOC_LANG_CAPACITY, &status);
    return (dl_str){ out, U_SUCCESS(status) && made > 0 ? (size_t)made : 0 };
}

/* Whether a page that declares `tag` may mean the class: "no" is either Norwegian, "sh"
 * any of three. */
static bool may_mean(dl_str tag, dl_str code)
{
    static const struct {
        dl_str tag, code;
    } wider[] = {
        { { "no", 2 }, { "nb", 2 } }, { { "no", 2 }, { "nn", 2 } },
        { { "sh", 2 }, { "hr", 2 } }, { { "sh", 2 }, { "bs", 2 } },
        { { "sh", 2 }, { "sr", 2 } }, { { "fil", 3 }, { "tl", 2 } },
        { { "iw", 2 }, { "he", 2 } }, { { "in", 2 }, { "id", 2 } },
    };

    if (dli_eq(tag, code))
        return true;
    for (size_t i = 0; i < sizeof wider / sizeof *wider; i++)
        if (dli_eq(wider[i].tag, tag) && dli_eq(wider[i].code, code))
            return true;
    return false;
}

/* The best class of a writing that a tag may mean ("": any), but for class `without`; the
 * number of classes if there is none. */
static uint32_t best_class(const dli_lang_model *model, const dli_lang_scores *s,
                           unsigned writing, dl_str tag, uint32_t without)
{
    uint32_t best = model->count;

    for (uint32_t i = 0; i < model->count; i++)
        if (model->classes[i].writing == writing && i != without &&
            (tag.len == 0 || may_mean(tag, model->classes[i].code)) &&
            (best == model->count || s->score[i] > s->score[best]))
            best = i;
    return best;
}

/* How sure a lead makes, in per cent: the grams of a text repeat each other, so that what
 * each says counts less the more there are. */
static uint8_t confidence_of(int32_t lead, uint32_t grams)
{
    int64_t weighed = (int64_t)lead * NEAR_GRAMS / (NEAR_GRAMS + grams);
    uint32_t p = dli_probability((int32_t)weighed * (DLI_SCORE_ONE / UNIT));
    uint32_t percent = p * 100 / DLI_SCORE_ONE;

    return (uint8_t)(percent > 99 ? 99 : percent);
}

static dli_lang_guess by_model(const dli_lang_model *model, const dli_lang_scores *s,
                               dl_str hint)
{
    const dli_lang_guess unsure = { { "", 0 }, 0 };
    unsigned writing = main_writing(s);
    uint32_t grams = s->grams[writing];
    uint32_t best = best_class(model, s, writing, DL_STR(""), model->count);

    if (best == model->count || s->letters[writing] < LEAST || s->known[writing] * 2 < grams)
        return unsure; /* mostly letters that no language strings together so */
    uint32_t next = best_class(model, s, writing, DL_STR(""), best);
    int32_t lead = s->score[best] - (next == model->count ? 0 : s->score[next]);
    if (hint.len > 0) {
        uint32_t said = best_class(model, s, writing, hint, model->count);
        int64_t near = NEAR + (int64_t)grams * NEAR_EACH / NEAR_GRAMS;
        if (said != model->count && s->score[best] - s->score[said] <= near)
            return (dli_lang_guess){ model->classes[said].code, SURE };
        if (said == model->count && lead <= (int64_t)grams * FOREIGN_EACH / NEAR_GRAMS)
            return unsure; /* it may well be what is declared, which the model does not know */
    }
    return (dli_lang_guess){ model->classes[best].code, confidence_of(lead, grams) };
}

/* Without a declaration, and nothing where a writing would settle it. */
static dli_lang_guess by_model_alone(const dli_lang_model *model, const dli_lang_scores *s)
{
    if (model == NULL || s->all == 0 || by_writing(s).len > 0)
        return (dli_lang_guess){ { "", 0 }, 0 };
    return by_model(model, s, DL_STR(""));
}

dli_lang_guess dli_lang_identify(const dli_lang_model *model, dl_str text, dl_str hint)
{
    dli_lang_scores s;
    char tag[ULOC_LANG_CAPACITY];

    if (text.len > SAMPLE) { /* from the middle: heads and tails are furniture */
        size_t from = dli_utf8_cut(text.ptr, (text.len - SAMPLE) / 2);
        text = dli_slice(text, from, from + dli_utf8_cut(text.ptr + from, SAMPLE));
    }
    dl_str said = primary(hint, tag);
    if (said.len > 0 && text.len > GLANCE) {
        dli_lang_score(model, dli_slice(text, 0, dli_utf8_cut(text.ptr, GLANCE)), &s);
        dli_lang_guess guess = by_model_alone(model, &s);
        if (may_mean(said, guess.code) && guess.confidence >= AGREED)
            return (dli_lang_guess){ guess.code, SURE };
    }
    dli_lang_score(model, text, &s);
    if (s.all == 0)
        return (dli_lang_guess){ { "", 0 }, 0 };
    dl_str code = by_writing(&s);
    if (code.len > 0)
        return (dli_lang_guess){ code, SURE };
    if (model == NULL)
        return (dli_lang_guess){ { "", 0 }, 0 };
    return by_model(model, &s, said);
}
