/* toponyms.c -- find the words that may name a place, and judge whether they do.
 *
 * In:   the words of an item
 * Out:  mentions in the order of the body, each with its names in the gazetteer, what the
 *       trees saw of it, and what they said
 *
 * From each word with a capital on, the longest name that the gazetteer has is taken:
 * "North Kansas City" rather than "Kansas City". A name of a street or a river need not be
 * in it: "Gospel Lane", "Lake Lanier" (places.txt says which words make one), nor need one that the
 * tagger of names takes for a place, or whose region stands behind its comma: "Port Haven",
 * "Carrow Falls, Ohio". An adjective in small letters is no mention, but tells which country is
 * meant ("ukrainische").
 */
#include "place/toponyms.h"
#include "base/hash.h"
#include "base/str.h"

enum {
    MAX_WORDS = 7, /* of a name */
    MAX_HELD = 3,  /* words of a name that only its region knows */
    MAX_SMALL = 2, /* words in small letters one behind the other: "am", "de la" */
    MAX_KEY = 96,  /* bytes */
    MAX_MENTIONS = 4000,
    SMALL_LETTERS = 5, /* an adjective in small letters has at least so many bytes */
    IN = 3,
    AT = 2,
    OTHER_PREP = 1,
};

typedef enum generic {
    GENERIC_NONE,
    GENERIC_ROAD,
    GENERIC_WATER,
    GENERIC_LAND
} generic;

typedef struct spotting {
    dli_search *s;
    const dli_parsed *p;
    const dli_gazetteer *g;
    uint32_t from, to; /* words of the sentence */
    bool starts_block, title;
} spotting;

static const dli_word *word_at(const spotting *t, uint32_t at)
{
    return &t->p->words.ptr[at];
}

static bool is_letters(const spotting *t, uint32_t at)
{
    return at >= t->from && at < t->to && word_at(t, at)->kind == DLI_WORD_LETTERS;
}

static dl_str text_of(const spotting *t, uint32_t at)
{
    return dli_cut(t->p->body, word_at(t, at)->in);
}

/* Whether the meaning of the entry of places.txt at `at` has the word `what`. */
static bool place_word(const spotting *t, uint32_t at, const char *what, uint32_t *count)
{
    dl_str word, rest;

    if (at < t->from || at >= t->to)
        return false;
    rest = dli_word_meaning(t->p, at, t->to, DLI_LIST_places, count);
    while (rest.ptr != NULL && dli_next_word(&rest, &word))
        if (dli_eq(word, dli_str(what)))
            return true;
    return false;
}

static generic generic_at(const spotting *t, uint32_t at)
{
    uint32_t count = 0;

    if (!is_letters(t, at) || !word_at(t, at)->capital)
        return GENERIC_NONE;
    if (place_word(t, at, "road", &count) && count == 1)
        return GENERIC_ROAD;
    if (place_word(t, at, "water", &count) && count == 1)
        return GENERIC_WATER;
    return place_word(t, at, "land", &count) && count == 1 ? GENERIC_LAND : GENERIC_NONE;
}

/* ---- Looking up ----------------------------------------------------------- */

/* Written as an abbreviation must be: in capitals ("UAE"), or with its stop ("Pa."). Two
 * letters in capitals are a state behind a comma only, but for those of countries. */
static bool abbreviates(const spotting *t, uint32_t from, uint32_t to, dli_place_name name)
{
    const dli_word *last = word_at(t, to - 1);
    bool stop = dli_find_byte(text_of(t, to - 1), '.', 0) != DLI_NONE ||
                (to < t->to && word_at(t, to)->mark == DLI_MARK_STOP &&
                 word_at(t, to)->in.start == last->in.end);

    if (stop && (to - from == 1 || word_at(t, from)->capital))
        return last->in.end - last->in.start > 1 || to - from > 1;
    if (!last->upper || to - from > 1)
        return false;
    bool country = name.place < t->g->place_count &&
                   dli_gazetteer_place(t->g, name.place).kind == (uint8_t)DLI_KIND_COUNTRY;
    return country || last->in.end - last->in.start > 2 ||
           (from > t->from && word_at(t, from - 1)->mark == DLI_MARK_COMMA);
}

/* Of `names`, those that words [from, to) can mean: sets the flags and the largest. */
static bool fits(const spotting *t, uint32_t from, uint32_t to, dli_place_names names,
                 dli_toponym *out)
{
    uint8_t largest = 0;
    bool any = false;

    out->flags = 0;
    for (uint32_t i = names.first; i < names.first + names.count; i++) {
        dli_place_name name = dli_gazetteer_name(t->g, i);
        if (name.place == DLI_NO_PLACE)
            continue;
        if ((name.flags & DLI_NAME_ABBREVIATION) != 0 && !abbreviates(t, from, to, name))
            continue;
        uint8_t size = dli_gazetteer_place(t->g, name.place).population;
        if ((name.flags & DLI_NAME_ALTERNATE) == 0)
            size = size > 215 ? 255 : (uint8_t)(size + 40);
        if (!any || size > largest) {
            largest = size;
            out->best = i;
        }
        out->flags |= (uint8_t)name.flags;
        any = true;
    }
    return any;
}

