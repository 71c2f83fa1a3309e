/* item_of_text.h -- an item by hand, for tests of the rooms behind article/.
 *
 * Paragraphs are parted by blank lines. A line that begins with "# " is a heading,
 * "* " a list entry, "> " a block of quotation; the mark is not part of the block.
 */
#ifndef ITEM_OF_TEXT_H
#define ITEM_OF_TEXT_H

#include "article/article.h"
#include "base/arena.h"
#include "base/str.h"

/* The item of `text` (borrowed), its blocks in `arena`. `published` may be empty, else
 * RFC 3339. Blocks are left out once the arena is dry. */
static inline dli_item item_of_text(dli_arena *arena, dl_str text, const char *language,
                                    const char *published)
{
    dli_item item = { .position = 1, .language = dli_str(language) };
    size_t at = 0;

    item.body.bytes = text;
    (void)dli_when_parse(dli_str(published), &item.published.when);
    while (at < text.len) {
        while (at < text.len && dli_is_space(text.ptr[at]))
            at++;
        size_t end = dli_find(text, DL_STR("\n\n"), at);
        size_t stop = end == DLI_NONE ? text.len : end;
        dli_block block = { .kind = DLI_BLOCK_P };
        if (stop - at > 2 && text.ptr[at + 1] == ' ' &&
            memchr("#*>", text.ptr[at], 3) != NULL) {
            block.kind = text.ptr[at] == '#'   ? DLI_BLOCK_H
                         : text.ptr[at] == '*' ? DLI_BLOCK_LI
                                               : DLI_BLOCK_QUOTE;
            at += 2;
        }
        block.in = (dl_span){ (uint32_t)at, (uint32_t)stop };
        if (stop > at && !DLI_PUSH(arena, &item.blocks, block))
            break;
        at = stop;
    }
    return item;
}

#endif
