/* prop_facts.c -- what holds of the facts of every body holds of nonsense.
 *
 *   prop_facts [SEED [FILE]...]
 *   prop_facts hostile           only the long bodies, five times as long
 *
 * For bodies put together at random from SEED (one of its own unless said; it is printed)
 * and for the files, in every language with lists and in one without:
 *
 *   - words, sentences and quotations lie in the body on characters' borders, in order,
 *     one inside the other
 *   - so do the parts of statements and incidents; source, cue and content do not overlap
 *   - no statement without a cue or quotation marks; parents hold their children
 *   - the same body gives the same facts, whatever lies in the arenas already
 *   - reading fails for want of memory only, whatever the memory
 *
 * And for long bodies of one thing over and over: time and memory stay in proportion
 * (README of the hostile packs: 5 ms + 200 ns a byte).
 *
 * Prints TAP.
 */
#include "base/error.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "incident/incident.h"
#include "item_of_text.h"
#include "timing.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    BATCHES = 20,
    BODIES = 60,
    MAX_PIECES = 60,
    HOSTILE_BYTES = 1000000,
    HOSTILE_MOST = 5000000,
    TRIES = 12,        /* of what took too long: the machine may have been busy */
    NANOSECONDS = 200, /* a byte */
    DOC_BYTES = 6,     /* a byte, beside DOC_BASE */
    DOC_BASE = 4 << 20,
    SCRATCH_BYTES = 28,
    SCRATCH_BASE = 4 << 20,
};

static const char *const languages[] = { "en", "fr", "de", "es", "ru", "uk", "xx" };
static uint64_t state;
static unsigned tests, failures;

static uint32_t random_below(uint32_t n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 33) % n;
}

static void report(bool fine, const char *name, const char *why)
{
    tests++;
    failures += !fine;
    printf("%sok %u - %s%s%s\n", fine ? "" : "not ", tests, name, why[0] != 0 ? " # " : "",
           why);
}

/* ---- Reading -------------------------------------------------------------*/

typedef struct facts {
    dli_parsed parsed;
    dli_statements statements;
    dli_incidents incidents;
    dli_item item;
} facts;

static dl_status read_facts(dli_arena *doc, dli_arena *scratch, dli_text_tools *tools,
                            dl_str body, const char *language, facts *out)
{
    dl_error err;

    out->item = item_of_text(scratch, body, language, "2024-03-05T09:00Z");
    DLI_TRY(dli_text_parse(scratch, tools, &out->item, &out->parsed, &err));
    DLI_TRY(dli_statement_find(doc, scratch, &out->item, &out->parsed, &out->statements, &err));
    return dli_incident_find(doc, scratch, &out->item, &out->parsed, &out->statements, NULL,
                             &out->incidents, &err);
}

/* ---- What must hold ------------------------------------------------------*/

static bool on_border(dl_str body, uint32_t at)
{
    return at == body.len || (at < body.len && ((unsigned char)body.ptr[at] & 0xC0) != 0x80);
}

static bool lies_in(dl_str body, dl_span in)
{
    return in.start < in.end && in.end <= body.len && on_border(body, in.start) &&
           on_border(body, in.end);
}

/* An absent span is empty at 0. */
static bool absent_or_in(dl_str body, dl_span in)
{
    return in.end == 0 || lies_in(body, in);
}

static bool part_lies_in(dl_str body, dli_part part)
{
    for (uint32_t i = 0; i < part.count; i++)
        if (!lies_in(body, part.spans[i]) ||
            (i > 0 && part.spans[i].start < part.spans[i - 1].end))
            return false;
    return true;
}

static bool overlap(dli_part a, dli_part b)
{
    for (uint32_t i = 0; i < a.count; i++)
        for (uint32_t k = 0; k < b.count; k++)
            if (a.spans[i].start < b.spans[k].end && b.spans[k].start < a.spans[i].end)
                return true;
    return false;
}

