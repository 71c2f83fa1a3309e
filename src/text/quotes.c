/* quotes.c -- pair the quotation marks of a body.
 *
 * One pass with a stack of the marks that are open. Which side a mark is on is told
 * by its shape where only one convention has it there, else by the space around it:
 *
 *   “ ”  „ “  „ ”  « »  » «  ‹ ›  › ‹  ‘ ’  ‚ ‘  " "  ' '  '' ''  `` ''  「 」  『 』  ” ”
 *
 * A quotation that its block leaves open goes on in the next one if that begins with
 * an opening mark again (a speech over several paragraphs); else it ends with its
 * block and is marked open. Single marks that find no partner were apostrophes.
 */
#include "base/error.h"
#include "base/limits.h"
#include "base/str.h"
#include "base/utf8.h"
#include "text/inside.h"

/* Blocks that one speech may go over. */
enum {
    MAX_SPEECH = 40
};

/* Kinds of mark, beyond Unicode's planes where a mark is two characters. */
enum {
    TWO_SINGLE = 0x110000,
    TWO_GRAVE
};

typedef struct level {
    uint32_t quote; /* index */
    uint32_t mark;  /* that opened it */
} level;

typedef struct pairing {
    dli_arena *arena;
    const dli_item *item;
    dli_parsed *out;
    level stack[DLI_MAX_QUOTE_DEPTH];
    size_t depth;
    uint32_t owed; /* « of the block that no » ends */
} pairing;

static uint32_t mark_at(const dli_parsed *p, uint32_t word)
{
    dl_span in = p->words.ptr[word].in;
    size_t len;
    uint32_t cp = dli_utf8_get(p->body, in.start, &len);

    if (in.end - in.start == 2 && cp == '\'')
        return TWO_SINGLE;
    if (in.end - in.start == 2 && cp == '`')
        return TWO_GRAVE;
    return cp;
}

/* Whether `close` ends what `open` began. */
static bool pairs(uint32_t open, uint32_t close)
{
    switch (open) {
    case 0x201C: /* “ */
        return close == 0x201D || close == '"' || close == 0x201C;
    case 0x201E: /* „ */
        return close == 0x201C || close == 0x201D || close == '"';
    case 0xAB:
        return close == 0xBB;
    case 0xBB:
        return close == 0xAB || close == 0xBB;
    case 0x2039:
        return close == 0x203A;
    case 0x203A:
        return close == 0x2039;
    case 0x2018: /* ‘ */
        return close == 0x2019;
    case 0x201A: /* ‚ */
        return close == 0x2018 || close == 0x2019;
    case 0x300C:
        return close == 0x300D;
    case 0x300E:
        return close == 0x300F;
    case TWO_GRAVE:
        return close == TWO_SINGLE || close == '"';
    default:
        return close == open;
    }
}

/* Marks that no convention opens with. */
static bool never_opens(uint32_t mark)
{
    return mark == 0x2019 || mark == 0x300D || mark == 0x300F;
}

static bool is_single(uint32_t mark)
{
    return mark == '\'' || mark == 0x2018 || mark == 0x201A || mark == '`';
}

/* What stands before and behind a mark. */
typedef struct sides {
    bool space_before, space_behind; /* or the block's end, or a bracket, or a dash */
    bool mark_before, mark_behind;   /* another mark without a space */
} sides;

static bool blank_at(dl_str body, uint32_t at)
{
    size_t len;

    return dli_is_space(body.ptr[at]) || dli_utf8_get(body, at, &len) == 0xA0 ||
           dli_utf8_get(body, at, &len) == 0x202F;
}

static sides look(const pairing *p, uint32_t word, uint32_t first, uint32_t end)
{
    const dli_word *w = p->out->words.ptr;
    dl_str body = p->out->body;
    sides s = { true, true, false, false };
    size_t len;

    if (word > first) {
        (void)dli_utf8_before(body, w[word].in.start, &len);
        s.space_before = blank_at(body, w[word].in.start - (uint32_t)len);
        s.mark_before = !s.space_before && w[word - 1].kind == DLI_WORD_MARK;
        s.space_before |= !s.space_before && (w[word - 1].mark == DLI_MARK_OPEN ||
                                              w[word - 1].mark == DLI_MARK_DASH);
    }
    if (word + 1 < end) {
        s.space_behind = blank_at(body, w[word].in.end);
        s.mark_behind = !s.space_behind && w[word + 1].kind == DLI_WORD_MARK;
    }
    return s;
}

