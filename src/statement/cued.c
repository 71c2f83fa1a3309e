/* cued.c -- source, cue and content of what is said with a verb or phrase of saying.
 *
 *   S cue (that) C         Costa said (that) the road was closed
 *   C, S cue               the road was closed, Costa said
 *   C, cue S               „…“, sagte Costa · « … », a déclaré Costa · «…», — сказал Коста
 *   C1, S cue, C2          the road, Costa said, was closed
 *   S cue: C               Costa said: “…”
 *   cue S C                according to Costa, the road was closed
 *   C cue S                the road was closed, according to Costa
 *   …, cue C               …, adding that it would open on Monday
 *
 * Each cue of a sentence is tried with its nearest speaker, left then right. What
 * fits no pattern makes no statement.
 */
#include "base/limits.h"
#include "base/str.h"
#include "statement/finder.h"

#include <string.h>

/* How far is looked, so that a long sentence costs no more for each of its cues. */
enum {
    MAX_TAIL = 60,   /* tokens beside a verb of saying */
    MAX_FINITE = 80, /* tokens within which a clause must come to its verb */
    MAX_NEXT = 8,    /* cues behind one that may end what was said */
    MAX_ASIDE = 15,  /* tokens of a clause on the speaker */
    MAX_WEAK = 8,    /* tokens of a source that no list knows */
    MAX_AHEAD = 16,  /* tokens to the colon before speech */
    MAX_NEAR = 3,    /* and to one that ends its block */
    MAX_COUNT = 6,   /* tokens to a number */
    MAX_CALLED = 12, /* tokens between "called" and what it was called */
    MAX_HEAD = 6,    /* tokens of a date before a colon */
};

#define CLAUSE_BORDERS (DLI_GRAMMAR_and | DLI_GRAMMAR_but)
#define SUBJECT                                                                                \
    (DLI_GRAMMAR_he | DLI_GRAMMAR_she | DLI_GRAMMAR_it | DLI_GRAMMAR_they | DLI_GRAMMAR_i |    \
     DLI_GRAMMAR_you)
#define FINITE (DLI_GRAMMAR_aux | DLI_GRAMMAR_be | DLI_GRAMMAR_modal | DLI_GRAMMAR_verb)

static bool has(const dli_cue *cue, uint32_t mark)
{
    return (cue->marks & mark) != 0;
}

static bool is_soft_mark(const dli_finder *f, uint32_t at)
{
    return dli_is_mark(f, at, DLI_MARK_COMMA) || dli_is_mark(f, at, DLI_MARK_DASH);
}

static bool is_atom(const dli_finder *f, uint32_t at)
{
    return at < f->tokens.count && dli_tok(f, at)->quote != 0;
}

static bool is_speech(const dli_finder *f, uint32_t at)
{
    return is_atom(f, at) && dli_tok(f, at)->speech;
}

/* Whether token `at` is a word, in small letters. */
static bool is_word(const dli_finder *f, uint32_t at, const char *word)
{
    return at < f->to && !is_atom(f, at) &&
           dli_eq(dli_cut(f->parsed->body, f->parsed->words.ptr[dli_tok(f, at)->word].in),
                  dli_str(word));
}

static bool is_romance(const dli_finder *f)
{
    const dli_lang *lang = f->parsed->lang;

    return lang != NULL &&
           (dli_eq(lang->code, DL_STR("es")) || dli_eq(lang->code, DL_STR("fr")));
}

/* Nothing but closing punctuation stands in [at, f->to). */
static bool is_end(const dli_finder *f, uint32_t at)
{
    for (; at < f->to; at++) {
        uint8_t mark = dli_tok(f, at)->mark;
        if (mark != DLI_MARK_STOP && mark != DLI_MARK_ASK && mark != DLI_MARK_EXCLAIM &&
            mark != DLI_MARK_ELLIPSIS && mark != DLI_MARK_SEMICOLON)
            return false;
    }
    return true;
}

static bool has_finite(const dli_finder *f, uint32_t from, uint32_t to)
{
    uint32_t behind;

    for (uint32_t i = from; i < to && i - from < MAX_FINITE; i++)
        if (dli_is(f, i, FINITE) ||
            (!dli_tok(f, i)->capital &&
             dli_token_meaning(f, i, to, DLI_LIST_said, &behind).ptr != NULL))
            return true;
    return false;
}

/* Words in tokens [from, to); a quotation is one. Counts no further than 4. */
static uint32_t count_words(const dli_finder *f, uint32_t from, uint32_t to)
{
    uint32_t count = 0;

    for (uint32_t i = from; i < to && count < 4; i++)
        count += dli_tok(f, i)->mark == DLI_MARK_NONE;
    return count;
}

static bool is_number(const dli_finder *f, uint32_t at)
{
    return at < f->to && !is_atom(f, at) &&
           f->parsed->words.ptr[dli_tok(f, at)->word].kind == DLI_WORD_NUMBER;
}

/* Pass what may stand beside a verb of saying: times, places, occasions.
 *
 *   said │ on Tuesday in an interview with Radio Norda │ that … */
static uint32_t behind_tail(const dli_finder *f, uint32_t at)
{
    uint32_t i = at, to;

    while (i < f->to && i - at < MAX_TAIL && !(i > f->from && dli_tok(f, i)->starts)) {
        if (is_atom(f, i))
            break;
        if (dli_token_meaning(f, i, f->to, DLI_LIST_ago, &to).ptr != NULL ||
            /* NOLINTNEXTLINE(bugprone-branch-clone): two cases, told apart */
            dli_token_meaning(f, i, f->to, DLI_LIST_weekdays, &to).ptr != NULL) {
            i = to;
        } else if (dli_is(f, i, DLI_GRAMMAR_det) &&
                   dli_token_meaning(f, i + 1, f->to, DLI_LIST_weekdays, &to).ptr != NULL) {
            i = to; /* el martes */
        } else if (dli_is(f, i, DLI_GRAMMAR_det) && dli_is(f, i + 1, DLI_GRAMMAR_time) &&
                   dli_is(f, i + 2, DLI_GRAMMAR_of) &&
                   dli_token_meaning(f, i + 3 + (dli_is(f, i + 3, DLI_GRAMMAR_det) ? 1 : 0),
                                     f->to, DLI_LIST_weekdays, &to)
                           .ptr != NULL) {
            i = to; /* la noche de este martes */
        } else if (dli_is(f, i, DLI_GRAMMAR_adv | DLI_GRAMMAR_time) || is_number(f, i)) {
            i++;
        } else if (dli_is(f, i, DLI_GRAMMAR_prep | DLI_GRAMMAR_of | DLI_GRAMMAR_inf)) {
            to = i + 1;
            while (to < f->to &&
                   (is_number(f, to) || dli_is(f, to, DLI_GRAMMAR_obj | DLI_GRAMMAR_time)))
                to++;
            dli_noun noun = dli_noun_from(f, to, f->to);
            if (noun.pronoun == 0 && noun.to > to)
                to = noun.to;
            if (to == i + 1 &&
                dli_token_meaning(f, to, f->to, DLI_LIST_weekdays, &to).ptr == NULL &&
                dli_token_meaning(f, i + 1, f->to, DLI_LIST_ago, &to).ptr == NULL)
                break;
            i = to;
        } else {
            break;
        }
    }
    return i;
}

/* The same, but for adverbs, which may begin what was said: "said too much was made". */
static uint32_t behind_occasion(const dli_finder *f, uint32_t at)
{
    return dli_is(f, at, DLI_GRAMMAR_adv) || is_number(f, at) ? at : behind_tail(f, at);
}

/* Whether the word for "that" is one for "which", too. */
static bool is_both(const dli_finder *f, const dli_token *t)
{
    return (t->grammar & DLI_GRAMMAR_rel) != 0 || is_romance(f);
}

/* Whether a small word that may be "that" or "which" is the latter: behind an article, or, where a
 * thing may be said, behind one. */
static bool is_relative(const dli_finder *f, uint32_t from, uint32_t at, bool object)
{
    uint32_t to;

    if (dli_is(f, at - 1, DLI_GRAMMAR_det))
        return true; /* en el │ que */
    for (uint32_t i = from; i < at && object; i++)
        if (dli_is(f, i, DLI_GRAMMAR_det) && !dli_is(f, i, DLI_GRAMMAR_prep | DLI_GRAMMAR_of) &&
            (i == from || !dli_is(f, i - 1, DLI_GRAMMAR_prep | DLI_GRAMMAR_of)) &&
            dli_token_meaning(f, i + 1, at, DLI_LIST_weekdays, &to).ptr == NULL &&
            dli_token_meaning(f, i + 2, at, DLI_LIST_weekdays, &to).ptr == NULL &&
            dli_token_meaning(f, i, at, DLI_LIST_ago, &to).ptr == NULL &&
            !dli_is(f, i + 1, DLI_GRAMMAR_time) && !dli_is(f, i + 2, DLI_GRAMMAR_time) &&
            !is_number(f, i + 1))
            return true;
    return false;
}

/* "respondió a un ataque de Kern, │ que había …": where one word is both, and a comma that closes no
 * aside stands before it, it is "which", and about the words before. */
static bool is_which(const dli_finder *f, uint32_t from, uint32_t at)
{
    return at > from + 1 && is_romance(f) && dli_is(f, at, DLI_GRAMMAR_that) &&
           dli_is_mark(f, at - 1, DLI_MARK_COMMA);
}

/* "una subida mayor │ que la prevista", "antes de │ que llegara": compares, or begins a clause of time. */
static bool is_other_that(const dli_finder *f, uint32_t from, uint32_t at)
{
    static const char *const degrees[] = { "más",  "menos", "mayor", "menor", "mejor",
                                           "peor", "plus",  "moins", "aussi", "autant" };
    static const char *const times[] = { "antes", "después", "luego", "pesar", "desde",
                                         "avant", "après",   "pour",  "afin",  "alors" };

    if (!is_romance(f) || at <= from)
        return false;
    bool of = dli_is(f, at - 1, DLI_GRAMMAR_of);
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        if (is_word(f, at - 1, times[i]) ||
            (of && at > from + 1 && is_word(f, at - 2, times[i])))
            return true;
    for (uint32_t k = at; k > from && at - k < 3 && !dli_is(f, k - 1, DLI_GRAMMAR_time); k--)
        for (size_t i = 0; i < sizeof degrees / sizeof *degrees; i++)
            if (is_word(f, k - 1, degrees[i]))
                return true;
    return false;
}

/* "informó al sindicato │(SPN)│ que": the token behind a bracket that "that" follows, or `at`. */
static uint32_t behind_initials(const dli_finder *f, uint32_t at)
{
    enum {
        SHORT = 5
    };
    if (!is_romance(f) || !dli_is_mark(f, at, DLI_MARK_OPEN))
        return at;
    for (uint32_t i = at + 1; i + 1 < f->to && i - at < SHORT; i++)
        if (dli_is_mark(f, i, DLI_MARK_CLOSE))
            return dli_is(f, i + 1, DLI_GRAMMAR_that) ? i + 1 : at;
    return at;
}

/* The "that" or "what" that begins what was said, behind whatever stands beside the
 * verb, or f->to. */
static uint32_t find_that(const dli_finder *f, uint32_t at, bool object)
{
    const uint32_t stops = FINITE | SUBJECT | DLI_GRAMMAR_rel | CLAUSE_BORDERS;
    uint32_t to;

    if (dli_is(f, at, DLI_GRAMMAR_wh) && at < f->to)
        return at;
    bool aside = false;
    for (uint32_t i = at; i < f->to && i - at < MAX_TAIL / 2; i++) {
        const dli_token *t = dli_tok(f, i);
        if ((t->grammar & DLI_GRAMMAR_that) != 0 && i > at && is_both(f, t) &&
            (is_relative(f, at, i, object) || is_other_that(f, at, i)))
            return f->to; /* pidió una reforma de las normas │ que regulan … */
        bool parted = i > at && is_soft_mark(f, i - 1);
        aside ^= is_soft_mark(f, i);
        if ((t->grammar & DLI_GRAMMAR_that) != 0 ||
            ((t->grammar & DLI_GRAMMAR_wh) != 0 && (t->grammar & DLI_GRAMMAR_rel) == 0))
            return aside && (!parted || is_which(f, at, i))
                       ? f->to
                       : i; /* "ruled out troops, a step │ that" */
        uint32_t closed = behind_initials(f, i);
        if (closed > i) {
            i = closed - 1;
            continue;
        }
        bool passes = !t->speech && (t->mark == DLI_MARK_NONE || t->mark == DLI_MARK_COMMA ||
                                     t->mark == DLI_MARK_HYPHEN || t->mark == DLI_MARK_OTHER);
        bool clause =
            (t->grammar & DLI_GRAMMAR_sub) != 0 && (t->grammar & DLI_GRAMMAR_prep) == 0;
        if (!passes || clause || (t->grammar & stops) != 0)
            break;
        dl_str meaning = dli_token_meaning(f, i, f->to, DLI_LIST_said, &to);
        bool noun = i > at && dli_is(f, i - 1, DLI_GRAMMAR_det) &&
                    (is_word(f, i, "comunicado") || is_word(f, i, "communiqué"));
        if (meaning.ptr != NULL && !noun && !dli_means(meaning, "via"))
            break;
        if (meaning.ptr != NULL)
            i = to - 1; /* berichtet unter Berufung auf Y, dass … */
    }
    return f->to;
}

/* ---- Borders -------------------------------------------------------------*/

/* "…, that it was “a step back,” │ but he has gone there": behind a comma in the marks the
 * author goes on. The token behind such a quotation, or f->to. */
static uint32_t quote_end(const dli_finder *f, uint32_t from)
{
    for (uint32_t i = from; i + 2 < f->to; i++) {
        const dli_token *t = dli_tok(f, i);
        if (t->quote == 0 || t->end - t->word < 3 ||
            f->parsed->words.ptr[t->end - 2].mark != DLI_MARK_COMMA)
            continue;
        if (dli_is(f, i + 1, CLAUSE_BORDERS | DLI_GRAMMAR_sub) && !is_atom(f, i + 2) &&
            has_finite(f, i + 2, f->to))
            return i + 1;
    }
    return f->to;
}

static bool is_turned(const dli_finder *f, const dli_cue *cue);
static bool begins_infinitive(const dli_finder *f, uint32_t at);

/* Where the clause that begins at `from` ends because another cue behind cue `k` takes
 * over, or the sentence ends. */
static uint32_t clause_end(dli_finder *f, size_t k, uint32_t from)
{
    for (size_t m = k + 1; m < f->cues.count && m <= k + MAX_NEXT; m++) {
        dli_cue *next = &f->cues.ptr[m];
        uint32_t at = next->group;
        if (at <= from + 1)
            continue;
        if (has(next, DLI_CUE(after) | DLI_CUE(via)))
            return is_soft_mark(f, at - 1) ? at - 1 : has(next, DLI_CUE(via)) ? at : f->to;
        if (has(next, DLI_CUE(ing)) && is_soft_mark(f, at - 1))
            return at - 1;
        if (dli_is(f, at - 1, CLAUSE_BORDERS))
            return at - 1;
        if (dli_is_mark(f, at - 1, DLI_MARK_COMMA) && is_turned(f, next))
            return at - 1; /* considera que …, │ declaró su portavoz */
        if (!next->looked) {
            next->who = dli_noun_before(f, at, f->from);
            next->looked = true;
        }
        dli_noun who = next->who;
        if (!who.sure || who.from <= from + 1)
            continue;
        if (dli_is(f, who.from - 1, CLAUSE_BORDERS | DLI_GRAMMAR_sub) &&
            is_soft_mark(f, who.from - 2))
            return who.from - 2;
        if (is_soft_mark(f, who.from - 1) && is_end(f, behind_tail(f, next->to)))
            return who.from - 1;
    }
    for (uint32_t i = from; i < f->to; i++)
        if (dli_is_mark(f, i, DLI_MARK_SEMICOLON))
            return i;
    return quote_end(f, from);
}

/* What stands before the clause of saying is no content: "In a statement, …". */
static bool is_occasion(const dli_finder *f, uint32_t from, uint32_t to)
{
    for (size_t m = 0; m < f->cues.count && f->cues.ptr[m].group <= from; m++)
        if (has(&f->cues.ptr[m], DLI_CUE(ing)) && f->cues.ptr[m].group == from)
            return true; /* "Noting that it rained, │ …" */
    if (dli_is(f, from, DLI_GRAMMAR_sub))
        for (uint32_t i = from; i + 2 < to; i++)
            if (is_soft_mark(f, i) && has_finite(f, i + 1, to))
                return false; /* "If it rains, │ the river will rise" */
    return dli_is(f, from,
                  DLI_GRAMMAR_prep | DLI_GRAMMAR_sub | DLI_GRAMMAR_adv | DLI_GRAMMAR_inf |
                      DLI_GRAMMAR_but) &&
           (!has_finite(f, from, to) || dli_is(f, from, DLI_GRAMMAR_sub));
}

