/* fuzz_page.c -- any bytes as a page, as a fragment, and with too little memory.
 *
 * The size of the input picks the fragment's context, so that a kept input is just a
 * file.
 */
#include "page_check.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const contexts[] = {
    "div",       "body",
    "html",      "head",
    "table",     "tbody",
    "tr",        "td",
    "caption",   "colgroup",
    "select",    "template",
    "title",     "textarea",
    "script",    "plaintext",
    "frameset",  "svg path",
    "svg desc",  "math mi",
    "math math", "math annotation-xml",
    "x-own",
};

enum {
    CONTEXTS = sizeof contexts / sizeof *contexts
};

static void check(const dli_page *page, dli_arena *scratch)
{
    const char *wrong = page_check(page, scratch);

    if (wrong == NULL)
        return;
    fprintf(stderr, "does not hold: %s\n", wrong);
    abort();
}

static dl_status parse(dli_arena *arena, dl_str source, bool fragment, dli_page *page)
{
    const char *context = contexts[source.len % CONTEXTS];

    if (fragment)
        return dli_page_parse_fragment(arena, source, dli_str(context), page, NULL);
    return dli_page_parse(arena, source, page, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dl_str source = { (const char *)data, size };
    dli_arena arena, scratch;
    dli_page page;

    dli_arena_init(&scratch, SIZE_MAX / 2);
    for (int fragment = 0; fragment < 2; fragment++) {
        dli_arena_init(&arena, dli_page_budget(size));
        if (parse(&arena, source, fragment != 0, &page) != DL_OK)
            abort();
        if (arena.used > 14 * size + ((size_t)3 << 20))
            abort();
        check(&page, &scratch);
        size_t used = arena.used;
        dli_arena_done(&arena);
        dli_arena_init(&arena, used * (size % 7) / 7);
        if (parse(&arena, source, fragment != 0, &page) == DL_OK)
            check(&page, &scratch);
        dli_arena_done(&arena);
    }
    dli_arena_done(&scratch);
    return 0;
}
