/* zip.h -- the members of a zip file, by its central directory (APPNOTE 6.3.10, 4.3). */
#ifndef DLI_ZIP_H
#define DLI_ZIP_H

#include "feed.h"

typedef struct dli_zip_member {
    dl_str name;
    uint64_t at;     /* of its local header */
    uint64_t packed; /* bytes */
    uint64_t plain;
    bool deflated;
    bool readable; /* stored or deflated, not encrypted */
} dli_zip_member;

typedef struct dli_zip {
    dli_zip_member *members;
    size_t count;
} dli_zip;

/* Read the directory. Fails with DL_ERR_FORMAT (no zip file, or damaged), DL_ERR_LIMIT,
 * DL_ERR_IO (a pipe). Names are never used as paths. */
dl_status dli_zip_open(dli_feed *feed, dli_arena *arena, dli_zip *out, dl_error *err);

/* Let the feed give the bytes of a member. */
dl_status dli_zip_enter(dli_feed *feed, dli_arena *arena, const dli_zip_member *member,
                        dl_error *err);

#endif
