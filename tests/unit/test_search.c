/* test_search.c -- words of the index, queries in any script, order, reasons; an older store. */
#include "bytes/bytes.h"
#include "made.h"
#include "store/ask.h"
#include "stored.h"
#include "table.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const made_page pages[] = {
    { .url = "https://harbourwire.example/1",
      .language = "en",
      .publisher = "Harbour Wire",
      .headline = "Ferries resume after the storm",
      .author = "Lena Marsh",
      .published = "2024-03-05T17:40+00:00",
      .paragraphs = { "The harbours reopened. Captains said they were running late on Tuesday.",
                      "Universities stayed closed; the university of Port Haven did not." },
      .incidents = { { .type = "accident",
                       .status = "reported",
                       .date = "2024-03-03",
                       .place = "Saltmere",
                       .whole = "The harbours reopened" } } },
    { .url = "https://harbourwire.example/2",
      .language = "en-GB",
      .headline = "Council meets",
      .published = "2023-12-31",
      .paragraphs = { "A ferry and a storm were on the agenda, in that order: ferry, then much "
                      "talk of other and quite unrelated matters, of roads and of rates and of "
                      "the old pier, and then the storm." } },
    { .url = "https://lecourrier.example/1",
      .language = "fr",
      .headline = "L’été à Córdoba : grève générale",
      .published = "2024-03-06",
      .paragraphs = { "Les manifestants ont défilé. Le cœur de la ville était vide." } },
    { .url = "https://visti.example/1",
      .language = "uk",
      .headline = "Їжакові пороми стоять",
      .published = "2024-02-29",
      .paragraphs = { "Пороми стояли три дні. Йшов дощ, ЇХАЛИ вантажівки." } },
    { .url = "https://novosti.example/1",
      .language = "ru",
      .headline = "Паромы снова пошли",
      .published = "2024-03-07",
      .paragraphs = { "Ещё три парома вышли в море. Её капитан не ждал. Жёлтый флаг." } },
    { .url = "https://shimbun.example/1",
      .language = "ja",
      .headline = "東京都知事選が告示",
      .published = "2024-06-20",
      .paragraphs = { "東京都知事選が20日告示された。ｶﾀｶﾅのデータも読む。" } },
    { .url = "https://ribao.example/1",
      .language = "zh",
      .headline = "港口恢复通航",
      .published = "2024-03-08",
      .paragraphs = { "风暴过后，渡轮恢复通航。北京 上海 两地代表到场。" } },
    { .url = "https://phuchatkan.example/1",
      .language = "th",
      .headline = "เรือข้ามฟากกลับมาแล้ว",
      .paragraphs = { "พายุสงบแล้ว" } },
};

static void put(stored *s, const made_page *page)
{
    dli_store_page in = { made_source(&s->arena, page), made_record(&s->arena, page),
                          made_str(page->url) };
    dli_put how;

    assert_ok(s, dli_store_put(s->store, &in, &how, &s->err));
}

static int setup(void **ptr)
{
    if (stored_setup(ptr) != 0)
        return -1;
    stored *s = *ptr;
    assert_ok(s, dli_store_begin(s->store, &s->err));
    for (size_t i = 0; i < COUNT(pages); i++)
        put(s, &pages[i]);
    assert_ok(s, dli_store_commit(s->store, &s->err));
    return 0;
}

/* ---- Words ------------------------------------------------------------------------- */

static void a_text_is_cut_into_words(void **ptr)
{
    stored *s = *ptr;
    static const struct {
        const char *text, *language;
        dli_cut_as as;
        const char *words; /* word, or word/stem, spaces between */
    } cases[] = {
        { "Ferries at Córdoba", "en", DLI_CUT_TEXT, "ferries/^ferri at cordoba" },
        { "Ferries", "", DLI_CUT_TEXT, "ferries" },
        { "Ferries", "xx", DLI_CUT_TEXT, "ferries" },
        { "Straße ÆØÅ Łódź đ", "", DLI_CUT_TEXT, "strasse aeoa lodz d" },
        { "l’été, U.S. 3,000", "", DLI_CUT_TEXT, "l ete u s 3 000" },
        { "Ещё Йод ЇЖАК з'їзд", "", DLI_CUT_TEXT, "еще йод їжак з їзд" },
        { "ΆΛΦΑ", "", DLI_CUT_TEXT, "αλφα" },
        { "كِتَاب أب", "", DLI_CUT_TEXT, "كتاب اب" },
        { "ＡＢＣ ﬁne", "", DLI_CUT_TEXT, "abc fine" },
        { "so\xC2\xAD"
          "ft",
          "", DLI_CUT_TEXT, "soft" },
        { "東京都", "ja", DLI_CUT_TEXT, "東京 京都 都" },
        { "東京都", "ja", DLI_CUT_QUERY, "東京 京都" },
        { "東京 tokyo", "ja", DLI_CUT_QUERY, "東京 京 tokyo" },
        { "京", "ja", DLI_CUT_QUERY, "京" },
        { "ｶﾀｶﾅ", "ja", DLI_CUT_QUERY, "カタ タカ カナ" },
        { "", "en", DLI_CUT_TEXT, "" },
        { "\x02\x1F\x01 -", "en", DLI_CUT_TEXT, "" },
        { "a\xFFz", "en", DLI_CUT_TEXT, "a z" },
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        dli_index_word_list list;
        dli_buf out;
        int language = dli_index_words_language(s->store->words, made_str(cases[i].language));
        assert_ok(s, dli_index_words_of(s->store, made_str(cases[i].text), language,
                                        cases[i].as, &s->arena, &list, &s->err));
        dli_buf_init(&out, &s->arena);
        for (size_t k = 0; k < list.count; k++) {
            dli_buf_add(&out, k == 0 ? DL_STR("") : DL_STR(" "));
            dli_buf_add(&out, list.ptr[k].folded);
            if (list.ptr[k].stem.len > 0) {
                dli_buf_add(&out, DL_STR("/^"));
                dli_buf_add(&out, dli_from(list.ptr[k].stem, 1));
            }
            assert_true(list.ptr[k].at.start < list.ptr[k].at.end);
            assert_true(list.ptr[k].at.end <= strlen(cases[i].text));
        }
        if (!dli_eq(dli_buf_str(&out), made_str(cases[i].words)))
            fail_msg("%s: '%.*s'", cases[i].text, (int)out.len, out.ptr);
    }
}

