/* page_items.c -- the newest items, and what there is to choose from. */
#include "base/error.h"
#include "serve/visit.h"
#include "view/view.h"

/* ---- Items, as several pages list them --------------------------------------- */

void dli_write_item_path(dli_buf *out, dl_str id)
{
    size_t mark = dli_find_byte(id, '#', 0);

    if (!dli_starts(id, DL_STR("sha256:")) || mark != 23 || id.len > 40) {
        dli_html(out, "/");
        return;
    }
    dli_html(out, "/item/");
    dli_html_part(out, dli_slice(id, 7, mark));
    dli_html(out, "/");
    dli_html_part(out, dli_from(id, mark + 1));
}

void dli_write_headline(dli_buf *out, dl_str headline, dl_str opening)
{
    if (headline.len > 0)
        dli_html_text(out, headline);
    else if (opening.len > 0)
        dli_html_wrap(out, "<span class=\"opening\">", opening, " \xE2\x80\xA6</span>");
    else
        dli_html(out, "(no headline)");
}

static void write_snippet(dli_buf *out, const dli_stored_item *item)
{
    size_t from = 0;

    if (item->snippet.len == 0)
        return;
    dli_html(out, "<p class=\"snippet\"");
    dli_html_lang(out, item->language);
    dli_html(out, ">\xE2\x80\xA6 ");
    for (size_t i = 0; i < item->hit_count; i++) {
        dli_html_text(out, dli_slice(item->snippet, from, item->hits[i].start));
        dli_html_wrap(out, "<mark>", dli_cut(item->snippet, item->hits[i]), "</mark>");
        from = item->hits[i].end;
    }
    dli_html_text(out, dli_from(item->snippet, from));
    dli_html(out, " \xE2\x80\xA6</p>\n");
}

/* `level` of its heading, below that of the list. */
static void write_item(dli_buf *out, const dli_stored_item *item, unsigned level)
{
    dli_buf time;

    dli_buf_print(out, "<li class=\"item\">\n<h%u class=\"title\"><a href=\"", level);
    dli_write_item_path(out, item->id);
    dli_html(out, "\"");
    dli_html_lang(out, item->language);
    dli_html(out, ">");
    dli_write_headline(out, item->headline, item->opening);
    dli_buf_print(out, "</a></h%u>\n<p class=\"meta\">", level);
    dli_html_wrap(out, "<b>", item->publisher.len > 0 ? item->publisher : item->outlet, "</b>");
    dli_html_wrap(out, " <span>by ", item->authors, "</span>");
    dli_buf_init(&time, out->arena);
    dli_time_add(&time, item->published);
    dli_html_wrap(out, " <time>", dli_buf_str(&time), "</time>");
    if (item->language.len > 0) {
        dli_html(out, " <span>");
        dli_html_language(out, item->language);
        dli_html(out, "</span>");
    }
    if (item->statements > 0) {
        dli_html(out, " <span class=\"tag s\">");
        dli_html_count(out, item->statements, "statement", "statements");
        dli_html(out, "</span>");
    }
    if (item->incidents > 0) {
        dli_html(out, " <span class=\"tag i\">");
        dli_html_count(out, item->incidents, "incident", "incidents");
        dli_html(out, "</span>");
    }
    dli_html(out, "</p>\n");
    write_snippet(out, item);
    dli_html(out, "</li>\n");
}

void dli_write_items(dli_visit *visit, const dli_stored_items *items, bool by_day)
{
    dli_buf *out = &visit->out;

    for (size_t i = 0; i < items->count; i++) {
        dl_str day = items->ptr[i].day;
        bool new_day = by_day && (i == 0 || !dli_eq(day, items->ptr[i - 1].day));
        if (i > 0 && new_day)
            dli_html(out, "</ul>\n");
        if (new_day) {
            dli_html(out, "<h2 class=\"day\">");
            dli_html_day(out, day.len > 0 ? day : DL_STR("Without a day"));
            dli_html(out, "</h2>\n");
        }
        if (i == 0 || new_day)
            dli_html(out, "<ul class=\"items\">\n");
        write_item(out, &items->ptr[i], by_day ? 3 : 2);
    }
    if (items->count > 0)
        dli_html(out, "</ul>\n");
}

/* ---- Choosing ------------------------------------------------------------------ */

void dli_write_option(dli_buf *out, dl_str value, dl_str chosen)
{
    dli_html_wrap(out, "<option value=\"", value, "\"");
    if (dli_eq(value, chosen))
        dli_html(out, " selected");
    dli_html(out, ">");
}

