/* train_rows.c -- what the content model sees, for its trainer (models/content/train.py).
 *
 *   train_rows MANIFEST ROWS.f32 > pages.jsonl
 *   train_rows MANIFEST SECOND.f32 P.u32 KINDS.f32
 *
 * In:   MANIFEST: JSON lines {"id","file","url"?,"charset"?}
 *       P.u32: what the first look said of each block, in units of 1/65536
 * Out:  ROWS.f32: a row of floats for each block of each page (features.def), words unweighed
 *       SECOND.f32: the same for the second look (second.def), kinds left 0
 *       KINDS.f32: a row for each page (kinds.c), words unweighed
 *       standard output, a line a page: {"id","blocks":[text,…],"count":[words,…],
 *       "words":[[[own],[parent],[above],[text],[heading]],…],"url":[…],"short":[…]},
 *       words as hashes
 */
#include "article/learned.h"
#include "base/cursor.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "bytes/bytes.h"
#include "desk/desk.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    URL_WORDS = 12,
    SHORT_WORDS = 6
};

typedef struct files {
    FILE *rows, *p, *kinds; /* the last two NULL on the first look */
} files;

static void must(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "train_rows: %s\n", what);
    exit(1);
}

static void write_hashes(dli_buf *out, const uint32_t *hashes, size_t count)
{
    dli_json_open(out, '[');
    for (size_t i = 0; i < count; i++)
        dli_json_u64(out, hashes[i]);
    dli_json_close(out, ']');
}

static void write_box_words(dli_buf *out, const dli_blocks *b, uint32_t box, bool above)
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

    write_hashes(out, hashes, dli_text_words(text, hashes));
}

static void write_words(dli_buf *out, const dli_blocks *b, uint32_t i, const uint32_t *headings)
{
    uint32_t box = b->list.ptr[i].box, parent = b->boxes.ptr[box].parent;

    dli_json_open(out, '[');
    write_box_words(out, b, box, false);
    write_box_words(out, b, parent, false);
    write_box_words(out, b, parent, true);
    write_text_words(out, b->list.ptr[i].text.bytes);
    write_text_words(out, headings[i] == UINT32_MAX ? DL_STR("")
                                                    : b->list.ptr[headings[i]].text.bytes);
    dli_json_close(out, ']');
}

static void write_page_words(dli_buf *out, const dli_reader *r)
{
    uint32_t hashes[DLI_TEXT_WORDS];

    dli_json_key(out, "url");
    write_hashes(out, hashes, dli_url_words(r->input->url, hashes, URL_WORDS));
    dli_json_key(out, "short");
    dli_json_open(out, '[');
    for (size_t i = 0; i < r->blocks.list.count; i++) {
        const dli_raw_block *b = &r->blocks.list.ptr[i];
        size_t count = b->words > SHORT_WORDS ? 0 : dli_text_words(b->text.bytes, hashes);
        for (size_t k = 0; k < count; k++)
            dli_json_u64(out, hashes[k]);
    }
    dli_json_close(out, ']');
}

static void write_page(const dli_job *job, const dli_reader *r, const dli_features *f)
{
    const dli_blocks *b = &r->blocks;
    dli_arena arena;
    dli_buf out;

    dli_arena_init(&arena, (size_t)1 << 30);
    dli_buf_init(&out, &arena);
    dli_json_open(&out, '{');
    dli_json_member(&out, "id", job->id);
    dli_json_key(&out, "blocks");
    dli_json_open(&out, '[');
    for (size_t i = 0; i < b->list.count; i++)
        dli_json_string(&out, b->list.ptr[i].text.bytes);
    dli_json_close(&out, ']');
    dli_json_key(&out, "count");
    dli_json_open(&out, '[');
    for (size_t i = 0; i < b->list.count; i++)
        dli_json_u64(&out, b->list.ptr[i].words);
    dli_json_close(&out, ']');
    dli_json_key(&out, "words");
    dli_json_open(&out, '[');
    for (uint32_t i = 0; i < b->list.count; i++)
        write_words(&out, b, i, f->headings);
    dli_json_close(&out, ']');
    write_page_words(&out, r);
    dli_json_close(&out, '}');
    must(!arena.dry, "memory ran out");
    fwrite(out.ptr, 1, out.len, stdout);
    putchar('\n');
    dli_arena_done(&arena);
}

