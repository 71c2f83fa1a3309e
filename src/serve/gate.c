/* gate.c -- the head of a request, read by the letter of RFC 9112 and then some.
 *
 *   section 2.2  lines end with CR LF; no bare CR or LF, no NUL
 *   section 3    request-line: one space each; origin-form only (3.2.1)
 *   section 3.2  exactly one Host, and it is one of ours
 *   section 5    no space before the colon, no folded lines (5.2)
 *   section 6    no body: no Transfer-Encoding, no Content-Length but 0
 */
#include "serve/gate.h"

#include "base/error.h"
#include "base/limits.h"

#include <stdio.h>

size_t dli_gate_end(dl_str bytes)
{
    bool first = true;

    for (size_t at = 0; at < bytes.len; at++) {
        unsigned char c = (unsigned char)bytes.ptr[at];
        bool feed = at + 1 < bytes.len && bytes.ptr[at + 1] == '\n';
        if (c == '\r' && (feed || at + 1 == bytes.len))
            continue;
        if (c < 0x20 && c != '\n' && c != '\t')
            return at + 1;
        if (c != '\n')
            continue;
        if (at == 0 || bytes.ptr[at - 1] != '\r' ||
            (first && dli_find(dli_slice(bytes, 0, at), DL_STR(" HTTP/"), 0) == DLI_NONE))
            return at + 1;
        if (dli_starts(dli_from(bytes, at + 1), DL_STR("\r\n")))
            return at + 3;
        first = false;
    }
    return DLI_NONE;
}

static unsigned refuse(unsigned status, dl_error *err, const char *what, const char *fix)
{
    (void)dli_fail(err, DL_ERR_USAGE, 0, fix, "%s", what);
    dli_error_where(err, "the request");
    return status;
}

/* Bytes that may stand in a line of the head. */
static bool plain(dl_str line)
{
    for (size_t i = 0; i < line.len; i++) {
        unsigned char c = (unsigned char)line.ptr[i];
        if ((c < 0x20 && c != '\t') || c == 0x7F)
            return false;
    }
    return true;
}

/* The next line without its CR LF; false if it ends in any other way. */
static bool take_line(dl_str *rest, dl_str *line)
{
    size_t at = dli_find_byte(*rest, '\n', 0);

    if (at == DLI_NONE || at == 0 || rest->ptr[at - 1] != '\r')
        return false;
    *line = dli_slice(*rest, 0, at - 1);
    *rest = dli_from(*rest, at + 1);
    return plain(*line);
}

/* ---- Request line ----------------------------------------------------------- */

/* No encoding, no "." or ".." segment, nothing that could mean another place. */
static bool plain_path(dl_str path)
{
    if (path.len == 0 || path.ptr[0] != '/')
        return false;
    for (size_t i = 1; i < path.len; i++) {
        char c = path.ptr[i], before = path.ptr[i - 1];
        if (!dli_is_alnum(c) && c != '-' && c != '_' && c != '.' && c != '/')
            return false;
        if ((c == '.' && (before == '.' || before == '/')) || (c == '/' && before == '/'))
            return false;
    }
    return true;
}

static bool plain_query(dl_str query)
{
    for (size_t i = 0; i < query.len; i++)
        if (query.ptr[i] <= 0x20 || query.ptr[i] >= 0x7F || query.ptr[i] == '#')
            return false;
    return true;
}

static unsigned read_target(dl_str target, dli_request *out, dl_error *err)
{
    size_t mark = dli_find_byte(target, '?', 0);

    if (target.len > DLI_MAX_TARGET_BYTES)
        return refuse(414, err, "the address is too long", "ask for less");
    out->path = mark == DLI_NONE ? target : dli_slice(target, 0, mark);
    out->query = mark == DLI_NONE ? (dl_str){ "", 0 } : dli_from(target, mark + 1);
    if (!plain_path(out->path) || !plain_query(out->query))
        return refuse(400, err, "the address is not one of this server",
                      "follow the links from the first page");
    return 200;
}

