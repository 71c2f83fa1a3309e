/* train_trees.c -- train a parser of sentences (src/text/tree.c) and write its weight file.
 *
 *   train_trees TAGS.dlm TRAIN TRAIN.tags OUT.dlm PASSES KEEP [DEV DEV.tags]
 *
 * In:   TAGS.dlm: its table of words is used; TRAIN, DEV: as train_tags reads them; *.tags: as it writes
 *       them, a tag for each word, by a tagger that has not seen it; KEEP: rows of vectors at most
 *
 * A network with one hidden layer says the next step and the relation of the word that goes (Chen and Manning, 2014),
 * trained on the steps that lose least of the gold tree from wherever its own steps have led (Goldberg and Nivre, 2013),
 * with Adam (Kingma and Ba, 2015), the rate falling to nothing, and the mean of the last weights taken. Half of what is known of a
 * word is left out at random each time, so that the rest learns to do without: treebanks are small. One thread, one generator: the same file for the same data.
 */
#include "crf.h"

#include "base/str.h"
#include "bytes/bytes.h"
#include "text/arcs.h"

enum {
    MOST_LINE = 4096,
    MOST_WORDS = 400,
    D = DLI_VECTOR_WIDTH,
    H = DLI_HIDDEN,
    R = DLI_STEP_ROWS,
    F = DLI_VECTOR_FEATURES,
    NO_ROW = -1
};

static const char *const tag_names[] = {
#define POS(name, what) #name,
#include "text/pos.def"
};
static const char *const relation_names[] = {
#define RELATION(name, what) #name,
#include "text/relations.def"
};

typedef struct sentence {
    int32_t count;
    int32_t *rows; /* [word * F]: of vectors, or NO_ROW */
    int32_t *head; /* count: the root */
    uint8_t *relation, *tags;
} sentence;

static sentence *sentences, *dev;
static size_t sentence_count, dev_count;
static uint64_t state = 88172645463325252u;

static double random_unit(void)
{
    return (double)(crf_random(&state) >> 11) / 9007199254740992.0;
}

/* ---- Reading ------------------------------------------------------------------*/

typedef struct row {
    uint32_t hash, times;
} row;

static row *table; /* open addressing */
static uint32_t table_mask;
static int32_t *number; /* [slot]: of the row kept, or NO_ROW */
static uint32_t *kept;  /* hashes */
static int32_t kept_count;

static uint32_t slot_of(uint32_t hash)
{
    uint32_t at = hash & table_mask;

    while (table[at].hash != 0 && table[at].hash != hash)
        at = (at + 1) & table_mask;
    return at;
}

static uint8_t index_of(const char *const *names, size_t count, const char *name, size_t len,
                        uint8_t other)
{
    for (uint8_t i = 0; i < count; i++)
        if (strlen(names[i]) == len && memcmp(names[i], name, len) == 0)
            return i;
    return other;
}

static FILE *open_or_die(const char *path)
{
    FILE *f = fopen(path, "rb");

    if (f == NULL) {
        fprintf(stderr, "train_trees: cannot read %s\n", path);
        exit(1);
    }
    return f;
}