static const char *check_text(const facts *f)
{
    dl_str body = f->item.body.bytes;
    const dli_parsed *p = &f->parsed;

    for (size_t i = 0; i < p->words.count; i++)
        if (!lies_in(body, p->words.ptr[i].in) ||
            (i > 0 && p->words.ptr[i].in.start < p->words.ptr[i - 1].in.end))
            return "a word is out of place";
    for (size_t i = 0; i < p->sentences.count; i++) {
        const dli_sentence *s = &p->sentences.ptr[i];
        if (!lies_in(body, s->in) || s->count == 0 || s->count > DLI_MAX_SENTENCE_WORDS ||
            s->word + s->count > p->words.count || s->block >= f->item.blocks.count ||
            (i > 0 && s->word < s[-1].word + s[-1].count))
            return "a sentence is out of place";
        dl_span block = f->item.blocks.ptr[s->block].in;
        if (s->in.start < block.start || s->in.end > block.end)
            return "a sentence crosses the border of its block";
    }
    for (size_t i = 0; i < p->quotes.count; i++) {
        const dli_quote *q = &p->quotes.ptr[i];
        if (!lies_in(body, q->outer) || !lies_in(body, q->inner) ||
            q->inner.start < q->outer.start || q->inner.end > q->outer.end || q->parent > i)
            return "a quotation is out of place";
        if (i > 0 && q->outer.start < q[-1].outer.start)
            return "quotations are out of order";
        if (q->parent != 0 && (p->quotes.ptr[q->parent - 1].outer.start > q->outer.start ||
                               p->quotes.ptr[q->parent - 1].outer.end < q->outer.end))
            return "a quotation is not inside the one around it";
    }
    return NULL;
}

static bool has_marks(dl_str body, dli_part content, dl_span in)
{
    static const char *const marks[] = { "\"", "'", "“", "”", "„", "«", "»",
                                         "‘",  "’", "‚", "‹", "›", "`" };
    (void)content;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        /* the marks stand in the content, or around the statement */
        uint32_t from = in.start > 8 ? in.start - 8 : 0;
        uint32_t to = in.end + 8 < body.len ? in.end + 8 : (uint32_t)body.len;
        if (dli_find(dli_slice(body, from, to), dli_str(marks[i]), 0) != DLI_NONE)
            return true;
    }
    return false;
}

static const char *check_statement(const facts *f, size_t i)
{
    dl_str body = f->item.body.bytes;
    const dli_statement *s = &f->statements.list.ptr[i];
    size_t people = f->statements.entities.count;

    if (!lies_in(body, s->in) || !part_lies_in(body, s->cue) ||
        !part_lies_in(body, s->source.part) || !part_lies_in(body, s->addressee) ||
        !part_lies_in(body, s->content) || !absent_or_in(body, s->source.role))
        return "a part of a statement is out of place";
    if (s->content.count == 0)
        return "a statement says nothing";
    if (s->cue.count == 0 && !has_marks(body, s->content, s->in))
        return "a statement has neither cue nor quotation marks";
    if (overlap(s->cue, s->content) || overlap(s->cue, s->source.part) ||
        overlap(s->source.part, s->content) || overlap(s->addressee, s->content))
        return "source, cue and content overlap";
    if (s->source.entity > people || s->source.resolved > people)
        return "a source is nobody";
    for (uint32_t k = 0; k < s->via_count; k++)
        if (!part_lies_in(body, s->via[k].part) || s->via[k].entity > people)
            return "a via is out of place";
    if (i > 0 && s->in.start < s[-1].in.start)
        return "statements are out of order";
    if (s->parent != 0) {
        const dli_statement *parent = &f->statements.list.ptr[s->parent - 1];
        if (s->parent > i || parent->in.start > s->in.start || parent->in.end < s->in.end)
            return "a parent does not hold its child";
    }
    return NULL;
}

