/* find.c -- the front door of statement/: stream by stream, sentence by sentence.
 *
 * A block is one stream, and so is the inside of each longer quotation, so that what
 * a speaker says of others' words is found as well. Drafts come in the order they are
 * found; at the end they are sorted by where they begin, joined to people (people.c)
 * and given their parents.
 */
#include "base/error.h"
#include "base/limits.h"
#include "base/str.h"
#include "statement/clues.h"
#include "statement/people.h"
#include "statement/tagged.h"

#include <stdlib.h>
#include <string.h>

/* Words of a quotation that is looked into. */
enum {
    INSIDE_WORDS = 8
};

dli_draft *dli_new_draft(dli_finder *f, const dli_cue *cue)
{
    dli_draft draft = { .block = f->block, .quote = f->quote, .stance = DLI_STANCE_NEUTRAL };

    if (f->drafts.count >= DLI_MAX_STATEMENTS) {
        f->out->trimmed = true;
        return NULL;
    }
    draft.content = (uint32_t)f->spans.count;
    if (cue != NULL) {
        draft.cue = dli_tokens_span(f, cue->group, cue->to);
        draft.lemma = cue->lemma;
        draft.stance = cue->stance;
        draft.back = (cue->marks & DLI_CUE(back)) != 0;
        draft.calls = (cue->marks & DLI_CUE(call)) != 0;
        draft.shows = (cue->marks & DLI_CUE(show)) != 0;
        draft.beside = (cue->marks & (DLI_CUE(after) | DLI_CUE(before))) != 0;
        if ((cue->marks & (DLI_CUE(he) | DLI_CUE(she) | DLI_CUE(they) | DLI_CUE(held))) != 0) {
            bool begins = cue->pronoun == cue->from;
            draft.cue = dli_tokens_span(f, begins ? cue->pronoun + 1 : cue->from,
                                        begins ? cue->to : cue->pronoun);
            if (!begins) /* по│ его │словам */
                draft.particle = dli_tokens_span(f, cue->pronoun + 1, cue->to);
        } else if (cue->pronoun != 0 && cue->pronoun + 1 == cue->to) { /* dit│-il */
            draft.cue = dli_tokens_span(f, cue->group, cue->from + 1);
        } else if (cue->pronoun != 0) { /* a│-t-il│ dit */
            draft.cue = dli_tokens_span(f, cue->from, cue->to);
            draft.particle = dli_tokens_span(f, cue->group, cue->group + 1);
        }
        if (cue->particle != 0)
            draft.particle = dli_tokens_span(f, cue->particle, cue->particle + 1);
    }
    if (!DLI_PUSH(f->scratch, &f->drafts, draft)) {
        f->failed = true;
        return NULL;
    }
    return &f->drafts.ptr[f->drafts.count - 1];
}

static bool is_edge(const dli_finder *f, uint32_t at)
{
    switch (dli_tok(f, at)->mark) {
    case DLI_MARK_COMMA:
    case DLI_MARK_STOP:
    case DLI_MARK_COLON:
    case DLI_MARK_SEMICOLON:
    case DLI_MARK_DASH:
    case DLI_MARK_HYPHEN:
        return true;
    default:
        return false;
    }
}

/* Whether the stop at the end of tokens [from, to) belongs to an abbreviation. */
static bool keeps_stop(const dli_finder *f, uint32_t from, uint32_t to)
{
    uint32_t behind;

    if (to < from + 2 || !dli_is_mark(f, to - 1, DLI_MARK_STOP))
        return false;
    for (uint32_t i = to - 1; i > from && to - i < 6; i--) {
        if (dli_token_meaning(f, i - 1, to, DLI_LIST_abbrev, &behind).ptr != NULL &&
            behind == to)
            return true;
    }
    return false;
}

/* A quotation that begins with a capital may be a name («Восток»). */
static bool is_name(const dli_finder *f, const dli_token *t)
{
    return t->word + 1 < t->end && f->parsed->words.ptr[t->word + 1].capital;
}

/* A quotation that is a part of the author's sentence: Costa denounced “a step back”. */
static bool is_fragment(const dli_finder *f, uint32_t at)
{
    const dli_token *t = dli_tok(f, at);

    return t->quote != 0 && t->word + 1 < t->end && at > f->from && at < f->to &&
           dli_tok(f, at - 1)->mark == DLI_MARK_NONE &&
           !f->parsed->words.ptr[t->word + 1].capital &&
           f->parsed->words.ptr[t->word + 1].kind == DLI_WORD_LETTERS;
}

bool dli_add_content(dli_finder *f, uint32_t from, uint32_t to)
{
    dli_draft *draft = &f->drafts.ptr[f->drafts.count - 1];
    bool quoted = false, plain = false;

    while (from < to && is_edge(f, from))
        from++;
    while (from < to && is_edge(f, to - 1) && !keeps_stop(f, from, to))
        to--;
    if (from == to)
        return true;
    for (uint32_t i = from; i < to; i++) {
        const dli_token *t = dli_tok(f, i);
        if (t->quote != 0 && (t->speech || to - from == 1 || !is_name(f, t))) {
            quoted = true;
            f->taken[t->quote - 1] = 1;
        } else if (t->mark == DLI_MARK_NONE) {
            plain = true;
        }
    }
    uint8_t kind = quoted && (plain || is_fragment(f, from)) ? DLI_SAID_MIXED
                   : quoted                                  ? DLI_SAID_DIRECT
                                                             : DLI_SAID_INDIRECT;
    if (draft->content_count == 0)
        draft->kind = kind;
    else if (draft->kind != kind)
        draft->kind = DLI_SAID_MIXED;
    draft->content_count++;
    dl_span in = dli_tokens_span(f, from, to);
    if (to - from == 1 && dli_tok(f, from)->quote != 0)
        in = f->parsed->quotes.ptr[dli_tok(f, from)->quote - 1].outer;
    if (!DLI_PUSH(f->scratch, &f->spans, in)) {
        f->failed = true;
        return false;
    }
    return true;
}

