/* test_server.c -- who may ask, who may change something, and what happens when too many do. */
#include "base/json_read.h"
#include "base/limits.h"
#include "serve/visit.h"
#include "served.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/un.h>

/* ---- Changing something ----------------------------------------------------------- */

static const char page_to_add[] =
    "<!doctype html><html lang=en><title>Ferry late again</title><article><h1>Ferry late "
    "again</h1><p>The ferry was late again on Tuesday, the port of Saltmere said, and nobody "
    "at "
    "the pier was surprised by it.</p><p>“We are sorry,” said Ana Costa, the harbour master, "
    "who promised a new timetable before the summer.</p></article>";

/* POST the page with these header lines; %u in them is the port. */
static dl_str post(served *s, const char *path, const char *format)
{
    dli_buf request;

    dli_buf_init(&request, &s->arena);
    dli_buf_print(&request, "POST %s HTTP/1.1\r\n", path);
    for (size_t i = 0; format[i] != 0; i++) {
        if (format[i] == '%')
            dli_buf_print(&request, "%u", s->port);
        else
            dli_buf_byte(&request, format[i]);
    }
    dli_buf_print(&request, "Content-Length: %zu\r\n\r\n%s", sizeof page_to_add - 1,
                  page_to_add);
    return serving_ask(s->port, dli_buf_str(&request), &s->arena);
}

#define OURS                                                                                   \
    "Host: 127.0.0.1:%\r\nDateline-Request: add\r\nContent-Type: application/octet-stream\r\n"

static size_t items_of(served *s)
{
    dl_str body = serving_body(serving_get(s->port, "/v1/items?limit=1000", &s->arena));
    size_t count = 0;
    dli_json json;

    assert_int_equal(dli_json_parse(&s->arena, body, DLI_JSON_STRICT, &json, NULL), DL_OK);
    for (uint32_t row = dli_record_list(&json, 1, "rows"); row != 0;
         row = dli_json_at(&json, row)->next)
        count++;
    return count;
}

static void no_route_that_changes_takes_a_forged_request(void **ptr)
{
    static const struct {
        const char *name, *headers;
    } forms[] = {
        { "a form", "Host: 127.0.0.1:%\r\nOrigin: https://evil.example\r\nContent-Type: "
                    "application/x-www-form-urlencoded\r\n" },
        { "a form that hides where it is", "Host: 127.0.0.1:%\r\nOrigin: null\r\nContent-Type: "
                                           "multipart/form-data; boundary=x\r\n" },
        { "plain text", "Host: 127.0.0.1:%\r\nContent-Type: text/plain\r\n" },
        { "our type without our mark",
          "Host: 127.0.0.1:%\r\nContent-Type: application/octet-stream\r\n" },
        { "our mark without our type", "Host: 127.0.0.1:%\r\nDateline-Request: add\r\n" },
        { "another origin", OURS "Origin: https://evil.example\r\n" },
        { "an origin that begins as ours", OURS "Origin: http://127.0.0.1:%.evil.example\r\n" },
        { "our name on another port", OURS "Origin: http://127.0.0.1:1\r\n" },
        { "no origin at all", OURS "Origin: null\r\n" },
        { "an empty origin", OURS "Origin:\r\n" },
        { "from another site", OURS "Sec-Fetch-Site: cross-site\r\n" },
        { "from a sister site", OURS "Sec-Fetch-Site: same-site\r\n" },
        { "by another name", "Host: evil.example:%\r\nDateline-Request: add\r\nContent-Type: "
                             "application/octet-stream\r\n" },
        { "in chunks", OURS "Transfer-Encoding: chunked\r\n" },
        { "packed", OURS "Content-Encoding: gzip\r\n" },
        { "with two lengths", OURS "Content-Length: 3\r\n" },
    };
    served *s = *ptr;
    size_t before = items_of(s);

    for (size_t i = 0; i < dli_route_count; i++) {
        if (dli_routes[i].csrf == DLI_CSRF_SAFE)
            continue;
        for (size_t f = 0; f < sizeof forms / sizeof *forms; f++) {
            unsigned status = serving_status(post(s, dli_routes[i].path, forms[f].headers));
            if (status < 400 || status >= 500)
                fail_msg("%s, %s: %u", dli_routes[i].path, forms[f].name, status);
        }
        /* As a link, a picture or a script would. */
        assert_int_equal(serving_status(serving_get(s->port, dli_routes[i].path, &s->arena)),
                         405);
    }
    assert_int_equal(items_of(s), before);
}

