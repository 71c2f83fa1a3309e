/* record.c -- what the rooms made of a page, written as one JSON record.
 *
 * In:   the parts of one document
 * Out:  one JSON object, keys in the order of docs/formats/record.md
 *
 * Rooms count bytes of their texts; here those become `in` (code points of the
 * body) and `at` (bytes of the source, by the runs of the text).
 */
#include "desk/record.h"

#include "base/digest.h"
#include "base/json_write.h"
#include "base/str.h"
#include "desk/desk.h"
#include "desk/url.h"

typedef struct writer {
    dli_buf *out;
    const dli_record_parts *parts;
    const dli_item *item;
    dli_points points; /* of the item's body */
    char id[64];       /* "sha256:<16 hex>" */
} writer;

/* ---- Positions ----------------------------------------------------------- */

/* [s,e] for one stretch, [[s,e],…] for several. */
static void write_spans(dli_buf *out, const dl_span *spans, size_t count)
{
    if (count != 1)
        dli_json_open(out, '[');
    for (size_t i = 0; i < count; i++)
        dli_json_span(out, spans[i]);
    if (count != 1)
        dli_json_close(out, ']');
}

/* "at": the stretches of source that `spans` of the text were made from. */
static void write_at(dli_buf *out, const dl_text *text, const dl_span *spans, size_t count)
{
    DLI_VEC(dl_span) at = { 0 };
    dl_span piece;

    for (size_t i = 0; i < count; i++)
        for (dl_span rest = spans[i]; dli_next_origin(text, &rest, &piece);)
            out->failed = !DLI_PUSH(out->arena, &at, piece) || out->failed;
    if (at.count == 0)
        return;
    dli_json_key(out, "at");
    write_spans(out, at.ptr, at.count);
}

void dli_record_at(dli_buf *out, const dl_text *text)
{
    dl_span all = { 0, (uint32_t)text->bytes.len };

    write_at(out, text, &all, 1);
}

/* "in": the same counted in code points of the body. */
static void write_in(writer *w, const dl_span *spans, size_t count)
{
    dli_json_key(w->out, "in");
    if (count != 1)
        dli_json_open(w->out, '[');
    for (size_t i = 0; i < count; i++)
        dli_json_span(w->out, (dl_span){ dli_points_at(&w->points, spans[i].start),
                                         dli_points_at(&w->points, spans[i].end) });
    if (count != 1)
        dli_json_close(w->out, ']');
}

/* Both, for spans of the item's body. */
static void write_where(writer *w, const dl_span *spans, size_t count)
{
    write_at(w->out, &w->item->body, spans, count);
    write_in(w, spans, count);
}

/* What was opened behind `key` and closed again with nothing in it, as if never begun:
 * `mark` is the length before the key. */
static void drop_empty(dli_buf *out, size_t mark)
{
    dl_str all = dli_buf_str(out);

    if (dli_ends(all, DL_STR(":{}")) || dli_ends(all, DL_STR(":[]")))
        out->len = mark;
}

/* ---- Small values -------------------------------------------------------- */

static void write_when(dli_buf *out, const char *key, dli_when when)
{
    char space[64];
    dli_arena none;
    dli_buf text = { .arena = &none, .ptr = space, .cap = sizeof space };

    if (when.precision == DLI_WHEN_NONE)
        return;
    dli_arena_init(&none, 0); /* `space` is enough: it never grows */
    dli_when_print(&text, when);
    dli_json_key(out, key);
    dli_json_string(out, dli_buf_str(&text));
}

const char *dli_how_name(uint8_t how)
{
    static const char *const names[] = { "page", "json-ld", "microdata", "meta",
                                         "time", "byline",  "heading",   "text",
                                         "url",  "model",   "page" };

    return how < sizeof names / sizeof *names ? names[how] : "page";
}

static void write_how(dli_buf *out, uint8_t how, uint8_t confidence)
{
    dli_json_key(out, "how");
    dli_json_string(out, dli_str(dli_how_name(how)));
    if (confidence > 0) {
        dli_json_key(out, "confidence");
        dli_json_decimal(out, confidence, 2);
    }
}

static void write_member(writer *w, const char *key, const dl_text *text)
{
    dli_json_member(w->out, key, text->bytes);
}

static dl_str resolve(writer *w, const dl_text *url)
{
    return dli_url_resolve(w->out->arena, w->parts->options->url, url->bytes);
}

static void write_url(writer *w, const char *key, const dl_text *url)
{
    if (url->bytes.len > 0)
        dli_json_member(w->out, key, resolve(w, url));
}

/* ---- Evidence ------------------------------------------------------------ */

