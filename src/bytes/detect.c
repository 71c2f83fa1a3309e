/* detect.c -- the encoding of a page that does not say.
 *
 * In:   a body without byte order mark, transport's word, <meta> or XML declaration
 * Out:  UTF-16 by its zero bytes; UTF-8 by its form; else uchardet's opinion
 */
#include "charset.h"

#include "base/limits.h"
#include "base/str.h"
#include "base/utf8.h"

#include <errno.h>
#include <string.h>
#include <uchardet/uchardet.h>

enum {
    SAMPLE = 4096,   /* bytes looked at for UTF-16                               */
    HIGHEST = 0x06,  /* upper byte of Latin to Arabic: what UTF-16 pages begin with */
    FEW_BAD = 50,    /* sequences of UTF-8 for each bad one that is forgiven     */
    NEAR = 8,        /* bytes beside one beyond ASCII that are shown to uchardet    */
    FEW_LETTERS = 4, /* letters beyond ASCII that prove nothing                    */
    FEW_LATIN = 24,  /* and nothing about which of the Latin encodings it is       */
};

dli_encoding dli_utf16_guess(dl_str body)
{
    size_t len = (body.len < SAMPLE ? body.len : SAMPLE) & ~(size_t)1;
    size_t low[2] = { 0, 0 }, zero[2] = { 0, 0 };

    for (size_t i = 0; i < len; i++) {
        unsigned char byte = (unsigned char)body.ptr[i];
        low[i & 1] += byte <= HIGHEST;
        zero[i & 1] += byte == 0;
    }
    for (size_t upper = 0; len >= 4 && upper < 2; upper++) {
        bool upper_is_high_half = low[upper] * 10 >= len / 2 * 9 && zero[upper] * 10 >= len / 2;
        bool lower_is_text = low[!upper] * 20 <= len / 2;
        if (upper_is_high_half && lower_is_text)
            return upper == 0 ? DLI_ENCODING_UTF_16BE : DLI_ENCODING_UTF_16LE;
    }
    return DLI_ENCODING_NONE;
}

/* UTF-8 but for a rare slip, or for being cut in its last character. */
static bool nearly_utf8(dl_str body)
{
    size_t good = 0, bad = 0;

    if (dli_utf8_valid(body) == body.len)
        return true;
    for (size_t at = 0; at < body.len;) {
        dl_str rest = dli_from(body, at);
        size_t valid = dli_utf8_valid(rest);
        dl_str run = dli_slice(rest, 0, valid);
        for (size_t i = 0; i < run.len; i++)
            good += (unsigned char)run.ptr[i] >= 0xC0;
        at += valid;
        if (at == body.len)
            break;
        size_t len = dli_utf8_bad(dli_from(body, at));
        bad += !(at + len == body.len && len < 4 && (unsigned char)body.ptr[at] >= 0xC2);
        at += len;
        if (bad > 100 && good < bad * FEW_BAD)
            return false;
    }
    return good >= bad * FEW_BAD && good > 0;
}

/* The parts of `body` that say something: bytes beyond ASCII and their neighbours;
 * what lies between becomes a space. *letters counts those from C0 on, where most
 * encodings have letters and none has only quotation marks and dashes. */
static size_t gather(dl_str body, char sample[DLI_DETECT_BYTES], size_t *letters)
{
    size_t len = 0, next = 0, behind = 0; /* [behind, …) is near the last such byte */

    *letters = 0;
    for (size_t at = 0; at < body.len && len < DLI_DETECT_BYTES; at++) {
        if ((unsigned char)body.ptr[at] >= 0x80) {
            behind = at + NEAR;
            *letters += (unsigned char)body.ptr[at] >= 0xC0;
        }
        while (next < body.len && (next < at || (unsigned char)body.ptr[next] < 0x80))
            next++;
        if (next - at > NEAR && next < body.len && at >= behind) {
            at = next - NEAR - 1; /* go on shortly before the next one */
            sample[len++] = ' ';
        } else if (next == body.len && at >= behind) {
            break;
        } else {
            sample[len++] = body.ptr[at];
        }
    }
    return len;
}

/* A name that uchardet has and the Encoding Standard has not. */
static dli_encoding find_name(const char *name)
{
    if (strcmp(name, "UHC") == 0)
        return DLI_ENCODING_EUC_KR;
    if (strcmp(name, "MAC-CYRILLIC") == 0)
        return DLI_ENCODING_X_MAC_CYRILLIC;
    dli_encoding found = dli_encoding_find(dli_str(name));
    return found == DLI_ENCODING_REPLACEMENT ? DLI_ENCODING_NONE : found;
}

/* One of the many for languages with Latin letters. */
static bool is_latin(dli_encoding encoding)
{
    static const dli_encoding latin[] = {
        DLI_ENCODING_ISO_8859_2,   DLI_ENCODING_ISO_8859_3,   DLI_ENCODING_ISO_8859_4,
        DLI_ENCODING_ISO_8859_10,  DLI_ENCODING_ISO_8859_13,  DLI_ENCODING_ISO_8859_14,
        DLI_ENCODING_ISO_8859_15,  DLI_ENCODING_ISO_8859_16,  DLI_ENCODING_MACINTOSH,
        DLI_ENCODING_WINDOWS_1250, DLI_ENCODING_WINDOWS_1254, DLI_ENCODING_WINDOWS_1257,
        DLI_ENCODING_WINDOWS_1258,
    };

    for (size_t i = 0; i < sizeof latin / sizeof *latin; i++)
        if (latin[i] == encoding)
            return true;
    return false;
}

/* What uchardet makes of it. A handful of bytes cannot tell the Latin ones apart:
 * then it is the commonest. Where it gets no memory it passes over a part of what it knows and
 * says nothing of it: `errno` does. */
static dli_encoding ask_uchardet(dl_str body, bool *starved)
{
    char sample[DLI_DETECT_BYTES];
    size_t letters, len = gather(body, sample, &letters);
    dli_encoding found = DLI_ENCODING_NONE;

    errno = 0;
    uchardet_t detector = uchardet_new();
    if (detector == NULL) {
        *starved = true;
        return found;
    }
    if (uchardet_handle_data(detector, sample, len) == 0) {
        uchardet_data_end(detector);
        found = find_name(uchardet_get_charset(detector));
    }
    *starved = errno == ENOMEM;
    uchardet_delete(detector);
    if (letters < FEW_LETTERS || (letters < FEW_LATIN && is_latin(found)))
        return DLI_ENCODING_NONE;
    return found;
}

dli_encoding dli_charset_detect(dl_str body, bool *starved)
{
    dli_encoding found = dli_utf16_guess(body);

    *starved = false;
    if (found != DLI_ENCODING_NONE)
        return found;
    if (nearly_utf8(body))
        return DLI_ENCODING_UTF_8;
    return dli_bytes_binary(body) ? DLI_ENCODING_NONE : ask_uchardet(body, starved);
}
