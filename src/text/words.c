/* words.c -- cut a body into words and marks.
 *
 * The word boundaries of UAX 29 (breaks.c, else ICU), with three changes: white space is left out, the
 * same mark repeated is one word, and a word is parted at an apostrophe where the
 * language's grammar.txt says "elided" of what stands before it or "clitic" of
 * what stands behind it.
 */
#include "base/error.h"
#include "base/limits.h"
#include "base/str.h"
#include "base/utf8.h"
#include "text/inside.h"

#include <unicode/uchar.h>
#include <unicode/utext.h>

/* A longer word stands in no list. */
enum {
    MAX_FOLDED = 96
};

typedef struct cutting {
    dli_arena *arena;
    dli_parsed *out;
    size_t max; /* words */
} cutting;

/* An apostrophe of a word: where it stands in the word and in its folding. */
typedef struct apostrophe {
    size_t at, folded;
} apostrophe;

/* What is seen of a word while it is folded. */
typedef struct folding {
    char bytes[MAX_FOLDED + 4];
    size_t len; /* 0: too long */
    apostrophe first, last;
    bool digit, letter, letters, lower; /* letters: two or more */
} folding;

static uint32_t fold_wide(folding *f, uint32_t cp)
{
    UChar32 c = (UChar32)cp;

    f->digit |= u_isdigit(c) != 0;
    bool letter = u_isalpha(c) != 0;
    f->letters |= f->letter && letter;
    f->letter |= letter;
    f->lower |= u_isULowercase(c) != 0;
    return dli_fold_other(cp);
}

static void fold_word(dl_str word, folding *f)
{
    size_t len;

    f->len = 0;
    f->first = f->last = (apostrophe){ 0, 0 };
    f->digit = f->letter = f->letters = f->lower = false;
    for (size_t at = 0; at < word.len; at += len) {
        uint32_t cp = (unsigned char)word.ptr[at];
        len = 1;
        if (cp - 'a' < 26) {
            f->letters |= f->letter;
            f->letter = f->lower = true;
        } else if (cp - 'A' < 26) {
            f->letters |= f->letter;
            f->letter = true;
            cp |= 0x20;
        } else if (cp < 0x80) {
            f->digit |= dli_is_digit((char)cp);
        } else {
            cp = fold_wide(f, dli_utf8_get(word, at, &len));
        }
        if (cp == '\'') {
            f->last = (apostrophe){ at, f->len };
            f->first = f->first.at == 0 ? f->last : f->first;
        }
        if (f->len >= MAX_FOLDED)
            continue;
        if (cp < 0x80)
            f->bytes[f->len++] = (char)cp;
        else
            f->len += dli_utf8_put(f->bytes + f->len, cp);
    }
    if (f->len >= MAX_FOLDED)
        f->len = 0;
}

static bool push(cutting *c, dli_word word)
{
    if (c->out->words.count >= c->max) {
        c->out->trimmed = true;
        return true;
    }
    return DLI_PUSH(c->arena, &c->out->words, word);
}

static uint32_t form_of(const cutting *c, const folding *f)
{
    dl_str folded = { f->bytes, f->len };

    if (f->len == 0)
        return 0;
    uint32_t form = dli_phrase_form(c->out->phrases, folded);
    return form != 0 ? form : dli_phrase_ending(c->out->phrases, folded);
}

static bool push_folded(cutting *c, dl_span in, const folding *f)
{
    dl_str word = dli_cut(c->out->body, in);
    size_t len;
    uint32_t cp = dli_utf8_get(word, 0, &len);
    bool capital = cp < 0x80 ? dli_is_upper((char)cp)
                             : u_isUUppercase((UChar32)cp) || u_istitle((UChar32)cp);

    return push(c, (dli_word){ .in = in,
                               .form = form_of(c, f),
                               .kind = f->digit ? DLI_WORD_NUMBER : DLI_WORD_LETTERS,
                               .capital = capital,
                               .upper = f->letters && !f->lower });
}

