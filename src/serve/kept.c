/* kept.c -- answers that are given again until the store changes.
 *
 * A newsroom asks the same: the first page, a search that was passed on, feeds that are polled.
 * Lists and figures say what the store says and nothing else, so their answers are good until another
 * connection has changed the file; which is asked before each is given. An answer that time cut short
 * is not kept. Each thread keeps its own, and when there is no more room forgets all.
 */
#include "serve/kept.h"
#include "base/hash.h"
#include "base/str.h"

void dli_kept_init(dli_kept *kept)
{
    *kept = (dli_kept){ .count = 0 };
    dli_arena_init(&kept->arena, DLI_KEPT_BUDGET);
}

void dli_kept_done(dli_kept *kept)
{
    dli_arena_done(&kept->arena);
}

static void forget(dli_kept *kept)
{
    dli_arena_reset(&kept->arena);
    kept->count = kept->bytes = 0;
}

static bool is_kept(const dli_visit *visit)
{
    return visit->kept != NULL && visit->route != NULL &&
           (visit->route->handle == dli_api_list || visit->route->handle == dli_api_digest);
}

bool dli_kept_give(dli_visit *visit)
{
    dli_kept *kept = visit->kept;
    int64_t state;

    if (!is_kept(visit))
        return false;
    if (dli_store_state(visit->store, &state, NULL) != DL_OK || state != kept->state) {
        forget(kept);
        kept->state = state;
        return false;
    }
    uint64_t hash = dli_hash(visit->request.query);
    for (size_t i = 0; i < kept->count; i++) {
        const dli_kept_answer *one = &kept->answers[i];
        if (one->hash != hash || one->route != visit->route ||
            !dli_eq(one->query, visit->request.query))
            continue;
        visit->body = one->body;
        visit->type = one->type;
        visit->next = one->next;
        visit->name = one->name;
        visit->limited = one->limited;
        visit->download = one->download;
        memcpy(visit->etag, one->etag, sizeof visit->etag);
        return true;
    }
    return false;
}

void dli_kept_add(dli_visit *visit)
{
    dli_kept *kept = visit->kept;

    if (!is_kept(visit) || dli_eq(visit->limited, DL_STR("time")) ||
        visit->body.len > DLI_KEPT_MOST)
        return;
    if (kept->count == DLI_KEPT_ANSWERS || kept->bytes + visit->body.len > DLI_KEPT_BUDGET / 4)
        forget(kept);
    dli_kept_answer one = { .hash = dli_hash(visit->request.query),
                            .route = visit->route,
                            .query = dli_arena_copy(&kept->arena, visit->request.query),
                            .body = dli_arena_copy(&kept->arena, visit->body),
                            .next = dli_arena_copy(&kept->arena, visit->next),
                            .name = dli_arena_copy(&kept->arena, visit->name),
                            .type = visit->type,
                            .limited = visit->limited, /* a constant */
                            .download = visit->download };
    memcpy(one.etag, visit->etag, sizeof one.etag);
    kept->bytes += visit->body.len + visit->request.query.len + visit->next.len;
    if (kept->arena.dry)
        forget(kept);
    else
        kept->answers[kept->count++] = one;
}
