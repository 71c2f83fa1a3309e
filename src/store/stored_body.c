/* stored_body.c -- the text of an item out of its record, as much of it as is asked for.
 *
 *   {"record":1,…,"items":[{"id":"…",…,"articleBody":"…",…},…]}     packed
 *
 * A list of hits wants the first lines of twenty bodies. To make a tree of each record would
 * take most of the time of a search, and more than its beginning is seldom needed. So this
 * runs over the bytes: strings are passed over whole, brackets are counted, and the member that
 * is wanted is taken where its place says so. Whatever does not look as we write it (a body
 * before its id, an escape that is none) is left to the reader of JSON, which is slow and right.
 */
#include "base/error.h"
#include "base/limits.h"
#include "base/str.h"
#include "base/utf8.h"
#include "store/ask.h"

enum {
    DEPTH_OF_ITEMS = 1, /* {"items":                                       */
    DEPTH_OF_ITEM = 3   /* {"items":[{                                     */
};

typedef struct scan {
    dl_str text;
    size_t at;
    size_t depth;
    bool in_items; /* inside of the list `items`      */
    bool is_it;    /* inside of the item with this id */
} scan;

/* The end of the string whose first byte is at `at`: where its quotation mark stands; DLI_NONE if
 * it is cut off. */
static size_t string_end(dl_str text, size_t at)
{
    while (at < text.len) {
        size_t mark = dli_find_byte(text, '"', at), slashes = 0;
        if (mark == DLI_NONE)
            return DLI_NONE;
        while (mark - slashes > at && text.ptr[mark - slashes - 1] == '\\')
            slashes++;
        if (slashes % 2 == 0)
            return mark;
        at = mark + 1;
    }
    return DLI_NONE;
}

/* The next string, bracket or end; other bytes say nothing here. */
static char next_mark(scan *in)
{
    while (in->at < in->text.len) {
        char c = in->text.ptr[in->at];
        if (c == '"' || c == '{' || c == '}' || c == '[' || c == ']')
            return c;
        in->at++;
    }
    return 0;
}

/* Pass a key: its name, and true if a string stands behind its colon, whose first byte is then
 * the next. */
static bool take_key(scan *in, size_t end, dl_str *key)
{
    *key = dli_slice(in->text, in->at + 1, end);
    in->at = end + 1;
    if (in->at >= in->text.len || in->text.ptr[in->at] != ':')
        return false;
    in->at++;
    if (in->at >= in->text.len || in->text.ptr[in->at] != '"')
        return false;
    in->at++;
    return true;
}

/* One string of the record. *found: it is the body, and in->at its first byte. False at the end of
 * what there is. */
static bool pass_string(scan *in, dl_str id, bool *found)
{
    size_t end = string_end(in->text, in->at + 1);
    dl_str key;

    if (end == DLI_NONE)
        return false;
    bool behind =
        in->at > 0 && (in->text.ptr[in->at - 1] == '{' || in->text.ptr[in->at - 1] == ',');
    bool of_item = in->in_items && in->depth == DEPTH_OF_ITEM && behind;
    if (!of_item && !(in->depth == DEPTH_OF_ITEMS && behind)) {
        in->at = end + 1;
        return true;
    }
    bool text = take_key(in, end, &key);
    if (in->depth == DEPTH_OF_ITEMS)
        in->in_items = dli_eq(key, DL_STR("items"));
    if (!text)
        return true;
    *found = of_item && in->is_it && dli_eq(key, DL_STR("articleBody"));
    if (*found)
        return true;
    end = string_end(in->text, in->at);
    if (end == DLI_NONE)
        return false;
    if (of_item && dli_eq(key, DL_STR("id")))
        in->is_it = dli_eq(dli_slice(in->text, in->at, end), id);
    in->at = end + 1;
    return true;
}

