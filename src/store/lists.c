/* lists.c -- the lists that can be asked for: their columns, their filters, their SQL.
 *
 *   select ▸ filters that were given ▸ behind
 *
 * In SQL, ?1 is the number of the newest item that counts, ?2 and ?3 the rows. In a filter
 * `$` stands for its value; of a name, `{column}` for "has every word of it". Whatever
 * walks routes, parameters or columns walks these tables, so nothing can be forgotten.
 */
#include "store/ask.h"

#define TEXT   DLI_CELL_TEXT
#define NUMBER DLI_CELL_NUMBER
#define JSON   DLI_CELL_JSON

/* ---- Pieces ------------------------------------------------------------------- */

#define ITEM_COLUMNS                                                                           \
    { "id", TEXT, "the item" }, { "kind", TEXT, "article, entry, opinion, …" },                \
        { "headline", TEXT, "as printed" },                                                    \
        { "opening", TEXT, "the first words of the text, where there is no headline" },        \
        { "outlet", TEXT, "registrable domain, or folder of the file" },                       \
        { "publisher", TEXT, "the outlet's name as printed" },                                 \
        { "published", TEXT, "partial time" },                                                 \
        { "day", TEXT, "of publication, or else of capture" }, { "language", TEXT, "BCP 47" }, \
        { "authors", TEXT, "as printed, ', ' between" }, { "section", TEXT, "as printed" },    \
        { "url", TEXT, "of the page, as given" }, { "file", TEXT, "of the page, as given" },   \
        { "statements", NUMBER, "how many the item has" },                                     \
    {                                                                                          \
        "incidents", NUMBER, "how many the item has"                                           \
    }

#define ITEM_SELECT                                                                            \
    "i.name, i.kind, i.headline, i.opening, o.name, o.publisher, i.published, i.day,"          \
    " i.language, (SELECT group_concat(name, ', ') FROM (SELECT people.name AS name"           \
    "  FROM authors JOIN people ON people.id = authors.person WHERE authors.item = i.id"       \
    "  AND authors.role = 'author' ORDER BY authors.position)), i.section,"                    \
    " coalesce(nullif(p.url, ''), p.canonical_url), p.file,"                                   \
    " (SELECT count(*) FROM statements WHERE item = i.id),"                                    \
    " (SELECT count(*) FROM incidents WHERE item = i.id)"

#define ITEM_TABLES " JOIN pages p ON p.id = i.page LEFT JOIN outlets o ON o.id = i.outlet"

/* What every row that is part of an item says of it. */
#define OF_ITEM_COLUMNS                                                                        \
    { "item", TEXT, "the item it stands in" }, { "headline", TEXT, "of the item" },            \
        { "opening", TEXT, "of the item, where it has no headline" },                          \
        { "outlet", TEXT, "of the item" }, { "publisher", TEXT, "the outlet's name" },         \
        { "published", TEXT, "partial time, of the item" }, { "day", TEXT, "of the item" },    \
    {                                                                                          \
        "language", TEXT, "of the item"                                                        \
    }
#define OF_ITEM_SELECT                                                                         \
    "i.name, i.headline, i.opening, o.name, o.publisher, i.published, i.day, i.language"

#define OUTLET                                                                                 \
    {                                                                                          \
        "outlet", DLI_FILTER_TEXT, "of this outlet",                                           \
            " AND i.outlet = (SELECT id FROM outlets WHERE name = $)"                          \
    }
#define LANGUAGE                                                                               \
    {                                                                                          \
        "language", DLI_FILTER_TEXT, "in this language; en also finds en-GB",                  \
            " AND (i.language = $ OR (i.language > $ || '-' AND i.language < $ || '.'))"       \
    }
#define FROM                                                                                   \
    {                                                                                          \
        "from", DLI_FILTER_FROM, "not before this day, month or year", " AND i.day >= $"       \
    }
#define TO                                                                                     \
    {                                                                                          \
        "to", DLI_FILTER_TO, "not after this day, month or year", " AND i.day <= $"            \
    }
#define COLLECTION                                                                             \
    {                                                                                          \
        "collection", DLI_FILTER_TEXT, "of a capture in this collection",                      \
            " AND i.page IN (SELECT x.id FROM collections n JOIN collected c"                  \
            " ON c.collection = n.id JOIN pages x ON x.capture = c.capture WHERE n.name = $)"  \
    }
#define ITEM                                                                                   \
    {                                                                                          \
        "item", DLI_FILTER_TEXT, "of this item", " AND i.name = $"                             \
    }

