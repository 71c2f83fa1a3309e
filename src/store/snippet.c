/* snippet.c -- the words around a hit.
 *
 * A contentless index cannot quote, so the body is cut into the same words again and the
 * window of WINDOW words that holds the most different words of the query wins; of
 * equal ones the first.
 */
#include "base/error.h"
#include "base/str.h"
#include "base/utf8.h"
#include "store/ask.h"

enum {
    WINDOW = 32,            /* words shown                               */
    BEFORE = 6,             /* of them before the first hit              */
    LOOKED_AT = 256 * 1024, /* bytes of a body that are searched for one */
};

static bool hits(const dli_term *term, dl_str word)
{
    return term->prefix ? dli_starts(word, term->folded) : dli_eq(word, term->folded);
}

/* Which terms a word is, as bits; terms beyond 64 share the last. */
static uint64_t terms_of(const dli_query *query, dl_str word)
{
    uint64_t bits = 0;

    for (size_t i = 0; i < query->term_count; i++)
        if (hits(&query->terms[i], word))
            bits |= (uint64_t)1 << (i < 64 ? i : 63);
    return bits;
}

/* The word where the best window begins. */
static size_t best_window(const dli_index_words *words, const uint64_t *bits)
{
    size_t best = 0, most = 0;

    for (size_t i = 0; i < words->count; i++) {
        uint64_t seen = 0;
        if (bits[i] == 0)
            continue;
        for (size_t k = i; k < words->count && k < i + WINDOW - BEFORE; k++)
            seen |= bits[k];
        size_t count = (size_t)__builtin_popcountll(seen);
        if (count > most) {
            most = count;
            best = i < BEFORE ? 0 : i - BEFORE;
        }
    }
    return best;
}

static dl_str on_one_line(dl_str text, dli_arena *arena)
{
    char *copy = dli_arena_take(arena, text.len + 1);

    if (copy == NULL)
        return (dl_str){ "", 0 };
    for (size_t i = 0; i < text.len; i++)
        copy[i] = dli_is_space(text.ptr[i]) ? ' ' : text.ptr[i];
    return (dl_str){ copy, text.len };
}

dl_status dli_snippet(dli_store *store, dli_arena *arena, dl_str body, const dli_query *query,
                      dli_stored_item *item, dl_error *err)
{
    DLI_VEC(dl_span) found = { 0 };
    dli_index_words words;
    uint64_t *bits;

    if (body.len > LOOKED_AT)
        body.len = dli_utf8_cut(body.ptr, LOOKED_AT);
    DLI_TRY(dli_index_words_of(store, body, &store->scratch, &words, err));
    if (words.count == 0)
        return DL_OK;
    bits = dli_arena_take(&store->scratch, words.count * sizeof *bits);
    if (bits == NULL)
        return dli_no_memory(err);
    for (size_t i = 0; i < words.count; i++)
        bits[i] = terms_of(query, words.ptr[i].folded);
    size_t first = best_window(&words, bits);
    size_t last = first + WINDOW < words.count ? first + WINDOW : words.count;
    dl_span at = { words.ptr[first].at.start, words.ptr[last - 1].at.end };
    for (size_t i = first; i < last; i++)
        if (bits[i] != 0)
            (void)DLI_PUSH(
                arena, &found,
                (dl_span){ words.ptr[i].at.start - at.start, words.ptr[i].at.end - at.start });
    item->snippet = on_one_line(dli_cut(body, at), arena);
    item->hits = found.ptr;
    item->hit_count = item->snippet.len == 0 ? 0 : found.count;
    return DL_OK;
}
