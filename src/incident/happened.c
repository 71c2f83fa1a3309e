/* happened.c -- the front door of incident/: clauses to incidents.
 *
 * A clause (a sentence, or what stands between two semicolons) tells of an incident if it
 * has a word of incident.txt, or counts people killed, hurt, missing or displaced. What it
 * tells is compared with what was told before:
 *
 *   kind, place and day agree, figures too     joined to that incident
 *   they agree, but another source has figures
 *   of its own, or denies it                   a new account: kind, place and day go over
 *   they do not                                a new incident
 *
 * Kept out: phrases that only look like it ("strike a deal"), what is long past, and
 * clauses about sport or business (words of incident.txt marked so), unless people are
 * counted in them.
 */
#include "base/error.h"
#include "base/limits.h"
#include "base/str.h"
#include "incident/spot.h"

#include <stdlib.h>

enum {
    LONG_PAST = 80,   /* years */
    LEAST_NOW = 1990, /* the year of a page that does not say it, at least */
    NEAR_BLOCKS = 3,  /* how far a later sentence may join by kind alone */
    NEAR_SENTENCES = 8,
    STATUS_REACH = 6, /* words before a trigger that make it planned or denied */
    LOOK_BACK = 24,   /* incidents and statements looked at, from the newest */
    BORROW = 2,       /* sentences before that may name day and place */
    DAY_SECONDS = 86400,
    SPORT_WORDS = 3, /* sentences of an item: then all of it is about sport */
};

/* Most telling first: what a sentence with several words is about. */
static const uint8_t ranks[] = {
    [DLI_INCIDENT_AIRSTRIKE] = 12, [DLI_INCIDENT_SHELLING] = 11, [DLI_INCIDENT_BOMBING] = 10,
    [DLI_INCIDENT_KIDNAPPING] = 9, [DLI_INCIDENT_SHOOTING] = 8,  [DLI_INCIDENT_CLASH] = 7,
    [DLI_INCIDENT_SABOTAGE] = 6,   [DLI_INCIDENT_DISASTER] = 5,  [DLI_INCIDENT_ACCIDENT] = 4,
    [DLI_INCIDENT_PROTEST] = 3,    [DLI_INCIDENT_ARREST] = 2,    [DLI_INCIDENT_CASUALTIES] = 1,
    [DLI_INCIDENT_OTHER] = 0,
};

/* An incident while it is put together. */
typedef struct draft {
    dli_incident incident;
    dli_figures figures;
    uint32_t block, sentence;
    bool another;  /* the words say that it is a new one */
    bool own_day;  /* its own sentence names the day */
    bool nameless; /* its place is only described: "the school" */
    dl_span actors, target;
} draft;

typedef struct telling {
    dli_arena *arena, *scratch;
    DLI_VEC(dl_span) people; /* where persons are mentioned, in order */
    const dli_statements *statements;
    dli_incidents *out;
    dli_scene scene;
    DLI_VEC(draft) drafts;
    dli_figures mine; /* of the sentence at hand, for one draft */
    dli_parse *tree;
    uint32_t sentence, block;
    size_t sport, violent; /* words of the item */
    size_t statement;      /* first that may hold what comes */
    bool nameless;         /* the place set last is only described */
    bool past;             /* the item began with what is long past */
} telling;

/* ---- Words of incident.txt -----------------------------------------------*/

static const char *const type_names[] = {
    [DLI_INCIDENT_OTHER] = "other",           [DLI_INCIDENT_SHELLING] = "shelling",
    [DLI_INCIDENT_AIRSTRIKE] = "airstrike",   [DLI_INCIDENT_BOMBING] = "bombing",
    [DLI_INCIDENT_SHOOTING] = "shooting",     [DLI_INCIDENT_CLASH] = "clash",
    [DLI_INCIDENT_ARREST] = "arrest",         [DLI_INCIDENT_KIDNAPPING] = "kidnapping",
    [DLI_INCIDENT_PROTEST] = "protest",       [DLI_INCIDENT_SABOTAGE] = "sabotage",
    [DLI_INCIDENT_ACCIDENT] = "accident",     [DLI_INCIDENT_DISASTER] = "disaster",
    [DLI_INCIDENT_CASUALTIES] = "casualties",
};

bool dli_read_trigger(dl_str meaning, uint32_t *does, uint8_t *type)
{
    static const struct {
        const char *word;
        uint32_t does;
    } marks[] = {
        { "not", DLI_TW_NOT },         { "weak", DLI_TW_WEAK },
        { "sport", DLI_TW_SPORT },     { "business", DLI_TW_SPORT },
        { "planned", DLI_TW_PLANNED }, { "hypothetical", DLI_TW_HYPOTHETICAL },
        { "denied", DLI_TW_DENIED },   { "another", DLI_TW_ANOTHER },
        { "open", DLI_TW_OPEN },
    };
    dl_str word;

    *does = 0;
    *type = DLI_INCIDENT_OTHER;
    while (dli_next_word(&meaning, &word)) {
        uint32_t bit = 0;
        for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
            if (dli_eq(word, dli_str(marks[i].word)))
                bit = marks[i].does;
        for (size_t i = 0; i < sizeof type_names / sizeof *type_names; i++)
            if (dli_eq(word, dli_str(type_names[i]))) {
                *type = (uint8_t)i;
                bit = DLI_TW_TYPE;
            }
        if (bit == 0)
            return false;
        *does |= bit;
    }
    return *does != 0;
}

bool dli_spot_triggers(dli_scene *s)
{
    uint32_t count;

    s->triggers.count = 0;
    for (uint32_t i = s->from; i < s->to;) {
        dli_spot spot = { .word = i };
        dl_str meaning = dli_meaning_at(s, i, DLI_LIST_incident, &count);
        dli_read_word *known = dli_read_slot(s->read_triggers, meaning);
        if (meaning.ptr != NULL && known->meaning != meaning.ptr) {
            known->meaning = meaning.ptr;
            if (!dli_read_trigger(meaning, &known->does, &known->type))
                known->does = 0;
        }
        if (meaning.ptr == NULL || known->does == 0) {
            i++;
            continue;
        }
        spot.does = known->does;
        spot.type = known->type;
        spot.end = i = i + count;
        if (!DLI_PUSH(s->arena, &s->triggers, spot))
            return false;
    }
    return true;
}

/* ---- One sentence --------------------------------------------------------*/

/* Figures of things destroyed or of attacks, with which a weak word is believed too. */
static bool counts_things(const dli_scene *s)
{
    for (size_t i = 0; i < s->figures.count; i++)
        if (s->figures.ptr[i].what == DLI_FIGURE_DESTROYED ||
            s->figures.ptr[i].what == DLI_FIGURE_ATTACKS)
            return true;
    return false;
}

/* Of figures: what makes people of them. */
static bool counts_people(const dli_scene *s, bool arrests)
{
    for (size_t i = 0; i < s->figures.count; i++)
        switch ((dli_figure_what)s->figures.ptr[i].what) {
        case DLI_FIGURE_KILLED:
        case DLI_FIGURE_WOUNDED:
        case DLI_FIGURE_MISSING:
        case DLI_FIGURE_DISPLACED:
            return true;
        case DLI_FIGURE_DETAINED:
            if (arrests)
                return true;
            break;
        case DLI_FIGURE_OTHER:
        case DLI_FIGURE_ATTACKS:
        case DLI_FIGURE_DESTROYED:
            break;
        }
    return false;
}

