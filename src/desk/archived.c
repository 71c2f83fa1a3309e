/* archived.c -- the captures of a web archive as jobs of a batch. */
#include "desk/desk.h"

#include "archive/archive.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/str.h"

struct dli_archived {
    dli_arena own;
    dli_archive *archive;
    dli_captures *captures;
    dl_str name;
    uint64_t given; /* jobs that came of it */
    uint64_t last;  /* where the record of the capture given last lies */
    bool over;
};

static dl_status start(const char *path, dli_archive *archive, dli_archived **out,
                       dl_error *err)
{
    dli_arena own;

    dli_arena_init(&own, 65536);
    dli_archived *a = dli_arena_take(&own, sizeof *a);
    dli_captures *captures = a == NULL ? NULL : dli_captures_open(archive);
    if (captures == NULL) {
        dli_arena_done(&own);
        dli_archive_close(archive);
        return dli_no_memory(err);
    }
    *a = (dli_archived){ .own = own, .archive = archive, .captures = captures };
    a->name = dli_arena_copy(&a->own, dli_str(path));
    *out = a;
    return DL_OK;
}

dl_status dli_archived_open(const char *path, dli_archives archives, dli_arena *arena,
                            dli_archived **out, dl_str *rest, dl_error *err)
{
    dli_archive *archive;

    *out = NULL;
    *rest = (dl_str){ NULL, 0 };
    if (archives == DLI_ARCHIVES_NEVER)
        return DL_OK;
    DLI_TRY(dli_archive_open(
        path, archives == DLI_ARCHIVES_ALWAYS ? DLI_ARCHIVE_ALWAYS : DLI_ARCHIVE_AUTO, arena,
        DL_MAX_SOURCE_BYTES, &archive, rest, err));
    return archive == NULL ? DL_OK : start(path, archive, out, err);
}

void dli_archived_close(dli_archived *a)
{
    if (a == NULL)
        return;
    dli_captures_close(a->captures);
    dli_archive_close(a->archive);
    dli_arena own = a->own; /* the handle lies in it */
    dli_arena_done(&own);
}

const dli_captures_counts *dli_archived_passed(const dli_archived *a)
{
    return dli_captures_passed(a->captures);
}

bool dli_archived_go_on(dli_archived *a, uint64_t upto)
{
    if (!dli_archive_rests(a->archive) || dli_captures_go_on(a->captures, upto, NULL) != DL_OK)
        return false;
    a->last = upto;
    return true;
}

uint64_t dli_archived_upto(const dli_archived *a)
{
    return dli_archive_rests(a->archive) ? dli_captures_upto(a->captures, a->last) : 0;
}

bool dli_archived_digest(const dli_archived *a, char hex[65])
{
    return dli_archive_digest(a->archive, hex);
}

bool dli_archived_place(const dli_archived *a, uint64_t *at, uint64_t *size)
{
    return dli_archive_place(a->archive, at, size);
}

static void no_page(dli_archived *a, dli_job *job)
{
    const dli_captures_counts *c = dli_captures_passed(a->captures);

    job->given = true;
    (void)dli_fail(&job->error, DL_ERR_FORMAT, 0, "see with 'dateline archive index' what is",
                   "there is no page in the archive, in %llu records",
                   (unsigned long long)c->records);
    dli_error_where(&job->error, "%.*s", DLI_ARG(a->name));
}

bool dli_archived_next(dli_archived *a, dli_arena *arena, const dl_doc_options *options,
                       dli_job *job)
{
    dli_capture found;
    bool more = false;

    *job = (dli_job){ .bytes = { "", 0 }, .options = *options };
    if (a->over)
        return false;
    dl_status status = dli_captures_next(a->captures, arena, &found, &more, &job->error);
    job->options.file = dli_arena_copy(arena, a->name); /* the job may outlive this handle */
    a->over = status == DL_OK ? !more : !dli_archive_goes_on(status);
    if (status != DL_OK) {
        job->given = true;
        dli_error_where(&job->error, "%.*s", DLI_ARG(a->name));
    } else if (!more) {
        if (a->given > 0)
            return false;
        no_page(a, job);
    } else {
        dl_warc *warc = dli_arena_take(arena, sizeof *warc);
        if (warc != NULL)
            *warc = found.warc;
        job->bytes = found.bytes;
        job->options.url = found.url;
        job->options.captured = found.captured;
        if (options->charset.len == 0)
            job->options.charset = found.charset;
        job->options.warc = warc;
        a->last = found.warc.offset;
    }
    a->given++;
    return true;
}
