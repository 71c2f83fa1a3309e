/* mode_body.c -- "in body", the mode of nearly everything (WHATWG HTML, 13.2.6.4.7).
 *
 * The standard's long list is a table here: for each tag a function for its start tag
 * and one for its end tag.
 */
#include "page/builder.h"

/* Take the token at hand; false to process it again. */
typedef bool handler(dli_builder *b);

/* ---- Start tags: the page ---------------------------------------------------- */

static bool ignore(dli_builder *b)
{
    (void)b;
    return true;
}

static bool start_html(dli_builder *b)
{
    if (b->templates == 0)
        dli_merge_attributes(b, b->stack[0].node);
    return true;
}

static bool second_is_body(const dli_builder *b)
{
    return b->open > 1 && b->stack[1].tag == DLI_TAG_BODY && b->stack[1].ns == DLI_NS_HTML;
}

static bool start_body(dli_builder *b)
{
    if (second_is_body(b) && b->templates == 0) {
        b->frameset_ok = false;
        dli_merge_attributes(b, b->stack[1].node);
    }
    return true;
}

static bool start_frameset(dli_builder *b)
{
    if (!second_is_body(b) || !b->frameset_ok)
        return true;
    dli_node body = b->stack[1].node;
    dli_pop_to(b, 1);
    dli_take_out_node(b, body);
    b->body = 0;
    dli_insert(b);
    b->mode = DLI_MODE_IN_FRAMESET;
    return true;
}

/* ---- Start tags: blocks ------------------------------------------------------ */

static bool start_block(dli_builder *b)
{
    dli_close_p(b);
    dli_insert(b);
    return true;
}

static bool start_heading(dli_builder *b)
{
    dli_close_p(b);
    if (dli_current(b)->ns == DLI_NS_HTML && dli_has_trait(dli_current(b)->tag, DLI_HEADING))
        dli_pop(b);
    dli_insert(b);
    return true;
}

static bool start_pre(dli_builder *b)
{
    start_block(b);
    b->skip_lf = true;
    b->frameset_ok = false;
    return true;
}

static bool start_form(dli_builder *b)
{
    if (b->form != 0 && b->templates == 0)
        return true;
    start_block(b);
    if (b->templates == 0)
        b->form = dli_current(b)->node;
    return true;
}

/* End `tag` if it is the nearest special element, <address>, <div> and <p> aside. */
static void close_item(dli_builder *b, dli_tag tag)
{
    const dli_open *e = &b->stack[dli_current(b)->barrier[DLI_ABOVE_ITEM]];

    if (e->tag == tag && e->ns == DLI_NS_HTML) {
        dli_imply_end_tags(b, tag);
        dli_pop_through(b, tag);
    }
}

static bool start_li(dli_builder *b)
{
    b->frameset_ok = false;
    close_item(b, DLI_TAG_LI);
    return start_block(b);
}

static bool start_dd_dt(dli_builder *b)
{
    b->frameset_ok = false;
    close_item(b, DLI_TAG_DD);
    close_item(b, DLI_TAG_DT);
    return start_block(b);
}

static bool start_plaintext(dli_builder *b)
{
    start_block(b);
    b->in.content = DLI_CONTENT_PLAINTEXT;
    return true;
}

static bool start_table(dli_builder *b)
{
    if (!b->quirks)
        dli_close_p(b);
    dli_insert(b);
    b->frameset_ok = false;
    b->mode = DLI_MODE_IN_TABLE;
    return true;
}

/* ---- End tags of formatting, which start tags imply, too --------------------- */

static bool end_formatting(dli_builder *b)
{
    return dli_adopt(b, (dli_tag)b->token.tag) || dli_any_other_end_tag(b);
}

/* ---- Start tags: in a line --------------------------------------------------- */

static bool start_other(dli_builder *b)
{
    dli_reopen_formatting(b);
    dli_insert(b);
    return true;
}

static bool start_formatting(dli_builder *b)
{
    dli_reopen_formatting(b);
    dli_active_push(b, dli_insert(b));
    return true;
}

static bool start_a(dli_builder *b)
{
    dli_node open = dli_active_find(b, DLI_TAG_A);

    if (open != 0) {
        end_formatting(b);
        dli_active_remove(b, open);
        dli_remove_open(b, open);
    }
    return start_formatting(b);
}

