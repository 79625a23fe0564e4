import type { Act, Run, Visit } from "../../engine/state.ts";
import type { RecordedChange } from "../../engine/step.ts";
import type { StoredItem } from "../../rules/item.ts";
import type { Inbox, Write } from "../port.ts";
import type { Statements } from "./statements.ts";

function writeItem(sql: Statements, item: StoredItem): void {
  sql.run(
    `INSERT INTO items (entity, id, pipeline, stage, fields) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (entity, id) DO UPDATE
     SET pipeline = excluded.pipeline, stage = excluded.stage, fields = excluded.fields`,
    item.entity,
    item.id,
    item.pipeline ?? null,
    item.stage ?? null,
    JSON.stringify(item.fields),
  );
  sql.run(
    `INSERT INTO sequences (entity, last) VALUES (?, ?)
     ON CONFLICT (entity) DO UPDATE SET last = excluded.last WHERE excluded.last > last`,
    item.entity,
    item.id,
  );
}

function writeVisit(sql: Statements, visit: Visit): void {
  sql.run(
    `INSERT INTO visits (entity, item, visit, stage_id, stage, entered, left_at, rule_set)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (entity, item, visit) DO UPDATE SET left_at = excluded.left_at`,
    visit.item.entity,
    visit.item.id,
    visit.visit,
    visit.stageId,
    visit.stage,
    visit.entered,
    visit.left,
    visit.ruleSet,
  );
}

function writeRun(sql: Statements, run: Run): void {
  sql.run(
    `INSERT INTO runs (id, entity, item, visit, stage, rule_set, rule_id, rule, action, file, line, place, key,
                       status, due, started, ended, args, result, reason, attempts, uncertain)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE
     SET status = excluded.status, due = excluded.due, started = excluded.started, ended = excluded.ended,
         args = excluded.args, result = excluded.result, reason = excluded.reason, attempts = excluded.attempts,
         uncertain = excluded.uncertain`,
    run.id,
    run.item.entity,
    run.item.id,
    run.visit,
    run.stage,
    run.ruleSet,
    run.ruleId,
    run.rule,
    run.action,
    run.source.file,
    run.source.line,
    run.order,
    run.key,
    run.status,
    run.due,
    run.started,
    run.ended,
    run.args === null ? null : JSON.stringify(run.args),
    run.result === null ? null : JSON.stringify(run.result),
    run.reason,
    run.attempts,
    run.uncertain ? 1 : 0,
  );
}

function writeChange(sql: Statements, { change, byRule }: RecordedChange): void {
  sql.run(
    `INSERT INTO history (at, entity, item, kind, by, by_rule, from_stage, to_stage, fields)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    change.at,
    change.item.entity,
    change.item.id,
    change.kind,
    change.by,
    byRule ? 1 : 0,
    change.from ?? null,
    change.to ?? null,
    change.fields === undefined ? null : JSON.stringify(change.fields),
  );
}

function writeAct(sql: Statements, act: Act): void {
  sql.run("INSERT INTO acts (at, run, what, by) VALUES (?, ?, ?, ?)", act.at, act.run, act.what, act.by);
}

/** Writes what a transaction came to, with the id of the event that it answers. */
export function applyWrite(sql: Statements, write: Write, event: Inbox | undefined): void {
  if (write.item !== null) writeItem(sql, write.item);
  for (const visit of write.visits) writeVisit(sql, visit);
  for (const run of write.runs) writeRun(sql, run);
  for (const change of write.changes) writeChange(sql, change);
  for (const act of write.acts) writeAct(sql, act);
  if (event !== undefined) sql.run("INSERT INTO inbox (id, at) VALUES (?, ?)", event.id, event.at);
}
