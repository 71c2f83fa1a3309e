/* test_page.c -- trees, their spans, texts and ceilings.
 *
 * Trees are written short: an element is tag(children), what is implied stands in
 * brackets, [body(…)]; the pieces of a text are parted by bars, "a|&|b".
 */
#include "table.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/str.h"
#include "page/name_key.h"
#include "page/page.h"

#include <stdio.h>

static const size_t BUDGET = (size_t)64 << 20;

/* ---- Writing trees ----------------------------------------------------------- */

static void write_text(dli_buf *out, const dli_page *page, dli_node node)
{
    dli_piece piece = { 0 };
    bool first = true;

    dli_buf_byte(out, '"');
    while (dli_next_piece(page, node, &piece)) {
        if (!first)
            dli_buf_byte(out, '|');
        dli_buf_add(out, piece.bytes);
        first = false;
    }
    dli_buf_byte(out, '"');
}

static void open_node(dli_buf *out, const dli_page *page, dli_node node)
{
    const dli_node_data *n = dli_node_at(page, node);

    if (dli_before(page, node) != 0)
        dli_buf_byte(out, ' ');
    if (n->kind == DLI_NODE_TEXT)
        write_text(out, page, node);
    else if (n->kind == DLI_NODE_COMMENT)
        dli_buf_add(out, DL_STR("!"));
    else if (n->kind == DLI_NODE_DOCTYPE)
        dli_buf_add(out, DL_STR("doctype"));
    else if (n->kind == DLI_NODE_CONTENT)
        dli_buf_add(out, DL_STR("content"));
    if (n->kind == DLI_NODE_ELEMENT) {
        dli_buf_add(out, n->start == n->end ? DL_STR("[") : DL_STR(""));
        dli_buf_add(out, dli_tag_name(page, node));
    }
    if (n->first != 0)
        dli_buf_byte(out, '(');
}

static void close_node(dli_buf *out, const dli_page *page, dli_node node)
{
    const dli_node_data *n = dli_node_at(page, node);

    if (n->first != 0)
        dli_buf_byte(out, ')');
    if (n->kind == DLI_NODE_ELEMENT && n->start == n->end)
        dli_buf_byte(out, ']');
}

static dl_str write_tree(const dli_page *page, dli_arena *arena)
{
    dli_buf out;
    dli_node node = dli_node_at(page, DLI_DOCUMENT_NODE)->first;

    dli_buf_init(&out, arena);
    while (node != 0 && node != DLI_DOCUMENT_NODE) {
        open_node(&out, page, node);
        if (dli_node_at(page, node)->first != 0) {
            node = dli_node_at(page, node)->first;
            continue;
        }
        close_node(&out, page, node);
        while (node != DLI_DOCUMENT_NODE && dli_node_at(page, node)->next == 0) {
            node = dli_node_at(page, node)->parent;
            if (node != DLI_DOCUMENT_NODE)
                close_node(&out, page, node);
        }
        if (node != DLI_DOCUMENT_NODE)
            node = dli_node_at(page, node)->next;
    }
    return dli_buf_str(&out);
}

