/* test_sections.c -- pages in loose markup are cut where reports begin, and articles never. */
#include "table.h"

#include "article/article.h"
#include "base/arena.h"

enum {
    MEMORY = 64 << 20
};

#define EN "<html lang=en>"
#define TEXT                                                                                   \
    "The council met on Monday and put off the vote on the bridge until the next meeting, "    \
    "which will be held in the old school because the hall is wet."

static void pages_are_cut_where_reports_begin(void **state)
{
    static const struct {
        const char *why, *page;
        dli_page_kind kind;
        size_t items;
    } rows[] = {
        { "headings with a date below are articles",
          EN "<h3>A bridge</h3><i>29.08.2021</i><br>" TEXT
             "<h3>A hall</h3><i>27.08.2021</i><br>" TEXT,
          DLI_KIND_ITEMS, 2 },
        { "headings alone are sections of one",
          EN "<h1>A town</h1><h3>A bridge</h3><p>" TEXT "<h3>A hall</h3><p>" TEXT
             "<h3>A school</h3><p>" TEXT "<h3>A road</h3><p>" TEXT,
          DLI_KIND_OTHER, 1 },
        { "the same on a page that calls itself news in brief",
          EN "<h1>News in brief</h1><h3>A bridge</h3><p>" TEXT "<h3>A hall</h3><p>" TEXT
             "<h3>A school</h3><p>" TEXT "<h3>A road</h3><p>" TEXT,
          DLI_KIND_ITEMS, 4 },
        { "bold words before paragraphs, the same way",
          EN "<h1>News in brief</h1><p><b>A bridge.</b> " TEXT "<p><b>A hall.</b> " TEXT
             "<p><b>A school.</b> " TEXT "<p><b>A road.</b> " TEXT,
          DLI_KIND_ITEMS, 4 },
        { "with a word to the reader before them it is a digest",
          EN "<title>The week in Hardin</title><div><h1>The week in Hardin</h1><p>" TEXT
             "<ul><li>" TEXT "<li>" TEXT " Again.<li>" TEXT " Once more.<li>" TEXT " No.</ul>",
          DLI_KIND_BULLETIN, 5 },
        { "a list of an article is none",
          EN "<title>A town</title><h1>A town</h1><p>" TEXT "<ul><li>" TEXT "<li>" TEXT
             " Again.<li>" TEXT " Once more.<li>" TEXT " No.</ul>",
          DLI_KIND_OTHER, 1 },
        { "terms that are days",
          EN "<h1>July</h1><p>" TEXT "<dl><dt>2 July</dt><dd>" TEXT
             "</dd><dt>5 July</dt><dd>" TEXT "</dd><dt>9 July</dt><dd>" TEXT "</dd></dl>",
          DLI_KIND_BULLETIN, 4 },
        { "a diary is one article",
          EN "<title>Seven days on a raft</title><h1>Seven days on a raft</h1><p>" TEXT
             "<h2>8 July</h2><p>" TEXT "<h2>9 July</h2><p>" TEXT "<h2>10 July</h2><p>" TEXT,
          DLI_KIND_OTHER, 1 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        dli_arena arena, scratch;
        dli_page page = { 0 };
        dli_article article;
        dl_error err = { 0 };
        dl_str source = dli_str(rows[i].page);
        dli_article_input input = { .source = source, .url = DL_STR("") };
        dli_arena_init(&arena, MEMORY);
        dli_arena_init(&scratch, MEMORY);
        assert_true(dli_when_parse(DL_STR("2024-06-10"), &input.captured));
        assert_int_equal(dli_page_parse(&arena, source, &page, &err), DL_OK);
        assert_int_equal(dli_article_read(&arena, &scratch, &page, &input, &article, &err),
                         DL_OK);
        bool kind = rows[i].kind == DLI_KIND_OTHER ? article.kind < DLI_KIND_ITEMS
                                                   : article.kind == rows[i].kind;
        if (article.items.count != rows[i].items || !kind)
            fail_msg("%s: %zu items, kind %d", rows[i].why, article.items.count, article.kind);
        dli_arena_done(&scratch);
        dli_arena_done(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_are_cut_where_reports_begin),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
