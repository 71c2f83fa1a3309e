/* gen_embedded.c -- print a C table of files that the program carries in itself.
 *
 *   gen_embedded src/store/schema/0001.sql … > build/gen/embedded.c
 *
 * In:   files, named as they are looked up
 * Out:  dli_embedded[], in the order given (base/embedded.h)
 */
#include <stdio.h>
#include <stdlib.h>

static void die(const char *file, const char *what)
{
    fprintf(stderr, "gen_embedded: %s: %s\n", file, what);
    exit(1);
}

/* Numbers rather than a string: a string literal may have 4,095 characters only. */
static void print_file(const char *name, int number)
{
    FILE *in = fopen(name, "rb");
    size_t count = 0;
    int c;

    if (in == NULL)
        die(name, "cannot be read");
    printf("static const char file_%d[] = {", number);
    while ((c = getc(in)) != EOF)
        printf("%s%d,", count++ % 20 == 0 ? "\n    " : " ", c > 127 ? c - 256 : c);
    printf("\n    0\n};\n\n");
    if (ferror(in))
        die(name, "cannot be read to its end");
    (void)fclose(in);
}

int main(int argc, char **argv)
{
    printf("/* Made by tools/gen_embedded.c from the files named below. */\n"
           "#include \"base/embedded.h\"\n\n");
    for (int i = 1; i < argc; i++)
        print_file(argv[i], i);
    printf("const dli_embedded_file dli_embedded[] = {\n");
    for (int i = 1; i < argc; i++)
        printf("    { { \"%s\", sizeof \"%s\" - 1 }, { file_%d, sizeof file_%d - 1 } },\n",
               argv[i], argv[i], i, i);
    printf("};\n\nconst size_t dli_embedded_count = %d;\n", argc - 1);
    return ferror(stdout) ? 1 : 0;
}
