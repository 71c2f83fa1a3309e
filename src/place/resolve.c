/* resolve.c -- which of the places of a name is meant.
 *
 * In:   the mentions that were taken for places
 * Out:  groups of one name each, with the places considered, best first
 *
 * One name means one place in an item, but where "Paris, Texas" and "Paris, France" stand
 * beside each other. For each name a first guess is made by size; the guesses vote for
 * countries and regions, and lie on the map, where they support what is near them. The trees
 * then see each place considered in the light of the others' first guesses.
 *
 * Whole numbers only, so that the same text has the same places on every machine.
 */
#include "base/str.h"
#include "place/toponyms.h"

#include <stdlib.h>

enum {
    MAX_NAMES = 512, /* of one key that are looked at */
    MAIN = 40,       /* how much a main name is worth, in units of population */
    HELD_REGION = 1000,
    HELD_COUNTRY = 600,
    SURE = 24,        /* this much larger than the next: eight times as many people */
    SMALL_TOWN = 112, /* 16,000 people, as the gazetteer has them */
    AROUND = 2,       /* so many names near a place speak for it */
    CELL = 100000,    /* a degree */
    COLUMNS = 360,
    KM_PER_DEGREE = 111,
};

/* ---- The map -------------------------------------------------------------- */

/* 1024 times the cosine of each fifth degree. */
static const uint16_t cosines[] = { 1024, 1020, 1008, 989, 962, 928, 887, 839, 784, 724,
                                    658,  587,  512,  433, 350, 265, 178, 89,  0 };

/* Twice the logarithm to base 2 of the way in km between two places, as a plane has it. */
static uint32_t way(const dli_place_entry *a, const dli_place_entry *b)
{
    int64_t lat = a->lat > b->lat ? a->lat - b->lat : b->lat - a->lat;
    int64_t lon = a->lon > b->lon ? (int64_t)a->lon - b->lon : (int64_t)b->lon - a->lon;
    int64_t middle = ((int64_t)a->lat + b->lat) / 2;
    size_t band = (size_t)((middle < 0 ? -middle : middle) / ((int64_t)5 * CELL));

    if (lon > (int64_t)180 * CELL)
        lon = (int64_t)360 * CELL - lon;
    lon = lon * cosines[band < 18 ? band : 18] / 1024;
    /* In tenths of a km, so that near places differ. */
    int64_t x = lat * KM_PER_DEGREE / (CELL / 10), y = lon * KM_PER_DEGREE / (CELL / 10);
    uint64_t square = (uint64_t)(x * x + y * y) / 100;
    uint32_t bits = 0;
    for (; square > 0; square >>= 1)
        bits++;
    return bits;
}

static uint32_t cell_of(const dli_place_entry *e, int up, int right)
{
    int row = (e->lat + 90 * CELL) / CELL + up;
    int column = ((e->lon + 180 * CELL) / CELL + right + COLUMNS) % COLUMNS;

    return (uint32_t)(row * COLUMNS + column);
}

/* ---- Groups --------------------------------------------------------------- */

static bool is_town(const dli_place_entry *e)
{
    return e->kind >= (uint8_t)DLI_KIND_CAPITAL;
}

/* Whether `e` lies in place `above` (number + 1 of a region or country). */
static int held(const dli_search *s, const dli_candidate *c, uint32_t above)
{
    dli_place_entry by = dli_gazetteer_place(s->input->gazetteer, above - 1);

    if (by.kind == (uint8_t)DLI_KIND_COUNTRY)
        return c->entry.country == above - 1 && c->place != above - 1 ? 1 : -1;
    return c->entry.region == above ? 2 : -1;
}

/* What a place is worth without its surroundings: a country rather than its town, a town
 * rather than the region of its name. */
