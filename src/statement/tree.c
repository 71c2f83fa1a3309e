/* tree.c -- what the tree of a sentence knows better than its words do.
 *
 *   a pilot who said │that he slept│, was fined     what is said ends where the clause around it goes on
 *   as he said │that he slept│, they fined him
 *   the defensive by │members│ who said that …       whoever says it is what the clause hangs on
 *   laut der Föderation │der Verbände│ seien        what hangs on the noun of the source belongs to it
 *   a plan dubbed “Growth”                          a participle on its noun: nobody says so
 *
 * Sentences are parsed only where a draft may be one of these, in a language with a parser.
 */
#include "statement/clues.h"

typedef struct weighing {
    const dli_parsed *parsed;
    const dli_parse *tree;
    uint32_t first, count; /* words of the sentence */
    uint32_t around;       /* the outermost quotation around the words of saying */
} weighing;

/* Whether word `at` is `head`, or hangs on it over however many words. */
static bool is_under(const weighing *w, uint32_t at, uint32_t head)
{
    for (uint32_t n = 0; n < w->count && at != head && w->tree->arcs[at].head != at; n++)
        at = w->tree->arcs[at].head;
    return at == head;
}

/* A comma that no quotation holds but the one all is found in. */
static bool is_comma(const weighing *w, uint32_t at)
{
    uint32_t word = w->first + at;

    return w->parsed->words.ptr[word].mark == (uint8_t)DLI_MARK_COMMA &&
           dli_quote_around(w->parsed, word, word + 1) == w->around;
}

/* "the “hours wasted,│” it seems": the end of a quotation that ends in a comma, which is the sentence's. */
static bool is_quoted_comma(const weighing *w, uint32_t at)
{
    const dli_parsed *p = w->parsed;
    uint32_t word = w->first + at, quote = dli_quote_around(p, word, word + 1);

    return quote != 0 && quote != w->around && at > 0 &&
           p->words.ptr[word - 1].mark == (uint8_t)DLI_MARK_COMMA &&
           p->quotes.ptr[quote - 1].word + p->quotes.ptr[quote - 1].count == word + 1;
}

/* The words of [from, to) before the clause around goes on that holds the words of saying: a verb that
 * they hang on, and nothing of theirs before it back to a comma. Else `to`. */
static uint32_t outer_clause(const weighing *w, uint32_t cue, uint32_t from, uint32_t to)
{
    for (uint32_t i = from + 1; i < to; i++) {
        uint32_t at = i;
        if (is_under(w, i, cue) || !is_under(w, cue, i))
            continue;
        while (at > from && !is_comma(w, at) && !is_quoted_comma(w, at) &&
               !is_under(w, at, cue))
            at--;
        if (at == from)
            return to;
        return is_quoted_comma(w, at) ? at + 1 : is_comma(w, at) ? at : to;
    }
    return to;
}

/* "who" */
static bool is_relative_word(const dli_parsed *p, dl_span in)
{
    uint32_t at = dli_word_from(p, in.start);

    return p->words.ptr[at].in.end >= in.end &&
           (dli_word_grammar(p, at) & DLI_GRAMMAR_rel) != 0;
}

/* The words of `in` that are of the sentence. */
static bool words_of(const weighing *w, dl_span in, uint32_t *from, uint32_t *to)
{
    uint32_t count = dli_words_in(w->parsed, in, from);

    if (count == 0 || *from < w->first || *from + count > w->first + w->count)
        return false;
    *from -= w->first;
    *to = *from + count;
    return true;
}

static void cut_content(const weighing *w, uint32_t cue, dl_span *content)
{
    uint32_t from, to;

    if (!words_of(w, *content, &from, &to))
        return;
    uint32_t end = outer_clause(w, cue, from, to);
    if (end < to)
        content->end = w->parsed->words.ptr[w->first + end - 1].in.end;
}

/* "a plan dubbed “…”", "the deaths announced in Norda": nobody says so there, unless an auxiliary says that
 * somebody did. */
static bool is_participle(const weighing *w, uint32_t cue, dl_span source, bool calls)
{
    uint32_t from, to, head = w->tree->arcs[cue].head;

    return (calls || w->tree->arcs[cue].relation == (uint8_t)DLI_RELATION_acl) &&
           words_of(w, source, &from, &to) && to == cue && head >= from && head < to;
}

