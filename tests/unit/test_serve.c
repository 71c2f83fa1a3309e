/* test_serve.c -- the gate, the routes, and errors that stay pages whatever was asked. */
#include "base/limits.h"
#include "serve/gate.h"
#include "serve/visit.h"
#include "served.h"
#include "store/store.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static const dli_gate_rules at_8080 = { .port = 8080, .owner = true };

/* ---- The gate ----------------------------------------------------------------- */

#define HOST "Host: 127.0.0.1:8080\r\n"

static void the_gate_lets_through_what_is_plain(void **ptr)
{
    static const struct {
        const char *name, *head;
        unsigned status;
    } cases[] = {
        { "a browser", "GET / HTTP/1.1\r\n" HOST "Accept: */*\r\nCookie: a=b\r\n\r\n", 200 },
        { "HEAD", "HEAD /who HTTP/1.1\r\n" HOST "\r\n", 200 },
        { "localhost", "GET / HTTP/1.1\r\nHost: LocalHost:8080\r\n\r\n", 200 },
        { "IPv6", "GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", 200 },
        { "a query", "GET /search?q=a+b%20%D0%BC&page=2 HTTP/1.1\r\n" HOST "\r\n", 200 },
        { "HTTP/1.0", "GET / HTTP/1.0\r\n" HOST "\r\n", 200 },
        { "an empty body", "GET / HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n", 200 },
        { "a link on another site",
          "GET / HTTP/1.1\r\n" HOST
          "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n\r\n",
          200 },
        { "a picture on another site",
          "GET / HTTP/1.1\r\n" HOST
          "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n\r\n",
          403 },
        { "no host", "GET / HTTP/1.1\r\n\r\n", 400 },
        { "two hosts", "GET / HTTP/1.1\r\n" HOST HOST "\r\n", 400 },
        { "a foreign host", "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421 },
        { "a foreign host with our port", "GET / HTTP/1.1\r\nHost: evil.example:8080\r\n\r\n",
          421 },
        { "our name, another port", "GET / HTTP/1.1\r\nHost: 127.0.0.1:80\r\n\r\n", 421 },
        { "our name, no port", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", 421 },
        { "our name in front", "GET / HTTP/1.1\r\nHost: localhost:8080.evil.example\r\n\r\n",
          421 },
        { "our name as a user", "GET / HTTP/1.1\r\nHost: 127.0.0.1:8080@evil.example\r\n\r\n",
          421 },
        { "a final dot", "GET / HTTP/1.1\r\nHost: localhost.:8080\r\n\r\n", 421 },
        { "another loopback address", "GET / HTTP/1.1\r\nHost: 127.0.0.2:8080\r\n\r\n", 421 },
        { "a number", "GET / HTTP/1.1\r\nHost: 2130706433:8080\r\n\r\n", 421 },
        { "all addresses", "GET / HTTP/1.1\r\nHost: 0.0.0.0:8080\r\n\r\n", 421 },
        { "an empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 421 },
        { "absolute form", "GET http://127.0.0.1:8080/ HTTP/1.1\r\n" HOST "\r\n", 400 },
        { "POST", "POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\n", 405 },
        { "TRACE", "TRACE / HTTP/1.1\r\n" HOST "\r\n", 405 },
        { "CONNECT", "CONNECT evil.example:443 HTTP/1.1\r\n" HOST "\r\n", 405 },
        { "OPTIONS", "OPTIONS * HTTP/1.1\r\n" HOST "\r\n", 405 },
        { "small letters", "get / HTTP/1.1\r\n" HOST "\r\n", 405 },
        { "HTTP/2", "GET / HTTP/2.0\r\n" HOST "\r\n", 505 },
        { "HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\n", 505 },
        { "HTTP/0.9", "GET /\r\n\r\n", 400 },
        { "two spaces", "GET  / HTTP/1.1\r\n" HOST "\r\n", 505 },
        { "a body", "GET / HTTP/1.1\r\n" HOST "Content-Length: 10\r\n\r\n", 413 },
        { "a negative length", "GET / HTTP/1.1\r\n" HOST "Content-Length: -1\r\n\r\n", 413 },
        { "a chunked body", "GET / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n",
          413 },
        { "both", "GET / HTTP/1.1\r\n" HOST "Content-Length: 0\r\nTransfer-Encoding: x\r\n\r\n",
          413 },
        { "Expect", "GET / HTTP/1.1\r\n" HOST "Expect: 100-continue\r\n\r\n", 417 },
        { "bare line feeds", "GET / HTTP/1.1\nHost: 127.0.0.1:8080\n\n", 400 },
        { "a bare line feed", "GET / HTTP/1.1\r\n" HOST "A: b\nC: d\r\n\r\n", 400 },
        { "a bare return", "GET / HTTP/1.1\r\n" HOST "A: b\rC: d\r\n\r\n", 400 },
        { "a folded line", "GET / HTTP/1.1\r\n" HOST "A: b\r\n c\r\n\r\n", 400 },
        { "a space before the colon", "GET / HTTP/1.1\r\nHost : 127.0.0.1:8080\r\n\r\n", 400 },
        { "no colon", "GET / HTTP/1.1\r\n" HOST "nonsense\r\n\r\n", 400 },
        { "no name", "GET / HTTP/1.1\r\n" HOST ": x\r\n\r\n", 400 },
        { "dots", "GET /../etc/passwd HTTP/1.1\r\n" HOST "\r\n", 400 },
        { "dots at the end", "GET /a/.. HTTP/1.1\r\n" HOST "\r\n", 400 },
        { "one dot", "GET /./a HTTP/1.1\r\n" HOST "\r\n", 400 },
        { "encoded dots", "GET /%2e%2e/etc/passwd HTTP/1.1\r\n" HOST "\r\n", 400 },
        { "twice encoded dots", "GET /%252e%252e/etc HTTP/1.1\r\n" HOST "\r\n", 400 },
        { "a backslash", "GET /..\\etc HTTP/1.1\r\n" HOST "\r\n", 400 },
        { "an encoded slash", "GET /a%2fb HTTP/1.1\r\n" HOST "\r\n", 400 },
        { "an encoded NUL", "GET /a%00 HTTP/1.1\r\n" HOST "\r\n", 400 },
        { "two slashes", "GET //evil.example HTTP/1.1\r\n" HOST "\r\n", 400 },
        { "raw UTF-8", "GET /\xd0\xbc HTTP/1.1\r\n" HOST "\r\n", 400 },
        { "a fragment", "GET /#a HTTP/1.1\r\n" HOST "\r\n", 400 },
        { "nothing", "\r\n\r\n", 400 },
    };

    (void)ptr;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_error err = { .status = DL_OK };
        dli_request request;
        unsigned status = dli_gate(made_str(cases[i].head), &at_8080, &request, &err);
        if (status != cases[i].status)
            fail_msg("%s: %u", cases[i].name, status);
        if (status != 200 && (err.what[0] == 0 || err.where[0] == 0 || err.fix[0] == 0))
            fail_msg("%s: no reason", cases[i].name);
    }
}

static void the_gate_has_limits(void **ptr)
{
    static char head[200000];
    dli_request request;
    int len;

    (void)ptr;
    len = snprintf(head, sizeof head, "GET / HTTP/1.1\r\n" HOST);
    for (int i = 0; i < 150; i++)
        len += snprintf(head + len, sizeof head - (size_t)len, "A: b\r\n");
    len += snprintf(head + len, sizeof head - (size_t)len, "\r\n");
    assert_int_equal(dli_gate((dl_str){ head, (size_t)len }, &at_8080, &request, NULL), 431);
    memset(head, 'a', sizeof head);
    memcpy(head, "GET /", 5);
    assert_int_equal(dli_gate((dl_str){ head, 20000 }, &at_8080, &request, NULL), 431);
    memcpy(head + 6000, " HTTP/1.1\r\n" HOST "\r\n", 35);
    assert_int_equal(dli_gate((dl_str){ head, 6035 }, &at_8080, &request, NULL), 414);
    memcpy(head + 3000, "\0", 1);
    assert_int_equal(dli_gate((dl_str){ head, 6035 }, &at_8080, &request, NULL), 400);
    assert_int_equal(dli_gate((dl_str){ head, 0 }, &at_8080, &request, NULL), 400);
}

static void heads_end_at_an_empty_line(void **ptr)
{
    (void)ptr;
    assert_int_equal(dli_gate_end(DL_STR("GET / HTTP/1.1\r\nA: b\r\n\r\nrest")), 24);
    assert_int_equal(dli_gate_end(DL_STR("GET / HTTP/1.1\n\nrest")), 15);
    assert_int_equal(dli_gate_end(DL_STR("GET / HTTP/1.1\r\nA: b\r\n\r")), DLI_NONE);
    assert_int_equal(dli_gate_end(DL_STR("GET / HTTP/1.1\r\n")), DLI_NONE);
    assert_int_equal(dli_gate_end(DL_STR("GET /\r\nmore")), 7);
    assert_int_equal(dli_gate_end(DL_STR("GET / HTTP/1.1\rx")), 15);
    assert_int_equal(dli_gate_end(DL_STR("\x16\x03\x01")), 1);
    assert_int_equal(dli_gate_end(DL_STR("")), DLI_NONE);
}

/* ---- Routes ------------------------------------------------------------------------- */

static const char *const targets[] = {
    "/",          "/search?q=ferry",
    "/person",    "/person?name=%00%ff",
    "/incidents", "/item/728f4e6f26695955.1",
    "/chains",    "/item/nothing",
    "/outlet",    "/add",
    "/app.js",    "/app.css",
    "/map.js",    "/favicon.ico",
    "/nowhere",   "/item",
    "/v1/items",  "/v1/nowhere",
    "/v1",        "/v1/items/728f4e6f26695955.1/source",
    "/item/a/b",  "/v1/captures/0",
};

static void assert_headers(dl_str answer)
{
    static const char *const expected[] = {
        "\r\nContent-Security-Policy: default-src 'none'; ",
        "base-uri 'none'; frame-ancestors 'none'",
        "\r\nX-Content-Type-Options: nosniff\r\n",
        "\r\nReferrer-Policy: no-referrer\r\n",
        "\r\nCross-Origin-Resource-Policy: same-origin\r\n",
        "\r\nX-Frame-Options: DENY\r\n",
        "\r\nCache-Control: no-store\r\n",
        "\r\nConnection: close\r\n",
    };

    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        assert_has(answer, expected[i]);
    assert_true(dli_find(answer, DL_STR("Access-Control"), 0) == DLI_NONE);
    assert_true(dli_find(answer, DL_STR("Set-Cookie"), 0) == DLI_NONE);
}

static void every_answer_has_its_headers(void **ptr)
{
    served *s = *ptr;

    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        dl_str answer = serving_get(s->port, targets[i], &s->arena);
        if (serving_status(answer) == 0 || serving_status(answer) >= 500)
            fail_msg("%s: %.*s", targets[i], (int)answer.len, answer.ptr);
        assert_headers(answer);
    }
    assert_headers(serving_ask(s->port, DL_STR("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"),
                               &s->arena));
    assert_headers(serving_ask(s->port, DL_STR("nonsense\r\n\r\n"), &s->arena));
}

/* Each route of the table answers; what they need is put in for '*'. */
static void every_route_answers(void **ptr)
{
    served *s = *ptr;

    for (size_t i = 0; i < dli_route_count; i++) {
        const char *path = dli_routes[i].path;
        if (dli_routes[i].what != NULL) /* test_api.c */
            continue;
        if (strcmp(path, "/item/*") == 0)
            path = "/item/728f4e6f26695955.1";
        dl_str answer = serving_get(s->port, path, &s->arena);
        if (serving_status(answer) != 200 && serving_status(answer) != 204)
            fail_msg("%s: %u", path, serving_status(answer));
    }
}

static void head_has_no_body(void **ptr)
{
    served *s = *ptr;
    char request[100];

    (void)snprintf(request, sizeof request, "HEAD / HTTP/1.1\r\nHost: localhost:%u\r\n\r\n",
                   s->port);
    dl_str answer = serving_ask(s->port, made_str(request), &s->arena);
    assert_int_equal(serving_status(answer), 200);
    assert_int_equal(serving_body(answer).len, 0);
}

static void statuses_are_right(void **ptr)
{
    served *s = *ptr;
    static const struct {
        const char *target;
        unsigned status;
        const char *words;
    } cases[] = {
        { "/nowhere", 404, "there is no page at &#39;/nowhere&#39;" },
        { "/web/dist/app.js", 404, "there is no page" },
        { "/%2e%2e/etc/passwd", 400, "not one of this server" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_str answer = serving_get(s->port, cases[i].target, &s->arena);
        if (serving_status(answer) != cases[i].status)
            fail_msg("%s: %u", cases[i].target, serving_status(answer));
        assert_has(answer, cases[i].words);
    }
}

/* The page asks for nothing but what this server has, and writes nothing itself. */
static void the_page_is_whole(void **ptr)
{
    served *s = *ptr;
    dl_str page = serving_body(serving_get(s->port, "/", &s->arena));

    for (size_t at = 0; (at = dli_find(page, DL_STR("=\"/"), at)) != DLI_NONE; at++) {
        dl_str target = dli_slice(page, at + 2, dli_find_byte(page, '"', at + 2));
        unsigned status = serving_status(
            serving_get(s->port, dli_arena_copy(&s->arena, target).ptr, &s->arena));
        if (status != 200 && status != 204)
            fail_msg("%.*s: %u", (int)target.len, target.ptr, status);
    }
    assert_true(dli_find(page, DL_STR("//"), 0) == DLI_NONE);
    dl_str head = serving_get(s->port, "/", &s->arena);
    assert_has(head, "script-src 'self'; style-src 'self'; connect-src 'self'; ");
    assert_has(head, "require-trusted-types-for 'script'; trusted-types 'none'\r\n");
}

/* ---- Whatever was read --------------------------------------------------------------- */

static bool among(dl_str word, const char *list)
{
    dl_str rest = made_str(list), one;

    while (dli_next_word(&rest, &one))
        if (dli_eq(one, word))
            return true;
    return false;
}

/* Attributes of one tag: known names, quoted values, links that lead where they may. */
static const char *check_attributes(dl_str tag)
{
    static const char known[] = "class href lang content charset name rel";

    while ((tag = dli_trim(tag)).len > 0) {
        size_t end = 0;
        while (end < tag.len && (dli_is_alpha(tag.ptr[end]) || tag.ptr[end] == '-'))
            end++;
        dl_str name = dli_slice(tag, 0, end), value = { "", 0 };
        tag = dli_from(tag, end);
        if (!among(name, known))
            return "an unknown attribute";
        if (dli_starts(tag, DL_STR("=\""))) {
            size_t close = dli_find_byte(tag, '"', 2);
            if (close == DLI_NONE)
                return "an open attribute";
            value = dli_slice(tag, 2, close);
            tag = dli_from(tag, close + 1);
        } else {
            return "an attribute without marks";
        }
        if (dli_eq(name, DL_STR("href")) && !dli_starts(value, DL_STR("/")) &&
            !dli_starts(value, DL_STR("#")) && !dli_starts(value, DL_STR("https://")))
            return "a link elsewhere";
        if (dli_eq(name, DL_STR("href")) && dli_starts(value, DL_STR("//")))
            return "a link to another host";
    }
    return NULL;
}

/* Every tag of a page is one of ours. */
static void assert_tame(const char *target, dl_str page)
{
    static const char tags[] = "html head meta title link body main section h1 dl dt dd p a";

    for (size_t at = 0; (at = dli_find_byte(page, '<', at)) != DLI_NONE; at++) {
        size_t from = at + 1, end;
        const char *wrong = "an unknown tag";
        if (dli_starts(dli_from(page, at), DL_STR("<!doctype html>")))
            continue;
        if (page.ptr[from] == '/')
            from++;
        for (end = from; end < page.len && dli_is_alnum(page.ptr[end]);)
            end++;
        size_t close = dli_find_byte(page, '>', end);
        if (close != DLI_NONE && among(dli_slice(page, from, end), tags))
            wrong = check_attributes(dli_slice(page, end, close));
        if (wrong != NULL)
            fail_msg("%s: %s: %.*s", target, wrong, 120, page.ptr + at);
    }
    for (size_t i = 0; i < page.len; i++)
        assert_true((unsigned char)page.ptr[i] >= 0x20 || page.ptr[i] == '\n' ||
                    page.ptr[i] == '\t');
}

static void errors_stay_pages_whatever_was_asked(void **ptr)
{
    served *s = *ptr;

    for (size_t k = 0; k < MADE_PAYLOADS; k++) {
        dli_buf target;
        dli_buf_init(&target, &s->arena);
        dli_buf_add(&target, DL_STR("/nowhere-"));
        for (size_t i = 0; made_payloads[k][i] != 0; i++)
            if (dli_is_alnum(made_payloads[k][i]))
                dli_buf_byte(&target, made_payloads[k][i]);
        dli_buf_add(&target, DL_STR("?x="));
        dli_html_part(&target, made_str(made_payloads[k]));
        dli_buf_byte(&target, 0);
        dl_str answer = serving_get(s->port, target.ptr, &s->arena);
        assert_int_equal(serving_status(answer), 404);
        assert_tame(target.ptr, serving_body(answer));
        /* The same unencoded: the gate must not echo it. */
        dl_str raw = serving_get(s->port, made_payloads[k], &s->arena);
        assert_true(serving_status(raw) >= 400);
        assert_tame(made_payloads[k], serving_body(raw));
    }
}

/* ---- Starting and stopping ------------------------------------------------------------- */

static void a_port_in_use_is_said(void **ptr)
{
    served *s = *ptr;
    dli_serve_options options = { .store = s->path, .port = s->port };
    dli_server *other;
    dl_error err;

    assert_int_equal(dli_serve_open(&options, &other, &err), DL_ERR_IO);
    assert_null(other);
    assert_non_null(strstr(err.what, "is in use"));
    assert_non_null(strstr(err.fix, "--port"));
    options.port = 70000;
    assert_int_equal(dli_serve_open(&options, &other, &err), DL_ERR_USAGE);
    options = (dli_serve_options){ .store = "/nonexistent/x" };
    assert_int_equal(dli_serve_open(&options, &other, &err), DL_ERR_STORE);
}

static void a_signal_ends_it(void **ptr)
{
    served *s = served_start(made_pages, MADE_PAGES);

    (void)ptr;
    assert_int_equal(serving_status(serving_get(s->port, "/", &s->arena)), 200);
    assert_int_equal(kill(getpid(), SIGTERM), 0);
    assert_int_equal(pthread_join(s->thread, NULL), 0);
    assert_int_equal(pthread_create(&s->thread, NULL, serving_run, s->server), 0);
    served_stop(s);
}

static void slow_clients_do_not_stop_others(void **ptr)
{
    served *s = *ptr;
    int slow[200];

    for (size_t i = 0; i < 200; i++) {
        slow[i] = serving_connect(s->port);
        assert_true(slow[i] >= 0);
        serving_send(slow[i], DL_STR("GET / HTTP/1.1\r\nHost: 127.0.0."));
    }
    for (int i = 0; i < 20; i++)
        assert_int_equal(serving_status(serving_get(s->port, "/", &s->arena)), 200);
    /* One that goes on is served all the same. */
    char rest[40];
    (void)snprintf(rest, sizeof rest, "1:%u\r\n\r\n", s->port);
    serving_send(slow[7], made_str(rest));
    assert_int_equal(serving_status(serving_read(slow[7], &s->arena, 5000)), 200);
    for (size_t i = 0; i < 200; i++)
        (void)close(slow[i]);
}

static void only_the_first_request_of_a_connection_counts(void **ptr)
{
    served *s = *ptr;
    char request[200];

    (void)snprintf(request, sizeof request,
                   "GET /favicon.ico HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n\r\n"
                   "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
                   s->port);
    dl_str answer = serving_ask(s->port, made_str(request), &s->arena);
    assert_int_equal(serving_status(answer), 204);
    assert_true(dli_find(answer, DL_STR("HTTP/1.1"), 5) == DLI_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_gate_lets_through_what_is_plain),
        cmocka_unit_test(the_gate_has_limits),
        cmocka_unit_test(heads_end_at_an_empty_line),
        cmocka_unit_test_setup_teardown(every_answer_has_its_headers, served_setup,
                                        served_teardown),
        cmocka_unit_test_setup_teardown(every_route_answers, served_setup, served_teardown),
        cmocka_unit_test_setup_teardown(head_has_no_body, served_setup, served_teardown),
        cmocka_unit_test_setup_teardown(statuses_are_right, served_setup, served_teardown),
        cmocka_unit_test_setup_teardown(the_page_is_whole, served_setup, served_teardown),
        cmocka_unit_test_setup_teardown(errors_stay_pages_whatever_was_asked, served_setup,
                                        served_teardown),
        cmocka_unit_test_setup_teardown(a_port_in_use_is_said, served_setup, served_teardown),
        cmocka_unit_test(a_signal_ends_it),
        cmocka_unit_test_setup_teardown(slow_clients_do_not_stop_others, served_setup,
                                        served_teardown),
        cmocka_unit_test_setup_teardown(only_the_first_request_of_a_connection_counts,
                                        served_setup, served_teardown),
    };
    sigset_t signals;

    /* The server's thread takes them by a descriptor; no other may die of them. */
    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGTERM);
    (void)pthread_sigmask(SIG_BLOCK, &signals, NULL);
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
