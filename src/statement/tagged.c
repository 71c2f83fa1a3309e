/* tagged.c -- statements by the learned tagger, joined with those of the rules.
 *
 *   Costa  said  the road was closed  and  Kern  denied  it        words, labelled window by window
 *   [S   ] [C  ] [T                ]       [S  ] [C    ] [T]       pieces
 *   └──────── a group ─────────────┘       └─── a group ────┘      each around its cue
 *
 * A group that meets a draft of the rules corrects its borders and takes over what else the
 * draft knows (who passed it on, whom it was said to, its stance); one that meets none becomes
 * a draft. Drafts that no group meets stay where the tagger has no say: inside quotations, and
 * where quotation marks alone make them.
 */
#include "statement/tagged.h"

#include "base/str.h"
#include "statement/clues.h"

#include <string.h>

enum {
    MAX_PIECES = 256, /* of a window */
    ROOM = 8,         /* times each word may be given an owner */
    MAX_CONTENTS = 6, /* of a group */
    FAR = 1 << 20,    /* no way from one piece to another */
    SENTENCE_COST = 40,
    CUE_COST = 25,
    DRAFT_GAIN = 30,
    /* Sixteenths: what the tagger must outdo where the rules have a part; in a speech, what none
     * has to outdo it by: much is said of others there, in few words. */
    HOLD = 16,
    SPEECH_HOLD = -6
};

/* Words [from, to) with one part. */
typedef struct piece {
    uint32_t from, to;
    uint32_t sentence;
    uint32_t draft; /* of the rules that has it in the same part: index + 1, or 0 */
    uint32_t cue;   /* piece that it belongs to + 1, or 0 */
    uint8_t role;   /* DLI_SAID_B_… */
} piece;

typedef struct contents_of {
    piece list[MAX_CONTENTS];
    uint32_t count;
    uint32_t last; /* sentence with the newest of them */
} contents_of;

typedef struct joint {
    dli_finder *f;
    piece list[MAX_PIECES];
    uint32_t count;
    uint32_t *owner[3]; /* [word]: draft + 1 that has it as source, cue, content */
    uint8_t *met;       /* [draft] */
    size_t drafts;      /* of the rules */
    size_t room; /* words that may still be given an owner, so that it all stays linear */
    bool speech; /* the text is one: what is said in it is often not by anybody named */
} joint;

/* ---- The rules' drafts by word -------------------------------------------------*/

static void own(joint *j, int part, dl_span in, uint32_t draft)
{
    uint32_t from, count = dli_words_in(j->f->parsed, in, &from);

    if (count > j->room)
        return;
    j->room -= count;
    for (uint32_t w = from; w < from + count; w++)
        if (j->owner[part][w] == 0)
            j->owner[part][w] = draft;
}

static bool begin(joint *j)
{
    dli_finder *f = j->f;

    for (int i = 0; i < 3; i++)
        j->owner[i] =
            dli_arena_take(f->scratch, (f->parsed->words.count + 1) * sizeof *j->owner[i]);
    j->met = dli_arena_take(f->scratch, f->drafts.count + 1);
    if (j->owner[0] == NULL || j->owner[1] == NULL || j->owner[2] == NULL || j->met == NULL)
        return false;
    j->drafts = f->drafts.count;
    j->room = ROOM * (f->parsed->words.count + 1);
    for (uint32_t i = 0; i < f->drafts.count; i++) {
        const dli_draft *d = &f->drafts.ptr[i];
        if (d->quote != 0)
            continue;
        own(j, 0, d->source.in, i + 1);
        own(j, 1, d->cue, i + 1);
        for (uint32_t k = 0; k < d->content_count; k++)
            own(j, 2, f->spans.ptr[d->content + k], i + 1);
    }
    return true;
}

/* ---- Pieces ----------------------------------------------------------------------*/

/* The draft that has most of a piece. */
static uint32_t draft_of(const joint *j, const piece *x)
{
    const uint32_t *owner = j->owner[x->role / 2];
    uint32_t best = 0, most = 0;

    for (uint32_t w = x->from; w < x->to;) {
        uint32_t end = w;
        while (end < x->to && owner[end] == owner[w])
            end++;
        if (owner[w] != 0 && end - w > most) {
            best = owner[w];
            most = end - w;
        }
        w = end;
    }
    return best;
}

static bool is_edge(uint8_t mark)
{
    return mark == DLI_MARK_COMMA || mark == DLI_MARK_COLON || mark == DLI_MARK_SEMICOLON ||
           mark == DLI_MARK_DASH || mark == DLI_MARK_STOP;
}

static void add_piece(joint *j, uint8_t role, uint32_t from, uint32_t to, uint32_t sentence)
{
    const dli_word *w = j->f->parsed->words.ptr;

    bool mark = to == from + 1 && role == DLI_SAID_B_CUE; /* Costa: “…” */
    while (!mark && from < to && is_edge(w[from].mark))
        from++;
    while (!mark && to > from && is_edge(w[to - 1].mark) && w[to - 1].mark != DLI_MARK_STOP)
        to--;
    if (from == to || j->count == MAX_PIECES)
        return;
    if (role == DLI_SAID_B_SOURCE) {
        while (to > from + 1 && (dli_word_grammar(j->f->parsed, to - 1) & DLI_GRAMMAR_rel) != 0)
            to--; /* the mayor │ who said */
    }
    piece x = { .from = from, .to = to, .sentence = sentence, .role = role };
    x.draft = draft_of(j, &x);
    j->list[j->count++] = x;
}

/* "will end at 12│:01 a.m. on Thursday": a time or an abbreviation ends no content. The end behind what
 * follows it in the sentence, where the labels have nothing else. */
static uint32_t behind_stop(const joint *j, const uint8_t *labels, uint32_t word, uint32_t end,
                            uint32_t last)
{
    const dli_word *w = j->f->parsed->words.ptr + word;
    uint32_t at = end;
    bool letters = false;

    if (at >= last || (w[at].mark != DLI_MARK_STOP && w[at - 1].mark != DLI_MARK_STOP &&
                       !dli_is_in_time(j->f->parsed, word + at)))
        return end;
    while (at < last && (labels[at] == DLI_SAID_O || labels[at] == DLI_SAID_B_CONTENT ||
                         labels[at] == DLI_SAID_B_CONTENT + 1)) {
        bool stop = w[at].mark == DLI_MARK_STOP && at + 1 < last;
        if (is_edge(w[at].mark) && !stop && !dli_is_in_time(j->f->parsed, word + at))
            break;
        letters |= w[at].kind == DLI_WORD_LETTERS;
        at++;
    }
    return letters && (at == last || is_edge(w[at].mark)) ? at : end;
}

