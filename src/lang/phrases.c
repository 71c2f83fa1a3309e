/* phrases.c -- walk the tree of a language's entries, word by word. */
#include "base/str.h"
#include "lang/lang.h"

const dli_phrases *dli_phrases_of(const dli_lang *lang)
{
    return lang == NULL ? NULL : &dli_lang_phrases[lang - dli_langs];
}

uint32_t dli_phrase_form(const dli_phrases *in, dl_str folded)
{
    if (in == NULL)
        return 0;
    for (uint32_t slot = dli_form_hash(folded) & in->mask; in->forms[slot].len != 0;
         slot = (slot + 1) & in->mask)
        if (in->forms[slot].len == folded.len &&
            memcmp(in->texts + in->forms[slot].text, folded.ptr, folded.len) == 0)
            return slot + 1;
    return 0;
}

uint32_t dli_phrase_ending(const dli_phrases *in, dl_str folded)
{
    enum {
        MAX_ENDING = 40
    };
    char room[MAX_ENDING + 1] = { '*' };

    if (in == NULL || in->ending == 0 || folded.len < 2)
        return 0;
    for (size_t len = in->longest < folded.len ? in->longest : folded.len - 1;
         len >= in->ending && len <= MAX_ENDING; len--) {
        dl_str tail = dli_from(folded, folded.len - len);
        if (((unsigned char)tail.ptr[0] & 0xC0) == 0x80)
            continue;
        memcpy(room + 1, tail.ptr, len);
        uint32_t form = dli_phrase_form(in, (dl_str){ room, len + 1 });
        if (form != 0)
            return form;
    }
    return 0;
}

uint32_t dli_phrase_next(const dli_phrases *in, uint32_t node, uint32_t form)
{
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

dl_str dli_phrase_meaning(const dli_phrases *in, uint32_t node, dli_list list)
{
    const dli_phrase_node *at = &in->nodes[node];

    for (uint32_t i = at->end; i < at->end + at->ends; i++)
        if (in->ends[i].list == (uint16_t)list)
            return (dl_str){ (const char *)in->texts + in->ends[i].meaning, in->ends[i].len };
    return (dl_str){ NULL, 0 };
}

dl_str dli_phrase_word(const dli_phrases *in, dli_list list, dl_str folded)
{
    uint32_t form = dli_phrase_form(in, folded);

    return form == 0 ? (dl_str){ NULL, 0 }
                     : dli_phrase_meaning(in, dli_phrase_next(in, 0, form), list);
}
