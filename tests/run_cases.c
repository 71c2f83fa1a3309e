/* run_cases.c -- pages with what their records must say (docs/formats/case.md).
 *
 *   run_cases FOLDER [SLUG]...    each FOLDER/<slug>/{page.html,record.txt}; TAP
 *   run_cases --bless CASE        write what dateline says now into CASE/record.txt
 *
 * Only what a record.txt says is checked. FOLDER/expected-failures.txt lists cases that
 * are known to fail, each with a reason; one of them that passes is a failure too.
 */
#include "base/str.h"
#include "base/utf8.h"
#include "conformance/suite.h"
#include "reading.h"

/* A case being checked. */
typedef struct run {
    reading page;
    const char *path; /* of record.txt */
    unsigned line;
    uint32_t item; /* the one the lines are about, or 0  */
    bool chosen;   /* an `item` line named it            */
    bool ok;
    dli_buf remarks; /* what was wanted and what was found */
} run;

typedef bool check(run *r, dl_str value, dli_buf *found);

/* ---- Small helpers ------------------------------------------------------- */

static dl_str folded(run *r, dl_str s)
{
    return reading_fold(&r->page.arena, s);
}

static bool same(run *r, dl_str a, dl_str b)
{
    return dli_eq(folded(r, a), folded(r, b));
}

static bool holds(run *r, dl_str text, dl_str piece)
{
    return dli_find(folded(r, text), folded(r, piece), 0) != DLI_NONE;
}

/* The next piece of *rest up to '|', trimmed; "" when there is none left. */
static dl_str next_field(dl_str *rest)
{
    dl_str piece = { "", 0 };

    return dli_split(rest, '|', &piece) ? dli_trim(piece) : (dl_str){ "", 0 };
}

static dl_str get(run *r, uint32_t object, const char *key)
{
    return dli_json_get_str(&r->page.json, object, key, &r->page.arena);
}

static dl_str get_words(run *r, uint32_t object, const char *key)
{
    return dli_record_get_words(&r->page.json, object, key, &r->page.arena);
}

static uint32_t get_first(run *r, uint32_t object, const char *key)
{
    return dli_record_list(&r->page.json, object, key);
}

static uint32_t next(run *r, uint32_t value)
{
    return dli_json_at(&r->page.json, value)->next;
}

static dl_str body_of(run *r, uint32_t item)
{
    return get(r, item, "articleBody");
}

/* The text of the body that the `in` of a value covers. */
static dl_str cut_body(run *r, uint32_t value)
{
    dli_record_body body = dli_record_body_of(&r->page.json, r->item, &r->page.arena);
    dl_span in = dli_record_cover(dli_record_span(&r->page.json, value, "in", &r->page.arena));

    return dli_cut(body.text, dli_record_bytes(&body, in));
}

/* ---- Keys whose value is a value of the record ---------------------------- */

static const struct plain {
    const char *key, *member;
} item_keys[] = {
    { "title", "headline" },          { "subtitle", "alternativeHeadline" },
    { "abstract", "abstract" },       { "author", "author" },
    { "editor", "editor" },           { "translator", "translator" },
    { "contributor", "contributor" }, { "agency", "sourceOrganization" },
    { "source-line", "credit" },      { "dateline", "dateline" },
    { "date", "datePublished" },      { "modified", "dateModified" },
    { "lang", "inLanguage" },         { "section", "articleSection" },
    { "keywords", "keywords" },
};

static const struct plain page_keys[] = { { "kind", "pageKind" },
                                          { "publisher", "publisher" },
                                          { "canonical", "canonicalUrl" } };

static const char *member_of(const struct plain *table, size_t count, dl_str key)
{
    for (size_t i = 0; i < count; i++)
        if (dli_eq(dli_str(table[i].key), key))
            return table[i].member;
    return NULL;
}

#define MEMBER_OF(table, key) member_of(table, sizeof(table) / sizeof *(table), key)

static bool check_plain(run *r, uint32_t object, const char *member, dl_str value,
                        dli_buf *found)
{
    dl_str words = get_words(r, object, member);

    dli_buf_add(found, words);
    if (dli_eq(value, DL_STR("none")))
        return words.len == 0;
    return same(r, words, value);
}

/* how KEY HOW: what decided it */
static bool check_how(run *r, dl_str value, dli_buf *found)
{
    dl_str rest = value, key = { "", 0 }, how = { "", 0 };
    uint32_t object = r->item;

    (void)(dli_next_word(&rest, &key) && dli_next_word(&rest, &how));
    const char *member = MEMBER_OF(item_keys, key);
    if (member == NULL) {
        member = MEMBER_OF(page_keys, key);
        object = 1;
    }
    uint32_t evidence = dli_json_get(&r->page.json, object, "evidence");
    if (member != NULL)
        dli_buf_add(found, get(r, dli_json_get(&r->page.json, evidence, member), "how"));
    return dli_eq(dli_buf_str(found), how);
}

