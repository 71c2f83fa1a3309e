/* mode_rest.c -- templates, framesets and what comes behind the body (WHATWG HTML,
 * 13.2.6.4.16 to 13.2.6.4.21), and the end (13.2.7).
 */
#include "page/builder.h"

#include "base/str.h"

static bool start_is(const dli_builder *b, dli_tag tag)
{
    return b->token.kind == DLI_TOKEN_START_TAG && b->token.tag == tag;
}

static bool end_is(const dli_builder *b, dli_tag tag)
{
    return b->token.kind == DLI_TOKEN_END_TAG && b->token.tag == tag;
}

static bool is_text(const dli_builder *b)
{
    return b->token.kind == DLI_TOKEN_TEXT || b->token.kind == DLI_TOKEN_REFERENCE;
}

static bool is_all_space(const dli_builder *b)
{
    return is_text(b) && dli_leading_space(b) == b->token.span.end - b->token.span.start;
}

/* ---- 13.2.6.4.16 "in template" ----------------------------------------------- */

/* The mode of what the template at hand turns out to hold. */
static bool become(dli_builder *b, dli_mode mode)
{
    uint32_t top = b->top_of[0][DLI_TAG_TEMPLATE];
    dli_open *template = top == 0 ? &b->context : &b->stack[top - 1];

    template->mode = (uint8_t)mode;
    b->mode = mode;
    return false;
}

static bool template_start(dli_builder *b)
{
    switch (b->token.tag) {
    case DLI_TAG_BASE:
    case DLI_TAG_BASEFONT:
    case DLI_TAG_BGSOUND:
    case DLI_TAG_LINK:
    case DLI_TAG_META:
    case DLI_TAG_NOFRAMES:
    case DLI_TAG_SCRIPT:
    case DLI_TAG_STYLE:
    case DLI_TAG_TEMPLATE:
    case DLI_TAG_TITLE:
        return dli_mode_in_head(b);
    case DLI_TAG_CAPTION:
    case DLI_TAG_COLGROUP:
    case DLI_TAG_TBODY:
    case DLI_TAG_TFOOT:
    case DLI_TAG_THEAD:
        return become(b, DLI_MODE_IN_TABLE);
    case DLI_TAG_COL:
        return become(b, DLI_MODE_IN_COLUMN_GROUP);
    case DLI_TAG_TR:
        return become(b, DLI_MODE_IN_TABLE_BODY);
    case DLI_TAG_TD:
    case DLI_TAG_TH:
        return become(b, DLI_MODE_IN_ROW);
    default:
        return become(b, DLI_MODE_IN_BODY);
    }
}

bool dli_mode_in_template(dli_builder *b)
{
    switch (b->token.kind) {
    case DLI_TOKEN_START_TAG:
        return template_start(b);
    case DLI_TOKEN_END_TAG:
        return b->token.tag != DLI_TAG_TEMPLATE || dli_mode_in_head(b);
    case DLI_TOKEN_END:
        if (b->templates == 0)
            return dli_stop(b);
        for (; b->templates > 0; dli_active_clear(b))
            dli_pop_through(b, DLI_TAG_TEMPLATE);
        dli_reset_mode(b);
        return false;
    case DLI_TOKEN_TEXT:
    case DLI_TOKEN_REFERENCE:
    case DLI_TOKEN_NULS:
    case DLI_TOKEN_COMMENT:
    case DLI_TOKEN_DOCTYPE:
    case DLI_TOKEN_NONE:
        break;
    }
    return dli_mode_in_body(b);
}

/* ---- 13.2.6.4.17 "after body", 13.2.6.4.20 "after after body" ---------------- */

static bool back_in_body(dli_builder *b)
{
    b->body_close = 0;
    b->mode = DLI_MODE_IN_BODY;
    return false;
}

bool dli_mode_after_body(dli_builder *b)
{
    if (is_all_space(b) || start_is(b, DLI_TAG_HTML))
        return dli_mode_in_body(b);
    if (b->token.kind == DLI_TOKEN_COMMENT)
        dli_insert_comment(b, (dli_place){ b->stack[0].node, 0 });
    else if (end_is(b, DLI_TAG_HTML) && !b->is_fragment)
        b->mode = DLI_MODE_AFTER_AFTER_BODY;
    else if (b->token.kind == DLI_TOKEN_END)
        return dli_stop(b);
    else if (b->token.kind != DLI_TOKEN_DOCTYPE && !end_is(b, DLI_TAG_HTML))
        return back_in_body(b);
    return true;
}

