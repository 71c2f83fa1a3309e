/* json_read.h -- JSON into a flat tree, each value with the bytes it stands in.
 *
 * Strict reading is RFC 8259 to the letter. Lenient reading is for JSON found in
 * pages: it takes what browsers' users get away with (raw line ends in strings,
 * commas before a bracket, comments, brackets never closed, text behind the
 * value) and counts each mend. Neither recurses; DLI_MAX_JSON_DEPTH holds.
 */
#ifndef DLI_JSON_READ_H
#define DLI_JSON_READ_H

#include "arena.h"

typedef enum dli_json_kind {
    DLI_JSON_NULL,
    DLI_JSON_FALSE,
    DLI_JSON_TRUE,
    DLI_JSON_NUMBER,
    DLI_JSON_STRING,
    DLI_JSON_ARRAY,
    DLI_JSON_OBJECT,
} dli_json_kind;

/* Values are numbered from 1; 0 is "none". An object's children are key, value,
 * key, value, … */
typedef struct dli_json_value {
    dl_span at;     /* bytes of the text; of a string without its quotation marks */
    uint32_t first; /* first child or 0 */
    uint32_t next;  /* next sibling or 0 */
    uint8_t kind;
    bool escaped; /* a string with \ in it */
} dli_json_value;

typedef struct dli_json {
    dl_str text;
    const dli_json_value *values; /* values[1] is the root, if count > 1 */
    size_t count;
    size_t mends; /* faults passed over in lenient reading */
} dli_json;

typedef enum dli_json_mode {
    DLI_JSON_STRICT,
    DLI_JSON_LENIENT
} dli_json_mode;

/* Read `text` (borrowed, kept in *out) into values in the arena.
 *
 * Fails with DL_ERR_FORMAT (offset and reason given; in lenient reading only where
 * it is not UTF-8 or no value at all can be made out), DL_ERR_LIMIT (depth) or DL_ERR_NOMEM.
 * Linear time. Numbers are kept as text; of two equal keys the last counts. */
dl_status dli_json_parse(dli_arena *arena, dl_str text, dli_json_mode mode, dli_json *out,
                         dl_error *err);

static inline const dli_json_value *dli_json_at(const dli_json *json, uint32_t value)
{
    return &json->values[value];
}

static inline bool dli_json_is(const dli_json *json, uint32_t value, dli_json_kind kind)
{
    return value != 0 && json->values[value].kind == kind;
}

/* The value of member `key` of an object, or 0. Also 0 if `value` is no object. */
uint32_t dli_json_get(const dli_json *json, uint32_t value, const char *key);

/* The string `value` (or the text of a number) with escapes decoded; "" for other
 * kinds. Borrowed from the text where nothing had to be decoded. */
dl_str dli_json_str(const dli_json *json, uint32_t value, dli_arena *arena);

/* dli_json_str() of member `key`. */
dl_str dli_json_get_str(const dli_json *json, uint32_t value, const char *key,
                        dli_arena *arena);

/* The number of member `key`, if it is there, whole, not negative and fits. */
bool dli_json_get_u64(const dli_json *json, uint32_t value, const char *key, uint64_t *number);

/* The string as a text whose runs lie in a source where the JSON text begins at
 * byte `offset`. */
dl_text dli_json_text(const dli_json *json, uint32_t value, uint32_t offset, dli_arena *arena);

#endif
