/* test_excerpt.c -- how much is quoted by which rule; references in every format. */
#include "base/utf8.h"
#include "made.h"
#include "store/store.h"
#include "stored.h"
#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define LONG                                                                                   \
    "A sentence without an end that goes on about the harbour and the ferry and the storm "    \
    "and the pier and the council and the swell and the boats and the crane and the road "     \
    "and the rates"

static const made_page pages[] = {
    { .url = "https://harbourwire.example/1",
      .language = "en",
      .publisher = "Harbour Wire",
      .headline = "Ferry {resumes}\nafter & storm",
      .author = "Lena Marsh",
      .published = "2024-03-05T17:40+00:00",
      .captured = "2024-03-06T09:00:00Z",
      .paragraphs = { "The ferry left at noon. It was late, said Dr. Costa of the harbour "
                      "office.",
                      "Nobody was hurt. The pier stays closed until Friday evening, the office "
                      "said." } },
    { .url = "https://harbourwire.example/2",
      .language = "en",
      .headline = "Long",
      .published = "2024",
      .paragraphs = { LONG } },
    { .url = "https://saltmere.example/1",
      .language = "en",
      .headline = "Terms",
      .paragraphs = { "One. Two. Three. Four. Five. Six. Seven." } },
    { .url = "https://saltmere.example/2",
      .language = "en",
      .headline = "Of the same outlet",
      .paragraphs = { "Eight words are in this one sentence here. No more." } },
    { .url = "https://free.example/1",
      .language = "en",
      .headline = "Free",
      .paragraphs = { LONG ". " LONG ". " LONG "." } },
    { .url = "https://empty.example/1", .language = "en", .headline = "Empty" },
    { .url = "https://silent.example/1",
      .language = "en",
      .headline = "Silent",
      .paragraphs = { "Word." } },
};

/* What stands in the record as `terms`, by page. */
static const char *const terms[] = {
    NULL,
    NULL,
    "\"excerptLimit\":{\"value\":5,\"unit\":\"words\"},\"linkRequired\":true,\"text\":\"Five "
    "words.\"",
    NULL,
    "\"licence\":\"https://creativecommons.org/licenses/by/4.0/\"",
    NULL,
    "\"excerptLimit\":{\"value\":2,\"unit\":\"characters\"}",
};

static void put(stored *s, const made_page *page, const char *allowed)
{
    dl_str record = made_record(&s->arena, page);
    dli_buf with;
    dli_put how;

    dli_buf_init(&with, &s->arena);
    dli_buf_add(&with, dli_slice(record, 0, record.len - 1));
    if (allowed != NULL)
        dli_buf_print(&with, ",\"terms\":{%s}", allowed);
    dli_buf_byte(&with, '}');
    dli_store_page in = { made_source(&s->arena, page), dli_buf_str(&with),
                          made_str(page->url) };
    assert_ok(s, dli_store_put(s->store, &in, &how, &s->err));
}

static int setup(void **ptr)
{
    if (stored_setup(ptr) != 0)
        return -1;
    stored *s = *ptr;
    assert_ok(s, dli_store_begin(s->store, &s->err));
    for (size_t i = 0; i < COUNT(pages); i++)
        put(s, &pages[i], terms[i]);
    assert_ok(s, dli_store_commit(s->store, &s->err));
    return 0;
}

static dl_str id_of(stored *s, size_t page)
{
    dli_stored_items items;
    dli_item_filter all = { .outlet = { "", 0 } };

    assert_ok(
        s, dli_store_items(s->store, &s->arena, &all, (dli_page_of){ 0, 0 }, &items, &s->err));
    for (size_t i = 0; i < items.count; i++)
        if (dli_eq(items.ptr[i].url, made_str(pages[page].url)))
            return items.ptr[i].id;
    fail();
    return DL_STR("");
}

static void rules_are_kept(void **ptr)
{
    stored *s = *ptr;
    static const struct {
        const char *name;
        size_t page;
        uint64_t start, end;
        dl_status status;
        dli_excerpt_rule rule;
        const char *excerpt; /* NULL: any */
    } cases[] = {
        { "whole sentences within 150 characters", 0, 0, 0, DL_OK, DLI_EXCERPT_OF_NONE,
          "The ferry left at noon. It was late, said Dr. Costa of the harbour office.\n"
          "Nobody was hurt." },
        { "from a place on", 0, 24, 0, DL_OK, DLI_EXCERPT_OF_NONE,
          "It was late, said Dr. Costa of the harbour office.\nNobody was hurt. The pier stays "
          "closed until Friday evening, the office said." },
        { "a place as it is", 0, 4, 14, DL_OK, DLI_EXCERPT_OF_NONE, "ferry left" },
        { "no more than 150 by place", 1, 0, 151, DL_ERR_TERMS, DLI_EXCERPT_OF_NONE, NULL },
        { "150 by place", 1, 0, 150, DL_OK, DLI_EXCERPT_OF_NONE, NULL },
        { "a sentence that is too long ends at a word", 1, 0, 0, DL_OK, DLI_EXCERPT_OF_NONE,
          "A sentence without an end that goes on about the harbour and the ferry and the "
          "storm "
          "and the pier and the council and the swell and the boats and the\xE2\x80\xA6" },
        { "five words, as the page says", 2, 0, 0, DL_OK, DLI_EXCERPT_OF_PAGE,
          "One. Two. Three. Four. Five." },
        { "six words by place", 2, 0, 27, DL_OK, DLI_EXCERPT_OF_PAGE, NULL },
        { "six words by place, refused", 2, 0, 33, DL_ERR_TERMS, DLI_EXCERPT_OF_PAGE, NULL },
        { "the outlet's other page says it", 3, 0, 0, DL_OK, DLI_EXCERPT_OF_OUTLET,
          "Eight words are in this\xE2\x80\xA6" },
        { "a free licence", 4, 0, 0, DL_OK, DLI_EXCERPT_OF_LICENCE,
          LONG ". " LONG ". " LONG "." },
        { "no text", 5, 0, 0, DL_ERR_FORMAT, DLI_EXCERPT_OF_NONE, NULL },
        { "not even a word", 6, 0, 0, DL_ERR_TERMS, DLI_EXCERPT_OF_PAGE, NULL },
        { "behind the end", 0, 0, 1000, DL_ERR_USAGE, DLI_EXCERPT_OF_NONE, NULL },
        { "from behind the end", 0, 1000, 0, DL_ERR_USAGE, DLI_EXCERPT_OF_NONE, NULL },
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        dli_excerpt out;
        dli_excerpt_range range = { cases[i].start, cases[i].end };
        dl_status status = dli_store_excerpt(s->store, &s->arena, id_of(s, cases[i].page),
                                             range, &out, &s->err);
        if (status != cases[i].status)
            fail_msg("%s: %d: %s", cases[i].name, status, s->err.what);
        HOLDS(out.rule == cases[i].rule, cases[i].name);
        HOLDS(out.citation.note.len > 0, cases[i].name);
        if (cases[i].excerpt != NULL &&
            !dli_eq(out.citation.excerpt, made_str(cases[i].excerpt)))
            fail_msg("%s: '%.*s'", cases[i].name, (int)out.citation.excerpt.len,
                     out.citation.excerpt.ptr);
    }
}

