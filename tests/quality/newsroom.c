/* newsroom.c -- the sample newsroom as read by the program and as read by a person.
 *
 *   newsroom FOLDER           name and value, a line each (tools/ratchet reads them)
 *   newsroom -p FOLDER        of pages of several items: what is right of whole pages
 *   newsroom -v FOLDER [PART] every difference too, of the pages with PART in their name
 *
 * In:   FOLDER/manifest.jsonl, the pages, and FOLDER/gold.jsonl (its README says how it
 *       is meant)
 * Out:  for each measure F1, the harmonic mean of precision and recall: a value that is
 *       right counts for both, a wrong one against both, a missing one against recall
 *
 * Environment: MODELS, a folder of weight files instead of those in the program.
 *
 * Items are paired first (by headline, beginning and end of the text), then what is in
 * them. Statements pair where at least 0.8 of their words are shared (twice the shared
 * over the sum of both); "statements" wants source and kind as well, "content" only the
 * words. Incidents pair by their type and whatever else agrees.
 *
 * "pages.items" is the share of pages whose items are those of the gold, as many and in its
 * order, each from its first words to its last. "pages.roles" is F1 of all who had a part in
 * an item (authors, editors, translators, agencies), those of items not found among them.
 */
#include "lang/lang.h"
#include "reading.h"

#include "base/str.h"
#include "base/utf8.h"
#include "base/when.h"

/* ---- Scores ---------------------------------------------------------------- */

/* Measures in the order they are printed. 1: also one line a language; -1: with -v only, as
 * it speaks of what was paired, which changes with how much is; 2: with -p, a line a language. */
#define MEASURES(M)                                                                            \
    M(page_items, "items", 2)                                                                  \
    M(page_roles, "roles", 2)                                                                  \
    M(page_kind, "page-kind", 0)                                                               \
    M(items, "items", 1)                                                                       \
    M(item_kind, "item-kind", 0)                                                               \
    M(headline, "headline", 1)                                                                 \
    M(subtitle, "subtitle", 0)                                                                 \
    M(abstract, "abstract", 0)                                                                 \
    M(author, "author", 1)                                                                     \
    M(editor, "editor", 0)                                                                     \
    M(translator, "translator", 0)                                                             \
    M(agency, "agency", 0)                                                                     \
    M(credit, "credit", 0)                                                                     \
    M(dateline, "dateline", 0)                                                                 \
    M(date, "date", 1)                                                                         \
    M(day, "day", 0)                                                                           \
    M(modified, "modified", 0)                                                                 \
    M(language, "language", 1)                                                                 \
    M(first, "body-first", 1)                                                                  \
    M(last, "body-last", 1)                                                                    \
    M(absent, "kept-out", 0)                                                                   \
    M(corrections, "corrections", 0)                                                           \
    M(terms, "terms", 0)                                                                       \
    M(statements, "statements", 1)                                                             \
    M(content, "content", 1)                                                                   \
    M(source, "statement-source", -1)                                                          \
    M(said_kind, "statement-kind", -1)                                                         \
    M(stance, "statement-stance", -1)                                                          \
    M(via, "statement-via", -1)                                                                \
    M(incidents, "incidents", 1)                                                               \
    M(when, "incident-date", -1)                                                               \
    M(place, "incident-place", -1)                                                             \
    M(figures, "incident-figures", 0)                                                          \
    M(whose, "incident-source", -1)                                                            \
    M(status, "incident-status", -1)                                                           \
    M(exact, "incidents-exact", 0)

typedef enum measure {
#define M(id, name, lines) M_##id,
    MEASURES(M)
#undef M
    M_COUNT
} measure;

static const struct {
    const char *name;
    int lines;
} measures[] = {
#define M(id, name, lines) { name, lines },
    MEASURES(M)
#undef M
};

typedef struct tally {
    double right, gold, ours;
} tally;

static const char *const languages[] = { "", "en", "fr", "de", "es", "ru", "uk" };

enum {
    LANGUAGES = sizeof languages / sizeof *languages
};

typedef struct quality {
    const dl_engine *engine;
    dli_arena arena; /* the gold */
    dl_str gold_lines;
    tally tallies[LANGUAGES][M_COUNT];
    bool verbose;
    bool whole; /* -p */
    const char *part;
    size_t pages, failed;
    /* of the page being compared */
    reading page;
    dli_json gold;
    unsigned language;
    bool told; /* its name was printed */
    const char *name;
} quality;

static void count(quality *q, measure m, double right, double gold, double ours)
{
    for (unsigned l = 0;; l = q->language) {
        tally *t = &q->tallies[l][m];
        t->right += right;
        t->gold += gold;
        t->ours += ours;
        if (l == q->language)
            break;
    }
}

/* ---- What a person reads ---------------------------------------------------- */

static void print_str(dl_str s, size_t most)
{
    size_t len = s.len <= most ? s.len : dli_utf8_cut(s.ptr, most);

    for (size_t i = 0; i < len; i++)
        putchar(s.ptr[i] == '\n' ? ' ' : s.ptr[i]);
    if (len < s.len)
        printf("…");
}

static bool begin_line(quality *q)
{
    if (!q->verbose)
        return false;
    if (!q->told)
        printf("\n%s\n", q->name);
    q->told = true;
    return true;
}

