/* replay.c -- run a fuzz target on inputs that were kept, without a fuzzer.
 *
 *   fuzz_page FILE|FOLDER…       prints TAP, a line for each file; a find ends the program
 */
#include "bytes/bytes.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int count;

static void replay(const char *path)
{
    dli_arena arena;
    dl_str input;
    dl_error err;

    dli_arena_init(&arena, SIZE_MAX / 2);
    if (dli_file_read(&arena, path, DL_MAX_SOURCE_BYTES, &input, &err) != DL_OK) {
        printf("not ok %d - %s: %s\n", ++count, path, err.what);
        exit(1);
    }
    printf("# %s\n", path);
    fflush(stdout);
    LLVMFuzzerTestOneInput((const uint8_t *)input.ptr, input.len);
    printf("ok %d - %s\n", ++count, path);
    dli_arena_done(&arena);
}

static void replay_folder(const char *folder)
{
    struct dirent **entries;
    char path[4096];
    int found = scandir(folder, &entries, NULL, alphasort);

    for (int i = 0; i < found; i++) {
        if (entries[i]->d_name[0] != '.') {
            (void)snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
            replay(path);
        }
        free(entries[i]);
    }
    if (found >= 0)
        free(entries);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        struct stat about;
        if (stat(argv[i], &about) == 0 && S_ISDIR(about.st_mode))
            replay_folder(argv[i]);
        else
            replay(argv[i]);
    }
    if (count == 0)
        printf("1..0 # SKIP no inputs are kept\n");
    else
        printf("1..%d\n", count);
    return 0;
}
