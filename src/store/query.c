/* query.c -- what people type into a search box, as an expression of FTS5.
 *
 *   query    = operand { [ "AND" | "OR" | "NOT" | "AND NOT" | "OR NOT" | near ] operand }
 *   near     = "NEAR" [ "/" number ]
 *   operand  = [ field ":" ] ( word [ "*" ] | '"' words '"' [ "*" ] )
 *            | date field ":" date | "(" query ")" | "NOT" operand, at the beginning
 *
 * Nothing typed reaches FTS5: words become terms of the index (index_words.h) in quotation marks,
 * and every operator is written by us, so there is no other syntax to leak through. Operands
 * side by side must both occur. NOT binds closest, then AND, then OR, as FTS5 has it. What
 * holds no letter or digit (a dash between words) is passed over.
 *
 * A word is looked for as it is and by its stem in each language of the store; in quotation
 * marks as it is. Days are terms too (index_facts.c), of centuries down to single days, so that any
 * span of time is a few dozen of them side by side.
 */
#include "base/buf.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/when.h"
#include "store/ask.h"
#include "store/index_facts.h"

#define NOTHING ((dl_str){ "", 0 })

static const char both_sides[] = "put words on both sides, or write it in quotation marks";

enum {
    LANGUAGES = 40,
    MOST_FORMS = 500, /* words that a beginning is looked up for */
    NEAR_WORDS = 10,  /* between two words, unless said */
    MOST_NEAR = 1000
};

/* What may stand before a colon. */
typedef enum field {
    FIELD_NONE,
    FIELD_HEADLINE,
    FIELD_PERSON,
    FIELD_PLACE,
    FIELD_SOURCE,
    FIELD_LANG,
    FIELD_KIND,
    FIELD_TYPE,
    FIELD_COLLECTION,
    FIELD_FROM,
    FIELD_TO,
    FIELD_ON,
    FIELD_UNKNOWN,
} field;

static const struct {
    dl_str name;
    field field;
} fields[] = {
    { { "headline", 8 }, FIELD_HEADLINE },
    { { "title", 5 }, FIELD_HEADLINE },
    { { "person", 6 }, FIELD_PERSON },
    { { "place", 5 }, FIELD_PLACE },
    { { "source", 6 }, FIELD_SOURCE },
    { { "outlet", 6 }, FIELD_SOURCE },
    { { "lang", 4 }, FIELD_LANG },
    { { "language", 8 }, FIELD_LANG },
    { { "kind", 4 }, FIELD_KIND },
    { { "type", 4 }, FIELD_TYPE },
    { { "collection", 10 }, FIELD_COLLECTION },
    { { "from", 4 }, FIELD_FROM },
    { { "to", 2 }, FIELD_TO },
    { { "on", 2 }, FIELD_ON },
};

/* The operator that is read, its right side not yet. */
typedef enum operation {
    OP_NONE,
    OP_AND,
    OP_OR,
    OP_NOT,
    OP_OR_NOT,
    OP_NEAR,
} operation;

