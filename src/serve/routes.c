/* routes.c -- the table of routes, and from a request to its answer. */
#include "base/digest.h"
#include "base/embedded.h"
#include "base/error.h"
#include "base/json_write.h"
#include "base/utf8.h"
#include "serve/kept.h"

/* The files of the web page, which is made of what /v1/ gives (web/). Every view is the
 * same page: it reads its address itself. */
static dl_status page(dli_visit *visit, dl_error *err)
{
    static const struct {
        const char *path, *file, *type;
    } files[] = { { "/app.js", "web/dist/app.js", "text/javascript; charset=utf-8" },
                  { "/map.js", "web/dist/map.js", "text/javascript; charset=utf-8" },
                  { "/app.css", "web/dist/app.css", "text/css; charset=utf-8" } };

    (void)err;
    visit->body = dli_embedded_find("web/dist/index.html");
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (strcmp(visit->route->path, files[i].path) == 0) {
            visit->body = dli_embedded_find(files[i].file);
            visit->type = files[i].type;
        }
    return DL_OK;
}

static dl_status no_picture(dli_visit *visit, dl_error *err)
{
    (void)err;
    visit->status = 204;
    return DL_OK;
}

#define LIST   "json jsonl csv atom jsonfeed"
#define PLACED "json jsonl csv geojson atom jsonfeed"
#define API(path, handle, list, formats, what)                                                 \
    {                                                                                          \
        "GET", path, DLI_ACCESS_READER, DLI_CSRF_SAFE, handle, list, formats, what             \
    }
#define PAGE(path)                                                                             \
    {                                                                                          \
        "GET", path, DLI_ACCESS_READER, DLI_CSRF_SAFE, page, NULL, NULL, NULL                  \
    }

