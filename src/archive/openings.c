/* openings.c -- is it an archive, and which; open it, close it.
 *
 * Bytes decide: "WARC/", "filedesc:", either of them behind gzip or zstd, or a zip file with an
 * archive in it. A name decides only where the bytes are too damaged to.
 */
#include "inside.h"

#include "base/digest.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    OWN_MEMORY = 192 << 20, /* address space of the buffers; little of it is ever used */
    TASTE = 16,
};

bool dli_archive_named(dl_str name)
{
    static const char *const endings[] = { ".warc",   ".warc.gz", ".warc.zst", ".arc",
                                           ".arc.gz", ".arc.zst", ".wacz",     ".warc.open" };

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (name.len > strlen(endings[i]) &&
            dli_eq_nocase(dli_from(name, name.len - strlen(endings[i])), dli_str(endings[i])))
            return true;
    return false;
}

static bool is_record(dl_str head, bool *arc)
{
    while (head.len > 0 && dli_is_space(head.ptr[0]))
        head = dli_from(head, 1);
    *arc = dli_starts(head, DL_STR("filedesc:"));
    return *arc ||
           (head.len > 5 && dli_starts(head, DL_STR("WARC/")) && dli_is_digit(head.ptr[5]));
}

bool dli_archive_sniff(dli_archive *a, dl_str head, dli_packing *packing, bool *arc)
{
    char taste[TASTE];

    *arc = false;
    *packing = dli_flow_packing(head);
    if (*packing == DLI_PACKING_NONE)
        return is_record(head, arc);
    if (dli_starts(head, DL_STR("\x5D\x2A\x4D\x18"))) /* the frame of a dictionary */
        return true;
    size_t got = dli_flow_taste(&a->flow, *packing, head, taste, TASTE);
    return is_record((dl_str){ taste, got }, arc);
}

static dli_archive *new_archive(const char *name)
{
    dli_arena own;

    dli_arena_init(&own, OWN_MEMORY);
    dli_archive *a = dli_arena_take(&own, sizeof *a);
    if (a == NULL)
        return NULL;
    *a = (dli_archive){ .own = own, .name = name, .file = dli_str(name) };
    dli_arena_init(&a->head, 64 * DLI_MAX_RECORD_HEAD);
    dli_flow_init(&a->flow, &a->own, &a->feed);
    a->feed.file = -1;
    return a;
}

void dli_archive_close(dli_archive *a)
{
    if (a == NULL)
        return;
    dli_flow_done(&a->flow);
    dli_feed_close(&a->feed);
    dli_arena_done(&a->head);
    dli_arena own = a->own; /* the handle lies in it */
    dli_arena_done(&own);
}

static bool holds_archives(const dli_zip *zip)
{
    for (size_t i = 0; i < zip->count; i++)
        if (dli_archive_named(zip->members[i].name) ||
            dli_eq(zip->members[i].name, DL_STR("datapackage.json")))
            return true;
    return false;
}

/* A zip file that says in its first bytes that it is a WACZ. */
static bool looks_like_wacz(dl_str head)
{
    return dli_find(head, DL_STR("archive/"), 0) != DLI_NONE ||
           dli_find(head, DL_STR("datapackage.json"), 0) != DLI_NONE;
}

/* What its name says of a file whose first bytes say nothing. */
static dli_packing by_name(dl_str name, dli_packing packing, bool *arc)
{
    *arc = dli_ends(name, DL_STR(".arc")) || dli_ends(name, DL_STR(".arc.gz"));
    return dli_ends(name, DL_STR(".gz"))    ? DLI_PACKING_GZIP
           : dli_ends(name, DL_STR(".zst")) ? DLI_PACKING_ZSTD
                                            : packing;
}