static bool read_sentences(dli_finder *f)
{
    f->speech = f->near = UINT32_MAX;
    f->told = f->quote == 0 && f->told_block + 1 == f->block ? 0 : UINT32_MAX;
    for (f->from = 0; f->from < f->tokens.count; f->from = f->to) {
        size_t drafts = f->drafts.count, spans = f->spans.count;
        f->to = f->from + 1;
        while (f->to < f->tokens.count && !dli_tok(f, f->to)->starts &&
               !dli_is_mark(f, f->to - 1, DLI_MARK_SEMICOLON))
            f->to++;
        if (!dli_find_cues(f) || !dli_draft_cues(f))
            return false;
        if (f->drafts.count == drafts && !dli_draft_inquit(f))
            return false;
        if (f->drafts.count == drafts && (!dli_draft_colon(f) || !dli_draft_speech(f)))
            return false;
        if (f->spans.count == spans && !dli_draft_told(f))
            return false;
        if (f->drafts.count == 0 || f->spans.count == spans)
            continue;
        const dli_draft *last = &f->drafts.ptr[f->drafts.count - 1];
        f->told = f->to;
        if (last->kind == DLI_SAID_DIRECT)
            f->speech = f->to;
        if (last->source.person)
            f->near = f->to;
    }
    if (f->quote == 0)
        f->told_block = f->told == f->tokens.count ? f->block : UINT32_MAX - 1;
    return true;
}

static bool read_stream(dli_finder *f, uint32_t first, uint32_t end, uint32_t quote)
{
    if (!dli_make_stream(f, first, end, quote))
        return false;
    f->dialogue = quote == 0 && f->tokens.count > 1 && dli_is_mark(f, 0, DLI_MARK_DASH) &&
                  dli_is_cyrillic(f);
    return (quote != 0 || dli_draft_pending(f)) && read_sentences(f);
}

/* What is inside quotations, before the blocks they stand in: an author's words may be
 * put in among the speaker's. */
static bool read_quotes(dli_finder *f)
{
    const dli_parsed *p = f->parsed;

    for (size_t q = 0; q < p->quotes.count; q++) {
        const dli_quote *in = &p->quotes.ptr[q];
        if (in->count < INSIDE_WORDS)
            continue;
        f->block = p->sentences.ptr[dli_sentence_at(p, in->word)].block;
        uint32_t end = in->word + in->count - (in->open ? 0 : 1);
        if (!read_stream(f, in->word + 1, end, (uint32_t)q + 1))
            return false;
    }
    f->pending = 0;
    return true;
}

static bool read_blocks(dli_finder *f)
{
    const dli_parsed *p = f->parsed;

    for (size_t i = 0; i < p->sentences.count;) {
        uint32_t first = p->sentences.ptr[i].word, end = first;
        f->block = p->sentences.ptr[i].block;
        while (i < p->sentences.count && p->sentences.ptr[i].block == f->block) {
            end = p->sentences.ptr[i].word + p->sentences.ptr[i].count;
            i++;
        }
        if (!read_stream(f, first, end, 0))
            return false;
    }
    return true;
}

/* ---- Writing out ---------------------------------------------------------*/

static dl_span cover(const dli_finder *f, const dli_draft *d)
{
    dl_span in = d->cue;
    dl_span parts[8] = { d->particle, d->source.in, d->addressee };
    uint32_t count = 3 + d->via_count;

    for (uint32_t i = 0; i < d->via_count; i++)
        parts[3 + i] = d->via[i].in;
    for (uint32_t i = 0; i < count + d->content_count; i++) {
        dl_span part = i < count ? parts[i] : f->spans.ptr[d->content + i - count];
        if (part.end == 0)
            continue;
        if (in.end == 0 || part.start < in.start)
            in.start = part.start;
        if (part.end > in.end)
            in.end = part.end;
    }
    return in;
}

static dli_part part_of(dli_finder *f, const dl_span *spans, uint32_t count)
{
    dl_span *copy = count == 0 ? NULL : dli_arena_take(f->arena, count * sizeof *copy);

    if (copy == NULL) {
        f->failed |= count > 0;
        return (dli_part){ NULL, 0 };
    }
    memcpy(copy, spans, count * sizeof *copy);
    return (dli_part){ copy, count };
}

static dli_part part_of_span(dli_finder *f, dl_span in)
{
    return part_of(f, &in, in.end > 0 ? 1 : 0);
}

/* A part in order, cut at the borders of blocks. */
static dli_part content_of(dli_finder *f, const dli_draft *d)
{
    dli_spans cut = { 0 };
    size_t block = d->block;

    for (uint32_t i = 0; i < d->content_count; i++) {
        dl_span in = f->spans.ptr[d->content + i];
        while (block > 0 && f->item->blocks.ptr[block].in.start > in.start)
            block--;
        while (block < f->item->blocks.count && in.start < in.end) {
            dl_span around = f->item->blocks.ptr[block].in, piece = in;
            if (around.end <= in.start) {
                block++;
                continue;
            }
            piece.start = around.start > in.start ? around.start : in.start;
            piece.end = around.end < in.end ? around.end : in.end;
            if (piece.start < piece.end && !DLI_PUSH(f->scratch, &cut, piece))
                f->failed = true;
            in.start = piece.end < in.end ? piece.end : in.end;
            if (in.start < in.end)
                block++;
        }
    }
    return part_of(f, cut.ptr, (uint32_t)cut.count);
}

static dli_source_part source_of(dli_finder *f, const dli_speaker *s)
{
    return (dli_source_part){ .part = part_of_span(f, s->in),
                              .type = s->in.end > 0 ? s->type : DLI_SOURCE_NONE,
                              .entity = s->entity,
                              .resolved = s->resolved,
                              .role = s->role };
}

