/* cmd_extract.c -- pages to records, in the order they are given. */
#include "cli/cli.h"
#include "cli/commands.h"

#include "archive/archive.h"
#include "base/cursor.h"
#include "base/error.h"
#include "base/when.h"
#include "bytes/bytes.h"
#include "desk/desk.h"
#include "view/view.h"

#include <unistd.h>

enum {
    JOB_MEMORY = 96 << 20,      /* of one manifest line                */
    CAPTURE_MEMORY = 192 << 20, /* of a capture of an archive, at most */
    MANIFEST_MEMORY = 1 << 30,
};

typedef struct extract {
    const cli_args *args;
    dl_doc_options options; /* of the command line, for every input */
    dli_view view;
    cli_out out;
    dli_arena scratch;
    dli_arena manifest_memory;
    dli_cursor manifest; /* lines still to come */
    dl_str folder;
    uint64_t line;
    size_t operand; /* the next one */
    dli_archives archives;
    dli_archived *archive; /* captures still to come; NULL: none */
    size_t done, failed;
    bool progress;
} extract;

/* What a job keeps until its result was written. */
typedef struct job_memory {
    dli_arena arena;
} job_memory;

static bool next_line(extract *x, dli_job *job)
{
    dl_str line;

    while (dli_take_line(&x->manifest, &line)) {
        dli_arena arena;
        x->line++;
        if (dli_trim(line).len == 0)
            continue;
        dli_arena_init(&arena, JOB_MEMORY);
        job_memory *own = dli_arena_take(&arena, sizeof *own);
        dli_manifest_line(&arena, line, x->folder, x->line, job);
        if (own == NULL) {
            dli_arena_done(&arena);
            job->given = true;
            (void)dli_no_memory(&job->error);
            return true;
        }
        dl_doc_options line_says = job->options; /* all else is of the command line */
        job->options = x->options;
        job->options.file = line_says.file;
        job->options.url = line_says.url;
        job->options.charset = line_says.charset;
        job->options.captured = line_says.captured;
        own->arena = arena;
        job->own = own;
        return true;
    }
    return false;
}

/* What of an archive is no page. */
static void tell_passed(const extract *x)
{
    const dli_captures_counts *c = dli_archived_passed(x->archive);

    if (!cli_has(x->args, OPT_QUIET) && c->feeds + c->statuses + c->types + c->orphans > 0)
        (void)fprintf(stderr,
                      "%llu records, %llu pages; passed over: %llu feeds, %llu redirects and "
                      "errors, %llu other types, %llu revisits without their page\n",
                      (unsigned long long)c->records, (unsigned long long)c->captures,
                      (unsigned long long)c->feeds, (unsigned long long)c->statuses,
                      (unsigned long long)c->types, (unsigned long long)c->orphans);
}

/* The next capture of the archive that is being read; false at its end. */
static bool next_capture(extract *x, dli_job *job)
{
    dli_arena arena;

    dli_arena_init(&arena, CAPTURE_MEMORY);
    bool more = dli_archived_next(x->archive, &arena, &x->options, job);
    job_memory *own = more ? dli_arena_take(&arena, sizeof *own) : NULL;
    if (own != NULL) {
        own->arena = arena;
        job->own = own;
        return true;
    }
    dli_arena_done(&arena);
    if (more) {
        job->given = true;
        (void)dli_no_memory(&job->error);
        return true;
    }
    tell_passed(x);
    dli_archived_close(x->archive);
    x->archive = NULL;
    return false;
}

/* Begin on an operand; true if it is a job, false if an archive from which jobs come. */
static bool begin_operand(extract *x, const char *path, dli_job *job)
{
    dli_arena arena;
    dl_str rest;

    job->options = x->options;
    if (!dli_eq(dli_str(path), DL_STR("-")))
        job->options.file = dli_str(path);
    dli_arena_init(&arena, CAPTURE_MEMORY);
    job->given =
        dli_archived_open(path, x->archives, &arena, &x->archive, &rest, &job->error) != DL_OK;
    job_memory *own = rest.ptr == NULL ? NULL : dli_arena_take(&arena, sizeof *own);
    if (own == NULL) {
        dli_arena_done(&arena);
        job->path = path;
        return x->archive == NULL;
    }
    own->arena = arena;
    job->own = own;
    job->bytes = rest;
    return true;
}

