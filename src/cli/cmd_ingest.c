/* cmd_ingest.c -- pages into a store. */
#include "cli/cli.h"
#include "cli/commands.h"

#include "ingest/ingest.h"

#include <unistd.h>

static void failed(void *self, const dl_error *error)
{
    (void)self;
    cli_complain(error);
}

static void progress(void *self, const dli_ingest_counts *counts)
{
    (void)self;
    if (counts->found % 20 == 0)
        (void)fprintf(stderr, "\r%llu pages, %llu added, %llu known ",
                      (unsigned long long)counts->found, (unsigned long long)counts->added,
                      (unsigned long long)counts->same);
}

static void summary(const dli_ingest_counts *c)
{
    (void)fprintf(stderr,
                  "%llu read: %llu added with %llu items, %llu known already, %llu failed",
                  (unsigned long long)c->found, (unsigned long long)c->added,
                  (unsigned long long)c->items, (unsigned long long)c->same,
                  (unsigned long long)c->failed);
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
    (void)fprintf(stderr, "\n");
}

int cmd_ingest(const cli_args *args)
{
    dli_ingest_counts counts = { 0 };
    dl_error err = { 0 };
    dl_engine *engine;
    uint64_t jobs;

    if (!cli_has(args, OPT_STORE) || args->count == 0) {
        cli_complain_usage(!cli_has(args, OPT_STORE)
                               ? "no store was named (give one with -s FILE)"
                               : "no files or folders were given");
        return CLI_USAGE;
    }
    dli_ingest_options options = { .store = args->value[OPT_STORE],
                                   .paths = (const char *const *)args->operands,
                                   .path_count = args->count,
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
    if (terminal && counts.found >= 20)
        (void)fprintf(stderr, "\r\033[K");
    if (status != DL_OK)
        cli_complain(&err);
    if (!cli_has(args, OPT_QUIET) && counts.found > 0)
        summary(&counts);
    if (status != DL_OK)
        return cli_status_of(&err);
    bool something = counts.added + counts.same + counts.forgotten > 0;
    if (counts.failed > 0)
        return something ? CLI_PARTLY : CLI_NOTHING;
    return something ? CLI_DONE : CLI_NOTHING;
}
