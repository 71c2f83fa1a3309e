/* cue.c -- verbs and phrases of saying, and whether they stand for saying here.
 *
 *   "had also said"    the verb group: auxiliaries and adverbs before the verb
 *   "did not say"      denied: nothing was said
 *   "was told"         passive: nobody is named
 *   "the reports"      a noun, where said.txt warns that one looks the same
 *   "teilte … mit"     a particle behind, where said.txt has "with:mit"
 *   "sagte … ab"       another verb, where it has "without:ab"
 */
#include "base/str.h"
#include "statement/finder.h"

enum {
    MAX_GROUP = 8,
    MAX_PARTICLE = 40,
    MAX_FAR = 12,
};

#define SUBJECTS                                                                               \
    (DLI_GRAMMAR_he | DLI_GRAMMAR_she | DLI_GRAMMAR_it | DLI_GRAMMAR_they | DLI_GRAMMAR_i |    \
     DLI_GRAMMAR_you | DLI_GRAMMAR_rel)

/* What holds its source behind or before it, and no verb to look at. */
#define NO_VERB (DLI_CUE(after) | DLI_CUE(before))

#define SOURCE_HELD (DLI_CUE(he) | DLI_CUE(she) | DLI_CUE(they) | DLI_CUE(held))

static const char *const mark_names[] = {
#define CUE(name, what) #name,
#include "statement/cues.def"
#undef CUE
};

static const char *const stance_names[] = {
    [DLI_STANCE_UNKNOWN] = "unknown", [DLI_STANCE_NEUTRAL] = "neutral",
    [DLI_STANCE_CLAIM] = "claim",     [DLI_STANCE_DENY] = "deny",
    [DLI_STANCE_WARN] = "warn",       [DLI_STANCE_PROMISE] = "promise",
    [DLI_STANCE_ORDER] = "order",     [DLI_STANCE_ADMIT] = "admit",
    [DLI_STANCE_BELIEVE] = "believe",
};

bool dli_next_cue(dl_str *rest, dl_str *one)
{
    size_t end = dli_find_byte(*rest, ';', 0);

    while (rest->len > 0 && rest->ptr[0] == ' ') {
        *rest = dli_from(*rest, 1);
        end = dli_find_byte(*rest, ';', 0);
    }
    if (rest->len == 0)
        return false;
    *one = end == DLI_NONE ? *rest : dli_slice(*rest, 0, end);
    *rest = end == DLI_NONE ? (dl_str){ "", 0 } : dli_from(*rest, end + 1);
    return true;
}

bool dli_read_cue(dl_str meaning, dli_cue *cue, dl_str *particle)
{
    dl_str all = meaning;
    (void)dli_next_cue(&all, &meaning);
    size_t comma = dli_find_byte(meaning, ',', 0);
    dl_str rest, word;
    bool known = true;

    *cue = (dli_cue){ 0 };
    *particle = (dl_str){ "", 0 };
    if (dli_eq(meaning, DL_STR("not"))) {
        cue->marks = DLI_CUE(not );
        return true;
    }
    if (comma == DLI_NONE)
        return false;
    cue->lemma = dli_slice(meaning, 0, comma);
    rest = dli_from(meaning, comma + 1);
    while (dli_next_word(&rest, &word)) {
        size_t i = 0, k = 0;
        if (dli_starts(word, DL_STR("with:"))) {
            *particle = dli_from(word, 5);
            continue;
        }
        if (dli_starts(word, DL_STR("without:"))) {
            cue->without = dli_from(word, 8);
            continue;
        }
        while (i < sizeof stance_names / sizeof *stance_names &&
               !dli_eq(word, dli_str(stance_names[i])))
            i++;
        while (k < DLI_CUE_COUNT && !dli_eq(word, dli_str(mark_names[k])))
            k++;
        if (i < sizeof stance_names / sizeof *stance_names)
            cue->stance = (uint8_t)i;
        else if (k < DLI_CUE_COUNT)
            cue->marks |= 1u << k;
        else
            known = false;
    }
    return known && cue->lemma.len > 0;
}

