/* page_incidents.c -- what happened, with the figures of each account side by side. */
#include "base/error.h"
#include "serve/visit.h"
#include "view/view.h"

static void write_field(dli_buf *out, const char *name, const char *label, const char *hint,
                        dl_str value)
{
    dli_buf_print(out,
                  "<label>%s <input name=\"%s\" maxlength=\"200\" placeholder=\"%s\" value=\"",
                  label, name, hint);
    dli_html_text(out, value);
    dli_html(out, "\"></label>\n");
}

static void write_form(dli_buf *out, const dli_digest *digest,
                       const dli_incident_filter *filter)
{
    dli_html(out, "<form class=\"choose\" action=\"/incidents\">\n<label>Kind <select "
                  "name=\"type\"><option value=\"\">all</option>");
    for (size_t i = 0; i < digest->types.count; i++) {
        dli_write_option(out, digest->types.ptr[i].name, filter->type);
        dli_html_text(out, digest->types.ptr[i].name);
        dli_buf_print(out, " (%llu)</option>", (unsigned long long)digest->types.ptr[i].count);
    }
    dli_html(out, "</select></label>\n");
    write_field(out, "place", "Place", "", filter->place);
    write_field(out, "from", "From", "2024-03-05", filter->from);
    write_field(out, "to", "To", "2024-03", filter->to);
    dli_html(out, "<button>Show</button>\n</form>\n");
}

static void write_figures(dli_buf *out, const dli_stored_incident *incident)
{
    if (incident->figure_count == 0)
        return;
    dli_html(out, "<ul class=\"figures\">");
    for (size_t i = 0; i < incident->figure_count; i++) {
        const dli_stored_figure *figure = &incident->figures[i];
        dli_buf number;
        dli_buf_init(&number, out->arena);
        dli_figure_add(&number, &figure->figure);
        dli_html(out, "<li>");
        if (!dli_eq(figure->figure.what, DL_STR("other")))
            dli_html_wrap(out, "<span>", figure->figure.what, "</span> ");
        dli_html_wrap(out, "<b>", dli_buf_str(&number), "</b>");
        if (!dli_eq(figure->figure.scope, DL_STR("incident")))
            dli_html_wrap(out, " <span>of the ", figure->figure.scope, "</span>");
        dli_html_wrap(out, " <span>part of ", figure->part_of, "</span>");
        dli_html(out, "</li>");
    }
    dli_html(out, "</ul>\n");
}

static void write_incident(dli_buf *out, const dli_stored_incident *incident)
{
    dli_buf time;

    dli_html(out, "<li class=\"happened\">\n<h2 class=\"title\">");
    dli_html_term(out, incident->type.len > 0 ? incident->type : DL_STR("incident"));
    dli_html_wrap(out, " in ", incident->place, "");
    dli_buf_init(&time, out->arena);
    dli_time_add(&time, incident->date);
    dli_html_wrap(out, ", <time>", dli_buf_str(&time), "</time>");
    if (!dli_eq(incident->status, DL_STR("reported")))
        dli_html_wrap(out, " <span class=\"tag i\">", incident->status, "</span>");
    dli_html(out, "</h2>\n");
    write_figures(out, incident);
    dli_html(out, "<p class=\"meta\">");
    dli_html_wrap(out, "<span>by ", incident->actors, "</span> ");
    dli_html_wrap(out, "<span>against ", incident->target, "</span> ");
    dli_html_wrap(out, "<span>by the account of <b>", incident->source, "</b></span> ");
    dli_html(out, "</p>\n<p class=\"meta\"><a href=\"");
    dli_write_item_path(out, incident->item);
    dli_html(out, "#");
    dli_html_part(out, dli_anchor_of("i-", incident->id, out->arena));
    dli_html(out, "\"");
    dli_html_lang(out, incident->language);
    dli_html(out, ">");
    dli_write_headline(out, incident->headline, incident->opening);
    dli_html(out, "</a>");
    dli_html_wrap(out, " <span>", incident->outlet, "</span>");
    dli_html(out, "</p>\n</li>\n");
}

dl_status dli_page_incidents(dli_visit *visit, dl_error *err)
{
    dli_incident_filter filter = { dli_visit_get(visit, "type"), dli_visit_get(visit, "place"),
                                   dli_visit_get(visit, "from"), dli_visit_get(visit, "to") };
    dli_stored_incidents found;
    dli_digest digest;
    dli_buf *out = &visit->out;

    DLI_TRY(dli_store_digest(visit->store, visit->arena, &digest, err));
    DLI_TRY(dli_store_incidents(visit->store, visit->arena, &filter, dli_visit_page(visit),
                                &found, err));
    dli_html_begin(out, DL_STR("What happened"), DLI_TAB_INCIDENTS, (dl_str){ "", 0 });
    dli_html(out, "<h1>What happened</h1>\n");
    write_form(out, &digest, &filter);
    if (found.count == 0)
        dli_html(out, "<p class=\"none\">No incident is like that.</p>\n");
    else
        dli_html(out,
                 "<p class=\"sum\">Latest first. Each account stands for itself; nothing is "
                 "added up.</p>\n<ul class=\"items\">\n");
    for (size_t i = 0; i < found.count; i++)
        write_incident(out, &found.ptr[i]);
    if (found.count > 0)
        dli_html(out, "</ul>\n");
    dli_visit_pager(visit, found.more);
    dli_html_end(out);
    return DL_OK;
}
