/* archive.h -- web archives: records in, captures out; and archives written.
 *
 *   WARC, ARC, WACZ ──▶ records ──▶ captures: the bytes of pages, where and when
 *                         │                   they were fetched
 *                         ├──▶ lines of CDXJ
 *                         └──▶ archives again
 *
 * WARC 1.0 and 1.1 (ISO 28500) and ARC, as they are, by gzip or zstd for a record or for all,
 * and in WACZ 1.1.1. Reading is a stream: memory depends on no size but that of a record
 * that is kept. What is damaged is an error with file and offset, and reading goes on at the
 * next record: every call gets further or says that it is the end.
 */
#ifndef DLI_ARCHIVE_H
#define DLI_ARCHIVE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"

/* ---- Reading records -------------------------------------------------------- */

typedef struct dli_archive dli_archive;

typedef enum dli_record_type {
    DLI_RECORD_OTHER, /* a type that no standard names */
    DLI_RECORD_WARCINFO,
    DLI_RECORD_RESPONSE,
    DLI_RECORD_RESOURCE,
    DLI_RECORD_REQUEST,
    DLI_RECORD_METADATA,
    DLI_RECORD_REVISIT,
    DLI_RECORD_CONVERSION,
    DLI_RECORD_CONTINUATION,
} dli_record_type;

/* "response"; "" for DLI_RECORD_OTHER */
const char *dli_record_type_name(dli_record_type type);

typedef struct dli_field {
    dl_str name, value;
} dli_field;

/* What is odd about a record though its meaning is clear; bits. */
typedef enum dli_odd {
    DLI_ODD_VERSION = 1 << 0, /* a version that no standard names            */
    DLI_ODD_LINES = 1 << 1,   /* lines end by LF alone                       */
    DLI_ODD_FIELD = 1 << 2,   /* a line without a colon, passed over         */
    DLI_ODD_END = 1 << 3,     /* the two line ends behind it are not there   */
    DLI_ODD_URI = 1 << 4,     /* brackets or spaces in the address           */
    DLI_ODD_DATE = 1 << 5,    /* a date that is none                         */
    DLI_ODD_TYPE = 1 << 6,    /* a type that no standard names               */
    DLI_ODD_BEFORE = 1 << 7,  /* blank lines before it                       */
    DLI_ODD_SHARED = 1 << 8,  /* packed together with others: not to be found by offset */
} dli_odd;

/* A sentence for each bit. */
const char *dli_odd_text(dli_odd odd);

/* One record; its strings are good until the next is asked for. */
typedef struct dli_record {
    dli_record_type type;
    bool arc;
    unsigned odd; /* of dli_odd                                               */
    dl_str file;  /* "crawl.warc.gz", "crawl.wacz#archive/crawl.warc.gz"       */
    dl_str head;  /* the header as it stands, without the blank line behind it */
    const dli_field *fields;
    size_t field_count;
    dl_str id, uri, date; /* mended: without brackets, a time or "" */
    dl_str content_type;
    uint64_t length; /* of the block, as the header says                          */
    uint64_t offset; /* in the file: of the record, or of the member it lies in   */
    uint64_t packed; /* bytes it takes in the file, once its block was read to the end; */
                     /* 0 where it shares a member with others                     */
} dli_record;

/* The value of a header field, case aside, or "". */
dl_str dli_record_field(const dli_record *record, const char *name);

/* What is opened. */
typedef enum dli_archive_want {
    DLI_ARCHIVE_AUTO, /* only if its bytes or, where these are damaged, its name say so */
    DLI_ARCHIVE_ALWAYS,
} dli_archive_want;

/* Open a file ("-": standard input) as an archive. With DLI_ARCHIVE_AUTO *archive is NULL for
 * what is none; where it came from standard input or a pipe, which cannot be read twice, *rest is
 * then the whole of it, in `arena` (of `max` bytes at most), else its ptr is NULL.
 * Fails with DL_ERR_IO, DL_ERR_FORMAT (a damaged WACZ), DL_ERR_LIMIT, DL_ERR_NOMEM. */
dl_status dli_archive_open(const char *path, dli_archive_want want, dli_arena *arena,
                           size_t max, dli_archive **archive, dl_str *rest, dl_error *err);

