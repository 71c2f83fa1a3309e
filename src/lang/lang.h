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
#define LIST(name, what) DLI_LIST_##name,
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

/* A word and the languages (bit i: dli_langs[i]) among whose commonest it is. */
typedef struct dli_known_word {
    dl_str text;
    uint64_t langs;
} dli_known_word;

extern const dli_known_word dli_known_words[]; /* ascending by text, bytewise */
extern const size_t dli_known_word_count;

/* The language of a BCP 47 tag ("en", "en-GB", "EN_us"), or NULL if there is no
 * folder for it. */
const dli_lang *dli_lang_find(dl_str tag);

/* ---- Folding -------------------------------------------------------------
 *
 * Matching is done on folded text: Unicode default case folding of each code
 * point, U+2019 read as an apostrophe, U+00A0 and its like as a space. */

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

typedef struct dli_lang_guess {
    dl_str code;        /* BCP 47, static; "" if the text does not say  */
    uint8_t confidence; /* per cent                                     */
} dli_lang_guess;

/* The language of a text, by its script, then by its commonest words; `hint` (a
 * declared tag, may be empty) settles what is close. Reads at most 4,000 bytes from
 * the middle. */
dli_lang_guess dli_lang_identify(dl_str text, dl_str hint);

#endif
