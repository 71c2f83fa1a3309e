/* noun.c -- stretches of words that may name a speaker.
 *
 * No tagger yet: a noun phrase is what stands between the small words that cannot
 * be in one (grammar.txt), and it may speak if it holds a name, a word of
 * roles.txt or a pronoun.
 *
 *   the │ mayor │ of │ Port Haven │ , │ Ana Costa │ , │ said
 *         role                          name
 */
#include "base/str.h"
#include "statement/finder.h"

/* Tokens a noun phrase may have, its apposition included. */
enum {
    MAX_NOUN = 40,
    MAX_BRACKET = 8
};

#define PRONOUNS                                                                               \
    (DLI_GRAMMAR_he | DLI_GRAMMAR_she | DLI_GRAMMAR_it | DLI_GRAMMAR_they | DLI_GRAMMAR_i |    \
     DLI_GRAMMAR_you)

/* Words that end a noun phrase on either side. */
#define BORDERS                                                                                \
    (DLI_GRAMMAR_that | DLI_GRAMMAR_wh | DLI_GRAMMAR_rel | DLI_GRAMMAR_sub | DLI_GRAMMAR_but | \
     DLI_GRAMMAR_aux | DLI_GRAMMAR_be | DLI_GRAMMAR_modal | DLI_GRAMMAR_verb |                 \
     DLI_GRAMMAR_not | DLI_GRAMMAR_inf | DLI_GRAMMAR_refl)

static bool begins(const dli_finder *f, uint32_t at, dli_list list)
{
    const dli_token *t = dli_tok(f, at);

    return t->quote == 0 &&
           dli_form_begins(f->parsed->phrases, f->parsed->words.ptr[t->word].form, list);
}

/* What the tagger of names takes the word for that token `at` begins with, or DLI_NAMED_KINDS. */
static uint8_t named_as(const dli_finder *f, uint32_t at)
{
    const dli_named *name = dli_name_at(f->parsed, dli_tok(f, at)->word);

    return name == NULL ? (uint8_t)DLI_NAMED_KINDS : name->kind;
}

static bool is_time(const dli_finder *f, uint32_t at)
{
    uint32_t to;

    if (at > f->from && at + 1 < f->to && dli_tok(f, at)->quote == 0 &&
        dli_tok(f, at)->capital && dli_tok(f, at + 1)->capital &&
        named_as(f, at) == (uint8_t)DLI_NAMED_PER)
        return false; /* Domingo Costa */
    return dli_token_meaning(f, at, f->to, DLI_LIST_weekdays, &to).ptr != NULL ||
           dli_token_meaning(f, at, f->to, DLI_LIST_ago, &to).ptr != NULL;
}

static bool is_number(const dli_finder *f, uint32_t at)
{
    return f->parsed->words.ptr[dli_tok(f, at)->word].kind == DLI_WORD_NUMBER;
}

/* A full stop inside a sentence belongs to an abbreviation or an initial. */
static bool is_inner_mark(const dli_finder *f, uint32_t at)
{
    switch (dli_tok(f, at)->mark) {
    case DLI_MARK_STOP:
        return at + 1 < f->to && !dli_tok(f, at + 1)->starts && at > f->from;
    case DLI_MARK_HYPHEN:
        return at > f->from && at + 1 < f->to;
    case DLI_MARK_OTHER:
        return true;
    default:
        return false;
    }
}

static bool is_word(const dli_finder *f, uint32_t at)
{
    return dli_tok(f, at)->mark == DLI_MARK_NONE;
}

/* Whether token `at` can be inside a noun phrase, not looking at what is around. */
static bool is_inside(const dli_finder *f, uint32_t at)
{
    const dli_token *t = dli_tok(f, at);

    if (t->quote != 0)
        return !t->speech;
    if (!is_word(f, at))
        return is_inner_mark(f, at);
    if ((t->grammar & (BORDERS | PRONOUNS)) != 0)
        return false;
    return !is_time(f, at) && !dli_tok(f, at)->says;
}

/* Whether a name, a role or a determiner begins at `at`. */
static bool begins_noun(const dli_finder *f, uint32_t at)
{
    return at < f->to && is_inside(f, at) &&
           (dli_tok(f, at)->capital || begins(f, at, DLI_LIST_roles) ||
            dli_is(f, at, DLI_GRAMMAR_det | DLI_GRAMMAR_quant));
}

/* The token behind a bracket that opens at `at`, or `at` if it is too far. */
static uint32_t behind_bracket(const dli_finder *f, uint32_t at, uint32_t end)
{
    for (uint32_t i = at + 1; i < end && i - at <= MAX_BRACKET; i++)
        if (dli_is_mark(f, i, DLI_MARK_CLOSE))
            return i + 1;
    return at;
}

static uint32_t before_bracket(const dli_finder *f, uint32_t close, uint32_t floor)
{
    for (uint32_t i = close; i > floor && close - i < MAX_BRACKET; i--)
        if (dli_is_mark(f, i - 1, DLI_MARK_OPEN))
            return i - 1;
    return close + 1;
}

/* ---- What a noun phrase is -----------------------------------------------*/

typedef struct look {
    uint32_t role, role_end; /* the word of roles.txt that counts, or role_end 0 */
    dl_str meaning;
    uint32_t name, name_end; /* the run of capitals that counts, or name_end 0 */
    bool titled;             /* Mr, Mrs */
    bool titled_work;        /* a name in quotation marks: a paper, a company */
} look;

static bool is_name_word(const dli_finder *f, uint32_t at)
{
    const dli_token *t = dli_tok(f, at);

    return t->quote == 0 && is_word(f, at) && t->capital && t->grammar == 0;
}

/* A trade with a capital that the tagger of names takes for a person: Jon │ Miller. */
static bool is_surname(const dli_finder *f, uint32_t at, dl_str meaning, uint32_t to)
{
    const dli_named *name = dli_name_at(f->parsed, dli_tok(f, at)->word);

    if (to != at + 1 || !dli_tok(f, at)->capital ||
        !(dli_means(meaning, "unnamed") || dli_means(meaning, "media") ||
          dli_means(meaning, "document")))
        return false;
    return name != NULL && name->kind == (uint8_t)DLI_NAMED_PER;
}

/* The entry of roles.txt at a token, no name that looks like one. */
static dl_str role_at(const dli_finder *f, uint32_t at, uint32_t end, uint32_t *to)
{
    dl_str meaning = dli_token_meaning(f, at, end, DLI_LIST_roles, to);

    return meaning.ptr != NULL && is_surname(f, at, meaning, *to) ? (dl_str){ NULL, 0 }
                                                                  : meaning;
}

static bool is_role(const dli_finder *f, uint32_t at, uint32_t end)
{
    uint32_t to;

    return role_at(f, at, end, &to).ptr != NULL;
}

/* Where every noun has a capital, a single word is somebody's name if a tagger says so: of names, or
 * of parts of speech. Where there is none, any is. */