static unsigned read_request_line(dl_str line, dli_request *out, dl_error *err)
{
    size_t first = dli_find_byte(line, ' ', 0);
    size_t second = first == DLI_NONE ? DLI_NONE : dli_find_byte(line, ' ', first + 1);

    if (second == DLI_NONE)
        return refuse(400, err, "the first line is no HTTP request", "use a browser");
    dl_str method = dli_slice(line, 0, first), version = dli_from(line, second + 1);
    if (!dli_eq(version, DL_STR("HTTP/1.1")) && !dli_eq(version, DL_STR("HTTP/1.0")))
        return refuse(505, err, "the version of HTTP is not known here", "use HTTP/1.1");
    out->head = dli_eq(method, DL_STR("HEAD"));
    if (!out->head && !dli_eq(method, DL_STR("GET")))
        return refuse(405, err, "the method is not allowed here", "use GET");
    return read_target(dli_slice(line, first + 1, second), out, err);
}

/* ---- Header lines ------------------------------------------------------------ */

typedef struct headers {
    unsigned port;
    size_t count, hosts;
    bool cross_site, navigates;
} headers;

static bool is_token(dl_str name)
{
    for (size_t i = 0; i < name.len; i++)
        if (!dli_is_alnum(name.ptr[i]) &&
            (name.ptr[i] == 0 || strchr("!#$%&'*+-.^_`|~", name.ptr[i]) == NULL))
            return false;
    return name.len > 0;
}

/* A loopback name with our port. */
static bool is_ours(dl_str host, unsigned port)
{
    static const char *const names[] = { "127.0.0.1", "localhost", "[::1]" };
    char expected[32];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        (void)snprintf(expected, sizeof expected, "%s:%u", names[i], port);
        if (dli_eq_nocase(host, dli_str(expected)) ||
            (port == 80 && dli_eq_nocase(host, dli_str(names[i]))))
            return true;
    }
    return false;
}

static unsigned read_header(headers *seen, dl_str line, dl_error *err)
{
    size_t colon = dli_find_byte(line, ':', 0);
    dl_str name = dli_slice(line, 0, colon == DLI_NONE ? 0 : colon);

    if (++seen->count > DLI_MAX_HEADERS)
        return refuse(431, err, "the request has too many headers", "use a browser");
    if (!is_token(name)) /* folded lines and spaces before the colon end here */
        return refuse(400, err, "a header line is not well formed", "use a browser");
    dl_str value = dli_trim(dli_from(line, colon + 1));
    if (dli_eq_nocase(name, DL_STR("host"))) {
        if (++seen->hosts > 1)
            return refuse(400, err, "the request names two hosts", "name one");
        if (!is_ours(value, seen->port))
            return refuse(421, err, "this server is not the host that was asked for",
                          "use the address that 'dateline serve' printed");
    }
    if (dli_eq_nocase(name, DL_STR("transfer-encoding")) ||
        (dli_eq_nocase(name, DL_STR("content-length")) && !dli_eq(value, DL_STR("0"))))
        return refuse(413, err, "the request has a body", "leave it out: nothing is taken");
    if (dli_eq_nocase(name, DL_STR("expect")))
        return refuse(417, err, "the request expects something", "leave it out");
    if (dli_eq_nocase(name, DL_STR("sec-fetch-site")))
        seen->cross_site = dli_eq(value, DL_STR("cross-site"));
    if (dli_eq_nocase(name, DL_STR("sec-fetch-mode")))
        seen->navigates = dli_eq(value, DL_STR("navigate"));
    return 200;
}

unsigned dli_gate(dl_str head, unsigned port, dli_request *out, dl_error *err)
{
    headers seen = { .port = port };
    dl_str rest = head, line;
    unsigned status;

    *out = (dli_request){ .path = { "", 0 } };
    if (head.len > DLI_MAX_HEAD_BYTES)
        return refuse(431, err, "the head of the request is too long", "use a browser");
    if (!take_line(&rest, &line))
        return refuse(400, err, "the first line is no HTTP request", "use a browser");
    status = read_request_line(line, out, err);
    while (status == 200) {
        if (!take_line(&rest, &line))
            return refuse(400, err, "a header line is not well formed", "use a browser");
        if (line.len == 0)
            break;
        status = read_header(&seen, line, err);
    }
    if (status != 200)
        return status;
    if (rest.len > 0)
        return refuse(400, err, "something stands behind the head", "use a browser");
    if (seen.hosts != 1)
        return refuse(400, err, "the request names no host", "name one");
    /* A link that leads here is fine; another site's script or picture is not. */
    if (seen.cross_site && !seen.navigates)
        return refuse(403, err, "another site asked for this", "open it yourself");
    return 200;
}
