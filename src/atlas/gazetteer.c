/* gazetteer.c -- places and their names, used where they lie in the file.
 *
 *   COUN  countries: two letters, and the number of the capital + 1
 *   PLAC  places, 24 bytes each: countries first (in the order of COUN), then regions,
 *         areas, districts, towns
 *   NAME  65,537 places where the names of a bucket begin; names, 8 bytes each: the low 32
 *         bits of the hash of the key, number of the place and flags. The upper 16 bits are
 *         the bucket. Names of a bucket rise.
 *   TEXT  names for showing, each behind its length
 */
#include "atlas/atlas.h"
#include "base/error.h"
#include "base/little.h"
#include "base/str.h"

enum {
    COUNTRY = 8,
    PLACE = 24,
    NAME = 8,
    BUCKETS = 1 << 16,
    FLAG_BITS = 20,
};

static const char *place_at(const dli_gazetteer *g, uint32_t number)
{
    return g->places + (size_t)number * PLACE;
}

static const char *name_at(const dli_gazetteer *g, uint32_t number)
{
    return g->names + (size_t)number * NAME;
}

/* A chunk of a count and so many records of `size` bytes. */
static dl_status read_table(const dli_model *model, const char *chunk, size_t size,
                            const char **table, uint32_t *count, dl_error *err)
{
    dl_str bytes;

    DLI_TRY(dli_model_chunk(model, chunk, &bytes, err));
    *count = bytes.len < 4 ? 0 : dli_get_u32(bytes.ptr);
    if (*count == 0 || bytes.len != 4 + (uint64_t)*count * size)
        return dli_model_damaged(model, chunk, err);
    *table = bytes.ptr + 4;
    return DL_OK;
}

static bool is_sound_place(const dli_gazetteer *g, uint32_t number)
{
    const char *at = place_at(g, number);
    int32_t lat = (int32_t)dli_get_u32(at + 4), lon = (int32_t)dli_get_u32(at + 8);
    uint32_t text = dli_get_u32(at + 12), kinds = dli_get_u32(at + 16);
    uint32_t above = dli_get_u32(at + 20), country = kinds & 0xFF;

    return lat >= -9000000 && lat <= 9000000 && lon >= -18000000 && lon <= 18000000 &&
           text < g->text.len && (unsigned char)g->text.ptr[text] < g->text.len - text &&
           (country < g->country_count || country == DLI_NO_COUNTRY) &&
           (kinds >> 8 & 0xFF) < DLI_PLACE_KINDS && (above & 0xFFFF) <= g->place_count &&
           above >> 16 <= g->place_count;
}

static dl_status check(const dli_gazetteer *g, const dli_model *model, dl_error *err)
{
    for (uint32_t i = 0; i < g->country_count; i++)
        if (dli_get_u32(g->countries + (size_t)i * COUNTRY + 4) > g->place_count)
            return dli_model_damaged(model, "COUN", err);
    for (uint32_t i = 0; i < g->place_count; i++)
        if (!is_sound_place(g, i))
            return dli_model_damaged(model, "PLAC", err);
    for (uint32_t b = 0; b < BUCKETS; b++) {
        uint32_t from = dli_get_u32(g->buckets + (size_t)b * 4), last = 0;
        uint32_t to = dli_get_u32(g->buckets + (size_t)b * 4 + 4);
        if (from > to || to > g->name_count || (b == 0 && from != 0))
            return dli_model_damaged(model, "NAME", err);
        for (uint32_t i = from; i < to; i++) {
            uint32_t hash = dli_get_u32(name_at(g, i)), place = dli_gazetteer_name(g, i).place;
            if (hash < last || (place >= g->place_count && place != DLI_NO_PLACE))
                return dli_model_damaged(model, "NAME", err);
            last = hash;
        }
    }
    return DL_OK;
}

dl_status dli_gazetteer_open(dl_str bytes, dl_str name, bool trusted, dli_gazetteer *out,
                             dl_error *err)
{
    dli_model model;
    dl_str names;
    const size_t index = (size_t)(BUCKETS + 1) * 4;

    *out = (dli_gazetteer){ 0 };
    DLI_TRY((trusted ? dli_model_open_own : dli_model_open)(
        bytes, name, "PLAC", DLI_GAZETTEER_VERSION, &model, err));
    DLI_TRY(read_table(&model, "COUN", COUNTRY, &out->countries, &out->country_count, err));
    DLI_TRY(read_table(&model, "PLAC", PLACE, &out->places, &out->place_count, err));
    DLI_TRY(dli_model_chunk(&model, "TEXT", &out->text, err));
    DLI_TRY(dli_model_chunk(&model, "NAME", &names, err));
    if (out->country_count >= DLI_NO_COUNTRY || out->country_count > out->place_count)
        return dli_model_damaged(&model, "COUN", err);
    if (out->place_count >= DLI_NO_PLACE)
        return dli_model_damaged(&model, "PLAC", err);
    if (names.len < index || (names.len - index) % NAME != 0)
        return dli_model_damaged(&model, "NAME", err);
    out->buckets = names.ptr;
    out->names = names.ptr + index;
    out->name_count = (uint32_t)((names.len - index) / NAME);
    return trusted ? DL_OK : check(out, &model, err);
}

dli_place_entry dli_gazetteer_place(const dli_gazetteer *g, uint32_t number)
{
    const char *at = place_at(g, number);
    uint32_t text = dli_get_u32(at + 12), kinds = dli_get_u32(at + 16);
    uint32_t above = dli_get_u32(at + 20);

    return (dli_place_entry){
        .geonameid = dli_get_u32(at),
        .lat = (int32_t)dli_get_u32(at + 4),
        .lon = (int32_t)dli_get_u32(at + 8),
        .name = { g->text.ptr + text + 1, (unsigned char)g->text.ptr[text] },
        .country = (uint8_t)kinds,
        .kind = (uint8_t)(kinds >> 8),
        .population = (uint8_t)(kinds >> 16),
        .region = above & 0xFFFF,
        .district = above >> 16,
    };
}

dl_str dli_gazetteer_code(const dli_gazetteer *g, uint32_t number)
{
    return (dl_str){ g->countries + (size_t)number * COUNTRY, 2 };
}

uint32_t dli_gazetteer_country(const dli_gazetteer *g, dl_str code)
{
    for (uint32_t i = 0; i < g->country_count && code.len == 2; i++)
        if (dli_eq_nocase(dli_gazetteer_code(g, i), code))
            return i;
    return DLI_NO_COUNTRY;
}

dli_place_name dli_gazetteer_name(const dli_gazetteer *g, uint32_t number)
{
    uint32_t pair = dli_get_u32(name_at(g, number) + 4);

    return (dli_place_name){ pair & ((1u << FLAG_BITS) - 1), pair >> FLAG_BITS };
}

dli_place_names dli_gazetteer_find(const dli_gazetteer *g, uint64_t hash)
{
    const char *bucket = g->buckets + (size_t)(hash >> 32 & 0xFFFF) * 4;
    uint32_t low = (uint32_t)hash, from = dli_get_u32(bucket), to = dli_get_u32(bucket + 4);

    while (from < to && dli_get_u32(name_at(g, from)) < low)
        from++;
    uint32_t end = from;
    while (end < to && dli_get_u32(name_at(g, end)) == low)
        end++;
    return (dli_place_names){ from, end - from };
}