static bool is_sure_name(const dli_finder *f, uint32_t at)
{
    const dli_phrases *phrases = f->parsed->phrases;

    if (phrases == NULL || !phrases->caps || f->parsed->tags == NULL)
        return true;
    dl_str word = dli_cut(f->parsed->body, f->parsed->words.ptr[dli_tok(f, at)->word].in);
    return named_as(f, at) != (uint8_t)DLI_NAMED_KINDS ||
           dli_word_pos(f->parsed, dli_tok(f, at)->word) == DLI_POS_PROPN ||
           dli_map_get(&f->people, word) != NULL;
}

/* The token behind the small words of a name that token `at` is in: "Ursula │ von der │ Leyen". */
static uint32_t behind_particles(const dli_finder *f, uint32_t at, uint32_t end)
{
    const dli_named *name = dli_name_at(f->parsed, dli_tok(f, at)->word);
    uint32_t i = at;

    if (name == NULL || name->kind != (uint8_t)DLI_NAMED_PER || dli_tok(f, at)->capital)
        return at;
    while (i < end && dli_tok(f, i)->word < name->end && dli_tok(f, i)->quote == 0 &&
           (dli_is_mark(f, i, DLI_MARK_HYPHEN) || (is_word(f, i) && !dli_tok(f, i)->capital)))
        i++; /* Sheib │ ad-│Din */
    return i < end && dli_tok(f, i)->word < name->end && dli_tok(f, i)->capital ? i : at;
}

/* The run of capitals at `at`: with hyphens, initials and what joins names ("van"). */
static uint32_t name_run(const dli_finder *f, uint32_t at, uint32_t end)
{
    uint32_t i = at;

    while (i < end) {
        uint32_t behind = i > at ? behind_particles(f, i, end) : i;
        if (behind > i)
            i = behind + 1;
        else if (is_name_word(f, i) && (i == at || !is_role(f, i, end)))
            i++;
        else if (i > at && i + 1 < end && is_inner_mark(f, i) && is_name_word(f, i + 1) &&
                 !dli_is_mark(f, i, DLI_MARK_OTHER) && !is_role(f, i + 1, end))
            i += 2;
        else
            break;
    }
    /* "J." and "K." at the end of a name take their stop along. */
    if (i < end && i > at && dli_is_mark(f, i, DLI_MARK_STOP) && is_inner_mark(f, i))
        i++;
    return i;
}

/* "представитель │ МВД Украины │ Иван Петренко": where a genitive needs no preposition,
 * the person is the last two words of the run, or three with a patronymic. */
static uint32_t person_in_run(const dli_finder *f, uint32_t from, uint32_t to)
{
    uint32_t at[3] = { from, from, from }, count = 0;

    if (!dli_is_cyrillic(f))
        return from;
    for (uint32_t i = to; i-- > from && count < 3;)
        if (is_word(f, i))
            at[count++] = i;
    if (count < 3)
        return from;
    dl_str middle = dli_cut(f->parsed->body, dli_tokens_span(f, at[1], at[1] + 1));
    dl_str tail = dli_from(middle, middle.len > 10 ? middle.len - 10 : 0);
    bool patronymic = dli_find(tail, DL_STR("вич"), 0) != DLI_NONE ||
                      dli_find(tail, DL_STR("вн"), 0) != DLI_NONE;
    return patronymic ? at[2] : at[1];
}

/* Note the role at `at`. A person outdoes a body; else the last counts where the
 * head of a phrase stands last. */
static void note_role(look *l, dl_str meaning, uint32_t at, uint32_t to)
{
    if (dli_means(meaning, "named")) {
        l->titled = true;
        if (l->meaning.ptr != NULL)
            return;
    } else if (l->meaning.ptr != NULL && dli_means(l->meaning, "person") &&
               !dli_means(l->meaning, "named")) {
        return;
    }
    l->meaning = meaning;
    l->role = at;
    l->role_end = to;
}

/* "minister of mines and energy │ Ana Costa": a first name that is known and what follows it,
 * behind a common word at the end of what belongs to a role. */
static void name_at_end(const dli_finder *f, uint32_t from, uint32_t to, look *l)
{
    const dli_parsed *p = f->parsed;
    const dli_packed *known = dli_known_words(p->models, p->lang);
    uint32_t at = to;

    while (at > from && (is_name_word(f, at - 1) || dli_is_mark(f, at - 1, DLI_MARK_HYPHEN)))
        at--;
    if (known == NULL || to - at < 2 || at <= from + 1 || dli_tok(f, at - 1)->quote != 0 ||
        !is_word(f, at - 1) || dli_tok(f, at - 1)->capital || dli_tok(f, at - 1)->grammar != 0)
        return;
    dl_str first = dli_cut(p->body, p->words.ptr[dli_tok(f, at)->word].in);
    if (dli_packed_find(known, dli_known_hash(first)) == NULL)
        return;
    uint32_t end;
    for (uint32_t i = at; i-- > from && at - i < 4;) {
        dl_str role = dli_token_meaning(f, i, at, DLI_LIST_roles, &end);
        if (role.ptr == NULL || end != at || !dli_means(role, "person"))
            continue;
        l->meaning = role; /* the Bank of Harju chief economist │ Ana Costa */
        l->role = i;
        l->role_end = end;
        break;
    }
    if (l->role_end == 0)
        return;
    l->name = at;
    l->name_end = to;
}

/* "куратор музея в Норде │ Ана Коста": the person that a preposition leads to, by the tagger of names. */
static void person_at_end(const dli_finder *f, uint32_t prep, uint32_t to, look *l)
{
    uint32_t at = to;

    while (at > prep + 1 && named_as(f, at - 1) == (uint8_t)DLI_NAMED_PER)
        at--;
    if (at == to || at == prep + 1 || l->role_end == 0 || !dli_means(l->meaning, "person"))
        return;
    l->name = at;
    l->name_end = to;
}

/* "the 36-year-old": somebody by his age alone. */
static bool is_age(const dli_finder *f, const dli_noun *noun)
{
    return noun->to >= noun->from + 4 && dli_is(f, noun->from, DLI_GRAMMAR_det) &&
           is_number(f, noun->from + 1) && dli_is_mark(f, noun->from + 2, DLI_MARK_HYPHEN) &&
           dli_is(f, noun->from + 3, DLI_GRAMMAR_time);
}

/* "Букингемского │ дворца": an adjective with a capital leads to its noun, in Cyrillic. Only cases that
 * surnames do not share: they stand before what they belong to. */
