/* page.c -- parse a page: tokens in, a tree out (WHATWG HTML, 13.2.6). */
#include "page/page.h"

#include "base/error.h"
#include "base/str.h"
#include "page/builder.h"

/* ---- Tokens to rules --------------------------------------------------------- */

bool dli_process_as_html(dli_builder *b)
{
    static bool (*const modes[])(dli_builder *) = {
        [DLI_MODE_INITIAL] = dli_mode_initial,
        [DLI_MODE_BEFORE_HTML] = dli_mode_before_html,
        [DLI_MODE_BEFORE_HEAD] = dli_mode_before_head,
        [DLI_MODE_IN_HEAD] = dli_mode_in_head,
        [DLI_MODE_IN_HEAD_NOSCRIPT] = dli_mode_in_head_noscript,
        [DLI_MODE_AFTER_HEAD] = dli_mode_after_head,
        [DLI_MODE_IN_BODY] = dli_mode_in_body,
        [DLI_MODE_TEXT] = dli_mode_text,
        [DLI_MODE_IN_TABLE] = dli_mode_in_table,
        [DLI_MODE_IN_TABLE_TEXT] = dli_mode_in_table_text,
        [DLI_MODE_IN_CAPTION] = dli_mode_in_caption,
        [DLI_MODE_IN_COLUMN_GROUP] = dli_mode_in_column_group,
        [DLI_MODE_IN_TABLE_BODY] = dli_mode_in_table_body,
        [DLI_MODE_IN_ROW] = dli_mode_in_row,
        [DLI_MODE_IN_CELL] = dli_mode_in_cell,
        [DLI_MODE_IN_TEMPLATE] = dli_mode_in_template,
        [DLI_MODE_AFTER_BODY] = dli_mode_after_body,
        [DLI_MODE_IN_FRAMESET] = dli_mode_in_frameset,
        [DLI_MODE_AFTER_FRAMESET] = dli_mode_after_frameset,
        [DLI_MODE_AFTER_AFTER_BODY] = dli_mode_after_after_body,
        [DLI_MODE_AFTER_AFTER_FRAMESET] = dli_mode_after_after_frameset,
    };

    return modes[b->mode](b);
}

/* 13.2.6, the choice between the insertion mode and foreign content. */
static bool is_foreign(const dli_builder *b)
{
    const dli_token *t = &b->token;
    const dli_open *node = dli_adjusted(b);
    bool start = t->kind == DLI_TOKEN_START_TAG;
    bool text = t->kind == DLI_TOKEN_TEXT || t->kind == DLI_TOKEN_REFERENCE ||
                t->kind == DLI_TOKEN_NULS;

    if (node->ns == DLI_NS_HTML || t->kind == DLI_TOKEN_END)
        return false;
    if (node->point == DLI_TEXT_POINT)
        return !text && (!start || t->tag == DLI_TAG_MGLYPH || t->tag == DLI_TAG_MALIGNMARK);
    if (node->point == DLI_HTML_POINT)
        return !text && !start;
    return !(start && t->tag == DLI_TAG_SVG && node->ns == DLI_NS_MATHML &&
             node->tag == DLI_TAG_ANNOTATION_XML);
}

/* A token is processed again in fewer modes than there are, but for a mistake. */
enum {
    MAX_AGAIN = 64
};

static void process(dli_builder *b)
{
    for (int i = 0; i < MAX_AGAIN && !b->failed; i++) {
        bool foreign = b->open > 0 && is_foreign(b);
        if (foreign ? dli_foreign_content(b) : dli_process_as_html(b))
            return;
    }
}

/* ---- What is trimmed --------------------------------------------------------- */

static uint32_t skip_index(const dli_builder *b)
{
    return b->token.tag < DLI_TAG_COUNT ? b->token.tag : (uint32_t)DLI_TAG_COUNT;
}

/* A tag that is not processed ends the text of a table all the same. */
static void end_table_text(dli_builder *b)
{
    if (b->mode == DLI_MODE_IN_TABLE_TEXT)
        dli_mode_in_table_text(b);
}

/* Start tags beyond the ceilings. Where the tree is too deep the element is made but not
 * opened, so that what it holds becomes its sibling; where there are too many nodes it is
 * not made. Elements whose text is no markup are let through: their text must not become
 * the page's, and they are long enough to be few. */
