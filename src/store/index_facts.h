/* index_facts.h -- terms of the index that no page writes: names, and what kind of item it is.
 *
 *   ^ana ^costa ^        words of a name and its end (^: DLI_MARK_PERSON)
 *   ^*                   every item              (^: DLI_MARK_FACET)
 *   ^len-gb  ^len        its language, and the first part of it
 *   ^oa.example          its outlet
 *   ^karticle  ^tprotest its kind, types of its incidents
 *   ^nstorms of march    a collection that its capture is in
 *   ^d2024-03-05 ^m2024-03 ^y2024 ^x202 ^c20   its day and what that lies in
 */
#ifndef DLI_INDEX_FACTS_H
#define DLI_INDEX_FACTS_H

#include "store/index_words.h"

#define DLI_FACET_ALL        DLI_MARK_FACET "*"
#define DLI_FACET_NONE       DLI_MARK_FACET "-" /* no item has it */
#define DLI_FACET_LANGUAGE   "l"
#define DLI_FACET_OUTLET     "o"
#define DLI_FACET_KIND       "k"
#define DLI_FACET_TYPE       "t"
#define DLI_FACET_COLLECTION "n"

/* The term of a value, letters of ASCII in lower case; empty if memory ran out. */
dl_str dli_facet(dli_arena *arena, const char *facet, dl_str value);

typedef struct dli_facets {
    dli_arena *arena;
    DLI_VEC(dl_str) terms;
} dli_facets;

/* Terms that together are the days from `from` to `to` (2024-03-05); none if `to` is before
 * `from` or either is no day. False if memory ran out. */
bool dli_facets_of_days(dli_facets *facets, const char *from, const char *to);

/* The terms of one day: itself and all it lies in. */
bool dli_facets_of_day(dli_facets *facets, const char *day);

#endif
