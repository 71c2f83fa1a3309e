/* fuzz_store.c -- any bytes as a search, as a name, and as an id.
 *
 * A search is found to be right or wrong by us; FTS5 must then take whatever we make of it.
 */
#include "made_pages.h"
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define MUST(condition)                                                                        \
    do {                                                                                       \
        if (!(condition))                                                                      \
            abort();                                                                           \
    } while (0)

static char path[64];

static void remove_store(void)
{
    static const char *const endings[] = { "", "-wal", "-shm" };
    char file[80];

    for (size_t i = 0; i < 3; i++) {
        (void)snprintf(file, sizeof file, "%s%s", path, endings[i]);
        (void)unlink(file);
    }
}

/* The made-up pages, so that ranks, snippets and reasons are reached. */
static void fill(dli_store *store)
{
    dli_arena arena;
    dli_put how;

    dli_arena_init(&arena, (size_t)16 << 20);
    MUST(dli_store_begin(store, NULL) == DL_OK);
    for (size_t i = 0; i < MADE_PAGES; i++) {
        dli_store_page in = { made_source(&arena, &made_pages[i]),
                              made_record(&arena, &made_pages[i]),
                              made_str(made_pages[i].url) };
        MUST(dli_store_put(store, &in, &how, NULL) == DL_OK);
    }
    MUST(dli_store_commit(store, NULL) == DL_OK);
    dli_arena_done(&arena);
}

/* One store for all inputs. */
static dli_store *open_store(void)
{
    static dli_store *store;

    if (store == NULL) {
        (void)snprintf(path, sizeof path, "/tmp/dateline-fuzz-%d", (int)getpid());
        MUST(atexit(remove_store) == 0);
        MUST(dli_store_open(path, DLI_STORE_WRITE, &store, NULL) == DL_OK);
        fill(store);
    }
    return store;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dl_str text = { size > 0 ? (const char *)data : "", size };
    dli_store *store = open_store();
    dli_stored_statements statements;
    dli_stored_items items;
    dli_stored_page page;
    dli_page_of first = { 0, 0 };
    dl_error err = { .status = DL_OK };
    dli_arena arena;

    dli_arena_init(&arena, (size_t)64 << 20);
    const dli_search search = { .query = text, .explain = true };
    dl_status status = dli_store_search(store, &arena, &search, &items, &err);
    MUST(status == DL_OK ||
         (status == DL_ERR_USAGE && err.what[0] != 0 && err.fix[0] != 0 && err.offset <= size));
    for (size_t i = 0; status == DL_OK && i < items.count; i++)
        for (size_t k = 0; k < items.ptr[i].hit_count; k++)
            MUST(items.ptr[i].hits[k].end <= items.ptr[i].snippet.len &&
                 items.ptr[i].hits[k].start < items.ptr[i].hits[k].end);
    status = dli_store_who(store, &arena, text, DL_STR(""), first, &statements, &err);
    MUST(status == DL_OK || status == DL_ERR_USAGE);
    status = dli_store_show(store, &arena, text, &page, &err);
    MUST(status == DL_OK || status == DL_ERR_USAGE);
    dli_arena_done(&arena);
    return 0;
}