static bool start_nobr(dli_builder *b)
{
    dli_reopen_formatting(b);
    if (dli_in_scope(b, DLI_IN_SCOPE, DLI_TAG_NOBR))
        end_formatting(b);
    return start_formatting(b);
}

static bool start_button(dli_builder *b)
{
    if (dli_in_scope(b, DLI_IN_SCOPE, DLI_TAG_BUTTON)) {
        dli_imply_end_tags(b, DLI_TAG_COUNT);
        dli_pop_through(b, DLI_TAG_BUTTON);
    }
    b->frameset_ok = false;
    return start_other(b);
}

static bool start_object(dli_builder *b)
{
    start_other(b);
    dli_active_marker(b);
    b->frameset_ok = false;
    return true;
}

static bool start_void(dli_builder *b)
{
    dli_reopen_formatting(b);
    dli_insert_void(b);
    b->frameset_ok = false;
    return true;
}

static bool start_image(dli_builder *b)
{
    b->token.tag = DLI_TAG_IMG; /* "Don't ask." */
    return start_void(b);
}

static bool start_param(dli_builder *b)
{
    dli_insert_void(b);
    return true;
}

static bool start_ruby_base(dli_builder *b)
{
    if (dli_in_scope(b, DLI_IN_SCOPE, DLI_TAG_RUBY))
        dli_imply_end_tags(b, DLI_TAG_COUNT);
    dli_insert(b);
    return true;
}

static bool start_ruby_text(dli_builder *b)
{
    if (dli_in_scope(b, DLI_IN_SCOPE, DLI_TAG_RUBY))
        dli_imply_end_tags(b, DLI_TAG_RTC);
    dli_insert(b);
    return true;
}

static bool start_math(dli_builder *b)
{
    dli_reopen_formatting(b);
    dli_insert_foreign(b, DLI_NS_MATHML);
    return true;
}

static bool start_svg(dli_builder *b)
{
    dli_reopen_formatting(b);
    dli_insert_foreign(b, DLI_NS_SVG);
    return true;
}

/* ---- Start tags: text that is no markup -------------------------------------- */

static bool start_textarea(dli_builder *b)
{
    dli_raw_text(b, DLI_CONTENT_RCDATA);
    b->skip_lf = true;
    b->frameset_ok = false;
    return true;
}

static bool start_xmp(dli_builder *b)
{
    dli_close_p(b);
    dli_reopen_formatting(b);
    b->frameset_ok = false;
    dli_raw_text(b, DLI_CONTENT_RAWTEXT);
    return true;
}

static bool start_iframe(dli_builder *b)
{
    b->frameset_ok = false;
    dli_raw_text(b, DLI_CONTENT_RAWTEXT);
    return true;
}

static bool start_noembed(dli_builder *b)
{
    dli_raw_text(b, DLI_CONTENT_RAWTEXT);
    return true;
}

/* ---- Start tags: choices ----------------------------------------------------- */

static bool in_select(const dli_builder *b)
{
    return dli_in_scope(b, DLI_IN_SCOPE, DLI_TAG_SELECT);
}

/* The fragment's context element is a <select>. */
static bool select_is_context(const dli_builder *b)
{
    return b->is_fragment && b->context.tag == DLI_TAG_SELECT && b->context.ns == DLI_NS_HTML;
}

static bool start_select(dli_builder *b)
{
    if (select_is_context(b))
        return true;
    if (in_select(b)) {
        dli_pop_through(b, DLI_TAG_SELECT);
        return true;
    }
    b->frameset_ok = false;
    return start_other(b);
}

static bool start_input(dli_builder *b)
{
    if (select_is_context(b))
        return true;
    if (in_select(b))
        dli_pop_through(b, DLI_TAG_SELECT);
    dli_reopen_formatting(b);
    dli_insert_void(b);
    if (!dli_value_is(b, dli_token_attr(b, DLI_ATTR_TYPE), "hidden"))
        b->frameset_ok = false;
    return true;
}

static bool start_option(dli_builder *b)
{
    if (in_select(b))
        dli_imply_end_tags(b, DLI_TAG_OPTGROUP);
    else if (dli_current_is(b, DLI_TAG_OPTION))
        dli_pop(b);
    return start_other(b);
}

static bool start_optgroup(dli_builder *b)
{
    if (in_select(b))
        dli_imply_end_tags(b, DLI_TAG_COUNT);
    else if (dli_current_is(b, DLI_TAG_OPTION))
        dli_pop(b);
    return start_other(b);
}

