/* predict.c -- the rooms of facts on the language packs, as ../shared/bench/nlp/score.py reads it.
 *
 *   predict TASK GOLD.jsonl [MODELS] > OUT.jsonl
 *
 * TASK is attrib, incidents, dates, ner, seg or ud. In: lines of JSON with "id", "text" (or
 * "tokens"), "lang" (en) and "date", the day of publication; for seg the blocks that "score.py
 * blocks" prints, for ud the words of "w". Out: a line for each with positions in bytes (score.py
 * --offsets byte). Nothing else of the gold is looked at. Models are those that the program carries, or
 * of the folder MODELS. Unlike the bench's own predict, which runs the program, this one needs no
 * desk: the language is given, the text is one item.
 */
#include "base/error.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/str.h"
#include "desk/engine.h"
#include "incident/spot.h"

#include "../../tools/lines_item.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
    MOST_LINE = 8 << 20,
    ARENA_BYTES = 1 << 30
};

/* One record of the gold, and what the rooms made of it. */
typedef struct reading {
    dli_arena arena, scratch;
    dli_item item;
    dli_parsed parsed;
    dli_statements statements;
    dli_locations locations;
    dli_incidents incidents;
    dli_buf out;
    const dl_engine *engine;
} reading;

static void put_text(dli_buf *out, const char *key, dl_str body, dl_span in)
{
    if (in.end > in.start)
        dli_json_member(out, key, dli_cut(body, in));
}

static void put_when(dli_buf *out, dli_when when)
{
    char room[64];
    dli_arena arena;
    dli_buf text;

    dli_arena_init(&arena, sizeof room * 64);
    dli_buf_init(&text, &arena);
    dli_when_print(&text, when);
    dli_json_string(out, dli_buf_str(&text));
    dli_arena_done(&arena);
}

/* ---- attrib ---------------------------------------------------------------- */

static void put_part(dli_buf *out, const char *key, const dli_part *part)
{
    dli_json_key(out, key);
    dli_json_open(out, '[');
    for (uint32_t i = 0; i < part->count; i++)
        dli_json_span(out, part->spans[i]);
    dli_json_close(out, ']');
}

static void put_attrib(reading *r)
{
    dli_buf *out = &r->out;

    dli_json_key(out, "attributions");
    dli_json_open(out, '[');
    for (size_t i = 0; i < r->statements.list.count; i++) {
        const dli_statement *s = &r->statements.list.ptr[i];
        char id[24], parent[24];
        (void)snprintf(id, sizeof id, "%zu", i + 1);
        (void)snprintf(parent, sizeof parent, "%u", s->parent);
        dli_json_open(out, '{');
        dli_json_member(out, "id", dli_str(id));
        if (s->parent != 0)
            dli_json_member(out, "parent", dli_str(parent));
        put_part(out, "source", &s->source.part);
        put_part(out, "cue", &s->cue);
        put_part(out, "content", &s->content);
        dli_json_close(out, '}');
    }
    dli_json_close(out, ']');
}

/* ---- incidents ------------------------------------------------------------- */

/* The figure for the incident itself, its first that is no part of another, or 0: as the bench's predict
 * has it. */
static uint64_t figure(const dli_incident *x, dli_figure_what what)
{
    for (uint32_t i = 0; i < x->figure_count; i++) {
        const dli_figure *f = &x->figures[i];
        if (f->what == what && f->scope == DLI_SCOPE_INCIDENT && f->parent == 0)
            return f->has_value ? f->value : f->has_min ? f->min : f->max;
    }
    return 0;
}

/* The type in the words of MUC-4, which calls all that is no bomb an attack; NULL for
 * what it has no template for. */
static const char *muc_type(uint8_t type)
{
    switch ((dli_incident_type)type) {
    case DLI_INCIDENT_BOMBING:
        return "bombing";
    case DLI_INCIDENT_KIDNAPPING:
        return "kidnapping";
    case DLI_INCIDENT_SABOTAGE:
    case DLI_INCIDENT_SHOOTING:
    case DLI_INCIDENT_SHELLING:
    case DLI_INCIDENT_AIRSTRIKE:
    case DLI_INCIDENT_CLASH:
    case DLI_INCIDENT_CASUALTIES:
        return "attack";
    case DLI_INCIDENT_OTHER:
    case DLI_INCIDENT_ARREST:
    case DLI_INCIDENT_PROTEST:
    case DLI_INCIDENT_ACCIDENT:
    case DLI_INCIDENT_DISASTER:
        break;
    }
    return NULL;
}

