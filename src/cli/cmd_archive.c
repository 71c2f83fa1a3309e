/* cmd_archive.c -- web archives: list, check, take out, write. */
#include "cli/cli.h"
#include "cli/commands.h"

#include "archive/archive.h"
#include "base/cursor.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/when.h"
#include "bytes/bytes.h"
#include "ingest/ingest.h"

#include <sys/stat.h>

/* What came of all files. */
typedef struct verb {
    const cli_args *args;
    size_t good, bad; /* records */
    bool over;        /* something that cannot be passed over */
    dl_status status;
} verb;

static int exit_of(const verb *v)
{
    if (v->bad == 0 && v->status == DL_OK)
        return CLI_DONE;
    return v->good > 0 ? CLI_PARTLY : CLI_NOTHING;
}

static void fail(verb *v, const dl_error *error)
{
    v->bad++;
    v->status = error->status;
    cli_complain(error);
}

/* Open a file as an archive; false, with the line said, if it cannot be read. */
static bool open_archive(verb *v, const char *path, dli_archive **archive)
{
    dl_error err = { 0 };
    dl_str rest;
    dli_arena none;

    dli_arena_init(&none, 0);
    if (dli_archive_open(path, DLI_ARCHIVE_ALWAYS, &none, 0, archive, &rest, &err) == DL_OK)
        return true;
    fail(v, &err);
    return false;
}

/* Call `each` for every record of a file. What is damaged is said; false if there is no going on. */
typedef dl_status each_record(verb *v, void *self, dli_archive *archive, dli_record *record,
                              dl_error *err);

static void walk(verb *v, const char *path, dli_archive *archive, void *self, each_record *each)
{
    dl_error err = { 0 };
    dli_record record;
    bool more = true;

    while (more) {
        dl_status status = dli_archive_next(archive, &record, &more, &err);
        if (status == DL_OK && more) {
            status = each(v, self, archive, &record, &err);
            v->good += status == DL_OK;
        }
        if (status != DL_OK) {
            dli_error_where(&err, "%s", path);
            fail(v, &err);
            v->over = !dli_archive_goes_on(status);
            more = !v->over;
        }
    }
}

/* ---- index --------------------------------------------------------------------------- */

static dl_status index_record(verb *v, void *self, dli_archive *archive, dli_record *record,
                              dl_error *err)
{
    (void)v;
    return dli_cdxj_add(self, archive, record, err);
}

static int run_index(verb *v, cli_out *out)
{
    dli_arena arena;
    dli_buf lines;

    dli_arena_init(&arena, DLI_MAX_INDEX_BYTES);
    dli_buf_init(&lines, &arena);
    for (size_t i = 1; i < v->args->count && !v->over; i++) {
        dli_archive *archive;
        if (!open_archive(v, v->args->operands[i], &archive))
            continue;
        walk(v, v->args->operands[i], archive, &lines, index_record);
        dli_archive_close(archive);
    }
    dl_str sorted = dli_buf_str(&lines);
    if (dli_lines_sort(&arena, &sorted)) {
        cli_out_write(out, sorted);
    } else {
        cli_complain_usage("the index takes more memory than the limit of %zu bytes (index "
                           "fewer files at once)",
                           DLI_MAX_INDEX_BYTES);
        v->status = DL_ERR_NOMEM;
    }
    dli_arena_done(&arena);
    return exit_of(v);
}

/* ---- check ---------------------------------------------------------------------------- */

enum {
    ODDS = 9 /* kinds of odd */
};

typedef struct checking {
    uint64_t records, wrong, without;
    uint64_t odd[ODDS];
} checking;

static void say_digest(const dli_record *record, const char *which, const char *is)
{
    dl_error error;

    (void)dli_fail(&error, DL_ERR_FORMAT, record->offset, "copy the archive again",
                   "the %s digest of a record is wrong: its bytes give %s", which, is);
    dli_error_where(&error, "%.*s, byte %llu", DLI_ARG(record->file),
                    (unsigned long long)record->offset);
    cli_complain(&error);
}

static dl_status check_record(verb *v, void *self, dli_archive *archive, dli_record *record,
                              dl_error *err)
{
    checking *c = self;
    dli_record_check found;

    DLI_TRY(dli_record_verify(archive, record, &found, err));
    c->records++;
    if (found.block == DLI_DIGEST_WRONG)
        say_digest(record, "block", found.block_is);
    if (found.payload == DLI_DIGEST_WRONG)
        say_digest(record, "payload", found.payload_is);
    bool wrong = found.block == DLI_DIGEST_WRONG || found.payload == DLI_DIGEST_WRONG;
    c->wrong += wrong;
    c->without +=
        found.block != DLI_DIGEST_RIGHT && found.payload != DLI_DIGEST_RIGHT && !wrong;
    for (size_t i = 0; i < ODDS; i++)
        c->odd[i] += record->odd >> i & 1;
    v->bad += wrong;
    return DL_OK;
}

