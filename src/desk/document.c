/* document.c -- the public face of the desk: documents (dateline.h). */
#include "base/error.h"
#include "base/limits.h"
#include "base/str.h"
#include "desk/desk.h"

struct dl_doc {
    dli_desk *desk;
    dli_arena own; /* the document itself and its copy of the capture */
    dli_reading reading;
};

dl_status dl_doc_parse(const dl_engine *engine, dl_str bytes, const dl_doc_options *options,
                       dl_doc **out, dl_error *err)
{
    dli_arena own;

    *out = NULL;
    if (bytes.len > DL_MAX_SOURCE_BYTES)
        return dli_fail(err, DL_ERR_LIMIT, 0, "split the input",
                        "the input has %zu bytes; the limit is %zu", bytes.len,
                        DL_MAX_SOURCE_BYTES);
    dli_arena_init(&own, bytes.len + 65536);
    dl_doc *doc = dli_arena_take(&own, sizeof *doc);
    dl_str copy = dli_arena_copy(&own, bytes);
    if (doc == NULL || own.dry) {
        dli_arena_done(&own);
        return dli_no_memory(err);
    }
    dl_status status = dli_desk_open(engine, &doc->desk, err);
    if (status == DL_OK)
        status = dli_desk_read(doc->desk, copy, options, &doc->reading, err);
    if (status != DL_OK) {
        dli_desk_close(doc->desk);
        dli_arena_done(&own);
        return status;
    }
    doc->own = own;
    *out = doc;
    return DL_OK;
}

dl_str dl_doc_record(const dl_doc *doc)
{
    return doc->reading.record;
}

dl_str dl_doc_source(const dl_doc *doc)
{
    return doc->reading.source;
}

void dl_doc_free(dl_doc *doc)
{
    if (doc == NULL)
        return;
    dli_desk_close(doc->desk);
    dli_arena own = doc->own; /* the document lies in it */
    dli_arena_done(&own);
}