static bool write_out(dli_finder *f, const dli_draft *d)
{
    dli_statement s = { .kind = d->kind,
                        .stance = d->stance,
                        .by = d->by,
                        .in = cover(f, d),
                        .lemma = d->lemma,
                        .source = source_of(f, &d->source),
                        .addressee = part_of_span(f, d->addressee),
                        .content = content_of(f, d),
                        .via_count = d->via_count };
    bool before = d->particle.end != 0 && d->particle.start < d->cue.start;
    dl_span cue[2] = { before ? d->particle : d->cue, before ? d->cue : d->particle };
    dli_source_part *via = NULL;

    if (s.content.count == 0) /* it lay between blocks */
        return !f->failed;
    s.cue = part_of(f, cue, d->cue.end == 0 ? 0 : d->particle.end == 0 ? 1 : 2);
    if (d->via_count > 0) {
        via = dli_arena_take(f->arena, d->via_count * sizeof *via);
        if (via == NULL)
            return false;
        for (uint32_t i = 0; i < d->via_count; i++) /* kept as found: nearest first */
            via[i] = source_of(f, &d->via[i]);
    }
    s.via = via;
    return DLI_PUSH(f->arena, &f->out->list, s) && !f->failed;
}

static dl_span content_cover(const dli_statement *s)
{
    return s->content.count == 0 ? (dl_span){ 0, 0 }
                                 : (dl_span){ s->content.spans[0].start,
                                              s->content.spans[s->content.count - 1].end };
}

/* Whether one stretch of the content of `s` holds `in`. */
static bool holds(const dli_statement *s, dl_span in)
{
    for (uint32_t i = 0; i < s->content.count; i++)
        if (s->content.spans[i].start <= in.start && in.end <= s->content.spans[i].end)
            return true;
    return false;
}

/* The innermost statement whose content holds another is its parent. A statement
 * looks back over those that are still open where it begins, at most so many. */
static void find_parents(dli_statements *out)
{
    enum {
        OPEN = 16
    };
    uint32_t open[OPEN], depth = 0;

    for (uint32_t i = 0; i < out->list.count; i++) {
        dli_statement *s = &out->list.ptr[i];
        uint32_t kept = 0;
        for (uint32_t k = 0; k < depth; k++)
            if (out->list.ptr[open[k]].in.end > s->in.start)
                open[kept++] = open[k];
        depth = kept;
        for (uint32_t k = depth; k-- > 0 && s->parent == 0;)
            if (holds(&out->list.ptr[open[k]], s->in))
                s->parent = open[k] + 1;
        if (depth < OPEN && content_cover(s).end > 0)
            open[depth++] = i;
    }
}

/* Words of [from, to) in the body. */
static uint32_t words_between(const dli_parsed *p, uint32_t from, uint32_t to)
{
    uint32_t count = 0;

    for (uint32_t i = dli_word_from(p, from);
         i < p->words.count && p->words.ptr[i].in.end <= to && count < 4; i++)
        count += p->words.ptr[i].kind != DLI_WORD_MARK;
    return count;
}

/* "Reuters reported that residents had said that …": who says nothing but that another
 * one said something passes it on. */
static bool pass_on(dli_finder *f, dli_statement *s)
{
    const dli_statement *parent = &f->out->list.ptr[s->parent - 1];
    dl_span whole = content_cover(parent);
    uint32_t count = parent->via_count + 1 + s->via_count;

    if (parent->source.part.count == 0 || count > DLI_MAX_VIA ||
        words_between(f->parsed, whole.start, s->in.start) > 1 ||
        words_between(f->parsed, s->in.end, whole.end) > 0)
        return true;
    dli_source_part *via = dli_arena_take(f->arena, count * sizeof *via);
    if (via == NULL)
        return false;
    for (uint32_t i = 0; i < parent->via_count; i++)
        via[i] = parent->via[i];
    via[parent->via_count] = parent->source;
    for (uint32_t i = 0; i < s->via_count; i++)
        via[parent->via_count + 1 + i] = s->via[i];
    s->via = via;
    s->via_count = count;
    return true;
}

typedef struct ordered {
    dl_span in;
    uint32_t draft;
} ordered;

static int by_place(const void *a, const void *b)
{
    const ordered *x = a, *y = b;

    if (x->in.start != y->in.start)
        return x->in.start < y->in.start ? -1 : 1;
    if (x->in.end != y->in.end)
        return x->in.end > y->in.end ? -1 : 1; /* the longer one first: it may be a parent */
    return x->draft < y->draft ? -1 : x->draft > y->draft;
}

static bool apart(dl_span a, dl_span b)
{
    return a.end == 0 || b.end == 0 || a.end <= b.start || b.end <= a.start;
}

/* "No official has said", "nobody said": the source is denied; "das sagen Sie": it is none. */
static bool is_nobody(const dli_finder *f, const dli_speaker *s)
{
    const uint32_t article = DLI_GRAMMAR_det | DLI_GRAMMAR_caps;
    dl_span source = s->in;
    uint32_t at = dli_word_from(f->parsed, source.start);

    if (source.end > 0 && s->pronoun == 0 &&
        (dli_word_grammar(f->parsed, at) & article) == article &&
        f->parsed->words.ptr[at].in.end >= source.end)
        return true;
    return source.end > 0 && ((dli_word_grammar(f->parsed, at) & DLI_GRAMMAR_not) != 0 ||
                              (at > 0 && (dli_word_grammar(f->parsed, at - 1) &
                                          (DLI_GRAMMAR_not | DLI_GRAMMAR_quant)) ==
                                             (DLI_GRAMMAR_not | DLI_GRAMMAR_quant)));
}

/* "anyone who │knows": nobody of whom that is told. */
static bool is_anybody(const dli_finder *f, const dli_draft *d)
{
    uint32_t at = dli_word_from(f->parsed, d->source.in.start);

    if (d->stance != DLI_STANCE_BELIEVE || d->source.in.end == 0 ||
        f->parsed->words.ptr[at].in.end < d->source.in.end)
        return false;
    if (at > 0 && (dli_word_grammar(f->parsed, at) & DLI_GRAMMAR_rel) != 0)
        at--;
    return (dli_word_grammar(f->parsed, at) & DLI_GRAMMAR_quant) != 0;
}

/* One word that nobody put into quotation marks: "what", "this". */
static bool is_hardly(const dli_finder *f, const dli_draft *d)
{
    dl_span in = f->spans.ptr[d->content];

    return d->kind == DLI_SAID_INDIRECT && d->content_count == 1 && d->quote == 0 &&
           words_between(f->parsed, in.start, in.end) < 2 &&
           (dli_word_grammar(f->parsed, dli_word_from(f->parsed, in.start)) &
            (DLI_GRAMMAR_det | DLI_GRAMMAR_wh)) != 0;
}

