-- 0002.sql -- words in any script, what pages allow, what was forgotten.

-- The words of headlines (with the lines below them) and bodies, with their stems, and facts
-- about the item as terms of its own. The text itself stands in pages.record and nowhere
-- else; rowid is items.id. The tokenizer is dateline's (docs/formats/store.md).
DROP TABLE items_fts;

CREATE VIRTUAL TABLE items_fts USING fts5 (
    headline,
    body,
    facts,
    content = '',
    tokenize = "dateline"
);

-- A batch of an ingest is one piece of the index, not several; two make one when there is time.
INSERT INTO items_fts (items_fts, rank) VALUES ('hashsize', 16777216);

INSERT INTO items_fts (items_fts, rank) VALUES ('usermerge', 2);

-- What a page says may be done with it.
CREATE TABLE terms (
    page INTEGER PRIMARY KEY REFERENCES pages (id),
    excerpt_limit INTEGER,
    excerpt_unit TEXT,            -- characters or words
    link_required TEXT,
    licence TEXT,
    robots TEXT,                  -- as printed: noai, noarchive, …
    tdm_reservation TEXT,         -- 1: text and data mining is reserved
    text TEXT                     -- the terms as printed
) STRICT;

-- What was taken out of the store on request. Never what it was.
CREATE TABLE forgotten (
    id INTEGER PRIMARY KEY,
    time TEXT NOT NULL,           -- RFC 3339, UTC
    what TEXT NOT NULL,           -- url, person, capture
    digest TEXT NOT NULL,         -- SHA-256 of what was asked for, or of the capture
    captures INTEGER NOT NULL,    -- taken out with it
    items INTEGER NOT NULL,
    reason TEXT
) STRICT;

CREATE INDEX forgotten_by_digest ON forgotten (digest);

CREATE INDEX addresses_by_url ON addresses (url);
