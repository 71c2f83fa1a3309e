/* marks.h -- a text with stretches marked, where they overlap and nest as they like. */
#ifndef DLI_MARKS_H
#define DLI_MARKS_H

#include "base/buf.h"

/* What a stretch is. Classes in the page, one letter each. */
typedef enum dli_mark_kind {
    DLI_MARK_STATEMENT, /* class s */
    DLI_MARK_INCIDENT,  /* i       */
    DLI_MARK_FIGURE,    /* f       */
    DLI_MARK_SOURCE,    /* p: who speaks or passes on */
    DLI_MARK_CUE,       /* c       */
    DLI_MARK_CONTENT,   /* q       */
    DLI_MARK_PLACE,     /* l       */
    DLI_MARK_DATE,      /* d       */
    DLI_MARK_EXACT,     /* x: the very bytes of a value */
} dli_mark_kind;

typedef struct dli_mark {
    dl_span at;    /* bytes of the text          */
    uint8_t kind;  /* dli_mark_kind              */
    bool first;    /* the first stretch of its fact: gets the fact's label */
    dl_str label;  /* "S1", or empty             */
    dl_str anchor; /* id of the fact's card, to link to; or empty */
} dli_mark;

/* Sort marks by where they begin, longer ones first. */
void dli_marks_sort(dli_mark *marks, size_t count);

/* Write text[window], each stretch in an element whose classes say all that it is and
 * that links to the innermost fact around it.
 *
 *   marks  sorted; may reach beyond the window.
 *
 * At most DEPTH stretches count at one place; O(text + marks × log marks). */
void dli_marks_print(dli_buf *out, dl_str text, dl_span window, const dli_mark *marks,
                     size_t count);

#endif
