/* store.c -- how fast a large store is filled and searched while an ingest is running.
 *
 *   store [ARTICLES [READERS [SECONDS [FILE]]]]     20000 articles, 8 readers, 10 s unless said
 *
 * Articles are made up: words of a vocabulary of WORDS by Zipf's law (the n-th word has a share
 * of 1/n), lengths between 60 and 1,200 words, OUTLETS outlets, a year of days, four languages, names
 * that speak. Readers are processes, as are those of the web server's users; each asks
 * queries of every kind in turn: common words, rare ones, several, phrases, prefixes, fields.
 * Meanwhile one more process reads pages (the whole chain) and puts them in. FILE keeps the store
 * for another run. Prints name, value, unit; "store.busy" counts questions that failed.
 */
#include "store/store.h"
#include "desk/desk.h"
#include "made.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    WORDS = 60000,
    OUTLETS = 60,
    PEOPLE = 3000,
    BATCH = 500,
    MOST_QUERIES = 200000, /* of a reader that are timed */
    MOST_READERS = 64
};

static double seconds_of(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double seconds(void)
{
    return seconds_of(CLOCK_MONOTONIC);
}

/* ---- Articles --------------------------------------------------------------------- */

typedef struct maker {
    uint64_t state;
    double total[WORDS]; /* shares summed up */
    char text[64 << 10];
    char headline[256], url[80], person[64], content[256], whole[400], day[32];
    char paragraphs[4][16 << 10];
} maker;

static uint64_t next(maker *m)
{
    m->state ^= m->state << 13;
    m->state ^= m->state >> 7;
    m->state ^= m->state << 17;
    return m->state;
}

static void init(maker *m, uint64_t seed)
{
    double sum = 0;

    m->state = seed * 2654435761u + 88172645463325252u;
    for (int i = 0; i < WORDS; i++)
        m->total[i] = sum += 1.0 / (i + 2);
    for (int i = 0; i < WORDS; i++)
        m->total[i] /= sum;
}

/* Syllables of a number: every word its own. */
static int spell(int number, char *out)
{
    static const char *const parts[] = { "ba", "do", "fe", "gi", "lu", "ka", "mo", "ne",
                                         "pi", "ru", "sa", "to", "ve", "wi", "za", "ho" };
    int len = 0;

    number += 16;
    for (; number > 0; number /= 16)
        len += sprintf(out + len, "%s", parts[number % 16]);
    return len;
}

static int any_word(maker *m)
{
    double at = (double)(next(m) >> 11) / 9007199254740992.0;
    int low = 0, high = WORDS - 1;

    while (low < high) {
        int middle = (low + high) / 2;
        if (m->total[middle] < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void sentence(maker *m, char *out, size_t words)
{
    for (size_t i = 0; i < words; i++) {
        if (i > 0)
            *out++ = ' ';
        out += spell(any_word(m), out);
    }
    *out = 0;
}

static void name(int number, char *out)
{
    int len = spell(number % 97 + 300, out);

    out[len++] = ' ';
    len += spell(number + 2000, out + len);
    out[0] = (char)(out[0] - 32);
    *(strchr(out, ' ') + 1) = (char)(*(strchr(out, ' ') + 1) - 32);
}

static void make(maker *m, uint64_t number, made_page *page)
{
    static const char *const languages[] = { "en", "en", "fr", "ru" };
    unsigned day = (unsigned)(next(m) % 360);

    sprintf(m->url, "https://outlet%u.example/%llu", (unsigned)(next(m) % OUTLETS),
            (unsigned long long)number);
    sprintf(m->day, "2024-%02u-%02uT%02u:15:00+00:00", day / 30 + 1, day % 28 + 1, day % 24);
    sentence(m, m->headline, 6 + next(m) % 5);
    name((int)(next(m) % PEOPLE), m->person);
    sentence(m, m->content, 10);
    *page = (made_page){ .url = m->url,
                         .captured = "2024-12-31T00:00:00Z",
                         .language = languages[next(m) % 4],
                         .headline = m->headline,
                         .kind = "article",
                         .published = m->day };
    for (size_t i = 0; i < 4; i++) {
        sentence(m, m->paragraphs[i], 15 + next(m) % (i == 3 ? 900 : 100));
        page->paragraphs[i] = m->paragraphs[i];
    }
    sprintf(m->whole, "%s said %s", m->person, m->content);
    size_t end = strlen(m->paragraphs[0]);
    (void)snprintf(m->paragraphs[0] + end, sizeof m->paragraphs[0] - end, ". %.300s", m->whole);
    page->statements[0] = (made_statement){ .kind = "indirect",
                                            .stance = "neutral",
                                            .cue = "said",
                                            .source = m->person,
                                            .source_type = "named",
                                            .resolved = m->person,
                                            .content = m->content,
                                            .whole = m->whole };
}

/* ---- Filling ------------------------------------------------------------------------- */

static void die(const char *what, const dl_error *err)
{
    fprintf(stderr, "store: %s: %s: %s\n", what, err->where, err->what);
    exit(1);
}

static void fill(const char *path, maker *m, uint64_t from, uint64_t count)
{
    dli_store *store;
    dli_arena arena;
    made_page page;
    dl_error err = { 0 };
    dli_put how;

    dli_arena_init(&arena, (size_t)64 << 20);
    if (dli_store_open(path, DLI_STORE_WRITE, &store, &err) != DL_OK)
        die("open", &err);
    for (uint64_t i = 0; i < count; i++) {
        if (i % BATCH == 0 && dli_store_begin(store, &err) != DL_OK)
            die("begin", &err);
        make(m, from + i, &page);
        dli_store_page in = { made_source(&arena, &page), made_record(&arena, &page),
                              made_str(page.url) };
        if (dli_store_put(store, &in, &how, &err) != DL_OK)
            die("put", &err);
        dli_arena_reset(&arena);
        if ((i % BATCH == BATCH - 1 || i + 1 == count) &&
            dli_store_commit(store, &err) != DL_OK)
            die("commit", &err);
    }
    if (dli_store_tidy(store, &err) != DL_OK)
        die("tidy", &err);
    dli_store_close(store);
    dli_arena_done(&arena);
}

/* Read pages and put them in until killed. */
static void ingest(const char *path, uint64_t *added)
{
    static maker m;
    dli_store *store;
    dl_engine *engine;
    dli_desk *desk;
    dli_arena arena;
    dl_error err = { 0 };

    dli_arena_init(&arena, (size_t)64 << 20);
    init(&m, 77 + (uint64_t)time(NULL));
    if (dl_engine_open(NULL, &engine, &err) != DL_OK ||
        dli_desk_open(engine, &desk, &err) != DL_OK ||
        dli_store_open(path, DLI_STORE_WRITE, &store, &err) != DL_OK)
        die("ingest", &err);
    for (uint64_t i = 0;; i++) {
        made_page page;
        dli_reading reading;
        dli_put how;
        make(&m, 1u << 30 | i, &page);
        dl_doc_options options = { .url = made_str(page.url) };
        if (i % 200 == 0 && dli_store_begin(store, &err) != DL_OK)
            die("begin", &err);
        if (dli_desk_read(desk, made_source(&arena, &page), &options, &reading, &err) != DL_OK)
            die("read", &err);
        dli_store_page in = { reading.capture, reading.record, options.url };
        if (dli_store_put(store, &in, &how, &err) != DL_OK ||
            (i % 200 == 199 && dli_store_commit(store, &err) != DL_OK))
            die("put", &err);
        dli_arena_reset(&arena);
        ++*added;
    }
}

/* ---- Asking ----------------------------------------------------------------------------- */

static void write_query(maker *m, uint64_t turn, char *out)
{
    char word[64], other[64];

    spell(any_word(m), word);
    spell(any_word(m), other);
    switch (turn % 8) {
    case 0: /* as people search: by frequency */
        sprintf(out, "%s", word);
        break;
    case 1:
        sprintf(out, "%s %s", word, other);
        break;
    case 2: /* among the thirty commonest */
        spell((int)(next(m) % 30), out);
        break;
    case 3:
        sprintf(out, "\"%s %s\"", word, other);
        break;
    case 4:
        sprintf(out, "%s OR %s lang:en from:2024-06", word, other);
        break;
    case 5:
        sprintf(out, "%s NOT %s", word, other);
        break;
    case 6:
        name((int)(next(m) % PEOPLE), word);
        sprintf(out, "person:\"%s\"", word);
        break;
    default:
        sprintf(out, "%.4s*", word);
        break;
    }
}

typedef struct reader_times {
    uint32_t micros[MOST_QUERIES], cpu[MOST_QUERIES]; /* by the clock; of the processor */
    uint8_t kinds[MOST_QUERIES];
    uint64_t count, failed, late;
} reader_times;

static void read_for(const char *path, double length, uint64_t seed, reader_times *out)
{
    static maker m;
    dli_store *store;
    dli_arena arena;
    dl_error err = { 0 };
    double end = seconds() + length;

    dli_arena_init(&arena, (size_t)256 << 20);
    init(&m, seed);
    if (dli_store_open(path, DLI_STORE_READ, &store, &err) != DL_OK)
        die("reader", &err);
    for (uint64_t turn = seed; seconds() < end && out->count < MOST_QUERIES; turn++) {
        char query[200];
        dli_stored_items items;
        write_query(&m, turn, query);
        const dli_search search = { .query = made_str(query), .page = { 0, 20 } };
        double began = seconds(), worked = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
        dl_status status = dli_store_search(store, &arena, &search, &items, &err);
        if (status != DL_OK)
            out->failed++;
        else
            out->late += items.late;
        out->kinds[out->count] = (uint8_t)(turn % 8);
        out->cpu[out->count] =
            (uint32_t)((seconds_of(CLOCK_PROCESS_CPUTIME_ID) - worked) * 1e6);
        out->micros[out->count++] = (uint32_t)((seconds() - began) * 1e6);
        dli_arena_reset(&arena);
    }
    dli_store_close(store);
}

static int by_time(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static void report(reader_times *readers, int count, double length)
{
    static const char *const kinds[] = { "word", "two", "common", "phrase",
                                         "or",   "not", "person", "prefix" };
    uint64_t total = 0, failed = 0, late = 0;

    for (int r = 0; r < count; r++)
        total += readers[r].count, failed += readers[r].failed, late += readers[r].late;
    uint32_t *all = malloc((total + 1) * sizeof *all);
    for (int cpu = 0; cpu < 2; cpu++)
        for (int kind = -1; kind < 8; kind++) {
            const char *what = cpu ? "cpu" : "search";
            size_t n = 0;
            for (int r = 0; r < count; r++)
                for (uint64_t i = 0; i < readers[r].count; i++)
                    if (kind < 0 || readers[r].kinds[i] == kind)
                        all[n++] = cpu ? readers[r].cpu[i] : readers[r].micros[i];
            if (n == 0)
                continue;
            qsort(all, n, sizeof *all, by_time);
            printf("store.%s%s%s-p50\t%.1f\tms\n", what, kind < 0 ? "" : ".",
                   kind < 0 ? "" : kinds[kind], all[n / 2] / 1e3);
            printf("store.%s%s%s-p99\t%.1f\tms\n", what, kind < 0 ? "" : ".",
                   kind < 0 ? "" : kinds[kind], all[n * 99 / 100] / 1e3);
        }
    printf("store.searches\t%.0f\t1/s\n", (double)total / length);
    printf("store.busy\t%llu\tquestions\nstore.late\t%llu\tquestions\n",
           (unsigned long long)failed, (unsigned long long)late);
    free(all);
}

int main(int argc, char **argv)
{
    uint64_t articles = argc > 1 ? strtoull(argv[1], NULL, 10) : 20000;
    int readers = argc > 2 ? atoi(argv[2]) : 8;
    double length = argc > 3 ? atoi(argv[3]) : 10;
    const char *path = argc > 4 ? argv[4] : "/tmp/dateline-bench.dateline";
    static maker m;
    struct stat info;

    if (readers < 1 || readers > MOST_READERS)
        return 2;
    init(&m, 1);
    if (stat(path, &info) != 0) {
        double began = seconds();
        fill(path, &m, 0, articles);
        printf("store.put\t%.0f\t1/s\n", (double)articles / (seconds() - began));
    }
    (void)stat(path, &info);
    printf("store.bytes\t%lld\tB\n", (long long)info.st_size);
    reader_times *times = mmap(NULL, sizeof *times * (size_t)readers, PROT_READ | PROT_WRITE,
                               MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    uint64_t *added =
        mmap(NULL, sizeof *added, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    fflush(stdout);
    pid_t writer = argc > 5 ? -1 : fork();
    if (writer == 0) {
        ingest(path, added);
        _exit(1);
    }
    sleep(1);
    for (int r = 0; r < readers; r++)
        if (fork() == 0) {
            read_for(path, length, (uint64_t)r * 13 + 5, &times[r]);
            _exit(0);
        }
    for (int r = 0; r < readers; r++)
        (void)wait(NULL);
    if (writer > 0) {
        (void)kill(writer, SIGKILL);
        (void)waitpid(writer, NULL, 0);
    }
    report(times, readers, length);
    printf("store.ingest\t%.0f\t1/s\n", (double)*added / (length + 1));
    if (argc < 5)
        (void)unlink(path);
    return 0;
}