static bool next(void *self, dli_job *job)
{
    extract *x = self;

    if (cli_has(x->args, OPT_MANIFEST))
        return next_line(x, job);
    for (;;) {
        if (x->archive != NULL && next_capture(x, job))
            return true;
        if (x->operand >= (x->args->count == 0 ? 1 : x->args->count))
            return false;
        const char *path = x->args->count == 0 ? "-" : x->args->operands[x->operand];
        x->operand++;
        if (begin_operand(x, path, job))
            return true;
    }
}

/* A bad input of a manifest becomes a record of its own, so that none is lost. */
static dl_str error_record(extract *x, const dli_job *job, const dl_error *error)
{
    dli_buf out;

    dli_buf_init(&out, &x->scratch);
    dli_error_record(&out, job->id, job->options.file, error);
    return dli_buf_str(&out);
}

static void write_record(extract *x, dl_str record, dl_str source)
{
    dl_error err = { 0 };
    dli_buf out;

    dli_buf_init(&out, &x->scratch);
    if (dli_view_print(&x->view, &out, &x->scratch, record, source, &err) == DL_OK &&
        !out.failed)
        cli_out_write(&x->out, dli_buf_str(&out));
    else
        cli_complain(&err);
}

static bool done(void *self, const dli_job *job, const dli_reading *reading,
                 const dl_error *error)
{
    extract *x = self;

    dli_arena_reset(&x->scratch);
    x->done++;
    if (reading != NULL) {
        write_record(x, reading->record, reading->source);
    } else {
        x->failed++;
        cli_complain(error);
        if (cli_has(x->args, OPT_MANIFEST))
            write_record(x, error_record(x, job, error), DL_STR(""));
    }
    if (job->own != NULL) {
        dli_arena arena = ((job_memory *)job->own)->arena; /* it lies in itself */
        dli_arena_done(&arena);
    }
    if (x->progress && x->done % 10 == 0)
        (void)fprintf(stderr, "\r%zu pages, %zu failed ", x->done, x->failed);
    return !x->out.failed;
}

static bool set_format(extract *x)
{
    bool people = cli_is_terminal(x->out.fd) && x->view.profile == DLI_PROFILE_dateline;

    x->view.format = people ? DLI_FORMAT_text : DLI_FORMAT_jsonl;
    x->view.styled = cli_is_terminal(x->out.fd);
    x->view.width = cli_columns(x->out.fd);
    x->view.raw = cli_has(x->args, OPT_RAW);
    x->view.own = true;
    return cli_format(x->args, &x->view.format);
}

/* The keys of another tool come with its habits: main text, and no facts. */
static bool set_profile(extract *x)
{
    bool precision = cli_has(x->args, OPT_PRECISION), recall = cli_has(x->args, OPT_RECALL);

    if (precision && recall) {
        cli_complain_usage("--precision and --recall were both given (give one of them)");
        return false;
    }
    x->options.focus = precision ? DL_FOCUS_PRECISION
                       : recall  ? DL_FOCUS_RECALL
                                 : DL_FOCUS_BALANCED;
    if (!cli_has(x->args, OPT_PROFILE))
        return true;
    if (!dli_profile_find(cli_value(x->args, OPT_PROFILE), &x->view.profile)) {
        cli_complain_usage("--profile is '%s', not trafilatura or newspaper",
                           x->args->value[OPT_PROFILE]);
        return false;
    }
    x->options.main_text = 1;
    x->options.no_facts = 1;
    return true;
}

