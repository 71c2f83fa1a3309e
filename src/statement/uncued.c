/* uncued.c -- what is said with quotation marks or a colon and no verb.
 *
 *   “C,” S cue. “C again.”      goes on with the statement before it
 *   S cue:  ¶  “C”              announced at the end of a block
 *   S: “C”                      a name or an office before the colon
 *   S shook his head: “C”       or a person the sentence begins with
 *   “C,” S chuckled             a verb that no list has, between speech and the end
 *   C, — S.                     a headline in Cyrillic
 *   “C” — S                     signed
 *   S cue C. C again.           where a verb form says that it is told: er sei krank
 *   “C”                         a sentence or block for itself: nobody is named, or,
 *                               right behind a statement, the same speaker goes on
 */
#include "base/str.h"
#include "statement/finder.h"

/* Words of a quotation that stands for itself, and of one right behind what a person
 * says. */
enum {
    ALONE_WORDS = 6,
    NEAR_WORDS = 3
};

/* Tokens within which a sentence must come to its verb of saying to claim the
 * quotation before it. */
enum {
    CLAIM_TOKENS = 8
};

#define PERSONAL                                                                               \
    (DLI_GRAMMAR_he | DLI_GRAMMAR_she | DLI_GRAMMAR_i | DLI_GRAMMAR_you | DLI_GRAMMAR_they)

static uint32_t words_in(const dli_finder *f, const dli_token *t)
{
    uint32_t count = 0;

    for (uint32_t i = t->word; i < t->end; i++)
        count += f->parsed->words.ptr[i].kind != DLI_WORD_MARK;
    return count;
}

bool dli_draft_pending(dli_finder *f)
{
    uint32_t pending = f->pending;

    f->pending = 0;
    if (pending == 0 || pending != f->drafts.count || f->tokens.count == 0)
        return true;
    bool whole = f->item->blocks.ptr[f->block].kind == DLI_BLOCK_QUOTE;
    if (f->dialogue) { /* Коста сказал: ¶ — Да. */
        f->from = 0;
        f->to = (uint32_t)f->tokens.count;
        if (!dli_add_content(f, 1, f->to))
            return false;
        f->drafts.ptr[pending - 1].kind = DLI_SAID_DIRECT;
        return true;
    }
    if (dli_tok(f, 0)->quote == 0 && !whole) {
        f->drafts.count--; /* nothing came */
        return true;
    }
    f->from = 0;
    f->to = (uint32_t)f->tokens.count;
    if (!dli_add_content(f, 0, whole ? f->to : 1))
        return false;
    f->drafts.ptr[pending - 1].kind = DLI_SAID_DIRECT;
    return true;
}

/* The colon before speech in the sentence at hand, or f->to. */
static uint32_t find_colon(const dli_finder *f)
{
    for (uint32_t i = f->from; i + 1 < f->to; i++)
        if (dli_is_mark(f, i, DLI_MARK_COLON) && dli_tok(f, i + 1)->speech &&
            f->taken[dli_tok(f, i + 1)->quote - 1] == 0)
            return i;
    return f->to;
}

static bool is_name(const dli_noun *noun)
{
    return noun->sure && noun->name_to > noun->name_from && noun->person;
}

/* Whether the tagger of names has word `at` in the name of a person, somewhere. */
static bool is_known(const dli_finder *f, uint32_t at)
{
    dl_span in = dli_tokens_span(f, at, at + 1);

    return dli_map_get(&f->people, dli_cut(f->parsed->body, in)) != NULL;
}

/* Whether a phrase before a colon is all of it a speaker: neither "Bottom line: …" nor "The Swirl:
 * …". */
static bool is_whole(const dli_finder *f, const dli_noun *noun)
{
    if (noun->head != 0 || noun->role_to > noun->role_from)
        return true;
    if (noun->person)
        return noun->name_to == noun->to || is_known(f, noun->name_from);
    for (uint32_t i = noun->name_from; i < noun->name_to; i++)
        if (dli_tok(f, i)->mark == DLI_MARK_NONE &&
            f->parsed->words.ptr[dli_tok(f, i)->word].upper)
            return true;
    return noun->name_to == noun->name_from;
}

