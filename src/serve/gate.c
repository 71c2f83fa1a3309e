/* gate.c -- the head of a request, read by the letter of RFC 9112 and then some.
 *
 *   section 2.2  lines end with CR LF; no bare CR or LF, no NUL
 *   section 3    request-line: one space each; origin-form only (3.2.1)
 *   section 3.2  exactly one Host, and it is one of ours
 *   section 5    no space before the colon, no folded lines (5.2)
 *   section 6    a body only of a POST, and only with its length
 *
 * and of RFC 9110, section 11 (credentials), and the rules of visit.h for routes that
 * change something: not from another site, whatever form its request has.
 */
#include "serve/gate.h"

#include "base/error.h"
#include "base/limits.h"
#include "serve/visit.h"

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
    out->post = dli_eq(method, DL_STR("POST"));
    if (!out->head && !out->post && !dli_eq(method, DL_STR("GET")))
        return refuse(405, err, "the method is not allowed here", "use GET");
    return read_target(dli_slice(line, first + 1, second), out, err);
}

/* ---- Header lines ------------------------------------------------------------ */

typedef struct headers {
    const dli_gate_rules *rules;
    size_t count, hosts, lengths;
    uint64_t length;                       /* of the body                    */
    dl_str site, origin, type, mark;       /* what browsers say; our own mark */
    bool navigates, has_origin, has_token; /* shown, and right                */
} headers;

static bool is_token(dl_str name)
{
    for (size_t i = 0; i < name.len; i++)
        if (!dli_is_alnum(name.ptr[i]) &&
            (name.ptr[i] == 0 || strchr("!#$%&'*+-.^_`|~", name.ptr[i]) == NULL))
            return false;
    return name.len > 0;
}

/* `host` is `name`, with our port where it needs one. */
static bool is_named(dl_str host, dl_str name, unsigned port)
{
    char expected[32];

    if (port == 80 && dli_eq_nocase(host, name))
        return true;
    (void)snprintf(expected, sizeof expected, ":%u", port);
    dl_str tail = dli_str(expected);
    return host.len == name.len + tail.len && dli_starts_nocase(host, name) &&
           dli_ends(host, tail);
}

/* An address in figures with our port: no name, so nothing that could lead elsewhere. */
static bool is_figures(dl_str host, unsigned port)
{
    size_t colon = host.len;

    while (colon > 0 && host.ptr[colon - 1] != ':')
        colon--;
    dl_str name = colon == 0 ? host : dli_slice(host, 0, colon - 1);
    bool six = name.len > 2 && name.ptr[0] == '[' && name.ptr[name.len - 1] == ']';
    for (size_t i = six; i < name.len - six; i++)
        if (!dli_is_digit(name.ptr[i]) &&
            !(six ? dli_is_any(dli_lower(name.ptr[i]), DL_STR("abcdef:")) : name.ptr[i] == '.'))
            return false;
    return name.len > 0 && is_named(host, name, port);
}

static bool is_ours(dl_str host, const dli_gate_rules *rules)
{
    static const char *const names[] = { "127.0.0.1", "localhost", "[::1]" };

    if (rules->host.len > 0 && dli_eq_nocase(host, rules->host))
        return true;
    for (size_t i = 0; rules->port > 0 && i < sizeof names / sizeof *names; i++)
        if (is_named(host, dli_str(names[i]), rules->port))
            return true;
    return rules->any_number && is_figures(host, rules->port);
}

/* Our own origin: http or, behind a proxy, https. */
static bool is_our_origin(dl_str origin, const dli_gate_rules *rules)
{
    if (dli_starts(origin, DL_STR("http://")))
        return is_ours(dli_from(origin, 7), rules);
    return dli_starts(origin, DL_STR("https://")) && is_ours(dli_from(origin, 8), rules);
}

/* ---- Credentials ------------------------------------------------------------- */

static int value_of(char c)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c == 0 ? NULL : strchr(letters, c);

    return at == NULL ? -1 : (int)(at - letters);
}

/* Base64 (RFC 4648, section 4) into `out`; how many bytes, 0 if it is none. */
static size_t decode(dl_str text, char out[256])
{
    size_t len = 0;
    uint32_t bits = 0;

    while (text.len > 0 && text.ptr[text.len - 1] == '=')
        text.len--;
    if (text.len > 300)
        return 0;
    for (size_t i = 0; i < text.len; i++) {
        int value = value_of(text.ptr[i]);
        if (value < 0)
            return 0;
        bits = bits << 6 | (uint32_t)value;
        if (i % 4 != 0)
            out[len++] = (char)(bits >> (6 - 2 * (i % 4)) & 0xFF);
    }
    return len;
}

/* In a time that says nothing of where they differ. */
static bool same(dl_str given, dl_str token)
{
    unsigned differ = given.len != token.len;

    for (size_t i = 0; i < token.len; i++)
        differ |= (unsigned)(unsigned char)token.ptr[i] ^
                  (unsigned char)(i < given.len ? given.ptr[i] : 0);
    return differ == 0;
}

/* "Bearer TOKEN", or "Basic" with any name and the token as password: what a browser
 * asks its user for. */
