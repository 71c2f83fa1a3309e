/* html_tree.c -- the tree builder against html5lib's tests of it, scripting off.
 *
 *   html_tree FOLDER     FOLDER/html/html5lib/tree-construction/ *.dat
 *
 * The folder "scripted" and the cases marked "#script-on" run scripts, which we do not.
 */
#include "suite.h"

#include "base/buf.h"
#include "page/tokenizer.h"

#define LIST "tests/conformance/html_tree.expected-failures.txt"

static const size_t BUDGET = (size_t)64 << 20;

/* ---- Writing a tree as the suite does ---------------------------------------- */

typedef struct writer {
    dli_buf out;
    const dli_page *page;
    dli_arena *arena;
} writer;

static void indent(writer *w, size_t depth)
{
    dli_buf_add(&w->out, DL_STR("\n| "));
    while (depth-- > 0)
        dli_buf_add(&w->out, DL_STR("  "));
}

/* Plain source as the DOM has it. */
static dl_str decoded(writer *w, dl_span span)
{
    dli_buf out;
    dli_text_out text;

    dli_buf_init(&out, w->arena);
    dli_text_init(&text, w->arena);
    dli_text_add_plain(&text, w->page->source, span);
    dl_str bytes = dli_text_done(&text).bytes;
    for (size_t i = 0; i < bytes.len; i++)
        if (bytes.ptr[i] == 0)
            dli_buf_add(&out, DL_STR("\xEF\xBF\xBD"));
        else
            dli_buf_byte(&out, bytes.ptr[i]);
    return dli_buf_str(&out);
}

/* The token that made a comment or a doctype. */
static dli_token token_of(writer *w, const dli_node_data *n, dl_str *source)
{
    dli_tokenizer in;
    dli_token token;

    *source = dli_slice(w->page->source, 0, n->end);
    dli_tokenizer_init(&in, w->arena, *source);
    in.at = n->start;
    dli_next_token(&in, &token);
    return token;
}

static void write_doctype(writer *w, const dli_node_data *n)
{
    dl_str source;
    dli_token t = token_of(w, n, &source);

    dli_buf_add(&w->out, DL_STR("<!DOCTYPE "));
    dli_buf_add(&w->out, dli_name_from(w->arena, dli_cut(source, t.name)));
    if (t.data.end > t.data.start || t.system.end > t.system.start) {
        dli_buf_add(&w->out, DL_STR(" \""));
        dli_buf_add(&w->out, decoded(w, t.data));
        dli_buf_add(&w->out, DL_STR("\" \""));
        dli_buf_add(&w->out, decoded(w, t.system));
        dli_buf_add(&w->out, DL_STR("\""));
    }
    dli_buf_byte(&w->out, '>');
}

static void write_comment(writer *w, const dli_node_data *n)
{
    dl_str source;
    dli_token t = token_of(w, n, &source);

    dli_buf_add(&w->out, DL_STR("<!-- "));
    dli_buf_add(&w->out, decoded(w, t.data));
    dli_buf_add(&w->out, DL_STR(" -->"));
}

/* Attributes that the standard gives a namespace in SVG and MathML (13.2.6.1). */
static const char *const namespaced[] = {
    "xlink:actuate", "xlink:arcrole", "xlink:href", "xlink:role", "xlink:show",
    "xlink:title",   "xlink:type",    "xml:lang",   "xml:space",  "xmlns:xlink",
};

static dl_str attribute_name(writer *w, dli_node node, const dli_attr *attr)
{
    dl_str name = dli_attr_name_of(w->page, node, attr);

    if (w->page->nodes[node].ns == DLI_NS_HTML)
        return name;
    for (size_t i = 0; i < sizeof namespaced / sizeof *namespaced; i++)
        if (dli_eq(name, dli_str(namespaced[i]))) {
            char *copy = dli_arena_take(w->arena, name.len);
            memcpy(copy, name.ptr, name.len);
            copy[dli_find_byte(name, ':', 0)] = ' ';
            return (dl_str){ copy, name.len };
        }
    return name;
}

static void write_attributes(writer *w, dli_node node, size_t depth)
{
    const dli_node_data *n = &w->page->nodes[node];
    dl_str last = { NULL, 0 };

    for (uint32_t k = 0; k < n->attr_count; k++) { /* in order of their names */
        const dli_attr *next = NULL;
        dl_str name = { NULL, 0 };
        for (uint32_t i = n->link; i < n->link + n->attr_count; i++) {
            dl_str other = attribute_name(w, node, &w->page->attrs[i]);
            if ((last.ptr == NULL || dli_compare(other, last) > 0) &&
                (next == NULL || dli_compare(other, name) < 0)) {
                next = &w->page->attrs[i];
                name = other;
            }
        }
        if (next == NULL)
            break;
        indent(w, depth + 1);
        dli_buf_add(&w->out, name);
        dli_buf_add(&w->out, DL_STR("=\""));
        dli_buf_add(&w->out, dli_attr_text(w->page, next, w->arena).bytes);
        dli_buf_byte(&w->out, '"');
        last = name;
    }
}