/* other KEY VALUE: what was also seen */
static bool check_other(run *r, dl_str value, dli_buf *found)
{
    dl_str rest = value, key = { "", 0 };
    bool hit = false;

    (void)dli_next_word(&rest, &key);
    const char *member = MEMBER_OF(item_keys, key);
    uint32_t evidence = dli_json_get(&r->page.json, r->item, "evidence");
    if (member == NULL)
        return false;
    for (uint32_t o = get_first(r, dli_json_get(&r->page.json, evidence, member), "others");
         o != 0; o = next(r, o)) {
        dl_str seen = get(r, o, "value");
        hit = hit || same(r, seen, rest);
        dli_buf_print(found, "%s%.*s", found->len > 0 ? "; " : "", DLI_ARG(seen));
    }
    return hit;
}

/* encoding NAME [HOW]; case does not count in names of encodings */
static bool check_encoding(run *r, dl_str value, dli_buf *found)
{
    uint32_t charset = dli_json_get(&r->page.json, 1, "charset");
    dl_str name = get(r, charset, "name"), how = get(r, charset, "how");

    dli_buf_print(found, "%.*s %.*s", DLI_ARG(name), DLI_ARG(how));
    return dli_eq_nocase(dli_buf_str(found), value) || dli_eq_nocase(name, value);
}

static bool check_remark(run *r, dl_str value, dli_buf *found)
{
    bool hit = false;

    for (uint32_t n = get_first(r, 1, "notes"); n != 0; n = next(r, n)) {
        dl_str code = get(r, n, "code");
        hit = hit || dli_eq(code, value);
        dli_buf_print(found, "%s%.*s", found->len > 0 ? ", " : "", DLI_ARG(code));
    }
    return dli_eq(value, DL_STR("none")) ? found->len == 0 : hit;
}

/* ---- Items and their text -------------------------------------------------- */

/* item N [KIND] */
static bool check_item(run *r, dl_str value, dli_buf *found)
{
    dl_str rest = value, number = { "", 0 }, kind = { "", 0 };
    uint64_t wanted = 0, position = 1;

    (void)dli_next_word(&rest, &number);
    (void)dli_next_word(&rest, &kind);
    (void)dli_parse_u64(number, &wanted);
    r->item = reading_items(&r->page);
    r->chosen = true;
    while (r->item != 0 && position < wanted) {
        r->item = next(r, r->item);
        position++;
    }
    if (r->item == 0) {
        dli_buf_print(found, "there are %llu items", (unsigned long long)(position - 1));
        return false;
    }
    dl_str is = get(r, r->item, "kind");
    dli_buf_print(found, "%.*s %.*s", DLI_ARG(number), DLI_ARG(is));
    return wanted > 0 && (kind.len == 0 || dli_eq(kind, is));
}

static bool check_items(run *r, dl_str value, dli_buf *found)
{
    unsigned count = 0;
    uint64_t wanted;

    for (uint32_t i = reading_items(&r->page); i != 0; i = next(r, i))
        count++;
    dli_buf_print(found, "%u", count);
    return dli_parse_u64(value, &wanted) && wanted == count;
}

static bool check_parent(run *r, dl_str value, dli_buf *found)
{
    dl_str parent = get(r, r->item, "parent");
    size_t mark = dli_find_byte(parent, '#', 0);

    if (mark != DLI_NONE)
        dli_buf_add(found, dli_from(parent, mark + 1));
    return dli_eq(dli_buf_str(found), value);
}

static bool check_has(run *r, dl_str value, dli_buf *found)
{
    dl_str body = body_of(r, r->item);

    dli_buf_add(found,
                dli_slice(body, 0, dli_utf8_cut(body.ptr, body.len < 160 ? body.len : 160)));
    return value.len > 0 && holds(r, body, value);
}

/* Before an `item` line: in no item. */
static bool check_lacks(run *r, dl_str value, dli_buf *found)
{
    for (uint32_t i = r->chosen ? r->item : reading_items(&r->page); i != 0;
         i = r->chosen ? 0 : next(r, i))
        if (holds(r, body_of(r, i), value)) {
            dli_buf_add(found, DL_STR("it is there"));
            return false;
        }
    return value.len > 0;
}

