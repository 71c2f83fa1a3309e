/* fuzz_archive.c -- any bytes as a web archive: read, checked, indexed, taken for pages.
 *
 * Also any bytes as the block of a response, and as a line of an index.
 */
#include "archive/archive.h"
#include "base/limits.h"
#include "base/str.h"

#include <stdlib.h>

#define MUST(condition)                                                                        \
    do {                                                                                       \
        if (!(condition))                                                                      \
            abort();                                                                           \
    } while (0)

static void check_error(dl_status status, const dl_error *err, size_t len)
{
    MUST(err->status == status && err->what[0] != 0 && err->fix[0] != 0);
    MUST(status != DL_OK && (!dli_archive_goes_on(status) || err->where[0] != 0));
    (void)len;
}

/* Records, each read in one of three ways. Calls are bounded: each gets further. */
static void read_records(dl_str bytes, const char *name)
{
    dli_archive *archive;
    dl_error err = { .status = DL_OK };
    dli_record record;
    dli_record_check check;
    dli_arena arena;
    dli_buf lines;
    bool more = true;
    uint64_t calls = 0;

    if (dli_archive_of(bytes, DLI_ARCHIVE_ALWAYS, name, &archive, &err) != DL_OK)
        return;
    dli_arena_init(&arena, (size_t)64 << 20);
    dli_buf_init(&lines, &arena);
    while (more) {
        dl_status status = dli_archive_next(archive, &record, &more, &err);
        MUST(++calls <= 4096 + 1024 * (uint64_t)bytes.len);
        if (status == DL_OK && more && calls % 3 == 1)
            status = dli_record_verify(archive, &record, &check, &err);
        else if (status == DL_OK && more && calls % 3 == 2)
            status = dli_cdxj_add(&lines, archive, &record, &err);
        if (status != DL_OK) {
            check_error(status, &err, bytes.len);
            more = dli_archive_goes_on(status);
        }
    }
    dl_str sorted = dli_buf_str(&lines), line;
    MUST(dli_lines_sort(&arena, &sorted));
    while (sorted.len > 0 && dli_split(&sorted, '\n', &line)) {
        dli_cdxj parsed;
        MUST(dli_cdxj_parse(&arena, line, &parsed)); /* what is written can be read */
    }
    dli_archive_close(archive);
    dli_arena_done(&arena);
}

static void read_captures(dl_str bytes)
{
    dli_archive *archive;
    dl_error err = { .status = DL_OK };
    dli_capture capture;
    dli_arena arena;
    bool more = true;

    if (dli_archive_of(bytes, DLI_ARCHIVE_ALWAYS, "x.warc", &archive, &err) != DL_OK)
        return;
    dli_arena_init(&arena, DL_MAX_SOURCE_BYTES * 3);
    dli_captures *captures = dli_captures_open(archive);
    MUST(captures != NULL);
    while (more) {
        dl_status status = dli_captures_next(captures, &arena, &capture, &more, &err);
        if (status == DL_OK && more)
            MUST(capture.bytes.len > 0 && capture.url.len > 0 && capture.warc.file.len > 0);
        if (status != DL_OK)
            more = dli_archive_goes_on(status);
    }
    dli_captures_close(captures);
    dli_archive_close(archive);
    dli_arena_done(&arena);
}

static void read_block(dl_str bytes)
{
    dli_arena arena;
    dli_http http;
    dli_cdxj line;
    bool cut;

    dli_arena_init(&arena, (size_t)64 << 20);
    if (dli_http_parse(bytes, &http))
        MUST(http.body <= bytes.len && http.head.len <= DLI_MAX_RECORD_HEAD);
    MUST(dli_http_dechunk(&arena, bytes, &cut).len <= bytes.len);
    (void)dli_cdxj_parse(&arena, bytes, &line);
    dli_arena_done(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dl_str bytes = { size > 0 ? (const char *)data : "", size };

    read_records(bytes, size % 2 == 0 ? "x.warc" : "x.arc");
    read_captures(bytes);
    read_block(bytes);
    return 0;
}
