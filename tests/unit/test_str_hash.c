/* test_str_hash.c -- small questions about bytes, and the table keyed by them. */
#include "table.h"

#include "base/cursor.h"
#include "base/hash.h"
#include "base/str.h"

#include <stdio.h>

static const dl_str NOTHING = { NULL, 0 };

static void classes_of_bytes_are_ascii(void **state)
{
    (void)state;
    for (int i = -128; i < 128; i++) {
        char c = (char)i;
        bool upper = i >= 'A' && i <= 'Z', lower = i >= 'a' && i <= 'z';
        bool digit = i >= '0' && i <= '9';
        assert_int_equal(dli_is_upper(c), upper);
        assert_int_equal(dli_is_alpha(c), upper || lower);
        assert_int_equal(dli_is_digit(c), digit);
        assert_int_equal(dli_is_alnum(c), upper || lower || digit);
        assert_int_equal(dli_lower(c), upper ? c + 32 : c);
        assert_int_equal(dli_is_space(c), i != 0 && i > 0 && strchr("\t\n\f\r ", i) != NULL);
    }
}

static void comparing(void **state)
{
    static const struct {
        dl_str a, b;
        int order;
        bool equal, same; /* same: but for ASCII case */
    } cases[] = {
        { BYTES(""), BYTES(""), 0, true, true },
        { { NULL, 0 }, BYTES(""), 0, true, true },
        { BYTES(""), BYTES("a"), -1, false, false },
        { BYTES("a"), BYTES("A"), 1, false, true },
        { BYTES("ab"), BYTES("abc"), -1, false, false },
        { BYTES("a\0b"), BYTES("a\0c"), -1, false, false },
        { BYTES("Ferry"), BYTES("fERRY"), -1, false, true },
        { BYTES("\xC3\x89"), BYTES("\xC3\xA9"), -1, false, false },
        { BYTES("["), BYTES("{"), -1, false, false },
        { BYTES("\x7F"), BYTES("\x80"), -1, false, false },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        dl_str a = cases[i].a, b = cases[i].b;
        int order = dli_compare(a, b), back = dli_compare(b, a);
        assert_int_equal((order > 0) - (order < 0), cases[i].order);
        assert_int_equal((back > 0) - (back < 0), -cases[i].order);
        assert_int_equal(dli_eq(a, b), cases[i].equal);
        assert_int_equal(dli_eq_nocase(a, b), cases[i].same);
    }
    assert_true(dli_starts(DL_STR("ferry"), DL_STR("fer")));
    assert_true(dli_starts(NOTHING, NOTHING));
    assert_false(dli_starts(DL_STR("fe"), DL_STR("fer")));
    assert_true(dli_starts_nocase(DL_STR("FERRY"), DL_STR("fer")));
    assert_true(dli_ends(DL_STR("ferry"), DL_STR("rry")));
    assert_true(dli_ends(DL_STR("ferry"), NOTHING));
    assert_false(dli_ends(DL_STR("y"), DL_STR("ry")));
}

static void finding(void **state)
{
    static const struct {
        const char *s, *needle;
        size_t from, at, nocase;
    } cases[] = {
        { "the ferry", "ferry", 0, 4, 4 },
        { "the ferry", "Ferry", 0, DLI_NONE, 4 },
        { "the ferry", "ferry", 5, DLI_NONE, DLI_NONE },
        { "aaab", "aab", 0, 1, 1 },
        { "aaa", "aaaa", 0, DLI_NONE, DLI_NONE },
        { "abc", "", 2, 2, 2 },
        { "abc", "", 3, 3, 3 },
        { "abc", "", 4, DLI_NONE, DLI_NONE },
        { "abc", "a", 99, DLI_NONE, DLI_NONE },
        { "", "a", 0, DLI_NONE, DLI_NONE },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        dl_str s = dli_str(cases[i].s), needle = dli_str(cases[i].needle);
        HOLDS(dli_find(s, needle, cases[i].from) == cases[i].at, cases[i].s);
        HOLDS(dli_find_nocase(s, needle, cases[i].from) == cases[i].nocase, cases[i].s);
    }
    assert_int_equal(dli_find(NOTHING, NOTHING, 0), 0);
    assert_int_equal(dli_find_byte(DL_STR("a\0b"), 0, 0), 1);
    assert_int_equal(dli_find_byte(NOTHING, 'a', 0), DLI_NONE);
}

static void cutting(void **state)
{
    dl_str rest = DL_STR("a,,b,"), piece, word;

    (void)state;
    assert_true(dli_eq(dli_trim(DL_STR(" \t a b \r\n\f")), DL_STR("a b")));
    assert_int_equal(dli_trim(DL_STR(" \n ")).len, 0);
    assert_int_equal(dli_trim(NOTHING).len, 0);
    const char *pieces[] = { "a", "", "b", "" };
    for (size_t i = 0; i < COUNT(pieces); i++) {
        assert_true(dli_split(&rest, ',', &piece));
        assert_true(dli_eq(piece, dli_str(pieces[i])));
    }
    assert_false(dli_split(&rest, ',', &piece));
    rest = DL_STR("");
    assert_true(dli_split(&rest, ',', &piece));
    assert_int_equal(piece.len, 0);
    assert_false(dli_split(&rest, ',', &piece));
    rest = DL_STR("  the\tferry\n");
    assert_true(dli_next_word(&rest, &word) && dli_eq(word, DL_STR("the")));
    assert_true(dli_next_word(&rest, &word) && dli_eq(word, DL_STR("ferry")));
    assert_false(dli_next_word(&rest, &word));
    rest = NOTHING;
    assert_false(dli_next_word(&rest, &word));
    assert_null(dli_from(NOTHING, 0).ptr);
    assert_null(dli_cut(NOTHING, (dl_span){ 0, 0 }).ptr);
}

