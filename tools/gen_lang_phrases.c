/* gen_lang_phrases.c -- print the tree of words of every language from lang/.
 *
 *   gen_lang_phrases lang > build/gen/lang_phrases.c
 *
 * In:   the lists of lang/<code>/ (gen_lists.h), and the numbers that ICU's
 *       rule-based number format spells, for languages with a figures.txt
 * Out:  dli_lang_phrases[], in the order of dli_langs[]: each word of each entry
 *       in a hash table, and a tree over words whose ends are the entries
 *
 *   "according to" = accord neutral after        forms     tree
 *   "according"                                  ───────   root ─according─▶ o ─to─▶ end
 *
 * Entries are cut into words as the text room cuts a body (ICU, UAX 29), and like
 * there at apostrophes where grammar.txt says "elided" or "clitic".
 */
#include "gen_lists.h"

#include "lang/lang.h"

#include <dirent.h>
#include <unicode/ubrk.h>
#include <unicode/unum.h>
#include <unicode/ustring.h>
#include <unicode/utext.h>

enum {
    TEXT,
    TREE,
    BOTH
};
static const char *const list_names[] = {
#define LIST(name, where, what) #name,
#include "lang/lists.def"
#undef LIST
};
static const int list_kinds[] = {
#define LIST(name, where, what) where,
#include "lang/lists.def"
#undef LIST
};
static const char *const class_names[] = {
#define CLASS(name, what) #name,
#include "lang/grammar.def"
#undef CLASS
};
enum {
    LISTS = sizeof list_names / sizeof *list_names,
    CLASSES = sizeof class_names / sizeof *class_names,
    MAX_WORDS = 16,
};
_Static_assert(LISTS <= 32 && CLASSES <= 32, "they are bits of a uint32_t");

typedef struct form {
    char *text;
    uint32_t grammar, lists, node, slot;
} form;

typedef struct end {
    char *meaning;
    int list;
} end;

typedef struct node {
    struct step {
        uint32_t form, node;
    } * steps;
    end *ends;
    size_t step_count, end_count;
} node;

/* What is being made of one language. */
static form forms[65536];
static node nodes[131072];
static size_t form_count, node_count;
static UBreakIterator *words;

static size_t texts_len; /* of texts[] below */

static void clear(void)
{
    memset(forms, 0, sizeof forms);
    memset(nodes, 0, sizeof nodes);
    form_count = 0;
    texts_len = 0;
    node_count = 1; /* the root */
}

static uint32_t form_of(const char *text)
{
    static size_t table[1 << 18]; /* index + 1 */

    if (form_count == 0)
        memset(table, 0, sizeof table);
    size_t at = dli_form_hash((dl_str){ text, strlen(text) }) & ((1 << 18) - 1);
    for (; table[at] != 0; at = (at + 1) & ((1 << 18) - 1))
        if (strcmp(forms[table[at] - 1].text, text) == 0)
            return (uint32_t)table[at] - 1;
    if (form_count == sizeof forms / sizeof *forms)
        die(text, 0, "too many words in one language");
    forms[form_count].text = strdup(text);
    table[at] = ++form_count;
    return (uint32_t)form_count - 1;
}

static bool is_class(const char *text, int class_bit)
{
    for (size_t i = 0; i < form_count; i++)
        if (strcmp(forms[i].text, text) == 0)
            return forms[i].grammar >> class_bit & 1;
    return false;
}

static char *piece(const char *text, int32_t start, int32_t stop)
{
    char *copy = calloc((size_t)(stop - start) + 1, 1);

    memcpy(copy, text + start, (size_t)(stop - start));
    return copy;
}

/* Part a word at its apostrophes, as src/text/words.c does. */
static size_t add_word(char *word, char **out)
{
    char *first = strchr(word + 1, '\''), *last;
    size_t count = 0;

    if (first != NULL && first[1] != 0) {
        char *head = piece(word, 0, (int32_t)(first + 1 - word));
        if (is_class(head, DLI_GRAMMAR_BIT_elided)) {
            out[count++] = head;
            word = first + 1;
        }
    }
    last = strrchr(word + (*word != 0), '\'');
    if (last != NULL && is_class(last, DLI_GRAMMAR_BIT_clitic)) {
        out[count++] = piece(word, 0, (int32_t)(last - word));
        word = last;
    }
    out[count++] = word;
    return count;
}

