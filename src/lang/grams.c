/* grams.c -- the words of a text as letters, and the runs of letters in them.
 *
 * In:   UTF-8 text
 * Out:  words of one writing, folded (fold.c), and hashes of their character n-grams
 *
 * As Cavnar and Trenkle (1994), but hashed, and with whole words beside. Only the letters
 * of a word count: figures, punctuation and case say little of a language.
 */
#include "lang/grams.h"

#include "base/utf8.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

/* Writings of one language each, as far as the news goes. */
static const struct {
    UScriptCode script;
    dl_str code;
} others[] = {
#define WRITING(script, code) { script, { code, 2 } },
#include "lang/writings.def"
#undef WRITING
};

_Static_assert(DLI_WRITING_OTHERS + sizeof others / sizeof *others <= DLI_WRITINGS, "room");

dl_str dli_writing_language(unsigned writing)
{
    if (writing < DLI_WRITING_OTHERS ||
        writing >= DLI_WRITING_OTHERS + sizeof others / sizeof *others)
        return (dl_str){ "", 0 };
    return others[writing - DLI_WRITING_OTHERS].code;
}

static unsigned writing_of(uint32_t cp)
{
    UErrorCode status = U_ZERO_ERROR;
    UScriptCode script = cp < 0x250 ? USCRIPT_LATIN : uscript_getScript((UChar32)cp, &status);

    switch ((int)script) {
    case USCRIPT_LATIN:
        return DLI_WRITING_LATIN;
    case USCRIPT_CYRILLIC:
        return DLI_WRITING_CYRILLIC;
    case USCRIPT_ARABIC:
        return DLI_WRITING_ARABIC;
    case USCRIPT_DEVANAGARI:
        return DLI_WRITING_DEVANAGARI;
    case USCRIPT_HAN:
        return DLI_WRITING_HAN;
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
        return DLI_WRITING_KANA;
    case USCRIPT_HANGUL:
        return DLI_WRITING_HANGUL;
    default:
        break;
    }
    for (unsigned i = 0; i < sizeof others / sizeof *others; i++)
        if (others[i].script == script)
            return DLI_WRITING_OTHERS + i;
    return DLI_WRITING_NONE;
}

static bool is_letter(uint32_t cp)
{
    if (cp < 0x80)
        return (cp | 32) >= 'a' && (cp | 32) <= 'z';
    return cp != 0xAA && cp != 0xBA && u_isalpha((UChar32)cp) != 0;
}

/* Marks belong to the letter before, whatever their writing. */
static bool is_mark(uint32_t cp)
{
    return cp >= 0x300 && (U_GET_GC_MASK((UChar32)cp) & U_GC_M_MASK) != 0;
}

/* Whether the apostrophe at `at` stands between two letters: п'ять, l'eau. */
static bool is_inner(dl_str text, size_t at, size_t width)
{
    size_t next;

    return is_letter(dli_utf8_get(text, at + width, &next)) && next > 0;
}

bool dli_letters_next(dl_str text, size_t *at, dli_letters *word)
{
    size_t width;

    *word = (dli_letters){ .count = 0 };
    for (; *at < text.len; *at += width) {
        uint32_t cp = dli_utf8_get(text, *at, &width);
        bool letter = is_letter(cp);
        if (!letter && word->count > 0 &&
            (is_mark(cp) || (dli_fold_point(cp) == '\'' && is_inner(text, *at, width))))
            letter = true;
        else if (letter) {
            unsigned writing = cp == 0x2BC ? word->writing : writing_of(cp);
            if (word->count > 0 && writing != word->writing)
                return true;
            word->writing = (uint8_t)writing;
        }
        if (!letter && word->count > 0)
            return true;
        if (!letter)
            continue;
        if (word->count == DLI_WORD_LETTERS)
            return true;
        word->points[word->count++] = dli_fold_point(cp);
    }
    return word->count > 0;
}

enum {
    MARK = ' '
};
#define START 2166136261u

static uint32_t mix(uint32_t hash, uint32_t cp)
{
    return (hash ^ cp) * 16777619u;
}

/* 0 is kept for what is not there. */
static uint32_t finish(uint32_t hash)
{
    hash ^= hash >> 15;
    hash *= 0x2C1B3C6Du;
    hash ^= hash >> 13;
    return hash == 0 ? 1 : hash;
}

size_t dli_grams(const dli_letters *word, uint32_t hashes[DLI_GRAMS_OF_WORD])
{
    uint32_t points[DLI_WORD_LETTERS + 2];
    uint32_t count = word->count + 2, whole = START ^ 1;
    size_t made = 0;

    points[0] = points[count - 1] = MARK;
    for (uint32_t i = 0; i < word->count; i++)
        points[i + 1] = word->points[i];
    for (uint32_t i = 0; i < count; i++) {
        uint32_t hash = START;
        for (uint32_t n = 0; n < DLI_GRAM_LETTERS && i + n < count; n++) {
            hash = mix(hash, points[i + n]);
            if (n > 0 || points[i] != MARK)
                hashes[made++] = finish(hash);
        }
        whole = mix(whole, points[i]);
    }
    if (count > DLI_GRAM_LETTERS)
        hashes[made++] = finish(whole);
    return made;
}
