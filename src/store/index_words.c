/* index_words.c -- a text to the words of the index: case, accents, scripts, stems.
 *
 * Case folding and compatibility forms are Unicode's NFKC_Casefold (ICU). Accents are taken
 * off letters that are read without them (Latin, Greek, Arabic, Hebrew; of Cyrillic only ё
 * and stress marks, because й and ї are letters), and a few letters that no decomposition
 * takes apart are mapped by hand. Stems are Snowball's, made of the word with its accents,
 * because that is what Snowball knows. A word that has no spaces around it in its script
 * (Han, kana, Hangul, Thai, …) is cut in twos, which finds every part of it without a
 * dictionary that could cut a query otherwise than the text.
 */
#include "store/index_words.h"

#include "base/hash.h"
#include "base/str.h"
#include "base/utf8.h"

#include <libstemmer.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

enum {
    MAX_CODES = 120,      /* code points of a word that are looked at            */
    MAX_UNITS = 600,      /* of UTF-16, folded: one may become several           */
    MAX_BYTES = 250,      /* of a term; FTS5 takes more, nobody searches for it  */
    LANGUAGES = 40,       /* stemmers open at once                               */
    SHORTEST_STEMMED = 3, /* letters */
    REMEMBERED = 8192,    /* words whose stem is known; a power of two */
    MOST_REMEMBERED = 27, /* bytes of word and of stem                 */
};

/* A word that was stemmed lately: news say the same words again and again. */
typedef struct memory {
    uint8_t word_len; /* 0: empty */
    uint8_t stem_len;
    int16_t language;
    char word[MOST_REMEMBERED], stem[MOST_REMEMBERED];
} memory;

typedef struct stemming {
    char code[4];
    struct sb_stemmer *stemmer; /* NULL: this language has none */
} stemming;

struct dli_index_words {
    const UNormalizer2 *fold; /* NFKC_Casefold */
    const UNormalizer2 *part; /* NFD           */
    const UNormalizer2 *join; /* NFC           */
    stemming languages[LANGUAGES];
    size_t count;
    char lower[MAX_UNITS * 3]; /* the word, accents on  */
    size_t lower_len;
    char folded[MAX_UNITS * 3]; /* accents off           */
    char stem[MAX_BYTES + 16];
    memory *memories; /* NULL: none could be had */
    bool dry; /* ICU or Snowball found no memory: what was cut since is not to be used */
};

dli_index_words *dli_index_words_open(dli_arena *arena)
{
    UErrorCode code = U_ZERO_ERROR;
    dli_index_words *words = dli_arena_take(arena, sizeof *words);

    if (words == NULL)
        return NULL;
    words->fold = unorm2_getNFKCCasefoldInstance(&code);
    words->part = unorm2_getNFDInstance(&code);
    words->join = unorm2_getNFCInstance(&code);
    words->memories = dli_arena_take(arena, REMEMBERED * sizeof *words->memories);
    return U_FAILURE(code) ? NULL : words;
}

void dli_index_words_close(dli_index_words *words)
{
    if (words == NULL)
        return;
    for (size_t i = 0; i < words->count; i++)
        sb_stemmer_delete(words->languages[i].stemmer);
    words->count = 0;
}

/* Snowball has one for this language: that none was made was for want of memory. */
static bool has_stemmer(const char *code)
{
    static const char known[] =
        " ar ca da de el en es eu fi fr ga hi hu hy id it lt ne nl no pt ro"
        " ru sr sv ta tr yi ";
    char word[8];

    (void)snprintf(word, sizeof word, " %.3s ", code);
    return strstr(known, word) != NULL;
}

