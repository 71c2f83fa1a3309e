/* people.h -- who is who among the sources of an item. */
#ifndef DLI_PEOPLE_H
#define DLI_PEOPLE_H

#include "statement/finder.h"

/* Make the entities of f->drafts, which stand in the order of the text, with their
 * mentions in the body, and point sources and vias at them. False if memory ran out. */
bool dli_join_people(dli_finder *f);

#endif
