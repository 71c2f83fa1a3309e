/* cmd_export.c -- the store, or what a query finds in it, for others.
 *
 * With --output a manifest stands beside the file: what was asked, how much there is, what was
 * left out and why, and the SHA-256 of the file. No clock is in it: equal stores give equal
 * exports.
 */
#include "cli/commands.h"
#include "cli/items.h"

#include "archive/archive.h"
#include "base/digest.h"
#include "base/json_write.h"
#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum {
    MEMORY = 16 << 20,
    PIECE = 1 << 20
};

typedef struct sink {
    int fd;
    const char *name;
} sink;

static dl_status write_out(void *self, dl_str bytes, dl_error *err)
{
    const sink *to = self;

    while (bytes.len > 0) {
        ssize_t n = write(to->fd, bytes.ptr, bytes.len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            *err = (dl_error){ .status = DL_ERR_IO };
            (void)snprintf(err->where, sizeof err->where, "%s", to->name);
            (void)snprintf(err->what, sizeof err->what, "cannot be written: %s",
                           strerrordesc_np(errno));
            (void)snprintf(err->fix, sizeof err->fix, "make room, then run it again");
            return DL_ERR_IO;
        }
        bytes = dli_from(bytes, (size_t)n);
    }
    return DL_OK;
}

/* ---- What is asked --------------------------------------------------------------- */

static bool read_purpose(const cli_args *args, dli_purpose *purpose)
{
    *purpose = DLI_PURPOSE_OWN;
    if (!cli_has(args, OPT_PURPOSE))
        return true;
    for (size_t i = 1; i < DLI_PURPOSES; i++)
        if (dli_eq(cli_value(args, OPT_PURPOSE), dli_str(dli_purpose_names[i]))) {
            *purpose = (dli_purpose)i;
            return true;
        }
    cli_complain_usage("--purpose is '%s', not research, training or publication",
                       args->value[OPT_PURPOSE]);
    return false;
}

/* By --format, else by the ending of --output, else jsonl; an archive by its ending only. */
static bool read_format(const cli_args *args, dli_export *export)
{
    dl_str name = cli_value(args, OPT_OUTPUT);

    export->format = DLI_FORMAT_jsonl;
    if (!cli_has(args, OPT_FORMAT) && dli_archive_out_named(name)) {
        export->archive = args->value[OPT_OUTPUT];
        return true;
    }
    for (int i = 0; i < DLI_FORMAT_COUNT; i++) {
        dl_str ending = dli_str(dli_format_of((dli_format)i)->ending);
        if (name.len > ending.len + 1 && dli_ends(name, ending) &&
            name.ptr[name.len - ending.len - 1] == '.') {
            export->format = (dli_format)i;
            break;
        }
    }
    return cli_format(args, &export->format);
}

/* ---- The manifest ------------------------------------------------------------------ */

static bool digest_file(const char *path, char hex[65], uint64_t *bytes)
{
    dli_hasher *hasher = dli_hasher_new(DLI_DIGEST_SHA256);
    static const char none[1] = "";
    uint8_t digest[32];
    dli_arena memory;
    ssize_t n = -1;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

    dli_arena_init(&memory, MEMORY);
    char *piece = dli_arena_take(&memory, PIECE);
    *bytes = 0;
    while (fd >= 0 && piece != NULL && (n = read(fd, piece, PIECE)) > 0) {
        dli_hasher_add(hasher, (dl_str){ piece, (size_t)n });
        *bytes += (uint64_t)n;
    }
    dli_hasher_add(hasher, (dl_str){ none, 0 });
    dli_hasher_end(hasher, digest);
    dli_hex(digest, sizeof digest, hex);
    if (fd >= 0)
        (void)close(fd);
    dli_arena_done(&memory);
    return n == 0;
}

static void write_counts(dli_buf *out, const dli_export_counts *counts)
{
    dli_json_key(out, "captures");
    dli_json_u64(out, counts->captures);
    dli_json_key(out, "items");
    dli_json_u64(out, counts->items);
    dli_json_key(out, "leftOut");
    dli_json_open(out, '[');
    for (size_t i = 0; i < DLI_LEFT_OUT_COUNT; i++) {
        if (counts->left_out[i] == 0)
            continue;
        dli_json_open(out, '{');
        dli_json_member(out, "why", dli_str(dli_left_out_names[i]));
        dli_json_key(out, "count");
        dli_json_u64(out, counts->left_out[i]);
        dli_json_close(out, '}');
    }
    dli_json_close(out, ']');
}

static dl_str base_name(dl_str path)
{
    size_t from = path.len;

    while (from > 0 && path.ptr[from - 1] != '/')
        from--;
    return dli_from(path, from);
}

