/* embedded.h -- files the program carries in itself (tools/gen_embedded.c). */
#ifndef DLI_EMBEDDED_H
#define DLI_EMBEDDED_H

#include "str.h"

typedef struct dli_embedded_file {
    dl_str name;  /* path in the source tree      */
    dl_str bytes; /* a zero byte stands behind it */
} dli_embedded_file;

extern const dli_embedded_file dli_embedded[];
extern const size_t dli_embedded_count;

/* Empty if there is no such file. */
static inline dl_str dli_embedded_find(const char *name)
{
    for (size_t i = 0; i < dli_embedded_count; i++)
        if (dli_eq(dli_embedded[i].name, dli_str(name)))
            return dli_embedded[i].bytes;
    return (dl_str){ "", 0 };
}

#endif
