/* test_arena.c -- memory by budget: refusals, growth, use after a reset. */
#include "table.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/str.h"

enum {
    PLENTY = 64 << 20,
    ALONE = 64 * 1024
};

static void nothing_is_taken_before_it_is_asked_for(void **state)
{
    dli_arena arena;

    (void)state;
    dli_arena_init(&arena, PLENTY);
    assert_int_equal(arena.used, 0);
    assert_null(arena.chunks);
    dli_arena_done(&arena);
    dli_arena_done(&arena); /* twice does no harm */
}

static void pieces_are_zeroed_aligned_and_apart(void **state)
{
    static const size_t sizes[] = { 0,          1,          15,    16,        17,    1000,
                                    ALONE - 17, ALONE - 16, ALONE, ALONE + 1, 300000 };
    dli_arena arena;
    char *pieces[COUNT(sizes)];

    (void)state;
    dli_arena_init(&arena, PLENTY);
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < COUNT(sizes); i++) {
            pieces[i] = dli_arena_take(&arena, sizes[i]);
            assert_non_null(pieces[i]);
            assert_int_equal((uintptr_t)pieces[i] % 16, 0);
            for (size_t k = 0; k < sizes[i]; k++)
                assert_int_equal(pieces[i][k], 0);
            memset(pieces[i], (int)i + 1, sizes[i]);
        }
        for (size_t i = 0; i < COUNT(sizes); i++)
            for (size_t k = 0; k < sizes[i]; k++)
                assert_int_equal(pieces[i][k], i + 1);
        dli_arena_reset(&arena); /* what comes next is zeroed all the same */
    }
    dli_arena_done(&arena);
}

/* Whatever the order of takes and growths, `used` stays within the budget, a refusal is
 * remembered, and one that fits is granted afterwards. */
static void the_budget_holds(void **state)
{
    (void)state;
    for (size_t budget = 0; budget < 200000; budget += 997) {
        dli_arena arena;
        uint32_t seed = (uint32_t)budget;
        char *piece = NULL;
        size_t size = 0;
        bool refused = false;
        dli_arena_init(&arena, budget);
        for (int i = 0; i < 200; i++) {
            seed = seed * 1664525u + 1013904223u;
            size_t want = seed >> 8 & 0x3FFF;
            char *grown = seed >> 31 ? dli_arena_take(&arena, want)
                                     : dli_arena_grow(&arena, piece, size, size + want);
            if (grown != NULL) {
                size = seed >> 31 ? want : size + want;
                piece = grown;
                memset(piece, 'x', size);
            } else {
                refused = true;
            }
            assert_true(arena.used <= budget);
            assert_true(arena.dry == refused);
        }
        assert_true(refused);
        dli_arena_reset(&arena);
        assert_false(arena.dry);
        dli_arena_done(&arena);
    }
}

static void sizes_beyond_the_machine_are_refused(void **state)
{
    static const size_t sizes[] = { SIZE_MAX, SIZE_MAX - 15, SIZE_MAX / 2 + 1, SIZE_MAX / 2,
                                    (size_t)1 << 62 };

    (void)state;
    for (size_t i = 0; i < COUNT(sizes); i++) {
        dli_arena arena;
        dli_buf buf;
        dli_arena_init(&arena, PLENTY);
        assert_null(dli_arena_take(&arena, sizes[i]));
        assert_null(dli_arena_grow(&arena, NULL, 0, sizes[i]));
        assert_true(arena.dry);
        dli_buf_init(&buf, &arena);
        dli_buf_byte(&buf, 'x');
        assert_null(dli_buf_room(&buf, sizes[i]));
        assert_true(buf.failed);
        assert_non_null(dli_arena_take(&arena, 10));
        dli_arena_done(&arena);
    }
}

/* A piece grows from nothing over the border where it gets a chunk to itself, with a
 * neighbour taken now and then so that it cannot grow in place. */
