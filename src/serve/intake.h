/* intake.h -- archives, files and folders read into the store while the server serves.
 *
 * One at a time, on a thread of its own; whoever asks is told how far it is.
 */
#ifndef DLI_INTAKE_H
#define DLI_INTAKE_H

#include "ingest/ingest.h"

#include <pthread.h>

enum {
    DLI_PROBLEMS = 20 /* inputs that failed: the first of them are told */
};

/* How far a reading is. */
typedef struct dli_progress {
    uint64_t number; /* from 1, in the order of their beginning; 0: there was none */
    bool running;
    uint64_t behind; /* its items have higher numbers (dli_list_page) */
    dli_ingest_counts counts;
    dl_status status; /* of the whole, once it has ended */
    dl_error error;
    uint32_t problem_count;
    dl_error problems[DLI_PROBLEMS];
} dli_progress;

/* All of it is guarded by `lock`, but for what only the thread of the reading touches. */
typedef struct dli_intake {
    pthread_mutex_t lock;
    pthread_t thread;
    bool started; /* the thread is to be joined */
    bool stop;
    dli_progress progress;
    const dl_engine *engine; /* borrowed */
    const char *store;       /* borrowed */
    char path[4096];
    int fd;      /* of an archive in memory, or -1 */
    dl_str name; /* of it, as the user knows it; in `named` */
    char named[128];
} dli_intake;

void dli_intake_init(dli_intake *intake);

/* Stop what is being read, keep what was, and give everything back. */
void dli_intake_done(dli_intake *intake);

/* Begin to read `path` into the store; where `bytes` has any, they are read, and `path` is but a
 * name for them. `behind`: the number of the newest item before. Fails with DL_ERR_LIMIT while
 * another reading goes on, DL_ERR_USAGE (a path that is too long), DL_ERR_NOMEM. */
dl_status dli_intake_begin(dli_intake *intake, const dl_engine *engine, const char *store,
                           dl_str path, dl_str bytes, uint64_t behind, dl_error *err);

/* How far it is. Any thread. */
void dli_intake_look(dli_intake *intake, dli_progress *out);

#endif
