/* choose.c -- out of everything a page says about itself, what to believe.
 *
 * In:   candidates (seen.h), headings of the page
 * Out:  the fields of an item
 *
 * Order of trust: JSON-LD, microdata, meta, <time>, byline text, address. What
 * the page shows beats what it declares where both say the same: then the bytes
 * that readers see are the evidence.
 */
#include "article/choose.h"

#include "article/people.h"
#include "base/limits.h"
#include "base/utf8.h"

#include <unicode/uchar.h>

enum {
    MAX_TITLE = 600, /* bytes of a title that may have a site's name in it */
    MAX_TITLES = 16, /* declared headlines that headings are compared with */
};

/* ---- Comparing ----------------------------------------------------------- */

/* The next letter or digit at or behind *at, folded, and *at behind it; 0 at the end. */
static uint32_t next_letter(dl_str s, size_t *at)
{
    size_t len;

    while (*at < s.len) {
        uint32_t cp = dli_utf8_get(s, *at, &len);
        *at += len;
        if (cp < 0x80 ? dli_is_alnum((char)cp) : u_isalnum((UChar32)cp) != 0)
            return dli_fold_point(cp);
    }
    return 0;
}

/* Letters and digits that `a` and `b` have in common from the start; *all: all of both. */
static size_t common_start(dl_str a, dl_str b, bool *a_ends, bool *b_ends)
{
    size_t i = 0, k = 0, common = 0;

    for (;;) {
        uint32_t x = next_letter(a, &i), y = next_letter(b, &k);
        *a_ends = x == 0;
        *b_ends = y == 0;
        if (x == 0 || x != y)
            return common;
        common++;
    }
}

bool dli_same_words(dl_str a, dl_str b)
{
    bool a_ends, b_ends;

    return common_start(a, b, &a_ends, &b_ends) > 0 && a_ends && b_ends;
}

bool dli_is_among(const dli_values *list, dl_str text)
{
    for (size_t i = 0; i < list->count; i++)
        if (dli_same_words(list->ptr[i].text.bytes, text))
            return true;
    return false;
}

/* ---- Headline ------------------------------------------------------------ */

/* Bytes of a mark between a headline and a site's name at `at` (a space), or 0. */
static size_t joint_at(dl_str s, size_t at)
{
    static const dl_str joints[] = { { " | ", 3 },
                                     { " - ", 3 },
                                     { " \xE2\x80\x93 ", 5 },
                                     { " \xE2\x80\x94 ", 5 },
                                     { " \xC2\xB7 ", 4 },
                                     { " :: ", 4 },
                                     { " \xC2\xBB ", 4 },
                                     { " / ", 3 },
                                     { " \xE2\x80\xA2 ", 5 },
                                     { " \xE2\x80\xB9 ", 5 },
                                     { " \xC2\xAB ", 4 },
                                     { " > ", 3 },
                                     { ": ", 2 } };

    if (s.ptr[at] != ' ' && s.ptr[at] != ':')
        return 0;
    for (size_t i = 0; i < sizeof joints / sizeof *joints; i++)
        if (dli_starts(dli_from(s, at), joints[i]))
            return joints[i].len;
    return 0;
}

static bool is_site(const dli_seen *seen, dl_str host, dl_str part)
{
    bool host_ends, part_ends;

    if (dli_is_among(&seen->site_names, part))
        return true;
    for (size_t i = 0; i < seen->authors.count; i++) /* the house, as author of all */
        if (seen->authors.ptr[i].how == DLI_HOW_META &&
            dli_same_words(seen->authors.ptr[i].name.bytes, part))
            return true;
    if (dli_starts_nocase(host, DL_STR("www.")))
        host = dli_from(host, 4);
    /* "Harbour Wire" of harbourwire.example */
    size_t common = common_start(host, part, &host_ends, &part_ends);
    return common >= 3 && part_ends;
}