const dli_route dli_routes[] = {
    API("/v1/openapi.json", dli_api_openapi, NULL, "json", "this description"),
    API("/v1/digest", dli_api_digest, NULL, "json", "the whole store in figures"),
    API("/v1/items", dli_api_list, "items", LIST, ""),
    API("/v1/items/*", dli_api_item, NULL, "json jsonl csv text markdown annotations",
        "the record of one item, with the page it stands on"),
    API("/v1/items/*/annotations", dli_api_annotations, NULL, "annotations",
        "its facts as W3C Web Annotations"),
    API("/v1/items/*/source", dli_api_source, NULL, "text",
        "the source of its page in UTF-8: what `at` counts bytes of"),
    API("/v1/items/*/excerpt", dli_api_excerpt, NULL, "json text markdown csl bibtex ris",
        "words to quote within the outlet's terms, with credit, link and date; `start` and "
        "`end` "
        "are characters of the text"),
    API("/v1/export", dli_api_export, NULL,
        "jsonl csv annotations ninjs geojson csl bibtex ris",
        "the records of what `q` finds, or of everything; `purpose` (research, training, "
        "publication) leaves out what the pages do not let it be for"),
    API("/v1/search", dli_api_list, "search", LIST, ""),
    API("/v1/statements", dli_api_list, "statements", LIST, ""),
    API("/v1/people", dli_api_list, "people", LIST, ""),
    API("/v1/incidents", dli_api_list, "incidents", PLACED, ""),
    API("/v1/figures", dli_api_list, "figures", LIST, ""),
    API("/v1/places", dli_api_list, "places", PLACED, ""),
    API("/v1/chains", dli_api_list, "chains", LIST, ""),
    API("/v1/sources", dli_api_list, "sources", LIST, ""),
    API("/v1/coverage", dli_api_list, "coverage", LIST, ""),
    API("/v1/captures", dli_api_list, "captures", LIST, ""),
    API("/v1/captures/*", dli_api_capture, NULL, "text",
        "the bytes of a page as they were saved; a download, never shown in place"),
    { "POST", "/v1/add", DLI_ACCESS_OWNER, DLI_CSRF_OWN, dli_api_add, NULL, "json",
      "read into the store: a saved page or an archive, its bytes the body; or, without a "
      "body, "
      "what is at `path` on this machine" },
    { "GET", "/v1/added", DLI_ACCESS_OWNER, DLI_CSRF_SAFE, dli_api_added, NULL, "json",
      "how far the last reading of an archive or a path is" },
    PAGE("/"),
    PAGE("/search"),
    PAGE("/item/*"),
    PAGE("/person"),
    PAGE("/incidents"),
    PAGE("/chains"),
    PAGE("/outlet"),
    PAGE("/add"),
    PAGE("/app.js"),
    PAGE("/map.js"),
    PAGE("/app.css"),
    { "GET", "/favicon.ico", DLI_ACCESS_READER, DLI_CSRF_SAFE, no_picture, NULL, NULL,
      NULL }, /* browsers ask unbidden */
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

const dli_route *dli_route_of(const dli_request *request, unsigned *status)
{
    *status = 404;
    for (size_t i = 0; i < dli_route_count; i++) {
        if (!fits(dli_str(dli_routes[i].path), request->path))
            continue;
        if ((strcmp(dli_routes[i].method, "POST") == 0) == request->post)
            return &dli_routes[i];
        *status = 405;
    }
    return NULL;
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

dl_status dli_visit_format(const dli_visit *visit, dl_str *format, dl_error *err)
{
    dl_str known = dli_str(visit->route->formats), asked = dli_visit_get(visit, "format");
    dl_str rest = known, word;

    while (dli_next_word(&rest, &word))
        if (asked.len == 0 || dli_eq(word, asked)) {
            *format = word;
            return DL_OK;
        }
    dli_error_where(err, "the parameter format");
    return dli_fail(err, DL_ERR_USAGE, 0, visit->route->formats,
                    "format is '%.*s', not one of those that this has", DLI_ARG(asked));
}

dl_status dli_visit_only(const dli_visit *visit, const char *const *names, size_t count,
                         dl_error *err)
{
    dl_str rest = visit->request.query, pair;

    while (dli_split(&rest, '&', &pair)) {
        size_t is = dli_find_byte(pair, '=', 0), i = 0;
        dl_str name = is == DLI_NONE ? pair : dli_slice(pair, 0, is);
        while (i < count && !dli_eq(name, dli_str(names[i])))
            i++;
        if (i == count && name.len > 0)
            return dli_fail(err, DL_ERR_USAGE, 0, "the parameters stand in /v1/openapi.json",
                            "there is no parameter '%.*s'", DLI_ARG(name));
    }
    return DL_OK;
}

const char *dli_type_of_format(dl_str format)
{
    static const struct {
        const char *format, *type;
    } types[] = { { "json", "application/json" },
                  { "jsonl", "application/jsonl; charset=utf-8" },
                  { "csv", "text/csv; charset=utf-8; header=present" },
                  { "atom", "application/atom+xml; charset=utf-8" },
                  { "jsonfeed", "application/feed+json" },
                  { "geojson", "application/geo+json" },
                  { "annotations", "application/ld+json" },
                  { "ninjs", "application/jsonl; charset=utf-8" },
                  { "csl", "application/vnd.citationstyles.csl+json" },
                  { "bibtex", "application/x-bibtex; charset=utf-8" },
                  { "ris", "application/x-research-info-systems; charset=utf-8" },
                  { "markdown", "text/markdown; charset=utf-8" } };

    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (dli_eq(format, dli_str(types[i].format)))
            return types[i].type;
    return "text/plain; charset=utf-8";
}

/* ---- Answers ------------------------------------------------------------------ */

static unsigned status_of(dl_status status)
{
    switch (status) {
    case DL_ERR_USAGE:
        return 400;
    case DL_ERR_LIMIT:
        return 503;
    case DL_ERR_TERMS:
        return 403;
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

static dl_status no_route(dli_visit *visit, dl_error *err)
{
    if (visit->status == 405)
        return dli_fail(err, DL_ERR_USAGE, 0, "GET it", "'%.*s' takes no such method",
                        DLI_ARG(visit->request.path));
    return dli_fail(err, DL_ERR_USAGE, 0, "follow the links from the first page",
                    "there is no page at '%.*s'", DLI_ARG(visit->request.path));
}

void dli_problem(dli_buf *out, unsigned status, const dl_error *err, dl_str path)
{
    dli_json_open(out, '{');
    dli_json_member(out, "type", DL_STR("about:blank"));
    dli_json_member(out, "title", dli_str(dli_html_reason(status)));
    dli_json_key(out, "status");
    dli_json_u64(out, status);
    dli_json_member(out, "detail", dli_str(err->what));
    dli_json_member(out, "where", dli_str(err->where));
    dli_json_member(out, "fix", dli_str(err->fix));
    dli_json_member(out, "instance", path);
    dli_json_close(out, '}');
    dli_buf_byte(out, '\n');
}

void dli_answer_error(dli_visit *visit, unsigned status, const dl_error *err)
{
    visit->status = status;
    visit->etag[0] = 0;
    visit->download = false;
    visit->next = (dl_str){ "", 0 };
    dli_buf_init(&visit->out, visit->arena);
    if (dli_starts(visit->request.path, DL_STR("/v1/"))) {
        visit->type = "application/problem+json";
        dli_problem(&visit->out, visit->status, err, visit->request.path);
    } else {
        visit->type = NULL;
        dli_html_error(&visit->out, visit->status, err);
    }
    visit->body = dli_buf_str(&visit->out);
}

/* A mark of these bytes, by which who has them knows that nothing is new. */
static void mark(dli_visit *visit)
{
    uint8_t digest[32];

    dli_sha256(visit->body, digest);
    visit->etag[0] = '"';
    dli_hex(digest, 8, visit->etag + 1);
    visit->etag[17] = '"';
    visit->etag[18] = 0;
}

static void compare_mark(dli_visit *visit)
{
    if (visit->status == 200 && dli_find(visit->known, dli_str(visit->etag), 0) != DLI_NONE) {
        visit->status = 304;
        visit->body = (dl_str){ "", 0 };
    }
}

void dli_answer(dli_visit *visit)
{
    dl_error err = { .status = DL_OK };
    dl_status status;

    visit->status = 200;
    visit->body = (dl_str){ NULL, 0 };
    dli_buf_init(&visit->out, visit->arena);
    visit->route = dli_route_of(&visit->request, &visit->status);
    if (visit->route != NULL)
        visit->status = 200;
    if (dli_kept_give(visit)) {
        compare_mark(visit);
        return;
    }
    status = visit->route != NULL ? visit->route->handle(visit, &err) : no_route(visit, &err);
    if (status == DL_OK && visit->out.failed)
        status = dli_no_memory(&err);
    if (status == DL_OK) {
        if (visit->body.ptr == NULL)
            visit->body = dli_buf_str(&visit->out);
        mark(visit);
        if (visit->status == 200)
            dli_kept_add(visit);
        compare_mark(visit);
        return;
    }
    if (visit->status < 400)
        visit->status = status_of(status);
    dli_error_where(&err, "%.*s", DLI_ARG(visit->request.path));
    dli_answer_error(visit, visit->status, &err);
}