static bool is_adjective(const dli_finder *f, uint32_t at)
{
    static const char *const endings[] = { "ского", "цкого",  "ской",   "цкой",   "ских",
                                           "цких",  "ського", "цького", "зького", "ської",
                                           "цької", "зької",  "ських",  "цьких",  "ної",
                                           "ової",  "ного",   "ового",  "них",    "ових",
                                           "ной",   "овой",   "ных",    "овых" };
    dl_str word = dli_cut(f->parsed->body, f->parsed->words.ptr[dli_tok(f, at)->word].in);

    if (!dli_is_cyrillic(f) || dli_tok(f, at)->quote != 0 ||
        named_as(f, at) == (uint8_t)DLI_NAMED_PER)
        return false;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (word.len > 10 && dli_ends(word, dli_str(endings[i])))
            return true;
    return false;
}

/* Look through tokens [from, to), which have no comma. Only the head counts: what
 * stands behind a preposition is looked at if nothing was found before it. */
static void look_through(const dli_finder *f, uint32_t from, uint32_t to, look *l)
{
    uint32_t next;

    for (uint32_t i = from; i < to; i = next) {
        next = i + 1;
        if (i > from && dli_is(f, i, DLI_GRAMMAR_of | DLI_GRAMMAR_prep) &&
            (l->role_end != 0 || l->name_end != 0)) {
            uint32_t owner = i + 1;
            while (owner < to && !dli_is(f, owner, DLI_GRAMMAR_clitic))
                owner++;
            if (owner < to && (l->role_end == 0 || dli_tok(f, l->role)->capital))
                continue; /* the Bank of Harju's director: not the bank */
            if (dli_is_cyrillic(f))
                person_at_end(f, i, to, l);
            else
                name_at_end(f, i, to, l);
            return;
        }
        if (dli_is(f, i, DLI_GRAMMAR_clitic)) { /* the mayor's office: not the mayor */
            *l = (look){ 0 };
            continue;
        }
        if (dli_tok(f, i)->quote != 0 && dli_tok(f, i)->end > dli_tok(f, i)->word + 1)
            l->titled_work |= /* le journal « La Vague », but: une nouvelle « atrocité » */
                f->parsed->words.ptr[dli_tok(f, i)->word + 1].capital;
        dl_str meaning = role_at(f, i, to, &next);
        if (meaning.ptr != NULL) {
            note_role(l, meaning, i, next);
        } else if (i + 1 < to && is_adjective(f, i) && is_word(f, i + 1) &&
                   !dli_tok(f, i + 1)->capital) {
            continue; /* Норданської області */
        } else if (is_name_word(f, i) &&
                   !(dli_tok(f, i)->starts && begins(f, i, DLI_LIST_words))) {
            next = name_run(f, i, to);
            if (next == i)
                next = i + 1;
            l->name = l->role_end != 0 ? person_in_run(f, i, next) : i;
            l->name_end = next;
        }
    }
}

static uint8_t type_of_role(dl_str meaning)
{
    static const struct {
        const char *word;
        dli_source_type type;
    } types[] = {
        { "office", DLI_SOURCE_OFFICE }, { "unnamed", DLI_SOURCE_UNNAMED },
        { "group", DLI_SOURCE_GROUP },   { "document", DLI_SOURCE_DOCUMENT },
        { "media", DLI_SOURCE_MEDIA },   { "named", DLI_SOURCE_NAMED },
    };

    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (dli_means(meaning, types[i].word))
            return (uint8_t)types[i].type;
    return DLI_SOURCE_OFFICE;
}

static bool is_upper(const dli_finder *f, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++)
        if (is_word(f, i) && !f->parsed->words.ptr[dli_tok(f, i)->word].upper)
            return false;
    return true;
}

/* A name without a role beside it: a person, or a body. */
static void settle_bare_name(const dli_finder *f, dli_noun *noun, const look *l)
{
    bool det = dli_is(f, noun->from, DLI_GRAMMAR_det | DLI_GRAMMAR_quant);
    bool upper = is_upper(f, l->name, l->name_end);

    if (dli_is(f, noun->from, DLI_GRAMMAR_caps) && l->name == noun->from + 1 &&
        l->name_end == l->name + 3 && !upper) { /* die Küsterin │ Ana Costa */
        noun->sure = noun->person = true;
        noun->type = DLI_SOURCE_NAMED;
        noun->name_from = l->name + 1;
        noun->name_to = l->name_end;
        noun->role_from = noun->from;
        noun->role_to = noun->name_from;
        return;
    }
    const dli_named *person = dli_name_at(f->parsed, dli_tok(f, l->name_end - 1)->word);
    if (dli_is(f, noun->from, DLI_GRAMMAR_caps) && !upper && person != NULL &&
        person->kind == (uint8_t)DLI_NAMED_PER && person->word > dli_tok(f, l->name)->word) {
        uint32_t at = l->name; /* der Norder Stadtrat │ Jan Kern */
        while (dli_tok(f, at)->word < person->word)
            at++;
        noun->sure = noun->person = true;
        noun->type = DLI_SOURCE_NAMED;
        noun->name_from = at;
        noun->name_to = l->name_end;
        noun->role_from = noun->from;
        noun->role_to = at;
        return;
    }
    noun->name_from = l->name;
    noun->name_to = l->name_end;
    noun->sure = l->name_end != l->name + 1 || is_sure_name(f, l->name);
    noun->type = DLI_SOURCE_NAMED;
    noun->person = !det && (!upper || l->name_end - l->name > 1);
    if (noun->person)
        return;
    noun->type = DLI_SOURCE_OFFICE;
    bool body = named_as(f, l->name) == (uint8_t)DLI_NAMED_ORG; /* die Bank of Norda */
    if (dli_is(f, noun->from, DLI_GRAMMAR_caps) && !upper && !body) {
        noun->type = DLI_SOURCE_UNNAMED;
        noun->name_from = noun->name_to = 0;
        noun->sure = false;
    }
}

/* An article that says one: ein, un. */
static bool is_one(const dli_finder *f, uint32_t at)
{
    uint32_t to;
    dl_str meaning = dli_token_meaning(f, at, at + 1, DLI_LIST_numbers, &to);

    return meaning.ptr != NULL && dli_is(f, at, DLI_GRAMMAR_det) &&
           (dli_eq(meaning, DL_STR("1")) || dli_eq(meaning, DL_STR("article")));
}