static void write_manifest_json(dli_buf *out, const dli_export *export,
                                const dli_export_counts *counts, const char *path,
                                const char *hex, uint64_t bytes)
{
    dli_json_open(out, '{');
    dli_json_key(out, "manifest");
    dli_json_u64(out, 1);
    dli_json_member(out, "dateline", DL_STR(DL_VERSION));
    dli_json_key(out, "record");
    dli_json_u64(out, DL_RECORD_VERSION);
    dli_json_member(out, "query", export->query);
    dli_json_member(out, "purpose", dli_str(dli_purpose_names[export->purpose]));
    dli_json_member(out, "format",
                    export->archive != NULL ? DL_STR("web archive")
                                            : dli_str(dli_format_of(export->format)->name));
    write_counts(out, counts);
    dli_json_key(out, "files");
    dli_json_open(out, '[');
    dli_json_open(out, '{');
    dli_json_member(out, "name", base_name(dli_str(path)));
    dli_json_key(out, "bytes");
    dli_json_u64(out, bytes);
    dli_json_member(out, "sha256", dli_str(hex));
    dli_json_close(out, '}');
    dli_json_close(out, ']');
    dli_json_close(out, '}');
    dli_buf_byte(out, '\n');
}

/* A file of ours that was not there before; -1 with the line said. */
static int make_file(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);

    if (fd < 0)
        cli_complain_usage("%s: cannot be made: %s (name a file that is not there yet)", path,
                           strerrordesc_np(errno));
    return fd;
}

static int write_manifest(const dli_export *export, const dli_export_counts *counts,
                          const char *path)
{
    dli_arena memory;
    dli_buf name, text;
    dl_error err = { 0 };
    char hex[65];
    uint64_t bytes;

    dli_arena_init(&memory, MEMORY);
    dli_buf_init(&name, &memory);
    dli_buf_init(&text, &memory);
    dli_buf_print(&name, "%s.manifest.json", path);
    dli_buf_byte(&name, 0);
    int status = CLI_OUTPUT;
    if (!digest_file(path, hex, &bytes) || name.failed)
        cli_complain_usage("%s: cannot be read again", path);
    else {
        sink to = { make_file(name.ptr), name.ptr };
        write_manifest_json(&text, export, counts, path, hex, bytes);
        if (to.fd >= 0 && write_out(&to, dli_buf_str(&text), &err) == DL_OK)
            status = CLI_DONE;
        else if (to.fd >= 0)
            cli_complain(&err);
        if (to.fd >= 0 && close(to.fd) != 0)
            status = CLI_OUTPUT;
    }
    dli_arena_done(&memory);
    return status;
}

/* ---- All of it ------------------------------------------------------------------------ */

static void summary(const dli_export_counts *counts)
{
    (void)fprintf(stderr, "%llu captures, %llu items", (unsigned long long)counts->captures,
                  (unsigned long long)counts->items);
    for (size_t i = 0; i < DLI_LEFT_OUT_COUNT; i++)
        if (counts->left_out[i] > 0)
            (void)fprintf(stderr, "; left out, %s: %llu", dli_left_out_names[i],
                          (unsigned long long)counts->left_out[i]);
    (void)fprintf(stderr, "\n");
}

static int run(const cli_args *args, dli_store *store, dli_export *export)
{
    const char *path = args->value[OPT_OUTPUT];
    sink to = { STDOUT_FILENO, "standard output" };
    dli_export_counts counts;
    dl_error err = { 0 };

    if (path != NULL && export->archive == NULL) {
        to = (sink){ make_file(path), path };
        if (to.fd < 0)
            return CLI_OUTPUT;
    }
    export->self = &to;
    export->write = write_out;
    dl_status status = dli_store_export(store, export, &counts, &err);
    bool closed = to.fd == STDOUT_FILENO || close(to.fd) == 0;
    if (status != DL_OK) {
        if (path != NULL && to.fd != STDOUT_FILENO)
            (void)unlink(path); /* what is there is whole */
        if (err.status == DL_ERR_USAGE)
            return cli_complain_query(&err, export->query);
        cli_complain(&err);
        return err.status == DL_ERR_IO ? CLI_OUTPUT : cli_status_of(&err);
    }
    if (!cli_has(args, OPT_QUIET))
        summary(&counts);
    if (!closed)
        return CLI_OUTPUT;
    return path == NULL ? CLI_DONE : write_manifest(export, &counts, path);
}

int cmd_export(const cli_args *args)
{
    dli_export export = { .raw = cli_has(args, OPT_RAW) };
    dli_arena memory;
    int status;

    if (!read_purpose(args, &export.purpose) || !read_format(args, &export))
        return CLI_USAGE;
    dli_store *store = cli_store_open(args, &status);
    if (store == NULL)
        return status;
    dli_arena_init(&memory, MEMORY);
    export.query = cli_operands(args, &memory);
    status = run(args, store, &export);
    dli_arena_done(&memory);
    dli_store_close(store);
    return status;
}
