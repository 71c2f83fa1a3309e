/* put.c -- a page and its record into the tables, inside a batch.
 *
 *   captures ◀─ addresses
 *      ▲
 *    pages ◀─ notes, evidence
 *      ▲
 *    items ◀─ authors ─▶ people ◀─┐
 *      ▲                          │
 *      ├─ statements ─────────────┤
 *      │      ▲                   │
 *      │     via ─────────────────┘
 *      └─ incidents ◀─ figures
 *
 * Bytes are one capture wherever they are found: a second address of the same bytes is a
 * row of `addresses` and nothing else. Each page is put under a savepoint, so that a
 * record that cannot be taken leaves no trace in its batch.
 */
#include "store/put.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/limits.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/when.h"
#include "bytes/bytes.h"

enum {
    RECORD_LEVEL = 9, /* of zstd: docs/formats/store.md has the figures */
    LONGEST_WORD = 85 /* bytes, of most texts */
};

/* The JSON text of member `key`, for positions and the like. */
static dl_str raw(dli_putting *in, uint32_t value, const char *key)
{
    uint32_t member = dli_json_get(&in->json, value, key);

    return member == 0 || dli_json_is(&in->json, member, DLI_JSON_STRING)
               ? (dl_str){ "", 0 }
               : dli_cut(in->json.text, dli_json_at(&in->json, member)->at);
}

/* [[s,e],…] whether one stretch or several were given. */
static dl_str positions(dli_putting *in, uint32_t value, const char *key)
{
    dli_record_spans spans = dli_record_span(&in->json, value, key, in->scratch);
    dli_buf out;

    if (spans.count == 0)
        return (dl_str){ "", 0 };
    dli_buf_init(&out, in->scratch);
    for (size_t i = 0; i < spans.count; i++)
        dli_buf_print(&out, "%s[%u,%u]", i == 0 ? "[" : ",", spans.ptr[i].start,
                      spans.ptr[i].end);
    dli_buf_byte(&out, ']');
    return dli_buf_str(&out);
}

static void bind_u64(dli_putting *in, sqlite3_stmt *s, int at, uint32_t value, const char *key)
{
    uint64_t number;

    if (dli_json_get_u64(&in->json, value, key, &number) && number <= INT64_MAX)
        dli_bind_number(s, at, (int64_t)number);
}

/* A decimal as text: the column is REAL, and SQLite reads it as any locale would. */
static void bind_decimal(dli_putting *in, sqlite3_stmt *s, int at, uint32_t value,
                         const char *key)
{
    uint32_t member = dli_json_get(&in->json, value, key);

    if (dli_json_is(&in->json, member, DLI_JSON_NUMBER))
        dli_bind(s, at, dli_json_str(&in->json, member, in->scratch));
}

static void bind_id(sqlite3_stmt *s, int at, int64_t id)
{
    if (id != 0)
        dli_bind_number(s, at, id);
}

static dl_status insert(dli_putting *in, sqlite3_stmt *s, int64_t *id)
{
    DLI_TRY(dli_db_run(in->store, s, in->err));
    if (id != NULL)
        *id = sqlite3_last_insert_rowid(in->store->db);
    return DL_OK;
}

/* ---- People and outlets ---------------------------------------------------- */

/* The row of a name, made if need be; 0 for an empty name. */
static dl_status person_of(dli_putting *in, dl_str name, int64_t *id)
{
    sqlite3_stmt *s;
    dl_str folded;
    bool row;

    *id = 0;
    if (name.len == 0)
        return DL_OK;
    DLI_TRY(dli_db_kept(in->store, DLI_SQL_PERSON, &s, in->err));
    dli_bind(s, 1, name);
    DLI_TRY(dli_db_row(in->store, s, &row, in->err));
    if (row) {
        *id = sqlite3_column_int64(s, 0);
        (void)sqlite3_reset(s);
        return DL_OK;
    }
    DLI_TRY(dli_index_words_folded(in->store, name, in->scratch, &folded, in->err));
    DLI_TRY(dli_db_kept(in->store, DLI_SQL_ADD_PERSON, &s, in->err));
    dli_bind(s, 1, name);
    (void)sqlite3_bind_text64(s, 2, folded.ptr, folded.len, SQLITE_STATIC, SQLITE_UTF8);
    return insert(in, s, id);
}