static bool trim_start(dli_builder *b)
{
    const dli_open *node = dli_adjusted(b);
    bool deep = dli_levels(b) >= DLI_MAX_OPEN;

    if (!deep && !dli_is_full(b))
        return false;
    if (node->ns == DLI_NS_HTML && dli_has_trait(b->token.tag, DLI_RAW))
        return false;
    end_table_text(b);
    if (dli_is_full(b)) {
        b->trimmed_nodes = true;
    } else {
        b->trimmed_depth = true;
        dli_insert_closed(b, (dli_namespace)node->ns);
        if (dli_has_trait(b->token.tag, DLI_VOID) || b->token.self_closing)
            return true;
    }
    if (deep) {
        b->skipped++;
        b->skipped_of[skip_index(b)]++;
    }
    return true;
}

/* The end tag of an element that was not opened. */
static bool trim_end(dli_builder *b)
{
    uint32_t *skipped = &b->skipped_of[skip_index(b)];

    if (b->skipped == 0 || *skipped == 0)
        return false;
    end_table_text(b);
    b->skipped--;
    --*skipped;
    return true;
}

/* ---- Tokens ------------------------------------------------------------------ */

static uint32_t hash_name(dl_str name)
{
    uint32_t hash = 0x811C9DC5;

    for (size_t i = 0; i < name.len; i++)
        hash = (hash ^ (unsigned char)dli_lower(name.ptr[i])) * 0x01000193;
    return hash;
}

/* The number of a tag that is not in names.h: its own one, or DLI_TAG_OTHER. */
static uint32_t own_tag(dli_builder *b)
{
    char lower[DLI_LONGEST_OWN_TAG];
    dl_str name = dli_cut(b->source, b->token.name);
    bool start = b->token.kind == DLI_TOKEN_START_TAG, added = false;

    b->tag_hash = hash_name(name);
    if (name.len > sizeof lower || memchr(name.ptr, 0, name.len) != NULL)
        return DLI_TAG_OTHER;
    for (size_t i = 0; i < name.len; i++)
        lower[i] = dli_lower(name.ptr[i]);
    name.ptr = lower;
    const dli_map_slot *known = dli_map_get(&b->own_numbers, name);
    if (known != NULL)
        return known->value;
    if (!start || b->own_tags.count == DLI_MAX_OWN_TAGS)
        return DLI_TAG_OTHER;
    name = dli_arena_copy(b->arena, name);
    dli_map_slot *slot = dli_map_put(&b->own_numbers, name, &added);
    if (name.len == 0 || slot == NULL || !DLI_PUSH(b->arena, &b->own_tags, name)) {
        b->failed = true;
        return DLI_TAG_OTHER;
    }
    slot->value = DLI_TAG_COUNT + (uint32_t)b->own_tags.count - 1;
    return slot->value;
}

/* A line feed right behind <pre> and <textarea> does not count. True if nothing is left
 * of the token. */
static bool skip_line_feed(dli_builder *b)
{
    dl_span *span = &b->token.span;
    const char *p = b->source.ptr;

    b->skip_lf = false;
    if (b->token.kind == DLI_TOKEN_REFERENCE)
        return b->token.made[0] == '\n';
    if (b->token.kind != DLI_TOKEN_TEXT)
        return false;
    if (p[span->start] == '\r')
        span->start += span->end - span->start > 1 && p[span->start + 1] == '\n' ? 2 : 1;
    else if (p[span->start] == '\n')
        span->start++;
    return span->start == span->end;
}

static void take_token(dli_builder *b)
{
    dli_token *t = &b->token;
    bool start = t->kind == DLI_TOKEN_START_TAG, end = t->kind == DLI_TOKEN_END_TAG;

    if (b->skip_lf && skip_line_feed(b))
        return;
    if ((start || end) && t->tag == DLI_TAG_COUNT)
        t->tag = own_tag(b);
    b->attrs_used = false;
    if (!(start && b->open > 0 && trim_start(b)) && !(end && trim_end(b)))
        process(b);
    if (start && !b->attrs_used)
        b->in.attrs.count = t->attr_first;
}

static void run(dli_builder *b)
{
    do {
        b->in.cdata = b->open > 0 && dli_adjusted(b)->ns != DLI_NS_HTML;
        dli_next_token(&b->in, &b->token);
        b->failed |= b->in.failed;
        if (!b->failed)
            take_token(b);
    } while (b->token.kind != DLI_TOKEN_END && !b->failed);
}

/* ---- Beginning and end ------------------------------------------------------- */

/* Steps that the adoption agency may take: some for each byte. */
enum {
    WORK_BASE = 1000000,
    WORK_PER_BYTE = 16
};

