/* outlet.c -- which outlet a page belongs to.
 *
 *   https://www.harbourwire.example/2024/…   harbourwire.example   registrable domain
 *   http://192.0.2.7/news                    192.0.2.7             a host without one
 *   newsroom/harbourwire/ferry.html          harbourwire           no address at all
 *
 * The public suffix list is the one libpsl was built with: the same on every run.
 */
#include "base/str.h"
#include "store/db.h"

#include <curl/curl.h>
#include <errno.h>
#include <libpsl.h>

/* The host of `url` in lower case, or empty. */
static dl_str host_of(dl_str url, dli_arena *arena)
{
    dl_str copy = dli_arena_copy(arena, url), host = { "", 0 };
    CURLU *parsed = url.len == 0 ? NULL : curl_url();
    char *part = NULL, *lower;

    if (parsed != NULL && memchr(copy.ptr, 0, copy.len) == NULL &&
        curl_url_set(parsed, CURLUPART_URL, copy.ptr, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK &&
        curl_url_get(parsed, CURLUPART_HOST, &part, 0) == CURLUE_OK)
        host = dli_arena_copy(arena, dli_str(part));
    curl_free(part);
    curl_url_cleanup(parsed);
    if (host.len == 0)
        return (dl_str){ "", 0 };
    lower = dli_arena_take(arena, host.len + 1);
    for (size_t i = 0; lower != NULL && i < host.len; i++)
        lower[i] = dli_lower(host.ptr[i]);
    return lower == NULL ? (dl_str){ "", 0 } : (dl_str){ lower, host.len };
}

static bool is_address(dl_str host)
{
    size_t i = 0;

    while (i < host.len && (dli_is_digit(host.ptr[i]) || host.ptr[i] == '.'))
        i++;
    return i == host.len || host.ptr[0] == '[';
}

static dl_str folder_of(dl_str file)
{
    size_t end = file.len, start;

    while (end > 0 && file.ptr[end - 1] != '/')
        end--;
    if (end == 0)
        return (dl_str){ "", 0 };
    end--;
    for (start = end; start > 0 && file.ptr[start - 1] != '/';)
        start--;
    dl_str name = dli_slice(file, start, end);
    return dli_eq(name, DL_STR(".")) || dli_eq(name, DL_STR("..")) ? (dl_str){ "", 0 } : name;
}

dl_str dli_outlet_of(const dl_str *urls, size_t count, dl_str file, dli_arena *arena)
{
    dl_str found = { "", 0 };

    errno = 0; /* neither library says surely that it had no memory; this does */
    for (size_t i = 0; i < count && found.len == 0; i++) {
        dl_str host = host_of(urls[i], arena);
        if (host.len == 0)
            continue;
        const char *domain =
            is_address(host) ? NULL : psl_registrable_domain(psl_builtin(), host.ptr);
        found = domain == NULL ? host : dli_str(domain);
    }
    arena->dry = arena->dry || errno == ENOMEM;
    return found.len > 0 ? found : dli_arena_copy(arena, folder_of(file));
}