/* Rows are hashes at first. */
static sentence *read_sentences(const char *path, const char *tags_path,
                                const dli_weights *lexicon, size_t *count)
{
    static char line[MOST_LINE];
    static dli_token token;
    static uint32_t features[F];
    FILE *f = open_or_die(path), *t = open_or_die(tags_path);
    sentence *out = crf_take(1 << 17, sizeof *out), *s = out;

    while (fgets(line, sizeof line, f) != NULL) {
        char *tab = strchr(line, '\t');
        if (line[0] == '\n') {
            if (fgets(line, sizeof line, t) == NULL || line[0] != '\n')
                exit((fprintf(stderr, "train_trees: tags are of another text\n"), 1));
            for (int32_t i = 0; i < s->count; i++)
                s->head[i] = s->head[i] == 0 ? s->count : s->head[i] - 1;
            s += s->count > 0;
        }
        if (tab == NULL)
            continue;
        if (s->count == 0) {
            s->rows = crf_take(MOST_WORDS * F, sizeof *s->rows);
            s->head = crf_take(MOST_WORDS, sizeof *s->head);
            s->relation = crf_take(MOST_WORDS, 1);
            s->tags = crf_take(MOST_WORDS, 1);
        }
        int32_t at = s->count++;
        dli_token_read(lexicon, (dl_str){ line, (size_t)(tab - line) }, &token);
        dli_vector_features(&token, features);
        memcpy(s->rows + at * F, features, sizeof features);
        tab = strchr(tab + 1, '\t');
        s->head[at] = (int32_t)strtol(tab + 1, &tab, 10);
        s->relation[at] = index_of(relation_names, DLI_RELATION_COUNT, tab + 1,
                                   strcspn(tab + 1, "\n"), DLI_RELATION_dep);
        if (fgets(line, sizeof line, t) == NULL)
            line[0] = 0;
        s->tags[at] = index_of(tag_names, DLI_POS_COUNT, line, strcspn(line, "\n"), DLI_POS_X);
        if (s->count == MOST_WORDS)
            exit((fprintf(stderr, "train_trees: a sentence is too long\n"), 1));
    }
    *count = (size_t)(s - out);
    for (sentence *x = out; x < s; x++) { /* give back what is too much */
        x->rows = realloc(x->rows, (size_t)x->count * F * sizeof *x->rows);
        x->head = realloc(x->head, (size_t)x->count * sizeof *x->head);
        x->relation = realloc(x->relation, (size_t)x->count);
        x->tags = realloc(x->tags, (size_t)x->count);
    }
    fclose(f);
    fclose(t);
    return out;
}

static int by_times(const void *a, const void *b)
{
    const row *x = a, *y = b;

    if (x->times != y->times)
        return x->times < y->times ? 1 : -1;
    return x->hash < y->hash ? -1 : x->hash > y->hash;
}

/* Keep the rows met most often, twice at least. */
static void number_rows(uint32_t most)
{
    table_mask = (1u << 22) - 1;
    table = crf_take(table_mask + 1, sizeof *table);
    for (size_t i = 0; i < sentence_count; i++)
        for (int32_t j = 0; j < sentences[i].count * F; j++) {
            row *r = &table[slot_of((uint32_t)sentences[i].rows[j])];
            r->hash = (uint32_t)sentences[i].rows[j];
            r->times++;
        }
    row *sorted = crf_take(table_mask + 1, sizeof *sorted);
    memcpy(sorted, table, (table_mask + 1) * sizeof *sorted);
    qsort(sorted, table_mask + 1, sizeof *sorted, by_times);
    kept = crf_take(most, sizeof *kept);
    number = crf_take(table_mask + 1, sizeof *number);
    for (uint32_t i = 0; i <= table_mask; i++)
        number[i] = NO_ROW;
    while ((uint32_t)kept_count < most && sorted[kept_count].times > 1) {
        kept[kept_count] = sorted[kept_count].hash;
        number[slot_of(kept[kept_count])] = kept_count;
        kept_count++;
    }
    free(sorted);
}

static void use_numbers(sentence *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (int32_t j = 0; j < list[i].count * F; j++)
            list[i].rows[j] = number[slot_of((uint32_t)list[i].rows[j])];
}

/* ---- Weights --------------------------------------------------------------------*/

/* All dense tables in one piece, in the order of the chunk DENS. */
typedef struct tables {
    float *all, *words, *tags, *labels, *numbers, *bias, *steps, *step_bias;
} tables;

static tables weights, slopes, first_moments, second_moments, means;
static float *vectors, *vector_slopes, *vector_first, *vector_second; /* [row * D] */
static float *vector_means;
static int32_t *touched, touched_count;
static bool *is_touched;

static tables take_tables(void)
{
    tables t;

    t.all = crf_take(DLI_PARSER_DENSE, sizeof(float));
    t.words = t.all;
    t.tags = t.words + DLI_PARSER_WORDS;
    t.labels = t.tags + DLI_PARSER_TAGS;
    t.numbers = t.labels + DLI_PARSER_LABELS;
    t.bias = t.numbers + DLI_PARSER_NUMBERS;
    t.steps = t.bias + H;
    t.step_bias = t.steps + DLI_PARSER_STEPS;
    return t;
}

static void fill(float *at, size_t count, double most)
{
    for (size_t i = 0; i < count; i++)
        at[i] = (float)((random_unit() * 2 - 1) * most);
}

