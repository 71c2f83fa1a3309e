/* place.h -- which places an item names, and where on the map they are.
 *
 * In:   an item, its sentences, words and, where there is a tagger, names (text/), the people and
 *       bodies found in it (statement/), a gazetteer
 * Out:  the places of the item, each with its mentions in the order of the body
 *
 *   body ──spot──▶ mentions ──score──▶ those that are places ──resolve──▶ locations
 *
 * A name is looked up in a gazetteer (atlas/); two sets of trees say whether a mention is a place and which one it is
 * (toponyms.c, resolve.c; models/toponyms). All positions are bytes of the item's body.
 */
#ifndef DLI_PLACE_H
#define DLI_PLACE_H

#include "atlas/atlas.h"
#include "model/model.h"
#include "statement/statement.h"

enum {
    DLI_TOPONYM_VERSION = 2
};

/* ---- Places of an item ----------------------------------------------------- */

/* Trees that judge mentions and candidates; never change once read. */
typedef struct dli_toponym_model {
    dli_trees spot, rank;
} dli_toponym_model;

dl_status dli_toponym_model_read(dli_arena *arena, dl_str bytes, dl_str name,
                                 dli_toponym_model *out, dl_error *err);

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
    uint8_t dateline_precision;
    bool trimmed;
} dli_locations;

typedef struct dli_place_input {
    const dli_gazetteer *gazetteer;
    const dli_toponym_model *model;
    const dli_item *item;
    const dli_parsed *parsed;
    const dli_statements *statements;
    dl_str url; /* of the page, may be empty */
} dli_place_input;

/* Find the places of an item. Result in `arena`; `scratch` is the caller's to reset. Fails
 * with DL_ERR_NOMEM only. Linear time, but for the places considered for a name, of which
 * there are at most 32. */
dl_status dli_place_find(dli_arena *arena, dli_arena *scratch, const dli_place_input *input,
                         dli_locations *out, dl_error *err);

/* The location of the longest mention that lies in `in` or overlaps it, or NULL. */
const dli_location *dli_location_at(const dli_locations *all, dl_span in);

#endif
