/* format_text.c -- a page for reading on a terminal.
 *
 *   Headline
 *   by Ana Costa · harbourwire.example · 2024-03-05 17:40 +00:00 · en
 *
 *   The body, wrapped.
 *
 *   Who said what         each statement with its chain
 *   What happened         each incident with its figures
 *   Where it came from    each value with the bytes it was read from
 *
 * Everything that was read goes through dli_terminal_add().
 */
#include "base/utf8.h"
#include "view/format.h"

/* Lines of at most `width` columns, each begun by `indent` spaces. */
typedef struct lines {
    dli_buf *out;
    unsigned width;
    unsigned indent;
    size_t column; /* 0: the line is empty, its indent not yet written */
} lines;

static void pad(dli_buf *out, size_t columns)
{
    for (size_t i = 0; i < columns; i++)
        dli_buf_byte(out, ' ');
}

static void end_line(lines *to)
{
    dli_buf_byte(to->out, '\n');
    to->column = 0;
}

static void place(lines *to, dl_str piece, size_t columns)
{
    if (to->column == 0) {
        pad(to->out, to->indent);
        to->column = to->indent;
    }
    dli_terminal_add(to->out, piece);
    to->column += columns;
}

/* A word too long for a line, or text that has no spaces: broken anywhere. */
static void place_long(lines *to, dl_str word)
{
    size_t at = 0, len;

    while (at < word.len) {
        (void)dli_utf8_get(word, at, &len);
        dl_str one = dli_slice(word, at, at + len);
        size_t columns = dli_terminal_width(one);
        if (to->column + columns > to->width && to->column > to->indent)
            end_line(to);
        place(to, one, columns);
        at += len;
    }
}

static void place_word(lines *to, dl_str word)
{
    size_t columns = dli_terminal_width(word);
    bool fits = to->column == 0 || to->column + 1 + columns <= to->width;

    if (columns > to->width - to->indent) {
        if (to->column > to->indent)
            place(to, DL_STR(" "), 1);
        place_long(to, word);
        return;
    }
    if (!fits)
        end_line(to);
    else if (to->column > to->indent)
        place(to, DL_STR(" "), 1);
    place(to, word, columns);
}

/* Words of `text` from here on; its line ends are kept. */
static void flow(lines *to, dl_str text)
{
    dl_str line, word;

    for (bool first = true; dli_split(&text, '\n', &line); first = false) {
        if (!first)
            end_line(to);
        while (dli_next_word(&line, &word))
            place_word(to, word);
    }
}

/* A paragraph of its own. */
static void paragraph(dli_view_job *job, unsigned indent, dl_str text)
{
    lines to = { job->out, job->view->width, indent, 0 };

    if (to.width < indent + 20)
        to.width = indent + 20;
    flow(&to, text);
    end_line(&to);
}

static void style(dli_view_job *job, const char *sequence)
{
    if (job->view->styled)
        dli_buf_add(job->out, dli_str(sequence));
}

static void title(dli_view_job *job, const char *text)
{
    dli_buf_byte(job->out, '\n');
    style(job, "\x1b[1m");
    dli_buf_add(job->out, dli_str(text));
    style(job, "\x1b[0m");
    dli_buf_byte(job->out, '\n');
}

static dl_str get(dli_view_job *job, uint32_t value, const char *key)
{
    return dli_record_get_words(&job->json, value, key, job->scratch);
}

/* ---- Pieces of a line, parted by " · " ------------------------------------ */

static void piece(dli_buf *line, const char *head, dl_str words)
{
    if (words.len == 0)
        return;
    if (line->len > 0)
        dli_buf_add(line, DL_STR(" \xC2\xB7 "));
    dli_buf_add(line, dli_str(head));
    dli_buf_add(line, words);
}

