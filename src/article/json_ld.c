/* json_ld.c -- what a page says about itself in JSON-LD, by schema.org.
 *
 * In:   the <script type="application/ld+json"> blocks of a page
 * Out:  candidates in a dli_seen, each with the bytes of its JSON string
 *
 * Of the objects at the top (of arrays and @graph too) the first that is a kind
 * of article is believed about the item; the others only about the site. An
 * {"@id"} alone is looked up among all objects of its block. JSON is read
 * leniently: of 194 blocks in the wild 7 are not valid.
 */
#include "article/people.h"
#include "article/seen.h"
#include "base/error.h"
#include "base/json_read.h"

enum {
    MAX_TOPS = 64,    /* objects at the top of a block that are looked at */
    MAX_AUTHORS = 32, /* of one article                                    */
    CONFIDENCE = 90,
};

typedef struct block {
    dli_json json;
    uint32_t offset; /* where the JSON begins in the source */
    dli_arena *arena;
    dli_seen *seen;
    const dli_date_style *style;
    unsigned lookups; /* @id references followed so far */
} block;

static dl_text text_of(const block *b, uint32_t value)
{
    return dli_json_text(&b->json, value, b->offset, b->arena);
}

static dl_text text_in(const block *b, uint32_t object, const char *key)
{
    return text_of(b, dli_json_get(&b->json, object, key));
}

static uint32_t first_of(const block *b, uint32_t value)
{
    return value == 0 ? 0 : dli_json_at(&b->json, value)->first;
}

/* True if `value`, a string or an array of them, has one that ends in `ending`. */
static bool is_type(const block *b, uint32_t object, dl_str ending)
{
    uint32_t type = dli_json_get(&b->json, object, "@type");

    if (dli_json_is(&b->json, type, DLI_JSON_ARRAY))
        type = first_of(b, type);
    for (; dli_json_is(&b->json, type, DLI_JSON_STRING);
         type = dli_json_at(&b->json, type)->next) {
        dl_str name = dli_cut(b->json.text, dli_json_at(&b->json, type)->at);
        if (dli_ends(name, ending))
            return true;
    }
    return false;
}

static bool is_article(const block *b, uint32_t object)
{
    static const dl_str kinds[] = { { "Article", 7 },
                                    { "BlogPosting", 11 },
                                    { "Report", 6 },
                                    { "Review", 6 },
                                    { "DiscussionForumPosting", 22 },
                                    { "Recipe", 6 },
                                    { "QAPage", 6 } };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (is_type(b, object, kinds[i]))
            return true;
    return false;
}

/* The object that {"@id": …} alone stands for, or the value itself. */
static uint32_t follow(block *b, uint32_t value)
{
    uint32_t id = dli_json_get(&b->json, value, "@id");

    if (id == 0 || dli_json_get(&b->json, value, "name") != 0 || b->lookups >= MAX_AUTHORS)
        return value;
    b->lookups++;
    dl_str want = dli_cut(b->json.text, dli_json_at(&b->json, id)->at);
    for (uint32_t v = 1; v < b->json.count; v++) {
        uint32_t other = v == value ? 0 : dli_json_get(&b->json, v, "@id");
        if (other != 0 &&
            dli_eq(dli_cut(b->json.text, dli_json_at(&b->json, other)->at), want) &&
            dli_json_get(&b->json, v, "name") != 0)
            return v;
    }
    return value;
}

/* Step through an array's elements, or a single value: 0 when done. */
static uint32_t first_or_one(const block *b, uint32_t value)
{
    return dli_json_is(&b->json, value, DLI_JSON_ARRAY) ? first_of(b, value) : value;
}

static uint32_t next_or_none(const block *b, uint32_t list, uint32_t value)
{
    return dli_json_is(&b->json, list, DLI_JSON_ARRAY) ? dli_json_at(&b->json, value)->next : 0;
}

