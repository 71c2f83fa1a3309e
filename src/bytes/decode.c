/* decode.c -- a body in one of the Web's encodings into UTF-8.
 *
 * In:   bytes and their encoding
 * Out:  valid UTF-8, U+FFFD where bytes mean nothing, and how many of those
 *
 * What is a sequence, and how many bytes of a bad one are passed over, follows the
 * decoders of the WHATWG Encoding Standard, sections 8 to 14: an ASCII byte is never
 * swallowed, so no markup is lost. What a sequence means is asked of ICU's tables,
 * corrected by patches.def.
 */
#include "charset.h"

#include "base/buf.h"
#include "base/error.h"
#include "base/str.h"
#include "base/utf8.h"

#include <unicode/ucnv.h>

typedef enum decoder_kind {
    KIND_NONE,
    KIND_UTF_8,
    KIND_UTF_16,
    KIND_SINGLE,      /* one byte each                            */
    KIND_DOUBLE,      /* a lead and a trail byte: Big5, EUC-KR    */
    KIND_SHIFT_JIS,   /* the same, and katakana of one byte       */
    KIND_EUC_JP,      /* the same, and three bytes behind 8F      */
    KIND_GB,          /* the same, and four bytes                 */
    KIND_ISO_2022_JP, /* escape sequences switch between sets     */
    KIND_REPLACEMENT, /* encodings that are not decoded: attacks  */
    KIND_USER,        /* bytes as they are, in the private use area */
} decoder_kind;

static const struct {
    decoder_kind kind;
    const char *icu;
} decoders[DLI_ENCODING_COUNT] = {
#define ENCODING(id, name, kind, icu) [DLI_ENCODING_##id] = { KIND_##kind, icu },
#include "encodings.def"
#undef ENCODING
};

static const struct {
    uint16_t encoding;
    uint16_t bytes;
    uint32_t meaning;
} patches[] = {
#define PATCH(id, bytes, meaning) { DLI_ENCODING_##id, bytes, meaning },
#include "patches.def"
#undef PATCH
};

enum {
    REPLACEMENT = 0xFFFD,
    NOTHING = 0x7FFFFFFF, /* as a code point: bytes without meaning */
    PIECE = 4096,         /* bytes decoded between two looks at the limit */
    MOST = 6,             /* UTF-8 bytes made of one sequence at most */
    LONGEST = 8,          /* bytes taken by one sequence, with room to spare */
};

typedef struct decoding {
    dl_str body;
    size_t at;
    dli_encoding encoding;
    UConverter *icu; /* or NULL */
    char *out;       /* room for a piece */
    size_t replaced;
} decoding;

/* ---- Meaning ------------------------------------------------------------- */

/* The patch of `bytes`, or 0. */
static uint32_t patched(dli_encoding encoding, uint32_t bytes)
{
    size_t low = 0, high = sizeof patches / sizeof *patches;

    while (low < high) {
        size_t i = low + (high - low) / 2;
        if (patches[i].encoding == encoding && patches[i].bytes == bytes)
            return patches[i].meaning;
        if (patches[i].encoding < encoding ||
            (patches[i].encoding == encoding && patches[i].bytes < bytes))
            low = i + 1;
        else
            high = i;
    }
    return 0;
}

/* What ICU says that the sequence means: one code point, or NOTHING. */
static uint32_t ask_icu(UConverter *icu, const char *bytes, size_t len)
{
    UErrorCode code = U_ZERO_ERROR;
    const char *at = bytes;
    UChar32 cp = ucnv_getNextUChar(icu, &at, bytes + len, &code);

    if (U_FAILURE(code) || at != bytes + len) {
        ucnv_resetToUnicode(icu);
        return NOTHING;
    }
    return (uint32_t)cp;
}

static bool is_private(uint32_t cp)
{
    return cp >= 0xE000 && cp < 0xF900;
}

/* The meaning of a well-formed sequence of two bytes or more. */
static uint32_t meaning(const decoding *in, const char *bytes, size_t len)
{
    const unsigned char *b = (const unsigned char *)bytes;
    dli_encoding patched_as =
        in->encoding == DLI_ENCODING_GBK ? DLI_ENCODING_GB18030 : in->encoding;
    bool refuses_private =
        in->encoding == DLI_ENCODING_BIG5 || in->encoding == DLI_ENCODING_EUC_KR;
    uint32_t cp = len == 2 ? patched(patched_as, (uint32_t)b[0] << 8 | b[1]) : 0;

    if (cp != 0)
        return cp;
    if (len == 3 && b[0] == 0x8F && b[1] == 0xF3) /* ICU's own row of JIS X 0212 */
        return NOTHING;
    cp = ask_icu(in->icu, bytes, len);
    return refuses_private && is_private(cp) ? NOTHING : cp;
}

