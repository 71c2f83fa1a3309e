/* named.c -- find names: the words of a sentence, as a tagger sees them.
 *
 *   word ──look──▶ traits ──rows──▶ features (hashes) ──tagger──▶ labels ──▶ names
 *
 * A feature is what one or two things say of a word: itself and its neighbours to the second,
 * its beginning and end, its shape ("Xx", "XX", "dd"), its stem in Cyrillic, what lists of the
 * language and the gazetteer know of it, and what stands on either side of the run of capitals
 * that it is in. A word in small letters between others like it has few, since most
 * words of a text are so and none of them is a name.
 */
#include "base/str.h"
#include "base/utf8.h"
#include "text/inside.h"

#include <unicode/uchar.h>

enum {
    LETTERS = 48,    /* of a word: the rest is not looked at */
    MAX_KEY = 96,    /* bytes of a name that is looked up */
    MAX_NAME = 4,    /* words of one */
    MAX_WIDE = 6,    /* the same where small words join them */
    MAX_RUN = 4,     /* words of a run of capitals that are counted */
    GREAT = 150,     /* a town of 400,000 (population of dli_place_entry) */
    BESIDE = 2,      /* words on either side that are looked at */
    AFFIX = 4,       /* letters */
    MAX_QUOTED = 12, /* words in quotation marks that may be one name */
};

/* What the gazetteer says of a word, by the name that begins with it or goes over it. */
enum {
    MARK_COUNTRY = 1,
    MARK_REGION = 2,
    MARK_GREAT = 4,
    MARK_TOWN = 8,
    MARK_PEOPLE = 16,
    MARK_INSIDE = 32, /* it is not the first word */
    MARK_COMMON = 64
};

/* What is seen of one word. */
typedef struct traits {
    uint32_t low, stem, shape, as_is;
    uint32_t prefix[AFFIX], suffix[AFFIX]; /* of so many letters, less one; 0: it has fewer */
    uint32_t lists, role, grammar, atlas, known;
    uint32_t quoted;     /* where in a pair of quotation marks, and what stands before it */
    uint32_t near;       /* whether what is before and behind it is written without a space */
    bool joins;          /* a small word of three letters at most */
    bool capital, plain; /* plain: letters in lower case, or a mark */
} traits;

typedef struct looking {
    const dli_parsed *p;
    const dli_gazetteer *g;
    const dli_packed *known; /* words of a dictionary, or NULL */
    uint32_t from, to;       /* words of the sentence */
    traits *list;            /* of the words, BESIDE empty ones on either side of them */
    uint32_t shouted;        /* most words are in capitals: 1 */
} looking;

/* ---- A word --------------------------------------------------------------- */

static uint32_t mix(uint32_t a, uint32_t b)
{
    uint32_t h = (a ^ b * 0x9E3779B1u) * 0x85EBCA6Bu;

    return h ^ h >> 15;
}

static uint32_t hash_of(const uint32_t *letters, size_t count)
{
    uint32_t h = 2166136261u;

    for (size_t i = 0; i < count; i++)
        h = (h ^ letters[i]) * 16777619u;
    return h ^ h >> 15;
}

/* 'X', 'x', 'd', or the mark itself. */
static uint32_t class_of(uint32_t cp, uint32_t folded)
{
    if (cp < 0x80)
        return dli_is_digit((char)cp) ? 'd' : cp - 'a' < 26 ? 'x' : cp - 'A' < 26 ? 'X' : cp;
    if (cp != folded)
        return 'X';
    return u_isalpha((UChar32)cp) ? 'x' : u_isdigit((UChar32)cp) ? 'd' : cp;
}

#define E1(a)       (0x##a - 0x400u)
#define E2(a, b)    (E1(a) << 8 | E1(b))
#define E3(a, b, c) (E2(a, b) << 8 | E1(c))

