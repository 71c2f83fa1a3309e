/* lines_item.h -- running text as an item: each line of it a block, as the program takes it. */
#ifndef LINES_ITEM_H
#define LINES_ITEM_H

#include "article/article.h"
#include "base/arena.h"
#include "base/str.h"
#include "base/when.h"

#include <string.h>

enum {
    LINES_LEAST = 50,
    LINES_MOST = 80
};

/* Lines [at, end) and the next are one paragraph that was broken at some 72 columns. */
static inline bool lines_go_on(dl_str text, size_t at, size_t end)
{
    return end - at >= LINES_LEAST && end - at <= LINES_MOST && end + 1 < text.len &&
           !dli_is_space(text.ptr[end + 1]) && memchr(".!?:", text.ptr[end - 1], 4) == NULL;
}

/* The item of `text`, which is borrowed as the other strings are. */
static inline dli_item item_of_lines(dli_arena *arena, dl_str text, const char *language,
                                     const char *published)
{
    dli_item item = { .position = 1, .language = dli_str(language) };

    item.body.bytes = text;
    (void)dli_when_parse(dli_str(published), &item.published.when);
    for (size_t at = 0, end; at < text.len; at = end + 1) {
        size_t line = at;
        for (;;) {
            end = dli_find_byte(text, '\n', line);
            end = end == DLI_NONE ? text.len : end;
            if (!lines_go_on(text, line, end))
                break;
            line = end + 1;
        }
        dli_block block = { .kind = DLI_BLOCK_P, .in = { (uint32_t)at, (uint32_t)end } };
        if (dli_trim(dli_slice(text, at, end)).len > 0 && !DLI_PUSH(arena, &item.blocks, block))
            break;
    }
    return item;
}

#endif