/* The same of bytes in memory, which are borrowed. */
dl_status dli_archive_of(dl_str bytes, dli_archive_want want, const char *name,
                         dli_archive **archive, dl_error *err);

/* NULL is allowed. */
void dli_archive_close(dli_archive *archive);

/* The next record; *more is false at the end. What is left of the one before is passed over.
 * Fails with DL_ERR_FORMAT and DL_ERR_LIMIT for what is damaged, `offset` and `where` saying
 * which: ask again, and reading goes on behind it. Any other failure is the end. */
dl_status dli_archive_next(dli_archive *archive, dli_record *record, bool *more, dl_error *err);

/* The next piece of the record's block, of `max` bytes at most, good until the next call;
 * empty once it is read and what ends it was found to be in order. Fails as
 * dli_archive_next(): the record is then over. */
dl_status dli_archive_read(dli_archive *archive, dli_record *record, size_t max, dl_str *piece,
                           dl_error *err);

/* The rest of the block into `out`. Fails also with DL_ERR_LIMIT where it has more than `max`. */
dl_status dli_archive_read_all(dli_archive *archive, dli_record *record, size_t max,
                               dli_buf *out, dl_error *err);

/* Go to the record at `offset` of the file (of the first WARC, or of `member` of a WACZ as
 * in dli_record.file behind the #). Fails with DL_ERR_IO where it comes through a pipe. */
dl_status dli_archive_seek(dli_archive *archive, dl_str member, uint64_t offset, dl_error *err);

/* DL_ERR_FORMAT and DL_ERR_LIMIT: one record is lost, the archive is not. */
static inline bool dli_archive_goes_on(dl_status status)
{
    return status == DL_ERR_FORMAT || status == DL_ERR_LIMIT;
}

/* ---- HTTP responses ---------------------------------------------------------- */

/* The head of a response (RFC 9112, 4 and 5), read as browsers do. Strings point into it. */
typedef struct dli_http {
    unsigned status; /* 0: none could be made out                    */
    dl_str head;     /* status line and fields                       */
    size_t body;     /* where the body begins                        */
    dl_str type;     /* "text/html"                                  */
    dl_str charset;  /* "koi8-r"                                     */
    dl_str codings;  /* Content-Encoding                             */
    bool chunked;
    bool has_length;
    uint64_t length; /* Content-Length */
    bool ended;      /* there was a blank line */
} dli_http;

/* False if `block` is no response, or its head is beyond the limits. */
bool dli_http_parse(dl_str block, dli_http *out);

/* Undo chunks (RFC 9112, 7.1): a body in the arena, or `body` itself where it is not chunked. *cut
 * says that chunks end too early or make no sense from some point on. Empty if the arena is dry. */
dl_str dli_http_dechunk(dli_arena *arena, dl_str body, bool *cut);

/* "text/html; charset=koi8-r" in parts. */
void dli_media_type(dl_str value, dl_str *type, dl_str *charset);

/* ---- Captures ------------------------------------------------------------------ */

/* The bytes of a page, and where they come from. Strings lie in the caller's arena. */
typedef struct dli_capture {
    dl_str bytes; /* without chunks, content-codings as they came */
    dl_str url;
    dl_str captured; /* RFC 3339, or "" */
    dl_str charset;  /* as the server named it */
    dl_warc warc;
} dli_capture;

/* Why records are no captures. */
typedef struct dli_captures_counts {
    uint64_t records;
    uint64_t captures;
    uint64_t feeds;    /* feeds and sitemaps                                       */
    uint64_t types;    /* pictures, scripts, and what else no page is              */
    uint64_t statuses; /* redirects, errors                                        */
    uint64_t orphans;  /* revisits and segments of what is not in the archive      */
} dli_captures_counts;

typedef struct dli_captures dli_captures;

/* Captures of an archive, which must outlive them. NULL if memory ran out. */
dli_captures *dli_captures_open(dli_archive *archive);
void dli_captures_close(dli_captures *captures);

/* The next capture, in `arena`; *more is false at the end. Fails as dli_archive_next(). */
dl_status dli_captures_next(dli_captures *captures, dli_arena *arena, dli_capture *out,
                            bool *more, dl_error *err);

