/* server.h -- the running server, as serve/ itself sees it. */
#ifndef DLI_SERVER_H
#define DLI_SERVER_H

#include "base/limits.h"
#include "serve/kept.h"
#include "serve/serve.h"
#include "serve/visit.h"

#include <microhttpd.h>
#include <pthread.h>

enum {
    DLI_MAX_THREADS = 64,
    DLI_BACKLOG = 1024 /* connections that the system keeps until they are accepted */
};

/* A store that is open and memory to write a page in; used by one thread at a time. */
typedef struct dli_clerk {
    dli_store *store;
    dli_arena arena;
    dli_kept kept;
} dli_clerk;

/* A connection whose head is not all there, or one that was refused and is read empty, so
 * that its answer is not lost to a reset. */
typedef struct dli_waiting {
    int fd;
    bool refused;
    size_t seen;      /* bytes of the head seen so far    */
    int64_t since;    /* milliseconds, monotonic          */
    int64_t deadline; /* closed then                      */
    int64_t rests;    /* not looked at before; see listen.c */
} dli_waiting;

/* A connection that the library has. */
typedef struct dli_served {
    int fd;        /* the library's                          */
    int twin;      /* ours, of the same socket; 0: no connection */
    int64_t since; /* milliseconds, monotonic                */
    size_t bytes;  /* of the answer under way                */
} dli_served;

/* The body of a POST; one at a time. */
typedef struct dli_upload {
    bool busy;
    dli_arena arena;
    dli_buf bytes;
} dli_upload;

struct dli_server {
    dli_arena arena;      /* of the handle itself */
    dli_gate_rules rules; /* whom it is for       */
    char base[256];       /* "http://127.0.0.1:8080" */
    const char *socket;   /* path of a Unix socket, or NULL */
    unsigned threads;
    int listen_fd;
    int stop_fd; /* an eventfd */
    int log_fd;  /* or -1      */
    struct MHD_Daemon *daemon;
    pthread_mutex_t lock; /* of `idle`, `served` and `upload.busy` */
    dli_served served[DLI_MAX_SERVED];
    dli_upload upload;
    dli_adder adder;
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

/* ---- door.c, served.c, log.c ------------------------------------------------- */

/* Listen where the options say, and note for whom. */
dl_status dli_door_open(dli_server *server, const dli_serve_options *options, dl_error *err);

int64_t dli_now_ms(void); /* monotonic */

/* A connection goes to the library; false if there is no room. */
bool dli_served_add(dli_server *server, int fd);
void dli_served_end(dli_server *server, int fd);

/* Its answer has so many bytes; false if that is too much beside the others. */
bool dli_served_weigh(dli_server *server, int fd, size_t bytes);

/* End those that have been at it for too long; milliseconds until the next, or -1. */
int dli_served_expire(dli_server *server);

typedef struct dli_log_line {
    dl_str method, path, query;
    unsigned status;
    size_t bytes;
    int64_t since;
    dl_str refused; /* why, or empty */
} dli_log_line;

/* Any thread; `arena` is the caller's. */
void dli_log(const dli_server *server, dli_arena *arena, const dli_log_line *line);

/* Accept and check connections until the server is stopped or a signal comes on
 * `signal_fd`. */
dl_status dli_listen(dli_server *server, int signal_fd, dl_error *err);

#endif