/* Case endings in Cyrillic, the last letter lowest: ами ями ого его ому ему ыми ими; … */
static const uint32_t endings3[] = { E3(430, 43C, 438), E3(44F, 43C, 438), E3(43E, 433, 43E),
                                     E3(435, 433, 43E), E3(43E, 43C, 443), E3(435, 43C, 443),
                                     E3(44B, 43C, 438), E3(438, 43C, 438) };
static const uint32_t endings2[] = {
    E2(44B, 43C), E2(438, 43C), E2(43E, 439), E2(435, 439), E2(43E, 44E), E2(435, 44E),
    E2(43E, 43C), E2(435, 43C), E2(454, 43C), E2(430, 43C), E2(44F, 43C), E2(430, 445),
    E2(44F, 445), E2(430, 44F), E2(44F, 44F), E2(438, 439), E2(44B, 439), E2(43E, 457),
    E2(457, 439), E2(456, 439), E2(43E, 435), E2(435, 435), E2(438, 435), E2(44B, 435),
    E2(438, 445), E2(44B, 445), E2(443, 44E), E2(44E, 44E), E2(43E, 432), E2(435, 432),
};

static bool is_one_of(uint32_t ending, const uint32_t *list, size_t count)
{
    bool found = false;

    for (size_t i = 0; i < count; i++)
        found |= list[i] == ending;
    return found;
}

/* How many letters are left without the ending. */
static size_t stem_of(const uint32_t *letters, size_t count)
{
    uint32_t tail = 0;

    if (count < 4)
        return count;
    for (size_t i = count - 3; i < count; i++) {
        if (letters[i] < 0x430 || letters[i] > 0x4FF)
            return count;
        tail = tail << 8 | (letters[i] - 0x400);
    }
    if (count >= 6 && is_one_of(tail, endings3, sizeof endings3 / sizeof *endings3))
        return count - 3;
    if (count >= 5 && is_one_of(tail & 0xFFFF, endings2, sizeof endings2 / sizeof *endings2))
        return count - 2;
    switch (tail & 0xFF) {
    case E1(430):
    case E1(44F):
    case E1(43E):
    case E1(435):
    case E1(454):
    case E1(438):
    case E1(44B):
    case E1(456):
    case E1(457):
    case E1(443):
    case E1(44E):
    case E1(44C):
    case E1(439):
        return count - 1;
    default:
        return count;
    }
}

static void note_shape(traits *t, uint32_t class, uint32_t *last, uint32_t *run)
{
    *run = class == *last ? *run + 1 : 1;
    *last = class;
    if (*run > (class == 'd' ? 4u : 2u))
        return;
    t->shape = (t->shape ^ class) * 16777619u;
}

static void look_at_letters(dl_str word, traits *t)
{
    uint32_t letters[LETTERS] = { 0 }, last = 0, run = 0, exact = 2166136261u;
    size_t count = 0, len;

    t->shape = 2166136261u;
    for (size_t at = 0; at < word.len && count < LETTERS; at += len) {
        uint32_t cp = (unsigned char)word.ptr[at], folded;
        len = 1;
        if (cp >= 0x80)
            cp = dli_utf8_get(word, at, &len);
        if (cp >= 0x410 && cp <= 0x42F)
            folded = cp + 0x20;
        else if (cp >= 0x430 && cp <= 0x44F)
            folded = cp;
        else
            folded = dli_fold_point(cp);
        exact = (exact ^ cp) * 16777619u;
        note_shape(t, class_of(cp, folded), &last, &run);
        letters[count++] = folded;
    }
    t->as_is = exact ^ exact >> 15;
    t->low = hash_of(letters, count);
    t->stem = hash_of(letters, stem_of(letters, count));
    for (size_t i = 0; i < AFFIX && i < count; i++) {
        t->prefix[i] = hash_of(letters, i + 1);
        t->suffix[i] = hash_of(letters + count - i - 1, i + 1);
    }
}

static uint32_t hash_of_bytes(dl_str s)
{
    uint32_t h = 2166136261u;

    for (size_t i = 0; i < s.len; i++)
        h = (h ^ (unsigned char)s.ptr[i]) * 16777619u;
    return h ^ h >> 15;
}

