/**
 * Why a run is as it is, as data, and what its condition saw; rules that are disabled in the running service; and what
 * people did with rules and rule sets.
 */
export const FORMAT_3 = `
ALTER TABLE runs ADD COLUMN why TEXT;
ALTER TABLE runs ADD COLUMN saw TEXT;
ALTER TABLE history ADD COLUMN why TEXT;

CREATE TABLE held_rules (
  rule_key TEXT PRIMARY KEY,
  at TEXT NOT NULL,
  by TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE deeds (
  seq INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  what TEXT NOT NULL,
  subject TEXT NOT NULL,
  by TEXT NOT NULL,
  data TEXT
) STRICT;
`;