static dl_status set_publisher(dli_putting *in, dl_str publisher, dl_str known)
{
    sqlite3_stmt *s;

    if (publisher.len == 0 || dli_eq(publisher, known))
        return DL_OK;
    DLI_TRY(dli_db_kept(in->store, DLI_SQL_SET_PUBLISHER, &s, in->err));
    dli_bind_number(s, 1, in->outlet);
    dli_bind(s, 2, publisher);
    return insert(in, s, NULL);
}

static dl_status find_outlet(dli_putting *in)
{
    uint32_t publisher = dli_json_get(&in->json, 1, "publisher");
    dl_str urls[] = { in->page->url, dli_put_get(in, 1, "url"),
                      dli_put_get(in, 1, "canonicalUrl"), dli_put_get(in, publisher, "url") };
    dl_str name = dli_outlet_of(urls, sizeof urls / sizeof *urls, dli_put_get(in, 1, "file"),
                                in->scratch);
    sqlite3_stmt *s;
    bool row;

    in->outlet_name = name;
    if (name.len == 0)
        return DL_OK;
    DLI_TRY(dli_db_kept(in->store, DLI_SQL_OUTLET, &s, in->err));
    dli_bind(s, 1, name);
    DLI_TRY(dli_db_row(in->store, s, &row, in->err));
    if (row) {
        dl_str known = dli_column(s, 1, in->scratch);
        in->outlet = sqlite3_column_int64(s, 0);
        (void)sqlite3_reset(s);
        return set_publisher(in, dli_put_get(in, publisher, "name"), known);
    }
    DLI_TRY(dli_db_kept(in->store, DLI_SQL_ADD_OUTLET, &s, in->err));
    dli_bind(s, 1, name);
    dli_bind(s, 2, dli_put_get(in, publisher, "name"));
    return insert(in, s, &in->outlet);
}

/* ---- Parts of an item ------------------------------------------------------- */

static dl_status put_authors(dli_putting *in)
{
    static const char *const roles[] = { "author", "editor", "translator", "contributor" };
    sqlite3_stmt *s;

    for (size_t r = 0; r < sizeof roles / sizeof *roles; r++) {
        int64_t position = 0, person;
        for (uint32_t a = dli_record_list(&in->json, in->item, roles[r]); a != 0;
             a = dli_json_at(&in->json, a)->next) {
            DLI_TRY(person_of(in, dli_record_words(&in->json, a, in->scratch), &person));
            if (person == 0)
                continue;
            DLI_TRY(dli_db_kept(in->store, DLI_SQL_ADD_AUTHOR, &s, in->err));
            dli_bind_number(s, 1, in->item_id);
            dli_bind(s, 2, dli_str(roles[r]));
            dli_bind_number(s, 3, ++position);
            dli_bind_number(s, 4, person);
            dli_bind(s, 5, dli_put_get(in, a, "type"));
            dli_bind(s, 6, dli_put_get_words(in, a, "jobTitle"));
            dli_bind(s, 7, dli_put_get_words(in, a, "affiliation"));
            DLI_TRY(insert(in, s, NULL));
        }
    }
    return DL_OK;
}

static dl_status put_via(dli_putting *in, uint32_t statement, int64_t id)
{
    int64_t position = 0, person;
    sqlite3_stmt *s;

    for (uint32_t v = dli_record_list(&in->json, statement, "via"); v != 0;
         v = dli_json_at(&in->json, v)->next) {
        DLI_TRY(person_of(in, dli_put_speaker(in, v), &person));
        if (person == 0)
            continue;
        DLI_TRY(dli_db_kept(in->store, DLI_SQL_ADD_VIA, &s, in->err));
        dli_bind_number(s, 1, id);
        dli_bind_number(s, 2, ++position);
        dli_bind_number(s, 3, person);
        dli_bind(s, 4, dli_record_words(&in->json, v, in->scratch));
        dli_bind(s, 5, dli_put_get(in, v, "type"));
        DLI_TRY(insert(in, s, NULL));
    }
    return DL_OK;
}