static const char *check_incident(const facts *f, size_t i)
{
    dl_str body = f->item.body.bytes;
    const dli_incident *n = &f->incidents.list.ptr[i];

    if (!lies_in(body, n->in) || !absent_or_in(body, n->date.in) ||
        !absent_or_in(body, n->place.in) || !absent_or_in(body, n->source) ||
        n->statement > f->statements.list.count)
        return "a part of an incident is out of place";
    if (n->date.from.precision != DLI_WHEN_NONE && !dli_when_valid(n->date.from))
        return "an incident's date does not exist";
    for (uint32_t k = 0; k < n->figure_count; k++) {
        const dli_figure *figure = &n->figures[k];
        if (!lies_in(body, figure->in) || !absent_or_in(body, figure->of))
            return "a figure is out of place";
        if (!figure->has_value && !figure->has_min && !figure->has_max)
            return "a figure has no number";
        if (figure->parent > k)
            return "a figure is part of one behind it";
    }
    return NULL;
}

static const char *check(const facts *f)
{
    const char *why = check_text(f);

    for (size_t i = 0; i < f->statements.list.count && why == NULL; i++)
        why = check_statement(f, i);
    for (size_t i = 0; i < f->statements.entities.count && why == NULL; i++)
        if (!part_lies_in(f->item.body.bytes, f->statements.entities.ptr[i].mentions))
            why = "a mention is out of place";
    for (size_t i = 0; i < f->incidents.list.count && why == NULL; i++)
        why = check_incident(f, i);
    return why;
}

/* Everything that was found, as one number. */
static uint64_t sum_part(uint64_t sum, dli_part part)
{
    for (uint32_t i = 0; i < part.count; i++)
        sum = sum * 1000003 + part.spans[i].start * 31 + part.spans[i].end;
    return sum * 7 + part.count;
}

static uint64_t sum_of(const facts *f)
{
    uint64_t sum = f->parsed.words.count;

    for (size_t i = 0; i < f->statements.list.count; i++) {
        const dli_statement *s = &f->statements.list.ptr[i];
        sum = sum_part(sum_part(sum_part(sum, s->cue), s->source.part), s->content);
        sum = sum * 31 + s->kind + s->stance * 7u + s->parent * 11u + s->source.type +
              s->source.entity * 13u + s->source.resolved * 17u + s->via_count;
    }
    for (size_t i = 0; i < f->incidents.list.count; i++) {
        const dli_incident *n = &f->incidents.list.ptr[i];
        sum = sum * 31 + n->type + n->status * 7u + n->figure_count * 11u + n->place.in.start +
              n->date.in.start + (uint64_t)dli_when_seconds(n->date.from);
        for (uint32_t k = 0; k < n->figure_count; k++)
            sum = sum * 31 + n->figures[k].value + n->figures[k].what + n->figures[k].min;
    }
    return sum;
}

/* ---- Bodies at random ----------------------------------------------------*/

