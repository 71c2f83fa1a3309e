/* authors.c -- the names that a page shows beside its headline.
 *
 * In:   elements called after authors, links to the pages of authors, posts of a forum
 * Out:  candidates in r->seen.authors
 *
 * Where the page names nobody in words that say so, a link "…/author/…" near the headline
 * does; on the page of a forum the writer of the first post.
 */
#include "article/reader.h"

#include "article/choose.h"
#include "article/people.h"
#include "base/utf8.h"

enum {
    LEAST_TEXT = 4, /* … of a link: fewer are initials           */
    MAX_TEXT = 120, /* bytes of an element that holds a name             */
    REACH = 1500,   /* bytes of source from the headline, or the content */
    BESIDE = 400,   /* … between one author's link and the next          */
    MAX_PARTS = 12, /* of an element's text, between its tags            */
};

/* Text of an element with a line end at each border of an element in it. */
static dl_text text_in_parts(dli_reader *r, dli_node node)
{
    dli_text_out out;

    dli_text_init(&out, r->arena);
    for (dli_node at = node; at != 0; at = dli_walk(r->page, at, node, false)) {
        if (dli_node_at(r->page, at)->kind == DLI_NODE_ELEMENT && out.bytes.len > out.start)
            dli_text_gap(&out, DL_STR("\n"), dli_node_at(r->page, at)->start);
        dli_text_add_node(&out, r->page, at);
    }
    return dli_text_done(&out);
}

/* "By", "Written by": the names come in the next part. */
static bool is_cue(const dli_lang *lang, dl_str part)
{
    char space[64];
    size_t len = part.len < sizeof space ? dli_fold_to(space, sizeof space, part) : 0;
    dl_str folded = { space, len };

    if (dli_ends(folded, DL_STR(":")))
        folded = dli_trim(dli_slice(folded, 0, folded.len - 1));
    const dli_entry *entry = len == 0 ? NULL : dli_lang_get(lang, DLI_LIST_byline, folded);
    return entry != NULL && dli_eq(entry->meaning, DL_STR("author"));
}

/* What stands before the first comma. */
static dl_str head_of(dl_str part)
{
    size_t comma = dli_find_byte(part, ',', 0);

    return comma == DLI_NONE ? part : dli_slice(part, 0, comma);
}

void dli_author_element(dli_reader *r, dli_node node)
{
    dl_text text = text_in_parts(r, node);
    bool cued = false;
    size_t parts = 0;

    if (text.bytes.len / 3 > MAX_TEXT)
        return;
    for (size_t start = 0, end; start < text.bytes.len && parts < MAX_PARTS; start = end + 1) {
        dli_named_list named = { 0 };
        end = dli_find_byte(text.bytes, '\n', start);
        end = end == DLI_NONE ? text.bytes.len : end;
        dl_str part = dli_trim(dli_slice(text.bytes, start, end));
        size_t from = (size_t)(part.ptr - text.bytes.ptr);
        if (part.len == 0 || part.len > MAX_TEXT)
            continue;
        parts++;
        if (is_cue(r->lang, part)) {
            cued = true;
            continue;
        }
        if (!cued && !dli_is_names(part) && dli_is_names(head_of(part)))
            part.len = head_of(part).len; /* "Ana Costa, Harbour Wire" */
        dli_byline_read(r->arena, r->lang,
                        dli_text_part(r->arena, &text,
                                      (dl_span){ (uint32_t)from, (uint32_t)(from + part.len) }),
                        cued || dli_is_names(part) ? DLI_BYLINE_AUTHOR : DLI_BYLINE_NONE,
                        DLI_HOW_BYLINE, &named);
        bool found = false;
        for (size_t i = 0; i < named.count; i++)
            if (named.ptr[i].role == DLI_BYLINE_AUTHOR) {
                dli_see_person(r->arena, &r->seen.authors, named.ptr[i].person);
                found = true;
            }
        if (found && !dli_ends(part, DL_STR(","))) /* what follows tells of him */
            return;
    }
}

