/* train_names.c -- train the tagger of names of a language (models/names/train.py runs it).
 *
 *   train_names [-p PASSES] [-r RATE] [-d DECAY] [-l LEAST] [-m MOST] -k KINDS OUT.dlm TRAIN.jsonl...
 *
 * In:   JSON lines {"lang","tokens":[..],"tags":["B-PER",..]} or {"lang","text","entities":[[s,e,kind],..]},
 *       offsets in code points; of names in one another the outermost count
 * Out:  a weight file of kind NAME
 *
 * KINDS is a list with commas: PER,ORG. Names of other kinds are none; KIND=OTHER takes one for
 * another. Words and features are those of the program (src/text/named.c), with the gazetteer that it
 * carries; tokens are joined twice, by one space and as they would be printed.
 */
#include "base/embedded.h"
#include "base/error.h"
#include "base/json_read.h"
#include "base/str.h"
#include "base/utf8.h"
#include "crf_packed.h"
#include "text/text.h"

#include <unistd.h>

enum {
    MOST_LINE = 8 << 20,
    MOST_KINDS = 16,
    MOST_SPANS = 20000,
    ARENA_BYTES = 1 << 30,
    FEATURES_VERSION = 1
};

typedef struct named_span {
    uint32_t start, end; /* bytes of the text */
    int kind;            /* index into kinds, or -1 */
} named_span;

typedef struct training {
    dli_arena arena, scratch;
    dli_text_tools *tools;
    crf model;
    const char *kinds[MOST_KINDS]; /* as labels have them */
    const char *read[MOST_KINDS];  /* as the files have them: read[i] is a kind[of[i]] */
    int of[MOST_KINDS];
    int kind_count, read_count;
    named_span spans[MOST_SPANS];
    size_t span_count;
    dl_str words; /* the chunk */
    dli_packed known;
    size_t names, lost; /* lost: a name whose borders are not those of words */
} training;

static void must(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "train_names: %s\n", what);
    exit(1);
}

static int kind_of(const training *t, dl_str name)
{
    for (int i = 0; i < t->read_count; i++)
        if (dli_eq(name, dli_str(t->read[i])))
            return t->of[i];
    return -1;
}

static void add_span(training *t, uint32_t start, uint32_t end, int kind)
{
    must(t->span_count < MOST_SPANS, "too many names in a text");
    t->spans[t->span_count++] = (named_span){ start, end, kind };
}

static bool is_in(dl_str token, const char *list)
{
    dl_str all = dli_str(list), one;

    while (all.len > 0 && dli_split(&all, ' ', &one))
        if (dli_eq(one, token))
            return true;
    return false;
}

/* Whether print has no space between two tokens. *odd: a plain quotation mark is open. */
static bool is_close(dl_str before, dl_str token, dl_str lang, bool *odd)
{
    static const char open[] = "( [ { « “ „ ‘ $ £ € #",
                      shut[] = ", . ; : ! ? ) ] } » ” % … 's 're 've 'll 'd 'm n't ’s";
    bool english = dli_eq(lang, DL_STR("en")), was = *odd;

    if (dli_eq(token, DL_STR("\"")) || dli_eq(before, DL_STR("\""))) {
        *odd ^= dli_eq(token, DL_STR("\""));
        return was || is_in(token, shut);
    }
    return is_in(before, open) || is_in(token, shut) ||
           (english && dli_eq(token, DL_STR("-"))) ||
           (english && dli_eq(before, DL_STR("-"))) ||
           (before.len > 1 && before.len <= 6 && !english && dli_ends(before, DL_STR("'")));
}

/* The tokens joined by one space, or as print has them, and the names that the tags mark. */
static dl_str join_tokens(training *t, const dli_json *json, bool print)
{
    uint32_t tokens = dli_json_get(json, 1, "tokens"), tags = dli_json_get(json, 1, "tags");
    dl_str lang = dli_json_get_str(json, 1, "lang", &t->arena), before = { "", 0 };
    dli_buf text;
    bool open = false, odd = false;

    dli_buf_init(&text, &t->arena);
    uint32_t tag = dli_json_at(json, tags)->first;
    for (uint32_t v = dli_json_at(json, tokens)->first; v != 0;
         v = dli_json_at(json, v)->next) {
        dl_str token = dli_json_str(json, v, &t->arena);
        if (text.len > 0 && !(is_close(before, token, lang, &odd) && print))
            dli_buf_add(&text, DL_STR(" "));
        before = token;
        uint32_t start = (uint32_t)text.len;
        dli_buf_add(&text, token);
        must(tag != 0, "fewer tags than tokens");
        dl_str label = dli_json_str(json, tag, &t->arena);
        if (label.len > 2 && (label.ptr[0] == 'B' || !open)) {
            add_span(t, start, (uint32_t)text.len, kind_of(t, dli_from(label, 2)));
            open = true;
        } else if (label.len > 2) {
            t->spans[t->span_count - 1].end = (uint32_t)text.len;
        } else {
            open = false;
        }
        tag = dli_json_at(json, tag)->next;
    }
    return dli_buf_str(&text);
}

