/* str.h -- small questions about runs of bytes. ASCII only, no locale. */
#ifndef DLI_STR_H
#define DLI_STR_H

#include "dateline.h"

#include <stdbool.h>
#include <string.h>

#define DLI_NONE SIZE_MAX /* "not found", as a position */

static inline bool dli_is_space(char c) /* HTML white space: tab, LF, FF, CR, space */
{
    return c == ' ' || (c >= '\t' && c <= '\r' && c != '\v');
}

static inline bool dli_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool dli_is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static inline char dli_lower(char c)
{
    return dli_is_upper(c) ? (char)(c + 32) : c;
}

static inline bool dli_is_alpha(char c)
{
    return dli_lower(c) >= 'a' && dli_lower(c) <= 'z';
}

static inline bool dli_is_alnum(char c)
{
    return dli_is_alpha(c) || dli_is_digit(c);
}

/* `c` is one of the bytes of `set`. */
static inline bool dli_is_any(char c, dl_str set)
{
    return set.len > 0 && memchr(set.ptr, (unsigned char)c, set.len) != NULL;
}

static inline dl_str dli_str(const char *zero_ended) /* for constants, never for input */
{
    return (dl_str){ zero_ended, strlen(zero_ended) };
}

/* Nothing is added to a NULL pointer, which an empty string may have. */
static inline const char *dli_ptr(dl_str s, size_t at)
{
    return at == 0 ? s.ptr : s.ptr + at;
}

static inline dl_str dli_slice(dl_str s, size_t start, size_t end)
{
    return (dl_str){ dli_ptr(s, start), end - start };
}

static inline dl_str dli_cut(dl_str s, dl_span span)
{
    return dli_slice(s, span.start, span.end);
}

static inline dl_str dli_from(dl_str s, size_t start)
{
    return (dl_str){ dli_ptr(s, start), s.len - start };
}

static inline bool dli_eq(dl_str a, dl_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool dli_starts(dl_str s, dl_str head)
{
    return s.len >= head.len && (head.len == 0 || memcmp(s.ptr, head.ptr, head.len) == 0);
}

static inline bool dli_ends(dl_str s, dl_str tail)
{
    return s.len >= tail.len &&
           (tail.len == 0 || memcmp(s.ptr + s.len - tail.len, tail.ptr, tail.len) == 0);
}

bool dli_eq_nocase(dl_str a, dl_str b);
bool dli_starts_nocase(dl_str s, dl_str head);

/* <0, 0, >0 by bytes, then by length. */
int dli_compare(dl_str a, dl_str b);

/* Position of the first `needle` at or behind `from`, or DLI_NONE. Linear for the
 * short needles it is used with (len(s) × len(needle) at worst). */
size_t dli_find(dl_str s, dl_str needle, size_t from);
size_t dli_find_nocase(dl_str s, dl_str needle, size_t from);

/* Any of `words` (lower case) stands in `s`, inside words too, ASCII
 * case aside. */
bool dli_has_any_nocase(dl_str s, const dl_str *words, size_t count);

size_t dli_find_byte(dl_str s, char c, size_t from);

/* Without white space at both ends. */
dl_str dli_trim(dl_str s);

/* The next piece of *rest up to `sep`, which is consumed; false when *rest is done
 * (an empty string has one empty piece). */
bool dli_split(dl_str *rest, char sep, dl_str *piece);

/* The next word of *rest between white space; false when there is none left. */
bool dli_next_word(dl_str *rest, dl_str *word);

/* Words between white space. */
uint32_t dli_count_words(dl_str s);

/* The host of an address with a scheme, without its port, or "". */
dl_str dli_host_of(dl_str url);

/* All of `s` is a decimal number that fits; *value is untouched otherwise. */
bool dli_parse_u64(dl_str s, uint64_t *value);

#endif
