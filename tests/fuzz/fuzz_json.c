/* fuzz_json.c -- any bytes as JSON: strictly, leniently, and with little memory.
 *
 * What is read lies in the text, children inside their parents; what was read strictly
 * is read leniently without a mend and to the same values; written out it reads the same
 * again; strings as texts have runs inside the string.
 */
#include "base/utf8.h"
#include "json_again.h"

#include <stdlib.h>

#define MUST(condition)                                                                        \
    do {                                                                                       \
        if (!(condition))                                                                      \
            abort();                                                                           \
    } while (0)

/* The runs of a string lie in it, in order, and leave out nothing but lone backslashes. */
static void check_text(const dli_json *json, uint32_t value, dli_arena *arena)
{
    enum {
        OFFSET = 100
    };
    dl_span at = dli_json_at(json, value)->at;
    dl_text text = dli_json_text(json, value, OFFSET, arena);
    uint32_t end = at.start + OFFSET;

    MUST(dli_eq(text.bytes, dli_json_str(json, value, arena)));
    MUST(dli_utf8_valid(text.bytes) == text.bytes.len);
    for (size_t i = 0; i < text.count; i++) {
        MUST(text.runs[i].from.start >= end && text.runs[i].from.end > text.runs[i].from.start);
        for (uint32_t gap = end; gap < text.runs[i].from.start; gap++)
            MUST(json->text.ptr[gap - OFFSET] == '\\');
        end = text.runs[i].from.end;
    }
    MUST(end <= at.end + OFFSET);
}

static void check_places(const dli_json *json, dli_arena *arena)
{
    for (uint32_t v = 1; v < json->count; v++) {
        const dli_json_value *value = dli_json_at(json, v);
        MUST(value->at.start <= value->at.end && value->at.end <= json->text.len);
        for (uint32_t c = value->first; c != 0; c = dli_json_at(json, c)->next) {
            MUST(c > v && c < json->count);
            MUST(dli_json_at(json, c)->at.start >= value->at.start);
            MUST(dli_json_at(json, c)->at.end <= value->at.end);
        }
        if (value->kind == DLI_JSON_STRING)
            check_text(json, v, arena);
    }
}

static dl_str again(const dli_json *json, dli_arena *arena)
{
    dli_buf out;

    dli_buf_init(&out, arena);
    json_again(json, arena, &out);
    MUST(!out.failed);
    return dli_buf_str(&out);
}

static dl_status read_and_check(dl_str text, dli_json_mode mode, dli_arena *arena,
                                dli_json *json)
{
    dl_error err;
    dl_status status = dli_json_parse(arena, text, mode, json, &err);

    if (status != DL_OK) {
        MUST(status == DL_ERR_FORMAT || status == DL_ERR_LIMIT);
        MUST(err.offset <= text.len && err.what[0] != 0 && json->count == 0);
        return status;
    }
    check_places(json, arena);
    dli_json second;
    dl_str written = again(json, arena);
    MUST(dli_json_parse(arena, written, DLI_JSON_STRICT, &second, NULL) == DL_OK);
    MUST(dli_eq(again(&second, arena), written));
    return DL_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dl_str text = { size > 0 ? (const char *)data : "", size };
    dli_arena arena;
    dli_json strict, lenient;

    dli_arena_init(&arena, (size_t)256 << 20);
    if (read_and_check(text, DLI_JSON_STRICT, &arena, &strict) == DL_OK) {
        dli_json_kind kind = (dli_json_kind)dli_json_at(&strict, 1)->kind;
        if (kind == DLI_JSON_OBJECT || kind == DLI_JSON_ARRAY) {
            MUST(read_and_check(text, DLI_JSON_LENIENT, &arena, &lenient) == DL_OK);
            MUST(lenient.mends == 0 && lenient.count == strict.count);
            MUST(dli_eq(again(&strict, &arena), again(&lenient, &arena)));
        }
    } else {
        (void)read_and_check(text, DLI_JSON_LENIENT, &arena, &lenient);
    }
    dli_arena_done(&arena);

    dli_arena_init(&arena, size % 50 * 512);
    dl_status status = dli_json_parse(&arena, text, DLI_JSON_LENIENT, &lenient, NULL);
    MUST(status == DL_OK || lenient.count == 0);
    dli_arena_done(&arena);
    return 0;
}
