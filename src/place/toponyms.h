/* toponyms.h -- what the files of place/ share: the mentions of an item while it is judged
 * whether they are places, and which.
 *
 *   mention   words that the gazetteer knows, or that end in "Street" (toponyms.c)
 *   group     the mentions of one name, which mean one place (resolve.c)
 *   row       what a set of trees sees of a mention, or of a place for a group
 */
#ifndef DLI_TOPONYMS_H
#define DLI_TOPONYMS_H

#include "place/place.h"

enum {
    DLI_MAX_CANDIDATES = 32, /* places considered for a name */
    DLI_MAX_GROUPS = 200,    /* names of an item whose places are looked for */
    DLI_LARGE_PLACE = 150 /* 400,000 people, as the gazetteer has them: it has all of these */
};

/* What the first trees see of a mention. */
typedef enum dli_spot_column {
    DLI_SPOT_WORDS,      /* of the name                                          */
    DLI_SPOT_CAPITALS,   /* it is in capitals                                    */
    DLI_SPOT_START,      /* it begins a sentence: 1, a block: 2                  */
    DLI_SPOT_PREP,       /* behind "in" of places.txt: 3, "at": 2, a preposition: 1 */
    DLI_SPOT_BEFORE,     /* the word before it (dli_beside)                      */
    DLI_SPOT_AFTER,      /* the word behind it                                   */
    DLI_SPOT_HELD_BY,    /* ", Ohio" behind it                                   */
    DLI_SPOT_HOLDS,      /* it is what stands behind the comma                   */
    DLI_SPOT_FLAGS,      /* of its first name                                    */
    DLI_SPOT_KIND,       /* of its largest place                                 */
    DLI_SPOT_POPULATION, /* the same                                             */
    DLI_SPOT_PLACES,     /* how many have the name                               */
    DLI_SPOT_COMMON,     /* a word that is written small as well                 */
    DLI_SPOT_PERSON,     /* a name of people as well: of the first, 2 the last word */
    DLI_SPOT_LISTED,     /* a word of some list: 1, of grammar.txt: 2            */
    DLI_SPOT_GENERIC,    /* "Street": 1, "River": 2; 0 for names of the gazetteer */
    DLI_SPOT_ENTITY,     /* inside a person that speaks: 1, a body: 2            */
    DLI_SPOT_COUNT,      /* mentions of the same name                            */
    DLI_SPOT_DOC_PREP,   /* some of them behind "in" or held                     */
    DLI_SPOT_DOC_PERSON, /* some of them beside a name of people                 */
    DLI_SPOT_DOC_SMALL,  /* the word stands in small letters as well             */
    DLI_SPOT_NEAR,       /* it may lie in a region that is named for sure: 2; the country: 1 */
    DLI_SPOT_LANGUAGE,   /* 0: English, 1: any other */
    DLI_SPOT_TITLE,      /* most words of the sentence have capitals             */
    DLI_SPOT_TAGGED,     /* what the tagger of names says of it (dli_tagged)     */
    DLI_SPOT_DOC_TAGGED, /* mentions of the name that it takes for places, of 8  */
    DLI_SPOT_COLUMNS
} dli_spot_column;

/* What stands beside a mention. */
typedef enum dli_beside {
    DLI_BESIDE_NOTHING, /* the sentence's border */
    DLI_BESIDE_SMALL,
    DLI_BESIDE_COMMA,
    DLI_BESIDE_DASH,
    DLI_BESIDE_MARK,
    DLI_BESIDE_NUMBER,
    DLI_BESIDE_NAME,   /* a word with a capital that no list has    */
    DLI_BESIDE_LISTED, /* … that some list has                      */
    DLI_BESIDE_ROLE,   /* … for somebody: Mayor                     */
    DLI_BESIDE_PERSON, /* … that is a name of people                */
    DLI_BESIDE_SITE,   /* … of places.txt: School                   */
    DLI_BESIDE_BODY,   /* … for an office: Police                   */
    DLI_BESIDE_PLACE,  /* another mention                           */
    DLI_BESIDE_CLITIC, /* 's                                        */
    DLI_BESIDE_STOP,
} dli_beside;

