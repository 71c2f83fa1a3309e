/* test_place.c -- names as they are looked up, the gazetteer that ships and what damage to it
 * does, and which places of a text are found where. */
#include "table.h"

#include "base/buf.h"
#include "base/digest.h"
#include "base/embedded.h"
#include "base/error.h"
#include "base/little.h"
#include "item_of_text.h"
#include "place/place.h"

#include <stdio.h>
#include <stdlib.h>

#define GAZETTEER "models/places/places.dlm"
#define TOPONYMS  "models/toponyms/toponyms.dlm"

enum {
    STEP = 3999971, /* between bytes of the gazetteer that are damaged in turn */
    SMALL_STEP = 997,
    MEMORY = 64 << 20
};

static dl_str own(const char *name)
{
    return dli_embedded_find(name);
}

/* ---- Keys: what models/places/build.py says of the same names -------------- */

static void names_are_keyed_as_the_builder_does(void **state)
{
    static const struct {
        const char *name, *key;
        uint64_t hash;
    } cases[] = {
        { "São Paulo", "sao paulo", 0x392bc24571b1u },
        { "Côte d’Ivoire", "cote d ivoire", 0x72395524e5bfu },
        { "St. Louis", "st louis", 0x42f055e3a8d3u },
        { "U.S.", "us", 0x29cd74077d76u },
        { "Харків", "харков", 0x88c329d167b2u },
        { "Харкова", "харков", 0x88c329d167b2u },
        { "Харькове", "харьков", 0x973d6040616cu },
        { "Київ", "києв", 0xcba353d25d86u },
        { "Києва", "києв", 0xcba353d25d86u },
        { "Киеве", "киев", 0x5185a09b9b91u },
        { "Куп'янськ", "куп янськ", 0x4028257b5fc2u },
        { "Слов’янську", "слов янськ", 0x6de01001af5fu },
        { "Одеська область", "одеськ област", 0x5d401257f9ffu },
        { "Одеській області", "одеськ област", 0x5d401257f9ffu },
        { "Ростова-на-Дону", "ростов на дон", 0xc2baa04eaa08u },
        { "Łódź", "lodz", 0xdaf4c06ff70cu },
        { "Straße", "strasse", 0xdb7970f7402du },
        { "Đà Nẵng", "da nang", 0xb32b08858ccbu },
        { "Weston-on-the-Green", "weston on the green", 0x9af4f6d5f9feu },
        { "Крыму", "крым", 0x179696c56f9bu },
        { "Крым", "крым", 0x179696c56f9bu },
        { "Суми", "сум", 0x06765deabfdeu },
        { "Сумах", "сум", 0x06765deabfdeu },
        { "Уфе", "уф", 0x1667fb370815u },
        { "Львові", "львов", 0x807fd7bda173u },
        { "Кривого Рогу", "крив рог", 0x034ae101b4b0u },
        { "Кривий Ріг", "крив рог", 0x034ae101b4b0u },
        { "ÅLESUND", "alesund", 0xfc7ad0ea16e4u },
        { "İzmir", "izmir", 0 },
        { "Орёл", "орел", 0x3244ddc7a091u },
        { "  Paris  ", "paris", 0x6bebc9946c9fu },
        { "أحمد", "أحمد", 0xd718d3a5454cu },
        { "...", "", 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char key[64];
        size_t len = dli_place_key(key, 0, sizeof key, dli_str(cases[i].name));
        dl_str made = { key, len };
        HOLDS(dli_eq(made, dli_str(cases[i].key)), cases[i].name);
        HOLDS(cases[i].hash == 0 || dli_place_hash(made) == cases[i].hash, cases[i].name);
    }
}

static void a_key_keeps_to_its_room(void **state)
{
    static const char *const names[] = { "Straße", "Đà Nẵng", "Кривого Рогу", "a b c d e f" };

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++)
        for (size_t room = 0; room < 40; room++) {
            char key[40];
            memset(key, '#', sizeof key);
            HOLDS(dli_place_key(key, 0, room, dli_str(names[i])) <= room, names[i]);
            for (size_t k = room; k < sizeof key; k++)
                HOLDS(key[k] == '#', names[i]);
        }
}

/* ---- The gazetteer --------------------------------------------------------- */