static void wrong_member(void *self, const dl_error *error)
{
    fail(self, error);
}

static void print_check(cli_out *out, const char *path, const checking *c, size_t damaged,
                        uint64_t members)
{
    char line[512];
    int len =
        snprintf(line, sizeof line,
                 "%s: %llu records, %zu damaged, %llu wrong digests, %llu without digest\n",
                 path, (unsigned long long)c->records, damaged, (unsigned long long)c->wrong,
                 (unsigned long long)c->without);

    cli_out_write(out, (dl_str){ line, (size_t)len < sizeof line ? (size_t)len : 0 });
    if (members > 0) {
        len = snprintf(line, sizeof line, "  %llu members of the WACZ compared\n",
                       (unsigned long long)members);
        cli_out_write(out, (dl_str){ line, (size_t)len });
    }
    for (size_t i = 0; i < ODDS; i++) {
        if (c->odd[i] == 0)
            continue;
        len = snprintf(line, sizeof line, "  odd, %llu records: %s\n",
                       (unsigned long long)c->odd[i], dli_odd_text((dli_odd)(1u << i)));
        cli_out_write(out, (dl_str){ line, (size_t)len });
    }
}

static void check_file(verb *v, const char *path, cli_out *out)
{
    checking c = { .records = 0 };
    uint64_t members;
    dl_error err = { 0 };
    dli_archive *archive;
    size_t bad = v->bad;

    if (!open_archive(v, path, &archive))
        return;
    if (dli_wacz_verify(archive, v, wrong_member, &members, &err) != DL_OK)
        fail(v, &err);
    walk(v, path, archive, &c, check_record);
    if (c.records == 0 && v->bad == bad) {
        (void)dli_fail(&err, DL_ERR_FORMAT, 0, "check the name", "there is no record in it");
        dli_error_where(&err, "%s", path);
        fail(v, &err);
    }
    dli_archive_close(archive);
    print_check(out, path, &c, v->bad - bad - (size_t)c.wrong, members);
}

static int run_check(verb *v, cli_out *out)
{
    for (size_t i = 1; i < v->args->count && !v->over; i++)
        check_file(v, v->args->operands[i], out);
    return exit_of(v);
}

/* ---- extract ------------------------------------------------------------------------------ */

/* The page: HTTP's head and chunks gone, codings undone. */
static dl_status write_payload(cli_out *out, dli_arena *arena, dl_str block, dl_error *err)
{
    dli_http http;
    dl_str body;
    bool cut;

    if (dli_http_parse(block, &http)) {
        block = dli_from(block, http.body);
        if (http.chunked)
            block = dli_http_dechunk(arena, block, &cut);
    }
    DLI_TRY(dli_bytes_unpack(arena, block, &body, err));
    cli_out_write(out, body);
    return DL_OK;
}

/* One record as it stands, or a part of it. A record that is to be written as it stands may be of
 * any size. */
static dl_status write_record(const cli_args *args, cli_out *out, dli_archive *archive,
                              dli_record *record, dl_error *err)
{
    dli_arena arena;
    dli_buf block;
    dl_str piece;
    dli_http http;
    dl_status status = DL_OK;

    if (cli_has(args, OPT_PAYLOAD)) {
        dli_arena_init(&arena, DL_MAX_SOURCE_BYTES * 4);
        dli_buf_init(&block, &arena);
        status = dli_archive_read_all(archive, record, DL_MAX_SOURCE_BYTES, &block, err);
        if (status == DL_OK)
            status = write_payload(out, &arena, dli_buf_str(&block), err);
        dli_arena_done(&arena);
        return status;
    }
    cli_out_write(out, record->head);
    cli_out_write(out, record->arc ? DL_STR("\n") : DL_STR("\r\n"));
    for (bool first = true;; first = false) {
        DLI_TRY(dli_archive_read(archive, record, 2 * DLI_MAX_RECORD_HEAD, &piece, err));
        if (piece.len == 0)
            return DL_OK;
        if (!cli_has(args, OPT_HEADERS)) {
            cli_out_write(out, piece);
        } else if (first && dli_http_parse(piece, &http)) {
            cli_out_write(out, http.head);
            cli_out_write(out, DL_STR("\r\n"));
        }
    }
}