static void write_node(writer *w, dli_node node, size_t depth)
{
    const dli_node_data *n = &w->page->nodes[node];

    indent(w, depth);
    switch ((dli_node_kind)n->kind) {
    case DLI_NODE_ELEMENT:
        dli_buf_byte(&w->out, '<');
        if (n->ns != DLI_NS_HTML)
            dli_buf_add(&w->out, n->ns == DLI_NS_SVG ? DL_STR("svg ") : DL_STR("math "));
        dli_buf_add(&w->out, dli_tag_name(w->page, node));
        dli_buf_byte(&w->out, '>');
        write_attributes(w, node, depth);
        break;
    case DLI_NODE_TEXT:
        dli_buf_byte(&w->out, '"');
        dli_buf_add(&w->out, dli_node_text(w->page, node, w->arena).bytes);
        dli_buf_byte(&w->out, '"');
        break;
    case DLI_NODE_COMMENT:
        write_comment(w, n);
        break;
    case DLI_NODE_DOCTYPE:
        write_doctype(w, n);
        break;
    case DLI_NODE_CONTENT:
        dli_buf_add(&w->out, DL_STR("content"));
        break;
    case DLI_NODE_DOCUMENT:
    case DLI_NODE_NONE:
        dli_buf_add(&w->out, DL_STR("a node that has no place here"));
        break;
    }
}

static dl_str write_tree(const dli_page *page, dli_arena *arena)
{
    writer w = { .page = page, .arena = arena };

    dli_buf_init(&w.out, arena);
    for (dli_node node = dli_walk(page, DLI_DOCUMENT_NODE, DLI_DOCUMENT_NODE, false); node != 0;
         node = dli_walk(page, node, DLI_DOCUMENT_NODE, false)) {
        size_t depth = 0;
        for (dli_node up = page->nodes[node].parent; up != DLI_DOCUMENT_NODE;
             up = page->nodes[up].parent)
            depth++;
        write_node(&w, node, depth);
    }
    dl_str all = dli_buf_str(&w.out);
    return all.len > 0 ? dli_from(all, 1) : all;
}

/* ---- Reading the tests ------------------------------------------------------- */

typedef struct test {
    dl_str data;
    dl_str context; /* of a fragment, else empty */
    dl_str tree;
    bool script_on;
} test;

/* The test at *at, which moves behind it; false if there is none. */
static bool next_test(dl_str all, size_t *at, test *t)
{
    size_t data = dli_find(all, DL_STR("#data\n"), *at);
    size_t errors = data == DLI_NONE ? data : dli_find(all, DL_STR("\n#errors\n"), data + 5);
    size_t tree = errors == DLI_NONE ? errors : dli_find(all, DL_STR("\n#document\n"), errors);

    if (tree == DLI_NONE)
        return false;
    *t = (test){ .data = { "", 0 } };
    if (errors > data + 6)
        t->data = dli_slice(all, data + 6, errors);
    dl_str between = dli_slice(all, errors, tree + 1);
    size_t fragment = dli_find(between, DL_STR("\n#document-fragment\n"), 0);
    if (fragment != DLI_NONE) {
        dl_str rest = dli_from(between, fragment + 20);
        dli_split(&rest, '\n', &t->context);
    }
    t->script_on = dli_find(between, DL_STR("\n#script-on"), 0) != DLI_NONE;
    size_t end = dli_find(all, DL_STR("\n\n#data\n"), tree);
    *at = end == DLI_NONE ? all.len : end + 1;
    t->tree = dli_slice(all, tree + 11, end == DLI_NONE ? all.len : end);
    while (t->tree.len > 0 && t->tree.ptr[t->tree.len - 1] == '\n')
        t->tree.len--;
    return true;
}

static void check_test(suite *s, const char *file, size_t number, const test *t)
{
    dli_arena arena;
    dli_page page;
    dl_error err = { 0 };
    dl_status status;

    dli_arena_init(&arena, BUDGET);
    if (t->context.len > 0)
        status = dli_page_parse_fragment(&arena, t->data, t->context, &page, &err);
    else
        status = dli_page_parse(&arena, t->data, &page, &err);
    dl_str ours = status == DL_OK ? write_tree(&page, &arena) : dli_str(err.what);
    bool same = dli_eq(ours, t->tree);
    suite_check(s, same, "%s %zu", file, number);
    if (!same)
        printf("# of\n%.*s\n# in <%.*s> made\n%.*s\n# not\n%.*s\n", (int)t->data.len,
               t->data.ptr, (int)t->context.len, t->context.ptr, (int)ours.len, ours.ptr,
               (int)t->tree.len, t->tree.ptr);
    dli_arena_done(&arena);
}

static void check_file(suite *s, const char *path, const char *name, void *data)
{
    dli_arena arena;
    size_t at = 0, number = 0;
    test t;

    (void)data;
    if (!dli_ends(dli_str(name), DL_STR(".dat")))
        return;
    dli_arena_init(&arena, BUDGET);
    dl_str all = suite_read(&arena, path);
    while (next_test(all, &at, &t)) {
        number++;
        if (!t.script_on)
            check_test(s, name, number, &t);
    }
    dli_arena_done(&arena);
}

int main(int argc, char **argv)
{
    suite s;

    suite_begin(&s, argc, argv, "html/html5lib/tree-construction", LIST);
    suite_each(&s, "html/html5lib/tree-construction", check_file, NULL);
    return suite_end(&s);
}