static const struct {
    const char *name;
    dl_str source;
    const char *tree;
} trees[] = {
    { "what no tag asks for is implied", BYTES("a"), "[html([head] [body(\"a\")])]" },
    { "an empty page is a page", BYTES(""), "[html([head] [body])]" },
    { "a byte order mark is no text", BYTES("\xEF\xBB\xBF<!doctype html>a"),
      "doctype [html([head] [body(\"a\")])]" },
    { "a paragraph ends a paragraph", BYTES("<p>a<p>b"),
      "[html([head] [body(p(\"a\") p(\"b\"))])]" },
    { "references are pieces of their own", BYTES("<p>a&amp;b &copy; c"),
      "[html([head] [body(p(\"a|&|b |\xC2\xA9| c\"))])]" },
    { "an ampersand that is no reference is text", BYTES("<p>AT&T & Co &x; &"),
      "[html([head] [body(p(\"AT&T & Co &x; &\"))])]" },
    { "a reference without semicolon ends where its name does", BYTES("<p>&notit;"),
      "[html([head] [body(p(\"\xC2\xAC|it;\"))])]" },
    { "U+0000 in a body is dropped", BYTES("<p>a\0b\0\0c"),
      "[html([head] [body(p(\"a|b|c\"))])]" },
    { "U+0000 in SVG is U+FFFD", BYTES("<svg>a\0\0b"),
      "[html([head] [body(svg(\"a|\xEF\xBF\xBD|\xEF\xBF\xBD|b\"))])]" },
    { "U+0000 in raw text is U+FFFD", BYTES("<textarea>a\0b</textarea>"),
      "[html([head] [body(textarea(\"a|\xEF\xBF\xBD|b\"))])]" },
    { "text in a table goes before it, in order", BYTES("<table>a<tr>b<td>c</td>d&amp;e"),
      "[html([head] [body(\"a|b|d|&|e\" table([tbody(tr(td(\"c\")))]))])]" },
    { "white space in a table stays in it", BYTES("<table> <tr>\n"),
      "[html([head] [body(table(\" \" [tbody(tr(\"\n\"))]))])]" },
    { "formatting is opened again", BYTES("<p><b>a<p>b"),
      "[html([head] [body(p(b(\"a\")) p([b(\"b\")]))])]" },
    { "misnested formatting is adopted", BYTES("<b>1<p>2</b>3"),
      "[html([head] [body(b(\"1\") p([b(\"2\")] \"3\"))])]" },
    { "a line feed behind <pre> does not count", BYTES("<pre>\r\n\na</pre><textarea>\n"),
      "[html([head] [body(pre(\"\na\") textarea)])]" },
    { "what a template holds is its content", BYTES("<template><td>a</template>"),
      "[html([head(template(content(td(\"a\"))))] [body])]" },
    { "a script is one text", BYTES("<script><!--<script></script>&amp;--></script>"),
      "[html([head(script(\"<!--<script></script>&amp;-->\"))] [body])]" },
    { "noscript is read without scripts", BYTES("<body><noscript><p>a</noscript>"),
      "[html([head] body(noscript(p(\"a\"))))]" },
    { "names are spelled as SVG and MathML have them",
      BYTES("<svg><FOREIGNobject></foreignobject><x-Own/></svg><math><MI>"),
      "[html([head] [body(svg(foreignObject x-own) math(mi))])]" },
    { "an image is an img", BYTES("<image>"), "[html([head] [body(img)])]" },
    { "comments and a doctype are nodes",
      BYTES("<!doctype html><!--a--><p></p><!b></body><?c></html><!--d-->"),
      "doctype ! [html([head] [body(p !)] !)] !" },
    { "a tag cut off by the end is none", BYTES("a<p class=\"b"),
      "[html([head] [body(\"a\")])]" },
};

static void builds_trees(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(trees); i++) {
        dli_arena arena;
        dli_page page;
        dli_arena_init(&arena, BUDGET);
        HOLDS(dli_page_parse(&arena, trees[i].source, &page, NULL) == DL_OK, trees[i].name);
        dl_str tree = write_tree(&page, &arena);
        if (!dli_eq(tree, dli_str(trees[i].tree)))
            fail_msg("%s:\n%.*s\nnot\n%s", trees[i].name, (int)tree.len, tree.ptr,
                     trees[i].tree);
        dli_arena_done(&arena);
    }
}

/* ---- Spans ------------------------------------------------------------------- */

typedef struct fixture {
    dli_arena arena;
    dli_page page;
} fixture;

static fixture parse(dl_str source)
{
    fixture f;

    dli_arena_init(&f.arena, BUDGET);
    assert_int_equal(dli_page_parse(&f.arena, source, &f.page, NULL), DL_OK);
    return f;
}

/* The first element of a tag. */
static dli_node find(const dli_page *page, dli_tag tag)
{
    for (dli_node at = DLI_DOCUMENT_NODE; at != 0;
         at = dli_walk(page, at, DLI_DOCUMENT_NODE, false))
        if (dli_is_tag(page, at, tag))
            return at;
    return 0;
}