static const char *const pieces[] = {
    "said ",
    "said",
    " that ",
    "Ana Costa ",
    "Costa",
    ", ",
    ". ",
    ".",
    ": ",
    "; ",
    " – ",
    " - ",
    "—",
    "“",
    "”",
    "\"",
    "«",
    "»",
    "„",
    "‘",
    "’",
    "'",
    "''",
    "``",
    "\n\n",
    "\n",
    "\n\n# ",
    "\n\n> ",
    "\n\n* ",
    "according to ",
    "the mayor ",
    "the ministry ",
    "police ",
    "he ",
    "she ",
    "told reporters ",
    "citing ",
    "quoted ",
    "as saying ",
    "reportedly ",
    "and ",
    "but ",
    "who ",
    "of ",
    "in ",
    "Port Haven ",
    "the village of ",
    "was killed ",
    "12 ",
    "1,200 ",
    "twenty-three ",
    "dozens of ",
    "people ",
    "including ",
    "at least ",
    "between ",
    "10 to 15 ",
    "on Tuesday ",
    "5 March ",
    "three days ago ",
    "yesterday ",
    "shells hit ",
    "a protest ",
    "will ",
    "not ",
    "The road is closed",
    "Nobody came",
    "I think ",
    "(AP) ",
    "Mr. ",
    "J. ",
    "U.S. ",
    "?",
    "! ",
    "… ",
    "...",
    "   ",
    "\xC2\xA0",
    "Кіт",
    "заявив, що ",
    "за словами ",
    "троє людей загинули ",
    "село Орлівка ",
    "сказала она ",
    "« oui »",
    "a déclaré ",
    "selon ",
    "qu'il ",
    "l'agence ",
    "sagte ",
    "teilte ",
    " mit",
    "dass ",
    "nach Angaben der Polizei ",
    "dijo ",
    "que ",
    "añadió ",
    "日本語",
    "\xF0\x9F\x98\x80",
    "e\xCC\x81",
    "\xE2\x80\x8B",
    "says",
    "adding ",
    "denied ",
    "Reuters ",
    "the spokesman ",
    "a woman ",
    "“We will stay,” ",
    "5th ",
    "2024 ",
    "%",
};

static dl_str made_body(char *room)
{
    size_t len = 0;
    uint32_t count = 1 + random_below(MAX_PIECES);

    for (uint32_t i = 0; i < count; i++) {
        const char *piece = pieces[random_below(sizeof pieces / sizeof *pieces)];
        size_t more = strlen(piece);
        memcpy(room + len, piece, more);
        len += more;
    }
    return (dl_str){ room, len };
}

static void print_body(dl_str body, const char *language)
{
    printf("# %s: ", language);
    for (size_t i = 0; i < body.len; i++)
        if (body.ptr[i] == '\n')
            printf("\\n");
        else
            putchar(body.ptr[i]);
    printf("\n");
}

/* NULL, or what does not hold of the body. */
static const char *try_body(dli_text_tools *tools, dl_str body, const char *language)
{
    dli_arena doc, scratch;
    facts first, second;
    const char *why = NULL;

    dli_arena_init(&doc, SIZE_MAX);
    dli_arena_init(&scratch, SIZE_MAX);
    if (read_facts(&doc, &scratch, tools, body, language, &first) != DL_OK)
        why = "reading failed";
    if (why == NULL)
        why = check(&first);
    uint64_t sum = why == NULL ? sum_of(&first) : 0;
    if (why == NULL && (read_facts(&doc, &scratch, tools, body, language, &second) != DL_OK ||
                        sum_of(&second) != sum))
        why = "a second reading gives something else";
    dli_arena_done(&doc);
    dli_arena_done(&scratch);
    return why;
}

/* With less memory than is needed, reading fails and nothing else happens. */
static const char *starve(dli_text_tools *tools, dl_str body, const char *language)
{
    const char *why = NULL;
    bool fine = false;

    for (size_t budget = 0; !fine && why == NULL; budget += budget / 16 + 64) {
        for (int which = 0; which < 2; which++) {
            dli_arena doc, scratch;
            facts f;
            dli_arena_init(&doc, which == 0 ? budget : SIZE_MAX);
            dli_arena_init(&scratch, which == 1 ? budget : SIZE_MAX);
            f.item = item_of_text(&scratch, body, language, "2024-03-05");
            if (!scratch.dry) {
                dl_status status = read_facts(&doc, &scratch, tools, body, language, &f);
                if (status != DL_OK && status != DL_ERR_NOMEM)
                    why = "reading fails with another status than NOMEM";
                fine = status == DL_OK && which == 1;
                if (status == DL_OK)
                    why = check(&f);
            }
            dli_arena_done(&doc);
            dli_arena_done(&scratch);
        }
    }
    return why;
}

