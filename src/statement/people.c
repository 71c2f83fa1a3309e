/* people.c -- who is who among the sources of an item.
 *
 * Sources and those who passed them on are taken in the order of the text:
 *
 *   a name           joined to the person of the same surname, unless first names differ
 *   a body           joined to the body of the same words
 *   he, she          the last person who said something, in this block or the two
 *                    before, if nothing speaks against it; who is the subject of a
 *                    sentence since then; inside quotation marks nobody
 *   the spokesman    the person whose role has that word
 *
 * Then those people and bodies are joined that only the tagger of names found (text/named.c), and the
 * body is gone through once for further mentions. The mentions of one that only the tagger found are
 * no words that it takes for something else.
 */
#include "statement/people.h"

#include "base/hash.h"
#include "base/str.h"
#include "base/utf8.h"
#include "lang/lang.h"
#include "statement/clues.h"

#include <unicode/uchar.h>

enum {
    MAX_PEOPLE = 2000,
    MAX_MENTIONS = 2000,
    NEAR_BLOCKS = 2,
    LISTED = 1000, /* slots of a list of first names that is one */
    MAX_STEM = 64
};

/* Case endings of names in Cyrillic, longest first: what is left joins the forms of
 * one name ("Коваленко", "Коваленка", "Коваленком"). */
static const char *const endings[] = {
    "ами", "ями", "ого", "его", "ому", "ему", "ыми", "ими", "ым", "им", "ой", "ей", "ою", "ею",
    "ом",  "ем",  "єм",  "ам",  "ям",  "ах",  "ях",  "ая",  "яя", "ий", "ый", "ої", "їй", "ій",
    "а",   "я",   "о",   "е",   "є",   "и",   "ы",   "і",   "ї",  "у",  "ю",  "ь",  "й",
};

/* A person or body while it is put together. */
typedef struct known {
    dl_span name, role;
    uint32_t first, last; /* words of the fullest name: [first, last] */
    uint32_t next;        /* index + 1 of another whose name ends in the same stem */
    uint8_t type;         /* dli_entity_type */
    bool she, he;         /* what is known of it */
    bool silent;          /* found by the tagger alone */
    dli_spans mentions;
} known;

typedef struct joining {
    dli_finder *f;
    DLI_VEC(known) list;
    dli_map stems;    /* of the last word of a person's name, the first of a body's */
    uint32_t speaker; /* index + 1 of the last person who said something, and where */
    uint32_t speaker_block, speaker_at; /* block, byte */
    uint32_t speaker_end;               /* byte behind the words that named him */
    int32_t *said;         /* of each word: in how many quotations and contents it lies */
    uint32_t body_speaker; /* the same for bodies */
    uint32_t body_block;
} joining;

/* ---- Words of names ------------------------------------------------------*/

/* Without the vowel before the last consonant that comes and goes: Павел, Павла; Кравец, Кравца. All
 * letters are of two bytes. */
static dl_str without_fleeting(dl_str stem, char *room)
{
    static const char vowels[] = "аеёиоуыэюяєії";

    if (stem.len < 8 || stem.len % 2 != 0)
        return stem;
    dl_str last = dli_from(stem, stem.len - 2);
    dl_str before = dli_slice(stem, stem.len - 4, stem.len - 2);
    bool fleeting = dli_eq(before, DL_STR("е")) || dli_eq(before, DL_STR("ё")) ||
                    dli_eq(before, DL_STR("о"));
    if (!fleeting || dli_find((dl_str){ vowels, sizeof vowels - 1 }, last, 0) != DLI_NONE)
        return stem;
    memcpy(room + stem.len - 4, room + stem.len - 2, 2);
    stem.len -= 2;
    return stem;
}

/* The word without case and, in Cyrillic, without its ending; in `room`. */
static dl_str stem_of(const dli_parsed *p, uint32_t word, char *room)
{
    dl_str in = dli_cut(p->body, p->words.ptr[word].in);
    size_t out = 0, len;

    for (size_t at = 0; at < in.len && out + 4 < MAX_STEM; at += len) {
        UChar32 c = (UChar32)dli_utf8_get(in, at, &len);
        out += dli_utf8_put(room + out, (uint32_t)u_foldCase(c, U_FOLD_CASE_DEFAULT));
    }
    dl_str stem = { room, out };
    if (out == 0 || ((unsigned char)room[0] != 0xD0 && (unsigned char)room[0] != 0xD1 &&
                     (unsigned char)room[0] != 0xD2))
        return stem;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        dl_str ending = dli_str(endings[i]);
        if (stem.len >= ending.len + 6 && dli_ends(stem, ending)) {
            stem.len -= ending.len;
            break;
        }
    }
    return without_fleeting(stem, room);
}