static void knows_where_elements_stand(void **state)
{
    /*                 0         1         2         3
     *                 0123456789012345678901234567890123456 */
    fixture f = parse(DL_STR("<html><body><p>one<p>two</p></body> "));
    const dli_page *page = &f.page;
    const dli_node_data *p, *second;

    (void)state;
    assert_true(page->html != 0 && page->head != 0 && page->body != 0);
    assert_int_equal(dli_node_at(page, page->html)->end, 6);
    assert_int_equal(dli_node_at(page, page->html)->close, 36);
    assert_int_equal(dli_node_at(page, page->body)->start, 6);
    assert_int_equal(dli_node_at(page, page->body)->close, 28);
    p = dli_node_at(page, find(page, DLI_TAG_P));
    assert_int_equal(p->start, 12);
    assert_int_equal(p->end, 15);
    assert_int_equal(p->close, 18);
    second = dli_node_at(page, p->next);
    assert_int_equal(second->start, 18);
    assert_int_equal(second->close, 24);
    assert_int_equal(dli_node_at(page, second->first)->start, 21);
    assert_int_equal(dli_node_at(page, second->first)->end, 24);
    dli_arena_done(&f.arena);
}

static const struct {
    const char *name;
    const char *source;
    dli_attr_name attr;
    const char *value;
    uint32_t start, end; /* of the value as written */
} attributes[] = {
    { "a quoted value", "<p class=\"a b\">", DLI_ATTR_CLASS, "a b", 10, 13 },
    { "a value in single marks", "<p class='a\"b'>", DLI_ATTR_CLASS, "a\"b", 10, 13 },
    { "a value without marks", "<p class=a/b>", DLI_ATTR_CLASS, "a/b", 9, 12 },
    { "no value", "<p class>", DLI_ATTR_CLASS, "", 8, 8 },
    { "an empty value", "<p class=\"\">", DLI_ATTR_CLASS, "", 10, 10 },
    { "white space around the sign", "<p class = a>", DLI_ATTR_CLASS, "a", 11, 12 },
    { "a name in capitals", "<P CLASS=A>", DLI_ATTR_CLASS, "A", 9, 10 },
    { "the first of two", "<p class=a class=b>", DLI_ATTR_CLASS, "a", 9, 10 },
    { "references", "<p title=\"a&amp;b&copy\">", DLI_ATTR_TITLE, "a&b\xC2\xA9", 10, 22 },
    { "no reference in an address", "<p href=\"?a=1&copy=2\">", DLI_ATTR_HREF, "?a=1&copy=2", 9,
      20 },
    { "line ends", "<p title='a\r\nb\rc'>", DLI_ATTR_TITLE, "a\nb\nc", 10, 16 },
    { "a colon in the name", "<p xml:lang=en>", DLI_ATTR_XML_LANG, "en", 12, 14 },
};

static void reads_attributes(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(attributes); i++) {
        fixture f = parse(dli_str(attributes[i].source));
        dli_node p = find(&f.page, DLI_TAG_P);
        const dli_attr *attr = dli_attr_find(&f.page, p, attributes[i].attr);
        HOLDS(attr != NULL, attributes[i].name);
        dl_str value = dli_attr_value(&f.page, p, attributes[i].attr, &f.arena);
        HOLDS(dli_eq(value, dli_str(attributes[i].value)), attributes[i].name);
        HOLDS(attr->value.start == attributes[i].start, attributes[i].name);
        HOLDS(attr->value.end == attributes[i].end, attributes[i].name);
        dli_arena_done(&f.arena);
    }
}

static void merges_attributes_of_body(void **state)
{
    fixture f = parse(DL_STR("<body id=a class=b><body class=c lang=d other=e><html dir=f>"));
    dli_node body = f.page.body;

    (void)state;
    assert_int_equal(dli_node_at(&f.page, body)->attr_count, 4);
    assert_true(dli_eq(dli_attr_value(&f.page, body, DLI_ATTR_CLASS, &f.arena), DL_STR("b")));
    assert_true(dli_eq(dli_attr_value(&f.page, body, DLI_ATTR_LANG, &f.arena), DL_STR("d")));
    assert_true(
        dli_eq(dli_attr_value(&f.page, f.page.html, DLI_ATTR_DIR, &f.arena), DL_STR("f")));
    assert_null(dli_attr_find(&f.page, body, DLI_ATTR_DIR));
    dli_arena_done(&f.arena);
}

static void names_attributes(void **state)
{
    fixture f = parse(DL_STR("<svg VIEWBOX=a Definitionurl=b Own=c></svg>"
                             "<math viewbox=a definitionURL=b>"));
    static const char *const expected[] = { "viewBox", "definitionurl", "own", "viewbox",
                                            "definitionURL" };
    size_t count = 0;

    (void)state;
    for (dli_node at = f.page.body; at != 0; at = dli_walk(&f.page, at, f.page.body, false)) {
        const dli_node_data *n = dli_node_at(&f.page, at);
        for (uint32_t i = n->link; i < n->link + n->attr_count; i++, count++)
            HOLDS(dli_eq(dli_attr_name_of(&f.page, at, &f.page.attrs[i]),
                         dli_str(expected[count])),
                  expected[count]);
    }
    assert_int_equal(count, COUNT(expected));
    dli_arena_done(&f.arena);
}

