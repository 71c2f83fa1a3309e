/* format_markdown.c -- a page as CommonMark, with pipe tables for the figures.
 *
 * What was read is text and never markup: every character that could begin some is
 * escaped (CommonMark 0.30, sections 2.4 and 2.5), so no link, picture or HTML of a
 * page becomes one here. Only http and https addresses are links.
 */
#include "base/utf8.h"
#include "view/format.h"

static dl_str get(dli_view_job *job, uint32_t value, const char *key)
{
    return dli_record_get_words(&job->json, value, key, job->scratch);
}

/* The mark that would make a line that begins so a heading, a rule or an entry of a
 * list: its position in `text`, or DLI_NONE. */
static size_t block_mark(dl_str text)
{
    size_t digits = 0;

    if (text.len > 0 && text.ptr[0] != 0 && strchr("#+-=", text.ptr[0]) != NULL)
        return 0;
    while (digits < text.len && dli_is_digit(text.ptr[digits]))
        digits++;
    if (digits > 0 && digits < text.len && (text.ptr[digits] == '.' || text.ptr[digits] == ')'))
        return digits;
    return DLI_NONE;
}

void dli_markdown_add(dli_buf *out, dl_str text)
{
    bool space = false;

    text = dli_trim(text);
    size_t mark = block_mark(text);
    for (size_t at = 0; at < text.len; at++) {
        char c = text.ptr[at];
        if ((unsigned char)c <= 0x20 || c == 0x7F) {
            space = true;
            continue;
        }
        if (space)
            dli_buf_byte(out, ' ');
        space = false;
        if (c == '<')
            dli_buf_add(out, DL_STR("&lt;"));
        else if (c == '&')
            dli_buf_add(out, DL_STR("&amp;"));
        else {
            if (at == mark || strchr("\\`*_[]|~>$", c) != NULL)
                dli_buf_byte(out, '\\');
            dli_buf_byte(out, c);
        }
    }
}

static void literal(dli_view_job *job, const char *markup)
{
    dli_buf_add(job->out, dli_str(markup));
}

/* `before`, the words, `behind`; nothing if there are none. */
static bool put(dli_view_job *job, const char *before, dl_str words, const char *behind)
{
    if (words.len == 0)
        return false;
    literal(job, before);
    dli_markdown_add(job->out, words);
    literal(job, behind);
    return true;
}

static void put_link(dli_view_job *job, dl_str url)
{
    if (!dli_is_web_url(url)) {
        put(job, "", url, "");
        return;
    }
    literal(job, "<");
    dli_buf_add(job->out, url);
    literal(job, ">");
}

/* ---- Head and body -------------------------------------------------------- */

static void print_head(dli_view_job *job, uint32_t item)
{
    static const struct {
        const char *key, *head;
    } lines[] = { { "credit", "- Source: " },
                  { "datePublished", "- Published: " },
                  { "dateModified", "- Changed: " },
                  { "inLanguage", "- Language: " },
                  { "kind", "- Kind: " },
                  { "id", "- Item: " } };
    dl_str publisher = get(job, dli_json_get(&job->json, 1, "publisher"), "name");

    if (!put(job, "# ", get(job, item, "headline"), "\n\n"))
        literal(job, "# (no headline)\n\n");
    put(job, "**", get(job, item, "alternativeHeadline"), "**\n\n");
    put(job, "*", get(job, item, "abstract"), "*\n\n");
    put(job, "- ", dli_credits(&job->json, item, job->scratch), "\n");
    put(job, "- Publisher: ", publisher, "\n");
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        put(job, lines[i].head, get(job, item, lines[i].key), "\n");
    if (get(job, 1, "url").len > 0) {
        literal(job, "- Address: ");
        put_link(job, get(job, 1, "url"));
        literal(job, "\n");
    }
}

/* Lines of code, each indented: nothing in them is markup. */
static void print_pre(dli_view_job *job, dl_str text)
{
    dl_str line;

    while (dli_split(&text, '\n', &line)) {
        literal(job, "    ");
        for (size_t i = 0; i < line.len; i++)
            dli_buf_byte(job->out, (unsigned char)line.ptr[i] < 0x20 ? ' ' : line.ptr[i]);
        literal(job, "\n");
    }
}

static void print_body(dli_view_job *job, uint32_t item)
{
    dli_record_body body = dli_record_body_of(&job->json, item, job->scratch);
    dli_record_blocks blocks = dli_record_blocks_of(&job->json, item, &body, job->scratch);

    for (size_t i = 0; i < blocks.count; i++) {
        dl_str kind = blocks.ptr[i].kind, text = dli_cut(body.text, blocks.ptr[i].at);
        bool entry = dli_eq(kind, DL_STR("li"));
        if (!entry || i == 0 || !dli_eq(blocks.ptr[i - 1].kind, kind))
            literal(job, "\n");
        if (dli_eq(kind, DL_STR("pre")) || dli_eq(kind, DL_STR("table"))) {
            print_pre(job, text);
            continue;
        }
        put(job,
            entry                           ? "- "
            : dli_eq(kind, DL_STR("quote")) ? "> "
            : dli_eq(kind, DL_STR("h"))     ? "### "
                                            : "",
            text, "\n");
    }
}

/* ---- Facts ---------------------------------------------------------------- */

