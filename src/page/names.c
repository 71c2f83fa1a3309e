/* names.c -- find a known tag or attribute by its bytes.
 *
 * One multiplication, one look into a table of slots and, nearly always, one
 * comparison of two integers (name_key.h).
 */
#include "page/names.h"

#include "base/str.h"
#include "page/name_key.h"

static uint32_t find(const uint16_t *slots, uint32_t hash, uint32_t mask, const dli_name *names,
                     dli_name_key key, dl_str name, uint32_t none)
{
    for (uint32_t at = hash & mask; slots[at] != 0; at = (at + 1) & mask) {
        const dli_name *known = &names[slots[at] - 1U];
        if (known->key.head == key.head && known->key.tail == key.tail &&
            known->len == name.len &&
            (name.len <= 16 || dli_eq_nocase(name, (dl_str){ known->text, known->len })))
            return slots[at] - 1U;
    }
    return none;
}

dli_tag dli_tag_number(dl_str name)
{
    dli_name_key key = dli_make_name_key(name.ptr, name.len);

    return (dli_tag)find(dli_tag_slots, dli_name_hash(key, name.len), DLI_TAG_SLOTS - 1,
                         dli_tag_names, key, name, DLI_TAG_COUNT);
}

uint32_t dli_attr_id(dl_str name)
{
    dli_name_key key = dli_make_name_key(name.ptr, name.len);
    uint32_t hash = dli_name_hash(key, name.len);

    return find(dli_attr_slots, hash, DLI_ATTR_SLOTS - 1, dli_attr_names, key, name,
                DLI_ATTR_COUNT + (hash & 0x3FFFFFFF));
}

dli_attr_name dli_attr_number(dl_str name)
{
    uint32_t id = dli_attr_id(name);

    return id < DLI_ATTR_COUNT ? (dli_attr_name)id : DLI_ATTR_COUNT;
}

dl_str dli_tag_spelling(dli_tag tag, bool foreign)
{
    const dli_name *name = &dli_tag_names[tag];

    return (dl_str){ foreign ? name->foreign : name->text, name->len };
}

dl_str dli_attr_spelling(dli_attr_name attr, bool foreign)
{
    const dli_name *name = &dli_attr_names[attr];

    return (dl_str){ foreign ? name->foreign : name->text, name->len };
}