/* The part of a title that is the headline: the site's name at an end is left out. */
static dl_span without_site(const dli_seen *seen, dl_str host, dl_str title)
{
    dl_span keep = { 0, (uint32_t)title.len };

    for (bool again = title.len < MAX_TITLE; again;) {
        size_t first = DLI_NONE, first_len = 0, last = DLI_NONE, last_len = 0;
        again = false;
        for (size_t at = keep.start; at < keep.end; at++) {
            size_t len = joint_at(dli_slice(title, 0, keep.end), at);
            if (len == 0)
                continue;
            if (first == DLI_NONE) {
                first = at;
                first_len = len;
            }
            last = at;
            last_len = len;
        }
        if (last == DLI_NONE)
            break;
        if (is_site(seen, host, dli_slice(title, last + last_len, keep.end))) {
            keep.end = (uint32_t)last;
            again = true;
        } else if (is_site(seen, host, dli_slice(title, keep.start, first))) {
            keep.start = (uint32_t)(first + first_len);
            again = true;
        }
    }
    return keep;
}

/* What the page declares as its headline, site names cut off. */
typedef struct titles {
    dl_str cut[MAX_TITLES];
    size_t count;
} titles;

static void cut_titles(const dli_seen *seen, dl_str host, titles *out)
{
    out->count = 0;
    for (size_t i = 0; i < seen->headlines.count && out->count < MAX_TITLES; i++) {
        dl_str title = seen->headlines.ptr[i].text.bytes;
        out->cut[out->count++] = dli_cut(title, without_site(seen, host, title));
    }
}

/* "Harbour Wire: Ferry sails again" says the heading behind a joint. */
static bool ends_title(const titles *declared, dl_str heading)
{
    enum {
        LEAST = 12
    }; /* bytes of a heading */

    for (size_t i = 0; i < declared->count && heading.len >= LEAST; i++) {
        dl_str title = declared->cut[i];
        for (size_t at = 0; at < title.len; at++) {
            size_t len = joint_at(title, at);
            if (len > 0 && dli_same_words(dli_from(title, at + len), heading))
                return true;
        }
    }
    return false;
}

/* How well a heading agrees with what the page declares: 0 not, up to 4 wholly. */
static unsigned agreement(const titles *declared, dl_str heading)
{
    unsigned best = 0;

    for (size_t i = 0; i < declared->count; i++) {
        bool heading_ends, title_ends;
        dl_str title = declared->cut[i];
        size_t common = common_start(heading, title, &heading_ends, &title_ends);
        unsigned points = 0;
        if (heading_ends && title_ends && common > 0)
            points = 4;
        else if (heading_ends && common >= 8)
            points = 3; /* the title goes on with the site's name */
        else if (title_ends && common >= 12)
            points = 2; /* the title was cut short */
        else if (common >= 24)
            points = 1;
        if (points > best)
            best = points;
    }
    return best;
}

static const dli_heading *best_heading(const dli_seen *seen, dl_str host,
                                       const dli_headings *headings)
{
    const dli_heading *best = NULL, *only = NULL;
    unsigned best_points = 0, firsts = 0;
    titles declared;

    cut_titles(seen, host, &declared);
    for (size_t i = 0; i < headings->count; i++) {
        const dli_heading *h = &headings->ptr[i];
        unsigned points = agreement(&declared, h->text.bytes) * 2;
        if (h->level > 6 && points < 6)
            continue; /* no heading: only where it says what the page says */
        if (is_site(seen, host, h->text.bytes))
            continue;
        if (h->level == 1 && !h->linked) {
            only = h;
            firsts++;
        }
        if (points > 0 && h->level == 1)
            points++;
        if (points > best_points) {
            best_points = points;
            best = h;
        }
    }
    bool titled = true; /* the title is all that is declared */
    for (size_t i = 0; i < seen->headlines.count; i++)
        titled = titled && seen->headlines.ptr[i].how == DLI_HOW_PAGE;
    for (size_t i = 0; best == NULL && firsts == 0 && titled && i < headings->count; i++)
        if (headings->ptr[i].level == 2 && !headings->ptr[i].linked &&
            ends_title(&declared, headings->ptr[i].text.bytes))
            best = &headings->ptr[i];
    /* The page's only <h1> is its headline even where the page calls itself something
     * else elsewhere. */
    return best != NULL ? best : firsts == 1 ? only : NULL;
}

