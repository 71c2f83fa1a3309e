/* dateline.h -- the whole public promise of the dateline library.
 *
 * dateline reads a news page and says what its items are, who said what, and
 * what happened, each fact with the bytes it was read from. This header is the
 * promise; what is not in it is not an interface. In reading order: values,
 * errors, limits, engine, document, text.
 *
 * Strings are UTF-8 and not NUL-terminated unless said. Positions count bytes.
 * No function prints, exits, or keeps a writable global.
 */
#ifndef DATELINE_H
#define DATELINE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define DL_API      __attribute__((visibility("default")))
#define DL_MUST_USE __attribute__((warn_unused_result))
#else
#define DL_API
#define DL_MUST_USE
#endif

/* ---- Version ------------------------------------------------------------- */

#define DL_VERSION "0.1.0"

/* Version of the record that dl_doc_record() writes (docs/formats/record.md). */
#define DL_RECORD_VERSION 1

/* ---- Values (open and frozen) -------------------------------------------- */

/* A run of UTF-8 bytes owned by somebody else. Not NUL-terminated. */
typedef struct dl_str {
    const char *ptr;
    size_t len;
} dl_str;

/* A dl_str of a string literal. */
#define DL_STR(literal) ((dl_str){ "" literal, sizeof(literal) - 1 })

/* Half-open byte range [start, end) of a document's source. */
typedef struct dl_span {
    uint32_t start;
    uint32_t end;
} dl_span;

/* Text made from a page, with entities decoded and white space folded.
 * runs[i] says where the text from byte runs[i].at onward was read. A run as
 * long as its origin equals it byte for byte, white space aside; a run whose
 * origin is empty was put there by dateline (the gap between two blocks). */
typedef struct dl_run {
    uint32_t at;
    dl_span from;
} dl_run;

typedef struct dl_text {
    dl_str bytes;
    const dl_run *runs; /* ascending by `at`; runs[0].at is 0 */
    size_t count;
} dl_text;

/* ---- Errors -------------------------------------------------------------- */

/* Append, never renumber: logs and tests hold these values. */
typedef enum dl_status {
    DL_OK = 0,
    DL_ERR_NOMEM = 1,  /* the document's budget, or the machine's memory, ran out */
    DL_ERR_IO = 2,     /* the operating system said no                            */
    DL_ERR_FORMAT = 3, /* the bytes are not what they claim to be                 */
    DL_ERR_LIMIT = 4,  /* honest bytes, larger than a named limit                 */
    DL_ERR_MODEL = 5,  /* a model file is damaged or of another version           */
    DL_ERR_USAGE = 6,  /* the caller broke the contract; nothing has changed      */
    DL_ERR_STORE = 7,  /* the store is locked, damaged, foreign or newer          */
    DL_ERR_TERMS = 8,  /* the outlet's terms, or an opt-out, say no               */
} dl_status;

/* Where, what, and how to fix it. Fixed size: reporting allocates nothing.
 * The three texts end with a zero byte and are valid UTF-8. */
typedef struct dl_error {
    dl_status status;
    uint64_t offset; /* byte of the input                         */
    char where[128]; /* crawl.warc.gz, record 17                  */
    char what[128];  /* Content-Length is 'twelve', not a number  */
    char fix[128];   /* pass --lenient to skip damaged records    */
} dl_error;

/* ---- Limits a caller can meet -------------------------------------------- */

/* Bytes of one page, after its content-codings are undone. REFUSE. */
#define DL_MAX_SOURCE_BYTES ((size_t)64 << 20)

/* Open elements at once. TRIM: deeper elements become siblings at this depth,
 * as browsers do; their text is kept. */
#define DL_MAX_TREE_DEPTH ((size_t)512)

/* ---- Engine -------------------------------------------------------------- */

/* What never changes while documents are read: languages, word lists, models.
 * May be shared by any number of threads. */
typedef struct dl_engine dl_engine;

/* Open an engine. `out` is NULL on failure; give it back with
 * dl_engine_close() after the last document made with it.
 *
 *   models  a folder with weight files to use in place of those that the
 *           library carries (docs/formats/model.md), or NULL.
 *
 * Fails with DL_ERR_NOMEM; with a folder also with DL_ERR_IO and DL_ERR_MODEL
 * (a file is damaged or was made for another version). */
