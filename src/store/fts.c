/* fts.c -- what of ours runs inside FTS5: the tokenizer and the rank of a row.
 *
 *   items_fts  headline   the lines above the body
 *              body
 *              facts      terms that no page writes: names of people, places and outlets,
 *                         kinds, languages, days (index_facts.c)
 *
 * Two kinds of text come to the tokenizer. That of pages is cut into words (words.c), each
 * with its stem at the same position. What begins with DLI_MARK_GIVEN is terms already,
 * written by us; a page's text that begins so loses that byte before it gets here.
 *
 * The rank is BM25 over both columns, the headline counting four times (Robertson, Zaragoza
 * and Taylor 2004, "simple BM25 extension to multiple weighted fields"), in whole numbers, so
 * that equal stores rank equally on every machine. How rare a word is, is counted up to
 * COUNTED rows only; beyond that it is judged by how far apart those are, because the exact
 * number would cost more than the question.
 */
#include "base/error.h"
#include "base/str.h"
#include "store/db.h"

/* ---- Tokenizer ------------------------------------------------------------------ */

typedef struct giver {
    void *to;
    int (*token)(void *, int, const char *, int, int, int);
} giver;

static int give_word(void *self, const dli_index_word *word)
{
    giver *out = self;
    int from = (int)word->at.start, end = (int)word->at.end;
    int code = out->token(out->to, 0, word->folded.ptr, (int)word->folded.len, from, end);

    if (code == SQLITE_OK && word->stem.len > 0)
        code = out->token(out->to, FTS5_TOKEN_COLOCATED, word->stem.ptr, (int)word->stem.len,
                          from, end);
    return code;
}

/* Terms that we wrote: DLI_NEXT_TERM and DLI_SAME_TERM part them. */
static int give_terms(giver *out, dl_str text)
{
    int flags = 0, code = SQLITE_OK;

    for (size_t at = 0, end; at < text.len && code == SQLITE_OK; at = end + 1) {
        for (end = at; end < text.len && text.ptr[end] != DLI_NEXT_TERM &&
                       text.ptr[end] != DLI_SAME_TERM;)
            end++;
        if (end > at)
            code =
                out->token(out->to, flags, text.ptr + at, (int)(end - at), (int)at, (int)end);
        flags = end < text.len && text.ptr[end] == DLI_SAME_TERM ? FTS5_TOKEN_COLOCATED : 0;
    }
    return code;
}

static int tokenizer_create(void *context, const char **args, int count, Fts5Tokenizer **out)
{
    (void)args;
    (void)count;
    *out = context; /* the store: it has all there is to keep */
    return SQLITE_OK;
}

static void tokenizer_delete(Fts5Tokenizer *tokenizer)
{
    (void)tokenizer;
}

static int tokenizer_cut(Fts5Tokenizer *tokenizer, void *to, int flags, const char *ptr,
                         int len, int (*token)(void *, int, const char *, int, int, int))
{
    dli_store *store = (dli_store *)(void *)tokenizer;
    dl_str text = { ptr, len < 0 ? 0 : (size_t)len };
    giver out = { to, token };

    if (text.len > 0 && text.ptr[0] == DLI_MARK_GIVEN[0])
        return give_terms(&out, dli_from(text, 1));
    bool query = (flags & FTS5_TOKENIZE_QUERY) != 0;
    return dli_index_words_each(store->words, text, query ? -1 : store->language,
                                query ? DLI_CUT_QUERY : DLI_CUT_TEXT, &out, give_word);
}

/* ---- Rank -------------------------------------------------------------------------- */

enum {
    HEADLINE = 0,
    BODY = 1,
    HEADLINE_WEIGHT = 4,
    COUNTED = 500,
    ONE = 256,           /* 1.0 */
    OF_PREFIX = 2 * ONE, /* weight of a beginning: as of a word that every fourth item has */
};

/* log2 of the fraction a/b times ONE, at least 0: the leading bit, and the bits behind it
 * taken as they are. */
static int64_t log2_of(uint64_t a, uint64_t b)
{
    uint64_t scaled = b == 0 ? 0 : a * ONE / b;
    int64_t whole = 0;

    if (scaled <= ONE)
        return 0;
    while (scaled >= (uint64_t)2 * ONE) {
        scaled /= 2;
        whole++;
    }
    return whole * ONE + (int64_t)(scaled - ONE);
}

/* Rows, ascending; no more than COUNTED. */
typedef struct counter {
    int64_t rows[COUNTED];
    size_t count;
} counter;

static int count_row(const Fts5ExtensionApi *api, Fts5Context *fts, void *self)
{
    counter *to = self;

    to->rows[to->count++] = api->xRowid(fts);
    return to->count == COUNTED ? SQLITE_DONE : SQLITE_OK;
}