/* The heading without a kicker in front: "Storm ‖– Harbour closes‖" where JSON-LD or a meta
 * element of an article gives the rest as its headline. */
static size_t kicker_len(const dli_seen *seen, dl_str heading)
{
    enum {
        LEAST = 12 /* bytes of a headline */,
        MOST = 80 /* of a kicker */
    };
    size_t kicker = 0;

    for (size_t i = 0; i < seen->headlines.count && i < MAX_TITLES; i++) {
        const dli_value *v = &seen->headlines.ptr[i];
        if ((v->how != DLI_HOW_JSON_LD && v->how != DLI_HOW_META) ||
            v->text.bytes.len < LEAST || v->text.bytes.len >= heading.len)
            continue;
        if (dli_same_words(v->text.bytes, heading))
            return 0;
        size_t at = heading.len - v->text.bytes.len;
        if (at <= MOST && at >= 2 && dli_ends(heading, v->text.bytes) &&
            (heading.ptr[at - 1] == ' ' || heading.ptr[at - 1] == '"'))
            kicker = at;
    }
    return kicker;
}

static void keep_others(dli_arena *arena, const dli_seen *seen, dli_item *item)
{
    for (size_t i = 0;
         i < seen->headlines.count && item->other_headlines.count < DLI_MAX_OTHERS; i++) {
        const dli_value *v = &seen->headlines.ptr[i];
        if (v->text.runs != item->headline.text.runs)
            (void)DLI_PUSH(arena, &item->other_headlines, *v);
    }
}

void dli_choose_headline(dli_arena *arena, const dli_seen *seen, const dli_headings *headings,
                         dl_str host, dli_item *item)
{
    const dli_heading *heading = best_heading(seen, host, headings);
    const dli_value *best = NULL;

    if (heading != NULL) {
        size_t kicker = kicker_len(seen, heading->text.bytes);
        item->headline = (dli_value){ heading->text, DLI_HOW_HEADING, 95 };
        if (kicker > 0)
            item->headline.text =
                dli_text_part(arena, &heading->text,
                              (dl_span){ (uint32_t)kicker, (uint32_t)heading->text.bytes.len });
    } else {
        for (size_t i = 0; i < seen->headlines.count; i++)
            if (best == NULL || seen->headlines.ptr[i].confidence > best->confidence)
                best = &seen->headlines.ptr[i];
        if (best == NULL)
            return;
        dl_span keep = without_site(seen, host, best->text.bytes);
        item->headline = *best;
        item->headline.text = dli_text_trim(arena, dli_text_part(arena, &best->text, keep));
    }
    keep_others(arena, seen, item);
}

/* ---- Dates --------------------------------------------------------------- */

/* A date too late to be true: more than a day behind the capture. */
static bool is_future(dli_when when, dli_when captured)
{
    return captured.precision != DLI_WHEN_NONE &&
           dli_when_seconds(when) > dli_when_seconds(captured) + (int64_t)36 * 3600;
}

static unsigned trust(const dli_seen_date *seen, dli_date_role role)
{
    unsigned points = seen->date.confidence;

    if (seen->role != (uint8_t)role)
        points = seen->role == DLI_ROLE_UNKNOWN && role == DLI_ROLE_PUBLISHED ? points : 0;
    return seen->date.when.precision < DLI_WHEN_DAY ? points / 2 : points;
}