/* ---- Texts ------------------------------------------------------------------- */

static const struct {
    const char *name;
    const char *source;
    const char *text;   /* of the body                         */
    dl_span span;       /* of that text ...                    */
    const char *origin; /* ... and the source it was read from */
} texts[] = {
    { "plain text is its source", "<p>abc</p>", "abc", { 1, 2 }, "b" },
    { "a reference is read as a whole",
      "<p>a&eacute;b",
      "a\xC3\xA9"
      "b",
      { 1, 3 },
      "&eacute;" },
    { "half of one, too",
      "<p>a&eacute;b",
      "a\xC3\xA9"
      "b",
      { 1, 2 },
      "&eacute;" },
    { "CR LF is a line feed", "<p>a\r\nb", "a\nb", { 1, 2 }, "\r\n" },
    { "CR is a line feed", "<p>a\rb", "a\nb", { 1, 3 }, "\rb" },
    { "&#13; is none", "<p>a&#13;b", "a\rb", { 1, 2 }, "&#13;" },
    { "a reference as long as what it stands for is no copy",
      "<p>&nGg;x",
      "\xE2\x8B\x99\xCC\xB8x",
      { 0, 5 },
      "&nGg;" },
    { "windows-1252 by number",
      "<p>&#x80;&#150;",
      "\xE2\x82\xAC\xE2\x80\x93",
      { 3, 6 },
      "&#150;" },
    { "texts of several elements", "<p>a<b>b</b>c", "abc", { 1, 3 }, "b</b>c" },
};

static void decodes_texts(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        fixture f = parse(dli_str(texts[i].source));
        dl_text text = dli_node_text(&f.page, f.page.body, &f.arena);
        HOLDS(dli_eq(text.bytes, dli_str(texts[i].text)), texts[i].name);
        dl_span origin = dl_text_origin(&text, texts[i].span);
        HOLDS(dli_eq(dli_cut(f.page.source, origin), dli_str(texts[i].origin)), texts[i].name);
        dli_arena_done(&f.arena);
    }
}

/* ---- Walking ----------------------------------------------------------------- */

static void walks(void **state)
{
    fixture f = parse(DL_STR("<div><p>a</p><ul><li>b</ul>c</div>d"));
    const dli_page *page = &f.page;
    dli_node div = find(page, DLI_TAG_DIV), p = find(page, DLI_TAG_P);
    dli_node ul = find(page, DLI_TAG_UL), last = dli_last_child(page, div);

    (void)state;
    assert_int_equal(dli_walk(page, p, div, true), ul);
    assert_int_equal(dli_before(page, ul), p);
    assert_int_equal(dli_before(page, p), 0);
    assert_int_equal(dli_before(page, last), ul);
    assert_int_equal(dli_walk(page, ul, div, true), last);
    assert_int_equal(dli_walk(page, last, div, false), 0);
    assert_int_equal(dli_last_child(page, last), 0);
    assert_true(dli_is_element(page, ul) && !dli_is_element(page, last));
    dli_arena_done(&f.arena);
}

