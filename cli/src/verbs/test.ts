import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { testReporters } from "../output/format-names.ts";
import { projectFolder } from "../project/folder.ts";
import { measureCoverage } from "../testing/coverage/measure.ts";
import { coverageReport, lcovReport, percentOf } from "../testing/coverage/report.ts";
import type { Target } from "../testing/coverage/targets.ts";
import { rulesPlugin } from "../testing/rules-plugin.ts";
import { rulesUnderTest } from "../testing/rules-under-test.ts";
import { openVitest } from "../testing/vitest-door.ts";
import { UsageError } from "../usage-error.ts";
import { findingsOf, printFindings } from "./check.ts";

export interface TestOptions {
  readonly watch?: true;
  readonly reporter?: (typeof testReporters)[number];
  readonly seed?: number;
  readonly hard?: true;
  readonly testNamePattern?: string;
  readonly coverage?: true;
  readonly threshold?: number;
}

/** How Vitest calls what is asked for: words for people go on beside it. */
function reportersOf(reporter: NonNullable<TestOptions["reporter"]>, report: string): readonly unknown[] {
  return reporter === "junit"
    ? ["default", ["junit", { outputFile: report }]]
    : ["default", "github-actions"];
}

/** What tests read, in whichever process they run. */
function tellTests({ hard, seed }: TestOptions): void {
  if (hard === true) process.env.ONSTAGE_HARD = "1";
  if (seed !== undefined) process.env.ONSTAGE_SEED = String(seed);
}

/** Prints what the tests have seen, and writes it for editors. Answers whether it is as much as is asked for. */
function tellCoverage(
  targets: readonly Target[],
  folder: string,
  { reporter, threshold }: TestOptions,
): boolean {
  const stream = reporter === "junit" ? process.stderr : process.stdout;
  stream.write(`\n${coverageReport(targets)}\n`);
  const output = path.join(folder, "coverage", "rules.lcov");
  mkdirSync(path.dirname(output), { recursive: true });
  writeFileSync(output, lcovReport(targets));
  const percent = percentOf(targets);
  if (threshold === undefined || percent >= threshold) return true;
  process.stderr.write(`the tests have seen ${percent} % of the rules, and ${threshold} % are asked for\n`);
  return false;
}

/** `onstage test`: the tests in the language and those of Vitest, in one run. Answers the exit code. */
export async function test(filters: readonly string[], options: TestOptions): Promise<number> {
  const folder = projectFolder(process.cwd());
  if (folder === undefined) {
    throw new UsageError("there is no `onstage.json` here or above", "run it in the folder of a project");
  }
  const { startVitest, include } = await openVitest(folder);
  const rules = rulesUnderTest(folder);
  const isMeasured = options.coverage === true || options.threshold !== undefined;
  const measuring = isMeasured ? measureCoverage(folder, rules.output) : undefined;
  try {
    const { program, built } = await rules.current();
    if (!built.ok && options.watch !== true) {
      printFindings(findingsOf(program, process.cwd()), program.untold, program.files.length, "pretty");
      if (program.ok) process.stderr.write(`${built.why}\n`);
      return 1;
    }
    tellTests(options);
    const report = path.join(rules.output, "junit.xml");
    const { watch = false, reporter, seed, testNamePattern } = options;
    const vitest = await startVitest(
      [...filters],
      {
        root: path.resolve(folder),
        run: !watch,
        watch,
        ...(reporter === undefined ? {} : { reporters: reportersOf(reporter, report) }),
        ...(seed === undefined ? {} : { sequence: { seed } }),
        ...(testNamePattern === undefined ? {} : { testNamePattern }),
      },
      { plugins: [rulesPlugin(rules, include, measuring === undefined ? [] : [measuring.setup])] },
      // What a machine reads goes to standard output, so nothing else does.
      { stdout: reporter === "junit" ? process.stderr : process.stdout },
    );
    if (vitest.shouldKeepServer()) await new Promise<void>((resolve) => vitest.onClose(resolve));
    else await vitest.close();
    if (existsSync(report)) process.stdout.write(readFileSync(report, "utf8"));
    const hasPassed = process.exitCode === undefined || process.exitCode === 0;
    const isEnough =
      measuring === undefined || tellCoverage(measuring.targets(await rules.current()), folder, options);
    return hasPassed && isEnough ? 0 : 1;
  } finally {
    measuring?.close();
    rules.close();
  }
}
