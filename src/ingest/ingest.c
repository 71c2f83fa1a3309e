/* ingest.c -- inputs through the desk into a store.
 *
 *   inputs ──▶ known to the store? ──no──▶ batch of desks ──▶ put ──▶ commit now and then
 *                     └──yes──▶ counted
 *
 * The digest of a capture decides, so a second run reads files and parses nothing. Jobs and
 * results come one at a time (desk.h), so one store does for both ends.
 */
#include "ingest/ingest.h"

#include "base/digest.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/str.h"
#include "bytes/bytes.h"
#include "ingest/inputs.h"
#include "store/store.h"
#include "view/view.h"

/* Memory of one job, from when it is made until its result is put. */
typedef struct cargo {
    dli_arena arena;
    struct cargo *next;
    const dli_inputs_archive *archive; /* that it came from, or NULL           */
    uint64_t upto;                     /* where reading goes on once it is put */
    uint8_t sha256[32];                /* of the capture */
    dli_store_prepared prepared;
    bool is_prepared;
} cargo;

typedef struct ingest {
    const dli_ingest_options *options;
    dli_ingest_counts *counts;
    dli_inputs *inputs;
    dli_store *store;
    dli_arena own; /* the cargoes themselves */
    cargo *spare;
    dli_arena scratch;
    bool open;                         /* a batch is */
    uint64_t pages, bytes, items;      /* of the open batch */
    uint64_t trimmed, collected;       /* likewise */
    const dli_inputs_archive *reached; /* from which the job came that was done last; or NULL */
    uint64_t upto;                     /* in it                                               */
    dli_inputs_archive *unmarked; /* the first archive that the store does not know as read */
    dl_status status;             /* of the store: the first failure ends everything */
    dl_error error;
} ingest;

/* ---- Memory of jobs ------------------------------------------------------------- */

static cargo *take_cargo(ingest *in)
{
    cargo *one = in->spare;

    if (one != NULL) {
        in->spare = one->next;
        return one;
    }
    one = dli_arena_take(&in->own, sizeof *one);
    if (one != NULL)
        dli_arena_init(&one->arena, DL_MAX_SOURCE_BYTES * 3);
    return one;
}

static void give_cargo(ingest *in, cargo *one)
{
    dli_arena_reset(&one->arena);
    one->next = in->spare;
    in->spare = one;
}

static void free_cargoes(ingest *in)
{
    for (cargo *one = in->spare; one != NULL; one = one->next)
        dli_arena_done(&one->arena);
}

/* ---- In ---------------------------------------------------------------------------- */

static dl_status keep(ingest *in);

static void tell_progress(ingest *in)
{
    dli_inputs_counts passed = dli_inputs_passed(in->inputs);

    in->counts->binary = passed.binary;
    in->counts->empty = passed.empty;
    in->counts->other = passed.other;
    in->counts->feeds = passed.feeds;
    in->counts->statuses = passed.statuses;
    in->counts->types = passed.types;
    in->counts->orphans = passed.orphans;
    in->counts->before = passed.before;
    in->counts->resumed = passed.resumed;
    if (!dli_inputs_place(in->inputs, &in->counts->at, &in->counts->size))
        in->counts->size = 0;
    if (in->options->progress != NULL)
        in->options->progress(in->options->self, in->counts);
}

static dl_status begin(ingest *in)
{
    if (!in->open)
        DLI_TRY(dli_store_begin(in->store, &in->error));
    in->open = true;
    return DL_OK;
}

/* A capture of the store into the collection. */
static dl_status collect(ingest *in, const uint8_t digest[32])
{
    bool added;

    DLI_TRY(begin(in));
    DLI_TRY(dli_store_collect(in->store, digest, &added, &in->error));
    in->counts->collected += added;
    in->collected += added;
    return DL_OK;
}

/* True if the store has this capture; a failure ends the run. */
static bool known(ingest *in, const dli_job *job, uint8_t digest[32])
{
    bool has = false;

    dli_sha256(job->bytes, digest);
    in->status = dli_store_has(in->store, digest, job->options.url, &has, &in->error);
    if (has && in->status == DL_OK && in->options->collection != NULL)
        in->status = collect(in, digest);
    if (in->status == DL_OK)
        in->status = keep(in);
    return has;
}