static void write_choice(dli_buf *out, const char *name, const char *label, const char *any,
                         const dli_tallies *tallies, dl_str chosen)
{
    dli_buf_print(out, "<label>%s <select name=\"%s\"><option value=\"\">%s</option>", label,
                  name, any);
    for (size_t i = 0; i < tallies->count; i++) {
        const dli_tally *tally = &tallies->ptr[i];
        dli_write_option(out, tally->name, chosen);
        if (strcmp(name, "language") == 0)
            dli_html_language(out, tally->name);
        else if (strcmp(name, "day") == 0)
            dli_html_day(out, tally->name);
        else
            dli_html_text(out, tally->label.len > 0 ? tally->label : tally->name);
        dli_buf_print(out, " (%llu)</option>", (unsigned long long)tally->count);
    }
    dli_html(out, "</select></label>\n");
}

static void write_choices(dli_buf *out, const dli_digest *digest, const dli_item_filter *filter)
{
    dli_html(out, "<form class=\"choose\" action=\"/\" aria-label=\"Choose items\">\n");
    write_choice(out, "outlet", "Outlet", "all", &digest->outlets, filter->outlet);
    write_choice(out, "language", "Language", "all", &digest->languages, filter->language);
    write_choice(out, "day", "Day", "any", &digest->days, filter->day);
    dli_html(out, "<button>Show</button>\n</form>\n");
}

static void write_sum(dli_buf *out, const dli_digest *digest)
{
    dli_html(out, "<p class=\"sum\">");
    dli_html_count(out, digest->items, "item", "items");
    dli_html(out, " on ");
    dli_html_count(out, digest->pages, "page", "pages");
    dli_html(out, " of ");
    dli_html_count(out, digest->outlets.count, "outlet", "outlets");
    dli_html(out, " in ");
    dli_html_count(out, digest->languages.count, "language", "languages");
    dli_html(out, ", with <a href=\"/who\">");
    dli_html_count(out, digest->statements, "statement", "statements");
    dli_html(out, "</a> and <a href=\"/incidents\">");
    dli_html_count(out, digest->incidents, "incident", "incidents");
    dli_html(out, "</a>.</p>\n");
}

/* ---- At the side ------------------------------------------------------------------ */

typedef void write_name(dli_buf *out, dl_str name);

static void write_tallies(dli_buf *out, const char *title, const char *href,
                          const dli_tallies *tallies, size_t most, write_name *name)
{
    if (tallies->count == 0)
        return;
    dli_buf_print(out, "<section><h2>%s</h2><ul class=\"tally\">", title);
    for (size_t i = 0; i < tallies->count && i < most; i++) {
        const dli_tally *tally = &tallies->ptr[i];
        dli_html_wrap(out, "<li><a href=\"", dli_str(href), "");
        dli_html_part(out, tally->name);
        dli_html(out, "\">");
        name(out, tally->label.len > 0 ? tally->label : tally->name);
        dli_buf_print(out, "</a> <span>%llu</span></li>", (unsigned long long)tally->count);
    }
    dli_html(out, "</ul></section>\n");
}

static void write_aside(dli_buf *out, const dli_digest *digest)
{
    dli_html(out, "<aside class=\"side\" aria-label=\"At a glance\">\n");
    write_tallies(out, "Most quoted", "/who?name=", &digest->speakers, 8, dli_html_text);
    write_tallies(out, "What happened", "/incidents?type=", &digest->types, 8, dli_html_text);
    write_tallies(out, "Outlets", "/?outlet=", &digest->outlets, 12, dli_html_text);
    write_tallies(out, "Languages", "/?language=", &digest->languages, 12, dli_html_language);
    dli_html(out, "</aside>\n");
}

dl_status dli_page_items(dli_visit *visit, dl_error *err)
{
    dli_item_filter filter = { dli_visit_get(visit, "outlet"), dli_visit_get(visit, "language"),
                               dli_visit_get(visit, "day") };
    dli_stored_items items;
    dli_digest digest;

    DLI_TRY(dli_store_digest(visit->store, visit->arena, &digest, err));
    DLI_TRY(dli_store_items(visit->store, visit->arena, &filter, dli_visit_page(visit), &items,
                            err));
    dli_html_begin(&visit->out, DL_STR("Items"), DLI_TAB_ITEMS, (dl_str){ "", 0 });
    dli_html(&visit->out, "<div class=\"with-side\">\n<div>\n<h1>Items</h1>\n");
    write_sum(&visit->out, &digest);
    write_choices(&visit->out, &digest, &filter);
    if (items.count == 0)
        dli_html_wrap(
            &visit->out, "<p class=\"none\">",
            digest.items == 0
                ? DL_STR("The store is empty. Put pages into it with: dateline ingest -s "
                         "FILE PATH\xE2\x80\xA6")
                : DL_STR("No item is like that. Choose less."),
            "</p>\n");
    dli_write_items(visit, &items, true);
    dli_visit_pager(visit, items.more);
    dli_html(&visit->out, "</div>\n");
    write_aside(&visit->out, &digest);
    dli_html(&visit->out, "</div>\n");
    dli_html_end(&visit->out);
    return DL_OK;
}
