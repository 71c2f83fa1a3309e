/* index_words.c -- words, exactly as the full-text index sees them.
 *
 * The tokenizer is that of items_fts (unicode61: case folded, accents removed), taken from
 * FTS5 itself, so that names, queries and the hits lit in a snippet can never disagree
 * with what the index finds.
 */
#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "store/db.h"

/* The interface of FTS5, as its documentation gives it (section 7). */
static dl_status open_tokenizer(dli_store *store, dl_error *err)
{
    const char *options[] = { "remove_diacritics", "2" };
    sqlite3_stmt *ask;
    fts5_api *api = NULL;
    fts5_tokenizer found;
    void *context = NULL;
    Fts5Tokenizer *tokens = NULL;

    DLI_TRY(dli_db_prepare(store, DL_STR("SELECT fts5(?1)"), &ask, err));
    (void)sqlite3_bind_pointer(ask, 1, &api, "fts5_api_ptr", NULL);
    (void)sqlite3_step(ask);
    (void)sqlite3_finalize(ask);
    if (api == NULL || api->iVersion < 2 ||
        api->xFindTokenizer(api, "unicode61", &context, &found) != SQLITE_OK ||
        found.xCreate(context, options, 2, &tokens) != SQLITE_OK)
        return dli_fail(err, DL_ERR_STORE, 0, "install SQLite 3.40 or later with FTS5",
                        "SQLite has no full-text search");
    fts5_tokenizer *kept = dli_arena_take(&store->arena, sizeof *kept);
    if (kept == NULL) {
        found.xDelete(tokens);
        return dli_no_memory(err);
    }
    *kept = found;
    store->tokenizer = kept;
    store->tokens = tokens;
    return DL_OK;
}

void dli_index_words_close(dli_store *store)
{
    if (store->tokens != NULL)
        store->tokenizer->xDelete(store->tokens);
    store->tokens = NULL;
}

typedef struct collector {
    dli_arena *arena;
    DLI_VEC(dli_index_word) tokens;
} collector;

static int collect(void *self, int flags, const char *token, int len, int start, int end)
{
    collector *to = self;
    dl_str folded = dli_arena_copy(to->arena, (dl_str){ token, (size_t)len });

    (void)flags;
    if (to->arena->dry ||
        !DLI_PUSH(to->arena, &to->tokens,
                  (dli_index_word){ folded, { (uint32_t)start, (uint32_t)end } }))
        return SQLITE_NOMEM;
    return SQLITE_OK;
}

dl_status dli_index_words_of(dli_store *store, dl_str text, dli_arena *arena,
                             dli_index_words *out, dl_error *err)
{
    collector to = { .arena = arena };

    *out = (dli_index_words){ NULL, 0 };
    if (store->tokens == NULL)
        DLI_TRY(open_tokenizer(store, err));
    if (text.len > INT32_MAX ||
        store->tokenizer->xTokenize(store->tokens, &to, FTS5_TOKENIZE_DOCUMENT, text.ptr,
                                    (int)text.len, collect) != SQLITE_OK)
        return dli_no_memory(err);
    *out = (dli_index_words){ to.tokens.ptr, to.tokens.count };
    return DL_OK;
}

dl_status dli_index_words_folded(dli_store *store, dl_str text, dli_arena *arena, dl_str *out,
                                 dl_error *err)
{
    dli_index_words tokens;
    dli_buf folded;

    *out = (dl_str){ "", 0 };
    DLI_TRY(dli_index_words_of(store, text, arena, &tokens, err));
    dli_buf_init(&folded, arena);
    for (size_t i = 0; i < tokens.count; i++) {
        dli_buf_byte(&folded, ' ');
        dli_buf_add(&folded, tokens.ptr[i].folded);
    }
    if (tokens.count > 0)
        dli_buf_byte(&folded, ' ');
    if (folded.failed)
        return dli_no_memory(err);
    *out = dli_buf_str(&folded);
    return DL_OK;
}
