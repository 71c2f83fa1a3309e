/* party.c -- who did it, and to whom, by the tree of the sentence.
 *
 *   Gunmen  attacked  a police post            the subject and the object of the word for it
 *   ACTORS            TARGET
 *   the post  was attacked  by gunmen          of a passive the other way round
 *   TARGET                     ACTORS
 *   an attack  on the post                     what a preposition of party.def says
 *              TARGET
 *
 * Actors are people, bodies or names: a rocket does nothing, nor do those who are counted among
 * the hurt. A pronoun, a day, the place, and what is no stretch of a few words are left out, as is
 * all where there is no parser for the language. Only sentences that tell of an incident are parsed.
 */
#include "base/str.h"
#include "incident/spot.h"

#include <string.h>

enum {
    MOST_WORDS = 14, /* of a party */
    VERB = 1,
    NOUN = 2,
    ANY = VERB | NOUN
};

typedef enum side {
    NEITHER,
    ACTORS,
    TARGET,
} side;

typedef struct party {
    const dli_scene *s;
    uint32_t first, count; /* words of the sentence */
    const uint8_t *tags;
    const dli_arc *arcs; /* heads count from 0 */
} party;

/* The first word that hangs on `head` as `relation`, or p->count. */
static uint32_t child(const party *p, uint32_t head, dli_relation relation)
{
    for (uint32_t i = 0; i < p->count; i++)
        if (p->arcs[i].head == head && i != head && p->arcs[i].relation == (uint8_t)relation)
            return i;
    return p->count;
}

static uint32_t grammar_of(const party *p, uint32_t at)
{
    return dli_word_grammar(p->s->parsed, p->first + at);
}

static bool is_passive(const party *p, uint32_t verb)
{
    for (uint32_t i = 0; i < p->count; i++)
        if (p->arcs[i].head == verb && p->arcs[i].relation == DLI_RELATION_aux &&
            (grammar_of(p, i) & DLI_GRAMMAR_be) != 0)
            return true;
    return false;
}

/* What the preposition of `at` makes of it, beside a verb or a noun. */
static side side_of(const party *p, uint32_t at, unsigned beside)
{
    static const struct {
        const char *language, *word;
        side side;
        unsigned of;
    } parties[] = {
#define PARTY(language, word, side, of) { language, word, side, of },
#include "incident/party.def"
    };
    uint32_t prep = child(p, at, DLI_RELATION_case);

    if (prep == p->count || prep > at)
        return NEITHER;
    const dli_parsed *parsed = p->s->parsed;
    dl_str word = dli_cut(parsed->body, parsed->words.ptr[p->first + prep].in);
    for (size_t i = 0; i < sizeof parties / sizeof *parties; i++)
        if (dli_eq(parsed->lang->code, dli_str(parties[i].language)) &&
            (parties[i].of & beside) != 0 && dli_eq(word, dli_str(parties[i].word)))
            return parties[i].side;
    return NEITHER;
}

/* Whether a word belongs to the party whose head it hangs on: neither a clause on it nor a
 * mark. */
static bool belongs(const party *p, uint32_t at)
{
    static const uint8_t relations[] = {
        DLI_RELATION_det,   DLI_RELATION_amod, DLI_RELATION_nummod,   DLI_RELATION_compound,
        DLI_RELATION_flat,  DLI_RELATION_nmod, DLI_RELATION_case,     DLI_RELATION_conj,
        DLI_RELATION_fixed, DLI_RELATION_cc,   DLI_RELATION_goeswith,
    };

    return memchr(relations, p->arcs[at].relation, sizeof relations) != NULL;
}

/* Whether `at` lies under `head`, through words that belong to it; the preposition of the head
 * itself and what has it do not. */
static bool is_under(const party *p, uint32_t at, uint32_t head)
{
    for (uint32_t n = 0; n < MOST_WORDS && at != head; n++) {
        bool own = p->arcs[at].head == head && p->arcs[at].relation == DLI_RELATION_case;
        if (!belongs(p, at) || own || p->arcs[at].head == at)
            return false;
        at = p->arcs[at].head;
    }
    return at == head;
}

