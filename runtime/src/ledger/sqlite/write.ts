import type { SQLInputValue } from "node:sqlite";
import type { Act, Occasion, Run, Visit } from "../../engine/state.ts";
import type { RecordedChange } from "../../engine/step.ts";
import type { StoredItem } from "../../rules/item.ts";
import type { CalendarEntry, Committed, Inbox, NumberedChange, Write } from "../port.ts";
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

function writeOccasion(sql: Statements, one: Occasion): void {
  sql.run(
    `INSERT INTO occasions (entity, item, occasion, cause, at, event, previous) VALUES (?, ?, ?, ?, ?, ?, ?)`,
    one.item.entity,
    one.item.id,
    one.occasion,
    one.cause,
    one.at,
    JSON.stringify(one.event),
    one.previous === null ? null : JSON.stringify(one.previous),
  );
}

/** The item is there no more, but what happened to it is. */
function deleteItem(sql: Statements, { item, at }: NonNullable<Write["deleted"]>): void {
  sql.run(
    "UPDATE items SET deleted_at = ?, fields = '{}' WHERE entity = ? AND id = ?",
    at,
    item.entity,
    item.id,
  );
}

function asJson(value: object | string | number | boolean | null): string | null {
  return value === null ? null : JSON.stringify(value);
}

/** Columns of `runs` that stay as they were made, and those that change, each with where it comes from. */
const MADE: readonly (readonly [column: string, value: (run: Run) => SQLInputValue])[] = [
  ["id", (run) => run.id],
  ["entity", (run) => run.item.entity],
  ["item", (run) => run.item.id],
  ["visit", (run) => run.visit],
  ["occasion", (run) => run.occasion],
  ["cause", (run) => run.cause],
  ["stage", (run) => run.stage],
  ["rule_set", (run) => run.ruleSet],
  ["rule_id", (run) => run.ruleId],
  ["rule_key", (run) => run.ruleKey],
  ["rule", (run) => run.rule],
  ["action", (run) => run.action],
  ["file", (run) => run.source.file],
  ["line", (run) => run.source.line],
  ["place", (run) => run.order],
  ["key", (run) => run.key],
];
const CHANGING: typeof MADE = [
  ["status", (run) => run.status],
  ["waits", (run) => run.waits],
  ["base", (run) => run.base],
  ["planned", (run) => run.planned],
  ["late", (run) => (run.late ? 1 : 0)],
  ["turn", (run) => run.turn],
  ["turns", (run) => asJson(run.turns)],
  ["watches", (run) => asJson(run.watches)],
  ["due", (run) => run.due],
  ["started", (run) => run.started],
  ["ended", (run) => run.ended],
  ["args", (run) => asJson(run.args)],
  ["actor", (run) => asJson(run.actor)],
  ["result", (run) => asJson(run.result)],
  ["reason", (run) => run.reason],
  ["why", (run) => asJson(run.why)],
  ["saw", (run) => asJson(run.saw)],
  ["attempts", (run) => run.attempts],
  ["tries", (run) => run.tries],
  ["uncertain", (run) => (run.uncertain ? 1 : 0)],
];
const COLUMNS = [...MADE, ...CHANGING];

const WRITE_RUN = `
  INSERT INTO runs (${COLUMNS.map(([column]) => column).join(", ")})
  VALUES (${COLUMNS.map(() => "?").join(", ")})
  ON CONFLICT (id) DO UPDATE SET ${CHANGING.map(([column]) => `${column} = excluded.${column}`).join(", ")}`;

function writeRun(sql: Statements, run: Run): void {
  sql.run(WRITE_RUN, ...COLUMNS.map(([, value]) => value(run)));
}

/** Which items the plan of a run was worked out from, in place of those that it was before. */
function writeWatches(sql: Statements, { id, watches }: Run): void {
  sql.run("DELETE FROM watches WHERE run = ?", id);
  for (const { entity, id: item } of watches) {
    sql.run("INSERT INTO watches (entity, item, run) VALUES (?, ?, ?)", entity, item, id);
  }
}

function replan(sql: Statements, { runs, at }: NonNullable<Write["replan"]>): void {
  for (const run of runs) {
    sql.run(
      "UPDATE runs SET due = ? WHERE id = ? AND status = 'waiting' AND waits IN ('moment', 'field', 'hours')",
      at,
      run,
    );
  }
}

function writeChange(sql: Statements, { change, counts }: RecordedChange): NumberedChange {
  const seq = sql.add(
    `INSERT INTO history (at, entity, item, kind, by, counts, from_stage, to_stage, fields, reason, why)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    change.at,
    change.item.entity,
    change.item.id,
    change.kind,
    change.by,
    counts ? 1 : 0,
    change.from ?? null,
    change.to ?? null,
    change.fields === undefined ? null : JSON.stringify(change.fields),
    change.reason ?? null,
    asJson(change.why ?? null),
  );
  return { seq, change, counts };
}

function writeAct(sql: Statements, act: Act): void {
  sql.run("INSERT INTO acts (at, run, what, by) VALUES (?, ?, ?, ?)", act.at, act.run, act.what, act.by);
}

/** What a write has added, for those who watch. */
export type Written = Pick<Committed, "runs" | "changes">;

/** Writes what happened to an item. */
export function applyWrite(sql: Statements, write: Write): Written {
  if (write.item !== null) writeItem(sql, write.item);
  for (const visit of write.visits) writeVisit(sql, visit);
  for (const occasion of write.occasions) writeOccasion(sql, occasion);
  for (const run of write.runs) writeRun(sql, run);
  for (const run of write.watching) writeWatches(sql, run);
  const changes = write.changes.map((change) => writeChange(sql, change));
  for (const act of write.acts) writeAct(sql, act);
  if (write.replan !== null) replan(sql, write.replan);
  if (write.deleted !== null) deleteItem(sql, write.deleted);
  return { runs: write.runs, changes };
}

/** Remembers that an event was taken. */
export function writeEvent(sql: Statements, event: Inbox): void {
  sql.run("INSERT INTO inbox (id, at) VALUES (?, ?)", event.id, event.at);
}

/** Writes how far a calendar block has come. */
export function writeCalendar(sql: Statements, entry: CalendarEntry): void {
  sql.run(
    `INSERT INTO calendars (block, shape, entity, due, began, cursor) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (block) DO UPDATE
     SET shape = excluded.shape, entity = excluded.entity, due = excluded.due, began = excluded.began,
         cursor = excluded.cursor`,
    entry.block,
    entry.shape,
    entry.entity,
    entry.due,
    entry.began,
    entry.cursor,
  );
}

/** Writes a value down under a name, in place of the one before. */
export function writeMark(sql: Statements, name: string, value: string): void {
  sql.run(
    "INSERT INTO marks (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    name,
    value,
  );
}
