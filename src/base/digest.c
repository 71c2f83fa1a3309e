/* digest.c -- SHA-256, SHA-1 (FIPS 180-4) and MD5 by OpenSSL, hexadecimal and base 32. */
#include "digest.h"

#define OPENSSL_SUPPRESS_DEPRECATED /* SHA256_Init() and its like: the only ones that never allocate */
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <string.h>

void dli_sha256(dl_str bytes, uint8_t digest[32])
{
    SHA256_CTX context;

    (void)SHA256_Init(&context);
    (void)SHA256_Update(&context, bytes.ptr, bytes.len);
    (void)SHA256_Final(digest, &context);
}

size_t dli_digest_len(dli_digest_kind kind)
{
    return kind == DLI_DIGEST_SHA256 ? 32 : kind == DLI_DIGEST_SHA1 ? 20 : 16;
}

/* A hasher is OpenSSL's own context by another name. */
dli_hasher *dli_hasher_new(dli_digest_kind kind)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    const EVP_MD *how = kind == DLI_DIGEST_SHA256 ? EVP_sha256()
                        : kind == DLI_DIGEST_SHA1 ? EVP_sha1()
                                                  : EVP_md5();

    if (context != NULL && EVP_DigestInit_ex(context, how, NULL) != 1) {
        EVP_MD_CTX_free(context);
        context = NULL;
    }
    return (dli_hasher *)context;
}

void dli_hasher_add(dli_hasher *hasher, dl_str bytes)
{
    if (hasher != NULL && bytes.len > 0)
        (void)EVP_DigestUpdate((EVP_MD_CTX *)hasher, bytes.ptr, bytes.len);
}

void dli_hasher_end(dli_hasher *hasher, uint8_t *digest)
{
    if (hasher == NULL)
        return;
    (void)EVP_DigestFinal_ex((EVP_MD_CTX *)hasher, digest, NULL);
    EVP_MD_CTX_free((EVP_MD_CTX *)hasher);
}

void dli_base32(const uint8_t *bytes, size_t count, char *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    uint64_t five;

    for (size_t i = 0; i + 5 <= count; i += 5) {
        five = 0;
        for (size_t k = 0; k < 5; k++)
            five = five << 8 | bytes[i + k];
        for (size_t k = 0; k < 8; k++)
            *out++ = digits[five >> (35 - 5 * k) & 31];
    }
    *out = 0;
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
