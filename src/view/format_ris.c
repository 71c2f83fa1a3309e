/* format_ris.c -- references, RIS (citation.c). */
#include "view/format.h"

static void page(dli_view_job *job)
{
    dli_citations_add(job, DLI_FORMAT_ris);
}

const dli_format_code dli_format_ris = { .page = page };