/* Write `cp`, or U+FFFD for NOTHING; a second one may stand in the upper bits. */
static void put(decoding *in, uint32_t cp)
{
    if (cp == NOTHING) {
        cp = REPLACEMENT;
        in->replaced++;
    }
    if (cp > 0x10FFFF) {
        in->out += dli_utf8_put(in->out, cp & 0xFFFF);
        cp >>= 16;
    }
    in->out += dli_utf8_put(in->out, cp);
}

/* ---- Encodings of one byte ------------------------------------------------ */

typedef struct byte_table {
    uint8_t len[256];
    bool bad[256];
    char utf8[256][4];
} byte_table;

static void make_table(const decoding *in, byte_table *table)
{
    for (unsigned byte = 0; byte < 256; byte++) {
        char c = (char)byte;
        uint32_t cp = patched(in->encoding, byte);
        if (cp == 0)
            cp = ask_icu(in->icu, &c, 1);
        if (cp == NOTHING)
            cp = REPLACEMENT;
        table->bad[byte] = cp == REPLACEMENT;
        table->len[byte] = (uint8_t)dli_utf8_put(table->utf8[byte], cp);
    }
}

static void decode_single(decoding *in, const byte_table *table, size_t end)
{
    while (in->at < end) {
        unsigned char byte = (unsigned char)in->body.ptr[in->at++];
        memcpy(in->out, table->utf8[byte], 4);
        in->out += table->len[byte];
        in->replaced += table->bad[byte];
    }
}

/* ---- Encodings of several bytes -------------------------------------------- */

static bool between(int byte, int low, int high)
{
    return byte >= low && byte <= high;
}

/* The byte `more` bytes behind the place where we are, or -1 at the end. */
static int ahead(const decoding *in, size_t more)
{
    size_t at = in->at + more;

    return at < in->body.len ? (unsigned char)in->body.ptr[at] : -1;
}

/* Pass over `len` bytes that make one sequence; they mean `cp`. An ASCII byte at the
 * end of one that means nothing is read again. */
static void pass(decoding *in, size_t len, uint32_t cp)
{
    if (cp == NOTHING && len > 1 && ahead(in, len - 1) < 0x80)
        len--; /* or it is missing: the body ends */
    in->at += len;
    put(in, cp);
}

static void pass_meaning(decoding *in, size_t len)
{
    pass(in, len, meaning(in, in->body.ptr + in->at, len));
}

/* 12.3 Shift_JIS; 11 Big5 and 14 EUC-KR, whose ranges ICU's tables know. */
static void decode_double(decoding *in, bool shift_jis)
{
    int lead = ahead(in, 0), trail = ahead(in, 1);
    uint32_t alone = NOTHING;
    bool leads = between(lead, 0x81, 0xFE);

    if (shift_jis) {
        leads = between(lead, 0x81, 0x9F) || between(lead, 0xE0, 0xFC);
        if (lead == 0x80)
            alone = 0x80;
        if (between(lead, 0xA1, 0xDF))
            alone = 0xFF61 - 0xA1 + (uint32_t)lead;
    }
    if (!leads)
        pass(in, 1, alone);
    else if (trail >= 0x40)
        pass_meaning(in, 2);
    else
        pass(in, 2, NOTHING);
}

/* 12.1 EUC-JP */
static void decode_euc_jp(decoding *in)
{
    int lead = ahead(in, 0), trail = ahead(in, 1);
    bool wide = lead == 0x8F && between(trail, 0xA1, 0xFE);

    if (lead == 0x8E && between(trail, 0xA1, 0xDF))
        pass(in, 2, 0xFF61 - 0xA1 + (uint32_t)trail);
    else if (wide && between(ahead(in, 2), 0xA1, 0xFE))
        pass_meaning(in, 3);
    else if (wide)
        pass(in, 3, NOTHING);
    else if (between(lead, 0xA1, 0xFE) && between(trail, 0xA1, 0xFE))
        pass_meaning(in, 2);
    else
        pass(in, lead == 0x8E || lead == 0x8F || between(lead, 0xA1, 0xFE) ? 2 : 1, NOTHING);
}

/* 10.2 gb18030, which also reads GBK */
static void decode_gb(decoding *in)
{
    int lead = ahead(in, 0), second = ahead(in, 1), third = ahead(in, 2);

    if (lead == 0x80) {
        pass(in, 1, 0x20AC);
    } else if (!between(lead, 0x81, 0xFE)) {
        pass(in, 1, NOTHING);
    } else if (between(second, 0x30, 0x39)) {
        if (between(third, 0x81, 0xFE) && between(ahead(in, 3), 0x30, 0x39)) {
            uint32_t cp = meaning(in, in->body.ptr + in->at, 4);
            in->at += 4;
            put(in, cp);
        } else if (third < 0 || (between(third, 0x81, 0xFE) && ahead(in, 3) < 0)) {
            in->at = in->body.len; /* cut by the end: one error for all of it */
            put(in, NOTHING);
        } else {
            pass(in, 1, NOTHING);
        }
    } else if (second >= 0x40) {
        pass_meaning(in, 2);
    } else {
        pass(in, 2, NOTHING);
    }
}