static void look_at_lists(const looking *l, uint32_t at, traits *t)
{
    const uint32_t asked = 1u << DLI_LIST_months | 1u << DLI_LIST_weekdays |
                           1u << DLI_LIST_abbrev | 1u << DLI_LIST_said | 1u << DLI_LIST_roles |
                           1u << DLI_LIST_numbers | 1u << DLI_LIST_places;
    uint32_t form = l->p->words.ptr[at].form, count;

    if (form == 0 || l->p->phrases == NULL)
        return;
    t->lists = l->p->phrases->forms[form - 1].lists & asked;
    t->grammar = l->p->phrases->forms[form - 1].grammar;
    if ((t->lists >> DLI_LIST_roles & 1) == 0)
        return;
    dl_str meaning = dli_word_meaning(l->p, at, l->to, DLI_LIST_roles, &count);
    if (meaning.ptr != NULL)
        t->role = hash_of_bytes(meaning) | 1;
}

static void look_at_word(const looking *l, uint32_t at)
{
    const dli_word *w = &l->p->words.ptr[at];
    traits *t = &l->list[at - l->from + BESIDE];

    look_at_letters(dli_cut(l->p->body, w->in), t);
    t->capital = w->capital;
    t->plain = !w->capital && w->kind != DLI_WORD_NUMBER;
    t->joins = !w->capital && w->kind == DLI_WORD_LETTERS && t->prefix[AFFIX - 1] == 0;
    t->near = (at > l->from && w[-1].in.end == w->in.start) |
              (uint32_t)(at + 1 < l->to && w[1].in.start == w->in.end) << 1;
    look_at_lists(l, at, t);
    const int8_t *known = l->known != NULL ? dli_packed_find(l->known, t->stem) : NULL;
    if (known != NULL)
        t->known = (uint8_t)*known;
}

/* Words between two quotation marks of a sentence, as far as MAX_QUOTED goes: what stands before
 * the first says a good deal of them ("ТОВ «…»"). */
static void look_at_quotes(const looking *l)
{
    const dli_word *words = l->p->words.ptr;

    for (uint32_t open = l->from, close; open < l->to; open = close) {
        close = open + 1;
        if (words[open].mark != DLI_MARK_QUOTE)
            continue;
        while (close < l->to && close - open <= MAX_QUOTED &&
               words[close].mark != DLI_MARK_QUOTE)
            close++;
        if (close == l->to || words[close].mark != DLI_MARK_QUOTE)
            continue;
        const traits *before = &l->list[open - l->from + BESIDE - 1];
        uint32_t glued = words[close].in.start == words[close - 1].in.end;
        for (uint32_t i = open; i <= close; i++) {
            uint32_t place = i == open ? 1 : i == close ? 2 : 3;
            uint32_t long_one = close - open > 6;
            l->list[i - l->from + BESIDE].quoted =
                mix(mix(before->low, before->shape), place | glued << 2 | long_one << 3) | 1;
        }
        close++;
    }
}

/* ---- The gazetteer -------------------------------------------------------- */

static uint32_t mark_of(const dli_gazetteer *g, dli_place_names names)
{
    uint32_t marks = 0;

    for (uint32_t i = names.first; i < names.first + names.count; i++) {
        dli_place_name name = dli_gazetteer_name(g, i);
        if ((name.flags & DLI_NAME_COMMON) != 0)
            marks |= MARK_COMMON;
        if (name.place == DLI_NO_PLACE || (name.flags & DLI_NAME_ABBREVIATION) != 0)
            continue;
        dli_place_entry place = dli_gazetteer_place(g, name.place);
        if ((name.flags & DLI_NAME_PEOPLE) != 0)
            marks |= MARK_PEOPLE;
        else if (place.kind == (uint8_t)DLI_KIND_COUNTRY)
            marks |= MARK_COUNTRY;
        else if (place.kind <= (uint8_t)DLI_KIND_DISTRICT)
            marks |= MARK_REGION;
        else
            marks |= place.population >= GREAT ? MARK_GREAT : MARK_TOWN;
    }
    return marks;
}

