/* titles.c -- what stands beside a name: who somebody is.
 *
 *   Herr Bürgermeister │ Karl Brandner             a title
 *   le porte-parole du port │ Marc Ravel           an office, and what it is of
 *   Germán Ruiz │ , a spokesman of the port ,      the same behind a comma
 *
 * In:   the words of a name that the tagger found, and those of its sentence
 * Out:  the role as printed; empty where nothing is said or it is not sure whose it is
 *
 * There is no parse here, so what may be a verb ends a role: "the mayor met │ Ana Costa".
 */
#include "base/str.h"
#include "statement/people.h"

enum {
    MAX_ENTRY = 5,  /* words of an entry of roles.txt */
    MAX_OF = 5,     /* words between an office and a name */
    MAX_BESIDE = 14 /* words of an apposition */
};

#define BORDERS                                                                                \
    (DLI_GRAMMAR_that | DLI_GRAMMAR_wh | DLI_GRAMMAR_rel | DLI_GRAMMAR_sub | DLI_GRAMMAR_but | \
     DLI_GRAMMAR_aux | DLI_GRAMMAR_be | DLI_GRAMMAR_modal | DLI_GRAMMAR_verb |                 \
     DLI_GRAMMAR_not | DLI_GRAMMAR_inf | DLI_GRAMMAR_refl | DLI_GRAMMAR_he | DLI_GRAMMAR_she | \
     DLI_GRAMMAR_it | DLI_GRAMMAR_they | DLI_GRAMMAR_i | DLI_GRAMMAR_you)

static bool is_letters(const dli_parsed *p, uint32_t at)
{
    return p->words.ptr[at].kind == DLI_WORD_LETTERS;
}

static bool is_role(dl_str meaning)
{
    return meaning.ptr != NULL && dli_find(meaning, DL_STR("person"), 0) != DLI_NONE;
}

/* The first word of the entry of roles.txt for one person that ends before word `end`, or `end`. */
static uint32_t role_before(const dli_parsed *p, uint32_t from, uint32_t end)
{
    uint32_t count, found = end;

    for (uint32_t n = 1; n <= MAX_ENTRY && end >= from + n; n++) {
        dl_str meaning = dli_word_meaning(p, end - n, end, DLI_LIST_roles, &count);
        if (is_role(meaning) && count == n)
            found = end - n;
    }
    return found;
}

/* A verb in the past has one of these endings in Russian and Ukrainian; no genitive has. */
static bool may_be_genitive(const dli_parsed *p, uint32_t at)
{
    static const char *const verbs[] = { "л",  "ла", "ло", "ли", "в",
                                         "ся", "сь", "ть", "ет", "ит" };
    dl_str word = dli_cut(p->body, p->words.ptr[at].in);

    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (dli_ends(word, dli_str(verbs[i])))
            return p->words.ptr[at].upper;
    return dli_word_grammar(p, at) == 0 || p->words.ptr[at].upper;
}

/* The first of the words before `end` that say of what an office is ("du port", "порта"), or `end`. */
static uint32_t owner_before(const dli_parsed *p, uint32_t from, uint32_t end)
{
    bool cyrillic = dli_eq(p->lang->script, DL_STR("Cyrl"));
    uint32_t at = end, best = end;

    while (at > from && end - at < MAX_OF && is_letters(p, at - 1)) {
        uint32_t g = dli_word_grammar(p, at - 1);
        if (!cyrillic && (g & DLI_GRAMMAR_of) != 0 && at < end)
            best = at - 1; /* not: the mother of │ Ana Costa */
        if ((g & BORDERS) != 0 || (cyrillic && !may_be_genitive(p, at - 1)) ||
            ((g & DLI_GRAMMAR_prep) != 0 && (g & DLI_GRAMMAR_of) == 0))
            break;
        at--;
        if (cyrillic && role_before(p, from, at) < at)
            return at;
    }
    return best;
}

/* "Associated │ Press writer": the first of the capitals before a role that begins with one. */
static uint32_t behind_small(const dli_parsed *p, uint32_t from, uint32_t at)
{
    while (at > from && p->words.ptr[at].capital && is_letters(p, at - 1) &&
           p->words.ptr[at - 1].capital && dli_word_grammar(p, at - 1) == 0 &&
           !dli_form_begins(p->phrases, p->words.ptr[at - 1].form, DLI_LIST_weekdays) &&
           !dli_form_begins(p->phrases, p->words.ptr[at - 1].form, DLI_LIST_months))
        at--;
    return at;
}