static void growing_keeps_what_was_written(void **state)
{
    (void)state;
    for (unsigned disturb = 1; disturb < 40; disturb += 6) {
        dli_arena arena;
        unsigned char *piece = NULL;
        size_t size = 0;
        dli_arena_init(&arena, PLENTY);
        for (unsigned step = 0; size < 1000000; step++) {
            size_t more = 1 + step * step % 5000;
            piece = dli_arena_grow(&arena, piece, size, size + more);
            assert_non_null(piece);
            for (size_t k = size; k < size + more; k++)
                piece[k] = (unsigned char)(k * 31);
            size += more;
            if (step % disturb == 0)
                assert_non_null(dli_arena_take(&arena, 24));
        }
        for (size_t k = 0; k < size; k++)
            assert_int_equal(piece[k], (unsigned char)(k * 31));
        dli_arena_done(&arena);
    }
}

static void the_newest_piece_grows_where_it_is(void **state)
{
    dli_arena arena;

    (void)state;
    dli_arena_init(&arena, PLENTY);
    char *piece = dli_arena_take(&arena, 100);
    assert_ptr_equal(dli_arena_grow(&arena, piece, 100, 5000), piece);
    assert_ptr_equal(dli_arena_grow(&arena, piece, 5000, 4000), piece); /* smaller: stays */
    (void)dli_arena_take(&arena, 1);
    assert_ptr_not_equal(dli_arena_grow(&arena, piece, 5000, 6000), piece);
    dli_arena_done(&arena);
}

static void large_pieces_grow_without_waste(void **state)
{
    dli_arena arena;
    char *piece = NULL;
    size_t size = 0;

    (void)state;
    dli_arena_init(&arena, PLENTY);
    for (size_t want = ALONE; want < 8 << 20; want += 100000) {
        piece = dli_arena_grow(&arena, piece, size, want);
        assert_non_null(piece);
        size = want;
        assert_true(arena.used < size + 64);
    }
    dli_arena_done(&arena);
}

static void what_could_not_grow_is_untouched(void **state)
{
    dli_arena arena;
    dl_str before = DL_STR("what was written");

    (void)state;
    for (size_t size = 100; size < 1000000; size *= 100) {
        dli_arena_init(&arena, 2000000);
        char *piece = dli_arena_take(&arena, size);
        assert_non_null(piece);
        memcpy(piece, before.ptr, before.len);
        assert_null(dli_arena_grow(&arena, piece, size, 3000000));
        assert_true(arena.dry);
        assert_memory_equal(piece, before.ptr, before.len);
        dli_arena_done(&arena);
    }
}

static void a_reset_keeps_one_chunk_for_the_next_use(void **state)
{
    dli_arena arena;

    (void)state;
    dli_arena_init(&arena, PLENTY);
    for (int i = 0; i < 100; i++)
        assert_non_null(dli_arena_take(&arena, 10000));
    assert_non_null(dli_arena_take(&arena, 5 << 20));
    size_t used = arena.used;
    dli_arena_reset(&arena);
    assert_true(arena.used > 0 && arena.used < used / 2);
    used = arena.used;
    assert_non_null(dli_arena_take(&arena, 1000));
    assert_int_equal(arena.used, used);
    dli_arena_done(&arena);
    dli_arena_init(&arena, PLENTY); /* only a piece with a chunk to itself: none is kept */
    assert_non_null(dli_arena_take(&arena, ALONE));
    dli_arena_reset(&arena);
    assert_int_equal(arena.used, 0);
    assert_non_null(dli_arena_take(&arena, 1000));
    dli_arena_done(&arena);
}

static void copies_end_with_a_zero(void **state)
{
    dli_arena arena;

    (void)state;
    dli_arena_init(&arena, PLENTY);
    dl_str copy = dli_arena_copy(&arena, (dl_str){ "abcdef", 3 });
    assert_int_equal(copy.len, 3);
    assert_string_equal(copy.ptr, "abc");
    assert_string_equal(dli_arena_copy(&arena, (dl_str){ NULL, 0 }).ptr, "");
    dli_arena_done(&arena);
    dli_arena_init(&arena, 0);
    copy = dli_arena_copy(&arena, DL_STR("abc"));
    assert_int_equal(copy.len, 0);
    assert_non_null(copy.ptr);
    assert_true(arena.dry);
    dli_arena_done(&arena);
}