static void tell(quality *q, const char *what, dl_str gold, dl_str ours)
{
    if (!begin_line(q))
        return;
    printf("  %-17s gold  ", what);
    print_str(gold.len == 0 ? DL_STR("(nothing)") : gold, 150);
    printf("\n  %-17s ours  ", "");
    print_str(ours.len == 0 ? DL_STR("(nothing)") : ours, 150);
    printf("\n");
}

static void tell_one(quality *q, const char *what, const char *how, dl_str text)
{
    if (!begin_line(q))
        return;
    printf("  %-17s %-8s ", what, how);
    print_str(text, 220);
    printf("\n");
}

/* ---- Values ------------------------------------------------------------------ */

static dl_str gold_str(quality *q, uint32_t object, const char *key)
{
    return dli_record_get_words(&q->gold, object, key, &q->page.arena);
}

static dl_str our_str(quality *q, uint32_t object, const char *key)
{
    return dli_record_get_words(&q->page.json, object, key, &q->page.arena);
}

static uint32_t gold_first(quality *q, uint32_t object, const char *key)
{
    return dli_record_list(&q->gold, object, key);
}

static uint32_t our_first(quality *q, uint32_t object, const char *key)
{
    return dli_record_list(&q->page.json, object, key);
}

static uint32_t gold_next(quality *q, uint32_t value)
{
    return dli_json_at(&q->gold, value)->next;
}

static uint32_t our_next(quality *q, uint32_t value)
{
    return dli_json_at(&q->page.json, value)->next;
}

static bool same_text(quality *q, dl_str a, dl_str b)
{
    return dli_eq(reading_fold(&q->page.arena, a), reading_fold(&q->page.arena, b));
}

/* Words, folded, without marks. */
typedef struct words {
    dl_str *ptr;
    size_t count;
    size_t cap;
} words;

static bool is_mark(uint32_t c)
{
    return (c < 0x80 && !dli_is_alnum((char)c)) || (c >= 0xA0 && c <= 0xBF) ||
           (c >= 0x2000 && c <= 0x206F) || (c >= 0x3000 && c <= 0x303F) || c == 0x2116;
}

static words words_of(quality *q, dl_str text)
{
    dl_str s = dli_fold(&q->page.arena, text);
    words out = { NULL, 0, 0 };
    size_t from = 0, len;

    for (size_t at = 0; at <= s.len; at += len) {
        uint32_t c = dli_utf8_get(s, at, &len);
        if (at < s.len && !is_mark(c))
            continue;
        if (at > from)
            (void)DLI_PUSH(&q->page.arena, &out, dli_slice(s, from, at));
        from = at + len;
        if (at == s.len)
            break;
    }
    return out;
}

/* Words that the two have in common, with multiplicity. */
static size_t shared(quality *q, words a, words b)
{
    bool *used = dli_arena_take(&q->page.arena, b.count + 1);
    size_t hits = 0;

    for (size_t i = 0; i < a.count; i++)
        for (size_t k = 0; k < b.count; k++)
            if (!used[k] && dli_eq(a.ptr[i], b.ptr[k])) {
                used[k] = true;
                hits++;
                break;
            }
    return hits;
}

static double overlap(quality *q, dl_str a, dl_str b)
{
    words x = words_of(q, a), y = words_of(q, b);

    return x.count + y.count == 0 ? 1
                                  : 2 * (double)shared(q, x, y) / (double)(x.count + y.count);
}

/* ---- Names: equal but for articles and titles, or one within the other -------- */

static bool is_small_word(dl_str w)
{
    static const char *const small[] = {
        "the",  "a",     "an",     "le",  "la",  "les",  "l",      "un",       "une",
        "der",  "die",   "das",    "den", "dem", "ein",  "eine",   "el",       "los",
        "las",  "mr",    "ms",     "mrs", "m",   "mme",  "madame", "monsieur", "frau",
        "herr", "señor", "señora", "pan", "пан", "пані", "of",     "de",       "du",
        "des",  "del",   "von",    "by",  "par", "por",  "d",      "s"
    };

    for (size_t i = 0; i < sizeof small / sizeof *small; i++)
        if (dli_eq(w, dli_str(small[i])))
            return true;
    return false;
}

static words name_words(quality *q, dl_str name)
{
    words all = words_of(q, name), out = { NULL, 0, 0 };

    for (size_t i = 0; i < all.count; i++)
        if (!is_small_word(all.ptr[i]))
            (void)DLI_PUSH(&q->page.arena, &out, all.ptr[i]);
    return out.count > 0 ? out : all;
}

static bool same_name(quality *q, dl_str a, dl_str b)
{
    words x = name_words(q, a), y = name_words(q, b);
    size_t hits = shared(q, x, y);

    return hits > 0 && (hits == x.count || hits == y.count);
}

/* ---- Fields -------------------------------------------------------------------- */

/* Both, one or none of two values, and whether they agree. */
static void score_value(quality *q, measure m, dl_str gold, dl_str ours, bool right)
{
    count(q, m, gold.len > 0 && right, gold.len > 0, ours.len > 0);
    if (gold.len + ours.len > 0 && !right)
        tell(q, measures[m].name, gold, ours);
}

static void score_text(quality *q, measure m, uint32_t gold, uint32_t ours, const char *key)
{
    dl_str g = gold_str(q, gold, key), o = our_str(q, ours, key);

    score_value(q, m, g, o, same_text(q, g, o));
}

