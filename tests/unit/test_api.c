/* test_api.c -- every route in every format, pages of rows, and the description of it all. */
#include "base/json_read.h"
#include "serve/kept.h"
#include "served.h"

static dli_json parsed(served *s, const char *target, dl_str body)
{
    dli_json json;
    dl_error err = { .status = DL_OK };

    if (dli_json_parse(&s->arena, body, DLI_JSON_STRICT, &json, &err) != DL_OK)
        fail_msg("%s: %s at %llu:\n%.*s", target, err.what, (unsigned long long)err.offset,
                 (int)body.len, body.ptr);
    return json;
}

static dl_str fetch(served *s, const char *target, unsigned status)
{
    dl_str answer = serving_get(s->port, target, &s->arena);

    if (serving_status(answer) != status)
        fail_msg("%s: %.*s", target, (int)answer.len, answer.ptr);
    return answer;
}

static dli_json fetch_json(served *s, const char *target)
{
    return parsed(s, target, serving_body(fetch(s, target, 200)));
}

static size_t count_of(const dli_json *json, uint32_t first)
{
    size_t count = 0;

    for (; first != 0; first = dli_json_at(json, first)->next)
        count++;
    return count;
}

static size_t rows_of(served *s, const char *target)
{
    dli_json json = fetch_json(s, target);

    return count_of(&json, dli_record_list(&json, 1, "rows"));
}

/* Put pages into the store while the server is at work on it. */
static void add_pages(served *s, const made_page *pages, size_t count)
{
    dli_store *store;
    dli_put how;

    assert_int_equal(dli_store_open(s->path, DLI_STORE_WRITE, &store, NULL), DL_OK);
    assert_int_equal(dli_store_begin(store, NULL), DL_OK);
    for (size_t i = 0; i < count; i++) {
        dli_store_page page = { made_source(&s->arena, &pages[i]),
                                made_record(&s->arena, &pages[i]), made_str(pages[i].url) };
        assert_int_equal(dli_store_put(store, &page, &how, NULL), DL_OK);
    }
    assert_int_equal(dli_store_commit(store, NULL), DL_OK);
    dli_store_close(store);
}

/* ---- Routes ------------------------------------------------------------------- */

/* A path that exists for the path of a route. */
static const char *path_for(const dli_route *route)
{
    if (strcmp(route->path, "/v1/items/*") == 0)
        return "/v1/items/728f4e6f26695955.1";
    if (strcmp(route->path, "/v1/items/*/annotations") == 0)
        return "/v1/items/728f4e6f26695955.1/annotations";
    if (strcmp(route->path, "/v1/items/*/source") == 0)
        return "/v1/items/728f4e6f26695955.1/source";
    if (strcmp(route->path, "/v1/items/*/excerpt") == 0)
        return "/v1/items/728f4e6f26695955.1/excerpt";
    if (strcmp(route->path, "/v1/captures/*") == 0)
        return "/v1/captures/728f4e6f26695955d05c9dbe3c9406a126e9b30c1bf4f90adacf167ad702b2dc";
    if (strcmp(route->path, "/v1/search") == 0)
        return "/v1/search?q=alert+OR+ferry";
    return route->path;
}

/* Tags of `xml` are closed in the order in which they were opened. */
static void assert_balanced(const char *target, dl_str xml)
{
    dl_str open[16];
    size_t depth = 0, at = dli_find(xml, DL_STR("?>"), 0);

    while ((at = dli_find_byte(xml, '<', at)) != DLI_NONE) {
        size_t end = dli_find_byte(xml, '>', at), name = at + 1;
        assert_true(end != DLI_NONE && end > at + 1);
        bool closes = xml.ptr[at + 1] == '/', empty = xml.ptr[end - 1] == '/';
        name += closes;
        size_t stop = name;
        while (stop < end && dli_is_alpha(xml.ptr[stop]))
            stop++;
        dl_str word = dli_slice(xml, name, stop);
        if (closes && (depth == 0 || !dli_eq(open[--depth], word)))
            fail_msg("%s: </%.*s>", target, (int)word.len, word.ptr);
        if (!closes && !empty) {
            assert_true(depth < 16);
            open[depth++] = word;
        }
        at = end;
    }
    assert_int_equal(depth, 0);
}

