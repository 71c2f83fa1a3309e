/* capture.c -- from the records of an archive to the pages that were captured.
 *
 *   response ──▶ head, chunks undone ──▶ a page? ──▶ capture
 *   resource, conversion ─────────────────▲
 *   continuation ──joined to its first──▶─┤
 *   revisit ──the bytes it refers to──▶───┘
 *
 * A page is what a browser would show as text: HTML, XHTML, plain text, by the type that the
 * server gave, or by its bytes where it gave none. Feeds and sitemaps are counted, not given.
 * Revisits are found again by what they refer to: a record's id, an address with its time, or
 * the digest of the payload, for captures of the same archive.
 */
#include "inside.h"

#include "base/error.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/str.h"
#include "bytes/bytes.h"

enum {
    HEAD_BYTES = 128 << 10, /* looked at before the rest of a block is kept */
    KEYS = 3,               /* of a capture that a revisit may refer to     */
};

/* Where a capture that may be revisited stands. */
typedef struct place {
    uint64_t key; /* 0: free */
    uint64_t offset;
    size_t member; /* of the zip; those of other files: 0 */
} place;

typedef struct places {
    place *ptr;
    size_t cap; /* a power of two, or 0 */
    size_t count;
} places;

/* A record in several pieces, of which the first ones are here. */
typedef struct pieces {
    dli_arena arena;
    dli_buf block;
    dl_str id, uri, date;
    dl_warc warc;
    uint64_t next; /* number of the piece to come; 0: there is none */
} pieces;

struct dli_captures {
    dli_arena own;
    dli_archive *archive;
    dli_archive *again; /* the same file, for revisits */
    bool no_again;
    dli_captures_counts counts;
    dli_arena memory; /* of the places */
    places seen;
    pieces begun;
    uint64_t before; /* bytes in front that were not looked at for what may be revisited */
};

dli_captures *dli_captures_open(dli_archive *archive)
{
    dli_arena own;

    dli_arena_init(&own, 65536);
    dli_captures *c = dli_arena_take(&own, sizeof *c);
    if (c == NULL)
        return NULL;
    *c = (dli_captures){ .own = own, .archive = archive };
    dli_arena_init(&c->memory, DLI_MAX_REVISITABLE * KEYS * 4 * sizeof(place));
    dli_arena_init(&c->begun.arena, DL_MAX_SOURCE_BYTES * 2);
    return c;
}

void dli_captures_close(dli_captures *c)
{
    if (c == NULL)
        return;
    dli_archive_close(c->again);
    dli_arena_done(&c->memory);
    dli_arena_done(&c->begun.arena);
    dli_arena own = c->own; /* the handle lies in it */
    dli_arena_done(&own);
}

const dli_captures_counts *dli_captures_passed(const dli_captures *c)
{
    return &c->counts;
}

dl_status dli_captures_go_on(dli_captures *c, uint64_t offset, dl_error *err)
{
    if (offset == 0)
        return DL_OK;
    DLI_TRY(dli_archive_seek(c->archive, DL_STR(""), offset, err));
    c->before = offset;
    return DL_OK;
}

uint64_t dli_captures_upto(const dli_captures *c, uint64_t last)
{
    return c->begun.next != 0 && c->begun.warc.offset < last ? c->begun.warc.offset : last;
}

/* ---- Places ----------------------------------------------------------------- */

static place *place_of(places *seen, uint64_t key)
{
    size_t at = (size_t)(key >> 1) & (seen->cap - 1); /* its last bit is always 1 */

    while (seen->ptr[at].key != 0 && seen->ptr[at].key != key)
        at = (at + 1) & (seen->cap - 1);
    return &seen->ptr[at];
}

static bool grow_places(dli_captures *c)
{
    places old = c->seen;
    size_t cap = old.cap == 0 ? 1024 : old.cap * 2;
    place *ptr = old.count >= DLI_MAX_REVISITABLE * KEYS
                     ? NULL
                     : dli_arena_take(&c->memory, cap * sizeof *ptr);

    if (ptr == NULL)
        return false;
    c->seen = (places){ ptr, cap, old.count };
    for (size_t i = 0; i < old.cap; i++)
        if (old.ptr[i].key != 0)
            *place_of(&c->seen, old.ptr[i].key) = old.ptr[i];
    return true;
}

