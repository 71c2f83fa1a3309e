-- 0001.sql -- the tables of a store (docs/formats/store.md). Never edited once released:
-- what changes comes as 0002.sql.
--
-- One statement a blank line. Text is UTF-8; an absent value is NULL. Positions are
-- JSON, [[start,end],…], as in the record.

-- The bytes of pages, as saved. One row for the same bytes, wherever they were found.
CREATE TABLE captures (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,  -- lower-case hexadecimal, of the bytes as saved
    bytes INTEGER NOT NULL,       -- before compression
    data BLOB NOT NULL            -- zstd
) STRICT;

-- Where and when a capture was found.
CREATE TABLE addresses (
    capture INTEGER NOT NULL REFERENCES captures (id),
    url TEXT NOT NULL,            -- as given, or ''
    file TEXT,
    captured TEXT,                -- RFC 3339
    PRIMARY KEY (capture, url)
) STRICT, WITHOUT ROWID;

-- Who publishes: a registrable domain, else a host, else the folder of the file.
CREATE TABLE outlets (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    publisher TEXT                -- as printed on the page that was read last
) STRICT;

-- A capture as it was read.
CREATE TABLE pages (
    id INTEGER PRIMARY KEY,
    capture INTEGER NOT NULL UNIQUE REFERENCES captures (id),
    version INTEGER NOT NULL,     -- of the record format
    kind TEXT,
    outlet INTEGER REFERENCES outlets (id),
    url TEXT,
    canonical_url TEXT,
    file TEXT,
    charset TEXT,
    record BLOB NOT NULL          -- zstd of the record's JSON
) STRICT;

CREATE TABLE items (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,    -- sha256:0123456789abcdef#1
    page INTEGER NOT NULL REFERENCES pages (id),
    position INTEGER NOT NULL,
    kind TEXT,
    parent TEXT,                  -- name of the item it is an entry of
    headline TEXT,
    opening TEXT,                 -- the first words of the body, where there is no headline
    outlet INTEGER REFERENCES outlets (id),
    language TEXT,                -- BCP 47
    section TEXT,
    published TEXT,               -- partial time
    modified TEXT,
    day TEXT,                     -- of publication, else of capture: 2024-03-05
    seconds INTEGER NOT NULL      -- since 1970 UTC, of the same; 0: neither is known
) STRICT;

CREATE INDEX items_by_page ON items (page);

CREATE INDEX items_by_day ON items (day, seconds, id);

CREATE INDEX items_by_outlet ON items (outlet, day, seconds, id);

CREATE INDEX items_by_language ON items (language, day, seconds, id);

-- Everybody who wrote, spoke or passed on, by name.
CREATE TABLE people (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    folded TEXT NOT NULL          -- its words without case and accents, ' ana costa '
) STRICT;

CREATE TABLE authors (
    item INTEGER NOT NULL REFERENCES items (id),
    role TEXT NOT NULL,           -- author, editor, translator, contributor
    position INTEGER NOT NULL,    -- from 1
    person INTEGER NOT NULL REFERENCES people (id),
    type TEXT,                    -- Person, Organization
    job_title TEXT,
    affiliation TEXT,
    PRIMARY KEY (item, role, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX authors_by_person ON authors (person);

CREATE TABLE statements (
    id INTEGER PRIMARY KEY,
    item INTEGER NOT NULL REFERENCES items (id),
    name TEXT NOT NULL,           -- its id in the record
    kind TEXT,
    stance TEXT,
    cue TEXT,
    lemma TEXT,
    source TEXT,                  -- the words on the page
    source_type TEXT,
    role TEXT,
    speaker INTEGER REFERENCES people (id), -- whom the words stand for
    addressee TEXT,
    content TEXT,
    parent TEXT,
    at_bytes TEXT,
    in_body TEXT
) STRICT;

CREATE INDEX statements_by_item ON statements (item);

CREATE INDEX statements_by_speaker ON statements (speaker);

-- Those through whom a statement came, nearest the reader first.
CREATE TABLE via (
    statement INTEGER NOT NULL REFERENCES statements (id),
    position INTEGER NOT NULL,    -- from 1
    person INTEGER NOT NULL REFERENCES people (id),
    source TEXT,                  -- the words on the page
    type TEXT,
    PRIMARY KEY (statement, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX via_by_person ON via (person);

CREATE TABLE incidents (
    id INTEGER PRIMARY KEY,
    item INTEGER NOT NULL REFERENCES items (id),
    name TEXT NOT NULL,           -- its id in the record
    type TEXT,
    status TEXT,
    date TEXT,                    -- partial time or interval A/B
    first_day TEXT,               -- that the date may mean: 2024-03-05
    last_day TEXT,
    precision TEXT,
    basis TEXT,
    place TEXT,
    place_folded TEXT,            -- as people.folded
    geonameid INTEGER,
    lat REAL,
    lon REAL,
    actors TEXT,
    target TEXT,
    source TEXT,
    statement TEXT,               -- its id in the record
    at_bytes TEXT,
    in_body TEXT
) STRICT;

CREATE INDEX incidents_by_item ON incidents (item);

CREATE INDEX incidents_by_day ON incidents (last_day, id);

CREATE TABLE figures (
    incident INTEGER NOT NULL REFERENCES incidents (id),
    position INTEGER NOT NULL,    -- from 0, as the record's `parent` counts
    what TEXT,
    value INTEGER,
    min INTEGER,
    max INTEGER,
    bound TEXT,
    of TEXT,
    scope TEXT,
    parent INTEGER,
    text TEXT,
    at_bytes TEXT,
    in_body TEXT,
    PRIMARY KEY (incident, position)
) STRICT, WITHOUT ROWID;

-- What decided each value.
CREATE TABLE evidence (
    page INTEGER NOT NULL REFERENCES pages (id),
    item INTEGER NOT NULL,        -- items.id, or 0: of the page
    key TEXT NOT NULL,
    how TEXT,
    confidence REAL,
    at_bytes TEXT,
    others TEXT,                  -- JSON, as in the record
    PRIMARY KEY (page, item, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE notes (
    page INTEGER NOT NULL REFERENCES pages (id),
    position INTEGER NOT NULL,    -- from 1
    code TEXT,
    text TEXT,
    at_bytes TEXT,
    PRIMARY KEY (page, position)
) STRICT, WITHOUT ROWID;

-- The words of headlines (with the lines below them) and bodies. The text itself stands
-- in pages.record and nowhere else; rowid is items.id.
CREATE VIRTUAL TABLE items_fts USING fts5 (
    headline,
    body,
    content = '',
    tokenize = "unicode61 remove_diacritics 2"
);
