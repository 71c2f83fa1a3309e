/* test_text.c -- text that remembers its source, against a slow twin that keeps an
 * origin for every byte. */
#include "table.h"

#include "base/str.h"
#include "base/text.h"

#include <stdio.h>

enum {
    MOST = 400
};

/* The slow twin: for each byte of a text the run it is in and where that came from. */
typedef struct twin {
    char bytes[MOST];
    unsigned run[MOST];
    dl_span from[MOST]; /* of the byte in a copied run, of the whole in a made one */
    uint32_t len;
    unsigned runs;
} twin;

static void twin_add(twin *t, dl_str bytes, dl_span from)
{
    bool copied = bytes.len == from.end - from.start;

    t->runs++;
    for (uint32_t i = 0; i < bytes.len; i++) {
        t->bytes[t->len] = bytes.ptr[i];
        t->run[t->len] = t->runs;
        t->from[t->len] = copied ? (dl_span){ from.start + i, from.start + i + 1 } : from;
        t->len++;
    }
}

/* The stretches of source behind [start, end) of the twin, those that touch joined. */
static size_t twin_origin(const twin *t, dl_span span, dl_span stretches[MOST])
{
    size_t count = 0;

    for (uint32_t i = span.start; i < span.end; i++) {
        bool same = i > span.start && t->run[i] == t->run[i - 1] &&
                    t->from[i].start == t->from[i - 1].start;
        if (same || t->from[i].start == t->from[i].end)
            continue;
        if (count > 0 && stretches[count - 1].end == t->from[i].start)
            stretches[count - 1].end = t->from[i].end;
        else
            stretches[count++] = t->from[i];
    }
    return count;
}

static void agree_on(const dl_text *text, const twin *t, uint32_t shift, dl_span span)
{
    dl_span stretches[MOST], rest = span, piece, all = { 0, 0 };
    dl_span there = { span.start + shift, span.end + shift };
    size_t count = twin_origin(t, there, stretches), seen = 0;

    while (dli_next_origin(text, &rest, &piece)) {
        assert_true(seen < count);
        assert_int_equal(piece.start, stretches[seen].start);
        assert_int_equal(piece.end, stretches[seen].end);
        if (seen == 0 || piece.start < all.start)
            all.start = piece.start;
        if (seen == 0 || piece.end > all.end)
            all.end = piece.end;
        seen++;
    }
    assert_int_equal(seen, count);
    dl_span origin = dl_text_origin(text, span);
    assert_int_equal(origin.start, all.start);
    assert_int_equal(origin.end, all.end);
}

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* Append something random to both; *at moves on in the source, seldom back. */
static void add_random(dli_text_out *out, twin *t, dl_str source, uint32_t *at, uint32_t *seed)
{
    uint32_t len = next_random(seed) % 6, kind = next_random(seed) % 5;
    dl_span span;

    if (next_random(seed) % 4 == 0)
        *at += next_random(seed) % 3;
    if (next_random(seed) % 20 == 0)
        *at = next_random(seed) % 20;
    if (*at + len > source.len)
        *at = 0;
    span = (dl_span){ *at, *at + len };
    if (kind < 2) {
        dli_text_raw(out, source, span);
        twin_add(t, dli_cut(source, span), span);
    } else if (kind == 2) {
        dli_text_same(out, dli_cut(source, span), span.start);
        twin_add(t, dli_cut(source, span), span);
    } else if (kind == 3 && len > 2) {
        dli_text_made(out, DL_STR("&"), span);
        twin_add(t, DL_STR("&"), span);
    } else {
        dli_text_gap(out, DL_STR("\n\n"), *at);
        twin_add(t, DL_STR("\n\n"), (dl_span){ *at, *at });
    }
    *at += kind < 4 ? len : 0;
}