/* An entry of `evidence` whose value is text; left open for `others`. */
static void open_evidence(dli_buf *out, const char *key, const dl_text *text, uint8_t how,
                          uint8_t confidence)
{
    dli_json_key(out, key);
    dli_json_open(out, '{');
    dli_record_at(out, text);
    write_how(out, how, confidence);
}

static void write_evidence(dli_buf *out, const char *key, const dli_value *value)
{
    if (value->text.bytes.len == 0)
        return;
    open_evidence(out, key, &value->text, value->how, value->confidence);
    dli_json_close(out, '}');
}

static void write_other(dli_buf *out, dl_str value, const dl_text *text, uint8_t how)
{
    dli_json_open(out, '{');
    dli_json_key(out, "value");
    dli_json_string(out, value);
    dli_record_at(out, text);
    write_how(out, how, 0);
    dli_json_close(out, '}');
}

static void write_headline_evidence(dli_buf *out, const dli_item *item)
{
    if (item->headline.text.bytes.len == 0)
        return;
    open_evidence(out, "headline", &item->headline.text, item->headline.how,
                  item->headline.confidence);
    if (item->other_headlines.count > 0) {
        dli_json_key(out, "others");
        dli_json_open(out, '[');
        for (size_t i = 0; i < item->other_headlines.count; i++) {
            const dli_value *other = &item->other_headlines.ptr[i];
            write_other(out, other->text.bytes, &other->text, other->how);
        }
        dli_json_close(out, ']');
    }
    dli_json_close(out, '}');
}

static void write_date_evidence(dli_buf *out, const char *key, const dli_date *date,
                                const dli_dates *others)
{
    if (date->when.precision == DLI_WHEN_NONE)
        return;
    open_evidence(out, key, &date->text, date->how, date->confidence);
    if (others != NULL && others->count > 0) {
        dli_json_key(out, "others");
        dli_json_open(out, '[');
        for (size_t i = 0; i < others->count; i++) {
            dli_buf value;
            dli_buf_init(&value, out->arena);
            dli_when_print(&value, others->ptr[i].when);
            write_other(out, dli_buf_str(&value), &others->ptr[i].text, others->ptr[i].how);
        }
        dli_json_close(out, ']');
    }
    dli_json_close(out, '}');
}

static void write_people_evidence(dli_buf *out, const char *key, const dli_people *people)
{
    if (people->count == 0)
        return;
    dli_json_key(out, key);
    dli_json_open(out, '{');
    dli_json_key(out, "at");
    dli_json_open(out, '[');
    for (size_t i = 0; i < people->count; i++) {
        const dl_text *name = &people->ptr[i].name;
        dl_span rest = { 0, (uint32_t)name->bytes.len }, piece;
        while (dli_next_origin(name, &rest, &piece))
            dli_json_span(out, piece);
    }
    dli_json_close(out, ']');
    write_how(out, people->ptr[0].how, 0);
    dli_json_close(out, '}');
}

static void write_list_evidence(dli_buf *out, const char *key, const dli_values *list)
{
    if (list->count == 0)
        return;
    dli_json_key(out, key);
    dli_json_open(out, '{');
    dli_json_key(out, "at");
    dli_json_open(out, '[');
    for (size_t i = 0; i < list->count; i++) {
        dl_span rest = { 0, (uint32_t)list->ptr[i].text.bytes.len }, piece;
        while (dli_next_origin(&list->ptr[i].text, &rest, &piece))
            dli_json_span(out, piece);
    }
    dli_json_close(out, ']');
    write_how(out, list->ptr[0].how, 0);
    dli_json_close(out, '}');
}

static void write_item_evidence(writer *w)
{
    const dli_item *item = w->item;
    dli_buf *out = w->out;

    dli_json_key(out, "evidence");
    dli_json_open(out, '{');
    write_headline_evidence(out, item);
    write_evidence(out, "alternativeHeadline", &item->alternative_headline);
    write_evidence(out, "abstract", &item->abstract);
    write_people_evidence(out, "author", &item->author);
    write_people_evidence(out, "editor", &item->editor);
    write_people_evidence(out, "translator", &item->translator);
    write_people_evidence(out, "contributor", &item->contributor);
    write_evidence(out, "sourceOrganization", &item->source_organization);
    write_evidence(out, "credit", &item->credit);
    if (item->dateline.text.bytes.len > 0)
        write_evidence(out, "dateline", &(dli_value){ item->dateline.text, DLI_HOW_TEXT, 0 });
    write_date_evidence(out, "datePublished", &item->published, &item->other_dates);
    write_date_evidence(out, "dateModified", &item->modified, NULL);
    if (item->language.len > 0) {
        dli_json_key(out, "inLanguage");
        dli_json_open(out, '{');
        write_how(out, item->language_how, item->language_confidence);
        dli_json_close(out, '}');
    }
    write_evidence(out, "articleSection", &item->section);
    write_list_evidence(out, "keywords", &item->keywords);
    dli_json_close(out, '}');
}