static int32_t first_score(const dli_search *s, const dli_group *g, const dli_candidate *c)
{
    static const int8_t worth[DLI_PLACE_KINDS] = { [DLI_KIND_COUNTRY] = 80,
                                                   [DLI_KIND_REGION] = -20,
                                                   [DLI_KIND_DISTRICT] = -20,
                                                   [DLI_KIND_CAPITAL] = 60 };
    int32_t score = c->entry.population + ((c->flags & DLI_NAME_ALTERNATE) == 0 ? MAIN : 0);

    score += worth[c->entry.kind];
    if (g->held_by != 0) {
        int by = held(s, c, g->held_by);
        score += by == 2 ? HELD_REGION : by == 1 ? HELD_COUNTRY : 0;
    }
    return score;
}

/* The better one first; the same order for the same places. */
static int by_score(const void *a, const void *b)
{
    const dli_candidate *x = a, *y = b;

    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return x->place < y->place ? -1 : x->place > y->place;
}

/* Gather the places of a name, the best by themselves. */
static bool gather(dli_search *s, dli_group *g)
{
    const dli_gazetteer *gazetteer = s->input->gazetteer;
    uint32_t names = g->names.count < MAX_NAMES ? g->names.count : MAX_NAMES;
    dli_candidate *all = dli_arena_take(s->scratch, (names + 1) * sizeof *all);

    if (all == NULL)
        return false;
    for (uint32_t i = 0; i < names; i++) {
        dli_place_name name = dli_gazetteer_name(gazetteer, g->names.first + i);
        if (name.place == DLI_NO_PLACE ||
            ((name.flags & DLI_NAME_ABBREVIATION) != 0 && !g->abbreviation))
            continue;
        dli_candidate *c = &all[g->count++];
        *c = (dli_candidate){ .place = name.place,
                              .flags = name.flags,
                              .entry = dli_gazetteer_place(gazetteer, name.place) };
        c->score = first_score(s, g, c);
    }
    g->inside = g->held_by != 0;
    for (uint32_t i = 0; i < g->count && g->inside; i++)
        g->inside = held(s, &all[i], g->held_by) < 0;
    if (g->held_by != 0 && !g->inside) {
        uint32_t kept = 0;
        for (uint32_t i = 0; i < g->count; i++)
            if (held(s, &all[i], g->held_by) > 0)
                all[kept++] = all[i];
        g->count = kept;
    }
    if (g->inside) {
        dli_place_entry above = dli_gazetteer_place(gazetteer, g->held_by - 1);
        all[0] = (dli_candidate){ .place = g->held_by - 1, .entry = above };
        g->count = 1;
    }
    if (g->count > 0)
        qsort(all, g->count, sizeof *all, by_score);
    if (g->count > DLI_MAX_CANDIDATES)
        g->count = DLI_MAX_CANDIDATES;
    g->candidates = all;
    g->rows = dli_arena_take(s->scratch, (g->count + 1) * sizeof *g->rows);
    return g->rows != NULL;
}

/* The group of a name that is held by `held_by`, or by what others of it are. */
static bool join(dli_search *s, dli_toponym *m)
{
    dli_group *same = NULL;

    for (size_t i = 0; i < s->groups.count && same == NULL; i++) {
        dli_group *g = &s->groups.ptr[i];
        if (g->hash == m->hash &&
            (g->held_by == m->held_by || m->held_by == 0 || g->held_by == 0))
            same = g;
    }
    if (same == NULL && s->groups.count >= DLI_MAX_GROUPS) {
        s->trimmed = true;
        return true;
    }
    if (same == NULL) {
        if (!DLI_PUSH(s->scratch, &s->groups,
                      (dli_group){ .hash = m->hash, .names = m->names }))
            return false;
        same = &s->groups.ptr[s->groups.count - 1];
    }
    same->held_by = same->held_by != 0 ? same->held_by : m->held_by;
    same->abbreviation |= (m->flags & DLI_NAME_ABBREVIATION) != 0;
    same->words = m->end - m->word;
    same->mentions++;
    m->group = (uint32_t)(same - s->groups.ptr) + 1;
    return true;
}

