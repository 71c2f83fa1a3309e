/* roles.c -- what a line of an item is for, by the words it begins with.
 *
 * In:   a line, the furniture and byline lists of its language
 * Out:  its role
 *
 * A phrase of the lists decides only in a short line, or where a colon follows it:
 * "Read also: …" is furniture, "Read the letter in full" is not.
 */
#include "article/roles.h"

#include "article/people.h"
#include "base/utf8.h"
#include "lang/lang.h"

#include <unicode/uchar.h>

enum {
    HEAD = 96,     /* bytes of a line that are looked at */
    FEW_WORDS = 4, /* words that may stand behind a phrase in a line of furniture */
};

/* A line's head, folded, with marks and brackets in front left out. */
typedef struct head {
    char space[HEAD * 2 + 8];
    dl_str folded;
    size_t words; /* of the whole line */
    bool bracketed;
} head;

static void read_head(head *h, dl_str line)
{
    size_t at = 0, out = 0, len;

    *h = (head){ .words = dli_count_words(line.len > 600 ? dli_slice(line, 0, 600) : line) };
    while (at < line.len) {
        uint32_t cp = dli_utf8_get(line, at, &len);
        if (u_isalnum((UChar32)cp))
            break;
        h->bracketed = h->bracketed || cp == '(' || cp == '[';
        at += len;
    }
    for (size_t from = at; at < line.len && at - from < HEAD; at += len) {
        out += dli_utf8_put(h->space + out, dli_fold_point(dli_utf8_get(line, at, &len)));
    }
    h->folded = (dl_str){ h->space, out };
}

static const dli_entry *phrase_of(const dli_lang *lang, const head *h)
{
    return dli_lang_match(lang, DLI_LIST_furniture, h->folded);
}

/* What stands behind the phrase: a colon, or nothing but marks, says that the phrase
 * names the line. */
static bool names_line(const head *h, const dli_entry *entry)
{
    dl_str rest = dli_trim(dli_from(h->folded, entry->text.len));

    return rest.len == 0 || rest.ptr[0] == ':' || rest.ptr[0] == '|' ||
           (rest.len == 1 && !dli_is_alnum(rest.ptr[0])) ||
           dli_starts(rest, DL_STR("\xE2\x80\xBA")) || dli_starts(rest, DL_STR("\xC2\xBB"));
}

bool dli_line_has(const dli_lang *lang, dl_str line, const char *category)
{
    char space[2048];
    dl_str rest = { space, dli_fold_to(space, sizeof space, line) };
    size_t at;

    for (const dli_entry *hit;
         (hit = dli_lang_search(lang, DLI_LIST_furniture, rest, &at)) != NULL;
         rest = dli_from(rest, at + hit->text.len))
        if (dli_eq(hit->meaning, dli_str(category)))
            return true;
    return false;
}

bool dli_line_is(const dli_lang *lang, dl_str line, const char *category)
{
    head h;

    read_head(&h, line);
    const dli_entry *entry = phrase_of(lang, &h);
    return entry != NULL && dli_eq(entry->meaning, dli_str(category)) && names_line(&h, entry);
}

bool dli_says_modified(dl_str s)
{
    static const dl_str words[] = {
        { "updated", 7 },
        { "modified", 8 },
        { "aktualisiert", 12 },
        { "stand:", 6 },
        { "mis \xC3\xA0 jour", 11 },
        { "mise \xC3\xA0 jour", 12 },
        { "actualizad", 10 },
        { "modificad", 9 },
        { "\xD0\xBE\xD0\xB1\xD0\xBD\xD0\xBE\xD0\xB2\xD0\xBB", 12 },
        { "\xD0\xBE\xD0\xBD\xD0\xBE\xD0\xB2\xD0\xBB", 10 },
    };
    char space[512];
    dl_str near = s.len > 160 ? dli_slice(s, 0, dli_utf8_cut(s.ptr, 160)) : s;
    dl_str folded = { space, dli_fold_to(space, sizeof space, near) };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (dli_find(folded, words[i], 0) != DLI_NONE)
            return true;
    return false;
}

/* "3–9 June", "del 1 al 8 de marzo", "vom 1. bis 10. September": days from one to another are what a
 * text is about, not when it was published. */
