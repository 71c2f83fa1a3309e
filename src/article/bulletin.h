/* bulletin.h -- cut an item whose paragraphs begin with days or times into entries. */
#ifndef DLI_BULLETIN_H
#define DLI_BULLETIN_H

#include "article/article.h"

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
