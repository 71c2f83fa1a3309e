/* prop_record.c -- every fact of every record gives back its text.
 *
 *   prop_record [PAGE, FOLDER or MANIFEST]...     samples/newsroom unless said
 *
 * For each page:
 *
 *   - the record is valid UTF-8 and strict JSON, and the same when it is made again
 *   - its keys stand in the order of docs/formats/record.md, no other keys do, and
 *     nothing in it is null or empty
 *   - every `at` lies in the source, on character borders, and is not empty
 *   - the source cut at `at`, piece by piece, character references (or JSON escapes, where
 *     the evidence is JSON-LD) decoded, equals the value, white space and soft hyphens
 *     aside; so does the body cut at `in`
 *   - the blocks, in order, are the body
 *
 * This is written without the code that made the record, the reader of single character
 * references apart. Prints TAP, a test a page, and how many facts were checked.
 */
#include "page/tokenizer.h"
#include "reading.h"

#include <stdarg.h>

/* ---- The shape of a record -------------------------------------------------- */

/* Keys in their order; "key:shape" where the value, or each element of the list that it
 * is, is an object of that shape. */
typedef struct shape {
    const char *name;
    const char *keys;
} shape;

static const shape shapes[] = {
    { "page", "id record file warc:warc url canonicalUrl captured sha256 bytes charset:charset "
              "pageKind publisher:publisher terms:terms mainText items:item notes:note "
              "evidence:page-evidence" },
    { "warc", "file offset length recordId truncated" },
    { "charset", "name how" },
    { "publisher", "name url email" },
    { "terms", "excerptLimit:limit linkRequired licence robots tdmReservation text" },
    { "limit", "value unit" },
    { "note", "code text at" },
    { "page-evidence", "canonicalUrl:proof publisher.name:proof publisher.url:proof "
                       "publisher.email:proof terms.licence:proof terms.robots:proof "
                       "terms.tdmReservation:proof terms.text:proof" },
    { "proof", "at how confidence others:other" },
    { "other", "value at how" },
    { "item",
      "id position kind parent headline alternativeHeadline abstract author:person "
      "editor:person translator:person contributor:person sourceOrganization credit "
      "dateline:dateline datePublished dateModified inLanguage articleSection keywords "
      "articleBody blocks:block image:image references:reference corrections:correction "
      "entities:entity statements:statement incidents:incident evidence:item-evidence" },
    { "item-evidence",
      "headline:proof alternativeHeadline:proof abstract:proof author:proof editor:proof "
      "translator:proof contributor:proof sourceOrganization:proof credit:proof "
      "dateline:proof datePublished:proof dateModified:proof inLanguage:proof "
      "articleSection:proof keywords:proof" },
    { "person", "name jobTitle affiliation type" },
    { "dateline", "text place date" },
    { "block", "kind at in level" },
    { "image", "url caption credit at" },
    { "reference", "marker text url at in" },
    { "correction", "text date at" },
    { "entity", "id type name how at in role place:point" },
    { "point", "geonameid lat lon precision" },
    { "statement", "id kind stance how cue:cue source:source via:source addressee:part "
                   "content:part parent at in" },
    { "part", "text at in" },
    { "cue", "text at in lemma" },
    { "source", "text at in type entity role resolved" },
    { "incident", "id type status date:date place:place actors:part target:part "
                  "figures:figure source:part statement at in" },
    { "date", "value precision basis text at in" },
    { "place", "text at in geonameid lat lon precision" },
    { "figure", "what value min max bound of scope parent text at in" },
};

static const shape *shape_of(dl_str name)
{
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        if (dli_eq(dli_str(shapes[i].name), name))
            return &shapes[i];
    return NULL;
}

/* ---- A page being checked ----------------------------------------------------- */

typedef struct checker {
    const dl_engine *engine;
    reading page;
    size_t pages, bad_pages, facts;
    /* of this page */
    size_t bad;
    dli_buf remarks;
    char path[256]; /* items.2.statements.5.cue */
    dl_str body;    /* of the item that is walked */
    bool tables;    /* there are some in it       */
} checker;

enum {
    MOST_REMARKS = 6, /* of a page */
    MOST_TOLD = 20    /* pages that have remarks */
};

