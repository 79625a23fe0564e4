import type { Bench } from "./kit/bench.ts";
import { median, rounded } from "./kit/statistics.ts";
import { temporaryFolder } from "./kit/temporary-folder.ts";
import { bareSqlite } from "./testkit/floor.ts";
import { liveAYear, rulesOfBench, runOneTest, runsOfItem } from "./testkit/project.ts";

const items = 1000;
const tests = 500;
const rounds = 5;
/** Rows of a small test: its deal and its contact. */
const smallTest = 2;

/** Milliseconds of something, by the clock and of the processor. */
interface Took {
  readonly wall: number;
  readonly processor: number;
}

async function timed(work: () => Promise<unknown> | undefined): Promise<Took> {
  const [before, used] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(used);
  return { wall: performance.now() - before, processor: (user + system) / 1000 };
}

function repeated(count: number, work: () => void): undefined {
  for (let time = 0; time < count; time += 1) work();
}

async function manyTests(work: () => Promise<void>): Promise<void> {
  for (let test = 0; test < tests; test += 1) await work();
}

/** What tests of rules cost. */
export const testkit: Bench = {
  about: "a test over a virtual year with 1,000 items, and 500 small tests, beside SQLite alone in memory",
  run: async () => {
    using folder = temporaryFolder();
    const ruleSet = await rulesOfBench(folder.path);
    const found = {
      year: [] as Took[],
      yearFloor: [] as Took[],
      small: [] as Took[],
      smallFloor: [] as Took[],
    };
    for (let round = 0; round < rounds; round += 1) {
      found.year.push(await timed(() => liveAYear(ruleSet, items)));
      found.yearFloor.push(await timed(() => repeated(1, () => bareSqlite(items, runsOfItem))));
      found.small.push(await timed(() => manyTests(() => runOneTest(ruleSet))));
      found.smallFloor.push(await timed(() => repeated(tests, () => bareSqlite(smallTest, runsOfItem))));
    }
    const wall = (all: readonly Took[]): number => median(all.map((one) => one.wall));
    const processor = (all: readonly Took[]): number => median(all.map((one) => one.processor));
    const ms = (value: number): string => `${value.toFixed(0)} ms`;
    const row = (
      what: string,
      ours: readonly Took[],
      floor: readonly Took[],
      of: (all: readonly Took[]) => number,
    ): [string, string, string, string] => [
      what,
      ms(of(ours)),
      ms(of(floor)),
      (of(ours) / of(floor)).toFixed(1),
    ];
    const first = found.year[0]?.wall ?? 0;
    return {
      columns: ["median of five rounds", "Onstage", "SQLite alone", "ratio"],
      rows: [
        row(`a year with ${items} items, ${items * runsOfItem} runs`, found.year, found.yearFloor, wall),
        row("its processor time", found.year, found.yearFloor, processor),
        ["the first of them, with nothing warm", ms(first), "", ""],
        row(`${tests} tests`, found.small, found.smallFloor, wall),
        row("their processor time", found.small, found.smallFloor, processor),
      ],
      figures: {
        ours: rounded(wall(found.year)),
        peer: rounded(wall(found.yearFloor)),
        ratio: rounded(wall(found.year) / wall(found.yearFloor)),
        yearProcessorMs: rounded(processor(found.year)),
        firstYearMs: rounded(first),
        testsMs: rounded(wall(found.small)),
        testsFloorMs: rounded(wall(found.smallFloor)),
        testsProcessorMs: rounded(processor(found.small)),
        rounds,
      },
    };
  },
};
