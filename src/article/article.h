/* article.h -- what a page holds: its kind, its items, each part in its role.
 *
 * In:   a tree (page/) or the lines of a page saved as text
 * Out:  a dli_article: what is said of the page, and its items in page order
 *
 * Every value keeps its runs back to the source, and how it was found.
 */
#ifndef DLI_ARTICLE_H
#define DLI_ARTICLE_H

#include "base/text.h"
#include "base/when.h"
#include "lang/lang.h"
#include "model/model.h"
#include "page/page.h"

/* What decided a value, from most to least trusted in general. */
typedef enum dli_how {
    DLI_HOW_NONE,
    DLI_HOW_JSON_LD,
    DLI_HOW_MICRODATA,
    DLI_HOW_META,
    DLI_HOW_TIME,
    DLI_HOW_BYLINE,
    DLI_HOW_HEADING,
    DLI_HOW_TEXT,
    DLI_HOW_URL,
    DLI_HOW_MODEL,
    DLI_HOW_PAGE,
} dli_how;

/* A value of the record. Empty text: nothing to say. */
typedef struct dli_value {
    dl_text text;
    uint8_t how;        /* dli_how                     */
    uint8_t confidence; /* per cent; 0: not estimated  */
} dli_value;

typedef DLI_VEC(dli_value) dli_values;

/* A time, the words it was read from, and the rivals it beat. */
typedef struct dli_date {
    dli_when when; /* precision NONE: nothing to say */
    dl_text text;
    uint8_t how;
    uint8_t confidence;
} dli_date;

typedef DLI_VEC(dli_date) dli_dates;

typedef struct dli_person {
    dl_text name;
    dl_text job_title;
    dl_text affiliation;
    bool organization;
    uint8_t how;
} dli_person;

typedef DLI_VEC(dli_person) dli_people;

typedef enum dli_block_kind {
    DLI_BLOCK_P,
    DLI_BLOCK_H,
    DLI_BLOCK_LI,
    DLI_BLOCK_QUOTE,
    DLI_BLOCK_PRE,
    DLI_BLOCK_TABLE,
    DLI_BLOCK_EDITOR_NOTE,
} dli_block_kind;

/* A block of an item's body; blocks are parted by one blank line. */
typedef struct dli_block {
    dl_span in;    /* bytes of the body */
    uint8_t kind;  /* dli_block_kind */
    uint8_t level; /* of a heading, 1 to 6 */
} dli_block;

typedef struct dli_image {
    dl_text url; /* as written; the record resolves it */
    dl_text caption;
    dl_text credit;
} dli_image;

typedef enum dli_date_role {
    DLI_ROLE_PUBLISHED,
    DLI_ROLE_MODIFIED,
    DLI_ROLE_UNKNOWN, /* a date near the headline, a <time> that says no more */
} dli_date_role;

typedef struct dli_seen_date {
    dli_date date;
    uint8_t role;
    bool ambiguous; /* day and month may have been confused */
} dli_seen_date;

/* Everything a page says about itself, before anything is believed. */
typedef struct dli_seen {
    dli_values headlines;    /* most trusted first within one `how` */
    dli_values alternatives; /* subtitles */
    dli_values abstracts;
    dli_values sections;
    dli_values keywords;
    dli_values languages; /* declared tags */
    dli_values site_names;
    dli_values types;  /* "NewsArticle", "article" as declared */
    dli_values bodies; /* articleBody of JSON-LD */
    DLI_VEC(dli_seen_date) dates;
    dli_people authors;
    dli_people editors;
    dli_people translators;
    dli_people contributors;
    DLI_VEC(dli_image) images;
    dli_value canonical, publisher_url, agency;
    dli_value robots, tdm_reservation, licence;
} dli_seen;

typedef struct dli_reference {
    dl_text marker; /* [1] */
    dl_text text;
    dl_text url;
    dl_span in; /* where it is cited, bytes of the body; empty if nowhere */
} dli_reference;

typedef struct dli_correction {
    dl_text text;
    dli_date date;
} dli_correction;

typedef enum dli_item_kind {
    DLI_ITEM_ARTICLE,
    DLI_ITEM_BULLETIN,
    DLI_ITEM_ENTRY, /* of a bulletin or live blog */
    DLI_ITEM_OPINION,
    DLI_ITEM_INTERVIEW,
    DLI_ITEM_TEASER,
} dli_item_kind;

typedef struct dli_item {
    uint32_t position; /* from 1 */
    uint32_t parent;   /* position of the bulletin it is an entry of, or 0 */
    uint8_t kind;      /* dli_item_kind */
    dli_value headline, alternative_headline, abstract;
    dli_people author, editor, translator, contributor;
    dli_value source_organization, credit;
    struct {
        dl_text text; /* PORT HAVEN, March 5 (Meridian) — */
        dl_text place;
        dli_when date; /* as printed; year 0 if not printed */
    } dateline;
    dli_date published, modified;
    dli_when captured;     /* for the year of a day without one, where nothing else says it */
    dli_dates other_dates; /* what was also seen, for `evidence` */
    dli_values other_headlines;
    dl_str language; /* BCP 47, "" if the text does not say */
    uint8_t language_how;
    uint8_t language_confidence;
    dli_value section;
    dli_values keywords;
    dl_text body;
    DLI_VEC(dli_block) blocks;
    DLI_VEC(dli_image) images;
    DLI_VEC(dli_reference) references;
    DLI_VEC(dli_correction) corrections;
} dli_item;