/* ---- Speakers ------------------------------------------------------------*/

/* Several say so: dijeron, han dicho, ont dit. */
static bool is_many(const dli_finder *f, const dli_cue *cue)
{
    bool spanish = dli_eq(f->parsed->lang->code, DL_STR("es"));

    for (uint32_t i = cue->group; i < cue->to && is_romance(f); i++) {
        dl_str word = dli_cut(f->parsed->body, dli_tokens_span(f, i, i + 1));
        bool one = dli_ends(word, DL_STR("vient")) || dli_ends(word, DL_STR("tient")) ||
                   dli_eq(word, DL_STR("dément"));
        bool many = spanish ? dli_ends(word, DL_STR("n"))
                            : dli_ends(word, DL_STR("ent")) || dli_ends(word, DL_STR("ont"));
        if (many && !one)
            return true;
    }
    return false;
}

/* One person, and a verb of several: "explicaron desde el entorno del │ presidente". */
static bool is_too_few(const dli_finder *f, const dli_cue *cue, const dli_noun *noun)
{
    if (!noun->person || noun->pronoun != 0 || !is_many(f, cue) ||
        dli_is(f, noun->to, DLI_GRAMMAR_and) || dli_is_mark(f, noun->to, DLI_MARK_COMMA))
        return false;
    for (uint32_t i = noun->from; i < noun->to; i++)
        if (dli_is(f, i, DLI_GRAMMAR_and))
            return false;
    return true;
}

/* "│Consultado│ por la prensa, Kern dijo": a participle that begins a sentence, and leads to what was
 * done to its subject. */
static bool is_asked(const dli_finder *f, uint32_t at)
{
    static const char *const endings[] = { "ado",  "ada",  "ados", "adas", "ido", "ida",
                                           "idos", "idas", "é",    "ée",   "és",  "ées" };

    if (!is_romance(f) || at + 1 >= f->to || is_atom(f, at) ||
        dli_tok(f, at)->mark != DLI_MARK_NONE ||
        !dli_is(f, at + 1, DLI_GRAMMAR_prep | DLI_GRAMMAR_of))
        return false;
    const dli_parsed *p = f->parsed;
    dl_str word = dli_cut(p->body, p->words.ptr[dli_tok(f, at)->word].in);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (word.len > 5 && dli_ends(word, dli_str(endings[i])))
            return true;
    return false;
}

/* A word in small letters behind what opens a German sentence, which no adjective ends like: the verb. */
static bool is_some_verb(const dli_finder *f, uint32_t at)
{
    static const char *const endings[] = { "e", "er", "es", "em", "n" };
    uint32_t to;

    if (!dli_has_caps(f) || at + 1 >= f->to || is_atom(f, at) ||
        dli_tok(f, at)->mark != DLI_MARK_NONE || dli_tok(f, at)->capital ||
        (dli_tok(f, at)->grammar & ~(uint32_t)DLI_GRAMMAR_verb) != 0 ||
        dli_token_meaning(f, at, f->to, DLI_LIST_roles, &to).ptr != NULL)
        return false;
    dl_str word = dli_cut(f->parsed->body, f->parsed->words.ptr[dli_tok(f, at)->word].in);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (dli_ends(word, dli_str(endings[i])) && !dli_ends(word, DL_STR("te")))
            return false;
    return dli_tok(f, at)->says || word.len > 3;
}

/* Who the sentence is about: the phrase it begins with. */
static dli_noun subject_of_sentence(const dli_finder *f)
{
    uint32_t at = f->from;

    while (at < f->to && dli_is(f, at, DLI_GRAMMAR_adv | DLI_GRAMMAR_and | DLI_GRAMMAR_but))
        at++;
    const uint32_t opens =
        DLI_GRAMMAR_prep | (is_romance(f) ? DLI_GRAMMAR_of : 0); /* de hecho, │ Kern */
    if (dli_is(f, at, opens) || is_asked(f, at)) {
        while (at < f->to && !dli_is_mark(f, at, DLI_MARK_COMMA))
            at++;
        at++;
    }
    at = dli_behind_dates(f, at, f->to);
    if (at > f->from && is_some_verb(f, at))
        at++; /* Dennoch streitet │ Kern es ab */
    return dli_noun_from(f, at, f->to);
}

/* "a diplomat who asked not to be named said": the noun before the clause on it, else
 * `other`. */
static dli_noun noun_with_clause(const dli_finder *f, uint32_t end, dli_noun other)
{
    for (uint32_t i = end; i > f->floor + 1 && end - i < MAX_ASIDE; i--) {
        if (dli_tok(f, i - 1)->mark != DLI_MARK_NONE || dli_tok(f, i - 1)->speech)
            break;
        if (!dli_is(f, i - 1, DLI_GRAMMAR_rel))
            continue;
        dli_noun noun = dli_noun_before(f, i - 1, f->floor);
        return noun.sure && noun.to == i - 1 ? noun : other;
    }
    return other;
}

/* "Reuters │ со ссылкой на источник │ сообщает", "residents │ quoted by Reuters │ said": the
 * token before which the subject of a cue ends, stepping back over who is cited or cites.
 * The latter goes to *by. */
static uint32_t before_cited(const dli_finder *f, const dli_cue *cue, dli_speaker *by)
{
    for (size_t m = 0; m < f->cues.count && f->cues.ptr[m].to < cue->clause; m++) {
        const dli_cue *via = &f->cues.ptr[m];
        if (!has(via, DLI_CUE(via) | DLI_CUE(by)) || cue->clause - via->to >= MAX_ASIDE)
            continue;
        dli_noun noun = dli_noun_plain(f, via->to, cue->clause);
        uint32_t behind = noun.to;
        if (is_soft_mark(f, behind))
            behind++;
        if (behind != cue->clause || !noun.sure)
            continue;
        if (has(via, DLI_CUE(by)))
            *by = dli_speaker_of(f, &noun);
        bool parted =
            via->group > f->from && is_soft_mark(f, via->group - 1) && behind > noun.to;
        return parted ? via->group - 1 : via->group;
    }
    return cue->clause;
}

/* "den Verband", "dem Verband": no subject. */
static bool is_object(const dli_finder *f, const dli_noun *noun)
{
    return dli_is(f, noun->from, DLI_GRAMMAR_caps) && dli_is(f, noun->from, DLI_GRAMMAR_obj);
}

/* "Певца Ана Косту │ обвиняют": in Cyrillic, one person before a verb in the plural is its object. */
static bool is_accused(const dli_finder *f, const dli_noun *noun, const dli_cue *cue)
{
    static const char *const plural[] = { "ют",  "ят",  "ут",  "ат", "ють",
                                          "ять", "уть", "ать", "ли" };
    const dli_parsed *p = f->parsed;

    if (!noun->person || noun->name_to == noun->name_from || !dli_is_cyrillic(f))
        return false;
    for (uint32_t i = noun->from; i < noun->to; i++)
        if (dli_is(f, i, DLI_GRAMMAR_and) || dli_is_mark(f, i, DLI_MARK_COMMA))
            return false;
    dl_str verb = dli_cut(p->body, p->words.ptr[dli_tok(f, cue->to - 1)->word].in);
    for (size_t i = 0; i < sizeof plural / sizeof *plural; i++)
        if (dli_ends(verb, dli_str(plural[i])))
            return true;
    return false;
}

/* Whether a word can be the subject of a verb in the past, in Cyrillic: спортсмен признался, актриса
 * сказала. Neither is in a list, so that only their endings can tell. */
static bool agrees(const dli_finder *f, uint32_t noun, uint32_t verb)
{
    static const char *const men[] = { "л", "лся", "в", "вся" };
    static const char *const women[] = { "ла", "лась" };
    static const char *const many[] = { "ов", "ев", "ів", "їв", "ей", "их", "ых", "ам", "ям",
                                        "ах", "ях", "ом", "ем", "єм", "ою", "ею", "ой", "ій" };
    const dli_parsed *p = f->parsed;

    if (!dli_is_cyrillic(f) || noun >= f->to || verb >= f->to || is_atom(f, noun) ||
        dli_tok(f, noun)->mark != DLI_MARK_NONE || dli_tok(f, noun)->grammar != 0 ||
        dli_tok(f, noun)->says || is_number(f, noun))
        return false;
    dl_str who = dli_cut(p->body, p->words.ptr[dli_tok(f, noun)->word].in);
    dl_str said = dli_cut(p->body, p->words.ptr[dli_tok(f, verb)->word].in);
    bool vowel = dli_ends(who, DL_STR("а")) || dli_ends(who, DL_STR("я"));
    bool other = dli_ends(who, DL_STR("о")) || dli_ends(who, DL_STR("е")) ||
                 dli_ends(who, DL_STR("и")) || dli_ends(who, DL_STR("ы")) ||
                 dli_ends(who, DL_STR("у")) || dli_ends(who, DL_STR("ю")) ||
                 dli_ends(who, DL_STR("і")) || dli_ends(who, DL_STR("ї")) ||
                 dli_ends(who, DL_STR("є"));
    if (who.len < 8 || other)
        return false;
    for (size_t i = 0; i < sizeof many / sizeof *many && !vowel; i++)
        if (dli_ends(who, dli_str(many[i])))
            return false;
    for (size_t i = 0; i < sizeof men / sizeof *men && !vowel; i++)
        if (dli_ends(said, dli_str(men[i])))
            return true;
    for (size_t i = 0; i < sizeof women / sizeof *women && vowel; i++)
        if (dli_ends(said, dli_str(women[i])))
            return true;
    return false;
}

/* The ending of a dative, in Cyrillic. */
static bool is_dative(const dli_finder *f, uint32_t at)
{
    static const char *const endings[] = { "у", "ю", "ам", "ям", "ові", "еві" };
    dl_str word = dli_cut(f->parsed->body, dli_tokens_span(f, at, at + 1));

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (word.len >= 8 && dli_ends(word, dli_str(endings[i])))
            return true;
    return false;
}

/* "Депутатам │ пропонують", "виданню │ повідомили": whom it is said to, before the verb, in Cyrillic. */
static bool is_told_to(const dli_finder *f, const dli_noun *noun)
{
    uint32_t at = noun->from, to;

    if (!dli_is_cyrillic(f) || noun->to <= at || noun->pronoun != 0 || is_atom(f, at) ||
        (dli_tok(f, at)->capital && !dli_tok(f, at)->starts))
        return false;
    bool role = dli_token_meaning(f, at, noun->to, DLI_LIST_roles, &to).ptr != NULL;
    dl_str word = dli_cut(f->parsed->body, dli_tokens_span(f, at, at + 1));
    bool with = dli_ends(word, DL_STR("ами")) || dli_ends(word, DL_STR("ями")) ||
                dli_ends(word, DL_STR("ою")) || dli_ends(word, DL_STR("ею"));
    return (is_dative(f, at) || with) && !dli_ends(word, DL_STR("ові")) &&
           !dli_starts(word, DL_STR("інтерв")) && !dli_eq(word, DL_STR("интервью")) &&
           (role || dli_is(f, at, DLI_GRAMMAR_det) || at + 1 == noun->to || is_atom(f, at + 1));
}

static dli_noun somebody(uint32_t at)
{
    return (dli_noun){
        .from = at, .to = at + 1, .sure = true, .person = true, .type = DLI_SOURCE_UNNAMED
    };
}

/* "le maire│ lui-même": the token before the pronoun, or `at`. */
static uint32_t before_self(const dli_finder *f, uint32_t at)
{
    bool self = is_romance(f) && at > f->from + 3 && dli_is_mark(f, at - 2, DLI_MARK_HYPHEN) &&
                dli_is(f, at - 1, DLI_GRAMMAR_adv) &&
                dli_tok(f, at - 3)->mark == DLI_MARK_NONE && dli_tok(f, at - 3)->quote == 0;

    return self ? at - 3 : at;
}

/* "сообщается", "сказано": verbs that no person is the subject of, by their endings in Cyrillic. */
static bool is_impersonal(const dli_finder *f, const dli_cue *cue)
{
    static const char *const endings[] = { "ється", "иться", "лося", "ется",
                                           "ится",  "лось",  "ано",  "ено" };
    dl_str word = dli_cut(f->parsed->body, dli_tokens_span(f, cue->from, cue->from + 1));

    for (size_t i = 0; i < sizeof endings / sizeof *endings && dli_is_cyrillic(f); i++)
        if (dli_ends(word, dli_str(endings[i])))
            return true;
    return false;
}

/* Who or what speaks from behind a preposition before a cue: a body, or, before a verb that no person
 * is the subject of, any document. *before gets the token of the preposition. */
static dli_noun document_before(const dli_finder *f, const dli_cue *cue, uint32_t *before)
{
    static const char *const in[] = { "в", "у", "на", "во", "В", "У", "На", "Во" };
    dli_noun noun = dli_noun_in(f, cue->clause, f->floor, before);
    bool fine = false;

    if (noun.sure || noun.from >= noun.to || !is_impersonal(f, cue) || noun.person)
        return noun;
    dl_str prep = dli_cut(f->parsed->body, dli_tokens_span(f, *before, *before + 1));
    for (size_t i = 0; i < sizeof in / sizeof *in; i++)
        fine |= dli_eq(prep, dli_str(in[i]));
    if (noun.from < noun.to) {
        dl_str first = dli_cut(f->parsed->body, dli_tokens_span(f, noun.from, noun.from + 1));
        fine &= !dli_starts(first, DL_STR("ход")) && !dli_starts(first, DL_STR("рамка"));
    }
    for (uint32_t i = noun.from; i < noun.to; i++)
        fine &= !dli_is(f, i, DLI_GRAMMAR_time | DLI_GRAMMAR_det) && !is_number(f, i);
    noun.sure = fine;
    noun.type = DLI_SOURCE_DOCUMENT;
    return noun;
}

/* Where the sentence begins behind the small words that open it. */
static uint32_t behind_openers(const dli_finder *f)
{
    uint32_t at = f->left;

    while (at < f->to && (dli_is(f, at, DLI_GRAMMAR_adv | DLI_GRAMMAR_and | DLI_GRAMMAR_but) ||
                          is_soft_mark(f, at)))
        at++;
    return at;
}

/* A comma between a subject and its verb, which some write: what is said follows with "that". */
static bool is_comma_too_many(const dli_finder *f, const dli_cue *cue, uint32_t at)
{
    uint32_t that = behind_tail(f, cue->to);

    return is_romance(f) && at > f->floor + 1 && dli_is_mark(f, at - 1, DLI_MARK_COMMA) &&
           that < f->to && dli_is(f, that, DLI_GRAMMAR_that);
}

/* "une étude │justifiant│ la fermeture": a French participle right behind a noun, which says what that does. */
static bool is_on_noun(const dli_finder *f, uint32_t at)
{
    return dli_eq(f->parsed->lang->code, DL_STR("fr")) && at > f->from &&
           dli_tok(f, at - 1)->mark == DLI_MARK_NONE && dli_tok(f, at - 1)->grammar == 0 &&
           !is_atom(f, at - 1);
}

/* Who says on what the statement before in the sentence began: whoever said that, unless several do and he is
 * one, or, behind "according to", whom that is about. */
static dli_speaker source_of_last(const dli_finder *f, const dli_cue *cue, bool ing)
{
    const dli_draft *last = &f->drafts.ptr[f->last - 1];
    dl_span said = f->spans.ptr[last->content];

    if (ing ? is_on_noun(f, cue->group) : is_many(f, cue) && last->source.person)
        return (dli_speaker){ 0 }; /* Kern preguntó a los vecinos, y │ dijeron */
    if (!ing || !last->beside || !is_romance(f) || last->cue.end > said.start)
        return last->source;
    for (uint32_t i = f->from; i < cue->group; i++)
        if (dli_tokens_span(f, i, i + 1).start == said.start) {
            dli_noun noun =
                dli_noun_from(f, i, cue->group); /* selon elle, │ Kern a refusé, estimant */
            return noun.sure && noun.person ? dli_speaker_of(f, &noun) : (dli_speaker){ 0 };
        }
    return last->source;
}

/* "Vor vielen Zuhörern sagte │er│": in German he who stands right behind the verb is its subject. */
static bool is_turned_round(const dli_finder *f, const dli_cue *cue)
{
    return dli_has_caps(f) && cue->group == cue->from && cue->to < f->to &&
           dli_is(f, cue->to, DLI_GRAMMAR_he | DLI_GRAMMAR_i) && !has(cue, DLI_CUE(part));
}

static bool is_all_preposition(const dli_finder *f, uint32_t verb);

