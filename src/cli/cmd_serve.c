/* cmd_serve.c -- the store in a browser, until interrupted. */
#include "cli/cli.h"
#include "cli/commands.h"

#include "serve/serve.h"

#include <sys/resource.h>

/* Many slow readers need many descriptors; the usual limit is for programs that do not ask. */
static void allow_descriptors(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max < 16384 ? limit.rlim_max : 16384;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
}

int cmd_serve(const cli_args *args)
{
    dli_serve_options options = { .store = args->value[OPT_STORE],
                                  .address = args->value[OPT_LISTEN],
                                  .token_file = args->value[OPT_TOKEN_FILE],
                                  .socket = args->value[OPT_SOCKET],
                                  .host = args->value[OPT_HOST],
                                  .log = args->value[OPT_LOG] };
    dli_server *server;
    dl_error err = { 0 };
    uint64_t port;

    if (!cli_has(args, OPT_STORE)) {
        cli_complain_usage("no store was named (give one with -s FILE)");
        return CLI_USAGE;
    }
    if (!cli_number(args, OPT_PORT, 0, 65535, DLI_SERVE_PORT, &port))
        return CLI_USAGE;
    options.port = (unsigned)port;
    allow_descriptors();
    if (dli_serve_open(&options, &server, &err) != DL_OK) {
        cli_complain(&err);
        return cli_status_of(&err);
    }
    if (!cli_has(args, OPT_QUIET))
        (void)fprintf(stderr, "%s/ (end with Ctrl-C)\n", dli_serve_address(server));
    dl_status status = dli_serve_run(server, &err);
    dli_serve_close(server);
    if (status != DL_OK)
        cli_complain(&err);
    return cli_status_of(&err);
}
