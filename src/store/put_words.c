/* put_words.c -- what the index knows of an item, and what its page allows.
 *
 *   record ──▶ headline  headline, alternativeHeadline, abstract
 *              body      articleBody
 *              facts     names, kinds, days (index_facts.h)
 *
 * The index has no content of its own: to take an item out it must be told the same words
 * again. So everything here is made of the stored record and row, and of nothing else.
 */
#include "base/error.h"
#include "base/limits.h"
#include "base/str.h"
#include "bytes/bytes.h"
#include "store/index_facts.h"
#include "store/put.h"

/* What the index knows as the headline: the lines that stand above the body. */
static dl_str head_words(dli_putting *in)
{
    static const char *const keys[] = { "headline", "alternativeHeadline", "abstract" };
    dli_buf out;

    dli_buf_init(&out, in->scratch);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        dli_buf_add(&out, dli_put_get(in, in->item, keys[i]));
        dli_buf_byte(&out, '\n');
    }
    return dli_buf_str(&out);
}

/* Text of a page is never taken for terms of ours. */
static dl_str no_terms(dl_str text)
{
    while (text.len > 0 && text.ptr[0] == DLI_MARK_GIVEN[0])
        text = dli_from(text, 1);
    return text;
}

/* ---- Facts ----------------------------------------------------------------------- */

typedef struct facts {
    dli_putting *in;
    dli_buf out;
    dli_map seen; /* names, with their mark */
    const char *mark;
} facts;

static void add_term(facts *to, dl_str term)
{
    if (term.len == 0)
        return;
    dli_buf_byte(&to->out, DLI_NEXT_TERM);
    dli_buf_add(&to->out, term);
}

static int add_name_word(void *self, const dli_index_word *word)
{
    facts *to = self;

    dli_buf_byte(&to->out, DLI_NEXT_TERM);
    dli_buf_byte(&to->out, to->mark[0]);
    dli_buf_add(&to->out, word->folded);
    return 0;
}

/* A name once, with its end behind it, so that no phrase reaches into the next. */
static void add_name(facts *to, const char *mark, dl_str name)
{
    dli_buf key;
    bool added = false;

    if (name.len == 0)
        return;
    dli_buf_init(&key, to->in->scratch);
    dli_buf_byte(&key, mark[0]);
    dli_buf_add(&key, name);
    if (dli_map_put(&to->seen, dli_buf_str(&key), &added) == NULL || !added)
        return;
    to->mark = mark;
    (void)dli_index_words_each(to->in->store->words, name, -1, DLI_CUT_TEXT, to, add_name_word);
    add_term(to, (dl_str){ mark, 1 });
}

static void add_facet(facts *to, const char *facet, dl_str value)
{
    if (value.len > 0)
        add_term(to, dli_facet(to->in->scratch, facet, value));
}

static void add_entities(facts *to)
{
    dli_putting *in = to->in;

    for (uint32_t e = dli_record_list(&in->json, in->item, "entities"); e != 0;
         e = dli_json_at(&in->json, e)->next) {
        dl_str type = dli_put_get(in, e, "type"), name = dli_put_get(in, e, "name");
        if (dli_eq(type, DL_STR("LOC")))
            add_name(to, DLI_MARK_PLACE, name);
        else if (dli_eq(type, DL_STR("PER")) || dli_eq(type, DL_STR("ORG")))
            add_name(to, DLI_MARK_PERSON, name);
    }
}

