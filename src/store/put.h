/* put.h -- a page on its way into the tables. */
#ifndef DLI_PUT_H
#define DLI_PUT_H

#include "store/db.h"

typedef struct dli_putting {
    dli_store *store;
    dli_arena *scratch;
    const dli_store_page *page;         /* NULL where a page of the store is looked at again */
    const dli_store_prepared *prepared; /* NULL: nothing is */
    dl_str file, captured;              /* where and when it was found */
    dli_json json;
    char sha256[65];
    int64_t capture;
    int64_t page_id;
    int64_t outlet; /* 0: none */
    dl_str outlet_name;
    int64_t item_id;
    uint32_t item;
    char day[11]; /* of the item */
    dli_map entities;
    dl_error *err;
} dli_putting;

static inline dl_str dli_put_get(dli_putting *in, uint32_t value, const char *key)
{
    return dli_json_get_str(&in->json, value, key, in->scratch);
}

static inline dl_str dli_put_get_words(dli_putting *in, uint32_t value, const char *key)
{
    return dli_record_get_words(&in->json, value, key, in->scratch);
}

/* Whom a source stands for; empty of "they" where it is not known who, which has no type. */
static inline dl_str dli_put_speaker(dli_putting *in, uint32_t source)
{
    return dli_json_get(&in->json, source, "type") == 0
               ? (dl_str){ "", 0 }
               : dli_record_speaker(&in->json, &in->entities, source, in->scratch);
}

/* The item's id; made here if the record has none. */
dl_str dli_put_item_name(dli_putting *in, int64_t position);

/* ---- put_words.c ------------------------------------------------------------ */

/* The words of in->item into the index, or, with DLI_SQL_DROP_WORDS, out of it. Needs
 * entities, day and outlet_name. */
dl_status dli_put_words(dli_putting *in, dli_sql which, int64_t item_id);

/* What the page allows: a row of `terms`, if it says anything. */
dl_status dli_put_terms(dli_putting *in);

/* Call `what` for each item of a page in the store, with in->json, item, item_id, entities, day
 * and outlet_name as they were put. */
dl_status dli_put_each_item(dli_putting *in, int64_t page_id,
                            dl_status (*what)(dli_putting *in));

dl_status dli_put_drop_words(dli_putting *in);
dl_status dli_put_add_words(dli_putting *in);

/* ---- collect.c ----------------------------------------------------------------- */

/* Put in->capture into the collection that the handle names, if it names one, before its
 * words go into the index. */
dl_status dli_put_collected(dli_putting *in);

/* The same of one whose page is in the index; *added: it was not in the collection. */
dl_status dli_put_collect_known(dli_putting *in, int64_t page_id, bool *added);

/* Add what a capture, or a page, holds to the figures of the store, or take it away: sign -1. */
dl_status dli_put_sum_capture(dli_putting *in, int64_t capture, int sign);
dl_status dli_put_sum_page(dli_putting *in, int64_t page_id, int sign);

/* A page and all rows made of it. */
dl_status dli_put_drop_page(dli_putting *in, int64_t page_id);

/* The words of all items into an empty index. */
dl_status dli_put_index(dli_store *store, dl_error *err);

/* Fill what schema 2 has and schema 1 had not, of every page. */
dl_status dli_put_refill(dli_store *store, dl_error *err);

#endif
