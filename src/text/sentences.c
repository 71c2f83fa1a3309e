/* sentences.c -- group words into sentences.
 *
 * The sentence boundaries of UAX 29 (breaks.c, else ICU), mended where news text breaks their rules:
 *
 *   "Gen. Costa"      no boundary behind an abbreviation (abbrev.txt)
 *   "J. Smith"        nor behind an initial, nor between two
 *   "am 5. März"      nor behind a number, where a month or a small word follows
 *   "“Why?” he asked" nor where a small letter goes on
 *   "« Oui ! »"       the closing mark belongs to what it closes
 *   "Affairs The mayor said"   a heading that lost its line end is none of the sentence
 *
 * The border of a block ends a sentence always, and so does that of a cell of a table; a line end inside one does where the
 * line before it is no wrapped line of running text.
 */
#include "base/error.h"
#include "base/limits.h"
#include "base/str.h"
#include "base/utf8.h"
#include "text/inside.h"

#include <unicode/uchar.h>
#include <unicode/utext.h>

/* A line shorter than this that ends without a full stop is no wrapped line. */
enum {
    WRAPPED_LINE = 50
};

static const dli_word *word_at(const dli_parsed *p, uint32_t at)
{
    return &p->words.ptr[at];
}

static bool is_closing(const dli_parsed *p, uint32_t at)
{
    size_t len;

    if (word_at(p, at)->mark == DLI_MARK_CLOSE)
        return true;
    if (word_at(p, at)->mark != DLI_MARK_QUOTE)
        return false;
    uint32_t cp = dli_utf8_get(p->body, word_at(p, at)->in.start, &len);
    bool tight = word_at(p, at)->in.start > 0 &&
                 !dli_is_space(p->body.ptr[word_at(p, at)->in.start - 1]);
    return cp == 0xBB || cp == 0x201D || cp == 0x2019 || cp == 0x203A || tight;
}

static bool stands_between(const dli_parsed *p, uint32_t before, uint32_t next, char c)
{
    dl_str gap = dli_slice(p->body, word_at(p, before)->in.end, word_at(p, next)->in.start);

    return dli_find_byte(gap, c, 0) != DLI_NONE;
}

/* A line end stands between the words. */
static bool line_between(const dli_parsed *p, uint32_t before, uint32_t next)
{
    return stands_between(p, before, next, '\n');
}

/* Whether the line that ends before `next` is a wrapped line of running text. */
static bool is_wrapped(const dli_parsed *p, uint32_t line_start, uint32_t before, uint32_t next)
{
    uint32_t len = word_at(p, before)->in.end - word_at(p, line_start)->in.start;
    const dli_word *first = word_at(p, next);

    if (first->kind == DLI_WORD_MARK || word_at(p, before)->mark == DLI_MARK_COLON)
        return false;
    return !first->capital || len >= WRAPPED_LINE;
}

/* One letter, upper case, or several with stops between them: initials ("J", "J.R"). */
static bool is_initial(const dli_parsed *p, uint32_t at)
{
    const dli_word *w = word_at(p, at);
    size_t len, i = w->in.start;

    if (!w->capital)
        return false;
    do {
        if (!u_isUUppercase((UChar32)dli_utf8_get(p->body, i, &len)))
            return false;
        i += len;
    } while (i + 1 < w->in.end && p->body.ptr[i] == '.' && i++ > 0);
    return i == w->in.end;
}

/* An initial, a stop and a further capital close behind: "В. И. Ленин", where "И" alone would be a word. */
static bool begins_initials(const dli_parsed *p, uint32_t at)
{
    return at + 2 < p->words.count && is_initial(p, at) &&
           word_at(p, at + 1)->mark == DLI_MARK_STOP && word_at(p, at + 2)->capital;
}

/* A word that more likely begins a sentence than it is a name. */
static bool is_common(const dli_parsed *p, uint32_t at)
{
    uint32_t count;
    dl_str meaning = dli_word_meaning(p, at, (uint32_t)p->words.count, DLI_LIST_words, &count);

    return (meaning.ptr != NULL && count == 1) || dli_word_grammar(p, at) != 0;
}

