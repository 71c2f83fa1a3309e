/* fuzz_view.c -- any record in every format.
 *
 * The first line is the record, the rest its source. What is no record is refused; what is
 * one is written: JSON formats give JSON, text gives a terminal nothing to act on, a row of
 * CSV has as many cells as the first.
 */
#include "base/str.h"
#include "base/utf8.h"
#include "view/view.h"

#include <stdlib.h>

#define MUST(condition)                                                                        \
    do {                                                                                       \
        if (!(condition))                                                                      \
            abort();                                                                           \
    } while (0)

static void check_terminal(dl_str text)
{
    MUST(dli_utf8_valid(text) == text.len);
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        MUST((c >= 0x20 && c != 0x7F) || c == '\n');
        MUST(c != 0xC2 || (unsigned char)text.ptr[i + 1] >= 0xA0);
    }
}

/* Rows of RFC 4180, all of the same number of cells. */
static void check_csv(dl_str text)
{
    size_t cells = 1, expected = 0;
    bool quoted = false;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '"')
            quoted = !quoted;
        else if (!quoted && c == ',')
            cells++;
        else if (!quoted && c == '\n') {
            MUST(i > 0 && text.ptr[i - 1] == '\r');
            MUST(expected == 0 || cells == expected);
            expected = cells;
            cells = 1;
        }
    }
    MUST(!quoted && cells == 1);
}

static void check_format(dli_format format, dl_str record, dl_str source, dli_arena *arena)
{
    dli_view view = { .format = format };
    dli_arena scratch;
    dli_json json;
    dli_buf out;

    dli_arena_init(&scratch, (size_t)128 << 20);
    dli_buf_init(&out, arena);
    dli_view_begin(&view, &out);
    dl_status status = dli_view_print(&view, &out, &scratch, record, source, NULL);
    dli_view_end(&view, &out);
    if (status == DL_OK && format == DLI_FORMAT_text)
        check_terminal(dli_buf_str(&out));
    if (status == DL_OK && format == DLI_FORMAT_csv)
        check_csv(dli_buf_str(&out));
    if (status == DL_OK && (format == DLI_FORMAT_json || format == DLI_FORMAT_annotations)) {
        dl_status parsed =
            dli_json_parse(arena, dli_buf_str(&out), DLI_JSON_STRICT, &json, NULL);
        MUST(parsed == DL_OK || parsed == DL_ERR_LIMIT || parsed == DL_ERR_NOMEM);
    }
    dli_arena_done(&scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dl_str source = { size > 0 ? (const char *)data : "", size }, record;

    if (!dli_split(&source, '\n', &record))
        return 0;
    if (source.ptr == NULL)
        source = (dl_str){ "", 0 };
    for (int format = 0; format < DLI_FORMAT_COUNT; format++) {
        dli_arena arena;
        dli_arena_init(&arena, (size_t)256 << 20);
        check_format((dli_format)format, record, source, &arena);
        dli_arena_done(&arena);
    }
    return 0;
}
