/* inputs.c -- files, folders and manifests, one capture after another.
 *
 * Folders are walked with a stack of paths, in the order of their names (bytewise, so that
 * it is the same on every machine). What no page can be is passed over and counted: whoever
 * saves a page with its folder of scripts and pictures means the page. What was named
 * itself is never passed over.
 */
#include "ingest/inputs.h"

#include "archive/archive.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/str.h"
#include "bytes/bytes.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

/* A path still to be looked at. */
typedef struct visit {
    const char *path;
    bool folder;
} visit;

typedef DLI_VEC(visit) visits;

struct dli_inputs {
    dli_arena own; /* the handle and every path */
    const char *const *paths;
    size_t count;
    size_t next;
    dl_input input;
    dli_archives archives;
    const dli_inputs_memory *memory;
    dli_archived *archive;       /* captures still to come; NULL: none */
    dli_inputs_archive *current; /* what is known of it; NULL: nothing */
    dli_inputs_archive *first, *last;
    bool from_archive;  /* the job given last came from it */
    uint64_t sizes;     /* of all operands; 0: not known   */
    uint64_t behind;    /* of those that were read         */
    uint64_t size;      /* of the one that is being read   */
    visits stack;       /* the next one last                     */
    const char *folder; /* the operand, if it is one             */
    uint64_t given;     /* captures that came of the operand     */
    const char *manifest;
    dl_str lines; /* of the manifest, not yet read; ptr NULL: none */
    uint64_t line;
    dli_inputs_counts passed;
};

/* Bytes of a plain file, else 0. */
static uint64_t size_of(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0
               ? (uint64_t)info.st_size
               : 0;
}

static uint64_t sizes_of(const char *const *paths, size_t count)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < count; i++) {
        uint64_t size = size_of(paths[i]);
        if (size == 0)
            return 0;
        sum += size;
    }
    return sum;
}

dli_inputs *dli_inputs_open(const char *const *paths, size_t count, dl_input input,
                            dli_archives archives, const dli_inputs_memory *memory)
{
    dli_arena own;
    dli_inputs *inputs;

    dli_arena_init(&own, DLI_MAX_MANIFEST_BYTES);
    inputs = dli_arena_take(&own, sizeof *inputs);
    if (inputs == NULL)
        return NULL;
    *inputs = (dli_inputs){
        .own = own,
        .paths = paths,
        .count = count,
        .input = input,
        .archives = archives,
        .memory = memory,
        .sizes = sizes_of(paths, count),
    };
    return inputs;
}

dli_inputs_counts dli_inputs_passed(const dli_inputs *inputs)
{
    return inputs->passed;
}

const dli_inputs_archive *dli_inputs_from(const dli_inputs *inputs, uint64_t *upto)
{
    *upto = 0;
    if (!inputs->from_archive || inputs->archive == NULL || inputs->current == NULL)
        return NULL;
    *upto = dli_archived_upto(inputs->archive);
    return inputs->current;
}

dli_inputs_archive *dli_inputs_archives(const dli_inputs *inputs)
{
    return inputs->first;
}

bool dli_inputs_place(const dli_inputs *inputs, uint64_t *at, uint64_t *size)
{
    uint64_t here = 0, all;

    *at = 0;
    *size = inputs->sizes;
    if (inputs->archive != NULL && !dli_archived_place(inputs->archive, &here, &all))
        here = 0;
    else if (inputs->archive == NULL && inputs->lines.ptr != NULL &&
             inputs->lines.len <= inputs->size)
        here = inputs->size - inputs->lines.len;
    *at = inputs->behind + (here < inputs->size ? here : inputs->size);
    return *size > 0 && *at <= *size;
}

void dli_inputs_close(dli_inputs *inputs)
{
    dli_arena own;

    if (inputs == NULL)
        return;
    dli_archived_close(inputs->archive);
    own = inputs->own; /* the handle lies in it */
    dli_arena_done(&own);
}

/* ---- Jobs -------------------------------------------------------------------- */

static void bad(dli_job *job, const char *path, dl_status status, const char *fix,
                const char *what)
{
    *job = (dli_job){ .bytes = { "", 0 }, .given = true };
    (void)dli_fail(&job->error, status, 0, fix, "%s", what);
    dli_error_where(&job->error, "%s", path);
    job->options.file = dli_str(path);
}

/* Read the capture that job->path names; what goes wrong is said in the job. */
static void fetch(dli_arena *arena, dli_job *job)
{
    const char *path = job->path;

    job->path = NULL;
    if (dli_file_read(arena, path, DL_MAX_SOURCE_BYTES, &job->bytes, &job->error) == DL_OK)
        return;
    job->given = true;
    dli_error_where(&job->error, "%s", path);
}

static void close_archive(dli_inputs *inputs)
{
    dli_archived_close(inputs->archive);
    inputs->archive = NULL;
    inputs->current = NULL;
}

/* What is known of an archive that was opened: it may be passed over, or read on from where an earlier
 * reading came to. Without memory for it, it is read as if nothing were known. */
