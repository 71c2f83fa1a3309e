/* gen_lang_tables.c -- print the C tables of all languages from lang/.
 *
 *   gen_lang_tables lang > build/gen/lang_tables.c
 *
 * In:   lang/<code>/about.txt  "name = English", "script = Latn", …
 *       lang/<code>/<list>.txt, one for each LIST of src/lang/lists.def, or none
 * Out:  dli_langs[], each list folded, sorted and without duplicates
 *
 * A list whose name is not in lists.def, an entry given twice with two meanings
 * and a line that is not UTF-8 are errors: a misspelt file must not be lost.
 */
#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

static const char *const list_names[] = {
#define LIST(name, what) #name,
#include "lang/lists.def"
#undef LIST
};
enum { LISTS = sizeof list_names / sizeof *list_names, MAX_LINE = 4096 };

typedef struct entry {
    char *text;
    char *meaning;
} entry;

static void die(const char *file, int line, const char *what)
{
    fprintf(stderr, "gen_lang_tables: %s:%d: %s\n", file, line, what);
    exit(1);
}

static char *trim(char *s)
{
    size_t len;

    while (*s == ' ' || *s == '\t')
        s++;
    for (len = strlen(s); len > 0 && strchr(" \t\r\n", s[len - 1]) != NULL; len--)
        s[len - 1] = 0;
    return s;
}

/* The same folding as src/lang/fold.c, which tests/unit/test_lang.c compares. */
static char *fold(const char *s, const char *file, int line)
{
    int32_t len = (int32_t)strlen(s), at = 0, out = 0;
    char *folded = calloc((size_t)len * 3 + 4, 1);

    while (at < len) {
        UChar32 c;
        UBool error = 0;
        U8_NEXT(s, at, len, c);
        if (c < 0)
            die(file, line, "not UTF-8");
        if (c == 0x2019 || c == 0x02BC)
            c = '\'';
        else if (c == 0xA0 || c == 0x202F)
            c = ' ';
        c = u_foldCase(c, U_FOLD_CASE_DEFAULT);
        U8_APPEND(folded, out, len * 3 + 4, c, error);
        if (error)
            die(file, line, "cannot be folded");
    }
    return folded;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(((const entry *)a)->text, ((const entry *)b)->text);
}

static void print_string(const char *s)
{
    printf("{ \"");
    for (const unsigned char *p = (const unsigned char *)s; *p != 0; p++)
        if (*p < 0x20 || *p >= 0x7F || *p == '"' || *p == '\\' || *p == '?')
            printf("\\%03o", *p);
        else
            putchar(*p);
    printf("\", %zu }", strlen(s));
}

typedef struct known_word {
    char *text;
    uint64_t langs; /* bit i: it is common in dli_langs[i] */
} known_word;

static known_word known[65536];
static size_t known_count;

/* Remember the commonest words of a language for the table of all. */
static void note_words(const entry *entries, size_t count, int lang)
{
    for (size_t i = 0; i < count; i++) {
        size_t at = 0;
        while (at < known_count && strcmp(known[at].text, entries[i].text) != 0)
            at++;
        if (at == sizeof known / sizeof *known)
            die("words.txt", 0, "too many words in all");
        if (at == known_count)
            known[known_count++].text = strdup(entries[i].text);
        known[at].langs |= (uint64_t)1 << lang;
    }
}

static int by_word(const void *a, const void *b)
{
    return strcmp(((const known_word *)a)->text, ((const known_word *)b)->text);
}

static void print_known(void)
{
    qsort(known, known_count, sizeof *known, by_word);
    printf("const dli_known_word dli_known_words[] = {\n");
    for (size_t i = 0; i < known_count; i++) {
        printf("    { ");
        print_string(known[i].text);
        printf(", 0x%llxu },\n", (unsigned long long)known[i].langs);
    }
    printf("};\n\nconst size_t dli_known_word_count = %zu;\n\n", known_count);
}

