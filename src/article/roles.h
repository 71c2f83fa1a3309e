/* roles.h -- what a line of an item is for, by the words it begins with. */
#ifndef DLI_ROLES_H
#define DLI_ROLES_H

#include "article/article.h"

typedef enum dli_line_role {
    DLI_LINE_BODY,
    DLI_LINE_FURNITURE,  /* share, subscribe, read also, advertisement, legal */
    DLI_LINE_BYLINE,     /* names with their roles          */
    DLI_LINE_DATE,       /* a date and little else          */
    DLI_LINE_NOTE,       /* editor's note                   */
    DLI_LINE_CORRECTION, /* a notice of correction          */
    DLI_LINE_TERMS,      /* on reprinting                   */
    DLI_LINE_CREDIT,     /* Source: Meridian                */
    DLI_LINE_CAPTION,    /* Photo: …                        */
} dli_line_role;

/* `linked`: most of the line is a link. `lang` may be NULL: then DLI_LINE_BODY or
 * DLI_LINE_DATE. Nothing is taken of the arena; it is dry behind this if the machine had no memory.
 * Linear in the line's first hundred bytes. */
dli_line_role dli_line_role_of(dli_arena *arena, const dli_lang *lang, dl_str line,
                               bool linked);

/* A role in words, "reads like a byline", or NULL of DLI_LINE_BODY. */
const char *dli_line_reason(unsigned role);

/* "… verletzt worden. (kw)": the sign of who wrote a short report, at its end. */
bool dli_is_signed(dl_str s);

/* The words around a date say that something was changed then: "updated", "aktualisiert". */
bool dli_says_modified(dl_str text);

/* Days from one to another: "3–9 June", "del 1 al 8 de marzo". */
bool dli_has_range(dl_str s);

/* The line has a copyright sign or the word. */
bool dli_has_rights(dl_str line);

/* The words of the furniture list, one category: "comments", "related" … */
bool dli_line_is(const dli_lang *lang, dl_str line, const char *category);

/* A phrase of that category stands anywhere in the line. */
bool dli_line_has(const dli_lang *lang, dl_str line, const char *category);

/* Where in a caption the word stands behind which its owner is named ("Photo: …", "(Foto …)"), and
 * where that name begins; DLI_NONE if it names nobody. */
size_t dli_photo_at(const dli_lang *lang, dl_str line, size_t *name);

/* ---- interview.c --------------------------------------------------------- */

/* A short line that speaks of an interview: a kicker, a byline, a standfirst. */
bool dli_is_interview_line(const dli_lang *lang, dl_str line);

/* Questions and their answers take turns in the item. Alone that may be advice too. */
bool dli_asks_and_answers(const dli_item *item);

#endif