/* "called │the police│ while driving": by telephone, and nothing is said of them, as in "called the plan a joke". */
static bool is_telephone(const weighing *w, uint32_t cue, const dli_draft *d, dl_span content)
{
    uint32_t from, to, i;

    if (!d->calls || d->kind != DLI_SAID_INDIRECT || !dli_eq(d->lemma, DL_STR("call")) ||
        !words_of(w, content, &from, &to) || from != cue + 1)
        return false;
    for (i = 0; i < w->count; i++)
        if (w->tree->arcs[i].head == cue &&
            (w->tree->arcs[i].relation == (uint8_t)DLI_RELATION_xcomp ||
             w->tree->arcs[i].relation == (uint8_t)DLI_RELATION_ccomp))
            return false;
    for (i = from; i < to; i++) {
        dl_str word = dli_cut(w->parsed->body, w->parsed->words.ptr[w->first + i].in);
        if (i > from && (dli_eq(word, DL_STR("a")) || dli_eq(word, DL_STR("an"))))
            return false;
    }
    for (i = from; i < to && w->tree->tags[i] != (uint8_t)DLI_POS_NOUN &&
                   w->tree->tags[i] != (uint8_t)DLI_POS_PROPN;)
        i++;
    while (i < to && (w->tree->tags[i] == (uint8_t)DLI_POS_NOUN ||
                      w->tree->tags[i] == (uint8_t)DLI_POS_PROPN))
        i++;
    return i < to && (w->tree->tags[i] == (uint8_t)DLI_POS_SCONJ ||
                      w->tree->tags[i] == (uint8_t)DLI_POS_VERB);
}

/* "announced │in Norda": where it was, not what. */
static bool begins_with_place(const dli_parsed *p, const dli_draft *d, dl_span content)
{
    uint32_t at, count = dli_words_in(p, content, &at);

    return count > 0 && d->kind == DLI_SAID_INDIRECT && content.start >= d->cue.end &&
           (dli_word_grammar(p, at) & (DLI_GRAMMAR_prep | DLI_GRAMMAR_of)) == DLI_GRAMMAR_prep;
}

/* "forced onto the defensive by │members│ who said": what the clause of the verb hangs on says it, and
 * nothing before that. */
static void trim_source(const weighing *w, uint32_t cue, dli_speaker *source)
{
    uint32_t from, to, at, head = w->tree->arcs[cue].head;

    if (w->tree->arcs[cue].relation != (uint8_t)DLI_RELATION_acl ||
        !words_of(w, source->in, &from, &to) || head < from || head >= to ||
        w->tree->arcs[head].relation == (uint8_t)DLI_RELATION_appos)
        return;
    for (at = from; at < head && !is_under(w, at, head);)
        at++;
    while (at < head && w->tree->arcs[at].head == head &&
           (w->tree->arcs[at].relation == (uint8_t)DLI_RELATION_case ||
            w->tree->arcs[at].relation == (uint8_t)DLI_RELATION_punct))
        at++; /* by │ members */
    if (at == from)
        return;
    source->in.start = w->parsed->words.ptr[w->first + at].in.start;
    if (source->role.end > 0 && source->role.start < source->in.start)
        source->role = (dl_span){ 0, 0 };
    if (source->name.end > 0 && source->name.start < source->in.start)
        source->name = (dl_span){ 0, 0 };
    if (source->role.end == 0 && source->name.end == 0) {
        source->type = DLI_SOURCE_UNNAMED;
        source->head = 0;
    }
}

/* The subject of a verb, its own or that of the verb it is joined to. */
static bool subject_of(const weighing *w, uint32_t verb, uint32_t *subject)
{
    for (uint32_t hops = 0; hops < 4; hops++) {
        for (uint32_t i = 0; i < w->count; i++)
            if (w->tree->arcs[i].head == verb && i != verb &&
                w->tree->arcs[i].relation == (uint8_t)DLI_RELATION_nsubj) {
                *subject = i;
                return true;
            }
        if (w->tree->arcs[verb].relation != (uint8_t)DLI_RELATION_conj)
            return false;
        verb = w->tree->arcs[verb].head;
    }
    return false;
}