int dli_index_words_language(dli_index_words *words, dl_str tag)
{
    stemming one = { .stemmer = NULL };
    size_t len = 0;

    while (len < tag.len && dli_is_alpha(tag.ptr[len]))
        len++;
    if (len < 2 || len > 3)
        return -1;
    for (size_t i = 0; i < len; i++)
        one.code[i] = dli_lower(tag.ptr[i]);
    for (size_t i = 0; i < words->count; i++)
        if (memcmp(words->languages[i].code, one.code, sizeof one.code) == 0)
            return words->languages[i].stemmer == NULL ? -1 : (int)i;
    if (words->count == LANGUAGES)
        return -1;
    one.stemmer = sb_stemmer_new(one.code, NULL);
    if (one.stemmer == NULL && has_stemmer(one.code)) {
        words->dry = true;
        return -1;
    }
    words->languages[words->count++] = one;
    return one.stemmer == NULL ? -1 : (int)words->count - 1;
}

/* ---- Code points ----------------------------------------------------------------- */

typedef enum kind {
    KIND_OTHER,  /* parts words          */
    KIND_LETTER, /* or digit, or mark    */
    KIND_TIGHT,  /* no spaces between    */
    KIND_SILENT, /* counts for nothing   */
} kind;

static bool is_tight(uint32_t cp)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = {
        { 0x0E01, 0x0E3A }, { 0x0E40, 0x0E4E },   { 0x0E81, 0x0EDF }, /* Thai, Lao     */
        { 0x1000, 0x103F }, { 0x1050, 0x109D },   { 0x1780, 0x17D3 }, /* Burmese, Khmer */
        { 0x1100, 0x11FF }, { 0x3005, 0x3007 },   { 0x3041, 0x3096 }, /* Jamo, kana     */
        { 0x3099, 0x309A }, { 0x309D, 0x309F },   { 0x30A1, 0x30FA },   { 0x30FC, 0x30FF },
        { 0x3105, 0x312F }, { 0x3130, 0x318F },   { 0x31F0, 0x31FF },   { 0x3400, 0x4DBF },
        { 0x4E00, 0x9FFF }, { 0xA960, 0xA97F },   { 0xAC00, 0xD7FF },   { 0xF900, 0xFAFF },
        { 0xFF66, 0xFF9F }, { 0x1B000, 0x1B16F }, { 0x20000, 0x3FFFD },
    };

    if (cp < ranges[0].first)
        return false;
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (cp >= ranges[i].first && cp <= ranges[i].last)
            return true;
    return false;
}

static kind kind_of(uint32_t cp)
{
    if (cp < 0x80)
        return dli_is_alnum((char)cp) ? KIND_LETTER : KIND_OTHER;
    if (is_tight(cp))
        return KIND_TIGHT;
    uint32_t type = U_MASK(u_charType((UChar32)cp));
    if ((type & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK | U_GC_CO_MASK)) != 0)
        return cp == 0x640 ? KIND_SILENT : KIND_LETTER; /* the Arabic stroke that stretches */
    return (type & U_GC_CF_MASK) != 0 ? KIND_SILENT : KIND_OTHER;
}

/* ---- Folding ----------------------------------------------------------------------- */

/* Letters that read as others and are not taken apart by Unicode. */
static const char *plain_of(uint32_t cp)
{
    switch (cp) {
    case 0xE6:
        return "ae";
    case 0xF0:
    case 0x111:
        return "d";
    case 0xF8:
        return "o";
    case 0xFE:
        return "th";
    case 0x127:
        return "h";
    case 0x131:
        return "i";
    case 0x142:
        return "l";
    case 0x153:
        return "oe";
    case 0x167:
        return "t";
    default:
        return NULL;
    }
}

/* A mark that is left out behind the letter `base`. */
static bool is_accent(uint32_t base, uint32_t mark)
{
    if (base >= 0x400 && base < 0x530) /* й and ї are letters of their own */
        return mark == 0x300 || mark == 0x301 || (mark == 0x308 && base == 0x435);
    return base < 0x250 || (base >= 0x370 && base < 0x400) || (base >= 0x590 && base < 0x780) ||
           (base >= 0x1E00 && base < 0x2000);
}

