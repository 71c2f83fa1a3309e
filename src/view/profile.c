/* profile.c -- a record with the keys of another tool (profile.def): one flat object a
 * page, of its first item and its main text. What is not known is null or an empty list. */
#include "base/json_write.h"
#include "view/format.h"

enum {
    DAY_BYTES = 10
}; /* 2024-03-05 */

typedef enum shape {
    TEXT,      /* a string                                     */
    JOINED,    /* a string of all, parted by "; "              */
    LIST,      /* all, as strings                              */
    DAY,       /* the day of a time                            */
    HOST,      /* the host of an address, without "www."       */
    FIRST_URL, /* the address of the first picture             */
    URLS,      /* the addresses of all pictures                */
} shape;

typedef enum origin {
    PAGE,
    ITEM
} origin;

static const struct {
    dli_profile profile;
    const char *key;
    origin from;
    const char *path;
    shape shape;
} keys[] = {
#define KEY(profile, key, from, path, shape) { DLI_PROFILE_##profile, key, from, path, shape },
#include "view/profile.def"
#undef KEY
};

bool dli_profile_find(dl_str name, dli_profile *profile)
{
    static const char *const names[] = { [DLI_PROFILE_dateline] = "dateline",
                                         [DLI_PROFILE_trafilatura] = "trafilatura",
                                         [DLI_PROFILE_newspaper] = "newspaper" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (dli_eq(name, dli_str(names[i]))) {
            *profile = (dli_profile)i;
            return true;
        }
    return false;
}

/* The site of an address, as other tools name it. */
static dl_str site_of(dl_str url)
{
    dl_str host = dli_host_of(url);

    return dli_starts_nocase(host, DL_STR("www.")) ? dli_from(host, 4) : host;
}

static void write_string(dli_buf *out, dl_str s)
{
    if (s.len > 0)
        dli_json_string(out, s);
    else
        dli_json_raw(out, DL_STR("null"));
}

/* The elements of a list, or of pictures their addresses, as a list or joined. */
static void write_list(dli_view_job *job, uint32_t value, shape how)
{
    const dli_json *json = &job->json;
    dli_buf joined;

    dli_buf_init(&joined, job->scratch);
    if (how != JOINED)
        dli_json_open(job->out, '[');
    for (uint32_t v = dli_json_is(json, value, DLI_JSON_ARRAY) ? dli_json_at(json, value)->first
                                                               : 0;
         v != 0; v = dli_json_at(json, v)->next) {
        dl_str words = how == URLS ? dli_record_get_words(json, v, "url", job->scratch)
                                   : dli_record_words(json, v, job->scratch);
        if (words.len == 0)
            continue;
        if (how != JOINED) {
            dli_json_string(job->out, words);
            continue;
        }
        if (joined.len > 0)
            dli_buf_add(&joined, DL_STR("; "));
        dli_buf_add(&joined, words);
    }
    if (how != JOINED)
        dli_json_close(job->out, ']');
    else
        write_string(job->out, dli_buf_str(&joined));
}

static dl_str first_url(dli_view_job *job, uint32_t value)
{
    const dli_json *json = &job->json;

    if (!dli_json_is(json, value, DLI_JSON_ARRAY) || dli_json_at(json, value)->first == 0)
        return DL_STR("");
    return dli_record_get_words(json, dli_json_at(json, value)->first, "url", job->scratch);
}

void dli_profile_write(dli_view_job *job)
{
    const dli_json *json = &job->json; /* may be empty where the record stays as it is */

    if (job->view->profile == DLI_PROFILE_dateline || dli_json_get(json, 1, "error") != 0) {
        dli_buf_add(job->out, job->record);
        return;
    }
    uint32_t item = dli_record_list(json, 1, "items");
    dli_json_open(job->out, '{');
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (keys[i].profile != job->view->profile)
            continue;
        uint32_t root = keys[i].from == PAGE ? 1 : item;
        uint32_t value = root != 0 && keys[i].path[0] != 0
                             ? dli_record_path(json, root, dli_str(keys[i].path))
                             : 0;
        dl_str words = value != 0 ? dli_record_words(json, value, job->scratch) : DL_STR("");
        dli_json_key(job->out, keys[i].key);
        switch (keys[i].shape) {
        case TEXT:
            write_string(job->out, words);
            break;
        case DAY:
            write_string(job->out,
                         dli_slice(words, 0, words.len < DAY_BYTES ? words.len : DAY_BYTES));
            break;
        case HOST:
            write_string(job->out, site_of(words));
            break;
        case FIRST_URL:
            write_string(job->out, first_url(job, value));
            break;
        case JOINED:
        case LIST:
        case URLS:
            write_list(job, value, keys[i].shape);
            break;
        }
    }
    dli_json_close(job->out, '}');
}
