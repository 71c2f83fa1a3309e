/* json_write.c -- JSON onto a buffer, in the order it is called. */
#include "json_write.h"

#include "str.h"
#include "utf8.h"

static void separate(dli_buf *out)
{
    char last;

    if (out->len == 0)
        return;
    last = out->ptr[out->len - 1];
    if (last != '{' && last != '[' && last != ':' && last != '\n')
        dli_buf_byte(out, ',');
}

void dli_json_open(dli_buf *out, char bracket)
{
    separate(out);
    dli_buf_byte(out, bracket);
}

void dli_json_close(dli_buf *out, char bracket)
{
    dli_buf_byte(out, bracket);
}

static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c != '"' && c != '\\' && c != 0x7F;
}

static void escape_byte(dli_buf *out, char c)
{
    static const char from[] = "\"\\\n\t\r\b\f", to[] = "\"\\ntrbf";
    const char *hit = memchr(from, c, sizeof from - 1);

    if (hit != NULL) {
        dli_buf_byte(out, '\\');
        dli_buf_byte(out, to[hit - from]);
    } else {
        dli_buf_print(out, "\\u%04x", (unsigned)(unsigned char)c);
    }
}

/* The same for valid UTF-8: only ASCII has anything to escape. */
static void escape_valid(dli_buf *out, dl_str s)
{
    size_t from = 0;

    for (size_t at = 0; at < s.len; at++) {
        if (is_plain((unsigned char)s.ptr[at]))
            continue;
        dli_buf_add(out, dli_slice(s, from, at));
        escape_byte(out, s.ptr[at]);
        from = at + 1;
    }
    dli_buf_add(out, dli_from(s, from));
}

void dli_json_escape(dli_buf *out, dl_str value)
{
    dl_str s = value;

    while (s.len > 0) {
        size_t valid = dli_utf8_valid(s);
        escape_valid(out, dli_slice(s, 0, valid));
        s = dli_from(s, valid);
        if (s.len > 0) {
            dli_buf_add(out, DL_STR("\xEF\xBF\xBD"));
            s = dli_from(s, dli_utf8_bad(s));
        }
    }
}

void dli_json_string(dli_buf *out, dl_str value)
{
    separate(out);
    dli_buf_byte(out, '"');
    dli_json_escape(out, value);
    dli_buf_byte(out, '"');
}

void dli_json_key(dli_buf *out, const char *key)
{
    separate(out);
    dli_buf_byte(out, '"');
    dli_buf_add(out, dli_str(key));
    dli_buf_add(out, DL_STR("\":"));
}

static void put_digits(dli_buf *out, uint64_t value)
{
    char digits[20];
    size_t at = sizeof digits;

    do
        digits[--at] = (char)('0' + value % 10);
    while ((value /= 10) > 0);
    dli_buf_add(out, (dl_str){ digits + at, sizeof digits - at });
}

void dli_json_u64(dli_buf *out, uint64_t value)
{
    separate(out);
    put_digits(out, value);
}

void dli_json_i64(dli_buf *out, int64_t value)
{
    separate(out);
    if (value < 0)
        dli_buf_byte(out, '-');
    put_digits(out, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

void dli_json_decimal(dli_buf *out, int64_t value, unsigned digits)
{
    uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value, unit = 1;

    for (unsigned i = 0; i < digits; i++)
        unit *= 10;
    while (digits > 0 && size % 10 == 0) {
        size /= 10;
        unit /= 10;
        digits--;
    }
    separate(out);
    if (value < 0)
        dli_buf_byte(out, '-');
    put_digits(out, size / unit);
    if (digits > 0)
        dli_buf_print(out, ".%0*llu", (int)digits, (unsigned long long)(size % unit));
}

void dli_json_true(dli_buf *out)
{
    separate(out);
    dli_buf_add(out, DL_STR("true"));
}

void dli_json_raw(dli_buf *out, dl_str json)
{
    separate(out);
    dli_buf_add(out, json);
}

void dli_json_member(dli_buf *out, const char *key, dl_str value)
{
    if (value.len == 0)
        return;
    dli_json_key(out, key);
    dli_json_string(out, value);
}

void dli_json_span(dli_buf *out, dl_span span)
{
    dli_json_open(out, '[');
    dli_json_u64(out, span.start);
    dli_json_u64(out, span.end);
    dli_json_close(out, ']');
}
