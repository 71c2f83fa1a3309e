/* explain.c -- how a page was read, as member `explain` of its record.
 *
 * A block's label is what became of its bytes: the field of an item that they stand in
 * now. So it cannot differ from the record.
 */
#include "desk/record.h"

#include "article/article.h"
#include "base/json_write.h"
#include "base/str.h"
#include "base/utf8.h"

enum {
    SHOWN = 160, /* bytes of a block that are shown */
    MAX_CONSIDERED = 8
};

typedef struct place {
    dl_span at; /* of the source */
    const char *label;
} place;

typedef struct labels {
    dli_arena *arena;
    DLI_VEC(place) list;
} labels;

/* ---- Labels -------------------------------------------------------------- */

static void add_part(labels *l, const dl_text *text, dl_span part, const char *label)
{
    dl_span piece;

    for (dl_span rest = part; dli_next_origin(text, &rest, &piece);)
        (void)DLI_PUSH(l->arena, &l->list, ((place){ piece, label }));
}

static void add(labels *l, const dl_text *text, const char *label)
{
    add_part(l, text, (dl_span){ 0, (uint32_t)text->bytes.len }, label);
}

static void add_people(labels *l, const dli_people *people)
{
    for (size_t i = 0; i < people->count; i++)
        add(l, &people->ptr[i].name, "byline");
}

static void add_item(labels *l, const dli_item *item)
{
    static const char *const kinds[] = { "paragraph",    "heading", "list item",    "quotation",
                                         "preformatted", "table",   "editor's note" };

    add(l, &item->headline.text, "headline");
    add(l, &item->alternative_headline.text, "alternative headline");
    add(l, &item->abstract.text, "standfirst");
    add_people(l, &item->author);
    add_people(l, &item->editor);
    add_people(l, &item->translator);
    add_people(l, &item->contributor);
    add(l, &item->source_organization.text, "agency");
    add(l, &item->credit.text, "credit");
    add(l, &item->dateline.text, "dateline");
    add(l, &item->published.text, "date");
    add(l, &item->modified.text, "date");
    for (size_t i = 0; i < item->blocks.count; i++)
        add_part(l, &item->body, item->blocks.ptr[i].in, kinds[item->blocks.ptr[i].kind]);
    for (size_t i = 0; i < item->images.count; i++) {
        add(l, &item->images.ptr[i].caption, "caption");
        add(l, &item->images.ptr[i].credit, "caption");
    }
    for (size_t i = 0; i < item->references.count; i++)
        add(l, &item->references.ptr[i].text, "reference");
    for (size_t i = 0; i < item->corrections.count; i++)
        add(l, &item->corrections.ptr[i].text, "correction");
}

/* Heapsort by start: no worst case, no recursion. */
static void sift(place *list, size_t count, size_t at)
{
    place moved = list[at];

    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        child += child + 1 < count && list[child + 1].at.start > list[child].at.start;
        if (list[child].at.start <= moved.at.start)
            break;
        list[at] = list[child];
    }
    list[at] = moved;
}

static void sort(place *list, size_t count)
{
    for (size_t i = count / 2; i-- > 0;)
        sift(list, count, i);
    for (size_t end = count; end-- > 1;) {
        place last = list[end];
        list[end] = list[0];
        list[0] = last;
        sift(list, end, 0);
    }
}

/* What the first of the block's bytes that stand in a field became. O(log places). */
static const char *label_of(const labels *l, const dl_text *text)
{
    dl_span all = dl_text_origin(text, (dl_span){ 0, (uint32_t)text->bytes.len });
    size_t low = 0, high = l->list.count;

    while (low < high) { /* the first place that begins in the block or behind it */
        size_t mid = low + (high - low) / 2;
        if (l->list.ptr[mid].at.start < all.start)
            low = mid + 1;
        else
            high = mid;
    }
    return low < l->list.count && l->list.ptr[low].at.start < all.end ? l->list.ptr[low].label
                                                                      : "furniture";
}

/* ---- Blocks -------------------------------------------------------------- */

static void write_share(dli_buf *out, const char *key, double p)
{
    dli_json_key(out, key);
    dli_json_decimal(out, (int64_t)(p * 1000.0 + 0.5), 3);
}

static void write_block(dli_buf *out, const labels *l, const dli_explanation *x,
                        const dli_explained *block)
{
    dl_str text = block->text.bytes;

    dli_json_open(out, '{');
    dli_json_member(out, "label", dli_str(label_of(l, &block->text)));
    dli_json_member(
        out, "text",
        dli_slice(text, 0, text.len > SHOWN ? dli_utf8_cut(text.ptr, SHOWN) : text.len));
    dli_json_key(out, "judged");
    dli_json_string(out, block->content ? DL_STR("content") : DL_STR("furniture"));
    if (x->learned) {
        write_share(out, "score", (double)block->second / DLI_SCORE_ONE);
        write_share(out, "firstLook", (double)block->first / DLI_SCORE_ONE);
    }
    dli_json_member(out, "reason", block->reason);
    dli_record_at(out, &block->text);
    dli_json_close(out, '}');
}