static void parses_fragments(void **state)
{
    static const struct {
        const char *context, *source, *tree;
    } cases[] = {
        { "div", "a<p>b", "\"a\" p(\"b\")" },
        { "tr", "<td>a</td>b", "td(\"a\") \"b\"" },
        { "table", "<td>a", "[tbody([tr(td(\"a\"))])]" },
        { "title", "<p>a&amp;b", "\"<p>a|&|b\"" },
        { "svg path", "<g/><title><p>", "g title(p)" },
        { "template", "<td>a", "td(\"a\")" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        fixture f;
        dli_arena_init(&f.arena, BUDGET);
        HOLDS(dli_page_parse_fragment(&f.arena, dli_str(cases[i].source),
                                      dli_str(cases[i].context), &f.page, NULL) == DL_OK,
              cases[i].context);
        dl_str tree = write_tree(&f.page, &f.arena);
        if (!dli_eq(tree, dli_str(cases[i].tree)))
            fail_msg("%s: %.*s", cases[i].context, (int)tree.len, tree.ptr);
        dli_arena_done(&f.arena);
    }
}

/* ---- Names ------------------------------------------------------------------- */

static dl_str upper(dl_str name, char *room)
{
    for (size_t i = 0; i < name.len; i++)
        room[i] =
            name.ptr[i] >= 'a' && name.ptr[i] <= 'z' ? (char)(name.ptr[i] - 32) : name.ptr[i];
    return (dl_str){ room, name.len };
}

static void finds_every_name(void **state)
{
    char room[64];

    (void)state;
    for (int tag = 0; tag < DLI_TAG_COUNT; tag++) {
        dl_str name = dli_tag_spelling((dli_tag)tag, false);
        HOLDS(dli_tag_number(name) == (dli_tag)tag, name.ptr);
        HOLDS(dli_tag_number(upper(name, room)) == (dli_tag)tag, name.ptr);
        HOLDS(dli_tag_number(dli_slice(name, 0, name.len - 1)) != (dli_tag)tag, name.ptr);
    }
    for (int attr = 0; attr < DLI_ATTR_COUNT; attr++) {
        dl_str name = dli_attr_spelling((dli_attr_name)attr, false);
        HOLDS(dli_attr_number(name) == (dli_attr_name)attr, name.ptr);
        HOLDS(dli_attr_number(upper(name, room)) == (dli_attr_name)attr, name.ptr);
    }
    assert_int_equal(dli_tag_number(DL_STR("x-own")), DLI_TAG_COUNT);
    assert_int_equal(dli_attr_number(DL_STR("data-published-dato")), DLI_ATTR_COUNT);
    assert_int_equal(dli_attr_number(DL_STR("data-publIshed-date")),
                     DLI_ATTR_DATA_PUBLISHED_DATE);
    assert_int_equal(dli_attr_number(DL_STR("data-pu@lished-date")), DLI_ATTR_COUNT);
}

/* More names of a page's own than get a number: the rest are compared as written. */
static void knows_own_tags(void **state)
{
    dli_buf source;
    fixture f;
    char longest[80];

    (void)state;
    dli_arena_init(&f.arena, BUDGET);
    dli_buf_init(&source, &f.arena);
    for (int i = 0; i < 1100; i++)
        dli_buf_print(&source, "<x-%d>a</X-%d>", i, i);
    dli_buf_add(&source, DL_STR("<y-1>a<Y-2>b</y-1>c<y-3>"));
    memset(longest, 'z', sizeof longest);
    dli_buf_print(&source, "<%.80s>d</%.80s>e", longest, longest);
    assert_int_equal(dli_page_parse(&f.arena, dli_buf_str(&source), &f.page, NULL), DL_OK);
    dli_node at = dli_node_at(&f.page, f.page.body)->first;
    for (int i = 0; i < 1100; i++, at = dli_node_at(&f.page, at)->next) {
        char name[16];
        snprintf(name, sizeof name, "x-%d", i);
        HOLDS(dli_eq(dli_tag_name(&f.page, at), dli_str(name)), name);
    }
    assert_true(dli_eq(dli_tag_name(&f.page, at), DL_STR("y-1")));
    dli_node inner = dli_last_child(&f.page, at);
    assert_true(dli_eq(dli_tag_name(&f.page, inner), DL_STR("y-2")));
    at = dli_node_at(&f.page, at)->next; /* "c" */
    assert_int_equal(dli_node_at(&f.page, at)->kind, DLI_NODE_TEXT);
    at = dli_node_at(&f.page, at)->next; /* <y-3>, and in it <zzz…> and "e" */
    assert_int_equal(dli_node_at(&f.page, dli_last_child(&f.page, at))->kind, DLI_NODE_TEXT);
    dli_arena_done(&f.arena);
}

/* ---- Ceilings ---------------------------------------------------------------- */

static dl_str repeat(dli_arena *arena, const char *unit, size_t times, const char *tail)
{
    dli_buf out;

    dli_buf_init(&out, arena);
    while (times-- > 0)
        dli_buf_add(&out, dli_str(unit));
    dli_buf_add(&out, dli_str(tail));
    return dli_buf_str(&out);
}

static size_t depth_of(const dli_page *page)
{
    size_t deepest = 0;

    for (dli_node at = DLI_DOCUMENT_NODE; at != 0;
         at = dli_walk(page, at, DLI_DOCUMENT_NODE, false)) {
        size_t depth = 0;
        for (dli_node up = at; up != 0; up = dli_node_at(page, up)->parent)
            depth += dli_node_at(page, up)->kind != DLI_NODE_TEXT;
        deepest = depth > deepest ? depth : deepest;
    }
    return deepest;
}

static const struct {
    const char *name;
    const char *unit;
    size_t times;
    const char *tail;
    bool depth, nodes, attrs, formatting;
} ceilings[] = {
    { "as deep as pages get", "<div>", 300, "kept", false, false, false, false },
    { "too deep", "<div>", 2000, "kept", true, false, false, false },
    { "too deep in tables", "<table><tr><td>", 2000, "kept", true, false, false, false },
    { "too deep in SVG", "<svg><g>", 2000, "kept", true, false, false, false },
    { "too deep in templates", "<template>", 2000, "kept", true, false, false, false },
    { "too deep and too formatted", "<b><i><div>", 2000, "</b></i>kept", true, false, false,
      false },
    { "too many nodes", "<p>a", 60000, "kept", false, true, false, false },
    { "too many comments", "a<!>", 60000, "kept", false, true, false, false },
    { "too many that formatting makes", "<b><p>a", 30000, "kept", false, true, false, true },
    { "too much to adopt", "<a><b><div></a></b>", 20000, "kept", true, false, false, false },
};

static void trims(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(ceilings); i++) {
        const char *name = ceilings[i].name;
        fixture f;
        dli_arena_init(&f.arena, BUDGET);
        dl_str source = repeat(&f.arena, ceilings[i].unit, ceilings[i].times, ceilings[i].tail);
        HOLDS(dli_page_parse(&f.arena, source, &f.page, NULL) == DL_OK, name);
        dl_text text = dli_node_text(&f.page, DLI_DOCUMENT_NODE, &f.arena);
        HOLDS(dli_find(text.bytes, DL_STR("kept"), 0) != DLI_NONE, name);
        HOLDS(depth_of(&f.page) <= DL_MAX_TREE_DEPTH + 1, name);
        HOLDS(f.page.count <= DLI_NODES_BASE + source.len / DLI_BYTES_PER_NODE + 600, name);
        HOLDS(f.page.trimmed_depth || !ceilings[i].depth, name);
        HOLDS(f.page.trimmed_nodes || !ceilings[i].nodes, name);
        HOLDS(f.page.trimmed_formatting || !ceilings[i].formatting, name);
        HOLDS(i > 0 || !f.page.trimmed_depth, name);
        dli_arena_done(&f.arena);
    }
}