/* The words before an office that belong to it: "Herr │ Bürgermeister", "the │ mayor". */
static uint32_t extend_left(const dli_parsed *p, uint32_t from, uint32_t at)
{
    uint32_t count;

    for (;;) {
        uint32_t before = role_before(p, from, at);
        dl_str title = at > from ? dli_word_meaning(p, at - 1, at, DLI_LIST_roles, &count)
                                 : (dl_str){ NULL, 0 };
        if (before < at)
            at = before;
        else if (title.ptr != NULL && dli_starts(title, DL_STR("named")))
            at--;
        else
            break;
    }
    uint32_t word = at > from ? at - 1 : at;
    bool goes_on = at > from && is_letters(p, word) && dli_word_grammar(p, word) == 0;
    bool begins =
        goes_on && dli_form_begins(p->phrases, p->words.ptr[word].form, DLI_LIST_roles);
    bool between = goes_on && word > from && !p->words.ptr[word].capital &&
                   (dli_word_grammar(p, word - 1) & DLI_GRAMMAR_det) != 0;
    if (begins || between) /* former │ mayor: an entry begins with it; the │ elderly mayor */
        at--;
    if (p->lang != NULL && dli_eq(p->lang->code, DL_STR("en")))
        at = behind_small(p, from, at);
    uint32_t g = at > from ? dli_word_grammar(p, at - 1) : 0;
    bool joined =
        (g & DLI_GRAMMAR_of) != 0 && !p->phrases->caps; /* du, del: no article alone */
    return (g & DLI_GRAMMAR_det) != 0 && !joined ? at - 1 : at;
}

static bool is_mark(const dli_parsed *p, uint32_t at, dli_mark mark)
{
    return p->words.ptr[at].mark == (uint8_t)mark;
}

/* A role whose last word stands before word `end`, or an empty span. */
static dl_span span_before(const dli_parsed *p, uint32_t from, uint32_t end)
{
    uint32_t owner = owner_before(p, from, end);
    uint32_t role = role_before(p, from, end);

    if (role == end && owner < end) {
        role = role_before(p, from, owner);
        if (role == owner)
            return (dl_span){ 0, 0 };
    }
    if (role == end)
        return (dl_span){ 0, 0 };
    dl_str meaning = dli_word_walk(p, role, end, DLI_LIST_roles, &owner);
    if (dli_starts(meaning, DL_STR("named")))
        return (dl_span){ 0, 0 }; /* Mr: no office */
    uint32_t first = extend_left(p, from, role);
    dl_str denied = dli_word_meaning(p, first, end, DLI_LIST_incident, &owner);
    if ((dli_word_grammar(p, first) & DLI_GRAMMAR_not) != 0 ||
        (denied.ptr != NULL && dli_find(denied, DL_STR("denied"), 0) != DLI_NONE))
        return (dl_span){ 0, 0 }; /* keine Politikerin */
    return dli_words_span(p, first, end);
}

/* The word behind what may follow an office: "of the port", "порту", "in Norda"; `at` if nothing
 * does, 0 if it is not sure that there is no verb. */
static uint32_t behind_owner(const dli_parsed *p, uint32_t at, uint32_t to)
{
    bool cyrillic = dli_eq(p->lang->script, DL_STR("Cyrl"));
    uint32_t small = 0;
    bool led = cyrillic, name = false;

    for (; at < to && (is_letters(p, at) || is_mark(p, at, DLI_MARK_HYPHEN)); at++) {
        uint32_t g = dli_word_grammar(p, at);
        if ((g & BORDERS) != 0 ||
            (g == 0 && dli_form_begins(p->phrases, p->words.ptr[at].form, DLI_LIST_said)))
            return 0;
        if ((g & (DLI_GRAMMAR_of | DLI_GRAMMAR_prep)) != 0) {
            led = true;
            name = false;
            small = 0;
        } else if ((g & DLI_GRAMMAR_det) == 0 && is_letters(p, at)) {
            small += !p->words.ptr[at].capital;
            if (!led || (name && !p->words.ptr[at].capital) || small > 2 ||
                (cyrillic && !may_be_genitive(p, at)))
                return 0;
            name |= p->words.ptr[at].capital;
        }
    }
    return at;
}

