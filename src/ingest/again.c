/* again.c -- a page of a store, read again: does it give the same record?
 *
 * A record repeats what it was read with: address, file, time, place in an archive, and the
 * charset if a server named it. How the input was to be taken (--input) is not in it.
 */
#include "ingest/ingest.h"

#include "base/str.h"
#include "view/view.h"

enum {
    MEMORY = 512 << 20
};

static dl_warc warc_of(const dli_json *json, uint32_t value, dli_arena *memory)
{
    dl_warc warc = { .file = dli_json_get_str(json, value, "file", memory),
                     .record_id = dli_json_get_str(json, value, "recordId", memory),
                     .truncated = dli_json_get_str(json, value, "truncated", memory) };

    (void)dli_json_get_u64(json, value, "offset", &warc.offset);
    (void)dli_json_get_u64(json, value, "length", &warc.length);
    return warc;
}

bool dli_read_again(dli_desk *desk, dl_str capture, dl_str record)
{
    dli_arena memory;
    dli_json json;
    dli_reading reading;
    bool same = false;

    dli_arena_init(&memory, MEMORY);
    if (dli_record_read(&memory, record, &json, NULL) == DL_OK) {
        uint32_t place = dli_json_get(&json, 1, "warc");
        uint32_t charset = dli_json_get(&json, 1, "charset");
        dl_warc warc = warc_of(&json, place, &memory);
        dl_doc_options options = { .file = dli_json_get_str(&json, 1, "file", &memory),
                                   .url = dli_json_get_str(&json, 1, "url", &memory),
                                   .captured = dli_json_get_str(&json, 1, "captured", &memory),
                                   .warc = place != 0 ? &warc : NULL };
        if (dli_eq(dli_json_get_str(&json, charset, "how", &memory), DL_STR("http")))
            options.charset = dli_json_get_str(&json, charset, "name", &memory);
        same = dli_desk_read(desk, capture, &options, &reading, NULL) == DL_OK &&
               dli_eq(reading.record, record);
    }
    dli_arena_done(&memory);
    return same;
}
