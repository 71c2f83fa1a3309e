/* people.c -- names of people out of bylines and metadata.
 *
 * In:   a line ("By Ana Costa and Jon Pike"), the word list of its language
 * Out:  names with the roles that the words before them give
 *
 * A line is cut at byline words, each piece at commas, strokes and "and". In
 * running text a name ends before the first word that no name has: a small
 * letter that begins no particle. Nothing rather than a wrong name.
 */
#include "article/people.h"

#include "base/utf8.h"
#include "lang/lang.h"

#include <unicode/uchar.h>

enum {
    MAX_NAME_BYTES = 120,
    MAX_NAME_WORDS = 8,
    FULL_STOP = 6, /* bytes of a word whose dot is a full stop: more than "Prof." has */
};

static const dl_str agencies[] = {
#define AGENCY(name) { name, sizeof(name) - 1 },
#include "article/agencies.def"
#undef AGENCY
};

static bool in_list(dl_str s, const dl_str *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (dli_eq_nocase(s, list[i]))
            return true;
    return false;
}

static bool is_agency(dl_str name)
{
    char lower[MAX_NAME_BYTES];
    size_t low = 0, high = sizeof agencies / sizeof *agencies;

    if (name.len > MAX_NAME_BYTES / 2)
        return false;
    size_t out = dli_fold_to(lower, sizeof lower, name);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = dli_compare(agencies[middle], (dl_str){ lower, out });
        if (order == 0)
            return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

bool dli_is_organization(dl_str name)
{
    static const dl_str words[] = {
        { "team", 4 },
        { "staff", 5 },
        { "desk", 4 },
        { "newsroom", 8 },
        { "news", 4 },
        { "press", 5 },
        { "agency", 6 },
        { "editors", 7 },
        { "editorial", 9 },
        { "redaktion", 9 },
        { "redaction", 9 },
        { "inc", 3 },
        { "inc.", 4 },
        { "llc", 3 },
        { "gmbh", 4 },
        { "magazine", 8 },
        { "media", 5 },
        { "university", 10 },
        { "institute", 9 },
        { "center", 6 },
        { "centre", 6 },
        { "agencia", 7 },
        { "agence", 6 },
        { "online", 6 },
        { "zeitung", 7 },
        { "nachrichten", 11 },
        { "times", 5 },
        { "post", 4 },
        { "association", 11 },
        { "group", 5 },
        { "company", 7 },
        { "department", 10 },
        { "ministry", 8 },
        { "office", 6 },
        { "redacción", 10 },
        { "r\xC3\xA9"
          "daction",
          10 },
        { "\xD1\x80\xD0\xB5\xD0\xB4\xD0\xB0\xD0\xBA\xD1\x86\xD0\xB8\xD1\x8F", 16 },
        { "\xD1\x80\xD0\xB5\xD0\xB4\xD0\xB0\xD0\xBA\xD1\x86\xD1\x96\xD1\x8F", 16 },
    };
    dl_str rest = name, word;

    if (is_agency(name))
        return true;
    while (dli_next_word(&rest, &word)) {
        size_t dot = dli_find_byte(word, '.', 1);
        if (in_list(word, words, sizeof words / sizeof *words))
            return true;
        /* a host: "orf.at", but no initial: "J.R." */
        if (dot != DLI_NONE && dot > 1 && word.len - dot > 2 &&
            !dli_is_upper(word.ptr[dot + 1]))
            return true;
    }
    return false;
}

bool dli_is_name(dl_str name, bool organization)
{
    static const dl_str never[] = {
        { "admin", 5 }, { "administrator", 13 }, { "author", 6 },    { "unknown", 7 },
        { "null", 4 },  { "undefined", 9 },      { "none", 4 },      { "n/a", 3 },
        { "user", 4 },  { "guest", 5 },          { "anonymous", 9 }, { "webmaster", 9 },
        { "by", 2 },    { "staff", 5 },          { "editor", 6 },    { "false", 5 },
        { "true", 4 },  { "website", 7 },        { "wordpress", 9 }, { "superuser", 9 },
    };
    dl_str rest = name, word;
    size_t words = 0, letters = 0, len;

    if (name.len < 2 || name.len > MAX_NAME_BYTES ||
        in_list(name, never, sizeof never / sizeof *never))
        return false;
    if (dli_find(name, DL_STR("://"), 0) != DLI_NONE ||
        dli_find_byte(name, '<', 0) != DLI_NONE || dli_find_byte(name, '{', 0) != DLI_NONE ||
        dli_find_byte(name, ':', 0) != DLI_NONE ||
        (dli_find_byte(name, ')', 0) != DLI_NONE && dli_find_byte(name, '(', 0) == DLI_NONE) ||
        dli_starts(name, DL_STR("www.")) ||
        (dli_find_byte(name, '@', 0) != DLI_NONE && !organization))
        return false;
    while (dli_next_word(&rest, &word))
        words++;
    for (size_t at = 0; at < name.len; at += len)
        letters += u_isalpha((UChar32)dli_utf8_get(name, at, &len)) != 0;
    return words <= MAX_NAME_WORDS && letters >= 2;
}

/* ---- Cutting ------------------------------------------------------------- */

/* Academic degrees behind a comma belong to nobody's name. */
static bool is_degree(dl_str s)
{
    static const dl_str degrees[] = {
        { "phd", 3 },   { "ph.d.", 5 }, { "ph.d", 4 }, { "md", 2 },   { "m.d.", 4 },
        { "ms", 2 },    { "rd", 2 },    { "rn", 2 },   { "mba", 3 },  { "ma", 2 },
        { "jd", 2 },    { "esq", 3 },   { "esq.", 4 }, { "cpa", 3 },  { "mph", 3 },
        { "bsc", 3 },   { "msc", 3 },   { "dds", 3 },  { "dvm", 3 },  { "ldn", 3 },
        { "rdn", 3 },   { "lcsw", 4 },  { "cfp", 3 },  { "jr", 2 },   { "jr.", 3 },
        { "sr", 2 },    { "sr.", 3 },   { "do", 2 },   { "fand", 4 }, { "cscs", 4 },
        { "pharmd", 6 }
    };

    return in_list(s, degrees, sizeof degrees / sizeof *degrees);
}

/* Behind a comma: letters of a degree or a licence ("FACLM", "CEPF®"), or what somebody does
 * ("Sr. Director of Operations"). */
static bool is_title(dl_str s)
{
    static const dl_str words[] = {
        { "director", 8 },
        { "manager", 7 },
        { "editor", 6 },
        { "dietitian", 9 },
        { "specialist", 10 },
        { "expert", 6 },
        { "officer", 7 },
        { "head", 4 },
        { "chief", 5 },
        { "founder", 7 },
        { "cofounder", 9 },
        { "co-founder", 10 },
        { "ceo", 3 },
        { "cto", 3 },
        { "writer", 6 },
        { "president", 9 },
        { "engineer", 8 },
        { "professor", 9 },
        { "analyst", 7 },
        { "consultant", 10 },
        { "attorney", 8 },
        { "reporter", 8 },
        { "correspondent", 13 },
        { "journalist", 10 },
        { "senior", 6 },
        { "redakteur", 9 },
        { "redakteurin", 11 },
        { "journaliste", 11 },
        { "korrespondent", 13 },
        { "volontÃ¤r", 9 },
        { "periodista", 10 },
        { "of", 2 },
    };
    size_t letters = 0, others = 0;
    dl_str rest = s, word;

    while (dli_next_word(&rest, &word))
        if (in_list(word, words, sizeof words / sizeof *words))
            return true;
    for (size_t i = 0; i < s.len; i++) {
        letters += dli_is_upper(s.ptr[i]);
        others += dli_is_alpha(s.ptr[i]) && !dli_is_upper(s.ptr[i]);
    }
    return letters >= 2 && letters <= 6 && others == 0 && s.len <= 12 && !is_agency(s) &&
           dli_find_byte(s, ' ', 0) == DLI_NONE;
}

/* A letter or a mark that belongs inside a name. */
static bool in_word(uint32_t cp)
{
    return u_isalnum((UChar32)cp) || cp == '\'' || cp == 0x2019 || cp == '-' || cp == '.' ||
           u_charType((UChar32)cp) == U_NON_SPACING_MARK;
}

static bool is_particle(dl_str word)
{
    static const dl_str particles[] = {
        { "de", 2 },    { "da", 2 },  { "do", 2 },  { "dos", 3 }, { "das", 3 }, { "del", 3 },
        { "della", 5 }, { "di", 2 },  { "la", 2 },  { "le", 2 },  { "van", 3 }, { "von", 3 },
        { "der", 3 },   { "den", 3 }, { "ter", 3 }, { "ten", 3 }, { "zu", 2 },  { "zur", 3 },
        { "bin", 3 },   { "ibn", 3 }, { "al", 2 },  { "el", 2 },  { "y", 1 },   { "af", 2 },
        { "du", 2 },    { "des", 3 }, { "av", 2 },  { "ad", 2 }
    };

    return in_list(word, particles, sizeof particles / sizeof *particles) ||
           dli_starts(word, DL_STR("al-")) || dli_starts(word, DL_STR("el-")) ||
           dli_starts(word, DL_STR("d'")) || dli_starts(word, DL_STR("d\xE2\x80\x99"));
}

static bool begins_small(dl_str word)
{
    size_t len;

    return u_islower((UChar32)dli_utf8_get(word, 0, &len)) != 0;
}

/* How much of `s`, running text, is a name: its words up to the first that no name
 * has. */
static size_t name_prefix(dl_str s)
{
    size_t at = 0, end = 0;

    while (at < s.len) {
        size_t from = at, len;
        while (at < s.len && in_word(dli_utf8_get(s, at, &len)) &&
               (at == from || !dli_is_digit(s.ptr[at]))) /* "Kettleby2nd July" */
            at += len;
        dl_str word = dli_slice(s, from, at);
        if (word.len == 0 || dli_is_digit(word.ptr[0]) || word.ptr[0] == '.')
            break;
        if (word.len > FULL_STOP && word.ptr[word.len - 1] == '.') {
            end = begins_small(word) ? end : at - 1; /* a sentence ends here */
            break;
        }
        if (begins_small(word) && !is_particle(word))
            break;
        if (!begins_small(word))
            end = at;
        if (at < s.len && s.ptr[at] == ' ')
            at++;
        else
            break;
    }
    return end;
}

/* The same without a month that a number follows: "Ana Costa ‖March 6‖". */
static size_t without_month(const dli_lang *lang, dl_str s, size_t len)
{
    char folded[64];
    size_t from = len, behind = len;

    while (behind < s.len && (s.ptr[behind] == ' ' || s.ptr[behind] == '.'))
        behind++;
    if (behind == s.len || !dli_is_digit(s.ptr[behind]))
        return len;
    while (from > 0 && s.ptr[from - 1] != ' ')
        from--;
    dl_str last = dli_slice(s, from, len);
    if (dli_ends(last, DL_STR(".")))
        last.len--;
    size_t out = last.len < sizeof folded ? dli_fold_to(folded, sizeof folded, last) : 0;
    if (out == 0 || dli_month_of(lang, (dl_str){ folded, out }) == 0)
        return len;
    return (size_t)dli_trim(dli_slice(s, 0, from)).len;
}

/* The words that join names: "and" in some languages. The bytes of one at `at`,
 * between spaces, or 0. */
static size_t join_at(dl_str s, size_t at)
{
    static const dl_str joins[] = { { " and ", 5 },
                                    { " und ", 5 },
                                    { " et ", 4 },
                                    { " y ", 3 },
                                    { " e ", 3 },
                                    { " en ", 4 },
                                    { " og ", 4 },
                                    { " och ", 5 },
                                    { " i ", 3 },
                                    { " a ", 3 },
                                    { " \xD0\xB8 ", 4 },
                                    { " \xD1\x96 ", 4 },
                                    { " \xD1\x82\xD0\xB0 ", 6 },
                                    { " \xD0\xB9 ", 4 },
                                    { " with ", 6 },
                                    { " mit ", 5 },
                                    { " ve ", 4 } };

    if (s.ptr[at] != ' ')
        return 0;
    for (size_t i = 0; i < sizeof joins / sizeof *joins; i++)
        if (dli_starts_nocase(dli_from(s, at), joins[i]))
            return joins[i].len;
    return 0;
}

/* Bytes of what parts two names at `at`, or 0. */
static size_t separator_at(dl_str s, size_t at)
{
    static const dl_str marks[] = { { ",", 1 },
                                    { ";", 1 },
                                    { "|", 1 },
                                    { "&amp;", 5 },
                                    { "&", 1 },
                                    { "/", 1 },
                                    { "\n", 1 },
                                    { "\xE2\x80\xA2", 3 },
                                    { "\xC2\xB7", 2 },
                                    { "\xE3\x80\x81", 3 },
                                    { " - ", 3 },
                                    { " \xE2\x80\x93 ", 5 },
                                    { " \xE2\x80\x94 ", 5 } };

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (dli_starts(dli_from(s, at), marks[i]))
            return marks[i].len;
    return join_at(s, at);
}

/* Without what is put behind a name: a sign in brackets, "기자". */
static uint32_t end_of_name(dl_str s, dl_span span)
{
    static const dl_str reporter = { " \xEA\xB8\xB0\xEC\x9E\x90", 7 };
    dl_str name = dli_cut(s, span);
    size_t open = dli_find(name, DL_STR(" ("), 1);

    if (open != DLI_NONE && dli_ends(name, DL_STR(")")))
        name.len = open;
    if (dli_ends(name, reporter) && name.len > reporter.len)
        name.len -= reporter.len;
    return span.start + (uint32_t)name.len;
}

static void add_name(dli_arena *arena, const dl_text *text, dl_span span, dli_byline_role role,
                     dli_how how, dli_named_list *out)
{
    dl_str s = text->bytes;

    while (span.end > span.start && (dli_is_space(s.ptr[span.end - 1]) ||
                                     memchr(":,;(", s.ptr[span.end - 1], 4) != NULL))
        span.end--;
    while (span.end > span.start &&
           (dli_is_space(s.ptr[span.start]) || memchr(":,;(", s.ptr[span.start], 4) != NULL))
        span.start++;
    span.end = end_of_name(s, span);
    dl_str name = dli_cut(s, span);
    bool organization = dli_is_organization(name);
    if (is_degree(name) || (out->count > 0 && is_title(name)) ||
        !dli_is_name(name, organization))
        return;
    dli_named named = { .role = (uint8_t)role };
    named.person.name = dli_text_part(arena, text, span);
    named.person.organization = organization;
    named.person.how = (uint8_t)how;
    (void)DLI_PUSH(arena, out, named);
}

/* "Traduit ‖du kestrien par‖ …", "Перевод ‖с кестрийского:‖ …": up to three words between
 * the byline word and "by" or a colon. Returns where the names begin, or `at`. */
static size_t pass_language(dl_str s, size_t at, bool *colon)
{
    static const dl_str by[] = { { "by", 2 }, { "par", 3 }, { "von", 3 }, { "por", 3 } };
    dl_str rest = dli_from(s, at), word;

    for (int i = 0; i < 4 && !*colon && dli_next_word(&rest, &word); i++) {
        size_t behind = (size_t)(word.ptr - s.ptr) + word.len;
        if (dli_ends(word, DL_STR(":"))) {
            *colon = true;
            return behind + (behind < s.len);
        }
        if (i > 0 && in_list(word, by, sizeof by / sizeof *by)) {
            *colon = true;
            return behind + (behind < s.len);
        }
        if (!begins_small(word))
            break;
    }
    return at;
}

/* "подготовил", "записала", "розмовляв", "ведёт": a verb, which a name may follow at once. */
static bool is_verb(dl_str word)
{
    static const dl_str leads[] = { { "\xD0\xB2\xD0\xB5\xD0\xB4\xD1\x91\xD1\x82", 10 },
                                    { "\xD0\xB2\xD0\xB5\xD0\xB4\xD0\xB5\xD1\x82", 10 },
                                    { "\xD0\xB2\xD0\xB5\xD0\xB4\xD0\xB5", 8 } };

    return in_list(word, leads, sizeof leads / sizeof *leads) ||
           dli_ends(word, DL_STR("\xD0\xBB")) || dli_ends(word, DL_STR("\xD0\xBB\xD0\xB0")) ||
           dli_ends(word, DL_STR("\xD0\xBB\xD0\xB8")) || dli_ends(word, DL_STR("\xD0\xB2"));
}

const dli_entry *dli_byline_entry(const dli_lang *lang, dl_str folded)
{
    const dli_entry *entry = dli_lang_match(lang, DLI_LIST_byline, folded);

    if (entry == NULL) /* a text in another language within an English frame */
        entry = dli_lang_match(dli_lang_find(DL_STR("en")), DLI_LIST_byline, folded);
    else
        return entry;
    return entry != NULL && dli_find_byte(entry->text, ' ', 0) != DLI_NONE ? entry : NULL;
}

/* The byline word that `s` begins with, its colon and spaces included; 0 if none. */
static size_t role_word(dli_arena *arena, const dli_lang *lang, dl_str s, dli_byline_role *role)
{
    static const struct {
        dl_str name;
        dli_byline_role role;
    } roles[] = { { { "author", 6 }, DLI_BYLINE_AUTHOR },
                  { { "editor", 6 }, DLI_BYLINE_EDITOR },
                  { { "translator", 10 }, DLI_BYLINE_TRANSLATOR },
                  { { "contributor", 11 }, DLI_BYLINE_CONTRIBUTOR },
                  { { "photo", 5 }, DLI_BYLINE_PHOTO },
                  { { "agency", 6 }, DLI_BYLINE_AGENCY } };
    dl_str head = s.len > 64 ? dli_slice(s, 0, dli_utf8_cut(s.ptr, 64)) : s;
    const dli_entry *entry = dli_byline_entry(lang, dli_fold(arena, head));

    if (entry == NULL)
        return 0;
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (dli_eq(entry->meaning, roles[i].name))
            *role = roles[i].role;
    size_t at = 0, folded = 0, len;
    while (at < s.len && folded < entry->text.len) {
        char one[8];
        folded += dli_utf8_put(one, dli_fold_point(dli_utf8_get(s, at, &len)));
        at += len;
    }
    bool colon = false;
    while (at < s.len && (s.ptr[at] == ' ' || s.ptr[at] == ':' || s.ptr[at] == '\n')) {
        colon = colon || s.ptr[at] == ':';
        at++;
    }
    at = pass_language(s, at, &colon);
    /* A noun ("editor", "photo") needs its colon to introduce a name. */
    if (!colon && at < s.len && dli_find_byte(entry->text, ' ', 0) == DLI_NONE &&
        entry->text.len > 4 && !is_verb(entry->text))
        return 0;
    return at;
}

void dli_names_split(dli_arena *arena, const dli_lang *lang, dl_text names,
                     dli_byline_role role, dli_how how, dli_named_list *out)
{
    dl_str s = names.bytes;
    dli_byline_role found = role;
    if (dli_find(s, DL_STR("://"), 0) != DLI_NONE) /* the address of a profile */
        return;
    size_t start = role_word(arena, lang, s, &found), at = start;

    while (at <= s.len) {
        size_t sep = at < s.len ? separator_at(s, at) : 1;
        if (sep > 0) {
            add_name(arena, &names, (dl_span){ (uint32_t)start, (uint32_t)at }, role, how, out);
            at += sep;
            start = at;
        } else {
            at++;
        }
    }
}

bool dli_is_names(dl_str line)
{
    size_t at = 0, names = 0;

    while (at < line.len) {
        size_t len = name_prefix(dli_from(line, at)), sep;
        if (len == 0 || dli_find_byte(dli_slice(line, at, at + len), ' ', 0) == DLI_NONE)
            return false; /* a single word may be anything */
        names++;
        at += len;
        if (at == line.len)
            break;
        sep = separator_at(line, at);
        if (sep == 0)
            return false;
        at += sep;
        while (at < line.len && line.ptr[at] == ' ')
            at++;
    }
    return names > 0 && names <= 6 && line.len <= 160;
}

/* Bytes of a mark at `at` that parts names from a date, or 0. */
static size_t part_at(dl_str s, size_t at)
{
    static const dl_str marks[] = {
        { "\xC2\xB7", 2 }, { "|", 1 }, { " \xE2\x80\x93 ", 5 }, { " \xE2\x80\x94 ", 5 }
    };

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (dli_starts(dli_from(s, at), marks[i]))
            return marks[i].len;
    return 0;
}

void dli_names_beside(dli_arena *arena, const dli_lang *lang, const dl_text *line, dli_how how,
                      dli_named_list *out)
{
    dl_str s = line->bytes;

    for (size_t start = 0, end, len; start < s.len; start = end + len) {
        for (end = start, len = 0; end < s.len && (len = part_at(s, end)) == 0;)
            end++;
        if (end == s.len && start == 0)
            return;
        dl_str part = dli_trim(dli_slice(s, start, end));
        size_t from = (size_t)(part.ptr - s.ptr);
        if (dli_is_names(part))
            dli_names_split(
                arena, lang,
                dli_text_part(arena, line,
                              (dl_span){ (uint32_t)from, (uint32_t)(from + part.len) }),
                DLI_BYLINE_AUTHOR, how, out);
    }
}

bool dli_is_byline(const dli_lang *lang, dl_str line)
{
    char space[256];
    size_t out =
        dli_fold_to(space, sizeof space, line.len > 64 ? dli_slice(line, 0, 64) : line);
    const dli_entry *entry = dli_byline_entry(lang, (dl_str){ space, out });
    return entry != NULL && !dli_eq(entry->meaning, DL_STR("agency"));
}

void dli_byline_read(dli_arena *arena, const dli_lang *lang, dl_text line, dli_byline_role role,
                     dli_how how, dli_named_list *out)
{
    dl_str s = line.bytes;
    size_t at = 0;

    while (at < s.len) {
        dli_byline_role found = role;
        size_t word = role_word(arena, lang, dli_from(s, at), &found), skip;
        if (word > 0)
            role = found;
        at += word;
        size_t len = without_month(lang, dli_from(s, at), name_prefix(dli_from(s, at)));
        if (len > 0 && role != DLI_BYLINE_NONE)
            add_name(arena, &line, (dl_span){ (uint32_t)at, (uint32_t)(at + len) }, role, how,
                     out);
        at += len;
        /* Go on behind the next mark that parts names; other words end the list. */
        while (at < s.len && (s.ptr[at] == ' ' && join_at(s, at) == 0))
            at++;
        skip = at < s.len ? separator_at(s, at) : 0;
        if (skip == 0 && (word == 0 || len == 0)) {
            size_t comma = dli_find_byte(s, ',', at), bar = dli_find_byte(s, '|', at);
            size_t stop = dli_find(s, DL_STR(". "), at);
            at = comma < bar ? comma : bar;
            at = stop < at ? stop : at;
            if (at == DLI_NONE)
                return;
            skip = 1;
            role = role == DLI_BYLINE_NONE ? role : DLI_BYLINE_NONE;
        }
        at += skip;
        while (at < s.len && s.ptr[at] == ' ')
            at++;
    }
}
