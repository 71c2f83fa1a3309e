/* cmd_verify.c -- is every fact of the store where it says it is? */
#include "cli/commands.h"
#include "cli/rows.h"

#include "ingest/ingest.h"

static void wrong(void *self, const dl_error *error)
{
    (void)self;
    cli_complain(error);
}

static bool again(void *self, dl_str capture, dl_str record)
{
    return dli_read_again(self, capture, record);
}

static int verify(const cli_args *args, dli_store *store, dli_desk *desk)
{
    const dli_verify options = { .self = desk,
                                 .wrong = wrong,
                                 .again = desk != NULL ? again : NULL };
    dli_verified counts;
    dl_error err = { 0 };

    dl_status status = dli_store_verify(store, &options, &counts, &err);
    if (status != DL_OK)
        cli_complain(&err);
    if (!cli_has(args, OPT_QUIET))
        (void)printf("%llu captures, %llu items, %llu places of facts compared%s; %llu wrong\n",
                     (unsigned long long)counts.captures, (unsigned long long)counts.items,
                     (unsigned long long)counts.facts, desk != NULL ? ", pages read again" : "",
                     (unsigned long long)counts.wrong);
    if (status != DL_OK)
        return cli_status_of(&err);
    return counts.wrong > 0 ? CLI_PARTLY : CLI_DONE;
}

static int verify_deep(const cli_args *args, dli_store *store)
{
    dl_error err = { 0 };
    dl_engine *engine;
    dli_desk *desk;
    int status = CLI_NOTHING;

    if (dl_engine_open(args->value[OPT_MODELS], &engine, &err) != DL_OK) {
        cli_complain(&err);
        return CLI_NOTHING;
    }
    if (dli_desk_open(engine, &desk, &err) == DL_OK) {
        status = verify(args, store, desk);
        dli_desk_close(desk);
    } else {
        cli_complain(&err);
    }
    dl_engine_close(engine);
    return status;
}

int cmd_verify(const cli_args *args)
{
    int status;
    dli_store *store;

    if (args->count > 0) {
        cli_complain_usage("'%s' was not expected", args->operands[0]);
        return CLI_USAGE;
    }
    store = cli_store_open(args, &status);
    if (store == NULL)
        return status;
    status = cli_has(args, OPT_DEEP) ? verify_deep(args, store) : verify(args, store, NULL);
    dli_store_close(store);
    return status;
}