static dl_status put_statement(dli_putting *in, uint32_t statement)
{
    uint32_t source = dli_json_get(&in->json, statement, "source");
    uint32_t cue = dli_json_get(&in->json, statement, "cue");
    int64_t speaker, id;
    sqlite3_stmt *s;

    DLI_TRY(person_of(in, dli_put_speaker(in, source), &speaker));
    DLI_TRY(dli_db_kept(in->store, DLI_SQL_ADD_STATEMENT, &s, in->err));
    dli_bind_number(s, 1, in->item_id);
    (void)sqlite3_bind_text64(s, 2, "", 0, SQLITE_STATIC, SQLITE_UTF8);
    if (dli_put_get(in, statement, "id").len > 0)
        dli_bind(s, 2, dli_put_get(in, statement, "id"));
    dli_bind(s, 3, dli_put_get(in, statement, "kind"));
    dli_bind(s, 4, dli_put_get(in, statement, "stance"));
    dli_bind(s, 5, dli_put_get_words(in, statement, "cue"));
    dli_bind(s, 6, dli_put_get(in, cue, "lemma"));
    dli_bind(s, 7, dli_put_get_words(in, statement, "source"));
    dli_bind(s, 8, dli_put_get(in, source, "type"));
    dli_bind(s, 9, dli_put_get_words(in, source, "role"));
    bind_id(s, 10, speaker);
    dli_bind(s, 11, dli_put_get_words(in, statement, "addressee"));
    dli_bind(s, 12, dli_put_get_words(in, statement, "content"));
    dli_bind(s, 13, dli_put_get(in, statement, "parent"));
    dli_bind(s, 14, positions(in, statement, "at"));
    dli_bind(s, 15, positions(in, statement, "in"));
    DLI_TRY(insert(in, s, &id));
    return put_via(in, statement, id);
}

static dl_status put_figures(dli_putting *in, uint32_t incident, int64_t id)
{
    int64_t position = 0;
    sqlite3_stmt *s;

    for (uint32_t f = dli_record_list(&in->json, incident, "figures"); f != 0;
         f = dli_json_at(&in->json, f)->next) {
        DLI_TRY(dli_db_kept(in->store, DLI_SQL_ADD_FIGURE, &s, in->err));
        dli_bind_number(s, 1, id);
        dli_bind_number(s, 2, position++);
        dli_bind(s, 3, dli_put_get(in, f, "what"));
        bind_u64(in, s, 4, f, "value");
        bind_u64(in, s, 5, f, "min");
        bind_u64(in, s, 6, f, "max");
        dli_bind(s, 7, dli_put_get(in, f, "bound"));
        dli_bind(s, 8, dli_put_get_words(in, f, "of"));
        dli_bind(s, 9, dli_put_get(in, f, "scope"));
        bind_u64(in, s, 10, f, "parent");
        dli_bind(s, 11, dli_put_get(in, f, "text"));
        dli_bind(s, 12, positions(in, f, "at"));
        dli_bind(s, 13, positions(in, f, "in"));
        DLI_TRY(insert(in, s, NULL));
    }
    return DL_OK;
}

static void bind_date(dli_putting *in, sqlite3_stmt *s, uint32_t incident, char first[11],
                      char last[11])
{
    uint32_t date = dli_json_get(&in->json, incident, "date");
    dl_str value = dli_put_get(in, date, "value");

    dli_bind(s, 5, value);
    if (dli_days_of(value, first, last)) {
        dli_bind(s, 6, dli_str(first));
        dli_bind(s, 7, dli_str(last));
    }
    dli_bind(s, 8, dli_put_get(in, date, "precision"));
    dli_bind(s, 9, dli_put_get(in, date, "basis"));
}

