/* train_rows.c -- what the content model sees, for its trainer.
 *
 *   train_rows MANIFEST ROWS.f32 > blocks.jsonl
 *
 * In:   JSON lines {"id","file","url"?,"charset"?}
 * Out:  ROWS.f32: a row of floats for each block of each page (features.def)
 *       standard output, a line a page: {"id","blocks":[text,…],
 *       "words":[[[own],[parent],[above],[text],[heading]],…],"box":…,"parent":…}, words as
 *       hashes
 */
#include "article/features.h"
#include "base/cursor.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "bytes/bytes.h"
#include "desk/desk.h"

#include <stdio.h>
#include <stdlib.h>

static void write_words(dli_buf *out, const dli_blocks *b, uint32_t box, bool above)
{
    dli_json_open(out, '[');
    for (;;) {
        const dli_box *x = &b->boxes.ptr[box];
        for (uint32_t i = 0; i < x->word_count; i++)
            dli_json_u64(out, b->words.ptr[x->words + i]);
        if (!above || box == 0)
            break;
        box = x->parent;
    }
    dli_json_close(out, ']');
}

static void write_text_words(dli_buf *out, dl_str text)
{
    uint32_t hashes[DLI_TEXT_WORDS];
    size_t count = dli_text_words(text, hashes);

    dli_json_open(out, '[');
    for (size_t i = 0; i < count; i++)
        dli_json_u64(out, hashes[i]);
    dli_json_close(out, ']');
}

/* "box": of each block; "parent": of each box; "types": what the page says it is. */
static void write_boxes(dli_buf *out, const dli_reader *r)
{
    dli_json_key(out, "box");
    dli_json_open(out, '[');
    for (size_t i = 0; i < r->blocks.list.count; i++)
        dli_json_u64(out, r->blocks.list.ptr[i].box);
    dli_json_close(out, ']');
    dli_json_key(out, "parent");
    dli_json_open(out, '[');
    for (size_t i = 0; i < r->blocks.boxes.count; i++)
        dli_json_u64(out, r->blocks.boxes.ptr[i].parent);
    dli_json_close(out, ']');
}

static void write_page(const dli_job *job, dli_reader *r, FILE *rows)
{
    dli_features features;
    uint32_t *headings = dli_headings_above(r);
    dli_arena arena;
    dli_buf out;

    if (headings == NULL || dli_features_read(r, NULL, &features) != DL_OK)
        exit(1);
    fwrite(features.rows, sizeof(float) * DLI_FEATURE_COUNT, features.count, rows);
    dli_arena_init(&arena, (size_t)1 << 30);
    dli_buf_init(&out, &arena);
    dli_json_open(&out, '{');
    dli_json_member(&out, "id", job->id);
    dli_json_key(&out, "blocks");
    dli_json_open(&out, '[');
    for (size_t i = 0; i < r->blocks.list.count; i++)
        dli_json_string(&out, r->blocks.list.ptr[i].text.bytes);
    dli_json_close(&out, ']');
    dli_json_key(&out, "words");
    dli_json_open(&out, '[');
    for (size_t i = 0; i < r->blocks.list.count; i++) {
        uint32_t box = r->blocks.list.ptr[i].box, parent = r->blocks.boxes.ptr[box].parent;
        dli_json_open(&out, '[');
        write_words(&out, &r->blocks, box, false);
        write_words(&out, &r->blocks, parent, false);
        write_words(&out, &r->blocks, parent, true);
        write_text_words(&out, r->blocks.list.ptr[i].text.bytes);
        write_text_words(&out, headings[i] == UINT32_MAX
                                   ? DL_STR("")
                                   : r->blocks.list.ptr[headings[i]].text.bytes);
        dli_json_close(&out, ']');
    }
    dli_json_close(&out, ']');
    write_boxes(&out, r);
    dli_json_close(&out, '}');
    fwrite(out.ptr, 1, out.len, stdout);
    putchar('\n');
    dli_arena_done(&arena);
}

static void read_page(const dli_job *job, FILE *rows)
{
    dli_arena doc, scratch, file;
    dl_str capture;
    dli_source source;
    dli_page page;
    dli_article article = { 0 };
    dl_error err = { 0 };

    dli_arena_init(&doc, DLI_BUDGET_MAX);
    dli_arena_init(&scratch, DLI_BUDGET_MAX);
    dli_arena_init(&file, DL_MAX_SOURCE_BYTES * 2);
    if (dli_file_read(&file, job->path, DL_MAX_SOURCE_BYTES, &capture, &err) != DL_OK ||
        dli_bytes_read(&doc, capture, job->options.charset, &source, &err) != DL_OK ||
        dli_page_parse(&doc, source.text, &page, &err) != DL_OK) {
        fprintf(stderr, "%s: %s\n", job->path, err.what);
        exit(1);
    }
    dli_article_input input = { .source = source.text, .url = job->options.url };
    dli_reader r = { .arena = &doc, .scratch = &scratch, .page = &page, .input = &input,
                     .out = &article, .err = &err };
    if (dli_reader_begin(&r) != DL_OK)
        exit(1);
    write_page(job, &r, rows);
    dli_arena_done(&doc);
    dli_arena_done(&scratch);
    dli_arena_done(&file);
}

int main(int argc, char **argv)
{
    dli_arena memory;
    dl_str bytes, line;
    dl_error err;
    uint64_t number = 0;

    if (argc != 3) {
        fprintf(stderr, "usage: train_rows MANIFEST ROWS.f32\n");
        return 2;
    }
    dli_arena_init(&memory, (size_t)1 << 30);
    FILE *rows = fopen(argv[2], "wb");
    if (rows == NULL || dli_file_read(&memory, argv[1], (size_t)1 << 29, &bytes, &err) != DL_OK)
        return 1;
    dli_cursor in = { bytes, 0 };
    while (dli_take_line(&in, &line)) {
        dli_arena arena;
        dli_job job;
        dli_arena_init(&arena, 64 << 20);
        dli_manifest_line(&arena, line, dli_folder_of(dli_str(argv[1])), ++number, &job);
        if (job.given)
            return 1;
        read_page(&job, rows);
        dli_arena_done(&arena);
    }
    return fclose(rows) == 0 ? 0 : 1;
}