static bool is_class(const cutting *c, const folding *f, size_t start, size_t end,
                     dli_grammar class)
{
    dl_str piece = { f->bytes + start, end - start };

    return (dli_form_grammar(c->out->phrases, dli_phrase_form(c->out->phrases, piece)) &
            (uint32_t) class) != 0;
}

/* A word of letters or digits, parted at its apostrophes. */
static bool push_word(cutting *c, dl_span in)
{
    folding f;

    fold_word(dli_cut(c->out->body, in), &f);
    while (f.first.at > 0 && f.len > 0 &&
           is_class(c, &f, 0, f.first.folded + 1, DLI_GRAMMAR_elided)) {
        size_t len;
        (void)dli_utf8_get(c->out->body, in.start + f.first.at, &len);
        uint32_t middle = in.start + (uint32_t)(f.first.at + len);
        folding head;
        fold_word(dli_cut(c->out->body, (dl_span){ in.start, middle }), &head);
        if (middle == in.end)
            break;
        if (!push_folded(c, (dl_span){ in.start, middle }, &head))
            return false;
        in.start = middle;
        fold_word(dli_cut(c->out->body, in), &f);
    }
    if (f.last.at > 0 && f.len > 0 &&
        is_class(c, &f, f.last.folded, f.len, DLI_GRAMMAR_clitic)) {
        dl_span tail = { in.start + (uint32_t)f.last.at, in.end };
        folding head;
        in.end = tail.start;
        fold_word(dli_cut(c->out->body, in), &head);
        if (!push_folded(c, in, &head))
            return false;
        in = tail;
        fold_word(dli_cut(c->out->body, in), &f);
    }
    return push_folded(c, in, &f);
}

/* ---- Marks ---------------------------------------------------------------*/

static dli_mark mark_of_ascii(char c)
{
    switch (c) {
    case ',':
        return DLI_MARK_COMMA;
    case '.':
        return DLI_MARK_STOP;
    case ':':
        return DLI_MARK_COLON;
    case ';':
        return DLI_MARK_SEMICOLON;
    case '?':
        return DLI_MARK_ASK;
    case '!':
        return DLI_MARK_EXCLAIM;
    case '-':
        return DLI_MARK_HYPHEN;
    case '(':
    case '[':
    case '{':
        return DLI_MARK_OPEN;
    case ')':
    case ']':
    case '}':
        return DLI_MARK_CLOSE;
    case '"':
    case '\'':
    case '`':
        return DLI_MARK_QUOTE;
    default:
        return DLI_MARK_OTHER;
    }
}

static dli_mark mark_of(uint32_t cp)
{
    if (cp < 0x80)
        return mark_of_ascii((char)cp);
    if ((cp >= 0x2018 && cp <= 0x201F) || cp == 0xAB || cp == 0xBB || cp == 0x2039 ||
        cp == 0x203A || (cp >= 0x300C && cp <= 0x300F))
        return DLI_MARK_QUOTE;
    if (cp >= 0x2012 && cp <= 0x2015)
        return DLI_MARK_DASH;
    if (cp == 0x2010 || cp == 0x2011)
        return DLI_MARK_HYPHEN;
    if (cp == 0x2026)
        return DLI_MARK_ELLIPSIS;
    if (cp == 0x3002)
        return DLI_MARK_STOP;
    return DLI_MARK_OTHER;
}

static bool space_at(dl_str body, size_t at)
{
    size_t len;

    return at >= body.len || dli_is_space(body.ptr[at]) || dli_utf8_get(body, at, &len) == 0xA0;
}

