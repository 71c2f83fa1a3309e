/* uncued.c -- what is said with quotation marks or a colon and no verb.
 *
 *   “C,” S cue. “C again.”      goes on with the statement before it
 *   S cue:  ¶  “C”              announced at the end of a block
 *   S: “C”                      a name or an office before the colon
 *   “C”                         a sentence or block for itself: nobody is named, or,
 *                               right behind a statement of the same kind, the same
 *                               speaker goes on
 */
#include "base/str.h"
#include "statement/finder.h"

/* Words of a quotation that stands for itself. */
enum {
    ALONE_WORDS = 6
};

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

bool dli_draft_colon(dli_finder *f)
{
    dli_noun noun = dli_noun_from(f, f->from, f->to);
    uint32_t colon = noun.to;

    if (!noun.sure || noun.pronoun != 0 || noun.to <= f->from || colon + 1 >= f->to ||
        !dli_is_mark(f, colon, DLI_MARK_COLON))
        return true;
    bool speech = dli_tok(f, colon + 1)->quote != 0 && dli_tok(f, colon + 1)->speech;
    bool heading = f->item->blocks.ptr[f->block].kind == DLI_BLOCK_H || f->block == 0;
    bool named = noun.name_to > noun.name_from && noun.person;
    if (!speech && !(heading && (named || noun.type == DLI_SOURCE_OFFICE)))
        return true;
    if (speech && f->taken[dli_tok(f, colon + 1)->quote - 1] != 0)
        return true;
    dli_draft *draft = dli_new_draft(f, NULL);
    if (draft == NULL)
        return !f->failed;
    draft->source = dli_speaker_of(f, &noun);
    draft->cue = dli_tokens_span(f, colon, colon + 1);
    return dli_add_content(f, colon + 1, f->to);
}

/* Whether token `at` is a sentence, or several, for itself. */
static bool stands_alone(const dli_finder *f, uint32_t at)
{
    uint32_t next = at + 1;

    if (!dli_tok(f, at)->starts)
        return false;
    while (next < f->tokens.count && !dli_tok(f, next)->starts &&
           (dli_is_mark(f, next, DLI_MARK_STOP) || dli_tok(f, next)->quote != 0))
        next++;
    return next >= f->tokens.count || dli_tok(f, next)->starts;
}

/* Nothing but closing marks stands between the newest draft and byte `at`. */
static bool touches(const dli_finder *f, uint32_t at)
{
    const dli_draft *d = &f->drafts.ptr[f->drafts.count - 1];
    uint32_t end = d->source.in.end > d->cue.end ? d->source.in.end : d->cue.end;

    for (uint32_t i = 0; i < d->content_count; i++)
        if (f->spans.ptr[d->content + i].end > end)
            end = f->spans.ptr[d->content + i].end;
    if (end >= at)
        return false;
    /* the rest of its sentence may stand between */
    for (size_t i = 0; i < f->tokens.count; i++) {
        const dli_token *t = dli_tok(f, (uint32_t)i);
        uint32_t start = f->parsed->words.ptr[t->word].in.start;
        if (start >= at)
            break;
        if (start > end && t->starts)
            return false;
    }
    return true;
}

bool dli_draft_speech(dli_finder *f)
{
    for (uint32_t i = 0; i < f->tokens.count; i++) {
        const dli_token *t = dli_tok(f, i);
        if (t->quote == 0 || !t->speech || f->taken[t->quote - 1] != 0 || !stands_alone(f, i))
            continue;
        const dli_quote *q = &f->parsed->quotes.ptr[t->quote - 1];
        if (q->word + q->count > t->end)
            continue; /* goes on in the next block: whoever speaks may be named there */
        uint32_t at = f->parsed->words.ptr[t->word].in.start;
        const dli_draft *last =
            f->drafts.count > 0 ? &f->drafts.ptr[f->drafts.count - 1] : NULL;
        bool same = last != NULL && last->quote == f->quote && last->kind == DLI_SAID_DIRECT;
        if (same && last->block == f->block && touches(f, at)) {
            if (!dli_add_content(f, i, i + 1))
                return false;
            continue;
        }
        if (words_in(f, t) < ALONE_WORDS)
            continue;
        dli_speaker source = { 0 };
        if (same && last->block + 1 == f->block && i == 0)
            source = last->source;
        dli_draft *draft = dli_new_draft(f, NULL);
        if (draft == NULL)
            return !f->failed;
        draft->source = source;
        if (!dli_add_content(f, i, i + 1))
            return false;
    }
    return true;
}