/* Names of a list: each counts. */
static void score_people(quality *q, measure m, uint32_t gold, uint32_t ours, const char *key)
{
    double right = 0, golds = 0, mine = 0;

    for (uint32_t o = our_first(q, ours, key); o != 0; o = our_next(q, o))
        mine++;
    for (uint32_t g = gold_first(q, gold, key); g != 0; g = gold_next(q, g)) {
        dl_str name = dli_record_words(&q->gold, g, &q->page.arena);
        bool hit = false;
        golds++;
        for (uint32_t o = our_first(q, ours, key); o != 0; o = our_next(q, o))
            hit = hit || same_text(q, name, dli_record_words(&q->page.json, o, &q->page.arena));
        right += hit;
    }
    count(q, m, right, golds, mine);
    count(q, M_page_roles, right, golds, mine);
    if (right < golds || right < mine)
        tell(q, measures[m].name, gold_str(q, gold, key), our_str(q, ours, key));
}

/* The same instant as far as both say it. */
static bool same_time(dl_str a, dl_str b)
{
    dli_when x, y;

    if (!dli_when_parse(a, &x) || !dli_when_parse(b, &y))
        return dli_eq(a, b);
    dli_precision least = x.precision < y.precision ? x.precision : y.precision;
    if (least < DLI_WHEN_DAY || x.year != y.year)
        return dli_eq(a, b);
    if (least == DLI_WHEN_DAY) /* a day is no answer where gold has a minute */
        return x.precision == y.precision && x.month == y.month && x.day == y.day;
    if (x.zoned != y.zoned)
        return false;
    x = dli_when_cut(x, least);
    y = dli_when_cut(y, least);
    return dli_when_seconds(x) == dli_when_seconds(y);
}

static void score_times(quality *q, uint32_t gold, uint32_t ours)
{
    dl_str g = gold_str(q, gold, "datePublished"), o = our_str(q, ours, "datePublished");
    bool day = g.len >= 10 && o.len >= 10 && dli_eq(dli_slice(g, 0, 10), dli_slice(o, 0, 10));

    score_value(q, M_date, g, o, same_time(g, o));
    count(q, M_day, g.len > 0 && (day || dli_eq(g, o)), g.len > 0, o.len > 0);
    g = gold_str(q, gold, "dateModified");
    o = our_str(q, ours, "dateModified");
    score_value(q, M_modified, g, o, same_time(g, o));
}

static dl_str language_of(dl_str tag)
{
    size_t end = dli_find_byte(tag, '-', 0);

    return end == DLI_NONE ? tag : dli_slice(tag, 0, end);
}

static void score_ends(quality *q, uint32_t gold, uint32_t ours)
{
    dl_str body = reading_fold(&q->page.arena, our_str(q, ours, "articleBody"));
    dl_str first = reading_fold(&q->page.arena, gold_str(q, gold, "first"));
    dl_str last = reading_fold(&q->page.arena, gold_str(q, gold, "last"));
    size_t head = body.len < 90 ? body.len : dli_utf8_cut(body.ptr, 90);
    size_t tail = body.len < 90 ? 0 : body.len - 90;

    while (tail < body.len && ((unsigned char)body.ptr[tail] & 0xC0) == 0x80)
        tail++;
    score_value(q, M_first, first, dli_slice(body, 0, head), dli_starts(body, first));
    score_value(q, M_last, last, dli_from(body, tail), dli_ends(body, last));
}

static void score_corrections(quality *q, uint32_t gold, uint32_t ours)
{
    double golds = 0, mine = 0, right = 0;

    for (uint32_t o = our_first(q, ours, "corrections"); o != 0; o = our_next(q, o))
        mine++;
    for (uint32_t g = gold_first(q, gold, "corrections"); g != 0; g = gold_next(q, g)) {
        dl_str text = gold_str(q, g, "text");
        bool hit = false;
        golds++;
        for (uint32_t o = our_first(q, ours, "corrections"); o != 0; o = our_next(q, o))
            hit = hit || overlap(q, text, our_str(q, o, "text")) >= 0.8;
        right += hit;
    }
    count(q, M_corrections, right, golds, mine);
    if (right < golds || right < mine)
        tell(q, "corrections", gold_str(q, gold, "corrections"),
             our_str(q, ours, "corrections"));
}

/* ---- Statements ------------------------------------------------------------------ */

typedef struct facts {
    uint32_t *ptr;
    size_t count;
    size_t cap;
} facts;

static facts list_of(quality *q, const dli_json *json, uint32_t item, const char *key)
{
    facts out = { NULL, 0, 0 };

    for (uint32_t v = dli_record_list(json, item, key); v != 0; v = dli_json_at(json, v)->next)
        (void)DLI_PUSH(&q->page.arena, &out, v);
    return out;
}

/* A list of pieces becomes one text. */
static dl_str content_of(quality *q, const dli_json *json, uint32_t statement)
{
    return dli_record_get_words(json, statement, "content", &q->page.arena);
}

static dl_str entity_name(quality *q, uint32_t item, dl_str id)
{
    for (uint32_t e = our_first(q, item, "entities"); id.len > 0 && e != 0; e = our_next(q, e))
        if (dli_eq(our_str(q, e, "id"), id))
            return our_str(q, e, "name");
    return (dl_str){ "", 0 };
}

/* One of the names that gold gives to a source and one of ours are the same. */
static bool names_agree(quality *q, uint32_t item, const dl_str gold[2], uint32_t ours)
{
    const dl_str mine[] = { our_str(q, ours, "text"),
                            entity_name(q, item, our_str(q, ours, "resolved")),
                            entity_name(q, item, our_str(q, ours, "entity")) };

    for (size_t g = 0; g < 2; g++)
        for (size_t m = 0; m < 3; m++)
            if (gold[g].len > 0 && mine[m].len > 0 && same_name(q, gold[g], mine[m]))
                return true;
    return false;
}

