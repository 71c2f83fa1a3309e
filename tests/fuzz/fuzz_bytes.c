/* fuzz_bytes.c -- any bytes as a capture, and as a text in any encoding.
 *
 * The size of the input picks the encodings, so that a kept input is just a file.
 */
#include "base/str.h"
#include "base/utf8.h"
#include "bytes/charset.h"
#include "bytes/codings.h"

#include <stdlib.h>

#define MUST(condition)                                                                        \
    do {                                                                                       \
        if (!(condition))                                                                      \
            abort();                                                                           \
    } while (0)

static size_t count_of(dl_str s, char c)
{
    size_t count = 0;

    for (size_t i = 0; i < s.len; i++)
        count += s.ptr[i] == c;
    return count;
}

/* No encoding that agrees with ASCII may swallow or make a '<'. */
static void decode(dl_str bytes)
{
    dli_encoding encoding = (dli_encoding)(1 + bytes.len % (DLI_ENCODING_COUNT - 1));
    bool markup_stays =
        encoding != DLI_ENCODING_UTF_16BE && encoding != DLI_ENCODING_UTF_16LE &&
        encoding != DLI_ENCODING_ISO_2022_JP && encoding != DLI_ENCODING_REPLACEMENT;
    dli_arena arena;
    dl_str text;
    size_t replaced;

    dli_arena_init(&arena, (size_t)64 << 20);
    MUST(dli_decode(&arena, bytes, encoding, &text, &replaced, NULL) == DL_OK);
    MUST(dli_utf8_valid(text) == text.len);
    MUST(!markup_stays || count_of(text, '<') == count_of(bytes, '<'));
    MUST(replaced <= bytes.len);
    dli_arena_done(&arena);
}

static void read_capture(dl_str capture)
{
    static const char *const charsets[] = { "", "", "utf-8", "gb18030", "utf-16le", "koi8-r" };
    const char *charset = charsets[capture.len % (sizeof charsets / sizeof *charsets)];
    dli_arena arena;
    dli_source source;
    dl_error err = { .status = DL_OK };

    dli_arena_init(&arena, 0);
    dl_status status = dli_bytes_read(&arena, capture, dli_str(charset), &source, &err);
    if (status == DL_OK) {
        MUST(dli_utf8_valid(source.text) == source.text.len);
        MUST(source.text.len <= DL_MAX_SOURCE_BYTES);
        MUST(source.charset.len > 0 && source.how <= DLI_CHARSET_DEFAULT);
        MUST(source.rest <= capture.len);
    } else {
        MUST(status == DL_ERR_FORMAT || status == DL_ERR_LIMIT);
        MUST(err.status == status && err.what[0] != 0 && err.fix[0] != 0);
        MUST(source.text.len == 0);
    }
    dli_arena_done(&arena);
}

/* With little memory: success or a plain refusal. */
static void undo_in_little(dl_str capture)
{
    dli_arena arena;
    dli_body body;
    dl_error err;

    dli_arena_init(&arena, 4096 * (capture.len % 64));
    dl_status status = dli_codings_undo(&arena, capture, &body, &err);
    MUST(status == DL_OK || err.what[0] != 0);
    dli_arena_done(&arena);
}

static void pack(dl_str bytes)
{
    dli_arena arena;
    dl_str packed, again;

    dli_arena_init(&arena, (size_t)64 << 20);
    MUST(dli_zstd_pack(&arena, bytes, 1, &packed, NULL) == DL_OK);
    MUST(dli_zstd_unpack(&arena, packed, bytes.len, &again, NULL) == DL_OK);
    MUST(dli_eq(bytes, again));
    dli_arena_done(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dl_str bytes = { size > 0 ? (const char *)data : "", size };

    read_capture(bytes);
    undo_in_little(bytes);
    decode(bytes);
    if (size % 16 == 0)
        pack(bytes);
    return 0;
}
