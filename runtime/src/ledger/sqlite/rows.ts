import type { SQLOutputValue } from "node:sqlite";
import type { Activity } from "../../actions/activities.ts";
import type {
  Act,
  Actor,
  Change,
  Decision,
  Deed,
  HeldRule,
  ItemRef,
  Occasion,
  Run,
  RunStatus,
  Turn,
  Visit,
  Wait,
} from "../../engine/state.ts";
import type { Why } from "../../engine/why.ts";
import type { Seen } from "../../rules/condition.ts";
import type { StoredItem } from "../../rules/item.ts";
import type { Json, JsonObject } from "../../rules/values.ts";
import type { RunTrace } from "../../tracing/traceparent.ts";
import { isRecord } from "../../unknown.ts";
import type { CalendarEntry, WaitingRun } from "../port.ts";

/** A row as SQLite returns it. */
export type Row = Readonly<Record<string, SQLOutputValue>>;

function wrong(row: Row, column: string): never {
  throw new TypeError(`column ${column} of the ledger holds a ${typeof row[column]}`);
}

/** A column that holds text. */
export function text(row: Row, column: string): string {
  const value = row[column];
  return typeof value === "string" ? value : wrong(row, column);
}

/** A column that holds text or NULL. */
export function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column);
}

/** A column that holds a whole number. */
export function integer(row: Row, column: string): number {
  const value = row[column];
  return typeof value === "number" ? value : wrong(row, column);
}

function json(row: Row, column: string): Json {
  const value = textOrNull(row, column);
  return value === null ? null : JSON.parse(value);
}

function jsonObject(row: Row, column: string): JsonObject {
  const value = json(row, column);
  return isRecord(value) ? value : wrong(row, column);
}

/** A column that holds JSON which `write.ts` alone has written, from a value of the same type. */
function own<T>(row: Row, column: string): T {
  return json(row, column) as unknown as T;
}

const EMPTY: readonly never[] = [];

/** A column that holds a list in the same way: most are empty, and need not be read. */
function listOf<T>(row: Row, column: string): readonly T[] {
  return row[column] === "[]" ? EMPTY : own<readonly T[]>(row, column);
}

function refOf(row: Row): ItemRef {
  return { entity: text(row, "entity"), id: integer(row, "item") };
}

/** A row of `items`. */
export function itemOf(row: Row): StoredItem {
  const pipeline = textOrNull(row, "pipeline");
  const stage = textOrNull(row, "stage");
  return {
    entity: text(row, "entity"),
    id: integer(row, "id"),
    ...(pipeline === null ? {} : { pipeline }),
    ...(stage === null ? {} : { stage }),
    fields: jsonObject(row, "fields"),
  };
}

/** A row of `visits`. */
export function visitOf(row: Row): Visit {
  return {
    item: refOf(row),
    visit: integer(row, "visit"),
    stageId: text(row, "stage_id"),
    stage: text(row, "stage"),
    entered: text(row, "entered"),
    left: textOrNull(row, "left_at"),
    ruleSet: text(row, "rule_set"),
  };
}

/** A row of `occasions`. */
export function occasionOf(row: Row): Occasion {
  return {
    item: refOf(row),
    occasion: integer(row, "occasion"),
    cause: text(row, "cause"),
    at: text(row, "at"),
    event: jsonObject(row, "event"),
    previous: row.previous === null ? null : jsonObject(row, "previous"),
  };
}

/** A row of `calendars`. */
export function calendarOf(row: Row): CalendarEntry {
  return {
    block: text(row, "block"),
    shape: text(row, "shape"),
    entity: text(row, "entity"),
    due: textOrNull(row, "due"),
    began: textOrNull(row, "began"),
    cursor: integer(row, "cursor"),
  };
}

/** What rows have to say that were written before reasons were kept as data. */
const UNRECORDED: Why = { code: "unrecorded" };