/* `words` between two constants; nothing if it is empty. */
static void put(dli_buf *line, const char *before, dl_str words, const char *behind)
{
    if (words.len == 0)
        return;
    dli_buf_add(line, dli_str(before));
    dli_buf_add(line, words);
    dli_buf_add(line, dli_str(behind));
}

static void time_piece(dli_buf *line, const char *head, dl_str time)
{
    dli_buf readable;

    dli_buf_init(&readable, line->arena);
    dli_time_add(&readable, time);
    piece(line, head, dli_buf_str(&readable));
}

/* "bytes 120-144, 150-160" */
static void positions(dli_view_job *job, dli_buf *line, uint32_t value)
{
    dli_record_spans at = dli_record_span(&job->json, value, "at", job->scratch);

    for (size_t i = 0; i < at.count; i++) {
        if (i == 0 && line->len > 0)
            dli_buf_add(line, DL_STR(" \xC2\xB7 "));
        dli_buf_print(line, "%s%u-%u", i == 0 ? "bytes " : ", ", at.ptr[i].start,
                      at.ptr[i].end);
    }
}

static void dim_line(dli_view_job *job, unsigned indent, dli_buf *line)
{
    if (line->len == 0)
        return;
    style(job, "\x1b[2m");
    paragraph(job, indent, dli_buf_str(line));
    style(job, "\x1b[0m");
}

/* ---- Parts of an item ----------------------------------------------------- */

static void print_head(dli_view_job *job, uint32_t item)
{
    dl_str headline = get(job, item, "headline"), abstract = get(job, item, "abstract");
    dli_buf line;

    style(job, "\x1b[1m");
    paragraph(job, 0, headline.len > 0 ? headline : DL_STR("(no headline)"));
    style(job, "\x1b[0m");
    if (get(job, item, "alternativeHeadline").len > 0)
        paragraph(job, 0, get(job, item, "alternativeHeadline"));
    dli_buf_init(&line, job->scratch);
    piece(&line, "", dli_credits(&job->json, item, job->scratch));
    piece(&line, "", get(job, item, "credit"));
    piece(&line, "", get(job, dli_json_get(&job->json, 1, "publisher"), "name"));
    time_piece(&line, "", get(job, item, "datePublished"));
    time_piece(&line, "changed ", get(job, item, "dateModified"));
    piece(&line, "", get(job, item, "inLanguage"));
    piece(&line, "", get(job, item, "kind"));
    dim_line(job, 0, &line);
    dli_buf_init(&line, job->scratch);
    piece(&line, "", get(job, 1, "url"));
    piece(&line, "", get(job, item, "id"));
    dim_line(job, 0, &line);
    if (abstract.len > 0) {
        dli_buf_byte(job->out, '\n');
        paragraph(job, 2, abstract);
    }
}

static void print_body(dli_view_job *job, uint32_t item)
{
    dli_record_body body = dli_record_body_of(&job->json, item, job->scratch);
    dli_record_blocks blocks = dli_record_blocks_of(&job->json, item, &body, job->scratch);

    for (size_t i = 0; i < blocks.count; i++) {
        dli_record_block *block = &blocks.ptr[i];
        bool list = dli_eq(block->kind, DL_STR("li")),
             heading = dli_eq(block->kind, DL_STR("h"));
        bool apart = !list || i == 0 || !dli_eq(blocks.ptr[i - 1].kind, DL_STR("li"));
        dl_str text = dli_cut(body.text, block->at);
        if (apart)
            dli_buf_byte(job->out, '\n');
        if (heading)
            style(job, "\x1b[1m");
        if (list) {
            lines to = { job->out, job->view->width, 2, 0 };
            dli_buf_add(job->out, DL_STR("\xE2\x80\xA2 "));
            to.column = 2;
            flow(&to, text);
            end_line(&to);
        } else {
            paragraph(job, dli_eq(block->kind, DL_STR("quote")) ? 4 : 0, text);
        }
        if (heading)
            style(job, "\x1b[0m");
    }
}