static bool counts_what(const dli_scene *s, dli_figure_what what)
{
    for (size_t i = 0; i < s->figures.count; i++)
        if (s->figures.ptr[i].what == (uint8_t)what)
            return true;
    return false;
}

/* People who had to leave are counted, and none who was hurt. */
static bool only_moved(const dli_scene *s)
{
    return counts_what(s, DLI_FIGURE_DISPLACED) && !counts_what(s, DLI_FIGURE_KILLED) &&
           !counts_what(s, DLI_FIGURE_WOUNDED) && !counts_what(s, DLI_FIGURE_MISSING);
}

/* Vehicles, houses: things destroyed, more than one. */
static bool counts_losses(const dli_scene *s)
{
    for (size_t i = 0; i < s->figures.count; i++)
        if (s->figures.ptr[i].what == DLI_FIGURE_DESTROYED && s->figures.ptr[i].of.end > 0 &&
            s->figures.ptr[i].value + s->figures.ptr[i].min > 1)
            return true;
    return false;
}

/* "March 4": no march. */
static bool is_in_day(const dli_scene *s, const dli_spot *spot)
{
    for (size_t i = 0; i < s->days.count; i++)
        if (s->days.ptr[i].word < spot->end && spot->word < s->days.ptr[i].end)
            return true;
    return false;
}

/* The word the sentence is about: the most telling of type (or not of type) arrest. */
static const dli_spot *leading(const dli_scene *s, bool arrest)
{
    const dli_spot *best = NULL;
    bool people = counts_people(s, arrest) || counts_things(s);

    for (size_t i = 0; i < s->triggers.count; i++) {
        const dli_spot *spot = &s->triggers.ptr[i];
        if ((spot->does & DLI_TW_TYPE) == 0 || (spot->does & DLI_TW_NOT) != 0 ||
            (spot->type == DLI_INCIDENT_ARREST) != arrest ||
            ((spot->does & DLI_TW_WEAK) != 0 && !people) || is_in_day(s, spot))
            continue;
        if (best == NULL || ranks[spot->type] > ranks[best->type])
            best = spot;
    }
    return best;
}

static bool has_word(const dli_scene *s, uint32_t does)
{
    for (size_t i = 0; i < s->triggers.count; i++)
        if ((s->triggers.ptr[i].does & does) != 0)
            return true;
    return false;
}

/* "Another │ three were hurt": more of the same. */
static bool counts_more(const dli_scene *s, const dli_spot *spot)
{
    for (size_t i = 0; i < s->numbers.count; i++)
        if (s->numbers.ptr[i].from == spot->end && !s->numbers.ptr[i].article)
            return true;
    return false;
}

/* "another explosion", but not "another teacher". */
static bool tells_another(const dli_scene *s)
{
    for (size_t i = 0; i < s->triggers.count; i++) {
        const dli_spot *spot = &s->triggers.ptr[i];
        if ((spot->does & DLI_TW_ANOTHER) == 0 || counts_more(s, spot))
            continue;
        if (spot->end > spot->word + 1 || spot->word == s->from)
            return true; /* a phrase that says so itself; "Elsewhere, …" */
        for (size_t k = i + 1;
             k < s->triggers.count && s->triggers.ptr[k].word <= spot->end + 2; k++)
            if ((s->triggers.ptr[k].does & DLI_TW_TYPE) != 0)
                return true;
        for (size_t k = 0; k < s->words.count; k++)
            if (s->words.ptr[k].word >= spot->end && s->words.ptr[k].word <= spot->end + 2 &&
                (s->words.ptr[k].does & DLI_FW(attack)) != 0)
                return true;
    }
    return false;
}

/* An entry of figures.txt begins here: "plus de", "не менее". */
static bool bounds(const dli_scene *s, uint32_t at)
{
    uint32_t count;

    return dli_meaning_at(s, at, DLI_LIST_figures, &count).ptr != NULL && count > 1;
}

/* A comma stands between. */
static bool parted(const dli_scene *s, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++)
        if (dli_mark_at(s, i, DLI_MARK_COMMA))
            return true;
    return false;
}

/* Planned, feared or denied, by the words before the trigger; planned also by those
 * right behind it ("a march is planned"). */
static uint8_t status_of(const dli_scene *s, const dli_spot *trigger)
{
    if ((trigger->does & DLI_TW_PLANNED) != 0)
        return DLI_STATUS_PLANNED;
    uint32_t low =
        trigger->word > s->from + STATUS_REACH ? trigger->word - STATUS_REACH : s->from;

    for (size_t i = s->triggers.count; i-- > 0;) {
        const dli_spot *spot = &s->triggers.ptr[i];
        if (spot->word > trigger->word && spot->word <= trigger->end + STATUS_REACH &&
            (spot->does & (DLI_TW_PLANNED | DLI_TW_TYPE)) == DLI_TW_PLANNED &&
            !parted(s, trigger->end, spot->word))
            return DLI_STATUS_PLANNED;
        if (spot->word >= trigger->word || spot->end <= low)
            continue;
        if ((spot->does & DLI_TW_DENIED) != 0 && bounds(s, spot->word))
            continue; /* не менее десяти */
        if ((spot->does & DLI_TW_DENIED) != 0)
            return DLI_STATUS_DENIED;
        if ((spot->does & DLI_TW_HYPOTHETICAL) != 0)
            return DLI_STATUS_HYPOTHETICAL;
        if ((spot->does & DLI_TW_PLANNED) != 0)
            return DLI_STATUS_PLANNED;
    }
    for (uint32_t i = low; i < trigger->word; i++) {
        uint32_t g = dli_word_grammar(s->parsed, i), count;
        if (dli_meaning_at(s, i, DLI_LIST_figures, &count).ptr != NULL) {
            i += count - 1; /* plus de douze, not less than */
            continue;
        }
        bool most = i > s->from && (dli_word_grammar(s->parsed, i - 1) & DLI_GRAMMAR_det) !=
                                       0; /* la plus grande */
        if ((g & DLI_GRAMMAR_not) != 0 && !most)
            return DLI_STATUS_DENIED;
        if ((g & DLI_GRAMMAR_modal) != 0)
            return DLI_STATUS_HYPOTHETICAL;
    }
    for (uint32_t i = trigger->end; i < s->to && i < trigger->end + 2; i++) /* could kill */
        if ((dli_word_grammar(s->parsed, i) & DLI_GRAMMAR_modal) != 0)
            return DLI_STATUS_HYPOTHETICAL;
    return DLI_STATUS_REPORTED;
}

static uint32_t gap(uint32_t at, uint32_t from, uint32_t to)
{
    return from > at ? from - at : at >= to ? at - to + 1 : 0;
}

static void take_day(dli_incident *incident, const dli_parsed *p, const dli_day *day)
{
    incident->date.from = day->from;
    incident->date.to = day->to;
    incident->date.basis = day->basis;
    incident->date.precision = day->precision;
    incident->date.in = dli_words_span(p, day->word, day->end);
}

