/* terms.c -- what an outlet allows: reprint sentences and their numbers.
 *
 * In:   a line that speaks of reprinting (roles.h)
 * Out:  how much may be quoted, and whether a link is asked for
 *
 * The number is the one before a word for characters, signs or words.
 */
#include "article/terms.h"

#include "article/roles.h"

static bool has_any(dl_str folded, const dl_str *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (dli_find(folded, words[i], 0) != DLI_NONE)
            return true;
    return false;
}

/* The number that ends before `at`, thousands grouped or not; 0 if there is none. */
static uint32_t number_before(dl_str s, size_t at)
{
    uint64_t value = 0, unit = 1;
    size_t digits = 0;

    while (at > 0 && s.ptr[at - 1] == ' ')
        at--;
    while (at > 0 && digits < 7) {
        char c = s.ptr[at - 1];
        if (dli_is_digit(c)) {
            value += (uint64_t)(c - '0') * unit;
            unit *= 10;
            digits++;
        } else if (digits != 3 || (c != ' ' && c != ',' && c != '.') || at < 2 ||
                   !dli_is_digit(s.ptr[at - 2])) {
            break;
        }
        at--;
    }
    return value <= 1000000 ? (uint32_t)value : 0;
}

/* Words for what is counted, and for a link. */
static const dl_str units[] = { { "character", 9 },
                                { "caract", 6 },
                                { "zeichen", 7 },
                                { "signes", 6 },
                                { "\xD0\xB7\xD0\xBD\xD0\xB0\xD0\xBA", 8 }, /* знак */
                                { "\xD1\x81\xD0\xB8\xD0\xBC\xD0\xB2\xD0\xBE\xD0\xBB",
                                  12 }, /* символ */
                                { "words", 5 },
                                { "w\xC3\xB6rter", 7 },
                                { "mots", 4 },
                                { "palabras", 8 },
                                { "\xD1\x81\xD0\xBB\xD0\xBE\xD0\xB2", 8 },   /* слов */
                                { "\xD1\x81\xD0\xBB\xD1\x96\xD0\xB2", 8 } }; /* слів */
static const dl_str links[] = { { "link", 4 },
                                { "lien", 4 },
                                { "enlace", 6 },
                                { "\xD1\x81\xD1\x81\xD1\x8B\xD0\xBB\xD0\xBA", 10 }, /* ссылк */
                                { "\xD0\xBF\xD0\xBE\xD1\x81\xD0\xB8\xD0\xBB\xD0\xB0\xD0\xBD",
                                  14 } };

enum {
    FIRST_WORD_UNIT = 6, /* in `units`: words, not characters */
    MOST_BYTES = 4000
};

static bool speaks_of_terms(const dli_lang *lang, dl_str sentence)
{
    char space[1024];
    dl_str folded = { space, dli_fold_to(space, sizeof space, sentence) };

    return dli_line_has(lang, sentence, "reprint") ||
           has_any(folded, units, sizeof units / sizeof *units) ||
           has_any(folded, links, sizeof links / sizeof *links);
}

/* From the first sentence on reprinting to the last that gives a number or asks for a link. */
static dl_span terms_span(const dli_lang *lang, dl_str line)
{
    dl_span in = { 0, 0 };

    for (size_t at = 0, end; at < line.len; at = end) {
        end = dli_find(line, DL_STR(". "), at);
        end = end == DLI_NONE ? line.len : end + 1;
        dl_str sentence = dli_slice(line, at, end);
        if (in.end == 0 ? dli_line_has(lang, sentence, "reprint")
                        : speaks_of_terms(lang, sentence)) {
            in.start = in.end == 0 ? (uint32_t)at : in.start;
            in.end = (uint32_t)end;
        }
        while (end < line.len && line.ptr[end] == ' ')
            end++;
    }
    return in.end == 0 ? (dl_span){ 0, (uint32_t)line.len } : in;
}

void dli_terms_read(dli_arena *arena, const dli_lang *lang, dl_text line, dli_terms *terms)
{
    dli_arena scratch;

    dli_arena_init(&scratch, 65536);
    if (line.bytes.len <= MOST_BYTES)
        line = dli_text_part(arena, &line, terms_span(lang, line.bytes));
    dl_str folded =
        dli_fold(&scratch, line.bytes.len > MOST_BYTES ? dli_slice(line.bytes, 0, MOST_BYTES)
                                                       : line.bytes);
    for (size_t i = 0; i < sizeof units / sizeof *units && terms->excerpt_limit == 0; i++) {
        size_t at = dli_find(folded, units[i], 0);
        if (at != DLI_NONE && (terms->excerpt_limit = number_before(folded, at)) > 0)
            terms->excerpt_in_words = i >= FIRST_WORD_UNIT;
    }
    if (has_any(folded, links, sizeof links / sizeof *links))
        terms->link_required = true;
    if (terms->text.text.bytes.len == 0)
        terms->text = (dli_value){ line, DLI_HOW_TEXT, 0 };
    arena->dry = arena->dry || scratch.starved;
    dli_arena_done(&scratch);
}
