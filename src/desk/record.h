/* record.h -- what the rooms made of a page, written as one JSON record. */
#ifndef DLI_DESK_RECORD_H
#define DLI_DESK_RECORD_H

#include "article/article.h"
#include "base/buf.h"
#include "bytes/bytes.h"
#include "incident/incident.h"
#include "statement/statement.h"

/* The facts found in one item. */
typedef struct dli_facts {
    dli_statements statements;
    dli_locations locations;
    dli_incidents incidents;
} dli_facts;

typedef struct dli_record_parts {
    const dl_doc_options *options;
    dl_str id; /* of a manifest line, or empty */
    const dli_source *source;
    const dli_article *article;
    const dli_facts *facts;         /* one for each item */
    const dli_gazetteer *gazetteer; /* NULL: no place was looked for */
} dli_record_parts;

/* "json-ld", "meta" … of a dli_how. */
const char *dli_how_name(uint8_t how);

/* Append "at": the stretches of source that a text was made from; nothing if there are none. */
void dli_record_at(dli_buf *out, const dl_text *text);

/* Append "explain": how the page was read (explain.c). */
void dli_explanation_write(dli_buf *out, const dli_record_parts *parts);

/* Append the numbers of a degree, in 1/100000, as JSON. */
void dli_record_degree(dli_buf *out, const char *key, int32_t value);

/* Append the record (docs/formats/record.md), without a line end. Scratch memory is
 * taken from out->arena. A failure shows in out->failed. */
void dli_record_write(dli_buf *out, const dli_record_parts *parts);

#endif
