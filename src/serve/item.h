/* item.h -- the page of one item, in parts. */
#ifndef DLI_ITEM_VIEW_H
#define DLI_ITEM_VIEW_H

#include "serve/lit.h"
#include "serve/visit.h"
#include "view/view.h"

typedef struct dli_item_view {
    dli_visit *visit;
    dli_buf *out;
    dli_arena *arena;
    dli_stored_page page;
    dli_json json;
    uint32_t item;
    dl_str language;
    dli_record_body body;
    dl_str source; /* what `at` counts in; empty if the capture cannot be read */
    dli_map entities;
} dli_item_view;

/* A fact that has a card: a statement or an incident. */
typedef struct dli_card {
    uint32_t value;
    bool incident;
    dl_str label;  /* S1, I1 */
    dl_str anchor; /* s-… , i-… */
} dli_card;

typedef struct dli_cards {
    dli_card *ptr;
    size_t count;
    size_t statements; /* how many of them; they come first */
} dli_cards;

dli_cards dli_cards_of(dli_item_view *view);

typedef DLI_VEC(dli_lit) dli_lit_list;

/* Every stretch of a card in the body (key "in"; bytes) or in the source (key "at"). */
void dli_card_lits(dli_item_view *view, const dli_card *card, const char *key,
                   dli_lit_list *marks);

/* All cards, each with its parts and the bytes it was read from. */
void dli_write_cards(dli_item_view *view, const dli_cards *cards);

/* The source around the stretches `at`, with `marks` lit in it. */
void dli_write_excerpt(dli_item_view *view, dli_record_spans at, dli_lit_list *marks);

/* "bytes 120-144, 150-160" */
void dli_write_positions(dli_buf *out, dli_record_spans at);

#endif
