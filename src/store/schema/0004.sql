-- 0004.sql -- how many there are of everything, so that nobody has to count.

-- Kept by every page that is put or taken out. `of` is '' for the whole store.
CREATE TABLE sums (
    what TEXT NOT NULL,           -- captures, bytes (of them), pages, items, statements,
                                  -- incidents; items by outlet (outlets.id), language, day;
                                  -- statements by speaker (people.id); incidents by type
    of ANY NOT NULL,
    count INTEGER NOT NULL,       -- 0: there were some
    PRIMARY KEY (what, of)
) STRICT, WITHOUT ROWID;

INSERT INTO sums SELECT 'captures', '', count(*) FROM captures;

INSERT INTO sums SELECT 'bytes', '', coalesce(sum(bytes), 0) FROM captures;

INSERT INTO sums SELECT 'pages', '', count(*) FROM pages;

INSERT INTO sums SELECT 'items', '', count(*) FROM items;

INSERT INTO sums SELECT 'outlet', outlet, count(*) FROM items WHERE outlet IS NOT NULL
    GROUP BY outlet;

INSERT INTO sums SELECT 'language', language, count(*) FROM items WHERE language IS NOT NULL
    GROUP BY language;

INSERT INTO sums SELECT 'day', day, count(*) FROM items WHERE day IS NOT NULL GROUP BY day;

INSERT INTO sums SELECT 'statements', '', count(*) FROM statements;

INSERT INTO sums SELECT 'speaker', speaker, count(*) FROM statements
    WHERE speaker IS NOT NULL AND source_type <> 'unnamed' GROUP BY speaker;

INSERT INTO sums SELECT 'incidents', '', count(*) FROM incidents;

INSERT INTO sums SELECT 'type', type, count(*) FROM incidents WHERE type IS NOT NULL
    GROUP BY type;