/* The token with the separated particle of the verb before `at`, or 0. */
static uint32_t find_particle(const dli_finder *f, dl_str particle, uint32_t at)
{
    uint32_t form = dli_phrase_form(f->parsed->phrases, particle);

    for (uint32_t i = at; i < f->to && i - at < MAX_PARTICLE; i++) {
        const dli_token *t = dli_tok(f, i);
        if (t->quote != 0)
            continue;
        if (t->mark == DLI_MARK_COLON || t->mark == DLI_MARK_SEMICOLON ||
            (t->grammar & DLI_GRAMMAR_that) != 0)
            return 0;
        bool same = form != 0 ? f->parsed->words.ptr[t->word].form == form
                              : dli_eq(dli_cut(f->parsed->body, dli_tokens_span(f, i, i + 1)),
                                       particle);
        if (same) { /* no list need have it */
            bool ends = i + 1 >= f->to || dli_tok(f, i + 1)->mark != DLI_MARK_NONE ||
                        dli_tok(f, i + 1)->starts ||
                        dli_is(f, i + 1, DLI_GRAMMAR_and | DLI_GRAMMAR_that);
            if (ends)
                return i;
        }
    }
    return 0;
}

/* "le gouverneur │ lui avait dit", "comme │ l'a dit": an object before its verb. */
static bool is_clitic_object(const dli_finder *f, uint32_t at)
{
    if (!dli_is(f, at, DLI_GRAMMAR_obj) || dli_is(f, at, SUBJECTS))
        return false;
    if (!dli_is(f, at, DLI_GRAMMAR_det))
        return true;
    return dli_is(f, at, DLI_GRAMMAR_elided) ||
           (at > f->from && dli_is(f, at - 1, SUBJECTS | DLI_GRAMMAR_as | DLI_GRAMMAR_not));
}

/* Take the auxiliaries and adverbs before the verb into its group. */
static void take_group(const dli_finder *f, dli_cue *cue)
{
    uint32_t i = cue->from;
    bool near = true; /* nothing but adverbs so far */
    bool reflexive = false;

    while (i > f->from && cue->from - i < MAX_GROUP && !dli_tok(f, i)->starts) {
        uint32_t g = dli_tok(f, i - 1)->grammar;
        if ((g & DLI_GRAMMAR_clitic) != 0 && i - 1 > f->from && dli_is(f, i - 2, SUBJECTS))
            g |= DLI_GRAMMAR_be; /* he's saying */
        if (is_clitic_object(f, i - 1)) {
            i--;
            continue;
        }
        if ((g & (DLI_GRAMMAR_aux | DLI_GRAMMAR_be | DLI_GRAMMAR_modal | DLI_GRAMMAR_not |
                  DLI_GRAMMAR_adv | DLI_GRAMMAR_refl)) == 0)
            break;
        if ((g & DLI_GRAMMAR_adv) != 0 && i - 1 > f->from &&
            dli_is_mark(f, i - 2, DLI_MARK_HYPHEN))
            break; /* le maire lui-même │ a dit */
        if ((g & DLI_GRAMMAR_be) != 0 && near)
            cue->passive = true;
        if ((g & DLI_GRAMMAR_refl) != 0)
            reflexive = true; /* s'est félicité */
        if ((g & DLI_GRAMMAR_modal) != 0)
            cue->modal = true;
        if ((g & DLI_GRAMMAR_not) != 0)
            cue->negated = true;
        if ((g & DLI_GRAMMAR_adv) == 0)
            near = false;
        i--;
    }
    /* Adverbs alone do not belong to the verb: "later, he said". */
    while (i < cue->from && dli_is(f, i, DLI_GRAMMAR_adv) && dli_tok(f, i)->starts)
        i++;
    cue->passive &= !reflexive;
    cue->group = i;
    cue->infinitive = i > f->from && dli_is(f, i - 1, DLI_GRAMMAR_inf);
}

/* "hatte am Montag │erklärt,│ …": a form at the end of its clause that is a participle as well. */
static bool may_be_participle(const dli_finder *f, const dli_cue *cue)
{
    dl_str word = dli_cut(f->parsed->body, dli_tokens_span(f, cue->from, cue->to));

    return dli_has_caps(f) && cue->to == cue->from + 1 && cue->particle == 0 &&
           (cue->marks & (NO_VERB | DLI_CUE(nobody) | DLI_CUE(via))) == 0 &&
           dli_ends(word, DL_STR("t")) &&
           (cue->to >= f->to || dli_tok(f, cue->to)->mark != DLI_MARK_NONE);
}