/* The words of an entry. One that is itself an elided word or a clitic is whole. */
static size_t cut(char *text, char **out, const char *file, int line)
{
    UErrorCode error = U_ZERO_ERROR;
    UText *in = utext_openUTF8(NULL, text, -1, &error);
    size_t count = 0;
    int32_t start = 0, stop;

    ubrk_setUText(words, in, &error);
    if (U_FAILURE(error))
        die(file, line, u_errorName(error));
    bool ending = text[0] == '*' && text[1] != 0;
    if (ending && (strlen(text) > 41 || strpbrk(text, " -") != NULL))
        die(file, line, "an ending is one word of at most 40 bytes");
    if (ending || is_class(text, DLI_GRAMMAR_BIT_elided) ||
        is_class(text, DLI_GRAMMAR_BIT_clitic)) {
        utext_close(in);
        out[count++] = text;
        return count;
    }
    while ((stop = ubrk_next(words)) != UBRK_DONE) {
        char *word = piece(text, start, stop);
        start = stop;
        if (*trim(word) == 0)
            continue;
        if (strcmp(word, "'") == 0 && count > 0) { /* "près d'" */
            char *joined = calloc(strlen(out[count - 1]) + 2, 1);
            strcat(strcpy(joined, out[count - 1]), "'");
            if (is_class(joined, DLI_GRAMMAR_BIT_elided)) {
                out[count - 1] = joined;
                continue;
            }
        }
        if (count > MAX_WORDS - 3)
            die(file, line, "more words than an entry may have");
        count += add_word(word, out + count);
    }
    utext_close(in);
    return count;
}

static uint32_t step_to(uint32_t from, uint32_t form_at)
{
    node *at = &nodes[from];

    for (size_t i = 0; i < at->step_count; i++)
        if (at->steps[i].form == form_at)
            return at->steps[i].node;
    if (node_count == sizeof nodes / sizeof *nodes)
        die("lang", 0, "too many entries in one language");
    at->steps = realloc(at->steps, (at->step_count + 1) * sizeof *at->steps);
    at->steps[at->step_count++] = (struct step){ form_at, (uint32_t)node_count };
    return (uint32_t)node_count++;
}

/* `over`: a second meaning replaces the first. */
static void add_phrase(char *text, char *meaning, int list, int line, bool over)
{
    char *word[MAX_WORDS];
    size_t count = cut(text, word, list_names[list], line);
    uint32_t at = 0;

    if (count == 0)
        die(list_names[list], line, "an entry without words");
    for (size_t i = 0; i < count; i++) {
        uint32_t form_at = form_of(word[i]);
        if (i == 0)
            forms[form_at].lists |= 1u << list;
        at = step_to(at, form_at);
        if (i == 0)
            forms[form_at].node = at;
    }
    for (size_t i = 0; i < nodes[at].end_count; i++)
        if (nodes[at].ends[i].list == list) {
            if (over)
                nodes[at].ends[i].meaning = meaning;
            return;
        }
    nodes[at].ends = realloc(nodes[at].ends, (nodes[at].end_count + 1) * sizeof(end));
    nodes[at].ends[nodes[at].end_count++] = (end){ meaning, list };
}

/* The classes of the words of grammar.txt, before anything is cut. */
static void read_grammar(const char *dir, const char *code)
{
    entries list;

    if (!read_list(dir, code, "grammar", &list))
        return;
    for (size_t i = 0; i < list.count; i++) {
        form *at = &forms[form_of(list.ptr[i].text)];
        char *meaning = strdup(list.ptr[i].meaning);
        for (char *name = strtok(meaning, " "); name != NULL; name = strtok(NULL, " ")) {
            int bit = 0;
            while (bit < CLASSES && strcmp(class_names[bit], name) != 0)
                bit++;
            if (bit == CLASSES)
                die(code, list.ptr[i].line, "grammar.txt: not a class of grammar.def");
            at->grammar |= 1u << bit;
        }
    }
}