/* The longest name that begins with word `at`, marked on each of its words. */
static void look_in_atlas(const looking *l, uint32_t at)
{
    char key[MAX_KEY];
    size_t len = 0;
    uint32_t next = at, marks = 0, end = at;

    for (uint32_t n = 0; n < MAX_NAME && next < l->to; n++, next++) {
        const dli_word *w = &l->p->words.ptr[next];
        if (w->mark == DLI_MARK_HYPHEN && n > 0)
            continue;
        if (w->kind != DLI_WORD_LETTERS)
            break;
        len = dli_place_key(key, len, sizeof key, dli_cut(l->p->body, w->in));
        if (len + 8 > sizeof key)
            break;
        if (!w->capital)
            continue;
        dli_place_names names = dli_gazetteer_find(l->g, dli_place_hash((dl_str){ key, len }));
        uint32_t found = names.count == 0 ? 0 : mark_of(l->g, names);
        if (found != 0) {
            marks = found;
            end = next + 1;
        }
    }
    for (uint32_t i = at; i < end; i++) {
        traits *t = &l->list[i - l->from + BESIDE];
        if (t->atlas == 0)
            t->atlas = marks | (i > at ? MARK_INSIDE : 0) | 128;
    }
}

/* ---- Features ------------------------------------------------------------- */

typedef struct row {
    uint32_t *at;
    uint32_t kind; /* of the feature to come */
} row;

static void put(row *r, uint32_t value)
{
    uint32_t h = mix(value, ++r->kind);

    *r->at++ = h == 0 ? 1 : h;
}

/* As put(), where there is something to say. */
static void put_if(row *r, uint32_t value)
{
    if (value != 0)
        put(r, value);
    else
        r->kind++;
}

static void put_run(const looking *l, row *r, uint32_t i)
{
    const traits *t = l->list;
    uint32_t left = i, right = i, count = l->to - l->from + BESIDE;

    while (left > BESIDE && i - left < MAX_RUN && t[left - 1].capital)
        left--;
    while (right + 1 < count && right - i < MAX_RUN && t[right + 1].capital)
        right++;
    uint32_t place = mix(i - left, right - i);
    put(r, place);
    put(r, t[left - 1].low);
    put(r, t[right + 1].low);
    put(r, mix(t[left - 1].suffix[2], place));
    put(r, mix(t[left - 1].low, t[right + 1].low));
    put(r, mix(t[i].shape, mix(t[left - 1].grammar, t[right + 1].grammar)));
    put(r, mix(t[left].stem, t[right].stem));
    put(r, mix(t[right].suffix[2], i == right));
    put_if(r, t[right].role);
    put_if(r, t[left].role);
    put(r, mix(t[left].known, mix(t[right].known, place)));
}

/* The capitals around word `i` that small words join to it: "Université de Lyon". */
static void put_wide_run(const looking *l, row *r, uint32_t i)
{
    const traits *t = l->list;
    uint32_t left = i, right = i, count = l->to - l->from + BESIDE;

    while (left > BESIDE && i - left < MAX_WIDE) {
        if (t[left - 1].capital)
            left--;
        else if (left > BESIDE + 1 && t[left - 1].joins && t[left - 2].capital)
            left -= 2;
        else
            break;
    }
    while (right + 1 < count && right - i < MAX_WIDE) {
        if (t[right + 1].capital)
            right++;
        else if (right + 2 < count && t[right + 1].joins && t[right + 2].capital)
            right += 2;
        else
            break;
    }
    put(r, mix(t[left].low, i == left));
    put(r, mix(t[left].stem, i - left));
    put(r, mix(t[right].low, i == right));
    put(r, mix(t[left - 1].low, i == left));
    put(r, mix(t[right + 1].low, i == right));
    put(r, mix(t[left].role, mix(i - left, right - i)));
    put(r, mix(mix(t[left].atlas, t[right].atlas), mix(i == left, i == right)));
    put(r, mix(t[left].known, mix(t[right].known, mix(i - left, right - i))));
    put(r, mix(t[left].suffix[3], i == left));
    put(r, mix(t[left].prefix[3], i == left));
}

