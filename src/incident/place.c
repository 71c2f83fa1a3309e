/* place.c -- places named in a sentence.
 *
 * A name is a place where a word of places.txt stands with it, or where place/ has found one:
 *
 *   in │ Orlivka                          in: the name alone
 *   near │ the village of │ Orlivka       the word says how exact it is
 *   Harju │ region                        behind the name
 *   at │ Port Haven │ airport             at: only with such a word
 *   at │ the ferry terminal               a site needs no name
 *
 * Meanings: in, at, not ("in Haft"); site, town, area, region, country (a word for one);
 * "country name" and so on where the entry itself is the name.
 */
#include "base/str.h"
#include "incident/spot.h"

#include <stdlib.h>

enum {
    MAX_NAME = 6,
    NEAR = 40 /* bytes from a site to the town it is in */
};

typedef struct place_word {
    bool in, at, name, none;
    uint8_t precision; /* DLI_PLACE_UNKNOWN: none */
} place_word;

static uint8_t precision_of(dl_str word)
{
    static const char *const names[] = {
        "unknown", "site", "town", "area", "region", "country"
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (dli_eq(word, dli_str(names[i])))
            return (uint8_t)i;
    return DLI_PLACE_UNKNOWN;
}

static place_word word_at(const dli_scene *s, uint32_t at, uint32_t *end)
{
    place_word out = { 0 };
    uint32_t count;
    dl_str rest, word;

    *end = at;
    dl_str meaning = dli_meaning_at(s, at, DLI_LIST_places, &count);
    if (meaning.ptr == NULL)
        return out;
    *end = at + count;
    rest = meaning;
    while (dli_next_word(&rest, &word)) {
        out.in |= dli_eq(word, DL_STR("in"));
        out.at |= dli_eq(word, DL_STR("at"));
        out.name |= dli_eq(word, DL_STR("name"));
        out.none |= dli_eq(word, DL_STR("not"));
        if (precision_of(word) != DLI_PLACE_UNKNOWN)
            out.precision = precision_of(word);
    }
    return out;
}

static bool begins(const dli_scene *s, uint32_t at, dli_list list)
{
    return dli_form_begins(s->parsed->phrases, dli_word_at(s, at)->form, list);
}

/* A word of a name: a capital, and no month, weekday or person's office. */
static bool is_name(const dli_scene *s, uint32_t at)
{
    uint32_t count;

    if (at >= s->to || !dli_word_at(s, at)->capital ||
        dli_word_at(s, at)->kind != DLI_WORD_LETTERS)
        return false;
    if ((dli_word_grammar(s->parsed, at) & (DLI_GRAMMAR_det | DLI_GRAMMAR_prep)) != 0)
        return false;
    if (begins(s, at, DLI_LIST_months) || begins(s, at, DLI_LIST_weekdays))
        return false;
    bool among = dli_word_at(s, at)->upper && at > s->from && dli_word_at(s, at - 1)->upper;
    if (dli_word_at(s, at)->upper && !among &&
        !(at + 1 < s->to && dli_word_at(s, at + 1)->upper))
        return false; /* an abbreviation, where not all is in capitals */
    dl_str role = dli_meaning_at(s, at, DLI_LIST_roles, &count);
    if (role.ptr != NULL && !dli_starts(role, DL_STR("office")))
        return false;
    return role.ptr == NULL || dli_find(role, DL_STR("person"), 0) == DLI_NONE;
}

/* The end of the name at `at`. */
static uint32_t name_end(const dli_scene *s, uint32_t at)
{
    uint32_t i = at;

    while (i < s->to && i - at < MAX_NAME) {
        if (is_name(s, i))
            i++;
        else if (i > at &&
                 (dli_mark_at(s, i, DLI_MARK_HYPHEN) || dli_mark_at(s, i, DLI_MARK_STOP)) &&
                 is_name(s, i + 1) &&
                 dli_word_at(s, i)->in.end - dli_word_at(s, at)->in.start < 60)
            i += 2;
        else
            break;
    }
    return i;
}

/* Whether the tagger of names takes words [from, to) for somebody or something else: "in the Air
 * Force", "near the Free Dravna encampment". What holds a word for a site is a place all the same. */
static bool is_of_another(const dli_scene *s, uint32_t from, uint32_t to)
{
    const dli_named *names = s->parsed->names.ptr;
    size_t low = 0, high = s->parsed->names.count;
    bool other = false;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (names[middle].end <= from)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < s->parsed->names.count && names[low].word < to; low++) {
        if (names[low].kind == (uint8_t)DLI_NAMED_LOC ||
            names[low].kind == (uint8_t)DLI_NAMED_FAC)
            return false;
        other = true;
    }
    return other && !s->parsed->shouted;
}

static bool add(dli_scene *s, uint32_t from, uint32_t to, uint8_t precision, bool nameless)
{
    dli_place place = { .in = dli_words_span(s->parsed, from, to),
                        .word = from,
                        .end = to,
                        .precision = precision,
                        .nameless = nameless };

    return DLI_PUSH(s->arena, &s->places, place);
}

