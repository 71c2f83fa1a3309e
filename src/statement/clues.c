/* clues.c -- features of words for the tagger of statements.
 *
 *   Costa   said   the   road   was   closed   .
 *   S       C      T     T      T     T        O      what the rules made of it
 *   ←0      0      ←1    ←2 …                         how far the nearest word of saying is
 *
 * A word is seen with two on either side, its ending and shape, what grammar.txt, said.txt and
 * roles.txt say of it, where it stands in quotation marks, which word of saying is
 * nearest on either side with how much in between, and which part the rules gave it. The
 * learned part thus corrects the rules and adds to them.
 */
#include "statement/clues.h"

#include "base/str.h"

#include <string.h>

enum {
    MAX_WORD = 64, /* bytes of a word that are looked at */
    ROOM = 8,      /* times each word may be given a part */
    EDGE = 2,      /* cells before and behind a window */
    SPEECH = 18    /* of a thousand words: such as I, we and you */
};

/* Parts in the drafts of the rules: twice the role, and one where it begins. */
enum {
    ROLE_NONE,
    ROLE_SOURCE,
    ROLE_CUE,
    ROLE_DIRECT,
    ROLE_INDIRECT,
    ROLE_MIXED,
    ROLE_OTHER
};

struct dli_clue {
    uint32_t word, end3, end2, start3; /* hashes */
    uint32_t grammar;
    uint32_t said;        /* hash of the lemma that an entry of said.txt here has, or 0 */
    uint16_t left, right; /* cells of the nearest words of saying of the sentence; 0: none */
    uint16_t commas, marks, finite; /* such before, in the window */
    uint16_t sentence, end;         /* cells of its first word, and behind its last */
    uint16_t stop;                  /* cell of the next mark */
    uint16_t ruled;                 /* cell of the next word with another part by the rules */
    uint16_t since;                 /* cell where its part by the rules began */
    uint16_t last;                  /* cell of the last mark before */
    uint8_t shape, mark, quote, rule, inner, role, pos;
};

/* ---- What the rules say ----------------------------------------------------*/

uint32_t dli_words_in(const dli_parsed *p, dl_span in, uint32_t *from)
{
    uint32_t end = dli_word_from(p, in.end);

    *from = dli_word_from(p, in.start);
    if (*from > 0 && p->words.ptr[*from - 1].in.end > in.start)
        --*from; /* the span begins inside it */
    return end > *from ? end - *from : 0;
}

/* Give the words in a span a role, in the first layer where none of them has one. */
static void paint(dli_clues *c, dl_span in, uint8_t role)
{
    const dli_parsed *p = c->f->parsed;
    uint32_t from, layer = 0, count = dli_words_in(p, in, &from), to = from + count;

    if (count == 0 || count > c->room)
        return;
    c->room -= count;
    for (uint32_t w = from; w < to; w++)
        layer |= c->rules[0][w] != 0;
    for (uint32_t w = from; w < to; w++)
        if (c->rules[layer][w] == 0)
            c->rules[layer][w] = (uint8_t)(role * 2 + (w == from));
}

static void paint_drafts(dli_clues *c)
{
    const dli_finder *f = c->f;

    for (size_t i = 0; i < f->drafts.count; i++) {
        const dli_draft *d = &f->drafts.ptr[i];
        for (uint32_t k = 0; k < d->content_count; k++)
            paint(c, f->spans.ptr[d->content + k], (uint8_t)(ROLE_DIRECT + d->kind));
        paint(c, d->cue, ROLE_CUE);
        paint(c, d->particle, ROLE_CUE);
        paint(c, d->source.in, ROLE_SOURCE);
        paint(c, d->addressee, ROLE_OTHER);
    }
}

/* Speeches say I, we and you more often than the news do: of a thousand words. */
static uint32_t speech_of(const dli_parsed *p)
{
    size_t count = 0;

    for (uint32_t w = 0; w < p->words.count; w++)
        count += (dli_word_grammar(p, w) & (DLI_GRAMMAR_i | DLI_GRAMMAR_you)) != 0;
    return p->words.count == 0 ? 0 : (uint32_t)(count * 1000 / p->words.count);
}