/* "заявление, │в котором говорится, что": whom the clause is about whose relative word is token `end`. */
static dli_speaker speaker_before_who(const dli_finder *f, uint32_t end)
{
    if (end > f->floor && dli_is(f, end - 1, DLI_GRAMMAR_prep) && is_romance(f))
        return (dli_speaker){ 0 }; /* personas │ a quienes │ acusan */
    if (end > f->floor + 1 && dli_is(f, end - 1, DLI_GRAMMAR_prep))
        end--;
    if (end > f->floor && is_soft_mark(f, end - 1))
        end--;
    dli_noun noun = dli_noun_before(f, end, f->floor);
    return noun.sure ? dli_speaker_of(f, &noun) : (dli_speaker){ 0 };
}

/* The speaker left of the verb group, or one that a small word there stands for.
 * *before gets the token his words begin at. */
static dli_speaker speaker_before(const dli_finder *f, const dli_cue *cue, uint32_t *before,
                                  dli_speaker *by)
{
    if (has(cue, DLI_CUE(ing)) && cue->group == cue->from && cue > f->cues.ptr &&
        cue[-1].to == cue->group && !has(&cue[-1], DLI_CUE(ing)))
        cue--; /* respondió │ diciendo: “…” */
    uint32_t at = before_self(f, before_cited(f, cue, by));
    dli_noun noun = { 0 };

    *before = at;
    if (at == f->from || is_turned_round(f, cue))
        return (dli_speaker){ 0 };
    bool ing = has(cue, DLI_CUE(ing)) && cue->group == cue->from;
    bool joined = dli_is(f, at - 1, CLAUSE_BORDERS);
    bool told = dli_is(f, cue->to, DLI_GRAMMAR_that) && cue->to < f->to;
    if (ing && told && !joined && !is_soft_mark(f, at - 1)) {
        noun = dli_noun_before(f, at, f->floor); /* a letter saying that … */
        if (dli_is(f, noun.from, DLI_GRAMMAR_of | DLI_GRAMMAR_prep) && noun.from + 1 < noun.to)
            noun = dli_noun_at(f, noun.from + 1, noun.to); /* du │ président jugeant que … */
        if (noun.sure && noun.pronoun == 0)
            return dli_speaker_of(f, &noun);
    }
    if (ing || joined) {
        if (f->last != 0 && f->drafts.ptr[f->last - 1].source.in.end > 0)
            return source_of_last(f, cue, ing);
        if (ing && !is_soft_mark(f, at - 1))
            return (dli_speaker){ 0 };
        noun = subject_of_sentence(f);
        return noun.sure && noun.to < at && !dli_is_common(f, &noun) ? dli_speaker_of(f, &noun)
                                                                     : (dli_speaker){ 0 };
    }
    if (dli_is(f, at - 1, DLI_GRAMMAR_rel))
        return speaker_before_who(f, at - 1);
    noun = dli_noun_before(f, at, f->floor);
    if (noun.sure && is_romance(f) &&
        (is_word(f, noun.from, "ni") || is_word(f, noun.from, "Ni") ||
         (noun.from > f->from && is_word(f, noun.from - 1, "ni"))))
        return (dli_speaker){ 0 }; /* ni Kern, │ ni Costa │ han dicho */
    if (noun.sure && is_object(f, &noun) && noun.from > f->floor + 1) {
        uint32_t end = noun.from; /* wie Costa │ gegenüber dem Blatt │ sagte */
        if (dli_is(f, end - 1, DLI_GRAMMAR_prep) && !dli_is(f, end - 1, DLI_GRAMMAR_det))
            end--;
        noun = dli_noun_before(f, end, f->floor);
    }
    if (noun.sure && (is_object(f, &noun) || is_accused(f, &noun, cue) || is_told_to(f, &noun)))
        return (dli_speaker){ 0 };
    if (noun.sure && dli_has_caps(f) && noun.from > f->left && noun.pronoun == 0 &&
        (dli_tok(f, noun.from - 1)->grammar & (DLI_GRAMMAR_prep | DLI_GRAMMAR_det)) ==
            DLI_GRAMMAR_prep &&
        is_all_preposition(f, noun.from))
        return (dli_speaker){ 0 }; /* Vor │ vielen Zuhörern │ sagte Kern */
    if (has(cue, DLI_CUE(in)) && !noun.sure) {
        noun = document_before(f, cue, before);
        return noun.sure ? dli_speaker_of(f, &noun) : (dli_speaker){ 0 };
    }
    if (!noun.sure && is_comma_too_many(f, cue, at)) {
        noun = dli_noun_before(f, at - 1, f->floor); /* La secretaria, │ señaló que */
        if (!noun.sure || noun.pronoun != 0 || noun.from != behind_openers(f))
            noun = (dli_noun){ 0 };
    }
    if (!noun.sure)
        noun = noun_with_clause(f, at, noun);
    bool clause = dli_is(f, cue->to, DLI_GRAMMAR_that) ||
                  (is_soft_mark(f, cue->to) && dli_is(f, cue->to + 1, DLI_GRAMMAR_that));
    if (!noun.sure && clause && at > f->floor && agrees(f, at - 1, cue->to - 1))
        noun = somebody(at - 1); /* пианист │ заявил, что */
    bool weak = noun.to > noun.from && dli_is(f, noun.from, DLI_GRAMMAR_det) &&
                (has(cue, DLI_CUE(free)) ||
                 (has(cue, DLI_CUE(who)) && (clause || begins_infinitive(f, cue->to)))) &&
                noun.to - noun.from <= 5;
    if (!noun.sure && !weak)
        return (dli_speaker){ 0 };
    if (weak && !noun.sure)
        noun.type = DLI_SOURCE_UNNAMED;
    *before = noun.from;
    return dli_speaker_of(f, &noun);
}

/* I, you, we: the text does not say who. */
static bool is_nobody(const dli_speaker *s)
{
    return (s->pronoun & (DLI_GRAMMAR_i | DLI_GRAMMAR_you)) != 0;
}

/* The speaker at token `at`, or behind the preposition there. */
static dli_noun speaker_from(const dli_finder *f, const dli_cue *cue, uint32_t at)
{
    bool in = has(cue, DLI_CUE(in)) && dli_is(f, at, DLI_GRAMMAR_prep | DLI_GRAMMAR_of) &&
              (!is_romance(f) || has(cue, DLI_CUE(invert)) || is_word(f, at, "desde"));
    if (in && is_romance(f) && dli_is(f, at + 1, DLI_GRAMMAR_of) &&
        !dli_is(f, at + 1, DLI_GRAMMAR_det))
        at++; /* auprès │ de la préfecture */
    dli_noun noun = dli_noun_from(f, in ? at + 1 : at, f->to);

    bool some =
        is_romance(f) && noun.type == DLI_SOURCE_UNNAMED; /* apprend-on │ de source sûre */
    noun.sure = noun.sure && !(in && noun.person && !some) && !is_object(f, &noun);
    return noun;
}

/* "сказал │ журналистам", "попросил │ коллегу": whom it was said to, in Cyrillic, by the ending of a
 * word with a small letter, or of a name where another one stands before the verb. */
static bool is_heard(const dli_finder *f, uint32_t at)
{
    if (at >= f->to || is_atom(f, at) || dli_tok(f, at)->grammar != 0 ||
        dli_tok(f, at)->mark != DLI_MARK_NONE)
        return false;
    if (dli_tok(f, at)->capital && (at < f->from + 2 || !dli_tok(f, at - 2)->capital))
        return false; /* Юля сказала │ Марку: a name before the verb */
    return is_dative(f, at);
}

/* What begins with an article or a quantity behind speech and a verb is whoever says it, up to a mark or a
 * clause, in a language that writes its nouns small; else `noun`. */
static dli_noun anybody(const dli_finder *f, uint32_t at, dli_noun noun)
{
    uint32_t to = at;

    if (dli_has_caps(f) || dli_is_cyrillic(f) ||
        !dli_is(f, at, DLI_GRAMMAR_det | DLI_GRAMMAR_quant) || noun.pronoun != 0)
        return noun;
    while (to < f->to && to - at < MAX_WEAK && dli_tok(f, to)->mark == DLI_MARK_NONE &&
           !is_atom(f, to) && !dli_is(f, to, DLI_GRAMMAR_rel | DLI_GRAMMAR_wh | FINITE))
        to++;
    bool whole = to > at + 1 && (is_end(f, to) || is_soft_mark(f, to) ||
                                 dli_is(f, to, DLI_GRAMMAR_rel | DLI_GRAMMAR_wh));
    return whole ? (dli_noun){ .from = at,
                               .to = to,
                               .type = DLI_SOURCE_UNNAMED,
                               .person = true,
                               .sure = true }
                 : noun;
}

/* "résume │ quant à elle │ Costa", "explique │ de son côté │ Costa", "dijo, │ por su parte, │ Costa": the
 * token behind words that only say whose turn it is, or `at`. */
static uint32_t behind_turn(const dli_finder *f, uint32_t at)
{
    static const char *const turns[][3] = {
        { "quant", "à", "lui" },    { "quant", "à", "elle" },    { "quant", "à", "eux" },
        { "quant", "à", "elles" },  { "pour", "sa", "part" },    { "pour", "leur", "part" },
        { "de", "son", "côté" },    { "de", "leur", "côté" },    { "à", "son", "tour" },
        { "à", "leur", "tour" },    { "por", "su", "parte" },    { "por", "su", "lado" },
        { "de", "su", "lado" },     { "a", "su", "vez" },        { "por", "otra", "parte" },
        { "por", "otro", "lado" },  { "par", "ailleurs", NULL }, { "en", "outre", NULL },
        { "sin", "embargo", NULL }, { "en", "tanto", NULL },     { "en", "efecto", NULL },
        { "en", "effet", NULL },    { "de", "nouveau", NULL },   { "de", "nuevo", NULL },
        { "à", "nouveau", NULL },   { "de", "entrada", NULL },   { "à", "ce", "sujet" },
        { "al", "respecto", NULL }, { "d'", "emblée", NULL },    { "d’", "emblée", NULL },
    };
    uint32_t from = at + (dli_is_mark(f, at, DLI_MARK_COMMA) ? 1 : 0);

    if (!is_romance(f))
        return at;
    for (size_t i = 0; i < sizeof turns / sizeof *turns; i++) {
        uint32_t to = from;
        size_t k = 0;
        while (k < 3 && turns[i][k] != NULL && is_word(f, to, turns[i][k])) {
            to++;
            k++;
        }
        if (k < 3 && turns[i][k] != NULL)
            continue;
        if (from == at)
            return to;
        return dli_is_mark(f, to, DLI_MARK_COMMA) ? to + 1 : at;
    }
    return at;
}

/* The speaker right of the verb, at once or behind a time, a place or whom it was said
 * to: *behind gets the token after his words. */
static dli_speaker speaker_behind(const dli_finder *f, const dli_cue *cue, uint32_t *behind)
{
    uint32_t at = cue->to;

    while (at < f->to && dli_is(f, at, DLI_GRAMMAR_adv | DLI_GRAMMAR_refl))
        at++;
    at = behind_turn(f, at);
    if (dli_is_cyrillic(f) && at > cue->from) {
        at += at < f->to && dli_is(f, at, DLI_GRAMMAR_and); /* уточнил и Коста */
        bool named = at < f->to && dli_tok(f, at)->capital && is_heard(f, at);
        at += is_heard(f, at);
        while (named && at < f->to && dli_tok(f, at)->capital && is_dative(f, at))
            at++; /* Юля сказала Марку Косту, що */
    }
    dli_noun noun = speaker_from(f, cue, at);
    if (has(cue, DLI_CUE(in)) && !noun.sure) {
        uint32_t time = at, to;
        while (time < f->to &&
               (dli_is(f, time, DLI_GRAMMAR_time | DLI_GRAMMAR_adv) ||
                dli_token_meaning(f, time, f->to, DLI_LIST_weekdays, &to).ptr != NULL))
            time++;
        noun = time > at ? speaker_from(f, cue, time) : dli_noun_from(f, at, f->to);
    }
    uint32_t said = cue->group;
    while (said > f->from && cue->group - said < 3 && is_soft_mark(f, said - 1))
        said--;
    bool spoken = said > f->from && is_speech(f, said - 1);
    for (uint32_t i = f->left; i < said && !spoken && said < cue->group; i++)
        spoken =
            dli_is(f, i, (uint32_t)DLI_GRAMMAR_told); /* Sie sei gesperrt, teilte das Amt mit */
    spoken |= is_number(f, at + 1) && dli_is_mark(f, noun.to, DLI_MARK_COLON) &&
              is_speech(f, noun.to + 1); /* sagte der 48-Jährige: “…” */
    if (!noun.sure && spoken && noun.to > at + 1 && dli_is(f, at, DLI_GRAMMAR_caps) &&
        !dli_is(f, at, DLI_GRAMMAR_obj) && noun.pronoun == 0 &&
        dli_tok(f, noun.to - 1)->capital) { /* “…”, sagt der Glockengießer */
        noun.sure = noun.person = true;
        noun.type = DLI_SOURCE_UNNAMED;
    }
    if (!noun.sure && (spoken || f->dialogue) && agrees(f, at, cue->to - 1))
        noun = somebody(at); /* «…», — признался │ спортсмен */
    uint32_t to, further = noun.sure ? at : behind_tail(f, at);
    if (!noun.sure && is_romance(f) && dli_is(f, at, DLI_GRAMMAR_prep) && at + 2 < f->to &&
        dli_tok(f, at + 1)->capital &&
        dli_token_meaning(f, at + 2, f->to, DLI_LIST_roles, &to).ptr != NULL)
        further = at + 2; /* confirmaron a EFE │ fuentes médicas */
    if (further > at)
        noun = speaker_from(f, cue, further);
    if (!noun.sure && spoken)
        noun = anybody(f, at, noun); /* “…,” said │ one of the keepers of the wolf */
    if (!noun.sure && spoken && is_romance(f))
        noun = anybody(f, further, noun); /* “…”, afirmó de entrada │ el patrón */
    *behind = cue->to;
    if (!noun.sure || is_too_few(f, cue, &noun))
        return (dli_speaker){ 0 };
    *behind = noun.to;
    return dli_speaker_of(f, &noun);
}

/* ---- Contents ------------------------------------------------------------*/

typedef struct pattern {
    const dli_cue *cue;
    size_t k; /* its index */
    dli_speaker source;
    uint32_t before; /* token where source and cue begin */
    uint32_t behind; /* token after both */
    bool inverted;   /* the source stands behind the cue */
    bool bare;       /* nobody is named */
    dl_span addressee;
    dli_speaker by;      /* who passed it on */
    bool announces;      /* what was said begins the next block */
    uint32_t part[4][2]; /* contents as tokens */
    uint32_t parts;
} pattern;

static bool add_part(pattern *p, uint32_t from, uint32_t to)
{
    if (from >= to || p->parts == 4)
        return false;
    p->part[p->parts][0] = from;
    p->part[p->parts][1] = to;
    p->parts++;
    return true;
}

/* “…,” Costa said, pointing at the river, “…” */
static bool add_far_speech(dli_finder *f, pattern *p, uint32_t at)
{
    if (!is_atom(f, p->part[0][1] - 1))
        return false;
    for (uint32_t i = at + 1; i < f->to; i++) {
        if (!is_atom(f, i) || !dli_tok(f, i)->speech || !is_soft_mark(f, i - 1))
            continue;
        for (size_t m = p->k + 1; m < f->cues.count && f->cues.ptr[m].group < i; m++)
            if (!has(&f->cues.ptr[m], DLI_CUE(ing)) || f->cues.ptr[m].to + 2 >= i)
                return false;
        return add_part(p, i, i + 1);
    }
    return false;
}

/* A verb form that only what is told of others has stands at `at` or behind. */
static bool is_told(const dli_finder *f, uint32_t at)
{
    for (uint32_t i = at; i < f->to; i++)
        if (dli_is(f, i, (uint32_t)DLI_GRAMMAR_told))
            return true;
    return false;
}

static bool is_told_in(const dli_finder *f, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++)
        if (dli_is(f, i, (uint32_t)DLI_GRAMMAR_told))
            return true;
    return false;
}