static void remember_key(dli_captures *c, uint64_t key, const dli_record *record)
{
    if (key == 0 || (c->seen.count * 2 >= c->seen.cap && !grow_places(c)))
        return;
    place *p = place_of(&c->seen, key);
    if (p->key == 0) {
        c->seen.count++;
        *p = (place){ key, record->offset, c->archive->member };
    }
}

/* One number for a key of a kind; never 0 for a key that is there. */
static uint64_t key_of(char kind, dl_str a, dl_str b)
{
    uint64_t first = dli_hash(a), second = dli_hash(b);

    return a.len == 0 ? 0 : ((first ^ (second << 7 | second >> 57)) * 31 + (uint64_t)kind) | 1;
}

static void remember(dli_captures *c, const dli_record *record)
{
    if ((record->odd & DLI_ODD_SHARED) != 0)
        return; /* no offset leads to it */
    remember_key(c, key_of('i', record->id, DL_STR("")), record);
    remember_key(c, key_of('u', record->uri, record->date), record);
    remember_key(c, key_of('d', dli_record_field(record, "WARC-Payload-Digest"), DL_STR("")),
                 record);
}

/* What lies in front of where reading went on: only its records, and only once. */
static void look_before(dli_captures *c)
{
    dli_archive *archive;
    dli_record record;
    dl_str rest;
    bool more = true;
    dl_status status = DL_OK;
    uint64_t before = c->before;

    c->before = 0;
    if (dli_archive_open(c->archive->name, DLI_ARCHIVE_ALWAYS, &c->own, 0, &archive, &rest,
                         NULL) != DL_OK)
        return;
    while (more && (status == DL_OK || dli_archive_goes_on(status))) {
        status = dli_archive_next(archive, &record, &more, NULL);
        if (status != DL_OK || !more)
            continue;
        if (record.offset >= before)
            break;
        if (record.type == DLI_RECORD_RESPONSE || record.type == DLI_RECORD_RESOURCE ||
            record.type == DLI_RECORD_CONVERSION)
            remember(c, &record);
    }
    dli_archive_close(archive);
}

/* What a revisit refers to, the surest way first. */
static const place *referred(dli_captures *c, const dli_record *record)
{
    dl_str id = dli_record_field(record, "WARC-Refers-To");
    uint64_t keys[KEYS];

    if (c->before > 0)
        look_before(c);
    if (c->seen.cap == 0)
        return NULL;
    if (id.len > 1 && id.ptr[0] == '<' && id.ptr[id.len - 1] == '>')
        id = dli_slice(id, 1, id.len - 1);
    keys[0] = key_of('i', id, DL_STR(""));
    keys[1] = key_of('u', dli_record_field(record, "WARC-Refers-To-Target-URI"),
                     dli_record_field(record, "WARC-Refers-To-Date"));
    keys[2] = key_of('d', dli_record_field(record, "WARC-Payload-Digest"), DL_STR(""));
    for (size_t i = 0; i < KEYS; i++) {
        const place *p = keys[i] == 0 ? NULL : place_of(&c->seen, keys[i]);
        if (p != NULL && p->key != 0)
            return p;
    }
    return NULL;
}

/* ---- What is a page ----------------------------------------------------------- */

typedef enum judgement {
    PAGE,
    FEED,
    TYPE,   /* of another type */
    STATUS, /* of another status */
} judgement;

static bool is_type(dl_str type, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (dli_eq_nocase(type, dli_str(names[i])))
            return true;
    return false;
}

static judgement by_type(dl_str type)
{
    static const char *const pages[] = {
        "text/html", "application/xhtml+xml",    "text/plain", "application/xml", "text/xml",
        "",          "application/octet-stream", "unk",        "no-type"
    };
    static const char *const feeds[] = { "application/rss+xml", "application/atom+xml",
                                         "application/rdf+xml", "application/feed+json" };

    if (is_type(type, feeds, sizeof feeds / sizeof *feeds))
        return FEED;
    return is_type(type, pages, sizeof pages / sizeof *pages) ? PAGE : TYPE;
}