/* "hat am Montag gesagt": the auxiliary of a participle may stand some words before it. */
static void find_auxiliary(const dli_finder *f, dli_cue *cue)
{
    bool both = (cue->marks & DLI_CUE(part)) == 0 && may_be_participle(f, cue);

    cue->clause = cue->group;
    if (((cue->marks & DLI_CUE(part)) == 0 && !both) || cue->group < cue->from)
        return;
    for (uint32_t i = cue->from; i > f->from && cue->from - i < MAX_FAR; i--) {
        const dli_token *t = dli_tok(f, i - 1);
        if (t->quote != 0 || t->mark == DLI_MARK_COMMA || t->mark == DLI_MARK_COLON ||
            t->mark == DLI_MARK_SEMICOLON || t->mark == DLI_MARK_DASH ||
            (t->grammar & (DLI_GRAMMAR_that | DLI_GRAMMAR_not | DLI_GRAMMAR_modal)) != 0)
            return;
        if ((t->grammar & DLI_GRAMMAR_aux) != 0) {
            cue->clause = i - 1;
            cue->marks |= both ? DLI_CUE(part) : 0;
            return;
        }
    }
}

/* A pronoun joined by a hyphen at `at`, with or without "-t-": the token behind it,
 * or `at`. */
static uint32_t behind_joined(const dli_finder *f, uint32_t at)
{
    uint32_t i = at;

    if (!dli_is_mark(f, i, DLI_MARK_HYPHEN))
        return at;
    if (i + 2 < f->to && dli_is_mark(f, i + 2, DLI_MARK_HYPHEN))
        i += 2;
    return i + 1 < f->to && dli_is(f, i + 1, SUBJECTS) ? i + 2 : at;
}

/* "dit-il", "a-t-elle ajouté": the subject is inside the words of saying. */
static void take_joined(const dli_finder *f, dli_cue *cue)
{
    uint32_t behind = behind_joined(f, cue->to);

    if (behind > cue->to) {
        cue->pronoun = behind - 1;
        cue->to = behind;
        return;
    }
    for (uint32_t i = cue->group; i > f->from && cue->group - i < 6; i--)
        if (dli_is(f, i - 1, DLI_GRAMMAR_aux) && behind_joined(f, i) == cue->group) {
            cue->pronoun = cue->group - 1;
            cue->group = i - 1;
            return;
        }
}

/* A word that is a noun as well stands for the verb only behind a subject and before
 * what it says. */