/* Beyond the depth what is balanced stays so. */
static void is_balanced_beyond_the_depth(void **state)
{
    fixture f;
    dli_buf source;

    (void)state;
    dli_arena_init(&f.arena, BUDGET);
    dli_buf_init(&source, &f.arena);
    dli_buf_add(&source, DL_STR("<main>"));
    dli_buf_add(&source, repeat(&f.arena, "<div>", 1000, "<p>a</p><script>b</script>"));
    dli_buf_add(&source, repeat(&f.arena, "</div>", 1000, "<aside>c</aside>"));
    assert_int_equal(dli_page_parse(&f.arena, dli_buf_str(&source), &f.page, NULL), DL_OK);
    dli_node aside = find(&f.page, DLI_TAG_ASIDE), script = find(&f.page, DLI_TAG_SCRIPT);
    assert_int_equal(dli_node_at(&f.page, aside)->parent, find(&f.page, DLI_TAG_MAIN));
    assert_true(dli_eq(dli_node_text(&f.page, script, &f.arena).bytes, DL_STR("b")));
    assert_true(f.page.trimmed_depth);
    dli_arena_done(&f.arena);
}

/* A tag that is passed over there ends the text of a table like any other. */
static void ends_table_text_beyond_the_depth(void **state)
{
    fixture f;

    (void)state;
    dli_arena_init(&f.arena, BUDGET);
    for (size_t divs = 495; divs < 515; divs++) {
        dl_str source = repeat(&f.arena, "<div>", divs, "<table><p> </p> </table>kept");
        assert_int_equal(dli_page_parse(&f.arena, source, &f.page, NULL), DL_OK);
        dl_text text = dli_node_text(&f.page, DLI_DOCUMENT_NODE, &f.arena);
        assert_true(dli_find_byte(text.bytes, '<', 0) == DLI_NONE);
    }
    dli_arena_done(&f.arena);
}