static void the_gazetteer_is_sound(void **state)
{
    dli_gazetteer g;
    dl_error err = { 0 };

    (void)state;
    assert_int_equal(dli_gazetteer_open(own(GAZETTEER), DL_STR("own"), false, &g, &err), DL_OK);
    assert_true(g.country_count >= 249 && g.place_count > 200000);
    assert_true(dli_gazetteer_country(&g, DL_STR("ua")) < g.country_count);
    assert_int_equal(dli_gazetteer_country(&g, DL_STR("zz")), DLI_NO_COUNTRY);
    assert_int_equal(dli_gazetteer_country(&g, DL_STR("")), DLI_NO_COUNTRY);
    assert_int_equal(dli_gazetteer_find(&g, dli_place_hash(DL_STR("no such place"))).count, 0);
}

static void refuses(dl_str bytes)
{
    dli_gazetteer g;
    dl_error err = { 0 };

    assert_int_equal(dli_gazetteer_open(bytes, DL_STR("bad"), false, &g, &err), DL_ERR_MODEL);
    assert_true(err.what[0] != 0 && err.fix[0] != 0);
    assert_null(strchr(err.what, '\n'));
}

static void damage_is_refused(void **state)
{
    dl_str good = own(GAZETTEER), small = own(TOPONYMS);
    char *bytes = malloc(good.len);
    dli_toponym_model model;
    dli_arena arena;

    (void)state;
    assert_non_null(bytes);
    memcpy(bytes, good.ptr, good.len);
    for (size_t at = 0; at < good.len; at += at < 160 ? 1 : STEP) {
        bytes[at] = (char)(bytes[at] ^ 1 << at % 8);
        refuses((dl_str){ bytes, good.len });
        bytes[at] = good.ptr[at];
        refuses((dl_str){ bytes, at });
    }
    free(bytes);
    bytes = malloc(small.len);
    assert_non_null(bytes);
    dli_arena_init(&arena, MEMORY);
    for (size_t at = 0; at < small.len; at += SMALL_STEP) {
        memcpy(bytes, small.ptr, small.len);
        bytes[at] = (char)(bytes[at] ^ 1 << at % 8);
        assert_int_equal(dli_toponym_model_read(&arena, (dl_str){ bytes, small.len },
                                                DL_STR("bad"), &model, NULL),
                         DL_ERR_MODEL);
        assert_int_equal(dli_toponym_model_read(&arena, (dl_str){ small.ptr, at },
                                                DL_STR("bad"), &model, NULL),
                         DL_ERR_MODEL);
    }
    free(bytes);
    dli_arena_done(&arena);
}

/* Numbers that lead out of the file, behind a digest that is right. */
static void wrong_numbers_are_refused(void **state)
{
    static const struct {
        const char *chunk;
        size_t at; /* of the chunk */
        uint32_t value;
        const char *name;
    } cases[] = {
        { "COUN", 0, 300, "more countries than there are" },
        { "COUN", 8, 0xFFFFFF, "a capital that is no place" },
        { "PLAC", 0, 1, "fewer places than there are" },
        { "PLAC", 8, 9100000, "a place beyond the pole" },
        { "PLAC", 12, 18100000, "a place beyond the date line" },
        { "PLAC", 16, 0xFFFFFF0, "a name that lies outside" },
        { "PLAC", 20, 0x0000FE, "a country that there is not" },
        { "PLAC", 20, 0x00FF00, "a kind that there is not" },
        { "NAME", 4, 0xFFFFFFF, "a bucket that ends outside" },
        { "NAME", 65537 * 4 + 4, 0xFFFFE, "a name of no place" },
    };
    dl_str good = own(GAZETTEER);
    char *bytes = malloc(good.len);

    (void)state;
    assert_non_null(bytes);
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t offset = 0;
        memcpy(bytes, good.ptr, good.len);
        for (size_t entry = 48; entry < 48 + 64; entry += 16)
            if (memcmp(bytes + entry, cases[i].chunk, 4) == 0)
                offset = dli_get_u32(bytes + entry + 4);
        HOLDS(offset > 0, cases[i].name);
        for (size_t b = 0; b < 4; b++)
            bytes[offset + cases[i].at + b] = (char)(cases[i].value >> 8 * b);
        dli_sha256((dl_str){ bytes + 48, good.len - 48 }, (uint8_t *)bytes + 16);
        dli_gazetteer g;
        HOLDS(dli_gazetteer_open((dl_str){ bytes, good.len }, DL_STR("bad"), false, &g, NULL) ==
                  DL_ERR_MODEL,
              cases[i].name);
    }
    free(bytes);
}

/* ---- Texts ----------------------------------------------------------------- */

typedef struct reading {
    dli_gazetteer gazetteer;
    dli_toponym_model model;
    dli_text_models models;
    dli_text_tools *tools, *tagging; /* without the taggers and with them */
    dli_arena own, arena;
} reading;

