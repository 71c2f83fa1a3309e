/* page_capture.c -- the saved bytes themselves, never shown in place. */
#include "base/error.h"
#include "serve/visit.h"

static bool is_digest(dl_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!dli_is_digit(s.ptr[i]) && (s.ptr[i] < 'a' || s.ptr[i] > 'f'))
            return false;
    return s.len == 64;
}

/* A type of ours for the charset of the record, if it is a plain word. */
static const char *type_of(dl_str charset, dli_arena *arena)
{
    dli_buf type;

    for (size_t i = 0; i < charset.len; i++)
        if (!dli_is_alnum(charset.ptr[i]) && charset.ptr[i] != '-')
            charset.len = 0;
    dli_buf_init(&type, arena);
    dli_buf_add(&type, DL_STR("text/plain; charset="));
    dli_buf_add(&type, charset.len > 0 && charset.len < 40 ? charset : DL_STR("utf-8"));
    dli_buf_byte(&type, 0);
    return type.failed ? "text/plain" : type.ptr;
}

dl_status dli_page_capture(dli_visit *visit, dl_error *err)
{
    dl_str sha256 = dli_visit_segment(visit, 1), bytes, charset;

    visit->status = 404;
    if (!is_digest(sha256))
        return dli_fail(err, DL_ERR_USAGE, 0, "follow a link from an item",
                        "'%.*s' is no SHA-256 digest", DLI_ARG(sha256));
    dl_status status =
        dli_store_capture(visit->store, visit->arena, sha256, &bytes, &charset, err);
    if (status != DL_OK) {
        visit->status = status == DL_ERR_USAGE ? 404 : 500;
        return status;
    }
    visit->status = 200;
    visit->type = type_of(charset, visit->arena);
    visit->download = true;
    visit->name = dli_slice(sha256, 0, 16);
    visit->body = bytes;
    return DL_OK;
}
