/* body.c -- an item's body out of its lines.
 *
 * Blocks are parted by one blank line, cells of a row by " | ", rows by a line
 * end; what is put between has no origin in the source.
 */
#include "article/body.h"

bool dli_body_build(dli_arena *arena, const dli_lines *lines, dli_item *item)
{
    dli_text_out out;

    dli_text_init(&out, arena);
    for (size_t i = 0; i < lines->count; i++) {
        const dli_line *line = &lines->ptr[i];
        bool table = line->kind == DLI_BLOCK_TABLE && item->blocks.count > 0 &&
                     item->blocks.ptr[item->blocks.count - 1].kind == DLI_BLOCK_TABLE &&
                     i > 0 && lines->ptr[i - 1].kind == DLI_BLOCK_TABLE;
        uint32_t origin = line->text.count > 0 ? line->text.runs[0].from.start : 0;
        if (line->text.bytes.len == 0)
            continue;
        if (table)
            dli_text_gap(&out, line->same_row ? DL_STR(" | ") : DL_STR("\n"), origin);
        else if (out.bytes.len > 0)
            dli_text_gap(&out, DL_STR("\n\n"), origin);
        uint32_t start = (uint32_t)out.bytes.len;
        dli_text_append(&out, &line->text);
        if (table)
            item->blocks.ptr[item->blocks.count - 1].in.end = (uint32_t)out.bytes.len;
        else if (!DLI_PUSH(arena, &item->blocks,
                           (dli_block){ .in = { start, (uint32_t)out.bytes.len },
                                        .kind = line->kind,
                                        .level = line->level }))
            return false;
    }
    item->body = dli_text_done(&out);
    return !arena->dry;
}