static dl_status put_incident(dli_putting *in, uint32_t incident)
{
    uint32_t place = dli_json_get(&in->json, incident, "place");
    dl_str place_words = dli_put_get_words(in, incident, "place"), folded;
    char first[11], last[11];
    int64_t id;
    sqlite3_stmt *s;

    DLI_TRY(dli_index_words_folded(in->store, place_words, in->scratch, &folded, in->err));
    DLI_TRY(dli_db_kept(in->store, DLI_SQL_ADD_INCIDENT, &s, in->err));
    dli_bind_number(s, 1, in->item_id);
    (void)sqlite3_bind_text64(s, 2, "", 0, SQLITE_STATIC, SQLITE_UTF8);
    if (dli_put_get(in, incident, "id").len > 0)
        dli_bind(s, 2, dli_put_get(in, incident, "id"));
    dli_bind(s, 3, dli_put_get(in, incident, "type"));
    dli_bind(s, 4, dli_put_get(in, incident, "status"));
    bind_date(in, s, incident, first, last);
    dli_bind(s, 10, place_words);
    dli_bind(s, 11, folded);
    bind_u64(in, s, 12, place, "geonameid");
    bind_decimal(in, s, 13, place, "lat");
    bind_decimal(in, s, 14, place, "lon");
    dli_bind(s, 15, dli_put_get_words(in, incident, "actors"));
    dli_bind(s, 16, dli_put_get_words(in, incident, "target"));
    dli_bind(s, 17, dli_put_get_words(in, incident, "source"));
    dli_bind(s, 18, dli_put_get(in, incident, "statement"));
    dli_bind(s, 19, positions(in, incident, "at"));
    dli_bind(s, 20, positions(in, incident, "in"));
    DLI_TRY(insert(in, s, &id));
    return put_figures(in, incident, id);
}

static dl_status put_evidence(dli_putting *in, uint32_t owner, int64_t item_id)
{
    uint32_t evidence = dli_json_get(&in->json, owner, "evidence");
    sqlite3_stmt *s;

    if (!dli_json_is(&in->json, evidence, DLI_JSON_OBJECT))
        return DL_OK;
    for (uint32_t key = dli_json_at(&in->json, evidence)->first, value; key != 0;
         key = dli_json_at(&in->json, value)->next) {
        value = dli_json_at(&in->json, key)->next;
        DLI_TRY(dli_db_kept(in->store, DLI_SQL_ADD_EVIDENCE, &s, in->err));
        dli_bind_number(s, 1, in->page_id);
        dli_bind_number(s, 2, item_id);
        dl_str name = dli_json_str(&in->json, key, in->scratch);
        (void)sqlite3_bind_text64(s, 3, name.ptr, name.len, SQLITE_STATIC, SQLITE_UTF8);
        dli_bind(s, 4, dli_put_get(in, value, "how"));
        bind_decimal(in, s, 5, value, "confidence");
        dli_bind(s, 6, positions(in, value, "at"));
        dli_bind(s, 7, raw(in, value, "others"));
        DLI_TRY(insert(in, s, NULL));
    }
    return DL_OK;
}

/* ---- Items ------------------------------------------------------------------- */

/* The item's id; made here if the record has none. */
dl_str dli_put_item_name(dli_putting *in, int64_t position)
{
    dl_str name = dli_put_get(in, in->item, "id");
    dli_buf made;

    if (name.len > 0)
        return name;
    dli_buf_init(&made, in->scratch);
    dli_buf_print(&made, "sha256:%.16s#%lld", in->sha256, (long long)position);
    return dli_buf_str(&made);
}

/* When it was published, or else captured: to the day, and in seconds for order. */
static int64_t item_time(dli_putting *in, dl_str published, char day[11])
{
    dl_str times[] = { published, dli_put_get(in, in->item, "dateModified"),
                       dli_put_get(in, 1, "captured") };
    char last[11];
    dli_when when;

    day[0] = 0;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        if (!dli_when_parse(times[i], &when) || when.year <= 0)
            continue;
        if (when.precision < DLI_WHEN_DAY || !dli_days_of(times[i], day, last))
            day[0] = 0;
        return dli_when_seconds(when);
    }
    return 0;
}

/* The first words of the body, to call an item by that has no headline. */
static dl_str opening_of(dli_putting *in)
{
    enum {
        MOST = 90
    };
    dl_str body = dli_put_get(in, in->item, "articleBody");

    if (dli_put_get(in, in->item, "headline").len > 0)
        return (dl_str){ "", 0 };
    size_t end = dli_find_byte(body, '\n', 0);
    if (end != DLI_NONE)
        body.len = end;
    if (body.len <= MOST)
        return body;
    for (end = MOST; end > MOST / 2 && body.ptr[end] != ' ';)
        end--;
    body.len = body.ptr[end] == ' ' ? end : dli_utf8_cut(body.ptr, MOST);
    return body;
}