__attribute__((format(printf, 2, 3))) static void wrong(checker *c, const char *format, ...)
{
    char what[400];
    va_list args;

    if (c->bad++ >= MOST_REMARKS)
        return;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    for (char *p = what; *p != 0; p++)
        if (*p == '\n')
            *p = ' ';
    dli_buf_print(&c->remarks, "#   %s: ", c->path);
    dli_buf_add(&c->remarks, dli_str(what));
    dli_buf_byte(&c->remarks, '\n');
}

static const dli_json_value *value_at(checker *c, uint32_t value)
{
    return dli_json_at(&c->page.json, value);
}

static dl_str str_of(checker *c, uint32_t value)
{
    return dli_json_str(&c->page.json, value, &c->page.arena);
}

static uint32_t member(checker *c, uint32_t object, const char *key)
{
    return dli_json_get(&c->page.json, object, key);
}

/* ---- Texts: decoded, without white space ----------------------------------------- */

/* Append `s` without white space, control characters and soft hyphens; U+0000 as U+FFFD, as pages read it. */
static void squeeze(dli_buf *out, dl_str s)
{
    size_t len;

    for (size_t at = 0; at < s.len; at += len) {
        uint32_t c = dli_utf8_get(s, at, &len);
        bool space = (c > 0 && c <= ' ') || c == 0x7F || c == 0x85 || c == 0xA0 ||
                     c == 0x1680 || (c >= 0x2000 && c <= 0x200B) || c == 0x2028 ||
                     c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
        if (c == 0)
            dli_buf_add(out, DL_STR("\xEF\xBF\xBD"));
        else if (!space && c != 0xAD && c != 0xFEFF)
            dli_buf_add(out, dli_slice(s, at, at + len));
    }
}

static dl_str squeezed(checker *c, dl_str s)
{
    dli_buf out;

    dli_buf_init(&out, &c->page.arena);
    squeeze(&out, s);
    return dli_buf_str(&out);
}

static dl_str decode_references(checker *c, dl_str s, bool in_attribute)
{
    dli_buf out;

    dli_buf_init(&out, &c->page.arena);
    for (size_t at = 0; at < s.len;) {
        char made[8];
        uint8_t len = 0;
        size_t took =
            s.ptr[at] == '&' ? dli_reference_read(s, at, s.len, in_attribute, made, &len) : 0;
        if (took == 0)
            dli_buf_byte(&out, s.ptr[at++]);
        else
            dli_buf_add(&out, (dl_str){ made, len });
        at += took;
    }
    return dli_buf_str(&out);
}

static bool hex4(dl_str s, size_t at, uint32_t *value)
{
    *value = 0;
    for (size_t i = at; i < at + 4; i++) {
        char d = i < s.len ? dli_lower(s.ptr[i]) : 'x';
        if (!dli_is_digit(d) && !(d >= 'a' && d <= 'f'))
            return false;
        *value = *value * 16 + (uint32_t)(dli_is_digit(d) ? d - '0' : d - 'a' + 10);
    }
    return true;
}

/* The inside of a JSON string (RFC 8259, section 7); what is no escape stays. */
static dl_str decode_escapes(checker *c, dl_str s)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    dli_buf out;

    dli_buf_init(&out, &c->page.arena);
    for (size_t at = 0; at < s.len;) {
        char bytes[4];
        uint32_t high, low;
        const char *hit = at + 1 < s.len ? memchr(from, s.ptr[at + 1], sizeof from - 1) : NULL;
        if (s.ptr[at] != '\\') {
            dli_buf_byte(&out, s.ptr[at++]);
        } else if (hit != NULL) {
            dli_buf_byte(&out, to[hit - from]);
            at += 2;
        } else if (at + 1 < s.len && s.ptr[at + 1] == 'u' && hex4(s, at + 2, &high)) {
            at += 6;
            if (high >= 0xD800 && high < 0xDC00 && at + 1 < s.len && s.ptr[at] == '\\' &&
                s.ptr[at + 1] == 'u' && hex4(s, at + 2, &low) && low >= 0xDC00 &&
                low < 0xE000) {
                high = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
                at += 6;
            }
            dli_buf_add(&out, (dl_str){ bytes, dli_utf8_put(bytes, high) });
        } else {
            dli_buf_byte(&out, s.ptr[at++]);
        }
    }
    return dli_buf_str(&out);
}

/* ---- Positions --------------------------------------------------------------------- */

typedef struct spans {
    dl_span *ptr;
    size_t count;
    size_t cap;
} spans;

