/* json_again.h -- write what was read as JSON again: keys and values in order, strings
 * decoded and escaped anew, numbers as they were. */
#ifndef JSON_AGAIN_H
#define JSON_AGAIN_H

#include "base/json_read.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "base/str.h"

static inline void json_again(const dli_json *json, dli_arena *arena, dli_buf *out)
{
    struct {
        uint32_t next; /* to write, 0: close */
        bool object, key;
    } open[DLI_MAX_JSON_DEPTH + 1] = { { 1, false, false } };
    size_t depth = 1;

    while (depth > 0) {
        uint32_t v = open[depth - 1].next;
        if (v == 0) {
            if (--depth > 0)
                dli_json_close(out, open[depth].object ? '}' : ']');
            continue;
        }
        const dli_json_value *at = dli_json_at(json, v);
        open[depth - 1].next = depth == 1 ? 0 : at->next;
        bool key = open[depth - 1].object && open[depth - 1].key;
        open[depth - 1].key = !key;
        if (key) {
            dli_json_string(out, dli_json_str(json, v, arena));
            dli_buf_byte(out, ':');
        } else if (at->kind == DLI_JSON_STRING) {
            dli_json_string(out, dli_json_str(json, v, arena));
        } else if (at->kind == DLI_JSON_ARRAY || at->kind == DLI_JSON_OBJECT) {
            bool object = at->kind == DLI_JSON_OBJECT;
            dli_json_open(out, object ? '{' : '[');
            open[depth].next = at->first;
            open[depth].object = open[depth].key = object;
            depth++;
        } else {
            static const char *const words[] = { "null", "false", "true" };
            dli_json_raw(out, at->kind == DLI_JSON_NUMBER ? dli_cut(json->text, at->at)
                                                          : dli_str(words[at->kind]));
        }
    }
}

#endif
