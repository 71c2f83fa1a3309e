/* query.c -- what people type into a search box, as an expression of FTS5.
 *
 *   query    = operand { [ "AND" | "OR" | "NOT" ] operand }
 *   operand  = word [ "*" ] | '"' words '"' [ "*" ] | "(" query ")"
 *
 * Nothing typed reaches FTS5 but inside quotation marks, and every operator is written
 * by us, so there is no other syntax to leak through. Operands side by side must both
 * occur. NOT binds closest, then AND, then OR, as FTS5 has it. What holds no letter or
 * digit (a dash between words) is passed over.
 */
#include "base/buf.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/str.h"
#include "base/utf8.h"
#include "store/db.h"

#define NOTHING ((dl_str){ "", 0 })

static const char both_sides[] = "put words on both sides, or write it in quotation marks";

typedef struct reader {
    dli_store *store;
    dli_arena *arena;
    dl_str text;
    size_t at;
    dli_buf fts;
    DLI_VEC(dli_term) terms;
    size_t words;
    size_t depth;
    dl_str operator; /* read, its right side not yet; empty: none */
    size_t operator_at;
    bool operand;  /* the left side of an operator is there */
    bool negative; /* behind NOT: not to be lit in what is found */
    size_t dark;   /* depth of the outermost bracket behind NOT  */
    dl_error *err;
} reader;

/* Something at `at`: "`part` has nothing before it". */
static dl_status wrong(reader *in, size_t at, dl_str part, const char *what, const char *fix)
{
    dl_status status = dli_fail(in->err, DL_ERR_USAGE, at, fix, "%.*s%s", DLI_ARG(part), what);

    dli_error_where(in->err, "the query, character %zu",
                    dli_utf8_count(dli_slice(in->text, 0, at)) + 1);
    return status;
}

/* Write the operator that stands, or is meant, before an operand. */
static void join(reader *in)
{
    dl_str operator= in->operator.len> 0 ? in->operator: DL_STR("AND");

    if (in->operand) {
        dli_buf_byte(&in->fts, ' ');
        dli_buf_add(&in->fts, operator);
        dli_buf_byte(&in->fts, ' ');
    }
    in->negative = dli_eq(operator, DL_STR("NOT"));
    in->operator=(dl_str){ "", 0 };
    in->operand = true;
}

/* A word or phrase; one without letters and digits is passed over. */
static dl_status add_operand(reader *in, size_t at, dl_str words, bool prefix)
{
    dli_index_words tokens;

    DLI_TRY(dli_index_words_of(in->store, words, in->arena, &tokens, in->err));
    if (tokens.count == 0)
        return DL_OK;
    in->words += tokens.count;
    if (in->words > DLI_MAX_QUERY_WORDS) {
        dl_status status =
            dli_fail(in->err, DL_ERR_USAGE, at, "search for fewer words",
                     "the query has more words than the limit of %zu", DLI_MAX_QUERY_WORDS);
        dli_error_where(in->err, "the query");
        return status;
    }
    join(in);
    dli_buf_byte(&in->fts, '"');
    for (size_t i = 0; i < tokens.count; i++) {
        bool last = i + 1 == tokens.count;
        if (i > 0)
            dli_buf_byte(&in->fts, ' ');
        dli_buf_add(&in->fts, tokens.ptr[i].folded); /* letters and digits: no mark in it */
        if (!in->negative && in->dark == 0)
            (void)DLI_PUSH(in->arena, &in->terms,
                           (dli_term){ tokens.ptr[i].folded, prefix && last });
    }
    dli_buf_add(&in->fts, prefix ? DL_STR("\" *") : DL_STR("\""));
    return DL_OK;
}

/* A star right behind an operand; passed. */
static bool take_star(reader *in)
{
    if (in->at >= in->text.len || in->text.ptr[in->at] != '*')
        return false;
    in->at++;
    return true;
}

static dl_status read_phrase(reader *in)
{
    size_t start = in->at, end = dli_find_byte(in->text, '"', start + 1);

    if (end == DLI_NONE)
        return wrong(in, start, NOTHING, "a quotation mark is never closed",
                     "close it, or leave it out");
    in->at = end + 1;
    return add_operand(in, start, dli_slice(in->text, start + 1, end), take_star(in));
}

