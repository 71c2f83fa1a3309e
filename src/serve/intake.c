/* intake.c -- see intake.h. Bytes that were sent lie in memory and are read as a file. */
#include "serve/intake.h"
#include "base/error.h"
#include "base/str.h"

#include <sys/mman.h>
#include <unistd.h>

void dli_intake_init(dli_intake *intake)
{
    *intake = (dli_intake){ .fd = -1 };
    (void)pthread_mutex_init(&intake->lock, NULL);
}

static void lock(dli_intake *intake)
{
    (void)pthread_mutex_lock(&intake->lock);
}

static void unlock(dli_intake *intake)
{
    (void)pthread_mutex_unlock(&intake->lock);
}

static void forget_bytes(dli_intake *intake)
{
    if (intake->fd >= 0)
        (void)close(intake->fd);
    intake->fd = -1;
}

/* Wait for the thread of a reading that has ended, or ends now. */
static void join(dli_intake *intake)
{
    if (intake->started)
        (void)pthread_join(intake->thread, NULL);
    intake->started = false;
    forget_bytes(intake);
}

void dli_intake_done(dli_intake *intake)
{
    lock(intake);
    intake->stop = true;
    unlock(intake);
    join(intake);
    (void)pthread_mutex_destroy(&intake->lock);
}

/* ---- On the thread of the reading --------------------------------------------------- */

static void note_progress(void *self, const dli_ingest_counts *counts)
{
    dli_intake *intake = self;

    lock(intake);
    intake->progress.counts = *counts;
    unlock(intake);
}

/* The name that the user gave in place of ours: "/proc/self/fd/7, record 3". */
static void rename_where(const dli_intake *intake, dl_error *error)
{
    size_t len = strlen(intake->path);

    if (intake->fd < 0 || strncmp(error->where, intake->path, len) != 0)
        return;
    dl_error own = *error;
    (void)snprintf(error->where, sizeof error->where, "%.*s%.*s", DLI_ARG(intake->name),
                   (int)(sizeof own.where - len), own.where + len);
}

static void note_problem(void *self, const dl_error *error)
{
    dli_intake *intake = self;
    dl_error told = *error;

    rename_where(intake, &told);
    lock(intake);
    if (intake->progress.problem_count < DLI_PROBLEMS)
        intake->progress.problems[intake->progress.problem_count++] = told;
    unlock(intake);
}

static bool is_stopped(void *self)
{
    dli_intake *intake = self;

    lock(intake);
    bool stop = intake->stop;
    unlock(intake);
    return stop;
}

static void *read_all(void *self)
{
    dli_intake *intake = self;
    const char *path = intake->path;
    dli_ingest_counts counts;
    dl_error err = { .status = DL_OK };
    const dli_ingest_options options = { .store = intake->store,
                                         .paths = &path,
                                         .path_count = 1,
                                         .self = intake,
                                         .failed = note_problem,
                                         .progress = note_progress,
                                         .stopped = is_stopped };

    dl_status status = dli_ingest(intake->engine, &options, &counts, &err);
    rename_where(intake, &err);
    lock(intake);
    intake->progress.counts = counts;
    intake->progress.status = status;
    intake->progress.error = err;
    intake->progress.running = false;
    unlock(intake);
    return NULL;
}

/* ---- Beginning ------------------------------------------------------------------------ */

static dl_status keep_bytes(dli_intake *intake, dl_str bytes, dl_error *err)
{
    size_t at = 0;

    intake->fd = memfd_create("dateline", MFD_CLOEXEC);
    while (intake->fd >= 0 && at < bytes.len) {
        ssize_t wrote = write(intake->fd, bytes.ptr + at, bytes.len - at);
        if (wrote <= 0)
            break;
        at += (size_t)wrote;
    }
    if (intake->fd < 0 || at < bytes.len) {
        forget_bytes(intake);
        return dli_no_memory(err);
    }
    (void)snprintf(intake->path, sizeof intake->path, "/proc/self/fd/%d", intake->fd);
    return DL_OK;
}

static dl_status set_up(dli_intake *intake, dl_str path, dl_str bytes, dl_error *err)
{
    if (bytes.len > 0) {
        int len = snprintf(intake->named, sizeof intake->named, "%.*s", DLI_ARG(path));
        intake->name = (dl_str){ intake->named, len < 0 ? 0 : strlen(intake->named) };
        return keep_bytes(intake, bytes, err);
    }
    if (path.len >= sizeof intake->path)
        return dli_fail(err, DL_ERR_USAGE, 0, "move the files to a folder with a shorter name",
                        "the path is too long");
    memcpy(intake->path, path.ptr, path.len);
    intake->path[path.len] = '\0';
    return DL_OK;
}

dl_status dli_intake_begin(dli_intake *intake, const dl_engine *engine, const char *store,
                           dl_str path, dl_str bytes, uint64_t behind, dl_error *err)
{
    lock(intake);
    bool busy = intake->progress.running;
    uint64_t number = intake->progress.number + 1;
    unlock(intake);
    if (busy)
        return dli_fail(err, DL_ERR_LIMIT, 0, "wait until it has ended",
                        "something else is being read");
    join(intake);
    DLI_TRY(set_up(intake, path, bytes, err));
    intake->engine = engine;
    intake->store = store;
    intake->progress = (dli_progress){ .number = number, .running = true, .behind = behind };
    if (pthread_create(&intake->thread, NULL, read_all, intake) != 0) {
        intake->progress.running = false;
        forget_bytes(intake);
        return dli_no_memory(err);
    }
    intake->started = true;
    return DL_OK;
}

void dli_intake_look(dli_intake *intake, dli_progress *out)
{
    lock(intake);
    *out = intake->progress;
    unlock(intake);
}
