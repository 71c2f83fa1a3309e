/* format_geojson.c -- incidents whose place is known, as GeoJSON (RFC 7946): a point each.
 *
 * Properties have the record's names; a figure is an object of the record as it is. Nothing is
 * added up, and an incident without coordinates is left out.
 */
#include "base/json_write.h"
#include "view/format.h"

static void begin(dli_view *view, dli_buf *out)
{
    (void)view;
    dli_buf_add(out, DL_STR("{\"type\":\"FeatureCollection\",\"features\":["));
}

static void end(dli_view *view, dli_buf *out)
{
    dli_buf_add(out, view->count > 0 ? DL_STR("\n]}\n") : DL_STR("]}\n"));
}

static dl_str get(dli_view_job *job, uint32_t value, const char *key)
{
    return dli_record_get_words(&job->json, value, key, job->scratch);
}

/* The digits of a number as the record has them, empty if it is none. */
static dl_str number(dli_view_job *job, uint32_t value, const char *key)
{
    uint32_t member = dli_json_get(&job->json, value, key);

    return dli_json_is(&job->json, member, DLI_JSON_NUMBER)
               ? dli_cut(job->json.text, dli_json_at(&job->json, member)->at)
               : (dl_str){ "", 0 };
}

/* A member as it stands in the record. */
static void raw(dli_view_job *job, uint32_t value, const char *key)
{
    uint32_t member = dli_json_get(&job->json, value, key);

    if (!dli_json_is(&job->json, member, DLI_JSON_ARRAY))
        return;
    dli_json_key(job->out, key);
    dli_json_raw(job->out, dli_cut(job->json.text, dli_json_at(&job->json, member)->at));
}

static void properties(dli_view_job *job, uint32_t item, uint32_t incident)
{
    static const char *const keys[] = {
        "type", "status", "place", "actors", "target", "source"
    };
    dli_buf *out = job->out;
    uint32_t date = dli_json_get(&job->json, incident, "date");

    dli_json_open(out, '{');
    dli_json_member(out, "item", get(job, item, "id"));
    dli_json_member(out, "headline", get(job, item, "headline"));
    dli_json_member(out, "url", get(job, 1, "url"));
    dli_json_member(out, "publisher", get(job, 1, "publisher"));
    dli_json_member(out, "date", get(job, date, "value"));
    dli_json_member(out, "datePrecision", get(job, date, "precision"));
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        dli_json_member(out, keys[i], get(job, incident, keys[i]));
    dli_json_member(out, "placePrecision",
                    get(job, dli_json_get(&job->json, incident, "place"), "precision"));
    raw(job, incident, "figures");
    raw(job, incident, "at");
    dli_json_close(out, '}');
}

static void add_incident(dli_view_job *job, uint32_t item, uint32_t incident)
{
    uint32_t place = dli_json_get(&job->json, incident, "place");
    dl_str lat = number(job, place, "lat"), lon = number(job, place, "lon");
    dli_buf *out = job->out;

    if (lat.len == 0 || lon.len == 0)
        return;
    dli_buf_add(out, job->view->count++ > 0 ? DL_STR(",\n") : DL_STR("\n"));
    dli_json_open(out, '{');
    dli_json_member(out, "type", DL_STR("Feature"));
    dli_json_member(out, "id", get(job, incident, "id"));
    dli_json_key(out, "geometry");
    dli_buf_add(out, DL_STR("{\"type\":\"Point\",\"coordinates\":["));
    dli_buf_add(out, lon);
    dli_buf_byte(out, ',');
    dli_buf_add(out, lat);
    dli_buf_add(out, DL_STR("]}"));
    dli_json_key(out, "properties");
    properties(job, item, incident);
    dli_json_close(out, '}');
}

static void page(dli_view_job *job)
{
    for (uint32_t item = dli_record_list(&job->json, 1, "items"); item != 0;
         item = dli_json_at(&job->json, item)->next)
        for (uint32_t i = dli_record_list(&job->json, item, "incidents"); i != 0;
             i = dli_json_at(&job->json, i)->next)
            add_incident(job, item, i);
}

const dli_format_code dli_format_geojson = { begin, page, end };