/* "1  " in front of an entry, whose other lines are indented as far. */
static void entry(dli_view_job *job, size_t number, dli_buf *line)
{
    dli_buf head;
    lines to = { job->out, job->view->width, 4, 0 };

    dli_buf_init(&head, job->scratch);
    dli_buf_print(&head, "%2zu  ", number);
    dli_buf_add(job->out, dli_buf_str(&head));
    to.column = head.len;
    flow(&to, dli_buf_str(line));
    end_line(&to);
}

static void print_statement(dli_view_job *job, uint32_t s, const dli_map *entities,
                            size_t number)
{
    uint32_t source = dli_json_get(&job->json, s, "source");
    dl_str words = dli_record_words(&job->json, source, job->scratch);
    dl_str speaker = dli_record_speaker(&job->json, entities, source, job->scratch);
    dl_str role = get(job, source, "role"), content = get(job, s, "content");
    dli_buf line, said, chain;

    dli_buf_init(&line, job->scratch);
    dli_buf_add(&line, words.len > 0 ? words : DL_STR("(nobody is named)"));
    if (dli_find(words, speaker, 0) == DLI_NONE)
        put(&line, " (", speaker, ")");
    if (role.len > 0 && dli_find(words, role, 0) == DLI_NONE)
        put(&line, ", ", role, "");
    piece(&line, "", get(job, s, "stance"));
    piece(&line, "", get(job, s, "kind"));
    piece(&line, "to ", get(job, s, "addressee"));
    entry(job, number, &line);
    dli_buf_init(&said, job->scratch);
    if (dli_eq(get(job, s, "kind"), DL_STR("direct")))
        put(&said, "\xE2\x80\x9C", content, "\xE2\x80\x9D");
    else
        put(&said, "", content, "");
    if (said.len > 0)
        paragraph(job, 4, dli_buf_str(&said));
    dli_buf_init(&chain, job->scratch);
    for (uint32_t v = dli_record_list(&job->json, s, "via"); v != 0;
         v = dli_json_at(&job->json, v)->next) {
        dli_buf_add(&chain, chain.len > 0 ? DL_STR(" \xE2\x86\x90 ") : DL_STR("through "));
        dli_buf_add(&chain, dli_record_words(&job->json, v, job->scratch));
    }
    if (chain.len > 0)
        paragraph(job, 4, dli_buf_str(&chain));
    dli_buf_init(&line, job->scratch);
    piece(&line, "said with: ", get(job, s, "cue"));
    positions(job, &line, s);
    dim_line(job, 4, &line);
}

static void print_figure(dli_view_job *job, uint32_t f)
{
    dli_record_figure figure = dli_record_figure_of(&job->json, f, job->scratch);
    dli_buf line;

    dli_buf_init(&line, job->scratch);
    dli_term_add(&line, figure.what);
    dli_buf_add(&line, DL_STR(": "));
    dli_figure_add(&line, &figure);
    put(&line, " (\"", figure.text, "\")");
    if (figure.scope.len > 0 && !dli_eq(figure.scope, DL_STR("incident")))
        piece(&line, "of the ", figure.scope);
    positions(job, &line, f);
    paragraph(job, 6, dli_buf_str(&line));
}

static void print_incident(dli_view_job *job, uint32_t incident, size_t number)
{
    uint32_t date = dli_json_get(&job->json, incident, "date");
    dli_buf line;

    dli_buf_init(&line, job->scratch);
    dli_term_add(&line, get(job, incident, "type"));
    piece(&line, "", get(job, incident, "place"));
    time_piece(&line, "", get(job, date, "value"));
    if (!dli_eq(get(job, incident, "status"), DL_STR("reported")))
        piece(&line, "", get(job, incident, "status"));
    entry(job, number, &line);
    for (uint32_t f = dli_record_list(&job->json, incident, "figures"); f != 0;
         f = dli_json_at(&job->json, f)->next)
        print_figure(job, f);
    dli_buf_init(&line, job->scratch);
    piece(&line, "by: ", get(job, incident, "actors"));
    piece(&line, "against: ", get(job, incident, "target"));
    piece(&line, "whose account: ", get(job, incident, "source"));
    if (line.len > 0)
        paragraph(job, 4, dli_buf_str(&line));
    dli_buf_init(&line, job->scratch);
    piece(&line, "date read from: ", get(job, date, "text"));
    piece(&line, "", get(job, date, "basis"));
    positions(job, &line, incident);
    dim_line(job, 4, &line);
}