/* What the phrase is, from what was seen of its part before the comma and behind. */
static void settle(const dli_finder *f, dli_noun *noun, uint32_t comma)
{
    look main = { 0 }, beside = { 0 };

    if (is_age(f, noun)) {
        noun->sure = noun->person = true;
        noun->type = DLI_SOURCE_UNNAMED;
        return;
    }
    look_through(f, noun->from, comma, &main);
    uint32_t end = comma + 1;
    while (end < noun->to && !dli_is(f, end, DLI_GRAMMAR_rel))
        end++;
    if (comma + 1 < end)
        look_through(f, comma + 1, end, &beside);
    const look *role =
        main.meaning.ptr != NULL && !dli_means(main.meaning, "named") ? &main : &beside;
    if (role->meaning.ptr == NULL)
        role = &main;
    if (role->meaning.ptr == NULL ||
        (dli_means(role->meaning, "named") && main.name_end != 0)) {
        if (main.name_end == 0 && main.titled_work) {
            noun->sure = true;
            noun->type = DLI_SOURCE_MEDIA;
        }
        if (main.name_end == 0)
            return;
        settle_bare_name(f, noun, &main);
        if (main.titled) {
            noun->person = true;
            noun->type = DLI_SOURCE_NAMED;
            noun->she = main.meaning.ptr != NULL && dli_means(main.meaning, "she");
        }
        return;
    }
    noun->sure = true;
    noun->type = type_of_role(role->meaning);
    noun->person = dli_means(role->meaning, "person");
    if (noun->type == DLI_SOURCE_GROUP && is_one(f, noun->from)) {
        noun->type = DLI_SOURCE_UNNAMED; /* "ein Anwohner", where one and many look alike */
        noun->person = true;
    }
    noun->she = dli_means(role->meaning, "she");
    if (noun->person) {
        noun->role_from = noun->from;
        noun->role_to = noun->to;
    }
    noun->head = f->parsed->words.ptr[dli_tok(f, role->role)->word].form;
    const look *name = role == &main && !(main.name_end > main.role) ? &beside : &main;
    bool other_part = name != role;
    if (!noun->person || name->name_end == 0 || (!other_part && name->name < role->role))
        return;
    noun->type = DLI_SOURCE_NAMED;
    noun->name_from = name->name;
    noun->name_to = name->name_end;
    if (other_part && role == &beside) {
        noun->role_from = comma + 1;
        noun->role_to = noun->to;
    } else {
        noun->role_to = other_part ? comma : name->name;
    }
}

static dli_noun pronoun_at(const dli_finder *f, uint32_t at)
{
    return (dli_noun){ .from = at,
                       .to = at + 1,
                       .pronoun = dli_tok(f, at)->grammar & PRONOUNS,
                       .person = !dli_is(f, at, DLI_GRAMMAR_it | DLI_GRAMMAR_they),
                       .she = dli_is(f, at, DLI_GRAMMAR_she),
                       .sure = true };
}

/* ---- Rightward -----------------------------------------------------------*/

/* Whether a small word "and" at `at` joins two speakers. */
static bool joins(const dli_finder *f, uint32_t at, uint32_t end)
{
    return at + 1 < end && begins_noun(f, at + 1);
}

/* A small-letter word behind a name goes on only towards a role or a name. */
static bool leads_on(const dli_finder *f, uint32_t at, uint32_t end)
{
    for (uint32_t i = at; i < end && i <= at + 2 && is_inside(f, i) && is_word(f, i) &&
                          !dli_is(f, i, DLI_GRAMMAR_det | DLI_GRAMMAR_prep);
         i++)
        if (dli_tok(f, i)->capital || begins(f, i, DLI_LIST_roles))
            return true;
    return false;
}

/* Whether a name at `at` is the subject of a clause. */
static bool begins_clause(const dli_finder *f, uint32_t at, uint32_t end)
{
    uint32_t i = at;

    while (i < end && is_name_word(f, i))
        i++;
    return i > at && i < end && (dli_is(f, i, BORDERS) || dli_tok(f, i)->says);
}

/* "sagte Ana Costa │ der Agentur": what stands behind a whole name is not of it. */
static bool is_behind_name(const dli_finder *f, uint32_t at, uint32_t from)
{
    if (at > from && dli_is(f, at, DLI_GRAMMAR_caps) && is_name_word(f, at - 1) &&
        !is_role(f, at - 1, at) && named_as(f, at - 1) == (uint8_t)DLI_NAMED_PER)
        return true;
    return at >= from + 2 && dli_is(f, at, DLI_GRAMMAR_caps) && is_name_word(f, at - 1) &&
           is_name_word(f, at - 2) && !is_role(f, at - 1, at) && !is_role(f, at - 2, at) &&
           f->parsed->words.ptr[dli_tok(f, at - 1)->word].form == 0;
}

/* A stop behind a whole word ends a sentence, though a dash goes on behind it: "сказал Керн.
 * — Но". */
static bool is_full_stop(const dli_finder *f, uint32_t at, uint32_t from)
{
    if (at <= from || !dli_is_mark(f, at, DLI_MARK_STOP) || !is_word(f, at - 1))
        return false;
    const dli_word *w = &f->parsed->words.ptr[dli_tok(f, at - 1)->word];
    return w->form == 0 && w->in.end - w->in.start > 6;
}

/* Where every noun has a capital, what follows one with a small letter begins something else, unless
 * it is a genitive: "laut Stadtrat │ neue Brücken", "die Sprecher kleiner Städte", "Kern (48) │ freut". */
static bool is_next_phrase(const dli_finder *f, uint32_t at, uint32_t from)
{
    const dli_token *t = dli_tok(f, at), *before = dli_tok(f, at - 1);

    if (f->parsed->phrases == NULL || !f->parsed->phrases->caps || t->quote != 0 ||
        t->capital || t->grammar != 0 || !is_word(f, at))
        return false;
    for (uint32_t i = from; i + 1 < at; i++)
        if (dli_is(f, i, DLI_GRAMMAR_det) && !dli_is(f, i + 1, DLI_GRAMMAR_det) &&
            dli_is(f, i + 1, DLI_GRAMMAR_prep | DLI_GRAMMAR_of))
            return false; /* der von der Stadt │ geleiteten Behörde */
    if (dli_is_mark(f, at - 1, DLI_MARK_CLOSE) || before->quote != 0)
        return true;
    if (!is_word(f, at - 1) || !before->capital || (at > from + 1 && is_number(f, at - 2)))
        return false;
    dl_str word = dli_cut(f->parsed->body, f->parsed->words.ptr[t->word].in);
    return is_number(f, at) || !dli_ends(word, DL_STR("er"));
}

/* "el jefe de Gobierno │ polaco": where adjectives stand behind, one may end what belongs to a role. */
static bool closes_owner(const dli_finder *f, uint32_t at, uint32_t end)
{
    const dli_lang *lang = f->parsed->lang;

    if (lang == NULL || !(dli_eq(lang->code, DL_STR("es")) || dli_eq(lang->code, DL_STR("fr"))))
        return false;
    uint32_t next = at + 1; /* le Forum économique │ mondial */
    if (next + 1 < end && is_word(f, next) && !dli_tok(f, next)->capital &&
        dli_tok(f, next)->grammar == 0 && !dli_tok(f, next)->says)
        next++;
    return next >= end || (dli_tok(f, next)->mark != DLI_MARK_NONE &&
                           dli_tok(f, next)->mark != DLI_MARK_HYPHEN);
}

/* "куратор музея │ в Норде Ана Коста": behind a person by his trade a preposition leads to who he is, where the
 * tagger of names has a person close behind it. That token, or `prep`. */
