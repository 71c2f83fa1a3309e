/* bytes.c -- from a capture as saved to the source that everything points into.
 *
 *   capture ──codings.c──▶ body ──prescan.c, detect.c──▶ encoding ──decode.c──▶ source
 *
 * The encoding is decided as browsers decide it: byte order mark, then transport,
 * then the page itself, then its bytes (HTML standard, 13.2.3.1 and 13.2.3.2; Encoding
 * Standard, 6).
 */
#include "bytes.h"

#include "charset.h"
#include "codings.h"

#include "base/digest.h"
#include "base/error.h"
#include "base/str.h"

/* "BOM sniff" */
static dli_encoding by_mark(dl_str body)
{
    if (dli_starts(body, DL_STR("\xEF\xBB\xBF")))
        return DLI_ENCODING_UTF_8;
    if (dli_starts(body, DL_STR("\xFE\xFF")))
        return DLI_ENCODING_UTF_16BE;
    return dli_starts(body, DL_STR("\xFF\xFE")) ? DLI_ENCODING_UTF_16LE : DLI_ENCODING_NONE;
}

/* A transport's word, which may stand in quotation marks. */
static dli_encoding by_transport(dl_str charset)
{
    charset = dli_trim(charset);
    if (charset.len > 1 && (charset.ptr[0] == '"' || charset.ptr[0] == '\'') &&
        charset.ptr[charset.len - 1] == charset.ptr[0])
        charset = dli_slice(charset, 1, charset.len - 1);
    return dli_encoding_find(charset);
}

static dli_encoding decide(dl_str body, dl_str charset, dli_charset_how *how, bool *starved)
{
    dli_encoding found;

    *starved = false;
    *how = DLI_CHARSET_BOM;
    if ((found = by_mark(body)) != DLI_ENCODING_NONE)
        return found;
    *how = DLI_CHARSET_HTTP;
    if ((found = by_transport(charset)) != DLI_ENCODING_NONE)
        return found;
    if ((found = dli_prescan(body, how)) != DLI_ENCODING_NONE)
        return found;
    *how = DLI_CHARSET_DETECTED;
    if ((found = dli_charset_detect(body, starved)) != DLI_ENCODING_NONE)
        return found;
    *how = DLI_CHARSET_DEFAULT;
    return DLI_ENCODING_WINDOWS_1252;
}

/* Let `arena` hold `more` bytes, whatever was its budget. */
static void raise_budget(dli_arena *arena, size_t more)
{
    if (arena->budget < arena->used + more)
        arena->budget = arena->used + more;
}

/* Two buffers of a body's size, which grow by half. What they take is the body. */
static dl_status undo(dli_arena *arena, dl_str capture, dli_body *body, dl_error *err)
{
    size_t budget = arena->budget;

    raise_budget(arena, 4 * DL_MAX_SOURCE_BYTES);
    dl_status status = dli_codings_undo(arena, capture, body, err);
    arena->budget = budget;
    return status;
}

dl_status dli_bytes_unpack(dli_arena *arena, dl_str capture, dl_str *body, dl_error *err)
{
    dli_body undone;

    *body = (dl_str){ "", 0 };
    DLI_TRY(undo(arena, capture, &undone, err));
    *body = undone.bytes;
    return DL_OK;
}

dl_status dli_bytes_read(dli_arena *arena, dl_str capture, dl_str charset, dli_source *out,
                         dl_error *err)
{
    return dli_bytes_read_known(arena, capture, charset, NULL, out, err);
}

dl_status dli_bytes_read_known(dli_arena *arena, dl_str capture, dl_str charset,
                               const uint8_t *sha256, dli_source *out, dl_error *err)
{
    dli_body body;

    *out = (dli_source){ .text = { "", 0 }, .charset = { "", 0 }, .codings = "" };
    if (capture.ptr == NULL)
        capture = DL_STR("");
    DLI_TRY(undo(arena, capture, &body, err));
    raise_budget(arena, dli_page_budget(body.bytes.len));
    if (sha256 != NULL)
        memcpy(out->sha256, sha256, sizeof out->sha256);
    else
        dli_sha256(capture, out->sha256);
    out->raw_bytes = capture.len;
    out->codings = body.codings;
    out->rest = body.rest;
    out->binary = dli_bytes_binary(body.bytes);
    bool starved;
    dli_encoding encoding = decide(body.bytes, charset, &out->how, &starved);
    if (starved)
        return dli_no_memory(err);
    out->charset = dli_encoding_name(encoding);
    return dli_decode(arena, body.bytes, encoding, &out->text, &out->replaced, err);
}
