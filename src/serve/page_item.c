/* page_item.c -- one item: its text with every fact marked, and the bytes behind each.
 *
 *   head      headline, byline, outlet, time
 *   text      the body; each mark leads to its card
 *   side      what the facts are, at a glance
 *   cards     each fact, its parts, and its bytes in the saved page (cards.c)
 *   origin    each value of the head with how and where it was found
 *
 * A card that is asked for (:target) stands beside the text; without, all of them stand
 * below it.
 */
#include "base/error.h"
#include "bytes/bytes.h"
#include "serve/item.h"

static dl_str get(dli_item_view *view, uint32_t value, const char *key)
{
    return dli_record_get_words(&view->json, value, key, view->arena);
}

/* ---- Reading it ------------------------------------------------------------------ */

static dl_status no_item(dli_visit *visit, dl_error *err)
{
    visit->status = 404;
    return dli_fail(err, DL_ERR_USAGE, 0, "look it up by its words", "there is no item '%.*s'",
                    DLI_ARG(visit->request.path));
}

/* The item's id from the path: sha256:<hex>#<number>. */
static dl_str id_of(dli_visit *visit)
{
    dl_str hex = dli_visit_segment(visit, 1), number = dli_visit_segment(visit, 2);
    uint64_t position;
    dli_buf id;

    if (hex.len != 16 || !dli_parse_u64(number, &position))
        return (dl_str){ "", 0 };
    dli_buf_init(&id, visit->arena);
    dli_buf_print(&id, "sha256:%.16s#%llu", hex.ptr, (unsigned long long)position);
    return dli_buf_str(&id);
}

/* The capture, decoded as it was when it was read. */
static dl_str source_of(dli_item_view *view)
{
    uint32_t charset = dli_json_get(&view->json, 1, "charset");
    dl_str bytes, known;
    dli_source source;

    if (dli_store_capture(view->visit->store, view->arena, view->page.sha256, &bytes, &known,
                          NULL) != DL_OK ||
        dli_bytes_read(view->arena, bytes, get(view, charset, "name"), &source, NULL) != DL_OK)
        return (dl_str){ "", 0 };
    return source.text;
}

static dl_status read_view(dli_item_view *view, dl_error *err)
{
    dl_str id = id_of(view->visit);
    dl_status status =
        id.len == 0 ? DL_ERR_USAGE
                    : dli_store_show(view->visit->store, view->arena, id, &view->page, err);

    if (status == DL_ERR_USAGE || (status == DL_OK && !dli_eq(id, view->page.id)))
        return no_item(view->visit, err);
    if (status != DL_OK)
        return status;
    DLI_TRY(dli_record_read(view->arena, view->page.record, &view->json, err));
    view->item = dli_record_list(&view->json, 1, "items");
    while (view->item != 0 && !dli_eq(get(view, view->item, "id"), id))
        view->item = dli_json_at(&view->json, view->item)->next;
    if (view->item == 0)
        return no_item(view->visit, err);
    view->language = get(view, view->item, "inLanguage");
    view->body = dli_record_body_of(&view->json, view->item, view->arena);
    view->source = source_of(view);
    dli_map_init(&view->entities, view->arena);
    dli_record_entities(&view->json, view->item, &view->entities);
    return view->arena->dry ? dli_no_memory(err) : DL_OK;
}

/* ---- Head ---------------------------------------------------------------------------- */

static void write_time(dli_item_view *view, const char *before, const char *key)
{
    dli_buf time;

    dli_buf_init(&time, view->arena);
    dli_time_add(&time, get(view, view->item, key));
    dli_html_wrap(view->out, before, dli_buf_str(&time), "</time></span> ");
}

static void write_parent(dli_item_view *view)
{
    dl_str parent = get(view, view->item, "parent");

    if (parent.len == 0)
        return;
    dli_html(view->out, "<p class=\"meta\">An entry of <a href=\"");
    dli_write_item_path(view->out, parent);
    dli_html(view->out, "\">this bulletin</a></p>\n");
}

