/* reference.c -- character references (WHATWG HTML, 13.2.5.72 to 13.2.5.80).
 *
 *   &amp;  &amp  &#228;  &#xE4;   a reference
 *   &  &;  &x1;  &#;              plain text
 */
#include "base/str.h"
#include "base/utf8.h"
#include "page/entities.h"
#include "page/tokenizer.h"

/* The first of the names in [low, high), all alike up to `depth`, whose byte there is
 * not less than `c` (a name that has ended counts as less). */
static uint32_t lower_bound(uint32_t low, uint32_t high, size_t depth, unsigned char c)
{
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const dli_entity *e = &dli_entities[middle];
        if (e->len <= depth || (unsigned char)dli_entity_names[e->name + depth] < c)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* 13.2.5.73: the longest name that stands at `text`, or NULL. Narrows the range of
 * names that begin as the text does, byte by byte. */
static const dli_entity *longest_name(dl_str text)
{
    const dli_entity *found = NULL;
    uint32_t low = 0, high = dli_entity_count;

    for (size_t depth = 0; depth < text.len && low < high; depth++) {
        unsigned char c = (unsigned char)text.ptr[depth];
        if (!dli_is_alnum((char)c) && c != ';')
            break;
        low = lower_bound(low, high, depth, c);
        high = lower_bound(low, high, depth, (unsigned char)(c + 1));
        if (low < high && dli_entities[low].len == depth + 1)
            found = &dli_entities[low];
    }
    return found;
}

static size_t named(dl_str source, size_t at, size_t end, bool in_attribute, char *made,
                    uint8_t *made_len)
{
    const dli_entity *entity = longest_name(dli_slice(source, at + 1, end));

    if (entity == NULL)
        return 0;
    size_t after = at + 1 + entity->len;
    bool closed = dli_entity_names[entity->name + entity->len - 1U] == ';';
    /* "?a=1&copy=2" in an address is no sign of copyright. */
    if (in_attribute && !closed && after < end &&
        (source.ptr[after] == '=' || dli_is_alnum(source.ptr[after])))
        return 0;
    memcpy(made, entity->made, entity->made_len);
    *made_len = entity->made_len;
    return after - at;
}

/* 13.2.5.80: what the numbers of windows-1252 were taken for. */
static uint32_t numeric_end(uint32_t c)
{
    static const uint16_t windows_1252[32] = {
        0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178,
    };

    if (c == 0)
        return 0xFFFD;
    return c >= 0x80 && c < 0xA0 ? windows_1252[c - 0x80] : c;
}

static int digit_of(char c, uint32_t base)
{
    if (dli_is_digit(c))
        return c - '0';
    c = dli_lower(c);
    return base == 16 && c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* 13.2.5.75 to 13.2.5.79, behind "&#". */
static size_t numeric(dl_str source, size_t at, size_t end, char *made, uint8_t *made_len)
{
    size_t next = at + 2;
    uint32_t base = 10, c = 0;

    if (next < end && dli_lower(source.ptr[next]) == 'x') {
        base = 16;
        next++;
    }
    size_t digits = next;
    for (int digit; next < end && (digit = digit_of(source.ptr[next], base)) >= 0; next++)
        if (c <= 0x10FFFF)
            c = c * base + (uint32_t)digit;
    if (next == digits)
        return 0;
    if (next < end && source.ptr[next] == ';')
        next++;
    *made_len = (uint8_t)dli_utf8_put(made, numeric_end(c));
    return next - at;
}

size_t dli_reference_read(dl_str source, size_t at, size_t end, bool in_attribute, char *made,
                          uint8_t *made_len)
{
    if (at + 1 >= end)
        return 0;
    if (source.ptr[at + 1] == '#')
        return numeric(source, at, end, made, made_len);
    return named(source, at, end, in_attribute, made, made_len);
}
