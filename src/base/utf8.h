/* utf8.h -- code points in and out of UTF-8 (Unicode 15, section 3.9). */
#ifndef DLI_UTF8_H
#define DLI_UTF8_H

#include "dateline.h"

#include <stdbool.h>

/* The length of the longest valid prefix of `s`. O(n), some bytes a cycle on ASCII. */
size_t dli_utf8_valid(dl_str s);

/* Bytes of the maximal ill-formed piece at `s` (at least 1), of which a decoder
 * makes one U+FFFD (the standard's "substitution of maximal subparts"). */
size_t dli_utf8_bad(dl_str s);

/* The code point at byte `at` of valid UTF-8; `*len` gets its bytes. At the end: 0
 * and length 0. Ill-formed bytes give U+FFFD, one byte long. */
uint32_t dli_utf8_get(dl_str s, size_t at, size_t *len);

/* The code point that ends before byte `at`, or 0 and length 0 at the start. */
uint32_t dli_utf8_before(dl_str s, size_t at, size_t *len);

/* Write `cp` at `out` (4 bytes of room); the bytes written. Surrogates and values
 * beyond U+10FFFF are written as U+FFFD. */
size_t dli_utf8_put(char *out, uint32_t cp);

/* The greatest length up to `len` that does not cut a character of `s` in two. */
size_t dli_utf8_cut(const char *s, size_t len);

/* Replace each ill-formed byte by '?', in place. */
void dli_utf8_mend(char *s, size_t len);

/* Code points of `s`. */
size_t dli_utf8_count(dl_str s);

#endif
