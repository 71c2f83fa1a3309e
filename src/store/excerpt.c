/* excerpt.c -- words of an item as far as its outlet lets them be quoted.
 *
 *   what the page says       excerptLimit, a licence
 *   else what another page   the least of the outlet's limits
 *   of the outlet says
 *   else                     DLI_EXCERPT_CHARACTERS
 *
 * Characters are code points, as `in` of the record counts them; line ends count as one. The
 * cut is at the end of the last sentence that fits. Where not even the first does, it is at a
 * word, and "…" says so. What is asked for by its place is given as it is, or refused.
 */
#include "base/error.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "base/str.h"
#include "base/utf8.h"
#include "store/ask.h"
#include "store/sentence_ends.h"

typedef struct excerpt {
    dli_store *store;
    dli_arena *arena;
    dli_json json;
    uint32_t item;
    dli_record_body body;
    dli_excerpt *out;
    dl_error *err;
} excerpt;

/* ---- Rules --------------------------------------------------------------------------- */

bool dli_licence_is_free(dl_str licence)
{
    return dli_find_nocase(licence, DL_STR("creativecommons.org/licenses/"), 0) != DLI_NONE ||
           dli_find_nocase(licence, DL_STR("creativecommons.org/publicdomain/"), 0) != DLI_NONE;
}

static bool unit_is_words(dl_str unit)
{
    return dli_eq(unit, DL_STR("words"));
}

static bool rule_of_page(excerpt *x)
{
    uint32_t terms = dli_json_get(&x->json, 1, "terms");
    uint32_t limit = dli_json_get(&x->json, terms, "excerptLimit");
    dli_excerpt *out = x->out;

    out->link_required =
        dli_json_is(&x->json, dli_json_get(&x->json, terms, "linkRequired"), DLI_JSON_TRUE);
    out->terms = dli_json_get_str(&x->json, terms, "text", x->arena);
    out->citation.licence = dli_json_get_str(&x->json, terms, "licence", x->arena);
    if (dli_json_get_u64(&x->json, limit, "value", &out->limit)) {
        out->in_words = unit_is_words(dli_json_get_str(&x->json, limit, "unit", x->arena));
        out->rule = DLI_EXCERPT_OF_PAGE;
        return true;
    }
    if (!dli_licence_is_free(out->citation.licence))
        return false;
    out->limit = UINT32_MAX;
    out->rule = DLI_EXCERPT_OF_LICENCE;
    return true;
}

/* The least that another page of the outlet allows. */
static dl_status rule_of_outlet(excerpt *x, dl_str id, bool *found)
{
    sqlite3_stmt *s;

    DLI_TRY(dli_db_prepare(
        x->store,
        DL_STR("SELECT t.excerpt_limit, t.excerpt_unit, t.text FROM items i"
               " JOIN pages p ON p.outlet = i.outlet JOIN terms t ON t.page = p.id"
               " WHERE i.name = ?1 AND t.excerpt_limit IS NOT NULL"
               " ORDER BY t.excerpt_limit * CASE t.excerpt_unit WHEN 'words' THEN 6 ELSE 1 END,"
               " t.page LIMIT 1"),
        &s, x->err));
    dli_bind(s, 1, id);
    dl_status status = dli_db_row(x->store, s, found, x->err);
    if (status == DL_OK && *found) {
        x->out->limit = (uint64_t)sqlite3_column_int64(s, 0);
        x->out->in_words = unit_is_words(dli_column(s, 1, x->arena));
        x->out->terms = dli_column(s, 2, x->arena);
        x->out->rule = DLI_EXCERPT_OF_OUTLET;
    }
    (void)sqlite3_finalize(s);
    return status;
}

static dl_status find_rule(excerpt *x, dl_str id)
{
    bool found = rule_of_page(x);

    if (!found)
        DLI_TRY(rule_of_outlet(x, id, &found));
    if (!found) {
        x->out->limit = DLI_EXCERPT_CHARACTERS;
        x->out->rule = DLI_EXCERPT_OF_NONE;
    }
    return DL_OK;
}

