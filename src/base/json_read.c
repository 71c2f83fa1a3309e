/* json_read.c -- JSON into a flat tree, each value with the bytes it stands in.
 *
 * One pass with an explicit stack of open brackets. In strict mode the grammar
 * is RFC 8259; lenient mode passes over the faults named in json_read.h.
 */
#include "json_read.h"

#include "error.h"
#include "limits.h"
#include "str.h"
#include "text.h"
#include "utf8.h"

typedef struct reader {
    dl_str text;
    size_t at;
    dli_json_mode mode;
    dli_arena *arena;
    DLI_VEC(dli_json_value) values;
    uint32_t open[DLI_MAX_JSON_DEPTH]; /* containers, outermost first */
    uint32_t last[DLI_MAX_JSON_DEPTH]; /* their newest child          */
    size_t depth;
    size_t mends;
    dl_error *err;
} reader;

static dl_status broken(reader *in, size_t at, const char *what)
{
    return dli_fail(in->err, DL_ERR_FORMAT, at, "correct the JSON, or leave it out", "%s",
                    what);
}

static bool lenient(const reader *in)
{
    return in->mode == DLI_JSON_LENIENT;
}

/* Where a lenient reader goes on behind a comment or a wrapper at `at`; `at` if
 * there is none. */
static size_t skip_comment(dl_str s, size_t at)
{
    static const struct {
        dl_str open;
        dl_str close; /* empty: pass over the opening only */
    } kinds[] = { { { "//", 2 }, { "\n", 1 } },         { { "/*", 2 }, { "*/", 2 } },
                  { { "<!--", 4 }, { "", 0 } },         { { "-->", 3 }, { "", 0 } },
                  { { "<![CDATA[", 9 }, { "", 0 } },    { { "]]>", 3 }, { "", 0 } },
                  { { "\xEF\xBB\xBF", 3 }, { "", 0 } }, { { "\xC2\xA0", 2 }, { "", 0 } } };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (dli_starts(dli_from(s, at), kinds[i].open)) {
            size_t end = dli_find(s, kinds[i].close, at + kinds[i].open.len);
            return end == DLI_NONE ? s.len : end + kinds[i].close.len;
        }
    return at;
}

/* JSON white space; a lenient reader also passes over comments. */
static void skip_space(reader *in)
{
    for (;;) {
        while (in->at < in->text.len && dli_is_any(in->text.ptr[in->at], DL_STR(" \n\r\t")))
            in->at++;
        size_t end = lenient(in) ? skip_comment(in->text, in->at) : in->at;
        if (end == in->at)
            return;
        in->mends++;
        in->at = end;
    }
}

/* A new value, linked into the innermost open container. 0 if memory ran out. */
static uint32_t add_value(reader *in, dli_json_kind kind, size_t start, size_t end)
{
    uint32_t value = (uint32_t)in->values.count;

    if (!DLI_PUSH(in->arena, &in->values,
                  (dli_json_value){ .at = { (uint32_t)start, (uint32_t)end },
                                    .kind = (uint8_t)kind }))
        return 0;
    if (in->depth > 0) {
        uint32_t before = in->last[in->depth - 1];
        if (before != 0)
            in->values.ptr[before].next = value;
        else
            in->values.ptr[in->open[in->depth - 1]].first = value;
        in->last[in->depth - 1] = value;
    }
    return value;
}

static bool is_hex(char c)
{
    return dli_is_digit(c) || (dli_lower(c) >= 'a' && dli_lower(c) <= 'f');
}

/* An escape at the backslash; its length, or 0 if it is none. */
static size_t escape_length(dl_str text, size_t at)
{
    if (at + 1 >= text.len)
        return 0;
    if (text.ptr[at + 1] != 'u')
        return dli_is_any(text.ptr[at + 1], DL_STR("\"\\/bfnrt")) ? 2 : 0;
    if (text.len - at < 6)
        return 0;
    for (size_t i = 2; i < 6; i++)
        if (!is_hex(text.ptr[at + i]))
            return 0;
    return 6;
}

/* A string at its opening mark; *value gets it. */
static dl_status read_string(reader *in, uint32_t *value)
{
    size_t start = in->at + 1, at = start;
    bool escaped = false;

    while (at < in->text.len && in->text.ptr[at] != '"') {
        unsigned char c = (unsigned char)in->text.ptr[at];
        if (c == '\\') {
            size_t len = escape_length(in->text, at);
            escaped = true;
            if (len == 0 && !lenient(in))
                return broken(in, at, "a backslash in a string begins no escape");
            if (len == 0)
                in->mends++;
            /* A lone backslash hides nothing but a mark: \" is an escape. */
            at += len == 0 ? 1 : len;
            continue;
        }
        if (c < 0x20) {
            if (!lenient(in))
                return broken(in, at, "a control character stands unescaped in a string");
            in->mends++;
        }
        at++;
    }
    if (at >= in->text.len) {
        if (!lenient(in))
            return broken(in, in->at, "a string has no closing quotation mark");
        in->mends++;
    }
    *value = add_value(in, DLI_JSON_STRING, start, at);
    if (*value == 0)
        return dli_no_memory(in->err);
    in->values.ptr[*value].escaped = escaped;
    in->at = at < in->text.len ? at + 1 : at;
    return DL_OK;
}