/* Behind the clause of saying, what was said may go on: "…, Costa said, “…”". */
static void add_rest(dli_finder *f, pattern *p)
{
    uint32_t at = behind_tail(f, p->behind);

    if (dli_is_mark(f, at, DLI_MARK_STOP) && dli_is_mark(f, at + 1, DLI_MARK_DASH))
        at++; /* — сказал Керн. — «…» */
    if (at >= f->to || !is_soft_mark(f, at))
        return;
    while (is_soft_mark(f, at))
        at++;
    if (at >= f->to)
        return;
    if (is_atom(f, at) && dli_tok(f, at)->speech) {
        (void)add_part(p, at, clause_end(f, p->k, at));
        return;
    }
    if (add_far_speech(f, p, at))
        return;
    if (p->parts == 1 && is_atom(f, p->part[0][0]) && p->part[0][1] == p->part[0][0] + 1)
        return; /* “…,” he said, showing how he felt */
    for (uint32_t i = at; i < f->to && !dli_is(f, i, FINITE); i++)
        if (dli_is(f, i, DLI_GRAMMAR_that | DLI_GRAMMAR_rel | DLI_GRAMMAR_wh))
            return; /* "standing in a coat that was not his" */
    if (is_romance(f) && is_atom(f, p->part[0][1] - 1) && dli_is(f, at, DLI_GRAMMAR_prep)) {
        uint32_t verb = at; /* “…”, estime la préfecture, │ dans un communiqué */
        while (verb < f->to && !dli_is(f, verb, FINITE))
            verb++;
        if (verb == f->to)
            return;
    }
    bool parted = at == p->behind + 1; /* the comma stands at once */
    if (dli_is(f, at, DLI_GRAMMAR_prep) && dli_is(f, at + 1, DLI_GRAMMAR_rel))
        return; /* "in which" */
    if (dli_is(f, at, DLI_GRAMMAR_caps) && is_atom(f, p->part[0][1] - 1) && !is_told(f, at))
        return; /* „…“, sagte Kern, │ der die Brücke baute */
    if (!parted || dli_is(f, at, DLI_GRAMMAR_rel | DLI_GRAMMAR_sub | CLAUSE_BORDERS))
        return;
    for (size_t m = p->k + 1; m < f->cues.count; m++)
        if (f->cues.ptr[m].group <= at + 1)
            return;
    bool half = p->parts == 1 && !is_atom(f, p->part[0][1] - 1) &&
                (!has_finite(f, p->part[0][0], p->part[0][1]) ||
                 dli_is(f, p->part[0][1] - 1, FINITE)); /* "He would, he said, go." */
    if (half || has_finite(f, at, f->to))
        (void)add_part(p, at, clause_end(f, p->k, at));
}

/* Whom it was said to, at token `at`: the token behind him, or `at`. */
static uint32_t take_addressee(const dli_finder *f, pattern *p, uint32_t at)
{
    if (!has(p->cue, DLI_CUE(address)) || at >= f->to || is_atom(f, at))
        return at;
    dli_noun noun = dli_noun_from(f, at, f->to);
    bool marked = at + 1 < f->to && (is_soft_mark(f, at + 1) || is_speech(f, at + 1) ||
                                     dli_is_mark(f, at + 1, DLI_MARK_COLON));
    if (dli_is(f, at, DLI_GRAMMAR_obj) && marked) {
        p->addressee = dli_tokens_span(f, at, at + 1); /* told me, “…” */
        return at + 1;
    }
    if (!noun.sure || noun.pronoun != 0)
        return at;
    p->addressee = dli_tokens_span(f, noun.from, noun.to);
    if (noun.type == DLI_SOURCE_MEDIA)
        p->by = dli_speaker_of(f, &noun);
    return noun.to;
}

/* Quotation marks right before the clause of saying. */
static bool speech_before(const dli_finder *f, pattern *p)
{
    uint32_t at = p->before;

    while (at > 0 && p->before - at < 3 && is_soft_mark(f, at - 1))
        at--;
    if (at == 0 || !is_atom(f, at - 1))
        return false;
    uint32_t atom = at - 1;
    bool named = atom > 0 && dli_tok(f, atom - 1)->mark == DLI_MARK_NONE &&
                 !dli_tok(f, atom)->starts; /* the agency «Восток», said */
    if (!is_speech(f, atom) && (at == p->before || named))
        return false;
    if (f->taken[dli_tok(f, atom)->quote - 1] != 0)
        return false;
    uint32_t behind = take_addressee(f, p, p->behind);
    if (atom < f->from) { /* “Stop!” Costa said. */
        uint32_t end = behind_tail(f, behind);
        if (!is_end(f, end) && !is_soft_mark(f, end)) {
            p->addressee = (dl_span){ 0, 0 };
            return false;
        }
        p->behind = behind;
        return add_part(p, atom, atom + 1);
    }
    p->behind = behind;
    uint32_t from = atom;
    if (from > f->left && !dli_tok(f, from)->starts && is_speech(f, atom) &&
        (dli_is_mark(f, from - 1, DLI_MARK_STOP) || dli_is_mark(f, from - 1, DLI_MARK_ASK) ||
         dli_is_mark(f, from - 1, DLI_MARK_EXCLAIM)))
        return add_part(p, from,
                        atom + 1); /* It is late. “15 days are too many,” Costa said. */
    if (from > f->left && !dli_tok(f, from)->starts &&
        !dli_is_mark(f, from - 1, DLI_MARK_COLON))
        from = f->left;
    return add_part(p, from, atom + 1);
}

/* "said a sentence they all knew│: “…”": the colon before speech, or `at`. */
static uint32_t colon_ahead(const dli_finder *f, uint32_t at)
{
    for (uint32_t i = at; i < f->to && i - at < MAX_AHEAD; i++) {
        if (dli_is_mark(f, i, DLI_MARK_COLON)) {
            bool next =
                i + 1 == f->tokens.count && i - at <= MAX_NEAR; /* the following: ¶ “…” */
            return next || is_speech(f, i + 1) ? i : at;
        }
        if (is_atom(f, i) ||
            dli_is(f, i, DLI_GRAMMAR_that | DLI_GRAMMAR_aux | DLI_GRAMMAR_be) ||
            (dli_tok(f, i)->says && !dli_tok(f, i)->capital))
            break;
    }
    return at;
}

/* Er rief: “…”│, als er ging: the author goes on behind speech. */
static bool is_author_behind(const dli_finder *f, uint32_t at)
{
    if (!dli_has_caps(f) || at + 1 >= f->to || !dli_is_mark(f, at, DLI_MARK_COMMA))
        return false;
    if (dli_tok(f, at + 1)->says && is_end(f, at + 3))
        return true; /* Er rief: “…”│, betonte er */
    if (!dli_is(f, at + 1, DLI_GRAMMAR_sub) || is_told(f, at))
        return false;
    for (uint32_t i = at; i < f->to; i++)
        if (dli_tok(f, i)->quote != 0)
            return false;
    return true;
}

/* Quotation marks right behind it, with or without a colon or comma. */
static bool speech_behind(dli_finder *f, pattern *p)
{
    uint32_t at = behind_tail(f, p->behind), behind = take_addressee(f, p, at);

    if (behind > at)
        at = behind_tail(f, behind);
    bool colon = dli_is_mark(f, at, DLI_MARK_COLON);
    if (!colon) {
        uint32_t further = colon_ahead(f, at);
        colon = further > at;
        at = further;
    }
    bool marked = colon || is_soft_mark(f, at);
    uint32_t atom = at + (marked ? 1 : 0);
    bool goes_on = !colon && is_speech(f, atom) && atom + 2 < f->to && !is_atom(f, atom + 1) &&
                   !dli_is(f, atom + 1, CLAUSE_BORDERS) &&
                   f->parsed->words.ptr[dli_tok(f, atom)->end - 2].mark == DLI_MARK_COMMA;
    if (goes_on && atom < f->to)
        return add_part(p, atom, atom + 1); /* he told me, “This is it,” showing the house */
    if (is_atom(f, atom) && atom < f->to && (marked || dli_tok(f, atom)->speech))
        return add_part(p, atom,
                        colon && is_author_behind(f, atom + 1)
                            ? atom + 1
                            : (colon ? f->to : clause_end(f, p->k, atom)));
    if (colon && is_atom(f, atom) && atom == f->to)
        return add_part(p, atom, atom + 1); /* a new sentence for ICU */
    p->announces = colon && f->quote == 0 && atom == f->tokens.count;
    return p->announces;
}

/* A number, in digits or words, or a quotation. */
static bool has_count(const dli_finder *f, uint32_t from, uint32_t to)
{
    uint32_t behind;

    for (uint32_t i = from; i < to && i - from < MAX_COUNT; i++)
        if (is_atom(f, i) || is_number(f, i) ||
            dli_token_meaning(f, i, to, DLI_LIST_numbers, &behind).ptr != NULL)
            return true;
    return false;
}

/* A time with or without its preposition: "on Tuesday". */
static bool is_time(const dli_finder *f, uint32_t at)
{
    uint32_t to, i = at;

    while (i < f->to && i - at < 2 && dli_is(f, i, DLI_GRAMMAR_prep | DLI_GRAMMAR_det))
        i++;
    return dli_is(f, i, DLI_GRAMMAR_time) ||
           dli_token_meaning(f, i, f->to, DLI_LIST_weekdays, &to).ptr != NULL ||
           dli_token_meaning(f, at, f->to, DLI_LIST_ago, &to).ptr != NULL;
}

/* "denied the charge│, which he called absurd": the author's clause on what was said. */
static uint32_t before_aside(const dli_finder *f, uint32_t at, uint32_t end)
{
    for (uint32_t i = at + 1; i + 1 < end; i++)
        if (dli_is_mark(f, i, DLI_MARK_COMMA) && dli_is(f, i + 1, DLI_GRAMMAR_rel) &&
            !has_finite(f, at, i))
            return i;
    return end;
}

/* "se declararon culpables│ y recibieron", "rejette l'accusation│ et a": behind "and" a verb that nothing
 * stands before has the speaker as its subject. */
static uint32_t before_deed(const dli_finder *f, uint32_t at, uint32_t end)
{
    static const char *const endings[] = { "aron", "ieron", "ó" };

    if (!is_romance(f))
        return end;
    for (uint32_t i = at + 1; i + 1 < end; i++) {
        if (dli_is(f, i, FINITE | DLI_GRAMMAR_that | DLI_GRAMMAR_rel | DLI_GRAMMAR_sub))
            return end; /* a clause of its own */
        if (!dli_is(f, i, DLI_GRAMMAR_and) || is_atom(f, i + 1) || dli_tok(f, i + 1)->capital)
            continue;
        dl_str word =
            dli_cut(f->parsed->body, f->parsed->words.ptr[dli_tok(f, i + 1)->word].in);
        if (dli_is(f, i + 1, FINITE | DLI_GRAMMAR_refl))
            return i;
        for (size_t k = 0; k < sizeof endings / sizeof *endings; k++)
            if (word.len > 6 && dli_ends(word, dli_str(endings[k])) &&
                dli_eq(f->parsed->lang->code, DL_STR("es")))
                return i;
    }
    return end;
}

/* A clause begins at `at` without more: "suggested │ the talks could fail". */
static bool begins_clause(const dli_finder *f, uint32_t at)
{
    dli_noun noun = dli_noun_plain(f, at, f->to);
    uint32_t i = noun.to;
    while (i < f->to && dli_is(f, i, DLI_GRAMMAR_adv))
        i++;
    return i < f->to && i > at && dli_is(f, i, FINITE) && !dli_tok(f, i)->starts;
}

/* A clause with "zu" at its end and no finite verb, up to the end of the sentence. */
static bool is_infinitive(const dli_finder *f, uint32_t from)
{
    bool any = false;

    if (dli_is(f, from, DLI_GRAMMAR_sub | DLI_GRAMMAR_rel | CLAUSE_BORDERS))
        return false;
    for (uint32_t i = from; i < f->to; i++) {
        if (dli_is(f, i, FINITE) || is_atom(f, i) || dli_is_mark(f, i, DLI_MARK_COMMA))
            return false;
        any |= dli_is(f, i, DLI_GRAMMAR_inf) && i + 1 < f->to && !dli_tok(f, i + 1)->capital &&
               is_end(f, i + 2);
    }
    return any;
}

/* An infinitive at `at`, behind what may stand before one: "assure │ ne pas connaître", "dijo │ no tener". */
static bool begins_infinitive(const dli_finder *f, uint32_t at)
{
    static const char *const fr[] = { "er", "ir", "oir", "dre", "tre", "vre", "ire" };
    static const char *const es[] = {
        "ar", "er", "ir", "arse", "erse", "irse", "arlo", "erlo"
    };
    const dli_parsed *p = f->parsed;
    bool french = dli_eq(p->lang->code, DL_STR("fr"));
    const char *const *endings = french ? fr : es;
    size_t count = french ? sizeof fr / sizeof *fr : sizeof es / sizeof *es;
    uint32_t to, i = at;

    if (!is_romance(f))
        return false;
    while (i < f->to && i - at < 3 && dli_tok(f, i)->mark == DLI_MARK_NONE && !is_atom(f, i) &&
           (dli_is(f, i, DLI_GRAMMAR_not | DLI_GRAMMAR_refl) || is_word(f, i, "en") ||
            is_word(f, i, "y")))
        i++;
    if (i >= f->to || is_atom(f, i) || dli_tok(f, i)->capital ||
        dli_tok(f, i)->mark != DLI_MARK_NONE ||
        dli_is(f, i, ~(uint32_t)(DLI_GRAMMAR_verb | DLI_GRAMMAR_aux | DLI_GRAMMAR_be)) ||
        dli_token_meaning(f, i, f->to, DLI_LIST_roles, &to).ptr != NULL ||
        dli_token_meaning(f, i, f->to, DLI_LIST_numbers, &to).ptr != NULL ||
        dli_token_meaning(f, i, f->to, DLI_LIST_ago, &to).ptr != NULL ||
        dli_token_meaning(f, i, f->to, DLI_LIST_weekdays, &to).ptr != NULL ||
        dli_token_meaning(f, i, f->to, DLI_LIST_months, &to).ptr != NULL)
        return false;
    dl_str word = dli_cut(p->body, p->words.ptr[dli_tok(f, i)->word].in);
    for (size_t k = 0; k < count; k++)
        if (word.len > 3 && dli_ends(word, dli_str(endings[k])))
            return true;
    return false;
}

/* "appelle │ les habitants à partir": somebody, and what he is asked to do. */
static bool asks_for(const dli_finder *f, const dli_cue *cue, uint32_t from, uint32_t to)
{
    if (cue->stance != DLI_STANCE_ORDER)
        return false;
    for (uint32_t i = from; i + 1 < to; i++)
        if ((is_word(f, i, "à") || is_word(f, i, "a") || is_word(f, i, "de")) &&
            begins_infinitive(f, i + 1))
            return true;
    return false;
}

/* Whom it was said to, right behind the verb: the token behind him, and who passed it on. */
static uint32_t behind_addressee(const dli_finder *f, pattern *p)
{
    uint32_t near = p->behind;

    if (!has(p->cue, DLI_CUE(address)))
        return near;
    dli_noun noun = dli_noun_from(f, near, f->to);
    bool obj = dli_is(f, near, DLI_GRAMMAR_obj) &&
               (!dli_is(f, near, DLI_GRAMMAR_det | SUBJECT) ||
                dli_is(f, near + 1, DLI_GRAMMAR_inf | DLI_GRAMMAR_that | DLI_GRAMMAR_wh));
    if (obj)
        noun = (dli_noun){ .from = near, .to = near + 1, .sure = true };
    if (dli_is(f, noun.to, DLI_GRAMMAR_of) && begins_infinitive(f, noun.to + 1))
        noun.sure = true; /* demande aux fermes │ de renoncer */
    if (noun.sure && noun.pronoun == 0 && noun.to > near) {
        p->addressee = dli_tokens_span(f, noun.from, noun.to);
        if (noun.type == DLI_SOURCE_MEDIA)
            p->by = dli_speaker_of(f, &noun);
        near = noun.to;
    }
    return near;
}

/* What somebody promises, asks for or says that he did: an infinitive at `near`, or behind a time there. */
static bool deed_behind(dli_finder *f, pattern *p, uint32_t near)
{
    const dli_cue *cue = p->cue;
    uint32_t at = behind_tail(f, near);
    bool of = cue->stance == DLI_STANCE_ORDER || cue->stance == DLI_STANCE_PROMISE ||
              cue->stance == DLI_STANCE_WARN;
    bool decides = has(cue, DLI_CUE(that)) && cue->stance == DLI_STANCE_NEUTRAL;
    bool can = dli_eq(cue->lemma, DL_STR("saber")) || dli_eq(cue->lemma, DL_STR("savoir"));

    if (has(cue, DLI_CUE(quote)) || p->inverted || decides || can)
        return false;
    if (begins_infinitive(f, near + (of && dli_is(f, near, DLI_GRAMMAR_of) ? 1 : 0)) &&
        count_words(f, near, f->to) > 1)
        return add_part(p, near, clause_end(f, p->k, near)); /* assure │ ne pas le connaître */
    if (at > near && begins_infinitive(f, at) && count_words(f, at, f->to) > 1)
        return add_part(p, at,
                        clause_end(f, p->k, at)); /* propuso este lunes │ crear un fondo */
    return false;
}

