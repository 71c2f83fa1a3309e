/* routes.c -- the table of routes, and from a request to its answer. */
#include "base/embedded.h"
#include "base/error.h"
#include "base/utf8.h"
#include "serve/visit.h"

static dl_status style(dli_visit *visit, dl_error *err)
{
    (void)err;
    visit->type = "text/css; charset=utf-8";
    dli_buf_add(&visit->out, dli_embedded_find("src/serve/style.css"));
    return DL_OK;
}

static dl_status no_picture(dli_visit *visit, dl_error *err)
{
    (void)err;
    visit->status = 204;
    return DL_OK;
}

const dli_route dli_routes[] = {
    { "/", dli_page_items },
    { "/search", dli_page_search },
    { "/item/*/*", dli_page_item },
    { "/who", dli_page_who },
    { "/incidents", dli_page_incidents },
    { "/capture/*", dli_page_capture },
    { "/style.css", style },
    { "/favicon.ico", no_picture }, /* browsers ask unbidden */
};

const size_t dli_route_count = sizeof dli_routes / sizeof *dli_routes;

static bool fits(dl_str pattern, dl_str path)
{
    dl_str want, have;

    for (;;) {
        bool more = dli_split(&pattern, '/', &want), some = dli_split(&path, '/', &have);
        if (more != some)
            return false;
        if (!more)
            return true;
        if (dli_eq(want, DL_STR("*")) ? have.len == 0 : !dli_eq(want, have))
            return false;
    }
}

/* ---- Parts of a request ----------------------------------------------------- */

static unsigned nibble(char c)
{
    c = dli_lower(c);
    return dli_is_digit(c) ? (unsigned)(c - '0') : (unsigned)(c - 'a' + 10);
}

static bool is_hex(char c)
{
    return dli_is_digit(c) || (dli_lower(c) >= 'a' && dli_lower(c) <= 'f');
}

/* application/x-www-form-urlencoded, back to bytes. */
static dl_str decode(dl_str text, dli_arena *arena)
{
    char *bytes = dli_arena_take(arena, text.len + 1);
    size_t len = 0;

    if (bytes == NULL)
        return (dl_str){ "", 0 };
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '%' && i + 2 < text.len && is_hex(text.ptr[i + 1]) &&
            is_hex(text.ptr[i + 2])) {
            c = (char)(nibble(text.ptr[i + 1]) << 4 | nibble(text.ptr[i + 2]));
            i += 2;
        } else if (c == '+') {
            c = ' ';
        }
        bytes[len++] = c;
    }
    dl_str value = { bytes, len };
    return dli_utf8_valid(value) == len ? value : (dl_str){ "", 0 };
}

dl_str dli_visit_get(const dli_visit *visit, const char *name)
{
    dl_str rest = visit->request.query, pair;

    while (dli_split(&rest, '&', &pair)) {
        size_t is = dli_find_byte(pair, '=', 0);
        if (is != DLI_NONE && dli_eq(dli_slice(pair, 0, is), dli_str(name)))
            return dli_trim(decode(dli_from(pair, is + 1), visit->arena));
    }
    return (dl_str){ "", 0 };
}

dl_str dli_visit_segment(const dli_visit *visit, size_t number)
{
    dl_str rest = dli_from(visit->request.path, 1), segment = { "", 0 };

    for (size_t i = 0; dli_split(&rest, '/', &segment); i++)
        if (i == number)
            return segment;
    return (dl_str){ "", 0 };
}

enum {
    ROWS = 50,
    LAST_PAGE = 10000
};

static uint64_t page_number(const dli_visit *visit)
{
    uint64_t number;

    if (!dli_parse_u64(dli_visit_get(visit, "page"), &number) || number < 1)
        return 1;
    return number > LAST_PAGE ? LAST_PAGE : number;
}

dli_page_of dli_visit_page(const dli_visit *visit)
{
    return (dli_page_of){ (uint32_t)((page_number(visit) - 1) * ROWS), ROWS };
}

/* This page's address with another `page`. */
static void page_link(dli_visit *visit, uint64_t number, const char *rel, const char *words)
{
    dl_str rest = visit->request.query, pair;

    dli_html_wrap(&visit->out, "<a rel=\"", dli_str(rel), "\" href=\"");
    dli_html_text(&visit->out, visit->request.path);
    dli_buf_print(&visit->out, "?page=%llu", (unsigned long long)number);
    while (dli_split(&rest, '&', &pair))
        if (pair.len > 0 && !dli_starts(pair, DL_STR("page=")))
            dli_html_wrap(&visit->out, "&amp;", pair, "");
    dli_html_wrap(&visit->out, "\">", dli_str(words), "</a>");
}

void dli_visit_pager(dli_visit *visit, bool more)
{
    uint64_t number = page_number(visit);

    if (number == 1 && !more)
        return;
    dli_html(&visit->out, "<nav class=\"pager\" aria-label=\"Pages\">");
    if (number > 1)
        page_link(visit, number - 1, "prev", "\xE2\x86\x90 Back");
    dli_buf_print(&visit->out, "<span>Page %llu</span>", (unsigned long long)number);
    if (more && number < LAST_PAGE)
        page_link(visit, number + 1, "next", "Further \xE2\x86\x92");
    dli_html(&visit->out, "</nav>\n");
}

/* ---- Answers ------------------------------------------------------------------ */

static unsigned status_of(dl_status status)
{
    switch (status) {
    case DL_ERR_USAGE:
        return 400;
    case DL_ERR_LIMIT:
        return 503;
    case DL_OK:
    case DL_ERR_NOMEM:
    case DL_ERR_IO:
    case DL_ERR_FORMAT:
    case DL_ERR_MODEL:
    case DL_ERR_STORE:
    default:
        return 500;
    }
}

static dl_status not_found(dli_visit *visit, dl_error *err)
{
    visit->status = 404;
    return dli_fail(err, DL_ERR_USAGE, 0, "follow the links from the first page",
                    "there is no page at '%.*s'", DLI_ARG(visit->request.path));
}

void dli_answer(dli_visit *visit)
{
    dl_error err = { .status = DL_OK };
    dl_status status = DL_OK;
    size_t i = 0;

    visit->status = 200;
    visit->body = (dl_str){ NULL, 0 };
    dli_buf_init(&visit->out, visit->arena);
    while (i < dli_route_count && !fits(dli_str(dli_routes[i].path), visit->request.path))
        i++;
    status = i < dli_route_count ? dli_routes[i].handle(visit, &err) : not_found(visit, &err);
    if (status == DL_OK && visit->out.failed)
        status = dli_no_memory(&err);
    if (status == DL_OK) {
        if (visit->body.ptr == NULL)
            visit->body = dli_buf_str(&visit->out);
        return;
    }
    if (visit->status < 400)
        visit->status = status_of(status);
    visit->type = NULL;
    visit->download = false;
    dli_buf_init(&visit->out, visit->arena);
    dli_html_error(&visit->out, visit->status, &err);
    visit->body = dli_buf_str(&visit->out);
}