static bool check_once(run *r, dl_str value, dli_buf *found)
{
    dl_str body = folded(r, body_of(r, r->item)), piece = folded(r, value);
    unsigned count = 0;

    for (size_t at = 0; piece.len > 0 && (at = dli_find(body, piece, at)) != DLI_NONE; at++)
        count++;
    dli_buf_print(found, "%u times", count);
    return count == 1;
}

static bool check_first(run *r, dl_str value, dli_buf *found)
{
    dl_str body = folded(r, body_of(r, r->item)), head = folded(r, value);

    dli_buf_add(found,
                dli_slice(body, 0, dli_utf8_cut(body.ptr, body.len < 80 ? body.len : 80)));
    return dli_starts(body, head);
}

static bool check_last(run *r, dl_str value, dli_buf *found)
{
    dl_str body = folded(r, body_of(r, r->item)), tail = folded(r, value);
    size_t from = body.len < 80 ? 0 : body.len - 80;

    while (from > 0 && from < body.len && ((unsigned char)body.ptr[from] & 0xC0) == 0x80)
        from++;
    dli_buf_add(found, dli_from(body, from));
    return dli_ends(body, tail);
}

/* block KIND | TEXT; note TEXT is a block of an editor's note */
static bool has_block(run *r, dl_str kind, dl_str text, dli_buf *found)
{
    bool hit = false;

    for (uint32_t b = get_first(r, r->item, "blocks"); b != 0; b = next(r, b)) {
        if (!dli_eq(get(r, b, "kind"), kind))
            continue;
        dl_str words = cut_body(r, b);
        hit = hit || holds(r, words, text);
        dli_buf_print(found, "%s%.*s", found->len > 0 ? " / " : "", DLI_ARG(words));
    }
    return hit;
}

static bool check_block(run *r, dl_str value, dli_buf *found)
{
    dl_str kind = next_field(&value);

    return has_block(r, kind, next_field(&value), found);
}

static bool check_note(run *r, dl_str value, dli_buf *found)
{
    return has_block(r, DL_STR("editorNote"), value, found);
}

/* ---- Lists of small objects ------------------------------------------------ */

/* One whose members hold the fields, in the order of `members`; empty fields do not
 * count. */
static bool has_object(run *r, uint32_t object, const char *list, dl_str value,
                       const char *const *members, size_t count, dli_buf *found)
{
    bool any = false;

    for (uint32_t o = get_first(r, object, list); o != 0; o = next(r, o)) {
        dl_str rest = value;
        bool all = true;
        for (size_t i = 0; i < count; i++) {
            dl_str is = get(r, o, members[i]), wanted = next_field(&rest);
            all = all && (wanted.len == 0 || holds(r, is, wanted));
            dli_buf_print(found, "%s%.*s",
                          i > 0            ? " | "
                          : found->len > 0 ? " / "
                                           : "",
                          DLI_ARG(is));
        }
        any = any || all;
    }
    return dli_eq(value, DL_STR("none")) ? found->len == 0 : any;
}

static bool check_correction(run *r, dl_str value, dli_buf *found)
{
    return has_object(r, r->item, "corrections", value, (const char *const[]){ "text", "date" },
                      2, found);
}

static bool check_ref(run *r, dl_str value, dli_buf *found)
{
    return has_object(r, r->item, "references", value,
                      (const char *const[]){ "marker", "text", "url" }, 3, found);
}

static bool check_image(run *r, dl_str value, dli_buf *found)
{
    return has_object(r, r->item, "image", value,
                      (const char *const[]){ "caption", "credit", "url" }, 3, found);
}

/* terms [N UNIT] [link] */
static bool check_terms(run *r, dl_str value, dli_buf *found)
{
    const dli_json *json = &r->page.json;
    uint32_t terms = dli_json_get(json, 1, "terms");
    uint32_t limit = dli_json_get(json, terms, "excerptLimit");
    uint64_t number;

    if (dli_json_get_u64(json, limit, "value", &number)) {
        dl_str unit = get(r, limit, "unit");
        dli_buf_print(found, "%llu %.*s", (unsigned long long)number, DLI_ARG(unit));
    }
    if (dli_json_is(json, dli_json_get(json, terms, "linkRequired"), DLI_JSON_TRUE))
        dli_buf_add(found, found->len > 0 ? DL_STR(" link") : DL_STR("link"));
    if (dli_eq(value, DL_STR("none")))
        return found->len == 0;
    return same(r, dli_buf_str(found), value);
}

static bool check_term(run *r, const char *member, dl_str value, dli_buf *found)
{
    dli_buf_add(found, get(r, dli_json_get(&r->page.json, 1, "terms"), member));
    return same(r, dli_buf_str(found), value);
}

static bool check_licence(run *r, dl_str value, dli_buf *found)
{
    return check_term(r, "licence", value, found);
}

