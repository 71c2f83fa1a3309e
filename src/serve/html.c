/* html.c -- the page of an error, and values in addresses. */
#include "serve/html.h"

void dli_html_part(dli_buf *out, dl_str value)
{
    for (size_t i = 0; i < value.len; i++) {
        char c = value.ptr[i];
        if (dli_is_alnum(c) || c == '-' || c == '_' || c == '.')
            dli_buf_byte(out, c);
        else
            dli_buf_print(out, "%%%02X", (unsigned)(unsigned char)c);
    }
}

const char *dli_html_reason(unsigned status)
{
    static const struct {
        unsigned status;
        const char *reason;
    } reasons[] = {
        { 200, "OK" },
        { 204, "No Content" },
        { 400, "Bad Request" },
        { 304, "Not Modified" },
        { 401, "Unauthorized" },
        { 403, "Forbidden" },
        { 404, "Not Found" },
        { 405, "Method Not Allowed" },
        { 408, "Request Timeout" },
        { 411, "Length Required" },
        { 413, "Content Too Large" },
        { 414, "URI Too Long" },
        { 415, "Unsupported Media Type" },
        { 417, "Expectation Failed" },
        { 421, "Misdirected Request" },
        { 422, "Unprocessable Content" },
        { 431, "Request Header Fields Too Large" },
        { 500, "Internal Server Error" },
        { 503, "Service Unavailable" },
        { 505, "HTTP Version Not Supported" },
    };

    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].status == status)
            return reasons[i].reason;
    return "Error";
}

void dli_html_error(dli_buf *out, unsigned status, const dl_error *err)
{
    dl_str reason = dli_str(dli_html_reason(status));

    dli_html(out, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                  "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    dli_html_text(out, reason);
    dli_html(out,
             " \xE2\x80\x93 dateline</title>\n<link rel=\"stylesheet\" href=\"/app.css\">\n"
             "</head>\n<body>\n<main>\n<section class=\"error\">\n<h1>");
    dli_html_text(out, reason);
    dli_html(out, "</h1>\n<dl>");
    dli_html_wrap(out, "<dt>What</dt><dd>", dli_str(err->what), "</dd>");
    dli_html_wrap(out, "<dt>Where</dt><dd>", dli_str(err->where), "</dd>");
    dli_html_wrap(out, "<dt>What to do</dt><dd>", dli_str(err->fix), "</dd>");
    dli_html(out, "</dl>\n<p><a href=\"/\">To the first page</a></p>\n</section>\n</main>\n"
                  "</body>\n</html>\n");
}