/* A word of any length is one term of bounded length, and the same one each time. */
/* Whoever looks for some words is given those as they are, whatever was passed over: every word of the
 * program's lists in every language that has a stemmer, and odd ones. */
static void words_looked_for_are_never_passed_over(void **ptr)
{
    stored *s = *ptr;
    static const char *const languages[] = { "ar", "ca", "da", "de", "el", "en", "es", "eu",
                                             "fi", "fr", "ga", "hi", "hu", "hy", "id", "it",
                                             "lt", "ne", "nl", "no", "pt", "ro", "ru", "sr",
                                             "sv", "ta", "tr", "yi", "uk", "" };
    static const char *const odd[] = {
        "memakan pemakan dimakan bpáirc mbord Gcathair скије Њујорк Скоро школа",
        ("И\xCC\x86од и\xCC\x86 е\xCC\x88ж ёж Г\xCC\x81 A\xCC\x8Angstrom d\xCC\xB5 "
         "и\xC2\xAD\xCC\x86од"),
        "skies dying tying 3,000 Ｆerry İstanbul ısı ﬁne Σίσυφος 東京都 ка́мень K\xE2\x84\xAA",
    };
    dl_str texts[COUNT(odd) + 64];
    dli_arena arena;
    size_t count = 0;

    dli_arena_init(&arena, (size_t)64 << 20);
    for (size_t i = 0; i < COUNT(odd); i++)
        texts[count++] = made_str(odd[i]);
    for (size_t i = 0; i < COUNT(languages); i++) {
        char path[64];
        (void)snprintf(path, sizeof path, "lang/%s/words.txt", languages[i]);
        if (dli_file_is_there(path))
            assert_ok(s, dli_file_read(&s->arena, path, 1 << 20, &texts[count++], &s->err));
    }
    assert_true(count > COUNT(odd) + 4);
    for (size_t i = 0; i < COUNT(languages); i++) {
        int language = dli_index_words_language(s->store->words, made_str(languages[i]));
        for (size_t t = 0; t < count; t++) {
            dli_index_word_list all, some;
            dli_arena_reset(&arena);
            assert_ok(s, dli_index_words_of(s->store, texts[t], language, DLI_CUT_TEXT, &arena,
                                            &all, &s->err));
            for (unsigned bit = 0; bit < 64; bit++) {
                const uint64_t firsts = (uint64_t)1 << bit;
                const dli_index_words_wanted wanted = { language, DLI_CUT_TEXT, firsts };
                assert_ok(s, dli_index_words_list_of(s->store, texts[t], wanted, &arena, &some,
                                                     &s->err));
                assert_int_equal(some.count, all.count);
                for (size_t k = 0; k < all.count; k++) {
                    const dli_index_word *a = &all.ptr[k], *b = &some.ptr[k];
                    dl_str stem = dli_from(a->stem, a->stem.len > 0);
                    assert_int_equal(a->at.start, b->at.start);
                    assert_int_equal(a->at.end, b->at.end);
                    if (((dli_index_words_first(a->folded) | dli_index_words_first(stem)) &
                         firsts) == 0)
                        continue;
                    if (!dli_eq(a->folded, b->folded) || !dli_eq(a->stem, b->stem))
                        fail_msg("'%.*s' in '%s' is passed over", (int)a->folded.len,
                                 a->folded.ptr, languages[i]);
                }
            }
        }
    }
    dli_arena_done(&arena);
}

