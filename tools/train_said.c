/* train_said.c -- train the tagger of statements: sources, cues and contents.
 *
 *   train_said [-passes N] [-rate R] [-decay D] [-least N] [-drop SHARE] [-speeches 1]
 *              OUT.dlm GOLD.jsonl ...
 *
 * In:   JSON lines {"id","lang","text","attributions":[{"source","cue","content","parent"?},…]},
 *       spans in code points (../shared/bench/nlp)
 * Out:  a weight file of kind SAID (docs/formats/model.md)
 *
 * What the tagger sees is made by the program's own code (src/statement/clues.c), the drafts of its
 * rules included. A word has one part: where attributions lie in one another, the outer one's
 * content counts.
 */
#include "crf.h"

#include "base/error.h"
#include "base/json_read.h"
#include "base/str.h"
#include "base/utf8.h"
#include "lines_item.h"
#include "statement/clues.h"

enum {
    MOST_LINE = 8 << 20,
    ARENA_BYTES = 1 << 30
};

static const char *label_names[DLI_SAID_LABELS] = { "O",     "B-SRC", "I-SRC", "B-CUE",
                                                    "I-CUE", "B-CNT", "I-CNT" };

static void must(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "train_said: %s\n", what);
    exit(1);
}

static uint32_t first_of(const dli_json *json, uint32_t value)
{
    return value == 0 ? 0 : dli_json_at(json, value)->first;
}

static uint32_t next_of(const dli_json *json, uint32_t value)
{
    return value == 0 ? 0 : dli_json_at(json, value)->next;
}

static uint32_t number_of(const dli_json *json, uint32_t value)
{
    dl_str digits = dli_cut(json->text, dli_json_at(json, value)->at);
    uint32_t out = 0;

    for (size_t i = 0; i < digits.len; i++)
        out = out * 10 + (uint32_t)(digits.ptr[i] - '0');
    return out;
}

/* The byte of each code point, one more at the end. */
static uint32_t *bytes_of_points(dli_arena *arena, dl_str text)
{
    uint32_t *out = dli_arena_take(arena, (text.len + 2) * sizeof *out);
    size_t count = 0, len;

    must(out != NULL, "out of memory");
    for (size_t at = 0; at < text.len; at += len) {
        out[count++] = (uint32_t)at;
        (void)dli_utf8_get(text, at, &len);
    }
    out[count] = (uint32_t)text.len;
    return out;
}

typedef struct gold_text {
    dli_json json;
    dli_parsed parsed;
    const uint32_t *bytes; /* [code point] */
    uint8_t *labels;       /* [word] */
} gold_text;

/* Words of [start, end) that have no part yet get `label`, the first of a run the one before. */
static void paint(gold_text *g, uint32_t start, uint32_t end, uint8_t label)
{
    uint8_t before = 0;

    for (size_t w = 0; w < g->parsed.words.count; w++) {
        dl_span in = g->parsed.words.ptr[w].in;
        if (in.end <= start || in.start >= end)
            continue;
        if (g->labels[w] == DLI_SAID_O)
            g->labels[w] = (uint8_t)(before == 0 ? label - 1 : label);
        before = g->labels[w];
    }
}

static void paint_role(gold_text *g, uint32_t attribution, const char *role, uint8_t label)
{
    uint32_t list = dli_json_get(&g->json, attribution, role);

    for (uint32_t s = first_of(&g->json, list); s != 0; s = next_of(&g->json, s)) {
        uint32_t a = first_of(&g->json, s), b = next_of(&g->json, a);
        paint(g, g->bytes[number_of(&g->json, a)], g->bytes[number_of(&g->json, b)], label);
    }
}

static void paint_all(gold_text *g)
{
    uint32_t list = dli_json_get(&g->json, 1, "attributions");

    for (int pass = 0; pass < 4; pass++)
        for (uint32_t a = first_of(&g->json, list); a != 0; a = next_of(&g->json, a)) {
            uint32_t parent = dli_json_get(&g->json, a, "parent");
            bool inner = parent != 0 && !dli_json_is(&g->json, parent, DLI_JSON_NULL);
            if (pass < 2 && inner == (pass == 1))
                paint_role(g, a, "content", DLI_SAID_I_CONTENT);
            if (pass == 2)
                paint_role(g, a, "cue", DLI_SAID_I_CUE);
            if (pass == 3)
                paint_role(g, a, "source", DLI_SAID_I_SOURCE);
        }
}