/* "that …", "to …", and clauses without either, where the cue lets them follow. */
static bool clause_behind(dli_finder *f, pattern *p)
{
    const dli_cue *cue = p->cue;
    uint32_t near = behind_addressee(f, p);
    bool object =
        has(cue, DLI_CUE(object)) ||
        (is_romance(f) && !p->inverted && !p->bare); /* muestra su malestar con lo │ que pasa */
    uint32_t at = find_that(f, near, object);
    if (at < f->to)
        return add_part(p, at, clause_end(f, p->k, at));
    if (has(cue, DLI_CUE(to)) && dli_is(f, near, DLI_GRAMMAR_inf)) {
        if (cue->stance == DLI_STANCE_ORDER) {
            p->addressee = (dl_span){ 0, 0 };
            return add_part(p, p->behind, clause_end(f, p->k, near));
        }
        return add_part(p, near, clause_end(f, p->k, near));
    }
    if (deed_behind(f, p, near))
        return true;
    at = behind_tail(f, near);
    if (dli_is_mark(f, at, DLI_MARK_COLON) && !has(cue, DLI_CUE(quote)) &&
        count_words(f, at + 1, f->to) > 2)
        return add_part(p, at + 1, f->to); /* Costa said: it is over */
    if (dli_has_caps(f) && dli_is_mark(f, at, DLI_MARK_COMMA) && !has(cue, DLI_CUE(quote)) &&
        is_infinitive(f, at + 1))
        return add_part(p, at + 1, f->to); /* teilte mit, │ den Bericht zu prüfen */
    at = behind_occasion(f, near);
    if (has(cue, DLI_CUE(object)) && is_romance(f) && dli_is(f, near, DLI_GRAMMAR_of))
        at = near; /* fait état │ d'une hausse */
    if (has(cue, DLI_CUE(object)) && is_end(f, at) && !is_time(f, near))
        at = near; /* warned │ against an escalation */
    if (has(cue, DLI_CUE(object)) && dli_is(f, near, DLI_GRAMMAR_prep) && at > near) {
        dli_noun noun = dli_noun_plain(f, near + 1, f->to);
        bool whom = noun.sure && noun.pronoun == 0 && noun.type != DLI_SOURCE_MEDIA;
        at = whom && !is_time(f, near) && at < f->to ? near : at; /* acusa │ al Gobierno de … */
    }
    if (at >= f->to)
        return false;
    if (dli_is(f, at, DLI_GRAMMAR_open) && !has(cue, DLI_CUE(that) | DLI_CUE(quote)) &&
        at + 1 < f->to && !dli_is(f, at + 1, DLI_GRAMMAR_rel | CLAUSE_BORDERS) &&
        has_finite(f, at + 1, f->to))
        return add_part(p, at + 1, clause_end(f, p->k, at + 1));
    if (has(cue, DLI_CUE(that) | DLI_CUE(quote)) && !has(cue, DLI_CUE(object)) &&
        !(has(cue, DLI_CUE(that)) && begins_clause(f, at)))
        return false;
    if (dli_tok(f, at)->mark != DLI_MARK_NONE || p->inverted)
        return false;
    uint32_t end = clause_end(f, p->k, at);
    if (has(cue, DLI_CUE(object)) && !has(cue, DLI_CUE(free)))
        end = before_aside(f, at, end);
    end = before_deed(f, at, end);
    if (has(cue, DLI_CUE(count)) && !has_count(f, at, end))
        return false;
    if (has(cue, DLI_CUE(object)) && cue->stance == DLI_STANCE_DENY && is_number(f, at))
        return false; /* an army rejects 27 attacks */
    if (cue->particle > at && cue->particle < end)
        end = cue->particle; /* wies die Vorwürfe │ zurück */
    if (dli_is_cyrillic(f) && !has(cue, DLI_CUE(object)))
        return false; /* a comma or colon stands before what is said */
    bool free = has(cue, DLI_CUE(free)) && !dli_has_caps(f);
    bool whole = is_romance(f) ? asks_for(f, cue, at, end) : has_finite(f, at, end);
    if (!has(cue, DLI_CUE(object)) && !free && !whole)
        return false; /* han reconocido al Estado que … */
    uint32_t least = dli_is(f, at, SUBJECT) ? 2 : 3;
    if (has(cue, DLI_CUE(free)) && count_words(f, at, end) < least)
        return false;
    return add_part(p, at, end);
}

/* The clause before the clause of saying. */
static bool clause_before(dli_finder *f, pattern *p)
{
    uint32_t end = p->before, from = f->left;

    if (end < from + 2 || !is_soft_mark(f, end - 1) || has(p->cue, DLI_CUE(quote)))
        return false;
    uint32_t behind = behind_tail(f, p->behind), heard = take_addressee(f, p, behind);
    if (heard > behind && is_end(f, behind_tail(f, heard)))
        behind = behind_tail(f, heard); /* C, Costa told reporters on Monday. */
    else
        p->addressee = (dl_span){ 0, 0 };
    bool closed = is_end(f, behind) || is_soft_mark(f, behind) ||
                  dli_is(f, behind, CLAUSE_BORDERS | DLI_GRAMMAR_sub | DLI_GRAMMAR_rel);
    while (end > from && is_soft_mark(f, end - 1))
        end--;
    bool parted = dli_is_mark(f, p->behind, DLI_MARK_COMMA) && !is_end(f, p->behind);
    if (!closed || count_words(f, from, end) < (parted && p->inverted ? 1 : 2))
        return false;
    if (dli_has_caps(f) && p->inverted && has(p->cue, DLI_CUE(object)) &&
        p->cue->stance == DLI_STANCE_DENY && p->cue->particle != 0 && !is_told_in(f, from, end))
        return false; /* Auch in Norda, wo es regnet, lehnt │ das Volk den Plan │ ab */
    bool whole = is_end(f, behind) && count_words(f, from, end) > 3; /* nothing else is said */
    if (is_occasion(f, from, end) && !whole && !(parted && has_finite(f, p->behind, f->to)))
        return false;
    return add_part(p, from, end);
}

/* The clause of saying is put into another, or behind it: "C, Costa said, in what …". */
static bool is_put_in(const dli_finder *f, const pattern *p)
{
    uint32_t behind = behind_tail(f, p->behind), heard = behind;

    if (p->before <= f->left + 2 || !is_soft_mark(f, p->before - 1) ||
        !has_finite(f, f->left, p->before - 1))
        return false;
    if (dli_is_cyrillic(f) && dli_is_mark(f, behind, DLI_MARK_COMMA) &&
        dli_is(f, behind + 1, DLI_GRAMMAR_that) && behind + 1 < f->to)
        return false; /* Хотя дорога закрыта, Коста уверена, │ что … */
    if (has(p->cue, DLI_CUE(address)) && heard < f->to) {
        dli_noun noun = dli_noun_from(f, heard, f->to); /* told a court │ that sat for hours */
        heard = noun.to;
    }
    return is_soft_mark(f, behind) || is_end(f, behind) || is_end(f, heard) ||
           (heard > behind && dli_is(f, heard, DLI_GRAMMAR_that | DLI_GRAMMAR_rel));
}

/* "called the plan │ “a step back”": the quotation says what. */
static bool called(dli_finder *f, pattern *p)
{
    uint32_t at = p->behind;

    while (at < f->to && at - p->behind < MAX_CALLED && dli_tok(f, at)->mark == DLI_MARK_NONE &&
           !is_atom(f, at) &&
           !dli_is(f, at, FINITE | DLI_GRAMMAR_rel | (dli_is_cyrillic(f) ? 0 : CLAUSE_BORDERS)))
        at++;
    return at < f->to && is_atom(f, at) && add_part(p, at, at + 1);
}

/* A clause that is no main one: "Asked if it rained, │ …", "That it rains, │ …". */
static bool is_beside(const dli_finder *f, uint32_t from, uint32_t end)
{
    const uint32_t begins = DLI_GRAMMAR_that | DLI_GRAMMAR_wh | DLI_GRAMMAR_sub;

    if (dli_is(f, from, begins))
        return true;
    for (uint32_t i = from; i + 1 < end && !dli_is(f, i, FINITE); i++)
        if (dli_is_mark(f, i, DLI_MARK_COMMA) && dli_is(f, i + 1, begins))
            return true;
    return false;
}

/* "The road was closed, said Costa: “It is over.”": both are said. */
static void put_clause_first(const dli_finder *f, pattern *p)
{
    uint32_t end = p->before, from = f->left;

    if (!p->inverted || p->parts != 1 || p->part[0][0] < p->behind || end < from + 2 ||
        !dli_is_mark(f, end - 1, DLI_MARK_COMMA) || !has_finite(f, from, end - 1) ||
        has(p->cue, DLI_CUE(quote)) || is_occasion(f, from, end - 1) || is_beside(f, from, end))
        return;
    memmove(p->part + 1, p->part, sizeof *p->part);
    p->part[0][0] = from;
    p->part[0][1] = end - 1;
    p->parts = 2;
}

/* "In one episode, she announces, │“Turn on the light.”", but "The plan, he said, │“is dead”": speech behind that is a
 * sentence of its own has nothing to do with what stands before. */
static bool speaks_anew(const dli_finder *f, const pattern *p)
{
    uint32_t at = behind_tail(f, p->behind);
    bool asked = p->k > 0 && f->cues.ptr[p->k - 1].group >= f->left &&
                 dli_eq(f->cues.ptr[p->k - 1].lemma, DL_STR("ask"));
    bool quoted =
        p->before > f->left + 1 && (is_atom(f, p->before - 1) || is_atom(f, p->before - 2));

    return dli_is_mark(f, at, DLI_MARK_COMMA) && at + 1 < f->to && !p->inverted &&
           is_speech(f, at + 1) && f->parsed->words.ptr[dli_tok(f, at + 1)->word + 1].capital &&
           p->before > f->left && (!quoted || asked) && !dli_has_caps(f);
}

/* Kern betonte: “…”, │ unterstrich er: said already. */
static bool is_said_twice(const dli_finder *f, const pattern *p)
{
    uint32_t at = p->before;

    while (at > f->from && p->before - at < 3 && is_soft_mark(f, at - 1))
        at--;
    return dli_has_caps(f) && at > f->from + 1 && is_speech(f, at - 1) &&
           dli_is_mark(f, at - 2, DLI_MARK_COLON) &&
           f->taken[dli_tok(f, at - 1)->quote - 1] != 0;
}

static bool any_content(dli_finder *f, pattern *p)
{
    if (is_said_twice(f, p))
        return false;
    if (has(p->cue, DLI_CUE(call)))
        return called(f, p);
    if (speaks_anew(f, p) && speech_behind(f, p))
        return true;
    if (has(p->cue, DLI_CUE(ing)) && speech_behind(f, p))
        return true; /* Costa dismissed it, noting, “…” */
    if (f->to == f->tokens.count && dli_is_mark(f, f->to - 1, DLI_MARK_COLON)) {
        pattern next = *p; /* In “Sand”, Costa wrote: ¶ “…” */
        if (speech_behind(f, &next) && next.announces) {
            *p = next;
            return true;
        }
    }
    if (speech_before(f, p) || (is_put_in(f, p) && clause_before(f, p))) {
        add_rest(f, p);
        return true;
    }
    if (speech_behind(f, p)) {
        put_clause_first(f, p);
        return true;
    }
    if (clause_behind(f, p))
        return true;
    if (!clause_before(f, p))
        return false;
    add_rest(f, p);
    return true;
}

/* ---- Drafts --------------------------------------------------------------*/

/* Nearer to the reader than all others, `who` passed it on. */
static void pass_on(dli_draft *draft, const dli_speaker *who)
{
    if (draft->via_count == DLI_MAX_VIA)
        draft->via_count--;
    memmove(draft->via + 1, draft->via, draft->via_count * sizeof *draft->via);
    draft->via[0] = *who;
    draft->via_count++;
}

/* Inside a quotation many verbs of saying only tell what is wished or shown: what counts there begins
 * as what is said does, and is not behind "if". */
static bool is_loose(const dli_finder *f, const pattern *p)
{
    if (f->quote == 0 || p->parts == 0 || !dli_has_caps(f))
        return false;
    if (p->before > f->from && dli_is(f, p->before - 1, DLI_GRAMMAR_sub))
        return true;
    for (uint32_t k = 0; k < p->parts; k++) {
        uint32_t from = p->part[k][0], to = p->part[k][1];
        if (is_atom(f, from) || dli_is(f, from, DLI_GRAMMAR_that | DLI_GRAMMAR_wh))
            return false;
        for (uint32_t i = from; i < to; i++)
            if (dli_is(f, i, FINITE) || is_atom(f, i))
                return has(p->cue, DLI_CUE(object)) &&
                       !dli_is(f, i, (uint32_t)DLI_GRAMMAR_told);
    }
    return true;
}

static bool keep(dli_finder *f, const pattern *p)
{
    if (is_loose(f, p))
        return true;
    dli_draft *draft = dli_new_draft(f, p->cue);

    if (draft == NULL)
        return !f->failed;
    draft->source = p->source;
    draft->bare = p->bare;
    draft->addressee = p->addressee;
    if (p->by.in.end > 0) {
        draft->via[0] = p->by;
        draft->via_count = 1;
    }
    if (f->passed.in.end > 0) {
        pass_on(draft, &f->passed);
        f->passed = (dli_speaker){ 0 };
    }
    if (f->cited.in.end > 0) {
        if (p->source.in.end > 0) {
            draft->via[0] = p->source;
            draft->via_count = 1;
        }
        draft->source = f->cited;
        f->cited = (dli_speaker){ 0 };
    }
    if (f->last == 0 || p->before >= f->inside) /* not inside what another one says */
        f->last = (uint32_t)f->drafts.count;
    if (p->announces)
        f->pending = (uint32_t)f->drafts.count;
    for (uint32_t i = 0; i < p->parts; i++) {
        if (!dli_add_content(f, p->part[i][0], p->part[i][1]))
            return false;
        if (p->part[i][0] < p->before && f->left < p->behind)
            f->left = p->behind;
        if (p->part[i][1] > f->inside)
            f->inside = p->part[i][1];
    }
    if (p->behind > f->floor)
        f->floor = p->behind;
    return true;
}

/* "said residents │ quoted by Reuters": who passed on what the speaker before said. */
static void take_by(const dli_finder *f, pattern *p)
{
    for (size_t m = p->k + 1; m < f->cues.count; m++) {
        const dli_cue *by = &f->cues.ptr[m];
        if (by->group > p->behind + 1)
            return;
        if (!has(by, DLI_CUE(by)) || by->group < p->behind ||
            (by->group > p->behind && !is_soft_mark(f, p->behind)))
            continue;
        dli_noun noun = dli_noun_from(f, by->to, f->to);
        if (!noun.sure || noun.pronoun != 0)
            return;
        p->by = dli_speaker_of(f, &noun);
        p->behind = noun.to;
        return;
    }
}

/* "citing Y": Y said it first, and who was the source passed it on. */
static bool draft_via(dli_finder *f, const dli_cue *cue)
{
    dli_noun noun = dli_noun_from(f, cue->to, f->to);

    if (!noun.sure || noun.pronoun != 0)
        return true;
    if (f->last == 0) {
        f->cited = dli_speaker_of(f, &noun);
        return true;
    }
    dli_draft *draft = &f->drafts.ptr[f->last - 1];
    if (draft->source.in.end > 0 && draft->via_count < DLI_MAX_VIA)
        draft->via[draft->via_count++] = draft->source;
    draft->source = dli_speaker_of(f, &noun);
    return true;
}

/* "S said C, as reported by Y": Y passed it on, and is no part of C. */
static bool draft_passed(dli_finder *f, const dli_cue *cue)
{
    if (f->last == 0 || cue->group == f->from ||
        !dli_is_mark(f, cue->group - 1, DLI_MARK_COMMA))
        return true;
    dli_noun noun = dli_noun_plain(f, cue->to, f->to);
    dli_draft *draft = &f->drafts.ptr[f->last - 1];
    dl_span *content = &f->spans.ptr[draft->content + draft->content_count - 1];
    dl_span by = dli_tokens_span(f, cue->group, noun.to);
    if (!noun.sure || noun.pronoun != 0 || !is_end(f, noun.to) || content->start >= by.start ||
        content->end < by.end || draft->source.in.end == 0)
        return true;
    dl_span rest = dli_tokens_span(f, f->from, cue->group - 1);
    content->end = rest.end;
    dli_speaker who = dli_speaker_of(f, &noun);
    pass_on(draft, &who);
    return true;
}

