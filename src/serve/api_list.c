/* api_list.c -- a list of the store as JSON, JSON lines, CSV, GeoJSON or a feed.
 *
 *   /v1/items?outlet=a.example&limit=20&after=1f4.14&fields=id,headline&format=csv
 *
 * `after` is where the last answer ended: the newest item that counts and the rows before, in
 * hexadecimal. What is ingested meanwhile has a higher number, so pages neither skip nor
 * repeat.
 */
#include "base/error.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "serve/visit.h"

enum {
    FEED_ROWS = 50,
    TABLE_ROWS = 10000 /* of one answer at most, and of a table unless said */
};

static const char *const of_all[] = { "limit", "after", "fields", "format" };

/* ---- What is asked ------------------------------------------------------------- */

static dl_status check_parameters(const dli_visit *visit, const dli_list *list, dl_error *err)
{
    const char *names[DLI_LIST_MAX_FILTERS + 4];
    size_t count = 0;

    for (size_t i = 0; i < dli_list_filters(list); i++)
        names[count++] = list->filters[i].name;
    for (size_t i = 0; i < sizeof of_all / sizeof *of_all; i++)
        names[count++] = of_all[i];
    return dli_visit_only(visit, names, count, err);
}

static bool read_hex(dl_str text, uint64_t *value)
{
    *value = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (!dli_is_digit(c) && (c < 'a' || c > 'f'))
            return false;
        *value = *value * 16 + (uint64_t)(dli_is_digit(c) ? c - '0' : c - 'a' + 10);
    }
    return text.len > 0 && text.len < 16;
}

static dl_status read_page(const dli_visit *visit, bool table, dli_list_page *page,
                           dl_error *err)
{
    dl_str after = dli_visit_get(visit, "after"), limit = dli_visit_get(visit, "limit");
    uint64_t rows = table ? TABLE_ROWS : FEED_ROWS, offset = 0;
    size_t dot = dli_find_byte(after, '.', 0);

    *page = (dli_list_page){ .upto = 0 };
    if (limit.len > 0 && (!dli_parse_u64(limit, &rows) || rows < 1 || rows > TABLE_ROWS))
        return dli_fail(err, DL_ERR_USAGE, 0, "ask for the rest with 'after'",
                        "limit is '%.*s', not a number from 1 to %d", DLI_ARG(limit),
                        TABLE_ROWS);
    if (after.len > 0 && (dot == DLI_NONE || !read_hex(dli_slice(after, 0, dot), &page->upto) ||
                          !read_hex(dli_from(after, dot + 1), &offset) || offset > UINT32_MAX))
        return dli_fail(err, DL_ERR_USAGE, 0, "take it from the answer before",
                        "after is '%.*s', not a place that this server gave", DLI_ARG(after));
    page->limit = (uint32_t)rows;
    page->offset = (uint32_t)offset;
    return DL_OK;
}

static dl_status choose_columns(dli_table *table, dl_error *err)
{
    dl_str fields = dli_visit_get(table->visit, "fields"), name;
    size_t count = dli_list_columns(table->list);

    for (size_t i = 0; i < count; i++)
        table->chosen[i] = fields.len == 0;
    while (fields.len > 0 && dli_split(&fields, ',', &name)) {
        size_t i = 0;
        name = dli_trim(name);
        while (i < count && !dli_eq(name, dli_str(table->list->columns[i].name)))
            i++;
        if (i == count)
            return dli_fail(err, DL_ERR_USAGE, 0, "the columns stand in /v1/openapi.json",
                            "there is no column '%.*s' in %s", DLI_ARG(name),
                            table->list->name);
        table->chosen[i] = true;
    }
    return DL_OK;
}

/* ---- Cells ----------------------------------------------------------------------- */

dl_str dli_cell_of(const dli_table *table, size_t row, size_t column)
{
    return table->rows.cells[row * dli_list_columns(table->list) + column];
}

/* What may stand in JSON as a number. */
static bool is_number(dl_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!dli_is_digit(text.ptr[i]) &&
            !(i == 0 ? text.ptr[i] == '-' : dli_is_any(text.ptr[i], DL_STR(".e+-"))))
            return false;
    return text.len > 0;
}

static void add_cell(const dli_table *table, size_t row, size_t column, dli_buf *out)
{
    const dli_list_column *of = &table->list->columns[column];
    dl_str cell = dli_cell_of(table, row, column);
    bool raw = of->cell == DLI_CELL_JSON || (of->cell == DLI_CELL_NUMBER && is_number(cell));

    if (cell.len == 0)
        return;
    dli_json_key(out, of->name);
    if (raw)
        dli_json_raw(out, cell);
    else
        dli_json_string(out, cell);
}

void dli_row_json(const dli_table *table, size_t row, dli_buf *out)
{
    dli_json_open(out, '{');
    for (size_t i = 0; i < dli_list_columns(table->list); i++)
        if (table->chosen[i])
            add_cell(table, row, i, out);
    dli_json_close(out, '}');
}

/* ---- Shapes ----------------------------------------------------------------------- */

static void write_json(const dli_table *table)
{
    dli_buf *out = &table->visit->out;

    dli_json_open(out, '{');
    dli_json_member(out, "list", dli_str(table->list->name));
    dli_json_key(out, "rows");
    dli_json_open(out, '[');
    for (size_t row = 0; row < table->rows.count; row++)
        dli_row_json(table, row, out);
    dli_json_close(out, ']');
    dli_json_member(out, "next", table->visit->next);
    dli_json_member(out, "limited", table->visit->limited);
    dli_json_close(out, '}');
    dli_buf_byte(out, '\n');
}

