/* tokenizer.h -- HTML source to tokens (WHATWG HTML standard, section 13.2.5).
 *
 *     dli_tokenizer in;
 *     dli_token token;
 *
 *     dli_tokenizer_init(&in, arena, source);
 *     do
 *         dli_next_token(&in, &token);
 *     while (token.kind != DLI_TOKEN_END);
 *
 * Tokens are spans of the source; nothing is decoded, copied or lower-cased, so
 * CR LF stands in them as it is written. Where the standard's tokens are single
 * characters, one token here is as many as are treated alike.
 */
#ifndef DLI_TOKENIZER_H
#define DLI_TOKENIZER_H

#include "page/page.h"

typedef enum dli_token_kind {
    DLI_TOKEN_NONE, /* never given to a caller */
    DLI_TOKEN_END,  /* end of the source, or the arena is dry (`failed`) */
    DLI_TOKEN_TEXT,
    DLI_TOKEN_REFERENCE, /* &amp; */
    DLI_TOKEN_NULS,      /* a run of U+0000 in data or CDATA, where the tree decides */
    DLI_TOKEN_START_TAG,
    DLI_TOKEN_END_TAG,
    DLI_TOKEN_COMMENT,
    DLI_TOKEN_DOCTYPE,
} dli_token_kind;

/* What the source is read as: the state to which a tag, or the end of one, leads. */
typedef enum dli_content {
    DLI_CONTENT_DATA,
    DLI_CONTENT_RCDATA,
    DLI_CONTENT_RAWTEXT,
    DLI_CONTENT_SCRIPT,
    DLI_CONTENT_PLAINTEXT,
    DLI_CONTENT_CDATA,
} dli_content;

typedef struct dli_token {
    dli_token_kind kind;
    dl_span span;
    dl_span name;        /* of a tag or doctype                                  */
    uint32_t tag;        /* dli_tag, DLI_TAG_COUNT for any other                 */
    uint32_t attr_first; /* attributes in `attrs` of the tokenizer               */
    uint16_t attr_count;
    bool self_closing;
    bool nuls;         /* text: holds U+0000, to be read as U+FFFD             */
    bool has_name;     /* doctype                                              */
    bool has_public;   /* doctype: an identifier is there, if an empty one     */
    bool has_system;   /*                                                      */
    bool force_quirks; /*                                                      */
    uint8_t made_len;  /* reference                                            */
    char made[8];      /*                                                      */
    dl_span data;      /* comment: without its marks; doctype: public identifier */
    dl_span system;    /* doctype                                              */
} dli_token;

typedef struct dli_tokenizer {
    dl_str source;
    uint32_t at;
    dli_content content;
    bool cdata;     /* the adjusted current node is foreign: <![CDATA[ counts */
    bool failed;    /* the arena is dry                                       */
    bool trimmed;   /* attributes were left out                               */
    dl_span raw;    /* name of the last start tag in the source, or            */
    dl_str raw_tag; /* (tests) the last start tag as given                    */
    uint32_t ahead; /* a reference read together with the text before it      */
    uint32_t ahead_len;
    char ahead_made[8];
    uint8_t ahead_made_len;
    dli_arena *arena;
    DLI_VEC(dli_attr) attrs; /* [0] is not used                               */
} dli_tokenizer;

/* DLI_PUSH() for the large arrays of a page, which grow by an eighth. */
#define DLI_PUSH_TIGHT(arena, vec, ...)                                                        \
    (((vec)->count < (vec)->cap ||                                                             \
      dli_vec_reserve_exactly((arena), (vec), sizeof *(vec)->ptr, 64 + (vec)->count / 8))      \
         ? ((vec)->ptr[(vec)->count++] = (__VA_ARGS__), true)                                  \
         : false)

/* Allocates nothing yet. */
void dli_tokenizer_init(dli_tokenizer *in, dli_arena *arena, dl_str source);

/* The next token. Its attributes are the last ones of `attrs`: whoever does not
 * need them sets attrs.count back to token->attr_first. */
void dli_next_token(dli_tokenizer *in, dli_token *token);

/* The name in the start tag at source[at]. */
dl_str dli_written_tag(dl_str source, uint32_t at);

/* ---- Decoding (page_text.c) -------------------------------------------------- */

/* Append plain source; CR and CR LF as LF. */
void dli_text_add_plain(dli_text_out *out, dl_str source, dl_span span);

/* Append an attribute's value, decoded. */
void dli_text_add_value(dli_text_out *out, dl_str source, dl_span span);

/* A name as the tokenizer makes it: lower case, U+0000 as U+FFFD. Borrowed where that
 * changes nothing; "" if the arena is dry. */
dl_str dli_name_from(dli_arena *arena, dl_str written);

/* ---- Shared by the tokenizer's files ----------------------------------------- */

/* Is the '<' at `at` the end tag of the element whose text is read? If it stands at
 * in->at, it is read into the token; else the text before it is yet to be given. */
bool dli_tokenize_end_tag(dli_tokenizer *in, dli_token *token, uint32_t at);

/* The same for a reference at the '&' at `at`. */
bool dli_tokenize_reference(dli_tokenizer *in, dli_token *token, uint32_t at);

/* The run of U+0000 at in->at. */
void dli_tokenize_nuls(dli_tokenizer *in, dli_token *token);

/* 13.2.5.2 to 13.2.5.31, 13.2.5.69: text up to an end tag, or of a CDATA section. */
void dli_tokenize_rcdata(dli_tokenizer *in, dli_token *token);
void dli_tokenize_rawtext(dli_tokenizer *in, dli_token *token);
void dli_tokenize_script(dli_tokenizer *in, dli_token *token);
void dli_tokenize_plaintext(dli_tokenizer *in, dli_token *token);
void dli_tokenize_cdata(dli_tokenizer *in, dli_token *token);

/* 13.2.5.41 and on: at "<!", or at "<?", "</" of what is no tag. */
void dli_tokenize_declaration(dli_tokenizer *in, dli_token *token);
void dli_tokenize_bogus_comment(dli_tokenizer *in, dli_token *token, uint32_t data);

/* 13.2.5.72: the character reference at source[at] == '&', ending before `end`.
 * The bytes it takes, with its UTF-8 in `made` (8 bytes of room); 0 if it is none. */
size_t dli_reference_read(dl_str source, size_t at, size_t end, bool in_attribute, char *made,
                          uint8_t *made_len);

#endif