static bool read_number(checker *c, uint32_t value, uint32_t *number)
{
    uint64_t wide;

    if (value == 0 || value_at(c, value)->kind != DLI_JSON_NUMBER ||
        !dli_parse_u64(dli_cut(c->page.json.text, value_at(c, value)->at), &wide) ||
        wide > UINT32_MAX)
        return false;
    *number = (uint32_t)wide;
    return true;
}

static bool read_pair(checker *c, uint32_t list, dl_span *span)
{
    uint32_t first = value_at(c, list)->first;
    uint32_t second = first == 0 ? 0 : value_at(c, first)->next;

    return read_number(c, first, &span->start) && read_number(c, second, &span->end) &&
           value_at(c, second)->next == 0;
}

/* [s,e] or [[s,e],…]; each must not be empty, lie in [0, end). */
static spans read_spans(checker *c, uint32_t list, const char *key, size_t end)
{
    spans out = { NULL, 0, 0 };
    dl_span span;

    if (value_at(c, list)->kind != DLI_JSON_ARRAY) {
        wrong(c, "%s is no list", key);
    } else if (read_pair(c, list, &span)) {
        (void)DLI_PUSH(&c->page.arena, &out, span);
    } else {
        for (uint32_t v = value_at(c, list)->first; v != 0; v = value_at(c, v)->next)
            if (value_at(c, v)->kind == DLI_JSON_ARRAY && read_pair(c, v, &span))
                (void)DLI_PUSH(&c->page.arena, &out, span);
            else
                wrong(c, "%s holds something else than [start,end]", key);
    }
    for (size_t i = 0; i < out.count; i++)
        if (out.ptr[i].start >= out.ptr[i].end || out.ptr[i].end > end) {
            wrong(c, "%s: [%u,%u) is empty or leaves [0,%zu)", key, out.ptr[i].start,
                  out.ptr[i].end, end);
            out.count = 0;
        }
    return out;
}

static bool is_border(dl_str s, size_t at)
{
    return at >= s.len || ((unsigned char)s.ptr[at] & 0xC0) != 0x80;
}

static spans read_at(checker *c, uint32_t object)
{
    uint32_t list = member(c, object, "at");
    spans out = { NULL, 0, 0 };

    if (list == 0)
        return out;
    out = read_spans(c, list, "at", c->page.source.len);
    for (size_t i = 0; i < out.count; i++)
        if (!is_border(c->page.source, out.ptr[i].start) ||
            !is_border(c->page.source, out.ptr[i].end))
            wrong(c, "at: [%u,%u) cuts a character", out.ptr[i].start, out.ptr[i].end);
    if (out.count == 0)
        wrong(c, "at is empty");
    return out;
}

/* `in` in order, without white space; by counting code points from the start. */
static bool cut_body(checker *c, uint32_t object, dl_str *text)
{
    uint32_t list = member(c, object, "in");
    dli_buf out;

    if (list == 0)
        return false;
    spans in = read_spans(c, list, "in", dli_utf8_count(c->body));
    dli_buf_init(&out, &c->page.arena);
    for (size_t i = 0; i < in.count; i++) {
        size_t start = 0, end = 0, len;
        uint32_t point = 0;
        for (size_t at = 0; at < c->body.len && point < in.ptr[i].end; at += len, point++) {
            (void)dli_utf8_get(c->body, at, &len);
            start = point < in.ptr[i].start ? at + len : start;
            end = at + len;
        }
        if (i > 0 && in.ptr[i].start < in.ptr[i - 1].end)
            wrong(c, "in: [%u,%u) is not behind the one before", in.ptr[i].start,
                  in.ptr[i].end);
        squeeze(&out, dli_slice(c->body, start, end));
    }
    *text = dli_buf_str(&out);
    return in.count > 0;
}

typedef enum reading_way {
    AS_IS,
    TEXT,
    ATTRIBUTE,
    JSON,
    JSON_TEXT,
    WAYS
} reading_way;

/* The source at `at` as read in one way, without white space. */
static dl_str cut_source(checker *c, spans at, reading_way way)
{
    dli_buf out;

    dli_buf_init(&out, &c->page.arena);
    for (size_t i = 0; i < at.count; i++) {
        dl_str piece = dli_cut(c->page.source, at.ptr[i]);
        if (way == JSON || way == JSON_TEXT)
            piece = decode_escapes(c, piece);
        if (way == TEXT || way == ATTRIBUTE || way == JSON_TEXT)
            piece = decode_references(c, piece, way == ATTRIBUTE);
        squeeze(&out, piece);
    }
    return dli_buf_str(&out);
}