static void no_other_route_takes_a_post(void **ptr)
{
    served *s = *ptr;

    for (size_t i = 0; i < dli_route_count; i++)
        if (strcmp(dli_routes[i].method, "GET") == 0 && strchr(dli_routes[i].path, '*') == NULL)
            assert_int_equal(serving_status(post(s, dli_routes[i].path, OURS)), 405);
}

static void what_changes_is_for_whoever_sits_there(void **ptr)
{
    static const char head[] =
        "POST /v1/add HTTP/1.1\r\nHost: news.example\r\nDateline-Request: "
        "add\r\nContent-Type: application/octet-stream\r\nContent-Length: "
        "3\r\n\r\n";
    const dli_gate_rules proxied = { .host = DL_STR("news.example") };
    dl_error err = { .status = DL_OK };
    dli_request request;

    (void)ptr;
    for (size_t i = 0; i < dli_route_count; i++)
        assert_true(dli_routes[i].access == DLI_ACCESS_OWNER ||
                    strcmp(dli_routes[i].method, "POST") != 0);
    assert_int_equal(dli_gate(made_str(head), &proxied, &request, &err), 403);
    assert_non_null(strstr(err.what, "only who sits at the machine"));
}

static void a_page_is_added_once(void **ptr)
{
    served *s = *ptr;
    size_t before = items_of(s);
    dl_str answer = post(s, "/v1/add?url=https://www.harbourwire.example/late&file=late.html",
                         OURS "Origin: http://127.0.0.1:%\r\nSec-Fetch-Site: same-origin\r\n");

    assert_int_equal(serving_status(answer), 200);
    assert_has(answer, "{\"page\":\"added\",\"sha256\":\"");
    assert_has(answer, "\"headline\":\"Ferry late again\"}");
    assert_int_equal(items_of(s), before + 1);
    assert_has(serving_get(s->port, "/v1/statements?name=costa&about=", &s->arena),
               "We are sorry");
    assert_has(post(s, "/v1/add?url=https://www.harbourwire.example/late", OURS),
               "{\"page\":\"known\",");
    assert_int_equal(items_of(s), before + 1);
    assert_has(post(s, "/v1/add?url=javascript:alert(1)", OURS), "is no address of the web");
    char empty[300];
    (void)snprintf(empty, sizeof empty,
                   "POST /v1/add HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nDateline-Request: add\r\n"
                   "Content-Type: application/octet-stream\r\nContent-Length: 0\r\n\r\n",
                   s->port);
    answer = serving_ask(s->port, made_str(empty), &s->arena);
    assert_int_equal(serving_status(answer), 422);
    assert_has(answer, "application/problem+json");
}

/* Ask for what lies at a path to be read. */
static dl_str post_path(served *s, const char *path)
{
    char request[400];

    (void)snprintf(
        request, sizeof request,
        "POST /v1/add?path=%s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nDateline-Request: add\r\n"
        "Content-Type: application/octet-stream\r\nContent-Length: 0\r\n\r\n",
        path, s->port);
    return serving_ask(s->port, made_str(request), &s->arena);
}

/* What is told of a reading once it has ended. */
static dl_str reading_ended(served *s)
{
    dl_str answer = { "", 0 };

    for (int i = 0; i < 500; i++) {
        answer = serving_get(s->port, "/v1/added", &s->arena);
        if (dli_find(answer, DL_STR("\"running\""), 0) == DLI_NONE)
            break;
        (void)usleep(20000);
    }
    return answer;
}

static void write_page(const char *path, unsigned number)
{
    FILE *out = fopen(path, "w");

    assert_non_null(out);
    (void)fprintf(
        out,
        "<html lang=en><title>Crane %u</title><article><h1>Crane %u stands still</h1>"
        "<p>Nobody knows why it does, said Ana Costa, the harbour master.</p></article>",
        number, number);
    assert_int_equal(fclose(out), 0);
}