/* ---- Numbers --------------------------------------------------------------*/

static char *spell(UNumberFormat *format, double value, const char *code)
{
    UErrorCode error = U_ZERO_ERROR;
    UChar wide[512];
    char text[1024], plain[1024], *out = plain;

    int32_t len = unum_formatDouble(format, value, wide, 512, NULL, &error);
    u_strToUTF8(text, sizeof text, NULL, wide, len, &error);
    if (U_FAILURE(error))
        die(code, 0, u_errorName(error));
    for (const char *p = text; *p != 0; p++) { /* without soft hyphens */
        if (*p >= '0' && *p <= '9')
            return NULL; /* the rules stop here */
        if ((unsigned char)p[0] == 0xC2 && (unsigned char)p[1] == 0xAD)
            p++;
        else
            *out++ = *p;
    }
    *out = 0;
    return fold(plain, code, 0);
}

static void add_number(char *text, double value, char kind)
{
    char meaning[64];

    snprintf(meaning, sizeof meaning, "%s%.0f", kind == 'x' ? "x" : "", value);
    add_phrase(text, strdup(meaning), DLI_LIST_numbers, 0, kind == 'x');
}

/* 0 to 100 as they are, up to 999 and whole thousands where they are one word, and
 * the last word of greater ones ("two hundred", "five million") as what it
 * multiplies by. */
static void spell_numbers(UNumberFormat *format, const char *code)
{
    static const double great[] = { 200, 300, 400, 500, 1e3, 2e3, 3e3,
                                    5e3, 1e6, 2e6, 5e6, 1e9, 2e9, 5e9 };
    for (int n = 0; n < 20000; n += n < 1000 ? 1 : 1000) {
        char *text = spell(format, n, code);
        if (text == NULL)
            return;
        if (n <= 100 || strpbrk(text, " -") == NULL)
            add_number(text, n, 0);
    }
    for (size_t i = 0; i < sizeof great / sizeof *great; i++) {
        char *text = spell(format, great[i], code);
        char *last = text == NULL ? NULL : strrchr(text, ' ');
        double unit = great[i] < 1e3 ? 100 : great[i] < 1e6 ? 1e3 : great[i] < 1e9 ? 1e6 : 1e9;
        if (last != NULL && strcmp(code, "es") == 0 && great[i] >= 1e9)
            continue; /* mil millones */
        if (last != NULL)
            add_number(last + 1, unit, 'x');
        char *one = last == NULL ? NULL : spell(format, unit, code);
        if (one != NULL && strncmp(last + 1, one, strlen(one)) == 0)
            add_number(one, unit, 'x'); /* deux cents, deux cent cinquante */
    }
}

/* The first to the 31st, as days are counted; when.txt overrules. */
static void spell_ordinals(UNumberFormat *format, const char *code)
{
    char meaning[16];

    for (int n = 1; n <= 31; n++) {
        char *text = spell(format, n, code);
        if (text == NULL)
            return;
        snprintf(meaning, sizeof meaning, "nth %d", n);
        add_phrase(text, strdup(meaning), DLI_LIST_when, 0, false);
    }
}

/* Every set of rules of a kind, "cardinal" or "ordinal": the genders and cases. */
static void add_numbers(const char *code, const char *kind,
                        void (*add)(UNumberFormat *format, const char *code))
{
    UErrorCode error = U_ZERO_ERROR;
    UChar wide[16384], name[256];
    char sets[16384];

    UNumberFormat *format = unum_open(UNUM_SPELLOUT, NULL, 0, code, NULL, &error);
    int32_t len = unum_getTextAttribute(format, UNUM_PUBLIC_RULESETS, wide, 16384, &error);
    u_strToUTF8(sets, sizeof sets, NULL, wide, len, &error);
    if (U_FAILURE(error))
        die(code, 0, u_errorName(error));
    for (char *set = strtok(sets, ";"); set != NULL; set = strtok(NULL, ";")) {
        int32_t name_len;
        if (strstr(set, kind) == NULL)
            continue;
        u_strFromUTF8(name, 256, &name_len, set, -1, &error);
        unum_setTextAttribute(format, UNUM_DEFAULT_RULESET, name, name_len, &error);
        if (U_FAILURE(error))
            die(code, 0, u_errorName(error));
        add(format, code);
    }
    unum_close(format);
}

