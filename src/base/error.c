/* error.c -- say what went wrong, where, and how to mend it. */
#include "error.h"

#include "utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* One line that does nothing to a terminal, whatever was quoted: control characters,
 * C1's (C2 80 to C2 9F) included, become question marks. */
static void make_plain(char *s)
{
    for (; *s != 0; s++) {
        unsigned char c = (unsigned char)*s, next = (unsigned char)s[1];
        if (c < 0x20 || c == 0x7F)
            *s = '?';
        else if (c == 0xC2 && next >= 0x80 && next < 0xA0)
            s[0] = s[1] = '?';
    }
}

/* Print into a fixed field, cut at a whole character. */
__attribute__((format(printf, 3, 0))) static void print_field(char *field, size_t size,
                                                              const char *format, va_list args)
{
    int len = vsnprintf(field, size, format, args);

    if (len < 0)
        field[0] = 0;
    else if ((size_t)len >= size)
        field[dli_utf8_cut(field, size - 1)] = 0;
    dli_utf8_mend(field, strlen(field));
    make_plain(field);
}

dl_status dli_fail(dl_error *err, dl_status status, uint64_t offset, const char *fix,
                   const char *what, ...)
{
    va_list args;

    if (err == NULL)
        return status;
    *err = (dl_error){ .status = status, .offset = offset };
    va_start(args, what);
    print_field(err->what, sizeof err->what, what, args);
    va_end(args);
    (void)snprintf(err->fix, sizeof err->fix, "%s", fix);
    return status;
}

dl_status dli_no_memory(dl_error *err)
{
    return dli_fail(err, DL_ERR_NOMEM, 0,
                    "give the program more memory, or leave this page out",
                    "the memory set aside for this page is spent");
}

void dli_error_where(dl_error *err, const char *where, ...)
{
    va_list args;

    if (err == NULL || err->where[0] != 0)
        return;
    va_start(args, where);
    print_field(err->where, sizeof err->where, where, args);
    va_end(args);
}
