/* binary.c -- tell what is no text in any encoding from what might be.
 *
 * Known formats are told by their first bytes; the rest by the share of control
 * characters, which text has next to none of and compressed bytes have a ninth.
 */
#include "charset.h"

#include "base/str.h"

enum {
    SAMPLE = 4096,
    TEXT_SHARE = 25 /* one control character in so many is too much */
};

typedef struct magic {
    size_t at;
    dl_str bytes;
} magic;

#define MAGIC(at, literal)                                                                     \
    {                                                                                          \
        at,                                                                                    \
        {                                                                                      \
            literal, sizeof(literal) - 1                                                       \
        }                                                                                      \
    }

static const magic magics[] = {
    MAGIC(0, "\xFF\xD8\xFF"),      /* JPEG */
    MAGIC(0, "\x89PNG\r\n\x1A\n"), /* PNG */
    MAGIC(0, "GIF87a"),            /* GIF */
    MAGIC(0, "GIF89a"),
    MAGIC(0, "II*\0"), /* TIFF */
    MAGIC(0, "MM\0*"),
    MAGIC(0, "8BPS"),                             /* Photoshop */
    MAGIC(0, "\0\0\1\0"),                         /* icon */
    MAGIC(0, "%PDF-"),                            /* PDF */
    MAGIC(0, "%!PS"),                             /* PostScript */
    MAGIC(0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), /* Word, Excel before 2007 */
    MAGIC(0, "PK\3\4"),                           /* ZIP, and what is made of it */
    MAGIC(0, "PK\5\6"),
    MAGIC(0, "PK\7\x08"),
    MAGIC(0, "Rar!\x1A\7"),         /* RAR */
    MAGIC(0, "7z\xBC\xAF\x27\x1C"), /* 7-Zip */
    MAGIC(0, "\xFD"
             "7zXZ\0"),           /* xz */
    MAGIC(0, "BZh"),              /* bzip2, checked below */
    MAGIC(0, "\x1F\x8B"),         /* gzip */
    MAGIC(0, "\x28\xB5\x2F\xFD"), /* zstd */
    MAGIC(0, "\x04\x22\x4D\x18"), /* LZ4 */
    MAGIC(257, "ustar"),          /* tar */
    MAGIC(0, "\x7F"
             "ELF"), /* programs */
    MAGIC(0, "\xCA\xFE\xBA\xBE"),
    MAGIC(0, "\xCF\xFA\xED\xFE"),
    MAGIC(0, "\0asm"),
    MAGIC(0, "MZ\x90\0"),
    MAGIC(4, "ftyp"),             /* MP4 */
    MAGIC(0, "\x1A\x45\xDF\xA3"), /* WebM, Matroska */
    MAGIC(0, "OggS\0"),           /* Ogg */
    MAGIC(0, "fLaC\0"),           /* FLAC */
    MAGIC(0, "ID3\2"),            /* MP3 */
    MAGIC(0, "ID3\3"),
    MAGIC(0, "ID3\4"),
    MAGIC(8, "WEBP"), /* RIFF, checked below */
    MAGIC(8, "WAVE"),
    MAGIC(8, "AVI "),
    MAGIC(0, "SQLite format 3\0"), /* SQLite */
    MAGIC(0, "PAR1"),              /* Parquet, checked below */
    MAGIC(0, "wOFF"),              /* fonts */
    MAGIC(0, "wOF2"),
    MAGIC(0, "OTTO\0"),
    MAGIC(0, "\0\1\0\0\0"),
};

bool dli_known_binary(dl_str body)
{
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++) {
        const magic *m = &magics[i];
        if (body.len < m->at || !dli_starts(dli_from(body, m->at), m->bytes))
            continue;
        if (m->at == 8 && !dli_starts(body, DL_STR("RIFF")))
            continue;
        if (dli_starts(body, DL_STR("BZh")) && dli_find(body, DL_STR("1AY&SY"), 4) != 4)
            continue;
        if (m->at == 4 && body.ptr[0] != 0)
            continue;
        return true;
    }
    return false;
}

/* Control characters that no text has. ESC, SO and SI switch sets in ISO 2022. */
static bool is_control(unsigned char c)
{
    return (c < 0x20 && !dli_is_space((char)c) && c != '\v' && c != 0x1B && c != 0x0E &&
            c != 0x0F) ||
           c == 0x7F;
}

/* A page's first bytes, whatever stands behind them: <!doctype, <html, <?xml. */
static bool begins_as_markup(dl_str body)
{
    body = dli_trim(body);
    return body.len > 1 && body.ptr[0] == '<' &&
           (dli_is_alpha(body.ptr[1]) || body.ptr[1] == '!' || body.ptr[1] == '?');
}

bool dli_bytes_binary(dl_str body)
{
    size_t len = body.len < SAMPLE ? body.len : SAMPLE, controls = 0;

    if (dli_known_binary(body))
        return true;
    if (dli_starts(body, DL_STR("\xEF\xBB\xBF")) || dli_starts(body, DL_STR("\xFF\xFE")) ||
        dli_starts(body, DL_STR("\xFE\xFF")) || begins_as_markup(dli_slice(body, 0, len)) ||
        dli_utf16_guess(body) != DLI_ENCODING_NONE)
        return false;
    for (size_t i = 0; i < len; i++)
        controls += is_control((unsigned char)body.ptr[i]);
    return controls * TEXT_SHARE > len;
}
