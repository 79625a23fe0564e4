import type { Json, JsonObject } from "@onstage/runtime/rules";
import type { RunReport, VisitReport } from "@onstage/stdlib/testing";
import { printable } from "../output/printable.ts";
import { UsageError } from "../usage-error.ts";

/** A page of runs. */
export interface RunPage {
  readonly runs: readonly RunReport[];
  /** Id of the last run, where there may be more. */
  readonly next: string | null;
}

/** A rule of a stage that never runs, and why. */
export interface IdleRule {
  readonly rule: string;
  readonly action: string;
  readonly reason: string;
  readonly source: RunReport["source"];
}

/** What did not happen to an item, and why. */
export interface Note {
  readonly at: string;
  readonly reason: string;
}

export interface VisitAnswer extends VisitReport {
  readonly visit: number;
  /** Null where the item is still there. */
  readonly left: string | null;
  readonly idle: readonly IdleRule[];
}

/** An item with all that has happened in its visits. */
export interface ItemAnswer {
  readonly item: JsonObject;
  readonly visits: readonly VisitAnswer[];
  /** Of events and of the calendar, outside of all visits. */
  readonly runs: readonly RunReport[];
  readonly notes: readonly Note[];
}

type Member = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Member {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Ends the verb: what the service answers is of another version. */
export function unknownAnswer(): never {
  throw new UsageError(
    "the service answers what this version of onstage does not understand",
    "use the command line of the same version as the service",
  );
}

const nullable = (value: unknown): boolean => value === null || typeof value === "string";

/** A run as the service shows it: what is printed of it is looked at, so that no other answer is taken for one. */
export function readRun(value: unknown): RunReport {
  if (!isRecord(value)) return unknownAnswer();
  const { id, item, rule, action, status, due, started, ended, reason, source } = value;
  const texts = [id, item, rule, action, status].every((one) => typeof one === "string");
  if (!texts || ![due, started, ended, reason].every(nullable)) return unknownAnswer();
  readSource(source);
  return value as unknown as RunReport;
}

function readList<T>(value: unknown, read: (one: unknown) => T): readonly T[] {
  return Array.isArray(value) ? value.map(read) : unknownAnswer();
}

/** What `GET /v1/runs` answers. */
export function readRuns(value: unknown): RunPage {
  if (!isRecord(value) || !(value.next === null || typeof value.next === "string")) return unknownAnswer();
  return { runs: readList(value.runs, readRun), next: value.next };
}

function readSource(value: unknown): RunReport["source"] {
  if (!isRecord(value) || typeof value.file !== "string" || typeof value.line !== "number") {
    return unknownAnswer();
  }
  return { file: value.file, line: value.line };
}

function readIdle(value: unknown): IdleRule {
  if (!isRecord(value)) return unknownAnswer();
  const { rule, action, reason, source } = value;
  if (typeof rule !== "string" || typeof action !== "string" || typeof reason !== "string") {
    return unknownAnswer();
  }
  return { rule, action, reason, source: readSource(source) };
}

function readNote(value: unknown): Note {
  if (!isRecord(value) || typeof value.at !== "string" || typeof value.reason !== "string") {
    return unknownAnswer();
  }
  return { at: value.at, reason: value.reason };
}

function readVisit(value: unknown): VisitAnswer {
  if (!isRecord(value)) return unknownAnswer();
  const { visit, stage, entered, left = null, runs, idle = [] } = value;
  if (typeof visit !== "number" || typeof stage !== "string" || typeof entered !== "string") {
    return unknownAnswer();
  }
  return {
    visit,
    stage,
    entered,
    left: typeof left === "string" ? left : null,
    runs: readList(runs, readRun),
    idle: readList(idle, readIdle),
  };
}

/** What `GET /v1/items/deals/42` answers. */
export function readItem(value: unknown): ItemAnswer {
  if (!isRecord(value)) return unknownAnswer();
  const { visits, runs, notes = [], ...item } = value;
  return {
    // What was read as JSON is JSON.
    item: item as JsonObject,
    visits: readList(visits, readVisit),
    runs: readList(runs, readRun),
    notes: readList(notes, readNote),
  };
}

/** The same value with each text in it made safe to print, the names of its fields too. */
export function printableValue<T>(value: T): T {
  const safe = (one: unknown): unknown => {
    if (typeof one === "string") return printable(one);
    if (Array.isArray(one)) return one.map(safe);
    if (!isRecord(one)) return one;
    return Object.fromEntries(Object.entries(one).map(([name, part]) => [printable(name), safe(part)]));
  };
  // Texts become texts, and all else stays what it is.
  return safe(value) as T;
}

/** Text of a field as a person reads it. */
export function shownField(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
