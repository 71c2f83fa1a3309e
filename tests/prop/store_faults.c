/* store_faults.c -- a store on a disk that fails.
 *
 *   SQLite ──▶ faulty VFS ──▶ the real one
 *
 * The VFS counts what is asked of it (writes, syncs, truncations, reads, locks) and lets the n-th go
 * wrong: an error, a short write, a full disk, a write torn in the middle; once, or from there
 * on. For every n: the store opens again, is whole, and holds every batch that was acknowledged, at most
 * one more, none in part; and the same work, done again, completes it.
 *
 * Power that goes off: writes that no sync confirmed are kept, dropped or torn at random, sector by sector,
 * in any order. Then nothing may be damaged, and what is there are whole batches.
 *
 *     store_faults [STRIDE [LOSSES [SEED]]]
 */
#include "made.h"
#include "store/store.h"
#include "stored.h"

#include <fcntl.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum {
    BATCH = 20,
    BATCHES = 5,
    SIZES = 200, /* at which the disk is full */
    SECTOR = 512,
    MOST_UNSYNCED = 4096
};

/* ---- The VFS --------------------------------------------------------------------------- */

typedef enum fault {
    FAULT_NONE,
    FAULT_WRITE, /* an error */
    FAULT_SHORT, /* half of it is written, and that is said */
    FAULT_FULL,  /* the disk is full */
    FAULT_TORN,  /* half of it is written, then an error */
    FAULT_SYNC,
    FAULT_TRUNCATE,
    FAULT_READ,
    FAULT_LOCK,
    FAULT_COUNT
} fault;

/* A write that no sync has confirmed. */
typedef struct unsynced {
    int file; /* index into paths */
    int64_t at;
    int len;
    char *before, *after;
    int before_len;
} unsynced;

static struct {
    sqlite3_vfs vfs;
    sqlite3_vfs *real;
    fault kind;
    long at;    /* the call that fails; 0: none      */
    bool on;    /* and all behind it                 */
    long calls; /* of this kind so far               */
    bool hit;
    int64_t quota; /* bytes a file may have; 0: any  */
    int64_t most;  /* bytes that one had             */
    bool power;    /* unsynced writes are remembered */
    long off;      /* the write at which power goes off */
    long writes;
    unsynced *list;
    size_t count;
    const char *paths[2]; /* database, log */
    uint64_t seed;
} disk;

typedef struct faulty_file {
    sqlite3_file base;
    int which; /* index into disk.paths, or -1 */
    sqlite3_file *real;
} faulty_file;

static bool fails(fault kind)
{
    if (disk.kind != kind || disk.at == 0)
        return false;
    disk.calls++;
    bool now = disk.on ? disk.calls >= disk.at : disk.calls == disk.at;
    disk.hit = disk.hit || now;
    return now;
}

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((faulty_file *)(void *)file)->real;
}

#define REAL(file) (real_of(file)->pMethods)

static int f_close(sqlite3_file *file)
{
    return REAL(file)->xClose(real_of(file));
}

static int f_read(sqlite3_file *file, void *to, int len, sqlite3_int64 at)
{
    if (fails(FAULT_READ))
        return SQLITE_IOERR_READ;
    return REAL(file)->xRead(real_of(file), to, len, at);
}

static uint64_t chance(void)
{
    disk.seed = disk.seed * 6364136223846793005u + 1442695040888963407u;
    return disk.seed >> 33;
}

/* What was not synced is undone, then some of it is done again, some of that in part. */
static void power_off(void)
{
    int files[2];

    for (int i = 0; i < 2; i++)
        files[i] = open(disk.paths[i], O_RDWR);
    for (size_t i = disk.count; i-- > 0;) {
        unsynced *w = &disk.list[i];
        if (files[w->file] < 0)
            continue;
        if (pwrite(files[w->file], w->before, (size_t)w->before_len, w->at) != w->before_len)
            _exit(90);
        if (w->before_len < w->len && ftruncate(files[w->file], w->at + w->before_len) != 0)
            _exit(91);
    }
    for (size_t i = 0; i < disk.count; i++) {
        unsynced *w = &disk.list[i];
        if (files[w->file] < 0 || chance() % 3 == 0)
            continue;
        bool torn = chance() % 4 == 0;
        for (int from = 0; from < w->len; from += SECTOR) {
            int len = w->len - from < SECTOR ? w->len - from : SECTOR;
            if (torn && chance() % 2 == 0)
                continue;
            if (pwrite(files[w->file], w->after + from, (size_t)len, w->at + from) != len)
                _exit(92);
        }
    }
    _exit(0);
}

