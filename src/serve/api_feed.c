/* api_feed.c -- a list as a feed: Atom (RFC 4287) and JSON Feed 1.1.
 *
 * What a row is called by stands in a table of patterns: "{headline|opening}" is the first of
 * these columns that says anything.
 */
#include "base/json_write.h"
#include "base/when.h"
#include "serve/visit.h"
#include "view/view.h"

typedef struct pattern {
    const char *list, *title, *summary, *key, *page, *time;
} pattern;

#define IN_ITEM "{headline|opening} ({publisher|outlet})"

static const pattern patterns[] = {
    { "items", "{headline|opening|id}", "{publisher|outlet} {authors}", "{id}", "/item/{id}",
      "{published|day}" },
    { "search", "{headline|opening|id}", "{snippet}", "{id}", "/item/{id}", "{published|day}" },
    { "statements", "{speaker|source}: {content}", IN_ITEM, "{item}{id}", "/item/{item}#{id}",
      "{published|day}" },
    { "people", "{name}", "{statements}", "{name}", "/person?name={name}", "{last_day}" },
    { "incidents", "{type} {place} {date}", IN_ITEM, "{item}{id}", "/item/{item}#{id}",
      "{published|day}" },
    { "figures", "{what} {text} {place} {date}", IN_ITEM, "{item}{incident}{at}",
      "/item/{item}#{incident}", "{published|day}" },
    { "places", "{place}", "{accounts}", "{place}", "/incidents?place={place}", "{last_day}" },
    { "chains", "{of} \xE2\x86\x92 {relay} \xE2\x86\x92 {outlet}", "{statements}",
      "{of} {relay} {outlet}", "/chains?name={relay}", "{last_day}" },
    { "sources", "{publisher|outlet}", "{items}", "{outlet}", "/outlet?name={outlet}",
      "{last_day}" },
    { "coverage", "{outlet} {day}", "{items}", "{outlet} {day}", "/outlet?name={outlet}",
      "{day}" },
    { "captures", "{url|file|sha256}", "{sha256}", "{sha256} {url}", "/v1/captures/{sha256}",
      "{captured}" },
};

static const pattern *pattern_of(const dli_list *list)
{
    size_t i = 0;

    while (i + 1 < sizeof patterns / sizeof *patterns &&
           strcmp(patterns[i].list, list->name) != 0)
        i++;
    return &patterns[i];
}

static dl_str cell_named(const dli_table *table, size_t row, dl_str name)
{
    for (size_t i = 0; i < dli_list_columns(table->list); i++)
        if (dli_eq(name, dli_str(table->list->columns[i].name)))
            return dli_cell_of(table, row, i);
    return (dl_str){ "", 0 };
}

/* A value as a part of an address: an item sha256:0123456789abcdef#1 is 0123456789abcdef.1
 * there, a fact #1s1 is 1s1. */
static void add_part(dli_buf *out, dl_str value)
{
    size_t mark =
        dli_starts(value, DL_STR("sha256:")) ? dli_find_byte(value, '#', 0) : DLI_NONE;

    if (mark != DLI_NONE) {
        dli_html_part(out, dli_slice(value, 7, mark));
        dli_buf_byte(out, '.');
        value = dli_from(value, mark + 1);
    } else if (dli_starts(value, DL_STR("#"))) {
        value = dli_from(value, 1);
    }
    dli_html_part(out, value);
}

/* Fill a pattern; in an address values are percent-encoded. */
static dl_str fill(const dli_table *table, size_t row, const char *text, bool address)
{
    dl_str rest = dli_str(text), names, name;
    dli_buf out;

    dli_buf_init(&out, table->visit->arena);
    while (rest.len > 0) {
        size_t open = dli_find_byte(rest, '{', 0);
        dli_buf_add(&out, open == DLI_NONE ? rest : dli_slice(rest, 0, open));
        if (open == DLI_NONE)
            break;
        size_t close = dli_find_byte(rest, '}', open);
        dl_str cell = { "", 0 };
        names = dli_slice(rest, open + 1, close);
        while (cell.len == 0 && dli_split(&names, '|', &name))
            cell = cell_named(table, row, name);
        if (!address)
            dli_buf_add(&out, cell);
        else
            add_part(&out, cell);
        rest = dli_from(rest, close + 1);
    }
    return dli_trim(dli_buf_str(&out));
}

/* RFC 3339, which a partial time is completed to. */
static dl_str time_of(const dli_table *table, size_t row)
{
    dl_str time = fill(table, row, pattern_of(table->list)->time, false);
    dli_when when;
    dli_buf out;

    dli_buf_init(&out, table->visit->arena);
    if (dli_when_parse(time, &when))
        dli_when_print(&out, dli_when_from_seconds(dli_when_seconds(when)));
    if (out.len == 0)
        dli_buf_add(&out, DL_STR("1970-01-01T00:00:00+00:00"));
    return dli_buf_str(&out);
}

