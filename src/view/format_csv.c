/* format_csv.c -- one row a fact (docs/formats/csv.md).
 *
 * RFC 4180: comma, CR LF, cells in quotation marks where needed. The columns never
 * change their order; new ones are put at the end.
 *
 * A spreadsheet computes a cell that begins with "=", and whoever writes a headline
 * writes the cell. Such cells get an apostrophe in front unless `raw` is set. A cell
 * that begins with apostrophes and would be computed without them gets one more, so that
 * taking one away always gives the value back.
 */
#include "base/utf8.h"
#include "view/format.h"

/* No two runs of clang-format agree on how this list goes. */
/* clang-format off */
#define COLUMNS(X) \
    X(file) X(url) X(item) X(fact) X(id) X(type) X(kind) X(status) X(stance) X(cue) \
    X(source) X(source_type) X(role) X(speaker) X(via) X(addressee) X(content) X(date) \
    X(date_precision) X(date_basis) X(place) X(actors) X(target) X(what) X(value) X(min) \
    X(max) X(bound) X(of) X(scope) X(parent) X(text) X(how) X(at) X(in)
/* clang-format on */

typedef enum column {
#define COLUMN(name) COLUMN_##name,
    COLUMNS(COLUMN)
#undef COLUMN
    COLUMN_COUNT
} column;

static const char *const names[] = {
#define COLUMN(name) #name,
    COLUMNS(COLUMN)
#undef COLUMN
};

typedef dl_str row[COLUMN_COUNT];

/* The code point that makes a spreadsheet compute, or begins a cell of its own. */
static bool is_trigger(uint32_t cp)
{
    switch (cp) {
    case '=':
    case '+':
    case '-':
    case '@':
    case '\t':
    case '\r':
    case '\n':
    case 0xFF1D: /* full-width forms of the four */
    case 0xFF0B:
    case 0xFF0D:
    case 0xFF20:
        return true;
    default:
        return false;
    }
}

static bool would_compute(dl_str cell)
{
    size_t at = 0, len;
    uint32_t cp = 0;

    if (cell.len == 0)
        return false;
    while (at < cell.len && cell.ptr[at] == '\'')
        at++;
    /* Spaces of any width; a tab or line end is itself a trigger. */
    do {
        cp = dli_utf8_get(cell, at, &len);
        at += len;
    } while (len > 0 && (cp == ' ' || cp == 0xA0 || cp == 0x3000));
    return len > 0 && is_trigger(cp);
}

void dli_csv_cell(dli_buf *out, dl_str cell, bool raw)
{
    bool quoted = cell.len > 0 && (cell.ptr[0] == ' ' || cell.ptr[cell.len - 1] == ' ');

    for (size_t i = 0; i < cell.len && !quoted; i++)
        quoted = memchr("\",;\t\r\n", cell.ptr[i], 6) != NULL;
    if (quoted)
        dli_buf_byte(out, '"');
    if (!raw && would_compute(cell))
        dli_buf_byte(out, '\'');
    for (size_t from = 0; from < cell.len;) {
        size_t mark = dli_find_byte(cell, '"', from);
        size_t end = mark == DLI_NONE ? cell.len : mark + 1;
        dli_buf_add(out, dli_slice(cell, from, end));
        if (mark != DLI_NONE)
            dli_buf_byte(out, '"');
        from = end;
    }
    if (quoted)
        dli_buf_byte(out, '"');
}

static void begin(dli_view *view, dli_buf *out)
{
    (void)view;
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        if (i > 0)
            dli_buf_byte(out, ',');
        dli_buf_add(out, dli_str(names[i]));
    }
    dli_buf_add(out, DL_STR("\r\n"));
}

static void add_row(dli_view_job *job, const row cells)
{
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        if (i > 0)
            dli_buf_byte(job->out, ',');
        dli_csv_cell(job->out, cells[i], job->view->raw);
    }
    dli_buf_add(job->out, DL_STR("\r\n"));
    job->view->count++;
}

/* "120..144;150..160": two dots, because a spreadsheet reads 1-5 as a day. */
static dl_str positions(dli_view_job *job, uint32_t value, const char *key)
{
    dli_record_spans spans = dli_record_span(&job->json, value, key, job->scratch);
    dli_buf out;

    dli_buf_init(&out, job->scratch);
    for (size_t i = 0; i < spans.count; i++)
        dli_buf_print(&out, "%s%u..%u", i > 0 ? ";" : "", spans.ptr[i].start, spans.ptr[i].end);
    return dli_buf_str(&out);
}

static dl_str get(dli_view_job *job, uint32_t value, const char *key)
{
    return dli_record_get_words(&job->json, value, key, job->scratch);
}

static dl_str via(dli_view_job *job, uint32_t statement)
{
    dli_buf out;

    dli_buf_init(&out, job->scratch);
    for (uint32_t v = dli_record_list(&job->json, statement, "via"); v != 0;
         v = dli_json_at(&job->json, v)->next) {
        if (out.len > 0)
            dli_buf_add(&out, DL_STR(" < "));
        dli_buf_add(&out, dli_record_words(&job->json, v, job->scratch));
    }
    return dli_buf_str(&out);
}

