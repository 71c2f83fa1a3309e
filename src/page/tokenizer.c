/* tokenizer.c -- data and tags (WHATWG HTML, 13.2.5.1 and 13.2.5.6 to 13.2.5.40).
 *
 * The standard's tokenizer is a machine that takes one character at a time. Here
 * the whole source is at hand, so each function reads a construct to its end; the
 * states it stands for are named by their sections.
 */
#include "page/tokenizer.h"

#include "base/limits.h"
#include "base/str.h"
#include "page/scan.h"

void dli_tokenizer_init(dli_tokenizer *in, dli_arena *arena, dl_str source)
{
    *in = (dli_tokenizer){ .source = source, .arena = arena };
}

/* ---- Bytes by what they do in a tag ------------------------------------------ */

enum {
    ENDS_NAME = 1,   /* of a tag: white space, '/', '>' */
    ENDS_ATTR = 2,   /* of an attribute: those and '='  */
    ENDS_VALUE = 4,  /* unquoted: white space, '>'      */
    ODD_IN_VALUE = 8 /* '&', U+0000 (CR ends a value)   */
};

#define SPACE (ENDS_NAME | ENDS_ATTR | ENDS_VALUE)

static const uint8_t does[256] = {
    ['\t'] = SPACE,
    ['\n'] = SPACE,
    ['\f'] = SPACE,
    ['\r'] = SPACE,
    [' '] = SPACE,
    ['>'] = SPACE,
    ['/'] = ENDS_NAME | ENDS_ATTR,
    ['='] = ENDS_ATTR,
    ['&'] = ODD_IN_VALUE,
    [0] = ODD_IN_VALUE,
};

static uint32_t pass_until(const char *p, uint32_t at, uint32_t end, unsigned what)
{
    while (at < end && (does[(unsigned char)p[at]] & what) == 0)
        at++;
    return at;
}

static uint32_t pass_space(const char *p, uint32_t at, uint32_t end)
{
    while (at < end && dli_is_space(p[at]))
        at++;
    return at;
}

/* ---- Attributes -------------------------------------------------------------- */

/* Is there an attribute of the same name since `first`? Then the standard drops the
 * later one (13.2.5.33). */
static bool is_duplicate(const dli_tokenizer *in, uint32_t first, const dli_attr *attr)
{
    for (size_t i = first; i < in->attrs.count; i++) {
        const dli_attr *other = &in->attrs.ptr[i];
        if (other->id == attr->id &&
            (attr->id < DLI_ATTR_COUNT ||
             dli_eq_nocase(dli_cut(in->source, other->name), dli_cut(in->source, attr->name))))
            return true;
    }
    return false;
}

static void add_attribute(dli_tokenizer *in, uint32_t first, const dli_attr *attr)
{
    if (in->attrs.count - first >= DLI_MAX_ATTRIBUTES)
        in->trimmed = true;
    else if (!is_duplicate(in, first, attr) && !DLI_PUSH_TIGHT(in->arena, &in->attrs, *attr))
        in->failed = true;
}

/* 13.2.5.35 to 13.2.5.38: the value behind '='; the byte behind it, closing quotation
 * mark included, or the end. */
static uint32_t read_value(const dli_tokenizer *in, uint32_t at, dli_attr *attr)
{
    const char *p = in->source.ptr;
    uint32_t end = (uint32_t)in->source.len;

    at = pass_space(p, at, end);
    if (at == end || p[at] == '>') {
        attr->value = (dl_span){ at, at };
    } else if (p[at] == '"' || p[at] == '\'') {
        attr->value.start = at + 1;
        attr->value.end = dli_scan_value(p, at + 1, end, p[at], &attr->escaped);
        at = attr->value.end < end ? attr->value.end + 1 : end + 1; /* no mark: no tag */
    } else {
        attr->value.start = at;
        for (; at < end && (does[(unsigned char)p[at]] & ENDS_VALUE) == 0; at++)
            attr->escaped |= (does[(unsigned char)p[at]] & ODD_IN_VALUE) != 0;
        attr->value.end = at;
    }
    return at;
}

/* 13.2.5.32 to 13.2.5.40: attributes up to the '>', which is passed. False if the
 * source ends before: then there is no tag at all. */
