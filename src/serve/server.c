/* server.c -- open, run and close the server; from libmicrohttpd to the pages and back.
 *
 * A connection carries one request and is closed: the gate has then seen every byte that
 * libmicrohttpd gets to see.
 */
#include "serve/server.h"

#include "base/error.h"

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

const dli_header dli_headers[] = {
    { "X-Content-Type-Options", "nosniff" },
    { "Referrer-Policy", "no-referrer" },
    { "Cross-Origin-Resource-Policy", "same-origin" },
    { "Cross-Origin-Opener-Policy", "same-origin" },
    { "X-Frame-Options", "DENY" },
    { "Cache-Control", "no-store" },
    { "Connection", "close" },
};
const size_t dli_header_count = sizeof dli_headers / sizeof *dli_headers;

const char dli_page_policy[] = "default-src 'none'; style-src 'self'; form-action 'self'; "
                               "base-uri 'none'; frame-ancestors 'none'";
const char dli_capture_policy[] = "default-src 'none'; sandbox; form-action 'none'; "
                                  "base-uri 'none'; frame-ancestors 'none'";

/* ---- Answers through libmicrohttpd -------------------------------------------- */

static dli_clerk *take_clerk(dli_server *server)
{
    dli_clerk *clerk = NULL;

    (void)pthread_mutex_lock(&server->lock);
    if (server->idle_count > 0)
        clerk = server->idle[--server->idle_count];
    (void)pthread_mutex_unlock(&server->lock);
    return clerk;
}

static void give_clerk(dli_server *server, dli_clerk *clerk)
{
    dli_arena_reset(&clerk->arena);
    (void)pthread_mutex_lock(&server->lock);
    server->idle[server->idle_count++] = clerk;
    (void)pthread_mutex_unlock(&server->lock);
}

/* RFC 8288 */
static bool add_next(struct MHD_Response *response, const dli_visit *visit)
{
    dli_buf link;

    dli_buf_init(&link, visit->arena);
    dli_buf_print(&link, "<%.*s>; rel=\"next\"", (int)visit->next.len, visit->next.ptr);
    dli_buf_byte(&link, 0);
    return !link.failed && MHD_add_response_header(response, "Link", link.ptr) == MHD_YES;
}

static bool add_headers(struct MHD_Response *response, const dli_visit *visit)
{
    char disposition[80];
    bool added = true;

    for (size_t i = 0; i < dli_header_count; i++)
        added &= MHD_add_response_header(response, dli_headers[i].name, dli_headers[i].value) ==
                 MHD_YES;
    added &= MHD_add_response_header(response, "Content-Security-Policy",
                                     visit->download ? dli_capture_policy : dli_page_policy) ==
             MHD_YES;
    if (visit->status != 204 && visit->status != 304)
        added &= MHD_add_response_header(
                     response, "Content-Type",
                     visit->type != NULL ? visit->type : "text/html; charset=utf-8") == MHD_YES;
    if (visit->etag[0] != 0)
        added &= MHD_add_response_header(response, "ETag", visit->etag) == MHD_YES;
    if (visit->next.len > 0)
        added &= add_next(response, visit);
    if (visit->download) {
        bool table = visit->type != NULL && strncmp(visit->type, "text/csv", 8) == 0;
        (void)snprintf(disposition, sizeof disposition, "attachment; filename=\"%.*s.%s\"",
                       (int)(visit->name.len > 40 ? 40 : visit->name.len), visit->name.ptr,
                       table ? "csv" : "txt");
        added &=
            MHD_add_response_header(response, "Content-Disposition", disposition) == MHD_YES;
    }
    return added;
}

static enum MHD_Result send_visit(struct MHD_Connection *connection, const dli_visit *visit)
{
    /* The library wants a pointer it could write to, and copies. */
    union {
        const char *given;
        void *wanted;
    } bytes = { .given = visit->body.len > 0 ? visit->body.ptr : "" };
    struct MHD_Response *response =
        MHD_create_response_from_buffer(visit->body.len, bytes.wanted, MHD_RESPMEM_MUST_COPY);
    enum MHD_Result result = MHD_NO;

    if (response == NULL)
        return MHD_NO;
    if (add_headers(response, visit))
        result = MHD_queue_response(connection, visit->status, response);
    MHD_destroy_response(response);
    return result;
}

