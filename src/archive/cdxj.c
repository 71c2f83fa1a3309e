/* cdxj.c -- lines of an index: key, time, and where a record stands.
 *
 *   example,news)/a 20240305174000 {"url": "…", "mime": "text/html", …}
 *
 * The key (a "SURT") is an address made comparable as the Wayback tools do: scheme, user and
 * "www." gone, the host back to front, lower case, arguments in order, session ids left out.
 * Lines are sorted by their bytes.
 */
#include "inside.h"

#include "base/error.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "base/str.h"
#include "base/when.h"

#include <stdlib.h>

/* ---- Keys --------------------------------------------------------------------- */

static void add_lower(dli_buf *out, dl_str s)
{
    for (size_t i = 0; i < s.len; i++)
        dli_buf_byte(out, dli_lower(s.ptr[i]));
}

static int hex_digit(char c)
{
    c = dli_lower(c);
    return dli_is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Escapes undone, lower case, and only what must be escaped again. */
static void add_plain(dli_buf *out, dl_str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        int high = c == '%' && i + 2 < s.len ? hex_digit(s.ptr[i + 1]) : -1;
        int low = high >= 0 ? hex_digit(s.ptr[i + 2]) : -1;
        if (low >= 0) {
            c = (unsigned char)(high * 16 + low);
            i += 2;
        }
        if (c <= ' ' || c >= 0x7F || c == '%' || c == '#')
            dli_buf_print(out, "%%%02x", c);
        else
            dli_buf_byte(out, dli_lower((char)c));
    }
}

/* A path without empty, "." and ".." pieces. */
static void add_path(dli_buf *out, dl_str path)
{
    size_t from = out->len;
    dl_str piece;

    while (path.len > 0 && dli_split(&path, '/', &piece)) {
        if (piece.len == 0 || dli_eq(piece, DL_STR(".")))
            continue;
        if (dli_eq(piece, DL_STR(".."))) {
            while (out->len > from && out->ptr[--out->len] != '/')
                ;
            continue;
        }
        dli_buf_byte(out, '/');
        add_plain(out, piece);
    }
    if (out->len == from)
        dli_buf_byte(out, '/');
}

/* "www.", "www2." */
static dl_str without_www(dl_str host)
{
    size_t at = 3;

    if (!dli_starts_nocase(host, DL_STR("www")))
        return host;
    while (at < host.len && dli_is_digit(host.ptr[at]))
        at++;
    return at + 1 < host.len && host.ptr[at] == '.' ? dli_from(host, at + 1) : host;
}

static void add_host(dli_buf *out, dl_str host, dl_str port)
{
    host = without_www(host);
    while (host.len > 0 && host.ptr[host.len - 1] == '.')
        host.len--;
    if (dli_starts(host, DL_STR("["))) {
        add_lower(out, host);
    } else {
        for (size_t end = host.len; end > 0;) {
            size_t start = end;
            while (start > 0 && host.ptr[start - 1] != '.')
                start--;
            add_lower(out, dli_slice(host, start, end));
            end = start > 0 ? start - 1 : 0;
            if (end > 0)
                dli_buf_byte(out, ',');
        }
    }
    if (port.len > 0) {
        dli_buf_byte(out, ':');
        dli_buf_add(out, port);
    }
}

