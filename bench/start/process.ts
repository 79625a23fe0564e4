import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";

/** A program to measure: what Node is called with, and where. */
export interface Program {
  readonly args: readonly string[];
  readonly cwd: string;
}

/** What a process has used by its end. */
export interface Usage {
  /** Milliseconds of processor, user and system. */
  readonly cpu: number;
  /** Peak of resident memory, in megabytes of 1,048,576 bytes. */
  readonly peak: number;
}

function runToEnd({ args, cwd }: Program, env: NodeJS.ProcessEnv): void {
  const options = { cwd, env, encoding: "utf8", maxBuffer: 256 * 1024 * 1024 } as const;
  const { status, error, stderr } = spawnSync(process.execPath, args, options);
  if (status === 0) return;
  throw new Error(`node ${args.join(" ")} ended with ${status}: ${error?.message ?? stderr}`);
}

/** Runs a program to its end. Returns the milliseconds from before its start to after its end. */
export function wallTime(program: Program): number {
  const before = performance.now();
  runToEnd(program, process.env);
  return performance.now() - before;
}

function isUsage(value: unknown): value is Usage {
  return (
    typeof value === "object" &&
    value !== null &&
    "cpu" in value &&
    typeof value.cpu === "number" &&
    "peak" in value &&
    typeof value.peak === "number"
  );
}

/**
 * Runs a program to its end and asks it what it has used; the asking is in the figures.
 *
 * @param file where the program leaves its answer
 */
export function usage(program: Program, file: string): Usage {
  const asking = path.join(import.meta.dirname, "usage.cjs");
  const args = ["--require", asking, ...program.args];
  runToEnd({ ...program, args }, { ...process.env, ONSTAGE_BENCH_USAGE: file });
  const read: unknown = JSON.parse(readFileSync(file, "utf8"));
  if (isUsage(read)) return read;
  throw new Error(`${file} does not say what the process has used.`);
}