static bool has_figure(const dli_incident *x, dli_figure_what what)
{
    for (uint32_t i = 0; i < x->figure_count; i++)
        if (x->figures[i].what == what && x->figures[i].scope == DLI_SCOPE_INCIDENT)
            return true;
    return false;
}

static void put_degrees(dli_buf *out, const char *key, int32_t value)
{
    char text[32];

    dli_json_key(out, key);
    (void)snprintf(text, sizeof text, "%.5f", value / 100000.0);
    dli_buf_add(out, dli_str(text));
}

/* The words, and what they mean on the map: the Salvadoran capital is San Salvador. */
static void put_place(reading *r, const dli_incident *x)
{
    dli_place_entry e = { 0 };

    if (x->place.where != 0)
        e = dli_gazetteer_place(&r->engine->gazetteer, x->place.where - 1);
    if (x->place.where == 0) {
        put_text(&r->out, "place", r->parsed.body, x->place.in);
        return;
    }
    dli_json_key(&r->out, "place");
    dli_json_open(&r->out, '[');
    if (x->place.in.end > x->place.in.start)
        dli_json_string(&r->out, dli_cut(r->parsed.body, x->place.in));
    dli_json_string(&r->out, e.name);
    dli_json_close(&r->out, ']');
    if (e.kind <= DLI_KIND_AREA && !dli_eq(dli_cut(r->parsed.body, x->place.in), e.name))
        return; /* the region around a village that the map does not have */
    put_degrees(&r->out, "lat", e.lat);
    put_degrees(&r->out, "lon", e.lon);
}

/* `templates`: the gold is MUC-4's, which has attacks only, and no count where none is told;
 * elsewhere nobody is 0. */
static void put_incidents(reading *r, bool templates)
{
    dli_buf *out = &r->out;

    dli_json_key(out, "incidents");
    dli_json_open(out, '[');
    for (size_t i = 0; i < r->incidents.list.count; i++) {
        const dli_incident *x = &r->incidents.list.ptr[i];
        const char *type = muc_type(x->type);
        if (x->type == DLI_INCIDENT_ARREST || x->type == DLI_INCIDENT_PROTEST)
            continue; /* both packs have attacks only */
        if (templates && (type == NULL || x->status == DLI_STATUS_PLANNED ||
                          x->status == DLI_STATUS_HYPOTHETICAL))
            continue;
        dli_json_open(out, '{');
        if (type != NULL)
            dli_json_member(out, "type", dli_str(type));
        if (x->date.from.precision != DLI_WHEN_NONE) {
            dli_json_key(out, "date");
            put_when(out, x->date.from);
        }
        put_place(r, x);
        if (!templates || has_figure(x, DLI_FIGURE_KILLED)) {
            dli_json_key(out, "killed");
            dli_json_u64(out, figure(x, DLI_FIGURE_KILLED));
        }
        if (!templates || has_figure(x, DLI_FIGURE_WOUNDED)) {
            dli_json_key(out, "wounded");
            dli_json_u64(out, figure(x, DLI_FIGURE_WOUNDED));
        }
        dli_json_close(out, '}');
    }
    dli_json_close(out, ']');
}

/* ---- dates ----------------------------------------------------------------- */

static void put_stamp(dli_buf *out, int64_t seconds)
{
    dli_when w = dli_when_from_seconds(seconds);

    w.zoned = false;
    put_when(out, w);
}

/* The digits of a field, or as many X. */
static void put_field(dli_buf *out, uint32_t known, int value, int digits)
{
    char text[16];

    (void)snprintf(text, sizeof text, digits == 4 ? "%04d" : "%02d", value);
    dli_buf_add(out, known != 0 ? dli_str(text) : digits == 4 ? DL_STR("XXXX") : DL_STR("XX"));
}

__attribute__((format(printf, 2, 3))) static void put_format(dli_buf *out, const char *format,
                                                             ...)
{
    char text[32];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    dli_buf_add(out, dli_str(text));
}