/* An argument that only says whose visit it was. */
static bool is_session(dl_str argument)
{
    static const char *const names[] = { "jsessionid=", "phpsessid=", "sid=", "aspsessionid" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (dli_starts_nocase(argument, dli_str(names[i])))
            return argument.len == strlen(names[i]) + 32 || i == 3;
    return dli_starts_nocase(argument, DL_STR("cfid=")) ||
           dli_starts_nocase(argument, DL_STR("cftoken="));
}

static int by_bytes(const void *a, const void *b)
{
    return dli_compare(*(const dl_str *)a, *(const dl_str *)b);
}

static void add_query(dli_buf *out, dl_str query)
{
    DLI_VEC(dl_str) arguments = { 0 };
    dl_str piece;
    size_t from = out->len;

    add_plain(out, query);
    dl_str rest = dli_arena_copy(out->arena, dli_from(dli_buf_str(out), from));
    out->len = from;
    while (dli_split(&rest, '&', &piece))
        if (!is_session(piece) && !DLI_PUSH(out->arena, &arguments, piece))
            out->failed = true;
    if (arguments.count > 1)
        qsort(arguments.ptr, arguments.count, sizeof *arguments.ptr, by_bytes);
    for (size_t i = 0; i < arguments.count; i++) {
        dli_buf_byte(out, i == 0 ? '?' : '&');
        dli_buf_add(out, arguments.ptr[i]);
    }
}

void dli_surt(dli_buf *out, dl_str url)
{
    size_t scheme = dli_find(url, DL_STR("://"), 0), end;

    if (scheme == DLI_NONE ||
        !(dli_starts_nocase(url, DL_STR("http")) || dli_starts_nocase(url, DL_STR("ftp")))) {
        add_lower(out, url);
        return;
    }
    bool tls = dli_starts_nocase(url, DL_STR("https:"));
    dl_str rest = dli_from(url, scheme + 3), port = { "", 0 };
    rest = dli_slice(rest, 0, (end = dli_find_byte(rest, '#', 0)) == DLI_NONE ? rest.len : end);
    for (end = 0; end < rest.len && rest.ptr[end] != '/' && rest.ptr[end] != '?';)
        end++;
    dl_str host = dli_slice(rest, 0, end), path = dli_from(rest, end);
    for (size_t i = host.len; i > 0; i--)
        if (host.ptr[i - 1] == '@') {
            host = dli_from(host, i);
            break;
        }
    size_t colon = dli_find_byte(host, ':', 0);
    if (colon != DLI_NONE && !dli_starts(host, DL_STR("["))) {
        port = dli_from(host, colon + 1);
        host = dli_slice(host, 0, colon);
        if (dli_eq(port, tls ? DL_STR("443") : DL_STR("80")))
            port.len = 0;
    }
    add_host(out, host, port);
    dli_buf_add(out, DL_STR(")"));
    size_t question = dli_find_byte(path, '?', 0);
    dl_str query = question == DLI_NONE ? DL_STR("") : dli_from(path, question + 1);
    add_path(out, dli_slice(path, 0, question == DLI_NONE ? path.len : question));
    if (query.len > 0)
        add_query(out, query);
}

/* ---- Lines ----------------------------------------------------------------------- */

/* 2024-03-05T17:40:00Z as 20240305174000 */
static void add_timestamp(dli_buf *out, dl_str date)
{
    size_t count = 0;

    for (size_t i = 0; i < date.len && count < 14; i++)
        if (dli_is_digit(date.ptr[i])) {
            dli_buf_byte(out, date.ptr[i]);
            count++;
        }
    for (; count < 14; count++)
        dli_buf_byte(out, count == 5 || count == 7 ? '1' : '0'); /* month and day begin at 1 */
}

/* Members as pywb writes them: a space behind colons and commas, numbers as strings. */
static void add_member(dli_buf *out, const char *key, dl_str value)
{
    if (value.len == 0)
        return;
    dli_buf_print(out, "%s\"%s\": \"", out->ptr[out->len - 1] == '{' ? "" : ", ", key);
    dli_json_escape(out, value);
    dli_buf_byte(out, '"');
}

static void add_number(dli_buf *out, const char *key, uint64_t value)
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)value);

    add_member(out, key, (dl_str){ digits, (size_t)len });
}

/* The name by which an index knows a file: without its folder, without its WACZ. */
static dl_str name_of(dl_str file)
{
    size_t hash = dli_find(file, DL_STR("#"), 0);
    dl_str name = hash == DLI_NONE ? file : dli_from(file, hash + 1);

    for (size_t i = name.len; i > 0; i--)
        if (name.ptr[i - 1] == '/')
            return dli_from(name, i);
    return name;
}

/* A key without spaces: they part the columns. */
static void add_key(dli_buf *out, dl_str url)
{
    size_t from = out->len;

    dli_surt(out, url);
    for (size_t i = from; i < out->len; i++)
        if ((unsigned char)out->ptr[i] <= ' ')
            out->ptr[i] = '+';
    dli_buf_byte(out, ' ');
}

