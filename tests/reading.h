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
#include "ingest/inputs.h"
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

/* ---- Pages ---------------------------------------------------------------- */

typedef struct page_input {
    const char *name; /* for people: as in the manifest, or the path */
    dl_str capture;
    dl_doc_options options;
} page_input;

typedef void page_visit(void *self, const page_input *page);

/* All pages that `path` names, in the order of ingest; how many there were. */
static inline size_t pages_each(const char *path, page_visit *visit, void *self)
{
    dli_inputs *inputs = dli_inputs_open(&path, 1, DL_INPUT_AUTO, DLI_ARCHIVES_AUTO, NULL);
    size_t count = 0;

    for (bool more = inputs != NULL; more;) {
        dli_arena arena;
        dli_job job;
        dli_arena_init(&arena, (size_t)1 << 30);
        more = dli_inputs_next(inputs, &arena, &job);
        if (more && job.given) {
            fprintf(stderr, "%s: %s\n", job.error.where, job.error.what);
        } else if (more) {
            page_input page = { .name = dli_arena_copy(&arena, job.options.file).ptr,
                                .capture = job.bytes,
                                .options = job.options };
            visit(self, &page);
            count++;
        }
        dli_arena_done(&arena);
    }
    dli_inputs_close(inputs);
    return count;
}

#endif