/* Labels of words [word, word + count) as pieces; none crosses the end of a sentence but a
 * content. */
static void cut_pieces(joint *j, const uint8_t *labels, uint32_t word, uint32_t count,
                       uint32_t sentence)
{
    const dli_parsed *p = j->f->parsed;

    j->count = 0;
    for (uint32_t t = 0; t < count;) {
        while (word + t >= p->sentences.ptr[sentence].word + p->sentences.ptr[sentence].count)
            sentence++;
        uint32_t end = t + 1;
        uint8_t role = (uint8_t)((labels[t] - 1) / 2 * 2 + 1);
        if (labels[t] == DLI_SAID_O) {
            t++;
            continue;
        }
        while (end < count && labels[end] == role + 1)
            end++;
        uint32_t last =
            p->sentences.ptr[sentence].word + p->sentences.ptr[sentence].count - word;
        if (role == DLI_SAID_B_CONTENT && last <= count)
            end = behind_stop(j, labels, word, end, last);
        add_piece(j, role, word + t, word + end, sentence);
        t = end;
    }
}

/* ---- Groups ----------------------------------------------------------------------*/

/* How little piece `at` belongs to cue `cue`. */
static uint32_t cost(const joint *j, uint32_t at, uint32_t cue)
{
    const piece *x = &j->list[at], *c = &j->list[cue];
    uint32_t low = at < cue ? at : cue, high = at < cue ? cue : at, out = 0;
    uint32_t sentences =
        x->sentence < c->sentence ? c->sentence - x->sentence : x->sentence - c->sentence;

    if (x->role == DLI_SAID_B_SOURCE && sentences > 0)
        return FAR;
    if (sentences > 3)
        return FAR;
    const dli_parsed *p = j->f->parsed;
    uint32_t gap = at < cue ? c->from - x->to : x->from - c->to;
    out = (gap > 60 ? 60 : gap) + sentences * SENTENCE_COST;
    for (uint32_t i = low + 1; i < high; i++) {
        if (j->list[i].role == DLI_SAID_B_CUE)
            out += CUE_COST;
        else if (j->list[i].role == x->role)
            out += 10;
    }
    for (uint32_t w = at < cue ? x->to : c->to; w < (at < cue ? c->from : x->from); w++)
        if (p->words.ptr[w].mark == DLI_MARK_SEMICOLON)
            out += SENTENCE_COST;
    if (x->draft != 0 && x->draft == c->draft)
        out = out > DRAFT_GAIN ? out - DRAFT_GAIN : 0;
    return out;
}

static void link_pieces(joint *j)
{
    for (uint32_t i = 0; i < j->count; i++) {
        uint32_t best = FAR;
        if (j->list[i].role == DLI_SAID_B_CUE)
            continue;
        uint32_t from = i > 12 ? i - 12 : 0;
        for (uint32_t c = from; c < j->count && c < i + 12; c++) {
            uint32_t now = j->list[c].role == DLI_SAID_B_CUE ? cost(j, i, c) : FAR;
            if (now < best) {
                best = now;
                j->list[i].cue = c + 1;
            }
        }
    }
}

/* ---- Drafts ----------------------------------------------------------------------*/

static dl_span span_of(const joint *j, const piece *x)
{
    return dli_words_span(j->f->parsed, x->from, x->to);
}

/* Who a piece names. */
static bool speaker_at(const joint *j, const piece *x, dli_speaker *out)
{
    return dli_speaker_in(j->f, x->sentence, x->from, x->to, out);
}

static bool same(dl_span a, dl_span b)
{
    return a.start == b.start && a.end == b.end;
}

static bool meet(dl_span a, dl_span b)
{
    return a.end != 0 && b.end != 0 && a.start < b.end && b.start < a.end;
}

/* Whether a particle stands behind word `from` of a sentence: "ging │davon aus│, dass". */
static bool has_particle(const dli_parsed *p, uint32_t sentence, uint32_t from, dl_str particle)
{
    const dli_sentence *s = &p->sentences.ptr[sentence];

    for (uint32_t i = from, end = s->word + s->count; i < end; i++)
        if (dli_eq(dli_cut(p->body, p->words.ptr[i].in), particle) &&
            (i + 1 == end || p->words.ptr[i + 1].kind == DLI_WORD_MARK ||
             (dli_word_grammar(p, i + 1) & (DLI_GRAMMAR_and | DLI_GRAMMAR_that)) != 0))
            return true;
    return false;
}

/* Read what counts of the meanings of a word of saying before word `behind`: what needs no particle, or
 * has its own. */
static bool read_meanings(const joint *j, const piece *x, dl_str meaning, uint32_t behind,
                          dli_cue *cue)
{
    const dli_parsed *p = j->f->parsed;
    dl_str one, particle;

    while (dli_next_cue(&meaning, &one))
        if (dli_read_cue(one, cue, &particle) && (cue->marks & DLI_CUE(not )) == 0 &&
            (particle.len == 0 || has_particle(p, x->sentence, behind, particle)))
            return true;
    return false;
}

/* The entry of a list among the words of saying. */
static bool read_entry(const joint *j, const piece *x, dli_list list, dli_cue *cue)
{
    const dli_parsed *p = j->f->parsed;
    uint32_t count;

    for (uint32_t w = x->from; w < x->to; w++) {
        dl_str meaning = dli_word_meaning(p, w, x->to, list, &count);
        if (meaning.ptr != NULL && read_meanings(j, x, meaning, w + count, cue))
            return true;
    }
    return false;
}

/* What the words of saying are known as; a stand counts only here, where it was found with a
 * source and a content. */
static bool read_cue(const joint *j, const piece *x, dli_cue *cue)
{
    return read_entry(j, x, DLI_LIST_said, cue) || read_entry(j, x, DLI_LIST_attitudes, cue);
}