static void add_people(facts *to)
{
    static const char *const roles[] = { "author", "editor", "translator", "contributor" };
    dli_putting *in = to->in;

    for (size_t r = 0; r < sizeof roles / sizeof *roles; r++)
        for (uint32_t a = dli_record_list(&in->json, in->item, roles[r]); a != 0;
             a = dli_json_at(&in->json, a)->next)
            add_name(to, DLI_MARK_PERSON, dli_record_words(&in->json, a, in->scratch));
    for (uint32_t s = dli_record_list(&in->json, in->item, "statements"); s != 0;
         s = dli_json_at(&in->json, s)->next) {
        uint32_t source = dli_json_get(&in->json, s, "source");
        add_name(to, DLI_MARK_PERSON, dli_put_speaker(in, source));
        for (uint32_t v = dli_record_list(&in->json, s, "via"); v != 0;
             v = dli_json_at(&in->json, v)->next)
            add_name(to, DLI_MARK_PERSON, dli_put_speaker(in, v));
    }
}

static void add_places(facts *to)
{
    dli_putting *in = to->in;
    uint32_t dateline = dli_json_get(&in->json, in->item, "dateline");

    add_name(to, DLI_MARK_PLACE, dli_put_get_words(in, dateline, "place"));
    for (uint32_t i = dli_record_list(&in->json, in->item, "incidents"); i != 0;
         i = dli_json_at(&in->json, i)->next) {
        add_name(to, DLI_MARK_PLACE, dli_put_get_words(in, i, "place"));
        add_facet(to, DLI_FACET_TYPE, dli_put_get(in, i, "type"));
    }
}

static void add_kinds(facts *to)
{
    dli_putting *in = to->in;
    dl_str language = dli_put_get(in, in->item, "inLanguage");
    size_t dash = dli_find_byte(language, '-', 0);
    dli_facets days = { .arena = in->scratch };

    add_term(to, DL_STR(DLI_FACET_ALL));
    add_facet(to, DLI_FACET_LANGUAGE, language);
    if (dash != DLI_NONE)
        add_facet(to, DLI_FACET_LANGUAGE, dli_slice(language, 0, dash));
    add_facet(to, DLI_FACET_OUTLET, in->outlet_name);
    add_facet(to, DLI_FACET_KIND, dli_put_get(in, in->item, "kind"));
    (void)dli_facets_of_day(&days, in->day);
    for (size_t i = 0; i < days.terms.count; i++)
        add_term(to, days.terms.ptr[i]);
}

/* Of the capture as it stands: whoever changes it takes the words out before, and puts them in
 * behind. */
static dl_status add_collections(facts *to)
{
    dli_putting *in = to->in;
    sqlite3_stmt *s;
    bool row = true;

    DLI_TRY(dli_db_kept(in->store, DLI_SQL_COLLECTED, &s, in->err));
    dli_bind_number(s, 1, in->capture);
    while (row) {
        DLI_TRY(dli_db_row(in->store, s, &row, in->err));
        if (row)
            add_facet(to, DLI_FACET_COLLECTION, dli_column(s, 0, in->scratch));
    }
    return DL_OK;
}

static dl_status facts_of(dli_putting *in, dl_str *out)
{
    facts to = { .in = in };
    uint32_t publisher = dli_json_get(&in->json, 1, "publisher");

    dli_buf_init(&to.out, in->scratch);
    dli_map_init(&to.seen, in->scratch);
    dli_buf_add(&to.out, DL_STR(DLI_MARK_GIVEN));
    add_kinds(&to);
    DLI_TRY(add_collections(&to));
    add_name(&to, DLI_MARK_SOURCE, in->outlet_name);
    add_name(&to, DLI_MARK_SOURCE, dli_put_get(in, publisher, "name"));
    add_people(&to);
    add_entities(&to);
    add_places(&to);
    *out = dli_buf_str(&to.out);
    return DL_OK;
}

dl_status dli_put_words(dli_putting *in, dli_sql which, int64_t item_id)
{
    dli_store *store = in->store;
    dl_str language = dli_put_get(in, in->item, "inLanguage");
    sqlite3_stmt *s;
    dl_str terms;

    DLI_TRY(facts_of(in, &terms));
    DLI_TRY(dli_db_kept(store, which, &s, in->err));
    dli_bind_number(s, 1, item_id);
    dli_bind(s, 2, no_terms(head_words(in)));
    dli_bind(s, 3, no_terms(dli_put_get(in, in->item, "articleBody")));
    dli_bind(s, 4, terms);
    if (in->scratch->dry)
        return dli_no_memory(in->err);
    store->language = dli_index_words_language(store->words, language);
    dl_status status = dli_db_run(store, s, in->err);
    store->language = -1;
    return status;
}

