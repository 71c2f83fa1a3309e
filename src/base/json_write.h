/* json_write.h -- JSON onto a buffer, in the order it is called.
 *
 * Commas are put where they belong by looking at the last byte written, so
 * there is no state beside the buffer. Output is always valid UTF-8: ill-formed
 * bytes become U+FFFD. RFC 8259.
 *
 *     dli_json_open(out, '{');
 *     dli_json_member(out, "headline", title);   // left out when empty
 *     dli_json_key(out, "at");
 *     dli_json_span(out, span);
 *     dli_json_close(out, '}');
 */
#ifndef DLI_JSON_WRITE_H
#define DLI_JSON_WRITE_H

#include "buf.h"

void dli_json_open(dli_buf *out, char bracket);
void dli_json_close(dli_buf *out, char bracket);
void dli_json_key(dli_buf *out, const char *key);
void dli_json_string(dli_buf *out, dl_str value);
void dli_json_u64(dli_buf *out, uint64_t value);
void dli_json_i64(dli_buf *out, int64_t value);
void dli_json_true(dli_buf *out);

/* value / 10^digits, as 0.93 */
void dli_json_decimal(dli_buf *out, int64_t value, unsigned digits);

/* JSON text made elsewhere, as it is. */
void dli_json_raw(dli_buf *out, dl_str json);

/* key and string, or nothing if `value` is empty. */
void dli_json_member(dli_buf *out, const char *key, dl_str value);

/* [start,end] */
void dli_json_span(dli_buf *out, dl_span span);

/* The inside of a JSON string: escaped, without the quotation marks. */
void dli_json_escape(dli_buf *out, dl_str value);

#endif