/* The place before a story: "HAMILTON, Ohio". */
static bool join_dateline(dli_search *s)
{
    const dli_gazetteer *g = s->input->gazetteer;
    dl_str text = s->input->item->dateline.place.bytes;
    size_t cut = dli_find_byte(text, ',', 0);
    dl_str head = dli_slice(text, 0, cut == DLI_NONE ? text.len : cut);
    char key[96];
    dli_toponym m = { .flags = DLI_NAME_ABBREVIATION };

    m.hash = dli_place_hash((dl_str){ key, dli_place_key(key, 0, sizeof key, head) });
    m.names = dli_gazetteer_find(g, m.hash);
    if (head.len == 0)
        return true;
    if (cut != DLI_NONE) {
        size_t len = dli_place_key(key, 0, sizeof key, dli_from(text, cut));
        dli_place_names above = dli_gazetteer_find(g, dli_place_hash((dl_str){ key, len }));
        for (uint32_t i = 0; i < above.count && m.held_by == 0; i++) {
            uint32_t place = dli_gazetteer_name(g, above.first + i).place;
            if (place != DLI_NO_PLACE &&
                dli_gazetteer_place(g, place).kind <= (uint8_t)DLI_KIND_REGION)
                m.held_by = place + 1;
        }
    }
    if (m.names.count == 0 && m.held_by == 0)
        return true; /* "CARROW FALLS, Ohio" has its region's place */
    if (!join(s, &m))
        return false;
    s->filed = m.group;
    return true;
}

/* ---- Votes ---------------------------------------------------------------- */

/* How much a name's first guess counts for those of others. */
static uint32_t weight_of(const dli_group *g)
{
    const dli_candidate *best = g->candidates;

    if (g->count == 0 || best->entry.country == DLI_NO_COUNTRY)
        return 0;
    uint32_t times = g->mentions > 3 ? 3 : g->mentions + (g->mentions == 0);
    if (g->held_by != 0 || best->entry.kind <= (uint8_t)DLI_KIND_REGION || g->count == 1)
        return 8 * times;
    return times * (best->score - best[1].score > SURE ? 4 : 1);
}

typedef struct votes {
    uint32_t countries[256];
    uint32_t all;
    uint32_t language; /* of all, those of the language alone */
} votes;

/* The country of the outlet, by the end of its host, and that of its language. */
static void vote_outlet(dli_search *s, votes *v)
{
    static const char *const homes[][2] = {
        { "uk", "UA" }, { "ru", "RU" }, { "de", "DE" }, { "fr", "FR" }, { "es", "ES" }
    };
    dl_str url = s->input->url, code = s->input->item->language;
    size_t scheme = dli_find(url, DL_STR("://"), 0);
    size_t from = scheme == DLI_NONE ? 0 : scheme + 3, slash = dli_find_byte(url, '/', from);
    dl_str host = dli_slice(url, from, slash == DLI_NONE ? url.len : slash);

    if (host.len > 3 && host.ptr[host.len - 3] == '.') {
        dl_str end = dli_from(host, host.len - 2);
        uint32_t country = dli_gazetteer_country(
            s->input->gazetteer, dli_eq_nocase(end, DL_STR("uk")) ? DL_STR("GB") : end);
        v->countries[country] += country == DLI_NO_COUNTRY ? 0 : 12;
        v->all += country == DLI_NO_COUNTRY ? 0 : 12;
        s->home = country;
    }
    for (size_t i = 0; i < sizeof homes / sizeof *homes; i++)
        if (dli_starts(code, dli_str(homes[i][0]))) {
            uint32_t country = dli_gazetteer_country(s->input->gazetteer, dli_str(homes[i][1]));
            v->countries[country] += country == DLI_NO_COUNTRY ? 0 : 4;
            v->language = country == DLI_NO_COUNTRY ? 0 : 4;
            v->all += v->language;
        }
}

