/* evil_store.c -- a store of pages each field of which would act in a browser.
 *
 *     evil_store FILE < PAYLOADS      further payloads, a zero byte behind each
 *
 * For browser.mjs, which looks at every view of it.
 */
#include "made_evil.h"
#include "store/store.h"

#include <stdio.h>

enum {
    MOST = 1 << 20
};

/* Not inlined: gcc would guess at the strings within. */
__attribute__((noinline)) static bool put(dli_store *store, const made_page *page)
{
    dl_error err = { .status = DL_OK };
    dli_arena arena;
    dli_put how;

    dli_arena_init(&arena, (size_t)64 << 20);
    dli_store_page one = { made_source(&arena, page), made_record(&arena, page),
                           made_str(page->url) };
    bool done = dli_store_put(store, &one, &how, &err) == DL_OK;
    if (!done)
        (void)fprintf(stderr, "evil_store: %s\n", err.what);
    dli_arena_done(&arena);
    return done;
}

int main(int argc, char **argv)
{
    static char bytes[MOST + 1];
    dli_store *store;
    made_page page;
    size_t count = 0, at = 0;

    if (argc != 2 || dli_store_open(argv[1], DLI_STORE_WRITE, &store, NULL) != DL_OK ||
        dli_store_begin(store, NULL) != DL_OK)
        return 1;
    for (size_t i = 0; i < MADE_PAYLOADS; i++) {
        page = made_evil(made_payloads[i]);
        count += put(store, &page);
    }
    size_t len = fread(bytes, 1, MOST, stdin);
    while (at < len) {
        size_t end = strlen(bytes + at);
        page = made_evil(bytes + at);
        count += end > 0 && put(store, &page);
        at += end + 1;
    }
    if (dli_store_commit(store, NULL) != DL_OK)
        return 1;
    dli_store_close(store);
    printf("%zu\n", count);
    return 0;
}
