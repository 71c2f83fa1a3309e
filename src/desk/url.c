/* url.c -- addresses, by libcurl's URL parser, the one that a fetch would use. */
#include "desk/url.h"

#include "base/str.h"

#include <curl/curl.h>
#include <errno.h>

static bool is_web(dl_str url)
{
    return dli_starts_nocase(url, DL_STR("http://")) ||
           dli_starts_nocase(url, DL_STR("https://"));
}

/* libcurl wants zero-ended strings: one inside would hide what follows it. */
static const char *zero_ended(dli_arena *arena, dl_str s)
{
    return dli_find_byte(s, 0, 0) == DLI_NONE ? dli_arena_copy(arena, s).ptr : "";
}

dl_str dli_url_resolve(dli_arena *arena, dl_str base, dl_str ref)
{
    dl_str result = { "", 0 };
    char *text = NULL;

    ref = dli_trim(ref);
    errno = 0; /* says that there was no memory, whatever libcurl makes of that */
    CURLU *url = curl_url();
    if (url == NULL) {
        arena->dry = true;
        return result;
    }
    bool based =
        base.len > 0 && !is_web(ref) &&
        curl_url_set(url, CURLUPART_URL, zero_ended(arena, dli_trim(base)), 0) == CURLUE_OK;
    if ((based || is_web(ref)) &&
        curl_url_set(url, CURLUPART_URL, zero_ended(arena, ref), CURLU_URLENCODE) ==
            CURLUE_OK &&
        curl_url_get(url, CURLUPART_URL, &text, 0) == CURLUE_OK && is_web(dli_str(text)))
        result = dli_arena_copy(arena, dli_str(text));
    arena->dry = arena->dry || errno == ENOMEM;
    curl_free(text);
    curl_url_cleanup(url);
    return result;
}
