/* arc.h -- the line that a record of an ARC file begins with.
 *
 *   version 1   URL IP date type length
 *   version 2   URL IP date type status checksum location offset filename length */
#ifndef DLI_ARC_H
#define DLI_ARC_H

#include "archive.h"

enum {
    DLI_ARC_1 = 5, /* fields of a line */
    DLI_ARC_2 = 10,
};

typedef struct dli_arc_line {
    dl_str url, date, type; /* the date as written: 14 digits */
    uint64_t length;
} dli_arc_line;

/* False if `line` is none. The address may have spaces in it. */
bool dli_arc_parse(dl_str line, unsigned fields, dli_arc_line *out);

#endif
