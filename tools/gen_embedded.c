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

/* The assembler puts the file in: numbers in C would be five times as long and slow to read
 * for a compiler. */
static void print_file(const char *name, int number)
{
    FILE *in = fopen(name, "rb");

    if (in == NULL || fseek(in, 0, SEEK_END) != 0)
        die(name, "cannot be read");
    printf("__asm__(\".section .rodata\\n.balign 8\\nfile_%d: .incbin \\\"%s\\\"\\n.byte "
           "0\\n.previous\");\n"
           "extern const char file_%d[] __attribute__((visibility(\"hidden\")));\n"
           "enum { SIZE_%d = %ld };\n\n",
           number, name, number, number, ftell(in));
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
        printf("    { { \"%s\", sizeof \"%s\" - 1 }, { file_%d, SIZE_%d } },\n", argv[i],
               argv[i], i, i);
    printf("};\n\nconst size_t dli_embedded_count = %d;\n", argc - 1);
    return ferror(stdout) ? 1 : 0;
}