/* Archives and paths are read while the server serves. */
static void a_path_is_read_meanwhile(void **ptr)
{
    static const char nothing[] = "{\"reading\":0,\"read\":0,\"added\":0,";
    served *s = *ptr;
    char page[128], missing[128];
    size_t before = items_of(s);

    (void)snprintf(page, sizeof page, "%s/crane.html", s->folder);
    (void)snprintf(missing, sizeof missing, "%s/nothing.warc", s->folder);
    assert_has(reading_ended(s), nothing);
    write_page(page, 1);
    assert_int_equal(serving_status(post_path(s, page)), 202);
    dl_str answer = reading_ended(s);
    assert_has(answer, "\"reading\":1,\"read\":1,\"added\":1,\"known\":0,\"failed\":0,");
    assert_has(answer, "\"headline\":\"Crane 1 stands still\"}]");
    assert_int_equal(items_of(s), before + 1);
    assert_int_equal(serving_status(post_path(s, page)), 202);
    assert_has(reading_ended(s), "\"known\":1,\"failed\":0,");
    assert_int_equal(serving_status(post_path(s, missing)), 202);
    answer = reading_ended(s);
    assert_has(answer, "\"failed\":1,");
    assert_has(answer, "\"detail\":\"there is no such file\"");
    assert_int_equal(serving_status(post_path(s, "crane.html")), 400);
    assert_int_equal(unlink(page), 0);
}

/* An archive that was sent; what is damaged in it is told by the name it was sent by. */
static void an_archive_is_read_meanwhile(void **ptr)
{
    static const char page[] =
        "<html lang=en><title>Crane</title><article><h1>Crane 5 stands still</h1><p>Nobody "
        "knows why it does, said Ana Costa, the harbour master.</p></article>";
    served *s = *ptr;
    char body[1200], head[400];

    int len = snprintf(
        body, sizeof body,
        "WARC/1.1\r\nWARC-Type: resource\r\nWARC-Record-ID: "
        "<urn:uuid:00000000-0000-4000-8000-000000000001>\r\nWARC-Date: "
        "2024-03-05T09:00:00Z\r\nWARC-Target-URI: https://harbourwire.example/crane\r\n"
        "Content-Type: text/html\r\nContent-Length: %zu\r\n\r\n%s\r\n\r\n"
        "WARC/1.1\r\nContent-Length: a dozen\r\n\r\n",
        sizeof page - 1, page);
    int headed = snprintf(head, sizeof head,
                          "POST /v1/add?file=cranes.warc HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n"
                          "Dateline-Request: add\r\nContent-Type: application/octet-stream\r\n"
                          "Content-Length: %d\r\n\r\n",
                          s->port, len);
    dli_buf request;
    dli_buf_init(&request, &s->arena);
    dli_buf_add(&request, (dl_str){ head, (size_t)headed });
    dli_buf_add(&request, (dl_str){ body, (size_t)len });
    assert_int_equal(serving_status(serving_ask(s->port, dli_buf_str(&request), &s->arena)),
                     202);
    dl_str answer = reading_ended(s);
    assert_has(answer, "\"added\":1,");
    assert_has(answer, "{\"where\":\"cranes.warc, ");
    assert_has(answer, "\"headline\":\"Crane 5 stands still\"}]");
}

/* A server that stops ends what it is reading; what was put by then is kept. */
static void a_reading_ends_with_the_server(void **ptr)
{
    enum {
        MANY = 600
    };
    served *s = *ptr;
    char folder[96], page[128];

    (void)snprintf(folder, sizeof folder, "%s/many", s->folder);
    assert_int_equal(mkdir(folder, 0700), 0);
    for (unsigned i = 0; i < MANY; i++) {
        (void)snprintf(page, sizeof page, "%s/%u.html", folder, i);
        write_page(page, i);
    }
    assert_int_equal(serving_status(post_path(s, folder)), 202);
    assert_int_equal(serving_status(post_path(s, folder)), 503); /* one at a time */
    dli_serve_stop(s->server);
    assert_int_equal(pthread_join(s->thread, NULL), 0);
    dli_serve_close(s->server);
    dli_serve_options options = { .store = s->path };
    dl_error err;
    assert_int_equal(dli_serve_open(&options, &s->server, &err), DL_OK);
    s->port = dli_serve_port(s->server);
    assert_int_equal(pthread_create(&s->thread, NULL, serving_run, s->server), 0);
    assert_true(items_of(s) < MADE_PAGES + MANY);
    for (unsigned i = 0; i < MANY; i++) {
        (void)snprintf(page, sizeof page, "%s/%u.html", folder, i);
        (void)unlink(page);
    }
    assert_int_equal(rmdir(folder), 0);
}