static void write_head(dli_item_view *view)
{
    dl_str headline = get(view, view->item, "headline");
    uint32_t publisher = dli_json_get(&view->json, 1, "publisher");
    dl_str name = get(view, publisher, "name");

    dli_html(view->out, "<header class=\"head\"");
    dli_html_lang(view->out, view->language);
    dli_html(view->out, ">\n");
    dli_html_wrap(view->out, "<p class=\"kicker\">", get(view, view->item, "articleSection"),
                  "</p>\n");
    dli_html(view->out, "<h1>");
    dli_html_text(view->out, headline.len > 0 ? headline : DL_STR("(no headline)"));
    dli_html(view->out, "</h1>\n");
    dli_html_wrap(view->out, "<p class=\"deck\">", get(view, view->item, "alternativeHeadline"),
                  "</p>\n");
    dli_html_wrap(view->out, "<p class=\"deck\">", get(view, view->item, "abstract"), "</p>\n");
    dli_html(view->out, "<p class=\"meta\" lang=\"en\">");
    dli_html_wrap(view->out, "<b>", name.len > 0 ? name : view->page.outlet, "</b> ");
    dli_html_wrap(view->out, "<span>by ", get(view, view->item, "author"), "</span> ");
    dli_html_wrap(view->out, "<span>edited by ", get(view, view->item, "editor"), "</span> ");
    dli_html_wrap(view->out, "<span>", get(view, view->item, "sourceOrganization"), "</span> ");
    write_time(view, "<span><time>", "datePublished");
    write_time(view, "<span>changed <time>", "dateModified");
    if (view->language.len > 0) {
        dli_html(view->out, "<span>");
        dli_html_language(view->out, view->language);
        dli_html(view->out, "</span>");
    }
    dli_html(view->out, "</p>\n");
    write_parent(view);
    dli_html(view->out, "</header>\n");
}

/* ---- Text ------------------------------------------------------------------------------ */

static void write_legend(dli_item_view *view, const dli_cards *cards)
{
    if (cards->count == 0)
        return;
    dli_html(view->out, "<p class=\"legend\">Marked in the text: ");
    if (cards->statements > 0)
        dli_html(view->out, "<span class=\"m s\">who said what</span> ");
    if (cards->count > cards->statements)
        dli_html(view->out,
                 "<span class=\"m i\">what happened</span> <span class=\"m i f\">its "
                 "figures</span> ");
    dli_html(view->out, "\xE2\x80\x93 choose a mark to see the bytes behind it.</p>\n");
}

/* The element of a block, by its kind. */
static const char *element(dl_str kind)
{
    static const struct {
        dl_str kind;
        const char *name;
    } elements[] = { { { "h", 1 }, "h2" },
                     { { "li", 2 }, "li" },
                     { { "quote", 5 }, "blockquote" },
                     { { "pre", 3 }, "pre" },
                     { { "table", 5 }, "pre" } };

    for (size_t i = 0; i < sizeof elements / sizeof *elements; i++)
        if (dli_eq(kind, elements[i].kind))
            return elements[i].name;
    return "p";
}

static void write_text(dli_item_view *view, const dli_cards *cards)
{
    dli_record_blocks blocks =
        dli_record_blocks_of(&view->json, view->item, &view->body, view->arena);
    dli_lit_list marks = { 0 };
    bool in_list = false;

    for (size_t i = 0; i < cards->count; i++)
        dli_card_lits(view, &cards->ptr[i], "in", &marks);
    dli_lit_sort(marks.ptr, marks.count);
    dli_html(view->out, "<div class=\"text\" id=\"text\"");
    dli_html_lang(view->out, view->language);
    dli_html(view->out, " dir=\"auto\">\n");
    for (size_t i = 0; i < blocks.count; i++) {
        const char *name = element(blocks.ptr[i].kind);
        bool entry = strcmp(name, "li") == 0;
        if (entry != in_list)
            dli_buf_add(view->out, entry ? DL_STR("<ul>\n") : DL_STR("</ul>\n"));
        in_list = entry;
        dli_buf_print(view->out, "<%s%s>", name,
                      dli_eq(blocks.ptr[i].kind, DL_STR("editorNote")) ? " class=\"note\""
                                                                       : "");
        dli_lit_print(view->out, view->body.text, blocks.ptr[i].at, marks.ptr, marks.count);
        dli_buf_print(view->out, "</%s>\n", name);
    }
    if (in_list)
        dli_html(view->out, "</ul>\n");
    if (blocks.count == 0)
        dli_html(view->out, "<p class=\"none\">This item has no text of its own.</p>\n");
    dli_html(view->out, "</div>\n");
}

