/* door.c -- where the server listens, and for whom.
 *
 *   127.0.0.1              unless said: whoever sits at this machine
 *   --listen ADDRESS       another one, only with a token
 *   --socket PATH          a Unix socket, only for a proxy that asks by --host NAME
 */
#include "serve/server.h"

#include "base/error.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum {
    LEAST_TOKEN = 16,
    MOST_TOKEN = 200
};

/* ---- The token ------------------------------------------------------------------ */

static dl_status bad_token(const char *path, dl_error *err, const char *what, const char *fix)
{
    (void)dli_fail(err, DL_ERR_USAGE, 0, fix, "%s", what);
    dli_error_where(err, "%s", path);
    return DL_ERR_USAGE;
}

static dl_status read_token(dli_server *server, const char *path, dl_error *err)
{
    char bytes[MOST_TOKEN + 2];
    struct stat about;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t len = fd < 0 ? -1 : read(fd, bytes, sizeof bytes);
    bool known = fd >= 0 && fstat(fd, &about) == 0;

    if (fd >= 0)
        (void)close(fd);
    if (len < 0 || !known)
        return bad_token(path, err, "the token cannot be read",
                         "check the file and its rights");
    if ((about.st_mode & 077) != 0)
        return bad_token(path, err, "others may read the token", "chmod 600 it");
    dl_str token = dli_trim((dl_str){ bytes, (size_t)len });
    if (token.len < LEAST_TOKEN || token.len > MOST_TOKEN)
        return bad_token(path, err, "the token does not have 16 to 200 characters",
                         "make one with: openssl rand -hex 24");
    for (size_t i = 0; i < token.len; i++)
        if (token.ptr[i] <= 0x20 || token.ptr[i] >= 0x7F)
            return bad_token(path, err, "the token is not one word of ASCII",
                             "make one with: openssl rand -hex 24");
    server->rules.token = dli_arena_copy(&server->arena, token);
    return server->arena.dry ? dli_no_memory(err) : DL_OK;
}

/* ---- Sockets --------------------------------------------------------------------- */

static dl_status cannot_listen(const char *where, int number, dl_error *err)
{
    char why[80];

    if (number == EADDRINUSE)
        return dli_fail(err, DL_ERR_IO, 0, "pass another --port, or --port 0 for any free one",
                        "%s is in use by another program", where);
    if (number == EACCES)
        return dli_fail(err, DL_ERR_IO, 0, "pass a --port of 1024 or above",
                        "%s is reserved for the system", where);
    return dli_fail(err, DL_ERR_IO, 0, "pass another --port", "cannot listen on %s: %s", where,
                    strerror_r(number, why, sizeof why));
}

static bool is_loopback(const struct sockaddr_storage *address)
{
    if (address->ss_family == AF_INET) {
        struct sockaddr_in four;
        memcpy(&four, address, sizeof four);
        return ntohl(four.sin_addr.s_addr) >> 24 == 127;
    }
    struct sockaddr_in6 six;
    memcpy(&six, address, sizeof six);
    return IN6_IS_ADDR_LOOPBACK(&six.sin6_addr);
}

/* The address in figures; a name could be anybody's. */
static dl_status read_address(const char *text, unsigned port, struct sockaddr_storage *address,
                              socklen_t *size, dl_error *err)
{
    struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
                              .ai_socktype = SOCK_STREAM },
                    *found = NULL;
    char service[8];

    (void)snprintf(service, sizeof service, "%u", port);
    if (getaddrinfo(text, service, &hints, &found) != 0 || found == NULL)
        return dli_fail(err, DL_ERR_USAGE, 0, "give it in figures, as 192.0.2.7",
                        "'%s' is no address to listen on", text);
    memcpy(address, found->ai_addr, found->ai_addrlen);
    *size = found->ai_addrlen;
    freeaddrinfo(found);
    return DL_OK;
}