/* The article of a site without a name belongs to its words. */
static uint32_t site_start(const dli_scene *s, uint32_t from, uint32_t end)
{
    while (from + 1 < end && (dli_word_grammar(s->parsed, from) & DLI_GRAMMAR_det) == 0 &&
           (dli_word_grammar(s->parsed, from) & DLI_GRAMMAR_prep) != 0)
        from++;
    return from;
}

/* The place whose first word of places.txt is at `at`; *end behind it, or `at`. */
static bool place_at(dli_scene *s, uint32_t at, uint32_t *end)
{
    uint32_t i, behind;
    place_word first = word_at(s, at, &i);
    place_word kind = first;
    /* Every noun has a capital: one behind an article or in a list is no name. */
    bool caps = s->parsed->phrases != NULL && s->parsed->phrases->caps, noun = false;

    *end = at;
    if (i == at)
        return true;
    if (first.none) {
        *end = i;
        return true;
    }
    if (first.name) {
        *end = i;
        return !dli_word_at(s, at)->capital || add(s, at, i, first.precision, false);
    }
    if (first.in || first.at) {
        kind = word_at(s, i, &behind);
        if (kind.name)
            return true; /* the name itself comes next */
        while (behind == i && i < s->to &&
               (dli_word_grammar(s->parsed, i) & DLI_GRAMMAR_det) != 0) {
            noun |= (dli_word_grammar(s->parsed, i) & DLI_GRAMMAR_caps) != 0;
            kind = word_at(s, ++i, &behind);
        }
        bool known = behind > i && kind.precision != DLI_PLACE_UNKNOWN;
        bool site = kind.precision == DLI_PLACE_SITE; /* Lake Norda; but: Stadt │ Norda */
        if (known && (!is_name(s, i) || noun || (!site && is_name(s, behind))))
            i = behind;
        else if (!known)
            kind.precision = DLI_PLACE_UNKNOWN;
    }
    while (i < s->to && (dli_word_grammar(s->parsed, i) & DLI_GRAMMAR_of) != 0 && i - at < 6)
        i++;
    if (dli_mark_at(s, i, DLI_MARK_QUOTE) && is_name(s, i + 1))
        i++;
    if (is_name(s, i) && dli_mark_at(s, i + 1, DLI_MARK_HYPHEN) && i + 3 < s->to &&
        !dli_word_at(s, i + 2)->capital && is_name(s, i + 3))
        i += 3; /* in Harjan-controlled │ Dravna */
    uint32_t to = is_name(s, i) ? name_end(s, i) : i;
    if (s->parsed->shouted && kind.precision == DLI_PLACE_SITE)
        to = i; /* in capitals: a kind of plant, as well as its name */
    if (to == i && kind.precision == DLI_PLACE_SITE && i > at + 1 && (first.in || first.at)) {
        *end = i; /* at the ferry terminal */
        return add(s, site_start(s, at + 1, i), i, DLI_PLACE_SITE, true);
    }
    if (to == i)
        return true;
    noun |=
        caps && to == i + 1 && dli_word_at(s, i)->form != 0 && !begins(s, i, DLI_LIST_roles);
    place_word last = word_at(s, to, &behind);
    if (last.precision != DLI_PLACE_UNKNOWN && !last.name && behind > to) {
        if (is_name(s, behind) && !caps) /* the Tarn │ city of │ Norda */
            return true;
        kind.precision = last.precision;
        to = behind;
    }
    if (kind.precision == DLI_PLACE_UNKNOWN && !noun)
        kind.precision = first.precision; /* in the east of │ Norda */
    bool told = kind.precision != DLI_PLACE_UNKNOWN && kind.precision != first.precision;
    if (!told && is_of_another(s, i, to)) {
        *end = to;
        return true;
    }
    if (kind.precision == DLI_PLACE_UNKNOWN &&
        (first.at || !first.in || noun || s->parsed->shouted))
        return true; /* in capitals: those that place/ knows */
    *end = to;
    return add(s, i, to, kind.precision, false);
}

/* "Harju region" without a word before it. */
static bool named_before(dli_scene *s, uint32_t at, uint32_t *end)
{
    uint32_t behind, to = is_name(s, at) ? name_end(s, at) : at;

    *end = at;
    if (to == at)
        return true;
    place_word last = word_at(s, to, &behind);
    if (s->parsed->shouted && last.precision == DLI_PLACE_SITE)
        return true;
    if (behind == to || last.precision == DLI_PLACE_UNKNOWN || last.name ||
        (is_name(s, behind) && !s->parsed->phrases->caps))
        return true;
    *end = behind;
    return add(s, at, behind, last.precision, false);
}

