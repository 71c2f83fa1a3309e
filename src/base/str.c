/* str.c -- small questions about runs of bytes. ASCII only, no locale. */
#include "str.h"

bool dli_starts_nocase(dl_str s, dl_str head)
{
    if (s.len < head.len)
        return false;
    for (size_t i = 0; i < head.len; i++)
        if (dli_lower(s.ptr[i]) != dli_lower(head.ptr[i]))
            return false;
    return true;
}

bool dli_eq_nocase(dl_str a, dl_str b)
{
    return a.len == b.len && dli_starts_nocase(a, b);
}

int dli_compare(dl_str a, dl_str b)
{
    size_t len = a.len < b.len ? a.len : b.len;
    int order = len == 0 ? 0 : memcmp(a.ptr, b.ptr, len);

    if (order != 0)
        return order;
    return (a.len > b.len) - (a.len < b.len);
}

size_t dli_find_byte(dl_str s, char c, size_t from)
{
    const char *hit = from < s.len ? memchr(s.ptr + from, c, s.len - from) : NULL;

    return hit == NULL ? DLI_NONE : (size_t)(hit - s.ptr);
}

size_t dli_find(dl_str s, dl_str needle, size_t from)
{
    if (needle.len == 0)
        return from <= s.len ? from : DLI_NONE;
    const char *hit =
        from < s.len ? memmem(s.ptr + from, s.len - from, needle.ptr, needle.len) : NULL;

    return hit == NULL ? DLI_NONE : (size_t)(hit - s.ptr);
}

size_t dli_find_nocase(dl_str s, dl_str needle, size_t from)
{
    char first = needle.len > 0 ? dli_lower(needle.ptr[0]) : 0;

    if (needle.len == 0)
        return from <= s.len ? from : DLI_NONE;
    for (size_t at = from; at <= s.len && s.len - at >= needle.len; at++)
        if (dli_lower(s.ptr[at]) == first && dli_starts_nocase(dli_from(s, at), needle))
            return at;
    return DLI_NONE;
}

bool dli_has_any_nocase(dl_str s, const dl_str *words, size_t count)
{
    uint32_t firsts = 0; /* bit i: a word begins with the letter 'a' + i */

    for (size_t i = 0; i < count; i++)
        firsts |= (uint32_t)1 << ((unsigned char)words[i].ptr[0] & 31);
    for (size_t at = 0; at < s.len; at++) {
        if ((firsts >> ((unsigned char)s.ptr[at] & 31) & 1) == 0)
            continue;
        for (size_t i = 0; i < count; i++)
            if (dli_lower(s.ptr[at]) == words[i].ptr[0] &&
                dli_starts_nocase(dli_from(s, at), words[i]))
                return true;
    }
    return false;
}

dl_str dli_trim(dl_str s)
{
    while (s.len > 0 && dli_is_space(s.ptr[s.len - 1]))
        s.len--;
    while (s.len > 0 && dli_is_space(s.ptr[0])) {
        s.ptr++;
        s.len--;
    }
    return s;
}

bool dli_split(dl_str *rest, char sep, dl_str *piece)
{
    if (rest->ptr == NULL)
        return false;
    size_t at = dli_find_byte(*rest, sep, 0);
    if (at == DLI_NONE) {
        *piece = *rest;
        *rest = (dl_str){ NULL, 0 };
        return true;
    }
    *piece = dli_slice(*rest, 0, at);
    *rest = dli_from(*rest, at + 1);
    return true;
}

bool dli_next_word(dl_str *rest, dl_str *word)
{
    dl_str s = *rest;
    size_t at = 0, end;

    while (at < s.len && dli_is_space(s.ptr[at]))
        at++;
    for (end = at; end < s.len && !dli_is_space(s.ptr[end]);)
        end++;
    *word = dli_slice(s, at, end);
    *rest = dli_from(s, end);
    return word->len > 0;
}

uint32_t dli_count_words(dl_str s)
{
    uint32_t words = 0;
    dl_str word;

    while (dli_next_word(&s, &word))
        words++;
    return words;
}

dl_str dli_host_of(dl_str url)
{
    size_t at = dli_find(url, DL_STR("://"), 0), end = 0;

    if (at == DLI_NONE)
        return (dl_str){ "", 0 };
    dl_str host = dli_from(url, at + 3);
    while (end < host.len && host.ptr[end] != '/' && host.ptr[end] != ':' &&
           host.ptr[end] != '?' && host.ptr[end] != '#')
        end++;
    return dli_slice(host, 0, end);
}

bool dli_parse_u64(dl_str s, uint64_t *value)
{
    uint64_t sum = 0;

    if (s.len == 0)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        unsigned digit = (unsigned)(s.ptr[i] - '0');
        if (!dli_is_digit(s.ptr[i]) || sum > (UINT64_MAX - digit) / 10)
            return false;
        sum = sum * 10 + digit;
    }
    *value = sum;
    return true;
}
