/* mode_table.c -- inside tables (WHATWG HTML, 13.2.6.4.9 to 13.2.6.4.15). */
#include "page/builder.h"

static const dli_tag table_context[] = { DLI_TAG_TABLE, DLI_TAG_TEMPLATE, DLI_TAG_COUNT };
static const dli_tag body_context[] = { DLI_TAG_TBODY, DLI_TAG_TFOOT, DLI_TAG_THEAD,
                                        DLI_TAG_TEMPLATE, DLI_TAG_COUNT };
static const dli_tag row_context[] = { DLI_TAG_TR, DLI_TAG_TEMPLATE, DLI_TAG_COUNT };

static bool in_table_scope(const dli_builder *b, dli_tag tag)
{
    return dli_in_scope(b, DLI_IN_TABLE_SCOPE, tag);
}

/* tbody, tfoot, thead */
static bool is_section(uint32_t tag)
{
    return tag == DLI_TAG_TBODY || tag == DLI_TAG_TFOOT || tag == DLI_TAG_THEAD;
}

static bool is_cell(uint32_t tag)
{
    return tag == DLI_TAG_TD || tag == DLI_TAG_TH;
}

/* caption, col, colgroup */
static bool is_heading_part(uint32_t tag)
{
    return tag == DLI_TAG_CAPTION || tag == DLI_TAG_COL || tag == DLI_TAG_COLGROUP;
}

/* Everything that only a table may hold. */
static bool is_table_part(uint32_t tag)
{
    return is_heading_part(tag) || is_section(tag) || is_cell(tag) || tag == DLI_TAG_TR;
}

/* End tags that mean nothing in any part of a table. */
static bool is_void_end(uint32_t tag)
{
    return is_heading_part(tag) || tag == DLI_TAG_BODY || tag == DLI_TAG_HTML;
}

static bool start_is(const dli_builder *b, dli_tag tag)
{
    return b->token.kind == DLI_TOKEN_START_TAG && b->token.tag == tag;
}

static bool end_is(const dli_builder *b, dli_tag tag)
{
    return b->token.kind == DLI_TOKEN_END_TAG && b->token.tag == tag;
}

/* ---- 13.2.6.4.9 "in table" --------------------------------------------------- */

static bool anything_else(dli_builder *b)
{
    b->foster = true;
    bool done = dli_mode_in_body(b);
    b->foster = false;
    return done;
}

/* Back to the table, and open what the tag at hand goes into, or the tag itself. */
static void open_part(dli_builder *b, dli_tag implied, dli_mode mode)
{
    dli_clear_to(b, table_context);
    if (implied == DLI_TAG_COUNT)
        dli_insert(b);
    else
        dli_insert_implied(b, implied);
    b->mode = mode;
}

static bool table_form(dli_builder *b)
{
    if (b->templates == 0 && b->form == 0)
        b->form = dli_insert_void(b);
    return true;
}

static bool table_start(dli_builder *b)
{
    uint32_t tag = b->token.tag;

    switch (tag) {
    case DLI_TAG_CAPTION:
        open_part(b, DLI_TAG_COUNT, DLI_MODE_IN_CAPTION);
        dli_active_marker(b);
        return true;
    case DLI_TAG_COLGROUP:
        open_part(b, DLI_TAG_COUNT, DLI_MODE_IN_COLUMN_GROUP);
        return true;
    case DLI_TAG_COL:
        open_part(b, DLI_TAG_COLGROUP, DLI_MODE_IN_COLUMN_GROUP);
        return false;
    case DLI_TAG_TBODY:
    case DLI_TAG_TFOOT:
    case DLI_TAG_THEAD:
        open_part(b, DLI_TAG_COUNT, DLI_MODE_IN_TABLE_BODY);
        return true;
    case DLI_TAG_TD:
    case DLI_TAG_TH:
    case DLI_TAG_TR:
        open_part(b, DLI_TAG_TBODY, DLI_MODE_IN_TABLE_BODY);
        return false;
    case DLI_TAG_TABLE:
        if (!in_table_scope(b, DLI_TAG_TABLE))
            return true;
        dli_pop_through(b, DLI_TAG_TABLE);
        dli_reset_mode(b);
        return false;
    case DLI_TAG_STYLE:
    case DLI_TAG_SCRIPT:
    case DLI_TAG_TEMPLATE:
        return dli_mode_in_head(b);
    case DLI_TAG_FORM:
        return table_form(b);
    case DLI_TAG_INPUT:
        if (!dli_value_is(b, dli_token_attr(b, DLI_ATTR_TYPE), "hidden"))
            break;
        dli_insert_void(b);
        return true;
    default:
        break;
    }
    return anything_else(b);
}