static bool next(void *self, dli_job *job)
{
    ingest *in = self;

    for (;;) {
        bool stopped = in->options->stopped != NULL && in->options->stopped(in->options->self);
        cargo *one = in->status == DL_OK && !stopped ? take_cargo(in) : NULL;
        if (one == NULL)
            return false;
        if (!dli_inputs_next(in->inputs, &one->arena, job)) {
            give_cargo(in, one);
            return false;
        }
        in->counts->found++;
        in->counts->bytes += job->bytes.len;
        one->archive = dli_inputs_from(in->inputs, &one->upto);
        one->is_prepared = false;
        bool has = !job->given && known(in, job, one->sha256);
        job->sha256 = one->sha256;
        if (!has && in->status == DL_OK) {
            job->own = one;
            return true;
        }
        give_cargo(in, one);
        in->counts->same += has;
        tell_progress(in);
    }
}

/* ---- Out ------------------------------------------------------------------------------ */

static void fail_input(ingest *in, const dl_error *error)
{
    in->counts->failed++;
    in->counts->refused += error->status == DL_ERR_LIMIT;
    if (in->options->failed != NULL)
        in->options->failed(in->options->self, error);
}

static void forget_batch(ingest *in)
{
    in->counts->added -= in->pages;
    in->counts->items -= in->items;
    in->counts->trimmed -= in->trimmed;
    in->counts->collected -= in->collected;
}

/* Archives of which all jobs are done: those that ended in front of the one that the job done
 * last came from; at the end all that ended. */
static dl_status mark_whole(ingest *in, bool end)
{
    dli_inputs_archive *a = in->unmarked;

    if (a == NULL)
        a = dli_inputs_archives(in->inputs);
    for (; a != NULL && a->ended && (end || a != in->reached); a = a->next) {
        if (!a->known) {
            DLI_TRY(begin(in));
            DLI_TRY(dli_store_set_reading(in->store, dli_str(a->digest), a->file,
                                          (dli_reading_of){ .whole = true }, &in->error));
            a->known = true;
        }
    }
    in->unmarked = a;
    return DL_OK;
}

/* How far archives were read goes with the captures that were read in them. */
static dl_status mark_readings(ingest *in, bool end)
{
    const dli_inputs_archive *a = in->reached;

    if (end || a != NULL)
        DLI_TRY(mark_whole(in, end));
    if (a == NULL || a->known)
        return DL_OK;
    DLI_TRY(begin(in));
    return dli_store_set_reading(in->store, dli_str(a->digest), a->file,
                                 (dli_reading_of){ .upto = in->upto }, &in->error);
}

static dl_status commit(ingest *in, bool end)
{
    dl_status status = mark_readings(in, end);

    if (status != DL_OK)
        dli_store_rollback(in->store);
    else if (in->open)
        status = dli_store_commit(in->store, &in->error);
    if (status != DL_OK)
        forget_batch(in);
    in->open = false;
    in->pages = in->bytes = in->items = in->trimmed = in->collected = 0;
    return status;
}

/* Its items, and whether something was trimmed. */
static void count_record(ingest *in, dl_str record)
{
    bool trimmed = false;
    dli_json json;

    dli_arena_reset(&in->scratch);
    if (dli_record_read(&in->scratch, record, &json, NULL) != DL_OK)
        return;
    for (uint32_t i = dli_record_list(&json, 1, "items"); i != 0;
         i = dli_json_at(&json, i)->next)
        in->items++, in->counts->items++;
    for (uint32_t n = dli_record_list(&json, 1, "notes"); n != 0;
         n = dli_json_at(&json, n)->next)
        trimmed = trimmed || dli_starts(dli_json_get_str(&json, n, "code", &in->scratch),
                                        DL_STR("trimmed"));
    in->trimmed += trimmed;
    in->counts->trimmed += trimmed;
}

/* A record that the store cannot take costs that record; anything else ends the run. */
static dl_status put(ingest *in, const dli_job *job, const dli_reading *reading)
{
    dli_store_page page = { reading->capture, reading->record, job->options.url };
    dl_error err = { .status = DL_OK };
    dli_put how;

    DLI_TRY(begin(in));
    const cargo *one = job->own;
    dl_status status = dli_store_put_prepared(
        in->store, &page, one->is_prepared ? &one->prepared : NULL, &how, &err);
    if (status == DL_ERR_FORMAT || status == DL_ERR_LIMIT) {
        dli_error_where(&err, "%.*s", DLI_ARG(job->options.file));
        fail_input(in, &err);
        return DL_OK;
    }
    if (status != DL_OK) {
        in->error = err;
        return status;
    }
    if (how == DLI_PUT_FORGOTTEN) {
        in->counts->forgotten++;
        return DL_OK;
    }
    if (how == DLI_PUT_SAME || how == DLI_PUT_AGAIN) {
        in->counts->same++;
        return DL_OK;
    }
    count_record(in, reading->record);
    in->counts->added++;
    in->pages++;
    in->bytes += reading->capture.len;
    return DL_OK;
}

