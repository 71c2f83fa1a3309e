/* zip_out.h -- write a zip file, members stored as they are (APPNOTE 6.3.10, 4.3). */
#ifndef DLI_ZIP_OUT_H
#define DLI_ZIP_OUT_H

#include "base/buf.h"

typedef struct dli_zip_out_member {
    dl_str name;
    uint64_t at; /* of its local header */
    uint64_t bytes;
    uint32_t crc;
    char sha256[65];
} dli_zip_out_member;

enum {
    DLI_ZIP_OUT_MEMBERS = 8, /* of an archive that dateline writes, at most */
};

typedef struct dli_zip_out {
    int file; /* open for reading and writing, empty */
    dli_zip_out_member members[DLI_ZIP_OUT_MEMBERS];
    size_t count;
    uint64_t at; /* where the next byte goes */
} dli_zip_out;

/* Begin a member; its bytes are then written to the file from zip->at on, which the caller moves.
 * `name` must outlive the file. */
dl_status dli_zip_out_begin(dli_zip_out *zip, dl_str name, dl_error *err);

/* Its bytes are there: read them again, for the checksums of what is on the disk. */
dl_status dli_zip_out_end(dli_zip_out *zip, dl_error *err);

/* A whole member. */
dl_status dli_zip_out_add(dli_zip_out *zip, dl_str name, dl_str bytes, dl_error *err);

/* The directory. */
dl_status dli_zip_out_finish(dli_zip_out *zip, dl_error *err);

/* All of `bytes` to `at` of a file. */
dl_status dli_write_at(int file, uint64_t at, dl_str bytes, dl_error *err);

#endif
