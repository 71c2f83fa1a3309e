/* stored.h -- a store in a folder of its own, for tests with cmocka. */
#ifndef STORED_H
#define STORED_H

#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct stored {
    dli_arena arena;
    char folder[64];
    char path[96];
    dli_store *store; /* open for writing */
    dl_error err;
} stored;

static inline void assert_ok(const stored *s, dl_status status)
{
    if (status != DL_OK)
        fail_msg("%d: %s: %s; %s", status, s->err.where, s->err.what, s->err.fix);
}

/* Remove a store and all that SQLite and we put beside it. */
static inline void stored_remove(const char *path)
{
    static const char *const endings[] = { "", "-wal", "-shm", ".new", "-journal" };
    char file[160];

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        (void)snprintf(file, sizeof file, "%s%s", path, endings[i]);
        (void)unlink(file);
    }
}

static inline int stored_setup(void **ptr)
{
    static stored s; /* one test at a time */

    s = (stored){ .store = NULL };
    dli_arena_init(&s.arena, (size_t)256 << 20);
    (void)snprintf(s.folder, sizeof s.folder, "/tmp/dateline-test-XXXXXX");
    if (mkdtemp(s.folder) == NULL)
        return -1;
    (void)snprintf(s.path, sizeof s.path, "%s/news.dateline", s.folder);
    *ptr = &s;
    return dli_store_open(s.path, DLI_STORE_WRITE, &s.store, &s.err) == DL_OK ? 0 : -1;
}

static inline int stored_teardown(void **ptr)
{
    stored *s = *ptr;

    dli_store_close(s->store);
    stored_remove(s->path);
    (void)rmdir(s->folder);
    dli_arena_done(&s->arena);
    return 0;
}

#endif