/* One sequence that does not begin with an ASCII byte. */
static void decode_sequence(decoding *in, decoder_kind kind)
{
    if (kind == KIND_GB)
        decode_gb(in);
    else if (kind == KIND_EUC_JP)
        decode_euc_jp(in);
    else
        decode_double(in, kind == KIND_SHIFT_JIS);
}

static void decode_multi(decoding *in, decoder_kind kind, size_t end)
{
    while (in->at < end) {
        char c = in->body.ptr[in->at];
        if ((unsigned char)c < 0x80) {
            *in->out++ = c;
            in->at++;
        } else {
            decode_sequence(in, kind);
        }
    }
}

/* ---- 12.2 ISO-2022-JP ------------------------------------------------------ */

typedef enum jis_set {
    JIS_ASCII,
    JIS_ROMAN,
    JIS_KATAKANA,
    JIS_0208
} jis_set;

typedef struct jis_state {
    jis_set set;
    bool switched; /* an escape sequence was the last thing read */
} jis_state;

/* The set that the escape sequence here switches to; false if it is none. */
static bool jis_escape(const decoding *in, jis_set *set)
{
    int a = ahead(in, 1), b = ahead(in, 2);

    if (a == '(' && (b == 'B' || b == 'J' || b == 'I'))
        *set = b == 'B' ? JIS_ASCII : b == 'J' ? JIS_ROMAN : JIS_KATAKANA;
    else if (a == '$' && (b == '@' || b == 'B'))
        *set = JIS_0208;
    else
        return false;
    return true;
}

/* The character of one byte in `set`, or NOTHING. */
static uint32_t jis_byte(jis_set set, unsigned char byte)
{
    if (set == JIS_KATAKANA)
        return between(byte, 0x21, 0x5F) ? 0xFF61u - 0x21 + byte : NOTHING;
    if (byte >= 0x80 || byte == 0x0E || byte == 0x0F)
        return NOTHING;
    if (set == JIS_ROMAN && byte == 0x5C)
        return 0xA5;
    if (set == JIS_ROMAN && byte == 0x7E)
        return 0x203E;
    return byte;
}

/* A character of JIS X 0208, which EUC-JP has with the upper bits set. */
static void jis_pair(decoding *in)
{
    int lead = ahead(in, 0), trail = ahead(in, 1);
    uint32_t cp = NOTHING;
    size_t len = 1;

    if (between(lead, 0x21, 0x7E) && trail >= 0 && trail != 0x1B) {
        len = 2;
        if (between(trail, 0x21, 0x7E)) {
            char pair[2] = { (char)(lead | 0x80), (char)(trail | 0x80) };
            cp = meaning(in, pair, 2);
        }
    }
    in->at += len;
    put(in, cp);
}

static void decode_iso_2022_jp(decoding *in, jis_state *state, size_t end)
{
    while (in->at < end) {
        unsigned char byte = (unsigned char)in->body.ptr[in->at];
        if (byte == 0x1B) {
            if (jis_escape(in, &state->set)) {
                in->at += 3;
                if (state->switched)
                    put(in, NOTHING);
                state->switched = true;
                continue;
            }
            in->at++;
            put(in, NOTHING);
        } else if (state->set == JIS_0208) {
            jis_pair(in);
        } else {
            in->at++;
            put(in, jis_byte(state->set, byte));
        }
        state->switched = false;
    }
}

/* ---- 13 The rest ----------------------------------------------------------- */

/* The unit of UTF-16 `more` bytes behind the place where we are; it is there. */
static uint32_t unit(const decoding *in, size_t more)
{
    int a = ahead(in, more), b = ahead(in, more + 1);

    return (uint32_t)(in->encoding == DLI_ENCODING_UTF_16BE ? a << 8 | b : b << 8 | a);
}

/* 13.2; a character cut by the end of the body is one error. */
static void decode_utf_16(decoding *in, size_t end)
{
    while (in->at < end) {
        size_t left = in->body.len - in->at, len = 2;
        uint32_t cp = left < 2 ? NOTHING : unit(in, 0);
        if (cp >= 0xD800 && cp < 0xE000) {
            bool lead = cp < 0xDC00;
            uint32_t low = lead && left >= 4 ? unit(in, 2) : 0;
            bool pair = low >= 0xDC00 && low < 0xE000;
            len = pair ? 4 : lead && left < 4 ? left : 2;
            cp = pair ? 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00) : NOTHING;
        }
        in->at += left < 2 ? 1 : len;
        put(in, cp);
    }
}