static void fill_statement(dli_view_job *job, const dli_fact *fact, const dli_map *entities,
                           row cells)
{
    uint32_t s = fact->value, source = dli_json_get(&job->json, s, "source");

    cells[COLUMN_kind] = get(job, s, "kind");
    cells[COLUMN_stance] = get(job, s, "stance");
    cells[COLUMN_cue] = get(job, s, "cue");
    cells[COLUMN_source] = get(job, s, "source");
    cells[COLUMN_source_type] = get(job, source, "type");
    cells[COLUMN_role] = get(job, source, "role");
    cells[COLUMN_speaker] = dli_record_speaker(&job->json, entities, source, job->scratch);
    cells[COLUMN_via] = via(job, s);
    cells[COLUMN_addressee] = get(job, s, "addressee");
    cells[COLUMN_content] = get(job, s, "content");
    cells[COLUMN_parent] = get(job, s, "parent");
}

static void fill_incident(dli_view_job *job, uint32_t incident, row cells)
{
    uint32_t date = dli_json_get(&job->json, incident, "date");

    cells[COLUMN_type] = get(job, incident, "type");
    cells[COLUMN_status] = get(job, incident, "status");
    cells[COLUMN_date] = dli_json_is(&job->json, date, DLI_JSON_OBJECT)
                             ? get(job, date, "value")
                             : get(job, incident, "date");
    cells[COLUMN_date_precision] = get(job, date, "precision");
    cells[COLUMN_date_basis] = get(job, date, "basis");
    cells[COLUMN_place] = get(job, incident, "place");
    cells[COLUMN_actors] = get(job, incident, "actors");
    cells[COLUMN_target] = get(job, incident, "target");
    cells[COLUMN_source] = get(job, incident, "source");
    cells[COLUMN_parent] = get(job, incident, "statement");
}

static void fill_figure(dli_view_job *job, const dli_fact *fact, row cells)
{
    fill_incident(job, fact->owner, cells);
    cells[COLUMN_what] = get(job, fact->value, "what");
    cells[COLUMN_value] = get(job, fact->value, "value");
    cells[COLUMN_min] = get(job, fact->value, "min");
    cells[COLUMN_max] = get(job, fact->value, "max");
    cells[COLUMN_bound] = get(job, fact->value, "bound");
    cells[COLUMN_of] = get(job, fact->value, "of");
    cells[COLUMN_scope] = get(job, fact->value, "scope");
    cells[COLUMN_parent] = get(job, fact->owner, "id");
}

/* What the facts of one item share. */
typedef struct item_parts {
    uint32_t item;
    dli_map entities;
    dli_record_body body;
} item_parts;

static void fill(dli_view_job *job, const dli_fact *fact, const item_parts *of, row cells)
{
    cells[COLUMN_item] = get(job, fact->item, "id");
    cells[COLUMN_fact] = dli_str(fact->name);
    cells[COLUMN_id] = fact->id;
    cells[COLUMN_text] = dli_fact_words(&job->json, fact, &of->body, job->scratch);
    cells[COLUMN_how] = get(job, fact->evidence, "how");
    cells[COLUMN_at] = positions(job, fact->evidence, "at");
    cells[COLUMN_in] = positions(job, fact->evidence, "in");
    switch (fact->kind) {
    case DLI_FACT_STATEMENT:
        fill_statement(job, fact, &of->entities, cells);
        break;
    case DLI_FACT_INCIDENT:
        fill_incident(job, fact->value, cells);
        break;
    case DLI_FACT_FIGURE:
        fill_figure(job, fact, cells);
        break;
    case DLI_FACT_VALUE:
    case DLI_FACT_ENTITY:
        cells[COLUMN_type] = get(job, fact->value, "type");
        cells[COLUMN_role] = get(job, fact->value, "role");
        if (cells[COLUMN_role].len == 0)
            cells[COLUMN_role] = get(job, fact->value, "jobTitle");
        break;
    case DLI_FACT_CORRECTION:
        cells[COLUMN_date] = get(job, fact->value, "date");
        break;
    case DLI_FACT_NOTE:
        cells[COLUMN_kind] = get(job, fact->value, "code");
        break;
    }
}

static void page(dli_view_job *job)
{
    dl_str file = get(job, 1, "file"), url = get(job, 1, "url");
    dl_str error = dli_error_words(&job->json, job->scratch);
    dli_fact_list facts = dli_fact_list_of(&job->json, job->scratch);
    item_parts of = { .body.text = { "", 0 } };

    if (error.len > 0)
        add_row(job, (row){ [COLUMN_file] = file,
                            [COLUMN_url] = url,
                            [COLUMN_fact] = DL_STR("error"),
                            [COLUMN_id] = get(job, 1, "id"),
                            [COLUMN_text] = error });
    for (size_t i = 0; i < facts.count; i++) {
        row cells = { [COLUMN_file] = file, [COLUMN_url] = url };
        if (facts.ptr[i].item != of.item) {
            of.item = facts.ptr[i].item;
            dli_map_init(&of.entities, job->scratch);
            dli_record_entities(&job->json, of.item, &of.entities);
            of.body = dli_record_body_of(&job->json, of.item, job->scratch);
        }
        fill(job, &facts.ptr[i], &of, cells);
        add_row(job, cells);
    }
}

const dli_format_code dli_format_csv = { begin, page, NULL };