/* What the words of saying are called, and what they stand for. */
static void name_cue(const joint *j, const piece *x, dli_draft *d)
{
    const dli_parsed *p = j->f->parsed;
    dli_cue cue, other;

    if (read_cue(j, x, &cue)) {
        d->lemma = cue.lemma;
        d->stance = cue.stance;
        d->shows = (cue.marks & DLI_CUE(show)) != 0 || !read_entry(j, x, DLI_LIST_said, &other);
        d->calls |= (cue.marks & DLI_CUE(call)) != 0;
        return;
    }
    d->stance = DLI_STANCE_UNKNOWN;
    for (uint32_t w = x->from; w < x->to; w++)
        if (p->words.ptr[w].kind == DLI_WORD_LETTERS && dli_word_grammar(p, w) == 0) {
            d->lemma = dli_cut(p->body, p->words.ptr[w].in);
            return;
        }
    d->lemma = dli_cut(p->body, dli_words_span(p, x->from, x->to));
}

static bool has_quote(const joint *j, const piece *x, bool whole)
{
    const dli_parsed *p = j->f->parsed;

    if (whole)
        return p->words.ptr[x->from].mark == DLI_MARK_QUOTE &&
               p->words.ptr[x->to - 1].mark == DLI_MARK_QUOTE;
    size_t q = dli_quote_from(p, x->from);
    return q < p->quotes.count && p->quotes.ptr[q].word < x->to;
}

/* A quotation that is a part of the author's sentence: Costa denounced “a step back”. */
static bool is_fragment(const joint *j, const piece *x)
{
    const dli_word *w = j->f->parsed->words.ptr;

    return x->from > j->f->parsed->sentences.ptr[x->sentence].word &&
           w[x->from - 1].kind != DLI_WORD_MARK && x->from + 1 < x->to &&
           w[x->from + 1].kind == DLI_WORD_LETTERS && !w[x->from + 1].capital;
}

static uint8_t kind_of(const joint *j, const piece *const *contents, uint32_t count)
{
    uint32_t whole = 0, any = 0;

    for (uint32_t i = 0; i < count; i++) {
        whole += has_quote(j, contents[i], true) && !is_fragment(j, contents[i]);
        any += has_quote(j, contents[i], false);
    }
    return whole == count ? DLI_SAID_DIRECT : any > 0 ? DLI_SAID_MIXED : DLI_SAID_INDIRECT;
}

static bool put_contents(joint *j, uint32_t draft, const piece *const *contents, uint32_t count)
{
    dli_finder *f = j->f;
    dli_draft *d = &f->drafts.ptr[draft];
    bool unchanged = d->content_count == count;

    for (uint32_t i = 0; i < count && unchanged; i++)
        unchanged = same(f->spans.ptr[d->content + i], span_of(j, contents[i]));
    if (unchanged)
        return true;
    d->kind = kind_of(j, contents, count);
    d->content = (uint32_t)f->spans.count;
    d->content_count = count;
    for (uint32_t i = 0; i < count; i++)
        if (!DLI_PUSH(f->scratch, &f->spans, span_of(j, contents[i])))
            return false;
    return true;
}

/* Whether the words of saying of a draft stand in another sentence than those of a group. */
static bool is_elsewhere(const joint *j, uint32_t cue, const dli_draft *d)
{
    dl_span in = j->f->parsed->sentences.ptr[j->list[cue].sentence].in;

    return d->cue.end != 0 && (d->cue.end <= in.start || d->cue.start >= in.end);
}

/* The draft of the rules that a group meets: index + 1, or 0. */
static uint32_t draft_met(const joint *j, uint32_t cue, const piece *const *contents,
                          uint32_t count)
{
    uint32_t draft = j->list[cue].draft;

    for (uint32_t i = 0; i < count && draft == 0; i++) {
        draft = contents[i]->draft;
        if (draft != 0 && is_elsewhere(j, cue, &j->f->drafts.ptr[draft - 1]))
            draft = 0;
    }
    return draft != 0 && !j->met[draft - 1] ? draft : 0;
}

/* Whether something else begins at word `at` of a source: "Costa │ dem Sender", "Costa │ gegenüber
 * Medien", where every noun has a capital. */
static bool ends_source(const dli_parsed *p, uint32_t at)
{
    const uint32_t beside = DLI_GRAMMAR_prep | DLI_GRAMMAR_sub;
    uint32_t grammar = dli_word_grammar(p, at);

    if (p->phrases == NULL || !p->phrases->caps)
        return false;
    if ((grammar & beside) == beside)
        return true;
    const dli_named *name = dli_name_at(p, at - 1);
    bool person = name != NULL && name->kind == (uint8_t)DLI_NAMED_PER && name->end == at;
    const uint32_t leads = DLI_GRAMMAR_prep | DLI_GRAMMAR_of;
    if ((grammar & leads) == DLI_GRAMMAR_prep) {
        dl_str next = dli_cut(p->body, p->words.ptr[at + 1].in);
        return person ||
               dli_ends(next,
                        DL_STR("frage")); /* Kern │ in einem Brief, das Amt │ auf Anfrage */
    }
    return (grammar & DLI_GRAMMAR_caps) != 0 && p->words.ptr[at - 1].capital &&
           ((grammar & DLI_GRAMMAR_of) == 0 || person);
}

/* Without the small words before it and what stands behind: "auch │ Costa │ dem Sender Norda", "Costa│, whose
 * research". */
static piece trimmed(const joint *j, const piece *source)
{
    const dli_parsed *p = j->f->parsed;
    piece x = *source;

    uint32_t before = DLI_GRAMMAR_adv;
    if (p->phrases != NULL && p->phrases->caps)
        before |= DLI_GRAMMAR_prep | DLI_GRAMMAR_of | DLI_GRAMMAR_wh;
    while (x.from + 1 < x.to && (dli_word_grammar(p, x.from) & before) != 0 &&
           (dli_word_grammar(p, x.from) & (DLI_GRAMMAR_det | DLI_GRAMMAR_quant)) == 0)
        x.from++;
    for (uint32_t w = x.from + 1; w < x.to; w++)
        if (ends_source(p, w) ||
            (x.to - w < 4 && p->words.ptr[w].mark == DLI_MARK_COMMA && w + 1 < x.to &&
             (dli_word_grammar(p, w + 1) & DLI_GRAMMAR_rel) != 0))
            x.to = w;
    return x;
}