/* A batch that is full is kept. */
static dl_status keep(ingest *in)
{
    return in->pages + in->collected >= DLI_BATCH_PAGES || in->bytes >= DLI_BATCH_BYTES
               ? commit(in, false)
               : DL_OK;
}

static void roll_back(ingest *in)
{
    dli_store_rollback(in->store);
    forget_batch(in);
    in->pages = in->items = in->trimmed = in->collected = 0;
    in->open = false;
}

static bool done(void *self, const dli_job *job, const dli_reading *reading,
                 const dl_error *error)
{
    ingest *in = self;

    if (in->status == DL_OK && reading == NULL)
        fail_input(in, error);
    else if (in->status == DL_OK) {
        in->status = put(in, job, reading);
        if (in->status == DL_OK) {
            const cargo *one = job->own;
            in->reached = one->archive;
            in->upto = one->upto;
            in->status = keep(in);
        }
        if (in->status != DL_OK)
            roll_back(in);
    }
    give_cargo(in, job->own);
    tell_progress(in);
    return in->status == DL_OK;
}

/* Packing is a fifth of the work for a page: each thread packs its own. Without memory for it, the
 * writer does. */
static void prepare(void *self, const dli_job *job, const dli_reading *reading)
{
    cargo *one = job->own;

    (void)self;
    one->is_prepared = dli_store_prepare(&one->arena, reading->capture, one->sha256,
                                         &one->prepared, NULL) == DL_OK;
}

/* ---- All of it -------------------------------------------------------------------------- */

static dl_status run(ingest *in, const dl_engine *engine, dl_error *err)
{
    const dli_batch batch = { .self = in, .next = next, .done = done, .ready = prepare };
    dl_status status = dli_batch_run(engine, &batch, in->options->jobs, err);

    if (in->status == DL_OK)
        in->status = commit(in, true);
    if (in->status != DL_OK)
        roll_back(in);
    if (in->status == DL_OK && in->counts->added > DLI_BATCH_PAGES)
        in->status = dli_store_tidy(in->store, &in->error);
    tell_progress(in);
    if (in->status != DL_OK && err != NULL)
        *err = in->error;
    return in->status != DL_OK ? in->status : status;
}

static bool recall(void *self, dli_inputs_archive *archive, uint64_t *upto)
{
    ingest *in = self;
    dli_reading_of reading = { .upto = 0 };

    if (in->status == DL_OK)
        in->status =
            dli_store_reading(in->store, dli_str(archive->digest), &reading, &in->error);
    archive->known = reading.whole;
    *upto = reading.upto;
    return in->options->resume && (reading.whole || reading.upto > 0);
}

/* The store, with the collection that it is for. */
static dl_status open_store(ingest *in, dl_error *err)
{
    DLI_TRY(dli_store_open(in->options->store, DLI_STORE_WRITE, &in->store, err));
    dl_status status =
        in->options->collection == NULL
            ? DL_OK
            : dli_store_collection(in->store, dli_str(in->options->collection), err);
    if (status != DL_OK)
        dli_store_close(in->store);
    return status;
}

dl_status dli_ingest(const dl_engine *engine, const dli_ingest_options *options,
                     dli_ingest_counts *counts, dl_error *err)
{
    ingest in = { .options = options, .counts = counts };

    *counts = (dli_ingest_counts){ .found = 0 };
    DLI_TRY(open_store(&in, err));
    const dli_inputs_memory memory = { &in, recall };
    dli_arena_init(&in.own, (size_t)1 << 20);
    dli_arena_init(&in.scratch, DLI_BUDGET_MAX);
    in.inputs = dli_inputs_open(options->paths, options->path_count, options->input,
                                options->archives, &memory);
    dl_status status = in.inputs == NULL ? dli_no_memory(err) : run(&in, engine, err);
    dli_inputs_close(in.inputs);
    dli_store_close(in.store);
    free_cargoes(&in);
    dli_arena_done(&in.scratch);
    dli_arena_done(&in.own);
    return status;
}