static void numbers(void **state)
{
    static const struct {
        const char *text;
        bool good;
        uint64_t value;
    } cases[] = {
        { "0", true, 0 },
        { "007", true, 7 },
        { "18446744073709551615", true, UINT64_MAX },
        { "18446744073709551616", false, 0 },
        { "99999999999999999999", false, 0 },
        { "", false, 0 },
        { "-1", false, 0 },
        { "+1", false, 0 },
        { " 1", false, 0 },
        { "1 ", false, 0 },
        { "1.0", false, 0 },
        { "\xD9\xA3", false, 0 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint64_t value = 42;
        HOLDS(dli_parse_u64(dli_str(cases[i].text), &value) == cases[i].good, cases[i].text);
        HOLDS(value == (cases[i].good ? cases[i].value : 42), cases[i].text);
    }
}

static void cursors_stop_at_the_end(void **state)
{
    dli_cursor in = { DL_STR("Key: a\r\nb\n\nlast"), 0 };
    dl_str line = NOTHING;

    (void)state;
    assert_true(dli_pass_nocase(&in, DL_STR("KEY:")));
    assert_false(dli_pass_nocase(&in, DL_STR("key")));
    dli_pass_space(&in);
    assert_int_equal(dli_peek(&in), 'a');
    static const char *const lines[] = { "a", "b", "", "last" };
    for (size_t i = 0; i < COUNT(lines); i++) {
        assert_true(dli_take_line(&in, &line));
        assert_true(dli_eq(line, dli_str(lines[i])));
    }
    assert_false(dli_take_line(&in, &line));
    assert_int_equal(dli_next(&in), -1);
    assert_int_equal(dli_peek(&in), -1);
    assert_false(dli_pass_through(&in, 'x'));
    assert_int_equal(in.at, in.bytes.len);
    in = (dli_cursor){ DL_STR("ab\xFF"), 0 };
    assert_true(dli_pass_through(&in, 'b'));
    assert_int_equal(dli_next(&in), 0xFF);
    in = (dli_cursor){ DL_STR("a\r"), 0 }; /* a CR that ends no line stays */
    assert_true(dli_take_line(&in, &line) && line.len == 2);
    in = (dli_cursor){ NOTHING, 0 };
    assert_false(dli_pass_nocase(&in, DL_STR("a")));
    assert_false(dli_take_line(&in, &line));
}

static void hashes_are_the_same_everywhere(void **state)
{
    (void)state;
    assert_true(dli_hash(DL_STR("")) == UINT64_C(0x2D06800538D394C2)); /* XXH3's own vector */
    assert_true(dli_hash(NOTHING) == dli_hash(DL_STR("")));
    assert_true(dli_hash(DL_STR("ferry")) != dli_hash(DL_STR("Ferry")));
}

enum {
    KEYS = 3000
};

static void tables_find_what_was_put(void **state)
{
    dli_arena arena;
    dli_map map;
    bool added;

    (void)state;
    dli_arena_init(&arena, 1 << 20);
    dli_map_init(&map, &arena);
    assert_null(dli_map_get(&map, DL_STR("ferry")));
    for (uint32_t i = 0; i < KEYS; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "key%u", i);
        dli_map_slot *slot = dli_map_put(&map, dli_arena_copy(&arena, dli_str(name)), &added);
        assert_true(slot != NULL && added && slot->value == 0);
        slot->value = i;
        slot = dli_map_put(&map, dli_str(name), &added);
        assert_true(slot != NULL && !added && slot->value == i);
    }
    assert_int_equal(map.count, KEYS);
    for (uint32_t i = 0; i < KEYS; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "key%u", i);
        const dli_map_slot *slot = dli_map_get(&map, dli_str(name));
        assert_true(slot != NULL && slot->value == i);
    }
    assert_null(dli_map_get(&map, DL_STR("key")));
    assert_null(dli_map_get(&map, NOTHING));
    assert_non_null(dli_map_put(&map, NOTHING, &added));
    assert_true(added);
    assert_non_null(dli_map_put(&map, DL_STR(""), &added));
    assert_false(added);
    dli_arena_done(&arena);
}

static void a_table_without_memory_keeps_what_it_has(void **state)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOP";

    (void)state;
    for (size_t budget = 0; budget < 10000; budget += 500) {
        dli_arena arena;
        dli_map map;
        bool added;
        size_t put = 0;
        dli_arena_init(&arena, budget);
        dli_map_init(&map, &arena);
        while (put < sizeof letters - 1 &&
               dli_map_put(&map, (dl_str){ letters + put, 1 }, &added) != NULL)
            put++;
        assert_true(arena.dry || put == sizeof letters - 1);
        assert_int_equal(map.count, put);
        for (size_t i = 0; i < sizeof letters - 1; i++)
            assert_int_equal(dli_map_get(&map, (dl_str){ letters + i, 1 }) != NULL, i < put);
        dli_arena_done(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(classes_of_bytes_are_ascii),
        cmocka_unit_test(comparing),
        cmocka_unit_test(finding),
        cmocka_unit_test(cutting),
        cmocka_unit_test(numbers),
        cmocka_unit_test(cursors_stop_at_the_end),
        cmocka_unit_test(hashes_are_the_same_everywhere),
        cmocka_unit_test(tables_find_what_was_put),
        cmocka_unit_test(a_table_without_memory_keeps_what_it_has),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