/* "den Verband", "dem Verband": no subject. */
static bool is_object(const joint *j, const piece *source)
{
    const uint32_t object = DLI_GRAMMAR_caps | DLI_GRAMMAR_obj;

    return (dli_word_grammar(j->f->parsed, source->from) & object) == object;
}

static bool put_source(joint *j, uint32_t draft, const piece *found)
{
    dli_draft *d = &j->f->drafts.ptr[draft];
    dli_speaker speaker;

    if (found == NULL || same(d->source.in, span_of(j, found)) ||
        meet(d->addressee, span_of(j, found)))
        return true;
    piece x = trimmed(j, found);
    const piece *source = &x;
    if (!d->beside && is_object(j, source))
        return true;
    if (d->beside && d->source.in.end != 0) {
        /* "nach Angaben │ der Polizei": where they begin, the rules know */
        uint32_t from = dli_word_from(j->f->parsed, d->source.in.start);
        if (!meet(d->source.in, span_of(j, &x)))
            return true;
        x.from = x.from < from ? from : x.from;
        if (x.from >= x.to || meet(d->cue, span_of(j, &x)) || meet(d->particle, span_of(j, &x)))
            return true;
    }
    for (uint32_t i = 0; i < d->via_count; i++)
        if (meet(d->via[i].in, span_of(j, source)))
            return true; /* said Costa │ to the agency */
    if (!speaker_at(j, source, &speaker))
        return false;
    if (meet(d->source.in, speaker.in) && speaker.type == DLI_SOURCE_UNNAMED)
        d->source.in = speaker.in; /* what the rules know of it stays */
    else
        d->source = speaker;
    return true;
}

static bool has_grammar(const joint *j, const piece *x, uint32_t classes)
{
    for (uint32_t w = x->from; w < x->to; w++)
        if ((dli_word_grammar(j->f->parsed, w) & classes) != 0)
            return true;
    return false;
}

/* The source or the cue is I or you: the text does not say who. */
static bool is_nobody(const joint *j, const piece *source)
{
    return source->to == source->from + 1 &&
           has_grammar(j, source, DLI_GRAMMAR_i | DLI_GRAMMAR_you);
}

/* "is convinced that": who is the subject of the passive thinks so; "is thought of as": somebody else does. */
static bool is_felt(const dli_parsed *p, const dli_cue *cue)
{
    bool english = p->lang != NULL && dli_eq(p->lang->code, DL_STR("en"));

    return cue->stance == (uint8_t)DLI_STANCE_BELIEVE &&
           (!english || (cue->marks & DLI_CUE(felt)) != 0);
}

/* The verb that stands first in the words of saying, behind what goes along with it: "had failed to
 * say" is no saying, "an │ estimated" no verb. */
static bool leads(const joint *j, const piece *cue, const piece *source, dli_cue *known,
                  bool *stands)
{
    const uint32_t along = DLI_GRAMMAR_aux | DLI_GRAMMAR_be | DLI_GRAMMAR_adv |
                           DLI_GRAMMAR_refl | DLI_GRAMMAR_clitic | DLI_GRAMMAR_and;
    const dli_parsed *p = j->f->parsed;
    piece rest = *cue;
    uint32_t count;
    bool be = false;

    *stands = false;
    if (cue->from > 0 && p->words.ptr[cue->from - 1].mark == DLI_MARK_HYPHEN)
        return false;
    if (cue->from > 0 && (dli_word_grammar(p, cue->from - 1) & DLI_GRAMMAR_det) != 0 &&
        (dli_word_grammar(p, cue->from - 1) & (DLI_GRAMMAR_rel | DLI_GRAMMAR_obj)) == 0)
        return false;
    for (; rest.from < rest.to; rest.from++) {
        dl_str meaning = dli_word_meaning(p, rest.from, rest.to, DLI_LIST_said, &count);
        if (meaning.ptr == NULL) {
            meaning = dli_word_meaning(p, rest.from, rest.to, DLI_LIST_attitudes, &count);
            *stands = meaning.ptr != NULL;
        }
        if (meaning.ptr != NULL) {
            bool to = (dli_word_grammar(p, rest.from + count) & DLI_GRAMMAR_inf) != 0;
            if (!read_meanings(j, cue, meaning, rest.from + count, known))
                return false;
            bool passive = be && (known->marks & DLI_CUE(ing)) == 0 && source != NULL &&
                           source->from < cue->from; /* is said to have gone */
            return !passive || (is_felt(p, known) && !to);
        }
        bool marked = p->words.ptr[rest.from].kind == DLI_WORD_MARK ||
                      dli_ends(dli_cut(p->body, p->words.ptr[rest.from].in), DL_STR("ly"));
        if (!marked && (dli_word_grammar(p, rest.from) & along) == 0)
            return false;
        be |= (dli_word_grammar(p, rest.from) & DLI_GRAMMAR_be) != 0;
    }
    return false;
}

static bool is_document(const joint *j, const piece *source)
{
    uint32_t count;

    for (uint32_t w = source->from; w < source->to; w++) {
        dl_str role = dli_word_meaning(j->f->parsed, w, source->to, DLI_LIST_roles, &count);
        if (role.ptr != NULL && dli_means(role, "document"))
            return true;
    }
    return false;
}

/* "wusste │ nicht, ob": denied behind the verb, within its clause. */
static bool is_denied(const joint *j, const piece *cue)
{
    const dli_parsed *p = j->f->parsed;

    for (uint32_t w = cue->to; w < p->words.count && w < cue->to + 4; w++) {
        if (p->words.ptr[w].kind == DLI_WORD_MARK)
            return false;
        if ((dli_word_grammar(p, w) & DLI_GRAMMAR_not) != 0)
            return true;
    }
    return false;
}

/* Whether a piece has a verb: one of the small words, or whatever the tagger of words takes for
 * one. */
