/* cmd_store.c -- look after a store: init, info, check, compact, merge, forget. */
#include "cli/commands.h"
#include "cli/rows.h"

#include "base/json_write.h"
#include "base/str.h"
#include "base/when.h"

#include <time.h>
#include <unistd.h>

enum {
    MEMORY = 64 << 20
};

/* ---- Opening ------------------------------------------------------------------------ */

static dli_store *open_store(const char *path, dli_store_mode mode, int *status)
{
    dli_store *store;
    dl_error err = { 0 };

    *status = CLI_STORE;
    if (mode == DLI_STORE_WRITE && access(path, F_OK) != 0) {
        cli_complain_usage("%s: there is no such store (make it with 'dateline store init')",
                           path);
        return NULL;
    }
    if (dli_store_open(path, mode, &store, &err) == DL_OK)
        return store;
    cli_complain(&err);
    return NULL;
}

static int failed(const dl_error *err)
{
    cli_complain(err);
    return cli_status_of(err);
}

/* ---- init, check, compact -------------------------------------------------------------- */

static int init(const cli_args *args, const char *path)
{
    dli_store *store;
    dl_error err = { 0 };

    (void)args;
    if (access(path, F_OK) == 0) {
        cli_complain_usage("%s: is there already", path);
        return CLI_STORE;
    }
    if (dli_store_open(path, DLI_STORE_WRITE, &store, &err) != DL_OK)
        return failed(&err);
    dli_store_close(store);
    return CLI_DONE;
}

static int check(const cli_args *args, const char *path)
{
    int status;
    dl_error err = { 0 };
    dli_store *store = open_store(path, DLI_STORE_READ, &status);

    if (store == NULL)
        return status;
    status = dli_store_check(store, &err) == DL_OK ? CLI_DONE : failed(&err);
    if (status == CLI_DONE && !cli_has(args, OPT_QUIET))
        (void)printf("the store is whole\n");
    dli_store_close(store);
    return status;
}

static int compact(const cli_args *args, const char *path)
{
    int status;
    dl_error err = { 0 };
    dli_store *store = open_store(path, DLI_STORE_WRITE, &status);

    (void)args;
    if (store == NULL)
        return status;
    status = dli_store_compact(store, &err) == DL_OK ? CLI_DONE : failed(&err);
    dli_store_close(store);
    return status;
}

/* ---- info -------------------------------------------------------------------------------- */

static void add_tallies(dli_buf *out, const char *key, dli_tallies tallies)
{
    dli_json_key(out, key);
    dli_json_open(out, '[');
    for (size_t i = 0; i < tallies.count; i++) {
        dli_json_open(out, '{');
        dli_json_member(out, "name", tallies.ptr[i].name);
        dli_json_member(out, "label", tallies.ptr[i].label);
        dli_json_key(out, "count");
        dli_json_u64(out, tallies.ptr[i].count);
        dli_json_close(out, '}');
    }
    dli_json_close(out, ']');
}

typedef struct number {
    const char *key, *line;
    uint64_t value;
} number;

static void info_text(dli_buf *out, const number *numbers, size_t count, const dli_digest *d)
{
    const struct {
        const char *line;
        dli_tallies list;
    } lists[] = { { "outlets", d->outlets }, { "languages", d->languages } };

    for (size_t i = 0; i < count; i++)
        dli_buf_print(out, "%-22s %llu\n", numbers[i].line,
                      (unsigned long long)numbers[i].value);
    if (d->days.count > 0) {
        dli_buf_print(out, "%-22s ", "last day");
        dli_terminal_add(out, d->days.ptr[0].name);
        dli_buf_byte(out, '\n');
    }
    for (size_t k = 0; k < sizeof lists / sizeof *lists; k++) {
        dli_buf_print(out, "%-22s %zu", lists[k].line, lists[k].list.count);
        for (size_t i = 0; i < lists[k].list.count && i < 8; i++) {
            dli_buf_add(out, i == 0 ? DL_STR(": ") : DL_STR(", "));
            dli_terminal_add(out, lists[k].list.ptr[i].name);
            dli_buf_print(out, " %llu", (unsigned long long)lists[k].list.ptr[i].count);
        }
        dli_buf_add(out, lists[k].list.count > 8 ? DL_STR(", …\n") : DL_STR("\n"));
    }
}

static void info_json(dli_buf *out, const number *numbers, size_t count, const dli_digest *d)
{
    dli_json_open(out, '{');
    for (size_t i = 0; i < count; i++) {
        dli_json_key(out, numbers[i].key);
        dli_json_u64(out, numbers[i].value);
    }
    add_tallies(out, "outlets", d->outlets);
    add_tallies(out, "languages", d->languages);
    add_tallies(out, "days", d->days);
    dli_json_close(out, '}');
    dli_buf_byte(out, '\n');
}

