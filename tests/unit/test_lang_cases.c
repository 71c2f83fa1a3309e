/* test_lang_cases.c -- the sentences of lang/<code>/cases.txt have their answers.
 *
 *   test_lang_cases [FOLDER | FILE]     lang unless said
 *   test_lang_cases -p LANGUAGE TEXT    print what is found, as lines of a case
 *
 * docs/formats/lang.md says how a case is written. Prints TAP, a test a case.
 */
#include "base/embedded.h"
#include "base/error.h"
#include "incident/incident.h"
#include "item_of_text.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    MAX_FILE = 1 << 20,
    MAX_LINES = 64,
};

static unsigned tests, failures;
static dli_text_tools *tools, *tagging; /* by the rules alone; with the taggers of names */
static dli_text_models models;
static dli_gazetteer gazetteer;
static dli_arena memory; /* of the models */

static const char *const kinds[] = { "direct", "indirect", "mixed" };
static const char *const stances[] = { "unknown", "neutral", "claim", "deny",   "warn",
                                       "promise", "order",   "admit", "believe" };
static const char *const types[] = { "-",     "named",    "office", "unnamed",
                                     "group", "document", "media" };
static const char *const incidents[] = { "other",     "shelling", "airstrike", "bombing",
                                         "shooting",  "clash",    "arrest",    "kidnapping",
                                         "protest",   "sabotage", "accident",  "disaster",
                                         "casualties" };
static const char *const whats[] = { "other",    "killed",    "wounded", "missing",
                                     "detained", "displaced", "attacks", "destroyed" };
static const char *const statuses[] = { "", "denied ", "planned ", "hypothetical " };
static const char *const precisions[] = { "",        " (site)",   " (town)",
                                          " (area)", " (region)", " (country)" };

/* ---- What was found, as lines of a case ----------------------------------*/

static void add_span(dli_buf *out, dl_str body, dl_span in)
{
    if (in.end == 0)
        dli_buf_add(out, DL_STR("-"));
    else
        dli_buf_add(out, dli_cut(body, in));
}

static void add_part(dli_buf *out, dl_str body, dli_part part)
{
    if (part.count == 0)
        dli_buf_add(out, DL_STR("-"));
    for (uint32_t i = 0; i < part.count; i++) {
        if (i > 0)
            dli_buf_add(out, DL_STR(" … "));
        add_span(out, body, part.spans[i]);
    }
}

static void add_word(dli_buf *out, const char *word)
{
    dli_buf_add(out, dli_str(word));
}

static void add_said(dli_buf *out, const char *key, dl_str body, const dli_statement *s)
{
    add_word(out, key);
    add_part(out, body, s->source.part);
    add_word(out, " | ");
    add_part(out, body, s->cue);
    add_word(out, " | ");
    add_part(out, body, s->content);
    dli_buf_print(out, " | %s | %s\n", kinds[s->kind], stances[s->stance]);
}

static void add_statement(dli_buf *out, dl_str body, const dli_statements *all, size_t i)
{
    const dli_statement *s = &all->list.ptr[i];
    uint32_t who = s->source.entity != 0 ? s->source.entity : s->source.resolved;

    add_said(out, "said ", body, s);
    if (s->source.type != DLI_SOURCE_NONE)
        dli_buf_print(out, "type %s\n", types[s->source.type]);
    if (s->source.role.end != 0) {
        add_word(out, "role ");
        add_span(out, body, s->source.role);
        add_word(out, "\n");
    }
    if (who != 0) {
        add_word(out, "who ");
        dli_buf_add(out, all->entities.ptr[who - 1].name);
        add_word(out, "\n");
    }
    for (uint32_t k = 0; k < s->via_count; k++) {
        add_word(out, "via ");
        add_part(out, body, s->via[k].part);
        add_word(out, "\n");
    }
    if (s->addressee.count > 0) {
        add_word(out, "to ");
        add_part(out, body, s->addressee);
        add_word(out, "\n");
    }
    if (s->parent != 0)
        dli_buf_print(out, "in %u\n", s->parent);
}

static void add_figure(dli_buf *out, const dli_figure *f)
{
    static const char *const scopes[] = { "", ",period", ",total" };

    dli_buf_print(out, " %s", whats[f->what]);
    if (f->has_min && f->has_max)
        dli_buf_print(out, "=%llu..%llu", (unsigned long long)f->min,
                      (unsigned long long)f->max);
    else if (f->has_value)
        dli_buf_print(out, "%s%llu", f->bound == DLI_BOUND_ABOUT ? "~" : "=",
                      (unsigned long long)f->value);
    else
        dli_buf_print(out, "%s%llu", f->has_min ? ">=" : "<=",
                      (unsigned long long)(f->has_min ? f->min : f->max));
    if (f->parent != 0)
        dli_buf_print(out, "@%u", f->parent);
    add_word(out, scopes[f->scope]);
}

