import type { RunStatus, Turn } from "@onstage/runtime";
import { type Json, show } from "@onstage/runtime/rules";
import { cleanLine } from "../text/clean.ts";
import type { MoveReport, NoteReport, RunReport } from "./report.ts";
import { isRecord } from "./scenario-parts.ts";

/** A move, without its author where that is not known. */
export type TimelineMove = Omit<MoveReport, "by"> & { readonly by?: string };

/** What a timeline shows: the report of a simulation, or what the service answers for an item. */
export interface TimelineInput {
  readonly runs: readonly RunReport[];
  readonly moves: readonly TimelineMove[];
  readonly notes?: readonly NoteReport[];
  /** What stands behind it all. */
  readonly remarks?: readonly string[];
}

/** How parts of a timeline are coloured; each gets text without colours. */
export interface TimelineStyle {
  readonly status?: (text: string, status: RunStatus) => string;
  readonly strong?: (text: string) => string;
  readonly faint?: (text: string) => string;
}

const SIGNS: Readonly<Record<RunStatus, string>> = {
  done: "✓",
  failed: "!",
  waiting: "◷",
  running: "▸",
  skipped: "–",
  cancelled: "×",
};
const LONGEST_VALUE = 120;
const MARGIN = " ".repeat(21);

function moment(iso: string | null): string {
  return iso === null ? " ".repeat(19) : iso.slice(0, 19).replace("T", " ");
}

/** The part of a value that tells it to a person: the name of a user, the address of a link. */
function essence(json: Json): Json {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return json;
  const values: readonly Json[] = Object.values(json);
  const named = Object.entries(json).find(([name]) => name === "name" || name === "title")?.[1];
  return named ?? (values.length === 1 ? (values[0] ?? json) : json);
}

/** Amounts of money and lengths of time as people write them. */
function measure(json: Json): string | undefined {
  if (!isRecord(json)) return undefined;
  const { amount, currency, ...rest } = json;
  const isAmount = typeof amount === "number" || typeof amount === "string";
  if (isAmount && typeof currency === "string") {
    return Object.keys(rest).length === 0 ? `${amount} ${currency}` : undefined;
  }
  const isLength = ["months", "days", "milliseconds", "workingDays", "workingMilliseconds"].every(
    (part) => typeof json[part] === "number",
  );
  return isLength ? show(json) : undefined;
}

/** A value as people write it, in one line. */
export function valueText(json: Json): string {
  const measured = measure(json);
  if (measured !== undefined) return cleanLine(measured, LONGEST_VALUE);
  const told = essence(json);
  return cleanLine(typeof told === "string" ? told : JSON.stringify(told), LONGEST_VALUE);
}

function call(run: RunReport): string {
  const args = Object.entries(run.args ?? {}).map(([name, json]) => `${name}: ${valueText(json)}`);
  return run.args === null ? run.action : `${run.action}(${args.join(", ")})`;
}

/** Whether a reason says the moment already; it leaves out seconds that are none. */
function saysMoment(reason: string | null, iso: string): boolean {
  return reason?.includes(moment(iso).replace(/:00$/u, "")) ?? false;
}

function details(run: RunReport): readonly string[] {
  const lines: string[] = [];
  if (run.result !== null) lines.push(`→ ${valueText(run.result)}`);
  if (run.reason !== null) lines.push(cleanLine(run.reason, 500));
  if (run.status === "waiting" && run.due !== null && !saysMoment(run.reason, run.due)) {
    lines.push(`until ${moment(run.due)}`);
  }
  // Each turn of one that repeats is an attempt, at the least.
  if (run.attempts > 1 && run.turns === undefined) lines.push(`${run.attempts} attempts`);
  return lines;
}

interface Entry {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly lines: readonly string[];
}

function nameOf(run: RunReport): string {
  return run.rule === run.action ? "" : `${cleanLine(run.rule, 80)}: `;
}

/** One time that a rule which repeats has had its moment. */
function turnEntry(run: RunReport, turn: Turn, style: Required<TimelineStyle>): Entry {
  const state = style.status(`${SIGNS[turn.status]} ${turn.status.padEnd(9)}`, turn.status);
  const line = `  ${style.faint(moment(turn.due))}  ${state} ${nameOf(run)}${run.action}, time ${turn.number}`;
  const why = turn.reason === null ? [] : [`${MARGIN}  ${cleanLine(turn.reason, 500)}`];
  return { at: Date.parse(turn.due), lines: [line, ...why] };
}

