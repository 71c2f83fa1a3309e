/* explain.c -- how a page of HTML was read, for people who ask why.
 *
 * In:   the reader when all is decided
 * Out:  dli_explanation: each block with what the model and its markup say of it, and
 *       everything that the page says of itself
 */
#include "article/learned.h"
#include "article/roles.h"
#include "base/error.h"

/* What an element looks like, by one bit of its marks. */
static const struct {
    uint32_t mark;
    const char *words;
} looks[] = {
    { DLI_LOOKS_NAV, "navigation" },
    { DLI_LOOKS_SHARE, "share buttons" },
    { DLI_LOOKS_RELATED, "related" },
    { DLI_LOOKS_COMMENT, "comments" },
    { DLI_LOOKS_AD, "advertisement" },
    { DLI_LOOKS_FORM, "a form" },
    { DLI_LOOKS_META, "a byline" },
    { DLI_LOOKS_CAPTION, "a caption" },
    { DLI_LOOKS_COOKIE, "a cookie notice" },
    { DLI_LOOKS_FOOT, "a footer" },
    { DLI_LOOKS_HEAD, "a header" },
    { DLI_LOOKS_SIDE, "a sidebar" },
    { DLI_LOOKS_HIDDEN, "a hidden part" },
    { DLI_LOOKS_AUTHOR_BOX, "about the author" },
    { DLI_LOOKS_TEASER, "a teaser" },
    { DLI_LOOKS_CONTENT, "an article\xE2\x80\x99s body" },
    { DLI_LOOKS_ARTICLE, "an article" },
    { DLI_LOOKS_MAIN, "main" },
    { DLI_LOOKS_LEAD, "a standfirst" },
    { DLI_LOOKS_CORRECTION, "a correction" },
    { DLI_LOOKS_NOSCRIPT, "a page without scripts" },
};

static void add_part(dli_buf *out, const char *part)
{
    if (out->len > 0)
        dli_buf_add(out, DL_STR("; "));
    dli_buf_add(out, dli_str(part));
}

static dl_str reason_of(dli_reader *r, const dli_raw_block *b)
{
    const char *role = dli_line_reason(
        dli_line_role_of(r->arena, r->lang, b->text.bytes, b->linked * 2 > b->chars));
    bool begun = false;
    dli_buf out;

    dli_buf_init(&out, r->arena);
    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++) {
        if (!(b->marks & looks[i].mark))
            continue;
        dli_buf_add(&out, begun ? DL_STR(", ") : DL_STR("stands in what looks like "));
        dli_buf_add(&out, dli_str(looks[i].words));
        begun = true;
    }
    if (b->linked * 2 > b->chars)
        add_part(&out, "most of it is a link");
    if (role != NULL)
        add_part(&out, role);
    return dli_buf_str(&out);
}

dl_status dli_explain(dli_reader *r)
{
    dli_explanation *x = dli_arena_take(r->arena, sizeof *x);
    dli_seen *seen = dli_arena_take(r->arena, sizeof *seen);
    size_t count = r->blocks.list.count;

    if (x == NULL || seen == NULL)
        return dli_no_memory(r->err);
    *seen = r->seen;
    x->seen = seen;
    x->learned = r->looked != NULL;
    for (size_t k = 0; x->learned && k < DLI_LEARNED_KINDS; k++)
        x->kinds[k] = r->looked->kinds[k];
    for (size_t i = 0; i < count; i++) {
        const dli_raw_block *b = &r->blocks.list.ptr[i];
        dli_explained e = { .text = b->text,
                            .content = r->content.verdicts[i] == DLI_IN,
                            .reason = reason_of(r, b) };
        if (x->learned) {
            e.first = r->looked->once[i];
            e.second = r->looked->p[i];
        }
        if (b->text.bytes.len > 0 && !DLI_PUSH(r->arena, &x->blocks, e))
            return dli_no_memory(r->err);
    }
    r->out->explanation = x;
    return r->arena->dry ? dli_no_memory(r->err) : DL_OK;
}
