/* spot.h -- what the files of incident/ share: what is spotted in one sentence.
 *
 *   number   "1,200", "two hundred", "dozens" (number.c)
 *   spot     an entry of figures.txt, incident.txt or places.txt at its words
 *   figure   a number, what is counted, and what happened to it (figure.c)
 *   date     a day, a span, or a word counted from the item's day (day.c)
 *   place    a name behind a word that makes it a place (place.c)
 */
#ifndef DLI_SPOT_H
#define DLI_SPOT_H

#include "incident/incident.h"

/* What a word of figures.txt does (docs/formats/lang.md). */
typedef enum dli_figure_word {
#define WORD(name, what) DLI_FW_BIT_##name,
#include "incident/figures.def"
#undef WORD
    DLI_FW_COUNT
} dli_figure_word;

#define DLI_FW(name) (1u << DLI_FW_BIT_##name)

/* What a word of incident.txt does beside naming a type. */
typedef enum dli_trigger_word {
    DLI_TW_NOT = 1 << 0,   /* no incident, though it looks like one */
    DLI_TW_WEAK = 1 << 1,  /* one only with figures of people or another word */
    DLI_TW_SPORT = 1 << 2, /* the sentence is about sport, business, … */
    DLI_TW_PLANNED = 1 << 3,
    DLI_TW_HYPOTHETICAL = 1 << 4,
    DLI_TW_DENIED = 1 << 5,
    DLI_TW_ANOTHER = 1 << 6, /* a new incident, not the one before */
    DLI_TW_TYPE = 1 << 7,    /* `type` is set */
    DLI_TW_OPEN = 1 << 8,    /* goes with any attack: an explosion, a fire */
} dli_trigger_word;

typedef struct dli_spot {
    uint32_t word, end; /* words [word, end) */
    uint32_t does;      /* DLI_FW() bits, or of dli_trigger_word */
    uint8_t type;       /* dli_incident_type of a trigger */
} dli_spot;

typedef DLI_VEC(dli_spot) dli_spots;

typedef struct dli_day {
    dli_when from, to;
    uint8_t basis, precision;
    uint32_t word, end; /* words [word, end) */
    bool period;        /* a span that is counted over, not the day of something */
    bool weekday;       /* the last such weekday; one that is planned is the next */
} dli_day;

typedef struct dli_place {
    dl_span in;
    uint32_t word, end;
    uint8_t precision; /* dli_place_precision */
    bool nameless;     /* "the ferry terminal" */
    bool weak;         /* a town that nothing leads to: "the Orlivka council" */
} dli_place;

typedef DLI_VEC(dli_figure) dli_figures;
typedef DLI_VEC(dli_number) dli_numbers;
typedef DLI_VEC(dli_day) dli_days;
typedef DLI_VEC(dli_place) dli_places;

/* A meaning read before, by its address; the same few come over and over. */
typedef struct dli_read_word {
    const char *meaning; /* NULL: none yet */
    uint32_t does;       /* 0: not known */
    uint8_t type;
} dli_read_word;

enum {
    DLI_READ_WORDS = 32
};

/* One sentence and what is spotted in it. */
typedef struct dli_scene {
    dli_arena *arena; /* of everything here */
    const dli_item *item;
    const dli_parsed *parsed;
    const dli_locations *locations; /* of the item */
    const dl_span *people;          /* where persons are named, in order */
    size_t people_count;
    uint32_t from, to;  /* words of the sentence */
    dli_spots words;    /* of figures.txt */
    dli_spots triggers; /* of incident.txt */
    dli_numbers numbers;
    dli_figures figures;
    dli_times times; /* that the days are made of */
    dli_days days;
    dli_places places;
    dli_read_word read_words[DLI_READ_WORDS];    /* of figures.txt */
    dli_read_word read_triggers[DLI_READ_WORDS]; /* of incident.txt */
} dli_scene;

/* Each fills its part of the scene. False if memory ran out. */
bool dli_spot_words(dli_scene *s);
bool dli_spot_triggers(dli_scene *s);
bool dli_spot_numbers(dli_scene *s);
bool dli_spot_figures(dli_scene *s); /* after words, numbers and days */

/* Give lists one figure that the others are parts of (total.c). False if memory ran out. */
bool dli_total_figures(dli_arena *arena, const dli_parsed *p, dli_figures *all);
bool dli_spot_days(dli_scene *s);
bool dli_spot_places(dli_scene *s);

/* From where the days of an item are counted. */
dli_calendar dli_calendar_of(const dli_item *item);

/* Put the place of an incident on the map, where it is known (place.c). */
void dli_place_incident(const dli_locations *all, dli_incident *incident);

/* Who did what `trigger` is the word for, and whom or what it hit, as far as the sentence that the
 * clause `s` is of says so; else empty (party.c). False if memory ran out. */
bool dli_find_parties(dli_parse *tree, const dli_scene *s, const dli_sentence *sentence,
                      const dli_spot *trigger, dli_incident *incident, dl_span *actors,
                      dl_span *target);

/* ---- figure.c, happened.c ------------------------------------------------------------*/

/* Read the meaning of an entry of figures.txt or incident.txt; false if a word of it is
 * not known. */
bool dli_read_figure_word(dl_str meaning, uint32_t *does);
bool dli_read_trigger(dl_str meaning, uint32_t *does, uint8_t *type);

static inline dli_read_word *dli_read_slot(dli_read_word *known, dl_str meaning)
{
    return &known[(uintptr_t)meaning.ptr / 4 % DLI_READ_WORDS];
}

/* ---- Asking --------------------------------------------------------------*/

static inline const dli_word *dli_word_at(const dli_scene *s, uint32_t at)
{
    return &s->parsed->words.ptr[at];
}

static inline bool dli_mark_at(const dli_scene *s, uint32_t at, dli_mark mark)
{
    return at < s->to && dli_word_at(s, at)->mark == (uint8_t)mark;
}

/* The entry of `list` at word `at`, within the sentence. */
static inline dl_str dli_meaning_at(const dli_scene *s, uint32_t at, dli_list list,
                                    uint32_t *count)
{
    return at < s->to ? dli_word_meaning(s->parsed, at, s->to, list, count)
                      : (dl_str){ NULL, 0 };
}

#endif