static size_t skip_digits(dl_str text, size_t at)
{
    while (at < text.len && dli_is_digit(text.ptr[at]))
        at++;
    return at;
}

/* The end of a number that begins at `at`, or `at` if there is none. */
static size_t number_end(dl_str s, size_t at)
{
    size_t from = at, end;

    if (at < s.len && s.ptr[at] == '-')
        at++;
    end = at < s.len && s.ptr[at] == '0' ? at + 1 : skip_digits(s, at);
    if (end == at)
        return from;
    at = end;
    if (at < s.len && s.ptr[at] == '.') {
        end = skip_digits(s, at + 1);
        if (end == at + 1)
            return from;
        at = end;
    }
    if (at < s.len && (s.ptr[at] == 'e' || s.ptr[at] == 'E')) {
        size_t digits = at + 1;
        if (digits < s.len && (s.ptr[digits] == '+' || s.ptr[digits] == '-'))
            digits++;
        end = skip_digits(s, digits);
        if (end == digits)
            return from;
        at = end;
    }
    return at;
}

/* Something a lenient reader takes for a bare word: up to a mark of structure. */
static size_t word_end(dl_str s, size_t at)
{
    while (at < s.len && !dli_is_any(s.ptr[at], DL_STR(",]}:{[\"\n\r")))
        at++;
    return at;
}

/* A number, true, false or null. */
static dl_status read_word(reader *in)
{
    static const struct {
        dl_str word;
        dli_json_kind kind;
    } words[] = { { { "true", 4 }, DLI_JSON_TRUE },
                  { { "false", 5 }, DLI_JSON_FALSE },
                  { { "null", 4 }, DLI_JSON_NULL } };
    size_t start = in->at, end = number_end(in->text, start);
    dli_json_kind kind = DLI_JSON_NUMBER;

    for (size_t i = 0; end == start && i < 3; i++)
        if (dli_starts(dli_from(in->text, start), words[i].word)) {
            end = start + words[i].word.len;
            kind = words[i].kind;
        }
    if (end == start) {
        if (!lenient(in))
            return broken(in, start, "a value was expected here");
        in->mends++;
        kind = DLI_JSON_NULL;
        end = word_end(in->text, start);
    }
    if (add_value(in, kind, start, end) == 0)
        return dli_no_memory(in->err);
    in->at = end;
    return DL_OK;
}

static dl_status open_container(reader *in, char bracket)
{
    uint32_t value =
        add_value(in, bracket == '{' ? DLI_JSON_OBJECT : DLI_JSON_ARRAY, in->at, in->text.len);

    if (value == 0)
        return dli_no_memory(in->err);
    if (in->depth == DLI_MAX_JSON_DEPTH)
        return dli_fail(in->err, DL_ERR_LIMIT, in->at, "flatten the JSON",
                        "brackets nest deeper than the limit of %zu", DLI_MAX_JSON_DEPTH);
    in->open[in->depth] = value;
    in->last[in->depth] = 0;
    in->depth++;
    in->at++;
    return DL_OK;
}

static void close_container(reader *in, size_t end)
{
    in->depth--;
    in->values.ptr[in->open[in->depth]].at.end = (uint32_t)end;
    in->at = end;
}

static bool in_object(const reader *in)
{
    return in->values.ptr[in->open[in->depth - 1]].kind == DLI_JSON_OBJECT;
}

/* A key and its colon. */
static dl_status read_key(reader *in)
{
    uint32_t key;

    if (in->text.ptr[in->at] != '"') {
        if (!lenient(in))
            return broken(in, in->at, "a member's name in quotation marks was expected here");
        size_t end = word_end(in->text, in->at);
        in->mends++;
        if (end == in->at) /* a bracket where a name should be: skip it */
            end++;
        if (add_value(in, DLI_JSON_STRING, in->at, end) == 0)
            return dli_no_memory(in->err);
        in->at = end;
    } else {
        DLI_TRY(read_string(in, &key));
    }
    skip_space(in);
    if (in->at < in->text.len && in->text.ptr[in->at] == ':') {
        in->at++;
        return DL_OK;
    }
    if (!lenient(in))
        return broken(in, in->at, "a colon was expected behind the member's name");
    in->mends++;
    return DL_OK;
}