static bool has_clause(const joint *j, const piece *x, uint32_t classes)
{
    const dli_parsed *p = j->f->parsed;

    if (has_grammar(j, x, classes))
        return true;
    for (uint32_t w = x->from; w < x->to; w++)
        if (dli_word_pos(p, w) == DLI_POS_VERB)
            return true;
    return false;
}

/* Whether what was said is such as the verb asks for: quoted, a clause, or what it is about. */
static bool is_granted(const joint *j, const dli_cue *known, bool stands, const piece *cue,
                       const piece *source, const piece *const *contents, uint32_t count)
{
    const uint32_t clause = DLI_GRAMMAR_that | DLI_GRAMMAR_wh | DLI_GRAMMAR_sub |
                            DLI_GRAMMAR_aux | DLI_GRAMMAR_be | DLI_GRAMMAR_modal |
                            DLI_GRAMMAR_verb;

    if (stands || (known->marks & (DLI_CUE(that) | DLI_CUE(quote))) == 0 ||
        (known->marks & DLI_CUE(object)) != 0)
        return true;
    bool about = (dli_word_grammar(j->f->parsed, cue->to - 1) & DLI_GRAMMAR_prep) != 0 &&
                 known->stance != DLI_STANCE_BELIEVE;        /* complained │ about */
    if (about || (source != NULL && is_document(j, source))) /* polls show │ a lead */
        return true;
    for (uint32_t i = 0; i < count; i++)
        if (has_quote(j, contents[i], false) ||
            ((known->marks & DLI_CUE(quote)) == 0 && has_clause(j, contents[i], clause)))
            return true;
    return false;
}

/* Who, whoever: the text does not say who. */
static bool is_anybody(const joint *j, const piece *source)
{
    const dli_phrases *phrases = j->f->parsed->phrases;

    return source->to == source->from + 1 && phrases != NULL && phrases->caps &&
           has_grammar(j, source, DLI_GRAMMAR_wh) &&
           !has_grammar(j, source,
                        DLI_GRAMMAR_rel | DLI_GRAMMAR_he | DLI_GRAMMAR_she | DLI_GRAMMAR_they);
}

/* Whether a group that the rules do not know says that somebody said something: neither "could
 * say" nor "nobody has said", which corpora take for attributions. */
static bool is_statement(const joint *j, const piece *cue, const piece *source,
                         const piece *const *contents, uint32_t count)
{
    const dli_word *w = j->f->parsed->words.ptr;
    dli_cue known;

    if (j->speech)
        return true;
    if (dli_quote_around(j->f->parsed, cue->from, cue->to) != 0)
        return false; /* the rules look into quotations */
    if (source == NULL || has_grammar(j, source, DLI_GRAMMAR_not) || is_nobody(j, source) ||
        is_denied(j, cue) || is_object(j, source) || is_anybody(j, source) ||
        has_grammar(j, cue, DLI_GRAMMAR_not | DLI_GRAMMAR_modal))
        return false;
    for (uint32_t i = cue->from; i < cue->to; i++)
        if (w[i].capital)
            return false;
    bool stands;
    return leads(j, cue, source, &known, &stands) &&
           (known.marks & (DLI_CUE(via) | DLI_CUE(by))) == 0 &&
           is_granted(j, &known, stands, cue, source, contents, count);
}

/* "told │ reporters": whom it was said to is taken for who said it. */
static bool is_told(const joint *j, const piece *cue, const piece *source)
{
    dli_cue known;
    bool stands;

    return source != NULL && source->from == cue->to && leads(j, cue, NULL, &known, &stands) &&
           (known.marks & DLI_CUE(address)) != 0;
}

/* Where the rules found speech in quotation marks, only such is added to it. Its pieces are kept
 * in order; returns how many. */
static uint32_t only_quoted(const joint *j, const dli_draft *d, const piece **contents,
                            uint32_t count)
{
    uint32_t kept = 0;

    if (d->kind != DLI_SAID_DIRECT)
        return count;
    for (uint32_t i = 0; i < count; i++)
        if (has_quote(j, contents[i], true))
            contents[kept++] = contents[i];
    return kept;
}

/* Whether somebody else is said to say what stands at word `at`. */
static bool is_others(const joint *j, uint32_t at, uint32_t draft)
{
    uint32_t owner = j->owner[2][at];

    return owner != 0 && owner != draft && j->f->drafts.ptr[owner - 1].source.in.end != 0 &&
           j->f->drafts.ptr[owner - 1].cue.end != 0;
}

/* Whether a sentence that is no part of the cue's goes on with what it says: in quotation marks, or,
 * in a language that has them, with a verb form that only tells; and nobody else is said to say it. */
static bool goes_on(const joint *j, const dli_sentence *s, uint32_t draft)
{
    const dli_parsed *p = j->f->parsed;
    bool told = p->phrases == NULL || !p->phrases->caps;

    for (uint32_t w = s->word; w < s->word + s->count; w++) {
        if ((j->owner[1][w] != 0 && j->owner[1][w] != draft) || is_others(j, w, draft))
            return false;
        told |= p->words.ptr[w].mark == DLI_MARK_QUOTE || dli_is_told(p, w);
    }
    return told;
}

/* "sagte Costa│, der die Brücke baute": the author's words on the speaker. Not where the verb before
 * stands open: Er habe, sagte Costa, │ keine Brücke gebaut. */
static bool is_on_speaker(const joint *j, const piece *cue, const piece *x, const piece *before)
{
    const uint32_t finite =
        DLI_GRAMMAR_aux | DLI_GRAMMAR_be | DLI_GRAMMAR_modal | DLI_GRAMMAR_verb;
    const dli_parsed *p = j->f->parsed;
    uint32_t at = x->from;

    if (before->to == 0 || x->from < cue->to || x->from == 0 ||
        p->words.ptr[x->from - 1].mark != DLI_MARK_COMMA ||
        (dli_word_grammar(p, before->to - 1) & finite) != 0)
        return false;
    if ((dli_word_grammar(p, at) & DLI_GRAMMAR_prep) != 0)
        at++;
    uint32_t grammar = dli_word_grammar(p, at);
    if ((grammar & (DLI_GRAMMAR_rel | DLI_GRAMMAR_caps)) == 0)
        return false;
    for (uint32_t w = at; w < x->to; w++)
        if (dli_is_told(p, w))
            return false;
    return true;
}