/* The first of the words right before `at`, no mark among them, that hang on `head`. */
static uint32_t phrase_start(const weighing *w, uint32_t at, uint32_t head)
{
    while (at > 0 && is_under(w, at - 1, head) &&
           (w->parsed->words.ptr[w->first + at - 1].kind != DLI_WORD_MARK ||
            w->parsed->words.ptr[w->first + at - 1].mark == (uint8_t)DLI_MARK_HYPHEN))
        at--;
    return at;
}

/* "│Staff on short-term │contracts│ said": who the verb is told of, where the source is but the end of that;
 * "│workers│ who said": whom the clause is about. False if memory ran out. */
static bool widen_source(dli_finder *f, const weighing *w, uint32_t verb, dli_speaker *source)
{
    uint32_t from, to, head = w->tree->arcs[verb].head;

    if (source->pronoun != 0 || !words_of(w, source->in, &from, &to) || to > verb)
        return true;
    bool who = is_relative_word(w->parsed, source->in);
    if (who && (w->tree->arcs[verb].relation != (uint8_t)DLI_RELATION_acl || head >= from))
        return true;
    if (!who && (!subject_of(w, verb, &head) || head >= from || !is_under(w, from, head)))
        return true;
    uint32_t at = phrase_start(w, who ? head + 1 : from, head), end = who ? from : to;
    while (who && at < head && w->tree->arcs[at].head == head &&
           w->tree->arcs[at].relation == (uint8_t)DLI_RELATION_case)
        at++; /* from │ workers who said */
    while (who && end > head + 1 &&
           w->parsed->words.ptr[w->first + end - 1].kind == DLI_WORD_MARK)
        end--;
    if (at > head)
        return true;
    return dli_speaker_in(f, (uint32_t)dli_sentence_at(w->parsed, w->first), w->first + at,
                          w->first + end, source);
}

/* "half a year later │the White House│ announced": a time before the subject is no part of it. False if memory ran
 * out. */
static bool trim_time(dli_finder *f, const weighing *w, uint32_t verb, dli_speaker *source)
{
    uint32_t from, to, head, at;

    if (!words_of(w, source->in, &from, &to) || to > verb || !subject_of(w, verb, &head) ||
        head < from || head >= to)
        return true;
    for (at = from; at < head && !is_under(w, at, head);)
        at++;
    if (at == from)
        return true;
    return dli_speaker_in(f, (uint32_t)dli_sentence_at(w->parsed, w->first), w->first + at,
                          w->first + to, source);
}

static bool has_time(const dli_parsed *p, const dli_speaker *source)
{
    uint32_t at, count = source->in.end > 0 ? dli_words_in(p, source->in, &at) : 0;

    for (uint32_t i = 0; i + 1 < count; i++)
        if ((dli_word_grammar(p, at + i) & DLI_GRAMMAR_time) != 0)
            return true;
    return false;
}

/* "nach Angaben der Föderation │ der Verbände seien": what hangs on the noun of the source without a verb
 * between is a part of it. */
static void stretch_source(const weighing *w, dli_draft *d, dl_span *content)
{
    uint32_t from, to, begin, end, head;

    if (!words_of(w, d->source.in, &from, &to) || !words_of(w, *content, &begin, &end) ||
        begin != to)
        return;
    for (head = to; head > from && !is_under(w, to, head - 1);)
        head--;
    if (head == from || w->tree->tags[head - 1] == (uint8_t)DLI_POS_VERB)
        return;
    while (begin < end && is_under(w, begin, head - 1) && !is_comma(w, begin) &&
           w->tree->tags[begin] != (uint8_t)DLI_POS_VERB &&
           w->tree->tags[begin] != (uint8_t)DLI_POS_AUX)
        begin++;
    if (begin == to || begin == end)
        return;
    d->source.in.end = w->parsed->words.ptr[w->first + begin - 1].in.end;
    content->start = w->parsed->words.ptr[w->first + begin].in.start;
}

/* The verb among the words of saying, or the first of them. */
static bool verb_of(const weighing *w, dl_span cue, uint32_t *verb)
{
    uint32_t from, to;

    if (!words_of(w, cue, &from, &to))
        return false;
    *verb = from;
    for (uint32_t i = from; i < to; i++)
        if (w->tree->tags[i] == (uint8_t)DLI_POS_VERB)
            *verb = i;
    return w->parsed->words.ptr[w->first + *verb].kind != DLI_WORD_MARK; /* a colon */
}