static dl_status put_item_row(dli_putting *in, int64_t position)
{
    dl_str published = dli_put_get(in, in->item, "datePublished");
    int64_t seconds = item_time(in, published, in->day);
    sqlite3_stmt *s;

    DLI_TRY(dli_db_kept(in->store, DLI_SQL_ADD_ITEM, &s, in->err));
    dli_bind(s, 1, dli_put_item_name(in, position));
    dli_bind_number(s, 2, in->page_id);
    dli_bind_number(s, 3, position);
    dli_bind(s, 4, dli_put_get(in, in->item, "kind"));
    dli_bind(s, 5, dli_put_get(in, in->item, "parent"));
    dli_bind(s, 6, dli_put_get(in, in->item, "headline"));
    dli_bind(s, 7, opening_of(in));
    bind_id(s, 8, in->outlet);
    dli_bind(s, 9, dli_put_get(in, in->item, "inLanguage"));
    dli_bind(s, 10, dli_put_get_words(in, in->item, "articleSection"));
    dli_bind(s, 11, published);
    dli_bind(s, 12, dli_put_get(in, in->item, "dateModified"));
    dli_bind(s, 13, dli_str(in->day));
    dli_bind_number(s, 14, seconds);
    return insert(in, s, &in->item_id);
}

static dl_status put_item(dli_putting *in, int64_t position)
{
    dli_map_init(&in->entities, in->scratch);
    dli_record_entities(&in->json, in->item, &in->entities);
    DLI_TRY(put_item_row(in, position));
    DLI_TRY(dli_put_words(in, DLI_SQL_ADD_WORDS, in->item_id));
    DLI_TRY(put_authors(in));
    for (uint32_t s = dli_record_list(&in->json, in->item, "statements"); s != 0;
         s = dli_json_at(&in->json, s)->next)
        DLI_TRY(put_statement(in, s));
    for (uint32_t i = dli_record_list(&in->json, in->item, "incidents"); i != 0;
         i = dli_json_at(&in->json, i)->next)
        DLI_TRY(put_incident(in, i));
    return put_evidence(in, in->item, in->item_id);
}

/* ---- Pages -------------------------------------------------------------------- */

static dl_status put_notes(dli_putting *in)
{
    int64_t position = 0;
    sqlite3_stmt *s;

    for (uint32_t n = dli_record_list(&in->json, 1, "notes"); n != 0;
         n = dli_json_at(&in->json, n)->next) {
        DLI_TRY(dli_db_kept(in->store, DLI_SQL_ADD_NOTE, &s, in->err));
        dli_bind_number(s, 1, in->page_id);
        dli_bind_number(s, 2, ++position);
        dli_bind(s, 3, dli_put_get(in, n, "code"));
        dli_bind(s, 4, dli_put_get(in, n, "text"));
        dli_bind(s, 5, positions(in, n, "at"));
        DLI_TRY(insert(in, s, NULL));
    }
    return DL_OK;
}

/* The record in three parts: up to the first lines of its first body and the word they end in, the rest
 * of that body, and what was found in it. */
static dl_status pack_record(dli_putting *in, dl_str *packed)
{
    uint32_t item = dli_record_list(&in->json, 1, "items");
    uint32_t body = dli_json_get(&in->json, item, "articleBody");
    size_t ends[2], count = 0;

    if (dli_json_is(&in->json, body, DLI_JSON_STRING)) {
        dl_span at = dli_json_at(&in->json, body)->at;
        if (at.end - at.start > DLI_BODY_BEGIN + LONGEST_WORD)
            ends[count++] = at.start + DLI_BODY_BEGIN + LONGEST_WORD;
        ends[count++] = at.end + (size_t)1; /* and its quotation mark */
    }
    return dli_zstd_pack_parts(in->scratch, in->page->record, RECORD_LEVEL, ends, count, packed,
                               in->err);
}

