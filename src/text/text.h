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
#include "text/models.h"
#include "text/named.h" /* part of this front door */
#include "text/tree.h"

/* ICU's iterators, opened once for a thread and used for every document of it. */
typedef struct dli_text_tools dli_text_tools;

/* `models` are borrowed; NULL: by the rules alone. Fails with DL_ERR_NOMEM. Close with dli_text_tools_close(). */
dl_status dli_text_tools_open(const dli_text_models *models, dli_text_tools **out,
                              dl_error *err);

/* NULL is allowed. */
void dli_text_tools_close(dli_text_tools *tools);

typedef enum dli_word_kind {
    DLI_WORD_LETTERS,
    DLI_WORD_NUMBER, /* has a digit */
    DLI_WORD_MARK,   /* punctuation or symbol: one code point, or one repeated ("...") */
} dli_word_kind;

typedef enum dli_mark {
    DLI_MARK_NONE, /* a word of letters or digits */
    DLI_MARK_OTHER,
    DLI_MARK_COMMA,
    DLI_MARK_STOP,
    DLI_MARK_COLON,
    DLI_MARK_SEMICOLON,
    DLI_MARK_ASK,
    DLI_MARK_EXCLAIM,
    DLI_MARK_ELLIPSIS,
    DLI_MARK_DASH,   /* – — ―, or a hyphen between spaces */
    DLI_MARK_HYPHEN, /* - inside a word */
    DLI_MARK_OPEN,   /* ( [ { */
    DLI_MARK_CLOSE,
    DLI_MARK_QUOTE, /* any quotation mark, on either side */
} dli_mark;

/* An elided word and its noun (l'eau), and a word and its clitic (Ana's), are two
 * where lang/<code>/grammar.txt says so. */
typedef struct dli_word {
    dl_span in;
    uint32_t form; /* of the language's lists (dli_phrase_form), or 0 */
    uint8_t kind;  /* dli_word_kind */
    uint8_t mark;  /* dli_mark */
    bool capital;  /* begins with an upper-case letter */
    bool upper;    /* two letters or more, all upper case */
} dli_word;

/* Ends at its block's end at the latest. */
typedef struct dli_sentence {
    dl_span in;
    uint32_t block; /* index into the item's blocks */
    uint32_t word;  /* its words: [word, word + count) */
    uint32_t count; /* at most DLI_MAX_SENTENCE_WORDS */
} dli_sentence;

/* Words in quotation marks, over blocks where a speech goes on. */
typedef struct dli_quote {
    dl_span outer; /* marks included */
    dl_span inner;
    uint32_t parent; /* index + 1 of the quotation around it, or 0 */
    uint32_t word;   /* its words, marks included: [word, word + count) */
    uint32_t count;
    bool open; /* never closed: ended with its block */
} dli_quote;

struct dli_parsed {
    dl_str body;
    const dli_lang *lang; /* NULL: a language without word lists */
    const dli_phrases *phrases;
    const dli_text_models *models; /* or NULL */
    DLI_VEC(dli_word) words;
    DLI_VEC(dli_sentence) sentences;
    DLI_VEC(dli_quote) quotes; /* by start */
    DLI_VEC(dli_named) names;  /* by start; none where there is no tagger for the language */
    bool trimmed;              /* a limit was met: the end of the body was not read */
    const uint8_t *tags;       /* dli_pos of each word, once dli_text_tag() was here, or NULL */
    const dli_arc *arcs;       /* of each word, once dli_text_trees() was here, or NULL */
    bool shouted;              /* all is in capitals; which words are names is a guess */
};

/* Parse an item's body. The result lives in `arena`, which need not be the
 * document's: only statement/ and incident/ look at it, and it is large (some 4
 * times the body, at worst 9 times). Fails with DL_ERR_NOMEM only. Linear time. */
dl_status dli_text_parse(dli_arena *arena, dli_text_tools *tools, const dli_item *item,
                         dli_parsed *out, dl_error *err);

/* ---- The tree of one sentence ---------------------------------------------*/

enum {
    DLI_PARSE_WORDS = 120, /* of a sentence that is parsed */
    DLI_PARSE_BUDGET = 1 << 20
};

/* The tree of the sentence at hand. */
typedef struct dli_parse {
    dli_arena work;
    const dli_sentence *sentence; /* NULL: none yet */
    bool known;                   /* it has a tree */
    uint8_t tags[DLI_PARSE_WORDS];
    dli_arc arcs[DLI_PARSE_WORDS];
} dli_parse;

/* Parse a sentence, unless it was the last one asked for; heads count from 0. `work` is the caller's to
 * begin (DLI_PARSE_BUDGET) and to end. False: no parser for the language, or too long a sentence. */
bool dli_sentence_tree(dli_parse *tree, const dli_parsed *parsed, const dli_sentence *sentence);

/* ---- Asking a word -------------------------------------------------------*/

/* The first word that begins at byte `at` or behind it; their number if there is none. */
uint32_t dli_word_from(const dli_parsed *parsed, uint32_t at);

/* Index of the first sentence that ends behind `word`. */
size_t dli_sentence_at(const dli_parsed *parsed, uint32_t word);

/* The name that word `at` is a word of, or NULL. */
const dli_named *dli_name_at(const dli_parsed *parsed, uint32_t at);

/* What word `at` can be (grammar.def), as bits; 0 beyond the last word. */
static inline uint32_t dli_word_grammar(const dli_parsed *parsed, uint32_t at)
{
    return at < parsed->words.count
               ? dli_form_grammar(parsed->phrases, parsed->words.ptr[at].form)
               : 0;
}

/* dli_word_meaning() where an entry may begin. */
dl_str dli_word_walk(const dli_parsed *parsed, uint32_t at, uint32_t end, dli_list list,
                     uint32_t *count);

/* The meaning of the longest entry of `list` that begins at word `at` and ends before
 * word `end`, *count gets its words; its ptr is NULL if there is none. */
static inline dl_str dli_word_meaning(const dli_parsed *parsed, uint32_t at, uint32_t end,
                                      dli_list list, uint32_t *count)
{
    if (at >= end || !dli_form_begins(parsed->phrases, parsed->words.ptr[at].form, list))
        return (dl_str){ NULL, 0 };
    return dli_word_walk(parsed, at, end, list, count);
}

/* The part of speech of word `at`, by dli_text_tag(); DLI_POS_COUNT if there is none. */
static inline dli_pos dli_word_pos(const dli_parsed *parsed, uint32_t at)
{
    return parsed->tags != NULL && at < parsed->words.count ? (dli_pos)parsed->tags[at]
                                                            : DLI_POS_COUNT;
}

/* The bytes of words [from, to); `to` is greater. */
static inline dl_span dli_words_span(const dli_parsed *parsed, uint32_t from, uint32_t to)
{
    return (dl_span){ parsed->words.ptr[from].in.start, parsed->words.ptr[to - 1].in.end };
}

#include "text/number.h" /* part of this front door, as is: */
#include "text/when.h"

#endif
