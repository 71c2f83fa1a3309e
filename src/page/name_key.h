/* name_key.h -- the key under which names.c and its generator find a name.
 *
 *   name   "http-equiv"
 *   head   "http-equ"     its first eight bytes, lower case
 *   tail   "tp-equiv"     its last eight, where it has more than eight
 *
 * Head, tail and length are a name of up to sixteen bytes; longer ones are then
 * compared byte by byte. tools/gen_page_names.c lays the slots, with this hash.
 */
#ifndef DLI_NAME_KEY_H
#define DLI_NAME_KEY_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct dli_name_key {
    uint64_t head;
    uint64_t tail;
} dli_name_key;

/* A known name. */
typedef struct dli_name {
    dli_name_key key;
    const char *text;    /* lower case */
    const char *foreign; /* as SVG or MathML spells it */
    uint32_t len;
} dli_name;

enum {
    DLI_TAG_SLOTS = 1024,
    DLI_ATTR_SLOTS = 2048
}; /* powers of two */

/* slots[hash] and those behind it: number of a name plus one, or 0 at the end. */
extern const uint16_t dli_tag_slots[DLI_TAG_SLOTS];
extern const uint16_t dli_attr_slots[DLI_ATTR_SLOTS];
extern const dli_name dli_tag_names[];
extern const dli_name dli_attr_names[];

/* Bytes as a number, the first one lowest, whatever the machine. */
static inline uint64_t dli_two_bytes(const unsigned char *p)
{
    return (uint64_t)p[0] | (uint64_t)p[1] << 8;
}

static inline uint64_t dli_four_bytes(const unsigned char *p)
{
    return (uint64_t)((uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
                      (uint32_t)p[3] << 24);
}

static inline uint64_t dli_eight_bytes(const unsigned char *p)
{
    return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
           (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 |
           (uint64_t)p[7] << 56;
}

/* A to Z of eight bytes at once made lower case. */
static inline uint64_t dli_lower_eight(uint64_t x)
{
    const uint64_t ones = 0x0101010101010101U;
    uint64_t low = x & (0x7F * ones);
    uint64_t beyond_z = low + (0x7F - 'Z') * ones;
    uint64_t from_a = low + (0x80 - 'A') * ones;
    uint64_t upper = ~x & (0x80 * ones) & (from_a ^ beyond_z);

    return x | upper >> 2;
}

static inline dli_name_key dli_make_name_key(const char *name, size_t len)
{
    const unsigned char *p = (const unsigned char *)name;
    dli_name_key key = { 0, 0 };

    /* Reads that overlap agree where they do. */
    if (len >= 8) {
        key.head = dli_eight_bytes(p);
        if (len > 8)
            key.tail = dli_lower_eight(dli_eight_bytes(p + len - 8));
    } else if (len >= 4) {
        key.head = dli_four_bytes(p) | dli_four_bytes(p + len - 4) << (8 * (len - 4));
    } else if (len >= 2) {
        key.head = dli_two_bytes(p) | (uint64_t)p[len - 1] << (8 * (len - 1));
    } else if (len == 1) {
        key.head = p[0];
    }
    key.head = dli_lower_eight(key.head);
    return key;
}

static inline uint32_t dli_name_hash(dli_name_key key, size_t len)
{
    uint64_t mixed = (key.head ^ (key.tail << 7 | key.tail >> 57) ^ len) * 0x9E3779B97F4A7C15U;

    return (uint32_t)(mixed >> 32 ^ mixed >> 48);
}

#endif
