/* members.c -- the items of a run: entries, teasers, articles below each other.
 *
 * In:   a run (runs.c, sections.c), everything the page says of itself
 * Out:  an item for each member, and the one that stands above entries
 */
#include "article/reader.h"

#include "article/choose.h"
#include "article/openers.h"
#include "article/people.h"
#include "article/roles.h"
#include "base/error.h"
#include "base/limits.h"

enum {
    LEAD_BLOCKS = 16, /* before the first entry of a live blog, in which its own text stands */
    HEAD_BLOCKS = 4,  /* of a member of a run, in which its headline stands */
    TITLE_MOST = 30,  /* words of one that no markup makes a headline       */
};

typedef dli_reader reader;

/* ---- Headlines ----------------------------------------------------------- */

/* "3 June", "Monday", "18:40": says when, and is no headline. */
static bool is_when(const reader *r, dl_str s)
{
    dli_when when;
    uint32_t rest;

    return dli_weekday_read(r->lang, s, &when) || dli_day_alone(&r->style, s, &when) ||
           (dli_clock_read(&r->style, s, &when, &rest) && rest == s.len);
}

static bool is_heading(const reader *r, const dli_run *run, const dli_member *m, uint32_t i)
{
    const dli_raw_block *b = &r->blocks.list.ptr[i];

    return ((run->titled && i == m->first) || b->kind == DLI_RAW_H ||
            (b->bold && !b->stop && b->words <= 15)) &&
           !is_when(r, b->text.bytes);
}

static uint32_t head_end(const dli_member *m)
{
    return m->first + HEAD_BLOCKS < m->end ? m->first + HEAD_BLOCKS : m->end;
}

/* The block that would be the headline of a member by its place: short, before all text, and no
 * date. UINT32_MAX if there is none. */
static uint32_t title_by_place(const reader *r, const dli_member *m)
{
    for (uint32_t i = m->first; i < head_end(m) && i + 1 < m->end; i++) {
        const dli_raw_block *b = &r->blocks.list.ptr[i];
        dli_line_role role = dli_role_of_block(r, i, false);
        if (role == DLI_LINE_DATE || role == DLI_LINE_BYLINE || b->words == 0 ||
            is_when(r, b->text.bytes))
            continue;
        bool linked = b->linked * 2 > b->chars;
        return role == DLI_LINE_BODY && b->words <= TITLE_MOST && (linked || !b->stop)
                   ? i
                   : UINT32_MAX;
    }
    return UINT32_MAX;
}

/* What the titles of two members have in common: the element and its class. */
static bool look_alike(const reader *r, uint32_t i, uint32_t k)
{
    dli_node a = r->blocks.list.ptr[i].node, b = r->blocks.list.ptr[k].node;

    return dli_node_at(r->page, a)->tag == dli_node_at(r->page, b)->tag &&
           dli_eq(dli_attr_value(r->page, a, DLI_ATTR_CLASS, r->scratch),
                  dli_attr_value(r->page, b, DLI_ATTR_CLASS, r->scratch));
}

/* Whether the members of a run that has no headings have headlines by their place: nearly all
 * do, they look alike, and they are not names that come again. */
static bool has_titles(const reader *r, const dli_run *run)
{
    uint32_t with = 0, alike = 0, names = 0, headed = 0, before = UINT32_MAX;

    for (uint32_t k = 0; k < run->count; k++) {
        for (uint32_t i = run->members[k].first; i < head_end(&run->members[k]); i++)
            headed += is_heading(r, run, &run->members[k], i);
        uint32_t title = title_by_place(r, &run->members[k]);
        if (title == UINT32_MAX)
            continue;
        const dli_raw_block *b = &r->blocks.list.ptr[title];
        with++;
        alike += before == UINT32_MAX || look_alike(r, before, title);
        names += b->linked * 2 <= b->chars && dli_is_names(b->text.bytes);
        before = title;
    }
    return run->count > 2 && headed * 10 <= run->count * 2 && with * 10 >= run->count * 8 &&
           alike * 10 >= with * 8 && names * 2 < with;
}

/* ---- Dates --------------------------------------------------------------- */

/* The times in the markup from `root` down: the first of them is the item's. */
static void see_times(reader *r, dli_node root, dli_seen *seen)
{
    for (dli_node n = root; n != 0; n = dli_walk(r->page, n, root, false)) {
        const dli_attr *attr =
            dli_is_tag(r->page, n, DLI_TAG_TIME) ? dli_attr_find(r->page, n, DLI_ATTR_DATETIME)
            : dli_is_tag(r->page, n, DLI_TAG_META) ? dli_attr_find(r->page, n, DLI_ATTR_CONTENT)
                                                   : NULL;
        if (attr != NULL && seen->dates.count == 0)
            dli_see_date(r->arena, seen, &r->style, dli_attr_text(r->page, attr, r->arena),
                         DLI_HOW_TIME, DLI_ROLE_PUBLISHED, 85);
    }
}