#define INCIDENT_TYPE                                                                          \
    {                                                                                          \
        "type", DLI_FILTER_TEXT, "of this type", " AND n.type = $"                             \
    }
#define INCIDENT_STATUS                                                                        \
    {                                                                                          \
        "status", DLI_FILTER_TEXT, "reported, denied, planned or hypothetical",                \
            " AND n.status = $"                                                                \
    }
#define INCIDENT_PLACE                                                                         \
    {                                                                                          \
        "place", DLI_FILTER_NAME, "every word of it, case and accents aside",                  \
            "{n.place_folded}"                                                                 \
    }
#define INCIDENT_FROM                                                                          \
    {                                                                                          \
        "from", DLI_FILTER_FROM, "that may lie on or behind this day", " AND n.last_day >= $"  \
    }
#define INCIDENT_TO                                                                            \
    {                                                                                          \
        "to", DLI_FILTER_TO, "that may lie on or before this day", " AND n.first_day <= $"     \
    }
#define INCIDENT_ORDER                                                                         \
    " ORDER BY n.last_day IS NULL, n.last_day DESC, i.seconds DESC, n.id LIMIT ?2 OFFSET ?3"

/* Statements that somebody made or passed on. */
#define BY_NAME                                                                                \
    " AND s.id IN (SELECT x.id FROM people p JOIN statements x ON x.speaker = p.id"            \
    " WHERE 1{p.folded} UNION SELECT v.statement FROM people p JOIN via v ON v.person = p.id"  \
    " WHERE 1{p.folded})"

/* ---- The lists ------------------------------------------------------------------ */

