/* desk.c -- a document through all rooms in order: bytes in, record out.
 *
 * In:   a capture
 * Out:  its record
 *
 *   capture ──bytes──▶ source ──page──▶ tree ──article──▶ items
 *   each item ──text──▶ sentences ──statement──▶ … ──incident──▶ …  ──▶ record
 *
 * Two arenas share one budget: what the record needs lives in `doc`, what only a
 * stage needs in `scratch`.
 */
#include "desk/desk.h"

#include "article/article.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/str.h"
#include "bytes/bytes.h"
#include "desk/engine.h"
#include "desk/record.h"
#include "text/text.h"

struct dli_desk {
    dli_arena own; /* the desk itself */
    dli_arena doc;
    dli_arena scratch;
    dli_arena file; /* bytes of a capture read by a batch */
    dli_text_tools *tools;
    const dli_content_model *content;
    const dli_lang_model *languages;
    const dl_engine *engine;
    dl_str id;
    const uint8_t *sha256; /* of the capture, if it is known */
};

/* ---- What kind of input -------------------------------------------------- */

/* Tags that text saved from a page does not have. */
static bool has_markup(dl_str source)
{
    static const dl_str tags[] = {
        { "!doctype", 8 }, { "html", 4 },   { "head", 4 },    { "body", 4 },  { "div", 3 },
        { "p", 1 },        { "a", 1 },      { "span", 4 },    { "table", 5 }, { "br", 2 },
        { "meta", 4 },     { "title", 5 },  { "article", 7 }, { "h1", 2 },    { "h2", 2 },
        { "ul", 2 },       { "script", 6 }, { "li", 2 },      { "b", 1 },     { "i", 1 },
        { "img", 3 },      { "?xml", 4 },   { "section", 7 }
    };
    dl_str head = source.len > 65536 ? dli_slice(source, 0, 65536) : source;

    for (size_t at = 0; (at = dli_find_byte(head, '<', at)) != DLI_NONE; at++)
        for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
            dl_str rest = dli_from(head, at + 1);
            if (dli_starts_nocase(rest, tags[i]) &&
                (rest.len == tags[i].len || !dli_is_alnum(rest.ptr[tags[i].len])))
                return true;
        }
    return false;
}

/* ---- Stages -------------------------------------------------------------- */

/* Let each arena have what the other leaves of the budget. */
static void share_budget(dli_desk *desk, size_t budget)
{
    desk->doc.budget = budget > desk->scratch.used ? budget - desk->scratch.used : 0;
    desk->scratch.budget = budget > desk->doc.used ? budget - desk->doc.used : 0;
}

static void note_trims(dli_desk *desk, const dli_page *page, const dli_source *source,
                       dli_article *article)
{
    const struct {
        bool met;
        const char *code, *text;
    } notes[] = {
        { page->trimmed_depth, "trimmed-depth",
          "elements nest deeper than 512; the deeper ones became siblings" },
        { page->trimmed_nodes, "trimmed-nodes",
          "there are more elements than the limit; the text of the rest was kept" },
        { page->trimmed_attrs, "trimmed-attributes",
          "an element has more than 256 attributes; the rest were left out" },
        { page->trimmed_formatting, "trimmed-formatting",
          "formatting elements are open beyond the limit; the oldest were closed" },
        { source->replaced > 0, "replaced-bytes",
          "some bytes mean nothing in the page's encoding and were read as U+FFFD" },
    };

    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
        if (notes[i].met)
            (void)DLI_PUSH(&desk->doc, &article->notes,
                           (dli_note){ notes[i].code, notes[i].text, { 0, 0 } });
}

static dl_status read_article(dli_desk *desk, const dli_source *source,
                              const dl_doc_options *options, dli_article *out, dl_error *err)
{
    dli_article_input input = { .source = source->text,
                                .url = options->url,
                                .main_text = options->main_text != 0,
                                .explain = options->explain != 0,
                                .focus = options->focus,
                                .content = desk->content,
                                .languages = desk->languages };
    dli_page page = { 0 };
    bool html = options->input == DL_INPUT_HTML ||
                (options->input == DL_INPUT_AUTO && has_markup(source->text));

    (void)dli_when_parse(options->captured, &input.captured);
    if (options->input == DL_INPUT_TEXT)
        DLI_TRY(dli_article_take_text(&desk->doc, &input, out, err));
    else if (!html)
        DLI_TRY(dli_article_read_text(&desk->doc, &desk->scratch, &input, out, err));
    else {
        DLI_TRY(dli_page_parse(&desk->doc, source->text, &page, err));
        DLI_TRY(dli_article_read(&desk->doc, &desk->scratch, &page, &input, out, err));
    }
    note_trims(desk, &page, source, out);
    return DL_OK;
}

static dl_status find_facts(dli_desk *desk, const dl_doc_options *options, dli_item *item,
                            dli_facts *facts, dl_error *err)
{
    const dl_engine *engine = desk->engine;
    dli_parsed parsed;

    (void)dli_when_parse(options->captured, &item->captured);
    if (item->body.bytes.len == 0)
        return DL_OK;
    DLI_TRY(dli_text_parse(&desk->doc, desk->tools, item, &parsed, err));
    DLI_TRY(
        dli_statement_find(&desk->doc, &desk->scratch, item, &parsed, &facts->statements, err));
    dli_place_input places = { .gazetteer = engine->has_places ? &engine->gazetteer : NULL,
                               .model = &engine->toponyms,
                               .item = item,
                               .parsed = &parsed,
                               .statements = &facts->statements,
                               .url = options->url };
    DLI_TRY(dli_place_find(&desk->doc, &desk->scratch, &places, &facts->locations, err));
    DLI_TRY(dli_incident_find(&desk->doc, &desk->scratch, item, &parsed, &facts->statements,
                              &facts->locations, &facts->incidents, err));
    return DL_OK;
}

