/* check.c -- do the digests of records, and of the members of a WACZ, agree.
 *
 * WARC-Block-Digest is of the block; WARC-Payload-Digest of what HTTP carries: the body behind
 * the head. Tools differ about chunks, so either the body as it stands or with its chunks
 * undone may agree.
 */
#include "inside.h"

#include "base/error.h"
#include "base/json_read.h"
#include "base/limits.h"
#include "base/str.h"

enum {
    DIGEST_BYTES = 32, /* of the longest */
};

typedef struct wanted {
    dli_digest_result result;
    dli_digest_kind kind;
    uint8_t bytes[DIGEST_BYTES];
} wanted;

/* One base32 digit, or hexadecimal by `bits` 4; -1 if it is none. */
static int digit_of(char c, unsigned bits)
{
    c = dli_lower(c);
    if (bits == 4)
        return dli_is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    return c >= 'a' && c <= 'z' ? c - 'a' : c >= '2' && c <= '7' ? c - '2' + 26 : -1;
}

/* `len` bytes out of digits of so many bits each. */
static bool read_digits(dl_str text, unsigned bits, size_t len, uint8_t *out)
{
    unsigned held = 0, have = 0;
    size_t made = 0;

    while (text.len > 0 && text.ptr[text.len - 1] == '=')
        text.len--;
    if (text.len != (len * 8 + bits - 1) / bits)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        int digit = digit_of(text.ptr[i], bits);
        if (digit < 0)
            return false;
        held = (held << bits | (unsigned)digit) & 0xFFFF;
        have += bits;
        if (have >= 8 && made < len) {
            have -= 8;
            out[made++] = (uint8_t)(held >> have);
        }
    }
    return made == len;
}

/* "sha1:…" in base 32 or hexadecimal. */
static wanted read_digest(dl_str value)
{
    static const struct {
        dl_str name;
        dli_digest_kind kind;
    } kinds[] = { { { "sha1:", 5 }, DLI_DIGEST_SHA1 },
                  { { "sha-1:", 6 }, DLI_DIGEST_SHA1 },
                  { { "sha256:", 7 }, DLI_DIGEST_SHA256 },
                  { { "sha-256:", 8 }, DLI_DIGEST_SHA256 },
                  { { "md5:", 4 }, DLI_DIGEST_MD5 } };
    wanted w = { .result = value.len == 0 ? DLI_DIGEST_NONE : DLI_DIGEST_UNKNOWN };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!dli_starts_nocase(value, kinds[i].name))
            continue;
        dl_str digits = dli_from(value, kinds[i].name.len);
        size_t len = dli_digest_len(kinds[i].kind);
        w.kind = kinds[i].kind;
        if (read_digits(digits, 4, len, w.bytes) || read_digits(digits, 5, len, w.bytes))
            w.result = DLI_DIGEST_RIGHT; /* until it is compared */
    }
    return w;
}

/* Compare, and write what it is where that is something else. */
static dli_digest_result compare(const wanted *w, dli_hasher *hasher, char *is, size_t room)
{
    uint8_t digest[DIGEST_BYTES] = { 0 };
    char text[2 * DIGEST_BYTES + 1];
    size_t len = dli_digest_len(w->kind);

    dli_hasher_end(hasher, digest);
    if (memcmp(digest, w->bytes, len) == 0)
        return DLI_DIGEST_RIGHT;
    if (len % 5 == 0)
        dli_base32(digest, len, text);
    else
        dli_hex(digest, len, text);
    (void)snprintf(is, room, "%s:%s",
                   w->kind == DLI_DIGEST_SHA256 ? "sha256"
                   : w->kind == DLI_DIGEST_SHA1 ? "sha1"
                                                : "md5",
                   text);
    return DLI_DIGEST_WRONG;
}

/* Undo chunks as they pass. */
typedef struct dechunk {
    enum {
        SIZE_LINE,
        DATA,
        DATA_END,
        OVER
    } state;
    uint64_t left;
    unsigned digits;
    bool in_digits;
} dechunk;

static void dechunk_line_byte(dechunk *d, char c)
{
    int digit = digit_of(c, 4);

    if (c == '\n') {
        d->state = d->digits == 0 || d->left == 0 ? OVER : DATA;
    } else if (d->in_digits && digit >= 0 && d->digits < 15) {
        d->left = d->left << 4 | (unsigned)digit;
        d->digits++;
    } else {
        d->in_digits = false;
    }
}