/* Whether a name may go on behind word `at` with what follows it directly. */
static bool goes_on(const spotting *t, uint32_t at, uint32_t *next)
{
    *next = at + 1;
    if (*next >= t->to)
        return false;
    const dli_word *w = word_at(t, at), *mark = word_at(t, *next);
    bool close = mark->in.start == w->in.end;
    if (mark->mark == DLI_MARK_NONE)
        return true;
    if (mark->mark == DLI_MARK_HYPHEN ||
        (mark->mark == DLI_MARK_STOP && close && w->in.end - w->in.start <= 5)) {
        ++*next;
        return *next < t->to && word_at(t, *next)->mark == DLI_MARK_NONE;
    }
    return false;
}

/* "Авдіївці", "Празі": the last letter before a soft vowel as the nominative has it. */
static bool soften(char *key, size_t len, dl_str word)
{
    static const char pairs[][2][3] = { { "ц", "к" }, { "з", "г" }, { "с", "х" } };

    for (size_t i = 0; i < 3 && len > 2 && dli_ends(word, DL_STR("і")); i++)
        if (memcmp(key + len - 2, pairs[i][0], 2) == 0) {
            memcpy(key + len - 2, pairs[i][1], 2);
            return true;
        }
    return false;
}

/* The names in the gazetteer that are written as `text`; *hash of their key. */
static dli_place_names names_of(const spotting *t, dl_str text, uint64_t *hash)
{
    char key[MAX_KEY];

    *hash = dli_place_hash((dl_str){ key, dli_place_key(key, 0, sizeof key, text) });
    return dli_gazetteer_find(t->g, *hash);
}

/* "Sainte" of "Sainte-Marelle": what is joined to it is no place of its own, as it is in
 * "Paris-Dakar", so the whole is another name. */
static bool is_part(const spotting *t, uint32_t end)
{
    uint64_t hash;

    if (!is_letters(t, end + 1) || word_at(t, end)->mark != DLI_MARK_HYPHEN ||
        word_at(t, end)->in.start != word_at(t, end - 1)->in.end ||
        word_at(t, end + 1)->in.start != word_at(t, end)->in.end ||
        !word_at(t, end + 1)->capital)
        return false;
    return names_of(t, text_of(t, end + 1), &hash).count == 0;
}

/* The longest name that begins at word `at`; false if there is none. */
static bool look_up(const spotting *t, uint32_t at, dli_toponym *out)
{
    char key[MAX_KEY];
    size_t len = 0;
    uint32_t small = 0, next = at;
    bool found = false;

    for (uint32_t n = 0; n < MAX_WORDS; n++) {
        const dli_word *w = word_at(t, next);
        uint32_t end = next + 1;
        if (w->kind != DLI_WORD_LETTERS)
            break;
        small = w->capital ? 0 : small + 1;
        size_t before = len;
        len = dli_place_key(key, len, sizeof key, text_of(t, next));
        if (len == before || len + 8 > sizeof key || small > MAX_SMALL)
            break;
        dli_toponym seen = { .word = at, .end = end };
        bool noun =
            small == 1 && n > 0 && (text_of(t, next).ptr[0] & 0x80) != 0; /* "области" */
        if (small == 0 || noun) {
            seen.hash = dli_place_hash((dl_str){ key, len });
            seen.names = dli_gazetteer_find(t->g, seen.hash);
            if (seen.names.count == 0 && soften(key, len, text_of(t, next))) {
                seen.hash = dli_place_hash((dl_str){ key, len });
                seen.names = dli_gazetteer_find(t->g, seen.hash);
            }
            if (seen.names.count > 0 && fits(t, at, end, seen.names, &seen)) {
                *out = seen;
                found = true;
            }
        }
        if (!goes_on(t, next, &next))
            break;
    }
    return found;
}

/* ---- What stands beside --------------------------------------------------- */

/* The flags of a word as a name of people. */
static bool is_person_name(const spotting *t, uint32_t at)
{
    uint64_t hash;

    if (!is_letters(t, at) || !word_at(t, at)->capital)
        return false;
    dli_place_names names = names_of(t, text_of(t, at), &hash);
    return names.count > 0 &&
           (dli_gazetteer_name(t->g, names.first).flags & DLI_NAME_PERSON) != 0;
}