/* "according to S, citing Y, …": the token behind Y, or `at`. */
static uint32_t behind_cited(const dli_finder *f, size_t k, uint32_t at)
{
    if (k + 1 >= f->cues.count || !has(&f->cues.ptr[k + 1], DLI_CUE(via)))
        return at;
    const dli_cue *next = &f->cues.ptr[k + 1];
    if (next->group > at + 2)
        return at;
    dli_noun noun = dli_noun_from(f, next->to, f->to);
    return noun.sure ? noun.to : at;
}

/* "according to a study │ of the river published on Monday, │ …" */
static uint32_t behind_comma(const dli_finder *f, uint32_t at)
{
    for (uint32_t i = at; i < f->to && i - at < MAX_ASIDE; i++)
        if (is_soft_mark(f, i))
            return i;
    return at;
}

/* Behind "according to" whatever has an article names a source. */
static bool is_weak_source(const dli_finder *f, const dli_noun *noun)
{
    return noun->to > noun->from + 1 && noun->to - noun->from < MAX_WEAK &&
           dli_is(f, noun->from, DLI_GRAMMAR_det);
}

/* "laut Polizei │ von dem Ausfall", "laut der Politikerin │ Lücken": where every noun has a capital,
 * the clause goes on at token `at` of what looks like a source. */
static bool begins_anew(const dli_finder *f, uint32_t at)
{
    return dli_is(f, at, DLI_GRAMMAR_of) && !dli_is(f, at, DLI_GRAMMAR_det) &&
           !dli_is(f, at - 1, DLI_GRAMMAR_det) && dli_is(f, at + 1, DLI_GRAMMAR_caps) &&
           !dli_is(f, at + 1, DLI_GRAMMAR_of);
}

/* "según aseguran │ a Radio Norda │ varias fuentes": the token behind whom it was told to, which is where
 * a quantity or another word for a speaker begins, or `at`. */
static uint32_t behind_hearer(const dli_finder *f, uint32_t at)
{
    uint32_t to;

    if (!is_romance(f) || !(is_word(f, at, "a") || is_word(f, at, "al") || is_word(f, at, "à")))
        return at;
    for (uint32_t i = at + 2; i < f->to && i - at < MAX_WEAK; i++) {
        if (dli_tok(f, i)->mark != DLI_MARK_NONE || is_atom(f, i))
            break;
        if (dli_is(f, i - 1, DLI_GRAMMAR_of | DLI_GRAMMAR_det | DLI_GRAMMAR_prep))
            continue;
        if (dli_is(f, i, DLI_GRAMMAR_det | DLI_GRAMMAR_quant))
            return i;
        dl_str role = dli_token_meaning(f, i, f->to, DLI_LIST_roles, &to);
        if (role.ptr != NULL && !dli_tok(f, i)->capital && !dli_means(role, "media"))
            return i;
    }
    return at;
}

/* Who stands behind the cue, or the pronoun it holds. */
static dli_speaker source_after(const dli_finder *f, const dli_cue *cue, bool first,
                                uint32_t *behind)
{
    const uint32_t pronouns[] = { DLI_GRAMMAR_he, DLI_GRAMMAR_she, DLI_GRAMMAR_they };
    const uint32_t marks[] = { DLI_CUE(he), DLI_CUE(she), DLI_CUE(they) };

    *behind = cue->to;
    if (has(cue, DLI_CUE(head)) && cue->pronoun != 0 &&
        (cue->group != f->from || !dli_is_mark(f, cue->to, DLI_MARK_COMMA)))
        return (dli_speaker){ 0 }; /* Pour lui, │ la route est finie */
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (has(cue, marks[i]))
            return (dli_speaker){ .in = dli_tokens_span(f, cue->pronoun, cue->pronoun + 1),
                                  .pronoun = pronouns[i],
                                  .person = pronouns[i] != DLI_GRAMMAR_they };
    if (has(cue, DLI_CUE(held)))
        return (dli_speaker){ .in = dli_tokens_span(f, cue->pronoun, cue->pronoun + 1),
                              .type = DLI_SOURCE_DOCUMENT };
    dli_noun noun = dli_noun_from(f, behind_hearer(f, cue->to), f->to);
    for (uint32_t i = cue->to + 1; i + 1 < noun.to && dli_has_caps(f); i++)
        if (begins_anew(f, i)) {
            noun = dli_noun_at(f, cue->to, i);
            break;
        }
    if (first && is_end(f, noun.to)) /* "selon Kern, le maire ment": no apposition */
        noun = dli_noun_plain(f, cue->to, f->to);
    *behind = noun.to;
    bool cyrillic = dli_is_cyrillic(f);
    bool called =
        cue->to > cue->from + 1 && noun.to > cue->to &&
        (cyrillic || (dli_has_caps(f) &&
                      dli_tok(f, noun.to - 1)->capital)); /* nach Ansicht von │ Fachleuten */
    bool last = !first && is_soft_mark(f, cue->group - 1) && is_end(f, noun.to);
    bool weak =
        (!is_romance(f) || last) && is_weak_source(f, &noun); /* según │ la tendencia, … */
    if (noun.pronoun != 0 || (!noun.sure && !weak && !called))
        return (dli_speaker){ 0 };
    if (has(cue, DLI_CUE(head)) && (!noun.sure || !noun.person || cue->group != f->from ||
                                    !dli_is_mark(f, noun.to, DLI_MARK_COMMA)))
        return (dli_speaker){ 0 };
    bool vague = !noun.sure || (is_romance(f) && noun.type == DLI_SOURCE_UNNAMED &&
                                !noun.person && noun.name_to == noun.name_from);
    if (vague && !first && !is_soft_mark(f, cue->group - 1) && !dli_has_caps(f))
        return (dli_speaker){ 0 }; /* distintas según la zona, selon la source */
    if (!noun.sure && !first && is_romance(f) && !is_end(f, noun.to))
        return (dli_speaker){ 0 }; /* qui, selon les mesures en vigueur, devrait */
    if (!noun.sure)
        noun.type = DLI_SOURCE_UNNAMED;
    return dli_speaker_of(f, &noun);
}

/* "The ministry, according to Reuters, said": the subject of the next cue stands before
 * this one, so that who stands behind it passes on. */
static bool is_before_verb(const dli_finder *f, size_t k, uint32_t start, uint32_t behind)
{
    if (k + 1 >= f->cues.count || f->cues.ptr[k + 1].group != behind + 1 ||
        has_finite(f, start, f->cues.ptr[k].group))
        return false;
    dli_noun noun = dli_noun_before(f, f->cues.ptr[k].group - 1, start);
    return noun.sure && noun.from == start;
}

/* "más de doce": no adverb of the clause. */
static bool counts_more(const dli_finder *f, uint32_t at)
{
    uint32_t to;

    return dli_token_meaning(f, at, f->to, DLI_LIST_figures, &to).ptr != NULL && to > at + 1;
}

/* "a study│, which according to Costa …": where the clause begins that is said. */
static uint32_t clause_start(const dli_finder *f, uint32_t start, uint32_t end)
{
    for (uint32_t i = end; i > start + 1 && end - i < 4; i--) {
        if (i == end && is_romance(f) && dli_is(f, i - 1, DLI_GRAMMAR_that))
            return i - 1; /* un fuego que, según Kern, … */
        if (!dli_is_mark(f, i - 2, DLI_MARK_COMMA))
            continue;
        bool that = dli_is(f, i - 1, DLI_GRAMMAR_that);
        bool which =
            dli_is(f, i - 1, DLI_GRAMMAR_rel) ||
            (dli_is(f, i - 1, DLI_GRAMMAR_caps) && (i == end || dli_is(f, i, DLI_GRAMMAR_obj)));
        if (that ? is_romance(f) : which)
            return i - 1; /* la venta, │ que según Kern */
    }
    return start;
}

/* "pour Kern, │ maire de Norda, qui vit ici, │ la route est fermée": behind what is said of him. */
static uint32_t behind_asides(const dli_finder *f, uint32_t at)
{
    for (uint32_t i = at, from = at; i < f->to && i - at < 2 * MAX_ASIDE; i++) {
        if (!dli_is_mark(f, i, DLI_MARK_COMMA))
            continue;
        if (has_finite(f, from, i) && !dli_is(f, from, DLI_GRAMMAR_rel))
            return from;
        from = i + 1;
        if (has_finite(f, from, f->to))
            at = from;
    }
    return at;
}

/* "Es regnet, │die Straße ist│ laut Polizei frei": where the last clause before the cue is one for itself, it
 * alone is said; else `start`. */
static uint32_t main_clause(const dli_finder *f, uint32_t start, uint32_t end)
{
    uint32_t at = end;

    while (at > start && !dli_is_mark(f, at - 1, DLI_MARK_COMMA))
        at--;
    if (!dli_has_caps(f) || at <= start + 1 || at >= end || !has_finite(f, start, at - 1) ||
        dli_is(f, at, DLI_GRAMMAR_rel | DLI_GRAMMAR_sub))
        return start;
    dli_noun noun = dli_noun_plain(f, at, end);
    uint32_t verb = noun.to;
    while (verb < end && dli_is(f, verb, DLI_GRAMMAR_adv))
        verb++;
    return verb > at && verb < end && dli_is(f, verb, FINITE) &&
                   !dli_is_mark(f, verb + 1, DLI_MARK_COMMA) && noun.to > at + 1
               ? at
               : start;
}

/* "Costa ist │nach eigenen Angaben│ krank", "│Nach eigenen Angaben│ ist Costa krank": whoever the clause is
 * about says the rest of it. */
static bool draft_own(dli_finder *f, size_t k)
{
    const dli_cue *cue = &f->cues.ptr[k];
    pattern p = { .cue = cue, .k = k, .before = cue->group, .behind = cue->to };
    bool first = cue->group == f->from;
    dli_noun noun =
        first ? dli_noun_from(f, cue->to + 1, f->to) : dli_noun_from(f, f->from, cue->group);
    uint32_t end = clause_end(f, k, cue->to);

    if (!noun.sure || noun.to <= noun.from ||
        (first && !dli_is(f, cue->to, FINITE) && dli_tok(f, cue->to)->capital) ||
        is_nobody(&(dli_speaker){ .pronoun = noun.pronoun }))
        return true;
    for (uint32_t i = noun.to; i < cue->group; i++)
        if (dli_tok(f, i)->mark != DLI_MARK_NONE)
            return true; /* another clause */
    p.source = dli_speaker_of(f, &noun);
    (void)add_part(&p, first ? cue->to : noun.to, first ? noun.from : cue->group);
    (void)add_part(&p, first ? noun.to : cue->to, end);
    return count_words(f, noun.to, end) < 3 || keep(f, &p);
}

/* "according to S". */
static bool draft_after(dli_finder *f, size_t k)
{
    const dli_cue *cue = &f->cues.ptr[k];
    if (has(cue, DLI_CUE(ing)))
        return draft_own(f, k);
    uint32_t start = f->left, group = cue->group;
    if (dli_is_cyrillic(f) && group > f->left && dli_is(f, group - 1, DLI_GRAMMAR_as))
        group--; /* │ как сообщается на сайте, … */
    pattern p = { .cue = cue, .k = k, .before = group };

    while (start < group && !counts_more(f, start) &&
           (dli_is(f, start, CLAUSE_BORDERS | DLI_GRAMMAR_adv) || is_soft_mark(f, start)))
        start++;
    bool first = start == group || dli_is(f, group - 1, CLAUSE_BORDERS) ||
                 (dli_is(f, group - 1, DLI_GRAMMAR_that) &&
                  !(group > start + 2 && is_which(f, start, group - 1))) ||
                 (is_soft_mark(f, group - 1) && group > start + 1 &&
                  dli_is(f, group - 2, CLAUSE_BORDERS));
    p.source = source_after(f, cue, first, &p.behind);
    if (p.source.in.end == 0)
        return true;
    start = first ? start : main_clause(f, start, group);
    bool said = f->last != 0 && f->left > f->from &&
                f->drafts.ptr[f->last - 1].kind == DLI_SAID_DIRECT && start == group;
    if (first && start == group && f->last != 0 && f->left > f->from &&
        (said || is_end(f, p.behind))) {
        pass_on(&f->drafts.ptr[f->last - 1], &p.source); /* Costa said, according to Reuters */
        return true;
    }
    take_by(f, &p);
    if (first) {
        uint32_t at = behind_cited(f, k, p.behind);
        bool colon = dli_is_mark(f, at, DLI_MARK_COLON) && is_speech(f, at + 1);
        if (!colon && !has(cue, DLI_CUE(around)))
            at = behind_comma(f, at);
        while (at < f->to && (is_soft_mark(f, at) || (colon && !is_atom(f, at))))
            at++; /* Selon Kern : “…” */
        if (has(cue, DLI_CUE(head)))
            at = behind_asides(f, at);
        if (!add_part(&p, at, clause_end(f, k, at)) ||
            (count_words(f, at, f->to) < 2 && !is_speech(f, at)))
            return true;
        return keep(f, &p);
    }
    bool apart = is_soft_mark(f, group - 1);
    uint32_t begins = clause_start(f, start, apart ? group - 1 : group);
    if (begins != start) {
        uint32_t from = p.behind + (is_soft_mark(f, p.behind) ? 1 : 0), to = from;
        while (to < f->to && !is_soft_mark(f, to) && !is_end(f, to))
            to++;
        (void)add_part(&p, begins, group);
        (void)add_part(&p, from, to);
        return p.parts < 2 || keep(f, &p);
    }
    bool put_in = apart && is_soft_mark(f, p.behind) && count_words(f, p.behind, f->to) > 1;
    bool alone = apart && start == f->from && is_end(f, p.behind); /* "; seven, police say" */
    if (count_words(f, start, group) < 2 && !is_atom(f, start) && !put_in && !alone)
        return true;
    if (put_in && is_before_verb(f, k, start, p.behind)) {
        f->passed = p.source;
        return true;
    }
    (void)add_part(&p, start, group);
    if (has(cue, DLI_CUE(around)) && !is_soft_mark(f, p.behind) && !is_end(f, p.behind))
        (void)add_part(&p, p.behind, clause_end(f, k, p.behind));
    else if (dli_is_mark(f, p.behind, DLI_MARK_COLON) && is_speech(f, p.behind + 1))
        (void)add_part(&p, p.behind + 1, clause_end(f, k, p.behind + 1)); /* C, selon S : “…” */
    else if (apart || is_occasion(f, start, group))
        add_rest(f, &p);
    if (p.parts == 1 && is_romance(f) && dli_is(f, start, DLI_GRAMMAR_prep) &&
        !has_finite(f, start, group) && !is_end(f, p.behind))
        return true; /* En el puerto, según Kern, que lo vio, … */
    return keep(f, &p);
}

/* "S zufolge": the clause around both. */
static bool draft_before(dli_finder *f, size_t k)
{
    const dli_cue *cue = &f->cues.ptr[k];
    dli_noun noun = dli_noun_before(f, cue->group, f->floor);
    pattern p = { .cue = cue, .k = k, .before = noun.from, .behind = cue->to };

    if (!noun.sure || noun.pronoun != 0)
        return true;
    p.source = dli_speaker_of(f, &noun);
    if (count_words(f, f->left, noun.from) > 0)
        (void)add_part(&p, f->left, noun.from);
    if (!is_end(f, cue->to))
        (void)add_part(&p, cue->to, clause_end(f, k, cue->to));
    return p.parts == 0 || keep(f, &p);
}

/* The last sentence of the block before, without its stop. */
static dl_span block_before(const dli_finder *f)
{
    const dli_parsed *p = f->parsed;
    size_t s = dli_sentence_at(p, dli_tok(f, 0)->word);

    if (f->quote != 0 || s == 0 || s >= p->sentences.count)
        return (dl_span){ 0, 0 };
    const dli_sentence *last = &p->sentences.ptr[s - 1];
    uint32_t word = last->word, end = last->word + last->count;
    if (f->item->blocks.ptr[last->block].kind != DLI_BLOCK_P || last->block + 1 != f->block)
        return (dl_span){ 0, 0 };
    uint32_t quote = dli_quote_around(p, word, word + 1);
    if (quote != 0 && p->quotes.ptr[quote - 1].word < word) /* “…. …” ¶ Costa said so */
        word = p->sentences.ptr[dli_sentence_at(p, p->quotes.ptr[quote - 1].word)].word;
    if (end > word + 1 && p->words.ptr[end - 1].mark == DLI_MARK_STOP)
        end--;
    return dli_words_span(p, word, end);
}

