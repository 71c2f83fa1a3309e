/* facts.c -- how fast a body becomes sentences, statements and incidents.
 *
 *   facts [FILE [LANGUAGE]]   a text, paragraphs parted by blank lines; without one,
 *                             some made-up English news, repeated
 *
 * Prints "text.parse <MB/s>", "text.names" (what the tagger of names adds to it),
 * "statement.find", "incident.find" and "facts" (all of them; "text.tag" and "text.tree" are not in
 * the sum: nobody needs them so far), MB being 10^6 bytes of body, and "facts.memory", bytes
 * of arena for each byte of body.
 * Items are cut at some 4 kB, as news articles are.
 */
#include "base/embedded.h"
#include "incident/incident.h"
#include "item_of_text.h"

#include <stdio.h>
#include <time.h>

enum {
    ITEM_BYTES = 4000,
    ROUNDS = 3,
    MOST_BYTES = 32 << 20
};

static const char made_up[] =
    "Governor Ana Costa said on Tuesday that the bridge over the Norda would stay closed "
    "until engineers had looked at its piers.\n\n"
    "“We will not take risks with people's lives,” Costa told reporters in Port Haven. "
    "“The ferry runs every hour, and it is free.”\n\n"
    "At least 12 people, including three children, were killed and dozens wounded when a "
    "storm hit the coast on March 3, according to the Harju emergency service. Two "
    "fishermen are still missing, a spokesman for the service, Denis Kern, said.\n\n"
    "The ministry denied that the dam had been damaged. Residents of the village of "
    "Orlivka, some of whom spent the night on their roofs, said nobody had warned them.\n\n"
    "Work on a new bridge began in 2019 but stopped two years later when the builder went "
    "bankrupt. The council has since looked for another company that would finish what "
    "stands in the river, a row of six piers that the people of the town call the fence.\n\n";

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now); /* a busy machine must not count */
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static dl_str load(dli_arena *arena, const char *path)
{
    dl_str text = { "", 0 };
    FILE *in = path == NULL ? NULL : fopen(path, "rb");
    char *room = dli_arena_take(arena, MOST_BYTES);

    if (room == NULL)
        return text;
    text.ptr = room;
    if (in != NULL) {
        text.len = fread(room, 1, MOST_BYTES, in);
        (void)fclose(in);
        return text;
    }
    while (text.len + sizeof made_up < 4000000) {
        memcpy(room + text.len, made_up, sizeof made_up - 1);
        text.len += sizeof made_up - 1;
    }
    return text;
}

/* Where the item that begins at `at` ends: at a paragraph's end. */
static size_t item_end(dl_str text, size_t at)
{
    size_t end = dli_find(text, DL_STR("\n\n"), at + ITEM_BYTES);

    return end == DLI_NONE ? text.len : end;
}

typedef struct times {
    double parse, tag, tree, said, happened;
    size_t memory;
} times;

static bool read_all(dl_str text, const char *language, dli_text_tools *tools, times *t)
{
    dli_arena doc, scratch, syntax;
    bool fine = true;

    dli_arena_init(&doc, SIZE_MAX);
    dli_arena_init(&scratch, SIZE_MAX);
    dli_arena_init(&syntax, SIZE_MAX);
    for (size_t at = 0, end; at < text.len && fine; at = end) {
        dli_parsed parsed;
        dli_statements statements;
        dli_incidents incidents;
        end = item_end(text, at);
        dli_item item =
            item_of_text(&doc, dli_slice(text, at, end), language, "2024-03-05T09:00Z");
        double start = seconds();
        fine = dli_text_parse(&scratch, tools, &item, &parsed, NULL) == DL_OK;
        double tagged_at = seconds();
        fine = fine && dli_text_tag(&syntax, &syntax, &parsed, NULL) == DL_OK;
        double treed_at = seconds();
        fine = fine && dli_text_trees(&syntax, &syntax, &parsed, NULL) == DL_OK;
        double parsed_at = seconds();
        fine = fine &&
               dli_statement_find(&doc, &scratch, &item, &parsed, &statements, NULL) == DL_OK;
        double said_at = seconds();
        fine = fine && dli_incident_find(&doc, &scratch, &item, &parsed, &statements, NULL,
                                         &incidents, NULL) == DL_OK;
        t->parse += tagged_at - start;
        t->tag += treed_at - tagged_at;
        t->tree += parsed_at - tagged_at;
        t->said += said_at - parsed_at;
        t->happened += seconds() - said_at;
        t->memory += doc.used + scratch.used;
        dli_arena_reset(&doc);
        dli_arena_reset(&scratch);
        dli_arena_reset(&syntax);
    }
    dli_arena_done(&doc);
    dli_arena_done(&scratch);
    dli_arena_done(&syntax);
    return fine;
}

int main(int argc, char **argv)
{
    static dli_text_models models;
    static dli_gazetteer gazetteer;
    dli_text_tools *tools, *plain;
    dli_arena arena;
    times best = { 1e9, 1e9, 1e9, 1e9, 1e9, 0 };
    double without = 1e9;

    dli_arena_init(&arena, SIZE_MAX);
    dl_str text = load(&arena, argc > 1 ? argv[1] : NULL);
    if (dli_text_models_read(&arena, &arena, NULL, &models, NULL) != DL_OK ||
        dli_gazetteer_open(dli_embedded_find("models/places/places.dlm"), DL_STR("places"),
                           true, &gazetteer, NULL) != DL_OK)
        return 1;
    models.gazetteer = &gazetteer;
    if (text.len == 0 || dli_text_tools_open(&models, &tools, NULL) != DL_OK ||
        dli_text_tools_open(NULL, &plain, NULL) != DL_OK) {
        (void)fprintf(stderr, "facts: nothing to read\n");
        return 1;
    }
    for (int i = 0; i < ROUNDS; i++) {
        times t = { 0 }, u = { 0 };
        if (!read_all(text, argc > 2 ? argv[2] : "en", tools, &t) ||
            !read_all(text, argc > 2 ? argv[2] : "en", plain, &u))
            return 1;
        without = u.parse < without ? u.parse : without;
        best.parse = t.parse < best.parse ? t.parse : best.parse;
        best.tag = t.tag < best.tag ? t.tag : best.tag;
        best.tree = t.tree < best.tree ? t.tree : best.tree;
        best.said = t.said < best.said ? t.said : best.said;
        best.happened = t.happened < best.happened ? t.happened : best.happened;
        best.memory = t.memory;
    }
    double mb = (double)text.len / 1e6;
    printf("text.parse %.1f MB/s\n", mb / without);
    printf("text.tag %.1f MB/s\n", mb / best.tag);
    printf("text.tree %.1f MB/s\n", mb / best.tree);
    printf("text.names %.1f MB/s\n", mb / (best.parse - without));
    printf("statement.find %.1f MB/s\n", mb / best.said);
    printf("incident.find %.1f MB/s\n", mb / best.happened);
    printf("facts %.1f MB/s\n", mb / (best.parse + best.said + best.happened));
    printf("facts.memory %.1f bytes/byte\n", (double)best.memory / (double)text.len);
    dli_text_tools_close(tools);
    dli_text_tools_close(plain);
    dli_arena_done(&arena);
    return 0;
}