/* Without '|', which stands between the cells of a table though no page has it there. */
static dl_str without_bars(checker *c, dl_str s)
{
    dl_str piece;
    dli_buf out;

    dli_buf_init(&out, &c->page.arena);
    while (dli_split(&s, '|', &piece))
        dli_buf_add(&out, piece);
    return dli_buf_str(&out);
}

static void same(checker *c, const char *what, spans at, dl_str value, bool json)
{
    dl_str wanted = squeezed(c, value);

    c->facts++;
    for (int way = AS_IS; way < (json ? WAYS : JSON); way++) {
        dl_str is = cut_source(c, at, (reading_way)way);
        if (dli_eq(is, wanted) ||
            (c->tables && dli_eq(without_bars(c, is), without_bars(c, wanted))))
            return;
    }
    dl_str is = cut_source(c, at, json ? JSON_TEXT : TEXT);
    wrong(c, "%s is '%.*s', at gives '%.*s'", what, DLI_ARG(wanted), DLI_ARG(is));
}

/* ---- Facts -------------------------------------------------------------------------- */

/* An object with words of its own: `text`, `at` and, where it has it, `in` agree. */
static void check_words(checker *c, uint32_t object)
{
    uint32_t text = member(c, object, "text");
    spans at = read_at(c, object);
    dl_str cut;
    bool has_in = cut_body(c, object, &cut);

    if (at.count == 0)
        return;
    if (text != 0)
        same(c, "text", at, str_of(c, text), false);
    if (has_in)
        same(c, "in", at, cut, false);
    if (has_in && text != 0 && !dli_eq(cut, squeezed(c, str_of(c, text))))
        wrong(c, "in gives '%.*s', not its text", DLI_ARG(cut));
}

/* A list of objects with a name, or of strings, as one text. */
static dl_str joined(checker *c, uint32_t value)
{
    dli_buf out;

    if (value_at(c, value)->kind != DLI_JSON_ARRAY) {
        uint32_t text = member(c, value, "text");
        return str_of(c, text != 0 ? text : value);
    }
    dli_buf_init(&out, &c->page.arena);
    for (uint32_t v = value_at(c, value)->first; v != 0; v = value_at(c, v)->next) {
        uint32_t name = member(c, v, "name");
        dli_buf_add(&out, str_of(c, name != 0 ? name : v));
    }
    return dli_buf_str(&out);
}

/* The value that evidence for `key` speaks of: a member, or "publisher.name". */
static uint32_t proved(checker *c, uint32_t owner, dl_str key)
{
    char name[64];
    size_t dot = dli_find_byte(key, '.', 0);

    if (dot != DLI_NONE) {
        snprintf(name, sizeof name, "%.*s", (int)dot, key.ptr);
        owner = member(c, owner, name);
        key = dli_from(key, dot + 1);
    }
    snprintf(name, sizeof name, "%.*s", (int)key.len, key.ptr);
    return member(c, owner, name);
}

/* Dates, addresses and languages were worked out from what stands there, not copied. */
static bool is_worked_out(dl_str key)
{
    static const char *const keys[] = { "datePublished", "dateModified",  "inLanguage",
                                        "canonicalUrl",  "publisher.url", "terms.licence" };

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (dli_eq(key, dli_str(keys[i])))
            return true;
    return false;
}

static void check_proof(checker *c, uint32_t owner, dl_str key, uint32_t proof)
{
    bool json = dli_eq(str_of(c, member(c, proof, "how")), DL_STR("json-ld"));
    uint32_t value = proved(c, owner, key);
    spans at = read_at(c, proof);

    if (value == 0) {
        wrong(c, "%.*s: evidence for what is not there", DLI_ARG(key));
        return;
    }
    if (at.count > 0 && is_worked_out(key))
        c->facts++;
    else if (at.count > 0)
        same(c, "value", at, joined(c, value), json);
    uint32_t list = member(c, proof, "others");
    for (uint32_t o = list == 0 ? 0 : value_at(c, list)->first; o != 0;
         o = value_at(c, o)->next) {
        json = dli_eq(str_of(c, member(c, o, "how")), DL_STR("json-ld"));
        spans there = read_at(c, o);
        if (there.count > 0 && !is_worked_out(key))
            same(c, "another value", there, str_of(c, member(c, o, "value")), json);
    }
}

