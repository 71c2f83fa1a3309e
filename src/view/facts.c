/* facts.c -- a record as a flat list of single facts, for the formats that give each
 * fact a row or a line of its own.
 *
 *   page ── url, publisher, terms …
 *   └─ item ── headline, author, datePublished …  each with the evidence of its key
 *      ├─ entity                                  each with its own `at`
 *      ├─ statement
 *      ├─ incident ── figure
 *      └─ correction
 */
#include "base/error.h"
#include "view/format.h"

typedef struct collector {
    const dli_json *json;
    dli_arena *arena;
    DLI_VEC(dli_fact) facts;
    uint32_t item; /* 0: the page itself */
} collector;

/* Paths of keys, as `evidence` names them. */
static const char *const page_keys[] = {
    "pageKind",           "canonicalUrl",         "captured",
    "publisher.name",     "publisher.url",        "publisher.email",
    "terms.excerptLimit", "terms.linkRequired",   "terms.licence",
    "terms.robots",       "terms.tdmReservation", "terms.text",
};

static const char *const item_keys[] = {
    "headline",
    "alternativeHeadline",
    "abstract",
    "author",
    "editor",
    "translator",
    "contributor",
    "credit",
    "sourceOrganization",
    "dateline",
    "datePublished",
    "dateModified",
    "inLanguage",
    "articleSection",
    "keywords",
    "image",
    "references",
};

static void add(collector *to, dli_fact fact)
{
    fact.item = to->item;
    (void)DLI_PUSH(to->arena, &to->facts, fact);
}

/* "author/2", "statement/3", "i1/figure/1": for what has no id of its own. */
static dl_str numbered(collector *to, dl_str head, const char *name, size_t number)
{
    dli_buf id;

    dli_buf_init(&id, to->arena);
    if (head.len > 0) {
        dli_buf_add(&id, head);
        dli_buf_byte(&id, '/');
    }
    dli_buf_print(&id, "%s/%zu", name, number);
    return dli_buf_str(&id);
}

/* What points at the bytes of a value: the evidence of its key, or the value itself. */
static uint32_t evidence_of(const collector *to, uint32_t owner, const char *key,
                            uint32_t value)
{
    uint32_t found = dli_json_get(to->json, dli_json_get(to->json, owner, "evidence"), key);

    return found == 0 && dli_json_get(to->json, value, "at") != 0 ? value : found;
}

/* The value of a key, or each element of it. */
static void add_value(collector *to, uint32_t owner, const char *key)
{
    uint32_t value = dli_record_path(to->json, owner, dli_str(key));
    dli_fact fact = { .name = key, .id = dli_str(key), .value = value };
    size_t number = 0;

    if (value == 0)
        return;
    fact.evidence = evidence_of(to, owner, key, value);
    if (!dli_json_is(to->json, value, DLI_JSON_ARRAY)) {
        add(to, fact);
        return;
    }
    for (uint32_t v = dli_json_at(to->json, value)->first; v != 0;
         v = dli_json_at(to->json, v)->next) {
        fact.value = v;
        fact.evidence = evidence_of(to, owner, key, v);
        fact.id = numbered(to, (dl_str){ "", 0 }, key, ++number);
        add(to, fact);
    }
}

/* Element `v`, the so manyth of its list, which carries its own `at`. */
static void add_element(collector *to, dli_fact fact, dl_str head, size_t number)
{
    fact.evidence = fact.value;
    fact.id = dli_json_get_str(to->json, fact.value, "id", to->arena);
    if (fact.id.len == 0)
        fact.id = numbered(to, head, fact.name, number);
    add(to, fact);
}

static void add_list(collector *to, uint32_t owner, const char *key, dli_fact_kind kind,
                     const char *name)
{
    size_t number = 0;

    for (uint32_t v = dli_record_list(to->json, owner, key); v != 0;
         v = dli_json_at(to->json, v)->next) {
        dli_fact fact = { .kind = kind, .name = name, .value = v };
        add_element(to, fact, (dl_str){ "", 0 }, ++number);
    }
}

/* Each incident, with its figures behind it. */
static void add_incidents(collector *to, uint32_t item)
{
    size_t number = 0;

    for (uint32_t v = dli_record_list(to->json, item, "incidents"); v != 0;
         v = dli_json_at(to->json, v)->next) {
        dli_fact incident = { .kind = DLI_FACT_INCIDENT, .name = "incident", .value = v };
        size_t figures = 0;
        add_element(to, incident, (dl_str){ "", 0 }, ++number);
        if (to->facts.count == 0) /* the arena is dry */
            return;
        dl_str id = to->facts.ptr[to->facts.count - 1].id;
        for (uint32_t f = dli_record_list(to->json, v, "figures"); f != 0;
             f = dli_json_at(to->json, f)->next) {
            dli_fact figure = {
                .kind = DLI_FACT_FIGURE, .name = "figure", .value = f, .owner = v
            };
            add_element(to, figure, id, ++figures);
        }
    }
}

dli_fact_list dli_fact_list_of(const dli_json *json, dli_arena *arena)
{
    collector to = { .json = json, .arena = arena };

    for (size_t i = 0; i < sizeof page_keys / sizeof *page_keys; i++)
        add_value(&to, 1, page_keys[i]);
    add_list(&to, 1, "notes", DLI_FACT_NOTE, "note");
    for (uint32_t item = dli_record_list(json, 1, "items"); item != 0;
         item = dli_json_at(json, item)->next) {
        to.item = item;
        for (size_t i = 0; i < sizeof item_keys / sizeof *item_keys; i++)
            add_value(&to, item, item_keys[i]);
        add_list(&to, item, "entities", DLI_FACT_ENTITY, "entity");
        add_list(&to, item, "statements", DLI_FACT_STATEMENT, "statement");
        add_incidents(&to, item);
        add_list(&to, item, "corrections", DLI_FACT_CORRECTION, "correction");
    }
    return (dli_fact_list){ to.facts.ptr, to.facts.count };
}

dl_str dli_fact_words(const dli_json *json, const dli_fact *fact, const dli_record_body *body,
                      dli_arena *arena)
{
    dl_str own = dli_record_words(json, fact->value, arena);
    dli_record_spans in;
    dli_buf out;

    if (own.len > 0)
        return own;
    in = dli_record_span(json, fact->evidence, "in", arena);
    if (in.count == 1)
        return dli_cut(body->text, dli_record_bytes(body, in.ptr[0]));
    dli_buf_init(&out, arena);
    for (size_t i = 0; i < in.count; i++) {
        dli_buf_add(&out, i > 0 ? DL_STR(" \xE2\x80\xA6 ") : DL_STR(""));
        dli_buf_add(&out, dli_cut(body->text, dli_record_bytes(body, in.ptr[i])));
    }
    return dli_buf_str(&out);
}