/* *is: it is an archive, and the handle stands at its beginning. */
static dl_status recognise(dli_archive *a, bool always, bool *is, dl_error *err)
{
    dli_packing packing;

    *is = always;
    DLI_TRY(dli_feed_fill(&a->feed, DLI_FEED_HISTORY, err));
    dl_str head = dli_feed_bytes(&a->feed);
    uint64_t start = dli_feed_at(&a->feed);
    if (dli_starts(head, DL_STR("PK\3\4"))) {
        bool sure = always || looks_like_wacz(head);
        if (!sure && a->feed.file >= 0 && !a->feed.seekable)
            return DL_OK;
        dl_status status = dli_zip_open(&a->feed, &a->own, &a->zip, err);
        *is = sure || (status == DL_OK && holds_archives(&a->zip));
        a->state = DLI_AT_START;
        if (*is)
            return status;
        a->zip = (dli_zip){ NULL, 0 };
        return dli_feed_seek(&a->feed, &a->own, start, UINT64_MAX, false, err);
    }
    errno = 0;
    *is = always || dli_archive_sniff(a, head, &packing, &a->arc);
    if (errno == ENOMEM) /* to see what is packed in it */
        return *is = false, dli_no_memory(err);
    if (!*is)
        return DL_OK;
    a->origin = dli_feed_at(&a->feed);
    a->end = dli_feed_size(&a->feed);
    a->state = DLI_AT_RECORD;
    if (!dli_archive_sniff(a, head, &packing, &a->arc))
        packing = by_name(a->file, packing, &a->arc);
    a->arc_fields = DLI_ARC_1;
    return dli_flow_use(&a->flow, packing, err);
}

/* The whole of what is no archive, for what cannot be read twice. */
static dl_status read_rest(dli_archive *a, dli_arena *arena, size_t max, dl_str *rest,
                           dl_error *err)
{
    dli_buf out;

    dli_buf_init(&out, arena);
    for (;;) {
        DLI_TRY(dli_feed_fill(&a->feed, 1, err));
        dl_str here = dli_feed_bytes(&a->feed);
        if (here.len == 0)
            break;
        if (here.len > max - out.len)
            return dli_fail(err, DL_ERR_LIMIT, max, "split it, or leave it out",
                            "it is over the limit of %zu bytes", max);
        dli_buf_add(&out, here);
        a->feed.start = a->feed.end;
        if (out.failed)
            return dli_no_memory(err);
    }
    *rest = dli_buf_str(&out);
    return DL_OK;
}

/* The first bytes of a file are those of none: a moment, for the many files that are pages. What
 * is no plain file can be read only once, and is not touched. */
static bool surely_none(const char *path)
{
    char head[8];
    struct stat about;

    if (stat(path, &about) != 0 || !S_ISREG(about.st_mode))
        return false;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    ssize_t got = file < 0 ? 0 : pread(file, head, sizeof head, 0);
    dl_str bytes = { head, got > 0 ? (size_t)got : 0 };

    if (file >= 0)
        (void)close(file);
    return got == sizeof head && dli_flow_packing(bytes) == DLI_PACKING_NONE &&
           !dli_is_space(head[0]) && !dli_starts(bytes, DL_STR("WARC/")) &&
           !dli_starts(bytes, DL_STR("filedesc")) && !dli_starts(bytes, DL_STR("PK\3\4"));
}

dl_status dli_archive_open(const char *path, dli_archive_want want, dli_arena *arena,
                           size_t max, dli_archive **archive, dl_str *rest, dl_error *err)
{
    bool standard = dli_eq(dli_str(path), DL_STR("-")), is = false;
    bool always = want == DLI_ARCHIVE_ALWAYS || dli_archive_named(dli_str(path));

    *archive = NULL;
    *rest = (dl_str){ NULL, 0 };
    if (!always && !standard && surely_none(path))
        return DL_OK;
    dli_archive *a = new_archive(standard ? "standard input" : path);
    if (a == NULL)
        return dli_no_memory(err);
    dl_status status = dli_feed_open(&a->feed, &a->own, path, err);
    bool once = status == DL_OK && (standard || !a->feed.seekable);
    if (status == DL_OK)
        status = recognise(a, always, &is, err);
    else if (!always && !standard)
        status = DL_OK; /* whoever reads it as a page says what is wrong */
    if (status == DL_OK && !is && once)
        status = read_rest(a, arena, max, rest, err);
    if (status == DL_OK && is) {
        *archive = a;
        return DL_OK;
    }
    if (status != DL_OK)
        dli_error_where(err, "%s", a->name);
    dli_archive_close(a);
    return status;
}

