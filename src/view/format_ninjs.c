/* format_ninjs.c -- an item a line as IPTC ninjs 1.4 (docs/formats/exports.md).
 *
 * Only what ninjs has a property for, under the name it has there; times only where the page
 * gives one whole, because ninjs wants a date-time.
 */
#include "base/json_write.h"
#include "base/when.h"
#include "view/format.h"

static dl_str get(dli_view_job *job, uint32_t value, const char *key)
{
    return dli_record_get_words(&job->json, value, key, job->scratch);
}

static void add_time(dli_view_job *job, const char *key, dl_str time)
{
    dli_when when;
    dli_buf text;

    if (!dli_when_parse(time, &when) || when.year <= 0 || when.precision < DLI_WHEN_MINUTE ||
        !when.zoned)
        return;
    when.precision = DLI_WHEN_SECOND;
    dli_buf_init(&text, job->scratch);
    dli_when_print(&text, when);
    dli_json_member(job->out, key, dli_buf_str(&text));
}

/* Entities of a type as [{"name":…}]. */
static void add_names(dli_view_job *job, uint32_t item, const char *key, const char *type)
{
    bool any = false;

    for (uint32_t e = dli_record_list(&job->json, item, "entities"); e != 0;
         e = dli_json_at(&job->json, e)->next) {
        dl_str name = get(job, e, "name");
        if (!dli_eq(get(job, e, "type"), dli_str(type)) || name.len == 0)
            continue;
        if (!any) {
            dli_json_key(job->out, key);
            dli_json_open(job->out, '[');
        }
        any = true;
        dli_json_open(job->out, '{');
        dli_json_member(job->out, "name", name);
        dli_json_member(job->out, "rel", DL_STR("mentioned"));
        dli_json_close(job->out, '}');
    }
    if (any)
        dli_json_close(job->out, ']');
}

static void add_subjects(dli_view_job *job, uint32_t item)
{
    dl_str section = get(job, item, "articleSection");

    if (section.len == 0)
        return;
    dli_json_key(job->out, "subject");
    dli_json_open(job->out, '[');
    dli_json_open(job->out, '{');
    dli_json_member(job->out, "name", section);
    dli_json_close(job->out, '}');
    dli_json_close(job->out, ']');
}

/* "altids": other names of the item; ours is its address. */
static void add_address(dli_view_job *job)
{
    dl_str url = get(job, 1, "canonicalUrl");

    if (url.len == 0)
        url = get(job, 1, "url");
    if (url.len == 0)
        return;
    dli_json_key(job->out, "altids");
    dli_json_open(job->out, '{');
    dli_json_member(job->out, "url", url);
    dli_json_close(job->out, '}');
}

static void add_item(dli_view_job *job, uint32_t item)
{
    dli_buf *out = job->out;
    uint32_t terms = dli_json_get(&job->json, 1, "terms");
    dl_str body = get(job, item, "articleBody");

    dli_json_open(out, '{');
    dli_json_member(out, "uri", get(job, item, "id"));
    dli_json_member(out, "type", DL_STR("text"));
    dli_json_member(out, "representationtype", DL_STR("complete"));
    dli_json_member(out, "language", get(job, item, "inLanguage"));
    add_time(job, "firstcreated", get(job, item, "datePublished"));
    add_time(job, "versioncreated", get(job, item, "dateModified"));
    dli_json_member(out, "headline", get(job, item, "headline"));
    dli_json_member(out, "byline", dli_credits(&job->json, item, job->scratch));
    dli_json_member(out, "located",
                    get(job, dli_json_get(&job->json, item, "dateline"), "place"));
    dli_json_member(out, "description_text", get(job, item, "abstract"));
    dli_json_member(out, "body_text", body);
    add_subjects(job, item);
    add_names(job, item, "person", "PER");
    add_names(job, item, "organisation", "ORG");
    add_names(job, item, "place", "LOC");
    dli_json_member(out, "source", get(job, 1, "publisher"));
    dli_json_member(out, "usageterms", get(job, terms, "text"));
    add_address(job);
    dli_json_close(out, '}');
    dli_buf_byte(out, '\n');
    job->view->count++;
}

static void page(dli_view_job *job)
{
    for (uint32_t item = dli_record_list(&job->json, 1, "items"); item != 0;
         item = dli_json_at(&job->json, item)->next)
        add_item(job, item);
}

const dli_format_code dli_format_ninjs = { .page = page };
