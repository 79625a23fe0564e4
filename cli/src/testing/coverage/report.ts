import { tableLines } from "../../output/table.ts";
import { type Aspect, aspects, type Target } from "./targets.ts";

/** How much of some targets was seen: `3/4`; nothing where there is none. */
function share(targets: readonly Target[]): string {
  const seen = targets.filter(({ isSeen }) => isSeen).length;
  return targets.length === 0 ? "–" : `${seen}/${targets.length}`;
}

/** The part that was seen, in percent; all of nothing is 100. */
export function percentOf(targets: readonly Target[]): number {
  const seen = targets.filter(({ isSeen }) => isSeen).length;
  return targets.length === 0 ? 100 : Math.floor((100 * seen) / targets.length);
}

function row(name: string, targets: readonly Target[]): readonly string[] {
  const of = (aspect: Aspect): string => share(targets.filter((one) => one.aspect === aspect));
  return [name, `${percentOf(targets)} %`, ...aspects.map(of)];
}

/** How many sentences are told: nobody reads more at once. */
const most = 50;

/** What tests have seen of the rules: a table by file, and a sentence for each thing that is missing. */
export function coverageReport(targets: readonly Target[]): string {
  const files = [...new Set(targets.map(({ file }) => file))];
  const rows = [
    ["file", "seen", ...aspects],
    ...files.map((file) =>
      row(
        file,
        targets.filter((one) => one.file === file),
      ),
    ),
    ...(files.length > 1 ? [row("all", targets)] : []),
  ];
  const missing = targets.filter(({ isSeen }) => !isSeen);
  const told = missing.slice(0, most).map(({ file, line, lacks }) => `${file}:${line}: ${lacks}`);
  const rest = missing.length > most ? [`and ${missing.length - most} more`] : [];
  return [...tableLines(rows), ...(told.length === 0 ? [] : ["", ...told, ...rest])].join("\n");
}

/**
 * The same in the format of lcov, which editors and services read: a rule is a line, and what else there is to see of it
 * are its branches.
 */
export function lcovReport(targets: readonly Target[]): string {
  const files = [...new Set(targets.map(({ file }) => file))];
  return files
    .map((file) => {
      const own = targets.filter((one) => one.file === file);
      const carriedOut = own.filter(({ aspect }) => aspect === "rules" || aspect === "triggers");
      const counts = new Map<number, number>();
      for (const { line, count } of carriedOut) counts.set(line, (counts.get(line) ?? 0) + count);
      const branches = own.filter((one) => !carriedOut.includes(one));
      const numbers = new Map<number, number>();
      const branchLines = branches.map(({ line, isSeen }) => {
        const number = numbers.get(line) ?? 0;
        numbers.set(line, number + 1);
        return `BRDA:${line},0,${number},${(counts.get(line) ?? 0) === 0 && !isSeen ? "-" : Number(isSeen)}`;
      });
      return [
        "TN:",
        `SF:${file}`,
        ...[...counts].map(([line, count]) => `DA:${line},${count}`),
        `LF:${counts.size}`,
        `LH:${[...counts.values()].filter((count) => count > 0).length}`,
        ...branchLines,
        `BRF:${branches.length}`,
        `BRH:${branches.filter(({ isSeen }) => isSeen).length}`,
        "end_of_record",
        "",
      ].join("\n");
    })
    .join("");
}