/* Whether nobody else comes between sentence `s` and what is said: behind the cue the sentence before
 * is of it or names no person, before the cue all up to it is content. */
static bool is_next(const joint *j, const piece *cue, const piece *x, uint32_t s, uint32_t last)
{
    const dli_parsed *p = j->f->parsed;

    if (s < cue->sentence)
        return x->to + 2 >= p->sentences.ptr[cue->sentence].word;
    for (uint32_t i = (last > cue->sentence ? last : cue->sentence) + 1; i < s; i++) {
        const dli_sentence *in = &p->sentences.ptr[i];
        for (uint32_t w = in->word; w < in->word + in->count; w++) {
            const dli_named *name = dli_name_at(p, w);
            if (name != NULL && name->kind == (uint8_t)DLI_NAMED_PER)
                return false;
        }
    }
    return true;
}

/* Whether somebody is spoken of who may say what is quoted from word `at` on: Ein Bote bestätigt
 * das: │ “…” */
static bool is_introduced(const joint *j, uint32_t at)
{
    const dli_parsed *p = j->f->parsed;
    uint32_t count;

    if (at == 0 || p->words.ptr[at - 1].mark != DLI_MARK_COLON)
        return false;
    for (uint32_t w = at - 1; w-- > 0 && !is_edge(p->words.ptr[w].mark);)
        if (dli_name_at(p, w) != NULL ||
            dli_word_meaning(p, w, at, DLI_LIST_roles, &count).ptr != NULL ||
            dli_word_meaning(p, w, at, DLI_LIST_said, &count).ptr != NULL)
            return true;
    return false;
}

/* The parts of a content that belong to its cue: what stands in the cue's sentence, and whole
 * sentences around that go on with it. */
static void cut_content(joint *j, const piece *cue, const piece *x, uint32_t draft,
                        contents_of *out)
{
    const dli_parsed *p = j->f->parsed;
    piece made = { 0 };

    for (uint32_t s = x->sentence; s < p->sentences.count && p->sentences.ptr[s].word < x->to &&
                                   out->count < MAX_CONTENTS;
         s++) {
        const dli_sentence *in = &p->sentences.ptr[s];
        uint32_t from = x->from > in->word ? x->from : in->word;
        uint32_t end = in->word + in->count, to = x->to < end ? x->to : end;
        bool here = s == cue->sentence;
        if (!here) {
            uint32_t first = from, last = to;
            while (first > in->word && from - first < 3 &&
                   !is_edge(p->words.ptr[first - 1].mark))
                first--;
            while (last < end && p->words.ptr[last].kind == DLI_WORD_MARK)
                last++;
            uint32_t quote = dli_quote_around(p, from, to);
            uint32_t begins = quote != 0 ? p->quotes.ptr[quote - 1].word : 0;
            bool its = s > cue->sentence && begins >= p->sentences.ptr[cue->sentence].word &&
                       begins < p->sentences.ptr[cue->sentence + 1].word;
            bool opened = quote != 0 && !its && is_introduced(j, begins);
            bool speech = quote != 0 && begins >= x->from && !opened &&
                          (its || !is_others(j, from, draft));
            bool whole =
                !speech && !opened && first == in->word && last == end && goes_on(j, in, draft);
            if ((!whole && !speech) || !is_next(j, cue, x, s, out->last))
                continue;
            from = whole ? first : from;
        }
        piece before = made.to != 0 || out->count == 0 ? made : out->list[out->count - 1];
        if (here && is_on_speaker(j, cue, &(piece){ .from = from, .to = to }, &before))
            continue;
        out->last = s;
        if (made.to != 0 && made.to == from) {
            made.to = to;
            continue;
        }
        if (made.to != 0)
            out->list[out->count++] = made;
        made = *x;
        made.from = from;
        made.to = to;
        made.sentence = s;
    }
    if (made.to != 0 && out->count < MAX_CONTENTS)
        out->list[out->count++] = made;
}

static bool is_capital(const dli_parsed *p, uint32_t at)
{
    return p->words.ptr[at].kind == DLI_WORD_LETTERS && p->words.ptr[at].capital &&
           dli_word_grammar(p, at) == 0;
}

/* "David Kern, │ a former officer who came │ said": the name that the piece is an apposition to
 * belongs to it; "the Harbour │ Wire" is cut nowhere. */
static piece widen(const joint *j, const piece *source)
{
    const dli_parsed *p = j->f->parsed;
    uint32_t start = p->sentences.ptr[source->sentence].word, at = source->from;
    piece wide = *source;

    if (at > start + 1 && p->words.ptr[at - 1].mark == DLI_MARK_COMMA &&
        (dli_word_grammar(p, at) & DLI_GRAMMAR_det) != 0) {
        uint32_t name = at - 1;
        while (name > start && at - name < 6 && is_capital(p, name - 1))
            name--;
        bool begins = name == start || p->words.ptr[name - 1].mark == DLI_MARK_COMMA ||
                      p->words.ptr[name - 1].mark == DLI_MARK_QUOTE;
        if (name + 2 < at && begins)
            wide.from = name;
        return wide;
    }
    while (wide.from > start && is_capital(p, wide.from - 1) && is_capital(p, wide.from))
        wide.from--;
    return wide;
}

/* Speech that the rules have as one of its own, without a verb, stays so: it is in no other. Its
 * pieces are left out, the others kept in order; returns how many. */
static uint32_t without_speech(const joint *j, uint32_t draft, const piece **contents,
                               uint32_t count)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < count; i++) {
        uint32_t owner = contents[i]->draft;
        bool own = owner != 0 && owner != draft && j->f->drafts.ptr[owner - 1].cue.end == 0 &&
                   has_quote(j, contents[i], true);
        if (!own || i == 0)
            contents[kept++] = contents[i];
    }
    return kept;
}