/* What runs over a record finds what the reader of JSON finds, or asks it. */
static void a_body_is_taken_out_of_its_record(void **ptr)
{
    stored *s = *ptr;
    static const struct {
        const char *record, *body;
    } cases[] = {
        { "{\"record\":1,\"items\":[{\"id\":\"a\",\"articleBody\":\"one two\"}]}", "one two" },
        { "{\"items\":[{\"id\":\"b\",\"articleBody\":\"x\"},{\"id\":\"a\",\"articleBody\":"
          "\"one\"}]}",
          "one" },
        { "{\"items\":[{\"articleBody\":\"before its id\",\"id\":\"a\"}]}", "before its id" },
        { "{ \"items\" : [ { \"id\" : \"a\" , \"articleBody\" : \"apart\" } ] }", "apart" },
        { "{\"x\":{\"items\":[{\"id\":\"a\",\"articleBody\":\"no\"}]},\"items\":[{\"id\":"
          "\"a\",\"y\":{\"articleBody\":\"no\"},\"z\":[\"id\",\"articleBody\",\"no\"],"
          "\"articleBody\":\"yes\"}]}",
          "yes" },
        { "{\"items\":[{\"id\":\"a\",\"headline\":\"say \\\"articleBody\\\":\\\"no\\\\\","
          "\"articleBody\":\"a \\\"b\\\" \\u00e9\\n\\ud83d\\ude00 c\"}]}",
          "a \"b\" é\n😀 c" },
        { "{\"items\":[{\"id\":\"c\",\"articleBody\":\"of another\"}]}", "" },
        { "{\"items\":[{\"id\":\"a\",\"articleBody\":[\"a\"]}]}", "" },
        { "{\"items\":[{\"id\":\"a\",\"articleBody\":\"\\x is no escape\"}]}", "" },
        { "{\"items\":[{\"id\":\"a\",\"articleBody\":\"cut", "" },
        { "[\"items\"]", "" },
        { "", "" },
    };

    for (size_t i = 0; i < COUNT(cases); i++)
        for (int parts = 0; parts < 2; parts++) {
            dl_str packed, body;
            bool all;
            assert_ok(s,
                      dli_zstd_pack(&s->arena, made_str(cases[i].record), 9, &packed, &s->err));
            assert_ok(s, dli_ask_body(s->store, packed, DL_STR("a"), parts ? 2 : SIZE_MAX,
                                      &s->arena, &body, &all, &s->err));
            dl_str whole = made_str(cases[i].body);
            if (!all)
                whole = dli_slice(whole, 0, body.len);
            assert_true(parts || all);
            if (!dli_eq(body, whole))
                fail_msg("case %zu: '%.*s'", i, (int)body.len, body.ptr);
        }
}

/* A long one in pieces: what comes is its beginning, up to a space. */
static void the_beginning_of_a_body_is_enough(void **ptr)
{
    stored *s = *ptr;
    dli_buf record;
    dl_str packed, whole, body;
    bool all;

    dli_buf_init(&record, &s->arena);
    dli_buf_add(&record, DL_STR("{\"items\":[{\"id\":\"a\",\"articleBody\":\""));
    for (int i = 0; i < 40000; i++)
        dli_buf_print(&record, "%x%s", (unsigned)i * 2654435761u, i % 9 == 8 ? "\\n" : " ");
    dli_buf_add(&record, DL_STR("\"}]}"));
    assert_ok(s, dli_zstd_pack(&s->arena, dli_buf_str(&record), 3, &packed, &s->err));
    assert_ok(s, dli_ask_body(s->store, packed, DL_STR("a"), SIZE_MAX, &s->arena, &whole, &all,
                              &s->err));
    assert_true(all && whole.len > 300000);
    for (size_t wanted = 1; wanted < 2 * whole.len; wanted = wanted * 3 + 1) {
        assert_ok(s, dli_ask_body(s->store, packed, DL_STR("a"), wanted, &s->arena, &body, &all,
                                  &s->err));
        assert_true(all || (body.len < wanted + 60 && whole.ptr[body.len] == ' '));
        assert_true(dli_starts(whole, body));
        assert_true(!all || body.len == whole.len);
    }
}

static void words_are_bounded(void **ptr)
{
    stored *s = *ptr;
    char *long_one = dli_arena_take(&s->arena, 100001);
    dli_index_word_list list;

    memset(long_one, 'x', 100000);
    assert_ok(s, dli_index_words_of(s->store, (dl_str){ long_one, 100000 },
                                    dli_index_words_language(s->store->words, DL_STR("en")),
                                    DLI_CUT_TEXT, &s->arena, &list, &s->err));
    assert_int_equal(list.count, 1);
    assert_true(list.ptr[0].folded.len <= 250);
    assert_int_equal(list.ptr[0].at.end, 100000);
}

/* ---- Queries ------------------------------------------------------------------------ */

static dli_stored_items search(stored *s, dli_search question)
{
    dli_stored_items items;

    assert_ok(s, dli_store_search(s->store, &s->arena, &question, &items, &s->err));
    return items;
}