/* ---- Statements ---------------------------------------------------------- */

/* {"text","at","in" — left open for more keys. */
static void open_part(writer *w, const dl_span *spans, size_t count)
{
    dli_buf text;

    dli_buf_init(&text, w->out->arena);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            dli_buf_byte(&text, ' ');
        dli_buf_add(&text, dli_cut(w->item->body.bytes, spans[i]));
    }
    dli_json_open(w->out, '{');
    dli_json_key(w->out, "text");
    dli_json_string(w->out, dli_buf_str(&text));
    write_where(w, spans, count);
}

static void write_part(writer *w, const char *key, const dli_part *part)
{
    if (part->count == 0)
        return;
    dli_json_key(w->out, key);
    open_part(w, part->spans, part->count);
    dli_json_close(w->out, '}');
}

static void write_stretch(writer *w, const char *key, dl_span span)
{
    if (span.end > span.start)
        write_part(w, key, &(dli_part){ &span, 1 });
}

static void write_id(writer *w, const char *key, const char *what, uint32_t number)
{
    char id[80];

    (void)snprintf(id, sizeof id, "#%u%s%u", w->item->position, what, number);
    dli_json_key(w->out, key);
    dli_json_string(w->out, dli_str(id));
}

/* The inside of a source: its words, type, entity, role. */
static void write_source(writer *w, const dli_source_part *source)
{
    static const char *const types[] = { "",      "named",    "office", "unnamed",
                                         "group", "document", "media" };

    open_part(w, source->part.spans, source->part.count);
    if (source->type != DLI_SOURCE_NONE && source->type < sizeof types / sizeof *types) {
        dli_json_key(w->out, "type");
        dli_json_string(w->out, dli_str(types[source->type]));
    }
    if (source->entity != 0)
        write_id(w, "entity", "e", source->entity);
    if (source->role.end > source->role.start)
        dli_json_member(w->out, "role", dli_cut(w->item->body.bytes, source->role));
    if (source->resolved != 0)
        write_id(w, "resolved", "e", source->resolved);
    dli_json_close(w->out, '}');
}

static void write_cue(writer *w, const dli_statement *s)
{
    if (s->cue.count == 0)
        return;
    dli_json_key(w->out, "cue");
    open_part(w, s->cue.spans, s->cue.count);
    dli_json_member(w->out, "lemma", s->lemma);
    dli_json_close(w->out, '}');
}

static void write_statement(writer *w, const dli_statement *s, uint32_t number)
{
    static const char *const kinds[] = { "direct", "indirect", "mixed" };
    static const char *const stances[] = { "unknown", "neutral", "claim", "deny",   "warn",
                                           "promise", "order",   "admit", "believe" };
    static const char *const hows[] = { "text", "model", "both" };

    dli_json_open(w->out, '{');
    write_id(w, "id", "s", number);
    dli_json_key(w->out, "kind");
    dli_json_string(w->out, dli_str(kinds[s->kind < 3 ? s->kind : 0]));
    dli_json_key(w->out, "stance");
    dli_json_string(w->out, dli_str(stances[s->stance < 9 ? s->stance : 0]));
    dli_json_key(w->out, "how");
    dli_json_string(w->out, dli_str(hows[s->by < 3 ? s->by : 0]));
    write_cue(w, s);
    if (s->source.part.count > 0) {
        dli_json_key(w->out, "source");
        write_source(w, &s->source);
    }
    if (s->via_count > 0) {
        dli_json_key(w->out, "via");
        dli_json_open(w->out, '[');
        for (uint32_t i = 0; i < s->via_count; i++)
            write_source(w, &s->via[i]);
        dli_json_close(w->out, ']');
    }
    write_part(w, "addressee", &s->addressee);
    write_part(w, "content", &s->content);
    if (s->parent != 0)
        write_id(w, "parent", "s", s->parent);
    write_where(w, &s->in, 1);
    dli_json_close(w->out, '}');
}

static void write_number(dli_buf *out, const char *key, bool has, uint64_t value)
{
    if (!has)
        return;
    dli_json_key(out, key);
    dli_json_u64(out, value);
}

static void write_word(dli_buf *out, const char *key, const char *const *names, size_t count,
                       size_t which)
{
    dli_json_key(out, key);
    dli_json_string(out, dli_str(names[which < count ? which : 0]));
}

