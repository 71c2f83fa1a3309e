/* fields.c -- the header of one record, of WARC (ISO 28500, 4 and 5) or of ARC.
 *
 * In:   the bytes of a header
 * Out:  its fields, and what they mean: the clear intent of odd ones, with a note
 */
#include "inside.h"

#include "base/cursor.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/when.h"

static const char *const type_names[] = {
    [DLI_RECORD_OTHER] = "",
    [DLI_RECORD_WARCINFO] = "warcinfo",
    [DLI_RECORD_RESPONSE] = "response",
    [DLI_RECORD_RESOURCE] = "resource",
    [DLI_RECORD_REQUEST] = "request",
    [DLI_RECORD_METADATA] = "metadata",
    [DLI_RECORD_REVISIT] = "revisit",
    [DLI_RECORD_CONVERSION] = "conversion",
    [DLI_RECORD_CONTINUATION] = "continuation",
};

const char *dli_record_type_name(dli_record_type type)
{
    return type_names[type];
}

const char *dli_odd_text(dli_odd odd)
{
    switch (odd) {
    case DLI_ODD_VERSION:
        return "a version that no standard names";
    case DLI_ODD_LINES:
        return "lines of its header end by LF alone";
    case DLI_ODD_FIELD:
        return "a line of its header has no colon";
    case DLI_ODD_END:
        return "it does not end with two line ends";
    case DLI_ODD_URI:
        return "brackets or spaces stand in its address";
    case DLI_ODD_DATE:
        return "its date is none";
    case DLI_ODD_TYPE:
        return "a type that no standard names";
    case DLI_ODD_BEFORE:
        return "blank lines stand before it";
    case DLI_ODD_SHARED:
        return "it is packed together with others, so no offset leads to it";
    }
    return "";
}

dl_str dli_record_field(const dli_record *record, const char *name)
{
    for (size_t i = 0; i < record->field_count; i++)
        if (dli_eq_nocase(record->fields[i].name, dli_str(name)))
            return record->fields[i].value;
    return (dl_str){ "", 0 };
}

/* ---- What fields mean --------------------------------------------------------- */

static dl_str without_brackets(dl_str s, bool *any)
{
    *any = s.len > 1 && s.ptr[0] == '<' && s.ptr[s.len - 1] == '>';
    return *any ? dli_slice(s, 1, s.len - 1) : s;
}

/* An address as it was meant: no brackets around it, spaces written as %20. */
static dl_str mend_uri(dli_arena *arena, dl_str uri, unsigned *odd)
{
    bool brackets;
    dli_buf out;

    uri = without_brackets(uri, &brackets);
    if (brackets)
        *odd |= DLI_ODD_URI;
    if (dli_find_byte(uri, ' ', 0) == DLI_NONE)
        return uri;
    *odd |= DLI_ODD_URI;
    dli_buf_init(&out, arena);
    for (size_t i = 0; i < uri.len; i++)
        if (uri.ptr[i] == ' ')
            dli_buf_add(&out, DL_STR("%20"));
        else
            dli_buf_byte(&out, uri.ptr[i]);
    return dli_buf_str(&out);
}

static dl_str mend_date(dl_str date, unsigned *odd)
{
    dli_when when;

    if (date.len > 0 && dli_when_parse(date, &when))
        return date;
    *odd |= DLI_ODD_DATE;
    return (dl_str){ "", 0 };
}

static dl_status no_length(dl_str value, dl_error *err)
{
    return dli_fail(err, DL_ERR_FORMAT, 0, "make the archive again",
                    "a record's Content-Length is '%.*s', not a number", DLI_ARG(value));
}

/* One number, however often it is said. */
static dl_status find_length(const dli_record *r, uint64_t *length, dl_error *err)
{
    bool any = false;

    for (size_t i = 0; i < r->field_count; i++) {
        uint64_t value;
        if (!dli_eq_nocase(r->fields[i].name, DL_STR("Content-Length")))
            continue;
        if (!dli_parse_u64(r->fields[i].value, &value) || value > INT64_MAX)
            return no_length(r->fields[i].value, err);
        if (any && value != *length)
            return dli_fail(err, DL_ERR_FORMAT, 0, "make the archive again",
                            "a record gives two lengths, %llu and %llu",
                            (unsigned long long)*length, (unsigned long long)value);
        *length = value;
        any = true;
    }
    return any ? DL_OK
               : dli_fail(err, DL_ERR_FORMAT, 0, "make the archive again",
                          "a record has no Content-Length");
}

static void find_type(dli_record *r)
{
    dl_str name = dli_record_field(r, "WARC-Type");

    for (size_t i = 1; i < sizeof type_names / sizeof *type_names; i++)
        if (dli_eq_nocase(name, dli_str(type_names[i])))
            r->type = (dli_record_type)i;
    if (r->type == DLI_RECORD_OTHER)
        r->odd |= DLI_ODD_TYPE;
}