static void check_body(served *s, const char *target, dl_str format, dl_str body)
{
    if (dli_eq(format, DL_STR("atom"))) {
        assert_balanced(target, body);
    } else if (dli_eq(format, DL_STR("jsonl")) || dli_eq(format, DL_STR("ninjs"))) {
        dl_str line;
        while (dli_split(&body, '\n', &line))
            if (line.len > 0)
                (void)parsed(s, target, line);
    } else if (!dli_eq(format, DL_STR("csv")) && !dli_eq(format, DL_STR("text")) &&
               !dli_eq(format, DL_STR("markdown")) && !dli_eq(format, DL_STR("bibtex")) &&
               !dli_eq(format, DL_STR("ris"))) {
        (void)parsed(s, target, body);
    }
}

static void try_format(served *s, const dli_route *route, dl_str format)
{
    const char *path = path_for(route);
    bool choice = strchr(route->formats, ' ') != NULL;
    char target[300], type[100];

    (void)snprintf(target, sizeof target, "%s%s%s%.*s", path,
                   !choice                     ? ""
                   : strchr(path, '?') == NULL ? "?"
                                               : "&",
                   choice ? "format=" : "", choice ? (int)format.len : 0, format.ptr);
    dl_str answer = fetch(s, target, 200);
    (void)snprintf(type, sizeof type, "\r\nContent-Type: %s\r\n", dli_type_of_format(format));
    assert_has(answer, type);
    check_body(s, target, format, serving_body(answer));
}

static void try_all(served *s)
{
    for (size_t i = 0; i < dli_route_count; i++) {
        const dli_route *route = &dli_routes[i];
        dl_str formats = dli_str(route->formats == NULL ? "" : route->formats), format;
        if (strcmp(route->method, "GET") == 0)
            while (dli_next_word(&formats, &format))
                try_format(s, route, format);
    }
}

static void every_route_answers_in_every_format(void **ptr)
{
    try_all(*ptr);
}

/* Each field of each page is script: JSON still parses, XML still nests. */
static void whatever_was_read_stays_a_value(void **ptr)
{
    made_page pages[MADE_PAYLOADS + MADE_PAGES];

    (void)ptr;
    for (size_t i = 0; i < MADE_PAYLOADS; i++)
        pages[i] = made_evil(made_payloads[i]);
    for (size_t i = 0; i < MADE_PAGES; i++)
        pages[MADE_PAYLOADS + i] = made_pages[i];
    served *s = served_start(pages, MADE_PAYLOADS + MADE_PAGES);
    try_all(s);
    assert_true(rows_of(s, "/v1/search?q=alert") > 5);
    dl_str csv = serving_body(fetch(s, "/v1/statements?format=csv&fields=content", 200));
    assert_true(dli_find(csv, DL_STR("\n="), 0) == DLI_NONE);
    served_stop(s);
}

static void no_route_takes_what_it_does_not_name(void **ptr)
{
    served *s = *ptr;

    for (size_t i = 0; i < dli_route_count; i++) {
        char target[200];
        if (dli_routes[i].what == NULL || strcmp(dli_routes[i].method, "GET") != 0)
            continue;
        const char *path = path_for(&dli_routes[i]);
        (void)snprintf(target, sizeof target, "%s%cunheard=1", path,
                       strchr(path, '?') == NULL ? '?' : '&');
        assert_has(fetch(s, target, 400), "there is no parameter 'unheard'");
    }
}