/* The scene of the `n`th sentence before the one at hand (0: its clauses before this one), if it goes with it: in the same
 * block, and nothing happened in it, so that its day and place are not another's. */
static bool scene_before(const telling *t, uint32_t n, dli_scene *out)
{
    const dli_parsed *p = t->scene.parsed;

    if (t->sentence < n)
        return false;
    const dli_sentence *before = &p->sentences.ptr[t->sentence - n];
    if (n == 0) { /* "In 1954 the dyke broke; │ 19 people died" */
        *out = (dli_scene){ .arena = t->scratch,
                            .item = t->scene.item,
                            .parsed = p,
                            .locations = t->scene.locations,
                            .from = before->word,
                            .to = t->scene.from };
        return out->to > out->from;
    }
    if (before->block != t->block ||
        (t->drafts.count > 0 && t->sentence - n <= t->drafts.ptr[t->drafts.count - 1].sentence))
        return false;
    *out = (dli_scene){ .arena = t->scratch,
                        .item = t->scene.item,
                        .parsed = p,
                        .locations = t->scene.locations,
                        .from = before->word,
                        .to = before->word + before->count };
    return true;
}

/* A day that a sentence right before names. */
static bool borrow_day(const telling *t, dli_incident *incident)
{
    dli_scene s;

    for (uint32_t n = 0; n <= BORROW; n++) {
        if (!scene_before(t, n, &s)) {
            if (n == 0)
                continue;
            break;
        }
        if (!dli_spot_numbers(&s) || !dli_spot_days(&s))
            return false;
        for (size_t k = s.days.count; k-- > 0;)
            if (!s.days.ptr[k].period && (n == 0 || s.days.ptr[k].precision == DLI_WHEN_DAY)) {
                take_day(incident, s.parsed, &s.days.ptr[k]);
                return true;
            }
    }
    return false;
}

/* "the governor said │ on Thursday": a day beside the verb of saying is not that of what is
 * told. */
static bool is_of_saying(const telling *t, const dli_incident *incident, const dli_day *day)
{
    if (incident->statement == 0)
        return false;
    const dli_statement *s = &t->statements->list.ptr[incident->statement - 1];
    dl_span in = dli_words_span(t->scene.parsed, day->word, day->end);
    for (uint32_t k = 0; k < s->content.count; k++)
        if (s->content.spans[k].start <= in.start && in.end <= s->content.spans[k].end)
            return false;
    return true;
}

/* "fourteen buses, nine of │ which were bought last year": the day of another matter. */
static bool is_of_clause(const dli_scene *s, const dli_day *day, uint32_t at)
{
    if (day->precision == DLI_WHEN_DAY || day->word <= at)
        return false;
    for (uint32_t i = at + 1; i < day->word; i++)
        if ((dli_word_grammar(s->parsed, i) & DLI_GRAMMAR_rel) != 0)
            return true;
    return false;
}

/* What is told of has happened: "this weekend" was the last one. */
static void not_ahead(const telling *t, dli_incident *incident)
{
    dli_calendar calendar = dli_calendar_of(t->scene.item);
    dli_when *from = &incident->date.from, *to = &incident->date.to;
    bool days = from->precision >= DLI_WHEN_DAY && from->year != 0;
    int64_t first = days ? dli_days_from_civil(from->year, from->month, from->day) : 0;

    if (!days || !calendar.known || first * DAY_SECONDS <= calendar.now ||
        first * DAY_SECONDS > calendar.now + (int64_t)7 * DAY_SECONDS)
        return;
    *from = dli_civil_from_days(first - 7);
    if (to->precision >= DLI_WHEN_DAY)
        *to = dli_civil_from_days(dli_days_from_civil(to->year, to->month, to->day) - 7);
}

/* "the worst crash in │ 30 years": what is told of has happened, and not in years to come. */
static bool is_to_come(const telling *t, const dli_incident *incident, const dli_day *day)
{
    dli_calendar calendar = dli_calendar_of(t->scene.item);
    int now = calendar.known ? dli_when_from_seconds(calendar.now).year : 0;

    return incident->status == DLI_STATUS_REPORTED && day->basis == DLI_BASIS_RELATIVE &&
           now != 0 && day->from.year > now;
}

/* The day nearest to word `at`; else the item's own. */
static void set_date(const telling *t, dli_incident *incident, uint32_t at)
{
    const dli_scene *s = &t->scene;
    const dli_day *best = NULL, *said = NULL;

    for (size_t i = 0; i < s->days.count; i++) {
        const dli_day *day = &s->days.ptr[i];
        if (is_of_clause(s, day, at) || is_to_come(t, incident, day))
            continue;
        if (is_of_saying(t, incident, day)) {
            said = day;
            continue;
        }
        if (best == NULL || (best->period && !day->period) ||
            (best->period == day->period &&
             gap(at, day->word, day->end) < gap(at, best->word, best->end)))
            best = day;
    }
    if (best != NULL) {
        take_day(incident, s->parsed, best);
        if (best->weekday && incident->status == DLI_STATUS_PLANNED)
            incident->date.from = dli_civil_from_days(
                dli_days_from_civil(best->from.year, best->from.month, best->from.day) + 7);
        else if (incident->status == DLI_STATUS_REPORTED && best->basis == DLI_BASIS_RELATIVE)
            not_ahead(t, incident);
        return;
    }
    if (borrow_day(t, incident))
        return;
    if (said != NULL) {
        take_day(incident, s->parsed, said);
        incident->date.of_saying = true;
        return;
    }
    dli_when day = s->item->dateline.date;
    incident->date.basis = DLI_BASIS_DATELINE;
    if (s->item->kind == DLI_ITEM_ENTRY || day.precision < DLI_WHEN_DAY) {
        day = s->item->published.when;
        incident->date.basis =
            s->item->kind == DLI_ITEM_ENTRY ? DLI_BASIS_ENTRY : DLI_BASIS_PUBLISHED;
    }
    incident->date.from = dli_when_cut(day, DLI_WHEN_DAY);
    incident->date.precision = incident->date.from.precision;
}

static bool is_person(const telling *t, dl_span in)
{
    size_t low = 0, high = t->people.count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (t->people.ptr[middle].end <= in.start)
            low = middle + 1;
        else
            high = middle;
    }
    return low < t->people.count && t->people.ptr[low].start < in.end;
}

/* How well a place says where: a town, or a name that no word makes more of, best. */
static unsigned exactness(const dli_place *place)
{
    if (place->weak && place->precision > DLI_PLACE_TOWN)
        return 0;
    if (place->nameless || place->weak)
        return 1;
    switch ((dli_place_precision)place->precision) {
    case DLI_PLACE_TOWN:
    case DLI_PLACE_UNKNOWN:
        return 3;
    case DLI_PLACE_SITE:
        return 2;
    case DLI_PLACE_AREA:
    case DLI_PLACE_REGION:
        return 1;
    case DLI_PLACE_COUNTRY:
        return 0;
    }
    return 0;
}

/* "… were in danger, │ a doctor said": who speaks is not counted, nor is it
 * where it happened. */