static void remember(int which, sqlite3_file *real, const void *bytes, int len, int64_t at)
{
    sqlite3_int64 size = 0;
    unsynced *w;

    if (which < 0 || disk.count == MOST_UNSYNCED)
        return;
    w = &disk.list[disk.count++];
    (void)real->pMethods->xFileSize(real, &size);
    *w = (unsynced){ .file = which, .at = at, .len = len };
    w->before = malloc((size_t)len);
    w->after = malloc((size_t)len);
    memcpy(w->after, bytes, (size_t)len);
    w->before_len = size <= at ? 0 : size - at < len ? (int)(size - at) : len;
    if (w->before_len > 0)
        (void)real->pMethods->xRead(real, w->before, w->before_len, at);
}

static int f_write(sqlite3_file *file, const void *bytes, int len, sqlite3_int64 at)
{
    faulty_file *f = (faulty_file *)(void *)file;

    if (disk.quota > 0 && at + len > disk.quota)
        return SQLITE_FULL;
    if (at + len > disk.most)
        disk.most = at + len;
    if (fails(FAULT_WRITE))
        return SQLITE_IOERR_WRITE;
    if (fails(FAULT_FULL))
        return SQLITE_FULL;
    if (fails(FAULT_SHORT) || fails(FAULT_TORN)) {
        (void)REAL(file)->xWrite(real_of(file), bytes, len / 2, at);
        return disk.kind == FAULT_SHORT ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    }
    if (disk.power) {
        remember(f->which, f->real, bytes, len, at);
        int code = REAL(file)->xWrite(real_of(file), bytes, len, at);
        if (++disk.writes == disk.off)
            power_off();
        return code;
    }
    return REAL(file)->xWrite(real_of(file), bytes, len, at);
}

static int f_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    if (fails(FAULT_TRUNCATE))
        return SQLITE_IOERR_TRUNCATE;
    return REAL(file)->xTruncate(real_of(file), size);
}

static int f_sync(sqlite3_file *file, int flags)
{
    faulty_file *f = (faulty_file *)(void *)file;
    size_t kept = 0;

    if (fails(FAULT_SYNC))
        return SQLITE_IOERR_FSYNC;
    for (size_t i = 0; i < disk.count; i++)
        if (disk.list[i].file != f->which)
            disk.list[kept++] = disk.list[i];
    disk.count = kept;
    return disk.power ? SQLITE_OK : REAL(file)->xSync(real_of(file), flags);
}

static int f_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return REAL(file)->xFileSize(real_of(file), size);
}

static int f_lock(sqlite3_file *file, int lock)
{
    if (fails(FAULT_LOCK))
        return SQLITE_IOERR_LOCK;
    return REAL(file)->xLock(real_of(file), lock);
}

static int f_unlock(sqlite3_file *file, int lock)
{
    return REAL(file)->xUnlock(real_of(file), lock);
}

static int f_reserved(sqlite3_file *file, int *reserved)
{
    return REAL(file)->xCheckReservedLock(real_of(file), reserved);
}

static int f_control(sqlite3_file *file, int op, void *arg)
{
    return REAL(file)->xFileControl(real_of(file), op, arg);
}

static int f_sector(sqlite3_file *file)
{
    return REAL(file)->xSectorSize(real_of(file));
}

static int f_traits(sqlite3_file *file)
{
    /* No promise that a sector is never torn. */
    return disk.power ? 0 : REAL(file)->xDeviceCharacteristics(real_of(file));
}

static int f_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
    return REAL(file)->xShmMap(real_of(file), page, size, extend, out);
}

static int f_shm_lock(sqlite3_file *file, int at, int count, int flags)
{
    if (fails(FAULT_LOCK))
        return SQLITE_IOERR_SHMLOCK;
    return REAL(file)->xShmLock(real_of(file), at, count, flags);
}

static void f_shm_barrier(sqlite3_file *file)
{
    REAL(file)->xShmBarrier(real_of(file));
}

static int f_shm_unmap(sqlite3_file *file, int delete)
{
    return REAL(file)->xShmUnmap(real_of(file), delete);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2, /* no memory maps: every read is a call */
    .xClose = f_close,
    .xRead = f_read,
    .xWrite = f_write,
    .xTruncate = f_truncate,
    .xSync = f_sync,
    .xFileSize = f_size,
    .xLock = f_lock,
    .xUnlock = f_unlock,
    .xCheckReservedLock = f_reserved,
    .xFileControl = f_control,
    .xSectorSize = f_sector,
    .xDeviceCharacteristics = f_traits,
    .xShmMap = f_shm_map,
    .xShmLock = f_shm_lock,
    .xShmBarrier = f_shm_barrier,
    .xShmUnmap = f_shm_unmap,
};

