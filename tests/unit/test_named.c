/* test_named.c -- names in sentences of six languages, by the taggers that the program carries. */
#include "table.h"

#include "base/arena.h"
#include "base/embedded.h"
#include "base/error.h"
#include "base/str.h"
#include "statement/statement.h"

#include <stdio.h>

enum {
    MEMORY = 64 << 20,
    ROUNDS = 300,
    MOST = 600
};

static dli_arena arena;
static dli_text_models models;
static dli_gazetteer gazetteer;
static dli_text_tools *tools;

static const char *const kinds[] = {
#define NAMED(kind, what) #kind,
#include "text/named.def"
};

static int open_all(void **unused)
{
    dli_arena file;
    dl_str places = dli_embedded_find("models/places/places.dlm");

    (void)unused;
    dli_arena_init(&arena, MEMORY);
    dli_arena_init(&file, MEMORY);
    if (dli_text_models_read(&arena, &file, NULL, &models, NULL) != DL_OK ||
        dli_gazetteer_open(places, DL_STR("places"), true, &gazetteer, NULL) != DL_OK)
        return 1;
    dli_arena_done(&file);
    models.gazetteer = &gazetteer;
    return dli_text_tools_open(&models, &tools, NULL) == DL_OK ? 0 : 1;
}

static int close_all(void **unused)
{
    (void)unused;
    dli_text_tools_close(tools);
    dli_arena_done(&arena);
    return 0;
}

static void parse(const char *lang, dl_str text, dli_item *item, dli_parsed *out)
{
    *item = (dli_item){ .position = 1, .language = dli_str(lang) };
    dli_block block = { .kind = DLI_BLOCK_P, .in = { 0, (uint32_t)text.len } };

    item->body.bytes = text;
    assert_true(DLI_PUSH(&arena, &item->blocks, block));
    assert_int_equal(dli_text_parse(&arena, tools, item, out, NULL), DL_OK);
}

/* A text and its names as "KIND name|…"; people and places are made up or known to all. */
static const struct {
    const char *why, *lang, *text, *names;
} cases[] = {
    { "a person and a town, English", "en", "Mayor Ana Costa spoke in London on Monday.",
      "PER Ana Costa|LOC London|DATE Monday" },
    { "a body behind its article", "en",
      "The Ministry of Health said two people had died in Nigeria.",
      "ORG Ministry of Health|LOC Nigeria" },
    { "a day and money are no names of the record, but kinds all the same", "en",
      "The company paid $ 4 million to the government of Kenya.",
      "MONEY $ 4 million|LOC Kenya" },
    { "no name", "en", "The water rose during the night and nobody slept.", "" },
    { "French", "fr", "Marie Delmas est née à Lyon.", "PER Marie Delmas|LOC Lyon" },
    { "German", "de", "Der Kanzler Karl Brandner reiste nach Hamburg.",
      "PER Karl Brandner|LOC Hamburg" },
    { "Spanish", "es", "Pedro Almeida nació en Madrid.", "PER Pedro Almeida|LOC Madrid" },
    { "Russian, in an oblique case", "ru", "В Москве выступил Иван Петров.",
      "LOC Москве|PER Иван Петров" },
    { "Ukrainian, in an oblique case", "uk", "Про це повідомив Олег Коваленко у Харкові.",
      "PER Олег Коваленко|LOC Харкові" },
    { "a language without a tagger has none", "pl", "Anna Nowak mieszka w Krakowie.", "" },
};

static void finds_names(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char got[512] = "";
        dli_item item;
        dli_parsed p;
        parse(cases[i].lang, dli_str(cases[i].text), &item, &p);
        if (dli_text_tagger(&models, DLI_MODEL_names, p.lang) == NULL &&
            strcmp(cases[i].lang, "en") != 0 && strcmp(cases[i].lang, "pl") != 0)
            continue; /* a build without models/names-nc */
        for (size_t n = 0; n < p.names.count; n++) {
            size_t len = strlen(got);
            (void)snprintf(got + len, sizeof got - len, "%s%s %.*s", n > 0 ? "|" : "",
                           kinds[p.names.ptr[n].kind],
                           DLI_ARG(dli_cut(p.body, p.names.ptr[n].in)));
        }
        if (strcmp(got, cases[i].names) != 0)
            print_message("# %s: %s\n", cases[i].why, got);
        assert_string_equal(got, cases[i].names);
    }
}

/* People and bodies who say nothing are entities all the same: "TYPE name*mentions". */
static const struct {
    const char *why, *lang, *text, *entities;
} silent[] = {
    { "a person of two words, and the surname by itself", "en",
      "Pedro Almeida left London on Monday. Almeida had spent two days in the city.",
      "0 Pedro Almeida*2" },
    { "a body", "en", "The World Health Organization sent doctors to Kenya.",
      "1 World Health Organization*1" },
    { "a single word is nobody by itself", "de", "Die Kritik wuchs, und Lücken blieben.", "" },
    { "a first name is asked for where every noun has a capital", "de",
      "Der Kanzler Karl Brandner reiste nach Hamburg.", "0 Karl Brandner*1" },
};