static void try_at_random(dli_text_tools *tools)
{
    static char room[MAX_PIECES * 64];
    char name[80];

    for (unsigned batch = 0; batch < BATCHES; batch++) {
        const char *why = NULL;
        for (unsigned i = 0; i < BODIES && why == NULL; i++) {
            dl_str body = made_body(room);
            const char *language = languages[random_below(7)];
            why = try_body(tools, body, language);
            if (why == NULL && i % 20 == 0)
                why = starve(tools, body, language);
            if (why != NULL)
                print_body(body, language);
        }
        snprintf(name, sizeof name, "bodies %u to %u", batch * BODIES,
                 (batch + 1) * BODIES - 1);
        report(why == NULL, name, why == NULL ? "" : why);
    }
}

/* Seeds that found something once. */
static const uint64_t failed_once[] = {
    740730097, /* content of a statement between two blocks: it said nothing */
};

/* ---- Bodies of one thing -------------------------------------------------*/

static const struct {
    const char *name, *language, *unit;
} hostile[] = {
    { "quotation marks", "en", "\"" },
    { "quotation marks with spaces", "en", "\" " },
    { "opening marks", "en", "“" },
    { "opening marks and words", "en", "“a " },
    { "nested marks", "en", "“‘«\"" },
    { "closed quotations", "en", "“a” " },
    { "apostrophes", "fr", "l'" },
    { "capitals", "en", "A" },
    { "capitals with spaces", "en", "A " },
    { "initials", "en", "A. " },
    { "names", "en", "Ana Costa " },
    { "names and commas", "en", "Ana Costa, " },
    { "one word for a sentence", "en", "word " },
    { "one word", "en", "word" },
    { "said", "en", "said " },
    { "said and commas", "en", "said, " },
    { "he said", "en", "he said " },
    { "he said that", "en", "he said that " },
    { "said Costa", "en", ", said Costa" },
    { "according to", "en", "according to " },
    { "according to Costa", "en", "according to Costa, " },
    { "citing", "en", "citing police, " },
    { "quoted as saying", "en", "quoted Costa as saying " },
    { "statements", "en", "Ana Costa said that nobody came. " },
    { "quotations with a cue", "en", "“Nobody came,” said Costa. " },
    { "quotations for a paragraph", "en", "“Nobody came to the bridge at all.”\n\n" },
    { "paragraphs left open", "en", "“Nobody came to the bridge.\n\n" },
    { "colons", "en", "Ana Costa: " },
    { "of of of", "en", "of " },
    { "and and and", "en", "police and " },
    { "the the the", "en", "the " },
    { "brackets", "en", "(" },
    { "dashes", "en", "- " },
    { "full stops", "en", ". " },
    { "full stops without spaces", "en", "a." },
    { "question marks", "en", "?! " },
    { "line ends", "en", "\n" },
    { "lines of a letter", "en", "a\n" },
    { "blocks of a letter", "en", "a\n\n" },
    { "digits", "en", "1" },
    { "digits with spaces", "en", "1 " },
    { "digits with commas", "en", "1,000," },
    { "numbers in words", "en", "twenty-three " },
    { "hundreds", "en", "hundred " },
    { "people killed", "en", "12 people killed, " },
    { "including", "en", "12 people, including " },
    { "between", "en", "between 10 and " },
    { "days", "en", "5 March, " },
    { "weekdays", "en", "on Monday " },
    { "days ago", "en", "3 days ago " },
    { "places", "en", "in Orlivka, " },
    { "villages", "en", "the village of " },
    { "incidents", "en", "Shells hit Orlivka on 5 March, 3 people died. " },
    { "arrests and shots", "en", "shooting arrested " },
    { "German particles", "de", "teilte die Polizei " },
    { "German endings", "de", "Regierungssprecherinnensprecher " },
    { "Russian", "ru", "заявил, что " },
    { "Ukrainian", "uk", "повідомили в поліції, " },
    { "author's words inside", "ru", "«Да, — сказал Иван. — Нет» " },
    { "Chinese", "zh", "\xE4\xB8\xAD" },
    { "combining marks", "en", "e\xCC\x81\xCC\x81" },
    { "zero-width spaces", "en", "\xE2\x80\x8B" },
    { "emoji", "en", "\xF0\x9F\x98\x80\xE2\x80\x8D" },
};