/* "shelled │ Orlivka", "обстріляв │ Орлівку": a name right behind what falls on places. */
static bool behind_trigger(dli_scene *s, size_t *trigger, uint32_t at, uint32_t *end)
{
    while (*trigger < s->triggers.count && s->triggers.ptr[*trigger].end < at)
        ++*trigger;
    *end = at;
    if (*trigger == s->triggers.count || s->triggers.ptr[*trigger].end != at ||
        (s->triggers.ptr[*trigger].does & DLI_TW_TYPE) == 0 ||
        (s->triggers.ptr[*trigger].type != DLI_INCIDENT_SHELLING &&
         s->triggers.ptr[*trigger].type != DLI_INCIDENT_AIRSTRIKE) ||
        !is_name(s, at) || dli_word_at(s, at)->form != 0)
        return true;
    *end = name_end(s, at);
    return add(s, at, *end, DLI_PLACE_UNKNOWN, false);
}

/* The first mention of a place that ends behind byte `at`. */
static size_t mention_from(const dli_locations *all, uint32_t at)
{
    size_t low = 0, high = all->mentions.count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (all->mentions.ptr[middle].in.end <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int by_word(const void *a, const void *b)
{
    const dli_place *x = a, *y = b;

    return x->word < y->word ? -1 : x->word > y->word;
}

/* "Harjan │ fire": of a people, not in its country. */
static bool is_people(const dli_scene *s, const dli_mention_of *m)
{
    const dli_named *name = dli_name_at(s->parsed, m->word);

    return name != NULL && name->kind == (uint8_t)DLI_NAMED_NORP && !s->parsed->shouted;
}

/* The places that place/ found in the scene and no word of places.txt led to. One that no
 * preposition leads to is a weak one: "the Orlivka council said". */
static bool add_known(dli_scene *s)
{
    const dli_locations *all = s->locations;
    size_t own = s->places.count;

    if (all == NULL || s->from == s->to)
        return true;
    dl_span scene = dli_words_span(s->parsed, s->from, s->to);
    for (size_t i = mention_from(all, scene.start);
         i < all->mentions.count && all->mentions.ptr[i].in.start < scene.end; i++) {
        const dli_mention_of *m = &all->mentions.ptr[i];
        bool known = all->list.ptr[m->location].place == 0 ||
                     (s->parsed->shouted && m->behind == 0 && m->end == m->word + 1) ||
                     is_people(s, m);
        for (size_t k = 0; k < own && !known; k++)
            known =
                s->places.ptr[k].in.start < m->in.end && m->in.start < s->places.ptr[k].in.end;
        if (known)
            continue;
        dli_place place = { .in = m->in,
                            .word = m->word,
                            .end = m->end,
                            .precision = all->list.ptr[m->location].precision,
                            .weak = m->behind == 0 };
        if (!DLI_PUSH(s->arena, &s->places, place))
            return false;
    }
    if (s->places.count > own)
        qsort(s->places.ptr, s->places.count, sizeof *s->places.ptr, by_word);
    return true;
}

bool dli_spot_places(dli_scene *s)
{
    size_t trigger = 0;
    uint32_t end;

    s->places.count = 0;
    for (uint32_t i = s->from; i < s->to; i = end) {
        if (!behind_trigger(s, &trigger, i, &end))
            return false;
        if (end > i)
            continue;
        if (!place_at(s, i, &end))
            return false;
        if (end == i && !named_before(s, i, &end))
            return false;
        if (end == i)
            end = i + 1;
    }
    return add_known(s);
}

/* The town that a site is in: the next one behind it, if only its region stands between. */
static const dli_location *town_of(const dli_locations *all, dl_span in)
{
    for (size_t i = mention_from(all, in.start); i < all->mentions.count; i++) {
        const dli_mention_of *m = &all->mentions.ptr[i];
        if (m->in.start > in.end + NEAR)
            return NULL;
        if (m->in.start >= in.end && m->behind > 0 && all->list.ptr[m->location].place != 0)
            return &all->list.ptr[m->location];
    }
    return NULL;
}

/* The town of an item that names one and no other. */
static const dli_location *only_town(const dli_locations *all)
{
    const dli_location *only = NULL;

    for (size_t i = 0; i < all->list.count; i++) {
        const dli_location *l = &all->list.ptr[i];
        if (l->precision != DLI_PLACE_TOWN || l->place == 0)
            continue;
        if (only != NULL)
            return NULL;
        only = l;
    }
    return only;
}

void dli_place_incident(const dli_locations *all, dli_incident *incident)
{
    const dli_location *location = NULL;

    if (all == NULL)
        return;
    if (incident->place.dateline) {
        incident->place.where = all->dateline;
        incident->place.precision = all->dateline_precision;
        return;
    }
    if (incident->place.in.end == 0 && incident->status == DLI_STATUS_REPORTED) {
        location = only_town(all);
        if (location == NULL)
            return;
        incident->place.in = location->mentions.spans[0];
    }
    if (location == NULL)
        location = dli_location_at(all, incident->place.in);
    if (location != NULL && incident->place.precision == DLI_PLACE_UNKNOWN)
        incident->place.precision = location->precision;
    if (location == NULL || location->place == 0)
        location = town_of(all, incident->place.in);
    incident->place.where = location != NULL ? location->place : 0;
}
