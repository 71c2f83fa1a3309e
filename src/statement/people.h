/* people.h -- who is who among the sources of an item. */
#ifndef DLI_PEOPLE_H
#define DLI_PEOPLE_H

#include "statement/finder.h"

/* Make the entities of f->drafts, which stand in the order of the text, with their
 * mentions in the body, and point sources and vias at them. False if memory ran out. */
bool dli_join_people(dli_finder *f);

/* ---- titles.c ------------------------------------------------------------*/

/* The role beside the person whose name is the `i`th of the parsed names, in a sentence of
 * words [from, to); empty: none that is sure. */
dl_span dli_role_beside(const dli_parsed *p, size_t i, uint32_t from, uint32_t to);

/* Whether a title stands right before that name: Mr, Mayor. */
bool dli_has_title(const dli_parsed *p, size_t i, uint32_t from);

#endif