static bool check_robots(run *r, dl_str value, dli_buf *found)
{
    return check_term(r, "robots", value, found);
}

/* ---- Statements ------------------------------------------------------------ */

static dl_str entity_name(run *r, dl_str id)
{
    for (uint32_t e = get_first(r, r->item, "entities"); id.len > 0 && e != 0; e = next(r, e))
        if (dli_eq(get(r, e, "id"), id))
            return get(r, e, "name");
    return (dl_str){ "", 0 };
}

static bool is_source(run *r, uint32_t source, dl_str wanted)
{
    return same(r, get(r, source, "text"), wanted) ||
           same(r, entity_name(r, get(r, source, "resolved")), wanted) ||
           same(r, entity_name(r, get(r, source, "entity")), wanted);
}

static bool is_via(run *r, uint32_t statement, dl_str names)
{
    uint32_t via = get_first(r, statement, "via");
    dl_str name;

    while (dli_split(&names, ',', &name)) {
        if (via == 0 || !is_source(r, via, dli_trim(name)))
            return false;
        via = next(r, via);
    }
    return via == 0;
}

static bool is_kind(dl_str word)
{
    return dli_eq(word, DL_STR("direct")) || dli_eq(word, DL_STR("indirect")) ||
           dli_eq(word, DL_STR("mixed"));
}

/* A field behind SOURCE and CONTENT: a kind, "via A, B", "stance X", "to X", or the cue. */
static bool is_more(run *r, uint32_t s, dl_str field)
{
    if (field.len == 0)
        return true;
    if (is_kind(field))
        return dli_eq(get(r, s, "kind"), field);
    if (dli_starts(field, DL_STR("via ")))
        return is_via(r, s, dli_from(field, 4));
    if (dli_starts(field, DL_STR("stance ")))
        return dli_eq(get(r, s, "stance"), dli_trim(dli_from(field, 7)));
    if (dli_starts(field, DL_STR("to ")))
        return same(r, get_words(r, s, "addressee"), dli_from(field, 3));
    return same(r, get_words(r, s, "cue"), field);
}

static void print_source(run *r, dli_buf *out, uint32_t source)
{
    dl_str name = entity_name(r, get(r, source, "resolved")), text = get(r, source, "text");

    dli_buf_add(out, text);
    if (name.len > 0 && !same(r, name, text))
        dli_buf_print(out, " (= %.*s)", DLI_ARG(name));
}

static void print_statement(run *r, dli_buf *out, uint32_t s)
{
    dl_str content = get_words(r, s, "content"), cue = get_words(r, s, "cue");
    dl_str kind = get(r, s, "kind"), stance = get(r, s, "stance");

    print_source(r, out, dli_json_get(&r->page.json, s, "source"));
    dli_buf_print(out, " | ");
    dli_buf_add(out, folded(r, content));
    dli_buf_print(out, " | %.*s | %.*s", DLI_ARG(cue), DLI_ARG(kind));
    if (!dli_eq(stance, DL_STR("neutral")))
        dli_buf_print(out, " | stance %.*s", DLI_ARG(stance));
    for (uint32_t first = get_first(r, s, "via"), v = first; v != 0; v = next(r, v)) {
        dli_buf_print(out, "%s", v == first ? " | via " : ", ");
        print_source(r, out, v);
    }
}

/* The statements with some word of `content`, or all: what a person wants to see. */
static void print_near(run *r, dli_buf *found, dl_str content)
{
    dl_str rest = content, word;

    for (uint32_t s = get_first(r, r->item, "statements"); s != 0; s = next(r, s)) {
        bool near = false;
        for (dl_str left = rest; dli_next_word(&left, &word);)
            near = near || (word.len > 4 && holds(r, get_words(r, s, "content"), word));
        if (!near)
            continue;
        dli_buf_print(found, "%s", found->len > 0 ? "\n#                  " : "");
        print_statement(r, found, s);
    }
    if (found->len == 0)
        dli_buf_print(found, "no statement like it");
}

static bool check_said(run *r, dl_str value, dli_buf *found)
{
    dl_str rest = value, source = next_field(&rest), content = next_field(&rest);
    bool nobody = dli_eq(source, DL_STR("nobody"));

    for (uint32_t s = get_first(r, r->item, "statements"); s != 0; s = next(r, s)) {
        uint32_t is = dli_json_get(&r->page.json, s, "source");
        bool ok = holds(r, get_words(r, s, "content"), content) &&
                  (nobody ? is == 0 : is != 0 && is_source(r, is, source));
        for (dl_str more = rest, field; ok && dli_split(&more, '|', &field);)
            ok = is_more(r, s, dli_trim(field));
        if (ok)
            return true;
    }
    print_near(r, found, content);
    return false;
}