static bool begin(dli_builder *b, dli_arena *arena, dl_str source)
{
    *b = (dli_builder){ .arena = arena, .source = source, .frameset_ok = true };
    dli_tokenizer_init(&b->in, arena, source);
    dli_map_init(&b->own_numbers, arena);
    b->limit = (DLI_NODES_BASE + source.len / DLI_BYTES_PER_NODE) * sizeof(dli_node_data);
    b->work = WORK_BASE + source.len * WORK_PER_BYTE;
    if (!dli_vec_reserve(arena, &b->nodes, sizeof *b->nodes.ptr, 64 + source.len / 64))
        return false;
    dli_new_node(b, DLI_NODE_NONE, (dl_span){ 0, 0 });
    dli_new_node(b, DLI_NODE_DOCUMENT, (dl_span){ 0, (uint32_t)source.len });
    return true;
}

static dl_status finish(dli_builder *b, dli_page *out, dl_error *err)
{
    if (b->failed)
        return dli_no_memory(err);
    b->nodes.ptr[DLI_DOCUMENT_NODE].close = (uint32_t)b->source.len;
    *out = (dli_page){
        .source = b->source,
        .arena = b->arena,
        .nodes = b->nodes.ptr,
        .count = (uint32_t)b->nodes.count,
        .attrs = b->in.attrs.ptr,
        .pieces = b->pieces.ptr,
        .own_tags = b->own_tags.ptr,
        .html = b->html,
        .head = b->head,
        .body = b->body,
        .quirks = b->quirks,
        .trimmed_depth = b->trimmed_depth,
        .trimmed_nodes = b->trimmed_nodes,
        .trimmed_attrs = b->in.trimmed,
        .trimmed_formatting = b->trimmed_formatting,
    };
    return DL_OK;
}

dl_status dli_page_parse(dli_arena *arena, dl_str source, dli_page *out, dl_error *err)
{
    dli_builder b;

    *out = (dli_page){ 0 };
    if (!begin(&b, arena, source))
        return dli_no_memory(err);
    if (dli_starts(source, DL_STR("\xEF\xBB\xBF"))) /* a byte order mark is no text */
        b.in.at = 3;
    run(&b);
    return finish(&b, out, err);
}

/* What the text of a fragment is read as, by its context element (13.4, step 6). */
static dli_content content_in(uint32_t tag)
{
    switch (tag) {
    case DLI_TAG_TITLE:
    case DLI_TAG_TEXTAREA:
        return DLI_CONTENT_RCDATA;
    case DLI_TAG_STYLE:
    case DLI_TAG_XMP:
    case DLI_TAG_IFRAME:
    case DLI_TAG_NOEMBED:
    case DLI_TAG_NOFRAMES:
        return DLI_CONTENT_RAWTEXT;
    case DLI_TAG_SCRIPT:
        return DLI_CONTENT_SCRIPT;
    case DLI_TAG_PLAINTEXT:
        return DLI_CONTENT_PLAINTEXT;
    default:
        return DLI_CONTENT_DATA;
    }
}

dl_status dli_page_parse_fragment(dli_arena *arena, dl_str source, dl_str context,
                                  dli_page *out, dl_error *err)
{
    dli_builder b;

    *out = (dli_page){ 0 };
    if (!begin(&b, arena, source))
        return dli_no_memory(err);
    b.is_fragment = true;
    if (dli_starts(context, DL_STR("svg "))) {
        b.context.ns = DLI_NS_SVG;
        context = dli_from(context, 4);
    } else if (dli_starts(context, DL_STR("math "))) {
        b.context.ns = DLI_NS_MATHML;
        context = dli_from(context, 5);
    }
    dli_tag tag = dli_tag_number(context);
    b.context.tag = tag == DLI_TAG_COUNT ? (uint16_t)DLI_TAG_OTHER : (uint16_t)tag;
    b.context.mode = DLI_MODE_IN_TEMPLATE;
    b.context.point = dli_integration_point(&b, b.context.tag, (dli_namespace)b.context.ns);
    if (b.context.ns == DLI_NS_HTML) {
        b.in.content = content_in(tag);
        b.form = tag == DLI_TAG_FORM ? DLI_DOCUMENT_NODE : 0;
    }
    /* The root <html> of the standard is the document node itself. */
    b.nodes.ptr[DLI_DOCUMENT_NODE].tag = DLI_TAG_HTML;
    dli_push(&b, DLI_DOCUMENT_NODE, 0);
    dli_reset_mode(&b);
    run(&b);
    return finish(&b, out, err);
}