static bool is_noun_here(const dli_finder *f, const dli_cue *cue)
{
    if (cue->pronoun != 0)
        return false;
    if (cue->group == f->from || dli_tok(f, cue->from)->starts)
        return true;
    if (cue->group < cue->from)
        return false; /* an auxiliary */
    uint32_t before = cue->group - 1;
    if (dli_is(f, before, SUBJECTS))
        return false;
    bool parted = dli_is_mark(f, before, DLI_MARK_COMMA) ||
                  dli_is_mark(f, before, DLI_MARK_DASH) || dli_tok(f, before)->speech;
    if (dli_tok(f, before)->quote != 0 && !parted && dli_is(f, cue->to, DLI_GRAMMAR_prep))
        return true; /* the latest “baseline” │ forecast from the ministry */
    bool spoken = parted && before > f->from && dli_tok(f, before - 1)->speech &&
                  (cue->to >= f->to || dli_tok(f, cue->to)->mark != DLI_MARK_NONE);
    if (parted)
        return !spoken && !dli_noun_from(f, cue->to, f->to).sure;
    if (dli_is(f, before,
               DLI_GRAMMAR_det | DLI_GRAMMAR_quant | DLI_GRAMMAR_prep | DLI_GRAMMAR_of |
                   DLI_GRAMMAR_clitic | DLI_GRAMMAR_and | DLI_GRAMMAR_verb | DLI_GRAMMAR_that |
                   DLI_GRAMMAR_not))
        return true;
    uint32_t next = cue->to;
    uint32_t that = next;
    while (that < f->to && that - next < 3 && !dli_is(f, that, DLI_GRAMMAR_that) &&
           dli_is(f, that, DLI_GRAMMAR_adv | DLI_GRAMMAR_prep))
        that++;
    if (dli_is(f, that, DLI_GRAMMAR_that))
        next = that; /* le rapport │ note │ également que */
    if (dli_is(f, next, DLI_GRAMMAR_that | DLI_GRAMMAR_wh) ||
        dli_is_mark(f, next, DLI_MARK_COLON))
        return false;
    next += dli_is_mark(f, next, DLI_MARK_COMMA) ? 1 : 0;
    if (next < f->to && dli_tok(f, next)->quote != 0)
        return false;
    dli_noun who = dli_noun_before(f, cue->group, f->from);
    if (!who.sure)
        return true;
    /* "…, the agency reports, …" */
    uint8_t behind = cue->to < f->to ? dli_tok(f, cue->to)->mark : (uint8_t)DLI_MARK_STOP;
    bool closed =
        behind == DLI_MARK_COMMA || behind == DLI_MARK_STOP || behind == DLI_MARK_DASH;
    if (closed && who.from > f->from && dli_is_mark(f, who.from - 1, DLI_MARK_COMMA))
        return false;
    return !dli_is(f, cue->to, DLI_GRAMMAR_det | DLI_GRAMMAR_quant | SUBJECTS);
}

/* "Sie │sollten│ mehr Geld verlangen", "wird am Montag erklären, dass": an infinitive at the end of its
 * clause, of a verb that says it is to be, in German. */
static bool is_to_be(const dli_finder *f, const dli_cue *cue)
{
    static const char *const modals[] = {
        "kann",   "können",  "konnte", "konnten", "könnte",  "könnten", "muss",   "müssen",
        "musste", "mussten", "müsste", "müssten", "soll",    "sollen",  "sollte", "sollten",
        "will",   "wollen",  "wollte", "wollten", "darf",    "dürfen",  "durfte", "durften",
        "dürfte", "dürften", "mag",    "möchte",  "möchten", "würde",   "würden", "wird"
    };
    dl_str word = dli_cut(f->parsed->body, dli_tokens_span(f, cue->from, cue->to));

    if (!dli_has_caps(f) || cue->to != cue->from + 1 || !dli_ends(word, DL_STR("en")) ||
        (cue->marks & NO_VERB) != 0)
        return false;
    for (uint32_t i = cue->from; i > f->from && cue->from - i < MAX_FAR; i--) {
        const dli_token *t = dli_tok(f, i - 1);
        if (t->mark != DLI_MARK_NONE && t->mark != DLI_MARK_HYPHEN)
            return false;
        dl_str before = dli_cut(f->parsed->body, dli_tokens_span(f, i - 1, i));
        for (size_t k = 0; k < sizeof modals / sizeof *modals && t->quote == 0; k++)
            if (dli_eq(before, dli_str(modals[k])))
                return true;
    }
    return false;
}