static bool sources_agree(quality *q, uint32_t item, uint32_t gold, uint32_t ours)
{
    const dl_str names[] = { gold_str(q, gold, "source"), gold_str(q, gold, "resolved") };
    uint32_t source = dli_json_get(&q->page.json, ours, "source");

    if (names[0].len == 0 && names[1].len > 0 && source != 0)
        return names_agree(q, item, names,
                           source); /* left out in the text, taken from before */
    if (names[0].len == 0 || source == 0)
        return names[0].len == 0 && source == 0;
    return names_agree(q, item, names, source);
}

/* The same passers-on in the same order. */
static bool vias_agree(quality *q, uint32_t item, uint32_t gold, uint32_t ours)
{
    uint32_t g = gold_first(q, gold, "via"), o = our_first(q, ours, "via");

    while (g != 0 && o != 0) {
        const dl_str names[] = { dli_record_words(&q->gold, g, &q->page.arena), { "", 0 } };
        if (!names_agree(q, item, names, o))
            return false;
        g = gold_next(q, g);
        o = our_next(q, o);
    }
    return g == 0 && o == 0;
}

static dl_str said(quality *q, const dli_json *json, uint32_t item, uint32_t s)
{
    dli_buf out;
    dl_str source = dli_record_get_words(json, s, "source", &q->page.arena);
    dl_str cue = dli_record_get_words(json, s, "cue", &q->page.arena);
    dl_str kind = dli_record_get_words(json, s, "kind", &q->page.arena);
    dl_str via = dli_record_get_words(json, s, "via", &q->page.arena);
    dl_str resolved = dli_record_get_words(json, s, "resolved", &q->page.arena);
    dl_str content = content_of(q, json, s);

    if (json == &q->page.json)
        resolved =
            entity_name(q, item, our_str(q, dli_json_get(json, s, "source"), "resolved"));
    dli_buf_init(&out, &q->page.arena);
    dli_buf_print(&out, "[%.*s] %.*s", DLI_ARG(kind), DLI_ARG(source));
    if (resolved.len > 0 && !dli_eq(resolved, source))
        dli_buf_print(&out, " (= %.*s)", DLI_ARG(resolved));
    if (via.len > 0)
        dli_buf_print(&out, " via %.*s", DLI_ARG(via));
    dli_buf_print(&out, " / %.*s / ", DLI_ARG(cue));
    dli_buf_add(&out, content);
    return dli_buf_str(&out);
}

/* A pair that was found: what else of it agrees. */
static void score_pair(quality *q, uint32_t item, uint32_t gold, uint32_t ours)
{
    bool source = sources_agree(q, item, gold, ours), via = vias_agree(q, item, gold, ours);
    dl_str kind = gold_str(q, gold, "kind"), our_kind = our_str(q, ours, "kind");
    dl_str stance = gold_str(q, gold, "stance"), our_stance = our_str(q, ours, "stance");
    bool has_via = gold_first(q, gold, "via") != 0, our_via = our_first(q, ours, "via") != 0;

    if (stance.len == 0)
        stance = DL_STR("neutral");
    if (our_stance.len == 0 || dli_eq(our_stance, DL_STR("unknown")))
        our_stance = DL_STR("neutral");
    count(q, M_content, 1, 0, 0);
    count(q, M_statements, source && dli_eq(kind, our_kind), 0, 0);
    count(q, M_source, source, 1, 1);
    count(q, M_said_kind, dli_eq(kind, our_kind), 1, 1);
    count(q, M_stance, dli_eq(stance, our_stance), 1, 1);
    count(q, M_via, has_via && via, has_via, our_via);
    if (source && dli_eq(kind, our_kind) && dli_eq(stance, our_stance) && via)
        return;
    tell_one(q,
             !source                       ? "said: source"
             : !dli_eq(kind, our_kind)     ? "said: kind"
             : !dli_eq(stance, our_stance) ? "said: stance"
                                           : "said: via",
             "gold", said(q, &q->gold, item, gold));
    tell_one(q, "", "ours", said(q, &q->page.json, item, ours));
    if (q->verbose && !dli_eq(stance, our_stance))
        printf("  %-17s stance   gold %.*s, ours %.*s\n", "", DLI_ARG(stance),
               DLI_ARG(our_stance));
}

/* Take the best pair again and again until none is left. */
static void pair_statements(quality *q, uint32_t item, facts golds, facts ours)
{
    double *score =
        dli_arena_take(&q->page.arena, (golds.count * ours.count + 1) * sizeof *score);

    for (size_t g = 0; g < golds.count; g++)
        for (size_t o = 0; o < ours.count; o++) {
            double same = overlap(q, content_of(q, &q->gold, golds.ptr[g]),
                                  content_of(q, &q->page.json, ours.ptr[o]));
            bool source = same >= 0.8 && sources_agree(q, item, golds.ptr[g], ours.ptr[o]);
            score[g * ours.count + o] = same >= 0.8 ? same + (source ? 0.5 : 0) : 0;
        }
    for (;;) {
        size_t best = 0;
        for (size_t i = 1; i < golds.count * ours.count; i++)
            if (score[i] > score[best])
                best = i;
        if (golds.count * ours.count == 0 || score[best] <= 0)
            break;
        size_t g = best / ours.count, o = best % ours.count;
        score_pair(q, item, golds.ptr[g], ours.ptr[o]);
        golds.ptr[g] = ours.ptr[o] |= 1u << 31; /* taken */
        for (size_t i = 0; i < golds.count; i++)
            score[i * ours.count + o] = 0;
        for (size_t i = 0; i < ours.count; i++)
            score[g * ours.count + i] = 0;
    }
}

