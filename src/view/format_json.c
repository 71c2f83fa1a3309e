/* format_json.c -- the records as one array, a record a line. */
#include "view/format.h"

static void begin(dli_view *view, dli_buf *out)
{
    (void)view;
    dli_buf_byte(out, '[');
}

static void page(dli_view_job *job)
{
    dli_buf_add(job->out, job->view->count++ == 0 ? DL_STR("\n") : DL_STR(",\n"));
    dli_profile_write(job);
}

static void end(dli_view *view, dli_buf *out)
{
    dli_buf_add(out, view->count > 0 ? DL_STR("\n]\n") : DL_STR("]\n"));
}

const dli_format_code dli_format_json = { begin, page, end };