/* "Lundi" as the heading of an entry: the last one before the day of the whole. */
static void see_weekday(reader *r, const dli_member *m, dli_item *item)
{
    const dl_text *text = &r->blocks.list.ptr[m->first].text;
    dli_when day = r->out->items.count > 0 ? r->out->items.ptr[0].published.when
                                           : (dli_when){ 0 },
             weekday;

    if (day.precision < DLI_WHEN_DAY)
        day = r->input->captured;
    if (day.precision >= DLI_WHEN_DAY && day.year != 0 &&
        dli_weekday_read(r->lang, text->bytes, &weekday))
        item->published =
            (dli_date){ dli_weekday_before(day, weekday.day), *text, DLI_HOW_TEXT, 60 };
}

/* The dates of a member: in its markup or lines, else those of the page. One whose headline
 * is the page's own has the page's, which are fuller. */
static void date_member(reader *r, const dli_run *run, const dli_member *m, dli_item *item)
{
    dli_seen seen = { 0 };
    dli_item page = { 0 };

    if (m->node != 0)
        see_times(r, m->node, &seen);
    for (uint32_t i = m->first; i < head_end(m) && m->node == 0; i++)
        see_times(r, r->blocks.list.ptr[i].node, &seen);
    for (uint32_t i = m->first; i < m->end && seen.dates.count == 0; i++)
        if (dli_role_of_block(r, i, false) == DLI_LINE_DATE)
            dli_see_date(r->arena, &seen, &r->style, r->blocks.list.ptr[i].text, DLI_HOW_BYLINE,
                         DLI_ROLE_PUBLISHED, 60);
    if (seen.dates.count > 0 || run->kind != DLI_KIND_BULLETIN)
        dli_choose_dates(r->arena, seen.dates.count > 0 ? &seen : &r->seen, r->input->captured,
                         item);
    else
        see_weekday(r, m, item);
    if (run->kind != DLI_KIND_ITEMS || seen.dates.count == 0 ||
        !dli_is_among(&r->seen.headlines, item->headline.text.bytes))
        return;
    dli_choose_dates(r->arena, &r->seen, r->input->captured, &page);
    const dli_when *w = &page.published.when, *own = &item->published.when;
    if (w->precision > own->precision && w->year == own->year && w->month == own->month &&
        w->day == own->day)
        item->published = page.published;
}

/* The heading and the date that a member of a run begins with. */
static void head_of_member(reader *r, const dli_run *run, const dli_member *m, bool by_place,
                           dli_item *item)
{
    uint32_t title = UINT32_MAX;

    for (uint32_t i = m->first; i < head_end(m) && title == UINT32_MAX; i++)
        if (is_heading(r, run, m, i))
            title = i;
    if (title == UINT32_MAX && by_place)
        title = title_by_place(r, m);
    if (title != UINT32_MAX && item->headline.text.bytes.len == 0)
        item->headline = (dli_value){ r->blocks.list.ptr[title].text, DLI_HOW_HEADING, 90 };
    date_member(r, run, m, item);
}

/* ---- Items ---------------------------------------------------------------- */

/* "**No herring, again.** The drifters …": take the bold words for the headline and off the
 * paragraph; returns it as it was. */
static dl_text take_led(reader *r, const dli_member *m, dli_item *item)
{
    dli_raw_block *b = &r->blocks.list.ptr[m->first];
    dl_text whole = b->text;
    dl_str bold = dli_slice(whole.bytes, 0, b->lead);
    size_t end = dli_trim(bold).len, from = b->lead;

    while (end > 0 && (bold.ptr[end - 1] == '.' || bold.ptr[end - 1] == ':'))
        end--;
    while (from < whole.bytes.len && whole.bytes.ptr[from] == ' ')
        from++;
    item->headline =
        (dli_value){ dli_text_part(r->arena, &whole, (dl_span){ 0, (uint32_t)end }),
                     DLI_HOW_HEADING, 80 };
    b->text =
        dli_text_part(r->arena, &whole, (dl_span){ (uint32_t)from, (uint32_t)whole.bytes.len });
    return whole;
}

