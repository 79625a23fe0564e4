import { mkdirSync, realpathSync } from "node:fs";
import path from "node:path";
import { openProgram } from "onstage";
import { editTimes } from "./check/edits.ts";
import { large, writeLongFile, writeProject } from "./check/project.ts";
import type { Bench, Row } from "./kit/bench.ts";
import { median, rounded } from "./kit/statistics.ts";
import { temporaryFolder } from "./kit/temporary-folder.ts";
import { type Program, usage, wallTime } from "./start/process.ts";

const root = path.dirname(import.meta.dirname);
const onstage = realpathSync(path.join(root, "node_modules", ".bin", "onstage"));
const ours = (cwd: string): Program => ({ args: [onstage, "check", "--format", "json"], cwd });
const floor = (cwd: string): Program => ({ args: ["-e", "0"], cwd });

interface Measured {
  /** Milliseconds of wall time, from before the process to after its end. */
  readonly wall: number;
  /** Peak of resident memory, in megabytes. */
  readonly peak: number;
}

/** Medians of whole processes, after one that does not count. */
function processes(program: Program, times: number, file: string): Measured {
  wallTime(program);
  const walls = Array.from({ length: times }, () => wallTime(program));
  return { wall: median(walls), peak: usage(program, file).peak };
}

/** Writes a project and opens it in this process. */
async function opened(folder: string, write: (folder: string) => void) {
  mkdirSync(folder);
  write(folder);
  const program = await openProgram({ kind: "folder", folder });
  if (!program.ok) throw new Error(`The rules of the bench are wrong: ${program.diagnostics[0]?.message}`);
  const rules = program.files
    .flatMap((file) => file.declarations)
    .reduce(
      (sum, { declaration }) => sum + (declaration.kind === "block" ? declaration.block.rules.length : 0),
      0,
    );
  const lines = program.files.reduce((sum, file) => sum + file.text.split("\n").length - 1, 0);
  return { program, rules, lines };
}

/** How long findings take: as a whole process, and after an edit. */
export const check: Bench = {
  about:
    "findings in large projects: `onstage check` as a whole process beside `node -e 0`, and after an edit",
  run: async () => {
    using folder = temporaryFolder();
    const asked = path.join(folder.path, "usage.json");
    const many = await opened(path.join(folder.path, "many"), (to) => writeProject(to, large));
    const long = await opened(path.join(folder.path, "long"), (to) => writeLongFile(to, large));
    const example = path.join(root, "examples", "payments");
    const small = processes(ours(example), 9, asked);
    const nothing = processes(floor(example), 9, asked);
    const cold = processes(ours(many.program.project.folder), 5, asked);
    const coldLong = processes(ours(long.program.project.folder), 5, asked);
    const edits = editTimes(many.program);
    const editsLong = editTimes(long.program);
    const size = (one: typeof many): string =>
      `${one.program.files.length} files, ${one.rules} rules, ${one.lines} lines`;
    const process = (what: string, found: Measured): Row => [
      what,
      `${found.wall.toFixed(0)} ms`,
      `${found.peak.toFixed(0)} MB`,
      (found.wall / nothing.wall).toFixed(1),
    ];
    const edit = (what: string, found: typeof edits): Row => [
      what,
      `${found.median.toFixed(1)} ms`,
      "",
      `longest ${found.longest.toFixed(1)} ms`,
    ];
    return {
      columns: ["until all findings are there", "time", "peak memory", "to `node -e 0`"],
      rows: [
        process("`node -e 0`", nothing),
        process("examples/payments, cold", small),
        process(`${size(many)}, cold`, cold),
        process(`${size(long)}, cold`, coldLong),
        edit(`${size(many)}, after an edit`, edits),
        edit(`${size(long)}, after an edit`, editsLong),
      ],
      figures: {
        ours: rounded(cold.wall),
        peer: rounded(nothing.wall),
        ratio: rounded(cold.wall / nothing.wall),
        rules: many.rules,
        oursPeakMb: rounded(cold.peak),
        smallMs: rounded(small.wall),
        longFileMs: rounded(coldLong.wall),
        editMs: rounded(edits.median),
        longestEditMs: rounded(edits.longest),
        longFileEditMs: rounded(editsLong.median),
        longestLongFileEditMs: rounded(editsLong.longest),
      },
    };
  },
};