static void add_incident(dli_buf *out, dl_str body, const dli_incident *n)
{
    dli_buf_print(out, "incident %s%s | ", statuses[n->status], incidents[n->type]);
    if (n->date.in.end == 0) {
        add_word(out, "-");
    } else {
        dli_when_print(out, n->date.from);
        if (n->date.to.precision != DLI_WHEN_NONE) {
            add_word(out, "/");
            dli_when_print(out, n->date.to);
        }
    }
    add_word(out, " | ");
    add_span(out, body, n->place.in);
    if (n->place.in.end != 0)
        add_word(out, precisions[n->place.precision]);
    add_word(out, " |");
    for (uint32_t k = 0; k < n->figure_count; k++)
        add_figure(out, &n->figures[k]);
    if (n->figure_count == 0)
        add_word(out, " -");
    add_word(out, "\n");
}

/* Everything found in a body; empty if memory ran out. */
static dl_str found_in(dli_arena *arena, dl_str body, const char *language, const char *day)
{
    dli_item item = item_of_text(arena, body, language, day);
    dli_statements said;
    dli_incidents happened;
    dli_parsed parsed;
    dli_buf out;

    dli_buf_init(&out, arena);
    if (dli_text_parse(arena, tools, &item, &parsed, NULL) != DL_OK ||
        dli_statement_find(arena, arena, &item, &parsed, &said, NULL) != DL_OK ||
        dli_incident_find(arena, arena, &item, &parsed, &said, NULL, &happened, NULL) != DL_OK)
        return (dl_str){ "", 0 };
    for (size_t i = 0; i < said.list.count; i++)
        add_statement(&out, body, &said, i);
    for (size_t i = 0; i < happened.list.count; i++)
        add_incident(&out, body, &happened.list.ptr[i]);
    return dli_buf_str(&out);
}

/* What models find too: people, bodies and others as "entity PER name | role", statements as "heard …", and
 * those of each incident as "party type | actors | target"; NULL where the language has none. */
static dl_str learned_in(dli_arena *arena, dl_str body, const char *language)
{
    static const char *const kinds_of[] = { "PER", "ORG", "LOC", "MISC" };
    dli_item item = item_of_text(arena, body, language, "");
    dli_statements said;
    dli_incidents happened;
    dli_parsed parsed;
    dli_buf out;

    dli_buf_init(&out, arena);
    if (dli_text_parse(arena, tagging, &item, &parsed, NULL) != DL_OK ||
        dli_text_tagger(&models, DLI_MODEL_names, parsed.lang) == NULL ||
        dli_statement_find(arena, arena, &item, &parsed, &said, NULL) != DL_OK ||
        dli_incident_find(arena, arena, &item, &parsed, &said, NULL, &happened, NULL) != DL_OK)
        return (dl_str){ NULL, 0 };
    for (size_t i = 0; i < said.entities.count; i++) {
        const dli_entity *e = &said.entities.ptr[i];
        dli_buf_print(&out, "entity %s %.*s | ", kinds_of[e->type], DLI_ARG(e->name));
        add_span(&out, body, e->role);
        add_word(&out, "\n");
    }
    for (size_t i = 0; i < said.list.count; i++)
        add_said(&out, "heard ", body, &said.list.ptr[i]);
    for (size_t i = 0; i < happened.list.count; i++) {
        const dli_incident *n = &happened.list.ptr[i];
        dli_buf_print(&out, "party %s | ", incidents[n->type]);
        add_part(&out, body, n->actors);
        add_word(&out, " | ");
        add_part(&out, body, n->target);
        add_word(&out, "\n");
    }
    return dli_buf_str(&out);
}

/* ---- Cases ---------------------------------------------------------------*/

typedef struct test_case {
    dli_buf body;
    dl_str lines[MAX_LINES]; /* the answers */
    size_t count;
    unsigned line; /* in the file */
    bool todo;     /* fails, and that is known */
    char day[32];
} test_case;

static bool is_key(dl_str line, const char *key)
{
    dl_str word = dli_str(key);

    return dli_starts(line, word) && (line.len == word.len || line.ptr[word.len] == ' ');
}

