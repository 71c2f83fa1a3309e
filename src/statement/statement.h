/* statement.h -- who said what, through whom, and who is named as saying it.
 *
 * In:   an item (article/) and its sentences, words and quotations (text/)
 * Out:  statements in the order of the body, and the people and bodies they
 *       are attributed to
 *
 * All positions are bytes of the item's body; the record turns them into
 * code points and source bytes.
 */
#ifndef DLI_STATEMENT_H
#define DLI_STATEMENT_H

#include "article/article.h"
#include "text/text.h"

/* Words on the page: one stretch, or several in order. */
typedef struct dli_part {
    const dl_span *spans;
    uint32_t count; /* 0: absent */
} dli_part;

typedef enum dli_said_kind {
    DLI_SAID_DIRECT,
    DLI_SAID_INDIRECT,
    DLI_SAID_MIXED
} dli_said_kind;

typedef enum dli_stance {
    DLI_STANCE_UNKNOWN,
    DLI_STANCE_NEUTRAL,
    DLI_STANCE_CLAIM,
    DLI_STANCE_DENY,
    DLI_STANCE_WARN,
    DLI_STANCE_PROMISE,
    DLI_STANCE_ORDER,
    DLI_STANCE_ADMIT,
    DLI_STANCE_BELIEVE,
} dli_stance;

typedef enum dli_source_type {
    DLI_SOURCE_NONE, /* nobody is named */
    DLI_SOURCE_NAMED,
    DLI_SOURCE_OFFICE,
    DLI_SOURCE_UNNAMED,
    DLI_SOURCE_GROUP,
    DLI_SOURCE_DOCUMENT,
    DLI_SOURCE_MEDIA,
} dli_source_type;

typedef enum dli_entity_type {
    DLI_PER,
    DLI_ORG,
    DLI_LOC,
    DLI_MISC
} dli_entity_type;

/* One person or body of the item, with all its mentions. Those who say something come first, then
 * those whom only the tagger of names found (text/named.h). */
typedef struct dli_entity {
    uint8_t type; /* dli_entity_type */
    bool silent;  /* nobody said to have said something: found by the tagger alone */
    dl_str name;  /* the fullest mention */
    dli_part mentions;
    dl_span role; /* as printed, or empty */
} dli_entity;

typedef struct dli_source_part {
    dli_part part;
    uint8_t type;      /* dli_source_type */
    uint32_t entity;   /* index + 1 into entities, or 0 */
    uint32_t resolved; /* the entity that "he" stands for: index + 1, or 0 */
    dl_span role;      /* as printed, or empty */
} dli_source_part;

/* By what a statement was found. */
typedef enum dli_finding {
    DLI_BY_RULES,
    DLI_BY_MODEL,
    DLI_BY_BOTH, /* the borders are the model's */
} dli_finding;

typedef struct dli_statement {
    uint8_t kind;   /* dli_said_kind */
    uint8_t stance; /* dli_stance */
    uint8_t by;     /* dli_finding */
    dl_span in;     /* the whole of it */
    dli_part cue;
    dl_str lemma;
    dli_source_part source;
    const dli_source_part *via; /* nearest the reader first */
    uint32_t via_count;
    dli_part addressee;
    dli_part content;
    uint32_t parent; /* index + 1 of the statement whose content holds it, or 0 */
} dli_statement;

typedef struct dli_statements {
    DLI_VEC(dli_statement) list;
    DLI_VEC(dli_entity) entities;
    bool trimmed;
} dli_statements;

/* Find the statements of an item. Result in `arena`; `scratch` is the caller's to
 * reset. Fails with DL_ERR_NOMEM only. Linear time. Nothing is attributed when
 * unsure; no statement without a cue or quotation marks. */
dl_status dli_statement_find(dli_arena *arena, dli_arena *scratch, const dli_item *item,
                             const dli_parsed *parsed, dli_statements *out, dl_error *err);

#endif
