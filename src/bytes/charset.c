/* charset.c -- encodings by label and by name (WHATWG Encoding Standard, 4.2). */
#include "charset.h"

#include "base/str.h"

typedef struct label_meaning {
    dl_str text;
    dli_encoding encoding;
} label_meaning;

static const label_meaning labels[] = {
#define LABEL(text, id) { { text, sizeof(text) - 1 }, DLI_ENCODING_##id },
#include "labels.def"
#undef LABEL
};

static const dl_str names[DLI_ENCODING_COUNT] = {
    [DLI_ENCODING_NONE] = { "", 0 },
#define ENCODING(id, name, kind, icu) [DLI_ENCODING_##id] = { name, sizeof(name) - 1 },
#include "encodings.def"
#undef ENCODING
};

enum {
    LONGEST_LABEL = 19
}; /* cseucpkdfmtjapanese, iso_8859-1:1987 and their like */

dli_encoding dli_encoding_find(dl_str label)
{
    char lower[LONGEST_LABEL];
    size_t low = 0, high = sizeof labels / sizeof *labels;
    dl_str text = dli_trim(label);

    if (text.len > sizeof lower)
        return DLI_ENCODING_NONE;
    for (size_t i = 0; i < text.len; i++)
        lower[i] = dli_lower(text.ptr[i]);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = dli_compare((dl_str){ lower, text.len }, labels[middle].text);
        if (order == 0)
            return labels[middle].encoding;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return DLI_ENCODING_NONE;
}

dl_str dli_encoding_name(dli_encoding encoding)
{
    return names[encoding];
}

const char *dli_charset_how_name(dli_charset_how how)
{
    static const char *const how_names[] = {
        [DLI_CHARSET_BOM] = "bom",           [DLI_CHARSET_HTTP] = "http",
        [DLI_CHARSET_META] = "meta",         [DLI_CHARSET_XML] = "xml",
        [DLI_CHARSET_DETECTED] = "detected", [DLI_CHARSET_DEFAULT] = "default",
    };

    return how_names[how];
}