/* One parameter, put back as it stood in the address. */
static enum MHD_Result put_back(void *self, enum MHD_ValueKind kind, const char *key,
                                const char *value)
{
    dli_buf *query = self;

    (void)kind;
    if (query->len > 0)
        dli_buf_byte(query, '&');
    dli_buf_add(query, dli_str(key));
    if (value != NULL) {
        dli_buf_byte(query, '=');
        for (size_t i = 0; value[i] != 0; i++)
            dli_buf_byte(query, value[i] == ' ' ? '+' : value[i]);
    }
    return MHD_YES;
}

static dl_str base_of(const dli_server *server, dli_arena *arena)
{
    dli_buf base;

    dli_buf_init(&base, arena);
    dli_buf_print(&base, "http://127.0.0.1:%u", server->port);
    return dli_buf_str(&base);
}

static enum MHD_Result handle(void *self, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **state)
{
    dli_server *server = self;
    dli_clerk *clerk = take_clerk(server);
    dli_visit visit = { .store = NULL };
    dli_buf query;

    (void)version;
    (void)upload;
    (void)state;
    *upload_size = 0;
    if (clerk == NULL)
        return MHD_NO; /* cannot be: as many clerks as threads */
    visit.store = clerk->store;
    visit.arena = &clerk->arena;
    dli_buf_init(&query, &clerk->arena);
    (void)MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, put_back, &query);
    visit.request = (dli_request){ .head = strcmp(method, "HEAD") == 0,
                                   .path = dli_str(url),
                                   .query = dli_buf_str(&query) };
    const char *known =
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "If-None-Match");
    if (known != NULL)
        visit.known = dli_str(known);
    visit.base = base_of(server, &clerk->arena);
    dli_answer(&visit);
    enum MHD_Result result = send_visit(connection, &visit);
    give_clerk(server, clerk);
    return result;
}

/* Addresses stay as they came; the pages decode them, once. */
static size_t leave(void *self, struct MHD_Connection *connection, char *text)
{
    (void)self;
    (void)connection;
    return strlen(text);
}

static void say_nothing(void *self, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

static void say_nothing(void *self, const char *format, va_list args)
{
    (void)self;
    (void)format;
    (void)args;
}

static dl_status start_daemon(dli_server *server, dl_error *err)
{
    server->daemon = MHD_start_daemon(
        MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_NO_LISTEN_SOCKET | MHD_USE_ITC |
            MHD_USE_ERROR_LOG,
        0, NULL, NULL, handle, server, MHD_OPTION_EXTERNAL_LOGGER, say_nothing, NULL,
        MHD_OPTION_UNESCAPE_CALLBACK, leave, NULL, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)DLI_MAX_SERVED, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)DLI_ANSWER_SECONDS,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)2 * DLI_MAX_HEAD_BYTES,
        MHD_OPTION_THREAD_POOL_SIZE, server->threads, MHD_OPTION_END);
    if (server->daemon == NULL)
        return dli_fail(err, DL_ERR_IO, 0, "close other programs and try again",
                        "the server's threads cannot be started");
    return DL_OK;
}

/* Answers that are under way may end, for two seconds. */
static void stop_daemon(dli_server *server)
{
    const struct timespec moment = { 0, 10000000 };

    for (int i = 0; i < 200; i++) {
        const union MHD_DaemonInfo *info =
            MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);
        if (info == NULL || info->num_connections == 0)
            break;
        (void)nanosleep(&moment, NULL);
    }
    MHD_stop_daemon(server->daemon);
    server->daemon = NULL;
}

/* ---- Opening ---------------------------------------------------------------------- */

static dl_status cannot_listen(unsigned port, int number, dl_error *err)
{
    char why[80];

    if (number == EADDRINUSE)
        return dli_fail(err, DL_ERR_IO, 0, "pass another --port, or --port 0 for any free one",
                        "port %u is in use by another program", port);
    if (number == EACCES)
        return dli_fail(err, DL_ERR_IO, 0, "pass a --port of 1024 or above",
                        "port %u is reserved for the system", port);
    return dli_fail(err, DL_ERR_IO, 0, "pass another --port", "cannot listen on port %u: %s",
                    port, strerror_r(number, why, sizeof why));
}

