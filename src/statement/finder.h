/* finder.h -- what the files of statement/ share.
 *
 *   stream   the words of a block, or of a quotation, with each quotation in them
 *            as one token (stream.c)
 *   noun     a stretch of tokens that may name a speaker (noun.c)
 *   cue      a verb or phrase of saying and what lets it count (cue.c)
 *   pattern  source, cue and content put together (indirect.c, direct.c)
 *   draft    a statement as found, before who is who is known (people.c) and it
 *            is written out (find.c)
 */
#ifndef DLI_FINDER_H
#define DLI_FINDER_H

#include "base/hash.h"
#include "base/str.h"
#include "statement/statement.h"

/* A word, or a whole quotation. */
typedef struct dli_token {
    uint32_t word, end; /* words [word, end) */
    uint32_t quote;     /* index + 1 of the quotation it is, or 0 */
    uint32_t grammar;   /* of a word (dli_grammar) */
    uint8_t mark;       /* dli_mark; DLI_MARK_NONE for a quotation */
    bool capital;
    bool starts; /* begins a sentence */
    bool says;   /* begins an entry of said.txt that no noun looks like */
    bool speech; /* a quotation that is more than a name or a word held with tongs */
} dli_token;

/* What a cue asks for (lang/<code>/said.txt; docs/formats/lang.md). */
typedef enum dli_cue_mark {
#define CUE(name, what) DLI_CUE_BIT_##name,
#include "statement/cues.def"
#undef CUE
    DLI_CUE_COUNT
} dli_cue_mark;

#define DLI_CUE(name) (1u << DLI_CUE_BIT_##name)

/* Tokens that may name somebody who speaks. */
typedef struct dli_noun {
    uint32_t from, to; /* from == to: none */
    uint32_t name_from, name_to;
    uint32_t role_from, role_to;
    uint32_t head;    /* form of the word of roles.txt that counts, or 0 */
    uint32_t pronoun; /* its class (dli_grammar), or 0 */
    uint8_t type;     /* dli_source_type */
    bool person;      /* one human being */
    bool she;
    bool sure; /* holds a name, a word of roles.txt, or a pronoun */
} dli_noun;

typedef struct dli_cue {
    uint32_t from, to; /* tokens of the words of saying */
    uint32_t group;    /* first token of the verb group ("had also said") */
    uint32_t clause;   /* token before which its subject stands, if left */
    uint32_t particle; /* token of a separated particle ("teilte … mit"), or 0 */
    uint32_t pronoun;  /* token of a subject joined to it ("a-t-il dit"), or 0 */
    uint32_t marks;    /* DLI_CUE() bits */
    uint8_t stance;    /* dli_stance */
    bool modal, negated, passive, infinitive;
    bool done;             /* another one has made a draft of it */
    bool looked;           /* `who` is known */
    dl_str lemma, without; /* the particle that would make another verb of it */
    dli_noun who;          /* what stands left of the verb group, for cues before this one */
} dli_cue;

/* The same in bytes of the body. */
typedef struct dli_speaker {
    dl_span in; /* empty: nobody */
    dl_span name, role;
    uint32_t head;
    uint32_t pronoun;
    uint32_t entity, resolved; /* index + 1 into the entities, or 0 (people.c) */
    uint8_t type;
    bool person, she;
} dli_speaker;

enum {
    DLI_MAX_VIA = 3
};

/* A statement as it is found. */
typedef struct dli_draft {
    uint8_t kind, stance, by;
    dl_str lemma;
    dl_span cue, particle; /* empty: none */
    dli_speaker source;    /* `in` empty: none */
    dli_speaker via[DLI_MAX_VIA];
    uint32_t via_count;
    dl_span addressee;
    bool bare;                       /* a verb whose subject is left out: añadió */
    uint32_t content, content_count; /* in finder.spans */
    uint32_t block;
    uint32_t quote; /* index + 1 of the quotation whose words it was found in, or 0 */
    bool back;      /* it says what the sentence before does */
    bool calls;     /* it is what something is called */
    bool beside;    /* its words of saying stand at their source: according to */
    bool shows;     /* a thing may do it, too: shows that */
} dli_draft;

typedef DLI_VEC(dl_span) dli_spans;

/* The meaning of an entry of said.txt, read. */
typedef struct dli_read_meaning {
    const char *meaning; /* NULL: none yet */
    bool fine;
    dli_cue cue;
    dl_str particle;
} dli_read_meaning;

