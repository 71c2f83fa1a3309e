/* gate.h -- what may come in: one function that reads the head of a request.
 *
 * The HTTP library behind it takes two Hosts, folded headers and bare line feeds; this does
 * not. It sees the bytes as they came, and only what is plainly a GET or HEAD of ours for
 * this server passes, or a POST to a route that takes one. So a page in the browser cannot reach the store by a name of its own
 * that leads here (DNS rebinding), and no two readers of a request can disagree on it.
 */
#ifndef DLI_GATE_H
#define DLI_GATE_H

#include "base/str.h"

typedef struct dli_request {
    bool head;    /* HEAD: as GET, without the body                       */
    bool post;    /* POST, else GET                                       */
    dl_str path;  /* "/", or segments of letters, digits, '-', '_' and '.' */
    dl_str query; /* behind the '?', still encoded; may be empty          */
    size_t body;  /* bytes that follow the head; only of a POST           */
} dli_request;

/* Whom this server is for. */
typedef struct dli_gate_rules {
    unsigned port;   /* on which it listens; 0: on a Unix socket, behind a proxy  */
    bool owner;      /* it listens on loopback: whoever asks sits at this machine */
    bool any_number; /* it listens beyond loopback: Host may be any IP address    */
    dl_str host;     /* another name of it, as Host has it; or empty              */
    dl_str token;    /* that every request must show; or empty                    */
} dli_gate_rules;

/* Where the head of a request ends: the position behind the empty line, DLI_NONE if it is
 * not there yet. Bytes that dli_gate() will refuse end it at once: what is no request
 * is not waited for. */
size_t dli_gate_end(dl_str bytes);

/* Read a head, up to and with its empty line.
 *
 *   out   borrowed from `head`; only for status 200.
 *   err   on another status: what is wrong and what would be right.
 *
 * Returns the HTTP status: 200, or that of the refusal. Linear time, any thread. */
unsigned dli_gate(dl_str head, const dli_gate_rules *rules, dli_request *out, dl_error *err);

#endif