/* The rule as a sentence. */
static dl_str rule_words(excerpt *x)
{
    const dli_excerpt *out = x->out;
    const char *unit = out->in_words ? "words" : "characters";
    dli_buf words;

    dli_buf_init(&words, x->arena);
    switch (out->rule) {
    case DLI_EXCERPT_OF_PAGE:
        dli_buf_print(&words, "at most %llu %s, as the page says",
                      (unsigned long long)out->limit, unit);
        break;
    case DLI_EXCERPT_OF_OUTLET:
        dli_buf_print(&words, "at most %llu %s, as another page of the outlet says",
                      (unsigned long long)out->limit, unit);
        break;
    case DLI_EXCERPT_OF_LICENCE:
        dli_buf_print(&words, "any length, by the licence %.*s",
                      DLI_ARG(out->citation.licence));
        break;
    case DLI_EXCERPT_OF_NONE:
        dli_buf_print(&words, "at most %llu %s, because the outlet states no terms",
                      (unsigned long long)out->limit, unit);
        break;
    }
    if (out->link_required)
        dli_buf_add(&words, DL_STR("; with a link"));
    return dli_buf_str(&words);
}

/* ---- Measuring ------------------------------------------------------------------------- */

static uint64_t size_of(const dli_excerpt *out, dl_str text)
{
    uint64_t words = 0;
    dl_str word;

    if (!out->in_words)
        return dli_utf8_count(text);
    while (dli_next_word(&text, &word))
        words++;
    return words;
}

/* The sentences of the body from byte `from` on; the end of the last one that fits, or `from`. */
static dl_status last_sentence(excerpt *x, uint32_t from, uint32_t *end)
{
    dli_arena *scratch = &x->store->scratch;
    dli_record_blocks blocks = dli_record_blocks_of(&x->json, x->item, &x->body, scratch);
    const dl_span *sentences;
    size_t count;

    *end = from;
    DLI_TRY(dli_sentence_ends(scratch, x->body.text, blocks, x->out->citation.language,
                              &sentences, &count, x->err));
    for (size_t i = 0; i < count; i++) {
        if (sentences[i].end <= from)
            continue;
        if (size_of(x->out, dli_slice(x->body.text, from, sentences[i].end)) > x->out->limit)
            break;
        *end = sentences[i].end;
    }
    return DL_OK;
}

/* The end of the last word from `from` on that leaves room for "…". */
static uint32_t last_word(const excerpt *x, uint32_t from)
{
    dl_str rest = dli_from(x->body.text, from), word;
    uint32_t end = from;

    while (dli_next_word(&rest, &word)) {
        uint32_t behind = (uint32_t)(word.ptr + word.len - x->body.text.ptr);
        dl_str text = dli_slice(x->body.text, from, behind);
        if (size_of(x->out, text) + (x->out->in_words ? 0 : 1) > x->out->limit)
            break;
        end = behind;
    }
    return end;
}

/* ---- Cutting ---------------------------------------------------------------------------- */

/* `text` with each break between blocks as one line end. */
static dl_str in_lines(excerpt *x, dl_str text, bool cut)
{
    dli_buf out;
    dl_str line;
    bool first = true;

    dli_buf_init(&out, x->arena);
    while (dli_split(&text, '\n', &line)) {
        line = dli_trim(line);
        if (line.len == 0)
            continue;
        if (!first)
            dli_buf_byte(&out, '\n');
        first = false;
        dli_buf_add(&out, line);
    }
    if (cut)
        dli_buf_add(&out, DL_STR("\xE2\x80\xA6"));
    return dli_buf_str(&out);
}

static dl_status refuse(excerpt *x, uint64_t asked)
{
    const char *unit = x->out->in_words ? "words" : "characters";
    dl_status status = dli_fail(x->err, DL_ERR_TERMS, 0, "ask for less, or leave the end out",
                                "%llu %s are asked for: %.*s", (unsigned long long)asked, unit,
                                DLI_ARG(x->out->citation.note));

    return status;
}

static dl_status cut_range(excerpt *x, dli_excerpt_range range)
{
    uint32_t from = dli_record_byte(&x->body, range.start > UINT32_MAX ? UINT32_MAX
                                                                       : (uint32_t)range.start);
    uint32_t end =
        dli_record_byte(&x->body, range.end > UINT32_MAX ? UINT32_MAX : (uint32_t)range.end);

    if (range.start >= range.end || range.end > x->body.points)
        return dli_fail(
            x->err, DL_ERR_USAGE, 0, "give code points of the text, as `in` has them",
            "%llu-%llu is no part of a text of %zu characters", (unsigned long long)range.start,
            (unsigned long long)range.end, x->body.points);
    dl_str text = dli_slice(x->body.text, from, end);
    if (size_of(x->out, text) > x->out->limit)
        return refuse(x, size_of(x->out, text));
    x->out->start = range.start;
    x->out->end = range.end;
    x->out->citation.excerpt = in_lines(x, text, false);
    return DL_OK;
}