static bool put_group(joint *j, uint32_t cue)
{
    dli_finder *f = j->f;
    const piece *source = NULL, *contents[MAX_CONTENTS];
    contents_of cut = { .count = 0 };
    uint32_t count = 0;
    dli_cue known;

    for (uint32_t i = cue > 12 ? cue - 12 : 0; i < j->count && i < cue + 12; i++) {
        const piece *x = &j->list[i];
        if (x->cue != cue + 1)
            continue;
        if (x->role == DLI_SAID_B_CONTENT && count < MAX_CONTENTS)
            contents[count++] = x;
        else if (x->role == DLI_SAID_B_SOURCE &&
                 (source == NULL ||
                  cost(j, i, cue) < cost(j, (uint32_t)(source - j->list), cue)))
            source = x;
    }
    if (count == 0)
        return true;
    const piece *c = &j->list[cue];
    piece wide;
    if (is_told(j, c, source))
        source = NULL;
    if (source != NULL) {
        wide = widen(j, source);
        source = &wide;
    }
    uint32_t draft = draft_met(j, cue, contents, count);
    bool stands,
        other = draft != 0 && c->draft == 0; /* what the rules found has another verb */
    if (draft == 0 ? !is_statement(j, c, source, contents, count)
                   : other && (!leads(j, c, source, &known, &stands) ||
                               !is_granted(j, &known, stands, c, source, contents, count)))
        return true;
    cut.last = c->sentence;
    for (uint32_t i = 0; i < count; i++)
        cut_content(j, c, contents[i], draft, &cut);
    if (cut.count == 0)
        return true;
    count = cut.count;
    for (uint32_t i = 0; i < count; i++) {
        if (source != NULL && cut.list[i].from < source->from && cut.list[i].to > source->from)
            cut.list[i].to = source->from; /* “…,” │ Brian Kern, a member, said */
        contents[i] = &cut.list[i];
    }
    if (draft == 0) {
        f->block = f->parsed->sentences.ptr[c->sentence].block;
        f->quote = 0;
        if (dli_new_draft(f, NULL) == NULL)
            return !f->failed;
        draft = (uint32_t)f->drafts.count;
        f->drafts.ptr[draft - 1].cue = span_of(j, c);
        f->drafts.ptr[draft - 1].by = DLI_BY_MODEL;
        name_cue(j, c, &f->drafts.ptr[draft - 1]);
    } else {
        j->met[draft - 1] = 1;
        dli_draft *d = &f->drafts.ptr[draft - 1];
        d->by = DLI_BY_BOTH;
        d->beside &= meet(d->cue, span_of(j, c));
        count = d->back ? 0 : only_quoted(j, d, contents, count);
        bool colon = d->cue.end == d->cue.start + 1 && !read_cue(j, c, &known); /* Costa: “…” */
        if (!d->beside && !colon && !meet(d->cue, span_of(j, c)))
            name_cue(j, c, d);
        if (!d->beside && !colon && (d->particle.end == 0 || !meet(d->cue, span_of(j, c))))
            d->cue = span_of(j, c);
    }
    count = without_speech(j, draft, contents, count);
    bool called = draft <= j->drafts && read_cue(j, c, &known) &&
                  (known.marks & DLI_CUE(call)) != 0; /* only what is in quotation marks */
    return put_source(j, draft - 1, source) &&
           (called || count == 0 || put_contents(j, draft - 1, contents, count));
}

/* A draft of the rules that needs no tagger: somebody whom a list or a name makes a speaker says what
 * begins with "dass", or stands in the told mood. */
static bool is_clear(const joint *j, const dli_draft *d)
{
    const dli_parsed *p = j->f->parsed;
    uint32_t from, count;

    const uint32_t one = DLI_GRAMMAR_he | DLI_GRAMMAR_she;
    if (p->phrases == NULL || !p->phrases->caps || d->source.in.end == 0 || d->cue.end == 0 ||
        d->content_count == 0 || (d->source.pronoun & ~one) != 0 ||
        (d->source.type == DLI_SOURCE_UNNAMED && d->source.head == 0 && d->source.pronoun == 0))
        return false;
    const dli_sentence *in =
        &p->sentences.ptr[dli_sentence_at(p, dli_word_from(p, d->cue.start))];
    for (uint32_t i = 0; i < d->content_count; i++) {
        count = dli_words_in(p, j->f->spans.ptr[d->content + i], &from);
        if (from < in->word || from + count > in->word + in->count)
            continue;
        if (count > 0 && (dli_word_grammar(p, from) & DLI_GRAMMAR_that) != 0)
            return true;
        if (count > 2 && from > 0 &&
            (dli_word_grammar(p, from + count - 2) & DLI_GRAMMAR_inf) != 0 &&
            p->words.ptr[from - 1].mark == (uint8_t)DLI_MARK_COMMA)
            return true; /* kündigte an, │die Brücke zu prüfen */
        for (uint32_t w = from; w < from + count; w++)
            if (dli_is_told(p, w))
                return true;
    }
    return false;
}

/* "Relatives said that he knew them, and │according to the police│ he met them". */
static bool is_joined_account(const joint *j, const dli_draft *d)
{
    const dli_parsed *p = j->f->parsed;
    uint32_t at = dli_word_from(p, d->cue.start);

    return d->beside && d->source.in.end != 0 && at > 0 && d->cue.end != 0 &&
           d->cue.start < d->source.in.start &&
           (dli_word_grammar(p, at - 1) & (DLI_GRAMMAR_and | DLI_GRAMMAR_but)) != 0;
}

/* Leave out drafts of the rules that the tagger would have met if they were any: those without
 * quotation marks. */
static void drop_unmet(joint *j)
{
    dli_finder *f = j->f;
    size_t kept = 0;

    for (size_t i = 0; i < f->drafts.count; i++) {
        const dli_draft *d = &f->drafts.ptr[i];
        bool sure = i >= j->drafts || j->met[i] || d->quote != 0 ||
                    d->kind != DLI_SAID_INDIRECT || is_clear(j, d) || is_joined_account(j, d);
        if (sure)
            f->drafts.ptr[kept++] = *d;
    }
    f->drafts.count = kept;
}

/* The verb within the words of a source that makes a clause of them, where the tagger of words sees
 * one: "Beijing │ considers Taiwan", but neither "data released by" nor "those who came". Its word, or
 * the end. */