static dli_beside mark_beside(const dli_word *w)
{
    if (w->mark == DLI_MARK_COMMA)
        return DLI_BESIDE_COMMA;
    if (w->mark == DLI_MARK_DASH)
        return DLI_BESIDE_DASH;
    return w->mark == DLI_MARK_STOP ? DLI_BESIDE_STOP : DLI_BESIDE_MARK;
}

static dli_beside beside(const spotting *t, uint32_t at)
{
    uint32_t count;

    if (at < t->from || at >= t->to)
        return DLI_BESIDE_NOTHING;
    const dli_word *w = word_at(t, at);
    if (w->kind == DLI_WORD_NUMBER)
        return DLI_BESIDE_NUMBER;
    if (w->kind == DLI_WORD_MARK)
        return mark_beside(w);
    uint32_t grammar = dli_form_grammar(t->p->phrases, w->form);
    if ((grammar & DLI_GRAMMAR_clitic) != 0)
        return DLI_BESIDE_CLITIC;
    if (!w->capital || (grammar & (DLI_GRAMMAR_prep | DLI_GRAMMAR_det | DLI_GRAMMAR_and)) != 0)
        return DLI_BESIDE_SMALL;
    dl_str role = dli_word_meaning(t->p, at, t->to, DLI_LIST_roles, &count);
    if (role.ptr != NULL && dli_find(role, DL_STR("person"), 0) != DLI_NONE)
        return DLI_BESIDE_ROLE;
    if (role.ptr != NULL)
        return DLI_BESIDE_BODY;
    if (place_word(t, at, "site", &count))
        return DLI_BESIDE_SITE;
    if (is_person_name(t, at))
        return DLI_BESIDE_PERSON;
    return w->form != 0 ? DLI_BESIDE_LISTED : DLI_BESIDE_NAME;
}

/* How the words before a mention lead to a place. An article in between counts not. */
static int prep_before(const spotting *t, uint32_t at)
{
    uint32_t count;

    for (int i = 0; i < 2; i++) {
        if (at == t->from)
            return 0;
        at--;
        /* An entry of more words ends here ("the village of"): begin up to two before it. */
        for (uint32_t back = 0; back < 3 && at - back >= t->from && at >= back; back++) {
            uint32_t from = at - back;
            if (place_word(t, from, "in", &count) && from + count == at + 1)
                return IN;
            if (place_word(t, from, "at", &count) && from + count == at + 1)
                return AT;
        }
        uint32_t grammar = dli_form_grammar(t->p->phrases, word_at(t, at)->form);
        if ((grammar & (DLI_GRAMMAR_prep | DLI_GRAMMAR_of)) != 0)
            return OTHER_PREP;
        if ((grammar & DLI_GRAMMAR_det) == 0)
            return 0;
    }
    return 0;
}

/* ---- Mentions ------------------------------------------------------------- */

/* The stop of an abbreviation belongs to it. */
static void take_stop(const spotting *t, dli_toponym *m)
{
    const dli_word *last = word_at(t, m->end - 1);

    m->in = dli_words_span(t->p, m->word, m->end);
    if (m->generic == GENERIC_NONE && (m->flags & DLI_NAME_ABBREVIATION) != 0 &&
        m->end < t->to && word_at(t, m->end)->mark == DLI_MARK_STOP &&
        word_at(t, m->end)->in.start == last->in.end &&
        word_at(t, m->end)->in.end == last->in.end + 1) {
        m->in.end = word_at(t, m->end)->in.end;
        m->end++;
    }
}

static void fill_row(const spotting *t, dli_toponym *m)
{
    const dli_word *first = word_at(t, m->word), *last = word_at(t, m->end - 1);
    uint32_t words = 0;
    bool listed = first->form != 0, small = dli_form_grammar(t->p->phrases, first->form) != 0;

    for (uint32_t i = m->word; i < m->end; i++)
        words += word_at(t, i)->kind == DLI_WORD_LETTERS;
    m->row[DLI_SPOT_WORDS] = (float)words;
    m->row[DLI_SPOT_CAPITALS] = first->upper && (last->upper || words == 1);
    m->row[DLI_SPOT_START] =
        (float)((m->word == t->from) + (m->word == t->from && t->starts_block));
    m->row[DLI_SPOT_PREP] = (float)prep_before(t, m->word);
    m->row[DLI_SPOT_BEFORE] =
        m->word == t->from ? DLI_BESIDE_NOTHING : (float)beside(t, m->word - 1);
    m->row[DLI_SPOT_AFTER] = (float)beside(t, m->end);
    m->row[DLI_SPOT_FLAGS] = (float)(m->flags & 7u);
    m->row[DLI_SPOT_COMMON] = (m->flags & DLI_NAME_COMMON) != 0;
    m->row[DLI_SPOT_PERSON] =
        (float)(is_person_name(t, m->word) + 2 * (words > 1 && is_person_name(t, m->end - 1)));
    m->row[DLI_SPOT_LISTED] = words > 1 ? 0.0f : (float)(listed + (listed && small));
    m->row[DLI_SPOT_GENERIC] = (float)m->generic;
    m->row[DLI_SPOT_TITLE] = t->title;
    m->row[DLI_SPOT_LANGUAGE] = !dli_eq(t->p->lang->code, DL_STR("en"));
    m->row[DLI_SPOT_PLACES] = (float)m->names.count;
    m->row[DLI_SPOT_KIND] = -1;
    if (m->names.count > 0) {
        dli_place_entry best =
            dli_gazetteer_place(t->g, dli_gazetteer_name(t->g, m->best).place);
        m->row[DLI_SPOT_KIND] = (float)best.kind;
        m->row[DLI_SPOT_POPULATION] = (float)best.population;
    }
}

