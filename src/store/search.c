/* search.c -- the items that a query finds, best or newest first.
 *
 *   expression ──▶ the newest WEIGHED rows ─────────────▶ rank ──▶ order
 *            ╰──▶ those behind them with a hit in ─────╯
 *                 the headline, HEADED in all
 *
 * A common word stands in most of a large store, and to rank every row of it would take
 * seconds. So rows are taken from the newest number down and weighing ends at a bound; where
 * more match, those that have a word of the query in their headline are looked for too,
 * because they are the ones that would rank high (not for prefix*, which costs too much to ask
 * twice). `bounded` says that this was so. Asking
 * for more rows moves the bound. In order of time the bound is wider, since a row costs less.
 *
 * Where time runs out, what was weighed by then is the answer.
 */
#include "base/error.h"
#include "base/str.h"
#include "store/ask.h"

enum {
    WEIGHED = 500,  /* rows that are ranked   */
    HEADED = 300,   /* of them by the headline */
    TIMED = 20000,  /* rows ordered by time    */
    HALF_LIFE = 30, /* days                    */
    DAY = 86400
};

typedef DLI_VEC(dli_hit) hits;

/* The bound for rows up to `rows`: a step at a time, so that pages agree with each other. */
static uint64_t bound_of(uint64_t first, uint64_t rows)
{
    uint64_t bound = first;

    while (bound < rows)
        bound *= 10;
    return bound;
}

/* Rows of `fts` from the newest on, at most `bound`; *more says that others follow. */
static dl_status take_rows(dli_store *store, dli_arena *arena, dli_sql sql, dl_str fts,
                           uint64_t upto, uint64_t bound, hits *found, bool *more, bool *late,
                           dl_error *err)
{
    sqlite3_stmt *s;
    bool row = true;
    size_t before = found->count;

    DLI_TRY(dli_db_kept(store, sql, &s, err));
    dli_bind(s, 1, fts);
    dli_bind_number(s, 2, upto > INT64_MAX ? INT64_MAX : (int64_t)upto);
    dl_status status = DL_OK;
    while (status == DL_OK) {
        store->ranking.full = found->count - before == bound;
        status = dli_db_row(store, s, &row, err);
        if (status != DL_OK || !row || found->count - before == bound)
            break;
        if (!DLI_PUSH(arena, found,
                      (dli_hit){ .item = sqlite3_column_int64(s, 0),
                                 .score = sqlite3_column_int64(s, 1) }))
            status = dli_no_memory(err);
    }
    store->ranking.full = false;
    *more = row;
    *late = dli_ask_late(&status, found->count, err) || *late;
    (void)sqlite3_reset(s);
    (void)sqlite3_clear_bindings(s);
    return status;
}

/* "{headline} : (its words) AND (expression)": rows with one of them there, which are few, and so go
 * first; of a query that is one phrase, just that phrase there. *first: where the phrases of the
 * expression begin. */
static dl_status headed(dli_arena *arena, const dli_query *query, dl_str *fts, size_t *first,
                        dl_error *err)
{
    bool any = false;
    dli_buf out;

    *fts = (dl_str){ "", 0 };
    *first = 0;
    for (size_t i = 0; i < query->phrase_count; i++)
        if (query->phrases[i].prefix)
            return DL_OK; /* FTS5 puts all rows of all its words together, each time anew */
    dli_buf_init(&out, arena);
    dli_buf_add(&out, DL_STR("{headline} : ("));
    for (size_t i = 0; i < query->phrase_count; i++) {
        if (query->phrases[i].facts || query->phrases[i].dark)
            continue;
        if (any)
            dli_buf_add(&out, DL_STR(" OR "));
        dli_query_write(&out, &query->phrases[i]);
        *first += query->phrases[i].parts;
        any = true;
    }
    dli_buf_byte(&out, ')');
    if (query->phrase_count == 1) {
        *first = 0;
    } else {
        dli_buf_add(&out, DL_STR(" AND ("));
        dli_buf_add(&out, query->fts);
        dli_buf_byte(&out, ')');
    }
    if (out.failed)
        return dli_no_memory(err);
    if (any)
        *fts = dli_buf_str(&out);
    return DL_OK;
}

static int by_item(const void *a, const void *b)
{
    const dli_hit *x = a, *y = b;

    return (x->item < y->item) - (x->item > y->item);
}

/* Best first; of equals the newer. */
static int by_score(const void *a, const void *b)
{
    const dli_hit *x = a, *y = b;

    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return by_item(a, b);
}

static int by_time(const void *a, const void *b)
{
    const dli_hit *x = a, *y = b;

    if (x->seconds != y->seconds)
        return x->seconds < y->seconds ? 1 : -1;
    return by_item(a, b);
}

/* When each item was published. */
static dl_status add_times(dli_store *store, hits *found, bool *late, dl_error *err)
{
    sqlite3_stmt *s;
    bool row;

    for (size_t i = 0; i < found->count; i++) {
        DLI_TRY(dli_db_kept(store, DLI_SQL_SECONDS, &s, err));
        dli_bind_number(s, 1, found->ptr[i].item);
        dl_status status = dli_db_row(store, s, &row, err);
        if (dli_ask_late(&status, i, err)) {
            *late = true; /* the rest counts as undated */
            return DL_OK;
        }
        DLI_TRY(status);
        if (row)
            found->ptr[i].seconds = sqlite3_column_int64(s, 0);
        (void)sqlite3_reset(s);
    }
    return DL_OK;
}