typedef struct reader {
    dli_store *store;
    dli_arena *arena;
    dl_str text;
    size_t at;
    dli_buf fts;
    DLI_VEC(dli_phrase) phrases;
    size_t words;
    size_t depth;
    operation op;
    size_t op_at;
    dl_str op_text;
    bool operand;   /* the left side of an operator is there        */
    bool negative;  /* behind NOT: not to be lit in what is found    */
    size_t dark;    /* depth of the outermost bracket behind NOT     */
    size_t group;   /* phrases not yet written, the last ones: words */
    uint64_t near;  /* that may stand between them                  */
    bool near_able; /* the last operand may have NEAR behind it      */
    int languages[LANGUAGES];
    int language_count; /* -1: not asked yet */
    bool newest;        /* only the newest rows will be looked at */
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

/* ---- Languages --------------------------------------------------------------------- */

/* Those of the store that have a stemmer; by the index, a look for each. */
static dl_status find_languages(reader *in)
{
    sqlite3_stmt *s;
    bool row = true;

    if (in->language_count >= 0)
        return DL_OK;
    in->language_count = 0;
    DLI_TRY(dli_db_kept(in->store, DLI_SQL_LANGUAGES, &s, in->err));
    while (row) {
        DLI_TRY(dli_db_row(in->store, s, &row, in->err));
        int one =
            row ? dli_index_words_language(in->store->words, dli_column(s, 0, in->arena)) : -1;
        for (int i = 0; i < in->language_count && one >= 0; i++)
            if (in->languages[i] == one)
                one = -1;
        if (one >= 0 && in->language_count < LANGUAGES)
            in->languages[in->language_count++] = one;
    }
    if (dli_index_words_dry(in->store->words))
        return dli_no_memory(in->err);
    return DL_OK;
}

/* ---- Phrases ----------------------------------------------------------------------- */

/* A phrase being put together: terms, and where each position of them ends. */
typedef struct maker {
    DLI_VEC(dl_str) terms;
    DLI_VEC(size_t) ends;
    size_t start; /* of the position that is open */
} maker;

static void add_term(reader *in, maker *to, dl_str term)
{
    for (size_t i = to->start; i < to->terms.count; i++)
        if (dli_eq(to->terms.ptr[i], term))
            return;
    (void)DLI_PUSH(in->arena, &to->terms, term);
}

static void end_position(reader *in, maker *to)
{
    (void)DLI_PUSH(in->arena, &to->ends, to->terms.count);
    to->start = to->terms.count;
}

static dl_str marked(reader *in, const char *mark, dl_str word)
{
    char *copy = dli_arena_take(in->arena, word.len + 2);

    if (copy == NULL)
        return NOTHING;
    copy[0] = mark[0];
    memcpy(copy + 1, word.ptr, word.len);
    return (dl_str){ copy, word.len + 1 };
}

/* The other forms that a word stands for: those with its stem, those whose stem it is, and its
 * stem where that is a word. */
static dl_status add_stems(reader *in, maker *to, dl_str word, dl_str folded)
{
    DLI_TRY(find_languages(in));
    for (int i = 0; i < in->language_count; i++) {
        dl_str stem = dli_index_words_stem(in->store->words, word, in->languages[i]);
        if (stem.len == 0)
            continue;
        stem = dli_arena_copy(in->arena, stem);
        add_term(in, to, stem);
        add_term(in, to, dli_from(stem, 1));
        add_term(in, to, marked(in, DLI_MARK_STEM, folded));
    }
    if (dli_index_words_dry(in->store->words))
        return dli_no_memory(in->err);
    return DL_OK;
}

/* It is written as several phrases: which. */
static size_t split(const dli_phrase *phrase, const dl_str **terms)
{
    *terms = phrase->prefix ? phrase->forms : phrase->terms;
    if (phrase->length != 1 || phrase->near)
        return 0;
    return phrase->prefix ? phrase->form_count : phrase->ends[0] > 1 ? phrase->ends[0] : 0;
}

static void write_term(dli_buf *out, dl_str term)
{
    for (size_t k = 0; k < term.len; k++) {
        if (term.ptr[k] == '"')
            dli_buf_byte(out, '"');
        dli_buf_byte(out, term.ptr[k]);
    }
}

static void write_split(dli_buf *out, const dl_str *terms, size_t count)
{
    dli_buf_byte(out, '(');
    for (size_t i = 0; i < count; i++) {
        dli_buf_add(out,
                    i == 0 ? DL_STR("\"" DLI_MARK_GIVEN) : DL_STR(" OR \"" DLI_MARK_GIVEN));
        write_term(out, terms[i]);
        dli_buf_byte(out, '"');
    }
    dli_buf_byte(out, ')');
}

void dli_query_write(dli_buf *out, const dli_phrase *phrase)
{
    const dl_str *terms;
    size_t count = split(phrase, &terms);

    if (count > 0) {
        write_split(out, terms, count);
        return;
    }
    dli_buf_add(out, DL_STR("\"" DLI_MARK_GIVEN));
    for (size_t i = 0, position = 0; i < phrase->ends[phrase->length - 1]; i++) {
        if (i == phrase->ends[position]) {
            dli_buf_byte(out, DLI_NEXT_TERM);
            position++;
        } else if (i > 0) {
            dli_buf_byte(out, DLI_SAME_TERM);
        }
        write_term(out, phrase->terms[i]);
    }
    dli_buf_add(out, phrase->prefix ? DL_STR("\" *") : DL_STR("\""));
}

/* Write the phrases that wait for a NEAR behind them. */
static void flush(reader *in)
{
    dli_phrase *first;

    if (in->group == 0)
        return;
    first = &in->phrases.ptr[in->phrases.count - in->group];
    if (first->headline)
        dli_buf_add(&in->fts, DL_STR("{headline} : "));
    if (in->group > 1)
        dli_buf_add(&in->fts, DL_STR("NEAR("));
    for (size_t i = 0; i < in->group; i++) {
        if (i > 0)
            dli_buf_byte(&in->fts, ' ');
        first[i].near = in->group > 1;
        dli_query_write(&in->fts, &first[i]);
    }
    if (in->group > 1)
        dli_buf_print(&in->fts, ", %llu)", (unsigned long long)in->near);
    in->group = 0;
}

/* The words that a beginning stands for. */
static dl_status find_forms(reader *in, const maker *made, dli_phrase *phrase)
{
    if (!in->newest || !phrase->prefix || made->ends.count != 1)
        return DL_OK;
    return dli_terms_with(in->store, in->arena, made->terms.ptr[0], MOST_FORMS, &phrase->forms,
                          &phrase->form_count, in->err);
}

static void push(reader *in, const maker *made, dli_phrase phrase)
{
    phrase.terms = made->terms.ptr;
    phrase.ends = made->ends.ptr;
    phrase.length = made->ends.count;
    phrase.dark = in->negative || in->dark > 0;
    (void)DLI_PUSH(in->arena, &in->phrases, phrase);
}

/* What every item has: the left side of a NOT that has none. */
static void write_all(reader *in)
{
    maker all = { .start = 0 };

    add_term(in, &all, DL_STR(DLI_FACET_ALL));
    end_position(in, &all);
    push(in, &all, (dli_phrase){ .facts = true });
    if (!in->arena->dry)
        dli_query_write(&in->fts, &in->phrases.ptr[in->phrases.count - 1]);
}

/* Write the operator that stands, or is meant, before an operand. */
static void join(reader *in)
{
    bool not = in->op == OP_NOT || in->op == OP_OR_NOT;

    flush(in);
    in->negative = false;
    if (in->operand)
        dli_buf_add(&in->fts, in->op == OP_OR || in->op == OP_OR_NOT ? DL_STR(" OR ")
                              : not                                  ? DL_STR(" NOT ")
                                                                     : DL_STR(" AND "));
    if (not &&(!in->operand || in->op == OP_OR_NOT)) {
        write_all(in);
        dli_buf_add(&in->fts, DL_STR(" NOT "));
    }
    in->negative = not ;
    in->op = OP_NONE;
    in->operand = true;
}

static dl_status count_words(reader *in, size_t at, size_t more)
{
    in->words += more;
    if (in->words <= DLI_MAX_QUERY_WORDS)
        return DL_OK;
    dl_status status =
        dli_fail(in->err, DL_ERR_USAGE, at, "search for fewer words",
                 "the query has more words than the limit of %zu", DLI_MAX_QUERY_WORDS);
    dli_error_where(in->err, "the query");
    return status;
}

/* Put a phrase that is made behind what was read. */
static dl_status add_phrase(reader *in, const maker *made, dli_phrase phrase)
{
    bool near = in->op == OP_NEAR;

    if (near &&
        (phrase.facts || phrase.headline != in->phrases.ptr[in->phrases.count - 1].headline))
        return wrong(in, in->op_at, in->op_text, " stands between words of the text only",
                     both_sides);
    if (!near)
        join(in);
    in->op = OP_NONE;
    DLI_TRY(find_forms(in, made, &phrase));
    push(in, made, phrase);
    if (in->arena->dry)
        return dli_no_memory(in->err);
    in->group = near ? in->group + 1 : 1;
    in->near_able = !phrase.facts;
    return DL_OK;
}

/* ---- Operands ------------------------------------------------------------------------ */

static const char *mark_of(field f)
{
    return f == FIELD_PERSON   ? DLI_MARK_PERSON
           : f == FIELD_PLACE  ? DLI_MARK_PLACE
           : f == FIELD_SOURCE ? DLI_MARK_SOURCE
                               : NULL;
}

/* What was written: where, which words, how. */
typedef struct operand {
    size_t at;
    dl_str words;
    field field;
    bool quoted, prefix;
} operand;

/* A word or phrase; one without letters and digits is passed over. */
static dl_status add_words(reader *in, operand o)
{
    const char *mark = mark_of(o.field);
    dli_index_word_list list;
    maker made = { .start = 0 };

    DLI_TRY(
        dli_index_words_of(in->store, o.words, -1, DLI_CUT_QUERY, in->arena, &list, in->err));
    if (list.count == 0)
        return o.field == FIELD_NONE
                   ? DL_OK
                   : wrong(in, o.at, NOTHING, "a field has nothing behind its colon",
                           "give a word, or words in quotation marks");
    DLI_TRY(count_words(in, o.at, list.count));
    for (size_t i = 0; i < list.count; i++) {
        const dli_index_word *word = &list.ptr[i];
        bool last = o.prefix && i + 1 == list.count;
        add_term(in, &made, mark == NULL ? word->folded : marked(in, mark, word->folded));
        if (mark == NULL && !o.quoted && !last && word->spaced)
            DLI_TRY(add_stems(in, &made, dli_cut(o.words, word->at), word->folded));
        end_position(in, &made);
    }
    /* One character of a script without spaces is the beginning of what the index has. */
    bool lone = list.count == 1 && !list.ptr[0].spaced && dli_utf8_count(o.words) == 1;
    return add_phrase(in, &made,
                      (dli_phrase){ .prefix = o.prefix || lone,
                                    .headline = o.field == FIELD_HEADLINE,
                                    .facts = mark != NULL,
                                    .at = { (uint32_t)o.at, (uint32_t)in->at } });
}

/* The first and the last day of an item. */
static dl_status known_days(reader *in, char first[11], char last[11])
{
    sqlite3_stmt *s;
    bool row;

    first[0] = last[0] = 0;
    DLI_TRY(dli_db_kept(in->store, DLI_SQL_DAYS, &s, in->err));
    DLI_TRY(dli_db_row(in->store, s, &row, in->err));
    if (row) {
        (void)snprintf(first, 11, "%.*s", 10, dli_column(s, 0, in->arena).ptr);
        (void)snprintf(last, 11, "%.*s", 10, dli_column(s, 1, in->arena).ptr);
        (void)sqlite3_reset(s);
    }
    return DL_OK;
}

/* Days from `from` to `to`, as far as the store has any. */
static dl_status add_days(reader *in, size_t at, const char *from, const char *to)
{
    char first[11], last[11];
    maker made = { .start = 0 };
    dli_facets facets = { .arena = in->arena };

    DLI_TRY(known_days(in, first, last));
    if (strcmp(from, first) < 0)
        from = first;
    if (strcmp(to, last) > 0)
        to = last;
    if (!dli_facets_of_days(&facets, from, to))
        return dli_no_memory(in->err);
    for (size_t i = 0; i < facets.terms.count; i++)
        add_term(in, &made, facets.terms.ptr[i]);
    if (facets.terms.count == 0)
        add_term(in, &made, DL_STR(DLI_FACET_NONE));
    end_position(in, &made);
    return add_phrase(in, &made,
                      (dli_phrase){ .facts = true, .at = { (uint32_t)at, (uint32_t)in->at } });
}

static dl_status add_date(reader *in, operand o)
{
    char first[11], last[11];

    if (!dli_days_of(o.words, first, last))
        return wrong(in, o.at, NOTHING, "that is no date",
                     "write it as 2024-03-05, 2024-03 or 2024");
    return add_days(in, o.at, o.field == FIELD_TO ? "" : first,
                    o.field == FIELD_FROM ? "9999-99-99" : last);
}

static dl_status add_facet(reader *in, operand o, const char *facet)
{
    maker made = { .start = 0 };

    if (o.words.len == 0)
        return wrong(in, o.at, NOTHING, "a field has nothing behind its colon",
                     "give a word, or words in quotation marks");
    add_term(in, &made, dli_facet(in->arena, facet, o.words));
    end_position(in, &made);
    return add_phrase(in, &made,
                      (dli_phrase){ .prefix = o.prefix,
                                    .facts = true,
                                    .at = { (uint32_t)o.at, (uint32_t)in->at } });
}

static dl_status add_operand(reader *in, operand o)
{
    switch (o.field) {
    case FIELD_LANG:
        return add_facet(in, o, DLI_FACET_LANGUAGE);
    case FIELD_KIND:
        return add_facet(in, o, DLI_FACET_KIND);
    case FIELD_TYPE:
        return add_facet(in, o, DLI_FACET_TYPE);
    case FIELD_COLLECTION:
        return add_facet(in, o, DLI_FACET_COLLECTION);
    case FIELD_FROM:
    case FIELD_TO:
    case FIELD_ON:
        return add_date(in, o);
    case FIELD_UNKNOWN:
        return wrong(in, o.at, NOTHING, "there is no such field",
                     "write headline:, person:, place:, source:, lang:, kind:, type:, "
                     "collection:, from:, to: or on:, or use quotation marks");
    case FIELD_NONE:
    case FIELD_HEADLINE:
    case FIELD_PERSON:
    case FIELD_PLACE:
    case FIELD_SOURCE:
        break;
    }
    return add_words(in, o);
}

/* ---- Reading -------------------------------------------------------------------------- */

/* A star right behind an operand; passed. */
static bool take_star(reader *in)
{
    if (in->at >= in->text.len || in->text.ptr[in->at] != '*')
        return false;
    in->at++;
    return true;
}

static dl_status read_phrase(reader *in, field f, size_t at)
{
    size_t start = in->at, end = dli_find_byte(in->text, '"', start + 1);

    if (end == DLI_NONE)
        return wrong(in, start, NOTHING, "a quotation mark is never closed",
                     "close it, or leave it out");
    in->at = end + 1;
    bool star = take_star(in);
    return add_operand(in, (operand){ .at = at,
                                      .words = dli_slice(in->text, start + 1, end),
                                      .field = f,
                                      .quoted = true,
                                      .prefix = star });
}

static bool ends_word(char c)
{
    return (unsigned char)c <= ' ' || c == '"' || c == '(' || c == ')';
}

/* The distance of "NEAR" or "NEAR/12"; false if `word` is neither. */
static bool is_near(dl_str word, uint64_t *distance)
{
    *distance = NEAR_WORDS;
    if (!dli_starts(word, DL_STR("NEAR")))
        return false;
    word = dli_from(word, 4);
    return word.len == 0 || (word.ptr[0] == '/' && dli_parse_u64(dli_from(word, 1), distance) &&
                             *distance <= MOST_NEAR);
}

static dl_status set_operator(reader *in, size_t at, dl_str word, operation op)
{
    uint64_t distance;

    if (op == OP_NOT && (in->op == OP_AND || in->op == OP_OR || in->op == OP_NONE)) {
        op = in->op == OP_OR ? OP_OR_NOT : OP_NOT;
    } else if (in->op != OP_NONE || !in->operand) {
        return wrong(in, at, word, " has nothing before it", both_sides);
    }
    if (op == OP_NEAR) {
        if (in->group == 0 || !in->near_able)
            return wrong(in, at, word, " stands between words of the text only", both_sides);
        (void)is_near(word, &distance);
        in->near = in->group == 1 || distance > in->near ? distance : in->near;
    }
    in->op = op;
    in->op_at = at;
    in->op_text = word;
    return DL_OK;
}

/* The field that `word` begins with, and what is behind its colon. A colon in a time or an
 * address makes none. */
static field field_of(dl_str word, dl_str *value)
{
    size_t colon = dli_find_byte(word, ':', 0);

    *value = word;
    if (colon == DLI_NONE || colon == 0)
        return FIELD_NONE;
    dl_str name = dli_slice(word, 0, colon), behind = dli_from(word, colon + 1);
    for (size_t i = 0; i < name.len; i++)
        if (!dli_is_alpha(name.ptr[i]))
            return FIELD_NONE;
    if (dli_starts(behind, DL_STR("//")))
        return FIELD_NONE;
    *value = behind;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (dli_eq_nocase(name, fields[i].name))
            return fields[i].field;
    return FIELD_UNKNOWN;
}

static dl_status read_word(reader *in)
{
    static const struct {
        dl_str word;
        operation op;
    } operators[] = { { { "AND", 3 }, OP_AND },
                      { { "OR", 2 }, OP_OR },
                      { { "NOT", 3 }, OP_NOT } };
    size_t start = in->at;
    uint64_t distance;
    dl_str value;

    while (in->at < in->text.len && !ends_word(in->text.ptr[in->at]))
        in->at++;
    dl_str word = dli_slice(in->text, start, in->at);
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (dli_eq(word, operators[i].word))
            return set_operator(in, start, word, operators[i].op);
    if (is_near(word, &distance))
        return set_operator(in, start, word, OP_NEAR);
    field f = field_of(word, &value);
    if (f != FIELD_NONE && f != FIELD_UNKNOWN && value.len == 0 && in->at < in->text.len &&
        in->text.ptr[in->at] == '"')
        return read_phrase(in, f, start);
    bool prefix = dli_ends(value, DL_STR("*"));
    if (prefix)
        value.len--;
    return add_operand(in,
                       (operand){ .at = start, .words = value, .field = f, .prefix = prefix });
}

static dl_status dangling(reader *in)
{
    if (in->op == OP_NONE)
        return DL_OK;
    return wrong(in, in->op_at, in->op_text, " has nothing behind it", both_sides);
}

static dl_status open_bracket(reader *in)
{
    if (in->op == OP_NEAR)
        return wrong(in, in->op_at, in->op_text, " stands between words of the text only",
                     both_sides);
    if (++in->depth > DLI_MAX_QUERY_DEPTH)
        return wrong(in, in->at, NOTHING, "brackets nest too deep", "use fewer brackets");
    join(in);
    if (in->negative && in->dark == 0)
        in->dark = in->depth;
    in->negative = false;
    dli_buf_byte(&in->fts, '(');
    in->operand = false;
    in->near_able = false;
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
    flush(in);
    if (in->dark == in->depth)
        in->dark = 0;
    in->depth--;
    in->near_able = false;
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
            DLI_TRY(read_phrase(in, FIELD_NONE, in->at));
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
    flush(in);
    return DL_OK;
}

static dl_status finish(reader *in, dl_str text, dli_query *out)
{
    size_t part = 0;

    if (in->fts.failed || in->arena->dry)
        return dli_no_memory(in->err);
    for (size_t i = 0; i < in->phrases.count; i++) {
        dli_phrase *phrase = &in->phrases.ptr[i];
        const dl_str *terms;
        size_t count = split(phrase, &terms);
        phrase->part = part;
        phrase->parts = count > 0 ? count : 1;
        part += phrase->parts;
    }
    *out = (dli_query){ text, dli_buf_str(&in->fts), in->phrases.ptr, in->phrases.count };
    return DL_OK;
}

static dl_status read_query(dli_store *store, dl_str text, bool newest, dli_arena *arena,
                            dli_query *out, dl_error *err)
{
    reader in = { .store = store,
                  .arena = arena,
                  .text = text,
                  .language_count = -1,
                  .newest = newest,
                  .err = err };

    *out = (dli_query){ .fts = { "", 0 } };
    if (text.len > DLI_MAX_QUERY_BYTES)
        return dli_fail(err, DL_ERR_USAGE, DLI_MAX_QUERY_BYTES, "search for fewer words",
                        "the query is longer than the limit of %zu bytes", DLI_MAX_QUERY_BYTES);
    if (dli_utf8_valid(text) < text.len)
        return wrong(&in, dli_utf8_valid(text), NOTHING, "the query is not valid UTF-8",
                     "type it again");
    dli_buf_init(&in.fts, arena);
    DLI_TRY(read_all(&in));
    return finish(&in, text, out);
}

dl_status dli_query_read(dli_store *store, dl_str text, dli_arena *arena, dli_query *out,
                         dl_error *err)
{
    return read_query(store, text, false, arena, out, err);
}

dl_status dli_query_read_newest(dli_store *store, dl_str text, dli_arena *arena, dli_query *out,
                                dl_error *err)
{
    return read_query(store, text, true, arena, out, err);
}

/* ---- Narrower ---------------------------------------------------------------------------- */

static dl_status day_of(dl_str time, bool last, char day[11], dl_error *err)
{
    char other[11];

    if (dli_days_of(time, last ? other : day, last ? day : other))
        return DL_OK;
    return dli_fail(err, DL_ERR_USAGE, 0, "write it as 2024-03-05, 2024-03 or 2024",
                    "'%.*s' is no date", DLI_ARG(time));
}

dl_status dli_query_narrow(dli_store *store, dli_arena *arena, dli_query *query, dl_str outlet,
                           dl_str language, dl_str from, dl_str to, dl_error *err)
{
    reader in = { .store = store, .arena = arena, .text = query->text, .err = err };
    char first[11] = "", last[11] = "9999-99-99";

    if (outlet.len + language.len + from.len + to.len == 0)
        return DL_OK;
    if (from.len > 0)
        DLI_TRY(day_of(from, false, first, err));
    if (to.len > 0)
        DLI_TRY(day_of(to, true, last, err));
    for (size_t i = 0; i < query->phrase_count; i++)
        (void)DLI_PUSH(arena, &in.phrases, query->phrases[i]);
    dli_buf_init(&in.fts, arena);
    dli_buf_byte(&in.fts, '(');
    dli_buf_add(&in.fts, query->fts);
    dli_buf_byte(&in.fts, ')');
    in.operand = true;
    if (outlet.len > 0)
        DLI_TRY(add_facet(&in, (operand){ .words = outlet }, DLI_FACET_OUTLET));
    if (language.len > 0)
        DLI_TRY(add_facet(&in, (operand){ .words = language }, DLI_FACET_LANGUAGE));
    if (from.len + to.len > 0)
        DLI_TRY(add_days(&in, 0, first, last));
    flush(&in);
    return finish(&in, query->text, query);
}