/* The last parts of the addresses found, in the order of pages[]: "1" is the first page. */
static void queries_find(void **ptr)
{
    stored *s = *ptr;
    static const struct {
        const char *query, *found; /* numbers of pages[], from 1 */
    } cases[] = {
        /* forms of a word, and a phrase as it is */
        { "ferry", "12" },
        { "ferries", "12" },
        { "\"ferries\"", "1" },
        { "\"ferry\"", "2" },
        { "harbour", "1" },
        { "run", "1" },
        { "universe", "1" }, /* Snowball's own view of English */
        { "\"university\"", "1" },
        { "\"univers\"", "" }, /* no stem is a word */
        { "manifestant", "3" },
        { "\"manifestant\"", "" },
        { "пором", "" }, /* Snowball has no Ukrainian */
        { "пором*", "4" },
        { "паром", "5" },
        { "паромы", "5" },
        /* case, accents, letters */
        { "ÉTÉ", "3" },
        { "ete cordoba", "3" },
        { "coeur", "3" },
        { "их", "" },
        { "їхали", "4" },
        { "іхали", "" }, /* ї is another letter than і */
        { "желтый", "5" },
        { "жёлтый", "5" },
        { "Йшов", "4" },
        { "иде", "" },
        /* scripts without spaces */
        { "東京", "6" },
        { "京都", "6" },
        { "都知事", "6" },
        { "知", "6" },
        { "示", "6" },
        { "事東", "" },
        { "カタカナ", "6" },
        { "北京", "7" },
        { "\"北京 上海\"", "7" },
        { "\"上海 北京\"", "" },
        { "京上", "" },
        { "渡轮", "7" },
        { "พายุ", "8" },
        /* near */
        { "ferry NEAR storm", "12" },
        { "ferry NEAR/1 storm", "" },
        { "ferry NEAR/2 storm", "2" },
        { "ferry NEAR/3 storm", "12" },
        { "ferry NEAR/3 storm NEAR/3 agenda", "" },
        { "\"a ferry\" NEAR/2 storm", "2" },
        /* fields */
        { "headline:storm", "1" },
        { "headline:\"after the storm\"", "1" },
        { "headline:ferr*", "1" },
        { "title:agenda", "" },
        { "person:marsh", "1" },
        { "person:\"lena marsh\"", "1" },
        { "person:mar*", "1" },
        { "person:storm", "" },
        { "place:saltmere", "1" },
        { "place:\"saltmere lena\"", "" },
        { "source:harbourwire.example", "12" },
        { "source:harbourwire", "12" },
        { "source:\"harbour wire\"", "1" },
        { "SOURCE:visti", "4" },
        { "lang:en", "12" },
        { "lang:en-gb", "2" },
        { "lang:fr OR lang:ru", "35" },
        { "kind:article lang:uk", "4" },
        { "kind:opinion", "" },
        { "type:accident", "1" },
        /* days */
        { "from:2024-03-06 to:2024-03-07", "35" },
        { "on:2024-03-06", "3" },
        { "on:2024-03", "1357" },
        { "on:2024", "134567" },
        { "to:2023", "2" },
        { "to:2022", "" },
        { "from:2025", "" },
        { "from:2023-12-31 to:2024-03-05", "124" },
        { "ferry from:2024", "1" },
        /* not */
        { "NOT lang:en", "345678" },
        { "ferry NOT agenda", "1" },
        { "ferry AND NOT agenda", "1" },
        { "NOT (lang:en OR lang:fr) NOT from:2024-03", "48" },
        { "lang:fr OR NOT from:2023", "38" },
        { "(NOT lang:en) 東京", "6" },
        /* what looks like something else */
        { "12:30", "" },
        { "https://harbourwire.example/1", "" },
        { "x'; DROP TABLE items; --", "" },
        { "\"\x01"
          "ferri\"",
          "" },
        { "\x06l", "3" }, /* a page's l, not the mark of a language */
        { "{headline} : storm", "" },
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        char found[16] = "", *end = found;
        dli_stored_items items =
            search(s, (dli_search){ .query = made_str(cases[i].query), .bare = true });
        for (size_t p = 0; p < COUNT(pages); p++)
            for (size_t k = 0; k < items.count; k++)
                if (dli_eq(items.ptr[k].url, made_str(pages[p].url)))
                    *end++ = (char)('1' + p);
        *end = 0;
        if (strcmp(found, cases[i].found) != 0)
            fail_msg("%s: '%s', not '%s'", cases[i].query, found, cases[i].found);
        assert_false(items.more || items.late || items.bounded);
    }
}

static void order_is_chosen(void **ptr)
{
    stored *s = *ptr;
    static const struct {
        dli_order order;
        const char *first;
    } cases[] = { { DLI_ORDER_BEST, "https://harbourwire.example/1" },
                  { DLI_ORDER_NEWEST, "https://shimbun.example/1" },
                  { DLI_ORDER_RECENT, "https://shimbun.example/1" } };

    for (size_t i = 0; i < COUNT(cases); i++) {
        dli_stored_items items =
            search(s, (dli_search){ .query = DL_STR("(storm OR 東京都知事選) NOT lang:fr"),
                                    .order = cases[i].order });
        assert_int_equal(items.count, 3);
        if (i > 0)
            assert_true(dli_eq(items.ptr[0].url, made_str(cases[i].first)));
    }
    dli_stored_items best = search(s, (dli_search){ .query = DL_STR("storm") });
    assert_true(dli_eq(best.ptr[0].url, made_str(pages[0].url))); /* it is in the headline */
    assert_true(best.ptr[0].score > best.ptr[1].score);
}