/* "dismissed │ Ana Costa": sent away, or out; what is denied is no person, but may be told of one. */
static bool is_sent_away(const dli_finder *f, const dli_draft *d)
{
    const uint32_t finite =
        DLI_GRAMMAR_aux | DLI_GRAMMAR_be | DLI_GRAMMAR_modal | DLI_GRAMMAR_verb;
    dl_span in = f->spans.ptr[d->content];
    uint32_t at, count = dli_words_in(f->parsed, in, &at);
    const dli_named *name = dli_name_at(f->parsed, at);

    if (d->stance != DLI_STANCE_DENY || d->kind != DLI_SAID_INDIRECT || in.start < d->cue.end ||
        name == NULL || name->kind != (uint8_t)DLI_NAMED_PER)
        return false;
    for (uint32_t i = name->end; i < at + count; i++)
        if ((dli_word_grammar(f->parsed, i) & finite) != 0)
            return false; /* denied │ Costa had lied */
    return true;
}

/* "6.10.) in München": the end of a bracket that began before. */
static bool is_broken(const dli_finder *f, dl_span in)
{
    dl_str text = dli_cut(f->parsed->body, in);
    size_t close = dli_find(text, DL_STR(")"), 0), open = dli_find(text, DL_STR("("), 0);

    return close != DLI_NONE && (open == DLI_NONE || open > close);
}

/* "hat eine Runde angekündigt, │in der alle sitzen sollen": an article that begins a clause whose verb
 * stands at its end is a relative word in German, and the clause is about the noun before it. */
static bool is_on_noun(const dli_parsed *p, const dli_draft *d, dl_span content)
{
    enum {
        LEAST = 4, /* words with the verb; "die Kinder sollten" is said of them */
        FINITE = DLI_GRAMMAR_aux | DLI_GRAMMAR_be | DLI_GRAMMAR_modal | DLI_GRAMMAR_verb
    };
    uint32_t from, count = dli_words_in(p, content, &from), end = from + count;
    uint32_t at =
        count > 1 && (dli_word_grammar(p, from) & DLI_GRAMMAR_prep) != 0 ? from + 1 : from;

    if (d->kind != DLI_SAID_INDIRECT || content.start < d->cue.end || p->phrases == NULL ||
        !p->phrases->caps || count < LEAST || from == 0 ||
        p->words.ptr[from - 1].mark != (uint8_t)DLI_MARK_COMMA ||
        (dli_word_grammar(p, at) & (DLI_GRAMMAR_det | DLI_GRAMMAR_rel)) == 0)
        return false;
    if (at > from && at + 1 < end &&
        (dli_word_grammar(p, at + 1) & (DLI_GRAMMAR_det | DLI_GRAMMAR_quant | DLI_GRAMMAR_he |
                                        DLI_GRAMMAR_she | DLI_GRAMMAR_it | DLI_GRAMMAR_i)) != 0)
        return true; /* stellten die Reihe vor, │in der der Autor … */
    while (at < end && (dli_word_grammar(p, at) & FINITE) == 0 &&
           p->words.ptr[at].kind != DLI_WORD_MARK)
        at++;
    if (at == end || at + 1 < from + LEAST || (dli_word_grammar(p, at) & FINITE) == 0)
        return false;
    if ((dli_word_grammar(p, at - 1) & (DLI_GRAMMAR_inf | DLI_GRAMMAR_prep)) != 0)
        return false; /* warf ihm vor, │ die Stadt getäuscht zu haben */
    while (at < end && (dli_word_grammar(p, at) & FINITE) != 0) /* vertreten │sein sollen */
        at++;
    return at == end || p->words.ptr[at].mark == (uint8_t)DLI_MARK_COMMA ||
           p->words.ptr[at].mark == (uint8_t)DLI_MARK_STOP;
}

/* "Für die Kinder │hofft│ er", "Ihm und seiner Partei │empfahl│ sie": whoever stands so before a verb
 * does not say it. */
static bool is_for(const dli_parsed *p, const dli_draft *d)
{
    uint32_t at, count = dli_words_in(p, d->source.in, &at);
    uint32_t grammar = count > 1 ? dli_word_grammar(p, at) : 0;

    return p->phrases != NULL && p->phrases->caps && !d->beside && d->source.name.end == 0 &&
           d->source.in.end <= d->cue.start &&
           (grammar & (DLI_GRAMMAR_of | DLI_GRAMMAR_obj)) != 0 &&
           (grammar & DLI_GRAMMAR_det) == 0;
}

/* "│Recent storms│ show that", "│it│ suggests that": a thing, or nobody knows what. Nobody said so. */
static bool is_thing(const dli_finder *f, const dli_draft *d)
{
    const uint32_t acts =
        1u << DLI_NAMED_PER | 1u << DLI_NAMED_ORG | 1u << DLI_NAMED_LOC | 1u << DLI_NAMED_NORP;
    uint32_t at, count = dli_words_in(f->parsed, d->source.in, &at);

    if (!d->shows || d->kind == DLI_SAID_DIRECT || count == 0)
        return false;
    if (f->parsed->phrases != NULL && f->parsed->phrases->caps) /* Kern zeigt, wie es geht */
        return d->beside ? d->source.type == DLI_SOURCE_UNNAMED && d->source.head == 0
                         : d->source.type != DLI_SOURCE_DOCUMENT &&
                               d->source.type != DLI_SOURCE_MEDIA;
    if (d->source.pronoun != 0)
        return (d->source.pronoun & DLI_GRAMMAR_it) != 0;
    for (uint32_t i = at; i < at + count; i++) {
        const dli_named *name = dli_name_at(f->parsed, i);
        if (name != NULL && (acts & 1u << name->kind) != 0)
            return false;
    }
    return d->source.type == DLI_SOURCE_NAMED ||
           (d->source.type == DLI_SOURCE_UNNAMED && d->source.head == 0);
}

