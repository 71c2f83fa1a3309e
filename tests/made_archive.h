/* made_archive.h -- small web archives in every form, made in memory. */
#ifndef MADE_ARCHIVE_H
#define MADE_ARCHIVE_H

#include "archive/archive.h"
#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#define ZLIB_CONST
#include <zdict.h>
#include <zlib.h>
#include <zstd.h>

/* One record: header lines behind the version (each ended), and its block. */
typedef struct made_record {
    const char *fields;
    dl_str block;
} made_record;

#define MADE_RESPONSE(path)                                                                    \
    "WARC-Type: response\r\nWARC-Target-URI: https://harbourwire.example/" path                \
    "\r\nWARC-Date: 2024-03-05T17:40:00Z\r\n"                                                  \
    "Content-Type: application/http; msgtype=response\r\n"

#define MADE_HTTP "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"

/* Three records that every form below holds. */
static const made_record made_three[] = {
    { "WARC-Type: warcinfo\r\nWARC-Date: 2024-03-05T17:40:00Z\r\n"
      "WARC-Record-ID: <urn:uuid:0>\r\n",
      { "software: none\r\n", 16 } },
    { MADE_RESPONSE("ferry") "WARC-Record-ID: <urn:uuid:1>\r\n",
      { MADE_HTTP "<p>The ferry sails at noon.", sizeof MADE_HTTP + 26 } },
    { MADE_RESPONSE("pier") "WARC-Record-ID: <urn:uuid:2>\r\n",
      { MADE_HTTP "<p>The pier stays closed.", sizeof MADE_HTTP + 24 } },
};

typedef enum made_form {
    MADE_PLAIN,
    MADE_LF,         /* lines end by LF alone                   */
    MADE_GZIP,       /* a member a record                       */
    MADE_GZIP_WHOLE, /* one member                              */
    MADE_GZIP_SPLIT, /* a member for every 100 bytes            */
    MADE_ZSTD,       /* a frame a record                        */
    MADE_ZSTD_WHOLE,
    MADE_ZSTD_DICT,        /* with a dictionary in front        */
    MADE_ZSTD_DICT_PACKED, /* which is packed itself            */
    MADE_FORMS,
} made_form;

static inline const char *made_form_name(made_form form)
{
    static const char *const names[] = {
        "plain",       "plain, LF",        "gzip a record",
        "gzip, whole", "gzip, split",      "zstd a frame",
        "zstd, whole", "zstd, dictionary", "zstd, packed dictionary"
    };

    return names[form];
}

static inline void made_gzip(dli_buf *out, dl_str bytes)
{
    z_stream z = { 0 };
    size_t room = bytes.len + bytes.len / 1000 + 128;
    char *to = dli_buf_room(out, room);

    if (to == NULL || deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        abort();
    z.next_in = (const Bytef *)bytes.ptr;
    z.avail_in = (uInt)bytes.len;
    z.next_out = (Bytef *)to;
    z.avail_out = (uInt)room;
    (void)deflate(&z, Z_FINISH);
    out->len += room - z.avail_out;
    (void)deflateEnd(&z);
}

static inline void made_zstd(dli_buf *out, dl_str bytes, dl_str dict)
{
    ZSTD_CCtx *c = ZSTD_createCCtx();
    size_t room = ZSTD_compressBound(bytes.len);
    char *to = dli_buf_room(out, room);

    if (to == NULL || c == NULL)
        abort();
    (void)ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, 1);
    if (dict.len > 0)
        (void)ZSTD_CCtx_loadDictionary(c, dict.ptr, dict.len);
    size_t len = ZSTD_compress2(c, to, room, bytes.ptr, bytes.len);
    if (ZSTD_isError(len))
        abort();
    out->len += len;
    (void)ZSTD_freeCCtx(c);
}