static void a_match_is_explained(void **ptr)
{
    stored *s = *ptr;
    dli_stored_items items =
        search(s, (dli_search){ .query = DL_STR("ferry (lang:en OR lang:fr) NOT agenda"),
                                .explain = true });
    dli_json json;

    assert_int_equal(items.count, 1);
    assert_ok(s, dli_json_parse(&s->arena, items.ptr[0].why, DLI_JSON_STRICT, &json, &s->err));
    uint32_t one = dli_json_at(&json, 1)->first;
    assert_true(dli_eq(dli_json_get_str(&json, one, "query", &s->arena), DL_STR("ferry")));
    assert_true(
        dli_eq(dli_record_get_words(&json, one, "words", &s->arena), DL_STR("Ferries")));
    uint32_t two = dli_json_at(&json, one)->next; /* lang:fr does not match, agenda may not */
    assert_true(dli_eq(dli_json_get_str(&json, two, "query", &s->arena), DL_STR("lang:en")));
    assert_int_equal(dli_json_at(&json, two)->next, 0);
}

static void phrases_are_lit_as_such(void **ptr)
{
    stored *s = *ptr;
    dli_stored_items items =
        search(s, (dli_search){ .query = DL_STR("\"in that order\" storms") });
    static const char *const lit[] = { "storm", "in", "that", "order", "storm" };

    assert_int_equal(items.count, 1);
    assert_true(items.ptr[0].hit_count >= 4);
    for (size_t i = 0; i < 4; i++)
        assert_true(
            dli_eq(dli_cut(items.ptr[0].snippet, items.ptr[0].hits[i]), made_str(lit[i])));
    items = search(s, (dli_search){ .query = DL_STR("都知事選") });
    assert_int_equal(items.ptr[0].hit_count, 1);
    assert_true(
        dli_eq(dli_cut(items.ptr[0].snippet, items.ptr[0].hits[0]), DL_STR("都知事選")));
}

/* More rows match than are weighed: that is said, and one with the word in its headline is
 * found however old it is. */
static void a_bound_is_said(void **ptr)
{
    stored *s = *ptr;
    char url[64], body[64];

    assert_ok(s, dli_store_begin(s->store, &s->err));
    for (int i = 0; i < 1200; i++) {
        (void)snprintf(url, sizeof url, "https://bulk.example/%d", i);
        (void)snprintf(body, sizeof body, "Nothing but storm number %d again.", i);
        put(s,
            &(made_page){
                .url = url, .language = "en", .headline = "Bulletin", .paragraphs = { body } });
    }
    assert_ok(s, dli_store_commit(s->store, &s->err));
    dli_stored_items items = search(s, (dli_search){ .query = DL_STR("storm") });
    assert_true(items.bounded);
    assert_true(items.more);
    assert_int_equal(items.count, 50);
    assert_true(items.weighed == 501 || items.weighed == 502);
    assert_true(dli_eq(items.ptr[0].url, made_str(pages[0].url)));
    items = search(
        s, (dli_search){ .query = DL_STR("storm"), .page = { 0, 100000 }, .bare = true });
    assert_false(items.bounded);
    assert_int_equal(items.count, 1202);
}

/* Time runs out: what was found by then is the answer. */
/* ---- Short ways and long ones ------------------------------------------------------- */

/* A store in which words are as common as in news, the n-th a share of 1/n, put in batches. */
static void put_many(stored *s, size_t count)
{
    static const char *const parts[] = { "ba", "do", "fe", "gi", "lu", "ka", "mo", "né" };
    uint64_t state = 88172645463325252u;
    char url[80], headline[200], body[2000];
    dli_arena arena;

    dli_arena_init(&arena, (size_t)16 << 20);
    for (size_t i = 0; i < count; i++) {
        char *texts[] = { headline, body };
        for (size_t t = 0; t < 2; t++) {
            size_t words = t == 0 ? 4 : 5 + state % 90, len = 0;
            for (size_t w = 0; w < words; w++) {
                state = state * 6364136223846793005u + 1442695040888963407u;
                uint64_t number = 4096 / (1 + (state >> 33) % 4096) + (state >> 20) % 9;
                do {
                    len += (size_t)sprintf(texts[t] + len, "%s", parts[number % 8]);
                } while ((number /= 8) > 0);
                texts[t][len++] = ' ';
            }
            texts[t][len] = 0;
        }
        (void)snprintf(url, sizeof url, "https://many.example/%zu", i);
        const made_page page = { .url = url,
                                 .captured = "2024-03-06T09:00:00Z",
                                 .language = i % 3 == 0 ? "fr" : "en",
                                 .headline = headline,
                                 .paragraphs = { body } };
        dli_store_page in = { made_source(&arena, &page), made_record(&arena, &page),
                              made_str(page.url) };
        dli_put how;
        if (i % 50 == 0)
            assert_ok(s, dli_store_begin(s->store, &s->err));
        assert_ok(s, dli_store_put(s->store, &in, &how, &s->err));
        if (i % 50 == 49 || i + 1 == count)
            assert_ok(s, dli_store_commit(s->store, &s->err));
        dli_arena_reset(&arena);
    }
    dli_arena_done(&arena);
}