static void vote(dli_search *s, votes *v)
{
    *v = (votes){ .all = 0 };
    s->home = DLI_NO_COUNTRY;
    vote_outlet(s, v);
    for (size_t i = 0; i < s->groups.count; i++) {
        uint32_t weight = weight_of(&s->groups.ptr[i]);
        if (weight == 0)
            continue;
        v->countries[s->groups.ptr[i].candidates->entry.country] += weight;
        v->all += weight;
    }
}

static float share(uint32_t part, uint32_t all)
{
    uint32_t thousandths = all == 0 ? 0 : part * 1000 / all;

    return (float)thousandths;
}

/* ---- Neighbours ----------------------------------------------------------- */

typedef struct dot {
    uint32_t cell, group;
} dot;

static int by_cell(const void *a, const void *b)
{
    const dot *x = a, *y = b;

    if (x->cell != y->cell)
        return x->cell < y->cell ? -1 : 1;
    return x->group < y->group ? -1 : x->group > y->group;
}

typedef struct dots {
    dot *ptr;
    size_t count;
} dots;

static bool place_dots(dli_search *s, dots *out)
{
    size_t all = 0;

    for (size_t i = 0; i < s->groups.count; i++)
        all += s->groups.ptr[i].count;
    *out = (dots){ dli_arena_take(s->scratch, (all + 1) * sizeof(dot)), 0 };
    if (out->ptr == NULL)
        return false;
    for (size_t i = 0; i < s->groups.count; i++)
        for (uint32_t c = 0; c < s->groups.ptr[i].count; c++) {
            const dli_place_entry *e = &s->groups.ptr[i].candidates[c].entry;
            if (is_town(e) || e->kind == (uint8_t)DLI_KIND_DISTRICT)
                out->ptr[out->count++] = (dot){ cell_of(e, 0, 0), (uint32_t)i };
        }
    if (out->count > 0)
        qsort(out->ptr, out->count, sizeof *out->ptr, by_cell);
    return true;
}

/* How many other names have a place in the nine cells around `e`. */
static uint32_t count_near(const dots *all, const dli_place_entry *e, uint32_t own)
{
    uint32_t found[16], count = 0;

    for (int up = -1; up <= 1; up++)
        for (int right = -1; right <= 1; right++) {
            uint32_t cell = cell_of(e, up, right);
            size_t low = 0, high = all->count;
            while (low < high) {
                size_t middle = low + (high - low) / 2;
                if (all->ptr[middle].cell < cell)
                    low = middle + 1;
                else
                    high = middle;
            }
            for (; low < all->count && all->ptr[low].cell == cell && count < 16; low++) {
                bool known = all->ptr[low].group == own;
                for (uint32_t i = 0; i < count; i++)
                    known |= found[i] == all->ptr[low].group;
                if (!known)
                    found[count++] = all->ptr[low].group;
            }
        }
    return count;
}

/* ---- Rows ----------------------------------------------------------------- */

/* What the first guesses of other names say of a candidate. */
static void look_around(const dli_search *s, size_t own, const dli_candidate *c, float *row)
{
    uint32_t nearest = 60, second = 60, region = 0, all = 0;

    for (size_t i = 0; i < s->groups.count; i++) {
        const dli_group *other = &s->groups.ptr[i];
        uint32_t weight = i == own ? 0 : weight_of(other);
        if (weight == 0)
            continue;
        const dli_candidate *best = other->candidates;
        const dli_place_entry *e = &best->entry;
        uint32_t inside = e->kind == (uint8_t)DLI_KIND_REGION ? best->place + 1 : e->region;
        if (e->kind == (uint8_t)DLI_KIND_REGION)
            row[DLI_RANK_REGION_NAMED] += best->place + 1 == c->entry.region;
        if (e->kind == (uint8_t)DLI_KIND_COUNTRY)
            row[DLI_RANK_COUNTRY_NAMED] += best->place == c->entry.country;
        for (uint32_t k = 0; k < other->count && c->entry.district != 0; k++)
            if (other->candidates[k].place + 1 == c->entry.district)
                row[DLI_RANK_DISTRICT_NAMED] = 1;
        if (inside != 0) {
            all += weight;
            region += inside == c->entry.region || inside == c->place + 1 ? weight : 0;
        }
        if (e->kind < (uint8_t)DLI_KIND_DISTRICT || best->place == c->place)
            continue;
        uint32_t far = way(e, &c->entry);
        second = far < nearest ? nearest : far < second ? far : second;
        nearest = far < nearest ? far : nearest;
    }
    row[DLI_RANK_REGION_VOTES] = share(region, all);
    row[DLI_RANK_NEAREST] = (float)nearest;
    row[DLI_RANK_SECOND] = (float)second;
}