static dl_status extract_at(const cli_args *args, cli_out *out, dl_str file, uint64_t offset,
                            dl_error *err)
{
    size_t hash = dli_find(file, DL_STR(".wacz#"), 0);
    dl_str rest, member = hash == DLI_NONE ? DL_STR("") : dli_from(file, hash + 6);
    dli_archive *archive;
    dli_record record;
    dli_arena arena;
    bool more = false;

    dli_arena_init(&arena, 65536);
    dl_str path =
        dli_arena_copy(&arena, hash == DLI_NONE ? file : dli_slice(file, 0, hash + 5));
    dl_status status =
        dli_archive_open(path.ptr, DLI_ARCHIVE_ALWAYS, &arena, 0, &archive, &rest, err);
    if (status == DL_OK) {
        status = dli_archive_seek(archive, member, offset, err);
        if (status == DL_OK)
            status = dli_archive_next(archive, &record, &more, err);
        if (status == DL_OK && !more)
            status = dli_fail(err, DL_ERR_FORMAT, offset, "see 'dateline archive index'",
                              "no record begins at byte %llu", (unsigned long long)offset);
        if (status == DL_OK)
            status = write_record(args, out, archive, &record, err);
        dli_archive_close(archive);
    }
    dli_error_where(err, "%.*s", DLI_ARG(file));
    dli_arena_done(&arena);
    return status;
}

/* The newest line of an index for an address; false if there is none. Lines are sorted by time. */
static bool find_line(dli_arena *arena, dl_str index, dl_str url, dli_cdxj *found)
{
    dli_cursor in = { index, 0 };
    dl_str line;
    dli_cdxj each;
    dli_buf key;
    bool any = false;

    dli_buf_init(&key, arena);
    dli_surt(&key, url);
    dli_buf_byte(&key, ' ');
    while (dli_take_line(&in, &line))
        if (dli_starts(line, dli_buf_str(&key)) && dli_cdxj_parse(arena, line, &each) &&
            each.has_offset && dli_find_byte(each.filename, '/', 0) == DLI_NONE &&
            dli_find_byte(each.filename, 0, 0) == DLI_NONE) {
            *found = each;
            any = true;
        }
    return any;
}

/* By an index: the file it names lies beside it. */
static dl_status extract_by_index(const cli_args *args, cli_out *out, const char *path,
                                  dl_str url, dl_error *err)
{
    dli_arena arena;
    dli_cdxj line = { .length = 0 };
    dl_str index;
    dli_buf file;

    dli_arena_init(&arena, 2 * DLI_MAX_INDEX_BYTES);
    dl_status status = dli_file_read(&arena, path, DLI_MAX_INDEX_BYTES, &index, err);
    if (status == DL_OK && !find_line(&arena, index, url, &line)) {
        status = dli_fail(err, DL_ERR_FORMAT, 0, "see what is in it",
                          "there is no record of '%.*s' in the index", DLI_ARG(url));
        dli_error_where(err, "%s", path);
    }
    if (status == DL_OK) {
        dli_buf_init(&file, &arena);
        dli_buf_add(&file, dli_folder_of(dli_str(path)));
        dli_buf_add(&file, line.filename);
        status = extract_at(args, out, dli_buf_str(&file), line.offset, err);
    }
    dli_arena_done(&arena);
    return status;
}

static int run_extract(verb *v, cli_out *out)
{
    dl_error err = { 0 };
    uint64_t offset;
    bool index = v->args->count > 1 && dli_ends(dli_str(v->args->operands[1]), DL_STR(".cdxj"));

    if (v->args->count != 3 ||
        (!index && !dli_parse_u64(dli_str(v->args->operands[2]), &offset))) {
        cli_complain_usage("extract takes a file and the offset of a record in it, or an index "
                           "and an address");
        return CLI_USAGE;
    }
    const char *path = v->args->operands[1];
    dl_status status =
        index ? extract_by_index(v->args, out, path, dli_str(v->args->operands[2]), &err)
              : extract_at(v->args, out, dli_str(path), offset, &err);
    if (status == DL_OK)
        return CLI_DONE;
    cli_complain(&err);
    return cli_status_of(&err);
}

/* ---- write ---------------------------------------------------------------------------------- */

static dl_status copy_record(verb *v, void *self, dli_archive *archive, dli_record *record,
                             dl_error *err)
{
    (void)v;
    return dli_archive_out_copy(self, archive, record, err);
}

/* When a file was last changed: the best that is known of when a page was saved. */
static dl_str time_of_file(dli_arena *arena, dl_str file)
{
    struct stat about;
    dli_buf out;
    dl_str path = dli_arena_copy(arena, file);

    if (path.len == 0 || stat(path.ptr, &about) != 0)
        return (dl_str){ "", 0 };
    dli_buf_init(&out, arena);
    dli_when_print(&out, dli_when_from_seconds(about.st_mtime));
    return dli_buf_str(&out);
}

