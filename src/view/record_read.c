/* record_read.c -- what everybody who reads a record asks of it.
 *
 * A record may come out of a store file that somebody else made, so nothing about it
 * is taken for granted: a value of the wrong kind reads as one that is not there.
 */
#include "base/error.h"
#include "base/str.h"
#include "base/utf8.h"
#include "view/view.h"

#include <stdio.h>

dl_status dli_record_read(dli_arena *arena, dl_str record, dli_json *json, dl_error *err)
{
    DLI_TRY(dli_json_parse(arena, record, DLI_JSON_STRICT, json, err));
    if (!dli_json_is(json, 1, DLI_JSON_OBJECT))
        return dli_fail(err, DL_ERR_FORMAT, 0, "give one JSON object a line",
                        "the record is no JSON object");
    return DL_OK;
}

uint32_t dli_record_path(const dli_json *json, uint32_t value, dl_str path)
{
    dl_str key;

    while (value != 0 && dli_split(&path, '.', &key)) {
        char name[64];
        (void)snprintf(name, sizeof name, "%.*s", (int)(key.len > 63 ? 63 : key.len), key.ptr);
        value = dli_json_get(json, value, name);
    }
    return value;
}

uint32_t dli_record_list(const dli_json *json, uint32_t value, const char *key)
{
    uint32_t list = dli_json_get(json, value, key);

    return dli_json_is(json, list, DLI_JSON_ARRAY) ? dli_json_at(json, list)->first : 0;
}

static bool position(const dli_json *json, uint32_t value, uint32_t *number)
{
    uint64_t wide;

    if (!dli_json_is(json, value, DLI_JSON_NUMBER) ||
        !dli_parse_u64(dli_cut(json->text, dli_json_at(json, value)->at), &wide) ||
        wide > UINT32_MAX)
        return false;
    *number = (uint32_t)wide;
    return true;
}

/* `first` and its sibling are the two ends of a stretch, and no more follows. */
static bool stretch(const dli_json *json, uint32_t first, dl_span *span)
{
    uint32_t second = first == 0 ? 0 : dli_json_at(json, first)->next;

    return position(json, first, &span->start) && position(json, second, &span->end) &&
           span->start <= span->end && dli_json_at(json, second)->next == 0;
}

dli_record_spans dli_record_span(const dli_json *json, uint32_t value, const char *key,
                                 dli_arena *arena)
{
    uint32_t first = dli_record_list(json, value, key);
    DLI_VEC(dl_span) spans = { 0 };
    dl_span span;

    if (stretch(json, first, &span))
        (void)DLI_PUSH(arena, &spans, span);
    for (uint32_t v = first; v != 0; v = dli_json_at(json, v)->next)
        if (dli_json_is(json, v, DLI_JSON_ARRAY) &&
            stretch(json, dli_json_at(json, v)->first, &span))
            (void)DLI_PUSH(arena, &spans, span);
    return (dli_record_spans){ spans.ptr, spans.count };
}

dl_span dli_record_cover(dli_record_spans spans)
{
    dl_span all = { 0, 0 };

    for (size_t i = 0; i < spans.count; i++) {
        if (i == 0 || spans.ptr[i].start < all.start)
            all.start = spans.ptr[i].start;
        if (i == 0 || spans.ptr[i].end > all.end)
            all.end = spans.ptr[i].end;
    }
    return all;
}

/* Of a string, a number or an object; not of a list. */
static dl_str words_of_one(const dli_json *json, uint32_t value, dli_arena *arena)
{
    static const char *const keys[] = { "text", "name", "value", "caption" };

    if (dli_json_is(json, value, DLI_JSON_OBJECT)) {
        uint32_t member = 0;
        for (size_t i = 0; i < sizeof keys / sizeof *keys && member == 0; i++)
            member = dli_json_get(json, value, keys[i]);
        value = member;
    }
    return dli_json_str(json, value, arena);
}

dl_str dli_record_words(const dli_json *json, uint32_t value, dli_arena *arena)
{
    dli_buf out;

    if (!dli_json_is(json, value, DLI_JSON_ARRAY))
        return words_of_one(json, value, arena);
    dli_buf_init(&out, arena);
    for (uint32_t v = dli_json_at(json, value)->first; v != 0; v = dli_json_at(json, v)->next) {
        dl_str one = words_of_one(json, v, arena);
        if (out.len > 0 && one.len > 0)
            dli_buf_add(&out, DL_STR(", "));
        dli_buf_add(&out, one);
    }
    return dli_buf_str(&out);
}