/* ---- Where it came from --------------------------------------------------- */

/* The words that stand at the first position of `evidence`, one line of them. */
static void add_excerpt(dli_view_job *job, dli_buf *line, uint32_t evidence)
{
    enum {
        MOST = 60
    };
    dli_record_spans at = dli_record_span(&job->json, evidence, "at", job->scratch);

    if (at.count == 0 || at.ptr[0].end > job->source.len || at.ptr[0].start == at.ptr[0].end)
        return;
    dl_str words = dli_cut(job->source, at.ptr[0]);
    bool cut = words.len > MOST;
    if (cut)
        words.len = dli_utf8_cut(words.ptr, MOST);
    dli_buf_add(line, DL_STR(": "));
    dli_buf_add(line, words);
    if (cut)
        dli_buf_add(line, DL_STR("\xE2\x80\xA6"));
}

static void print_evidence(dli_view_job *job, uint32_t owner)
{
    uint32_t evidence = dli_json_get(&job->json, owner, "evidence");
    const dli_json *json = &job->json;

    if (!dli_json_is(json, evidence, DLI_JSON_OBJECT) ||
        dli_json_at(json, evidence)->first == 0)
        return;
    title(job, "Where it came from");
    for (uint32_t key = dli_json_at(json, evidence)->first, v; key != 0;
         key = dli_json_at(json, v)->next) {
        dli_buf line;
        v = dli_json_at(json, key)->next;
        if (v == 0)
            return;
        dli_buf_init(&line, job->scratch);
        dli_buf_add(&line, dli_json_str(json, key, job->scratch));
        piece(&line, "", get(job, v, "how"));
        positions(job, &line, v);
        add_excerpt(job, &line, v);
        paragraph(job, 4, dli_buf_str(&line));
    }
}

static void print_notes(dli_view_job *job)
{
    uint32_t first = dli_record_list(&job->json, 1, "notes");

    if (first != 0)
        title(job, "Notes");
    for (uint32_t n = first; n != 0; n = dli_json_at(&job->json, n)->next) {
        dli_buf line;
        dli_buf_init(&line, job->scratch);
        piece(&line, "", get(job, n, "text"));
        piece(&line, "", get(job, n, "code"));
        positions(job, &line, n);
        paragraph(job, 4, dli_buf_str(&line));
    }
}

static void print_item(dli_view_job *job, uint32_t item)
{
    dli_map entities;
    size_t number = 0;
    uint32_t s = dli_record_list(&job->json, item, "statements");
    uint32_t i = dli_record_list(&job->json, item, "incidents");

    dli_map_init(&entities, job->scratch);
    dli_record_entities(&job->json, item, &entities);
    print_head(job, item);
    print_body(job, item);
    if (s != 0)
        title(job, "Who said what");
    for (; s != 0; s = dli_json_at(&job->json, s)->next)
        print_statement(job, s, &entities, ++number);
    if (i != 0)
        title(job, "What happened");
    for (number = 0; i != 0; i = dli_json_at(&job->json, i)->next)
        print_incident(job, i, ++number);
    print_evidence(job, item);
}

/* ---- How it was read ------------------------------------------------------ */