/* Whether a clause may be around the words of saying: before them a conjunction, or a relative word. */
static bool may_hang(const dli_parsed *p, dl_span cue)
{
    uint32_t at = dli_word_from(p, cue.start);
    size_t s = dli_sentence_at(p, at);

    for (uint32_t i = s < p->sentences.count ? p->sentences.ptr[s].word : at; i < at; i++)
        if ((dli_word_grammar(p, i) & (DLI_GRAMMAR_wh | DLI_GRAMMAR_sub | DLI_GRAMMAR_as |
                                       DLI_GRAMMAR_rel | DLI_GRAMMAR_that)) != 0)
            return true;
    return false;
}

/* "…, by several members who │said": a long source, a relative word, and the words of saying. */
static bool is_relative(const dli_parsed *p, const dli_draft *d)
{
    enum {
        LONG = 6
    };
    uint32_t at, from, count = dli_words_in(p, d->source.in, &from);

    at = dli_word_from(p, d->source.in.end);
    return count >= LONG && p->words.ptr[at].in.end < d->cue.start &&
           (dli_word_grammar(p, at) & (DLI_GRAMMAR_wh | DLI_GRAMMAR_rel)) != 0;
}

/* "staff on short-term │contracts│ said", "workers │who│ said": more may belong to the source before it. */
static bool may_widen(const dli_parsed *p, const dli_speaker *source)
{
    uint32_t at = dli_word_from(p, source->in.start);
    size_t s = dli_sentence_at(p, at);
    uint32_t first = s < p->sentences.count ? p->sentences.ptr[s].word : at;

    if (source->pronoun != 0 || at == first)
        return false;
    if (is_relative_word(p, source->in))
        return true;
    const uint32_t leads = DLI_GRAMMAR_prep | DLI_GRAMMAR_of | DLI_GRAMMAR_and;
    uint32_t i = at - 1;
    while (source->name.end == 0 && i > first && at - i < 4 && dli_word_grammar(p, i) == 0 &&
           (p->words.ptr[i].kind != DLI_WORD_MARK ||
            p->words.ptr[i].mark == (uint8_t)DLI_MARK_HYPHEN))
        i--; /* on short-term │ contracts */
    bool clause =
        i > first && p->words.ptr[i - 1].kind == DLI_WORD_MARK; /* …, and │ the log says */
    return (dli_word_grammar(p, i) & leads) != 0 && i > first && !clause;
}

static bool is_romance(const dli_parsed *p)
{
    return p->lang != NULL &&
           (dli_eq(p->lang->code, DL_STR("es")) || dli_eq(p->lang->code, DL_STR("fr")));
}

/* The word that more of the source may begin with, right behind it: "la mujer de 35 │años│", "el grupo
 * apoyado │por│ Norda", "les chiffres │publiés│ par la mairie". The number of words if there is none. */
static uint32_t word_behind(const dli_parsed *p, const dli_draft *d)
{
    uint32_t from, none = (uint32_t)p->words.count,
                   count = dli_words_in(p, d->source.in, &from);
    uint32_t last = from + count - 1, at = last + 1;

    if (!is_romance(p) || d->source.in.end < d->cue.end || count < 2 || at >= none ||
        d->source.pronoun != 0 || d->source.name.end == d->source.in.end ||
        p->words.ptr[at].kind == DLI_WORD_MARK || p->words.ptr[last].capital)
        return none;
    dl_str next = at + 1 < none ? dli_cut(p->body, p->words.ptr[at + 1].in) : DL_STR("");
    bool by = dli_eq(next, DL_STR("por")) || dli_eq(next, DL_STR("par"));
    return by || p->words.ptr[last].kind == DLI_WORD_NUMBER ||
                   (dli_word_grammar(p, at) & (DLI_GRAMMAR_prep | DLI_GRAMMAR_of)) != 0
               ? at
               : none;
}

/* What hangs on the last word of a source, or on a number there, or on a participle behind it, belongs to
 * it. */