/* ---- WARC ------------------------------------------------------------------------ */

static bool known_version(dl_str line)
{
    static const dl_str known[] = {
        { "WARC/1.0", 8 }, { "WARC/1.1", 8 }, { "WARC/0.17", 9 }, { "WARC/0.18", 9 }
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (dli_eq(dli_trim(line), known[i]))
            return true;
    return false;
}

/* A line that begins with space belongs to the one before: what stands between becomes spaces.
 * The text is the record's own copy. */
static void join_lines(char *text, dl_str line, dli_field *field)
{
    char *from = text + (field->value.ptr + field->value.len - text);
    const char *end = line.ptr + line.len;

    if (field->value.len == 0) {
        field->value = dli_trim(line);
        return;
    }
    while (from < line.ptr)
        *from++ = ' ';
    field->value.len = (size_t)(end - field->value.ptr);
}

static dl_status split_fields(dli_arena *arena, char *text, size_t len, dli_record *r,
                              dl_error *err)
{
    DLI_VEC(dli_field) fields = { 0 };
    dli_cursor in = { { text, len }, 0 };
    dl_str line;
    dli_field field;

    (void)dli_take_line(&in, &line);
    if (!known_version(line))
        r->odd |= DLI_ODD_VERSION;
    while (dli_take_line(&in, &line)) {
        bool folded = line.len > 0 && (line.ptr[0] == ' ' || line.ptr[0] == '\t');
        if (in.at < 2 || text[in.at - 2] != '\r')
            r->odd |= DLI_ODD_LINES;
        if (folded && fields.count > 0)
            join_lines(text, line, &fields.ptr[fields.count - 1]);
        else if (!dli_field_parse(line, &field))
            r->odd |= DLI_ODD_FIELD;
        else if (fields.count == DLI_MAX_RECORD_LINES)
            return dli_fail(err, DL_ERR_LIMIT, 0, "leave it out",
                            "a record's header has more than the limit of %zu lines",
                            DLI_MAX_RECORD_LINES);
        else if (!DLI_PUSH(arena, &fields, field))
            return dli_no_memory(err);
    }
    r->fields = fields.ptr;
    r->field_count = fields.count;
    return DL_OK;
}

dl_status dli_record_parse_warc(dli_arena *arena, dl_str head, dli_record *out, dl_error *err)
{
    bool brackets;
    char *text = dli_arena_take(arena, head.len + 1);

    *out = (dli_record){ .type = DLI_RECORD_OTHER };
    if (text == NULL)
        return dli_no_memory(err);
    out->head = dli_arena_copy(arena, head);
    memcpy(text, head.ptr, head.len);
    DLI_TRY(split_fields(arena, text, head.len, out, err));
    DLI_TRY(find_length(out, &out->length, err));
    find_type(out);
    out->id = without_brackets(dli_record_field(out, "WARC-Record-ID"), &brackets);
    out->uri = mend_uri(arena, dli_record_field(out, "WARC-Target-URI"), &out->odd);
    out->date = mend_date(dli_record_field(out, "WARC-Date"), &out->odd);
    out->content_type = dli_record_field(out, "Content-Type");
    return arena->dry ? dli_no_memory(err) : DL_OK;
}

/* ---- ARC --------------------------------------------------------------------------- */

/* 20240305174000 as 2024-03-05T17:40:00Z */
static dl_str arc_date(dli_arena *arena, dl_str digits)
{
    dli_buf out;

    dli_buf_init(&out, arena);
    dli_buf_print(&out, "%.4s-%.2s-%.2s", digits.ptr, digits.ptr + 4, digits.ptr + 6);
    if (digits.len >= 14)
        dli_buf_print(&out, "T%.2s:%.2s:%.2sZ", digits.ptr + 8, digits.ptr + 10,
                      digits.ptr + 12);
    else if (digits.len >= 12)
        dli_buf_print(&out, "T%.2s:%.2sZ", digits.ptr + 8, digits.ptr + 10);
    return dli_buf_str(&out);
}

dl_status dli_record_parse_arc(dli_arena *arena, dl_str line, unsigned fields, dli_record *out,
                               dl_error *err)
{
    dli_arc_line parts;

    *out = (dli_record){ .arc = true };
    out->head = dli_arena_copy(arena, line);
    if (!dli_arc_parse(out->head, fields, &parts))
        return dli_fail(err, DL_ERR_FORMAT, 0, "make the archive again",
                        "a record's line is none of ARC");
    out->length = parts.length;
    out->type =
        dli_starts(parts.url, DL_STR("filedesc:")) ? DLI_RECORD_WARCINFO : DLI_RECORD_RESPONSE;
    out->uri = mend_uri(arena, parts.url, &out->odd);
    out->date = mend_date(arc_date(arena, parts.date), &out->odd);
    out->content_type = parts.type;
    return arena->dry ? dli_no_memory(err) : DL_OK;
}