/* The code point at *at of UTF-16 that ICU wrote; passed. */
static uint32_t next_unit(const UChar *units, int32_t count, int32_t *at)
{
    uint32_t lead = units[(*at)++];

    if ((lead & 0xFC00u) != 0xD800u || *at == count)
        return lead;
    return 0x10000u + ((lead & 0x3FFu) << 10 | (units[(*at)++] & 0x3FFu));
}

/* Put UTF-16 into `out` as UTF-8, at most MAX_BYTES. */
static size_t put_units(const UChar *units, int32_t count, char *out)
{
    size_t len = 0;

    for (int32_t i = 0; i < count;) {
        uint32_t cp = next_unit(units, count, &i);
        if (len + 4 > MAX_BYTES)
            break;
        len += dli_utf8_put(out + len, cp);
    }
    return len;
}

/* Take the accents off `units`, in place; the number left. */
static int32_t strip(dli_index_words *words, UChar *units, int32_t count)
{
    UErrorCode code = U_ZERO_ERROR;
    UChar parts[MAX_UNITS], kept[MAX_UNITS];
    int32_t n = unorm2_normalize(words->part, units, count, parts, MAX_UNITS, &code), k = 0;
    uint32_t base = 0;

    if (U_FAILURE(code)) {
        words->dry = true;
        return 0;
    }
    for (int32_t i = 0; i < n;) {
        uint32_t cp = next_unit(parts, n, &i);
        bool mark = u_charType((UChar32)cp) == U_NON_SPACING_MARK;
        if (mark && is_accent(base, cp))
            continue;
        if (!mark)
            base = cp;
        const char *plain = plain_of(cp);
        if (k + 2 > MAX_UNITS)
            break;
        if (plain == NULL)
            U16_APPEND_UNSAFE(kept, k, cp);
        for (; plain != NULL && *plain != 0; plain++)
            kept[k++] = (UChar)*plain;
    }
    code = U_ZERO_ERROR;
    n = unorm2_normalize(words->join, kept, k, units, MAX_UNITS, &code);
    words->dry = words->dry || U_FAILURE(code);
    return U_FAILURE(code) ? 0 : n;
}

/* Letters that need no tables: ASCII and plain Cyrillic. False if there are others. */
static bool fold_plain(dli_index_words *words, dl_str text)
{
    size_t len = 0;

    for (size_t i = 0; i < text.len && len + 4 <= MAX_BYTES;) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c < 0x80) {
            words->lower[len++] = dli_lower((char)c);
            i++;
            continue;
        }
        if ((c != 0xD0 && c != 0xD1) || i + 1 == text.len)
            return false;
        uint32_t cp = (c & 0x1Fu) << 6 | ((unsigned char)text.ptr[i + 1] & 0x3Fu);
        if (cp < 0x410 || cp > 0x44F)
            return false;
        if (i + 2 < text.len && (unsigned char)text.ptr[i + 2] == 0xCC)
            return false; /* a mark behind it */
        len += dli_utf8_put(words->lower + len, cp < 0x430 ? cp + 0x20 : cp);
        i += 2;
    }
    words->lower_len = len;
    return true;
}

/* Fold a word into words->lower and ->folded; the length of the latter. */
static size_t fold(dli_index_words *words, dl_str text)
{
    UChar units[MAX_UNITS], folded[MAX_UNITS];
    UErrorCode code = U_ZERO_ERROR;
    int32_t count = 0;
    size_t len;

    if (fold_plain(words, text)) {
        memcpy(words->folded, words->lower, words->lower_len);
        return words->lower_len;
    }
    for (size_t i = 0, n = 0; i < text.len && n < MAX_CODES; i += len, n++) {
        uint32_t cp = dli_utf8_get(text, i, &len);
        if (kind_of(cp) != KIND_SILENT)
            U16_APPEND_UNSAFE(units, count, cp);
    }
    count = unorm2_normalize(words->fold, units, count, folded, MAX_UNITS, &code);
    if (U_FAILURE(code) || count > MAX_UNITS) {
        words->dry = true;
        count = 0;
    }
    words->lower_len = put_units(folded, count, words->lower);
    return put_units(folded, strip(words, folded, count), words->folded);
}