static const dli_seen_date *best_date(const dli_seen *seen, dli_date_role role,
                                      dli_when captured)
{
    const dli_seen_date *best = NULL;

    for (size_t i = 0; i < seen->dates.count; i++) {
        const dli_seen_date *d = &seen->dates.ptr[i];
        if (is_future(d->date.when, captured) || trust(d, role) == 0)
            continue;
        if (best == NULL || trust(d, role) > trust(best, role))
            best = d;
    }
    return best;
}

/* The day as it was where the page was made: of a time given in UTC another candidate
 * may say the local form, the same instant with its offset, or the day next to it as
 * readers see it beside the headline. */
static const dli_seen_date *local_form(const dli_seen *seen, const dli_seen_date *utc)
{
    const dli_when *when = &utc->date.when;

    if (when->precision < DLI_WHEN_HOUR || (when->zoned && when->offset != 0))
        return utc;
    int64_t instant = dli_when_seconds(*when);
    for (size_t i = 0; i < seen->dates.count; i++) {
        const dli_when *other = &seen->dates.ptr[i].date.when;
        if (other->zoned && other->offset != 0 && other->precision >= DLI_WHEN_MINUTE &&
            dli_when_seconds(*other) / 60 == instant / 60)
            return &seen->dates.ptr[i];
    }
    int64_t day = dli_days_from_civil(when->year, when->month, when->day);
    for (size_t i = 0; i < seen->dates.count; i++) {
        const dli_seen_date *other = &seen->dates.ptr[i];
        if (other->date.confidence < 55 || other->date.how < DLI_HOW_TIME ||
            other->date.when.precision < DLI_WHEN_DAY || other->role == DLI_ROLE_MODIFIED)
            continue;
        int64_t shown = dli_days_from_civil(other->date.when.year, other->date.when.month,
                                            other->date.when.day);
        if (shown == day)
            return utc;
        if ((shown == day - 1 && when->hour < 12) || (shown == day + 1 && when->hour >= 10))
            return other;
    }
    return utc;
}

/* The same day with its time, or the same time with its zone, where the page says it. */
static const dli_seen_date *with_time(const dli_seen *seen, const dli_seen_date *chosen)
{
    const dli_seen_date *best = chosen;

    for (size_t i = 0; i < seen->dates.count; i++) {
        const dli_seen_date *other = &seen->dates.ptr[i];
        const dli_when *w = &other->date.when, *b = &best->date.when;
        if (other->role == DLI_ROLE_MODIFIED || w->precision < DLI_WHEN_MINUTE ||
            w->year != b->year || w->month != b->month || w->day != b->day)
            continue;
        bool same =
            b->precision >= DLI_WHEN_MINUTE && w->hour == b->hour && w->minute == b->minute;
        if ((b->precision == DLI_WHEN_DAY && other->date.confidence >= 55) ||
            (same && w->zoned && !b->zoned))
            best = other;
    }
    return best;
}

void dli_choose_dates(dli_arena *arena, const dli_seen *seen, dli_when captured, dli_item *item)
{
    const dli_seen_date *published = best_date(seen, DLI_ROLE_PUBLISHED, captured);
    const dli_seen_date *modified = best_date(seen, DLI_ROLE_MODIFIED, captured);

    if (modified != NULL && (published == NULL || trust(published, DLI_ROLE_PUBLISHED) * 2 <
                                                      trust(modified, DLI_ROLE_MODIFIED))) {
        item->published = modified->date; /* the only date that is worth anything */
        item->published.confidence /= 2;
        published = modified;
        modified = NULL;
    } else if (published != NULL) {
        published = with_time(seen, local_form(seen, published));
        item->published = published->date;
    }
    if (modified != NULL)
        item->modified = modified->date;
    for (size_t i = 0; i < seen->dates.count && item->other_dates.count < DLI_MAX_OTHERS; i++)
        if (&seen->dates.ptr[i] != published && &seen->dates.ptr[i] != modified)
            (void)DLI_PUSH(arena, &item->other_dates, seen->dates.ptr[i].date);
}

