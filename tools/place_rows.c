/* place_rows.c -- what the trees see of the places of texts, for their trainer
 * (models/toponyms/train.py).
 *
 *   place_rows TEXTS > ROWS
 *
 * In:   JSON lines {"id","text","url","placed":[start,end,…]}, bytes of the text: mentions that
 *       are to be taken for places
 * Out:  a line a text: {"id","mentions":[{"at":[s,e],"group","row":[…]},…],
 *       "groups":[{"places":[{"lat","lon","row":[…]},…]},…]}. Groups are those of the mentions in
 *       "placed".
 */
#include "base/cursor.h"
#include "base/embedded.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "base/str.h"
#include "bytes/bytes.h"
#include "place/toponyms.h"

#include <stdio.h>
#include <stdlib.h>

static void must(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "place_rows: %s\n", what);
    exit(1);
}

static void write_row(dli_buf *out, const float *row, size_t count)
{
    dli_json_key(out, "row");
    dli_json_open(out, '[');
    for (size_t i = 0; i < count; i++) {
        char number[32];
        (void)snprintf(number, sizeof number, "%s%g", i > 0 ? "," : "", (double)row[i]);
        dli_buf_add(out, dli_str(number));
    }
    dli_json_close(out, ']');
}

static void write_number(dli_buf *out, const char *key, int64_t value)
{
    char number[32];

    (void)snprintf(number, sizeof number, "%lld", (long long)value);
    dli_json_key(out, key);
    dli_buf_add(out, dli_str(number));
}

static dl_span origin(const dl_text *text, dl_span in)
{
    dl_span piece, all = { UINT32_MAX, 0 };

    while (dli_next_origin(text, &in, &piece)) {
        all.start = piece.start < all.start ? piece.start : all.start;
        all.end = piece.end;
    }
    return all;
}

static bool holds(const dli_json *json, uint32_t list, dl_span at)
{
    for (uint32_t v = list == 0 ? 0 : dli_json_at(json, list)->first; v != 0;) {
        dl_str start = dli_cut(json->text, dli_json_at(json, v)->at);
        v = dli_json_at(json, v)->next;
        dl_str end = v == 0 ? start : dli_cut(json->text, dli_json_at(json, v)->at);
        if (strtoul(start.ptr, NULL, 10) == at.start && strtoul(end.ptr, NULL, 10) == at.end)
            return true;
        v = v == 0 ? 0 : dli_json_at(json, v)->next;
    }
    return false;
}

static void write_groups(dli_buf *out, const dli_search *s)
{
    dli_json_key(out, "groups");
    dli_json_open(out, '[');
    for (size_t i = 0; i < s->groups.count; i++) {
        const dli_group *g = &s->groups.ptr[i];
        dli_json_open(out, '{');
        dli_json_key(out, "places");
        dli_json_open(out, '[');
        for (uint32_t c = 0; c < g->count; c++) {
            dli_json_open(out, '{');
            write_number(out, "lat", g->candidates[c].entry.lat);
            write_number(out, "lon", g->candidates[c].entry.lon);
            write_row(out, g->rows[g->candidates[c].row], DLI_RANK_COLUMNS);
            dli_json_close(out, '}');
        }
        dli_json_close(out, ']');
        dli_json_close(out, '}');
    }
    dli_json_close(out, ']');
}

static void write_text(dli_buf *out, const dli_json *json, const dli_item *item, dli_search *s)
{
    uint32_t placed = dli_json_get(json, 1, "placed");

    must(dli_spot_toponyms(s), "memory ran out");
    dli_json_key(out, "mentions");
    dli_json_open(out, '[');
    for (size_t i = 0; i < s->list.count; i++)
        s->list.ptr[i].placed = holds(json, placed, origin(&item->body, s->list.ptr[i].in));
    must(dli_resolve_toponyms(s), "memory ran out");
    for (size_t i = 0; i < s->list.count; i++) {
        const dli_toponym *m = &s->list.ptr[i];
        if (m->small)
            continue;
        dli_json_open(out, '{');
        dli_json_key(out, "at");
        dli_json_span(out, origin(&item->body, m->in));
        write_number(out, "group", m->group);
        write_row(out, m->row, DLI_SPOT_COLUMNS);
        dli_json_close(out, '}');
    }
    dli_json_close(out, ']');
    write_groups(out, s);
}

static void read_text(const dli_lang_model *languages, const dli_gazetteer *gazetteer,
                      dli_text_tools *tools, dl_str line)
{
    dli_arena arena;
    dli_json json;
    dli_article article;
    dli_parsed parsed;
    dli_statements said;
    dli_buf out;

    dli_arena_init(&arena, (size_t)1 << 30);
    must(dli_json_parse(&arena, line, DLI_JSON_STRICT, &json, NULL) == DL_OK, "no JSON");
    dli_article_input input = { .source = dli_json_get_str(&json, 1, "text", &arena),
                                .languages = languages };
    must(dli_article_take_text(&arena, &input, &article, NULL) == DL_OK &&
             dli_text_parse(&arena, tools, &article.items.ptr[0], &parsed, NULL) == DL_OK &&
             dli_statement_find(&arena, &arena, &article.items.ptr[0], &parsed, &said, NULL) ==
                 DL_OK,
         "memory ran out");
    dli_place_input in = { .gazetteer = gazetteer,
                           .item = &article.items.ptr[0],
                           .parsed = &parsed,
                           .statements = &said,
                           .url = dli_json_get_str(&json, 1, "url", &arena) };
    dli_search s = { .scratch = &arena, .input = &in };
    dli_buf_init(&out, &arena);
    dli_json_open(&out, '{');
    dli_json_member(&out, "id", dli_json_get_str(&json, 1, "id", &arena));
    write_text(&out, &json, in.item, &s);
    dli_json_close(&out, '}');
    must(!arena.dry, "memory ran out");
    fwrite(out.ptr, 1, out.len, stdout);
    putchar('\n');
    dli_arena_done(&arena);
}

int main(int argc, char **argv)
{
    static dli_text_models models;
    dli_arena memory, file;
    dl_str bytes, line;
    dli_lang_model languages;
    dli_gazetteer gazetteer;
    dli_text_tools *tools;
    dl_error err = { 0 };

    if (argc != 2) {
        fprintf(stderr, "usage: place_rows TEXTS\n");
        return 2;
    }
    dli_arena_init(&memory, (size_t)1 << 30);
    must(dli_file_read(&memory, argv[1], (size_t)1 << 29, &bytes, &err) == DL_OK, err.what);
    must(dli_lang_model_read(&memory, dli_embedded_find("models/language/language.dlm"),
                             DL_STR("language"), &languages, &err) == DL_OK,
         err.what);
    must(dli_gazetteer_open(dli_embedded_find("models/places/places.dlm"), DL_STR("places"),
                            true, &gazetteer, &err) == DL_OK,
         err.what);
    dli_arena_init(&file, (size_t)1 << 30);
    must(dli_text_models_read(&memory, &file, NULL, &models, &err) == DL_OK, err.what);
    models.gazetteer = &gazetteer;
    must(dli_text_tools_open(&models, &tools, &err) == DL_OK, err.what);
    dli_cursor in = { bytes, 0 };
    while (dli_take_line(&in, &line))
        read_text(&languages, &gazetteer, tools, line);
    dli_text_tools_close(tools);
    dli_arena_done(&file);
    dli_arena_done(&memory);
    return 0;
}