static void fill_rows(const dli_search *s, size_t own, const votes *v, const dots *map)
{
    dli_group *g = &s->groups.ptr[own];
    uint32_t mine = weight_of(g), largest = 0;

    for (uint32_t i = 0; i < g->count; i++)
        if (g->candidates[i].entry.population > largest)
            largest = g->candidates[i].entry.population;
    for (uint32_t i = 0; i < g->count; i++) {
        dli_candidate *c = &g->candidates[i];
        float *row = g->rows[i];
        c->row = i;
        uint32_t country = c->entry.country;
        uint32_t voted = country == DLI_NO_COUNTRY ? 0 : v->countries[country];
        if (mine > 0 && g->candidates->entry.country == country)
            voted -= mine;
        row[DLI_RANK_POPULATION] = c->entry.population;
        row[DLI_RANK_SMALLER] = (float)(largest - c->entry.population);
        row[DLI_RANK_KIND] = c->entry.kind;
        row[DLI_RANK_FLAGS] = (float)(c->flags & 7u);
        row[DLI_RANK_HELD] = g->held_by == 0 ? 0.0f : (float)held(s, c, g->held_by);
        row[DLI_RANK_COUNTRY_VOTES] = share(voted, v->all - mine);
        row[DLI_RANK_NEIGHBOURS] = (float)count_near(map, &c->entry, (uint32_t)own);
        row[DLI_RANK_PLACES] = (float)g->count;
        row[DLI_RANK_ABOVE] = is_town(&g->candidates->entry) ? 0 : 1;
        row[DLI_RANK_GROUPS] = (float)s->groups.count;
        row[DLI_RANK_MENTIONS] = (float)g->mentions;
        look_around(s, own, c, row);
    }
}

/* Nothing speaks for less than the first guess: what the trees put before it by a hair is behind it,
 * unless something in the item is for it rather than for that. */
static void keep_first_guess(dli_group *g)
{
    static const uint8_t evidence[] = { DLI_RANK_HELD,          DLI_RANK_REGION_NAMED,
                                        DLI_RANK_COUNTRY_NAMED, DLI_RANK_DISTRICT_NAMED,
                                        DLI_RANK_COUNTRY_VOTES, DLI_RANK_REGION_VOTES,
                                        DLI_RANK_NEIGHBOURS };
    const float *best = g->rows[g->candidates->row], *first = g->rows[0];
    uint32_t at = 0;

    if (!is_town(&g->candidates->entry))
        return;
    for (size_t i = 0; i < sizeof evidence; i++)
        if (best[evidence[i]] > first[evidence[i]])
            return;
    while (g->candidates[at].row != 0)
        at++;
    dli_candidate guess = g->candidates[at];
    memmove(g->candidates + 1, g->candidates, at * sizeof guess);
    guess.score = g->candidates[0].score > guess.score ? g->candidates[0].score : guess.score;
    g->candidates[0] = guess;
}