static bool start_hr(dli_builder *b)
{
    dli_close_p(b);
    if (in_select(b))
        dli_imply_end_tags(b, DLI_TAG_COUNT);
    dli_insert_void(b);
    b->frameset_ok = false;
    return true;
}

/* ---- End tags ---------------------------------------------------------------- */

static bool end_body(dli_builder *b)
{
    if (dli_in_scope(b, DLI_IN_SCOPE, DLI_TAG_BODY)) {
        b->body_close = b->token.span.start;
        b->mode = DLI_MODE_AFTER_BODY;
    }
    return true;
}

static bool end_html(dli_builder *b)
{
    if (!dli_in_scope(b, DLI_IN_SCOPE, DLI_TAG_BODY))
        return true;
    end_body(b);
    return false;
}

static bool end_block(dli_builder *b)
{
    dli_tag tag = (dli_tag)b->token.tag;

    if (dli_in_scope(b, DLI_IN_SCOPE, tag)) {
        dli_imply_end_tags(b, DLI_TAG_COUNT);
        dli_pop_through(b, tag);
    }
    return true;
}

static bool end_form(dli_builder *b)
{
    dli_node form = b->form;

    if (b->templates > 0)
        return end_block(b);
    b->form = 0;
    uint32_t at = form == 0 ? UINT32_MAX : dli_open_index(b, form);
    if (at == UINT32_MAX || dli_current(b)->barrier[DLI_IN_SCOPE] > at)
        return true;
    dli_imply_end_tags(b, DLI_TAG_COUNT);
    dli_remove_open(b, form);
    return true;
}

static bool end_p(dli_builder *b)
{
    if (!dli_in_scope(b, DLI_IN_BUTTON_SCOPE, DLI_TAG_P)) {
        if (dli_is_full(b))
            return true;
        dli_insert_implied(b, DLI_TAG_P);
    }
    dli_close_p(b);
    return true;
}

static bool end_li(dli_builder *b)
{
    if (dli_in_scope(b, DLI_IN_LIST_SCOPE, DLI_TAG_LI)) {
        dli_imply_end_tags(b, DLI_TAG_LI);
        dli_pop_through(b, DLI_TAG_LI);
    }
    return true;
}

static bool end_dd_dt(dli_builder *b)
{
    dli_tag tag = (dli_tag)b->token.tag;

    if (dli_in_scope(b, DLI_IN_SCOPE, tag)) {
        dli_imply_end_tags(b, tag);
        dli_pop_through(b, tag);
    }
    return true;
}

/* Any heading's end tag ends any heading. */
static bool end_heading(dli_builder *b)
{
    uint32_t top = 0;

    for (int tag = DLI_TAG_H1; tag <= DLI_TAG_H6; tag++)
        if (b->top_of[0][tag] > top)
            top = b->top_of[0][tag];
    if (top != 0 && dli_current(b)->barrier[DLI_IN_SCOPE] < top) {
        dli_imply_end_tags(b, DLI_TAG_COUNT);
        dli_pop_to(b, top - 1);
    }
    return true;
}

static bool end_object(dli_builder *b)
{
    if (dli_in_scope(b, DLI_IN_SCOPE, (dli_tag)b->token.tag)) {
        end_block(b);
        dli_active_clear(b);
    }
    return true;
}

static bool end_br(dli_builder *b)
{
    return dli_is_full(b) || start_void(b);
}

bool dli_any_other_end_tag(dli_builder *b)
{
    uint32_t top = dli_top_of_token(b, false);

    if (top != 0 && dli_current(b)->barrier[DLI_ABOVE_SPECIAL] < top) {
        /* Own names are not among those that end tags are implied for. */
        dli_imply_end_tags(b, b->token.tag < DLI_TAG_COUNT ? (dli_tag)b->token.tag
                                                           : DLI_TAG_COUNT);
        dli_pop_to(b, top - 1);
    }
    return true;
}

/* ---- The table --------------------------------------------------------------- */