/* Either item may be 0: then all of the other's count as missing or too many. */
static void score_statements(quality *q, uint32_t gold, uint32_t ours)
{
    facts golds = list_of(q, &q->gold, gold, "statements");
    facts mine = list_of(q, &q->page.json, ours, "statements");

    count(q, M_statements, 0, (double)golds.count, (double)mine.count);
    count(q, M_content, 0, (double)golds.count, (double)mine.count);
    pair_statements(q, ours, golds, mine);
    for (size_t i = 0; i < golds.count; i++)
        if (golds.ptr[i] >> 31 == 0)
            tell_one(q, "said", "missing", said(q, &q->gold, gold, golds.ptr[i]));
    for (size_t i = 0; i < mine.count; i++)
        if (mine.ptr[i] >> 31 == 0)
            tell_one(q, "said", "too many", said(q, &q->page.json, ours, mine.ptr[i]));
}

/* ---- Incidents --------------------------------------------------------------------- */

static dl_str date_of(quality *q, const dli_json *json, uint32_t incident)
{
    uint32_t date = dli_json_get(json, incident, "date");

    return dli_json_is(json, date, DLI_JSON_OBJECT)
               ? dli_json_get_str(json, date, "value", &q->page.arena)
               : dli_json_str(json, date, &q->page.arena);
}

static bool same_figure(const dli_record_figure *a, const dli_record_figure *b)
{
    return dli_eq(a->what, b->what) && a->has_value == b->has_value &&
           a->has_min == b->has_min && a->has_max == b->has_max && a->value == b->value &&
           a->min == b->min && a->max == b->max;
}

static size_t shared_figures(quality *q, facts golds, facts ours)
{
    bool *used = dli_arena_take(&q->page.arena, ours.count + 1);
    size_t hits = 0;

    for (size_t g = 0; g < golds.count; g++) {
        dli_record_figure x = dli_record_figure_of(&q->gold, golds.ptr[g], &q->page.arena);
        for (size_t o = 0; o < ours.count; o++) {
            dli_record_figure y =
                dli_record_figure_of(&q->page.json, ours.ptr[o], &q->page.arena);
            if (used[o] || !same_figure(&x, &y))
                continue;
            used[o] = true;
            hits++;
            break;
        }
    }
    return hits;
}

/* What of two incidents agrees. */
typedef struct agreement {
    bool type, date, place, source, status;
    size_t figures, gold_figures, our_figures;
    double score; /* 0: not the same incident */
} agreement;

static bool same_or_no(quality *q, dl_str gold, dl_str ours)
{
    return gold.len == 0 ? ours.len == 0 : ours.len > 0 && same_name(q, gold, ours);
}

static agreement compare_incidents(quality *q, uint32_t gold, uint32_t ours)
{
    facts golds = list_of(q, &q->gold, gold, "figures");
    facts mine = list_of(q, &q->page.json, ours, "figures");
    dl_str date = date_of(q, &q->gold, gold), our_date = date_of(q, &q->page.json, ours);
    dl_str place = gold_str(q, gold, "place"), our_place = our_str(q, ours, "place");
    dl_str status = gold_str(q, gold, "status"), our_status = our_str(q, ours, "status");
    agreement a = { .gold_figures = golds.count, .our_figures = mine.count };

    if (status.len == 0)
        status = DL_STR("reported");
    a.type = dli_eq(gold_str(q, gold, "type"), our_str(q, ours, "type"));
    a.date = date.len == 0 ? our_date.len == 0 : dli_starts(our_date, date);
    a.place = same_or_no(q, place, our_place);
    a.source = same_or_no(q, gold_str(q, gold, "source"), our_str(q, ours, "source"));
    a.status = dli_eq(status, our_status);
    a.figures = shared_figures(q, golds, mine);
    a.score = 2 * a.type + (date.len > 0 && a.date) + 2 * (place.len > 0 && a.place) +
              (a.source ? 0.5 : 0) + (a.status ? 0.25 : 0);
    if (golds.count > 0)
        a.score += 2 * (double)a.figures / (double)golds.count;
    if (!a.type || a.score < 2.8) /* the type and one thing more */
        a.score = 0;
    return a;
}

