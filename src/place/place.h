/* place.h -- which places an item names, and where on the map they are.
 *
 * In:   an item, its sentences and words (text/), the people and bodies found in it
 *       (statement/), a gazetteer, and names that a tagger found, where there is one
 * Out:  the places of the item, each with its mentions in the order of the body
 *
 *   body ──spot──▶ mentions ──score──▶ those that are places ──resolve──▶ locations
 *
 * A name is looked up as it is written (place_key.c), in a gazetteer that is used where it lies
 * (gazetteer.c); two sets of trees say whether a mention is a place and which one it is
 * (toponyms.c, resolve.c; models/toponyms). All positions are bytes of the item's body.
 */
#ifndef DLI_PLACE_H
#define DLI_PLACE_H

#include "model/model.h"
#include "statement/statement.h"

/* ---- The gazetteer -------------------------------------------------------- */

typedef enum dli_place_kind {
    DLI_KIND_COUNTRY,
    DLI_KIND_REGION,   /* first division of a country         */
    DLI_KIND_AREA,     /* a continent, a sea, the Middle East */
    DLI_KIND_DISTRICT, /* second division: a county           */
    DLI_KIND_CAPITAL,  /* of a country                        */
    DLI_KIND_SEAT,     /* of a region                         */
    DLI_KIND_TOWN,
    DLI_KIND_QUARTER, /* of a town */
    DLI_PLACE_KINDS
} dli_place_kind;

enum {
    DLI_NO_COUNTRY = 255,
    DLI_GAZETTEER_VERSION = 1,
    DLI_TOPONYM_VERSION = 1
};

/* A file of kind PLAC (docs/formats/model.md), used in place; never changes. */
typedef struct dli_gazetteer {
    const char *countries, *places, *buckets, *names; /* borrowed */
    dl_str text;
    uint32_t country_count, place_count, name_count;
} dli_gazetteer;

typedef struct dli_place_entry {
    uint32_t geonameid; /* 0: none */
    int32_t lat, lon;   /* 1/100000 degree */
    dl_str name;
    uint8_t country;    /* number of a country, or DLI_NO_COUNTRY */
    uint8_t kind;       /* dli_place_kind */
    uint8_t population; /* 8 times the logarithm to base 2 */
    uint32_t region;    /* the place it lies in: number + 1, or 0 */
    uint32_t district;
} dli_place_entry;

/* What kind of name a name is. */
typedef enum dli_name_flag {
    DLI_NAME_ALTERNATE = 1,
    DLI_NAME_ABBREVIATION = 2, /* counts in capitals or with a stop only */
    DLI_NAME_PEOPLE = 4,       /* an adjective, or those who live there  */
    DLI_NAME_COMMON = 8,       /* a word that is written small as well   */
    DLI_NAME_PERSON = 16,      /* is a name of people as well            */
} dli_name_flag;

enum {
    DLI_NO_PLACE = 0xFFFFF /* a name of people that no place has */
};

typedef struct dli_place_name {
    uint32_t place; /* number, or DLI_NO_PLACE */
    uint32_t flags; /* of dli_name_flag */
} dli_place_name;

/* The names of one key: numbers [first, first + count). */
typedef struct dli_place_names {
    uint32_t first, count;
} dli_place_names;

/* Open a gazetteer. `trusted`: it is part of the program, and is not looked through; else
 * every number in it is checked. `bytes` is borrowed for as long as `out` is used. Fails with
 * DL_ERR_MODEL. O(1) if trusted, else O(size). */
dl_status dli_gazetteer_open(dl_str bytes, dl_str name, bool trusted, dli_gazetteer *out,
                             dl_error *err);

/* Place `number`, which is below `place_count`. */
dli_place_entry dli_gazetteer_place(const dli_gazetteer *g, uint32_t number);

/* The two letters of country `number`, which is below `country_count`. */
dl_str dli_gazetteer_code(const dli_gazetteer *g, uint32_t number);

