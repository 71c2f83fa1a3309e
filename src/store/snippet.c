/* snippet.c -- the words around a hit, and why an item matches.
 *
 * An index without content cannot quote, so the body is cut into the same words again and
 * every phrase of the query is looked for in them. The window of WINDOW words that holds the
 * most different phrases wins; of equal ones the first.
 */
#include "base/error.h"
#include "base/json_write.h"
#include "base/str.h"
#include "base/utf8.h"
#include "store/ask.h"

enum {
    WINDOW = 32,                              /* words shown                               */
    BEFORE = 6,                               /* of them before the first hit              */
    LOOKED_AT = 256 * 1024,                   /* bytes of a body that are searched for one */
    LOOKED_AT_FIRST = DLI_BODY_BEGIN * 4 / 5, /* of them at first; escapes take more */
    FORMS = 8,                                /* of a word that are listed                 */
};

static bool is_term(dl_str term, const dli_index_word *word, bool prefix)
{
    return prefix
               ? dli_starts(word->folded, term)
               : dli_eq(word->folded, term) || (word->stem.len > 0 && dli_eq(word->stem, term));
}

/* The phrase stands at word `at`. Words without a form are none of those looked for. */
static bool stands(const dli_phrase *phrase, const dli_index_word_list *words, size_t at)
{
    size_t term = 0;

    if (at + phrase->length > words->count || words->ptr[at].folded.len == 0)
        return false;
    for (size_t i = 0; i < phrase->length; i++) {
        bool prefix = phrase->prefix && i + 1 == phrase->length, hit = false;
        for (; term < phrase->ends[i]; term++)
            hit = hit || is_term(phrase->terms[term], &words->ptr[at + i], prefix);
        if (!hit)
            return false;
    }
    return true;
}

static bool is_lit(const dli_phrase *phrase)
{
    return !phrase->facts && !phrase->dark;
}

/* First letters of what is lit (dli_index_words_some()). */
static uint64_t firsts_of(const dli_query *query)
{
    uint64_t firsts = 0;

    for (size_t p = 0; p < query->phrase_count; p++) {
        const dli_phrase *phrase = &query->phrases[p];
        for (size_t i = 0; is_lit(phrase) && i < phrase->ends[phrase->length - 1]; i++) {
            bool stem = dli_starts(phrase->terms[i], DL_STR(DLI_MARK_STEM));
            firsts |= dli_index_words_first(dli_from(phrase->terms[i], stem));
        }
    }
    return firsts;
}

/* Of each word, the phrases that begin there and those that cover it, as bits; phrases beyond
 * 64 share the last. */
typedef struct marks {
    uint64_t *begins, *covers;
} marks;

static bool mark(dli_arena *arena, const dli_query *query, const dli_index_word_list *words,
                 marks *out)
{
    out->begins = dli_arena_take(arena, words->count * sizeof *out->begins);
    out->covers = dli_arena_take(arena, words->count * sizeof *out->covers);
    if (out->begins == NULL || out->covers == NULL)
        return false;
    for (size_t p = 0; p < query->phrase_count; p++) {
        const dli_phrase *phrase = &query->phrases[p];
        uint64_t bit = (uint64_t)1 << (p < 64 ? p : 63);
        for (size_t i = 0; is_lit(phrase) && i < words->count; i++) {
            if (!stands(phrase, words, i))
                continue;
            out->begins[i] |= bit;
            for (size_t k = 0; k < phrase->length; k++)
                out->covers[i + k] |= bit;
        }
    }
    return true;
}

/* The word where the best window begins. */
static size_t best_window(const dli_index_word_list *words, const uint64_t *bits)
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

/* Stretches that are lit: words side by side of one script without spaces are one. */
static dl_status light(dli_arena *arena, const dli_index_word_list *words,
                       const uint64_t *covers, size_t first, size_t last, dl_span at,
                       dli_stored_item *item, dl_error *err)
{
    DLI_VEC(dl_span) found = { 0 };

    for (size_t i = first; i < last; i++) {
        if (covers[i] == 0)
            continue;
        dl_span one = { words->ptr[i].at.start - at.start, words->ptr[i].at.end - at.start };
        dl_span *before = found.count > 0 ? &found.ptr[found.count - 1] : NULL;
        if (before != NULL && one.start < before->end)
            before->end = one.end > before->end ? one.end : before->end;
        else if (!DLI_PUSH(arena, &found, one))
            return dli_no_memory(err);
    }
    item->hits = found.ptr;
    item->hit_count = found.count;
    return DL_OK;
}

/* All phrases that are lit have a hit. */
static bool has_all(const dli_query *query, const dli_index_word_list *words, const marks *bits)
{
    uint64_t wanted = 0, seen = 0;

    for (size_t p = 0; p < query->phrase_count; p++)
        if (is_lit(&query->phrases[p]))
            wanted |= (uint64_t)1 << (p < 64 ? p : 63);
    for (size_t i = 0; i < words->count; i++)
        seen |= bits->covers[i];
    return (seen & wanted) == wanted;
}

/* News say what they are about at the beginning: mostly that is enough. Up to the last space. */
static dl_str first_part(dl_str body)
{
    dl_str part = { body.ptr, LOOKED_AT_FIRST };

    if (body.len <= LOOKED_AT_FIRST)
        return body;
    while (part.len > 0 && !dli_is_space(part.ptr[part.len]))
        part.len--;
    return part.len == 0 ? body : part;
}

