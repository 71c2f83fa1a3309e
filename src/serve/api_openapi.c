/* api_openapi.c -- the API described by OpenAPI 3.1, made of the tables it runs on: routes
 * (routes.c), lists with their filters and columns (store/lists.c).
 */
#include "base/error.h"
#include "base/json_write.h"
#include "serve/visit.h"

static void word(dli_buf *out, const char *key, const char *value)
{
    dli_json_member(out, key, dli_str(value));
}

static void open_member(dli_buf *out, const char *key, char bracket)
{
    dli_json_key(out, key);
    dli_json_open(out, bracket);
}

/* ---- Parameters -------------------------------------------------------------------- */

static void open_parameter(dli_buf *out, const char *name, const char *in, const char *what,
                           bool required)
{
    dli_json_open(out, '{');
    word(out, "name", name);
    word(out, "in", in);
    word(out, "description", what);
    if (required) {
        dli_json_key(out, "required");
        dli_json_true(out);
    }
    open_member(out, "schema", '{');
}

static void close_parameter(dli_buf *out)
{
    dli_json_close(out, '}');
    dli_json_close(out, '}');
}

static void text_parameter(dli_buf *out, const char *name, const char *in, const char *what,
                           bool required)
{
    open_parameter(out, name, in, what, required);
    word(out, "type", "string");
    close_parameter(out);
}

static void write_words(dli_buf *out, const char *key, const char *words)
{
    dl_str rest = dli_str(words), one;

    open_member(out, key, '[');
    while (dli_next_word(&rest, &one))
        dli_json_string(out, one);
    dli_json_close(out, ']');
}

static void list_parameters(dli_buf *out, const dli_list *list)
{
    for (size_t i = 0; i < dli_list_filters(list); i++)
        text_parameter(out, list->filters[i].name, "query", list->filters[i].what,
                       list->ranked && strcmp(list->filters[i].name, "q") == 0);
    open_parameter(out, "limit", "query",
                   "rows of one answer; 50 unless said, 10000 of csv and jsonl", false);
    word(out, "type", "integer");
    dli_json_key(out, "minimum");
    dli_json_u64(out, 1);
    dli_json_key(out, "maximum");
    dli_json_u64(out, 10000);
    close_parameter(out);
    text_parameter(out, "after", "query", "go on where the answer before ended: its `next`",
                   false);
    text_parameter(out, "fields", "query", "only these columns, commas between", false);
}

static bool has_choice(const dli_route *route)
{
    return strchr(route->formats, ' ') != NULL;
}

static void write_parameters(dli_buf *out, const dli_route *route)
{
    const dli_list *list = dli_list_named(route->list);

    open_member(out, "parameters", '[');
    if (strchr(route->path, '*') != NULL)
        text_parameter(out, "id", "path",
                       strstr(route->path, "captures") != NULL
                           ? "SHA-256 of the bytes, hexadecimal"
                           : "of an item: sha256:0123456789abcdef#1 as 0123456789abcdef.1",
                       true);
    if (list != NULL)
        list_parameters(out, list);
    if (has_choice(route)) {
        open_parameter(out, "format", "query", "the shape of the answer", false);
        word(out, "type", "string");
        write_words(out, "enum", route->formats);
        close_parameter(out);
    }
    dli_json_close(out, ']');
}

/* ---- Answers ----------------------------------------------------------------------- */

static void write_row_schema(dli_buf *out, const dli_list *list)
{
    word(out, "type", "object");
    open_member(out, "properties", '{');
    for (size_t i = 0; i < dli_list_columns(list); i++) {
        open_member(out, list->columns[i].name, '{');
        if (list->columns[i].cell == DLI_CELL_TEXT)
            word(out, "type", "string");
        else if (list->columns[i].cell == DLI_CELL_NUMBER)
            word(out, "type", "number");
        else
            word(out, "type", "array");
        word(out, "description", list->columns[i].what);
        dli_json_close(out, '}');
    }
    dli_json_close(out, '}');
}

static void write_list_schema(dli_buf *out, const dli_list *list)
{
    word(out, "type", "object");
    open_member(out, "properties", '{');
    open_member(out, "list", '{');
    word(out, "const", list->name);
    dli_json_close(out, '}');
    open_member(out, "rows", '{');
    word(out, "type", "array");
    open_member(out, "items", '{');
    write_row_schema(out, list);
    dli_json_close(out, '}');
    dli_json_close(out, '}');
    open_member(out, "next", '{');
    word(out, "type", "string");
    word(out, "description", "address of the rows behind these; absent at the end");
    dli_json_close(out, '}');
    open_member(out, "limited", '{');
    word(out, "type", "string");
    word(out, "description",
         "time: it ran out, these were found by then; weighed: more match than were weighed, "
         "the newest and those with hits in the headline were; else absent");
    dli_json_close(out, '}');
    dli_json_close(out, '}');
}