#define WRITE_WORD(out, key, names, which)                                                     \
    write_word(out, key, names, sizeof(names) / sizeof *(names), which)

void dli_record_degree(dli_buf *out, const char *key, int32_t value)
{
    char number[32];
    uint32_t size = (uint32_t)(value < 0 ? -(int64_t)value : value);

    (void)snprintf(number, sizeof number, "%s%u.%05u", value < 0 ? "-" : "", size / 100000,
                   size % 100000);
    dli_json_key(out, key);
    dli_json_raw(out, dli_str(number));
}

/* Where a place of the gazetteer (number + 1) is. */
static void write_map(writer *w, uint32_t place)
{
    if (place == 0)
        return;
    dli_place_entry e = dli_gazetteer_place(w->parts->gazetteer, place - 1);
    if (e.geonameid != 0) {
        dli_json_key(w->out, "geonameid");
        dli_json_u64(w->out, e.geonameid);
    }
    dli_record_degree(w->out, "lat", e.lat);
    dli_record_degree(w->out, "lon", e.lon);
}

static void write_precision(writer *w, uint8_t precision)
{
    static const char *const precisions[] = { "", "site", "town", "area", "region", "country" };

    if (precision != DLI_PLACE_UNKNOWN)
        WRITE_WORD(w->out, "precision", precisions, precision);
}

static void write_entity(writer *w, const dli_entity *entity, const dli_location *location,
                         uint32_t number)
{
    static const char *const types[] = { "PER", "ORG", "LOC", "MISC" };

    dli_json_open(w->out, '{');
    write_id(w, "id", "e", number);
    dli_json_key(w->out, "type");
    dli_json_string(w->out, dli_str(types[entity->type & 3]));
    dli_json_key(w->out, "name");
    dli_json_string(w->out, entity->name);
    dli_json_member(w->out, "how", entity->silent ? DL_STR("model") : DL_STR("text"));
    /* A pair of spans for each mention, a list even of one. */
    dli_json_key(w->out, "at");
    dli_json_open(w->out, '[');
    for (uint32_t i = 0; i < entity->mentions.count; i++) {
        dl_span rest = entity->mentions.spans[i], piece;
        while (dli_next_origin(&w->item->body, &rest, &piece))
            dli_json_span(w->out, piece);
    }
    dli_json_close(w->out, ']');
    dli_json_key(w->out, "in");
    dli_json_open(w->out, '[');
    for (uint32_t i = 0; i < entity->mentions.count; i++)
        dli_json_span(w->out,
                      (dl_span){ dli_points_at(&w->points, entity->mentions.spans[i].start),
                                 dli_points_at(&w->points, entity->mentions.spans[i].end) });
    dli_json_close(w->out, ']');
    if (entity->role.end > entity->role.start)
        dli_json_member(w->out, "role", dli_cut(w->item->body.bytes, entity->role));
    if (location != NULL && location->place != 0) {
        dli_json_key(w->out, "place");
        dli_json_open(w->out, '{');
        write_map(w, location->place);
        write_precision(w, location->precision);
        dli_json_close(w->out, '}');
    }
    dli_json_close(w->out, '}');
}

/* People and bodies, then places. */
static void write_entities(writer *w, const dli_facts *facts)
{
    size_t people = facts->statements.entities.count, places = facts->locations.list.count;

    if (people + places == 0)
        return;
    dli_json_key(w->out, "entities");
    dli_json_open(w->out, '[');
    for (size_t i = 0; i < people; i++)
        write_entity(w, &facts->statements.entities.ptr[i], NULL, (uint32_t)i + 1);
    for (size_t i = 0; i < places; i++) {
        const dli_location *location = &facts->locations.list.ptr[i];
        dli_entity entity = { .type = DLI_LOC,
                              .name = location->name,
                              .mentions = location->mentions };
        write_entity(w, &entity, location, (uint32_t)(people + i) + 1);
    }
    dli_json_close(w->out, ']');
}

/* ---- Incidents ----------------------------------------------------------- */

static void write_figure(writer *w, const dli_figure *f)
{
    static const char *const whats[] = { "other",    "killed",    "wounded", "missing",
                                         "detained", "displaced", "attacks", "destroyed" };
    static const char *const bounds[] = { "exact", "atLeast", "atMost", "about" };
    static const char *const scopes[] = { "incident", "period", "total" };

    dli_json_open(w->out, '{');
    WRITE_WORD(w->out, "what", whats, f->what);
    write_number(w->out, "value", f->has_value, f->value);
    write_number(w->out, "min", f->has_min, f->min);
    write_number(w->out, "max", f->has_max, f->max);
    WRITE_WORD(w->out, "bound", bounds, f->bound);
    if (f->of.end > f->of.start)
        dli_json_member(w->out, "of", dli_cut(w->item->body.bytes, f->of));
    WRITE_WORD(w->out, "scope", scopes, f->scope);
    if (f->parent != 0)
        write_number(w->out, "parent", true, f->parent - 1);
    dli_json_key(w->out, "text");
    dli_json_string(w->out, dli_cut(w->item->body.bytes, f->in));
    write_where(w, &f->in, 1);
    dli_json_close(w->out, '}');
}