static uint32_t person_ahead(const dli_finder *f, uint32_t at, uint32_t prep, uint32_t end)
{
    enum {
        FAR = 7
    };
    uint32_t to;
    dl_str role = dli_token_meaning(f, at, end, DLI_LIST_roles, &to);

    for (uint32_t i = at + 1; role.ptr == NULL && i < prep && i < at + 3; i++)
        role = dli_token_meaning(f, i, end, DLI_LIST_roles, &to);
    if (!dli_is_cyrillic(f) || role.ptr == NULL || !dli_means(role, "person"))
        return prep;
    for (uint32_t i = at; i < prep; i++)
        if (named_as(f, i) == (uint8_t)DLI_NAMED_PER)
            return prep;
    for (uint32_t i = prep + 1; i < end && i < prep + FAR; i++) {
        if (i > prep + 1 && named_as(f, i) == (uint8_t)DLI_NAMED_PER && dli_tok(f, i)->capital)
            return i;
        if (!is_inside(f, i) || dli_is_mark(f, i, DLI_MARK_STOP))
            return prep;
    }
    return prep;
}

/* "demande au juge │ d'appliquer la peine": a French infinitive, with what it does behind it. */
static bool leads_to_deed(const dli_finder *f, uint32_t of, uint32_t end)
{
    static const char *const endings[] = { "er", "ir", "oir", "dre", "tre", "vre", "ire" };
    uint32_t at = of + 1;

    if (f->parsed->lang == NULL || !dli_eq(f->parsed->lang->code, DL_STR("fr")) ||
        at + 1 >= end || dli_is(f, of, DLI_GRAMMAR_det) || !is_word(f, at) ||
        dli_tok(f, at)->quote != 0 || dli_tok(f, at)->capital || dli_tok(f, at)->grammar != 0 ||
        begins(f, at, DLI_LIST_roles))
        return false;
    bool goes_on = dli_is(f, at + 1, DLI_GRAMMAR_det | DLI_GRAMMAR_obj | DLI_GRAMMAR_quant) &&
                   !dli_is(f, at + 1, DLI_GRAMMAR_of);
    bool beside = dli_is(f, at + 1, DLI_GRAMMAR_prep) && !dli_is(f, at + 1, DLI_GRAMMAR_of);
    dl_str word = dli_cut(f->parsed->body, f->parsed->words.ptr[dli_tok(f, at)->word].in);
    for (size_t i = 0; i < sizeof endings / sizeof *endings && (goes_on || beside); i++)
        if (word.len > 3 && dli_ends(word, dli_str(endings[i])))
            return true;
    return false;
}

/* The end of the noun phrase at `at`, without apposition. */
static uint32_t phrase_end(const dli_finder *f, uint32_t at, uint32_t end)
{
    uint32_t i = at, to;
    bool joined = true; /* what is before lets a determiner follow */

    while (i < end && i - at < MAX_NOUN) {
        const dli_token *t = dli_tok(f, i);
        if (i > at && t->starts)
            break;
        if (dli_is_mark(f, i, DLI_MARK_OPEN) && i > at) {
            to = behind_bracket(f, i, end);
            if (to == i)
                break;
            i = to;
            continue;
        }
        dl_str role = dli_token_meaning(f, i, end, DLI_LIST_roles, &to);
        bool told = i >= at + 2 && !t->capital && dli_is_cyrillic(f) &&
                    is_name_word(f, i - 1) && is_name_word(f, i - 2) &&
                    !is_adjective(f, i - 1) && !is_role(f, i - 2, i - 1);
        uint32_t behind = i > at ? behind_particles(f, i, end) : i;
        if (behind == i && i > at && dli_is(f, i, DLI_GRAMMAR_prep))
            behind = person_ahead(f, at, i, end);
        if (behind > i) {
            i = behind;
            continue;
        }
        if (role.ptr != NULL && told && t->grammar == 0)
            break; /* Ana Costa │ журналістам */
        if (role.ptr != NULL && !(t->grammar & (BORDERS | PRONOUNS)) && !is_time(f, i)) {
            i = to;
            joined = false;
            if (dli_means(role, "media") && begins_clause(f, i, end))
                break; /* told CNN Costa had … */
            continue;
        }
        if (!is_inside(f, i))
            break;
        if ((t->grammar & DLI_GRAMMAR_and) != 0 && !joins(f, i, end))
            break;
        if ((t->grammar & DLI_GRAMMAR_adv) != 0 && i > at && !joined &&
            !dli_is(f, i - 1, DLI_GRAMMAR_det | DLI_GRAMMAR_quant))
            break;
        if ((t->grammar & DLI_GRAMMAR_prep) != 0 && !(t->grammar & DLI_GRAMMAR_of))
            break;
        if ((t->grammar & DLI_GRAMMAR_of) != 0 &&
            (!(i + 1 < end && is_inside(f, i + 1)) || leads_to_deed(f, i, end)))
            break;
        if ((t->grammar & (DLI_GRAMMAR_det | DLI_GRAMMAR_quant)) != 0 && !joined &&
            ((t->grammar & DLI_GRAMMAR_of) == 0 || is_behind_name(f, i, at)))
            break;
        bool owned = i > at + 2 && dli_is(f, i - 2, DLI_GRAMMAR_of) && closes_owner(f, i, end);
        if (t->grammar == 0 && is_word(f, i) && !t->capital && i > at && !owned &&
            is_name_word(f, i - 1) && !leads_on(f, i, end) && !is_adjective(f, i - 1))
            break;
        if (i > at && is_next_phrase(f, i, at))
            break;
        joined = (t->grammar & (DLI_GRAMMAR_of | DLI_GRAMMAR_and)) != 0;
        i++;
    }
    while (i > at && (dli_is(f, i - 1, DLI_GRAMMAR_of | DLI_GRAMMAR_and | DLI_GRAMMAR_adv) ||
                      is_full_stop(f, i - 1, at)))
        i--;
    return i;
}

/* The end of an apposition whose comma is at `comma`, or `comma`. */
static uint32_t apposition_end(const dli_finder *f, uint32_t comma, uint32_t end)
{
    uint32_t at = comma + 1, to, i;

    if (at >= end || !dli_is_mark(f, comma, DLI_MARK_COMMA))
        return comma;
    bool number = f->parsed->words.ptr[dli_tok(f, at)->word].kind == DLI_WORD_NUMBER &&
                  dli_is_mark(f, at + 1, DLI_MARK_HYPHEN); /* a 63-year-old teacher */
    if (!number && !begins_noun(f, at) && !leads_on(f, at, end))
        return comma;
    to = phrase_end(f, at, end);
    /* "the head of the agency in Port Haven": prepositions lead on here */
    for (i = to; i < end && dli_is(f, i, DLI_GRAMMAR_prep) && !dli_is(f, i, DLI_GRAMMAR_sub) &&
                 to - comma < MAX_NOUN;
         i = to) {
        to = phrase_end(f, i + 1, end);
        if (to <= i + 1)
            break;
    }
    if (dli_is(f, to, DLI_GRAMMAR_rel))
        while (to < end && dli_tok(f, to)->mark == DLI_MARK_NONE && !dli_tok(f, to)->speech)
            to++;
    bool closed = to >= end || dli_is_mark(f, to, DLI_MARK_COMMA) ||
                  dli_is_mark(f, to, DLI_MARK_STOP) || dli_tok(f, to)->starts;
    return closed && to > at ? to : comma;
}