/* Whether somebody speaks to a parliament: whoever else says I and we may be anybody. */
static bool is_addressed(const dli_parsed *p)
{
    static const struct {
        const char *language, *words;
    } forms[] = {
#define ADDRESS(language, words) { language, words },
#include "statement/address.def"
    };

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (dli_eq(p->lang->code, dli_str(forms[i].language)) &&
            dli_find(p->body, dli_str(forms[i].words), 0) != DLI_NONE)
            return true;
    return false;
}

/* Where each word stands in quotation marks: how deep (2 bits), at which end of the outermost (3),
 * how long that is (3). */
static bool mark_quotes(dli_clues *c)
{
    const dli_parsed *p = c->f->parsed;
    uint8_t *deep = dli_arena_take(c->f->scratch, p->quotes.count + 1);

    if (deep == NULL)
        return false;
    for (size_t q = 0; q < p->quotes.count; q++) {
        const dli_quote *in = &p->quotes.ptr[q];
        uint32_t stop = in->word + in->count;
        uint32_t length = in->count < 5 ? 1 : in->count < 9 ? 2 : in->count < 20 ? 3 : 4;
        deep[q] = in->parent == 0 ? 1 : (uint8_t)(deep[in->parent - 1] + 1);
        if (deep[q] > 3) {
            deep[q] = 3;
            continue;
        }
        for (uint32_t w = in->word; w < stop && w < p->words.count; w++) {
            uint32_t place = w == in->word ? 1 : w + 1 == stop ? 2 : w == in->word + 1 ? 3 : 4;
            c->quotes[w] = deep[q] > 1 ? (uint8_t)((c->quotes[w] & 0x3F) | deep[q] << 6)
                                       : (uint8_t)(1 << 6 | place << 3 | length);
        }
    }
    return true;
}

bool dli_clues_begin(dli_finder *f, dli_clues *out)
{
    const size_t words = f->parsed->words.count + 1;

    *out = (dli_clues){ .f = f };
    for (int i = 0; i < 2; i++)
        out->rules[i] = dli_arena_take(f->scratch, words);
    out->quotes = dli_arena_take(f->scratch, words);
    size_t room = words < DLI_WINDOW_WORDS ? words : DLI_WINDOW_WORDS;
    out->list = dli_arena_take(f->scratch, (room + (size_t)(2 * EDGE)) * sizeof *out->list);
    out->features = dli_arena_take(f->scratch, room * DLI_WORD_CLUES * sizeof *out->features);
    out->first = dli_arena_take(f->scratch, (room + 1) * sizeof *out->first);
    out->labels = dli_arena_take(f->scratch, room);
    out->held = dli_arena_take(f->scratch, room);
    if (out->rules[0] == NULL || out->rules[1] == NULL || out->list == NULL ||
        out->features == NULL || out->first == NULL || out->labels == NULL ||
        out->quotes == NULL || out->held == NULL || !mark_quotes(out))
        return false;
    out->room = ROOM * words;
    paint_drafts(out);
    uint32_t share = speech_of(f->parsed);
    out->speech = share >= 24 ? 3 : share >= 12 ? 2 : share >= 4 ? 1 : 0;
    out->is_speech =
        share >= SPEECH && f->parsed->quotes.count * 100 < words && is_addressed(f->parsed);
    return true;
}

/* ---- Cells -------------------------------------------------------------------*/

static uint32_t hash_of(const char *at, size_t len)
{
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < len; i++)
        hash = (hash ^ (unsigned char)at[i]) * 16777619u;
    return hash;
}

/* Bytes of the last `points` code points. */
static size_t tail_of(const char *text, size_t len, int points)
{
    size_t at = len;

    while (at > 0 && points > 0)
        points -= ((unsigned char)text[--at] & 0xC0) != 0x80;
    return len - at;
}