/* ---- Fields -------------------------------------------------------------- */

typedef struct candidate {
    const dl_text *text;
    dl_str value; /* as read, where that is not the text */
    uint8_t how, confidence;
    bool chosen;
} candidate;

static void write_candidate(dli_buf *out, const candidate *c)
{
    dli_json_open(out, '{');
    dli_json_member(out, "text", dli_trim(c->text->bytes));
    dli_json_member(out, "value", c->value);
    dli_json_key(out, "how");
    dli_json_string(out, dli_str(dli_how_name(c->how)));
    if (c->confidence > 0) {
        dli_json_key(out, "confidence");
        dli_json_decimal(out, c->confidence, 2);
    }
    if (c->chosen) {
        dli_json_key(out, "chosen");
        dli_json_true(out);
    }
    dli_record_at(out, c->text);
    dli_json_close(out, '}');
}

static void begin_field(dli_buf *out, const char *name, const char *rule)
{
    dli_json_open(out, '{');
    dli_json_member(out, "field", dli_str(name));
    dli_json_member(out, "rule", dli_str(rule));
    dli_json_key(out, "candidates");
    dli_json_open(out, '[');
}

static void end_field(dli_buf *out)
{
    dli_json_close(out, ']');
    dli_json_close(out, '}');
}

/* `chosen` may be a part of a candidate: a title without the name of the site. */
static void write_values(dli_buf *out, const char *name, const char *rule,
                         const dli_values *list, const dli_value *chosen)
{
    bool listed = chosen->text.bytes.len == 0;

    if (list->count == 0 && listed)
        return;
    begin_field(out, name, rule);
    for (size_t i = 0; i < list->count; i++) {
        const dli_value *v = &list->ptr[i];
        bool same = !listed && v->how == chosen->how &&
                    dli_find(v->text.bytes, chosen->text.bytes, 0) != DLI_NONE;
        listed = listed || same;
        write_candidate(out, &(candidate){ &v->text, { 0 }, v->how, v->confidence, same });
    }
    if (!listed)
        write_candidate(
            out, &(candidate){ &chosen->text, { 0 }, chosen->how, chosen->confidence, true });
    end_field(out);
}

static void write_dates(dli_buf *out, const char *name, const char *rule, const dli_seen *seen,
                        const dli_date *chosen, bool modified)
{
    if (seen->dates.count == 0)
        return;
    begin_field(out, name, rule);
    for (size_t i = 0; i < seen->dates.count; i++) {
        const dli_seen_date *d = &seen->dates.ptr[i];
        dli_buf value;
        if ((d->role == DLI_ROLE_MODIFIED) != modified)
            continue;
        dli_buf_init(&value, out->arena);
        dli_when_print(&value, d->date.when);
        bool same = d->date.text.runs == chosen->text.runs && d->date.how == chosen->how;
        write_candidate(out, &(candidate){ &d->date.text, dli_buf_str(&value), d->date.how,
                                           d->date.confidence, same });
    }
    end_field(out);
}

static void write_people(dli_buf *out, const char *name, const dli_people *seen,
                         const dli_people *chosen)
{
    if (seen->count == 0)
        return;
    begin_field(
        out, name,
        "all of the most trusted source that names somebody; the house itself comes last");
    for (size_t i = 0; i < seen->count; i++) {
        const dli_person *p = &seen->ptr[i];
        bool same = false;
        for (size_t k = 0; k < chosen->count && !same; k++)
            same = chosen->ptr[k].how == p->how &&
                   dli_eq(chosen->ptr[k].name.bytes, p->name.bytes);
        write_candidate(out, &(candidate){ &p->name, { 0 }, p->how, 0, same });
    }
    end_field(out);
}