static void add_text(crf *c, dli_text_tools *tools, dl_str line)
{
    dli_arena arena;
    gold_text g = { 0 };
    dli_finder f;
    dli_clues clues;
    dli_sequence s;
    char lang[8];

    dli_arena_init(&arena, ARENA_BYTES);
    must(dli_json_parse(&arena, line, DLI_JSON_LENIENT, &g.json, NULL) == DL_OK, "bad JSON");
    dl_str text = dli_json_get_str(&g.json, 1, "text", &arena);
    dl_str code = dli_json_get_str(&g.json, 1, "lang", &arena);
    (void)snprintf(lang, sizeof lang, "%.*s", DLI_ARG(code));
    dli_item item = item_of_lines(&arena, text, lang, "");
    must(dli_text_parse(&arena, tools, &item, &g.parsed, NULL) == DL_OK, "out of memory");
    must(dli_clues_of_item(&arena, &item, &g.parsed, &f, &clues, NULL) == DL_OK,
         "out of memory");
    g.bytes = bytes_of_points(&arena, text);
    g.labels = dli_arena_take(&arena, g.parsed.words.count + 1);
    must(g.labels != NULL, "out of memory");
    paint_all(&g);
    while (dli_clues_next(&clues, &s)) {
        static uint32_t counts[DLI_WINDOW_WORDS];
        for (uint32_t t = 0; t < s.tokens; t++)
            counts[t] = s.first[t + 1] - s.first[t];
        crf_add(c, s.features, counts, g.labels + clues.word, s.tokens);
    }
    dli_arena_done(&arena);
}

static void add_file(crf *c, dli_text_tools *tools, const char *path)
{
    static char line[MOST_LINE];
    FILE *in = fopen(path, "rb");

    must(in != NULL, path);
    while (fgets(line, sizeof line, in) != NULL)
        add_text(c, tools, dli_str(line));
    (void)fclose(in);
}

int main(int argc, char **argv)
{
    int passes = 8, at = 1;
    uint32_t least = 2;
    double rate = 0.15, decay = 1e-6, drop = 0;
    static dli_text_models models; /* for the parts of speech */
    dli_arena own, file;
    dli_text_tools *tools;
    crf c;

    for (; at + 1 < argc && argv[at][0] == '-'; at += 2) {
        double value = atof(argv[at + 1]);
        if (strcmp(argv[at], "-passes") == 0)
            passes = (int)value;
        else if (strcmp(argv[at], "-rate") == 0)
            rate = value;
        else if (strcmp(argv[at], "-decay") == 0)
            decay = value;
        else if (strcmp(argv[at], "-speeches") == 0 && value > 0)
            label_names[0] = DLI_SAID_SPEECHES;
        else if (strcmp(argv[at], "-drop") == 0)
            drop = value;
        else if (strcmp(argv[at], "-least") == 0)
            least = (uint32_t)value;
        else
            must(false, argv[at]);
    }
    must(argc - at >= 2, "usage: train_said [-passes N] [-rate R] [-decay D] [-least N] "
                         "OUT.dlm GOLD.jsonl ...");
    dli_arena_init(&own, ARENA_BYTES);
    dli_arena_init(&file, ARENA_BYTES);
    must(dli_text_models_read(&own, &file, NULL, &models, NULL) == DL_OK, "no models");
    must(dli_text_tools_open(&models, &tools, NULL) == DL_OK, "out of memory");
    crf_begin(&c, DLI_SAID_LABELS);
    c.drop = (uint32_t)(drop * 65536);
    for (int i = at + 1; i < argc; i++)
        add_file(&c, tools, argv[i]);
    fprintf(stderr, "%zu sequences, %zu words, %zu features\n", c.sequence_count, c.token_count,
            c.feature_count);
    crf_train(&c, passes, rate, decay, least);
    crf_write(&c, "SAID", DLI_CLUES_VERSION, label_names, argv[at]);
    crf_end(&c);
    dli_text_tools_close(tools);
    return 0;
}
