/* breaks.c -- where words and sentences end, for text in the scripts of Europe.
 *
 * In:   a body; the classes that ICU gives each code point (UAX 29, Unicode of the ICU at hand)
 * Out:  the same boundaries that ICU's iterators find, at a fifth of their cost
 *
 * The rules are those of UAX 29 with ICU's departures: a colon joins no letters, and "@" is one
 * for some of its releases. They are
 * followed by hand for code points below U+0590 and from U+2000 to U+2BFF: Latin, Greek,
 * Cyrillic, Armenian, punctuation, symbols. A body with any other (or with U+200D, which joins
 * pictures) is left to ICU, whose dictionaries know where Thai or Chinese words end; where
 * nobody asks for words, the rules go on with the classes of each code point alone.
 * tests/unit/test_sentences.c holds both against each other.
 */
#include "base/str.h"
#include "base/utf8.h"
#include "text/inside.h"

#include <unicode/uchar.h>

enum {
    LOW_END = 0x590,
    HIGH_START = 0x2000,
    HIGH_END = 0x2C00,
    JOINER = 0x200D
};

/* The code point at byte `at`, which is inside the body, and its length. */
static inline uint32_t get(dl_str body, size_t at, size_t *len)
{
    unsigned char c = (unsigned char)body.ptr[at];

    *len = 1;
    return c < 0x80 ? c : dli_utf8_get(body, at, len);
}

static inline bool is_tabled(uint32_t cp)
{
    return cp < LOW_END || (cp >= HIGH_START && cp < HIGH_END);
}

static inline size_t slot_of(uint32_t cp)
{
    return cp < LOW_END ? cp : cp - HIGH_START + LOW_END;
}

/* Whether this ICU takes "@" for a letter. */
static bool is_at_letter(UBreakIterator *words)
{
    static const UChar at[] = { '@', 0 };
    UErrorCode error = U_ZERO_ERROR;

    ubrk_setText(words, at, 1, &error);
    return U_SUCCESS(error) && ubrk_next(words) == 1 &&
           ubrk_getRuleStatus(words) >= UBRK_WORD_NONE_LIMIT;
}

void dli_breaks_open(dli_breaks *out, UBreakIterator *words)
{
    for (uint32_t cp = 0; cp < HIGH_END; cp = cp + 1 == LOW_END ? HIGH_START : cp + 1) {
        int32_t word = u_getIntPropertyValue((UChar32)cp, UCHAR_WORD_BREAK);
        out->word[slot_of(cp)] = cp == ':' ? U_WB_OTHER : (uint8_t)word;
        out->sentence[slot_of(cp)] =
            (uint8_t)u_getIntPropertyValue((UChar32)cp, UCHAR_SENTENCE_BREAK);
    }
    if (is_at_letter(words))
        out->word['@'] = U_WB_ALETTER;
}

bool dli_breaks_know(dl_str body)
{
    size_t len;

    for (size_t at = 0; at < body.len; at += len) {
        uint32_t cp = get(body, at, &len);
        if (!is_tabled(cp) || cp == JOINER)
            return false;
    }
    return true;
}

/* Behind a separator, which may be two characters (WB3, SB3). */
static size_t behind_separator(dl_str body, size_t at, size_t len)
{
    bool pair = body.ptr[at] == '\r' && at + 1 < body.len && body.ptr[at + 1] == '\n';

    return at + (pair ? 2 : len);
}

/* ---- Words ---------------------------------------------------------------*/

static inline uint8_t word_class(const dli_breaks *b, dl_str body, size_t at, size_t *len)
{
    uint32_t cp = get(body, at, len);

    return is_tabled(cp) ? b->word[slot_of(cp)]
                         : (uint8_t)u_getIntPropertyValue((UChar32)cp, UCHAR_WORD_BREAK);
}

/* Behind the marks and controls that belong to the character before (WB4). */
static inline size_t behind_extending(const dli_breaks *b, dl_str body, size_t at)
{
    size_t len;

    while (at < body.len && (unsigned char)body.ptr[at] >= 0x80) { /* none is ASCII */
        uint8_t class = word_class(b, body, at, &len);
        if (class != U_WB_EXTEND && class != U_WB_FORMAT)
            break;
        at += len;
    }
    return at;
}

static inline bool is_word_class(uint8_t class)
{
    return class == U_WB_ALETTER || class == U_WB_NUMERIC || class == U_WB_EXTENDNUMLET;
}

/* Whether a mark of class `mid` between two of class `side` joins them (WB6, 7, 11, 12). */
static bool joins(uint8_t side, uint8_t mid)
{
    if (mid == U_WB_MIDNUMLET || mid == U_WB_SINGLE_QUOTE)
        return side == U_WB_ALETTER || side == U_WB_NUMERIC;
    return (mid == U_WB_MIDLETTER && side == U_WB_ALETTER) ||
           (mid == U_WB_MIDNUM && side == U_WB_NUMERIC);
}