dli_noun dli_noun_plain(const dli_finder *f, uint32_t at, uint32_t end)
{
    dli_noun noun = { .from = at, .to = at };

    if (at >= end)
        return noun;
    if (dli_is(f, at, PRONOUNS))
        return pronoun_at(f, at);
    noun.to = phrase_end(f, at, end);
    if (noun.to > at)
        settle(f, &noun, noun.to);
    return noun;
}

/* "Ana Costa│, 63│": the token behind an age, or `at`. */
static uint32_t behind_age(const dli_finder *f, uint32_t at, uint32_t end)
{
    bool age = at + 1 < end && dli_is_mark(f, at, DLI_MARK_COMMA) &&
               f->parsed->words.ptr[dli_tok(f, at + 1)->word].kind == DLI_WORD_NUMBER;
    bool closed = age && (at + 2 >= end || dli_is_mark(f, at + 2, DLI_MARK_COMMA) ||
                          dli_is_mark(f, at + 2, DLI_MARK_STOP));

    return closed ? at + 2 : at;
}

dli_noun dli_noun_from(const dli_finder *f, uint32_t at, uint32_t end)
{
    dli_noun noun = dli_noun_plain(f, at, end);
    uint32_t comma = noun.to;

    if (comma == at || noun.pronoun != 0)
        return noun;
    if (noun.person && noun.name_to > noun.name_from)
        noun.to = behind_age(f, comma, end);
    uint32_t beside = apposition_end(f, noun.to, end);
    if (beside > noun.to) {
        dli_noun longer = { .from = at, .to = beside };
        settle(f, &longer, comma);
        if (longer.name_to > longer.name_from && longer.role_to > longer.role_from)
            return longer;
    }
    return noun;
}

/* ---- Leftward ------------------------------------------------------------*/

/* Whether what stands left of the "and" at `at` is a speaker too. */
static bool joins_before(const dli_finder *f, uint32_t at, uint32_t floor)
{
    uint32_t i = at;

    while (i > floor && at - i < 12 && !dli_is(f, i - 1, DLI_GRAMMAR_prep | DLI_GRAMMAR_and)) {
        uint32_t open =
            dli_is_mark(f, i - 1, DLI_MARK_CLOSE) ? before_bracket(f, i - 1, floor) : i;
        if (open < i)
            i = open;
        else if (is_inside(f, i - 1))
            i--;
        else
            break;
    }
    if (i == at || (i > floor && is_word(f, i - 1) && !dli_is(f, i - 1, DLI_GRAMMAR_that)))
        return false;
    for (uint32_t k = i; k < at; k++)
        if (is_word(f, k) && !dli_tok(f, k)->capital && dli_tok(f, k)->grammar == 0 &&
            !begins(f, k, DLI_LIST_roles))
            return false;
    return true;
}

/* "A, B and C": the start of A, where `from` is the start of "B and C". */
static uint32_t list_start(const dli_finder *f, uint32_t from, uint32_t floor)
{
    uint32_t i = from;

    while (i > floor + 1 && dli_is_mark(f, i - 1, DLI_MARK_COMMA) && from - i < MAX_NOUN) {
        uint32_t start = i - 1;
        while (start > floor && (is_name_word(f, start - 1) || is_inner_mark(f, start - 1) ||
                                 dli_is_mark(f, start - 1, DLI_MARK_OPEN) ||
                                 dli_is_mark(f, start - 1, DLI_MARK_CLOSE)))
            start--;
        if (start == i - 1 || !is_name_word(f, start))
            break;
        i = start;
    }
    return i;
}

/* The start of the phrase that ends before `end`. */
static uint32_t phrase_start(const dli_finder *f, uint32_t end, uint32_t floor)
{
    uint32_t i = end;

    while (i > floor && end - i < MAX_NOUN) {
        uint32_t at = i - 1;
        if (dli_is_mark(f, at, DLI_MARK_CLOSE)) {
            uint32_t open = before_bracket(f, at, floor);
            if (open > at)
                break;
            i = open;
            continue;
        }
        bool towards = dli_is(f, at, DLI_GRAMMAR_inf) && begins_noun(f, at + 1);
        if (!is_inside(f, at) && !towards)
            break;
        bool owned = closes_owner(f, end, end) && at + 1 < end && at > floor &&
                     dli_is(f, at + 1, DLI_GRAMMAR_of); /* l'industrie du gaz et │ des eaux */
        if (dli_is(f, at, DLI_GRAMMAR_and) && !owned && !joins_before(f, at, floor))
            break;
        i = at;
        if (dli_tok(f, at)->starts)
            break;
    }
    return i;
}

/* Whether a trade in small letters may be in the nominative, in Cyrillic. */
static bool is_nominative(const dli_finder *f, uint32_t at)
{
    static const char *const endings[] = { "а",  "я",  "у", "ю", "и",  "ы",  "і",  "ї", "ом",
                                           "ем", "єм", "м", "х", "ей", "ой", "ів", "ов" };
    static const char *const fine[] = { "глава", "голова", "судья", "суддя" };
    dl_str word = dli_cut(f->parsed->body, f->parsed->words.ptr[dli_tok(f, at)->word].in);

    for (size_t i = 0; i < 4; i++)
        if (dli_eq(word, dli_str(fine[i])))
            return true;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (dli_ends(word, dli_str(endings[i])))
            return false;
    return true;
}

/* "В интервью каналу │ Коста", "В письме │ мэр Норды Ана Коста": behind a phrase with a preposition, the person
 * at the end, by the tagger of names, and his trade before him. Else `end`. */
static uint32_t person_behind(const dli_finder *f, uint32_t from, uint32_t end)
{
    uint32_t at = end, to;

    while (at > from + 1 && named_as(f, at - 1) == (uint8_t)DLI_NAMED_PER)
        at--;
    if (at == end || at <= from + 1)
        return end;
    for (uint32_t i = at; i-- > from + 2;) {
        dl_str role = dli_token_meaning(f, i, end, DLI_LIST_roles, &to);
        if (!is_word(f, i) || dli_is(f, i, DLI_GRAMMAR_prep | DLI_GRAMMAR_of))
            break;
        if (role.ptr == NULL || !dli_means(role, "person") || dli_tok(f, i)->capital)
            continue;
        return is_nominative(f, i) && !dli_is(f, i - 1, DLI_GRAMMAR_prep | DLI_GRAMMAR_of)
                   ? i
                   : end;
    }
    return dli_is(f, at - 1, DLI_GRAMMAR_prep | DLI_GRAMMAR_of | DLI_GRAMMAR_and) ? end : at;
}