static void random_texts_point_where_they_came_from(void **state)
{
    static char source_bytes[1000];
    dl_str source = { source_bytes, sizeof source_bytes };

    (void)state;
    for (size_t i = 0; i < sizeof source_bytes; i++)
        source_bytes[i] = (char)('!' + i % 90);
    for (uint32_t round = 0; round < 3000; round++) {
        uint32_t seed = round, at = next_random(&seed) % 3;
        dli_arena arena;
        dli_text_out out;
        twin t = { .len = 0 };
        dli_arena_init(&arena, 1 << 20);
        dli_text_init(&out, &arena);
        for (uint32_t n = next_random(&seed) % 30; n > 0 && t.len < MOST - 10; n--)
            add_random(&out, &t, source, &at, &seed);
        dl_text text = dli_text_done(&out);
        assert_true(dli_eq(text.bytes, (dl_str){ t.bytes, t.len }));
        for (size_t i = 0; i < text.count; i++)
            assert_true(text.runs[i].at < t.len && (i == 0) == (text.runs[i].at == 0) &&
                        (i == 0 || text.runs[i].at > text.runs[i - 1].at));
        for (int n = 0; n < 20; n++) {
            uint32_t a = next_random(&seed) % (t.len + 1), b = next_random(&seed) % (t.len + 1);
            dl_span span = { a < b ? a : b, a < b ? b : a };
            agree_on(&text, &t, 0, span);
            dl_text part = dli_text_part(&arena, &text, span);
            assert_true(dli_eq(part.bytes, dli_cut(text.bytes, span)));
            agree_on(&part, &t, span.start, (dl_span){ 0, span.end - span.start });
        }
        dli_arena_done(&arena);
    }
}

static void runs_that_go_on_are_joined(void **state)
{
    dli_arena arena;
    dli_text_out out;
    dl_str source = DL_STR("ab&amp;cd  ef");

    (void)state;
    dli_arena_init(&arena, 1 << 16);
    dli_text_init(&out, &arena);
    dli_text_raw(&out, source, (dl_span){ 0, 1 });
    dli_text_raw(&out, source, (dl_span){ 1, 2 });
    dli_text_made(&out, DL_STR("&"), (dl_span){ 2, 7 });
    dli_text_raw(&out, source, (dl_span){ 7, 7 }); /* nothing */
    dli_text_raw(&out, source, (dl_span){ 7, 9 });
    dl_text text = dli_text_done(&out);
    assert_true(dli_eq(text.bytes, DL_STR("ab&cd")));
    assert_int_equal(text.count, 3);
    dl_span origin = dl_text_origin(&text, (dl_span){ 2, 3 });
    assert_true(origin.start == 2 && origin.end == 7);
    dli_arena_done(&arena);
}

/* Found while reading: an empty piece once let the run before it reach over what came
 * between. */
static void an_empty_piece_joins_nothing(void **state)
{
    dli_arena arena;
    dli_text_out out;
    dl_str source = DL_STR("&amp;<b></b>cd");

    (void)state;
    dli_arena_init(&arena, 1 << 16);
    dli_text_init(&out, &arena);
    dli_text_made(&out, DL_STR("&"), (dl_span){ 0, 5 });
    dli_text_raw(&out, source, (dl_span){ 12, 12 });
    dli_text_raw(&out, source, (dl_span){ 12, 14 });
    dl_text text = dli_text_done(&out);
    assert_int_equal(text.count, 2);
    assert_int_equal(text.runs[0].from.end, 5);
    assert_int_equal(text.runs[1].from.start, 12);
    dli_arena_done(&arena);
}

static void texts_share_one_piece_of_memory(void **state)
{
    dli_arena arena;
    dli_text_out out;
    dl_str source = DL_STR("onetwothree");
    size_t starts[3], runs[3], lens[3], counts[3];
    static const dl_span spans[] = { { 0, 3 }, { 3, 6 }, { 6, 11 } };

    (void)state;
    dli_arena_init(&arena, 1 << 16);
    dli_text_init(&out, &arena);
    for (size_t i = 0; i < 3; i++) {
        dli_text_begin(&out);
        dli_text_raw(&out, source, spans[i]);
        starts[i] = out.start;
        runs[i] = out.first_run;
        lens[i] = out.bytes.len - out.start;
        counts[i] = out.runs.count - out.first_run;
    }
    for (size_t i = 0; i < 3; i++) {
        dl_text text = dli_text_view(&out, starts[i], lens[i], runs[i], counts[i]);
        assert_true(dli_eq(text.bytes, dli_cut(source, spans[i])));
        assert_int_equal(text.count, 1);
        assert_int_equal(text.runs[0].at, 0);
        dl_span origin = dl_text_origin(&text, (dl_span){ 1, 2 });
        assert_int_equal(origin.start, spans[i].start + 1);
    }
    dli_arena_done(&arena);
}