static bool speaks(const telling *t, dl_span in)
{
    const dli_statements *all = t->statements;
    size_t i = t->statement;

    while (i < all->list.count && all->list.ptr[i].in.start < in.end)
        i++;
    for (size_t n = 0; i-- > 0 && n < LOOK_BACK; n++) {
        const dli_part *source = &all->list.ptr[i].source.part;
        for (uint32_t k = 0; k < source->count; k++)
            if (source->spans[k].start < in.end && in.start < source->spans[k].end)
                return true;
    }
    return false;
}

/* The most exact place: of several the first behind word `at`, else the last before it. */
static const dli_place *best_place(const telling *t, const dli_scene *s,
                                   const dli_incident *incident, uint32_t at)
{
    const dli_place *best = NULL;

    for (size_t i = 0; i < s->places.count; i++) {
        const dli_place *place = &s->places.ptr[i];
        bool vague = place->nameless && (incident->type == DLI_INCIDENT_CASUALTIES ||
                                         incident->type == DLI_INCIDENT_OTHER);
        if (speaks(t, place->in) || vague || place->weak || is_person(t, place->in))
            continue; /* "died in hospital": it did not happen there */
        if (best == NULL || exactness(place) > exactness(best) ||
            (exactness(place) == exactness(best) && best->word < at))
            best = place;
    }
    return best;
}

static void set_place(telling *t, dli_incident *incident, uint32_t at)
{
    const dli_place *best = best_place(t, &t->scene, incident, at);
    dli_scene s;

    for (uint32_t n = 0; best == NULL && n <= BORROW; n++) {
        bool there = scene_before(t, n, &s);
        if (!there && n > 0)
            break;
        if (there && dli_spot_triggers(&s) && dli_spot_places(&s))
            best = best_place(t, &s, incident, s.to);
    }
    if (best == NULL || (best->nameless && best->in.start < incident->in.start))
        return;
    incident->place.in = best->in;
    incident->place.precision = best->precision;
    t->nameless = best->nameless;
}

/* "the shelling of │ Orlivka": a name that the word for what happened is joined to. */
static void set_object(telling *t, dli_incident *incident, const dli_spot *trigger)
{
    const dli_scene *s = &t->scene;
    uint32_t at = trigger->end, end;

    if (at + 1 >= s->to || (dli_word_grammar(s->parsed, at) & DLI_GRAMMAR_of) == 0 ||
        (trigger->type != DLI_INCIDENT_SHELLING && trigger->type != DLI_INCIDENT_AIRSTRIKE))
        return;
    for (end = ++at;
         end < s->to && dli_word_at(s, end)->capital && !dli_word_at(s, end)->upper;)
        end++;
    dl_span in = end > at ? dli_words_span(s->parsed, at, end) : (dl_span){ 0, 0 };
    dli_spot name = { .word = at, .end = end };
    if (end == at || is_person(t, in) || is_in_day(s, &name) || s->parsed->phrases->caps)
        return;
    incident->place.in = in;
    incident->place.precision = DLI_PLACE_UNKNOWN;
    t->nameless = false;
}

/* The innermost statement whose content holds byte `at`: index + 1, or 0. */
static uint32_t statement_at(telling *t, uint32_t at)
{
    const dli_statements *all = t->statements;
    uint32_t found = 0;

    while (t->statement < all->list.count && all->list.ptr[t->statement].in.start <= at)
        t->statement++;
    for (size_t i = t->statement, n = 0; i-- > 0 && n < LOOK_BACK && found == 0; n++) {
        const dli_statement *s = &all->list.ptr[i];
        for (uint32_t k = 0; k < s->content.count; k++)
            if (s->content.spans[k].start <= at && at < s->content.spans[k].end)
                found = (uint32_t)i + 1;
    }
    return found;
}

/* Whether the words say when it happened. */
static bool has_day(const dli_incident *i)
{
    return i->date.in.end != 0 && !i->date.of_saying;
}

static void set_account(telling *t, dli_incident *incident, uint32_t at)
{
    incident->statement = statement_at(t, at);
    if (incident->statement == 0)
        return;
    const dli_statement *s = &t->statements->list.ptr[incident->statement - 1];
    if (s->source.part.count > 0)
        incident->source = s->source.part.spans[0];
    if (s->stance == DLI_STANCE_DENY && incident->status == DLI_STATUS_REPORTED)
        incident->status = DLI_STATUS_DENIED;
    if (s->stance == DLI_STANCE_ORDER && incident->type == DLI_INCIDENT_PROTEST &&
        incident->status == DLI_STATUS_REPORTED)
        incident->status = DLI_STATUS_PLANNED; /* calls for a strike */
    if (s->stance == DLI_STANCE_WARN && incident->status == DLI_STATUS_REPORTED &&
        !has_day(incident) && incident->type == DLI_INCIDENT_DISASTER)
        incident->status = DLI_STATUS_HYPOTHETICAL; /* warned of a flood */
}

/* ---- Joining -------------------------------------------------------------*/

static bool same_words(const dli_parsed *p, dl_span a, dl_span b)
{
    dl_str x = dli_cut(p->body, a), y = dli_cut(p->body, b);
    size_t n = 0;

    while (n < x.len && n < y.len && x.ptr[n] == y.ptr[n])
        n++;
    /* case endings aside: "Orlivka" and "Orlivku" share all but the end */
    return n == x.len || n == y.len || (n >= 8 && n + 4 >= x.len && n + 4 >= y.len);
}

static bool same_day(const dli_incident *a, const dli_incident *b)
{
    if (!has_day(a) || !has_day(b))
        return true;
    return a->date.from.month == b->date.from.month && a->date.from.day == b->date.from.day &&
           (a->date.from.year == b->date.from.year || a->date.from.year == 0 ||
            b->date.from.year == 0);
}

static bool places_agree(const dli_parsed *p, const dli_incident *a, const dli_incident *b)
{
    if (a->place.in.end == 0 || b->place.in.end == 0 || same_words(p, a->place.in, b->place.in))
        return true;
    bool wide_a = a->place.precision >= DLI_PLACE_AREA,
         wide_b = b->place.precision >= DLI_PLACE_AREA;
    return wide_a != wide_b;
}

static bool figures_agree(const draft *a, const dli_figures *b)
{
    for (size_t i = 0; i < a->figures.count; i++)
        for (size_t k = 0; k < b->count; k++) {
            const dli_figure *x = &a->figures.ptr[i], *y = &b->ptr[k];
            bool range = x->has_min && x->has_max, one = y->has_value && !y->named;
            if (y->extra || y->part || y->sum)
                continue;
            if (x->what == y->what && x->parent == 0 && y->parent == 0 && range && one &&
                y->value > 1 && x->what != DLI_FIGURE_OTHER)
                return false; /* three to five; then: five */
            if (x->what == y->what && x->parent == 0 && y->parent == 0 && x->has_value &&
                y->has_value && x->value != y->value && x->bound == DLI_BOUND_EXACT &&
                y->bound == DLI_BOUND_EXACT && x->what != DLI_FIGURE_OTHER)
                return false;
        }
    return true;
}

static bool is_attack(uint8_t type)
{
    return type == DLI_INCIDENT_SHELLING || type == DLI_INCIDENT_AIRSTRIKE ||
           type == DLI_INCIDENT_BOMBING || type == DLI_INCIDENT_SHOOTING;
}