/* ---- Links --------------------------------------------------------------- */

/* An address whose path leads to somebody's page. */
static bool leads_to_author(dl_str href)
{
    static const dl_str paths[] = {
        { "/author", 7 },      { "/autor", 6 },      { "/auteur", 7 },   { "/contributor", 12 },
        { "/journalist", 11 }, { "/redakteur", 10 }, { "/reporter", 9 }, { "/by/", 4 },
        { "/profile/", 9 },    { "/staff/", 7 },     { "/people/", 8 },  { "/writers/", 9 },
        { "/user/", 6 },       { "/users/", 7 },     { "/avtor", 6 }
    };

    return dli_has_any_nocase(href, paths, sizeof paths / sizeof *paths);
}

static bool names_somebody(const dli_reader *r)
{
    for (size_t i = 0; i < r->seen.authors.count; i++)
        if (!dli_is_house(&r->seen, r->seen.authors.ptr[i].name.bytes))
            return true;
    return false;
}

static bool add_linked(dli_reader *r, dli_node node)
{
    dl_text text = dli_text_trim(r->arena, dli_node_text(r->page, node, r->arena));
    dli_person person = { .name = text,
                          .how = DLI_HOW_BYLINE,
                          .organization = dli_is_organization(text.bytes) };
    size_t before = r->seen.authors.count;

    if (text.bytes.len > MAX_TEXT || text.bytes.len < LEAST_TEXT ||
        dli_is_house(&r->seen, text.bytes))
        return false;
    if (is_cue(r->lang, text.bytes))
        return false;
    dli_see_person(r->arena, &r->seen.authors, person);
    return r->seen.authors.count > before;
}

void dli_author_links(dli_reader *r, uint32_t headline, uint32_t first)
{
    uint32_t from = headline != 0 && headline < first ? headline : first, last = 0;

    if (first == 0 || names_somebody(r))
        return;
    from = from > REACH ? from - REACH : 0;
    for (dli_node node = 1; node < r->page->count; node++) {
        uint32_t at = dli_node_at(r->page, node)->start;
        if (!dli_is_tag(r->page, node, DLI_TAG_A) || at < from || at > first + REACH)
            continue;
        const dli_attr *href = dli_attr_find(r->page, node, DLI_ATTR_HREF);
        if (href == NULL || !leads_to_author(dli_cut(r->page->source, href->value)) ||
            (last != 0 && at > last + BESIDE))
            continue;
        if (add_linked(r, node))
            last = at;
    }
}

/* ---- Forums -------------------------------------------------------------- */

/* An element called after the writer of a post. */
static bool holds_poster(const dli_reader *r, dli_node node)
{
    static const dl_str words[] = {
        { "username", 8 }, { "poster", 6 }, { "author", 6 }, { "postuser", 8 }
    };
    const dli_attr *class = dli_attr_find(r->page, node, DLI_ATTR_CLASS);

    return class != NULL && dli_has_any_nocase(dli_cut(r->page->source, class->value), words,
                                               sizeof words / sizeof *words);
}

/* The first name behind the headline, of an attribute data-author or of such an element. */
void dli_author_of_thread(dli_reader *r, uint32_t headline)
{
    if (names_somebody(r))
        return;
    for (dli_node node = 1; node < r->page->count; node++) {
        const dli_node_data *n = dli_node_at(r->page, node);
        if (n->kind != DLI_NODE_ELEMENT || n->attr_count == 0 || n->start < headline)
            continue;
        const dli_attr *data = dli_attr_find(r->page, node, DLI_ATTR_DATA_AUTHOR);
        size_t before = r->seen.authors.count;
        if (data != NULL && data->value.end > data->value.start)
            dli_see_person(r->arena, &r->seen.authors,
                           (dli_person){ .name = dli_attr_text(r->page, data, r->arena),
                                         .how = DLI_HOW_BYLINE });
        else if (holds_poster(r, node) && n->close > n->start && n->close - n->start < 1000)
            (void)add_linked(r, node);
        if (r->seen.authors.count > before)
            return;
    }
}