static void write_jsonl(const dli_table *table)
{
    for (size_t row = 0; row < table->rows.count; row++) {
        dli_row_json(table, row, &table->visit->out);
        dli_buf_byte(&table->visit->out, '\n');
    }
}

static void write_csv(const dli_table *table)
{
    dli_buf *out = &table->visit->out;
    bool first = true;

    for (size_t i = 0; i < dli_list_columns(table->list); i++)
        if (table->chosen[i]) {
            dli_buf_print(out, "%s%s", first ? "" : ",", table->list->columns[i].name);
            first = false;
        }
    for (size_t row = 0; row < table->rows.count; row++) {
        dli_buf_add(out, DL_STR("\r\n"));
        first = true;
        for (size_t i = 0; i < dli_list_columns(table->list); i++) {
            if (!table->chosen[i])
                continue;
            if (!first)
                dli_buf_byte(out, ',');
            /* A number is one: -12 is no formula. */
            dli_csv_cell(out, dli_cell_of(table, row, i),
                         table->list->columns[i].cell == DLI_CELL_NUMBER);
            first = false;
        }
    }
    dli_buf_add(out, DL_STR("\r\n"));
}

static size_t column_named(const dli_list *list, const char *name)
{
    size_t i = 0, count = dli_list_columns(list);

    while (i < count && strcmp(list->columns[i].name, name) != 0)
        i++;
    return i;
}

/* RFC 7946; what has no place on the map has no geometry. */
static void write_geojson(const dli_table *table)
{
    size_t lat = column_named(table->list, "lat"), lon = column_named(table->list, "lon");
    dli_buf *out = &table->visit->out;

    dli_buf_add(out, DL_STR("{\"type\":\"FeatureCollection\",\"features\":["));
    for (size_t row = 0; row < table->rows.count; row++) {
        dl_str north = dli_cell_of(table, row, lat), east = dli_cell_of(table, row, lon);
        dli_json_open(out, '{');
        dli_json_member(out, "type", DL_STR("Feature"));
        dli_json_key(out, "geometry");
        if (is_number(north) && is_number(east))
            dli_buf_print(out, "{\"type\":\"Point\",\"coordinates\":[%.*s,%.*s]}",
                          DLI_ARG(east), DLI_ARG(north));
        else
            dli_json_raw(out, DL_STR("null"));
        dli_json_key(out, "properties");
        dli_row_json(table, row, out);
        dli_json_close(out, '}');
    }
    dli_buf_add(out, DL_STR("]}\n"));
}

static const struct {
    const char *format;
    void (*write)(const dli_table *table);
} shapes[] = { { "json", write_json },     { "jsonl", write_jsonl },
               { "csv", write_csv },       { "geojson", write_geojson },
               { "atom", dli_table_atom }, { "jsonfeed", dli_table_jsonfeed } };

/* The address of the rows behind these: the same question, with another `after`. */
static dl_str next_address(const dli_table *table, const dli_list_page *page)
{
    dl_str rest = table->visit->request.query, pair;
    dli_buf out;

    dli_buf_init(&out, table->visit->arena);
    dli_buf_add(&out, table->visit->request.path);
    dli_buf_byte(&out, '?');
    while (dli_split(&rest, '&', &pair))
        if (pair.len > 0 && !dli_starts(pair, DL_STR("after="))) {
            dli_buf_add(&out, pair);
            dli_buf_byte(&out, '&');
        }
    dli_buf_print(&out, "after=%llx.%llx", (unsigned long long)table->rows.upto,
                  (unsigned long long)page->offset + table->rows.count);
    return dli_buf_str(&out);
}

dl_status dli_api_list(dli_visit *visit, dl_error *err)
{
    dli_table table = { .visit = visit, .list = dli_list_named(visit->route->list) };
    dl_str values[DLI_LIST_MAX_FILTERS], format;
    dli_list_page page;

    DLI_TRY(check_parameters(visit, table.list, err));
    DLI_TRY(dli_visit_format(visit, &format, err));
    DLI_TRY(choose_columns(&table, err));
    bool is_table = dli_eq(format, DL_STR("csv")) || dli_eq(format, DL_STR("jsonl"));
    DLI_TRY(read_page(visit, is_table, &page, err));
    for (size_t i = 0; i < dli_list_filters(table.list); i++)
        values[i] = dli_visit_get(visit, table.list->filters[i].name);
    DLI_TRY(
        dli_store_list(visit->store, visit->arena, table.list, values, page, &table.rows, err));
    table.query = dli_visit_get(visit, "q");
    if (table.rows.more)
        visit->next = next_address(&table, &page);
    if (table.rows.late)
        visit->limited = DL_STR("time");
    else if (table.rows.bounded)
        visit->limited = DL_STR("weighed");
    visit->type = dli_type_of_format(format);
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        if (dli_eq(format, dli_str(shapes[i].format)))
            shapes[i].write(&table);
    if (is_table) {
        visit->download = dli_eq(format, DL_STR("csv"));
        visit->name = dli_str(table.list->name);
    }
    return DL_OK;
}
