/* markup.c -- what a page says about itself in its markup.
 *
 * In:   a tree
 * Out:  candidates in a dli_seen: <title>, <h1> is left to headline.c; <meta> by the
 *       names of Open Graph, Dublin Core, Parsely and their like; <link>;
 *       <html lang>; <time>; microdata (itemprop)
 */
#include "article/people.h"
#include "article/seen.h"
#include "base/error.h"

typedef enum field {
    TITLE,
    SUBTITLE,
    ABSTRACT,
    AUTHOR,
    EDITOR,
    PUBLISHED,
    MODIFIED,
    SOME_DATE,
    SECTION,
    KEYWORDS,
    LANGUAGE,
    SITE,
    TYPE,
    ROBOTS,
    TDM,
    LICENCE,
} field;

/* Names of <meta name|property|itemprop> and of itemprop elsewhere; ascending. */
static const struct {
    dl_str name;
    field field;
    uint8_t confidence;
} fields[] = {
#define META(name, field, confidence) { { name, sizeof(name) - 1 }, field, confidence },
#include "article/meta.def"
#undef META
};

typedef struct reader {
    dli_arena *arena;
    const dli_page *page;
    const dli_date_style *style;
    dli_seen *seen;
    bool author_follows; /* twitter:label said so of the next twitter:data */
} reader;

static size_t find_field(dl_str name)
{
    size_t low = 0, high = sizeof fields / sizeof *fields;
    char lower[64];

    if (name.len > sizeof lower)
        return high;
    for (size_t i = 0; i < name.len; i++)
        lower[i] = dli_lower(name.ptr[i]);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = dli_compare(fields[middle].name, (dl_str){ lower, name.len });
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return sizeof fields / sizeof *fields;
}

static void see_people(reader *r, dl_text text, dli_how how, dli_byline_role role,
                       dli_people *list)
{
    dli_named_list named = { 0 };

    dli_names_split(r->arena, r->style->lang, text, role, how, &named);
    for (size_t i = 0; i < named.count; i++)
        dli_see_person(r->arena, list, named.ptr[i].person);
}

static void see_keywords(reader *r, dl_text text, dli_how how)
{
    for (size_t start = 0, end; start <= text.bytes.len; start = end + 1) {
        end = dli_find_byte(text.bytes, ',', start);
        if (end == DLI_NONE)
            end = text.bytes.len;
        dl_text part =
            dli_text_part(r->arena, &text, (dl_span){ (uint32_t)start, (uint32_t)end });
        dli_see(r->arena, &r->seen->keywords, part, how, 70);
    }
}

static void see_field(reader *r, size_t which, dl_text text, dli_how how)
{
    dli_seen *seen = r->seen;
    uint8_t confidence = fields[which].confidence;

    switch (fields[which].field) {
    case TITLE:
        dli_see(r->arena, &seen->headlines, text, how, confidence);
        break;
    case SUBTITLE:
        dli_see(r->arena, &seen->alternatives, text, how, confidence);
        break;
    case ABSTRACT:
        dli_see(r->arena, &seen->abstracts, text, how, confidence);
        break;
    case AUTHOR:
        see_people(r, text, how, DLI_BYLINE_AUTHOR, &seen->authors);
        break;
    case EDITOR:
        see_people(r, text, how, DLI_BYLINE_EDITOR, &seen->editors);
        break;
    case PUBLISHED:
        dli_see_date(r->arena, seen, r->style, text, how, DLI_ROLE_PUBLISHED, confidence);
        break;
    case MODIFIED:
        dli_see_date(r->arena, seen, r->style, text, how, DLI_ROLE_MODIFIED, confidence);
        break;
    case SOME_DATE:
        dli_see_date(r->arena, seen, r->style, text, how, DLI_ROLE_UNKNOWN, confidence);
        break;
    case SECTION:
        dli_see(r->arena, &seen->sections, text, how, confidence);
        break;
    case KEYWORDS:
        see_keywords(r, text, how);
        break;
    case LANGUAGE:
        dli_see(r->arena, &seen->languages, text, how, confidence);
        break;
    case SITE:
        dli_see(r->arena, &seen->site_names, text, how, confidence);
        break;
    case TYPE:
        dli_see(r->arena, &seen->types, text, how, confidence);
        break;
    case ROBOTS:
        if (seen->robots.text.bytes.len == 0)
            seen->robots = (dli_value){ dli_text_trim(r->arena, text), (uint8_t)how, 0 };
        break;
    case TDM:
        seen->tdm_reservation = (dli_value){ dli_text_trim(r->arena, text), (uint8_t)how, 0 };
        break;
    case LICENCE:
        seen->licence = (dli_value){ dli_text_trim(r->arena, text), (uint8_t)how, 0 };
        break;
    }
}

