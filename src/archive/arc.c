/* arc.c -- the line that a record of an ARC file begins with. */
#include "arc.h"

#include "base/str.h"

/* The last word of *rest, which is cut off. */
static dl_str last_word(dl_str *rest)
{
    size_t end = rest->len, start;

    while (end > 0 && rest->ptr[end - 1] == ' ')
        end--;
    for (start = end; start > 0 && rest->ptr[start - 1] != ' ';)
        start--;
    dl_str word = dli_slice(*rest, start, end);
    *rest = dli_slice(*rest, 0, start > 0 ? start - 1 : 0);
    return word;
}

static bool all_digits(dl_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!dli_is_digit(s.ptr[i]))
            return false;
    return s.len > 0;
}

/* "scheme:" */
static bool has_scheme(dl_str url)
{
    size_t colon = dli_find_byte(url, ':', 0);

    if (colon == DLI_NONE || colon == 0 || !dli_is_alpha(url.ptr[0]))
        return false;
    for (size_t i = 0; i < colon; i++)
        if (!dli_is_alnum(url.ptr[i]) && url.ptr[i] != '+' && url.ptr[i] != '-' &&
            url.ptr[i] != '.')
            return false;
    return true;
}

bool dli_arc_parse(dl_str line, unsigned fields, dli_arc_line *out)
{
    dl_str rest = line;

    *out = (dli_arc_line){ .length = 0 };
    if (line.len > 0 && line.ptr[line.len - 1] == '\r')
        rest.len--;
    if (!has_scheme(rest) || !dli_parse_u64(last_word(&rest), &out->length))
        return false;
    for (unsigned i = DLI_ARC_1; i < fields; i++)
        (void)last_word(&rest);
    out->type = last_word(&rest);
    out->date = last_word(&rest);
    (void)last_word(&rest); /* IP address */
    out->url = dli_trim(rest);
    return out->url.len > 0 && all_digits(out->date) && out->date.len >= 8 &&
           out->date.len <= 17;
}