static void begin_weights(void)
{
    weights = take_tables();
    slopes = take_tables();
    first_moments = take_tables();
    second_moments = take_tables();
    means = take_tables();
    fill(weights.words, DLI_PARSER_WORDS, 0.12);
    fill(weights.tags, DLI_PARSER_TAGS, 0.12);
    fill(weights.labels, DLI_PARSER_LABELS, 0.12);
    fill(weights.numbers, DLI_PARSER_NUMBERS, 0.12);
    fill(weights.steps, DLI_PARSER_STEPS, 0.15);
    size_t count = (size_t)kept_count * D;
    vectors = crf_take(count, sizeof(float));
    vector_slopes = crf_take(count, sizeof(float));
    vector_first = crf_take(count, sizeof(float));
    vector_second = crf_take(count, sizeof(float));
    vector_means = crf_take(count, sizeof(float));
    touched = crf_take((size_t)kept_count, sizeof *touched);
    is_touched = crf_take((size_t)kept_count, 1);
    fill(vectors, count, 0.25);
}

/* mean: of what `at` was lately. */
static void climb(float *restrict at, float *restrict slope, float *restrict first,
                  float *restrict second, float *restrict mean, size_t count, float rate,
                  float fix, float late)
{
    for (size_t i = 0; i < count; i++) {
        float g = slope[i];
        first[i] += 0.1f * (g - first[i]);
        second[i] += 0.001f * (g * g - second[i]);
        at[i] += rate * first[i] / (sqrtf(second[i] * fix) + 1e-6f);
        slope[i] = 0;
        mean[i] += late * (at[i] - mean[i]);
    }
}

static void climb_all(double rate, uint64_t step, uint64_t steps)
{
    float fix = (float)(1 / (1 - pow(0.999, (double)step)));
    uint64_t span = step < steps / 8 ? step : steps / 8 + 1;
    float late = 1 / (float)span;

    climb(weights.all, slopes.all, first_moments.all, second_moments.all, means.all,
          DLI_PARSER_DENSE, (float)rate, fix, late);
    for (int32_t i = 0; i < touched_count; i++) {
        size_t at = (size_t)touched[i] * D;
        climb(vectors + at, vector_slopes + at, vector_first + at, vector_second + at,
              vector_means + at, D, (float)rate, fix, 1);
        is_touched[touched[i]] = false;
    }
    touched_count = 0;
}

/* ---- Looking and learning ---------------------------------------------------------*/

/* What each word gives each place, made when it is first asked for. */
typedef struct work {
    float vector[MOST_WORDS][D], vector_slope[MOST_WORDS][D];
    float part[MOST_WORDS][DLI_PLACE_WORDS][H], part_slope[MOST_WORDS][DLI_PLACE_WORDS][H];
    bool made[MOST_WORDS][DLI_PLACE_WORDS];
    int32_t rows[MOST_WORDS * F]; /* with some left out */
    float scale;                  /* makes up for those */
} work;

static work w;
/* So much is left out at random while learning, and made up for. */
static const double DROP_HIDDEN = 0.2, DROP_ROW = 0.5, RATE = 0.003;

static void begin_sentence(const sentence *s, bool learning)
{
    w.scale = learning ? (float)(1 / (1 - DROP_ROW)) : 1;
    for (int32_t i = 0; i < s->count; i++) {
        memset(w.vector[i], 0, sizeof w.vector[i]);
        memset(w.vector_slope[i], 0, sizeof w.vector_slope[i]);
        memset(w.made[i], 0, sizeof w.made[i]);
        for (int32_t f = 0; f < F; f++) {
            int32_t r = s->rows[i * F + f];
            if (learning && random_unit() < DROP_ROW)
                r = NO_ROW;
            w.rows[i * F + f] = r;
            for (int32_t d = 0; d < D && r != NO_ROW; d++)
                w.vector[i][d] += vectors[(size_t)r * D + (size_t)d] * w.scale;
        }
    }
}