/* The meaning of the abbreviation that the stop at word `stop` belongs to; its ptr is NULL
 * if there is none. Those with inner stops ("U.S.", "z. B.") begin up to five words before
 * it; inside one the sentence goes on. */
static dl_str abbreviation(const dli_parsed *p, uint32_t first, uint32_t stop)
{
    uint32_t count, from = stop - first > 6 ? stop - 6 : first;
    uint32_t end = p->words.count - stop > 6 ? stop + 6 : (uint32_t)p->words.count;

    for (uint32_t at = from; at < stop; at++) {
        dl_str meaning = dli_word_meaning(p, at, end, DLI_LIST_abbrev, &count);
        if (meaning.ptr != NULL && at + count > stop + 1)
            return DL_STR("");
        if (meaning.ptr != NULL && at + count == stop + 1)
            return meaning;
    }
    return (dl_str){ NULL, 0 };
}

/* Whether the stop at word `stop` leaves the sentence going on with word `next`. */
static bool goes_on(const dli_parsed *p, uint32_t first, uint32_t stop, uint32_t next)
{
    uint32_t before = stop - 1, count;
    const dli_word *w = word_at(p, before);

    dl_str meaning = abbreviation(p, first, stop);
    if (meaning.ptr != NULL && dli_eq(meaning, DL_STR("end")))
        return !is_common(p, next) && word_at(p, next)->mark != DLI_MARK_QUOTE;
    if (meaning.ptr != NULL && dli_eq(meaning, DL_STR("unit")))
        return !word_at(p, next)->capital && word_at(p, next)->mark != DLI_MARK_QUOTE;
    if (meaning.ptr != NULL && dli_eq(meaning, DL_STR("number")))
        return word_at(p, next)->kind == DLI_WORD_NUMBER;
    if (meaning.ptr != NULL)
        return true;
    if (w->kind == DLI_WORD_NUMBER && w->in.end - w->in.start <= 2)
        return dli_word_meaning(p, next, (uint32_t)p->words.count, DLI_LIST_months, &count)
                       .ptr != NULL ||
               (dli_phrase_word(p->phrases, DLI_LIST_abbrev, DL_STR("1.")).ptr != NULL &&
                !is_common(p, next) && word_at(p, next)->kind == DLI_WORD_LETTERS);
    return is_initial(p, before) && word_at(p, next)->kind == DLI_WORD_LETTERS &&
           (!is_common(p, next) || begins_initials(p, next));
}

/* A little picture; it belongs to the sentence before, as a closing mark does. */
static bool is_picture(const dli_parsed *p, uint32_t at)
{
    size_t len;

    if (word_at(p, at)->mark != DLI_MARK_OTHER)
        return false;
    uint32_t cp = dli_utf8_get(p->body, word_at(p, at)->in.start, &len);
    return cp >= 0x1F000 || (cp >= 0x2600 && cp < 0x27C0) || cp == 0xFE0F;
}

static bool is_end(uint8_t mark)
{
    return mark == DLI_MARK_STOP || mark == DLI_MARK_ASK || mark == DLI_MARK_EXCLAIM ||
           mark == DLI_MARK_ELLIPSIS;
}

/* "… said that the road…¶ The mayor": a line that ends with an ellipsis before a capital was cut off there. */
static bool is_cut_off(const dli_parsed *p, uint32_t line, uint32_t before, uint32_t next)
{
    const dli_word *b = word_at(p, before);
    bool dots = b->mark == DLI_MARK_STOP && before >= line + 2 &&
                word_at(p, before - 1)->mark == DLI_MARK_STOP &&
                word_at(p, before - 2)->mark == DLI_MARK_STOP;

    return (dots || b->mark == DLI_MARK_ELLIPSIS) && word_at(p, next)->capital;
}

