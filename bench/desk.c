/* desk.c -- how fast pages become records.
 *
 *   desk FOLDER [JOBS]     every page of a folder or manifest, read before the clock starts
 *
 * Prints "desk.read <MB/s>" (MB being 10^6 bytes of capture), "desk.pages" a second and
 * "desk.memory", the most bytes of arena for a byte of source beyond the fixed 8 MB, the
 * best of some rounds; with JOBS, "desk.jobs-N" for a batch on N threads too.
 */
#include "reading.h"

#include <time.h>

enum {
    ROUNDS = 3,
    MOST_PAGES = 20000
};

typedef struct bench {
    dli_arena arena;
    dl_str pages[MOST_PAGES];
    size_t count, bytes, next, failed;
    double most_memory;
} bench;

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void keep(void *self, const page_input *page)
{
    bench *b = self;

    if (b->count == MOST_PAGES)
        return;
    b->pages[b->count++] = dli_arena_copy(&b->arena, page->capture);
    b->bytes += page->capture.len;
}

static bool next_job(void *self, dli_job *job)
{
    bench *b = self;

    job->bytes = b->pages[b->next % MOST_PAGES];
    job->options.main_text = 1;
    return b->next++ < b->count;
}

static bool job_done(void *self, const dli_job *job, const dli_reading *read,
                     const dl_error *error)
{
    bench *b = self;

    (void)job;
    (void)error;
    if (read == NULL) {
        b->failed++;
        return true;
    }
    double beyond = (double)read->memory - (double)((size_t)8 << 20);
    double share = beyond / (double)(read->source.len + 1);
    b->most_memory = share > b->most_memory ? share : b->most_memory;
    return true;
}

static double run_round(bench *b, const dl_engine *engine, unsigned jobs)
{
    dli_batch batch = { .self = b, .next = next_job, .done = job_done };
    double start = seconds();

    b->next = b->failed = 0;
    if (dli_batch_run(engine, &batch, jobs, NULL) != DL_OK)
        exit(1);
    return seconds() - start;
}

static double best_of(bench *b, const dl_engine *engine, unsigned jobs)
{
    double best = 1e9;

    for (int round = 0; round < ROUNDS; round++) {
        double took = run_round(b, engine, jobs);
        best = took < best ? took : best;
    }
    return best;
}

int main(int argc, char **argv)
{
    static bench b;
    dl_engine *engine;
    uint64_t jobs = 0;

    if (argc < 2 || (argc > 2 && !dli_parse_u64(dli_str(argv[2]), &jobs))) {
        fprintf(stderr, "usage: desk FOLDER [JOBS]\n");
        return 2;
    }
    dli_arena_init(&b.arena, (size_t)4 << 30);
    if (pages_each(argv[1], keep, &b) == 0 || dl_engine_open(NULL, &engine, NULL) != DL_OK)
        return 4;
    double took = best_of(&b, engine, 1);
    printf("desk.read %.1f MB/s\n", (double)b.bytes / 1e6 / took);
    printf("desk.pages %.0f pages/s\n", (double)b.count / took);
    printf("desk.memory %.1f bytes/byte\n", b.most_memory);
    if (jobs > 1)
        printf("desk.jobs-%u %.2f times\n", (unsigned)jobs,
               took / best_of(&b, engine, (unsigned)jobs));
    fprintf(stderr, "%zu pages, %.1f MB, %zu failed\n", b.count, (double)b.bytes / 1e6,
            b.failed);
    dl_engine_close(engine);
    dli_arena_done(&b.arena);
    return 0;
}