static dl_status open_socket(dli_server *server, unsigned port, dl_error *err)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)port),
                                   .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t size = sizeof address;
    int on = 1;

    server->listen_fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    server->stop_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (server->listen_fd < 0 || server->stop_fd < 0)
        return cannot_listen(port, errno, err);
    (void)setsockopt(server->listen_fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(server->listen_fd, (struct sockaddr *)&address, size) != 0 ||
        listen(server->listen_fd, 128) != 0 ||
        getsockname(server->listen_fd, (struct sockaddr *)&address, &size) != 0)
        return cannot_listen(port, errno, err);
    server->port = ntohs(address.sin_port);
    return DL_OK;
}

static dl_status open_clerks(dli_server *server, const char *path, dl_error *err)
{
    for (unsigned i = 0; i < server->threads; i++) {
        dli_clerk *clerk = &server->clerks[i];
        dli_arena_init(&clerk->arena, DLI_STORE_BUDGET);
        DLI_TRY(dli_store_open(path, DLI_STORE_READ, &clerk->store, err));
        server->idle[server->idle_count++] = clerk;
    }
    return DL_OK;
}

dl_status dli_serve_open(const dli_serve_options *options, dli_server **out, dl_error *err)
{
    dli_arena arena;
    dli_server *server;

    *out = NULL;
    if (options->port > 65535)
        return dli_fail(err, DL_ERR_USAGE, 0, "pass a --port from 0 to 65535",
                        "there is no port %u", options->port);
    dli_arena_init(&arena, (size_t)4 << 20);
    server = dli_arena_take(&arena, sizeof *server);
    if (server == NULL) {
        dli_arena_done(&arena);
        return dli_no_memory(err);
    }
    server->arena = arena;
    server->listen_fd = server->stop_fd = -1;
    server->threads = options->threads == 0 ? 2 : options->threads;
    if (server->threads > DLI_MAX_THREADS)
        server->threads = DLI_MAX_THREADS;
    (void)pthread_mutex_init(&server->lock, NULL);
    dli_arena_init(&server->refusals, (size_t)1 << 20);
    dl_status status = open_clerks(server, options->store, err);
    if (status == DL_OK)
        status = open_socket(server, options->port, err);
    if (status != DL_OK) {
        dli_serve_close(server);
        return status;
    }
    *out = server;
    return DL_OK;
}

unsigned dli_serve_port(const dli_server *server)
{
    return server->port;
}

dl_status dli_serve_run(dli_server *server, dl_error *err)
{
    sigset_t ours, before;
    dl_status status;

    (void)sigemptyset(&ours);
    (void)sigaddset(&ours, SIGINT);
    (void)sigaddset(&ours, SIGTERM);
    (void)sigaddset(&ours, SIGPIPE); /* of the library's threads, which inherit this */
    (void)pthread_sigmask(SIG_BLOCK, &ours, &before);
    (void)sigdelset(&ours, SIGPIPE);
    int signals = signalfd(-1, &ours, SFD_NONBLOCK | SFD_CLOEXEC);
    status = signals < 0 ? cannot_listen(server->port, errno, err) : start_daemon(server, err);
    if (status == DL_OK) {
        status = dli_listen(server, signals, err);
        stop_daemon(server);
    }
    if (signals >= 0)
        (void)close(signals);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return status;
}

void dli_serve_stop(dli_server *server)
{
    const uint64_t one = 1;
    ssize_t done = write(server->stop_fd, &one, sizeof one);

    (void)done; /* a full counter stops just as well */
}

void dli_serve_close(dli_server *server)
{
    dli_arena arena;

    if (server == NULL)
        return;
    if (server->listen_fd >= 0)
        (void)close(server->listen_fd);
    if (server->stop_fd >= 0)
        (void)close(server->stop_fd);
    for (unsigned i = 0; i < server->threads; i++) {
        dli_store_close(server->clerks[i].store);
        dli_arena_done(&server->clerks[i].arena);
    }
    dli_arena_done(&server->refusals);
    (void)pthread_mutex_destroy(&server->lock);
    arena = server->arena; /* the handle lies in it */
    dli_arena_done(&arena);
}
