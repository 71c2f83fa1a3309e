/* batch.c -- many captures on several threads, results in order.
 *
 *   next ──▶ slot 0 ─┐
 *            slot 1 ─┼─ threads ──▶ done, slot by slot in the order of `next`
 *            slot 2 ─┘
 *
 * Each slot is a desk with memory of its own, so a result can wait for its turn
 * while its thread goes on with another. `next` and `done` are called by one
 * thread at a time (`busy`).
 */
#include "base/error.h"
#include "base/limits.h"
#include "desk/desk.h"

#include <pthread.h>

enum {
    SLOTS_PER_THREAD = 4
};

typedef enum slot_state {
    FREE,
    READING,
    READY
} slot_state;

typedef struct slot {
    dli_desk *desk;
    dli_job job;
    dli_reading reading;
    dl_error error;
    dl_status status;
    slot_state state;
} slot;

typedef struct team {
    const dli_batch *batch;
    slot *slots;
    size_t count;
    size_t head; /* number of the job whose turn for `done` is next */
    size_t tail; /* number of the next job                          */
    bool busy;   /* somebody is inside `next` or `done`             */
    bool over;   /* no more jobs, or `done` said stop               */
    pthread_mutex_t lock;
    pthread_cond_t changed;
} team;

/* With the lock held: hand on the results whose turn it is. */
static void hand_on(team *t)
{
    while (!t->busy && t->head < t->tail && t->slots[t->head % t->count].state == READY) {
        slot *s = &t->slots[t->head % t->count];
        t->busy = true;
        pthread_mutex_unlock(&t->lock);
        bool more = t->batch->done(t->batch->self, &s->job,
                                   s->status == DL_OK ? &s->reading : NULL, &s->error);
        pthread_mutex_lock(&t->lock);
        t->busy = false;
        t->over = t->over || !more;
        s->state = FREE;
        t->head++;
        pthread_cond_broadcast(&t->changed);
    }
}

/* With the lock held: a slot with a new job, or NULL when there is nothing left. */
static slot *take_job(team *t)
{
    for (;;) {
        hand_on(t);
        if (t->over)
            return NULL;
        if (!t->busy && t->tail - t->head < t->count)
            break;
        pthread_cond_wait(&t->changed, &t->lock);
    }
    slot *s = &t->slots[t->tail % t->count];
    t->busy = true;
    pthread_mutex_unlock(&t->lock);
    s->job = (dli_job){ 0 };
    bool more = t->batch->next(t->batch->self, &s->job);
    pthread_mutex_lock(&t->lock);
    t->busy = false;
    pthread_cond_broadcast(&t->changed);
    if (!more) {
        t->over = true;
        return NULL;
    }
    s->state = READING;
    t->tail++;
    return s;
}

static void *work(void *arg)
{
    team *t = arg;
    slot *s;

    pthread_mutex_lock(&t->lock);
    while ((s = take_job(t)) != NULL) {
        pthread_mutex_unlock(&t->lock);
        s->error = (dl_error){ 0 };
        s->status = dli_desk_read_job(s->desk, &s->job, &s->reading, &s->error);
        if (s->status == DL_OK && t->batch->ready != NULL)
            t->batch->ready(t->batch->self, &s->job, &s->reading);
        pthread_mutex_lock(&t->lock);
        s->state = READY;
        pthread_cond_broadcast(&t->changed);
    }
    /* The last results may still be waiting for one another. */
    while (t->head < t->tail) {
        hand_on(t);
        if (t->head < t->tail)
            pthread_cond_wait(&t->changed, &t->lock);
    }
    pthread_cond_broadcast(&t->changed);
    pthread_mutex_unlock(&t->lock);
    return NULL;
}

static dl_status run_threads(team *t, unsigned jobs, dl_error *err)
{
    pthread_t threads[DLI_MAX_JOBS];
    unsigned started = 1;

    while (started < jobs && pthread_create(&threads[started], NULL, work, t) == 0)
        started++;
    (void)work(t); /* this thread is the first; fewer helpers are slower, not wrong */
    for (unsigned i = 1; i < started; i++)
        (void)pthread_join(threads[i], NULL);
    (void)err;
    return DL_OK;
}

dl_status dli_batch_run(const dl_engine *engine, const dli_batch *batch, unsigned jobs,
                        dl_error *err)
{
    dli_arena arena;
    team t = { .batch = batch };
    dl_status status = DL_OK;

    if (jobs < 1)
        jobs = 1;
    if (jobs > DLI_MAX_JOBS)
        jobs = DLI_MAX_JOBS;
    t.count = jobs == 1 ? 1 : jobs * SLOTS_PER_THREAD;
    dli_arena_init(&arena, SIZE_MAX / 2);
    t.slots = dli_arena_take(&arena, t.count * sizeof *t.slots);
    if (t.slots == NULL)
        status = dli_no_memory(err);
    for (size_t i = 0; i < t.count && status == DL_OK; i++)
        status = dli_desk_open(engine, &t.slots[i].desk, err);
    if (status == DL_OK) {
        pthread_mutex_init(&t.lock, NULL);
        pthread_cond_init(&t.changed, NULL);
        status = run_threads(&t, jobs, err);
        pthread_cond_destroy(&t.changed);
        pthread_mutex_destroy(&t.lock);
    }
    for (size_t i = 0; t.slots != NULL && i < t.count; i++)
        dli_desk_close(t.slots[i].desk);
    dli_arena_done(&arena);
    return status;
}