uint32_t dli_word_break(const dli_breaks *b, dl_str body, uint32_t at, bool *word)
{
    size_t len, count = 1;
    uint8_t class = word_class(b, body, at, &len);
    size_t i = at + len;

    *word = class == U_WB_ALETTER || class == U_WB_NUMERIC;
    if (class == U_WB_CR || class == U_WB_LF || class == U_WB_NEWLINE)
        return (uint32_t)behind_separator(body, at, len);
    while (class == U_WB_WSEGSPACE && i < body.len &&
           word_class(b, body, i, &len) == U_WB_WSEGSPACE)
        i += len; /* WB3d */
    i = behind_extending(b, body, i);
    if (!is_word_class(class))
        return (uint32_t)i;
    while (i < body.len) {
        if (dli_is_alpha(body.ptr[i])) {
            class = U_WB_ALETTER;
            *word = true;
            i++;
            continue;
        }
        i = behind_extending(b, body, i);
        if (i == body.len)
            break;
        uint8_t next = word_class(b, body, i, &len);
        if (!is_word_class(next)) {
            size_t far = behind_extending(b, body, i + len);
            if (far >= body.len || !joins(class, next) ||
                word_class(b, body, far, &len) != class)
                break;
            i = far;
            next = class;
        }
        i = behind_extending(b, body, i + len);
        class = next;
        *word |= class != U_WB_EXTENDNUMLET || ++count > 1;
    }
    return (uint32_t)i;
}

/* ---- Sentences -----------------------------------------------------------*/

static inline uint8_t sentence_class(const dli_breaks *b, dl_str body, size_t at, size_t *len)
{
    uint32_t cp = get(body, at, len);

    return is_tabled(cp) ? b->sentence[slot_of(cp)]
                         : (uint8_t)u_getIntPropertyValue((UChar32)cp, UCHAR_SENTENCE_BREAK);
}

static bool is_separator(uint8_t class)
{
    return class == U_SB_SEP || class == U_SB_CR || class == U_SB_LF;
}

static bool is_letter(uint8_t class)
{
    return class == U_SB_UPPER || class == U_SB_LOWER || class == U_SB_OLETTER;
}

static bool is_terminal(uint8_t class)
{
    return class == U_SB_ATERM || class == U_SB_STERM;
}

static bool is_extending(uint8_t class)
{
    return class == U_SB_EXTEND || class == U_SB_FORMAT;
}

/* The class at `at`, behind what belongs to the character before (SB5); `at` moves there.
 * U_SB_OTHER at the end. */
static uint8_t next_class(const dli_breaks *b, dl_str body, size_t *at, size_t *len)
{
    uint8_t class = U_SB_OTHER;

    *len = 0;
    while (*at < body.len) {
        class = sentence_class(b, body, *at, len);
        if (!is_extending(class))
            return class;
        *at += *len;
        *len = 0;
    }
    return U_SB_OTHER;
}

/* SB8: a small letter comes before any other letter, sign or separator. */
static bool small_letter_ahead(const dli_breaks *b, dl_str body, size_t at)
{
    size_t len;

    for (; at < body.len; at += len) {
        uint8_t class = sentence_class(b, body, at, &len);
        if (class == U_SB_LOWER)
            return true;
        if (is_letter(class) || is_terminal(class) || is_separator(class))
            break;
    }
    return false;
}

/* A terminal of class `term` ends at `at`, a character of class `before` stands before it: the
 * boundary behind it, or 0. *at moves behind what was looked at. */
static size_t behind_terminal(const dli_breaks *b, dl_str body, uint8_t before, uint8_t term,
                              size_t *at)
{
    size_t len, i = *at;
    uint8_t class = next_class(b, body, &i, &len);

    if (term == U_SB_ATERM &&
        (class == U_SB_NUMERIC ||
         ((before == U_SB_UPPER || before == U_SB_LOWER) && class == U_SB_UPPER))) {
        *at = i; /* SB6, SB7 */
        return 0;
    }
    while (class == U_SB_CLOSE) {
        i += len;
        class = next_class(b, body, &i, &len);
    }
    while (class == U_SB_SP) {
        i += len;
        class = next_class(b, body, &i, &len);
    }
    *at = i;
    if (is_separator(class) && i < body.len)
        return behind_separator(body, i, len);           /* SB9 to 11 */
    if (class == U_SB_SCONTINUE || is_terminal(class) || /* SB8a */
        (term == U_SB_ATERM && small_letter_ahead(b, body, i)))
        return 0;
    return i;
}

uint32_t dli_sentence_break(const dli_breaks *b, dl_str body, uint32_t start)
{
    uint8_t before = U_SB_OTHER;
    size_t len, at = start;

    while (at < body.len) {
        uint8_t class = sentence_class(b, body, at, &len);
        if (is_separator(class))
            return (uint32_t)behind_separator(body, at, len);
        at += len;
        if (is_terminal(class)) {
            size_t end = behind_terminal(b, body, before, class, &at);
            if (end != 0)
                return (uint32_t)end;
        }
        if (!is_extending(class))
            before = class;
    }
    return (uint32_t)body.len;
}
