/* citation.c -- an item as a reference, in the formats of reference managers and for readers.
 *
 * In:   an item of a record, or what store/excerpt.c says of one
 * Out:  CSL-JSON (citeproc 1.0.2), BibTeX, RIS; text, Markdown, HTML
 *
 * Names are given as they were printed, not taken apart: which part is the family's is
 * nowhere on the page. A value never leaves its field: line ends become spaces, and what a
 * format reads as its own is escaped.
 */
#include "base/json_write.h"
#include "base/when.h"
#include "view/format.h"

/* ---- From a record ---------------------------------------------------------------- */

dli_citation dli_citation_of(const dli_json *json, uint32_t item, dli_arena *arena)
{
    static const char *const times[] = { "datePublished", "dateModified" };
    dli_citation c = { .id = dli_json_get_str(json, item, "id", arena),
                       .title = dli_json_get_str(json, item, "headline", arena),
                       .container = dli_record_get_words(json, 1, "publisher", arena),
                       .url = dli_json_get_str(json, 1, "canonicalUrl", arena),
                       .accessed = dli_json_get_str(json, 1, "captured", arena),
                       .language = dli_json_get_str(json, item, "inLanguage", arena),
                       .excerpt = dli_json_get_str(json, item, "abstract", arena) };
    DLI_VEC(dl_str) authors = { 0 };

    for (size_t i = 0; i < 2 && c.published.len == 0; i++)
        c.published = dli_json_get_str(json, item, times[i], arena);
    if (!dli_is_web_url(c.url))
        c.url = dli_json_get_str(json, 1, "url", arena);
    if (!dli_is_web_url(c.url))
        c.url = (dl_str){ "", 0 };
    for (uint32_t a = dli_record_list(json, item, "author"); a != 0;
         a = dli_json_at(json, a)->next)
        (void)DLI_PUSH(arena, &authors, dli_record_words(json, a, arena));
    c.authors = authors.ptr;
    c.author_count = authors.count;
    c.licence = dli_json_get_str(json, dli_json_get(json, 1, "terms"), "licence", arena);
    return c;
}

/* ---- Times ------------------------------------------------------------------------- */

static bool read_day(dl_str time, dli_when *when)
{
    return dli_when_parse(time, when) && when->year > 0;
}

/* 2024-03-05, as far as it is known. */
static void add_day(dli_buf *out, dl_str time)
{
    dli_when when;

    if (read_day(time, &when))
        dli_when_print(out, dli_when_cut(when, DLI_WHEN_DAY));
}

/* ---- CSL-JSON ------------------------------------------------------------------------ */

static void csl_date(dli_buf *out, const char *key, dl_str time)
{
    dli_when when;

    if (!read_day(time, &when))
        return;
    dli_json_key(out, key);
    dli_buf_print(out, "{\"date-parts\":[[%d", when.year);
    if (when.precision >= DLI_WHEN_MONTH)
        dli_buf_print(out, ",%u", when.month);
    if (when.precision >= DLI_WHEN_DAY)
        dli_buf_print(out, ",%u", when.day);
    dli_buf_add(out, DL_STR("]]}"));
}

static void add_csl(dli_buf *out, const dli_citation *c)
{
    dli_json_open(out, '{');
    dli_json_member(out, "id", c->id);
    dli_json_member(out, "type", DL_STR("article-newspaper"));
    dli_json_member(out, "title", c->title);
    if (c->author_count > 0) {
        dli_json_key(out, "author");
        dli_json_open(out, '[');
        for (size_t i = 0; i < c->author_count; i++) {
            dli_json_open(out, '{');
            dli_json_member(out, "literal", c->authors[i]);
            dli_json_close(out, '}');
        }
        dli_json_close(out, ']');
    }
    dli_json_member(out, "container-title", c->container);
    csl_date(out, "issued", c->published);
    csl_date(out, "accessed", c->accessed);
    dli_json_member(out, "URL", c->url);
    dli_json_member(out, "language", c->language);
    dli_json_member(out, "abstract", c->excerpt);
    dli_json_member(out, "note", c->note);
    dli_json_close(out, '}');
}

/* ---- BibTeX ---------------------------------------------------------------------------- */

/* A value as it may stand on a line: nothing in it acts. */
static dl_str calm(dli_buf *out, dl_str value)
{
    dli_buf line;

    dli_buf_init(&line, out->arena);
    for (size_t i = 0, end; i < value.len; i = end + 1) {
        for (end = i; end < value.len && (unsigned char)value.ptr[end] > ' ';)
            end++;
        dli_terminal_add(&line, dli_slice(value, i, end));
        if (end < value.len)
            dli_buf_byte(&line, ' ');
    }
    out->failed = out->failed || line.failed;
    return dli_buf_str(&line);
}