static bool same_word(const dli_parsed *p, uint32_t a, uint32_t b)
{
    char x[MAX_STEM], y[MAX_STEM];

    return dli_eq(stem_of(p, a, x), stem_of(p, b, y));
}

/* One letter, with or without its stop: "A." goes with "Ana". */
static bool is_initial_of(const dli_parsed *p, uint32_t initial, uint32_t word)
{
    char x[MAX_STEM], y[MAX_STEM];
    dl_str a = dli_cut(p->body, p->words.ptr[initial].in);
    size_t len, other;

    (void)stem_of(p, initial, x);
    (void)stem_of(p, word, y);
    (void)dli_utf8_get(a, 0, &len);
    return len == a.len && dli_utf8_get((dl_str){ x, MAX_STEM }, 0, &len) ==
                               dli_utf8_get((dl_str){ y, MAX_STEM }, 0, &other);
}

static bool is_letters(const dli_parsed *p, uint32_t word)
{
    return p->words.ptr[word].kind == DLI_WORD_LETTERS;
}

/* First and last word of letters in a span; false if there is none. */
static bool words_of(const dli_parsed *p, dl_span in, uint32_t *first, uint32_t *last)
{
    bool any = false;

    for (uint32_t i = dli_word_from(p, in.start);
         i < p->words.count && p->words.ptr[i].in.end <= in.end; i++) {
        if (!is_letters(p, i))
            continue;
        if (!any)
            *first = i;
        *last = i;
        any = true;
    }
    return any;
}

/* ---- Joining -------------------------------------------------------------*/

static bool is_person(const dli_speaker *s)
{
    return s->name.end > s->name.start && s->person;
}

/* A body whose name is a name: with a capital inside. */
static bool is_body(const dli_parsed *p, const dli_speaker *s, uint32_t *first, uint32_t *last)
{
    if (s->person || s->pronoun != 0 ||
        (s->type != DLI_SOURCE_OFFICE && s->type != DLI_SOURCE_MEDIA))
        return false;
    if (!words_of(p, s->in, first, last))
        return false;
    bool alone = *first == 0 || p->words.ptr[*first - 1].mark != DLI_MARK_NONE;
    if (alone && p->words.ptr[*first].form != 0 && !p->words.ptr[*first].upper &&
        *first < *last)
        ++*first; /* its capital may be the sentence's */
    else if (alone && p->words.ptr[*first].form != 0 && !p->words.ptr[*first].upper)
        return false;
    while (*first < *last && !p->words.ptr[*first].capital)
        ++*first;
    while (*last > *first && !p->words.ptr[*last].capital)
        --*last;
    bool caps = p->phrases != NULL && p->phrases->caps; /* no language: no phrases */
    bool name = !caps || s->type == DLI_SOURCE_MEDIA;
    for (uint32_t i = *first; i <= *last; i++)
        name |= p->words.ptr[i].capital && (p->words.ptr[i].form == 0 || p->words.ptr[i].upper);
    return name && p->words.ptr[*first].capital;
}

/* Whether names [first, last] and those of `k` can be one person's. */
static bool same_person(const dli_parsed *p, const known *k, uint32_t first, uint32_t last)
{
    if (k->type != DLI_PER || !same_word(p, k->last, last))
        return false;
    uint32_t common = 1;
    while (common <= last - first && common <= k->last - k->first &&
           same_word(p, k->last - common, last - common))
        common++;
    if (common > last - first || common > k->last - k->first)
        return true; /* Costa, Al Said: the end of a longer name */
    return same_word(p, k->first, first) || is_initial_of(p, k->first, first) ||
           is_initial_of(p, first, k->first);
}

static bool same_body(const dli_parsed *p, const known *k, uint8_t type, uint32_t first,
                      uint32_t last)
{
    if (k->type != type || k->last - k->first != last - first)
        return false;
    for (uint32_t i = 0; i <= last - first; i++)
        if (!same_word(p, k->first + i, first + i))
            return false;
    return true;
}

/* The entity of words [first, last], made if it is new: index + 1, or 0 if memory or
 * the limit is spent. */
