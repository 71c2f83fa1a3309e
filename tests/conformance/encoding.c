/* encoding.c -- outside suites on encodings: html5lib's choice of one, the tables of
 * encoding_rs and lexbor, chardet's texts.
 *
 *   encoding FOLDER     FOLDER/html/html5lib/encoding, FOLDER/encoding/…
 */
#include "suite.h"

#include "base/utf8.h"
#include "bytes/charset.h"

#define LIST "tests/conformance/encoding.expected-failures.txt"

static const size_t BUDGET = (size_t)256 << 20;

/* ---- html5lib: "#data", a page, "#encoding", its encoding --------------------- */

/* The encoding a page declares; what html5lib calls windows-1252 where it declares
 * none, as it knows no detection. */
static dl_str declared(dl_str page, dli_arena *arena)
{
    dli_source source;

    if (dli_bytes_read(arena, page, DL_STR(""), &source, NULL) != DL_OK)
        return (dl_str){ "", 0 };
    bool says = source.how != DLI_CHARSET_DETECTED && source.how != DLI_CHARSET_DEFAULT;
    return says ? source.charset : DL_STR("windows-1252");
}

static void check_dat(suite *s, const char *path, const char *name, void *data)
{
    dli_arena arena;
    size_t at = 0, number = 0;

    (void)data;
    if (!dli_ends(dli_str(name), DL_STR(".dat")))
        return;
    dli_arena_init(&arena, BUDGET);
    dl_str all = suite_read(&arena, path);
    while ((at = dli_find(all, DL_STR("#data\n"), at)) != DLI_NONE) {
        size_t start = at + 6, end = dli_find(all, DL_STR("\n#encoding\n"), start);
        if (end == DLI_NONE)
            break;
        size_t stop = dli_find_byte(all, '\n', at = end + 11);
        dl_str expected = dli_slice(all, at, stop == DLI_NONE ? all.len : stop);
        dl_str found = declared(dli_slice(all, start, end), &arena);
        suite_check(s, dli_eq_nocase(found, expected), "html5lib %s %zu is %.*s", name,
                    ++number, (int)expected.len, expected.ptr);
    }
    dli_arena_done(&arena);
}

/* ---- encoding_rs: a text and the same in UTF-8 ---------------------------------- */

static const struct {
    const char *file;
    const char *label;
} tables[] = {
    { "big5_in", "big5" },
    { "big5_out_ref", "big5" },
    { "euc_kr_in", "euc-kr" },
    { "euc_kr_out_ref", "euc-kr" },
    { "gb18030_in", "gb18030" },
    { "gb18030_out_ref", "gb18030" },
    { "gb18030_in", "gbk" },
    { "iso_2022_jp_in", "iso-2022-jp" },
    { "jis0208_in", "euc-jp" },
    { "jis0208_out_ref", "euc-jp" },
    { "jis0212_in", "euc-jp" },
    { "shift_jis_in", "shift_jis" },
    { "shift_jis_out_ref", "shift_jis" },
};

/* X_in.txt decodes to X_in_ref.txt, and X_out_ref.txt to X_out.txt. */
static void check_table(suite *s, const char *file, const char *label)
{
    char path[SUITE_PATH];
    const char *folder = "encoding/encoding_rs/tests/test_data";
    dl_str name = dli_str(file), text;
    bool out = dli_ends(name, DL_STR("_out_ref"));
    dli_arena arena;
    size_t replaced;

    dli_arena_init(&arena, BUDGET);
    snprintf(path, sizeof path, "%s/%s/%s.txt", s->root, folder, file);
    dl_str bytes = suite_read(&arena, path);
    snprintf(path, sizeof path, "%s/%s/%.*s%s.txt", s->root, folder,
             (int)(out ? name.len - 4 : name.len), file, out ? "" : "_ref");
    dl_str expected = suite_read(&arena, path);
    dl_status status =
        dli_decode(&arena, bytes, dli_encoding_find(dli_str(label)), &text, &replaced, NULL);
    suite_check(s, status == DL_OK && text.len > 1000 && dli_eq(text, expected),
                "encoding_rs %s as %s", file, label);
    dli_arena_done(&arena);
}