static bool is_english(const dli_parsed *p)
{
    return p->lang != NULL && dli_eq(p->lang->code, DL_STR("en"));
}

/* "│Think│ this thought: “…”": a source without a noun, a name or a pronoun is none, where the words are
 * tagged. */
static bool is_no_noun(const dli_parsed *p, const dli_draft *d)
{
    const uint32_t nominal = 1u << DLI_POS_NOUN | 1u << DLI_POS_PROPN | 1u << DLI_POS_PRON |
                             1u << DLI_POS_NUM | 1u << DLI_POS_DET | 1u << DLI_POS_ADJ |
                             1u << DLI_POS_X | 1u << DLI_POS_SYM;
    bool latin = (unsigned char)p->body.ptr[d->source.in.start] < 0x80;
    uint32_t at;

    if (p->tags == NULL || d->source.pronoun != 0)
        return false;
    uint32_t count = dli_words_in(p, d->source.in, &at);
    if (count == 0)
        return false;
    if (!latin && count > 1 && d->source.in.start > d->cue.start) /* вирішив │ обдурити долю */
        return dli_word_pos(p, at) == DLI_POS_VERB && !p->words.ptr[at].capital;
    if (!is_english(p))
        return false;
    for (uint32_t i = at; i < at + count; i++)
        if ((1u << dli_word_pos(p, i) & nominal) != 0 || dli_name_at(p, i) != NULL)
            return false;
    return true;
}

/* "What did │the mayor│ say about it?": asked, not said. */
static bool is_asked(const dli_parsed *p, const dli_draft *d)
{
    uint32_t at = 0;

    if (!is_english(p) || d->kind == DLI_SAID_DIRECT || d->cue.start < d->source.in.end ||
        dli_words_in(p, d->source.in, &at) == 0 || at < 2)
        return false;
    const dli_sentence *s = &p->sentences.ptr[dli_sentence_at(p, at)];
    uint32_t first = s->word + (p->words.ptr[s->word].mark == (uint8_t)DLI_MARK_QUOTE ? 1 : 0);
    return at == first + 2 &&
           (dli_word_grammar(p, at - 1) & (DLI_GRAMMAR_aux | DLI_GRAMMAR_modal)) != 0 &&
           (dli_word_grammar(p, at - 2) & DLI_GRAMMAR_wh) != 0;
}

/* "│and according to the police│": a source that begins with a small word that joins is what stands beside
 * the clause, and nobody knows who says it. */
static bool is_joined(const dli_parsed *p, const dli_draft *d)
{
    uint32_t at = 0;

    return is_english(p) && d->source.name.end == 0 && !d->beside &&
           dli_words_in(p, d->source.in, &at) > 0 &&
           (dli_word_grammar(p, at) & (DLI_GRAMMAR_and | DLI_GRAMMAR_prep)) != 0 &&
           (dli_word_grammar(p, at) & (DLI_GRAMMAR_det | DLI_GRAMMAR_quant)) == 0;
}

/* "Maduro scharf │zu│ verurteilen", "│der den│ Artikel ergänzt": no source ends in a small word, nor begins
 * with two articles, where nouns have capitals. */
static bool is_scrap(const dli_parsed *p, const dli_draft *d)
{
    const uint32_t small =
        DLI_GRAMMAR_prep | DLI_GRAMMAR_of | DLI_GRAMMAR_inf | DLI_GRAMMAR_det;
    uint32_t at, count = dli_words_in(p, d->source.in, &at);

    if (p->phrases == NULL || !p->phrases->caps || count < 2 || d->source.pronoun != 0)
        return false;
    uint32_t last = at + count - 1;
    if (!p->words.ptr[last].capital && (dli_word_grammar(p, last) & small) != 0)
        return true;
    return (dli_word_grammar(p, at) & DLI_GRAMMAR_caps) != 0 &&
           (dli_word_grammar(p, at + 1) & DLI_GRAMMAR_caps) != 0 && count < 5;
}

/* A draft says something, and its parts stand beside one another. Nonsense may be read
 * otherwise; no statement is better than such a one. */
static bool is_sound(const dli_finder *f, const dli_draft *d)
{
    dl_span end = { 0, 0 };

    if (d->content_count == 0 || is_hardly(f, d) || is_nobody(f, &d->source) ||
        is_anybody(f, d) || is_thing(f, d) || is_no_noun(f->parsed, d) ||
        is_joined(f->parsed, d) || is_asked(f->parsed, d) || dli_is_unsaid(f, d) ||
        is_broken(f, d->source.in) || is_sent_away(f, d) || is_for(f->parsed, d) ||
        is_scrap(f->parsed, d) || is_on_noun(f->parsed, d, f->spans.ptr[d->content]) ||
        !apart(d->cue, d->source.in) || !apart(d->cue, d->particle) ||
        !apart(d->particle, d->source.in))
        return false;
    for (uint32_t i = 0; i < d->content_count; i++) {
        dl_span in = f->spans.ptr[d->content + i];
        if (!apart(in, d->cue) || !apart(in, d->particle) || !apart(in, d->source.in) ||
            !apart(in, d->addressee) || in.start < end.end || in.start >= in.end)
            return false;
        end = in;
    }
    return true;
}

/* Quotations that no verb of saying holds are nothing of their own where somebody is known to say
 * them: a draft without a cue inside what another draft has. */
static bool put_twice_out(dli_finder *f)
{
    const size_t words = f->parsed->words.count + 1;
    uint8_t *said = dli_arena_take(f->scratch, words);
    size_t kept = 0;

    if (said == NULL)
        return false;
    for (size_t i = 0; i < f->drafts.count; i++) {
        const dli_draft *d = &f->drafts.ptr[i];
        if (d->cue.end == 0 || d->quote != 0 || d->kind == DLI_SAID_INDIRECT)
            continue;
        for (uint32_t k = 0; k < d->content_count; k++) {
            uint32_t from, count = dli_words_in(f->parsed, f->spans.ptr[d->content + k], &from);
            if (said[from] == 0 || count == 0 || said[from + count - 1] == 0)
                memset(said + from, 1, count);
        }
    }
    for (size_t i = 0; i < f->drafts.count; i++) {
        const dli_draft *d = &f->drafts.ptr[i];
        bool twice = d->cue.end == 0 && d->quote == 0 && d->content_count > 0;
        for (uint32_t k = 0; k < d->content_count && twice; k++) {
            uint32_t from, count = dli_words_in(f->parsed, f->spans.ptr[d->content + k], &from);
            twice = count > 0 && said[from] != 0 && said[from + count - 1] != 0;
        }
        if (!twice)
            f->drafts.ptr[kept++] = *d;
    }
    f->drafts.count = kept;
    return true;
}

