/* format_html.c -- records as one page for a browser.
 *
 * Whole in itself: no script, nothing that loads from anywhere, and a policy that forbids
 * both. What was read is text (escape.h). A record with `explain` also shows how the page
 * was read: what the worst pages are studied with.
 */
#include "view/escape.h"
#include "view/format.h"

static const char head[] =
    "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
    "'unsafe-inline'\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<title>dateline</title>\n<style>\n"
    ":root{color-scheme:light dark}\n"
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:auto;padding:1rem}\n"
    "article{border-top:2px solid;margin:2rem 0}\n"
    ".small{font-size:.875rem}\n"
    "table{border-collapse:collapse;font-size:.875rem;width:100%}\n"
    "th,td{text-align:left;vertical-align:top;padding:.2rem .5rem;border-bottom:1px solid "
    "#8888;"
    "overflow-wrap:anywhere}\n"
    ".out{opacity:.75}.chosen{font-weight:bold}\n"
    "</style></head><body>\n";

static dl_str get(dli_view_job *job, uint32_t value, const char *key)
{
    return dli_record_get_words(&job->json, value, key, job->scratch);
}

static void wrap(dli_view_job *job, const char *before, dl_str value, const char *behind)
{
    dli_html_wrap(job->out, before, value, behind);
}

static void literal(dli_view_job *job, const char *markup)
{
    dli_buf_add(job->out, dli_str(markup));
}

static void positions(dli_view_job *job, uint32_t value)
{
    dli_record_spans at = dli_record_span(&job->json, value, "at", job->scratch);

    for (size_t i = 0; i < at.count; i++)
        dli_buf_print(job->out, "%s%u\xE2\x80\x93%u", i == 0 ? "" : ", ", at.ptr[i].start,
                      at.ptr[i].end);
}

/* ---- Items --------------------------------------------------------------- */

static void print_head(dli_view_job *job, uint32_t item)
{
    static const struct {
        const char *key, *label;
    } lines[] = { { "credit", "Source: " },
                  { "datePublished", "Published: " },
                  { "dateModified", "Changed: " },
                  { "inLanguage", "Language: " },
                  { "kind", "Kind: " },
                  { "id", "Item: " } };

    literal(job, "<h2>");
    dli_html_text(job->out, get(job, item, "headline").len > 0 ? get(job, item, "headline")
                                                               : DL_STR("(no headline)"));
    literal(job, "</h2>\n");
    wrap(job, "<p><strong>", get(job, item, "alternativeHeadline"), "</strong></p>\n");
    wrap(job, "<p><em>", get(job, item, "abstract"), "</em></p>\n");
    literal(job, "<ul class=\"small\">\n");
    wrap(job, "<li>", dli_credits(&job->json, item, job->scratch), "</li>\n");
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        if (get(job, item, lines[i].key).len == 0)
            continue;
        literal(job, "<li>");
        literal(job, lines[i].label);
        wrap(job, "", get(job, item, lines[i].key), "</li>\n");
    }
    if (get(job, 1, "url").len > 0) {
        literal(job, "<li>");
        dli_html_link(job->out, get(job, 1, "url"));
        literal(job, "</li>\n");
    }
    literal(job, "</ul>\n");
}

static void print_body(dli_view_job *job, uint32_t item)
{
    static const struct {
        const char *kind, *open, *close;
    } tags[] = { { "h", "<h3>", "</h3>\n" },
                 { "li", "<ul><li>", "</li></ul>\n" },
                 { "quote", "<blockquote>", "</blockquote>\n" },
                 { "pre", "<pre>", "</pre>\n" },
                 { "table", "<pre>", "</pre>\n" },
                 { "p", "<p>", "</p>\n" } };
    dli_record_body body = dli_record_body_of(&job->json, item, job->scratch);
    dli_record_blocks blocks = dli_record_blocks_of(&job->json, item, &body, job->scratch);

    for (size_t i = 0; i < blocks.count; i++) {
        size_t t = 0;
        while (t + 1 < sizeof tags / sizeof *tags &&
               !dli_eq(blocks.ptr[i].kind, dli_str(tags[t].kind)))
            t++;
        wrap(job, tags[t].open, dli_cut(body.text, blocks.ptr[i].at), tags[t].close);
    }
}