static uint32_t join(joining *j, uint8_t type, uint32_t first, uint32_t last)
{
    const dli_parsed *p = j->f->parsed;
    char room[MAX_STEM];
    bool added;

    dl_str stem = stem_of(p, type == DLI_PER ? last : first, room);
    const dli_map_slot *slot = dli_map_get(&j->stems, stem);
    for (uint32_t i = slot != NULL ? slot->value : 0; i != 0; i = j->list.ptr[i - 1].next) {
        known *k = &j->list.ptr[i - 1];
        bool same = type == DLI_PER ? same_person(p, k, first, last)
                                    : same_body(p, k, type, first, last);
        if (!same)
            continue;
        if (last - first > k->last - k->first) {
            k->name = dli_words_span(p, first, last + 1);
            k->first = first;
            k->last = last;
        }
        return i;
    }
    if (j->list.count >= MAX_PEOPLE)
        return 0;
    known made = {
        .type = type, .name = dli_words_span(p, first, last + 1), .first = first, .last = last
    };
    dli_map_slot *put = dli_map_put(&j->stems, dli_arena_copy(j->f->scratch, stem), &added);
    if (put == NULL) {
        j->f->failed = true;
        return 0;
    }
    made.next = put->value;
    if (!DLI_PUSH(j->f->scratch, &j->list, made)) {
        j->f->failed = true;
        return 0;
    }
    put->value = (uint32_t)j->list.count;
    return put->value;
}

/* Whether all names in words [first, last] are in the role or the name of `k`: the president of
 * Harju is not that of Norda. */
static bool fits_role(const dli_parsed *p, const known *k, const dli_speaker *s, uint32_t first,
                      uint32_t last)
{
    uint32_t from = dli_word_from(p, k->role.start);

    for (uint32_t w = first + 1; w <= last; w++) {
        bool has = !p->words.ptr[w].capital || !is_letters(p, w) ||
                   dli_word_grammar(p, w) != 0 || p->words.ptr[w].form == s->head;
        for (uint32_t r = from;
             r < p->words.count && p->words.ptr[r].in.end <= k->role.end && !has; r++)
            has = same_word(p, r, w);
        for (uint32_t r = k->first; r <= k->last && !has; r++)
            has = same_word(p, r, w);
        if (!has)
            return false;
    }
    return true;
}

/* Words with a capital that spaces part: "Online-Vorträge" is one. */
static uint32_t count_capitals(const dli_parsed *p, uint32_t first, uint32_t last)
{
    uint32_t count = 0;

    for (uint32_t i = first; i <= last; i++)
        count += is_letters(p, i) && p->words.ptr[i].capital &&
                 (i == first || p->words.ptr[i - 1].mark != DLI_MARK_HYPHEN);
    return count;
}

/* Whether a person may be made of what the tagger alone says: of two words at least, the first of
 * them a first name where there is a list of those (and every noun, or anything, may have a
 * capital). A single word joins whom it fits, but is nobody by itself. */
static bool may_be_person(const dli_parsed *p, uint32_t first, uint32_t last)
{
    const dli_packed *names = dli_known_words(p->models, p->lang);

    if (count_capitals(p, first, last) < 2 || !p->words.ptr[last].capital)
        return false;
    if (names == NULL || names->slots < LISTED || dli_eq(p->lang->script, DL_STR("Cyrl")))
        return true;
    return dli_packed_find(names, dli_known_hash(dli_cut(p->body, p->words.ptr[first].in))) !=
           NULL;
}

/* The role says who: "the spokesman". */
static uint32_t of_role(const joining *j, const dli_speaker *s)
{
    const dli_parsed *p = j->f->parsed;
    uint32_t first = 0, last = 0, from = 0, to = 0, found = 0;

    if (!s->person || s->head == 0 || !words_of(p, s->in, &first, &last) ||
        (dli_form_grammar(p->phrases, p->words.ptr[first].form) & DLI_GRAMMAR_det) == 0 ||
        dli_form_begins(p->phrases, p->words.ptr[first].form, DLI_LIST_numbers))
        return 0; /* "a spokesman" may be any */
    for (size_t i = 0; i < j->list.count; i++) {
        const known *k = &j->list.ptr[i];
        if (k->role.end == 0 || !words_of(p, k->role, &from, &to) ||
            !fits_role(p, k, s, first, last))
            continue;
        for (uint32_t w = from; w <= to; w++)
            if (p->words.ptr[w].form == s->head) {
                if (found != 0 && found != i + 1)
                    return 0; /* two of them */
                found = (uint32_t)i + 1;
                break;
            }
    }
    return found;
}

static uint32_t mention_of_person(const dli_parsed *p, const known *k, uint32_t at);

/* Whether a name begins a clause: titles and small words before it, a verb, an age or an
 * apposition behind it. */
