/* foreign.c -- inside SVG and MathML (WHATWG HTML, 13.2.6.5).
 *
 * Spellings ("foreignObject", "viewBox") are adjusted when somebody asks for a name
 * (page_text.c); the tree has the numbers of the lower-case ones.
 */
#include "page/builder.h"

static bool leaves_foreign(const dli_builder *b)
{
    const dli_token *t = &b->token;

    if (t->kind == DLI_TOKEN_END_TAG)
        return t->tag == DLI_TAG_BR || t->tag == DLI_TAG_P;
    if (t->tag == DLI_TAG_FONT)
        return dli_token_attr(b, DLI_ATTR_COLOR) != NULL ||
               dli_token_attr(b, DLI_ATTR_FACE) != NULL ||
               dli_token_attr(b, DLI_ATTR_SIZE) != NULL;
    return dli_has_trait(t->tag, DLI_BREAKOUT);
}

/* Back to HTML, and the token again by its rules. */
static bool leave_foreign(dli_builder *b)
{
    for (const dli_open *top = dli_current(b); top->ns != DLI_NS_HTML && top->point == 0;
         top = dli_current(b))
        dli_pop(b);
    return dli_process_as_html(b);
}

static bool foreign_end(dli_builder *b)
{
    uint32_t top = dli_top_of_token(b, true);

    if (b->open == 1) /* a fragment's root */
        return true;
    if (top == 0 || dli_current(b)->barrier[DLI_ABOVE_HTML] >= top)
        return dli_process_as_html(b);
    dli_pop_to(b, top - 1);
    return true;
}

bool dli_foreign_content(dli_builder *b)
{
    switch (b->token.kind) {
    case DLI_TOKEN_TEXT:
    case DLI_TOKEN_REFERENCE:
        dli_insert_text(b);
        if (dli_leading_space(b) < b->token.span.end - b->token.span.start)
            b->frameset_ok = false;
        return true;
    case DLI_TOKEN_NULS:
        dli_insert_text(b);
        return true;
    case DLI_TOKEN_COMMENT:
        dli_insert_comment(b, dli_place_here(b));
        return true;
    case DLI_TOKEN_START_TAG:
        if (leaves_foreign(b))
            return leave_foreign(b);
        dli_insert_foreign(b, (dli_namespace)dli_adjusted(b)->ns);
        return true;
    case DLI_TOKEN_END_TAG:
        return leaves_foreign(b) ? leave_foreign(b) : foreign_end(b);
    case DLI_TOKEN_DOCTYPE:
    case DLI_TOKEN_END:
    case DLI_TOKEN_NONE:
        break;
    }
    return true;
}
