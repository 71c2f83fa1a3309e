/* place_key.c -- names of places as they are looked up.
 *
 * models/places/build.py does the same to the names of the gazetteer; a table of both is in
 * tests/unit/test_place.c. Letters of Latin lose their marks ("São" is "sao"), a full stop
 * goes ("U.S." is "us"), other marks part words. A word in Cyrillic loses its ending, and і
 * and ї of its last syllable become о and є: "Харків", "Харкова", "Харькове" (but for the
 * soft sign) meet.
 */
#include "atlas/atlas.h"
#include "base/str.h"
#include "base/utf8.h"
#include "lang/lang.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>

enum {
    LONGEST = 4 /* bytes that one code point may become */
};

/* Case endings, longest first. */
static const char *const endings[] = {
    "ами", "ями", "ого", "его", "ому", "ему", "ыми", "ими", "ым", "им", "ой", "ей", "ою",
    "ею",  "ом",  "ем",  "єм",  "ам",  "ям",  "ах",  "ях",  "ая", "яя", "ий", "ый", "ої",
    "їй",  "ій",  "ое",  "ее",  "ие",  "ые",  "их",  "ых",  "ую", "юю", "а",  "я",  "о",
    "е",   "є",   "и",   "ы",   "і",   "ї",   "у",   "ю",   "ь",  "й",
};

static bool is_cyrillic(dl_str word)
{
    for (size_t i = 0, len; i < word.len; i += len) {
        uint32_t cp = dli_utf8_get(word, i, &len);
        if (cp < 0x400 || cp > 0x52F)
            return false;
    }
    return word.len > 0;
}

static bool is_vowel(const char *letter)
{
    static const char vowels[] = "аеєиіїоуюяыэ";

    for (size_t i = 0; i + 1 < sizeof vowels; i += 2)
        if (memcmp(vowels + i, letter, 2) == 0)
            return true;
    return false;
}

/* Cut the ending of the word at `word`; its new length. All its letters have two bytes. */
static size_t stem(char *word, size_t len)
{
    dl_str whole = { word, len };

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        dl_str ending = dli_str(endings[i]);
        if (!dli_ends(whole, ending))
            continue;
        size_t left = (len - ending.len) / 2;
        if (left >= 3 || (left == 2 && ending.len == 2)) {
            len -= ending.len;
            break;
        }
    }
    size_t at = len - 2;
    while (at > 0 && !is_vowel(word + at))
        at -= 2;
    if (at == 0 || at + 2 >= len)
        return len;
    if (memcmp(word + at, "і", 2) == 0)
        memcpy(word + at, "о", 2);
    else if (memcmp(word + at, "ї", 2) == 0)
        memcpy(word + at, "є", 2);
    return len;
}

/* What a folded letter of Latin becomes. */
static size_t put_latin(char *out, uint32_t cp)
{
    static const struct {
        uint16_t cp;
        char as[3];
    } letters[] = { { 0xDF, "ss" }, { 0xE6, "ae" }, { 0xF0, "d" },   { 0xF8, "o" },
                    { 0xFE, "th" }, { 0x111, "d" }, { 0x127, "h" },  { 0x130, "i" },
                    { 0x131, "i" }, { 0x142, "l" }, { 0x153, "oe" }, { 0x167, "t" } };
    UErrorCode status = U_ZERO_ERROR;
    UChar parts[8];

    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        if (letters[i].cp == cp) {
            size_t len = strlen(letters[i].as);
            memcpy(out, letters[i].as, len);
            return len;
        }
    const UNormalizer2 *nfd = unorm2_getNFDInstance(&status);
    int32_t count =
        U_SUCCESS(status) ? unorm2_getDecomposition(nfd, (UChar32)cp, parts, 8, &status) : -1;
    if (count > 0 && U_SUCCESS(status))
        cp = parts[0];
    return dli_utf8_put(out, cp);
}

size_t dli_place_key(char *out, size_t len, size_t room, dl_str text)
{
    size_t word = len, size;
    bool part = len > 0;

    for (size_t at = 0; at <= text.len; at += size) {
        uint32_t cp = ' ';
        size = 1;
        if (at < text.len)
            cp = dli_fold_point(dli_utf8_get(text, at, &size));
        if (cp == '.' || (cp >= 0x300 && cp <= 0x36F))
            continue;
        bool letter = cp < 0x80 ? dli_is_alnum((char)cp) : u_isalnum((UChar32)cp) != 0;
        if (!letter && len > word && is_cyrillic((dl_str){ out + word, len - word }))
            len = word + stem(out + word, len - word);
        if (!letter) {
            part = len > 0;
            word = len;
            continue;
        }
        if (len + 1 + LONGEST > room)
            break;
        if (part && len == word) {
            out[len++] = ' ';
            word = len;
        }
        part = false;
        if ((cp >= 0xC0 && cp <= 0x24F) || (cp >= 0x1E00 && cp <= 0x1EFF))
            len += put_latin(out + len, cp);
        else
            len += dli_utf8_put(out + len, cp);
    }
    return len;
}

/* FNV-1a of 64 bits, then the last steps of MurmurHash3, so that every bit counts. */
uint64_t dli_place_hash(dl_str key)
{
    uint64_t h = 0xcbf29ce484222325u;

    for (size_t i = 0; i < key.len; i++)
        h = (h ^ (unsigned char)key.ptr[i]) * 0x100000001b3u;
    h = (h ^ h >> 33) * 0xff51afd7ed558ccdu;
    h = (h ^ h >> 33) * 0xc4ceb9fe1a85ec53u;
    return (h ^ h >> 33) >> 16;
}