/* The words that begin with some letters are those that FTS5 itself has. */
static void beginnings_are_looked_up(void **ptr)
{
    stored *s = *ptr;
    static const char *const prefixes[] = {
        "b",  "ba",   "bado",  "badofe", "n",  "ne",   "nene", "lu", "z",
        "東", "東京", "\x06k", "\x03",   "fe", "ferr", "kaka", "3",  "\xCE\xB1"
    };
    sqlite3_stmt *vocabulary;

    put_many(s, 700);
    assert_ok(s,
              dli_db_exec(s->store,
                          "CREATE VIRTUAL TABLE temp.v USING fts5vocab (main, items_fts, row)",
                          &s->err));
    assert_ok(s, dli_db_prepare(s->store,
                                DL_STR("SELECT term FROM temp.v WHERE term >= ?1 AND"
                                       " substr(term, 1, length(?1)) = ?1 ORDER BY term"),
                                &vocabulary, &s->err));
    size_t all = 0;
    for (size_t i = 0; i < COUNT(prefixes); i++) {
        dl_str prefix = made_str(prefixes[i]);
        const dl_str *terms;
        size_t count, k = 0;
        bool row = true;
        assert_ok(s,
                  dli_terms_with(s->store, &s->arena, prefix, 100000, &terms, &count, &s->err));
        dli_bind(vocabulary, 1, prefix);
        while (row) {
            assert_ok(s, dli_db_row(s->store, vocabulary, &row, &s->err));
            if (!row)
                break;
            dl_str term = dli_column(vocabulary, 0, &s->arena);
            if (k >= count || !dli_eq(terms[k], term))
                fail_msg("'%s': '%.*s' is not found", prefixes[i], (int)term.len, term.ptr);
            k++;
        }
        assert_int_equal(k, count);
        all += count;
        if (count > 1) { /* more than are wanted: none */
            assert_ok(s, dli_terms_with(s->store, &s->arena, prefix, count - 1, &terms, &count,
                                        &s->err));
            assert_int_equal(count, 0);
        }
    }
    assert_true(all > 200);
    (void)sqlite3_finalize(vocabulary);
}

/* Hits in full, of a query that is asked one way or the other. */
static dli_hits hits_of(stored *s, const char *text, bool newest, uint64_t rows)
{
    dli_query query;
    dli_hits hits;

    assert_ok(s, (newest ? dli_query_read_newest : dli_query_read)(s->store, made_str(text),
                                                                   &s->arena, &query, &s->err));
    assert_ok(s, dli_hits_of(s->store, &s->arena, &query, DLI_ORDER_BEST, INT64_MAX, rows,
                             &hits, &s->err));
    return hits;
}

/* With words in place of beginnings, and without measuring those that are beaten, the first rows are
 * those of the long way: same items, same scores. */
static void short_ways_find_the_same(void **ptr)
{
    stored *s = *ptr;
    static const char *const queries[] = {
        "ba",        "ba*",          "b*",          "dofe ba",      "dofe OR ba*",
        "ba NOT do", "headline:ba*", "headline:fe", "fe NEAR/3 ba", "\"fe ba\"",
        "d* b*",     "NOT fe*",      "lang:en ba*", "kind:art*",    "(ba OR do*) fe",
        "zzz*",      "\"ba do*\"",   "ferry OR ba", "from:2024 ba", "bado bafe baka",
    };
    size_t found = 0, bounded = 0;

    put_many(s, 900);
    for (size_t i = 0; i < COUNT(queries); i++) {
        dli_hits slow = hits_of(s, queries[i], false, 500);
        for (uint64_t rows = 1; rows <= 100; rows = rows * 4 + 1) {
            dli_hits fast = hits_of(s, queries[i], true, rows);
            assert_int_equal(fast.count, slow.count);
            assert_int_equal(fast.bounded, slow.bounded);
            for (size_t k = 0; k < rows && k < slow.count; k++)
                if (fast.ptr[k].item != slow.ptr[k].item ||
                    fast.ptr[k].score != slow.ptr[k].score)
                    fail_msg("%s: row %zu of %llu is another", queries[i], k,
                             (unsigned long long)rows);
            found += fast.count;
            bounded += fast.bounded;
        }
    }
    assert_true(found > 5000);
    assert_true(bounded > 10);
}

static void time_runs_out(void **ptr)
{
    stored *s = *ptr;
    dli_stored_items items;

    dli_store_patience(s->store, 1);
    for (int i = 0; i < 200; i++) {
        const dli_search question = { .query = DL_STR("the OR a OR storm*"), .explain = true };
        dl_status status = dli_store_search(s->store, &s->arena, &question, &items, &s->err);
        if (status != DL_OK)
            assert_int_equal(status, DL_ERR_LIMIT);
        else if (items.late)
            assert_true(items.more);
        else
            assert_true(items.count >= 2);
    }
    dli_store_patience(s->store, 0);
    assert_true(search(s, (dli_search){ .query = DL_STR("storm") }).count == 2);
}

static void who_and_what_take_queries(void **ptr)
{
    stored *s = *ptr;
    dli_stored_incidents incidents;
    dli_incident_filter filter = { .query = DL_STR("lang:en headline:storm") };

    assert_ok(s, dli_store_incidents(s->store, &s->arena, &filter, (dli_page_of){ 0, 0 },
                                     &incidents, &s->err));
    assert_int_equal(incidents.count, 1);
    filter.query = DL_STR("lang:fr");
    assert_ok(s, dli_store_incidents(s->store, &s->arena, &filter, (dli_page_of){ 0, 0 },
                                     &incidents, &s->err));
    assert_int_equal(incidents.count, 0);
    filter.query = DL_STR("lang:");
    assert_int_equal(dli_store_incidents(s->store, &s->arena, &filter, (dli_page_of){ 0, 0 },
                                         &incidents, &s->err),
                     DL_ERR_USAGE);
}