/* The first element that is no declaration. */
static dl_str root_of(dl_str bytes)
{
    size_t at = 0;

    if (dli_starts(bytes, DL_STR("\xEF\xBB\xBF")))
        at = 3;
    while (at < bytes.len) {
        while (at < bytes.len && dli_is_space(bytes.ptr[at]))
            at++;
        dl_str here = dli_from(bytes, at);
        bool comment = dli_starts(here, DL_STR("<!--"));
        if (!dli_starts(here, DL_STR("<?")) && !dli_starts(here, DL_STR("<!")))
            return here;
        size_t end = comment ? dli_find(here, DL_STR("-->"), 0) : dli_find_byte(here, '>', 0);
        if (end == DLI_NONE)
            break;
        at += end + (comment ? 3 : 1);
    }
    return DL_STR("");
}

static bool is_feed(dl_str bytes)
{
    static const dl_str roots[] = { { "<rss", 4 },           { "<feed", 5 },
                                    { "<rdf:RDF", 8 },       { "<urlset", 7 },
                                    { "<sitemapindex", 13 }, { "<opml", 5 } };
    dl_str root = root_of(bytes.len > 4096 ? dli_slice(bytes, 0, 4096) : bytes);

    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
        if (dli_starts(root, roots[i]) &&
            (root.len == roots[i].len || !dli_is_alnum(root.ptr[roots[i].len])))
            return true;
    return false;
}

static bool is_web(dl_str uri)
{
    return dli_starts_nocase(uri, DL_STR("http://")) ||
           dli_starts_nocase(uri, DL_STR("https://"));
}

/* What the head of a response, or the type of a resource, says. */
static judgement judge_head(const dli_record *record, const dli_http *http, bool is_http)
{
    dl_str type, charset, path = record->uri;

    if (!is_web(path) || dli_ends(path, DL_STR("/robots.txt")))
        return TYPE;
    if (is_http && (http->status < 200 || http->status > 299))
        return STATUS;
    if (is_http)
        return by_type(http->type);
    dli_media_type(record->content_type, &type, &charset);
    return by_type(type);
}

/* What the bytes say where the type leaves it open. */
static judgement judge_bytes(dl_str type, dl_str bytes)
{
    bool xml = dli_eq_nocase(type, DL_STR("application/xml")) ||
               dli_eq_nocase(type, DL_STR("text/xml"));
    bool html = dli_eq_nocase(type, DL_STR("text/html")) ||
                dli_eq_nocase(type, DL_STR("application/xhtml+xml"));

    if (is_feed(bytes))
        return FEED;
    if (xml) /* packed or of another vocabulary: no page that a reader is shown */
        return dli_starts_nocase(root_of(bytes), DL_STR("<html")) ? PAGE : FEED;
    bool packed = dli_flow_packing(bytes) != DLI_PACKING_NONE;
    return !html && !packed && dli_bytes_binary(bytes) ? TYPE : PAGE;
}

static void count(dli_captures *c, judgement j)
{
    c->counts.feeds += j == FEED;
    c->counts.types += j == TYPE;
    c->counts.statuses += j == STATUS;
}

/* ---- One record ------------------------------------------------------------------ */

static bool may_be_http(const dli_record *record)
{
    return record->type == DLI_RECORD_RESPONSE &&
           (record->arc ||
            dli_starts_nocase(record->content_type, DL_STR("application/http")) ||
            record->content_type.len == 0);
}

static dl_status say_where(const dli_record *record, dl_status status, dl_error *err)
{
    if (err != NULL)
        err->offset = record->offset;
    dli_error_where(err, "%.*s, byte %llu", DLI_ARG(record->file),
                    (unsigned long long)record->offset);
    return status;
}

static dl_status over_limit(const dli_record *record, dl_error *err)
{
    return say_where(record,
                     dli_fail(err, DL_ERR_LIMIT, 0, "leave it out",
                              "a page of %llu bytes is over the limit of %zu",
                              (unsigned long long)record->length, DL_MAX_SOURCE_BYTES),
                     err);
}