static void keeps_so_many_attributes(void **state)
{
    fixture f;
    dli_buf source;

    (void)state;
    dli_arena_init(&f.arena, BUDGET);
    dli_buf_init(&source, &f.arena);
    dli_buf_add(&source, DL_STR("<p "));
    for (int i = 0; i < 300; i++)
        dli_buf_print(&source, "a%d=b ", i);
    dli_buf_add(&source, DL_STR(">text"));
    assert_int_equal(dli_page_parse(&f.arena, dli_buf_str(&source), &f.page, NULL), DL_OK);
    assert_int_equal(dli_node_at(&f.page, find(&f.page, DLI_TAG_P))->attr_count,
                     DLI_MAX_ATTRIBUTES);
    assert_true(f.page.trimmed_attrs);
    dli_arena_done(&f.arena);
}

static void keeps_so_many_formatting_elements(void **state)
{
    fixture f;
    dli_buf source;
    size_t count = 0;

    (void)state;
    dli_arena_init(&f.arena, BUDGET);
    dli_buf_init(&source, &f.arena);
    dli_buf_add(&source, DL_STR("<p>"));
    for (int i = 0; i < 100; i++)
        dli_buf_print(&source, "<font size=%d>", i);
    dli_buf_add(&source, DL_STR("<p>kept"));
    assert_int_equal(dli_page_parse(&f.arena, dli_buf_str(&source), &f.page, NULL), DL_OK);
    dli_node second = dli_last_child(&f.page, f.page.body);
    for (dli_node at = second; at != 0; at = dli_walk(&f.page, at, second, false))
        count += dli_is_tag(&f.page, at, DLI_TAG_FONT);
    assert_int_equal(count, DLI_MAX_FORMATTING);
    assert_true(dli_eq(dli_node_text(&f.page, second, &f.arena).bytes, DL_STR("kept")));
    assert_true(f.page.trimmed_formatting);
    dli_arena_done(&f.arena);
}

/* The Noah's Ark clause: three alike are opened again, however they are written. */
static void opens_three_alike_again(void **state)
{
    fixture f = parse(DL_STR("<p><b a='&lt;' c><b C a='<'><b a='&#60;' c=''><b a=\"<\" c><b>"
                             "<p>x"));
    dli_node second = dli_last_child(&f.page, f.page.body);
    size_t count = 0;

    (void)state;
    for (dli_node at = second; at != 0; at = dli_walk(&f.page, at, second, false))
        count += dli_is_tag(&f.page, at, DLI_TAG_B);
    assert_int_equal(count, 4);
    dli_arena_done(&f.arena);
}

static void knows_quirks(void **state)
{
    static const struct {
        const char *source;
        bool quirks;
    } cases[] = {
        { "<!DOCTYPE html>", false },
        { "<p>", true },
        { "<!DOCTYPE>", true },
        { "<!doctype html public '-//W3C//DTD HTML 4.01 Transitional//EN'>", true },
        { "<!doctype html public '-//W3C//DTD HTML 4.01 Transitional//EN' 'x'>", false },
        { "<!doctype html public '-//W3C//DTD HTML 3.2//EN' 'x'>", true },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        fixture f = parse(dli_str(cases[i].source));
        HOLDS(f.page.quirks == cases[i].quirks, cases[i].source);
        dli_arena_done(&f.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(builds_trees),
        cmocka_unit_test(knows_where_elements_stand),
        cmocka_unit_test(reads_attributes),
        cmocka_unit_test(merges_attributes_of_body),
        cmocka_unit_test(names_attributes),
        cmocka_unit_test(decodes_texts),
        cmocka_unit_test(walks),
        cmocka_unit_test(parses_fragments),
        cmocka_unit_test(finds_every_name),
        cmocka_unit_test(knows_own_tags),
        cmocka_unit_test(trims),
        cmocka_unit_test(is_balanced_beyond_the_depth),
        cmocka_unit_test(ends_table_text_beyond_the_depth),
        cmocka_unit_test(keeps_so_many_attributes),
        cmocka_unit_test(keeps_so_many_formatting_elements),
        cmocka_unit_test(opens_three_alike_again),
        cmocka_unit_test(knows_quirks),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