static void put_iso_week(dli_buf *out, int64_t monday)
{
    int year = dli_civil_from_days(monday + 3).year;
    int64_t first = dli_days_from_civil(year, 1, 4);

    put_format(out, "%04d-W", year);
    put_format(out, "%02d", (int)((monday - (first - dli_weekday(first))) / 7 + 1));
}

/* `full`: with minutes where none are told, as in KRAUTS. */
static void put_clock(dli_buf *out, const dli_moment *m, bool full)
{
    static const char *const parts[] = { "", "TMO", "TAF", "TEV", "TNI", "TMI" };

    if ((m->has & DLI_HAS_HOUR) == 0) {
        if ((m->has & DLI_HAS_PART) != 0)
            dli_buf_add(out, dli_str(parts[m->part]));
        return;
    }
    int hour = m->hour;
    if ((m->has & DLI_HAS_PART) != 0 && m->part > DLI_PART_MORNING && hour < 12)
        hour += 12;
    put_format(out, "T%02d", hour);
    if ((m->has & DLI_HAS_MINUTE) != 0 || full)
        put_format(out, ":%02d", m->minute);
    if ((m->has & DLI_HAS_SECOND) != 0)
        put_format(out, ":%02d", m->second);
}

/* A moment as TIMEX3 has it; `settled`: with the year that is meant where none is written. */
static void put_timex_moment(dli_buf *out, const dli_moment *given,
                             const dli_calendar *calendar, bool settled)
{
    static const char *const seasons[] = { "", "SP", "SU", "FA", "WI" };
    dli_moment copy = *given, *m = &copy;
    dli_stretch at;
    bool known = dli_moment_stretch(m, calendar, &at);
    dli_when first = known ? dli_when_from_seconds(at.from) : (dli_when){ 0 };

    if ((m->has & DLI_HAS_NOW) != 0) {
        dli_buf_add(out, DL_STR("PRESENT_REF"));
        return;
    }
    if ((m->has & DLI_HAS_RANGE) != 0 && known) {
        dli_moment day = { .has = DLI_HAS_YEAR | DLI_HAS_MONTH | DLI_HAS_DAY,
                           .year = first.year,
                           .month = first.month,
                           .day = first.day,
                           .hour = first.hour,
                           .minute = first.minute,
                           .second = first.second };
        if (at.grain < DLI_GRAIN_DAY)
            day.has |= DLI_HAS_HOUR | DLI_HAS_MINUTE | DLI_HAS_SECOND;
        copy = day;
    }
    uint32_t date = DLI_HAS_YEAR | DLI_HAS_MONTH | DLI_HAS_DAY | DLI_HAS_WEEKDAY |
                    DLI_HAS_SEASON | DLI_HAS_FEAST | DLI_HAS_WEEKEND | DLI_HAS_WEEK |
                    DLI_HAS_QUARTER | DLI_HAS_DECADE;
    bool turned = (m->has & DLI_HAS_TURN) != 0 || (m->has & DLI_HAS_WEEK) != 0;
    if (known && (settled || turned) && (m->has & date) != 0 &&
        (settled || (m->has & DLI_HAS_EDGE) == 0)) {
        bool day = (m->has & (DLI_HAS_DAY | DLI_HAS_WEEKDAY | DLI_HAS_FEAST)) != 0;
        m->year = first.year;
        m->has |= DLI_HAS_YEAR;
        if (day) {
            m->has |= DLI_HAS_MONTH | DLI_HAS_DAY;
            m->month = first.month;
            m->day = first.day;
        }
    }
    if ((m->has & DLI_HAS_WEEKDAY) != 0 && (m->has & DLI_HAS_DAY) == 0) {
        put_format(out, "XXXX-WXX-%d", m->weekday);
    } else if ((m->has & DLI_HAS_WEEK) != 0 && (m->has & DLI_HAS_DAY) == 0) {
        put_iso_week(out, m->base);
    } else if ((m->has & DLI_HAS_WEEKEND) != 0) {
        if (known && (turned || settled))
            put_iso_week(out, at.from / 86400 - 4);
        else
            dli_buf_add(out, DL_STR("XXXX-WXX"));
        dli_buf_add(out, DL_STR("-WE"));
    } else if ((m->has & DLI_HAS_DECADE) != 0 && settled) {
        put_format(out, "%d", m->years == 10 ? m->year / 10 : m->year / 100);
    } else if ((m->has & DLI_HAS_DECADE) != 0) {
        put_format(out, "(%04d-01-01,", m->year);
        put_format(out, "%04d-01-01,", m->year + m->years);
        put_format(out, "P%dY)", m->years);
    } else if ((m->has & DLI_HAS_QUARTER) != 0 && !settled) {
        put_format(out, "(%04d", m->year);
        put_format(out, "-%02d-01,", m->quarter * 3 - 2);
        put_format(out, "%04d", m->year + (m->quarter == 4));
        put_format(out, "-%02d-01,P3M)", m->quarter == 4 ? 1 : m->quarter * 3 + 1);
    } else if ((m->has & date) != 0) {
        if ((m->has & DLI_HAS_FEAST) != 0 && (m->has & DLI_HAS_DAY) == 0) {
            m->month = first.month;
            m->day = first.day;
            m->has |= DLI_HAS_MONTH | DLI_HAS_DAY;
        }
        put_field(out, m->has & DLI_HAS_YEAR, m->year, 4);
        if ((m->has & DLI_HAS_SEASON) != 0)
            dli_buf_add(out, DL_STR("-")), dli_buf_add(out, dli_str(seasons[m->season]));
        else if ((m->has & DLI_HAS_QUARTER) != 0)
            put_format(out, "-Q%d", m->quarter);
        else if ((m->has & (DLI_HAS_MONTH | DLI_HAS_DAY)) != 0) {
            dli_buf_add(out, DL_STR("-"));
            put_field(out, m->has & DLI_HAS_MONTH, m->month, 2);
            if ((m->has & DLI_HAS_DAY) != 0) {
                dli_buf_add(out, DL_STR("-"));
                put_field(out, 1, m->day, 2);
            }
        }
    } else if (settled && known) {
        put_format(out, "%04d-", first.year);
        put_format(out, "%02d-", first.month);
        put_format(out, "%02d", first.day);
    }
    put_clock(out, m, settled);
}

