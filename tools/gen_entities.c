/* gen_entities.c -- print the table of named character references.
 *
 *   gen_entities src/page/entities.txt > build/gen/entities.c
 *
 * In:   lines "name code-point [code-point]", hexadecimal, in bytewise order
 * Out:  all names in one string, and for each where it stands and its UTF-8
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_LINE = 256,
    MAX_NAMES = 4096,
    MAX_MADE = 6
};

static void die(const char *file, int line, const char *what)
{
    fprintf(stderr, "gen_entities: %s:%d: %s\n", file, line, what);
    exit(1);
}

static size_t put_utf8(char *out, unsigned long c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

int main(int argc, char **argv)
{
    static char names[MAX_NAMES][MAX_LINE];
    char line[MAX_LINE];
    size_t count = 0, at = 0;
    int number = 0;
    FILE *in = argc == 2 ? fopen(argv[1], "r") : NULL;

    if (in == NULL) {
        fprintf(stderr, "usage: gen_entities FILE\n");
        return 2;
    }
    printf("/* Made by tools/gen_entities.c from %s. */\n#include \"page/entities.h\"\n\n"
           "const dli_entity dli_entities[] = {\n",
           argv[1]);
    while (fgets(line, sizeof line, in) != NULL) {
        char made[8], *rest;
        size_t len = 0;
        number++;
        if (line[0] == '#')
            continue;
        char *name = names[count];
        if (count + 1 == MAX_NAMES || sscanf(line, "%255s", name) != 1)
            die(argv[1], number, "no name");
        if (count > 0 && strcmp(names[count - 1], name) >= 0)
            die(argv[1], number, "out of order");
        rest = line + strlen(name);
        for (unsigned long c; (c = strtoul(rest, &rest, 16)) != 0;)
            if ((len += put_utf8(made + len, c)) > MAX_MADE)
                die(argv[1], number, "too long");
        printf("    { %zu, %zu, %zu, { ", at, strlen(name), len);
        for (size_t i = 0; i < len; i++)
            printf("0x%02X, ", (unsigned char)made[i]);
        printf("} },\n");
        at += strlen(name);
        count++;
    }
    fclose(in);
    printf("};\n\nconst uint32_t dli_entity_count = %zu;\n\n", count);
    printf("const char dli_entity_names[] = {");
    for (size_t i = 0; i < count; i++) {
        printf("\n    ");
        for (const char *c = names[i]; *c != 0; c++)
            printf("'%c', ", *c);
    }
    printf("\n};\n");
    return at > UINT16_MAX;
}