static const float *part_of(int32_t word, int32_t place)
{
    float *out = w.part[word][place];

    if (w.made[word][place])
        return out;
    w.made[word][place] = true;
    memset(w.part_slope[word][place], 0, sizeof w.part_slope[word][place]);
    for (int32_t h = 0; h < H; h++) {
        const float *x = weights.words + ((size_t)place * H + (size_t)h) * D;
        float sum[4] = { 0 };
        for (int32_t d = 0; d < D; d += 4)
            for (int32_t k = 0; k < 4; k++)
                sum[k] += x[d + k] * w.vector[word][d + k];
        out[h] = sum[0] + sum[1] + sum[2] + sum[3];
    }
    return out;
}

static void add_to(float *restrict sum, const float *restrict x)
{
    for (int32_t h = 0; h < H; h++)
        sum[h] += x[h];
}

static size_t tag_at(const dli_arcs *a, const dli_outlook *o, const uint8_t *tags, int32_t p)
{
    return ((size_t)p * DLI_PLACE_TAGS + dli_place_tag(a, tags, o->places[p])) * H;
}

static size_t label_at(const dli_outlook *o, size_t p)
{
    return (p * (DLI_RELATION_COUNT + 1) + o->labels[p]) * H;
}

static size_t number_at(const dli_outlook *o, size_t p)
{
    return (p * DLI_NUMBER_VALUES + o->numbers[p]) * H;
}

static void look(const dli_arcs *a, const sentence *s, const dli_outlook *o, float *hidden)
{
    memcpy(hidden, weights.bias, H * sizeof *hidden);
    for (int32_t p = 0; p < DLI_PLACES; p++) {
        if (p < DLI_PLACE_WORDS && o->places[p] >= 0 && o->places[p] < a->count)
            add_to(hidden, part_of(o->places[p], p));
        add_to(hidden, weights.tags + tag_at(a, o, s->tags, p));
    }
    for (size_t p = 0; p < DLI_PLACE_LABELS; p++)
        add_to(hidden, weights.labels + label_at(o, p));
    for (size_t p = 0; p < DLI_PLACE_NUMBERS; p++)
        add_to(hidden, weights.numbers + number_at(o, p));
    for (int32_t h = 0; h < H; h++)
        hidden[h] = hidden[h] > 0 ? hidden[h] : 0;
}

static void learn_look(const dli_arcs *a, const sentence *s, const dli_outlook *o,
                       const float *slope)
{
    add_to(slopes.bias, slope);
    for (int32_t p = 0; p < DLI_PLACES; p++) {
        if (p < DLI_PLACE_WORDS && o->places[p] >= 0 && o->places[p] < a->count)
            add_to(w.part_slope[o->places[p]][p], slope);
        add_to(slopes.tags + tag_at(a, o, s->tags, p), slope);
    }
    for (size_t p = 0; p < DLI_PLACE_LABELS; p++)
        add_to(slopes.labels + label_at(o, p), slope);
    for (size_t p = 0; p < DLI_PLACE_NUMBERS; p++)
        add_to(slopes.numbers + number_at(o, p), slope);
}

static void end_sentence(const sentence *s)
{
    for (int32_t i = 0; i < s->count; i++) {
        for (int32_t p = 0; p < DLI_PLACE_WORDS; p++) {
            if (!w.made[i][p])
                continue;
            for (int32_t h = 0; h < H; h++) {
                float g = w.part_slope[i][p][h];
                size_t at = ((size_t)p * H + (size_t)h) * D;
                if (g == 0)
                    continue;
                for (int32_t d = 0; d < D; d++) {
                    slopes.words[at + (size_t)d] += g * w.vector[i][d];
                    w.vector_slope[i][d] += g * weights.words[at + (size_t)d];
                }
            }
        }
        for (int32_t f = 0; f < F; f++) {
            int32_t r = w.rows[i * F + f];
            if (r == NO_ROW)
                continue;
            if (!is_touched[r]) {
                is_touched[r] = true;
                touched[touched_count++] = r;
            }
            for (int32_t d = 0; d < D; d++)
                vector_slopes[(size_t)r * D + (size_t)d] += w.vector_slope[i][d] * w.scale;
        }
    }
}