/* Whether the boundary before word `next` is none. */
static bool is_mended(const dli_parsed *p, uint32_t first, uint32_t line, uint32_t next)
{
    uint32_t before = next - 1;
    const dli_word *b = word_at(p, before), *n = word_at(p, next);

    if (is_closing(p, next) || is_picture(p, next) || n->mark == DLI_MARK_COMMA ||
        n->mark == DLI_MARK_STOP || n->mark == DLI_MARK_SEMICOLON)
        return !line_between(p, before, next);
    if (line_between(p, before, next) && is_cut_off(p, line, before, next))
        return false;
    if (line_between(p, before, next) && b->mark != DLI_MARK_STOP)
        return is_wrapped(p, line, before, next);
    if (b->mark == DLI_MARK_STOP && before > first)
        return goes_on(p, first, before, next);
    bool quoted = b->mark == DLI_MARK_QUOTE || b->mark == DLI_MARK_CLOSE;
    uint32_t go = n->mark == DLI_MARK_DASH && next + 1 < p->words.count ? next + 1 : next;
    return word_at(p, go)->kind == DLI_WORD_LETTERS && !word_at(p, go)->capital &&
           (quoted || b->mark == DLI_MARK_EXCLAIM || b->mark == DLI_MARK_ASK ||
            b->mark == DLI_MARK_ELLIPSIS);
}

/* "They were late. │12 boats sank": UAX 29 (SB8) has no boundary where a small letter is the first behind a
 * stop, numbers left aside. There is one behind a word that is no short form. */
static bool begins_with_number(const dli_parsed *p, uint32_t first, uint32_t next)
{
    enum {
        LONG = 4 /* letters; short forms that no list has are shorter */
    };
    const dli_word *n = word_at(p, next);

    if (n->kind != DLI_WORD_NUMBER || next - first < 3 ||
        word_at(p, next - 1)->mark != DLI_MARK_STOP ||
        n->in.start == word_at(p, next - 1)->in.end)
        return false;
    const dli_word *b = word_at(p, next - 2);
    if (b->kind != DLI_WORD_LETTERS || b->in.end != word_at(p, next - 1)->in.start ||
        goes_on(p, first, next - 1, next))
        return false;
    size_t letters = dli_utf8_count(dli_cut(p->body, b->in));
    return is_common(p, next - 2) || letters > LONG || (letters == LONG && !b->capital);
}

/* Where UAX 29 has no boundary, a sentence begins behind a closing mark or a picture that was drawn
 * into the one before, at a dash behind a full stop ("…, — said Kern. — But …"), and with a number. */
static bool begins_anew(const dli_parsed *p, uint32_t first, uint32_t next)
{
    uint32_t end = next;
    uint8_t before = word_at(p, next - 1)->mark;

    if (word_at(p, next)->mark == DLI_MARK_DASH && next + 1 < p->words.count &&
        word_at(p, next + 1)->capital && next - first > 2)
        return before == DLI_MARK_ASK || before == DLI_MARK_EXCLAIM ||
               (before == DLI_MARK_STOP && !goes_on(p, first, next - 1, next + 1));

    if (begins_with_number(p, first, next))
        return true;
    if (next - first < 2 || !word_at(p, next)->capital)
        return false;
    while (end > first && (is_closing(p, end - 1) || is_picture(p, end - 1)))
        end--;
    return end > first && end < next && is_end(word_at(p, end - 1)->mark);
}

/* A heading, or a line whose end was lost, before a sentence: "Chronology She draws". Only a word that begins noun phrases
 * or stands for one counts, before a small letter: "in The Hague", "Le Monde" go on. */