/* "The Washington Post", "Mr London". */
static bool is_of_another(const spotting *t, const dli_toponym *m)
{
    uint32_t count;
    dl_str role = dli_word_meaning(t->p, m->word, t->to, DLI_LIST_roles, &count);

    if (role.ptr != NULL && m->word + count > m->end && dli_starts(role, DL_STR("media")))
        return true;
    uint32_t before = m->word;
    if (before > t->from && word_at(t, before - 1)->mark == DLI_MARK_STOP)
        before--;
    if (before == t->from)
        return false;
    role = dli_word_meaning(t->p, before - 1, t->to, DLI_LIST_roles, &count);
    return role.ptr != NULL && dli_starts(role, DL_STR("named person"));
}

static bool push(const spotting *t, dli_toponym *m)
{
    take_stop(t, m);
    if (t->s->list.count >= MAX_MENTIONS || is_of_another(t, m))
        return true;
    fill_row(t, m);
    return DLI_PUSH(t->s->scratch, &t->s->list, *m);
}

/* "Gospel Lane", "Lake Lanier": the end of a name with a word that makes it a place. */
static uint32_t generic_end(const spotting *t, uint32_t at, generic *kind)
{
    uint32_t end = at, next;

    *kind = generic_at(t, at);
    if (*kind != GENERIC_NONE && *kind != GENERIC_ROAD && is_letters(t, at + 1) &&
        word_at(t, at + 1)->capital && word_at(t, at + 1)->form == 0)
        return at + 2;
    for (uint32_t n = 0; n < 4 && is_letters(t, end) && word_at(t, end)->capital; n++) {
        if ((dli_form_grammar(t->p->phrases, word_at(t, end)->form) & DLI_GRAMMAR_det) != 0)
            break;
        if (n > 0 && (*kind = generic_at(t, end)) != GENERIC_NONE)
            return end + 1;
        if (!goes_on(t, end, &next))
            break;
        end = next;
    }
    return at;
}

/* A mention that the gazetteer has no name for. */
static dli_toponym unknown(const spotting *t, uint32_t at, uint32_t end, generic kind)
{
    char key[MAX_KEY];
    dli_toponym m = { .word = at, .end = end, .generic = (uint8_t)kind };
    dl_str text = dli_cut(t->p->body, dli_words_span(t->p, at, end));

    m.hash = dli_place_hash((dl_str){ key, dli_place_key(key, 0, sizeof key, text) });
    return m;
}

/* An adjective in small letters. */
static bool small_at(const spotting *t, uint32_t at)
{
    dli_toponym m = { .word = at, .end = at + 1, .small = true };
    dl_str text = text_of(t, at);

    if (text.len < SMALL_LETTERS || word_at(t, at)->form != 0)
        return true;
    m.names = names_of(t, text, &m.hash);
    if (m.names.count == 0 || !fits(t, at, at + 1, m.names, &m) ||
        (m.flags & DLI_NAME_PEOPLE) == 0)
        return true;
    m.in = word_at(t, at)->in;
    return t->s->list.count >= MAX_MENTIONS || DLI_PUSH(t->s->scratch, &t->s->list, m);
}

/* The place's name that the tagger found, if `at` is its first word with a capital; or NULL. */
static const dli_named *tagged_at(const spotting *t, uint32_t at)
{
    const dli_named *names = t->p->names.ptr;
    size_t low = 0, high = t->p->names.count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (names[middle].end <= at)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == t->p->names.count || names[low].word > at ||
        names[low].kind != (uint8_t)DLI_NAMED_LOC)
        return NULL;
    for (uint32_t i = names[low].word; i < at; i++)
        if (word_at(t, i)->capital)
            return NULL;
    return &names[low];
}