static void recall(dli_inputs *inputs, const char *path)
{
    dli_inputs_archive *archive = dli_arena_take(&inputs->own, sizeof *archive);
    dl_str file = dli_arena_copy(&inputs->own, dli_str(path));
    uint64_t upto = 0;

    if (inputs->memory == NULL || archive == NULL || inputs->own.dry ||
        !dli_archived_digest(inputs->archive, archive->digest))
        return;
    archive->file = file;
    *(inputs->first == NULL ? &inputs->first : &inputs->last->next) = archive;
    inputs->last = inputs->current = archive;
    if (!inputs->memory->recall(inputs->memory->self, archive, &upto))
        return;
    if (archive->known) {
        inputs->passed.before++;
        inputs->given++; /* the operand was not empty */
        close_archive(inputs);
    } else if (dli_archived_go_on(inputs->archive, upto)) {
        inputs->passed.resumed++;
    }
}

/* True if the file is a job; false if it is an archive, from which jobs come. */
static bool give_file(dli_inputs *inputs, dli_arena *arena, const char *path, dli_job *job)
{
    dl_str rest;

    *job = (dli_job){ .path = path, .bytes = { "", 0 } };
    job->options.file = dli_str(path);
    job->options.input = inputs->input;
    job->given = dli_archived_open(path, inputs->archives, arena, &inputs->archive, &rest,
                                   &job->error) != DL_OK;
    if (job->given)
        return true;
    if (inputs->archive != NULL) {
        recall(inputs, path);
        return false;
    }
    if (rest.ptr != NULL)
        job->bytes = rest;
    else
        fetch(arena, job);
    job->path = NULL;
    return true;
}

/* ---- Archives ------------------------------------------------------------------ */

static void count_passed(dli_inputs *inputs)
{
    const dli_captures_counts *c = dli_archived_passed(inputs->archive);

    inputs->passed.feeds += c->feeds;
    inputs->passed.statuses += c->statuses;
    inputs->passed.types += c->types;
    inputs->passed.orphans += c->orphans;
}

/* The next capture of the archive that is being read; false at its end. */
static bool give_capture(dli_inputs *inputs, dli_arena *arena, dli_job *job)
{
    const dl_doc_options options = { .input = inputs->input };

    inputs->from_archive = dli_archived_next(inputs->archive, arena, &options, job);
    if (inputs->from_archive)
        return true;
    count_passed(inputs);
    if (inputs->current != NULL)
        inputs->current->ended = true;
    close_archive(inputs);
    return false;
}

/* ---- Manifests ----------------------------------------------------------------- */

static bool is_manifest(dl_str path)
{
    return dli_ends(path, DL_STR(".jsonl"));
}

/* False, with the reason in the job, if it cannot be read. */
static bool open_manifest(dli_inputs *inputs, const char *path, dli_job *job)
{
    dl_error err;

    inputs->manifest = path;
    inputs->line = 0;
    if (dli_file_read(&inputs->own, path, DLI_MAX_MANIFEST_BYTES, &inputs->lines, &err) ==
        DL_OK)
        return true;
    *job = (dli_job){ .bytes = { "", 0 }, .given = true, .error = err };
    dli_error_where(&job->error, "%s", path);
    inputs->lines = (dl_str){ NULL, 0 };
    return false;
}

/* The next line of the manifest that is not blank, as a job; false at its end. */
static bool give_line(dli_inputs *inputs, dli_arena *arena, dli_job *job)
{
    dl_str line;

    while (dli_split(&inputs->lines, '\n', &line)) {
        inputs->line++;
        line = dli_trim(line);
        if (line.len == 0)
            continue;
        dli_manifest_line(arena, line, dli_folder_of(dli_str(inputs->manifest)), inputs->line,
                          job);
        job->options.input = inputs->input;
        if (!job->given && job->path != NULL)
            fetch(arena, job);
        return true;
    }
    return false;
}

/* ---- Folders --------------------------------------------------------------------- */

static const char *join(dli_inputs *inputs, const char *folder, const char *name)
{
    dl_str head = dli_str(folder), tail = dli_str(name);
    char *path = dli_arena_take(&inputs->own, head.len + tail.len + 2);

    if (path == NULL)
        return NULL;
    memcpy(path, head.ptr, head.len);
    if (!dli_ends(head, DL_STR("/")))
        path[head.len++] = '/';
    memcpy(path + head.len, tail.ptr, tail.len);
    return path;
}

/* Text that is no page, by its name: what browsers save beside one, and data. */
static bool is_beside(dl_str path)
{
    static const char *const endings[] = { ".css", ".js",  ".mjs", ".json", ".jsonl", ".map",
                                           ".svg", ".xml", ".csv", ".md",   ".cdx",   ".cdxj" };

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (path.len > strlen(endings[i]) &&
            dli_eq_nocase(dli_from(path, path.len - strlen(endings[i])), dli_str(endings[i])))
            return true;
    return false;
}

static int later_first(const void *a, const void *b)
{
    const visit *x = a, *y = b;

    return strcmp(y->path, x->path);
}

