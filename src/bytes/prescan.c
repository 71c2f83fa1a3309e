/* prescan.c -- what the first bytes of a page say of its encoding.
 *
 * In:   the body, in an encoding not yet known that agrees with ASCII
 * Out:  the encoding of the first <meta> that names one, or of an XML declaration
 *
 * After the HTML standard, 13.2.3.2 "Prescanning a byte stream to determine its
 * encoding"; the numbers of its steps stand in the code. The standard stops at
 * 1,024 bytes and its parser starts again when it meets a later <meta>. We read the
 * page once, so the same scan goes on behind the 1,024 bytes up to the first tag
 * that does not belong into <head>.
 */
#include "charset.h"

#include "base/cursor.h"
#include "base/limits.h"

typedef struct attribute {
    dl_str name;
    dl_str value;
} attribute;

/* The byte here is one of `set`; false at the end. */
static bool at_any(const dli_cursor *in, dl_str set)
{
    return !dli_at_end(in) && dli_is_any(in->bytes.ptr[in->at], set);
}

/* "Get an attribute". False where there is none: at '>' or at the end. */
static bool next_attribute(dli_cursor *in, attribute *out)
{
    size_t start;
    int c;

    while (at_any(in, DL_STR("\t\n\f\r /"))) /* 1 */
        in->at++;
    if (dli_at_end(in) || dli_peek(in) == '>') /* 2 */
        return false;
    start = in->at; /* 3 to 5 */
    while (!dli_at_end(in) && !at_any(in, DL_STR("\t\n\f\r />")) &&
           (dli_peek(in) != '=' || in->at == start))
        in->at++;
    *out = (attribute){ dli_slice(in->bytes, start, in->at), { "", 0 } };
    dli_pass_space(in);      /* 6 */
    if (dli_peek(in) != '=') /* 7 */
        return true;
    in->at++;           /* 8 */
    dli_pass_space(in); /* 9 */
    c = dli_peek(in);   /* 10 */
    start = in->at;
    if (c == '"' || c == '\'') {
        size_t end = dli_find_byte(in->bytes, (char)c, start + 1);
        in->at = end == DLI_NONE ? in->bytes.len : end + 1;
        out->value = end == DLI_NONE ? out->value : dli_slice(in->bytes, start + 1, end);
        return end != DLI_NONE;
    }
    while (!dli_at_end(in) && !at_any(in, DL_STR("\t\n\f\r >"))) /* 11, 12 */
        in->at++;
    out->value = dli_slice(in->bytes, start, in->at);
    return !dli_at_end(in);
}

/* "Extract a character encoding from a meta element": of the value of `content`. */
static dli_encoding from_content(dl_str s)
{
    dli_cursor in = { s, 0 };

    for (;;) {
        size_t hit = dli_find_nocase(s, DL_STR("charset"), in.at);
        if (hit == DLI_NONE)
            return DLI_ENCODING_NONE;
        in.at = hit + 7;
        dli_pass_space(&in);
        if (dli_peek(&in) == '=')
            break;
    }
    in.at++;
    dli_pass_space(&in);
    int c = dli_peek(&in);
    size_t start = in.at, end;
    if (c == '"' || c == '\'') {
        end = dli_find_byte(s, (char)c, ++start);
        return end == DLI_NONE ? DLI_ENCODING_NONE
                               : dli_encoding_find(dli_slice(s, start, end));
    }
    for (end = start; end < s.len && !dli_is_space(s.ptr[end]) && s.ptr[end] != ';';)
        end++;
    return dli_encoding_find(dli_slice(s, start, end));
}

/* UTF-16 cannot be what a page says in ASCII. */
static dli_encoding ascii_like(dli_encoding encoding)
{
    if (encoding == DLI_ENCODING_UTF_16BE || encoding == DLI_ENCODING_UTF_16LE)
        return DLI_ENCODING_UTF_8;
    return encoding;
}

/* A <meta> behind its name: the encoding it names, or none. */
static dli_encoding read_meta(dli_cursor *in)
{
    bool seen_equiv = false, seen_content = false, seen_charset = false; /* .2.2 */
    bool pragma = false, need_pragma = false, any = false;
    dli_encoding charset = DLI_ENCODING_NONE;
    attribute attr;

    while (next_attribute(in, &attr)) {
        if (dli_eq_nocase(attr.name, DL_STR("http-equiv")) && !seen_equiv) {
            seen_equiv = true;
            pragma = dli_eq_nocase(attr.value, DL_STR("content-type"));
        } else if (dli_eq_nocase(attr.name, DL_STR("content")) && !seen_content) {
            seen_content = true;
            dli_encoding found = any ? DLI_ENCODING_NONE : from_content(attr.value);
            if (found != DLI_ENCODING_NONE) {
                charset = found;
                any = need_pragma = true;
            }
        } else if (dli_eq_nocase(attr.name, DL_STR("charset")) && !seen_charset) {
            seen_charset = any = true;
            charset = dli_encoding_find(attr.value);
            need_pragma = false;
        }
    }
    if (dli_at_end(in) || (need_pragma && !pragma)) /* .2.8 to .2.10 */
        return DLI_ENCODING_NONE;
    if (charset == DLI_ENCODING_X_USER_DEFINED)
        return DLI_ENCODING_WINDOWS_1252;
    return ascii_like(charset);
}

