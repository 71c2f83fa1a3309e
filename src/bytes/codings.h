/* codings.h -- undo content-codings (RFC 9110, 8.4.1; RFC 8878). */
#ifndef DLI_CODINGS_H
#define DLI_CODINGS_H

#include "bytes.h"

#include "base/buf.h"

typedef enum dli_coding {
    DLI_CODING_NONE,
    DLI_CODING_GZIP,    /* RFC 1952, any number of members               */
    DLI_CODING_ZLIB,    /* RFC 1950: what HTTP calls "deflate"           */
    DLI_CODING_DEFLATE, /* RFC 1951: what some servers send by that name */
    DLI_CODING_BROTLI,  /* RFC 7932                                      */
    DLI_CODING_ZSTD,    /* RFC 8878, any number of frames                */
} dli_coding;

/* How far undoing one coding may go. */
typedef struct dli_ceiling {
    size_t max;    /* bytes out                                          */
    uint64_t base; /* bytes that pay for it; 0: no ceiling of the ratio  */
} dli_ceiling;

/* Undo one coding of `in` into `out`; *read gets how much of `in` it took. Stops as
 * soon as a ceiling is met. Fails with DL_ERR_FORMAT, DL_ERR_LIMIT, DL_ERR_NOMEM. */
dl_status dli_coding_undo(dli_coding coding, dl_str in, const dli_ceiling *ceiling,
                          dli_buf *out, size_t *read, dl_error *err);

/* What undoing all codings of a capture gives. */
typedef struct dli_body {
    dl_str bytes;        /* the capture itself or in the arena */
    const char *codings; /* "gzip, br", outermost first, or "" */
    uint64_t rest;       /* bytes behind a coding's end, left out */
} dli_body;

/* Undo the codings of a capture, up to DLI_MAX_CODINGS. */
dl_status dli_codings_undo(dli_arena *arena, dl_str capture, dli_body *out, dl_error *err);

#endif