static bool check_not_said(run *r, dl_str value, dli_buf *found)
{
    for (uint32_t s = get_first(r, r->item, "statements"); s != 0; s = next(r, s))
        if (value.len == 0 || holds(r, get_words(r, s, "content"), value)) {
            print_statement(r, found, s);
            return false;
        }
    return true;
}

/* ---- Incidents ------------------------------------------------------------- */

typedef struct bounds {
    bool value, min, max;
    uint64_t exact, low, high;
} bounds;

/* killed=3  killed>=3  killed<=7  killed~40  killed=3..5 */
static bool read_figure(dl_str text, dl_str *what, bounds *b, bool *about)
{
    size_t end = 0;
    dl_str low, high;

    *b = (bounds){ 0 };
    while (end < text.len && dli_is_alpha(text.ptr[end]))
        end++;
    *what = dli_slice(text, 0, end);
    dl_str rest = dli_from(text, end);
    *about = dli_starts(rest, DL_STR("~"));
    if (dli_starts(rest, DL_STR(">="))) {
        b->min = true;
        return dli_parse_u64(dli_from(rest, 2), &b->low);
    }
    if (dli_starts(rest, DL_STR("<="))) {
        b->max = true;
        return dli_parse_u64(dli_from(rest, 2), &b->high);
    }
    if (!*about && !dli_starts(rest, DL_STR("=")))
        return false;
    rest = dli_from(rest, 1);
    size_t dots = dli_find(rest, DL_STR(".."), 0);
    if (dots == DLI_NONE) {
        b->value = true;
        return dli_parse_u64(rest, &b->exact);
    }
    low = dli_slice(rest, 0, dots);
    high = dli_from(rest, dots + 2);
    b->min = b->max = true;
    return dli_parse_u64(low, &b->low) && dli_parse_u64(high, &b->high);
}

static bool has_figure(run *r, uint32_t incident, dl_str text)
{
    dl_str what;
    bounds b;
    bool about;

    if (!read_figure(text, &what, &b, &about))
        return false;
    for (uint32_t f = get_first(r, incident, "figures"); f != 0; f = next(r, f)) {
        dli_record_figure is = dli_record_figure_of(&r->page.json, f, &r->page.arena);
        if (dli_eq(is.what, what) && is.has_value == b.value && is.has_min == b.min &&
            is.has_max == b.max && is.value == b.exact && is.min == b.low && is.max == b.high &&
            (!about || dli_eq(is.bound, DL_STR("about"))))
            return true;
    }
    return false;
}

static bool has_figures(run *r, uint32_t incident, dl_str figures)
{
    dl_str word;

    while (dli_next_word(&figures, &word))
        if (!has_figure(r, incident, word))
            return false;
    return true;
}

static void print_figure(run *r, dli_buf *out, uint32_t figure)
{
    dli_record_figure f = dli_record_figure_of(&r->page.json, figure, &r->page.arena);
    bool about = dli_eq(f.bound, DL_STR("about"));

    dli_buf_add(out, f.what);
    if (f.has_value)
        dli_buf_print(out, "%s%llu", about ? "~" : "=", (unsigned long long)f.value);
    else if (f.has_min && f.has_max)
        dli_buf_print(out, "=%llu..%llu", (unsigned long long)f.min, (unsigned long long)f.max);
    else if (f.has_min)
        dli_buf_print(out, ">=%llu", (unsigned long long)f.min);
    else if (f.has_max)
        dli_buf_print(out, "<=%llu", (unsigned long long)f.max);
}

static void print_incident(run *r, dli_buf *out, uint32_t i)
{
    dl_str type = get(r, i, "type"), date = get_words(r, i, "date"),
           status = get(r, i, "status");
    dl_str place = get_words(r, i, "place"), source = get_words(r, i, "source");

    /* dli_record_words() prefers the printed words; a case wants the value */
    uint32_t when = dli_json_get(&r->page.json, i, "date");
    if (when != 0)
        date = get(r, when, "value");
    dli_buf_print(out, "%.*s | %.*s | %.*s |", DLI_ARG(type), DLI_ARG(date), DLI_ARG(place));
    for (uint32_t f = get_first(r, i, "figures"); f != 0; f = next(r, f)) {
        dli_buf_byte(out, ' ');
        print_figure(r, out, f);
    }
    if (source.len > 0)
        dli_buf_print(out, " | source %.*s", DLI_ARG(source));
    if (!dli_eq(status, DL_STR("reported")))
        dli_buf_print(out, " | %.*s", DLI_ARG(status));
}