/* Those of `more` among `seen`. */
static void merge_rows(counter *seen, const counter *more)
{
    const counter before = *seen;
    size_t a = 0, b = 0;

    for (seen->count = 0; seen->count < COUNTED && (a < before.count || b < more->count);) {
        bool from_a = b == more->count || (a < before.count && before.rows[a] <= more->rows[b]);
        int64_t row = from_a ? before.rows[a++] : more->rows[b++];
        if (seen->count == 0 || seen->rows[seen->count - 1] != row)
            seen->rows[seen->count++] = row;
    }
}

/* The first rows that have any part of a phrase. */
static int count_rows(const Fts5ExtensionApi *api, Fts5Context *fts, size_t part, size_t parts,
                      counter *seen)
{
    int code = SQLITE_OK;

    seen->count = 0;
    for (size_t i = 0; code == SQLITE_OK && i < parts; i++) {
        counter more;
        more.count = 0;
        code = api->xQueryPhrase(fts, (int)(part + i), &more, count_row);
        merge_rows(seen, &more);
    }
    return code;
}

/* How many of `rows` have what was counted, if it goes on as it began. */
static int64_t rows_with(const counter *seen, int64_t rows)
{
    int64_t counted = (int64_t)seen->count;

    if (counted < COUNTED)
        return counted;
    int64_t count = counted * rows / (seen->rows[COUNTED - 1] - seen->rows[0] + 1);
    return count > rows ? rows : count < counted ? counted : count;
}

/* How much a hit of each phrase says; once a question. */
static int weigh_phrases(const Fts5ExtensionApi *api, Fts5Context *fts, dli_ranking *ranking)
{
    sqlite3_int64 rows = 0, words = 0;
    int code = api->xRowCount(fts, &rows);

    if (code == SQLITE_OK)
        code = api->xColumnTotalSize(fts, BODY, &words);
    ranking->mean = rows > 0 && words / rows > 0 ? words / rows : 1;
    for (size_t p = 0; code == SQLITE_OK && p < ranking->query->phrase_count; p++) {
        dli_phrase *phrase = &ranking->query->phrases[p];
        counter seen;
        if (phrase->facts || phrase->dark)
            continue;
        if (phrase
                ->prefix) { /* to count them, all rows of all its words would be put together */
            phrase->weight = OF_PREFIX;
            continue;
        }
        code = count_rows(api, fts, ranking->first + phrase->part, phrase->parts, &seen);
        int64_t count = rows_with(&seen, rows);
        phrase->weight =
            log2_of((uint64_t)rows + 1, (uint64_t)count + 1) + ONE / 4; /* never nothing */
        phrase->found = (uint64_t)count;
    }
    ranking->ready = code == SQLITE_OK;
    return code;
}

/* A place in a row, and where the next one of its phrase is found. */
typedef struct place {
    Fts5PhraseIter next;
    int column, offset;
} place;

static bool is_before(const place *a, const place *b)
{
    return a->column != b->column ? a->column < b->column : a->offset < b->offset;
}

/* Go to the next place of all; the word that is there has it once, though it be the stem, too. */
static void pass_place(const Fts5ExtensionApi *api, Fts5Context *fts, place *places,
                       size_t *count)
{
    const place *first = &places[0];

    for (size_t i = 1; i < *count; i++)
        if (is_before(&places[i], first))
            first = &places[i];
    const place passed = *first;
    for (size_t i = 0; i < *count;) {
        if (!is_before(&passed, &places[i]))
            api->xPhraseNext(fts, &places[i].next, &places[i].column, &places[i].offset);
        if (places[i].column < 0)
            places[i] = places[--*count];
        else
            i++;
    }
}

/* Of a beginning: no two of its words are at one place. */
static int hits_of_forms(const Fts5ExtensionApi *api, Fts5Context *fts, size_t part,
                         size_t parts, int64_t *hits, bool *headed)
{
    int code = SQLITE_OK;

    *hits = 0;
    for (size_t i = 0; code == SQLITE_OK && i < parts; i++) {
        place at;
        code = api->xPhraseFirst(fts, (int)(part + i), &at.next, &at.column, &at.offset);
        for (; code == SQLITE_OK && at.column >= 0;
             api->xPhraseNext(fts, &at.next, &at.column, &at.offset)) {
            *hits += at.column == HEADLINE ? HEADLINE_WEIGHT : 1;
            *headed = *headed || at.column == HEADLINE;
        }
    }
    return code;
}