/* "Japan: exports rise": no person and no body, says the tagger of names, where there is one. */
static bool is_topic(const dli_finder *f, const dli_noun *noun)
{
    const dli_parsed *p = f->parsed;

    const char *const codes[] = { "fr", "es" };
    if (p->lang == NULL)
        return false;
    bool place = false; /* Japon : les exportations progressent */
    for (size_t i = 0; i < 2; i++)
        place |= dli_eq(p->lang->code, dli_str(codes[i])) && noun->to == noun->from + 1 &&
                 !noun->person && noun->type == DLI_SOURCE_OFFICE &&
                 dli_tok(f, noun->from)->capital;
    if (((noun->head != 0 || noun->role_to > noun->role_from) && !place) ||
        dli_text_tagger(p->models, DLI_MODEL_names, p->lang) == NULL)
        return false;
    for (uint32_t i = noun->name_from; i < noun->name_to; i++) {
        const dli_named *name = dli_name_at(p, dli_tok(f, i)->word);
        if (is_known(f, i) || (name != NULL && (name->kind == (uint8_t)DLI_NAMED_PER ||
                                                name->kind == (uint8_t)DLI_NAMED_ORG)))
            return false;
    }
    return true;
}

bool dli_is_common(const dli_finder *f, const dli_noun *noun)
{
    const dli_parsed *p = f->parsed;
    uint32_t word = dli_tok(f, noun->from)->word;

    if (noun->to != noun->from + 1 || noun->pronoun != 0 || noun->head != 0 ||
        !dli_tok(f, noun->from)->starts ||
        dli_text_tagger(p->models, DLI_MODEL_names, p->lang) == NULL)
        return false;
    return dli_name_at(p, word) == NULL && !is_known(f, noun->from);
}

/* Whether the tagger of names finds a person in tokens [from, to). */
static bool names_person(const dli_finder *f, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++) {
        const dli_named *name = dli_name_at(f->parsed, dli_tok(f, i)->word);
        if (name != NULL && name->kind == (uint8_t)DLI_NAMED_PER)
            return true;
    }
    return false;
}

/* Who the sentence is about, if that is a person by name. */
static dli_noun subject(const dli_finder *f, uint32_t end)
{
    const bool caps = f->parsed->phrases != NULL && f->parsed->phrases->caps;
    dli_noun noun = dli_noun_from(f, f->from, end);

    if (noun.sure && caps && noun.from + 1 < noun.to && noun.from < noun.name_from &&
        dli_is(f, noun.from, DLI_GRAMMAR_of) && !dli_is(f, noun.from, DLI_GRAMMAR_det))
        noun = dli_noun_at(f, noun.from + 1, noun.to); /* Für │ Direktor Kern ist es nah */
    bool person = noun.sure && noun.person && noun.head != 0 &&
                  noun.name_to == noun.name_from && caps &&
                  !dli_is(f, noun.from, DLI_GRAMMAR_obj) &&
                  !names_person(f, noun.to, end); /* Der Trainer freut sich: “…” */
    if (!person && (!is_name(&noun) || dli_is_common(f, &noun)) && noun.pronoun == 0)
        noun.sure = false;
    return noun;
}

/* The one person named before the colon: "Ähnlich sieht es Ana Costa: “…”". Nobody behind a preposition,
 * and nobody where two are named. */
static dli_noun one_person(const dli_finder *f, uint32_t end)
{
    const dli_named *only = NULL;
    uint32_t at = end;

    for (uint32_t i = f->from; i < end; i++) {
        const dli_named *name = dli_name_at(f->parsed, dli_tok(f, i)->word);
        if (dli_tok(f, i)->quote != 0 || dli_is(f, i, PERSONAL))
            return (dli_noun){ 0 };
        if (name == NULL || name->kind != (uint8_t)DLI_NAMED_PER || name == only)
            continue;
        if (only != NULL)
            return (dli_noun){ 0 };
        only = name;
        at = i;
    }
    if (only == NULL)
        return (dli_noun){ 0 };
    uint32_t behind = at;
    while (behind < end && dli_tok(f, behind)->word < only->end)
        behind++;
    dli_noun noun = dli_noun_before(f, behind, f->from);
    if (noun.from == f->from && noun.from + 1 < noun.to &&
        dli_is(f, noun.from, DLI_GRAMMAR_prep | DLI_GRAMMAR_of) &&
        !dli_is(f, noun.from, DLI_GRAMMAR_det))
        noun = dli_noun_at(f, noun.from + 1, noun.to); /* Für │ Kern ist es nah */
    bool beside = noun.from > f->from + 1 &&
                  dli_is(f, noun.from - 1, DLI_GRAMMAR_prep | DLI_GRAMMAR_of | DLI_GRAMMAR_sub);
    bool object = dli_is(f, noun.from, DLI_GRAMMAR_obj | DLI_GRAMMAR_of | DLI_GRAMMAR_prep);
    noun.sure = is_name(&noun) && !beside && !object && noun.to == behind &&
                (noun.to == end || !dli_tok(f, noun.to)->capital);
    return noun;
}

