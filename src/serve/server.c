/* server.c -- open, run and close the server; from libmicrohttpd to the pages and back.
 *
 * A connection carries one request and is closed: the gate has then seen every byte that
 * libmicrohttpd gets to see.
 */
#include "serve/server.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
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

const char dli_page_policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'";
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
    if (visit->status == 503)
        added &= MHD_add_response_header(response, "Retry-After", "1") == MHD_YES;
    if (visit->next.len > 0)
        added &= add_next(response, visit);
    if (visit->limited.len > 0) /* one of two words of ours */
        added &= MHD_add_response_header(response, "Dateline-Limited", visit->limited.ptr) ==
                 MHD_YES;
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

static int fd_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);

    return info == NULL ? -1 : info->connect_fd;
}

/* The answer is too much beside those under way. */
static void too_much(dli_visit *visit)
{
    dl_error err;

    (void)dli_fail(&err, DL_ERR_LIMIT, 0, "try again in a second, or ask for less",
                   "the server has as much to send as it can");
    dli_error_where(&err, "%.*s", DLI_ARG(visit->request.path));
    dli_answer_error(visit, 503, &err);
}

static enum MHD_Result answer(dli_server *server, struct MHD_Connection *connection,
                              const char *url, const char *method, dl_str upload)
{
    int64_t since = dli_now_ms();
    dli_clerk *clerk = take_clerk(server);
    dli_visit visit = { .upload = upload, .adder = &server->adder };
    const char *known;
    dli_buf query;

    if (clerk == NULL)
        return MHD_NO; /* cannot be: as many clerks as threads */
    visit.store = clerk->store;
    visit.arena = &clerk->arena;
    visit.kept = &clerk->kept;
    visit.base = dli_str(server->base);
    dli_buf_init(&query, &clerk->arena);
    (void)MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, put_back, &query);
    visit.request = (dli_request){ .head = strcmp(method, "HEAD") == 0,
                                   .post = strcmp(method, "POST") == 0,
                                   .path = dli_str(url),
                                   .query = dli_buf_str(&query) };
    known = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "If-None-Match");
    visit.known = dli_str(known == NULL ? "" : known);
    dli_answer(&visit);
    if (!dli_served_weigh(server, fd_of(connection), visit.body.len))
        too_much(&visit);
    enum MHD_Result result = send_visit(connection, &visit);
    dli_log(server, &clerk->arena,
            &(dli_log_line){ .method = dli_str(method),
                             .path = visit.request.path,
                             .query = visit.request.query,
                             .status = visit.status,
                             .bytes = visit.body.len,
                             .since = since });
    give_clerk(server, clerk);
    return result;
}

/* ---- Uploads ------------------------------------------------------------------- */

static bool take_upload(dli_server *server)
{
    (void)pthread_mutex_lock(&server->lock);
    bool taken = !server->upload.busy;
    server->upload.busy = true;
    (void)pthread_mutex_unlock(&server->lock);
    if (taken)
        dli_buf_init(&server->upload.bytes, &server->upload.arena);
    return taken;
}

static void give_upload(dli_server *server)
{
    dli_arena_reset(&server->upload.arena);
    (void)pthread_mutex_lock(&server->lock);
    server->upload.busy = false;
    (void)pthread_mutex_unlock(&server->lock);
}

/* Another page is being added. */
static enum MHD_Result send_later(struct MHD_Connection *connection)
{
    static const char problem[] =
        "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,"
        "\"detail\":\"another page is being added\",\"where\":\"/v1/add\","
        "\"fix\":\"try again in a second\",\"instance\":\"/v1/add\"}\n";
    dli_visit visit = { .status = 503,
                        .type = "application/problem+json",
                        .body = { problem, sizeof problem - 1 } };

    return send_visit(connection, &visit);
}

/* Called once for the head, then for each piece of a body, then for the answer. */
static enum MHD_Result handle(void *self, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **state)
{
    dli_server *server = self;

    (void)version;
    if (strcmp(method, "POST") != 0)
        return answer(server, connection, url, method, (dl_str){ "", 0 });
    if (*state == NULL) {
        if (!take_upload(server))
            return send_later(connection);
        *state = &server->upload;
        return MHD_YES;
    }
    if (*upload_size > 0) {
        dli_buf_add(&server->upload.bytes, (dl_str){ upload, *upload_size });
        *upload_size = 0;
        return MHD_YES;
    }
    return answer(server, connection, url, method, dli_buf_str(&server->upload.bytes));
}

