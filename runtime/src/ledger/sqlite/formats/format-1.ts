/** Items with their visits, runs, history and inbox. */
export const FORMAT_1 = `
CREATE TABLE items (
  entity TEXT NOT NULL,
  id INTEGER NOT NULL CHECK (id > 0),
  pipeline TEXT,
  stage TEXT,
  fields TEXT NOT NULL,
  PRIMARY KEY (entity, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE sequences (
  entity TEXT PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE visits (
  entity TEXT NOT NULL,
  item INTEGER NOT NULL,
  visit INTEGER NOT NULL,
  stage_id TEXT NOT NULL,
  stage TEXT NOT NULL,
  entered TEXT NOT NULL,
  left_at TEXT,
  rule_set TEXT NOT NULL,
  PRIMARY KEY (entity, item, visit),
  FOREIGN KEY (entity, item) REFERENCES items (entity, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX visits_open ON visits (entity, item) WHERE left_at IS NULL;

CREATE TABLE runs (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  entity TEXT NOT NULL,
  item INTEGER NOT NULL,
  visit INTEGER NOT NULL,
  stage TEXT NOT NULL,
  rule_set TEXT NOT NULL,
  rule_id TEXT NOT NULL,
  rule TEXT NOT NULL,
  action TEXT NOT NULL,
  file TEXT NOT NULL,
  line INTEGER NOT NULL,
  place INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('waiting', 'running', 'done', 'failed', 'skipped', 'cancelled')),
  due TEXT,
  started TEXT,
  ended TEXT,
  args TEXT,
  result TEXT,
  reason TEXT,
  attempts INTEGER NOT NULL,
  key TEXT NOT NULL,
  uncertain INTEGER NOT NULL,
  FOREIGN KEY (entity, item, visit) REFERENCES visits (entity, item, visit)
) STRICT;
CREATE INDEX runs_due ON runs (due, seq) WHERE status = 'waiting' AND due IS NOT NULL;
CREATE INDEX runs_running ON runs (entity, item) WHERE status = 'running';
CREATE INDEX runs_of_visit ON runs (entity, item, visit, place);
CREATE INDEX runs_by_status ON runs (status, seq);

CREATE TABLE history (
  seq INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  entity TEXT NOT NULL,
  item INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('created', 'moved', 'updated')),
  by TEXT NOT NULL,
  by_rule INTEGER NOT NULL,
  from_stage TEXT,
  to_stage TEXT,
  fields TEXT,
  FOREIGN KEY (entity, item) REFERENCES items (entity, id)
) STRICT;
CREATE INDEX history_of_item ON history (entity, item, seq);
CREATE INDEX history_by_rules ON history (entity, item, at) WHERE by_rule = 1;

CREATE TABLE acts (
  seq INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  run TEXT NOT NULL REFERENCES runs (id),
  what TEXT NOT NULL CHECK (what IN ('retry', 'run-now', 'stop', 'sent', 'send-again')),
  by TEXT NOT NULL
) STRICT;
CREATE INDEX acts_of_run ON acts (run, seq);

CREATE TABLE inbox (
  id TEXT PRIMARY KEY,
  at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;
