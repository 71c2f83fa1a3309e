/* sentence_ends.h -- where the sentences of a stored text end. */
#ifndef DLI_SENTENCE_ENDS_H
#define DLI_SENTENCE_ENDS_H

#include "view/view.h"

/* Sentences of `body`, ascending, in `arena`. Fails with DL_ERR_NOMEM. */
dl_status dli_sentence_ends(dli_arena *arena, dl_str body, dli_record_blocks blocks,
                            dl_str language, const dl_span **sentences, size_t *count,
                            dl_error *err);

#endif
