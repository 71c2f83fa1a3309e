/* charset.h -- encodings: their names, which one a page is in, decoding. */
#ifndef DLI_CHARSET_H
#define DLI_CHARSET_H

#include "bytes.h"

#include <stdbool.h>

typedef enum dli_encoding {
    DLI_ENCODING_NONE,
#define ENCODING(id, name, kind, icu) DLI_ENCODING_##id,
#include "bytes/encodings.def"
#undef ENCODING
    DLI_ENCODING_COUNT
} dli_encoding;

/* The encoding with this label (Encoding Standard, "get an encoding"), or
 * DLI_ENCODING_NONE. White space around it and ASCII case do not count. */
dli_encoding dli_encoding_find(dl_str label);

/* Its name in the Encoding Standard; "" for DLI_ENCODING_NONE. Static. */
dl_str dli_encoding_name(dli_encoding encoding);

/* What `body` says of itself: <meta> (HTML standard, 13.2.3.2) or an XML
 * declaration; DLI_ENCODING_NONE if it says nothing. *how tells which. Looks at
 * the first DLI_PRESCAN_BYTES, and on to the end of <head> where that is later,
 * at most DLI_PRESCAN_LATE_BYTES. */
dli_encoding dli_prescan(dl_str body, dli_charset_how *how);

/* UTF-16 without a byte order mark: which, or DLI_ENCODING_NONE. */
dli_encoding dli_utf16_guess(dl_str body);

/* The encoding of a body that does not say: UTF-8 where it is valid or nearly so,
 * UTF-16, or what uchardet says; DLI_ENCODING_NONE if nothing is likely. *starved: the machine had
 * no memory to find out. */
dli_encoding dli_charset_detect(dl_str body, bool *starved);

/* Decode `body` into valid UTF-8. Bodies that are valid UTF-8 in UTF-8 are borrowed,
 * everything else is written to the arena. *replaced counts the U+FFFD put for
 * bytes without meaning. A byte order mark is left in where it is UTF-8's, and left
 * out where it is UTF-16's. Fails with DL_ERR_LIMIT (DL_MAX_SOURCE_BYTES),
 * DL_ERR_NOMEM, or DL_ERR_IO (ICU lacks a table). Linear time. */
dl_status dli_decode(dli_arena *arena, dl_str body, dli_encoding encoding, dl_str *text,
                     size_t *replaced, dl_error *err);

/* A body with the first bytes of a picture, an archive, a program and the like. */
bool dli_known_binary(dl_str body);

#endif