/* Whether words [at, end), which the tagger takes for a place, are a name that the gazetteer does
 * not have, whatever it has of parts of it: "Port Haven", "Costa Baja". A part that is large is
 * meant itself ("South London"), so are those with a comma between them, and what stands with a
 * word that says of what kind it is ("Sumy Oblast"). */
static bool is_unknown(const spotting *t, uint32_t at, uint32_t end)
{
    uint32_t count, words = 0;

    if (dli_word_meaning(t->p, at, t->to, DLI_LIST_roles, &count).ptr != NULL ||
        (end > at + 1 && is_letters(t, at + 1) && is_person_name(t, at) &&
         is_person_name(t, end - 1)))
        return false; /* "Ministry of …"; "Ana Costa" */
    for (uint32_t i = at; i < end; i++) {
        dli_toponym m = { .word = i };
        words += is_letters(t, i);
        if (dli_word_meaning(t->p, i, t->to, DLI_LIST_places, &count).ptr != NULL ||
            (!is_letters(t, i) && word_at(t, i)->mark != DLI_MARK_HYPHEN))
            return false;
        if (!word_at(t, i)->capital || !look_up(t, i, &m))
            continue;
        dli_place_entry e = dli_gazetteer_place(t->g, dli_gazetteer_name(t->g, m.best).place);
        if (e.kind <= (uint8_t)DLI_KIND_DISTRICT || e.population >= DLI_LARGE_PLACE)
            return false;
    }
    return words > 0;
}

/* The end of a name at `at` that nothing knows, where a region follows behind its comma: "Carrow
 * Falls, Ohio"; or `at`. */
static uint32_t held_end(const spotting *t, uint32_t at)
{
    dli_toponym region = { .word = 0 };
    uint32_t end = at, next = at, count;

    if (at > t->from && word_at(t, at - 1)->capital)
        return at;
    for (uint32_t n = 0; n < MAX_HELD && is_letters(t, next) && word_at(t, next)->capital;
         n++) {
        if (dli_form_grammar(t->p->phrases, word_at(t, next)->form) != 0 ||
            dli_word_meaning(t->p, next, t->to, DLI_LIST_roles, &count).ptr != NULL)
            return at;
        end = next + 1;
        if (!goes_on(t, next, &next))
            break;
    }
    if (end == at || end + 1 >= t->to || word_at(t, end)->mark != DLI_MARK_COMMA ||
        !word_at(t, end + 1)->capital || !look_up(t, end + 1, &region) ||
        (region.flags & DLI_NAME_PEOPLE) != 0 || is_person_name(t, at) ||
        dli_word_meaning(t->p, region.end, t->to, DLI_LIST_roles, &count).ptr != NULL)
        return at; /* "Jonas Reeve, Ohio senator" */
    dli_place_entry e = dli_gazetteer_place(t->g, dli_gazetteer_name(t->g, region.best).place);
    return e.kind == (uint8_t)DLI_KIND_REGION ? end : at;
}

/* A mention at word `at`; *end behind it, or at + 1. */
static bool mention_at(const spotting *t, uint32_t at, uint32_t *end)
{
    dli_toponym m = { .word = at };
    generic kind;

    *end = at + 1;
    if (!is_letters(t, at))
        return true;
    if (!word_at(t, at)->capital)
        return small_at(t, at);
    bool followed = is_letters(t, at + 1) && word_at(t, at + 1)->capital;
    if (!followed && dli_form_grammar(t->p->phrases, word_at(t, at)->form) != 0)
        return true; /* "The", "In" */
    bool found = look_up(t, at, &m);
    uint32_t stop = generic_end(t, at, &kind);
    if (found && is_part(t, m.end) && stop < m.end + 2) {
        stop = m.end + 2;
        kind = GENERIC_LAND; /* as good as a name with "Mount" */
    }
    if (stop > at && (!found || m.end < stop)) {
        m = unknown(t, at, stop, kind);
        found = true;
    }
    const dli_named *tagged = tagged_at(t, at);
    if (tagged != NULL && (!found || m.end < tagged->end) && is_unknown(t, at, tagged->end)) {
        m = unknown(t, at, tagged->end, GENERIC_NONE);
        found = true;
    }
    uint32_t held = found ? at : held_end(t, at);
    if (held > at) {
        m = unknown(t, at, held, GENERIC_NONE);
        found = true;
    }
    if (!found)
        return true;
    *end = m.end;
    return push(t, &m);
}

/* Most words of a headline have capitals. */
static bool is_title(const spotting *t)
{
    uint32_t capitals = 0, others = 0;

    for (uint32_t i = t->from; i < t->to; i++)
        if (word_at(t, i)->kind == DLI_WORD_LETTERS) {
            capitals += word_at(t, i)->capital;
            others += !word_at(t, i)->capital && text_of(t, i).len > 3;
        }
    return capitals > 3 && others == 0;
}