enum {
    DLI_READ_MEANINGS = 32
};

typedef struct dli_finder {
    dli_arena *arena, *scratch;
    const dli_item *item;
    const dli_parsed *parsed;
    dli_statements *out;
    DLI_VEC(dli_token) tokens;                /* of the stream at hand */
    DLI_VEC(dli_cue) cues;                    /* of the sentence at hand */
    DLI_VEC(dli_draft) drafts;                /* in the order they were found */
    dli_spans spans;                          /* contents of the drafts */
    dli_read_meaning read[DLI_READ_MEANINGS]; /* by the address of the meaning */
    uint8_t *taken;                           /* of each quotation: it stands in a statement */
    uint32_t block;                           /* of the stream at hand */
    bool dialogue;     /* the block begins with the dash of somebody who speaks, in Cyrillic */
    uint32_t quote;    /* the stream is the inside of this quotation (+ 1), or 0 */
    uint32_t from, to; /* tokens of the sentence at hand */
    uint32_t floor;    /* token behind the statement before in the sentence */
    uint32_t left;     /* token where a clause before the next cue may begin */
    uint32_t inside;   /* token up to which something is said already */
    uint32_t speech;   /* token behind a sentence with the newest, direct draft */
    uint32_t near;     /* token behind a sentence with the newest, a person's draft */
    uint32_t told;     /* token behind a sentence with the newest draft */
    uint32_t told_block; /* block that ends with the newest draft */
    uint32_t last;       /* the draft before in the sentence + 1, or 0 */
    dli_speaker cited;   /* "Citing a source, …": for the next draft */
    dli_speaker passed;  /* \"S, according to Reuters, said\": the same, who passes on */
    dli_map people;      /* words of the names of people, by the tagger of names */
    bool failed;         /* memory ran out */
    uint32_t pending;    /* a draft + 1 whose speech the next block begins with */
} dli_finder;

/* ---- stream.c ------------------------------------------------------------*/

/* Make the tokens of words [first, end), of which quotation `quote` (index + 1, or
 * 0) is the innermost around them. False if memory ran out. */
bool dli_make_stream(dli_finder *f, uint32_t first, uint32_t end, uint32_t quote);

/* Index of the first quotation, and of the first name of the tagger, that begins at or behind `word`;
 * their number if there is none. */
size_t dli_quote_from(const dli_parsed *parsed, uint32_t word);
size_t dli_named_from(const dli_parsed *parsed, uint32_t word);

/* A verb form that only what is told of others has: by the list, or one that ends as such do. */
bool dli_is_told(const dli_parsed *parsed, uint32_t at);

/* The outermost quotation around words [from, to), as index + 1, or 0. */
uint32_t dli_quote_around(const dli_parsed *parsed, uint32_t from, uint32_t to);

/* ---- noun.c --------------------------------------------------------------*/

/* The noun phrase that ends before token `end`, no further left than `floor`. */
dli_noun dli_noun_before(const dli_finder *f, uint32_t end, uint32_t floor);

/* The noun phrase that begins at token `at`, no further right than `end`, without an
 * apposition, and with one. */
dli_noun dli_noun_plain(const dli_finder *f, uint32_t at, uint32_t end);
dli_noun dli_noun_from(const dli_finder *f, uint32_t at, uint32_t end);

/* The same for a body that speaks from behind a preposition ("в полиции"); the noun is
 * without it, *before gets the preposition's token. */
dli_noun dli_noun_in(const dli_finder *f, uint32_t end, uint32_t floor, uint32_t *before);

/* The token behind the times that begin at `at`, in Cyrillic: "5 марта │ суд". */
uint32_t dli_behind_dates(const dli_finder *f, uint32_t at, uint32_t end);

/* The noun phrase that tokens [from, to) are known to be. */
dli_noun dli_noun_at(const dli_finder *f, uint32_t from, uint32_t to);

dli_speaker dli_speaker_of(const dli_finder *f, const dli_noun *noun);

/* Whether word `word` is the colon of a time: "12:01". */
bool dli_is_in_time(const dli_parsed *p, uint32_t word);

/* Who words [from, to) of a sentence name; false if memory ran out. Makes a stream of its own. */
bool dli_speaker_in(dli_finder *f, uint32_t sentence, uint32_t from, uint32_t to,
                    dli_speaker *out);

/* ---- cue.c ---------------------------------------------------------------*/

/* The next of the meanings that semicolons part: "zurückweisen, deny with:zurück; hinweisen, …". False:
 * none is left. */