static size_t head_of(const char *text, size_t len, int points)
{
    size_t at = 0;

    while (at < len && (points > 0 || ((unsigned char)text[at] & 0xC0) == 0x80))
        points -= ((unsigned char)text[at++] & 0xC0) != 0x80;
    return at;
}

static uint8_t shape_of(const dli_word *w, bool starts)
{
    if (w->kind == DLI_WORD_MARK)
        return (uint8_t)(8 + w->mark);
    if (w->kind == DLI_WORD_NUMBER)
        return 5;
    return (uint8_t)((w->upper ? 2 : w->capital ? 1 : 0) + (starts && w->capital ? 3 : 0));
}

static void read_word(const dli_parsed *p, uint32_t at, bool starts, dli_clue *out)
{
    const dli_word *w = &p->words.ptr[at];
    char text[MAX_WORD];
    size_t len = dli_fold_to(text, sizeof text, dli_cut(p->body, w->in));

    if (w->kind == DLI_WORD_NUMBER)
        for (size_t i = 0; i < len; i++)
            if (text[i] >= '1' && text[i] <= '9')
                text[i] = '0';
    out->word = hash_of(text, len);
    size_t three = tail_of(text, len, 3), two = tail_of(text, len, 2);
    out->end3 = hash_of(text + len - three, three);
    out->end2 = hash_of(text + len - two, two);
    out->start3 = hash_of(text, head_of(text, len, 4));
    out->grammar = dli_form_grammar(p->phrases, w->form);
    out->shape = shape_of(w, starts);
    out->pos = (uint8_t)(1 + dli_word_pos(p, at));
    out->mark = w->mark;
}

static bool is_finite(const dli_clue *clue)
{
    return (clue->grammar &
            (DLI_GRAMMAR_aux | DLI_GRAMMAR_be | DLI_GRAMMAR_modal | DLI_GRAMMAR_verb)) != 0;
}

/* What stands before and behind each cell, of sentence [from, to). */
static void read_sentence(dli_clue *list, uint32_t from, uint32_t to)
{
    uint16_t left = 0, right = 0, last = (uint16_t)from, stop = (uint16_t)to,
             ruled = (uint16_t)to;

    for (uint32_t i = from; i < to; i++) {
        dli_clue *clue = &list[i];
        if (clue->said != 0)
            left = (uint16_t)i;
        clue->left = left;
        clue->last = last;
        if (clue->mark != DLI_MARK_NONE && clue->mark != DLI_MARK_HYPHEN)
            last = (uint16_t)i;
        clue->sentence = (uint16_t)from;
        clue->end = (uint16_t)to;
        clue->since =
            i > from && list[i].rule / 2 == list[i - 1].rule / 2 && (list[i].rule & 1) == 0
                ? list[i - 1].since
                : (uint16_t)i;
    }
    for (uint32_t i = to; i-- > from;) {
        dli_clue *clue = &list[i];
        clue->right = right;
        clue->stop = stop;
        clue->ruled = ruled;
        if (clue->said != 0)
            right = (uint16_t)i;
        if (clue->mark != DLI_MARK_NONE && clue->mark != DLI_MARK_HYPHEN)
            stop = (uint16_t)i;
        if (i > from && (list[i - 1].rule / 2 != clue->rule / 2 || (clue->rule & 1) != 0))
            ruled = (uint16_t)i;
    }
}

