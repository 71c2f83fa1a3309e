/* digest.c -- SHA-256 (FIPS 180-4) by OpenSSL, and hexadecimal. */
#include "digest.h"

#include <openssl/evp.h>
#include <string.h>

void dli_sha256(dl_str bytes, uint8_t digest[32])
{
    /* OpenSSL allocates; without memory there is no digest, and zeros say so. */
    if (EVP_Digest(bytes.len > 0 ? bytes.ptr : "", bytes.len, digest, NULL, EVP_sha256(),
                   NULL) != 1)
        memset(digest, 0, 32);
}

void dli_hex(const uint8_t *bytes, size_t count, char *out)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < count; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * count] = 0;
}