static void print_statement(dli_view_job *job, uint32_t s, const dli_map *entities)
{
    uint32_t source = dli_json_get(&job->json, s, "source");
    dl_str words = dli_record_words(&job->json, source, job->scratch);
    dl_str speaker = dli_record_speaker(&job->json, entities, source, job->scratch);

    literal(job, "<tr><td>");
    dli_html_text(job->out, words.len > 0 ? words : DL_STR("nobody is named"));
    if (dli_find(words, speaker, 0) == DLI_NONE)
        wrap(job, " (", speaker, ")");
    literal(job, "<td>");
    for (uint32_t v = dli_record_list(&job->json, s, "via"); v != 0;
         v = dli_json_at(&job->json, v)->next)
        wrap(job, "", dli_record_words(&job->json, v, job->scratch), "<br>");
    literal(job, "<td>");
    dli_html_text(job->out, get(job, s, "kind"));
    wrap(job, ", ", get(job, s, "stance"), "");
    literal(job, "<td>");
    dli_html_text(job->out, get(job, s, "content"));
    literal(job, "<td>");
    positions(job, s);
    literal(job, "</tr>\n");
}

static void print_figure(dli_view_job *job, uint32_t figure)
{
    dli_record_figure f = dli_record_figure_of(&job->json, figure, job->scratch);
    dli_buf words;

    dli_buf_init(&words, job->scratch);
    dli_term_add(&words, f.what);
    dli_buf_add(&words, DL_STR(": "));
    dli_figure_add(&words, &f);
    wrap(job, "", dli_buf_str(&words), "<br>");
}

static void print_incident(dli_view_job *job, uint32_t incident)
{
    literal(job, "<tr><td>");
    dli_html_term(job->out, get(job, incident, "type"));
    literal(job, "<td>");
    dli_html_text(job->out, get(job, incident, "place"));
    literal(job, "<td>");
    dli_html_text(job->out, get(job, dli_json_get(&job->json, incident, "date"), "value"));
    literal(job, "<td>");
    for (uint32_t f = dli_record_list(&job->json, incident, "figures"); f != 0;
         f = dli_json_at(&job->json, f)->next)
        print_figure(job, f);
    literal(job, "<td>");
    dli_html_text(job->out, get(job, incident, "source"));
    literal(job, "<td>");
    positions(job, incident);
    literal(job, "</tr>\n");
}

static void print_item(dli_view_job *job, uint32_t item)
{
    uint32_t s = dli_record_list(&job->json, item, "statements");
    uint32_t i = dli_record_list(&job->json, item, "incidents");
    dli_map entities;

    dli_map_init(&entities, job->scratch);
    dli_record_entities(&job->json, item, &entities);
    literal(job, "<article>\n");
    print_head(job, item);
    print_body(job, item);
    if (s != 0)
        literal(job, "<h3>Who said "
                     "what</h3>\n<table><tr><th>Who<th>Through<th>How<th>What<th>Bytes</tr>\n");
    for (uint32_t v = s; v != 0; v = dli_json_at(&job->json, v)->next)
        print_statement(job, v, &entities);
    if (s != 0)
        literal(job, "</table>\n");
    if (i != 0)
        literal(job, "<h3>What happened</h3>\n"
                     "<table><tr><th>What<th>Where<th>When<th>Figures<th>By whose "
                     "account<th>Bytes</tr>\n");
    for (uint32_t v = i; v != 0; v = dli_json_at(&job->json, v)->next)
        print_incident(job, v);
    if (i != 0)
        literal(job, "</table>\n");
    literal(job, "</article>\n");
}

/* ---- How it was read ----------------------------------------------------- */