bool dli_has_range(dl_str s)
{
    static const dl_str to[] = { { "\xE2\x80\x93", 3 },
                                 { "-", 1 },
                                 { " al ", 4 },
                                 { " bis ", 5 },
                                 { " au ", 4 },
                                 { " to ", 4 },
                                 { " \xD0\xBF\xD0\xBE ", 6 },
                                 { " \xE2\x80\x93 ", 5 } };

    for (size_t at = 0; at + 1 < s.len; at++) {
        if (!dli_is_digit(s.ptr[at]) ||
            (at > 1 && dli_is_digit(s.ptr[at - 1]) && dli_is_digit(s.ptr[at - 2])))
            continue; /* of a year */
        size_t behind = at + 1 + (s.ptr[at + 1] == '.');
        for (size_t i = 0; i < sizeof to / sizeof *to; i++) {
            size_t next = behind + to[i].len;
            if (next < s.len && dli_starts(dli_from(s, behind), to[i]) &&
                dli_is_digit(s.ptr[next]) &&
                (next + 2 >= s.len || !dli_is_digit(s.ptr[next + 1]) ||
                 s.ptr[next + 2] == ' ' || s.ptr[next + 2] == '.'))
                return dli_find_byte(s, ':', 0) == DLI_NONE || next + 2 < s.len;
        }
    }
    return false;
}

/* "Published on …", "Veröffentlicht am …" */
static bool is_date_phrase(const dli_lang *lang, dl_str line)
{
    char space[128];
    dl_str near = line.len > 40 ? dli_slice(line, 0, dli_utf8_cut(line.ptr, 40)) : line;
    const dli_entry *entry = dli_lang_match(
        lang, DLI_LIST_furniture, (dl_str){ space, dli_fold_to(space, sizeof space, near) });

    return entry != NULL && dli_eq(entry->meaning, DL_STR("date"));
}

/* "Ana Costa – Wednesday, 7 April 2021": names, a mark that parts, a day, and at most a weekday
 * before it. */
static bool is_names_and_day(dl_str line, dl_span day)
{
    static const dl_str marks[] = {
        { " - ", 3 }, { " | ", 3 }, { " \xE2\x80\x93 ", 5 }, { " \xE2\x80\x94 ", 5 }
    };
    dl_str before = dli_slice(line, 0, day.start);

    dl_str behind = dli_trim(dli_from(line, day.end));

    if (dli_count_words(behind) > 2 && behind.ptr[0] != '|')
        return false;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t at = dli_find(before, marks[i], 0);
        if (at != DLI_NONE && dli_count_words(dli_from(before, at)) <= 2 &&
            dli_is_names(dli_slice(before, 0, at)))
            return true;
    }
    return false;
}

/* Dates with at most a few words around them: "Published March 3, 2025, 17:12 · Updated
 * March 4 · 2 min read". */
static bool is_date_line(const dli_lang *lang, dl_str line, size_t words)
{
    dli_date_style style = { .lang = lang };
    dli_date_hit hit;
    size_t at = 0, others = 0, dates = 0;

    if (words > 24)
        return false;
    while (at < line.len && dli_date_find(&style, line, at, &hit)) {
        if (dates == 0 && is_names_and_day(line, hit.at))
            return true;
        others += dli_count_words(dli_slice(line, at, hit.at.start));
        at = hit.at.end;
        dates++;
    }
    if (dates == 0 || dli_has_range(line))
        return false;
    others += dli_count_words(dli_from(line, at));
    if (others <= 8 && !dli_ends(line, DL_STR(".")) &&
        (dli_says_modified(line) || is_date_phrase(lang, line)))
        return true; /* "Published on 5 March 2025 by Ana Costa" */
    return others <= 3 ||
           (others <= 4 * dates + 3 && dli_find_byte(line, ',', 0) != DLI_NONE &&
            !dli_ends(line, DL_STR("."))) ||
           (others <= 4 * dates + 3 && dli_find(line, DL_STR("\xC2\xB7"), 0) != DLI_NONE);
}

bool dli_has_rights(dl_str line)
{
    return dli_find(line, DL_STR("\xC2\xA9"), 0) != DLI_NONE ||
           dli_find_nocase(line.len > 200 ? dli_slice(line, 0, 200) : line, DL_STR("copyright"),
                           0) != DLI_NONE ||
           dli_find_nocase(line.len > 200 ? dli_slice(line, 0, 200) : line, DL_STR("reprint"),
                           0) != DLI_NONE;
}

/* A copyright line. */
static bool is_rights(dl_str line)
{
    return dli_starts(line, DL_STR("\xC2\xA9")) || dli_starts_nocase(line, DL_STR("(c) ")) ||
           dli_starts_nocase(line, DL_STR("copyright "));
}

/* 18:20, 17:05 UTC #, 21:40 · Sport: a time of day with a few words around it. */
static bool is_clock_line(dl_str line, size_t words)
{
    for (size_t at = 0; words <= 5 && at + 4 < line.len; at++)
        if (dli_is_digit(line.ptr[at]) && line.ptr[at + 1] == ':' &&
            dli_is_digit(line.ptr[at + 2]) && dli_is_digit(line.ptr[at + 3]) &&
            (at == 0 || line.ptr[at - 1] != ':'))
            return at + 4 == line.len || !dli_is_digit(line.ptr[at + 4]);
    return words <= 5 && line.len >= 4 && line.len <= 5 && line.ptr[line.len - 3] == ':' &&
           dli_is_digit(line.ptr[line.len - 1]) && dli_is_digit(line.ptr[0]);
}