/* A field's value: what TeX reads as its own is escaped, braces stay balanced. */
static void bib_value(dli_buf *out, dl_str value)
{
    value = calm(out, value);
    for (size_t i = 0; i < value.len; i++) {
        char c = value.ptr[i];
        if (c == '\\')
            dli_buf_add(out, DL_STR("{\\textbackslash}"));
        else if (c == '~')
            dli_buf_add(out, DL_STR("{\\textasciitilde}"));
        else if (c == '^')
            dli_buf_add(out, DL_STR("{\\textasciicircum}"));
        else if (dli_is_any(c, DL_STR("{}%$&#_"))) {
            dli_buf_byte(out, '\\');
            dli_buf_byte(out, c);
        } else
            dli_buf_byte(out, c);
    }
}

static void bib_field(dli_buf *out, const char *name, dl_str value)
{
    if (value.len == 0)
        return;
    dli_buf_print(out, ",\n  %s = {", name);
    bib_value(out, value);
    dli_buf_byte(out, '}');
}

/* An address as it is: a web address has no braces. */
static void bib_url(dli_buf *out, dl_str url)
{
    if (url.len == 0)
        return;
    dli_buf_add(out, DL_STR(",\n  url = {"));
    dli_buf_add(out, url);
    dli_buf_byte(out, '}');
}

static void bib_date(dli_buf *out, dl_str time)
{
    dli_when when;

    if (!read_day(time, &when))
        return;
    dli_buf_print(out, ",\n  year = {%d}", when.year);
    if (when.precision >= DLI_WHEN_MONTH)
        dli_buf_print(out, ",\n  month = {%u}", when.month);
    if (when.precision >= DLI_WHEN_DAY)
        dli_buf_print(out, ",\n  day = {%u}", when.day);
}

static void add_bibtex(dli_buf *out, const dli_citation *c)
{
    dli_buf_add(out, DL_STR("@misc{"));
    for (size_t i = 0; i < c->id.len; i++) /* sha256:0123#1 as sha256-0123-1 */
        dli_buf_byte(out, dli_is_alnum(c->id.ptr[i]) ? c->id.ptr[i] : '-');
    bib_field(out, "title", c->title);
    if (c->author_count > 0) {
        dli_buf_add(out, DL_STR(",\n  author = {"));
        for (size_t i = 0; i < c->author_count; i++) {
            dli_buf_add(out, i > 0 ? DL_STR(" and {") : DL_STR("{")); /* one name, as printed */
            bib_value(out, c->authors[i]);
            dli_buf_byte(out, '}');
        }
        dli_buf_byte(out, '}');
    }
    bib_field(out, "publisher", c->container);
    bib_date(out, c->published);
    bib_url(out, c->url);
    if (c->accessed.len > 0) {
        dli_buf_add(out, DL_STR(",\n  urldate = {"));
        add_day(out, c->accessed);
        dli_buf_byte(out, '}');
    }
    bib_field(out, "language", c->language);
    bib_field(out, "abstract", c->excerpt);
    bib_field(out, "note", c->note);
    dli_buf_add(out, DL_STR("\n}\n"));
}

/* ---- RIS ------------------------------------------------------------------------------- */

static void ris_line(dli_buf *out, const char *tag, dl_str value)
{
    if (value.len == 0)
        return;
    dli_buf_print(out, "%s  - ", tag);
    dli_buf_add(out, calm(out, value));
    dli_buf_add(out, DL_STR("\r\n"));
}

/* 2024/03/05/ */
static void ris_date(dli_buf *out, const char *tag, dl_str time)
{
    dli_when when;

    if (!read_day(time, &when))
        return;
    dli_buf_print(out, "%s  - %04d/", tag, when.year);
    if (when.precision >= DLI_WHEN_MONTH)
        dli_buf_print(out, "%02u", when.month);
    dli_buf_byte(out, '/');
    if (when.precision >= DLI_WHEN_DAY)
        dli_buf_print(out, "%02u", when.day);
    dli_buf_add(out, DL_STR("/\r\n"));
}

static void add_ris(dli_buf *out, const dli_citation *c)
{
    dli_when when;

    dli_buf_add(out, DL_STR("TY  - NEWS\r\n"));
    ris_line(out, "ID", c->id);
    ris_line(out, "TI", c->title);
    for (size_t i = 0; i < c->author_count; i++)
        ris_line(out, "AU", c->authors[i]);
    ris_line(out, "T2", c->container);
    if (read_day(c->published, &when))
        dli_buf_print(out, "PY  - %04d\r\n", when.year);
    ris_date(out, "DA", c->published);
    ris_date(out, "Y2", c->accessed);
    ris_line(out, "UR", c->url);
    ris_line(out, "LA", c->language);
    ris_line(out, "AB", c->excerpt);
    ris_line(out, "N1", c->note);
    dli_buf_add(out, DL_STR("ER  - \r\n"));
}

/* ---- For readers ----------------------------------------------------------------------- */

