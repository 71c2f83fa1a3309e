/* flow.h -- an archive with its packing undone: a window that moves over its bytes.
 *
 *   feed ──member──▶ ┐
 *        ──member──▶ ├─▶ [history | bytes to come]
 *                    ┘            ▲ seam: where the newest member begins
 *
 * A member is what gzip and zstd (a frame) end with a checksum; a file that is not packed
 * is one. Members that fit are undone at once, which is what makes it fast; others a
 * piece at a time. */
#ifndef DLI_FLOW_H
#define DLI_FLOW_H

#include "feed.h"

typedef enum dli_packing {
    DLI_PACKING_NONE,
    DLI_PACKING_GZIP,
    DLI_PACKING_ZSTD,
} dli_packing;

typedef struct dli_flow {
    dli_feed *feed;
    dli_arena *arena;
    dli_packing packing;
    const char *ptr;
    size_t at, len; /* bytes to come: [at, len)                                    */
    char *window;   /* what `ptr` is where something is undone, and its size       */
    size_t cap;
    size_t seam;     /* where the newest member begins in the window, or DLI_NONE    */
    uint64_t member; /* its position in the feed                                     */
    uint64_t before; /* that of the member before it                                 */
    bool open;       /* more may come of the newest member                           */
    bool any;        /* a member was begun                                           */
    uint64_t out;    /* bytes that came of the newest member                         */
    struct dli_flow_tools *tools;
} dli_flow;

void dli_flow_init(dli_flow *flow, dli_arena *arena, dli_feed *feed);
void dli_flow_done(dli_flow *flow);

/* Begin on a feed, or on another file of it, that is packed so: its dictionary, if it begins
 * with one, is read. Fails as dli_flow_begin(). */
dl_status dli_flow_use(dli_flow *flow, dli_packing packing, dl_error *err);

/* After dli_feed_seek() within a file: forget the window. The dictionary is kept. */
void dli_flow_restart(dli_flow *flow);

/* Begin the next member behind what is in the window; *more is false at the end of the feed.
 * Fails with DL_ERR_FORMAT where no member begins, DL_ERR_LIMIT, DL_ERR_NOMEM, DL_ERR_IO. */
dl_status dli_flow_begin(dli_flow *flow, bool *more, dl_error *err);

/* Put further bytes of the newest member into the window; it may prove to be over (`open`).
 * Fails as above where it is damaged or cut: what came of it before is in the window. */
dl_status dli_flow_more(dli_flow *flow, dl_error *err);

/* Give up the newest member and go to where the next one begins, that looks as if a record
 * stood in it. Never goes back before what was given up, so every call gets further. */
dl_status dli_flow_find(dli_flow *flow, bool *more, dl_error *err);

/* The first bytes that come of packed bytes, at most `len`; how many. */
size_t dli_flow_taste(dli_flow *flow, dli_packing packing, dl_str packed, char *out,
                      size_t len);

/* How the bytes are packed, by their first ones. */
dli_packing dli_flow_packing(dl_str head);

static inline dl_str dli_flow_bytes(const dli_flow *flow)
{
    return (dl_str){ flow->len == flow->at ? "" : flow->ptr + flow->at, flow->len - flow->at };
}

/* Position of the next byte in the feed; of packed bytes, of the member it came of. */
static inline uint64_t dli_flow_at(const dli_flow *flow)
{
    if (flow->packing == DLI_PACKING_NONE)
        return dli_feed_at(flow->feed);
    return flow->at < flow->seam && flow->seam != SIZE_MAX ? flow->before : flow->member;
}

/* Pass `len` bytes of the window. */
void dli_flow_take(dli_flow *flow, size_t len);

/* Bytes that were passed and are still there, nearest last. */
static inline dl_str dli_flow_history(const dli_flow *flow)
{
    return (dl_str){ flow->at == 0 ? "" : flow->ptr, flow->at };
}

/* Go back by `len` bytes of the history. */
void dli_flow_back(dli_flow *flow, size_t len);

#endif