static uint32_t verb_within(const dli_parsed *p, uint32_t from, uint32_t to)
{
    const uint32_t small = DLI_GRAMMAR_prep | DLI_GRAMMAR_of | DLI_GRAMMAR_adv |
                           DLI_GRAMMAR_inf | DLI_GRAMMAR_time | DLI_GRAMMAR_and |
                           DLI_GRAMMAR_that;

    for (uint32_t w = from; w + 1 < to; w++) {
        dl_str word = dli_cut(p->body, p->words.ptr[w].in);
        if ((dli_word_grammar(p, w) & (DLI_GRAMMAR_rel | DLI_GRAMMAR_wh)) != 0 ||
            p->words.ptr[w].mark == DLI_MARK_COMMA)
            break;
        bool verb = w > from && dli_word_pos(p, w) == DLI_POS_VERB &&
                    !p->words.ptr[w].capital && !dli_ends(word, DL_STR("ing")) &&
                    (dli_word_grammar(p, w - 1) & DLI_GRAMMAR_inf) == 0 &&
                    p->words.ptr[w - 1].kind == DLI_WORD_LETTERS;
        uint32_t count;
        bool time = dli_word_meaning(p, w + 1, to, DLI_LIST_weekdays, &count).ptr != NULL ||
                    dli_word_meaning(p, w + 1, to, DLI_LIST_ago, &count).ptr != NULL;
        bool object =
            !time && p->words.ptr[w + 1].kind == DLI_WORD_LETTERS &&
            (dli_word_grammar(p, w + 1) & small) == 0 &&
            dli_word_pos(p, w - 1) != DLI_POS_ADV && dli_word_pos(p, w - 1) != DLI_POS_ADJ &&
            dli_word_pos(p, w - 1) != DLI_POS_DET && dli_word_pos(p, w - 1) != DLI_POS_NUM;
        if (verb && object)
            return w;
    }
    return to;
}

/* What stands between a source and the verb and is no part of it: "Costa │boldly", "the court │this month",
 * "Norda Oil │in 2017", "the union │valued" the deal and said. The word behind the source. */
static uint32_t behind_source(const dli_parsed *p, const dli_draft *d, uint32_t from,
                              uint32_t to)
{
    bool gap = d->cue.start > d->source.in.end + 1;
    bool trimmed = true;

    while (trimmed && to > from + 1) {
        uint32_t last = to - 1, before = dli_word_grammar(p, last - 1);
        dl_str word = dli_cut(p->body, p->words.ptr[last].in);
        bool adverb = dli_word_pos(p, last) == DLI_POS_ADV && !p->words.ptr[last].capital &&
                      dli_ends(word, DL_STR("ly"));
        bool verb = gap && last > from + 1 && dli_word_pos(p, last) == DLI_POS_VERB &&
                    !p->words.ptr[last].capital && (before & DLI_GRAMMAR_prep) == 0;
        bool year = last > from + 1 && p->words.ptr[last].kind == DLI_WORD_NUMBER &&
                    word.len == 4 && (before & DLI_GRAMMAR_prep) != 0;
        bool time = last > from + 1 && (dli_word_grammar(p, last) & DLI_GRAMMAR_time) != 0 &&
                    (before & DLI_GRAMMAR_det) != 0;
        trimmed = adverb || verb || year || time;
        to -= adverb || verb ? 1 : trimmed ? 2 : 0;
    }
    return to;
}

/* Sources that hold a verb were read wrong: "Beijing considers Taiwan …, calling" is Beijing; else
 * nobody is sure, and what is not in quotation marks is left out. In English, whose verbs the tagger
 * of words knows. */
static bool mend_sources(joint *j)
{
    dli_finder *f = j->f;
    const dli_parsed *p = f->parsed;
    size_t kept = 0;

    if (p->tags == NULL || p->lang == NULL || !dli_eq(p->lang->code, DL_STR("en")) || j->speech)
        return true;
    for (size_t i = 0; i < f->drafts.count; i++) {
        dli_draft *d = &f->drafts.ptr[i];
        uint32_t from = 0,
                 count = d->source.in.end > 0 ? dli_words_in(p, d->source.in, &from) : 0;
        uint32_t end = count > 1 ? behind_source(p, d, from, from + count) : from + count;
        if (end < from + count) {
            if (!dli_speaker_in(f, (uint32_t)dli_sentence_at(p, from), from, end, &d->source))
                return false;
            count = end - from;
        }
        uint32_t verb = count > 2 ? verb_within(p, from, from + count) : from + count;
        bool ing = dli_ends(dli_cut(p->body, d->cue), DL_STR("ing"));
        if (verb < from + count && ing) {
            piece x = { .from = from,
                        .to = verb,
                        .sentence = (uint32_t)dli_sentence_at(p, from),
                        .role = DLI_SAID_B_SOURCE };
            if (!speaker_at(j, &x, &d->source))
                return false;
        } else if (verb < from + count && d->kind != DLI_SAID_DIRECT) {
            continue;
        }
        f->drafts.ptr[kept++] = *d;
    }
    f->drafts.count = kept;
    return true;
}

bool dli_join_tagged(dli_finder *f, const dli_tagger *tagger)
{
    joint *j = dli_arena_take(f->scratch, sizeof *j);
    dli_clues clues;
    dli_sequence s;
    int32_t hold[DLI_SAID_LABELS] = { 0, HOLD, HOLD, HOLD, HOLD, HOLD, HOLD };

    if (j == NULL || !dli_clues_begin(f, &clues))
        return false;
    j->f = f;
    if (!begin(j))
        return false;
    /* a tagger that was taught speeches, too, says so by the name of its first label */
    j->speech = clues.is_speech && dli_eq(tagger->names[0], DL_STR(DLI_SAID_SPEECHES));
    if (j->speech)
        hold[DLI_SAID_O] = SPEECH_HOLD;
    for (uint32_t sentence = 0; dli_clues_next(&clues, &s); sentence = clues.sentence) {
        if (!dli_tagger_tag_held(tagger, f->scratch, &s, clues.held, hold, clues.labels))
            return false;
        cut_pieces(j, clues.labels, clues.word, clues.count, sentence);
        link_pieces(j);
        for (uint32_t i = 0; i < j->count; i++)
            if (j->list[i].role == DLI_SAID_B_CUE && !put_group(j, i))
                return false;
    }
    drop_unmet(j);
    return mend_sources(j);
}