static void put_thousandths(dli_buf *out, int64_t count)
{
    char text[32];

    (void)snprintf(text, sizeof text, "%.10g", (double)count / 1000);
    dli_buf_add(out, dli_str(text));
}

static void put_length(dli_buf *out, int64_t count, uint8_t unit)
{
    static const char *const names[] = { "S", "M", "H", "H", "D",  "WE", "W",
                                         "M", "Q", "Y", "Y", "DE", "CE" };
    bool clock = unit <= DLI_GRAIN_HOUR;

    dli_buf_add(out, clock ? DL_STR("PT") : DL_STR("P"));
    put_thousandths(out, count < 0 ? -count : count);
    dli_buf_add(out, dli_str(names[unit]));
}

/* How far it is from a to b, in the largest unit that fits. */
static void put_distance(dli_buf *out, dli_stretch a, dli_stretch b)
{
    dli_when x = dli_when_from_seconds(a.from), y = dli_when_from_seconds(b.from);
    int64_t seconds = b.from - a.from;
    int64_t months = (y.year - x.year) * 12 + y.month - x.month;

    if (a.grain < DLI_GRAIN_DAY && b.grain < DLI_GRAIN_DAY) {
        dli_buf_add(out, DL_STR("PT"));
        if (seconds >= 3600)
            put_format(out, "%dH", (int)(seconds / 3600));
        if (seconds % 3600 != 0)
            put_format(out, "%dM", (int)(seconds % 3600 / 60));
    } else if (a.grain == DLI_GRAIN_YEAR && b.grain == DLI_GRAIN_YEAR) {
        put_format(out, "P%dY", (int)(months / 12));
    } else if (a.grain >= DLI_GRAIN_MONTH && b.grain >= DLI_GRAIN_MONTH) {
        put_format(out, "P%dM", (int)months);
    } else {
        put_format(out, "P%dD", (int)(seconds / 86400));
    }
}

