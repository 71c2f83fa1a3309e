/* marks.c -- what an element is likely to be, by its tag, role, class and id.
 *
 * In:   an element
 * Out:  a set of dli_looks
 *
 * Class and id are cut into words at separators and at camelCase; each word, and
 * each pair of neighbours, is looked up in marks.def.
 */
#include "article/blocks.h"

static const struct {
    dl_str word;
    uint32_t mark;
} table[] = {
#define MARK(word, mark) { { word, sizeof(word) - 1 }, DLI_LOOKS_##mark },
#include "article/marks.def"
#undef MARK
};

enum { LONGEST = 32 }; /* bytes of a word; longer ones are in no table */

bool dli_marks_init(dli_map *words, dli_arena *arena)
{
    bool added;

    dli_map_init(words, arena);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        dli_map_slot *slot = dli_map_put(words, table[i].word, &added);
        if (slot == NULL)
            return false;
        slot->value = table[i].mark;
    }
    return true;
}

static uint32_t find_word(const dli_map *words, const char *word, size_t len)
{
    const dli_map_slot *slot = dli_map_get(words, (dl_str){ word, len });

    return slot == NULL ? 0 : slot->value;
}

/* A new word begins inside "relatedPosts" and "RSSFeed". */
static bool is_camel(dl_str s, size_t at)
{
    return at > 0 && dli_is_upper(s.ptr[at]) &&
           (!dli_is_upper(s.ptr[at - 1]) ||
            (at + 1 < s.len && dli_lower(s.ptr[at + 1]) == s.ptr[at + 1] &&
             dli_is_alpha(s.ptr[at + 1])));
}

uint32_t dli_marks_of_words(const dli_map *words, dl_str s)
{
    char pair[LONGEST * 2 + 1]; /* previous word, '-', this word */
    size_t before = 0, len = 0; /* of the previous word with its '-'; of this one */
    uint32_t marks = 0;

    for (size_t at = 0; at <= s.len; at++) {
        bool inside = at < s.len && (dli_is_alnum(s.ptr[at]) || (unsigned char)s.ptr[at] >= 0x80);
        bool border = !inside || is_camel(s, at);
        if (border && len > 0) {
            if (len < LONGEST) {
                marks |= find_word(words, pair + before, len);
                if (before > 0)
                    marks |= find_word(words, pair, before + len);
                memmove(pair, pair + before, len);
                pair[len] = '-';
                before = len + 1;
            } else {
                before = 0;
            }
            len = 0;
        }
        if (at < s.len && dli_is_space(s.ptr[at]))
            before = 0; /* classes are no neighbours */
        if (inside && len < LONGEST)
            pair[before + len++] = dli_lower(s.ptr[at]);
    }
    return marks;
}

static uint32_t marks_of_role(dl_str role)
{
    static const struct {
        dl_str role;
        uint32_t mark;
    } roles[] = {
        { { "navigation", 10 }, DLI_LOOKS_NAV },    { { "menu", 4 }, DLI_LOOKS_NAV },
        { { "menubar", 7 }, DLI_LOOKS_NAV },        { { "banner", 6 }, DLI_LOOKS_HEAD },
        { { "contentinfo", 11 }, DLI_LOOKS_FOOT },  { { "complementary", 13 }, DLI_LOOKS_SIDE },
        { { "search", 6 }, DLI_LOOKS_FORM },        { { "dialog", 6 }, DLI_LOOKS_COOKIE },
        { { "alertdialog", 11 }, DLI_LOOKS_COOKIE },{ { "main", 4 }, DLI_LOOKS_MAIN },
        { { "article", 7 }, DLI_LOOKS_ARTICLE },
    };

    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (dli_eq_nocase(dli_trim(role), roles[i].role))
            return roles[i].mark;
    return 0;
}

static uint32_t marks_of_tag(uint16_t tag)
{
    switch (tag) {
    case DLI_TAG_NAV:
    case DLI_TAG_MENU:
        return DLI_LOOKS_NAV;
    case DLI_TAG_ASIDE:
        return DLI_LOOKS_SIDE;
    case DLI_TAG_FOOTER:
        return DLI_LOOKS_FOOT;
    case DLI_TAG_FORM:
        return DLI_LOOKS_FORM;
    case DLI_TAG_HEADER:
        return DLI_LOOKS_HEAD;
    case DLI_TAG_FIGCAPTION:
        return DLI_LOOKS_CAPTION;
    case DLI_TAG_ARTICLE:
        return DLI_LOOKS_ARTICLE;
    case DLI_TAG_MAIN:
        return DLI_LOOKS_MAIN;
    default:
        return 0;
    }
}

static bool is_hidden(dl_str style)
{
    size_t at = dli_find_nocase(style, DL_STR("display"), 0);

    if (at == DLI_NONE)
        return false;
    dl_str rest = dli_trim(dli_from(style, at + 7));
    return rest.len > 0 && rest.ptr[0] == ':' &&
           dli_starts_nocase(dli_trim(dli_from(rest, 1)), DL_STR("none"));
}

uint32_t dli_marks_of(const dli_map *words, const dli_page *page, dli_node node)
{
    const dli_node_data *n = dli_node_at(page, node);
    uint32_t marks = marks_of_tag(n->tag);

    for (uint32_t i = n->link; i < n->link + n->attr_count; i++) {
        const dli_attr *attr = &page->attrs[i];
        dl_str value = dli_cut(page->source, attr->value);
        switch (attr->id) {
        case DLI_ATTR_CLASS:
        case DLI_ATTR_ID:
            marks |= dli_marks_of_words(words, value.len > 400 ? dli_slice(value, 0, 400) : value);
            break;
        case DLI_ATTR_ROLE:
            marks |= marks_of_role(value);
            break;
        case DLI_ATTR_HIDDEN:
            marks |= DLI_LOOKS_HIDDEN;
            break;
        case DLI_ATTR_STYLE:
            marks |= is_hidden(value) ? DLI_LOOKS_HIDDEN : 0;
            break;
        case DLI_ATTR_ARIA_HIDDEN:
            marks |= dli_eq_nocase(value, DL_STR("true")) ? DLI_LOOKS_HIDDEN : 0;
            break;
        case DLI_ATTR_ITEMPROP:
            if (dli_find(value, DL_STR("articleBody"), 0) != DLI_NONE)
                marks |= DLI_LOOKS_ARTICLE | DLI_LOOKS_CONTENT;
            break;
        default:
            break;
        }
    }
    return marks;
}