static void dechunk_add(dechunk *d, dl_str bytes, dli_hasher *hasher)
{
    for (size_t at = 0; at < bytes.len && d->state != OVER;) {
        if (d->state == DATA) {
            size_t step = bytes.len - at < d->left ? bytes.len - at : (size_t)d->left;
            dli_hasher_add(hasher, dli_slice(bytes, at, at + step));
            d->left -= step;
            at += step;
            if (d->left == 0)
                d->state = DATA_END;
        } else if (d->state == DATA_END) {
            if (bytes.ptr[at++] == '\n')
                *d = (dechunk){ .state = SIZE_LINE, .in_digits = true };
        } else {
            dechunk_line_byte(d, bytes.ptr[at++]);
        }
    }
}

/* Where the payload begins: behind the head of an HTTP message. The first bytes of the block
 * are enough to tell. */
static size_t payload_start(const dli_record *record, dl_str first, bool *chunked)
{
    size_t end, blank;
    dli_http http;

    *chunked = false;
    if (dli_http_parse(first, &http)) {
        *chunked = http.chunked;
        return http.body;
    }
    if (record->type == DLI_RECORD_REQUEST && dli_head_end(first, 0, &end, &blank))
        return end + blank;
    return 0;
}

typedef struct hashing {
    dli_hasher *block, *payload, *undone;
    dechunk chunks;
    bool chunked;
} hashing;

static void add_payload(hashing *h, dl_str bytes)
{
    dli_hasher_add(h->payload, bytes);
    if (h->chunked)
        dechunk_add(&h->chunks, bytes, h->undone);
}

static dl_status hash_block(dli_archive *archive, dli_record *record, hashing *h, dl_error *err)
{
    dli_arena arena;
    dli_buf first;
    dl_str piece;
    bool head = true;
    dl_status status;

    dli_arena_init(&arena, 8 * DLI_MAX_RECORD_HEAD);
    dli_buf_init(&first, &arena);
    while ((status = dli_archive_read(archive, record, 1 << 20, &piece, err)) == DL_OK) {
        dli_hasher_add(h->block, piece);
        size_t room = 2 * DLI_MAX_RECORD_HEAD - first.len;
        if (head) {
            dl_str taken = piece.len < room ? piece : dli_slice(piece, 0, room);
            dli_buf_add(&first, taken);
            piece = dli_from(piece, taken.len);
            if (taken.len > 0 && first.len < 2 * DLI_MAX_RECORD_HEAD)
                continue;
            size_t start = payload_start(record, dli_buf_str(&first), &h->chunked);
            head = false;
            add_payload(h, dli_from(dli_buf_str(&first), start));
            if (taken.len == 0)
                break;
        } else if (piece.len == 0) {
            break;
        }
        add_payload(h, piece);
    }
    dli_arena_done(&arena);
    return status;
}

dl_status dli_record_verify(dli_archive *archive, dli_record *record, dli_record_check *out,
                            dl_error *err)
{
    wanted block = read_digest(dli_record_field(record, "WARC-Block-Digest"));
    wanted payload = read_digest(dli_record_field(record, "WARC-Payload-Digest"));
    hashing h = { .chunks = { .in_digits = true } };
    uint8_t unused[DIGEST_BYTES];

    /* Neither a piece nor a revisit holds the payload that its digest is of. */
    if (record->type == DLI_RECORD_REVISIT || record->type == DLI_RECORD_CONTINUATION ||
        dli_record_field(record, "WARC-Segment-Number").len > 0)
        payload.result = DLI_DIGEST_NONE;
    *out = (dli_record_check){ block.result, payload.result, "", "" };
    if (block.result == DLI_DIGEST_RIGHT)
        h.block = dli_hasher_new(block.kind);
    if (payload.result == DLI_DIGEST_RIGHT) {
        h.payload = dli_hasher_new(payload.kind);
        h.undone = dli_hasher_new(payload.kind);
    }
    dl_status status = hash_block(archive, record, &h, err);
    if (block.result == DLI_DIGEST_RIGHT)
        out->block = compare(&block, h.block, out->block_is, sizeof out->block_is);
    if (payload.result == DLI_DIGEST_RIGHT) {
        out->payload = compare(&payload, h.payload, out->payload_is, sizeof out->payload_is);
        if (out->payload == DLI_DIGEST_WRONG && h.chunked)
            out->payload = compare(&payload, h.undone, out->payload_is, sizeof out->payload_is);
        else
            dli_hasher_end(h.undone, unused);
    }
    return status;
}
