/* serve.h -- a store over HTTP: an API, and the web page that is made of it.
 *
 *   browser ──▶ listen.c ──▶ gate.c ──▶ libmicrohttpd ──▶ routes.c ──▶ api_*.c
 *               accepts      refuses     sends            finds        writes JSON, CSV, …
 *
 * It listens on the loopback address unless told otherwise. One route changes something:
 * it adds a page, for whoever sits at the machine.
 */
#ifndef DLI_SERVE_H
#define DLI_SERVE_H

#include "dateline.h"

typedef struct dli_server dli_server;

/* Strings are borrowed until the server is closed; NULL where nothing is said. */
typedef struct dli_serve_options {
    const char *store;      /* path of the store file; opened for reading               */
    unsigned port;          /* 0: any free one                                          */
    unsigned threads;       /* that answer, each with the store open; 0: two            */
    const char *address;    /* in figures; NULL: 127.0.0.1. Beyond loopback with a token */
    const char *socket;     /* path of a Unix socket in place of a port; needs `host`   */
    const char *host;       /* name that others have for it, with a port where it has one */
    const char *token_file; /* one word that every request must show                    */
    const char *log;        /* file that a JSON line a request is added to              */
} dli_serve_options;

enum {
    DLI_SERVE_PORT = 8080
}; /* unless one is given */

/* Open the store and listen. From here on connections are accepted into a queue; they
 * are answered once dli_serve_run() runs.
 *
 * Fails with DL_ERR_STORE or what else dli_store_open() says, DL_ERR_IO (the port
 * is taken, the log cannot be written), DL_ERR_USAGE (port above 65535, an address beyond
 * loopback without a token, a socket without a name, a token that others may read) or
 * DL_ERR_NOMEM. */
dl_status dli_serve_open(const dli_serve_options *options, dli_server **out, dl_error *err);

/* The port it listens on; 0: a socket. */
unsigned dli_serve_port(const dli_server *server);

/* "http://127.0.0.1:8080" */
const char *dli_serve_address(const dli_server *server);

/* Answer until SIGINT or SIGTERM arrives or dli_serve_stop() is called; then finish
 * what is under way, for two seconds at most, and return. The signals are taken by
 * this call and blocked again as before when it ends. */
dl_status dli_serve_run(dli_server *server, dl_error *err);

/* Make dli_serve_run() return. Any thread. */
void dli_serve_stop(dli_server *server);

/* NULL is allowed. */
void dli_serve_close(dli_server *server);

#endif