/* From every place on, in every page: never more than the rule allows. */
static void no_excerpt_goes_beyond_its_rule(void **ptr)
{
    stored *s = *ptr;

    for (size_t p = 0; p < COUNT(pages); p++) {
        dl_str id = id_of(s, p);
        for (uint64_t start = 0; start < 300; start++) {
            dli_excerpt out;
            uint64_t size = 0;
            dl_str rest, word;
            if (dli_store_excerpt(s->store, &s->arena, id, (dli_excerpt_range){ start, 0 },
                                  &out, &s->err) != DL_OK)
                continue;
            rest = out.citation.excerpt;
            if (!out.in_words)
                size = dli_utf8_count(rest);
            else
                while (dli_next_word(&rest, &word))
                    size++;
            assert_true(size > 0 && size <= out.limit);
            assert_int_equal(out.start, start);
            assert_true(out.end > start);
        }
    }
}

static void references_keep_their_fields(void **ptr)
{
    stored *s = *ptr;
    static const struct {
        dli_format format;
        const char *has[8];
    } cases[] = {
        { DLI_FORMAT_csl,
          { "\"type\":\"article-newspaper\"", "{\"literal\":\"Lena Marsh\"}",
            "\"issued\":{\"date-parts\":[[2024,3,5]]}",
            "\"accessed\":{\"date-parts\":[[2024,3,6]]}",
            "\"URL\":\"https://harbourwire.example/1\"", "Harbour Wire" } },
        { DLI_FORMAT_bibtex,
          { "@misc{sha256-", "title = {Ferry \\{resumes\\} after \\& storm}",
            "author = {{Lena Marsh}}", "year = {2024},\n  month = {3},\n  day = {5}",
            "urldate = {2024-03-06}", "publisher = {Harbour Wire}" } },
        { DLI_FORMAT_ris,
          { "TY  - NEWS\r\n", "TI  - Ferry {resumes} after & storm\r\n", "AU  - Lena Marsh\r\n",
            "DA  - 2024/03/05/\r\n", "UR  - https://harbourwire.example/1\r\n",
            "ER  - \r\n" } },
        { DLI_FORMAT_text,
          { "The ferry left at noon.", "Lena Marsh, Harbour Wire, 2024-03-05",
            "https://harbourwire.example/1\n" } },
        { DLI_FORMAT_markdown,
          { "> The ferry left", "](<https://harbourwire.example/1>)",
            "Lena Marsh, Harbour Wire" } },
        { DLI_FORMAT_html,
          { "<blockquote cite=\"https://harbourwire.example/1\">", "after &amp; storm</a>" } },
    };
    dli_excerpt out;

    assert_ok(s, dli_store_excerpt(s->store, &s->arena, id_of(s, 0),
                                   (dli_excerpt_range){ 0, 0 }, &out, &s->err));
    for (size_t i = 0; i < COUNT(cases); i++) {
        dli_buf text;
        dli_buf_init(&text, &s->arena);
        assert_true(dli_citation_add(&text, cases[i].format, &out.citation));
        for (size_t k = 0; k < COUNT(cases[i].has) && cases[i].has[k] != NULL; k++)
            if (dli_find(dli_buf_str(&text), made_str(cases[i].has[k]), 0) == DLI_NONE)
                fail_msg("'%s' is not in\n%.*s", cases[i].has[k], (int)text.len, text.ptr);
    }
    dli_buf none;
    dli_buf_init(&none, &s->arena);
    assert_false(dli_citation_add(&none, DLI_FORMAT_csv, &out.citation));
    assert_int_equal(none.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rules_are_kept, setup, stored_teardown),
        cmocka_unit_test_setup_teardown(no_excerpt_goes_beyond_its_rule, setup,
                                        stored_teardown),
        cmocka_unit_test_setup_teardown(references_keep_their_fields, setup, stored_teardown),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