/* One entry of a folder; false if memory ran out. */
static bool add_entry(dli_inputs *inputs, const char *folder, const char *name, visits *found)
{
    struct stat info;
    const char *path;

    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return true;
    path = join(inputs, folder, name);
    if (path == NULL)
        return false;
    bool known = lstat(path, &info) == 0;
    if (name[0] == '.' || !known || (!S_ISDIR(info.st_mode) && !S_ISREG(info.st_mode)) ||
        (S_ISREG(info.st_mode) && is_beside(dli_str(name)))) {
        inputs->passed.other++;
        return true;
    }
    if (S_ISREG(info.st_mode) && info.st_size == 0) {
        inputs->passed.empty++;
        return true;
    }
    return DLI_PUSH(&inputs->own, found, (visit){ path, S_ISDIR(info.st_mode) });
}

/* Put the entries of a folder on the stack; false, with the reason in the job, if it cannot
 * be read. */
static bool open_folder(dli_inputs *inputs, const char *path, dli_job *job)
{
    DIR *dir = opendir(path);
    visits found = { 0 };
    bool whole = true;

    if (dir == NULL) {
        bad(job, path, DL_ERR_IO, "allow reading it, or leave it out",
            errno == EACCES ? "the folder may not be read" : "the folder cannot be read");
        return false;
    }
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): a stream of one thread is safe in glibc */
    for (struct dirent *entry; whole && (entry = readdir(dir)) != NULL;)
        whole = add_entry(inputs, path, entry->d_name, &found);
    (void)closedir(dir);
    if (found.count > 1)
        qsort(found.ptr, found.count, sizeof *found.ptr, later_first);
    for (size_t i = 0; whole && i < found.count; i++)
        whole = DLI_PUSH(&inputs->own, &inputs->stack, found.ptr[i]);
    if (!whole)
        bad(job, path, DL_ERR_NOMEM, "ingest it in parts", "the folder has too many files");
    return whole;
}

/* A folder: by its manifest if it has one, else by its entries. */
static bool enter(dli_inputs *inputs, const char *path, dli_job *job)
{
    const char *manifest = join(inputs, path, "manifest.jsonl");
    struct stat info;

    if (manifest != NULL && lstat(manifest, &info) == 0 && S_ISREG(info.st_mode))
        return open_manifest(inputs, manifest, job);
    return open_folder(inputs, path, job);
}

/* A file of a folder; false if it is passed over, or is an archive. */
static bool give_found(dli_inputs *inputs, dli_arena *arena, const char *path, dli_job *job)
{
    static const dl_str packed[] = { { "\x1F\x8B", 2 }, { "\x28\xB5\x2F\xFD", 4 } };

    if (!give_file(inputs, arena, path, job))
        return false;
    for (size_t i = 0; i < sizeof packed / sizeof *packed; i++)
        if (dli_starts(job->bytes, packed[i]))
            return true; /* may be a page inside: the desk says */
    if (job->given || !dli_bytes_binary(job->bytes))
        return true;
    inputs->passed.binary++;
    return false;
}

/* ---- One after another ------------------------------------------------------------- */

/* Begin on an operand; true if it gives a job at once. */
static bool begin(dli_inputs *inputs, dli_arena *arena, const char *path, dli_job *job)
{
    struct stat info;

    inputs->given = 0;
    inputs->folder = NULL;
    inputs->behind += inputs->size;
    inputs->size = size_of(path);
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode)) {
        inputs->folder = path;
        return !enter(inputs, path, job);
    }
    if (is_manifest(dli_str(path)))
        return !open_manifest(inputs, path, job);
    return give_file(inputs, arena, path, job);
}

/* What comes next of the operand begun; false once it is done. */
static bool go_on(dli_inputs *inputs, dli_arena *arena, dli_job *job)
{
    for (;;) {
        if (inputs->archive != NULL) {
            if (give_capture(inputs, arena, job))
                return true;
        } else if (inputs->lines.ptr != NULL) {
            if (give_line(inputs, arena, job))
                return true;
        } else if (inputs->stack.count > 0) {
            visit here = inputs->stack.ptr[--inputs->stack.count];
            if (here.folder ? !enter(inputs, here.path, job)
                            : give_found(inputs, arena, here.path, job))
                return true;
            dli_arena_reset(arena); /* of a file that was passed over */
        } else {
            return false;
        }
    }
}

bool dli_inputs_next(dli_inputs *inputs, dli_arena *arena, dli_job *job)
{
    inputs->from_archive = false;
    for (;;) {
        if (go_on(inputs, arena, job)) {
            inputs->given++;
            return true;
        }
        if (inputs->folder != NULL && inputs->given == 0) {
            bad(job, inputs->folder, DL_ERR_FORMAT, "name a folder with saved pages in it",
                "there is no page in the folder");
            inputs->folder = NULL;
            return true;
        }
        if (inputs->next == inputs->count) {
            inputs->behind += inputs->size;
            inputs->size = 0;
            return false;
        }
        if (begin(inputs, arena, inputs->paths[inputs->next++], job)) {
            inputs->given++;
            return true;
        }
    }
}
