/* store_files.c -- files made to break programs that open stores.
 *
 *     store_files FOLDER…      every file below; skipped if a folder is not there
 *
 * None was made by dateline, so each must be refused in both modes with a clear line, and
 * neither it nor its folder may change. Then a copy of each is marked as ours, so that
 * SQLite gets to see it: it must still be refused.
 */
#include "store/store.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    MAX_PATH = 1024,
    MAX_FOLDERS = 256
};

static int failures, files;

static void report(const char *path, const char *what)
{
    printf("not ok - %s: %s\n", path, what);
    failures++;
}

static long long stamp(const char *path)
{
    struct stat info;

    if (stat(path, &info) != 0)
        return -1;
    return (long long)info.st_size ^ (long long)info.st_mtim.tv_sec << 20 ^
           (long long)info.st_mtim.tv_nsec;
}

static void try_file(const char *path)
{
    static const char *const endings[] = { "-wal", "-shm", "-journal", ".new" };
    long long before = stamp(path), beside[4];
    char other[MAX_PATH + 400];

    files++;
    for (size_t i = 0; i < 4; i++) {
        (void)snprintf(other, sizeof other, "%s%s", path, endings[i]);
        beside[i] = stamp(other);
    }
    for (int mode = DLI_STORE_READ; mode <= DLI_STORE_WRITE; mode++) {
        dli_store *store;
        dl_error err = { .status = DL_OK };
        if (dli_store_open(path, (dli_store_mode)mode, &store, &err) != DL_ERR_STORE)
            report(path, "was not refused as a store");
        else if (err.what[0] == 0 || err.fix[0] == 0 || err.where[0] == 0)
            report(path, "was refused without a reason");
        dli_store_close(store);
    }
    if (stamp(path) != before)
        report(path, "was changed");
    for (size_t i = 0; i < 4; i++) {
        (void)snprintf(other, sizeof other, "%s%s", path, endings[i]);
        if (stamp(other) != beside[i])
            report(other, "was made or changed");
    }
}

/* A copy that carries our marks; false if the file is too short for them. */
static bool forge(const char *path, const char *copy)
{
    static char bytes[8 << 20];
    FILE *in = fopen(path, "rb"), *out;
    size_t len = in == NULL ? 0 : fread(bytes, 1, sizeof bytes, in);

    if (in != NULL)
        (void)fclose(in);
    if (len < 100 || (out = fopen(copy, "wb")) == NULL)
        return false;
    memcpy(bytes + 60, "\0\0\0\1", 4);
    memcpy(bytes + 68, "DLNE", 4);
    bool whole = fwrite(bytes, 1, len, out) == len;
    return fclose(out) == 0 && whole;
}

static void try_forged(const char *path)
{
    static const char *const endings[] = { "", "-wal", "-shm", "-journal" };
    char copy[] = "/tmp/dateline-store-XXXXXX", other[64];
    int fd = mkstemp(copy);

    if (fd < 0)
        return;
    (void)close(fd);
    for (int mode = DLI_STORE_READ; forge(path, copy) && mode <= DLI_STORE_WRITE; mode++) {
        dli_store *store;
        dl_error err = { .status = DL_OK };
        if (dli_store_open(copy, (dli_store_mode)mode, &store, &err) != DL_ERR_STORE)
            report(path, "was not refused with our marks on it");
        else if (err.what[0] == 0 || err.fix[0] == 0)
            report(path, "was refused without a reason, with our marks on it");
        dli_store_close(store);
    }
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        (void)snprintf(other, sizeof other, "%s%s", copy, endings[i]);
        (void)unlink(other);
    }
}

/* Every file below `folder`, with a list of folders instead of recursion. */
static void walk(const char *folder)
{
    static char todo[MAX_FOLDERS][MAX_PATH];
    size_t count = 1;

    (void)snprintf(todo[0], MAX_PATH, "%s", folder);
    while (count > 0) {
        char here[MAX_PATH], path[MAX_PATH + 300];
        struct stat info;
        memcpy(here, todo[--count], MAX_PATH);
        DIR *dir = opendir(here);
        for (struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;) {
            (void)snprintf(path, sizeof path, "%s/%s", here, entry->d_name);
            if (entry->d_name[0] == '.' || stat(path, &info) != 0)
                continue;
            if (S_ISDIR(info.st_mode) && count < MAX_FOLDERS)
                (void)snprintf(todo[count++], MAX_PATH, "%.1023s", path);
            if (S_ISREG(info.st_mode)) {
                try_file(path);
                try_forged(path);
            }
        }
        if (dir != NULL)
            (void)closedir(dir);
    }
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (access(argv[i], R_OK) == 0)
            walk(argv[i]);
    if (files == 0)
        printf("ok 1 - store_files # SKIP no folder of hostile stores\n1..1\n");
    else
        printf("%s 1 - store_files: %d files\n1..1\n", failures == 0 ? "ok" : "not ok", files);
    return failures == 0 ? 0 : 1;
}