static bool is_status(dl_str word)
{
    return dli_eq(word, DL_STR("reported")) || dli_eq(word, DL_STR("denied")) ||
           dli_eq(word, DL_STR("planned")) || dli_eq(word, DL_STR("hypothetical"));
}

/* incident TYPE | DATE | PLACE | FIGURES, "source X" or a status, in any order */
static bool check_incident(run *r, dl_str value, dli_buf *found)
{
    dl_str rest = value, type = next_field(&rest), date = next_field(&rest);
    dl_str place = next_field(&rest), field;

    for (uint32_t i = get_first(r, r->item, "incidents"); i != 0; i = next(r, i)) {
        uint32_t when = dli_json_get(&r->page.json, i, "date");
        bool ok = dli_eq(get(r, i, "type"), type) &&
                  (date.len == 0 || same(r, get(r, when, "value"), date)) &&
                  (place.len == 0 || same(r, get_words(r, i, "place"), place));
        for (dl_str more = rest; ok && dli_split(&more, '|', &field);) {
            field = dli_trim(field);
            if (dli_starts(field, DL_STR("source ")))
                ok = same(r, get_words(r, i, "source"), dli_from(field, 7));
            else
                ok = is_status(field) ? dli_eq(get(r, i, "status"), field)
                                      : has_figures(r, i, field);
        }
        if (ok)
            return true;
        dli_buf_print(found, "%s", found->len > 0 ? "\n#                  " : "");
        print_incident(r, found, i);
    }
    return false;
}

static bool check_no_incident(run *r, dl_str value, dli_buf *found)
{
    (void)value;
    for (uint32_t i = get_first(r, r->item, "incidents"); i != 0; i = next(r, i)) {
        dli_buf_print(found, "%s", found->len > 0 ? " / " : "");
        print_incident(r, found, i);
    }
    return found->len == 0;
}

/* ---- A record.txt ---------------------------------------------------------- */

static const struct key {
    const char *name;
    check *check;
} keys[] = {
    { "how", check_how },
    { "other", check_other },
    { "encoding", check_encoding },
    { "remark", check_remark },
    { "item", check_item },
    { "items", check_items },
    { "parent", check_parent },
    { "+", check_has },
    { "-", check_lacks },
    { "once", check_once },
    { "first", check_first },
    { "last", check_last },
    { "block", check_block },
    { "note", check_note },
    { "correction", check_correction },
    { "ref", check_ref },
    { "image", check_image },
    { "terms", check_terms },
    { "licence", check_licence },
    { "robots", check_robots },
    { "said", check_said },
    { "not-said", check_not_said },
    { "incident", check_incident },
    { "no-incident", check_no_incident },
};