static bool draft(dli_finder *f, const dli_noun *noun, dl_span cue, uint32_t from, uint32_t to)
{
    dli_draft *made = dli_new_draft(f, NULL);

    if (made == NULL)
        return !f->failed;
    if (noun->sure)
        made->source = dli_speaker_of(f, noun);
    made->cue = cue;
    return dli_add_content(f, from, to);
}

/* A verb in the past, or "упевнений", by the end of a word with a small letter in Cyrillic. */
static bool is_past(const dli_finder *f, uint32_t at)
{
    static const char *const endings[] = { "ла", "лася", "лась", "в",    "вся",  "вши",
                                           "л",  "лся",  "ли",   "лися", "ений", "ена" };

    if (at + 1 >= f->to || dli_tok(f, at)->capital || dli_tok(f, at)->quote != 0 ||
        dli_tok(f, at)->mark != DLI_MARK_NONE)
        return false;
    uint32_t behind;
    dl_str word = dli_cut(f->parsed->body, dli_tokens_span(f, at, at + 1));
    if (dli_token_meaning(f, at, f->to, DLI_LIST_roles, &behind).ptr != NULL)
        return false;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (word.len > 6 && dli_ends(word, dli_str(endings[i])))
            return true;
    return false;
}

/* "C, — S." as headlines in Cyrillic have it. */
static bool draft_dash(dli_finder *f)
{
    uint32_t dash = f->to;

    if (!dli_is_cyrillic(f))
        return true;
    while (dash > f->from + 3 && !dli_is_mark(f, dash - 1, DLI_MARK_DASH))
        dash--;
    if (dash <= f->from + 3 || !dli_is_mark(f, dash - 2, DLI_MARK_COMMA))
        return true;
    uint32_t who = dash + (is_past(f, dash) ? 1 : 0); /* “…, — засміявся │ Коста” */
    dli_noun noun = dli_noun_from(f, who, f->to);
    bool ends = noun.to + 1 >= f->to && noun.to > who &&
                (noun.to == f->to || dli_tok(f, noun.to)->mark != DLI_MARK_NONE);
    if (!ends || !noun.sure || noun.pronoun != 0)
        return true;
    return draft(f, &noun, dli_tokens_span(f, who - 1, who), f->from, dash - 1);
}

/* "SALTMERE: The ferry was late": in capitals before a story it is where that was filed. */
static bool is_filed(const dli_finder *f, const dli_noun *noun)
{
    if (f->item->blocks.ptr[f->block].kind == DLI_BLOCK_H)
        return false;
    for (uint32_t i = noun->from; i < noun->to; i++)
        if (dli_tok(f, i)->mark == DLI_MARK_NONE &&
            !f->parsed->words.ptr[dli_tok(f, i)->word].upper)
            return false;
    return true;
}

bool dli_draft_colon(dli_finder *f)
{
    bool joined = dli_is(f, f->from, DLI_GRAMMAR_and | DLI_GRAMMAR_but) &&
                  !dli_is(f, f->from, DLI_GRAMMAR_det);
    dli_noun noun = dli_noun_from(f, f->from + (joined ? 1 : 0), f->to); /* Und │ Kern: “…” */
    uint32_t colon = find_colon(f);
    bool heading = f->item->blocks.ptr[f->block].kind == DLI_BLOCK_H || f->block == 0;

    if (colon < f->to) {
        if (noun.to != colon)
            noun = subject(f, colon);
        if (!noun.sure)
            noun = one_person(f, colon);
        if ((noun.pronoun & DLI_GRAMMAR_it) != 0)
            return true; /* Es geht um viel: “…” */
        while (noun.sure && f->parsed->phrases != NULL && f->parsed->phrases->caps &&
               noun.pronoun == 0 && noun.from + 1 < noun.to && noun.from < noun.name_from &&
               dli_is(f, noun.from, DLI_GRAMMAR_adv))
            noun.from++; /* Auch │ Kern freut sich: “…” */
        if (noun.role_to > noun.from && noun.role_from < noun.from)
            noun.role_from = noun.from;
        return !noun.sure || (noun.pronoun == 0 && !is_whole(f, &noun)) ||
               draft(f, &noun, dli_tokens_span(f, colon, colon + 1), colon + 1, f->to);
    }
    colon = noun.to;
    if (!noun.sure || noun.pronoun != 0 || noun.to <= f->from || colon + 1 >= f->to ||
        !dli_is_mark(f, colon, DLI_MARK_COLON))
        return draft_dash(f);
    if (dli_tokens_span(f, colon, colon + 1).end ==
        dli_tokens_span(f, colon + 1, colon + 2).start)
        return true; /* Dry:Soon */
    if (!heading || !(is_name(&noun) || noun.type == DLI_SOURCE_OFFICE) ||
        dli_tok(f, colon + 1)->quote != 0 || is_filed(f, &noun) || !is_whole(f, &noun) ||
        is_topic(f, &noun))
        return true;
    return draft(f, &noun, dli_tokens_span(f, colon, colon + 1), colon + 1, f->to);
}