static void write_corrections(dli_item_view *view)
{
    uint32_t c = dli_record_list(&view->json, view->item, "corrections");

    for (; c != 0; c = dli_json_at(&view->json, c)->next) {
        dli_html(view->out, "<p class=\"note\"><b>Correction</b> ");
        dli_html_wrap(view->out, "<time>", get(view, c, "date"), "</time> ");
        dli_html_text(view->out, dli_json_get_str(&view->json, c, "text", view->arena));
        dli_html(view->out, "</p>\n");
    }
}

static void write_references(dli_item_view *view)
{
    uint32_t r = dli_record_list(&view->json, view->item, "references");

    if (r == 0)
        return;
    dli_html(view->out, "<h2>References</h2>\n<ul class=\"plain\">");
    for (; r != 0; r = dli_json_at(&view->json, r)->next) {
        dli_html(view->out, "<li>");
        dli_html_wrap(view->out, "", get(view, r, "marker"), " ");
        dli_html_text(view->out, dli_json_get_str(&view->json, r, "text", view->arena));
        dli_html(view->out, " ");
        dli_html_link(view->out, dli_json_get_str(&view->json, r, "url", view->arena));
        dli_html(view->out, "</li>");
    }
    dli_html(view->out, "</ul>\n");
}

/* ---- Side ---------------------------------------------------------------------------------- */

static void write_glance(dli_item_view *view, const dli_card *card)
{
    dl_str words = get(view, card->value, card->incident ? "type" : "source");

    dli_html(view->out, "<li><a href=\"#");
    dli_html_part(view->out, card->anchor);
    dli_buf_print(view->out, "\"><span class=\"no %s\">", card->incident ? "i" : "s");
    dli_html_wrap(view->out, "", card->label, "</span> ");
    dli_html_text(view->out, words.len > 0 ? words : DL_STR("nobody is named"));
    dli_html_wrap(view->out, " <span>",
                  get(view, card->value, card->incident ? "place" : "stance"), "</span>");
    dli_html(view->out, "</a></li>\n");
}

static void write_other_items(dli_item_view *view)
{
    uint32_t other = dli_record_list(&view->json, 1, "items");

    if (other == 0 || dli_json_at(&view->json, other)->next == 0)
        return;
    dli_html(view->out, "<section><h2>On the same page</h2>\n<ol class=\"plain\">");
    for (; other != 0; other = dli_json_at(&view->json, other)->next) {
        dl_str headline = get(view, other, "headline");
        if (headline.len == 0)
            headline = DL_STR("(no headline)");
        dli_html(view->out, "<li>");
        if (other == view->item) {
            dli_html_wrap(view->out, "<b aria-current=\"page\">", headline, "</b>");
        } else {
            dli_html(view->out, "<a href=\"");
            dli_write_item_path(view->out, get(view, other, "id"));
            dli_html_wrap(view->out, "\">", headline, "</a>");
        }
        dli_html(view->out, "</li>\n");
    }
    dli_html(view->out, "</ol></section>\n");
}

static void write_side(dli_item_view *view, const dli_cards *cards)
{
    dli_html(view->out, "<aside class=\"side\" aria-label=\"Facts of this item\">\n");
    for (size_t i = 0; i < cards->count; i++) {
        if (i == 0 && cards->statements > 0)
            dli_html(view->out, "<section><h2>Who said what</h2>\n<ul class=\"glance\">");
        if (i == cards->statements)
            dli_html(view->out, "<section><h2>What happened</h2>\n<ul class=\"glance\">");
        write_glance(view, &cards->ptr[i]);
        if (i + 1 == cards->statements || i + 1 == cards->count)
            dli_html(view->out, "</ul></section>\n");
    }
    if (cards->count == 0)
        dli_html(view->out, "<p class=\"none\">No statement and no incident was found in this "
                            "item.</p>\n");
    write_other_items(view);
    dli_html(view->out, "</aside>\n");
}

/* ---- Origin ---------------------------------------------------------------------------------- */

static void write_others(dli_item_view *view, uint32_t evidence)
{
    uint32_t other = dli_record_list(&view->json, evidence, "others");

    if (other == 0)
        return;
    dli_html(view->out, "<p class=\"label\">Also seen: ");
    for (bool first = true; other != 0; other = dli_json_at(&view->json, other)->next) {
        dli_html_text(view->out, first ? (dl_str){ "", 0 } : DL_STR("; "));
        dli_html_text(view->out, get(view, other, "value"));
        dli_html_wrap(view->out, " (", get(view, other, "how"), ")");
        first = false;
    }
    dli_html(view->out, "</p>");
}