/* An image is where its caption stands, or its credit, or its address. */
static void check_image(checker *c, uint32_t image)
{
    spans at = read_at(c, image);
    uint32_t words = member(c, image, "caption");

    if (words == 0)
        words = member(c, image, "credit");
    if (at.count > 0 && words != 0)
        same(c, "caption", at, str_of(c, words), true);
}

static void check_blocks(checker *c, uint32_t item)
{
    uint32_t list = member(c, item, "blocks");
    dli_buf all;
    dl_str text;

    c->tables = false;
    dli_buf_init(&all, &c->page.arena);
    for (uint32_t b = list == 0 ? 0 : value_at(c, list)->first; b != 0;
         b = value_at(c, b)->next) {
        c->tables = c->tables || dli_eq(str_of(c, member(c, b, "kind")), DL_STR("table"));
        if (cut_body(c, b, &text))
            dli_buf_add(&all, text);
    }
    if (list != 0 && !dli_eq(dli_buf_str(&all), squeezed(c, c->body)))
        wrong(c, "the blocks are not the body");
    if (list == 0 && c->body.len > 0)
        wrong(c, "a body without blocks");
}

static void check_object(checker *c, const shape *s, uint32_t object)
{
    dl_str name = dli_str(s->name);

    if (dli_eq(name, DL_STR("image"))) {
        check_image(c, object);
    } else if (dli_eq(name, DL_STR("note"))) {
        (void)read_at(c, object);
    } else if (dli_eq(name, DL_STR("reference"))) {
        spans at = read_at(c, object);
        uint32_t text = member(c, object, "text");
        if (at.count > 0 && text != 0)
            same(c, "text", at, str_of(c, text), false);
    } else if (!dli_eq(name, DL_STR("proof")) && !dli_eq(name, DL_STR("other")) &&
               member(c, object, "at") != 0) {
        check_words(c, object);
    }
}

/* ---- The walk ------------------------------------------------------------------------ */

/* The key among those of the shape behind *keys, which moves on; its inner shape. */
static bool find_key(dl_str *keys, dl_str key, const shape **inner)
{
    dl_str word;

    while (dli_next_word(keys, &word)) {
        size_t colon = dli_find_byte(word, ':', 0);
        dl_str name = colon == DLI_NONE ? word : dli_slice(word, 0, colon);
        if (!dli_eq(name, key))
            continue;
        *inner = colon == DLI_NONE ? NULL : shape_of(dli_from(word, colon + 1));
        return true;
    }
    return false;
}

static void check_empty(checker *c, uint32_t value)
{
    const dli_json_value *v = value_at(c, value);

    if (v->kind == DLI_JSON_NULL)
        wrong(c, "is null");
    else if (v->kind == DLI_JSON_STRING && v->at.start == v->at.end)
        wrong(c, "is an empty string");
    else if ((v->kind == DLI_JSON_ARRAY || v->kind == DLI_JSON_OBJECT) && v->first == 0)
        wrong(c, "is empty");
}

static void walk(checker *c, const shape *s, uint32_t object);

static void walk_value(checker *c, const shape *s, uint32_t value)
{
    check_empty(c, value);
    if (value_at(c, value)->kind == DLI_JSON_ARRAY) {
        size_t len = strlen(c->path);
        unsigned number = 0;
        for (uint32_t v = value_at(c, value)->first; v != 0; v = value_at(c, v)->next) {
            snprintf(c->path + len, sizeof c->path - len, "[%u]", number++);
            if (s != NULL)
                walk(c, s, v);
            else
                check_empty(c, v);
        }
        c->path[len] = 0;
    } else if (s != NULL) {
        walk(c, s, value);
    } else if (value_at(c, value)->kind == DLI_JSON_OBJECT) {
        wrong(c, "is an object, which is not in docs/formats/record.md");
    }
}