/* "Lena Marsh, Harbour Wire, 2024-03-05", with `add` for each part. */
static void add_credit(dli_buf *out, const dli_citation *c, void (*add)(dli_buf *, dl_str))
{
    dl_str parts[] = { c->container, c->published };
    bool first = true;

    for (size_t i = 0; i < c->author_count; i++, first = false) {
        dli_buf_add(out, first ? DL_STR("") : DL_STR(", "));
        add(out, c->authors[i]);
    }
    for (size_t i = 0; i < 2; i++) {
        if (parts[i].len == 0)
            continue;
        dli_buf_add(out, first ? DL_STR("") : DL_STR(", "));
        first = false;
        if (i == 1)
            add_day(out, parts[i]);
        else
            add(out, parts[i]);
    }
}

static void add_text(dli_buf *out, const dli_citation *c)
{
    dl_str rest = c->excerpt, line;

    while (dli_split(&rest, '\n', &line)) {
        dli_terminal_add(out, line);
        dli_buf_byte(out, '\n');
    }
    dli_buf_add(out, DL_STR("\xE2\x80\x94 ")); /* em dash */
    dli_terminal_add(out, c->title);
    dli_buf_add(out, c->title.len > 0 ? DL_STR(". ") : DL_STR(""));
    add_credit(out, c, dli_terminal_add);
    dli_buf_byte(out, '\n');
    dli_terminal_add(out, c->url);
    dli_buf_add(out, c->url.len > 0 ? DL_STR("\n") : DL_STR(""));
}

static void add_markdown(dli_buf *out, const dli_citation *c)
{
    dl_str rest = c->excerpt, line;

    while (dli_split(&rest, '\n', &line)) {
        dli_buf_add(out, DL_STR("> "));
        dli_markdown_add(out, line);
        dli_buf_byte(out, '\n');
    }
    dli_buf_byte(out, '\n');
    if (c->url.len > 0)
        dli_buf_byte(out, '[');
    dli_markdown_add(out, c->title.len > 0 ? c->title : c->id);
    if (c->url.len > 0) {
        dli_buf_add(out, DL_STR("](<"));
        dli_buf_add(out, c->url);
        dli_buf_add(out, DL_STR(">)"));
    }
    dli_buf_add(out, DL_STR(". "));
    add_credit(out, c, dli_markdown_add);
    dli_buf_byte(out, '\n');
}

static void add_html(dli_buf *out, const dli_citation *c)
{
    dl_str rest = c->excerpt, line;

    dli_buf_add(out, DL_STR("<figure>\n<blockquote"));
    if (c->url.len > 0) {
        dli_buf_add(out, DL_STR(" cite=\""));
        dli_html_text(out, c->url);
        dli_buf_byte(out, '"');
    }
    dli_buf_add(out, DL_STR(">\n"));
    while (dli_split(&rest, '\n', &line))
        if (line.len > 0) {
            dli_buf_add(out, DL_STR("<p>"));
            dli_html_text(out, line);
            dli_buf_add(out, DL_STR("</p>\n"));
        }
    dli_buf_add(out, DL_STR("</blockquote>\n<figcaption>"));
    if (c->url.len > 0) {
        dli_buf_add(out, DL_STR("<a href=\""));
        dli_html_text(out, c->url);
        dli_buf_add(out, DL_STR("\">"));
    }
    dli_html_text(out, c->title.len > 0 ? c->title : c->id);
    dli_buf_add(out, c->url.len > 0 ? DL_STR("</a>. ") : DL_STR(". "));
    add_credit(out, c, dli_html_text);
    dli_buf_add(out, DL_STR("</figcaption>\n</figure>\n"));
}

/* ---- By name ------------------------------------------------------------------------------ */

bool dli_citation_add(dli_buf *out, dli_format format, const dli_citation *citation)
{
    switch (format) {
    case DLI_FORMAT_csl:
        add_csl(out, citation);
        return true;
    case DLI_FORMAT_bibtex:
        add_bibtex(out, citation);
        return true;
    case DLI_FORMAT_ris:
        add_ris(out, citation);
        return true;
    case DLI_FORMAT_text:
        add_text(out, citation);
        return true;
    case DLI_FORMAT_markdown:
        add_markdown(out, citation);
        return true;
    case DLI_FORMAT_html:
        add_html(out, citation);
        return true;
    case DLI_FORMAT_jsonl:
    case DLI_FORMAT_json:
    case DLI_FORMAT_csv:
    case DLI_FORMAT_annotations:
    case DLI_FORMAT_ninjs:
    case DLI_FORMAT_geojson:
    case DLI_FORMAT_COUNT:
        break;
    }
    return false;
}

void dli_citations_add(dli_view_job *job, dli_format format)
{
    for (uint32_t item = dli_record_list(&job->json, 1, "items"); item != 0;
         item = dli_json_at(&job->json, item)->next) {
        dli_citation c = dli_citation_of(&job->json, item, job->scratch);
        if (format == DLI_FORMAT_csl)
            dli_buf_add(job->out, job->view->count > 0 ? DL_STR(",\n") : DL_STR("\n"));
        (void)dli_citation_add(job->out, format, &c);
        job->view->count++;
    }
}
