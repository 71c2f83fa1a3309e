/* test_page_cost.c -- pages made to cost much: time and memory stay in proportion.
 *
 * Each page is a head, a unit repeated to a megabyte or so, and a tail. Ceilings: 5 ms
 * and 200 ns a byte of processor time (release build only), 3 MB and 14 bytes for each.
 */
#include "table.h"

#include "base/buf.h"
#include "base/str.h"
#include "page/page.h"
#include "timing.h"

#include <stdio.h>

enum {
    PAGE_BYTES = 1 << 20
};

/* In a unit, head and tail, %d is a running number. */
static const struct {
    const char *name;
    const char *head;
    size_t head_times;
    const char *unit;
} pages[] = {
    { "elements and texts", "", 0, "<p>x" },
    { "attributes, then elements", "<p a b c d e f g h i>", 17000, "<p>x" },
    { "elements, then references", "<p>x", 180000, "&lt" },
    { "attributes of one letter", "", 0, "<p a b c d e f g h i j k l m n o p q r s t u v>" },
    { "many distinct attributes", "", 0, "<p a%d b%d>" },
    { "many distinct tags", "", 0, "<x%d>" },
    { "many distinct tags, closed", "", 0, "<x%d></x%d>" },
    { "references and letters", "", 0, "a&lt" },
    { "U+0000 between letters", "<textarea>", 1, "a\x01" },
    { "U+0000 between letters in a body", "", 0, "a\x01" },
    { "U+0000 between letters in SVG", "<svg>", 1, "a\x01" },
    { "references in a table", "<table>", 1, "&lt" },
    { "white space by number in a table", "<table>", 1, "&#9" },
    { "comments", "", 0, "<!>" },
    { "scripts", "", 0, "<xmp></xmp>" },
    { "styles full of nodes", "<p>x", 180000, "<style>x</style>" },
    { "formatting over and over", "", 0, "<b><p>" },
    { "formatting of every kind", "<b %d><i %d><u %d><tt %d>", 16, "<p>x" },
    { "formatting of every kind, when full", "<p>x", 200000, "<b %d><i %d>\x01x" },
    { "formatting that is adopted from below", "<font %d>", 64, "<div></font></font>" },
    { "deep and adopted", "<b %d><i %d><u %d>", 21, "<div><div></b></i></u></div></div>" },
    { "deep, then adopted", "<font %d>", 64, "<div><div><div></font>" },
    { "anchors in blocks", "", 0, "<a><div>" },
    { "anchors in blocks, closed", "", 0, "<a><div></a></div>" },
    { "nobr", "", 0, "<nobr><div>" },
    { "items below many blocks", "<div>", 500, "<li>" },
    { "end tags below many elements", "<span>", 500, "</q>" },
    { "own end tags below own elements", "<x%d>", 1500, "</q>" },
    { "end tags below many others", "<y%d></y%d>", 1200, "<q><z></q>" },
    { "long names below long names",
      "<zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz%d>", 500,
      "</zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz>" },
    { "foreign end tags below many elements", "<svg><g>", 250, "</q>" },
    { "forms in blocks", "", 0, "<form><div></form>" },
    { "body after body", "", 0,
      "<body a b c d e f g h i j k l m n o p q r s t u v w x y z aa ab ac ad ae af ag ah>" },
    { "html after html", "", 0, "<html a%d b>" },
    { "head after head", "</head>", 1, "<meta>" },
    { "tables in tables", "", 0, "<table><td>" },
    { "tables that end tables", "", 0, "<table>" },
    { "rows without tables", "<table>", 1, "<tr><td>x" },
    { "carets before tables", "<table>", 1, "x<tr>" },
    { "formatting before tables", "<table>", 1, "<b>x" },
    { "selects", "", 0, "<select><option>" },
    { "templates", "", 0, "<template><tr>" },
    { "markers", "", 0, "<object><div></object></div>" },
    { "doctypes", "", 0, "<!doctype x public '' ''>" },
    { "cut doctypes", "", 0, "<!doctype " },
    { "cut comments", "", 0, "<!--" },
    { "cut tags", "", 0, "<a b='" },
    { "cut references", "", 0, "&CounterClockwiseContourIntegra" },
    { "cut scripts", "<script>", 1, "<!--<script " },
    { "cut CDATA", "<svg>", 1, "<![CDATA[" },
    { "frames", "<frameset>", 1, "<frame> x" },
    { "ends", "", 0, "</p></br>" },
    { "long attributes that are alike", "", 0,
      "<b a='xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx%d'>" },
};

/* "%d" becomes a number; 0x01 becomes U+0000. */
static void add(dli_buf *out, const char *unit, size_t number)
{
    for (const char *c = unit; *c != 0; c++)
        if (c[0] == '%' && c[1] == 'd')
            dli_buf_print(out, "%zu", number), c++;
        else
            dli_buf_byte(out, *c == 1 ? 0 : *c);
}

static dl_str make(dli_arena *arena, size_t i)
{
    dli_buf out;

    dli_buf_init(&out, arena);
    for (size_t k = 0; k < pages[i].head_times; k++)
        add(&out, pages[i].head, k);
    for (size_t k = 0; out.len < PAGE_BYTES; k++)
        add(&out, pages[i].unit, k);
    return dli_buf_str(&out);
}

static void costs_in_proportion(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(pages); i++) {
        dli_arena arena, text;
        dli_page page;
        dli_arena_init(&text, SIZE_MAX / 2);
        dl_str source = make(&text, i);
        dli_arena_init(&arena, dli_page_budget(source.len));
        double start = processor_seconds();
        HOLDS(dli_page_parse(&arena, source, &page, NULL) == DL_OK, pages[i].name);
        double took = processor_seconds() - start;
        print_message("# %6.1f ns a byte, %4.1f bytes a byte: %s\n",
                      took * 1e9 / (double)source.len, (double)arena.used / (double)source.len,
                      pages[i].name);
        HOLDS(arena.used <= 14 * source.len + ((size_t)3 << 20), pages[i].name);
#ifdef NDEBUG
        HOLDS(took <= seconds_allowed(source.len), pages[i].name);
#endif
        dli_arena_done(&arena);
        dli_arena_done(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(costs_in_proportion),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