/* A line that others may belong to. */
static bool is_head(dl_str line)
{
    return is_key(line, "said") || is_key(line, "incident") || is_key(line, "entity") ||
           is_key(line, "party") || is_key(line, "heard") || is_key(line, "none");
}

static bool expects(const test_case *c, const char *key, const char *none)
{
    for (size_t i = 0; i < c->count; i++)
        if (is_key(c->lines[i], key) || dli_eq(c->lines[i], DL_STR("none")) ||
            dli_eq(c->lines[i], dli_str(none)))
            return true;
    return false;
}

/* The next line that begins with `key` at or behind *at, or one of what belongs to the
 * line before. */
static bool next_line(dl_str *rest, dl_str *line)
{
    while (dli_split(rest, '\n', line))
        if (line->len > 0)
            return true;
    return false;
}

/* Fields of a line parted by " | ": those that are written must be equal; of the figures
 * of an incident all must be written. */
static bool same_line(dl_str want, dl_str have)
{
    while (want.len > 0) {
        size_t w = dli_find(want, DL_STR(" | "), 0), h = dli_find(have, DL_STR(" | "), 0);
        dl_str a = dli_slice(want, 0, w == DLI_NONE ? want.len : w);
        dl_str b = dli_slice(have, 0, h == DLI_NONE ? have.len : h);
        /* "Orlivka" asks for no precision, "Orlivka (town)" does */
        bool open = dli_ends(b, DL_STR(")")) && !dli_ends(a, DL_STR(")"));
        size_t bracket = open ? dli_find(b, DL_STR(" ("), 0) : DLI_NONE;
        if (bracket != DLI_NONE)
            b = dli_slice(b, 0, bracket);
        if (!dli_eq(dli_trim(a), dli_trim(b)))
            return false;
        if (w == DLI_NONE)
            return true;
        if (h == DLI_NONE)
            return false;
        want = dli_from(want, w + 3);
        have = dli_from(have, h + 3);
    }
    return true;
}

/* The answers of a case about `key` against what was found; NULL or what is wrong. */
static const char *compare(const test_case *c, dl_str found, const char *key)
{
    dl_str line = { "", 0 }, rest = found;
    bool any = next_line(&rest, &line);

    while (any && !is_key(line, key))
        any = next_line(&rest, &line);
    for (size_t i = 0; i < c->count; i++) {
        if (!is_key(c->lines[i], key))
            continue;
        if (!any)
            return "one is missing";
        if (!same_line(c->lines[i], line))
            return "one is different";
        dl_str group = rest; /* what belongs to this line */
        for (size_t k = i + 1; k < c->count && !is_head(c->lines[k]); k++) {
            dl_str more, look = group;
            bool fine = false;
            while (next_line(&look, &more) && !is_head(more))
                fine = fine || dli_eq(more, c->lines[k]);
            if (!fine)
                return "a line that belongs to it is missing";
        }
        do
            any = next_line(&rest, &line);
        while (any && !is_key(line, key));
    }
    return any ? "one is too many" : NULL;
}

static void print_lines(const char *title, dl_str lines)
{
    dl_str line;

    printf("#   %s\n", title);
    while (next_line(&lines, &line))
        printf("#     %.*s\n", DLI_ARG(line));
}

static const char *const learned_keys[] = { "entity", "party", "heard" };

static void run_case(dli_arena *arena, const char *path, const char *language, test_case *c)
{
    const char *why = NULL;
    dl_str body = dli_buf_str(&c->body);

    if (body.len == 0)
        return;
    tests++;
    dl_str found = found_in(arena, body, language, c->day);
    if (c->count == 0)
        why = "it has no answer";
    if (expects(c, "said", "none said"))
        why = compare(c, found, "said");
    if (why == NULL && expects(c, "incident", "none incident"))
        why = compare(c, found, "incident");
    dl_str learned = { "", 0 };
    for (size_t k = 0; k < sizeof learned_keys / sizeof *learned_keys && why == NULL; k++) {
        char none[24];
        bool asked = false;
        snprintf(none, sizeof none, "none %s", learned_keys[k]);
        for (size_t i = 0; i < c->count; i++)
            asked |= is_key(c->lines[i], learned_keys[k]) || dli_eq(c->lines[i], dli_str(none));
        if (!asked)
            continue;
        if (learned.len == 0)
            learned = learned_in(arena, body, language);
        if (learned.ptr != NULL)
            why = compare(c, learned, learned_keys[k]);
        found = why != NULL ? learned : found;
    }
    if (c->todo) { /* a failure that is known may go on, but not a pass */
        printf("%sok %u - %s:%u # %s\n", why == NULL ? "not " : "", tests, path, c->line,
               why == NULL ? "passes now: take its todo away" : "TODO fails as known");
        failures += why == NULL;
        return;
    }
    printf("%sok %u - %s:%u\n", why == NULL ? "" : "not ", tests, path, c->line);
    if (why == NULL)
        return;
    failures++;
    printf("#   %s\n", why);
    print_lines("text", body);
    print_lines("found", found);
    printf("#   wanted\n");
    for (size_t i = 0; i < c->count; i++)
        printf("#     %.*s\n", DLI_ARG(c->lines[i]));
}