/* What may be said of any attack: people were hit, something exploded or burnt. */
static bool is_open(uint8_t type)
{
    return type == DLI_INCIDENT_CASUALTIES || type == DLI_INCIDENT_OTHER;
}

static bool kinds_agree(uint8_t a, uint8_t b)
{
    if (a == DLI_INCIDENT_ARREST || b == DLI_INCIDENT_ARREST || a == DLI_INCIDENT_PROTEST ||
        b == DLI_INCIDENT_PROTEST)
        return a == b;
    bool fight = (a == DLI_INCIDENT_CLASH && b == DLI_INCIDENT_SHOOTING) ||
                 (a == DLI_INCIDENT_SHOOTING && b == DLI_INCIDENT_CLASH);
    return a == b || fight || is_open(a) || is_open(b); /* a brawl in which shots are fired */
}

static bool same_source(const telling *t, const dli_incident *a, const dli_incident *b)
{
    const dli_statement *all = t->statements->list.ptr;

    if (a->statement == b->statement || a->source.end == 0 || b->source.end == 0)
        return true;
    if (a->statement != 0 && b->statement != 0) {
        const dli_source_part *x = &all[a->statement - 1].source,
                              *y = &all[b->statement - 1].source;
        uint32_t one = x->entity != 0 ? x->entity : x->resolved,
                 other = y->entity != 0 ? y->entity : y->resolved;
        if (one != 0 && other != 0)
            return one == other;
    }
    return same_words(t->scene.parsed, a->source, b->source);
}

static bool same_figure(const dli_figure *x, const dli_figure *y)
{
    return x->what == y->what && x->bound == y->bound && x->value == y->value &&
           x->min == y->min && x->max == y->max && x->parent == 0 && y->parent == 0;
}

/* "Killed: 7", at the end: all of its figures were told before. */
static bool is_recap(const draft *e, const draft *d)
{
    size_t known = 0;

    for (size_t i = 0; i < d->figures.count; i++)
        for (size_t k = 0; k < e->figures.count; k++)
            if (d->figures.ptr[i].what != DLI_FIGURE_OTHER &&
                same_figure(&e->figures.ptr[k], &d->figures.ptr[i])) {
                known++;
                break;
            }
    return known > 0 && known == d->figures.count && d->incident.place.in.end == 0;
}

/* Whether `d` may tell of the same as the draft `e`, be it another account. */
static bool same_matter(const telling *t, const draft *e, const draft *d)
{
    const dli_incident *a = &e->incident, *b = &d->incident;
    bool near =
        (d->block - e->block <= NEAR_BLOCKS && d->sentence - e->sentence <= NEAR_SENTENCES) ||
        is_recap(e, d);
    bool named = a->place.in.end > 0 && b->place.in.end > 0 && a->type == b->type &&
                 same_words(t->scene.parsed, a->place.in, b->place.in);
    bool bare = (b->place.in.end == 0 || d->nameless) && !has_day(b) && !is_open(a->type) &&
                e == t->drafts.ptr; /* nothing is new, and it is what the item is about */

    bool attack = is_attack(a->type) &&
                  (d->incident.open || (is_attack(b->type) && b->status == DLI_STATUS_DENIED));
    bool kept = a->type == DLI_INCIDENT_PROTEST && b->type == DLI_INCIDENT_ARREST && near;

    return (near || named || bare) && (kinds_agree(a->type, b->type) || attack || kept) &&
           same_day(a, b) && places_agree(t->scene.parsed, a, b);
}

/* The next sentence of a block, with no day, place or teller of its own: more victims of the
 * same, whatever their number. */
static bool goes_on(const draft *e, const draft *d)
{
    return d->block == e->block && d->sentence - e->sentence <= 1 &&
           d->incident.place.in.end == 0 && !d->own_day && d->incident.source.end == 0 &&
           e->incident.source.end == 0 && d->incident.status == e->incident.status;
}

/* "He was arrested later": an arrest of nobody counted, right behind a deed. */
static bool is_caught(const draft *e, const draft *d)
{
    uint8_t deed = e->incident.type;

    bool same = d->sentence == e->sentence; /* "… before being arrested" */
    return d->incident.type == DLI_INCIDENT_ARREST && d->figures.count == 0 &&
           (same || (d->incident.place.in.end == 0 && !d->own_day)) && d->block == e->block &&
           d->sentence - e->sentence <= NEAR_BLOCKS &&
           d->incident.status == DLI_STATUS_REPORTED &&
           e->incident.status == DLI_STATUS_REPORTED &&
           (is_attack(deed) || deed == DLI_INCIDENT_CASUALTIES ||
            deed == DLI_INCIDENT_KIDNAPPING || deed == DLI_INCIDENT_SABOTAGE);
}

/* The draft that `d` goes on telling of, or NULL; *matter gets the first that it may be
 * another account of. */
static draft *earlier(telling *t, const draft *d, draft **matter)
{
    *matter = NULL;
    for (size_t i = t->drafts.count, n = 0; i-- > 0 && n < LOOK_BACK && !d->another; n++) {
        draft *e = &t->drafts.ptr[i];
        const dli_incident *a = &e->incident, *b = &d->incident;
        if (is_caught(e, d))
            return e;
        if (!same_matter(t, e, d))
            continue;
        *matter = e;
        if (goes_on(e, d))
            return e;
        bool own = d->figures.count > 0 && e->figures.count > 0 && !same_source(t, a, b);
        if (a->status == b->status && !own && figures_agree(e, &d->figures))
            return e;
    }
    if (*matter == NULL && t->drafts.count > 0 && !d->another &&
        same_matter(t, t->drafts.ptr, d))
        *matter = t->drafts.ptr;
    return NULL;
}

/* "the hospital", "a field", right behind what is told of: a spot of the same scene. */
static bool is_of_scene(const telling *t, const draft *d)
{
    if (!d->nameless || t->drafts.count == 0)
        return false;
    const draft *e = &t->drafts.ptr[t->drafts.count - 1];
    return e->block == d->block && d->sentence - e->sentence <= 1 &&
           e->incident.place.in.end != 0;
}

/* A smaller number that nobody gives, and no place: one of those counted before. */
static bool is_part_of(const draft *d, const draft *e)
{
    if (d->incident.source.end != 0 || d->incident.place.in.end != 0 || has_day(&d->incident) ||
        d->incident.status != DLI_STATUS_REPORTED)
        return false;
    for (size_t i = 0; i < d->figures.count; i++)
        for (size_t k = 0; k < e->figures.count; k++) {
            const dli_figure *x = &d->figures.ptr[i], *y = &e->figures.ptr[k];
            if (x->what == y->what && x->has_value && y->has_value && x->value < y->value)
                return true;
        }
    return false;
}

/* What another account does not say itself. */
static void inherit(draft *d, const draft *e)
{
    const dli_incident *from = &e->incident;
    dli_incident *to = &d->incident;

    if (ranks[from->type] > ranks[to->type])
        to->type = from->type;
    if (to->place.in.end == 0)
        to->place = from->place;
    if (!has_day(to))
        to->date = from->date;
}