static void first_look(const dli_job *job, const dli_reader *r, const dli_features *f,
                       FILE *rows)
{
    for (uint32_t i = 0; i < r->blocks.list.count; i++) {
        float row[DLI_FEATURE_COUNT] = { 0 };
        dli_features_row(f, i, row);
        fwrite(row, sizeof row, 1, rows);
    }
    write_page(job, r, f);
}

static void second_look(const dli_reader *r, const dli_features *f, const files *to)
{
    size_t count = r->blocks.list.count;
    float *kept = dli_arena_take(r->scratch, (count + 1) * DLI_SECOND_p * sizeof *kept);
    dli_looked looked = { .features = f };
    float kinds[DLI_KIND_COLUMNS] = { 0 };

    looked.p = dli_arena_take(r->scratch, (count + 1) * sizeof *looked.p);
    must(kept != NULL && looked.p != NULL, "memory ran out");
    must(fread(looked.p, sizeof *looked.p, count, to->p) == count, "P.u32 is too short");
    for (uint32_t i = 0; i < count; i++) {
        float row[DLI_FEATURE_COUNT] = { 0 };
        dli_features_row(f, i, row);
        dli_keep_columns(row, kept + (size_t)i * DLI_SECOND_p);
        dli_kind_add(&looked.kind_sums, row, looked.p[i]);
    }
    must(dli_looked_begin(&looked) && dli_kind_row(&looked, NULL, kinds), "memory ran out");
    fwrite(kinds, sizeof kinds, 1, to->kinds);
    for (uint32_t i = 0; i < count; i++) {
        float row[DLI_SECOND_COUNT] = { 0 };
        dli_second_row(&looked, i, kept + (size_t)i * DLI_SECOND_p, row);
        fwrite(row, sizeof row, 1, to->rows);
    }
}

static void read_page(const dli_job *job, const files *to)
{
    dli_arena doc, scratch, file;
    dl_str capture;
    dli_source source;
    dli_page page;
    dli_article article = { 0 };
    dli_features features;
    dl_error err = { 0 };

    dli_arena_init(&doc, DLI_BUDGET_MAX);
    dli_arena_init(&scratch, DLI_BUDGET_MAX);
    dli_arena_init(&file, DL_MAX_SOURCE_BYTES * 2);
    must(dli_file_read(&file, job->path, DL_MAX_SOURCE_BYTES, &capture, &err) == DL_OK,
         err.what);
    must(dli_bytes_read(&doc, capture, job->options.charset, &source, &err) == DL_OK, err.what);
    must(dli_page_parse(&doc, source.text, &page, &err) == DL_OK, err.what);
    dli_article_input input = { .source = source.text, .url = job->options.url };
    dli_reader r = { .arena = &doc,
                     .scratch = &scratch,
                     .page = &page,
                     .input = &input,
                     .out = &article,
                     .err = &err };
    must(dli_reader_begin(&r) == DL_OK, err.what);
    must(dli_features_begin(&r, NULL, &features) == DL_OK, err.what);
    if (to->p == NULL)
        first_look(job, &r, &features, to->rows);
    else
        second_look(&r, &features, to);
    dli_arena_done(&doc);
    dli_arena_done(&scratch);
    dli_arena_done(&file);
}

int main(int argc, char **argv)
{
    dli_arena memory;
    dl_str bytes, line;
    dl_error err = { 0 };
    uint64_t number = 0;

    if (argc != 3 && argc != 5) {
        fprintf(stderr, "usage: train_rows MANIFEST ROWS.f32 [P.u32 KINDS.f32]\n");
        return 2;
    }
    dli_arena_init(&memory, (size_t)1 << 30);
    files to = { fopen(argv[2], "wb"), argc == 5 ? fopen(argv[3], "rb") : NULL,
                 argc == 5 ? fopen(argv[4], "wb") : NULL };
    must(to.rows != NULL && (argc == 3 || (to.p != NULL && to.kinds != NULL)),
         "cannot open a file");
    must(dli_file_read(&memory, argv[1], (size_t)1 << 29, &bytes, &err) == DL_OK, err.what);
    dli_cursor in = { bytes, 0 };
    while (dli_take_line(&in, &line)) {
        dli_arena arena;
        dli_job job;
        dli_arena_init(&arena, 64 << 20);
        dli_manifest_line(&arena, line, dli_folder_of(dli_str(argv[1])), ++number, &job);
        must(!job.given, "a line of MANIFEST is no page");
        read_page(&job, &to);
        dli_arena_done(&arena);
    }
    dli_arena_done(&memory);
    return fclose(to.rows) == 0 && (to.kinds == NULL || fclose(to.kinds) == 0) ? 0 : 1;
}
