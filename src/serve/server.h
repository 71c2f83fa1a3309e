/* server.h -- the running server, as serve/ itself sees it. */
#ifndef DLI_SERVER_H
#define DLI_SERVER_H

#include "base/limits.h"
#include "serve/serve.h"
#include "serve/visit.h"

#include <microhttpd.h>
#include <pthread.h>

enum {
    DLI_MAX_THREADS = 64
};

/* A store that is open and memory to write a page in; used by one thread at a time. */
typedef struct dli_clerk {
    dli_store *store;
    dli_arena arena;
} dli_clerk;

/* A connection whose head is not all there, or one that was refused and is read empty, so
 * that its answer is not lost to a reset. */
typedef struct dli_waiting {
    int fd;
    bool refused;
    size_t seen;      /* bytes of the head seen so far    */
    int64_t deadline; /* milliseconds, monotonic: closed then */
} dli_waiting;

struct dli_server {
    dli_arena arena; /* of the handle itself */
    unsigned port;
    unsigned threads;
    int listen_fd;
    int stop_fd; /* an eventfd */
    struct MHD_Daemon *daemon;
    pthread_mutex_t lock; /* of `idle` */
    dli_clerk clerks[DLI_MAX_THREADS];
    dli_clerk *idle[DLI_MAX_THREADS];
    size_t idle_count;
    dli_waiting waiting[DLI_MAX_WAITING];
    size_t waiting_count;
    dli_arena refusals; /* memory for answers of the gate */
    char head[DLI_MAX_HEAD_BYTES + 1];
};

/* A header that every answer carries. */
typedef struct dli_header {
    const char *name, *value;
} dli_header;

extern const dli_header dli_headers[];
extern const size_t dli_header_count;

/* Of pages, and of saved bytes, which may do nothing at all. */
extern const char dli_page_policy[];
extern const char dli_capture_policy[];

/* Accept and check connections until the server is stopped or a signal comes on
 * `signal_fd`. */
dl_status dli_listen(dli_server *server, int signal_fd, dl_error *err);

#endif
