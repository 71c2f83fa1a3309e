/* desk.h -- a document through all rooms in order: bytes in, record out.
 *
 * The only room that knows them all. A desk belongs to one thread; a batch runs
 * several desks and keeps the order.
 */
#ifndef DLI_DESK_H
#define DLI_DESK_H

#include "base/arena.h"
#include "base/buf.h"

typedef struct dli_desk dli_desk;

/* What came of one capture. Good until the next call on the same desk. */
typedef struct dli_reading {
    dl_str record;  /* one JSON object, no line end (docs/formats/record.md)         */
    dl_str source;  /* UTF-8; what `at` counts in                                    */
    dl_str capture; /* the bytes as given                                            */
    size_t memory;  /* bytes of arena used                                           */
} dli_reading;

dl_status dli_desk_open(const dl_engine *engine, dli_desk **out, dl_error *err);
void dli_desk_close(dli_desk *desk);

/* Read one capture. As dl_doc_parse(), but borrows `capture` and keeps nothing. */
dl_status dli_desk_read(dli_desk *desk, dl_str capture, const dl_doc_options *options,
                        dli_reading *out, dl_error *err);

/* Append the record of an input that could not be read: {"id","file","error"}. */
void dli_error_record(dli_buf *out, dl_str id, dl_str file, const dl_error *error);

/* ---- Batches ------------------------------------------------------------- */

/* One input of a batch: a file to open, or bytes. */
typedef struct dli_job {
    const char *path; /* NULL: `bytes` is the capture */
    dl_str bytes;
    dl_doc_options options; /* borrowed until `done` was called for it */
    dl_str id;              /* of a manifest line; repeated in the record */
    bool given;             /* the line was bad: `error` says how; nothing is read */
    dl_error error;
    const uint8_t *sha256; /* of `bytes`, if it is known; else NULL */
    void *own;             /* the caller's */
} dli_job;

/* Where jobs come from and results go. Calls never overlap, whatever `jobs` is;
 * `done` is called in the order of `next`. */
typedef struct dli_batch {
    void *self;
    /* Fill *job; false when there are no more. Strings live until `done`. */
    bool (*next)(void *self, dli_job *job);
    /* `reading` is NULL where `error` says why. Return false to stop. */
    bool (*done)(void *self, const dli_job *job, const dli_reading *reading,
                 const dl_error *error);
    /* What can be done of a result by the thread that has it, before its turn: calls overlap,
     * each for another job. May be NULL. */
    void (*ready)(void *self, const dli_job *job, const dli_reading *reading);
} dli_batch;

/* Read the capture of one job: the file, or the bytes; what goes wrong says where. */
dl_status dli_desk_read_job(dli_desk *desk, const dli_job *job, dli_reading *out,
                            dl_error *err);

/* Run a batch on `jobs` threads (1: the caller's own). Fails only where threads or
 * desks cannot be made; a bad job goes to `done`. */
dl_status dli_batch_run(const dl_engine *engine, const dli_batch *batch, unsigned jobs,
                        dl_error *err);

/* ---- Archives ------------------------------------------------------------ */

/* Which files are taken for web archives. */
typedef enum dli_archives {
    DLI_ARCHIVES_AUTO, /* those that are: by their bytes, or else by their names */
    DLI_ARCHIVES_ALWAYS,
    DLI_ARCHIVES_NEVER,
} dli_archives;

/* The captures of an archive as jobs. */
typedef struct dli_archived dli_archived;

/* *out is NULL for what is no archive; then *rest may be the whole of standard input or of a
 * pipe, in `arena`, else its ptr is NULL. Failures as dli_archive_open(). */
dl_status dli_archived_open(const char *path, dli_archives archives, dli_arena *arena,
                            dli_archived **out, dl_str *rest, dl_error *err);
void dli_archived_close(dli_archived *archived);

/* The next capture as a job, in `arena`, which is reset and must be the job's own; `options`
 * say what the archive does not. What is damaged, and an archive without a page, become jobs
 * with `given` and the error set. False at the end. */
bool dli_archived_next(dli_archived *archived, dli_arena *arena, const dl_doc_options *options,
                       dli_job *job);

/* Go on where an earlier reading came to, before the first capture is asked for. False where that
 * archive is read from its beginning only. */
bool dli_archived_go_on(dli_archived *archived, uint64_t upto);

/* Where reading may go on, once the capture given last is known. */
uint64_t dli_archived_upto(const dli_archived *archived);

/* What a plain file is known by again, in hexadecimal; false for others (archive.h). */
bool dli_archived_digest(const dli_archived *archived, char hex[65]);

/* How far the file was read, and its size; false where that is not known. */
bool dli_archived_place(const dli_archived *archived, uint64_t *at, uint64_t *size);

/* What was passed over so far (archive.h). */
const struct dli_captures_counts *dli_archived_passed(const dli_archived *archived);

/* ---- Manifests ----------------------------------------------------------- */

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