/* 13.5 */
static void decode_user(decoding *in, size_t end)
{
    while (in->at < end) {
        unsigned char byte = (unsigned char)in->body.ptr[in->at++];
        put(in, byte < 0x80 ? byte : 0xF780u + byte - 0x80);
    }
}

/* 13.1 */
static void decode_replacement(decoding *in)
{
    in->at = in->body.len;
    put(in, NOTHING);
}

/* UTF-8 with bad bytes: one U+FFFD for each maximal ill-formed piece. */
static dl_status mend_utf_8(decoding *in, dli_buf *out, dl_error *err)
{
    while (in->at < in->body.len) {
        dl_str rest = dli_from(in->body, in->at);
        size_t valid = dli_utf8_valid(rest);
        dli_buf_add(out, dli_slice(rest, 0, valid));
        in->at += valid;
        if (valid == rest.len)
            break;
        in->at += dli_utf8_bad(dli_from(rest, valid));
        dli_buf_add(out, DL_STR("\xEF\xBF\xBD"));
        in->replaced++;
        if (out->len > DL_MAX_SOURCE_BYTES)
            break;
    }
    return out->failed ? dli_no_memory(err) : DL_OK;
}

static dl_status too_long(dl_error *err)
{
    return dli_fail(err, DL_ERR_LIMIT, 0, "split the page",
                    "the page is over the limit of %zu bytes as UTF-8", DL_MAX_SOURCE_BYTES);
}

/* All kinds but UTF-8, piece by piece. */
static dl_status decode_pieces(decoding *in, dli_buf *out, dl_error *err)
{
    decoder_kind kind = decoders[in->encoding].kind;
    jis_state jis = { JIS_ASCII, false };
    byte_table table;

    if (kind == KIND_SINGLE)
        make_table(in, &table);
    while (in->at < in->body.len) {
        size_t left = in->body.len - in->at, piece = left < PIECE ? left : PIECE;
        size_t end = in->at + piece;
        char *room = dli_buf_room(out, (piece + LONGEST) * MOST);
        if (room == NULL)
            return dli_no_memory(err);
        in->out = room;
        if (kind == KIND_SINGLE)
            decode_single(in, &table, end);
        else if (kind == KIND_UTF_16)
            decode_utf_16(in, end);
        else if (kind == KIND_ISO_2022_JP)
            decode_iso_2022_jp(in, &jis, end);
        else if (kind == KIND_USER)
            decode_user(in, end);
        else if (kind == KIND_REPLACEMENT)
            decode_replacement(in);
        else
            decode_multi(in, kind, end);
        out->len += (size_t)(in->out - room);
        if (out->len > DL_MAX_SOURCE_BYTES)
            break;
    }
    return DL_OK;
}

static dl_status open_icu(decoding *in, dl_error *err)
{
    UErrorCode code = U_ZERO_ERROR;
    const char *name = decoders[in->encoding].icu;

    if (name[0] == 0)
        return DL_OK;
    in->icu = ucnv_open(name, &code);
    if (code == U_MEMORY_ALLOCATION_ERROR)
        return dli_no_memory(err);
    if (in->icu == NULL || U_FAILURE(code))
        return dli_fail(err, DL_ERR_IO, 0, "install ICU with all its converters",
                        "ICU has no converter named '%s'", name);
    ucnv_setToUCallBack(in->icu, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &code);
    return DL_OK;
}

dl_status dli_decode(dli_arena *arena, dl_str body, dli_encoding encoding, dl_str *text,
                     size_t *replaced, dl_error *err)
{
    decoding in = { .body = body, .encoding = encoding };
    dli_buf out;
    dl_status status;

    *text = (dl_str){ "", 0 };
    *replaced = 0;
    if (encoding == DLI_ENCODING_UTF_8 && dli_utf8_valid(body) == body.len) {
        *text = body;
        return DL_OK;
    }
    dli_buf_init(&out, arena);
    if (encoding == DLI_ENCODING_UTF_8) {
        status = mend_utf_8(&in, &out, err);
    } else {
        if (encoding == DLI_ENCODING_UTF_16LE && dli_starts(body, DL_STR("\xFF\xFE")))
            in.at = 2;
        if (encoding == DLI_ENCODING_UTF_16BE && dli_starts(body, DL_STR("\xFE\xFF")))
            in.at = 2;
        status = open_icu(&in, err);
        if (status == DL_OK)
            status = decode_pieces(&in, &out, err);
        if (in.icu != NULL)
            ucnv_close(in.icu);
    }
    DLI_TRY(status);
    if (out.len > DL_MAX_SOURCE_BYTES)
        return too_long(err);
    *text = dli_buf_str(&out);
    *replaced = in.replaced;
    return DL_OK;
}