dl_status dli_archive_of(dl_str bytes, dli_archive_want want, const char *name,
                         dli_archive **archive, dl_error *err)
{
    dli_archive *a = new_archive(name);
    bool is = false;

    *archive = NULL;
    if (a == NULL)
        return dli_no_memory(err);
    dli_feed_memory(&a->feed, bytes);
    dl_status status = recognise(a, want == DLI_ARCHIVE_ALWAYS, &is, err);
    if (status == DL_OK && is)
        *archive = a;
    else
        dli_archive_close(a);
    return status;
}

dl_status dli_archive_of_range(int file, uint64_t at, uint64_t len, const char *name,
                               dli_archive **archive, dl_error *err)
{
    dli_archive *a = new_archive(name);
    bool is;

    *archive = NULL;
    if (a == NULL)
        return dli_no_memory(err);
    a->feed = (dli_feed){ .file = file, .seekable = true, .cap = DLI_FEED_BYTES };
    a->feed.bytes = a->feed.buf = dli_arena_take(&a->own, DLI_FEED_BYTES);
    dl_status status = a->feed.buf == NULL ? dli_no_memory(err) : DL_OK;
    if (status == DL_OK)
        status = dli_feed_seek(&a->feed, &a->own, at, len, false, err);
    if (status == DL_OK)
        status = recognise(a, true, &is, err);
    if (status == DL_OK)
        *archive = a;
    else
        dli_archive_close(a);
    return status;
}

/* ---- The file itself ---------------------------------------------------------------- */

bool dli_archive_rests(const dli_archive *a)
{
    return a->zip.count == 0 && a->feed.file >= 0 && a->feed.seekable &&
           dli_feed_size(&a->feed) > 0 && !dli_eq(dli_str(a->name), DL_STR("standard input"));
}

bool dli_archive_place(const dli_archive *a, uint64_t *at, uint64_t *size)
{
    *size = a->feed.file >= 0 ? dli_feed_size(&a->feed) : 0;
    *at = a->zip.count > 0 ? dli_feed_at(&a->feed) : dli_flow_at(&a->flow);
    return *size > 0 && *at <= *size;
}

bool dli_archive_digest(const dli_archive *a, char hex[65])
{
    enum {
        PIECE = 64 << 10
    };
    char bytes[4096], number[32];
    uint8_t digest[32];
    uint64_t size = a->feed.file >= 0 ? dli_feed_size(&a->feed) : 0;
    dli_hasher *hasher =
        size > 0 && a->feed.seekable ? dli_hasher_new(DLI_DIGEST_SHA256) : NULL;

    hex[0] = 0;
    if (hasher == NULL)
        return false;
    int len = snprintf(number, sizeof number, "%llu ", (unsigned long long)size);
    dli_hasher_add(hasher, (dl_str){ number, len > 0 ? (size_t)len : 0 });
    bool whole = true;
    for (uint64_t at = 0; at < size && whole;) {
        ssize_t got = pread(a->feed.file, bytes, sizeof bytes, (off_t)at);
        whole = got > 0;
        if (whole)
            dli_hasher_add(hasher, (dl_str){ bytes, (size_t)got });
        at += whole ? (uint64_t)got : 0;
        if (at >= PIECE && size > PIECE && at < size - PIECE)
            at = size - PIECE;
    }
    dli_hasher_end(hasher, digest);
    if (whole)
        dli_hex(digest, sizeof digest, hex);
    return whole;
}