static bool ends_word(char c)
{
    return (unsigned char)c <= ' ' || c == '"' || c == '(' || c == ')';
}

static dl_status set_operator(reader *in, size_t at, dl_str word)
{
    if (in->operator.len> 0 || !in->operand)
        return wrong(in, at, word, " has nothing before it", both_sides);
    in->operator= word;
    in->operator_at = at;
    return DL_OK;
}

static dl_status read_word(reader *in)
{
    size_t start = in->at;

    while (in->at < in->text.len && !ends_word(in->text.ptr[in->at]))
        in->at++;
    dl_str word = dli_slice(in->text, start, in->at);
    if (dli_eq(word, DL_STR("AND")) || dli_eq(word, DL_STR("OR")) ||
        dli_eq(word, DL_STR("NOT")))
        return set_operator(in, start, word);
    bool prefix = dli_ends(word, DL_STR("*"));
    return add_operand(in, start, word, prefix);
}

static dl_status dangling(reader *in)
{
    if (in->operator.len == 0)
        return DL_OK;
    return wrong(in, in->operator_at, in->operator, " has nothing behind it", both_sides);
}

static dl_status open_bracket(reader *in)
{
    if (++in->depth > DLI_MAX_QUERY_DEPTH)
        return wrong(in, in->at, NOTHING, "brackets nest too deep", "use fewer brackets");
    join(in);
    if (in->negative && in->dark == 0)
        in->dark = in->depth;
    dli_buf_byte(&in->fts, '(');
    in->operand = false;
    in->at++;
    return DL_OK;
}

static dl_status close_bracket(reader *in)
{
    DLI_TRY(dangling(in));
    if (in->depth == 0)
        return wrong(in, in->at, NOTHING, "a bracket is closed that was never opened",
                     "open it, or leave it out");
    if (!in->operand)
        return wrong(in, in->at, NOTHING, "there is nothing between two brackets",
                     "put words between them");
    if (in->dark == in->depth)
        in->dark = 0;
    in->depth--;
    dli_buf_byte(&in->fts, ')');
    in->at++;
    return DL_OK;
}

static dl_status read_all(reader *in)
{
    while (in->at < in->text.len) {
        char c = in->text.ptr[in->at];
        if ((unsigned char)c <= ' ')
            in->at++;
        else if (c == '"')
            DLI_TRY(read_phrase(in));
        else if (c == '(')
            DLI_TRY(open_bracket(in));
        else if (c == ')')
            DLI_TRY(close_bracket(in));
        else
            DLI_TRY(read_word(in));
    }
    DLI_TRY(dangling(in));
    if (in->depth > 0)
        return wrong(in, in->text.len, NOTHING, "a bracket is never closed",
                     "close it, or leave it out");
    if (!in->operand)
        return wrong(in, 0, NOTHING, "there is nothing to search for",
                     "give a word with a letter or a digit in it");
    return DL_OK;
}

dl_status dli_query_read(dli_store *store, dl_str text, dli_arena *arena, dli_query *out,
                         dl_error *err)
{
    reader in = { .store = store, .arena = arena, .text = text, .err = err };

    *out = (dli_query){ .fts = { "", 0 } };
    if (text.len > DLI_MAX_QUERY_BYTES)
        return dli_fail(err, DL_ERR_USAGE, DLI_MAX_QUERY_BYTES, "search for fewer words",
                        "the query is longer than the limit of %zu bytes", DLI_MAX_QUERY_BYTES);
    if (dli_utf8_valid(text) < text.len)
        return wrong(&in, dli_utf8_valid(text), NOTHING, "the query is not valid UTF-8",
                     "type it again");
    dli_buf_init(&in.fts, arena);
    DLI_TRY(read_all(&in));
    if (in.fts.failed || arena->dry)
        return dli_no_memory(err);
    *out = (dli_query){ dli_buf_str(&in.fts), in.terms.ptr, in.terms.count };
    return DL_OK;
}
