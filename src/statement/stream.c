/* stream.c -- a block's words as tokens, each quotation in it one token.
 *
 *   “We stay. We fight,” Costa said.    →    [“We stay. We fight,”] [Costa] [said] [.]
 */
#include "base/str.h"
#include "statement/finder.h"

/* A quotation of so many words is speech; a shorter one is if it ends like a
 * sentence or a clause. */
enum {
    SPEECH_WORDS = 5,
    SPEECH_SHORT = 2
};

/* Whether a quotation is more than a name («Восток») or a word held with tongs. */
static bool is_speech(const dli_parsed *p, const dli_quote *q)
{
    const dli_word *w = p->words.ptr;
    uint32_t count = 0, capitals = 0;

    for (uint32_t i = q->word + 1; i + 1 < q->word + q->count && count < SPEECH_WORDS; i++) {
        count += w[i].kind != DLI_WORD_MARK;
        capitals += w[i].capital;
    }
    if (count >= SPEECH_WORDS)
        return true;
    uint8_t last = q->count > 2 ? w[q->word + q->count - 2].mark : DLI_MARK_NONE;
    bool ended = last == DLI_MARK_COMMA || last == DLI_MARK_STOP || last == DLI_MARK_ASK ||
                 last == DLI_MARK_EXCLAIM || last == DLI_MARK_ELLIPSIS;
    if (count >= SPEECH_SHORT && capitals == count)
        return false; /* a title: “Fox at Dawn,” */
    return ended || (count >= SPEECH_SHORT && capitals * 2 <= count);
}

