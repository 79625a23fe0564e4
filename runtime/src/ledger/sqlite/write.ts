import type { SQLInputValue } from "node:sqlite";
import { runById } from "../../engine/run-lookup.ts";
import type { Act, ItemState, Occasion, Run, Visit } from "../../engine/state.ts";
import type { RecordedChange } from "../../engine/step.ts";
import { DONE, TURN, type Why } from "../../engine/why.ts";
import type { StoredItem } from "../../rules/item.ts";
import type { CalendarEntry, Committed, Inbox, NumberedChange, Write } from "../port.ts";
import { closeLeft, deleteActivities } from "./activities.ts";
import type { Statements } from "./statements.ts";

function changeItem(sql: Statements, item: StoredItem): void {
  sql.run(
    "UPDATE items SET pipeline = ?, stage = ?, fields = ? WHERE entity = ? AND id = ?",
    item.pipeline ?? null,
    item.stage ?? null,
    JSON.stringify(item.fields),
    item.entity,
    item.id,
  );
}

function moveItem(sql: Statements, item: StoredItem): void {
  sql.run("UPDATE items SET stage = ? WHERE entity = ? AND id = ?", item.stage ?? null, item.entity, item.id);
}

function addItem(sql: Statements, item: StoredItem): void {
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

function writeItem(sql: Statements, item: StoredItem, before: StoredItem | null): void {
  if (before === null) addItem(sql, item);
  else if (item.fields === before.fields && item.pipeline === before.pipeline) moveItem(sql, item);
  else changeItem(sql, item);
}

function openVisit(sql: Statements, visit: Visit): void {
  sql.run(
    `INSERT INTO visits (entity, item, visit, stage_id, stage, entered, left_at, rule_set)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
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

function leaveVisit(sql: Statements, { item, visit, left }: Visit): void {
  sql.run(
    "UPDATE visits SET left_at = ? WHERE entity = ? AND item = ? AND visit = ?",
    left,
    item.entity,
    item.id,
    visit,
  );
  closeLeft(sql, { item, visit, left });
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
  deleteActivities(sql, item);
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

/** Most are empty. */
function listAsJson(list: readonly object[]): string {
  return list.length === 0 ? "[]" : JSON.stringify(list);
}

/** What most runs say, made once. */
const USUAL = new Map<Why, string>([TURN, DONE].map((why) => [why, JSON.stringify(why)]));

function whyAsJson(why: Why): string {
  return USUAL.get(why) ?? JSON.stringify(why);
}

type Column = readonly [column: string, value: (run: Run) => SQLInputValue, part: (run: Run) => unknown];

/** A column that holds a part of a run as it is. */
function columnOf<K extends keyof Run>(
  column: string,
  key: K,
  stored: (value: Run[K]) => SQLInputValue,
): Column {
  return [column, (run) => stored(run[key]), (run) => run[key]];
}

const same = <T extends SQLInputValue>(value: T): T => value;
const flag = (value: boolean): number => (value ? 1 : 0);

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
  ["trace", (run) => asJson(run.trace)],
];
const CHANGING: readonly Column[] = [
  columnOf("status", "status", same),
  columnOf("waits", "waits", same),
  columnOf("base", "base", same),
  columnOf("planned", "planned", same),
  columnOf("late", "late", flag),
  columnOf("turn", "turn", same),
  columnOf("turns", "turns", listAsJson),
  columnOf("watches", "watches", listAsJson),
  columnOf("due", "due", same),
  columnOf("started", "started", same),
  columnOf("ended", "ended", same),
  columnOf("args", "args", asJson),
  columnOf("actor", "actor", asJson),
  columnOf("result", "result", asJson),
  columnOf("reason", "reason", same),
  columnOf("why", "why", whyAsJson),
  columnOf("saw", "saw", asJson),
  columnOf("attempts", "attempts", same),
  columnOf("tries", "tries", same),
  columnOf("uncertain", "uncertain", flag),
  columnOf("awaits", "awaits", asJson),
];
const COLUMNS = [...MADE, ...CHANGING];

const ADD_RUN = `
  INSERT INTO runs (${COLUMNS.map(([column]) => column).join(", ")})
  VALUES (${COLUMNS.map(() => "?").join(", ")})
  ON CONFLICT (id) DO UPDATE SET ${CHANGING.map(([column]) => `${column} = excluded.${column}`).join(", ")}`;

/** Statements that change runs, by the columns that they write: a bit for each. The sets of columns are few. */
const CHANGE_RUN = new Map<number, string>();

function changeRun(columns: number): string {
  const known = CHANGE_RUN.get(columns);
  if (known !== undefined) return known;
  const written = CHANGING.filter((_, bit) => (columns & (1 << bit)) !== 0).map(
    ([column]) => `${column} = ?`,
  );
  const made = `UPDATE runs SET ${written.join(", ")} WHERE id = ?`;
  CHANGE_RUN.set(columns, made);
  return made;
}

function writeRun(sql: Statements, run: Run, before: Run | undefined): void {
  const values: SQLInputValue[] = [];
  if (before === undefined) {
    for (const [, value] of COLUMNS) values.push(value(run));
    sql.run(ADD_RUN, ...values);
    return;
  }
  // Only what has changed: what stays costs neither its JSON nor its place in an index.
  let columns = 0;
  for (let bit = 0; bit < CHANGING.length; bit += 1) {
    const column = CHANGING[bit];
    if (column === undefined || column[2](run) === column[2](before)) continue;
    columns |= 1 << bit;
    values.push(column[1](run));
  }
  if (columns !== 0) sql.run(changeRun(columns), ...values, run.id);
}

/** Which items the plan of a run was worked out from, in place of those that it was before. */
function writeWatches(sql: Statements, { id, watches }: Run): void {
  sql.run("DELETE FROM watches WHERE run = ?", id);
  for (const { entity, id: item } of watches) {
    sql.run("INSERT INTO watches (entity, item, run) VALUES (?, ?, ?)", entity, item, id);
  }
}

/** Waiting runs become due at a moment, so that their plans are looked at again. */
export function replan(sql: Statements, { runs, at }: NonNullable<Write["replan"]>): void {
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

/**
 * Writes what happened to an item.
 *
 * @param before what there was, where it is known: what is the same is not written again
 */
export function applyWrite(sql: Statements, write: Write, before?: ItemState): Written {
  if (write.item !== null) writeItem(sql, write.item, before?.item ?? null);
  for (const visit of write.visits) {
    if (visit.left === null) openVisit(sql, visit);
    else leaveVisit(sql, visit);
  }
  for (const occasion of write.occasions) writeOccasion(sql, occasion);
  for (const run of write.runs) writeRun(sql, run, before && runById(before.runs, run.id));
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