/* A body that never comes frees its place. */
static void a_body_that_breaks_off_hinders_nobody(void **ptr)
{
    served *s = *ptr;
    char head[300];

    (void)snprintf(head, sizeof head,
                   "POST /v1/add HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nDateline-Request: add\r\n"
                   "Content-Type: application/octet-stream\r\nContent-Length: 1000\r\n\r\nabc",
                   s->port);
    int fd = serving_connect(s->port);
    serving_send(fd, made_str(head));
    unsigned status = 0;
    for (int i = 0; i < 100 && status != 503; i++) {
        (void)usleep(20000); /* until it has begun; who comes second is told */
        status = serving_status(post(s, "/v1/add", OURS));
    }
    assert_int_equal(status, 503);
    (void)close(fd);
    for (int i = 0; i < 100 && status != 200; i++) {
        (void)usleep(20000);
        status = serving_status(post(s, "/v1/add", OURS));
    }
    assert_int_equal(status, 200);
}

/* ---- Who may ask ---------------------------------------------------------------- */

/* Serve the store of `s` a second time, otherwise. */
static dl_status again(served *s, dli_serve_options options, dli_server **server,
                       pthread_t *thread, dl_error *err)
{
    options.store = s->path;
    dl_status status = dli_serve_open(&options, server, err);
    if (status == DL_OK)
        assert_int_equal(pthread_create(thread, NULL, serving_run, *server), 0);
    return status;
}

static void end(dli_server *server, pthread_t thread)
{
    dli_serve_stop(server);
    assert_int_equal(pthread_join(thread, NULL), 0);
    dli_serve_close(server);
}

static void write_file(const char *path, const char *words, mode_t mode)
{
    FILE *out = fopen(path, "w");

    assert_non_null(out);
    assert_true(fputs(words, out) >= 0);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(chmod(path, mode), 0);
}

static void nobody_beyond_loopback_without_a_token(void **ptr)
{
    served *s = *ptr;
    dli_server *server = NULL;
    pthread_t thread;
    dl_error err;
    char path[160];
    static const struct {
        const char *words;
        mode_t mode;
        const char *what;
    } bad[] = { { "short\n", 0600, "16 to 200" },
                { "0123456789abcdef0123456789\n", 0644, "others may read" },
                { "0123456789abcdef 0123456789\n", 0600, "one word" } };

    assert_int_equal(
        again(s, (dli_serve_options){ .address = "0.0.0.0" }, &server, &thread, &err),
        DL_ERR_USAGE);
    assert_non_null(strstr(err.what, "would read the store"));
    assert_non_null(strstr(err.fix, "--token-file"));
    assert_int_equal(
        again(s, (dli_serve_options){ .address = "news.example" }, &server, &thread, &err),
        DL_ERR_USAGE);
    (void)snprintf(path, sizeof path, "%s/token", s->folder);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        write_file(path, bad[i].words, bad[i].mode);
        assert_int_equal(again(s,
                               (dli_serve_options){ .address = "0.0.0.0", .token_file = path },
                               &server, &thread, &err),
                         DL_ERR_USAGE);
        if (strstr(err.what, bad[i].what) == NULL)
            fail_msg("%s", err.what);
    }
    (void)unlink(path);
}

