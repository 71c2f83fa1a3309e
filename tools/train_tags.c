/* train_tags.c -- train a tagger of parts of speech (src/text/tag.c) and write its weight file.
 *
 *   train_tags KEEP WORDS TRAIN OUT.dlm [DEV > TAGS]  train, write, tag DEV
 *   train_tags --folds N KEEP WORDS TRAIN > TAGS    the tag of each word, by a tagger trained without
 *                                                   its part
 *
 * KEEP: so many features at most.
 * In:   WORDS: form, then numbers of 0 to 255, as many as a table of words has (text/token.h), parted by tabs
 *       TRAIN, DEV: a word a line: form, tag, …, parted by tabs; before each sentence a line "# N", those of
 *       one N are in one fold; an empty line behind it
 * Out:  standard output: a tag a line, an empty line behind each sentence
 */
#include "crf.h"

#include "base/str.h"
#include "text/tag.h"
#include "text/token.h"

enum {
    MOST_LINE = 4096,
    MOST_WORDS = 400,
    PASSES = 10,
    MORE_PASSES = 5,
    LEAST = 2
};

static const double RATE = 0.03, DECAY = 1e-5;

static const char *const names[] = {
#define POS(name, what) #name,
#include "text/pos.def"
};

typedef struct sentence {
    uint32_t features[MOST_WORDS * DLI_TAG_FEATURES];
    uint32_t counts[MOST_WORDS], first[MOST_WORDS + 1];
    uint8_t gold[MOST_WORDS];
    uint32_t count;
    size_t number;
} sentence;

static FILE *open_or_die(const char *path)
{
    FILE *f = fopen(path, "rb");

    if (f == NULL) {
        fprintf(stderr, "train_tags: cannot read %s\n", path);
        exit(1);
    }
    return f;
}

/* ---- The table of words -----------------------------------------------------*/

static dl_str words_chunk(const char *path)
{
    static char line[MOST_LINE];
    uint32_t count = 0, slots = 16, width = 0;

    FILE *f = open_or_die(path);
    while (fgets(line, sizeof line, f) != NULL)
        for (char *at = count++ == 0 ? line : line + strlen(line); *at != 0; at++)
            width += *at == '\t';
    if (width != DLI_LEXICON_NARROW && width != DLI_LEXICON_WIDTH)
        exit((fprintf(stderr, "train_tags: %s has %u columns\n", path, width), 1));
    while (slots * 4ull < count * 5ull + 4)
        slots *= 2;
    size_t len = 8 + (size_t)slots * (4 + width);
    char *out = crf_take(len, 1), *rows = out + 8 + (size_t)slots * 4;
    crf_put_u32(out, slots);
    crf_put_u32(out + 4, width);
    rewind(f);
    while (fgets(line, sizeof line, f) != NULL) {
        char *tab = strchr(line, '\t');
        if (tab == NULL)
            continue;
        uint32_t key = dli_token_key((dl_str){ line, (size_t)(tab - line) });
        uint32_t at = key & (slots - 1);
        while (memcmp(out + 8 + (size_t)at * 4, "\0\0\0\0", 4) != 0)
            at = (at + 1) & (slots - 1);
        crf_put_u32(out + 8 + (size_t)at * 4, key);
        for (size_t i = 0; i < width && tab != NULL; i++, tab = strchr(tab + 1, '\t'))
            rows[at * width + i] = (char)strtoul(tab + 1, NULL, 10);
    }
    fclose(f);
    return (dl_str){ out, len };
}

/* The chunk as the program will read it. */
static dli_weights words_of(dl_str chunk)
{
    const void *head = chunk.ptr, *at = chunk.ptr + 8;
    const uint32_t *sizes = head;
    uint32_t slots = sizes[0];

    return (dli_weights){ at, (const int8_t *)chunk.ptr + 8 + (size_t)slots * 4, slots - 1,
                          sizes[1] };
}

/* ---- Sentences ---------------------------------------------------------------*/

static uint8_t label_of(const char *tag, size_t len)
{
    for (uint8_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == len && memcmp(names[i], tag, len) == 0)
            return i;
    return DLI_POS_X;
}

static bool read_sentence(FILE *f, const dli_weights *lexicon, sentence *out)
{
    static char line[MOST_LINE];
    static dli_token tokens[MOST_WORDS];

    out->count = 0;
    while (fgets(line, sizeof line, f) != NULL && line[0] != '\n') {
        char *tab = strchr(line, '\t');
        if (tab == NULL && line[0] == '#')
            out->number = strtoul(line + 1, NULL, 10);
        if (tab == NULL || out->count == MOST_WORDS)
            continue;
        dli_token_read(lexicon, (dl_str){ line, (size_t)(tab - line) }, &tokens[out->count]);
        out->gold[out->count++] = label_of(tab + 1, strcspn(tab + 1, "\t\n"));
    }
    uint32_t at = 0;
    for (uint32_t i = 0; i < out->count; i++) {
        out->first[i] = at;
        out->counts[i] = dli_tag_features(tokens, out->count, i, out->features + at);
        at += out->counts[i];
    }
    out->first[out->count] = at;
    return out->count > 0;
}