static void write_content(dli_buf *out, const dli_route *route)
{
    const dli_list *list = dli_list_named(route->list);
    dl_str rest = dli_str(route->formats), format;

    open_member(out, "content", '{');
    while (dli_next_word(&rest, &format)) {
        open_member(out, dli_type_of_format(format), '{');
        open_member(out, "schema", '{');
        if (dli_eq(format, DL_STR("json")) && list != NULL)
            write_list_schema(out, list);
        dli_json_close(out, '}');
        dli_json_close(out, '}');
    }
    dli_json_close(out, '}');
}

static void write_problem_answer(dli_buf *out, const char *key, const char *what)
{
    open_member(out, key, '{');
    word(out, "description", what);
    open_member(out, "content", '{');
    open_member(out, "application/problem+json", '{');
    open_member(out, "schema", '{');
    word(out, "$ref", "#/components/schemas/problem");
    for (int i = 0; i < 4; i++)
        dli_json_close(out, '}');
}

static void write_operation(dli_buf *out, const dli_route *route)
{
    const dli_list *list = dli_list_named(route->list);

    open_member(out, strcmp(route->method, "POST") == 0 ? "post" : "get", '{');
    word(out, "summary", list != NULL ? list->what : route->what);
    word(out, "x-access", route->access == DLI_ACCESS_OWNER ? "loopback" : "reader");
    word(out, "x-csrf", route->csrf == DLI_CSRF_OWN ? "own" : "safe");
    write_parameters(out, route);
    open_member(out, "responses", '{');
    open_member(out, "200", '{');
    word(out, "description", "what was asked for");
    write_content(out, route);
    dli_json_close(out, '}');
    write_problem_answer(out, "default", "what is wrong, where, and how to mend it");
    dli_json_close(out, '}');
    dli_json_close(out, '}');
}

/* "/v1/items/{id}" for the path with a star. */
static const char *path_of(const dli_route *route, dli_arena *arena)
{
    dl_str rest = dli_str(route->path);
    dli_buf path;

    dli_buf_init(&path, arena);
    for (size_t i = 0; i < rest.len; i++) {
        if (rest.ptr[i] == '*')
            dli_buf_add(&path, DL_STR("{id}"));
        else
            dli_buf_byte(&path, rest.ptr[i]);
    }
    dli_buf_byte(&path, 0);
    return path.failed ? "" : path.ptr;
}

static void write_components(dli_buf *out)
{
    static const char *const members[] = {
        "type", "title", "detail", "where", "fix", "instance"
    };

    open_member(out, "components", '{');
    open_member(out, "schemas", '{');
    open_member(out, "problem", '{');
    word(out, "type", "object");
    open_member(out, "properties", '{');
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        open_member(out, members[i], '{');
        word(out, "type", "string");
        dli_json_close(out, '}');
    }
    open_member(out, "status", '{');
    word(out, "type", "integer");
    for (int i = 0; i < 5; i++)
        dli_json_close(out, '}');
}

dl_status dli_api_openapi(dli_visit *visit, dl_error *err)
{
    dli_buf *out = &visit->out;

    DLI_TRY(dli_visit_only(visit, NULL, 0, err));
    dli_json_open(out, '{');
    word(out, "openapi", "3.1.0");
    open_member(out, "info", '{');
    word(out, "title", "dateline");
    word(out, "description",
         "What a store knows: items, who said what, what happened, each "
         "with the bytes behind it.");
    word(out, "version", DL_VERSION);
    dli_json_close(out, '}');
    open_member(out, "paths", '{');
    for (size_t i = 0; i < dli_route_count; i++) {
        if (dli_routes[i].what == NULL)
            continue;
        open_member(out, path_of(&dli_routes[i], visit->arena), '{');
        write_operation(out, &dli_routes[i]);
        dli_json_close(out, '}');
    }
    dli_json_close(out, '}');
    write_components(out);
    dli_json_close(out, '}');
    dli_buf_byte(out, '\n');
    visit->type = dli_type_of_format(DL_STR("json"));
    return DL_OK;
}
