/* listen.c -- accept connections, wait for their heads, let through what passes the gate.
 *
 *   accept ──▶ waiting ──▶ head is all there ──▶ gate ──▶ libmicrohttpd
 *                 │                               │
 *                 └ too slow, too long ───────────┴──▶ refused, read empty, closed
 *
 * One thread and one poll(). The head is looked at with MSG_PEEK, so that the library
 * finds the socket as if nobody had; SO_RCVLOWAT keeps poll() asleep until there is more
 * than was seen. A connection has DLI_HEAD_SECONDS from its first moment, whatever it
 * sends meanwhile.
 */
#include "serve/server.h"

#include "base/error.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    LINGER_MS = 1000
}; /* for the answer of a refusal to be taken */

static int64_t now_ms(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void set_low_water(int fd, size_t bytes)
{
    int low = (int)bytes;

    (void)setsockopt(fd, SOL_SOCKET, SO_RCVLOWAT, &low, sizeof low);
}

/* ---- Refusing ------------------------------------------------------------------ */

static dl_str write_refusal(dli_server *server, unsigned status, const dl_error *err)
{
    dli_buf page, out;

    dli_arena_reset(&server->refusals);
    dli_buf_init(&page, &server->refusals);
    dli_html_error(&page, status, err);
    dli_buf_init(&out, &server->refusals);
    dli_buf_print(&out, "HTTP/1.1 %u %s\r\n", status, dli_html_reason(status));
    for (size_t i = 0; i < dli_header_count; i++)
        dli_buf_print(&out, "%s: %s\r\n", dli_headers[i].name, dli_headers[i].value);
    if (status == 405)
        dli_buf_add(&out, DL_STR("Allow: GET, HEAD\r\n"));
    dli_buf_print(&out,
                  "Content-Security-Policy: %s\r\nContent-Type: text/html; charset=utf-8\r\n"
                  "Content-Length: %zu\r\n\r\n",
                  dli_page_policy, page.len);
    dli_buf_add(&out, dli_buf_str(&page));
    return page.failed || out.failed ? (dl_str){ "", 0 } : dli_buf_str(&out);
}

/* Answer, then only read until the other side closes: closing with bytes unread would
 * reset the connection and lose the answer. */
static void refuse(dli_server *server, dli_waiting *one, unsigned status, const dl_error *err)
{
    dl_str answer = write_refusal(server, status, err);

    if (send(one->fd, answer.ptr, answer.len, MSG_NOSIGNAL) < 0)
        one->deadline = 0;
    (void)shutdown(one->fd, SHUT_WR);
    set_low_water(one->fd, 1);
    one->refused = true;
    one->deadline = now_ms() + LINGER_MS;
}

/* ---- One connection ---------------------------------------------------------------- */

/* Throw away what a refused one still sends; true once it is done. */
static bool drain(dli_server *server, const dli_waiting *one)
{
    ssize_t len = 1;

    for (int i = 0; i < 64 && len > 0; i++) /* others wait, too */
        len = recv(one->fd, server->head, sizeof server->head, 0);
    if (len > 0 || (len < 0 && errno == EAGAIN))
        return false;
    (void)close(one->fd);
    return true;
}

/* Let the library have it; it closes the socket whatever happens. */
static void hand_over(dli_server *server, int fd)
{
    struct sockaddr_storage address = { .ss_family = AF_UNSPEC };
    socklen_t size = sizeof address;

    set_low_water(fd, 1);
    (void)getpeername(fd, (struct sockaddr *)&address, &size);
    (void)MHD_add_connection(server->daemon, fd, (struct sockaddr *)&address, size);
}

/* Look at what has come; true once the connection is no longer ours. */
static bool look(dli_server *server, dli_waiting *one)
{
    dl_error err = { .status = DL_OK };
    dli_request request;

    if (one->refused)
        return drain(server, one);
    ssize_t len = recv(one->fd, server->head, sizeof server->head, MSG_PEEK);
    if (len < 0 && (errno == EAGAIN || errno == EINTR))
        return false;
    if (len <= 0 || (size_t)len == one->seen) { /* it will send no more */
        (void)close(one->fd);
        return true;
    }
    dl_str bytes = { server->head, (size_t)len };
    size_t end = dli_gate_end(bytes);
    if (end == DLI_NONE && bytes.len <= DLI_MAX_HEAD_BYTES) {
        one->seen = bytes.len;
        set_low_water(one->fd, bytes.len + 1);
        return false;
    }
    if (end != DLI_NONE)
        bytes.len = end;
    unsigned status = dli_gate(bytes, server->port, &request, &err);
    if (status == 200) {
        hand_over(server, one->fd);
        return true;
    }
    refuse(server, one, status, &err);
    return false;
}

static bool expire(dli_server *server, dli_waiting *one)
{
    dl_error err;

    if (one->refused) {
        (void)close(one->fd);
        return true;
    }
    (void)dli_fail(&err, DL_ERR_LIMIT, 0, "send it at once",
                   "the request did not arrive within %d s", DLI_HEAD_SECONDS);
    refuse(server, one, 408, &err);
    return false;
}

/* ---- All of them -------------------------------------------------------------------- */

static void accept_all(dli_server *server)
{
    while (server->waiting_count < DLI_MAX_WAITING) {
        int fd = accept4(server->listen_fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0 && (errno == EMFILE || errno == ENFILE))
            (void)nanosleep(&(struct timespec){ 0, 20000000 }, NULL); /* until one is closed */
        if (fd < 0)
            return;
        server->waiting[server->waiting_count++] =
            (dli_waiting){ .fd = fd, .deadline = now_ms() + (int64_t)DLI_HEAD_SECONDS * 1000 };
    }
}

/* Milliseconds until the next deadline, or -1. */
static int next_timeout(const dli_server *server)
{
    int64_t first = INT64_MAX;

    for (size_t i = 0; i < server->waiting_count; i++)
        if (server->waiting[i].deadline < first)
            first = server->waiting[i].deadline;
    if (first == INT64_MAX)
        return -1;
    first -= now_ms();
    return first < 0 ? 0 : (int)first;
}

enum {
    LISTEN,
    STOP,
    SIGNAL,
    FIRST
};

static size_t fill_polls(const dli_server *server, int signal_fd, struct pollfd *polls)
{
    bool room = server->waiting_count < DLI_MAX_WAITING;

    polls[LISTEN] = (struct pollfd){ .fd = room ? server->listen_fd : -1, .events = POLLIN };
    polls[STOP] = (struct pollfd){ .fd = server->stop_fd, .events = POLLIN };
    polls[SIGNAL] = (struct pollfd){ .fd = signal_fd, .events = POLLIN };
    for (size_t i = 0; i < server->waiting_count; i++)
        polls[FIRST + i] = (struct pollfd){ .fd = server->waiting[i].fd, .events = POLLIN };
    return FIRST + server->waiting_count;
}

static void serve_waiting(dli_server *server, const struct pollfd *polls)
{
    int64_t now = now_ms();
    size_t kept = 0;

    for (size_t i = 0; i < server->waiting_count; i++) {
        dli_waiting one = server->waiting[i];
        bool gone = polls[FIRST + i].revents != 0 && look(server, &one);
        if (!gone && one.deadline <= now)
            gone = expire(server, &one);
        if (!gone)
            server->waiting[kept++] = one;
    }
    server->waiting_count = kept;
}

static void close_waiting(dli_server *server)
{
    for (size_t i = 0; i < server->waiting_count; i++)
        (void)close(server->waiting[i].fd);
    server->waiting_count = 0;
}

dl_status dli_listen(dli_server *server, int signal_fd, dl_error *err)
{
    struct pollfd polls[FIRST + DLI_MAX_WAITING];
    struct signalfd_siginfo signal;
    char why[80];

    for (;;) {
        size_t count = fill_polls(server, signal_fd, polls);
        int ready = poll(polls, count, next_timeout(server));
        if (ready < 0 && errno != EINTR) {
            int number = errno;
            close_waiting(server);
            return dli_fail(err, DL_ERR_IO, 0, "start it again", "the server cannot wait: %s",
                            strerror_r(number, why, sizeof why));
        }
        if (ready < 0)
            continue;
        if (polls[SIGNAL].revents != 0 &&
            read(signal_fd, &signal, sizeof signal) == (ssize_t)sizeof signal)
            break;
        if (polls[STOP].revents != 0)
            break;
        serve_waiting(server, polls);
        if (polls[LISTEN].revents != 0)
            accept_all(server);
    }
    close_waiting(server);
    return DL_OK;
}
