/* body.c -- the front door of text/: a body into words, sentences, quotations. */
#include "base/error.h"
#include "base/str.h"
#include "text/inside.h"

/* ICU's rule tables are shared by all threads; this holds two iterators and the classes. */
enum {
    TOOLS_BUDGET = 64 * 1024,
    WORK_BUDGET = 8 << 20 /* a sentence of DLI_MAX_SENTENCE_WORDS, twice over */
};

dl_status dli_text_tools_open(const dli_text_models *models, dli_text_tools **out,
                              dl_error *err)
{
    UErrorCode error = U_ZERO_ERROR;
    dli_arena arena;

    *out = NULL;
    dli_arena_init(&arena, TOOLS_BUDGET);
    dli_text_tools *tools = dli_arena_take(&arena, sizeof *tools);
    if (tools == NULL)
        return dli_no_memory(err);
    tools->arena = arena;
    dli_arena_init(&tools->work, WORK_BUDGET);
    tools->models = models;
    tools->words = ubrk_open(UBRK_WORD, "", NULL, 0, &error);
    tools->sentences = ubrk_open(UBRK_SENTENCE, "", NULL, 0, &error);
    if (U_FAILURE(error)) {
        dli_text_tools_close(tools);
        return dli_no_memory(err);
    }
    dli_breaks_open(&tools->breaks, tools->words);
    *out = tools;
    return DL_OK;
}

void dli_text_tools_close(dli_text_tools *tools)
{
    if (tools == NULL)
        return;
    if (tools->words != NULL)
        ubrk_close(tools->words);
    if (tools->sentences != NULL)
        ubrk_close(tools->sentences);
    dli_arena_done(&tools->work);
    dli_arena arena = tools->arena; /* it holds `tools` itself */
    dli_arena_done(&arena);
}

dl_status dli_text_parse(dli_arena *arena, dli_text_tools *tools, const dli_item *item,
                         dli_parsed *out, dl_error *err)
{
    *out = (dli_parsed){ .body = item->body.bytes, .lang = dli_lang_find(item->language) };
    out->phrases = dli_phrases_of(out->lang);
    out->models = tools->models;
    if (out->body.len == 0)
        return DL_OK;
    /* Nobody asks for the words of a language without lists: dictionaries would be for nothing. */
    tools->known = out->lang == NULL || dli_breaks_know(out->body);
    DLI_TRY(dli_cut_words(arena, tools, out, err));
    DLI_TRY(dli_cut_sentences(arena, tools, item, out, err));
    dli_settle_capitals(out);
    DLI_TRY(dli_pair_quotes(arena, item, out, err));
    return dli_find_names(arena, &tools->work, out) ? DL_OK : dli_no_memory(err);
}

uint32_t dli_word_from(const dli_parsed *parsed, uint32_t at)
{
    uint32_t low = 0, high = (uint32_t)parsed->words.count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (parsed->words.ptr[middle].in.start < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t dli_sentence_at(const dli_parsed *p, uint32_t word)
{
    size_t low = 0, high = p->sentences.count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (p->sentences.ptr[middle].word + p->sentences.ptr[middle].count <= word)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const dli_named *dli_name_at(const dli_parsed *parsed, uint32_t at)
{
    size_t low = 0, high = parsed->names.count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (parsed->names.ptr[middle].end <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low < parsed->names.count && parsed->names.ptr[low].word <= at
               ? &parsed->names.ptr[low]
               : NULL;
}

dl_str dli_word_walk(const dli_parsed *parsed, uint32_t at, uint32_t end, dli_list list,
                     uint32_t *count)
{
    dl_str best = { NULL, 0 };
    uint32_t node = 0;

    for (uint32_t i = at; i < end && parsed->words.ptr[i].form != 0; i++) {
        node = dli_phrase_next(parsed->phrases, node, parsed->words.ptr[i].form);
        if (node == 0)
            break;
        dl_str meaning = dli_phrase_meaning(parsed->phrases, node, list);
        if (meaning.ptr != NULL) {
            best = meaning;
            *count = i + 1 - at;
        }
    }
    return best;
}
