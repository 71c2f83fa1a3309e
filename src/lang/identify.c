/* identify.c -- the language of a text, by its script, then by its commonest words.
 *
 * In:   a text, and what the page declares (may be wrong or missing)
 * Out:  a BCP 47 code and a confidence
 *
 * Scripts that one language of the news uses settle it. For Latin and Cyrillic a
 * word counts 1 / (languages that share it); letters that only some Cyrillic
 * alphabets have count too. What is declared wins where it is close.
 */
#include "base/str.h"
#include "base/utf8.h"
#include "lang/lang.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

enum {
    SAMPLE = 4000,  /* bytes that are read */
    MAX_WORD = 64,  /* bytes of a word that is looked up */
    MAX_LANGS = 64, /* bits of dli_known_word.langs */
    UNIT = 60,      /* score of a word that one language has; divides by 2 to 6 */
};

typedef enum writing {
    LATIN,
    CYRILLIC,
    HAN,
    KANA,
    HANGUL,
    ARABIC,
    DEVANAGARI,
    OTHERS, /* scripts[] below */
    WRITINGS = 32,
} writing;

static const struct {
    UScriptCode script;
    dl_str code;
} scripts[] = {
    { USCRIPT_GREEK, { "el", 2 } },    { USCRIPT_HEBREW, { "he", 2 } },
    { USCRIPT_THAI, { "th", 2 } },     { USCRIPT_GEORGIAN, { "ka", 2 } },
    { USCRIPT_ARMENIAN, { "hy", 2 } }, { USCRIPT_BENGALI, { "bn", 2 } },
    { USCRIPT_TAMIL, { "ta", 2 } },    { USCRIPT_TELUGU, { "te", 2 } },
    { USCRIPT_GUJARATI, { "gu", 2 } }, { USCRIPT_GURMUKHI, { "pa", 2 } },
    { USCRIPT_KANNADA, { "kn", 2 } },  { USCRIPT_MALAYALAM, { "ml", 2 } },
    { USCRIPT_SINHALA, { "si", 2 } },  { USCRIPT_KHMER, { "km", 2 } },
    { USCRIPT_LAO, { "lo", 2 } },      { USCRIPT_MYANMAR, { "my", 2 } },
    { USCRIPT_ETHIOPIC, { "am", 2 } },
};

typedef struct sample {
    uint32_t letters[WRITINGS];
    uint32_t all;
    uint32_t score[MAX_LANGS]; /* of known words */
    uint32_t words;
} sample;

static writing writing_of(uint32_t cp)
{
    UErrorCode status = U_ZERO_ERROR;
    UScriptCode script = cp < 0x250 ? USCRIPT_LATIN : uscript_getScript((UChar32)cp, &status);

    if (U_FAILURE(status))
        return WRITINGS;
    switch ((int)script) {
    case USCRIPT_LATIN:
        return LATIN;
    case USCRIPT_CYRILLIC:
        return CYRILLIC;
    case USCRIPT_HAN:
        return HAN;
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
        return KANA;
    case USCRIPT_HANGUL:
        return HANGUL;
    case USCRIPT_ARABIC:
        return ARABIC;
    case USCRIPT_DEVANAGARI:
        return DEVANAGARI;
    default:
        break;
    }
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++)
        if (scripts[i].script == script)
            return (writing)(OTHERS + i);
    return WRITINGS;
}