static void weigh_rows(const float *hidden, int32_t from, int32_t count, float *out)
{
    for (int32_t r = 0; r < count; r++) {
        const float *x = weights.steps + (size_t)(from + r) * H;
        float sum[4] = { 0 };
        for (int32_t h = 0; h < H; h += 4)
            for (int32_t k = 0; k < 4; k++)
                sum[k] += x[h + k] * hidden[h + k];
        out[r] = sum[0] + sum[1] + sum[2] + sum[3] + weights.step_bias[from + r];
    }
}

static int32_t relations_from(int step)
{
    return step == DLI_STEP_LEFT ? DLI_STEP_COUNT : DLI_STEP_COUNT + DLI_RELATION_COUNT;
}

/* What a step loses of the gold tree. */
static int32_t loss_of(const dli_arcs *a, const sentence *s, int step)
{
    int32_t lost = 0, b = a->next, top = a->depth > 0 ? a->stack[a->depth - 1] : -1;

    if (step == DLI_STEP_SHIFT) {
        for (int32_t i = 0; i < a->depth; i++)
            lost +=
                (s->head[b] == a->stack[i] && i + 1 < a->depth) || s->head[a->stack[i]] == b;
        return lost;
    }
    int32_t head = s->head[top];
    if (step == DLI_STEP_LEFT)
        lost += head > b || (a->depth > 1 && head == a->stack[a->depth - 2]);
    else
        lost += head >= b;
    for (int32_t i = b; i < a->count; i++)
        lost += s->head[i] == top;
    return lost;
}

static uint8_t best_relation(const float *scores)
{
    uint8_t best = 0;

    for (uint8_t i = 1; i < DLI_RELATION_COUNT; i++)
        if (scores[i] > scores[best])
            best = i;
    return best;
}

/* Slopes of chosen rows back to the hidden layer. */
static void learn_rows(const float *hidden, int32_t from, int32_t count, const float *slope,
                       float *hidden_slope)
{
    for (int32_t r = 0; r < count; r++) {
        const float *x = weights.steps + (size_t)(from + r) * H;
        float *y = slopes.steps + (size_t)(from + r) * H;
        if (slope[r] == 0)
            continue;
        slopes.step_bias[from + r] += slope[r];
        for (int32_t h = 0; h < H; h++) {
            y[h] += slope[r] * hidden[h];
            hidden_slope[h] += slope[r] * x[h];
        }
    }
}

/* One step of learning at where `a` stands; the step to take, and its relation. */
static int learn_step(dli_arcs *a, const sentence *s, bool explore, uint8_t *relation,
                      double *loss)
{
    float raw[H], hidden[H], mask[H], hidden_slope[H] = { 0 }, scores[DLI_STEP_COUNT];
    float labels[DLI_RELATION_COUNT], slope[DLI_RELATION_COUNT];
    int32_t least = INT32_MAX, lost[DLI_STEP_COUNT];
    int best = -1, right = -1;
    dli_outlook o;

    dli_arcs_look(a, &o);
    look(a, s, &o, raw);
    for (int32_t h = 0; h < H; h++) {
        mask[h] = random_unit() < DROP_HIDDEN ? 0 : (float)(1 / (1 - DROP_HIDDEN));
        hidden[h] = raw[h] * mask[h];
    }
    weigh_rows(hidden, 0, DLI_STEP_COUNT, scores);
    for (int t = 0; t < DLI_STEP_COUNT; t++) {
        lost[t] = dli_step_allowed(a, t) ? loss_of(a, s, t) : INT32_MAX;
        least = lost[t] < least ? lost[t] : least;
    }
    double all = 0, good = 0, p[DLI_STEP_COUNT];
    float most = -1e30f;
    for (int t = 0; t < DLI_STEP_COUNT; t++)
        if (lost[t] != INT32_MAX && scores[t] > most)
            most = scores[t], best = t;
    for (int t = 0; t < DLI_STEP_COUNT; t++) {
        p[t] = lost[t] == INT32_MAX ? 0 : exp((double)(scores[t] - most));
        all += p[t];
        good += lost[t] == least ? p[t] : 0;
        if (lost[t] == least && (right < 0 || scores[t] > scores[right]))
            right = t;
    }
    *loss -= log(good / all + 1e-12);
    for (int t = 0; t < DLI_STEP_COUNT; t++)
        slope[t] = (float)((lost[t] == least ? p[t] / (good + 1e-12) : 0) - p[t] / all);
    learn_rows(hidden, 0, DLI_STEP_COUNT, slope, hidden_slope);
    int taken = explore ? best : right;
    for (int t = DLI_STEP_LEFT; t < DLI_STEP_COUNT; t++) {
        int32_t child = a->depth > 0 ? a->stack[a->depth - 1] : -1;
        if (t != right && t != taken)
            continue;
        int32_t head = t == DLI_STEP_LEFT ? a->next
                       : a->depth > 1     ? a->stack[a->depth - 2]
                                          : -1;
        weigh_rows(hidden, relations_from(t), DLI_RELATION_COUNT, labels);
        if (t == taken)
            *relation = best_relation(labels);
        if (s->head[child] != head)
            continue;
        if (t == taken && !explore)
            *relation = s->relation[child];
        double sum = 0;
        float top = labels[best_relation(labels)];
        for (int32_t i = 0; i < DLI_RELATION_COUNT; i++)
            sum += exp((double)(labels[i] - top));
        for (int32_t i = 0; i < DLI_RELATION_COUNT; i++)
            slope[i] =
                (float)((i == s->relation[child]) - exp((double)(labels[i] - top)) / sum);
        learn_rows(hidden, relations_from(t), DLI_RELATION_COUNT, slope, hidden_slope);
    }
    for (int32_t h = 0; h < H; h++)
        hidden_slope[h] = raw[h] > 0 ? hidden_slope[h] * mask[h] : 0;
    learn_look(a, s, &o, hidden_slope);
    return taken;
}

