/* inputs.h -- from what was named on a command line to single captures.
 *
 *   page.html     that file
 *   folder/       every page below it, in the order of their names; links and hidden
 *                 files are passed over. A folder with a manifest.jsonl is read by it.
 *   crawl.warc.gz  a web archive: every page in it
 *   list.jsonl    a manifest: {"file" or "text", "url"?, "charset"?, "captured"?, "id"?}
 *                 a line, `file` relative to the manifest
 */
#ifndef DLI_INPUTS_H
#define DLI_INPUTS_H

#include "desk/desk.h"

typedef struct dli_inputs dli_inputs;

/* Why a file of a folder, or a record of an archive, was passed over. */
typedef struct dli_inputs_counts {
    uint64_t binary, empty, other;
    uint64_t feeds, statuses, types, orphans; /* of archives (archive.h) */
} dli_inputs_counts;

/* Start on `paths`, which must outlive the inputs. NULL if memory ran out. */
dli_inputs *dli_inputs_open(const char *const *paths, size_t count, dl_input input,
                            dli_archives archives);

/* The next capture, with its bytes and options, in `arena`, which is the job's own. What
 * cannot be read becomes a job with `given` set and the reason in `error`: a missing
 * file, a folder without pages, a bad line. False when there are no more. */
bool dli_inputs_next(dli_inputs *inputs, dli_arena *arena, dli_job *job);

dli_inputs_counts dli_inputs_passed(const dli_inputs *inputs);

/* NULL is allowed. */
void dli_inputs_close(dli_inputs *inputs);

#endif