dl_status dli_put_drop_words(dli_putting *in)
{
    return dli_put_words(in, DLI_SQL_DROP_WORDS, in->item_id);
}

dl_status dli_put_add_words(dli_putting *in)
{
    return dli_put_words(in, DLI_SQL_ADD_WORDS, in->item_id);
}

/* ---- Terms of use ------------------------------------------------------------------ */

static void bind_u64(dli_putting *in, sqlite3_stmt *s, int at, uint32_t value, const char *key)
{
    uint64_t number;

    if (dli_json_get_u64(&in->json, value, key, &number) && number <= INT64_MAX)
        dli_bind_number(s, at, (int64_t)number);
}

/* A string, or true, false, 0, 1 as it is written. */
static dl_str plain(dli_putting *in, uint32_t value, const char *key)
{
    uint32_t member = dli_json_get(&in->json, value, key);

    return member == 0 || dli_json_is(&in->json, member, DLI_JSON_STRING)
               ? dli_put_get(in, value, key)
               : dli_cut(in->json.text, dli_json_at(&in->json, member)->at);
}

dl_status dli_put_terms(dli_putting *in)
{
    uint32_t terms = dli_json_get(&in->json, 1, "terms");
    uint32_t limit = dli_json_get(&in->json, terms, "excerptLimit");
    sqlite3_stmt *s;

    if (!dli_json_is(&in->json, terms, DLI_JSON_OBJECT))
        return DL_OK;
    DLI_TRY(dli_db_kept(in->store, DLI_SQL_ADD_TERMS, &s, in->err));
    dli_bind_number(s, 1, in->page_id);
    bind_u64(in, s, 2, limit, "value");
    dli_bind(s, 3, dli_put_get(in, limit, "unit"));
    dli_bind(s, 4, plain(in, terms, "linkRequired"));
    dli_bind(s, 5, plain(in, terms, "licence"));
    dli_bind(s, 6, plain(in, terms, "robots"));
    dli_bind(s, 7, plain(in, terms, "tdmReservation"));
    dli_bind(s, 8, dli_put_get(in, terms, "text"));
    return dli_db_run(in->store, s, in->err);
}

/* ---- Pages of the store -------------------------------------------------------------- */

/* The record, outlet and capture of a page. */
static dl_status load_page(dli_putting *in, int64_t page_id)
{
    sqlite3_stmt *s;
    dl_str packed, record;
    bool row;

    in->page_id = page_id;
    DLI_TRY(dli_db_kept(in->store, DLI_SQL_OLD_RECORD, &s, in->err));
    dli_bind_number(s, 1, page_id);
    DLI_TRY(dli_db_row(in->store, s, &row, in->err));
    packed = dli_column(s, 0, in->scratch);
    in->outlet_name = dli_column(s, 1, in->scratch);
    dl_str sha256 = dli_column(s, 2, in->scratch);
    (void)snprintf(in->sha256, sizeof in->sha256, "%.*s", DLI_ARG(sha256));
    in->capture = sqlite3_column_int64(s, 3);
    (void)sqlite3_reset(s);
    DLI_TRY(dli_zstd_unpack(in->scratch, packed, DLI_MAX_RECORD_BYTES, &record, in->err));
    return dli_record_read(in->scratch, record, &in->json, in->err);
}