static bool meets(dl_span a, dl_span b)
{
    return a.end > 0 && b.end > 0 && a.start < b.end && b.start < a.end;
}

static bool is_time(const party *p, uint32_t at)
{
    for (size_t i = 0; i < p->s->days.count; i++)
        if (p->s->days.ptr[i].word <= p->first + at && p->first + at < p->s->days.ptr[i].end)
            return true;
    return (grammar_of(p, at) & DLI_GRAMMAR_time) != 0;
}

/* The stretch around a head; empty if it is none that a party may be. */
static dl_span stretch(const party *p, uint32_t head, const dli_incident *incident)
{
    const dli_scene *s = p->s;
    uint32_t from = head, to = head + 1;
    dl_span none = { 0, 0 };

    if (p->tags[head] != DLI_POS_NOUN && p->tags[head] != DLI_POS_PROPN &&
        p->tags[head] != DLI_POS_NUM)
        return none;
    while (from > 0 && is_under(p, from - 1, head) && !is_time(p, from - 1))
        from--;
    while (to < p->count && is_under(p, to, head) && !is_time(p, to))
        to++;
    while (from < head && (p->arcs[from].relation == DLI_RELATION_case ||
                           (from + 1 < head && (grammar_of(p, from) & DLI_GRAMMAR_that) != 0 &&
                            (grammar_of(p, from + 1) & DLI_GRAMMAR_det) != 0)))
        from++; /* said │ that the house was hit */
    for (uint32_t i = head + 1; i < to; i++) {
        if (!meets(dli_words_span(s->parsed, p->first + i, p->first + i + 1),
                   incident->place.in))
            continue;
        if ((grammar_of(p, i - 1) & DLI_GRAMMAR_of) != 0)
            return none; /* the village of │ Harju */
        to = i;          /* a market │ in Branov */
    }
    while (to > head + 1 && (p->arcs[to - 1].relation == DLI_RELATION_cc ||
                             p->arcs[to - 1].relation == DLI_RELATION_case ||
                             p->arcs[to - 1].relation == DLI_RELATION_det))
        to--;
    for (size_t i = 0; i < s->numbers.count; i++) { /* │ four hundred teachers */
        const dli_number *n = &s->numbers.ptr[i];
        if (n->from < p->first + from && p->first + from <= n->to && n->from >= p->first)
            from = n->from - p->first;
    }
    while (from < head && dli_word_at(s, p->first + from)->mark != DLI_MARK_NONE)
        from++; /* « */
    if (to - from > MOST_WORDS || p->first + from < s->from || p->first + to > s->to)
        return none;
    for (uint32_t i = from; i < to; i++)
        if (is_time(p, i) || (grammar_of(p, i) & DLI_GRAMMAR_not) != 0)
            return none;
    dl_span in = dli_words_span(s->parsed, p->first + from, p->first + to);
    return meets(in, incident->place.in) ? none : in;
}

/* A word of figures.txt that is one of `what` stands in a stretch. */
static bool has_word(const party *p, dl_span in, uint32_t what)
{
    for (size_t i = 0; i < p->s->words.count; i++) {
        const dli_spot *spot = &p->s->words.ptr[i];
        if ((spot->does & what) != 0 &&
            meets(in, dli_words_span(p->s->parsed, spot->word, spot->end)))
            return true;
    }
    return false;
}

/* Somebody who does things: a name, or with a word for people or an office. */
static bool is_somebody(const party *p, uint32_t head, dl_span in)
{
    const dli_parsed *parsed = p->s->parsed;
    uint32_t count;

    if (p->tags[head] == DLI_POS_PROPN || has_word(p, in, DLI_FW(people) | DLI_FW(person)))
        return true;
    for (uint32_t at = dli_word_from(parsed, in.start);
         at < p->s->to && parsed->words.ptr[at].in.start < in.end; at++)
        if (dli_meaning_at(p->s, at, DLI_LIST_roles, &count).ptr != NULL)
            return true;
    return false;
}

