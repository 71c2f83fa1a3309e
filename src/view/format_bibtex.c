/* format_bibtex.c -- references, BibTeX (citation.c). */
#include "view/format.h"

static void page(dli_view_job *job)
{
    dli_citations_add(job, DLI_FORMAT_bibtex);
}

const dli_format_code dli_format_bibtex = { .page = page };
