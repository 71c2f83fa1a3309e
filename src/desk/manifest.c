/* manifest.c -- inputs of a batch out of JSON lines. */
#include "desk/desk.h"

#include "base/error.h"
#include "base/json_read.h"
#include "base/str.h"
#include "base/when.h"

dl_str dli_folder_of(dl_str path)
{
    size_t end = path.len;

    while (end > 0 && path.ptr[end - 1] != '/')
        end--;
    return dli_slice(path, 0, end);
}

static void bad(dli_job *job, uint64_t number, const char *fix, const char *what)
{
    job->given = true;
    (void)dli_fail(&job->error, DL_ERR_FORMAT, 0, fix, "%s", what);
    dli_error_where(&job->error, "line %llu of the manifest", (unsigned long long)number);
}

/* `folder` and `file` joined, unless `file` begins at the root. */
static dl_str join(dli_arena *arena, dl_str folder, dl_str file)
{
    dli_buf path;

    dli_buf_init(&path, arena);
    if (!dli_starts(file, DL_STR("/")))
        dli_buf_add(&path, folder);
    dli_buf_add(&path, file);
    return dli_arena_copy(arena, dli_buf_str(&path));
}

void dli_manifest_line(dli_arena *arena, dl_str line, dl_str folder, uint64_t number,
                       dli_job *job)
{
    dli_json json;
    dl_error err;
    dli_when when;

    *job = (dli_job){ .bytes = { "", 0 } };
    if (dli_json_parse(arena, line, DLI_JSON_STRICT, &json, &err) != DL_OK ||
        !dli_json_is(&json, 1, DLI_JSON_OBJECT)) {
        bad(job, number, "write one JSON object a line", "the line is no JSON object");
        return;
    }
    job->id = dli_json_get_str(&json, 1, "id", arena);
    job->options.url = dli_json_get_str(&json, 1, "url", arena);
    job->options.charset = dli_json_get_str(&json, 1, "charset", arena);
    job->options.captured = dli_json_get_str(&json, 1, "captured", arena);
    dl_str file = dli_json_get_str(&json, 1, "file", arena);
    uint32_t text = dli_json_get(&json, 1, "text");
    job->options.file = file;
    if (job->options.captured.len > 0 && !dli_when_parse(job->options.captured, &when)) {
        bad(job, number, "write it as 2024-03-06T09:00Z", "\"captured\" is no time");
    } else if (file.len > 0 && dli_find_byte(file, 0, 0) != DLI_NONE) {
        bad(job, number, "correct the name", "\"file\" has a zero byte in it");
    } else if (file.len > 0) { /* a `text` beside it is somebody's reading of the file */
        job->path = join(arena, folder, file).ptr;
    } else if (dli_json_is(&json, text, DLI_JSON_STRING)) {
        job->bytes = dli_json_str(&json, text, arena);
    } else {
        bad(job, number, "give \"file\" or \"text\"", "the line names no input");
    }
    if (arena->dry)
        bad(job, number, "shorten the line", "the line is too long");
}
