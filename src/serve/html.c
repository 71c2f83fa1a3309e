/* html.c -- values, addresses, and the frame of every page. */
#include "serve/html.h"

#include "base/utf8.h"
#include "base/when.h"
#include "view/view.h"

#include <unicode/uchar.h>
#include <unicode/uloc.h>

/* ---- Values ------------------------------------------------------------------ */

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

void dli_html_count(dli_buf *out, uint64_t count, const char *one, const char *many)
{
    dli_buf_print(out, "%llu %s", (unsigned long long)count, count == 1 ? one : many);
}

void dli_html_day(dli_buf *out, dl_str day)
{
    static const char *const months[] = { "January",   "February", "March",    "April",
                                          "May",       "June",     "July",     "August",
                                          "September", "October",  "November", "December" };
    dli_when when;

    if (day.len != 10 || !dli_when_parse(day, &when) || when.precision != DLI_WHEN_DAY ||
        when.year <= 0)
        dli_html_text(out, day);
    else
        dli_buf_print(out, "%u %s %d", when.day, months[when.month - 1], when.year);
}

/* A BCP 47 tag, by its letters. */
static bool is_tag(dl_str tag)
{
    for (size_t i = 0; i < tag.len; i++)
        if (!dli_is_alnum(tag.ptr[i]) && tag.ptr[i] != '-')
            return false;
    return tag.len > 0 && tag.len < 36;
}

void dli_html_language(dli_buf *out, dl_str tag)
{
    char id[40] = { 0 }, name[80];
    UChar wide[64];
    UErrorCode status = U_ZERO_ERROR;
    int32_t len;

    if (!is_tag(tag)) {
        dli_html_text(out, tag);
        return;
    }
    memcpy(id, tag.ptr, tag.len);
    len = uloc_getDisplayLanguage(id, "en", wide, 64, &status);
    bool known = U_SUCCESS(status) && len > 0 && len < 64;
    for (int32_t i = 0; known && i < len; i++) {
        known = wide[i] < 0x80; /* English names of languages are plain, or nearly so */
        name[i] = (char)wide[i];
    }
    dli_html_text(out, known ? (dl_str){ name, (size_t)len } : tag);
}

void dli_html_lang(dli_buf *out, dl_str tag)
{
    if (is_tag(tag))
        dli_html_wrap(out, " lang=\"", tag, "\"");
}

/* ---- The frame ----------------------------------------------------------------- */

static void menu_entry(dli_buf *out, const char *href, const char *name, bool here)
{
    dli_buf_print(out, "<li><a href=\"%s\"%s>%s</a></li>", href,
                  here ? " aria-current=\"page\"" : "", name);
}

void dli_html_begin(dli_buf *out, dl_str title, dli_tab place, dl_str query)
{
    dli_html(out, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                  "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    dli_html_wrap(out, "", title, " \xE2\x80\x93 ");
    dli_html(out, "dateline</title>\n<link rel=\"stylesheet\" href=\"/style.css\">\n</head>\n"
                  "<body>\n<a class=\"skip\" href=\"#main\">To the content</a>\n"
                  "<header class=\"top\">\n<a class=\"name\" href=\"/\">dateline</a>\n"
                  "<nav aria-label=\"Views\"><ul>");
    menu_entry(out, "/", "Items", place == DLI_TAB_ITEMS);
    menu_entry(out, "/who", "Who said what", place == DLI_TAB_WHO);
    menu_entry(out, "/incidents", "What happened", place == DLI_TAB_INCIDENTS);
    dli_html(out, "</ul></nav>\n<form class=\"find\" role=\"search\" action=\"/search\">"
                  "<label class=\"unseen\" for=\"q\">Search all items</label>"
                  "<input id=\"q\" name=\"q\" type=\"search\" placeholder=\"Search all items\""
                  " maxlength=\"1000\" value=\"");
    dli_html_text(out, query);
    dli_html(out, "\"><button>Search</button></form>\n</header>\n<main id=\"main\">\n");
}

void dli_html_end(dli_buf *out)
{
    dli_html(out,
             "</main>\n<footer class=\"bottom\">Every fact here can be shown in the bytes it "
             "was read from. <span class=\"quiet\">dateline " DL_VERSION
             "</span></footer>\n</body>\n</html>\n");
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
    dli_html_begin(out, dli_str(dli_html_reason(status)), DLI_TAB_NONE, (dl_str){ "", 0 });
    dli_html(out, "<section class=\"error\">\n<h1>");
    dli_html_text(out, dli_str(dli_html_reason(status)));
    dli_html(out, "</h1>\n<dl>");
    dli_html_wrap(out, "<dt>What</dt><dd>", dli_str(err->what), "</dd>");
    dli_html_wrap(out, "<dt>Where</dt><dd>", dli_str(err->where), "</dd>");
    dli_html_wrap(out, "<dt>What to do</dt><dd>", dli_str(err->fix), "</dd>");
    dli_html(out, "</dl>\n<p><a href=\"/\">To the newest items</a></p>\n</section>\n");
    dli_html_end(out);
}
