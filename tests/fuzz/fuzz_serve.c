/* fuzz_serve.c -- any bytes as the head of a request.
 *
 * What passes the gate has one Host of ours, no body, and a path that stays inside; what
 * does not is refused with a reason.
 */
#include "serve/gate.h"

#include <stdlib.h>

#define MUST(condition)                                                                        \
    do {                                                                                       \
        if (!(condition))                                                                      \
            abort();                                                                           \
    } while (0)

static const dli_gate_rules at_8080 = { .port = 8080, .owner = true };

static size_t count_nocase(dl_str text, dl_str words)
{
    size_t count = 0;

    for (size_t at = 0; (at = dli_find_nocase(text, words, at)) != DLI_NONE; at++)
        count++;
    return count;
}

static void check_passed(dl_str head, const dli_request *request)
{
    MUST(dli_starts(request->path, DL_STR("/")) && !dli_starts(request->path, DL_STR("//")));
    MUST(dli_find(request->path, DL_STR(".."), 0) == DLI_NONE);
    for (size_t i = 0; i < request->path.len; i++)
        MUST(request->path.ptr[i] > 0x20 && strchr("%\\?#", request->path.ptr[i]) == NULL);
    MUST(count_nocase(head, DL_STR("\nhost:")) == 1);
    MUST(count_nocase(head, DL_STR("\ntransfer-encoding:")) == 0);
    MUST(dli_ends(head, DL_STR("\r\n\r\n")));
    MUST(dli_find_byte(head, 0, 0) == DLI_NONE);
    for (size_t at = 0; (at = dli_find_byte(head, '\n', at)) != DLI_NONE; at++)
        MUST(head.ptr[at - 1] == '\r');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dl_str head = { size > 0 ? (const char *)data : "", size };
    dl_error err = { .status = DL_OK };
    dli_request request;
    size_t end = dli_gate_end(head);

    MUST(end == DLI_NONE || end <= size);
    if (end != DLI_NONE)
        head.len = end;
    unsigned status = dli_gate(head, &at_8080, &request, &err);
    if (status == 200)
        check_passed(head, &request);
    else
        MUST(status >= 400 && status < 600 && err.what[0] != 0 && err.fix[0] != 0);
    return 0;
}
