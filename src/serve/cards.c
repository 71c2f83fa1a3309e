/* cards.c -- each statement and incident of an item with its parts and its bytes. */
#include "base/str.h"
#include "serve/item.h"

static dl_str get(dli_item_view *view, uint32_t value, const char *key)
{
    return dli_record_get_words(&view->json, value, key, view->arena);
}

/* ---- Which there are ---------------------------------------------------------- */

static dl_str numbered(dli_item_view *view, const char *head, size_t number)
{
    dli_buf out;

    dli_buf_init(&out, view->arena);
    dli_buf_print(&out, "%s%zu", head, number);
    return dli_buf_str(&out);
}

/* "s-1s1" for the statement "#1s1"; by its number if the record gives no id. */
dl_str dli_anchor_of(const char *kind, dl_str id, dli_arena *arena)
{
    dli_buf out;

    dli_buf_init(&out, arena);
    dli_buf_add(&out, dli_str(kind));
    dli_buf_add(&out, dli_starts(id, DL_STR("#")) ? dli_from(id, 1) : id);
    return dli_buf_str(&out);
}

dli_cards dli_cards_of(dli_item_view *view)
{
    static const struct {
        const char *key, *label, *anchor;
    } lists[] = { { "statements", "S", "s-" }, { "incidents", "I", "i-" } };
    DLI_VEC(dli_card) cards = { 0 };
    size_t statements = 0;

    for (size_t l = 0; l < 2; l++) {
        size_t number = 0;
        for (uint32_t v = dli_record_list(&view->json, view->item, lists[l].key); v != 0;
             v = dli_json_at(&view->json, v)->next) {
            dl_str id = dli_json_get_str(&view->json, v, "id", view->arena);
            number++;
            (void)DLI_PUSH(view->arena, &cards,
                           (dli_card){ v, l == 1, numbered(view, lists[l].label, number),
                                       id.len > 0
                                           ? dli_anchor_of(lists[l].anchor, id, view->arena)
                                           : numbered(view, lists[l].anchor, number) });
        }
        if (l == 0)
            statements = cards.count;
    }
    return (dli_cards){ cards.ptr, cards.count, statements };
}

/* ---- Marks ---------------------------------------------------------------------- */

static void add_marks(dli_item_view *view, const dli_card *card, uint32_t value,
                      const char *key, dli_lit_kind kind, dli_lit_list *marks)
{
    dli_record_spans spans = dli_record_span(&view->json, value, key, view->arena);
    bool whole = value == card->value, in_body = strcmp(key, "in") == 0;

    for (size_t i = 0; i < spans.count; i++) {
        dli_lit mark = { .at = spans.ptr[i],
                         .kind = (uint8_t)kind,
                         .first = whole && i == 0,
                         .label = in_body ? card->label : (dl_str){ "", 0 },
                         .anchor = in_body ? card->anchor : (dl_str){ "", 0 } };
        if (in_body)
            mark.at = dli_record_bytes(&view->body, mark.at);
        if (mark.at.start < mark.at.end)
            (void)DLI_PUSH(view->arena, marks, mark);
    }
}

static void add_list_marks(dli_item_view *view, const dli_card *card, const char *list,
                           const char *key, dli_lit_kind kind, dli_lit_list *marks)
{
    for (uint32_t v = dli_record_list(&view->json, card->value, list); v != 0;
         v = dli_json_at(&view->json, v)->next)
        add_marks(view, card, v, key, kind, marks);
}

void dli_card_lits(dli_item_view *view, const dli_card *card, const char *key,
                   dli_lit_list *marks)
{
    static const struct {
        bool incident;
        const char *part;
        dli_lit_kind kind;
    } parts[] = { { false, "source", DLI_LIT_SOURCE },   { false, "cue", DLI_LIT_CUE },
                  { false, "content", DLI_LIT_CONTENT }, { true, "source", DLI_LIT_SOURCE },
                  { true, "place", DLI_LIT_PLACE },      { true, "date", DLI_LIT_DATE } };

    add_marks(view, card, card->value, key,
              card->incident ? DLI_LIT_INCIDENT : DLI_LIT_STATEMENT, marks);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i].incident == card->incident)
            add_marks(view, card, dli_json_get(&view->json, card->value, parts[i].part), key,
                      parts[i].kind, marks);
    add_list_marks(view, card, "via", key, DLI_LIT_SOURCE, marks);
    add_list_marks(view, card, "figures", key, DLI_LIT_FIGURE, marks);
}

/* ---- One card ---------------------------------------------------------------------- */

static void row(dli_item_view *view, const char *term, dl_str value)
{
    if (value.len == 0)
        return;
    dli_buf_print(view->out, "<dt>%s</dt><dd>", term);
    dli_html_text(view->out, value);
    dli_html(view->out, "</dd>");
}

static dl_str term(dli_item_view *view, dl_str word)
{
    dli_buf out;

    dli_buf_init(&out, view->arena);
    dli_term_add(&out, word);
    return dli_buf_str(&out);
}

static dl_str readable(dli_item_view *view, dl_str time)
{
    dli_buf out;

    dli_buf_init(&out, view->arena);
    dli_time_add(&out, time);
    return dli_buf_str(&out);
}

static void write_tag(dli_item_view *view, const char *class, dl_str word)
{
    dli_buf_print(view->out, " <span class=\"tag%s\">", class);
    dli_html_text(view->out, term(view, word));
    dli_html(view->out, "</span>");
}