static void put_timex_end(dli_buf *out, const dli_moment *m, const dli_calendar *c)
{
    put_timex_moment(out, m, c, false);
    if ((m->has & (DLI_HAS_DAY | DLI_HAS_WEEKDAY | DLI_HAS_HOUR | DLI_HAS_RANGE)) != 0)
        return;
    if ((m->has & DLI_HAS_MONTH) != 0)
        dli_buf_add(out, DL_STR("-01"));
    else if ((m->has & DLI_HAS_YEAR) != 0)
        dli_buf_add(out, DL_STR("-01-01"));
}

/* The value of a time as TIMEX3 has it. */
static void put_timex(dli_buf *out, const dli_time *t, const dli_calendar *c, bool settled)
{
    dli_stretch at, last;
    dli_moment to = t->to;

    if (t->kind == DLI_TIME_LENGTH || (t->kind == DLI_TIME_EVERY && t->count != 0)) {
        put_length(out, t->count, t->unit);
    } else if (t->kind == DLI_TIME_SPAN) {
        dli_buf_add(out, DL_STR("("));
        put_timex_end(out, &t->from, c);
        dli_buf_add(out, DL_STR(","));
        put_timex_end(out, &to, c);
        dli_buf_add(out, DL_STR(","));
        if (dli_time_stretch(t, c, &last) && dli_moment_stretch(&t->from, c, &at)) {
            static const int64_t grains[] = { 1, 60, 3600 };
            last.from = last.grain <= DLI_GRAIN_HOUR ? last.to - grains[last.grain] : last.to;
            if (last.grain == DLI_GRAIN_DAY)
                last.from -= 86400;
            (void)dli_moment_stretch(&to, c, &last);
            put_distance(out, at, last);
        }
        dli_buf_add(out, DL_STR(")"));
    } else if ((t->from.has & DLI_HAS_RANGE) != 0 && t->from.turn != 0) {
        if (settled) {
            put_length(out, t->count, t->unit);
            return;
        }
        bool ahead = t->from.turn > 0;
        int64_t day = c->now - c->now % 86400, n = t->count / 1000;
        bool clock = t->unit < DLI_GRAIN_DAY;
        static const int64_t seconds[] = { 1, 60, 3600, 0, 86400, 0, 604800 };
        dli_stretch a = { clock ? c->now : day + (ahead ? 86400 : 0), 0,
                          clock ? DLI_GRAIN_SECOND : DLI_GRAIN_DAY };
        int64_t step = t->unit <= DLI_GRAIN_WEEK ? seconds[t->unit] * n : 0;
        dli_when w = dli_when_from_seconds(a.from);
        int months = (int)n *
                     (t->unit == DLI_GRAIN_MONTH  ? 1
                      : t->unit == DLI_GRAIN_YEAR ? 12
                                                  : 0) *
                     (ahead ? 1 : -1);
        int all = w.year * 12 + w.month - 1 + months;
        int64_t other =
            months != 0 ? dli_days_from_civil(all / 12, (unsigned)(all % 12 + 1), w.day) * 86400
                        : a.from + (ahead ? step : -step);
        dli_moment x = {
            .has = DLI_HAS_RANGE, .from = a.from, .to = a.from + 1, .grain = a.grain
        };
        dli_moment y = x;
        y.from = other;
        y.to = other + 1;
        if (t->unit > DLI_GRAIN_YEAR || t->unit == DLI_GRAIN_QUARTER) {
            x.from = t->from.from;
            y.from = t->from.to;
            ahead = true;
        }
        dli_buf_add(out, DL_STR("("));
        put_timex_moment(out, ahead ? &x : &y, c, false);
        dli_buf_add(out, DL_STR(","));
        put_timex_moment(out, ahead ? &y : &x, c, false);
        dli_buf_add(out, DL_STR(","));
        if (t->unit == DLI_GRAIN_QUARTER)
            put_length(out, t->count * 3, DLI_GRAIN_MONTH);
        else if (t->unit == DLI_GRAIN_DECADE)
            put_length(out, t->count * 10, DLI_GRAIN_YEAR);
        else
            put_length(out, t->count, t->unit);
        dli_buf_add(out, DL_STR(")"));
    } else if (settled && (t->from.has & DLI_HAS_RANGE) != 0 && t->count != 0) {
        put_length(out, t->count, t->unit); /* vor zwei Jahren: how long, in KRAUTS */
    } else if ((t->from.has & DLI_HAS_RANGE) != 0 && t->count != 0 && t->from.from == c->now) {
        dli_moment x = { .has = DLI_HAS_RANGE, .grain = DLI_GRAIN_DAY }, y = x;
        x.from = t->from.from;
        y.from = t->from.to;
        dli_buf_add(out, DL_STR("("));
        put_timex_moment(out, &x, c, false);
        dli_buf_add(out, DL_STR(","));
        put_timex_moment(out, &y, c, false);
        dli_buf_add(out, DL_STR(","));
        put_length(out, t->count, t->unit);
        dli_buf_add(out, DL_STR(")"));
    } else {
        put_timex_moment(out, &t->from, c, settled);
    }
}

