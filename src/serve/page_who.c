/* page_who.c -- what somebody said or passed on. */
#include "base/error.h"
#include "serve/visit.h"
#include "view/view.h"

static void write_form(dli_buf *out, dl_str name)
{
    dli_html(out, "<form class=\"choose\" action=\"/who\">\n<label>Name, or a part of it "
                  "<input name=\"name\" maxlength=\"200\" value=\"");
    dli_html_text(out, name);
    dli_html(out, "\"></label>\n<button>Show</button>\n</form>\n");
}

static void write_statement(dli_buf *out, const dli_stored_statement *s)
{
    dl_str source = s->source.len > 0 ? s->source : DL_STR("nobody is named");

    dli_html(out, "<li class=\"said\">\n<blockquote");
    dli_html_lang(out, s->language);
    dli_html_wrap(out, ">", s->content.len > 0 ? s->content : DL_STR("(no words given)"),
                  "</blockquote>\n<p class=\"meta\">");
    dli_html_wrap(out, "<b>", source, "</b>");
    if (dli_find(s->source, s->speaker, 0) == DLI_NONE)
        dli_html_wrap(out, " <span>= ", s->speaker, "</span>");
    if (dli_find(s->source, s->role, 0) == DLI_NONE)
        dli_html_wrap(out, " <span>", s->role, "</span>");
    dli_html_wrap(out, " <span class=\"tag s\">", s->stance, "</span>");
    dli_html_wrap(out, " <span class=\"tag\">", s->kind, "</span>");
    dli_html_wrap(out, " <span>through ", s->via, "</span>");
    dli_html(out, "</p>\n<p class=\"meta\"><a href=\"");
    dli_write_item_path(out, s->item);
    dli_html(out, "#");
    dli_html_part(out, dli_anchor_of("s-", s->id, out->arena));
    dli_html(out, "\"");
    dli_html_lang(out, s->language);
    dli_html(out, ">");
    dli_write_headline(out, s->headline, s->opening);
    dli_html(out, "</a>");
    dli_html_wrap(out, " <span>", s->outlet, "</span>");
    dli_buf time;
    dli_buf_init(&time, out->arena);
    dli_time_add(&time, s->published);
    dli_html_wrap(out, " <time>", dli_buf_str(&time), "</time>");
    dli_html(out, "</p>\n</li>\n");
}

static void write_most_quoted(dli_buf *out, const dli_digest *digest)
{
    if (digest->speakers.count == 0) {
        dli_html(out, "<p class=\"none\">No statement is in the store yet.</p>\n");
        return;
    }
    dli_html(out, "<h2>Most quoted</h2>\n<ul class=\"tally wide\">");
    for (size_t i = 0; i < digest->speakers.count; i++) {
        dli_html(out, "<li><a href=\"/who?name=");
        dli_html_part(out, digest->speakers.ptr[i].name);
        dli_html_wrap(out, "\">", digest->speakers.ptr[i].name, "</a>");
        dli_buf_print(out, " <span>%llu</span></li>",
                      (unsigned long long)digest->speakers.ptr[i].count);
    }
    dli_html(out, "</ul>\n");
}

static void write_statements(dli_visit *visit, const dli_stored_statements *found)
{
    dli_buf *out = &visit->out;

    if (found->count == 0)
        dli_html(out,
                 "<p class=\"none\">Nobody of that name said or passed on anything.</p>\n");
    else
        dli_html(out, "<p class=\"sum\">Said or passed on, newest first.</p>\n<ul "
                      "class=\"items\">\n");
    for (size_t i = 0; i < found->count; i++)
        write_statement(out, &found->ptr[i]);
    if (found->count > 0)
        dli_html(out, "</ul>\n");
    dli_visit_pager(visit, found->more);
}

dl_status dli_page_who(dli_visit *visit, dl_error *err)
{
    dl_str name = dli_visit_get(visit, "name");
    dli_stored_statements found;
    dli_digest digest;

    if (name.len > 0)
        DLI_TRY(dli_store_who(visit->store, visit->arena, name, dli_visit_page(visit), &found,
                              err));
    else
        DLI_TRY(dli_store_digest(visit->store, visit->arena, &digest, err));
    dli_html_begin(&visit->out, name.len > 0 ? name : DL_STR("Who said what"), DLI_TAB_WHO,
                   (dl_str){ "", 0 });
    dli_html(&visit->out, "<h1>Who said what</h1>\n");
    write_form(&visit->out, name);
    if (name.len > 0)
        write_statements(visit, &found);
    else
        write_most_quoted(&visit->out, &digest);
    dli_html_end(&visit->out);
    return DL_OK;
}