/* A phrase that begins with a preposition stands beside the clause; the speaker is
 * what begins anew behind it, if anything does. */
static uint32_t behind_preposition(const dli_finder *f, uint32_t from, uint32_t end)
{
    for (uint32_t i = end; i-- > from + 2;) {
        uint32_t to;
        bool anew =
            dli_is(f, i, DLI_GRAMMAR_det | DLI_GRAMMAR_quant) ||
            (dli_token_meaning(f, i, end, DLI_LIST_roles, &to).ptr != NULL && to == end);
        bool free = !dli_is(f, i - 1,
                            DLI_GRAMMAR_of | DLI_GRAMMAR_prep | DLI_GRAMMAR_and |
                                DLI_GRAMMAR_det | DLI_GRAMMAR_quant) &&
                    is_word(f, i - 1);
        if (anew && free)
            return i;
    }
    return dli_is_cyrillic(f) ? person_behind(f, from, end) : end;
}

/* A number that does not count who stands behind it: "at 15:40 the minister". */
static bool is_clock(const dli_finder *f, uint32_t at, uint32_t end)
{
    uint32_t to;

    if (dli_tok(f, at)->quote != 0 || at + 1 >= end ||
        f->parsed->words.ptr[dli_tok(f, at)->word].kind != DLI_WORD_NUMBER)
        return false;
    dl_str role = dli_token_meaning(f, at + 1, end, DLI_LIST_roles, &to);
    return dli_is_mark(f, at + 1, DLI_MARK_COLON) || dli_tok(f, at + 1)->quote != 0 ||
           (role.ptr != NULL && dli_means(role, "person")) ||
           dli_token_meaning(f, at + 1, end, DLI_LIST_months, &to).ptr != NULL;
}

/* "released │ a letter", "turned to │ the Harju police": a word of no list that leads to a
 * phrase of its own is a verb, and what stands before it is no part of the phrase. */
static uint32_t behind_verb(const dli_finder *f, uint32_t from, uint32_t end)
{
    uint32_t start = from, i = from;

    while (i < end && is_name_word(f, i) && f->parsed->words.ptr[dli_tok(f, i)->word].form == 0)
        i++; /* "Kern turned to │ the police" */
    for (; i + 1 < end; i++) {
        const dli_token *t = dli_tok(f, i);
        if (!is_word(f, i) || t->quote != 0 || t->capital || t->grammar != 0 ||
            is_number(f, i) || begins(f, i, DLI_LIST_roles))
            break;
        uint32_t next = i + 1;
        if (dli_is(f, next, DLI_GRAMMAR_prep) && !dli_is(f, next, DLI_GRAMMAR_of))
            next++;
        if (next < end && dli_is(f, next, DLI_GRAMMAR_det))
            start = next;
        if (start > from)
            break;
    }
    return start;
}

/* An adverb that no list has: a small letter, and the ending. */
static bool is_manner(const dli_finder *f, uint32_t at)
{
    const dli_token *t = dli_tok(f, at);

    return is_word(f, at) && t->quote == 0 && !t->capital && t->grammar == 0 &&
           !begins(f, at, DLI_LIST_roles) &&
           dli_ends(dli_cut(f->parsed->body, f->parsed->words.ptr[t->word].in), DL_STR("о"));
}

static bool is_month(const dli_finder *f, uint32_t at, uint32_t end)
{
    uint32_t to;

    return dli_token_meaning(f, at, end, DLI_LIST_months, &to).ptr != NULL && at + 1 < end;
}

/* A time at `at`: "5 марта", "в 2015 году", "на прошлой неделе". The token behind it, or `at`. */
static uint32_t behind_one_date(const dli_finder *f, uint32_t at, uint32_t end)
{
    uint32_t i = at, to;

    i += i < end && dli_is(f, i, DLI_GRAMMAR_prep);
    bool number = i < end && is_word(f, i) && is_number(f, i);
    i += number;
    if (i < end && dli_token_meaning(f, i, end, DLI_LIST_months, &to).ptr != NULL) {
        i = to;
        return i + 1 < end && is_number(f, i) && dli_is(f, i + 1, DLI_GRAMMAR_time) ? i + 2 : i;
    }
    if (i < end && dli_is(f, i, DLI_GRAMMAR_time))
        return i + 1;
    if (number && i + 1 < end && is_word(f, i) && dli_is_mark(f, i + 1, DLI_MARK_STOP) &&
        dli_tok(f, i)->end == dli_tok(f, i + 1)->word && !dli_tok(f, i)->capital)
        return i + 2; /* 2013 р. */
    bool plain = i + 1 < end && is_word(f, i) && dli_tok(f, i)->quote == 0 &&
                 !dli_tok(f, i)->capital && !number && !begins(f, i, DLI_LIST_roles);
    return plain && dli_is(f, i + 1, DLI_GRAMMAR_time) ? i + 2 : at;
}

uint32_t dli_behind_dates(const dli_finder *f, uint32_t at, uint32_t end)
{
    uint32_t next;

    while (dli_is_cyrillic(f) && at < end && (next = behind_one_date(f, at, end)) > at)
        at = next;
    return at;
}

/* "del", "du": an article that holds its preposition; "des" stands before subjects, too. */
static bool is_contracted(const dli_finder *f, uint32_t at)
{
    dl_str word = dli_cut(f->parsed->body, f->parsed->words.ptr[dli_tok(f, at)->word].in);

    return dli_is(f, at, DLI_GRAMMAR_of | DLI_GRAMMAR_prep) &&
           (dli_eq(word, DL_STR("del")) || dli_eq(word, DL_STR("du")));
}

/* The phrase between `floor` and `end`, not looking for an apposition. */
static dli_noun plain_before(const dli_finder *f, uint32_t end, uint32_t floor)
{
    dli_noun noun = { .from = end, .to = end };

    if (end <= floor)
        return noun;
    if (dli_is(f, end - 1, PRONOUNS))
        return pronoun_at(f, end - 1);
    noun.from = phrase_start(f, end, floor);
    while (noun.from < end &&
           (dli_is(f, noun.from, DLI_GRAMMAR_adv | DLI_GRAMMAR_and | DLI_GRAMMAR_clitic) ||
            is_clock(f, noun.from, end) ||
            (!is_word(f, noun.from) && dli_tok(f, noun.from)->quote == 0)))
        noun.from++;
    if (dli_behind_dates(f, noun.from, end) < end)
        noun.from = dli_behind_dates(f, noun.from, end); /* минулого року │ прокурор */
    if (dli_is_cyrillic(f) && end > noun.from + 2 && is_name_word(f, end - 2) &&
        is_manner(f, end - 1))
        noun.to = --end; /* Ана Коста тихо │ сказала */
    if (noun.from > floor && is_number(f, noun.from - 1) && is_month(f, noun.from, end))
        noun.from++; /* 5 марта │ Косте */
    noun.from = behind_verb(f, noun.from, end);
    if (noun.from < end &&
        (dli_is(f, noun.from, DLI_GRAMMAR_prep) ||
         (dli_is(f, noun.from, DLI_GRAMMAR_of) && !dli_is(f, noun.from, DLI_GRAMMAR_det)) ||
         is_contracted(f, noun.from)))
        noun.from = behind_preposition(f, noun.from, end);
    bool joined = false;
    for (uint32_t i = noun.from; i < end; i++)
        joined |= dli_is(f, i, DLI_GRAMMAR_and);
    if (joined)
        noun.from = list_start(f, noun.from, floor);
    if (noun.from < end)
        settle(f, &noun, end);
    return noun;
}