/* What calls itself an HTTP response, but no status and no end of its head can be made out. */
static dl_status check_response(const dli_record *record, const dli_http *http, bool is_http,
                                dl_error *err)
{
    bool called_so = dli_starts_nocase(record->content_type, DL_STR("application/http"));

    if (!is_web(record->uri) || !may_be_http(record) ||
        (is_http ? http->status != 0 && (http->ended || http->status >= 300) : !called_so))
        return DL_OK;
    return say_where(record,
                     dli_fail(err, DL_ERR_FORMAT, 0, "leave it out",
                              "no head of an HTTP response can be made out"),
                     err);
}

/* Read the block of a record that may hold a page into `block`; *wanted is false, and it was
 * counted, if its head says that it does not. */
static dl_status read_block(dli_captures *c, dli_archive *archive, dli_record *record,
                            dli_buf *block, bool *wanted, dl_error *err)
{
    dl_str piece;
    dli_http http = { .status = 0 };

    *wanted = false;
    do {
        DLI_TRY(dli_archive_read(archive, record, HEAD_BYTES, &piece, err));
        dli_buf_add(block, piece);
    } while (piece.len > 0 && block->len < HEAD_BYTES);
    bool is_http = may_be_http(record) && dli_http_parse(dli_buf_str(block), &http);
    DLI_TRY(check_response(record, &http, is_http, err));
    judgement j = judge_head(record, &http, is_http);
    if (j == PAGE && record->length > DL_MAX_SOURCE_BYTES)
        return over_limit(record, err);
    *wanted = j == PAGE;
    count(c, j);
    if (!*wanted)
        return block->failed ? dli_no_memory(err) : DL_OK;
    if (piece.len > 0)
        DLI_TRY(dli_archive_read_all(archive, record, DL_MAX_SOURCE_BYTES, block, err));
    return block->failed ? dli_no_memory(err) : DL_OK;
}

static dl_str copy(dli_arena *arena, dl_str s)
{
    return s.len == 0 ? DL_STR("") : dli_arena_copy(arena, s);
}

/* A whole block, which lies in `arena`, as a capture; false, counted, if it is none. */
static bool take_capture(dli_captures *c, const dli_record *record, dli_arena *arena,
                         dl_str block, dli_capture *out)
{
    dli_http http;
    bool cut = false, is_http = may_be_http(record) && dli_http_parse(block, &http);
    dl_str type, charset, bytes = block;

    if (is_http) {
        type = http.type;
        charset = http.charset;
        bytes = dli_from(block, http.body);
        if (http.chunked)
            bytes = dli_http_dechunk(arena, bytes, &cut);
        else if (http.has_length && http.codings.len == 0)
            cut = bytes.len < http.length;
    } else {
        dli_media_type(record->content_type, &type, &charset);
    }
    judgement j = bytes.len == 0 ? TYPE : judge_bytes(type, bytes);
    count(c, j);
    if (j != PAGE)
        return false;
    dl_str said = dli_record_field(record, "WARC-Truncated");
    *out = (dli_capture){ .bytes = bytes,
                          .url = copy(arena, record->uri),
                          .captured = copy(arena, record->date),
                          .charset = copy(arena, charset),
                          .warc = { .file = copy(arena, record->file),
                                    .offset = record->offset,
                                    .length = record->packed,
                                    .record_id = copy(arena, record->id),
                                    .truncated = said.len > 0 ? copy(arena, said)
                                                 : cut        ? DL_STR("unspecified")
                                                              : DL_STR("") } };
    return true;
}

/* ---- Revisits ----------------------------------------------------------------------- */