static void train(crf *c, const dli_weights *lexicon, const char *path, uint32_t keep,
                  size_t folds, size_t fold)
{
    static sentence s;
    FILE *f = open_or_die(path);

    crf_begin(c, DLI_POS_COUNT);
    while (read_sentence(f, lexicon, &s))
        if (folds == 0 || s.number % folds != fold)
            crf_add(c, s.features, s.counts, s.gold, s.count);
    fclose(f);
    crf_train(c, PASSES, RATE, DECAY, LEAST);
    crf_prune(c, keep);
    crf_passes(c, MORE_PASSES, RATE, DECAY);
}

/* What was trained, as the program will read it; from memory that is not given back. */
static dli_tagger tagger_of(const crf *c)
{
    dl_str chunk = crf_step_chunk(c, 16), features = crf_feature_chunk(c, 16);
    uint32_t slots = (uint32_t)((features.len - 8) / (4 + c->labels));
    const void *hashes = features.ptr + 8, *narrow = chunk.ptr;
    const int16_t *step = narrow;
    const size_t count = (size_t)(c->labels + 1) * c->labels;
    int32_t *steps = crf_take(count, sizeof *steps);

    for (size_t i = 0; i < count; i++)
        steps[i] = step[i];
    return (dli_tagger){ .features = { hashes,
                                       (const int8_t *)features.ptr + 8 + (size_t)slots * 4,
                                       slots - 1, c->labels },
                         .steps = steps,
                         .labels = c->labels,
                         .stride = (uint32_t)c->labels };
}

static void tag_all(const crf *c, const dli_weights *lexicon, const char *path, size_t folds,
                    size_t fold, char **out)
{
    static sentence s;
    static uint8_t labels[MOST_WORDS];
    dli_tagger tagger = tagger_of(c);
    size_t right = 0, all = 0;
    dli_arena scratch;

    dli_arena_init(&scratch, 1 << 24);
    FILE *f = open_or_die(path);
    for (size_t i = 0; read_sentence(f, lexicon, &s); i++) {
        if (folds != 0 && s.number % folds != fold)
            continue;
        dli_sequence sequence = { s.features, s.first, s.count };
        dli_arena_reset(&scratch);
        if (!dli_tagger_tag(&tagger, &scratch, &sequence, labels))
            exit(1);
        size_t len = 0;
        if (out != NULL)
            out[i] = crf_take((size_t)s.count * 8 + 2, 1);
        for (uint32_t t = 0; t < s.count; t++) {
            right += labels[t] == s.gold[t];
            if (out != NULL)
                len += (size_t)sprintf(out[i] + len, "%s\n", names[labels[t]]);
        }
        all += s.count;
    }
    fclose(f);
    dli_arena_done(&scratch);
    fprintf(stderr, "%s: %zu of %zu tags right: %.4f\n", path, right, all,
            all == 0 ? 0 : (double)right / (double)all);
}

int main(int argc, char **argv)
{
    static char *tags[1 << 20];
    static crf c;

    if (argc != 5 && argc != 6) {
        fprintf(stderr, "usage: train_tags KEEP WORDS TRAIN OUT.dlm [DEV]\n"
                        "       train_tags --folds N KEEP WORDS TRAIN\n");
        return 2;
    }
    bool in_folds = strcmp(argv[1], "--folds") == 0;
    char **given = argv + (in_folds ? 3 : 1);
    uint32_t keep = (uint32_t)strtoul(given[0], NULL, 10);
    size_t folds = in_folds ? strtoul(argv[2], NULL, 10) : 0;
    dl_str chunk = words_chunk(given[1]);
    dli_weights lexicon = words_of(chunk);
    for (size_t fold = 0; fold < folds; fold++) {
        train(&c, &lexicon, given[2], keep, folds, fold);
        tag_all(&c, &lexicon, given[2], folds, fold, tags);
        crf_end(&c);
    }
    if (!in_folds) {
        train(&c, &lexicon, given[2], keep, 0, 0);
        crf_write_more(&c, "TAGS", DLI_TAG_VERSION, names, "LEXI", chunk, given[3]);
        if (argc == 6)
            tag_all(&c, &lexicon, given[4], 0, 0, tags);
        crf_end(&c);
    }
    for (size_t i = 0; tags[i] != NULL; i++)
        printf("%s\n", tags[i]);
    return 0;
}