dl_status dli_put_each_item(dli_putting *in, int64_t page_id,
                            dl_status (*what)(dli_putting *in))
{
    int64_t position = 0;
    sqlite3_stmt *s;
    bool row;

    DLI_TRY(load_page(in, page_id));
    for (in->item = dli_record_list(&in->json, 1, "items"); in->item != 0;
         in->item = dli_json_at(&in->json, in->item)->next) {
        DLI_TRY(dli_db_kept(in->store, DLI_SQL_OLD_ITEM, &s, in->err));
        dli_bind_number(s, 1, page_id);
        dli_bind(s, 2, dli_put_item_name(in, ++position));
        DLI_TRY(dli_db_row(in->store, s, &row, in->err));
        if (!row)
            continue;
        in->item_id = sqlite3_column_int64(s, 0);
        (void)snprintf(in->day, sizeof in->day, "%.*s", DLI_ARG(dli_column(s, 1, in->scratch)));
        (void)sqlite3_reset(s);
        dli_map_init(&in->entities, in->scratch);
        dli_record_entities(&in->json, in->item, &in->entities);
        DLI_TRY(what(in));
    }
    return DL_OK;
}

/* ---- Schema 2 -------------------------------------------------------------------------- */

/* Fold the first column that `ask` gives (id, text) again and give it to `change`. */
static dl_status fold_again(dli_store *store, dl_str ask, dl_str change, dl_error *err)
{
    sqlite3_stmt *from = NULL, *to = NULL;
    bool row = true;
    dl_status status = dli_db_prepare(store, ask, &from, err);

    if (status == DL_OK)
        status = dli_db_prepare(store, change, &to, err);
    while (status == DL_OK && row) {
        dl_str folded;
        dli_arena_reset(&store->scratch);
        status = dli_db_row(store, from, &row, err);
        if (status != DL_OK || !row)
            break;
        status = dli_index_words_folded(store, dli_column(from, 1, &store->scratch),
                                        &store->scratch, &folded, err);
        (void)sqlite3_bind_text64(to, 2, folded.ptr, folded.len, SQLITE_STATIC, SQLITE_UTF8);
        dli_bind_number(to, 1, sqlite3_column_int64(from, 0));
        if (status == DL_OK)
            status = dli_db_run(store, to, err);
    }
    (void)sqlite3_finalize(from);
    (void)sqlite3_finalize(to);
    return status;
}

/* Do `what` for each item of every page, and `page` for each page, if it is not NULL. */
static dl_status each_page(dli_store *store, dl_status (*what)(dli_putting *in),
                           dl_status (*page)(dli_putting *in), dl_error *err)
{
    sqlite3_stmt *pages;
    bool row = true;

    DLI_TRY(dli_db_prepare(store, DL_STR("SELECT id FROM pages ORDER BY id"), &pages, err));
    dl_status status = DL_OK;
    while (status == DL_OK && row) {
        status = dli_db_row(store, pages, &row, err);
        if (status != DL_OK || !row)
            break;
        dli_arena_reset(&store->scratch);
        dli_putting in = { .store = store, .scratch = &store->scratch, .err = err };
        status = dli_put_each_item(&in, sqlite3_column_int64(pages, 0), what);
        if (status == DL_OK && page != NULL)
            status = page(&in);
    }
    (void)sqlite3_finalize(pages);
    return status;
}

dl_status dli_put_index(dli_store *store, dl_error *err)
{
    return each_page(store, dli_put_add_words, NULL, err);
}

dl_status dli_put_refill(dli_store *store, dl_error *err)
{
    DLI_TRY(fold_again(store, DL_STR("SELECT id, name FROM people"),
                       DL_STR("UPDATE people SET folded = ?2 WHERE id = ?1"), err));
    DLI_TRY(fold_again(store, DL_STR("SELECT id, place FROM incidents WHERE place IS NOT NULL"),
                       DL_STR("UPDATE incidents SET place_folded = ?2 WHERE id = ?1"), err));
    return each_page(store, dli_put_add_words, dli_put_terms, err);
}