static void a_token_opens(void **ptr)
{
    served *s = *ptr;
    dli_server *server = NULL;
    pthread_t thread;
    dl_error err;
    char path[160];
    static const struct {
        const char *host, *line;
        unsigned status;
    } cases[] = {
        { "127.0.0.1:%u", "", 401 },
        { "127.0.0.1:%u", "Authorization: Bearer 0123456789abcdef012345678\r\n", 401 },
        { "127.0.0.1:%u", "Authorization: Bearer 0123456789abcdef0123456789x\r\n", 401 },
        { "127.0.0.1:%u", "Authorization: Basic !!\r\n", 401 },
        { "127.0.0.1:%u", "Authorization: Basic YTpi\r\n", 401 },
        { "127.0.0.1:%u", "Authorization: Bearer 0123456789abcdef0123456789\r\n", 200 },
        { "192.0.2.7:%u", "Authorization: bearer 0123456789abcdef0123456789\r\n", 200 },
        { "[2001:db8::1]:%u", "Authorization: Bearer 0123456789abcdef0123456789\r\n", 200 },
        { "127.0.0.1:%u", "Authorization: Basic YW55OjAxMjM0NTY3ODlhYmNkZWYwMTIzNDU2Nzg5\r\n",
          200 },
        { "evil.example:%u", "Authorization: Bearer 0123456789abcdef0123456789\r\n", 421 },
        { "127.0.0.1", "Authorization: Bearer 0123456789abcdef0123456789\r\n", 421 },
    };

    (void)snprintf(path, sizeof path, "%s/token", s->folder);
    write_file(path, "0123456789abcdef0123456789\n", 0600);
    assert_int_equal(again(s, (dli_serve_options){ .address = "0.0.0.0", .token_file = path },
                           &server, &thread, &err),
                     DL_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dli_buf request;
        unsigned port = dli_serve_port(server);
        dli_buf_init(&request, &s->arena);
        dli_buf_add(&request, DL_STR("GET /v1/items HTTP/1.1\r\nHost: "));
        dl_str host = made_str(cases[i].host);
        bool named = dli_ends(host, DL_STR("%u"));
        dli_buf_add(&request, dli_slice(host, 0, host.len - (named ? 2 : 0)));
        if (named)
            dli_buf_print(&request, "%u", port);
        dli_buf_print(&request, "\r\n%s\r\n", cases[i].line);
        dl_str answer = serving_ask(port, dli_buf_str(&request), &s->arena);
        if (serving_status(answer) != cases[i].status)
            fail_msg("%s %s: %u", cases[i].host, cases[i].line, serving_status(answer));
        if (cases[i].status == 401)
            assert_has(answer, "\r\nWWW-Authenticate: Basic realm=");
    }
    end(server, thread);
    (void)unlink(path);
}

static int connect_to(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    (void)snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

static unsigned ask_socket(const char *path, const char *first, const char *second,
                           dli_arena *arena)
{
    int fd = connect_to(path);

    serving_send(fd, made_str(first));
    if (second[0] != 0) {
        (void)usleep(50000);
        serving_send(fd, made_str(second));
    }
    unsigned status = serving_status(serving_read(fd, arena, 5000));
    (void)close(fd);
    return status;
}

static void a_socket_is_for_a_proxy_by_its_name(void **ptr)
{
    served *s = *ptr;
    dli_serve_options options = { .host = NULL };
    dli_server *server = NULL;
    pthread_t thread;
    struct stat about;
    dl_error err;
    char path[160];

    (void)snprintf(path, sizeof path, "%s/socket", s->folder);
    options.socket = path;
    assert_int_equal(again(s, options, &server, &thread, &err), DL_ERR_USAGE);
    assert_non_null(strstr(err.fix, "--host"));
    options.host = "news.example";
    assert_int_equal(again(s, options, &server, &thread, &err), DL_OK);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0660);
    assert_string_equal(dli_serve_address(server), "https://news.example");
    assert_int_equal(
        ask_socket(path, "GET /v1/items HTTP/1.0\r\nHost: news.example\r\n\r\n", "", &s->arena),
        200);
    assert_int_equal(
        ask_socket(path, "GET /v1/items HTTP/1.1\r\nHo", "st: news.example\r\n\r\n", &s->arena),
        200);
    assert_int_equal(
        ask_socket(path, "GET /v1/items HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "", &s->arena),
        421);
    assert_int_equal(ask_socket(path,
                                "POST /v1/add HTTP/1.1\r\nHost: news.example\r\n"
                                "Dateline-Request: add\r\nContent-Length: 0\r\n"
                                "Content-Type: application/octet-stream\r\n\r\n",
                                "", &s->arena),
                     403);
    end(server, thread);
    assert_int_equal(stat(path, &about), -1);
}

static void every_request_is_a_line_of_the_log(void **ptr)
{
    served *s = *ptr;
    dli_server *server = NULL;
    pthread_t thread;
    dl_error err;
    char path[160], bytes[4096];

    (void)snprintf(path, sizeof path, "%s/log", s->folder);
    assert_int_equal(again(s, (dli_serve_options){ .log = path }, &server, &thread, &err),
                     DL_OK);
    unsigned port = dli_serve_port(server);
    (void)serving_get(port, "/v1/items?limit=2", &s->arena);
    (void)serving_get(port, "/v1/nowhere", &s->arena);
    (void)serving_ask(port, DL_STR("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"), &s->arena);
    end(server, thread);
    FILE *in = fopen(path, "r");
    assert_non_null(in);
    dl_str log = { bytes, fread(bytes, 1, sizeof bytes, in) }, line;
    (void)fclose(in);
    size_t lines = 0;
    while (dli_split(&log, '\n', &line)) {
        static const uint64_t statuses[] = { 200, 404, 421 };
        uint64_t status = 0;
        dli_json json;
        if (line.len == 0)
            continue;
        assert_int_equal(dli_json_parse(&s->arena, line, DLI_JSON_STRICT, &json, NULL), DL_OK);
        assert_true(dli_json_get_u64(&json, 1, "status", &status));
        assert_true(lines < 3);
        assert_int_equal(status, statuses[lines]);
        assert_int_equal(dli_json_get_str(&json, 1, "time", &s->arena).len, 25);
        lines++;
    }
    assert_int_equal(lines, 3);
    (void)unlink(path);
}

/* ---- Too many -------------------------------------------------------------------- */

/* Descriptors for both sides of so many connections. */
static bool may_open(rlim_t count)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_max < count)
        return false;
    limit.rlim_cur = count;
    return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