static dl_status make_member(reader *r, const dli_run *run, const dli_member *m, bool by_place,
                             uint32_t parent)
{
    dli_item item = { .position = (uint32_t)r->out->items.count + 1, .parent = parent };
    dl_text whole = r->blocks.list.ptr[m->first].text;

    item.kind = parent > 0                      ? DLI_ITEM_ENTRY
                : run->kind == DLI_KIND_LISTING ? DLI_ITEM_TEASER
                                                : DLI_ITEM_ARTICLE;
    if (run->led) {
        whole = take_led(r, m, &item);
        r->roles[2 * (size_t)m->first] = r->roles[2 * (size_t)m->first + 1] = 0;
    }
    head_of_member(r, run, m, by_place, &item);
    DLI_TRY(dli_item_read(r, m->first, m->end, false, &item, NULL));
    r->blocks.list.ptr[m->first].text = whole;
    bool titled = item.kind == DLI_ITEM_TEASER && item.headline.text.bytes.len > 0;
    return (item.body.bytes.len == 0 && !titled) || DLI_PUSH(r->arena, &r->out->items, item)
               ? DL_OK
               : dli_no_memory(r->err);
}

/* Who wrote an entry did not write the whole. */
static void forget_people(reader *r, const dli_run *run)
{
    const dl_text *first = &r->blocks.list.ptr[run->members[0].first].text;
    const dl_text *last = &r->blocks.list.ptr[run->members[run->count - 1].end - 1].text;
    dli_people *lists[] = { &r->seen.authors, &r->seen.editors, &r->seen.contributors };

    if (first->count == 0 || last->count == 0)
        return;
    dl_span inside = { first->runs[0].from.start, last->runs[last->count - 1].from.end };
    for (size_t k = 0; k < sizeof lists / sizeof *lists; k++) {
        size_t kept = 0;
        for (size_t i = 0; i < lists[k]->count; i++) {
            const dli_person *p = &lists[k]->ptr[i];
            uint32_t at = p->name.count > 0 ? p->name.runs[0].from.start : 0;
            if (p->how != DLI_HOW_BYLINE || at < inside.start || at >= inside.end)
                lists[k]->ptr[kept++] = *p;
        }
        lists[k]->count = kept;
    }
}

/* What stands above the entries of a live blog or a digest. */
static dl_status make_lead(reader *r, const dli_run *run)
{
    dli_item item = { 0 };
    uint32_t first = run->members[0].first;

    if (run->kind == DLI_KIND_LIVEBLOG)
        return dli_whole_item(r, first > LEAD_BLOCKS ? first - LEAD_BLOCKS : 0, first, true,
                              &item);
    DLI_TRY(dli_whole_item(r, r->content.first, first, true, &item));
    dli_item *lead = &r->out->items.ptr[r->out->items.count - 1];
    lead->kind = DLI_ITEM_BULLETIN;
    return DL_OK;
}

static bool has_clock(const dli_item *item)
{
    return item->kind == DLI_ITEM_ENTRY && item->published.how == DLI_HOW_TEXT &&
           item->published.when.precision == DLI_WHEN_MINUTE;
}

static int minute_of(const dli_item *item)
{
    return item->published.when.hour * 60 + item->published.when.minute;
}

/* Entries from `first` on that give a time of day and no day all got the day of the whole, which is that
 * of the oldest: count the midnights from there. */
static void pass_midnights(dli_article *a, size_t first)
{
    int up = 0, down = 0, days = 0;
    const dli_item *before = NULL;
    size_t count = a->items.count - first;

    for (size_t i = first; i < a->items.count; i++) {
        const dli_item *item = &a->items.ptr[i];
        if (!has_clock(item))
            return;
        up += before != NULL && minute_of(item) > minute_of(before);
        down += before != NULL && minute_of(item) < minute_of(before);
        before = item;
    }
    before = NULL;
    for (size_t k = 0; k < count; k++) {
        dli_item *item = &a->items.ptr[down > up ? first + count - 1 - k : first + k];
        dli_when *w = &item->published.when;
        days += before != NULL && minute_of(item) < minute_of(before);
        dli_when day =
            dli_civil_from_days(dli_days_from_civil(w->year, w->month, w->day) + days);
        w->year = day.year;
        w->month = day.month;
        w->day = day.day;
        before = item;
    }
}

dl_status dli_run_items(reader *r, const dli_run *run)
{
    bool by_place = !run->led && has_titles(r, run);
    uint32_t parent = 0;

    if (run->kind == DLI_KIND_LIVEBLOG || run->kind == DLI_KIND_BULLETIN) {
        forget_people(r, run);
        DLI_TRY(make_lead(r, run));
        parent = 1;
    }
    for (uint32_t i = 0; i < run->count && r->out->items.count < DLI_MAX_ITEMS; i++)
        DLI_TRY(make_member(r, run, &run->members[i], by_place, parent));
    if (run->kind == DLI_KIND_LIVEBLOG)
        pass_midnights(r->out, parent);
    return DL_OK;
}