/* The body, or as much of it as is looked at first. */
static dl_status load(dli_store *store, dl_str packed, dl_str id, bool first, dl_str *body,
                      bool *all, dl_error *err)
{
    *all = true;
    if (first)
        DLI_TRY(
            dli_ask_body(store, packed, id, DLI_BODY_BEGIN, &store->scratch, body, all, err));
    if (!first || (!*all && body->len <= LOOKED_AT_FIRST))
        DLI_TRY(dli_ask_body(store, packed, id, SIZE_MAX, &store->scratch, body, all, err));
    if (body->len > LOOKED_AT)
        body->len = dli_utf8_cut(body->ptr, LOOKED_AT);
    return DL_OK;
}

dl_status dli_snippet(dli_store *store, dli_arena *arena, dl_str packed, const dli_query *query,
                      dli_stored_item *item, dl_error *err)
{
    const dli_index_words_wanted wanted = {
        dli_index_words_language(store->words, item->language), DLI_CUT_TEXT, firsts_of(query)
    };
    dli_index_word_list words;
    dl_str body;
    bool all;
    marks bits;

    DLI_TRY(load(store, packed, item->id, true, &body, &all, err));
    dl_str part = first_part(body);
    for (;;) {
        DLI_TRY(dli_index_words_list_of(store, part, wanted, &store->scratch, &words, err));
        if (words.count == 0)
            return DL_OK;
        if (!mark(&store->scratch, query, &words, &bits))
            return dli_no_memory(err);
        if ((all && part.len == body.len) || has_all(query, &words, &bits))
            break;
        if (!all)
            DLI_TRY(load(store, packed, item->id, false, &body, &all, err));
        part = body;
    }
    size_t first = best_window(&words, bits.covers);
    size_t last = first + WINDOW < words.count ? first + WINDOW : words.count;
    dl_span at = { words.ptr[first].at.start, words.ptr[last - 1].at.end };
    DLI_TRY(light(arena, &words, bits.covers, first, last, at, item, err));
    item->snippet = on_one_line(dli_cut(body, at), arena);
    if (item->snippet.len == 0)
        item->hit_count = 0;
    return DL_OK;
}

/* ---- Why -------------------------------------------------------------------------- */

/* Where a phrase stands in one text: how often, in which words. */
static void find_forms(const dli_phrase *phrase, const dli_index_word_list *words, dl_str text,
                       dl_str forms[FORMS], size_t *form_count, uint64_t *count)
{
    for (size_t i = 0; i < words->count; i++) {
        if (!stands(phrase, words, i))
            continue;
        (*count)++;
        dl_str form =
            dli_slice(text, words->ptr[i].at.start, words->ptr[i + phrase->length - 1].at.end);
        size_t k = 0;
        while (k < *form_count && !dli_eq(forms[k], form))
            k++;
        if (k == *form_count && k < FORMS)
            forms[(*form_count)++] = form;
    }
}

static void write_why(dli_buf *out, const dli_query *query, const dli_phrase *phrase,
                      const dl_str *forms, size_t form_count, uint64_t head, uint64_t body)
{
    dli_json_open(out, '{');
    dli_json_member(out, "query", dli_cut(query->text, phrase->at));
    dli_json_key(out, "words");
    dli_json_open(out, '[');
    for (size_t i = 0; i < form_count; i++)
        dli_json_string(out, forms[i]);
    dli_json_close(out, ']');
    dli_json_key(out, "headline");
    dli_json_u64(out, head);
    dli_json_key(out, "body");
    dli_json_u64(out, body);
    dli_json_key(out, "weight");
    dli_json_u64(out, phrase->weight < 0 ? 0 : (uint64_t)phrase->weight);
    dli_json_close(out, '}');
}

dl_status dli_why(dli_store *store, dli_arena *arena, dl_str headline, dl_str body,
                  dl_str language, const dli_query *query, int64_t matched, dl_str *why,
                  dl_error *err)
{
    int stems = dli_index_words_language(store->words, language);
    dli_index_word_list in_head, in_body;
    dli_buf out;

    DLI_TRY(dli_index_words_of(store, headline, stems, DLI_CUT_TEXT, &store->scratch, &in_head,
                               err));
    DLI_TRY(
        dli_index_words_of(store, body, stems, DLI_CUT_TEXT, &store->scratch, &in_body, err));
    dli_buf_init(&out, arena);
    dli_json_open(&out, '[');
    for (size_t p = 0; p < query->phrase_count; p++) {
        const dli_phrase *phrase = &query->phrases[p];
        dl_str forms[FORMS];
        size_t form_count = 0;
        uint64_t head = 0, below = 0;
        bool has = p < 63 && (matched >> p & 1) != 0;
        if (phrase->dark || phrase->at.end == 0)
            continue;
        if (!phrase->facts) {
            find_forms(phrase, &in_head, headline, forms, &form_count, &head);
            if (!phrase->headline)
                find_forms(phrase, &in_body, body, forms, &form_count, &below);
        }
        if (phrase->facts ? has : head + below > 0)
            write_why(&out, query, phrase, forms, form_count, head, below);
    }
    dli_json_close(&out, ']');
    if (out.failed)
        return dli_no_memory(err);
    *why = dli_buf_str(&out);
    return DL_OK;
}
