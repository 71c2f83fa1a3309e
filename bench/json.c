/* json.c -- how fast JSON is read.
 *
 * Prints "json.read <MB/s>" on a document made here, 20 MB of what pages say about
 * themselves, MB being 10^6 bytes.
 */
#include "base/json_read.h"
#include "base/json_write.h"

#include <stdio.h>
#include <time.h>

enum {
    ROUNDS = 5,
    SIZE = 20 * 1000 * 1000
};

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void add_article(dli_buf *out, uint64_t number)
{
    dli_json_open(out, '{');
    dli_json_member(out, "@type", DL_STR("NewsArticle"));
    dli_json_member(out, "headline", DL_STR("Паром снова ходит: \"first crossing\" at noon"));
    dli_json_member(out, "datePublished", DL_STR("2024-03-05T17:40:00+00:00"));
    dli_json_key(out, "author");
    dli_json_open(out, '{');
    dli_json_member(out, "@type", DL_STR("Person"));
    dli_json_member(out, "name", DL_STR("Ana Costa"));
    dli_json_close(out, '}');
    dli_json_key(out, "image");
    dli_json_open(out, '[');
    for (uint64_t i = 0; i < 3; i++)
        dli_json_u64(out, number * 1000 + i);
    dli_json_close(out, ']');
    dli_json_member(out, "articleBody",
                    DL_STR("The ferry to Skerry Island sailed again at noon.\nThe harbour "
                           "master said that the swell had dropped, and that the boats would "
                           "keep to their winter times until the end of the month."));
    dli_json_close(out, '}');
}

int main(void)
{
    dli_arena text_arena;
    dli_buf text;
    double best = 0;

    dli_arena_init(&text_arena, (size_t)256 << 20);
    dli_buf_init(&text, &text_arena);
    dli_json_open(&text, '[');
    for (uint64_t i = 0; text.len < SIZE; i++)
        add_article(&text, i);
    dli_json_close(&text, ']');
    for (int round = 0; round < ROUNDS; round++) {
        dli_arena arena;
        dli_json json;
        dli_arena_init(&arena, (size_t)1 << 30);
        double start = seconds();
        if (dli_json_parse(&arena, dli_buf_str(&text), DLI_JSON_STRICT, &json, NULL) != DL_OK)
            return 1;
        double speed = (double)text.len / 1e6 / (seconds() - start);
        best = speed > best ? speed : best;
        dli_arena_done(&arena);
    }
    printf("json.read %.0f MB/s\n", best);
    dli_arena_done(&text_arena);
    return 0;
}