static bool is_photo_word(const dli_lang *lang, dl_str word)
{
    char folded[64];

    if (dli_ends(word, DL_STR(":")) || dli_ends(word, DL_STR(".")))
        word.len--;
    dl_str key = { folded, dli_fold_to(folded, sizeof folded, word) };
    const dli_entry *entry = dli_lang_get(lang, DLI_LIST_byline, key);
    return entry != NULL && dli_eq(entry->meaning, DL_STR("photo"));
}

/* "… at noon. / A. R.", "… at noon. / Meridian": great words behind a stop and a stroke. */
static bool ends_in_stroke(dl_str line)
{
    enum {
        MOST = 4
    }; /* words of a name */
    size_t at = line.len, words = 0, len;
    dl_str rest, word;

    while (at > 0 && !dli_starts(dli_from(line, at), DL_STR(" / ")))
        at--;
    if (at < 2 || (line.ptr[at - 1] != '.' && line.ptr[at - 1] != ')'))
        return false;
    for (rest = dli_from(line, at + 3); dli_next_word(&rest, &word); words++)
        if (!u_isupper((UChar32)dli_utf8_get(word, 0, &len)))
            return false;
    return words >= 1 && words <= MOST;
}

size_t dli_photo_at(const dli_lang *lang, dl_str line, size_t *name)
{
    enum {
        MOST = 6
    }; /* words of a name behind it */
    dl_str rest = line, word;
    size_t left = dli_count_words(line);

    while (dli_next_word(&rest, &word)) {
        size_t before = (size_t)(word.ptr - line.ptr);
        bool bracket = word.ptr[0] == '(' && dli_ends(line, DL_STR(")"));
        if (--left > MOST || left < 1 || !is_photo_word(lang, dli_from(word, bracket)))
            continue;
        if (!bracket && !dli_ends(word, DL_STR(":")))
            continue;
        *name = (size_t)(rest.ptr - line.ptr);
        return before + bracket;
    }
    return DLI_NONE;
}

/* A caption says at its end whose picture it is: "… near Hrabyn. Photo: Brigade", "… (Photo
 * N. Kern)", "…. Wire file photo". */
static bool ends_in_photo(const dli_lang *lang, dl_str line, size_t words)
{
    enum {
        MOST = 5
    }; /* words of a name behind it */
    dl_str rest = line, word;
    size_t left = words;

    if (words < 3 || words > 40)
        return false;
    while (dli_next_word(&rest, &word)) {
        size_t before = (size_t)(word.ptr - line.ptr);
        bool bracket = word.ptr[0] == '(' && dli_ends(line, DL_STR(")"));
        if (--left > MOST || before < 2 || !is_photo_word(lang, dli_from(word, bracket)))
            continue;
        if (left == 0)
            return dli_find(dli_slice(line, before > 40 ? before - 40 : 0, before),
                            DL_STR(". "), 0) != DLI_NONE &&
                   !dli_ends(line, DL_STR("."));
        if (bracket || dli_ends(word, DL_STR(":")) ||
            (line.ptr[before - 2] == '.' && dli_find_byte(rest, '.', 1) == DLI_NONE))
            return true;
    }
    return ends_in_stroke(line);
}

/* "Advertisement: boots at half price", "РЕКЛАМА. Boots …": the phrase opens the line, and a mark
 * parts it from what it is the label of. */
static bool is_labelled(const head *h, const dli_entry *entry)
{
    enum {
        MOST = 40
    }; /* words */
    dl_str behind = dli_from(h->folded, entry->text.len);

    return h->words <= MOST && dli_starts(h->folded, entry->text) && behind.len > 0 &&
           (behind.ptr[0] == ':' || behind.ptr[0] == '.');
}

static dli_line_role role_of_phrase(const head *h, const dli_entry *entry, bool linked)
{
    dl_str is = entry->meaning;
    size_t behind = h->words - dli_count_words(entry->text);
    bool named = names_line(h, entry), brief = behind <= FEW_WORDS && h->words <= 12;

    if (dli_eq(is, DL_STR("note")))
        return named || h->bracketed || brief ? DLI_LINE_NOTE : DLI_LINE_BODY;
    if (dli_eq(is, DL_STR("correction")))
        return named || behind > FEW_WORDS ? DLI_LINE_CORRECTION : DLI_LINE_BODY;
    if (dli_eq(is, DL_STR("reprint")))
        return DLI_LINE_TERMS;
    if (dli_eq(is, DL_STR("source")))
        return named && h->words <= 16 ? DLI_LINE_CREDIT : DLI_LINE_BODY;
    if (dli_eq(is, DL_STR("digest")))
        return DLI_LINE_BODY; /* a title */
    if (dli_eq(is, DL_STR("date")))
        return DLI_LINE_BODY; /* unless it has a date: is_date_line() */
    if (dli_eq(is, DL_STR("related")))
        return named ? (behind == 0 || linked || h->words <= 40 ? DLI_LINE_FURNITURE
                                                                : DLI_LINE_BODY)
                     : (linked && h->words <= 30 ? DLI_LINE_FURNITURE : DLI_LINE_BODY);
    if (dli_eq(is, DL_STR("ads")) && is_labelled(h, entry))
        return DLI_LINE_FURNITURE;
    return named || (brief && (linked || behind <= 2)) ||
                   (dli_eq(is, DL_STR("legal")) && h->words <= 30)
               ? DLI_LINE_FURNITURE
               : DLI_LINE_BODY;
}