/* ---- Printing -------------------------------------------------------------*/

static int by_form(const void *a, const void *b)
{
    uint32_t x = ((const struct step *)a)->form, y = ((const struct step *)b)->form;

    return (x > y) - (x < y);
}

/* Give each form its slot; the table's mask. */
static uint32_t place_forms(uint32_t **slots)
{
    uint32_t mask = 15;

    while (mask < form_count * 2)
        mask = mask * 2 + 1;
    *slots = calloc((size_t)mask + 1, sizeof **slots); /* index + 1 */
    for (size_t i = 0; i < form_count; i++) {
        dl_str text = { forms[i].text, strlen(forms[i].text) };
        uint32_t at = dli_form_hash(text) & mask;
        while ((*slots)[at] != 0)
            at = (at + 1) & mask;
        (*slots)[at] = (uint32_t)i + 1;
        forms[i].slot = at;
    }
    return mask;
}

/* ---- Texts: every form and meaning once, in one block of bytes. */
static char texts[1 << 22];

/* Where `s` stands in the block. */
static size_t text_at(const char *s)
{
    static size_t table[1 << 18]; /* position + 1 */

    if (texts_len == 0)
        memset(table, 0, sizeof table);
    size_t len = strlen(s), slot = dli_form_hash((dl_str){ s, len }) & ((1 << 18) - 1);
    for (; table[slot] != 0; slot = (slot + 1) & ((1 << 18) - 1))
        if (strcmp(texts + table[slot] - 1, s) == 0)
            return table[slot] - 1;
    if (texts_len + len + 1 > sizeof texts || len > 0xFFFF)
        die(s, 0, "too much text in one language");
    memcpy(texts + texts_len, s, len + 1);
    table[slot] = texts_len + 1;
    texts_len += len + 1;
    return table[slot] - 1;
}

static void print_texts(const char *code)
{
    printf("static const unsigned char texts_%s[] = {", code);
    for (size_t i = 0; i < texts_len; i++)
        printf("%s%u,", i % 24 == 0 ? "\n    " : "", (unsigned char)texts[i]);
    printf("\n    0,\n};\n\n");
}

static void print_forms(const char *code, const uint32_t *slots, uint32_t mask)
{
    printf("static const dli_form forms_%s[] = {\n", code);
    for (uint32_t slot = 0; slot <= mask; slot++) {
        if (slots[slot] == 0) {
            printf("    { 0, 0, 0, 0, 0 },\n");
            continue;
        }
        const form *at = &forms[slots[slot] - 1];
        printf("    { %zu, 0x%xu, 0x%xu, %u, %zu },\n", text_at(at->text), at->grammar,
               at->lists, at->node, strlen(at->text));
    }
    printf("};\n");
}

