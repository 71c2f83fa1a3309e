/* lang.h -- what dateline knows of each language: word lists, and which is which.
 *
 * A language is a folder lang/<code>/ of word lists, with no C
 * (tools/gen_lang_tables.c makes the tables). Nothing here changes at run time.
 */
#ifndef DLI_LANG_H
#define DLI_LANG_H

#include "base/arena.h"

struct dli_buf;

typedef enum dli_list {
#define LIST(name, where, what) DLI_LIST_##name,
#include "lang/lists.def"
#undef LIST
    DLI_LIST_COUNT
} dli_list;

/* An entry of a list, folded; `meaning` is "" where the list gives none. */
typedef struct dli_entry {
    dl_str text;
    dl_str meaning;
} dli_entry;

typedef struct dli_entries {
    const dli_entry *ptr; /* ascending by text, bytewise */
    size_t count;
} dli_entries;

typedef struct dli_lang {
    dl_str code; /* BCP 47: "en" */
    dl_str name;
    dl_str script; /* ISO 15924: "Latn" */
    dli_entries lists[DLI_LIST_COUNT];
} dli_lang;

extern const dli_lang dli_langs[];
extern const size_t dli_lang_count;

/* ---- Phrases -------------------------------------------------------------
 *
 * All lists of a language as one tree over words, so that a text is looked up once
 * for each word: its form, and from there the entries of any list that begin with
 * it (tools/gen_lang_phrases.c). */

/* What a word can be (grammar.def), as bits. */
typedef enum dli_grammar_bit {
#define CLASS(name, what) DLI_GRAMMAR_BIT_##name,
#include "lang/grammar.def"
#undef CLASS
} dli_grammar_bit;

typedef enum dli_grammar {
#define CLASS(name, what) DLI_GRAMMAR_##name = (int)(1u << DLI_GRAMMAR_BIT_##name),
#include "lang/grammar.def"
#undef CLASS
} dli_grammar;

/* A word that stands in a list: a slot of a table by dli_form_hash(). Texts are bytes of
 * one block, so that nothing has to be relocated at start-up. */
typedef struct dli_form {
    uint32_t text;    /* where it begins, folded */
    uint32_t grammar; /* of dli_grammar */
    uint32_t lists;   /* bit i: an entry of list i begins with this word */
    uint32_t node;    /* where the tree goes on if an entry begins so, or 0 */
    uint16_t len;     /* 0: a free slot */
} dli_form;

typedef struct dli_phrase_step {
    uint32_t form; /* the next word */
    uint32_t node;
} dli_phrase_step;

typedef struct dli_phrase_node {
    uint32_t step; /* its steps, ascending by form: [step, step + steps) */
    uint32_t end;  /* the entries that end here: [end, end + ends) */
    uint16_t steps;
    uint16_t ends;
} dli_phrase_node;

typedef struct dli_phrase_end {
    uint32_t meaning; /* where it begins */
    uint16_t len;
    uint16_t list; /* dli_list */
} dli_phrase_end;

typedef struct dli_phrases {
    const unsigned char *texts;
    const dli_form *forms;   /* a form's number is its slot + 1 */
    uint32_t mask;           /* slots - 1 */
    uint8_t ending, longest; /* bytes of the shortest and longest "*ending"; 0: none */
    bool caps;               /* every noun has a capital: a word of grammar.txt says so */
    const dli_phrase_node *nodes;
    const dli_phrase_step *steps;
    const dli_phrase_end *ends;
} dli_phrases;

extern const dli_phrases dli_lang_phrases[]; /* one for each of dli_langs */

/* FNV-1a, which the generator and the reader of the tables must share. */
static inline uint32_t dli_form_hash(dl_str folded)
{
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < folded.len; i++)
        hash = (hash ^ (unsigned char)folded.ptr[i]) * 16777619u;
    return hash ^ hash >> 15;
}

/* The tree of a language; NULL for NULL. All that follow take NULL for a tree. */
const dli_phrases *dli_phrases_of(const dli_lang *lang);

/* The number of a folded word that stands in a list, or 0. */
uint32_t dli_phrase_form(const dli_phrases *in, dl_str folded);

/* The same for a word that stands in no list, by its longest ending that does: an
 * entry "*minister" is any longer word that ends so. */
uint32_t dli_phrase_ending(const dli_phrases *in, dl_str folded);

/* What form `form` can be; 0 for form 0. */
static inline uint32_t dli_form_grammar(const dli_phrases *in, uint32_t form)
{
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): without a tree all forms are 0 */
    return form == 0 ? 0 : in->forms[form - 1].grammar;
}