/* The values of a phrase that is a time as a whole: its start, and its end if it is no point. */
static void put_values(dli_buf *out, const dli_time *t, const dli_calendar *c)
{
    dli_stretch at;
    bool spans =
        t->kind == DLI_TIME_SPAN ||
        (t->from.has & (DLI_HAS_EDGE | DLI_HAS_SEASON | DLI_HAS_WEEKEND)) != 0 ||
        (t->from.has & (DLI_HAS_PART | DLI_HAS_HOUR)) == DLI_HAS_PART ||
        ((t->from.has & DLI_HAS_RANGE) != 0 &&
         (t->from.turn != 0 || t->from.from == c->now || t->from.to - t->from.from > 86400));

    if (!dli_time_stretch(t, c, &at))
        return;
    if (spans && (t->kind == DLI_TIME_AFTER || t->kind == DLI_TIME_BEFORE)) {
        put_stamp(out, t->kind == DLI_TIME_BEFORE ? at.to : at.from);
        return;
    }
    put_stamp(out, at.from);
    if (spans)
        put_stamp(out, at.to);
}

/* As the gold has them: spans ("timex", "results"), or the values of a whole phrase. */
static void put_days(reading *r, const char *key, const char *language)
{
    bool whole = strcmp(key, "values") == 0, settled = strcmp(key, "timex") == 0;
    dli_buf *out = &r->out;
    dli_when now = r->item.published.when;
    dli_calendar calendar = { .known = now.precision != DLI_WHEN_NONE,
                              .ahead = !settled,
                              .month_first = strcmp(language, "en") == 0,
                              .now = dli_when_seconds(now) + now.offset * 60,
                              .zone = now.offset };
    dli_times times = { 0 };

    for (size_t i = 0; i < r->parsed.sentences.count; i++) {
        const dli_sentence *s = &r->parsed.sentences.ptr[i];
        uint32_t to = whole ? (uint32_t)r->parsed.words.count : s->word + s->count;
        if (!dli_times_find(&r->scratch, &r->parsed, s->word, to, &calendar, whole, &times) ||
            whole)
            break;
    }
    dli_json_key(out, key);
    dli_json_open(out, '[');
    const dli_time *longest = NULL;
    for (size_t i = 0; i < times.count; i++) {
        const dli_time *t = &times.ptr[i];
        if (longest == NULL || t->in.end - t->in.start > longest->in.end - longest->in.start)
            longest = t;
        if (whole)
            continue;
        dli_json_open(out, '{');
        dli_json_key(out, "start");
        dli_json_u64(out, t->in.start);
        dli_json_key(out, "end");
        dli_json_u64(out, t->in.end);
        dli_json_member(out, "type",
                        t->kind == DLI_TIME_LENGTH  ? DL_STR("DURATION")
                        : t->kind == DLI_TIME_EVERY ? DL_STR("SET")
                        : (t->from.has & (DLI_HAS_HOUR | DLI_HAS_PART)) != 0 ? DL_STR("TIME")
                                                                             : DL_STR("DATE"));
        dli_buf value;
        dli_buf_init(&value, &r->scratch);
        put_timex(&value, t, &calendar, settled);
        dli_json_member(out, "value", dli_buf_str(&value));
        dli_json_close(out, '}');
    }
    if (whole && longest != NULL)
        put_values(out, longest, &calendar);
    dli_json_close(out, ']');
}

/* ---- seg ------------------------------------------------------------------- */

