import { realpathSync } from "node:fs";
import path from "node:path";
import type { Bench, Row } from "./kit/bench.ts";
import { median, rounded } from "./kit/statistics.ts";
import { temporaryFolder } from "./kit/temporary-folder.ts";
import { type Program, type Usage, usage, wallTime } from "./start/process.ts";

const pairs = 15;
/** Pairs that are asked what they have used. */
const askedPairs = 5;

const root = path.dirname(import.meta.dirname);
const ours: Program = {
  args: [realpathSync(path.join(root, "node_modules", ".bin", "onstage")), "check"],
  cwd: path.join(root, "examples", "payments"),
};
const floor: Program = { args: ["-e", "0"], cwd: ours.cwd };

interface Pair<T> {
  readonly ours: T;
  readonly floor: T;
}

/** Measures both in turn, after one run of each that does not count. */
function inTurn<T>(count: number, measure: (program: Program) => T): readonly Pair<T>[] {
  const both = (): Pair<T> => ({ ours: measure(ours), floor: measure(floor) });
  both();
  return Array.from({ length: count }, both);
}

function medians<T>(found: readonly Pair<T>[], figure: (one: T) => number): Pair<number> {
  return {
    ours: median(found.map((pair) => figure(pair.ours))),
    floor: median(found.map((pair) => figure(pair.floor))),
  };
}

function row(what: string, unit: string, { ours, floor }: Pair<number>): Row {
  return [what, `${ours.toFixed(1)} ${unit}`, `${floor.toFixed(1)} ${unit}`, (ours / floor).toFixed(2)];
}

/** How long `onstage check` takes as a whole process, with Node's compile cache warm. */
export const start: Bench = {
  about: "`onstage check` of examples/payments as a whole process, beside `node -e 0`",
  run: async () => {
    using folder = temporaryFolder();
    const wall = medians(
      inTurn(pairs, (program) => wallTime(program)),
      (ms) => ms,
    );
    const used = inTurn(askedPairs, (program): Usage => usage(program, path.join(folder.path, "usage.json")));
    const cpu = medians(used, (one) => one.cpu);
    const peak = medians(used, (one) => one.peak);
    return {
      columns: ["median of a process", "onstage check", "node -e 0", "ratio"],
      rows: [
        row("wall time", "ms", wall),
        row("processor, user + system", "ms", cpu),
        row("peak memory", "MB", peak),
      ],
      figures: {
        ours: rounded(wall.ours),
        peer: rounded(wall.floor),
        ratio: rounded(wall.ours / wall.floor),
        oursCpuMs: rounded(cpu.ours),
        peerCpuMs: rounded(cpu.floor),
        oursPeakMb: rounded(peak.ours),
        peerPeakMb: rounded(peak.floor),
        pairs,
      },
    };
  },
};