/* A draft of what the sentence before says, in this block or at the end of the one before. */
static bool keep_before(dli_finder *f, const pattern *p)
{
    pattern all = *p;
    uint32_t start = f->from;
    size_t count = f->drafts.count;

    all.parts = 0;
    while (start > 0 && (start == f->from || !dli_tok(f, start)->starts))
        start--;
    if (start < f->from)
        return !add_part(&all, start, f->from) || keep(f, &all);
    dl_span said = block_before(f);
    if (said.end == 0 || !keep(f, &all))
        return !f->failed;
    if (f->drafts.count == count)
        return true;
    dli_draft *draft = &f->drafts.ptr[count];
    draft->kind = DLI_SAID_INDIRECT;
    draft->content = (uint32_t)f->spans.count;
    draft->content_count = 1;
    f->failed |= !DLI_PUSH(f->scratch, &f->spans, said);
    return !f->failed;
}

/* "This was reported by S": what the sentence before says. */
static bool draft_back(dli_finder *f, size_t k)
{
    const dli_cue *cue = &f->cues.ptr[k];
    dli_noun noun = dli_noun_from(f, cue->to, f->to);

    if (!noun.sure || noun.pronoun != 0)
        return true;
    pattern p = { .cue = cue, .k = k, .before = cue->group, .behind = noun.to };
    p.source = dli_speaker_of(f, &noun);
    return keep_before(f, &p);
}

/* A verb of saying that may stand beside "about this". */
static bool may_tell(const dli_cue *said)
{
    return !said->done && said->stance != DLI_STANCE_BELIEVE &&
           !has(said, DLI_CUE(via) | DLI_CUE(nobody) | DLI_CUE(ing) | DLI_CUE(call) |
                          DLI_CUE(back) | DLI_CUE(by) | DLI_CUE(this));
}

/* "Мэрия сообщила │ об этом": who stands before the verb says what the sentence before does. */
static bool draft_this_behind(dli_finder *f, size_t verb, uint32_t behind)
{
    dli_cue *said = &f->cues.ptr[verb];
    dli_noun noun = dli_noun_before(f, said->group, f->from);
    pattern p = { .cue = said, .k = verb, .before = noun.from, .behind = behind };

    p.source = dli_speaker_of(f, &noun);
    if (!may_tell(said) || !noun.sure || is_told_to(f, &noun) || is_nobody(&p.source) ||
        (noun.from != f->from && !dli_is(f, f->from, DLI_GRAMMAR_adv)) ||
        dli_is(f, behind, DLI_GRAMMAR_that) || dli_is_mark(f, behind, DLI_MARK_COMMA))
        return true;
    said->done = true;
    return keep_before(f, &p);
}

/* "Об этом │ 5 марта сообщила мэрия": the same, where the verb stands behind it. */
static bool draft_this(dli_finder *f, size_t k)
{
    const dli_cue *cue = &f->cues.ptr[k];
    uint32_t start = f->from;

    while (start < cue->group && dli_is(f, start, DLI_GRAMMAR_adv | CLAUSE_BORDERS))
        start++;
    if (start < cue->group && k > 0 && f->cues.ptr[k - 1].to == cue->group)
        return draft_this_behind(f, k - 1, cue->to);
    if (start < cue->group || k + 1 >= f->cues.count || !may_tell(&f->cues.ptr[k + 1]))
        return true;
    dli_cue *said = &f->cues.ptr[k + 1];
    for (uint32_t i = cue->to; i < said->group; i++)
        if (dli_tok(f, i)->mark == DLI_MARK_COMMA || dli_is(f, i, FINITE) ||
            i - cue->to > MAX_ASIDE)
            return true;
    pattern p = { .cue = said, .k = k + 1, .before = cue->group, .behind = said->to };
    dli_noun noun = dli_noun_before(f, said->group, cue->to); /* Про це Коста │ повідомив */
    if (has(said, DLI_CUE(after))) {
        noun = dli_noun_from(f, said->to, f->to);
        p.behind = noun.to;
    } else {
        p.source = speaker_behind(f, said, &p.behind);
    }
    if (p.source.in.end == 0 && noun.sure && !is_told_to(f, &noun))
        p.source = dli_speaker_of(f, &noun);
    if (p.source.in.end == 0 || is_nobody(&p.source))
        return true;
    said->done = true;
    if (said->group == cue->to)
        said->group = cue->group;
    return keep_before(f, &p);
}

/* "сообщила об │ этом": the last word of a phrase of saying begins "about this". *behind gets the token
 * behind it. */
static bool tells_this(const dli_finder *f, const dli_cue *cue, uint32_t *behind)
{
    if (cue->to < cue->from + 2 || !dli_is(f, cue->to - 1, DLI_GRAMMAR_prep))
        return false;
    dl_str meaning = dli_token_meaning(f, cue->to - 1, f->to, DLI_LIST_said, behind);
    return meaning.ptr != NULL && dli_means(meaning, "this");
}

/* "reportedly": the clause around it. */
static bool draft_nobody(dli_finder *f, size_t k)
{
    const dli_cue *cue = &f->cues.ptr[k];
    pattern p = { .cue = cue, .k = k, .before = cue->group, .behind = cue->to };

    if (k + 1 < f->cues.count && f->cues.ptr[k + 1].from == cue->to &&
        f->cues.ptr[k + 1].stance != (uint8_t)DLI_STANCE_BELIEVE &&
        !has(&f->cues.ptr[k + 1], DLI_CUE(nobody) | DLI_CUE(after) | DLI_CUE(before)))
        return true; /* has reportedly │ said: somebody did */
    bool clause = dli_is(f, cue->to - 1, DLI_GRAMMAR_that); /* "Также │ известно, что" */
    if (clause && cue->clause > f->left) {
        uint32_t before = cue->group;
        dli_noun noun = document_before(f, cue, &before); /* В докладе │ отмечается, что */
        if (noun.sure) {
            p.source = dli_speaker_of(f, &noun);
            p.before = before;
        }
    }
    uint32_t from = f->left;
    for (uint32_t i = from; i < cue->group; i++)
        if (i > 0 && ((dli_is(f, i, DLI_GRAMMAR_that) && is_soft_mark(f, i - 1)) ||
                      (dli_is_cyrillic(f) && dli_is(f, i, DLI_GRAMMAR_rel) &&
                       dli_is_mark(f, i - 1, DLI_MARK_COMMA))))
            from = dli_is(f, i, DLI_GRAMMAR_that) ? i + 1 : i; /* "…, что │ власти якобы" */
    if (cue->group > from && !clause)
        (void)add_part(&p, from, cue->group);
    (void)add_part(&p, cue->to, clause_end(f, k, cue->to));
    return p.parts == 0 || keep(f, &p);
}

/* "quoted Y as saying": Y is the source, who quotes passes it on. */
static bool draft_as(dli_finder *f, size_t k)
{
    const dli_cue *cue = &f->cues.ptr[k];
    pattern p = { .cue = cue, .k = k, .before = cue->group, .behind = cue->to };
    dli_speaker other = { 0 };
    size_t q = k;

    while (q > 0 && !has(&f->cues.ptr[q - 1], DLI_CUE(quoted) | DLI_CUE(by)))
        q--;
    if (q == 0)
        return true;
    const dli_cue *quoted = &f->cues.ptr[q - 1];
    uint32_t before, at = quoted->to;
    dli_speaker left = speaker_before(f, quoted, &before, &p.by);
    bool behind = at < cue->group && dli_is(f, at, DLI_GRAMMAR_prep); /* quoted by Y as */
    dli_noun right = dli_noun_from(f, behind ? at + 1 : at, cue->group);
    if (right.sure)
        other = dli_speaker_of(f, &right);
    bool passive = quoted->passive || has(quoted, DLI_CUE(by));
    p.source = passive ? left : other;
    dli_speaker via = passive ? other : left;
    if (p.source.in.end == 0)
        return true;
    if (passive && !right.sure && dli_is(f, p.behind, DLI_GRAMMAR_prep)) {
        dli_noun late = dli_noun_from(f, p.behind + 1, f->to); /* as saying by Y */
        if (late.sure && dli_is_mark(f, late.to, DLI_MARK_COLON)) {
            via = dli_speaker_of(f, &late);
            p.behind = late.to;
        }
    }
    if (!speech_behind(f, &p) && !clause_behind(f, &p)) {
        p.before = before; /* “…”, Reuters quoted him as saying */
        if (!speech_before(f, &p) && !clause_before(f, &p))
            return true;
    }
    if (via.in.end > 0)
        p.by = via;
    return keep(f, &p);
}

/* "If he thinks …", "what she calls …": nobody said it, or not this. */
static bool is_supposed(const dli_finder *f, uint32_t before)
{
    return before > f->from && dli_is(f, before - 1, DLI_GRAMMAR_wh) &&
           !dli_is(f, before - 1, DLI_GRAMMAR_rel | DLI_GRAMMAR_as);
}

/* "Kern recordó que │ llueve│, como dijo Costa": where the clause begins that "as" is about. */
static uint32_t said_inside(const dli_finder *f, uint32_t as)
{
    if (!is_romance(f) || f->last == 0 || f->inside <= as)
        return f->left;
    for (uint32_t i = as; i > f->left; i--)
        if (dli_is(f, i - 1, DLI_GRAMMAR_that) && !is_relative(f, f->left, i - 1, false))
            return i;
    return f->left;
}

/* "As S said, C", "C, as S said". */
static bool as_said(dli_finder *f, pattern *p)
{
    uint32_t as = p->before - 1, at = behind_tail(f, p->behind);

    if (has(p->cue, DLI_CUE(quote)))
        return false;

    bool bare = true; /* Зокрема, │ як повідомив Коста, … */
    for (uint32_t i = f->left; i < as && bare; i++)
        bare = dli_is(f, i, DLI_GRAMMAR_adv) || is_soft_mark(f, i);
    if (!bare && as > f->left + 1 && is_soft_mark(f, as - 1) &&
        (count_words(f, f->left, as) > 1 || is_soft_mark(f, p->behind))) {
        (void)add_part(p, said_inside(f, as), as - 1);
        add_rest(f, p);
        p->before = as;
        return true;
    }
    bool first = as == f->from || bare || dli_is(f, as - 1, CLAUSE_BORDERS | DLI_GRAMMAR_that);
    if (!first || !is_soft_mark(f, at))
        return false;
    p->before = as;
    return add_part(p, at + 1, clause_end(f, p->k, at + 1));
}

/* A separated particle right behind the words of saying belongs to them: "teilte die
 * Polizei mit". */
static void pass_particle(const dli_finder *f, pattern *p)
{
    uint32_t particle = p->cue->particle;

    if (particle >= p->behind && particle != 0 && behind_tail(f, p->behind) >= particle)
        p->behind = particle + 1;
}

/* «C, — said S. — C again.»: the author's words stand inside the marks of the speech. */
static bool draft_inserted(dli_finder *f, pattern *p)
{
    uint32_t behind = behind_tail(f, p->behind), end = (uint32_t)f->tokens.count;
    size_t count = f->drafts.count;
    bool again = !f->dialogue; /* — C, — said S. — C again. */

    while (behind < end && (is_soft_mark(f, behind) || dli_is_mark(f, behind, DLI_MARK_STOP))) {
        again |= dli_is_mark(f, behind, DLI_MARK_DASH);
        behind++;
    }
    p->parts = 0;
    (void)add_part(p, f->dialogue ? 1 : 0, p->before);
    if (behind < end && again)
        (void)add_part(p, behind, end);
    if (!keep(f, p))
        return false;
    if (f->drafts.count == count)
        return true;
    dli_draft *draft = &f->drafts.ptr[count];
    draft->kind = DLI_SAID_DIRECT;
    if (f->quote == 0)
        return true;
    draft->quote = f->parsed->quotes.ptr[f->quote - 1].parent;
    f->taken[f->quote - 1] = 1;
    return true;
}

/* Whether an inverted clause of saying inside a quotation is the author's: it stands
 * between marks, and what it is said of is before it. */
static bool is_inserted(const dli_finder *f, const pattern *p)
{
    uint32_t behind = behind_tail(f, p->behind);
    bool closed =
        is_end(f, behind) || is_soft_mark(f, behind) || dli_is_mark(f, behind, DLI_MARK_STOP);

    return (f->quote != 0 || f->dialogue) && p->inverted && closed && p->before > f->from + 1 &&
           is_soft_mark(f, p->before - 1) && !has(p->cue, DLI_CUE(after));
}

/* The subject is joined to the verb: "a-t-il dit". */
static bool draft_joined(dli_finder *f, pattern *p)
{
    uint32_t at = p->cue->pronoun;

    p->source = (dli_speaker){ .in = dli_tokens_span(f, at, at + 1),
                               .pronoun = dli_tok(f, at)->grammar,
                               .person = true };
    p->inverted = true;
    if (is_nobody(&p->source))
        return true;
    return is_inserted(f, p) ? draft_inserted(f, p) : !any_content(f, p) || keep(f, p);
}

/* A language whose verbs need no subject. */
static bool leaves_out(const dli_finder *f)
{
    const dli_lang *lang = f->parsed->lang;

    return dli_eq(lang->code, DL_STR("es")) || dli_is_cyrillic(f);
}

/* "“…”, dijo │ refiriéndose a la obra": what one did while one said it. */
static bool is_gerund(const dli_finder *f, uint32_t at)
{
    static const char *const endings[] = { "ando",    "iendo",  "ándose",
                                           "iéndose", "ándole", "iéndole" };

    if (at >= f->to || is_atom(f, at) || !dli_eq(f->parsed->lang->code, DL_STR("es")))
        return false;
    dl_str word = dli_cut(f->parsed->body, f->parsed->words.ptr[dli_tok(f, at)->word].in);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (word.len > 6 && dli_ends(word, dli_str(endings[i])))
            return true;
    return false;
}

/* "│Incluso,│ señala que", "│En ese sentido,│ agregó: “…”": what stands before a verb without a subject, up
 * to a comma, is an occasion that names nobody. */
static bool is_opened(const dli_finder *f, uint32_t from, uint32_t to)
{
    if (!dli_eq(f->parsed->lang->code, DL_STR("es")) || to <= from ||
        !dli_is_mark(f, to - 1, DLI_MARK_COMMA) || to - from > MAX_ASIDE)
        return false;
    if (to - from > 1 && !dli_is(f, from, DLI_GRAMMAR_prep | DLI_GRAMMAR_of))
        return false;
    for (uint32_t i = from; i + 1 < to; i++)
        if (dli_tok(f, i)->mark != DLI_MARK_NONE || is_atom(f, i) || dli_tok(f, i)->says ||
            dli_is(f, i, FINITE | SUBJECT | DLI_GRAMMAR_rel | DLI_GRAMMAR_that))
            return false;
    return true;
}

/* "La alcaldesa llegó tarde. │ Dijo que …": the person whom the sentence before is about, where nobody is
 * said to have said anything there. */
static dli_noun subject_of_last(dli_finder *f)
{
    enum {
        OPENER = 5
    };
    uint32_t from = f->from, to = f->to, start = from;
    dli_noun none = { 0 };

    if (!dli_eq(f->parsed->lang->code, DL_STR("es")) || f->quote != 0 || f->last != 0)
        return none;
    while (start > 0 && (start == from || !dli_tok(f, start)->starts))
        start--;
    if (start == from)
        return none;
    uint32_t begins = dli_tokens_span(f, start, start + 1).start;
    for (size_t i = f->drafts.count; i > 0 && f->drafts.count - i < 3; i--)
        if (f->drafts.ptr[i - 1].cue.end > begins ||
            f->drafts.ptr[i - 1].source.in.end > begins)
            return none;
    f->from = start;
    f->to = from;
    dli_noun noun = subject_of_sentence(f);
    for (uint32_t i = start; i < start + OPENER && i < from && !noun.sure; i++)
        if (dli_is_mark(f, i, DLI_MARK_COMMA)) /* Visiblemente emocionado, │ el alcalde */
            noun = dli_noun_from(f, i + 1, from);
    f->from = from;
    f->to = to;
    return noun.sure && noun.person && noun.pronoun == 0 && noun.to < from &&
                   dli_tok(f, noun.to - 1)->mark == DLI_MARK_NONE &&
                   !dli_is_mark(f, noun.to, DLI_MARK_COLON)
               ? noun
               : none;
}

