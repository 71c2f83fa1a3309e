/* wacz.c -- what a WACZ says of itself: the digests of its members (WACZ 1.1.1, 5.1).
 *
 *   datapackage-digest.json ──▶ datapackage.json ──▶ every resource
 */
#include "inside.h"

#include "base/error.h"
#include "base/json_read.h"
#include "base/limits.h"
#include "base/str.h"

typedef struct verifying {
    dli_archive *archive;
    dli_arena arena;
    void *self;
    void (*wrong)(void *self, const dl_error *error);
    uint64_t *members;
} verifying;

static const dli_zip_member *find_member(const dli_zip *zip, dl_str name)
{
    for (size_t i = 0; i < zip->count; i++)
        if (dli_eq(zip->members[i].name, name))
            return &zip->members[i];
    return NULL;
}

static void say(verifying *v, dl_str name, const char *fix, const char *what)
{
    dl_error error;

    (void)dli_fail(&error, DL_ERR_FORMAT, 0, fix, "%s", what);
    dli_error_where(&error, "%s#%.*s", v->archive->name, DLI_ARG(name));
    v->wrong(v->self, &error);
}

/* The SHA-256 of a member; its bytes too, where `out` is given. */
static dl_status hash_member(verifying *v, const dli_zip_member *m, char hex[65], dli_buf *out,
                             dl_error *err)
{
    dli_feed *feed = &v->archive->feed;
    uint8_t digest[32] = { 0 };

    DLI_TRY(dli_zip_enter(feed, &v->archive->own, m, err));
    dli_hasher *hasher = dli_hasher_new(DLI_DIGEST_SHA256);
    dl_status status;
    while ((status = dli_feed_fill(feed, 1, err)) == DL_OK) {
        dl_str here = dli_feed_bytes(feed);
        if (here.len == 0)
            break;
        dli_hasher_add(hasher, here);
        if (out != NULL && here.len <= DLI_MAX_ZIP_BYTES - out->len)
            dli_buf_add(out, here);
        feed->start = feed->end;
    }
    dli_hasher_end(hasher, digest);
    dli_hex(digest, 32, hex);
    return status;
}

/* "sha256:…", or the digits alone, as version 1.0 had it. */
static dl_str digits_of(dl_str hash)
{
    return dli_starts(hash, DL_STR("sha256:")) ? dli_from(hash, 7) : hash;
}

static dl_status compare(verifying *v, dl_str path, dl_str hash, dl_error *err)
{
    const dli_zip_member *m = find_member(&v->archive->zip, path);
    char hex[65];

    hash = digits_of(hash);
    if (m == NULL) {
        say(v, path, "make the WACZ again", "the WACZ lists it, but it is not there");
        return DL_OK;
    }
    if (hash.len != 64)
        return DL_OK;
    dl_status status = hash_member(v, m, hex, NULL, err);
    if (!dli_archive_goes_on(status) && status != DL_OK)
        return status;
    ++*v->members;
    if (status != DL_OK)
        say(v, path, "copy the archive again", "it is damaged");
    else if (!dli_eq_nocase(hash, dli_str(hex)))
        say(v, path, "copy the archive again", "its digest is not the one that the WACZ gives");
    return DL_OK;
}

/* A member as JSON, or count 0 where it is none. */
static dl_status read_json(verifying *v, const char *name, dli_json *json, dl_error *err)
{
    const dli_zip_member *m = find_member(&v->archive->zip, dli_str(name));
    char hex[65];
    dli_buf bytes;

    *json = (dli_json){ .count = 0 };
    if (m == NULL)
        return DL_OK;
    dli_buf_init(&bytes, &v->arena);
    dl_status status = hash_member(v, m, hex, &bytes, err);
    if (status == DL_OK)
        status = dli_json_parse(&v->arena, dli_buf_str(&bytes), DLI_JSON_STRICT, json, err);
    if (dli_archive_goes_on(status)) {
        say(v, dli_str(name), "make the WACZ again", "it is no JSON");
        *json = (dli_json){ .count = 0 };
        return DL_OK;
    }
    return status;
}

static dl_status verify(verifying *v, dl_error *err)
{
    dli_json json;

    DLI_TRY(read_json(v, "datapackage-digest.json", &json, err));
    if (json.count > 1)
        DLI_TRY(compare(v, DL_STR("datapackage.json"),
                        dli_json_get_str(&json, 1, "hash", &v->arena), err));
    DLI_TRY(read_json(v, "datapackage.json", &json, err));
    if (json.count < 2) {
        say(v, DL_STR("datapackage.json"), "make the WACZ again", "it says nothing");
        return DL_OK;
    }
    uint32_t list = dli_json_get(&json, 1, "resources");
    uint32_t each =
        dli_json_is(&json, list, DLI_JSON_ARRAY) ? dli_json_at(&json, list)->first : 0;
    for (; each != 0; each = dli_json_at(&json, each)->next) {
        dl_str hash = dli_json_get_str(&json, each, "hash", &v->arena);
        if (hash.len == 0) /* as version 1.0 had it */
            hash =
                dli_json_get_str(&json, dli_json_get(&json, each, "stats"), "hash", &v->arena);
        DLI_TRY(compare(v, dli_json_get_str(&json, each, "path", &v->arena), hash, err));
    }
    return DL_OK;
}

dl_status dli_wacz_verify(dli_archive *archive, void *self,
                          void (*wrong)(void *self, const dl_error *error), uint64_t *members,
                          dl_error *err)
{
    verifying v = { .archive = archive, .self = self, .wrong = wrong, .members = members };

    *members = 0;
    if (archive->zip.count == 0)
        return DL_OK;
    dli_arena_init(&v.arena, 8 * DLI_MAX_ZIP_BYTES);
    dl_status status = verify(&v, err);
    dli_arena_done(&v.arena);
    archive->member = 0; /* reading begins at the beginning again */
    archive->state = DLI_AT_START;
    return status;
}
