/* served.h -- a store of made-up pages behind a server, for tests with cmocka. */
#ifndef SERVED_H
#define SERVED_H

#include "made_evil.h"
#include "made_pages.h"
#include "serving.h"
#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

typedef struct served {
    dli_arena arena;
    char folder[64];
    char path[96];
    dli_server *server;
    pthread_t thread;
    unsigned port;
} served;

/* A store of `pages`, and a server on it. */
static inline served *served_start(const made_page *pages, size_t count)
{
    static served s; /* one test at a time */
    dli_serve_options options = { .store = s.path };
    dli_store *store;
    dl_error err = { .status = DL_OK };
    dli_put how;

    s = (served){ .server = NULL };
    dli_arena_init(&s.arena, (size_t)256 << 20);
    (void)snprintf(s.folder, sizeof s.folder, "/tmp/dateline-serve-XXXXXX");
    assert_non_null(mkdtemp(s.folder));
    (void)snprintf(s.path, sizeof s.path, "%s/news.dateline", s.folder);
    assert_int_equal(dli_store_open(s.path, DLI_STORE_WRITE, &store, &err), DL_OK);
    assert_int_equal(dli_store_begin(store, &err), DL_OK);
    for (size_t i = 0; i < count; i++) {
        dli_store_page page = { made_source(&s.arena, &pages[i]),
                                made_record(&s.arena, &pages[i]), made_str(pages[i].url) };
        if (dli_store_put(store, &page, &how, &err) != DL_OK)
            fail_msg("%s", err.what);
    }
    assert_int_equal(dli_store_commit(store, &err), DL_OK);
    dli_store_close(store);
    assert_int_equal(dli_serve_open(&options, &s.server, &err), DL_OK);
    s.port = dli_serve_port(s.server);
    assert_int_equal(pthread_create(&s.thread, NULL, serving_run, s.server), 0);
    return &s;
}

static inline void served_stop(served *s)
{
    static const char *const endings[] = { "", "-wal", "-shm" };
    char path[128];

    dli_serve_stop(s->server);
    assert_int_equal(pthread_join(s->thread, NULL), 0);
    dli_serve_close(s->server);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        (void)snprintf(path, sizeof path, "%s%s", s->path, endings[i]);
        (void)unlink(path);
    }
    assert_int_equal(rmdir(s->folder), 0);
    dli_arena_done(&s->arena);
}

static inline int served_setup(void **ptr)
{
    *ptr = served_start(made_pages, MADE_PAGES);
    return 0;
}

static inline int served_teardown(void **ptr)
{
    served_stop(*ptr);
    return 0;
}

static inline void assert_has(dl_str text, const char *words)
{
    if (dli_find(text, made_str(words), 0) == DLI_NONE)
        fail_msg("'%s' is not in:\n%.*s", words, (int)text.len, text.ptr);
}

#endif
