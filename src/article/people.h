/* people.h -- names of people out of bylines and metadata. */
#ifndef DLI_PEOPLE_H
#define DLI_PEOPLE_H

#include "article/article.h"

/* What a byline word says of the names next to it (lang/<code>/byline.txt). */
typedef enum dli_byline_role {
    DLI_BYLINE_NONE,
    DLI_BYLINE_AUTHOR,
    DLI_BYLINE_EDITOR,
    DLI_BYLINE_TRANSLATOR,
    DLI_BYLINE_CONTRIBUTOR,
    DLI_BYLINE_PHOTO,
    DLI_BYLINE_AGENCY,
} dli_byline_role;

/* True if `name` may be printed as somebody's name: not empty, not an address, not
 * "admin" or "editorial staff" for a person, not a sentence. */
bool dli_is_name(dl_str name, bool organization);

/* Names that look like a body's: "Newsroom", "Reuters", "Redaktion", "dpa". */
bool dli_is_organization(dl_str name);

typedef struct dli_named {
    dli_person person;
    uint8_t role; /* dli_byline_role */
} dli_named;

typedef DLI_VEC(dli_named) dli_named_list;

/* Read a byline: "By Ana Costa and Jon Pike, Harbour Wire", "Von Eva Maler",
 * "Автор: …, редактор: …". Roles come from the words before the names; with none,
 * `role`. A line that is no byline gives nothing. */
void dli_byline_read(dli_arena *arena, const dli_lang *lang, dl_text line, dli_byline_role role,
                     dli_how how, dli_named_list *out);

/* Cut "A, B and C" into names, each without "By" and degrees, all with one role. */
void dli_names_split(dli_arena *arena, const dli_lang *lang, dl_text names,
                     dli_byline_role role, dli_how how, dli_named_list *out);

/* Names beside a date: of "6 March, 19:20 · Ana Costa" the parts that are nothing but names,
 * as authors. */
void dli_names_beside(dli_arena *arena, const dli_lang *lang, const dl_text *line, dli_how how,
                      dli_named_list *out);

/* True if the line is nothing but names of two words or more: "Ana Costa, Jon Pike". */
bool dli_is_names(dl_str line);

/* The entry of byline.txt that a folded line begins with: of the language, else one of several words
 * of English, in which many a page frames what it passes on. NULL if there is none. */
const dli_entry *dli_byline_entry(const dli_lang *lang, dl_str folded);

/* True if the line begins like a byline in `lang` ("By …"). */
bool dli_is_byline(const dli_lang *lang, dl_str line);

#endif
