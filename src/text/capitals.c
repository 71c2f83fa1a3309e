/* capitals.c -- which words of a text in capitals would have one in any other.
 *
 * In:   the words and sentences of a body
 * Out:  where nearly all of its words are in capitals, `capital` and `upper` as though it
 *       were not: wires, bulletins, and whoever writes a whole story so
 *
 * Capitals tell names from words; where all have them they tell nothing. The word lists do:
 * a word that has a grammar or stands in a list of other things than names is written
 * small. What no list has is left a name, as in a language whose nouns have capitals.
 */
#include "text/inside.h"

enum {
    LEAST_WORDS = 12, /* a headline in capitals is left alone */
    PER_CENT = 95
};

static bool is_shouted(const dli_parsed *p)
{
    size_t letters = 0, upper = 0;

    for (size_t i = 0; i < p->words.count; i++) {
        const dli_word *w = &p->words.ptr[i];
        if (w->kind != DLI_WORD_LETTERS || w->in.end - w->in.start < 2)
            continue;
        letters++;
        upper += w->upper;
    }
    return letters >= LEAST_WORDS && upper * 100 >= letters * PER_CENT;
}

/* Lists whose entries are written small, and those whose entries are names, or stand in them. */
static bool is_small(const dli_phrases *in, uint32_t form)
{
    static const uint8_t small[] = { DLI_LIST_words,   DLI_LIST_said,     DLI_LIST_figures,
                                     DLI_LIST_numbers, DLI_LIST_incident, DLI_LIST_ago,
                                     DLI_LIST_roles };
    static const uint8_t names[] = { DLI_LIST_places, DLI_LIST_months, DLI_LIST_weekdays };

    if (form == 0)
        return false;
    if (dli_form_grammar(in, form) != 0)
        return true;
    for (size_t i = 0; i < sizeof names; i++)
        if (dli_form_begins(in, form, (dli_list)names[i]))
            return false;
    for (size_t i = 0; i < sizeof small; i++)
        if (dli_form_begins(in, form, (dli_list)small[i]))
            return true;
    return false;
}

void dli_settle_capitals(dli_parsed *out)
{
    if (out->phrases == NULL || !is_shouted(out))
        return;
    out->shouted = true;
    for (size_t i = 0; i < out->words.count; i++) {
        dli_word *w = &out->words.ptr[i];
        w->upper = false;
        w->capital = w->capital && !is_small(out->phrases, w->form);
    }
}