typedef enum dli_page_kind {
    DLI_KIND_OTHER,
    DLI_KIND_ARTICLE,
    DLI_KIND_ITEMS,
    DLI_KIND_BULLETIN,
    DLI_KIND_LIVEBLOG,
    DLI_KIND_LISTING,
    DLI_KIND_FORUM,
    DLI_KIND_PRODUCT,
    DLI_KIND_DOCUMENTATION,
    DLI_KIND_SERVICE,
} dli_page_kind;

/* What was trimmed or odd. `code` is a constant of docs/formats/record.md. */
typedef struct dli_note {
    const char *code;
    const char *text;
    dl_span at; /* empty: the whole page */
} dli_note;

typedef struct dli_terms {
    uint32_t excerpt_limit; /* 0: not stated */
    bool excerpt_in_words;  /* else characters */
    bool link_required;
    dli_value licence; /* URL */
    dli_value robots;
    dli_value tdm_reservation;
    dli_value text; /* the sentence on reprinting */
} dli_terms;

/* Kinds of page that the content model tells apart, in the order of its classes. */
typedef enum dli_learned_kind {
    DLI_LEARNED_ARTICLE,
    DLI_LEARNED_FORUM,
    DLI_LEARNED_PRODUCT,
    DLI_LEARNED_COLLECTION,
    DLI_LEARNED_LISTING,
    DLI_LEARNED_DOCUMENTATION,
    DLI_LEARNED_SERVICE,
    DLI_LEARNED_KINDS
} dli_learned_kind;

/* A block of the page, or a line of a page saved as text, and what was thought of it. */
typedef struct dli_explained {
    dl_text text;
    uint32_t first, second; /* probabilities of the two looks, of DLI_SCORE_ONE */
    bool content;           /* by the model, or by the rules where there is none */
    dl_str reason;          /* in words; may be empty */
} dli_explained;

/* How a page was read, for people who ask why. */
typedef struct dli_explanation {
    bool learned; /* the model was asked: `kinds`, `first` and `second` say something */
    float kinds[DLI_LEARNED_KINDS];
    DLI_VEC(dli_explained) blocks;
    const dli_seen *seen; /* all candidates; NULL of a page saved as text */
} dli_explanation;

typedef struct dli_article {
    dli_page_kind kind;
    dli_value canonical_url; /* as written */
    dli_value publisher_name, publisher_url, publisher_email;
    dli_terms terms;
    dl_text main_text; /* only where asked for */
    DLI_VEC(dli_item) items;
    DLI_VEC(dli_note) notes;
    dli_explanation *explanation; /* only where asked for */
} dli_article;

/* Which words of a block the content model weighs, each group apart. */
typedef enum dli_word_group {
    DLI_WORDS_OWN,     /* class and id of the block's box         */
    DLI_WORDS_PARENT,  /* … of the box around that                */
    DLI_WORDS_ABOVE,   /* … of all boxes above the block's own    */
    DLI_WORDS_TEXT,    /* the block's text, if it has few words   */
    DLI_WORDS_HEADING, /* the text of the heading above the block */
    DLI_WORD_GROUPS
} dli_word_group;

/* The learned model of content and page kind (learned.h); never changes once read. */
typedef struct dli_content_model {
    dli_weights words[DLI_WORD_GROUPS];
    dli_weights kind_url, kind_text; /* of an address, of short blocks */
    dli_trees first, second, kinds;
} dli_content_model;

/* From the bytes of a weight file; `name` for errors. Memory from `arena`. Fails with
 * DL_ERR_MODEL, DL_ERR_NOMEM. */
dl_status dli_content_model_read(dli_arena *arena, dl_str bytes, dl_str name,
                                 dli_content_model *out, dl_error *err);

/* What is known of the page from outside. */
typedef struct dli_article_input {
    dl_str source;
    dl_str url;        /* may be empty */
    dli_when captured; /* "now": no date of the page lies behind it; may be NONE */
    bool main_text;
    bool explain;
    dl_focus focus;
    const dli_content_model *content; /* NULL: by the rules alone */
    const dli_lang_model *languages;  /* NULL: by the writing alone */
} dli_article_input;

/* Make out the items of a page of HTML.
 *
 *   arena    the document's: the result lives there.
 *   scratch  reset by the caller afterwards.
 *
 * Fails with DL_ERR_NOMEM only. Linear time. */
dl_status dli_article_read(dli_arena *arena, dli_arena *scratch, const dli_page *page,
                           const dli_article_input *input, dli_article *out, dl_error *err);

/* The same for a page saved as text, whose markup is gone. */
dl_status dli_article_read_text(dli_arena *arena, dli_arena *scratch,
                                const dli_article_input *input, dli_article *out,
                                dl_error *err);

/* The running text of one item, of which nothing is removed. */
dl_status dli_article_take_text(dli_arena *arena, const dli_article_input *input,
                                dli_article *out, dl_error *err);

/* If the page holds one item and that is a bulletin or live blog by its paragraphs, leave
 * what stands before the first entry to the item and make the entries items behind it. All
 * else is left as it is.
 *
 *   arena     the document's
 *   scratch   reset by the caller afterwards
 *   captured  "now" for days without a year, where the item has no date; may be NONE
 *
 * Fails with DL_ERR_NOMEM only. Linear. */
dl_status dli_bulletin_cut(dli_arena *arena, dli_arena *scratch, dli_when captured,
                           dli_article *article, dl_error *err);

#endif