/* “C” — Ana Costa: a block that ends with a dash and who signs what stands before it. */
static bool draft_signed(dli_finder *f, bool *done)
{
    uint32_t dash = f->from + (dli_tok(f, f->from)->speech ? 1 : 0);

    *done = false;
    if (dash == 0 || !dli_is_mark(f, dash, DLI_MARK_DASH) || !dli_tok(f, dash - 1)->speech)
        return true;
    dli_noun noun = dli_noun_from(f, dash + 1, f->to);
    if (noun.to != f->tokens.count || !noun.sure || noun.pronoun != 0)
        return true;
    dl_span cue = dli_tokens_span(f, dash, dash + 1);
    *done = true;
    if (f->taken[dli_tok(f, dash - 1)->quote - 1] == 0)
        return draft(f, &noun, cue, dash - 1, dash);
    dli_draft *last = f->drafts.count > 0 ? &f->drafts.ptr[f->drafts.count - 1] : NULL;
    *done =
        last != NULL && f->speech == f->from && last->source.in.end == 0 && last->cue.end == 0;
    if (*done) {
        last->source = dli_speaker_of(f, &noun);
        last->cue = cue;
    }
    return true;
}

/* A word that no list has, in small letters: behind speech it says how that was said. */
static bool is_some_verb(const dli_finder *f, uint32_t at)
{
    uint32_t to;

    return at < f->to && dli_tok(f, at)->quote == 0 && dli_tok(f, at)->mark == DLI_MARK_NONE &&
           !dli_tok(f, at)->capital &&
           (dli_tok(f, at)->grammar & ~(uint32_t)DLI_GRAMMAR_verb) == 0 &&
           f->parsed->words.ptr[dli_tok(f, at)->word].kind == DLI_WORD_LETTERS &&
           dli_token_meaning(f, at, f->to, DLI_LIST_roles, &to).ptr == NULL;
}

/* In Cyrillic a dash may stand for "is": “Green Line” — the main street. */
static bool may_be_verb(const dli_finder *f, uint32_t at)
{
    return is_some_verb(f, at) &&
           (!dli_is_cyrillic(f) || is_past(f, at) || dli_is(f, at, DLI_GRAMMAR_verb));
}

/* What closes the author's words behind speech, or goes on about them. */
static bool is_closed(const dli_finder *f, uint32_t at)
{
    return at >= f->to || dli_tok(f, at)->mark == DLI_MARK_STOP ||
           dli_tok(f, at)->mark == DLI_MARK_COMMA || dli_tok(f, at)->mark == DLI_MARK_DASH ||
           dli_is(f, at,
                  DLI_GRAMMAR_prep | DLI_GRAMMAR_adv | DLI_GRAMMAR_sub | DLI_GRAMMAR_rel);
}

static bool is_somebody(const dli_finder *f, const dli_noun *noun)
{
    const uint32_t others = DLI_GRAMMAR_i | DLI_GRAMMAR_you | DLI_GRAMMAR_it;

    return noun->sure && dli_tok(f, noun->from)->mark == DLI_MARK_NONE &&
           ((noun->person && (noun->pronoun & others) == 0) ||
            (noun->pronoun & DLI_GRAMMAR_they) != 0);
}