/* One person or body: a string, or an object with a name. */
static void see_one(block *b, uint32_t value, dli_people *list)
{
    uint32_t object = follow(b, value);
    uint32_t names = dli_json_is(&b->json, object, DLI_JSON_STRING)
                         ? object
                         : dli_json_get(&b->json, object, "name");
    bool organization = is_type(b, object, DL_STR("Organization"));

    for (uint32_t v = first_or_one(b, names); v != 0; v = next_or_none(b, names, v)) {
        dli_named_list named = { 0 };
        dl_text name = text_of(b, v);
        if (organization)
            dli_see_person(
                b->arena, list,
                (dli_person){ .name = name, .organization = true, .how = DLI_HOW_JSON_LD });
        else
            dli_names_split(b->arena, b->style->lang, name, DLI_BYLINE_AUTHOR, DLI_HOW_JSON_LD,
                            &named);
        for (size_t i = 0; i < named.count; i++) {
            if (named.count == 1)
                named.ptr[i].person.job_title =
                    dli_text_trim(b->arena, text_in(b, object, "jobTitle"));
            dli_see_person(b->arena, list, named.ptr[i].person);
        }
    }
}

static void see_people(block *b, uint32_t value, dli_people *list)
{
    unsigned count = 0;

    for (uint32_t v = first_or_one(b, value); v != 0 && count < MAX_AUTHORS;
         v = next_or_none(b, value, v), count++)
        see_one(b, v, list);
}

static void see_date(block *b, uint32_t object, const char *key, dli_date_role role)
{
    dli_see_date(b->arena, b->seen, b->style, text_in(b, object, key), DLI_HOW_JSON_LD, role,
                 CONFIDENCE);
}

/* A string, or an array of strings; a list in one string is cut at commas. */
static void see_list(block *b, uint32_t value, dli_values *list, bool commas)
{
    for (uint32_t v = first_or_one(b, value); v != 0; v = next_or_none(b, value, v)) {
        dl_text text = text_of(b, v);
        size_t start = 0;
        while (commas && start <= text.bytes.len) {
            size_t end = dli_find_byte(text.bytes, ',', start);
            if (end == DLI_NONE)
                end = text.bytes.len;
            dl_text part =
                dli_text_part(b->arena, &text, (dl_span){ (uint32_t)start, (uint32_t)end });
            dli_see(b->arena, list, part, DLI_HOW_JSON_LD, CONFIDENCE);
            start = end + 1;
        }
        if (!commas)
            dli_see(b->arena, list, text, DLI_HOW_JSON_LD, CONFIDENCE);
    }
}

static void see_publisher(block *b, uint32_t object)
{
    uint32_t publisher = follow(b, dli_json_get(&b->json, object, "publisher"));

    if (dli_json_is(&b->json, publisher, DLI_JSON_ARRAY))
        publisher = first_of(b, publisher);
    dl_text url = text_in(b, publisher, "url");
    dli_see(b->arena, &b->seen->site_names, text_in(b, publisher, "name"), DLI_HOW_JSON_LD,
            CONFIDENCE);
    if (url.bytes.len > 0 && b->seen->publisher_url.text.bytes.len == 0)
        b->seen->publisher_url = (dli_value){ url, DLI_HOW_JSON_LD, 0 };
}

static void see_article(block *b, uint32_t object)
{
    static const char *const titles[] = { "headline", "name" };
    dli_seen *seen = b->seen;
    uint32_t type = dli_json_get(&b->json, object, "@type");

    if (dli_json_is(&b->json, type, DLI_JSON_ARRAY))
        type = first_of(b, type);
    dli_see(b->arena, &seen->types, text_of(b, type), DLI_HOW_JSON_LD, CONFIDENCE);
    for (size_t i = 0; i < 2; i++)
        dli_see(b->arena, &seen->headlines, text_in(b, object, titles[i]), DLI_HOW_JSON_LD,
                (uint8_t)(CONFIDENCE - 10 * i));
    dli_see(b->arena, &seen->alternatives, text_in(b, object, "alternativeHeadline"),
            DLI_HOW_JSON_LD, CONFIDENCE);
    dli_see(b->arena, &seen->abstracts, text_in(b, object, "description"), DLI_HOW_JSON_LD, 60);
    dli_see(b->arena, &seen->bodies, text_in(b, object, "articleBody"), DLI_HOW_JSON_LD,
            CONFIDENCE);
    dli_see(b->arena, &seen->languages, text_in(b, object, "inLanguage"), DLI_HOW_JSON_LD,
            CONFIDENCE);
    see_list(b, dli_json_get(&b->json, object, "articleSection"), &seen->sections, false);
    see_list(b, dli_json_get(&b->json, object, "keywords"), &seen->keywords, true);
    see_people(b, dli_json_get(&b->json, object, "author"), &seen->authors);
    see_people(b, dli_json_get(&b->json, object, "editor"), &seen->editors);
    see_people(b, dli_json_get(&b->json, object, "translator"), &seen->translators);
    see_people(b, dli_json_get(&b->json, object, "contributor"), &seen->contributors);
    see_date(b, object, "datePublished", DLI_ROLE_PUBLISHED);
    see_date(b, object, "dateModified", DLI_ROLE_MODIFIED);
    see_date(b, object, "dateCreated", DLI_ROLE_UNKNOWN);
    see_publisher(b, object);
}