static bool set_options(extract *x)
{
    dli_when when;

    x->options.main_text = cli_has(x->args, OPT_MAIN);
    x->options.explain = cli_has(x->args, OPT_EXPLAIN);
    x->options.no_facts = cli_has(x->args, OPT_NO_FACTS);
    x->options.url = cli_value(x->args, OPT_URL);
    x->options.charset = cli_value(x->args, OPT_CHARSET);
    x->options.captured = cli_value(x->args, OPT_CAPTURED);
    if (x->options.captured.len > 0 && !dli_when_parse(x->options.captured, &when)) {
        cli_complain_usage("--captured is '%s', not a time as 2024-03-06T09:00Z",
                           x->args->value[OPT_CAPTURED]);
        return false;
    }
    if (cli_has(x->args, OPT_MANIFEST) && x->args->count > 0) {
        cli_complain_usage("--manifest and files were both given (give one of them)");
        return false;
    }
    return set_profile(x) && cli_input(x->args, &x->options.input, &x->archives);
}

static bool open_manifest(extract *x, dl_error *err)
{
    const char *path = x->args->value[OPT_MANIFEST];
    dl_str bytes;

    if (path == NULL)
        return true;
    if (dli_file_read(&x->manifest_memory, path, MANIFEST_MEMORY - 65536, &bytes, err) !=
        DL_OK) {
        cli_complain(err);
        return false;
    }
    x->manifest = (dli_cursor){ bytes, 0 };
    x->folder = dli_folder_of(dli_str(path));
    return true;
}

static int run(extract *x, unsigned jobs)
{
    dli_batch batch = { .self = x, .next = next, .done = done };
    dl_engine *engine;
    dl_error err = { 0 };
    dli_buf edge;

    if (dl_engine_open(x->args->value[OPT_MODELS], &engine, &err) != DL_OK) {
        cli_complain(&err);
        return CLI_NOTHING;
    }
    dli_buf_init(&edge, &x->scratch);
    dli_view_begin(&x->view, &edge);
    cli_out_write(&x->out, dli_buf_str(&edge));
    dl_status status = dli_batch_run(engine, &batch, jobs, &err);
    dli_arena_reset(&x->scratch);
    dli_buf_init(&edge, &x->scratch);
    dli_view_end(&x->view, &edge);
    cli_out_write(&x->out, dli_buf_str(&edge));
    dli_archived_close(x->archive); /* where it ended early */
    dl_engine_close(engine);
    if (x->progress && x->done >= 10)
        (void)fprintf(stderr, "\r%zu pages, %zu failed\n", x->done, x->failed);
    if (status != DL_OK) {
        cli_complain(&err);
        return CLI_NOTHING;
    }
    if (x->failed == 0)
        return CLI_DONE;
    return x->failed == x->done && !cli_has(x->args, OPT_MANIFEST) ? CLI_NOTHING : CLI_PARTLY;
}

int cmd_extract(const cli_args *args)
{
    extract x = { .args = args };
    dl_error err = { 0 };
    uint64_t jobs;
    int status;

    dli_arena_init(&x.scratch, (size_t)1 << 30);
    dli_arena_init(&x.manifest_memory, MANIFEST_MEMORY);
    x.out.fd = STDOUT_FILENO;
    if (!set_options(&x) || !cli_number(args, OPT_JOBS, 1, 256, 1, &jobs))
        return CLI_USAGE;
    if (!open_manifest(&x, &err)) {
        dli_arena_done(&x.manifest_memory);
        return CLI_NOTHING;
    }
    if (!cli_out_open(args, &x.out)) {
        dli_arena_done(&x.manifest_memory);
        return CLI_OUTPUT;
    }
    if (!set_format(&x)) {
        status = CLI_USAGE;
    } else {
        x.progress = !cli_has(args, OPT_QUIET) && cli_is_terminal(STDERR_FILENO) &&
                     !cli_is_terminal(x.out.fd);
        status = run(&x, (unsigned)jobs);
    }
    dli_arena_done(&x.scratch);
    dli_arena_done(&x.manifest_memory);
    return cli_out_close(&x.out, status);
}