/* The archive once more, at a place. */
static bool open_again(dli_captures *c, const place *where, dli_record *record)
{
    dl_str rest;
    bool more;

    if (c->archive->feed.file < 0 || !c->archive->feed.seekable ||
        dli_eq(dli_str(c->archive->name), DL_STR("standard input")))
        return false;
    if (c->again == NULL && !c->no_again)
        c->no_again = dli_archive_open(c->archive->name, DLI_ARCHIVE_ALWAYS, &c->own, 0,
                                       &c->again, &rest, NULL) != DL_OK;
    if (c->again == NULL)
        return false;
    dl_str member =
        where->member > 0 ? c->again->zip.members[where->member - 1].name : DL_STR("");
    return dli_archive_seek(c->again, member, where->offset, NULL) == DL_OK &&
           dli_archive_next(c->again, record, &more, NULL) == DL_OK && more;
}

/* It is what the revisit refers to: keys are hashes, and files change. */
static bool is_meant(const dli_record *revisit, const dli_record *first)
{
    static const char *const refers[] = { "WARC-Refers-To-Target-URI", "WARC-Payload-Digest" };
    dl_str id = dli_record_field(revisit, "WARC-Refers-To");
    const dl_str is[] = { first->uri, dli_record_field(first, "WARC-Payload-Digest") };

    for (size_t i = 0; i < 2; i++)
        if (is[i].len > 0 && dli_eq(dli_record_field(revisit, refers[i]), is[i]))
            return true;
    return first->id.len > 0 && dli_find(id, first->id, 0) != DLI_NONE;
}

/* The bytes that a revisit refers to, as a capture at its own address and time. */
static bool take_revisit(dli_captures *c, const dli_record *record, dli_arena *arena,
                         dli_capture *out)
{
    const place *where = referred(c, record);
    dli_record first;
    dli_buf block;
    bool wanted;

    if (where == NULL || !open_again(c, where, &first) || !is_meant(record, &first))
        return false;
    dli_buf_init(&block, arena);
    if (read_block(c, c->again, &first, &block, &wanted, NULL) != DL_OK || !wanted ||
        !take_capture(c, &first, arena, dli_buf_str(&block), out))
        return false;
    out->captured = copy(arena, record->date);
    out->url = copy(arena, record->uri);
    out->warc.file = copy(arena, record->file);
    out->warc.offset = record->offset;
    out->warc.length = record->packed;
    out->warc.record_id = copy(arena, record->id);
    return true;
}

/* ---- Segments (ISO 28500, 7) ---------------------------------------------------------- */

static uint64_t number_of(const dli_record *record, const char *field)
{
    uint64_t number = 0;

    (void)dli_parse_u64(dli_record_field(record, field), &number);
    return number;
}

static dl_status pieces_missing(dli_captures *c, dl_error *err)
{
    dl_status status = dli_fail(err, DL_ERR_FORMAT, c->begun.warc.offset,
                                "give the archive that has the rest of it",
                                "a record in several segments has only %llu of them here",
                                (unsigned long long)c->begun.next - 1);

    dli_error_where(err, "%.*s, byte %llu", DLI_ARG(c->begun.warc.file),
                    (unsigned long long)c->begun.warc.offset);
    c->begun.next = 0;
    return status;
}

/* Keep the first piece of a record. */
static dl_status begin_pieces(dli_captures *c, dli_record *record, dl_error *err)
{
    pieces *p = &c->begun;
    dl_status status = p->next != 0 ? pieces_missing(c, err) : DL_OK;

    dli_arena_reset(&p->arena);
    dli_buf_init(&p->block, &p->arena);
    dl_status read = dli_archive_read_all(c->archive, record, DL_MAX_SOURCE_BYTES, &p->block,
                                          status == DL_OK ? err : NULL);
    if (read != DL_OK)
        return read;
    p->id = copy(&p->arena, record->id);
    p->uri = copy(&p->arena, record->uri);
    p->date = copy(&p->arena, record->date);
    p->warc = (dl_warc){ .file = copy(&p->arena, record->file),
                         .offset = record->offset,
                         .record_id = p->id };
    p->next = 2;
    return status;
}

/* Add a further piece; *whole says that it was the last. Pieces whose beginning is in another
 * file are counted. */