static void put_all(const looking *l, row *r, uint32_t i)
{
    const traits *t = &l->list[i], *b = t - 1, *a = t + 1;
    uint32_t start = (i == BESIDE) | l->shouted << 1;

    put(r, t->as_is);
    put(r, t[-2].low);
    put(r, t[2].low);
    put(r, mix(t[-2].low, b->low));
    put(r, mix(a->low, t[2].low));
    put(r, a->suffix[2]);
    put(r, b->suffix[2]);
    put(r, b->stem);
    put(r, a->stem);
    put_if(r, t->prefix[1]);
    put_if(r, t->prefix[2]);
    put_if(r, t->prefix[3]);
    put_if(r, t->suffix[0]);
    put_if(r, t->suffix[1]);
    put_if(r, t->suffix[3]);
    put(r, mix(t->shape, start));
    put(r, mix(b->shape, t->shape));
    put(r, mix(t->shape, a->shape));
    put(r, mix(mix(b->shape, t->shape), a->shape));
    put(r, mix(b->low, t->shape));
    put(r, mix(a->low, t->shape));
    put(r, mix(t->low, start));
    put(r, mix(t->suffix[2], t->shape));
    put(r, mix(t->atlas, t->shape));
    put_if(r, b->atlas);
    put_if(r, a->atlas);
    put(r, mix(mix(b->atlas, t->atlas), a->atlas));
    put(r, mix(t->lists, t->grammar));
    put_if(r, b->role);
    put_if(r, a->role);
    put(r, mix(mix(b->lists, b->grammar), t->shape));
    put(r, mix(mix(a->lists, a->grammar), t->shape));
    put(r, mix(t->low, mix(b->low, a->low)));
    put_if(r, t->quoted);
    put_if(r, t->quoted != 0 ? mix(t->quoted, t->shape) : 0);
    put(r, mix(t->near, mix(b->shape, t->low)));
    put(r, mix(t->near, mix(a->shape, t->low)));
    put(r, mix(t->known, t->shape));
    put_if(r, b->known);
    put_if(r, a->known);
    put(r, mix(mix(b->known, t->known), a->known));
    put(r, mix(t->known, mix(t->suffix[1], t->shape)));
    if (t->capital || (t->joins && b->capital && a->capital))
        put_wide_run(l, r, i);
    else
        r->kind += 10;
    if (t->capital)
        put_run(l, r, i);
}

static uint32_t put_word(const looking *l, uint32_t i, uint32_t *out)
{
    const traits *t = &l->list[i], *b = t - 1, *a = t + 1;
    row r = { out, 0 };

    put(&r, 0);
    put(&r, t->low);
    put(&r, b->low);
    put(&r, a->low);
    put(&r, mix(b->low, t->low));
    put(&r, mix(t->low, a->low));
    put(&r, t->stem);
    put_if(&r, t->suffix[2]);
    put_if(&r, t->role);
    put_if(&r, t->atlas);
    if (!t->plain || !b->plain || !a->plain || t->quoted != 0)
        put_all(l, &r, i);
    return (uint32_t)(r.at - out);
}

uint32_t dli_known_hash(dl_str word)
{
    traits t = { 0 };

    look_at_letters(word, &t);
    return t.stem == 0 ? 1 : t.stem;
}