static bool is_input_key(dl_str key)
{
    static const char *const names[] = { "url", "seen", "charset", "input", "why", "fails" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (dli_eq(key, dli_str(names[i])))
            return true;
    return false;
}

/* Key and value of the next line that has one. */
static bool next_line(dli_cursor *in, unsigned *number, dl_str *key, dl_str *value)
{
    dl_str line;

    while (dli_take_line(in, &line)) {
        ++*number;
        line = dli_trim(line);
        if (line.len == 0 || line.ptr[0] == '#')
            continue;
        *value = line;
        (void)dli_next_word(value, key);
        *value = dli_trim(*value);
        return true;
    }
    return false;
}

static bool check_line(run *r, dl_str key, dl_str value, dli_buf *found)
{
    const char *member = MEMBER_OF(item_keys, key);

    if (member != NULL)
        return check_plain(r, r->item, member, value, found);
    member = MEMBER_OF(page_keys, key);
    if (member != NULL)
        return check_plain(r, 1, member, value, found);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (dli_eq(key, dli_str(keys[i].name)))
            return keys[i].check(r, value, found);
    dli_buf_add(found, DL_STR("there is no such key (docs/formats/case.md lists them)"));
    return false;
}

static void remark(run *r, dl_str key, dl_str value, dl_str found)
{
    r->ok = false;
    dli_buf_print(&r->remarks, "# %s:%u: ", r->path, r->line);
    dli_buf_add(&r->remarks, key);
    dli_buf_byte(&r->remarks, ' ');
    dli_buf_add(&r->remarks, value);
    dli_buf_print(&r->remarks, "\n#   dateline says: ");
    dli_buf_add(&r->remarks, found.len == 0 ? DL_STR("nothing") : found);
    dli_buf_byte(&r->remarks, '\n');
}

static void read_options(dl_str text, dl_doc_options *options, dl_str *fails)
{
    static const char *const inputs[] = { "auto", "html", "page-text", "text" };
    dli_cursor in = { text, 0 };
    unsigned number = 0;
    dl_str key, value;

    *fails = (dl_str){ "", 0 };
    while (next_line(&in, &number, &key, &value)) {
        if (dli_eq(key, DL_STR("url")))
            options->url = value;
        else if (dli_eq(key, DL_STR("seen")))
            options->captured = value;
        else if (dli_eq(key, DL_STR("charset")))
            options->charset = value;
        else if (dli_eq(key, DL_STR("fails")))
            *fails = value;
        for (size_t i = 0; i < 4 && dli_eq(key, DL_STR("input")); i++)
            if (dli_eq(value, dli_str(inputs[i])))
                options->input = (dl_input)i;
    }
}

/* The capture: the one file of the case whose name begins with "page.". */
static bool read_page(dli_arena *arena, const char *folder, dl_str *page)
{
    char path[READING_PATH] = "";
    DIR *dir = opendir(folder);

    for (struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;)
        if (dli_starts(dli_str(e->d_name), DL_STR("page.")))
            snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
    if (dir != NULL)
        closedir(dir);
    return path[0] != 0 && dli_file_read(arena, path, DL_MAX_SOURCE_BYTES, page, NULL) == DL_OK;
}

static void check_lines(run *r, dl_str text)
{
    dli_cursor in = { text, 0 };
    dl_str key, value;
    dli_buf found;

    r->item = reading_items(&r->page);
    while (next_line(&in, &r->line, &key, &value)) {
        if (is_input_key(key))
            continue;
        dli_buf_init(&found, &r->page.arena);
        if (!check_line(r, key, value, &found))
            remark(r, key, value, dli_buf_str(&found));
    }
}

typedef struct runner {
    suite suite;
    dl_engine *engine;
} runner;

static void run_case(runner *all, const char *folder, const char *slug)
{
    char path[READING_PATH];
    dli_arena arena;
    dl_doc_options options = { 0 };
    dl_str text, page, fails;
    run r = { .path = path, .ok = true };

    dli_arena_init(&arena, (size_t)1 << 28);
    dli_buf_init(&r.remarks, &arena);
    snprintf(path, sizeof path, "%s/%s/record.txt", folder, slug);
    if (dli_file_read(&arena, path, (size_t)1 << 24, &text, NULL) != DL_OK) {
        dli_arena_done(&arena);
        return; /* no case */
    }
    read_options(text, &options, &fails);
    snprintf(path, sizeof path, "%s/%s", folder, slug);
    bool there = read_page(&arena, path, &page);
    snprintf(path, sizeof path, "%s/%s/record.txt", folder, slug);
    if (!there) {
        remark(&r, DL_STR("page"), DL_STR(""), DL_STR("there is no file page.*"));
    } else {
        reading_open(&r.page, all->engine, page, &options);
        dl_str what = dli_str(r.page.error.what);
        if (r.page.doc == NULL && (fails.len == 0 || dli_find(what, fails, 0) == DLI_NONE))
            remark(&r, DL_STR("fails"), fails, what);
        else if (r.page.doc != NULL && fails.len > 0)
            remark(&r, DL_STR("fails"), fails, DL_STR("it could be read"));
        else if (r.page.doc != NULL)
            check_lines(&r, text);
        reading_close(&r.page);
    }
    suite_check(&all->suite, r.ok, "%s", slug);
    fwrite(r.remarks.ptr, 1, r.remarks.len, stdout);
    dli_arena_done(&arena);
}

/* ---- Bless ----------------------------------------------------------------- */

static void bless_line(dli_buf *out, const char *key, dl_str value)
{
    if (value.len == 0)
        return;
    dli_buf_print(out, "%-11s ", key);
    dli_buf_add(out, value);
    dli_buf_byte(out, '\n');
}

/* The first and last paragraph, each cut at 80 bytes. */
static void bless_body(run *r, dli_buf *out)
{
    dl_str body = folded(r, body_of(r, r->item));
    size_t head = dli_utf8_cut(body.ptr, body.len < 80 ? body.len : 80);
    size_t from = body.len < 80 ? 0 : body.len - 80;

    while (from > 0 && from < body.len && ((unsigned char)body.ptr[from] & 0xC0) == 0x80)
        from++;
    bless_line(out, "first", dli_slice(body, 0, head));
    bless_line(out, "last", dli_from(body, from));
}

static void bless_facts(run *r, dli_buf *out)
{
    for (uint32_t c = get_first(r, r->item, "corrections"); c != 0; c = next(r, c))
        bless_line(out, "correction", get(r, c, "text"));
    for (uint32_t f = get_first(r, r->item, "references"); f != 0; f = next(r, f)) {
        dli_buf_print(out, "%-11s ", "ref");
        dli_buf_add(out, get(r, f, "marker"));
        dli_buf_add(out, DL_STR(" | "));
        dli_buf_add(out, get(r, f, "text"));
        dli_buf_byte(out, '\n');
    }
    for (uint32_t s = get_first(r, r->item, "statements"); s != 0; s = next(r, s)) {
        dli_buf_print(out, "%-11s ", "said");
        print_statement(r, out, s);
        dli_buf_byte(out, '\n');
    }
    for (uint32_t i = get_first(r, r->item, "incidents"); i != 0; i = next(r, i)) {
        dli_buf_print(out, "%-11s ", "incident");
        print_incident(r, out, i);
        dli_buf_byte(out, '\n');
    }
}

static void bless_record(run *r, dli_buf *out)
{
    unsigned position = 0, count = 0;

    for (size_t i = 0; i < sizeof page_keys / sizeof *page_keys; i++)
        bless_line(out, page_keys[i].key, get_words(r, 1, page_keys[i].member));
    for (uint32_t i = reading_items(&r->page); i != 0; i = next(r, i))
        count++;
    dli_buf_print(out, "%-11s %u\n", "items", count);
    for (r->item = reading_items(&r->page); r->item != 0; r->item = next(r, r->item)) {
        dl_str kind = get(r, r->item, "kind");
        position++;
        if (count > 1)
            dli_buf_print(out, "\n%-11s %u %.*s\n", "item", position, DLI_ARG(kind));
        for (size_t i = 0; i < sizeof item_keys / sizeof *item_keys; i++)
            bless_line(out, item_keys[i].key,
                       folded(r, get_words(r, r->item, item_keys[i].member)));
        bless_body(r, out);
        bless_facts(r, out);
    }
}

/* Input lines and remarks of the old record.txt are kept, in their order. */
static void keep_lines(dli_buf *out, dl_str text)
{
    dli_cursor in = { text, 0 };
    dl_str line, key = { "", 0 };

    while (dli_take_line(&in, &line)) {
        dl_str rest = line;
        if (dli_next_word(&rest, &key) && (key.ptr[0] == '#' || is_input_key(key))) {
            dli_buf_add(out, line);
            dli_buf_byte(out, '\n');
        }
    }
}

static int bless(const char *folder)
{
    char path[READING_PATH];
    dli_arena arena;
    dl_doc_options options = { 0 };
    dl_engine *engine;
    dl_str text = { "", 0 }, page, fails;
    run r = { .ok = true };
    dli_buf out;

    dli_arena_init(&arena, (size_t)1 << 28);
    dli_buf_init(&out, &arena);
    snprintf(path, sizeof path, "%s/record.txt", folder);
    (void)!dli_file_read(&arena, path, (size_t)1 << 24, &text, NULL);
    read_options(text, &options, &fails);
    if (!read_page(&arena, folder, &page) || dl_engine_open(NULL, &engine, NULL) != DL_OK) {
        fprintf(stderr, "%s: there is no file page.* in it\n", folder);
        return 1;
    }
    reading_open(&r.page, engine, page, &options);
    keep_lines(&out, text);
    if (r.page.doc == NULL)
        bless_line(&out, "fails", dli_str(r.page.error.what));
    else
        bless_record(&r, &out);
    FILE *file = fopen(path, "w");
    if (file == NULL || fwrite(out.ptr, 1, out.len, file) != out.len || fclose(file) != 0) {
        fprintf(stderr, "%s: cannot be written\n", path);
        return 1;
    }
    printf("%s: written; read it, correct it, cut it down to what the case is about\n", path);
    reading_close(&r.page);
    dl_engine_close(engine);
    dli_arena_done(&arena);
    return 0;
}

int main(int argc, char **argv)
{
    char list[READING_PATH];
    struct dirent **entries;
    runner all;

    if (argc == 3 && dli_eq(dli_str(argv[1]), DL_STR("--bless")))
        return bless(argv[2]);
    snprintf(list, sizeof list, "%s/expected-failures.txt", argc > 1 ? argv[1] : "");
    suite_begin(&all.suite, argc, argv, ".", list);
    if (dl_engine_open(NULL, &all.engine, NULL) != DL_OK)
        return 1;
    for (int i = 2; i < argc; i++)
        run_case(&all, argv[1], argv[i]);
    int found = argc > 2 ? 0 : scandir(argv[1], &entries, NULL, alphasort);
    for (int i = 0; i < found; i++) {
        if (entries[i]->d_name[0] != '.')
            run_case(&all, argv[1], entries[i]->d_name);
        free(entries[i]);
    }
    if (found > 0)
        free(entries);
    dl_engine_close(all.engine);
    return suite_end(&all.suite);
}