bool dli_next_cue(dl_str *rest, dl_str *one);

/* Read the meaning of an entry of said.txt: "say, neutral free", "not", or
 * "mitteilen, neutral with:mit", whose particle goes to *particle. False if a word of
 * it is not known. Of several, the first. */
bool dli_read_cue(dl_str meaning, dli_cue *cue, dl_str *particle);

/* Fill f->cues with the cues of the sentence at hand. */
bool dli_find_cues(dli_finder *f);

/* ---- cued.c --------------------------------------------------------------*/

/* Make drafts of the cues of the sentence at hand. */
bool dli_draft_cues(dli_finder *f);

/* ---- uncued.c ------------------------------------------------------------*/

/* Before the cues of a block: the speech that the block before announced. */
bool dli_draft_pending(dli_finder *f);

/* Make drafts of what is said in the sentence at hand without a verb: X: “…”. */
bool dli_draft_colon(dli_finder *f);

/* A capital that may be the sentence's alone: "Bottom line" is nobody, where a tagger of names
 * could have said so and does not. */
bool dli_is_common(const dli_finder *f, const dli_noun *noun);

/* The sentence at hand begins with speech, behind which somebody and a verb that no list has
 * stand: “…,” Costa chuckled. */
bool dli_draft_inquit(dli_finder *f);

/* The sentence at hand, in which no verb of saying was found: quotations that stand for
 * themselves, or go on with the statement before. */
bool dli_draft_speech(dli_finder *f);

/* The sentence at hand goes on with what the one before told, where its verb says so: „… Er
 * habe keine Wahl.“ */
bool dli_draft_told(dli_finder *f);

/* ---- tree.c --------------------------------------------------------------*/

/* Mend the drafts, or let them go, where the tree of their sentence says so. False if memory ran out. */
bool dli_weigh_by_tree(dli_finder *f);

/* ---- drafts --------------------------------------------------------------*/

/* Begin a draft; NULL if memory (f->failed) or the limit (f->out->trimmed) is spent. */
dli_draft *dli_new_draft(dli_finder *f, const dli_cue *cue);

/* Add tokens [from, to), without marks at their ends, to the content of the newest
 * draft, and note its kind and the quotations it takes. */
bool dli_add_content(dli_finder *f, uint32_t from, uint32_t to);

/* ---- tokens --------------------------------------------------------------*/

static inline const dli_token *dli_tok(const dli_finder *f, uint32_t at)
{
    return &f->tokens.ptr[at];
}

static inline bool dli_is(const dli_finder *f, uint32_t at, uint32_t classes)
{
    return at < f->tokens.count && (f->tokens.ptr[at].grammar & classes) != 0;
}

/* A language that writes its nouns with capitals. */
static inline bool dli_has_caps(const dli_finder *f)
{
    return f->parsed->phrases != NULL && f->parsed->phrases->caps;
}

/* A language of Cyrillic writing. */
static inline bool dli_is_cyrillic(const dli_finder *f)
{
    return f->parsed->lang != NULL && dli_eq(f->parsed->lang->script, DL_STR("Cyrl"));
}

static inline bool dli_is_mark(const dli_finder *f, uint32_t at, dli_mark mark)
{
    return at < f->tokens.count && f->tokens.ptr[at].mark == (uint8_t)mark;
}

/* The bytes of tokens [from, to). */
static inline dl_span dli_tokens_span(const dli_finder *f, uint32_t from, uint32_t to)
{
    if (from >= to)
        return (dl_span){ 0, 0 };
    return dli_words_span(f->parsed, dli_tok(f, from)->word, dli_tok(f, to - 1)->end);
}

/* The meaning of the longest entry of `list` at token `at`, before token `end`; *to is
 * the token behind it. Its ptr is NULL if there is none. A quotation is never part of
 * an entry. */
dl_str dli_token_meaning(const dli_finder *f, uint32_t at, uint32_t end, dli_list list,
                         uint32_t *to);

/* Whether one of the words of a meaning is `word`. */
bool dli_means(dl_str meaning, const char *word);

/* ---- mend.c ----------------------------------------------------------------*/

/* Whether an English draft tells of nothing said: "if Costa says so". */
bool dli_is_unsaid(const dli_finder *f, const dli_draft *d);

/* Put the pieces of an English content right; it may be left without any. */
void dli_mend_content(const dli_finder *f, dli_draft *d);

#endif
