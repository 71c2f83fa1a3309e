/* table.h -- for unit tests that walk a table: fail with the case's sentence. */
#ifndef TABLE_H
#define TABLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define HOLDS(condition, name)                                                                 \
    do {                                                                                       \
        if (!(condition))                                                                      \
            fail_msg("%s: %s", (name), #condition);                                            \
    } while (0)

/* A dl_str of a literal that may hold zero bytes, in a static table. */
#define BYTES(literal)                                                                         \
    {                                                                                          \
        "" literal, sizeof(literal) - 1                                                        \
    }

#define COUNT(table) (sizeof(table) / sizeof *(table))

#endif