static void vectors_grow_until_the_arena_is_dry(void **state)
{
    (void)state;
    for (size_t budget = 0; budget < 100000; budget += 1111) {
        dli_arena arena;
        DLI_VEC(dl_span) spans = { 0 };
        dli_arena_init(&arena, budget);
        for (uint32_t i = 0; i < 20000; i++)
            if (!DLI_PUSH(&arena, &spans, (dl_span){ i, i + 1 }))
                break;
        assert_true(arena.dry || spans.count == 20000);
        for (uint32_t i = 0; i < spans.count; i++)
            assert_true(spans.ptr[i].start == i && spans.ptr[i].end == i + 1);
        assert_false(dli_vec_reserve(&arena, &spans, sizeof(dl_span), SIZE_MAX / 2));
        assert_false(dli_vec_reserve(&arena, &spans, sizeof(dl_span), SIZE_MAX / 5));
        dli_arena_done(&arena);
    }
}

static void buffers_fail_once_and_for_all(void **state)
{
    dli_arena arena;
    dli_buf buf;

    (void)state;
    dli_arena_init(&arena, PLENTY);
    dli_buf_init(&buf, &arena);
    assert_string_equal(dli_buf_str(&buf).ptr, "");
    dli_buf_add(&buf, (dl_str){ NULL, 0 });
    assert_non_null(dli_buf_room(&buf, 0));
    dli_buf_print(&buf, "%s %d", "boat", 7);
    dli_buf_byte(&buf, '!');
    assert_true(dli_eq(dli_buf_str(&buf), DL_STR("boat 7!")));
    dli_arena_done(&arena);
    dli_arena_init(&arena, 16384);
    dli_buf_init(&buf, &arena);
    while (!buf.failed)
        dli_buf_add(&buf, DL_STR("twelve boats"));
    size_t len = buf.len;
    assert_int_equal(len % 12, 0);
    dli_buf_byte(&buf, 'x');
    dli_buf_print(&buf, "%d", 1);
    assert_int_equal(buf.len, len);
    dli_arena_done(&arena);
}

static void a_pool_counts_what_a_library_holds(void **state)
{
    dli_pool pool = { .budget = 1000 };

    (void)state;
    char *a = dli_pool_take(&pool, 600), *b = dli_pool_take(&pool, 400);
    assert_true(a != NULL && b != NULL);
    memset(a, 1, 600);
    memset(b, 2, 400);
    assert_int_equal((uintptr_t)b % 16, 0);
    assert_false(pool.dry);
    assert_null(dli_pool_take(&pool, 1));
    assert_true(pool.dry);
    dli_pool_give(&pool, a);
    dli_pool_give(&pool, NULL);
    assert_int_equal(pool.used, 400);
    assert_null(dli_pool_take(&pool, SIZE_MAX));
    a = dli_pool_take(&pool, 0);
    assert_non_null(a);
    dli_pool_give(&pool, a);
    dli_pool_give(&pool, b);
    assert_int_equal(pool.used, 0);
}

static void a_page_has_a_budget_by_its_size(void **state)
{
    (void)state;
    assert_int_equal(dli_page_budget(0), DLI_BUDGET_BASE);
    assert_int_equal(dli_page_budget(1000), DLI_BUDGET_BASE + 24000);
    assert_int_equal(dli_page_budget(DL_MAX_SOURCE_BYTES), DLI_BUDGET_MAX);
    assert_int_equal(dli_page_budget(SIZE_MAX), DLI_BUDGET_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_taken_before_it_is_asked_for),
        cmocka_unit_test(pieces_are_zeroed_aligned_and_apart),
        cmocka_unit_test(the_budget_holds),
        cmocka_unit_test(sizes_beyond_the_machine_are_refused),
        cmocka_unit_test(growing_keeps_what_was_written),
        cmocka_unit_test(the_newest_piece_grows_where_it_is),
        cmocka_unit_test(large_pieces_grow_without_waste),
        cmocka_unit_test(what_could_not_grow_is_untouched),
        cmocka_unit_test(a_reset_keeps_one_chunk_for_the_next_use),
        cmocka_unit_test(copies_end_with_a_zero),
        cmocka_unit_test(vectors_grow_until_the_arena_is_dry),
        cmocka_unit_test(buffers_fail_once_and_for_all),
        cmocka_unit_test(a_pool_counts_what_a_library_holds),
        cmocka_unit_test(a_page_has_a_budget_by_its_size),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