static void take(const party *p, uint32_t head, side which, dli_incident *incident,
                 dl_span *actors, dl_span *target)
{
    dl_span *to = which == ACTORS ? actors : target;

    if (head >= p->count || which == NEITHER || to->end > 0)
        return;
    dl_span in = stretch(p, head, incident);
    if (which == ACTORS ? !is_somebody(p, head, in) : has_word(p, in, DLI_FW(attack)))
        return; /* rockets do nothing; shells fell on something else */
    for (size_t i = 0; i < p->s->figures.count; i++) {
        const dli_figure *f = &p->s->figures.ptr[i];
        if (!meets(in, f->in))
            continue;
        if (which == ACTORS && f->what == DLI_FIGURE_DETAINED)
            to = target; /* the two people │ detained yesterday */
        else if (which == ACTORS && (f->what != DLI_FIGURE_OTHER || (f->has_min && f->has_max)))
            return; /* the wounded; between 1,800 and 4,000 */
        else if (in.start > f->in.start && which == ACTORS)
            in.start = f->in.start; /* │ about 400 teachers */
    }
    if (to->end == 0 && in.end > 0)
        *to = in;
}

/* Those beside the word for it: "by gunmen", "on the post". */
static void take_beside(const party *p, uint32_t head, unsigned beside, dli_incident *incident,
                        dl_span *actors, dl_span *target)
{
    for (uint32_t i = head + 1; i < p->count; i++)
        if (p->arcs[i].head == head && (p->arcs[i].relation == DLI_RELATION_obl ||
                                        p->arcs[i].relation == DLI_RELATION_nmod))
            take(p, i, side_of(p, i, beside), incident, actors, target);
}

/* The word of the trigger that the others hang on. */
static uint32_t head_of(const party *p, const dli_spot *trigger)
{
    for (uint32_t i = trigger->word - p->first; i < trigger->end - p->first; i++) {
        uint32_t head = p->arcs[i].head + p->first;
        if (p->arcs[i].head == i || head < trigger->word || head >= trigger->end)
            return i;
    }
    return p->count;
}

bool dli_find_parties(dli_parse *tree, const dli_scene *s, const dli_sentence *sentence,
                      const dli_spot *trigger, dli_incident *incident, dl_span *actors,
                      dl_span *target)
{
    party p = { s, sentence->word, sentence->count, tree->tags, tree->arcs };

    *actors = *target = (dl_span){ 0, 0 };
    if (incident->status == DLI_STATUS_DENIED || trigger->word < p.first ||
        trigger->end > p.first + p.count)
        return true;
    if (!dli_sentence_tree(tree, s->parsed, sentence))
        return !tree->work.dry;
    uint32_t head = head_of(&p, trigger);
    if (head == p.count)
        return true;
    if (p.arcs[head].relation == DLI_RELATION_nsubj &&
        is_somebody(&p, head, stretch(&p, head, incident))) { /* gunmen */
        uint32_t does = p.arcs[head].head;
        bool hit = is_passive(&p, does);
        take(&p, head, hit ? TARGET : ACTORS, incident, actors, target);
        if (!hit)
            take(&p, child(&p, does, DLI_RELATION_obj), TARGET, incident, actors, target);
        return true;
    }
    bool verb = p.tags[head] == DLI_POS_VERB;
    if (!verb && p.tags[head] != DLI_POS_NOUN)
        return true;
    bool attack = trigger->type == DLI_INCIDENT_SHELLING ||
                  trigger->type == DLI_INCIDENT_AIRSTRIKE ||
                  trigger->type == DLI_INCIDENT_CLASH || trigger->type == DLI_INCIDENT_SHOOTING;
    if (verb || attack)
        take_beside(&p, head, verb ? VERB : NOUN, incident, actors, target);
    if (!verb)
        return true;
    bool passive = is_passive(&p, head);
    for (uint32_t i = 0; i < p.count; i++)
        if (p.arcs[i].head == head && p.arcs[i].relation == DLI_RELATION_nsubj)
            take(&p, i, passive ? TARGET : ACTORS, incident, actors, target);
    uint32_t hit = child(&p, head, DLI_RELATION_obj);
    if (hit < p.count && p.first + hit >= trigger->word && p.first + hit < trigger->end)
        take_beside(&p, hit, NOUN, incident, actors, target); /* struck a blow │ at the post */
    else if (!passive)
        take(&p, hit, TARGET, incident, actors, target);
    return true;
}
