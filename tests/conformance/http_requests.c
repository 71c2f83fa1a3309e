/* http_requests.c -- requests made to break servers, against ours.
 *
 *     http_requests FOLDER…      every file below it; skipped if a folder is not there
 *
 * Each *.req is sent twice: as it is, and with "Host: localhost" completed by our port, so that
 * it gets past the host check. What comes back must be a refusal or a closed connection;
 * 200 only for the few that are valid once their host is. The server must then still
 * answer. What else lies there (fuzzers' finds) is sent once, and nothing more behind it.
 */
#include "made_pages.h"
#include "serving.h"
#include "store/store.h"

#include <ftw.h>
#include <stdlib.h>

static int failures, files;

static const char *const valid[] = { "ok.req", "pipeline-1000.req", "ranges-1000.req",
                                     "upgrade-h2c.req", "websocket.req" };

static bool may_pass(const char *name)
{
    for (size_t i = 0; i < sizeof valid / sizeof *valid; i++)
        if (strcmp(valid[i], name) == 0)
            return true;
    return false;
}

static dl_str read_whole(const char *path, dli_arena *arena)
{
    FILE *in = fopen(path, "rb");
    char *bytes = dli_arena_take(arena, (size_t)4 << 20);
    size_t len = in == NULL || bytes == NULL ? 0 : fread(bytes, 1, (size_t)4 << 20, in);

    if (in != NULL)
        (void)fclose(in);
    return (dl_str){ bytes, len };
}

static dl_str with_port(dl_str request, unsigned port, dli_arena *arena)
{
    size_t at = dli_find(request, DL_STR("Host: localhost\r\n"), 0);
    dli_buf out;

    if (at == DLI_NONE)
        return request;
    dli_buf_init(&out, arena);
    dli_buf_add(&out, dli_slice(request, 0, at + 15));
    dli_buf_print(&out, ":%u", port);
    dli_buf_add(&out, dli_from(request, at + 15));
    return dli_buf_str(&out);
}

static void try_request(const char *name, dl_str request, bool pass, unsigned port,
                        dli_arena *arena)
{
    unsigned status = serving_status(serving_ask(port, request, arena));

    if (status != 0 && (status < 400 || status >= 500) && status != 505 &&
        !(pass && status == 200)) {
        printf("not ok - %s: %u\n", name, status);
        failures++;
    }
    if (serving_status(serving_get(port, "/", arena)) != 200) {
        printf("not ok - %s: the server does not answer any more\n", name);
        failures++;
    }
}

/* Bytes, and then the end of them. */
static void try_bytes(const char *name, dl_str bytes, unsigned port, dli_arena *arena)
{
    int fd = serving_connect(port);

    serving_send(fd, bytes);
    (void)shutdown(fd, SHUT_WR);
    unsigned status = serving_status(serving_read(fd, arena, 5000));
    (void)close(fd);
    if (status != 0 && (status < 400 || status >= 500) && status != 505) {
        printf("not ok - %s: %u\n", name, status);
        failures++;
    }
}

static unsigned port_of_all;

static int try_file(const char *path, const struct stat *about, int kind, struct FTW *where)
{
    const char *name = path + where->base;
    dli_arena arena;

    (void)about;
    if (kind != FTW_F)
        return 0;
    dli_arena_init(&arena, (size_t)64 << 20);
    dl_str request = read_whole(path, &arena);
    if (dli_ends(dli_str(name), DL_STR(".req"))) {
        try_request(name, request, false, port_of_all, &arena);
        try_request(name, with_port(request, port_of_all, &arena), may_pass(name), port_of_all,
                    &arena);
    } else {
        try_bytes(path, request, port_of_all, &arena);
        if (files % 100 == 0)
            try_request(name, DL_STR("nonsense\r\n\r\n"), false, port_of_all, &arena);
    }
    files++;
    dli_arena_done(&arena);
    return 0;
}

int main(int argc, char **argv)
{
    char path[] = "/tmp/dateline-http-XXXXXX/news.dateline", beside[64];
    char *slash = strrchr(path, '/');
    dli_serve_options options = { .store = path };
    dli_server *server;
    dli_store *store;
    pthread_t thread;

    *slash = 0;
    if (mkdtemp(path) == NULL)
        return 1;
    *slash = '/';
    if (dli_store_open(path, DLI_STORE_WRITE, &store, NULL) != DL_OK)
        return 1;
    dli_store_close(store);
    if (dli_serve_open(&options, &server, NULL) != DL_OK ||
        pthread_create(&thread, NULL, serving_run, server) != 0)
        return 1;
    port_of_all = dli_serve_port(server);
    for (int i = 1; i < argc; i++)
        if (access(argv[i], R_OK) == 0)
            (void)nftw(argv[i], try_file, 16, FTW_PHYS);
    dli_serve_stop(server);
    (void)pthread_join(thread, NULL);
    dli_serve_close(server);
    for (size_t i = 0; i < 3; i++) {
        (void)snprintf(beside, sizeof beside, "%s%s", path,
                       i == 0   ? ""
                       : i == 1 ? "-wal"
                                : "-shm");
        (void)unlink(beside);
    }
    *slash = 0;
    (void)rmdir(path);
    if (files == 0)
        printf("ok 1 - http_requests # SKIP no folder of hostile requests\n1..1\n");
    else
        printf("%s 1 - http_requests: %d files\n1..1\n", failures == 0 ? "ok" : "not ok",
               files);
    return failures == 0 ? 0 : 1;
}
