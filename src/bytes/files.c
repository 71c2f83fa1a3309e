/* files.c -- whole files into an arena. */
#include "bytes.h"

#include "base/buf.h"
#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    PIECE = 64 * 1024
};

/* The last system call failed: say so in words. */
static dl_status refused(dl_error *err, int code)
{
    switch (code) {
    case ENOENT:
    case ENOTDIR:
        return dli_fail(err, DL_ERR_IO, 0, "check the name", "there is no such file");
    case EACCES:
    case EPERM:
        return dli_fail(err, DL_ERR_IO, 0, "allow reading it, or run as its owner",
                        "it may not be read");
    case EISDIR:
        return dli_fail(err, DL_ERR_IO, 0, "name a file in it", "it is a folder, not a file");
    case ENOMEM:
        return dli_no_memory(err);
    default:
        return dli_fail(err, DL_ERR_IO, 0, "see to the disk or the network it is on",
                        "it cannot be read: %s", strerrordesc_np(code));
    }
}

bool dli_file_is_there(const char *path)
{
    return access(path, F_OK) == 0;
}

static dl_status too_large(dl_error *err, size_t max)
{
    return dli_fail(err, DL_ERR_LIMIT, max, "split it, or leave it out",
                    "it is over the limit of %zu bytes", max);
}

/* Read to the end; a file may have grown or shrunk since its size was asked. */
static dl_status read_all(int file, size_t expected, size_t max, dli_buf *out, dl_error *err)
{
    for (;;) {
        size_t want = out->len < expected ? expected - out->len : PIECE;
        char *room = dli_buf_room(out, want + 1);
        if (room == NULL)
            return dli_no_memory(err);
        ssize_t got = read(file, room, want + 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return refused(err, errno);
        if (got == 0)
            return DL_OK;
        out->len += (size_t)got;
        if (out->len > max)
            return too_large(err, max);
    }
}

static dl_status read_file(int file, size_t max, dli_buf *out, dl_error *err)
{
    struct stat about;

    if (fstat(file, &about) != 0)
        return refused(err, errno);
    if (S_ISDIR(about.st_mode))
        return refused(err, EISDIR);
    size_t size = S_ISREG(about.st_mode) && about.st_size > 0 ? (size_t)about.st_size : 0;
    if (size > max)
        return dli_fail(err, DL_ERR_LIMIT, max, "split it, or leave it out",
                        "it has %zu bytes; the limit is %zu", size, max);
    return read_all(file, size, max, out, err);
}

dl_status dli_file_read(dli_arena *arena, const char *path, size_t max, dl_str *out,
                        dl_error *err)
{
    bool standard = strcmp(path, "-") == 0;
    int file = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    dli_buf buf;
    dl_status status;

    *out = (dl_str){ "", 0 };
    dli_buf_init(&buf, arena);
    status = file < 0 ? refused(err, errno) : read_file(file, max, &buf, err);
    if (file >= 0 && !standard)
        (void)close(file);
    if (status != DL_OK) {
        dli_error_where(err, "%s", standard ? "standard input" : path);
        return status;
    }
    *out = dli_buf_str(&buf);
    return DL_OK;
}