static void print_field(dli_view_job *job, uint32_t field)
{
    dli_buf line;

    dli_buf_init(&line, job->scratch);
    put(&line, "", get(job, field, "field"), "");
    piece(&line, "wins: ", get(job, field, "rule"));
    paragraph(job, 2, dli_buf_str(&line));
    for (uint32_t c = dli_record_list(&job->json, field, "candidates"); c != 0;
         c = dli_json_at(&job->json, c)->next) {
        dli_buf_init(&line, job->scratch);
        dli_buf_add(&line, get(job, c, "chosen").len > 0 ? DL_STR("* ") : DL_STR("- "));
        dli_buf_add(&line, get(job, c, "text"));
        put(&line, " = ", get(job, c, "value"), "");
        piece(&line, "", get(job, c, "how"));
        piece(&line, "", get(job, c, "confidence"));
        positions(job, &line, c);
        paragraph(job, 6, dli_buf_str(&line));
    }
}

static void print_explanation(dli_view_job *job)
{
    const dli_json *json = &job->json;
    uint32_t x = dli_json_get(json, 1, "explain"), kinds = dli_json_get(json, x, "pageKind");
    dli_buf line;

    if (x == 0)
        return;
    title(job, "How it was read");
    dli_buf_init(&line, job->scratch);
    put(&line, "page kind: ", get(job, 1, "pageKind"), "");
    for (uint32_t key = kinds != 0 ? dli_json_at(json, kinds)->first : 0, v; key != 0;
         key = dli_json_at(json, v)->next) {
        v = dli_json_at(json, key)->next;
        piece(&line, "", dli_json_str(json, key, job->scratch));
        put(&line, " ", dli_record_words(json, v, job->scratch), "");
    }
    paragraph(job, 2, dli_buf_str(&line));
    for (uint32_t f = dli_record_list(json, x, "fields"); f != 0;
         f = dli_json_at(json, f)->next)
        print_field(job, f);
    title(job, "Blocks");
    for (uint32_t b = dli_record_list(json, x, "blocks"); b != 0;
         b = dli_json_at(json, b)->next) {
        dl_str score = get(job, b, "score");
        dli_buf_init(&line, job->scratch);
        put(&line, "", score, " ");
        dli_buf_add(&line, get(job, b, "label"));
        put(&line, ": ", get(job, b, "text"), "");
        piece(&line, "", get(job, b, "reason"));
        positions(job, &line, b);
        paragraph(job, 4, dli_buf_str(&line));
    }
}

/* Between two items or pages. */
static void rule(dli_view_job *job)
{
    if (job->view->count++ == 0)
        return;
    dli_buf_byte(job->out, '\n');
    for (unsigned i = 0; i < job->view->width; i++)
        dli_buf_add(job->out, DL_STR("\xE2\x94\x80"));
    dli_buf_add(job->out, DL_STR("\n\n"));
}

static void print_without_items(dli_view_job *job)
{
    dl_str error = dli_error_words(&job->json, job->scratch);
    dl_str name = get(job, 1, "file");
    dli_buf line;

    rule(job);
    dli_buf_init(&line, job->scratch);
    if (name.len == 0)
        name = get(job, 1, error.len > 0 ? "id" : "url");
    dli_buf_add(&line, name);
    piece(&line, error.len > 0 ? "not read: " : "no news item found; page kind: ",
          error.len > 0 ? error : get(job, 1, "pageKind"));
    paragraph(job, 0, dli_buf_str(&line));
    if (get(job, 1, "mainText").len > 0) {
        dli_buf_byte(job->out, '\n');
        paragraph(job, 0, get(job, 1, "mainText"));
    }
}

static void page(dli_view_job *job)
{
    uint32_t item = dli_record_list(&job->json, 1, "items");

    if (item == 0)
        print_without_items(job);
    for (; item != 0; item = dli_json_at(&job->json, item)->next) {
        rule(job);
        print_item(job, item);
    }
    print_notes(job);
    print_explanation(job);
}

const dli_format_code dli_format_text = { .page = page };