size_t dli_quote_from(const dli_parsed *p, uint32_t word)
{
    size_t low = 0, high = p->quotes.count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (p->quotes.ptr[middle].word < word)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* "A." before a name, of two bytes at most. */
static bool is_initial(const dli_parsed *p, uint32_t word)
{
    const dli_word *w = &p->words.ptr[word];

    return w->capital && w->in.end - w->in.start <= 2 && word + 2 < p->words.count &&
           w[1].mark == DLI_MARK_STOP && w[1].in.start == w->in.end && w[2].capital;
}

/* "de l'│est": behind a preposition and an article stands no verb. */
static bool is_noun_of(const dli_parsed *p, uint32_t word)
{
    return word > 1 && (dli_word_grammar(p, word - 1) & DLI_GRAMMAR_elided) != 0 &&
           (dli_word_grammar(p, word - 1) & DLI_GRAMMAR_det) != 0 &&
           (dli_word_grammar(p, word - 2) & (DLI_GRAMMAR_of | DLI_GRAMMAR_prep)) != 0;
}

bool dli_is_told(const dli_parsed *p, uint32_t at)
{
    const dli_word *w = &p->words.ptr[at];
    uint32_t grammar = dli_word_grammar(p, at);
    dl_str word = dli_cut(p->body, w->in);

    if ((grammar & (uint32_t)DLI_GRAMMAR_told) != 0)
        return true;
    return grammar == 0 && dli_word_pos(p, at) == DLI_POS_VERB && !w->capital &&
           p->phrases != NULL && p->phrases->caps && dli_ends(word, DL_STR("e")) &&
           !dli_ends(word, DL_STR("te"));
}

/* A finite verb that no list has, in Cyrillic: the tagger says so and the ending lets it be one. The
 * ending keeps participles out, which stand inside noun phrases, and infinitives. */
static bool is_finite(const dli_parsed *p, uint32_t at, bool starts)
{
    static const char *const endings[] = {
        "ла",    "ло",    "ли",   "лась", "лось", "лись",  "лася",  "лося",  "лися",
        "вся",   "лся",   "ет",   "ёт",   "ит",   "ют",    "ут",    "ят",    "ат",
        "ется",  "ётся",  "ится", "ются", "утся", "ятся",  "атся",  "є",     "ить",
        "їть",   "ють",   "уть",  "ять",  "ать",  "ється", "иться", "ються", "уться",
        "яться", "аться", "ено",  "ано",  "ито",  "уто",
    };
    const dli_word *w = &p->words.ptr[at];
    dl_str word = dli_cut(p->body, w->in);

    if (p->tags == NULL || dli_word_pos(p, at) != DLI_POS_VERB || (w->capital && !starts) ||
        p->lang == NULL || !dli_eq(p->lang->script, DL_STR("Cyrl")))
        return false;
    bool ukrainian = dli_eq(p->lang->code, DL_STR("uk"));
    if (!ukrainian && (dli_ends(word, DL_STR("ть")) || dli_ends(word, DL_STR("ться"))))
        return false; /* Russian infinitives */
    if (dli_ends(word, ukrainian ? DL_STR("в") : DL_STR("л")))
        return word.len > 6;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (dli_ends(word, dli_str(endings[i])))
            return true;
    return false;
}

bool dli_is_in_time(const dli_parsed *p, uint32_t word)
{
    const dli_word *w = &p->words.ptr[word];

    return w->mark == DLI_MARK_COLON && word > 0 && word + 1 < p->words.count &&
           w[-1].kind == DLI_WORD_NUMBER && w[1].kind == DLI_WORD_NUMBER &&
           w[-1].in.end == w->in.start && w->in.end == w[1].in.start;
}

/* Small words with a capital inside a sentence are names (The Hague, Theresa May),
 * unless everything around is in capitals. */
static dli_token token_of_word(const dli_parsed *p, uint32_t word, bool starts)
{
    const dli_word *w = &p->words.ptr[word];
    uint32_t grammar = dli_form_grammar(p->phrases, w->form);
    bool shouted = w->upper && word > 0 && w[-1].upper;
    bool opens = word > 0 && w[-1].mark == DLI_MARK_COLON; /* the news: He came */
    bool cut = w->capital && !starts && !shouted && !opens;

    if (grammar == 0 && dli_is_told(p, word))
        grammar = DLI_GRAMMAR_verb | (uint32_t)DLI_GRAMMAR_told;
    if (grammar == 0 && is_finite(p, word, starts))
        grammar = DLI_GRAMMAR_verb;
    if (is_initial(p, word) || (!cut && (grammar & DLI_GRAMMAR_be) != 0 && is_noun_of(p, word)))
        grammar = 0;
    else if (cut)
        grammar &= DLI_GRAMMAR_i;
    return (dli_token){ .word = word,
                        .end = word + 1,
                        .grammar = grammar,
                        .mark = dli_is_in_time(p, word) ? (uint8_t)DLI_MARK_NONE : w->mark,
                        .capital = w->capital,
                        .starts = starts };
}

/* The quotation at level `parent` that was begun before `word` and still goes on
 * there, as index + 1, or 0. */
static uint32_t quote_going_on(const dli_parsed *p, uint32_t word, uint32_t parent)
{
    for (size_t q = dli_quote_from(p, word); q-- > 0;)
        if (p->quotes.ptr[q].parent == parent)
            return p->quotes.ptr[q].word + p->quotes.ptr[q].count > word ? (uint32_t)q + 1 : 0;
        else if (p->quotes.ptr[q].parent < parent)
            return 0;
    return 0;
}

/* "у «Віснику державних закупівель»": a few words with a capital right behind a word are a name, in Cyrillic,
 * where a colon or a comma stands before speech. */
static bool is_titled(const dli_parsed *p, const dli_quote *q)
{
    const dli_word *w = p->words.ptr;
    uint32_t count = 0;

    if (q->word == 0 || q->count < 3 || p->lang == NULL ||
        !dli_eq(p->lang->script, DL_STR("Cyrl")) || w[q->word - 1].kind != DLI_WORD_LETTERS ||
        !w[q->word + 1].capital)
        return false;
    for (uint32_t i = q->word + 1; i + 1 < q->word + q->count; i++) {
        if (w[i].mark == DLI_MARK_ASK || w[i].mark == DLI_MARK_EXCLAIM ||
            w[i].mark == DLI_MARK_COMMA || w[i].mark == DLI_MARK_ELLIPSIS)
            return false;
        count += w[i].kind != DLI_WORD_MARK;
    }
    return count < SPEECH_WORDS;
}

/* "l'association « Sauvons le port »": behind a word for a body, a quotation that begins like a name and
 * ends like one is what the body is called. */
static bool is_called(const dli_parsed *p, const dli_quote *q)
{
    const dli_word *w = p->words.ptr;
    uint32_t count;

    if (q->word < 2 || q->count < 4 || q->count > 10 || p->lang == NULL ||
        !(dli_eq(p->lang->code, DL_STR("fr")) || dli_eq(p->lang->code, DL_STR("es"))) ||
        !w[q->word + 1].capital || w[q->word + q->count - 2].kind == DLI_WORD_MARK)
        return false;
    dl_str role = dli_word_meaning(p, q->word - 1, q->word, DLI_LIST_roles, &count);
    return role.ptr != NULL && !dli_means(role, "person") && !dli_means(role, "document") &&
           (dli_word_grammar(p, q->word - 2) & DLI_GRAMMAR_det) != 0;
}

static dli_token token_of_quote(const dli_parsed *p, uint32_t quote, uint32_t word,
                                uint32_t end, bool starts)
{
    const dli_quote *in = &p->quotes.ptr[quote - 1];

    return (dli_token){ .word = word,
                        .end = in->word + in->count < end ? in->word + in->count : end,
                        .quote = quote,
                        .capital = true,
                        .starts = starts,
                        .speech = is_speech(p, in) && !is_titled(p, in) && !is_called(p, in) };
}

size_t dli_named_from(const dli_parsed *p, uint32_t word)
{
    size_t low = 0, high = p->names.count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (p->names.ptr[middle].word < word)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint32_t dli_quote_around(const dli_parsed *p, uint32_t from, uint32_t to)
{
    size_t low = 0, high = p->quotes.count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (p->quotes.ptr[middle].word <= from)
            low = middle + 1;
        else
            high = middle;
    }
    while (low > 0 && p->quotes.ptr[low - 1].parent != 0)
        low = p->quotes.ptr[low - 1].parent;
    const dli_quote *q = low > 0 ? &p->quotes.ptr[low - 1] : NULL;
    return q != NULL && to <= q->word + q->count ? (uint32_t)low : 0;
}

dl_str dli_token_meaning(const dli_finder *f, uint32_t at, uint32_t end, dli_list list,
                         uint32_t *to)
{
    uint32_t count, stop = at;

    if (at >= end || dli_tok(f, at)->quote != 0 ||
        !dli_form_begins(f->parsed->phrases, f->parsed->words.ptr[dli_tok(f, at)->word].form,
                         list))
        return (dl_str){ NULL, 0 };
    while (stop < end && stop - at < 16 && dli_tok(f, stop)->quote == 0)
        stop++;
    dl_str meaning = dli_word_meaning(f->parsed, dli_tok(f, at)->word,
                                      dli_tok(f, stop - 1)->end, list, &count);
    if (meaning.ptr != NULL)
        *to = at + count;
    return meaning;
}

bool dli_means(dl_str meaning, const char *word)
{
    dl_str rest = meaning, piece;

    while (dli_next_word(&rest, &piece))
        if (dli_eq(piece, dli_str(word)))
            return true;
    return false;
}

/* Note the verbs of saying: no noun phrase goes on over one. */
static void mark_cues(dli_finder *f)
{
    uint32_t to, count = (uint32_t)f->tokens.count;

    for (uint32_t i = 0; i < count; i++) {
        dli_token *t = &f->tokens.ptr[i];
        if (t->quote != 0 || t->capital)
            continue;
        dl_str meaning = dli_token_meaning(f, i, count, DLI_LIST_said, &to);
        bool parts = meaning.ptr != NULL && (t->grammar & DLI_GRAMMAR_verb) != 0 &&
                     dli_find(meaning, DL_STR("with:"), 0) != DLI_NONE; /* geht … davon aus */
        t->says = meaning.ptr != NULL && !dli_means(meaning, "noun") &&
                  !dli_means(meaning, "not") && !parts;
    }
}

bool dli_make_stream(dli_finder *f, uint32_t first, uint32_t end, uint32_t quote)
{
    const dli_parsed *p = f->parsed;
    size_t q = dli_quote_from(p, first), s = dli_sentence_at(p, first);
    uint32_t going = quote_going_on(p, first, quote);

    f->tokens.count = 0;
    f->quote = quote;
    for (uint32_t word = first; word < end;) {
        while (q < p->quotes.count && p->quotes.ptr[q].word < end &&
               (p->quotes.ptr[q].word < word || p->quotes.ptr[q].parent != quote))
            q++;
        while (s < p->sentences.count && p->sentences.ptr[s].word < word)
            s++;
        bool starts =
            word == first || (s < p->sentences.count && p->sentences.ptr[s].word == word);
        uint32_t here = word == first ? going : 0;
        if (here == 0 && q < p->quotes.count && p->quotes.ptr[q].word == word)
            here = (uint32_t)q + 1;
        dli_token token = here != 0 ? token_of_quote(p, here, word, end, starts)
                                    : token_of_word(p, word, starts);
        if (!DLI_PUSH(f->scratch, &f->tokens, token))
            return false;
        word = token.end;
    }
    mark_cues(f);
    return true;
}
