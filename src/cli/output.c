/* output.c -- results to standard output, talk to standard error. */
#include "cli/cli.h"

#include "base/str.h"
#include "view/view.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Say a line, escaped for terminals. */
static void say(dl_str line)
{
    dli_arena arena;
    dli_buf out;

    dli_arena_init(&arena, 1 << 20);
    dli_buf_init(&out, &arena);
    dli_buf_add(&out, DL_STR("dateline: "));
    dli_terminal_add(&out, line);
    dli_buf_byte(&out, '\n');
    dl_str bytes = dli_buf_str(&out);
    while (bytes.len > 0) {
        ssize_t n = write(STDERR_FILENO, bytes.ptr, bytes.len);
        if (n <= 0)
            break;
        bytes = dli_from(bytes, (size_t)n);
    }
    dli_arena_done(&arena);
}

void cli_complain(const dl_error *error)
{
    char line[512];
    int len = snprintf(
        line, sizeof line, "%s%s%s%s%s%s", error->where, error->where[0] != 0 ? ": " : "",
        error->what, error->fix[0] != 0 ? " (" : "", error->fix, error->fix[0] != 0 ? ")" : "");

    say((dl_str){ line, len < 0                     ? 0
                        : (size_t)len < sizeof line ? (size_t)len
                                                    : sizeof line - 1 });
}

void cli_complain_usage(const char *format, ...)
{
    char line[512];
    va_list args;

    va_start(args, format);
    int len = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    say((dl_str){ line, len < 0                     ? 0
                        : (size_t)len < sizeof line ? (size_t)len
                                                    : sizeof line - 1 });
}

int cli_status_of(const dl_error *error)
{
    switch (error->status) {
    case DL_OK:
        return CLI_DONE;
    case DL_ERR_USAGE:
        return CLI_USAGE;
    case DL_ERR_STORE:
        return CLI_STORE;
    case DL_ERR_TERMS:
        return CLI_TERMS;
    case DL_ERR_NOMEM:
    case DL_ERR_IO:
    case DL_ERR_FORMAT:
    case DL_ERR_LIMIT:
    case DL_ERR_MODEL:
        break;
    }
    return CLI_NOTHING;
}

bool cli_out_open(const cli_args *args, cli_out *out)
{
    *out = (cli_out){ .fd = STDOUT_FILENO, .name = "standard output" };
    if (!cli_has(args, OPT_OUTPUT))
        return true;
    out->name = args->value[OPT_OUTPUT];
    out->fd = open(out->name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (out->fd >= 0)
        return true;
    cli_complain_usage("%s: cannot be written: %s (check the folder and the rights on it)",
                       out->name, strerrordesc_np(errno));
    return false;
}

void cli_out_write(cli_out *out, dl_str bytes)
{
    while (bytes.len > 0 && !out->failed) {
        ssize_t n = write(out->fd, bytes.ptr, bytes.len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            out->failed = true;
            cli_complain_usage("%s: cannot be written: %s (make room, then run it again)",
                               out->name, strerrordesc_np(errno));
            return;
        }
        bytes = dli_from(bytes, (size_t)n);
    }
}

int cli_out_close(cli_out *out, int status)
{
    if (out->fd != STDOUT_FILENO && close(out->fd) != 0 && !out->failed) {
        out->failed = true;
        cli_complain_usage("%s: cannot be written: %s", out->name, strerrordesc_np(errno));
    }
    return out->failed ? CLI_OUTPUT : status;
}

bool cli_format(const cli_args *args, dli_format *format)
{
    char names[256];
    size_t len = 0;

    if (!cli_has(args, OPT_FORMAT) || dli_format_find(cli_value(args, OPT_FORMAT), format))
        return true;
    for (int i = 0; i < DLI_FORMAT_COUNT && len < sizeof names; i++)
        len += (size_t)snprintf(names + len, sizeof names - len, "%s%s",
                                i == 0                      ? ""
                                : i + 1 == DLI_FORMAT_COUNT ? " or "
                                                            : ", ",
                                dli_format_of((dli_format)i)->name);
    cli_complain_usage("--format is '%s', not %s", args->value[OPT_FORMAT], names);
    return false;
}

bool cli_is_terminal(int fd)
{
    return isatty(fd) == 1;
}

unsigned cli_columns(int fd)
{
    struct winsize size;

    return ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40 ? size.ws_col : 80;
}