static bool is_subject(const joining *j, const dli_named *name, size_t sentence)
{
    const uint32_t links = DLI_GRAMMAR_prep | DLI_GRAMMAR_of | DLI_GRAMMAR_and |
                           DLI_GRAMMAR_rel | DLI_GRAMMAR_det | DLI_GRAMMAR_quant;
    const uint32_t verbs = DLI_GRAMMAR_aux | DLI_GRAMMAR_be | DLI_GRAMMAR_modal |
                           DLI_GRAMMAR_verb | DLI_GRAMMAR_rel;
    const dli_parsed *p = j->f->parsed;
    uint32_t word = p->sentences.ptr[sentence].word, from = name->word, next = name->end, count;
    uint32_t end = word + p->sentences.ptr[sentence].count;

    while (from > word && p->words.ptr[from - 1].mark != DLI_MARK_COMMA &&
           j->said[from - 1] == 0)
        from--;
    for (uint32_t w = from; w < name->word; w++) {
        uint32_t grammar = dli_word_grammar(p, w);
        bool fine = p->words.ptr[w].capital || w == from ||
                    (grammar & (DLI_GRAMMAR_adv | DLI_GRAMMAR_det)) != 0 || grammar == 0;
        if (!fine || (grammar & verbs) != 0 || j->said[w] > 0)
            return false;
    }
    bool small =
        name->word - from > 6 ||
        (name->word > from && (dli_word_grammar(p, name->word - 1) &
                               (DLI_GRAMMAR_prep | DLI_GRAMMAR_of | DLI_GRAMMAR_and)) != 0);
    if (small || next >= end || j->said[next] > 0)
        return false;
    if (p->words.ptr[next].mark == DLI_MARK_COMMA && next + 1 < end)
        return p->words.ptr[next + 1].kind == DLI_WORD_NUMBER ||
               (dli_word_grammar(p, next + 1) & DLI_GRAMMAR_rel) != 0 ||
               dli_word_meaning(p, next + 1, end, DLI_LIST_roles, &count).ptr != NULL;
    return p->words.ptr[next].kind == DLI_WORD_LETTERS && !p->words.ptr[next].capital &&
           (dli_word_grammar(p, next) & links) == 0;
}

/* A verb in the plural, where she and they are one word: sie sagten. */
static bool is_plural(const dli_parsed *p, const dli_draft *d)
{
    return dli_ends(dli_cut(p->body, d->cue), DL_STR("n"));
}

/* Whether name `name` may be whom its sentence is about: no preposition stands close before it, and
 * no other person's role. */
static bool may_be_meant(const dli_parsed *p, const dli_sentence *in, const dli_named *name)
{
    uint32_t count, behind = in->word;

    for (uint32_t w = name->word; w > in->word && name->word - w < 4; w--) {
        uint32_t grammar = dli_word_grammar(p, w - 1);
        bool of = (grammar & (DLI_GRAMMAR_of | DLI_GRAMMAR_obj)) != 0;
        if (p->words.ptr[w - 1].kind == DLI_WORD_MARK)
            break;
        if ((grammar & DLI_GRAMMAR_prep) != 0 || (of && w == name->word))
            return false;
    }
    for (uint32_t w = in->word; w < name->word; w++) {
        dl_str role = dli_word_meaning(p, w, name->word, DLI_LIST_roles, &count);
        if (role.ptr != NULL && dli_means(role, "person"))
            behind = w + count;
    }
    return behind == in->word || name->word - behind < 2 || p->words.ptr[behind].capital;
}

/* The person of a name, as far as it may be one: index + 1, or 0. */
static uint32_t person_named(joining *j, const dli_named *name)
{
    const dli_parsed *p = j->f->parsed;
    uint32_t first = 0, last = 0;
    char room[MAX_STEM];

    if (!words_of(p, name->in, &first, &last))
        return 0;
    const dli_map_slot *slot = dli_map_get(&j->stems, stem_of(p, last, room));
    bool is_known = false;
    for (uint32_t i = slot != NULL ? slot->value : 0; i != 0 && !is_known;
         i = j->list.ptr[i - 1].next)
        is_known = same_person(p, &j->list.ptr[i - 1], first, last);
    return is_known || may_be_person(p, first, last) ? join(j, DLI_PER, first, last) : 0;
}

/* Whether a name is that of person `who` (index + 1, or 0). */
static bool is_same(const joining *j, const dli_named *name, uint32_t who)
{
    uint32_t first = 0, last = 0;

    return who != 0 && words_of(j->f->parsed, name->in, &first, &last) &&
           same_person(j->f->parsed, &j->list.ptr[who - 1], first, last);
}

