/* atlas.h -- a gazetteer: names of places, and what each may mean.
 *
 * In:   a weight file (models/places), used where it lies (gazetteer.c)
 * Out:  the places of a name, which is looked up as it is written (place_key.c)
 *
 * A room of its own, since two ask it: text/ takes marks for its tagger from it, long before
 * place/ says which place is meant.
 */
#ifndef DLI_ATLAS_H
#define DLI_ATLAS_H

#include "model/model.h"

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
    DLI_GAZETTEER_VERSION = 1
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

#endif
