/* mode_head.c -- up to <body>, and text that is no markup (WHATWG HTML, 13.2.6.4.1 to
 * 13.2.6.4.6 and 13.2.6.4.8).
 */
#include "page/builder.h"

static bool is_start(const dli_builder *b, dli_tag tag)
{
    return b->token.kind == DLI_TOKEN_START_TAG && b->token.tag == tag;
}

/* An end tag that stands for more than itself this early: head, body, html, br. */
static bool is_early_end(const dli_builder *b)
{
    return b->token.tag == DLI_TAG_HEAD || b->token.tag == DLI_TAG_BODY ||
           b->token.tag == DLI_TAG_HTML || b->token.tag == DLI_TAG_BR;
}

/* 13.2.6.4.1 */
bool dli_mode_initial(dli_builder *b)
{
    if (dli_take_space(b, false))
        return true;
    if (b->token.kind == DLI_TOKEN_COMMENT) {
        dli_insert_comment(b, (dli_place){ DLI_DOCUMENT_NODE, 0 });
        return true;
    }
    b->mode = DLI_MODE_BEFORE_HTML;
    if (b->token.kind == DLI_TOKEN_DOCTYPE) {
        dli_put_node(b, (dli_place){ DLI_DOCUMENT_NODE, 0 },
                     dli_new_node(b, DLI_NODE_DOCTYPE, b->token.span));
        b->quirks = dli_is_quirky(b);
        return true;
    }
    b->quirks = true;
    return false;
}

/* 13.2.6.4.2 */
bool dli_mode_before_html(dli_builder *b)
{
    if (b->token.kind == DLI_TOKEN_DOCTYPE || dli_take_space(b, false))
        return true;
    if (b->token.kind == DLI_TOKEN_COMMENT) {
        dli_insert_comment(b, (dli_place){ DLI_DOCUMENT_NODE, 0 });
        return true;
    }
    if (b->token.kind == DLI_TOKEN_END_TAG && !is_early_end(b))
        return true;
    b->mode = DLI_MODE_BEFORE_HEAD;
    if (is_start(b, DLI_TAG_HTML)) {
        b->html = dli_insert(b);
        return true;
    }
    b->html = dli_insert_implied(b, DLI_TAG_HTML);
    return false;
}

/* 13.2.6.4.3 */
bool dli_mode_before_head(dli_builder *b)
{
    if (b->token.kind == DLI_TOKEN_DOCTYPE || dli_take_space(b, false))
        return true;
    if (b->token.kind == DLI_TOKEN_COMMENT) {
        dli_insert_comment(b, dli_place_here(b));
        return true;
    }
    if (is_start(b, DLI_TAG_HTML))
        return dli_mode_in_body(b);
    if (b->token.kind == DLI_TOKEN_END_TAG && !is_early_end(b))
        return true;
    b->mode = DLI_MODE_IN_HEAD;
    if (is_start(b, DLI_TAG_HEAD)) {
        b->head = dli_insert(b);
        return true;
    }
    b->head = dli_insert_implied(b, DLI_TAG_HEAD);
    return false;
}

/* 13.2.6.2 */
void dli_raw_text(dli_builder *b, dli_content content)
{
    dli_insert(b);
    b->in.content = content;
    b->original_mode = b->mode;
    b->mode = DLI_MODE_TEXT;
}

static void start_template(dli_builder *b)
{
    dli_node node = dli_insert(b), contents;

    contents =
        dli_new_node(b, DLI_NODE_CONTENT, (dl_span){ b->token.span.end, b->token.span.end });
    dli_put_node(b, (dli_place){ node, 0 }, contents);
    dli_active_marker(b);
    b->frameset_ok = false;
    b->mode = DLI_MODE_IN_TEMPLATE;
    dli_current(b)->mode = DLI_MODE_IN_TEMPLATE;
}

static void end_template(dli_builder *b)
{
    if (b->templates == 0)
        return;
    dli_imply_thoroughly(b);
    dli_pop_through(b, DLI_TAG_TEMPLATE);
    dli_active_clear(b);
    dli_reset_mode(b);
}

/* 13.2.6.4.4, start tags. False if it is none of them. */
static bool head_start(dli_builder *b, bool *done)
{
    *done = true;
    switch (b->token.tag) {
    case DLI_TAG_HTML:
        *done = dli_mode_in_body(b);
        return true;
    case DLI_TAG_BASE:
    case DLI_TAG_BASEFONT:
    case DLI_TAG_BGSOUND:
    case DLI_TAG_LINK:
    case DLI_TAG_META:
        dli_insert_void(b);
        return true;
    case DLI_TAG_TITLE:
        dli_raw_text(b, DLI_CONTENT_RCDATA);
        return true;
    case DLI_TAG_NOFRAMES:
    case DLI_TAG_STYLE:
        dli_raw_text(b, DLI_CONTENT_RAWTEXT);
        return true;
    case DLI_TAG_NOSCRIPT:
        dli_insert(b);
        b->mode = DLI_MODE_IN_HEAD_NOSCRIPT;
        return true;
    case DLI_TAG_SCRIPT:
        dli_raw_text(b, DLI_CONTENT_SCRIPT);
        return true;
    case DLI_TAG_TEMPLATE:
        start_template(b);
        return true;
    case DLI_TAG_HEAD:
        return true;
    default:
        return false;
    }
}

