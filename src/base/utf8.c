/* utf8.c -- code points in and out of UTF-8 (Unicode 15, section 3.9).
 *
 * Validity follows table 3-7 of the standard: no overlong forms, no surrogates,
 * nothing beyond U+10FFFF.
 */
#include "utf8.h"

#include <string.h>

/* Length of the well-formed sequence at `s`, or 0. `len` is not 0. */
static size_t sequence(const unsigned char *s, size_t len)
{
    unsigned char a = s[0];

    if (a < 0x80)
        return 1;
    if (a < 0xC2 || a > 0xF4)
        return 0;
    if (a < 0xE0)
        return len > 1 && (s[1] & 0xC0) == 0x80 ? 2 : 0;
    unsigned char low = a == 0xE0 ? 0xA0 : a == 0xF0 ? 0x90 : 0x80;
    unsigned char high = a == 0xED ? 0x9F : a == 0xF4 ? 0x8F : 0xBF;
    size_t need = a < 0xF0 ? 3 : 4;
    if (len < need || s[1] < low || s[1] > high)
        return 0;
    for (size_t i = 2; i < need; i++)
        if ((s[i] & 0xC0) != 0x80)
            return 0;
    return need;
}

size_t dli_utf8_valid(dl_str s)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    size_t at = 0;

    while (at < s.len) {
        uint64_t word[2];
        if (p[at] < 0x80) {
            while (s.len - at >= sizeof word) {
                memcpy(word, p + at, sizeof word);
                if (((word[0] | word[1]) & 0x8080808080808080u) != 0)
                    break;
                at += sizeof word;
            }
            while (at < s.len && p[at] < 0x80)
                at++;
            continue;
        }
        size_t n = sequence(p + at, s.len - at);
        if (n == 0)
            break;
        at += n;
    }
    return at;
}

size_t dli_utf8_bad(dl_str s)
{
    const unsigned char *p = (const unsigned char *)s.ptr;
    unsigned char a = s.len > 0 ? p[0] : 0;

    if (a < 0xC2 || a > 0xF4 || s.len < 2)
        return 1;
    size_t need = a < 0xE0 ? 2 : a < 0xF0 ? 3 : 4;
    unsigned char low = a == 0xE0 ? 0xA0 : a == 0xF0 ? 0x90 : 0x80;
    unsigned char high = a == 0xED ? 0x9F : a == 0xF4 ? 0x8F : 0xBF;
    if (p[1] < low || p[1] > high)
        return 1;
    size_t n = 2;
    while (n < need && n < s.len && (p[n] & 0xC0) == 0x80)
        n++;
    return n;
}

uint32_t dli_utf8_get(dl_str s, size_t at, size_t *len)
{
    const unsigned char *p = (const unsigned char *)s.ptr + at;

    *len = 0;
    if (at >= s.len)
        return 0;
    *len = sequence(p, s.len - at);
    switch (*len) {
    case 1:
        return p[0];
    case 2:
        return (uint32_t)(p[0] & 0x1F) << 6 | (p[1] & 0x3F);
    case 3:
        return (uint32_t)(p[0] & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3F);
    case 4:
        return (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3F) << 12 |
               (uint32_t)(p[2] & 0x3F) << 6 | (p[3] & 0x3F);
    default:
        *len = 1;
        return 0xFFFD;
    }
}

uint32_t dli_utf8_before(dl_str s, size_t at, size_t *len)
{
    size_t start = at;
    uint32_t cp;

    *len = 0;
    if (at == 0)
        return 0;
    do
        start--;
    while (start > 0 && at - start < 4 && ((unsigned char)s.ptr[start] & 0xC0) == 0x80);
    cp = dli_utf8_get((dl_str){ s.ptr, at }, start, len);
    if (start + *len != at) {
        *len = 1;
        return 0xFFFD;
    }
    return cp;
}

size_t dli_utf8_put(char *out, uint32_t cp)
{
    if (cp > 0x10FFFF || (cp >= 0xD800 && cp < 0xE000))
        cp = 0xFFFD;
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        out[0] = (char)(0xC0 | cp >> 6);
        out[1] = (char)(0x80 | (cp & 0x3F));
        return 2;
    }
    if (cp < 0x10000) {
        out[0] = (char)(0xE0 | cp >> 12);
        out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
        out[2] = (char)(0x80 | (cp & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | cp >> 18);
    out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
    out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
    out[3] = (char)(0x80 | (cp & 0x3F));
    return 4;
}

size_t dli_utf8_cut(const char *s, size_t len)
{
    size_t start = len;

    /* Step back over at most one character that `len` cuts. */
    while (start > 0 && len - start < 4 && ((unsigned char)s[start - 1] & 0xC0) == 0x80)
        start--;
    if (start == 0)
        return len;
    unsigned char lead = (unsigned char)s[start - 1];
    size_t need = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    return start - 1 + need > len ? start - 1 : len;
}

void dli_utf8_mend(char *s, size_t len)
{
    size_t at = 0;

    while ((at += dli_utf8_valid((dl_str){ s + at, len - at })) < len)
        s[at] = '?';
}

size_t dli_utf8_count(dl_str s)
{
    size_t count = 0;

    for (size_t i = 0; i < s.len; i++)
        count += ((unsigned char)s.ptr[i] & 0xC0) != 0x80;
    return count;
}