/* The languages among whose commonest words `word` is, as bits. */
static uint64_t langs_of(dl_str word)
{
    size_t low = 0, high = dli_known_word_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = dli_compare(dli_known_words[middle].text, word);
        if (order == 0)
            return dli_known_words[middle].langs;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

static void count_word(sample *s, dl_str word)
{
    uint64_t langs = langs_of(word);

    s->words++;
    if (langs == 0)
        return;
    uint32_t share = UNIT / (uint32_t)__builtin_popcountll(langs);
    for (; langs != 0; langs &= langs - 1)
        s->score[__builtin_ctzll(langs)] += share;
}

float dli_known_share(dl_str text)
{
    char folded[320];
    dl_str rest = { folded, dli_fold_to(folded, sizeof folded, text) }, word;
    uint32_t words = 0, known = 0;

    while (dli_next_word(&rest, &word)) {
        words++;
        known += langs_of(word) != 0;
    }
    return words == 0 ? 0.0f : (float)known / (float)words;
}

/* A letter that few of the Cyrillic alphabets have speaks for those that do. */
static void count_letter(sample *s, uint32_t cp)
{
    static const struct {
        uint16_t letters[6];
        dl_str code;
    } alphabets[] = {
        { { 0x456, 0x457, 0x454, 0x491 }, { "uk", 2 } },
        { { 0x44B, 0x44D, 0x451 }, { "ru", 2 } },
        { { 0x458, 0x459, 0x45A, 0x452, 0x45B, 0x45F }, { "sr", 2 } },
    };

    for (size_t i = 0; i < sizeof alphabets / sizeof *alphabets; i++)
        for (size_t k = 0; k < 6 && alphabets[i].letters[k] != 0; k++)
            if (cp == alphabets[i].letters[k]) {
                const dli_lang *lang = dli_lang_find(alphabets[i].code);
                if (lang != NULL)
                    s->score[lang - dli_langs] += UNIT / 6;
            }
}

static void read_sample(sample *s, dl_str text)
{
    char word[MAX_WORD + 4];
    size_t len = 0, width;

    for (size_t at = 0; at < text.len; at += width) {
        uint32_t cp = dli_utf8_get(text, at, &width);
        bool letter = cp < 0x80 ? dli_is_alpha((char)cp) : u_isalpha((UChar32)cp) != 0;
        if (letter) {
            writing w = writing_of(cp);
            s->all++;
            if (w < WRITINGS)
                s->letters[w]++;
            cp = dli_fold_point(cp);
            if (w == CYRILLIC)
                count_letter(s, cp);
        }
        if (letter && len < MAX_WORD) {
            len += dli_utf8_put(word + len, cp);
        } else if (!letter && len > 0) {
            if (len < MAX_WORD)
                count_word(s, (dl_str){ word, len });
            len = 0;
        }
    }
    if (len > 0 && len < MAX_WORD)
        count_word(s, (dl_str){ word, len });
}

/* Persian and Urdu are told from Arabic by the letters it lacks. */
static dl_str arabic_language(dl_str text)
{
    if (dli_find(text, DL_STR("\xDB\x92"), 0) != DLI_NONE || /* yeh barree */
        dli_find(text, DL_STR("\xD9\xB9"), 0) != DLI_NONE)   /* tteh */
        return DL_STR("ur");
    if (dli_find(text, DL_STR("\xD9\xBE"), 0) != DLI_NONE || /* peh */
        dli_find(text, DL_STR("\xDA\x86"), 0) != DLI_NONE)   /* tcheh */
        return DL_STR("fa");
    return DL_STR("ar");
}

/* The language that a script alone settles, or "". */
static dl_str by_script(const sample *s, dl_str text)
{
    if ((s->letters[KANA] + s->letters[HAN]) * 3 > s->all && s->letters[KANA] * 20 > s->letters[HAN])
        return DL_STR("ja");
    if (s->letters[HAN] * 3 > s->all)
        return DL_STR("zh");
    if (s->letters[HANGUL] * 3 > s->all)
        return DL_STR("ko");
    if (s->letters[ARABIC] * 2 > s->all)
        return arabic_language(text);
    if (s->letters[DEVANAGARI] * 2 > s->all)
        return DL_STR("hi");
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++)
        if (s->letters[OTHERS + i] * 2 > s->all)
            return scripts[i].code;
    return DL_STR("");
}

/* The tag's language, lower case, if it may be one: two or three letters. */
static dl_str primary(dl_str tag, char out[4])
{
    size_t len = 0;

    while (len < tag.len && dli_is_alpha(tag.ptr[len]))
        len++;
    if (len < 2 || len > 3)
        return (dl_str){ "", 0 };
    for (size_t i = 0; i < len; i++)
        out[i] = dli_lower(tag.ptr[i]);
    return (dl_str){ out, len };
}

/* A language may be written in the script that most letters are of. */
static bool fits_script(const sample *s, const dli_lang *lang)
{
    bool cyrillic = s->letters[CYRILLIC] > s->letters[LATIN];

    return dli_eq(lang->script, DL_STR("Cyrl")) == cyrillic;
}

dli_lang_guess dli_lang_identify(dl_str text, dl_str hint)
{
    sample s = { 0 };
    char tag[4];
    size_t best = MAX_LANGS;

    if (text.len > SAMPLE) { /* from the middle: heads and tails are furniture */
        size_t from = dli_utf8_cut(text.ptr, (text.len - SAMPLE) / 2);
        text = dli_slice(text, from, from + dli_utf8_cut(text.ptr + from, SAMPLE));
    }
    read_sample(&s, text);
    if (s.all == 0)
        return (dli_lang_guess){ { "", 0 }, 0 };
    dl_str code = by_script(&s, text);
    if (code.len > 0)
        return (dli_lang_guess){ code, 95 };
    for (size_t i = 0; i < dli_lang_count; i++)
        if (fits_script(&s, &dli_langs[i]) && (best == MAX_LANGS || s.score[i] > s.score[best]))
            best = i;
    const dli_lang *hinted = dli_lang_find(primary(hint, tag));
    if (best == MAX_LANGS || s.score[best] * 12 < s.words * UNIT || s.score[best] < UNIT)
        return (dli_lang_guess){ { "", 0 }, 0 }; /* too few words that anyone knows */
    if (hinted != NULL && s.score[hinted - dli_langs] * 3 >= s.score[best] * 2)
        best = (size_t)(hinted - dli_langs);
    uint32_t share = s.score[best] * 100 / (s.words * UNIT);
    return (dli_lang_guess){ dli_langs[best].code, (uint8_t)(share > 20 ? 95 : 60 + share) };
}