/* Mark the entries of said.txt and roles.txt. */
static void read_lists(const dli_clues *c, uint32_t word, uint32_t end)
{
    const dli_parsed *p = c->f->parsed;
    uint32_t count;

    for (uint32_t w = word; w < end; w++) {
        dli_clue *clue = &c->list[EDGE + w - c->word];
        dl_str meaning = dli_word_meaning(p, w, end, DLI_LIST_roles, &count);
        if (meaning.ptr != NULL) {
            uint8_t role = (uint8_t)(1 + (hash_of(meaning.ptr, meaning.len) & 15));
            for (uint32_t k = 0; k < count; k++)
                clue[k].role = role;
        }
        meaning = dli_word_meaning(p, w, end, DLI_LIST_said, &count);
        size_t comma = meaning.ptr == NULL ? DLI_NONE : dli_find_byte(meaning, ',', 0);
        if (comma != DLI_NONE && clue->said == 0) {
            uint32_t lemma = hash_of(meaning.ptr, comma) | 1;
            for (uint32_t k = 0; k < count; k++)
                clue[k].said = lemma;
        }
    }
}

static void read_cells(dli_clues *c, uint32_t sentences)
{
    const dli_parsed *p = c->f->parsed;
    dli_clue *list = c->list;

    memset(list, 0, (c->count + (size_t)(2 * EDGE)) * sizeof *list);
    for (uint32_t w = 0; w < c->count; w++) {
        dli_clue *clue = &list[EDGE + w];
        clue->rule = c->rules[0][c->word + w];
        clue->inner = c->rules[1][c->word + w];
        clue->quote = c->quotes[c->word + w];
    }
    for (uint32_t s = c->sentence - sentences; s < c->sentence; s++) {
        const dli_sentence *in = &p->sentences.ptr[s];
        uint32_t from = EDGE + in->word - c->word;
        for (uint32_t w = 0; w < in->count; w++)
            read_word(p, in->word + w, w == 0, &list[from + w]);
        read_lists(c, in->word, in->word + in->count);
        read_sentence(list, from, from + in->count);
    }
    uint16_t commas = 0, marks = 0, finite = 0;
    for (uint32_t i = EDGE; i < EDGE + c->count; i++) {
        list[i].commas = commas;
        list[i].marks = marks;
        list[i].finite = finite;
        commas = (uint16_t)(commas + (list[i].mark == DLI_MARK_COMMA));
        marks = (uint16_t)(marks + (list[i].mark == DLI_MARK_QUOTE));
        finite = (uint16_t)(finite + is_finite(&list[i]));
    }
}

/* ---- Features ------------------------------------------------------------------*/

static uint32_t mix(uint32_t kind, uint32_t a, uint32_t b)
{
    uint32_t hash = (a + kind * 0x9E3779B1u) * 0x85EBCA6Bu;

    hash ^= hash >> 15;
    hash = (hash + b) * 0xC2B2AE35u;
    hash ^= hash >> 13;
    hash *= 0x27D4EB2Fu;
    hash ^= hash >> 16;
    return hash == 0 ? 1 : hash;
}

/* How far, in steps that grow. */
static uint32_t far(uint32_t distance)
{
    return distance < 5    ? distance
           : distance < 7  ? 5
           : distance < 10 ? 6
           : distance < 15 ? 7
           : distance < 25 ? 8
                           : 9;
}

static uint32_t few(uint32_t count)
{
    return count < 3 ? count : 3;
}

/* What lies between two cells: commas, quotation marks, finite verbs. */
static uint32_t between(const dli_clue *a, const dli_clue *b)
{
    return few((uint32_t)(b->commas - a->commas)) * 16 +
           few((uint32_t)(b->marks - a->marks)) * 4 + few((uint32_t)(b->finite - a->finite));
}