/* "By …", "Photo: …" */
static dli_line_role role_of_byline(const dli_lang *lang, const head *h)
{
    const dli_entry *entry = dli_byline_entry(lang, h->folded);

    if (entry == NULL || h->words > 25)
        return DLI_LINE_BODY;
    bool colon = dli_starts(dli_trim(dli_from(h->folded, entry->text.len)), DL_STR(":"));
    if (dli_eq(entry->meaning, DL_STR("photo")))
        return colon || h->words <= 5 ? DLI_LINE_CAPTION : DLI_LINE_BODY;
    if (dli_eq(entry->meaning, DL_STR("agency")))
        return colon ? DLI_LINE_CREDIT : DLI_LINE_BODY;
    return colon || h->words <= 12 ? DLI_LINE_BYLINE : DLI_LINE_BODY;
}

/* A byline that its first word alone decides needs a name behind it. */
static bool has_name(dli_arena *caller, const dli_lang *lang, dl_str line)
{
    dli_arena arena;
    dli_named_list names = { 0 };
    dl_run run = { 0, { 0, (uint32_t)line.len } };

    dli_arena_init(&arena, 65536);
    dli_byline_read(&arena, lang, (dl_text){ line, &run, 1 }, DLI_BYLINE_NONE, DLI_HOW_BYLINE,
                    &names);
    bool found = names.count > 0;
    caller->dry = caller->dry || arena.starved;
    dli_arena_done(&arena);
    return found;
}

dli_line_role dli_line_role_of(dli_arena *arena, const dli_lang *lang, dl_str line, bool linked)
{
    head h;

    read_head(&h, line);
    if (h.folded.len == 0)
        return DLI_LINE_FURNITURE; /* marks only */
    if (is_date_line(lang, line, h.words) || is_clock_line(line, h.words))
        return DLI_LINE_DATE;
    if (ends_in_photo(lang, line, h.words))
        return DLI_LINE_CAPTION;
    if (is_rights(line))
        return dli_line_has(lang, line, "reprint") ? DLI_LINE_TERMS : DLI_LINE_FURNITURE;
    const dli_entry *entry = phrase_of(lang, &h);
    dli_line_role role = entry == NULL ? DLI_LINE_BODY : role_of_phrase(&h, entry, linked);
    if (role != DLI_LINE_BODY)
        return role;
    role = role_of_byline(lang, &h);
    return role == DLI_LINE_BYLINE && !has_name(arena, lang, line) ? DLI_LINE_BODY : role;
}

bool dli_is_signed(dl_str s)
{
    size_t open = s.len;

    if (!dli_ends(s, DL_STR(")")))
        return false;
    while (open > 0 && s.len - open < 16 && s.ptr[open - 1] != '(')
        open--;
    if (open < 2 || s.ptr[open - 1] != '(' || s.len - open < 3)
        return false;
    for (size_t i = open; i + 1 < s.len; i++)
        if (dli_is_digit(s.ptr[i]) ||
            (s.ptr[i] == ' ' && (s.ptr[i - 1] != '.' || s.ptr[s.len - 2] != '.')))
            return false; /* but initials: (M. L.) */
    return true;
}

const char *dli_line_reason(unsigned role)
{
    static const char *const reasons[] = {
        [DLI_LINE_BODY] = NULL,
        [DLI_LINE_FURNITURE] = "a line of the furniture lists",
        [DLI_LINE_BYLINE] = "reads like a byline",
        [DLI_LINE_DATE] = "a date and little else",
        [DLI_LINE_NOTE] = "reads like an editor\xE2\x80\x99s note",
        [DLI_LINE_CORRECTION] = "reads like a correction",
        [DLI_LINE_TERMS] = "reads like terms of reprinting",
        [DLI_LINE_CREDIT] = "reads like a credit",
        [DLI_LINE_CAPTION] = "reads like a caption",
    };

    return role < sizeof reasons / sizeof *reasons ? reasons[role] : NULL;
}