static dl_status read_value(reader *in)
{
    uint32_t value;
    char c = in->text.ptr[in->at];

    if (c == '{' || c == '[')
        return open_container(in, c);
    if (c == '"')
        return read_string(in, &value);
    return read_word(in);
}

/* Behind a value: the comma or the closing bracket. *again: a value follows. */
static dl_status read_after(reader *in, bool *again)
{
    char c = in->text.ptr[in->at];

    *again = false;
    if (c == ',') {
        in->at++;
        *again = true;
        return DL_OK;
    }
    if (c == (in_object(in) ? '}' : ']')) {
        close_container(in, in->at + 1);
        return DL_OK;
    }
    if (!lenient(in))
        return broken(in, in->at, "a comma or a closing bracket was expected here");
    in->mends++;
    if (c == '}' || c == ']') /* of the other kind: it closes all the same */
        close_container(in, in->at + 1);
    else if (c == ':' || c == '\n' || c == '\r') /* stray: pass over it */
        in->at++;
    else
        *again = true;
    return DL_OK;
}

/* One step inside the innermost container. *fresh: nothing stands in it yet or a
 * comma came before. */
static dl_status step(reader *in, bool *fresh)
{
    char c = in->text.ptr[in->at];

    if (!*fresh)
        return read_after(in, fresh);
    if (c == (in_object(in) ? '}' : ']')) {
        if (in->last[in->depth - 1] != 0) { /* a comma came before */
            if (!lenient(in))
                return broken(in, in->at, "a comma stands before a closing bracket");
            in->mends++;
        }
        close_container(in, in->at + 1);
        *fresh = false;
        return DL_OK;
    }
    if (c == ',' && lenient(in)) {
        in->mends++;
        in->at++;
        return DL_OK;
    }
    if (in_object(in)) {
        DLI_TRY(read_key(in));
        skip_space(in);
        if (in->at >= in->text.len) {
            if (!lenient(in))
                return broken(in, in->at, "the text ends where a value was expected");
            if (add_value(in, DLI_JSON_NULL, in->at, in->at) == 0)
                return dli_no_memory(in->err);
            return DL_OK;
        }
    }
    size_t depth = in->depth, at = in->at;
    DLI_TRY(read_value(in));
    if (in->depth == depth && in->at == at)
        in->at++; /* a lenient word of no length: go on behind what stopped it */
    *fresh = in->depth > depth;
    return DL_OK;
}

static dl_status read_all(reader *in)
{
    bool fresh = true;

    skip_space(in);
    if (in->at >= in->text.len)
        return broken(in, 0, "there is no value");
    if (lenient(in) && in->text.ptr[in->at] != '{' && in->text.ptr[in->at] != '[') {
        size_t object = dli_find_byte(in->text, '{', in->at);
        if (object == DLI_NONE)
            return broken(in, in->at, "there is no object or array");
        in->mends++;
        in->at = object;
    }
    DLI_TRY(read_value(in));
    while (in->depth > 0) {
        skip_space(in);
        if (in->at >= in->text.len) {
            if (!lenient(in))
                return broken(in, in->at, "the text ends inside a bracket");
            in->mends += in->depth;
            break;
        }
        DLI_TRY(step(in, &fresh));
    }
    skip_space(in);
    if (in->at < in->text.len) {
        if (!lenient(in))
            return broken(in, in->at, "something stands behind the value");
        in->mends++;
    }
    return DL_OK;
}

dl_status dli_json_parse(dli_arena *arena, dl_str text, dli_json_mode mode, dli_json *out,
                         dl_error *err)
{
    reader in = { .text = text, .mode = mode, .arena = arena, .err = err };

    *out = (dli_json){ .text = text };
    if (text.len >= UINT32_MAX)
        return dli_fail(err, DL_ERR_LIMIT, 0, "split the JSON", "the JSON is over 4 GB long");
    size_t valid = dli_utf8_valid(text);
    if (valid < text.len)
        return broken(&in, valid, "the text is not valid UTF-8");
    (void)add_value(&in, DLI_JSON_NULL, 0, 0); /* number 0: none */
    DLI_TRY(read_all(&in));
    out->values = in.values.ptr;
    out->count = in.values.count;
    out->mends = in.mends;
    return in.values.count > 1 ? DL_OK : dli_no_memory(err);
}

static uint32_t hex4(dl_str text, size_t at)
{
    uint32_t value = 0;

    for (size_t i = at; i < at + 4; i++) {
        char c = dli_lower(text.ptr[i]);
        value = value << 4 | (uint32_t)(dli_is_digit(c) ? c - '0' : c - 'a' + 10);
    }
    return value;
}