/* ---- Stems ------------------------------------------------------------------------- */

/* The stem of words->lower by Snowball, accents off, behind the mark; its length. */
static size_t snowball(dli_index_words *words, int language)
{
    UChar units[MAX_UNITS];
    UErrorCode code = U_ZERO_ERROR;
    struct sb_stemmer *stemmer = words->languages[language].stemmer;
    const sb_symbol *stem =
        sb_stemmer_stem(stemmer, (const sb_symbol *)words->lower, (int)words->lower_len);
    int len = sb_stemmer_length(stemmer), count, ascii = 0;

    words->dry = words->dry || stem == NULL;
    if (stem == NULL || len <= 0 || len > MAX_BYTES)
        return 0;
    while (ascii < len && stem[ascii] < 0x80)
        ascii++;
    if (ascii == len) {
        memcpy(words->stem + 1, stem, (size_t)len);
        return (size_t)len;
    }
    (void)u_strFromUTF8(units, MAX_UNITS, &count, (const char *)stem, len, &code);
    return U_FAILURE(code) ? 0 : put_units(units, strip(words, units, count), words->stem + 1);
}

/* The stem of words->lower, marked; empty if it cannot have one. */
static dl_str stem_of(dli_index_words *words, int language)
{
    dl_str word = { words->lower, words->lower_len };
    memory *kept = NULL;
    size_t len;

    if (language < 0 || word.len < SHORTEST_STEMMED)
        return (dl_str){ "", 0 };
    for (size_t i = 0; i < word.len; i++)
        if (dli_is_digit(word.ptr[i]))
            return (dl_str){ "", 0 };
    words->stem[0] = DLI_MARK_STEM[0];
    if (words->memories != NULL && word.len <= MOST_REMEMBERED) {
        kept = &words->memories[(dli_hash(word) + (uint64_t)language * 2654435761u) &
                                (REMEMBERED - 1)];
        if (kept->word_len == word.len && kept->language == language &&
            memcmp(kept->word, word.ptr, word.len) == 0) {
            memcpy(words->stem + 1, kept->stem, kept->stem_len);
            return (dl_str){ words->stem,
                             kept->stem_len == 0 ? 0 : kept->stem_len + (size_t)1 };
        }
    }
    len = snowball(words, language);
    if (kept != NULL && len <= MOST_REMEMBERED && !words->dry) {
        *kept = (memory){ .word_len = (uint8_t)word.len,
                          .stem_len = (uint8_t)len,
                          .language = (int16_t)language };
        memcpy(kept->word, word.ptr, word.len);
        memcpy(kept->stem, words->stem + 1, len);
    }
    return (dl_str){ words->stem, len == 0 ? 0 : len + 1 };
}

dl_str dli_index_words_stem(dli_index_words *words, dl_str word, int language)
{
    (void)fold(words, word);
    return stem_of(words, language);
}

/* ---- Cutting ------------------------------------------------------------------------- */

typedef struct cutter {
    dli_index_words *words;
    dl_str text;
    int language;
    dli_cut_as as;
    uint64_t firsts; /* of words that are wanted */
    void *self;
    int (*take)(void *self, const dli_index_word *word);
} cutter;

uint64_t dli_index_words_first(dl_str folded)
{
    size_t len;

    return folded.len == 0 ? 0 : (uint64_t)1 << (dli_utf8_get(folded, 0, &len) & 63);
}

/* The word cannot be one of those wanted: its first letter, which takes no tables to fold and which
 * no mark behind it changes, is that of none. */
static bool is_unwanted(const cutter *in, size_t from, size_t to)
{
    size_t len;
    uint32_t first = dli_utf8_get(in->text, from, &len);

    if (in->firsts == DLI_INDEX_WORDS_ALL)
        return false;
    if (first < 0x80) {
        first = (unsigned char)dli_lower((char)first);
    } else {
        unsigned char next = from + len < to ? (unsigned char)in->text.ptr[from + len] : 0;
        if (first < 0x410 || first > 0x44F || (next >= 0x80 && (next & 0xFE) != 0xD0))
            return false; /* what is no Cyrillic letter may be a mark */
        first += first < 0x430 ? 0x20 : 0;
    }
    return (in->firsts >> (first & 63) & 1) == 0;
}