static void print_tree(const char *code)
{
    size_t step = 0, stop = 0;

    printf("static const dli_phrase_node nodes_%s[] = {\n", code);
    for (size_t i = 0; i < node_count; i++) {
        size_t steps = i == 0 ? 0 : nodes[i].step_count; /* the root's are the forms */
        printf("    { %zu, %zu, %zu, %zu },\n", step, stop, steps, nodes[i].end_count);
        step += steps;
        stop += nodes[i].end_count;
    }
    printf("};\nstatic const dli_phrase_step steps_%s[] = {\n", code);
    for (size_t i = 1; i < node_count; i++) {
        for (size_t k = 0; k < nodes[i].step_count; k++)
            nodes[i].steps[k].form = forms[nodes[i].steps[k].form].slot + 1;
        qsort(nodes[i].steps, nodes[i].step_count, sizeof(struct step), by_form);
        for (size_t k = 0; k < nodes[i].step_count; k++)
            printf("    { %u, %u },\n", nodes[i].steps[k].form, nodes[i].steps[k].node);
    }
    printf("    { 0, 0 },\n};\nstatic const dli_phrase_end ends_%s[] = {\n", code);
    for (size_t i = 1; i < node_count; i++)
        for (size_t k = 0; k < nodes[i].end_count; k++)
            printf("    { %zu, %zu, %d },\n", text_at(nodes[i].ends[k].meaning),
                   strlen(nodes[i].ends[k].meaning), nodes[i].ends[k].list);
    printf("    { 0, 0, 0 },\n};\n");
}

/* Bytes of the shortest and the longest "*ending". */
static void measure_endings(size_t *shortest, size_t *longest)
{
    *shortest = *longest = 0;
    for (size_t i = 0; i < form_count; i++) {
        size_t len = strlen(forms[i].text) - 1;
        if (forms[i].text[0] != '*' || len == 0)
            continue;
        if (*shortest == 0 || len < *shortest)
            *shortest = len;
        if (len > *longest)
            *longest = len;
    }
}

/* What dli_lang_phrases[] says of a language beside its tables. */
typedef struct measures {
    uint32_t mask;
    size_t shortest, longest;
    bool caps;
} measures;

static measures print_language(const char *dir, const char *code)
{
    measures m;
    uint32_t *slots;

    clear();
    read_grammar(dir, code);
    for (int list = 0; list < LISTS; list++) {
        entries read;
        if (list_kinds[list] == TEXT || !read_list(dir, code, list_names[list], &read))
            continue;
        for (size_t i = 0; i < read.count; i++)
            add_phrase(read.ptr[i].text, read.ptr[i].meaning, list, read.ptr[i].line, true);
        if (list == DLI_LIST_figures)
            add_numbers(code, "cardinal", spell_numbers); /* numbers.txt may overrule */
        if (list == DLI_LIST_when)
            add_numbers(code, "ordinal", spell_ordinals);
    }
    m.mask = place_forms(&slots);
    measure_endings(&m.shortest, &m.longest);
    m.caps = false;
    for (size_t i = 0; i < form_count; i++)
        m.caps |= (forms[i].grammar & DLI_GRAMMAR_caps) != 0;
    print_forms(code, slots, m.mask);
    print_tree(code);
    print_texts(code);
    free(slots);
    return m;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

int main(int argc, char **argv)
{
    UErrorCode error = U_ZERO_ERROR;
    char *codes[64];
    measures m[64];
    size_t count = 0;
    struct dirent *file;

    DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
    if (folder == NULL)
        die("usage: gen_lang_phrases DIR", 0, "no such folder");
    while ((file = readdir(folder)) != NULL && count < 64)
        if (file->d_name[0] != '.' && strchr(file->d_name, '.') == NULL)
            codes[count++] = strdup(file->d_name);
    closedir(folder);
    qsort(codes, count, sizeof *codes, by_name);
    words = ubrk_open(UBRK_WORD, "", NULL, 0, &error);
    if (U_FAILURE(error))
        die("ICU", 0, u_errorName(error));
    printf("/* Made by tools/gen_lang_phrases.c from lang/. Do not edit. */\n"
           "#include \"lang/lang.h\"\n\n");
    for (size_t i = 0; i < count; i++)
        m[i] = print_language(argv[1], codes[i]);
    ubrk_close(words);
    printf("const dli_phrases dli_lang_phrases[] = {\n");
    for (size_t i = 0; i < count; i++)
        printf("    { texts_%s, forms_%s, %uu, %zu, %zu, %d, nodes_%s, steps_%s, ends_%s },\n",
               codes[i], codes[i], m[i].mask, m[i].shortest, m[i].longest, m[i].caps, codes[i],
               codes[i], codes[i]);
    printf("};\n");
    return 0;
}