bool dli_name_rows_of(dli_arena *scratch, const dli_parsed *parsed, size_t sentence,
                      dli_name_rows *out)
{
    const dli_sentence *s = &parsed->sentences.ptr[sentence];
    looking l = { .p = parsed,
                  .g = parsed->models != NULL ? parsed->models->gazetteer : NULL,
                  .known = dli_known_words(parsed->models, parsed->lang),
                  .from = s->word,
                  .to = s->word + s->count };
    uint32_t capitals = 0, small = 0;

    l.list = dli_arena_take(scratch, (s->count + 2 * BESIDE) * sizeof *l.list);
    out->features =
        dli_arena_take(scratch, (size_t)s->count * DLI_NAME_FEATURES * sizeof(uint32_t));
    out->first = dli_arena_take(scratch, (s->count + 1) * sizeof(uint32_t));
    if (l.list == NULL || out->features == NULL || out->first == NULL)
        return false;
    for (uint32_t i = 0; i < BESIDE; i++) {
        l.list[i].plain = l.list[s->count + BESIDE + i].plain = true;
        l.list[i].low = 1 + i;
        l.list[s->count + BESIDE + i].low = 11 + i;
    }
    for (uint32_t i = l.from; i < l.to; i++) {
        look_at_word(&l, i);
        capitals += parsed->words.ptr[i].capital;
        small += !parsed->words.ptr[i].capital && parsed->words.ptr[i].kind == DLI_WORD_LETTERS;
    }
    look_at_quotes(&l);
    l.shouted = capitals > 2 * small;
    for (uint32_t i = l.from; i < l.to && l.g != NULL; i++)
        if (parsed->words.ptr[i].capital)
            look_in_atlas(&l, i);
    out->count = s->count;
    out->first[0] = 0;
    for (uint32_t i = 0; i < s->count; i++)
        out->first[i + 1] =
            out->first[i] + put_word(&l, i + BESIDE, out->features + out->first[i]);
    return true;
}

/* ---- Names ---------------------------------------------------------------- */

/* The kind of a label "B-PER", or DLI_NAMED_KINDS for one that is not known. */
static uint8_t kind_of(dl_str label)
{
    static const char *const kinds[] = {
#define NAMED(kind, what) #kind,
#include "text/named.def"
    };

    for (unsigned i = 0; i < DLI_NAMED_KINDS; i++)
        if (label.len > 2 && dli_eq(dli_from(label, 2), dli_str(kinds[i])))
            return (uint8_t)i;
    return DLI_NAMED_KINDS;
}

static bool add_names(dli_arena *arena, dli_parsed *p, const dli_sentence *s,
                      const dli_tagger *tagger, const uint8_t *labels)
{
    for (uint32_t i = 0, next; i < s->count; i = next) {
        uint8_t kind = kind_of(tagger->names[labels[i]]);
        next = i + 1;
        if (kind == DLI_NAMED_KINDS)
            continue;
        while (next < s->count && tagger->names[labels[next]].ptr[0] == 'I' &&
               kind_of(tagger->names[labels[next]]) == kind)
            next++;
        dli_named made = { .in = dli_words_span(p, s->word + i, s->word + next),
                           .word = s->word + i,
                           .end = s->word + next,
                           .kind = kind };
        if (!DLI_PUSH(arena, &p->names, made))
            return false;
    }
    return true;
}

bool dli_find_names(dli_arena *arena, dli_arena *scratch, dli_parsed *out)
{
    const dli_tagger *tagger = dli_text_tagger(out->models, DLI_MODEL_names, out->lang);
    dli_name_rows rows;

    for (size_t i = 0; i < out->sentences.count && tagger != NULL; i++) {
        const dli_sentence *s = &out->sentences.ptr[i];
        dli_arena_reset(scratch);
        uint8_t *labels = dli_arena_take(scratch, s->count + 1);
        if (labels == NULL || !dli_name_rows_of(scratch, out, i, &rows))
            return false;
        dli_sequence sequence = { rows.features, rows.first, rows.count };
        if (!dli_tagger_tag(tagger, scratch, &sequence, labels) ||
            !add_names(arena, out, s, tagger, labels))
            return false;
    }
    return true;
}