static dl_str happened(quality *q, const dli_json *json, uint32_t i)
{
    dli_buf out;
    dl_str type = dli_record_get_words(json, i, "type", &q->page.arena);
    dl_str place = dli_record_get_words(json, i, "place", &q->page.arena);
    dl_str source = dli_record_get_words(json, i, "source", &q->page.arena);
    dl_str status = dli_record_get_words(json, i, "status", &q->page.arena);
    dl_str date = date_of(q, json, i);

    dli_buf_init(&out, &q->page.arena);
    dli_buf_print(&out, "%.*s / %.*s / %.*s", DLI_ARG(type), DLI_ARG(date), DLI_ARG(place));
    for (uint32_t f = dli_record_list(json, i, "figures"); f != 0;
         f = dli_json_at(json, f)->next) {
        dli_record_figure figure = dli_record_figure_of(json, f, &q->page.arena);
        dli_buf_print(&out, " / %.*s ", DLI_ARG(figure.what));
        if (figure.has_value)
            dli_buf_print(&out, "%llu", (unsigned long long)figure.value);
        if (figure.has_min)
            dli_buf_print(&out, ">=%llu", (unsigned long long)figure.min);
        if (figure.has_max)
            dli_buf_print(&out, "<=%llu", (unsigned long long)figure.max);
    }
    if (source.len > 0)
        dli_buf_print(&out, " / source %.*s", DLI_ARG(source));
    if (status.len > 0 && !dli_eq(status, DL_STR("reported")))
        dli_buf_print(&out, " / %.*s", DLI_ARG(status));
    return dli_buf_str(&out);
}

static void score_incident(quality *q, uint32_t gold, uint32_t ours)
{
    agreement a = compare_incidents(q, gold, ours);
    bool has_date = date_of(q, &q->gold, gold).len > 0,
         has_place = gold_str(q, gold, "place").len > 0;
    bool has_source = gold_str(q, gold, "source").len > 0;
    bool figures = a.figures == a.gold_figures && a.figures == a.our_figures;
    bool exact = a.date && a.place && a.source && a.status && figures;

    count(q, M_incidents, 1, 0, 0);
    count(q, M_when, has_date && a.date, has_date, date_of(q, &q->page.json, ours).len > 0);
    count(q, M_place, has_place && a.place, has_place, our_str(q, ours, "place").len > 0);
    count(q, M_whose, has_source && a.source, has_source, our_str(q, ours, "source").len > 0);
    count(q, M_status, a.status, 1, 1);
    count(q, M_figures, (double)a.figures, 0, 0);
    count(q, M_exact, exact, 0, 0);
    if (exact)
        return;
    tell_one(q, "happened", "gold", happened(q, &q->gold, gold));
    tell_one(q, "", "ours", happened(q, &q->page.json, ours));
}

static void count_figures(quality *q, facts golds, facts ours)
{
    size_t gold = 0, mine = 0;

    for (size_t i = 0; i < golds.count; i++)
        gold += list_of(q, &q->gold, golds.ptr[i], "figures").count;
    for (size_t i = 0; i < ours.count; i++)
        mine += list_of(q, &q->page.json, ours.ptr[i], "figures").count;
    count(q, M_figures, 0, (double)gold, (double)mine);
}

static void score_incidents(quality *q, uint32_t gold, uint32_t ours)
{
    facts golds = list_of(q, &q->gold, gold, "incidents");
    facts mine = list_of(q, &q->page.json, ours, "incidents");

    count(q, M_incidents, 0, (double)golds.count, (double)mine.count);
    count(q, M_exact, 0, (double)golds.count, (double)mine.count);
    count_figures(q, golds, mine);
    for (;;) {
        size_t best_g = 0, best_o = 0;
        double best = 0;
        for (size_t i = 0; i < golds.count * mine.count; i++) {
            size_t g = i / mine.count, o = i % mine.count;
            double score = golds.ptr[g] == 0 || mine.ptr[o] == 0
                               ? 0
                               : compare_incidents(q, golds.ptr[g], mine.ptr[o]).score;
            if (score > best) {
                best = score;
                best_g = g;
                best_o = o;
            }
        }
        if (best <= 0)
            break;
        score_incident(q, golds.ptr[best_g], mine.ptr[best_o]);
        golds.ptr[best_g] = mine.ptr[best_o] = 0;
    }
    for (size_t i = 0; i < golds.count; i++)
        if (golds.ptr[i] != 0)
            tell_one(q, "happened", "missing", happened(q, &q->gold, golds.ptr[i]));
    for (size_t i = 0; i < mine.count; i++)
        if (mine.ptr[i] != 0)
            tell_one(q, "happened", "too many", happened(q, &q->page.json, mine.ptr[i]));
}

/* ---- Items --------------------------------------------------------------------------- */

/* How likely two items are the same one. */
static double item_score(quality *q, uint32_t gold, uint32_t ours)
{
    dl_str body = reading_fold(&q->page.arena, our_str(q, ours, "articleBody"));
    dl_str headline = gold_str(q, gold, "headline");
    double score = 0;

    if (headline.len > 0 && same_text(q, headline, our_str(q, ours, "headline")))
        score += 3;
    score += 3 * dli_starts(body, reading_fold(&q->page.arena, gold_str(q, gold, "first")));
    score += 2 * dli_ends(body, reading_fold(&q->page.arena, gold_str(q, gold, "last")));
    if (dli_eq(gold_str(q, gold, "kind"), our_str(q, ours, "kind")))
        score += 1;
    if (dli_eq(gold_str(q, gold, "position"), our_str(q, ours, "position")))
        score += 0.6;
    if (same_time(gold_str(q, gold, "datePublished"), our_str(q, ours, "datePublished")))
        score += 0.5;
    return score;
}

static dl_str item_title(quality *q, const dli_json *json, uint32_t item)
{
    dl_str title = dli_record_get_words(json, item, "headline", &q->page.arena);
    const char *body = json == &q->gold ? "first" : "articleBody";

    return title.len > 0 ? title : dli_record_get_words(json, item, body, &q->page.arena);
}

