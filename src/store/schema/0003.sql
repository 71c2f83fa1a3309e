-- 0003.sql -- what a newsroom calls a set of captures, and how far archives were read.

-- A set of captures, by the name it was given (dateline ingest --collection).
CREATE TABLE collections (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE
) STRICT;

-- Which captures are in it; a capture may be in several.
CREATE TABLE collected (
    capture INTEGER NOT NULL REFERENCES captures (id),
    collection INTEGER NOT NULL REFERENCES collections (id),
    PRIMARY KEY (capture, collection)
) STRICT, WITHOUT ROWID;

CREATE INDEX collected_by_collection ON collected (collection);

-- Web archives that were read, as far as their captures are in the store.
CREATE TABLE readings (
    archive TEXT NOT NULL,        -- SHA-256 of its size, its first and its last 64 KB
    version INTEGER NOT NULL,     -- of the record format
    collection TEXT NOT NULL COLLATE NOCASE, -- into which, or ''
    file TEXT NOT NULL,           -- as named when it was read last
    upto INTEGER NOT NULL,        -- byte where the last record lies that was acknowledged
    whole INTEGER NOT NULL,       -- 1: it was read to its end
    PRIMARY KEY (archive, version, collection)
) STRICT, WITHOUT ROWID;
