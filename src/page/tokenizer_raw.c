/* tokenizer_raw.c -- text without tags: RCDATA, RAWTEXT, scripts, PLAINTEXT, CDATA
 * (WHATWG HTML, 13.2.5.2 to 13.2.5.5, 13.2.5.9 to 13.2.5.31, 13.2.5.69 to 13.2.5.71).
 *
 * All but the last two end at the end tag of the element they are in.
 */
#include "base/str.h"
#include "page/scan.h"
#include "page/tokenizer.h"

static void give_text(dli_tokenizer *in, dli_token *token, uint32_t end, bool nuls)
{
    if (end == in->at) {
        token->kind = DLI_TOKEN_NONE;
        return;
    }
    token->kind = DLI_TOKEN_TEXT;
    token->span = (dl_span){ in->at, end };
    token->nuls = nuls;
    in->at = end;
}

/* 13.2.5.2, 13.2.5.9 to 13.2.5.11 */
void dli_tokenize_rcdata(dli_tokenizer *in, dli_token *token)
{
    const char *p = in->source.ptr;
    uint32_t end = (uint32_t)in->source.len, from = in->at;
    bool nuls = false;

    for (uint32_t at = from; at < end; at++) {
        at = dli_scan_text(p, at, end);
        if (at == end)
            break;
        nuls |= p[at] == 0;
        if ((p[at] == '<' && dli_tokenize_end_tag(in, token, at)) ||
            (p[at] == '&' && dli_tokenize_reference(in, token, at))) {
            if (at > from)
                give_text(in, token, at, nuls);
            return;
        }
    }
    give_text(in, token, end, nuls);
}

/* 13.2.5.3, 13.2.5.12 to 13.2.5.14 */
void dli_tokenize_rawtext(dli_tokenizer *in, dli_token *token)
{
    const char *p = in->source.ptr;
    uint32_t end = (uint32_t)in->source.len, from = in->at;
    bool nuls = false;

    for (uint32_t at = from; at < end; at++) {
        at = dli_scan_raw(p, at, end, &nuls);
        if (at < end && dli_tokenize_end_tag(in, token, at)) {
            if (at > from)
                give_text(in, token, at, nuls);
            return;
        }
    }
    give_text(in, token, end, nuls);
}

/* ---- Scripts ----------------------------------------------------------------- */

/* Where a script is. Scripts were once hidden in comments, and those comments may
 * hold scripts:
 *
 *   PLAIN ──"<!--"──▶ ESCAPED ──"<script"──▶ DOUBLE
 *     ◀─────"-->"─────    ◀─────"</script"────
 *     ◀──────────────────"-->"────────────────
 *
 * In DOUBLE an end tag does not end the script. */
typedef enum script_state {
    PLAIN,
    ESCAPED,
    DOUBLE
} script_state;

/* "script" stands at `at` and ends there (13.2.5.26, 13.2.5.31). */
static bool is_script_name(const char *p, uint32_t at, uint32_t end)
{
    return end - at >= 7 && dli_eq_nocase((dl_str){ p + at, 6 }, DL_STR("script")) &&
           (dli_is_space(p[at + 6]) || p[at + 6] == '/' || p[at + 6] == '>');
}

/* The state behind the '<' here, which is no end tag of the script. */
static script_state script_state_after(script_state state, const char *p, uint32_t at,
                                       uint32_t end)
{
    dl_str rest = { p + at, end - at };

    switch (state) {
    case PLAIN: /* 13.2.5.18 to 13.2.5.19 */
        return dli_starts(rest, DL_STR("<!--")) ? ESCAPED : PLAIN;
    case ESCAPED:
        return is_script_name(p, at + 1, end) ? DOUBLE : ESCAPED;
    case DOUBLE:
        return rest.len > 2 && p[at + 1] == '/' && is_script_name(p, at + 2, end) ? ESCAPED
                                                                                  : DOUBLE;
    }
    return state;
}

/* 13.2.5.20 to 13.2.5.31: behind the "<!" at `open`, the next '<', or the end of the
 * comment, in which case *state is PLAIN again. */
static uint32_t scan_escaped(const char *p, uint32_t at, uint32_t open, uint32_t end,
                             script_state *state, bool *nuls)
{
    for (; at < end && p[at] != '<'; at++) {
        *nuls |= p[at] == 0;
        if (p[at] == '>' && at >= open + 4 && p[at - 1] == '-' && p[at - 2] == '-') {
            *state = PLAIN;
            return at;
        }
    }
    return at;
}

/* 13.2.5.4, 13.2.5.15 to 13.2.5.31 */
void dli_tokenize_script(dli_tokenizer *in, dli_token *token)
{
    const char *p = in->source.ptr;
    uint32_t end = (uint32_t)in->source.len, from = in->at, open = 0;
    script_state state = PLAIN;
    bool nuls = false;

    for (uint32_t at = from; at < end; at++) {
        at = state == PLAIN ? dli_scan_raw(p, at, end, &nuls)
                            : scan_escaped(p, at, open, end, &state, &nuls);
        if (at == end || p[at] != '<')
            continue;
        if (state != DOUBLE && dli_tokenize_end_tag(in, token, at)) {
            if (at > from)
                give_text(in, token, at, nuls);
            return;
        }
        if (state == PLAIN)
            open = at;
        state = script_state_after(state, p, at, end);
    }
    give_text(in, token, end, nuls);
}

/* ---- Without an end tag ------------------------------------------------------ */

/* 13.2.5.5 */
void dli_tokenize_plaintext(dli_tokenizer *in, dli_token *token)
{
    bool nuls = memchr(in->source.ptr + in->at, 0, in->source.len - in->at) != NULL;

    give_text(in, token, (uint32_t)in->source.len, nuls);
}

/* 13.2.5.69 to 13.2.5.71 */
void dli_tokenize_cdata(dli_tokenizer *in, dli_token *token)
{
    const char *p = in->source.ptr;
    uint32_t end = (uint32_t)in->source.len, from = in->at, at = from;

    if (p[at] == 0) {
        dli_tokenize_nuls(in, token);
        return;
    }
    while (at < end && p[at] != 0 &&
           !(p[at] == '>' && at - from >= 2 && p[at - 1] == ']' && p[at - 2] == ']'))
        at++;
    if (at == end || p[at] == 0) {
        give_text(in, token, at, false);
        return;
    }
    in->content = DLI_CONTENT_DATA;
    give_text(in, token, at - 2, false);
    in->at = at + 1;
}