static void write_origin(dli_item_view *view, uint32_t owner, dl_str key, uint32_t evidence)
{
    dli_record_spans at = dli_record_span(&view->json, evidence, "at", view->arena);
    dli_lit_list marks = { 0 };

    dli_html(view->out, "<div><dt>");
    dli_html_term(view->out, key);
    dli_html(view->out, "</dt><dd>");
    dl_str value =
        dli_record_words(&view->json, dli_record_path(&view->json, owner, key), view->arena);
    dli_html_wrap(view->out, "<p>", value, "</p>");
    dli_html_wrap(view->out, "<p class=\"label\">found by <b>", get(view, evidence, "how"),
                  "</b> ");
    dli_write_positions(view->out, at);
    dli_html(view->out, "</p>");
    for (size_t i = 0; i < at.count; i++)
        (void)DLI_PUSH(view->arena, &marks,
                       (dli_lit){ .at = at.ptr[i], .kind = DLI_LIT_EXACT });
    if (at.count > 0)
        dli_write_excerpt(view, at, &marks);
    write_others(view, evidence);
    dli_html(view->out, "</dd></div>\n");
}

static void write_origins(dli_item_view *view, uint32_t owner)
{
    uint32_t evidence = dli_json_get(&view->json, owner, "evidence");
    uint32_t key = dli_json_is(&view->json, evidence, DLI_JSON_OBJECT)
                       ? dli_json_at(&view->json, evidence)->first
                       : 0;

    while (key != 0) {
        uint32_t value = dli_json_at(&view->json, key)->next;
        write_origin(view, owner, dli_json_str(&view->json, key, view->arena), value);
        key = dli_json_at(&view->json, value)->next;
    }
}

static void row(dli_item_view *view, const char *name, dl_str value)
{
    if (value.len == 0)
        return;
    dli_buf_print(view->out, "<div><dt>%s</dt><dd>", name);
    dli_html_link(view->out, value);
    dli_html(view->out, "</dd></div>\n");
}

static void write_capture(dli_item_view *view)
{
    uint64_t bytes = 0;

    (void)dli_json_get_u64(&view->json, 1, "bytes", &bytes);
    dli_html(view->out, "<div><dt>Saved page</dt><dd><a href=\"/capture/");
    dli_html_part(view->out, view->page.sha256);
    dli_html(view->out, "\">The bytes as they were saved</a> (");
    dli_html_count(view->out, bytes, "byte", "bytes");
    dli_html_wrap(view->out, ", SHA-256 <code>", view->page.sha256, "</code>)</dd></div>\n");
}

static void write_page_facts(dli_item_view *view)
{
    uint32_t charset = dli_json_get(&view->json, 1, "charset");
    uint32_t note = dli_record_list(&view->json, 1, "notes");

    dli_html(view->out, "<h2 id=\"origin\">Where it came from</h2>\n<dl class=\"origin\">\n");
    write_origins(view, view->item);
    write_origins(view, 1);
    row(view, "Address", view->page.url);
    row(view, "File", view->page.file);
    row(view, "Captured", view->page.captured);
    row(view, "Kind of page", get(view, 1, "pageKind"));
    row(view, "Encoding", get(view, charset, "name"));
    row(view, "Item", view->page.id);
    write_capture(view);
    for (; note != 0; note = dli_json_at(&view->json, note)->next)
        row(view, "Note", get(view, note, "text"));
    dli_html(view->out, "</dl>\n");
}

dl_status dli_page_item(dli_visit *visit, dl_error *err)
{
    dli_item_view view = { .visit = visit, .out = &visit->out, .arena = visit->arena };
    dli_cards cards;

    DLI_TRY(read_view(&view, err));
    cards = dli_cards_of(&view);
    dli_html_begin(view.out, get(&view, view.item, "headline"), DLI_TAB_NONE,
                   (dl_str){ "", 0 });
    dli_html(view.out, "<div class=\"with-side\">\n<article class=\"story\">\n");
    write_head(&view);
    write_corrections(&view);
    write_legend(&view, &cards);
    write_text(&view, &cards);
    write_references(&view);
    dli_html(view.out, "</article>\n");
    write_side(&view, &cards);
    dli_html(view.out, "</div>\n<section class=\"facts\">\n");
    dli_write_cards(&view, &cards);
    write_page_facts(&view);
    dli_html(view.out, "</section>\n");
    dli_html_end(view.out);
    return DL_OK;
}
