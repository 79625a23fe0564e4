import os from "node:os";
import type { BenchResult, Row } from "./bench.ts";

/** The machine that figures come from: processor, cores, Node. */
export function machine(): string {
  const cores = os.cpus();
  const model = cores[0]?.model.trim() ?? "unknown processor";
  return `${model}, ${cores.length} cores, Node ${process.versions.node}`;
}

/** A table for people: the first column to the left, the figures to the right. */
export function table(rows: readonly Row[]): string {
  const widths = rows.reduce<readonly number[]>(
    (known, row) =>
      Array.from({ length: Math.max(known.length, row.length) }, (_, index) =>
        Math.max(known[index] ?? 0, row[index]?.length ?? 0),
      ),
    [],
  );
  const line = (row: Row): string =>
    row
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0)))
      .join("   ")
      .trimEnd();
  return rows.map(line).join("\n");
}

/** What a bench has found: the table, and one JSON object as the last line. */
export function report(bench: string, { columns, rows, figures }: BenchResult): string {
  const shown = table([columns, ...rows]);
  return `${shown}\n\n${JSON.stringify({ bench, machine: machine(), figures })}\n`;
}
