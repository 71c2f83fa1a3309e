/* cmd_ingest.c -- pages into a store. */
#include "cli/cli.h"
#include "cli/commands.h"

#include "ingest/ingest.h"

#include <time.h>
#include <unistd.h>

/* The line on a terminal: written once a second. */
typedef struct line {
    double began, last; /* seconds of the monotonic clock */
    uint64_t at;        /* bytes that lay behind when it began */
    bool started, shown;
} line;

static double seconds(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* What is on the line now goes, so that a complaint stands alone. */
static void wipe(line *l)
{
    if (l->shown)
        (void)fprintf(stderr, "\r\033[K");
    l->shown = false;
}

static void failed(void *self, const dl_error *error)
{
    wipe(self);
    cli_complain(error);
}

static void print_size(uint64_t bytes)
{
    static const char *const units[] = { "kB", "MB", "GB", "TB" };
    double size = (double)bytes / 1e3;
    size_t unit = 0;

    for (; size >= 1000 && unit < 3; unit++)
        size /= 1000;
    (void)fprintf(stderr, "%.*f %s", size < 10 ? 1 : 0, size, units[unit]);
}

/* "1234 pages, 118/s, 40 % of 1.2 GB, about 3 min left"; how much is left is known only of files
 * that were named, and is worked out of what was read so far. */
static void progress(void *self, const dli_ingest_counts *counts)
{
    line *l = self;
    double now = seconds(), gone = now - l->began;

    if (!l->started) {
        *l = (line){ .began = now, .last = now, .at = counts->at, .started = true };
        return;
    }
    if (now - l->last < 1)
        return;
    l->last = now;
    wipe(l);
    l->shown = true;
    (void)fprintf(stderr, "%llu pages, %.0f/s", (unsigned long long)counts->found,
                  (double)counts->found / gone);
    if (counts->size > 0) {
        (void)fprintf(stderr, ", %.0f %% of ",
                      100.0 * (double)counts->at / (double)counts->size);
        print_size(counts->size);
    }
    if (counts->size > 0 && counts->at > l->at) {
        double left = gone * (double)(counts->size - counts->at) / (double)(counts->at - l->at);
        (void)fprintf(stderr, left < 90 ? ", about %.0f s left" : ", about %.0f min left",
                      left < 90 ? left : left / 60);
    }
}

static void summary(const dli_ingest_counts *c)
{
    (void)fprintf(stderr,
                  "%llu read: %llu added with %llu items, %llu known already, %llu failed, "
                  "%llu refused, %llu trimmed",
                  (unsigned long long)c->found, (unsigned long long)c->added,
                  (unsigned long long)c->items, (unsigned long long)c->same,
                  (unsigned long long)(c->failed - c->refused), (unsigned long long)c->refused,
                  (unsigned long long)c->trimmed);
    if (c->collected > 0)
        (void)fprintf(stderr, ", %llu known ones new in the collection",
                      (unsigned long long)c->collected);
    if (c->forgotten > 0)
        (void)fprintf(stderr, ", %llu forgotten", (unsigned long long)c->forgotten);
    if (c->binary + c->empty + c->other > 0)
        (void)fprintf(stderr, "; passed over: %llu binary, %llu empty, %llu other",
                      (unsigned long long)c->binary, (unsigned long long)c->empty,
                      (unsigned long long)c->other);
    if (c->feeds + c->statuses + c->types + c->orphans > 0)
        (void)fprintf(stderr,
                      "; of archives: %llu feeds, %llu redirects and errors, %llu other types, "
                      "%llu revisits without their page",
                      (unsigned long long)c->feeds, (unsigned long long)c->statuses,
                      (unsigned long long)c->types, (unsigned long long)c->orphans);
    if (c->before + c->resumed > 0)
        (void)fprintf(stderr, "; %llu archives read before, %llu read on",
                      (unsigned long long)c->before, (unsigned long long)c->resumed);
    (void)fprintf(stderr, "\n");
}

int cmd_ingest(const cli_args *args)
{
    dli_ingest_counts counts = { 0 };
    dl_error err = { 0 };
    dl_engine *engine;
    uint64_t jobs;
    line shown = { .started = false };

    if (!cli_has(args, OPT_STORE) || args->count == 0) {
        cli_complain_usage(!cli_has(args, OPT_STORE)
                               ? "no store was named (give one with -s FILE)"
                               : "no files or folders were given");
        return CLI_USAGE;
    }
    dli_ingest_options options = { .store = args->value[OPT_STORE],
                                   .paths = (const char *const *)args->operands,
                                   .path_count = args->count,
                                   .collection = args->value[OPT_COLLECTION],
                                   .resume = cli_has(args, OPT_RESUME),
                                   .self = &shown,
                                   .failed = failed };
    if (!cli_number(args, OPT_JOBS, 1, 256, 1, &jobs) ||
        !cli_input(args, &options.input, &options.archives))
        return CLI_USAGE;
    options.jobs = (unsigned)jobs;
    bool terminal = !cli_has(args, OPT_QUIET) && cli_is_terminal(STDERR_FILENO);
    if (terminal)
        options.progress = progress;
    if (dl_engine_open(args->value[OPT_MODELS], &engine, &err) != DL_OK) {
        cli_complain(&err);
        return CLI_NOTHING;
    }
    dl_status status = dli_ingest(engine, &options, &counts, &err);
    dl_engine_close(engine);
    wipe(&shown);
    if (status != DL_OK)
        cli_complain(&err);
    if (!cli_has(args, OPT_QUIET) && counts.found + counts.before > 0)
        summary(&counts);
    if (status != DL_OK)
        return cli_status_of(&err);
    bool something = counts.added + counts.same + counts.forgotten + counts.before > 0;
    if (counts.failed > 0)
        return something ? CLI_PARTLY : CLI_NOTHING;
    return something ? CLI_DONE : CLI_NOTHING;
}