/* Decode the escape at `at`; `*out` gets its bytes. Returns its length in the text. */
static size_t decode_escape(dl_str text, size_t at, char out[4], size_t *out_len)
{
    static const char from[] = "bfnrt\"\\/", to[] = "\b\f\n\r\t\"\\/";
    size_t len = escape_length(text, at);

    if (len == 0) { /* lenient: the backslash means nothing */
        *out_len = 0;
        return 1;
    }
    if (text.ptr[at + 1] != 'u') {
        out[0] = to[dli_find_byte(dli_str(from), text.ptr[at + 1], 0)];
        *out_len = 1;
        return len;
    }
    uint32_t cp = hex4(text, at + 2);
    if (cp >= 0xD800 && cp < 0xDC00 && at + 6 < text.len && text.ptr[at + 6] == '\\' &&
        escape_length(text, at + 6) == 6) {
        uint32_t low = hex4(text, at + 8);
        if (low >= 0xDC00 && low < 0xE000) {
            cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
            len = 12;
        }
    }
    *out_len = dli_utf8_put(out, cp);
    return len;
}

/* The string `value` says `name`. */
static bool is_key(const dli_json *json, uint32_t value, dl_str name)
{
    dl_str raw = dli_cut(json->text, dli_json_at(json, value)->at);
    size_t at = 0, said = 0;

    if (!dli_json_at(json, value)->escaped)
        return dli_eq(raw, name);
    while (at < raw.len) {
        char bytes[4] = { raw.ptr[at] };
        size_t made = 1, len = 1;
        if (raw.ptr[at] == '\\')
            len = decode_escape(raw, at, bytes, &made);
        if (made > name.len - said || memcmp(bytes, name.ptr + said, made) != 0)
            return false;
        at += len;
        said += made;
    }
    return said == name.len;
}

uint32_t dli_json_get(const dli_json *json, uint32_t value, const char *key)
{
    uint32_t found = 0;
    dl_str name = dli_str(key);

    if (!dli_json_is(json, value, DLI_JSON_OBJECT))
        return 0;
    for (uint32_t k = dli_json_at(json, value)->first, v; k != 0;
         k = dli_json_at(json, v)->next) {
        v = dli_json_at(json, k)->next;
        if (v == 0)
            break;
        if (is_key(json, k, name))
            found = v;
    }
    return found;
}

dl_text dli_json_text(const dli_json *json, uint32_t value, uint32_t offset, dli_arena *arena)
{
    dli_text_out out;
    dl_str s = json->text;

    if (!dli_json_is(json, value, DLI_JSON_STRING))
        return (dl_text){ .bytes = { "", 0 } };
    dl_span at = dli_json_at(json, value)->at;
    bool escaped = dli_json_at(json, value)->escaped; /* a bare word never is */
    dli_text_init(&out, arena);
    while (at.start < at.end) {
        size_t stop =
            escaped ? dli_find_byte(dli_slice(s, 0, at.end), '\\', at.start) : DLI_NONE;
        uint32_t plain = stop == DLI_NONE ? at.end : (uint32_t)stop;
        dl_span origin = { at.start + offset, plain + offset };
        if (plain > at.start)
            dli_text_made(&out, dli_slice(s, at.start, plain), origin);
        at.start = plain;
        if (plain < at.end) {
            char bytes[4];
            size_t made, len = decode_escape(dli_slice(s, 0, at.end), plain, bytes, &made);
            dli_text_made(&out, (dl_str){ bytes, made },
                          (dl_span){ plain + offset, plain + offset + (uint32_t)len });
            at.start += (uint32_t)len;
        }
    }
    return dli_text_done(&out);
}

dl_str dli_json_str(const dli_json *json, uint32_t value, dli_arena *arena)
{
    if (!dli_json_is(json, value, DLI_JSON_STRING) &&
        !dli_json_is(json, value, DLI_JSON_NUMBER))
        return (dl_str){ "", 0 };
    if (!dli_json_at(json, value)->escaped)
        return dli_cut(json->text, dli_json_at(json, value)->at);
    return dli_json_text(json, value, 0, arena).bytes;
}

dl_str dli_json_get_str(const dli_json *json, uint32_t value, const char *key, dli_arena *arena)
{
    return dli_json_str(json, dli_json_get(json, value, key), arena);
}

bool dli_json_get_u64(const dli_json *json, uint32_t value, const char *key, uint64_t *number)
{
    uint32_t v = dli_json_get(json, value, key);

    return dli_json_is(json, v, DLI_JSON_NUMBER) &&
           dli_parse_u64(dli_cut(json->text, dli_json_at(json, v)->at), number);
}