static int open_reading(void **state)
{
    reading *r = calloc(1, sizeof *r);

    if (r == NULL)
        return 1;
    *state = r;
    dli_arena_init(&r->own, MEMORY);
    dli_arena_init(&r->arena, MEMORY);
    r->models.gazetteer = &r->gazetteer;
    return dli_gazetteer_open(own(GAZETTEER), DL_STR("own"), true, &r->gazetteer, NULL) !=
               DL_OK ||
           dli_toponym_model_read(&r->own, own(TOPONYMS), DL_STR("own"), &r->model, NULL) !=
               DL_OK ||
           dli_text_models_read(&r->own, &r->arena, NULL, &r->models, NULL) != DL_OK ||
           dli_text_tools_open(NULL, &r->tools, NULL) != DL_OK ||
           dli_text_tools_open(&r->models, &r->tagging, NULL) != DL_OK;
}

static int close_reading(void **state)
{
    reading *r = *state;

    dli_text_tools_close(r->tools);
    dli_text_tools_close(r->tagging);
    dli_arena_done(&r->own);
    dli_arena_done(&r->arena);
    free(r);
    return 0;
}

/* Find the places of a text, with `scratch` for what is found. */
static dl_status find_places(reading *r, dli_item *item, dli_parsed *parsed,
                             const dli_place_input *more, dli_arena *scratch,
                             dli_locations *out)
{
    if (dli_text_parse(&r->arena, r->tools, item, parsed, NULL) != DL_OK)
        return DL_ERR_NOMEM;
    dli_place_input input = *more;
    input.gazetteer = &r->gazetteer;
    input.model = &r->model;
    input.item = item;
    input.parsed = parsed;
    return dli_place_find(scratch, scratch, &input, out, NULL);
}

/* "name=country/name in the gazetteer" of each place, in order, with "; " between them. */
static dl_str found_in(reading *r, const char *text, const char *language,
                       const dli_place_input *more)
{
    dli_locations found;
    dli_parsed parsed;
    dli_buf out;

    dli_item item = item_of_text(&r->arena, dli_str(text), language, "");
    assert_int_equal(find_places(r, &item, &parsed, more, &r->arena, &found), DL_OK);
    dli_buf_init(&out, &r->arena);
    for (size_t i = 0; i < found.list.count; i++) {
        const dli_location *l = &found.list.ptr[i];
        dli_buf_add(&out, i > 0 ? DL_STR("; ") : DL_STR(""));
        dli_buf_add(&out, l->name);
        if (l->place == 0)
            continue;
        dli_place_entry e = dli_gazetteer_place(&r->gazetteer, l->place - 1);
        dli_buf_add(&out, DL_STR("="));
        if (e.country != DLI_NO_COUNTRY)
            dli_buf_add(&out, dli_gazetteer_code(&r->gazetteer, e.country));
        dli_buf_add(&out, DL_STR("/"));
        dli_buf_add(&out, e.name);
    }
    return dli_buf_str(&out);
}

