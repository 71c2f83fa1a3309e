/* mend.c -- English drafts, held against the parts of speech of their words.
 *
 *   if Costa says the sun rises            nobody said so
 *   he knew how to let up                  nor that
 *   emergency declared as storm nears      nor that
 *   it is strong, and │experts say it …│   what stands before the "and" is the author's
 *   Drucker said, │the expert from …│      an apposition is nothing said
 *   Costa says │the plan to part them into “groups”│ and pay them is mad     goes on to its verb
 */
#include "base/str.h"
#include "statement/clues.h"

static bool is_word(const dli_parsed *p, uint32_t at, const char *word)
{
    return at < p->words.count && dli_eq(dli_cut(p->body, p->words.ptr[at].in), dli_str(word));
}

/* A verb that makes a clause: neither "parting" nor "to part". */
static bool is_finite(const dli_parsed *p, uint32_t at)
{
    dli_pos pos = dli_word_pos(p, at);

    return pos == DLI_POS_AUX ||
           (pos == DLI_POS_VERB &&
            !dli_ends(dli_cut(p->body, p->words.ptr[at].in), DL_STR("ing")) &&
            (at == 0 || (dli_word_grammar(p, at - 1) & DLI_GRAMMAR_inf) == 0));
}

static bool is_tagged_english(const dli_parsed *p)
{
    return p->tags != NULL && p->lang != NULL && dli_eq(p->lang->code, DL_STR("en"));
}

bool dli_is_unsaid(const dli_finder *f, const dli_draft *d)
{
    const dli_parsed *p = f->parsed;
    uint32_t at = 0, from = 0, count = 0;

    if (!is_tagged_english(p) || d->content_count == 0 ||
        (d->kind == DLI_SAID_DIRECT && d->cue.end != d->cue.start + 1))
        return false;
    count = dli_words_in(p, d->source.in, &at);
    if (count == 0)
        return false;
    bool condition = at > 0 && (is_word(p, at - 1, "if") || is_word(p, at - 1, "If") ||
                                is_word(p, at - 1, "unless") || is_word(p, at - 1, "Unless"));
    if (condition && d->kind != DLI_SAID_DIRECT && d->cue.start > d->source.in.start)
        return true;
    bool key = d->cue.end == d->cue.start + 1 && at > 0 && at + count < p->words.count &&
               p->words.ptr[at - 1].mark == (uint8_t)DLI_MARK_QUOTE &&
               p->words.ptr[at + count].mark == (uint8_t)DLI_MARK_QUOTE;
    if (key) /* "place": "home" */
        return true;
    dl_span content = f->spans.ptr[d->content];
    if (d->kind == DLI_SAID_INDIRECT && content.start > d->cue.end &&
        dli_words_in(p, content, &from) > 0 && is_word(p, from, "as") &&
        !is_word(p, from + 1, "much"))
        return true; /* Emergency declared │ as storm nears */
    bool how = dli_words_in(p, content, &from) > 0 && is_word(p, from, "how");
    if (d->shows && how && (d->source.person || d->source.pronoun != 0))
        return true; /* she showed │ how it is made */
    if (dli_eq(d->lemma, DL_STR("ask")) && d->kind != DLI_SAID_DIRECT &&
        d->cue.end <= content.start && content.end <= d->source.in.start)
        return true; /* when asked │ how many had left, Costa said */
    if (dli_eq(d->lemma, DL_STR("feel")) && d->kind != DLI_SAID_DIRECT &&
        (content.start > d->cue.end + 1 || (d->source.pronoun & DLI_GRAMMAR_it) != 0))
        return true; /* it feels like wool, │ when worn */
    return dli_eq(d->lemma, DL_STR("know")) && d->kind == DLI_SAID_INDIRECT && how &&
           is_word(p, from + 1, "to");
}

static void drop_piece(dli_draft *d, bool first)
{
    if (first)
        d->content++;
    d->content_count--;
}

/* "It is strong, and │ experts say it kills": the clause before is no part of what they say. */
static bool is_before_and(const dli_parsed *p, const dli_draft *d, dl_span piece)
{
    uint32_t at = dli_word_from(p, d->source.in.start);

    return piece.end <= d->source.in.start && at > 1 &&
           (dli_word_grammar(p, at - 1) & (DLI_GRAMMAR_and | DLI_GRAMMAR_but)) != 0 &&
           p->words.ptr[at - 2].mark == (uint8_t)DLI_MARK_COMMA &&
           p->words.ptr[at - 2].in.start <= piece.end + 1;
}

/* "Drucker said, │the expert from Norda whose books are read": no verb before the relative word. */
static bool is_apposition(const dli_parsed *p, const dli_draft *d, dl_span piece)
{
    uint32_t from, count = dli_words_in(p, piece, &from);

    if (piece.start < d->cue.end || count == 0 || from == 0 ||
        p->words.ptr[from - 1].mark != (uint8_t)DLI_MARK_COMMA ||
        p->words.ptr[from - 1].in.start > d->cue.end + 1 ||
        dli_word_pos(p, from) != DLI_POS_DET)
        return false;
    for (uint32_t i = from + 1; i < from + count; i++) {
        if ((dli_word_grammar(p, i) & (DLI_GRAMMAR_rel | DLI_GRAMMAR_wh)) != 0)
            return true;
        if (is_finite(p, i))
            return false;
    }
    return false;
}

/* What is said goes on to the verb of its clause. */
static void reach_verb(const dli_parsed *p, dl_span *piece)
{
    uint32_t from, count = dli_words_in(p, *piece, &from), end = from + count;

    if (count < 3 || end >= p->words.count)
        return;
    const dli_sentence *s = &p->sentences.ptr[dli_sentence_at(p, from)];
    for (uint32_t i = from; i < end; i++)
        if (is_finite(p, i) || p->words.ptr[i].mark == (uint8_t)DLI_MARK_COMMA)
            return;
    bool verb = false;
    for (; end < s->word + s->count; end++) {
        uint8_t mark = p->words.ptr[end].mark;
        if (mark == (uint8_t)DLI_MARK_STOP || mark == (uint8_t)DLI_MARK_SEMICOLON ||
            mark == (uint8_t)DLI_MARK_COMMA)
            break;
        verb |= is_finite(p, end);
    }
    if (verb)
        piece->end = p->words.ptr[end - 1].in.end;
}

void dli_mend_content(const dli_finder *f, dli_draft *d)
{
    const dli_parsed *p = f->parsed;

    if (!is_tagged_english(p) || d->source.in.end == 0 || d->cue.end == 0 || d->quote != 0)
        return;
    if (d->content_count > 1 && is_before_and(p, d, f->spans.ptr[d->content]))
        drop_piece(d, true);
    if (d->kind == DLI_SAID_INDIRECT && d->content_count == 1 &&
        is_apposition(p, d, f->spans.ptr[d->content])) {
        drop_piece(d, false);
        return;
    }
    dl_span *last = &f->spans.ptr[d->content + d->content_count - 1];
    if (d->kind != DLI_SAID_DIRECT && last->start == d->cue.end + 1 && !d->calls &&
        (dli_eq(d->lemma, DL_STR("say")) || dli_eq(d->lemma, DL_STR("tell"))))
        reach_verb(p, last);
}
