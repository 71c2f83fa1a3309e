/* reading.h -- pages through the whole library, for the tests that read records.
 *
 * A page is named by a manifest (*.jsonl, or a folder with a manifest.jsonl), by a
 * folder of files, or by itself. Only dateline.h makes the record; it is then read as
 * any user would read it.
 */
#ifndef READING_H
#define READING_H

#include "base/cursor.h"
#include "base/error.h"
#include "base/json_read.h"
#include "base/utf8.h"
#include "bytes/bytes.h"
#include "desk/desk.h"
#include "view/view.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum {
    READING_PATH = 4096
};

/* A page that was read; `doc` is NULL where `error` says why it could not be. */
typedef struct reading {
    dli_arena arena; /* for whatever is asked of the record */
    dl_doc *doc;
    dli_json json;
    dl_str source;
    dl_error error;
} reading;

static inline void reading_open(reading *r, const dl_engine *engine, dl_str capture,
                                const dl_doc_options *options)
{
    *r = (reading){ .doc = NULL };
    dli_arena_init(&r->arena, (size_t)1 << 30);
    if (dl_doc_parse(engine, capture, options, &r->doc, &r->error) == DL_OK) {
        r->source = dl_doc_source(r->doc);
        if (dli_record_read(&r->arena, dl_doc_record(r->doc), &r->json, &r->error) == DL_OK)
            return;
        dl_doc_free(r->doc);
        r->doc = NULL;
    }
    (void)!dli_record_read(&r->arena, DL_STR("{}"), &r->json, NULL); /* says nothing */
}

static inline void reading_close(reading *r)
{
    dl_doc_free(r->doc);
    dli_arena_done(&r->arena);
}

/* The first item, and then by `next`; 0 if there is none. */
static inline uint32_t reading_items(const reading *r)
{
    return r->doc == NULL ? 0 : dli_record_list(&r->json, 1, "items");
}

/* ---- Texts ---------------------------------------------------------------- */

/* White space of any kind, no-break spaces too, folded; at both ends, dropped. */
static inline dl_str reading_fold(dli_arena *arena, dl_str s)
{
    dli_buf out;
    bool gap = false;
    size_t len;

    dli_buf_init(&out, arena);
    for (size_t at = 0; at < s.len; at += len) {
        uint32_t c = dli_utf8_get(s, at, &len);
        if (c == 0xAD || c == 0xFEFF) /* soft hyphen, byte order mark */
            continue;
        if (c <= ' ' || c == 0xA0 || (c >= 0x2000 && c <= 0x200B) || c == 0x202F ||
            c == 0x2028 || c == 0x2029 || c == 0x3000) {
            gap = out.len > 0;
            continue;
        }
        if (gap)
            dli_buf_byte(&out, ' ');
        gap = false;
        dli_buf_add(&out, dli_slice(s, at, at + len));
    }
    return dli_buf_str(&out);
}

/* ---- Pages of a folder or manifest --------------------------------------- */

typedef struct page_input {
    const char *name; /* for people: as in the manifest, or the path */
    dl_str capture;
    dl_doc_options options;
} page_input;

typedef void page_visit(void *self, const page_input *page);

static inline bool pages_file(const char *path, const dli_job *job, page_visit *visit,
                              void *self)
{
    dli_arena arena;
    dl_error err;
    page_input page = { .name = path, .options = job->options, .capture = job->bytes };

    dli_arena_init(&arena, (size_t)1 << 30);
    bool ok = job->path == NULL ||
              dli_file_read(&arena, job->path, (size_t)1 << 29, &page.capture, &err) == DL_OK;
    if (ok)
        visit(self, &page);
    else
        fprintf(stderr, "%s: %s\n", job->path, err.what);
    dli_arena_done(&arena);
    return ok;
}

static inline size_t pages_manifest(const char *path, page_visit *visit, void *self)
{
    dli_arena arena, line_arena;
    dl_error err;
    dl_str bytes, line;
    size_t count = 0;

    dli_arena_init(&arena, (size_t)1 << 30);
    dli_arena_init(&line_arena, (size_t)1 << 28);
    if (dli_file_read(&arena, path, (size_t)1 << 29, &bytes, &err) != DL_OK) {
        fprintf(stderr, "%s: %s\n", path, err.what);
        dli_arena_done(&arena);
        return 0;
    }
    dli_cursor in = { bytes, 0 };
    dl_str folder = dli_folder_of(dli_str(path));
    for (uint64_t number = 1; dli_take_line(&in, &line); number++) {
        dli_job job;
        if (dli_trim(line).len == 0)
            continue;
        dli_arena_reset(&line_arena);
        dli_manifest_line(&line_arena, line, folder, number, &job);
        if (job.given)
            fprintf(stderr, "%s:%llu: %s\n", path, (unsigned long long)number, job.error.what);
        else
            count += pages_file(dli_arena_copy(&line_arena, job.options.file).ptr, &job, visit,
                                self);
    }
    dli_arena_done(&line_arena);
    dli_arena_done(&arena);
    return count;
}

/* All pages that `path` names, in the order of their names; how many there were. */
static inline size_t pages_each(const char *path, page_visit *visit, void *self)
{
    char inner[READING_PATH];
    struct dirent **entries;
    struct stat about;
    size_t count = 0;

    if (dli_ends(dli_str(path), DL_STR(".jsonl")))
        return pages_manifest(path, visit, self);
    if (stat(path, &about) == 0 && S_ISREG(about.st_mode))
        return pages_file(path, &(dli_job){ .path = path }, visit, self);
    snprintf(inner, sizeof inner, "%s/manifest.jsonl", path);
    if (stat(inner, &about) == 0)
        return pages_manifest(inner, visit, self);
    int found = scandir(path, &entries, NULL, alphasort);
    for (int i = 0; i < found; i++) {
        if (entries[i]->d_name[0] != '.') {
            snprintf(inner, sizeof inner, "%s/%s", path, entries[i]->d_name);
            count += pages_each(inner, visit, self); /* as deep as the folders are */
        }
        free(entries[i]);
    }
    if (found >= 0)
        free(entries);
    else
        fprintf(stderr, "%s: there are no pages\n", path);
    return count;
}

#endif
