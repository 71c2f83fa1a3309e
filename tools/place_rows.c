/* place_rows.c -- what the trees see of the places of texts, for their trainer
 * (models/toponyms/train.py).
 *
 *   place_rows TEXTS > ROWS
 *
 * In:   JSON lines {"id","text","url","gold":[start,end,…]}, bytes of the text: mentions that
 *       are places in truth
 * Out:  a line a text: {"id","mentions":[{"at":[s,e],"placed":0|1,"group","row":[…]},…],
 *       "groups":[{"filed":0|1,"places":[{"place","lat","lon","row":[…]},…]},…]}. Groups are
 *       those of all mentions that are placed or in "gold".
 */
#include "base/cursor.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "base/str.h"
#include "bytes/bytes.h"
#include "desk/engine.h"
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

static bool is_gold(const dli_json *json, uint32_t gold, dl_span at)
{
    for (uint32_t v = gold == 0 ? 0 : dli_json_at(json, gold)->first; v != 0;) {
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
        write_number(out, "filed", s->filed == i + 1);
        dli_json_key(out, "places");
        dli_json_open(out, '[');
        for (uint32_t c = 0; c < g->count; c++) {
            dli_json_open(out, '{');
            write_number(out, "place", g->candidates[c].place);
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
    uint32_t gold = dli_json_get(json, 1, "gold");

    must(dli_spot_toponyms(s), "memory ran out");
    dli_json_key(out, "mentions");
    dli_json_open(out, '[');
    bool *placed = dli_arena_take(s->scratch, s->list.count + 1);
    must(placed != NULL, "memory ran out");
    for (size_t i = 0; i < s->list.count; i++) {
        placed[i] = s->list.ptr[i].placed;
        s->list.ptr[i].placed |= is_gold(json, gold, origin(&item->body, s->list.ptr[i].in));
    }
    must(dli_resolve_toponyms(s), "memory ran out");
    for (size_t i = 0; i < s->list.count; i++) {
        const dli_toponym *m = &s->list.ptr[i];
        if (m->small)
            continue;
        dli_json_open(out, '{');
        dli_json_key(out, "at");
        dli_json_span(out, origin(&item->body, m->in));
        write_number(out, "placed", placed[i]);
        write_number(out, "group", m->group);
        write_row(out, m->row, DLI_SPOT_COLUMNS);
        dli_json_close(out, '}');
    }
    dli_json_close(out, ']');
    write_groups(out, s);
}

static void read_text(const dl_engine *engine, dli_text_tools *tools, dl_str line)
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
                                .languages = &engine->languages };
    must(dli_article_take_text(&arena, &input, &article, NULL) == DL_OK &&
             dli_text_parse(&arena, tools, &article.items.ptr[0], &parsed, NULL) == DL_OK &&
             dli_statement_find(&arena, &arena, &article.items.ptr[0], &parsed, &said, NULL) ==
                 DL_OK,
         "memory ran out");
    dli_place_input in = { .gazetteer = &engine->gazetteer,
                           .model = engine->toponyms.spot.trees > 0 ? &engine->toponyms : NULL,
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
    dli_arena memory;
    dl_str bytes, line;
    dl_engine *engine;
    dli_text_tools *tools;
    dl_error err = { 0 };

    if (argc != 2) {
        fprintf(stderr, "usage: place_rows TEXTS\n");
        return 2;
    }
    dli_arena_init(&memory, (size_t)1 << 30);
    must(dli_file_read(&memory, argv[1], (size_t)1 << 29, &bytes, &err) == DL_OK, err.what);
    must(dl_engine_open(NULL, &engine, &err) == DL_OK, err.what);
    must(dli_text_tools_open(&engine->text, &tools, &err) == DL_OK, err.what);
    dli_cursor in = { bytes, 0 };
    while (dli_take_line(&in, &line))
        read_text(engine, tools, line);
    dli_text_tools_close(tools);
    dl_engine_close(engine);
    dli_arena_done(&memory);
    return 0;
}