bool dli_mode_after_after_body(dli_builder *b)
{
    if (is_all_space(b) || start_is(b, DLI_TAG_HTML))
        return dli_mode_in_body(b);
    if (b->token.kind == DLI_TOKEN_COMMENT)
        dli_insert_comment(b, (dli_place){ DLI_DOCUMENT_NODE, 0 });
    else if (b->token.kind == DLI_TOKEN_END)
        return dli_stop(b);
    else if (b->token.kind != DLI_TOKEN_DOCTYPE)
        return back_in_body(b);
    return true;
}

/* ---- 13.2.6.4.18 "in frameset", 13.2.6.4.19, 13.2.6.4.21 --------------------- */

/* White space of a text is kept, the rest is not. */
static bool keep_space(dli_builder *b)
{
    dl_span run = b->token.span;

    if (b->token.kind == DLI_TOKEN_REFERENCE) {
        if (dli_is_space(b->token.made[0]))
            dli_insert_text(b);
        return true;
    }
    while (run.start < run.end) {
        uint32_t at = run.start;
        while (at < run.end && dli_is_space(b->source.ptr[at]))
            at++;
        if (at > run.start)
            dli_insert_plain(b, (dl_span){ run.start, at });
        while (at < run.end && !dli_is_space(b->source.ptr[at]))
            at++;
        run.start = at;
    }
    return true;
}

bool dli_mode_in_frameset(dli_builder *b)
{
    if (is_text(b))
        return keep_space(b);
    if (b->token.kind == DLI_TOKEN_COMMENT) {
        dli_insert_comment(b, dli_place_here(b));
    } else if (start_is(b, DLI_TAG_HTML)) {
        return dli_mode_in_body(b);
    } else if (start_is(b, DLI_TAG_FRAMESET)) {
        dli_insert(b);
    } else if (end_is(b, DLI_TAG_FRAMESET) && b->open > 1) {
        dli_pop(b);
        if (!b->is_fragment && !dli_current_is(b, DLI_TAG_FRAMESET))
            b->mode = DLI_MODE_AFTER_FRAMESET;
    } else if (start_is(b, DLI_TAG_FRAME)) {
        dli_insert_void(b);
    } else if (start_is(b, DLI_TAG_NOFRAMES)) {
        return dli_mode_in_head(b);
    } else if (b->token.kind == DLI_TOKEN_END) {
        return dli_stop(b);
    }
    return true;
}

bool dli_mode_after_frameset(dli_builder *b)
{
    if (is_text(b))
        return keep_space(b);
    if (b->token.kind == DLI_TOKEN_COMMENT)
        dli_insert_comment(b, dli_place_here(b));
    else if (start_is(b, DLI_TAG_HTML))
        return dli_mode_in_body(b);
    else if (end_is(b, DLI_TAG_HTML))
        b->mode = DLI_MODE_AFTER_AFTER_FRAMESET;
    else if (start_is(b, DLI_TAG_NOFRAMES))
        return dli_mode_in_head(b);
    else if (b->token.kind == DLI_TOKEN_END)
        return dli_stop(b);
    return true;
}

bool dli_mode_after_after_frameset(dli_builder *b)
{
    if (is_text(b))
        return keep_space(b);
    if (b->token.kind == DLI_TOKEN_COMMENT)
        dli_insert_comment(b, (dli_place){ DLI_DOCUMENT_NODE, 0 });
    else if (start_is(b, DLI_TAG_HTML))
        return dli_mode_in_body(b);
    else if (start_is(b, DLI_TAG_NOFRAMES))
        return dli_mode_in_head(b);
    else if (b->token.kind == DLI_TOKEN_END)
        return dli_stop(b);
    return true;
}

/* ---- 13.2.7 ------------------------------------------------------------------ */

bool dli_stop(dli_builder *b)
{
    dli_pop_to(b, 1);
    if (!b->is_fragment && b->open > 0)
        b->nodes.ptr[b->stack[0].node].close = b->token.span.start;
    if (b->body_close != 0)
        b->nodes.ptr[b->body].close = b->body_close;
    return true;
}