static void what_is_wrong_is_said_in_three_parts(void **ptr)
{
    served *s = *ptr;
    static const struct {
        const char *target;
        unsigned status;
        const char *what;
    } cases[] = {
        { "/v1/nowhere", 404, "there is no page at '/v1/nowhere'" },
        { "/v1/items/0000000000000000.1", 404, "there is no item" },
        { "/v1/items/728f4e6f26695955.9", 404, "there is no item" },
        { "/v1/items/728f4e6f26695955", 404, "there is no item" },
        { "/v1/items/728f4e6f26695955.1x", 404, "there is no item" },
        { "/v1/items/728f4e6f26695955.1?format=html", 400, "format is 'html'" },
        { "/v1/items?format=xml", 400, "format is 'xml'" },
        { "/v1/items?format=geojson", 400, "format is 'geojson'" },
        { "/v1/items?limit=0", 400, "limit is '0'" },
        { "/v1/items?limit=10001", 400, "limit is '10001'" },
        { "/v1/items?limit=ten", 400, "limit is 'ten'" },
        { "/v1/items?after=x", 400, "after is 'x'" },
        { "/v1/items?after=1.", 400, "after is '1.'" },
        { "/v1/items?after=1.fffffffff", 400, "after is '1.fffffffff'" },
        { "/v1/items?fields=id,nonsense", 400, "there is no column 'nonsense' in items" },
        { "/v1/items?from=soon", 400, "'soon' is no date" },
        { "/v1/search", 400, "there is nothing to search for" },
        { "/v1/search?q=a+AND", 400, "AND has nothing behind it" },
        { "/v1/statements?name=.", 400, "there is no name" },
        { "/v1/items/0000000000000000.1/excerpt", 404, "there is no item" },
        { "/v1/items/728f4e6f26695955.1/excerpt?start=x", 400, "start is 'x'" },
        { "/v1/items/728f4e6f26695955.1/excerpt?start=0&end=90000", 400, "0-90000 is no part" },
        { "/v1/items/728f4e6f26695955.1/excerpt?start=0&end=200", 403, "characters" },
        { "/v1/export?purpose=fun", 400, "there is no purpose 'fun'" },
        { "/v1/export?q=a+AND", 400, "AND has nothing behind it" },
        { "/v1/captures/00", 404, "'00' is no SHA-256 digest" },
        { "/v1/captures/0000000000000000000000000000000000000000000000000000000000000000", 404,
          "there is no capture" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dl_str answer = fetch(s, cases[i].target, cases[i].status);
        dli_json problem = parsed(s, cases[i].target, serving_body(answer));
        uint64_t status = 0;
        assert_has(answer, "\r\nContent-Type: application/problem+json\r\n");
        assert_has(dli_json_get_str(&problem, 1, "detail", &s->arena), cases[i].what);
        assert_true(dli_json_get_str(&problem, 1, "where", &s->arena).len > 0);
        assert_true(dli_json_get_str(&problem, 1, "fix", &s->arena).len > 0);
        assert_true(dli_json_get_u64(&problem, 1, "status", &status));
        assert_int_equal(status, cases[i].status);
    }
}

/* ---- Rows ---------------------------------------------------------------------- */

/* Follow `next` from `target` on; how many rows there are, each appended to `seen`. */
static size_t walk(served *s, const char *first, dli_buf *seen)
{
    dl_str next = dli_str(first);
    size_t count = 0;

    for (int i = 0; next.len > 0; i++) {
        dli_json json = fetch_json(s, dli_arena_copy(&s->arena, next).ptr);
        assert_true(i < 1000);
        uint32_t row = dli_record_list(&json, 1, "rows");
        for (; row != 0; row = dli_json_at(&json, row)->next) {
            dli_buf_add(seen, dli_cut(json.text, dli_json_at(&json, row)->at));
            count++;
        }
        next = dli_json_get_str(&json, 1, "next", &s->arena);
    }
    return count;
}

static void rows_in_pages_are_all_rows(void **ptr)
{
    served *s = *ptr;

    for (size_t i = 0; i < dli_list_count; i++) {
        char target[200];
        dli_buf all, one_by_one;
        const char *q = dli_lists[i].ranked ? "&q=the+OR+de" : "";
        dli_buf_init(&all, &s->arena);
        dli_buf_init(&one_by_one, &s->arena);
        (void)snprintf(target, sizeof target, "/v1/%s?limit=10000%s", dli_lists[i].name, q);
        size_t count = walk(s, target, &all);
        (void)snprintf(target, sizeof target, "/v1/%s?limit=1%s", dli_lists[i].name, q);
        if (count == 0 || walk(s, target, &one_by_one) != count)
            fail_msg("%s: %zu rows", dli_lists[i].name, count);
        assert_true(dli_eq(dli_buf_str(&all), dli_buf_str(&one_by_one)));
    }
}

static void what_is_added_meanwhile_moves_nothing(void **ptr)
{
    static const made_page late = { .file = "harbourwire/late.html",
                                    .url = "https://www.harbourwire.example/late",
                                    .captured = "2031-03-06T09:00:00Z",
                                    .language = "en",
                                    .headline = "Nothing is older than tomorrow",
                                    .paragraphs = { "A line of text about the ferry." } };
    served *s = *ptr;
    dli_json page = fetch_json(s, "/v1/items?limit=2");
    dl_str next = dli_json_get_str(&page, 1, "next", &s->arena);
    size_t before = rows_of(s, "/v1/items");
    dli_buf seen;

    add_pages(s, &late, 1);
    dli_buf_init(&seen, &s->arena);
    assert_int_equal(walk(s, dli_arena_copy(&s->arena, next).ptr, &seen), before - 2);
    assert_int_equal(rows_of(s, "/v1/items"), before + 1);
}

/* More match than are weighed: that is said, in the body and in the head. */
static void a_bound_is_said(void **ptr)
{
    enum {
        MANY = 600
    };
    static char urls[MANY][40], bodies[MANY][48];
    static made_page pages[MANY];
    served *s = *ptr;

    for (int i = 0; i < MANY; i++) {
        (void)snprintf(urls[i], sizeof urls[i], "https://bulk.example/%d", i);
        (void)snprintf(bodies[i], sizeof bodies[i], "Nothing but fog number %d again.", i);
        pages[i] = (made_page){ .url = urls[i],
                                .language = "en",
                                .headline = "Bulletin",
                                .paragraphs = { bodies[i] } };
    }
    add_pages(s, pages, MANY);
    dli_json json = fetch_json(s, "/v1/search?q=fog");
    assert_true(dli_eq(dli_json_get_str(&json, 1, "limited", &s->arena), DL_STR("weighed")));
    assert_has(fetch(s, "/v1/search?q=fog&format=csv&limit=5", 200),
               "Dateline-Limited: weighed\r\n");
    json = fetch_json(s, "/v1/search?q=ferry");
    assert_int_equal(dli_json_get(&json, 1, "limited"), 0);
}

static void filters_choose(void **ptr)
{
    served *s = *ptr;
    static const struct {
        const char *target;
        size_t rows;
    } cases[] = {
        { "/v1/items?outlet=harbourwire.example&language=en&from=2024-03-05&to=2024-03-05", 1 },
        { "/v1/items?outlet=nobody", 0 },
        { "/v1/items?q=ferry&language=en", 1 },
        { "/v1/items?q=ferry&language=fr", 0 },
        { "/v1/search?q=GREVE+dockers", 1 },
        { "/v1/search?q=dockers&outlet=harbourwire.example", 0 },
        { "/v1/statements?name=costa", 2 },
        { "/v1/statements?name=radio+saltmere", 1 },
        { "/v1/statements?name=COSTA&stance=warn", 1 },
        { "/v1/statements?about=The+Pier", 0 },
        { "/v1/statements?about=the+pier", 1 },
        { "/v1/people?name=ana", 1 },
        { "/v1/incidents?type=accident&from=2024&to=2024-12", 1 },
        { "/v1/incidents?type=accident&from=2025", 0 },
        { "/v1/incidents?place=PORT+clair", 1 },
        { "/v1/figures?place=saltmere", 2 },
        { "/v1/figures?what=wounded&place=saltmere", 1 },
        { "/v1/chains?name=saltmere", 2 },
        { "/v1/sources?outlet=lavigie.example", 1 },
        { "/v1/captures?url=https://www.harbourwire.example/2024/03/05/ferry", 1 },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t rows = rows_of(s, cases[i].target);
        if (rows != cases[i].rows)
            fail_msg("%s: %zu", cases[i].target, rows);
    }
}

static void rows_say_what_was_read(void **ptr)
{
    served *s = *ptr;
    static const struct {
        const char *target, *words;
    } cases[] = {
        { "/v1/items?q=ferry+storm&fields=headline",
          "{\"headline\":\"Ferry service resumes after storm\"}" },
        { "/v1/items?q=ferry+storm&fields=headline,id&format=csv",
          "id,headline\r\nsha256:728f4e6f26695955#1,Ferry service resumes after storm\r\n" },
        { "/v1/statements?name=fishermen",
          "\"via\":[\"a commentator of Radio Saltmere\",\"Radio Saltmere\"]" },
        { "/v1/incidents?place=saltmere&fields=figures",
          "{\"figures\":[{\"what\":\"wounded\",\"value\":3,\"bound\":\"atLeast\",\"of\":"
          "\"people\",\"scope\":\"incident\",\"text\":\"At least three people\"}," },
        { "/v1/search?q=dockers&fields=hits", "{\"hits\":[[" },
        { "/v1/search?q=%D0%BC%D1%96%D1%81%D1%82", "\"hits\":[[" },
        { "/v1/incidents?format=geojson",
          "{\"type\":\"Feature\",\"geometry\":null,\"properties\":{" },
        { "/v1/items?q=ferry+storm&format=atom", "/item/728f4e6f26695955.1\"/>\n" },
        { "/v1/statements?name=costa&format=jsonfeed", "/item/728f4e6f26695955.1#1s1\"" },
        { "/v1/items/728f4e6f26695955.1", "{\"record\":1," },
        { "/v1/items/728f4e6f26695955.1?format=text", "Ferry service resumes after storm" },
        { "/v1/items/728f4e6f26695955.1/excerpt",
          "\"excerpt\":\"The first crossing left Port Haven at noon on Tuesday, two days after "
          "the storm broke the south pier.\",\"headline\":\"Ferry service resumes after "
          "storm\"" },
        { "/v1/items/728f4e6f26695955.1/excerpt?start=4&end=18&format=bibtex",
          "abstract = {first crossing}" },
        { "/v1/export?q=person:costa&format=ris", "AU  - Lena Marsh" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_has(serving_body(fetch(s, cases[i].target, 200)), cases[i].words);
}

/* "They" is nobody while it is not known who: neither a person nor one to ask for. */
static void who_is_not_known_is_nobody(void **ptr)
{
    static const made_page page = { .file = "harbourwire/they.html",
                                    .url = "https://www.harbourwire.example/they",
                                    .language = "en",
                                    .headline = "The pier stays closed",
                                    .paragraphs = { "They said the pier stays closed." },
                                    .statements = { { .kind = "indirect",
                                                      .stance = "neutral",
                                                      .cue = "said",
                                                      .source = "They",
                                                      .content = "the pier stays closed",
                                                      .whole = "They said the pier stays "
                                                               "closed" } } };
    served *s = *ptr;
    size_t people = rows_of(s, "/v1/people");

    add_pages(s, &page, 1);
    assert_int_equal(rows_of(s, "/v1/people"), people);
    assert_int_equal(rows_of(s, "/v1/statements?name=They"), 0);
    dl_str body = serving_body(fetch(s, "/v1/statements?fields=source,speaker", 200));
    assert_has(body, "{\"source\":\"They\"}");
    assert_true(dli_find(body, DL_STR("fishermen"), 0) != DLI_NONE);
    body = serving_body(fetch(s, "/v1/people", 200));
    assert_true(dli_find(body, DL_STR("fishermen"), 0) == DLI_NONE); /* a crowd is no person */
}

static void the_source_is_what_positions_count_in(void **ptr)
{
    served *s = *ptr;
    dl_str source = serving_body(fetch(s, "/v1/items/728f4e6f26695955.1/source", 200));
    dli_json json = fetch_json(s, "/v1/statements?name=costa&stance=neutral");
    uint32_t row = dli_record_list(&json, 1, "rows");
    dl_span at = dli_record_cover(dli_record_span(&json, row, "at", &s->arena));

    assert_true(at.end <= source.len && at.start < at.end);
    assert_has(dli_cut(source, at), "We waited for the swell to drop");
    dl_str answer = fetch(s, "/v1/items/728f4e6f26695955.1/source", 200);
    assert_has(answer, "\r\nContent-Type: text/plain; charset=utf-8\r\n");
    assert_has(answer, "sandbox;");
    assert_has(answer, "\r\nContent-Disposition: attachment;");
}

static void a_capture_is_a_download_of_the_same_bytes(void **ptr)
{
    served *s = *ptr;
    dl_str answer = fetch(
        s, "/v1/captures/728f4e6f26695955d05c9dbe3c9406a126e9b30c1bf4f90adacf167ad702b2dc",
        200);

    assert_has(answer, "\r\nContent-Type: text/plain; charset=utf-8\r\n");
    assert_has(answer,
               "\r\nContent-Disposition: attachment; filename=\"728f4e6f26695955.txt\"\r\n");
    assert_has(answer, "Content-Security-Policy: default-src 'none'; sandbox;");
    assert_true(dli_eq(serving_body(answer), made_source(&s->arena, &made_pages[0])));
}

static void who_has_it_gets_no_body(void **ptr)
{
    served *s = *ptr;
    dl_str answer = fetch(s, "/v1/items", 200);
    size_t at = dli_find(answer, DL_STR("\r\nETag: "), 0);
    char request[300];

    assert_true(at != DLI_NONE);
    dl_str etag = dli_slice(answer, at + 8, dli_find(answer, DL_STR("\r\n"), at + 8));
    (void)snprintf(request, sizeof request,
                   "GET /v1/items HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nIf-None-Match: \"x\", "
                   "%.*s\r\n\r\n",
                   s->port, (int)etag.len, etag.ptr);
    answer = serving_ask(s->port, made_str(request), &s->arena);
    assert_int_equal(serving_status(answer), 304);
    assert_int_equal(serving_body(answer).len, 0);
}

/* ---- Its description --------------------------------------------------------------- */

static uint32_t parameter_named(const dli_json *json, uint32_t operation, const char *name,
                                dli_arena *arena)
{
    uint32_t p = dli_record_list(json, operation, "parameters");

    while (p != 0 && !dli_eq(dli_json_get_str(json, p, "name", arena), made_str(name)))
        p = dli_json_at(json, p)->next;
    return p;
}

static void check_operation(served *s, const dli_json *json, const dli_route *route,
                            uint32_t operation)
{
    dl_str formats = dli_str(route->formats), format;
    uint32_t responses = dli_json_get(json, operation, "responses");
    uint32_t content = dli_json_get(json, dli_json_get(json, responses, "200"), "content");

    assert_true(dli_json_get_str(json, operation, "summary", &s->arena).len > 0);
    assert_true(dli_eq(dli_json_get_str(json, operation, "x-csrf", &s->arena),
                       route->csrf == DLI_CSRF_OWN ? DL_STR("own") : DL_STR("safe")));
    assert_true(
        dli_eq(dli_json_get_str(json, operation, "x-access", &s->arena),
               route->access == DLI_ACCESS_OWNER ? DL_STR("loopback") : DL_STR("reader")));
    while (dli_next_word(&formats, &format))
        assert_true(dli_json_get(json, content, dli_type_of_format(format)) != 0);
    assert_true((strchr(route->path, '*') != NULL) ==
                (parameter_named(json, operation, "id", &s->arena) != 0));
    for (size_t l = 0; route->list != NULL && l < dli_list_count; l++)
        for (size_t f = 0;
             strcmp(route->list, dli_lists[l].name) == 0 && f < dli_list_filters(&dli_lists[l]);
             f++)
            assert_true(
                parameter_named(json, operation, dli_lists[l].filters[f].name, &s->arena) != 0);
}

static void openapi_describes_every_route_and_no_other(void **ptr)
{
    served *s = *ptr;
    dli_json json = fetch_json(s, "/v1/openapi.json");
    uint32_t paths = dli_json_get(&json, 1, "paths");
    size_t described = count_of(&json, dli_json_at(&json, paths)->first) / 2, routes = 0;

    assert_true(dli_eq(dli_json_get_str(&json, 1, "openapi", &s->arena), DL_STR("3.1.0")));
    for (size_t i = 0; i < dli_route_count; i++) {
        const dli_route *route = &dli_routes[i];
        const char *star = strchr(route->path, '*');
        char path[100];
        if (!dli_starts(dli_str(route->path), DL_STR("/v1/"))) {
            assert_null(route->what);
            continue;
        }
        (void)snprintf(path, sizeof path, "%.*s%s%s",
                       star == NULL ? 99 : (int)(star - route->path), route->path,
                       star == NULL ? "" : "{id}", star == NULL ? "" : star + 1);
        uint32_t at = dli_json_get(&json, paths, path);
        uint32_t operation =
            dli_json_get(&json, at, strcmp(route->method, "POST") == 0 ? "post" : "get");
        if (operation == 0)
            fail_msg("%s %s is not described", route->method, path);
        check_operation(s, &json, route, operation);
        routes++;
    }
    assert_int_equal(described, routes);
}

/* ---- Answers that are kept ------------------------------------------------------- */

static dl_str answer_of(dli_store *store, dli_arena *arena, dli_kept *kept, const char *path,
                        const char *query, const char *known, unsigned status)
{
    dli_visit visit = { .store = store,
                        .arena = arena,
                        .kept = kept,
                        .base = DL_STR("http://127.0.0.1:1"),
                        .known = made_str(known),
                        .request = { .path = made_str(path), .query = made_str(query) } };

    dli_answer(&visit);
    if (visit.status != status)
        fail_msg("%s?%s: %u", path, query, visit.status);
    return dli_arena_copy(arena,
                          status == 304 || known[0] == '?' ? made_str(visit.etag) : visit.body);
}

static void an_answer_is_kept_until_the_store_changes(void **state)
{
    served *s = *state;
    static dli_kept kept;
    dli_store *reader, *writer;
    dl_error err = { .status = DL_OK };
    const char *const search = "q=ferry+OR+alert&limit=5";

    dli_kept_init(&kept);
    assert_int_equal(dli_store_open(s->path, DLI_STORE_READ, &reader, &err), DL_OK);
    dl_str digest = answer_of(reader, &s->arena, &kept, "/v1/digest", "", "", 200);
    dl_str found = answer_of(reader, &s->arena, &kept, "/v1/search", search, "", 200);
    assert_int_equal(kept.count, 2);
    dl_str mark = answer_of(reader, &s->arena, &kept, "/v1/search", search, "?", 200);
    assert_int_equal(mark.len, 18);
    /* given as it is kept, and with its mark */
    ((char *)(uintptr_t)kept.answers[1].body.ptr)[0] = '#';
    dl_str again = answer_of(reader, &s->arena, &kept, "/v1/search", search, "", 200);
    assert_int_equal(again.ptr[0], '#');
    assert_true(dli_eq(dli_from(again, 1), dli_from(found, 1)));
    (void)answer_of(reader, &s->arena, &kept, "/v1/search", search, mark.ptr, 304);
    /* of another question, or of none that a list takes, nothing is kept */
    (void)answer_of(reader, &s->arena, &kept, "/v1/search", "q=(", "", 400);
    (void)answer_of(reader, &s->arena, &kept, "/v1/items/728f4e6f26695955.1", "", "", 200);
    assert_int_equal(kept.count, 2);
    again = answer_of(reader, &s->arena, &kept, "/v1/items", search, "", 200);
    assert_true(dli_find(again, DL_STR("\"list\":\"items\""), 0) != DLI_NONE);
    for (size_t i = 1; i <= 3 * DLI_KEPT_ANSWERS; i++) {
        char query[64];
        (void)snprintf(query, sizeof query, "q=ferry+OR+alert&limit=%zu", i);
        (void)answer_of(reader, &s->arena, &kept, "/v1/search", query, "", 200);
        assert_in_range(kept.count, 1, DLI_KEPT_ANSWERS);
    }
    found = answer_of(reader, &s->arena, &kept, "/v1/search", search, "", 200);

    assert_int_equal(dli_store_open(s->path, DLI_STORE_WRITE, &writer, &err), DL_OK);
    const made_page page = { .url = "https://kept.example/1",
                             .language = "en",
                             .headline = "Another ferry alert",
                             .paragraphs = { "A ferry, and an alert." } };
    dli_store_page in = { made_source(&s->arena, &page), made_record(&s->arena, &page),
                          made_str(page.url) };
    dli_put how;
    assert_int_equal(dli_store_begin(writer, &err), DL_OK);
    assert_int_equal(dli_store_put(writer, &in, &how, &err), DL_OK);
    assert_true(
        dli_eq(answer_of(reader, &s->arena, &kept, "/v1/search", search, "", 200), found));
    assert_int_equal(dli_store_commit(writer, &err), DL_OK);
    again = answer_of(reader, &s->arena, &kept, "/v1/search", search, "", 200);
    assert_true(dli_find(again, DL_STR("Another ferry alert"), 0) != DLI_NONE);
    assert_false(
        dli_eq(answer_of(reader, &s->arena, &kept, "/v1/digest", "", "", 200), digest));
    (void)answer_of(reader, &s->arena, &kept, "/v1/search", search, "", 200);
    const dli_forget forget = { .kind = DLI_FORGET_URL,
                                .name = DL_STR("https://kept.example/1"),
                                .time = DL_STR("2024-04-01T00:00:00Z") };
    dli_forgotten gone;
    assert_int_equal(dli_store_forget(writer, &forget, &gone, &err), DL_OK);
    assert_int_equal(gone.captures, 1);
    again = answer_of(reader, &s->arena, &kept, "/v1/search", search, "", 200);
    assert_true(dli_find(again, DL_STR("Another ferry alert"), 0) == DLI_NONE);
    dli_store_close(writer);
    dli_store_close(reader);
    dli_kept_done(&kept);
}

int main(void)
{
#define SERVED(test) cmocka_unit_test_setup_teardown(test, served_setup, served_teardown)
    const struct CMUnitTest tests[] = {
        SERVED(every_route_answers_in_every_format),
        cmocka_unit_test(whatever_was_read_stays_a_value),
        SERVED(an_answer_is_kept_until_the_store_changes),
        SERVED(no_route_takes_what_it_does_not_name),
        SERVED(what_is_wrong_is_said_in_three_parts),
        SERVED(rows_in_pages_are_all_rows),
        SERVED(what_is_added_meanwhile_moves_nothing),
        SERVED(a_bound_is_said),
        SERVED(filters_choose),
        SERVED(rows_say_what_was_read),
        SERVED(who_is_not_known_is_nobody),
        SERVED(the_source_is_what_positions_count_in),
        SERVED(a_capture_is_a_download_of_the_same_bytes),
        SERVED(who_has_it_gets_no_body),
        SERVED(openapi_describes_every_route_and_no_other),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