/* ---- lexbor: "\xA1\x40 0x3000" ---------------------------------------------------- */

static unsigned hex_digits(dl_str s, size_t at, size_t count)
{
    unsigned value = 0;

    for (size_t i = at; i < at + count && i < s.len; i++) {
        char c = dli_lower(s.ptr[i]);
        value = value << 4 | (unsigned)(dli_is_digit(c) ? c - '0' : c - 'a' + 10);
    }
    return value;
}

/* A line's bytes decode to its code points, alone and between two letters. */
static bool line_holds(dl_str line, dli_encoding encoding, dli_arena *arena)
{
    char bytes[64] = "a", expected[64] = "a";
    size_t len = 1, made = 1, replaced;
    dl_str word, text;

    if (!dli_next_word(&line, &word))
        return false;
    for (size_t i = 0; i + 4 <= word.len && len < 60; i += 4)
        bytes[len++] = (char)hex_digits(word, i + 2, 2);
    while (dli_next_word(&line, &word) && made < 50)
        made += dli_utf8_put(expected + made, hex_digits(word, 2, word.len - 2));
    if (encoding == DLI_ENCODING_ISO_2022_JP &&
        !dli_ends((dl_str){ bytes, len }, DL_STR("\x1B(B"))) {
        memcpy(bytes + len, "\x1B(B", 3);
        len += 3;
    }
    bytes[len++] = expected[made++] = 'z';
    return dli_decode(arena, (dl_str){ bytes, len }, encoding, &text, &replaced, NULL) ==
               DL_OK &&
           dli_eq(text, (dl_str){ expected, made });
}

static void check_map(suite *s, const char *path, const char *name, void *data)
{
    char label[64];
    dl_str rest, line;
    dli_arena arena;
    size_t lines = 0, wrong = 0, end = dli_find(dli_str(name), DL_STR("_map_"), 0);

    (void)data;
    if (end == DLI_NONE)
        return;
    snprintf(label, sizeof label, "%.*s", (int)end, name);
    for (char *c = label; *c != 0; c++)
        if (*c == '_' && strncmp(label, "shift", 5) != 0)
            *c = '-';
    dli_arena_init(&arena, (size_t)1 << 30);
    rest = suite_read(&arena, path);
    while (dli_split(&rest, '\n', &line)) {
        line = dli_trim(line);
        if (line.len == 0 || line.ptr[0] == '#')
            continue;
        lines++;
        bool holds = line_holds(line, dli_encoding_find(dli_str(label)), &arena);
        if (!holds && wrong++ < 5)
            printf("# %s: %.*s\n", label, (int)line.len, line.ptr);
    }
    suite_check(s, lines > 1000 && wrong == 0, "lexbor %s, %zu sequences", label, lines);
    dli_arena_done(&arena);
}

/* ---- chardet: texts in folders named after their encoding -------------------------- */