/* ---- An older store -------------------------------------------------------------------- */

static dl_str read_whole(stored *s, const char *path)
{
    FILE *in = fopen(path, "rb");
    char *bytes = dli_arena_take(&s->arena, (size_t)4 << 20);

    if (in == NULL)
        fail_msg("%s is not there: run this from the root of the project", path);
    size_t len = fread(bytes, 1, (size_t)4 << 20, in);
    (void)fclose(in);
    return (dl_str){ bytes, len };
}

static void bring_up(stored *s, int version)
{
    dl_str bytes;
    char path[128], said[32];
    dli_store *old;
    dli_stored_items items;
    const dli_search storm = { .query = DL_STR("storms lang:en") };
    bool added;

    (void)snprintf(path, sizeof path, "tests/stores/%d.dateline.zst", version);
    (void)snprintf(said, sizeof said, "of version %d", version);
    assert_ok(
        s, dli_zstd_unpack(&s->arena, read_whole(s, path), (size_t)16 << 20, &bytes, &s->err));
    (void)snprintf(path, sizeof path, "%s/old.dateline", s->folder);
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, out), bytes.len);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(dli_store_open(path, DLI_STORE_READ, &old, &s->err), DL_ERR_STORE);
    assert_non_null(strstr(s->err.what, said));
    assert_ok(s, dli_store_open(path, DLI_STORE_WRITE, &old, &s->err));
    assert_ok(s, dli_store_check(old, &s->err));
    assert_ok(s, dli_store_search(old, &s->arena, &storm, &items, &s->err));
    assert_true(items.count >= 3);
    dli_digest figures;
    assert_ok(s, dli_store_digest(old, &s->arena, &figures, &s->err));
    assert_true(figures.captures > 20 && figures.capture_bytes > 20000);
    assert_true(figures.outlets.count > 3 && figures.speakers.count > 3);
    /* what is new in it works on what is old */
    dli_stored_page page;
    uint8_t digest[32];
    assert_ok(s, dli_store_show(old, &s->arena, items.ptr[0].id, &page, &s->err));
    for (size_t i = 0; i < 32; i++) {
        unsigned byte;
        assert_int_equal(sscanf(page.sha256.ptr + 2 * i, "%2x", &byte), 1);
        digest[i] = (uint8_t)byte;
    }
    assert_ok(s, dli_store_collection(old, DL_STR("old"), &s->err));
    assert_ok(s, dli_store_begin(old, &s->err));
    assert_ok(s, dli_store_collect(old, digest, &added, &s->err));
    assert_true(added);
    assert_ok(s, dli_store_commit(old, &s->err));
    const dli_search collected = { .query = DL_STR("collection:old storms") };
    assert_ok(s, dli_store_search(old, &s->arena, &collected, &items, &s->err));
    assert_int_equal(items.count, 1);
    assert_ok(s, dli_store_check(old, &s->err));
    dli_store_close(old);
    assert_ok(s, dli_store_open(path, DLI_STORE_READ, &old, &s->err));
    dli_store_close(old);
    stored_remove(path);
}

static void older_stores_are_brought_up(void **ptr)
{
    for (int version = 1; version < dli_store_version(); version++)
        bring_up(*ptr, version);
}

/* ---- Collections ------------------------------------------------------------------- */

static size_t found(stored *s, const char *query)
{
    const dli_search search = { .query = made_str(query) };
    dli_stored_items items;

    assert_ok(s, dli_store_search(s->store, &s->arena, &search, &items, &s->err));
    return items.count;
}

static void put_into(stored *s, const char *collection, size_t page)
{
    assert_ok(s, dli_store_collection(s->store, made_str(collection), &s->err));
    assert_ok(s, dli_store_begin(s->store, &s->err));
    put(s, &pages[page]);
    assert_ok(s, dli_store_commit(s->store, &s->err));
}

static void captures_are_put_into_collections(void **ptr)
{
    stored *s = *ptr;
    dli_digest digest;

    put_into(s, "Storms of March", 0);
    put_into(s, "Storms of March", 1);
    put_into(s, "pier", 1);
    put_into(s, "", 2);
    put_into(s, "PIER", 0);
    size_t both = found(s, "collection:pier"), all = found(s, "NOT collection:none");
    assert_int_equal(found(s, "collection:\"storms of march\""), both);
    assert_int_equal(found(s, "collection:\"storms of march\" collection:Pier"), both);
    assert_int_equal(found(s, "collection:storm*"), both);
    assert_int_equal(found(s, "collection:storms"), 0);
    assert_int_equal(found(s, "NOT collection:pier"), all - both);
    assert_true(both >= 2 && all > both);
    assert_ok(s, dli_store_digest(s->store, &s->arena, &digest, &s->err));
    assert_int_equal(digest.collections.count, 2);
    assert_int_equal(digest.collections.ptr[0].count, 2);
    assert_ok(s, dli_store_compact(s->store, &s->err));
    assert_int_equal(found(s, "collection:pier"), both);
    /* a list has the same for a filter */
    const dli_list *list = dli_list_named("items");
    dl_str values[DLI_LIST_MAX_FILTERS] = { { "", 0 } };
    dli_list_rows rows;
    for (size_t i = 0; i < dli_list_filters(list); i++)
        values[i] =
            strcmp(list->filters[i].name, "collection") == 0 ? DL_STR("pier") : DL_STR("");
    assert_ok(s, dli_store_list(s->store, &s->arena, list, values,
                                (dli_list_page){ .limit = 50 }, &rows, &s->err));
    assert_int_equal(rows.count, both);
}