static bool table_end(dli_builder *b)
{
    uint32_t tag = b->token.tag;

    if (tag == DLI_TAG_TABLE) {
        if (in_table_scope(b, DLI_TAG_TABLE)) {
            dli_pop_through(b, DLI_TAG_TABLE);
            dli_reset_mode(b);
        }
        return true;
    }
    if (tag == DLI_TAG_TEMPLATE)
        return dli_mode_in_head(b);
    return is_void_end(tag) || is_table_part(tag) || anything_else(b);
}

static bool begin_table_text(dli_builder *b)
{
    const dli_open *top = dli_current(b);

    if (top->ns != DLI_NS_HTML ||
        (!dli_has_trait(top->tag, DLI_TABLE_PART) && top->tag != DLI_TAG_TEMPLATE))
        return anything_else(b);
    b->table_text = (dl_span){ b->token.span.start, b->token.span.start };
    b->table_text_counts = false;
    b->original_mode = b->mode;
    b->mode = DLI_MODE_IN_TABLE_TEXT;
    return false;
}

bool dli_mode_in_table(dli_builder *b)
{
    switch (b->token.kind) {
    case DLI_TOKEN_TEXT:
    case DLI_TOKEN_REFERENCE:
    case DLI_TOKEN_NULS:
        return begin_table_text(b);
    case DLI_TOKEN_START_TAG:
        return table_start(b);
    case DLI_TOKEN_END_TAG:
        return table_end(b);
    case DLI_TOKEN_COMMENT:
        dli_insert_comment(b, dli_place_here(b));
        return true;
    case DLI_TOKEN_END:
        return dli_mode_in_body(b);
    case DLI_TOKEN_DOCTYPE:
    case DLI_TOKEN_NONE:
        break;
    }
    return true;
}

/* ---- 13.2.6.4.10 "in table text" --------------------------------------------- */

/* Whether text between the parts of a table is white space is known at its end only.
 * It is not kept but read again: only text tokens came of it. */
static void flush_table_text(dli_builder *b)
{
    dli_tokenizer in = b->in;
    dli_token token = b->token;

    in.source.len = b->table_text.end;
    in.at = b->table_text.start;
    for (dli_next_token(&in, &b->token); b->token.kind != DLI_TOKEN_END;
         dli_next_token(&in, &b->token))
        if (b->table_text_counts)
            anything_else(b);
        else if (b->token.kind != DLI_TOKEN_NULS)
            dli_insert_text(b);
    b->token = token;
}

bool dli_mode_in_table_text(dli_builder *b)
{
    const dl_span *span = &b->token.span;

    switch (b->token.kind) {
    case DLI_TOKEN_TEXT:
    case DLI_TOKEN_REFERENCE:
        b->table_text_counts |= dli_leading_space(b) < span->end - span->start;
        b->table_text.end = span->end;
        return true;
    case DLI_TOKEN_NULS:
        b->table_text.end = span->end;
        return true;
    case DLI_TOKEN_START_TAG:
    case DLI_TOKEN_END_TAG:
    case DLI_TOKEN_COMMENT:
    case DLI_TOKEN_DOCTYPE:
    case DLI_TOKEN_END:
    case DLI_TOKEN_NONE:
        break;
    }
    flush_table_text(b);
    b->mode = b->original_mode;
    return false;
}

/* ---- 13.2.6.4.11 "in caption" ------------------------------------------------ */

bool dli_mode_in_caption(dli_builder *b)
{
    bool start = b->token.kind == DLI_TOKEN_START_TAG, end = b->token.kind == DLI_TOKEN_END_TAG;
    uint32_t tag = b->token.tag;
    bool ends = end_is(b, DLI_TAG_CAPTION);

    if (ends || (start && is_table_part(tag)) || end_is(b, DLI_TAG_TABLE)) {
        if (!in_table_scope(b, DLI_TAG_CAPTION))
            return true;
        dli_imply_end_tags(b, DLI_TAG_COUNT);
        dli_pop_through(b, DLI_TAG_CAPTION);
        dli_active_clear(b);
        b->mode = DLI_MODE_IN_TABLE;
        return ends;
    }
    if (end && (is_void_end(tag) || is_table_part(tag)))
        return true;
    return dli_mode_in_body(b);
}

/* ---- 13.2.6.4.12 "in column group" ------------------------------------------- */

/* Leave the column group; false if there is none to leave. */
static bool end_column_group(dli_builder *b)
{
    if (!dli_current_is(b, DLI_TAG_COLGROUP))
        return false;
    dli_pop(b);
    b->mode = DLI_MODE_IN_TABLE;
    return true;
}

bool dli_mode_in_column_group(dli_builder *b)
{
    if (b->token.kind == DLI_TOKEN_DOCTYPE || dli_take_space(b, true))
        return true;
    if (b->token.kind == DLI_TOKEN_COMMENT) {
        dli_insert_comment(b, dli_place_here(b));
        return true;
    }
    if (start_is(b, DLI_TAG_HTML) || b->token.kind == DLI_TOKEN_END)
        return dli_mode_in_body(b);
    if (start_is(b, DLI_TAG_COL)) {
        dli_insert_void(b);
        return true;
    }
    if (start_is(b, DLI_TAG_TEMPLATE) || end_is(b, DLI_TAG_TEMPLATE))
        return dli_mode_in_head(b);
    if (end_is(b, DLI_TAG_COL))
        return true;
    return !end_column_group(b) || end_is(b, DLI_TAG_COLGROUP);
}

