/* tagged.h -- statements by the learned tagger, joined with those of the rules. */
#ifndef DLI_TAGGED_H
#define DLI_TAGGED_H

#include "statement/finder.h"

/* Label the words of the item and join what comes of it with the drafts of `f`, which are in
 * order and need not be so after. False if memory ran out. */
bool dli_join_tagged(dli_finder *f, const dli_tagger *tagger);

#endif
