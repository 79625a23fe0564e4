import type { RunReport, SimulationReport } from "@onstage/stdlib/testing";

/** What is seen of a finding when its witness runs. */
export interface Seen {
  readonly report: SimulationReport;
  /** Runs of the rules on the line that is marked. */
  readonly own: readonly RunReport[];
  /** The text that is marked. */
  readonly marks: string;
}

const isStopped = (run: RunReport): boolean =>
  run.status === "failed" && (run.reason ?? "").startsWith("stopped after 20 changes");

/** How often the most entered stage was entered. */
export function mostEntered({ moves }: SimulationReport): number {
  const counts = new Map<string, number>();
  for (const { to, item } of moves) counts.set(`${item} ${to}`, (counts.get(`${item} ${to}`) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}

function byRules({ moves }: SimulationReport): readonly SimulationReport["moves"][number][] {
  return moves.filter((move) => move.by !== "event");
}

const writers: ReadonlySet<string> = new Set(["setField", "assign", "clearField"]);

function pairs(runs: readonly RunReport[]): readonly (readonly [RunReport, RunReport])[] {
  const done = runs.filter((run) => run.status === "done");
  return done.flatMap((a, index) =>
    done
      .slice(index + 1)
      .flatMap((b) => (a.item === b.item && a.started === b.started ? [[a, b] as const] : [])),
  );
}

/** Whether what a finding says is seen, by its code. */
export const shows: Readonly<Record<string, (seen: Seen) => boolean>> = {
  OS3010: ({ report }) =>
    mostEntered(report) >= 5 && (report.runs.some(isStopped) || report.notes.length > 0),
  OS3011: ({ report }) => mostEntered(report) >= 3 && !report.runs.some(isStopped),
  OS3012: ({ report }) =>
    mostEntered(report) >= 2 &&
    byRules(report).length < 20 &&
    report.runs.every((run) => run.status !== "failed"),
  OS3013: ({ report }) => report.runs.some(isStopped) && report.moves.length === 0,
  OS3014: ({ report, own }) =>
    own.every((run) => run.status === "skipped" && run.why.code === "condition") &&
    (own.length > 0 || byRules(report).length === 0),
  OS3015: ({ own }) => own.length > 0 && own.every((run) => run.status === "done"),
  OS3016: ({ own }) =>
    own.length > 0 && own.every((run) => run.status === "cancelled" || run.status === "skipped"),
  OS3017: ({ report }) =>
    pairs(report.runs).some(
      ([a, b]) =>
        writers.has(a.action) &&
        writers.has(b.action) &&
        a.args?.field === b.args?.field &&
        JSON.stringify([a.action, a.args]) !== JSON.stringify([b.action, b.args]),
    ),
  OS3018: ({ report, own }) =>
    own.some((reader) =>
      report.runs.some(
        (writer) => writers.has(writer.action) && writer.started === (reader.started ?? reader.ended),
      ),
    ),
  OS3019: ({ report }) =>
    pairs(report.runs).some(
      ([a, b]) => a.action === b.action && JSON.stringify(a.args) === JSON.stringify(b.args),
    ),
  OS3020: ({ report, marks }) =>
    report.moves.every((move) => !move.by.startsWith("trigger") || `"${move.to}"` !== marks),
  OS3021: ({ report, own }) =>
    own.some((run) => run.status === "done") && report.runs.some((run) => run.status === "skipped"),
  OS3025: ({ report }) => report.runs.some((run) => run.status === "failed" && run.action === "changeStage"),
  OS3024: ({ report }) => report.runs.some(isStopped) || report.notes.length > 0,
  OS3022: ({ own }) => own.length > 0 && own.every((run) => run.status === "waiting"),
};