/* The number of a country by its two letters, small or large, or DLI_NO_COUNTRY. */
uint32_t dli_gazetteer_country(const dli_gazetteer *g, dl_str code);

/* The names with this hash (dli_place_hash()); main names before others, large places first. */
dli_place_names dli_gazetteer_find(const dli_gazetteer *g, uint64_t hash);

dli_place_name dli_gazetteer_name(const dli_gazetteer *g, uint32_t number);

/* ---- Names as they are looked up ------------------------------------------ */

/* Append the key of `text` to `out` behind what it holds (`len`), as much as fits; the new
 * length. Folded, without marks above letters; words parted by one space; a word in Cyrillic
 * without its ending, so that all cases of a name have one key. */
size_t dli_place_key(char *out, size_t len, size_t room, dl_str text);

/* 48 bits. */
uint64_t dli_place_hash(dl_str key);

/* ---- Places of an item ----------------------------------------------------- */

/* Trees that judge mentions and candidates; never change once read. */
typedef struct dli_toponym_model {
    dli_trees spot, rank;
} dli_toponym_model;

dl_status dli_toponym_model_read(dli_arena *arena, dl_str bytes, dl_str name,
                                 dli_toponym_model *out, dl_error *err);

/* A name that was found by other means; in the order of the body. */
typedef struct dli_name_hint {
    dl_span in;
    uint8_t type; /* dli_entity_type */
} dli_name_hint;

/* A place that was considered for a name. */
typedef struct dli_considered {
    uint32_t place; /* number in the gazetteer */
    int32_t score;  /* the best has the highest */
} dli_considered;

/* A place of the item. */
typedef struct dli_location {
    uint32_t place;    /* number in the gazetteer + 1, or 0: not known which. Of a place
                          that the gazetteer does not have it is the region around it */
    uint8_t precision; /* dli_place_precision */
    dl_str name;       /* the fullest mention that is a name */
    dli_part mentions;
    const dli_considered *considered; /* best first; of its first name */
    uint32_t considered_count;
} dli_location;

typedef enum dli_place_precision {
    DLI_PLACE_UNKNOWN,
    DLI_PLACE_SITE,
    DLI_PLACE_TOWN,
    DLI_PLACE_AREA,
    DLI_PLACE_REGION,
    DLI_PLACE_COUNTRY,
} dli_place_precision;

/* Which location a stretch of the body names. */
typedef struct dli_mention_of {
    dl_span in;
    uint32_t word, end; /* words [word, end) */
    uint32_t location;
    uint8_t behind; /* "in" of places.txt: 3, "at": 2, another preposition: 1 */
} dli_mention_of;

typedef struct dli_locations {
    DLI_VEC(dli_location) list; /* in the order of their first mentions */
    DLI_VEC(dli_mention_of) mentions;
    uint32_t dateline; /* the place that the item was filed from: number + 1, or 0 */
    bool trimmed;
} dli_locations;

typedef struct dli_place_input {
    const dli_gazetteer *gazetteer;
    const dli_toponym_model *model;
    const dli_item *item;
    const dli_parsed *parsed;
    const dli_statements *statements;
    dl_str url;                 /* of the page, may be empty */
    const dli_name_hint *hints; /* NULL: nobody looked; else what is none of them is no name */
    size_t hint_count;
} dli_place_input;

/* Find the places of an item. Result in `arena`; `scratch` is the caller's to reset. Fails
 * with DL_ERR_NOMEM only. Linear time, but for the places considered for a name, of which
 * there are at most 32. */
dl_status dli_place_find(dli_arena *arena, dli_arena *scratch, const dli_place_input *input,
                         dli_locations *out, dl_error *err);

/* The location of the longest mention that lies in `in` or overlaps it, or NULL. */
const dli_location *dli_location_at(const dli_locations *all, dl_span in);

#endif
