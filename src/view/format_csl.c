/* format_csl.c -- references, an array of CSL-JSON (citation.c). */
#include "view/format.h"

static void begin(dli_view *view, dli_buf *out)
{
    (void)view;
    dli_buf_byte(out, '[');
}

static void end(dli_view *view, dli_buf *out)
{
    dli_buf_add(out, view->count > 0 ? DL_STR("\n]\n") : DL_STR("]\n"));
}

static void page(dli_view_job *job)
{
    dli_citations_add(job, DLI_FORMAT_csl);
}

const dli_format_code dli_format_csl = { begin, page, end };