/* Only a release build is fast enough to be timed. */
static bool is_timed(void)
{
#if defined(NDEBUG) && defined(__OPTIMIZE__)
    return true;
#else
    return false;
#endif
}

static void try_hostile(dli_text_tools *tools, char *room, size_t bytes, size_t i)
{
    size_t unit = strlen(hostile[i].unit);
    dl_str body = { room, (is_timed() ? bytes : bytes / 20) / unit * unit };
    const char *wrong = NULL;
    char why[160] = "";
    bool fine = false;

    for (size_t at = 0; at < body.len; at += unit)
        memcpy(room + at, hostile[i].unit, unit);
    for (int try = 0; try < TRIES && !fine && wrong == NULL; try++) {
        dli_arena doc, scratch;
        facts f;
        dli_arena_init(&doc, SIZE_MAX);
        dli_arena_init(&scratch, SIZE_MAX);
        double from = processor_seconds();
        dl_status status = read_facts(&doc, &scratch, tools, body, hostile[i].language, &f);
        double took = processor_seconds() - from;
        wrong = status != DL_OK ? "reading failed" : check(&f);
        double allowed = stretched(0.005 + (double)body.len * NANOSECONDS / 1e9);
        fine = wrong == NULL && (took <= allowed || !is_timed()) &&
               doc.used <= DOC_BASE + body.len * DOC_BYTES &&
               scratch.used <= SCRATCH_BASE + body.len * SCRATCH_BYTES;
        snprintf(why, sizeof why, "%s%.0f ns, doc %.1f, scratch %.1f a byte",
                 wrong == NULL ? "" : wrong, took * 1e9 / (double)body.len,
                 (double)doc.used / (double)body.len, (double)scratch.used / (double)body.len);
        dli_arena_done(&doc);
        dli_arena_done(&scratch);
    }
    report(fine, hostile[i].name, why);
}

static void try_file(dli_text_tools *tools, const char *path)
{
    static char room[1 << 24];
    FILE *in = fopen(path, "rb");

    if (in == NULL) {
        report(false, path, "cannot be opened");
        return;
    }
    dl_str body = { room, fread(room, 1, sizeof room, in) };
    (void)fclose(in);
    body.len = dli_utf8_valid(body);
    for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
        const char *why = try_body(tools, body, languages[i]);
        report(why == NULL, path, why == NULL ? languages[i] : why);
    }
}

int main(int argc, char **argv)
{
    bool most = argc > 1 && strcmp(argv[1], "hostile") == 0;
    size_t bytes = most ? HOSTILE_MOST : HOSTILE_BYTES;
    dli_text_tools *tools;

    state = argc > 1 && !most ? strtoull(argv[1], NULL, 10) : (uint64_t)time(NULL);
    state = state == 0 ? 1 : state;
    printf("# seed %llu\n", (unsigned long long)state);
    if (dli_text_tools_open(NULL, &tools, NULL) != DL_OK)
        return 1;
    for (int i = 2; i < argc; i++)
        try_file(tools, argv[i]);
    if (!most)
        try_at_random(tools);
    for (size_t i = 0; argc == 1 && i < sizeof failed_once / sizeof *failed_once; i++) {
        state = failed_once[i];
        try_at_random(tools);
    }
    char *room = malloc(bytes + 64);
    for (size_t i = 0; room != NULL && i < sizeof hostile / sizeof *hostile; i++)
        try_hostile(tools, room, bytes, i);
    free(room);
    dli_text_tools_close(tools);
    printf("1..%u\n", tests);
    return failures != 0;
}