/* The mark at in.start, with its repetitions; the end of the run is returned. */
static bool push_mark(cutting *c, dl_span in, uint32_t *end)
{
    dl_str body = c->out->body;
    size_t len;
    uint32_t cp = dli_utf8_get(body, in.start, &len);
    dli_mark mark = mark_of(cp);
    uint32_t at = in.start + (uint32_t)len, run = 1;
    dl_str unit = dli_slice(body, in.start, at);

    while (mark != DLI_MARK_OPEN && mark != DLI_MARK_CLOSE &&
           dli_starts(dli_from(body, at), unit) && !(mark == DLI_MARK_QUOTE && run == 2)) {
        if (mark == DLI_MARK_QUOTE && cp != '\'' && cp != '`')
            break; /* '' is one mark, "" are two */
        at += (uint32_t)len;
        run++;
    }
    if (mark == DLI_MARK_STOP && run > 1)
        mark = DLI_MARK_ELLIPSIS;
    if (mark == DLI_MARK_HYPHEN &&
        (run > 1 || ((in.start == 0 || space_at(body, in.start - 1)) && space_at(body, at))))
        mark = DLI_MARK_DASH;
    *end = at;
    return push(
        c,
        (dli_word){ .in = { in.start, at },
                    .form = mark == DLI_MARK_QUOTE ? 0 : dli_phrase_form(c->out->phrases, unit),
                    .kind = DLI_WORD_MARK,
                    .mark = (uint8_t)mark });
}

/* White space, controls and the bar between the cells of a table, by the first code point
 * of what stands between words. */
static bool is_blank(dl_str body, uint32_t at)
{
    size_t len;
    unsigned char c = (unsigned char)body.ptr[at];

    if (c < 0x80)
        return c <= ' ' || c == 0x7F || c == '|';
    UChar32 cp = (UChar32)dli_utf8_get(body, at, &len);
    int8_t type = u_charType(cp);
    return type == U_SPACE_SEPARATOR || type == U_CONTROL_CHAR || type == U_FORMAT_CHAR ||
           type == U_LINE_SEPARATOR || type == U_PARAGRAPH_SEPARATOR;
}

/* Take what stands in `in`, unless a mark before has taken it: *passed is behind that. */
static bool take(cutting *c, dl_span in, bool word, uint32_t *passed)
{
    if (in.start < *passed || is_blank(c->out->body, in.start))
        return true;
    return word ? push_word(c, in) : push_mark(c, in, passed);
}

static bool cut_known(cutting *c, const dli_breaks *breaks)
{
    dl_str body = c->out->body;
    uint32_t passed = 0, end;
    bool word, room = true;

    for (uint32_t at = 0; at < body.len && room && !c->out->trimmed; at = end) {
        end = dli_word_break(breaks, body, at, &word);
        room = take(c, (dl_span){ at, end }, word, &passed);
    }
    return room;
}

static bool cut_other(cutting *c, UBreakIterator *words)
{
    UErrorCode error = U_ZERO_ERROR;
    UText text = UTEXT_INITIALIZER;
    uint32_t start = 0, passed = 0;
    int32_t stop;

    utext_openUTF8(&text, c->out->body.ptr, (int64_t)c->out->body.len, &error);
    ubrk_setUText(words, &text, &error);
    bool room = U_SUCCESS(error);
    while (room && !c->out->trimmed && (stop = ubrk_next(words)) != UBRK_DONE) {
        dl_span in = { start, (uint32_t)stop };
        start = in.end;
        room = take(c, in, ubrk_getRuleStatus(words) >= UBRK_WORD_NONE_LIMIT, &passed);
    }
    utext_close(&text);
    return room;
}

dl_status dli_cut_words(dli_arena *arena, dli_text_tools *tools, dli_parsed *out, dl_error *err)
{
    cutting c = { arena, out, DLI_WORDS_BASE + out->body.len / DLI_BYTES_PER_WORD };

    bool room = dli_vec_reserve(arena, &out->words, sizeof(dli_word), out->body.len / 6 + 16) &&
                (tools->known ? cut_known(&c, &tools->breaks) : cut_other(&c, tools->words));
    return room ? DL_OK : dli_no_memory(err);
}