/* Hits of a phrase in the row, those in the headline counted HEADLINE_WEIGHT times. */
static int hits_of(const Fts5ExtensionApi *api, Fts5Context *fts, size_t part, size_t parts,
                   int64_t *hits, bool *headed)
{
    enum {
        MOST = 24 /* forms of a word that one row can have, and more */
    };
    place places[MOST];
    size_t count = 0;
    int code = SQLITE_OK;

    *hits = 0;
    for (size_t i = 0; code == SQLITE_OK && i < parts && count < MOST; i++) {
        place *one = &places[count];
        code = api->xPhraseFirst(fts, (int)(part + i), &one->next, &one->column, &one->offset);
        count += one->column >= 0;
    }
    while (code == SQLITE_OK && count > 0) {
        int column = places[0].column;
        for (size_t i = 1; i < count; i++)
            column = places[i].column < column ? places[i].column : column;
        *hits += column == HEADLINE ? HEADLINE_WEIGHT : 1;
        *headed = *headed || column == HEADLINE;
        pass_place(api, fts, places, &count);
    }
    return code;
}

/* ---- The best so far: who cannot be among them need not be measured ---------------- */

static void sift_down(int64_t *heap, size_t count)
{
    for (size_t at = 0, child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && heap[child + 1] < heap[child])
            child++;
        if (heap[at] <= heap[child])
            return;
        int64_t kept = heap[at];
        heap[at] = heap[child];
        heap[child] = kept;
    }
}

static void note_score(dli_ranking *ranking, int64_t score)
{
    int64_t *heap = ranking->best;

    if (heap == NULL)
        return;
    if (ranking->best_count == ranking->best_most) {
        if (score > heap[0]) {
            heap[0] = score;
            sift_down(heap, ranking->best_count);
        }
        return;
    }
    size_t at = ranking->best_count++;
    for (; at > 0 && heap[(at - 1) / 2] > score; at = (at - 1) / 2)
        heap[at] = heap[(at - 1) / 2];
    heap[at] = score;
}

static bool is_beaten(const dli_ranking *ranking, int64_t score)
{
    return ranking->best != NULL && ranking->best_count == ranking->best_most &&
           score < ranking->best[0];
}

/* ---- Score ---------------------------------------------------------------------------- */

enum {
    MOST_PHRASES = 64 /* of which hits are remembered: DLI_MAX_QUERY_WORDS and more */
};

/* k1 = 1.2, b = 0.5: a long article is not long-winded */
static int64_t score_of(const dli_ranking *ranking, const int64_t *hits, int64_t len)
{
    int64_t six = 6, length = six * ONE / 10 + six * ONE * len / (10 * ranking->mean);
    int64_t score = 0;

    for (size_t p = 0; p < ranking->query->phrase_count && p < MOST_PHRASES; p++)
        if (hits[p] > 0)
            score += ranking->query->phrases[p].weight * hits[p] * ONE * 22 /
                     (10 * (hits[p] * ONE + length));
    return score;
}

static int score_row(const Fts5ExtensionApi *api, Fts5Context *fts, dli_ranking *ranking,
                     int64_t *score)
{
    int64_t hits[MOST_PHRASES] = { 0 };
    bool headed = false;
    int len = 0, code = ranking->ready ? SQLITE_OK : weigh_phrases(api, fts, ranking);

    for (size_t p = 0;
         code == SQLITE_OK && p < ranking->query->phrase_count && p < MOST_PHRASES; p++) {
        const dli_phrase *phrase = &ranking->query->phrases[p];
        if (!phrase->facts && !phrase->dark)
            code = (phrase->prefix ? hits_of_forms : hits_of)(
                api, fts, ranking->first + phrase->part, phrase->parts, &hits[p], &headed);
    }
    if (code != SQLITE_OK)
        return code;
    ranking->headed += headed;
    *score = score_of(ranking, hits, 0); /* at most, as if the body had no other words */
    if (is_beaten(ranking, *score))
        return SQLITE_OK;
    code = api->xColumnSize(fts, BODY, &len);
    *score = score_of(ranking, hits, len);
    note_score(ranking, *score);
    return code;
}

static void rank_row(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *result,
                     int count, sqlite3_value **values)
{
    dli_store *store = api->xUserData(fts);
    int64_t score = 0;
    int code = SQLITE_OK;

    (void)count;
    (void)values;
    if (store->ranking.query != NULL && !store->ranking.full)
        code = score_row(api, fts, &store->ranking, &score);
    if (code == SQLITE_OK)
        sqlite3_result_int64(result, score);
    else
        sqlite3_result_error_code(result, code);
}

