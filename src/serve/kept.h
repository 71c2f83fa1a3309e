/* kept.h -- answers that are given again (kept.c). */
#ifndef DLI_KEPT_H
#define DLI_KEPT_H

#include "serve/visit.h"

enum {
    DLI_KEPT_ANSWERS = 64,     /* of a thread                     */
    DLI_KEPT_MOST = 128 << 10, /* bytes of one; larger are rare   */
    DLI_KEPT_BUDGET = 8 << 20  /* of memory; a fourth is answers  */
};

typedef struct dli_kept_answer {
    uint64_t hash;
    const dli_route *route;
    dl_str query, body, next, name, limited;
    const char *type;
    bool download;
    char etag[20];
} dli_kept_answer;

struct dli_kept {
    dli_arena arena;
    dli_kept_answer answers[DLI_KEPT_ANSWERS];
    size_t count, bytes;
    int64_t state; /* of the store (dli_store_state()) */
};

void dli_kept_init(dli_kept *kept);
void dli_kept_done(dli_kept *kept);

/* Answer from what is kept, if it is there and the store has not changed. */
bool dli_kept_give(dli_visit *visit);

/* Keep the answer that was just made. */
void dli_kept_add(dli_visit *visit);

#endif
