/* digest.h -- SHA-256, for archives SHA-1 and MD5 too, and ways to write them. */
#ifndef DLI_DIGEST_H
#define DLI_DIGEST_H

#include "str.h"

/* FIPS 180-4. Zeros if OpenSSL finds no memory. */
void dli_sha256(dl_str bytes, uint8_t digest[32]);

/* ---- Piece by piece ------------------------------------------------------- */

typedef enum dli_digest_kind {
    DLI_DIGEST_SHA256,
    DLI_DIGEST_SHA1,
    DLI_DIGEST_MD5,
} dli_digest_kind;

/* Bytes of a digest of this kind. */
size_t dli_digest_len(dli_digest_kind kind);

/* A digest to be fed. NULL if OpenSSL finds no memory or may not do it; the other calls then
 * do nothing, and the digest is zeros. */
typedef struct dli_hasher dli_hasher;

dli_hasher *dli_hasher_new(dli_digest_kind kind);
void dli_hasher_add(dli_hasher *hasher, dl_str bytes);

/* Write the digest of what was added, dli_digest_len() bytes, and give the hasher back. */
void dli_hasher_end(dli_hasher *hasher, uint8_t *digest);

/* Base 32 (RFC 4648, 6), without padding, of `count` bytes, a multiple of 5; `out` has 8 × count
 * / 5 + 1 bytes of room. */
void dli_base32(const uint8_t *bytes, size_t count, char *out);

/* Lower-case hexadecimal of `count` bytes; `out` has 2 × count + 1 bytes of room. */
void dli_hex(const uint8_t *bytes, size_t count, char *out);

#endif