static unsigned port_of(int fd)
{
    struct sockaddr_storage address = { .ss_family = AF_UNSPEC };
    socklen_t size = sizeof address;
    struct sockaddr_in four;
    struct sockaddr_in6 six;

    if (getsockname(fd, (struct sockaddr *)&address, &size) != 0)
        return 0;
    memcpy(&four, &address, sizeof four);
    memcpy(&six, &address, sizeof six);
    return ntohs(address.ss_family == AF_INET ? four.sin_port : six.sin6_port);
}

static dl_status open_port(dli_server *server, const dli_serve_options *options, dl_error *err)
{
    const char *text = options->address == NULL ? "127.0.0.1" : options->address;
    struct sockaddr_storage address = { .ss_family = AF_UNSPEC };
    socklen_t size = 0;
    char where[80];
    int on = 1;

    DLI_TRY(read_address(text, options->port, &address, &size, err));
    server->rules.owner = is_loopback(&address);
    server->rules.any_number = !server->rules.owner;
    if (!server->rules.owner && options->token_file == NULL)
        return dli_fail(err, DL_ERR_USAGE, 0, "pass --token-file FILE, or put a proxy in front",
                        "whoever reaches %s would read the store", text);
    (void)snprintf(where, sizeof where, "port %u", options->port);
    server->listen_fd =
        socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (server->listen_fd < 0)
        return cannot_listen(where, errno, err);
    (void)setsockopt(server->listen_fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(server->listen_fd, (struct sockaddr *)&address, size) != 0 ||
        listen(server->listen_fd, DLI_BACKLOG) != 0)
        return cannot_listen(where, errno, err);
    server->rules.port = port_of(server->listen_fd);
    bool six = address.ss_family == AF_INET6;
    (void)snprintf(server->base, sizeof server->base, "http://%s%s%s:%u", six ? "[" : "", text,
                   six ? "]" : "", server->rules.port);
    return DL_OK;
}

static dl_status open_path(dli_server *server, const dli_serve_options *options, dl_error *err)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    struct stat about;

    if (options->host == NULL)
        return dli_fail(err, DL_ERR_USAGE, 0, "pass --host news.example, as the proxy has it",
                        "a socket is for a proxy, and its name is not given");
    if (strlen(options->socket) >= sizeof address.sun_path)
        return dli_fail(err, DL_ERR_USAGE, 0, "choose a shorter one",
                        "the path of the socket has more than %zu characters",
                        sizeof address.sun_path - 1);
    memcpy(address.sun_path, options->socket, strlen(options->socket));
    /* What an earlier server left; nothing but a socket is ever taken away. */
    if (lstat(options->socket, &about) == 0 && S_ISSOCK(about.st_mode))
        (void)unlink(options->socket);
    server->listen_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (server->listen_fd < 0 ||
        bind(server->listen_fd, (struct sockaddr *)&address, sizeof address) != 0 ||
        chmod(options->socket, 0660) != 0 || listen(server->listen_fd, DLI_BACKLOG) != 0) {
        char why[80];
        int number = errno;
        return dli_fail(err, DL_ERR_IO, 0, "check the folder and its rights",
                        "cannot listen on %s: %s", options->socket,
                        strerror_r(number, why, sizeof why));
    }
    server->socket = options->socket;
    (void)snprintf(server->base, sizeof server->base, "https://%s", options->host);
    return DL_OK;
}

dl_status dli_door_open(dli_server *server, const dli_serve_options *options, dl_error *err)
{
    if (options->host != NULL && (strlen(options->host) > 200 || options->host[0] == 0))
        return dli_fail(err, DL_ERR_USAGE, 0, "give the name as browsers have it",
                        "the name of --host has 1 to 200 characters");
    if (options->host != NULL)
        server->rules.host = dli_str(options->host);
    if (options->token_file != NULL)
        DLI_TRY(read_token(server, options->token_file, err));
    return options->socket != NULL ? open_path(server, options, err)
                                   : open_port(server, options, err);
}
