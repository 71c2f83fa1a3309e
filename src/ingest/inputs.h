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
    uint64_t before, resumed; /* archives that were read before: all of it; a part */
} dli_inputs_counts;

/* A web archive that can be known again. */
typedef struct dli_inputs_archive {
    dl_str file;
    char digest[65];
    bool ended; /* its last capture was given */
    bool known; /* it was known as read to its end when it was opened */
    struct dli_inputs_archive *next;
} dli_inputs_archive;

/* What is known of an archive from before: how far it was read, and whether that is all of it. True
 * if it need not be read again up to there. */
typedef struct dli_inputs_memory {
    void *self;
    bool (*recall)(void *self, dli_inputs_archive *archive, uint64_t *upto);
} dli_inputs_memory;

/* Start on `paths`, which must outlive the inputs. `memory` may be NULL. NULL if memory ran out. */
dli_inputs *dli_inputs_open(const char *const *paths, size_t count, dl_input input,
                            dli_archives archives, const dli_inputs_memory *memory);

/* The next capture, with its bytes and options, in `arena`, which is the job's own. What
 * cannot be read becomes a job with `given` set and the reason in `error`: a missing
 * file, a folder without pages, a bad line. False when there are no more. */
bool dli_inputs_next(dli_inputs *inputs, dli_arena *arena, dli_job *job);

/* The archive that the job given last came from, and where reading it may go on once that
 * job is done; NULL if it came from none. */
const dli_inputs_archive *dli_inputs_from(const dli_inputs *inputs, uint64_t *upto);

/* All archives that were opened, the first one first. They live as long as the inputs. */
dli_inputs_archive *dli_inputs_archives(const dli_inputs *inputs);

/* How far the inputs were read, in bytes of what was named, and how many these are; false
 * where it is not known: for folders and pipes. */
bool dli_inputs_place(const dli_inputs *inputs, uint64_t *at, uint64_t *size);

dli_inputs_counts dli_inputs_passed(const dli_inputs *inputs);

/* NULL is allowed. */
void dli_inputs_close(dli_inputs *inputs);

#endif
