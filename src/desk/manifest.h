/* manifest.h -- inputs of a batch out of JSON lines. */
#ifndef DLI_MANIFEST_H
#define DLI_MANIFEST_H

#include "desk/desk.h"

/* Read one line of a manifest into a job:
 *
 *   {"file" or "text", "url"?, "charset"?, "captured"?, "id"?}
 *
 *   arena   the job's: everything it names lives there.
 *   folder  the manifest's, which `file` is relative to; "" for the current one.
 *   number  of the line, from 1, for messages.
 *
 * A bad line gives a job with `given` and the error set; never fails otherwise. */
void dli_manifest_line(dli_arena *arena, dl_str line, dl_str folder, uint64_t number,
                       dli_job *job);

/* The folder of a path with its slash, or "". */
dl_str dli_folder_of(dl_str path);

#endif
