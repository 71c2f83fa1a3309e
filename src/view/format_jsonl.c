/* format_jsonl.c -- the record as it is, one a line. */
#include "view/format.h"

static void page(dli_view_job *job)
{
    dli_profile_write(job);
    dli_buf_byte(job->out, '\n');
    job->view->count++;
}

const dli_format_code dli_format_jsonl = { .page = page };