static int f_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
    faulty_file *f = (faulty_file *)(void *)file;

    (void)vfs;
    f->base.pMethods = NULL;
    f->which = (flags & SQLITE_OPEN_MAIN_DB) != 0 ? 0 : (flags & SQLITE_OPEN_WAL) != 0 ? 1 : -1;
    f->real = (sqlite3_file *)(void *)(f + 1);
    int code = disk.real->xOpen(disk.real, name, f->real, flags, out);
    if (code == SQLITE_OK)
        f->base.pMethods = &methods;
    return code;
}

static void put_in_front(void)
{
    disk.real = sqlite3_vfs_find(NULL);
    disk.vfs = *disk.real;
    disk.vfs.zName = "faulty";
    disk.vfs.szOsFile = (int)sizeof(faulty_file) + disk.real->szOsFile;
    disk.vfs.xOpen = f_open;
    assert_int_equal(sqlite3_vfs_register(&disk.vfs, 1), SQLITE_OK);
}

static void heal(void)
{
    disk.kind = FAULT_NONE;
    disk.at = disk.calls = 0;
    disk.hit = false;
    disk.quota = 0;
}

/* ---- The work ----------------------------------------------------------------------------- */

typedef struct state {
    char folder[64], path[96], log[104];
    dli_arena arena;
    uint64_t stride, losses, seed;
} state;

static dl_status put_page(state *s, dli_store *store, int number)
{
    char url[64], body[200];
    made_page page = {
        .url = url, .language = "en", .headline = "Report", .paragraphs = { body }
    };
    dli_put how;

    (void)snprintf(url, sizeof url, "https://harbourwire.example/%d", number);
    (void)snprintf(body, sizeof body, "Storm number %d broke pier %d and ferry %d, once again.",
                   number, number * 7, number % 5);
    dli_store_page in = { made_source(&s->arena, &page), made_record(&s->arena, &page),
                          made_str(url) };
    dl_status status = dli_store_put(store, &in, &how, NULL);
    dli_arena_reset(&s->arena);
    return status;
}

/* All batches; how many were acknowledged. What fails must say so in words. */
static int work(state *s)
{
    dli_store *store;
    dl_error err = { .status = DL_OK };
    int acknowledged = 0;

    if (dli_store_open(s->path, DLI_STORE_WRITE, &store, &err) != DL_OK) {
        assert_true(err.what[0] != 0 && err.fix[0] != 0);
        return 0;
    }
    for (int b = 0; b < BATCHES; b++) {
        dl_status status = dli_store_begin(store, &err);
        for (int i = 0; i < BATCH && status == DL_OK; i++)
            status = put_page(s, store, b * BATCH + i);
        if (status == DL_OK)
            status = dli_store_commit(store, &err);
        if (status != DL_OK) {
            dli_store_rollback(store);
            break;
        }
        acknowledged++;
    }
    dli_store_close(store);
    return acknowledged;
}

static uint64_t count_stored(state *s)
{
    dli_store *store;
    dli_digest digest;
    dl_error err = { .status = DL_OK };

    if (dli_store_open(s->path, DLI_STORE_WRITE, &store, &err) != DL_OK)
        fail_msg("%s: %s", err.where, err.what);
    if (dli_store_check(store, &err) != DL_OK ||
        dli_store_digest(store, &s->arena, &digest, &err) != DL_OK)
        fail_msg("%s: %s", err.where, err.what);
    assert_int_equal(digest.captures, digest.items);
    dli_store_close(store);
    dli_arena_reset(&s->arena);
    return digest.captures;
}

/* A store that is there, as most are. */
static void begin(state *s)
{
    dli_store *store;

    stored_remove(s->path);
    assert_int_equal(dli_store_open(s->path, DLI_STORE_WRITE, &store, NULL), DL_OK);
    dli_store_close(store);
}

static void assert_whole_batches(uint64_t count, int acknowledged, const char *what, long at)
{
    if (count % BATCH != 0 || count < (uint64_t)acknowledged * BATCH ||
        count > ((uint64_t)acknowledged + 1) * BATCH)
        fail_msg("%s %ld: %llu pages, %d batches acknowledged", what, at,
                 (unsigned long long)count, acknowledged);
}

