/* serving.h -- a server in a thread, and a client that sends bytes as they are. */
#ifndef SERVING_H
#define SERVING_H

#include "base/arena.h"
#include "base/str.h"
#include "serve/serve.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static inline void *serving_run(void *server)
{
    (void)!dli_serve_run(server, NULL);
    return NULL;
}

/* A connection to `port`, or -1. */
static inline int serving_connect(unsigned port)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)port),
                                   .sin_addr = { htonl(INADDR_LOOPBACK) } };
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        (void)close(fd);
        fd = -1;
    }
    return fd;
}

/* Send what can be sent; the other side may close before it has all. */
static inline void serving_send(int fd, dl_str bytes)
{
    while (bytes.len > 0) {
        ssize_t done = send(fd, bytes.ptr, bytes.len, MSG_NOSIGNAL);
        if (done <= 0)
            return;
        bytes = dli_from(bytes, (size_t)done);
    }
}

/* All that comes back until the other side closes, or empty after `ms` of silence. */
static inline dl_str serving_read(int fd, dli_arena *arena, int ms)
{
    char *bytes = NULL;
    size_t len = 0, cap = 0;

    for (;;) {
        struct pollfd one = { .fd = fd, .events = POLLIN };
        if (len + 1 >= cap) {
            bytes = dli_arena_grow(arena, bytes, cap, cap * 2 + 65536);
            cap = cap * 2 + 65536;
        }
        if (bytes == NULL || poll(&one, 1, ms) <= 0)
            return (dl_str){ "", 0 };
        ssize_t got = recv(fd, bytes + len, cap - len - 1, 0);
        if (got <= 0)
            break;
        len += (size_t)got;
    }
    bytes[len] = 0;
    return (dl_str){ bytes, len };
}

/* Send one request; all of the answer. */
static inline dl_str serving_ask(unsigned port, dl_str request, dli_arena *arena)
{
    int fd = serving_connect(port);

    if (fd < 0)
        return (dl_str){ "", 0 };
    serving_send(fd, request);
    dl_str answer = serving_read(fd, arena, 5000);
    (void)close(fd);
    return answer;
}

/* GET `target` as a browser would. */
static inline dl_str serving_get(unsigned port, const char *target, dli_arena *arena)
{
    char request[8192];
    int len = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n",
                       target, port);

    return serving_ask(port, (dl_str){ request, (size_t)len }, arena);
}

/* The status of an answer, or 0. */
static inline unsigned serving_status(dl_str answer)
{
    uint64_t status = 0;

    if (answer.len > 12 && dli_starts(answer, DL_STR("HTTP/1.1 ")))
        (void)dli_parse_u64(dli_slice(answer, 9, 12), &status);
    return (unsigned)status;
}

/* What stands behind the head of an answer. */
static inline dl_str serving_body(dl_str answer)
{
    size_t end = dli_find(answer, DL_STR("\r\n\r\n"), 0);

    return end == DLI_NONE ? (dl_str){ "", 0 } : dli_from(answer, end + 4);
}

#endif
