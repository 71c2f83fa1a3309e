/* names.h -- tags and attributes by number, so that code compares integers.
 *
 *     if (node->tag == DLI_TAG_P) …      const dli_attr *a = dli_attr_find(page, node,
 *                                                                    DLI_ATTR_HREF);
 *
 * "-", ":" and "_" of a name are "_" in its number: DLI_ATTR_ARIA_LABEL,
 * DLI_ATTR_XML_LANG.
 */
#ifndef DLI_NAMES_H
#define DLI_NAMES_H

#include "dateline.h"

#include <stdbool.h>

typedef enum dli_tag {
#define TAG(number, name) DLI_TAG_##number,
#include "page/names.def"
    DLI_TAG_COUNT
} dli_tag;

typedef enum dli_attr_name {
#define ATTR(number, name) DLI_ATTR_##number,
#include "page/names.def"
    DLI_ATTR_COUNT
} dli_attr_name;

/* The number of a name in any case, or DLI_TAG_COUNT, DLI_ATTR_COUNT. Constant time. */
dli_tag dli_tag_number(dl_str name);
dli_attr_name dli_attr_number(dl_str name);

/* The number of an attribute's name in any case; DLI_ATTR_COUNT + a hash of the name
 * where it has none. */
uint32_t dli_attr_id(dl_str name);

/* The name of a number below ..._COUNT, as it is spelled in SVG or MathML if
 * `foreign`, else lower case. Static. */
dl_str dli_tag_spelling(dli_tag tag, bool foreign);
dl_str dli_attr_spelling(dli_attr_name attr, bool foreign);

#endif