static void begin(dli_arena *arena, test_case *c, unsigned line)
{
    c->count = 0;
    c->line = line;
    c->todo = false;
    dli_buf_init(&c->body, arena);
}

static void run_file(const char *path, const char *language)
{
    static char room[MAX_FILE];
    static test_case c;
    dli_arena arena;
    FILE *in = fopen(path, "rb");
    dl_str rest = { room, 0 }, line;
    unsigned number = 0;

    if (in == NULL)
        return;
    rest.len = fread(room, 1, sizeof room, in);
    (void)fclose(in);
    dli_arena_init(&arena, SIZE_MAX);
    begin(&arena, &c, 0);
    snprintf(c.day, sizeof c.day, "2024-03-05");
    while (dli_split(&rest, '\n', &line)) {
        number++;
        line = dli_trim(line);
        if (line.len == 0 || line.ptr[0] == '#')
            continue;
        if (is_key(line, "day")) {
            run_case(&arena, path, language, &c);
            begin(&arena, &c, number);
            snprintf(c.day, sizeof c.day, "%.*s", DLI_ARG(dli_trim(dli_from(line, 3))));
        } else if (is_key(line, "text")) {
            if (c.count > 0) {
                run_case(&arena, path, language, &c);
                begin(&arena, &c, number);
            }
            c.line = c.body.len == 0 ? number : c.line;
            if (c.body.len > 0)
                dli_buf_add(&c.body, DL_STR("\n\n"));
            dli_buf_add(&c.body, dli_trim(dli_from(line, 4)));
        } else if (is_key(line, "todo")) {
            c.todo = true;
        } else if (c.count < MAX_LINES) {
            c.lines[c.count++] = line;
        }
    }
    run_case(&arena, path, language, &c);
    dli_arena_done(&arena);
}

static void run_folder(const char *folder)
{
    char path[512];
    DIR *in = opendir(folder);

    for (struct dirent *e; in != NULL && (e = readdir(in)) != NULL;) {
        if (e->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%.64s/cases.txt", folder, e->d_name);
        run_file(path, e->d_name);
    }
    if (in != NULL)
        (void)closedir(in);
}

static bool open_models(void)
{
    dli_arena file;
    dl_str places = dli_embedded_find("models/places/places.dlm");

    dli_arena_init(&memory, SIZE_MAX);
    dli_arena_init(&file, SIZE_MAX);
    bool fine = dli_text_models_read(&memory, &file, NULL, &models, NULL) == DL_OK &&
                dli_gazetteer_open(places, DL_STR("places"), true, &gazetteer, NULL) == DL_OK;
    dli_arena_done(&file);
    models.gazetteer = &gazetteer;
    return fine;
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "lang";
    const char *slash = strrchr(what, '/');

    if (!open_models() || dli_text_tools_open(NULL, &tools, NULL) != DL_OK ||
        dli_text_tools_open(&models, &tagging, NULL) != DL_OK)
        return 1;
    if (argc > 3 && strcmp(argv[1], "-p") == 0) {
        dli_arena arena;
        dli_arena_init(&arena, SIZE_MAX);
        dl_str found = found_in(&arena, dli_str(argv[3]), argv[2], "2024-03-05");
        printf("text %s\n%.*s", argv[3], (int)found.len, found.ptr);
        found = learned_in(&arena, dli_str(argv[3]), argv[2]);
        printf("%.*s", (int)found.len, found.len > 0 ? found.ptr : "");
        dli_arena_done(&arena);
    } else if (slash != NULL && strcmp(slash, "/cases.txt") == 0 && slash - what >= 2) {
        char language[3] = { slash[-2], slash[-1], 0 };
        run_file(what, language);
    } else {
        run_folder(what);
    }
    dli_text_tools_close(tools);
    dli_text_tools_close(tagging);
    dli_arena_done(&memory);
    if (argc <= 2)
        printf("1..%u\n", tests);
    return failures != 0;
}