/* ---- What the item says together ------------------------------------------ */

static uint8_t kind_of(const dli_search *s, uint32_t place)
{
    return dli_gazetteer_place(s->input->gazetteer, place).kind;
}

/* Whether any place that mention `m` can mean lies in `above`. */
static bool lies_in(const dli_search *s, const dli_toponym *m, uint32_t above)
{
    const dli_gazetteer *g = s->input->gazetteer;

    for (uint32_t i = 0; i < m->names.count; i++) {
        uint32_t place = dli_gazetteer_name(g, m->names.first + i).place;
        if (place == DLI_NO_PLACE || place == above)
            continue;
        dli_place_entry e = dli_gazetteer_place(g, place);
        if (e.region == above + 1 || e.country == above)
            return true;
    }
    return false;
}

/* A small place that the gazetteer does not have is where it is said to be: "Lynnville,
 * Tennessee". Not so a list: "Latvia, Lithuania", "Paris, France and Spain". */
static bool may_be_unknown(const dli_search *s, const dli_toponym *m, const dli_toponym *next)
{
    const dli_gazetteer *g = s->input->gazetteer;

    if ((dli_word_grammar(s->input->parsed, next->end) & DLI_GRAMMAR_and) != 0)
        return false;
    if (m->names.count == 0)
        return true;
    dli_place_entry best = dli_gazetteer_place(g, dli_gazetteer_name(g, m->best).place);
    return best.kind >= (uint8_t)DLI_KIND_DISTRICT && best.population < DLI_LARGE_PLACE;
}

/* The region or country that `next` names and that holds `m`: number + 1, or 0. */
static uint32_t holder(const dli_search *s, const dli_toponym *m, const dli_toponym *next)
{
    const dli_gazetteer *g = s->input->gazetteer;
    uint32_t first = 0;

    for (uint32_t i = 0; i < next->names.count; i++) {
        dli_place_name name = dli_gazetteer_name(g, next->names.first + i);
        if (name.place == DLI_NO_PLACE || (name.flags & DLI_NAME_PEOPLE) != 0 ||
            kind_of(s, name.place) > (uint8_t)DLI_KIND_REGION)
            continue;
        if (lies_in(s, m, name.place))
            return name.place + 1;
        first = first != 0 ? first : name.place + 1;
    }
    return first != 0 && may_be_unknown(s, m, next) ? first : 0;
}

/* ", Ohio" and "(Ohio)" behind a mention: which region or country it is held by. */
static void join_held(dli_search *s)
{
    const dli_parsed *p = s->input->parsed;

    for (size_t i = 0; i + 1 < s->list.count; i++) {
        dli_toponym *m = &s->list.ptr[i], *next = &s->list.ptr[i + 1];
        if (m->small || next->small)
            continue;
        if (next->word == m->end) {
            m->row[DLI_SPOT_AFTER] = DLI_BESIDE_PLACE;
            next->row[DLI_SPOT_BEFORE] = DLI_BESIDE_PLACE;
        }
        if (m->generic == (uint8_t)GENERIC_ROAD || next->names.count == 0 ||
            next->word != m->end + 1 ||
            (p->words.ptr[m->end].mark != DLI_MARK_COMMA &&
             p->words.ptr[m->end].mark != DLI_MARK_OPEN))
            continue;
        m->held_by = holder(s, m, next);
        m->row[DLI_SPOT_HELD_BY] = m->held_by != 0;
        next->row[DLI_SPOT_HOLDS] = m->held_by != 0;
    }
}

enum {
    MAX_SURE = 64,
    LOOKED_AT = 16 /* places of a name */
};

/* Where the places are that the item names for sure. */
typedef struct sure {
    struct {
        uint64_t hash;
        uint32_t region, country;
    } list[MAX_SURE];
    size_t count;
} sure;

static void note_sure(dli_search *s, sure *known)
{
    const dli_gazetteer *g = s->input->gazetteer;

    for (size_t i = 0; i < s->list.count && known->count < MAX_SURE; i++) {
        const dli_toponym *m = &s->list.ptr[i];
        if (m->names.count == 0 && m->held_by == 0)
            continue;
        uint32_t place =
            m->held_by != 0 ? m->held_by - 1 : dli_gazetteer_name(g, m->best).place;
        dli_place_entry e = dli_gazetteer_place(g, place);
        if (!m->small && m->held_by == 0 && m->row[DLI_SPOT_PREP] != (float)IN &&
            e.kind > (uint8_t)DLI_KIND_REGION)
            continue;
        bool region = e.kind == (uint8_t)DLI_KIND_REGION;
        known->list[known->count].hash = m->hash;
        known->list[known->count].region = region ? place + 1 : e.region;
        known->list[known->count++].country = e.country;
    }
}