static void write_incident_date(writer *w, const dli_incident *i)
{
    static const char *const bases[] = { "explicit", "relative", "entry", "dateline",
                                         "published" };
    static const char *const precisions[] = { "day",  "year",   "month", "day",
                                              "hour", "minute", "minute" };
    dli_buf value;

    if (i->date.from.precision == DLI_WHEN_NONE)
        return;
    dli_buf_init(&value, w->out->arena);
    dli_when_print(&value, i->date.from);
    if (i->date.to.precision != DLI_WHEN_NONE) {
        dli_buf_byte(&value, '/');
        dli_when_print(&value, i->date.to);
    }
    dli_json_key(w->out, "date");
    dli_json_open(w->out, '{');
    dli_json_key(w->out, "value");
    dli_json_string(w->out, dli_buf_str(&value));
    dli_json_key(w->out, "precision");
    if (i->date.precision == DLI_PRECISION_WEEK)
        dli_json_string(w->out, DL_STR("week"));
    else
        dli_json_string(
            w->out, dli_str(precisions[i->date.precision <= DLI_WHEN_SECOND ? i->date.precision
                                                                            : DLI_WHEN_DAY]));
    WRITE_WORD(w->out, "basis", bases, i->date.basis);
    if (i->date.in.end > i->date.in.start) {
        dli_json_member(w->out, "text", dli_cut(w->item->body.bytes, i->date.in));
        write_where(w, &i->date.in, 1);
    }
    dli_json_close(w->out, '}');
}

static void write_place(writer *w, const dli_incident *i)
{
    if (i->place.in.end <= i->place.in.start && !i->place.dateline)
        return;
    dli_json_key(w->out, "place");
    if (i->place.dateline) {
        dli_json_open(w->out, '{');
        dli_json_member(w->out, "text", w->item->dateline.place.bytes);
        dli_record_at(w->out, &w->item->dateline.place);
    } else {
        open_part(w, &i->place.in, 1);
    }
    write_map(w, i->place.where);
    write_precision(w, i->place.precision);
    dli_json_close(w->out, '}');
}

static void write_incident(writer *w, const dli_incident *i, uint32_t number)
{
    static const char *const types[] = { "other",     "shelling", "airstrike", "bombing",
                                         "shooting",  "clash",    "arrest",    "kidnapping",
                                         "protest",   "sabotage", "accident",  "disaster",
                                         "casualties" };
    static const char *const statuses[] = { "reported", "denied", "planned", "hypothetical" };

    dli_json_open(w->out, '{');
    write_id(w, "id", "i", number);
    WRITE_WORD(w->out, "type", types, i->type);
    WRITE_WORD(w->out, "status", statuses, i->status);
    write_incident_date(w, i);
    write_place(w, i);
    write_part(w, "actors", &i->actors);
    write_part(w, "target", &i->target);
    if (i->figure_count > 0) {
        dli_json_key(w->out, "figures");
        dli_json_open(w->out, '[');
        for (uint32_t k = 0; k < i->figure_count; k++)
            write_figure(w, &i->figures[k]);
        dli_json_close(w->out, ']');
    }
    write_stretch(w, "source", i->source);
    if (i->statement != 0)
        write_id(w, "statement", "s", i->statement);
    write_where(w, &i->in, 1);
    dli_json_close(w->out, '}');
}

static void write_facts(writer *w, const dli_facts *facts)
{
    write_entities(w, facts);
    if (facts->statements.list.count > 0) {
        dli_json_key(w->out, "statements");
        dli_json_open(w->out, '[');
        for (uint32_t i = 0; i < facts->statements.list.count; i++)
            write_statement(w, &facts->statements.list.ptr[i], i + 1);
        dli_json_close(w->out, ']');
    }
    if (facts->incidents.list.count > 0) {
        dli_json_key(w->out, "incidents");
        dli_json_open(w->out, '[');
        for (uint32_t i = 0; i < facts->incidents.list.count; i++)
            write_incident(w, &facts->incidents.list.ptr[i], i + 1);
        dli_json_close(w->out, ']');
    }
}

