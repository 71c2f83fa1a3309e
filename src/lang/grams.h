/* grams.h -- what the language model sees of a text: its runs of one to five letters.
 *
 * The trainer (tools/train_grams.c) and the program share this code; whoever changes
 * what a text gives raises DLI_GRAM_VERSION and trains again.
 */
#ifndef DLI_GRAMS_H
#define DLI_GRAMS_H

#include "lang/lang.h"

enum {
    DLI_GRAM_VERSION = 1,
    DLI_GRAM_LETTERS = 5,  /* of the longest run                           */
    DLI_WORD_LETTERS = 32, /* of a word; what is longer is cut up           */
    DLI_GRAMS_OF_WORD = (DLI_WORD_LETTERS + 2) * DLI_GRAM_LETTERS + 1,
};

/* How a letter is written. The model tells languages that share a writing; the other
 * writings settle the language. */
typedef enum dli_writing {
    DLI_WRITING_NONE, /* no letter, or of a writing that is not told */
    DLI_WRITING_LATIN,
    DLI_WRITING_CYRILLIC,
    DLI_WRITING_ARABIC,
    DLI_WRITING_DEVANAGARI,
    DLI_WRITING_HAN,
    DLI_WRITING_KANA,
    DLI_WRITING_HANGUL,
    DLI_WRITING_OTHERS, /* one language each: writings.def */
    DLI_WRITINGS = DLI_MAX_WRITINGS,
} dli_writing;

/* A word: letters, marks and inner apostrophes of one writing, folded. */
typedef struct dli_letters {
    uint32_t points[DLI_WORD_LETTERS];
    uint32_t count;
    uint8_t writing; /* dli_writing */
} dli_letters;

/* The next word of `text` at or behind byte *at, which moves behind it; false at the end.
 * Linear. */
bool dli_letters_next(dl_str text, size_t *at, dli_letters *word);

/* The hashes of the runs of one to five letters of a word that stands between two marks
 * of its ends, and of the word itself if it is longer than that; their number. */
size_t dli_grams(const dli_letters *word, uint32_t hashes[DLI_GRAMS_OF_WORD]);

/* The one language of a writing, or "". */
dl_str dli_writing_language(unsigned writing);

#endif