static const struct {
    handler *start;
    handler *end;
} handlers[DLI_TAG_COUNT] = {
    [DLI_TAG_A] = { start_a, end_formatting },
    [DLI_TAG_ADDRESS] = { start_block, end_block },
    [DLI_TAG_APPLET] = { start_object, end_object },
    [DLI_TAG_AREA] = { start_void, NULL },
    [DLI_TAG_ARTICLE] = { start_block, end_block },
    [DLI_TAG_ASIDE] = { start_block, end_block },
    [DLI_TAG_B] = { start_formatting, end_formatting },
    [DLI_TAG_BASE] = { dli_mode_in_head, NULL },
    [DLI_TAG_BASEFONT] = { dli_mode_in_head, NULL },
    [DLI_TAG_BGSOUND] = { dli_mode_in_head, NULL },
    [DLI_TAG_BIG] = { start_formatting, end_formatting },
    [DLI_TAG_BLOCKQUOTE] = { start_block, end_block },
    [DLI_TAG_BODY] = { start_body, end_body },
    [DLI_TAG_BR] = { start_void, end_br },
    [DLI_TAG_BUTTON] = { start_button, end_block },
    [DLI_TAG_CAPTION] = { ignore, NULL },
    [DLI_TAG_CENTER] = { start_block, end_block },
    [DLI_TAG_CODE] = { start_formatting, end_formatting },
    [DLI_TAG_COL] = { ignore, NULL },
    [DLI_TAG_COLGROUP] = { ignore, NULL },
    [DLI_TAG_DD] = { start_dd_dt, end_dd_dt },
    [DLI_TAG_DETAILS] = { start_block, end_block },
    [DLI_TAG_DIALOG] = { start_block, end_block },
    [DLI_TAG_DIR] = { start_block, end_block },
    [DLI_TAG_DIV] = { start_block, end_block },
    [DLI_TAG_DL] = { start_block, end_block },
    [DLI_TAG_DT] = { start_dd_dt, end_dd_dt },
    [DLI_TAG_EM] = { start_formatting, end_formatting },
    [DLI_TAG_EMBED] = { start_void, NULL },
    [DLI_TAG_FIELDSET] = { start_block, end_block },
    [DLI_TAG_FIGCAPTION] = { start_block, end_block },
    [DLI_TAG_FIGURE] = { start_block, end_block },
    [DLI_TAG_FONT] = { start_formatting, end_formatting },
    [DLI_TAG_FOOTER] = { start_block, end_block },
    [DLI_TAG_FORM] = { start_form, end_form },
    [DLI_TAG_FRAME] = { ignore, NULL },
    [DLI_TAG_FRAMESET] = { start_frameset, NULL },
    [DLI_TAG_H1] = { start_heading, end_heading },
    [DLI_TAG_H2] = { start_heading, end_heading },
    [DLI_TAG_H3] = { start_heading, end_heading },
    [DLI_TAG_H4] = { start_heading, end_heading },
    [DLI_TAG_H5] = { start_heading, end_heading },
    [DLI_TAG_H6] = { start_heading, end_heading },
    [DLI_TAG_HEAD] = { ignore, NULL },
    [DLI_TAG_HEADER] = { start_block, end_block },
    [DLI_TAG_HGROUP] = { start_block, end_block },
    [DLI_TAG_HR] = { start_hr, NULL },
    [DLI_TAG_HTML] = { start_html, end_html },
    [DLI_TAG_I] = { start_formatting, end_formatting },
    [DLI_TAG_IFRAME] = { start_iframe, NULL },
    [DLI_TAG_IMAGE] = { start_image, NULL },
    [DLI_TAG_IMG] = { start_void, NULL },
    [DLI_TAG_INPUT] = { start_input, NULL },
    [DLI_TAG_KEYGEN] = { start_void, NULL },
    [DLI_TAG_LI] = { start_li, end_li },
    [DLI_TAG_LINK] = { dli_mode_in_head, NULL },
    [DLI_TAG_LISTING] = { start_pre, end_block },
    [DLI_TAG_MAIN] = { start_block, end_block },
    [DLI_TAG_MARQUEE] = { start_object, end_object },
    [DLI_TAG_MATH] = { start_math, NULL },
    [DLI_TAG_MENU] = { start_block, end_block },
    [DLI_TAG_META] = { dli_mode_in_head, NULL },
    [DLI_TAG_NAV] = { start_block, end_block },
    [DLI_TAG_NOBR] = { start_nobr, end_formatting },
    [DLI_TAG_NOEMBED] = { start_noembed, NULL },
    [DLI_TAG_NOFRAMES] = { dli_mode_in_head, NULL },
    [DLI_TAG_OBJECT] = { start_object, end_object },
    [DLI_TAG_OL] = { start_block, end_block },
    [DLI_TAG_OPTGROUP] = { start_optgroup, NULL },
    [DLI_TAG_OPTION] = { start_option, NULL },
    [DLI_TAG_P] = { start_block, end_p },
    [DLI_TAG_PARAM] = { start_param, NULL },
    [DLI_TAG_PLAINTEXT] = { start_plaintext, NULL },
    [DLI_TAG_PRE] = { start_pre, end_block },
    [DLI_TAG_RB] = { start_ruby_base, NULL },
    [DLI_TAG_RP] = { start_ruby_text, NULL },
    [DLI_TAG_RT] = { start_ruby_text, NULL },
    [DLI_TAG_RTC] = { start_ruby_base, NULL },
    [DLI_TAG_S] = { start_formatting, end_formatting },
    [DLI_TAG_SCRIPT] = { dli_mode_in_head, NULL },
    [DLI_TAG_SEARCH] = { start_block, end_block },
    [DLI_TAG_SECTION] = { start_block, end_block },
    [DLI_TAG_SELECT] = { start_select, end_block },
    [DLI_TAG_SMALL] = { start_formatting, end_formatting },
    [DLI_TAG_SOURCE] = { start_param, NULL },
    [DLI_TAG_STRIKE] = { start_formatting, end_formatting },
    [DLI_TAG_STRONG] = { start_formatting, end_formatting },
    [DLI_TAG_STYLE] = { dli_mode_in_head, NULL },
    [DLI_TAG_SUMMARY] = { start_block, end_block },
    [DLI_TAG_SVG] = { start_svg, NULL },
    [DLI_TAG_TABLE] = { start_table, NULL },
    [DLI_TAG_TBODY] = { ignore, NULL },
    [DLI_TAG_TD] = { ignore, NULL },
    [DLI_TAG_TEMPLATE] = { dli_mode_in_head, dli_mode_in_head },
    [DLI_TAG_TEXTAREA] = { start_textarea, NULL },
    [DLI_TAG_TFOOT] = { ignore, NULL },
    [DLI_TAG_TH] = { ignore, NULL },
    [DLI_TAG_THEAD] = { ignore, NULL },
    [DLI_TAG_TITLE] = { dli_mode_in_head, NULL },
    [DLI_TAG_TR] = { ignore, NULL },
    [DLI_TAG_TRACK] = { start_param, NULL },
    [DLI_TAG_TT] = { start_formatting, end_formatting },
    [DLI_TAG_U] = { start_formatting, end_formatting },
    [DLI_TAG_UL] = { start_block, end_block },
    [DLI_TAG_WBR] = { start_void, NULL },
    [DLI_TAG_XMP] = { start_xmp, NULL },
};

