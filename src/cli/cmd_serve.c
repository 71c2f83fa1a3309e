/* cmd_serve.c -- the store in a browser, until interrupted. */
#include "cli/cli.h"
#include "cli/commands.h"

#include "serve/serve.h"

int cmd_serve(const cli_args *args)
{
    dli_serve_options options = { .store = args->value[OPT_STORE] };
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
    if (dli_serve_open(&options, &server, &err) != DL_OK) {
        cli_complain(&err);
        return cli_status_of(&err);
    }
    if (!cli_has(args, OPT_QUIET))
        (void)fprintf(stderr, "http://127.0.0.1:%u/ (end with Ctrl-C)\n",
                      dli_serve_port(server));
    dl_status status = dli_serve_run(server, &err);
    dli_serve_close(server);
    if (status != DL_OK)
        cli_complain(&err);
    return cli_status_of(&err);
}
