/* incident.h -- what happened where, with whose figures.
 *
 * In:   an item, its sentences and words (text/), its statements
 * Out:  incidents in the order of the body
 *
 * All positions are bytes of the item's body.
 */
#ifndef DLI_INCIDENT_H
#define DLI_INCIDENT_H

#include "place/place.h"
#include "statement/statement.h"

typedef enum dli_incident_type {
    DLI_INCIDENT_OTHER,
    DLI_INCIDENT_SHELLING,
    DLI_INCIDENT_AIRSTRIKE,
    DLI_INCIDENT_BOMBING,
    DLI_INCIDENT_SHOOTING,
    DLI_INCIDENT_CLASH,
    DLI_INCIDENT_ARREST,
    DLI_INCIDENT_KIDNAPPING,
    DLI_INCIDENT_PROTEST,
    DLI_INCIDENT_SABOTAGE,
    DLI_INCIDENT_ACCIDENT,
    DLI_INCIDENT_DISASTER,
    DLI_INCIDENT_CASUALTIES,
} dli_incident_type;

typedef enum dli_figure_what {
    DLI_FIGURE_OTHER,
    DLI_FIGURE_KILLED,
    DLI_FIGURE_WOUNDED,
    DLI_FIGURE_MISSING,
    DLI_FIGURE_DETAINED,
    DLI_FIGURE_DISPLACED,
    DLI_FIGURE_ATTACKS,
    DLI_FIGURE_DESTROYED,
} dli_figure_what;

typedef enum dli_bound {
    DLI_BOUND_EXACT,
    DLI_BOUND_AT_LEAST,
    DLI_BOUND_AT_MOST,
    DLI_BOUND_ABOUT,
} dli_bound;

typedef enum dli_scope {
    DLI_SCOPE_INCIDENT,
    DLI_SCOPE_PERIOD,
    DLI_SCOPE_TOTAL
} dli_scope;

typedef struct dli_figure {
    uint8_t what;  /* dli_figure_what */
    uint8_t bound; /* dli_bound */
    uint8_t scope; /* dli_scope */
    bool has_value, has_min, has_max;
    uint64_t value, min, max;
    dl_span of;      /* what is counted ("vehicles"), or empty */
    uint32_t parent; /* index + 1 of the figure it is a part of, or 0 */
    bool part;       /* of those told before, in a sentence before if `parent` is 0 */
    bool extra;      /* these come to those told before: another three */
    bool sum;        /* of all told before: ten in all */
    bool named;      /* not counted but named: Ana Costa was killed */
    bool blow;       /* hit by what may have killed them: three were shot */
    bool outcome;    /* told of what became of others, as a blow before may have: killing two */
    dl_span in;
} dli_figure;

typedef enum dli_incident_status {
    DLI_STATUS_REPORTED,
    DLI_STATUS_DENIED,
    DLI_STATUS_PLANNED,
    DLI_STATUS_HYPOTHETICAL,
} dli_incident_status;

typedef enum dli_date_basis {
    DLI_BASIS_EXPLICIT,
    DLI_BASIS_RELATIVE,
    DLI_BASIS_ENTRY,
    DLI_BASIS_DATELINE,
    DLI_BASIS_PUBLISHED,
} dli_date_basis;

typedef struct dli_incident {
    uint8_t type;   /* dli_incident_type */
    uint8_t status; /* dli_incident_status */
    bool open;      /* its word goes with any attack: an explosion, a fire */
    dl_span in;     /* the words it rests on, as one stretch */
    struct {
        dli_when from,
            to;        /* `to`.precision NONE: one time, no interval; `from` NONE: unknown */
        uint8_t basis; /* dli_date_basis */
        uint8_t precision; /* dli_precision, or DLI_PRECISION_WEEK */
        dl_span in;        /* the words; empty where it comes from the item's date */
        bool of_saying;    /* those beside a verb of saying: it happened then, or before */
    } date;
    struct {
        dl_span in;        /* empty: unknown, or */
        bool dateline;     /* that of the item's dateline, whose words are not in the body */
        uint8_t precision; /* dli_place_precision */
        uint32_t where;    /* in the gazetteer: number + 1, or 0 */
    } place;
    dli_part actors, target;
    const dli_figure *figures;
    uint32_t figure_count;
    dl_span source;     /* whose account it is, or empty */
    uint32_t statement; /* index + 1 of the statement that tells it, or 0 */
} dli_incident;

enum {
    DLI_PRECISION_WEEK = 100
};

typedef struct dli_incidents {
    DLI_VEC(dli_incident) list;
    bool trimmed;
} dli_incidents;

/* Find the incidents of an item; `locations` may be NULL. Result in `arena`; `scratch` is the caller's to
 * reset. Fails with DL_ERR_NOMEM only. Linear time. */
dl_status dli_incident_find(dli_arena *arena, dli_arena *scratch, const dli_item *item,
                            const dli_parsed *parsed, const dli_statements *statements,
                            const dli_locations *locations, dli_incidents *out, dl_error *err);

/* An entry of a live blog goes on telling of what its parent is about: people hurt, with no
 * word on how, were hurt in that attack, if the parent tells of one and no other. */
void dli_incident_of_parent(dli_incidents *entry, const dli_incidents *parent);

#endif
