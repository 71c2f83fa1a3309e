/* escape.c -- values as text of HTML. */
#include "view/escape.h"

#include "base/utf8.h"
#include "view/view.h"

static const char *reference(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

/* Characters that are not seen but change what is: a name cannot end a line, turn the text
 * around or hide a part of itself. */
static bool acts(uint32_t cp)
{
    if (cp < 0x20)
        return cp != '\n' && cp != '\t';
    if (cp < 0x7F)
        return false;
    return cp < 0xA0 || (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069) ||
           cp == 0x2028 || cp == 0x2029 || cp == 0xFEFF || (cp >= 0xE0000 && cp <= 0xE007F);
}

void dli_html_text(dli_buf *out, dl_str value)
{
    size_t from = 0, at = 0, len;

    while (at < value.len) {
        uint32_t cp = dli_utf8_get(value, at, &len);
        const char *escaped = cp < 0x80 ? reference((char)cp) : NULL;
        bool bad = cp == 0xFFFD && len == 1;
        if (escaped != NULL || bad || acts(cp)) {
            dli_buf_add(out, dli_slice(value, from, at));
            if (escaped != NULL)
                dli_buf_add(out, dli_str(escaped));
            else if (bad)
                dli_buf_add(out, DL_STR("\xEF\xBF\xBD"));
            else
                dli_buf_print(out, "[U+%04X]", (unsigned)cp);
            from = at + len;
        }
        at += len;
    }
    dli_buf_add(out, dli_slice(value, from, at));
}

void dli_html_wrap(dli_buf *out, const char *before, dl_str value, const char *behind)
{
    if (value.len == 0)
        return;
    dli_buf_add(out, dli_str(before));
    dli_html_text(out, value);
    dli_buf_add(out, dli_str(behind));
}

void dli_html_link(dli_buf *out, dl_str url)
{
    if (!dli_is_web_url(url)) {
        dli_html_text(out, url);
        return;
    }
    dli_html_wrap(out, "<a rel=\"noopener noreferrer\" href=\"", url, "\">");
    dli_html_wrap(out, "", url, "</a>");
}

void dli_html_term(dli_buf *out, dl_str term)
{
    dli_buf words;

    dli_buf_init(&words, out->arena);
    dli_term_add(&words, term);
    if (words.len > 0 && words.ptr[0] >= 'a' && words.ptr[0] <= 'z')
        words.ptr[0] = (char)(words.ptr[0] - 32);
    dli_html_text(out, dli_buf_str(&words));
}
