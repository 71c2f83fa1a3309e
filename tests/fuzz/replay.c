/* replay.c -- the inputs that once broke a room, through its fuzz target again.
 *
 *   fuzz_ROOM [FILE or FOLDER]...
 *
 * Stands in for libFuzzer's main, so that `make check` needs none. Prints TAP; the file
 * that ends the program is the last one named.
 */
#include "base/arena.h"
#include "base/str.h"
#include "bytes/bytes.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t replay(const char *path)
{
    char inner[4096];
    struct stat about;
    struct dirent **entries;
    dli_arena arena;
    dl_str bytes;
    size_t count = 0;

    if (stat(path, &about) == 0 && S_ISREG(about.st_mode)) {
        dli_arena_init(&arena, (size_t)1 << 30);
        printf("# %s\n", path);
        fflush(stdout);
        if (dli_file_read(&arena, path, (size_t)1 << 29, &bytes, NULL) == DL_OK)
            (void)LLVMFuzzerTestOneInput((const uint8_t *)bytes.ptr, bytes.len);
        dli_arena_done(&arena);
        return 1;
    }
    int found = scandir(path, &entries, NULL, alphasort);
    for (int i = 0; i < found; i++) {
        snprintf(inner, sizeof inner, "%s/%s", path, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.')
            count += replay(inner);
        free(entries[i]);
    }
    if (found >= 0)
        free(entries);
    return count;
}

int main(int argc, char **argv)
{
    size_t count = 0;

    for (int i = 1; i < argc; i++)
        count += replay(argv[i]);
    if (count == 0)
        printf("1..0 # SKIP no inputs are kept\n");
    else
        printf("ok 1 - %zu kept inputs\n1..1\n", count);
    return 0;
}