static void put_seg(reading *r)
{
    dli_buf *out = &r->out;

    dli_json_key(out, "sents");
    dli_json_open(out, '[');
    for (size_t i = 0; i < r->parsed.sentences.count; i++)
        dli_json_span(out, r->parsed.sentences.ptr[i].in);
    dli_json_close(out, ']');
    dli_json_key(out, "tok");
    dli_json_open(out, '[');
    for (size_t i = 0; i < r->parsed.words.count; i++)
        dli_json_span(out, r->parsed.words.ptr[i].in);
    dli_json_close(out, ']');
}

/* ---- ud -------------------------------------------------------------------- */

enum {
    MOST_GIVEN = 1000 /* words of a sentence */
};

/* Tags and tree of the words that the gold gives. */
static dl_status put_ud(reading *r, const dli_text_models *models, const dli_json *gold,
                        const char *lang, dl_error *err)
{
    static dl_str forms[MOST_GIVEN];
    static uint8_t tags[MOST_GIVEN];
    static dli_arc arcs[MOST_GIVEN];
    dli_buf *out = &r->out;
    uint32_t count = 0, words = dli_json_get(gold, 1, "w");

    for (uint32_t w = words == 0 ? 0 : dli_json_at(gold, words)->first;
         w != 0 && count < MOST_GIVEN; w = dli_json_at(gold, w)->next)
        forms[count++] = dli_json_str(gold, dli_json_at(gold, w)->first, &r->arena);
    DLI_TRY(dli_tag_forms(&r->scratch, models, dli_lang_find(dli_str(lang)), forms, count, tags,
                          err));
    bool trees = dli_tree_of_forms(&r->scratch, models, dli_lang_find(dli_str(lang)), forms,
                                   tags, count, arcs);
    dli_json_key(out, "w");
    dli_json_open(out, '[');
    for (uint32_t i = 0; i < count; i++) {
        dli_json_open(out, '[');
        dli_json_string(out, forms[i]);
        dli_json_string(out, DL_STR(""));
        dli_json_string(out, dli_str(dli_pos_name((dli_pos)tags[i])));
        dli_json_string(out, DL_STR(""));
        if (trees) {
            dli_json_u64(out, arcs[i].head == i ? 0 : arcs[i].head + 1);
            dli_json_string(out, dli_str(dli_relation_name((dli_relation)arcs[i].relation)));
        }
        dli_json_close(out, ']');
    }
    dli_json_close(out, ']');
    return DL_OK;
}

/* ---- ner ------------------------------------------------------------------- */

static void put_names(reading *r)
{
    static const char *const kinds[] = {
#define NAMED(kind, what) #kind,
#include "text/named.def"
    };
    dli_buf *out = &r->out;

    dli_json_key(out, "entities");
    dli_json_open(out, '[');
    for (size_t i = 0; i < r->parsed.names.count; i++) {
        const dli_named *name = &r->parsed.names.ptr[i];
        dli_json_open(out, '[');
        dli_json_u64(out, name->in.start);
        dli_json_u64(out, name->in.end);
        dli_json_string(out, dli_str(kinds[name->kind]));
        dli_json_close(out, ']');
    }
    dli_json_close(out, ']');
}

/* The text of a record, or its tokens joined by one space. */
static dl_str text_of(reading *r, const dli_json *gold)
{
    uint32_t tokens = dli_json_get(gold, 1, "tokens");
    dli_buf text;

    if (tokens == 0)
        return dli_json_get_str(gold, 1, "text", &r->arena);
    dli_buf_init(&text, &r->arena);
    for (uint32_t v = dli_json_at(gold, tokens)->first; v != 0;
         v = dli_json_at(gold, v)->next) {
        if (text.len > 0)
            dli_buf_add(&text, DL_STR(" "));
        dli_buf_add(&text, dli_json_str(gold, v, &r->arena));
    }
    return dli_buf_str(&text);
}

/* ---- Records --------------------------------------------------------------- */

