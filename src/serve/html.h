/* html.h -- the one page that is made here: that of an error.
 *
 * Values go out by view/escape.h (of view.h) alone.
 */
#ifndef DLI_HTML_H
#define DLI_HTML_H

#include "view/view.h"

/* A value as a part of an address of ours: all but letters, digits, '-', '_' and '.' is
 * percent-encoded. */
void dli_html_part(dli_buf *out, dl_str value);

/* The page of an error: what, where, how to mend it. */
void dli_html_error(dli_buf *out, unsigned status, const dl_error *err);

/* "Not Found" for 404. */
const char *dli_html_reason(unsigned status);

#endif