/* ---- The mode ---------------------------------------------------------------- */

static bool start_tag(dli_builder *b)
{
    uint32_t tag = b->token.tag;

    if (tag < DLI_TAG_COUNT && handlers[tag].start != NULL)
        return handlers[tag].start(b);
    return start_other(b);
}

static bool end_tag(dli_builder *b)
{
    uint32_t tag = b->token.tag;

    if (tag < DLI_TAG_COUNT && handlers[tag].end != NULL)
        return handlers[tag].end(b);
    return dli_any_other_end_tag(b);
}

static bool characters(dli_builder *b)
{
    dli_reopen_formatting(b);
    dli_insert_text(b);
    if (b->frameset_ok && dli_leading_space(b) < b->token.span.end - b->token.span.start)
        b->frameset_ok = false;
    return true;
}

bool dli_mode_in_body(dli_builder *b)
{
    switch (b->token.kind) {
    case DLI_TOKEN_TEXT:
    case DLI_TOKEN_REFERENCE:
        return characters(b);
    case DLI_TOKEN_START_TAG:
        return start_tag(b);
    case DLI_TOKEN_END_TAG:
        return end_tag(b);
    case DLI_TOKEN_COMMENT:
        dli_insert_comment(b, dli_place_here(b));
        return true;
    case DLI_TOKEN_END:
        return b->templates > 0 ? dli_mode_in_template(b) : dli_stop(b);
    case DLI_TOKEN_NULS:
    case DLI_TOKEN_DOCTYPE:
    case DLI_TOKEN_NONE:
        break;
    }
    return true;
}