/* The name of a tag at `at`; what belongs into <head> does not end the late scan. */
static bool of_head(dl_str body, size_t at)
{
    static const dl_str names[] = { { "html", 4 },  { "head", 4 },    { "meta", 4 },
                                    { "title", 5 }, { "script", 6 },  { "noscript", 8 },
                                    { "style", 5 }, { "link", 4 },    { "object", 6 },
                                    { "base", 4 },  { "template", 8 } };
    size_t end = at;

    while (end < body.len && dli_is_alnum(body.ptr[end]))
        end++;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (dli_eq_nocase(dli_slice(body, at, end), names[i]))
            return true;
    return false;
}

/* Pass a comment at its "<!--"; the dashes of "<!-->" may be both. */
static void pass_comment(dli_cursor *in)
{
    size_t end = dli_find(in->bytes, DL_STR("-->"), in->at + 2);

    in->at = end == DLI_NONE ? in->bytes.len : end + 3;
}

/* "Get an XML encoding". */
static dli_encoding from_xml(dl_str body)
{
    dli_cursor in = { body, 0 };
    size_t end = dli_find_byte(body, '>', 0), at = dli_find(body, DL_STR("encoding"), 0);

    if (!dli_starts(body, DL_STR("<?xml")) || end == DLI_NONE || at > end)
        return DLI_ENCODING_NONE;
    in.at = at + 8;
    while (dli_peek(&in) >= 0 && dli_peek(&in) <= ' ')
        in.at++;
    if (dli_next(&in) != '=')
        return DLI_ENCODING_NONE;
    while (dli_peek(&in) >= 0 && dli_peek(&in) <= ' ')
        in.at++;
    int quote = dli_next(&in);
    size_t close =
        quote == '"' || quote == '\'' ? dli_find_byte(body, (char)quote, in.at) : DLI_NONE;
    if (close == DLI_NONE || close > end)
        return DLI_ENCODING_NONE;
    return ascii_like(dli_encoding_find(dli_slice(body, in.at, close)));
}

/* The scan of 13.2.3.2 over `body`. Tags behind `sure` bytes must be of <head>. */
static dli_encoding scan(dl_str body, size_t sure)
{
    dli_cursor in = { body, 0 };
    attribute attr;

    while ((in.at = dli_find_byte(body, '<', in.at)) != DLI_NONE) {
        dl_str here = dli_from(body, in.at);
        int c = here.len > 1 ? (unsigned char)here.ptr[1] : -1;
        bool closing = c == '/';
        size_t name = in.at + (closing ? 2 : 1);
        if (dli_starts(here, DL_STR("<!--"))) {
            pass_comment(&in);
        } else if (dli_starts_nocase(here, DL_STR("<meta")) && here.len > 5 &&
                   dli_is_any(here.ptr[5], DL_STR("\t\n\f\r /"))) {
            in.at += 5;
            dli_encoding found = read_meta(&in);
            if (found != DLI_ENCODING_NONE)
                return found;
        } else if (name < body.len && dli_is_alpha(body.ptr[name])) {
            if (in.at >= sure && !of_head(body, name))
                return DLI_ENCODING_NONE;
            while (!dli_at_end(&in) && !at_any(&in, DL_STR("\t\n\f\r >")))
                in.at++;
            while (next_attribute(&in, &attr))
                continue;
        } else if (c == '!' || c == '/' || c == '?') {
            (void)dli_pass_through(&in, '>');
        } else {
            in.at++;
        }
    }
    return DLI_ENCODING_NONE;
}

dli_encoding dli_prescan(dl_str body, dli_charset_how *how)
{
    dl_str head = { body.ptr, body.len < DLI_PRESCAN_BYTES ? body.len : DLI_PRESCAN_BYTES };
    dl_str more = { body.ptr,
                    body.len < DLI_PRESCAN_LATE_BYTES ? body.len : DLI_PRESCAN_LATE_BYTES };
    dli_encoding found = DLI_ENCODING_NONE;

    *how = DLI_CHARSET_XML;
    if (dli_starts(head, (dl_str){ "<\0?\0x\0", 6 })) /* 1 */
        return DLI_ENCODING_UTF_16LE;
    if (dli_starts(head, (dl_str){ "\0<\0?\0x", 6 }))
        return DLI_ENCODING_UTF_16BE;
    *how = DLI_CHARSET_META;
    if ((found = scan(head, head.len)) != DLI_ENCODING_NONE)
        return found;
    *how = DLI_CHARSET_XML;
    if ((found = from_xml(head)) != DLI_ENCODING_NONE)
        return found;
    *how = DLI_CHARSET_META;
    return more.len > head.len ? scan(more, head.len) : DLI_ENCODING_NONE;
}