static const struct {
    const char *folder;
    const char *label; /* "" where the Web has no such encoding */
} folders[] = {
    { "Big5", "big5" },
    { "CP932", "shift_jis" },
    { "CP949", "euc-kr" },
    { "EUC-JP", "euc-jp" },
    { "EUC-KR", "euc-kr" },
    { "GB2312", "gbk" },
    { "IBM866", "ibm866" },
    { "KOI8-R", "koi8-r" },
    { "MacCyrillic", "x-mac-cyrillic" },
    { "SHIFT_JIS", "shift_jis" },
    { "TIS-620", "windows-874" },
    { "UTF-16", "" },
    { "UTF-16BE", "utf-16be" },
    { "UTF-16LE", "utf-16le" },
    { "ascii", "utf-8" },
    { "iso-8859-1", "windows-1252" },
    { "iso-8859-2-croatian", "iso-8859-2" },
    { "iso-8859-2-czech", "iso-8859-2" },
    { "iso-8859-2-hungarian", "iso-8859-2" },
    { "iso-8859-2-polish", "iso-8859-2" },
    { "iso-8859-2-slovak", "iso-8859-2" },
    { "iso-8859-2-slovene", "iso-8859-2" },
    { "iso-8859-5-bulgarian", "iso-8859-5" },
    { "iso-8859-5-russian", "iso-8859-5" },
    { "iso-8859-6-arabic", "iso-8859-6" },
    { "iso-8859-7-greek", "iso-8859-7" },
    { "iso-8859-9-turkish", "windows-1254" },
    { "utf-8", "utf-8" },
    { "utf-8-sig", "utf-8" },
    { "windows-1250-croatian", "windows-1250" },
    { "windows-1250-czech", "windows-1250" },
    { "windows-1250-hungarian", "windows-1250" },
    { "windows-1250-polish", "windows-1250" },
    { "windows-1250-romanian", "windows-1250" },
    { "windows-1250-slovak", "windows-1250" },
    { "windows-1250-slovene", "windows-1250" },
    { "windows-1251-bulgarian", "windows-1251" },
    { "windows-1251-russian", "windows-1251" },
    { "windows-1252", "windows-1252" },
    { "windows-1254-turkish", "windows-1254" },
    { "windows-1255-hebrew", "windows-1255" },
    { "windows-1256-arabic", "windows-1256" },
};

typedef struct tally {
    const char *label;
    size_t right;
    size_t all;
} tally;

/* Right if it reads the same as in the encoding that the folder names. */
static void check_text(suite *s, const char *path, const char *name, void *data)
{
    tally *t = data;
    dli_arena arena;
    dli_source source;
    dl_str text;
    size_t replaced;

    (void)s;
    dli_arena_init(&arena, BUDGET);
    dl_str bytes = suite_read(&arena, path);
    dli_encoding truth = dli_encoding_find(dli_str(t->label));
    /* The text is judged without what it says of itself: by its bytes alone. */
    bool starved;
    dli_encoding found = dli_charset_detect(bytes, &starved);
    dl_status status = dli_bytes_read(&arena, bytes,
                                      found == DLI_ENCODING_NONE ? DL_STR("windows-1252")
                                                                 : dli_encoding_name(found),
                                      &source, NULL);
    t->all++;
    if (status == DL_OK && truth != DLI_ENCODING_NONE &&
        dli_decode(&arena, bytes, truth, &text, &replaced, NULL) == DL_OK &&
        dli_eq(text, source.text))
        t->right++;
    else
        printf("# chardet %s/%s read as %.*s\n", t->label, name, (int)source.charset.len,
               source.charset.ptr);
    dli_arena_done(&arena);
}

static void check_detection(suite *s)
{
    char folder[SUITE_PATH / 2];
    tally sum = { "", 0, 0 };
    enum {
        FLOOR = 387
    }; /* measured with uchardet 0.0.7; raise it, do not lower it */

    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        tally t = { folders[i].label, 0, 0 };
        if (t.label[0] == 0)
            continue;
        snprintf(folder, sizeof folder, "encoding/chardet/tests/%s", folders[i].folder);
        (void)suite_each(s, folder, check_text, &t);
        sum.right += t.right;
        sum.all += t.all;
    }
    suite_check(s, sum.right >= FLOOR, "chardet texts: %zu of %zu known by their bytes",
                sum.right, sum.all);
}

int main(int argc, char **argv)
{
    suite s;

    suite_begin(&s, argc, argv, "encoding", LIST);
    (void)suite_each(&s, "html/html5lib/encoding", check_dat, NULL);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        check_table(&s, tables[i].file, tables[i].label);
    (void)suite_each(&s, "encoding/lexbor/test/files/lexbor/encoding", check_map, NULL);
    check_detection(&s);
    return suite_end(&s);
}
