/* error.h -- say what went wrong, where, and how to mend it. */
#ifndef DLI_ERROR_H
#define DLI_ERROR_H

#include "dateline.h"

/* Leave the caller at the first failure: the straight path reads straight down. */
#define DLI_TRY(call)                                                                          \
    do {                                                                                       \
        dl_status dli_try_status = (call);                                                     \
        if (dli_try_status != DL_OK)                                                           \
            return dli_try_status;                                                             \
    } while (0)

/* A dl_str as the arguments of "%.*s"; at most 200 bytes are shown. */
#define DLI_ARG(s) ((s).len > 200 ? 200 : (int)(s).len), ((s).len > 0 ? (s).ptr : "")

/* Fill `err` (may be NULL) and return `status`. `where` is left empty for a
 * caller to fill. Texts are cut at a character. */
dl_status dli_fail(dl_error *err, dl_status status, uint64_t offset, const char *fix,
                   const char *what, ...) __attribute__((format(printf, 5, 6)));

/* The one message for memory that ran out. */
dl_status dli_no_memory(dl_error *err);

/* Add where it happened unless somebody closer to it already did. */
void dli_error_where(dl_error *err, const char *where, ...)
    __attribute__((format(printf, 2, 3)));

#endif
