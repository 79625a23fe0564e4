import type { RunStatus } from "@onstage/runtime";
import type { Json } from "@onstage/runtime/rules";
import { cleanLine } from "../text/clean.ts";
import type { MoveReport, RunReport } from "./report.ts";

/** A move, without its author where that is not known. */
export type TimelineMove = Omit<MoveReport, "by"> & { readonly by?: string };

/** What a timeline shows: the report of a simulation, or what the service answers for an item. */
export interface TimelineInput {
  readonly runs: readonly RunReport[];
  readonly moves: readonly TimelineMove[];
  readonly notes?: readonly string[];
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

function value(json: Json): string {
  const told = essence(json);
  return cleanLine(typeof told === "string" ? told : JSON.stringify(told), LONGEST_VALUE);
}

function call(run: RunReport): string {
  const args = Object.entries(run.args ?? {}).map(([name, json]) => `${name}: ${value(json)}`);
  return run.args === null ? run.action : `${run.action}(${args.join(", ")})`;
}

function details(run: RunReport): readonly string[] {
  const lines: string[] = [];
  if (run.result !== null) lines.push(`→ ${value(run.result)}`);
  if (run.reason !== null && run.status !== "done") lines.push(cleanLine(run.reason, 500));
  if (run.status === "waiting" && run.due !== null) lines.push(`until ${moment(run.due)}`);
  if (run.attempts > 1) lines.push(`${run.attempts} attempts`);
  return lines;
}

interface Entry {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly lines: readonly string[];
}

function runEntry(run: RunReport, style: Required<TimelineStyle>): Entry {
  const at = run.started ?? run.ended ?? run.due;
  const name = run.rule === run.action ? "" : `${cleanLine(run.rule, 80)}: `;
  const place = `  ${run.source.file}:${run.source.line}`;
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
  const items = [...new Set([...input.moves, ...input.runs].map(({ item }) => item))];
  const sections = items.map((item) => {
    const moves = input.moves.filter((move) => move.item === item);
    const runs = input.runs.filter((run) => run.item === item);
    const made = new Set(runs.map(({ id }) => id));
    const entries = [
      ...moves.filter(({ by }) => by === undefined || !made.has(by)).map((move) => moveEntry(move, full)),
      ...runs.flatMap((run) => [
        runEntry(run, full),
        ...moves.filter(({ by }) => by === run.id).map((move) => moveEntry(move, full)),
      ]),
    ].sort((a, b) => (a.at === b.at ? 0 : a.at - b.at));
    return [full.strong(item), ...entries.flatMap(({ lines }) => lines)];
  });
  const notes = (input.notes ?? []).map((note) => `note: ${cleanLine(note, 500)}`);
  return [...sections.flatMap((lines, index) => (index === 0 ? lines : ["", ...lines])), ...notes];
}

/** A stay in a stage as the service answers it for an item. */
export interface VisitReport {
  readonly stage: string;
  readonly entered: string;
  readonly runs: readonly RunReport[];
}

/**
 * The timeline of one item from the visits that the service answers.
 *
 * @param item `deals/42`
 */
export function timelineOfVisits(item: string, visits: readonly VisitReport[]): TimelineInput {
  return {
    runs: visits.flatMap((visit) => visit.runs.map((run) => ({ ...run, item }))),
    moves: visits.map((visit, index) => ({
      at: visit.entered,
      item,
      from: visits[index - 1]?.stage ?? null,
      to: visit.stage,
    })),
  };
}