/* Where the body of item `id` begins; DLI_NONE if it is not seen. */
static size_t body_at(dl_str record, dl_str id)
{
    scan in = { .text = record };
    bool found = false;
    char c;

    while (!found && (c = next_mark(&in)) != 0) {
        if (c == '"') {
            if (!pass_string(&in, id, &found))
                return DLI_NONE;
            continue;
        }
        if (c == '{' || c == '[') {
            in.depth++;
            in.is_it = in.is_it && in.depth != DEPTH_OF_ITEM;
        } else if (in.depth > 0) {
            in.depth--;
        }
        in.at++;
    }
    return found ? in.at : DLI_NONE;
}

static bool is_hex(char c)
{
    return dli_is_digit(c) || (dli_lower(c) >= 'a' && dli_lower(c) <= 'f');
}

/* What stands in the quotation marks is JSON's, and needs nobody's mending. */
static bool is_sound(dl_str raw)
{
    for (size_t at = 0; at < raw.len; at++) {
        if ((unsigned char)raw.ptr[at] < ' ')
            return false;
        if (raw.ptr[at] != '\\')
            continue;
        at++;
        if (at == raw.len || !dli_is_any(raw.ptr[at], DL_STR("\"\\/bfnrtu")))
            return false;
        for (size_t i = 1; raw.ptr[at] == 'u' && i <= 4; i++)
            if (at + i >= raw.len || !is_hex(raw.ptr[at + i]))
                return false;
    }
    return dli_utf8_valid(raw) == raw.len;
}

static dl_str decoded(dl_str raw, dli_arena *arena)
{
    const dli_json_value values[2] = { [1] = { .at = { 0, (uint32_t)raw.len },
                                               .kind = DLI_JSON_STRING,
                                               .escaped =
                                                   dli_find_byte(raw, '\\', 0) != DLI_NONE } };
    const dli_json one = { .text = raw, .values = values, .count = 2 };

    return dli_json_str(&one, 1, arena);
}

/* All of the body, or its first `wanted` bytes and on to a space, which is never part of an escape.
 * False if it is not there or not ours. */
static bool take_body(dl_str record, dl_str id, size_t wanted, dli_arena *arena, dl_str *body,
                      bool *all)
{
    size_t at = body_at(record, id);

    if (at == DLI_NONE)
        return false;
    dl_str raw = dli_from(record, at);
    size_t end = string_end(raw, 0), space = DLI_NONE;
    if (wanted < raw.len && (end == DLI_NONE || end > wanted))
        space = dli_find_byte(raw, ' ', wanted);
    *all = space == DLI_NONE || space >= end; /* DLI_NONE is beyond any place */
    if (*all && end == DLI_NONE)
        return false;
    raw.len = *all ? end : space;
    if (!is_sound(raw))
        return false;
    *body = decoded(raw, arena);
    return true;
}

/* By the reader of JSON. */
static void read_body(dl_str record, dl_str id, dli_arena *arena, dl_str *body)
{
    dli_json json;

    if (dli_record_read(arena, record, &json, NULL) != DL_OK)
        return;
    uint32_t item = dli_record_list(&json, 1, "items");
    while (item != 0 && !dli_eq(dli_json_get_str(&json, item, "id", arena), id))
        item = dli_json_at(&json, item)->next;
    *body = dli_json_get_str(&json, item, "articleBody", arena);
}

dl_status dli_ask_body(dli_store *store, dl_str packed, dl_str id, size_t wanted,
                       dli_arena *arena, dl_str *body, bool *all, dl_error *err)
{
    dl_str record;
    bool whole = false;

    *body = (dl_str){ "", 0 };
    *all = true;
    /* put.c ends the first block of a record behind the first lines of its first body. */
    for (size_t bytes = wanted <= DLI_BODY_BEGIN ? 1 : SIZE_MAX; !whole; bytes = SIZE_MAX) {
        DLI_TRY(dli_ask_begin(store, packed, bytes, arena, &record, &whole, err));
        if (take_body(record, id, wanted, arena, body, all))
            return arena->dry ? dli_no_memory(err) : DL_OK;
    }
    *all = true;
    read_body(record, id, arena, body);
    return arena->dry ? dli_no_memory(err) : DL_OK;
}
