/* url.h -- addresses, by libcurl's URL parser, the one that a fetch would use. */
#ifndef DLI_DESK_URL_H
#define DLI_DESK_URL_H

#include "base/arena.h"

/* `ref` resolved against `base` (may be empty), normalised, in the arena; "" if that
 * gives no http or https address. */
dl_str dli_url_resolve(dli_arena *arena, dl_str base, dl_str ref);

#endif