/* Whether somebody of the other sex was spoken of since word `from`. */
static bool is_crossed(const joining *j, const dli_speaker *s, uint32_t from, uint32_t at)
{
    bool she = (s->pronoun & DLI_GRAMMAR_she) != 0, he = (s->pronoun & DLI_GRAMMAR_he) != 0;

    for (uint32_t w = from; w < at && she != he; w++) {
        uint32_t grammar = dli_word_grammar(j->f->parsed, w);
        if (j->said[w] == 0 && (grammar & (she ? DLI_GRAMMAR_he : DLI_GRAMMAR_she)) != 0 &&
            (grammar & (she ? DLI_GRAMMAR_she : DLI_GRAMMAR_he)) == 0)
            return true;
    }
    return false;
}

/* The name of a person that ends with word `at`: one that the tagger found, or one that said
 * something before. `next` is the name behind those that may end there. */
static bool person_ending(joining *j, uint32_t at, size_t *next, dli_named *out)
{
    const dli_parsed *p = j->f->parsed;
    char room[MAX_STEM];

    while (*next > 0 && p->names.ptr[*next - 1].word > at)
        --*next;
    if (*next > 0 && p->names.ptr[*next - 1].end > at) {
        *out = p->names.ptr[*next - 1];
        return out->kind == (uint8_t)DLI_NAMED_PER && out->end == at + 1;
    }
    if (!is_letters(p, at) || !p->words.ptr[at].capital)
        return false;
    const dli_map_slot *slot = dli_map_get(&j->stems, stem_of(p, at, room));
    for (uint32_t i = slot != NULL ? slot->value : 0; i != 0; i = j->list.ptr[i - 1].next) {
        const known *k = &j->list.ptr[i - 1];
        uint32_t from = k->type == DLI_PER && same_word(p, k->last, at)
                            ? mention_of_person(p, k, at)
                            : UINT32_MAX;
        if (from == UINT32_MAX)
            continue;
        *out = (dli_named){ .in = dli_words_span(p, from, at + 1),
                            .word = from,
                            .end = at + 1,
                            .kind = (uint8_t)DLI_NAMED_PER };
        return true;
    }
    return false;
}

/* Who else a sentence was about since `speaker` (index + 1, or 0) said something, and before the
 * pronoun `s`: index + 1, 0 if nobody, or UINT32_MAX if several are named and none is sure. */
static uint32_t other_since(joining *j, const dli_draft *d, const dli_speaker *s,
                            uint32_t speaker)
{
    enum {
        LOOK = 150 /* words */
    };
    const dli_parsed *p = j->f->parsed;
    uint32_t at = dli_word_from(p, s->in.start), low = at > LOOK ? at - LOOK : 0;
    size_t since =
        speaker != 0 ? dli_sentence_at(p, dli_word_from(p, j->speaker_end - 1)) + 1 : 0;
    size_t next = dli_named_from(p, at), sentence = dli_sentence_at(p, at);
    bool any = false;
    dli_named name;

    for (uint32_t w = at; w-- > low;) {
        while (w < p->sentences.ptr[sentence].word)
            sentence--;
        if (sentence < since || p->sentences.ptr[sentence].block + 1 < d->block)
            break;
        if (j->said[w] > 0 || !person_ending(j, w, &next, &name))
            continue;
        bool subject = is_subject(j, &name, sentence);
        uint32_t who = subject ? person_named(j, &name) : 0;
        if (who != 0)
            return who != speaker && (any || is_crossed(j, s, name.end, at)) ? UINT32_MAX : who;
        any |= !is_same(j, &name, speaker);
        w = name.word;
    }
    return any ? UINT32_MAX : 0;
}

/* The person whom the nearest sentence of the block before `at` that names one is about, behind the
 * last speaker: index + 1; 0 where nobody is named, UINT32_MAX where that is not clear. */
static uint32_t named_since(joining *j, const dli_draft *d, uint32_t at)
{
    const dli_parsed *p = j->f->parsed;
    uint32_t start = j->f->item->blocks.ptr[d->block].in.start, word = dli_word_from(p, at);
    const dli_named *first = NULL;
    size_t low = 0, high = p->names.count, s;

    if (j->speaker != 0 && j->speaker_block == d->block && j->speaker_at > start)
        start = j->speaker_at;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (p->names.ptr[middle].in.start < at)
            low = middle + 1;
        else
            high = middle;
    }
    for (s = dli_sentence_at(p, word); low > 0 && p->names.ptr[low - 1].in.start > start;
         low--) {
        const dli_named *name = &p->names.ptr[low - 1];
        if (name->kind != (uint8_t)DLI_NAMED_PER || name->end > word ||
            dli_quote_around(p, name->word, name->end) != 0)
            continue;
        size_t in = dli_sentence_at(p, name->word);
        if (first != NULL && in != s)
            break;
        s = in;
        first = name;
    }
    if (first == NULL)
        return 0;
    uint32_t who = may_be_meant(p, &p->sentences.ptr[s], first) ? person_named(j, first) : 0;
    return who != 0 ? who : UINT32_MAX;
}