/** A row of `runs`. */
export function runOf(row: Row): Run {
  return {
    id: text(row, "id"),
    item: refOf(row),
    visit: integer(row, "visit"),
    occasion: row.occasion === null ? null : integer(row, "occasion"),
    cause: textOrNull(row, "cause"),
    stage: text(row, "stage"),
    ruleSet: text(row, "rule_set"),
    ruleId: text(row, "rule_id"),
    ruleKey: text(row, "rule_key"),
    rule: text(row, "rule"),
    action: text(row, "action"),
    source: { file: text(row, "file"), line: integer(row, "line") },
    order: integer(row, "place"),
    // The table's own check allows these words only.
    status: text(row, "status") as RunStatus,
    // Written by this program alone, from a value of the same type.
    waits: textOrNull(row, "waits") as Wait | null,
    base: textOrNull(row, "base"),
    planned: textOrNull(row, "planned"),
    late: integer(row, "late") === 1,
    turn: integer(row, "turn"),
    turns: listOf<Turn>(row, "turns"),
    watches: listOf<ItemRef>(row, "watches"),
    due: textOrNull(row, "due"),
    started: textOrNull(row, "started"),
    ended: textOrNull(row, "ended"),
    args: row.args === null ? null : jsonObject(row, "args"),
    actor: own<Actor | null>(row, "actor"),
    result: json(row, "result"),
    reason: textOrNull(row, "reason"),
    why: own<Why | null>(row, "why") ?? UNRECORDED,
    saw: own<readonly Seen[] | null>(row, "saw"),
    attempts: integer(row, "attempts"),
    tries: integer(row, "tries"),
    trace: own<RunTrace | null>(row, "trace"),
    key: text(row, "key"),
    uncertain: integer(row, "uncertain") === 1,
    awaits: own<Run["awaits"]>(row, "awaits"),
  };
}

/** A row of `history`. */
export function changeOf(row: Row): Change {
  const from = textOrNull(row, "from_stage");
  const to = textOrNull(row, "to_stage");
  const fields = own<Change["fields"] | null>(row, "fields");
  const reason = textOrNull(row, "reason");
  const why = own<Why | null>(row, "why");
  return {
    at: text(row, "at"),
    item: refOf(row),
    // The table's own check allows these words only.
    kind: text(row, "kind") as Change["kind"],
    by: text(row, "by"),
    ...(from === null ? {} : { from }),
    ...(to === null ? {} : { to }),
    ...(fields === null || fields === undefined ? {} : { fields }),
    ...(reason === null ? {} : { reason }),
    ...(why === null ? {} : { why }),
  };
}

/** A row of `activities`. */
export function activityOf(row: Row): Activity {
  return {
    id: integer(row, "id"),
    item: refOf(row),
    kind: text(row, "kind"),
    title: text(row, "title"),
    text: textOrNull(row, "text"),
    who: row.who === null ? null : integer(row, "who"),
    by: text(row, "by"),
    stage: textOrNull(row, "stage"),
    created: text(row, "created"),
    deadline: textOrNull(row, "deadline"),
    closed: textOrNull(row, "closed"),
    closedBy: textOrNull(row, "closed_by"),
    data: jsonObject(row, "data"),
  };
}

/** A row of `acts`. */
export function actOf(row: Row): Act {
  return {
    at: text(row, "at"),
    run: text(row, "run"),
    // The table's own check allows these words only.
    what: text(row, "what") as Decision,
    by: text(row, "by"),
  };
}

/** A row of `held_rules`. */
export function heldOf(row: Row): HeldRule {
  return { ruleKey: text(row, "rule_key"), at: text(row, "at"), by: text(row, "by") };
}

/** A row of `deeds`. */
export function deedOf(row: Row): Deed {
  return {
    at: text(row, "at"),
    // Written by this program alone, from a value of the same type.
    what: text(row, "what") as Deed["what"],
    subject: text(row, "subject"),
    by: text(row, "by"),
    data: row.data === null ? null : jsonObject(row, "data"),
  };
}

/** A row of `runs`, as far as it is counted. */
export function waitingOf(row: Row): WaitingRun {
  return {
    id: text(row, "id"),
    ruleKey: text(row, "rule_key"),
    ruleSet: text(row, "rule_set"),
    held: integer(row, "held") === 1,
  };
}