/* "lâcha-t-il": the pronoun joined to the word before `at`, or `at`. */
static uint32_t joined_at(const dli_finder *f, uint32_t at)
{
    const uint32_t subjects = DLI_GRAMMAR_he | DLI_GRAMMAR_she | DLI_GRAMMAR_they;
    uint32_t i = at;

    if (!dli_is_mark(f, i, DLI_MARK_HYPHEN))
        return at;
    if (dli_is_mark(f, i + 2, DLI_MARK_HYPHEN))
        i += 2;
    return i + 1 < f->to && dli_is(f, i + 1, subjects) ? i + 1 : at;
}

bool dli_draft_inquit(dli_finder *f)
{
    const dli_token *t = dli_tok(f, f->from);
    uint32_t at = f->from + 1, verb = 0;

    if (t->quote == 0 || !t->speech || f->taken[t->quote - 1] != 0 || t->end - t->word < 4)
        return true;
    uint8_t last = f->parsed->words.ptr[t->end - 2].mark;
    bool parted = dli_is_mark(f, at, DLI_MARK_COMMA) || dli_is_mark(f, at, DLI_MARK_DASH);
    if (!parted && last != DLI_MARK_COMMA && last != DLI_MARK_ASK && last != DLI_MARK_EXCLAIM)
        return true;
    at += parted ? 1 : 0;
    dli_noun noun = dli_noun_from(f, at, f->to);
    if (is_somebody(f, &noun) && !is_some_verb(f, at)) { /* Costa chuckled */
        verb = noun.to;
        while (verb < f->to && dli_is(f, verb, DLI_GRAMMAR_adv))
            verb++;
        if (!may_be_verb(f, verb) || !is_closed(f, verb + 1))
            return true;
        at = verb + 1;
    } else { /* chuckled Costa, a lâché Costa, lâche-t-il */
        verb = at;
        while (verb < f->to && dli_is(f, verb, DLI_GRAMMAR_aux | DLI_GRAMMAR_refl))
            verb++;
        if (!may_be_verb(f, verb))
            return true;
        uint32_t pronoun = joined_at(f, verb + 1);
        noun = dli_noun_from(f, pronoun, f->to);
        if (pronoun == verb + 1)
            noun.sure = noun.sure && noun.pronoun == 0;
        if (!is_somebody(f, &noun) || !is_closed(f, noun.to))
            return true;
        at = noun.to;
    }
    dl_span cue = dli_tokens_span(f, verb, verb + 1);
    if (!draft(f, &noun, cue, f->from, f->from + 1) || f->drafts.count == 0)
        return !f->failed;
    dli_draft *made = &f->drafts.ptr[f->drafts.count - 1];
    if (made->cue.start != cue.start)
        return true;
    dli_cue known;
    dl_str particle;
    uint32_t to;
    dl_str meaning = dli_token_meaning(f, verb, f->to, DLI_LIST_attitudes, &to);
    bool fine = meaning.ptr != NULL && dli_read_cue(meaning, &known, &particle);
    made->lemma = fine ? known.lemma : dli_cut(f->parsed->body, cue);
    made->stance = fine ? known.stance : (uint8_t)DLI_STANCE_UNKNOWN;
    bool more =
        at + 1 < f->to && dli_is_mark(f, at, DLI_MARK_COMMA) && dli_tok(f, at + 1)->speech;
    return !more || dli_add_content(f, at + 1, at + 2);
}

/* The sentence at hand is nothing but quotations. */
static bool is_all_speech(const dli_finder *f)
{
    for (uint32_t i = f->from; i < f->to; i++)
        if (dli_tok(f, i)->quote == 0 && !dli_is_mark(f, i, DLI_MARK_STOP))
            return false;
    bool goes_on = f->speech == f->from && f->from > 0; /* «Ні», — сказав Керн. │ «Ніколи». */
    return (dli_tok(f, f->from)->speech || goes_on) && dli_tok(f, f->from)->quote != 0 &&
           f->taken[dli_tok(f, f->from)->quote - 1] == 0;
}