DL_API DL_MUST_USE dl_status dl_engine_open(const char *models, dl_engine **out, dl_error *err);

/* NULL is allowed. */
DL_API void dl_engine_close(dl_engine *engine);

/* ---- Document ------------------------------------------------------------ */

typedef struct dl_doc dl_doc;

/* What the input is. DL_INPUT_AUTO tells HTML from a page saved as text. */
typedef enum dl_input {
    DL_INPUT_AUTO = 0,
    DL_INPUT_HTML = 1,
    DL_INPUT_PAGE_TEXT = 2, /* a page whose markup is gone: furniture, several items */
    DL_INPUT_TEXT = 3,      /* the running text of one item; nothing is removed      */
} dl_input;

/* Which error to avoid where the main text is not sure. */
typedef enum dl_focus {
    DL_FOCUS_BALANCED,
    DL_FOCUS_PRECISION, /* rather leave something out than take furniture in */
    DL_FOCUS_RECALL,    /* the other way round                               */
} dl_focus;

/* Where in a web archive a capture stands. */
typedef struct dl_warc {
    dl_str file;      /* crawl.warc.gz, or crawl.wacz#archive/crawl.warc.gz          */
    uint64_t offset;  /* of the record in it                                         */
    uint64_t length;  /* of the record as it stands there; 0: not known              */
    dl_str record_id; /* WARC-Record-ID, or empty                                    */
    dl_str truncated; /* why the capture is not whole (WARC-Truncated), or empty     */
} dl_warc;

/* How to read a page. Zero means "not given" in every field. */
typedef struct dl_doc_options {
    dl_input input;
    int main_text;       /* also write `mainText` into the record                    */
    int no_facts;        /* leave statements and incidents out: content and metadata */
    dl_focus focus;      /* of the main text                                          */
    int explain;         /* also write `explain`: blocks with their scores, candidates seen */
    dl_str file;         /* name to record; not opened                               */
    dl_str url;          /* address of the page                                      */
    dl_str charset;      /* as a transport gave it; beats what the page says         */
    dl_str captured;     /* RFC 3339 time the bytes were fetched; "now" for dates    */
    const dl_warc *warc; /* where it stands in an archive, to record; or NULL    */
} dl_doc_options;

/* Parse `html` into a document: its items, statements and incidents.
 *
 *   bytes    the capture as saved; gzip, deflate, brotli and zstd are undone.
 *            Borrowed for the call only.
 *   options  may be NULL.
 *   out      the document, or NULL on failure. Give it back with dl_doc_free().
 *   err      filled on failure; may be NULL.
 *
 * Any text yields a record, however broken its markup. Fails with DL_ERR_FORMAT
 * (nothing there, no text, a damaged compressed body), DL_ERR_LIMIT
 * (DL_MAX_SOURCE_BYTES) or DL_ERR_NOMEM. Linear time. Any thread.
 *
 *     dl_doc *doc;
 *     if (dl_doc_parse(engine, DL_STR("<p>Hello"), NULL, &doc, &err) == DL_OK)
 *         dl_doc_free(doc);
 */
DL_API DL_MUST_USE dl_status dl_doc_parse(const dl_engine *engine, dl_str bytes,
                                          const dl_doc_options *options, dl_doc **out,
                                          dl_error *err);

/* The document's record, one JSON object without a line end
 * (docs/formats/record.md). Lives as long as the document. */
DL_API dl_str dl_doc_record(const dl_doc *doc);

/* The document's source: the capture decoded to UTF-8 once. All `at` positions
 * of the record count its bytes. Lives as long as the document. */
DL_API dl_str dl_doc_source(const dl_doc *doc);

/* NULL is allowed. */
DL_API void dl_doc_free(dl_doc *doc);

/* ---- Text ---------------------------------------------------------------- */

/* The source bytes that `span` of the text was made from: the smallest range
 * that holds them all, markup between them included. An empty span, or one
 * that dateline put there itself, gives an empty range. O(log runs). */
DL_API dl_span dl_text_origin(const dl_text *text, dl_span span);

#ifdef __cplusplus
}
#endif

#endif