function runEntry(run: RunReport, style: Required<TimelineStyle>): Entry {
  // Where there were turns before, each of them stands at its moment, and the run where it is now.
  const at = run.turns === undefined ? (run.started ?? run.ended ?? run.due) : (run.ended ?? run.due);
  const name = nameOf(run);
  const place = `  ${cleanLine(run.source.file, 200)}:${run.source.line}`;
  const state = style.status(`${SIGNS[run.status]} ${run.status.padEnd(9)}`, run.status);
  return {
    // What has no moment of its own yet stands at the end.
    at: at === null ? Number.POSITIVE_INFINITY : Date.parse(at),
    lines: [
      `  ${style.faint(moment(at))}  ${state} ${name}${call(run)}${style.faint(place)}`,
      ...details(run).map((line) => `${MARGIN}  ${line}`),
    ],
  };
}

function moveEntry(move: TimelineMove, style: Required<TimelineStyle>): Entry {
  const from = move.from === null ? "created" : `from ${cleanLine(move.from, 80)}`;
  const arrow = style.strong(`→ ${cleanLine(move.to, 80)}`);
  const by = move.by === undefined ? "" : `, by ${cleanLine(move.by, 80)}`;
  const how = style.faint(`(${from}${by})`);
  return { at: Date.parse(move.at), lines: [`  ${style.faint(moment(move.at))}  ${arrow} ${how}`] };
}

function noteEntry({ at, text }: NoteReport, style: Required<TimelineStyle>): Entry {
  return { at: Date.parse(at), lines: [`  ${style.faint(moment(at))}  · ${cleanLine(text, 500)}`] };
}

function plain(text: string): string {
  return text;
}

/**
 * Draws what happened as lines of text, item by item in the order of time: when, what ran, with what, what came of
 * it, and what did not run and why.
 *
 * @param input runs and moves, with moments in one zone
 * @param style colours, where the terminal has any
 */
export function renderTimeline(input: TimelineInput, style: TimelineStyle = {}): readonly string[] {
  const full = {
    status: style.status ?? plain,
    strong: style.strong ?? plain,
    faint: style.faint ?? plain,
  };
  const notes = input.notes ?? [];
  const items = [...new Set([...input.moves, ...input.runs, ...notes].map(({ item }) => item))];
  const sections = items.map((item) => {
    const moves = input.moves.filter((move) => move.item === item);
    const runs = input.runs.filter((run) => run.item === item);
    const made = new Set(runs.map(({ id }) => id));
    const entries = [
      ...moves.filter(({ by }) => by === undefined || !made.has(by)).map((move) => moveEntry(move, full)),
      ...notes.filter((note) => note.item === item).map((note) => noteEntry(note, full)),
      ...runs.flatMap((run) => [
        ...(run.turns ?? []).map((turn) => turnEntry(run, turn, full)),
        runEntry(run, full),
        ...moves.filter(({ by }) => by === run.id).map((move) => moveEntry(move, full)),
      ]),
    ].sort((a, b) => (a.at === b.at ? 0 : a.at - b.at));
    return [full.strong(item), ...entries.flatMap(({ lines }) => lines)];
  });
  const remarks = (input.remarks ?? []).map((remark) => `note: ${cleanLine(remark, 500)}`);
  return [...sections.flatMap((lines, index) => (index === 0 ? lines : ["", ...lines])), ...remarks];
}

/** A stay in a stage as the service answers it for an item. */
export interface VisitReport {
  readonly stage: string;
  readonly entered: string;
  readonly runs: readonly RunReport[];
}

/**
 * The timeline of one item from what the service answers.
 *
 * @param item `deals/42`
 * @param outside runs of events and of the calendar outside of all visits
 */
export function timelineOfVisits(
  item: string,
  visits: readonly VisitReport[],
  outside: readonly RunReport[] = [],
): TimelineInput {
  return {
    runs: [...visits.flatMap((visit) => visit.runs), ...outside].map((run) => ({ ...run, item })),
    moves: visits.map((visit, index) => ({
      at: visit.entered,
      item,
      from: visits[index - 1]?.stage ?? null,
      to: visit.stage,
    })),
  };
}
