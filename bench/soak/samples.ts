import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/** A look at a process from outside. */
export interface Sample {
  /** Seconds since the first. */
  readonly at: number;
  /** Mebibytes in memory. */
  readonly memory: number;
  /** Open file descriptors. */
  readonly files: number;
  /** Mebibytes of the ledger and its log. */
  readonly disk: number;
  /** The longest answer since the sample before, in milliseconds. */
  readonly answer: number;
}

const MEBIBYTE = 1024 * 1024;

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** Looks at a process, as Linux shows it. */
export function sample(pid: number, data: string, began: number, answer: number): Sample {
  const resident = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  const ledger = sizeOf(path.join(data, "ledger.db")) + sizeOf(path.join(data, "ledger.db-wal"));
  return {
    at: (performance.now() - began) / 1000,
    memory: Number(resident) / 1024,
    files: readdirSync(`/proc/${pid}/fd`).length,
    disk: ledger / MEBIBYTE,
    answer,
  };
}

/** How a figure moves: where a straight line through it begins and ends, by least squares. */
export interface Trend {
  readonly from: number;
  readonly to: number;
}

/** The trend of a figure over samples. */
export function trendOf(samples: readonly Sample[], figure: (one: Sample) => number): Trend {
  const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
  const time = mean(samples.map(({ at }) => at));
  const middle = mean(samples.map(figure));
  const spread = samples.reduce((sum, { at }) => sum + (at - time) ** 2, 0);
  const together = samples.reduce((sum, one) => sum + (one.at - time) * (figure(one) - middle), 0);
  const slope = spread === 0 ? 0 : together / spread;
  const line = (at: number) => middle + slope * (at - time);
  return { from: line(samples[0]?.at ?? 0), to: line(samples.at(-1)?.at ?? 0) };
}