/* Whether a closing mark of the single kind is none but an apostrophe ("the
 * workers’ rights"). */
static bool is_possessive(const pairing *p, uint32_t word, uint32_t end)
{
    dl_str body = p->out->body;
    uint32_t at = p->out->words.ptr[word].in.start;

    return at > 0 && (body.ptr[at - 1] == 's' || body.ptr[at - 1] == 'S') && word + 1 < end &&
           p->out->words.ptr[word + 1].kind == DLI_WORD_LETTERS;
}

/* The level that `mark` closes, from the innermost, or SIZE_MAX. A plain mark that began is ended by
 * a curved one where nothing else is: "…”, "…“ */
static size_t level_closed(const pairing *p, uint32_t mark)
{
    for (size_t i = p->depth; i-- > 0;)
        if (pairs(p->stack[i].mark, mark))
            return i;
    bool mixed = mark == 0x201D || mark == 0x201C;
    return p->depth == 1 && p->stack[0].mark == '"' && mixed ? 0 : SIZE_MAX;
}

/* Whether `mark`, which can end an open quotation, does. */
static bool closes(const pairing *p, uint32_t mark, uint32_t word, uint32_t end, sides s)
{
    if (mark == 0xBB || mark == 0x201D || mark == 0x203A || mark == 0x300D || mark == 0x300F)
        return true;
    if (mark == 0x2019 || is_single(mark))
        return !s.space_before && (s.space_behind || s.mark_behind) &&
               !is_possessive(p, word, end);
    if (mark == 0x201C && p->stack[0].mark == '"' && s.space_before)
        return false; /* "a “b” c" */
    return !s.space_before || s.space_behind || s.mark_behind;
}

static bool opens(uint32_t mark, sides s)
{
    if (never_opens(mark))
        return false;
    if (mark == 0xAB || mark == 0x201E || mark == 0x201C || mark == 0x300C || mark == 0x300E)
        return true;
    if (mark == 0x2018 || mark == 0x201A || mark == 0x2039)
        return s.space_before || s.mark_before;
    return (s.space_before || s.mark_before) && !s.space_behind;
}

static bool open_quote(pairing *p, uint32_t mark, uint32_t word)
{
    dl_span in = p->out->words.ptr[word].in;
    dli_quote quote = { .outer = in, .inner = { in.end, in.end }, .word = word };

    if (p->depth == DLI_MAX_QUOTE_DEPTH || p->out->quotes.count >= DLI_MAX_QUOTES)
        return true;
    if (p->depth > 0)
        quote.parent = p->stack[p->depth - 1].quote + 1;
    p->stack[p->depth++] = (level){ (uint32_t)p->out->quotes.count, mark };
    return DLI_PUSH(p->arena, &p->out->quotes, quote);
}

/* End a quotation with word `last`, which is its mark unless `open`. */
static void close_quote(pairing *p, uint32_t quote, uint32_t last, bool open)
{
    const dli_word *w = p->out->words.ptr;
    dli_quote *q = &p->out->quotes.ptr[quote];
    uint32_t inside = open ? last + 1 : last;

    q->outer.end = w[last].in.end;
    q->count = last + 1 - q->word;
    q->open = open;
    if (inside > q->word + 1)
        q->inner = (dl_span){ w[q->word + 1].in.start, w[inside - 1].in.end };
    else
        q->count = 0; /* nothing between the marks: taken out again */
}

/* Whether the quotation left open at the end of a block goes on in the one whose
 * first word is `next`. */
static bool speech_goes_on(const pairing *p, uint32_t next)
{
    uint32_t open = p->stack[0].mark, again = mark_at(p->out, next);

    if (is_single(open) || p->out->words.ptr[next].mark != DLI_MARK_QUOTE)
        return false;
    return again == open || (open == 0xAB && again == 0xBB);
}

/* End of a block: single marks were apostrophes, others end here. */
static void end_block(pairing *p, uint32_t last, size_t keep)
{
    while (p->depth > keep) {
        level top = p->stack[--p->depth];
        if (is_single(top.mark))
            p->out->quotes.ptr[top.quote].count = 0;
        else
            close_quote(p, top.quote, last, true);
    }
}