/* ---- People -------------------------------------------------------------- */

bool dli_is_house(const dli_seen *seen, dl_str name)
{
    for (size_t i = 0; i < seen->headlines.count; i++) {
        dl_str title = seen->headlines.ptr[i].text.bytes;
        if (seen->headlines.ptr[i].how == DLI_HOW_PAGE && title.len > name.len + 4 &&
            name.len > 0 && (dli_starts(title, name) || dli_ends(title, name)))
            return true;
    }
    if (dli_is_among(&seen->site_names, name))
        return true;
    /* "Wire.example" of https://www.wire.example/ */
    char host[64];
    size_t dot = dli_find_byte(name, '.', 1);
    if (dot == DLI_NONE || name.len < 5 || name.len > sizeof host ||
        dli_find_byte(name, ' ', 0) != DLI_NONE)
        return false;
    size_t len = dli_fold_to(host, sizeof host, name);
    return dli_find_nocase(seen->canonical.text.bytes, (dl_str){ host, len }, 0) != DLI_NONE;
}

/* By source, the most trusted first; an organization that a page declares comes behind the
 * people it declares, the house itself behind all. */
static unsigned rank_of(const dli_seen *seen, const dli_person *person)
{
    enum {
        ORGANIZATION = DLI_HOW_BYLINE - DLI_HOW_META - 1,
        HOUSE = 100
    };

    return person->how + (dli_is_house(seen, person->name.bytes) ? HOUSE
                          : person->organization                 ? ORGANIZATION
                                                                 : 0u);
}

/* All of the source that has the best, but for the house beside others. */
static void take_best(dli_arena *arena, const dli_seen *seen, const dli_people *from,
                      dli_people *to)
{
    const dli_person *best = NULL;

    for (size_t i = 0; i < from->count; i++)
        if (best == NULL || rank_of(seen, &from->ptr[i]) < rank_of(seen, best))
            best = &from->ptr[i];
    for (size_t i = 0; best != NULL && i < from->count; i++)
        if (from->ptr[i].how == best->how &&
            dli_is_house(seen, from->ptr[i].name.bytes) == dli_is_house(seen, best->name.bytes))
            (void)DLI_PUSH(arena, to, from->ptr[i]);
}

void dli_choose_people(dli_arena *arena, const dli_seen *seen, dli_item *item)
{
    take_best(arena, seen, &seen->authors, &item->author);
    take_best(arena, seen, &seen->editors, &item->editor);
    take_best(arena, seen, &seen->translators, &item->translator);
    take_best(arena, seen, &seen->contributors, &item->contributor);
}

/* ---- Language ------------------------------------------------------------ */

/* A declared tag as BCP 47 writes its language: "en_US" is "en". */
static size_t language_of(dl_str tag)
{
    size_t len = 0;

    while (len < tag.len && dli_is_alpha(tag.ptr[len]))
        len++;
    return len == 2 || len == 3 ? len : 0;
}

void dli_choose_language(const dli_lang_model *model, const dli_seen *seen, dl_str text,
                         dli_item *item)
{
    const dli_value *declared = NULL;

    for (size_t i = 0; i < seen->languages.count; i++)
        if (language_of(seen->languages.ptr[i].text.bytes) > 0 &&
            (declared == NULL || seen->languages.ptr[i].confidence > declared->confidence))
            declared = &seen->languages.ptr[i];
    dl_str tag = declared == NULL ? DL_STR("") : declared->text.bytes;
    dli_lang_guess guess = dli_lang_identify(model, text, tag);
    if (guess.code.len > 0) {
        item->language = guess.code;
        item->language_how = DLI_HOW_TEXT;
        item->language_confidence = guess.confidence;
    } else if (declared != NULL) {
        item->language = dli_slice(tag, 0, language_of(tag));
        item->language_how = declared->how;
        item->language_confidence = declared->confidence;
    }
}
