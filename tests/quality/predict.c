/* predict.c -- the rooms of facts on the language packs, as ../shared/bench/nlp/score.py reads it.
 *
 *   predict TASK GOLD.jsonl > OUT.jsonl
 *
 * TASK is attrib, incidents, dates or seg. In: lines of JSON with "id", "text", "lang" (en)
 * and "date", the day of publication; for seg the blocks that "score.py blocks" prints. Out:
 * a line for each with positions in bytes (score.py --offsets byte). Nothing else of the gold
 * is looked at. Unlike the bench's own predict, which runs the program, this one needs no
 * desk: the language is given, the text is one item.
 */
#include "base/error.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/str.h"
#include "incident/spot.h"

#include <stdio.h>
#include <string.h>

enum {
    MOST_LINE = 8 << 20,
    ARENA_BYTES = 1 << 30,
    WRAPPED_LEAST = 50,
    WRAPPED_MOST = 80,
    ONE_CLAUSE = 150 /* bytes */
};

/* One record of the gold, and what the rooms made of it. */
typedef struct reading {
    dli_arena arena, scratch;
    dli_item item;
    dli_parsed parsed;
    dli_statements statements;
    dli_incidents incidents;
    dli_buf out;
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

/* The figure for the incident itself, or 0; what one sentence counts apart ("a woman and
 * two children") is summed up. */
static uint64_t figure(const dli_incident *x, dli_figure_what what)
{
    uint64_t sum = 0;
    const dli_figure *first = NULL;

    for (uint32_t i = 0; i < x->figure_count; i++) {
        const dli_figure *f = &x->figures[i];
        if (f->what != what || f->scope != DLI_SCOPE_INCIDENT || f->parent != 0 ||
            (first != NULL && f->in.start - first->in.start > ONE_CLAUSE))
            continue;
        first = first == NULL ? f : first;
        sum += f->has_value ? f->value : f->has_min ? f->min : f->max;
    }
    return sum;
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

static void put_incidents(reading *r)
{
    dli_buf *out = &r->out;

    dli_json_key(out, "incidents");
    dli_json_open(out, '[');
    for (size_t i = 0; i < r->incidents.list.count; i++) {
        const dli_incident *x = &r->incidents.list.ptr[i];
        const char *type = muc_type(x->type);
        dli_json_open(out, '{');
        if (type != NULL)
            dli_json_member(out, "type", dli_str(type));
        if (x->date.from.precision != DLI_WHEN_NONE) {
            dli_json_key(out, "date");
            put_when(out, x->date.from);
        }
        put_text(out, "place", r->parsed.body, x->place.in);
        dli_json_key(out, "killed");
        dli_json_u64(out, figure(x, DLI_FIGURE_KILLED));
        dli_json_key(out, "wounded");
        dli_json_u64(out, figure(x, DLI_FIGURE_WOUNDED));
        dli_json_close(out, '}');
    }
    dli_json_close(out, ']');
}

/* ---- dates ----------------------------------------------------------------- */

/* As the gold has them: spans ("timex", "results"), or the values of a whole phrase. */
static void put_days(reading *r, const char *key)
{
    bool whole = strcmp(key, "values") == 0;
    dli_buf *out = &r->out;
    dli_scene s = { .arena = &r->scratch, .item = &r->item, .parsed = &r->parsed };

    dli_json_key(out, key);
    dli_json_open(out, '[');
    for (size_t i = 0; i < r->parsed.sentences.count; i++) {
        const dli_sentence *sentence = &r->parsed.sentences.ptr[i];
        s.from = sentence->word;
        s.to = sentence->word + sentence->count;
        if (!dli_spot_numbers(&s) || !dli_spot_days(&s))
            return;
        for (size_t d = 0; d < s.days.count; d++) {
            const dli_day *day = &s.days.ptr[d];
            dl_span in = dli_words_span(&r->parsed, day->word, day->end);
            if (!whole)
                dli_json_open(out, '{');
            for (unsigned end = 0; !whole && end < 2; end++) {
                dli_json_key(out, end == 0 ? "start" : "end");
                dli_json_u64(out, end == 0 ? in.start : in.end);
            }
            if (!whole) {
                dli_json_member(out, "type", DL_STR("DATE"));
                dli_json_key(out, "value");
            }
            put_when(out, day->from);
            if (!whole)
                dli_json_close(out, '}');
        }
    }
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

/* ---- Records --------------------------------------------------------------- */

/* Lines [at, end) and the next are one paragraph that was broken at some 72 columns. */
static bool goes_on(dl_str text, size_t at, size_t end)
{
    return end - at >= WRAPPED_LEAST && end - at <= WRAPPED_MOST && end + 1 < text.len &&
           !dli_is_space(text.ptr[end + 1]) && memchr(".!?:", text.ptr[end - 1], 4) == NULL;
}

/* The text as one item, each line of it a block, as the program takes running text. */
static dli_item item_of_lines(dli_arena *arena, dl_str text, const char *language,
                              const char *published)
{
    dli_item item = { .position = 1, .language = dli_str(language) };

    item.body.bytes = text;
    (void)dli_when_parse(dli_str(published), &item.published.when);
    for (size_t at = 0, end; at < text.len; at = end + 1) {
        size_t line = at;
        for (;;) {
            end = dli_find_byte(text, '\n', line);
            end = end == DLI_NONE ? text.len : end;
            if (!goes_on(text, line, end))
                break;
            line = end + 1;
        }
        dli_block block = { .kind = DLI_BLOCK_P, .in = { (uint32_t)at, (uint32_t)end } };
        if (dli_trim(dli_slice(text, at, end)).len > 0 && !DLI_PUSH(arena, &item.blocks, block))
            break;
    }
    return item;
}

static dl_status read_facts(reading *r, dli_text_tools *tools, dl_error *err)
{
    dl_status status = dli_text_parse(&r->scratch, tools, &r->item, &r->parsed, err);

    if (status == DL_OK)
        status = dli_statement_find(&r->arena, &r->scratch, &r->item, &r->parsed,
                                    &r->statements, err);
    if (status == DL_OK)
        status = dli_incident_find(&r->arena, &r->scratch, &r->item, &r->parsed, &r->statements,
                                   NULL, &r->incidents, err);
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
    dl_str text = dli_json_get_str(&gold, 1, "text", &r->arena);
    dl_str code = dli_json_get_str(&gold, 1, "lang", &r->arena);
    dl_str day = dli_json_get_str(&gold, 1, "date", &r->arena);
    (void)snprintf(lang, sizeof lang, "%.*s", DLI_ARG(code));
    (void)snprintf(date, sizeof date, "%.*s", DLI_ARG(day));
    r->item = item_of_lines(&r->arena, text, lang[0] == 0 ? "en" : lang, date);
    status = read_facts(r, tools, err);
    if (status != DL_OK)
        return status;
    dli_json_open(&r->out, '{');
    dli_json_member(&r->out, "id", dli_json_get_str(&gold, 1, "id", &r->arena));
    if (task[0] == 'a')
        put_attrib(r);
    else if (task[0] == 'i')
        put_incidents(r);
    else if (task[0] == 'd')
        put_days(r, dli_json_get(&gold, 1, "values") != 0    ? "values"
                    : dli_json_get(&gold, 1, "results") != 0 ? "results"
                                                             : "timex");
    else
        put_seg(r);
    dli_json_close(&r->out, '}');
    return DL_OK;
}

int main(int argc, char **argv)
{
    static char line[MOST_LINE];
    dli_text_tools *tools;
    dl_error err = { 0 };
    FILE *gold = argc == 3 ? fopen(argv[2], "rb") : NULL;

    if (gold == NULL || strchr("aids", argv[1][0]) == NULL) {
        (void)fprintf(stderr, "usage: predict attrib|incidents|dates|seg GOLD.jsonl\n");
        return 2;
    }
    dl_status status = dli_text_tools_open(NULL, &tools, &err);
    while (status == DL_OK && fgets(line, sizeof line, gold) != NULL) {
        reading r = { 0 };
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
    (void)fclose(gold);
    if (status != DL_OK)
        (void)fprintf(stderr, "predict: %s\n", err.what);
    return status != DL_OK;
}