static void those_who_say_nothing_are_entities(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++) {
        char got[512] = "";
        dli_item item;
        dli_parsed p;
        dli_statements said;
        parse(silent[i].lang, dli_str(silent[i].text), &item, &p);
        if (dli_text_tagger(&models, DLI_MODEL_names, p.lang) == NULL)
            continue;
        assert_int_equal(dli_statement_find(&arena, &arena, &item, &p, &said, NULL), DL_OK);
        for (size_t e = 0; e < said.entities.count; e++) {
            const dli_entity *x = &said.entities.ptr[e];
            size_t len = strlen(got);
            assert_true(x->silent);
            (void)snprintf(got + len, sizeof got - len, "%s%d %.*s*%u", e > 0 ? "|" : "",
                           (int)x->type, DLI_ARG(x->name), x->mentions.count);
        }
        if (strcmp(got, silent[i].entities) != 0)
            print_message("# %s: %s\n", silent[i].why, got);
        assert_string_equal(got, silent[i].entities);
    }
}

/* Whatever the text: names lie in it on borders of words, rise, and cross no sentence. */
static void names_are_in_order(void **unused)
{
    static const char *const pieces[] = {
        "Ana ",
        "COSTA",
        " of",
        " the ",
        ". ",
        ", ",
        "«",
        "»",
        "Київ",
        " у ",
        "Петра ",
        "-",
        "$5",
        " 12",
        "\n",
        "\xF0\x9F\x98\x80",
        "l'",
        "Élysée",
        " said ",
        "\"",
        "U.S.",
        " Straße",
        "ЄС",
        "’s ",
        "\xE2\x80\x8B",
        "a",
        "А.",
        " и ",
        "(",
        ")",
        " МВД ",
        "\xCC\x81",
    };
    static const char *const langs[] = { "en", "fr", "de", "es", "ru", "uk", "pl" };
    uint32_t seed = 20261130;

    (void)unused;
    for (size_t round = 0; round < ROUNDS; round++) {
        char text[MOST * 16];
        size_t len = 0, count;
        dli_item item;
        dli_parsed p;
        seed = seed * 1664525 + 1013904223;
        count = (seed >> 8) % (round % 50 == 0 ? MOST : 40);
        for (size_t i = 0; i < count; i++) {
            seed = seed * 1664525 + 1013904223;
            const char *piece = pieces[(seed >> 8) % (sizeof pieces / sizeof *pieces)];
            memcpy(text + len, piece, strlen(piece));
            len += strlen(piece);
        }
        parse(langs[round % 7], (dl_str){ text, len }, &item, &p);
        uint32_t end = 0, sentence = 0;
        for (size_t i = 0; i < p.names.count; i++) {
            const dli_named *n = &p.names.ptr[i];
            assert_true(n->word >= end && n->end > n->word && n->end <= p.words.count);
            assert_true(n->in.start == p.words.ptr[n->word].in.start);
            assert_true(n->in.end == p.words.ptr[n->end - 1].in.end && n->in.end <= len);
            while (p.sentences.ptr[sentence].word + p.sentences.ptr[sentence].count <= n->word)
                sentence++;
            assert_true(n->end <=
                        p.sentences.ptr[sentence].word + p.sentences.ptr[sentence].count);
            assert_true(n->kind < DLI_NAMED_KINDS);
            end = n->end;
        }
    }
}

/* No word has more features than there is room for. */
static void features_fit(void **unused)
{
    dli_item item;
    dli_parsed p;
    dli_name_rows rows;

    (void)unused;
    parse("en", DL_STR("\"Dr. Ana De La Costa Of The Port Of Aldhaven And The Sea\""), &item,
          &p);
    for (size_t i = 0; i < p.sentences.count; i++) {
        assert_true(dli_name_rows_of(&arena, &p, i, &rows));
        assert_int_equal(rows.count, p.sentences.ptr[i].count);
        for (uint32_t t = 0; t < rows.count; t++)
            assert_true(rows.first[t + 1] - rows.first[t] <= DLI_NAME_FEATURES);
    }
}

static void refuses_without_memory(void **unused)
{
    dli_arena small;
    dli_item item;
    dli_parsed p;
    dl_status status = DL_ERR_NOMEM;

    (void)unused;
    parse("en", DL_STR("Mayor Ana Costa spoke in London on Monday."), &item, &p);
    for (size_t budget = 0; budget < 1 << 20 && status != DL_OK; budget += 64) {
        dli_arena_init(&small, budget);
        status = dli_text_parse(&small, tools, &item, &p, NULL);
        assert_true(status == DL_OK || status == DL_ERR_NOMEM);
        dli_arena_done(&small);
    }
    assert_int_equal(status, DL_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_names),
        cmocka_unit_test(those_who_say_nothing_are_entities),
        cmocka_unit_test(names_are_in_order),
        cmocka_unit_test(features_fit),
        cmocka_unit_test(refuses_without_memory),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, open_all, close_all);
}