static void write_via(dli_item_view *view, uint32_t statement)
{
    uint32_t v = dli_record_list(&view->json, statement, "via");

    if (v == 0)
        return;
    dli_html(view->out, "<dt>Through</dt><dd>");
    for (bool first = true; v != 0; v = dli_json_at(&view->json, v)->next, first = false) {
        dli_html_text(view->out, first ? (dl_str){ "", 0 } : DL_STR(" \xE2\x86\x90 "));
        dli_html_text(view->out, dli_record_words(&view->json, v, view->arena));
    }
    dli_html(view->out, "</dd>");
}

static void write_statement(dli_item_view *view, uint32_t s)
{
    uint32_t source = dli_json_get(&view->json, s, "source");
    dl_str words = dli_record_words(&view->json, source, view->arena);
    dl_str speaker = dli_record_speaker(&view->json, &view->entities, source, view->arena);

    if (speaker.len > 0) {
        dli_html(view->out, "<a class=\"who\" href=\"/who?name=");
        dli_html_part(view->out, speaker);
        dli_html_wrap(view->out, "\">", words.len > 0 ? words : speaker, "</a>");
    } else {
        dli_html(view->out, "nobody is named");
    }
    write_tag(view, " s", get(view, s, "stance"));
    write_tag(view, "", get(view, s, "kind"));
    dli_html(view->out, "</h3>\n");
    if (get(view, s, "content").len > 0) {
        dli_html(view->out, "<blockquote");
        dli_html_lang(view->out, view->language);
        dli_html_wrap(view->out, ">", get(view, s, "content"), "</blockquote>\n");
    }
    dli_html(view->out, "<dl class=\"parts\">");
    row(view, "Stands for",
        dli_find(words, speaker, 0) != DLI_NONE ? (dl_str){ "", 0 } : speaker);
    row(view, "Role",
        dli_find(words, get(view, source, "role"), 0) != DLI_NONE ? (dl_str){ "", 0 }
                                                                  : get(view, source, "role"));
    row(view, "Kind of source", term(view, get(view, source, "type")));
    write_via(view, s);
    row(view, "To", get(view, s, "addressee"));
    row(view, "Said with", get(view, s, "cue"));
    dli_html(view->out, "</dl>\n");
}

static void write_figures(dli_item_view *view, uint32_t incident)
{
    uint32_t f = dli_record_list(&view->json, incident, "figures");

    if (f == 0)
        return;
    dli_html(view->out, "<ul class=\"figures\">");
    for (; f != 0; f = dli_json_at(&view->json, f)->next) {
        dli_record_figure figure = dli_record_figure_of(&view->json, f, view->arena);
        dli_buf number;
        dli_buf_init(&number, view->arena);
        dli_figure_add(&number, &figure);
        dli_html(view->out, "<li>");
        if (!dli_eq(figure.what, DL_STR("other")))
            dli_html_wrap(view->out, "<span>", term(view, figure.what), "</span> ");
        dli_html_wrap(view->out, "<b>", dli_buf_str(&number), "</b>");
        dli_html_wrap(view->out, " <q>", figure.text, "</q>");
        if (!dli_eq(figure.scope, DL_STR("incident")))
            dli_html_wrap(view->out, " <span>of the ", figure.scope, "</span>");
        dli_html(view->out, "</li>");
    }
    dli_html(view->out, "</ul>\n");
}

static void write_incident(dli_item_view *view, uint32_t incident)
{
    uint32_t date = dli_json_get(&view->json, incident, "date");

    dli_html_term(view->out, get(view, incident, "type"));
    dli_html_wrap(view->out, " in ", get(view, incident, "place"), "");
    write_tag(view, " i", get(view, incident, "status"));
    dli_html(view->out, "</h3>\n");
    write_figures(view, incident);
    dli_html(view->out, "<dl class=\"parts\">");
    row(view, "When", readable(view, get(view, date, "value")));
    row(view, "Read from", get(view, date, "text"));
    row(view, "How", term(view, get(view, date, "basis")));
    row(view, "By", get(view, incident, "actors"));
    row(view, "Against", get(view, incident, "target"));
    row(view, "Whose account", get(view, incident, "source"));
    dli_html(view->out, "</dl>\n");
}

static void write_card(dli_item_view *view, const dli_card *card)
{
    dli_record_spans at = dli_record_span(&view->json, card->value, "at", view->arena);
    dli_lit_list marks = { 0 };

    dli_html_wrap(view->out, "<article class=\"card\" id=\"", card->anchor, "\">\n<h3>");
    dli_buf_print(view->out, "<span class=\"no %s\">", card->incident ? "i" : "s");
    dli_html_wrap(view->out, "", card->label, "</span> ");
    if (card->incident)
        write_incident(view, card->value);
    else
        write_statement(view, card->value);
    dli_html(view->out, "<p class=\"label\">In the saved page: ");
    dli_write_positions(view->out, at);
    dli_html(view->out, "</p>\n");
    dli_card_lits(view, card, "at", &marks);
    dli_write_excerpt(view, at, &marks);
    dli_html(view->out, "<p class=\"back\"><a href=\"#m-");
    dli_html_part(view->out, card->anchor);
    dli_html(view->out, "\">\xE2\x86\x91 Back to the text</a></p>\n</article>\n");
}

void dli_write_cards(dli_item_view *view, const dli_cards *cards)
{
    for (size_t i = 0; i < cards->count; i++) {
        if (i == 0 && cards->statements > 0)
            dli_html(view->out,
                     "<h2 id=\"statements\">Who said what</h2>\n<div class=\"cards\">\n");
        if (i == cards->statements) {
            dli_html(view->out,
                     "<h2 id=\"incidents\">What happened</h2>\n<div class=\"cards\">\n");
        }
        write_card(view, &cards->ptr[i]);
        if (i + 1 == cards->statements || i + 1 == cards->count)
            dli_html(view->out, "</div>\n");
    }
}
