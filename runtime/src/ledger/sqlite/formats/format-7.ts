/** Records on the timelines of items, and numbers that are given away once: of counters, and ids that are reserved. */
export const FORMAT_7 = `
CREATE TABLE activities (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  entity TEXT NOT NULL,
  item INTEGER NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  text TEXT,
  who INTEGER,
  by TEXT NOT NULL,
  stage TEXT,
  created TEXT NOT NULL,
  deadline TEXT,
  closed TEXT,
  closed_by TEXT,
  data TEXT NOT NULL,
  visit INTEGER,
  FOREIGN KEY (entity, item) REFERENCES items (entity, id)
) STRICT;
CREATE INDEX activities_of_item ON activities (entity, item, id);
CREATE INDEX activities_until_left ON activities (entity, item, visit) WHERE visit IS NOT NULL AND closed IS NULL;

CREATE TABLE counters (
  name TEXT PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE drawn (
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  number INTEGER NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (key, name)
) STRICT, WITHOUT ROWID;
`;