/* What is no article says a date and a name at most. */
static void see_other(block *b, uint32_t object)
{
    if (is_type(b, object, DL_STR("WebPage")) || is_type(b, object, DL_STR("VideoObject")) ||
        is_type(b, object, DL_STR("Product")) || is_type(b, object, DL_STR("Event"))) {
        see_date(b, object, "datePublished", DLI_ROLE_UNKNOWN);
        see_date(b, object, "uploadDate", DLI_ROLE_UNKNOWN);
        see_date(b, object, "dateModified", DLI_ROLE_MODIFIED);
        dli_see(b->arena, &b->seen->languages, text_in(b, object, "inLanguage"),
                DLI_HOW_JSON_LD, 60);
        uint32_t type = dli_json_get(&b->json, object, "@type");
        dli_see(b->arena, &b->seen->types, text_of(b, type), DLI_HOW_JSON_LD, 50);
        dli_see(b->arena, &b->seen->headlines, text_in(b, object, "name"), DLI_HOW_JSON_LD, 40);
    }
    if (is_type(b, object, DL_STR("WebSite")) || is_type(b, object, DL_STR("Organization")))
        dli_see(b->arena, &b->seen->site_names, text_in(b, object, "name"), DLI_HOW_JSON_LD,
                60);
}

/* The objects that stand at the top of the block: the root, the elements of a root
 * array or of @graph, and what a page says its main entity is. */
static size_t find_tops(block *b, uint32_t tops[MAX_TOPS])
{
    size_t count = 0, done = 0;

    tops[count++] = 1;
    while (done < count) {
        uint32_t value = tops[done], graph = dli_json_get(&b->json, value, "@graph");
        uint32_t list = dli_json_is(&b->json, value, DLI_JSON_ARRAY) ? value : graph;
        uint32_t main_entity = dli_json_get(&b->json, value, "mainEntity");
        if (dli_json_is(&b->json, list, DLI_JSON_ARRAY))
            for (uint32_t v = first_of(b, list); v != 0 && count < MAX_TOPS;
                 v = dli_json_at(&b->json, v)->next)
                tops[count++] = v;
        if (dli_json_is(&b->json, main_entity, DLI_JSON_OBJECT) && count < MAX_TOPS)
            tops[count++] = main_entity;
        done++;
    }
    return count;
}

static void see_block(block *b, bool *have_article)
{
    uint32_t tops[MAX_TOPS];
    size_t count = find_tops(b, tops);

    for (size_t i = 0; i < count; i++)
        if (is_article(b, tops[i]) && !*have_article) {
            see_article(b, tops[i]);
            *have_article = true;
        } else if (!is_article(b, tops[i])) {
            see_other(b, tops[i]);
        }
}

static bool is_json_ld(const dli_page *page, dli_node node, dli_arena *arena)
{
    dl_str type = dli_trim(dli_attr_value(page, node, DLI_ATTR_TYPE, arena));

    return dli_starts_nocase(type, DL_STR("application/ld+json"));
}

dl_status dli_seen_json_ld(dli_arena *arena, const dli_page *page, const dli_date_style *style,
                           dli_seen *seen, dl_error *err)
{
    bool have_article = false;

    for (dli_node node = 1; node < page->count; node++) {
        dli_piece piece = { 0 };
        if (!dli_is_tag(page, node, DLI_TAG_SCRIPT) || !is_json_ld(page, node, arena))
            continue;
        dli_node text = dli_node_at(page, node)->first;
        if (text == 0 || !dli_next_piece(page, text, &piece))
            continue;
        block b = { .offset = piece.from.start, .arena = arena, .seen = seen, .style = style };
        dl_str json = dli_cut(page->source, piece.from);
        if (dli_json_parse(arena, json, DLI_JSON_LENIENT, &b.json, NULL) == DL_OK)
            see_block(&b, &have_article);
        if (arena->dry)
            return dli_no_memory(err);
    }
    return DL_OK;
}