/* Direct, if what is left is in quotation marks. */
static bool settle_kind(const dli_parsed *p, dli_draft *d, const dl_span *content)
{
    uint32_t from, count = dli_words_in(p, *content, &from);

    if (d->content_count == 1 && count > 1 && p->words.ptr[from].mark == DLI_MARK_QUOTE &&
        p->words.ptr[from + count - 1].mark == DLI_MARK_QUOTE)
        d->kind = DLI_SAID_DIRECT;
    return true;
}

/* "according to Costa, │who leads the study│, “…”", "Costa said, │which he denies│": a clause on a noun before a
 * comma is the author's. What is left of the content begins behind it; false: nothing. */
static bool cut_clause_on_noun(const dli_finder *f, dli_draft *d)
{
    const dli_parsed *p = f->parsed;
    dl_span *content = &f->spans.ptr[d->content];
    uint32_t from, count = dli_words_in(p, *content, &from),
                   grammar = dli_word_grammar(p, from);
    bool latin = (unsigned char)p->body.ptr[content->start] < 0x80; /* запитав, │який … */

    if (count == 0 || from == 0 || p->words.ptr[from - 1].mark != (uint8_t)DLI_MARK_COMMA ||
        content->start < d->cue.end || content->start < d->source.in.end ||
        (grammar & DLI_GRAMMAR_rel) == 0 || (grammar & DLI_GRAMMAR_that) != 0 ||
        ((grammar & DLI_GRAMMAR_wh) != 0 && !latin))
        return true;
    for (uint32_t i = from + 1; i + 1 < from + count; i++)
        if (p->words.ptr[i].mark == (uint8_t)DLI_MARK_COMMA) {
            content->start = p->words.ptr[i + 1].in.start;
            return settle_kind(p, d, content);
        }
    d->content++;
    d->content_count--;
    return d->content_count > 0 && settle_kind(p, d, content + 1);
}

/* "Just as the union announced the deal│, workers said they were walking out": what is said in a clause that begins
 * the sentence ends where the main clause has a statement of its own. */
static void end_at_main_clause(const dli_finder *f, const dli_draft *d)
{
    const uint32_t opens = DLI_GRAMMAR_sub | DLI_GRAMMAR_as;
    const dli_parsed *p = f->parsed;
    dl_span *content = &f->spans.ptr[d->content + d->content_count - 1];
    uint32_t first = dli_word_from(p, d->source.in.start);
    const dli_sentence *s = &p->sentences.ptr[dli_sentence_at(p, first)];
    bool opened = false;

    for (uint32_t i = s->word; i < first && i < s->word + 3; i++)
        opened |= (dli_word_grammar(p, i) & opens) != 0;
    if (!opened || first > s->word + 3 || content->start < d->cue.end)
        return;
    for (size_t i = 0; i < f->drafts.count; i++) {
        dl_span other = f->drafts.ptr[i].source.in;
        uint32_t at = dli_word_from(p, other.start);
        if (other.start > content->start && other.end < content->end && at > 0 &&
            f->drafts.ptr[i].cue.end > 0 && f->drafts.ptr[i].cue.start >= other.end &&
            p->words.ptr[at - 1].mark == (uint8_t)DLI_MARK_COMMA)
            content->end = p->words.ptr[at - 2].in.end;
    }
}

/* "Relatives said that he knew them│, and according to the police he met them": what one says ends where what
 * another accounts for is joined to it. */
static void end_at_account(const dli_finder *f, size_t k)
{
    enum {
        NEAR = 8 /* drafts */
    };
    const dli_draft *d = &f->drafts.ptr[k];
    const dli_parsed *p = f->parsed;
    dl_span *content = &f->spans.ptr[d->content + d->content_count - 1];

    if (content->start < d->cue.end || d->kind == DLI_SAID_DIRECT || d->beside)
        return;
    for (size_t i = k > NEAR ? k - NEAR : 0; i < f->drafts.count && i < k + NEAR; i++) {
        const dli_draft *other = &f->drafts.ptr[i];
        if (!other->beside || other->quote != d->quote || other->cue.start <= content->start ||
            other->cue.end >= content->end)
            continue;
        uint32_t at = dli_word_from(p, other->cue.start);
        if (at < 2 || (dli_word_grammar(p, at - 1) & (DLI_GRAMMAR_and | DLI_GRAMMAR_but)) == 0)
            continue;
        at -= p->words.ptr[at - 2].mark == (uint8_t)DLI_MARK_COMMA ? 2 : 1;
        if (p->words.ptr[at - 1].in.end > content->start)
            content->end = p->words.ptr[at - 1].in.end;
    }
}

/* "warned │of a flood that may come", "warned residents │of a flood that may come": what somebody warns of
 * begins there. */
static void begin_at_of(const dli_finder *f, dli_draft *d)
{
    const dli_parsed *p = f->parsed;
    dl_span *content = &f->spans.ptr[d->content];
    uint32_t from = dli_word_from(p, d->cue.end), to = dli_word_from(p, content->start);

    if (!is_english(p) || d->stance != DLI_STANCE_WARN || content->start < d->cue.end ||
        d->kind == DLI_SAID_DIRECT || to > from + 12)
        return;
    for (uint32_t i = from; i < to; i++) {
        if ((dli_word_grammar(p, i) & DLI_GRAMMAR_of) == 0)
            continue;
        content->start = p->words.ptr[i].in.start;
        if (d->addressee.end > content->start)
            d->addressee = i > from && d->addressee.start < p->words.ptr[i - 1].in.end
                               ? (dl_span){ d->addressee.start, p->words.ptr[i - 1].in.end }
                               : (dl_span){ 0, 0 };
        return;
    }
}

