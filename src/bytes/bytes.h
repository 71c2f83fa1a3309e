/* bytes.h -- from a capture as saved to the source that everything points into.
 *
 *   capture ──content-codings──▶ body ──decode──▶ source (UTF-8)
 *      └──────────── SHA-256, bytes (of the capture as given)
 */
#ifndef DLI_BYTES_H
#define DLI_BYTES_H

#include "base/arena.h"

/* What decided the encoding, in the order it is tried. */
typedef enum dli_charset_how {
    DLI_CHARSET_BOM,
    DLI_CHARSET_HTTP,     /* given by the caller, as a transport would */
    DLI_CHARSET_META,     /* <meta charset>, <meta http-equiv>         */
    DLI_CHARSET_XML,      /* <?xml encoding="…"?>                      */
    DLI_CHARSET_DETECTED, /* valid UTF-8, or what uchardet says        */
    DLI_CHARSET_DEFAULT,  /* windows-1252                              */
} dli_charset_how;

typedef struct dli_source {
    dl_str text;    /* valid UTF-8. The body itself (a byte order mark included)  */
                    /* where it is valid UTF-8; else decoded into the arena       */
    dl_str charset; /* name by the WHATWG Encoding Standard: "windows-1252"       */
    dli_charset_how how;
    size_t replaced;     /* U+FFFD put for bytes that mean nothing in `charset`        */
    const char *codings; /* content-codings undone, "gzip", "gzip, br", or ""          */
    bool binary;         /* the body is no text: dli_bytes_binary()                    */
    uint64_t rest;       /* bytes that stood behind a coding's end and were left out   */
    uint64_t raw_bytes;  /* of the capture as given                                    */
    uint8_t sha256[32];  /* of the capture as given                                    */
} dli_source;

/* Names for dli_charset_how, as in the record. */
const char *dli_charset_how_name(dli_charset_how how);

/* Read a capture.
 *
 *   capture  the bytes as saved, borrowed: `out->text` may point into them.
 *   charset  as a transport gave it, or empty.
 *   arena    memory of the document; its budget is raised so that dli_page_budget()
 *            of the body's size is left when the codings are undone.
 *
 * gzip and zstd are known by their first bytes, zlib by these and by being whole;
 * brotli and bare deflate, which have no mark, are tried where the bytes are neither
 * text nor any known format.
 * Fails with DL_ERR_FORMAT (cut or damaged coding: offset in what that coding was
 * undone from, which is the capture for the outermost), DL_ERR_LIMIT
 * (DL_MAX_SOURCE_BYTES, codings, ratio, window), DL_ERR_NOMEM. */
dl_status dli_bytes_read(dli_arena *arena, dl_str capture, dl_str charset, dli_source *out,
                         dl_error *err);

/* The same where the SHA-256 of `capture` is known; NULL: it is not. */
dl_status dli_bytes_read_known(dli_arena *arena, dl_str capture, dl_str charset,
                               const uint8_t *sha256, dli_source *out, dl_error *err);

/* Only undo the content-codings: the body, borrowed from `capture` where there are none. Fails as
 * above; the arena's budget is raised as above. */
dl_status dli_bytes_unpack(dli_arena *arena, dl_str capture, dl_str *body, dl_error *err);

/* True if the bytes are no text in any encoding we know: pictures, archives,
 * programs, PDF. Looks at the first bytes and the share of control characters. */
bool dli_bytes_binary(dl_str body);

/* zstd, for the store. Both need the arena; decompressing refuses more than `max`. */
dl_status dli_zstd_pack(dli_arena *arena, dl_str bytes, int level, dl_str *out, dl_error *err);

/* The same with a block ending at each of `ends`, ascending: who wants only the beginning need not
 * unpack what is behind (dli_unzstd_begin()), and parts that are not alike pack better apart. */
dl_status dli_zstd_pack_parts(dli_arena *arena, dl_str bytes, int level, const size_t *ends,
                              size_t count, dl_str *out, dl_error *err);
/* The same of a page: between levels 6 and 8, in the time of 6 (docs/formats/store.md). */
dl_status dli_zstd_pack_page(dli_arena *arena, dl_str bytes, dl_str *out, dl_error *err);
dl_status dli_zstd_unpack(dli_arena *arena, dl_str packed, size_t max, dl_str *out,
                          dl_error *err);

/* The same for many pieces, one after the other: what it takes lives until dli_unzstd_close()
 * (NULL is allowed). NULL if there is no memory. */
typedef struct dli_unzstd dli_unzstd;

dli_unzstd *dli_unzstd_open(dli_arena *arena);
void dli_unzstd_close(dli_unzstd *unzstd);

/* The blocks in which the first `wanted` bytes are, or all if those are not fewer (*whole). The beginning
 * alone may be read of what is damaged behind it. */
dl_status dli_unzstd_begin(dli_unzstd *unzstd, dli_arena *arena, dl_str packed, size_t wanted,
                           size_t max, dl_str *out, bool *whole, dl_error *err);

/* ---- Files -------------------------------------------------------------- */

/* Whether there is anything of this name. */
bool dli_file_is_there(const char *path);

/* The whole file (or standard input for "-") into the arena. Fails with DL_ERR_IO
 * (missing, a folder, not readable: said which) or DL_ERR_LIMIT (over `max`). */
dl_status dli_file_read(dli_arena *arena, const char *path, size_t max, dl_str *out,
                        dl_error *err);

#endif