static void places_are_found(void **state)
{
    static const struct {
        const char *lang, *text, *places, *name;
    } cases[] = {
        { "en", "A man was hurt in Paris, Texas, the sheriff said.",
          "Paris=US/Paris; Texas=US/Texas", "the state behind the comma says which town" },
        { "en", "A man was hurt in Qoremville, Ohio, the sheriff said.",
          "Qoremville=US/Ohio; Ohio=US/Ohio",
          "a town that is in no gazetteer has its region's place" },
        { "en", "The paper spoke to Jonas Reeve, Ohio senator, on Monday.", "Ohio=US/Ohio",
          "not so a person" },
        { "de", "In Bayern und in Sachsen brannte es.", "Bayern=DE/Bavaria; Sachsen=DE/Saxony",
          "regions by their own names" },
        { "en", "She flew from Amman to Tbilisi after talks in Jordan and Georgia.",
          "Amman=JO/Amman; Tbilisi=GE/Tbilisi; Jordan=JO/Jordan; Georgia=GE/Georgia",
          "countries, not the towns and the state of the same names" },
        { "en", "The Washington Post asked Mr. London about it.", "",
          "a newspaper and a person are no places" },
        { "en", "Butler County deputies closed Gospel Lane near Hamilton, Ohio.",
          "Butler County=US/Butler County; Gospel Lane; Hamilton=US/Hamilton; Ohio=US/Ohio",
          "a county of the state that is named; a lane that no gazetteer has" },
        { "de", "Die Polizei in Halle an der Saale sucht Zeugen.",
          "Halle an der Saale=DE/Halle (Saale)", "a name of four words" },
        { "de", "In Kiew und Odessa wurden Menschen verletzt.", "Kiew=UA/Kyiv; Odessa=UA/Odesa",
          "names that German has for towns" },
        { "fr", "Une explosion a eu lieu à Kharkiv, en Ukraine, puis en Côte d’Ivoire.",
          "Kharkiv=UA/Kharkiv; Ukraine=UA/Ukraine; Côte d’Ivoire=CI/Ivory Coast",
          "a country whose name has an apostrophe" },
        { "fr", "À Sainte-Orlac, la digue a cédé.", "Sainte-Orlac",
          "not the Sainte that is in the gazetteer" },
        { "fr", "Un incendie s’est déclaré à Grenoble.", "Grenoble=FR/Grenoble",
          "the only town of its name, though nothing speaks for its country" },
        { "es", "Hubo protestas en Córdoba, Argentina.",
          "Córdoba=AR/Córdoba; Argentina=AR/Argentina", "the country behind the comma" },
        { "ru", "В Херсоне и Николаеве прогремели взрывы, в Донецкой области их не было.",
          "Херсоне=UA/Kherson; Николаеве=UA/Mykolayiv; Донецкой области=UA/Donetsk",
          "cases; an oblast is no town" },
        { "ru", "В Москве и в Киеве молчат.", "Москве=RU/Moscow; Киеве=UA/Kyiv",
          "towns, not the regions that are hardly more" },
        { "uk", "У Харкові, Сумах і в Одеській області лунала тривога.",
          "Харкові=UA/Kharkiv; Сумах=UA/Sumy; Одеській області=UA/Odesa",
          "і for о in the nominative; a region of two words" },
        { "uk", "В Україні та в Авдіївці чекають.", "Україні=UA/Ukraine; Авдіївці=UA/Avdiivka",
          "ц for к before і" },
    };
    static const dli_place_input none = { 0 };
    reading *r = *state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        dl_str found = found_in(r, cases[i].text, cases[i].lang, &none);
        if (!dli_eq(found, dli_str(cases[i].places)))
            fail_msg("%s: %.*s", cases[i].name, DLI_ARG(found));
        dli_arena_reset(&r->arena);
    }
}

/* One name means one place, and its people the country. */
static void mentions_are_joined(void **state)
{
    static const dli_place_input none = { 0 };
    reading *r = *state;
    dli_locations found;
    dli_parsed parsed;

    dli_item item = item_of_text(
        &r->arena, DL_STR("Ukraine said no. Ukrainian troops left Kyiv. In Kyiv it rained."),
        "en", "");
    assert_int_equal(find_places(r, &item, &parsed, &none, &r->arena, &found), DL_OK);
    assert_int_equal(found.list.count, 2);
    assert_true(dli_eq(found.list.ptr[0].name, DL_STR("Ukraine")));
    assert_int_equal(found.list.ptr[0].mentions.count, 2);
    assert_int_equal(found.list.ptr[0].precision, DLI_PLACE_COUNTRY);
    assert_int_equal(found.list.ptr[1].mentions.count, 2);
    assert_int_equal(found.list.ptr[1].precision, DLI_PLACE_TOWN);
    assert_true(found.list.ptr[1].considered_count > 0);
    assert_ptr_equal(dli_location_at(&found, found.list.ptr[1].mentions.spans[1]),
                     &found.list.ptr[1]);
    assert_null(dli_location_at(&found, (dl_span){ 9, 12 }));
}

/* The outlet's country decides where nothing else does; without it, which of two is not told. */
static void the_outlet_counts(void **state)
{
    static const dli_place_input canadian = { .url = { "https://example.ca/a", 20 } };
    static const dli_place_input none = { 0 };
    reading *r = *state;
    const char *text = "A fire broke out in Cambridge on Monday.";

    assert_true(dli_eq(found_in(r, text, "en", &none), DL_STR("Cambridge")));
    assert_true(dli_find(found_in(r, text, "en", &canadian), DL_STR("CA/"), 0) != DLI_NONE);
}