static dl_status write_page(verb *v, dli_archive_out *out, dli_arena *arena, const dli_job *job,
                            dl_error *err)
{
    dl_str url = cli_value(v->args, OPT_URL), captured = cli_value(v->args, OPT_CAPTURED);
    dli_capture page = { .url = job->options.url.len > 0 ? job->options.url : url,
                         .captured =
                             job->options.captured.len > 0 ? job->options.captured : captured,
                         .charset = job->options.charset.len > 0
                                        ? job->options.charset
                                        : cli_value(v->args, OPT_CHARSET) };

    if (page.captured.len == 0)
        page.captured = time_of_file(arena, job->options.file);
    DLI_TRY(dli_bytes_unpack(arena, job->bytes, &page.bytes, err));
    return dli_archive_out_page(out, &page, err);
}

/* One page; what is wrong with it is said. */
static void write_job(verb *v, dli_archive_out *out, dli_arena *arena, const dli_job *job)
{
    dl_error err = job->error;
    dl_status status = job->given ? err.status : write_page(v, out, arena, job, &err);

    v->good += status == DL_OK;
    if (status == DL_OK)
        return;
    dli_error_where(&err, "%.*s", DLI_ARG(job->options.file));
    fail(v, &err);
    v->over = !job->given && !dli_archive_goes_on(status);
}

static void write_pages(verb *v, dli_archive_out *out, const char *path)
{
    dli_inputs *inputs = dli_inputs_open(&path, 1, DL_INPUT_AUTO, DLI_ARCHIVES_NEVER, NULL);
    dli_arena arena;
    dli_job job;

    dli_arena_init(&arena, DL_MAX_SOURCE_BYTES * 4);
    while (inputs != NULL && !v->over && dli_inputs_next(inputs, &arena, &job)) {
        write_job(v, out, &arena, &job);
        dli_arena_reset(&arena);
    }
    dli_inputs_close(inputs);
    dli_arena_done(&arena);
}

static void write_operand(verb *v, dli_archive_out *out, const char *path)
{
    dl_error err = { 0 };
    dli_archive *archive;
    dl_str rest;
    dli_arena arena;

    dli_arena_init(&arena, DL_MAX_SOURCE_BYTES * 4);
    dl_status status = dli_archive_open(path, DLI_ARCHIVE_AUTO, &arena, DL_MAX_SOURCE_BYTES,
                                        &archive, &rest, &err);
    if (status != DL_OK) {
        fail(v, &err);
    } else if (archive != NULL) {
        walk(v, path, archive, out, copy_record);
        dli_archive_close(archive);
    } else if (rest.ptr != NULL) {
        dli_job job = { .bytes = rest, .options = { .file = dli_str(path) } };
        write_job(v, out, &arena, &job);
    } else {
        write_pages(v, out, path);
    }
    dli_arena_done(&arena);
}

static int run_write(verb *v)
{
    dl_error err = { 0 };
    dli_archive_out *out;

    if (!cli_has(v->args, OPT_OUTPUT)) {
        cli_complain_usage("no archive to write was named (give one with -o FILE)");
        return CLI_USAGE;
    }
    if (dli_archive_out_open(v->args->value[OPT_OUTPUT], &out, &err) != DL_OK) {
        cli_complain(&err);
        return err.status == DL_ERR_USAGE ? CLI_USAGE : CLI_OUTPUT;
    }
    for (size_t i = 1; i < v->args->count && !v->over; i++)
        write_operand(v, out, v->args->operands[i]);
    if (dli_archive_out_close(out, v->good > 0 && !v->over, &err) != DL_OK) {
        cli_complain(&err);
        return CLI_OUTPUT;
    }
    if (v->over)
        return CLI_OUTPUT;
    if (!cli_has(v->args, OPT_QUIET))
        (void)fprintf(stderr, "%zu records and pages written, %zu failed\n", v->good, v->bad);
    return exit_of(v);
}

/* ---- All of them --------------------------------------------------------------------------- */

int cmd_archive(const cli_args *args)
{
    static int (*const verbs[])(verb *, cli_out *) = { run_index, run_check, run_extract };
    static const char *const names[] = { "index", "check", "extract" };
    verb v = { .args = args, .status = DL_OK };
    dl_str name = args->count > 0 ? dli_str(args->operands[0]) : DL_STR("");
    cli_out out;

    if (args->count > 0 && args->count < 2) {
        cli_complain_usage("no archive was given");
        return CLI_USAGE;
    }
    if (dli_eq(name, DL_STR("write")))
        return run_write(&v);
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        if (!dli_eq(name, dli_str(names[i])))
            continue;
        if (!cli_out_open(args, &out))
            return CLI_OUTPUT;
        return cli_out_close(&out, verbs[i](&v, &out));
    }
    cli_complain_usage("'%.*s' is not index, check, extract or write", (int)name.len, name.ptr);
    return CLI_USAGE;
}
