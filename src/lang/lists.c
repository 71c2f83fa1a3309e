/* lists.c -- look words and phrases up in the lists of a language. */
#include "base/str.h"
#include "base/utf8.h"
#include "lang/lang.h"

#include <unicode/uchar.h>

const dli_lang *dli_lang_find(dl_str tag)
{
    size_t len = 0;

    while (len < tag.len && dli_is_alpha(tag.ptr[len]))
        len++;
    if (len == 2 && (dli_eq_nocase(dli_slice(tag, 0, 2), DL_STR("nb")) ||
                     dli_eq_nocase(dli_slice(tag, 0, 2), DL_STR("nn"))))
        tag = DL_STR("no"); /* one folder for both that Norwegian is written in */
    for (size_t i = 0; i < dli_lang_count; i++)
        if (dli_eq_nocase(dli_langs[i].code, dli_slice(tag, 0, len)))
            return &dli_langs[i];
    return NULL;
}

/* The first of entries [low, count) that is not before `folded`. */
static size_t lower_bound(const dli_entries *list, size_t low, dl_str folded)
{
    size_t high = list->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        dl_str text = list->ptr[middle].text;
        int order = folded.len == 0 || text.len == 0 || text.ptr[0] == folded.ptr[0]
                        ? dli_compare(text, folded)
                        : (unsigned char)text.ptr[0] - (unsigned char)folded.ptr[0];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const dli_entry *dli_lang_get(const dli_lang *lang, dli_list list, dl_str folded)
{
    if (lang == NULL)
        return NULL;
    const dli_entries *entries = &lang->lists[list];
    size_t at = lower_bound(entries, 0, folded);
    return at < entries->count && dli_eq(entries->ptr[at].text, folded) ? &entries->ptr[at]
                                                                        : NULL;
}

/* A letter or digit begins at `at`. */
static bool word_at(dl_str s, size_t at)
{
    size_t len;
    uint32_t cp = dli_utf8_get(s, at, &len);

    if (cp < 0x80)
        return dli_is_alnum((char)cp);
    return u_isalnum((UChar32)cp) || u_charType((UChar32)cp) == U_NON_SPACING_MARK;
}

/* The end of the word, mark or space that begins at `at`. */
static size_t token_end(dl_str s, size_t at)
{
    bool inside = word_at(s, at);
    size_t len;

    do {
        (void)dli_utf8_get(s, at, &len);
        at += len;
    } while (inside && at < s.len && word_at(s, at));
    return at;
}

const dli_entry *dli_lang_match(const dli_lang *lang, dli_list list, dl_str folded)
{
    const dli_entry *best = NULL;
    size_t low = 0, at = 0;

    if (lang == NULL)
        return NULL;
    const dli_entries *entries = &lang->lists[list];
    while (at < folded.len) {
        at = token_end(folded, at);
        dl_str head = dli_slice(folded, 0, at);
        low = lower_bound(entries, low, head);
        if (low == entries->count || !dli_starts(entries->ptr[low].text, head))
            break; /* nothing begins like this, so nothing longer does */
        if (entries->ptr[low].text.len == at)
            best = &entries->ptr[low];
    }
    return best;
}

const dli_entry *dli_lang_search(const dli_lang *lang, dli_list list, dl_str folded, size_t *at)
{
    size_t len;

    for (size_t i = 0; i < folded.len; i += len) {
        const dli_entry *hit = NULL;
        (void)dli_utf8_get(folded, i, &len);
        if (word_at(folded, i)) {
            size_t before;
            (void)dli_utf8_before(folded, i, &before);
            if (i == 0 || !word_at(folded, i - before))
                hit = dli_lang_match(lang, list, dli_from(folded, i));
        }
        if (hit != NULL) {
            *at = i;
            return hit;
        }
    }
    return NULL;
}