/* Read and print one list; false if the language has no such file. */
static bool print_list(const char *dir, const char *code, int list, int lang)
{
    char path[MAX_LINE], line[MAX_LINE];
    entry *entries = NULL;
    size_t count = 0, cap = 0, kept = 0;
    int number = 0;

    snprintf(path, sizeof path, "%s/%s/%s.txt", dir, code, list_names[list]);
    FILE *in = fopen(path, "r");
    if (in == NULL)
        return false;
    while (fgets(line, sizeof line, in) != NULL) {
        number++;
        char *hash = strchr(line, '#');
        if (hash != NULL)
            *hash = 0;
        char *text = trim(line), *meaning = strstr(text, " = ");
        if (*text == 0)
            continue;
        if (meaning != NULL) {
            *meaning = 0;
            meaning = trim(meaning + 3);
            text = trim(text);
        }
        if (count == cap) {
            cap = cap * 2 + 64;
            entries = realloc(entries, cap * sizeof *entries);
        }
        entries[count++] = (entry){ fold(text, path, number), strdup(meaning ? meaning : "") };
    }
    fclose(in);
    qsort(entries, count, sizeof *entries, by_text);
    if (strcmp(list_names[list], "words") == 0)
        note_words(entries, count, lang);
    printf("static const dli_entry list_%s_%s[] = {\n", code, list_names[list]);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && strcmp(entries[i].text, entries[i - 1].text) == 0) {
            if (strcmp(entries[i].meaning, entries[i - 1].meaning) != 0) {
                fprintf(stderr, "'%s' = '%s' and '%s'\n", entries[i].text, entries[i].meaning,
                        entries[i - 1].meaning);
                die(path, 0, "one entry has two meanings");
            }
            continue;
        }
        printf("    { ");
        print_string(entries[i].text);
        printf(", ");
        print_string(entries[i].meaning);
        printf(" },\n");
        kept++;
    }
    printf("    { { \"\", 0 }, { \"\", 0 } },\n};\n");
    printf("enum { count_%s_%s = %zu };\n\n", code, list_names[list], kept);
    return true;
}

static void about(const char *dir, const char *code, const char *key, char *out)
{
    char path[MAX_LINE], line[MAX_LINE];

    *out = 0;
    snprintf(path, sizeof path, "%s/%s/about.txt", dir, code);
    FILE *in = fopen(path, "r");
    if (in == NULL)
        die(path, 0, "missing: every language says what it is");
    while (fgets(line, sizeof line, in) != NULL) {
        char *eq = strchr(line, '=');
        if (eq == NULL || line[0] == '#')
            continue;
        *eq = 0;
        if (strcmp(trim(line), key) == 0)
            snprintf(out, 64, "%s", trim(eq + 1));
    }
    fclose(in);
    if (*out == 0)
        die(path, 0, key);
}

/* Every file of a language's folder must be about.txt, cases.txt or a known list. */
static void check_names(const char *dir, const char *code)
{
    char path[MAX_LINE];
    struct dirent *file;

    snprintf(path, sizeof path, "%s/%s", dir, code);
    DIR *folder = opendir(path);
    while (folder != NULL && (file = readdir(folder)) != NULL) {
        char *dot = strrchr(file->d_name, '.');
        bool known = file->d_name[0] == '.' || strcmp(file->d_name, "about.txt") == 0 ||
                     strcmp(file->d_name, "cases.txt") == 0;
        for (int i = 0; i < LISTS && dot != NULL; i++)
            known = known || (strcmp(dot, ".txt") == 0 &&
                              strlen(list_names[i]) == (size_t)(dot - file->d_name) &&
                              strncmp(list_names[i], file->d_name, strlen(list_names[i])) == 0);
        if (!known)
            die(file->d_name, 0, "not a list of src/lang/lists.def");
    }
    closedir(folder);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

int main(int argc, char **argv)
{
    char *codes[64], value[64]; /* 64: the bits of known_word.langs */
    bool has[64][LISTS];
    size_t count = 0;
    struct dirent *file;

    DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
    if (folder == NULL)
        die("usage: gen_lang_tables DIR", 0, "no such folder");
    while ((file = readdir(folder)) != NULL && count < 64)
        if (file->d_name[0] != '.' && strchr(file->d_name, '.') == NULL)
            codes[count++] = strdup(file->d_name);
    closedir(folder);
    qsort(codes, count, sizeof *codes, by_name);
    printf("/* Made by tools/gen_lang_tables.c from lang/. Do not edit. */\n"
           "#include \"lang/lang.h\"\n\n");
    for (size_t i = 0; i < count; i++) {
        check_names(argv[1], codes[i]);
        for (int list = 0; list < LISTS; list++)
            has[i][list] = print_list(argv[1], codes[i], list, (int)i);
    }
    print_known();
    printf("const dli_lang dli_langs[] = {\n");
    for (size_t i = 0; i < count; i++) {
        printf("    {\n        .code = ");
        print_string(codes[i]);
        about(argv[1], codes[i], "name", value);
        printf(",\n        .name = ");
        print_string(value);
        about(argv[1], codes[i], "script", value);
        printf(",\n        .script = ");
        print_string(value);
        printf(",\n        .lists = {\n");
        for (int list = 0; list < LISTS; list++)
            if (has[i][list])
                printf("            [DLI_LIST_%s] = { list_%s_%s, count_%s_%s },\n",
                       list_names[list], codes[i], list_names[list], codes[i],
                       list_names[list]);
        printf("        },\n    },\n");
    }
    printf("};\n\nconst size_t dli_lang_count = %zu;\n", count);
    return 0;
}
