/* lit.h -- a text with stretches marked, where they overlap and nest as they like. */
#ifndef DLI_LIT_H
#define DLI_LIT_H

#include "base/buf.h"

/* What a stretch is. Classes in the page, one letter each. */
typedef enum dli_lit_kind {
    DLI_LIT_STATEMENT, /* class s */
    DLI_LIT_INCIDENT,  /* i       */
    DLI_LIT_FIGURE,    /* f       */
    DLI_LIT_SOURCE,    /* p: who speaks or passes on */
    DLI_LIT_CUE,       /* c       */
    DLI_LIT_CONTENT,   /* q       */
    DLI_LIT_PLACE,     /* l       */
    DLI_LIT_DATE,      /* d       */
    DLI_LIT_EXACT,     /* x: the very bytes of a value */
} dli_lit_kind;

typedef struct dli_lit {
    dl_span at;    /* bytes of the text          */
    uint8_t kind;  /* dli_lit_kind              */
    bool first;    /* the first stretch of its fact: gets the fact's label */
    dl_str label;  /* "S1", or empty             */
    dl_str anchor; /* id of the fact's card, to link to; or empty */
} dli_lit;

/* Sort marks by where they begin, longer ones first. */
void dli_lit_sort(dli_lit *marks, size_t count);

/* Write text[window], each stretch in an element whose classes say all that it is, inside a
 * link to the innermost fact around it.
 *
 *   marks  sorted; may reach beyond the window.
 *
 * At most DEPTH stretches count at one place; O(text + marks × log marks). */
void dli_lit_print(dli_buf *out, dl_str text, dl_span window, const dli_lit *marks,
                   size_t count);

#endif