static uint32_t number_at(const dli_json *json, uint32_t value)
{
    return (uint32_t)strtoul(json->text.ptr + dli_json_at(json, value)->at.start, NULL, 10);
}

/* Names by code points become names by bytes. */
static void read_entities(training *t, const dli_json *json, uint32_t list, dl_str text)
{
    uint32_t *bytes = dli_arena_take(&t->arena, (text.len + 1) * sizeof *bytes), points = 0;
    size_t len;

    must(bytes != NULL, "memory ran out");
    for (size_t at = 0; at < text.len; at += len) {
        bytes[points++] = (uint32_t)at;
        (void)dli_utf8_get(text, at, &len);
    }
    bytes[points] = (uint32_t)text.len;
    for (uint32_t v = dli_json_at(json, list)->first; v != 0; v = dli_json_at(json, v)->next) {
        uint32_t from = dli_json_at(json, v)->first, to = dli_json_at(json, from)->next;
        uint32_t start = number_at(json, from), end = number_at(json, to);
        int kind = kind_of(t, dli_json_str(json, dli_json_at(json, to)->next, &t->arena));
        if (start < end && end <= points && kind >= 0)
            add_span(t, bytes[start], bytes[end], kind);
    }
}

static int by_start(const void *a, const void *b)
{
    const named_span *x = a, *y = b;

    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return (x->end < y->end) - (x->end > y->end);
}

static void keep_outermost(training *t)
{
    size_t kept = 0;

    qsort(t->spans, t->span_count, sizeof *t->spans, by_start);
    for (size_t i = 0; i < t->span_count; i++)
        if (kept == 0 || t->spans[i].start >= t->spans[kept - 1].end)
            t->spans[kept++] = t->spans[i];
    t->span_count = kept;
}

static void add_sentence(training *t, const dli_parsed *p, size_t sentence, size_t *span)
{
    const dli_sentence *s = &p->sentences.ptr[sentence];
    dli_name_rows rows;
    uint32_t counts[512];
    uint8_t labels[512];
    size_t open = SIZE_MAX;

    dli_arena_reset(&t->scratch);
    must(s->count <= 512 && dli_name_rows_of(&t->scratch, p, sentence, &rows),
         "memory ran out");
    for (uint32_t i = 0; i < s->count; i++) {
        dl_span in = p->words.ptr[s->word + i].in;
        counts[i] = rows.first[i + 1] - rows.first[i];
        labels[i] = 0;
        while (*span < t->span_count && t->spans[*span].end <= in.start)
            ++*span;
        if (*span < t->span_count && t->spans[*span].start <= in.start &&
            t->spans[*span].kind >= 0) {
            labels[i] = (uint8_t)(1 + 2 * t->spans[*span].kind + (open == *span));
            t->lost += t->spans[*span].end < in.end;
            open = *span;
        }
    }
    crf_add(&t->model, rows.features, counts, labels, s->count);
}

static void read_line(training *t, dl_str line, bool print)
{
    dli_json json;
    dli_parsed parsed;
    dli_item item = { .position = 1 };
    dl_str text;
    size_t span = 0;

    dli_arena_reset(&t->arena);
    t->span_count = 0;
    must(dli_json_parse(&t->arena, line, DLI_JSON_STRICT, &json, NULL) == DL_OK, "no JSON");
    uint32_t tokens = dli_json_get(&json, 1, "tokens");
    if (tokens != 0) {
        text = join_tokens(t, &json, print);
    } else if (print) {
        return;
    } else {
        text = dli_json_get_str(&json, 1, "text", &t->arena);
        read_entities(t, &json, dli_json_get(&json, 1, "entities"), text);
        keep_outermost(t);
    }
    item.language = dli_json_get_str(&json, 1, "lang", &t->arena);
    item.body.bytes = text;
    for (size_t at = 0, end; at < text.len; at = end + 1) {
        end = dli_find_byte(text, '\n', at);
        end = end == DLI_NONE ? text.len : end;
        dli_block block = { .kind = DLI_BLOCK_P, .in = { (uint32_t)at, (uint32_t)end } };
        if (dli_trim(dli_slice(text, at, end)).len > 0)
            must(DLI_PUSH(&t->arena, &item.blocks, block), "memory ran out");
    }
    must(dli_text_parse(&t->arena, t->tools, &item, &parsed, NULL) == DL_OK, "memory ran out");
    for (size_t i = 0; i < t->span_count; i++)
        t->names += t->spans[i].kind >= 0;
    for (size_t i = 0; i < parsed.sentences.count; i++)
        add_sentence(t, &parsed, i, &span);
}

static void read_file(training *t, const char *path)
{
    static char line[MOST_LINE];
    FILE *f = fopen(path, "rb");

    must(f != NULL, path);
    while (fgets(line, sizeof line, f) != NULL)
        for (int print = 0; print < 2; print++)
            read_line(t, dli_str(line), print != 0);
    (void)fclose(f);
}