/* ---- Items --------------------------------------------------------------- */

static void write_people(writer *w, const char *key, const dli_people *people)
{
    if (people->count == 0)
        return;
    dli_json_key(w->out, key);
    dli_json_open(w->out, '[');
    for (size_t i = 0; i < people->count; i++) {
        const dli_person *p = &people->ptr[i];
        dli_json_open(w->out, '{');
        write_member(w, "name", &p->name);
        write_member(w, "jobTitle", &p->job_title);
        write_member(w, "affiliation", &p->affiliation);
        dli_json_key(w->out, "type");
        dli_json_string(w->out, p->organization ? DL_STR("Organization") : DL_STR("Person"));
        dli_json_close(w->out, '}');
    }
    dli_json_close(w->out, ']');
}

static void write_dateline(writer *w)
{
    const dli_item *item = w->item;

    if (item->dateline.text.bytes.len == 0)
        return;
    dli_json_key(w->out, "dateline");
    dli_json_open(w->out, '{');
    write_member(w, "text", &item->dateline.text);
    write_member(w, "place", &item->dateline.place);
    write_when(w->out, "date", item->dateline.date);
    dli_json_close(w->out, '}');
}

static void write_blocks(writer *w)
{
    static const char *const kinds[] = {
        "p", "h", "li", "quote", "pre", "table", "editorNote"
    };

    if (w->item->blocks.count == 0)
        return;
    dli_json_key(w->out, "blocks");
    dli_json_open(w->out, '[');
    for (size_t i = 0; i < w->item->blocks.count; i++) {
        const dli_block *block = &w->item->blocks.ptr[i];
        dli_json_open(w->out, '{');
        WRITE_WORD(w->out, "kind", kinds, block->kind);
        write_where(w, &block->in, 1);
        if (block->kind == DLI_BLOCK_H && block->level > 0) {
            dli_json_key(w->out, "level");
            dli_json_u64(w->out, block->level);
        }
        dli_json_close(w->out, '}');
    }
    dli_json_close(w->out, ']');
}

static void write_images(writer *w)
{
    if (w->item->images.count == 0)
        return;
    dli_json_key(w->out, "image");
    dli_json_open(w->out, '[');
    for (size_t i = 0; i < w->item->images.count; i++) {
        const dli_image *image = &w->item->images.ptr[i];
        dli_json_open(w->out, '{');
        write_url(w, "url", &image->url);
        write_member(w, "caption", &image->caption);
        write_member(w, "credit", &image->credit);
        const dl_text *words = image->caption.bytes.len > 0  ? &image->caption
                               : image->credit.bytes.len > 0 ? &image->credit
                                                             : &image->url;
        dli_record_at(w->out, words);
        dli_json_close(w->out, '}');
    }
    dli_json_close(w->out, ']');
}

static void write_references(writer *w)
{
    if (w->item->references.count == 0)
        return;
    dli_json_key(w->out, "references");
    dli_json_open(w->out, '[');
    for (size_t i = 0; i < w->item->references.count; i++) {
        const dli_reference *ref = &w->item->references.ptr[i];
        dli_json_open(w->out, '{');
        write_member(w, "marker", &ref->marker);
        write_member(w, "text", &ref->text);
        write_url(w, "url", &ref->url);
        dli_record_at(w->out, ref->text.bytes.len > 0 ? &ref->text : &ref->url);
        if (ref->in.end > ref->in.start)
            write_in(w, &ref->in, 1);
        dli_json_close(w->out, '}');
    }
    dli_json_close(w->out, ']');
}

static void write_corrections(writer *w)
{
    if (w->item->corrections.count == 0)
        return;
    dli_json_key(w->out, "corrections");
    dli_json_open(w->out, '[');
    for (size_t i = 0; i < w->item->corrections.count; i++) {
        const dli_correction *c = &w->item->corrections.ptr[i];
        dli_json_open(w->out, '{');
        write_member(w, "text", &c->text);
        write_when(w->out, "date", c->date.when);
        dli_record_at(w->out, &c->text);
        dli_json_close(w->out, '}');
    }
    dli_json_close(w->out, ']');
}

static void write_item_id(writer *w, const char *key, uint32_t position)
{
    char id[96];

    (void)snprintf(id, sizeof id, "%s#%u", w->id, position);
    dli_json_key(w->out, key);
    dli_json_string(w->out, dli_str(id));
}

static void write_values(writer *w, const char *key, const dli_values *list)
{
    if (list->count == 0)
        return;
    dli_json_key(w->out, key);
    dli_json_open(w->out, '[');
    for (size_t i = 0; i < list->count; i++)
        dli_json_string(w->out, list->ptr[i].text.bytes);
    dli_json_close(w->out, ']');
}

