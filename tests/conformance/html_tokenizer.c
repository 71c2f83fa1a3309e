/* html_tokenizer.c -- the tokenizer against html5lib's tests of it.
 *
 *   html_tokenizer FOLDER     FOLDER/html/html5lib/tokenizer/ *.test
 *
 * A token stream is written as text, ours and theirs, and the texts are compared; the
 * errors are not, as none are reported. The inputs hold lone surrogates, which UTF-8
 * has not: they are given in the three bytes they would have.
 */
#include "suite.h"

#include "base/json_read.h"
#include "base/utf8.h"
#include "page/tokenizer.h"

static const size_t BUDGET = (size_t)64 << 20;

/* ---- Writing tokens ---------------------------------------------------------- */

/* One field, so that no two token streams read alike. */
static void write_field(dli_buf *out, dl_str bytes)
{
    dli_buf_print(out, " %zu:", bytes.len);
    dli_buf_add(out, bytes);
}

/* Runs of characters count as one token, however they were given. */
static void end_text(dli_buf *out, dli_buf *text)
{
    if (text->len == 0)
        return;
    dli_buf_add(out, DL_STR("\nCharacter"));
    write_field(out, dli_buf_str(text));
    text->len = 0;
}

static dl_str plain(dli_arena *arena, dl_str source, dl_span span)
{
    dli_buf out;
    dli_text_out text;

    dli_buf_init(&out, arena);
    dli_text_init(&text, arena);
    dli_text_add_plain(&text, source, span);
    dl_str bytes = dli_text_done(&text).bytes;
    for (size_t i = 0; i < bytes.len; i++)
        if (bytes.ptr[i] == 0)
            dli_buf_add(&out, DL_STR("\xEF\xBF\xBD"));
        else
            dli_buf_byte(&out, bytes.ptr[i]);
    return dli_buf_str(&out);
}

static dl_str value_of(dli_arena *arena, dl_str source, const dli_attr *attr)
{
    dli_text_out text;

    dli_text_init(&text, arena);
    dli_text_add_value(&text, source, attr->value);
    return dli_text_done(&text).bytes;
}

static void write_doctype(dli_buf *out, dl_str source, const dli_token *token)
{
    dli_arena *arena = out->arena;

    dli_buf_add(out, DL_STR("\nDOCTYPE"));
    if (token->has_name)
        write_field(out, dli_name_from(arena, dli_cut(source, token->name)));
    dli_buf_add(out, DL_STR(" public"));
    if (token->has_public)
        write_field(out, plain(arena, source, token->data));
    dli_buf_add(out, DL_STR(" system"));
    if (token->has_system)
        write_field(out, plain(arena, source, token->system));
    dli_buf_add(out, token->force_quirks ? DL_STR(" quirks") : DL_STR(" correct"));
}

static void write_tag(dli_buf *out, const dli_tokenizer *in, const dli_token *token)
{
    bool start = token->kind == DLI_TOKEN_START_TAG;

    dli_buf_add(out, start ? DL_STR("\nStartTag") : DL_STR("\nEndTag"));
    write_field(out, dli_name_from(out->arena, dli_cut(in->source, token->name)));
    for (uint32_t i = token->attr_first; start && i < token->attr_first + token->attr_count;
         i++) {
        const dli_attr *attr = &in->attrs.ptr[i];
        write_field(out, dli_name_from(out->arena, dli_cut(in->source, attr->name)));
        write_field(out, value_of(out->arena, in->source, attr));
    }
    if (start && token->self_closing)
        dli_buf_add(out, DL_STR(" /"));
}

static void write_text(dli_buf *text, dl_str source, const dli_token *token)
{
    if (token->kind == DLI_TOKEN_REFERENCE) {
        dli_buf_add(text, (dl_str){ token->made, token->made_len });
    } else if (token->kind == DLI_TOKEN_NULS) {
        dli_buf_add(text, dli_cut(source, token->span));
    } else {
        dl_str all = plain(text->arena, source, token->span);
        dli_buf_add(text, all);
        if (!token->nuls && dli_find_byte(dli_cut(source, token->span), 0, 0) != DLI_NONE)
            dli_buf_add(text, DL_STR("<a U+0000 that was not announced>"));
    }
}