static inline void made_pack(dli_buf *out, made_form form, dl_str bytes)
{
    /* Any bytes are a dictionary. */
    static const dl_str dict = { MADE_RESPONSE("") MADE_HTTP "<p>The ",
                                 sizeof MADE_RESPONSE("") MADE_HTTP "<p>The " - 1 };

    switch (form) {
    case MADE_GZIP:
    case MADE_GZIP_WHOLE:
    case MADE_GZIP_SPLIT:
        made_gzip(out, bytes);
        break;
    case MADE_ZSTD:
    case MADE_ZSTD_WHOLE:
        made_zstd(out, bytes, DL_STR(""));
        break;
    case MADE_ZSTD_DICT:
    case MADE_ZSTD_DICT_PACKED:
        if (out->len == 0) {
            dli_buf packed;
            dli_buf_init(&packed, out->arena);
            if (form == MADE_ZSTD_DICT)
                dli_buf_add(&packed, dict);
            else
                made_zstd(&packed, dict, DL_STR(""));
            dli_buf_add(out, DL_STR("\x5D\x2A\x4D\x18"));
            for (unsigned i = 0; i < 4; i++)
                dli_buf_byte(out, (char)(unsigned char)(packed.len >> 8 * i));
            dli_buf_add(out, dli_buf_str(&packed));
        }
        made_zstd(out, bytes, dict);
        break;
    case MADE_PLAIN:
    case MADE_LF:
    case MADE_FORMS:
        dli_buf_add(out, bytes);
        break;
    }
}

/* The text of one record. */
static inline dl_str made_text(dli_arena *arena, const made_record *r, bool lf)
{
    dli_buf text;
    const char *end = lf ? "\n" : "\r\n";

    dli_buf_init(&text, arena);
    dli_buf_print(&text, "WARC/1.1%s", end);
    for (const char *c = r->fields; *c != 0; c++)
        if (!lf || *c != '\r')
            dli_buf_byte(&text, *c);
    dli_buf_print(&text, "Content-Length: %zu%s%s", r->block.len, end, end);
    dli_buf_add(&text, r->block);
    dli_buf_print(&text, "%s%s", end, end);
    return dli_buf_str(&text);
}

/* An archive of `count` records. `borders` (may be NULL) gets where records, or members, begin, and
 * the end: cut there, nothing can be missed. */
static inline dl_str made_archive(dli_arena *arena, made_form form, const made_record *records,
                                  size_t count, size_t *borders)
{
    bool whole = form == MADE_GZIP_WHOLE || form == MADE_ZSTD_WHOLE || form == MADE_GZIP_SPLIT;
    dli_buf out, all;

    dli_buf_init(&out, arena);
    dli_buf_init(&all, arena);
    for (size_t i = 0; i < count; i++) {
        dl_str text = made_text(arena, &records[i], form == MADE_LF);
        if (borders != NULL)
            borders[i] = out.len;
        if (whole)
            dli_buf_add(&all, text);
        else
            made_pack(&out, form, text);
    }
    dl_str rest = dli_buf_str(&all);
    while (rest.len > 0) {
        size_t step = form == MADE_GZIP_SPLIT && rest.len > 100 ? 100 : rest.len;
        made_pack(&out, form, dli_slice(rest, 0, step));
        rest = dli_from(rest, step);
    }
    if (borders != NULL)
        borders[count] = out.len;
    return dli_buf_str(&out);
}

/* An ARC file of two pages; packed, a member a record. */
static inline dl_str made_arc(dli_arena *arena, bool gzip, size_t borders[4])
{
    static const char *const records[] = {
        "filedesc://harbour.arc 0.0.0.0 20240305174000 text/plain 77\n"
        "1 0 Harbour Wire\nURL IP-address Archive-date Content-type Archive-length\n\n\n\n\n\n",
        "https://harbourwire.example/ferry 192.0.2.1 20240305174000 text/html 53\n"
        "HTTP/1.1 200 OK\r\n\r\n<p>The ferry sails at noon, again.\n",
        "https://harbourwire.example/a pier 192.0.2.1 20240305174100 text/html 52\n"
        "HTTP/1.1 200 OK\r\n\r\n<p>The pier stays closed, it is.x\n",
    };
    dli_buf out;

    dli_buf_init(&out, arena);
    for (size_t i = 0; i < 3; i++) {
        borders[i] = out.len;
        if (gzip)
            made_gzip(&out, dli_str(records[i]));
        else
            dli_buf_add(&out, dli_str(records[i]));
    }
    borders[3] = out.len;
    return dli_buf_str(&out);
}

#endif