/* Lines "word<tab>number of 8 bits": what it can be, as the trainer likes. */
static void read_words(training *t, const char *path)
{
    static char line[4096];
    FILE *f = fopen(path, "rb");
    uint32_t slots = 1 << 22, used = 0;
    uint32_t *hashes = crf_take(slots, sizeof *hashes);
    uint8_t *kinds = crf_take(slots, 1);

    must(f != NULL, path);
    while (fgets(line, sizeof line, f) != NULL) {
        char *tab = strchr(line, '\t');
        must(tab != NULL, "a word without its number");
        uint32_t hash = dli_known_hash((dl_str){ line, (size_t)(tab - line) });
        uint32_t at = hash & (slots - 1);
        while (hashes[at] != 0 && hashes[at] != hash)
            at = (at + 1) & (slots - 1);
        used += hashes[at] == 0;
        must(used < slots / 2, "too many words");
        hashes[at] = hash;
        kinds[at] |= (uint8_t)strtoul(tab + 1, NULL, 10);
    }
    (void)fclose(f);
    uint32_t count = 0;
    for (uint32_t i = 0; i < slots; i++)
        if (hashes[i] != 0) {
            hashes[count] = hashes[i];
            kinds[count++] = kinds[i];
        }
    t->words = crf_pack(hashes, (const int8_t *)kinds, count, 1);
    uint32_t size = (uint32_t)((t->words.len - 8) / 3);
    t->known = (dli_packed){ (const uint16_t *)(const void *)(t->words.ptr + 8),
                             (const int8_t *)t->words.ptr + 8 + (size_t)size * 2, size, 1 };
    free(hashes);
    free(kinds);
}

static void read_kinds(training *t, char *list)
{
    for (char *kind = strtok(list, ","); kind != NULL; kind = strtok(NULL, ",")) {
        char *as = strchr(kind, '=');
        must(t->read_count < MOST_KINDS, "too many kinds");
        t->read[t->read_count] = kind;
        if (as != NULL) {
            *as++ = 0;
            int of = kind_of(t, dli_str(as));
            must(of >= 0, "KIND=OTHER where OTHER is not known yet");
            t->of[t->read_count++] = of;
        } else {
            t->kinds[t->kind_count] = kind;
            t->of[t->read_count++] = t->kind_count++;
        }
    }
}

int main(int argc, char **argv)
{
    static training t;
    static dli_text_models models;
    static dli_gazetteer gazetteer;
    static char names[DLI_MAX_LABELS][24];
    const char *labels[DLI_MAX_LABELS];
    int passes = 12, option;
    double rate = 0.1, decay = 1e-6;
    uint32_t least = 2, most = 0;
    const char *words = "/dev/null";
    dl_error err = { 0 };

    while ((option = getopt(argc, argv, "p:r:d:l:m:k:w:")) != -1)
        if (option == 'p')
            passes = (int)strtol(optarg, NULL, 10);
        else if (option == 'r')
            rate = strtod(optarg, NULL);
        else if (option == 'd')
            decay = strtod(optarg, NULL);
        else if (option == 'l')
            least = (uint32_t)strtoul(optarg, NULL, 10);
        else if (option == 'm')
            most = (uint32_t)strtoul(optarg, NULL, 10);
        else if (option == 'w')
            words = optarg;
        else if (option == 'k')
            read_kinds(&t, optarg);
    must(argc - optind >= 2 && t.kind_count > 0,
         "usage: train_names [-p -r -d -l -m] -k KINDS OUT.dlm TRAIN.jsonl...");
    dl_str places = dli_embedded_find("models/places/places.dlm");
    must(dli_gazetteer_open(places, DL_STR("places.dlm"), true, &gazetteer, &err) == DL_OK,
         "the program carries no gazetteer");
    models.gazetteer = &gazetteer;
    must(dli_text_tools_open(&models, &t.tools, &err) == DL_OK, "memory ran out");
    read_words(&t, words);
    for (size_t i = 0; i < DLI_MAX_TEXT_LANGS; i++)
        models.known[i] = t.known;
    dli_arena_init(&t.arena, ARENA_BYTES);
    dli_arena_init(&t.scratch, ARENA_BYTES);
    crf_begin(&t.model, (uint32_t)(1 + 2 * t.kind_count));
    labels[0] = "O";
    for (int i = 0; i < 2 * t.kind_count; i++) {
        (void)snprintf(names[i], sizeof names[i], "%s-%s", i % 2 == 0 ? "B" : "I",
                       t.kinds[i / 2]);
        labels[i + 1] = names[i];
    }
    for (int i = optind + 1; i < argc; i++)
        read_file(&t, argv[i]);
    fprintf(stderr, "%zu sequences, %zu words, %zu names, %zu cut by words\n",
            t.model.sequence_count, t.model.token_count, t.names, t.lost);
    crf_train_packed(&t.model, passes, rate, decay, least, most);
    crf_write_packed(&t.model, "NAME", FEATURES_VERSION, labels, argv[optind], t.words);
    crf_end(&t.model);
    return 0;
}
