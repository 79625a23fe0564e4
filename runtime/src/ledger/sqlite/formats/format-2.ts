/**
 * Schedules, occasions and the calendar. What waited for other rules still does; what was due keeps its moment. A run
 * belongs to a visit or to an occasion: each is a foreign key, of which one holds.
 */
export const FORMAT_2 = `
ALTER TABLE items ADD COLUMN deleted_at TEXT;

CREATE TABLE occasions (
  entity TEXT NOT NULL,
  item INTEGER NOT NULL,
  occasion INTEGER NOT NULL,
  cause TEXT NOT NULL,
  at TEXT NOT NULL,
  event TEXT NOT NULL,
  previous TEXT,
  PRIMARY KEY (entity, item, occasion),
  FOREIGN KEY (entity, item) REFERENCES items (entity, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE new_runs (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  entity TEXT NOT NULL,
  item INTEGER NOT NULL,
  visit INTEGER NOT NULL,
  occasion INTEGER,
  cause TEXT,
  stage TEXT NOT NULL,
  rule_set TEXT NOT NULL,
  rule_id TEXT NOT NULL,
  rule_key TEXT NOT NULL,
  rule TEXT NOT NULL,
  action TEXT NOT NULL,
  file TEXT NOT NULL,
  line INTEGER NOT NULL,
  place INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('waiting', 'running', 'done', 'failed', 'skipped', 'cancelled')),
  waits TEXT CHECK (waits IN ('rules', 'field', 'hours', 'moment', 'attempt')),
  base TEXT,
  planned TEXT,
  late INTEGER NOT NULL,
  turn INTEGER NOT NULL,
  turns TEXT NOT NULL,
  watches TEXT NOT NULL,
  due TEXT,
  started TEXT,
  ended TEXT,
  args TEXT,
  actor TEXT,
  result TEXT,
  reason TEXT,
  attempts INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  key TEXT NOT NULL,
  uncertain INTEGER NOT NULL,
  visit_of INTEGER AS (CASE WHEN occasion IS NULL THEN visit END),
  CHECK ((status = 'waiting') = (waits IS NOT NULL)),
  FOREIGN KEY (entity, item, visit_of) REFERENCES visits (entity, item, visit),
  FOREIGN KEY (entity, item, occasion) REFERENCES occasions (entity, item, occasion)
) STRICT;
INSERT INTO new_runs (seq, id, entity, item, visit, stage, rule_set, rule_id, rule_key, rule, action, file, line, place,
                      status, waits, base, planned, late, turn, turns, watches, due, started, ended, args, result, reason,
                      attempts, tries, key, uncertain)
SELECT seq, id, entity, item, visit, stage, rule_set, rule_id, rule_id, rule, action, file, line, place, status,
       CASE WHEN status <> 'waiting' THEN NULL WHEN due IS NULL THEN 'rules' ELSE 'attempt' END,
       due, NULL, 0, 0, '[]', '[]', due, started, ended, args, result, reason, attempts, attempts, key, uncertain
FROM runs ORDER BY seq;
DROP TABLE runs;
ALTER TABLE new_runs RENAME TO runs;
CREATE INDEX runs_due ON runs (due, seq) WHERE status = 'waiting' AND due IS NOT NULL;
CREATE INDEX runs_running ON runs (entity, item) WHERE status = 'running';
CREATE INDEX runs_of_visit ON runs (entity, item, visit, place);
CREATE INDEX runs_of_occasion ON runs (entity, item, occasion, place) WHERE occasion IS NOT NULL;
CREATE INDEX runs_of_open_occasion ON runs (entity, item, occasion)
  WHERE occasion IS NOT NULL AND status IN ('waiting', 'running');
CREATE INDEX runs_by_status ON runs (status, seq);
CREATE INDEX runs_of_rule ON runs (entity, item, rule_key, seq) WHERE status = 'done' OR uncertain = 1;

CREATE TABLE new_history (
  seq INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  entity TEXT NOT NULL,
  item INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('created', 'moved', 'updated', 'deleted', 'noted')),
  by TEXT NOT NULL,
  counts INTEGER NOT NULL,
  from_stage TEXT,
  to_stage TEXT,
  fields TEXT,
  reason TEXT,
  FOREIGN KEY (entity, item) REFERENCES items (entity, id)
) STRICT;
INSERT INTO new_history (seq, at, entity, item, kind, by, counts, from_stage, to_stage, fields)
SELECT seq, at, entity, item, kind, by, by_rule, from_stage, to_stage, fields FROM history ORDER BY seq;
DROP TABLE history;
ALTER TABLE new_history RENAME TO history;
CREATE INDEX history_of_item ON history (entity, item, seq);
CREATE INDEX history_that_counts ON history (entity, item, at) WHERE counts = 1;

CREATE TABLE watches (
  entity TEXT NOT NULL,
  item INTEGER NOT NULL,
  run TEXT NOT NULL REFERENCES runs (id),
  PRIMARY KEY (entity, item, run)
) STRICT, WITHOUT ROWID;
CREATE INDEX watches_of_run ON watches (run);

CREATE TABLE calendars (
  block TEXT PRIMARY KEY,
  shape TEXT NOT NULL,
  entity TEXT NOT NULL,
  due TEXT,
  began TEXT,
  cursor INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE marks (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;
