/* phrases.c -- walk the tree of a language's entries, word by word. */
#include "base/str.h"
#include "lang/lang.h"

static const dli_phrases *phrases_of(const dli_lang *lang)
{
    return &dli_lang_phrases[lang - dli_langs];
}

uint32_t dli_lang_form(const dli_lang *lang, dl_str folded)
{
    if (lang == NULL)
        return 0;
    const dli_phrases *in = phrases_of(lang);
    for (uint32_t slot = dli_form_hash(folded) & in->mask; in->forms[slot].len != 0;
         slot = (slot + 1) & in->mask)
        if (in->forms[slot].len == folded.len &&
            memcmp(in->texts + in->forms[slot].text, folded.ptr, folded.len) == 0)
            return slot + 1;
    return 0;
}

uint32_t dli_lang_ending(const dli_lang *lang, dl_str folded)
{
    enum { MAX_ENDING = 40 };
    char room[MAX_ENDING + 1] = { '*' };

    if (lang == NULL || phrases_of(lang)->ending == 0)
        return 0;
    size_t longest = phrases_of(lang)->longest;
    for (size_t len = longest < folded.len ? longest : folded.len - 1;
         len >= phrases_of(lang)->ending && len <= MAX_ENDING; len--) {
        dl_str tail = dli_from(folded, folded.len - len);
        if (((unsigned char)tail.ptr[0] & 0xC0) == 0x80)
            continue;
        memcpy(room + 1, tail.ptr, len);
        uint32_t form = dli_lang_form(lang, (dl_str){ room, len + 1 });
        if (form != 0)
            return form;
    }
    return 0;
}

uint32_t dli_form_grammar(const dli_lang *lang, uint32_t form)
{
    return form == 0 ? 0 : phrases_of(lang)->forms[form - 1].grammar;
}

bool dli_form_begins(const dli_lang *lang, uint32_t form, dli_list list)
{
    return form != 0 && (phrases_of(lang)->forms[form - 1].lists >> list & 1) != 0;
}

uint32_t dli_lang_step(const dli_lang *lang, uint32_t node, uint32_t form)
{
    const dli_phrases *in = phrases_of(lang);

    if (node == 0)
        return in->forms[form - 1].node;
    uint32_t low = in->nodes[node].step, high = low + in->nodes[node].steps;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (in->steps[middle].form < form)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < in->nodes[node].step + in->nodes[node].steps;
    return found && in->steps[low].form == form ? in->steps[low].node : 0;
}

dl_str dli_lang_end(const dli_lang *lang, uint32_t node, dli_list list)
{
    const dli_phrases *in = phrases_of(lang);
    const dli_phrase_node *at = &in->nodes[node];

    for (uint32_t i = at->end; i < at->end + at->ends; i++)
        if (in->ends[i].list == (uint16_t)list)
            return (dl_str){ (const char *)in->texts + in->ends[i].meaning, in->ends[i].len };
    return (dl_str){ NULL, 0 };
}

dl_str dli_lang_word(const dli_lang *lang, dli_list list, dl_str folded)
{
    uint32_t form = dli_lang_form(lang, folded);

    return form == 0 ? (dl_str){ NULL, 0 }
                     : dli_lang_end(lang, dli_lang_step(lang, 0, form), list);
}