static bool has_verb(const dli_finder *f, uint32_t from, uint32_t to)
{
    const uint32_t verbs =
        DLI_GRAMMAR_aux | DLI_GRAMMAR_be | DLI_GRAMMAR_modal | DLI_GRAMMAR_verb;

    for (uint32_t i = from; i < to && !dli_is(f, i, DLI_GRAMMAR_rel); i++)
        if (dli_is(f, i, verbs) && !dli_tok(f, i)->capital)
            return true;
    return false;
}

/* "Ana Costa, the mayor of Port Haven, said": `end` is behind the second comma. */
static dli_noun with_apposition(const dli_finder *f, uint32_t end, uint32_t floor)
{
    dli_noun best = { .from = end, .to = end };
    uint32_t last = end - 1, commas = 0;

    for (uint32_t i = last; i > floor && last - i < MAX_NOUN && commas < 3; i--) {
        if (dli_tok(f, i)->starts)
            break;
        if (!dli_is_mark(f, i - 1, DLI_MARK_COMMA))
            continue;
        commas++;
        dli_noun main = plain_before(f, i - 1, floor);
        if (!main.sure || main.pronoun != 0)
            continue;
        bool name = main.name_to > main.name_from;
        dli_noun both = { .from = main.from, .to = last };
        bool number = f->parsed->words.ptr[dli_tok(f, i)->word].kind == DLI_WORD_NUMBER;
        if (!dli_is(f, i, DLI_GRAMMAR_rel) && has_verb(f, i, last))
            continue; /* "the club, based here, has six members, said Costa" */
        if (number || begins_noun(f, i) || leads_on(f, i, last))
            settle(f, &both, i - 1);
        else
            both = main; /* "Costa, speaking in Port Haven, said" */
        if (both.sure && (best.from == best.to || name))
            best = both;
        if (name)
            break;
    }
    return best;
}

/* Step back over a time that stands before the verb: "Costa late on Monday said". */
static uint32_t before_time(const dli_finder *f, uint32_t end, uint32_t floor)
{
    uint32_t at = end;

    while (at > floor + 1 && end - at < 6 &&
           (dli_is(f, at - 1, DLI_GRAMMAR_time | DLI_GRAMMAR_adv) ||
            begins(f, at - 1, DLI_LIST_weekdays) || begins(f, at - 1, DLI_LIST_ago) ||
            (at < end && dli_is(f, at - 1, DLI_GRAMMAR_prep | DLI_GRAMMAR_det))))
        at--;
    bool time = at < end && !dli_is(f, at, DLI_GRAMMAR_adv);
    for (uint32_t i = at; i < end && !time; i++)
        time = begins(f, i, DLI_LIST_weekdays) || dli_is(f, i, DLI_GRAMMAR_time);
    return time && at > floor && !dli_is(f, at - 1, DLI_GRAMMAR_of | DLI_GRAMMAR_det) ? at
                                                                                      : end;
}

dli_noun dli_noun_before(const dli_finder *f, uint32_t end, uint32_t floor)
{
    end = before_time(f, end, floor);
    if (end > floor + 1 && dli_is_mark(f, end - 1, DLI_MARK_COMMA))
        return with_apposition(f, end, floor);
    return plain_before(f, end, floor);
}

dli_noun dli_noun_in(const dli_finder *f, uint32_t end, uint32_t floor, uint32_t *before)
{
    uint32_t from = phrase_start(f, end, floor);
    dli_noun noun = { .from = end, .to = end };

    while (from < end && dli_is(f, from, DLI_GRAMMAR_adv | DLI_GRAMMAR_and))
        from++;
    uint32_t date = dli_behind_dates(f, from, end);
    if (date < end && dli_is(f, date, DLI_GRAMMAR_prep))
        from = date; /* у серпні 2013 р. │ у мерії */
    if (from + 1 >= end || !dli_is(f, from, DLI_GRAMMAR_prep))
        return noun;
    noun.from = from + 1;
    settle(f, &noun, end);
    *before = from;
    noun.sure = noun.sure && !noun.person;
    return noun;
}

dli_noun dli_noun_at(const dli_finder *f, uint32_t from, uint32_t to)
{
    dli_noun noun = { .from = from, .to = to };
    uint32_t comma = from;

    if (to == from + 1 && dli_is(f, from, PRONOUNS))
        return pronoun_at(f, from);
    while (comma < to && !dli_is_mark(f, comma, DLI_MARK_COMMA))
        comma++;
    if (from < to)
        settle(f, &noun, comma);
    return noun;
}

dli_speaker dli_speaker_of(const dli_finder *f, const dli_noun *noun)
{
    return (dli_speaker){ .in = dli_tokens_span(f, noun->from, noun->to),
                          .name = dli_tokens_span(f, noun->name_from, noun->name_to),
                          .role = dli_tokens_span(f, noun->role_from, noun->role_to),
                          .head = noun->head,
                          .pronoun = noun->pronoun,
                          .type = noun->type,
                          .person = noun->person,
                          .she = noun->she };
}

bool dli_speaker_in(dli_finder *f, uint32_t sentence, uint32_t from, uint32_t to,
                    dli_speaker *out)
{
    const dli_sentence *s = &f->parsed->sentences.ptr[sentence];
    uint32_t first = 0;

    *out =
        (dli_speaker){ .in = dli_words_span(f->parsed, from, to), .type = DLI_SOURCE_UNNAMED };
    if (!dli_make_stream(f, s->word, s->word + s->count, 0))
        return false;
    f->from = 0;
    f->to = (uint32_t)f->tokens.count;
    while (first < f->to && dli_tok(f, first)->word < from)
        first++;
    uint32_t last = first;
    while (last < f->to && dli_tok(f, last)->end <= to)
        last++;
    if (first >= last || dli_tok(f, first)->word != from)
        return true; /* in quotation marks */
    dli_noun noun = dli_noun_at(f, first, last);
    *out = dli_speaker_of(f, &noun);
    out->in = dli_words_span(f->parsed, from, to);
    if (!noun.sure)
        out->type = DLI_SOURCE_UNNAMED;
    return true;
}