/* What the tagger of names takes a mention for. */
typedef enum dli_tagged {
    DLI_TAGGED_UNKNOWN, /* there is no tagger for the language  */
    DLI_TAGGED_NOTHING,
    DLI_TAGGED_OTHER,
    DLI_TAGGED_PERSON,
    DLI_TAGGED_BODY,   /* … or part of its name                 */
    DLI_TAGGED_PEOPLE, /* a nationality                         */
    DLI_TAGGED_PART,   /* part of a place's name, or more than it */
    DLI_TAGGED_PLACE,
} dli_tagged;

/* What the second trees see of a place for a group of mentions. */
typedef enum dli_rank_column {
    DLI_RANK_POPULATION, /* models/toponyms/train.py knows the order */
    DLI_RANK_SMALLER,    /* than the largest of them                             */
    DLI_RANK_KIND,
    DLI_RANK_FLAGS,
    DLI_RANK_HELD,           /* by the region named behind it: 2, the country: 1, neither: -1 */
    DLI_RANK_REGION_NAMED,   /* its region is mentioned                              */
    DLI_RANK_COUNTRY_NAMED,  /* its country, or its people                           */
    DLI_RANK_DISTRICT_NAMED, /* its district                                         */
    DLI_RANK_COUNTRY_VOTES,  /* of the other names, per thousand                     */
    DLI_RANK_REGION_VOTES,
    DLI_RANK_NEIGHBOURS, /* other names that may lie near it                     */
    DLI_RANK_NEAREST,    /* way to the nearest other place, 2 times log2 of km   */
    DLI_RANK_SECOND,
    DLI_RANK_PLACES,
    DLI_RANK_ABOVE,  /* the largest has another kind: a region, a country    */
    DLI_RANK_GROUPS, /* names of the item                                    */
    DLI_RANK_MENTIONS,
    DLI_RANK_COLUMNS
} dli_rank_column;

typedef struct dli_toponym {
    uint32_t word, end; /* words [word, end) */
    dl_span in;
    uint64_t hash; /* of its key */
    dli_place_names names;
    uint32_t best;    /* name of its largest place, a number of the gazetteer */
    uint32_t held_by; /* the region or country behind its comma: number + 1 */
    uint8_t flags;    /* of all its names together */
    uint8_t generic;
    bool small;     /* an adjective in small letters: it only says which country is meant */
    bool placed;    /* it is taken for a place */
    uint32_t group; /* + 1, or 0: no place is known */
    float row[DLI_SPOT_COLUMNS];
} dli_toponym;

typedef DLI_VEC(dli_toponym) dli_toponyms;

typedef struct dli_candidate {
    uint32_t place;
    uint32_t flags;
    uint32_t row; /* which of the group's rows */
    int32_t score;
    dli_place_entry entry;
} dli_candidate;

/* The mentions of one name. */
typedef struct dli_group {
    uint64_t hash;
    dli_place_names names;
    uint32_t mentions;
    uint32_t words; /* of the name */
    uint32_t held_by;
    uint32_t count; /* of candidates */
    uint32_t best;  /* of them */
    bool abbreviation;
    bool astray; /* the best place is small and far from all else: it is not told */
    bool inside; /* no place of the name is known where it is said to be: the region is taken */
    dli_candidate *candidates;
    float (*rows)[DLI_RANK_COLUMNS]; /* of each candidate */
} dli_group;

typedef struct dli_search {
    dli_arena *scratch;
    const dli_place_input *input;
    dli_toponyms list; /* in the order of the body */
    DLI_VEC(dli_group) groups;
    uint32_t filed; /* group + 1 of the dateline, or 0 */
    uint32_t home;  /* the outlet's country by its address, or DLI_NO_COUNTRY */
    bool trimmed;
} dli_search;

/* Fill s->list with rows and judge them. False if memory ran out. */
bool dli_spot_toponyms(dli_search *s);

/* Put the mentions that are placed into groups and find the place of each. */
bool dli_resolve_toponyms(dli_search *s);

#endif