static bool begins_bare(const dli_parsed *p, uint32_t next)
{
    const uint32_t begin =
        DLI_GRAMMAR_det | DLI_GRAMMAR_he | DLI_GRAMMAR_she | DLI_GRAMMAR_it | DLI_GRAMMAR_they;
    const uint32_t polite = DLI_GRAMMAR_i | DLI_GRAMMAR_you | DLI_GRAMMAR_caps;
    const dli_word *n = word_at(p, next);
    uint32_t grammar = dli_word_grammar(p, next);
    bool sie = (grammar & DLI_GRAMMAR_she) != 0 && (grammar & DLI_GRAMMAR_they) != 0;

    if (!n->capital || n->upper || sie || (grammar & begin) == 0 || (grammar & polite) != 0 ||
        word_at(p, next - 1)->kind == DLI_WORD_MARK || dli_word_grammar(p, next - 1) != 0 ||
        next + 1 >= p->words.count)
        return false;
    return word_at(p, next + 1)->kind == DLI_WORD_LETTERS && !word_at(p, next + 1)->capital;
}

typedef struct grouping {
    dli_arena *arena;
    dli_text_tools *tools;
    dli_parsed *out;
    uint32_t boundary; /* the next, behind the last word taken */
} grouping;

static uint32_t next_boundary(grouping *g)
{
    if (g->tools->known)
        return g->boundary < g->out->body.len
                   ? dli_sentence_break(&g->tools->breaks, g->out->body, g->boundary)
                   : UINT32_MAX;
    int32_t at = ubrk_next(g->tools->sentences);
    return at == UBRK_DONE ? UINT32_MAX : (uint32_t)at;
}

/* Whether UAX 29 has a boundary between the end of word `next` - 1 and word `next`. */
static bool boundary_before(grouping *g, uint32_t next)
{
    uint32_t from = word_at(g->out, next - 1)->in.end, to = word_at(g->out, next)->in.start;

    while (g->boundary < from)
        g->boundary = next_boundary(g);
    return g->boundary <= to;
}

static bool push(grouping *g, uint32_t block, uint32_t first, uint32_t end)
{
    dli_sentence sentence = { .in = dli_words_span(g->out, first, end),
                              .block = block,
                              .word = first,
                              .count = end - first };

    return DLI_PUSH(g->arena, &g->out->sentences, sentence);
}

/* The sentences of words [first, end), which are a block's. */
static bool group_block(grouping *g, uint32_t block, uint32_t first, uint32_t end)
{
    uint32_t line = first; /* first word of the line */

    for (uint32_t next = first + 1; next < end; next++) {
        bool ends = boundary_before(g, next)
                        ? !is_mended(g->out, first, line, next)
                        : begins_anew(g->out, first, next) || begins_bare(g->out, next);
        if (line_between(g->out, next - 1, next))
            line = next;
        ends |= stands_between(g->out, next - 1, next, '|'); /* cells of a table */
        if (!ends && next - first < DLI_MAX_SENTENCE_WORDS)
            continue;
        if (!push(g, block, first, next))
            return false;
        first = next;
    }
    return first == end || push(g, block, first, end);
}

dl_status dli_cut_sentences(dli_arena *arena, dli_text_tools *tools, const dli_item *item,
                            dli_parsed *out, dl_error *err)
{
    UErrorCode error = U_ZERO_ERROR;
    UText text = UTEXT_INITIALIZER;
    grouping g = { .arena = arena, .tools = tools, .out = out };
    uint32_t word = 0, count = (uint32_t)out->words.count;

    if (!tools->known) {
        utext_openUTF8(&text, out->body.ptr, (int64_t)out->body.len, &error);
        ubrk_setUText(tools->sentences, &text, &error);
    }
    bool room = U_SUCCESS(error);
    for (size_t i = 0; i < item->blocks.count && room; i++) {
        dl_span in = item->blocks.ptr[i].in;
        uint32_t first = word;
        while (first < count && word_at(out, first)->in.start < in.start)
            first++;
        for (word = first; word < count && word_at(out, word)->in.start < in.end;)
            word++;
        if (word > first)
            room = group_block(&g, (uint32_t)i, first, word);
    }
    utext_close(&text);
    return room ? DL_OK : dli_no_memory(err);
}