dl_str dli_record_get_words(const dli_json *json, uint32_t value, const char *key,
                            dli_arena *arena)
{
    return dli_record_words(json, dli_json_get(json, value, key), arena);
}

void dli_record_entities(const dli_json *json, uint32_t item, dli_map *entities)
{
    for (uint32_t e = dli_record_list(json, item, "entities"); e != 0;
         e = dli_json_at(json, e)->next) {
        bool added;
        dl_str id = dli_json_get_str(json, e, "id", entities->arena);
        dli_map_slot *slot = id.len == 0 ? NULL : dli_map_put(entities, id, &added);
        if (slot != NULL)
            slot->value = e;
    }
}

dl_str dli_record_speaker(const dli_json *json, const dli_map *entities, uint32_t source,
                          dli_arena *arena)
{
    static const char *const keys[] = { "resolved", "entity" };

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        dl_str id = dli_json_get_str(json, source, keys[i], arena);
        const dli_map_slot *slot = id.len == 0 ? NULL : dli_map_get(entities, id);
        dl_str name = { "", 0 };
        if (slot != NULL)
            name = dli_json_get_str(json, slot->value, "name", arena);
        if (name.len > 0)
            return name;
    }
    return dli_record_words(json, source, arena);
}

enum {
    SAMPLE = 64
};

dli_record_body dli_record_body_of(const dli_json *json, uint32_t item, dli_arena *arena)
{
    dli_record_body body = { .text = dli_json_get_str(json, item, "articleBody", arena) };
    uint32_t *samples;

    body.points = dli_utf8_count(body.text);
    samples = dli_arena_take(arena, (body.points / SAMPLE + 1) * sizeof *samples);
    if (samples == NULL)
        return (dli_record_body){ .text = { "", 0 } };
    for (size_t point = 0, at = 0, len; point < body.points; point++, at += len) {
        if (point % SAMPLE == 0)
            samples[point / SAMPLE] = (uint32_t)at;
        (void)dli_utf8_get(body.text, at, &len);
    }
    body.samples = samples;
    return body;
}

uint32_t dli_record_byte(const dli_record_body *body, uint32_t point)
{
    size_t at, len;

    if (point >= body->points)
        return (uint32_t)body->text.len;
    at = body->samples[point / SAMPLE];
    for (size_t i = 0; i < point % SAMPLE; i++) {
        (void)dli_utf8_get(body->text, at, &len);
        at += len;
    }
    return (uint32_t)at;
}

dl_span dli_record_bytes(const dli_record_body *body, dl_span points)
{
    dl_span bytes = { dli_record_byte(body, points.start), dli_record_byte(body, points.end) };

    return bytes;
}

/* Paragraphs of a body whose record does not list its blocks. */
static void part_by_blank_lines(dl_str text, dli_record_blocks *blocks, dli_arena *arena)
{
    DLI_VEC(dli_record_block) found = { 0 };

    for (size_t from = 0; from < text.len;) {
        size_t end = dli_find(text, DL_STR("\n\n"), from);
        if (end == DLI_NONE)
            end = text.len;
        if (end > from)
            (void)DLI_PUSH(arena, &found,
                           (dli_record_block){ .kind = DL_STR("p"),
                                               .at = { (uint32_t)from, (uint32_t)end } });
        from = end + 2;
    }
    *blocks = (dli_record_blocks){ found.ptr, found.count };
}

dli_record_blocks dli_record_blocks_of(const dli_json *json, uint32_t item,
                                       const dli_record_body *body, dli_arena *arena)
{
    DLI_VEC(dli_record_block) found = { 0 };
    dli_record_blocks blocks;
    uint32_t end = 0;

    for (uint32_t b = dli_record_list(json, item, "blocks"); b != 0;
         b = dli_json_at(json, b)->next) {
        dl_span in = dli_record_cover(dli_record_span(json, b, "in", arena));
        dli_record_block block = { .kind = dli_json_get_str(json, b, "kind", arena),
                                   .at = dli_record_bytes(body, in) };
        (void)dli_json_get_u64(json, b, "level", &block.level);
        if (block.at.start < end || block.at.start == block.at.end)
            continue; /* out of order: not a list of blocks we wrote */
        end = block.at.end;
        (void)DLI_PUSH(arena, &found, block);
    }
    blocks = (dli_record_blocks){ found.ptr, found.count };
    if (found.count == 0)
        part_by_blank_lines(body->text, &blocks, arena);
    return blocks;
}