/* Whether the sentence behind claims this one: “Stop!” Costa said. */
static bool is_claimed(const dli_finder *f)
{
    const dli_token *t = dli_tok(f, f->to - 1);
    uint32_t to, end = f->to;

    if (t->end - t->word < 2 || t->quote == 0)
        return false;
    uint8_t mark = f->parsed->words.ptr[t->end - 2].mark;
    if (mark == DLI_MARK_STOP)
        return false;
    while (end < f->tokens.count && (end == f->to || !dli_tok(f, end)->starts))
        end++;
    for (uint32_t i = f->to; i < end && i - f->to < CLAIM_TOKENS; i++) {
        if (dli_tok(f, i)->quote != 0)
            return false;
        if (dli_token_meaning(f, i, end, DLI_LIST_said, &to).ptr != NULL)
            return true;
    }
    return false;
}

/* The block before ends with a colon. */
static bool ends_with_colon(const dli_finder *f)
{
    uint32_t first = dli_tok(f, 0)->word;

    return first > 0 && f->parsed->words.ptr[first - 1].mark == (uint8_t)DLI_MARK_COLON;
}

/* Whose words they are, where no verb says so. */
static bool source_goes_on(const dli_finder *f, const dli_draft *last)
{
    const dli_phrases *phrases = f->parsed->phrases;
    bool said = last->source.in.end != 0 && last->cue.end != 0 && !last->back &&
                !last->beside && last->stance != (uint8_t)DLI_STANCE_BELIEVE;

    if (phrases != NULL && phrases->caps && said && last->quote == f->quote && f->quote == 0) {
        if (f->told == f->from && f->from > 0)
            return true; /* Die Lage sei ernst, teilte das Amt mit. │ “Wir prüfen das.” */
        if (f->from == 0 && f->told == 0 && ends_with_colon(f))
            return true; /* Man habe gelernt: ¶ “…” */
    }
    return last->quote == f->quote && last->kind == DLI_SAID_DIRECT &&
           last->block + 1 == f->block && f->from == 0;
}

bool dli_draft_speech(dli_finder *f)
{
    const dli_draft *last = f->drafts.count > 0 ? &f->drafts.ptr[f->drafts.count - 1] : NULL;
    dli_speaker source = { 0 };
    bool done;

    if (!draft_signed(f, &done) || done)
        return !f->failed;
    if (!is_all_speech(f) || is_claimed(f))
        return true;
    const dli_token *t = dli_tok(f, f->from);
    const dli_quote *q = &f->parsed->quotes.ptr[t->quote - 1];
    if (q->word + q->count > t->end)
        return true; /* goes on in the next block: whoever speaks may be named there */
    if (last != NULL && f->speech == f->from && f->from > 0)
        return dli_add_content(f, f->from, f->to);
    bool heading = f->item->blocks.ptr[f->block].kind == DLI_BLOCK_H;
    if (heading || words_in(f, t) < (f->near == f->from ? NEAR_WORDS : ALONE_WORDS))
        return true;
    if (last != NULL && (source_goes_on(f, last) || f->near == f->from))
        source = last->source;
    dli_draft *draft = dli_new_draft(f, NULL);
    if (draft == NULL)
        return !f->failed;
    draft->source = source;
    return dli_add_content(f, f->from, f->to);
}

/* "│So│ sei die Lage ernst": no "so Costa". */
static bool is_thus(const dli_finder *f, uint32_t at)
{
    uint32_t to;
    dl_str meaning = dli_token_meaning(f, at, f->to, DLI_LIST_said, &to);

    return meaning.ptr != NULL && dli_means(meaning, "invert") && to < f->to &&
           !dli_tok(f, to)->capital && !dli_is(f, to, DLI_GRAMMAR_det) && at == f->from;
}

bool dli_draft_told(dli_finder *f)
{
    const uint32_t verbs =
        DLI_GRAMMAR_aux | DLI_GRAMMAR_be | DLI_GRAMMAR_modal | DLI_GRAMMAR_verb;
    dli_draft *last = f->drafts.count > 0 ? &f->drafts.ptr[f->drafts.count - 1] : NULL;

    if (last == NULL || f->told != f->from || last->quote != f->quote || last->cue.end == 0)
        return true;
    for (uint32_t i = f->from; i < f->to; i++)
        if (dli_tok(f, i)->says && !is_thus(f, i))
            return true; /* somebody else may be named */
    for (uint32_t i = f->from; i < f->to; i++) {
        if (dli_tok(f, i)->quote != 0 || dli_is(f, i, DLI_GRAMMAR_i))
            return true;
        if (dli_is(f, i, (uint32_t)DLI_GRAMMAR_told))
            return dli_add_content(f, f->from, f->to);
        if (dli_is(f, i, verbs))
            return true;
    }
    return true;
}