/* The score halves with each HALF_LIFE before the newest item of the store. */
static dl_status fade(dli_store *store, hits *found, dl_error *err)
{
    sqlite3_stmt *s;
    int64_t newest = 0;
    bool row;

    DLI_TRY(dli_db_kept(store, DLI_SQL_NEWEST_SECONDS, &s, err));
    DLI_TRY(dli_db_row(store, s, &row, err));
    if (row)
        newest = sqlite3_column_int64(s, 0);
    (void)sqlite3_reset(s);
    for (size_t i = 0; i < found->count; i++) {
        int64_t days =
            found->ptr[i].seconds == 0 ? 365 : (newest - found->ptr[i].seconds) / DAY;
        int64_t score = found->ptr[i].score * 1024;
        for (; days >= HALF_LIFE && score > 0; days -= HALF_LIFE)
            score /= 2;
        if (days > 0)
            score -= score * days / ((int64_t)2 * HALF_LIFE);
        found->ptr[i].score = score;
    }
    return DL_OK;
}

/* `most` rows will be shown; 0: other things than the score decide. */
static void begin_ranking(dli_store *store, dli_query *query, size_t most, dli_arena *arena)
{
    store->ranking = (dli_ranking){ .query = query, .best_most = most };
    if (most > 0 && most < WEIGHED)
        store->ranking.best = dli_arena_take(arena, most * sizeof *store->ranking.best);
}

/* The rows behind those that were weighed which have a hit in the headline, as many as are missing. */
static dl_status take_headed(dli_store *store, dli_arena *arena, dli_query *query, hits *found,
                             bool *late, dl_error *err)
{
    uint64_t seen = store->ranking.headed;
    int64_t last = found->ptr[found->count - 1].item;
    dl_str heads;
    bool more;

    DLI_TRY(headed(arena, query, &heads, &store->ranking.first, err));
    if (heads.len == 0 || seen >= HEADED || last <= 0)
        return DL_OK;
    return take_rows(store, arena, DLI_SQL_RANKED, heads, (uint64_t)last - 1, HEADED - seen,
                     found, &more, late, err);
}

static dl_status take_ranked(dli_store *store, dli_arena *arena, dli_query *query,
                             uint64_t upto, uint64_t rows, size_t most, hits *found,
                             dli_hits *out, dl_error *err)
{
    begin_ranking(store, query, most, arena);
    dl_status status =
        take_rows(store, arena, DLI_SQL_RANKED, query->fts, upto, bound_of(WEIGHED, rows),
                  found, &out->bounded, &out->late, err);
    if (status == DL_OK && out->bounded && !out->late && found->count > 0)
        status = take_headed(store, arena, query, found, &out->late, err);
    store->ranking = (dli_ranking){ .query = NULL };
    return status;
}

dl_status dli_hits_of(dli_store *store, dli_arena *arena, dli_query *query, dli_order order,
                      uint64_t upto, uint64_t rows, dli_hits *out, dl_error *err)
{
    hits found = { 0 };

    *out = (dli_hits){ .ptr = NULL };
    if (order == DLI_ORDER_NEWEST)
        DLI_TRY(take_rows(store, arena, DLI_SQL_NEWEST, query->fts, upto, bound_of(TIMED, rows),
                          &found, &out->bounded, &out->late, err));
    else
        DLI_TRY(take_ranked(store, arena, query, upto, rows,
                            order == DLI_ORDER_BEST ? (size_t)rows : 0, &found, out, err));
    if (order != DLI_ORDER_BEST)
        DLI_TRY(add_times(store, &found, &out->late, err));
    if (order == DLI_ORDER_RECENT)
        DLI_TRY(fade(store, &found, err));
    if (found.count > 1)
        qsort(found.ptr, found.count, sizeof *found.ptr,
              order == DLI_ORDER_NEWEST ? by_time : by_score);
    out->ptr = found.ptr;
    out->count = found.count;
    return DL_OK;
}

dl_status dli_matched(dli_store *store, dli_query *query, int64_t item, int64_t *matched,
                      dl_error *err)
{
    sqlite3_stmt *s;
    bool row;

    *matched = 0;
    DLI_TRY(dli_db_prepare(store,
                           DL_STR("SELECT dateline_matched(items_fts) FROM items_fts WHERE"
                                  " items_fts MATCH ?1 AND rowid = ?2"),
                           &s, err));
    dli_bind(s, 1, query->fts);
    dli_bind_number(s, 2, item);
    store->ranking = (dli_ranking){ .query = query };
    dl_status status = dli_db_row(store, s, &row, err);
    if (status == DL_OK && row)
        *matched = sqlite3_column_int64(s, 0);
    (void)sqlite3_finalize(s);
    store->ranking = (dli_ranking){ .query = NULL };
    return status;
}
