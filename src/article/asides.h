/* asides.h -- what stands beside the text: pictures with their words, footnotes. */
#ifndef DLI_ASIDES_H
#define DLI_ASIDES_H

#include "article/article.h"
#include "lang/lang.h"

/* Add the picture that a line is the caption of; whose it is, is parted from what it shows.
 * `url` may be empty. */
void dli_add_picture(dli_arena *arena, const dli_lang *lang, const dl_text *line, dl_text url,
                     dli_item *item);

/* The address of the picture in the <figure> around a caption; empty if there is none. */
dl_text dli_picture_url(dli_arena *arena, const dli_page *page, dli_node caption);

/* The line at the end that says where a report comes from ("Source: Meridian"); a short name in
 * it is the agency. The first such line counts. */
void dli_set_credit(dli_arena *arena, const dl_text *line, dli_item *item);

/* The bytes of the marker that a line begins with, [12] or (12); 0 if there is none. */
size_t dli_marker_len(dl_str line);

/* Add the footnote that a line is; false if it is none, or there are too many. */
bool dli_add_reference(dli_arena *arena, const dl_text *line, dli_item *item);

/* Find where in the body each footnote is cited. The body is built. */
void dli_cite_references(dli_item *item);

#endif