static int info(const cli_args *args, const char *path)
{
    dli_format format = cli_is_terminal(STDOUT_FILENO) ? DLI_FORMAT_text : DLI_FORMAT_jsonl;
    cli_out out = { .fd = STDOUT_FILENO, .name = "standard output" };
    dli_digest digest;
    dli_arena memory;
    dl_error err = { 0 };
    dli_buf text;
    int status;

    if (!cli_format(args, &format))
        return CLI_USAGE;
    dli_store *store = open_store(path, DLI_STORE_READ, &status);
    if (store == NULL)
        return status;
    dli_store_patience(store, 0);
    dli_arena_init(&memory, MEMORY);
    dli_buf_init(&text, &memory);
    if (dli_store_digest(store, &memory, &digest, &err) != DL_OK) {
        status = failed(&err);
    } else {
        const number numbers[] = {
            { "schema", "schema", digest.schema },
            { "captures", "captures", digest.captures },
            { "items", "items", digest.items },
            { "statements", "statements", digest.statements },
            { "incidents", "incidents", digest.incidents },
            { "forgotten", "forgotten captures", digest.forgotten },
            { "captureBytes", "bytes of captures", digest.capture_bytes },
            { "fileBytes", "bytes of the store", digest.file_bytes },
        };
        (format == DLI_FORMAT_text ? info_text : info_json)(
            &text, numbers, sizeof numbers / sizeof *numbers, &digest);
        cli_out_write(&out, dli_buf_str(&text));
        status = CLI_DONE;
    }
    dli_store_close(store);
    dli_arena_done(&memory);
    return cli_out_close(&out, status);
}

/* ---- merge --------------------------------------------------------------------------------- */

static int merge_one(const cli_args *args, dli_store *store, const char *path)
{
    int status;
    dli_merged counts;
    dl_error err = { 0 };
    dli_store *from = open_store(path, DLI_STORE_READ, &status);

    if (from == NULL)
        return status;
    status = dli_store_merge(store, from, &counts, &err) == DL_OK ? CLI_DONE : failed(&err);
    dli_store_close(from);
    if (status == CLI_DONE && !cli_has(args, OPT_QUIET))
        (void)fprintf(stderr,
                      "%llu captures added, %llu further addresses, %llu there already, "
                      "%llu forgotten\n",
                      (unsigned long long)counts.added, (unsigned long long)counts.addresses,
                      (unsigned long long)counts.same, (unsigned long long)counts.forgotten);
    return status;
}

static int merge(const cli_args *args, const char *path)
{
    dl_error err = { 0 };
    dli_store *store;
    int status = CLI_DONE;

    if (args->count < 2) {
        cli_complain_usage("no store to merge was named");
        return CLI_USAGE;
    }
    if (dli_store_open(path, DLI_STORE_WRITE, &store, &err) != DL_OK)
        return failed(&err);
    for (size_t i = 1; i < args->count && status == CLI_DONE; i++)
        status = merge_one(args, store, args->operands[i]);
    dli_store_close(store);
    return status;
}

/* ---- forget -------------------------------------------------------------------------------- */

static bool read_forget(const cli_args *args, dli_forget *what)
{
    static const struct {
        cli_option option;
        dli_forget_kind kind;
    } kinds[] = { { OPT_URL, DLI_FORGET_URL },
                  { OPT_PERSON, DLI_FORGET_PERSON },
                  { OPT_CAPTURE, DLI_FORGET_CAPTURE } };
    size_t given = 0;

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (cli_has(args, kinds[i].option)) {
            given++;
            what->kind = kinds[i].kind;
            what->name = dli_trim(cli_value(args, kinds[i].option));
        }
    if (given == 1 && what->name.len > 0)
        return true;
    cli_complain_usage("say what to forget, with one of --url, --person and --capture");
    return false;
}

static int forget(const cli_args *args, const char *path)
{
    dli_forget what = { .reason = cli_value(args, OPT_REASON),
                        .rehearse = cli_has(args, OPT_DRY_RUN) };
    dli_forgotten counts;
    dl_error err = { 0 };
    dli_arena memory;
    dli_buf now;
    int status;

    if (!read_forget(args, &what))
        return CLI_USAGE;
    dli_store *store = open_store(path, DLI_STORE_WRITE, &status);
    if (store == NULL)
        return status;
    dli_arena_init(&memory, MEMORY);
    dli_buf_init(&now, &memory);
    dli_when_print(&now, dli_when_from_seconds((int64_t)time(NULL)));
    what.time = dli_buf_str(&now);
    if (dli_store_forget(store, &what, &counts, &err) != DL_OK)
        status = failed(&err);
    else {
        status = counts.captures == 0 && cli_has(args, OPT_EXIT) ? CLI_NO : CLI_DONE;
        (void)printf("%llu captures with %llu items %s\n", (unsigned long long)counts.captures,
                     (unsigned long long)counts.items,
                     what.rehearse ? "would be forgotten" : "were forgotten");
    }
    dli_store_close(store);
    dli_arena_done(&memory);
    return status;
}

/* ---- By name --------------------------------------------------------------------------------- */

int cmd_store(const cli_args *args)
{
    static const struct {
        dl_str name;
        int (*run)(const cli_args *args, const char *path);
    } verbs[] = { { { "init", 4 }, init },   { { "info", 4 }, info },
                  { { "check", 5 }, check }, { { "compact", 7 }, compact },
                  { { "merge", 5 }, merge }, { { "forget", 6 }, forget } };

    for (size_t i = 0; args->count > 0 && i < sizeof verbs / sizeof *verbs; i++) {
        if (!dli_eq(dli_str(args->operands[0]), verbs[i].name))
            continue;
        if (!cli_has(args, OPT_STORE)) {
            cli_complain_usage("no store was named (give one with -s FILE)");
            return CLI_USAGE;
        }
        if (args->count > 1 && verbs[i].run != merge) {
            cli_complain_usage("'%s' was not expected", args->operands[1]);
            return CLI_USAGE;
        }
        return verbs[i].run(args, args->value[OPT_STORE]);
    }
    cli_complain_usage("%s%s%s (say init, info, check, compact, merge or forget)",
                       args->count > 0 ? "'" : "nothing to do was named",
                       args->count > 0 ? args->operands[0] : "",
                       args->count > 0 ? "' is nothing to do with a store" : "");
    return CLI_USAGE;
}
