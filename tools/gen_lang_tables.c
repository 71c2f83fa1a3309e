/* gen_lang_tables.c -- print the C tables of all languages from lang/.
 *
 *   gen_lang_tables lang > build/gen/lang_tables.c
 *
 * In:   lang/<code>/about.txt  "name = English", "script = Latn", …
 *       lang/<code>/<list>.txt, one for each LIST of src/lang/lists.def, or none
 * Out:  dli_langs[], each list that is looked up as text folded, sorted and without
 *       duplicates
 *
 * A list whose name is not in lists.def, an entry given twice with two meanings
 * and a line that is not UTF-8 are errors: a misspelt file must not be lost.
 */
#include "gen_lists.h"

#include <dirent.h>

static const char *const list_names[] = {
#define LIST(name, where, what) #name,
#include "lang/lists.def"
#undef LIST
};
enum {
    LISTS = sizeof list_names / sizeof *list_names
};

/* Lists of the tree are gen_lang_phrases.c's. */
enum {
    TEXT,
    TREE,
    BOTH
};
static const int list_kinds[] = {
#define LIST(name, where, what) where,
#include "lang/lists.def"
#undef LIST
};

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

/* Read and print one list; false if the language has no such file. */
static bool print_list(const char *dir, const char *code, int list)
{
    entries read;

    if (list_kinds[list] == TREE || !read_list(dir, code, list_names[list], &read))
        return false;
    printf("static const dli_entry list_%s_%s[] = {\n", code, list_names[list]);
    for (size_t i = 0; i < read.count; i++) {
        printf("    { ");
        print_string(read.ptr[i].text);
        printf(", ");
        print_string(read.ptr[i].meaning);
        printf(" },\n");
    }
    printf("    { { \"\", 0 }, { \"\", 0 } },\n};\n");
    printf("enum { count_%s_%s = %zu };\n\n", code, list_names[list], read.count);
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
    char *codes[64], value[64];
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
            has[i][list] = print_list(argv[1], codes[i], list);
    }
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
