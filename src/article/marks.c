/* marks.c -- what an element is likely to be, by its tag, role, class and id.
 *
 * In:   an element
 * Out:  a set of dli_looks, and hashes of the words of its class and id
 *
 * Class and id are cut into words at separators and at camelCase; each word, and
 * each pair of neighbours joined by '-', is hashed (FNV-1a, 32 bits, lower case).
 * The hashes find marks here (marks.def) and weights in the content model.
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

static const uint32_t FNV_START = 0x811C9DC5u, FNV_PRIME = 0x01000193u;

static uint32_t step(uint32_t hash, char c)
{
    return (hash ^ (unsigned char)c) * FNV_PRIME;
}

bool dli_marks_init(dli_mark_table *marks)
{
    memset(marks, 0, sizeof *marks);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        uint32_t hash = FNV_START;
        for (size_t k = 0; k < table[i].word.len; k++)
            hash = step(hash, table[i].word.ptr[k]);
        size_t at = hash % DLI_MARK_SLOTS;
        while (marks->hash[at] != 0)
            at = (at + 1) % DLI_MARK_SLOTS;
        marks->hash[at] = hash;
        marks->mark[at] = table[i].mark;
    }
    return sizeof table / sizeof *table < DLI_MARK_SLOTS / 2;
}

static uint32_t find_mark(const dli_mark_table *marks, uint32_t hash)
{
    for (size_t at = hash % DLI_MARK_SLOTS; marks->hash[at] != 0;
         at = (at + 1) % DLI_MARK_SLOTS)
        if (marks->hash[at] == hash)
            return marks->mark[at];
    return 0;
}

/* A new word begins inside "relatedPosts" and "RSSFeed". */
static bool is_camel(dl_str s, size_t at)
{
    return at > 0 && dli_is_upper(s.ptr[at]) &&
           (!dli_is_upper(s.ptr[at - 1]) ||
            (at + 1 < s.len && dli_lower(s.ptr[at + 1]) == s.ptr[at + 1] &&
             dli_is_alpha(s.ptr[at + 1])));
}

static void add_word(uint32_t hash, dli_element_words *out)
{
    if (out->count < DLI_ELEMENT_WORDS)
        out->hash[out->count++] = hash;
}

void dli_words_of(dl_str s, dli_element_words *out)
{
    uint32_t word = FNV_START, pair = 0; /* pair: of the previous word and '-', or 0 */
    bool inside = false;

    for (size_t at = 0; at <= s.len; at++) {
        bool letter =
            at < s.len && (dli_is_alnum(s.ptr[at]) || (unsigned char)s.ptr[at] >= 0x80);
        if (inside && (!letter || is_camel(s, at))) {
            add_word(word, out);
            if (pair != 0)
                add_word(pair, out);
            pair = step(word, '-');
            word = FNV_START;
            inside = false;
        }
        if (at < s.len && dli_is_space(s.ptr[at]))
            pair = 0; /* classes are no neighbours */
        if (letter) {
            word = step(word, dli_lower(s.ptr[at]));
            if (pair != 0)
                pair = step(pair, dli_lower(s.ptr[at]));
            inside = true;
        }
    }
}

static uint32_t marks_of_role(dl_str role)
{
    static const struct {
        dl_str role;
        uint32_t mark;
    } roles[] = {
        { { "navigation", 10 }, DLI_LOOKS_NAV },
        { { "menu", 4 }, DLI_LOOKS_NAV },
        { { "menubar", 7 }, DLI_LOOKS_NAV },
        { { "banner", 6 }, DLI_LOOKS_HEAD },
        { { "contentinfo", 11 }, DLI_LOOKS_FOOT },
        { { "complementary", 13 }, DLI_LOOKS_SIDE },
        { { "search", 6 }, DLI_LOOKS_FORM },
        { { "dialog", 6 }, DLI_LOOKS_COOKIE },
        { { "alertdialog", 11 }, DLI_LOOKS_COOKIE },
        { { "main", 4 }, DLI_LOOKS_MAIN },
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
    case DLI_TAG_NOSCRIPT:
        return DLI_LOOKS_NOSCRIPT;
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

uint32_t dli_marks_of(const dli_mark_table *table_of, const dli_page *page, dli_node node,
                      dli_element_words *words)
{
    const dli_node_data *n = dli_node_at(page, node);
    uint32_t marks = marks_of_tag(n->tag);

    words->count = 0;
    for (uint32_t i = n->link; i < n->link + n->attr_count; i++) {
        const dli_attr *attr = &page->attrs[i];
        dl_str value = dli_cut(page->source, attr->value);
        switch (attr->id) {
        case DLI_ATTR_CLASS:
        case DLI_ATTR_ID:
            dli_words_of(value.len > 400 ? dli_slice(value, 0, 400) : value, words);
            break;
        case DLI_ATTR_ROLE:
            marks |= marks_of_role(value);
            break;
        case DLI_ATTR_DATA_TESTID:
        case DLI_ATTR_DATA_TEST:
        case DLI_ATTR_DATA_QA:
        case DLI_ATTR_DATA_COMPONENT:
        case DLI_ATTR_DATA_NAME:
        case DLI_ATTR_DATA_TYPE:
        case DLI_ATTR_DATA_MODULE:
            dli_words_of(value.len > 60 ? dli_slice(value, 0, 60) : value, words);
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
    for (uint32_t i = 0; i < words->count; i++)
        marks |= find_mark(table_of, words->hash[i]);
    if (n->tag != DLI_TAG_DIV) /* a word that no attribute can have */
        add_word(step(step(FNV_START, '<'), (char)n->tag), words);
    return marks;
}