static double learn_sentence(const sentence *s, bool explore)
{
    static dli_knot nodes[MOST_WORDS];
    static int32_t stack[MOST_WORDS];
    dli_arcs a;
    double loss = 0;

    begin_sentence(s, true);
    dli_arcs_begin(&a, nodes, stack, s->count);
    while (!dli_arcs_done(&a)) {
        uint8_t relation = DLI_RELATION_root;
        int step = learn_step(&a, s, explore && random_unit() < 0.9, &relation, &loss);
        dli_step_take(&a, step, relation);
    }
    end_sentence(s);
    return loss;
}

static void learn(int passes)
{
    size_t *order = crf_take(sentence_count, sizeof *order);
    uint64_t step = 0, batch = sentence_count > 12000 ? 8 : sentence_count > 4000 ? 4 : 2;
    uint64_t steps = (uint64_t)passes * sentence_count / batch + 1;

    for (size_t i = 0; i < sentence_count; i++)
        order[i] = i;
    for (int pass = 0; pass < passes; pass++) {
        double loss = 0;
        for (size_t i = sentence_count; i-- > 1;) {
            size_t j = (size_t)(crf_random(&state) % (i + 1)), was = order[i];
            order[i] = order[j];
            order[j] = was;
        }
        for (size_t i = 0; i < sentence_count; i++) {
            loss += learn_sentence(&sentences[order[i]], pass > 0);
            if ((i + 1) % batch == 0 || i + 1 == sentence_count) {
                step++;
                double left = step >= steps ? 0 : 1 - (double)step / (double)steps;
                climb_all(RATE * left + 1e-5, step, steps);
            }
        }
        fprintf(stderr, "pass %d: loss %.4f a sentence\n", pass + 1,
                loss / (double)sentence_count);
    }
    memcpy(weights.all, means.all, DLI_PARSER_DENSE * sizeof *means.all);
    free(order);
}

/* ---- Writing -------------------------------------------------------------------------*/

static char small(float x, double scale)
{
    long v = lround((double)x * scale);

    return (char)(v > 127 ? 127 : v < -127 ? -127 : v);
}

static dl_str vector_chunk(void)
{
    uint32_t slots = 16;

    while (slots * 4ull < (uint32_t)kept_count * 5ull + 4)
        slots *= 2;
    size_t len = 8 + (size_t)slots * (4 + D);
    char *out = crf_take(len, 1), *rows = out + 8 + (size_t)slots * 4;
    crf_put_u32(out, slots);
    crf_put_u32(out + 4, D);
    for (int32_t i = 0; i < kept_count; i++) {
        uint32_t at = kept[i] & (slots - 1);
        while (memcmp(out + 8 + (size_t)at * 4, "\0\0\0\0", 4) != 0)
            at = (at + 1) & (slots - 1);
        crf_put_u32(out + 8 + (size_t)at * 4, kept[i]);
        for (size_t d = 0; d < D; d++)
            rows[at * D + d] = small(vectors[(size_t)i * D + d], 32);
    }
    return (dl_str){ out, len };
}

