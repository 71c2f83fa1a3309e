/* facts.h -- the facts of a text, for tests. */
#ifndef FACTS_H
#define FACTS_H

#include "incident/incident.h"
#include "item_of_text.h"

typedef struct facts {
    dli_arena arena;
    dli_text_tools *tools;
    dli_item item;
    dli_parsed parsed;
    dli_statements said;
    dli_incidents happened;
} facts;

/* Prepare an item that a test may change before read_facts(). False if memory ran out. */
static inline bool begin_facts(facts *f, const char *text, const char *language,
                               const char *day)
{
    dli_arena_init(&f->arena, SIZE_MAX);
    f->item = item_of_text(&f->arena, dli_str(text), language, day);
    return dli_text_tools_open(NULL, &f->tools, NULL) == DL_OK;
}

static inline bool read_facts(facts *f)
{
    return dli_text_parse(&f->arena, f->tools, &f->item, &f->parsed, NULL) == DL_OK &&
           dli_statement_find(&f->arena, &f->arena, &f->item, &f->parsed, &f->said, NULL) ==
               DL_OK &&
           dli_incident_find(&f->arena, &f->arena, &f->item, &f->parsed, &f->said, NULL,
                             &f->happened, NULL) == DL_OK;
}

static inline void end_facts(facts *f)
{
    dli_text_tools_close(f->tools);
    dli_arena_done(&f->arena);
}

static inline dl_str words_at(const facts *f, dl_span in)
{
    return in.end == 0 ? (dl_str){ "", 0 } : dli_cut(f->item.body.bytes, in);
}

/* The pieces of a part with "|" between them. */
static inline dl_str words_of_part(facts *f, dli_part part)
{
    dli_buf out;

    dli_buf_init(&out, &f->arena);
    for (uint32_t i = 0; i < part.count; i++) {
        if (i > 0)
            dli_buf_add(&out, DL_STR("|"));
        dli_buf_add(&out, words_at(f, part.spans[i]));
    }
    return dli_buf_str(&out);
}

#endif