/* Whether an entry of `list` begins with form `form`. */
static inline bool dli_form_begins(const dli_phrases *in, uint32_t form, dli_list list)
{
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): without a tree all forms are 0 */
    return form != 0 && (in->forms[form - 1].lists >> list & 1) != 0;
}

/* The node that word `form` leads to from `node` (0: the root), or 0. `form` is not 0. */
uint32_t dli_phrase_next(const dli_phrases *in, uint32_t node, uint32_t form);

/* The meaning of the entry of `list` that ends at a node ("" where the list gives none);
 * its ptr is NULL if none does. */
dl_str dli_phrase_meaning(const dli_phrases *in, uint32_t node, dli_list list);

/* The same for the entry of one word. */
dl_str dli_phrase_word(const dli_phrases *in, dli_list list, dl_str folded);

/* The language of a BCP 47 tag ("en", "en-GB", "EN_us"), or NULL if there is no
 * folder for it. */
const dli_lang *dli_lang_find(dl_str tag);

/* ---- Folding -------------------------------------------------------------
 *
 * Matching is done on folded text: Unicode default case folding of each code
 * point, U+2019 read as an apostrophe, U+00A0 and its like as a space. */

/* The folding of one code point. */
uint32_t dli_fold_other(uint32_t cp);

static inline uint32_t dli_fold_point(uint32_t cp)
{
    if (cp < 0x80)
        return cp >= 'A' && cp <= 'Z' ? cp + 32 : cp;
    return dli_fold_other(cp);
}

/* The folding of `s` into `room` bytes at `out`, as much as fits; its length. */
size_t dli_fold_to(char *out, size_t room, dl_str s);

/* Append the folding of `s`. */
void dli_fold_add(struct dli_buf *out, dl_str s);

/* The folding of `s`; borrowed where it changes nothing, else in the arena. */
dl_str dli_fold(dli_arena *arena, dl_str s);

/* ---- Lists --------------------------------------------------------------- */

/* The entry equal to `folded`, or NULL. O(log n). `lang` may be NULL. */
const dli_entry *dli_lang_get(const dli_lang *lang, dli_list list, dl_str folded);

/* The longest entry that `folded` begins with and that ends at the end of a word,
 * or NULL. O(words of the entry × log n). */
const dli_entry *dli_lang_match(const dli_lang *lang, dli_list list, dl_str folded);

/* The first entry anywhere in `folded` at word borders, *at says where; or NULL. */
const dli_entry *dli_lang_search(const dli_lang *lang, dli_list list, dl_str folded,
                                 size_t *at);

/* ---- Identification ------------------------------------------------------ */

enum {
    DLI_MAX_LANG_CLASSES = 128,
    DLI_LANG_SCORES = 256, /* one for whatever class a damaged weight may name */
    DLI_MAX_WRITINGS = 40
};

typedef struct dli_lang_class {
    dl_str code;     /* BCP 47 */
    uint8_t writing; /* dli_writing of grams.h */
} dli_lang_class;

/* What runs of letters say for each language (model.c); never changes once read. */
typedef struct dli_lang_model {
    const dli_lang_class *classes;
    const uint32_t *begin; /* of each shelf of grams, in cells */
    const unsigned char *cells;
    uint32_t count; /* of classes */
} dli_lang_model;

/* From the bytes of a weight file, which must outlive it; `name` for errors. Memory from `arena`. Fails with
 * DL_ERR_MODEL, DL_ERR_NOMEM. */
dl_status dli_lang_model_read(dli_arena *arena, dl_str bytes, dl_str name, dli_lang_model *out,
                              dl_error *err);

/* What a text holds, by writing, and what that says for each class. */
typedef struct dli_lang_scores {
    uint32_t all; /* letters */
    uint32_t letters[DLI_MAX_WRITINGS], words[DLI_MAX_WRITINGS];
    uint32_t grams[DLI_MAX_WRITINGS], known[DLI_MAX_WRITINGS];
    int32_t score[DLI_LANG_SCORES]; /* of each class: 1/16 of a natural logarithm of odds */
} dli_lang_scores;

/* Score a text, 1 MB at most. `model` may be NULL: letters are counted all the same.
 * Linear; some 600 instructions a letter. */
void dli_lang_score(const dli_lang_model *model, dl_str text, dli_lang_scores *out);

typedef struct dli_lang_guess {
    dl_str code;        /* BCP 47, lives as long as the model; "" if the text does not say */
    uint8_t confidence; /* per cent */
} dli_lang_guess;

/* The language of a text, by its writing, then by the model (NULL: by its writing alone);
 * `hint` (a declared tag, may be empty) settles what is close. Reads at most 400 bytes
 * from the middle. */
dli_lang_guess dli_lang_identify(const dli_lang_model *model, dl_str text, dl_str hint);

#include "lang/date.h" /* dates as people write them: part of this front door */

#endif