/* Which phrases of the query the row has, as bits. */
static void matched_row(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *result,
                        int count, sqlite3_value **values)
{
    const dli_query *query = ((dli_store *)api->xUserData(fts))->ranking.query;
    Fts5PhraseIter at;
    int column, offset, code = SQLITE_OK;
    int64_t bits = 0;

    (void)count;
    (void)values;
    for (size_t p = 0; query != NULL && p < query->phrase_count && p < 63; p++)
        for (size_t i = 0; code == SQLITE_OK && i < query->phrases[p].parts; i++) {
            code = api->xPhraseFirst(fts, (int)(query->phrases[p].part + i), &at, &column,
                                     &offset);
            if (code == SQLITE_OK && column >= 0)
                bits |= (int64_t)1 << p;
        }
    if (code == SQLITE_OK)
        sqlite3_result_int64(result, bits);
    else
        sqlite3_result_error_code(result, code);
}

/* ---- Putting them in --------------------------------------------------------------- */

dl_status dli_fts_open(dli_store *store, dl_error *err)
{
    fts5_tokenizer tokenizer = { tokenizer_create, tokenizer_delete, tokenizer_cut };
    fts5_api *api = NULL;
    sqlite3_stmt *ask;

    store->language = -1;
    store->words = dli_index_words_open(&store->arena);
    if (store->words == NULL)
        return dli_no_memory(err);
    DLI_TRY(dli_db_prepare(store, DL_STR("SELECT fts5(?1)"), &ask, err));
    (void)sqlite3_bind_pointer(ask, 1, (void *)&api, "fts5_api_ptr", NULL);
    (void)sqlite3_step(ask);
    (void)sqlite3_finalize(ask);
    if (api == NULL || api->iVersion < 2 ||
        api->xCreateTokenizer(api, "dateline", store, &tokenizer, NULL) != SQLITE_OK ||
        api->xCreateFunction(api, "dateline_rank", store, rank_row, NULL) != SQLITE_OK ||
        api->xCreateFunction(api, "dateline_matched", store, matched_row, NULL) != SQLITE_OK)
        return dli_fail(err, DL_ERR_STORE, 0, "install SQLite 3.40 or later with FTS5",
                        "SQLite has no full-text search");
    return DL_OK;
}

void dli_fts_close(dli_store *store)
{
    dli_index_words_close(store->words);
    store->words = NULL;
}

/* ---- Words for others ----------------------------------------------------------------- */

typedef struct collector {
    dli_arena *arena;
    DLI_VEC(dli_index_word) words;
} collector;

static int collect(void *self, const dli_index_word *word)
{
    collector *to = self;
    dli_index_word kept = *word;

    if (word->folded.len > 0)
        kept.folded = dli_arena_copy(to->arena, word->folded);
    kept.stem = word->stem.len > 0 ? dli_arena_copy(to->arena, word->stem) : word->stem;
    return to->arena->dry || !DLI_PUSH(to->arena, &to->words, kept) ? SQLITE_NOMEM : SQLITE_OK;
}

dl_status dli_index_words_of(dli_store *store, dl_str text, int language, dli_cut_as as,
                             dli_arena *arena, dli_index_word_list *out, dl_error *err)
{
    const dli_index_words_wanted all = { language, as, DLI_INDEX_WORDS_ALL };

    return dli_index_words_list_of(store, text, all, arena, out, err);
}

dl_status dli_index_words_list_of(dli_store *store, dl_str text, dli_index_words_wanted wanted,
                                  dli_arena *arena, dli_index_word_list *out, dl_error *err)
{
    collector to = { .arena = arena };

    *out = (dli_index_word_list){ NULL, 0 };
    if (text.len > INT32_MAX ||
        dli_index_words_some(store->words, text, wanted.language, wanted.as, wanted.firsts, &to,
                             collect) != SQLITE_OK)
        return dli_no_memory(err);
    *out = (dli_index_word_list){ to.words.ptr, to.words.count };
    return DL_OK;
}

dl_status dli_index_words_folded(dli_store *store, dl_str text, dli_arena *arena, dl_str *out,
                                 dl_error *err)
{
    dli_index_word_list words;
    dli_buf folded;

    *out = (dl_str){ "", 0 };
    DLI_TRY(dli_index_words_of(store, text, -1, DLI_CUT_TEXT, arena, &words, err));
    dli_buf_init(&folded, arena);
    for (size_t i = 0; i < words.count; i++) {
        dli_buf_byte(&folded, ' ');
        dli_buf_add(&folded, words.ptr[i].folded);
    }
    if (words.count > 0)
        dli_buf_byte(&folded, ' ');
    if (folded.failed)
        return dli_no_memory(err);
    *out = dli_buf_str(&folded);
    return DL_OK;
}
