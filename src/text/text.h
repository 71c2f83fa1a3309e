/* text.h -- an item's body as sentences, words and quotations.
 *
 * In:   the body and blocks of an item, its language
 * Out:  a dli_parsed, all positions bytes of the body
 *
 * Word and sentence boundaries are ICU's (UAX 29), mended by the abbreviations
 * of lang/<code>/abbrev.txt.
 */
#ifndef DLI_TEXT_ROOM_H
#define DLI_TEXT_ROOM_H

#include "article/article.h"

/* ICU's iterators, opened once for a thread and used for every document of it. */
typedef struct dli_text_tools dli_text_tools;

/* Fails with DL_ERR_NOMEM. Close with dli_text_tools_close(). */
dl_status dli_text_tools_open(dli_text_tools **out, dl_error *err);
void dli_text_tools_close(dli_text_tools *tools);

typedef struct dli_word {
    dl_span in;
    uint8_t kind;  /* dli_word_kind */
    bool capital;  /* begins with an upper-case letter */
    dl_str folded; /* for look-ups */
} dli_word;

typedef enum dli_word_kind {
    DLI_WORD_LETTERS,
    DLI_WORD_NUMBER, /* has a digit */
    DLI_WORD_MARK,   /* punctuation or symbol, one code point */
} dli_word_kind;

typedef struct dli_sentence {
    dl_span in;
    uint32_t block; /* index into the item's blocks */
    uint32_t word;  /* its words: [word, word + count) */
    uint32_t count;
} dli_sentence;

/* Words in quotation marks, over blocks where a speech goes on. */
typedef struct dli_quote {
    dl_span outer; /* marks included */
    dl_span inner;
    uint32_t parent; /* index + 1 of the quotation around it, or 0 */
    bool open;       /* never closed: ended with its block */
} dli_quote;

typedef struct dli_parsed {
    const dli_lang *lang; /* NULL: a language without word lists */
    DLI_VEC(dli_word) words;
    DLI_VEC(dli_sentence) sentences;
    DLI_VEC(dli_quote) quotes; /* by start */
} dli_parsed;

/* Parse an item's body. Result in `arena`. Fails with DL_ERR_NOMEM only. */
dl_status dli_text_parse(dli_arena *arena, dli_text_tools *tools, const dli_item *item,
                         dli_parsed *out, dl_error *err);

#endif