static void print_candidate(dli_view_job *job, uint32_t c)
{
    literal(job, get(job, c, "chosen").len > 0 ? "<tr class=\"chosen\"><td>\xE2\x9C\x93<td>"
                                               : "<tr><td><td>");
    dli_html_text(job->out, get(job, c, "text"));
    wrap(job, " \xE2\x86\x92 ", get(job, c, "value"), "");
    wrap(job, "<td>", get(job, c, "how"), "<td>");
    dli_html_text(job->out, get(job, c, "confidence"));
    literal(job, "<td>");
    positions(job, c);
    literal(job, "</tr>\n");
}

static void print_block(dli_view_job *job, uint32_t b)
{
    bool out = dli_eq(get(job, b, "label"), DL_STR("furniture"));

    literal(job, out ? "<tr class=\"out\"><td>" : "<tr><td>");
    dli_html_text(job->out, get(job, b, "score"));
    literal(job, "<td>");
    dli_html_text(job->out, get(job, b, "label"));
    literal(job, "<td>");
    dli_html_text(job->out, get(job, b, "text"));
    literal(job, "<td>");
    dli_html_text(job->out, get(job, b, "reason"));
    literal(job, "<td>");
    positions(job, b);
    literal(job, "</tr>\n");
}

static void print_explanation(dli_view_job *job)
{
    const dli_json *json = &job->json;
    uint32_t x = dli_json_get(json, 1, "explain"), kinds = dli_json_get(json, x, "pageKind");

    if (x == 0)
        return;
    literal(job, "<h2>How it was read</h2>\n<p>Page kind: ");
    dli_html_text(job->out, get(job, 1, "pageKind"));
    for (uint32_t key = kinds != 0 ? dli_json_at(json, kinds)->first : 0, v; key != 0;
         key = dli_json_at(json, v)->next) {
        v = dli_json_at(json, key)->next;
        wrap(job, "; ", dli_json_str(json, key, job->scratch), " ");
        dli_html_text(job->out, dli_record_words(json, v, job->scratch));
    }
    literal(job, "</p>\n");
    for (uint32_t f = dli_record_list(json, x, "fields"); f != 0;
         f = dli_json_at(json, f)->next) {
        wrap(job, "<h3>", get(job, f, "field"), "</h3>\n");
        wrap(job, "<p class=\"small\">Wins: ", get(job, f, "rule"), ".</p>\n");
        literal(job, "<table><tr><th><th>Candidate<th>From<th>Confidence<th>Bytes</tr>\n");
        for (uint32_t c = dli_record_list(json, f, "candidates"); c != 0;
             c = dli_json_at(json, c)->next)
            print_candidate(job, c);
        literal(job, "</table>\n");
    }
    literal(job,
            "<h3>Blocks</h3>\n<table><tr><th>Score<th>Label<th>Text<th>Why<th>Bytes</tr>\n");
    for (uint32_t b = dli_record_list(json, x, "blocks"); b != 0;
         b = dli_json_at(json, b)->next)
        print_block(job, b);
    literal(job, "</table>\n");
}

/* ---- The page ------------------------------------------------------------ */

static void begin(dli_view *view, dli_buf *out)
{
    (void)view;
    dli_buf_add(out, dli_str(head));
}

static void end(dli_view *view, dli_buf *out)
{
    (void)view;
    dli_html(out, "</body></html>\n");
}

static void page(dli_view_job *job)
{
    dl_str error = dli_error_words(&job->json, job->scratch);
    uint32_t item = dli_record_list(&job->json, 1, "items");
    dl_str name = get(job, 1, "file");

    job->view->count++;
    wrap(job, "<h1>", name.len > 0 ? name : get(job, 1, error.len > 0 ? "id" : "url"),
         "</h1>\n");
    wrap(job, "<p>Not read: ", error, "</p>\n");
    if (item == 0 && error.len == 0)
        wrap(job, "<p>No news item found; page kind: ", get(job, 1, "pageKind"), "</p>\n");
    for (; item != 0; item = dli_json_at(&job->json, item)->next)
        print_item(job, item);
    print_explanation(job);
}

const dli_format_code dli_format_html = { .begin = begin, .page = page, .end = end };
