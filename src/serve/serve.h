/* serve.h -- a store as pages for a browser on the same machine.
 *
 *   browser ──▶ listen.c ──▶ gate.c ──▶ libmicrohttpd ──▶ routes.c ──▶ page_*.c
 *               accepts      refuses     sends            finds        writes HTML
 *
 * It listens on the loopback address, changes nothing, and every page works
 * without script.
 */
#ifndef DLI_SERVE_H
#define DLI_SERVE_H

#include "dateline.h"

typedef struct dli_server dli_server;

typedef struct dli_serve_options {
    const char *store; /* path of the store file; opened for reading            */
    unsigned port;     /* 0: any free one                                       */
    unsigned threads;  /* that answer, each with the store open; 0: two         */
} dli_serve_options;

enum {
    DLI_SERVE_PORT = 8080
}; /* unless one is given */

/* Open the store and listen on 127.0.0.1. From here on connections are accepted
 * into a queue; they are answered once dli_serve_run() runs.
 *
 * Fails with DL_ERR_STORE or what else dli_store_open() says, DL_ERR_IO (the port
 * is taken), DL_ERR_USAGE (port above 65535) or DL_ERR_NOMEM. */
dl_status dli_serve_open(const dli_serve_options *options, dli_server **out, dl_error *err);

/* The port it listens on. */
unsigned dli_serve_port(const dli_server *server);

/* Answer until SIGINT or SIGTERM arrives or dli_serve_stop() is called; then finish
 * what is under way, for two seconds at most, and return. The signals are taken by
 * this call and blocked again as before when it ends. */
dl_status dli_serve_run(dli_server *server, dl_error *err);

/* Make dli_serve_run() return. Any thread. */
void dli_serve_stop(dli_server *server);

/* NULL is allowed. */
void dli_serve_close(dli_server *server);

#endif
