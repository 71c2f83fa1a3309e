/* seen.c -- add to what a page says about itself. */
#include "article/seen.h"

#include "article/choose.h"
#include "article/people.h"
#include "base/limits.h"

dl_text dli_text_trim(dli_arena *arena, dl_text text)
{
    size_t start = 0, end = text.bytes.len;

    while (end > start && dli_is_space(text.bytes.ptr[end - 1]))
        end--;
    while (start < end && dli_is_space(text.bytes.ptr[start]))
        start++;
    if (start == 0 && end == text.bytes.len)
        return text;
    return dli_text_part(arena, &text, (dl_span){ (uint32_t)start, (uint32_t)end });
}

void dli_see(dli_arena *arena, dli_values *list, dl_text text, dli_how how, uint8_t confidence)
{
    text = dli_text_trim(arena, text);
    if (text.bytes.len == 0 || list->count >= DLI_MAX_SEEN)
        return;
    for (size_t i = 0; i < list->count; i++)
        if (list->ptr[i].how == how && dli_eq(list->ptr[i].text.bytes, text.bytes))
            return;
    (void)DLI_PUSH(arena, list,
                   (dli_value){ .text = text, .how = (uint8_t)how, .confidence = confidence });
}

void dli_see_person(dli_arena *arena, dli_people *list, dli_person person)
{
    person.name = dli_text_trim(arena, person.name);
    if (!dli_is_name(person.name.bytes, person.organization) || list->count >= DLI_MAX_SEEN)
        return;
    for (size_t i = 0; i < list->count; i++)
        if (list->ptr[i].how == person.how &&
            dli_same_words(list->ptr[i].name.bytes, person.name.bytes))
            return;
    (void)DLI_PUSH(arena, list, person);
}

void dli_see_date(dli_arena *arena, dli_seen *seen, const dli_date_style *style, dl_text text,
                  dli_how how, dli_date_role role, uint8_t confidence)
{
    dli_seen_date found = { .role = (uint8_t)role };
    dli_date_hit hit;

    if (seen->dates.count >= DLI_MAX_SEEN)
        return;
    text = dli_text_trim(arena, text);
    found.date = (dli_date){ .text = text, .how = (uint8_t)how, .confidence = confidence };
    if (!dli_when_parse(text.bytes, &found.date.when)) {
        if (!dli_date_find(style, text.bytes, 0, &hit) || hit.when.year == 0)
            return;
        found.date.when = hit.when;
        found.date.text = dli_text_part(arena, &text, hit.at);
        found.ambiguous = hit.numeric;
    }
    if (found.date.when.precision >= DLI_WHEN_MONTH && found.date.when.year >= 1970)
        (void)DLI_PUSH(arena, &seen->dates, found);
}