static int give(cutter *in, size_t from, size_t to, bool spaced)
{
    if (spaced && is_unwanted(in, from, to)) {
        const dli_index_word passed = { .at = { (uint32_t)from, (uint32_t)to },
                                        .spaced = true };
        return in->take(in->self, &passed);
    }
    size_t len = fold(in->words, dli_slice(in->text, from, to));
    dl_str folded = { in->words->folded, len };

    if (len == 0)
        return 0;
    dli_index_word word = { .folded = folded,
                            .stem =
                                spaced ? stem_of(in->words, in->language) : (dl_str){ "", 0 },
                            .at = { (uint32_t)from, (uint32_t)to },
                            .spaced = spaced };
    if (word.stem.len > 0 && dli_eq(dli_from(word.stem, 1), folded))
        word.stem.len = 0; /* it says no more than the word */
    return in->take(in->self, &word);
}

/* Letters from `from` on; *end is behind them. */
static int give_word(cutter *in, size_t from, size_t *end)
{
    size_t at = from, last = from, len;

    while (at < in->text.len) {
        kind k = kind_of(dli_utf8_get(in->text, at, &len));
        if (k != KIND_LETTER && k != KIND_SILENT)
            break;
        at += len;
        if (k == KIND_LETTER)
            last = at;
    }
    *end = at;
    return give(in, from, last, true);
}

/* Characters without spaces from `from` on, in twos. */
static int give_tight(cutter *in, size_t from, size_t *end)
{
    size_t first = from, second, len;
    int code = 0;

    (void)dli_utf8_get(in->text, first, &len);
    second = first + len;
    while (code == 0 && second < in->text.len &&
           kind_of(dli_utf8_get(in->text, second, &len)) == KIND_TIGHT) {
        code = give(in, first, second + len, false);
        first = second;
        second += len;
    }
    *end = second;
    bool whole = in->as == DLI_CUT_TEXT || first == from || second < in->text.len;
    return code == 0 && whole ? give(in, first, second, false) : code;
}

/* Languages of which some stems begin with another letter than their word: prefixes are taken off
 * (Indonesian, Irish, Arabic, Tamil), the script is changed (Serbian), or, of one word, what is
 * left is another (Turkish). */
static bool changes_firsts(const dli_index_words *words, int language)
{
    return language >= 0 &&
           strstr(" id ga ar ta sr tr ", words->languages[language].code) != NULL;
}

int dli_index_words_each(dli_index_words *words, dl_str text, int language, dli_cut_as as,
                         void *self, int (*take)(void *self, const dli_index_word *word))
{
    return dli_index_words_some(words, text, language, as, DLI_INDEX_WORDS_ALL, self, take);
}

int dli_index_words_some(dli_index_words *words, dl_str text, int language, dli_cut_as as,
                         uint64_t firsts, void *self,
                         int (*take)(void *self, const dli_index_word *word))
{
    if (changes_firsts(words, language))
        firsts = DLI_INDEX_WORDS_ALL;
    cutter in = { words, text, language, as, firsts, self, take };
    int code = 0;

    for (size_t at = 0, len; at < text.len && code == 0;) {
        kind k = kind_of(dli_utf8_get(text, at, &len));
        if (k == KIND_LETTER)
            code = give_word(&in, at, &at);
        else if (k == KIND_TIGHT)
            code = give_tight(&in, at, &at);
        else
            at += len == 0 ? 1 : len;
    }
    return code != 0 || !dli_index_words_dry(words) ? code : DLI_INDEX_WORDS_DRY;
}

bool dli_index_words_dry(dli_index_words *words)
{
    bool dry = words->dry;

    words->dry = false;
    return dry;
}
