/* little.h -- numbers in files, least byte first, read byte by byte. */
#ifndef DLI_LITTLE_H
#define DLI_LITTLE_H

#include <stdint.h>

static inline uint32_t dli_get_u32(const char *at)
{
    const unsigned char *b = (const unsigned char *)at;

    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

#endif
