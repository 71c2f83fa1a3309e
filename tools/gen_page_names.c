/* gen_page_names.c -- print the table that finds tags and attributes by name.
 *
 *   gen_page_names > build/gen/page_names.c
 *
 * In:   src/page/names.def
 * Out:  the names by number, and slots laid by open addressing (name_key.h)
 */
#include "page/name_key.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct spelled {
    const char *text;
    const char *foreign;
} spelled;

static const spelled tags[] = {
#define TAG(number, name)               { name, name },
#define TAG_SVG(number, name, spelling) { name, spelling },
#include "page/names.def"
};

static const spelled attrs[] = {
#define ATTR(number, name)                  { name, name },
#define ATTR_SVG(number, name, spelling)    { name, spelling },
#define ATTR_MATHML(number, name, spelling) { name, spelling },
#include "page/names.def"
};

enum {
    MAX_SLOTS = DLI_ATTR_SLOTS
};

static void print_names(const char *what, const spelled *names, size_t count)
{
    printf("const dli_name dli_%s_names[] = {\n", what);
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(names[i].text);
        dli_name_key key = dli_make_name_key(names[i].text, len);
        if (i > 0 && strcmp(names[i - 1].text, names[i].text) >= 0) {
            fprintf(stderr, "gen_page_names: '%s' is out of order\n", names[i].text);
            exit(1);
        }
        printf("    { { 0x%llxU, 0x%llxU }, \"%s\", \"%s\", %zu },\n",
               (unsigned long long)key.head, (unsigned long long)key.tail, names[i].text,
               names[i].foreign, len);
    }
    printf("};\n\n");
}

static void print_slots(const char *what, const spelled *names, size_t count, size_t size)
{
    unsigned slots[MAX_SLOTS] = { 0 };

    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(names[i].text);
        size_t at = dli_name_hash(dli_make_name_key(names[i].text, len), len) & (size - 1);
        while (slots[at] != 0)
            at = (at + 1) & (size - 1);
        slots[at] = (unsigned)i + 1;
    }
    printf("const uint16_t dli_%s_slots[%zu] = {", what, size);
    for (size_t i = 0; i < size; i++)
        printf("%s%u,", i % 16 == 0 ? "\n    " : " ", slots[i]);
    printf("\n};\n\n");
}

int main(void)
{
    size_t tag_count = sizeof tags / sizeof *tags, attr_count = sizeof attrs / sizeof *attrs;

    printf("/* Made by tools/gen_page_names.c from src/page/names.def. */\n"
           "#include \"page/name_key.h\"\n"
           "#include \"page/names.h\"\n\n"
           "_Static_assert(DLI_TAG_COUNT == %zu && DLI_ATTR_COUNT == %zu,\n"
           "               \"made from another names.def\");\n\n",
           tag_count, attr_count);
    print_names("tag", tags, tag_count);
    print_slots("tag", tags, tag_count, DLI_TAG_SLOTS);
    print_names("attr", attrs, attr_count);
    print_slots("attr", attrs, attr_count, DLI_ATTR_SLOTS);
    return 0;
}