static dl_status sum(dli_putting *in, dli_sql which, int64_t id, int sign)
{
    sqlite3_stmt *s;

    DLI_TRY(dli_db_kept(in->store, which, &s, in->err));
    dli_bind_number(s, 1, id);
    dli_bind_number(s, 2, sign);
    return insert(in, s, NULL);
}

dl_status dli_put_sum_capture(dli_putting *in, int64_t capture, int sign)
{
    return sum(in, DLI_SQL_SUM_CAPTURE, capture, sign);
}

dl_status dli_put_sum_page(dli_putting *in, int64_t page_id, int sign)
{
    DLI_TRY(sum(in, DLI_SQL_SUM_ITEMS, page_id, sign));
    return sum(in, DLI_SQL_SUM_FACTS, page_id, sign);
}

static dl_status put_page_row(dli_putting *in)
{
    dl_str packed;
    sqlite3_stmt *s;

    DLI_TRY(pack_record(in, &packed));
    DLI_TRY(dli_db_kept(in->store, DLI_SQL_ADD_PAGE, &s, in->err));
    dli_bind_number(s, 1, in->capture);
    dli_bind_number(s, 2, DL_RECORD_VERSION);
    dli_bind(s, 3, dli_put_get(in, 1, "pageKind"));
    bind_id(s, 4, in->outlet);
    dli_bind(s, 5, dli_put_get(in, 1, "url"));
    dli_bind(s, 6, dli_put_get(in, 1, "canonicalUrl"));
    dli_bind(s, 7, dli_put_get(in, 1, "file"));
    dli_bind(s, 8, dli_put_get(in, dli_json_get(&in->json, 1, "charset"), "name"));
    dli_bind_bytes(s, 9, packed);
    return insert(in, s, &in->page_id);
}

static dl_status put_facts(dli_putting *in)
{
    int64_t position = 0;

    DLI_TRY(find_outlet(in));
    DLI_TRY(put_page_row(in));
    DLI_TRY(put_notes(in));
    DLI_TRY(dli_put_terms(in));
    DLI_TRY(put_evidence(in, 1, 0));
    for (in->item = dli_record_list(&in->json, 1, "items"); in->item != 0;
         in->item = dli_json_at(&in->json, in->item)->next)
        DLI_TRY(put_item(in, ++position));
    in->store->put_count++;
    return dli_put_sum_page(in, in->page_id, 1);
}

static dl_status put_capture(dli_putting *in)
{
    dl_str packed;
    sqlite3_stmt *s;

    if (in->prepared != NULL)
        packed = in->prepared->packed;
    else
        DLI_TRY(dli_zstd_pack_page(in->scratch, in->page->capture, &packed, in->err));
    DLI_TRY(dli_db_kept(in->store, DLI_SQL_ADD_CAPTURE, &s, in->err));
    dli_bind(s, 1, dli_str(in->sha256));
    dli_bind_number(s, 2, (int64_t)in->page->capture.len);
    dli_bind_bytes(s, 3, packed);
    DLI_TRY(insert(in, s, &in->capture));
    return dli_put_sum_capture(in, in->capture, 1);
}

static dl_status put_address(dli_putting *in, bool *added)
{
    sqlite3_stmt *s;

    DLI_TRY(dli_db_kept(in->store, DLI_SQL_ADD_ADDRESS, &s, in->err));
    dli_bind_number(s, 1, in->capture);
    (void)sqlite3_bind_text64(s, 2, in->page->url.len > 0 ? in->page->url.ptr : "",
                              in->page->url.len, SQLITE_STATIC, SQLITE_UTF8);
    dli_bind(s, 3, in->file);
    dli_bind(s, 4, in->captured);
    DLI_TRY(insert(in, s, NULL));
    *added = sqlite3_changes(in->store->db) > 0;
    return DL_OK;
}

/* ---- A page read again ---------------------------------------------------------- */

/* A contentless index forgets words only when it is told them. */
static dl_status drop_words(dli_putting *in, int64_t page_id)
{
    return dli_put_each_item(in, page_id, dli_put_drop_words);
}

