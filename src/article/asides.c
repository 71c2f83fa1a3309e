/* asides.c -- what stands beside the text: pictures with their words, footnotes.
 *
 * In:   a line that reads like a caption, or begins with [1]
 * Out:  an image with caption, credit and address; a reference and where it is cited
 */
#include "article/asides.h"

#include "article/roles.h"
#include "base/str.h"

enum {
    MAX_IMAGES = 100,
    MAX_REFERENCES = 500,
    MARKER_DIGITS = 3,
    CLIMB = 4 /* elements from a caption up to its figure */
};

/* ---- Pictures ------------------------------------------------------------ */

/* "The ferry on Monday. ‖Photo: Ines Duarte‖": what it shows, and whose it is. */
static void split_credit(dli_arena *arena, const dli_lang *lang, const dl_text *line,
                         dli_image *image)
{
    size_t name, at = dli_photo_at(lang, line->bytes, &name);

    if (at == DLI_NONE) {
        image->caption = *line;
        return;
    }
    size_t end = line->bytes.len;
    if (at > 0 && line->bytes.ptr[at - 1] == '(') {
        at--;
        end -= dli_ends(line->bytes, DL_STR(")"));
    }
    dl_str shown = dli_trim(dli_slice(line->bytes, 0, at));
    dl_str whose = dli_trim(dli_slice(line->bytes, name, end));
    image->caption = dli_text_part(arena, line, (dl_span){ 0, (uint32_t)shown.len });
    uint32_t from = (uint32_t)(whose.ptr - line->bytes.ptr);
    image->credit = dli_text_part(arena, line, (dl_span){ from, from + (uint32_t)whose.len });
}

void dli_add_picture(dli_arena *arena, const dli_lang *lang, const dl_text *line, dl_text url,
                     dli_item *item)
{
    dli_image image = { .url = url };

    split_credit(arena, lang, line, &image);
    if (item->images.count < MAX_IMAGES)
        (void)DLI_PUSH(arena, &item->images, image);
}

dl_text dli_picture_url(dli_arena *arena, const dli_page *page, dli_node caption)
{
    dli_node figure = caption;

    for (int up = 0; up < CLIMB && figure != 0 && !dli_is_tag(page, figure, DLI_TAG_FIGURE);
         up++)
        figure = dli_node_at(page, figure)->parent;
    if (figure == 0 || !dli_is_tag(page, figure, DLI_TAG_FIGURE))
        return (dl_text){ 0 };
    for (dli_node n = figure; n != 0; n = dli_walk(page, n, figure, false)) {
        const dli_attr *src =
            dli_is_tag(page, n, DLI_TAG_IMG) ? dli_attr_find(page, n, DLI_ATTR_SRC) : NULL;
        if (src == NULL)
            continue;
        dl_text url = dli_attr_text(page, src, arena);
        if (url.bytes.len > 0 && !dli_starts_nocase(url.bytes, DL_STR("data:")))
            return url;
    }
    return (dl_text){ 0 };
}

/* ---- Credits ------------------------------------------------------------- */

void dli_set_credit(dli_arena *arena, const dl_text *line, dli_item *item)
{
    enum {
        MOST = 3
    }; /* words of an agency's name */
    dl_str s = line->bytes;
    size_t colon = dli_find_byte(s, ':', 0);

    if (item->credit.text.bytes.len > 0)
        return;
    item->credit = (dli_value){ *line, DLI_HOW_TEXT, 0 };
    if (colon == DLI_NONE || item->source_organization.text.bytes.len > 0)
        return;
    dl_str name = dli_trim(dli_from(s, colon + 1));
    if (dli_ends(name, DL_STR(".")))
        name.len--;
    for (size_t i = 0; i < name.len; i++)
        if (memchr("0123456789,/:(", name.ptr[i], 14) != NULL)
            return;
    if (name.len == 0 || dli_count_words(name) > MOST)
        return;
    uint32_t from = (uint32_t)(name.ptr - s.ptr);
    item->source_organization =
        (dli_value){ dli_text_part(arena, line, (dl_span){ from, from + (uint32_t)name.len }),
                     DLI_HOW_TEXT, 70 };
}

/* ---- Footnotes ----------------------------------------------------------- */

size_t dli_marker_len(dl_str s)
{
    size_t at = 1;

    if (s.len < 3 || (s.ptr[0] != '[' && s.ptr[0] != '('))
        return 0;
    while (at < s.len && at <= MARKER_DIGITS && dli_is_digit(s.ptr[at]))
        at++;
    return at > 1 && at < s.len && s.ptr[at] == (s.ptr[0] == '[' ? ']' : ')') ? at + 1 : 0;
}

/* The address that stands in the text of a footnote; empty if there is none. */
static dl_text address_in(dli_arena *arena, const dl_text *text)
{
    dl_str s = text->bytes;
    size_t from = dli_find(s, DL_STR("https://"), 0), end;

    from = from == DLI_NONE ? dli_find(s, DL_STR("http://"), 0) : from;
    if (from == DLI_NONE)
        return (dl_text){ 0 };
    for (end = from; end < s.len && !dli_is_space(s.ptr[end]); end++)
        ;
    while (end > from && memchr(".,;)]", s.ptr[end - 1], 5) != NULL)
        end--;
    return dli_text_part(arena, text, (dl_span){ (uint32_t)from, (uint32_t)end });
}

bool dli_add_reference(dli_arena *arena, const dl_text *line, dli_item *item)
{
    dl_str s = line->bytes;
    uint32_t len = (uint32_t)dli_marker_len(s), from = len;

    while (from < s.len && s.ptr[from] == ' ')
        from++;
    if (len == 0 || from == s.len || item->references.count >= MAX_REFERENCES)
        return false;
    dli_reference ref = { .marker = dli_text_part(arena, line, (dl_span){ 0, len }),
                          .text =
                              dli_text_part(arena, line, (dl_span){ from, (uint32_t)s.len }) };
    ref.url = address_in(arena, &ref.text);
    return DLI_PUSH(arena, &item->references, ref);
}

void dli_cite_references(dli_item *item)
{
    size_t at = 0;

    for (size_t i = 0; i < item->references.count; i++) { /* they are cited in their order */
        dl_str marker = item->references.ptr[i].marker.bytes;
        size_t hit = dli_find(item->body.bytes, marker, at);
        if (hit == DLI_NONE)
            continue;
        at = hit + marker.len;
        item->references.ptr[i].in = (dl_span){ (uint32_t)hit, (uint32_t)at };
    }
}