static dl_status cut_sentences(excerpt *x, uint64_t start)
{
    uint32_t from = dli_record_byte(&x->body, (uint32_t)start), end;
    bool cut = false;

    if (start >= x->body.points)
        return dli_fail(x->err, DL_ERR_USAGE, 0, "give a code point of the text",
                        "the text has %zu characters", x->body.points);
    DLI_TRY(last_sentence(x, from, &end));
    if (end == from) {
        end = last_word(x, from);
        cut = true;
    }
    if (end == from)
        return refuse(x, 1);
    dl_str text = dli_slice(x->body.text, from, end);
    x->out->start = start;
    x->out->end = start + dli_utf8_count(text);
    x->out->citation.excerpt = in_lines(x, text, cut);
    return DL_OK;
}

static dl_status cut(excerpt *x, const dli_stored_page *page, dli_excerpt_range range)
{
    DLI_TRY(dli_record_read(&x->store->scratch, page->record, &x->json, x->err));
    x->item = dli_record_list(&x->json, 1, "items");
    while (x->item != 0 &&
           !dli_eq(dli_json_get_str(&x->json, x->item, "id", &x->store->scratch), page->id))
        x->item = dli_json_at(&x->json, x->item)->next;
    x->out->citation = dli_citation_of(&x->json, x->item, x->arena);
    x->out->citation.id = page->id;
    x->out->citation.excerpt = (dl_str){ "", 0 };
    if (x->out->citation.container.len == 0)
        x->out->citation.container = page->outlet;
    if (x->out->citation.url.len == 0 && dli_is_web_url(page->url))
        x->out->citation.url = page->url;
    x->body = dli_record_body_of(&x->json, x->item, x->arena);
    DLI_TRY(find_rule(x, page->id));
    x->out->citation.note = rule_words(x);
    if (x->body.points == 0)
        return dli_fail(x->err, DL_ERR_FORMAT, 0, "choose another item",
                        "the item has no text to quote");
    return range.end == 0 ? cut_sentences(x, range.start) : cut_range(x, range);
}

dl_status dli_store_excerpt(dli_store *store, dli_arena *arena, dl_str id,
                            dli_excerpt_range range, dli_excerpt *out, dl_error *err)
{
    excerpt x = { .store = store, .arena = arena, .out = out, .err = err };
    dli_stored_page page;

    *out = (dli_excerpt){ .limit = 0 };
    DLI_TRY(dli_store_show(store, arena, id, &page, err));
    dli_arena_reset(&store->scratch);
    dl_status status = cut(&x, &page, range);
    if (status == DL_OK && (arena->dry || store->scratch.dry))
        status = dli_no_memory(err);
    if (status != DL_OK)
        dli_error_where(err, "%.*s", DLI_ARG(page.id));
    return status;
}

static void write_json(dli_buf *out, const dli_excerpt *e)
{
    const dli_citation *c = &e->citation;

    dli_json_open(out, '{');
    dli_json_member(out, "item", c->id);
    dli_json_key(out, "in");
    dli_json_span(out, (dl_span){ (uint32_t)e->start, (uint32_t)e->end });
    dli_json_member(out, "excerpt", c->excerpt);
    dli_json_member(out, "headline", c->title);
    dli_json_key(out, "author");
    dli_json_open(out, '[');
    for (size_t i = 0; i < c->author_count; i++)
        dli_json_string(out, c->authors[i]);
    dli_json_close(out, ']');
    dli_json_member(out, "outlet", c->container);
    dli_json_member(out, "datePublished", c->published);
    dli_json_member(out, "inLanguage", c->language);
    dli_json_member(out, "url", c->url);
    dli_json_member(out, "captured", c->accessed);
    dli_json_member(out, "licence", c->licence);
    dli_json_member(out, "rule", c->note);
    dli_json_member(out, "terms", e->terms);
    dli_json_close(out, '}');
    dli_buf_byte(out, '\n');
}

bool dli_excerpt_add(dli_buf *out, dli_format format, const dli_excerpt *e)
{
    if (format != DLI_FORMAT_jsonl)
        return dli_citation_add(out, format, &e->citation);
    write_json(out, e);
    return true;
}