static dl_status add_piece(dli_captures *c, dli_record *record, bool *whole, dl_error *err)
{
    pieces *p = &c->begun;
    dl_str origin = dli_record_field(record, "WARC-Segment-Origin-ID");

    *whole = false;
    if (origin.len > 1 && origin.ptr[0] == '<')
        origin = dli_slice(origin, 1, origin.len - 1);
    if (p->next == 0 || !dli_eq(origin, p->id) ||
        number_of(record, "WARC-Segment-Number") != p->next) {
        c->counts.orphans++;
        return DL_OK;
    }
    p->next++;
    DLI_TRY(dli_archive_read_all(c->archive, record, DL_MAX_SOURCE_BYTES, &p->block, err));
    uint64_t total = number_of(record, "WARC-Segment-Total-Length");
    if (total == 0)
        return DL_OK;
    if (total != p->block.len)
        return pieces_missing(c, err);
    *whole = true;
    return DL_OK;
}

static bool take_pieces(dli_captures *c, dli_arena *arena, dli_capture *out)
{
    pieces *p = &c->begun;
    dli_record record = { .type = DLI_RECORD_RESPONSE,
                          .file = p->warc.file,
                          .uri = p->uri,
                          .date = p->date,
                          .id = p->id,
                          .offset = p->warc.offset,
                          .content_type = { "application/http", 16 } };
    dl_str block = dli_arena_copy(arena, dli_buf_str(&p->block));
    dli_http http;

    p->next = 0;
    bool is_http = dli_http_parse(block, &http);
    judgement j = judge_head(&record, &http, is_http);
    count(c, j);
    return j == PAGE && take_capture(c, &record, arena, block, out);
}

/* ---- One after another ----------------------------------------------------------------- */

static dl_status take_block(dli_captures *c, dli_record *record, dli_arena *arena,
                            dli_capture *out, bool *got, dl_error *err)
{
    dli_buf block;
    bool wanted;

    dli_buf_init(&block, arena);
    DLI_TRY(read_block(c, c->archive, record, &block, &wanted, err));
    *got = wanted && take_capture(c, record, arena, dli_buf_str(&block), out);
    if (*got)
        remember(c, record);
    return DL_OK;
}

static dl_status take_record(dli_captures *c, dli_record *record, dli_arena *arena,
                             dli_capture *out, bool *got, dl_error *err)
{
    dl_str piece;

    switch (record->type) {
    case DLI_RECORD_RESPONSE:
        if (number_of(record, "WARC-Segment-Number") == 1)
            return begin_pieces(c, record, err);
        return take_block(c, record, arena, out, got, err);
    case DLI_RECORD_RESOURCE:
    case DLI_RECORD_CONVERSION:
        return take_block(c, record, arena, out, got, err);
    case DLI_RECORD_CONTINUATION: {
        bool whole;
        DLI_TRY(add_piece(c, record, &whole, err));
        *got = whole && take_pieces(c, arena, out);
        return DL_OK;
    }
    case DLI_RECORD_REVISIT:
        do /* its own block, a head at most, so that its length is known */
            DLI_TRY(dli_archive_read(c->archive, record, SIZE_MAX, &piece, err));
        while (piece.len > 0);
        *got = take_revisit(c, record, arena, out);
        c->counts.orphans += !*got;
        return DL_OK;
    case DLI_RECORD_OTHER:
    case DLI_RECORD_WARCINFO:
    case DLI_RECORD_REQUEST:
    case DLI_RECORD_METADATA:
        break;
    }
    return DL_OK;
}

dl_status dli_captures_next(dli_captures *c, dli_arena *arena, dli_capture *out, bool *more,
                            dl_error *err)
{
    dli_record record;
    bool got = false;

    *out = (dli_capture){ .bytes = { "", 0 } };
    while (!got) {
        dli_arena_reset(arena);
        DLI_TRY(dli_archive_next(c->archive, &record, more, err));
        if (!*more)
            return c->begun.next != 0 ? (*more = true, pieces_missing(c, err)) : DL_OK;
        c->counts.records++;
        DLI_TRY(take_record(c, &record, arena, out, &got, err));
        if (arena->dry)
            return dli_no_memory(err);
    }
    c->counts.captures++;
    return DL_OK;
}
