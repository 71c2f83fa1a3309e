/* escape.h -- HTML written so that what was read is always text.
 *
 * Literals of ours go out by dli_html(), everything else by dli_html_text(), which is the
 * only way from a value to a page.
 */
#ifndef DLI_ESCAPE_H
#define DLI_ESCAPE_H

#include "base/buf.h"
#include "base/str.h"

/* Markup of ours. */
#define dli_html(out, literal) dli_buf_add((out), DL_STR(literal))

/* A value, in text or between double quotes: & < > " ' become references, characters that
 * act on a reader's eye (controls, bidi overrides) become visible, ill-formed bytes U+FFFD. */
void dli_html_text(dli_buf *out, dl_str value);

/* `before`, the value, `behind`; nothing if it is empty. */
void dli_html_wrap(dli_buf *out, const char *before, dl_str value, const char *behind);

/* A link out if the address is http or https, else its text. */
void dli_html_link(dli_buf *out, dl_str url);

/* A word of the record's vocabulary, as a heading begins: "atLeast" as "At least". */
void dli_html_term(dli_buf *out, dl_str term);

#endif