static void write_fields(dli_buf *out, const dli_seen *seen, const dli_article *a)
{
    static const dli_item none = { 0 };
    const dli_item *item = a->items.count > 0 ? a->items.ptr : &none;

    write_values(
        out, "headline",
        "the heading that says what the page declares; else the only first heading; else the "
        "declared one of most confidence, without the name of the site",
        &seen->headlines, &item->headline);
    write_values(out, "alternativeHeadline", "a declared subtitle", &seen->alternatives,
                 &item->alternative_headline);
    write_values(out, "abstract", "what the page shows between headline and text, or declares",
                 &seen->abstracts, &item->abstract);
    write_people(out, "author", &seen->authors, &item->author);
    write_people(out, "editor", &seen->editors, &item->editor);
    write_people(out, "translator", &seen->translators, &item->translator);
    write_people(out, "contributor", &seen->contributors, &item->contributor);
    write_dates(out, "datePublished",
                "the one of most confidence that is not behind the capture; then its local "
                "form, or its time "
                "of day, where another candidate says it",
                seen, &item->published, false);
    write_dates(out, "dateModified",
                "the one of most confidence that is not behind the capture", seen,
                &item->modified, true);
    write_values(out, "inLanguage",
                 "the text itself, if it says; else the declared one of most confidence",
                 &seen->languages, &(dli_value){ 0 });
    write_values(out, "articleSection", "the most trusted source", &seen->sections,
                 &item->section);
    write_values(out, "publisher.name", "the most trusted source", &seen->site_names,
                 &a->publisher_name);
}

/* What was considered for a name: the country, the kind and the map say which is which. */
static void write_considered(dli_buf *out, const dli_gazetteer *g, const dli_considered *c,
                             bool chosen)
{
    static const char *const kinds[DLI_PLACE_KINDS] = {
        "country", "region", "area", "district", "capital", "seat", "town", "quarter"
    };
    dli_place_entry e = dli_gazetteer_place(g, c->place);

    dli_json_open(out, '{');
    dli_json_member(out, "name", e.name);
    if (e.region != 0)
        dli_json_member(out, "region", dli_gazetteer_place(g, e.region - 1).name);
    if (e.country != DLI_NO_COUNTRY)
        dli_json_member(out, "country", dli_gazetteer_code(g, e.country));
    dli_json_member(out, "kind", dli_str(kinds[e.kind]));
    if (e.geonameid != 0) {
        dli_json_key(out, "geonameid");
        dli_json_u64(out, e.geonameid);
    }
    dli_record_degree(out, "lat", e.lat);
    dli_record_degree(out, "lon", e.lon);
    dli_json_key(out, "score");
    dli_json_decimal(out, (int64_t)c->score * 100 / DLI_SCORE_ONE, 2);
    if (chosen) {
        dli_json_key(out, "chosen");
        dli_json_true(out);
    }
    dli_json_close(out, '}');
}

static void write_places(dli_buf *out, const dli_record_parts *parts)
{
    dli_json_key(out, "places");
    dli_json_open(out, '[');
    for (size_t i = 0; i < parts->article->items.count; i++) {
        const dli_locations *all = &parts->facts[i].locations;
        for (size_t k = 0; k < all->list.count; k++) {
            const dli_location *location = &all->list.ptr[k];
            dli_json_open(out, '{');
            dli_json_key(out, "item");
            dli_json_u64(out, parts->article->items.ptr[i].position);
            dli_json_member(out, "name", location->name);
            dli_json_key(out, "considered");
            dli_json_open(out, '[');
            for (uint32_t c = 0; c < location->considered_count && c < MAX_CONSIDERED; c++)
                write_considered(out, parts->gazetteer, &location->considered[c],
                                 location->considered[c].place + 1 == location->place);
            dli_json_close(out, ']');
            dli_json_close(out, '}');
        }
    }
    dli_json_close(out, ']');
}

void dli_explanation_write(dli_buf *out, const dli_record_parts *parts)
{
    const dli_article *a = parts->article;
    static const char *const kinds[DLI_LEARNED_KINDS] = {
        "article", "forum", "product", "collection", "listing", "documentation", "service"
    };
    static const dli_explanation nothing = { 0 };
    const dli_explanation *x = a->explanation != NULL ? a->explanation : &nothing;
    labels l = { .arena = out->arena };

    for (size_t i = 0; i < a->items.count; i++)
        add_item(&l, &a->items.ptr[i]);
    sort(l.list.ptr, l.list.count);
    dli_json_key(out, "explain");
    dli_json_open(out, '{');
    if (x->learned) {
        dli_json_key(out, "pageKind");
        dli_json_open(out, '{');
        for (size_t k = 0; k < DLI_LEARNED_KINDS; k++)
            write_share(out, kinds[k], (double)x->kinds[k]);
        dli_json_close(out, '}');
    }
    dli_json_key(out, "fields");
    dli_json_open(out, '[');
    if (x->seen != NULL)
        write_fields(out, x->seen, a);
    dli_json_close(out, ']');
    dli_json_key(out, "blocks");
    dli_json_open(out, '[');
    for (size_t i = 0; i < x->blocks.count; i++)
        write_block(out, &l, x, &x->blocks.ptr[i]);
    dli_json_close(out, ']');
    write_places(out, parts);
    dli_json_close(out, '}');
}