static uint32_t words_around(const dli_clue *t, uint32_t *out)
{
    uint32_t n = 0;

    out[n++] = mix(1, t[0].word, 0);
    out[n++] = mix(2, t[-1].word, 0);
    out[n++] = mix(3, t[1].word, 0);
    out[n++] = mix(4, t[-2].word, 0);
    out[n++] = mix(5, t[2].word, 0);
    out[n++] = mix(6, t[-1].word, t[0].word);
    out[n++] = mix(7, t[0].word, t[1].word);
    out[n++] = mix(8, t[0].end3, 0);
    out[n++] = mix(9, t[0].end2, t[0].shape);
    out[n++] = mix(10, t[0].start3, 0);
    out[n++] = mix(11, t[-1].end2, t[1].end2);
    out[n++] = mix(12, (uint32_t)t[-1].shape << 8 | t[0].shape, t[1].shape);
    out[n++] = mix(13, t[0].grammar, 0);
    out[n++] = mix(14, t[-1].grammar, t[-1].shape);
    out[n++] = mix(15, t[1].grammar, t[1].shape);
    out[n++] = mix(16, t[-1].grammar, t[0].grammar);
    out[n++] = mix(17, t[0].grammar, t[1].grammar);
    out[n++] = mix(18, t[1].grammar, t[2].grammar);
    out[n++] = mix(19, t[-2].grammar, t[-1].grammar);
    out[n++] = mix(21, t[0].pos, (uint32_t)t[0].rule << 8 | t[1].rule);
    out[n++] = mix(22, t[0].pos, (uint32_t)t[-1].pos << 8 | t[1].pos);
    out[n++] = mix(23, t[0].pos, (uint32_t)t[1].pos << 8 | t[2].pos);
    out[n++] = mix(24, t[0].pos, (uint32_t)t[-1].pos << 8 | t[-2].pos);
    out[n++] = mix(25, t[0].word, t[1].pos);
    out[n++] = mix(26, t[-1].word, t[0].pos);
    out[n++] = mix(20, (uint32_t)t[-1].role << 8 | t[0].role, t[1].role);
    return n;
}

static uint32_t rules_around(const dli_clue *list, uint32_t i, uint32_t *out)
{
    const dli_clue *t = &list[i];
    uint32_t n = 0, here = (uint32_t)t->rule << 8 | t->inner;

    out[n++] = mix(30, here, 0);
    out[n++] = mix(31, (uint32_t)t[-1].rule << 8 | t[0].rule, t[1].rule);
    out[n++] = mix(32, t->rule, t->word);
    out[n++] = mix(33, t->rule, t->grammar);
    out[n++] = mix(34, (uint32_t)t[-1].rule << 8 | t[0].rule, t[-1].word);
    out[n++] = mix(35, (uint32_t)t[1].rule << 8 | t[0].rule, t[1].word);
    out[n++] = mix(36, (uint32_t)t->rule << 8 | far((uint32_t)(t->ruled - i)),
                   t->ruled < t->end ? list[t->ruled].rule : 99);
    out[n++] = mix(37, (uint32_t)t->rule << 8 | far(i - t->since),
                   t->since > t->sentence ? list[t->since - 1].rule : 99);
    out[n++] = mix(38, (uint32_t)t->rule << 8 | t->shape, t[-1].mark);
    out[n++] = mix(39, (uint32_t)t[-2].rule << 8 | t[2].rule, t->rule);
    return n;
}

static uint32_t quotes_around(const dli_clue *t, uint32_t *out)
{
    uint32_t here = t->quote, n = 0;

    out[n++] = mix(45, here, 0);
    out[n++] = mix(46, here, (uint32_t)t[-1].quote << 8 | t[1].quote);
    out[n++] = mix(47, here, (uint32_t)t[-1].mark << 8 | t[1].mark);
    out[n++] = mix(48, here, t->rule);
    out[n++] = mix(49, here, (uint32_t)t[-2].quote << 8 | t[2].quote);
    return n;
}