static void walk(checker *c, const shape *s, uint32_t object)
{
    dl_str keys = dli_str(s->keys);
    size_t len = strlen(c->path);
    dl_str body = c->body;

    if (value_at(c, object)->kind != DLI_JSON_OBJECT) {
        wrong(c, "is no object");
        return;
    }
    if (dli_eq(dli_str(s->name), DL_STR("item"))) {
        uint32_t text = member(c, object, "articleBody");
        c->body = text == 0 ? DL_STR("") : str_of(c, text);
        check_blocks(c, object);
    }
    check_object(c, s, object);
    for (uint32_t k = value_at(c, object)->first; k != 0;
         k = value_at(c, value_at(c, k)->next)->next) {
        uint32_t value = value_at(c, k)->next;
        const shape *inner = NULL;
        dl_str key = str_of(c, k);
        snprintf(c->path + len, sizeof c->path - len, ".%.*s", (int)key.len, key.ptr);
        if (!find_key(&keys, key, &inner)) {
            wrong(c, "this key is out of order or not in docs/formats/record.md");
            keys = dli_str(s->keys); /* go on from here */
            (void)find_key(&keys, key, &inner);
        }
        walk_value(c, inner, value);
        if (dli_eq(dli_str(s->name), DL_STR("page")) && dli_eq(key, DL_STR("evidence")))
            for (uint32_t p = value_at(c, value)->first; p != 0;
                 p = value_at(c, value_at(c, p)->next)->next)
                check_proof(c, object, str_of(c, p), value_at(c, p)->next);
        if (dli_eq(dli_str(s->name), DL_STR("item")) && dli_eq(key, DL_STR("evidence")))
            for (uint32_t p = value_at(c, value)->first; p != 0;
                 p = value_at(c, value_at(c, p)->next)->next)
                check_proof(c, object, str_of(c, p), value_at(c, p)->next);
    }
    c->path[len] = 0;
    c->body = body;
}

/* The same bytes once more, read by a new document. */
static void check_again(checker *c, const page_input *input, const dl_doc_options *options)
{
    dl_doc *doc;

    if (dl_doc_parse(c->engine, input->capture, options, &doc, NULL) != DL_OK)
        wrong(c, "it cannot be read a second time");
    else if (!dli_eq(dl_doc_record(doc), dl_doc_record(c->page.doc)))
        wrong(c, "the second record is another one");
    dl_doc_free(doc);
}

static void check_page(void *self, const page_input *input)
{
    checker *c = self;
    dl_doc_options options = input->options;

    options.main_text = 1;
    reading_open(&c->page, c->engine, input->capture, &options);
    dli_buf_init(&c->remarks, &c->page.arena);
    c->bad = 0;
    c->pages++;
    snprintf(c->path, sizeof c->path, "record");
    if (c->page.doc == NULL && c->page.error.what[0] == 0)
        wrong(c, "fails without a word");
    if (c->page.doc != NULL) {
        dl_str record = dl_doc_record(c->page.doc);
        if (dli_utf8_valid(record) != record.len)
            wrong(c, "is no UTF-8 from byte %zu on", dli_utf8_valid(record));
        if (dli_utf8_valid(c->page.source) != c->page.source.len)
            wrong(c, "the source is no UTF-8 from byte %zu on", dli_utf8_valid(c->page.source));
        walk(c, &shapes[0], 1);
        check_again(c, input, &options);
    }
    c->bad_pages += c->bad > 0;
    printf("%s %zu - %s", c->bad > 0 ? "not ok" : "ok", c->pages, input->name);
    if (c->page.doc == NULL)
        printf(" (%s)", c->page.error.what);
    printf("\n");
    if (c->bad_pages <= MOST_TOLD)
        fwrite(c->remarks.ptr, 1, c->remarks.len, stdout);
    if (c->bad > MOST_REMARKS && c->bad_pages <= MOST_TOLD)
        printf("#   and %zu more\n", c->bad - MOST_REMARKS);
    reading_close(&c->page);
}

int main(int argc, char **argv)
{
    static checker c;
    dl_engine *engine;

    if (dl_engine_open(NULL, &engine, NULL) != DL_OK)
        return 1;
    c.engine = engine;
    for (int i = 1; i < argc; i++)
        (void)pages_each(argv[i], check_page, &c);
    if (argc < 2)
        (void)pages_each("samples/newsroom", check_page, &c);
    printf("1..%zu\n# %zu facts checked on %zu pages\n", c.pages, c.facts, c.pages);
    dl_engine_close(engine);
    return c.bad_pages > 0 || c.pages == 0;
}