dl_status dli_put_drop_page(dli_putting *in, int64_t page_id)
{
    static const dli_sql drops[] = {
        DLI_SQL_DROP_FIGURES,    DLI_SQL_DROP_INCIDENTS, DLI_SQL_DROP_VIA,
        DLI_SQL_DROP_STATEMENTS, DLI_SQL_DROP_AUTHORS,   DLI_SQL_DROP_EVIDENCE,
        DLI_SQL_DROP_NOTES,      DLI_SQL_DROP_TERMS,     DLI_SQL_DROP_ITEMS,
        DLI_SQL_DROP_PAGE,
    };
    dli_json fresh = in->json;
    sqlite3_stmt *s;

    DLI_TRY(dli_put_sum_page(in, page_id, -1));
    DLI_TRY(drop_words(in, page_id));
    in->json = fresh;
    for (size_t i = 0; i < sizeof drops / sizeof *drops; i++) {
        DLI_TRY(dli_db_kept(in->store, drops[i], &s, in->err));
        dli_bind_number(s, 1, page_id);
        DLI_TRY(insert(in, s, NULL));
    }
    return DL_OK;
}

/* ---- The door ---------------------------------------------------------------------- */

static dl_status check_record(dli_putting *in)
{
    uint8_t digest[32];

    DLI_TRY(dli_record_read(in->scratch, in->page->record, &in->json, in->err));
    if (in->prepared == NULL)
        dli_sha256(in->page->capture, digest);
    dli_hex(in->prepared == NULL ? digest : in->prepared->sha256, sizeof digest, in->sha256);
    if (!dli_eq(dli_put_get(in, 1, "sha256"), dli_str(in->sha256)))
        return dli_fail(in->err, DL_ERR_FORMAT, 0, "give each capture with its own record",
                        "the record is of another capture");
    return DL_OK;
}

/* The bytes, or what was found at the address, were forgotten. */
static dl_status is_forgotten(dli_putting *in, bool *forgotten)
{
    uint8_t digest[32];
    char of_url[65];
    dli_buf url;
    sqlite3_stmt *s;

    dli_buf_init(&url, in->scratch);
    dli_buf_add(&url, DL_STR("url:"));
    dli_buf_add(&url, in->page->url);
    dli_sha256(dli_buf_str(&url), digest);
    dli_hex(digest, sizeof digest, of_url);
    DLI_TRY(dli_db_kept(in->store, DLI_SQL_FORGOTTEN, &s, in->err));
    dli_bind(s, 1, dli_str(in->sha256));
    dli_bind(s, 2, dli_str(of_url));
    DLI_TRY(dli_db_row(in->store, s, forgotten, in->err));
    (void)sqlite3_reset(s);
    return DL_OK;
}

static dl_status put(dli_putting *in, dli_put *how)
{
    int64_t old_page = 0, version = 0;
    sqlite3_stmt *s;
    bool known, added, forgotten, collected;

    DLI_TRY(check_record(in));
    if (in->file.ptr == NULL) {
        in->file = dli_put_get(in, 1, "file");
        in->captured = dli_put_get(in, 1, "captured");
    }
    DLI_TRY(is_forgotten(in, &forgotten));
    if (forgotten) {
        *how = DLI_PUT_FORGOTTEN;
        return DL_OK;
    }
    DLI_TRY(dli_db_kept(in->store, DLI_SQL_CAPTURE, &s, in->err));
    dli_bind(s, 1, dli_str(in->sha256));
    DLI_TRY(dli_db_row(in->store, s, &known, in->err));
    if (known) {
        in->capture = sqlite3_column_int64(s, 0);
        old_page = sqlite3_column_int64(s, 1);
        version = sqlite3_column_int64(s, 2);
        (void)sqlite3_reset(s);
    } else {
        DLI_TRY(put_capture(in));
    }
    DLI_TRY(put_address(in, &added));
    *how = !known ? DLI_PUT_ADDED : added ? DLI_PUT_AGAIN : DLI_PUT_SAME;
    if (known && version >= DL_RECORD_VERSION)
        return dli_put_collect_known(in, old_page, &collected);
    if (old_page != 0) {
        *how = DLI_PUT_REREAD;
        DLI_TRY(dli_put_drop_page(in, old_page));
    }
    DLI_TRY(dli_put_collected(in));
    return put_facts(in);
}