static void every_call_may_fail(void **ptr)
{
    state *s = *ptr;
    uint64_t failed = 0, cut = 0;

    for (int kind = FAULT_WRITE; kind < FAULT_COUNT; kind++)
        for (int on = 0; on < 2; on++) {
            bool hit = true;
            for (long at = 1; hit; at += (long)s->stride) {
                begin(s);
                disk.kind = (fault)kind;
                disk.at = at;
                disk.on = on == 1;
                disk.calls = 0;
                disk.hit = false;
                int acknowledged = work(s);
                hit = disk.hit;
                failed += hit;
                cut += acknowledged < BATCHES;
                heal();
                assert_whole_batches(count_stored(s), acknowledged, "call", at);
                assert_int_equal(work(s), BATCHES);
                assert_int_equal(count_stored(s), BATCH * BATCHES);
            }
        }
    print_message("# %llu calls failed, of which %llu ended the work\n",
                  (unsigned long long)failed, (unsigned long long)cut);
    assert_true(cut > 0 && cut <= failed);
    stored_remove(s->path);
}

static void the_disk_may_be_full_at_any_size(void **ptr)
{
    state *s = *ptr;

    int full = 0;

    begin(s);
    assert_int_equal(work(s), BATCHES);
    for (int i = 1; i <= SIZES; i++) {
        int64_t quota = disk.most * i / (SIZES + 1);
        begin(s);
        disk.quota = quota;
        int acknowledged = work(s);
        full += acknowledged < BATCHES;
        heal();
        assert_whole_batches(count_stored(s), acknowledged, "size", (long)quota);
        assert_int_equal(work(s), BATCHES);
        assert_int_equal(count_stored(s), BATCH * BATCHES);
    }
    print_message("# full at %d of %d sizes up to %lld bytes\n", full, SIZES,
                  (long long)disk.most);
    assert_true(full >= SIZES / 4);
    stored_remove(s->path);
}

static void power_may_go_off(void **ptr)
{
    state *s = *ptr;
    uint64_t lost = 0;

    print_message("# seed %llu\n", (unsigned long long)s->seed);
    disk.list = calloc(MOST_UNSYNCED, sizeof *disk.list);
    disk.paths[0] = s->path;
    disk.paths[1] = s->log;
    disk.seed = s->seed;
    for (uint64_t round = 0; round < s->losses; round++) {
        int status;
        begin(s);
        disk.off = 1 + (long)(chance() % 400);
        (void)chance();
        pid_t pid = fork();
        assert_true(pid >= 0);
        if (pid == 0) {
            disk.power = true;
            (void)work(s);
            _exit(0);
        }
        assert_int_equal(waitpid(pid, &status, 0), pid);
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
            fail_msg("round %llu: the child ended with %d", (unsigned long long)round, status);
        uint64_t count = count_stored(s);
        lost += count < BATCH * BATCHES;
        assert_true(count % BATCH == 0 && count <= BATCH * BATCHES);
        assert_int_equal(work(s), BATCHES);
        assert_int_equal(count_stored(s), BATCH * BATCHES);
    }
    print_message("# power went off within the work %llu times\n", (unsigned long long)lost);
    assert_true(lost > 0);
    free(disk.list);
    stored_remove(s->path);
}

int main(int argc, char **argv)
{
    static state s = { .stride = 48, .losses = 25 };
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(every_call_may_fail, &s),
        cmocka_unit_test_prestate(the_disk_may_be_full_at_any_size, &s),
        cmocka_unit_test_prestate(power_may_go_off, &s),
    };
    uint64_t *given[] = { &s.stride, &s.losses, &s.seed };

    s.seed = (uint64_t)time(NULL);
    for (int i = 1; i < argc && i < 4; i++)
        (void)dli_parse_u64(dli_str(argv[i]), given[i - 1]);
    dli_arena_init(&s.arena, (size_t)64 << 20);
    /* in memory, where there is such a folder: real disks wait for each sync */
    (void)snprintf(s.folder, sizeof s.folder, "/dev/shm/dateline-faults-XXXXXX");
    if (mkdtemp(s.folder) == NULL) {
        (void)snprintf(s.folder, sizeof s.folder, "/tmp/dateline-faults-XXXXXX");
        if (mkdtemp(s.folder) == NULL)
            return 2;
    }
    (void)snprintf(s.path, sizeof s.path, "%s/news.dateline", s.folder);
    (void)snprintf(s.log, sizeof s.log, "%s-wal", s.path);
    put_in_front();
    cmocka_set_message_output(CM_OUTPUT_TAP);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    stored_remove(s.path);
    (void)rmdir(s.folder);
    return failed;
}