static bool read_attributes(dli_tokenizer *in, dli_token *token, uint32_t at)
{
    const char *p = in->source.ptr;
    uint32_t end = (uint32_t)in->source.len, first = token->attr_first;

    for (;;) {
        at = pass_space(p, at, end);
        if (at >= end)
            return false;
        if (p[at] == '>') {
            in->at = at + 1;
            return true;
        }
        if (p[at] == '/') { /* 13.2.5.40 */
            at++;
            token->self_closing = at < end && p[at] == '>';
            continue;
        }
        dli_attr attr = { .name.start = at };
        at = pass_until(p, at + 1, end, ENDS_ATTR); /* a '=' may come first */
        attr.name.end = at;
        attr.value = (dl_span){ at, at };
        attr.id = dli_attr_id(dli_cut(in->source, attr.name));
        at = pass_space(p, at, end); /* 13.2.5.34 */
        if (at < end && p[at] == '=')
            at = read_value(in, at + 1, &attr);
        if (at >= end)
            return false;
        add_attribute(in, first, &attr);
    }
}

/* ---- Tags -------------------------------------------------------------------- */

/* The end of the source inside something that then does not count. */
static void read_end(dli_tokenizer *in, dli_token *token)
{
    uint32_t end = (uint32_t)in->source.len;

    in->at = end;
    *token = (dli_token){ .kind = DLI_TOKEN_END, .span = { end, end } };
}

/* 13.2.5.8: a tag that begins at in->at, its name at `name`. */
static void read_tag(dli_tokenizer *in, dli_token *token, uint32_t name)
{
    const char *p = in->source.ptr;
    uint32_t end = (uint32_t)in->source.len, at = pass_until(p, name, end, ENDS_NAME);

    if (in->attrs.count == 0 && !DLI_PUSH_TIGHT(in->arena, &in->attrs, (dli_attr){ .id = 0 }))
        in->failed = true;
    token->kind = p[name - 1] == '/' ? DLI_TOKEN_END_TAG : DLI_TOKEN_START_TAG;
    token->span.start = in->at;
    token->name = (dl_span){ name, at };
    token->tag = (uint32_t)dli_tag_number(dli_cut(in->source, token->name));
    token->attr_first = (uint32_t)in->attrs.count;
    token->self_closing = false;
    token->attr_count = 0;
    if (at < end && p[at] == '>') {
        in->at = at + 1;
    } else if (!read_attributes(in, token, at) || in->failed) {
        in->attrs.count = token->attr_first;
        read_end(in, token);
        return;
    }
    if (token->kind == DLI_TOKEN_START_TAG)
        in->raw = token->name;
    else
        in->attrs.count = token->attr_first;
    token->attr_count = (uint16_t)(in->attrs.count - token->attr_first);
    token->span.end = in->at;
}

dl_str dli_written_tag(dl_str source, uint32_t at)
{
    return dli_slice(source, at + 1,
                     pass_until(source.ptr, at + 1, (uint32_t)source.len, ENDS_NAME));
}

bool dli_tokenize_end_tag(dli_tokenizer *in, dli_token *token, uint32_t at)
{
    const char *p = in->source.ptr;
    uint32_t end = (uint32_t)in->source.len;
    dl_str want = in->raw_tag.len > 0 ? in->raw_tag : dli_cut(in->source, in->raw);

    if (want.len == 0 || end - at < want.len + 3 || p[at + 1] != '/' ||
        (does[(unsigned char)p[at + 2 + want.len]] & ENDS_NAME) == 0 ||
        !dli_eq_nocase(dli_slice(in->source, at + 2, at + 2 + want.len), want))
        return false;
    if (at > in->at) /* the text before it comes first */
        return true;
    in->content = DLI_CONTENT_DATA;
    read_tag(in, token, at + 2);
    return true;
}

/* ---- Data -------------------------------------------------------------------- */

/* Does markup begin at the '<' here (13.2.5.6, 13.2.5.7)? */
static bool opens_markup(const char *p, uint32_t at, uint32_t end)
{
    if (end - at < 2)
        return false;
    if (p[at + 1] == '/')
        return end - at > 2;
    return dli_is_alpha(p[at + 1]) || p[at + 1] == '!' || p[at + 1] == '?';
}