static void set_language(quality *q, dl_str tag)
{
    q->language = 0;
    for (unsigned l = 1; l < LANGUAGES; l++)
        if (dli_eq(language_of(tag), dli_str(languages[l])))
            q->language = l;
}

/* Who had a part in it; 0 for an item that the other side has not. */
static void score_roles(quality *q, uint32_t gold, uint32_t ours)
{
    dl_str g = gold_str(q, gold, "sourceOrganization");
    dl_str o = our_str(q, ours, "sourceOrganization");

    score_people(q, M_author, gold, ours, "author");
    score_people(q, M_editor, gold, ours, "editor");
    score_people(q, M_translator, gold, ours, "translator");
    score_value(q, M_agency, g, o, same_text(q, g, o));
    count(q, M_page_roles, g.len > 0 && same_text(q, g, o), g.len > 0, o.len > 0);
}

/* Statements and incidents: the gold of pages of several items has none. */
static void score_facts(quality *q, uint32_t gold, uint32_t ours)
{
    if (q->whole)
        return;
    score_statements(q, gold, ours);
    score_incidents(q, gold, ours);
}

static void score_item(quality *q, uint32_t gold, uint32_t ours)
{
    dl_str g, o;

    set_language(q, gold_str(q, gold, "inLanguage"));
    count(q, M_items, 1, 1, 1);
    g = gold_str(q, gold, "kind");
    o = our_str(q, ours, "kind");
    score_value(q, M_item_kind, g, o, dli_eq(g, o));
    score_text(q, M_headline, gold, ours, "headline");
    score_text(q, M_subtitle, gold, ours, "alternativeHeadline");
    score_text(q, M_abstract, gold, ours, "abstract");
    score_roles(q, gold, ours);
    score_text(q, M_credit, gold, ours, "credit");
    score_text(q, M_dateline, gold, ours, "dateline");
    score_times(q, gold, ours);
    g = language_of(gold_str(q, gold, "inLanguage"));
    o = language_of(our_str(q, ours, "inLanguage"));
    score_value(q, M_language, g, o, dli_eq(g, o));
    score_ends(q, gold, ours);
    score_corrections(q, gold, ours);
    score_facts(q, gold, ours);
}

static bool same_ends(quality *q, uint32_t gold, uint32_t ours)
{
    dl_str body = reading_fold(&q->page.arena, our_str(q, ours, "articleBody"));
    dl_str first = reading_fold(&q->page.arena, gold_str(q, gold, "first"));
    dl_str last = reading_fold(&q->page.arena, gold_str(q, gold, "last"));

    return (first.len > 0) == (body.len > 0) && dli_starts(body, first) && dli_ends(body, last);
}

static void score_page(quality *q, facts golds, facts ours)
{
    size_t same = 0;

    if (golds.count == 0)
        return;
    set_language(q, gold_str(q, golds.ptr[0], "inLanguage"));
    while (same < golds.count && same < ours.count &&
           same_ends(q, golds.ptr[same], ours.ptr[same]))
        same++;
    count(q, M_page_items, same == golds.count && same == ours.count, 1, 1);
}

static void score_items(quality *q)
{
    facts golds = list_of(q, &q->gold, 1, "items");
    facts ours = list_of(q, &q->page.json, 1, "items");
    bool single = golds.count == 1 && ours.count == 1;

    score_page(q, golds, ours);
    for (;;) {
        double best = single ? 0 : 2;
        size_t best_g = SIZE_MAX, best_o = 0;
        for (size_t i = 0; i < golds.count * ours.count; i++) {
            size_t g = i / ours.count, o = i % ours.count;
            double score = golds.ptr[g] == 0 || ours.ptr[o] == 0
                               ? -1
                               : 0.01 + item_score(q, golds.ptr[g], ours.ptr[o]);
            if (score > best) {
                best = score;
                best_g = g;
                best_o = o;
            }
        }
        if (best_g == SIZE_MAX)
            break;
        score_item(q, golds.ptr[best_g], ours.ptr[best_o]);
        golds.ptr[best_g] = ours.ptr[best_o] = 0;
    }
    for (size_t i = 0; i < golds.count; i++)
        if (golds.ptr[i] != 0) {
            set_language(q, gold_str(q, golds.ptr[i], "inLanguage"));
            count(q, M_items, 0, 1, 0);
            tell_one(q, "item", "missing", item_title(q, &q->gold, golds.ptr[i]));
            score_roles(q, golds.ptr[i], 0);
            score_facts(q, golds.ptr[i], 0);
        }
    for (size_t i = 0; i < ours.count; i++)
        if (ours.ptr[i] != 0) {
            set_language(q, our_str(q, ours.ptr[i], "inLanguage"));
            count(q, M_items, 0, 0, 1);
            tell_one(q, "item", "too many", item_title(q, &q->page.json, ours.ptr[i]));
            score_roles(q, 0, ours.ptr[i]);
            score_facts(q, 0, ours.ptr[i]);
        }
}

static void score_absent(quality *q)
{
    for (uint32_t a = gold_first(q, 1, "absent"); a != 0; a = gold_next(q, a)) {
        dl_str text = reading_fold(&q->page.arena, dli_json_str(&q->gold, a, &q->page.arena));
        bool found = false;
        for (uint32_t i = reading_items(&q->page); i != 0; i = our_next(q, i))
            found =
                found || dli_find(reading_fold(&q->page.arena, our_str(q, i, "articleBody")),
                                  text, 0) != DLI_NONE;
        count(q, M_absent, !found, 1, 1);
        if (found)
            tell_one(q, "in the body", "furniture", text);
    }
}