static dl_text attr_text(reader *r, dli_node node, dli_attr_name name)
{
    const dli_attr *attr = dli_attr_find(r->page, node, name);

    return attr == NULL ? (dl_text){ .bytes = { "", 0 } }
                        : dli_attr_text(r->page, attr, r->arena);
}

/* twitter:label1 "Written by", twitter:data1 "Ana Costa": as many weblogs say it. */
static bool read_label(reader *r, dli_node node)
{
    const dli_attr *attr = dli_attr_find(r->page, node, DLI_ATTR_NAME);

    if (attr == NULL)
        attr = dli_attr_find(r->page, node, DLI_ATTR_PROPERTY);
    dl_str name = attr == NULL ? DL_STR("") : dli_cut(r->page->source, attr->value);
    if (dli_starts(name, DL_STR("twitter:label"))) {
        dl_text label = attr_text(r, node, DLI_ATTR_CONTENT);
        r->author_follows = dli_is_byline(r->style->lang, label.bytes) ||
                            dli_eq_nocase(label.bytes, DL_STR("written by"));
        return true;
    }
    if (r->author_follows && dli_starts(name, DL_STR("twitter:data"))) {
        see_people(r, attr_text(r, node, DLI_ATTR_CONTENT), DLI_HOW_META, DLI_BYLINE_AUTHOR,
                   &r->seen->authors);
        r->author_follows = false;
        return true;
    }
    return false;
}

static void read_meta(reader *r, dli_node node)
{
    static const dli_attr_name names[] = { DLI_ATTR_NAME, DLI_ATTR_PROPERTY, DLI_ATTR_ITEMPROP,
                                           DLI_ATTR_HTTP_EQUIV };
    dl_text content = { .bytes = { "", 0 } };

    if (read_label(r, node))
        return;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const dli_attr *attr = dli_attr_find(r->page, node, names[i]);
        if (attr == NULL)
            continue;
        size_t which = find_field(dli_trim(dli_cut(r->page->source, attr->value)));
        if (which == sizeof fields / sizeof *fields)
            continue;
        if (content.count == 0)
            content = attr_text(r, node, DLI_ATTR_CONTENT);
        see_field(r, which, content,
                  names[i] == DLI_ATTR_ITEMPROP ? DLI_HOW_MICRODATA : DLI_HOW_META);
    }
}

/* The innermost thing around a property is a picture, a film or a comment: its author is not
 * the page's. */
static bool is_of_picture(const reader *r, dli_node node)
{
    static const dl_str types[] = {
        { "image", 5 }, { "video", 5 }, { "comment", 7 }, { "media", 5 }, { "review", 6 }
    };

    for (int up = 0; up < 16 && (node = dli_node_at(r->page, node)->parent) != 0; up++) {
        const dli_attr *type = dli_attr_find(r->page, node, DLI_ATTR_ITEMTYPE);
        if (type != NULL)
            return dli_has_any_nocase(dli_cut(r->page->source, type->value), types,
                                      sizeof types / sizeof *types);
    }
    return false;
}

/* The element with the name of a person or organization, or `node` itself. */
static dli_node name_in(const reader *r, dli_node node)
{
    enum {
        TRIED = 40
    };
    unsigned tried = 0;

    for (dli_node at = node; at != 0 && tried < TRIED;
         at = dli_walk(r->page, at, node, false), tried++) {
        const dli_attr *prop = dli_attr_find(r->page, at, DLI_ATTR_ITEMPROP);
        if (prop != NULL && !dli_is_tag(r->page, at, DLI_TAG_META) &&
            dli_eq_nocase(dli_trim(dli_cut(r->page->source, prop->value)), DL_STR("name")))
            return at;
    }
    return node;
}

/* An element with itemprop that is no <meta>: its value is an attribute or its text. */
static void read_microdata(reader *r, dli_node node, const dli_attr *prop)
{
    static const dli_attr_name values[] = { DLI_ATTR_CONTENT, DLI_ATTR_DATETIME };
    dl_str rest = dli_cut(r->page->source, prop->value), name;
    dl_text text = { .bytes = { "", 0 } };

    for (size_t i = 0; i < 2 && text.bytes.len == 0; i++)
        text = attr_text(r, node, values[i]);
    while (dli_next_word(&rest, &name)) {
        size_t which = find_field(name);
        if (which == sizeof fields / sizeof *fields || fields[which].field == ABSTRACT ||
            fields[which].field == TITLE ||
            (fields[which].field == AUTHOR && is_of_picture(r, node)))
            continue;
        if (text.bytes.len == 0)
            text = dli_node_text(r->page, name_in(r, node), r->arena);
        if (text.bytes.len < 400)
            see_field(r, which, text, DLI_HOW_MICRODATA);
    }
}