static uint32_t of_pronoun(joining *j, const dli_draft *d, const dli_speaker *s)
{
    bool she = (s->pronoun & DLI_GRAMMAR_she) != 0, he = (s->pronoun & DLI_GRAMMAR_he) != 0;

    if (d->quote != 0)
        return 0;
    if ((s->pronoun & DLI_GRAMMAR_it) != 0 && !she && !he)
        return j->body_speaker != 0 && d->block - j->body_block <= NEAR_BLOCKS ? j->body_speaker
                                                                               : 0;
    bool several = she && (s->pronoun & DLI_GRAMMAR_they) != 0 && is_plural(j->f->parsed, d);
    if ((!she && !he) || several)
        return 0;
    uint32_t speaker =
        j->speaker == 0 || d->block - j->speaker_block > NEAR_BLOCKS ? 0 : j->speaker;
    /* where the verb stands second, who the sentence is about may stand behind it */
    const dli_phrases *phrases = j->f->parsed->phrases;
    uint32_t other = phrases != NULL && phrases->caps ? named_since(j, d, s->in.start)
                                                      : other_since(j, d, s, speaker);
    uint32_t who = other != 0 ? other : speaker;
    if (who == 0 || who == UINT32_MAX)
        return 0;
    known *k = &j->list.ptr[who - 1];
    if ((she && !he && k->he) || (he && !she && k->she))
        return 0;
    k->she |= she && !he;
    k->he |= he && !she;
    return who;
}

/* Join one source or via of draft `d`. */
static void take(joining *j, const dli_draft *d, dli_speaker *s)
{
    const dli_parsed *p = j->f->parsed;
    uint32_t first = 0, last = 0;

    if (s->in.end == 0)
        return;
    if (s->pronoun != 0) {
        s->resolved = of_pronoun(j, d, s);
        if (s->resolved != 0)
            s->type = j->list.ptr[s->resolved - 1].type == DLI_PER ? DLI_SOURCE_NAMED
                                                                   : DLI_SOURCE_OFFICE;
    } else if (is_person(s) && words_of(p, s->name, &first, &last)) {
        s->entity = join(j, DLI_PER, first, last);
        if (s->entity == 0)
            return;
        known *k = &j->list.ptr[s->entity - 1];
        k->she |= s->she;
        k->he |= !s->she && s->head != 0 && s->role.end != 0 && p->phrases != NULL &&
                 p->phrases->caps; /* a woman has a word of her own: Lehrerin */
        if (k->role.end == 0)
            k->role = s->role;
    } else if (is_body(p, s, &first, &last)) {
        s->entity = join(j, DLI_ORG, first, last);
    } else {
        s->resolved = of_role(j, s);
    }
    uint32_t who = s->entity != 0 ? s->entity : s->resolved;
    if (who == 0 || d->quote != 0)
        return;
    if (j->list.ptr[who - 1].type == DLI_PER) {
        j->speaker = who;
        j->speaker_block = d->block;
        j->speaker_end = s->in.end;
        j->speaker_at = s->in.start;
    } else {
        j->body_speaker = who;
        j->body_block = d->block;
    }
}

/* ---- Names that the tagger found -------------------------------------------*/

enum {
    NO_ENTITY = 255
};

/* The kind of entity that a name is. Places are found by place/. */
static uint8_t entity_of(const dli_named *name)
{
    static const uint8_t types[DLI_NAMED_KINDS] = {
        [DLI_NAMED_PER] = DLI_PER,     [DLI_NAMED_ORG] = DLI_ORG,
        [DLI_NAMED_LOC] = DLI_LOC,     [DLI_NAMED_FAC] = DLI_LOC,
        [DLI_NAMED_MISC] = DLI_MISC,   [DLI_NAMED_PRODUCT] = DLI_MISC,
        [DLI_NAMED_NORP] = NO_ENTITY,  [DLI_NAMED_DATE] = NO_ENTITY,
        [DLI_NAMED_MONEY] = NO_ENTITY,
    };

    return types[name->kind];
}

/* The same for a body: two words, or one in capitals; in English, where a capital means more, one
 * that no list has. It is none if it ends as a person does who is known. */