static void stretch_behind(const weighing *w, dli_draft *d, dl_span *content)
{
    uint32_t from, to, end, on;

    if (!words_of(w, d->source.in, &from, &to) || to >= w->count)
        return;
    end = on = to;
    uint32_t head = w->tree->arcs[to - 1].head;
    uint8_t tag = w->tree->tags[to - 1];
    bool by = w->tree->arcs[to].relation == (uint8_t)DLI_RELATION_acl ||
              w->tree->arcs[to].relation == (uint8_t)DLI_RELATION_amod;
    if (tag == (uint8_t)DLI_POS_NUM && head >= to && head < to + 2)
        on = head;
    else if ((tag == (uint8_t)DLI_POS_ADJ || tag == (uint8_t)DLI_POS_VERB) &&
             (to + 1 >= w->count || w->tree->tags[to + 1] != (uint8_t)DLI_POS_VERB))
        on = to - 1;
    else if (!by || w->tree->arcs[to].head < from || w->tree->arcs[to].head >= to)
        return;
    while (end < w->count && is_under(w, end, on) &&
           w->parsed->words.ptr[w->first + end].kind != DLI_WORD_MARK)
        end++;
    dl_span more = dli_words_span(w->parsed, w->first + to, w->first + end);
    if (end == to || (content->start < more.end && content->end > more.start))
        return;
    d->source.in.end = more.end;
    if (d->source.role.end == w->parsed->words.ptr[w->first + to - 1].in.end)
        d->source.role.end = more.end;
}

/* Whether the tree may say something of a draft. */
static bool is_open(const dli_parsed *p, const dli_draft *d, dl_span content)
{
    uint32_t at, count = dli_words_in(p, content, &at);

    if (d->cue.end == 0 || d->source.in.end == 0)
        return false;
    if (word_behind(p, d) < p->words.count)
        return true;
    if (d->beside)
        return count > 0 && p->words.ptr[at].in.start > d->source.in.end &&
               p->words.ptr[at].in.start - d->source.in.end < 3 && p->phrases != NULL &&
               p->phrases->caps;
    if (d->calls || is_relative(p, d) || may_widen(p, &d->source) || has_time(p, &d->source) ||
        begins_with_place(p, d, content))
        return true;
    if (d->kind == DLI_SAID_DIRECT || content.start < d->cue.end || !may_hang(p, d->cue))
        return false;
    for (uint32_t i = at; i < at + count; i++)
        if (p->words.ptr[i].mark == (uint8_t)DLI_MARK_COMMA)
            return true;
    return false;
}

bool dli_weigh_by_tree(dli_finder *f)
{
    const dli_parsed *p = f->parsed;
    dli_parse *tree = dli_arena_take(f->scratch, sizeof *tree);
    size_t kept = 0;

    if (tree == NULL)
        return false;
    tree->sentence = NULL;
    dli_arena_init(&tree->work, DLI_PARSE_BUDGET);
    for (size_t i = 0; i < f->drafts.count; i++) {
        dli_draft *d = &f->drafts.ptr[i];
        dl_span *content = &f->spans.ptr[d->content + d->content_count - 1];
        size_t s = is_open(p, d, *content) ? dli_sentence_at(p, dli_word_from(p, d->cue.start))
                                           : p->sentences.count;
        uint32_t verb;
        bool let_go = false;
        if (s < p->sentences.count && dli_sentence_tree(tree, p, &p->sentences.ptr[s])) {
            weighing w = { .parsed = p,
                           .tree = tree,
                           .first = p->sentences.ptr[s].word,
                           .count = p->sentences.ptr[s].count };
            if (word_behind(p, d) < p->words.count)
                stretch_behind(&w, d, content);
            if (d->beside && p->phrases != NULL && p->phrases->caps) {
                stretch_source(&w, d, &f->spans.ptr[d->content]);
            } else if (!d->beside && verb_of(&w, d->cue, &verb)) {
                w.around = dli_quote_around(p, w.first + verb, w.first + verb + 1);
                let_go = (d->calls || begins_with_place(p, d, *content)) &&
                         is_participle(&w, verb, d->source.in, d->calls);
                let_go |= is_telephone(&w, verb, d, *content);
                trim_source(&w, verb, &d->source);
                if (has_time(p, &d->source) && !trim_time(f, &w, verb, &d->source))
                    return false;
                if (!widen_source(f, &w, verb, &d->source))
                    return false;
                if (content->start >= d->cue.end)
                    cut_content(&w, verb, content);
            }
        }
        if (!let_go)
            f->drafts.ptr[kept++] = *d;
    }
    f->drafts.count = kept;
    dli_arena_done(&tree->work);
    return true;
}