/* Whether the verb stands for saying here. */
static bool counts(const dli_finder *f, const dli_cue *cue)
{
    if ((cue->marks & DLI_CUE(not )) != 0)
        return false;
    bool named = cue->from > f->from + 1 && cue->group == cue->from &&
                 (dli_is(f, cue->from - 1, DLI_GRAMMAR_det) ||
                  (dli_is(f, cue->from - 2, DLI_GRAMMAR_det) &&
                   dli_tok(f, cue->from - 1)->grammar == 0 &&
                   dli_tok(f, cue->from - 1)->mark == DLI_MARK_NONE &&
                   !dli_tok(f, cue->from - 1)->capital));
    if ((cue->marks & DLI_CUE(via)) != 0 && named && cue->to == cue->from + 1)
        return false; /* esta quinta cita */
    if ((cue->marks & (NO_VERB | DLI_CUE(nobody) | DLI_CUE(via) | DLI_CUE(by) | DLI_CUE(as) |
                       DLI_CUE(back) | DLI_CUE(this))) != 0)
        return true;
    bool denied = dli_is(f, cue->to, DLI_GRAMMAR_not) &&
                  (cue->to + 1 >= f->to || dli_tok(f, cue->to + 1)->mark != DLI_MARK_NONE);
    dl_str word = dli_cut(f->parsed->body, dli_tokens_span(f, cue->from, cue->to));
    bool could = dli_has_caps(f) && dli_eq(word, cue->lemma) &&
                 dli_is(f, cue->to, DLI_GRAMMAR_aux | DLI_GRAMMAR_modal | DLI_GRAMMAR_verb);
    if (cue->negated || denied || could || is_to_be(f, cue) || cue->modal || cue->infinitive)
        return false; /* "did not say", "sagte nicht, ob", "hätte sagen können" */
    bool ing = (cue->marks & DLI_CUE(ing)) != 0;
    if (cue->group == cue->from && cue->from > f->from &&
        dli_is_mark(f, cue->from - 1, DLI_MARK_HYPHEN))
        return false; /* expert-recommended */
    if ((cue->marks & DLI_CUE(address)) != 0 && !ing && dli_tok(f, cue->from)->starts &&
        dli_eq(f->parsed->lang->code, DL_STR("en")))
        return false; /* "Asked why he left, …" */
    if (cue->passive && !ing && (cue->marks & DLI_CUE(quoted)) == 0)
        return false;
    if ((cue->marks & DLI_CUE(part)) != 0 && cue->group == cue->from &&
        cue->clause == cue->group && cue->pronoun == 0)
        return false;
    if ((cue->marks & DLI_CUE(noun)) != 0 && is_noun_here(f, cue))
        return false;
    return true;
}

/* The cue of a meaning; the same few are asked for over and over. */
static const dli_read_meaning *read_meaning(dli_finder *f, dl_str meaning)
{
    dli_read_meaning *slot = &f->read[(uintptr_t)meaning.ptr / 4 % DLI_READ_MEANINGS];

    if (slot->meaning != meaning.ptr) {
        slot->fine = dli_read_cue(meaning, &slot->cue, &slot->particle);
        slot->meaning = meaning.ptr;
    }
    return slot;
}

/* The pronoun in "selon lui", "по его словам". */
static uint32_t pronoun_held(const dli_finder *f, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++)
        if (dli_is(f, i, SUBJECTS | DLI_GRAMMAR_obj | DLI_GRAMMAR_det))
            return i;
    return to - 1;
}

/* The meaning that counts where a word of saying ends before token `to`: the first whose particle is
 * there, or that needs none. */
static bool pick_meaning(dli_finder *f, dl_str meaning, uint32_t to, dli_cue *cue)
{
    dl_str one;

    while (dli_next_cue(&meaning, &one)) {
        const dli_read_meaning *read = read_meaning(f, one);
        if (!read->fine)
            continue;
        *cue = read->cue;
        if (cue->without.len > 0 && find_particle(f, cue->without, to) != 0)
            continue;
        if (read->particle.len == 0)
            return true;
        cue->particle = find_particle(f, read->particle, to);
        if (cue->particle != 0)
            return true;
    }
    return false;
}

bool dli_find_cues(dli_finder *f)
{
    uint32_t to;

    f->cues.count = 0;
    for (uint32_t i = f->from; i < f->to; i = to) {
        dl_str meaning = dli_token_meaning(f, i, f->to, DLI_LIST_said, &to);
        bool name = dli_tok(f, i)->capital && !dli_tok(f, i)->starts;
        if (meaning.ptr == NULL || (name && dli_tok(f, i)->grammar == 0)) {
            to = i + 1;
            continue;
        }
        dli_cue cue;
        if (!pick_meaning(f, meaning, to, &cue))
            continue;
        cue.from = i;
        cue.to = to;
        cue.group = cue.clause = i;
        if ((cue.marks & SOURCE_HELD) != 0)
            cue.pronoun = pronoun_held(f, i, to);
        if ((cue.marks & NO_VERB) == 0) {
            take_group(f, &cue);
            take_joined(f, &cue);
            find_auxiliary(f, &cue);
        }
        if (counts(f, &cue) && !DLI_PUSH(f->scratch, &f->cues, cue))
            return false;
    }
    return true;
}