dl_status dli_cdxj_add(dli_buf *out, dli_archive *archive, dli_record *record, dl_error *err)
{
    dl_str piece, type = { "", 0 }, charset;
    dli_http http = { .status = 0 };
    char status[16] = "";

    if ((record->type != DLI_RECORD_RESPONSE && record->type != DLI_RECORD_RESOURCE &&
         record->type != DLI_RECORD_REVISIT && record->type != DLI_RECORD_METADATA) ||
        record->uri.len == 0)
        return DL_OK;
    DLI_TRY(dli_archive_read(archive, record, DLI_MAX_RECORD_HEAD * 2, &piece, err));
    bool is_http = dli_http_parse(piece, &http);
    if (is_http && http.status > 0)
        (void)snprintf(status, sizeof status, "%u", http.status);
    dli_media_type(record->content_type, &type, &charset);
    dl_str mime = dli_arena_copy(out->arena, is_http ? http.type : type);
    while (piece.len > 0)
        DLI_TRY(dli_archive_read(archive, record, SIZE_MAX, &piece, err));
    add_key(out, record->uri);
    add_timestamp(out, record->date);
    dli_buf_add(out, DL_STR(" {"));
    add_member(out, "url", record->uri);
    add_member(out, "mime", record->type == DLI_RECORD_REVISIT ? DL_STR("warc/revisit") : mime);
    add_member(out, "status", dli_str(status));
    add_member(out, "digest", dli_record_field(record, "WARC-Payload-Digest"));
    if (record->packed > 0)
        add_number(out, "length", record->packed);
    add_number(out, "offset", record->offset);
    add_member(out, "filename", name_of(record->file));
    dli_buf_add(out, DL_STR("}\n"));
    return out->failed ? dli_no_memory(err) : DL_OK;
}

static bool number_member(const dli_json *json, const char *key, dli_arena *arena,
                          uint64_t *out)
{
    return dli_parse_u64(dli_json_get_str(json, 1, key, arena), out);
}

bool dli_cdxj_parse(dli_arena *arena, dl_str line, dli_cdxj *out)
{
    dli_json json;
    size_t first = dli_find_byte(line, ' ', 0);
    size_t second = first == DLI_NONE ? DLI_NONE : dli_find_byte(line, ' ', first + 1);

    *out = (dli_cdxj){ .length = 0 };
    if (second == DLI_NONE || second != first + 15 ||
        dli_json_parse(arena, dli_trim(dli_from(line, second + 1)), DLI_JSON_STRICT, &json,
                       NULL) != DL_OK ||
        !dli_json_is(&json, 1, DLI_JSON_OBJECT))
        return false;
    out->surt = dli_slice(line, 0, first);
    out->timestamp = dli_slice(line, first + 1, second);
    out->url = dli_json_get_str(&json, 1, "url", arena);
    out->mime = dli_json_get_str(&json, 1, "mime", arena);
    out->status = dli_json_get_str(&json, 1, "status", arena);
    out->digest = dli_json_get_str(&json, 1, "digest", arena);
    out->filename = dli_json_get_str(&json, 1, "filename", arena);
    (void)number_member(&json, "length", arena, &out->length);
    out->has_offset = number_member(&json, "offset", arena, &out->offset);
    return true;
}

bool dli_lines_sort(dli_arena *arena, dl_str *lines)
{
    DLI_VEC(dl_str) all = { 0 };
    dl_str rest = *lines, line;
    dli_buf out;

    dli_buf_init(&out, arena);
    while (rest.len > 0 && dli_split(&rest, '\n', &line))
        if (!DLI_PUSH(arena, &all, line))
            return false;
    if (all.count > 1)
        qsort(all.ptr, all.count, sizeof *all.ptr, by_bytes);
    for (size_t i = 0; i < all.count; i++) {
        dli_buf_add(&out, all.ptr[i]);
        dli_buf_byte(&out, '\n');
    }
    *lines = dli_buf_str(&out);
    return !out.failed;
}