const dli_captures_counts *dli_captures_passed(const dli_captures *captures);

/* Go on at the record at `offset`, as an earlier reading gave it in warc.offset; revisits of what
 * lies before are found all the same. Before the first capture is asked for, and where
 * dli_archive_rests(); fails as dli_archive_seek(). */
dl_status dli_captures_go_on(dli_captures *captures, uint64_t offset, dl_error *err);

/* Where reading may go on: before every record of which pieces are still to come. `last` is
 * the warc.offset of the capture given last. */
uint64_t dli_captures_upto(const dli_captures *captures, uint64_t last);

/* True for a plain file that is no WACZ: it can be read from any record on. */
bool dli_archive_rests(const dli_archive *archive);

/* How far it was read, and how long it is, in bytes of the file; false where that is not known. */
bool dli_archive_place(const dli_archive *archive, uint64_t *at, uint64_t *size);

/* SHA-256, in hexadecimal, of the size of a file, of its first and its last 64 KB: by which it is known again.
 * False where it is no plain file. */
bool dli_archive_digest(const dli_archive *archive, char hex[65]);

/* ---- Checking -------------------------------------------------------------------- */

typedef enum dli_digest_result {
    DLI_DIGEST_NONE,    /* the record has none           */
    DLI_DIGEST_UNKNOWN, /* of a kind that is not checked */
    DLI_DIGEST_RIGHT,
    DLI_DIGEST_WRONG,
} dli_digest_result;

typedef struct dli_record_check {
    dli_digest_result block, payload;
    char block_is[96], payload_is[96]; /* what they should be, where wrong */
} dli_record_check;

/* Read the record to its end and compare its digests. */
dl_status dli_record_verify(dli_archive *archive, dli_record *record, dli_record_check *out,
                            dl_error *err);

/* Compare the digests that a WACZ gives of its members; `wrong` is called for each that is
 * wrong or missing. *members counts those that were compared. Nothing to do for others. */
dl_status dli_wacz_verify(dli_archive *archive, void *self,
                          void (*wrong)(void *self, const dl_error *error), uint64_t *members,
                          dl_error *err);

/* ---- Indexes ------------------------------------------------------------------------ */

/* The key of an address that web archives sort by: "example,news)/a?b=1". */
void dli_surt(dli_buf *out, dl_str url);

/* One line of an index. */
typedef struct dli_cdxj {
    dl_str surt;
    dl_str timestamp; /* 14 digits */
    dl_str url, mime, status, digest, filename;
    uint64_t length, offset;
    bool has_offset;
} dli_cdxj;

/* Append the line of a record, with its end, reading its block to the end; nothing for records
 * that are in no index. */
dl_status dli_cdxj_add(dli_buf *out, dli_archive *archive, dli_record *record, dl_error *err);

/* Read a line. False if it is none. Strings lie in it or in the arena. */
bool dli_cdxj_parse(dli_arena *arena, dl_str line, dli_cdxj *out);

/* Sort lines bytewise, in place. False if memory ran out. */
bool dli_lines_sort(dli_arena *arena, dl_str *lines);

/* ---- Writing -------------------------------------------------------------------------- */

typedef struct dli_archive_out dli_archive_out;

/* Whether a name says which archive to make. */
bool dli_archive_out_named(dl_str path);

/* Make an archive; its name says which: .warc, .warc.gz, .warc.zst or .wacz. A file that is
 * there is not touched. Fails with DL_ERR_USAGE (another name), DL_ERR_IO, DL_ERR_NOMEM. */
dl_status dli_archive_out_open(const char *path, dli_archive_out **result, dl_error *err);

/* Copy a record, read to its end. A failure of reading (goes_on) leaves no trace of it. */
dl_status dli_archive_out_copy(dli_archive_out *out, dli_archive *from, dli_record *record,
                               dl_error *err);

/* A saved page as a resource record. The same bytes, address and time give the same record. */
dl_status dli_archive_out_page(dli_archive_out *out, const dli_capture *page, dl_error *err);

/* Finish and close. With `keep` false, or after a failure, the file is removed. */
dl_status dli_archive_out_close(dli_archive_out *out, bool keep, dl_error *err);

#endif