static dl_str our_tokens(dli_arena *arena, dl_str source, dli_content content, dl_str last)
{
    dli_tokenizer in;
    dli_token token;
    dli_buf out, text;

    dli_tokenizer_init(&in, arena, source);
    in.content = content;
    in.raw_tag = last;
    in.cdata = content == DLI_CONTENT_CDATA;
    dli_buf_init(&out, arena);
    dli_buf_init(&text, arena);
    for (dli_next_token(&in, &token); token.kind != DLI_TOKEN_END;
         dli_next_token(&in, &token)) {
        if (token.kind <= DLI_TOKEN_NULS) {
            write_text(&text, source, &token);
            continue;
        }
        end_text(&out, &text);
        if (token.kind == DLI_TOKEN_DOCTYPE) {
            write_doctype(&out, source, &token);
        } else if (token.kind == DLI_TOKEN_COMMENT) {
            dli_buf_add(&out, DL_STR("\nComment"));
            write_field(&out, plain(arena, source, token.data));
        } else {
            write_tag(&out, &in, &token);
        }
    }
    end_text(&out, &text);
    return dli_buf_str(&out);
}

/* ---- Reading the tests ------------------------------------------------------- */

static int hex_of(char c)
{
    return dli_is_digit(c) ? c - '0' : dli_lower(c) - 'a' + 10;
}

/* A "doubleEscaped" string: \uXXXX once more, surrogates as they are. */
static dl_str unescape(dli_arena *arena, dl_str s)
{
    dli_buf out;

    dli_buf_init(&out, arena);
    for (size_t i = 0; i < s.len; i++) {
        uint32_t c = 0;
        char bytes[4];
        if (s.ptr[i] != '\\' || s.len - i < 6 || s.ptr[i + 1] != 'u') {
            dli_buf_byte(&out, s.ptr[i]);
            continue;
        }
        for (size_t k = 2; k < 6; k++)
            c = c * 16 + (uint32_t)hex_of(s.ptr[i + k]);
        i += 5;
        if (c < 0x80) {
            dli_buf_byte(&out, (char)c);
        } else if (c >= 0xD800 && c < 0xE000) {
            dli_buf_byte(&out, (char)(0xE0 | c >> 12));
            dli_buf_byte(&out, (char)(0x80 | (c >> 6 & 0x3F)));
            dli_buf_byte(&out, (char)(0x80 | (c & 0x3F)));
        } else {
            dli_buf_add(&out, (dl_str){ bytes, dli_utf8_put(bytes, c) });
        }
    }
    return dli_buf_str(&out);
}

typedef struct reader {
    dli_json json;
    dli_arena *arena;
    bool escaped;
} reader;

static dl_str string_at(const reader *r, uint32_t value)
{
    dl_str s = dli_json_str(&r->json, value, r->arena);

    return r->escaped ? unescape(r->arena, s) : s;
}

static uint32_t next_of(const reader *r, uint32_t value)
{
    return value == 0 ? 0 : dli_json_at(&r->json, value)->next;
}

static void expect_doctype(const reader *r, dli_buf *out, uint32_t field)
{
    dli_buf_add(out, DL_STR("\nDOCTYPE"));
    if (!dli_json_is(&r->json, field, DLI_JSON_NULL))
        write_field(out, string_at(r, field));
    dli_buf_add(out, DL_STR(" public"));
    field = next_of(r, field);
    if (!dli_json_is(&r->json, field, DLI_JSON_NULL))
        write_field(out, string_at(r, field));
    dli_buf_add(out, DL_STR(" system"));
    field = next_of(r, field);
    if (!dli_json_is(&r->json, field, DLI_JSON_NULL))
        write_field(out, string_at(r, field));
    bool correct = dli_json_is(&r->json, next_of(r, field), DLI_JSON_TRUE);
    dli_buf_add(out, correct ? DL_STR(" correct") : DL_STR(" quirks"));
}