static bool rank(dli_search *s)
{
    int32_t scores[DLI_MAX_CANDIDATES];
    votes v;
    dots map;

    vote(s, &v);
    if (!place_dots(s, &map))
        return false;
    for (size_t i = 0; i < s->groups.count; i++)
        fill_rows(s, i, &v, &map);
    for (size_t i = 0; i < s->groups.count && s->input->model != NULL; i++) {
        dli_group *g = &s->groups.ptr[i];
        bool alone =
            v.all == weight_of(g) + v.language; /* nothing speaks for less than the largest */
        if (g->count == 0 || alone)
            continue;
        dli_trees_score(&s->input->model->rank, g->rows[0], g->count, DLI_RANK_COLUMNS, scores);
        for (uint32_t c = 0; c < g->count; c++)
            g->candidates[c].score = scores[c];
        qsort(g->candidates, g->count, sizeof *g->candidates, by_score);
        keep_first_guess(g);
    }
    return true;
}

/* Whether the best place of a name is no small one, has it as its main name, and is far larger than
 * the others that have it. */
static bool is_main(const dli_group *g)
{
    const dli_candidate *best = g->candidates;
    bool main = (best->flags & DLI_NAME_ALTERNATE) == 0 &&
                (best->entry.population >= SMALL_TOWN || (g->words > 1 && g->count == 1));

    for (uint32_t i = 1; i < g->count; i++)
        main &= g->candidates[i].entry.population + SURE < best->entry.population;
    return main;
}

/* Whether the item speaks of the country of `e`: it is the outlet's, or a name other than `own` says
 * so, one of a country, a region or a great town, one whose region is named with it, the main one of
 * a town, or one of the same region. */
static bool is_country_sure(const dli_search *s, size_t own, const dli_place_entry *e)
{
    if (s->home != DLI_NO_COUNTRY && s->home == e->country)
        return true;
    for (size_t i = 0; i < s->groups.count; i++) {
        const dli_group *g = &s->groups.ptr[i];
        const dli_candidate *best = g->candidates;
        bool near = g->count > 0 && e->region != 0 && best->entry.region == e->region &&
                    (best->flags & DLI_NAME_ALTERNATE) == 0;
        if (i != own && g->count > 0 && best->entry.country == e->country &&
            (near || g->held_by != 0 || is_main(g) ||
             best->entry.kind <= (uint8_t)DLI_KIND_REGION ||
             best->entry.population >= DLI_LARGE_PLACE))
            return true;
    }
    return false;
}

/* A small place in a country that nothing else in the item speaks of for sure: the name is more
 * likely one that the gazetteer does not have than that place's, unless it is the main name of a
 * town that is far larger than others of the name, or other names lie around it. */
static bool is_astray(const dli_search *s, size_t own)
{
    const dli_group *g = &s->groups.ptr[own];
    const dli_candidate *best = g->candidates;
    const float *row = g->rows[best->row];

    if (best->entry.kind < (uint8_t)DLI_KIND_DISTRICT ||
        best->entry.population >= DLI_LARGE_PLACE || row[DLI_RANK_HELD] > 0)
        return false;
    if (is_main(g) || row[DLI_RANK_NEIGHBOURS] >= AROUND)
        return false;
    return !is_country_sure(s, own, &best->entry);
}

bool dli_resolve_toponyms(dli_search *s)
{
    for (size_t i = 0; i < s->list.count; i++) {
        dli_toponym *m = &s->list.ptr[i];
        m->group = 0;
        bool known = m->names.count > 0 || m->held_by != 0;
        if ((m->placed || m->small) && known && !join(s, m))
            return false;
    }
    if (!join_dateline(s))
        return false;
    for (size_t i = 0; i < s->groups.count; i++)
        if (!gather(s, &s->groups.ptr[i]))
            return false;
    if (!rank(s))
        return false;
    for (size_t i = 0; i < s->groups.count; i++)
        s->groups.ptr[i].astray = s->groups.ptr[i].count > 0 && is_astray(s, i);
    return true;
}