static int near_sure(const dli_search *s, const sure *known, const dli_toponym *m)
{
    const dli_gazetteer *g = s->input->gazetteer;
    int near = 0;

    for (uint32_t i = 0; i < m->names.count && i < LOOKED_AT && near < 2; i++) {
        dli_place_name name = dli_gazetteer_name(g, m->names.first + i);
        if (name.place == DLI_NO_PLACE)
            continue;
        dli_place_entry e = dli_gazetteer_place(g, name.place);
        for (size_t k = 0; k < known->count && near < 2; k++) {
            if (known->list[k].hash == m->hash || known->list[k].country != e.country)
                continue;
            if (e.region != 0 && known->list[k].region == e.region)
                near = 2;
            else if (m->names.first + i == m->best)
                near = 1;
        }
    }
    return near;
}

typedef struct seen_name {
    uint32_t count, prep, person, tagged;
    bool small;
} seen_name;

enum {
    BEGINNINGS = 4096
};

/* A number of how a word or its key begins, that both have; 0 where the key may begin otherwise. */
static uint32_t beginning(dl_str word)
{
    const unsigned char *b = (const unsigned char *)word.ptr;

    if (word.len < 3 || ((b[0] | b[1] | b[2]) >= 0x80 && (b[0] < 0xD0 || b[0] > 0xD2)))
        return 0;
    return ((b[0] * 31u + b[1]) * 31u + (b[0] < 0x80 ? b[2] : 0)) % (BEGINNINGS - 1) + 1;
}

/* Which words in small letters are mentions elsewhere. */
static void note_small(dli_search *s, const dli_map *map, seen_name *seen)
{
    const dli_parsed *p = s->input->parsed;
    bool begins[BEGINNINGS] = { true };
    char key[MAX_KEY];

    for (size_t i = 0; i < s->list.count; i++) {
        const dli_toponym *m = &s->list.ptr[i];
        size_t len = dli_place_key(key, 0, sizeof key, dli_cut(p->body, m->in));
        begins[beginning((dl_str){ key, len })] = true;
    }
    for (size_t i = 0; i < p->words.count && map->count > 0; i++) {
        const dli_word *w = &p->words.ptr[i];
        dl_str text = dli_cut(p->body, w->in);
        if (w->kind != DLI_WORD_LETTERS || w->capital || text.len < 4 ||
            !begins[beginning(text)])
            continue;
        size_t len = dli_place_key(key, 0, sizeof key, text);
        uint64_t hash = dli_place_hash((dl_str){ key, len });
        const dli_map_slot *slot =
            dli_map_get(map, (dl_str){ (const char *)&hash, sizeof hash });
        if (slot != NULL)
            seen[slot->value].small = true; /* NOLINT(clang-analyzer-core.NullDereference) */
    }
}

/* What all mentions of a name have together. */
static bool share_rows(dli_search *s)
{
    dli_map map;
    DLI_VEC(seen_name) seen = { 0 };

    dli_map_init(&map, s->scratch);
    for (size_t i = 0; i < s->list.count; i++) {
        dli_toponym *m = &s->list.ptr[i];
        bool added;
        if (m->small)
            continue;
        dli_map_slot *slot =
            dli_map_put_copy(&map, (dl_str){ (const char *)&m->hash, sizeof m->hash }, &added);
        if (slot == NULL || (added && !DLI_PUSH(s->scratch, &seen, (seen_name){ 0 })))
            return false;
        if (added)
            slot->value = (uint32_t)seen.count - 1;
        m->group = slot->value;
        seen_name *n = &seen.ptr[m->group];
        n->count++; /* NOLINT(clang-analyzer-core.NullDereference): it has as many as the map */
        n->prep += m->row[DLI_SPOT_PREP] == (float)IN || m->held_by != 0;
        n->person += m->row[DLI_SPOT_BEFORE] == (float)DLI_BESIDE_PERSON ||
                     m->row[DLI_SPOT_BEFORE] == (float)DLI_BESIDE_NAME ||
                     m->row[DLI_SPOT_BEFORE] == (float)DLI_BESIDE_ROLE;
        n->tagged += m->row[DLI_SPOT_TAGGED] >= (float)DLI_TAGGED_PART;
    }
    note_small(s, &map, seen.ptr);
    sure known = { .count = 0 };
    note_sure(s, &known);
    for (size_t i = 0; i < s->list.count; i++) {
        dli_toponym *m = &s->list.ptr[i];
        if (m->small)
            continue;
        m->row[DLI_SPOT_NEAR] = (float)near_sure(s, &known, m);
        const seen_name *n = &seen.ptr[m->group];
        m->row[DLI_SPOT_COUNT] = (float)n->count;
        m->row[DLI_SPOT_DOC_PREP] = n->prep > 0;
        m->row[DLI_SPOT_DOC_PERSON] = (float)n->person / (float)n->count;
        m->row[DLI_SPOT_DOC_SMALL] = n->small;
        uint32_t eighths = n->tagged * 8 / n->count;
        m->row[DLI_SPOT_DOC_TAGGED] = (float)eighths;
    }
    return true;
}