/* Nobody is named at all: “…”, añadió. / Añadió que … */
static bool draft_bare(dli_finder *f, pattern *p)
{
    uint32_t start = f->from;
    dli_noun last = is_many(f, p->cue) ? (dli_noun){ 0 } : subject_of_last(f);

    if (!last.sure && f->last == 0 && leaves_out(f) && !dli_is_cyrillic(f) && f->quote == 0 &&
        !is_many(f, p->cue)) {
        dli_noun own = subject_of_sentence(f); /* Costa alzó la voz: “…”, exigió. */
        bool colon = p->cue->group > f->from + 3 && is_atom(f, p->cue->group - 2) &&
                     dli_is_mark(f, p->cue->group - 3, DLI_MARK_COLON);
        if (own.sure && own.person && own.pronoun == 0 && colon && own.to < p->cue->group - 3)
            last = own;
    }
    if (last.sure)
        p->source = dli_speaker_of(f, &last);
    p->bare = true;
    p->before = p->cue->group;
    p->behind = p->cue->to;
    pass_particle(f, p);
    uint32_t behind = behind_tail(f, p->behind);
    bool closed = is_end(f, behind) || is_soft_mark(f, behind) || is_gerund(f, behind);
    if (closed && speech_before(f, p)) {
        add_rest(f, p);
        return keep(f, p);
    }
    if (leaves_out(f) && is_soft_mark(f, p->before - (p->before > f->from ? 1 : 0)) &&
        !has(p->cue, DLI_CUE(quote)) && is_put_in(f, p) && clause_before(f, p)) {
        add_rest(f, p); /* Un piso, asegura, es poco. */
        return keep(f, p);
    }
    while (start < p->before && dli_is(f, start, DLI_GRAMMAR_adv | CLAUSE_BORDERS))
        start++;
    bool opened = is_opened(f, start, p->before);
    if ((start == p->before || opened) && speech_behind(f, p))
        return keep(f, p); /* Потом добавил: «…» */
    if (dli_eq(f->parsed->lang->code, DL_STR("en")))
        return true; /* But know that … */
    uint32_t that =
        opened || is_romance(f) ? behind_tail(f, behind_turn(f, p->behind)) : p->behind;
    if ((start != p->before && !opened) || !dli_is(f, that, DLI_GRAMMAR_that) ||
        that >= f->to || dli_is(f, that - 1, DLI_GRAMMAR_det) ||
        (dli_is(f, that - 1, DLI_GRAMMAR_prep) && !dli_is(f, that - 1, DLI_GRAMMAR_adv)))
        return true;
    p->behind = that;
    return !clause_behind(f, p) || keep(f, p);
}

/* "Министерство │ удар по рынку │ отрицает": the object between subject and verb. */
static bool object_before(const dli_finder *f, pattern *p)
{
    if (!has(p->cue, DLI_CUE(object)) || p->inverted || !is_end(f, p->behind) ||
        p->before != f->from)
        return false;
    dli_noun noun = dli_noun_plain(f, p->before, p->cue->group);
    if (!noun.sure || noun.to >= p->cue->group || noun.pronoun != 0 || !dli_is_cyrillic(f))
        return false;
    p->source = dli_speaker_of(f, &noun);
    return add_part(p, noun.to, p->cue->group);
}

/* "Aufklärung versprach Ministerin Kern": where every noun has a capital, the word before
 * the verb need not be a name, and who stands behind it is sure to be one. */
static bool is_object_first(const dli_finder *f, const pattern *p)
{
    if (f->parsed->phrases == NULL || !dli_has_caps(f) || p->source.role.end > 0 ||
        p->source.pronoun != 0 || p->before != f->from || p->cue->clause - p->before != 1)
        return false;
    uint32_t behind;
    dli_speaker other = speaker_behind(f, p->cue, &behind);
    return other.person && other.name.end > 0 && other.role.end > 0;
}

/* The source stands left of the verb. *done: nothing else need be tried. */
static bool draft_left(dli_finder *f, pattern *p, bool *done)
{
    p->source = speaker_before(f, p->cue, &p->before, &p->by);
    pass_particle(f, p);
    *done = true;
    if (is_nobody(&p->source) || is_supposed(f, p->before))
        return true;
    if (p->source.in.end > 0 && p->before > f->from &&
        dli_is(f, p->before - 1, DLI_GRAMMAR_as) && as_said(f, p))
        return keep(f, p);
    bool beside = p->source.in.end > 0 && p->before > f->from && dli_has_caps(f) &&
                  dli_is(f, p->before - 1, DLI_GRAMMAR_sub) &&
                  !dli_is(f, p->before - 1, DLI_GRAMMAR_as | DLI_GRAMMAR_wh) &&
                  find_that(f, p->behind, false) == f->to &&
                  !dli_is_mark(f, behind_tail(f, p->behind), DLI_MARK_COLON);
    if (p->source.in.end > 0 && !beside && !is_object_first(f, p) &&
        (any_content(f, p) || object_before(f, p)))
        return keep(f, p);
    if (p->source.in.end == 0 && f->last == 0) {
        dli_noun noun = subject_of_sentence(f); /* Kern, asked about it, said: “…” */
        p->source = dli_speaker_of(f, &noun);
        p->before = p->cue->group;
        if (noun.sure && noun.person && noun.to < p->before &&
            dli_is_mark(f, behind_tail(f, p->behind), DLI_MARK_COLON) && speech_behind(f, p))
            return keep(f, p);
        p->source = (dli_speaker){ 0 };
    }
    *done = false;
    return true;
}

/* "In ihrer Antwort auf die Frage der Abgeordneten Costa │ hat": the sentence begins with a preposition,
 * and nothing before the verb is its subject. */
static bool is_all_preposition(const dli_finder *f, uint32_t verb)
{
    if (!dli_is(f, f->from, DLI_GRAMMAR_prep) || verb - f->from > MAX_ASIDE)
        return false;
    for (uint32_t i = f->from; i < verb; i++)
        if (dli_tok(f, i)->mark == DLI_MARK_COMMA || dli_tok(f, i)->mark == DLI_MARK_COLON ||
            dli_is(f, i, FINITE & ~(uint32_t)DLI_GRAMMAR_verb) || is_atom(f, i))
            return false;
    return true;
}

/* "Anfang August" */
static bool is_month(const dli_finder *f, const dli_noun *noun)
{
    uint32_t to;

    return noun->to > noun->from &&
           dli_token_meaning(f, noun->to - 1, noun->to, DLI_LIST_months, &to).ptr != NULL;
}

/* "hatte Costa am Montag gesagt": where a participle ends the clause, its subject may stand behind the
 * auxiliary. */
static bool behind_auxiliary(const dli_finder *f, pattern *p)
{
    const dli_cue *cue = p->cue;
    uint32_t at = cue->clause;

    if (!has(cue, DLI_CUE(part)) || at >= cue->group || f->parsed->phrases == NULL ||
        !dli_has_caps(f))
        return false;
    bool parted = at == f->from || is_soft_mark(f, at - 1) || is_speech(f, at - 1) ||
                  is_all_preposition(f, at);
    dli_noun before = parted ? (dli_noun){ 0 } : dli_noun_before(f, at, f->floor);
    dli_noun first = parted ? (dli_noun){ 0 } : subject_of_sentence(f);
    before.sure &= !is_month(f, &before); /* Anfang August hatten │ Fischer festgestellt */
    first.sure &= !is_month(f, &first);
    dli_noun noun = dli_noun_from(f, at + 1, cue->group);
    if (dli_is(f, cue->group - 1, CLAUSE_BORDERS) || (first.sure && first.to <= at))
        return false; /* "Costa hat gewartet und │ gesagt" */
    if (before.sure || !noun.sure || is_nobody(&(dli_speaker){ .pronoun = noun.pronoun }))
        return false;
    p->source = dli_speaker_of(f, &noun);
    p->before = at;
    p->inverted = true;
    return true;
}

/* "El alcalde de Puerto Norte, Denis Kern, │ destacó la labor de …": all that stands before the
 * comma is who may have said it, which is nothing that could be said. */
static bool is_headed(const dli_finder *f, uint32_t comma)
{
    dli_noun noun = subject_of_sentence(f);

    if (!noun.sure || noun.pronoun != 0 || dli_tok(f, noun.from)->quote != 0)
        return false;
    if (noun.to == comma)
        return true;
    uint32_t marks = 0;
    for (uint32_t i = noun.to; i < comma; i++)
        marks += dli_is_mark(f, i, DLI_MARK_COMMA);
    return dli_is_mark(f, noun.to, DLI_MARK_COMMA) && marks == 1 &&
           comma - noun.to < MAX_ASIDE && !has_finite(f, noun.to, comma);
}

/* "“…”, dice Costa", "…, confirmó hoy Costa": behind a comma the verb has its subject behind it, in
 * a language that turns them; what stands before is what was said. */
static bool is_turned(const dli_finder *f, const dli_cue *cue)
{
    uint32_t behind;

    if (!is_romance(f))
        return false;
    dli_speaker other = speaker_behind(f, cue, &behind);
    if (!is_soft_mark(f, behind) && is_headed(f, cue->group - 1))
        return false;
    return other.in.end > 0 && other.pronoun == 0 &&
           (is_end(f, behind) || is_soft_mark(f, behind) ||
            dli_is(f, behind, DLI_GRAMMAR_prep | DLI_GRAMMAR_rel));
}

/* "│Stellt│ ein Mitglied fest, dass es geht, so …": a German sentence that begins with its verb asks, or says
 * if, but before a colon and speech. */
static bool is_condition(const dli_finder *f, const dli_cue *cue)
{
    if (!dli_has_caps(f) || cue->group != f->from || cue->particle == 0 ||
        (f->from > 0 && !dli_tok(f, f->from)->starts))
        return false;
    for (uint32_t i = f->from; i < f->to; i++)
        if (is_atom(f, i) || dli_is_mark(f, i, DLI_MARK_COLON))
            return false;
    return true;
}

/* "El balance │ lo ha confirmado │ Kern": where the verb takes up its object before it, its subject is
 * behind. */
static bool object_first(const dli_finder *f, pattern *p)
{
    const dli_cue *cue = p->cue;
    uint32_t at = cue->group, from = f->left;

    if (!dli_eq(f->parsed->lang->code, DL_STR("es")) || at < from + 2 ||
        !(is_word(f, at, "lo") || is_word(f, at, "la") || is_word(f, at, "los") ||
          is_word(f, at, "las")) ||
        dli_is(f, at - 1, ~(uint32_t)DLI_GRAMMAR_time) || has_finite(f, from, at) ||
        dli_is(f, cue->to, DLI_GRAMMAR_that))
        return false;
    p->source = speaker_behind(f, cue, &p->behind);
    p->before = at;
    if (p->source.in.end == 0 || p->source.pronoun != 0 || p->source.type == DLI_SOURCE_UNNAMED)
        return false;
    p->inverted = true;
    return add_part(p, from, at);
}

/* "Los hechos revelan │ dos posiciones de Kern", "« Les Voix » appelle │ les élus à agir": what stands behind the
 * verb is its object, where its subject is before it, though nobody knows who. */
static bool is_nobodys(const dli_finder *f, const pattern *p)
{
    const uint32_t opens = DLI_GRAMMAR_prep | DLI_GRAMMAR_of | DLI_GRAMMAR_adv |
                           CLAUSE_BORDERS | DLI_GRAMMAR_sub | DLI_GRAMMAR_wh | DLI_GRAMMAR_as |
                           DLI_GRAMMAR_time;
    uint32_t at = p->cue->group;

    if (!is_romance(f) || at <= f->left || p->source.in.end == 0)
        return false;
    if (is_atom(f, at - 1))
        return p->source.type != DLI_SOURCE_NAMED && !is_end(f, p->behind) &&
               !is_soft_mark(f, p->behind) && !dli_is_mark(f, p->behind, DLI_MARK_COLON) &&
               has(p->cue, DLI_CUE(object) | DLI_CUE(to) | DLI_CUE(address));
    return has(p->cue, DLI_CUE(object)) && dli_tok(f, at - 1)->mark == DLI_MARK_NONE &&
           !dli_is(f, f->left, opens);
}

/* "│Am Montag│ sagte er", "│Zugleich│ sagte sie": nothing but a time, a place or an adverb stands before the
 * verb of a German sentence. */
static bool is_opening(const dli_finder *f, uint32_t verb)
{
    uint32_t at = f->left;

    if (!dli_has_caps(f))
        return false;
    while (at < verb && dli_is(f, at, DLI_GRAMMAR_adv | DLI_GRAMMAR_but | DLI_GRAMMAR_and))
        at++;
    return at == verb || (f->left == f->from && is_all_preposition(f, verb));
}

/* A verb of saying. */
static bool draft_verb(dli_finder *f, size_t k)
{
    const dli_cue *cue = &f->cues.ptr[k];
    const pattern plain = { .cue = cue, .k = k, .before = cue->group, .behind = cue->to };
    pattern p = plain;
    uint32_t before = cue->group > 0 ? cue->group - 1 : 0;
    bool parted = cue->group > 0 && (is_soft_mark(f, before) || is_speech(f, before));
    bool ing = has(cue, DLI_CUE(ing)), invert = has(cue, DLI_CUE(invert)), done = false;

    if (tells_this(f, cue, &p.behind))
        return draft_this_behind(f, k, p.behind);
    if (cue->pronoun != 0)
        return draft_joined(f, &p);
    if (invert && !parted)
        return true;
    if (is_condition(f, cue))
        return true;
    if (object_first(f, &p))
        return keep(f, &p);
    if (behind_auxiliary(f, &p)) {
        take_by(f, &p);
        return !any_content(f, &p) || keep(f, &p);
    }
    bool turned = dli_is_mark(f, before, DLI_MARK_COMMA) && cue->group > f->from + 1 && !ing &&
                  is_turned(f, cue);
    if (!invert && !turned && (!parted || ing || dli_is_mark(f, before, DLI_MARK_COMMA)) &&
        !draft_left(f, &p, &done))
        return false;
    bool left = p.source.in.end > 0 && !is_object_first(f, &p);
    if (done || ing || (left && !parted))
        return true;
    if (dli_has_caps(f) && cue->group > f->from && dli_is(f, before, DLI_GRAMMAR_and))
        return true; /* kam und │ nannte Maier │ “faul” */
    p = plain;
    p.inverted = true;
    if (has(cue, DLI_CUE(address)) && has(cue, DLI_CUE(free)) && has(cue, DLI_CUE(to)))
        return true; /* told │ reporters: nobody says so the other way round */
    p.source = speaker_behind(f, cue, &p.behind);
    if (p.source.in.end > 0 && dli_is_mark(f, before, DLI_MARK_COMMA) && is_romance(f) &&
        !is_soft_mark(f, p.behind) && is_headed(f, before))
        return true; /* Costa, alcaldesa de Ostrava, │ destacó la labor de la policía */
    if (is_nobodys(f, &p))
        return true;
    take_by(f, &p);
    pass_particle(f, &p);
    if (p.source.in.end == 0 && !left && !invert)
        return draft_bare(f, &p);
    if (p.source.in.end == 0 || is_nobody(&p.source) ||
        (!parted && cue->group > f->from && p.source.pronoun != 0 &&
         !is_opening(f, cue->group)))
        return true;
    if (cue->group > f->from && dli_is(f, before, DLI_GRAMMAR_as) && as_said(f, &p))
        return keep(f, &p);
    if (is_inserted(f, &p))
        return draft_inserted(f, &p);
    return !any_content(f, &p) || keep(f, &p);
}

/* Where the sentence begins behind a date or a word that heads it: "March 4: │ …". */
static uint32_t behind_head(const dli_finder *f)
{
    for (uint32_t i = f->from; i + 1 < f->to && i - f->from < MAX_HEAD; i++) {
        if (is_romance(f) && dli_is_mark(f, i, DLI_MARK_STOP) && i > f->from &&
            (dli_is_mark(f, i + 1, DLI_MARK_HYPHEN) || dli_is_mark(f, i + 1, DLI_MARK_DASH)))
            return i + 2; /* Norda.- │ El alcalde */
        if (dli_is_mark(f, i, DLI_MARK_COLON) && i > f->from)
            return is_atom(f, i + 1) ? f->from : i + 1;
        if (is_atom(f, i) || dli_tok(f, i)->says || dli_is(f, i, FINITE))
            break;
    }
    return f->from;
}

bool dli_draft_cues(dli_finder *f)
{
    f->floor = f->left = f->inside = behind_head(f);
    f->last = 0;
    f->cited = f->passed = (dli_speaker){ 0 };
    for (size_t k = 0; k < f->cues.count; k++) {
        const dli_cue *cue = &f->cues.ptr[k];
        bool fine = cue->done                   ? true
                    : has(cue, DLI_CUE(via))    ? draft_via(f, cue)
                    : has(cue, DLI_CUE(this))   ? draft_this(f, k)
                    : has(cue, DLI_CUE(back))   ? draft_back(f, k)
                    : has(cue, DLI_CUE(after))  ? draft_after(f, k)
                    : has(cue, DLI_CUE(before)) ? draft_before(f, k)
                    : has(cue, DLI_CUE(nobody)) ? draft_nobody(f, k)
                    : has(cue, DLI_CUE(as))     ? draft_as(f, k)
                    : has(cue, DLI_CUE(by))     ? draft_passed(f, cue)
                    : has(cue, DLI_CUE(quoted)) ? true
                                                : draft_verb(f, k);
        if (!fine)
            return false;
    }
    return true;
}