static void put_positions(dli_view_job *job, uint32_t value)
{
    dli_record_spans at = dli_record_span(&job->json, value, "at", job->scratch);

    for (size_t i = 0; i < at.count; i++)
        dli_buf_print(job->out, "%s%u-%u", i == 0 ? " (bytes " : ", ", at.ptr[i].start,
                      at.ptr[i].end);
    if (at.count > 0)
        literal(job, ")");
}

static void print_statement(dli_view_job *job, uint32_t s, const dli_map *entities)
{
    uint32_t source = dli_json_get(&job->json, s, "source");
    dl_str words = dli_record_words(&job->json, source, job->scratch);
    dl_str speaker = dli_record_speaker(&job->json, entities, source, job->scratch);
    const char *head = ", through ";

    if (!put(job, "- **", words, "**"))
        literal(job, "- *nobody is named*");
    if (dli_find(words, speaker, 0) == DLI_NONE)
        put(job, " (", speaker, ")");
    for (uint32_t v = dli_record_list(&job->json, s, "via"); v != 0;
         v = dli_json_at(&job->json, v)->next) {
        put(job, head, dli_record_words(&job->json, v, job->scratch), "");
        head = " \xE2\x86\x90 ";
    }
    put(job, ", to ", get(job, s, "addressee"), "");
    put(job, " \xE2\x80\x94 ", get(job, s, "stance"), "");
    put(job, ", ", get(job, s, "kind"), "");
    put(job, ": ", get(job, s, "content"), "");
    put_positions(job, s);
    literal(job, "\n");
}

static void print_figures(dli_view_job *job, uint32_t incident)
{
    uint32_t f = dli_record_list(&job->json, incident, "figures");

    if (f == 0)
        return;
    literal(job, "\n  | what | figure | words | scope |\n  |--|--|--|--|\n");
    for (; f != 0; f = dli_json_at(&job->json, f)->next) {
        dli_record_figure figure = dli_record_figure_of(&job->json, f, job->scratch);
        dli_buf number;
        dli_buf_init(&number, job->scratch);
        dli_figure_add(&number, &figure);
        literal(job, "  | ");
        dli_markdown_add(job->out, figure.what);
        literal(job, " | ");
        dli_markdown_add(job->out, dli_buf_str(&number));
        literal(job, " | ");
        dli_markdown_add(job->out, figure.text);
        put_positions(job, f);
        literal(job, " | ");
        dli_markdown_add(job->out, figure.scope);
        literal(job, " |\n");
    }
}

static void print_incident(dli_view_job *job, uint32_t incident)
{
    uint32_t date = dli_json_get(&job->json, incident, "date");

    put(job, "- **", get(job, incident, "type"), "**");
    put(job, ", ", get(job, incident, "place"), "");
    put(job, ", ", get(job, date, "value"), "");
    put(job, " (", get(job, incident, "status"), ")");
    put(job, "; by ", get(job, incident, "actors"), "");
    put(job, "; against ", get(job, incident, "target"), "");
    put(job, "; by the account of ", get(job, incident, "source"), "");
    put_positions(job, incident);
    literal(job, "\n");
    print_figures(job, incident);
}

static void print_evidence(dli_view_job *job, uint32_t item)
{
    const dli_json *json = &job->json;
    uint32_t evidence = dli_json_get(json, item, "evidence");
    uint32_t key =
        dli_json_is(json, evidence, DLI_JSON_OBJECT) ? dli_json_at(json, evidence)->first : 0;

    if (key != 0)
        literal(job, "\n## Where it came from\n\n");
    for (uint32_t v; key != 0; key = dli_json_at(json, v)->next) {
        v = dli_json_at(json, key)->next;
        if (v == 0)
            return;
        put(job, "- ", dli_json_str(json, key, job->scratch), "");
        put(job, ": ", get(job, v, "how"), "");
        put_positions(job, v);
        literal(job, "\n");
    }
}

static void print_item(dli_view_job *job, uint32_t item)
{
    uint32_t s = dli_record_list(&job->json, item, "statements");
    uint32_t i = dli_record_list(&job->json, item, "incidents");
    dli_map entities;

    dli_map_init(&entities, job->scratch);
    dli_record_entities(&job->json, item, &entities);
    print_head(job, item);
    print_body(job, item);
    if (s != 0)
        literal(job, "\n## Who said what\n\n");
    for (; s != 0; s = dli_json_at(&job->json, s)->next)
        print_statement(job, s, &entities);
    if (i != 0)
        literal(job, "\n## What happened\n\n");
    for (; i != 0; i = dli_json_at(&job->json, i)->next)
        print_incident(job, i);
    print_evidence(job, item);
}

static void part(dli_view_job *job)
{
    if (job->view->count++ > 0)
        literal(job, "\n---\n\n");
}

static void page(dli_view_job *job)
{
    uint32_t item = dli_record_list(&job->json, 1, "items");
    dl_str error = dli_error_words(&job->json, job->scratch);
    dl_str name = get(job, 1, "file");

    if (name.len == 0)
        name = get(job, 1, error.len > 0 ? "id" : "url");
    if (item == 0) {
        part(job);
        put(job, "**", name, "** \xE2\x80\x94 ");
        if (error.len > 0)
            put(job, "not read: ", error, "\n");
        else
            put(job, "no news item found; page kind: ", get(job, 1, "pageKind"), "\n");
    }
    for (; item != 0; item = dli_json_at(&job->json, item)->next) {
        part(job);
        print_item(job, item);
    }
}

const dli_format_code dli_format_markdown = { .page = page };
