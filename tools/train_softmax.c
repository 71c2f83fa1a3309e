/* train_softmax.c -- learn the weights of the language model (models/language/train.py).
 *
 *   train_softmax SAMPLES WEIGHTS.f32
 *
 * In:   SAMPLES, little-endian u32: classes, grams, words, samples, rounds, rate in
 *       thousandths; for each word and one more, where its grams begin; the grams of all
 *       words; then the samples: label, how many words, the words
 * Out:  WEIGHTS.f32: for each gram a float for each class
 *
 * Multinomial logistic regression by stochastic gradient descent, one sample a step, with
 * a rate for each gram (Duchi, Hazan and Singer, 2011) that falls to zero over the run.
 * One thread and a fixed order: the same input gives the same bytes.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    CLASSES = 128,
    GRAMS = 1 << 14
};

typedef struct task {
    uint32_t classes, grams, words, samples, rounds;
    float rate;
    const uint32_t *begin, *gram, *sample;
    float *weights, *sums;
} task;

static void must(int good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "train_softmax: %s\n", what);
    exit(1);
}

static uint32_t *read_all(const char *path)
{
    FILE *in = fopen(path, "rb");
    must(in != NULL && fseek(in, 0, SEEK_END) == 0, "cannot read the samples");
    long size = ftell(in);
    uint32_t *out = size < 24 ? NULL : malloc((size_t)size);
    must(out != NULL && fseek(in, 0, SEEK_SET) == 0 &&
             fread(out, 1, (size_t)size, in) == (size_t)size,
         "cannot read the samples");
    (void)fclose(in);
    return out;
}

/* The grams of a sample; what is too long is cut. */
static uint32_t collect(const task *t, const uint32_t *words, uint32_t count, uint32_t *out)
{
    uint32_t made = 0;

    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = t->begin[words[i]]; k < t->begin[words[i] + 1] && made < GRAMS; k++)
            out[made++] = t->gram[k];
    return made;
}

/* Scores to what the step must take off each weight of a gram that was seen. */
static void to_slopes(float *z, uint32_t classes, uint32_t label)
{
    float most = z[0], sum = 0;

    for (uint32_t c = 1; c < classes; c++)
        most = z[c] > most ? z[c] : most;
    for (uint32_t c = 0; c < classes; c++)
        sum += z[c] = expf(z[c] - most);
    for (uint32_t c = 0; c < classes; c++)
        z[c] /= sum;
    z[label] -= 1;
}

static void step(task *t, const uint32_t *grams, uint32_t count, uint32_t label, float rate)
{
    float z[CLASSES] = { 0 }, square = 0;

    for (uint32_t i = 0; i < count; i++) {
        const float *w = t->weights + (size_t)grams[i] * t->classes;
        for (uint32_t c = 0; c < t->classes; c++)
            z[c] += w[c];
    }
    to_slopes(z, t->classes, label);
    for (uint32_t c = 0; c < t->classes; c++)
        square += z[c] * z[c];
    if (square < 1e-8f)
        return;
    for (uint32_t i = 0; i < count; i++) {
        float *w = t->weights + (size_t)grams[i] * t->classes;
        float *sum = t->sums + grams[i];
        *sum += square;
        float by = rate / sqrtf(*sum);
        for (uint32_t c = 0; c < t->classes; c++)
            w[c] -= by * z[c];
    }
}

static void learn(task *t)
{
    static uint32_t grams[GRAMS];
    uint64_t total = (uint64_t)t->samples * t->rounds, done = 0;

    for (uint32_t round = 0; round < t->rounds; round++) {
        const uint32_t *at = t->sample;
        for (uint32_t i = 0; i < t->samples; i++, done++, at += 2 + at[1]) {
            float rate = t->rate * (float)(total - done) / (float)total;
            step(t, grams, collect(t, at + 2, at[1], grams), at[0], rate);
        }
    }
}

int main(int argc, char **argv)
{
    must(argc == 3, "usage: train_softmax SAMPLES WEIGHTS.f32");
    const uint32_t *in = read_all(argv[1]);
    task t = {
        .classes = in[0], .grams = in[1], .words = in[2], .samples = in[3], .rounds = in[4]
    };
    size_t cells = (size_t)t.grams * t.classes;

    must(t.classes > 0 && t.classes <= CLASSES, "too many classes");
    t.rate = (float)in[5] / 1000;
    t.begin = in + 6;
    t.gram = t.begin + t.words + 1;
    t.sample = t.gram + t.begin[t.words];
    t.weights = calloc(cells, sizeof *t.weights);
    t.sums = malloc(t.grams * sizeof *t.sums);
    must(t.weights != NULL && t.sums != NULL, "out of memory");
    for (uint32_t i = 0; i < t.grams; i++)
        t.sums[i] = 1;
    learn(&t);
    FILE *out = fopen(argv[2], "wb");
    must(out != NULL && fwrite(t.weights, sizeof *t.weights, cells, out) == cells &&
             fclose(out) == 0,
         "cannot write the weights");
    return 0;
}