static uint32_t cues_around(const dli_clue *list, uint32_t i, uint32_t *out)
{
    const dli_clue *t = &list[i], *left = &list[t->left], *right = &list[t->right];
    uint32_t n = 0, lefts = t->left == 0 ? 99 : far(i - t->left),
             rights = t->right == 0 ? 99 : far((uint32_t)(t->right - i));
    uint32_t behind = t->left == 0 ? 0 : between(left, t),
             before = t->right == 0 ? 0 : between(t, right);

    out[n++] = mix(55, left->said, lefts);
    out[n++] = mix(56, left->said, behind);
    out[n++] = mix(57, lefts, behind << 8 | t->shape);
    out[n++] = mix(58, right->said, rights);
    out[n++] = mix(59, right->said, before);
    out[n++] = mix(60, rights, before << 8 | t->shape);
    out[n++] = mix(61, lefts << 8 | rights, t->rule);
    out[n++] = mix(62, left->said, t->word);
    out[n++] = mix(63, left->said, (uint32_t)left->rule << 8 | t[-1].mark);
    out[n++] = mix(64, right->said, (uint32_t)right->rule << 8 | t->shape);
    out[n++] = mix(65, t->said, t[1].grammar);
    out[n++] = mix(67, left->said, (uint32_t)t->pos << 8 | lefts);
    out[n++] = mix(68, right->said, (uint32_t)t->pos << 8 | rights);
    out[n++] = mix(66, t->said, t[-1].grammar);
    return n;
}

static uint32_t place_of(const dli_clue *list, uint32_t i, uint32_t speech, uint32_t *out)
{
    const dli_clue *t = &list[i];
    uint32_t n = 0, start = far(i - t->sentence), stop = far((uint32_t)(t->stop - i));
    uint32_t next = t->stop < t->end ? list[t->stop].mark : 99;

    out[n++] = mix(70, start, t->shape);
    out[n++] = mix(71, stop, next);
    out[n++] = mix(72, far((uint32_t)(t->end - i)), t->rule);
    out[n++] = mix(73, t[-1].mark, next << 8 | t->rule);
    out[n++] = mix(74, far(i - t->last), list[t->last].mark);
    out[n++] = mix(75, list[t->sentence].word, t->rule);
    out[n++] = mix(76, speech, t->rule);
    out[n++] = mix(77, speech, t->word);
    out[n++] = mix(78, speech, (uint32_t)t->quote << 8 | t->shape);
    return n;
}

/* The label that the rules would give. */
static uint8_t label_of(uint8_t rule)
{
    static const uint8_t labels[] = { DLI_SAID_O,         DLI_SAID_I_SOURCE,
                                      DLI_SAID_I_CUE,     DLI_SAID_I_CONTENT,
                                      DLI_SAID_I_CONTENT, DLI_SAID_I_CONTENT,
                                      DLI_SAID_O };
    uint8_t inside = labels[rule / 2];

    return inside == DLI_SAID_O ? inside : (uint8_t)(inside - (rule & 1));
}

static void make_features(dli_clues *c)
{
    uint32_t n = 0;

    for (uint32_t w = 0; w < c->count; w++) {
        const dli_clue *t = &c->list[EDGE + w];
        c->first[w] = n;
        c->held[w] = label_of(t->rule);
        n += words_around(t, c->features + n);
        n += rules_around(c->list, EDGE + w, c->features + n);
        n += quotes_around(t, c->features + n);
        n += cues_around(c->list, EDGE + w, c->features + n);
        n += place_of(c->list, EDGE + w, c->speech, c->features + n);
    }
    c->first[c->count] = n;
}

bool dli_clues_next(dli_clues *c, dli_sequence *out)
{
    const dli_parsed *p = c->f->parsed;
    uint32_t from = c->sentence;

    if (from >= p->sentences.count)
        return false;
    c->word = p->sentences.ptr[from].word;
    c->count = 0;
    while (c->sentence < p->sentences.count &&
           p->sentences.ptr[c->sentence].block == p->sentences.ptr[from].block &&
           p->sentences.ptr[c->sentence].word + p->sentences.ptr[c->sentence].count - c->word <=
               DLI_WINDOW_WORDS) {
        const dli_sentence *s = &p->sentences.ptr[c->sentence++];
        c->count = s->word + s->count - c->word;
    }
    read_cells(c, c->sentence - from);
    make_features(c);
    *out = (dli_sequence){ .features = c->features, .first = c->first, .tokens = c->count };
    return true;
}