static void expect_token(const reader *r, dli_buf *out, dli_buf *text, uint32_t token)
{
    uint32_t kind = dli_json_at(&r->json, token)->first, field = next_of(r, kind);
    dl_str name = string_at(r, kind);

    if (dli_eq(name, DL_STR("Character"))) {
        dli_buf_add(text, string_at(r, field));
        return;
    }
    end_text(out, text);
    if (dli_eq(name, DL_STR("DOCTYPE"))) {
        expect_doctype(r, out, field);
        return;
    }
    dli_buf_byte(out, '\n');
    dli_buf_add(out, name);
    write_field(out, string_at(r, field));
    field = next_of(r, field);
    if (field == 0)
        return;
    for (uint32_t at = dli_json_at(&r->json, field)->first; at != 0; at = next_of(r, at))
        write_field(out, string_at(r, at));
    if (dli_json_is(&r->json, next_of(r, field), DLI_JSON_TRUE))
        dli_buf_add(out, DL_STR(" /"));
}

static dl_str their_tokens(const reader *r, uint32_t output)
{
    dli_buf out, text;

    dli_buf_init(&out, r->arena);
    dli_buf_init(&text, r->arena);
    for (uint32_t at = dli_json_at(&r->json, output)->first; at != 0; at = next_of(r, at))
        expect_token(r, &out, &text, at);
    end_text(&out, &text);
    return dli_buf_str(&out);
}

static const struct {
    const char *name;
    dli_content content;
} states[] = {
    { "Data state", DLI_CONTENT_DATA },          { "PLAINTEXT state", DLI_CONTENT_PLAINTEXT },
    { "RCDATA state", DLI_CONTENT_RCDATA },      { "RAWTEXT state", DLI_CONTENT_RAWTEXT },
    { "Script data state", DLI_CONTENT_SCRIPT }, { "CDATA section state", DLI_CONTENT_CDATA },
};

static void check_test(suite *s, const char *file, size_t number, const reader *r,
                       uint32_t test)
{
    const dli_json *json = &r->json;
    dl_str source = string_at(r, dli_json_get(json, test, "input"));
    dl_str last = dli_json_get_str(json, test, "lastStartTag", r->arena);
    dl_str theirs = their_tokens(r, dli_json_get(json, test, "output"));
    uint32_t initial = dli_json_get(json, test, "initialStates");
    uint32_t state = initial == 0 ? 0 : dli_json_at(json, initial)->first;

    do {
        dl_str name = state == 0 ? DL_STR("Data state") : string_at(r, state);
        dl_str ours = DL_STR("a state without a name");
        for (size_t i = 0; i < sizeof states / sizeof *states; i++)
            if (dli_eq(name, dli_str(states[i].name)))
                ours = our_tokens(r->arena, source, states[i].content, last);
        bool same = dli_eq(ours, theirs);
        suite_check(s, same, "%s %zu, %.*s", file, number, (int)name.len, name.ptr);
        if (!same)
            printf("# of <%.*s>\n# made %.*s\n# not  %.*s\n", (int)source.len, source.ptr,
                   (int)ours.len, ours.ptr, (int)theirs.len, theirs.ptr);
        state = next_of(r, state);
    } while (state != 0);
}

static void check_file(suite *s, const char *path, const char *name, void *data)
{
    dli_arena arena;
    reader r = { .arena = &arena };
    dl_error err;
    size_t number = 0;

    (void)data;
    if (!dli_ends(dli_str(name), DL_STR(".test")))
        return;
    dli_arena_init(&arena, BUDGET);
    dl_str text = suite_read(&arena, path);
    if (dli_json_parse(&arena, text, DLI_JSON_STRICT, &r.json, &err) != DL_OK) {
        suite_check(s, false, "%s is not read: %s", name, err.what);
    } else { /* "xmlViolationTests" of one file are about turning HTML to XML */
        uint32_t tests = dli_json_get(&r.json, 1, "tests");
        for (uint32_t at = tests == 0 ? 0 : dli_json_at(&r.json, tests)->first; at != 0;
             at = next_of(&r, at)) {
            uint32_t escaped = dli_json_get(&r.json, at, "doubleEscaped");
            r.escaped = dli_json_is(&r.json, escaped, DLI_JSON_TRUE);
            check_test(s, name, ++number, &r, at);
        }
    }
    dli_arena_done(&arena);
}

int main(int argc, char **argv)
{
    suite s;

    suite_begin(&s, argc, argv, "html/html5lib/tokenizer", NULL);
    suite_each(&s, "html/html5lib/tokenizer", check_file, NULL);
    return suite_end(&s);
}