static bool shows_token(dl_str value, dl_str token)
{
    char plain[256];

    if (dli_starts_nocase(value, DL_STR("bearer ")))
        return same(dli_trim(dli_from(value, 7)), token);
    if (!dli_starts_nocase(value, DL_STR("basic ")))
        return false;
    dl_str pair = { plain, decode(dli_trim(dli_from(value, 6)), plain) };
    size_t colon = dli_find_byte(pair, ':', 0);
    return colon != DLI_NONE && same(dli_from(pair, colon + 1), token);
}

/* ---- One line ------------------------------------------------------------------ */

static unsigned read_host(headers *seen, dl_str value, dl_error *err)
{
    if (++seen->hosts > 1)
        return refuse(400, err, "the request names two hosts", "name one");
    if (!is_ours(value, seen->rules))
        return refuse(421, err, "this server is not the host that was asked for",
                      "use the address that 'dateline serve' printed");
    return 200;
}

static unsigned read_length(headers *seen, dl_str value, dl_error *err)
{
    if (++seen->lengths > 1 || value.len == 0 || value.len > 15 ||
        !dli_parse_u64(value, &seen->length))
        return refuse(413, err, "the length of the body is not one number", "use a browser");
    return 200;
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
    if (dli_eq_nocase(name, DL_STR("host")))
        return read_host(seen, value, err);
    if (dli_eq_nocase(name, DL_STR("content-length")))
        return read_length(seen, value, err);
    if (dli_eq_nocase(name, DL_STR("transfer-encoding")) ||
        dli_eq_nocase(name, DL_STR("content-encoding")))
        return refuse(413, err, "the body is coded", "send it as it is, with its length");
    if (dli_eq_nocase(name, DL_STR("expect")))
        return refuse(417, err, "the request expects something", "leave it out");
    if (dli_eq_nocase(name, DL_STR("authorization")))
        seen->has_token = shows_token(value, seen->rules->token);
    const struct {
        dl_str name;
        dl_str *value;
    } kept[] = { { DL_STR("sec-fetch-site"), &seen->site },
                 { DL_STR("origin"), &seen->origin },
                 { DL_STR("content-type"), &seen->type },
                 { DL_STR("dateline-request"), &seen->mark } };
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (dli_eq_nocase(name, kept[i].name))
            *kept[i].value = value;
    seen->has_origin |= dli_eq_nocase(name, DL_STR("origin"));
    if (dli_eq_nocase(name, DL_STR("sec-fetch-mode")))
        seen->navigates = dli_eq(value, DL_STR("navigate"));
    return 200;
}

/* ---- The whole ------------------------------------------------------------------ */

/* A form, a picture or a script of another site can send a POST; it cannot send this type
 * or this header without asking first (CORS), which nothing here answers, and it cannot
 * leave out where it comes from. */
static unsigned check_post(const headers *seen, const dli_request *request, dl_error *err)
{
    unsigned status;
    const dli_route *route = dli_route_of(request, &status);

    if (route == NULL)
        return refuse(status, err, "nothing here takes that", "use GET");
    if (route->access == DLI_ACCESS_OWNER && !seen->rules->owner)
        return refuse(403, err, "only who sits at the machine may do that",
                      "use 'dateline ingest', or open it on the machine itself");
    if (seen->has_origin && !is_our_origin(seen->origin, seen->rules))
        return refuse(403, err, "another site asked for this", "open it yourself");
    if (seen->site.len > 0 && !dli_eq(seen->site, DL_STR("same-origin")))
        return refuse(403, err, "another site asked for this", "open it yourself");
    if (!dli_eq(seen->mark, DL_STR("add")))
        return refuse(403, err, "the header 'Dateline-Request: add' is not there", "send it");
    if (!dli_eq_nocase(seen->type, DL_STR("application/octet-stream")))
        return refuse(415, err, "the body is not application/octet-stream",
                      "send the bytes of the page with this Content-Type");
    if (seen->lengths == 0)
        return refuse(411, err, "the length of the body is not given", "send Content-Length");
    if (seen->length > DL_MAX_SOURCE_BYTES)
        return refuse(413, err, "the body is larger than 64 MB", "send one page");
    return 200;
}

static unsigned check_all(const headers *seen, const dli_request *request, dl_error *err)
{
    if (seen->hosts != 1)
        return refuse(400, err, "the request names no host", "name one");
    if (seen->rules->token.len > 0 && !seen->has_token)
        return refuse(401, err, "the request shows no token, or not the right one",
                      "give any name, and as password the token of --token-file");
    if (request->post)
        return check_post(seen, request, err);
    if (seen->length > 0)
        return refuse(413, err, "the request has a body", "leave it out: nothing is taken");
    /* A link that leads here is fine; another site's script or picture is not. */
    if (dli_eq(seen->site, DL_STR("cross-site")) && !seen->navigates)
        return refuse(403, err, "another site asked for this", "open it yourself");
    return 200;
}

unsigned dli_gate(dl_str head, const dli_gate_rules *rules, dli_request *out, dl_error *err)
{
    headers seen = { .rules = rules };
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
    if (status == 200 && rest.len > 0)
        return refuse(400, err, "something stands behind the head", "use a browser");
    if (status == 200)
        status = check_all(&seen, out, err);
    out->body = (size_t)seen.length;
    return status;
}
