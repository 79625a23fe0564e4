import { type Json, type JsonObject, show } from "@onstage/runtime/rules";
import type { MoveReport, RunReport, SimulationReport } from "@onstage/stdlib/testing";

const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `Fri  5 Jun 10:00`, of a moment as reports show it. */
function moment(iso: string): string {
  const [year = 0, month = 1, day = 1] = iso.slice(0, 10).split("-").map(Number);
  const weekday = days[new Date(Date.UTC(year, month - 1, day)).getUTCDay()];
  return `${weekday} ${String(day).padStart(2)} ${months[month - 1]} ${iso.slice(11, 16)}`;
}

function isRecord(json: Json): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

/** A value as a person would say it: a user is a name, a link an address, a length of time its words. */
function value(json: Json): string {
  if (isRecord(json) && "workingDays" in json) return show(json);
  const named = isRecord(json) ? (json.name ?? json.url) : undefined;
  return typeof named === "string" ? named : JSON.stringify(json);
}

function call(run: RunReport): string {
  const label = run.rule === run.action ? "" : `${run.rule}: `;
  const as = run.as === undefined ? "" : ` as ${run.as.name}`;
  return `${label}${run.action}(${Object.values(run.args ?? {})
    .map(value)
    .join(", ")})${as}`;
}

interface Line {
  readonly at: string | null;
  readonly item: string;
  readonly text: string;
}

function runLines(run: RunReport): readonly Line[] {
  const { item, rule, status, reason, turns = [] } = run;
  const because = reason === null ? "" : `: ${reason}`;
  const earlier = turns.map((turn) => ({
    at: turn.due,
    item,
    text: `${rule}, time ${turn.number}: ${turn.reason ?? turn.status}`,
  }));
  const repeats = earlier.length > 0;
  const at = repeats ? (run.ended ?? run.due) : (run.started ?? run.ended ?? run.due);
  const text = status === "done" && !repeats ? `${call(run)}${because}` : `${rule} ${status}${because}`;
  return [...earlier, { at, item, text }];
}

/**
 * What a simulation shows, one line for each thing that happened, in the order of time: moves, runs, and what did not
 * happen and why. Where more than one item is told of, each line names its own.
 */
export function told({ runs, moves, notes }: SimulationReport): readonly string[] {
  const moveLines = (made: readonly MoveReport[]): readonly Line[] =>
    made.map(({ at, item, to }) => ({ at, item, text: `→ ${to}` }));
  const known = new Set(runs.map(({ id }) => id));
  const lines: readonly Line[] = [
    ...moveLines(moves.filter(({ by }) => !known.has(by))),
    ...notes.map(({ at, item, text }) => ({ at, item, text: `· ${text}` })),
    ...runs.flatMap((run) => [...runLines(run), ...moveLines(moves.filter(({ by }) => by === run.id))]),
  ];
  const several = new Set(lines.map(({ item }) => item)).size > 1;
  const time = ({ at }: Line): number => (at === null ? Number.POSITIVE_INFINITY : Date.parse(at));
  return lines
    .toSorted((a, b) => (time(a) === time(b) ? 0 : time(a) - time(b)))
    .map(({ at, item, text }) => {
      const when = at === null ? " ".repeat(16) : moment(at);
      return `${when}  ${several ? `${item} ` : ""}${text}`;
    });
}