static bool may_be_body(const joining *j, uint32_t first, uint32_t last)
{
    const dli_parsed *p = j->f->parsed;
    const dli_word *w = &p->words.ptr[first];
    char room[MAX_STEM];

    if (!w->capital)
        return false;
    if (count_capitals(p, first, last) < 2 && !(first == last && w->upper) &&
        !(first == last && w->form == 0 && p->lang != NULL &&
          dli_eq(p->lang->code, DL_STR("en"))))
        return false;
    const dli_map_slot *slot = dli_map_get(&j->stems, stem_of(p, last, room));
    for (uint32_t i = slot != NULL ? slot->value : 0; i != 0; i = j->list.ptr[i - 1].next)
        if (j->list.ptr[i - 1].type == DLI_PER && same_word(p, j->list.ptr[i - 1].last, last))
            return false;
    return true;
}

/* A work, an event, a law: of two words at least, or in quotation marks. */
static bool may_be_other(const dli_parsed *p, const dli_named *name, uint32_t first,
                         uint32_t last)
{
    bool quoted = first > 0 && p->words.ptr[first - 1].mark == DLI_MARK_QUOTE &&
                  name->end < p->words.count && p->words.ptr[name->end].mark == DLI_MARK_QUOTE;

    return p->words.ptr[first].capital && (quoted || count_capitals(p, first, last) >= 2);
}

static void take_names(joining *j, uint8_t type)
{
    const dli_parsed *p = j->f->parsed;
    uint32_t first = 0, last = 0;
    const dli_sentence *in = p->sentences.ptr; /* that holds the name */

    for (size_t i = 0; i < p->names.count && !j->f->failed; i++) {
        const dli_named *name = &p->names.ptr[i];
        size_t before = j->list.count;
        while (in->word + in->count <= name->word)
            in++;
        if (entity_of(name) != type || !words_of(p, name->in, &first, &last))
            continue;
        bool may = type == DLI_PER
                       ? may_be_person(p, first, last) || dli_has_title(p, i, in->word)
                   : type == DLI_ORG ? may_be_body(j, first, last)
                                     : may_be_other(p, name, first, last);
        uint32_t who = may ? join(j, type, first, last) : 0;
        if (who == 0)
            continue;
        known *k = &j->list.ptr[who - 1];
        k->silent |= j->list.count > before;
        if (type == DLI_PER && k->role.end == 0)
            k->role = dli_role_beside(p, i, in->word, in->word + in->count);
    }
}

/* Whether the tagger takes words [from, to] for a name of another kind; *next is the first name
 * that may reach beyond them. */
static bool is_other_name(const dli_parsed *p, uint8_t type, uint32_t from, uint32_t to,
                          size_t *next)
{
    while (*next < p->names.count && p->names.ptr[*next].end <= from)
        ++*next;
    if (*next == p->names.count || p->names.ptr[*next].word > to)
        return false;
    return entity_of(&p->names.ptr[*next]) != type;
}

/* ---- Mentions ------------------------------------------------------------*/

/* The first word of the mention of person `k` whose surname is word `at`, or UINT32_MAX
 * if another person is meant. */
static uint32_t mention_of_person(const dli_parsed *p, const known *k, uint32_t at)
{
    uint32_t from = at, name = k->last;

    while (name > k->first && from > 0 && !is_letters(p, name - 1))
        name--;
    while (from > 0 && name > k->first) {
        uint32_t before = from - 1;
        while (before > 0 && p->words.ptr[before].mark == DLI_MARK_STOP)
            before--;
        if (!is_letters(p, before) || !p->words.ptr[before].capital)
            break;
        if (!same_word(p, before, name - 1) && !is_initial_of(p, before, name - 1))
            break;
        from = before;
        name--;
    }
    const dli_word *w = from > 0 ? &p->words.ptr[from - 1] : NULL;
    if (from < at || w == NULL || w->kind != DLI_WORD_LETTERS || !w->capital || w->form != 0)
        return from;
    return UINT32_MAX; /* "Maria Costa", where Ana Costa is meant */
}

static bool add_mention(joining *j, known *k, uint32_t first, uint32_t last)
{
    dl_span in = dli_words_span(j->f->parsed, first, last + 1);
    bool again = k->mentions.count > 0 && k->mentions.ptr[k->mentions.count - 1].end > in.start;

    if (again || k->mentions.count >= MAX_MENTIONS)
        return true;
    return DLI_PUSH(j->f->scratch, &k->mentions, in);
}

/* Whether the words at `at` are the body `k`. */
static bool is_mention_of_body(const dli_parsed *p, const known *k, uint32_t at)
{
    if (at + (k->last - k->first) >= p->words.count)
        return false;
    for (uint32_t i = 0; i <= k->last - k->first; i++)
        if (!same_word(p, k->first + i, at + i))
            return false;
    return true;
}