/* People and bodies that speak, as far as mentions lie in them. */
static void note_entities(dli_search *s)
{
    const dli_statements *all = s->input->statements;

    for (size_t e = 0; all != NULL && e < all->entities.count; e++) {
        const dli_entity *entity = &all->entities.ptr[e];
        size_t i = 0;
        for (uint32_t k = 0;
             k < entity->mentions.count && entity->type <= DLI_ORG && !entity->silent; k++) {
            dl_span in = entity->mentions.spans[k];
            while (i < s->list.count && s->list.ptr[i].in.end <= in.start)
                i++;
            for (size_t m = i; m < s->list.count && s->list.ptr[m].in.start < in.end; m++)
                s->list.ptr[m].row[DLI_SPOT_ENTITY] = (float)(entity->type + 1);
        }
    }
}

/* What the tagger made of name `n`, which mention `m` lies in or overlaps. */
static dli_tagged tagged_as(const dli_named *n, const dli_toponym *m)
{
    static const uint8_t others[DLI_NAMED_KINDS] = { [DLI_NAMED_PER] = DLI_TAGGED_PERSON,
                                                     [DLI_NAMED_ORG] = DLI_TAGGED_BODY,
                                                     [DLI_NAMED_NORP] = DLI_TAGGED_PEOPLE,
                                                     [DLI_NAMED_LOC] = DLI_TAGGED_PLACE,
                                                     [DLI_NAMED_FAC] = DLI_TAGGED_PLACE };
    dli_tagged as = (dli_tagged)others[n->kind];

    if (as == DLI_TAGGED_PLACE && (n->word != m->word || n->in.end > m->in.end))
        return DLI_TAGGED_PART;
    return as != DLI_TAGGED_UNKNOWN ? as : DLI_TAGGED_OTHER;
}

/* What the tagger says of each mention; it stays 0 where the language has none. */
static void note_tagged(dli_search *s)
{
    const dli_parsed *p = s->input->parsed;
    size_t next = 0;

    if (dli_text_tagger(p->models, DLI_MODEL_names, p->lang) == NULL)
        return;
    for (size_t i = 0; i < s->list.count; i++) {
        dli_toponym *m = &s->list.ptr[i];
        while (next < p->names.count && p->names.ptr[next].end <= m->word)
            next++;
        bool hit = next < p->names.count && p->names.ptr[next].word < m->end;
        m->row[DLI_SPOT_TAGGED] =
            (float)(hit ? tagged_as(&p->names.ptr[next], m) : DLI_TAGGED_NOTHING);
    }
}

/* ---- Judging -------------------------------------------------------------- */

static bool judge(dli_search *s)
{
    size_t count = s->list.count;
    float(*rows)[DLI_SPOT_COLUMNS] = dli_arena_take(s->scratch, (count + 1) * sizeof *rows);
    int32_t *scores = dli_arena_take(s->scratch, (count + 1) * sizeof *scores);

    if (rows == NULL || scores == NULL)
        return false;
    for (size_t i = 0; i < count; i++)
        memcpy(rows[i], s->list.ptr[i].row, sizeof *rows);
    if (s->input->model != NULL)
        dli_trees_score(&s->input->model->spot, *rows, count, DLI_SPOT_COLUMNS, scores);
    for (size_t i = 0; i < count; i++)
        s->list.ptr[i].placed = scores[i] >= 0 && !s->list.ptr[i].small;
    return true;
}

bool dli_spot_toponyms(dli_search *s)
{
    const dli_parsed *p = s->input->parsed;
    spotting t = { .s = s, .p = p, .g = s->input->gazetteer };
    uint32_t block = UINT32_MAX;

    for (size_t i = 0; i < p->sentences.count; i++) {
        const dli_sentence *sentence = &p->sentences.ptr[i];
        uint32_t end;
        t.from = sentence->word;
        t.to = sentence->word + sentence->count;
        t.starts_block = sentence->block != block;
        t.title = is_title(&t);
        block = sentence->block;
        for (uint32_t at = t.from; at < t.to; at = end)
            if (!mention_at(&t, at, &end))
                return false;
    }
    join_held(s);
    note_entities(s);
    note_tagged(s);
    return share_rows(s) && judge(s);
}