static dl_str join(const dli_table *table, dl_str a, dl_str b, dl_str c)
{
    dli_buf out;

    dli_buf_init(&out, table->visit->arena);
    dli_buf_add(&out, a);
    dli_buf_add(&out, b);
    dli_buf_add(&out, c);
    return dli_buf_str(&out);
}

static dl_str title_of(const dli_table *table)
{
    dl_str name = join(table, DL_STR("dateline: "), dli_str(table->list->name),
                       table->query.len > 0 ? DL_STR(": ") : (dl_str){ "", 0 });

    return join(table, name, table->query, (dl_str){ "", 0 });
}

/* This very request, as an address. */
static dl_str self_of(const dli_table *table)
{
    dl_str path = join(table, table->visit->base, table->visit->request.path, DL_STR("?"));

    return join(table, path, table->visit->request.query, (dl_str){ "", 0 });
}

/* ---- Atom -------------------------------------------------------------------------- */

static void element(dli_buf *out, const char *name, dl_str value)
{
    dli_buf_print(out, "<%s>", name);
    dli_html_text(out, value);
    dli_buf_print(out, "</%s>\n", name);
}

static void link_to(dli_buf *out, const char *rel, dl_str href)
{
    dli_buf_print(out, "<link rel=\"%s\" href=\"", rel);
    dli_html_text(out, href);
    dli_buf_add(out, DL_STR("\"/>\n"));
}

static dl_str key_of(const dli_table *table, size_t row)
{
    dl_str head = join(table, DL_STR("urn:dateline:"), dli_str(table->list->name), DL_STR(":"));

    dli_buf key;
    dli_buf_init(&key, table->visit->arena);
    dli_html_part(&key, fill(table, row, pattern_of(table->list)->key, false));
    return join(table, head, dli_buf_str(&key), (dl_str){ "", 0 });
}

static dl_str page_of(const dli_table *table, size_t row)
{
    return join(table, table->visit->base,
                fill(table, row, pattern_of(table->list)->page, true), (dl_str){ "", 0 });
}

void dli_table_atom(const dli_table *table)
{
    const pattern *of = pattern_of(table->list);
    dli_buf *out = &table->visit->out;
    dl_str newest = DL_STR("1970-01-01T00:00:00+00:00");

    for (size_t row = 0; row < table->rows.count; row++)
        if (dli_compare(time_of(table, row), newest) > 0)
            newest = time_of(table, row);
    dli_buf_add(out, DL_STR("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                            "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n"));
    element(out, "title", title_of(table));
    element(out, "id", self_of(table));
    element(out, "updated", newest);
    dli_buf_add(out, DL_STR("<author><name>dateline</name></author>\n"));
    link_to(out, "self", self_of(table));
    if (table->visit->next.len > 0)
        link_to(out, "next",
                join(table, table->visit->base, table->visit->next, (dl_str){ "", 0 }));
    for (size_t row = 0; row < table->rows.count; row++) {
        dli_buf_add(out, DL_STR("<entry>\n"));
        element(out, "title", fill(table, row, of->title, false));
        element(out, "id", key_of(table, row));
        element(out, "updated", time_of(table, row));
        link_to(out, "alternate", page_of(table, row));
        element(out, "summary", fill(table, row, of->summary, false));
        dli_buf_add(out, DL_STR("</entry>\n"));
    }
    dli_buf_add(out, DL_STR("</feed>\n"));
}

/* ---- JSON Feed ---------------------------------------------------------------------- */

void dli_table_jsonfeed(const dli_table *table)
{
    const pattern *of = pattern_of(table->list);
    dli_buf *out = &table->visit->out;

    dli_json_open(out, '{');
    dli_json_member(out, "version", DL_STR("https://jsonfeed.org/version/1.1"));
    dli_json_member(out, "title", title_of(table));
    dli_json_member(out, "home_page_url",
                    join(table, table->visit->base, DL_STR("/"), (dl_str){ "", 0 }));
    dli_json_member(out, "feed_url", self_of(table));
    if (table->visit->next.len > 0)
        dli_json_member(out, "next_url",
                        join(table, table->visit->base, table->visit->next, (dl_str){ "", 0 }));
    dli_json_key(out, "items");
    dli_json_open(out, '[');
    for (size_t row = 0; row < table->rows.count; row++) {
        dl_str summary = fill(table, row, of->summary, false);
        dli_json_open(out, '{');
        dli_json_member(out, "id", key_of(table, row));
        dli_json_member(out, "url", page_of(table, row));
        dli_json_member(out, "title", fill(table, row, of->title, false));
        dli_json_key(out, "content_text");
        dli_json_string(out, summary);
        dli_json_member(out, "date_published", time_of(table, row));
        dli_json_member(out, "language", cell_named(table, row, DL_STR("language")));
        dli_json_key(out, "_dateline");
        dli_row_json(table, row, out);
        dli_json_close(out, '}');
    }
    dli_json_close(out, ']');
    dli_json_close(out, '}');
    dli_buf_byte(out, '\n');
}