/* 13.2.5.6, 13.2.5.7: markup at in->at. */
static void read_markup(dli_tokenizer *in, dli_token *token)
{
    const char *p = in->source.ptr + in->at;

    if (p[1] == '!')
        dli_tokenize_declaration(in, token);
    else if (p[1] == '?')
        dli_tokenize_bogus_comment(in, token, in->at + 1);
    else if (p[1] != '/')
        read_tag(in, token, in->at + 1);
    else if (dli_is_alpha(p[2]))
        read_tag(in, token, in->at + 2);
    else if (p[2] != '>')
        dli_tokenize_bogus_comment(in, token, in->at + 2);
    else
        in->at += 3; /* "</>" says nothing */
}

bool dli_tokenize_reference(dli_tokenizer *in, dli_token *token, uint32_t at)
{
    size_t taken = in->ahead_len;

    if (in->ahead != at || at == 0) {
        taken = dli_reference_read(in->source, at, in->source.len, false, in->ahead_made,
                                   &in->ahead_made_len);
        if (taken == 0)
            return false;
        in->ahead = at;
        in->ahead_len = (uint32_t)taken;
    }
    if (at > in->at) /* the text before it comes first */
        return true;
    token->kind = DLI_TOKEN_REFERENCE;
    token->span = (dl_span){ at, at + (uint32_t)taken };
    memcpy(token->made, in->ahead_made, sizeof token->made);
    token->made_len = in->ahead_made_len;
    in->at = token->span.end;
    return true;
}

void dli_tokenize_nuls(dli_tokenizer *in, dli_token *token)
{
    token->kind = DLI_TOKEN_NULS;
    token->span.start = in->at;
    while (in->at < in->source.len && in->source.ptr[in->at] == 0)
        in->at++;
    token->span.end = in->at;
}

/* Where the text at in->at ends: in->at itself if something else stands there, which
 * is a reference if the token has become one. */
static uint32_t pass_text(dli_tokenizer *in, dli_token *token)
{
    const char *p = in->source.ptr;
    uint32_t end = (uint32_t)in->source.len, at = in->at;

    for (;; at++) { /* over each '<' and '&' that stands for itself */
        at = dli_scan_text(p, at, end);
        if (at == end || p[at] == 0 || (p[at] == '<' && opens_markup(p, at, end)) ||
            (p[at] == '&' && dli_tokenize_reference(in, token, at)))
            return at;
    }
}

/* 13.2.5.1 */
static void read_data(dli_tokenizer *in, dli_token *token)
{
    uint32_t from = in->at, at = pass_text(in, token);

    if (at > from) {
        token->kind = DLI_TOKEN_TEXT;
        token->span = (dl_span){ from, at };
        token->nuls = false;
        in->at = at;
    } else if (in->source.ptr[at] == '<') {
        read_markup(in, token);
    } else if (in->source.ptr[at] == 0) {
        dli_tokenize_nuls(in, token);
    }
}

static void read_content(dli_tokenizer *in, dli_token *token)
{
    switch (in->content) {
    case DLI_CONTENT_DATA:
        read_data(in, token);
        break;
    case DLI_CONTENT_RCDATA:
        dli_tokenize_rcdata(in, token);
        break;
    case DLI_CONTENT_RAWTEXT:
        dli_tokenize_rawtext(in, token);
        break;
    case DLI_CONTENT_SCRIPT:
        dli_tokenize_script(in, token);
        break;
    case DLI_CONTENT_PLAINTEXT:
        dli_tokenize_plaintext(in, token);
        break;
    case DLI_CONTENT_CDATA:
        dli_tokenize_cdata(in, token);
        break;
    }
}

void dli_next_token(dli_tokenizer *in, dli_token *token)
{
    token->kind = DLI_TOKEN_NONE;
    while (token->kind == DLI_TOKEN_NONE && in->at < in->source.len && !in->failed)
        read_content(in, token);
    if (token->kind == DLI_TOKEN_NONE)
        read_end(in, token);
}