static void write_item(writer *w, const dli_item *item, const dli_facts *facts)
{
    static const char *const kinds[] = { "article", "bulletin",  "entry",
                                         "opinion", "interview", "teaser" };

    w->item = item;
    if (!dli_points_init(&w->points, w->out->arena, item->body.bytes)) {
        w->out->failed = true;
        return;
    }
    dli_json_open(w->out, '{');
    write_item_id(w, "id", item->position);
    dli_json_key(w->out, "position");
    dli_json_u64(w->out, item->position);
    WRITE_WORD(w->out, "kind", kinds, item->kind);
    if (item->parent != 0)
        write_item_id(w, "parent", item->parent);
    write_member(w, "headline", &item->headline.text);
    write_member(w, "alternativeHeadline", &item->alternative_headline.text);
    write_member(w, "abstract", &item->abstract.text);
    write_people(w, "author", &item->author);
    write_people(w, "editor", &item->editor);
    write_people(w, "translator", &item->translator);
    write_people(w, "contributor", &item->contributor);
    write_member(w, "sourceOrganization", &item->source_organization.text);
    write_member(w, "credit", &item->credit.text);
    write_dateline(w);
    write_when(w->out, "datePublished", item->published.when);
    write_when(w->out, "dateModified", item->modified.when);
    dli_json_member(w->out, "inLanguage", item->language);
    write_member(w, "articleSection", &item->section.text);
    write_values(w, "keywords", &item->keywords);
    write_member(w, "articleBody", &item->body);
    write_blocks(w);
    write_images(w);
    write_references(w);
    write_corrections(w);
    write_facts(w, facts);
    write_item_evidence(w);
    dli_json_close(w->out, '}');
}

/* ---- Page ---------------------------------------------------------------- */

static void write_publisher(writer *w)
{
    const dli_article *a = w->parts->article;

    if (a->publisher_name.text.bytes.len + a->publisher_url.text.bytes.len +
            a->publisher_email.text.bytes.len ==
        0)
        return;
    dli_json_key(w->out, "publisher");
    dli_json_open(w->out, '{');
    write_member(w, "name", &a->publisher_name.text);
    write_url(w, "url", &a->publisher_url.text);
    write_member(w, "email", &a->publisher_email.text);
    dli_json_close(w->out, '}');
}

static void write_terms(writer *w)
{
    const dli_terms *t = &w->parts->article->terms;
    size_t mark = w->out->len;

    if (t->excerpt_limit == 0 && !t->link_required &&
        t->licence.text.bytes.len + t->robots.text.bytes.len +
                t->tdm_reservation.text.bytes.len + t->text.text.bytes.len ==
            0)
        return;
    dli_json_key(w->out, "terms");
    dli_json_open(w->out, '{');
    if (t->excerpt_limit > 0) {
        dli_json_key(w->out, "excerptLimit");
        dli_json_open(w->out, '{');
        dli_json_key(w->out, "value");
        dli_json_u64(w->out, t->excerpt_limit);
        dli_json_key(w->out, "unit");
        dli_json_string(w->out, t->excerpt_in_words ? DL_STR("words") : DL_STR("characters"));
        dli_json_close(w->out, '}');
    }
    if (t->link_required) {
        dli_json_key(w->out, "linkRequired");
        dli_json_true(w->out);
    }
    write_url(w, "licence", &t->licence.text);
    write_member(w, "robots", &t->robots.text);
    write_member(w, "tdmReservation", &t->tdm_reservation.text);
    write_member(w, "text", &t->text.text);
    dli_json_close(w->out, '}');
    drop_empty(w->out, mark);
}

static void write_notes(writer *w)
{
    const dli_article *a = w->parts->article;

    if (a->notes.count == 0)
        return;
    dli_json_key(w->out, "notes");
    dli_json_open(w->out, '[');
    for (size_t i = 0; i < a->notes.count; i++) {
        const dli_note *note = &a->notes.ptr[i];
        dli_json_open(w->out, '{');
        dli_json_key(w->out, "code");
        dli_json_string(w->out, dli_str(note->code));
        dli_json_key(w->out, "text");
        dli_json_string(w->out, dli_str(note->text));
        if (note->at.end > note->at.start) {
            dli_json_key(w->out, "at");
            dli_json_span(w->out, note->at);
        }
        dli_json_close(w->out, '}');
    }
    dli_json_close(w->out, ']');
}

/* An address that leads nowhere is not in the record, so nothing is said of it. */
static void write_url_evidence(writer *w, const char *key, const dli_value *url)
{
    if (url->text.bytes.len > 0 && resolve(w, &url->text).len > 0)
        write_evidence(w->out, key, url);
}