/* 13.2.6.4.4 */
bool dli_mode_in_head(dli_builder *b)
{
    bool done = true;

    if (b->token.kind == DLI_TOKEN_DOCTYPE || dli_take_space(b, true))
        return true;
    if (b->token.kind == DLI_TOKEN_COMMENT) {
        dli_insert_comment(b, dli_place_here(b));
        return true;
    }
    if (b->token.kind == DLI_TOKEN_START_TAG && head_start(b, &done))
        return done;
    if (b->token.kind == DLI_TOKEN_END_TAG) {
        if (b->token.tag == DLI_TAG_HEAD) {
            dli_pop(b);
            b->mode = DLI_MODE_AFTER_HEAD;
            return true;
        }
        if (b->token.tag == DLI_TAG_TEMPLATE)
            end_template(b);
        if (!is_early_end(b))
            return true;
    }
    dli_pop(b);
    b->mode = DLI_MODE_AFTER_HEAD;
    return false;
}

/* 13.2.6.4.5 */
bool dli_mode_in_head_noscript(dli_builder *b)
{
    const dli_token *t = &b->token;

    if (t->kind == DLI_TOKEN_DOCTYPE || dli_take_space(b, true))
        return true;
    if (is_start(b, DLI_TAG_HTML))
        return dli_mode_in_body(b);
    if (t->kind == DLI_TOKEN_END_TAG && t->tag == DLI_TAG_NOSCRIPT) {
        dli_pop(b);
        b->mode = DLI_MODE_IN_HEAD;
        return true;
    }
    if (t->kind == DLI_TOKEN_COMMENT || is_start(b, DLI_TAG_BASEFONT) ||
        is_start(b, DLI_TAG_BGSOUND) || is_start(b, DLI_TAG_LINK) ||
        is_start(b, DLI_TAG_META) || is_start(b, DLI_TAG_NOFRAMES) ||
        is_start(b, DLI_TAG_STYLE))
        return dli_mode_in_head(b);
    if (is_start(b, DLI_TAG_HEAD) || is_start(b, DLI_TAG_NOSCRIPT) ||
        (t->kind == DLI_TOKEN_END_TAG && t->tag != DLI_TAG_BR))
        return true;
    dli_pop(b);
    b->mode = DLI_MODE_IN_HEAD;
    return false;
}

/* What belongs into <head> and comes behind it goes into it all the same. */
static bool back_in_head(dli_builder *b)
{
    bool done;

    dli_push(b, b->head, 0);
    done = dli_mode_in_head(b);
    dli_remove_open(b, b->head);
    b->nodes.ptr[b->head].close = b->token.span.end;
    return done;
}

/* 13.2.6.4.6 */
bool dli_mode_after_head(dli_builder *b)
{
    const dli_token *t = &b->token;

    if (t->kind == DLI_TOKEN_DOCTYPE || dli_take_space(b, true))
        return true;
    if (t->kind == DLI_TOKEN_COMMENT) {
        dli_insert_comment(b, dli_place_here(b));
        return true;
    }
    if (t->kind == DLI_TOKEN_START_TAG) {
        switch (t->tag) {
        case DLI_TAG_HTML:
            return dli_mode_in_body(b);
        case DLI_TAG_BODY:
            b->body = dli_insert(b);
            b->frameset_ok = false;
            b->mode = DLI_MODE_IN_BODY;
            return true;
        case DLI_TAG_FRAMESET:
            dli_insert(b);
            b->mode = DLI_MODE_IN_FRAMESET;
            return true;
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
            return back_in_head(b);
        case DLI_TAG_HEAD:
            return true;
        default:
            break;
        }
    }
    if (t->kind == DLI_TOKEN_END_TAG && t->tag == DLI_TAG_TEMPLATE)
        return dli_mode_in_head(b);
    if (t->kind == DLI_TOKEN_END_TAG && (!is_early_end(b) || t->tag == DLI_TAG_HEAD))
        return true;
    b->body = dli_insert_implied(b, DLI_TAG_BODY);
    b->mode = DLI_MODE_IN_BODY;
    return false;
}

/* 13.2.6.4.8 */
bool dli_mode_text(dli_builder *b)
{
    if (b->token.kind == DLI_TOKEN_TEXT || b->token.kind == DLI_TOKEN_REFERENCE) {
        dli_insert_text(b);
        return true;
    }
    dli_pop(b);
    b->mode = b->original_mode;
    return b->token.kind == DLI_TOKEN_END_TAG;
}
