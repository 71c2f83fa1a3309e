/* tokenizer_markup.c -- what begins with "<!" and the like: comments and doctypes
 * (WHATWG HTML, 13.2.5.41 to 13.2.5.68).
 */
#include "base/str.h"
#include "page/tokenizer.h"

static uint32_t find_greater(dl_str source, uint32_t at)
{
    size_t hit = dli_find_byte(source, '>', at);

    return hit == DLI_NONE ? (uint32_t)source.len : (uint32_t)hit;
}

/* A token from in->at to the '>' at `stop`, or to the end of the source. */
static void give(dli_tokenizer *in, dli_token *token, dli_token_kind kind, uint32_t stop)
{
    uint32_t end = (uint32_t)in->source.len;

    token->kind = kind;
    token->span.start = in->at;
    in->at = token->span.end = stop < end ? stop + 1 : end;
}

/* 13.2.5.41 */
void dli_tokenize_bogus_comment(dli_tokenizer *in, dli_token *token, uint32_t data)
{
    uint32_t stop = find_greater(in->source, data);

    token->data = (dl_span){ data, stop };
    give(in, token, DLI_TOKEN_COMMENT, stop);
}

/* Where the data ends if the comment ends at the '>' at `at`, else UINT32_MAX. */
static uint32_t comment_end(const char *p, uint32_t data, uint32_t at)
{
    uint32_t len = at - data;

    if (len == 0 || (len == 1 && p[data] == '-')) /* <!--> <!---> */
        return data;
    if (len >= 2 && p[at - 1] == '-' && p[at - 2] == '-')
        return at - 2;
    if (len >= 3 && p[at - 1] == '!' && p[at - 2] == '-' && p[at - 3] == '-')
        return at - 3;
    return UINT32_MAX;
}

/* 13.2.5.43 to 13.2.5.52, data behind "<!--". The states for "<!--" inside only
 * report errors. */
static void read_comment(dli_tokenizer *in, dli_token *token, uint32_t data)
{
    const char *p = in->source.ptr;
    uint32_t end = (uint32_t)in->source.len, at = data, stop = UINT32_MAX;

    for (;; at++) {
        at = find_greater(in->source, at);
        if (at == end)
            break;
        stop = comment_end(p, data, at);
        if (stop != UINT32_MAX)
            break;
    }
    if (at == end) { /* as if it were to end here */
        stop = comment_end(p, data, end);
        if (stop == UINT32_MAX)
            stop = end > data && p[end - 1] == '-' ? end - 1 : end;
    }
    token->data = (dl_span){ data, stop };
    give(in, token, DLI_TOKEN_COMMENT, at);
}

/* ---- Doctypes ---------------------------------------------------------------- */

static uint32_t pass_space(dl_str s, uint32_t at)
{
    while (at < s.len && dli_is_space(s.ptr[at]))
        at++;
    return at;
}

static bool is_quote(dl_str s, uint32_t at)
{
    return at < s.len && (s.ptr[at] == '"' || s.ptr[at] == '\'');
}

/* 13.2.5.59, 13.2.5.60, 13.2.5.65, 13.2.5.66: the identifier whose quotation mark
 * stands at `at`. False if '>' or the end of the source cuts it off. */
static bool read_identifier(dl_str s, uint32_t *at, dl_span *id)
{
    char quote = s.ptr[*at];

    id->start = ++*at;
    while (*at < s.len && s.ptr[*at] != quote && s.ptr[*at] != '>')
        ++*at;
    id->end = *at;
    if (*at == s.len || s.ptr[*at] == '>')
        return false;
    ++*at;
    return true;
}

/* 13.2.5.56 to 13.2.5.67, behind the name. False for what forces quirks mode; *at is
 * where the search for the '>' begins. */
static bool read_identifiers(dl_str s, uint32_t *at, dli_token *token)
{
    dl_str rest = dli_from(s, *at);
    bool is_public = dli_starts_nocase(rest, DL_STR("public"));

    if (!is_public && !dli_starts_nocase(rest, DL_STR("system")))
        return false;
    *at = pass_space(s, *at + 6);
    if (!is_quote(s, *at))
        return false;
    if (is_public) {
        token->has_public = true;
        if (!read_identifier(s, at, &token->data))
            return false;
        *at = pass_space(s, *at);
        if (*at < s.len && s.ptr[*at] == '>')
            return true;
        if (!is_quote(s, *at))
            return false;
    }
    token->has_system = true;
    if (!read_identifier(s, at, &token->system))
        return false;
    *at = pass_space(s, *at);
    return *at < s.len; /* 13.2.5.67: anything else is passed over, but no quirks */
}

/* 13.2.5.53 to 13.2.5.68, behind "<!DOCTYPE" */
static void read_doctype(dli_tokenizer *in, dli_token *token, uint32_t at)
{
    dl_str s = in->source;

    at = pass_space(s, at);
    token->name.start = at;
    while (at < s.len && s.ptr[at] != '>' && !dli_is_space(s.ptr[at]))
        at++;
    token->name.end = at;
    token->has_name = token->name.end > token->name.start;
    token->has_public = token->has_system = false;
    token->data = token->system = (dl_span){ at, at };
    token->force_quirks = !token->has_name;
    at = pass_space(s, at);
    if (at == s.len)
        token->force_quirks = true;
    else if (s.ptr[at] != '>')
        token->force_quirks = !read_identifiers(s, &at, token);
    give(in, token, DLI_TOKEN_DOCTYPE, find_greater(s, at));
}

/* 13.2.5.42 */
void dli_tokenize_declaration(dli_tokenizer *in, dli_token *token)
{
    dl_str rest = dli_from(in->source, in->at + 2);

    if (dli_starts(rest, DL_STR("--"))) {
        read_comment(in, token, in->at + 4);
    } else if (dli_starts_nocase(rest, DL_STR("doctype"))) {
        read_doctype(in, token, in->at + 9);
    } else if (in->cdata && dli_starts(rest, DL_STR("[CDATA["))) {
        in->content = DLI_CONTENT_CDATA;
        in->at += 9;
        token->kind = DLI_TOKEN_NONE;
    } else {
        dli_tokenize_bogus_comment(in, token, in->at + 2);
    }
}