/* The figure of those told before that `part` may be one of: index + 1, or 0. */
static uint32_t whole_of(const dli_figures *before, const dli_figure *part)
{
    for (size_t k = before->count; k-- > 0;) {
        const dli_figure *f = &before->ptr[k];
        if (f->what == part->what && f->parent == 0 &&
            (!f->has_value || f->value > part->value))
            return (uint32_t)k + 1;
    }
    return 0;
}

/* What is counted holds those who are named, and those told of as a part before: it takes the
 * place of such a figure, which *figure becomes; *at gets its index + 1. False: `figure`
 * names some of those counted. */
static bool replace_parts(draft *d, dli_figure *figure, uint32_t *at)
{
    for (uint32_t k = 0; k < d->figures.count; k++) {
        dli_figure *f = &d->figures.ptr[k];
        if (f->what != figure->what || f->parent != 0 || figure->extra || figure->part ||
            figure->parent != 0)
            continue;
        if (figure->named && !f->named)
            return false;
        if ((f->named || f->part) && !figure->named) {
            dli_figure name = *f;
            *f = *figure;
            *figure = name;
            figure->part = true;
            figure->parent = 0; /* whole_of() finds it */
            *at = k + 1;
            return figure->value < f->value || !f->has_value;
        }
    }
    return true;
}

/* "killed five students, │ a teacher and │ a guard": one beside others that are new is new too, though
 * one was told of before. */
static bool is_listed(const draft *d, const dli_figures *figures, const dli_figure *one)
{
    if (one->value != 1 || !one->has_value)
        return false;
    for (size_t i = 0; i < figures->count; i++) {
        const dli_figure *f = &figures->ptr[i];
        bool known = f->what != one->what || f->parent != 0 || f->part || f->value < 2;
        for (size_t k = 0; k < d->figures.count && !known; k++)
            known = same_figure(&d->figures.ptr[k], f);
        if (!known)
            return true;
    }
    return false;
}

/* Add the figures of a sentence, but for those told before. */
static bool add_figures(telling *t, draft *d, const dli_figures *figures)
{
    uint32_t base = (uint32_t)d->figures.count;
    uint32_t moved[DLI_MAX_FIGURES] = { 0 };
    draft before = *d; /* its figures: [0, base) */

    for (size_t i = 0; i < figures->count; i++) {
        dli_figure figure = figures->ptr[i];
        before.figures = (dli_figures){ .ptr = d->figures.ptr, .count = base };
        bool known = false, more = figure.extra || is_listed(&before, figures, &figure);
        for (uint32_t k = 0; k < base && !known && !more; k++)
            if (same_figure(&d->figures.ptr[k], &figure)) {
                known = true;
                moved[i] = k + 1;
            }
        if (known || d->figures.count >= DLI_MAX_FIGURES)
            continue;
        if (!replace_parts(d, &figure, &moved[i]))
            continue;
        bool swapped = moved[i] != 0;
        if (figure.parent != 0)
            figure.parent = moved[figure.parent - 1];
        else if (figure.part)
            figure.parent = whole_of(&d->figures, &figure);
        if (!DLI_PUSH(t->scratch, &d->figures, figure))
            return false;
        if (!swapped)
            moved[i] = (uint32_t)d->figures.count;
    }
    return true;
}

static bool merge(telling *t, draft *into, const draft *d)
{
    dli_incident *a = &into->incident;
    const dli_incident *b = &d->incident;

    if (ranks[b->type] > ranks[a->type] && b->type != DLI_INCIDENT_ARREST)
        a->type = b->type;
    if (a->place.in.end == 0)
        a->place = b->place;
    if (!has_day(a) && has_day(b))
        a->date = b->date;
    if (a->statement == 0 && a->source.end == 0) {
        a->statement = b->statement;
        a->source = b->source;
    }
    if (into->actors.end == 0)
        into->actors = d->actors;
    if (into->target.end == 0)
        into->target = d->target;
    into->sentence = d->sentence;
    into->block = d->block;
    return add_figures(t, into, &d->figures);
}

/* The figures of the scene that go with an arrest, or with anything else. */
static bool take_figures(telling *t, draft *d, bool arrest, bool both)
{
    uint32_t moved[DLI_MAX_FIGURES] = { 0 };

    t->mine.count = 0;
    for (size_t i = 0; i < t->scene.figures.count; i++) {
        dli_figure figure = t->scene.figures.ptr[i];
        bool detained = figure.what == DLI_FIGURE_DETAINED;
        if ((both && detained != arrest) || speaks(t, figure.in))
            continue;
        if (figure.parent != 0)
            figure.parent = moved[figure.parent - 1];
        if (!DLI_PUSH(t->scratch, &t->mine, figure))
            return false;
        moved[i] = (uint32_t)t->mine.count;
    }
    d->figures = t->mine;
    return true;
}

/* A battle of another century is no news. */
static bool is_long_past(const telling *t, const dli_incident *incident)
{
    dli_calendar calendar = dli_calendar_of(t->scene.item);
    int then = incident->date.from.year;
    int now = calendar.known ? dli_when_from_seconds(calendar.now).year : LEAST_NOW;

    return then != 0 && then + LONG_PAST < now;
}

/* "may still be │ under the rubble" */
static bool is_supposed(const dli_scene *s, uint32_t at)
{
    uint32_t low = at > s->from + STATUS_REACH ? at - STATUS_REACH : s->from;

    for (uint32_t i = low; i < s->to && i < at + 4; i++)
        if ((dli_word_grammar(s->parsed, i) & DLI_GRAMMAR_modal) != 0)
            return true;
    return false;
}

static bool tell(telling *t, const dli_spot *trigger, uint8_t type, bool arrest, bool both)
{
    const dli_scene *s = &t->scene;
    draft d = { .block = t->block, .sentence = t->sentence };
    uint32_t at = trigger != NULL ? trigger->word : s->from;

    if (!take_figures(t, &d, arrest, both))
        return false;
    if (trigger == NULL && d.figures.count == 0)
        return true;
    if (trigger == NULL) /* where the first figure of people stands */
        while (at + 1 < s->to && s->parsed->words.ptr[at].in.start < d.figures.ptr[0].in.start)
            at++;
    d.incident.type = type;
    d.incident.in = dli_words_span(s->parsed, s->from, s->to);
    d.incident.status = trigger != NULL      ? status_of(s, trigger)
                        : is_supposed(s, at) ? DLI_STATUS_HYPOTHETICAL
                                             : DLI_STATUS_REPORTED;
    d.another = tells_another(s);
    set_account(t, &d.incident, s->parsed->words.ptr[at].in.start);
    t->nameless = false;
    set_place(t, &d.incident, at);
    if ((d.incident.place.in.end == 0 || t->nameless) && trigger != NULL)
        set_object(t, &d.incident, trigger);
    d.nameless = t->nameless;
    set_date(t, &d.incident, at);
    d.own_day = d.incident.date.in.end > d.incident.in.start;
    d.incident.open = trigger != NULL && (trigger->does & DLI_TW_OPEN) != 0;
    if (is_long_past(t, &d.incident)) {
        t->past = true;
        return true;
    }
    if (t->past && t->drafts.count == 0 && !d.own_day)
        return true; /* more of the same battle */
    if (is_of_scene(t, &d))
        d.incident.place.in = (dl_span){ 0, 0 };
    if (trigger != NULL && !dli_find_parties(t->tree, s, &s->parsed->sentences.ptr[t->sentence],
                                             trigger, &d.incident, &d.actors, &d.target))
        return false;
    draft *matter, *before = earlier(t, &d, &matter);
    if (before != NULL)
        return merge(t, before, &d);
    if (matter != NULL && is_part_of(&d, matter))
        return true;
    if (matter != NULL)
        inherit(&d, matter);
    if (t->drafts.count >= DLI_MAX_INCIDENTS) {
        t->out->trimmed = true;
        return true;
    }
    d.figures = (dli_figures){ 0 };
    if (!add_figures(t, &d, &t->mine))
        return false;
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): it has room now */
    return DLI_PUSH(t->scratch, &t->drafts, d);
}