static dl_status run_kept(dli_store *store, dli_sql which, dl_error *err)
{
    sqlite3_stmt *s;

    DLI_TRY(dli_db_kept(store, which, &s, err));
    return dli_db_run(store, s, err);
}

static dl_status put_saved(dli_putting *in, dli_put *how)
{
    dli_store *store = in->store;

    *how = DLI_PUT_SAME;
    if (!store->in_batch)
        return dli_fail(in->err, DL_ERR_USAGE, 0, "begin a batch first", "no batch is open");
    dli_arena_reset(&store->scratch);
    DLI_TRY(run_kept(store, DLI_SQL_SAVE, in->err));
    dl_status status = put(in, how);
    if (status == DL_OK && store->scratch.dry)
        status = dli_no_memory(in->err);
    if (status != DL_OK) {
        (void)run_kept(store, DLI_SQL_UNDO, NULL);
        (void)run_kept(store, DLI_SQL_RELEASE, NULL);
        return status;
    }
    return run_kept(store, DLI_SQL_RELEASE, in->err);
}

dl_status dli_store_put(dli_store *store, const dli_store_page *page, dli_put *how,
                        dl_error *err)
{
    return dli_store_put_prepared(store, page, NULL, how, err);
}

dl_status dli_store_prepare(dli_arena *arena, dl_str capture, const uint8_t *sha256,
                            dli_store_prepared *out, dl_error *err)
{
    if (sha256 != NULL)
        memcpy(out->sha256, sha256, sizeof out->sha256);
    else
        dli_sha256(capture, out->sha256);
    return dli_zstd_pack_page(arena, capture, &out->packed, err);
}

dl_status dli_store_put_prepared(dli_store *store, const dli_store_page *page,
                                 const dli_store_prepared *prepared, dli_put *how,
                                 dl_error *err)
{
    dli_putting in = { .store = store,
                       .scratch = &store->scratch,
                       .page = page,
                       .prepared = prepared,
                       .file = { NULL, 0 },
                       .captured = { NULL, 0 },
                       .err = err };

    return put_saved(&in, how);
}

dl_status dli_store_put_found(dli_store *store, const dli_store_page *page, dl_str file,
                              dl_str captured, dli_put *how, dl_error *err)
{
    dli_putting in = { .store = store,
                       .scratch = &store->scratch,
                       .page = page,
                       .file = file,
                       .captured = captured,
                       .err = err };

    return put_saved(&in, how);
}

dl_status dli_store_has(dli_store *store, const uint8_t sha256[32], dl_str url, bool *has,
                        dl_error *err)
{
    char hex[65];
    sqlite3_stmt *s;

    *has = false;
    dli_hex(sha256, 32, hex);
    DLI_TRY(dli_db_kept(store, DLI_SQL_HAS, &s, err));
    dli_bind(s, 1, dli_str(hex));
    (void)sqlite3_bind_text64(s, 2, url.len > 0 ? url.ptr : "", url.len, SQLITE_STATIC,
                              SQLITE_UTF8);
    dli_bind_number(s, 3, DL_RECORD_VERSION);
    DLI_TRY(dli_db_row(store, s, has, err));
    (void)sqlite3_reset(s);
    return DL_OK;
}

dl_status dli_store_begin(dli_store *store, dl_error *err)
{
    if (!store->writable || store->in_batch)
        return dli_fail(err, DL_ERR_USAGE, 0, "open the store for writing, one batch at a time",
                        "a batch cannot begin here");
    DLI_TRY(run_kept(store, DLI_SQL_BEGIN, err));
    store->in_batch = true;
    return DL_OK;
}

dl_status dli_store_commit(dli_store *store, dl_error *err)
{
    if (!store->in_batch)
        return dli_fail(err, DL_ERR_USAGE, 0, "begin a batch first", "no batch is open");
    dl_status status = run_kept(store, DLI_SQL_COMMIT, err);
    if (status == DL_OK)
        store->in_batch = false;
    else
        dli_store_rollback(store);
    return status;
}

void dli_store_rollback(dli_store *store)
{
    if (store->in_batch && !sqlite3_get_autocommit(store->db))
        (void)run_kept(store, DLI_SQL_ROLLBACK, NULL);
    store->in_batch = false;
}