/* Who is meant by the words at `at`: the one with the longest name there, then the one
 * who was mentioned last, then the first. */
static known *meant_at(joining *j, uint32_t candidates, uint32_t at, uint32_t *from)
{
    const dli_parsed *p = j->f->parsed;
    known *best = NULL;
    uint32_t tries = 0;
    size_t last = 0;

    for (uint32_t i = candidates; i != 0 && tries < 8; i = j->list.ptr[i - 1].next, tries++) {
        known *k = &j->list.ptr[i - 1];
        size_t when = k->mentions.count == 0 ? 0 : k->mentions.ptr[k->mentions.count - 1].end;
        uint32_t start = UINT32_MAX;
        if (k->type == DLI_PER)
            start = mention_of_person(p, k, at);
        else if (is_mention_of_body(p, k, at))
            start = at;
        if (start == UINT32_MAX ||
            (best != NULL && (start > *from || (start == *from && when < last))))
            continue;
        best = k;
        *from = start;
        last = when;
    }
    return best;
}

static bool find_mentions(joining *j)
{
    const dli_parsed *p = j->f->parsed;
    char room[MAX_STEM];
    uint32_t from = 0;
    size_t next = 0; /* name */

    for (uint32_t at = 0; at < p->words.count && j->list.count > 0; at++) {
        if (!p->words.ptr[at].capital)
            continue;
        const dli_map_slot *slot = dli_map_get(&j->stems, stem_of(p, at, room));
        known *k = meant_at(j, slot != NULL ? slot->value : 0, at, &from);
        if (k != NULL && k->silent && is_other_name(p, k->type, from, at, &next))
            continue;
        if (k != NULL &&
            !add_mention(j, k, from, k->type == DLI_PER ? at : at + (k->last - k->first)))
            return false;
    }
    return true;
}

static bool write_entities(joining *j)
{
    dli_finder *f = j->f;

    for (size_t i = 0; i < j->list.count; i++) {
        const known *k = &j->list.ptr[i];
        /* Where every mention was taken for somebody else's, its own is left. */
        uint32_t count = k->mentions.count > 0 ? (uint32_t)k->mentions.count : 1;
        const dl_span *from = k->mentions.count > 0 ? k->mentions.ptr : &k->name;
        dl_span *copy = dli_arena_take(f->arena, count * sizeof(dl_span));
        if (copy == NULL)
            return false;
        memcpy(copy, from, count * sizeof(dl_span));
        if (k->silent && k->mentions.count == 0)
            continue; /* it is somebody else's */
        dli_entity entity = { .type = k->type,
                              .silent = k->silent,
                              .name = dli_cut(f->parsed->body, k->name),
                              .mentions = { copy, count },
                              .role = k->role };
        if (!DLI_PUSH(f->arena, &f->out->entities, entity))
            return false;
    }
    return true;
}

/* Note which words are somebody's: those in quotation marks and in what is said. */
static bool note_said(joining *j)
{
    dli_finder *f = j->f;
    const dli_parsed *p = f->parsed;

    j->said = dli_arena_take(f->scratch, (p->words.count + 2) * sizeof *j->said);
    if (j->said == NULL)
        return false;
    for (size_t i = 0; i < p->quotes.count; i++) {
        j->said[p->quotes.ptr[i].word]++;
        j->said[p->quotes.ptr[i].word + p->quotes.ptr[i].count]--;
    }
    for (size_t i = 0; i < f->drafts.count; i++) {
        const dli_draft *d = &f->drafts.ptr[i];
        for (uint32_t k = 0; k < d->content_count; k++) {
            uint32_t from, count = dli_words_in(p, f->spans.ptr[d->content + k], &from);
            j->said[from]++;
            j->said[from + count]--;
        }
    }
    for (uint32_t w = 1; w <= p->words.count; w++)
        j->said[w] += j->said[w - 1];
    return true;
}

bool dli_join_people(dli_finder *f)
{
    joining j = { .f = f };

    if (!note_said(&j))
        return false;
    dli_map_init(&j.stems, f->scratch);
    for (size_t i = 0; i < f->drafts.count && !f->failed; i++) {
        dli_draft *d = &f->drafts.ptr[i];
        for (uint32_t v = 0; v < d->via_count; v++)
            take(&j, d, &d->via[v]);
        take(&j, d, &d->source);
    }
    take_names(&j, DLI_PER);
    take_names(&j, DLI_ORG);
    take_names(&j, DLI_MISC);
    return !f->failed && find_mentions(&j) && write_entities(&j);
}
