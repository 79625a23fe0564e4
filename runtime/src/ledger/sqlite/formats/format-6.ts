/**
 * What a run waits for after its action has ended. The words for what runs wait for are those of the program, so that the
 * table need not be made anew for another one.
 */
export const FORMAT_6 = `
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
  waits TEXT,
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
  why TEXT,
  saw TEXT,
  trace TEXT,
  awaits TEXT,
  visit_of INTEGER AS (CASE WHEN occasion IS NULL THEN visit END),
  CHECK ((status = 'waiting') = (waits IS NOT NULL)),
  FOREIGN KEY (entity, item, visit_of) REFERENCES visits (entity, item, visit),
  FOREIGN KEY (entity, item, occasion) REFERENCES occasions (entity, item, occasion)
) STRICT;
INSERT INTO new_runs (
  seq, id, entity, item, visit, occasion, cause, stage, rule_set, rule_id, rule_key, rule, action, file,
  line, place, status, waits, base, planned, late, turn, turns, watches, due, started, ended, args, actor,
  result, reason, attempts, tries, key, uncertain, why, saw, trace
)
SELECT
  seq, id, entity, item, visit, occasion, cause, stage, rule_set, rule_id, rule_key, rule, action, file,
  line, place, status, waits, base, planned, late, turn, turns, watches, due, started, ended, args, actor,
  result, reason, attempts, tries, key, uncertain, why, saw, trace
FROM runs ORDER BY seq;
DROP TABLE runs;
ALTER TABLE new_runs RENAME TO runs;
CREATE INDEX runs_due ON runs (action, due, seq) WHERE status = 'waiting' AND due IS NOT NULL;
CREATE INDEX runs_running ON runs (entity, item) WHERE status = 'running';
CREATE INDEX runs_of_visit ON runs (entity, item, visit, place);
CREATE INDEX runs_of_occasion ON runs (entity, item, occasion, place) WHERE occasion IS NOT NULL;
CREATE INDEX runs_of_open_occasion ON runs (entity, item, occasion)
  WHERE occasion IS NOT NULL AND status IN ('waiting', 'running');
CREATE INDEX runs_by_status ON runs (status, seq);
CREATE INDEX runs_of_rule ON runs (entity, item, rule_key, seq) WHERE status = 'done' OR uncertain = 1;
`;
