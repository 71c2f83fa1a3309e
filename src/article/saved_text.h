/* saved_text.h -- what the files that read a page saved as text share. */
#ifndef DLI_SAVED_TEXT_H
#define DLI_SAVED_TEXT_H

#include "article/article.h"
#include "lang/lang.h"

typedef enum dli_line_shape {
    DLI_SHAPE_BLANK,
    DLI_SHAPE_PROSE,    /* a sentence or more                               */
    DLI_SHAPE_SHORT,    /* a few words: headline, subhead, name of a section */
    DLI_SHAPE_BULLET,   /* begins with a list mark                          */
    DLI_SHAPE_FOOTNOTE, /* begins with [1]                                  */
    DLI_SHAPE_RULE,     /* only marks: *** ---                              */
} dli_line_shape;

/* What a line opens an entry of a bulletin or live blog with. */
typedef enum dli_opener {
    DLI_OPENS_NOTHING,
    DLI_OPENS_DAY,     /* "11 February: …", "11.2. …"    */
    DLI_OPENS_CLOCK,   /* "18:40 | …", "+++ 18.40 Uhr: …" */
    DLI_OPENS_WEEKDAY, /* "Monday" alone                 */
    DLI_OPENS_DATE,    /* "3 June" alone, in a heading   */
    DLI_OPENS_POINT,   /* "* …", "1. …"                  */
    DLI_OPENS_TEASER,  /* lines without a gap: headline, a line of text, a date */
    DLI_OPENERS
} dli_opener;

typedef struct dli_saved_line {
    dl_text text;
    uint32_t words;
    uint8_t shape;  /* dli_line_shape */
    uint8_t role;   /* dli_line_role  */
    uint8_t opener; /* dli_opener: what it could open; NOTHING, once the page has none */
    uint16_t days;  /* CLOCK: days since the first of the page's times, midnights between */
    bool starts;    /* an item begins here */
    bool lead;      /* a standfirst */
    bool aside;    /* stands below "read also" or "advertisement": the item goes on behind it */
    uint32_t rest; /* where a CLOCK's or POINT's own text begins */
    dli_when when; /* DAY: the day; CLOCK: hour and minute; WEEKDAY: day, from 1 */
} dli_saved_line;

typedef struct dli_saved_text {
    dli_arena *arena;
    dli_arena *scratch;
    const dli_article_input *input;
    dli_article *out;
    const dli_lang *lang;
    dli_date_style style;
    DLI_VEC(dli_saved_line) lines;
    size_t longest; /* paragraphs of the longest entry but the last */
    bool reports;   /* teasers with more than a line of text: whole short reports */
    uint8_t opener; /* what opens this page's entries */
    size_t first_entry, last_entry; /* their first and last line that does */
} dli_saved_text;

/* Running text: a sentence or more that is no furniture. */
bool dli_saved_is_prose(const dli_saved_line *line);

/* What the line could open: sets opener, rest, when. Its shape and role are known. */
void dli_opener_read(const dli_saved_text *r, dli_saved_line *line);

/* The date of the entry that line `at` opens: its day, or the page's with its time of day.
 * `lead` says the page's. */
void dli_opener_date(dli_saved_text *r, const dli_item *lead, size_t at, dli_date *out);

/* Settle what opens the page's entries, if anything does: lines of one kind, enough of
 * them, with little prose that is not theirs. Others lose their opener. Linear. */
void dli_openers_settle(dli_saved_text *r);

#endif
