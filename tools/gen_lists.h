/* gen_lists.h -- read a word list of lang/<code>/; shared by the gen_lang_* tools.
 *
 * A line is an entry or "entry = meaning"; # begins a comment. Entries are folded
 * as src/lang/fold.c folds text, which tests/unit/test_lang.c compares.
 */
#ifndef GEN_LISTS_H
#define GEN_LISTS_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

enum {
    MAX_LINE = 4096
};

typedef struct entry {
    char *text;
    char *meaning; /* "" where the list gives none */
    int line;
} entry;

typedef struct entries {
    entry *ptr; /* ascending by text, bytewise; no text twice */
    size_t count, cap;
} entries;

static void die(const char *file, int line, const char *what)
{
    fprintf(stderr, "%s:%d: %s\n", file, line, what);
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
        if (c == 0x451) /* ё, written е more often than not */
            c = 0x435;
        U8_APPEND(folded, out, len * 3 + 4, c, error);
        if (error)
            die(file, line, "cannot be folded");
    }
    return folded;
}

static int by_text(const void *a, const void *b)
{
    int order = strcmp(((const entry *)a)->text, ((const entry *)b)->text);

    return order != 0 ? order : ((const entry *)a)->line - ((const entry *)b)->line;
}

static void add_entry(entries *list, char *text, const char *meaning, int line)
{
    if (list->count == list->cap) {
        list->cap = list->cap * 2 + 64;
        list->ptr = realloc(list->ptr, list->cap * sizeof *list->ptr);
    }
    list->ptr[list->count++] = (entry){ text, strdup(meaning), line };
}

/* Sort, and forget what stands twice with one meaning; two meanings are an error. */
static void sort_entries(entries *list, const char *path)
{
    size_t kept = 0;

    qsort(list->ptr, list->count, sizeof *list->ptr, by_text);
    for (size_t i = 0; i < list->count; i++) {
        if (kept > 0 && strcmp(list->ptr[kept - 1].text, list->ptr[i].text) == 0) {
            if (strcmp(list->ptr[kept - 1].meaning, list->ptr[i].meaning) != 0) {
                fprintf(stderr, "'%s' = '%s' (line %d) and '%s'\n", list->ptr[i].text,
                        list->ptr[kept - 1].meaning, list->ptr[kept - 1].line,
                        list->ptr[i].meaning);
                die(path, list->ptr[i].line, "one entry has two meanings");
            }
            continue;
        }
        list->ptr[kept++] = list->ptr[i];
    }
    list->count = kept;
}

/* Read dir/code/name.txt; false if the language has no such file. */
static bool read_list(const char *dir, const char *code, const char *name, entries *list)
{
    char path[MAX_LINE], line[MAX_LINE];
    int number = 0;

    *list = (entries){ 0 };
    snprintf(path, sizeof path, "%s/%s/%s.txt", dir, code, name);
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
        add_entry(list, fold(text, path, number), meaning != NULL ? meaning : "", number);
    }
    fclose(in);
    sort_entries(list, path);
    return true;
}

#endif