static dl_str dense_chunk(void)
{
    char *out = crf_take(DLI_PARSER_DENSE, 1);

    for (size_t i = 0; i < DLI_PARSER_DENSE; i++) /* the words' by 64, the others' by 32 */
        out[i] = small(weights.all[i], i < DLI_PARSER_WORDS ? 64 : 32);
    return (dl_str){ out, DLI_PARSER_DENSE };
}

static void write_all(const char *path)
{
    static const char *const parts[] = { "VECT", "DENS" };
    dl_str chunks[] = { vector_chunk(), dense_chunk() };

    crf_write_chunks(path, "TREE", DLI_TREE_VERSION, parts, chunks, 2);
}

/* ---- How good it is ---------------------------------------------------------------------*/

static void judge(const sentence *list, size_t count)
{
    static dli_knot nodes[MOST_WORDS];
    static int32_t stack[MOST_WORDS];
    float hidden[H], scores[DLI_STEP_COUNT], labels[DLI_RELATION_COUNT];
    size_t heads = 0, both = 0, all = 0;

    for (size_t i = 0; i < count; i++) {
        const sentence *s = &list[i];
        dli_arcs a;
        begin_sentence(s, false);
        dli_arcs_begin(&a, nodes, stack, s->count);
        while (!dli_arcs_done(&a)) {
            dli_outlook o;
            int best = -1;
            uint8_t relation = 0;
            dli_arcs_look(&a, &o);
            look(&a, s, &o, hidden);
            weigh_rows(hidden, 0, DLI_STEP_COUNT, scores);
            for (int t = 0; t < DLI_STEP_COUNT; t++)
                if (dli_step_allowed(&a, t) && (best < 0 || scores[t] > scores[best]))
                    best = t;
            if (best != DLI_STEP_SHIFT) {
                weigh_rows(hidden, relations_from(best), DLI_RELATION_COUNT, labels);
                relation = best_relation(labels);
            }
            dli_step_take(&a, best, relation);
        }
        for (int32_t j = 0; j < s->count; j++) {
            heads += nodes[j].head == s->head[j];
            both += nodes[j].head == s->head[j] && nodes[j].relation == s->relation[j];
        }
        all += (size_t)s->count;
    }
    fprintf(stderr, "heads %.4f, with relation %.4f, of %zu\n", (double)heads / (double)all,
            (double)both / (double)all, all);
}

static void read_lexicon(const char *path, dli_weights *out)
{
    static dli_arena arena;
    dli_model model;
    dl_str bytes;
    dl_error err = { 0 };

    dli_arena_init(&arena, 64 << 20);
    if (dli_file_read(&arena, path, 32 << 20, &bytes, &err) != DL_OK ||
        dli_model_open(bytes, dli_str(path), "TAGS", DLI_TAG_VERSION, &model, &err) != DL_OK ||
        dli_lexicon_read(&arena, &model, out, &err) != DL_OK)
        exit((fprintf(stderr, "train_trees: %s: %s\n", path, err.what), 1));
}

int main(int argc, char **argv)
{
    dli_weights lexicon;

    if (argc != 7 && argc != 9) {
        fprintf(stderr, "usage: train_trees TAGS.dlm TRAIN TRAIN.tags OUT.dlm PASSES KEEP [DEV "
                        "DEV.tags]\n");
        return 2;
    }
    read_lexicon(argv[1], &lexicon);
    sentences = read_sentences(argv[2], argv[3], &lexicon, &sentence_count);
    number_rows((uint32_t)strtoul(argv[6], NULL, 10));
    use_numbers(sentences, sentence_count);
    begin_weights();
    learn(atoi(argv[5]));
    write_all(argv[4]);
    if (argc == 9) {
        dev = read_sentences(argv[7], argv[8], &lexicon, &dev_count);
        use_numbers(dev, dev_count);
        judge(dev, dev_count);
    }
    return 0;
}