/* "Costa announced arrests tied to a ring that │allegedly│ ran …": a word that names nobody adds nothing to
 * what somebody says, or around it. */
static bool put_nobody_out(dli_finder *f)
{
    uint8_t *told = dli_arena_take(f->scratch, f->parsed->words.count + 1);
    size_t kept = 0;

    if (told == NULL)
        return false;
    for (size_t i = 0; i < f->drafts.count; i++) {
        const dli_draft *d = &f->drafts.ptr[i];
        uint32_t from, count;
        if (d->source.in.end == 0)
            continue;
        for (uint32_t k = 0; k < d->content_count; k++) {
            count = dli_words_in(f->parsed, f->spans.ptr[d->content + k], &from);
            memset(told + from, 1, count);
        }
        count = dli_words_in(f->parsed, d->cue, &from);
        memset(told + from, 1, count);
    }
    for (size_t i = 0; i < f->drafts.count; i++) {
        const dli_draft *d = &f->drafts.ptr[i];
        bool nobody = d->source.in.end == 0 && d->cue.end > 0 && !d->bare &&
                      d->kind != DLI_SAID_DIRECT && d->quote == 0;
        bool twice = false;
        for (uint32_t k = 0; k < d->content_count && nobody; k++) {
            uint32_t from, count = dli_words_in(f->parsed, f->spans.ptr[d->content + k], &from);
            for (uint32_t w = from; w < from + count; w++)
                twice |= told[w] != 0;
        }
        if (!twice)
            f->drafts.ptr[kept++] = *d;
    }
    f->drafts.count = kept;
    return true;
}

static void mend_borders(const dli_finder *f, size_t k)
{
    dli_draft *d = &f->drafts.ptr[k];

    end_at_main_clause(f, d);
    end_at_account(f, k);
    begin_at_of(f, d);
    dli_mend_content(f, d);
}

/* The sound drafts, by place. */
static bool put_in_order(dli_finder *f)
{
    ordered *order = dli_arena_take(f->scratch, (f->drafts.count + 1) * sizeof *order);
    dli_draft *drafts = dli_arena_take(f->scratch, (f->drafts.count + 1) * sizeof *drafts);
    size_t count = 0;

    if (order == NULL || drafts == NULL)
        return false;
    for (uint32_t i = 0; i < f->drafts.count; i++)
        if (f->drafts.ptr[i].source.in.end > 0 && f->drafts.ptr[i].content_count > 0)
            mend_borders(f, i);
    for (uint32_t i = 0; i < f->drafts.count; i++)
        if (is_sound(f, &f->drafts.ptr[i]) && cut_clause_on_noun(f, &f->drafts.ptr[i]))
            order[count++] = (ordered){ cover(f, &f->drafts.ptr[i]), i };
    qsort(order, count, sizeof *order, by_place);
    for (size_t i = 0; i < count; i++)
        drafts[i] = f->drafts.ptr[order[i].draft];
    if (count > 0)
        memcpy(f->drafts.ptr, drafts, count * sizeof *drafts);
    f->drafts.count = count;
    return true;
}

/* ---- Speech that nobody is named for -------------------------------------------*/

static dl_span content_of_draft(const dli_finder *f, const dli_draft *d)
{
    return (dl_span){ f->spans.ptr[d->content].start,
                      f->spans.ptr[d->content + d->content_count - 1].end };
}