static dl_str terms_of(quality *q, const dli_json *json)
{
    uint32_t terms = dli_json_get(json, 1, "terms");
    uint32_t limit = dli_json_get(json, terms, "excerptLimit");
    dl_str value = dli_json_get_str(json, limit, "value", &q->page.arena);
    dl_str unit = dli_json_get_str(json, limit, "unit", &q->page.arena);
    bool link = dli_json_is(json, dli_json_get(json, terms, "linkRequired"), DLI_JSON_TRUE);
    dli_buf out;

    dli_buf_init(&out, &q->page.arena);
    if (value.len > 0)
        dli_buf_print(&out, "%.*s %.*s ", DLI_ARG(value), DLI_ARG(unit));
    if (link)
        dli_buf_add(&out, DL_STR("link"));
    return dli_buf_str(&out);
}

/* ---- Pages ---------------------------------------------------------------------------- */

/* The line of the gold for this file, parsed into q->gold. */
static bool find_gold(quality *q, dl_str file)
{
    dli_cursor in = { q->gold_lines, 0 };
    dl_str line;

    while (dli_take_line(&in, &line))
        if (dli_json_parse(&q->page.arena, line, DLI_JSON_STRICT, &q->gold, NULL) == DL_OK &&
            dli_eq(gold_str(q, 1, "file"), file))
            return true;
    return false;
}

static void compare_page(void *self, const page_input *input)
{
    quality *q = self;
    dl_str g, o;

    if (q->part != NULL && dli_find(dli_str(input->name), dli_str(q->part), 0) == DLI_NONE)
        return;
    reading_open(&q->page, q->engine, input->capture, &input->options);
    q->name = input->name;
    q->told = false;
    q->language = 0;
    q->pages++;
    if (!find_gold(q, dli_str(input->name))) {
        fprintf(stderr, "%s: no gold\n", input->name);
    } else {
        if (q->page.doc == NULL) {
            q->failed++;
            tell_one(q, "cannot be read", "", dli_str(q->page.error.what));
        }
        g = gold_str(q, 1, "pageKind");
        o = our_str(q, 1, "pageKind");
        score_value(q, M_page_kind, g, o, dli_eq(g, o));
        g = terms_of(q, &q->gold);
        o = terms_of(q, &q->page.json);
        score_value(q, M_terms, g, o, dli_eq(g, o));
        score_items(q);
        q->language = 0;
        score_absent(q);
    }
    reading_close(&q->page);
}

static double ratio(double a, double b)
{
    return b > 0 ? a / b : 1;
}

/* Is a measure among what is printed, in all (l 0) or for a language? */
static bool is_printed(const quality *q, measure m, size_t l)
{
    int lines = measures[m].lines;

    if (q->tallies[l][m].gold + q->tallies[l][m].ours == 0)
        return false;
    if (lines == 2 || (q->whole && !q->verbose))
        return q->whole && lines == 2;
    return l > 0 ? lines == 1 : lines >= 0 || q->verbose;
}

static void print_scores(const quality *q)
{
    printf("%s%s.read %.4f\n", q->verbose ? "\n" : "", q->whole ? "pages" : "newsroom",
           ratio((double)(q->pages - q->failed), (double)q->pages));
    for (size_t l = 0; l < LANGUAGES; l++)
        for (measure m = 0; m < M_COUNT; m++) {
            const tally *t = &q->tallies[l][m];
            if (!is_printed(q, m, l))
                continue;
            int len = printf("%s.%s%s%s %.4f", measures[m].lines == 2 ? "pages" : "newsroom",
                             languages[l], l > 0 ? "." : "", measures[m].name,
                             ratio(2 * t->right, t->gold + t->ours));
            if (q->verbose)
                printf("%*s %4g right, %4g in gold, %4g ours: P %.3f R %.3f", 36 - len, "",
                       t->right, t->gold, t->ours, ratio(t->right, t->ours),
                       ratio(t->right, t->gold));
            printf("\n");
        }
}

int main(int argc, char **argv)
{
    static quality q;
    char path[READING_PATH];
    dl_engine *engine;
    dl_error err;
    int at = 1;

    for (; at < argc && argv[at][0] == '-'; at++) {
        q.verbose = q.verbose || dli_eq(dli_str(argv[at]), DL_STR("-v"));
        q.whole = q.whole || dli_eq(dli_str(argv[at]), DL_STR("-p"));
    }
    if (argc <= at) {
        fprintf(stderr, "usage: newsroom [-p] [-v] FOLDER [PART OF A NAME]\n");
        return 2;
    }
    q.part = argc > at + 1 ? argv[at + 1] : NULL;
    dli_arena_init(&q.arena, (size_t)1 << 26);
    snprintf(path, sizeof path, "%s/gold.jsonl", argv[at]);
    if (dli_file_read(&q.arena, path, (size_t)1 << 25, &q.gold_lines, &err) != DL_OK ||
        dl_engine_open(getenv("MODELS"), &engine, &err) != DL_OK) {
        fprintf(stderr, "%s: %s\n", path, err.what);
        return 4;
    }
    q.engine = engine;
    snprintf(path, sizeof path, "%s/manifest.jsonl", argv[at]);
    (void)pages_each(path, compare_page, &q);
    print_scores(&q);
    dl_engine_close(engine);
    dli_arena_done(&q.arena);
    return q.pages == 0 ? 4 : 0;
}