static dl_status write_record(dli_desk *desk, const dl_doc_options *options,
                              const dli_source *source, const dli_article *article,
                              const dli_facts *facts, dl_str *record, dl_error *err)
{
    dli_record_parts parts = {
        options, desk->id, source,
        article, facts,    desk->engine->has_places ? &desk->engine->gazetteer : NULL
    };
    dli_buf out;

    dli_buf_init(&out, &desk->scratch);
    dli_record_write(&out, &parts);
    if (out.failed || desk->scratch.dry)
        return dli_no_memory(err);
    *record = dli_buf_str(&out);
    return DL_OK;
}

static dl_status read_capture(dli_desk *desk, dl_str capture, const dl_doc_options *options,
                              dli_reading *out, dl_error *err)
{
    dli_source source;
    dli_article article;

    if (capture.len == 0)
        return dli_fail(err, DL_ERR_FORMAT, 0, "save the page again, or leave it out",
                        "the input is empty");
    DLI_TRY(dli_bytes_read_known(&desk->doc, capture, options->charset, desk->sha256, &source,
                                 err));
    if (options->input == DL_INPUT_AUTO && source.binary)
        return dli_fail(
            err, DL_ERR_FORMAT, 0,
            "give a page saved as HTML or as text; --input html reads it all the same",
            "the input is no page but a picture, an archive or a program");
    size_t budget = desk->doc.budget;
    share_budget(desk, budget);
    DLI_TRY(read_article(desk, &source, options, &article, err));
    dli_facts *facts = dli_arena_take(&desk->doc, (article.items.count + 1) * sizeof *facts);
    if (facts == NULL)
        return dli_no_memory(err);
    for (size_t i = 0; i < article.items.count && !options->no_facts; i++) {
        dli_arena_reset(&desk->scratch);
        share_budget(desk, budget);
        DLI_TRY(find_facts(desk, options, &article.items.ptr[i], &facts[i], err));
        uint32_t parent = article.items.ptr[i].parent;
        if (parent > 0 && parent <= i)
            dli_incident_of_parent(&facts[i].incidents, &facts[parent - 1].incidents);
    }
    dli_arena_reset(&desk->scratch);
    share_budget(desk, budget);
    out->source = source.text;
    out->capture = capture;
    DLI_TRY(write_record(desk, options, &source, &article, facts, &out->record, err));
    out->memory = desk->doc.used + desk->scratch.used;
    return DL_OK;
}

/* ---- The desk ------------------------------------------------------------ */

dl_status dli_desk_open(const dl_engine *engine, dli_desk **out, dl_error *err)
{
    dli_arena own;
    dli_desk *desk;

    *out = NULL;
    dli_arena_init(&own, sizeof *desk + 4096);
    desk = dli_arena_take(&own, sizeof *desk);
    if (desk == NULL)
        return dli_no_memory(err);
    desk->own = own;
    desk->engine = engine;
    desk->content = engine->has_content ? &engine->content : NULL;
    desk->languages = engine->has_languages ? &engine->languages : NULL;
    dli_arena_init(&desk->doc, DLI_BUDGET_BASE);
    dli_arena_init(&desk->scratch, DLI_BUDGET_BASE);
    dli_arena_init(&desk->file, DL_MAX_SOURCE_BYTES + 4096);
    dl_status status = dli_text_tools_open(&engine->text, &desk->tools, err);
    if (status != DL_OK) {
        dli_desk_close(desk);
        return status;
    }
    *out = desk;
    return DL_OK;
}

void dli_desk_close(dli_desk *desk)
{
    if (desk == NULL)
        return;
    dli_text_tools_close(desk->tools);
    dli_arena_done(&desk->doc);
    dli_arena_done(&desk->scratch);
    dli_arena_done(&desk->file);
    dli_arena own = desk->own; /* the desk lies in it */
    dli_arena_done(&own);
}

dl_status dli_desk_read(dli_desk *desk, dl_str capture, const dl_doc_options *options,
                        dli_reading *out, dl_error *err)
{
    static const dl_doc_options none = { 0 };

    *out = (dli_reading){ 0 };
    dli_arena_reset(&desk->doc);
    dli_arena_reset(&desk->scratch);
    desk->doc.budget = dli_page_budget(capture.len);
    desk->scratch.budget = desk->doc.budget;
    return read_capture(desk, capture, options == NULL ? &none : options, out, err);
}

dl_status dli_desk_read_job(dli_desk *desk, const dli_job *job, dli_reading *out, dl_error *err)
{
    dl_str capture = job->bytes;

    if (job->given) {
        *err = job->error;
        return job->error.status;
    }
    dli_arena_reset(&desk->file);
    if (job->path != NULL)
        DLI_TRY(dli_file_read(&desk->file, job->path, DL_MAX_SOURCE_BYTES, &capture, err));
    desk->id = job->id;
    desk->sha256 = job->path == NULL ? job->sha256 : NULL;
    dl_status status = dli_desk_read(desk, capture, &job->options, out, err);
    desk->id = (dl_str){ "", 0 };
    desk->sha256 = NULL;
    if (status != DL_OK && job->options.warc != NULL)
        dli_error_where(err, "%.*s, byte %llu", DLI_ARG(job->options.warc->file),
                        (unsigned long long)job->options.warc->offset);
    if (status != DL_OK)
        dli_error_where(err, "%.*s",
                        DLI_ARG(job->path != NULL ? dli_str(job->path) : job->options.file));
    return status;
}
