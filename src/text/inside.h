/* inside.h -- what the files of text/ share: the steps of dli_text_parse(). */
#ifndef DLI_TEXT_INSIDE_H
#define DLI_TEXT_INSIDE_H

#include "text/text.h"

#include <unicode/ubrk.h>

struct dli_text_tools {
    dli_arena arena;
    UBreakIterator *words;
    UBreakIterator *sentences;
};

/* Cut the body into words. */
dl_status dli_cut_words(dli_arena *arena, dli_text_tools *tools, dli_parsed *out,
                        dl_error *err);

/* Group the words into sentences; none crosses the border of a block. */
dl_status dli_cut_sentences(dli_arena *arena, dli_text_tools *tools, const dli_item *item,
                            dli_parsed *out, dl_error *err);

/* Pair the quotation marks. */
dl_status dli_pair_quotes(dli_arena *arena, const dli_item *item, dli_parsed *out,
                          dl_error *err);

/* Index of the first word that starts at or behind byte `at`. */
uint32_t dli_word_from(const dli_parsed *parsed, uint32_t at);

#endif