/* "…; the police spoke of seven": who speaks counts again what the clause before counted. */
static bool tell_again(telling *t)
{
    dli_scene *s = &t->scene;
    const draft *before = t->drafts.count > 0 ? &t->drafts.ptr[t->drafts.count - 1] : NULL;
    uint32_t from = s->from;

    if (before == NULL || before->sentence != t->sentence || before->figures.count == 0 ||
        s->from == t->scene.parsed->sentences.ptr[t->sentence].word)
        return true;
    if (!dli_spot_numbers(s))
        return false;
    if (s->numbers.count != 1 || s->numbers.ptr[0].article)
        return true;
    const dli_number *n = &s->numbers.ptr[0];
    dl_span in = dli_words_span(s->parsed, n->from, n->to);
    while (t->statement < t->statements->list.count &&
           t->statements->list.ptr[t->statement].in.start <= in.start)
        t->statement++;
    uint32_t found = statement_at(t, in.start);
    const dli_statement *by = found != 0 ? &t->statements->list.ptr[found - 1] : NULL;
    if (by == NULL || by->source.part.count == 0 || by->content.spans[0].start != in.start ||
        by->content.spans[0].end != in.end ||
        by->in.start < s->parsed->words.ptr[from].in.start)
        return true;
    draft d = *before;
    d.figures = (dli_figures){ 0 };
    dli_figure figure = { .what = before->figures.ptr[0].what,
                          .scope = before->figures.ptr[0].scope,
                          .has_value = true,
                          .value = n->value,
                          .in = in };
    d.incident.statement = found;
    d.incident.source = by->source.part.spans[0];
    d.incident.in = dli_words_span(s->parsed, s->from, s->to);
    return DLI_PUSH(t->scratch, &d.figures, figure) && DLI_PUSH(t->scratch, &t->drafts, d);
}

/* The word is what is counted among those detained. */
static bool is_counted(const dli_scene *s, const dli_spot *spot)
{
    dl_span in = dli_words_span(s->parsed, spot->word, spot->end);

    for (size_t i = 0; i < s->figures.count; i++) {
        const dli_figure *f = &s->figures.ptr[i];
        if (f->what == DLI_FIGURE_DETAINED && f->of.start <= in.start && in.end <= f->of.end)
            return true;
    }
    return false;
}

static bool read_clause(telling *t, uint32_t from, uint32_t to)
{
    dli_scene *s = &t->scene;

    s->from = from;
    s->to = to;
    if (!dli_spot_triggers(s) || !dli_spot_words(s))
        return false;
    if (s->triggers.count == 0 && s->words.count == 0)
        return tell_again(t);
    if (!dli_spot_numbers(s) || !dli_spot_days(s) || !dli_spot_figures(s))
        return false;
    const dli_spot *main = leading(s, false), *arrest = leading(s, true);
    bool people = counts_people(s, false), sport = has_word(s, DLI_TW_SPORT);
    people |= main == NULL && arrest == NULL && !sport && counts_losses(s);
    bool taken = main != NULL && main->type == DLI_INCIDENT_KIDNAPPING;
    bool held = arrest == NULL && !sport && !taken && counts_what(s, DLI_FIGURE_DETAINED);
    t->sport += sport;
    t->violent += main != NULL;
    if (main == NULL && arrest == NULL && !people && !held)
        return sport || tell_again(t);
    if (sport && (!people || (main == NULL && !counts_what(s, DLI_FIGURE_KILLED) &&
                              !counts_what(s, DLI_FIGURE_MISSING))))
        return true; /* the captain was injured in the warm-up */
    if (!dli_spot_places(s))
        return false;
    if (main != NULL && arrest != NULL && main->type == DLI_INCIDENT_PROTEST &&
        is_counted(s, main))
        main = NULL; /* 120 demonstrators were detained */
    if (main != NULL && arrest != NULL && main->type == DLI_INCIDENT_PROTEST) {
        if (arrest->word < main->word)
            main = NULL; /* detained at a rally; else: a rally, and some detained */
        else
            arrest = NULL;
    }
    if (main != NULL && main->type == DLI_INCIDENT_PROTEST && held)
        main = NULL; /* "up to twenty detained at a rally" */
    bool both = arrest != NULL && (main != NULL || people);
    if (main != NULL && !tell(t, main, main->type, false, both))
        return false;
    if (main == NULL && people &&
        !tell(t, NULL, only_moved(s) ? DLI_INCIDENT_OTHER : DLI_INCIDENT_CASUALTIES, false,
              both))
        return false;
    if (held && !tell(t, NULL, DLI_INCIDENT_ARREST, true, people || main != NULL))
        return false;
    return arrest == NULL || tell(t, arrest, DLI_INCIDENT_ARREST, true, both);
}

/* Read a sentence clause by clause. */
static bool read_sentence(telling *t, const dli_sentence *sentence)
{
    uint32_t from = sentence->word, to = sentence->word + sentence->count;

    for (uint32_t i = from; i < to; i++) {
        if (t->scene.parsed->words.ptr[i].mark != DLI_MARK_SEMICOLON && i + 1 < to)
            continue;
        if (!read_clause(t, from, i + 1))
            return false;
        from = i + 1;
    }
    return true;
}

static int by_place(const void *a, const void *b)
{
    const dl_span *x = a, *y = b;

    return x->start < y->start ? -1 : x->start > y->start;
}

static bool note_people(telling *t)
{
    const dli_statements *all = t->statements;

    for (size_t i = 0; i < all->entities.count; i++) {
        const dli_entity *e = &all->entities.ptr[i];
        for (uint32_t k = 0; k < e->mentions.count && e->type == DLI_PER; k++)
            if (!DLI_PUSH(t->scratch, &t->people, e->mentions.spans[k]))
                return false;
    }
    if (t->people.count > 0)
        qsort(t->people.ptr, t->people.count, sizeof *t->people.ptr, by_place);
    return true;
}

static bool has_people(const draft *d)
{
    for (size_t i = 0; i < d->figures.count; i++)
        if (d->figures.ptr[i].what == DLI_FIGURE_KILLED ||
            d->figures.ptr[i].what == DLI_FIGURE_WOUNDED)
            return true;
    return false;
}

