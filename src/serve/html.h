/* html.h -- pages written so that what was read is always text.
 *
 * Values go out by view/escape.h (of view.h) alone.
 */
#ifndef DLI_HTML_H
#define DLI_HTML_H

#include "view/view.h"

/* A value as a part of an address of ours: all but letters, digits, '-', '_' and '.' is
 * percent-encoded. */
void dli_html_part(dli_buf *out, dl_str value);

/* "3 statements", "1 statement" */
void dli_html_count(dli_buf *out, uint64_t count, const char *one, const char *many);

/* Where the reader is, for the menu. */
typedef enum dli_tab {
    DLI_TAB_ITEMS,
    DLI_TAB_SEARCH,
    DLI_TAB_WHO,
    DLI_TAB_INCIDENTS,
    DLI_TAB_NONE
} dli_tab;

/* The head of a page up to its <main>, and what closes it. `query` stands in the search box. */
void dli_html_begin(dli_buf *out, dl_str title, dli_tab place, dl_str query);
void dli_html_end(dli_buf *out);

/* The page of an error: what, where, how to mend it. */
void dli_html_error(dli_buf *out, unsigned status, const dl_error *err);

/* "Not Found" for 404. */
const char *dli_html_reason(unsigned status);

/* "5 March 2024" for 2024-03-05; other texts as they are. */
void dli_html_day(dli_buf *out, dl_str day);

/* "Ukrainian" for uk; the tag itself where it is not known. */
void dli_html_language(dli_buf *out, dl_str tag);

/* ' lang="uk"', with the space, if the tag can be one. */
void dli_html_lang(dli_buf *out, dl_str tag);

#endif