/* ---- 13.2.6.4.13 "in table body" --------------------------------------------- */

static bool end_section(dli_builder *b)
{
    dli_clear_to(b, body_context);
    dli_pop(b);
    b->mode = DLI_MODE_IN_TABLE;
    return false;
}

bool dli_mode_in_table_body(dli_builder *b)
{
    bool start = b->token.kind == DLI_TOKEN_START_TAG, end = b->token.kind == DLI_TOKEN_END_TAG;
    uint32_t tag = b->token.tag;

    if (start && (tag == DLI_TAG_TR || is_cell(tag))) {
        dli_clear_to(b, body_context);
        if (tag == DLI_TAG_TR)
            dli_insert(b);
        else
            dli_insert_implied(b, DLI_TAG_TR);
        b->mode = DLI_MODE_IN_ROW;
        return tag == DLI_TAG_TR;
    }
    if (end && is_section(tag)) {
        if (in_table_scope(b, (dli_tag)tag))
            end_section(b);
        return true;
    }
    if ((start && is_table_part(tag)) || end_is(b, DLI_TAG_TABLE)) {
        if (!in_table_scope(b, DLI_TAG_TBODY) && !in_table_scope(b, DLI_TAG_THEAD) &&
            !in_table_scope(b, DLI_TAG_TFOOT))
            return true;
        return end_section(b);
    }
    if (end && (is_void_end(tag) || is_table_part(tag)))
        return true;
    return dli_mode_in_table(b);
}

/* ---- 13.2.6.4.14 "in row" ---------------------------------------------------- */

/* Leave the row; true if there is none. */
static bool end_row(dli_builder *b)
{
    if (!in_table_scope(b, DLI_TAG_TR))
        return true;
    dli_clear_to(b, row_context);
    dli_pop(b);
    b->mode = DLI_MODE_IN_TABLE_BODY;
    return false;
}

bool dli_mode_in_row(dli_builder *b)
{
    bool start = b->token.kind == DLI_TOKEN_START_TAG, end = b->token.kind == DLI_TOKEN_END_TAG;
    uint32_t tag = b->token.tag;

    if (start && is_cell(tag)) {
        dli_clear_to(b, row_context);
        dli_insert(b);
        b->mode = DLI_MODE_IN_CELL;
        dli_active_marker(b);
        return true;
    }
    if (end_is(b, DLI_TAG_TR)) {
        end_row(b);
        return true;
    }
    if ((start && is_table_part(tag)) || end_is(b, DLI_TAG_TABLE))
        return end_row(b);
    if (end && is_section(tag))
        return !in_table_scope(b, (dli_tag)tag) || end_row(b);
    if (end && (is_void_end(tag) || is_cell(tag)))
        return true;
    return dli_mode_in_table(b);
}

/* ---- 13.2.6.4.15 "in cell" --------------------------------------------------- */

static bool cell_in_scope(const dli_builder *b)
{
    return in_table_scope(b, DLI_TAG_TD) || in_table_scope(b, DLI_TAG_TH);
}

static bool close_cell(dli_builder *b)
{
    uint32_t td = b->top_of[0][DLI_TAG_TD], th = b->top_of[0][DLI_TAG_TH];

    dli_imply_end_tags(b, DLI_TAG_COUNT);
    if (cell_in_scope(b))
        dli_pop_through(b, td > th ? DLI_TAG_TD : DLI_TAG_TH);
    dli_active_clear(b);
    b->mode = DLI_MODE_IN_ROW;
    return false;
}

bool dli_mode_in_cell(dli_builder *b)
{
    bool start = b->token.kind == DLI_TOKEN_START_TAG, end = b->token.kind == DLI_TOKEN_END_TAG;
    uint32_t tag = b->token.tag;

    if (end && is_cell(tag)) {
        if (!in_table_scope(b, (dli_tag)tag))
            return true;
        dli_imply_end_tags(b, DLI_TAG_COUNT);
        dli_pop_through(b, (dli_tag)tag);
        dli_active_clear(b);
        b->mode = DLI_MODE_IN_ROW;
        return true;
    }
    if (start && is_table_part(tag))
        return !cell_in_scope(b) || close_cell(b);
    if (end && is_void_end(tag))
        return true;
    if (end && (tag == DLI_TAG_TABLE || tag == DLI_TAG_TR || is_section(tag)))
        return !in_table_scope(b, (dli_tag)tag) || close_cell(b);
    return dli_mode_in_body(b);
}