/* What the tagger of names makes of a word decides, where there is one for the language. */
static void names_decide(void **state)
{
    static const struct {
        const char *lang, *text, *places, *name;
    } cases[] = {
        { "de", "Das Feuer brach in der Küche aus, verletzt wurde niemand.", "",
          "a kitchen, which is China without its marks" },
        { "de", "Der Brand brach in Hamburg aus.", "Hamburg=DE/Hamburg", "a town" },
        { "uk", "Решту людей вивезли до Харкова.", "Харкова=UA/Kharkiv",
          "the rest of them; Rasht elsewhere" },
        { "ru", "Лариса Петрова приехала в Москву.", "Москву=RU/Moscow",
          "a first name; Larissa elsewhere" },
        { "fr", "Marie Hamilton est née à Lyon.", "Lyon=FR/Lyon", "a surname" },
        { "en", "The ferry left Port Haven on Friday and reached London on Sunday.",
          "Port Haven; London=GB/London",
          "what the gazetteer does not have; neither Port nor Haven is meant" },
        { "en", "Police in South London and in Sumy Oblast said no.",
          "London=GB/London; Sumy Oblast=UA/Sumy", "parts that are meant themselves" },
    };
    static const dli_place_input none = { 0 };
    reading *r = *state;
    dli_text_tools *bare = r->tools;

    r->tools = r->tagging;
    for (size_t i = 0; i < COUNT(cases); i++) {
        dl_str found = found_in(r, cases[i].text, cases[i].lang, &none);
        if (!dli_eq(found, dli_str(cases[i].places)))
            fail_msg("%s: %.*s", cases[i].name, DLI_ARG(found));
        dli_arena_reset(&r->arena);
    }
    r->tools = bare;
}

static void the_dateline_is_a_place(void **state)
{
    static const dli_place_input none = { 0 };
    reading *r = *state;
    dli_locations found;
    dli_parsed parsed;

    dli_item item = item_of_text(&r->arena, DL_STR("Two people were hurt."), "en", "");
    item.dateline.place.bytes = DL_STR("HAMILTON, Ohio");
    assert_int_equal(find_places(r, &item, &parsed, &none, &r->arena, &found), DL_OK);
    assert_int_equal(found.list.count, 0);
    assert_true(found.dateline != 0);
    dli_place_entry e = dli_gazetteer_place(&r->gazetteer, found.dateline - 1);
    assert_true(dli_eq(e.name, DL_STR("Hamilton")));
    assert_true(dli_eq(dli_gazetteer_place(&r->gazetteer, e.region - 1).name, DL_STR("Ohio")));
    assert_int_equal(found.dateline_precision, DLI_PLACE_TOWN);

    item.dateline.place.bytes = DL_STR("QOREMVILLE, Ohio");
    assert_int_equal(find_places(r, &item, &parsed, &none, &r->arena, &found), DL_OK);
    assert_true(found.dateline != 0);
    e = dli_gazetteer_place(&r->gazetteer, found.dateline - 1);
    assert_true(dli_eq(e.name, DL_STR("Ohio")));
    assert_int_equal(found.dateline_precision, DLI_PLACE_REGION);

    item.dateline.place.bytes = DL_STR("QOREMVILLE");
    assert_int_equal(find_places(r, &item, &parsed, &none, &r->arena, &found), DL_OK);
    assert_true(found.dateline == 0);
}

/* With any memory either all is found or it is said that memory ran out. */
static void memory_may_run_out(void **state)
{
    static const dli_place_input none = { 0 };
    reading *r = *state;
    dl_status status = DL_ERR_NOMEM;

    for (size_t budget = 0; status != DL_OK; budget += 4096) {
        dli_locations found;
        dli_parsed parsed;
        dli_arena scratch;
        assert_true(budget < (size_t)MEMORY);
        dli_arena_reset(&r->arena);
        dli_arena_init(&scratch, budget);
        dli_item item = item_of_text(
            &r->arena, DL_STR("In Paris, Texas, and in Kyiv, Ukraine, it rained."), "en", "");
        status = find_places(r, &item, &parsed, &none, &scratch, &found);
        assert_true(status == DL_OK || status == DL_ERR_NOMEM);
        assert_true(status != DL_OK || found.list.count == 4);
        dli_arena_done(&scratch);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_keyed_as_the_builder_does),
        cmocka_unit_test(a_key_keeps_to_its_room),
        cmocka_unit_test(the_gazetteer_is_sound),
        cmocka_unit_test(damage_is_refused),
        cmocka_unit_test(wrong_numbers_are_refused),
        cmocka_unit_test_setup_teardown(places_are_found, open_reading, close_reading),
        cmocka_unit_test_setup_teardown(mentions_are_joined, open_reading, close_reading),
        cmocka_unit_test_setup_teardown(the_outlet_counts, open_reading, close_reading),
        cmocka_unit_test_setup_teardown(names_decide, open_reading, close_reading),
        cmocka_unit_test_setup_teardown(the_dateline_is_a_place, open_reading, close_reading),
        cmocka_unit_test_setup_teardown(memory_may_run_out, open_reading, close_reading),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