static void read_link(reader *r, dli_node node)
{
    dl_str rel = dli_trim(dli_attr_value(r->page, node, DLI_ATTR_REL, r->arena));
    dl_text href = dli_text_trim(r->arena, attr_text(r, node, DLI_ATTR_HREF));

    if (href.bytes.len == 0)
        return;
    if (dli_eq_nocase(rel, DL_STR("canonical")) && r->seen->canonical.text.bytes.len == 0)
        r->seen->canonical = (dli_value){ href, DLI_HOW_META, 0 };
    if (dli_find_nocase(rel, DL_STR("license"), 0) != DLI_NONE &&
        r->seen->licence.text.bytes.len == 0)
        r->seen->licence = (dli_value){ href, DLI_HOW_META, 0 };
}

/* What the classes of a <time> or the words in it say of its role. */
static dli_date_role role_of_time(reader *r, dli_node node)
{
    dl_str words = dli_attr_value(r->page, node, DLI_ATTR_CLASS, r->arena);
    dl_str prop = dli_attr_value(r->page, node, DLI_ATTR_ITEMPROP, r->arena);

    if (dli_find_nocase(words, DL_STR("updated"), 0) != DLI_NONE ||
        dli_find_nocase(words, DL_STR("modif"), 0) != DLI_NONE ||
        dli_find_nocase(prop, DL_STR("dateModified"), 0) != DLI_NONE)
        return dli_find_nocase(words, DL_STR("publish"), 0) != DLI_NONE ? DLI_ROLE_PUBLISHED
                                                                        : DLI_ROLE_MODIFIED;
    if (dli_find_nocase(words, DL_STR("publish"), 0) != DLI_NONE ||
        dli_find_nocase(words, DL_STR("entry-date"), 0) != DLI_NONE ||
        dli_find_nocase(prop, DL_STR("datePublished"), 0) != DLI_NONE ||
        dli_attr_find(r->page, node, DLI_ATTR_PUBDATE) != NULL)
        return DLI_ROLE_PUBLISHED;
    return DLI_ROLE_UNKNOWN;
}

static void read_time(reader *r, dli_node node)
{
    dli_date_role role = role_of_time(r, node);
    dl_text text = attr_text(r, node, DLI_ATTR_DATETIME);

    if (text.bytes.len == 0)
        text = dli_node_text(r->page, node, r->arena);
    if (text.bytes.len < 200)
        dli_see_date(r->arena, r->seen, r->style, text, DLI_HOW_TIME, role,
                     role == DLI_ROLE_UNKNOWN ? 50 : 80);
}

static void read_element(reader *r, dli_node node)
{
    const dli_attr *prop;

    switch (dli_node_at(r->page, node)->tag) {
    case DLI_TAG_META:
        read_meta(r, node);
        return;
    case DLI_TAG_LINK:
        read_link(r, node);
        return;
    case DLI_TAG_TITLE:
        if (dli_node_at(r->page, node)->ns == DLI_NS_HTML)
            dli_see(r->arena, &r->seen->headlines, dli_node_text(r->page, node, r->arena),
                    DLI_HOW_PAGE, 40);
        return;
    case DLI_TAG_HTML:
        dli_see(r->arena, &r->seen->languages, attr_text(r, node, DLI_ATTR_LANG), DLI_HOW_PAGE,
                80);
        return;
    case DLI_TAG_TIME:
        read_time(r, node);
        break;
    case DLI_TAG_A:
        if (dli_attr_find(r->page, node, DLI_ATTR_REL) != NULL)
            read_link(r, node);
        break;
    default:
        break;
    }
    prop = dli_attr_find(r->page, node, DLI_ATTR_ITEMPROP);
    if (prop != NULL && dli_node_at(r->page, node)->tag != DLI_TAG_TIME)
        read_microdata(r, node, prop);
}

dl_status dli_seen_markup(dli_arena *arena, const dli_page *page, const dli_date_style *style,
                          dli_seen *seen, dl_error *err)
{
    reader r = { arena, page, style, seen, false };

    for (dli_node node = 1; node < page->count; node++)
        if (dli_node_at(page, node)->kind == DLI_NODE_ELEMENT)
            read_element(&r, node);
    return arena->dry ? dli_no_memory(err) : DL_OK;
}