static void completed(void *self, struct MHD_Connection *connection, void **state,
                      enum MHD_RequestTerminationCode how)
{
    dli_server *server = self;

    (void)connection;
    (void)how;
    if (*state == &server->upload)
        give_upload(server);
    *state = NULL;
}

static void notice(void *self, struct MHD_Connection *connection, void **context,
                   enum MHD_ConnectionNotificationCode what)
{
    (void)context;
    if (what == MHD_CONNECTION_NOTIFY_CLOSED)
        dli_served_end(self, fd_of(connection));
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
        MHD_OPTION_UNESCAPE_CALLBACK, leave, NULL, MHD_OPTION_NOTIFY_COMPLETED, completed,
        server, MHD_OPTION_NOTIFY_CONNECTION, notice, server, MHD_OPTION_CONNECTION_LIMIT,
        2 * (unsigned)DLI_MAX_SERVED, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)DLI_ANSWER_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)2 * DLI_MAX_HEAD_BYTES, MHD_OPTION_THREAD_POOL_SIZE, server->threads,
        MHD_OPTION_END);
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

static dl_status open_log(dli_server *server, const char *path, dl_error *err)
{
    char why[80];

    if (path == NULL)
        return DL_OK;
    server->log_fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (server->log_fd >= 0)
        return DL_OK;
    int number = errno;
    return dli_fail(err, DL_ERR_IO, 0, "check the folder and its rights",
                    "the log '%s' cannot be written: %s", path,
                    strerror_r(number, why, sizeof why));
}

static dl_status open_clerks(dli_server *server, const char *path, dl_error *err)
{
    for (unsigned i = 0; i < server->threads; i++) {
        dli_clerk *clerk = &server->clerks[i];
        dli_arena_init(&clerk->arena, DLI_STORE_BUDGET);
        dli_kept_init(&clerk->kept);
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
    dli_arena_init(&arena, (size_t)8 << 20);
    server = dli_arena_take(&arena, sizeof *server);
    if (server == NULL) {
        dli_arena_done(&arena);
        return dli_no_memory(err);
    }
    server->arena = arena;
    server->listen_fd = server->log_fd = -1;
    server->stop_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    server->adder.store = options->store;
    server->threads = options->threads == 0 ? 2 : options->threads;
    if (server->threads > DLI_MAX_THREADS)
        server->threads = DLI_MAX_THREADS;
    (void)pthread_mutex_init(&server->lock, NULL);
    dli_intake_init(&server->adder.intake);
    dli_arena_init(&server->refusals, (size_t)1 << 20);
    dli_arena_init(&server->upload.arena, 2 * DL_MAX_SOURCE_BYTES + ((size_t)1 << 20));
    dl_status status = server->stop_fd < 0 ? dli_no_memory(err) : DL_OK;
    if (status == DL_OK)
        status = open_clerks(server, options->store, err);
    if (status == DL_OK)
        status = open_log(server, options->log, err);
    if (status == DL_OK)
        status = dli_door_open(server, options, err);
    if (status != DL_OK) {
        dli_serve_close(server);
        return status;
    }
    *out = server;
    return DL_OK;
}

unsigned dli_serve_port(const dli_server *server)
{
    return server->rules.port;
}

const char *dli_serve_address(const dli_server *server)
{
    return server->base;
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
    status = signals < 0 ? dli_no_memory(err) : start_daemon(server, err);
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
    if (server->log_fd >= 0)
        (void)close(server->log_fd);
    if (server->socket != NULL)
        (void)unlink(server->socket);
    dli_intake_done(&server->adder.intake);
    dl_engine_close(server->adder.engine);
    dli_arena_done(&server->upload.arena);
    for (unsigned i = 0; i < server->threads; i++) {
        dli_store_close(server->clerks[i].store);
        dli_arena_done(&server->clerks[i].arena);
        dli_kept_done(&server->clerks[i].kept);
    }
    dli_arena_done(&server->refusals);
    (void)pthread_mutex_destroy(&server->lock);
    arena = server->arena; /* the handle lies in it */
    dli_arena_done(&arena);
}
