/* scan.h -- find the next byte that means something, sixteen at a time.
 *
 * Each scanner has a slow twin (..._bytewise) that does the same byte by byte, for
 * the ends of things, for machines without SSE2, and for the test that compares.
 */
#ifndef DLI_SCAN_H
#define DLI_SCAN_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* ---- Text: the next '<', '&' or U+0000 --------------------------------------- */

static inline uint32_t dli_scan_text_bytewise(const char *p, uint32_t at, uint32_t end)
{
    while (at < end && p[at] != '<' && p[at] != '&' && p[at] != 0)
        at++;
    return at;
}

/* ---- Raw text: the next '<'; *nuls is set if a U+0000 comes before it -------- */

static inline uint32_t dli_scan_raw_bytewise(const char *p, uint32_t at, uint32_t end,
                                             bool *nuls)
{
    for (; at < end && p[at] != '<'; at++)
        *nuls |= p[at] == 0;
    return at;
}

/* ---- Quoted values: the next `quote`; *escaped is set if a '&', U+0000 or CR comes
 * before it ------------------------------------------------------------------ */

static inline uint32_t dli_scan_value_bytewise(const char *p, uint32_t at, uint32_t end,
                                               char quote, bool *escaped)
{
    for (; at < end && p[at] != quote; at++)
        *escaped |= p[at] == '&' || p[at] == 0 || p[at] == '\r';
    return at;
}

#ifdef __SSE2__

static inline __m128i dli_load16(const char *p)
{
    return _mm_loadu_si128((const __m128i *)(const void *)p);
}

/* One bit for each of the sixteen bytes that is `c`. */
static inline uint32_t dli_bits_of(__m128i bytes, char c)
{
    return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)));
}

static inline uint32_t dli_scan_text(const char *p, uint32_t at, uint32_t end)
{
    for (; end - at >= 16; at += 16) {
        __m128i b = dli_load16(p + at);
        __m128i hit = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(b, _mm_set1_epi8('<')),
                                                _mm_cmpeq_epi8(b, _mm_set1_epi8('&'))),
                                   _mm_cmpeq_epi8(b, _mm_setzero_si128()));
        uint32_t bits = (uint32_t)_mm_movemask_epi8(hit);
        if (bits != 0)
            return at + (uint32_t)__builtin_ctz(bits);
    }
    return dli_scan_text_bytewise(p, at, end);
}

static inline uint32_t dli_scan_raw(const char *p, uint32_t at, uint32_t end, bool *nuls)
{
    for (; end - at >= 16; at += 16) {
        __m128i b = dli_load16(p + at);
        uint32_t bits = dli_bits_of(b, '<'), zeros = dli_bits_of(b, 0);
        if ((bits | zeros) == 0)
            continue;
        *nuls |= (zeros & (bits - 1) & ~bits) != 0;
        if (bits != 0)
            return at + (uint32_t)__builtin_ctz(bits);
    }
    return dli_scan_raw_bytewise(p, at, end, nuls);
}

static inline uint32_t dli_scan_value(const char *p, uint32_t at, uint32_t end, char quote,
                                      bool *escaped)
{
    for (; end - at >= 16; at += 16) {
        __m128i b = dli_load16(p + at);
        __m128i odd = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(b, _mm_set1_epi8('&')),
                                                _mm_cmpeq_epi8(b, _mm_set1_epi8('\r'))),
                                   _mm_cmpeq_epi8(b, _mm_setzero_si128()));
        uint32_t bits = dli_bits_of(b, quote), odds = (uint32_t)_mm_movemask_epi8(odd);
        *escaped |= (odds & (bits - 1) & ~bits) != 0;
        if (bits != 0)
            return at + (uint32_t)__builtin_ctz(bits);
    }
    return dli_scan_value_bytewise(p, at, end, quote, escaped);
}

#else

static inline uint32_t dli_scan_text(const char *p, uint32_t at, uint32_t end)
{
    return dli_scan_text_bytewise(p, at, end);
}

static inline uint32_t dli_scan_raw(const char *p, uint32_t at, uint32_t end, bool *nuls)
{
    return dli_scan_raw_bytewise(p, at, end, nuls);
}

static inline uint32_t dli_scan_value(const char *p, uint32_t at, uint32_t end, char quote,
                                      bool *escaped)
{
    return dli_scan_value_bytewise(p, at, end, quote, escaped);
}

#endif

#endif
