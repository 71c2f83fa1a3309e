/* listen.c -- accept connections, wait for their heads, let through what passes the gate.
 *
 *   accept ──▶ waiting ──▶ head is all there ──▶ gate ──▶ libmicrohttpd
 *                 │                               │
 *                 └ too slow, too long ───────────┴──▶ refused, read empty, closed
 *
 * One thread and one poll(). The head is looked at with MSG_PEEK, so that the library
 * finds the socket as if nobody had; SO_RCVLOWAT keeps poll() asleep until there is more
 * than was seen (of Unix sockets it does not, so these rest between two looks). A connection
 * has DLI_HEAD_SECONDS from its first moment, whatever it sends meanwhile.
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
    LINGER_MS = 1000, /* for the answer of a refusal to be taken            */
    REST_MS = 20      /* between two looks where poll() cannot wait for more */
};

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
    if (status == 401)
        dli_buf_add(&out, DL_STR("WWW-Authenticate: Basic realm=\"dateline\"\r\n"));
    if (status == 503)
        dli_buf_add(&out, DL_STR("Retry-After: 1\r\n"));
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

    dli_log(server, &server->refusals,
            &(dli_log_line){ .status = status,
                             .bytes = answer.len,
                             .since = one->since,
                             .refused = dli_str(err->what) });
    if (send(one->fd, answer.ptr, answer.len, MSG_NOSIGNAL) < 0)
        one->deadline = 0;
    (void)shutdown(one->fd, SHUT_WR);
    set_low_water(one->fd, 1);
    one->refused = true;
    one->deadline = dli_now_ms() + LINGER_MS;
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

/* Let the library have it; it closes the socket whatever happens. False if it is full. */
static bool hand_over(dli_server *server, int fd)
{
    struct sockaddr_storage address = { .ss_family = AF_UNSPEC };
    socklen_t size = sizeof address;

    set_low_water(fd, 1);
    if (!dli_served_add(server, fd))
        return false;
    (void)getpeername(fd, (struct sockaddr *)&address, &size);
    if (MHD_add_connection(server->daemon, fd, (struct sockaddr *)&address, size) != MHD_YES)
        dli_served_end(server, fd);
    return true;
}

static void full(dl_error *err)
{
    (void)dli_fail(err, DL_ERR_LIMIT, 0, "try again in a second",
                   "the server has as much to do as it can");
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
    if (server->socket != NULL && len > 0 && (size_t)len == one->seen) {
        one->rests = dli_now_ms() + REST_MS; /* more, or not: poll() cannot tell */
        return false;
    }
    if (len <= 0 || (size_t)len == one->seen) { /* it will send no more */
        (void)close(one->fd);
        return true;
    }
    dl_str bytes = { server->head, (size_t)len };
    size_t end = dli_gate_end(bytes);
    if (end == DLI_NONE && bytes.len <= DLI_MAX_HEAD_BYTES) {
        one->seen = bytes.len;
        set_low_water(one->fd, bytes.len + 1);
        one->rests = server->socket == NULL ? 0 : dli_now_ms() + REST_MS;
        return false;
    }
    if (end != DLI_NONE)
        bytes.len = end;
    unsigned status = dli_gate(bytes, &server->rules, &request, &err);
    if (status == 200) {
        if (hand_over(server, one->fd))
            return true;
        full(&err);
        status = 503;
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

/* Room for one more: that of the one that has waited longest, if that is long; or NULL. */
static dli_waiting *make_room(dli_server *server)
{
    dli_waiting *oldest = &server->waiting[0];

    if (server->waiting_count < DLI_MAX_WAITING)
        return &server->waiting[server->waiting_count++];
    for (size_t i = 1; i < server->waiting_count; i++)
        if (server->waiting[i].since < oldest->since)
            oldest = &server->waiting[i];
    if (dli_now_ms() - oldest->since < DLI_PATIENCE_MS)
        return NULL;
    (void)close(oldest->fd);
    return oldest;
}

/* No room: said, and closed. What has come is read, or closing would lose the answer. */
static void send_away(dli_server *server, int fd)
{
    dli_waiting one = { .fd = fd, .since = dli_now_ms() };
    dl_error err;

    full(&err);
    (void)!recv(fd, server->head, sizeof server->head, 0);
    refuse(server, &one, 503, &err);
    (void)close(fd);
}

static void accept_all(dli_server *server)
{
    for (int i = 0; i < DLI_BACKLOG; i++) { /* then those that wait are looked at */
        int fd = accept4(server->listen_fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0 && (errno == EMFILE || errno == ENFILE))
            (void)nanosleep(&(struct timespec){ 0, 20000000 }, NULL); /* until one is closed */
        if (fd < 0)
            return;
        dli_waiting *room = make_room(server);
        int64_t now = dli_now_ms();
        if (room == NULL)
            send_away(server, fd);
        else
            *room = (dli_waiting){ .fd = fd,
                                   .since = now,
                                   .deadline = now + (int64_t)DLI_HEAD_SECONDS * 1000 };
    }
}

/* Milliseconds until the next deadline, or -1. */
static int next_timeout(dli_server *server)
{
    int64_t first = INT64_MAX, now = dli_now_ms();
    int served = dli_served_expire(server);

    for (size_t i = 0; i < server->waiting_count; i++) {
        const dli_waiting *one = &server->waiting[i];
        int64_t next = one->rests > now ? one->rests : one->deadline;
        if (next < first)
            first = next;
    }
    if (first == INT64_MAX)
        return served;
    first = first < now ? 0 : first - now;
    return served >= 0 && served < first ? served : (int)first;
}

enum {
    LISTEN,
    STOP,
    SIGNAL,
    FIRST
};

static size_t fill_polls(const dli_server *server, int signal_fd, struct pollfd *polls)
{
    int64_t now = dli_now_ms();

    polls[LISTEN] = (struct pollfd){ .fd = server->listen_fd, .events = POLLIN };
    polls[STOP] = (struct pollfd){ .fd = server->stop_fd, .events = POLLIN };
    polls[SIGNAL] = (struct pollfd){ .fd = signal_fd, .events = POLLIN };
    for (size_t i = 0; i < server->waiting_count; i++)
        polls[FIRST + i] =
            (struct pollfd){ .fd = server->waiting[i].rests > now ? -1 : server->waiting[i].fd,
                             .events = POLLIN };
    return FIRST + server->waiting_count;
}

static void serve_waiting(dli_server *server, const struct pollfd *polls)
{
    int64_t now = dli_now_ms();
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