/* The block of the body that byte `at` stands in. */
static size_t block_at(const dli_item *item, uint32_t at)
{
    size_t low = 0, high = item->blocks.count;

    while (low + 1 < high) {
        size_t middle = low + (high - low) / 2;
        if (item->blocks.ptr[middle].in.start <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Whether a person is named in [from, to) of the body. */
static bool names_person(const dli_parsed *p, uint32_t from, uint32_t to)
{
    for (size_t i = dli_named_from(p, dli_word_from(p, from));
         i < p->names.count && p->names.ptr[i].in.start < to; i++)
        if (p->names.ptr[i].kind == (uint8_t)DLI_NAMED_PER)
            return true;
    return false;
}

/* Speech behind what a person said in the same block, of which nobody else is named between: “…”,
 * sagte Kern. Das Dorf wartet. “…” */
static bool goes_on_here(const dli_finder *f, size_t i, uint32_t start)
{
    const dli_draft *d = &f->drafts.ptr[i], *last = &f->drafts.ptr[i - 1];
    uint32_t end = cover(f, last).end, from = content_of_draft(f, d).start;

    if (last->quote != 0 || last->source.in.end == 0 || !last->source.person ||
        last->source.in.start < start || end > from || f->parsed->names.count == 0 ||
        (last->source.pronoun & (DLI_GRAMMAR_i | DLI_GRAMMAR_you)) != 0 ||
        f->parsed->phrases == NULL || !f->parsed->phrases->caps)
        return false;
    for (uint32_t w = dli_word_from(f->parsed, end);
         w < f->parsed->words.count && f->parsed->words.ptr[w].in.end <= from; w++) {
        uint32_t count;
        dl_str role = dli_word_meaning(f->parsed, w, w + 1, DLI_LIST_roles, &count);
        if (role.ptr != NULL && (dli_means(role, "person") || dli_means(role, "group")))
            return false;
    }
    return !names_person(f->parsed, end, from);
}

/* A block that is nothing but speech, right behind a block at whose end a person said
 * something: he goes on. */
static void go_on(dli_finder *f)
{
    enum {
        LOOK = 6
    };

    for (size_t i = 1; i < f->drafts.count; i++) {
        dli_draft *d = &f->drafts.ptr[i];
        const dli_draft *last = NULL;
        if (d->source.in.end != 0 || d->cue.end != 0 || d->kind != DLI_SAID_DIRECT ||
            d->quote != 0)
            continue;
        size_t at = block_at(f->item, content_of_draft(f, d).start);
        if (goes_on_here(f, i, f->item->blocks.ptr[at].in.start)) {
            d->source = f->drafts.ptr[i - 1].source;
            continue;
        }
        const dli_block *block = &f->item->blocks.ptr[at], *before = block - 1;
        if (at == 0 || block->kind != DLI_BLOCK_P || before->kind != DLI_BLOCK_P ||
            content_of_draft(f, d).start != block->in.start ||
            content_of_draft(f, d).end < block->in.end)
            continue;
        for (size_t k = i; k-- > 0 && i - k <= LOOK;) {
            const dli_draft *other = &f->drafts.ptr[k];
            dl_span in = cover(f, other);
            if (other->quote == 0 && in.end > before->in.start && in.end <= before->in.end &&
                (last == NULL || in.end > cover(f, last).end))
                last = other;
        }
        if (last == NULL || !last->source.person ||
            (last->source.pronoun & (DLI_GRAMMAR_i | DLI_GRAMMAR_you)) != 0 ||
            names_person(f->parsed, cover(f, last).end, before->in.end))
            continue;
        d->source = last->source;
    }
}

/* "…, añadió.": the subject that is left out is the person who said something before, in this block
 * or at the end of the one before. */
static void leave_out(dli_finder *f)
{
    enum {
        LOOK = 6
    };
    const dli_parsed *p = f->parsed;

    bool french = p->lang != NULL && dli_eq(p->lang->code, DL_STR("fr"));
    if (p->lang == NULL || !(french || dli_eq(p->lang->code, DL_STR("es"))))
        return;
    for (size_t i = 1; i < f->drafts.count; i++) {
        dli_draft *d = &f->drafts.ptr[i];
        const dli_draft *last = NULL;
        dl_str cue = dli_cut(p->body, d->cue);
        if (!d->bare || d->source.in.end != 0 || d->quote != 0 || dli_ends(cue, DL_STR("n")))
            continue; /* they */
        if (french && !dli_starts(cue, DL_STR("Et ")))
            continue; /* Et d'ajouter que … */
        uint32_t start = cover(f, d).start;
        for (size_t k = i; k-- > 0 && i - k <= LOOK;) {
            const dli_draft *other = &f->drafts.ptr[k];
            uint32_t end = cover(f, other).end;
            if (other->quote == 0 && end <= start && (last == NULL || end > cover(f, last).end))
                last = other;
        }
        if (last == NULL || !last->source.person || last->source.pronoun != 0)
            continue;
        uint32_t end = cover(f, last).end;
        bool near = block_at(f->item, end - 1) + 1 >= block_at(f->item, start) &&
                    f->item->blocks.ptr[block_at(f->item, start)].kind == DLI_BLOCK_P;
        if (near && !names_person(p, end, start))
            d->source = last->source;
    }
}

/* Note the words with a capital of the names of people. */
static bool note_people(dli_finder *f)
{
    const dli_parsed *p = f->parsed;
    bool added;

    dli_map_init(&f->people, f->scratch);
    for (size_t i = 0; i < p->names.count; i++) {
        const dli_named *name = &p->names.ptr[i];
        for (uint32_t w = name->word; w < name->end; w++)
            if (name->kind == (uint8_t)DLI_NAMED_PER && p->words.ptr[w].capital &&
                dli_map_put(&f->people, dli_cut(p->body, p->words.ptr[w].in), &added) == NULL)
                return false;
    }
    return true;
}

/* Drafts by the rules alone, in order. False if memory ran out. */
static bool draft_by_rules(dli_finder *f)
{
    f->told_block = UINT32_MAX - 1;
    f->taken = dli_arena_take(f->scratch, f->parsed->quotes.count + 1);
    return f->taken != NULL && note_people(f) && read_quotes(f) && read_blocks(f) &&
           put_in_order(f);
}

dl_status dli_clues_of_item(dli_arena *scratch, const dli_item *item, const dli_parsed *parsed,
                            dli_finder *f, dli_clues *out, dl_error *err)
{
    dli_statements *none = dli_arena_take(scratch, sizeof *none);
    dli_parsed *tagged = dli_arena_take(scratch, sizeof *tagged);

    if (tagged == NULL)
        return dli_no_memory(err);
    *tagged = *parsed;
    DLI_TRY(dli_text_tag(scratch, scratch, tagged, err));
    parsed = tagged;
    *f = (dli_finder){
        .arena = scratch, .scratch = scratch, .item = item, .parsed = parsed, .out = none
    };
    return none != NULL && draft_by_rules(f) && dli_clues_begin(f, out) ? DL_OK
                                                                        : dli_no_memory(err);
}

dl_status dli_statement_find(dli_arena *arena, dli_arena *scratch, const dli_item *item,
                             const dli_parsed *parsed, dli_statements *out, dl_error *err)
{
    dli_finder f = {
        .arena = arena, .scratch = scratch, .item = item, .parsed = parsed, .out = out
    };

    *out = (dli_statements){ 0 };
    const dli_tagger *tagger = dli_text_tagger(parsed->models, DLI_MODEL_said, parsed->lang);
    dli_parsed tagged = *parsed;
    if (tagger != NULL || dli_is_cyrillic(&f)) {
        DLI_TRY(dli_text_tag(scratch, scratch, &tagged, err));
        f.parsed = &tagged;
    }
    if (!draft_by_rules(&f))
        return dli_no_memory(err);
    if (tagger != NULL && (!dli_join_tagged(&f, tagger) || !put_twice_out(&f) ||
                           !put_nobody_out(&f) || !put_in_order(&f)))
        return dli_no_memory(err);
    if (!dli_weigh_by_tree(&f))
        return dli_no_memory(err);
    go_on(&f);
    leave_out(&f);
    if (!put_in_order(&f) || !dli_join_people(&f))
        return dli_no_memory(err);
    for (size_t i = 0; i < f.drafts.count; i++)
        if (!write_out(&f, &f.drafts.ptr[i]))
            return dli_no_memory(err);
    find_parents(out);
    for (size_t i = 0; i < out->list.count; i++)
        if (out->list.ptr[i].parent != 0 && !pass_on(&f, &out->list.ptr[i]))
            return dli_no_memory(err);
    return DL_OK;
}