static void write_page_evidence(writer *w)
{
    const dli_article *a = w->parts->article;
    size_t mark = w->out->len;

    dli_json_key(w->out, "evidence");
    dli_json_open(w->out, '{');
    write_url_evidence(w, "canonicalUrl", &a->canonical_url);
    write_evidence(w->out, "publisher.name", &a->publisher_name);
    write_url_evidence(w, "publisher.url", &a->publisher_url);
    write_evidence(w->out, "publisher.email", &a->publisher_email);
    write_url_evidence(w, "terms.licence", &a->terms.licence);
    write_evidence(w->out, "terms.robots", &a->terms.robots);
    write_evidence(w->out, "terms.tdmReservation", &a->terms.tdm_reservation);
    write_evidence(w->out, "terms.text", &a->terms.text);
    dli_json_close(w->out, '}');
    drop_empty(w->out, mark);
}

static void write_capture(writer *w)
{
    const dli_source *source = w->parts->source;
    char hex[65];

    dli_hex(source->sha256, 32, hex);
    dli_json_key(w->out, "sha256");
    dli_json_string(w->out, dli_str(hex));
    dli_json_key(w->out, "bytes");
    dli_json_u64(w->out, source->raw_bytes);
    dli_json_key(w->out, "charset");
    dli_json_open(w->out, '{');
    dli_json_key(w->out, "name");
    dli_json_string(w->out, source->charset);
    dli_json_key(w->out, "how");
    dli_json_string(w->out, dli_str(dli_charset_how_name(source->how)));
    dli_json_close(w->out, '}');
    (void)snprintf(w->id, sizeof w->id, "sha256:%.16s", hex);
}

static void write_warc(dli_buf *out, const dl_warc *warc)
{
    dli_json_key(out, "warc");
    dli_json_open(out, '{');
    dli_json_member(out, "file", warc->file);
    dli_json_key(out, "offset");
    dli_json_u64(out, warc->offset);
    if (warc->length > 0) {
        dli_json_key(out, "length");
        dli_json_u64(out, warc->length);
    }
    dli_json_member(out, "recordId", warc->record_id);
    dli_json_member(out, "truncated", warc->truncated);
    dli_json_close(out, '}');
}

static const char *page_kind(const dli_article *a)
{
    static const char *const kinds[] = { "other",         "article", "items", "bulletin",
                                         "liveblog",      "listing", "forum", "product",
                                         "documentation", "service" };

    return kinds[(size_t)a->kind < sizeof kinds / sizeof *kinds ? (size_t)a->kind : 0];
}

void dli_record_write(dli_buf *out, const dli_record_parts *parts)
{
    writer w = { .out = out, .parts = parts };
    const dli_article *a = parts->article;

    dli_json_open(out, '{');
    dli_json_member(out, "id", parts->id);
    dli_json_key(out, "record");
    dli_json_u64(out, DL_RECORD_VERSION);
    dli_json_member(out, "file", parts->options->file);
    if (parts->options->warc != NULL)
        write_warc(out, parts->options->warc);
    dli_json_member(out, "url", parts->options->url);
    write_url(&w, "canonicalUrl", &a->canonical_url.text);
    dli_json_member(out, "captured", parts->options->captured);
    write_capture(&w);
    dli_json_key(out, "pageKind");
    dli_json_string(out, dli_str(page_kind(a)));
    write_publisher(&w);
    write_terms(&w);
    dli_json_member(out, "mainText", a->main_text.bytes);
    size_t mark = out->len;
    dli_json_key(out, "items");
    dli_json_open(out, '[');
    for (size_t i = 0; i < a->items.count; i++)
        write_item(&w, &a->items.ptr[i], &parts->facts[i]);
    dli_json_close(out, ']');
    drop_empty(out, mark);
    write_notes(&w);
    write_page_evidence(&w);
    if (parts->options->explain != 0)
        dli_explanation_write(out, parts);
    dli_json_close(out, '}');
}

void dli_error_record(dli_buf *out, dl_str id, dl_str file, const dl_error *error)
{
    dli_json_open(out, '{');
    dli_json_member(out, "id", id);
    dli_json_member(out, "file", file);
    dli_json_key(out, "error");
    dli_json_open(out, '{');
    dli_json_key(out, "status");
    dli_json_u64(out, (uint64_t)error->status);
    dli_json_member(out, "what", dli_str(error->what));
    dli_json_member(out, "where", dli_str(error->where));
    dli_json_member(out, "fix", dli_str(error->fix));
    dli_json_close(out, '}');
    dli_json_close(out, '}');
}