static void a_name_of_a_collection_is_plain_text(void **ptr)
{
    stored *s = *ptr;
    static const char *const bad[] = { "a\nb", "say \"x\"", "\xFF", "\x7F" };
    char longest[DLI_MAX_COLLECTION + 2];

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(dli_store_collection(s->store, made_str(bad[i]), &s->err),
                         DL_ERR_USAGE);
    memset(longest, 'x', sizeof longest);
    longest[sizeof longest - 1] = 0;
    assert_int_equal(dli_store_collection(s->store, made_str(longest), &s->err), DL_ERR_USAGE);
    assert_ok(s, dli_store_collection(s->store, made_str(longest + 1), &s->err));
    assert_ok(s, dli_store_collection(s->store, DL_STR("Осінь 2024"), &s->err));
}

static void merged_and_forgotten_captures_keep_to_their_collections(void **ptr)
{
    stored *s = *ptr;
    char path[128];
    dli_store *other;
    dli_merged merged;
    dli_digest digest;
    dli_forgotten gone;

    put_into(s, "one", 0);
    put_into(s, "two", 0);
    put_into(s, "", 1);
    (void)snprintf(path, sizeof path, "%s/other.dateline", s->folder);
    assert_ok(s, dli_store_open(path, DLI_STORE_WRITE, &other, &s->err));
    assert_ok(s, dli_store_merge(other, s->store, &merged, &s->err));
    assert_ok(s, dli_store_merge(other, s->store, &merged, &s->err));
    assert_int_equal(merged.added, 0);
    assert_ok(s, dli_store_digest(other, &s->arena, &digest, &s->err));
    assert_int_equal(digest.collections.count, 2);
    assert_int_equal(digest.collections.ptr[1].count, 1);
    const dli_search both = { .query = DL_STR("collection:one collection:two") };
    dli_stored_items items;
    assert_ok(s, dli_store_search(other, &s->arena, &both, &items, &s->err));
    assert_int_equal(items.count, found(s, "collection:one"));
    const dli_forget what = { .kind = DLI_FORGET_URL,
                              .name = made_str(pages[0].url),
                              .time = DL_STR("2024-03-06T09:00:00Z") };
    assert_ok(s, dli_store_forget(other, &what, &gone, &s->err));
    assert_int_equal(gone.captures, 1);
    assert_ok(s, dli_store_digest(other, &s->arena, &digest, &s->err));
    assert_int_equal(digest.collections.count, 0);
    assert_ok(s, dli_store_check(other, &s->err));
    dli_store_close(other);
    stored_remove(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_text_is_cut_into_words, setup, stored_teardown),
        cmocka_unit_test_setup_teardown(words_looked_for_are_never_passed_over, setup,
                                        stored_teardown),
        cmocka_unit_test_setup_teardown(a_body_is_taken_out_of_its_record, setup,
                                        stored_teardown),
        cmocka_unit_test_setup_teardown(the_beginning_of_a_body_is_enough, setup,
                                        stored_teardown),
        cmocka_unit_test_setup_teardown(words_are_bounded, setup, stored_teardown),
        cmocka_unit_test_setup_teardown(queries_find, setup, stored_teardown),
        cmocka_unit_test_setup_teardown(order_is_chosen, setup, stored_teardown),
        cmocka_unit_test_setup_teardown(a_match_is_explained, setup, stored_teardown),
        cmocka_unit_test_setup_teardown(phrases_are_lit_as_such, setup, stored_teardown),
        cmocka_unit_test_setup_teardown(a_bound_is_said, setup, stored_teardown),
        cmocka_unit_test_setup_teardown(beginnings_are_looked_up, setup, stored_teardown),
        cmocka_unit_test_setup_teardown(short_ways_find_the_same, setup, stored_teardown),
        cmocka_unit_test_setup_teardown(time_runs_out, setup, stored_teardown),
        cmocka_unit_test_setup_teardown(who_and_what_take_queries, setup, stored_teardown),
        cmocka_unit_test_setup_teardown(older_stores_are_brought_up, stored_setup,
                                        stored_teardown),
        cmocka_unit_test_setup_teardown(captures_are_put_into_collections, stored_setup,
                                        stored_teardown),
        cmocka_unit_test_setup_teardown(a_name_of_a_collection_is_plain_text, stored_setup,
                                        stored_teardown),
        cmocka_unit_test_setup_teardown(merged_and_forgotten_captures_keep_to_their_collections,
                                        stored_setup, stored_teardown),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
