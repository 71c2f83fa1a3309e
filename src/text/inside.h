/* inside.h -- what the files of text/ share: the steps of dli_text_parse(). */
#ifndef DLI_TEXT_INSIDE_H
#define DLI_TEXT_INSIDE_H

#include "text/text.h"

#include <unicode/ubrk.h>

enum {
    DLI_BREAK_CLASSES = 0x590 + 0xC00
};

/* ICU's classes of the code points that breaks.c knows. */
typedef struct dli_breaks {
    uint8_t word[DLI_BREAK_CLASSES];     /* UWordBreakValues */
    uint8_t sentence[DLI_BREAK_CLASSES]; /* USentenceBreak */
} dli_breaks;

struct dli_text_tools {
    dli_arena arena;
    dli_arena work;                /* for one sentence */
    const dli_text_models *models; /* or NULL */
    dli_breaks breaks;
    bool known; /* the body at hand is, to breaks.c */
    UBreakIterator *words;
    UBreakIterator *sentences;
};

/* ---- breaks.c ------------------------------------------------------------*/

/* `words` is asked what differs between releases of ICU. */
void dli_breaks_open(dli_breaks *out, UBreakIterator *words);

/* Whether all of the body is of scripts that the two below know. */
bool dli_breaks_know(dl_str body);

/* The end of the word, mark or white space at byte `at`: where ICU has it, if the body is known.
 * *word: it is letters or digits. */
uint32_t dli_word_break(const dli_breaks *breaks, dl_str body, uint32_t at, bool *word);

/* The end of the sentence that begins at byte `start`. */
uint32_t dli_sentence_break(const dli_breaks *breaks, dl_str body, uint32_t start);

/* ---- Steps ---------------------------------------------------------------*/

/* Cut the body into words. */
dl_status dli_cut_words(dli_arena *arena, dli_text_tools *tools, dli_parsed *out,
                        dl_error *err);

/* Group the words into sentences; none crosses the border of a block. */
dl_status dli_cut_sentences(dli_arena *arena, dli_text_tools *tools, const dli_item *item,
                            dli_parsed *out, dl_error *err);

/* Tell names from words where the whole body is in capitals (capitals.c); after the
 * sentences, which begin with one. */
void dli_settle_capitals(dli_parsed *out);

/* Pair the quotation marks. */
dl_status dli_pair_quotes(dli_arena *arena, const dli_item *item, dli_parsed *out,
                          dl_error *err);

/* Find the names, if there is a tagger for the language. `scratch` is reset. False if
 * memory ran out. */
bool dli_find_names(dli_arena *arena, dli_arena *scratch, dli_parsed *out);

#endif
