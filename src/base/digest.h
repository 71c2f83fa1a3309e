/* digest.h -- SHA-256 and hexadecimal. */
#ifndef DLI_DIGEST_H
#define DLI_DIGEST_H

#include "str.h"

/* FIPS 180-4. Zeros if OpenSSL finds no memory. */
void dli_sha256(dl_str bytes, uint8_t digest[32]);

/* Lower-case hexadecimal of `count` bytes; `out` has 2 × count + 1 bytes of room. */
void dli_hex(const uint8_t *bytes, size_t count, char *out);

#endif