static dl_status read_facts(reading *r, dli_text_tools *tools, dl_error *err)
{
    dl_status status = dli_text_parse(&r->scratch, tools, &r->item, &r->parsed, err);

    if (status == DL_OK)
        status = dli_statement_find(&r->arena, &r->scratch, &r->item, &r->parsed,
                                    &r->statements, err);
    dli_place_input places = { .gazetteer =
                                   r->engine->has_places ? &r->engine->gazetteer : NULL,
                               .model = &r->engine->toponyms,
                               .item = &r->item,
                               .parsed = &r->parsed,
                               .statements = &r->statements };
    if (status == DL_OK)
        status = dli_place_find(&r->arena, &r->scratch, &places, &r->locations, err);
    if (status == DL_OK)
        status = dli_incident_find(&r->arena, &r->scratch, &r->item, &r->parsed, &r->statements,
                                   &r->locations, &r->incidents, err);
    return status;
}

static dl_status predict(reading *r, dli_text_tools *tools, const char *task, dl_str line,
                         dl_error *err)
{
    dli_json gold;
    char lang[8], date[48];

    dl_status status = dli_json_parse(&r->scratch, line, DLI_JSON_LENIENT, &gold, err);
    if (status != DL_OK)
        return status;
    dl_str text = text_of(r, &gold);
    dl_str code = dli_json_get_str(&gold, 1, "lang", &r->arena);
    dl_str day = dli_json_get_str(&gold, 1, "date", &r->arena);
    (void)snprintf(lang, sizeof lang, "%.*s", DLI_ARG(code));
    (void)snprintf(date, sizeof date, "%.*s", DLI_ARG(day));
    r->item = item_of_lines(&r->arena, text, lang[0] == 0 ? "en" : lang, date);
    status = task[0] == 's' || task[0] == 'n'
                 ? dli_text_parse(&r->scratch, tools, &r->item, &r->parsed, err)
             : task[0] == 'u' ? DL_OK
                              : read_facts(r, tools, err);
    if (status != DL_OK)
        return status;
    dli_json_open(&r->out, '{');
    dli_json_member(&r->out, "id", dli_json_get_str(&gold, 1, "id", &r->arena));
    if (task[0] == 'a')
        put_attrib(r);
    else if (task[0] == 'i')
        put_incidents(r, dli_json_get(&gold, 1, "templates") != 0);
    else if (task[0] == 'n')
        put_names(r);
    else if (task[0] == 'd')
        put_days(r,
                 dli_json_get(&gold, 1, "values") != 0    ? "values"
                 : dli_json_get(&gold, 1, "results") != 0 ? "results"
                                                          : "timex",
                 lang[0] == 0 ? "en" : lang);
    else if (task[0] == 'u')
        status = put_ud(r, &r->engine->text, &gold, lang, err);
    else
        put_seg(r);
    dli_json_close(&r->out, '}');
    return status;
}

int main(int argc, char **argv)
{
    static char line[MOST_LINE];
    dli_text_tools *tools = NULL;
    dl_engine *engine = NULL;
    dl_error err = { 0 };
    FILE *gold = argc == 3 || argc == 4 ? fopen(argv[2], "rb") : NULL;

    if (gold == NULL || strchr("aidnsu", argv[1][0]) == NULL) {
        (void)fprintf(stderr,
                      "usage: predict attrib|incidents|dates|ner|seg|ud GOLD.jsonl [MODELS]\n");
        return 2;
    }
    dl_status status = dl_engine_open(argc == 4 ? argv[3] : NULL, &engine, &err);
    if (status == DL_OK)
        status = dli_text_tools_open(&engine->text, &tools, &err);
    while (status == DL_OK && fgets(line, sizeof line, gold) != NULL) {
        reading r = { .engine = engine };
        dli_arena_init(&r.arena, ARENA_BYTES);
        dli_arena_init(&r.scratch, ARENA_BYTES);
        dli_buf_init(&r.out, &r.arena);
        status = predict(&r, tools, argv[1], dli_str(line), &err);
        dl_str out = dli_buf_str(&r.out);
        (void)fwrite(out.ptr, 1, out.len, stdout);
        (void)putchar('\n');
        dli_arena_done(&r.arena);
        dli_arena_done(&r.scratch);
    }
    dli_text_tools_close(tools);
    dl_engine_close(engine);
    (void)fclose(gold);
    if (status != DL_OK)
        (void)fprintf(stderr, "predict: %s\n", err.what);
    return status != DL_OK;
}