const dli_list dli_lists[] = {
    { .name = "items",
      .what = "news items, newest first",
      .columns = { ITEM_COLUMNS },
      .filters = { OUTLET,
                   LANGUAGE,
                   FROM,
                   TO,
                   { "kind", DLI_FILTER_TEXT, "of this kind", " AND i.kind = $" },
                   { "section", DLI_FILTER_TEXT, "of this section", " AND i.section = $" },
                   COLLECTION,
                   { "q", DLI_FILTER_QUERY, "with these words, as /v1/search has them",
                     " AND i.id IN (SELECT rowid FROM items_fts WHERE items_fts MATCH $)" } },
      .select = "SELECT " ITEM_SELECT " FROM items i" ITEM_TABLES " WHERE i.id <= ?1",
      .behind = " ORDER BY i.day DESC, i.seconds DESC, i.id DESC LIMIT ?2 OFFSET ?3" },

    { .name = "search",
      .what = "items by their words, best first, with the words around the hits",
      .columns = { ITEM_COLUMNS,
                   { "snippet", TEXT, "words of the text around the hits" },
                   { "hits", JSON, "[[start,end],…], code points of the snippet" } },
      .filters = { { "q", DLI_FILTER_QUERY,
                     "words, \"phrases\", prefix*, NEAR, AND, OR, NOT, brackets, fields as "
                     "person:",
                     NULL },
                   OUTLET,
                   LANGUAGE,
                   FROM,
                   TO },
      .select =
          "SELECT " ITEM_SELECT ", p.record, NULL FROM items i" ITEM_TABLES " WHERE i.id = ?1",
      .behind = "",
      .ranked = true },

    { .name = "statements",
      .what = "who said what, newest first",
      .columns = { { "id", TEXT, "of the statement, within its page" },
                   OF_ITEM_COLUMNS,
                   { "kind", TEXT, "direct, indirect or mixed" },
                   { "stance", TEXT, "neutral, claim, deny, warn, promise, order, admit, …" },
                   { "cue", TEXT, "the words of saying" },
                   { "source", TEXT, "who, in the words of the page" },
                   { "source_type", TEXT, "named, office, unnamed, group, document, media" },
                   { "role", TEXT, "of the source, as printed" },
                   { "speaker", TEXT, "whom those words stand for" },
                   { "via", JSON, "through whom it came, nearest the reader first" },
                   { "addressee", TEXT, "to whom" },
                   { "content", TEXT, "what was said, in the words of the page" },
                   { "parent", TEXT, "the statement it lies in" },
                   { "at", JSON, "[[start,end],…], bytes of the page's source" } },
      .filters = { { "name", DLI_FILTER_NAME, "made or passed on by a name with these words",
                     BY_NAME },
                   { "about", DLI_FILTER_MENTIONS, "whose words have the last of these",
                     " AND i.id IN (SELECT rowid FROM items_fts WHERE items_fts MATCH"
                     " '\" ' || replace($, '\"', ' ') || '\"') AND instr(s.content, $) > 0" },
                   { "kind", DLI_FILTER_TEXT, "of this kind", " AND s.kind = $" },
                   { "stance", DLI_FILTER_TEXT, "of this stance", " AND s.stance = $" },
                   OUTLET,
                   LANGUAGE,
                   FROM,
                   TO,
                   COLLECTION,
                   ITEM },
      .select =
          "SELECT s.name, " OF_ITEM_SELECT ", s.kind, s.stance, s.cue, s.source, s.source_type,"
          " s.role, who.name, (SELECT nullif(json_group_array(source), '[]') FROM (SELECT "
          "source"
          "  FROM via WHERE statement = s.id ORDER BY position)), s.addressee, s.content,"
          " s.parent, s.at_bytes FROM statements s JOIN items i ON i.id = s.item"
          " LEFT JOIN people who ON who.id = s.speaker LEFT JOIN outlets o ON o.id = i.outlet"
          " WHERE i.id <= ?1",
      .behind = " ORDER BY i.seconds DESC, s.id LIMIT ?2 OFFSET ?3" },

    { .name = "people",
      .what =
          "people and bodies that are quoted, most first; not crowds, papers and the unnamed",
      .columns = { { "name", TEXT, "as the page has it" },
                   { "statements", NUMBER, "made by them" },
                   { "passed_on", NUMBER, "statements of others that came through them" },
                   { "outlets", NUMBER, "that quote them" },
                   { "first_day", TEXT, "of the first of these items" },
                   { "last_day", TEXT, "of the last" } },
      .filters = { { "name", DLI_FILTER_NAME, "has these words", "{who.folded}" },
                   OUTLET,
                   LANGUAGE,
                   FROM,
                   TO,
                   ITEM },
      .select = "SELECT who.name, count(*) AS said, (SELECT count(*) FROM via WHERE person ="
                " who.id), count(DISTINCT i.outlet), min(i.day), max(i.day) FROM items i"
                " JOIN statements s ON s.item = i.id JOIN people who ON who.id = s.speaker"
                " WHERE i.id <= ?1 AND s.source_type IN ('named', 'office', 'media')",
      .behind = " GROUP BY who.id ORDER BY said DESC, who.name LIMIT ?2 OFFSET ?3" },

    { .name = "incidents",
      .what = "what happened, latest first; one row for each account",
      .columns = { { "id", TEXT, "of the incident, within its page" },
                   OF_ITEM_COLUMNS,
                   { "type", TEXT, "shelling, arrest, protest, accident, …" },
                   { "status", TEXT, "reported, denied, planned or hypothetical" },
                   { "date", TEXT, "partial time or interval A/B" },
                   { "first_day", TEXT, "that the date may mean" },
                   { "last_day", TEXT, "that the date may mean" },
                   { "precision", TEXT, "minute, hour, day, week, month or year" },
                   { "basis", TEXT, "what the date was worked out from" },
                   { "place", TEXT, "as printed" },
                   { "lat", NUMBER, "degrees north, where known" },
                   { "lon", NUMBER, "degrees east, where known" },
                   { "actors", TEXT, "as printed" },
                   { "target", TEXT, "as printed" },
                   { "source", TEXT, "whose account it is" },
                   { "figures", JSON, "as this account gives them; /v1/figures has rows" },
                   { "at", JSON, "[[start,end],…], bytes of the page's source" } },
      .filters = { INCIDENT_TYPE, INCIDENT_STATUS, INCIDENT_PLACE, INCIDENT_FROM, INCIDENT_TO,
                   OUTLET, LANGUAGE, COLLECTION, ITEM },
      .select =
          "SELECT n.name, " OF_ITEM_SELECT
          ", n.type, n.status, n.date, n.first_day, n.last_day,"
          " n.precision, n.basis, n.place, n.lat, n.lon, n.actors, n.target, n.source,"
          " (SELECT nullif(json_group_array(json_patch('{}', json_object('what', what, 'value',"
          "  value, 'min', min, 'max', max, 'bound', bound, 'of', of, 'scope', scope, 'parent',"
          "  parent, 'text', text))), '[]') FROM (SELECT * FROM figures WHERE incident = n.id"
          "  ORDER BY position)), n.at_bytes FROM incidents n JOIN items i ON i.id = n.item"
          " LEFT JOIN outlets o ON o.id = i.outlet WHERE i.id <= ?1",
      .behind = INCIDENT_ORDER },

    { .name = "figures",
      .what = "every figure of every account, a row each; nothing is added up",
      .columns = { { "incident", TEXT, "its id within its page" },
                   OF_ITEM_COLUMNS,
                   { "type", TEXT, "of the incident" },
                   { "status", TEXT, "of the incident" },
                   { "date", TEXT, "of the incident" },
                   { "place", TEXT, "of the incident" },
                   { "source", TEXT, "whose account it is" },
                   { "what", TEXT, "killed, wounded, detained, destroyed, …" },
                   { "value", NUMBER, "the number, where there is one" },
                   { "min", NUMBER, "of a range" },
                   { "max", NUMBER, "of a range" },
                   { "bound", TEXT, "exact, atLeast, atMost or about" },
                   { "of", TEXT, "the counted thing, as printed" },
                   { "scope", TEXT, "incident, period or total" },
                   { "text", TEXT, "as printed" },
                   { "at", JSON, "[[start,end],…], bytes of the page's source" } },
      .filters = { INCIDENT_TYPE,
                   INCIDENT_STATUS,
                   INCIDENT_PLACE,
                   INCIDENT_FROM,
                   INCIDENT_TO,
                   OUTLET,
                   LANGUAGE,
                   ITEM,
                   { "what", DLI_FILTER_TEXT, "of this kind", " AND f.what = $" } },
      .select = "SELECT n.name, " OF_ITEM_SELECT ", n.type, n.status, n.date, n.place,"
                " n.source, f.what, f.value, f.min, f.max, f.bound, f.of, f.scope, f.text,"
                " f.at_bytes FROM incidents n JOIN figures f ON f.incident = n.id"
                " JOIN items i ON i.id = n.item LEFT JOIN outlets o ON o.id = i.outlet"
                " WHERE i.id <= ?1",
      .behind =
          " ORDER BY n.last_day IS NULL, n.last_day DESC, i.seconds DESC, n.id, f.position"
          " LIMIT ?2 OFFSET ?3" },

    { .name = "places",
      .what = "where something happened, most first",
      .columns = { { "place", TEXT, "as printed" },
                   { "accounts", NUMBER, "of incidents there" },
                   { "outlets", NUMBER, "that tell of them" },
                   { "types", JSON, "of the incidents" },
                   { "first_day", TEXT, "that they may have happened" },
                   { "last_day", TEXT, "that they may have happened" },
                   { "lat", NUMBER, "degrees north, where known" },
                   { "lon", NUMBER, "degrees east, where known" } },
      .filters = { INCIDENT_TYPE, INCIDENT_STATUS, INCIDENT_PLACE, INCIDENT_FROM, INCIDENT_TO,
                   OUTLET, LANGUAGE },
      .select = "SELECT min(n.place), count(*) AS told, count(DISTINCT i.outlet),"
                " json_group_array(DISTINCT n.type), min(n.first_day), max(n.last_day),"
                " max(n.lat), max(n.lon) FROM incidents n JOIN items i ON i.id = n.item"
                " WHERE i.id <= ?1 AND n.place_folded IS NOT NULL",
      .behind =
          " GROUP BY n.place_folded ORDER BY told DESC, n.place_folded LIMIT ?2 OFFSET ?3" },

    { .name = "chains",
      .what = "who passes on whose words, most first",
      .columns = { { "relay", TEXT, "who passed on" },
                   { "of", TEXT, "whose words, as far as it says" },
                   { "outlet", TEXT, "where it was read" },
                   { "statements", NUMBER, "how many" },
                   { "first_day", TEXT, "of the first of these items" },
                   { "last_day", TEXT, "of the last" } },
      .filters = { { "name", DLI_FILTER_NAME, "passed on by, or from, a name with these words",
                     " AND v.statement IN (SELECT x.id FROM people p JOIN statements x"
                     " ON x.speaker = p.id WHERE 1{p.folded} UNION SELECT y.statement FROM"
                     " people p JOIN via y ON y.person = p.id WHERE 1{p.folded})" },
                   OUTLET,
                   LANGUAGE,
                   FROM,
                   TO },
      .select = "SELECT relay.name, coalesce(next.name, who.name) AS of, o.name,"
                " count(*) AS passed, min(i.day), max(i.day) FROM via v"
                " JOIN statements s ON s.id = v.statement JOIN items i ON i.id = s.item"
                " JOIN people relay ON relay.id = v.person"
                " LEFT JOIN via w ON w.statement = v.statement AND w.position = v.position + 1"
                " LEFT JOIN people next ON next.id = w.person"
                " LEFT JOIN people who ON who.id = s.speaker"
                " LEFT JOIN outlets o ON o.id = i.outlet WHERE i.id <= ?1",
      .behind = " GROUP BY relay.id, of, o.id ORDER BY passed DESC, relay.name, of"
                " LIMIT ?2 OFFSET ?3" },

    { .name = "sources",
      .what = "outlets, most items first",
      .columns = { { "outlet", TEXT, "registrable domain, or folder of the file" },
                   { "publisher", TEXT, "as printed" },
                   { "items", NUMBER, "how many" },
                   { "captures", NUMBER, "of pages" },
                   { "statements", NUMBER, "in its items" },
                   { "incidents", NUMBER, "in its items" },
                   { "languages", JSON, "of its items" },
                   { "first_day", TEXT, "of its items" },
                   { "last_day", TEXT, "of its items" } },
      .filters = { OUTLET, LANGUAGE, FROM, TO },
      .select = "SELECT o.name, o.publisher, count(*) AS items, count(DISTINCT i.page),"
                " sum((SELECT count(*) FROM statements WHERE item = i.id)),"
                " sum((SELECT count(*) FROM incidents WHERE item = i.id)),"
                " json_group_array(DISTINCT i.language) FILTER (WHERE i.language IS NOT NULL),"
                " min(i.day), max(i.day) FROM items i JOIN outlets o ON o.id = i.outlet"
                " WHERE i.id <= ?1",
      .behind = " GROUP BY o.id ORDER BY items DESC, o.name LIMIT ?2 OFFSET ?3" },

    { .name = "coverage",
      .what = "items and captures of each outlet, day by day and by language, latest first",
      .columns = { { "day", TEXT, "of publication, or else of capture" },
                   { "outlet", TEXT, "registrable domain, or folder of the file" },
                   { "language", TEXT, "of the items" },
                   { "items", NUMBER, "how many" },
                   { "captures", NUMBER, "of pages" } },
      .filters = { OUTLET, LANGUAGE, FROM, TO },
      .select =
          "SELECT i.day, o.name, i.language, count(*), count(DISTINCT i.page) FROM items i"
          " LEFT JOIN outlets o ON o.id = i.outlet WHERE i.id <= ?1 AND i.day IS NOT NULL",
      .behind = " GROUP BY i.day, o.id, i.language ORDER BY i.day DESC, o.name, i.language "
                "LIMIT ?2 OFFSET ?3" },

    { .name = "captures",
      .what = "pages as they were saved, where and when",
      .columns = { { "sha256", TEXT, "of the bytes as saved" },
                   { "bytes", NUMBER, "how many" },
                   { "url", TEXT, "as given" },
                   { "file", TEXT, "as given" },
                   { "captured", TEXT, "when, as given" },
                   { "items", JSON, "that were read in it" } },
      .filters = { { "url", DLI_FILTER_TEXT, "of the address, or of the page that names it",
                     " AND (a.url = $ OR c.id IN (SELECT capture FROM pages"
                     " WHERE canonical_url = $))" },
                   { "sha256", DLI_FILTER_TEXT, "these very bytes", " AND c.sha256 = $" } },
      .select = "SELECT c.sha256, c.bytes, a.url, a.file, a.captured, (SELECT"
                " nullif(json_group_array(i.name), '[]') FROM items i JOIN pages p"
                " ON p.id = i.page WHERE p.capture = c.id) FROM captures c"
                " JOIN addresses a ON a.capture = c.id WHERE 1",
      .behind = " ORDER BY a.captured DESC, c.id DESC, a.url LIMIT ?2 OFFSET ?3" },
};

const size_t dli_list_count = sizeof dli_lists / sizeof *dli_lists;

const dli_list *dli_list_named(const char *name)
{
    for (size_t i = 0; name != NULL && i < dli_list_count; i++)
        if (strcmp(dli_lists[i].name, name) == 0)
            return &dli_lists[i];
    return NULL;
}

size_t dli_list_columns(const dli_list *list)
{
    size_t count = 0;

    while (count < DLI_LIST_MAX_COLUMNS && list->columns[count].name != NULL)
        count++;
    return count;
}

size_t dli_list_filters(const dli_list *list)
{
    size_t count = 0;

    while (count < DLI_LIST_MAX_FILTERS && list->filters[count].name != NULL)
        count++;
    return count;
}