/* What is reported without a place happened where the story was filed. */
static bool is_of_dateline(const telling *t, const dli_incident *incident)
{
    return incident->place.in.end == 0 && incident->date.basis != DLI_BASIS_ENTRY &&
           (incident->status == DLI_STATUS_REPORTED || incident->status == DLI_STATUS_DENIED) &&
           t->scene.item->dateline.place.bytes.len > 0;
}

/* What an item about one kind of attack says of people hurt, of an explosion or of "the attack",
 * of the same day and nowhere else, it says of that. */
static void name_attack(telling *t)
{
    const draft *about = NULL;

    for (size_t i = 0; i < t->drafts.count; i++) {
        const draft *d = &t->drafts.ptr[i];
        if (!is_attack(d->incident.type) || d->incident.status != DLI_STATUS_REPORTED)
            continue;
        if (about != NULL && about->incident.type != d->incident.type)
            return;
        about = about != NULL ? about : d;
    }
    for (size_t i = 0; i < t->drafts.count && about != NULL; i++) {
        draft *d = &t->drafts.ptr[i];
        bool open = d->incident.type == DLI_INCIDENT_CASUALTIES || d->incident.open;
        if (open && same_day(&about->incident, &d->incident) &&
            (d->nameless || places_agree(t->scene.parsed, &about->incident, &d->incident)))
            d->incident.type = about->incident.type;
    }
}

/* A word for something, but not where, when, to whom, how many or by whose account: "collisions of galaxies". */
static bool is_bare(const telling *t, const draft *d)
{
    return d->incident.status != DLI_STATUS_DENIED && d->incident.source.end == 0 &&
           d->incident.place.in.end == 0 && d->incident.date.in.end == 0 &&
           d->figures.count == 0 && d->actors.end == 0 && d->target.end == 0 &&
           !is_of_dateline(t, &d->incident);
}

/* "Costa attacked Kern over the budget": with words. */
static bool is_quarrel(const telling *t, const draft *d)
{
    return d->incident.type == DLI_INCIDENT_CLASH && d->figures.count == 0 &&
           is_person(t, d->actors) && is_person(t, d->target);
}

static bool put_part(telling *t, dl_span in, dli_part *out)
{
    if (in.end == 0)
        return true;
    dl_span *copy = dli_arena_take(t->arena, sizeof *copy);
    if (copy == NULL)
        return false;
    *copy = in;
    *out = (dli_part){ copy, 1 };
    return true;
}

/* What the figure at `i` says, another says better. */
static void drop_figure(dli_figures *all, uint32_t i)
{
    memmove(&all->ptr[i], &all->ptr[i + 1], (all->count - i - 1) * sizeof *all->ptr);
    all->count--;
    for (size_t k = 0; k < all->count; k++) {
        dli_figure *f = &all->ptr[k];
        f->parent = f->parent == i + 1 ? 0 : f->parent - (f->parent > i + 1 ? 1 : 0);
    }
}

/* "Five people were shot. … Two died": the dead told of behind those who were hit are some of them;
 * as many dead are the same people. */
static void settle_blows(draft *d)
{
    for (uint32_t i = 0; i < d->figures.count; i++) {
        const dli_figure *blow = &d->figures.ptr[i];
        bool same = false;
        if (!blow->blow || !blow->has_value || blow->parent != 0 || blow->extra)
            continue;
        for (uint32_t k = 0; k < d->figures.count && !same; k++) {
            dli_figure *dead = &d->figures.ptr[k];
            bool apart = dead->parent == 0 ? dead->extra : dead->parent != i + 1;
            if (dead->what != DLI_FIGURE_KILLED || !dead->has_value || apart)
                continue;
            same = dead->value == blow->value || (dead->sum && dead->value > blow->value);
            if (k > i && dead->value < blow->value)
                dead->parent = i + 1;
        }
        if (same)
            drop_figure(&d->figures, i--);
    }
}

static bool write_out(telling *t)
{
    bool sport = t->sport >= SPORT_WORDS && t->sport > t->violent;

    for (size_t i = 0; i < t->drafts.count; i++) {
        draft *d = &t->drafts.ptr[i];
        if (is_bare(t, d) || is_quarrel(t, d) || (sport && !has_people(d)))
            continue;
        settle_blows(d);
        if (!dli_total_figures(t->scratch, t->scene.parsed, &d->figures))
            return false;
        size_t size = d->figures.count * sizeof(dli_figure);
        dli_figure *figures = size == 0 ? NULL : dli_arena_take(t->arena, size);
        if (size > 0 && figures == NULL)
            return false;
        if (size > 0)
            memcpy(figures, d->figures.ptr, size);
        d->incident.figures = figures;
        d->incident.figure_count = (uint32_t)d->figures.count;
        if (!put_part(t, d->actors, &d->incident.actors) ||
            !put_part(t, d->target, &d->incident.target))
            return false;
        d->incident.place.dateline = is_of_dateline(t, &d->incident);
        dli_place_incident(t->scene.locations, &d->incident);
        if (!DLI_PUSH(t->arena, &t->out->list, d->incident))
            return false;
    }
    return true;
}

void dli_incident_of_parent(dli_incidents *entry, const dli_incidents *parent)
{
    uint8_t type = DLI_INCIDENT_OTHER;

    for (size_t i = 0; i < parent->list.count; i++) {
        const dli_incident *about = &parent->list.ptr[i];
        if (!is_attack(about->type) || about->status != DLI_STATUS_REPORTED)
            continue;
        if (type != DLI_INCIDENT_OTHER && type != about->type)
            return;
        type = about->type;
    }
    for (size_t i = 0; i < entry->list.count && type != DLI_INCIDENT_OTHER; i++)
        if (entry->list.ptr[i].type == DLI_INCIDENT_CASUALTIES || entry->list.ptr[i].open)
            entry->list.ptr[i].type = type;
}

static bool read_item(telling *t)
{
    const dli_parsed *parsed = t->scene.parsed;

    if (!note_people(t))
        return false;
    t->scene.people = t->people.ptr;
    t->scene.people_count = t->people.count;
    for (size_t i = 0; i < parsed->sentences.count; i++) {
        t->sentence = (uint32_t)i;
        t->block = parsed->sentences.ptr[i].block;
        if (!read_sentence(t, &parsed->sentences.ptr[i]))
            return false;
    }
    name_attack(t);
    return write_out(t);
}

dl_status dli_incident_find(dli_arena *arena, dli_arena *scratch, const dli_item *item,
                            const dli_parsed *parsed, const dli_statements *statements,
                            const dli_locations *locations, dli_incidents *out, dl_error *err)
{
    telling t = {
        .arena = arena,
        .scratch = scratch,
        .statements = statements,
        .out = out,
        .scene = { .arena = scratch, .item = item, .parsed = parsed, .locations = locations }
    };

    *out = (dli_incidents){ 0 };
    if (parsed->lang == NULL)
        return DL_OK;
    t.tree = dli_arena_take(scratch, sizeof *t.tree);
    if (t.tree == NULL)
        return dli_no_memory(err);
    dli_arena_init(&t.tree->work, DLI_PARSE_BUDGET);
    bool read = read_item(&t);
    dli_arena_done(&t.tree->work);
    return read ? DL_OK : dli_no_memory(err);
}