static void whoever_is_too_many_is_told(void **ptr)
{
    enum {
        MORE = 20
    };
    served *s = *ptr;
    static int slow[DLI_MAX_WAITING + MORE];
    size_t told = 0;

    if (!may_open(2 * (DLI_MAX_WAITING + MORE) + 200))
        skip();
    for (size_t i = 0; i < DLI_MAX_WAITING + MORE; i++) {
        slow[i] = serving_connect(s->port);
        assert_true(slow[i] >= 0);
        serving_send(slow[i], DL_STR("GET / HTTP/1.1\r\n"));
    }
    for (size_t i = DLI_MAX_WAITING; i < DLI_MAX_WAITING + MORE; i++) {
        dl_str answer = serving_read(slow[i], &s->arena, 300);
        if (serving_status(answer) == 503) {
            assert_has(answer, "\r\nRetry-After: 1\r\n");
            told++;
        }
    }
    assert_true(told > 0);
    /* Two seconds later the slow ones make room. */
    (void)usleep((DLI_PATIENCE_MS + 200) * 1000);
    for (int i = 0; i < 20; i++)
        assert_int_equal(serving_status(serving_get(s->port, "/v1/items", &s->arena)), 200);
    for (size_t i = 0; i < DLI_MAX_WAITING + MORE; i++)
        (void)close(slow[i]);
}

/* Readers that take nothing of a long answer. */
static void slow_readers_make_room(void **ptr)
{
    enum {
        READERS = DLI_MAX_SERVED + 100
    };
    served *s = *ptr;
    int slow[READERS];
    char request[200];
    int small = 2048;

    if (!may_open(4 * READERS + 200))
        skip();
    (void)snprintf(request, sizeof request,
                   "GET /v1/openapi.json HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n", s->port);
    for (size_t i = 0; i < READERS; i++) {
        slow[i] = serving_connect(s->port);
        assert_true(slow[i] >= 0);
        (void)setsockopt(slow[i], SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
        serving_send(slow[i], made_str(request));
    }
    (void)usleep((DLI_PATIENCE_MS + 200) * 1000);
    for (int i = 0; i < 20; i++)
        assert_int_equal(serving_status(serving_get(s->port, "/v1/items", &s->arena)), 200);
    for (size_t i = 0; i < READERS; i++)
        (void)close(slow[i]);
}

int main(void)
{
#define SERVED(test) cmocka_unit_test_setup_teardown(test, served_setup, served_teardown)
    const struct CMUnitTest tests[] = {
        SERVED(no_route_that_changes_takes_a_forged_request),
        SERVED(no_other_route_takes_a_post),
        cmocka_unit_test(what_changes_is_for_whoever_sits_there),
        SERVED(a_path_is_read_meanwhile),
        SERVED(an_archive_is_read_meanwhile),
        SERVED(a_reading_ends_with_the_server),
        SERVED(a_page_is_added_once),
        SERVED(a_body_that_breaks_off_hinders_nobody),
        SERVED(nobody_beyond_loopback_without_a_token),
        SERVED(a_token_opens),
        SERVED(a_socket_is_for_a_proxy_by_its_name),
        SERVED(every_request_is_a_line_of_the_log),
        SERVED(whoever_is_too_many_is_told),
        SERVED(slow_readers_make_room),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
