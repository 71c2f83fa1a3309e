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

typedef struct counter {
    int64_t count, first, last; /* rows, and numbers of the first and the last of them */
} counter;

static int count_row(const Fts5ExtensionApi *api, Fts5Context *fts, void *self)
{
    counter *to = self;

    to->last = api->xRowid(fts);
    if (to->count++ == 0)
        to->first = to->last;
    return to->count >= COUNTED ? SQLITE_DONE : SQLITE_OK;
}

/* How many of `rows` have what was counted, if it goes on as it began. */
static int64_t rows_with(const counter *seen, int64_t rows)
{
    int64_t width = seen->last - seen->first + 1;

    if (seen->count < COUNTED || width <= 0)
        return seen->count;
    int64_t count = seen->count * rows / width;
    return count > rows ? rows : count < seen->count ? seen->count : count;
}

/* How much a hit of each phrase says; once a question. */
static int weigh_phrases(const Fts5ExtensionApi *api, Fts5Context *fts, dli_ranking *ranking)
{
    sqlite3_int64 rows = 0, words = 0;
    int code = api->xRowCount(fts, &rows);

    if (code == SQLITE_OK)
        code = api->xColumnTotalSize(fts, BODY, &words);
    ranking->mean = rows > 0 && words / rows > 0 ? words / rows : 1;
    for (int p = 0; code == SQLITE_OK && p < api->xPhraseCount(fts) &&
                    (size_t)p < ranking->query->phrase_count;
         p++) {
        dli_phrase *phrase = &ranking->query->phrases[p];
        counter seen = { 0 };
        if (phrase->facts || phrase->dark)
            continue;
        if (phrase
                ->prefix) { /* to count them, all rows of all its words would be put together */
            phrase->weight = OF_PREFIX;
            continue;
        }
        code = api->xQueryPhrase(fts, p, &seen, count_row);
        int64_t count = rows_with(&seen, rows);
        phrase->weight =
            log2_of((uint64_t)rows + 1, (uint64_t)count + 1) + ONE / 4; /* never nothing */
        phrase->found = (uint64_t)count;
    }
    ranking->ready = code == SQLITE_OK;
    return code;
}

/* Hits of a phrase in the row, those in the headline counted HEADLINE_WEIGHT times. */
static int hits_of(const Fts5ExtensionApi *api, Fts5Context *fts, int phrase, int64_t *hits)
{
    Fts5PhraseIter at;
    int column, offset, code = api->xPhraseFirst(fts, phrase, &at, &column, &offset);

    *hits = 0;
    for (; code == SQLITE_OK && column >= 0; api->xPhraseNext(fts, &at, &column, &offset))
        *hits += column == HEADLINE ? HEADLINE_WEIGHT : 1;
    return code;
}

static int score_row(const Fts5ExtensionApi *api, Fts5Context *fts, dli_ranking *ranking,
                     int64_t *score)
{
    int len = 0, code = ranking->ready ? SQLITE_OK : weigh_phrases(api, fts, ranking);

    if (code == SQLITE_OK)
        code = api->xColumnSize(fts, BODY, &len);
    /* k1 = 1.2, b = 0.5: a long article is not long-winded */
    int64_t six = 6, length = six * ONE / 10 + six * ONE * len / (10 * ranking->mean);
    for (int p = 0; code == SQLITE_OK && p < api->xPhraseCount(fts) &&
                    (size_t)p < ranking->query->phrase_count;
         p++) {
        const dli_phrase *phrase = &ranking->query->phrases[p];
        int64_t hits = 0;
        if (!phrase->facts && !phrase->dark)
            code = hits_of(api, fts, p, &hits);
        if (hits > 0)
            *score += phrase->weight * hits * ONE * 22 / (10 * (hits * ONE + length));
    }
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
    if (store->ranking.query != NULL)
        code = score_row(api, fts, &store->ranking, &score);
    if (code == SQLITE_OK)
        sqlite3_result_int64(result, score);
    else
        sqlite3_result_error_code(result, code);
}

/* Which phrases the row has, as bits. */
static void matched_row(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *result,
                        int count, sqlite3_value **values)
{
    Fts5PhraseIter at;
    int column, offset, code = SQLITE_OK;
    int64_t bits = 0;

    (void)count;
    (void)values;
    for (int p = 0; code == SQLITE_OK && p < api->xPhraseCount(fts) && p < 63; p++) {
        code = api->xPhraseFirst(fts, p, &at, &column, &offset);
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
