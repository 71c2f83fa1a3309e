/* locate.c -- the places of an item: mentions, judged and resolved, put together.
 *
 * Names that turned out to mean one place are one location: "Ukraine", "Ukrainian". A name
 * that no place is known for is a location without coordinates.
 */
#include "base/error.h"
#include "base/hash.h"
#include "base/str.h"
#include "place/toponyms.h"

typedef struct found {
    dl_span name;
    bool people; /* `name` is an adjective */
    uint32_t place, group;
    uint8_t generic;
    DLI_VEC(dl_span) mentions;
} found;

typedef DLI_VEC(found) founds;

dl_status dli_toponym_model_read(dli_arena *arena, dl_str bytes, dl_str name,
                                 dli_toponym_model *out, dl_error *err)
{
    dli_model model;

    *out = (dli_toponym_model){ 0 };
    DLI_TRY(dli_model_open(bytes, name, "TOPO", DLI_TOPONYM_VERSION, &model, err));
    DLI_TRY(dli_trees_read(arena, &model, "SPOT", DLI_SPOT_COLUMNS, 1, &out->spot, err));
    return dli_trees_read(arena, &model, "RANK", DLI_RANK_COLUMNS, 1, &out->rank, err);
}

static uint8_t precision_of(const dli_gazetteer *g, const found *f)
{
    static const uint8_t kinds[DLI_PLACE_KINDS] = {
        [DLI_KIND_COUNTRY] = DLI_PLACE_COUNTRY, [DLI_KIND_REGION] = DLI_PLACE_REGION,
        [DLI_KIND_AREA] = DLI_PLACE_REGION,     [DLI_KIND_DISTRICT] = DLI_PLACE_AREA,
        [DLI_KIND_CAPITAL] = DLI_PLACE_TOWN,    [DLI_KIND_SEAT] = DLI_PLACE_TOWN,
        [DLI_KIND_TOWN] = DLI_PLACE_TOWN,       [DLI_KIND_QUARTER] = DLI_PLACE_AREA,
    };

    if (f->place == 0)
        return f->generic == 1 ? DLI_PLACE_SITE : DLI_PLACE_UNKNOWN;
    return kinds[dli_gazetteer_place(g, f->place - 1).kind];
}

/* The location of a mention, made if it is new; NULL if memory ran out. */
static found *find_location(dli_search *s, founds *all, dli_map *map, const dli_toponym *m)
{
    const dli_group *g = m->group != 0 ? &s->groups.ptr[m->group - 1] : NULL;
    uint32_t place = g != NULL && g->count > 0 && !g->astray ? g->candidates->place + 1 : 0;
    bool own = place == 0 || g->inside; /* the place it lies in is another */
    uint64_t number = own ? m->hash | (uint64_t)1 << 63 : place;
    bool added;

    dli_map_slot *slot =
        dli_map_put_copy(map, (dl_str){ (const char *)&number, sizeof number }, &added);
    if (slot == NULL)
        return NULL;
    if (added) {
        found made = { .name = m->in,
                       .people = true,
                       .place = place,
                       .group = m->group,
                       .generic = m->generic };
        if (!DLI_PUSH(s->scratch, all, made))
            return NULL;
        slot->value = (uint32_t)all->count - 1;
    }
    return &all->ptr[slot->value];
}

static bool gather(dli_search *s, founds *all, dli_locations *out, dli_arena *arena)
{
    dli_map map;

    dli_map_init(&map, s->scratch);
    for (size_t i = 0; i < s->list.count; i++) {
        const dli_toponym *m = &s->list.ptr[i];
        if (!m->placed)
            continue;
        found *f = find_location(s, all, &map, m);
        if (f == NULL || !DLI_PUSH(s->scratch, &f->mentions, m->in))
            return false;
        bool people = (m->flags & (DLI_NAME_PEOPLE | DLI_NAME_ABBREVIATION)) != 0;
        bool longer = m->in.end - m->in.start > f->name.end - f->name.start;
        if ((f->people && !people) || (f->people == people && longer)) {
            f->name = m->in;
            f->people = people;
        }
        dli_mention_of mention = { .in = m->in,
                                   .word = m->word,
                                   .end = m->end,
                                   .location = (uint32_t)(f - all->ptr),
                                   .behind = (uint8_t)m->row[DLI_SPOT_PREP] };
        if (!DLI_PUSH(arena, &out->mentions, mention))
            return false;
    }
    return true;
}

/* The places considered for the first name of a location, its own first. */
static bool consider(dli_arena *arena, const dli_group *g, dli_location *to)
{
    dli_considered *list = dli_arena_take(arena, (g->count + 1) * sizeof *list);

    if (list == NULL)
        return false;
    for (uint32_t i = 0; i < g->count; i++)
        list[i] = (dli_considered){ g->candidates[i].place, g->candidates[i].score };
    to->considered = list;
    to->considered_count = g->count;
    return true;
}

static bool write_out(dli_search *s, const founds *all, dli_locations *out, dli_arena *arena)
{
    for (size_t i = 0; i < all->count; i++) {
        const found *f = &all->ptr[i];
        size_t size = f->mentions.count * sizeof(dl_span);
        dl_span *mentions = dli_arena_take(arena, size);
        if (mentions == NULL)
            return false;
        memcpy(mentions, f->mentions.ptr, size);
        dli_location made = { .place = f->place,
                              .precision = precision_of(s->input->gazetteer, f),
                              .name = dli_cut(s->input->parsed->body, f->name),
                              .mentions = { mentions, (uint32_t)f->mentions.count } };
        if (f->group != 0 && !consider(arena, &s->groups.ptr[f->group - 1], &made))
            return false;
        if (!DLI_PUSH(arena, &out->list, made))
            return false;
    }
    return true;
}

/* The place that the story was filed from, which need not be named in it. */
static void set_dateline(const dli_search *s, dli_locations *out)
{
    const dli_group *g = s->filed != 0 ? &s->groups.ptr[s->filed - 1] : NULL;

    if (g == NULL || g->count == 0 || g->astray)
        return;
    found filed = { .place = g->candidates->place + 1 };
    out->dateline = filed.place;
    out->dateline_precision = precision_of(s->input->gazetteer, &filed);
}

dl_status dli_place_find(dli_arena *arena, dli_arena *scratch, const dli_place_input *input,
                         dli_locations *out, dl_error *err)
{
    dli_search s = { .scratch = scratch, .input = input };
    founds all = { 0 };

    *out = (dli_locations){ 0 };
    if (input->gazetteer == NULL || input->parsed->lang == NULL)
        return DL_OK;
    if (!dli_spot_toponyms(&s) || !dli_resolve_toponyms(&s) || !gather(&s, &all, out, arena) ||
        !write_out(&s, &all, out, arena))
        return dli_no_memory(err);
    out->trimmed = s.trimmed;
    set_dateline(&s, out);
    return DL_OK;
}

const dli_location *dli_location_at(const dli_locations *all, dl_span in)
{
    size_t low = 0, high = all->mentions.count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (all->mentions.ptr[middle].in.end <= in.start)
            low = middle + 1;
        else
            high = middle;
    }
    const dli_mention_of *best = NULL;
    for (; low < all->mentions.count && all->mentions.ptr[low].in.start < in.end; low++) {
        const dli_mention_of *m = &all->mentions.ptr[low];
        if (best == NULL || m->in.end - m->in.start > best->in.end - best->in.start)
            best = m;
    }
    return best == NULL ? NULL : &all->list.ptr[best->location];
}
