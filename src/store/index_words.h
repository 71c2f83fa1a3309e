/* index_words.h -- words, exactly as the full-text index has them.
 *
 *   "Ferries at Córdoba, 東京都"
 *
 *   word      stem        at
 *   ferries   ^ferri      [0, 7)      ^ stands for byte 01
 *   at                    [8, 10)     no stem where it is the word itself
 *   cordoba               [11, 19)
 *   東京                   [21, 27)    scripts without spaces: every two characters,
 *   京都                   [24, 30)    and the last one by itself
 *   都                     [27, 30)
 *
 * Names, queries, the index and the hits lit in a snippet all come through here, so that
 * they can never disagree. Bytes below 20 stand in no word of a page: the index's own terms
 * begin with one of them (DLI_MARK_…), and a page cannot make them.
 */
#ifndef DLI_INDEX_WORDS_H
#define DLI_INDEX_WORDS_H

#include "base/arena.h"

/* First bytes of terms that no page writes. */
#define DLI_MARK_STEM   "\x01" /* stem                                        */
#define DLI_MARK_GIVEN  "\x02" /* of a text: it is terms already, see fts.c    */
#define DLI_MARK_PERSON "\x03" /* a word of a name; alone: the name has ended */
#define DLI_MARK_PLACE  "\x04" /* likewise */
#define DLI_MARK_SOURCE "\x05" /* likewise */
#define DLI_MARK_FACET  "\x06" /* what kind of item it is */

/* Of terms that are given: positions, and what stands at the same position. */
#define DLI_NEXT_TERM ((char)0x1F)
#define DLI_SAME_TERM ((char)0x1E)

typedef struct dli_index_word {
    dl_str folded;
    dl_str stem; /* with its mark; empty: none but the word */
    dl_span at;  /* bytes of the text                       */
    bool spaced; /* a word between spaces, not characters   */
} dli_index_word;

typedef struct dli_index_word_list {
    dli_index_word *ptr;
    size_t count;
} dli_index_word_list;

/* Normalisers and stemmers; NULL if memory ran out. */
typedef struct dli_index_words dli_index_words;

dli_index_words *dli_index_words_open(dli_arena *arena);
void dli_index_words_close(dli_index_words *words); /* NULL is allowed */

/* The index of the language's stemmer, for dli_index_words_stem(), or -1: it has none. `tag`
 * is BCP 47; only its first part counts. */
int dli_index_words_language(dli_index_words *words, dl_str tag);

/* How a text is cut. */
typedef enum dli_cut_as {
    DLI_CUT_TEXT,  /* as the index holds it                                          */
    DLI_CUT_QUERY, /* as it is looked for: the last character is part of two already */
} dli_cut_as;

/* Call `take` for each word of `text`; what it is given lives until it returns. Ends when
 * `take` returns other than 0, with that. `language` as dli_index_words_language() gives it. */
int dli_index_words_each(dli_index_words *words, dl_str text, int language, dli_cut_as as,
                         void *self, int (*take)(void *self, const dli_index_word *word));

/* The same for whoever looks for some words only. `firsts` has a bit for the first letter of each word
 * and stem (without its mark) that is looked for; a word that is none of them for certain is given with
 * nothing but its place, for most of the work is to fold and stem. */
int dli_index_words_some(dli_index_words *words, dl_str text, int language, dli_cut_as as,
                         uint64_t firsts, void *self,
                         int (*take)(void *self, const dli_index_word *word));

#define DLI_INDEX_WORDS_ALL UINT64_MAX

uint64_t dli_index_words_first(dl_str folded);

/* What dli_index_words_each() returns where ICU or Snowball found no memory: SQLITE_NOMEM. */
#define DLI_INDEX_WORDS_DRY 7

/* They found none since this was asked last; of dli_index_words_language() and _stem(). */
bool dli_index_words_dry(dli_index_words *words);

/* The marked stem of a word, also where it is the word itself; empty if the word cannot have
 * one. Good until the next call. */
dl_str dli_index_words_stem(dli_index_words *words, dl_str word, int language);

#endif
