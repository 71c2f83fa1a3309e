/* sentence_ends.c -- where the sentences of a stored text end, as text/ finds them.
 *
 * A file of its own because both rooms have a dli_list.
 */
#include "store/sentence_ends.h"

#include "base/error.h"
#include "text/text.h"

dl_status dli_sentence_ends(dli_arena *arena, dl_str body, dli_record_blocks blocks,
                            dl_str language, const dl_span **sentences, size_t *count,
                            dl_error *err)
{
    dli_item item = { .body = { .bytes = body }, .language = language };
    DLI_VEC(dl_span) found = { 0 };
    dli_text_tools *tools;
    dli_parsed parsed;

    *sentences = NULL;
    *count = 0;
    for (size_t i = 0; i < blocks.count; i++)
        if (!DLI_PUSH(arena, &item.blocks, (dli_block){ .in = blocks.ptr[i].at }))
            return dli_no_memory(err);
    DLI_TRY(dli_text_tools_open(NULL, &tools, err));
    dl_status status = dli_text_parse(arena, tools, &item, &parsed, err);
    for (size_t i = 0; status == DL_OK && i < parsed.sentences.count; i++)
        if (!DLI_PUSH(arena, &found, parsed.sentences.ptr[i].in))
            status = dli_no_memory(err);
    dli_text_tools_close(tools);
    *sentences = found.ptr;
    *count = found.count;
    return status;
}