/* « of words [start, end) that no » ends. */
static uint32_t count_owed(const pairing *p, uint32_t start, uint32_t end)
{
    uint32_t opened = 0, closed = 0;

    for (uint32_t word = start; word < end; word++) {
        uint32_t mark =
            p->out->words.ptr[word].mark == DLI_MARK_QUOTE ? mark_at(p->out, word) : 0;
        opened += mark == 0xAB;
        closed += mark == 0xBB;
    }
    return opened > closed ? opened - closed : 0;
}

/* Whether the » that ended what is named in a name, ending with word `last`, ends the name as well: the
 * firm «Union «North» │ has. Only where the block owes one, and behind a word: speech begins otherwise. */
static bool ends_both(const pairing *p, uint32_t last, uint32_t first)
{
    enum {
        LONG = 12 /* words of a name, with its marks */
    };
    if (p->owed == 0 || p->depth == 0 || p->stack[p->depth - 1].mark != 0xAB)
        return false;
    uint32_t begin = p->out->quotes.ptr[p->stack[p->depth - 1].quote].word;
    const dli_word *w = p->out->words.ptr;
    return begin > first && w[begin - 1].kind == DLI_WORD_LETTERS && last - begin < LONG;
}

static bool pair_block(pairing *p, uint32_t first, uint32_t start, uint32_t end)
{
    p->owed = count_owed(p, start, end);
    for (uint32_t word = start; word < end; word++) {
        if (p->out->words.ptr[word].mark != DLI_MARK_QUOTE)
            continue;
        uint32_t mark = mark_at(p->out, word);
        sides s = look(p, word, first, end);
        size_t closed = level_closed(p, mark);
        bool may_open = opens(mark, s);
        if (closed != SIZE_MAX && closes(p, mark, word, end, s) &&
            !(may_open && closed + 1 != p->depth && !s.space_behind)) {
            while (p->depth > closed + 1)
                p->out->quotes.ptr[p->stack[--p->depth].quote].count = 0;
            close_quote(p, p->stack[--p->depth].quote, word, false);
            if (mark == 0xBB && ends_both(p, word, first)) {
                close_quote(p, p->stack[--p->depth].quote, word, false);
                p->owed--;
            }
        } else if (may_open && !open_quote(p, mark, word)) {
            return false;
        }
    }
    return true;
}

/* Take out what proved to be no quotation. */
static void compact(dli_parsed *out, uint32_t *moved)
{
    size_t kept = 0;

    for (size_t i = 0; i < out->quotes.count; i++) {
        dli_quote q = out->quotes.ptr[i];
        q.parent = q.parent == 0 ? 0 : moved[q.parent - 1];
        moved[i] = q.count == 0 ? q.parent : (uint32_t)kept + 1;
        if (q.count != 0)
            out->quotes.ptr[kept++] = q;
    }
    out->quotes.count = kept;
}

dl_status dli_pair_quotes(dli_arena *arena, const dli_item *item, dli_parsed *out,
                          dl_error *err)
{
    pairing p = { .arena = arena, .item = item, .out = out };
    size_t i = 0, speech = 0;

    while (i < out->sentences.count) {
        uint32_t block = out->sentences.ptr[i].block, first = out->sentences.ptr[i].word, end;
        for (end = first; i < out->sentences.count && out->sentences.ptr[i].block == block; i++)
            end = out->sentences.ptr[i].word + out->sentences.ptr[i].count;
        if (!pair_block(&p, first, first + (p.depth > 0 ? 1 : 0), end))
            return dli_no_memory(err);
        bool next = i < out->sentences.count && out->sentences.ptr[i].block == block + 1;
        bool goes_on = p.depth > 0 && next && speech < MAX_SPEECH &&
                       speech_goes_on(&p, out->sentences.ptr[i].word);
        speech = goes_on ? speech + 1 : 0;
        end_block(&p, end - 1, goes_on ? 1 : 0);
    }
    if (out->quotes.count == 0)
        return DL_OK;
    uint32_t *moved = dli_arena_take(arena, out->quotes.count * sizeof *moved);
    if (moved == NULL)
        return dli_no_memory(err);
    compact(out, moved);
    return DL_OK;
}