/* ", a spokesman of the port," behind word `at` - 1, or an empty span. */
static dl_span span_behind(const dli_parsed *p, uint32_t at, uint32_t to)
{
    uint32_t count = 0, start = at + 1, role;

    if (at + 1 >= to || !is_mark(p, at, DLI_MARK_COMMA))
        return (dl_span){ 0, 0 };
    for (role = start; role < to && role < start + 3; role++) {
        uint32_t g = dli_word_grammar(p, role);
        dl_str meaning = dli_word_meaning(p, role, to, DLI_LIST_roles, &count);
        if (is_role(meaning) && !dli_starts(meaning, DL_STR("named")))
            break;
        bool passes = is_letters(p, role) && (g & BORDERS) == 0 &&
                      ((g & DLI_GRAMMAR_det) != 0 || !p->words.ptr[role].capital);
        if (!passes || (g & DLI_GRAMMAR_prep) != 0)
            return (dl_span){ 0, 0 };
    }
    if (role >= to || role == start + 3)
        return (dl_span){ 0, 0 };
    uint32_t most = to < start + MAX_BESIDE ? to : start + MAX_BESIDE;
    uint32_t end = behind_owner(p, role + count, most);
    bool closed =
        end == to ||
        (end != 0 && (is_mark(p, end, DLI_MARK_COMMA) || is_mark(p, end, DLI_MARK_STOP)));
    return closed && end > 0 ? dli_words_span(p, start, end) : (dl_span){ 0, 0 };
}

static bool closes(const dli_parsed *p, uint32_t at, uint32_t to)
{
    return at >= to || is_mark(p, at, DLI_MARK_COMMA) || is_mark(p, at, DLI_MARK_STOP);
}

/* Whether the name at `i` of the list has another person's between it and `word`. */
static bool is_parted(const dli_parsed *p, size_t i, uint32_t word)
{
    const dli_named *name = &p->names.ptr[i];

    if (word < name->word)
        return i > 0 && name[-1].end > word && name[-1].kind == (uint8_t)DLI_NAMED_PER;
    return i + 1 < p->names.count && name[1].word < word &&
           name[1].kind == (uint8_t)DLI_NAMED_PER;
}

bool dli_has_title(const dli_parsed *p, size_t i, uint32_t from)
{
    const dli_named *name = &p->names.ptr[i];
    uint32_t count, at = name->word;

    if (at > from && is_mark(p, at - 1, DLI_MARK_STOP))
        at--; /* Dr. */
    if (at == from)
        return false;
    dl_str title = dli_word_meaning(p, at - 1, at, DLI_LIST_roles, &count);
    return (title.ptr != NULL && dli_starts(title, DL_STR("named"))) ||
           (at == name->word && role_before(p, from, at) < at);
}

/* Whether a role begins with an article or a small letter, as descriptions do and titles do not. */
static bool is_described(const dli_parsed *p, dl_span role)
{
    uint32_t first = dli_word_from(p, role.start);

    return (dli_word_grammar(p, first) & DLI_GRAMMAR_det) != 0 || !p->words.ptr[first].capital;
}

dl_span dli_role_beside(const dli_parsed *p, size_t i, uint32_t from, uint32_t to)
{
    const dl_span none = { 0, 0 };
    const dli_named *name = &p->names.ptr[i];
    dl_span role = span_before(p, from, name->word);
    bool genitive = p->phrases->caps && name->end == name->word + 1 &&
                    dli_ends(dli_cut(p->body, name->in), DL_STR("s"));

    if (role.end != 0 && genitive && is_described(p, role))
        return none; /* die Wähler │ Kerns, but: Papst │ Franziskus */
    if (role.end == 0)
        role = span_behind(p, name->end, to);
    bool comma = name->word > from + 1 && is_mark(p, name->word - 1, DLI_MARK_COMMA);
    if (role.end == 0 && comma && closes(p, name->end, to)) {
        role = span_before(p, from, name->word - 1);
        if (role.end != 0 && !p->phrases->caps && !is_described(p, role))
            return none; /* a list of names */
    }
    uint32_t beside = role.start < name->in.start ? role.start : role.end;
    return role.end != 0 && is_parted(p, i, dli_word_from(p, beside)) ? none : role;
}
