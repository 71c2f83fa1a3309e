/* log.c -- one JSON line a request, in a file that is only ever added to.
 *
 *   {"time":"2025-03-09T18:10:00+00:00","method":"GET","path":"/v1/items","query":"limit=2",
 *    "status":200,"bytes":647,"ms":3}
 *
 * No address of whoever asked, no header: a token cannot get into it.
 */
#include "serve/server.h"

#include "base/json_write.h"
#include "base/when.h"

#include <time.h>
#include <unistd.h>

static void number(dli_buf *out, const char *key, uint64_t value)
{
    dli_json_key(out, key);
    dli_json_u64(out, value);
}

void dli_log(const dli_server *server, dli_arena *arena, const dli_log_line *line)
{
    dli_buf out, time_of_day;

    if (server->log_fd < 0)
        return;
    dli_buf_init(&out, arena);
    dli_buf_init(&time_of_day, arena);
    dli_when_print(&time_of_day, dli_when_from_seconds((int64_t)time(NULL)));
    dli_json_open(&out, '{');
    dli_json_member(&out, "time", dli_buf_str(&time_of_day));
    dli_json_member(&out, "method", line->method);
    dli_json_member(&out, "path", line->path);
    dli_json_member(&out, "query", line->query);
    number(&out, "status", line->status);
    number(&out, "bytes", line->bytes);
    number(&out, "ms", (uint64_t)(dli_now_ms() - line->since));
    dli_json_member(&out, "refused", line->refused);
    dli_json_close(&out, '}');
    dli_buf_byte(&out, '\n');
    /* One write: lines of several threads stay whole. A log that cannot be written stops
     * nobody from reading. */
    ssize_t done = out.failed ? 0 : write(server->log_fd, out.ptr, out.len);
    (void)done;
}
