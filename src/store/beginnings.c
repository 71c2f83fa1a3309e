/* beginnings.c -- the words of the index that begin with some letters.
 *
 *   items_fts_idx   segid, term, 2 × pgno (+ 1)      the first term of each leaf that has one
 *   items_fts_data  segid << 37 | pgno, block         leaves, as FTS5 writes them:
 *
 *     offset  bytes  of a leaf
 *     2       2      where its end part begins, big-endian
 *     …              "length, term" for the first, "shared, length, rest" for the others, each
 *                    with its rows behind it
 *     end     …      where each term begins: varints, each counted from the one before
 *
 * FTS5 answers prefix* by putting together all rows of all such words, which takes as long as
 * it takes, though a search looks at the newest only. With the words known it is asked for them by
 * name, and walks from the newest row back. To know them takes a look at the leaves where terms
 * begin, not at their rows. The layout is that of FTS5 since its first release (fts5_index.c, "DISK
 * FORMATS"). What does not look so is passed over, and where there is nothing to go by the answer is
 * that of FTS5 itself.
 */
#include "base/error.h"
#include "base/str.h"
#include "store/ask.h"

enum {
    MAIN = '0',      /* first byte of each term, of the index itself */
    PAGE_BITS = 37,  /* of a leaf's number                           */
    MOST_SEEN = 8192 /* terms of all pieces together                 */
};

typedef struct gather {
    dli_store *store;
    dli_arena *arena;
    dl_str first; /* MAIN and the letters       */
    dl_str end;   /* what is behind all of them */
    DLI_VEC(dl_str) terms;
    dl_error *err;
} gather;

/* A number as SQLite writes it; false if it is none of ours. *at is passed. */
static bool take_number(dl_str block, size_t *at, size_t *number)
{
    *number = 0;
    for (int i = 0; i < 4 && *at < block.len; i++) {
        unsigned char c = (unsigned char)block.ptr[(*at)++];
        *number = *number << 7 | (c & 0x7Fu);
        if (c < 0x80)
            return true;
    }
    return false;
}

/* The term at `at`, whose beginning may be that of the one before, into `term`. */
static bool take_term(dl_str body, size_t at, bool first, dli_buf *term)
{
    size_t shared = 0, len;

    if ((!first && !take_number(body, &at, &shared)) || !take_number(body, &at, &len))
        return false;
    if (shared > term->len || len > body.len - at)
        return false;
    term->len = shared;
    dli_buf_add(term, dli_slice(body, at, at + len));
    return !term->failed;
}

static dl_status read_leaf(gather *to, dl_str block)
{
    dli_buf term;
    size_t at = 0, size = block.len < 4 ? 0
                                        : (size_t)(unsigned char)block.ptr[2] << 8 |
                                              (unsigned char)block.ptr[3];
    bool first = true;

    if (size < 4 || size > block.len)
        return DL_OK;
    dl_str body = dli_slice(block, 0, size);
    dli_buf_init(&term, &to->store->scratch);
    for (size_t end = size, step; end < block.len; first = false) {
        if (!take_number(block, &end, &step))
            break;
        at += step;
        if (at >= size || !take_term(body, at, first, &term))
            break;
        dl_str whole = dli_buf_str(&term);
        if (dli_starts(whole, to->first) &&
            !DLI_PUSH(to->arena, &to->terms, dli_arena_copy(to->arena, dli_from(whole, 1))))
            break;
    }
    return term.failed || to->arena->dry ? dli_no_memory(to->err) : DL_OK;
}

/* The leaves of one piece of the index. */
static dl_status read_leaves(gather *to, int64_t piece)
{
    sqlite3_stmt *leaves, *leaf;
    bool row = true, there;

    DLI_TRY(dli_db_kept(to->store, DLI_SQL_LEAVES, &leaves, to->err));
    dli_bind_number(leaves, 1, piece);
    dli_bind_bytes(leaves, 2, to->first);
    dli_bind_bytes(leaves, 3, to->end);
    while (row && to->terms.count < MOST_SEEN) {
        DLI_TRY(dli_db_row(to->store, leaves, &row, to->err));
        if (!row)
            break;
        DLI_TRY(dli_db_kept(to->store, DLI_SQL_LEAF, &leaf, to->err));
        dli_bind_number(leaf, 1, piece << PAGE_BITS | sqlite3_column_int64(leaves, 0));
        DLI_TRY(dli_db_row(to->store, leaf, &there, to->err));
        dli_arena_reset(&to->store->scratch);
        dl_status status =
            there ? read_leaf(to, dli_column(leaf, 0, &to->store->scratch)) : DL_OK;
        (void)sqlite3_reset(leaf);
        DLI_TRY(status);
    }
    (void)sqlite3_reset(leaves);
    return DL_OK;
}

static int by_bytes(const void *a, const void *b)
{
    return dli_compare(*(const dl_str *)a, *(const dl_str *)b);
}

static size_t drop_doubles(dl_str *terms, size_t count)
{
    size_t kept = 0;

    if (count > 1)
        qsort(terms, count, sizeof *terms, by_bytes);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || !dli_eq(terms[kept - 1], terms[i]))
            terms[kept++] = terms[i];
    return kept;
}

dl_status dli_terms_with(dli_store *store, dli_arena *arena, dl_str prefix, size_t most,
                         const dl_str **terms, size_t *count, dl_error *err)
{
    gather to = { .store = store, .arena = arena, .err = err };
    char *keys = dli_arena_take(arena, 2 * prefix.len + 2);
    sqlite3_stmt *s;
    bool row = true;

    *terms = NULL;
    *count = 0;
    if (keys == NULL)
        return dli_no_memory(err);
    if (prefix.len == 0)
        return DL_OK;
    char *end = keys + prefix.len + 1;
    keys[0] = end[0] = MAIN;
    memcpy(keys + 1, prefix.ptr, prefix.len);
    memcpy(end + 1, prefix.ptr, prefix.len);
    end[prefix.len] = (char)((unsigned char)end[prefix.len] + 1); /* no byte of UTF-8 is 255 */
    to.first = (dl_str){ keys, prefix.len + 1 };
    to.end = (dl_str){ end, prefix.len + 1 };
    DLI_TRY(dli_db_kept(store, DLI_SQL_PIECES, &s, err));
    while (row) {
        DLI_TRY(dli_db_row(store, s, &row, err));
        dl_status status = row ? read_leaves(&to, sqlite3_column_int64(s, 0)) : DL_OK;
        if (status != DL_OK)
            (void)sqlite3_reset(s);
        DLI_TRY(status);
    }
    size_t found = drop_doubles(to.terms.ptr, to.terms.count);
    if (to.terms.count < MOST_SEEN && found <= most) {
        *terms = to.terms.ptr;
        *count = found;
    }
    return DL_OK;
}