static void spans_beyond_the_text_have_no_origin(void **state)
{
    dli_arena arena;
    dl_text text, empty = { .bytes = BYTES("") };
    dl_span piece, rest = { 3, 9 };

    (void)state;
    dli_arena_init(&arena, 1 << 16);
    text = dli_text_of(&arena, DL_STR("xxabcxx"), (dl_span){ 2, 5 });
    assert_true(dli_eq(text.bytes, DL_STR("abc")));
    dl_span origin = dl_text_origin(&text, (dl_span){ 1, 99 });
    assert_true(origin.start == 3 && origin.end == 5);
    origin = dl_text_origin(&text, (dl_span){ 2, 2 });
    assert_true(origin.start == 0 && origin.end == 0);
    origin = dl_text_origin(&text, (dl_span){ 3, 1 });
    assert_true(origin.start == 0 && origin.end == 0);
    assert_false(dli_next_origin(&text, &rest, &piece));
    origin = dl_text_origin(&empty, (dl_span){ 0, 5 });
    assert_true(origin.start == 0 && origin.end == 0);
    assert_int_equal(dli_text_of(&arena, DL_STR("abc"), (dl_span){ 1, 1 }).bytes.len, 0);
    assert_int_equal(dli_text_part(&arena, &text, (dl_span){ 1, 1 }).count, 0);
    dli_arena_done(&arena);
}

/* Each size of memory gives the whole text or an empty one. */
static void memory_that_runs_out_leaves_no_half(void **state)
{
    (void)state;
    for (size_t budget = 0; budget < 60000; budget += 1024) {
        dli_arena arena;
        dli_text_out out;
        dli_arena_init(&arena, budget);
        dli_text_init(&out, &arena);
        for (uint32_t i = 0; i < 500; i++)
            dli_text_made(&out, DL_STR("abcdefghij"), (dl_span){ i, i + 1 });
        dl_text text = dli_text_done(&out);
        assert_true(text.bytes.len == 5000 ? text.count == 500
                                           : text.bytes.len == 0 && text.count == 0);
        assert_true(text.bytes.len == 5000 || arena.dry);
        dl_text part = dli_text_part(&arena, &text, (dl_span){ 0, (uint32_t)text.bytes.len });
        assert_true(part.bytes.len == 0 || part.count == 500);
        dli_arena_done(&arena);
    }
}

static void code_points_are_counted(void **state)
{
    static const char *const words[] = { "a", "é", "日", "💩", " " };
    dli_arena arena;
    dli_points points;

    (void)state;
    for (uint32_t round = 0; round < 300; round++) {
        uint32_t seed = round, expected = 0;
        dli_buf buf;
        dli_arena_init(&arena, 1 << 20);
        dli_buf_init(&buf, &arena);
        for (uint32_t i = 0; i < round * 2; i++)
            dli_buf_add(&buf, dli_str(words[next_random(&seed) % COUNT(words)]));
        if (round % 7 == 0) /* a length on the border of a sample */
            while (buf.len % 128 != 0)
                dli_buf_byte(&buf, 'x');
        dl_str s = dli_buf_str(&buf);
        assert_true(dli_points_init(&points, &arena, s));
        for (uint32_t at = 0; at <= s.len; at++) {
            bool border = at == s.len || ((unsigned char)s.ptr[at] & 0xC0) != 0x80;
            if (border)
                assert_int_equal(dli_points_at(&points, at), expected);
            expected += at < s.len && border;
        }
        dli_arena_done(&arena);
    }
    dli_arena_init(&arena, 0);
    assert_false(dli_points_init(&points, &arena, DL_STR("a")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_texts_point_where_they_came_from),
        cmocka_unit_test(runs_that_go_on_are_joined),
        cmocka_unit_test(an_empty_piece_joins_nothing),
        cmocka_unit_test(texts_share_one_piece_of_memory),
        cmocka_unit_test(spans_beyond_the_text_have_no_origin),
        cmocka_unit_test(memory_that_runs_out_leaves_no_half),
        cmocka_unit_test(code_points_are_counted),
    };

    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
