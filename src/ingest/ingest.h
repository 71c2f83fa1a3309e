/* ingest.h -- files, folders and manifests into a store.
 *
 * Captures the store knows are passed over before they are parsed; what is new is read
 * by a batch (desk.h) and put in transactions. What was counted as added when a
 * transaction ended is kept even if the next moment is the last.
 */
#ifndef DLI_INGEST_H
#define DLI_INGEST_H

#include "desk/desk.h"
#include "ingest/inputs.h"

/* What came of the inputs. */
typedef struct dli_ingest_counts {
    uint64_t found;     /* files and manifest lines looked at                    */
    uint64_t added;     /* pages the store did not have                          */
    uint64_t same;      /* pages it had                                          */
    uint64_t failed;    /* inputs that could not be read: each is said           */
    uint64_t binary;    /* passed over in folders: no text                       */
    uint64_t empty;     /* passed over in folders: no bytes                      */
    uint64_t other;     /* passed over in folders: hidden, scripts, styles, data */
    uint64_t forgotten; /* what was forgotten stays out                         */
    uint64_t items;     /* in the pages added                                    */
    uint64_t bytes;     /* of the captures read                                  */
    uint64_t feeds;     /* passed over in archives: feeds and sitemaps           */
    uint64_t statuses;  /* redirects and errors of servers                     */
    uint64_t types;     /* what no page is                                     */
    uint64_t orphans;   /* revisits of what is not in the archive              */
    uint64_t refused;   /* of those that failed: over a limit                  */
    uint64_t trimmed;   /* pages added of which something was left out         */
    uint64_t collected; /* known pages that came into the collection           */
    uint64_t before;    /* archives that were read before, and not again       */
    uint64_t resumed;   /* archives read from where an earlier run came to     */
    uint64_t at, size;  /* bytes of the inputs; size 0: not known              */
} dli_ingest_counts;

typedef struct dli_ingest_options {
    const char *store;        /* path of the store; made if it does not exist  */
    const char *const *paths; /* files, folders and manifests (inputs.h)       */
    size_t path_count;
    unsigned jobs;          /* threads that parse; 0: one                               */
    const char *collection; /* into which all captures are put; NULL: none     */
    bool resume;            /* archives: do not read again what an earlier run acknowledged */
    dl_input input;
    dli_archives archives;
    void *self;
    void (*failed)(void *self, const dl_error *error);             /* an input; may be NULL */
    void (*progress)(void *self, const dli_ingest_counts *counts); /* every page; may be NULL */
    bool (*stopped)(void *self); /* asked before each page: no more are wanted; may be NULL */
} dli_ingest_options;

/* Read all inputs into the store. A bad input is said and passed over; *counts is right
 * whatever is returned. Fails where the store does (DL_ERR_STORE: all earlier batches
 * are kept) and where threads or memory cannot be had. */
dl_status dli_ingest(const dl_engine *engine, const dli_ingest_options *options,
                     dli_ingest_counts *counts, dl_error *err);

/* True if `capture` gives `record` again, byte for byte, with what the record says it was read
 * with. False too where it cannot be read. */
bool dli_read_again(dli_desk *desk, dl_str capture, dl_str record);

#endif
